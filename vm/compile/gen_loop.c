/* Generating: loops. */
#include "vm/compile/gen.h"

uint32_t gen_iterable(Gen *g, Node *n)
{
    if (n->kind != N_LIST) return gen_operand(g, n);
    uint32_t r = reg_alloc(g, 1);
    gen_array_items(g, &n->u.list, r);
    return r;
}

struct loop {
    Ctl ctl;
    Label next, end, redo;
    uint32_t nvals; /* over an iterable: values a turn */
};

static void loop_begin(Gen *g, struct loop *l, enum ctl_kind kind, Node *n)
{
    Label fresh = LABEL;
    l->next = l->end = l->redo = fresh;
    ctl_push(g, &l->ctl, kind, n);
    l->ctl.next = &l->next;
    l->ctl.brk = &l->end;
    l->ctl.redo = &l->redo;
}

static void loop_end(Gen *g, struct loop *l)
{
    label_place(g, &l->end);
    ctl_pop(g, &l->ctl);
}

/* ---- over iterables: the loop owns R[state] .. R[state+3], the values of a turn follow ---- */

#define FOR_STATE 4

/* What a loop goes over: R[a], or the range from R[a] to R[b]. */
struct iterable {
    bool is_range, excl;
    uint32_t a, b;
};

/* A range whose ends are known when the code is written is a constant; another one need not be made. */
static struct iterable for_iterable(Gen *g, Node *iter, uint32_t nvals)
{
    struct iterable it = {.excl = true};
    bool two =
        iter->kind == N_BIN && (iter->u.bin.op == AST_RANGE || iter->u.bin.op == AST_RANGE_EX);
    Value from, to;
    if (nvals == 1 && two &&
        !(const_value(g->u, iter->u.bin.l, &from) && const_value(g->u, iter->u.bin.r, &to))) {
        it.is_range = true;
        it.excl = iter->u.bin.op == AST_RANGE_EX;
        it.a = gen_stable(g, iter->u.bin.l, iter->u.bin.r);
        it.b = gen_operand(g, iter->u.bin.r);
    } else if (nvals == 1 && iter->kind == N_RANGE_TO && !const_value(g->u, iter->u.un.e, &to)) {
        it.is_range = true;
        it.a = reg_alloc(g, 1);
        emit_au(g, OP_LOADINT, it.a, 0);
        it.b = gen_operand(g, iter->u.un.e);
    } else {
        it.a = gen_iterable(g, iter);
    }
    return it;
}

static uint32_t for_begin(Gen *g, struct loop *l, Node *n, Node *iter, uint32_t nvals)
{
    struct iterable it = for_iterable(g, iter, nvals);
    uint32_t state = reg_alloc(g, FOR_STATE + nvals);
    reg_window(g, state, nvals);
    loop_begin(g, l, CTL_FOR, n);
    l->ctl.reg = state;
    l->nvals = nvals;
    at(g, n);
    if (it.is_range)
        emit_fail(g, OP_FORRANGE, state, it.a, it.b, it.excl, &l->end);
    else
        emit_fail(g, OP_FORPREP, state, it.a, nvals, 0, &l->end);
    label_place(g, &l->next);
    emit_fail(g, OP_FORNEXT, state, 0, nvals, 0, &l->end);
    return state + FOR_STATE;
}

static void for_end(Gen *g, struct loop *l)
{
    emit_jump(g, l->nvals == 1 ? OP_FORBACK : OP_JMP, l->nvals == 1 ? l->ctl.reg : 0, &l->next);
    loop_end(g, l);
}

void gen_for(Gen *g, Node *n)
{
    struct loop l;
    uint32_t top = g->top, nvals = n->u.fors.binders.n ? n->u.fors.binders.n : 1;
    uint32_t values = for_begin(g, &l, n, n->u.fors.iter, nvals);
    for (uint32_t i = 0; i < nvals; i++) var_bind(g, ((Var **)n->note)[i], values + i);
    label_place(g, &l.redo);
    gen_block(g, &n->u.fors.body, D_NONE);
    for_end(g, &l);
    g->top = top;
}

void gen_mod_for(Gen *g, Node *n)
{
    struct loop l;
    uint32_t top = g->top, value = for_begin(g, &l, n, n->u.mod.e, 1);
    var_bind(g, n->note, value);
    label_place(g, &l.redo);
    gen(g, n->u.mod.body, D_NONE);
    for_end(g, &l);
    g->top = top;
}

/* ---- while ---- */

/* Is it as well to write the operand a second time, at the end of the body? */
static bool short_operand(Gen *g, Node *n)
{
    Value v;
    if (n->kind == N_METHOD)
        return n->u.method.args.n == 0 && !n->u.method.meta && !n->u.method.maybe &&
               n->u.method.obj->kind == N_NAME;
    return n->kind == N_NAME || const_value(g->u, n, &v);
}

