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

static uint32_t for_begin(Gen *g, struct loop *l, Node *n, Node *iter, uint32_t nvals)
{
    uint32_t it = gen_iterable(g, iter), state = reg_alloc(g, FOR_STATE + nvals);
    reg_window(g, state, nvals);
    loop_begin(g, l, CTL_FOR, n);
    l->ctl.reg = state;
    at(g, n);
    emit_fail(g, OP_FORPREP, state, it, nvals, 0, &l->end);
    label_place(g, &l->next);
    emit_fail(g, OP_FORNEXT, state, 0, nvals, 0, &l->end);
    return state + FOR_STATE;
}

static void for_end(Gen *g, struct loop *l)
{
    emit_jump(g, OP_JMP, 0, &l->next);
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

static void jump_back(Gen *g, struct loop *l, Label *head)
{
    if (l->next.pc < 0) label_place(g, &l->next);
    emit_jump(g, OP_LOOP, 0, head);
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
    jump_back(g, &l, &head);
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
    jump_back(g, &l, &head);
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
    jump_back(g, &l, &head);
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
    jump_back(g, &l, &head);
    g->top = top;
}
