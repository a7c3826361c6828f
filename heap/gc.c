/* The heart of the collector: moving one object, scanning gray ones, sweeping what is listed. See gc_int.h. */
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"

#include "base/world.h"

#define DEBT_MIN (32u * 1024)
#define DEBT_MAX (4u * 1024 * 1024)
#define POISON   0xEF

/* [any, relaxed: set once at start] */
static struct heap_tune usual = {
    .pause = 200, .major = 100, .minor = 20, .step_mul = 100, .step_size = 13};
static uint32_t usual_young =
    HEAP_MAX_YOUNG / sizeof(Value); /* [any, relaxed: set once at start] */

const struct gc_state gc_none = {.major_at = MAJOR_MIN};

void heap_tune_all(const struct heap_tune *t)
{
    store_rlx(&usual.pause, t->pause);
    store_rlx(&usual.major, t->major);
    store_rlx(&usual.minor, t->minor);
    store_rlx(&usual.step_mul, t->step_mul);
    store_rlx(&usual.step_size, t->step_size);
}

struct heap_tune heap_usual_tune(void)
{
    return (struct heap_tune){.pause = load_rlx(&usual.pause),
                              .major = load_rlx(&usual.major),
                              .minor = load_rlx(&usual.minor),
                              .step_mul = load_rlx(&usual.step_mul),
                              .step_size = load_rlx(&usual.step_size)};
}

struct gc_state *gc_state_of(Heap *h)
{
    if (MAAT_UNLIKELY(!h->gc)) {
        struct gc_state *st = mem_zalloc(MEM_GC, sizeof *st);
        st->tune = heap_usual_tune();
        st->major_at = MAJOR_MIN;
        store_rel(&h->gc, st); /* pairs with heap_info by others */
    }
    return h->gc;
}

struct heap_tune heap_tuned(const Heap *h) { return h->gc ? h->gc->tune : heap_usual_tune(); }

uint32_t gc_max_young(const Heap *h)
{
    uint32_t own = gc_seen(h)->max_young;
    return own ? own : load_rlx(&usual_young);
}

static uint32_t young_most(uint64_t bytes)
{
    uint64_t words = bytes / sizeof(Value);
    if (words > UINT32_MAX / 2) return UINT32_MAX / 2;
    return words < 64 ? 64 : (uint32_t)words;
}

void heap_set_max_young_all(uint64_t bytes) { store_rlx(&usual_young, young_most(bytes)); }

void heap_set_max_young(Heap *h, uint64_t bytes)
{
    gc_state_of(h)->max_young = bytes ? young_most(bytes) : 0;
    if (h->young_words > gc_max_young(h)) h->young_words = gc_max_young(h);
}

bool gc_state_idle(const Heap *h)
{
    const struct gc_state *st = h->gc;
    if (h->phase != GC_IDLE || st->unswept || st->nlarge || st->islands || st->max_young)
        return false;
    if (st->weak_young || st->weak_old || st->finals.n || st->ready.n || st->large_more)
        return false;
    struct heap_tune tune = heap_usual_tune();
    return !st->pace_fixed && !st->off_maps && memcmp(&st->tune, &tune, sizeof tune) == 0;
}

struct gc_state *gc_state_leave(Heap *h)
{
    struct gc_state *st = h->gc;
    if (!st || st->blocks || !gc_state_idle(h)) return NULL;
    large_give_back(st, 0);
    gc_weak_free(st);
    mark_free(st);
    mem_free(MEM_GC, st->large);
    mem_free(MEM_GC, st->remembered);
    evac_free(st);
    region_drop(h);
    mem_free(MEM_GC, st->region);
    store_rlx(&h->gc, NULL);
    return st;
}

/* ---- memory ---- */

void gc_poison_area(Heap *h)
{
    memset(h->base, POISON, (size_t)((char *)h->end - (char *)h->base));
}

void gc_free_area(Heap *h)
{
    if (BUILD_STRESS) gc_poison_area(h);
    if (h->in_block)
        mem_free(MEM_OLD, (char *)h->base - offsetof(struct heap_block, w));
    else if (h->base != h->first)
        mem_free(MEM_YOUNG, h->base);
    h->in_block = 0;
}