/* A turn of a loop that tests first ends with the same test, which leads back to behind the first one: one jump less a turn. False:
 * the condition is none of these. */
static bool test_again(Gen *g, Node *cond, Label *body)
{
    static const uint16_t loops[AST_OP_COUNT][2] = {[AST_LT] = {OP_LOOPLT, OP_LOOPLTI},
                                                    [AST_LE] = {OP_LOOPLE, OP_LOOPLEI},
                                                    [AST_GT] = {OP_LOOPGT, OP_LOOPGTI},
                                                    [AST_GE] = {OP_LOOPGE, OP_LOOPGEI}};
    if (g->wide || cond->kind != N_BIN || !loops[cond->u.bin.op][0]) return false;
    if (!short_operand(g, cond->u.bin.l) || !short_operand(g, cond->u.bin.r)) return false;
    uint32_t top = g->top, a = gen_operand(g, cond->u.bin.l);
    int32_t i;
    bool small = small_int(g, cond->u.bin.r, &i);
    if (!small) i = (int32_t)gen_operand(g, cond->u.bin.r);
    at(g, cond);
    emit_compare(g, loops[cond->u.bin.op][small], a, i, body);
    g->top = top;
    return true;
}

static void jump_back(Gen *g, struct loop *l, Label *head, Node *cond)
{
    if (l->next.pc < 0) label_place(g, &l->next);
    if (!cond || !test_again(g, cond, &l->redo)) emit_jump(g, OP_LOOP, 0, head);
    loop_end(g, l);
}

void gen_while(Gen *g, Node *n)
{
    struct loop l;
    Label head = LABEL;
    uint32_t top = g->top;
    Var *bind = *(Var **)n->note;
    loop_begin(g, &l, CTL_LOOP, n);
    label_place(g, &head);
    if (bind) {
        uint32_t r = gen_temp(g, n->u.whiles.cond);
        emit_jump(g, n->u.whiles.until ? OP_JT : OP_JF, r, &l.end);
        var_bind(g, bind, r);
    } else {
        gen_cond(g, n->u.whiles.cond, n->u.whiles.until, &l.end);
    }
    label_place(g, &l.redo);
    gen_block(g, &n->u.whiles.body, D_NONE);
    at(g, n);
    jump_back(g, &l, &head, bind || n->u.whiles.until ? NULL : n->u.whiles.cond);
    g->top = top;
}

void gen_do_while(Gen *g, Node *n)
{
    struct loop l;
    Label head = LABEL;
    loop_begin(g, &l, CTL_LOOP, n);
    label_place(g, &head);
    label_place(g, &l.redo);
    gen_block(g, &n->u.whiles.body, D_NONE);
    label_place(g, &l.next);
    gen_cond(g, n->u.whiles.cond, n->u.whiles.until, &l.end);
    jump_back(g, &l, &head, NULL);
}

void gen_mod_while(Gen *g, Node *n)
{
    struct loop l;
    Label head = LABEL;
    uint32_t top = g->top;
    loop_begin(g, &l, CTL_LOOP, n);
    label_place(g, &head);
    gen_cond(g, n->u.mod.e, n->u.mod.neg, &l.end);
    label_place(g, &l.redo);
    gen(g, n->u.mod.body, D_NONE);
    jump_back(g, &l, &head, n->u.mod.neg ? NULL : n->u.mod.e);
    g->top = top;
}

/* ---- loop ---- */

/* Closures keep the variables of their turn: the next turn gets new boxes with the same values. */
static void renew_boxes(Gen *g, Scope *s)
{
    uint32_t top = g->top, t = reg_alloc(g, 1);
    for (Var *v = s->vars; v; v = v->next) {
        if (v->storage != ST_BOX) continue;
        emit_abc(g, OP_GETBOX, t, v->reg, 0);
        emit_abc(g, OP_NEWBOX, v->reg, t, v->box_flag);
    }
    g->top = top;
}

void gen_loop(Gen *g, Node *n)
{
    struct loop l;
    Label head = LABEL;
    uint32_t top = g->top;
    if (n->u.loop.init) gen(g, n->u.loop.init, D_NONE);
    loop_begin(g, &l, CTL_LOOP, n);
    label_place(g, &head);
    if (n->u.loop.cond) gen_cond(g, n->u.loop.cond, false, &l.end);
    label_place(g, &l.redo);
    gen_block(g, &n->u.loop.body, D_NONE);
    label_place(g, &l.next);
    at(g, n);
    renew_boxes(g, n->note);
    if (n->u.loop.step) gen(g, n->u.loop.step, D_NONE);
    jump_back(g, &l, &head, n->u.loop.cond);
    g->top = top;
}
