/* Where observers attach: a Unix socket in the user's runtime directory, and the frames that go over it.
 *
 *   directory   $XDG_RUNTIME_DIR/maat, else maat-UID in /tmp; mode 0700 and ours, or nothing is done there
 *   socket      NAME.PID.sock, mode 0600; who connects must be the same user (or root)
 *   frame       4 bytes length of the rest (little endian), 1 byte kind, the payload
 *
 *     to the program     'Q' a question (text)            'X' stop the one that is going on
 *     to the observer    'H' greeting: version            'P' a reply, more will follow        'R' the reply
 *
 * A frame that is longer than its kind may be, or of an unknown kind, ends the connection with an error reply. Each client has a
 * thread of its own (SERVER_CLIENTS at most), so one that reads slowly, or asks something long, holds nobody up. Nothing of
 * this runs while nobody is attached: the listening thread sleeps in poll.
 *
 * Threads: server_* by who starts and stops; the frame functions any, one at a time for a connection.
 */
#ifndef MAAT_VM_OBSERVE_SERVER_H
#define MAAT_VM_OBSERVE_SERVER_H

#include "base/buf.h"
#include "base/check.h"
#include <stdbool.h>
#include <stddef.h>

#define SERVER_CLIENTS  16
#define FRAME_QUESTION  65536u
#define FRAME_REPLY     (1u << 30)
#define SERVER_GREETING "maat observer 1"

/* The directory of sockets; made if `make`. False: it cannot be used (*why says so). */
MAAT_MUST_CHECK bool server_folder(char *path, size_t size, bool make, Buf *why);

/* One whole frame, its payload into `out` (emptied before) with a NUL behind it. 0: fine; 1: the other end has closed; -1: an error or hostile bytes (*kind 0). */
int frame_read(int fd, unsigned limit, char *kind, Buf *out);
MAAT_MUST_CHECK bool frame_write(int fd, char kind, const char *p, size_t n);

#endif
