/* The blocks that messages lie in: MEM_PARCEL memory with a small cache in front for each thread.
 *
 * A message is allocated by its sender and freed by its receiver, often on the same thread within a microsecond, so the last few
 * blocks of each small size are kept. Where one thread sends and another receives, the blocks go back through a store that all
 * threads share, BLOCK_BATCH at a time: one atomic exchange for each batch, and no allocator.
 *
 * Large blocks, all of one size, are kept in such a store one by one: who takes them has work for hundreds of messages before the next one.
 *
 * What is kept is bounded, counts as allocated, and is freed when a thread ends (its own, and what lies in the store).
 *
 * BK-1  A batch in the store belongs to the store: who takes it out by the exchange has it alone. So a slot cannot be mistaken for what
 *       it held before, and its blocks' links are read only by their owner.
 */
#ifndef MAAT_HEAP_BLOCK_H
#define MAAT_HEAP_BLOCK_H

#include "base/fetch.h"

#define BLOCK_GRAIN   32
#define BLOCK_CLASSES 16  /* up to 512 bytes */
#define BLOCK_KEEP    256 /* blocks of a class that a thread keeps */
#define BLOCK_BATCH   64
#define BLOCK_STORE   32 /* batches of a class in the store */
#define BLOCK_LARGE   4096
#define BLOCK_LARGES  64 /* large blocks in the store */

struct kept_block {
    struct kept_block *next;
};
struct block_cache {
    struct kept_block *first[BLOCK_CLASSES];
    uint32_t room[BLOCK_CLASSES]; /* how many more may be kept */
};
extern __thread struct block_cache block_cache; /* [owner thread] */

/* The rare cases. */
void *block_try_alloc_slow(size_t bytes);
void *block_alloc_slow(size_t bytes);
void block_free_slow(void *p, size_t bytes);
/* A block of BLOCK_LARGE bytes, kept by the process. NULL: no memory. */
void *block_try_large(void);
void block_free_large(void *p);
/* Frees what this thread keeps, and the store. */
void block_flush(void);

static inline size_t block_class(size_t bytes) { return (bytes - 1) / BLOCK_GRAIN; }

/* A block of a class (below BLOCK_CLASSES) that is kept, or NULL. */
static inline void *block_take(size_t c)
{
    struct kept_block *b = block_cache.first[c];
    if (MAAT_UNLIKELY(!b)) return NULL;
    block_cache.first[c] = b->next;
    block_cache.room[c]++;
    return b;
}

/* Fetches what block_take will touch, and give, for so many bytes (at most BLOCK_CLASSES * BLOCK_GRAIN). */
static inline void block_ahead(size_t bytes)
{
    size_t c = block_class(bytes);
    maat_fetch(&block_cache.room[c], 1);
    maat_fetch(block_cache.first[c], bytes);
}
/* NULL: no memory. */
static inline void *block_try_alloc(size_t bytes)
{
    size_t c = block_class(bytes);
    void *p = c < BLOCK_CLASSES ? block_take(c) : NULL;
    return MAAT_LIKELY(p != NULL) ? p : block_try_alloc_slow(bytes);
}

/* Never NULL (mem_alloc). */
static inline void *block_alloc(size_t bytes)
{
    size_t c = block_class(bytes);
    void *p = c < BLOCK_CLASSES ? block_take(c) : NULL;
    return MAAT_LIKELY(p != NULL) ? p : block_alloc_slow(bytes);
}

/* `bytes` as asked for; any thread. */
static inline void block_free(void *p, size_t bytes)
{
    size_t c = block_class(bytes);
    if (MAAT_UNLIKELY(c >= BLOCK_CLASSES || block_cache.room[c] == 0)) {
        block_free_slow(p, bytes);
        return;
    }
    struct kept_block *b = p;
    b->next = block_cache.first[c];
    block_cache.first[c] = b;
    block_cache.room[c]--;
}

#endif
