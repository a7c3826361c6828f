/* The private heap: life, allocation, the slow path of a reserve, accounting. Collecting is gc*.c. */
#include "heap/gc_int.h"

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
    h->major_at = 1024 * 1024;
    h->debt_max = 16 * 1024;
    heap_set_max_young(h, HEAP_MAX_YOUNG);
}

void heap_set_max_young(Heap *h, uint64_t bytes)
{
    uint64_t words = bytes / sizeof(Value);
    h->max_young = words > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)words;
    if (h->max_young < 64) h->max_young = 64;
    if (h->young_words > h->max_young) h->young_words = h->max_young;
}

static void release_list(Obj *list)
{
    for (Obj *o = list, *next; o; o = next) {
        next = *scan_next(o);
        offheap_release(o);
    }
}

void heap_fini(Heap *h)
{
    release_list(h->off_young);
    release_list(h->off_old);
    frozen_forget_all(h);
    for (uint32_t i = 0; i < h->nlarge; i++) mem_free(MEM_LARGE, h->large[i]);
    islands_free(h);
    gc_free_fragments(h);
    gc_free_chunks(h->chunks);
    gc_free_area(h);
    mem_free(MEM_GC, h->large);
    mem_free(MEM_GC, h->remembered);
    mem_free(MEM_GC, h->stats);
    *h = (Heap){0};
}

/* ---- limits ---- */

uint64_t heap_bytes(const Heap *h)
{
    return (uint64_t)((char *)h->top - (char *)h->base) + h->used_frag + gc_old_bytes(h);
}

static uint64_t limit_bytes(const Heap *h)
{
    if (!h->max_bytes) return UINT64_MAX;
    return h->max_bytes + (h->in_reserve ? HEAP_RESERVE_BYTES : 0);
}

static bool fits(const Heap *h, uint64_t bytes)
{
    uint64_t max = limit_bytes(h), used = heap_bytes(h);
    return used <= max && bytes <= max - used;
}

