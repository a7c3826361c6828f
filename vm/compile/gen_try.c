/* Generating: try, catch, finally, defer, and jumps out of constructs.
 *
 * The code of a `finally` is written once. Who leaves the protected region puts into register
 * `act` which jump is to go on behind it, and an error in flight stands in register `reg` (nil:
 * none; absent: the maatine is ending); finally_dispatch goes on accordingly. Deferred blocks are
 * the `finally` of a whole function.
 *
 * A jump that leaves a region runs code that belongs outside already (a `finally` further out,
 * RELEASE): that code is a *gap*, which the handlers of the region do not cover.
 */
#include "vm/compile/gen.h"

void ctl_push(Gen *g, Ctl *c, enum ctl_kind k, Node *n)
{
    *c = (Ctl){.up = g->ctl, .kind = k, .node = n, .from = g->n};
    g->ctl = c;
}

void ctl_pop(Gen *g, Ctl *c)
{
    MAAT_CHECK(g->ctl == c, "constructs close in order");
    g->ctl = c->up;
}

static bool has_region(const Ctl *c)
{
    return c->kind == CTL_TRY || c->kind == CTL_FINALLY || c->kind == CTL_HOLD ||
           c->kind == CTL_SCOPE;
}

bool ctl_crosses(const Gen *g)
{
    for (const Ctl *c = g->ctl; c; c = c->up)
        if (c->kind == CTL_FOR || (has_region(c) && c->kind != CTL_TRY)) return true;
    return false;
}

/* ---- leaving ---- */

static void gap_open(Gen *g, Ctl *c)
{
    struct span s = {g->n, g->n};
    if (has_region(c)) UNIT_PUSH(g->u, c->gaps, c->ngaps, c->cap_gaps, s);
}

static void gaps_close(Gen *g, Ctl *outermost)
{
    for (Ctl *c = g->ctl; c; c = c->up) {
        if (c == outermost) return;
        if (has_region(c)) c->gaps[c->ngaps - 1].to = g->n;
    }
}

/* The jump goes on behind the finally. */
static void leave_by_finally(Gen *g, Ctl *c, Node *target, uint8_t kind, uint32_t value)
{
    uint32_t i = 0;
    while (i < c->nexits && (c->exits[i].target != target || c->exits[i].kind != kind)) i++;
    if (i == c->nexits) {
        struct pending_exit e = {target, kind};
        UNIT_PUSH(g->u, c->exits, c->nexits, c->cap_exits, e);
    }
    if (kind == N_RETURN) emit_move(g, c->val, value);
    emit_au(g, OP_LOADINT, c->act, i + 1);
    emit_jump(g, OP_JMP, 0, c->fin);
}

static void arrive(Gen *g, Ctl *c, uint8_t kind, uint32_t value)
{
    switch (kind) {
    case N_RETURN: gen_return_reg(g, value); break;
    case N_BREAK:
        if (c->kind == CTL_FOR) emit_abc(g, OP_FOREXIT, c->reg, 0, 0);
        emit_jump(g, OP_JMP, 0, c->brk);
        break;
    case N_REDO: emit_jump(g, OP_LOOP, 0, c->redo); break;
    default: emit_jump(g, OP_JMP, 0, c->next); break;
    }
}

void gen_leave(Gen *g, Node *target, uint8_t kind, uint32_t value)
{
    Ctl *c = g->ctl;
    for (; c && !(target && c->node == target && !has_region(c)); c = c->up) {
        /* Its handler covers the wait for the tasks. */
        if (c->kind == CTL_SCOPE) concurrent_leave(g, c, kind == N_RETURN ? value : NO_REG);
        gap_open(g, c);
        switch (c->kind) {
        case CTL_FOR: emit_abc(g, OP_FOREXIT, c->reg, 0, 0); break;
        case CTL_HOLD: emit_abc(g, OP_RELEASE, c->reg, c->count, 0); break;
        case CTL_FINALLY:
            leave_by_finally(g, c, target, kind, value);
            gaps_close(g, c->up);
            return;
        default: break;
        }
    }
    arrive(g, c, kind, value);
    gaps_close(g, c);
}

void gen_jump(Gen *g, Node *n) { gen_leave(g, n->note, n->kind, NO_REG); }

void gen_return(Gen *g, Node *n)
{
    Node *value = n->u.jump.value;
    uint32_t top = g->top;
    if (!ctl_crosses(g)) {
        if (value)
            gen(g, value, D_TAIL);
        else
            gen_nil(g, D_TAIL);
    } else {
        uint32_t r = reg_alloc(g, 1);
        if (value)
            gen(g, value, (int)r);
        else
            emit_abc(g, OP_LOADNIL, r, 0, 0);
        at(g, n);
        gen_leave(g, NULL, N_RETURN, r);
    }
    g->top = top;
}

/* ---- finally ---- */

void finally_begin(Gen *g, Ctl *c, Label *fin)
{
    uint32_t base = reg_alloc(g, 3);
    emit_abc(g, OP_LOADNIL, base, 0, 0);
    emit_au(g, OP_LOADINT, base + 1, 0);
    ctl_push(g, c, CTL_FINALLY, NULL);
    c->reg = base;
    c->act = base + 1;
    c->val = base + 2;
    c->fin = fin;
}

void finally_enter(Gen *g, Ctl *c)
{
    uint32_t end = g->n;
    ctl_pop(g, c);
    label_place(g, c->fin);
    c->cleanup = g->n;
    emit_handler(g, c, end, HANDLER_FINALLY, g->n, c->reg);
}

