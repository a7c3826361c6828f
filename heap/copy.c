/* The copier: see copy.h. */
#include "heap/copy.h"

#include "base/hash.h"
#include "base/mem.h"
#include "heap/frozen.h"
#include "heap/gc_int.h"
#include "heap/island.h"
#include "heap/slice.h"

/* Words in front of each object. */
static inline uint32_t prefix(const Copier *c) { return c->mode == COPY_FROZEN; }

static inline uint8_t copy_gc(const Copier *c)
{
    return c->mode == COPY_MESSAGE  ? (c->island ? ISLAND_GC : 0)
           : c->mode == COPY_FROZEN ? GC_SHARED | GC_FROZEN
                                    : GC_SHARED;
}

static void fail(Copier *c, enum copy_result r, Obj *what)
{
    if (c->error != COPY_OK) return;
    c->error = r;
    c->why.what = what;
}

/* ---- the map from originals to entries ---- */

static uint32_t *table_find(const Copier *c, const Obj *o)
{
    uint32_t i = (uint32_t)hash_u64((uintptr_t)o), mask = c->table_cap - 1;
    while (c->table[i & mask] && c->log[c->table[i & mask] - 1].src != o) i++;
    return &c->table[i & mask];
}

static bool table_grow(Copier *c)
{
    if (2 * (c->count + 1) <= c->table_cap) return true;
    uint32_t cap = c->table_cap ? 2 * c->table_cap : 64;
    uint32_t *t = mem_try_alloc(MEM_TEMP, cap * sizeof *t);
    if (!t) return false;
    memset(t, 0, cap * sizeof *t);
    mem_free(MEM_TEMP, c->table);
    c->table = t;
    c->table_cap = cap;
    for (uint32_t i = 0; i < c->count; i++) *table_find(c, c->log[i].src) = i + 1;
    return true;
}

static inline bool is_marked(const Copier *c, const Obj *o)
{
    if (MAAT_LIKELY(!c->shared_source)) return (o->gc & GC_FORWARD) != 0;
    return c->table_cap && *table_find(c, o) != 0;
}

static inline const struct copy_entry *entry_of(const Copier *c, const Obj *o)
{
    if (!c->shared_source) return &c->log[o->words & ~COPY_ENTRY];
    return &c->log[*table_find(c, o) - 1];
}

static bool log_grow(Copier *c)
{
    if (c->cap > COPY_ENTRY / 4) return false;
    uint32_t cap = 4 * c->cap;
    struct copy_entry *old = c->log == c->small_log ? NULL : c->log;
    struct copy_entry *log = mem_try_realloc(MEM_TEMP, old, cap * sizeof *log);
    if (!log) return false;
    if (!old) memcpy(log, c->small_log, sizeof c->small_log);
    c->log = log;
    c->cap = cap;
    return true;
}

static inline bool mark(Copier *c, Obj *o, uint64_t at)
{
    if (MAAT_UNLIKELY(c->shared_source) && !table_grow(c)) return false;
    if (MAAT_UNLIKELY(at & 1 && at / sizeof(Value) >= COPY_ENTRY)) return false;
    uint32_t i = c->count++;
    c->log[i] = (struct copy_entry){.src = o, .at = at, .words = o->words};
    if (MAAT_UNLIKELY(c->shared_source)) {
        *table_find(c, o) = i + 1;
    } else {
        o->gc |= GC_FORWARD;
        o->words = at & 1 ? (uint32_t)(at / sizeof(Value)) : COPY_ENTRY | i;
    }
    return true;
}

/* The originals as they were. */
static void unmark(Copier *c)
{
    if (!c->shared_source) {
        for (uint32_t i = 0; i < c->count; i++) {
            Obj *o = c->log[i].src;
            o->gc &= (uint8_t)~GC_FORWARD;
            o->words = c->log[i].words;
        }
    }
    if (c->log != c->small_log) mem_free(MEM_TEMP, c->log);
    mem_free(MEM_TEMP, c->table);
    c->log = NULL;
    c->table = NULL;
}

static void release_copies(Copier *c)
{
    for (Obj *o = c->off, *next; o; o = next) {
        next = *scan_next(o);
        offheap_release(o);
    }
    for (uint32_t i = 0; i < c->nlarge; i++) mem_free(MEM_LARGE, c->large[i]);
    mem_free(MEM_PARCEL, c->large);
    frozen_set_fini(&c->notes);
    for (Island *i = c->made, *next; i; i = next) {
        next = i->next;
        island_free(i);
    }
    c->made = NULL;
    c->off = NULL;
    c->large = NULL;
    c->nlarge = 0;
}

/* ---- first pass ---- */

