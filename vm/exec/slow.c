/* Slow paths of operators: big integers, strings, collections, instances with methods of their own. */
#include "heap/weakmap.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/equal.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/range.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/exec/interp.h"
#include "vm/exec/profile.h"
#include "vm/maatine/life.h"
#include "vm/maatine/longwalk.h"
#include <stdio.h>

#define ARRAY_AT_ONCE 65536u /* values */

bool value_truth_slow(Value v)
{
    if (is_double(v)) return to_double(v) != 0.0; /* NaN is true */
    if (is_str(v)) return ((struct str_head *)to_ptr(v))->len != 0;
    return true;
}

/* The instruction is carried out again in a later slice. */
enum flow slow_yield(Maatine *m)
{
    m->pc--;
    m->reds = 0;
    return FLOW_YIELD;
}

/* ---- binary operators ---- */

static const struct {
    uint32_t op;
    const char *sign, *method;
    enum num_op num;
} binaries[] = {
    {OP_ADD, "+", "infix:+", NUM_ADD},   {OP_SUB, "-", "infix:-", NUM_SUB},
    {OP_MUL, "*", "infix:*", NUM_MUL},   {OP_DIV, "/", "infix:/", NUM_DIV},
    {OP_MOD, "%", "infix:%", NUM_MOD},   {OP_POW, "**", "infix:**", NUM_POW},
    {OP_BAND, "&", "infix:&", NUM_AND},  {OP_BOR, "|", "infix:|", NUM_OR},
    {OP_BXOR, "^", "infix:^", NUM_XOR},  {OP_SHL, "<<", "infix:<<", NUM_SHL},
    {OP_SHR, ">>", "infix:>>", NUM_SHR}, {OP_ADDI, "+", "infix:+", NUM_ADD},
    {OP_SUBI, "-", "infix:-", NUM_SUB},
};

static unsigned binary_index(uint32_t op)
{
    for (unsigned i = 0; i < sizeof binaries / sizeof binaries[0]; i++)
        if (binaries[i].op == op) return i;
    MAAT_CHECK(false, "operator %u", op);
    return 0;
}

static enum flow num_failed(Maatine *m, enum num_status st, const char *sign)
{
    switch (st) {
    case NUM_ZERO_DIV: return raise_error(m, ERR_ZeroDivisionError, "modulo by zero");
    case NUM_TYPE: return raise_error(m, ERR_TypeError, "'%s' needs integers", sign);
    case NUM_TOO_BIG: return raise_error(m, ERR_MemoryError, "the number is too large");
    default: return raise_error(m, ERR_MemoryError, "out of memory");
    }
}

static enum flow out_of_memory(Maatine *m)
{
    return raise_error(m, ERR_MemoryError, "out of memory");
}

static Method *operator_method(Maatine *m, Value v, const char *name)
{
    return is_inst(v) ? class_find(((Inst *)to_obj(v))->cls, intern_cstr(m->rt->interns, name))
                      : NULL;
}

/* `eq`, `cmp` or `str`, which most classes do not bring. */
static Method *special_method(Maatine *m, Value v, enum class_flag has, const char *name)
{
    return is_inst(v) && (((Inst *)to_obj(v))->cls->flags & has) ? operator_method(m, v, name)
                                                                 : NULL;
}

/* How often to repeat: more than any string can be long is as good as the number itself. */
static int64_t times_of(Value v)
{
    double d = num_to_double(v);
    return d > 1e15 ? INT64_MAX : d < 0 ? 0 : (int64_t)d;
}

/* More values than are copied at once. */
static bool copy_is_long(const Maatine *m, uint64_t n)
{
    return MAAT_UNLIKELY(n > ARRAY_AT_ONCE) && long_work_allowed(m);
}
static bool concat_is_long(const Maatine *m, Value a, Value b)
{
    return copy_is_long(m, (uint64_t)array_len(a) + array_len(b));
}

