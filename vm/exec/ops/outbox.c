/* The operations while a batch is open (vm/maatine/outbox.h, OB-1). What is not named here pushes the batch and is done as always. */
#include "mailbox/flat.h"
#include "vm/exec/loops.h"
#include "vm/maatine/outbox.h"

#if MAAT_TAILCALLS

/* The batch is pushed; then the operation at hand. */
static MAAT_NOINLINE OP_CC void out_push(const Insn *pc, Value *R, Maatine *m,
                                         const void *T MAAT_UNUSED, Insn w)
{
    SAVE();
    outbox_push(m, true);
    __attribute__((musttail)) return op_table[insn_op(w)](pc, R, m, op_table, w);
}
#define TO_PUSH() __attribute__((musttail)) return out_push(pc, R, m, T, w)

/* The batch is full, or its records are of another length: the message goes as always, and opens the next one. */
static MAAT_NOINLINE OP_CC void out_full(const Insn *pc, Value *R, Maatine *m,
                                         const void *T MAAT_UNUSED, Insn w)
{
    SAVE();
    outbox_push(m, false);
    __attribute__((musttail)) return op_NEWMSG(pc, R, m, op_table, w);
}

/* Whether the batch can have a record of n values; the first one says how long all are. */
static bool fits(uint32_t n)
{
    Batch *b = outbox.batch;
    if (b->e.arg || n - 1 >= BATCH_WIDTH) return false;
    b->e.ref = n;
    outbox.end = b->v + BATCH_VALUES;
    return true;
}

static OP_CC void out_NEWMSG(const Insn *pc, Value *R, Maatine *m, const void *T, Insn w)
{
    uint32_t n = C;
    const Value *v = &R[B];
    if (MAAT_UNLIKELY(R[insn_a(pc[0])] != from_ma(outbox.to))) TO_PUSH();
    for (uint32_t i = 0; i < n; i++)
        if (MAAT_UNLIKELY(!flat_is_free(v[i]))) TO_PUSH();
    if (MAAT_UNLIKELY(!outbox_room(&outbox, n)) && !fits(n)) __attribute__
        ((musttail)) return out_full(pc, R, m, T, w);
    Batch *b = outbox.batch;
    Value *at = b->at;
    __builtin_prefetch((char *)at + BATCH_AHEAD, 1);
    for (uint32_t i = 0; i < n; i++) at[i] = v[i];
    b->at = at + n;
    b->e.arg++;
    m->reds--;
    pc += 1;
    NEXT;
}

/* Of small integers these neither fail nor run code. */
#define OUT_IF(name, condition)                                                                    \
    static OP_CC void out_##name(const Insn *pc, Value *R, Maatine *m, const void *T, Insn w)      \
    {                                                                                              \
        if (MAAT_UNLIKELY(!(condition))) TO_PUSH();                                                \
        __attribute__((musttail)) return op_##name(pc, R, m, T, w);                                \
    }
#define SMALL(v) (is_int(v))
/* What the second of a pair looks at, which the first one goes straight on with. (It may be what that computes: a Num then.) */
#define NEXT_A   R[insn_a(pc[0])]
#define NEXT_B   R[insn_b(pc[0])]

OUT_IF(ADD, SMALL(R[B]) && SMALL(R[C]))
OUT_IF(SUB, SMALL(R[B]) && SMALL(R[C]))
OUT_IF(MUL, SMALL(R[B]) && SMALL(R[C]))
OUT_IF(ADDI, SMALL(R[B]))
OUT_IF(SUBI, SMALL(R[B]))
OUT_IF(LOOPLT, SMALL(R[A]) && SMALL(R[B]))
OUT_IF(LOOPLE, SMALL(R[A]) && SMALL(R[B]))
OUT_IF(LOOPGT, SMALL(R[A]) && SMALL(R[B]))
OUT_IF(LOOPGE, SMALL(R[A]) && SMALL(R[B]))
OUT_IF(LOOPLTI, SMALL(R[A]))
OUT_IF(LOOPLEI, SMALL(R[A]))
OUT_IF(LOOPGTI, SMALL(R[A]))
OUT_IF(LOOPGEI, SMALL(R[A]))
OUT_IF(ADDI_LOOPLT, SMALL(R[B]) && SMALL(NEXT_A) && SMALL(NEXT_B))
OUT_IF(ADDI_LOOPLE, SMALL(R[B]) && SMALL(NEXT_A) && SMALL(NEXT_B))
OUT_IF(ADDI_LOOPLTI, SMALL(R[B]) && SMALL(NEXT_A))
OUT_IF(ADDI_LOOPLEI, SMALL(R[B]) && SMALL(NEXT_A))
OUT_IF(SUBI_LOOPGT, SMALL(R[B]) && SMALL(NEXT_A) && SMALL(NEXT_B))
OUT_IF(SUBI_LOOPGE, SMALL(R[B]) && SMALL(NEXT_A) && SMALL(NEXT_B))
OUT_IF(SUBI_LOOPGTI, SMALL(R[B]) && SMALL(NEXT_A))
OUT_IF(SUBI_LOOPGEI, SMALL(R[B]) && SMALL(NEXT_A))
/* A loop over integers or an Array. */
#define QUICK_LOOP (R[A + 3] == from_int(LOOP_INTS) || R[A + 3] == from_int(LOOP_ARRAY))
OUT_IF(FORNEXT, QUICK_LOOP)
OUT_IF(FORBACK, QUICK_LOOP)

/* All, then those that differ. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winitializer-overrides"
#define FREE(name) [OP_##name] = op_##name
#define CARE(name) [OP_##name] = out_##name
const OpFn op_table_outbox[OP_COUNT] = {
    [0 ... OP_COUNT - 1] = out_push,
    FREE(NOP),
    FREE(MOVE),
    FREE(LOADK),
    FREE(LOADINT),
    FREE(LOADNIL),
    FREE(LOADTRUE),
    FREE(LOADFALSE),
    FREE(MOVE_MOVE),
    FREE(JMP),
    FREE(LOOP),
    CARE(NEWMSG),
    CARE(ADD),
    CARE(SUB),
    CARE(MUL),
    CARE(ADDI),
    CARE(SUBI),
    CARE(LOOPLT),
    CARE(LOOPLE),
    CARE(LOOPGT),
    CARE(LOOPGE),
    CARE(LOOPLTI),
    CARE(LOOPLEI),
    CARE(LOOPGTI),
    CARE(LOOPGEI),
    CARE(ADDI_LOOPLT),
    CARE(ADDI_LOOPLE),
    CARE(ADDI_LOOPLTI),
    CARE(ADDI_LOOPLEI),
    CARE(SUBI_LOOPGT),
    CARE(SUBI_LOOPGE),
    CARE(SUBI_LOOPGTI),
    CARE(SUBI_LOOPGEI),
    CARE(FORNEXT),
    CARE(FORBACK),
};
#pragma clang diagnostic pop

#endif
