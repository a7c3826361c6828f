/* Memory by named type.
 *
 * Counting: each thread adds to counters of its own (plain stores, no shared cache line), which are listed so
 * that mem_stats can sum them. A thread may free what another allocated, so one thread's counters may be
 * negative; only sums mean something. When a thread ends, its counters are folded into the shared ones; what
 * it still frees after that (destructors of other libraries) goes to the shared ones directly.
 *
 * The limit: threads report their balance to one shared counter in steps of LIMIT_STEP bytes, so the check in
 * mem_try_alloc costs one read of a line that is seldom written, and is exact within LIMIT_STEP for each
 * thread.
 *
 * ME-1: sum over live counters + shared counters == bytes alive, whenever no thread is inside this file.
 * ME-2: `reported` + sum of all `balance` == bytes alive, likewise.
 */
#include "base/mem.h"

#include "base/atomic.h"
#include "base/check.h"
#include "base/lock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The sanitizers see allocations only when they go through libc. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEM_LIBC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MEM_LIBC 1
#endif
#endif

#ifdef MEM_LIBC
#include <malloc.h>
#else
#include <jemalloc/jemalloc.h>
#endif

#define LIMIT_STEP  (256 * 1024)
/* No request may come near the sizes where the sums of callers overflow. */
#define REQUEST_MAX ((size_t)1 << 46)

/* --- the allocator beneath --- */

#ifdef MEM_LIBC

/* Requests that cannot be met return NULL instead of ending the process, as in the other builds. */
const char *__asan_default_options(void);
const char *__tsan_default_options(void);
const char *__asan_default_options(void) { return "allocator_may_return_null=1"; }
const char *__tsan_default_options(void)
{
    return "allocator_may_return_null=1:second_deadlock_stack=1";
}

static void *raw_alloc(size_t bytes, size_t align, bool zero)
{
    void *p = NULL;
    if (align > 16) {
        if (posix_memalign(&p, align, bytes) != 0) return NULL;
        if (zero) memset(p, 0, bytes);
        return p;
    }
    return zero ? calloc(1, bytes) : malloc(bytes);
}
static void *raw_realloc(void *p, size_t bytes) { return realloc(p, bytes); }
static void raw_free(void *p) { free(p); }
static size_t raw_usable(const void *p) { return malloc_usable_size((void *)p); }
static size_t raw_usable_for(const void *p, size_t bytes, size_t align)
{
    (void)bytes, (void)align;
    return raw_usable(p);
}
static void raw_init(void) {}
static void raw_purge(void) {}
static uint64_t raw_allocated(void) { return 0; }
static uint64_t raw_unused(void) { return 0; }

#else

/* Unused pages go back to the OS by a thread of the allocator's own: a thread that frees would else do so for megabytes at once, in
 * the middle of something that must not pause. */
extern const char *malloc_conf;
const char *malloc_conf = "background_thread:true,max_background_threads:1,oversize_threshold:0";

static int raw_flags(size_t align) { return align > 16 ? MALLOCX_ALIGN(align) : 0; }
static void *raw_alloc(size_t bytes, size_t align, bool zero)
{
    /* malloc, calloc and free are quicker than mallocx and sdallocx. */
    if (MAAT_LIKELY(align <= 16)) return zero ? calloc(1, bytes) : malloc(bytes);
    return mallocx(bytes, raw_flags(align) | (zero ? MALLOCX_ZERO : 0));
}
static void *raw_realloc(void *p, size_t bytes) { return rallocx(p, bytes, 0); }
static void raw_free(void *p) { free(p); }
static size_t raw_usable(const void *p) { return sallocx(p, 0); }
/* Computed from the request, which is quicker than looking `p` up. */
static size_t raw_usable_for(const void *p, size_t bytes, size_t align)
{
    (void)p;
    return MAAT_LIKELY(align <= 16) ? mem_class(bytes) : nallocx(bytes, raw_flags(align));
}
static uint64_t raw_figure(const char *name)
{
    size_t bytes = 0, n = sizeof bytes;
    return mallctl(name, &bytes, &n, NULL, 0) == 0 ? bytes : 0;
}
/* Its figures are of the last epoch that somebody began. */
static void raw_count(void)
{
    uint64_t epoch = 1;
    mallctl("epoch", NULL, NULL, &epoch, sizeof epoch);
}
static uint64_t raw_allocated(void)
{
    raw_count();
    return raw_figure("stats.allocated");
}
#define NAME_OF(x)  NAME_OF_(x)
#define NAME_OF_(x) #x
static uint64_t raw_unused(void)
{
    raw_count();
    return raw_figure("stats.arenas." NAME_OF(MALLCTL_ARENAS_ALL) ".pdirty") *
           raw_figure("arenas.page");
}
/* `oversize_threshold` does not reach the allocator's first arena, which was made before the setting was looked at. */
static void raw_init(void)
{
    size_t never = SIZE_MAX / 2;
    mallctl("arena.0.oversize_threshold", NULL, NULL, &never, sizeof never);
}
static void raw_purge(void)
{
    char name[64];
    mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
    snprintf(name, sizeof name, "arena.%u.purge", (unsigned)MALLCTL_ARENAS_ALL);
    mallctl(name, NULL, NULL, NULL, 0);
}