/* Operators on strings, arrays and sets. *done false: not one of them. */
static enum flow collection_binary(Maatine *m, uint32_t op, Value *dst, Value *b, Value *c,
                                   bool *done)
{
    Value out;
    bool ok = true;
    *done = true;
    if ((op == OP_ADD) && is_str(*b) && is_str(*c))
        ok = str_concat(&m->heap, b, c, &out);
    else if (op == OP_MUL && is_str(*b) && is_num(*c) && num_is_whole(*c))
        ok = str_repeat(&m->heap, b, times_of(*c), &out);
    else if (op == OP_ADD && is_array(*b) && is_array(*c) && concat_is_long(m, *b, *c)) {
        Value args[2] = {*b, *c};
        return call_finish(m, m->rt->core[CORE_concat], args, 2);
    } else if (op == OP_ADD && is_array(*b) && is_array(*c))
        ok = array_concat(&m->heap, b, c, &out);
    else if ((op == OP_BOR || op == OP_BAND) && is_set(*b) && is_set(*c))
        ok = (op == OP_BOR ? set_union : set_intersect)(&m->heap, b, c, &out);
    else
        *done = false;
    if (!*done) return FLOW_NEXT;
    if (!ok) return out_of_memory(m);
    *dst = out;
    return FLOW_NEXT;
}

static uint32_t big_words(Value v) { return is_bigint(v) ? to_obj(v)->words : 0; }

/* Of numbers of many words: about what it takes, so that others get their turn and signals are seen. */
static void charge_big(Maatine *m, enum num_op op, Value b, Value c, Value out)
{
    uint32_t n = big_words(out), k = big_words(b), l = big_words(c);
    n = n > k ? n : k;
    n = n > l ? n : l;
    if (n < 16) return;
    unsigned log = 31u - (unsigned)__builtin_clz(n);
    bool passes = op >= NUM_MUL && op <= NUM_POW; /* more than one over the words */
    native_charge(m, passes ? (int64_t)n * log / 8 : n / 64);
}

enum flow slow_binary(Maatine *m, uint32_t op, Value *dst, Value *b, Value *c)
{
    unsigned i = binary_index(op);
    if (is_num(*b) && is_num(*c)) {
        Value out;
        enum num_status st = num_binary(&m->heap, binaries[i].num, b, c, &out);
        if (st != NUM_OK) return num_failed(m, st, binaries[i].sign);
        charge_big(m, binaries[i].num, *b, *c, out);
        *dst = out;
        return FLOW_NEXT;
    }
    Method *me = operator_method(m, *b, binaries[i].method);
    if (me) {
        Value args[2] = {*b, *c};
        return call_finish(m, me->fn, args, 2);
    }
    bool done;
    enum flow f = collection_binary(m, op == OP_ADDI ? OP_ADD : op, dst, b, c, &done);
    if (done) return f;
    char left[64];
    snprintf(left, sizeof left, "%s", type_name(m, *b));
    return raise_error(m, ERR_TypeError, "cannot apply '%s' to %s and %s", binaries[i].sign, left,
                       type_name(m, *c));
}

enum flow slow_unary(Maatine *m, uint32_t op, Value *dst, Value *b)
{
    const char *sign = op == OP_NEG ? "-" : op == OP_PLUS ? "+" : "~";
    if (is_num(*b)) {
        Value out = *b;
        enum num_status st = op == OP_NEG    ? num_neg(&m->heap, b, &out)
                             : op == OP_BNOT ? num_not(&m->heap, b, &out)
                                             : NUM_OK;
        if (st != NUM_OK) return num_failed(m, st, sign);
        *dst = out;
        return FLOW_NEXT;
    }
    Method *me = operator_method(m, *b,
                                 op == OP_NEG    ? "prefix:-"
                                 : op == OP_PLUS ? "prefix:+"
                                                 : "prefix:~");
    if (me) return call_finish(m, me->fn, b, 1);
    return raise_error(m, ERR_TypeError, "cannot apply '%s' to %s", sign, type_name(m, *b));
}

/* ---- comparison ---- */

static bool order_truth(uint32_t op, int c)
{
    switch (op) {
    case OP_LT: return c < 0;
    case OP_LE: return c <= 0;
    case OP_GT: return c > 0;
    default: return c >= 0;
    }
}

static enum flow not_comparable(Maatine *m, Value b, Value c)
{
    char left[64];
    value_unordered(&b, &c);
    snprintf(left, sizeof left, "%s", type_name(m, b));
    return raise_error(m, ERR_TypeError, "cannot compare %s with %s", left, type_name(m, c));
}

