#include "heap/equal.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/regex.h"
#include "heap/string.h"
#include "heap/walk.h"

/* After so many pairs of collections the walk notes each pair: from there on cycles end, and a graph with much sharing is
 * looked at once. */
#define NOTE_AFTER 256

/* Texts, Bytes and Sets that are larger are looked at in parts of so many bytes, and key by key. */
#define BLOB       65536u
#define BLOB_SHIFT 6 /* bytes that take as long as a value */
#define SET_WHOLE  64
#define PAIR_WORK  3 /* values that could be looked at while a pair is noted */

struct deep_compare {
    Walk w;
    bool ask;
};

/* Words that tell handles apart: two handles of one channel are one channel. */
static bool same_handle(const Obj *a, const Obj *b)
{
    const Value *x = (const Value *)a, *y = (const Value *)b;
    switch (a->type) {
    case T_CHAN:
    case T_RES: return x[a->type == T_RES ? 3 : 2] == y[a->type == T_RES ? 3 : 2];
    case T_FROM: return x[1] == y[1] && x[2] == y[2];
    case T_TIMER: return x[1] == y[1];
    default: return false;
    }
}

static bool same_range(const Range *a, const Range *b)
{
    int c;
    return ((a->h.flags ^ b->h.flags) & OF_EXCL) == 0 && num_compare(a->from, b->from, &c) &&
           c == 0 && num_compare(a->to, b->to, &c) && c == 0;
}

static bool same_regex(Value a, Value b)
{
    size_t n, k;
    const char *p = regex_source(regex_of(a), &n), *q = regex_source(regex_of(b), &k);
    return n == k && memcmp(p, q, n) == 0 &&
           strcmp(regex_flags(regex_of(a)), regex_flags(regex_of(b))) == 0;
}

static bool same_bytes(Bytes *a, Bytes *b)
{
    return a->len == b->len && memcmp(bytes_data(a), bytes_data(b), a->len) == 0;
}

/* Objects of one type that are no collections. */
static bool same_flat(Value a, Value b)
{
    switch (to_obj(a)->type) {
    case T_RANGE: return same_range((Range *)to_obj(a), (Range *)to_obj(b));
    case T_REGEX: return same_regex(a, b);
    case T_BYTES: return same_bytes(to_bytes(a), to_bytes(b));
    default: return same_handle(to_obj(a), to_obj(b));
    }
}

bool value_identical(Value a, Value b)
{
    if (a == b) return true;
    if (is_num(a) && is_num(b)) {
        int c;
        if (num_compare(a, b, &c)) return c == 0;
        return !num_compare(a, a, &c) && !num_compare(b, b, &c); /* NaN === NaN */
    }
    if (is_str(a)) return is_str(b) && str_equal(a, b);
    if (!is_obj(a) || !is_obj(b) || to_obj(a)->type != to_obj(b)->type) return false;
    return to_obj(a)->type != T_BYTES && same_flat(a, b);
}

/* ---- equality ---- */

enum verdict { DIFFER, SAME, DESCEND, ASK };

static bool has_flag(Value v, uint32_t flag)
{
    return is_inst(v) && (((Inst *)to_obj(v))->cls->flags & flag);
}

static enum verdict same_sets(const Map *a, const Map *b)
{
    if (a->count != b->count) return DIFFER;
    if (a->count > SET_WHOLE) return DESCEND;
    return set_is_subset(a, b) ? SAME : DIFFER;
}

static enum verdict same_strs(Value a, Value b)
{
    if (MAAT_UNLIKELY(str_len(a) > BLOB) && str_len(a) == str_len(b)) {
        uint32_t f = load_rlx(&str_head(a)->hash), g = load_rlx(&str_head(b)->hash);
        return f && g && f != g ? DIFFER : DESCEND;
    }
    return str_equal(a, b) ? SAME : DIFFER;
}

