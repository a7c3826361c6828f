/* The verifier of the stress build: walks a whole heap and checks HP-1 to HP-7. */
#include "heap/gc_cycle.h"
#include "heap/weakmap.h"

struct walk {
    const Heap *h;
    bool young_seen;
    bool in_island;
    bool unseen;           /* no collection is going to look at it again */
    bool white;            /* the object that is looked at is dead */
    uint64_t young_listed; /* young objects with OF_OFFHEAP met */
    uint64_t noff;         /* old ones in the block */
    uint64_t used;         /* bytes of objects */
};

static void check_header(const Obj *o, const char *where)
{
    MAAT_CHECK(o->type > 0 && o->type < T_COUNT && o->words >= 2,
               "%s: object %p of type %d, %u words", where, (const void *)o, o->type, o->words);
    MAAT_CHECK(!(o->gc & GC_FORWARD), "%s: object %p is forwarded", where, (const void *)o);
}

static bool is_in_young_island(const Heap *h, const Obj *o)
{
    uint32_t left = h->gc->nyoung_islands;
    for (const Island *i = h->gc->islands; i && left; i = i->next) {
        if (i->age >= ISLAND_OLD) continue;
        if (island_holds(i, o)) return true;
        left--;
    }
    return false;
}

static void check_child(struct walk *w, const Obj *from, const Obj *o)
{
    check_header(o, "referred to");
    if (!(o->gc & (GC_OLD | GC_SHARED))) w->young_seen = true;
    if (w->unseen && (o->gc & (ISLAND_GC | GC_SHARED)) == ISLAND_GC)
        MAAT_CHECK(!is_in_young_island(w->h, o),
                   "IS-2: object %p of a young island, that %p refers to", (const void *)o,
                   (const void *)from);
    /* Once marking is over, what lives refers to what is marked. */
    bool large = o->gc & GC_LARGE; /* whose marks are taken off one by one */
    if (!w->white && !gc_is_marking(w->h) &&
        (!large || (w->h->phase >= GC_WEAK && w->h->phase < GC_SWEEP)))
        MAAT_CHECK(
            !gc_white(w->h, o),
            "HP-7: object %p of type %d (gc %x) is not marked, that %p of type %d (gc %x) refers "
            "to, phase %d",
            (const void *)o, o->type, o->gc, (const void *)from, from->type, from->gc, w->h->phase);
}

static void check_entries(struct walk *w, const WeakMap *m)
{
    weakmap_verify(w->h, m);
    for (uint32_t e = 0; e < m->t->used; e++) {
        const struct weak_entry *x = weak_entry(m->t, e);
        if (is_absent(x->key) || heap_found_dead(w->h, to_obj(x->key))) continue;
        check_child(w, &m->h, to_obj(x->key));
        if (is_ptr(x->value)) check_child(w, &m->h, to_obj(x->value));
    }
}

static void check_object(struct walk *w, const Obj *o, const char *where)
{
    check_header(o, where);
    w->young_seen = false;
    w->white = (w->h->phase != GC_IDLE || !(o->gc & GC_LARGE)) && gc_white(w->h, o);
    if (o->flags & OF_OFFHEAP) *((o->gc & GC_OLD) ? &w->noff : &w->young_listed) += 1;
    const struct shape *s = scan_shape(o);
    Obj *const *ptr = (Obj *const *)o + s->ptr;
    for (int i = 0; i < s->nptr; i++)
        if (ptr[i]) check_child(w, o, ptr[i]);
    if (o->type == T_WEAKMAP) check_entries(w, (const WeakMap *)o);
    if (s->first >= SHAPE_WEAK) return;
    for (uint32_t i = s->first; i < o->words; i++) {
        Value v = ((const Value *)o)[i];
        MAAT_CHECK(value_tag(v) != 0xFFFF, "%s: object %p of type %d has a bad word %u", where,
                   (const void *)o, o->type, i);
        if (is_ptr(v)) check_child(w, o, to_obj(v));
    }
}

