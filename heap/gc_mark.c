/* The major cycle: when it starts, what a slice does, marking. See gc_cycle.h. */
#include "heap/gc_cycle.h"

#include "base/world.h"
#include "heap/gc_evac.h"
#include "heap/weakmap.h"

#define SLICE_NS                                                                                   \
    (400u * 1000) /* after a minor collection that took a while: at least a third of it */
#define PAUSE_NS    (800u * 1000)
#define LOOK_WORDS  4096 /* work between two looks at the clock */
/* Words marked, or a quarter of the words swept, for each word promoted. */
#define SHARE       5
/* And at least this part of what lived at its start: so a cycle has an end though little is allocated. */
#define LEAST_PART  1024
#define OBJECT_COST 4 /* words of work for an object besides its own */
#define PIECE_WORDS 2048
#define PREFETCH    8 /* objects between taking from the stack and looking: a power of two */
#define STRESS_WORK 64

/* ---- slices ---- */

bool slice_over(const struct slice *s) { return s->work <= 0; }

bool slice_spend(struct slice *s, uint64_t words)
{
    s->work -= (int64_t)words;
    if (MAAT_LIKELY(s->work > s->look)) return true;
    s->look = s->work - LOOK_WORDS;
    if (s->until_ns && s->work > 0 && world_mono_ns() >= s->until_ns) s->work = 0;
    return s->work > 0;
}

/* ---- lists ---- */

static MAAT_NOINLINE void seg_push(struct gc_state *st, Obj *o)
{
    if (!st->seg || st->seg->n == MARK_SEG) {
        struct mark_seg *s = st->spare ? st->spare : mem_alloc(MEM_GC, sizeof *s);
        st->spare = NULL;
        s->n = 0;
        s->below = st->seg;
        st->seg = s;
    }
    st->seg->o[st->seg->n++] = o;
}

static inline void push(struct gc_state *st, Obj *o)
{
    struct mark_seg *s = st->seg;
    if (MAAT_LIKELY(s && s->n < MARK_SEG))
        s->o[s->n++] = o;
    else
        seg_push(st, o);
}

void mark_list(Heap *h, Obj *o) { push(h->gc, o); }

static inline Obj *pop(struct gc_state *st)
{
    struct mark_seg *s = st->seg;
    while (MAAT_UNLIKELY(s && s->n == 0)) {
        st->seg = s->below;
        if (st->spare)
            mem_free(MEM_GC, s);
        else
            st->spare = s;
        s = st->seg;
    }
    return s ? s->o[--s->n] : NULL;
}

void mark_piece_add(struct gc_state *st, Obj *o)
{
    if (st->npieces == st->cap_pieces) {
        st->cap_pieces = st->cap_pieces ? 2 * st->cap_pieces : 16;
        st->pieces = mem_realloc(MEM_GC, st->pieces, st->cap_pieces * sizeof *st->pieces);
    }
    st->pieces[st->npieces++] = (struct mark_piece){o, 0};
}

void mark_free(struct gc_state *st)
{
    for (struct mark_seg *s = st->seg, *below; s; s = below) {
        below = s->below;
        mem_free(MEM_GC, s);
    }
    mem_free(MEM_GC, st->spare);
    mem_free(MEM_GC, st->pieces);
    st->seg = st->spare = NULL;
    st->pieces = NULL;
    st->npieces = st->cap_pieces = 0;
}

/* ---- marking ---- */

/* After a minor collection what is young lies in the young area (CY-2). */
static inline bool in_young(const Heap *h, const Obj *o)
{
    return (uint64_t)((const char *)o - (const char *)h->base) <
           (uint64_t)((const char *)h->end - (const char *)h->base);
}

static inline void list_child(const Heap *h, struct gc_state *st, Obj *o)
{
    if (!in_young(h, o)) push(st, o);
}

static void mark_words(const Heap *h, struct gc_state *st, const Value *p, const Value *end)
{
    for (; p < end; p++)
        if (is_ptr(*p)) list_child(h, st, to_obj(*p));
}

static MAAT_NOINLINE void mark_special(Heap *h, struct gc_state *st, Obj *o)
{
    if (o->flags & OF_WEAKKEY) weak_key_marked(h, o);
    if (o->type == T_WEAKMAP || o->type == T_WEAKREF) evac_pin(st, o); /* it is listed */
    if (o->type == T_WEAKMAP) {
        gc_list_add(&st->maps, o);
        mark_piece_add(st, o);
    } else if (o->type == T_WEAKREF) {
        Value t = ((WeakRef *)o)->target;
        if (is_ptr(t) && (to_obj(t)->gc & GC_FROZEN)) frozen_reached(h, to_obj(t));
    }
}