static inline bool is_large(const Copier *c, uint64_t words)
{
    return c->mode == COPY_MESSAGE && words > HEAP_LARGE_WORDS;
}

static MAAT_NOINLINE Obj *new_large(Copier *c, uint64_t words)
{
    if (c->nlarge == c->cap_large) {
        uint32_t cap = c->cap_large ? 2 * c->cap_large : 4;
        Obj **p = mem_try_realloc(MEM_PARCEL, c->large, cap * sizeof *p);
        if (!p) return NULL;
        c->large = p;
        c->cap_large = cap;
    }
    Obj *o = mem_try_alloc(MEM_LARGE, words * sizeof(Value));
    c->large_words += words;
    if (o) c->large[c->nlarge++] = o;
    return o;
}

/* Room for storage of an array or map behind its owner, or on its own. */
static inline bool add_storage(Copier *c, uint64_t words)
{
    if (words == 0) return true;
    if (is_large(c, words)) return new_large(c, words) != NULL;
    c->words += words + prefix(c);
    return true;
}

static inline uint32_t map_values(const Map *m)
{
    return m->h.type == T_SET ? m->used : 2 * m->used;
}

static inline bool may_copy(Copier *c, Obj *o)
{
    switch (o->type) {
    case T_STR:
    case T_ARRAY:
    case T_MAP: return true;
    case T_WEAKREF:
    case T_WEAKMAP: fail(c, COPY_TYPE, o); return false;
    case T_BOX:
        if (is_type(((Box *)o)->v, T_CELL)) return true;
        if (c->mode == COPY_MESSAGE && !(o->flags & OF_SHARE)) return true;
        fail(c, COPY_BOX, o);
        return false;
    default:
        if (!(o->flags & OF_OFFHEAP) || offheap_can_copy(o->type)) return true;
        fail(c, COPY_TYPE, o);
        return false;
    }
}

static inline bool add_object(Copier *c, Obj *o)
{
    uint32_t words = o->words;
    if (is_large(c, words) && o->type != T_ARRAY) {
        Obj *to = new_large(c, words);
        c->odd_large = true;
        return to && mark(c, o, (uintptr_t)to);
    }
    if (o->flags & OF_OFFHEAP) c->buffers += offheap_bytes(o);
    uint64_t at = (c->words + prefix(c)) * sizeof(Value) + 1;
    c->words += words + prefix(c);
    bool ok = true;
    if (o->type == T_ARRAY) {
        uint32_t len = ((Array *)o)->len;
        ok = add_storage(c, len ? (uint64_t)len + 1 : 0);
    } else if (o->type == T_MAP || o->type == T_SET) {
        const Map *m = (const Map *)o;
        uint64_t values = map_values(m);
        if (values)
            ok = add_storage(c, values + 1) && add_storage(c, m->index ? m->index->h.words : 0);
    }
    return ok && mark(c, o, at);
}

/* Whether o lies in an island that is kept. */
static bool is_kept(const Copier *c, const Obj *o, uint32_t *at)
{
    if ((o->gc & ISLAND_GC) != ISLAND_GC) return false;
    for (uint32_t i = 0; i < c->nkeep; i++)
        if (island_holds(c->keep[i], o)) {
            *at = i;
            return true;
        }
    return false;
}

static const struct copy_clone *clone_of(const Copier *c, const Obj *o)
{
    for (uint32_t i = 0; i < c->nclones; i++)
        if ((uint64_t)((const char *)o - c->clone[i].from) < c->clone[i].bytes) return &c->clone[i];
    return NULL;
}

#define LOOK_ISLANDS 64

/* Copies the island from o on, if o reaches just that. */
static bool clone(Copier *c, const Obj *o)
{
    Island *i = heap_islands(c->heap);
    for (uint32_t k = 0; i && !island_holds(i, o) && k < LOOK_ISLANDS; k++) i = i->next;
    c->tries++;
    if (!i || !island_holds(i, o) || i->failed >= ISLAND_TRIES) return false;
    if (c->in_slice && i->bytes / sizeof(Value) > 2 * COPY_LONG_WORDS) {
        fail(c, COPY_LONG, (Obj *)o);
        return true;
    }
    Island *to = island_clone(i, o);
    if (!to) return false;
    c->clone[c->nclones++] =
        (struct copy_clone){.from = (const char *)o,
                            .bytes = to->frag->words * sizeof(Value),
                            .delta = (const char *)to->frag->w - (const char *)o};
    to->next = c->made;
    c->made = to;
    return true;
}

