/* Large objects: single allocations that never move, but for storage that grows.
 *
 * Indexes, and storage that has grown to MAP_MIN, consist of pages of its own (OF_MAPPED): an array that is pushed to for long has its pages moved
 * by the OS, not its elements copied. The mark stack may still hold the address where it was: a page stays there, with a header that
 * says "marked", until marking is over. Giving back many pages takes long, so that is done piece by piece after collections.
 *
 * LG-1  A mapped object has OF_CARDS, or is a T_INDEX; it stands in its heap's table of large objects or in that of an island, and is referred to
 *       by one array, map, set or newer index. Only those of the heap's table grow in place.
 */
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"

/* Bytes; below that copying is as quick. */
#define MAP_MIN    (BUILD_STRESS ? 8192u : 1024u * 1024)
/* Storage that does not grow. */
#define FILLED_MIN (8 * MAP_MIN)
/* Freed at once. */
#define DOOMED_MIN (BUILD_STRESS ? 16384u : 2048u * 1024)

static uint32_t cards_bytes(enum obj_type t, uint32_t words)
{
    return t == T_SLOTS ? gc_cards_bytes(words) : 0;
}
/* Of the object with its card marks. */
static size_t whole_bytes(enum obj_type t, uint32_t words)
{
    return words * sizeof(Value) + cards_bytes(t, words);
}
static size_t whole(const Obj *o) { return whole_bytes((enum obj_type)o->type, o->words); }

void large_free(Obj *o)
{
    if (o->flags & OF_MAPPED)
        mem_unmap(MEM_LARGE, o, whole(o));
    else
        mem_free(MEM_LARGE, o);
}

/* What its memory has besides its words. */
static uint64_t large_more(const Obj *o)
{
    size_t bytes = o->words * sizeof(Value);
    if (o->flags & OF_MAPPED) return ((whole(o) + MEM_PAGE - 1) & ~(MEM_PAGE - 1)) - bytes;
    return mem_class(bytes + (o->flags & OF_CARDS ? gc_cards_bytes(o->words) : 0)) - bytes;
}

static struct large_rest *rest_at(Obj *o, size_t bytes, struct large_rest *next)
{
    struct large_rest *r = (struct large_rest *)o;
    *r = (struct large_rest){
        .h = {.type = T_SLOTS, .gc = GC_OLD | GC_LARGE | GC_MARK, .words = 3},
        .next = next,
        .bytes = bytes,
    };
    return r;
}

void large_leave(Heap *h, const Obj *o)
{
    struct gc_state *st = h->gc;
    st->large_more -= large_more(o);
    store_rlx(&st->used_large, st->used_large - o->words * sizeof(Value));
}

void gc_free_large(Heap *h, Obj *o)
{
    large_leave(h, o);
    large_free_slowly(h->gc, o);
}

void large_free_slowly(struct gc_state *st, Obj *o)
{
    size_t bytes = whole(o);
    if ((o->flags & OF_MAPPED) && bytes >= DOOMED_MIN)
        st->doomed = rest_at(o, bytes, st->doomed);
    else
        large_free(o);
}

static void rests_free(struct large_rest **list)
{
    for (struct large_rest *r = *list, *next; r; r = next) {
        next = r->next;
        mem_unmap(MEM_LARGE, r, r->bytes);
    }
    *list = NULL;
}

void large_give_back(struct gc_state *st, size_t pages)
{
    if (!pages) {
        rests_free(&st->doomed);
        rests_free(&st->moved);
    }
    for (struct large_rest *r; pages && (r = st->doomed);) {
        size_t part = pages * MEM_PAGE;
        if (r->bytes > part + MEM_PAGE) {
            mem_unmap_tail(MEM_LARGE, r, r->bytes, r->bytes - part);
            r->bytes -= part;
            return;
        }
        st->doomed = r->next;
        pages -= r->bytes / MEM_PAGE < pages ? r->bytes / MEM_PAGE : pages;
        mem_unmap(MEM_LARGE, r, r->bytes);
    }
}

