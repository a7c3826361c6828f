#include "heap/block.h"

#include "base/atomic.h"
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

/* ---- the store ---- */

/* The process's, as the allocator's own caches are. */
static struct store {
    uintptr_t batch
        [BLOCK_STORE]; /* [any, atomic: xchg_ar and cas_ar pair with each other] first blocks, or 0 */
    uint32_t count;    /* [any, relaxed] about how many batches there are */
} store[BLOCK_CLASSES] MAAT_ALIGNED(MAAT_CACHE_LINE);

/* False: it is full. */
static bool store_put(struct store *s, struct kept_block *first)
{
    for (uint32_t i = 0; i < BLOCK_STORE; i++) {
        uintptr_t empty = 0;
        if (load_rlx(&s->batch[i]) != 0) continue;
        if (!cas_ar(&s->batch[i], &empty, (uintptr_t)first)) continue;
        add_rlx(&s->count, 1);
        return true;
    }
    return false;
}

static struct kept_block *store_get(struct store *s)
{
    if (MAAT_LIKELY(load_rlx(&s->count) == 0)) return NULL;
    for (uint32_t i = BLOCK_STORE; i-- > 0;) {
        if (load_rlx(&s->batch[i]) == 0) continue;
        uintptr_t first = xchg_ar(&s->batch[i], 0);
        if (!first) continue;
        sub_rlx(&s->count, 1);
        return (struct kept_block *)first;
    }
    return NULL;
}

static void free_chain(struct kept_block *b)
{
    for (struct kept_block *next; b; b = next) {
        next = b->next;
        mem_free(MEM_PARCEL, b);
    }
}

/* A batch of what this thread keeps goes to the store; it keeps more than that. False: the store is full. */
static bool give_batch(size_t c)
{
    if (load_rlx(&store[c].count) == BLOCK_STORE) return false;
    struct kept_block *first = block_cache.first[c], *last = first;
    for (int i = 1; i < BLOCK_BATCH; i++) last = last->next;
    struct kept_block *rest = last->next;
    last->next = NULL;
    if (!store_put(&store[c], first)) {
        last->next = rest;
        return false;
    }
    block_cache.first[c] = rest;
    block_cache.room[c] += BLOCK_BATCH;
    return true;
}

/* ---- large blocks ---- */

static struct {
    uintptr_t
        at[BLOCK_LARGES]; /* [any, atomic: xchg_ar and cas_ar pair with each other] a block, or 0 */
} larges MAAT_ALIGNED(MAAT_CACHE_LINE);
static __thread uint32_t large_put, large_got; /* where to look next */

static void *take_large(void)
{
    for (uint32_t i = 0; i < BLOCK_LARGES; i++) {
        uintptr_t *slot = &larges.at[large_got++ % BLOCK_LARGES];
        uintptr_t p = load_rlx(slot) ? xchg_ar(slot, 0) : 0;
        if (p) return (void *)p;
    }
    return NULL;
}

void *block_try_large(void)
{
    void *p = KEEP ? take_large() : NULL;
    return p ? p : mem_try_alloc(MEM_PARCEL, BLOCK_LARGE);
}

void block_free_large(void *p)
{
    for (uint32_t i = 0; KEEP && i < BLOCK_LARGES; i++) {
        uintptr_t empty = 0, *slot = &larges.at[large_put++ % BLOCK_LARGES];
        if (load_rlx(slot) == 0 && cas_ar(slot, &empty, (uintptr_t)p)) return;
    }
    mem_free(MEM_PARCEL, p);
}

/* ---- a thread's own ---- */

/* Once emptied nothing is kept until the next block that finds no room. */
void block_flush(void)
{
    for (size_t c = 0; c < BLOCK_CLASSES; c++) {
        for (void *b; (b = block_take(c));) mem_free(MEM_PARCEL, b);
        block_cache.room[c] = 0;
    }
    listed = false;
    for (size_t c = 0; c < BLOCK_CLASSES; c++)
        for (struct kept_block *b; (b = store_get(&store[c]));) free_chain(b);
    for (void *p; (p = take_large());) mem_free(MEM_PARCEL, p);
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

/* A block of a batch from the store, or NULL. The thread keeps nothing of the class. */
static void *take_batch(size_t c)
{
    if (!KEEP || c >= BLOCK_CLASSES) return NULL;
    struct kept_block *b = store_get(&store[c]);
    if (!b) return NULL;
    if (!listed) enlist();
    block_cache.first[c] = b->next;
    block_cache.room[c] = BLOCK_KEEP - (BLOCK_BATCH - 1);
    return b;
}

void *block_try_alloc_slow(size_t bytes)
{
    void *p = take_batch(block_class(bytes));
    return p ? p : mem_try_alloc(MEM_PARCEL, rounded(bytes));
}

void *block_alloc_slow(size_t bytes)
{
    void *p = take_batch(block_class(bytes));
    return p ? p : mem_alloc(MEM_PARCEL, rounded(bytes));
}

void block_free_slow(void *p, size_t bytes)
{
    size_t c = block_class(bytes);
    if (!KEEP || c >= BLOCK_CLASSES || (listed && !give_batch(c))) {
        mem_free(MEM_PARCEL, p);
        return;
    }
    if (!listed) enlist();
    block_free(p, bytes);
}
