/* Weak references, WeakMaps and finalizers in each kind of collection.
 *
 * Order. First WeakRefs to what was not reached are cleared, then the finalizers of what was not reached are due, and what those
 * objects refer to is kept, then WeakMaps lose the keys that are dead even so. So a finalizer finds no WeakRef to its own
 * object, and the data that it uses is whole.
 *
 * A WeakRef that is dead itself is emptied when it leaves its list: a finalizer may bring it back.
 * A frozen target is kept by its WeakRef: its life is not this heap's.
 */
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"
#include "heap/weakmap.h"

#define ENTRY_COST 4 /* words of work */

/* ---- what a collection that copies scans ---- */

static void scan_weakref(struct gc *g, WeakRef *w)
{
    if ((g->major || g->marking) && is_ptr(w->target) && (to_obj(w->target)->gc & GC_FROZEN))
        frozen_reached(g->h, to_obj(w->target));
}

/* Minor: strong, all of a young map, of an old one what was written. */
static void scan_entries(struct gc *g, WeakMap *m)
{
    struct weak_table *t = m->t;
    bool all = !(m->h.gc & GC_OLD) || !(m->h.gc & GC_REMEMBERED), young = false;
    for (uint32_t c = 0; c * WEAK_CARD < t->used; c++) {
        if (!all && !t->card[c]) continue;
        uint32_t end = (c + 1) * WEAK_CARD < t->used ? (c + 1) * WEAK_CARD : t->used;
        g->young_seen = false;
        gc_range(g, &weak_entry(t, c * WEAK_CARD)->key, &weak_entry(t, end - 1)->value + 1);
        t->card[c] = g->young_seen;
        young |= g->young_seen;
    }
    g->young_seen = young;
}

void gc_weak_scan(struct gc *g, Obj *o)
{
    if (o->type == T_WEAKREF)
        scan_weakref(g, (WeakRef *)o);
    else if (g->major)
        gc_list_add(&g->st->maps, o);
    else
        scan_entries(g, (WeakMap *)o);
}

/* ---- WeakRefs ---- */

void heap_add_weak(Heap *h, WeakRef *w)
{
    MAAT_ASSERT(w->h.type == T_WEAKREF);
    struct gc_state *st = gc_state_of(h);
    if (is_ptr(w->target)) islands_keep(h, to_obj(w->target));
    evac_pin_value(st, w->target);
    w->next = st->weak_young;
    st->weak_young = &w->h;
}

bool heap_found_dead(const Heap *h, const Obj *o)
{
    return h->phase >= GC_WEAK && h->phase < GC_SWEEP && gc_white(h, o);
}

Value heap_weak_get(const Heap *h, const WeakRef *w)
{
    return is_ptr(w->target) && heap_found_dead(h, to_obj(w->target)) ? V_NIL : w->target;
}

static void weak_keep(struct gc_state *st, WeakRef *w)
{
    bool young = !(w->h.gc & GC_OLD) ||
                 (is_ptr(w->target) && !(to_obj(w->target)->gc & (GC_OLD | GC_SHARED)));
    Obj **list = young ? &st->weak_young : &st->weak_old;
    w->next = *list;
    *list = &w->h;
}

/* After the scan of a copying collection. */
static void sweep_refs(struct gc *g, Obj *list)
{
    for (Obj *o = list, *next; o; o = next) {
        WeakRef *w = (WeakRef *)gc_survivor(g, o);
        next = w ? w->next : ((WeakRef *)o)->next;
        if (!w) {
            ((WeakRef *)o)->target = V_NIL;
            continue;
        }
        if (is_ptr(w->target)) {
            Obj *target = gc_survivor(g, to_obj(w->target));
            if (MAAT_UNLIKELY(g->region && target && region_holds(g->region, target)))
                g->region->island->held = true;
            w->target = target ? scan_retarget(w->target, target) : V_NIL;
        }
        weak_keep(g->st, w);
    }
}

/* In a cycle, after marking. */
static void look_at_ref(Heap *h, WeakRef *w)
{
    bool dead = gc_white(h, &w->h);
    if (dead || (is_ptr(w->target) && gc_white(h, to_obj(w->target)))) w->target = V_NIL;
    evac_pin_value(h->gc, w->target);
    if (!dead) weak_keep(h->gc, w);
}

static void look_at_list(Heap *h, Obj *o)
{
    for (Obj *next; o; o = next) {
        next = ((WeakRef *)o)->next;
        look_at_ref(h, (WeakRef *)o);
    }
}

bool weak_refs_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    while (st->weak_todo) {
        if (slice_over(s)) return false;
        WeakRef *w = (WeakRef *)st->weak_todo;
        st->weak_todo = w->next;
        look_at_ref(h, w);
        slice_spend(s, ENTRY_COST);
    }
    Obj *young = st->weak_young;
    st->weak_young = NULL;
    look_at_list(h, young);
    return true;
}

