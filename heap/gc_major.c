/* Major collection at once: the whole heap to new blocks. The young area is empty afterwards, so it can stay. */
#include "heap/gc_cycle.h"

#include "base/world.h"

/* The area of the young generation after the collection: the one that is there, if it is large enough. */
static Value *area_after(Heap *h, size_t words, uint64_t *n)
{
    *n = (uint64_t)(h->end - h->base);
    if (words <= *n) return h->base;
    *n = words > h->young_words ? words : h->young_words;
    return gc_new_area(words, n);
}

static void leave_area(Heap *h, Value *area)
{
    if (area != h->base)
        gc_free_area(h);
    else if (BUILD_STRESS)
        gc_poison_area(h);
}

bool gc_major(Heap *h, size_t words) { return gc_major_into(h, words, 0); }

/* A cycle that is under way is brought to its end: only then do all old objects have one colour. */
static bool end_cycle(Heap *h)
{
    if (h->phase == GC_IDLE) return true;
    gc_state_of(h)->stepping = true;
    return gc_minor(h, 0);
}

static struct heap_block *condemn(struct gc_state *st)
{
    struct heap_block *b = st->blocks;
    st->blocks = st->holed = NULL;
    st->nsparse = 0;
    store_rlx(&st->holes, 0);
    st->cursor = st->over = (struct heap_cursor){0};
    st->maps.n = st->keys.n = 0;
    return b;
}

bool gc_major_into(Heap *h, size_t words, uint64_t block_words)
{
    uint64_t started = world_mono_ns(), n, before = gc_old_bytes(h);
    struct gc_state *st = gc_state_of(h);
    region_drop(h);
    if (!end_cycle(h)) return false;
    Value *area = area_after(h, words, &n);
    bool enough = area != NULL;
    if (!enough) area_after(h, 0, &n), area = h->base;
    islands_begin_major(h);
    gc_cursor_seal(h);
    struct heap_block *condemned = condemn(st);
    h->color ^= GC_COLOR;
    st->nremembered = 0;
    store_rlx(&st->used_old, 0);
    struct gc g = {.h = h, .st = st, .major = true, .color = h->color, .block_hint = block_words};
    g.cpu_ns = world_cpu_ns();
    h->roots(h, &g);
    gc_scan(&g);
    gc_weak_finish(&g);
    gc_scan_end(&g);
    gc_sweep_offheap(&g);
    gc_release_blocks(condemned);
    gc_sweep_large(&g);
    islands_end_major(h);
    frozen_sweep(h);
    frozen_count(h);
    islands_count_major(h);
    gc_count_offheap(&g);
    gc_free_blocks(h, condemned);
    gc_free_fragments(h);
    leave_area(h, area);
    gc_set_area(h, area, area, area + n);
    uint64_t after = gc_old_bytes(h);
    gc_set_pace(h, before > after ? before - after : 0);
    gc_finish(&g, started);
    if (st->reserve_from > heap_bytes(h)) st->reserve_from = heap_bytes(h);
    return enough;
}
