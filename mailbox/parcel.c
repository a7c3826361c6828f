/* Copying into parcels, and adopting them. Small flat messages (a few numbers, Mas, short strings in an array) take a path
 * of their own: no marks, no log, one allocation. */
#include "mailbox/parcel.h"

#include "base/mem.h"
#include "heap/block.h"
#include "heap/frozen.h"
#include "heap/offheap.h"
#include "heap/scan.h"

#define FLAT_MAX 16 /* elements */

/* ---- allocation ---- */

struct place {
    size_t head; /* bytes in front of the fragment */
    void *block;
};

static struct fragment *new_fragment(struct place *at, uint64_t words)
{
    at->block = block_try_alloc(at->head + sizeof(struct fragment) + words * sizeof(Value));
    if (!at->block) return NULL;
    struct fragment *f = (struct fragment *)((char *)at->block + at->head);
    *f = (struct fragment){.head = (uint32_t)at->head, .words = words};
    return f;
}

/* What has no graph needs memory only for what stands in front. */
static enum copy_result plain(Parcel *out, struct place *at, Value v)
{
    if (at->head) {
        at->block = block_try_alloc(at->head);
        if (!at->block) return COPY_NOMEM;
    }
    *out = (Parcel){.root = v};
    return COPY_OK;
}

/* ---- flat messages ---- */

