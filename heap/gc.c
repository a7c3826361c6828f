/* The heart of the collector: moving one object, scanning gray ones, sweeping what is listed. See gc_int.h. */
#include "heap/gc_int.h"

#include "base/world.h"

#define CHUNK_MIN_WORDS 64
#define CHUNK_MAX_WORDS (128 * 1024)
#define DEBT_MIN        (16u * 1024)
#define DEBT_MAX        (32u * 1024 * 1024)
#define POISON          0xEF

/* ---- memory ---- */

static struct heap_chunk *chunk_new(Heap *h, uint64_t words)
{
    struct heap_chunk *c = mem_alloc(MEM_OLD, sizeof *c + words * sizeof(Value));
    c->top = c->w;
    c->end = c->w + words;
    c->newer = NULL;
    c->next = h->chunks;
    if (c->next) c->next->newer = c;
    h->chunks = c;
    return c;
}

/* Chunks grow with the old generation, so that small heaps waste little and large ones have few. */
static uint64_t chunk_words(const struct gc *g, uint32_t words)
{
    uint64_t n = g->chunk_hint ? g->chunk_hint : g->h->used_old / sizeof(Value) / 4;
    if (n > CHUNK_MAX_WORDS) n = CHUNK_MAX_WORDS;
    if (n < CHUNK_MIN_WORDS && !g->chunk_hint) n = CHUNK_MIN_WORDS;
    return n < words ? words : n;
}

/* Never fails. */
void *gc_promote_room(struct gc *g, uint32_t words)
{
    struct heap_chunk *c = g->h->chunks;
    if (MAAT_UNLIKELY(!c || (size_t)(c->end - c->top) < words)) {
        c = chunk_new(g->h, chunk_words(g, words));
        g->chunk_hint = g->chunk_hint ? CHUNK_MIN_WORDS : 0;
    }
    void *p = c->top;
    if (MAAT_UNLIKELY(!g->scan_chunk)) {
        g->scan_chunk = c;
        g->scan_at = p;
    }
    c->top += words;
    store_rlx(&g->h->used_old, g->h->used_old + words * sizeof(Value));
    return p;
}

void gc_free_chunks(struct heap_chunk *c)
{
    while (c) {
        struct heap_chunk *next = c->next;
        if (BUILD_STRESS) memset(c->w, POISON, (size_t)((char *)c->end - (char *)c->w));
        mem_free(MEM_OLD, c);
        c = next;
    }
}

void gc_poison_area(Heap *h)
{
    memset(h->base, POISON, (size_t)((char *)h->end - (char *)h->base));
}

