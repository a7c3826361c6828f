#include "heap/frozen_set.h"

#include "base/hash.h"
#include "base/mem.h"
#include "heap/frozen.h"

#define MARK ((uintptr_t)1)

static Frozen *graph_of(uintptr_t e) { return (Frozen *)(e & ~MARK); }

/* The entry of f, or the free one where it belongs. cap > count. */
static uintptr_t *find(const FrozenSet *s, const Frozen *f)
{
    uint32_t i = (uint32_t)hash_u64((uintptr_t)f);
    while (s->at[i & (s->cap - 1)] && graph_of(s->at[i & (s->cap - 1)]) != f) i++;
    return &s->at[i & (s->cap - 1)];
}

static void resize(FrozenSet *s, uint32_t cap)
{
    FrozenSet to = *s;
    to.at = mem_zalloc(MEM_FROZEN, cap * sizeof *to.at);
    to.cap = cap;
    for (uint32_t i = 0; i < s->cap; i++)
        if (s->at[i]) *find(&to, graph_of(s->at[i])) = s->at[i];
    mem_free(MEM_FROZEN, s->at);
    *s = to;
}

/* False: it was there. */
static bool add(FrozenSet *s, Frozen *f)
{
    if (2 * (s->count + 1) > s->cap) resize(s, s->cap ? 2 * s->cap : 4);
    uintptr_t *e = find(s, f);
    if (*e) return false;
    *e = (uintptr_t)f;
    s->count++;
    return true;
}

/* Spare references are taken so many at a time, and given back when there are more than twice as many. */
#define SPARE 256

/* f, which is in the set (NULL: none), is the last one. */
static void set_last(FrozenSet *s, Frozen *f)
{
    if (s->spare) frozen_unref_many(s->last, s->spare);
    s->spare = 0;
    s->last = f;
}

void frozen_set_note(FrozenSet *s, Frozen *f)
{
    if (s->last == f) return;
    if (add(s, f)) frozen_ref(f);
    set_last(s, f);
}

void frozen_set_lend(FrozenSet *s, Frozen *f)
{
    frozen_set_note(s, f);
    if (s->spare == 0) {
        frozen_ref_many(f, SPARE);
        s->spare = SPARE;
    }
    s->spare--;
}

uint64_t frozen_set_note_all(FrozenSet *s, const FrozenSet *from)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < from->cap; i++) {
        Frozen *f = graph_of(from->at[i]);
        if (!f || !add(s, f)) continue;
        frozen_ref(f);
        bytes += frozen_share(f);
    }
    return bytes;
}

uint64_t frozen_set_give(FrozenSet *s, Frozen *f)
{
    if (s->last == f) {
        if (++s->spare <= 2 * SPARE) return 0;
        frozen_unref_many(f, SPARE);
        s->spare -= SPARE;
        return 0;
    }
    bool is_new = add(s, f);
    if (!is_new) frozen_unref(f);
    set_last(s, f);
    return is_new ? frozen_share(f) : 0;
}

uint64_t frozen_set_merge(FrozenSet *s, FrozenSet *from)
{
    set_last(from, NULL);
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < from->cap; i++)
        if (from->at[i]) bytes += frozen_set_give(s, graph_of(from->at[i]));
    mem_free(MEM_FROZEN, from->at);
    *from = (FrozenSet){0};
    return bytes;
}

uint64_t frozen_set_bytes(const FrozenSet *s)
{
    uint64_t bytes = s->last ? s->spare * frozen_share(s->last) : 0;
    for (uint32_t i = 0; i < s->cap; i++)
        if (s->at[i]) bytes += frozen_share(graph_of(s->at[i]));
    return bytes;
}

void frozen_set_count_buffers(const FrozenSet *s, uint32_t turn, uint32_t most)
{
    /* With an odd factor the turns begin at all places, whatever the size of the table. */
    uint32_t from = turn * 0x9E3779B1u, spent = 0;
    for (uint32_t i = 0; i < s->cap && spent < most; i++, spent++) {
        uintptr_t e = s->at[(from + i) & (s->cap - 1)];
        if (e) spent += frozen_count_buffers(graph_of(e));
    }
}

void frozen_set_mark(FrozenSet *s, Frozen *f)
{
    if (s->last_mark == f) return;
    MAAT_CHECK(s->cap > 0, "a frozen graph that the heap does not hold");
    uintptr_t *e = find(s, f);
    MAAT_CHECK(*e != 0, "a frozen graph that the heap does not hold");
    *e |= MARK;
    s->last_mark = f;
}

void frozen_set_sweep(FrozenSet *s)
{
    set_last(s, NULL);
    uint32_t marked = 0;
    for (uint32_t i = 0; i < s->cap; i++) marked += (s->at[i] & MARK) != 0;
    FrozenSet keep = {0};
    uint32_t cap = 4;
    while (cap < 2 * (marked + 1)) cap *= 2;
    if (marked) keep = (FrozenSet){.at = mem_zalloc(MEM_FROZEN, cap * sizeof *keep.at), .cap = cap};
    for (uint32_t i = 0; i < s->cap; i++) {
        if (!s->at[i]) continue;
        if (s->at[i] & MARK) {
            add(&keep, graph_of(s->at[i]));
        } else {
            frozen_unref(graph_of(s->at[i]));
        }
    }
    mem_free(MEM_FROZEN, s->at);
    *s = keep;
}

Frozen *frozen_set_take(FrozenSet *s)
{
    if (s->last) set_last(s, NULL);
    /* From the end, giving up what is passed, so that emptying a set is linear. */
    while (s->cap > 0) {
        uintptr_t e = s->at[--s->cap];
        if (e) return graph_of(e);
    }
    mem_free(MEM_FROZEN, s->at);
    *s = (FrozenSet){0};
    return NULL;
}

void frozen_set_fini(FrozenSet *s)
{
    set_last(s, NULL);
    for (uint32_t i = 0; i < s->cap; i++)
        if (s->at[i]) frozen_unref(graph_of(s->at[i]));
    mem_free(MEM_FROZEN, s->at);
    *s = (FrozenSet){0};
}
