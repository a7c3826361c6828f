/* The private heap: life, allocation, the slow path of a reserve, accounting. Collecting is gc*.c. */
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"

/* The stress build collects at every reserve while the heap is small, later when it has grown by this part. */
#define STRESS_SMALL       (16 * 1024)
#define STRESS_PART        16
#define STRESS_MAJOR_EVERY 8

void heap_init(Heap *h, heap_roots_fn roots, Value *area, uint32_t words, uint64_t max_bytes)
{
    *h = (Heap){.roots = roots, .first = area, .first_words = words, .max_bytes = max_bytes};
    h->base = h->aged = h->top = area;
    h->limit = h->end = area + words;
    h->young_words = words > 32 ? 2 * words : 64;
    h->debt_max = 16 * 1024;
    if (h->young_words > gc_max_young(h)) h->young_words = gc_max_young(h);
}

/* ---- limits ---- */

uint64_t heap_bytes(const Heap *h)
{
    return (uint64_t)((char *)h->top - (char *)h->base) + h->used_frag + gc_old_bytes(h);
}

uint64_t heap_limit(const Heap *h)
{
    if (!h->max_bytes) return UINT64_MAX;
    if (!h->in_reserve) return h->max_bytes;
    uint64_t from = gc_seen(h)->reserve_from;
    return (from > h->max_bytes ? from : h->max_bytes) + HEAP_RESERVE_BYTES;
}

void heap_open_reserve(Heap *h)
{
    if (h->in_reserve) return;
    h->in_reserve = 1;
    gc_state_of(h)->reserve_from = heap_bytes(h);
}

static bool fits(const Heap *h, uint64_t bytes)
{
    uint64_t max = heap_limit(h), used = heap_bytes(h);
    return used <= max && bytes <= max - used;
}

bool heap_has_room(Heap *h, uint64_t bytes)
{
    if (fits(h, bytes + (uint64_t)((char *)h->limit - (char *)h->top))) return true;
    if (fits(h, bytes)) {
        h->debt = h->debt_max; /* the young area may not be filled any more */
        return true;
    }
    /* Part of what is counted may be dead, and this may not collect: the next reserve does, and finds out. So it does not matter here that the
     * limit is passed already, by something else that was made since the last one, or has come. */
    uint64_t max = heap_limit(h), used = heap_bytes(h);
    if (bytes > max || used + bytes > 2 * max) return false;
    h->debt = h->debt_max;
    return true;
}

bool heap_make_room(Heap *h, uint64_t bytes)
{
    if (fits(h, bytes)) return true;
    return gc_major(h, 0) && fits(h, bytes);
}

/* ---- allocation ---- */

/* limit is what max_bytes leaves, too. */
static bool has_words(const Heap *h, size_t words)
{
    return (size_t)(h->limit - h->top) >= words && fits(h, 0);
}

static bool stress_due(const Heap *h)
{
    uint64_t fresh = (uint64_t)((char *)h->top - (char *)h->aged) + h->debt, all = heap_bytes(h);
    return BUILD_STRESS && (all < STRESS_SMALL || fresh * STRESS_PART > all);
}

/* Small old generations are copied: as quick as a slice, and compact. In the stress build by turns. */
static bool copies_major(const Heap *h)
{
    const struct gc_state *st = gc_seen(h);
    if (BUILD_STRESS && st->ticks % (2 * STRESS_MAJOR_EVERY) == 0) return false;
    return gc_is_small(st);
}

static bool reserve_slow(Heap *h, size_t words)
{
    if (words > SIZE_MAX / 64) return false;
    bool major = h->phase == GC_IDLE && gc_old_bytes(h) >= gc_seen(h)->major_at;
    if (!major && !stress_due(h) && (size_t)(h->limit - h->top) >= words && h->debt < h->debt_max)
        return true;
    if (BUILD_STRESS)
        major |= ++gc_state_of(h)->ticks % STRESS_MAJOR_EVERY == 0 && h->phase == GC_IDLE;
    if (major && copies_major(h)) return gc_major(h, words) && has_words(h, words);
    if (major && BUILD_STRESS) cycle_start(h);
    if (gc_minor(h, words) && has_words(h, words)) return true;
    return gc_major(h, words) && has_words(h, words);
}

