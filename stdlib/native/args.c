#include "stdlib/native/args.h"
#include "heap/equal.h"
#include <math.h>
#include <stdio.h>

bool arg_int(struct maatine *m, Value v, const char *what, int64_t *out)
{
    if (is_num(v) && num_is_whole(v)) {
        if (!num_to_i64(v, out)) *out = num_sign(v) < 0 ? INT64_MIN / 4 : INT64_MAX / 4;
        return true;
    }
    if (is_double(v) && isinf(to_double(v))) {
        *out = to_double(v) < 0 ? INT64_MIN / 4 : INT64_MAX / 4;
        return true;
    }
    if (is_num(v))
        (void)native_error(m, ERR_TypeError, "%s must be an integer", what);
    else
        (void)native_error(m, ERR_TypeError, "%s must be an integer, not %s", what,
                           type_name(m, v));
    return false;
}

bool arg_count(struct maatine *m, Value v, const char *what, uint64_t *out)
{
    int64_t i;
    if (!arg_int(m, v, what, &i)) return false;
    *out = (uint64_t)i;
    if (i >= 0) return true;
    (void)native_error(m, ERR_ArgumentError, "%s must not be negative", what);
    return false;
}

bool arg_num(struct maatine *m, Value v, const char *what)
{
    if (is_num(v)) return true;
    (void)native_type_error(m, what, "Num", v);
    return false;
}

bool arg_seconds(struct maatine *m, Value v, const char *what, double *out)
{
    if (num_is_duration(v, out)) return true;
    (void)native_type_error(m, what, "a Num of seconds", v);
    return false;
}

bool arg_str(struct maatine *m, Value v, const char *what)
{
    if (is_str(v)) return true;
    (void)native_type_error(m, what, "Str", v);
    return false;
}

bool arg_array(struct maatine *m, Value v, const char *what)
{
    if (is_array(v)) return true;
    (void)native_type_error(m, what, "Array", v);
    return false;
}

bool arg_mutable(struct maatine *m, Value v)
{
    if (!is_frozen_obj(to_obj(v))) return true;
    (void)native_error(m, ERR_FrozenError, "%s is frozen", type_name(m, v));
    return false;
}

enum native_result num_error(struct maatine *m, enum num_status st, const char *what)
{
    switch (st) {
    case NUM_ZERO_DIV: return native_error(m, ERR_ZeroDivisionError, "%s by zero", what);
    case NUM_TYPE: return native_error(m, ERR_TypeError, "'%s' needs integers", what);
    case NUM_TOO_BIG: return native_error(m, ERR_MemoryError, "the number is too large");
    default: return native_no_memory(m);
    }
}

enum native_result key_error(struct maatine *m, Value k)
{
    return native_error(m, ERR_TypeError, "%s cannot be a map key", type_name(m, k));
}

enum native_result compare_error(struct maatine *m, Value a, Value b)
{
    char left[128];
    value_unordered(&a, &b);
    snprintf(left, sizeof left, "%s", type_name(m, a));
    return native_error(m, ERR_TypeError, "cannot compare %s with %s", left, type_name(m, b));
}

/* ---- elements ---- */

#define RANGE_MOST 100000000.0

double range_count(const Range *r)
{
    double a = num_to_double(r->from), b = num_to_double(r->to);
    bool excl = r->h.flags & OF_EXCL;
    if (is_int(r->from) && is_int(r->to)) {
        int64_t n = to_int(r->to) - to_int(r->from) + !excl;
        return n > 0 ? (double)n : 0;
    }
    if (!(b >= a)) return 0;
    if (isinf(b)) return isinf(a) ? 0 : INFINITY;
    double n = floor(b - a);
    return excl && n == b - a ? n : n + 1;
}

static bool too_long(struct maatine *m, double count)
{
    if (count <= RANGE_MOST) return false;
    (void)native_error(m, ERR_MemoryError, "the Range is too long");
    return true;
}

/* tmp[0] the array, tmp[1] the current number, tmp[2] the step. False: no memory. */
static bool range_fill(Heap *h, Value *range, Value *tmp)
{
    tmp[1] = ((const Range *)to_obj(*range))->from;
    tmp[2] = from_int(1);
    for (;;) {
        int c;
        Value next;
        const Range *r = (const Range *)to_obj(*range);
        if (!num_compare(tmp[1], r->to, &c) || ((r->h.flags & OF_EXCL) ? c >= 0 : c > 0))
            return true;
        if (!array_push(h, &tmp[0], &tmp[1]) || num_add(h, &tmp[1], &tmp[2], &next) != NUM_OK)
            return false;
        tmp[1] = next;
    }
}

static bool any_range_items(struct maatine *m, Value *v, Value *tmp)
{
    const Range *r = (const Range *)to_obj(*v);
    double count = range_count(r);
    if (is_bigint(r->from) || is_bigint(r->to)) count += 2; /* it was rounded */
    if (too_long(m, count)) return false;
    Heap *h = native_heap(m);
    if (!array_new(h, (uint64_t)count, &tmp[0]) || !range_fill(h, v, tmp)) {
        (void)native_no_memory(m);
        return false;
    }
    *v = tmp[0];
    native_charge(m, (int64_t)(count / 16));
    return true;
}

/* The usual case: small integers. */
static bool int_range_items(struct maatine *m, Value *v)
{
    const Range *r = (const Range *)to_obj(*v);
    int64_t from = to_int(r->from);
    double count = range_count(r);
    Value out;
    if (too_long(m, count)) return false;
    if (!array_new(native_heap(m), (uint64_t)count, &out)) {
        (void)native_no_memory(m);
        return false;
    }
    Array *a = to_array(out);
    a->len = (uint32_t)count;
    for (uint32_t i = 0; i < a->len; i++) a->slots->v[i] = from_int(from + i);
    *v = out;
    native_charge(m, (int64_t)(count / 16));
    return true;
}

bool arg_items(struct maatine *m, Value *v, Value *tmp)
{
    if (is_array(*v)) return true;
    if (is_range(*v)) {
        const Range *r = (const Range *)to_obj(*v);
        return is_int(r->from) && is_int(r->to) ? int_range_items(m, v)
                                                : any_range_items(m, v, tmp);
    }
    if (is_set(*v)) {
        Value out;
        if (!map_keys(native_heap(m), v, &out)) {
            (void)native_no_memory(m);
            return false;
        }
        *v = out;
        return true;
    }
    (void)native_error(m, ERR_TypeError, "%s is not iterable", type_name(m, *v));
    return false;
}

bool text_fits(struct maatine *m, size_t bytes)
{
    return bytes <= STR_MAX && heap_has_room(native_heap(m), bytes);
}

enum native_result give_text(struct maatine *m, Buf *b)
{
    Value out;
    bool ok = str_take(native_heap(m), b, &out);
    buf_fini(b);
    return give(m, ok, &out);
}
