/* What collections do about off-heap parts when what has died has given its references back, so that the shares are right: they trim
 * small slices (slice.h), and count. */
#include "heap/gc_cycle.h"
#include "heap/slice.h"

/* One pause copies so many bytes at most. Larger slices are not small, and are left to collections of the whole heap. */
#define TRIM_MOST   (1u << 20)
/* What trimming one costs besides copying, in words of work. */
#define TRIM_COST   32
/* What counting one costs. */
#define COUNT_COST  8
/* With so many bytes copied a step ends. */
#define TRIM_ENOUGH (BUILD_STRESS ? 64u : 65536u)

static int64_t trim(Obj *o, uint64_t *left)
{
    uint64_t n;
    if (!slice_buf(o, &n) || n > *left || !slice_wastes(o)) return 0;
    *left -= n;
    return slice_trim(o);
}

/* By how many bytes they have grown. */
static int64_t trim_list(Obj *list, uint64_t *left)
{
    int64_t grown = 0;
    for (Obj *o = list; o && *left; o = *scan_next(o)) grown += trim(o, left);
    return grown;
}

static uint64_t maps_bytes(Obj *list)
{
    uint64_t n = 0;
    for (Obj *o = list; o; o = *scan_next(o))
        if (o->type == T_WEAKMAP) n += offheap_bytes(o);
    return n;
}

static uint64_t others_bytes(Obj *list)
{
    uint64_t n = 0;
    for (Obj *o = list; o; o = *scan_next(o))
        if (o->type != T_WEAKMAP) n += offheap_bytes(o);
    return n;
}

static void count_all(Heap *h)
{
    store_rlx(&h->used_off, h->gc->off_old + h->gc->off_maps + others_bytes(h->off_young));
}

void gc_count_offheap(struct gc *g)
{
    Heap *h = g->h;
    struct gc_state *st = g->st;
    uint64_t left = g->major ? UINT64_MAX : TRIM_MOST;
    if (g->small_slices) {
        (void)trim_list(g->off_old, &left);
        (void)trim_list(h->off_young, &left);
    }
    if (g->major) {
        st->off_old = 0;
        st->off_maps = maps_bytes(g->off_old);
    }
    st->off_old += others_bytes(g->off_old);
    count_all(h);
    if (g->major || h->phase != GC_SWEEP) return;
    for (Obj *o = g->off_old, *next; o; o = next) {
        next = *scan_next(o);
        sweep_count_offheap(st, o);
    }
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
        gc_link_offheap(&st->trimmed, o);
        slice_spend(s, TRIM_COST + (TRIM_MOST - left) / sizeof(Value));
    }
    while (st->trimmed) {
        if (slice_over(s)) return false;
        Obj *o = st->trimmed;
        st->trimmed = *scan_next(o);
        st->off_sum += offheap_bytes(o);
        slice_spend(s, COUNT_COST);
    }
    st->off_old = st->off_sum + st->off_grown;
    count_all(h);
    frozen_count(h);
    return true;
}

/* ---- those of islands ---- */

bool slices_trim_some(Obj **at, uint32_t n, bool major, uint64_t *words)
{
    uint64_t copied = 0;
    for (; n && *at && copied < TRIM_ENOUGH; n--, *at = *scan_next(*at)) {
        uint64_t most = major ? UINT64_MAX : TRIM_MOST, left = most;
        (void)trim(*at, &left);
        copied += most - left;
        *words += COUNT_COST;
    }
    *words += copied / sizeof(Value);
    return !*at;
}

bool slices_count_some(Obj **at, uint32_t n, uint64_t *bytes)
{
    for (; n && *at; n--, *at = *scan_next(*at)) *bytes += offheap_bytes(*at);
    return !*at;
}
