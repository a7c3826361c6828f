/* Evacuation of blocks that are mostly holes. See gc_evac.h. */
#include "heap/gc_evac.h"

#include "base/hash.h"
#include "heap/gc_cycle.h"

/* A block of which not more than LIVE_PART / 8 lives is sparse. */
#define LIVE_PART      (BUILD_STRESS ? 6 : 2)
/* In one cycle: blocks, and slots for each of them. */
#define CANDIDATES     4096
#define SLOTS_MEAN     1024
/* Of one block: so much is set within one slice. */
#define SLOTS_MOST     4096
#define SLOTS_IN_CHUNK 62
/* Work, in words. */
#define MOVE_COST      4 /* for each word */
#define SLOT_COST      4

/* Slots, bit 0 set: a pointer to storage, and not a value. */
struct evac_slots {
    struct evac_slots *next;
    uint64_t n;
    uintptr_t at[SLOTS_IN_CHUNK];
};

/* ---- candidates ---- */

bool evac_is_sparse(const struct heap_block *b, uint64_t live)
{
    uint64_t bytes = (uint64_t)((const char *)b->end - (const char *)b);
    return bytes == GC_BLOCK_BYTES && live <= bytes / 8 * LIVE_PART;
}

void evac_sparse_add(struct gc_state *st, struct heap_block *b)
{
    if (st->nsparse == st->cap_sparse) {
        st->cap_sparse = st->cap_sparse ? 2 * st->cap_sparse : 16;
        st->sparse = mem_realloc(MEM_GC, st->sparse, st->cap_sparse * sizeof *st->sparse);
    }
    st->sparse[st->nsparse++] = b;
}

static uintptr_t unit_of(const void *p) { return (uintptr_t)p / GC_BLOCK_BYTES; }

static struct evac_unit *unit_at(const struct evac *e, uintptr_t number)
{
    uint32_t i = (uint32_t)hash_u64(number) & e->mask;
    while (e->units[i].number && e->units[i].number != number) i = (i + 1) & e->mask;
    return &e->units[i];
}

/* The candidate with o, or NULL. */
static inline struct evac_block *find(const struct evac *e, const void *o)
{
    struct evac_unit *u = unit_at(e, unit_of(o));
    if (MAAT_LIKELY(!u->number)) return NULL;
    struct evac_block *s = u->starts, *x = u->ends;
    if (s && s->b && (const char *)o >= (const char *)s->b) return s;
    if (x && x->b && (const char *)o < (const char *)x->b + GC_BLOCK_BYTES) return x;
    return NULL;
}

static void enter(struct evac *e, struct evac_block *x)
{
    const char *first = (const char *)x->b, *last = first + GC_BLOCK_BYTES - 1;
    struct evac_unit *u = unit_at(e, unit_of(first));
    u->number = unit_of(first);
    MAAT_ASSERT(!u->starts);
    u->starts = x;
    u = unit_at(e, unit_of(last));
    u->number = unit_of(last);
    MAAT_ASSERT(!u->ends);
    u->ends = x;
}

void evac_start(Heap *h)
{
    struct gc_state *st = h->gc;
    MAAT_ASSERT(!st->evac);
    uint32_t n = st->nsparse < CANDIDATES ? st->nsparse : CANDIDATES, size = 4;
    if (!n) return;
    while (size < 4 * n) size *= 2;
    struct evac *e = mem_zalloc(MEM_GC, sizeof *e);
    e->at = mem_zalloc(MEM_GC, n * sizeof *e->at);
    e->units = mem_zalloc(MEM_GC, size * sizeof *e->units);
    e->mask = size - 1;
    e->bytes =
        mem_class(sizeof *e) + mem_class(n * sizeof *e->at) + mem_class(size * sizeof *e->units);
    for (; e->n < n; e->n++) {
        e->at[e->n].b = st->sparse[--st->nsparse];
        enter(e, &e->at[e->n]);
    }
    st->evac = e;
}

static void slots_free(struct evac *e, struct evac_block *x)
{
    for (struct evac_slots *s = x->slots, *next; s; s = next) {
        next = s->next;
        e->bytes -= mem_class(sizeof *s);
        mem_free(MEM_GC, s);
    }
    e->nslots -= x->nslots;
    x->slots = NULL;
    x->nslots = 0;
}