static enum verdict same_collections(const Obj *a, const Obj *b)
{
    switch (a->type) {
    case T_ARRAY: return ((const Array *)a)->len == ((const Array *)b)->len ? DESCEND : DIFFER;
    case T_MAP: return ((const Map *)a)->count == ((const Map *)b)->count ? DESCEND : DIFFER;
    case T_SET: return same_sets((const Map *)a, (const Map *)b);
    case T_BYTES:
        return ((const Bytes *)a)->len > BLOB && ((const Bytes *)a)->len == ((const Bytes *)b)->len
                   ? DESCEND
                   : ASK;
    default: return ASK;
    }
}

static enum verdict look(Value a, Value b, bool ask)
{
    if (is_num(a)) {
        int c;
        if (!is_num(b)) return DIFFER;
        return num_compare(a, b, &c) && c == 0 ? SAME : DIFFER;
    }
    if (a == b) return SAME;
    if (is_str(a)) return is_str(b) ? same_strs(a, b) : DIFFER;
    if (!is_obj(a)) return DIFFER;
    if (ask && has_flag(a, CLASS_HAS_EQ)) return ASK;
    if (!is_obj(b) || to_obj(a)->type != to_obj(b)->type) return DIFFER;
    enum verdict v = same_collections(to_obj(a), to_obj(b));
    return v != ASK ? v : same_flat(a, b) ? SAME : DIFFER;
}

static const char *blob_of(const Obj *o, uint64_t *n)
{
    if (o->type == T_BYTES) {
        Bytes *y = (Bytes *)(uintptr_t)o;
        *n = y->len;
        return bytes_data(y);
    }
    *n = str_len(from_str(o));
    return str_bytes(from_str(o));
}

/* The next part of two texts or Bytes: what memcmp says. *over: there is no other. */
static int compare_part(struct walk_frame *f, uint64_t *work, bool *over)
{
    uint64_t n, k, at = (uint64_t)f->i * BLOB;
    const char *p = blob_of(f->a, &n), *q = blob_of(f->b, &k);
    uint64_t both = n < k ? n : k, len = both - at < BLOB ? both - at : BLOB;
    f->i++;
    *work += len >> BLOB_SHIFT;
    *over = at + len == both;
    int c = memcmp(p + at, q + at, len);
    if (c == 0 && *over) c = (n > k) - (n < k);
    return c;
}

enum next {
    PAIR,
    PART, /* a part of two texts or Bytes, which is the same */
    NO_PAIR,
    AT_END
};

/* Of Sets, texts and Bytes; NO_PAIR: b lacks what a has. */
static MAAT_NOINLINE enum next next_part(struct walk_frame *f, uint64_t *work)
{
    const Map *a = (const Map *)f->a, *b = (const Map *)f->b;
    if (a->h.type != T_SET) {
        bool over;
        if (f->state) return AT_END;
        if (compare_part(f, work, &over) != 0) return NO_PAIR;
        f->state = over;
        return PART;
    }
    while (f->i < a->used && is_absent(map_key_at(a, f->i))) f->i++;
    if (f->i >= a->used) return AT_END;
    return map_find(b, map_key_at(a, f->i++)) >= 0 ? PART : NO_PAIR;
}

/* The next pair of elements of the collections in f. */
static inline __attribute__((always_inline)) enum next next_pair(struct walk_frame *f, Value *x,
                                                                 Value *y, uint64_t *work)
{
    if (MAAT_LIKELY(f->a->type == T_ARRAY)) {
        const Array *a = (const Array *)f->a, *b = (const Array *)f->b;
        if (f->i >= a->len) return AT_END;
        *x = *array_at(a, f->i);
        *y = *array_at(b, f->i);
        f->i++;
        return PAIR;
    }
    if (MAAT_UNLIKELY(f->a->type != T_MAP)) {
        uint64_t more = 0;
        enum next next = next_part(f, &more);
        *work += more;
        return next;
    }
    const Map *a = (const Map *)f->a, *b = (const Map *)f->b;
    while (f->i < a->used && is_absent(map_key_at(a, f->i))) f->i++;
    if (f->i >= a->used) return AT_END;
    *x = map_value_at(a, f->i);
    int64_t e = map_find(b, map_key_at(a, f->i++));
    if (e < 0) return NO_PAIR;
    *y = map_value_at(b, (uint32_t)e);
    return PAIR;
}