#endif

/* --- counters --- */

enum counters_state { COUNTERS_NEW = 0, COUNTERS_LIVE, COUNTERS_FOLDED };

struct counters {
    int64_t bytes[MEM_TYPE_COUNT]; /* [owner thread writes; others read racily] */
    int64_t count[MEM_TYPE_COUNT]; /* likewise */
    int64_t balance;               /* [owner] bytes not yet added to `reported` */
    enum counters_state state;     /* [owner] */
    enum mem_overdraft overdraft;  /* [owner] */
    struct counters *next, *prev;  /* [guarded: list_mu] */
};

static __thread struct counters mine;

/* A plain mutex: memory is freed under locks of every level, and nothing is taken under this one. */
static pthread_mutex_t list_mu = PTHREAD_MUTEX_INITIALIZER;
static struct counters *live_list;  /* [guarded: list_mu] */
static struct counters folded;      /* [any, atomic] */
static int64_t reported;            /* [any, atomic] */
static uint64_t limit;              /* [any, atomic]; 0: none */
static int64_t fail_countdown = -1; /* [any, atomic]; below 1: off */
static int64_t fail_more = 0;       /* [any, atomic] how many fail in a row after the next one */
static int64_t fail_again = -1;     /* [any, atomic] what it begins with again */
static uint64_t os_refusals;        /* [any, atomic] */
static void (*on_pressure)(void);   /* [any, atomic] */
static pthread_key_t exit_key;      /* [const after init_once] */
static pthread_once_t init_once = PTHREAD_ONCE_INIT;

static void counters_fold(void *arg)
{
    struct counters *c = arg;
    pthread_mutex_lock(&list_mu);
    if (c->prev)
        c->prev->next = c->next;
    else
        live_list = c->next;
    if (c->next) c->next->prev = c->prev;
    for (int t = 0; t < MEM_TYPE_COUNT; t++) {
        add_rlx(&folded.bytes[t], c->bytes[t]);
        add_rlx(&folded.count[t], c->count[t]);
    }
    pthread_mutex_unlock(&list_mu);
    add_rlx(&reported, c->balance);
    c->state = COUNTERS_FOLDED;
}

static void process_init(void)
{
    int rc = pthread_key_create(&exit_key, counters_fold);
    MAAT_CHECK(rc == 0, "pthread_key_create: %d", rc);
    raw_init();
}

static void counters_enlist(void)
{
    pthread_once(&init_once, process_init);
    pthread_mutex_lock(&list_mu);
    mine.next = live_list;
    if (live_list) live_list->prev = &mine;
    live_list = &mine;
    pthread_mutex_unlock(&list_mu);
    mine.state = COUNTERS_LIVE;
    pthread_setspecific(exit_key, &mine);
}

static MAAT_NOINLINE void account_slow(enum mem_type t, int64_t bytes, int64_t count)
{
    if (mine.state == COUNTERS_FOLDED) {
        add_rlx(&folded.bytes[t], bytes);
        add_rlx(&folded.count[t], count);
        add_rlx(&reported, bytes);
        return;
    }
    if (mine.state == COUNTERS_NEW) counters_enlist();
    stat_add(&mine.bytes[t], bytes);
    stat_add(&mine.count[t], count);
    mine.balance += bytes;
}

static inline void account(enum mem_type t, int64_t bytes, int64_t count)
{
    MAAT_ASSERT(t < MEM_TYPE_COUNT);
    if (MAAT_UNLIKELY(mine.state != COUNTERS_LIVE)) {
        account_slow(t, bytes, count);
        return;
    }
    stat_add(&mine.bytes[t], bytes);
    stat_add(&mine.count[t], count);
    mine.balance += bytes;
    if (MAAT_UNLIKELY(mine.balance > LIMIT_STEP || mine.balance < -LIMIT_STEP)) {
        add_rlx(&reported, mine.balance);
        mine.balance = 0;
    }
}

