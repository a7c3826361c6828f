/* Arithmetic. Integers of 48 bits are computed shifted left by 16, so the CPU's overflow flag tells when they leave that range;
 * then, and for anything but numbers, slow_binary goes on. */
#include "vm/exec/ints.h"
#include "vm/exec/interp.h"

/* Integer or double, as a double. */
static inline bool as_double(Value v, double *d)
{
    if (is_double(v)) {
        *d = to_double(v);
        return true;
    }
    if (is_int(v)) {
        *d = (double)to_int(v);
        return true;
    }
    return false;
}

/* The rare side of operator `op`. */
#define BINARY_SLOW_FN(op)                                                                         \
    OP_SLOW_FN(op)                                                                                 \
    {                                                                                              \
        SAVE();                                                                                    \
        FLOW(slow_binary(m, OP_##op, &R[A], &R[B], &R[C]), 0);                                     \
    }

#define ADDITIVE(name, builtin, sign)                                                              \
    BINARY_SLOW_FN(name)                                                                           \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value b = R[B], c = R[C];                                                                  \
        if (MAAT_LIKELY(both_int(b, c))) {                                                         \
            int64_t r;                                                                             \
            if (MAAT_LIKELY(!builtin((int64_t)(b << 16), (int64_t)(c << 16), &r))) {               \
                R[A] = shifted_int(r);                                                             \
                NEXT;                                                                              \
            }                                                                                      \
        } else if (both_double(b, c)) {                                                            \
            specialise(pc, OP_##name, OP_##name##D);                                               \
            R[A] = from_double(to_double(b) sign to_double(c));                                    \
            NEXT;                                                                                  \
        } else {                                                                                   \
            double x, y;                                                                           \
            if (as_double(b, &x) && as_double(c, &y)) {                                            \
                R[A] = from_double(x sign y);                                                      \
                NEXT;                                                                              \
            }                                                                                      \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

ADDITIVE(ADD, __builtin_add_overflow, +)
ADDITIVE(SUB, __builtin_sub_overflow, -)

BINARY_SLOW_FN(MUL)

OP_FN(MUL)
{
    Value b = R[B], c = R[C];
    if (MAAT_LIKELY(both_int(b, c))) {
        int64_t r;
        if (MAAT_LIKELY(!__builtin_mul_overflow((int64_t)(b << 16), to_int(c), &r))) {
            R[A] = shifted_int(r);
            NEXT;
        }
    } else {
        double x, y;
        if (as_double(b, &x) && as_double(c, &y)) {
            if (both_double(b, c)) specialise(pc, OP_MUL, OP_MULD);
            R[A] = from_double(x * y);
            NEXT;
        }
    }
    TO_SLOW(MUL);
}

BINARY_SLOW_FN(DIV)

OP_FN(DIV)
{
    Value b = R[B], c = R[C];
    double x, y;
    if (both_int(b, c)) {
        int64_t i = to_int(b), j = to_int(c);
        if (j != 0 && i % j != 0) { /* both are exact doubles: the quotient is rounded once */
            R[A] = from_double((double)i / (double)j);
            NEXT;
        }
        if (j != 0 && int_fits(i / j)) {
            R[A] = from_int(i / j);
            NEXT;
        }
    } else if (as_double(b, &x) && as_double(c, &y)) {
        if (both_double(b, c)) specialise(pc, OP_DIV, OP_DIVD);
        R[A] = from_double(x / y);
        NEXT;
    }
    TO_SLOW(DIV);
}

#define ON_DOUBLES(name, sign)                                                                     \
    OP_FN(name##D)                                                                                 \
    {                                                                                              \
        Value b = R[B], c = R[C];                                                                  \
        if (MAAT_LIKELY(both_double(b, c))) {                                                      \
            put_double(&R[A], reg_double(&R[B]) sign reg_double(&R[C]));                           \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_OP(name);                                                                               \
    }

ON_DOUBLES(ADD, +)
ON_DOUBLES(SUB, -)
ON_DOUBLES(MUL, *)
ON_DOUBLES(DIV, /)

BINARY_SLOW_FN(MOD)

OP_FN(MOD)
{
    Value b = R[B], c = R[C];
    uint64_t k = b ^ V_ZERO,
             n = c ^ V_ZERO; /* what they are, if they are small, whole and not negative */
    if (MAAT_LIKELY((k | n) >> 32 == 0 && n != 0)) {
        R[A] = V_ZERO | (uint32_t)k % (uint32_t)n;
        NEXT;
    }
    if (MAAT_LIKELY(both_int(b, c))) {
        int64_t i = to_int(b), j = to_int(c);
        if (MAAT_LIKELY(j != 0)) {
            int64_t r = i % j;
            if (r != 0 && (r ^ j) < 0) r += j;
            R[A] = from_int(r);
            NEXT;
        }
    }
    TO_SLOW(MOD);
}

BINARY_SLOW_FN(POW)

OP_FN(POW) { TO_SLOW(POW); }

#define IMMEDIATE(name, builtin, sign)                                                             \
    OP_SLOW_FN(name)                                                                               \
    {                                                                                              \
        SAVE();                                                                                    \
        m->result = from_int(CIMM);                                                                \
        FLOW(slow_binary(m, OP_##name, &R[A], &R[B], &m->result), 0);                              \
    }                                                                                              \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value b = R[B];                                                                            \
        if (MAAT_LIKELY(is_int(b))) {                                                              \
            int64_t r;                                                                             \
            if (MAAT_LIKELY(!builtin((int64_t)(b << 16), (int64_t)CIMM * 65536, &r))) {            \
                R[A] = shifted_int(r);                                                             \
                NEXT;                                                                              \
            }                                                                                      \
        } else if (is_double(b)) {                                                                 \
            R[A] = from_double(to_double(b) sign(double) CIMM);                                    \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

IMMEDIATE(ADDI, __builtin_add_overflow, +)
IMMEDIATE(SUBI, __builtin_sub_overflow, -)

#define BITWISE(name, sign)                                                                        \
    BINARY_SLOW_FN(name)                                                                           \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value b = R[B], c = R[C];                                                                  \
        if (MAAT_LIKELY(both_int(b, c))) {                                                         \
            R[A] = from_int(to_int(b) sign to_int(c));                                             \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name);                                                                             \
    }

BITWISE(BAND, &)
BITWISE(BOR, |)
BITWISE(BXOR, ^)

BINARY_SLOW_FN(SHL)

OP_FN(SHL)
{
    Value b = R[B], c = R[C];
    if (both_int(b, c) && to_int(c) >= 0 && to_int(c) < 48) {
        int64_t i = to_int(b), s = to_int(c);
        int64_t r = (int64_t)((uint64_t)i << s);
        if (r >> s == i && int_fits(r)) {
            R[A] = from_int(r);
            NEXT;
        }
    }
    TO_SLOW(SHL);
}

BINARY_SLOW_FN(SHR)

OP_FN(SHR)
{
    Value b = R[B], c = R[C];
    if (both_int(b, c) && to_int(c) >= 0) {
        R[A] = from_int(to_int(b) >> (to_int(c) > 63 ? 63 : to_int(c)));
        NEXT;
    }
    TO_SLOW(SHR);
}

OP_FN(NEG)
{
    Value b = R[B];
    if (is_int(b) && int_fits(-to_int(b))) {
        R[A] = from_int(-to_int(b));
        NEXT;
    }
    if (is_double(b)) {
        R[A] = from_double(-to_double(b));
        NEXT;
    }
    SAVE();
    FLOW(slow_unary(m, OP_NEG, &R[A], &R[B]), 0);
}

OP_FN(PLUS)
{
    SAVE();
    FLOW(slow_unary(m, OP_PLUS, &R[A], &R[B]), 0);
}

OP_FN(BNOT)
{
    if (is_int(R[B])) {
        R[A] = from_int(~to_int(R[B]));
        NEXT;
    }
    SAVE();
    FLOW(slow_unary(m, OP_BNOT, &R[A], &R[B]), 0);
}

OP_FN(NOT)
{
    R[A] = from_bool(!value_truth(R[B]));
    NEXT;
}

OP_FN(TRUTH)
{
    R[A] = from_bool(value_truth(R[B]));
    NEXT;
}

OP_FN(DEFINED)
{
    R[A] = from_bool(!is_nil(R[B]));
    NEXT;
}