void gc_free_area(Heap *h)
{
    if (BUILD_STRESS) gc_poison_area(h);
    if (h->base != h->first) mem_free(MEM_YOUNG, h->base);
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

void gc_remember(Heap *h, Obj *o)
{
    MAAT_ASSERT((o->gc & GC_OLD) && !(o->gc & GC_REMEMBERED));
    if (o->flags & OF_LISTED) return;
    if (h->nremembered == h->cap_remembered) {
        h->cap_remembered = h->cap_remembered ? 2 * h->cap_remembered : 8;
        h->remembered =
            mem_realloc(MEM_GC, h->remembered, h->cap_remembered * sizeof *h->remembered);
    }
    if (o->flags & OF_CARDS)
        o->flags |= OF_LISTED; /* never GC_REMEMBERED: the barrier must see every write */
    else
        o->gc |= GC_REMEMBERED;
    h->remembered[h->nremembered++] = o;
}

/* ---- moving ---- */

static inline Obj *copy_to(struct gc *g, Obj *o, Obj *to, uint32_t words, uint8_t gc)
{
    memcpy(to, o, words * sizeof(Value));
    to->gc = gc;
    o->gc |= GC_FORWARD;
    ((Obj **)o)[1] = to;
    g->copied += words;
    return to;
}

static Obj *promote(struct gc *g, Obj *o, uint32_t words)
{
    return copy_to(g, o, gc_promote_room(g, words), words, GC_OLD | g->color);
}

static Obj *mark_large(struct gc *g, Obj *o)
{
    if (g->major) {
        if (o->gc & GC_MARK) return o;
        o->gc |= GC_MARK;
    }
    o->gc = (uint8_t)((o->gc & ~(GC_COLOR | GC_REMEMBERED)) | GC_OLD | g->color);
    o->flags &= (uint16_t)~(OF_LISTED | OF_DIRTY);
    gc_push_gray(g, o);
    return o;
}

/* Whether a young object goes to the old generation. `at` is its place in the young area; fragments lie outside. */
static inline bool comes_of_age(const struct gc *g, uint64_t at, uint32_t words)
{
    const Heap *h = g->h;
    if (at < (uint64_t)((char *)h->aged - (char *)h->base)) return true;
    if (g->promote_frags && at >= (uint64_t)((char *)h->top - (char *)h->base)) return true;
    return (size_t)(g->to_end - g->to_top) < words;
}

static inline Obj *move_minor(struct gc *g, Obj *o)
{
    if (o->gc & (GC_OLD | GC_SHARED)) {
        if (MAAT_UNLIKELY(g->nislands && (o->gc & ISLAND_GC) == ISLAND_GC)) island_reached(g, o);
        return o;
    }
    if (o->gc & GC_FORWARD) {
        Obj *to = ((Obj **)o)[1];
        g->young_seen |= !(to->gc & GC_OLD);
        return to;
    }
    if (MAAT_UNLIKELY(o->gc & GC_LARGE)) return mark_large(g, o);
    /* A slot that was visited before. */
    if ((uint64_t)((char *)o - (char *)g->to) < (uint64_t)((char *)g->to_limit - (char *)g->to)) {
        g->young_seen = true;
        return o;
    }
    uint32_t words = gc_header_words(o);
    if (comes_of_age(g, (uint64_t)((char *)o - (char *)g->h->base), words))
        return promote(g, o, words);
    Obj *to = (Obj *)g->to_top;
    g->to_top += words;
    g->young_seen = true;
    return copy_to(g, o, to, words, 0);
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

static inline __attribute__((always_inline)) void scan_range(struct gc *g, Value *p, Value *end,
                                                             bool major)
{
    for (; p < end; p++)
        if (is_ptr(*p)) *p = scan_retarget(*p, move(g, to_obj(*p), major));
}

static inline __attribute__((always_inline)) void scan_object(struct gc *g, Obj *o, bool major)
{
    const struct shape *s = scan_shape(o);
    Obj **ptr = (Obj **)o + s->ptr;
    for (int i = 0; i < s->nptr; i++)
        if (ptr[i]) ptr[i] = move(g, ptr[i], major);
    if (s->first != SHAPE_NONE) scan_range(g, (Value *)o + s->first, (Value *)o + o->words, major);
}

void gc_range(struct gc *g, Value *from, Value *to)
{
    MAAT_ASSERT(from <= to);
    g->rooted += (uint64_t)(to - from);
    if (g->major)
        scan_range(g, from, to, true);
    else
        scan_range(g, from, to, false);
}

void *gc_object(struct gc *g, void *o) { return o ? move(g, o, g->major) : NULL; }

/* ---- gray objects ---- */

/* The next gray object in old chunks, or NULL. Chunks are filled one after the other. */
static Obj *next_promoted(struct gc *g)
{
    if (!g->scan_chunk) return NULL;
    while (g->scan_at == g->scan_chunk->top) {
        if (!g->scan_chunk->newer) return NULL;
        g->scan_chunk = g->scan_chunk->newer;
        g->scan_at = g->scan_chunk->w;
    }
    Obj *o = (Obj *)g->scan_at;
    g->scan_at += o->words;
    return o;
}

static Obj *next_old_gray(struct gc *g)
{
    Obj *o = next_promoted(g);
    return !o && g->ngray ? g->gray[--g->ngray] : o;
}

/* Scans the marked cards, or all; marks those that refer to young objects. Whether one does. */
static bool scan_cards(struct gc *g, Obj *o, bool all)
{
    uint8_t *card = gc_cards(o);
    Value *base = (Value *)o, *end = base + o->words;
    bool young = false;
    for (uint32_t i = 0, n = gc_ncards(o->words); i < n; i++) {
        if (!all && !card[i]) continue;
        Value *from = base + (size_t)i * CARD_WORDS, *to = from + CARD_WORDS;
        g->young_seen = false;
        scan_range(g, i ? from : from + 1, to < end ? to : end, false);
        card[i] = g->young_seen;
        young |= g->young_seen;
    }
    return young;
}

void gc_scan_minor(struct gc *g)
{
    for (;;) {
        g->from_young = true;
        while (g->scan < g->to_top) {
            Obj *o = (Obj *)g->scan;
            g->scan += o->words;
            scan_object(g, o, false);
        }
        Obj *o = next_old_gray(g);
        if (!o) break;
        g->from_young = false;
        g->young_seen = false;
        if (o->flags & OF_CARDS)
            g->young_seen = scan_cards(g, o, true);
        else
            scan_object(g, o, false);
        if (g->young_seen) gc_remember(g->h, o);
    }
    mem_free(MEM_GC, g->gray);
}

void gc_scan_remembered(struct gc *g)
{
    Heap *h = g->h;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < h->nremembered; i++) {
        Obj *o = h->remembered[i];
        MAAT_ASSERT((o->gc & GC_REMEMBERED) || (o->flags & OF_LISTED));
        if (MAAT_UNLIKELY(g->nislands && (o->gc & ISLAND_GC) == ISLAND_GC)) island_remembered(g, o);
        g->young_seen = false;
        if (o->flags & OF_CARDS) {
            g->young_seen = scan_cards(g, o, o->flags & OF_DIRTY);
            o->flags &= (uint16_t)~OF_DIRTY;
        } else {
            scan_object(g, o, false);
        }
        if (g->young_seen) {
            h->remembered[kept++] = o;
        } else {
            o->gc &= (uint8_t)~GC_REMEMBERED;
            o->flags &= (uint16_t)~OF_LISTED;
        }
    }
    h->nremembered = kept;
}

void gc_scan_major(struct gc *g)
{
    for (Obj *o; (o = next_old_gray(g));) scan_object(g, o, true);
    mem_free(MEM_GC, g->gray);
}

/* ---- what is listed ---- */

/* Where a condemned object is now; NULL: dead. Right for all objects once scanning is over. */
static Obj *survivor(struct gc *g, Obj *o)
{
    if (o->gc & GC_SHARED) return o;
    if (o->gc & GC_FORWARD) return ((Obj **)o)[1];
    if (g->major) return o->gc & GC_LARGE && o->gc & GC_MARK ? o : NULL;
    if (g->nislands && (o->gc & ISLAND_GC) == ISLAND_GC && island_is_dead(g, o)) return NULL;
    return o->gc & GC_OLD ? o : NULL;
}

/* Moves the living of a list to the lists they now belong to. The link of a moved object stands in its copy: the
 * forwarding address may have taken its place in the original. */
static void sweep_offheap_list(struct gc *g, Obj *list)
{
    Heap *h = g->h;
    for (Obj *o = list, *next; o; o = next) {
        Obj *to = survivor(g, o);
        next = *scan_next(to ? to : o);
        if (!to) {
            uint64_t bytes = offheap_bytes(o);
            store_rlx(&h->used_off, h->used_off > bytes ? h->used_off - bytes : 0);
            offheap_release(o);
            continue;
        }
        Obj **head = to->gc & GC_OLD ? &h->off_old : &h->off_young;
        *scan_next(to) = *head;
        *head = to;
    }
}

void gc_sweep_offheap(struct gc *g)
{
    Obj *young = g->h->off_young, *old = g->h->off_old;
    g->h->off_young = NULL;
    if (g->major) {
        g->h->off_old = NULL;
        sweep_offheap_list(g, old);
    }
    sweep_offheap_list(g, young);
    if (!g->major) return;
    /* Minor collections count by rule of thumb; here the true sum is at hand. */
    uint64_t sum = 0;
    for (Obj *o = g->h->off_old; o; o = *scan_next(o)) sum += offheap_bytes(o);
    store_rlx(&g->h->used_off, sum);
}

void gc_sweep_weak(struct gc *g)
{
    Obj *list = g->h->weak;
    g->h->weak = NULL;
    for (Obj *o = list, *next; o; o = next) {
        WeakRef *w = (WeakRef *)survivor(g, o);
        next = w ? w->next : ((WeakRef *)o)->next;
        if (!w) continue;
        if (is_ptr(w->target)) {
            Obj *target = survivor(g, to_obj(w->target));
            w->target = target ? scan_retarget(w->target, target) : V_NIL;
        }
        w->next = g->h->weak;
        g->h->weak = &w->h;
    }
}

void gc_sweep_large(struct gc *g)
{
    Heap *h = g->h;
    uint32_t kept = g->major ? 0 : h->nlarge_old;
    for (uint32_t i = kept; i < h->nlarge; i++) {
        Obj *o = h->large[i];
        if (survivor(g, o)) {
            o->gc &= (uint8_t)~GC_MARK;
            h->large[kept++] = o;
        } else {
            store_rlx(&h->used_large, h->used_large - o->words * sizeof(Value));
            mem_free(MEM_LARGE, o);
        }
    }
    h->nlarge = h->nlarge_old = kept;
}

/* ---- the end of a collection ---- */

uint64_t gc_old_bytes(const Heap *h) { return h->used_old + h->used_large + h->used_off; }

static uint64_t debt_limit(const Heap *h)
{
    uint64_t n = gc_old_bytes(h) / 8;
    uint64_t area = (uint64_t)((char *)h->end - (char *)h->base);
    if (n < area) n = area;
    if (n < DEBT_MIN) n = DEBT_MIN;
    return n < DEBT_MAX ? n : DEBT_MAX;
}

void gc_finish(struct gc *g, uint64_t started_ns)
{
    Heap *h = g->h;
    h->debt = 0;
    h->debt_late = 0;
    h->debt_max = debt_limit(h);
    if (!h->stats) {
        h->stats = mem_alloc(MEM_GC, sizeof *h->stats);
        *h->stats = (struct heap_stats){0};
    }
    struct heap_stats *s = h->stats;
    uint64_t ns = world_mono_ns() - started_ns;
    stat_add(g->major ? &s->majors : &s->minors, 1);
    stat_add(&s->pause_sum_ns, ns);
    stat_add(&s->copied_bytes, g->copied * sizeof(Value));
    if (ns > s->pause_max_ns) store_rlx(&s->pause_max_ns, ns);
    if (ns > h->longest_ns) store_rlx(&h->longest_ns, ns);
    MAAT_VERIFY(heap_verify(h));
}
