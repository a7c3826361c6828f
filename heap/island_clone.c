/* Copying an island that still is as it was made. See island_clone in island.h.
 *
 * The copier lays objects out in the order in which it reaches them, each with its storage behind it. So whoever goes through such memory
 * from its first object on, and notes each reference that leads further than all before it, notes exactly the objects that follow, in
 * their order. This is checked while the copy is made; nothing needs to be marked or looked up, as every reference moves
 * by the same distance. What was changed since does not pass: what is not reached any more is not noted when its turn comes, and what was put
 * in lies outside.
 *
 * Where references stood is noted by the way (struct island_refs), for the island and for its copy. From then on, as long as nothing was
 * stored into it, words are copied as they come, and then those of the references are moved, if they still are some.
 */
#include "heap/frozen.h"
#include "heap/gc_cycle.h"

/* Offsets are bytes from the object that the copy begins with. */
struct clone {
    const char *from;
    uint64_t end;
    int64_t delta;   /* from an original to its copy */
    uint64_t last;   /* the furthest object that was reached */
    uint32_t *noted; /* where the next one is noted: its word */
    Island *src;
    uint32_t large_at; /* [src->large] the next one that is reached */
    bool large_known;  /* the first one has been met, which says where to begin */
    bool odd;          /* there are objects that cannot be copied word by word */
    Island *out;
    uint64_t *refs; /* NULL: not noted. Those of the part that is being copied, which begins at: */
    const Value *refs_of;
    uint64_t *refs_next; /* those of the next large object */
};

/* ---- where references are ---- */

static uint64_t refs_words(uint64_t words) { return (words + 63) / 64 * 2; }

/* For so many words of small objects. NULL: there is no memory. */
static struct island_refs *new_refs(const Island *i, uint64_t words)
{
    uint64_t n = refs_words(words);
    for (uint32_t k = 0; k < i->nlarge; k++) n += refs_words(i->large[k]->words);
    struct island_refs *r = mem_try_alloc(MEM_PARCEL, sizeof *r + n * sizeof *r->w);
    if (!r) return NULL;
    r->n = n;
    r->from = 0;
    memset(r->w, 0, n * sizeof *r->w);
    return r;
}

static struct island_refs *same_refs(const struct island_refs *from)
{
    size_t bytes = sizeof *from + from->n * sizeof *from->w;
    struct island_refs *r = mem_try_alloc(MEM_PARCEL, bytes);
    if (r) memcpy(r, from, bytes);
    return r;
}

static inline void note_ref(uint64_t *refs, uint64_t word, bool bare)
{
    refs[word / 64 * 2 + bare] |= 1ull << word % 64;
}

static inline void note_bare(struct clone *c, const void *at)
{
    if (c->refs) note_ref(c->refs, (uint64_t)((const Value *)at - c->refs_of), true);
}

/* ---- values ---- */

static MAAT_NOINLINE bool note_shared(struct clone *c, const Obj *o)
{
    if (!(o->gc & GC_SHARED)) return false;
    frozen_set_note(&c->out->frozen, frozen_of(o));
    return true;
}

static inline bool copy_values(struct clone *c, Value *to, const Value *from, uint64_t n)
{
    uint64_t last = c->last, end = c->end;
    uint64_t delta = (uint64_t)c->delta;
    const char *base = c->from;
    uint32_t *noted = c->noted;
    uint64_t *refs = c->refs, first = (uint64_t)(from - c->refs_of);
    for (uint64_t i = 0; i < n; i++) {
        Value v = from[i];
        if (is_ptr(v)) {
            const Obj *o = to_obj(v);
            uint64_t at = (uint64_t)((const char *)o - base);
            if (at < end) {
                v += delta;
                *noted = (uint32_t)(at / sizeof(Value));
                noted += at > last;
                last = at > last ? at : last;
                if (refs) note_ref(refs, first + i, false);
            } else if ((o->gc & (GC_SHARED | GC_FROZEN)) != GC_SHARED && !note_shared(c, o)) {
                return false;
            }
        }
        to[i] = v;
    }
    c->last = last;
    c->noted = noted;
    return true;
}