static inline void mark_object(Heap *h, struct gc_state *st, Obj *o)
{
    const struct shape *s = scan_shape(o);
    Obj **ptr = (Obj **)o + s->ptr;
    for (int i = 0; i < s->nptr; i++)
        if (ptr[i]) list_child(h, st, ptr[i]);
    if (MAAT_UNLIKELY(s->first == SHAPE_WEAK || (o->flags & OF_WEAKKEY))) mark_special(h, st, o);
    if (s->first >= SHAPE_WEAK) return;
    if (MAAT_UNLIKELY(o->words > PIECE_WORDS))
        mark_piece_add(st, o);
    else
        mark_words(h, st, (Value *)o + s->first, (Value *)o + o->words);
}

/* The same, with what an evacuation wants to know. */
static MAAT_NOINLINE void mark_and_note(Heap *h, struct gc_state *st, Obj *o)
{
    mark_object(h, st, o);
    if (o->words > PIECE_WORDS)
        evac_note_storage(st, o);
    else
        evac_note_object(st, o);
}

/* The next of the large object that was begun last. Returns its work. */
static uint64_t mark_piece(Heap *h, struct gc_state *st)
{
    struct mark_piece *p = &st->pieces[st->npieces - 1];
    Obj *o = p->o;
    if (o->type == T_WEAKMAP) {
        uint32_t next = weak_mark_entries(h, o, p->at);
        if (next == UINT32_MAX)
            st->npieces--;
        else
            p->at = next;
        return PIECE_WORDS;
    }
    uint32_t from = p->at ? p->at : scan_shape(o)->first, left = o->words - from;
    uint32_t n = left < PIECE_WORDS ? left : PIECE_WORDS;
    p->at = from + n;
    if (n == left) st->npieces--;
    mark_words(h, st, (Value *)o + from, (Value *)o + from + n);
    if (st->evac) evac_note(st, (Value *)o + from, (Value *)o + from + n);
    return n;
}

/* Looks at an object that was listed. Returns the work. */
static inline uint64_t mark_one(Heap *h, struct gc_state *st, Obj *o)
{
    if (o->gc & GC_SHARED) {
        if (o->gc & GC_FROZEN) frozen_reached(h, o);
        return 1;
    }
    MAAT_ASSERT(o->gc & GC_OLD);
    if (!gc_white(h, o)) return 1;
    o->gc ^= o->gc & GC_LARGE ? GC_MARK : GC_COLOR;
    if (MAAT_UNLIKELY(st->evac != NULL))
        mark_and_note(h, st, o);
    else
        mark_object(h, st, o);
    st->marked += o->words * sizeof(Value);
    return OBJECT_COST + (o->words <= PIECE_WORDS ? o->words : 0);
}

/* Objects wait in a ring between leaving the stack and being looked at, so that their headers have come from memory by then. */
bool mark_drain(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    Obj *ring[PREFETCH] = {0};
    uint32_t at = 0, idle = 0;
    while (idle < PREFETCH) {
        Obj *in = slice_over(s) ? NULL : pop(st), *out = ring[at % PREFETCH];
        if (in) __builtin_prefetch(in, 1);
        ring[at++ % PREFETCH] = in;
        idle = in || out ? 0 : idle + 1; /* looking at one may list more */
        if (out) slice_spend(s, mark_one(h, st, out));
        if (idle == PREFETCH && !slice_over(s) && st->npieces && !(st->seg && st->seg->n)) {
            slice_spend(s, mark_piece(h, st));
            idle = 0;
        }
    }
    return !slice_over(s) && !st->npieces && !(st->seg && (st->seg->n || st->seg->below));
}

/* ---- the cycle ---- */

void cycle_start(Heap *h)
{
    struct gc_state *st = gc_state_of(h);
    MAAT_ASSERT(h->phase == GC_IDLE && !st->unswept);
    region_drop(h);
    islands_begin_cycle(h);
    h->color ^= GC_COLOR;
    h->phase = GC_MARKING;
    st->begins = true;
    st->maps.n = 0;
    st->weak_keys = 0; /* counted again when the maps are purged */
    st->ready_marked = st->ready_at;
    st->stack = NULL;
    st->stack_done = 0;
    st->stack_cold = SIZE_MAX;
    st->marked = st->freed = st->emptied = st->owed = 0;
    st->started_at = gc_old_bytes(h);
    evac_start(h);
}