/* Goes into a pair of collections, unless it was seen. */
static bool enter(Walk *w, Value x, Value y)
{
    const Obj *a = to_ptr(x), *b = to_ptr(y);
    if (++w->entered > NOTE_AFTER && !is_str(x)) {
        if (walk_has_pair(w, a, b)) return true;
        if (!walk_add_pair(w, a, b)) return false;
    }
    return walk_push(w, a, b);
}

static inline enum eq_status found(enum eq_status st, uint64_t n, uint64_t *work)
{
    *work += n;
    return st;
}

static inline __attribute__((always_inline)) enum eq_status walk_equal(Walk *w, bool ask,
                                                                       uint64_t limit,
                                                                       uint64_t *work)
{
    uint64_t n = 0;
    Value x = V_NIL, y = V_NIL;
    while (w->n) {
        enum next next = next_pair(walk_top(w), &x, &y, &n);
        if (next == AT_END) {
            walk_pop(w);
            continue;
        }
        n++;
        if (next == NO_PAIR) return found(EQ_NO, n, work);
        enum verdict v = next == PAIR ? look(x, y, ask) : SAME;
        if (v == DIFFER) return found(EQ_NO, n, work);
        if (v == ASK) return found(EQ_NEED_MAAT, n, work);
        if (v == DESCEND) {
            n += w->entered >= NOTE_AFTER ? PAIR_WORK : 0;
            if (!enter(w, x, y)) return found(EQ_NOMEM, n, work);
        }
        if (MAAT_UNLIKELY(n >= limit)) return found(EQ_LONG, n, work);
    }
    return found(EQ_YES, n, work);
}

static DeepCompare *keep(Walk *w, bool ask)
{
    DeepCompare *d = mem_try_alloc(MEM_TEMP, sizeof *d);
    if (!d) return NULL;
    walk_move(&d->w, w);
    d->ask = ask;
    return d;
}

static enum eq_status equal(Value a, Value b, bool ask, uint64_t limit, uint64_t *work,
                            DeepCompare **rest)
{
    ++*work;
    switch (look(a, b, ask)) {
    case DIFFER: return EQ_NO;
    case SAME: return EQ_YES;
    case ASK: return EQ_NEED_MAAT;
    case DESCEND: break;
    }
    Walk w;
    walk_init(&w);
    enum eq_status st =
        walk_push(&w, to_ptr(a), to_ptr(b)) ? walk_equal(&w, ask, limit, work) : EQ_NOMEM;
    if (st == EQ_LONG) {
        *rest = keep(&w, ask);
        if (*rest) return st;
        st = EQ_NOMEM;
    }
    walk_fini(&w);
    return st;
}

enum eq_status value_equal_some(Value a, Value b, uint64_t limit, uint64_t *work,
                                DeepCompare **rest)
{
    return equal(a, b, true, limit, work, rest);
}

enum eq_status equal_go_on(DeepCompare *d, uint64_t limit, uint64_t *work)
{
    return walk_equal(&d->w, d->ask, limit, work);
}

void deep_compare_free(DeepCompare *d)
{
    walk_fini(&d->w);
    mem_free(MEM_TEMP, d);
}

enum eq_status value_equal(Value a, Value b, uint64_t *work)
{
    return equal(a, b, true, UINT64_MAX, work, NULL);
}

/* Maps that are keys of maps that are keys ... : each level is one call on the C stack. Deeper ones are equal if they are one. */
#define KEY_NESTING 64

bool key_equal(Value a, Value b)
{
    static _Thread_local unsigned nesting;
    uint64_t work = 0;
    if (nesting >= KEY_NESTING) return a == b;
    nesting++;
    bool same = equal(a, b, false, UINT64_MAX, &work, NULL) == EQ_YES;
    nesting--;
    return same;
}

/* ---- order ---- */