static inline void copy_head(Obj *to, const Obj *from)
{
    *to = (Obj){.type = from->type,
                .gc = ISLAND_GC,
                .flags = (uint16_t)(from->flags & ~OF_OF_HEAP),
                .words = from->words};
}

static inline void copy_raw(Obj *to, const Obj *from)
{
    copy_head(to, from);
    for (uint32_t i = 1; i < from->words; i++) ((Value *)to)[i] = ((const Value *)from)[i];
}

/* ---- storage ---- */

static bool is_next_large(struct clone *c, const Obj *o)
{
    const Island *i = c->src;
    if (!c->large_known)
        while (c->large_at < i->nlarge && i->large[c->large_at] != o) c->large_at++;
    c->odd |= !c->large_known && c->large_at > 0;
    c->large_known = true;
    return c->large_at < i->nlarge && i->large[c->large_at++] == o;
}

/* Room for a copy of a large object. */
static Obj *new_large(struct clone *c, const Obj *from)
{
    Island *out = c->out;
    Obj *to = mem_try_alloc(MEM_LARGE, from->words * sizeof(Value));
    if (!to) return NULL;
    out->large[out->nlarge++] = to;
    out->bytes += from->words * sizeof(Value);
    return to;
}

static Obj *copy_large(struct clone *c, const Obj *from)
{
    if (!is_next_large(c, from)) return NULL;
    Obj *to = new_large(c, from);
    if (!to) return NULL;
    uint64_t *refs = c->refs;
    const Value *refs_of = c->refs_of;
    c->refs = c->refs_next;
    c->refs_of = (const Value *)from;
    if (refs) c->refs_next += refs_words(from->words);
    bool ok = true;
    if (from->type == T_INDEX) {
        copy_raw(to, from);
    } else {
        copy_head(to, from);
        ok = copy_values(c, (Value *)(to + 1), (const Value *)(from + 1), from->words - 1);
    }
    c->refs = refs;
    c->refs_of = refs_of;
    return ok ? to : NULL;
}

/* Copies storage that must have so many words and lie where the copier would have put it: at *behind, which moves on, or on its own.
 * NULL: it does not. */
static inline Obj *copy_storage(struct clone *c, const Obj *from, uint64_t words,
                                const Value **behind)
{
    if (MAAT_UNLIKELY(!from || from->words != words)) return NULL;
    if (MAAT_UNLIKELY(words > HEAP_LARGE_WORDS)) return copy_large(c, from);
    if (MAAT_UNLIKELY((const Value *)from != *behind)) return NULL;
    *behind += words;
    Obj *to = (Obj *)((const char *)from + c->delta);
    if (from->type == T_INDEX) {
        copy_raw(to, from);
        return to;
    }
    copy_head(to, from);
    return copy_values(c, (Value *)(to + 1), (const Value *)(from + 1), words - 1) ? to : NULL;
}

/* ---- objects: each returns where the next one begins, NULL: it is not as it was made ---- */

static inline const Value *copy_array(struct clone *c, Array *to, const Array *from)
{
    const Value *behind = (const Value *)(from + 1);
    copy_head(&to->h, &from->h);
    to->len = from->len;
    to->start = 0;
    to->slots = NULL;
    if (from->len == 0) return from->slots ? NULL : behind;
    if (MAAT_UNLIKELY(from->start != 0)) return NULL;
    note_bare(c, &from->slots);
    to->slots = (Slots *)copy_storage(c, &from->slots->h, (uint64_t)from->len + 1, &behind);
    return to->slots ? behind : NULL;
}