/* Order of two values: FLOW_NEXT with *c -1, 0, 1, or 2 for unordered (NaN). */
static enum flow order(Maatine *m, Value *b, Value *c, int *out)
{
    if (is_num(*b) && is_num(*c)) {
        if (!num_compare(*b, *c, out)) *out = 2;
        return FLOW_NEXT;
    }
    Method *me = special_method(m, *b, CLASS_HAS_CMP, "cmp");
    if (me) {
        Value args[2] = {*b, *c};
        return call_finish(m, me->fn, args, 2);
    }
    switch (long_compare(m, *b, *c, out)) {
    case CMP_OK: return FLOW_NEXT;
    case CMP_LONG: return slow_yield(m);
    case CMP_NEED_MAAT: {
        Value args[2] = {*b, *c};
        return call_finish(m, m->rt->core[CORE_cmp], args, 2);
    }
    case CMP_NOMEM: return out_of_memory(m);
    default: return not_comparable(m, *b, *c);
    }
}

static enum flow equality(Maatine *m, Value *b, Value *c, bool *truth)
{
    Method *me = special_method(m, *b, CLASS_HAS_EQ, "eq");
    if (me) {
        Value args[2] = {*b, *c};
        return call_finish(m, me->fn, args, 2);
    }
    enum eq_status st = long_equal(m, *b, *c);
    switch (st) {
    case EQ_LONG: return slow_yield(m);
    case EQ_NEED_MAAT: {
        Value args[2] = {*b, *c};
        return call_finish(m, m->rt->core[CORE_eq], args, 2);
    }
    case EQ_NOMEM: return out_of_memory(m);
    default: *truth = st == EQ_YES; return FLOW_NEXT;
    }
}

enum flow slow_compare(Maatine *m, uint32_t op, Value *b, Value *c, bool *truth)
{
    if (op == OP_EQ || op == OP_NE) {
        enum flow f = equality(m, b, c, truth);
        if (f == FLOW_NEXT) *truth ^= op == OP_NE;
        return f;
    }
    int o = 0;
    enum flow f = order(m, b, c, &o);
    if (f == FLOW_NEXT) *truth = o != 2 && order_truth(op, o);
    return f;
}

enum flow slow_order(Maatine *m, Value *dst, Value *b, Value *c)
{
    int o = 0;
    enum flow f = order(m, b, c, &o);
    if (f == FLOW_NEXT) *dst = o == 2 ? V_NIL : from_int(o);
    return f;
}

/* ---- text ---- */

enum flow slow_tostr(Maatine *m, Value *dst, Value *b)
{
    Value out;
    if (is_int(*b) && !is_absent(out = str_of_int(to_int(*b)))) {
        *dst = out;
        return FLOW_NEXT;
    }
    Method *me = special_method(m, *b, CLASS_HAS_STR, "str");
    if (me) return call_finish(m, me->fn, b, 1);
    switch (long_text(m, TEXT_STR, b, &out)) {
    case TEXT_LONG: return slow_yield(m);
    case TEXT_OK: *dst = out; return FLOW_NEXT;
    case TEXT_NEED_MAAT: return call_finish(m, m->rt->core[CORE_str], b, 1);
    default: return out_of_memory(m);
    }
}

/* ---- elements ---- */

static enum flow cannot_index(Maatine *m, Value v)
{
    return raise_error(m, ERR_TypeError, "%s cannot be indexed", type_name(m, v));
}

static enum flow bad_index(Maatine *m, const char *what, Value i)
{
    return raise_error(m, ERR_TypeError, "%s index must be an integer, not %s", what,
                       type_name(m, i));
}

static enum flow out_of_range(Maatine *m, Value i)
{
    if (is_int(i))
        return raise_error(m, ERR_IndexError, "index %lld out of range", (long long)to_int(i));
    return raise_error(m, ERR_IndexError, "index out of range");
}

static enum flow bad_key(Maatine *m, Value k)
{
    return raise_error(m, ERR_TypeError, "%s cannot be a map key", type_name(m, k));
}

/* A whole double is as good an index as the integer. */
static Value as_index(Value i)
{
    if (is_double(i) && to_double(i) >= -1e14 && to_double(i) <= 1e14 &&
        (double)(int64_t)to_double(i) == to_double(i))
        return from_int((int64_t)to_double(i));
    return i;
}

/* What is read at an index that is no small integer: nothing lies so far behind the end. */
static enum flow index_far(Maatine *m, Value *dst, const char *what, Value i)
{
    if (!is_bigint(i)) return bad_index(m, what, i);
    if (num_sign(i) < 0) return out_of_range(m, i);
    *dst = V_NIL;
    return FLOW_NEXT;
}

