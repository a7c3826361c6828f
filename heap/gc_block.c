/* Blocks of the old generation: room for what is promoted, holes, and their end.
 *
 *   | header | object | hole      | object | object | ... | hole to the end |
 *                       T_FREE, ──> next hole of the block
 *
 * Objects are put into holes by moving a cursor through one after the other, so what was promoted together lies together. An
 * object that does not fit into a hole that is still large goes to the block of a second cursor.
 */
#include "heap/gc_cycle.h"

#define BLOCK_MAX_WORDS ((uint32_t)((GC_BLOCK_BYTES - sizeof(struct heap_block)) / sizeof(Value)))
#define BLOCK_MIN_WORDS 64
/* What may be left of a hole that is given up. */
#define HOLE_WASTE      32

static struct heap_block *block_new(struct gc_state *st, uint64_t words)
{
    size_t bytes = mem_class(sizeof(struct heap_block) + words * sizeof(Value));
    struct heap_block *b = mem_alloc(MEM_OLD, bytes);
    stat_add(&st->block_bytes, bytes);
    b->end = b->w + (bytes - sizeof *b) / sizeof(Value);
    b->holes = NULL;
    b->holed = NULL;
    b->noff = 0;
    b->unswept = false;
    b->next = st->blocks;
    st->blocks = b;
    return b;
}

/* Blocks grow with the old generation, so that small heaps waste little and large ones have few. */
static uint64_t block_words(struct gc *g, uint32_t words)
{
    uint64_t n = g->block_hint ? g->block_hint : g->st->used_old / sizeof(Value) / 4;
    if (n < BLOCK_MIN_WORDS && !g->block_hint) n = BLOCK_MIN_WORDS;
    g->block_hint = g->block_hint ? BLOCK_MIN_WORDS : 0;
    if (n > BLOCK_MAX_WORDS) n = BLOCK_MAX_WORDS;
    return n < words ? words : n;
}

static void cursor_set(struct heap_cursor *c, struct heap_block *b, Value *from, Value *to)
{
    c->block = b;
    c->top = c->scan = from;
    c->end = to;
}

static void run_add(struct gc *g, Value *from, Value *to)
{
    if (g->nruns == g->cap_runs) {
        g->cap_runs = g->cap_runs ? 2 * g->cap_runs : 16;
        g->runs = mem_realloc(MEM_GC, g->runs, g->cap_runs * sizeof *g->runs);
    }
    g->runs[g->nruns++] = (struct gc_run){from, to};
}

/* Leaves the hole that c is in. What is left of it is lost until the block is swept again. */
static void cursor_leave(struct gc *g, struct heap_cursor *c)
{
    if (!c->block) return;
    if (c->scan < c->top) run_add(g, c->scan, c->top);
    if (c->top < c->end) gc_make_hole(c->top, c->end);
    c->block = NULL;
}

/* Nothing else has holes: one that is mostly holes is filled, and not emptied. */
static bool sparse_take(struct gc_state *st)
{
    while (st->nsparse) {
        struct heap_block *b = st->sparse[--st->nsparse];
        if (!b->holes) continue;
        b->holed = st->holed;
        st->holed = b;
        return true;
    }
    return false;
}

/* The next hole. */
static bool cursor_next_hole(struct gc *g, struct heap_cursor *c)
{
    struct gc_state *st = g->st;
    while (!st->holed)
        if (!(g->h->phase == GC_SWEEP && sweep_for_hole(g->h)) && !sparse_take(st)) return false;
    struct heap_block *b = st->holed;
    struct hole *hole = b->holes;
    b->holes = hole->next;
    if (!b->holes) st->holed = b->holed;
    stat_add(&st->holes, -(hole->h.words * sizeof(Value)));
    cursor_set(c, b, (Value *)hole, (Value *)hole + hole->h.words);
    return true;
}

static MAAT_NOINLINE void *room_slow(struct gc *g, uint32_t words)
{
    struct gc_state *st = g->st;
    struct heap_cursor *c = &st->cursor;
    if (c->block && c->end - c->top >= HOLE_WASTE) {
        c = &st->over; /* the hole is worth keeping for what is smaller */
        if (c->block && (size_t)(c->end - c->top) >= words) goto out;
        cursor_leave(g, c);
    } else {
        cursor_leave(g, c);
        if (!g->major && words <= HOLE_MIN && cursor_next_hole(g, c)) goto out;
        if (!g->major && words > HOLE_MIN)
            while (cursor_next_hole(g, c)) {
                if ((size_t)(c->end - c->top) >= words) goto out;
                if (c->end - c->top >= HOLE_WASTE) return room_slow(g, words);
                cursor_leave(g, c);
            }
    }
    struct heap_block *b = block_new(st, block_words(g, words));
    cursor_set(c, b, b->w, b->end);
out:
    c->top += words;
    store_rlx(&g->st->used_old, g->st->used_old + words * sizeof(Value));
    g->room_block = c->block;
    return c->top - words;
}

/* Never fails. */
void *gc_promote_room(struct gc *g, uint32_t words)
{
    struct heap_cursor *c = &g->st->cursor;
    if (MAAT_UNLIKELY((size_t)(c->end - c->top) < words || !c->block)) return room_slow(g, words);
    void *p = c->top;
    c->top += words;
    store_rlx(&g->st->used_old, g->st->used_old + words * sizeof(Value));
    g->room_block = c->block;
    return p;
}

static void seal(struct heap_cursor *c)
{
    if (c->block && c->top < c->end) gc_make_hole(c->top, c->end);
    c->scan = c->top;
}

void gc_cursor_seal(Heap *h)
{
    seal(&h->gc->cursor);
    seal(&h->gc->over);
}

void gc_cursor_drop(Heap *h)
{
    gc_cursor_seal(h);
    h->gc->cursor = h->gc->over = (struct heap_cursor){0};
    h->gc->holed = NULL;
    h->gc->nsparse = 0;
    store_rlx(&h->gc->holes, 0);
}

void gc_free_block(Heap *h, struct heap_block *b)
{
    stat_add(&h->gc->block_bytes, -(uint64_t)((char *)b->end - (char *)b));
    if (BUILD_STRESS) memset(b->w, 0xEF, (size_t)((char *)b->end - (char *)b->w));
    mem_free(MEM_OLD, b);
}

void gc_free_blocks(Heap *h, struct heap_block *b)
{
    while (b) {
        struct heap_block *next = b->next;
        gc_free_block(h, b);
        b = next;
    }
}

void gc_release_blocks(struct heap_block *b)
{
    for (; b; b = b->next) {
        if (!b->noff) continue;
        for (Value *p = b->w; p < b->end; p += ((Obj *)p)->words) {
            Obj *o = (Obj *)p;
            if (o->type != T_FREE && (o->flags & OF_OFFHEAP) && !(o->gc & GC_FORWARD))
                offheap_release(o);
        }
    }
}
