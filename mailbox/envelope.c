#include "mailbox/envelope.h"

#include "base/fetch.h"
#include "heap/block.h"
#include "heap/frozen.h"
#include "heap/island.h"
#include "heap/reap.h"
#include "mailbox/flat.h"

_Static_assert(sizeof(Envelope) % sizeof(Value) == 0, "the fragment behind it is aligned");

static void init(Envelope *e, uint8_t kind)
{
    e->next = e->prev = NULL;
    e->sender = e->ref = e->sent_ns = 0;
    e->arg = 0;
    e->kind = kind;
    e->flags = 0;
}

static inline size_t small_bytes(uint32_t words)
{
    return sizeof(Envelope) + sizeof(struct fragment) + words * sizeof(Value);
}

/* Makes a block of small_bytes(words) an envelope in front of a fragment. */
static inline Envelope *small_init(Envelope *e, uint8_t kind, uint32_t words)
{
    init(e, kind);
    struct fragment *f = (struct fragment *)(e + 1);
    *f = (struct fragment){.head = sizeof *e, .words = words};
    e->parcel = (Parcel){.frag = f, .bytes = words * sizeof(Value)};
    return e;
}

static inline Envelope *small_new(uint8_t kind, uint32_t words)
{
    Envelope *e = block_try_alloc(small_bytes(words));
    return MAAT_LIKELY(e != NULL) ? small_init(e, kind, words) : NULL;
}

static inline struct frozen *graph_of(Value v)
{
    return is_ptr(v) && (to_obj(v)->gc & GC_FROZEN) ? frozen_of(to_obj(v)) : NULL;
}

/* A reference to the graph comes with the envelope. */
static inline void lend(Heap *h, Envelope *e, struct frozen *graph)
{
    frozen_lend(h, graph);
    parcel_set_graph(&e->parcel, graph);
}

/* As plain_array, of which v[0..i) was looked at, with all that is rare: a frozen graph, memory that is no block at hand. */
static MAAT_NOINLINE Envelope *plain_array_slow(Heap *h, uint8_t kind, const Value *v, uint32_t n,
                                                uint8_t flags, uint32_t i)
{
    struct frozen *graph = NULL;
    for (; i < n; i++) {
        if (flat_is_free(v[i])) continue;
        struct frozen *g = h ? graph_of(v[i]) : NULL;
        if (!g || (graph && g != graph)) return NULL;
        graph = g;
    }
    Envelope *e = small_new(kind, FLAT_ARRAY_WORDS + n);
    if (MAAT_UNLIKELY(!e)) return NULL;
    e->parcel.root = flat_plain_array(e->parcel.frag->w, v, n, flags);
    if (graph) lend(h, e, graph);
    return e;
}

/* An Array of at most FLAT_MAX elements that travel as they are: the most frequent message. With h, one frozen graph may be among them.
 * What it calls it calls last, so that it needs no stack frame. */
static inline Envelope *plain_array(Heap *h, uint8_t kind, const Value *v, uint32_t n,
                                    uint8_t flags)
{
    for (uint32_t i = 0; i < n; i++)
        if (MAAT_UNLIKELY(!flat_is_free(v[i]))) return plain_array_slow(h, kind, v, n, flags, i);
    uint32_t words = FLAT_ARRAY_WORDS + n;
    Envelope *e = block_take(block_class(small_bytes(words)));
    if (MAAT_UNLIKELY(!e)) return plain_array_slow(h, kind, v, n, flags, n);
    small_init(e, kind, words);
    e->parcel.root = flat_plain_array(e->parcel.frag->w, v, n, flags);
    return e;
}
_Static_assert(sizeof(Envelope) + sizeof(struct fragment) +
                       (FLAT_ARRAY_WORDS + FLAT_MAX) * sizeof(Value) <=
                   BLOCK_CLASSES * BLOCK_GRAIN,
               "a plain array is a block");

static inline Envelope *copy_plain_array(Heap *h, uint8_t kind, const Array *a)
{
    return plain_array(h, kind, a->slots->v + a->start, a->len, (uint8_t)a->h.flags);
}

Envelope *envelope_of_plain(Heap *h, uint8_t kind, const Value *v, uint32_t n)
{
    return MAAT_LIKELY(n - 1 < FLAT_MAX) ? plain_array(h, kind, v, n, 0) : NULL;
}

Envelope *envelope_of_record(const Value *v, uint32_t n)
{
    MAAT_ASSERT(n - 1 < FLAT_MAX);
    uint32_t words = FLAT_ARRAY_WORDS + n;
    Envelope *e = small_init(block_alloc(small_bytes(words)), ENV_MESSAGE, words);
    e->parcel.root = flat_plain_array(e->parcel.frag->w, v, n, 0);
    return e;
}