void evac_give_up(struct gc_state *st)
{
    struct evac *e = st->evac;
    if (!e) return;
    for (uint32_t i = 0; i < e->n; i++) slots_free(e, &e->at[i]);
    mem_free(MEM_GC, e->at);
    mem_free(MEM_GC, e->units);
    mem_free(MEM_GC, e);
    st->evac = NULL;
}

void evac_free(struct gc_state *st)
{
    evac_give_up(st);
    mem_free(MEM_GC, st->sparse);
    st->sparse = NULL;
    st->nsparse = st->cap_sparse = 0;
}

/* ---- notes ---- */

static void pin(struct evac *e, struct evac_block *x)
{
    slots_free(e, x);
    x->b = NULL;
}

void evac_pin(struct gc_state *st, const Obj *o)
{
    struct evac_block *x = st->evac ? find(st->evac, o) : NULL;
    if (x) pin(st->evac, x);
}

void evac_pin_values(struct gc_state *st, const Value *from, const Value *to)
{
    if (to - from > EVAC_LOOK_MOST) {
        evac_give_up(st);
        return;
    }
    for (const Value *p = from; p < to; p++) evac_pin_value(st, *p);
}

/* What is referred to very often stays. */
static void slot_add(struct evac *e, struct evac_block *x, uintptr_t slot)
{
    if (x->nslots == SLOTS_MOST || e->nslots >= (uint64_t)e->n * SLOTS_MEAN) {
        pin(e, x);
        return;
    }
    struct evac_slots *s = x->slots;
    if (!s || s->n == SLOTS_IN_CHUNK) {
        s = mem_alloc(MEM_GC, sizeof *s);
        s->next = x->slots;
        s->n = 0;
        x->slots = s;
        e->bytes += mem_class(sizeof *s);
    }
    s->at[s->n++] = slot;
    x->nslots++;
    e->nslots++;
}

void evac_note(struct gc_state *st, Value *from, Value *to)
{
    struct evac *e = st->evac;
    for (Value *p = from; p < to; p++) {
        struct evac_block *x = is_ptr(*p) ? find(e, to_obj(*p)) : NULL;
        if (x) slot_add(e, x, (uintptr_t)p);
    }
}

void evac_note_storage(struct gc_state *st, Obj *o)
{
    const struct shape *s = scan_shape(o);
    Obj **ptr = (Obj **)o + s->ptr;
    for (int i = 0; i < s->nptr; i++) {
        struct evac_block *x = ptr[i] ? find(st->evac, ptr[i]) : NULL;
        if (x) slot_add(st->evac, x, (uintptr_t)&ptr[i] | 1);
    }
}

void evac_note_object(struct gc_state *st, Obj *o)
{
    const struct shape *s = scan_shape(o);
    evac_note_storage(st, o);
    if (s->first >= SHAPE_WEAK) return;
    if (o->words > EVAC_LOOK_MOST)
        evac_give_up(st);
    else
        evac_note(st, (Value *)o + s->first, (Value *)o + o->words);
}

/* ---- moving ---- */

/* Where o is now, if it was in a candidate that has been moved; else o. */
static inline Obj *moved(const struct evac *e, Obj *o)
{
    return find(e, o) && (o->gc & GC_FORWARD) ? ((Obj **)o)[1] : o;
}

static void move_object(struct gc *g, Obj *o)
{
    Obj *to = gc_promote_room(g, o->words);
    memcpy(to, o, o->words * sizeof(Value));
    if (to->flags & OF_OFFHEAP) g->room_block->noff++;
    o->gc |= GC_FORWARD;
    ((Obj **)o)[1] = to;
}

