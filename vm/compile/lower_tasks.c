/* Generating: ma, detach, spawn, blocking, ma for, parallel for, concurrent, select: SPAWN and
 * calls of core functions. */
#include "vm/compile/gen.h"
#include "vm/compile/lower_tasks.h"
#include <math.h>

/* Calls core function `name` with nargs arguments that lie at w + 3; the result is in w. */
static void call_core(Gen *g, Node *n, const char *name, const char *what, uint32_t w,
                      uint32_t nargs)
{
    Value f = g->u->env->builtin(g->u->env->ctx, unit_cstr(g->u, name));
    if (is_absent(f)) {
        unit_error(g->u, n->place, NULL, "'%s' is not supported yet", what);
        f = V_NIL;
    }
    at(g, n);
    reg_window(g, w, nargs);
    emit_const(g, w, f);
    emit_abc(g, OP_CALL, w, nargs, 0);
}

/* "FILE:LINE", what a new maatine is called. */
static Value task_label(Gen *g, const Node *n)
{
    Buf b = BUF_INIT;
    buf_addf(&b, "%s:%u", g->u->module->file->p, n->place.line);
    Value v = from_str(unit_str(g->u, b.p, b.len));
    buf_fini(&b);
    return v;
}

static void gen_args_in_order(Gen *g, ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++) gen_temp(g, l->at[i].e);
}

/* ---- ma, detach ---- */

static void gen_spawn_call(Gen *g, Node *call, uint32_t w, uint64_t how)
{
    bool method = call->kind == N_METHOD;
    ItemList *args = method ? &call->u.method.args : &call->u.call.args;
    Value name = method ? from_str(unit_sym(g->u, call->u.method.name)) : V_NIL;
    if (method)
        gen_temp(g, call->u.method.obj);
    else
        gen(g, call->u.call.f, (int)w);
    if (items_plain(args)) {
        gen_args_in_order(g, args);
        at(g, call);
        reg_window(g, w, args->n + 1);
        emit_abc(g, method ? OP_SPAWNM : OP_SPAWN, w, args->n, 0);
        if (method) emit(g, name);
    } else {
        uint32_t array = reg_alloc(g, 2);
        gen_spread_args(g, args, array, array + 1);
        at(g, call);
        reg_window(g, w, 3);
        emit_abc(g, OP_SPAWNX, w, 0, 0);
        emit(g, name);
    }
    emit(g, how);
}

static uint64_t spawn_word(Gen *g, const Node *n, unsigned flags)
{
    return (uint64_t)const_add(g, task_label(g, n)) << 32 | flags;
}

static void gen_ma(Gen *g, Node *n, int dst)
{
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS);
    uint64_t how = spawn_word(g, n, n->u.task.kind == TASK_DETACH ? 1 : 0);
    reg_window(g, w, 0);
    if (n->u.task.call) {
        gen_spawn_call(g, n->u.task.call, w, how);
    } else {
        gen_closure(g, n->note, w);
        at(g, n);
        emit_abc(g, OP_SPAWN, w, 0, 0);
        emit(g, how);
    }
    gen_result(g, w, dst);
    g->top = top;
}

/* ---- spawn, blocking ---- */

static Ctl *innermost_scope(Gen *g)
{
    Ctl *c = g->ctl;
    while (c && c->kind != CTL_SCOPE) c = c->up;
    return c;
}

