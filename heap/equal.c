#include "heap/equal.h"
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

static enum verdict same_collections(const Obj *a, const Obj *b)
{
    switch (a->type) {
    case T_ARRAY: return ((const Array *)a)->len == ((const Array *)b)->len ? DESCEND : DIFFER;
    case T_MAP: return ((const Map *)a)->count == ((const Map *)b)->count ? DESCEND : DIFFER;
    case T_SET:
        return ((const Map *)a)->count == ((const Map *)b)->count &&
                       set_is_subset((const Map *)a, (const Map *)b)
                   ? SAME
                   : DIFFER;
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
    if (is_str(a)) return is_str(b) && str_equal(a, b) ? SAME : DIFFER;
    if (!is_obj(a)) return DIFFER;
    if (ask && has_flag(a, CLASS_HAS_EQ)) return ASK;
    if (!is_obj(b) || to_obj(a)->type != to_obj(b)->type) return DIFFER;
    enum verdict v = same_collections(to_obj(a), to_obj(b));
    return v != ASK ? v : same_flat(a, b) ? SAME : DIFFER;
}

/* The next pair of elements of the collections in f: false at the end. *missing: b lacks a key of a. */
static bool next_pair(struct walk_frame *f, Value *x, Value *y, bool *missing)
{
    *missing = false;
    if (f->a->type == T_ARRAY) {
        const Array *a = (const Array *)f->a, *b = (const Array *)f->b;
        if (f->i >= a->len) return false;
        *x = *array_at(a, f->i);
        *y = *array_at(b, f->i);
        f->i++;
        return true;
    }
    const Map *a = (const Map *)f->a, *b = (const Map *)f->b;
    while (f->i < a->used && is_absent(map_key_at(a, f->i))) f->i++;
    if (f->i >= a->used) return false;
    *x = map_value_at(a, f->i);
    *missing = !map_get(b, map_key_at(a, f->i), y);
    f->i++;
    return true;
}

/* Goes into a pair of collections, unless it was seen. */
static bool enter(Walk *w, const Obj *a, const Obj *b, uint64_t entered)
{
    if (entered > NOTE_AFTER) {
        if (walk_has_pair(w, a, b)) return true;
        if (!walk_add_pair(w, a, b)) return false;
    }
    return walk_push(w, a, b);
}

static enum eq_status walk_equal(Walk *w, bool ask, uint64_t *work)
{
    uint64_t entered = 0;
    while (w->n) {
        Value x, y;
        bool missing;
        if (!next_pair(walk_top(w), &x, &y, &missing)) {
            walk_pop(w);
            continue;
        }
        ++*work;
        if (missing) return EQ_NO;
        switch (look(x, y, ask)) {
        case DIFFER: return EQ_NO;
        case ASK: return EQ_NEED_MAAT;
        case DESCEND:
            if (!enter(w, to_obj(x), to_obj(y), ++entered)) return EQ_NOMEM;
            break;
        case SAME: break;
        }
    }
    return EQ_YES;
}

static enum eq_status equal(Value a, Value b, bool ask, uint64_t *work)
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
    enum eq_status st = walk_push(&w, to_obj(a), to_obj(b)) ? walk_equal(&w, ask, work) : EQ_NOMEM;
    walk_fini(&w);
    return st;
}

enum eq_status value_equal(Value a, Value b, uint64_t *work) { return equal(a, b, true, work); }

/* Maps that are keys of maps that are keys ... : each level is one call on the C stack. Deeper ones are equal if they are one. */
#define KEY_NESTING 64

bool key_equal(Value a, Value b)
{
    static _Thread_local unsigned nesting;
    uint64_t work = 0;
    if (nesting >= KEY_NESTING) return a == b;
    nesting++;
    bool same = equal(a, b, false, &work) == EQ_YES;
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
        *c = str_compare(a, b);
        return CMP_OK;
    }
    if (has_flag(a, CLASS_HAS_CMP)) return CMP_NEED_MAAT;
    *c = 0;
    *down = is_array(a) && is_array(b);
    return *down ? CMP_OK : CMP_TYPES;
}

static enum cmp_status walk_compare(Walk *w, int *c, uint64_t *work)
{
    uint64_t entered = 0;
    while (w->n) {
        struct walk_frame *f = walk_top(w);
        const Array *a = (const Array *)f->a, *b = (const Array *)f->b;
        if (f->i >= a->len || f->i >= b->len) {
            *c = (a->len > b->len) - (a->len < b->len);
            if (*c) return CMP_OK;
            walk_pop(w);
            continue;
        }
        ++*work;
        bool down;
        Value x = *array_at(a, f->i), y = *array_at(b, f->i);
        f->i++;
        enum cmp_status st = order(x, y, c, &down);
        if (st != CMP_OK || *c) return st;
        if (down && x != y && !enter(w, to_obj(x), to_obj(y), ++entered)) return CMP_NOMEM;
    }
    *c = 0;
    return CMP_OK;
}

enum cmp_status value_compare(Value a, Value b, int *out, uint64_t *work)
{
    bool down;
    ++*work;
    enum cmp_status st = order(a, b, out, &down);
    if (!down) return st;
    Walk w;
    walk_init(&w);
    st = walk_push(&w, to_obj(a), to_obj(b)) ? walk_compare(&w, out, work) : CMP_NOMEM;
    walk_fini(&w);
    return st;
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
