/* Fusing: instructions that stand one behind the other, and for which there is an operation that does both (vm/exec/fused.def). The
 * second one stays in its place, so jumps, lines and handlers need no change. */
#include "vm/compile/gen.h"

static bool is_arithmetic(uint32_t op) { return op == OP_ADD || op == OP_SUB || op == OP_MUL; }

/* Pairs of arithmetic, and those that return, are for results that are used at once. */
static bool fits(Insn first, Insn second)
{
    if (insn_op(second) == OP_RETURN) return insn_a(second) == insn_a(first);
    if (!is_arithmetic(insn_op(first)) || !is_arithmetic(insn_op(second))) return true;
    return insn_b(second) == insn_a(first) || insn_c(second) == insn_a(first);
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
