/* Two operations in one (fused.def): the quick side of the first, then the second without a look at the table. */
#include "vm/exec/ints.h"
#include "vm/exec/interp.h"

/* R[a] = R[b] +- c on small integers. */
#define STEP_AND(first, builtin, second)                                                           \
    OP_FN(first##_##second)                                                                        \
    {                                                                                              \
        Value b = R[B];                                                                            \
        int64_t r;                                                                                 \
        if (MAAT_LIKELY(is_int(b) && !builtin((int64_t)(b << 16), (int64_t)CIMM * 65536, &r))) {   \
            R[A] = shifted_int(r);                                                                 \
            TO_NEXT_OP(second);                                                                    \
        }                                                                                          \
        TO_OP(first);                                                                              \
    }

STEP_AND(ADDI, __builtin_add_overflow, LOOPLT)
STEP_AND(ADDI, __builtin_add_overflow, LOOPLE)
STEP_AND(ADDI, __builtin_add_overflow, LOOPLTI)
STEP_AND(ADDI, __builtin_add_overflow, LOOPLEI)
STEP_AND(SUBI, __builtin_sub_overflow, LOOPGT)
STEP_AND(SUBI, __builtin_sub_overflow, LOOPGE)
STEP_AND(SUBI, __builtin_sub_overflow, LOOPGTI)
STEP_AND(SUBI, __builtin_sub_overflow, LOOPGEI)
STEP_AND(ADDI, __builtin_add_overflow, INDEX)
STEP_AND(SUBI, __builtin_sub_overflow, INDEX)

/* R[a] = R[b] +- R[c] on small integers. */
#define ADDITIVE_AND(first, builtin, second)                                                       \
    OP_FN(first##_##second)                                                                        \
    {                                                                                              \
        Value b = R[B], c = R[C];                                                                  \
        int64_t r;                                                                                 \
        if (MAAT_LIKELY(both_int(b, c) && !builtin((int64_t)(b << 16), (int64_t)(c << 16), &r))) { \
            R[A] = shifted_int(r);                                                                 \
            TO_NEXT_OP(second);                                                                    \
        }                                                                                          \
        TO_OP(first);                                                                              \
    }

ADDITIVE_AND(ADD, __builtin_add_overflow, FORBACK)
ADDITIVE_AND(ADD, __builtin_add_overflow, LOOPLT)
ADDITIVE_AND(ADD, __builtin_add_overflow, LOOPLE)
ADDITIVE_AND(ADD, __builtin_add_overflow, JEQ)
ADDITIVE_AND(SUB, __builtin_sub_overflow, JEQ)
ADDITIVE_AND(SUB, __builtin_sub_overflow, JNEQ)

/* The result is what is returned (fuse.c), so it need not go through a register. */
OP_FN(ADD_RETURN)
{
    Value b = R[B], c = R[C];
    int64_t r;
    MAAT_ASSERT(insn_a(load_rlx(pc)) == A);
    if (MAAT_LIKELY(both_int(b, c) &&
                    !__builtin_add_overflow((int64_t)(b << 16), (int64_t)(c << 16), &r)))
        RETURN_VALUE(shifted_int(r), TO_OP(ADD));
    TO_OP(ADD);
}

#define LOAD_AND_RETURN(name, v)                                                                   \
    OP_FN(name##_RETURN)                                                                           \
    {                                                                                              \
        MAAT_ASSERT(insn_a(load_rlx(pc)) == A);                                                    \
        RETURN_VALUE(v, TO_OP(name));                                                              \
    }

LOAD_AND_RETURN(LOADINT, from_int(SIMM))
LOAD_AND_RETURN(LOADTRUE, V_TRUE)
LOAD_AND_RETURN(LOADFALSE, V_FALSE)

#define MOVE_AND(second)                                                                           \
    OP_FN(MOVE_##second)                                                                           \
    {                                                                                              \
        R[A] = R[B];                                                                               \
        TO_NEXT_OP(second);                                                                        \
    }

MOVE_AND(MOVE)
MOVE_AND(LOOP)

#define CONSTANT_AND(second)                                                                       \
    OP_FN(LOADK_##second)                                                                          \
    {                                                                                              \
        R[A] = load_rlx(pc);                                                                       \
        pc += 1;                                                                                   \
        TO_NEXT_OP(second);                                                                        \
    }

CONSTANT_AND(JNLT)
CONSTANT_AND(JNLE)
CONSTANT_AND(JNGT)
CONSTANT_AND(JNGE)

/* Arithmetic with a double that stands in the code. */
#define CONSTANT_DOUBLE_AND(second, sign)                                                          \
    OP_FN(LOADK_##second)                                                                          \
    {                                                                                              \
        Insn next = load_rlx(pc + 1);                                                              \
        uint32_t b = insn_b(next), c = insn_c(next);                                               \
        R[A] = load_rlx(pc);                                                                       \
        pc += 1;                                                                                   \
        if (MAAT_UNLIKELY(!both_double(R[b], R[c]))) NEXT;                                         \
        put_double(&R[insn_a(next)], reg_double(&R[b]) sign reg_double(&R[c]));                    \
        pc += 1;                                                                                   \
        NEXT;                                                                                      \
    }

CONSTANT_DOUBLE_AND(ADD, +)
CONSTANT_DOUBLE_AND(SUB, -)
CONSTANT_DOUBLE_AND(MUL, *)
CONSTANT_DOUBLE_AND(DIV, /)

/* Doubles, one of which the first operation has just computed: it need not come back from memory. */
#define ON_DOUBLES_AND(first, sign1, second, sign2)                                                \
    OP_FN(first##_##second)                                                                        \
    {                                                                                              \
        if (MAAT_UNLIKELY(!both_double(R[B], R[C]))) TO_OP(first);                                 \
        double x = reg_double(&R[B]) sign1 reg_double(&R[C]);                                      \
        Insn next = load_rlx(pc);                                                                  \
        uint32_t b = insn_b(next), c = insn_c(next);                                               \
        put_double(&R[A], x);                                                                      \
        if (MAAT_UNLIKELY(!both_double(R[b], R[c]))) NEXT;                                         \
        MAAT_ASSERT(b == A || c == A);                                                             \
        if (b == A)                                                                                \
            put_double(&R[insn_a(next)], x sign2(c == A ? x : reg_double(&R[c])));                 \
        else                                                                                       \
            put_double(&R[insn_a(next)], reg_double(&R[b]) sign2 x);                               \
        pc += 1;                                                                                   \
        NEXT;                                                                                      \
    }

ON_DOUBLES_AND(ADD, +, ADD, +)
ON_DOUBLES_AND(ADD, +, SUB, -)
ON_DOUBLES_AND(ADD, +, MUL, *)
ON_DOUBLES_AND(SUB, -, ADD, +)
ON_DOUBLES_AND(SUB, -, SUB, -)
ON_DOUBLES_AND(SUB, -, MUL, *)
ON_DOUBLES_AND(MUL, *, ADD, +)
ON_DOUBLES_AND(MUL, *, SUB, -)
ON_DOUBLES_AND(MUL, *, MUL, *)