enum flow slow_slice(Maatine *m, Value *dst, Value *b, uint64_t from, uint64_t n)
{
    Value out;
    if (copy_is_long(m, n)) {
        Value args[3] = {*b, from_int((int64_t)from), from_int((int64_t)(from + n))};
        return call_finish(m, m->rt->core[CORE_slice], args, 3);
    }
    if (!array_slice(&m->heap, b, from, n, &out)) return out_of_memory(m);
    *dst = out;
    return FLOW_NEXT;
}

static enum flow index_array(Maatine *m, Value *dst, Value *b, Value *c)
{
    if (is_range(*c)) {
        uint64_t from, n;
        if (!range_span(*c, array_len(*b), &from, &n)) from = n = 0;
        return slow_slice(m, dst, b, from, n);
    }
    Value i = as_index(*c);
    if (!is_int(i)) return index_far(m, dst, "an Array", i);
    Array *a = (Array *)to_obj(*b);
    int64_t k = to_int(i);
    if (k < 0 && (k += a->len) < 0) return out_of_range(m, i);
    *dst = k < (int64_t)a->len ? a->slots->v[a->start + k] : V_NIL;
    return FLOW_NEXT;
}

static enum flow index_str(Maatine *m, Value *dst, Value *b, Value *c)
{
    Value out, i = as_index(*c);
    if (!is_range(i) && !is_int(i)) return index_far(m, dst, "a Str", i);
    if (is_int(i) && to_int(i) < 0 && to_int(i) + (int64_t)str_chars(*b) < 0)
        return out_of_range(m, i);
    bool ok = is_range(i) ? str_slice_range(&m->heap, b, i, &out)
                          : str_char_at(&m->heap, b, to_int(i), &out);
    if (!ok) return out_of_memory(m);
    *dst = out;
    return FLOW_NEXT;
}

static enum flow index_bytes(Maatine *m, Value *dst, Value *b, Value *c)
{
    Value out, i = as_index(*c);
    if (is_range(i)) {
        if (!bytes_slice_range(&m->heap, b, i, &out)) return out_of_memory(m);
        *dst = out;
        return FLOW_NEXT;
    }
    if (!is_int(i)) return index_far(m, dst, "a Bytes", i);
    Bytes *y = (Bytes *)to_obj(*b);
    int64_t k = to_int(i);
    if (k < 0 && (k += (int64_t)y->len) < 0) return out_of_range(m, i);
    *dst = k < (int64_t)y->len ? from_int((unsigned char)bytes_data(y)[k]) : V_NIL;
    return FLOW_NEXT;
}

/* dst may be the register of an operand. */
static enum flow index_range(Maatine *m, Value *dst, Value *b, Value *c)
{
    Value out, i = as_index(*c);
    bool before;
    if (!is_int(i) && !is_bigint(i)) return bad_index(m, "a Range", *c);
    Value *at = is_int(i) ? &i : c;
    enum num_status st = range_at(&m->heap, b, at, &m->result, &m->tail_fn, &out, &before);
    m->result = m->tail_fn = V_NIL;
    if (st != NUM_OK) return num_failed(m, st, "+");
    if (before) return out_of_range(m, i);
    *dst = out;
    return FLOW_NEXT;
}

enum flow slow_index(Maatine *m, Value *dst, Value *b, Value *c)
{
    if (is_str(*b)) return index_str(m, dst, b, c);
    if (!is_obj(*b)) return cannot_index(m, *b);
    Value v;
    switch (to_obj(*b)->type) {
    case T_ARRAY: return index_array(m, dst, b, c);
    case T_MAP:
        if (!map_key_ok(*c)) return bad_key(m, *c);
        *dst = map_get((Map *)to_obj(*b), *c, &v) ? v : V_NIL;
        return FLOW_NEXT;
    case T_BYTES: return index_bytes(m, dst, b, c);
    case T_RANGE: return index_range(m, dst, b, c);
    case T_WEAKMAP: {
        const struct weak_entry *e = weakmap_find(&m->heap, (WeakMap *)to_obj(*b), *c);
        *dst = e ? e->value : V_NIL;
        return FLOW_NEXT;
    }
    default: return cannot_index(m, *b);
    }
}

