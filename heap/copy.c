/* The copier: see copy.h. */
#include "heap/copy.h"

#include "base/hash.h"
#include "base/mem.h"
#include "heap/frozen.h"
#include "heap/gc_int.h"
#include "heap/island.h"
#include "heap/map_index.h"
#include "heap/slice.h"
#include "heap/strbuf.h"

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

/* ---- what is long ---- */

static uint64_t long_cost = COPY_LONG; /* [any, relaxed: set once at start] */

void copy_set_long(uint64_t cost) { store_rlx(&long_cost, cost); }
uint64_t copy_long(void) { return load_rlx(&long_cost); }

/* ---- the log ---- */

/* The entry, and in *n the entries from it on that lie behind each other. */
static struct copy_entry *entries_from(Copier *c, uint32_t i, uint32_t *n)
{
    uint32_t at = i, size = COPY_SMALL_LOG, all = c->count - i;
    struct copy_entry *log = c->small_log;
    if (i >= COPY_SMALL_LOG) {
        at = i - COPY_SMALL_LOG;
        uint32_t k = at < COPY_CHUNK1 ? 0 : at < COPY_CHUNK1 + COPY_CHUNK2 ? 1 : 2;
        size = k == 0 ? COPY_CHUNK1 : k == 1 ? COPY_CHUNK2 : COPY_CHUNK;
        at -= k == 0 ? 0 : k == 1 ? COPY_CHUNK1 : COPY_CHUNK1 + COPY_CHUNK2;
        if (k == 2) {
            k += at / COPY_CHUNK;
            at %= COPY_CHUNK;
        }
        log = c->chunks[k];
    }
    *n = all < size - at ? all : size - at;
    return log + at;
}

static inline struct copy_entry *entry_at(const Copier *c, uint32_t i)
{
    uint32_t n;
    return entries_from((Copier *)(uintptr_t)c, i, &n);
}

/* Room for one more. */
static MAAT_NOINLINE bool log_grow(Copier *c)
{
    if (c->count > COPY_ENTRY / 4) return false;
    if (c->nchunks == c->cap_chunks) {
        uint32_t cap = c->cap_chunks ? 2 * c->cap_chunks : 4;
        struct copy_entry **p = mem_try_realloc(MEM_TEMP, c->chunks, cap * sizeof *p);
        if (!p) return false;
        c->chunks = p;
        c->cap_chunks = cap;
    }
    uint32_t size = c->nchunks == 0 ? COPY_CHUNK1 : c->nchunks == 1 ? COPY_CHUNK2 : COPY_CHUNK;
    struct copy_entry *e = mem_try_alloc(MEM_TEMP, size * sizeof *e);
    if (!e) return false;
    c->chunks[c->nchunks++] = e;
    c->put = e;
    c->full = e + size;
    return true;
}

static void log_free(Copier *c)
{
    for (uint32_t i = 0; i < c->nchunks; i++) mem_free(MEM_TEMP, c->chunks[i]);
    mem_free(MEM_TEMP, c->chunks);
    mem_free(MEM_TEMP, c->table.at);
    for (uint32_t i = 0; c->tables && i < COPY_TABLES; i++) mem_free(MEM_TEMP, c->tables[i].at);
    mem_free(MEM_TEMP, c->tables);
    c->chunks = NULL;
    c->nchunks = 0;
    c->table = (struct copy_table){0};
    c->tables = NULL;
}

/* ---- the map from originals to entries ---- */

#define TABLE_COST 4
#define TABLE_LONG 8 /* an object costs so many times more than one that is marked */
#define TABLE_MANY (COPY_TABLES * 64u)

static uint64_t address_hash(const Obj *o) { return hash_u64((uintptr_t)o); }

static struct copy_table *table_of(const Copier *c, uint64_t hash)
{
    return c->tables ? &c->tables[hash / (UINT64_MAX / COPY_TABLES + 1)]
                     : (struct copy_table *)&c->table;
}

/* Its place, or the free one where it would stand. */
static uint32_t *table_find(const Copier *c, const struct copy_table *t, const Obj *o,
                            uint64_t hash)
{
    uint32_t i = (uint32_t)hash, mask = t->cap - 1;
    while (t->at[i & mask] && entry_at(c, t->at[i & mask] - 1)->src != o) i++;
    return &t->at[i & mask];
}