/* An object of an island: whether it is not copied alone. */
static bool stays_whole(Copier *c, const Obj *o)
{
    uint32_t island;
    if (is_kept(c, o, &island)) {
        c->kept |= 1u << island;
        return true;
    }
    if (clone_of(c, o)) return true;
    return c->heap && c->tries < COPY_CLONE_MAX && clone(c, o);
}

static bool is_long(const Copier *c)
{
    return c->count > COPY_LONG_OBJECTS ||
           c->words + c->large_words + c->buffers / sizeof(Value) > COPY_LONG_WORDS;
}

static void visit(Copier *c, Value v)
{
    if (!is_ptr(v)) return;
    Obj *o = to_obj(v);
    if (o->gc & GC_SHARED) {
        if (o->gc & GC_FROZEN) frozen_set_note(&c->notes, frozen_of(o));
        return;
    }
    if (is_marked(c, o)) return;
    if ((o->gc & ISLAND_GC) == ISLAND_GC && stays_whole(c, o)) return;
    if (!may_copy(c, o)) return;
    if ((c->count == c->cap && !log_grow(c)) || !add_object(c, o)) fail(c, COPY_NOMEM, o);
    if (MAAT_UNLIKELY(c->in_slice) && is_long(c)) fail(c, COPY_LONG, o);
}

