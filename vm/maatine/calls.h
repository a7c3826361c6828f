/* Requests and their answers, and waiting for an end: natives in the style of vm/native.h (called again after a wait).
 *
 * A call sends ['call', from, msg] and waits in a reply slot of its own. The message carries the number of the call. Whoever takes
 * it out of its mailbox notes that it owes an answer (ties: watched, WATCH_CALL), and so does a mailbox with the message unread:
 * when the maatine ends first the caller gets a DOWN with that number. So a call costs two envelopes and no monitor.
 */
#ifndef MAAT_VM_CALLS_H
#define MAAT_VM_CALLS_H

#include "vm/maatine/maatine.h"

/* The answer to *msg from maatine `id` (args as in send_to), in m->result. N_OK, N_WAIT, or N_ERROR: TimeoutError, ExitError, and
 * what a send may raise. */
enum native_result call_send(Maatine *m, uint64_t id, Value *msg, double secs);
/* m begins with the request of `from` (a T_FROM; else: with none): its own calls end when the caller's patience does. False: that is
 * over already, so that nobody waits for the answer. */
bool call_starts(Maatine *m, Value from);
/* reply(from, v): *from is a T_FROM. */
enum native_result call_reply(Maatine *m, Value *from, Value *v);
/* Waits for the end of maatine id; its reason in m->result. */
enum native_result call_join(Maatine *m, uint64_t id, double secs);
/* An ExitError about the end of `id` with the reason *reason (rooted). Always N_ERROR. */
enum native_result raise_exit_error(Maatine *m, uint64_t id, Value *reason);

#endif