bool heap_reserve_slow(Heap *h, size_t words)
{
    if (MAAT_LIKELY(!h->in_reserve)) return reserve_slow(h, words);
    enum mem_overdraft was = mem_set_overdraft(MEM_RESERVE);
    bool ok = reserve_slow(h, words);
    (void)mem_set_overdraft(was);
    return ok;
}

void heap_remember(Heap *h, Obj *o)
{
    if ((o->gc & ISLAND_GC) == ISLAND_GC && !(o->flags & OF_CARDS)) islands_touched(h);
    if (o->flags & OF_CARDS) o->flags |= OF_DIRTY; /* somewhere */
    gc_remember(h, o);
}

void heap_wrote_card(Heap *h, Obj *o, const Value *at)
{
    MAAT_ASSERT((o->flags & OF_CARDS) && at > (Value *)o && at < (Value *)o + o->words);
    gc_cards(o)[(at - (Value *)o) / CARD_WORDS] = 1;
    if (!(o->flags & OF_LISTED)) gc_remember(h, o);
}

struct each {
    void (*f)(void *ctx, const Obj *o);
    void *ctx;
    uint32_t left;
};

static void each_list(struct each *e, Obj *o)
{
    for (; o && e->left; o = *scan_next(o), e->left--) e->f(e->ctx, o);
}

static void each_block(struct each *e, const struct heap_block *b)
{
    for (; b && e->left; b = b->next)
        for (const Value *p = b->w; b->noff && p < b->end && e->left;
             p += ((const Obj *)p)->words) {
            const Obj *o = (const Obj *)p;
            if (o->type == T_FREE || !(o->flags & OF_OFFHEAP)) continue;
            e->f(e->ctx, o);
            e->left--;
        }
}

void heap_each_offheap(const Heap *h, void (*f)(void *ctx, const Obj *o), void *ctx, uint32_t max)
{
    struct each e = {f, ctx, max};
    each_list(&e, h->off_young);
    if (!h->gc) return;
    for (const Island *i = h->gc->islands; i; i = i->next) each_list(&e, i->off);
    each_block(&e, h->gc->blocks);
    each_block(&e, h->gc->unswept);
}

void heap_add_offheap(Heap *h, Obj *o, Obj **next, uint64_t bytes)
{
    MAAT_ASSERT(next == scan_next(o) && !(o->flags & OF_OFFHEAP) && !(o->gc & GC_OLD));
    o->flags |= OF_OFFHEAP;
    *next = h->off_young;
    h->off_young = o;
    h->debt += bytes;
    store_rlx(&h->used_off, h->used_off + bytes);
}

void heap_offheap_grew(Heap *h, const Obj *o, uint64_t bytes)
{
    h->debt += bytes;
    store_rlx(&h->used_off, h->used_off + bytes);
    if (!(o->gc & GC_OLD)) return;
    h->gc->off_old += bytes;
    if (h->phase == GC_SWEEP) h->gc->off_grown += bytes;
}

void heap_maps_grew(Heap *h, int64_t bytes)
{
    if (bytes > 0) h->debt += (uint64_t)bytes;
    gc_state_of(h)->off_maps += (uint64_t)bytes;
    store_rlx(&h->used_off, h->used_off + (uint64_t)bytes);
}

/* ---- adoption (mailbox/parcel.c) ---- */

void heap_adopt(Heap *h, struct fragment *f)
{
    f->next = h->fragments;
    h->fragments = f;
    uint64_t bytes = fragment_bytes(f);
    store_rlx(&h->used_frag, h->used_frag + bytes);
    h->debt += bytes;
}

void heap_leave_fragment(Heap *h, struct fragment **from)
{
    struct fragment *f = *from;
    *from = f->next;
    f->next = NULL;
    uint64_t bytes = fragment_bytes(f);
    store_rlx(&h->used_frag, h->used_frag - bytes);
    h->debt = h->debt > bytes ? h->debt - bytes : 0;
}

void heap_adopt_large(Heap *h, Obj *o)
{
    MAAT_ASSERT(o->gc == GC_LARGE);
    heap_list_large(h, o);
}

