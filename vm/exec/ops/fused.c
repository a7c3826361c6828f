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
STEP_AND(ADDI, __builtin_add_overflow, CALLK)
STEP_AND(SUBI, __builtin_sub_overflow, CALLK)

/* R[a] = R[b] + R[c] on small integers. */
#define ADD_AND(second)                                                                            \
    OP_FN(ADD_##second)                                                                            \
    {                                                                                              \
        Value b = R[B], c = R[C];                                                                  \
        int64_t r;                                                                                 \
        if (MAAT_LIKELY(both_int(b, c) &&                                                          \
                        !__builtin_add_overflow((int64_t)(b << 16), (int64_t)(c << 16), &r))) {    \
            R[A] = shifted_int(r);                                                                 \
            TO_NEXT_OP(second);                                                                    \
        }                                                                                          \
        TO_OP(ADD);                                                                                \
    }

ADD_AND(RETURN)
ADD_AND(FORBACK)

#define MOVE_AND(second)                                                                           \
    OP_FN(MOVE_##second)                                                                           \
    {                                                                                              \
        R[A] = R[B];                                                                               \
        TO_NEXT_OP(second);                                                                        \
    }

MOVE_AND(CALLK)
MOVE_AND(MOVE)
MOVE_AND(INVOKE)