/* ---- finalizers ---- */

void heap_add_final(Heap *h, Obj *o)
{
    MAAT_ASSERT(o->type == T_INST && !(o->flags & OF_HAS_FINAL));
    struct gc_state *st = gc_state_of(h);
    o->flags |= OF_HAS_FINAL;
    gc_list_add(&st->finals, o);
}

static void make_due(Heap *h, Obj *o)
{
    o->flags &= (uint16_t)~OF_HAS_FINAL;
    gc_list_add(&h->gc->ready, o);
    h->finals = 1;
}

Obj *heap_next_final(Heap *h)
{
    struct gc_state *st = h->gc;
    if (!st || st->ready_at == st->ready.n) return NULL;
    Obj *o = st->ready.at[st->ready_at++];
    if (st->ready_at == st->ready.n) {
        gc_list_free(&st->ready);
        st->ready_at = st->ready_marked = 0;
        h->finals = 0;
    }
    return o;
}

bool heap_all_final(Heap *h)
{
    struct gc_state *st = h->gc;
    if (!st) return false;
    for (uint32_t i = 0; i < st->finals.n; i++)
        if (st->finals.at[i]->flags & OF_HAS_FINAL) make_due(h, st->finals.at[i]);
    gc_list_free(&st->finals);
    st->finals_old = st->finals_at = st->finals_kept = 0;
    return h->finals;
}

/* What is due is a root. Of a long queue the old part is the cycle's business (mark_ready). */
static void scan_ready(struct gc *g)
{
    struct gc_list *l = &g->st->ready;
    for (uint32_t i = g->st->ready_at; i < l->n; i++)
        if (g->major || !(l->at[i]->gc & GC_OLD)) l->at[i] = gc_object(g, l->at[i]);
}

/* Objects of the list from `from` on (all in a full collection) that were not reached are due. */
static void sweep_finals(struct gc *g)
{
    struct gc_state *st = g->st;
    uint32_t from = g->major ? 0 : st->finals_old, kept = from;
    for (uint32_t i = from; i < st->finals.n; i++) {
        Obj *o = st->finals.at[i], *to = gc_survivor(g, o);
        if (to)
            st->finals.at[kept++] = to;
        else
            make_due(g->h, o);
    }
    st->finals.n = kept;
    /* The old ones to the front. */
    uint32_t old = from;
    for (uint32_t i = from; i < kept; i++) {
        Obj *o = st->finals.at[i];
        if (!(o->gc & GC_OLD)) continue;
        st->finals.at[i] = st->finals.at[old];
        st->finals.at[old++] = o;
    }
    st->finals_old = old;
}

/* In a cycle. The list may grow at its end meanwhile; its old part is packed as it is gone through. */
bool weak_finals_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    struct gc_list *l = &st->finals;
    for (; st->finals_at < st->finals_old; st->finals_at++) {
        if (slice_over(s)) return false;
        Obj *o = l->at[st->finals_at];
        evac_pin(st, o);
        if (gc_white(h, o)) {
            make_due(h, o);
            mark_list(h, o);
        } else {
            /* Swapped, so that what lies between is what was found due, until the end. */
            l->at[st->finals_at] = l->at[st->finals_kept];
            l->at[st->finals_kept++] = o;
        }
        slice_spend(s, ENTRY_COST);
    }
    uint32_t gone = st->finals_old - st->finals_kept;
    if (gone) {
        memmove(l->at + st->finals_kept, l->at + st->finals_old,
                (l->n - st->finals_old) * sizeof *l->at);
        l->n -= gone;
        st->finals_old = st->finals_kept;
    }
    return true;
}

/* ---- WeakMaps: full collections ---- */

/* A value is kept when its key is. */
static void keep_value(struct gc *g, struct weak_entry *e)
{
    gc_range(g, &e->value, &e->value + 1);
}

static void scan_map(struct gc *g, WeakMap *m)
{
    struct weak_table *t = m->t;
    for (uint32_t i = 0; i < t->used; i++) {
        struct weak_entry *e = weak_entry(t, i);
        if (is_absent(e->key)) continue;
        Obj *k = to_obj(e->key);
        if (k->gc & GC_FROZEN) frozen_reached(g->h, k);
        if (gc_survivor(g, k)) keep_value(g, e);
    }
}

/* Keys and maps that were reached, one after the other, with what follows from them. Entries hold old addresses of keys. */
static void follow_maps(struct gc *g)
{
    struct gc_state *st = g->st;
    while (g->maps_done < st->maps.n || g->keys_done < st->keys.n) {
        if (g->maps_done < st->maps.n) {
            scan_map(g, (WeakMap *)st->maps.at[g->maps_done++]);
        } else {
            Value k = from_obj(st->keys.at[g->keys_done++]);
            for (uint32_t i = 0; i < g->maps_done; i++) {
                struct weak_entry *e = weakmap_find(g->h, (WeakMap *)st->maps.at[i], k);
                if (e) keep_value(g, e);
            }
        }
        gc_scan(g);
    }
}

