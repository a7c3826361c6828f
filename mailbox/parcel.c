/* Copying into parcels, and adopting them. Small messages take a path of their own (flat.h). */
#include "mailbox/parcel.h"

#include "base/mem.h"
#include "heap/block.h"
#include "heap/frozen.h"
#include "heap/island.h"
#include "heap/offheap.h"
#include "heap/scan.h"
#include "heap/slice.h"
#include "mailbox/flat.h"

_Static_assert(sizeof(Island) % sizeof(Value) == 0 && sizeof(Island) < UINT16_MAX,
               "an island stands in front of its fragment");

/* ---- allocation ---- */

struct place {
    size_t head; /* bytes in front of the fragment */
    void *block;
};

static struct fragment *new_fragment(struct place *at, uint64_t words)
{
    at->block = block_try_alloc(at->head + sizeof(struct fragment) + words * sizeof(Value));
    if (!at->block) return NULL;
    struct fragment *f = (struct fragment *)((char *)at->block + at->head);
    *f = (struct fragment){.head = (uint16_t)at->head, .words = words};
    return f;
}

/* What has no graph needs memory only for what stands in front. */
static enum copy_result plain(Parcel *out, struct place *at, Value v, struct copy_why *why)
{
    why->copied = 0;
    if (at->head) {
        at->block = block_try_alloc(at->head);
        if (!at->block) return COPY_NOMEM;
    }
    *out = (Parcel){.root = v};
    return COPY_OK;
}

static enum copy_result copy_flat(Parcel *out, struct place *at, Value v, uint32_t words,
                                  struct copy_why *why)
{
    struct fragment *f = new_fragment(at, words);
    if (!f) return COPY_NOMEM;
    *out = (Parcel){.root = flat_build(f->w, v), .frag = f, .bytes = words * sizeof(Value)};
    why->copied = out->bytes;
    return COPY_OK;
}

/* ---- all others ---- */

static uint64_t object_bytes(const Copier *c)
{
    return (c->words + c->large_words) * sizeof(Value);
}

static uint64_t count_bytes(const Copier *c)
{
    uint64_t bytes = object_bytes(c);
    if (c->count >= COPY_CHUNK) return bytes + c->shares; /* a list of any length */
    for (Obj *o = c->off; o; o = *scan_next(o)) bytes += offheap_bytes(o);
    return bytes;
}

/* Of the copy and of the islands that were copied in one piece. */
static uint64_t copied_bytes(const Copier *c)
{
    uint64_t bytes = object_bytes(c) + c->doubled;
    for (const Island *i = c->made; i; i = i->next) {
        bytes += i->bytes - i->shares;
        for (Obj *o = i->off; o; o = *scan_next(o)) bytes += offheap_doubled(o);
    }
    return bytes;
}

static struct parcel_more *more_of(Parcel *p)
{
    if (p->more && parcel_more(p)) return p->more;
    struct parcel_more *m = mem_alloc(MEM_PARCEL, sizeof *m);
    *m = (struct parcel_more){.islands = parcel_one_island(p)};
    struct frozen *graph = parcel_graph(p);
    if (graph) frozen_set_give(&m->frozen, graph);
    return p->more = m;
}

static void add_island(Parcel *p, Island *i)
{
    if (!p->more) {
        i->next = NULL;
        parcel_set_island(p, i);
        return;
    }
    struct parcel_more *m = more_of(p);
    i->next = m->islands;
    m->islands = i;
}

/* Takes over what the copier made besides the block. */
static void take_parts(Parcel *out, Copier *c)
{
    out->bytes = count_bytes(c);
    out->off = c->off;
    for (Island *i = c->made, *next; i; i = next) {
        next = i->next;
        out->bytes += i->bytes;
        add_island(out, i);
    }
    if (!c->nlarge && !c->notes.count) return;
    if (!c->nlarge && !c->made && c->notes.count == 1) {
        parcel_set_graph(out, frozen_set_take(&c->notes));
        frozen_set_fini(&c->notes);
        return;
    }
    struct parcel_more *m = more_of(out);
    m->large = c->large;
    m->nlarge = c->nlarge;
    m->frozen = c->notes;
}

/* All of the copy as an island. */
static void make_island(Parcel *out, Copier *c)
{
    Island *i = fragment_block(out->frag);
    out->bytes = count_bytes(c);
    *i = (Island){.frag = out->frag,
                  .root = out->frag,
                  .words = out->frag->words,
                  .large = c->large,
                  .nlarge = c->nlarge,
                  .off = c->off,
                  .frozen = c->notes,
                  .bytes = out->bytes,
                  .shares = out->bytes - object_bytes(c)};
    out->frag = NULL;
    add_island(out, i);
}