/* What the queue of due finalizers refers to: it may be long, so minor collections do not look at its old part. */
static bool mark_ready(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    if (st->ready_marked < st->ready_at) st->ready_marked = st->ready_at;
    for (; st->ready_marked < st->ready.n; st->ready_marked++) {
        if (slice_over(s)) return false;
        Obj *o = st->ready.at[st->ready_marked];
        evac_pin(st, o);
        if (gc_white(h, o)) push(st, o);
        slice_spend(s, OBJECT_COST);
    }
    return true;
}

/* The cold part of a deep stack. */
static bool mark_stack(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    while (st->stack && st->stack_done < st->stack_cold) {
        if (slice_over(s)) return false;
        size_t left = st->stack_cold - st->stack_done, n = left < PIECE_WORDS ? left : PIECE_WORDS;
        const Value *from = st->stack + st->stack_done;
        mark_words(h, st, from, from + n);
        if (st->evac) evac_pin_values(st, from, from + n);
        st->stack_done += n;
        slice_spend(s, n);
    }
    return true;
}

/* What is old may have died without anything being promoted: a cycle looks after so many times as much as lives was allocated. One
 * that was of no use makes the next one wait twice as long. Where sparse blocks take more than what lives it looks sooner. */
#define CHURN_LEAST 1
#define CHURN_MOST  256
#define SPARSE_SOON 4

static bool churn_due(struct gc_state *st, const Heap *h)
{
    uint64_t times = st->churn ? st->churn : CHURN_LEAST, live = gc_old_bytes(h);
    uint64_t wait = (uint64_t)st->nsparse * GC_BLOCK_BYTES > live ? live / SPARSE_SOON : live;
    st->churned = st->fresh * sizeof(Value) > wait * times;
    return st->churned;
}

static void churn_ends(struct gc_state *st, uint64_t live)
{
    uint32_t times = st->churn ? st->churn : CHURN_LEAST;
    if (st->freed + st->emptied > live / 8)
        st->churn = CHURN_LEAST;
    else if (st->churned && times < CHURN_MOST)
        st->churn = 2 * times;
}

static void cycle_end(Heap *h)
{
    struct gc_state *st = h->gc;
    h->phase = GC_IDLE;
    stat_add(&st->stats.cycles, 1);
    churn_ends(st, gc_old_bytes(h));
    gc_set_pace(h, st->freed);
    /* What is left fits into one slice: copied, it takes no more than it needs. */
    if (gc_is_small(st) && st->block_bytes > st->used_old * 2 + GC_COPY_MAX) st->major_at = 0;
}

/* Does what the phase asks for; true: it is done, and the next one has begun. */
static bool phase_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    switch (h->phase) {
    case GC_MARKING:
        if (!mark_drain(h, s) || !mark_ready(h, s) || !mark_stack(h, s) || !mark_drain(h, s))
            return false;
        st->weak_todo = st->weak_old;
        st->weak_old = NULL;
        h->phase = GC_WEAK;
        return true;
    case GC_WEAK:
        if (!weak_refs_slice(h, s)) return false;
        st->finals_at = st->finals_kept = 0;
        h->phase = GC_FINAL;
        return true;
    case GC_FINAL:
        if (!weak_finals_slice(h, s)) return false;
        h->phase = GC_AGAIN;
        return true;
    case GC_AGAIN:
        if (!mark_drain(h, s) || !mark_ready(h, s) || !mark_drain(h, s)) return false;
        frozen_sweep(h);
        mark_free(st);
        large_forget_moved(st);
        h->phase = GC_PURGE;
        return true;
    case GC_PURGE:
        if (!weak_purge_slice(h, s)) return false;
        sweep_forget_dead(h);
        h->phase = GC_EVAC;
        return true;
    case GC_EVAC:
        if (!evac_slice(h, s)) return false;
        sweep_start(h);
        h->phase = GC_SWEEP;
        return true;
    case GC_SWEEP:
        if (!sweep_slice(h, s)) return false;
        cycle_end(h);
        return false;
    default: return false;
    }
}

/* A cycle starts when enough was promoted. Small generations are copied by who reserves. */
static bool cycle_due(struct gc_state *st, const Heap *h)
{
    if (h->phase != GC_IDLE || gc_is_small(st)) return false;
    if (gc_old_bytes(h) < st->major_at) return churn_due(st, h);
    st->churned = false;
    return true;
}