static enum flow frozen(Maatine *m, Value v)
{
    return raise_error(m, ERR_FrozenError, "%s is frozen", type_name(m, v));
}

static enum flow set_array(Maatine *m, Value *a, Value *i, Value *v)
{
    Value ix = as_index(*i);
    if (is_bigint(ix)) return num_sign(ix) < 0 ? out_of_range(m, ix) : out_of_memory(m);
    if (!is_int(ix)) return bad_index(m, "an Array", *i);
    int64_t k = to_int(ix);
    if (k < 0 && (k += ((Array *)to_obj(*a))->len) < 0) return out_of_range(m, ix);
    return array_set(&m->heap, a, (uint64_t)k, v) ? FLOW_NEXT : out_of_memory(m);
}

static enum flow set_bytes(Maatine *m, Value *b, Value *i, Value *v)
{
    Value ix = as_index(*i), byte = as_index(*v);
    if (is_bigint(ix)) return out_of_range(m, ix);
    if (!is_int(ix)) return bad_index(m, "a Bytes", *i);
    Bytes *y = (Bytes *)to_obj(*b);
    int64_t k = to_int(ix);
    if (k < 0) k += (int64_t)y->len;
    if (k < 0 || k >= (int64_t)y->len) return out_of_range(m, ix);
    if (!is_int(byte))
        return raise_error(m, ERR_TypeError, "a byte must be an integer, not %s", type_name(m, *v));
    if (!bytes_own(&m->heap, b)) return out_of_memory(m);
    bytes_data((Bytes *)to_obj(*b))[k] = (char)to_int(byte);
    return FLOW_NEXT;
}

static enum flow set_weakmap(Maatine *m, Value map, Value k, Value v)
{
    if (!weakmap_key_ok(k))
        return raise_error(m, ERR_TypeError,
                           "a key of a WeakMap must be something with an identity, not %s",
                           type_name(m, k));
    return weakmap_set(&m->heap, (WeakMap *)to_obj(map), k, v) ? FLOW_NEXT : out_of_memory(m);
}

enum flow slow_setindex(Maatine *m, Value *a, Value *b, Value *c)
{
    if (is_type(*a, T_WEAKMAP)) return set_weakmap(m, *a, *b, *c);
    if (!is_array(*a) && !is_map(*a) && !is_bytes(*a)) {
        if (is_str(*a)) return raise_error(m, ERR_TypeError, "a Str cannot be changed");
        return raise_error(m, ERR_TypeError, "%s has no elements to set", type_name(m, *a));
    }
    if (to_obj(*a)->gc & GC_SHARED) return frozen(m, *a);
    if (is_array(*a)) return set_array(m, a, b, c);
    if (is_bytes(*a)) return set_bytes(m, a, b, c);
    switch (map_set(&m->heap, a, b, c)) {
    case MAP_OK: native_charge(m, map_step_cost(to_map(*a))); return FLOW_NEXT;
    case MAP_BAD_KEY: return bad_key(m, *b);
    default: return out_of_memory(m);
    }
}

/* ---- what is left of an instruction when its Maat call has returned ---- */

static const uint32_t compare_of[][2] = {
    {OP_JLT, OP_LT},   {OP_JNLT, OP_LT},  {OP_JLE, OP_LE},   {OP_JNLE, OP_LE},  {OP_JGT, OP_GT},
    {OP_JNGT, OP_GT},  {OP_JGE, OP_GE},   {OP_JNGE, OP_GE},  {OP_JEQ, OP_EQ},   {OP_JNEQ, OP_EQ},
    {OP_JLTI, OP_LT},  {OP_JNLTI, OP_LT}, {OP_JLEI, OP_LE},  {OP_JNLEI, OP_LE}, {OP_JGTI, OP_GT},
    {OP_JNGTI, OP_GT}, {OP_JGEI, OP_GE},  {OP_JNGEI, OP_GE}, {OP_JEQI, OP_EQ},  {OP_JNEQI, OP_EQ},
};