static void gen_spawn(Gen *g, Node *n, int dst)
{
    Ctl *scope = innermost_scope(g);
    Node *call = n->u.task.call;
    bool method = call && call->kind == N_METHOD;
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS);
    MAAT_CHECK(scope != NULL, "spawn inside concurrent");
    emit_move(g, reg_alloc(g, 1), scope->reg);
    if (!call)
        gen_closure(g, n->note, reg_alloc(g, 1));
    else
        gen_temp(g, method ? call->u.method.obj : call->u.call.f);
    if (method) emit_const(g, reg_alloc(g, 1), from_str(unit_sym(g->u, call->u.method.name)));
    ItemList none = {NULL, 0}, *args = !call    ? &none
                                       : method ? &call->u.method.args
                                                : &call->u.call.args;
    uint32_t array = reg_alloc(g, 2);
    gen_spread_args(g, args, array, array + 1);
    emit_const(g, reg_alloc(g, 1), task_label(g, n));
    if (method)
        call_core(g, n, "__scope_spawn_method", "spawn", w, 6);
    else
        call_core(g, n, "__scope_spawn", "spawn", w, 5);
    g->top = w + 1;
    gen_result(g, w, dst);
    g->top = top;
}

static void gen_blocking(Gen *g, Node *n, int dst)
{
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS);
    gen_closure(g, n->note, reg_alloc(g, 1));
    call_core(g, n, "__blocking", "blocking", w, 1);
    gen_result(g, w, dst);
    g->top = top;
}

void gen_task(Gen *g, Node *n, int dst)
{
    switch (n->u.task.kind) {
    case TASK_SPAWN: gen_spawn(g, n, dst); break;
    case TASK_BLOCKING: gen_blocking(g, n, dst); break;
    default: gen_ma(g, n, dst); break;
    }
}

/* ---- ma for, parallel for ---- */

static void gen_ma_for(Gen *g, Node *n, int dst)
{
    FnInfo *f = n->note;
    Label next = LABEL, end = LABEL;
    uint32_t top = g->top, all = reg_alloc(g, 1), it = gen_iterable(g, n->u.fors.iter);
    uint32_t state = reg_alloc(g, 4 + f->nparams), w = reg_alloc(g, WINDOW_ARGS + f->nparams);
    reg_window(g, w, f->nparams);
    at(g, n);
    emit_abc(g, OP_NEWARRAY, all, all, 0);
    emit_fail(g, OP_FORPREP, state, it, f->nparams, 0, &end);
    label_place(g, &next);
    emit_fail(g, OP_FORNEXT, state, 0, f->nparams, 0, &end);
    gen_closure(g, f, w);
    at(g, n);
    for (uint32_t i = 0; i < f->nparams; i++) emit_move(g, w + WINDOW_ARGS + i, state + 4 + i);
    emit_abc(g, OP_SPAWN, w, f->nparams, 0);
    emit(g, spawn_word(g, n, 0));
    emit_abc(g, OP_ARRPUSH, all, w, 0);
    emit_jump(g, OP_JMP, 0, &next);
    label_place(g, &end);
    gen_result(g, all, dst);
    g->top = top;
}

void gen_task_for(Gen *g, Node *n, int dst)
{
    if (n->kind == N_MA_FOR) {
        gen_ma_for(g, n, dst);
        return;
    }
    FnInfo *f = n->note;
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS), it = reg_alloc(g, 1);
    uint32_t iter = gen_iterable(g, n->u.fors.iter);
    emit_move(g, it, iter);
    g->top = it + 1;
    emit_au(g, OP_LOADINT, reg_alloc(g, 1), f->nparams);
    gen_closure(g, f, reg_alloc(g, 1));
    emit_const(g, reg_alloc(g, 1), task_label(g, n));
    call_core(g, n, "__parallel", "parallel for", w, 4);
    g->top = w + 1;
    gen_result(g, w, dst);
    g->top = top;
}

/* ---- concurrent ---- */

void concurrent_leave(Gen *g, Ctl *c, uint32_t value)
{
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS + 1);
    emit_move(g, w + 3, c->reg);
    call_core(g, c->node, "__scope_join", "concurrent", w, 1);
    if (value != NO_REG) {
        emit_move(g, w + 3, value);
        call_core(g, c->node, "__scope_value", "concurrent", w, 1);
        emit_move(g, value, w);
    }
    g->top = top;
}

