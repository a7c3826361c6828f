/* The table of maatines; see table.h. */
#include "vm/maatine/table.h"
#include "base/mem.h"
#include "heap/object.h"
#include "vm/maatine/maatine.h"
#include <stdlib.h>

#define SLOTS       (1u << TABLE_SLOT_BITS)
#define SLOT_MASK   (SLOTS - 1)
#define CHUNK_BITS  TABLE_CHUNK_BITS
#define CHUNK_SLOTS (1u << CHUNK_BITS)
#define CHUNKS      (SLOTS / CHUNK_SLOTS)
/* Free slots wait in line until there are this many. */
#define FREE_ENOUGH (BUILD_STRESS ? 16u : 65536u)

struct ma_table *table_new(uint64_t max)
{
    struct ma_table *t = mem_try_alloc_aligned(MEM_RUNTIME, sizeof *t, 64);
    MAAT_CHECK(t, "no memory for the table of maatines");
    memset(t, 0, sizeof *t);
    t->chunks = mem_zalloc(MEM_RUNTIME, CHUNKS * sizeof *t->chunks);
    t->max = max && max < SLOTS ? max : SLOTS - 1;
    t->fresh = 1; /* so that the first id is 1, and 0 is nobody's */
    lock_init(&t->lock, LOCK_TABLE);
    return t;
}

void table_free(struct ma_table *t)
{
    for (uint32_t i = 0; i < CHUNKS && t->chunks[i]; i++) mem_free(MEM_RUNTIME, t->chunks[i]);
    mem_free(MEM_RUNTIME, t->chunks);
    lock_fini(&t->lock);
    mem_free(MEM_RUNTIME, t);
}

/* ---- slots ---- */

/* The slot; its chunk exists. */
static struct table_slot *slot_at(const struct ma_table *t, uint32_t i)
{
    return &load_acq(
        &t->chunks[i >> CHUNK_BITS])[i & (CHUNK_SLOTS - 1)]; /* pairs with chunk_make */
}

static void chunk_make(struct ma_table *t, uint32_t i)
{
    struct table_slot **c = &t->chunks[i >> CHUNK_BITS];
    if (load_acq(c)) return;
    lock_take(&t->lock);
    if (!load_rlx(c))
        store_rel(c, mem_zalloc(MEM_RUNTIME, CHUNK_SLOTS * sizeof **c)); /* pairs with slot_at */
    lock_drop(&t->lock);
}

/* Puts slot i at the end of the queue. Whoever does not find its maatine any more and then asks for the reason, under the lock, gets it. */
static void free_slot(struct ma_table *t, uint32_t i, Value reason)
{
    struct table_slot *s = slot_at(t, i);
    lock_take(&t->lock);
    store_rel(&s->m, NULL);
    s->reason = reason;
    s->gen = (s->gen + 1) & ((1u << TABLE_GEN_BITS) - 1);
    s->next = 0;
    if (t->tail)
        slot_at(t, t->tail)->next = i;
    else
        t->head = i;
    t->tail = i;
    store_rlx(&t->nfree, t->nfree + 1);
    store_rlx(&t->ended, t->ended + 1);
    lock_drop(&t->lock);
}

/* The slot that has been free for longest, or 0. */
static uint32_t used_slot(struct ma_table *t, uint32_t enough)
{
    uint32_t i = 0;
    lock_take(&t->lock);
    if (t->nfree > enough) {
        i = t->head;
        t->head = slot_at(t, i)->next;
        if (!t->head) t->tail = 0;
        store_rlx(&t->nfree, t->nfree - 1);
    }
    lock_drop(&t->lock);
    return i;
}

static uint32_t fresh_slot(struct ma_table *t)
{
    if (load_rlx(&t->fresh) >= SLOTS) return 0;
    uint64_t i = add_rlx(&t->fresh, 1);
    if (i >= SLOTS) return 0;
    chunk_make(t, (uint32_t)i);
    return (uint32_t)i;
}

bool table_reserve(struct ma_table *t, uint64_t *id, uint64_t *serial)
{
    if (table_count(t) >= t->max) return false;
    uint32_t i = 0;
    if (load_rlx(&t->nfree) > FREE_ENOUGH) i = used_slot(t, FREE_ENOUGH);
    if (!i) i = fresh_slot(t);
    if (!i) i = used_slot(t, 0);
    if (!i) return false;
    *serial = add_rlx(&t->started, 1) + 1;
    *id = (uint64_t)slot_at(t, i)->gen << TABLE_SLOT_BITS | i;
    return true;
}

