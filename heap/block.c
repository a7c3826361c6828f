#include "heap/block.h"

#include "base/mem.h"

#include <pthread.h>

#define GRAIN      32
#define CLASSES    16                /* up to 512 bytes */
#define KEEP_BYTES ((size_t)1 << 14) /* of each class */

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

struct block {
    struct block *next;
};

static __thread struct {
    struct block *first[CLASSES];
    uint32_t count[CLASSES];
    bool listed; /* the thread's end will flush */
} mine;

static pthread_key_t exit_key; /* [const after exit_once] */
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

static inline size_t class_of(size_t bytes) { return (bytes - 1) / GRAIN; }

void block_flush(void)
{
    for (size_t c = 0; c < CLASSES; c++) {
        while (mine.first[c]) {
            struct block *b = mine.first[c];
            mine.first[c] = b->next;
            mem_free(MEM_PARCEL, b);
        }
        mine.count[c] = 0;
    }
}

static void at_exit(void *arg)
{
    (void)arg;
    mine.listed = false;
    block_flush();
}

static void make_key(void)
{
    int rc = pthread_key_create(&exit_key, at_exit);
    MAAT_CHECK(rc == 0, "pthread_key_create: %d", rc);
}

static MAAT_NOINLINE void enlist(void)
{
    pthread_once(&exit_once, make_key);
    pthread_setspecific(exit_key, &mine);
    mine.listed = true;
}

/* Blocks of a class are interchangeable: all have the largest size of it. */
static inline size_t rounded(size_t bytes)
{
    return bytes <= CLASSES * GRAIN ? (bytes + GRAIN - 1) / GRAIN * GRAIN : bytes;
}

static inline void *take(size_t bytes)
{
    size_t c = class_of(bytes);
    if (!KEEP || c >= CLASSES || !mine.first[c]) return NULL;
    struct block *b = mine.first[c];
    mine.first[c] = b->next;
    mine.count[c]--;
    return b;
}

void *block_try_alloc(size_t bytes)
{
    void *p = take(bytes);
    return MAAT_LIKELY(p != NULL) ? p : mem_try_alloc(MEM_PARCEL, rounded(bytes));
}

void *block_alloc(size_t bytes)
{
    void *p = take(bytes);
    return MAAT_LIKELY(p != NULL) ? p : mem_alloc(MEM_PARCEL, rounded(bytes));
}

void block_free(void *p, size_t bytes)
{
    size_t c = class_of(bytes);
    if (!KEEP || c >= CLASSES || mine.count[c] >= KEEP_BYTES / ((c + 1) * GRAIN)) {
        mem_free(MEM_PARCEL, p);
        return;
    }
    if (MAAT_UNLIKELY(!mine.listed)) enlist();
    struct block *b = p;
    b->next = mine.first[c];
    mine.first[c] = b;
    mine.count[c]++;
}
