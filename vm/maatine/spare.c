#include "vm/maatine/spare.h"

#include "base/check.h"
#include <pthread.h>

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

struct spare {
    struct spare *next;
};

struct kept {
    struct spare *first;
    size_t bytes; /* of each */
    uint32_t count;
    enum mem_type type;
};

static __thread struct kept mine[SPARE_KINDS];
static __thread bool listed; /* the thread's end will free */

static pthread_key_t exit_key; /* [const after exit_once] */
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

static void drop(struct kept *s, uint32_t n)
{
    for (; n; n--) {
        struct spare *p = s->first;
        s->first = p->next;
        s->count--;
        mem_free(s->type, p);
    }
}

/* Whoever gives back later in this thread's end is listed again, and pthread calls once more. */
static void at_exit(void *arg)
{
    (void)arg;
    listed = false;
    for (int k = 0; k < SPARE_KINDS; k++) drop(&mine[k], mine[k].count);
}

static void make_key(void)
{
    int rc = pthread_key_create(&exit_key, at_exit);
    MAAT_CHECK(rc == 0, "pthread_key_create: %d", rc);
}

static MAAT_NOINLINE void enlist(void)
{
    pthread_once(&exit_once, make_key);
    pthread_setspecific(exit_key, mine);
    listed = true;
}

void *spare_take(enum spare_kind k, size_t bytes)
{
    struct kept *s = &mine[k];
    struct spare *p = s->first;
    if (!p || s->bytes != bytes) return NULL;
    s->first = p->next;
    s->count--;
    return p;
}

static uint32_t most_of(size_t bytes)
{
    uint64_t limit = mem_limit();
    if (MAAT_LIKELY(!limit)) return SPARE_KEEP;
    uint64_t n = limit / SPARE_PART / bytes;
    return n > SPARE_KEEP ? SPARE_KEEP : n > SPARE_IDLE ? (uint32_t)n : SPARE_IDLE;
}

void spare_give(enum spare_kind k, enum mem_type t, void *p, size_t bytes)
{
    struct kept *s = &mine[k];
    if (!KEEP || s->count >= most_of(bytes) || (s->count && s->bytes != bytes)) {
        mem_free(t, p);
        return;
    }
    if (MAAT_UNLIKELY(!listed)) enlist();
    struct spare *e = p;
    e->next = s->first;
    s->first = e;
    s->bytes = bytes;
    s->type = t;
    s->count++;
}

#define SHED 256 /* in one go: some ten microseconds */

bool spare_shed(void)
{
    for (int k = 0; k < SPARE_KINDS; k++) {
        uint32_t over = mine[k].count > SPARE_IDLE ? mine[k].count - SPARE_IDLE : 0;
        drop(&mine[k], over < SHED ? over : SHED);
        if (over) return true;
    }
    return false;
}