void gc_free_fragments(Heap *h)
{
    for (struct fragment *f = h->fragments, *next; f; f = next) {
        next = f->next;
        if (BUILD_STRESS) memset(f->w, POISON, f->words * sizeof(Value));
        if (f->flags & FRAGMENT_HELD)
            f->flags |= FRAGMENT_LEFT;
        else
            block_free(fragment_block(f), fragment_bytes(f));
    }
    h->fragments = NULL;
    store_rlx(&h->used_frag, islands_young_bytes(h));
}

void gc_push_gray(struct gc *g, Obj *o)
{
    if (g->ngray == g->cap_gray) {
        g->cap_gray = g->cap_gray ? 2 * g->cap_gray : 16;
        g->gray = mem_realloc(MEM_GC, g->gray, g->cap_gray * sizeof *g->gray);
    }
    g->gray[g->ngray++] = o;
}

void gc_list_add(struct gc_list *l, Obj *o)
{
    if (l->n == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 8;
        l->at = mem_realloc(MEM_GC, l->at, l->cap * sizeof *l->at);
    }
    l->at[l->n++] = o;
}

void gc_list_free(struct gc_list *l)
{
    mem_free(MEM_GC, l->at);
    *l = (struct gc_list){0};
}

/* Written objects count as debt, so that a minor collection never has very many of them to look at. */
#define REMEMBERED_DEBT 64

void gc_remember(Heap *h, Obj *o)
{
    MAAT_ASSERT((o->gc & GC_OLD) && !(o->gc & GC_REMEMBERED));
    if (o->flags & OF_LISTED) return;
    struct gc_state *st = h->gc; /* o is old */
    if (st->nremembered == st->cap_remembered) {
        st->cap_remembered = st->cap_remembered ? 2 * st->cap_remembered : 8;
        st->remembered =
            mem_realloc(MEM_GC, st->remembered, st->cap_remembered * sizeof *st->remembered);
    }
    if (o->flags & OF_ISLAND) islands_touched(h);
    if (o->flags & OF_CARDS)
        o->flags |= OF_LISTED; /* never GC_REMEMBERED: the barrier must see every write */
    else
        o->gc |= GC_REMEMBERED;
    st->remembered[st->nremembered++] = o;
    h->debt += REMEMBERED_DEBT;
}

/* ---- moving ---- */

/* Most objects have a few words: a call would take longer than the copy. */
static inline void copy_words(Value *to, const Value *from, uint32_t words)
{
    if (MAAT_UNLIKELY(words > 8)) {
        memcpy(to, from, words * sizeof *to);
        return;
    }
    memcpy(to, from, 2 * sizeof *to);
    for (uint32_t i = 2; i < words; i++) to[i] = from[i];
}

static inline Obj *copy_to(struct gc *g, Obj *o, Obj *to, uint32_t words, uint8_t gc)
{
    copy_words((Value *)to, (const Value *)o, words);
    to->gc = gc;
    o->gc |= GC_FORWARD;
    ((Obj **)o)[1] = to;
    g->copied += words;
    return to;
}

static MAAT_NOINLINE void promoted_special(struct gc *g, Obj *o, Obj *to)
{
    if (to->flags & OF_OFFHEAP) {
        g->room_block->noff++;
        if (o->gc & GC_OLD) gc_list_offheap(g, &g->off_old, to);
    }
    if (g->major && (to->flags & OF_WEAKKEY)) gc_list_add(&g->st->keys, o);
}

static inline Obj *promote(struct gc *g, Obj *o, uint32_t words)
{
    Obj *to = copy_to(g, o, gc_promote_room(g, words), words, GC_OLD | g->color);
    g->promoted += words;
    if (MAAT_UNLIKELY(to->flags & (OF_OFFHEAP | OF_WEAKKEY))) promoted_special(g, o, to);
    return to;
}

static Obj *mark_large(struct gc *g, Obj *o)
{
    if (MAAT_UNLIKELY(g->region != NULL) && region_takes_large(g, o)) return o;
    if (g->major) {
        if (o->gc & GC_MARK) return o;
        o->gc |= GC_MARK;
        if (o->flags & OF_WEAKKEY) gc_list_add(&g->st->keys, o);
    }
    if (!(o->gc & GC_OLD)) g->promoted += 8;
    if (g->h->phase != GC_IDLE) o->gc |= GC_MARK; /* CY-6 */
    o->gc = (uint8_t)((o->gc & ~(GC_COLOR | GC_REMEMBERED)) | GC_OLD | g->color);
    o->flags &= (uint16_t)~(OF_LISTED | OF_DIRTY);
    gc_push_gray(g, o);
    return o;
}