/* A small message in one step; NULL: it is not small, or there is no memory. */
static inline Envelope *copy_small(Heap *h, uint8_t kind, Value v)
{
    struct frozen *graph = h ? graph_of(v) : NULL;
    if (flat_is_free(v) || graph) {
        Envelope *e = block_try_alloc(sizeof *e);
        if (MAAT_UNLIKELY(!e)) return NULL;
        init(e, kind);
        e->parcel = (Parcel){.root = v};
        if (graph) lend(h, e, graph);
        return e;
    }
    const Obj *o = to_obj(v);
    if (o->type == T_ARRAY && !(o->gc & GC_SHARED) && ((const Array *)o)->len - 1 < FLAT_MAX) {
        Envelope *e = copy_plain_array(h, kind, (const Array *)o);
        if (MAAT_LIKELY(e != NULL)) return e;
    }
    uint32_t words = flat_words(v);
    Envelope *e = words ? small_new(kind, words) : NULL;
    if (e) e->parcel.root = flat_build(e->parcel.frag->w, v);
    return e;
}

static MAAT_NOINLINE Envelope *copy_small_object(Heap *h, uint8_t kind, Value v)
{
    return copy_small(h, kind, v);
}

Envelope *envelope_of_small(Heap *h, uint8_t kind, Value v)
{
    if (is_ptr(v)) return copy_small_object(h, kind, v);
    Envelope *e = block_try_alloc(sizeof *e);
    if (MAAT_UNLIKELY(!e)) return NULL;
    init(e, kind);
    e->parcel = (Parcel){.root = v};
    return e;
}

Envelope *envelope_of_request(Value word, const From *from, Value v)
{
    uint32_t words = FLAT_ARRAY_WORDS + 3 + WORDS_OF(From);
    bool free = flat_is_free(v);
    uint32_t more = free ? 0 : flat_words(v);
    Envelope *e = free || more ? small_new(ENV_MESSAGE, words + more) : NULL;
    if (!e) return NULL;
    Value *at = e->parcel.frag->w;
    From *f = (From *)(at + FLAT_ARRAY_WORDS + 3);
    *f = *from;
    Value parts[3] = {word, from_obj(f), free ? v : flat_build(at + words, v)};
    e->parcel.root = flat_plain_array(at, parts, 3, 0);
    return e;
}

enum copy_result envelope_copy(Envelope **out, uint8_t kind, Value v, struct copy_why *why)
{
    Envelope *small = copy_small(NULL, kind, v);
    if (MAAT_LIKELY(small != NULL)) {
        *out = small;
        return COPY_OK;
    }
    Parcel p;
    void *block;
    enum copy_result r = parcel_copy_behind(&p, sizeof(Envelope), &block, v, why);
    if (r != COPY_OK) return r;
    Envelope *e = block;
    init(e, kind);
    e->parcel = p;
    *out = e;
    return COPY_OK;
}

enum copy_result envelope_pass(Envelope **out, uint8_t kind, Heap *h, Value v, struct pass *how,
                               struct copy_why *why)
{
    Parcel p;
    void *block;
    enum copy_result r = parcel_pass(&p, h, sizeof(Envelope), &block, v, how, why);
    if (r != COPY_OK) return r;
    Envelope *e = block;
    init(e, kind);
    e->parcel = p;
    *out = e;
    return COPY_OK;
}

MAAT_SEND_CODE Envelope *envelope_of_built(Heap *h, uint8_t kind, Value v, uint32_t tag)
{
    Envelope *e = block_try_alloc(sizeof *e);
    if (MAAT_UNLIKELY(!e)) return NULL;
    Island *i = heap_leave_newest(h, to_obj(v), tag);
    if (MAAT_UNLIKELY(!i)) {
        block_free(e, sizeof *e);
        return NULL;
    }
    init(e, kind);
    e->parcel = (Parcel){.root = v, .bytes = i->bytes};
    parcel_set_island(&e->parcel, i);
    return e;
}

/* Most arrays around what was built have two to four elements. */
void envelope_built_ahead(void)
{
    block_ahead(sizeof(Envelope));
    for (uint32_t n = 2; n <= 4; n++) block_ahead(small_bytes(FLAT_ARRAY_WORDS + n));
}

