/* Comparisons, to a value and as jumps. */
#include "heap/equal.h"
#include "heap/string.h"
#include "vm/exec/ints.h"
#include "vm/exec/interp.h"

/* Equality that needs no work: decided for identical words that are no doubles, and for two immediates of unequal kind. */
static inline bool quick_equal(Value b, Value c, bool *truth)
{
    if (both_int(b, c)) {
        *truth = b == c;
        return true;
    }
    if (both_double(b, c)) {
        *truth = to_double(b) == to_double(c);
        return true;
    }
    if (is_str(b) && is_str(c)) {
        *truth = str_equal(b, c);
        return true;
    }
    if (!is_ptr(b) && !is_ptr(c) && !(is_num(b) && is_num(c))) {
        *truth = b == c;
        return true;
    }
    return false;
}

/* Integers under one tag order like their words only if their signs agree; so they are compared shifted. */
#define INT_ORDER(b, sign, c) ((int64_t)((b) << 16) sign(int64_t)((c) << 16))
/* The rare side of a comparison to a value. */
#define COMPARE_SLOW_FN(name)                                                                      \
    OP_SLOW_FN(name)                                                                               \
    {                                                                                              \
        bool truth;                                                                                \
        SAVE();                                                                                    \
        enum flow f = slow_compare(m, OP_##name, &R[B], &R[C], &truth);                            \
        if (f == FLOW_NEXT) {                                                                      \
            R[A] = from_bool(truth);                                                               \
            NEXT;                                                                                  \
        }                                                                                          \
        FLOW(f, 0);                                                                                \
    }

#define COMPARE_ORDER(name, sign)                                                                  \
    COMPARE_SLOW_FN(name)                                                                          \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value b = R[B], c = R[C];                                                                  \
        if (MAAT_LIKELY(both_int(b, c))) {                                                         \
            R[A] = from_bool(INT_ORDER(b, sign, c));                                               \
            NEXT;                                                                                  \
        }                                                                                          \
        if (both_double(b, c)) {                                                                   \
            R[A] = from_bool(to_double(b) sign to_double(c));                                      \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

COMPARE_ORDER(LT, <)
COMPARE_ORDER(LE, <=)
COMPARE_ORDER(GT, >)
COMPARE_ORDER(GE, >=)

#define COMPARE_EQUAL(name, negated)                                                               \
    COMPARE_SLOW_FN(name)                                                                          \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        bool truth;                                                                                \
        if (MAAT_LIKELY(quick_equal(R[B], R[C], &truth))) {                                        \
            R[A] = from_bool(truth != (negated));                                                  \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

COMPARE_EQUAL(EQ, false)
COMPARE_EQUAL(NE, true)

OP_FN(CMP)
{
    SAVE();
    FLOW(slow_order(m, &R[A], &R[B], &R[C]), 0);
}

OP_FN(IDENT)
{
    R[A] = from_bool(value_identical(R[B], R[C]));
    NEXT;
}

OP_FN(NIDENT)
{
    R[A] = from_bool(!value_identical(R[B], R[C]));
    NEXT;
}

static bool isa(Maatine *m, Value v, Class *c)
{
    if (c == m->rt->class_any) return true;
    if (c == m->rt->class_class && is_class(v)) return true;
    return class_isa(class_of(m->rt, v), c);
}

OP_FN(ISA)
{
    if (!is_class(R[C])) {
        SAVE();
        FLOW(raise_error(m, ERR_TypeError, "'isa' needs a class, not %s", type_name(m, R[C])), 0);
    }
    R[A] = from_bool(isa(m, R[B], to_class(R[C])));
    NEXT;
}

/* ---- jumps ---- */

OP_FN(JMP)
{
    pc += SIMM;
    NEXT;
}

OP_FN(LOOP)
{
    if (!take_reduction(m)) {
        SAVE_AGAIN();
        LEAVE(EXEC_YIELD);
    }
    pc += SIMM;
    NEXT;
}

/* Jumps by a truth: decided at once for nil, Bools, integers and objects; each way has a dispatch of its own. */
#define JUMP_TRUTH(name, sense)                                                                    \
    OP_SLOW_FN(name)                                                                               \
    {                                                                                              \
        if (value_truth_slow(R[A]) == (sense)) pc += SIMM;                                         \
        NEXT;                                                                                      \
    }                                                                                              \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value v = R[A];                                                                            \
        if (v == V_TRUE || is_obj(v) || (is_int(v) && v != V_ZERO)) {                              \
            if (sense) pc += SIMM;                                                                 \
            KEEP_APART();                                                                          \
            NEXT;                                                                                  \
        }                                                                                          \
        if (MAAT_LIKELY(v == V_FALSE || v == V_NIL || v == V_ZERO)) {                              \
            if (!(sense)) pc += SIMM;                                                              \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

JUMP_TRUTH(JT, true)
JUMP_TRUTH(JF, false)

OP_FN(JNIL)
{
    if (is_nil(R[A])) pc += SIMM;
    NEXT;
}

OP_FN(JNNIL)
{
    if (!is_nil(R[A])) pc += SIMM;
    NEXT;
}

OP_FN(JABSENT)
{
    if (is_absent(R[A])) pc += SIMM;
    NEXT;
}

OP_FN(JNABSENT)
{
    if (!is_absent(R[A])) pc += SIMM;
    NEXT;
}

/* Goes on at the jump's target or behind it; each way has a dispatch of its own. */
#define JUMP_ON(cond)                                                                              \
    do {                                                                                           \
        if (cond) {                                                                                \
            pc += CIMM;                                                                            \
            KEEP_APART();                                                                          \
            NEXT;                                                                                  \
        }                                                                                          \
        NEXT;                                                                                      \
    } while (0)

/* The slow side of a comparing jump: `b` and `c` are rooted. */
#define JUMP_SLOW(cmp, bp, cp, negated)                                                            \
    do {                                                                                           \
        bool truth_;                                                                               \
        SAVE();                                                                                    \
        enum flow f_ = slow_compare(m, cmp, bp, cp, &truth_);                                      \
        if (f_ == FLOW_NEXT) {                                                                     \
            if (truth_ != (negated)) pc += CIMM;                                                   \
            NEXT;                                                                                  \
        }                                                                                          \
        FLOW(f_, 0);                                                                               \
    } while (0)

#define JUMP_ORDER(name, cmp, sign, negated)                                                       \
    OP_SLOW_FN(name) { JUMP_SLOW(cmp, &R[A], &R[B], negated); }                                    \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value a = R[A], b = R[B];                                                                  \
        if (MAAT_LIKELY(both_int(a, b))) { JUMP_ON(INT_ORDER(a, sign, b) != (negated)); }          \
        if (both_double(a, b)) {                                                                   \
            JUMP_ON((reg_double(&R[A]) sign reg_double(&R[B])) != (negated));                      \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

JUMP_ORDER(JLT, OP_LT, <, false)
JUMP_ORDER(JNLT, OP_LT, <, true)
JUMP_ORDER(JLE, OP_LE, <=, false)
JUMP_ORDER(JNLE, OP_LE, <=, true)
JUMP_ORDER(JGT, OP_GT, >, false)
JUMP_ORDER(JNGT, OP_GT, >, true)
JUMP_ORDER(JGE, OP_GE, >=, false)
JUMP_ORDER(JNGE, OP_GE, >=, true)

#define JUMP_EQUAL(name, negated)                                                                  \
    OP_SLOW_FN(name) { JUMP_SLOW(OP_EQ, &R[A], &R[B], negated); }                                  \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        bool truth;                                                                                \
        if (MAAT_LIKELY(quick_equal(R[A], R[B], &truth))) { JUMP_ON(truth != (negated)); }         \
        TO_SLOW(name);                                                                             \
    }

JUMP_EQUAL(JEQ, false)
JUMP_EQUAL(JNEQ, true)

/* With a signed 16-bit number in b. */
#define BIMM ((int16_t)insn_b(w))
#define JUMP_IMM(name, cmp, sign, negated)                                                         \
    OP_SLOW_FN(name)                                                                               \
    {                                                                                              \
        m->result = from_int(BIMM);                                                                \
        JUMP_SLOW(cmp, &R[A], &m->result, negated);                                                \
    }                                                                                              \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value a = R[A];                                                                            \
        if (MAAT_LIKELY(is_int(a))) { JUMP_ON((to_int(a) sign BIMM) != (negated)); }               \
        if (is_double(a)) {                                                                        \
            if ((to_double(a) sign BIMM) != (negated)) pc += CIMM;                                 \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

JUMP_IMM(JLTI, OP_LT, <, false)
JUMP_IMM(JNLTI, OP_LT, <, true)
JUMP_IMM(JLEI, OP_LE, <=, false)
JUMP_IMM(JNLEI, OP_LE, <=, true)
JUMP_IMM(JGTI, OP_GT, >, false)
JUMP_IMM(JNGTI, OP_GT, >, true)
JUMP_IMM(JGEI, OP_GE, >=, false)
JUMP_IMM(JNGEI, OP_GE, >=, true)
JUMP_IMM(JEQI, OP_EQ, ==, false)
JUMP_IMM(JNEQI, OP_EQ, ==, true)

/* Returns if it does not jump (fused.def). */
#define JUMP_OR_RETURN(name, sign)                                                                 \
    OP_FN(name##_RETURN)                                                                           \
    {                                                                                              \
        Value a = R[A];                                                                            \
        if (MAAT_UNLIKELY(!is_int(a))) TO_OP(name);                                                \
        if (!(to_int(a) sign BIMM)) {                                                              \
            pc += CIMM;                                                                            \
            NEXT;                                                                                  \
        }                                                                                          \
        RETURN_VALUE(R[insn_a(load_rlx(pc))], NEXT);                                               \
    }

JUMP_OR_RETURN(JNLTI, <)
JUMP_OR_RETURN(JNLEI, <=)
JUMP_OR_RETURN(JNGTI, >)
JUMP_OR_RETURN(JNGEI, >=)
JUMP_OR_RETURN(JNEQI, ==)

/* ---- at the end of a loop's body ---- */

/* A turn costs a reduction; without any left the maatine gives way and does the instruction again. */
#define LOOP_TURN()                                                                                \
    do {                                                                                           \
        if (!take_reduction(m)) {                                                                  \
            SAVE_AGAIN();                                                                          \
            LEAVE(EXEC_YIELD);                                                                     \
        }                                                                                          \
    } while (0)

#define LOOP_ORDER(name, cmp, sign)                                                                \
    OP_SLOW_FN(name) { JUMP_SLOW(cmp, &R[A], &R[B], false); }                                      \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value a = R[A], b = R[B];                                                                  \
        LOOP_TURN();                                                                               \
        if (MAAT_LIKELY(both_int(a, b))) { JUMP_ON(INT_ORDER(a, sign, b)); }                       \
        if (both_double(a, b)) { JUMP_ON(reg_double(&R[A]) sign reg_double(&R[B])); }              \
        TO_SLOW(name);                                                                             \
    }

#define LOOP_IMM(name, cmp, sign)                                                                  \
    OP_SLOW_FN(name)                                                                               \
    {                                                                                              \
        m->result = from_int(BIMM);                                                                \
        JUMP_SLOW(cmp, &R[A], &m->result, false);                                                  \
    }                                                                                              \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value a = R[A];                                                                            \
        LOOP_TURN();                                                                               \
        if (MAAT_LIKELY(is_int(a))) { JUMP_ON(to_int(a) sign BIMM); }                              \
        if (is_double(a)) { JUMP_ON(to_double(a) sign BIMM); }                                     \
        TO_SLOW(name);                                                                             \
    }

LOOP_ORDER(LOOPLT, OP_LT, <)
LOOP_ORDER(LOOPLE, OP_LE, <=)
LOOP_ORDER(LOOPGT, OP_GT, >)
LOOP_ORDER(LOOPGE, OP_GE, >=)
LOOP_IMM(LOOPLTI, OP_LT, <)
LOOP_IMM(LOOPLEI, OP_LE, <=)
LOOP_IMM(LOOPGTI, OP_GT, >)
LOOP_IMM(LOOPGEI, OP_GE, >=)