static inline bool needs_no_copy(Value v)
{
    return !is_ptr(v) || (to_obj(v)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED;
}

/* Words that an element of a flat message needs; 0: none; UINT32_MAX: it is not flat. Strings are values: that one stands
 * in two places need not be kept. */
static inline uint32_t flat_words(Value v)
{
    if (needs_no_copy(v)) return 0;
    const Obj *o = to_obj(v);
    return o->type == T_STR && !(o->gc & GC_SHARED) ? o->words : UINT32_MAX;
}

static inline Value flat_copy(Value v, Value **at)
{
    if (needs_no_copy(v)) return v;
    const Obj *o = to_obj(v);
    Obj *to = (Obj *)*at;
    memcpy(to, o, o->words * sizeof(Value));
    to->gc = 0;
    *at += o->words;
    return from_str(to);
}

/* Words of the whole copy; 0: not flat. */
static uint32_t flat_size(Value v)
{
    const Obj *o = to_obj(v);
    if (o->gc & GC_SHARED) return 0;
    if (o->type == T_STR) return o->words;
    const Array *a = (const Array *)o;
    if (o->type != T_ARRAY || a->len > FLAT_MAX) return 0;
    uint32_t words = WORDS_OF(Array) + (a->len ? 1 + a->len : 0);
    for (uint32_t i = 0; i < a->len; i++) {
        uint32_t n = flat_words(a->slots->v[a->start + i]);
        if (n == UINT32_MAX) return 0;
        words += n;
    }
    return words;
}

static Value flat_array(Value *at, const Array *from)
{
    Array *to = (Array *)at;
    *to = (Array){.h = {.type = T_ARRAY, .flags = from->h.flags, .words = WORDS_OF(Array)},
                  .len = from->len};
    if (from->len == 0) return from_obj(to);
    Slots *s = (Slots *)(to + 1);
    s->h = (Obj){.type = T_SLOTS, .words = from->len + 1};
    to->slots = s;
    Value *strings = s->v + from->len;
    const Value *v = from->slots->v + from->start;
    for (uint32_t i = 0; i < from->len; i++) s->v[i] = flat_copy(v[i], &strings);
    return from_obj(to);
}

static enum copy_result copy_flat(Parcel *out, struct place *at, Value v, uint32_t words)
{
    struct fragment *f = new_fragment(at, words);
    if (!f) return COPY_NOMEM;
    Value *w = f->w;
    Value root = is_str(v) ? flat_copy(v, &w) : flat_array(w, (const Array *)to_obj(v));
    *out = (Parcel){.root = root, .frag = f, .bytes = words * sizeof(Value)};
    return COPY_OK;
}

/* ---- all others ---- */

/* Takes over what the copier made besides the block. */
static void take_parts(Parcel *out, Copier *c)
{
    if (c->off) {
        for (Obj *o = c->off; o; o = *scan_next(o)) out->bytes += offheap_bytes(o);
        out->off = c->off;
    }
    if (!c->nlarge && !c->notes.count) return;
    out->more = mem_alloc(MEM_PARCEL, sizeof *out->more);
    *out->more = (struct parcel_more){.large = c->large, .nlarge = c->nlarge, .frozen = c->notes};
    for (uint32_t i = 0; i < c->nlarge; i++) out->bytes += c->large[i]->words * sizeof(Value);
}

static enum copy_result copy_graph(Parcel *out, struct place *at, Value v, bool shared_source,
                                   struct copy_why *why)
{
    Copier c;
    enum copy_result r = copy_begin(&c, COPY_MESSAGE, v, shared_source);
    *why = c.why;
    if (r != COPY_OK) return r;
    struct fragment *f = NULL;
    bool ok = true;
    if (c.words) {
        ok = (f = new_fragment(at, c.words)) != NULL;
    } else if (at->head) {
        ok = (at->block = block_try_alloc(at->head)) != NULL;
    }
    if (!ok) {
        copy_cancel(&c);
        return COPY_NOMEM;
    }
    Parcel p = {.frag = f, .bytes = c.words * sizeof(Value)};
    r = copy_build(&c, f ? f->w : NULL, NULL, &p.root);
    *why = c.why;
    if (r != COPY_OK) {
        if (at->block) block_free(at->block, f ? fragment_bytes(f) : at->head);
        at->block = NULL;
        return r;
    }
    take_parts(&p, &c);
    *out = p;
    return COPY_OK;
}

static enum copy_result copy_any(Parcel *out, struct place *at, Value v, bool shared_source,
                                 struct copy_why *why)
{
    if (needs_no_copy(v)) return plain(out, at, v);
    uint32_t words = flat_size(v);
    if (words) return copy_flat(out, at, v, words);
    return copy_graph(out, at, v, shared_source, why);
}

enum copy_result parcel_copy_behind(Parcel *out, size_t head, void **block, Value v,
                                    struct copy_why *why)
{
    MAAT_ASSERT(head > 0 && head % sizeof(Value) == 0);
    struct place at = {.head = head};
    enum copy_result r = copy_any(out, &at, v, false, why);
    if (r == COPY_OK) *block = at.block;
    return r;
}

enum copy_result parcel_copy(Parcel *out, Value v, struct copy_why *why)
{
    struct place at = {0};
    return copy_any(out, &at, v, false, why);
}

enum copy_result parcel_copy_shared(Parcel *out, Value v, struct copy_why *why)
{
    struct place at = {0};
    return copy_any(out, &at, v, true, why);
}

uint64_t parcel_measure(Value v)
{
    Copier c;
    if (copy_begin(&c, COPY_MESSAGE, v, false) != COPY_OK) return 0;
    uint64_t bytes = c.words * sizeof(Value);
    copy_cancel(&c);
    return bytes;
}

/* ---- the other end ---- */

static void adopt_more(Heap *h, struct parcel_more *m)
{
    for (uint32_t i = 0; i < m->nlarge; i++) heap_adopt_large(h, m->large[i]);
    frozen_adopt(h, &m->frozen);
    mem_free(MEM_PARCEL, m->large);
    mem_free(MEM_PARCEL, m);
}

Value parcel_adopt(Heap *h, Parcel *p)
{
    Value root = p->root;
    for (struct fragment *f = p->frag, *next; f; f = next) {
        next = f->next;
        heap_adopt(h, f);
    }
    if (MAAT_UNLIKELY(p->off != NULL)) heap_adopt_offheap(h, p->off);
    if (MAAT_UNLIKELY(p->more != NULL)) adopt_more(h, p->more);
    *p = (Parcel){.root = V_NIL};
    return root;
}

void parcel_drop(Parcel *p)
{
    for (Obj *o = p->off, *next; o; o = next) {
        next = *scan_next(o);
        offheap_release(o);
    }
    if (p->more) {
        for (uint32_t i = 0; i < p->more->nlarge; i++) mem_free(MEM_LARGE, p->more->large[i]);
        mem_free(MEM_PARCEL, p->more->large);
        frozen_set_fini(&p->more->frozen);
        mem_free(MEM_PARCEL, p->more);
    }
    for (struct fragment *f = p->frag, *next; f; f = next) {
        next = f->next;
        if (f->head == 0) block_free(f, fragment_bytes(f));
    }
    *p = (Parcel){.root = V_NIL};
}