static bool table_grow(Copier *c, struct copy_table *t)
{
    if (2 * (t->used + 1) <= t->cap) return true;
    struct copy_table to = {.cap = t->cap ? 2 * t->cap : 64, .used = t->used};
    if (!(to.at = mem_try_alloc(MEM_TEMP, to.cap * sizeof *to.at))) return false;
    memset(to.at, 0, to.cap * sizeof *to.at);
    for (uint32_t i = 0; i < t->cap; i++) {
        if (!t->at[i]) continue;
        const Obj *o = entry_at(c, t->at[i] - 1)->src;
        *table_find(c, &to, o, address_hash(o)) = t->at[i];
    }
    mem_free(MEM_TEMP, t->at);
    *t = to;
    c->debt += t->used;
    return true;
}

/* Entry i, for which there is room in the log. */
static bool table_add(Copier *c, const Obj *o, uint32_t i)
{
    uint64_t hash = address_hash(o);
    struct copy_table *t = table_of(c, hash);
    if (!table_grow(c, t)) return false;
    *table_find(c, t, o, hash) = i + 1;
    t->used++;
    c->debt += 4;
    return true;
}

/* What is in the one table goes to many. */
static bool table_split(Copier *c)
{
    if (c->tables || c->table.used < TABLE_MANY) return true;
    if (!(c->tables = mem_try_alloc(MEM_TEMP, COPY_TABLES * sizeof *c->tables))) return false;
    memset(c->tables, 0, COPY_TABLES * sizeof *c->tables);
    for (uint32_t i = 0; i < c->count; i++)
        if (!table_add(c, entry_at(c, i)->src, i)) return false;
    mem_free(MEM_TEMP, c->table.at);
    c->table = (struct copy_table){0};
    return true;
}

/* The number of its entry + 1; 0: it has none. */
static uint32_t table_get(const Copier *c, const Obj *o)
{
    uint64_t hash = address_hash(o);
    const struct copy_table *t = table_of(c, hash);
    return t->cap ? *table_find(c, t, o, hash) : 0;
}

static inline bool is_marked(const Copier *c, const Obj *o)
{
    if (MAAT_LIKELY(!c->shared_source)) return (o->gc & GC_FORWARD) != 0;
    return table_get(c, o) != 0;
}

static inline const struct copy_entry *entry_of(const Copier *c, const Obj *o)
{
    if (!c->shared_source) return entry_at(c, o->words & ~COPY_ENTRY);
    return entry_at(c, table_get(c, o) - 1);
}

/* There is room in the log. */
static inline bool mark(Copier *c, Obj *o, uint64_t at)
{
    if (MAAT_UNLIKELY(c->shared_source) && !(table_split(c) && table_add(c, o, c->count)))
        return false;
    if (MAAT_UNLIKELY(at & 1 && at / sizeof(Value) >= COPY_ENTRY)) return false;
    uint32_t i = c->count++;
    *c->put++ = (struct copy_entry){.src = o, .at = at, .words = o->words};
    if (MAAT_UNLIKELY(c->shared_source)) return true;
    o->gc |= GC_FORWARD;
    o->words = at & 1 ? (uint32_t)(at / sizeof(Value)) : COPY_ENTRY | i;
    return true;
}

/* ---- putting back ---- */

#define UNMARK_COST 2
#define UNMARK_RUN  512

/* The originals as they were, from entry c->next on. */
static bool unmark(Copier *c, int64_t *budget)
{
    if (c->shared_source) c->next = c->count;
    while (c->next < c->count && *budget > 0) {
        uint32_t n;
        const struct copy_entry *e = entries_from(c, c->next, &n);
        if (n > UNMARK_RUN) n = UNMARK_RUN;
        for (const struct copy_entry *end = e + n; e < end; e++) {
            e->src->gc &= (uint8_t)~GC_FORWARD;
            e->src->words = e->words;
        }
        c->next += n;
        *budget -= (int64_t)n * UNMARK_COST;
    }
    return c->next == c->count;
}