static inline void visit_run(Copier *c, const Value *p, uint64_t n)
{
    for (const Value *end = p + n; p < end; p++) {
        if (!is_ptr(*p)) continue;
        const Obj *o = to_obj(*p);
        /* Most are names and other constants. */
        if ((o->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED || (o->gc & GC_FORWARD)) continue;
        visit(c, *p);
        if (MAAT_UNLIKELY(c->error != COPY_OK)) return;
    }
}

static inline void visit_children(Copier *c, const struct copy_entry *e)
{
    const Obj *o = e->src;
    const struct shape *s = scan_shape(o);
    const Map *m = (const Map *)o;
    const Array *a = (const Array *)o;
    if (o->type == T_ARRAY) {
        if (a->len) visit_run(c, a->slots->v + a->start, a->len);
    } else if (o->type == T_MAP || o->type == T_SET) {
        if (m->used) visit_run(c, m->entries->v, map_values(m));
    } else if (s->first != SHAPE_NONE) {
        uint32_t words = e->words;
        visit_run(c, (const Value *)o + s->first, words - s->first);
    }
}

static void init(Copier *c, enum copy_mode mode, Value root, bool shared_source)
{
    memset(c, 0, offsetof(Copier, small_log));
    c->mode = mode;
    c->shared_source = shared_source;
    c->log = c->small_log;
    c->cap = COPY_SMALL_LOG;
    c->root = root;
}

static enum copy_result walk(Copier *c)
{
    visit(c, c->root);
    for (uint32_t i = 0; i < c->count && c->error == COPY_OK; i++) {
        struct copy_entry e = c->log[i]; /* the log may move */
        visit_children(c, &e);
    }
    if (c->error != COPY_OK) copy_cancel(c);
    return c->error;
}

enum copy_result copy_begin(Copier *c, enum copy_mode mode, Value root, bool shared_source)
{
    init(c, mode, root, shared_source);
    return walk(c);
}

enum copy_result copy_begin_keep(Copier *c, Heap *h, Value root, struct island *const *keep,
                                 uint32_t n, bool in_slice)
{
    MAAT_ASSERT(n <= COPY_KEEP_MAX);
    init(c, COPY_MESSAGE, root, false);
    c->in_slice = in_slice;
    c->heap = h;
    c->keep = keep;
    c->nkeep = n;
    return walk(c);
}

void copy_cancel(Copier *c)
{
    unmark(c);
    release_copies(c);
}

/* ---- second pass ---- */

static inline Obj *target(const Copier *c, const struct copy_entry *e)
{
    return e->at & 1 ? (Obj *)(c->block + (e->at - 1)) : (Obj *)(uintptr_t)e->at;
}

static inline Value copied(const Copier *c, Value v)
{
    if (!is_ptr(v)) return v;
    const Obj *o = to_obj(v);
    if (o->gc & GC_SHARED) return v;
    if (MAAT_UNLIKELY(c->kept || c->nclones) && (o->gc & ISLAND_GC) == ISLAND_GC) {
        uint32_t island;
        const struct copy_clone *k = clone_of(c, o);
        if (k) return v + (uint64_t)k->delta;
        if (is_kept(c, o, &island)) return v;
    }
    if (MAAT_LIKELY(!c->shared_source && !(o->words & COPY_ENTRY)))
        return scan_retarget(v, (Value *)c->block + o->words);
    return scan_retarget(v, target(c, entry_of(c, o)));
}

static inline void copy_run(const Copier *c, Value *to, const Value *from, uint64_t n)
{
    bool simple = !c->shared_source && !c->kept && !c->nclones;
    Value *block = (Value *)c->block;
    for (uint64_t i = 0; i < n; i++) {
        Value v = from[i];
        if (is_ptr(v) && !(to_obj(v)->gc & GC_SHARED)) {
            uint32_t at = to_obj(v)->words;
            v = MAAT_LIKELY(simple && !(at & COPY_ENTRY)) ? scan_retarget(v, block + at)
                                                          : copied(c, v);
        }
        to[i] = v;
    }
}

static inline void head(const Copier *c, Obj *to, const Obj *from, uint64_t words)
{
    *to = (Obj){.type = from->type,
                .gc = copy_gc(c),
                .flags = (uint16_t)(from->flags &
                                    ~(OF_OF_HEAP | (from->type == T_INST ? OF_HAS_FINAL : 0))),
                .words = (uint32_t)words};
    if (c->mode == COPY_FROZEN) ((struct frozen **)to)[-1] = c->graph;
}

/* Storage: the next large one, or what lies at *at (which moves on). */
static inline Obj *storage(Copier *c, Value **at, const Obj *from, uint64_t words)
{
    Obj *to;
    if (is_large(c, words)) {
        to = c->large[c->next_large++];
        head(c, to, from, words);
        to->gc = c->island ? ISLAND_GC : GC_LARGE;
        return to;
    }
    to = (Obj *)(*at + prefix(c));
    *at = (Value *)to + words;
    head(c, to, from, words);
    return to;
}

static inline void copy_array(Copier *c, Array *to, const Array *from)
{
    Value *behind = (Value *)(to + 1);
    head(c, &to->h, &from->h, WORDS_OF(Array));
    to->len = from->len;
    to->start = 0;
    to->slots = NULL;
    if (from->len == 0) return;
    to->slots = (Slots *)storage(c, &behind, &from->slots->h, (uint64_t)from->len + 1);
    copy_run(c, to->slots->v, from->slots->v + from->start, from->len);
}

static inline void copy_map(Copier *c, Map *to, const Map *from)
{
    Value *behind = (Value *)(to + 1);
    uint64_t values = map_values(from);
    head(c, &to->h, &from->h, WORDS_OF(Map));
    to->count = from->count;
    to->used = from->used;
    to->entries = NULL;
    to->index = NULL;
    if (values == 0) return;
    to->entries = (Slots *)storage(c, &behind, &from->entries->h, values + 1);
    copy_run(c, to->entries->v, from->entries->v, values);
    if (!from->index) return;
    uint32_t words = from->index->h.words;
    to->index = (Index *)storage(c, &behind, &from->index->h, words);
    memcpy(&to->index->h + 1, &from->index->h + 1, (words - 1) * sizeof(Value));
}

static void copy_plain(Copier *c, Obj *to, const Obj *from, uint32_t words)
{
    const struct shape *s = scan_shape(from);
    uint32_t raw = s->first == SHAPE_NONE ? words : s->first;
    head(c, to, from, words);
    for (uint32_t i = 1; i < raw; i++) ((Value *)to)[i] = ((const Value *)from)[i];
    copy_run(c, (Value *)to + raw, (const Value *)from + raw, words - raw);
    if (!(from->flags & OF_OFFHEAP)) return;
    if (!offheap_retain(to)) {
        fail(c, from->type == T_BYTES ? COPY_NOMEM : COPY_TYPE, (Obj *)from);
        return;
    }
    if (c->mode != COPY_MESSAGE) slice_trim_small(to);
    *scan_next(to) = c->off;
    c->off = to;
}

static inline void copy_entry(Copier *c, const struct copy_entry *e)
{
    Obj *to = target(c, e);
    if (e->src->type == T_ARRAY) {
        copy_array(c, (Array *)to, (const Array *)e->src);
    } else if (e->src->type == T_MAP || e->src->type == T_SET) {
        copy_map(c, (Map *)to, (const Map *)e->src);
    } else {
        if (!(e->at & 1)) c->next_large++;
        copy_plain(c, to, e->src, e->words);
        if (!(e->at & 1)) to->gc = GC_LARGE; /* no island has one */
    }
}

enum copy_result copy_build(Copier *c, void *block, struct frozen *graph, Value *root)
{
    c->block = block;
    c->graph = graph;
    for (uint32_t i = 0; i < c->count && c->error == COPY_OK; i++) copy_entry(c, &c->log[i]);
    if (c->error == COPY_OK) {
        *root = copied(c, c->root);
        MAAT_ASSERT(c->next_large == c->nlarge);
    }
    unmark(c);
    if (c->error != COPY_OK) release_copies(c);
    return c->error;
}