/* Whether a young object goes to the old generation. `at` is its place in the young area; fragments lie outside. */
static inline bool comes_of_age(const struct gc *g, uint64_t at, uint32_t words)
{
    const Heap *h = g->h;
    if (at < (uint64_t)((char *)h->aged - (char *)h->base) || g->promote_all) return true;
    if (g->promote_frags && at >= (uint64_t)((char *)h->top - (char *)h->base)) return true;
    return (size_t)(g->to_end - g->to_top) < words;
}

/* An object that does not move, met while marking. */
static MAAT_NOINLINE void met_while_marking(struct gc *g, Obj *o)
{
    if (o->gc & GC_SHARED) {
        if (o->gc & GC_FROZEN) frozen_reached(g->h, o);
    } else if (gc_white(g->h, o)) {
        mark_list(g->h, o);
    }
}

static inline Obj *stay_young(struct gc *g, Obj *o, uint32_t words)
{
    Obj *to = (Obj *)g->to_top;
    g->to_top += words;
    g->young_seen = true;
    return copy_to(g, o, to, words, 0);
}

static inline bool comes_of_age_at(const struct gc *g, const Obj *o, uint32_t words)
{
    return comes_of_age(g, (uint64_t)((const char *)o - (const char *)g->h->base), words);
}

static MAAT_NOINLINE Obj *copy_with_region(struct gc *g, Obj *o, uint32_t words)
{
    Obj *in = region_room(g, o, words);
    if (in) return copy_to(g, o, in, words, ISLAND_GC);
    if (!comes_of_age_at(g, o, words) || region_keeps_young(g, words))
        return stay_young(g, o, words);
    g->region->leaks |= g->in_region;
    return promote(g, o, words);
}

/* The storage of an array or map that lies right in front of it, where literals put it, and that has not moved; else NULL. */
#define STORAGE_NEAR 64 /* words */
static inline Obj *storage_in_front(const Obj *o)
{
    if (o->type != T_ARRAY && o->type != T_MAP) return NULL;
    Obj *s = ((Obj *const *)o)[2];
    uint64_t words = ((uintptr_t)o - (uintptr_t)s) / sizeof(Value);
    return words <= STORAGE_NEAR && s->words == words && !s->gc ? s : NULL;
}
_Static_assert(offsetof(Array, slots) == 2 * sizeof(Value) &&
                   offsetof(Map, entries) == 2 * sizeof(Value),
               "storage_in_front knows where they are");

/* Both in one go: there is one decision to be made, and they stay together. */
static Obj *copy_with_storage(struct gc *g, Obj *o, Obj *s, uint32_t words)
{
    uint32_t all = s->words + words;
    bool old = comes_of_age_at(g, o, all);
    Value *room = old ? gc_promote_room(g, all) : g->to_top;
    if (old) {
        g->promoted += all;
    } else {
        g->to_top += all;
        g->young_seen = true;
    }
    uint8_t gc = old ? GC_OLD | g->color : 0;
    Obj *to = copy_to(g, o, (Obj *)(room + s->words), words, gc);
    ((Obj **)to)[2] = copy_to(g, s, (Obj *)room, s->words, gc);
    return to;
}

static inline Obj *copy_young(struct gc *g, Obj *o)
{
    uint32_t words = gc_header_words(o);
    if (MAAT_UNLIKELY(g->region != NULL)) return copy_with_region(g, o, words);
    Obj *s = storage_in_front(o);
    if (s && !((s->flags | o->flags) & (OF_OFFHEAP | OF_WEAKKEY)))
        return copy_with_storage(g, o, s, words);
    return comes_of_age_at(g, o, words) ? promote(g, o, words) : stay_young(g, o, words);
}