/* CMP_OK and *c, or DESCEND by *down. */
static enum cmp_status order(Value a, Value b, int *c, bool *down)
{
    *down = false;
    if (is_num(a) && is_num(b)) {
        if (!num_compare(a, b, c)) *c = 2;
        return CMP_OK;
    }
    if (is_str(a) && is_str(b)) {
        *down = MAAT_UNLIKELY(str_len(a) > BLOB) && str_len(b) > BLOB;
        *c = *down ? 0 : str_compare(a, b);
        return CMP_OK;
    }
    if (has_flag(a, CLASS_HAS_CMP)) return CMP_NEED_MAAT;
    *c = 0;
    *down = is_array(a) && is_array(b);
    return *down ? CMP_OK : CMP_TYPES;
}

/* The next pair of elements in f, or *c: what else decides. */
static inline __attribute__((always_inline)) enum next next_ordered(struct walk_frame *f, Value *x,
                                                                    Value *y, int *c,
                                                                    uint64_t *work)
{
    if (f->a->type != T_ARRAY) {
        bool over;
        uint64_t more = 0;
        int part = compare_part(f, &more, &over);
        *work += more;
        *c = (part > 0) - (part < 0);
        return over || *c ? AT_END : PART;
    }
    const Array *a = (const Array *)f->a, *b = (const Array *)f->b;
    if (f->i >= a->len || f->i >= b->len) {
        *c = (a->len > b->len) - (a->len < b->len);
        return AT_END;
    }
    *x = *array_at(a, f->i);
    *y = *array_at(b, f->i);
    f->i++;
    return PAIR;
}

static inline __attribute__((always_inline)) enum cmp_status walk_compare(Walk *w, int *c,
                                                                          uint64_t limit,
                                                                          uint64_t *work)
{
    enum cmp_status st = CMP_OK;
    uint64_t n = 0;
    Value x = V_NIL, y = V_NIL;
    *c = 0;
    while (w->n) {
        bool down = false;
        enum next next = next_ordered(walk_top(w), &x, &y, c, &n);
        if (next == AT_END) {
            if (*c) break;
            walk_pop(w);
            continue;
        }
        n++;
        if (MAAT_LIKELY(next == PAIR)) st = order(x, y, c, &down);
        if (st != CMP_OK || *c) break;
        if (down && w->entered >= NOTE_AFTER) n += PAIR_WORK;
        if (down && x != y && !enter(w, x, y)) {
            st = CMP_NOMEM;
            break;
        }
        if (MAAT_UNLIKELY(n >= limit)) {
            st = CMP_LONG;
            break;
        }
    }
    *work += n;
    return st;
}

enum cmp_status value_compare_some(Value a, Value b, int *out, uint64_t limit, uint64_t *work,
                                   DeepCompare **rest)
{
    bool down;
    ++*work;
    enum cmp_status st = order(a, b, out, &down);
    if (st != CMP_OK || !down) return st;
    Walk w;
    walk_init(&w);
    st = walk_push(&w, to_ptr(a), to_ptr(b)) ? walk_compare(&w, out, limit, work) : CMP_NOMEM;
    if (st == CMP_LONG) {
        *rest = keep(&w, true);
        if (*rest) return st;
        st = CMP_NOMEM;
    }
    walk_fini(&w);
    return st;
}

enum cmp_status value_compare(Value a, Value b, int *out, uint64_t *work)
{
    return value_compare_some(a, b, out, UINT64_MAX, work, NULL);
}

enum cmp_status compare_go_on(DeepCompare *d, int *out, uint64_t limit, uint64_t *work)
{
    return walk_compare(&d->w, out, limit, work);
}

void value_unordered(Value *a, Value *b)
{
    for (int depth = 0; depth < 100 && is_array(*a) && is_array(*b); depth++) {
        const Array *x = (const Array *)to_obj(*a), *y = (const Array *)to_obj(*b);
        uint32_t n = x->len < y->len ? x->len : y->len, i = 0;
        int c = 0;
        uint64_t work = 0;
        while (i < n && value_compare(*array_at(x, i), *array_at(y, i), &c, &work) == CMP_OK) i++;
        if (i == n) return;
        *a = *array_at(x, i);
        *b = *array_at(y, i);
    }
}
