/* The verifier of the stress build: walks a whole heap and checks HP-1 to HP-5. */
#include "heap/gc_int.h"

struct walk {
    const Heap *h;
    bool young_seen;
    uint64_t listed; /* objects with OF_OFFHEAP met */
};

static void check_header(const Obj *o, const char *where)
{
    MAAT_CHECK(o->type > 0 && o->type < T_COUNT && o->words >= 2,
               "%s: object %p of type %d, %u words", where, (const void *)o, o->type, o->words);
    MAAT_CHECK(!(o->gc & GC_FORWARD), "%s: object %p is forwarded", where, (const void *)o);
}

static void check_child(struct walk *w, const Obj *o)
{
    check_header(o, "referred to");
    if (!(o->gc & (GC_OLD | GC_SHARED))) w->young_seen = true;
    if ((o->gc & GC_OLD) && !(o->gc & GC_LARGE))
        MAAT_CHECK((o->gc & GC_COLOR) == w->h->color, "object %p has the wrong colour",
                   (const void *)o);
}

static void check_object(struct walk *w, const Obj *o, const char *where)
{
    check_header(o, where);
    w->young_seen = false;
    w->listed += (o->flags & OF_OFFHEAP) != 0;
    const struct shape *s = scan_shape(o);
    Obj *const *ptr = (Obj *const *)o + s->ptr;
    for (int i = 0; i < s->nptr; i++)
        if (ptr[i]) check_child(w, ptr[i]);
    if (s->first == SHAPE_NONE) return;
    for (uint32_t i = s->first; i < o->words; i++) {
        Value v = ((const Value *)o)[i];
        MAAT_CHECK(value_tag(v) != 0xFFFF, "%s: object %p of type %d has a bad word %u", where,
                   (const void *)o, o->type, i);
        if (is_ptr(v)) check_child(w, to_obj(v));
    }
}

/* HP-1 for an old large object. */
static void check_cards(const Heap *h, Obj *o)
{
    struct walk w = {.h = h};
    for (uint32_t i = 0; i < gc_ncards(o->words); i++) {
        w.young_seen = false;
        for (uint32_t k = i ? i * CARD_WORDS : 1; k < (i + 1) * CARD_WORDS && k < o->words; k++)
            if (is_ptr(((Value *)o)[k])) check_child(&w, to_obj(((Value *)o)[k]));
        MAAT_CHECK(!w.young_seen ||
                       ((o->flags & OF_LISTED) && (gc_cards(o)[i] || (o->flags & OF_DIRTY))),
                   "HP-1: card %u of %p refers to a young object", i, (void *)o);
    }
}

static void check_large(struct walk *w, Obj *o)
{
    check_object(w, o, "large");
    if (!(o->gc & GC_OLD)) return;
    if (o->flags & OF_CARDS)
        check_cards(w->h, o);
    else
        MAAT_CHECK(!w->young_seen || (o->gc & GC_REMEMBERED),
                   "HP-1: large object %p refers to a young one", (void *)o);
}

static void check_run(struct walk *w, const Value *p, const Value *end, bool old, const char *where)
{
    while (p < end) {
        const Obj *o = (const Obj *)p;
        check_object(w, o, where);
        MAAT_CHECK(((o->gc & GC_OLD) != 0) == old && !(o->gc & (GC_SHARED | GC_LARGE)),
                   "%s: object %p has gc %x", where, (const void *)o, o->gc);
        MAAT_CHECK(!old || !w->young_seen || (o->gc & GC_REMEMBERED),
                   "HP-1: old object %p of type %d refers to a young one", (const void *)o,
                   o->type);
        p += o->words;
    }
    MAAT_CHECK(p == end, "%s: the last object ends behind the area", where);
}

/* IS-1: the objects of an island are old, and stay where they are. The number in its off-heap list. */
static uint64_t check_island(struct walk *w, const Island *i)
{
    uint64_t listed = 0;
    for (const Value *p = i->frag->w, *end = p + i->frag->words; p < end; p += ((Obj *)p)->words) {
        const Obj *o = (const Obj *)p;
        check_object(w, o, "island");
        MAAT_CHECK((o->gc & ISLAND_GC) == ISLAND_GC && !(o->gc & (GC_SHARED | GC_MARK)),
                   "IS-1: object %p has gc %x", (const void *)o, o->gc);
        MAAT_CHECK(!w->young_seen || (o->gc & GC_REMEMBERED),
                   "HP-1: object %p of an island refers to a young one", (const void *)o);
    }
    for (uint32_t k = 0; k < i->nlarge; k++) check_large(w, i->large[k]);
    for (Obj *o = i->off; o; o = *scan_next(o)) listed++;
    return listed;
}

static uint64_t list_length(Obj *list, bool old)
{
    uint64_t n = 0;
    for (Obj *o = list; o; o = *scan_next(o), n++)
        MAAT_CHECK((o->flags & OF_OFFHEAP) && ((o->gc & GC_OLD) != 0) == old,
                   "HP-4: object %p in the wrong list", (void *)o);
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
    uint64_t old = 0;
    for (struct heap_chunk *c = h->chunks; c; c = c->next) {
        check_run(&w, c->w, c->top, true, "old");
        old += (uint64_t)((char *)c->top - (char *)c->w);
    }
    MAAT_CHECK(old == h->used_old, "%llu old bytes, %llu counted", (unsigned long long)old,
               (unsigned long long)h->used_old);
    for (uint32_t i = 0; i < h->nlarge; i++) {
        check_large(&w, h->large[i]);
        MAAT_CHECK(((h->large[i]->gc & GC_OLD) != 0) == (i < h->nlarge_old), "HP-5: entry %u", i);
    }
    uint64_t listed = list_length(h->off_young, false) + list_length(h->off_old, true);
    for (const Island *i = h->islands; i; i = i->next) listed += check_island(&w, i);
    MAAT_CHECK(listed == w.listed, "HP-4: %llu in lists, %llu in the heap",
               (unsigned long long)listed, (unsigned long long)w.listed);
}
