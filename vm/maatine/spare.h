/* Records and ties of maatines that have ended, kept for the next ones that start on the same thread: a program that starts and
 * ends many spares itself the allocator.
 *
 * What is kept counts as allocated, is bounded (SPARE_KEEP of each kind, which is what a burst of some thousand needs; SPARE_IDLE once the
 * thread has nothing else to do), and is freed at the thread's end. Nothing is kept in builds where a tool or a poison is to see each use of
 * freed memory.
 *
 * Threads: each has its own.
 */
#ifndef MAAT_VM_SPARE_H
#define MAAT_VM_SPARE_H

#include "base/mem.h"

enum spare_kind { SPARE_RECORD, SPARE_TIES, SPARE_KINDS };

/* While it has work, and when it has none. */
#define SPARE_KEEP 4096
#define SPARE_IDLE 64
/* Of the memory that the program may use, what a kind keeps is no more than one part in so many, but for SPARE_IDLE. */
#define SPARE_PART 4096

/* A block of `bytes` (mem_usable of what was given back is no less), or NULL: none is kept. */
void *spare_take(enum spare_kind k, size_t bytes);
/* Keeps p, or frees it. bytes: as allocated. */
void spare_give(enum spare_kind k, enum mem_type t, void *p, size_t bytes);
/* This thread has nothing else to do: frees a part of what is beyond SPARE_IDLE. False: nothing is. */
bool spare_shed(void);

#endif
