/* Fusing: instructions that stand one behind the other, and for which there is an operation that does both (vm/exec/fused.def). The
 * second one stays in its place, so jumps, lines and handlers need no change. */
#include "vm/compile/gen.h"

/* Does the second use what the first computes? */
static bool uses(Insn first, Insn second)
{
    return insn_b(second) == insn_a(first) || insn_c(second) == insn_a(first);
}

static bool jumps(uint32_t op) { return op >= OP_JNLTI && op <= OP_JNEQI; }

/* Some operations of a pair hand their result over: it has to be what the second wants. */
static bool fits(Insn first, Insn second)
{
    switch (insn_op(second)) {
    case OP_RETURN: return jumps(insn_op(first)) || insn_a(second) == insn_a(first);
    case OP_MOVE: return insn_op(first) != OP_GETATTR || insn_b(second) == insn_a(first);
    case OP_INDEX:
        return insn_op(first) != OP_LOADINT ||
               (insn_c(second) == insn_a(first) && insn_b(second) != insn_a(first));
    case OP_SETINDEX:
        return insn_c(second) == insn_a(first) && insn_a(second) != insn_a(first) &&
               insn_b(second) != insn_a(first);
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV: return uses(first, second);
    default: return true;
    }
}

void fuse_pairs(Proto *p)
{
    for (uint32_t pc = 0, next; pc < p->ncode; pc = next) {
        uint32_t op = insn_op(p->code[pc]);
        next = pc + op_words(op);
        if (next >= p->ncode) return;
        uint32_t second = insn_op(p->code[next]), both = op_fused(op, second);
        if (both == op || !fits(p->code[pc], p->code[next])) continue;
        p->code[pc] = (p->code[pc] & ~(Insn)0xFFFF) | both;
        next += op_words(second);
    }
}