static bool is_big(const Copier *c)
{
    return (c->words + c->large_words) * sizeof(Value) + c->buffers >= island_min();
}

/* Large enough to stay whole. A message built around islands does not become one: it would have to keep them alive. */
static bool becomes_island(const Copier *c)
{
    return c->words && !c->odd_large && !c->kept && !c->made && (!c->shared_source || c->thaw) &&
           is_big(c);
}

/* Memory for the copy and for what stands in front of it; an island's block stands alone. */
static bool make_room(Copier *c, struct place *at, struct fragment **f)
{
    struct place alone = {.head = sizeof(Island)};
    *f = NULL;
    if (c->words) *f = new_fragment(c->island ? &alone : at, c->words);
    if (c->words && !*f) return false;
    if (at->block || !at->head) return true;
    at->block = block_try_alloc(at->head);
    if (!at->block && *f) block_free(fragment_block(*f), fragment_bytes(*f));
    return at->block != NULL;
}

static void give_room_back(struct place *at, struct fragment *f)
{
    bool front = f && fragment_block(f) == at->block;
    if (f) block_free(fragment_block(f), fragment_bytes(f));
    if (at->head && at->block && !front) block_free(at->block, at->head);
    at->block = NULL;
}

/* The parcel around what the copier has made. */
static void finish(Parcel *out, Copier *c, struct fragment *f, Value root, struct copy_why *why)
{
    why->copied = copied_bytes(c);
    *out = (Parcel){.root = root, .frag = f};
    if (c->island)
        make_island(out, c);
    else
        take_parts(out, c);
}

/* The second half of a copy that has been measured. */
static enum copy_result build(Parcel *out, struct place *at, Copier *c, struct copy_why *why)
{
    struct fragment *f;
    c->island = becomes_island(c);
    if (!make_room(c, at, &f)) {
        copy_cancel(c);
        return COPY_NOMEM;
    }
    Value root;
    enum copy_result r = copy_build(c, f ? f->w : NULL, NULL, &root);
    *why = c->why;
    if (r == COPY_OK)
        finish(out, c, f, root, why);
    else
        give_room_back(at, f);
    return r;
}

static enum copy_result copy_graph(Parcel *out, struct place *at, Value v, bool shared_source,
                                   struct copy_why *why)
{
    Copier c;
    enum copy_result r = copy_begin(&c, COPY_MESSAGE, v, shared_source);
    *why = c.why;
    return r == COPY_OK ? build(out, at, &c, why) : r;
}

/* What lies whole in the heap and may leave it. */
struct pieces {
    struct fragment **frag; /* the link to the fragment with the root; NULL: it is in none */
    Island *island[COPY_KEEP_MAX];
    uint32_t n;
};

/* Out of h, in which these islands may be kept as they are. */
static enum copy_result copy_out(Parcel *out, Heap *h, struct place *at, Value v, struct pieces *ps,
                                 Copier *c, uint64_t long_from, struct copy_why *why)
{
    enum copy_result r = copy_begin_keep(c, h, v, ps->island, ps->n, long_from);
    if (r == COPY_OK && c->made && !c->kept && is_big(c)) {
        /* Better one island than a large fragment around others. */
        copy_cancel(c);
        r = copy_begin_keep(c, NULL, v, NULL, 0, long_from);
    }
    *why = c->why;
    return r == COPY_OK ? build(out, at, c, why) : r;
}

static enum copy_result copy_any(Parcel *out, struct place *at, Value v, bool shared_source,
                                 struct copy_why *why)
{
    if (flat_is_free(v)) return plain(out, at, v, why);
    uint32_t words = flat_words(v);
    if (words) return copy_flat(out, at, v, words, why);
    return copy_graph(out, at, v, shared_source, why);
}

enum copy_result parcel_copy_behind(Parcel *out, size_t head, void **block, Value v,
                                    struct copy_why *why)
{
    MAAT_ASSERT(head > 0 && head % sizeof(Value) == 0);
    struct place at = {.head = head};
    enum copy_result r = copy_any(out, &at, v, false, why);
    if (r == COPY_OK) *block = at.block;
    return r;
}

enum copy_result parcel_copy(Parcel *out, Value v, struct copy_why *why)
{
    struct place at = {0};
    return copy_any(out, &at, v, false, why);
}