static void slice_begin(struct slice *s, struct gc *g, uint64_t started_ns)
{
    struct gc_state *st = g->st;
    uint64_t share = g->promoted * SHARE + g->h->debt / sizeof(Value);
    /* When nothing is promoted what is allocated drives it. */
    if (share < g->fresh) share = g->fresh;
    share = share * st->tune.step_mul / 100;
    uint64_t least = (1ull << st->tune.step_size) / sizeof(Value),
             part = st->started_at / sizeof(Value) / LEAST_PART;
    if (least < part) least = part;
    st->owed += share > least ? share : least;
    uint64_t now = world_mono_ns(), until = now + SLICE_NS, limit = started_ns + PAUSE_NS;
    if (until > limit) until = limit;
    if (until < now + SLICE_NS / 3) until = now + SLICE_NS / 3;
    *s = (struct slice){.work = (int64_t)st->owed, .until_ns = until};
    if (BUILD_STRESS) *s = (struct slice){.work = (int64_t)share + STRESS_WORK};
    s->look = s->work - LOOK_WORDS;
}

void cycle_slice(struct gc *g, uint64_t started_ns)
{
    Heap *h = g->h;
    struct gc_state *st = g->st;
    st->fresh += g->fresh;
    if (st->stepping) {
        st->stepping = false;
        cycle_complete(g);
        return;
    }
    if (h->phase == GC_IDLE) {
        /* What the roots refer to is listed by the next minor collection, which is the first with `marking`. */
        if (cycle_due(st, h)) cycle_start(h);
        return;
    }
    if (gc_is_marking(h) && !g->marking) return; /* it was started after the scan of the roots */
    struct slice s;
    slice_begin(&s, g, started_ns);
    int64_t work = s.work;
    while (!slice_over(&s) && phase_slice(h, &s)) {}
    uint64_t done = work > s.work ? (uint64_t)(work - s.work) : 0;
    st->owed = st->owed > done && h->phase != GC_IDLE ? st->owed - done : 0;
    stat_add(&st->stats.marked_bytes, st->marked);
    st->marked = 0;
    stat_add(&st->stats.slices, 1);
}

void cycle_complete(struct gc *g)
{
    struct slice s = {.work = INT64_MAX, .look = INT64_MIN};
    MAAT_ASSERT(!gc_is_marking(g->h) || g->marking);
    while (phase_slice(g->h, &s)) {}
    stat_add(&g->st->stats.marked_bytes, g->st->marked);
    g->st->marked = 0;
    MAAT_CHECK(g->h->phase == GC_IDLE, "a cycle that does not end: phase %d", g->h->phase);
}

/* ---- pace ---- */

/* A major that frees less than this part of what has come since the last one: the program builds. And back. */
#define FREES_LITTLE 8
#define FREES_MUCH   3

static void choose_pace(struct gc_state *st, uint64_t live, uint64_t freed)
{
    if (st->pace_fixed || live + freed < MAJOR_MIN) return;
    if (freed < (live + freed) / FREES_LITTLE)
        store_rlx(&st->building, true);
    else if (freed > (live + freed) / FREES_MUCH)
        store_rlx(&st->building, false);
}

static void set_major_at(Heap *h)
{
    struct gc_state *st = h->gc;
    uint64_t live = st->live;
    uint64_t at = st->building ? live / 100 * st->tune.pause : live / 100 * (100 + st->tune.major);
    if (at < live + live / 16) at = live + live / 16;
    /* Half of what max_bytes leaves: the cycle is to be through before the limit is reached. */
    if (h->max_bytes && at > live && h->max_bytes > live && at > live + (h->max_bytes - live) / 2)
        at = live + (h->max_bytes - live) / 2;
    st->major_at = at > MAJOR_MIN ? at : MAJOR_MIN;
}

void gc_set_pace(Heap *h, uint64_t freed)
{
    struct gc_state *st = h->gc;
    uint64_t live = gc_old_bytes(h);
    st->fresh = 0;
    stat_add(&st->stats.freed_bytes, freed);
    choose_pace(st, live, freed);
    st->live = live;
    set_major_at(h);
}

void heap_tune(Heap *h, const struct heap_tune *t)
{
    struct heap_tune *mine = &gc_state_of(h)->tune;
    if (t->pause) mine->pause = t->pause;
    if (t->major) mine->major = t->major;
    if (t->minor) mine->minor = t->minor;
    if (t->step_mul) mine->step_mul = t->step_mul;
    if (t->step_size) mine->step_size = t->step_size;
    set_major_at(h);
}

void heap_set_pace(Heap *h, int building)
{
    struct gc_state *st = gc_state_of(h);
    st->pace_fixed = building >= 0;
    if (building >= 0) store_rlx(&st->building, building != 0);
    if (building < 0) store_rlx(&st->building, false);
}