MAAT_SEND_CODE Envelope *envelope_around_built(Heap *h, uint8_t kind, const Value *v, uint32_t n,
                                               uint32_t at, uint32_t tag)
{
    MAAT_ASSERT(at < n);
    uint32_t words = FLAT_ARRAY_WORDS + n;
    Envelope *e = n <= FLAT_MAX ? block_try_alloc(small_bytes(words)) : NULL;
    if (MAAT_UNLIKELY(!e)) return NULL;
    Island *i = heap_leave_newest(h, to_obj(v[at]), tag);
    if (MAAT_UNLIKELY(!i)) {
        block_free(e, small_bytes(words));
        return NULL;
    }
    small_init(e, kind, words);
    e->parcel.root = flat_plain_array(e->parcel.frag->w, v, n, 0);
    e->parcel.bytes += i->bytes;
    parcel_set_island(&e->parcel, i);
    return e;
}

Envelope *envelope_try_new(uint8_t kind, Parcel p)
{
    MAAT_ASSERT(!p.frag || p.frag->head == 0);
    Envelope *e = block_try_alloc(sizeof *e);
    if (!e) return NULL;
    init(e, kind);
    e->parcel = p;
    return e;
}

Envelope *envelope_new(uint8_t kind, Parcel p)
{
    MAAT_ASSERT(!p.frag || p.frag->head == 0);
    Envelope *e = block_alloc(sizeof *e);
    init(e, kind);
    e->parcel = p;
    return e;
}

/* Whether the envelope is the front of a fragment's allocation. */
static inline bool in_front(const Envelope *e) { return e->parcel.frag && e->parcel.frag->head; }

static size_t block_bytes(const Envelope *e)
{
    return in_front(e) ? fragment_bytes(e->parcel.frag) : sizeof *e;
}

/* A pinned envelope leaves its mailbox. */
static void let_go(Envelope *e)
{
    struct fragment *f = e->parcel.frag;
    if (!in_front(e) || (f->flags & FRAGMENT_LEFT))
        block_free(e, block_bytes(e));
    else
        f->flags &= (uint16_t)~FRAGMENT_HELD;
}

Value envelope_adopt(Heap *h, Envelope *e)
{
    Value root = e->parcel.root;
    if (MAAT_UNLIKELY(e->flags & ENV_PINNED)) {
        let_go(e);
        return root;
    }
    bool front = in_front(e);
    const Parcel *p = &e->parcel;
    if (MAAT_LIKELY(parcel_is_plain(p))) {
        block_free(e, sizeof *e);
        return root;
    }
    if (MAAT_LIKELY(front && !p->off && !p->more && !p->frag->next)) {
        p->frag->tag = ++h->tags;
        heap_adopt(h, p->frag);
        return root;
    }
    if (front && !p->off && parcel_graph(p) && !p->frag->next) {
        frozen_adopt_one(h, parcel_graph(p));
        p->frag->flags |= FRAGMENT_PARTS;
        p->frag->tag = ++h->tags;
        heap_adopt(h, p->frag);
        return root;
    }
    parcel_adopt(h, &e->parcel);
    if (!front) block_free(e, sizeof *e);
    return root;
}

void envelope_pin(Heap *h, Envelope *e)
{
    if (e->flags & ENV_PINNED) return;
    struct fragment *f = in_front(e) ? e->parcel.frag : NULL;
    uint64_t bytes = e->parcel.bytes;
    if (f)
        f->flags |= FRAGMENT_HELD;
    else if (e->parcel.frag)
        bytes += sizeof *e->parcel.frag; /* envelope_bytes stays what it was */
    Value root = parcel_adopt(h, &e->parcel);
    e->parcel = (Parcel){.root = root, .frag = f, .bytes = bytes};
    e->flags |= ENV_PINNED;
}

/* It holds nothing but small objects behind it, if any. */
static inline bool is_simple(const Envelope *e)
{
    const Parcel *p = &e->parcel;
    if (p->off || p->more || (e->flags & ENV_PINNED)) return false;
    return !p->frag || (p->frag->head && !p->frag->next);
}

void envelope_free(Envelope *e)
{
    if (MAAT_LIKELY(is_simple(e))) {
        block_free(e, block_bytes(e));
        return;
    }
    if (e->flags & ENV_PINNED) {
        let_go(e);
        return;
    }
    size_t bytes = block_bytes(e);
    parcel_drop(&e->parcel);
    block_free(e, bytes);
}

/* The first of the list goes last: it is what the queue knows the list by. */
static bool reap_envelopes(void *what, int64_t *work)
{
    Envelope *first = what;
    for (Envelope *e; (e = first->next); *work -= REAP_PART) {
        if (*work <= 0) return false;
        first->next = e->next;
        envelope_free(e);
    }
    envelope_free(first);
    return true;
}

void envelopes_free(Envelope *list, size_t n, uint64_t bytes)
{
    if (n >= ENVELOPES_MANY) {
        reap_later(reap_envelopes, list, bytes);
        return;
    }
    for (Envelope *next; list; list = next) {
        next = list->next;
        envelope_free(list);
    }
}