/* --- allocation --- */

static const char *const type_names[MEM_TYPE_COUNT] = {
#define ALLOC_TYPE(id, name, what) [MEM_##id] = name,
#include "erts-like-config/alloc_types.def"
#undef ALLOC_TYPE
};

/* Address space for those last words, which are said by a copy of the process: here, other threads would take it. What limits a process
 * is mostly that (RLIMIT_AS, overcommit). Not touched, it costs no page. */
#define LAST_WORDS_BYTES ((size_t)16 << 20)
static void *last_space; /* [guarded by the one call of mem_on_exhaustion, then by `ending`] */
static void (*last_words)(void); /* [any, atomic: store_rel pairs with out_of_memory] */
static int ending;               /* [any, atomic] process whose end has begun */

void mem_on_exhaustion(void (*f)(void))
{
    if (f && !last_space) {
        last_space = mmap(NULL, LAST_WORDS_BYTES, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (last_space == MAP_FAILED) last_space = NULL;
    }
    store_rel(&last_words, f);
}

void mem_open_reserve(void)
{
    if (last_space) munmap(last_space, LAST_WORDS_BYTES);
    last_space = NULL;
}

static MAAT_NORETURN void out_of_memory(enum mem_type t, size_t bytes)
{
    int me = getpid();
    if (xchg_ar(&ending, me) == me) /* pairs with itself. A copy of the process begins anew */
        for (;;) pause();           /* another thread is at it */
    char line[120];
    int n =
        snprintf(line, sizeof line, "maat: out of memory: %zu bytes for '%s' could not be had\n",
                 bytes, type_names[t]);
    if (n > 0) (void)!write(STDERR_FILENO, line, (size_t)n);
    void (*f)(void) = load_acq(&last_words);
    if (f) f();
    _exit(1);
}

/* Whether the n-th call that mem_fail_after named is this one. */
static bool injected_failure(void)
{
    if (MAAT_LIKELY(load_rlx(&fail_countdown) < 1)) return false;
    if (sub_rlx(&fail_countdown, 1) != 1) return false;
    bool next = load_rlx(&fail_more) > 0 && sub_rlx(&fail_more, 1) > 0;
    store_rlx(&fail_countdown, next ? 1 : load_rlx(&fail_again));
    return true;
}

static bool over_limit(size_t bytes)
{
    uint64_t max = load_rlx(&limit);
    if (MAAT_LIKELY(max == 0)) return false;
    int64_t used = load_rlx(&reported) + mine.balance;
    if (used <= 0 || (uint64_t)used + bytes <= max) return false;
    if (mine.overdraft == MEM_WITHIN || bytes > MEM_OVERDRAFT) return true;
    return mine.overdraft == MEM_RESERVE && (uint64_t)used + bytes > max + max / 16 + (1 << 20);
}

/* There may be more memory now than a moment ago. */
static bool relieved(void)
{
    void (*f)(void) = load_rlx(&on_pressure);
    if (!f || !lock_none_held()) return false;
    f();
    return true;
}

static bool refused(size_t bytes)
{
    if (MAAT_UNLIKELY(bytes > REQUEST_MAX) || injected_failure()) return true;
    return over_limit(bytes) && (!relieved() || over_limit(bytes));
}

static MAAT_NOINLINE void *os_refuses(size_t bytes)
{
    if (bytes <= MEM_MODEST) add_rlx(&os_refusals, 1);
    return NULL;
}

uint64_t mem_os_refusals(void) { return load_rlx(&os_refusals); }

static inline void *alloc_counted(enum mem_type t, size_t bytes, size_t align, bool zero)
{
    if (MAAT_UNLIKELY(bytes == 0)) bytes = 1;
    if (MAAT_UNLIKELY(bytes > REQUEST_MAX)) return NULL;
    void *p = raw_alloc(bytes, align, zero);
    if (MAAT_UNLIKELY(p == NULL)) return os_refuses(bytes);
    account(t, (int64_t)raw_usable_for(p, bytes, align), 1);
    return p;
}

void *mem_alloc(enum mem_type t, size_t bytes)
{
    void *p = alloc_counted(t, bytes, 0, false);
    if (MAAT_UNLIKELY(p == NULL)) out_of_memory(t, bytes);
    return p;
}

void *mem_zalloc(enum mem_type t, size_t bytes)
{
    void *p = alloc_counted(t, bytes, 0, true);
    if (MAAT_UNLIKELY(p == NULL)) out_of_memory(t, bytes);
    return p;
}

void *mem_try_alloc(enum mem_type t, size_t bytes)
{
    if (MAAT_UNLIKELY(refused(bytes))) return NULL;
    void *p = alloc_counted(t, bytes, 0, false);
    if (MAAT_UNLIKELY(p == NULL) && relieved()) p = alloc_counted(t, bytes, 0, false);
    if (MAAT_UNLIKELY(p == NULL && mine.overdraft == MEM_NEWS && bytes <= MEM_OVERDRAFT))
        out_of_memory(t, bytes);
    return p;
}

void *mem_try_alloc_aligned(enum mem_type t, size_t bytes, size_t align)
{
    MAAT_ASSERT(align >= sizeof(void *) && (align & (align - 1)) == 0);
    if (MAAT_UNLIKELY(refused(bytes))) return NULL;
    return alloc_counted(t, bytes, align, false);
}

/* Grows or shrinks what exists; NULL leaves `p` as it was. */
static void *realloc_counted(enum mem_type t, void *p, size_t bytes)
{
    if (bytes == 0) bytes = 1;
    if (MAAT_UNLIKELY(bytes > REQUEST_MAX)) return NULL;
    int64_t before = (int64_t)raw_usable(p);
    void *q = raw_realloc(p, bytes);
    if (!q) return os_refuses(bytes);
    account(t, (int64_t)raw_usable_for(q, bytes, 0) - before, 0);
    return q;
}

void *mem_realloc(enum mem_type t, void *p, size_t bytes)
{
    if (!p) return mem_alloc(t, bytes);
    void *q = realloc_counted(t, p, bytes);
    if (MAAT_UNLIKELY(q == NULL)) out_of_memory(t, bytes);
    return q;
}

void *mem_try_realloc(enum mem_type t, void *p, size_t bytes)
{
    if (!p) return mem_try_alloc(t, bytes);
    /* Shrinking is never refused: it is how a caller gets below a limit. */
    size_t now = raw_usable(p);
    if (bytes > now && refused(bytes - now)) return NULL;
    return realloc_counted(t, p, bytes);
}

void mem_free(enum mem_type t, void *p)
{
    if (!p) return;
    account(t, -(int64_t)raw_usable(p), -1);
    raw_free(p);
}

/* --- pages --- */

static int64_t mapped; /* [any, atomic] bytes of pages that are alive */

static size_t pages(size_t bytes) { return (bytes + MEM_PAGE - 1) & ~(MEM_PAGE - 1); }

static void account_pages(enum mem_type t, int64_t bytes, int64_t count)
{
    account(t, bytes, count);
    add_rlx(&mapped, bytes);
}

static void *map(size_t bytes)
{
    void *p = mmap(NULL, pages(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? os_refuses(bytes) : p;
}

void *mem_try_map(enum mem_type t, size_t bytes)
{
    if (MAAT_UNLIKELY(refused(bytes))) return NULL;
    void *p = map(bytes);
    if (!p && relieved()) p = map(bytes);
    if (!p) return NULL;
    account_pages(t, (int64_t)pages(bytes), 1);
    return p;
}

void mem_map_fills(void *p, size_t bytes)
{
    (void)madvise(p, pages(bytes), MADV_HUGEPAGE); /* it does without where there are none */
}

void mem_unmap(enum mem_type t, void *p, size_t bytes)
{
    int rc = munmap(p, pages(bytes));
    MAAT_CHECK(rc == 0, "munmap of %zu bytes", bytes);
    account_pages(t, -(int64_t)pages(bytes), -1);
}

void mem_unmap_tail(enum mem_type t, void *p, size_t from, size_t to)
{
    size_t had = pages(from), has = pages(to);
    MAAT_ASSERT(has > 0 && has <= had);
    if (had == has) return;
    int rc = munmap((char *)p + has, had - has);
    MAAT_CHECK(rc == 0, "munmap of %zu bytes", had - has);
    account_pages(t, (int64_t)has - (int64_t)had, 0);
}

#ifdef MEM_LIBC

/* The sanitizers do not follow pages that move. */
static void *remap(void *p, size_t from, size_t to, bool leave)
{
    void *q = mmap(NULL, to, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (q == MAP_FAILED) return NULL;
    memcpy(q, p, from);
    size_t keep = leave ? MEM_PAGE : 0;
    if (leave) memset(p, 0, MEM_PAGE);
    if (from > keep) munmap((char *)p + keep, from - keep);
    return q;
}

#else

/* Moves the pages and leaves an empty mapping, of which all but the first page goes. */
static void *remap_leaving(void *p, size_t from, size_t to)
{
    void *q = mremap(p, from, from, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL); /* no hint */
    if (q == MAP_FAILED) return NULL;
    void *r = mremap(q, from, to, MREMAP_MAYMOVE);
    if (r == MAP_FAILED) {
        r = mremap(q, from, from, MREMAP_MAYMOVE | MREMAP_FIXED, p);
        MAAT_CHECK(r == p, "mremap of %zu bytes", from);
        return NULL;
    }
    if (from > MEM_PAGE) munmap((char *)p + MEM_PAGE, from - MEM_PAGE);
    return r;
}

static void *remap(void *p, size_t from, size_t to, bool leave)
{
    if (leave) return remap_leaving(p, from, to);
    void *q = mremap(p, from, to, MREMAP_MAYMOVE);
    return q == MAP_FAILED ? NULL : q;
}

#endif

void *mem_try_map_grow(enum mem_type t, void *p, size_t from, size_t to, bool leave_page)
{
    MAAT_ASSERT(to >= from);
    if (MAAT_UNLIKELY(refused(to - from))) return NULL;
    void *q = remap(p, pages(from), pages(to), leave_page);
    if (!q) return NULL;
    account_pages(t, (int64_t)pages(to) - (int64_t)pages(from), 0);
    if (leave_page) account_pages(t, (int64_t)MEM_PAGE, 1);
    return q;
}

size_t mem_usable(const void *p) { return p ? raw_usable(p) : 0; }

char *mem_strndup(enum mem_type t, const char *s, size_t n)
{
    n = strnlen(s, n);
    char *copy = mem_alloc(t, n + 1);
    memcpy(copy, s, n);
    copy[n] = 0;
    return copy;
}

void mem_foreign_free(void *p) { free(p); }

char *mem_foreign_strdup(const char *s) { return strdup(s); }

char *mem_strdup(enum mem_type t, const char *s) { return mem_strndup(t, s, strlen(s)); }

/* --- reports and settings --- */

void mem_stats(struct mem_stat *out)
{
    int64_t bytes[MEM_TYPE_COUNT], count[MEM_TYPE_COUNT];
    pthread_mutex_lock(&list_mu);
    for (int t = 0; t < MEM_TYPE_COUNT; t++) {
        bytes[t] = load_rlx(&folded.bytes[t]);
        count[t] = load_rlx(&folded.count[t]);
    }
    for (struct counters *c = live_list; c; c = c->next) {
        for (int t = 0; t < MEM_TYPE_COUNT; t++) {
            bytes[t] += load_rlx(&c->bytes[t]);
            count[t] += load_rlx(&c->count[t]);
        }
    }
    pthread_mutex_unlock(&list_mu);
    for (int t = 0; t < MEM_TYPE_COUNT; t++) {
        out[t].name = type_names[t];
        /* A racy sum may see a block freed by one thread before it sees it allocated by another. */
        out[t].bytes = bytes[t] > 0 ? (uint64_t)bytes[t] : 0;
        out[t].count = count[t] > 0 ? (uint64_t)count[t] : 0;
    }
}

uint64_t mem_total_bytes(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    uint64_t sum = 0;
    for (int t = 0; t < MEM_TYPE_COUNT; t++) sum += all[t].bytes;
    return sum;
}

uint64_t mem_allocator_bytes(void)
{
    uint64_t own = raw_allocated();
    return own ? own + (uint64_t)load_rlx(&mapped) : 0;
}

void mem_set_limit(uint64_t bytes) { store_rlx(&limit, bytes); }

uint64_t mem_limit(void) { return load_rlx(&limit); }

void mem_on_pressure(void (*f)(void)) { store_rlx(&on_pressure, f); }

bool mem_has_room(size_t bytes) { return !over_limit(bytes); }

enum mem_overdraft mem_set_overdraft(enum mem_overdraft how)
{
    enum mem_overdraft was = mine.overdraft;
    mine.overdraft = how;
    return was;
}

void mem_fail_after(int64_t n) { mem_fail_row(n, 1); }

void mem_fail_row(int64_t n, int64_t k)
{
    store_rlx(&fail_more, k - 1);
    store_rlx(&fail_again, -1);
    store_rlx(&fail_countdown, n);
}

void mem_fail_every(int64_t n)
{
    store_rlx(&fail_more, 0);
    store_rlx(&fail_again, n);
    store_rlx(&fail_countdown, n);
}

uint64_t mem_unused_bytes(void) { return raw_unused(); }

void mem_purge(void) { raw_purge(); }