enum copy_result parcel_copy_short(Parcel *out, Value v, uint64_t long_from, struct copy_why *why)
{
    struct place at = {0};
    if (flat_is_free(v)) return plain(out, &at, v, why);
    uint32_t words = flat_words(v);
    if (words) return copy_flat(out, &at, v, words, why);
    Copier c;
    enum copy_result r = copy_begin_keep(&c, NULL, v, NULL, 0, long_from);
    *why = c.why;
    return r == COPY_OK ? build(out, &at, &c, why) : r;
}

enum copy_result parcel_copy_shared(Parcel *out, Value v, struct copy_why *why)
{
    struct place at = {0};
    return copy_any(out, &at, v, true, why);
}

enum copy_result parcel_copy_thawed(Parcel *out, Value v, uint64_t long_from, struct copy_why *why)
{
    struct place at = {0};
    Copier c;
    enum copy_result r = copy_begin_thaw(&c, v, long_from);
    *why = c.why;
    return r == COPY_OK ? build(out, &at, &c, why) : r;
}

uint64_t parcel_measure(Value v)
{
    Copier c;
    if (copy_begin(&c, COPY_MESSAGE, v, false) != COPY_OK) return 0;
    uint64_t bytes = c.words * sizeof(Value);
    copy_cancel(&c);
    return bytes;
}

/* ---- in pieces ---- */

enum { MADE, WALKS, COPIES, PUTS_BACK };

static void make_begin(ParcelMaker *k, Value v, bool freezes, bool thaws)
{
    k->phase = WALKS;
    k->freezes = freezes;
    k->frag = NULL;
    k->graph = NULL;
    copy_open(&k->c, freezes ? COPY_FROZEN : COPY_MESSAGE, v, thaws);
}

void parcel_make_begin(ParcelMaker *k, Value v) { make_begin(k, v, false, false); }
void parcel_thaw_begin(ParcelMaker *k, Value v) { make_begin(k, v, false, true); }

void parcel_freeze_begin(ParcelMaker *k, Value v)
{
    MAAT_ASSERT(!frozen_is_own(v));
    make_begin(k, v, true, false);
}

static void place(ParcelMaker *k)
{
    struct place alone = {0};
    k->c.island = !k->freezes && becomes_island(&k->c);
    if (k->freezes ? (k->graph = frozen_room(&k->c)) != NULL : make_room(&k->c, &alone, &k->frag))
        k->phase = COPIES;
    else
        copy_give_up(&k->c);
}

static void finish_graph(Parcel *out, const Copier *c, Frozen *f)
{
    frozen_made(f, c);
    *out = (Parcel){.root = c->root};
    parcel_set_graph(out, f);
}

/* It is over, and the originals are as before. */
static void made(ParcelMaker *k)
{
    k->phase = MADE;
    k->result = k->c.error;
    k->why = k->c.why;
    if (k->result != COPY_OK) mem_free(MEM_FROZEN, k->graph);
    if (k->result == COPY_OK && k->freezes)
        finish_graph(&k->out, &k->c, k->graph);
    else if (k->result == COPY_OK)
        finish(&k->out, &k->c, k->frag, k->c.root, &k->why);
    else if (k->frag)
        block_free(fragment_block(k->frag), fragment_bytes(k->frag));
}

static void *block_of(const ParcelMaker *k)
{
    return k->graph ? k->graph->w : k->frag ? k->frag->w : NULL;
}

bool parcel_make(ParcelMaker *k, int64_t *budget)
{
    while (k->phase != MADE) {
        bool done = k->phase == WALKS    ? copy_walk(&k->c, budget)
                    : k->phase == COPIES ? copy_make(&k->c, block_of(k), k->graph, budget)
                                         : copy_close(&k->c, budget);
        if (!done) return false;
        if (k->phase == WALKS && k->c.error == COPY_OK)
            place(k);
        else if (k->phase != PUTS_BACK)
            k->phase = PUTS_BACK;
        else
            made(k);
    }
    return true;
}

void parcel_make_cancel(ParcelMaker *k)
{
    MAAT_ASSERT(k->phase != MADE);
    copy_give_up(&k->c);
    k->phase = PUTS_BACK;
}

/* ---- passing on ---- */

#define LOOK_FRAGMENTS 8
#define LOOK_ISLANDS   64

static struct fragment **find_fragment(Heap *h, const Obj *o)
{
    struct fragment **at = &h->fragments;
    for (int i = 0; *at && i < LOOK_FRAGMENTS; at = &(*at)->next, i++)
        if ((const Value *)o >= (*at)->w && (const Value *)o < (*at)->w + (*at)->words) return at;
    return NULL;
}

static void add_piece(struct pieces *ps, Island *i)
{
    for (uint32_t k = 0; k < ps->n; k++)
        if (ps->island[k] == i) return;
    if (ps->n < COPY_KEEP_MAX) ps->island[ps->n++] = i;
}

