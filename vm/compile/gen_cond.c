/* Generating: conditions as jumps; && || \\ ?: and chains of comparisons. */
#include "vm/compile/gen.h"

struct fused {
    enum opcode yes, no, yes_imm, no_imm;
};

static bool fused_of(enum op op, struct fused *f)
{
    switch (op) {
    case AST_LT: *f = (struct fused){OP_JLT, OP_JNLT, OP_JLTI, OP_JNLTI}; return true;
    case AST_LE: *f = (struct fused){OP_JLE, OP_JNLE, OP_JLEI, OP_JNLEI}; return true;
    case AST_GT: *f = (struct fused){OP_JGT, OP_JNGT, OP_JGTI, OP_JNGTI}; return true;
    case AST_GE: *f = (struct fused){OP_JGE, OP_JNGE, OP_JGEI, OP_JNGEI}; return true;
    case AST_EQ: *f = (struct fused){OP_JEQ, OP_JNEQ, OP_JEQI, OP_JNEQI}; return true;
    case AST_NE: *f = (struct fused){OP_JNEQ, OP_JEQ, OP_JNEQI, OP_JEQI}; return true;
    default: return false;
    }
}

/* Compares a with the value of r and jumps if the outcome is `sense`. Gives the register of r, or
 * NO_REG for a small number. */
static void compare_regs(Gen *g, enum op op, uint32_t a, uint32_t b, bool sense, Label *to)
{
    struct fused f;
    if (fused_of(op, &f)) {
        emit_compare(g, sense ? f.yes : f.no, a, (int32_t)b, to);
        return;
    }
    uint32_t top = g->top, t = reg_alloc(g, 1);
    gen_binary_op(g, op, t, a, b);
    emit_jump(g, sense ? OP_JT : OP_JF, t, to);
    g->top = top;
}

static void cond_compare(Gen *g, Node *n, bool sense, Label *to)
{
    struct fused f;
    int32_t i;
    uint32_t a = gen_stable(g, n->u.bin.l, n->u.bin.r);
    fused_of(n->u.bin.op, &f);
    if (small_int(g, n->u.bin.r, &i)) {
        at(g, n);
        emit_compare(g, sense ? f.yes_imm : f.no_imm, a, i, to);
        return;
    }
    uint32_t b = gen_operand(g, n->u.bin.r);
    at(g, n);
    emit_compare(g, sense ? f.yes : f.no, a, (int32_t)b, to);
}

static void cond_chain(Gen *g, Node *n, bool sense, Label *to)
{
    Label no = LABEL, *fail = sense ? &no : to;
    uint32_t a = gen_stable(g, n->u.chain.first, n->u.chain.links[0].r);
    for (uint32_t i = 0; i < n->u.chain.n; i++) {
        ChainLink *l = &n->u.chain.links[i];
        bool last = i + 1 == n->u.chain.n;
        uint32_t b = last ? gen_operand(g, l->r) : gen_stable(g, l->r, n->u.chain.links[i + 1].r);
        at_line(g, l->place.line);
        if (last && sense)
            compare_regs(g, l->op, a, b, true, to);
        else
            compare_regs(g, l->op, a, b, false, fail);
        a = b;
    }
    label_place(g, &no);
}

static void cond_logic(Gen *g, Node *n, bool sense, Label *to)
{
    bool is_or = n->u.bin.op == AST_OR;
    if (is_or == sense) {
        gen_cond(g, n->u.bin.l, sense, to);
        gen_cond(g, n->u.bin.r, sense, to);
        return;
    }
    Label skip = LABEL;
    gen_cond(g, n->u.bin.l, !sense, &skip);
    gen_cond(g, n->u.bin.r, sense, to);
    label_place(g, &skip);
}

void gen_cond(Gen *g, Node *n, bool sense, Label *to)
{
    struct fused f;
    uint32_t top = g->top;
    if (n->kind == N_UN && n->u.un.op == AST_NOT) {
        gen_cond(g, n->u.un.e, !sense, to);
    } else if (n->kind == N_LOGIC && n->u.bin.op != AST_DEFOR) {
        cond_logic(g, n, sense, to);
    } else if (n->kind == N_BIN && fused_of(n->u.bin.op, &f)) {
        cond_compare(g, n, sense, to);
    } else if (n->kind == N_CHAIN) {
        cond_chain(g, n, sense, to);
    } else if (n->kind == N_SMART) {
        gen_smart_cond(g, n, sense, to);
    } else if (n->kind == N_BOOL) {
        if (n->u.truth == sense) emit_jump(g, OP_JMP, 0, to);
    } else if (n->kind == N_DEFINED) {
        uint32_t r = gen_operand(g, n->u.un.e);
        emit_jump(g, sense ? OP_JNNIL : OP_JNIL, r, to);
    } else {
        uint32_t r = gen_operand(g, n);
        at(g, n);
        emit_jump(g, sense ? OP_JT : OP_JF, r, to);
    }
    g->top = top;
}

/* ---- as values ---- */

void gen_ternary(Gen *g, Node *n, int dst)
{
    Label other = LABEL, end = LABEL;
    gen_cond(g, n->u.cond.c, false, &other);
    gen(g, n->u.cond.a, dst);
    if (dst != D_TAIL) emit_jump(g, OP_JMP, 0, &end);
    label_place(g, &other);
    gen(g, n->u.cond.b, dst);
    label_place(g, &end);
}

/* The left side decides, and is the value if the right side is not needed. */
void gen_logic(Gen *g, Node *n, int dst)
{
    Label end = LABEL;
    uint32_t top = g->top;
    enum op op = n->u.bin.op;
    if (dst == D_NONE && op != AST_DEFOR) {
        gen_cond(g, n->u.bin.l, op == AST_OR, &end);
        gen(g, n->u.bin.r, D_NONE);
        label_place(g, &end);
        return;
    }
    uint32_t t = gen_temp(g, n->u.bin.l);
    at(g, n);
    if (dst == D_TAIL) {
        Label more = LABEL;
        emit_jump(g, op == AST_AND ? OP_JT : op == AST_OR ? OP_JF : OP_JNIL, t, &more);
        gen_result(g, t, D_TAIL);
        label_place(g, &more);
        g->top = top;
        gen(g, n->u.bin.r, D_TAIL);
        return;
    }
    emit_jump(g, op == AST_AND ? OP_JF : op == AST_OR ? OP_JT : OP_JNNIL, t, &end);
    gen(g, n->u.bin.r, (int)t);
    label_place(g, &end);
    if (dst >= 0) emit_move(g, (uint32_t)dst, t);
    g->top = top;
}