void finally_dispatch(Gen *g, Ctl *c)
{
    Label fine = LABEL;
    emit_jump(g, OP_JNIL, c->reg, &fine);
    emit_abc(g, OP_RETHROW, c->reg, 0, 0);
    label_place(g, &fine);
    for (uint32_t i = 0; i < c->nexits; i++) {
        Label other = LABEL;
        emit_compare(g, OP_JNEQI, c->act, (int32_t)i + 1, &other);
        gen_leave(g, c->exits[i].target, c->exits[i].kind, c->val);
        label_place(g, &other);
    }
}

/* A finally block. An error in it joins the one in flight, or takes its place. */
static void gen_finally(Gen *g, Block *b, Ctl *c)
{
    Ctl body;
    Label dispatch = LABEL;
    uint32_t top = g->top, err = reg_alloc(g, 1);
    ctl_push(g, &body, CTL_TRY, NULL);
    gen_block(g, b, D_NONE);
    uint32_t end = g->n;
    ctl_pop(g, &body);
    emit_jump(g, OP_JMP, 0, &dispatch);
    emit_handler(g, &body, end, HANDLER_CATCH, g->n, err);
    emit_abc(g, OP_ADDSUPP, c->reg, err, 0);
    label_place(g, &dispatch);
    g->top = top;
    handler_block_ends(g, c->cleanup);
    finally_dispatch(g, c);
}

/* ---- catch ---- */

static void gen_catch_types(Gen *g, struct catch_note *note, uint32_t ntypes, uint32_t err,
                            Label *next)
{
    Label match = LABEL;
    for (uint32_t i = 0; i < ntypes; i++) {
        Label other = LABEL;
        bool last = i + 1 == ntypes;
        emit_fail(g, OP_PTTYPE, err, 0, 0, const_add(g, from_obj(note->types[i])),
                  last ? next : &other);
        if (!last) emit_jump(g, OP_JMP, 0, &match);
        label_place(g, &other);
    }
    label_place(g, &match);
}

static void gen_catches(Gen *g, Node *n, uint32_t err, int dst, Label *after)
{
    struct catch_note *notes = n->note;
    bool all = false;
    for (uint32_t i = 0; i < n->u.trys.n && !all; i++) {
        CatchArm *a = &n->u.trys.catches[i];
        Label next = LABEL;
        uint32_t top = g->top;
        at_line(g, a->place.line);
        if (a->types.n)
            gen_catch_types(g, &notes[i], a->types.n, err, &next);
        else
            all = true;
        var_bind(g, notes[i].bind, err);
        gen_block(g, &a->body, dst);
        emit_jump(g, OP_JMP, 0, after);
        label_place(g, &next);
        g->top = top;
    }
    if (!all) emit_abc(g, OP_RETHROW, err, 0, 0);
}

static void gen_try_catch(Gen *g, Node *n, int dst)
{
    Ctl body;
    Label after = LABEL;
    uint32_t top = g->top, err = reg_alloc(g, 1);
    ctl_push(g, &body, CTL_TRY, NULL);
    gen_block(g, &n->u.trys.body, dst);
    uint32_t end = g->n;
    ctl_pop(g, &body);
    emit_jump(g, OP_JMP, 0, &after);
    uint32_t target = g->n;
    emit_handler(g, &body, end, HANDLER_CATCH, target, err);
    gen_catches(g, n, err, dst, &after);
    handler_block_ends(g, target);
    label_place(g, &after);
    g->top = top;
}

void gen_try(Gen *g, Node *n, int dst)
{
    Ctl c;
    Label fin = LABEL;
    uint32_t top = g->top;
    if (n->u.trys.has_finally) finally_begin(g, &c, &fin);
    g->no_tail++;
    if (n->u.trys.n)
        gen_try_catch(g, n, dst);
    else
        gen_block(g, &n->u.trys.body, dst);
    if (n->u.trys.has_finally) {
        finally_enter(g, &c);
        gen_finally(g, n->u.trys.finally, &c);
    }
    g->no_tail--;
    g->top = top;
}

/* ---- defer ---- */

/* Runs the deferred blocks, the last one first, whatever happens in them. */
static void gen_run_defers(Gen *g, Ctl *c)
{
    Ctl body;
    Label again = LABEL, done = LABEL;
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS), err = reg_alloc(g, 1);
    reg_window(g, w, 0);
    label_place(g, &again);
    emit_fail(g, OP_DEFERPOP, w, g->defers, 0, 0, &done);
    ctl_push(g, &body, CTL_TRY, NULL);
    emit_abc(g, OP_CALL, w, 0, 0);
    uint32_t end = g->n;
    ctl_pop(g, &body);
    emit_jump(g, OP_JMP, 0, &again);
    emit_handler(g, &body, end, HANDLER_CATCH, g->n, err);
    emit_abc(g, OP_ADDSUPP, c->reg, err, 0);
    emit_jump(g, OP_JMP, 0, &again);
    label_place(g, &done);
    g->top = top;
    handler_block_ends(g, c->cleanup);
    finally_dispatch(g, c);
}

void gen_body_with_defers(Gen *g, FnInfo *f)
{
    Ctl c;
    Label fin = LABEL;
    g->defers = reg_alloc(g, 1);
    emit_abc(g, OP_LOADNIL, g->defers, 0, 0);
    finally_begin(g, &c, &fin);
    g->no_tail++;
    emit_abc(g, OP_LOADNIL, c.val, 0, 0);
    bool valued = f->kind != FK_MAIN || g->u->mode == UNIT_SHELL;
    if (f->body)
        gen_stmts(g, f->body, valued ? (int)c.val : D_NONE);
    else
        gen(g, f->expr, (int)c.val);
    gen_leave(g, NULL, N_RETURN, c.val);
    finally_enter(g, &c);
    gen_run_defers(g, &c);
    g->no_tail--;
}