/* All entries of m whose keys have gone were dropped. Nobody passes the places of a map that is empty once more. */
static void purged(Heap *h, WeakMap *m)
{
    if (!m->t->count) weakmap_clear(h, m);
    h->gc->weak_keys += m->t->used;
}

static void purge_map(struct gc *g, WeakMap *m)
{
    struct weak_table *t = m->t;
    for (uint32_t i = 0; i < t->used; i++) {
        struct weak_entry *e = weak_entry(t, i);
        if (is_absent(e->key)) continue;
        Obj *to = gc_survivor(g, to_obj(e->key));
        if (to)
            e->key = from_obj(to);
        else
            weakmap_drop(t, i);
    }
    if (t->card) memset(t->card, 0, (t->used + WEAK_CARD - 1) / WEAK_CARD);
    t->stale = true;
    purged(g->h, m);
}

static void finish_major(struct gc *g)
{
    struct gc_state *st = g->st;
    scan_ready(g);
    gc_scan(g);
    follow_maps(g);
    Obj *young = st->weak_young, *old = st->weak_old;
    st->weak_young = st->weak_old = NULL;
    sweep_refs(g, young);
    sweep_refs(g, old);
    sweep_finals(g);
    scan_ready(g);
    gc_scan(g);
    follow_maps(g);
    st->weak_keys = 0;
    for (uint32_t i = 0; i < st->maps.n; i++) purge_map(g, (WeakMap *)st->maps.at[i]);
    gc_list_free(&st->maps);
    gc_list_free(&st->keys);
}

static void finish_minor(struct gc *g)
{
    struct gc_state *st = g->st;
    scan_ready(g);
    gc_scan(g);
    Obj *young = st->weak_young;
    st->weak_young = NULL;
    sweep_refs(g, young);
    uint32_t due = st->ready.n;
    sweep_finals(g);
    if (st->ready.n == due) return;
    scan_ready(g);
    gc_scan(g);
}

void gc_weak_finish(struct gc *g)
{
    if (g->major)
        finish_major(g);
    else
        finish_minor(g);
}

/* ---- WeakMaps: cycles ---- */

#define ENTRIES 512 /* that are looked at in one go */

static void list_value(Heap *h, Value v)
{
    if (!is_ptr(v)) return;
    Obj *o = to_obj(v);
    evac_pin(h->gc, o);
    if (o->gc & (GC_OLD | GC_SHARED)) mark_list(h, o);
}

uint32_t weak_mark_entries(Heap *h, Obj *map, uint32_t at)
{
    struct weak_table *t = ((WeakMap *)map)->t;
    uint32_t end = at + ENTRIES < t->used ? at + ENTRIES : t->used;
    for (uint32_t i = at; i < end; i++) {
        const struct weak_entry *e = weak_entry(t, i);
        if (is_absent(e->key)) continue;
        Obj *k = to_obj(e->key);
        evac_pin(h->gc, k);
        if (k->gc & GC_FROZEN) frozen_reached(h, k);
        if (!gc_white(h, k)) list_value(h, e->value);
    }
    return end >= t->used ? UINT32_MAX : end;
}

void weak_key_marked(Heap *h, Obj *o)
{
    const struct gc_list *l = &h->gc->maps;
    for (uint32_t i = 0; i < l->n; i++) {
        struct weak_entry *e = weakmap_find(h, (WeakMap *)l->at[i], from_obj(o));
        if (e) list_value(h, e->value);
    }
}

/* pieces serve to go through the maps here, too: marking is over. */
bool weak_purge_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    while (st->maps.n) {
        WeakMap *m = (WeakMap *)st->maps.at[st->maps.n - 1];
        if (!st->npieces) mark_piece_add(st, &m->h);
        uint32_t *at = &st->pieces[0].at;
        for (; *at < m->t->used; ++*at) {
            if (slice_over(s)) return false;
            Value k = weak_entry(m->t, *at)->key;
            if (!is_absent(k) && gc_white(h, to_obj(k))) weakmap_drop(m->t, *at);
            slice_spend(s, ENTRY_COST);
        }
        st->npieces = 0;
        st->maps.n--;
        purged(h, m);
    }
    gc_list_free(&st->maps);
    return true;
}

void gc_weak_free(struct gc_state *st)
{
    gc_list_free(&st->finals);
    gc_list_free(&st->ready);
    gc_list_free(&st->maps);
    gc_list_free(&st->keys);
}