static inline Obj *move_minor(struct gc *g, Obj *o)
{
    if (o->gc & (GC_OLD | GC_SHARED)) {
        if (MAAT_UNLIKELY(g->nislands && (o->gc & ISLAND_GC) == ISLAND_GC)) island_reached(g, o);
        if (MAAT_UNLIKELY(g->in_region)) region_refers(g, o);
        if (MAAT_UNLIKELY(g->marking)) met_while_marking(g, o);
        return o;
    }
    if (o->gc & GC_FORWARD) {
        Obj *to = ((Obj **)o)[1];
        g->young_seen |= !(to->gc & GC_OLD);
        if (MAAT_UNLIKELY(g->region != NULL)) region_met(g, to);
        return to;
    }
    if (MAAT_UNLIKELY(o->gc & GC_LARGE)) return mark_large(g, o);
    /* A slot that was visited before. */
    if ((uint64_t)((char *)o - (char *)g->to) < (uint64_t)((char *)g->to_limit - (char *)g->to)) {
        g->young_seen = true;
        return o;
    }
    return copy_young(g, o);
}

static inline Obj *move_major(struct gc *g, Obj *o)
{
    if (MAAT_UNLIKELY(o->gc & GC_SHARED)) {
        if (o->gc & GC_FROZEN) frozen_reached(g->h, o);
        return o;
    }
    if (o->gc & GC_FORWARD) return ((Obj **)o)[1];
    if (MAAT_UNLIKELY(o->gc & GC_LARGE)) return mark_large(g, o);
    if ((o->gc & GC_OLD) && (o->gc & GC_COLOR) == g->color) return o;
    return promote(g, o, gc_header_words(o));
}

static inline Obj *move(struct gc *g, Obj *o, bool major)
{
    return major ? move_major(g, o) : move_minor(g, o);
}

static inline bool is_elsewhere(const struct gc *g, const Obj *o)
{
    return (uint64_t)((const char *)o - (const char *)g->h->base) >= g->young_bytes &&
           (uint64_t)((const char *)o - (const char *)g->to) >= g->to_bytes;
}

/* In a minor collection that need not look at old objects their addresses tell them: most slots refer to such, and each header
 * would have to come from memory. Not to be told apart are fragments and large objects, so it is asked whether there are any. */
static inline bool passes_over(const struct gc *g, const Obj *o)
{
    return g->by_address && is_elsewhere(g, o);
}

static inline __attribute__((always_inline)) void scan_range(struct gc *g, Value *p, Value *end,
                                                             bool major)
{
    for (; p < end; p++)
        if (is_ptr(*p) && (major || !passes_over(g, to_obj(*p))))
            *p = scan_retarget(*p, move(g, to_obj(*p), major));
}

static inline __attribute__((always_inline)) void scan_object(struct gc *g, Obj *o, bool major)
{
    const struct shape *s = scan_shape(o);
    Obj **ptr = (Obj **)o + s->ptr;
    for (int i = 0; i < s->nptr; i++)
        if (ptr[i]) ptr[i] = move(g, ptr[i], major);
    if (s->first == SHAPE_NONE) return;
    if (MAAT_UNLIKELY(s->first == SHAPE_WEAK))
        gc_weak_scan(g, o);
    else
        scan_range(g, (Value *)o + s->first, (Value *)o + o->words, major);
}

void gc_range(struct gc *g, Value *from, Value *to)
{
    MAAT_ASSERT(from <= to);
    g->rooted += (uint64_t)(to - from);
    if (g->major)
        scan_range(g, from, to, true);
    else
        scan_range(g, from, to, false);
    if (MAAT_UNLIKELY(g->st->evac != NULL)) evac_pin_values(g->st, from, to);
}

bool gc_wants_few(struct gc *g)
{
    bool begins = g->marking && g->st->begins;
    if (begins) g->st->begins = false;
    return begins || g->major || BUILD_STRESS;
}

/* Words of a stack that are found to hold nothing young, or not, in one. */
#define STACK_PIECE 256

/* In a minor collection. While marking what is cold is the cycle's business, until it has been written again. */
static void stack_for_cycle(struct gc *g, const Value *stack, size_t cold)
{
    struct gc_state *st = g->st;
    st->stack = stack;
    if (cold < st->stack_cold) st->stack_cold = cold;
}