void large_forget_moved(struct gc_state *st) { rests_free(&st->moved); }

/* ---- allocation ---- */

void heap_list_large(Heap *h, Obj *o)
{
    o->flags &= (uint16_t)~OF_ISLAND;
    struct gc_state *st = gc_state_of(h);
    if (st->nlarge == st->cap_large) {
        st->cap_large = st->cap_large ? 2 * st->cap_large : 4;
        st->large = mem_realloc(MEM_GC, st->large, st->cap_large * sizeof *st->large);
    }
    st->large[st->nlarge++] = o;
    uint64_t bytes = o->words * sizeof(Value);
    store_rlx(&st->used_large, st->used_large + bytes);
    st->large_more += large_more(o);
    h->debt += bytes;
}

/* What could take long to free at once. An index is made anew in twice the size, so it need not grow. */
static bool is_mapped(enum obj_type t, uint64_t bytes)
{
    return (t == T_INDEX && bytes >= MAP_MIN) || (t == T_SLOTS && bytes >= FILLED_MIN);
}

static Obj *alloc_mapped(Heap *h, enum obj_type t, uint32_t words)
{
    Obj *o = mem_try_map(MEM_LARGE, whole_bytes(t, words));
    if (!o) return NULL;
    *o = (Obj){.type = (uint8_t)t, .gc = GC_LARGE, .flags = OF_MAPPED, .words = words};
    if (t == T_SLOTS) o->flags |= OF_CARDS;
    heap_list_large(h, o);
    return o;
}