static void scope_begin(Gen *g, Node *n, uint32_t scope)
{
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS), args = reg_alloc(g, 2);
    if (n->u.concurrent.timeout)
        gen(g, n->u.concurrent.timeout, (int)args);
    else
        emit_const(g, args, from_double(INFINITY));
    if (n->u.concurrent.grace)
        gen(g, n->u.concurrent.grace, (int)args + 1);
    else
        emit_const(g, args + 1, from_double(INFINITY));
    call_core(g, n, "__scope_new", "concurrent", w, 2);
    emit_move(g, scope, w);
    g->top = top;
}

/* Variables that were Works become results. */
static void scope_results(Gen *g, const struct conc_info *info)
{
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS + 1);
    reg_window(g, w, 1);
    for (uint32_t i = 0; i < info->n; i++) {
        var_load(g, info->vars[i], w + 3);
        emit_abc(g, OP_INVOKE, w, 0, 0);
        emit(g, from_str(unit_cstr(g->u, "result")));
        emit(g, 0);
        var_store(g, info->vars[i], w);
    }
    g->top = top;
}

static void scope_failed(Gen *g, Node *n, uint32_t scope, uint32_t err)
{
    Label ending = LABEL;
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS + 2);
    emit_move(g, w + 3, scope);
    emit_abc(g, OP_LOADNIL, w + 4, 0, 0);
    emit_jump(g, OP_JABSENT, err, &ending);
    emit_move(g, w + 4, err);
    label_place(g, &ending);
    call_core(g, n, "__scope_fail", "concurrent", w, 2);
    emit_abc(g, OP_RETHROW, err, 0, 0);
    g->top = top;
}

void gen_concurrent(Gen *g, Node *n, int dst)
{
    Ctl c;
    Label after = LABEL;
    uint32_t top = g->top, scope = reg_alloc(g, 2), err = scope + 1;
    scope_begin(g, n, scope);
    ctl_push(g, &c, CTL_SCOPE, n);
    c.reg = scope;
    g->no_tail++;
    gen_stmts(g, &n->u.concurrent.body, D_NONE);
    g->no_tail--;
    uint32_t w = reg_alloc(g, WINDOW_ARGS + 1);
    ctl_pop(g, &c);
    at(g, n);
    emit_move(g, w + 3, scope);
    call_core(g, n, "__scope_join", "concurrent", w, 1);
    uint32_t end = g->n; /* an exit or an error while it waits: the handler waits on */
    scope_results(g, n->note);
    if (dst >= 0) emit_move(g, (uint32_t)dst, w);
    emit_jump(g, OP_JMP, 0, &after);
    uint32_t target = g->n;
    emit_handler(g, &c, end, HANDLER_FINALLY, target, err);
    scope_failed(g, n, scope, err);
    handler_block_ends(g, target);
    label_place(g, &after);
    g->top = top;
}

/* ---- within ---- */

/* What was there before comes back at the end, however that comes. */
void gen_within(Gen *g, Node *n, int dst)
{
    Ctl c;
    Label fin = LABEL;
    uint32_t top = g->top, before = reg_alloc(g, 1), w = reg_alloc(g, WINDOW_ARGS);
    gen_temp(g, n->u.within.secs);
    at(g, n);
    gen_native(g, "within_begin", w, 1);
    emit_move(g, before, w);
    g->top = w;
    finally_begin(g, &c, &fin);
    g->no_tail++;
    gen_block(g, &n->u.within.body, dst);
    finally_enter(g, &c);
    uint32_t above = g->top;
    w = reg_alloc(g, WINDOW_ARGS + 1);
    emit_move(g, w + 3, before);
    gen_native(g, "within_end", w, 1);
    g->top = above;
    finally_dispatch(g, &c);
    g->no_tail--;
    g->top = top;
}

/* ---- select ---- */

struct select {
    uint32_t chans; /* the channels of the arms, in their order */
    uint32_t index, value, chan;
    int dst;
    Label end;
};