/* HP-1 for an old large object. */
static void check_cards(const Heap *h, Obj *o, bool in_island)
{
    struct walk w = {.h = h, .white = h->phase != GC_IDLE && gc_white(h, o)};
    for (uint32_t i = 0; i < gc_ncards(o->words); i++) {
        w.young_seen = false;
        w.unseen = !in_island && !gc_cards(o)[i] && !(o->flags & OF_DIRTY);
        for (uint32_t k = i ? i * CARD_WORDS : 1; k < (i + 1) * CARD_WORDS && k < o->words; k++)
            if (is_ptr(((Value *)o)[k])) check_child(&w, o, to_obj(((Value *)o)[k]));
        MAAT_CHECK(!w.young_seen ||
                       ((o->flags & OF_LISTED) && (gc_cards(o)[i] || (o->flags & OF_DIRTY))),
                   "HP-1: card %u of %p refers to a young object", i, (void *)o);
    }
}

static void check_large(struct walk *w, Obj *o)
{
    check_object(w, o, "large");
    MAAT_CHECK(!(o->flags & OF_MAPPED) || (o->flags & OF_CARDS) || o->type == T_INDEX,
               "LG-1: %p has no cards", (void *)o);
    if (!(o->gc & GC_OLD)) return;
    if (o->flags & OF_CARDS)
        check_cards(w->h, o, w->in_island);
    else
        MAAT_CHECK(!w->young_seen || (o->gc & GC_REMEMBERED),
                   "HP-1: large object %p refers to a young one", (void *)o);
}

static void check_run(struct walk *w, const Value *p, const Value *end, bool old, const char *where)
{
    for (; p < end; p += ((const Obj *)p)->words) {
        const Obj *o = (const Obj *)p;
        if (old && o->type == T_FREE) {
            MAAT_CHECK(o->words > 0, "HP-6: empty hole at %p", (const void *)o);
            continue;
        }
        /* Once frozen graphs are let go (at the end of AGAIN), what a dead object refers to may be gone. */
        w->used += o->words * sizeof(Value);
        if (old && w->h->phase >= GC_PURGE && gc_white(w->h, o)) {
            w->noff += (o->flags & OF_OFFHEAP) != 0;
            continue;
        }
        w->unseen = old && !(o->gc & GC_REMEMBERED);
        check_object(w, o, where);
        w->unseen = false;
        MAAT_CHECK(((o->gc & GC_OLD) != 0) == old && !(o->gc & (GC_SHARED | GC_LARGE)),
                   "%s: object %p has gc %x", where, (const void *)o, o->gc);
        MAAT_CHECK(!old || !w->young_seen || (o->gc & GC_REMEMBERED),
                   "HP-1: old object %p of type %d refers to a young one", (const void *)o,
                   o->type);
    }
    MAAT_CHECK(p == end, "%s: the last object ends behind the area", where);
}

static void check_blocks(struct walk *w, const struct heap_block *b)
{
    for (; b; b = b->next) {
        w->noff = 0;
        check_run(w, b->w, b->end, true, "old");
        MAAT_CHECK(w->noff == b->noff, "HP-4: block %p counts %u objects, has %llu",
                   (const void *)b, b->noff, (unsigned long long)w->noff);
        for (const struct hole *x = b->holes; x && !b->unswept; x = x->next)
            MAAT_CHECK(x->h.type == T_FREE && x->h.words >= HOLE_MIN, "HP-6: hole %p",
                       (const void *)x);
    }
}

static void check_old(struct walk *w, const struct gc_state *st)
{
    w->used = 0;
    check_blocks(w, st->blocks);
    check_blocks(w, st->unswept);
    MAAT_CHECK(w->used == st->used_old, "%llu old bytes, %llu counted", (unsigned long long)w->used,
               (unsigned long long)st->used_old);
}

