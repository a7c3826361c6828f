/* Interned strings: a table in shards. Readers take no lock: a shard's array of slots is only ever replaced by a larger one, and
 * the old one is kept until the table is freed, so a reader may go on in it; what it misses there it finds under the lock. */
#include "base/atomic.h"
#include "base/lock.h"
#include "base/mem.h"
#include "heap/class.h"
#include "heap/string.h"

#define SHARDS 64

struct name_slots {
    struct name_slots *old; /* [guarded: INTERN] the array that this one replaced */
    uint32_t cap;           /* [const] a power of two */
    Str *at[];              /* [any, atomic: store_rel pairs with find] */
};
struct shard {
    Lock lock;
    struct name_slots *slots; /* [any, atomic: store_rel pairs with find] */
    uint32_t count;           /* [guarded: INTERN] */
} MAAT_ALIGNED(MAAT_CACHE_LINE);

struct intern_table {
    struct shard shard[SHARDS];
};

static struct name_slots *slots_new(uint32_t cap, struct name_slots *old)
{
    struct name_slots *s = mem_zalloc(MEM_RUNTIME, sizeof *s + cap * sizeof s->at[0]);
    s->cap = cap;
    s->old = old;
    return s;
}

struct intern_table *intern_new(void)
{
    struct intern_table *t = mem_try_alloc_aligned(MEM_RUNTIME, sizeof *t, MAAT_CACHE_LINE);
    MAAT_CHECK(t, "no memory for names");
    memset(t, 0, sizeof *t);
    for (int i = 0; i < SHARDS; i++) {
        lock_init(&t->shard[i].lock, LOCK_INTERN);
        t->shard[i].slots = slots_new(64, NULL);
    }
    return t;
}

void intern_free(struct intern_table *t)
{
    for (int i = 0; i < SHARDS; i++) {
        struct name_slots *s = t->shard[i].slots;
        for (uint32_t k = 0; k < s->cap; k++) mem_free(MEM_CODE, s->at[k]);
        while (s) {
            struct name_slots *old = s->old;
            mem_free(MEM_RUNTIME, s);
            s = old;
        }
        lock_fini(&t->shard[i].lock);
    }
    mem_free(MEM_RUNTIME, t);
}

/* The string, or NULL. Pairs with the releases in add. */
static Str *find(struct name_slots *s, uint32_t hash, const char *p, size_t n)
{
    uint32_t mask = s->cap - 1;
    for (uint32_t i = (hash / SHARDS) & mask;; i = (i + 1) & mask) {
        Str *str = load_acq(&s->at[i]);
        if (!str) return NULL;
        if (str->s.hash == hash && str->s.len == n && memcmp(str->p, p, n) == 0) return str;
    }
}

static void put(struct name_slots *s, Str *str)
{
    uint32_t mask = s->cap - 1, i = (str->s.hash / SHARDS) & mask;
    while (s->at[i]) i = (i + 1) & mask;
    store_rel(&s->at[i], str); /* pairs with find: the string is complete */
}

static Str *make(uint32_t hash, const char *p, size_t n)
{
    size_t bytes = sizeof(Str) + n + 1;
    MAAT_CHECK(n < STR_MAX, "a name of %zu bytes", n);
    Str *s = mem_zalloc(MEM_CODE, (bytes + 7) & ~(size_t)7);
    uint32_t chars = utf8_count(p, n);
    s->s.h = (Obj){
        .type = T_STR, .gc = GC_SHARED, .flags = chars == n ? OF_ASCII : 0, .words = WORDS(bytes)};
    s->s.hash = hash;
    s->s.len = (uint32_t)n;
    s->s.chars = chars;
    memcpy(s->p, p, n);
    return s;
}

static Str *add(struct shard *sh, uint32_t hash, const char *p, size_t n)
{
    lock_take(&sh->lock);
    struct name_slots *s = sh->slots;
    Str *str = find(s, hash, p, n);
    if (!str) {
        if (++sh->count * 2 > s->cap) {
            struct name_slots *bigger = slots_new(s->cap * 2, s);
            for (uint32_t i = 0; i < s->cap; i++)
                if (s->at[i]) put(bigger, s->at[i]);
            store_rel(&sh->slots, bigger); /* pairs with intern_bytes */
            s = bigger;
        }
        str = make(hash, p, n);
        put(s, str);
    }
    lock_drop(&sh->lock);
    return str;
}

Str *intern_bytes(struct intern_table *t, const char *p, size_t n)
{
    /* One of a kind, too. */
    if (n == 0 || (n == 1 && !(*p & 0x80)))
        return (Str *)to_ptr(str_of_ascii(n ? (unsigned char)*p : 128));
    uint32_t hash = str_hash_bytes(p, n);
    struct shard *sh = &t->shard[hash % SHARDS];
    Str *s = find(load_acq(&sh->slots), hash, p, n); /* pairs with add */
    return s ? s : add(sh, hash, p, n);
}

Str *intern_cstr(struct intern_table *t, const char *s) { return intern_bytes(t, s, strlen(s)); }
