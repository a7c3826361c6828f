/* The blocks that messages lie in: MEM_PARCEL memory with a small cache in front for each thread.
 *
 * A message is allocated by its sender and freed by its receiver's collector, often on the same thread within a microsecond, so
 * the last few blocks of each small size are kept. What a thread keeps is bounded, counts as allocated, and is freed when the
 * thread ends.
 */
#ifndef MAAT_HEAP_BLOCK_H
#define MAAT_HEAP_BLOCK_H

#include "base/check.h"

/* NULL: no memory. */
void *block_try_alloc(size_t bytes);
/* Never NULL (mem_alloc). */
void *block_alloc(size_t bytes);
/* `bytes` as asked for; any thread. */
void block_free(void *p, size_t bytes);
/* Frees what this thread keeps. */
void block_flush(void);

#endif
