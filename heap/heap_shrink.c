/* Making a heap as small as what lives in it.
 *
 * A small heap is copied into one block of the old generation that fits exactly. If nothing else is old, that block becomes the young
 * area, all of it aged, and the gc_state can go:
 *
 *   | heap_block | objects that live |        base ----> first object, top = aged = end of the last one
 *
 * So a heap at rest is what lives and sixty bytes. The next reserve that does not find room promotes all of it again.
 */
#include "heap/gc_cycle.h"

/* Larger ones waste little as it is. */
#define FIT_MAX    (64u * 1024)
/* A step of a large heap goes through so much of what is old, and so many words at least, if its time allows. */
#define STEP_PART  128
#define STEP_LEAST (32u * 1024)

static void shrink_tables(struct gc_state *st)
{
    mem_free(MEM_GC, st->remembered);
    st->remembered = NULL;
    st->nremembered = st->cap_remembered = 0;
    if (st->nlarge == 0) {
        mem_free(MEM_GC, st->large);
        st->large = NULL;
        st->cap_large = 0;
    }
}

/* It has never had more than its first area, and what lies there takes no memory elsewhere; or nothing has come since it was shrunk. */
static bool is_smallest(const Heap *h)
{
    bool at_rest = h->in_block && h->top == h->aged;
    return !h->gc && (h->base == h->first || at_rest) && !h->fragments && !h->off_young &&
           !h->frozen;
}

static void back_to_first(Heap *h)
{
    if (h->base == h->first) return;
    gc_free_area(h);
    gc_set_area(h, h->first, h->first, h->first + h->first_words);
    h->young_words = 2 * h->first_words;
}

/* The end of the objects in b; NULL: there are holes among them. */
static Value *dense_end(const struct heap_block *b)
{
    Value *p = (Value *)b->w, *end = NULL;
    for (; p < b->end; p += ((Obj *)p)->words) {
        bool hole = ((Obj *)p)->type == T_FREE;
        if (end && !hole) return NULL;
        if (hole && !end) end = p;
    }
    return end ? end : b->end;
}

/* The only block with what lives, in a heap with nothing else that is old, becomes the young area. */
static void block_to_young(Heap *h)
{
    struct gc_state *st = h->gc;
    struct heap_block *b = st->blocks;
    if (!b || b->next || h->top != h->base || h->fragments || h->phase != GC_IDLE) return;
    Value *end = dense_end(b);
    if (!end || (uint64_t)((char *)end - (char *)b->w) > FIT_MAX || !gc_state_idle(h)) return;
    for (Value *p = b->w; p < end; p += ((Obj *)p)->words) {
        Obj *o = (Obj *)p;
        MAAT_ASSERT((o->gc & GC_OLD) && !(o->gc & (GC_REMEMBERED | GC_LARGE | GC_MARK)));
        o->gc = 0;
        if (!(o->flags & OF_OFFHEAP)) continue;
        *scan_next(o) = h->off_young;
        h->off_young = o;
    }
    st->blocks = st->holed = NULL;
    st->cursor = st->over = (struct heap_cursor){0};
    st->block_bytes = 0;
    store_rlx(&st->used_old, 0);
    st->off_old = 0;
    gc_free_area(h);
    h->in_block = 1;
    gc_set_area(h, b->w, end, b->end);
}

void *heap_shrink(Heap *h)
{
    if (is_smallest(h)) return NULL;
    (void)gc_major(h, 0);
    struct gc_state *st = h->gc;
    /* Once the size is known, one block that fits exactly can be made. */
    if (st->used_old < FIT_MAX) (void)gc_major_into(h, 0, st->used_old / sizeof(Value) + 1);
    shrink_tables(st);
    back_to_first(h);
    block_to_young(h);
    void *left = gc_state_leave(h);
    MAAT_VERIFY(heap_verify(h));
    return left;
}

bool heap_shrink_step(Heap *h, void **left)
{
    *left = NULL;
    if (is_smallest(h)) return true;
    struct gc_state *st = gc_state_of(h);
    /* The stress build's slices are too small to go through much. */
    if (BUILD_STRESS || (h->phase == GC_IDLE && gc_is_small(st))) {
        *left = heap_shrink(h);
        return true;
    }
    /* A cycle that began when the heap was small owes little. */
    uint64_t part = gc_old_bytes(h) / sizeof(Value) / STEP_PART;
    if (part < STEP_LEAST) part = STEP_LEAST;
    if (st->owed < part) st->owed = part;
    if (!heap_step(h)) return false;
    if (h->phase == GC_IDLE && gc_is_small(st)) {
        *left = heap_shrink(h);
        return true;
    }
    /* What was promoted while the first cycle marked, it took to be alive. (Without memory it ends here, too.) */
    if (++st->rest_cycles < 2) return false;
    st->rest_cycles = 0;
    h->young_words = 2 * h->first_words;
    (void)gc_minor(h, 0); /* to a young area that is small */
    shrink_tables(st);
    return true;
}