/* An Array with one element for each arm, as an argument at `arms`. */
static void select_arms(Gen *g, Node *n, struct select *s, uint32_t arms)
{
    emit_abc(g, OP_NEWARRAY, arms, arms, 0);
    for (uint32_t i = 0; i < n->u.select.n; i++) {
        SelectArm *a = &n->u.select.arms[i];
        uint32_t top = g->top, pair = reg_alloc(g, 2);
        gen(g, a->chan, (int)(s->chans + i));
        emit_move(g, pair, s->chans + i);
        if (!a->receives) gen(g, a->value, (int)pair + 1);
        emit_abc(g, OP_NEWARRAY, pair, pair, a->receives ? 1 : 2);
        emit_abc(g, OP_ARRPUSH, arms, pair, 0);
        g->top = top;
    }
}

static void select_wait(Gen *g, Node *n, struct select *s)
{
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS), arms = reg_alloc(g, 3), after = arms + 1,
             deflt = arms + 2;
    select_arms(g, n, s, arms);
    if (n->u.select.after)
        gen(g, n->u.select.after, (int)after);
    else
        emit_const(g, after, from_double(INFINITY));
    emit_const(g, deflt, from_bool(n->u.select.has_default));
    call_core(g, n, "__select", "select", w, 3);
    for (uint32_t i = 0; i < 3; i++) {
        emit_au(g, OP_LOADINT, arms, i);
        emit_abc(g, OP_INDEX, s->index + i, w, arms);
    }
    g->top = top;
}

static void select_receive(Gen *g, SelectArm *a, uint32_t i, struct select *s, Label *next)
{
    struct pat_gen pg = {.value = s->value};
    uint32_t top = g->top, t = reg_alloc(g, 1);
    emit_compare(g, OP_JGTI, s->index, (int32_t)i,
                 next); /* an arm of this channel stands further down */
    emit_compare(g, OP_JLTI, s->index, 0, next);
    emit_abc(g, OP_IDENT, t, s->chans + i, s->chan);
    emit_jump(g, OP_JF, t, next);
    pattern_test(g, &pg, a->pat, s->value, next);
    pattern_place(g, a->pat);
    pattern_bind(g, &pg, a->pat, s->value);
    if (a->guard) gen_cond(g, a->guard, false, next);
    gen_block(g, &a->body, s->dst);
    g->top = top;
}

static void select_other(Gen *g, struct select *s, int32_t number, Block *body)
{
    Label next = LABEL;
    emit_compare(g, OP_JNEQI, s->index, number, &next);
    gen_block(g, body, s->dst);
    if (s->dst != D_TAIL) emit_jump(g, OP_JMP, 0, &s->end);
    label_place(g, &next);
}

void gen_select(Gen *g, Node *n, int dst)
{
    uint32_t top = g->top, count = n->u.select.n;
    struct select s = {.dst = dst, .end = LABEL};
    s.chans = reg_alloc(g, count + 3);
    s.index = s.chans + count;
    s.value = s.index + 1;
    s.chan = s.index + 2;
    select_wait(g, n, &s);
    for (uint32_t i = 0; i < count; i++) {
        SelectArm *a = &n->u.select.arms[i];
        at_line(g, a->place.line);
        if (!a->receives) {
            select_other(g, &s, (int32_t)i, &a->body);
            continue;
        }
        Label next = LABEL;
        select_receive(g, a, i, &s, &next);
        if (dst != D_TAIL) emit_jump(g, OP_JMP, 0, &s.end);
        label_place(g, &next);
    }
    if (n->u.select.after) select_other(g, &s, SELECT_TIMEOUT, &n->u.select.after_body);
    if (n->u.select.has_default) select_other(g, &s, SELECT_DEFAULT, &n->u.select.def);
    at(g, n);
    emit_abc(g, OP_NOMATCH, s.value, 0, 0);
    label_place(g, &s.end);
    g->top = top;
}