static void add_islands(Heap *h, struct pieces *ps, const Obj *o, uint32_t tag)
{
    uint32_t k = 0;
    for (Island *i = heap_islands(h); i && k < LOOK_ISLANDS; i = i->next, k++)
        if ((o ? island_holds(i, o) : i->tag == tag) && !i->held && heap_may_leave(h, i->tag))
            add_piece(ps, i);
}

/* The island with o, if it was claimed under one of the tags. */
static void add_built(Heap *h, struct pieces *ps, const Obj *o, const struct pass *how)
{
    Island **from, *i = heap_find_island(h, o, &from);
    if (!i || i->held || !heap_may_leave(h, i->tag)) return;
    for (uint32_t k = 0; k < how->ntags; k++)
        if (how->tags[k] == i->tag) add_piece(ps, i);
}

static void find_pieces(Heap *h, struct pieces *ps, Value v, const struct pass *how)
{
    const Value *gone = how->gone;
    for (uint32_t i = 0; i < how->n; i++) {
        if (!is_ptr(gone[i])) continue;
        const Obj *o = to_obj(gone[i]);
        if (o->gc & GC_SHARED) continue;
        if (i >= how->n - how->nbuilt) {
            if ((o->gc & ISLAND_GC) == ISLAND_GC) add_built(h, ps, o, how);
            continue;
        }
        if ((o->gc & ISLAND_GC) == ISLAND_GC) {
            add_islands(h, ps, o, 0);
            continue;
        }
        struct fragment **f = o->gc & GC_OLD ? NULL : find_fragment(h, o);
        if (!f || !heap_may_leave(h, (*f)->tag)) continue;
        if ((*f)->flags & FRAGMENT_ISLANDS) add_islands(h, ps, NULL, (*f)->tag);
        if (gone[i] == v && !((*f)->flags & (FRAGMENT_HELD | FRAGMENT_PARTS))) ps->frag = f;
    }
}

/* The islands in the mask leave h for the parcel. */
static uint64_t take_islands(Heap *h, Parcel *out, struct pieces *ps, uint32_t mask)
{
    uint64_t moved = 0;
    for (uint32_t i = 0; i < ps->n; i++) {
        if (!(mask & 1u << i)) continue;
        Island *is = ps->island[i];
        heap_leave_island(h, heap_island_link(h, is));
        add_island(out, is);
        moved += is->bytes;
    }
    out->bytes += moved;
    return moved;
}

/* The fragment with the root leaves as it came, with the islands that came with it. */
static uint64_t take_fragment(Heap *h, Parcel *out, struct pieces *ps, Value v)
{
    struct fragment *f = *ps->frag;
    uint32_t mask = 0;
    for (uint32_t i = 0; i < ps->n; i++)
        if ((f->flags & FRAGMENT_ISLANDS) && ps->island[i]->tag == f->tag) mask |= 1u << i;
    heap_leave_fragment(h, ps->frag);
    *out = (Parcel){.root = v, .frag = f, .bytes = f->words * sizeof(Value)};
    f->flags = 0;
    return out->bytes + take_islands(h, out, ps, mask);
}

/* An object that is in none would be looked for in all their fragments, whose headers are not in the caches. */
static bool in_island(const struct pieces *ps, const Obj *o, uint32_t *mask)
{
    if ((o->gc & ISLAND_GC) != ISLAND_GC) return false;
    for (uint32_t i = 0; i < ps->n; i++)
        if (island_holds(ps->island[i], o)) {
            *mask = 1u << i;
            return true;
        }
    return false;
}

enum copy_result parcel_pass(Parcel *out, Heap *h, size_t head, void **block, Value v,
                             struct pass *how, struct copy_why *why)
{
    struct pieces ps = {.n = 0};
    struct place at = {.head = head};
    uint32_t mask;
    how->moved = 0;
    why->copied = 0;
    *block = NULL;
    if (flat_is_free(v)) return parcel_copy_behind(out, head, block, v, why);
    if (heap_may_part(h)) find_pieces(h, &ps, v, how);
    if (ps.frag) {
        struct fragment *f = *ps.frag;
        *block = f->head == head ? fragment_block(f) : block_try_alloc(head);
        if (!*block) return COPY_NOMEM;
        how->moved = take_fragment(h, out, &ps, v);
        return COPY_OK;
    }
    if (ps.n && in_island(&ps, to_obj(v), &mask)) {
        if (!(*block = block_try_alloc(head))) return COPY_NOMEM;
        *out = (Parcel){.root = v};
        how->moved = take_islands(h, out, &ps, mask);
        return COPY_OK;
    }
    uint32_t words = ps.n ? 0 : flat_words(v);
    Copier c;
    if (words) c.kept = 0;
    enum copy_result r = words ? copy_flat(out, &at, v, words, why)
                               : copy_out(out, h, &at, v, &ps, &c, how->long_from, why);
    if (r != COPY_OK) return r;
    *block = at.block;
    how->moved = take_islands(h, out, &ps, c.kept);
    return COPY_OK;
}

