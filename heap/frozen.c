#include "heap/frozen.h"

#include "heap/gc_int.h"
#include "heap/reap.h"

void frozen_ref_many(Frozen *f, uint64_t n)
{
    /* Relaxed: whoever adds a reference holds one, or got the graph from one who does. */
    uint64_t before = add_rlx(&f->refs, n);
    MAAT_CHECK(before > 0, "reference to a freed graph");
}

void frozen_unref_many(Frozen *f, uint64_t n)
{
    /* Pairs with frozen_unref: the last one sees all that was read by means of these. */
    uint64_t before = sub_ar(&f->refs, n);
    MAAT_CHECK(before > n, "graph freed too often");
}

#define BUFFERS_FEW 32

uint32_t frozen_count_buffers(Frozen *f)
{
    uint64_t bytes = f->own;
    uint32_t n = 0;
    Obj *o = f->off;
    for (; o && n < BUFFERS_FEW; o = *scan_next(o), n++) bytes += offheap_bytes(o);
    if (!o && bytes != load_rlx(&f->bytes)) store_rlx(&f->bytes, bytes);
    return n;
}

static bool reap_graph(void *what, int64_t *work)
{
    Frozen *f = what;
    for (; f->off; *work -= REAP_PART) {
        if (*work <= 0) return false;
        Obj *o = f->off;
        f->off = *scan_next(o);
        offheap_release(o);
    }
    mem_free(MEM_FROZEN, f);
    return true;
}

/* The graphs that it referred to have gone already. */
static void free_graph(Frozen *f, uint64_t bytes)
{
    int64_t all = INT64_MAX;
    if (f->off && bytes >= REAP_MIN)
        reap_later(reap_graph, f, bytes);
    else
        (void)reap_graph(f, &all);
}

/* Graphs that go with this one are freed in turn, not inside each other: chains of graphs may be long. */
void frozen_unref(Frozen *f)
{
    Frozen *dead = NULL;
    for (;;) {
        /* Pairs with itself: the last one sees all that the others read. */
        if (f) {
            uint64_t before = sub_ar(&f->refs, 1);
            MAAT_CHECK(before > 0, "graph freed twice");
            if (before == 1) {
                f->refs = f->bytes; /* nobody counts any more */
                f->bytes = (uint64_t)(uintptr_t)dead;
                dead = f;
            }
        }
        f = NULL;
        while (dead && !f) {
            f = frozen_set_take(&dead->deps);
            if (f) break;
            Frozen *next = (Frozen *)(uintptr_t)dead->bytes;
            free_graph(dead, dead->refs);
            dead = next;
        }
        if (!f) return;
    }
}

/* ---- a heap's table ---- */

static FrozenSet *table_of(Heap *h)
{
    if (!h->frozen) h->frozen = mem_zalloc(MEM_FROZEN, sizeof(FrozenSet));
    return h->frozen;
}

/* So much more is referred to. */
static void count(Heap *h, uint64_t bytes)
{
    h->debt += bytes;
    store_rlx(&h->used_frozen, h->used_frozen + bytes);
}

void frozen_adopt(Heap *h, FrozenSet *set)
{
    if (set->count) count(h, frozen_set_merge(table_of(h), set));
}

void frozen_adopt_one(Heap *h, Frozen *f)
{
    uint64_t bytes = frozen_set_give(table_of(h), f);
    if (bytes) count(h, bytes);
}

void frozen_use(Heap *h, const Obj *o)
{
    Frozen *f = frozen_of(o);
    FrozenSet *s = table_of(h);
    if (s->last == f) return;
    uint32_t had = s->count;
    frozen_set_note(s, f);
    if (s->count != had) count(h, frozen_share(f));
}

void frozen_lend(Heap *h, Frozen *f) { frozen_set_lend(table_of(h), f); }

void frozen_note_all(Heap *h, const FrozenSet *set)
{
    if (set->count) count(h, frozen_set_note_all(table_of(h), set));
}

void frozen_reached(Heap *h, const Obj *o) { frozen_set_mark(table_of(h), frozen_of(o)); }