size_t gc_stack(struct gc *g, Value *stack, size_t cold, Value *top)
{
    size_t words = (size_t)(top - stack), clean = cold;
    MAAT_ASSERT(cold <= words);
    if (g->major) {
        gc_range(g, stack, top);
        return words;
    }
    if (g->marking) stack_for_cycle(g, stack, cold);
    for (size_t i = 0; BUILD_CHECKED && i < cold; i++)
        MAAT_ASSERT(!is_ptr(stack[i]) || (to_obj(stack[i])->gc & (GC_OLD | GC_SHARED)));
    bool all = true;
    for (size_t at = cold; at < words; at += STACK_PIECE) {
        size_t n = words - at < STACK_PIECE ? words - at : STACK_PIECE;
        g->young_seen = g->island_seen = false;
        gc_range(g, stack + at, stack + at + n);
        all &= !g->young_seen && !g->island_seen;
        if (all) clean = at + n;
    }
    return clean;
}

void *gc_object(struct gc *g, void *o)
{
    if (o) o = move(g, o, g->major);
    if (o) evac_pin(g->st, o);
    return o;
}

/* ---- gray objects ---- */

/* Objects that do not move, met while marking: each is looked at when AHEAD others have been met, so that its header has come from
 * memory by then. */
#define AHEAD 8
struct ahead {
    Obj *o[AHEAD];
    uint32_t at;
};

static inline void meet_later(struct gc *g, struct ahead *a, Obj *o)
{
    Obj **place = &a->o[a->at++ % AHEAD], *was = *place;
    *place = o;
    if (was) met_while_marking(g, was);
}

/* Where addresses tell what is young. */
static void scan_ahead(struct gc *g, struct ahead *a, Value *p, Value *end)
{
    for (; p < end; p++) {
        if (!is_ptr(*p)) continue;
        Obj *o = to_obj(*p);
        if (is_elsewhere(g, o)) {
            __builtin_prefetch(o);
            meet_later(g, a, o);
        } else {
            *p = scan_retarget(*p, move(g, o, false));
        }
    }
}

/* The first marked card from i on, or n. */
static uint32_t next_marked(const uint8_t *card, uint32_t i, uint32_t n)
{
    for (; i < n && !card[i]; i++) {
        if (i % 8) continue;
        const uint64_t *w = (const uint64_t *)(card + i), *from = w, *end = w + (n - i) / 8;
        while (end - w >= 4 && !(w[0] | w[1] | w[2] | w[3])) w += 4;
        while (w < end && !*w) w++;
        i += (uint32_t)(w - from) * 8;
        if (i == n || card[i]) break;
    }
    return i;
}

/* Scans the marked cards, or all; marks those that refer to young objects. Whether one does. */
static bool scan_cards(struct gc *g, Obj *o, bool all)
{
    if (all && o->words > EVAC_LOOK_MOST && !g->pieced) evac_give_up(g->st);
    uint8_t *card = gc_cards(o);
    Value *base = (Value *)o, *end = base + o->words;
    bool young = false, later = g->marking && g->addresses && !g->by_address;
    struct ahead ahead = {0};
    for (uint32_t i = 0, n = gc_ncards(o->words); i < n; i++) {
        if (!all && (i = next_marked(card, i, n)) == n) break;
        Value *from = base + (size_t)i * CARD_WORDS, *to = from + CARD_WORDS;
        g->young_seen = false;
        if (!i) from++;
        if (to > end) to = end;
        if (later)
            scan_ahead(g, &ahead, from, to);
        else
            scan_range(g, from, to, false);
        if (MAAT_UNLIKELY(g->st->evac != NULL) && !g->pieced) evac_note(g->st, from, to);
        card[i] = g->young_seen;
        young |= g->young_seen;
        g->looked += CARD_WORDS;
    }
    for (uint32_t i = 0; i < AHEAD; i++) meet_later(g, &ahead, NULL);
    return young;
}

/* An old object, in a minor collection. Whether it refers to a young one. */
static bool scan_old(struct gc *g, Obj *o, bool all)
{
    if (o->flags & OF_CARDS) return scan_cards(g, o, all);
    g->young_seen = false;
    scan_object(g, o, false);
    if (MAAT_UNLIKELY(g->st->evac != NULL)) evac_note_object(g->st, o);
    return g->young_seen;
}

