/* Writing instructions: code, constants, labels, lines, registers. */
#include "vm/compile/gen.h"

/* ---- growing arrays (scratch; copied into the proto at the end) ---- */

static void *grow(void *p, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap) return p;
    *cap = *cap ? *cap * 2 : 16;
    return mem_realloc(MEM_TEMP, p, *cap * size);
}

void gen_free(Gen *g)
{
    mem_free(MEM_TEMP, g->code);
    mem_free(MEM_TEMP, g->consts);
    mem_free(MEM_TEMP, g->protos);
    mem_free(MEM_TEMP, g->handlers);
    mem_free(MEM_TEMP, g->lines);
    mem_free(MEM_TEMP, g->vars);
    mem_free(MEM_TEMP, g->open);
    mem_free(MEM_TEMP, g->cell_names);
}

/* ---- lines ---- */

void at_line(Gen *g, uint32_t line) { g->line = line; }
void at(Gen *g, const Node *n) { g->line = n->place.line; }

static void mark_line(Gen *g)
{
    if (g->nlines && g->lines[g->nlines - 1].line == g->line) return;
    if (g->nlines && g->lines[g->nlines - 1].pc == g->n) {
        g->lines[g->nlines - 1].line = g->line;
        return;
    }
    g->lines = grow(g->lines, g->nlines, &g->cap_lines, sizeof *g->lines);
    g->lines[g->nlines++] = (struct line){g->n, g->line};
}

/* ---- instructions ---- */

/* Variables whose registers have been given back are over. */
static void variables_end(Gen *g)
{
    while (g->nopen && g->vars[g->open[g->nopen - 1]].reg >= g->top)
        g->vars[g->open[--g->nopen]].to = g->n;
}

uint32_t emit(Gen *g, Insn i)
{
    variables_end(g);
    g->code = grow(g->code, g->n, &g->cap, sizeof *g->code);
    g->code[g->n] = i;
    return g->n++;
}

void emit_abc(Gen *g, enum opcode op, uint32_t a, uint32_t b, uint32_t c)
{
    mark_line(g);
    emit(g, insn_abc(op, a, b, c));
}

void emit_au(Gen *g, enum opcode op, uint32_t a, uint32_t u)
{
    mark_line(g);
    emit(g, insn_au(op, a, u));
}

void emit_move(Gen *g, uint32_t to, uint32_t from)
{
    if (to != from) emit_abc(g, OP_MOVE, to, from, 0);
}

/* ---- labels ---- */

static void patch(Gen *g, const struct fix *f, int64_t target)
{
    Insn *i = &g->code[f->pc];
    int64_t offset = target - (int64_t)f->pc - op_words(insn_op(*i));
    MAAT_CHECK(offset == (int32_t)offset, "jump of %lld words", (long long)offset);
    switch (f->kind) {
    case FIX_S: *i = (*i & 0xFFFFFFFFu) | (uint64_t)(uint32_t)offset << 32; break;
    case FIX_W1: i[1] = (i[1] & 0xFFFFFFFF00000000u) | (uint32_t)offset; break;
    case FIX_C:
        if (offset != (int16_t)offset) g->need_wide = true;
        *i = (*i & 0x0000FFFFFFFFFFFFu) | (uint64_t)(uint16_t)offset << 48;
        break;
    }
}

static void refer(Gen *g, Label *to, uint32_t pc, enum fix_kind kind)
{
    struct fix f = {pc, kind};
    if (to->pc >= 0)
        patch(g, &f, to->pc);
    else
        UNIT_PUSH(g->u, to->fixes, to->n, to->cap, f);
}

void label_place(Gen *g, Label *l)
{
    MAAT_ASSERT(l->pc < 0);
    l->pc = g->n;
    for (uint32_t i = 0; i < l->n; i++) patch(g, &l->fixes[i], l->pc);
    /* An instruction behind a label must not take over the line entry of one before it. */
}

void emit_jump(Gen *g, enum opcode op, uint32_t a, Label *to)
{
    emit_au(g, op, a, 0);
    refer(g, to, g->n - 1, FIX_S);
}

/* Comparison with a value, and whether the jump is taken when it does not hold. */
static enum opcode plain_compare(enum opcode op, bool *negated, bool *immediate)
{
    static const struct {
        uint16_t jump, negative, jump_imm, negative_imm, plain;
    } table[] = {{OP_JLT, OP_JNLT, OP_JLTI, OP_JNLTI, OP_LT},
                 {OP_JLE, OP_JNLE, OP_JLEI, OP_JNLEI, OP_LE},
                 {OP_JGT, OP_JNGT, OP_JGTI, OP_JNGTI, OP_GT},
                 {OP_JGE, OP_JNGE, OP_JGEI, OP_JNGEI, OP_GE},
                 {OP_JEQ, OP_JNEQ, OP_JEQI, OP_JNEQI, OP_EQ}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        *negated = op == table[i].negative || op == table[i].negative_imm;
        *immediate = op == table[i].jump_imm || op == table[i].negative_imm;
        if (*negated || *immediate || op == table[i].jump) return table[i].plain;
    }
    MAAT_CHECK(false, "no comparison: %d", (int)op);
    return OP_EQ;
}