static inline const Value *copy_map(struct clone *c, Map *to, const Map *from)
{
    const Value *behind = (const Value *)(from + 1);
    uint64_t values = from->h.type == T_SET ? from->used : 2 * (uint64_t)from->used;
    copy_raw(&to->h, &from->h);
    if (values == 0) return from->entries || from->index ? NULL : behind;
    note_bare(c, &from->entries);
    if (from->index) note_bare(c, &from->index);
    to->entries = (Slots *)copy_storage(c, &from->entries->h, values + 1, &behind);
    if (!to->entries) return NULL;
    if (MAAT_LIKELY(!from->index)) return behind;
    if (from->index->old) return NULL;
    to->index = (Index *)copy_storage(c, &from->index->h, from->index->h.words, &behind);
    return to->index ? behind : NULL;
}

static bool may_travel(const Obj *o)
{
    if (o->type == T_WEAKREF || o->type == T_WEAKMAP) return false;
    if (o->type == T_BOX) return !(o->flags & OF_SHARE) || is_type(((const Box *)o)->v, T_CELL);
    return !(o->flags & OF_OFFHEAP) || offheap_can_copy(o->type);
}

/* Its words are all there is to it, and stay so. */
static bool is_plain(const Obj *o)
{
    return !(o->flags & OF_OFFHEAP) &&
           (o->type == T_INST || o->type == T_BIGINT || o->type == T_RANGE || o->type == T_FN);
}

static const Value *copy_other(struct clone *c, Obj *to, const Obj *from)
{
    const struct shape *s = scan_shape(from);
    uint32_t raw = s->first == SHAPE_NONE ? from->words : s->first;
    const Value *behind = (const Value *)from + from->words;
    if (!may_travel(from)) return NULL;
    c->odd |= !is_plain(from);
    copy_head(to, from);
    if (from->type == T_INST) to->flags &= (uint16_t)~OF_HAS_FINAL;
    memcpy(to + 1, from + 1, (raw - 1) * sizeof(Value));
    if (!copy_values(c, (Value *)to + raw, (const Value *)from + raw, from->words - raw))
        return NULL;
    if (!(from->flags & OF_OFFHEAP)) return behind;
    if (!offheap_retain(to)) return NULL;
    *scan_next(to) = c->out->off;
    c->out->off = to;
    return behind;
}

static inline const Value *copy_object(struct clone *c, Obj *to, const Obj *from)
{
    switch (from->type) {
    case T_ARRAY: return copy_array(c, (Array *)to, (const Array *)from);
    case T_STR: copy_raw(to, from); return (const Value *)from + from->words;
    case T_MAP:
    case T_SET: return copy_map(c, (Map *)to, (const Map *)from);
    default: return copy_other(c, to, from);
    }
}

/* `noted` has room for all objects. */
static bool copy_all(struct clone *c, const uint32_t *noted)
{
    const Value *o = (const Value *)c->from, *base = o;
    const Value *end = (const Value *)(c->from + c->end);
    *c->noted++ = 0;
    while (o < end) {
        if (noted == c->noted || *noted != (uint32_t)(o - base)) return false;
        noted++;
        if (((const Obj *)o)->gc & GC_FORWARD) return false; /* it is being copied */
        o = copy_object(c, (Obj *)((const char *)o + c->delta), (const Obj *)o);
        if (!o) return false;
    }
    return noted == c->noted && (!c->large_known || c->large_at == c->src->nlarge);
}

/* ---- the whole ---- */