bool parcel_take(Parcel *out, Heap *h, Value v, uint32_t tag)
{
    struct pieces ps = {.n = 0};
    struct pass how = {.tags = &tag, .ntags = 1};
    if (heap_may_part(h) && is_obj(v)) add_built(h, &ps, to_obj(v), &how);
    if (!ps.n) return false;
    *out = (Parcel){.root = v};
    take_islands(h, out, &ps, 1);
    return true;
}

/* ---- the other end ---- */

static void adopt_islands(Heap *h, Island *list, struct fragment *around)
{
    if (list && around) around->flags |= FRAGMENT_ISLANDS;
    for (Island *i = list, *next; i; i = next) {
        next = i->next;
        i->tag = h->tags;
        heap_adopt_island(h, i);
    }
}

static void adopt_more(Heap *h, const Parcel *p)
{
    struct parcel_more *m = parcel_more(p);
    adopt_islands(h, parcel_islands(p), p->frag);
    if (!m) return;
    for (uint32_t i = 0; i < m->nlarge; i++) heap_adopt_large(h, m->large[i]);
    frozen_adopt(h, &m->frozen);
    mem_free(MEM_PARCEL, m->large);
    mem_free(MEM_PARCEL, m);
}

/* What is lost in the heap that adopts it, so that the message cannot be put together again. */
static bool has_parts(const Parcel *p)
{
    if (p->off || (p->frag && p->frag->next) || parcel_graph(p)) return true;
    const struct parcel_more *m = parcel_more(p);
    return m && (m->nlarge || m->frozen.count);
}

Value parcel_adopt(Heap *h, Parcel *p)
{
    Value root = p->root;
    h->tags++;
    if (MAAT_UNLIKELY(has_parts(p)))
        for (struct fragment *f = p->frag; f; f = f->next) f->flags |= FRAGMENT_PARTS;
    if (MAAT_UNLIKELY(p->off != NULL)) heap_adopt_offheap(h, p->off);
    struct frozen *graph = parcel_graph(p);
    if (graph)
        frozen_adopt_one(h, graph);
    else if (MAAT_UNLIKELY(p->more != NULL))
        adopt_more(h, p);
    for (struct fragment *f = p->frag, *next; f; f = next) {
        next = f->next;
        f->tag = h->tags;
        heap_adopt(h, f);
    }
    *p = (Parcel){.root = V_NIL};
    return root;
}

void parcel_settle(Parcel *p)
{
    for (Obj *o = p->off; o; o = *scan_next(o)) slice_trim_small(o);
    for (const Island *i = parcel_islands(p); i; i = i->next)
        for (Obj *o = i->off; o; o = *scan_next(o)) slice_trim_small(o);
}

uint64_t parcel_frozen_bytes(const Parcel *p)
{
    const struct frozen *graph = parcel_graph(p);
    if (graph) return frozen_share(graph);
    const struct parcel_more *m = parcel_more(p);
    uint64_t bytes = m ? frozen_set_bytes(&m->frozen) : 0;
    for (const Island *i = parcel_islands(p); i; i = i->next) bytes += frozen_set_bytes(&i->frozen);
    return bytes;
}

static void drop_more(Parcel *p)
{
    struct parcel_more *m = parcel_more(p);
    for (Island *i = parcel_islands(p), *next; i; i = next) {
        next = i->next;
        island_free(i);
    }
    if (!m) return;
    for (uint32_t i = 0; i < m->nlarge; i++) mem_free(MEM_LARGE, m->large[i]);
    mem_free(MEM_PARCEL, m->large);
    frozen_set_fini(&m->frozen);
    mem_free(MEM_PARCEL, m);
}

void parcel_drop(Parcel *p)
{
    for (Obj *o = p->off, *next; o; o = next) {
        next = *scan_next(o);
        offheap_release(o);
    }
    struct frozen *graph = parcel_graph(p);
    if (graph)
        frozen_unref(graph);
    else if (p->more)
        drop_more(p);
    for (struct fragment *f = p->frag, *next; f; f = next) {
        next = f->next;
        if (f->head == 0) block_free(f, fragment_bytes(f));
    }
    *p = (Parcel){.root = V_NIL};
}
