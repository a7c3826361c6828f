/* Major collection: the whole heap to new chunks. The young area is empty afterwards, so it can stay. */
#include "heap/gc_int.h"

#include "base/world.h"

#define MAJOR_MIN (1024 * 1024)

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

bool gc_major_into(Heap *h, size_t words, uint64_t chunk_words)
{
    uint64_t started = world_mono_ns(), n;
    Value *area = area_after(h, words, &n);
    bool enough = area != NULL;
    if (!enough) area_after(h, 0, &n), area = h->base;
    islands_begin_major(h);
    struct heap_chunk *condemned = h->chunks;
    h->chunks = NULL;
    h->color ^= GC_COLOR;
    h->nremembered = 0;
    h->force_major = 0;
    store_rlx(&h->used_old, 0);
    struct gc g = {.h = h, .major = true, .color = h->color, .chunk_hint = chunk_words};
    h->roots(h, &g);
    gc_scan_major(&g);
    gc_sweep_weak(&g);
    gc_sweep_offheap(&g);
    gc_sweep_large(&g);
    islands_end_major(h);
    frozen_sweep(h);
    gc_free_chunks(condemned);
    gc_free_fragments(h);
    leave_area(h, area);
    gc_set_area(h, area, area, area + n);
    uint64_t live = gc_old_bytes(h);
    h->major_at = 2 * live > MAJOR_MIN ? 2 * live : MAJOR_MIN;
    gc_finish(&g, started);
    return enough;
}