/* Buffers that come with messages: some of them make a collection due, but not each large one, as most are shared or sent on. */
#define ADOPTED_DEBT 4096

void heap_adopt_offheap(Heap *h, Obj *first)
{
    Obj **end = &h->off_young, *rest = h->off_young;
    uint64_t bytes = 0;
    for (*end = first; *end; end = scan_next(*end)) {
        MAAT_ASSERT((*end)->flags & OF_OFFHEAP);
        bytes += offheap_bytes(*end);
    }
    *end = rest;
    h->debt += bytes < ADOPTED_DEBT ? bytes : ADOPTED_DEBT;
    store_rlx(&h->used_off, h->used_off + bytes);
}

/* ---- collections on request ---- */

bool heap_minor(Heap *h) { return gc_minor(h, 0) && fits(h, 0); }

bool heap_major(Heap *h) { return gc_major(h, 0) && fits(h, 0); }

bool heap_step(Heap *h)
{
    struct gc_state *st = gc_state_of(h);
    uint64_t cycles = st->stats.cycles;
    if (h->phase == GC_IDLE) cycle_start(h);
    return !gc_minor(h, 0) || st->stats.cycles != cycles;
}

/* ---- figures ---- */

static const char *phase_name(uint8_t phase)
{
    static const char *const names[] = {"idle",  "mark",  "weak", "final",
                                        "again", "purge", "evac", "sweep"};
    return names[phase];
}

static void stats_info(const struct gc_state *st, struct heap_info *out)
{
    const struct heap_stats *s = &st->stats;
    out->minors = load_rlx(&s->minors);
    out->cycles = load_rlx(&s->cycles);
    out->slices = load_rlx(&s->slices);
    out->fulls = load_rlx(&s->fulls);
    out->majors = out->cycles + out->fulls;
    out->pause_max_ns = load_rlx(&s->pause_max_ns);
    out->pause_max_cpu_ns = load_rlx(&s->pause_max_cpu_ns);
    out->pause_sum_ns = load_rlx(&s->pause_sum_ns);
    for (int i = 0; i < HEAP_PAUSES; i++) out->pauses[i] = load_rlx(&s->pauses[i]);
    out->copied_bytes = load_rlx(&s->copied_bytes);
    out->marked_bytes = load_rlx(&s->marked_bytes);
    out->freed_bytes = load_rlx(&s->freed_bytes);
    out->evacuated_bytes = load_rlx(&s->evacuated_bytes);
    out->hole_bytes = load_rlx(&st->holes);
    out->building = load_rlx(&st->building);
    out->old_bytes = load_rlx(&st->used_old);
    out->large_bytes = load_rlx(&st->used_large);
    out->spare_bytes = load_rlx(&st->used_spare);
}

/* The owner may be running, and writes it plainly. */
MAAT_RACY static uint8_t phase_seen(const Heap *h) { return ((const volatile Heap *)h)->phase; }

/* The owner may be running; these two words are written with each object. */
MAAT_RACY static uint64_t young_bytes(const Heap *h)
{
    return (uint64_t)((char *)h->top - (char *)h->base);
}

void heap_info(const Heap *h, struct heap_info *out)
{
    *out = (struct heap_info){0};
    stats_info(gc_seen(h), out);
    out->phase = phase_name(phase_seen(h));
    out->young_bytes = young_bytes(h);
    out->offheap_bytes = load_rlx(&h->used_off);
    out->fragment_bytes = load_rlx(&h->used_frag);
    out->frozen_bytes = load_rlx(&h->used_frozen);
}

const Obj *heap_large_at(const Heap *h, uint32_t i)
{
    const struct gc_state *st = gc_seen(h);
    return i < st->nlarge ? st->large[i] : NULL;
}

uint64_t heap_pause_recent(const Heap *h)
{
    struct gc_state *st = (struct gc_state *)(uintptr_t)gc_seen(h);
    /* What heaps without collections have in common is never written. */
    return load_rlx(&st->stats.pause_recent_ns) ? xchg_ar(&st->stats.pause_recent_ns, 0) : 0;
}
