#include "heap/block.h"

#include "base/mem.h"

#include <pthread.h>

/* Nothing is kept where a tool is to see each use of freed memory. */
#if defined(__SANITIZE_ADDRESS__)
#define KEEP 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEP 0
#endif
#endif
#ifndef KEEP
#define KEEP !BUILD_STRESS
#endif

__thread struct block_cache block_cache;
static __thread bool listed; /* the thread's end will flush */

static pthread_key_t exit_key; /* [const after exit_once] */
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

/* Once emptied nothing is kept until the next block that finds no room. */
void block_flush(void)
{
    for (size_t c = 0; c < BLOCK_CLASSES; c++) {
        for (void *b; (b = block_take(c));) mem_free(MEM_PARCEL, b);
        block_cache.room[c] = 0;
    }
    listed = false;
}

static void at_exit(void *arg)
{
    (void)arg;
    block_flush();
}

static void make_key(void)
{
    int rc = pthread_key_create(&exit_key, at_exit);
    MAAT_CHECK(rc == 0, "pthread_key_create: %d", rc);
}

/* From now on this thread keeps blocks, and frees them at its end. */
static MAAT_NOINLINE void enlist(void)
{
    pthread_once(&exit_once, make_key);
    pthread_setspecific(exit_key, &block_cache);
    listed = true;
    for (size_t c = 0; c < BLOCK_CLASSES; c++) block_cache.room[c] = BLOCK_KEEP;
}

/* Blocks of a class are interchangeable: all have the largest size of it. */
static inline size_t rounded(size_t bytes)
{
    return bytes <= BLOCK_CLASSES * BLOCK_GRAIN
               ? (bytes + BLOCK_GRAIN - 1) / BLOCK_GRAIN * BLOCK_GRAIN
               : bytes;
}

void *block_try_alloc_slow(size_t bytes) { return mem_try_alloc(MEM_PARCEL, rounded(bytes)); }

void *block_alloc_slow(size_t bytes) { return mem_alloc(MEM_PARCEL, rounded(bytes)); }

void block_free_slow(void *p, size_t bytes)
{
    if (!KEEP || listed || block_class(bytes) >= BLOCK_CLASSES) {
        mem_free(MEM_PARCEL, p);
        return;
    }
    enlist();
    block_free(p, bytes);
}
