/* Tests of patterns: they jump by their fail word when the value does not match. None of them collects, unless said so: in a receive
 * the value may lie in a message that nobody owns yet. */
#include "heap/array.h"
#include "heap/equal.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "vm/exec/interp.h"
#include "vm/maatine/longwalk.h"

#define MATCHED                                                                                    \
    do {                                                                                           \
        pc += 1;                                                                                   \
        NEXT;                                                                                      \
    } while (0)
#define FAIL                                                                                       \
    do {                                                                                           \
        pc += 1 + fail_offset(pc[0]);                                                              \
        NEXT;                                                                                      \
    } while (0)

static bool simple_equal(Value a, Value k)
{
    if (a == k) return !is_double(a) || to_double(a) == to_double(a);
    if (is_str(a) && is_str(k)) return str_equal(a, k);
    int c;
    return is_num(a) && is_num(k) && num_compare(a, k, &c) && c == 0;
}

OP_SLOW_FN(PTEQK)
{
    if (simple_equal(R[A], K[fail_extra(pc[0])])) MATCHED;
    FAIL;
}

OP_FN(PTEQK)
{
    Value a = R[A], k = K[fail_extra(pc[0])];
    if (a == k && !is_double(a)) MATCHED;
    /* A big integer never equals a small one. */
    if ((is_int(k) && !is_double(a)) || (is_str(k) && !is_str(a))) FAIL;
    TO_SLOW(PTEQK);
}

/* The value that decides a switch, if it is one that cases are made of or equals one. */
static inline bool switch_value(Value v, uint32_t tagged, Value *out)
{
    if (tagged) {
        if (!is_array(v)) return false;
        const Array *a = (Array *)to_obj(v);
        if (a->len == 0) return false;
        v = a->slots->v[a->start];
    }
    *out = v;
    return is_int(v) || is_str(v) || is_double(v);
}

OP_FN(PTSWITCH)
{
    Value v, k;
    uint32_t n = B;
    if (switch_value(R[A], C, &v) && map_get((const Map *)to_obj(pc[0]), v, &k))
        n = (uint32_t)to_int(k);
    pc += 1 + n;
    pc += 1 + insn_s(load_rlx(pc)); /* what the CASE does */
    NEXT;
}

OP_FN(CASE)
{
    pc += SIMM;
    NEXT;
}

OP_SLOW_FN(PTEQ)
{
    bool truth = false;
    Value a = R[A], b = R[B];
    if (!is_obj(a) || !is_obj(b)) {
        if (simple_equal(a, b)) MATCHED;
        FAIL;
    }
    SAVE();
    bool scanning = recv_scanning(m);
    uint64_t work = 0; /* a message that is being looked at is not the maatine's yet: at once */
    enum eq_status st = scanning ? value_equal(a, b, &work) : long_equal(m, a, b);
    m->reds -= (int32_t)(work >> 4);
    if (st == EQ_LONG) FLOW(slow_yield(m), 1);
    if (st == EQ_NEED_MAAT && scanning) {
        enum native_result r = recv_pin(m, NULL);
        if (r != N_OK) FLOW(raise_pending(m), 1);
    }
    if (st == EQ_NEED_MAAT) {
        enum flow f = slow_compare(m, OP_EQ, &R[A], &R[B], &truth);
        if (f != FLOW_NEXT) FLOW(f, 1);
        st = truth ? EQ_YES : EQ_NO;
    }
    if (st == EQ_YES) MATCHED;
    FAIL;
}

OP_FN(PTEQ)
{
    m->recv.fixed = false;
    Value a = R[A], b = R[B];
    if (!is_obj(a) && !is_double(a) && !is_double(b)) {
        if (a == b) MATCHED;
        if (!is_ptr(a) && !is_ptr(b)) FAIL;
    }
    TO_SLOW(PTEQ);
}

OP_FN(PTTYPE)
{
    Class *c = to_class(K[fail_extra(pc[0])]);
    Value v = R[A];
    if (class_of(m->rt, v) == c || c == m->rt->class_any || class_isa(class_of(m->rt, v), c))
        MATCHED;
    FAIL;
}

OP_FN(PTARR)
{
    if (is_array(R[A])) {
        uint32_t len = ((Array *)to_obj(R[A]))->len;
        if (C ? len >= B : len == B) MATCHED;
    }
    FAIL;
}

OP_FN(PTELEM)
{
    Array *a = (Array *)to_obj(R[B]);
    R[A] = a->slots->v[a->start + C];
    NEXT;
}

OP_FN(PTREST)
{
    SAVE();
    uint32_t len = array_len(R[B]), from = C < len ? C : len;
    FLOW(slow_slice(m, &R[A], &R[B], from, len - from), 0);
}

OP_FN(PTMAP)
{
    if (is_map(R[A])) MATCHED;
    FAIL;
}

OP_FN(PTKEY)
{
    Value v;
    if (map_get((Map *)to_obj(R[B]), K[fail_extra(pc[0])], &v)) {
        R[A] = v;
        MATCHED;
    }
    FAIL;
}

OP_FN(PTKEYR)
{
    m->recv.fixed = false;
    Value v;
    if (map_key_ok(R[C]) && map_get((Map *)to_obj(R[B]), R[C], &v)) {
        R[A] = v;
        MATCHED;
    }
    FAIL;
}

/* The trace of an error is made into an Array when it is read: then a message must be ours first. */
static enum flow match_trace(Maatine *m, Value *dst, Value *obj, int slot)
{
    Value out;
    if (recv_scanning(m) && recv_pin(m, NULL) != N_OK) return raise_pending(m);
    *dst = ((Inst *)to_obj(*obj))->f[slot];
    if (!error_trace_array(m, dst, &out)) return raise_error(m, ERR_MemoryError, "out of memory");
    *dst = out;
    return FLOW_NEXT;
}

OP_FN(PTFIELD)
{
    Value o = R[B];
    if (!is_inst(o)) FAIL;
    Inst *in = (Inst *)to_obj(o);
    int slot = class_field_slot(in->cls, (Str *)to_ptr(K[fail_extra(pc[0])]));
    if (slot < 0) FAIL;
    enum field_trait trait = in->cls->layout[slot]->trait;
    if (trait != FIELD_RO && trait != FIELD_RW) FAIL;
    if (MAAT_UNLIKELY(is_type(in->f[slot], T_TRACE))) {
        SAVE();
        FLOW(match_trace(m, &R[A], &R[B], slot), 1);
    }
    R[A] = in->f[slot];
    MATCHED;
}

OP_FN(PTRANGE)
{
    m->recv.fixed = false;
    Range *r = (Range *)to_obj(R[B]);
    int lo, hi;
    if (is_num(R[A]) && num_compare(r->from, R[A], &lo) && lo <= 0 &&
        num_compare(R[A], r->to, &hi) && ((r->h.flags & OF_EXCL) ? hi < 0 : hi <= 0))
        MATCHED;
    FAIL;
}

OP_FN(PTRE)
{
    if (!is_str(R[A])) FAIL;
    SAVE();
    bool hit = false;
    enum flow f = slow_match_groups(m, &R[A], &R[B], C == 0xFFFF ? UINT32_MAX : C, &hit);
    if (f != FLOW_NEXT) FLOW(f, 1);
    if (hit) MATCHED;
    FAIL;
}
