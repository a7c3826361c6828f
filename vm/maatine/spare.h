/* Records and ties of maatines that have ended, kept for the next ones that start on the same thread: a program that starts and
 * ends many spares itself the allocator.
 *
 * What is kept counts as allocated, is bounded (SPARE_KEEP of each kind), and is freed at the thread's end. Nothing is kept in builds
 * where a tool or a poison is to see each use of freed memory.
 *
 * Threads: each has its own.
 */
#ifndef MAAT_VM_SPARE_H
#define MAAT_VM_SPARE_H

#include "base/mem.h"

enum spare_kind { SPARE_RECORD, SPARE_TIES, SPARE_KINDS };

#define SPARE_KEEP 64

/* A block of `bytes` (mem_usable of what was given back is no less), or NULL: none is kept. */
void *spare_take(enum spare_kind k, size_t bytes);
/* Keeps p, or frees it. bytes: as allocated. */
void spare_give(enum spare_kind k, enum mem_type t, void *p, size_t bytes);

#endif