/* All of a large object, which may be old from now on. While marking, what is old in it is left to the cycle, which goes through it in
 * pieces: here it is only asked what is young. */
static bool scan_large(struct gc *g, Obj *o)
{
    if (!g->marking || !g->addresses || !(o->flags & OF_CARDS)) return scan_old(g, o, true);
    if (!gc_white(g->h, o)) mark_piece_add(g->st, o);
    g->by_address = g->pieced = true;
    bool young = scan_old(g, o, true);
    g->by_address = g->pieced = false;
    return young;
}

/* Of the region: what it refers to is looked at as such. Whether it refers to something young. */
static bool scan_of_region(struct gc *g, Obj *o, bool all)
{
    g->in_region = true;
    bool young = scan_old(g, o, all);
    g->in_region = false;
    g->region->leaks |= young && g->region->claiming;
    return young;
}

/* Objects of an old block that have just come there. */
static void scan_promoted(struct gc *g, Obj *o)
{
    if (g->major)
        scan_object(g, o, true);
    else if (MAAT_UNLIKELY(g->region && (o->gc & GC_MARK)) ? scan_of_region(g, o, true)
             : o->gc & GC_LARGE                            ? scan_large(g, o)
                                                           : scan_old(g, o, true))
        gc_remember(g->h, o);
}

static bool scan_cursor(struct gc *g, struct heap_cursor *c)
{
    if (!c->block || c->scan == c->top) return false;
    do {
        Obj *o = (Obj *)c->scan;
        c->scan += o->words; /* before: scanning may carry the cursor away */
        scan_promoted(g, o);
    } while (c->block && c->scan != c->top);
    return true;
}

static bool scan_region(struct gc *g)
{
    Obj *o = g->region ? region_next_gray(g->region) : NULL;
    if (o && scan_of_region(g, o, true)) gc_remember(g->h, o);
    return o != NULL;
}

void gc_scan_claimed(struct gc *g, Value *v)
{
    g->in_region = true;
    scan_range(g, v, v + 1, false);
    g->in_region = false;
    while (scan_region(g)) {}
}

static bool scan_run(struct gc *g)
{
    if (!g->nruns) return false;
    struct gc_run r = g->runs[--g->nruns];
    while (r.from < r.to) {
        Obj *o = (Obj *)r.from;
        r.from += o->words;
        scan_promoted(g, o);
    }
    return true;
}

static void scan_new_young(struct gc *g)
{
    while (g->scan < g->to_top) {
        Obj *o = (Obj *)g->scan;
        g->scan += o->words;
        scan_object(g, o, false);
    }
}

void gc_scan(struct gc *g)
{
    for (;;) {
        g->from_young = true;
        if (!g->major) scan_new_young(g);
        g->from_young = false;
        if (scan_region(g) || scan_cursor(g, &g->st->cursor)) continue;
        if (scan_cursor(g, &g->st->over) || scan_run(g)) continue;
        if (!g->ngray) return;
        scan_promoted(g, g->gray[--g->ngray]);
    }
}

void gc_scan_end(struct gc *g)
{
    mem_free(MEM_GC, g->gray);
    mem_free(MEM_GC, g->runs);
    gc_cursor_seal(g->h);
}

/* Remembered objects lie anywhere: a look at one costs as much as copying so many words. */
#define LOOK_COST 12

void gc_scan_remembered(struct gc *g)
{
    struct gc_state *st = g->st;
    uint32_t kept = 0;
    g->looked += (uint64_t)st->nremembered * LOOK_COST;
    for (uint32_t i = 0; i < st->nremembered; i++) {
        Obj *o = st->remembered[i];
        if (i + AHEAD < st->nremembered) __builtin_prefetch(st->remembered[i + AHEAD], 1);
        MAAT_ASSERT((o->gc & GC_REMEMBERED) || (o->flags & OF_LISTED));
        bool built = g->region && region_holds(g->region, o);
        if (MAAT_UNLIKELY(built))
            g->region->island->reached = true;
        else if (MAAT_UNLIKELY(g->nislands && (o->gc & ISLAND_GC) == ISLAND_GC))
            island_remembered(g, o);
        bool dirty = o->flags & OF_DIRTY;
        o->flags &= (uint16_t)~OF_DIRTY;
        if (MAAT_UNLIKELY(built) ? scan_of_region(g, o, dirty)
            : dirty              ? scan_large(g, o)
                                 : scan_old(g, o, false)) {
            st->remembered[kept++] = o;
        } else {
            o->gc &= (uint8_t)~GC_REMEMBERED;
            o->flags &= (uint16_t)~OF_LISTED;
        }
    }
    st->nremembered = kept;
}