/* The first thing that o refers to is the next one: seen without a copy, as parts of an island are often sent that do not fill it. */
static bool begins_well(const Obj *o, const Value *end)
{
    const Value *p = (const Value *)o, *to = p + o->words, *behind = to;
    const struct shape *s = scan_shape(o);
    const Obj *storage = o->type == T_ARRAY ? (const Obj *)((const Array *)o)->slots
                         : o->type == T_MAP || o->type == T_SET
                             ? (const Obj *)((const Map *)o)->entries
                             : NULL;
    if (storage) {
        p = (const Value *)(storage + 1);
        to = (const Value *)storage + storage->words;
        if ((const Value *)storage == behind) behind = to;
    } else {
        p = s->first < SHAPE_WEAK ? p + s->first : to;
    }
    if (storage && storage->type == T_SLOTS && o->type != T_ARRAY && ((const Map *)o)->index &&
        (const Value *)((const Map *)o)->index == behind)
        behind += ((const Map *)o)->index->h.words;
    for (; p < to; p++)
        if (is_ptr(*p) && !(to_obj(*p)->gc & GC_SHARED)) return (const Value *)to_obj(*p) == behind;
    return behind == end;
}

static Island *new_island(const Island *src, uint64_t bytes)
{
    size_t all = sizeof(Island) + sizeof(struct fragment) + bytes;
    Island *i = block_try_alloc(all);
    if (!i) return NULL;
    struct fragment *f = (struct fragment *)(i + 1);
    *i = (Island){.frag = f, .root = f, .words = bytes / sizeof(Value), .bytes = bytes};
    *f = (struct fragment){.head = sizeof *i, .words = i->words};
    if (src->nlarge && !(i->large = mem_try_alloc(MEM_PARCEL, src->nlarge * sizeof(Obj *)))) {
        block_free(i, all);
        return NULL;
    }
    return i;
}

/* ---- as it was copied before ---- */

/* p is a bare pointer, but not into the fragment: to the next large object, whose copy is made room for. */
static MAAT_NOINLINE bool move_large(struct clone *c, Value *to, uint64_t p)
{
    if (c->large_at == c->src->nlarge) return false;
    const Obj *from = c->src->large[c->large_at++], *copy = NULL;
    if (p == (uint64_t)(uintptr_t)from) copy = new_large(c, from);
    *to = (uint64_t)(uintptr_t)copy;
    return copy != NULL;
}

/* Copies words and moves references. False: one of them is none any more. */
static bool copy_words(struct clone *c, Value *to, const Value *from, uint64_t words,
                       const uint64_t *refs)
{
    uint64_t base = (uint64_t)(uintptr_t)c->from, end = c->end, delta = (uint64_t)c->delta;
    for (uint64_t at = 0; at < words; at += 64, refs += 2) {
        uint64_t n = words - at < 64 ? words - at : 64;
        memcpy(to + at, from + at, n * sizeof *to);
        for (uint64_t bits = refs[0]; bits; bits &= bits - 1) {
            uint64_t i = at + (uint32_t)__builtin_ctzll(bits);
            Value v = from[i]; /* what was just written would be slow to read */
            if (MAAT_UNLIKELY(!is_ptr(v) || (v & PAYLOAD_MASK) - base >= end)) return false;
            to[i] = v + delta;
        }
        for (uint64_t bits = refs[1]; bits; bits &= bits - 1) {
            uint64_t i = at + (uint32_t)__builtin_ctzll(bits), p = from[i];
            if (MAAT_LIKELY(p - base < end))
                to[i] = p + delta;
            else if (!move_large(c, &to[i], p))
                return false;
        }
    }
    return true;
}

static bool copy_as_noted(struct clone *c)
{
    const Island *src = c->src;
    Island *out = c->out;
    const uint64_t *refs = src->refs->w;
    uint64_t words = c->end / sizeof(Value);
    if (!copy_words(c, out->frag->w, (const Value *)c->from, words, refs)) return false;
    if (out->nlarge != src->nlarge) return false;
    refs += refs_words(words);
    for (uint32_t k = 0; k < src->nlarge; k++) {
        const Obj *from = src->large[k];
        if (!copy_words(c, (Value *)out->large[k], (const Value *)from, from->words, refs))
            return false;
        refs += refs_words(from->words);
    }
    (void)frozen_set_note_all(&out->frozen, &src->frozen);
    return out->nlarge == src->nlarge;
}