void emit_compare(Gen *g, enum opcode op, uint32_t a, int32_t b, Label *to)
{
    if (!g->wide) {
        emit_abc(g, op, a, (uint16_t)b, 0);
        refer(g, to, g->n - 1, FIX_C);
        return;
    }
    bool negated, immediate;
    enum opcode plain = plain_compare(op, &negated, &immediate);
    uint32_t top = g->top, right = (uint32_t)b;
    if (immediate) {
        right = reg_alloc(g, 1);
        emit_au(g, OP_LOADINT, right, (uint32_t)b);
    }
    uint32_t t = reg_alloc(g, 1);
    emit_abc(g, plain, t, a, right);
    g->top = top;
    emit_jump(g, negated ? OP_JF : OP_JT, t, to);
}

void emit_fail(Gen *g, enum opcode op, uint32_t a, uint32_t b, uint32_t c, uint32_t extra,
               Label *to)
{
    emit_abc(g, op, a, b, c);
    uint32_t pc = g->n - 1;
    emit(g, (uint64_t)extra << 32);
    refer(g, to, pc, FIX_W1);
}

void emit_recv_wait(Gen *g, Label *again, Label *over)
{
    emit_abc(g, OP_RECV_WAIT, 0, 0, 0);
    uint32_t pc = g->n - 1;
    emit(g, 0);
    refer(g, again, pc, FIX_S);
    refer(g, over, pc, FIX_W1);
}

/* ---- constants ---- */

uint32_t const_add(Gen *g, Value v)
{
    uint32_t i;
    if (map64_get(&g->const_index, v, &i)) return i;
    g->consts = grow(g->consts, g->nconsts, &g->cap_consts, sizeof *g->consts);
    g->consts[g->nconsts] = v;
    map64_put(&g->const_index, &g->u->tree.arena, v, g->nconsts);
    return g->nconsts++;
}

void emit_const(Gen *g, uint32_t to, Value v)
{
    if (v == V_NIL)
        emit_abc(g, OP_LOADNIL, to, 0, 0);
    else if (v == V_TRUE)
        emit_abc(g, OP_LOADTRUE, to, 0, 0);
    else if (v == V_FALSE)
        emit_abc(g, OP_LOADFALSE, to, 0, 0);
    else if (is_int(v) && to_int(v) == (int32_t)to_int(v))
        emit_au(g, OP_LOADINT, to, (uint32_t)to_int(v));
    else {
        emit_abc(g, OP_LOADK, to, 0, 0);
        emit(g, v);
    }
}

/* ---- handlers ---- */

static void add_handler(Gen *g, struct handler h)
{
    if (h.from >= h.to) return;
    g->handlers = grow(g->handlers, g->nhandlers, &g->cap_handlers, sizeof *g->handlers);
    g->handlers[g->nhandlers++] = h;
}

void emit_handler(Gen *g, const Ctl *c, uint32_t to, enum handler_kind kind, uint32_t target,
                  uint32_t reg)
{
    uint32_t from = c->from;
    for (uint32_t i = 0; i < c->ngaps; i++) {
        add_handler(
            g, (struct handler){from, c->gaps[i].from, target, 0, (uint16_t)reg, (uint8_t)kind});
        from = c->gaps[i].to;
    }
    add_handler(g, (struct handler){from, to, target, 0, (uint16_t)reg, (uint8_t)kind});
}

void handler_block_ends(Gen *g, uint32_t target)
{
    for (uint32_t i = g->nhandlers; i-- > 0;) {
        struct handler *h = &g->handlers[i];
        if (h->kind != HANDLER_RELEASE && h->target == target) h->end = g->n;
    }
}

void name_cell(Gen *g, uint32_t pc, uint32_t which, const Var *v)
{
    if (!var_maybe_cell(v)) return;
    g->cell_names = grow(g->cell_names, g->ncell_names, &g->cap_cell_names, sizeof *g->cell_names);
    g->cell_names[g->ncell_names++] = (struct cell_name){pc, which, unit_sym(g->u, v->name)};
}

/* ---- registers ---- */

uint32_t reg_alloc(Gen *g, uint32_t n)
{
    if (g->top + n > MAX_REGS) {
        if (!g->failed)
            unit_error(g->u, g->fi->place, NULL, "too many variables in one function (limit %d)",
                       MAX_REGS);
        g->failed = true;
        g->top = 0;
    }
    uint32_t r = g->top;
    g->top += n;
    if (g->top > g->max) g->max = g->top;
    return r;
}

void reg_is_variable(Gen *g, uint32_t reg)
{
    if (g->u->module->is_library) return;
    g->vars = grow(g->vars, g->nvars, &g->cap_vars, sizeof *g->vars);
    g->open = grow(g->open, g->nopen, &g->cap_open, sizeof *g->open);
    g->open[g->nopen++] = g->nvars;
    g->vars[g->nvars++] = (struct var_range){g->n, UINT32_MAX, (uint16_t)reg};
}

void reg_window(Gen *g, uint32_t base, uint32_t nargs)
{
    uint32_t end = base + WINDOW_ARGS + nargs + WINDOW_SCRATCH;
    if (end > g->max) g->max = end;
}