/* ---- what is listed ---- */

/* Moves the living of the list of young objects to where they now belong: old ones are counted by their block. The link of a
 * moved object stands in its copy: the forwarding address may have taken its place in the original. */
void gc_sweep_offheap(struct gc *g)
{
    Heap *h = g->h;
    Obj *list = h->off_young;
    h->off_young = NULL;
    for (Obj *o = list, *next; o; o = next) {
        Obj *to = gc_survivor(g, o);
        next = *scan_next(to ? to : o);
        if (!to) {
            if (o->type == T_WEAKMAP) g->st->off_maps -= offheap_bytes(o);
            offheap_release(o);
        } else if (!(to->gc & GC_OLD)) {
            gc_list_offheap(g, &h->off_young, to);
        } else if (MAAT_UNLIKELY((to->gc & ISLAND_GC) == ISLAND_GC) && g->region) {
            region_list_off(g, to);
        } else {
            gc_list_offheap(g, &g->off_old, to);
        }
    }
}

void gc_sweep_large(struct gc *g)
{
    Heap *h = g->h;
    struct gc_state *st = g->st;
    uint32_t kept = g->major ? 0 : st->nlarge_old;
    for (uint32_t i = kept; i < st->nlarge; i++) {
        Obj *o = st->large[i];
        if (MAAT_UNLIKELY(g->region && (o->gc & GC_MARK))) {
            region_list_large(g, o);
        } else if (gc_survivor(g, o)) {
            if (g->major) o->gc &= (uint8_t)~GC_MARK;
            st->large[kept++] = o;
        } else {
            gc_free_large(h, o);
        }
    }
    st->nlarge = st->nlarge_old = kept;
}

/* ---- the end of a collection ---- */

uint64_t gc_old_bytes(const Heap *h)
{
    const struct gc_state *st = gc_seen(h);
    return st->used_old + st->used_large + h->used_off + h->used_frozen;
}

static uint64_t debt_limit(const Heap *h)
{
    uint64_t n = gc_old_bytes(h) / 8;
    uint64_t area = (uint64_t)((char *)h->end - (char *)h->base);
    if (n < area) n = area;
    if (n < DEBT_MIN) n = DEBT_MIN;
    uint64_t most = region_is_open(h) && region_narrow(h) ? REGION_WINDOW_DEBT : DEBT_MAX;
    return n < most ? n : most;
}

static void count_pause(struct heap_stats *s, uint64_t ns)
{
    uint32_t i = 0;
    while (i < HEAP_PAUSES - 1 && ns >= (8000ull << i)) i++;
    store_rlx(&s->pauses[i], s->pauses[i] + 1);
    stat_add(&s->pause_sum_ns, ns);
    if (ns > s->pause_max_ns) store_rlx(&s->pause_max_ns, ns);
    if (ns > load_rlx(&s->pause_recent_ns)) store_rlx(&s->pause_recent_ns, ns);
}

/* Pages of freed storage that one collection gives back. */
#define GIVEN_BACK 512

void gc_finish(struct gc *g, uint64_t started_ns)
{
    Heap *h = g->h;
    h->debt = 0;
    g->st->debt_late = 0;
    h->debt_max = debt_limit(h);
    h->moves++;
    large_give_back(g->st, g->major ? 0 : GIVEN_BACK);
    struct heap_stats *s = &g->st->stats;
    stat_add(g->major ? &s->fulls : &s->minors, 1);
    stat_add(&s->copied_bytes, g->copied * sizeof(Value));
    count_pause(s, world_mono_ns() - started_ns);
    uint64_t cpu = g->cpu_ns ? world_cpu_ns() - g->cpu_ns : 0;
    if (cpu > s->pause_max_cpu_ns) store_rlx(&s->pause_max_cpu_ns, cpu);
    store_rlx(&g->st->used_spare, heap_spare(h));
    MAAT_VERIFY(heap_verify(h));
}