/* Returns the words moved. */
static uint64_t move_block(struct gc *g, struct heap_block *b)
{
    Heap *h = g->h;
    uint64_t all = 0, live = 0;
    for (Value *p = b->w; p < b->end; p += ((Obj *)p)->words) {
        Obj *o = (Obj *)p;
        if (o->type == T_FREE) continue;
        all += o->words;
        if (gc_white(h, o)) {
            gc_bury(h, o);
            continue;
        }
        live += o->words;
        move_object(g, o);
    }
    store_rlx(&g->st->used_old, g->st->used_old - all * sizeof(Value));
    g->st->freed += (all - live) * sizeof(Value);
    stat_add(&g->st->stats.evacuated_bytes, live * sizeof(Value));
    g->st->emptied += GC_BLOCK_BYTES;
    return live;
}

/* References in o to what has moved follow it. `note`: those to what will move are noted. */
static void fix_object(struct gc_state *st, Obj *o, bool note)
{
    const struct evac *e = st->evac;
    const struct shape *s = scan_shape(o);
    Obj **ptr = (Obj **)o + s->ptr;
    for (int i = 0; i < s->nptr; i++)
        if (ptr[i]) ptr[i] = moved(e, ptr[i]);
    if (s->first < SHAPE_WEAK)
        for (Value *p = (Value *)o + s->first, *end = (Value *)o + o->words; p < end; p++)
            if (is_ptr(*p)) *p = scan_retarget(*p, moved(e, to_obj(*p)));
    if (note) evac_note_object(st, o);
}

static void fix_copies(struct gc_state *st, const struct heap_block *b)
{
    for (const Value *p = b->w; p < b->end; p += ((const Obj *)p)->words)
        if (((const Obj *)p)->type != T_FREE && (((const Obj *)p)->gc & GC_FORWARD))
            fix_object(st, ((Obj *const *)p)[1], true);
}

static void set_slot(const struct evac *e, uintptr_t slot)
{
    if (slot & 1) {
        Obj **p = (Obj **)(slot - 1);
        if (*p) *p = moved(e, *p);
    } else {
        Value *p = (Value *)slot;
        if (is_ptr(*p)) *p = scan_retarget(*p, moved(e, to_obj(*p)));
    }
}

static void set_slots(const struct evac *e, const struct evac_block *x)
{
    for (const struct evac_slots *s = x->slots; s; s = s->next)
        for (uint64_t i = 0; i < s->n; i++) set_slot(e, s->at[i]);
}

/* Young objects, all of which the minor collection that has just ended left in one area, and the remembered set. */
static uint64_t fix_young(Heap *h)
{
    struct gc_state *st = h->gc;
    for (Value *p = h->base; p < h->top; p += ((Obj *)p)->words) fix_object(st, (Obj *)p, false);
    for (uint32_t i = 0; i < st->nremembered; i++)
        st->remembered[i] = moved(st->evac, st->remembered[i]);
    return (uint64_t)(h->top - h->base) + st->nremembered;
}

/* It is one hole now. */
static void empty(struct heap_block *b)
{
    if (BUILD_STRESS) memset(b->w, 0xEF, (size_t)((char *)b->end - (char *)b->w));
    gc_make_hole(b->w, b->end);
    b->holes = NULL;
    b->noff = 0;
}

/* The next blocks, as many as the slice allows. */
static void move_some(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    struct evac *e = st->evac;
    struct gc g = {.h = h, .st = st, .color = h->color};
    uint32_t first = e->next;
    slice_spend(s, (uint64_t)(h->top - h->base) + st->nremembered);
    do {
        struct evac_block *x = &e->at[e->next++];
        if (x->b) slice_spend(s, MOVE_COST * move_block(&g, x->b) + SLOT_COST * x->nslots);
    } while (e->next < e->n && !slice_over(s));
    gc_scan_end(&g);
    uint32_t end = e->next;
    for (uint32_t i = first; i < end; i++)
        if (e->at[i].b) fix_copies(st, e->at[i].b);
    for (uint32_t i = first; i < end; i++) set_slots(e, &e->at[i]);
    fix_young(h);
    for (uint32_t i = first; i < end; i++) {
        if (e->at[i].b) empty(e->at[i].b);
        pin(e, &e->at[i]); /* it is none any more */
    }
}

bool evac_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    MAAT_ASSERT(h->phase == GC_EVAC && !h->fragments);
    while (st->evac && st->evac->next < st->evac->n) {
        if (slice_over(s)) return false;
        move_some(h, s);
    }
    evac_give_up(st);
    return true;
}