/* IS-5, and no object's header has anything in it that a copy must not have. */
static bool is_as_noted(const Heap *h, const Island *i, const Obj *o)
{
    return i->refs && i->refs->from == (uint64_t)((const Value *)o - i->frag->w) &&
           i->number > h->gc->touched && h->phase == GC_IDLE && !i->late &&
           i->live == i->frag->words * sizeof(Value);
}

static Island *clone_as_noted(Heap *h, Island *src, const Obj *o)
{
    const Value *end = src->frag->w + src->frag->words;
    struct clone c = {.from = (const char *)o,
                      .src = src,
                      .end = (uint64_t)((const char *)end - (const char *)o)};
    c.out = new_island(src, c.end);
    if (!c.out) return NULL;
    c.delta = (const char *)c.out->frag->w - c.from;
    if (copy_as_noted(&c)) {
        c.out->refs = same_refs(src->refs);
        if (c.out->refs) c.out->refs->from = 0;
        return c.out;
    }
    island_free(c.out);
    island_set_refs(h, src, NULL);
    return NULL;
}

/* From so many words on it is worth noting. */
#define REFS_MIN (BUILD_CHECKED ? 1u : 256u)

/* The first copy: noted where references are, if that can be of use. */
static struct island_refs *begin_refs(struct clone *c, const Heap *h, bool bare)
{
    const Island *src = c->src;
    uint64_t words = c->end / sizeof(Value);
    if (!bare || src->off || words < REFS_MIN || h->phase != GC_IDLE) return NULL;
    struct island_refs *r = new_refs(src, words);
    if (!r) return NULL;
    c->refs = r->w;
    c->refs_of = (const Value *)c->from;
    c->refs_next = r->w + refs_words(words);
    return r;
}

/* For the copy, and for the original if it still is all there and nothing was stored into it. */
static void end_refs(struct clone *c, Heap *h, struct island_refs *r)
{
    Island *src = c->src;
    if (c->odd) {
        mem_free(MEM_PARCEL, r);
        return;
    }
    c->out->refs = r;
    struct island_refs *own = src->number > h->gc->touched ? same_refs(r) : NULL;
    if (own) own->from = (uint64_t)((const Value *)c->from - src->frag->w);
    if (own) island_set_refs(h, src, own);
}

static Island *clone_checked(Heap *h, Island *src, const Obj *o, bool bare)
{
    const Value *end = src->frag->w + src->frag->words;
    struct clone c = {.from = (const char *)o,
                      .src = src,
                      .end = (uint64_t)((const char *)end - (const char *)o)};
    uint64_t words = c.end / sizeof(Value);
    if (src->frag->next || words > UINT32_MAX || !begins_well(o, end)) return NULL;
    uint32_t *noted = mem_try_alloc(MEM_TEMP, (words / 2 + 2) * sizeof *noted);
    c.noted = noted;
    c.out = noted ? new_island(src, c.end) : NULL;
    if (!c.out) {
        mem_free(MEM_TEMP, noted);
        return NULL;
    }
    c.delta = (const char *)c.out->frag->w - c.from;
    struct island_refs *refs = begin_refs(&c, h, bare);
    bool ok = copy_all(&c, noted);
    for (Obj *k = c.out->off; k && ok; k = *scan_next(k)) c.out->shares += offheap_bytes(k);
    c.out->bytes += c.out->shares;
    mem_free(MEM_TEMP, noted);
    if (ok) {
        if (refs) end_refs(&c, h, refs);
        return c.out;
    }
    mem_free(MEM_PARCEL, refs);
    src->failed++;
    island_free(c.out);
    return NULL;
}

Island *island_clone(Heap *h, Island *src, const Obj *o, bool bare)
{
    Island *to = bare && is_as_noted(h, src, o) ? clone_as_noted(h, src, o) : NULL;
    return to ? to : clone_checked(h, src, o, bare);
}