void frozen_sweep(Heap *h)
{
    FrozenSet *s = h->frozen;
    if (!s) return;
    frozen_set_sweep(s);
    store_rlx(&h->used_frozen, frozen_set_bytes(s));
    if (s->count == 0) frozen_forget_all(h);
}

/* Buffers that one collection looks at. */
#define BUFFERS_MOST 16384

void frozen_count(Heap *h)
{
    if (!h->frozen) return;
    const struct heap_stats *s = &h->gc->stats;
    frozen_set_count_buffers(h->frozen, (uint32_t)(s->cycles + s->fulls), BUFFERS_MOST);
    store_rlx(&h->used_frozen, frozen_set_bytes(h->frozen));
}

void frozen_forget_all(Heap *h)
{
    if (!h->frozen) return;
    frozen_set_fini(h->frozen);
    mem_free(MEM_FROZEN, h->frozen);
    h->frozen = NULL;
}

/* ---- making them ---- */

static uint64_t graph_bytes(const Copier *c) { return sizeof(Frozen) + c->words * sizeof(Value); }

Frozen *frozen_room(const Copier *c) { return mem_try_alloc(MEM_FROZEN, graph_bytes(c)); }

void frozen_made(Frozen *f, const Copier *c)
{
    f->refs = 1;
    f->own = f->bytes = mem_class(graph_bytes(c)) + frozen_set_bytes(&c->notes);
    if (c->count >= COPY_CHUNK) f->bytes += c->shares; /* a list of any length */
    for (Obj *o = c->off; o && c->count < COPY_CHUNK; o = *scan_next(o))
        f->bytes += offheap_bytes(o);
    f->off = c->off;
    f->deps = c->notes;
}

enum copy_result frozen_copy_short(Heap *h, Value v, uint64_t long_from, Value *out,
                                   struct copy_why *why)
{
    Copier c;
    if (frozen_is_own(v)) {
        *out = v;
        return COPY_OK;
    }
    enum copy_result r = copy_begin_short(&c, COPY_FROZEN, v, long_from);
    *why = c.why;
    if (r != COPY_OK) return r;
    Frozen *f = frozen_room(&c);
    if (!f) {
        copy_cancel(&c);
        return COPY_NOMEM;
    }
    r = copy_build(&c, f->w, f, out);
    if (r != COPY_OK) {
        mem_free(MEM_FROZEN, f);
        return r;
    }
    frozen_made(f, &c);
    count(h, frozen_set_give(table_of(h), f));
    return COPY_OK;
}

enum copy_result frozen_copy(Heap *h, Value v, Value *out, struct copy_why *why)
{
    return frozen_copy_short(h, v, 0, out, why);
}

/* ---- immortals ---- */

struct immortal_block {
    struct immortal_block *next;
    Obj *off;
    FrozenSet deps;
    Value w[];
};

enum copy_result immortal_copy(Immortals *im, Value v, Value *out, struct copy_why *why)
{
    Copier c;
    if (!is_ptr(v) || (to_obj(v)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED) {
        *out = v;
        return COPY_OK;
    }
    enum copy_result r = copy_begin(&c, COPY_IMMORTAL, v, false);
    *why = c.why;
    if (r != COPY_OK) return r;
    struct immortal_block *b = mem_try_alloc(MEM_CODE, sizeof *b + c.words * sizeof(Value));
    if (!b) {
        copy_cancel(&c);
        return COPY_NOMEM;
    }
    r = copy_build(&c, b->w, NULL, out);
    if (r != COPY_OK) {
        mem_free(MEM_CODE, b);
        return r;
    }
    b->off = c.off;
    b->deps = c.notes;
    b->next = im->blocks;
    im->blocks = b;
    return COPY_OK;
}

void immortals_free(Immortals *im)
{
    for (struct immortal_block *b = im->blocks, *next; b; b = next) {
        next = b->next;
        for (Obj *o = b->off, *after; o; o = after) {
            after = *scan_next(o);
            offheap_release(o);
        }
        frozen_set_fini(&b->deps);
        mem_free(MEM_CODE, b);
    }
    im->blocks = NULL;
}