static void check_large_list(struct walk *w)
{
    const Heap *h = w->h;
    const struct gc_state *st = gc_seen(h);
    for (uint32_t i = 0; i < st->nlarge; i++) {
        if (h->phase < GC_PURGE || !gc_white(h, st->large[i])) check_large(w, st->large[i]);
        MAAT_CHECK(((st->large[i]->gc & GC_OLD) != 0) == (i < st->nlarge_old), "HP-5: entry %u", i);
    }
}

static void check_island_object(struct walk *w, const Obj *o, bool may_be_dead)
{
    if (o->type == T_FREE || (may_be_dead && !(o->gc & GC_MARK))) return;
    check_object(w, o, "island");
    MAAT_CHECK((o->gc & ISLAND_GC) == ISLAND_GC && !(o->gc & GC_SHARED),
               "IS-1: object %p has gc %x", (const void *)o, o->gc);
    MAAT_CHECK(!(o->gc & GC_MARK) || w->h->phase != GC_IDLE, "CY-6: object %p is marked",
               (const void *)o);
    MAAT_CHECK(!w->young_seen || (o->gc & GC_REMEMBERED),
               "HP-1: object %p of an island refers to a young one", (const void *)o);
}

static void check_island_bytes(const Island *i)
{
    uint64_t bytes = i->words * sizeof(Value) - i->spare + i->shares;
    for (uint32_t k = 0; k < i->nlarge; k++) bytes += i->large[k]->words * sizeof(Value);
    MAAT_CHECK(i->bytes == bytes, "IS-6: %llu bytes counted, %llu there",
               (unsigned long long)i->bytes, (unsigned long long)bytes);
}

/* IS-1: the objects of an island are old, and stay where they are. The number in its off-heap list. */
static void check_island(struct walk *w, const Island *i)
{
    bool sweeping = w->h->phase == GC_SWEEP; /* dead ones are about to be found, as in blocks */
    bool unmoved = (w->h->phase == GC_PURGE || w->h->phase == GC_EVAC) && !i->late;
    uint64_t at = 0;
    for (const struct fragment *f = i->frag; f; f = f->next)
        for (const Value *p = f->w, *end = p + f->words; p < end; p += ((const Obj *)p)->words) {
            bool swept = at < i->swept;
            at += ((const Obj *)p)->words;
            check_island_object(w, (const Obj *)p, (sweeping && !swept) || unmoved);
        }
    for (uint32_t k = 0; k < i->nlarge; k++) {
        if (k >= i->large_kept && k < i->large_swept) continue; /* moved down, or gone */
        if (!sweeping || i->large[k]->gc & GC_MARK) check_large(w, i->large[k]);
    }
    if (w->h->phase == GC_IDLE) check_island_bytes(i);
}

static uint64_t young_list(Obj *list)
{
    uint64_t n = 0;
    for (Obj *o = list; o; o = *scan_next(o), n++)
        MAAT_CHECK((o->flags & OF_OFFHEAP) && !(o->gc & GC_OLD), "HP-4: object %p is listed",
                   (void *)o);
    return n;
}

void heap_verify(Heap *h)
{
    struct walk w = {.h = h};
    MAAT_CHECK(h->base <= h->aged && h->aged <= h->top && h->top <= h->limit && h->limit <= h->end,
               "young area");
    check_run(&w, h->base, h->top, false, "young");
    for (struct fragment *f = h->fragments; f; f = f->next)
        check_run(&w, f->w, f->w + f->words, false, "fragment");
    if (h->gc) check_old(&w, h->gc);
    check_large_list(&w);
    w.in_island = true;
    for (const Island *i = gc_seen(h)->islands; i; i = i->next) check_island(&w, i);
    uint64_t listed = young_list(h->off_young);
    MAAT_CHECK(listed == w.young_listed, "HP-4: %llu in the list, %llu in the heap",
               (unsigned long long)listed, (unsigned long long)w.young_listed);
}