void table_publish(struct ma_table *t, Maatine *m)
{
    struct table_slot *s = slot_at(t, m->id & SLOT_MASK);
    MAAT_ASSERT(!load_rlx(&s->m) && s->gen == m->id >> TABLE_SLOT_BITS);
    store_rel(&s->m, m); /* pairs with table_find, table_list */
}

void table_cancel(struct ma_table *t, uint64_t id) { free_slot(t, id & SLOT_MASK, V_ABSENT); }

void table_remove(struct ma_table *t, Maatine *m, Value reason)
{
    struct table_slot *s = slot_at(t, m->id & SLOT_MASK);
    MAAT_ASSERT(load_rlx(&s->m) == m);
    bool keeps = !is_ptr(reason) || (to_obj(reason)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED;
    free_slot(t, m->id & SLOT_MASK, keeps ? reason : V_ABSENT);
}

Value table_reason(struct ma_table *t, uint64_t id)
{
    uint32_t i = id & SLOT_MASK;
    uint64_t next = (id >> TABLE_SLOT_BITS) + 1;
    if (!load_acq(&t->chunks[i >> CHUNK_BITS])) return V_ABSENT;
    struct table_slot *s = slot_at(t, i);
    lock_take(&t->lock);
    bool last = s->gen == (next & ((1u << TABLE_GEN_BITS) - 1)) && !load_rlx(&s->m);
    Value v = last ? s->reason : V_ABSENT;
    lock_drop(&t->lock);
    return v;
}

/* ---- looking ---- */

uint64_t table_started(const struct ma_table *t) { return load_rlx(&t->started); }

uint64_t table_count(const struct ma_table *t)
{
    uint64_t ended = load_rlx(&t->ended), started = load_rlx(&t->started);
    return started > ended ? started - ended : 0;
}

static int by_serial(const void *a, const void *b)
{
    uint64_t x = (*(Maatine *const *)a)->serial, y = (*(Maatine *const *)b)->serial;
    return x < y ? -1 : x > y;
}

/* Records in the order of slots, which is that of their start until slots are used again. */
static size_t gather(struct ma_table *t, Maatine **out, size_t cap, bool *sorted)
{
    size_t n = 0;
    uint64_t last = 0, end = load_rlx(&t->fresh);
    *sorted = true;
    for (uint32_t i = 1; i < end && i < SLOTS; i++) {
        struct table_slot *c = load_acq(&t->chunks[i >> CHUNK_BITS]);
        if (!c) {
            i |= CHUNK_SLOTS - 1;
            continue;
        }
        Maatine *m = load_acq(&c[i & (CHUNK_SLOTS - 1)].m);
        if (!m || n == cap) continue;
        *sorted = *sorted && m->serial > last;
        last = m->serial;
        out[n++] = m;
    }
    return n;
}

Maatine **table_list(struct ma_table *t, size_t *n)
{
    size_t cap = table_count(t) + 64;
    Maatine **all = mem_alloc(MEM_TEMP, cap * sizeof *all);
    bool sorted;
    *n = gather(t, all, cap, &sorted);
    if (!sorted) qsort(all, *n, sizeof *all, by_serial);
    return all;
}

/* Records lie all over the memory: those that come next are fetched while one is looked at. */
#define AHEAD 8u

uint32_t table_step(struct ma_table *t, uint32_t from, void (*f)(void *ctx, Maatine *m), void *ctx)
{
    uint64_t end = load_rlx(&t->fresh);
    uint32_t next = (from | (CHUNK_SLOTS - 1)) + 1;
    struct table_slot *c = load_acq(&t->chunks[from >> CHUNK_BITS]);
    if (end > next) end = next;
    for (uint32_t i = from; c && i < end; i++) {
        if (i + AHEAD < end) {
            const char *p = (const char *)load_rlx(&c[(i + AHEAD) & (CHUNK_SLOTS - 1)].m);
            if (p)
                for (size_t k = 0; k < sizeof(Maatine); k += 64) __builtin_prefetch(p + k);
        }
        Maatine *m = load_acq(&c[i & (CHUNK_SLOTS - 1)].m);
        if (m) f(ctx, m);
    }
    return next < load_rlx(&t->fresh) && next < SLOTS ? next : 0;
}
