/* Arithmetic of Ranges: see range.h. */
#include "heap/range.h"

#include <math.h>

static const Range *range_of(const Value *v) { return (const Range *)to_obj(*v); }

bool range_has(Value range, Value v)
{
    const Range *r = range_of(&range);
    int lo, hi;
    if (!is_num(v) || !num_compare(r->from, v, &lo) || lo > 0 || !num_compare(v, r->to, &hi))
        return false;
    if ((r->h.flags & OF_EXCL) ? hi >= 0 : hi > 0) return false;
    return !num_is_whole(r->from) || num_is_whole(v);
}

static bool is_endless(const Range *r)
{
    return (is_double(r->to) && isinf(to_double(r->to))) ||
           (is_double(r->from) && isinf(to_double(r->from)));
}

enum num_status range_length(Heap *h, const Value *range, Value *t1, Value *t2, Value *out)
{
    const Range *r = range_of(range);
    bool excl = r->h.flags & OF_EXCL;
    int c;
    *out = V_ZERO;
    if (!num_compare(r->from, r->to, &c) || c > 0 || (c == 0 && excl)) return NUM_OK;
    if (is_endless(r)) {
        *out = c == 0 ? V_ZERO : from_double(INFINITY);
        return NUM_OK;
    }
    *t1 = r->to;
    *t2 = r->from;
    enum num_status st = num_binary(h, NUM_SUB, t1, t2, out);
    if (st != NUM_OK) return st;
    *t1 = *out;
    st = num_round(h, t1, NUM_FLOOR, out);
    if (st != NUM_OK || (excl && num_compare(*out, *t1, &c) && c == 0)) return st;
    *t1 = *out;
    *t2 = from_int(1);
    return num_add(h, t1, t2, out);
}

enum num_status range_at(Heap *h, const Value *range, Value *index, Value *t1, Value *t2,
                         Value *out, bool *before)
{
    int c;
    *before = false;
    enum num_status st = range_length(h, range, t1, t2, out);
    if (st != NUM_OK) return st;
    Value length = *out;
    *t1 = length;
    *out = V_NIL;
    if (num_sign(*index) < 0) {
        *before = is_double(length);
        if (*before) return NUM_OK;
        st = num_add(h, t1, index, out);
        if (st != NUM_OK) return st;
        *t1 = *out;
        *out = V_NIL;
        *before = num_sign(*t1) < 0;
        if (*before) return NUM_OK;
    } else {
        if (!num_compare(*index, length, &c) || c >= 0) return NUM_OK;
        *t1 = *index;
    }
    *t2 = range_of(range)->from;
    return num_add(h, t2, t1, out);
}