void *heap_alloc_large(Heap *h, enum obj_type t, uint32_t words)
{
    MAAT_ASSERT(words > HEAP_LARGE_WORDS);
    uint64_t bytes = words * sizeof(Value);
    if (!heap_has_room(h, bytes)) return NULL;
    if (is_mapped(t, bytes)) return alloc_mapped(h, t, words);
    uint32_t cards = cards_bytes(t, words);
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

void *heap_alloc_growing(Heap *h, uint32_t words)
{
    size_t bytes = whole_bytes(T_SLOTS, words);
    if (bytes < MAP_MIN) {
        Slots *s = heap_alloc_any(h, T_SLOTS, words);
        if (s) memset(s->v, 0, (words - 1) * sizeof *s->v);
        return s;
    }
    if (!heap_has_room(h, words * sizeof(Value))) return NULL;
    return alloc_mapped(h, T_SLOTS, words);
}

/* ---- growing in place ---- */

static void replace(Obj **list, uint32_t n, const Obj *from, Obj *to)
{
    for (uint32_t i = n; i-- > 0;)
        if (list[i] == from) list[i] = to;
}

/* Whatever the heap keeps of its address. */
static void has_moved(Heap *h, Obj *from, Obj *to, bool marking)
{
    struct gc_state *st = h->gc;
    evac_give_up(st); /* EV-2 */
    replace(st->large, st->nlarge, from, to);
    if ((to->gc & GC_REMEMBERED) || (to->flags & OF_LISTED))
        replace(st->remembered, st->nremembered, from, to);
    if (!marking) return;
    st->moved = rest_at(from, MEM_PAGE, st->moved);
    for (uint32_t i = 0; i < st->npieces; i++)
        if (st->pieces[i].o == from) st->pieces[i].o = to;
    if (gc_white(h, to)) mark_list(h, to); /* it may have been listed */
}

/* The marks go to the new end. */
static void cards_up(Obj *o, uint32_t words)
{
    char *had = (char *)gc_cards(o);
    size_t n = gc_cards_bytes(o->words);
    o->words = words;
    char *has = (char *)gc_cards(o);
    memmove(has, had, n);
    memset(had, 0, (size_t)(has - had) < n ? (size_t)(has - had) : n);
}

void *heap_grow_large(Heap *h, Obj *o, uint32_t words)
{
    if ((o->flags & (OF_MAPPED | OF_ISLAND)) != OF_MAPPED) return NULL;
    MAAT_ASSERT(words > o->words && (o->flags & OF_CARDS));
    uint64_t more = (words - o->words) * sizeof(Value);
    if (!heap_has_room(h, more)) return NULL;
    bool marking = gc_is_marking(h);
    Obj *to = mem_try_map_grow(MEM_LARGE, o, whole(o), whole_bytes(T_SLOTS, words), marking);
    if (!to) return NULL;
    h->gc->large_more -= large_more(to);
    cards_up(to, words);
    h->gc->large_more += large_more(to);
    if (to != o) has_moved(h, o, to, marking);
    store_rlx(&h->gc->used_large, h->gc->used_large + more);
    h->debt += more;
    return to;
}

/* ---- card marks of storage that was copied ---- */

/* The marks of what lay `shift` words further up. */
static bool move_cards(Obj *to, Obj *from, uint32_t shift)
{
    const uint8_t *had = gc_cards(from);
    uint8_t *has = gc_cards(to);
    uint32_t last = gc_ncards(to->words) - 1;
    bool any = false;
    for (uint32_t i = 0, n = gc_ncards(from->words); i < n; i++) {
        if (!had[i] && !(from->flags & OF_DIRTY)) continue;
        uint32_t lo = i * CARD_WORDS, hi = lo + CARD_WORDS - 1;
        if (hi < shift) continue;
        lo = lo > shift ? (lo - shift) / CARD_WORDS : 0;
        hi = (hi - shift) / CARD_WORDS;
        has[lo < last ? lo : last] = has[hi < last ? hi : last] = 1;
        any = true;
    }
    return any;
}

/* A new one. It is marked while marking is under way, and not scanned yet. */
static void grow_old(Heap *h, Obj *to)
{
    struct gc_state *st = h->gc;
    uint32_t at = st->nlarge - 1;
    if (st->large[at] != to) at--; /* an index was made after it */
    MAAT_ASSERT(st->large[at] == to);
    to->gc |= GC_OLD | h->color;
    if (h->phase != GC_IDLE) to->gc |= GC_MARK;
    st->large[at] = st->large[st->nlarge_old];
    st->large[st->nlarge_old++] = to;
    if (gc_is_marking(h))
        mark_piece_add(st, to);
    else
        evac_give_up(st); /* nobody will look at all of it any more */
}

void heap_moved_storage(Heap *h, Obj *to, Obj *from, uint32_t shift)
{
    if (!(to->flags & OF_CARDS) || !(from->flags & OF_CARDS)) return;
    if (!(from->gc & GC_OLD) || (to->gc & GC_OLD) || region_is_open(h)) return;
    if (from->flags & OF_ISLAND) return;
    grow_old(h, to);
    if (move_cards(to, from, shift)) gc_remember(h, to);
}

void heap_filled_storage(Heap *h, Obj *to, uint32_t words)
{
    if (!(to->flags & OF_CARDS) || (to->gc & GC_OLD) || region_is_open(h)) return;
    MAAT_ASSERT(words <= to->words);
    grow_old(h, to);
    memset(gc_cards(to), 1, gc_ncards(words));
    gc_remember(h, to);
}

bool heap_packs_cards(const Obj *o)
{
    return (o->gc & GC_OLD) && (o->flags & OF_CARDS) && !(o->flags & OF_DIRTY);
}

void heap_pack_card(Obj *o, uint32_t to, uint32_t from)
{
    uint8_t *card = gc_cards(o);
    if (card[from / CARD_WORDS]) card[to / CARD_WORDS] = 1;
}

void heap_packed_storage(Heap *h, Obj *o)
{
    struct gc_state *st = h->gc;
    if (!gc_is_marking(h))
        evac_give_up(st); /* noted slots are elsewhere now */
    else if (!gc_white(h, o))
        mark_piece_add(st, o); /* HP-7: what was to be scanned may lie where that has been done */
}