static bool jump_compare(uint32_t op, uint32_t *cmp, bool *negated)
{
    for (unsigned i = 0; i < sizeof compare_of / sizeof compare_of[0]; i++)
        if (compare_of[i][0] == op) {
            *cmp = compare_of[i][1];
            *negated = i & 1;
            return true;
        }
    *negated = false;
    switch (op) {
    case OP_LOOPLT:
    case OP_LOOPLTI: *cmp = OP_LT; return true;
    case OP_LOOPLE:
    case OP_LOOPLEI: *cmp = OP_LE; return true;
    case OP_LOOPGT:
    case OP_LOOPGTI: *cmp = OP_GT; return true;
    case OP_LOOPGE:
    case OP_LOOPGEI: *cmp = OP_GE; return true;
    default: return false;
    }
}

/* The truth that a result of `cmp` or `eq` stands for. */
static enum flow result_truth(Maatine *m, uint32_t cmp, Value result, bool *truth)
{
    if (cmp == OP_EQ || cmp == OP_NE) {
        *truth = value_truth(result) != (cmp == OP_NE);
        return FLOW_NEXT;
    }
    int o;
    if (!is_num(result))
        return raise_error(m, ERR_TypeError, "'cmp' must give a Num, not %s", type_name(m, result));
    *truth = num_compare(result, V_ZERO, &o) && order_truth(cmp, o);
    return FLOW_NEXT;
}

static enum flow finish_text(Maatine *m, Insn w, Value result)
{
    if (is_str(result)) {
        m->R[insn_a(w)] = result;
        return FLOW_NEXT;
    }
    if (is_inst(result))
        return raise_error(m, ERR_TypeError, "'str' must give a Str, not %s", type_name(m, result));
    m->R[insn_a(w)] = result;
    uint32_t was = m->flags & MAF_AT_ONCE;
    m->flags |= MAF_AT_ONCE; /* carried out again, the instruction would ask for its `str` again */
    enum flow f = slow_tostr(m, &m->R[insn_a(w)], &m->R[insn_a(w)]);
    m->flags = (m->flags & ~(uint32_t)MAF_AT_ONCE) | was;
    return f;
}

/* The text of what was thrown has been made: it is the message. */
static enum flow throw_text(Maatine *m, Value text)
{
    m->result = is_str(text) ? text : V_NIL;
    return slow_throw(m, &m->result);
}

static enum flow do_return(Maatine *m, Value v)
{
    if (ret_mode(m->R[-2]) == RET_HALT) {
        m->result = v;
        return FLOW_END;
    }
    Value *dst = m->R - FRAME_WORDS, ret = stack_pop(m);
    switch (ret & RET_MASK) {
    case RET_FINISH: return finish_op(m, ret_pc(ret), v);
    case RET_AGAIN: m->pc = ret_pc(ret); return FLOW_RELOAD;
    default: {
        *dst = v;
        m->pc = ret_pc(ret);
        return FLOW_RELOAD;
    }
    }
}

enum flow return_slow(Maatine *m, Value v) { return do_return(m, v); }

enum flow finish_op(Maatine *m, const Insn *at, Value result)
{
    const Proto *p = frame_proto(m->R);
    Insn w = proto_insn(p, (uint32_t)(at - p->code));
    uint32_t op = op_plain(insn_op(w)), cmp;
    bool truth, negated;
    enum flow f = FLOW_NEXT;
    m->pc = at + 1;
    if (jump_compare(op, &cmp, &negated)) {
        f = result_truth(m, cmp, result, &truth);
        if (f == FLOW_NEXT) {
            m->pc = at + 1 + (truth != negated ? (int16_t)insn_c(w) : 0);
            f = FLOW_RELOAD;
        }
        return f;
    }
    switch (op) {
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_EQ:
    case OP_NE:
        f = result_truth(m, op, result, &truth);
        if (f == FLOW_NEXT) m->R[insn_a(w)] = from_bool(truth);
        break;
    case OP_TOSTR: f = finish_text(m, w, result); break;
    case OP_IN:
    case OP_NOTIN: m->R[insn_a(w)] = from_bool(value_truth(result) != (op == OP_NOTIN)); break;
    case OP_PTEQ:
        m->pc = at + 2 + (value_truth(result) ? 0 : fail_offset(at[1]));
        return FLOW_RELOAD;
    case OP_FORNEXT: m->pc = at + 2 + fail_offset(at[1]); return FLOW_RELOAD;
    case OP_TCALLX: return do_return(m, result);
    case OP_THROW: return throw_text(m, result);
    default: m->R[insn_a(w)] = result; break;
    }
    if (f != FLOW_NEXT) return f;
    m->pc = at + op_words(op);
    return FLOW_RELOAD;
}