bool heap_has_room(Heap *h, uint64_t bytes)
{
    if (fits(h, bytes)) return true;
    /* Part of what is counted may be dead, and this may not collect. */
    uint64_t max = limit_bytes(h), used = heap_bytes(h);
    if (bytes > max || used > max || used + bytes > 2 * max) return false;
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

bool heap_reserve_slow(Heap *h, size_t words)
{
    bool major = h->force_major || gc_old_bytes(h) >= h->major_at;
    if (words > SIZE_MAX / 64) return false;
    if (!major && !stress_due(h) && (size_t)(h->limit - h->top) >= words && h->debt < h->debt_max)
        return true;
    if (BUILD_STRESS) major |= ++h->ticks % STRESS_MAJOR_EVERY == 0;
    if (!major && gc_minor(h, words) && gc_old_bytes(h) < h->major_at && has_words(h, words))
        return true;
    return gc_major(h, words) && has_words(h, words);
}

void heap_list_large(Heap *h, Obj *o)
{
    if (h->nlarge == h->cap_large) {
        h->cap_large = h->cap_large ? 2 * h->cap_large : 4;
        h->large = mem_realloc(MEM_GC, h->large, h->cap_large * sizeof *h->large);
    }
    h->large[h->nlarge++] = o;
    uint64_t bytes = o->words * sizeof(Value);
    store_rlx(&h->used_large, h->used_large + bytes);
    h->debt += bytes;
}

void *heap_alloc_large(Heap *h, enum obj_type t, uint32_t words)
{
    MAAT_ASSERT(words > HEAP_LARGE_WORDS);
    uint64_t bytes = words * sizeof(Value);
    if (!heap_has_room(h, bytes)) return NULL;
    uint32_t cards = t == T_SLOTS ? gc_ncards(words) : 0;
    Obj *o = mem_try_alloc(MEM_LARGE, bytes + cards);
    if (!o) return NULL;
    *o = (Obj){.type = (uint8_t)t, .gc = GC_LARGE, .words = words};
    if (cards) {
        o->flags = OF_CARDS;
        memset(gc_cards(o), 0, cards);
    }
    heap_list_large(h, o);
    return o;
}

void heap_remember(Heap *h, Obj *o)
{
    if (o->flags & OF_CARDS) o->flags |= OF_DIRTY; /* somewhere */
    gc_remember(h, o);
}

void heap_wrote_card(Heap *h, Obj *o, const Value *at)
{
    MAAT_ASSERT((o->flags & OF_CARDS) && at > (Value *)o && at < (Value *)o + o->words);
    gc_cards(o)[(at - (Value *)o) / CARD_WORDS] = 1;
    if (!(o->flags & OF_LISTED)) gc_remember(h, o);
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

void heap_add_weak(Heap *h, WeakRef *w)
{
    MAAT_ASSERT(w->h.type == T_WEAKREF);
    w->next = h->weak;
    h->weak = &w->h;
}

/* ---- adoption (mailbox/parcel.c) ---- */

void heap_adopt(Heap *h, struct fragment *f)
{
    f->next = h->fragments;
    h->fragments = f;
    uint64_t bytes = f->words * sizeof(Value);
    store_rlx(&h->used_frag, h->used_frag + bytes);
    h->debt += bytes + f->head + sizeof *f;
}

void heap_leave_fragment(Heap *h, struct fragment **from)
{
    struct fragment *f = *from;
    *from = f->next;
    f->next = NULL;
    uint64_t bytes = f->words * sizeof(Value), debt = bytes + f->head + sizeof *f;
    store_rlx(&h->used_frag, h->used_frag - bytes);
    h->debt = h->debt > debt ? h->debt - debt : 0;
}

void heap_adopt_large(Heap *h, Obj *o)
{
    MAAT_ASSERT(o->gc == GC_LARGE);
    heap_list_large(h, o);
}

void heap_adopt_offheap(Heap *h, Obj *first)
{
    Obj **end = &h->off_young, *rest = h->off_young;
    for (*end = first; *end; end = scan_next(*end)) MAAT_ASSERT((*end)->flags & OF_OFFHEAP);
    *end = rest;
}

/* ---- collections on request ---- */

bool heap_minor(Heap *h) { return gc_minor(h, 0) && fits(h, 0); }

bool heap_major(Heap *h) { return gc_major(h, 0) && fits(h, 0); }

static void shrink_tables(Heap *h)
{
    mem_free(MEM_GC, h->remembered);
    h->remembered = NULL;
    h->nremembered = h->cap_remembered = 0;
    if (h->nlarge == 0) {
        mem_free(MEM_GC, h->large);
        h->large = NULL;
        h->cap_large = 0;
    }
}

void heap_shrink(Heap *h)
{
    (void)gc_major(h, 0);
    /* Once the size is known, one chunk that fits exactly can be made. Large heaps waste little as it is. */
    if (h->used_old < 64 * 1024) (void)gc_major_into(h, 0, h->used_old / sizeof(Value) + 1);
    shrink_tables(h);
    if (h->base == h->first) return;
    gc_free_area(h);
    gc_set_area(h, h->first, h->first, h->first + h->first_words);
    h->young_words = 2 * h->first_words;
}

void heap_info(const Heap *h, struct heap_info *out)
{
    *out = (struct heap_info){0};
    const struct heap_stats *s = load_rlx(&h->stats);
    if (s) {
        out->minors = load_rlx(&s->minors);
        out->majors = load_rlx(&s->majors);
        out->pause_max_ns = load_rlx(&s->pause_max_ns);
        out->pause_sum_ns = load_rlx(&s->pause_sum_ns);
        out->copied_bytes = load_rlx(&s->copied_bytes);
    }
    out->young_bytes = (uint64_t)((char *)h->top - (char *)h->base);
    out->old_bytes = load_rlx(&h->used_old);
    out->large_bytes = load_rlx(&h->used_large);
    out->offheap_bytes = load_rlx(&h->used_off);
    out->fragment_bytes = load_rlx(&h->used_frag);
}