static bool release_copies(Copier *c, int64_t *budget)
{
    while (c->off && *budget > 0) {
        Obj *o = c->off;
        c->off = *scan_next(o);
        offheap_release(o);
        *budget -= COPY_OBJECT_COST;
    }
    while (!c->off && c->nlarge && *budget > 0) {
        mem_free(MEM_LARGE, c->large[--c->nlarge]);
        *budget -= COPY_OBJECT_COST;
    }
    if (c->off || c->nlarge) return false;
    mem_free(MEM_PARCEL, c->large);
    frozen_set_fini(&c->notes);
    for (Island *i = c->made, *next; i; i = next) {
        next = i->next;
        island_free(i);
    }
    c->made = NULL;
    c->large = NULL;
    return true;
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

static inline uint32_t table_values(const Map *m)
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

static void add_buffer(Copier *c, const Obj *o)
{
    c->buffers += offheap_bytes(o);
    c->doubled += offheap_doubled(o);
}

static inline bool add_object(Copier *c, Obj *o)
{
    uint32_t words = o->words;
    if (is_large(c, words) && o->type != T_ARRAY) {
        Obj *to = new_large(c, words);
        c->odd_large = true;
        return to && mark(c, o, (uintptr_t)to);
    }
    if (o->flags & OF_OFFHEAP) add_buffer(c, o);
    uint64_t at = (c->words + prefix(c)) * sizeof(Value) + 1;
    c->words += words + prefix(c);
    bool ok = true;
    if (o->type == T_ARRAY) {
        uint32_t len = ((Array *)o)->len;
        ok = add_storage(c, len ? (uint64_t)len + 1 : 0);
    } else if (o->type == T_MAP || o->type == T_SET) {
        Map *m = (Map *)o;
        uint64_t values = table_values(m);
        index_settle(m); /* IX-2 */
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

/* Nothing of i from o on stands in the log. */
static bool marks_nothing(const Copier *c, const Island *i, const Obj *o)
{
    if (c->count > COPY_SMALL_LOG) return false;
    for (uint32_t k = 0; k < c->count; k++) {
        const Obj *at = c->small_log[k].src;
        if (at >= o && island_holds(i, at)) return false;
    }
    return true;
}

/* Copies the island from o on, if o reaches just that. */
static bool clone(Copier *c, const Obj *o)
{
    Island *i = heap_islands(c->heap);
    for (uint32_t k = 0; i && !island_holds(i, o) && k < LOOK_ISLANDS; k++) i = i->next;
    c->tries++;
    if (!i || !island_holds(i, o) || i->failed >= ISLAND_TRIES) return false;
    if (c->long_from && i->bytes / sizeof(Value) > 2 * c->long_from) {
        fail(c, COPY_IS_LONG, (Obj *)o);
        return true;
    }
    Island *to = island_clone(c->heap, i, o, marks_nothing(c, i, o));
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
    return (uint64_t)c->count * COPY_OBJECT_COST + c->words + c->large_words +
               c->doubled / sizeof(Value) >
           c->long_from;
}

/* Whether o is copied though it is frozen. The keys of a Map or Set, which have to stay so, are not asked about. */
static inline bool thaws(const Copier *c, const Obj *o)
{
    if (MAAT_LIKELY(!c->thaw)) return false;
    return o->type == T_ARRAY || o->type == T_MAP || o->type == T_SET || o->type == T_BYTES ||
           o->type == T_INST;
}

/* How far apart the values are that are no keys, and where the first one is; 0: there are none. */
static inline uint32_t thaw_step(const Obj *o)
{
    return o->type == T_SET ? 0 : o->type == T_MAP ? 2 : 1;
}

static void visit(Copier *c, Value v)
{
    if (!is_ptr(v)) return;
    Obj *o = to_obj(v);
    if ((o->gc & GC_SHARED) && !thaws(c, o)) {
        if (o->gc & GC_FROZEN) frozen_set_note(&c->notes, frozen_of(o));
        return;
    }
    if (is_marked(c, o)) return;
    if ((o->gc & ISLAND_GC) == ISLAND_GC && stays_whole(c, o)) return;
    if (!may_copy(c, o)) return;
    if ((c->put == c->full && !log_grow(c)) || !add_object(c, o)) fail(c, COPY_NOMEM, o);
    if (MAAT_UNLIKELY(c->long_from) && is_long(c)) fail(c, COPY_IS_LONG, o);
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

/* The same for what o holds when it is thawed: keys are only noted. */
static void visit_thaw(Copier *c, const Obj *o, const Value *p, uint64_t n)
{
    uint32_t step = thaw_step(o);
    for (uint64_t i = 0; i < n && c->error == COPY_OK; i++) {
        bool key = step == 0 || i % step != step - 1;
        c->thaw = !key;
        visit(c, p[i]);
    }
    c->thaw = true;
}

/* Long storage is gone through in pieces of so many values. */
#define PIECE (BUILD_STRESS ? 64u : 4096u)

/* What o refers to. */
static inline const Value *children(const struct copy_entry *e, uint64_t *n)
{
    const Obj *o = e->src;
    const struct shape *s = scan_shape(o);
    const Map *m = (const Map *)o;
    const Array *a = (const Array *)o;
    *n = 0;
    if (o->type == T_ARRAY) {
        *n = a->len;
        return a->len ? a->slots->v + a->start : NULL;
    }
    if (o->type == T_MAP || o->type == T_SET) {
        *n = m->used ? table_values(m) : 0;
        return *n ? m->entries->v : NULL;
    }
    if (s->first == SHAPE_NONE) return NULL;
    *n = e->words - s->first;
    return (const Value *)o + s->first;
}

/* True: all of it is done. */
static inline bool visit_part(Copier *c, const struct copy_entry *e, int64_t *budget)
{
    uint64_t n;
    const Value *p = children(e, &n);
    if (n == 0) return true;
    uint32_t before = c->count;
    uint64_t rest = n - c->pos, part = rest > PIECE ? PIECE : rest;
    if (MAAT_UNLIKELY(c->thaw))
        visit_thaw(c, e->src, p + c->pos, part);
    else
        visit_run(c, p + c->pos, part);
    c->pos = part == rest ? 0 : c->pos + part;
    *budget -= (int64_t)(part + COPY_OBJECT_COST * (c->count - before));
    return part == rest;
}

static void init(Copier *c, enum copy_mode mode, Value root, bool shared_source)
{
    memset(c, 0, offsetof(Copier, small_log));
    c->mode = mode;
    c->shared_source = shared_source;
    c->put = c->small_log;
    c->full = c->small_log + COPY_SMALL_LOG;
    c->root = root;
}

/* From the pass's beginning again. */
static inline void rewind_log(Copier *c)
{
    c->next = 0;
    c->pos = 0;
}

void copy_open(Copier *c, enum copy_mode mode, Value root, bool thaw)
{
    init(c, mode, root, thaw);
    c->thaw = thaw;
    visit(c, c->root);
}

bool copy_walk(Copier *c, int64_t *budget)
{
    while (c->next < c->count && c->error == COPY_OK && *budget > 0) {
        uint32_t n;
        const struct copy_entry *e = entries_from(c, c->next, &n);
        while (n && c->error == COPY_OK && *budget > 0) {
            bool all = visit_part(c, e, budget);
            *budget -= (int64_t)c->debt * TABLE_COST;
            c->debt = 0;
            if (!all) continue;
            c->next++;
            e++;
            n--;
        }
    }
    if (c->next < c->count && c->error == COPY_OK) return false;
    rewind_log(c);
    return true;
}

static enum copy_result walk(Copier *c)
{
    int64_t budget = INT64_MAX;
    visit(c, c->root);
    (void)copy_walk(c, &budget);
    enum copy_result r = c->error;
    if (r != COPY_OK) copy_cancel(c);
    return r;
}

enum copy_result copy_begin(Copier *c, enum copy_mode mode, Value root, bool shared_source)
{
    init(c, mode, root, shared_source);
    return walk(c);
}

enum copy_result copy_begin_thaw(Copier *c, Value root, uint64_t long_from)
{
    init(c, COPY_MESSAGE, root, true);
    c->thaw = true;
    c->long_from = long_from / TABLE_LONG;
    return walk(c);
}

enum copy_result copy_begin_short(Copier *c, enum copy_mode mode, Value root, uint64_t long_from)
{
    init(c, mode, root, false);
    c->long_from = long_from;
    return walk(c);
}

enum copy_result copy_begin_keep(Copier *c, Heap *h, Value root, struct island *const *keep,
                                 uint32_t n, uint64_t long_from)
{
    MAAT_ASSERT(n <= COPY_KEEP_MAX);
    init(c, COPY_MESSAGE, root, false);
    c->long_from = long_from;
    c->heap = h;
    c->keep = keep;
    c->nkeep = n;
    return walk(c);
}

void copy_give_up(Copier *c)
{
    rewind_log(c);
    if (c->error == COPY_OK) c->error = COPY_NOMEM; /* so what was made is released */
}

void copy_cancel(Copier *c)
{
    int64_t budget = INT64_MAX;
    copy_give_up(c);
    (void)copy_close(c, &budget);
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
    if ((o->gc & GC_SHARED) && !thaws(c, o)) return v;
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

/* The same, of what o holds: keys stay as they are when it is thawed. */
static inline void copy_held(const Copier *c, const Obj *o, Value *to, const Value *from,
                             uint64_t n)
{
    if (MAAT_LIKELY(!c->thaw)) {
        copy_run(c, to, from, n);
        return;
    }
    uint32_t step = thaw_step(o);
    for (uint64_t i = 0; i < n; i++) {
        bool key = step == 0 || i % step != step - 1;
        to[i] = key ? from[i] : copied(c, from[i]);
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
    copy_held(c, &from->h, to->slots->v, from->slots->v + from->start, from->len);
}

static inline void copy_map(Copier *c, Map *to, const Map *from)
{
    Value *behind = (Value *)(to + 1);
    uint64_t values = table_values(from);
    head(c, &to->h, &from->h, WORDS_OF(Map));
    to->count = from->count;
    to->used = from->used;
    to->entries = NULL;
    to->index = NULL;
    if (values == 0) return;
    to->entries = (Slots *)storage(c, &behind, &from->entries->h, values + 1);
    copy_held(c, &from->h, to->entries->v, from->entries->v, values);
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
    copy_held(c, from, (Value *)to + raw, (const Value *)from + raw, words - raw);
    if (!(from->flags & OF_OFFHEAP)) return;
    if (!offheap_retain(to)) {
        fail(c, from->type == T_BYTES ? COPY_NOMEM : COPY_TYPE, (Obj *)from);
        return;
    }
    if (c->mode != COPY_MESSAGE) slice_trim_small(to);
    *scan_next(to) = c->off;
    c->off = to;
    c->shares += offheap_bytes(to);
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

/* ---- in pieces ---- */

/* The values of long storage, from c->pos on. */
static void run_part(Copier *c, const Obj *o, Value *to, const Value *from, uint64_t n,
                     int64_t *budget)
{
    uint64_t part = n - c->pos > PIECE ? PIECE : n - c->pos;
    copy_held(c, o, to + c->pos, from + c->pos, part);
    c->pos += part;
    *budget -= (int64_t)part;
}

static bool array_part(Copier *c, Array *to, const Array *from, int64_t *budget)
{
    if (c->pos == 0) {
        Value *behind = (Value *)(to + 1);
        head(c, &to->h, &from->h, WORDS_OF(Array));
        to->len = from->len;
        to->start = 0;
        to->slots = (Slots *)storage(c, &behind, &from->slots->h, (uint64_t)from->len + 1);
    }
    run_part(c, &from->h, to->slots->v, from->slots->v + from->start, from->len, budget);
    return c->pos == from->len;
}

/* The entries, then the words of the index. */
static bool map_part(Copier *c, Map *to, const Map *from, int64_t *budget)
{
    uint64_t values = table_values(from), words = from->index ? from->index->h.words - 1 : 0;
    if (c->pos == 0) {
        Value *behind = (Value *)(to + 1);
        head(c, &to->h, &from->h, WORDS_OF(Map));
        to->count = from->count;
        to->used = from->used;
        to->entries = (Slots *)storage(c, &behind, &from->entries->h, values + 1);
        to->index = words ? (Index *)storage(c, &behind, &from->index->h, words + 1) : NULL;
    }
    if (c->pos < values) {
        run_part(c, &from->h, to->entries->v, from->entries->v, values, budget);
    } else {
        uint64_t at = c->pos - values, part = words - at > PIECE ? PIECE : words - at;
        memcpy((Value *)to->index + 1 + at, (const Value *)from->index + 1 + at,
               part * sizeof(Value));
        c->pos += part;
        *budget -= (int64_t)part;
    }
    return c->pos == values + words;
}

/* The buffer of long Bytes, which the copy has for itself. */
static bool bytes_part(Copier *c, Bytes *to, const Bytes *from, int64_t *budget)
{
    uint64_t at = c->pos * sizeof(Value), n = from->len - at;
    if (at == 0) {
        StrBuf *buf = strbuf_new(from->len, from->len);
        if (!buf) {
            fail(c, COPY_NOMEM, (Obj *)(uintptr_t)from);
            return true;
        }
        head(c, &to->h, &from->h, WORDS_OF(Bytes));
        to->len = from->len;
        to->from = 0;
        to->buf = buf;
        to->next = c->off;
        c->off = &to->h;
        c->shares += offheap_bytes(&to->h);
    }
    if (n > PIECE * sizeof(Value)) n = PIECE * sizeof(Value);
    memcpy(to->buf->p + at, from->buf->p + at, n);
    c->pos += PIECE;
    *budget -= (int64_t)(n / sizeof(Value));
    return at + n == from->len;
}

static inline bool is_long_bytes(const Obj *o)
{
    return o->type == T_BYTES && (o->flags & (OF_OFFHEAP | OF_COW)) == OF_OFFHEAP &&
           ((const Bytes *)o)->len > PIECE * sizeof(Value);
}

/* True: all of the entry is copied. */
static inline bool make_part(Copier *c, const struct copy_entry *e, int64_t *budget)
{
    const Obj *o = e->src;
    bool done = true;
    if (o->type == T_ARRAY && MAAT_UNLIKELY(((const Array *)o)->len > PIECE)) {
        done = array_part(c, (Array *)target(c, e), (const Array *)o, budget);
    } else if ((o->type == T_MAP || o->type == T_SET) &&
               MAAT_UNLIKELY(table_values((const Map *)o) > PIECE)) {
        done = map_part(c, (Map *)target(c, e), (const Map *)o, budget);
    } else if (MAAT_UNLIKELY(is_long_bytes(o))) {
        done = bytes_part(c, (Bytes *)target(c, e), (const Bytes *)o, budget);
    } else {
        copy_entry(c, e);
        *budget -= COPY_OBJECT_COST + e->words;
        if (o->type == T_ARRAY) *budget -= ((const Array *)o)->len;
        if (o->type == T_MAP || o->type == T_SET) *budget -= 2 * (int64_t)((const Map *)o)->used;
    }
    if (done) c->pos = 0;
    return done;
}

bool copy_make(Copier *c, void *block, struct frozen *graph, int64_t *budget)
{
    c->block = block;
    c->graph = graph;
    while (c->next < c->count && c->error == COPY_OK && *budget > 0) {
        uint32_t n;
        const struct copy_entry *e = entries_from(c, c->next, &n);
        while (n && c->error == COPY_OK && *budget > 0) {
            if (!make_part(c, e, budget)) continue;
            c->next++;
            e++;
            n--;
        }
    }
    if (c->next < c->count && c->error == COPY_OK) return false;
    rewind_log(c);
    if (c->error == COPY_OK) {
        c->root = copied(c, c->root);
        MAAT_ASSERT(c->next_large == c->nlarge);
    }
    return true;
}

bool copy_close(Copier *c, int64_t *budget)
{
    if (!unmark(c, budget)) return false;
    log_free(c);
    return c->error == COPY_OK || release_copies(c, budget);
}

enum copy_result copy_build(Copier *c, void *block, struct frozen *graph, Value *root)
{
    int64_t budget = INT64_MAX;
    (void)copy_make(c, block, graph, &budget);
    (void)copy_close(c, &budget);
    if (c->error == COPY_OK) *root = c->root;
    return c->error;
}
