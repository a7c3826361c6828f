/* Atomic statements (R34): a statement that reads and assigns a variable that may be shared holds
 * it meanwhile.
 *
 * All such variables of the statement are taken by one HOLD at its start, so that they are taken
 * in one order. Code inside of what is held needs no HOLD of its own.
 */
#include "vm/compile/gen.h"

struct collect {
    Gen *g;
    Var **vars;
    uint32_t n, cap;
};

static bool is_function(const Node *n)
{
    return n->kind == N_LAMBDA || n->kind == N_FN || n->kind == N_CLASS || n->kind == N_DEFER ||
           (n->kind == N_TASK && !n->u.task.call);
}

static bool collect(Node *n, void *ctx)
{
    struct collect *c = ctx;
    if (is_function(n)) return true;
    if (n->kind == N_MA_FOR || n->kind == N_PARALLEL) return collect(n->u.fors.iter, ctx);
    if (n->kind != N_NAME) return walk_children(n, collect, ctx);
    Var *v = n->note;
    if (!v || v->kind == VAR_FIELD) return true;
    var_settle(c->g->u, v);
    if (!var_maybe_cell(v)) return true;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->vars[i] == v) return true;
    UNIT_PUSH(c->g->u, c->vars, c->n, c->cap, v);
    return true;
}

static bool hold(Gen *g, Var **vars, uint32_t n, Ctl *c)
{
    if (!n || g->holding) return false;
    uint32_t base = reg_alloc(g, n);
    for (uint32_t i = 0; i < n; i++) var_cell(g, vars[i], base + i);
    for (uint32_t i = 0; i < n; i++) name_cell(g, g->n, i, vars[i]);
    emit_abc(g, OP_HOLD, base, n, 0);
    ctl_push(g, c, CTL_HOLD, NULL);
    c->reg = base;
    c->count = n;
    g->holding = true;
    return true;
}

bool hold_all(Gen *g, Node *n, Ctl *c)
{
    if (g->holding) return false;
    struct collect all = {.g = g};
    collect(n, &all);
    return hold(g, all.vars, all.n, c);
}

bool hold_one(Gen *g, Var *v, Ctl *c) { return hold(g, &v, 1, c); }

void hold_end(Gen *g, Ctl *c)
{
    uint32_t end = g->n;
    emit_abc(g, OP_RELEASE, c->reg, c->count, 0);
    ctl_pop(g, c);
    emit_handler(g, c, end, HANDLER_RELEASE, c->count, c->reg);
    g->holding = false;
}

struct mention {
    Var *v;
};

static bool not_mentioned(Node *n, void *ctx)
{
    struct mention *m = ctx;
    if (is_function(n)) return true;
    if (n->kind == N_NAME) return n->note != m->v;
    return walk_children(n, not_mentioned, ctx);
}

bool hold_mentions(Node *n, Var *v)
{
    struct mention m = {v};
    return n && !not_mentioned(n, &m);
}
