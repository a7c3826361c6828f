/* What collections do about small slices (slice.h): find them among what lives, and trim them when what has died
 * has given its references back, so that the shares are right. */
#include "heap/gc_cycle.h"
#include "heap/slice.h"

/* One pause copies so many bytes at most. Larger slices are not small, and are left to collections of the whole heap. */
#define TRIM_MOST (1u << 20)
/* What trimming one costs besides copying, in words of work. */
#define TRIM_COST 32

static int64_t trim(Obj *o, uint64_t *left)
{
    uint64_t n;
    if (!slice_buf(o, &n) || n > *left || !slice_wastes(o)) return 0;
    *left -= n;
    return slice_trim(o);
}

static int64_t trim_list(Obj *list, uint64_t *left)
{
    int64_t grown = 0;
    for (Obj *o = list; o && *left; o = *scan_next(o)) grown += trim(o, left);
    return grown;
}

void gc_trim_slices(struct gc *g)
{
    Heap *h = g->h;
    uint64_t left = g->major ? UINT64_MAX : TRIM_MOST;
    int64_t grown = trim_list(g->slices, &left);
    if (g->young_slices) grown += trim_list(h->off_young, &left);
    if (g->major || h->phase == GC_SWEEP)
        for (Obj *o = g->slices; o; o = *scan_next(o)) g->st->off_sum += offheap_bytes(o);
    if (!g->major) heap_offheap_grew(h, grown);
}

/* ---- the old generation of a cycle ---- */

bool slices_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    while (st->slices) {
        if (slice_over(s)) return false;
        Obj *o = st->slices;
        uint64_t left = TRIM_MOST;
        st->slices = *scan_next(o);
        (void)trim(o, &left);
        st->off_sum += offheap_bytes(o);
        slice_spend(s, TRIM_COST + (TRIM_MOST - left) / sizeof(Value));
    }
    return true;
}

int64_t slices_of_island(Island *i)
{
    uint64_t left = TRIM_MOST;
    return trim_list(i->off, &left);
}
