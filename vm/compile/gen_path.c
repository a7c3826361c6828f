/* Generating: access paths x{k}<n>[0].items of variables that may be shared (R2).
 *
 * Reading, assigning and calling a built-in method is one PATH, which works on the value in place. Where that cannot be - the
 * variable is not shared after all, code in Maat must run, an error is to be raised - PATH has done nothing and jumps to the
 * ordinary code: the whole value (of a shared variable a copy), the steps one after the other, and, where the path is written, the
 * whole value written back, with the variable held. Indexes and arguments are evaluated before, once, into registers.
 */
#include "vm/compile/gen.h"

/* ---- steps ---- */

Node *step_object(Node *n)
{
    return n->kind == N_INDEX ? n->u.index.obj : n->kind == N_KEY ? n->u.key.obj : n->u.method.obj;
}

void step_get(Gen *g, const struct step *s, uint32_t dst, uint32_t obj)
{
    at(g, s->node);
    if (s->node->kind == N_INDEX) {
        emit_abc(g, OP_INDEX, dst, obj, s->index);
    } else if (s->node->kind == N_KEY) {
        emit_abc(g, OP_KEY, dst, obj, 0);
        emit(g, from_str(unit_sym(g->u, s->node->u.key.name)));
        emit(g, 0);
    } else {
        uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS + 1);
        reg_window(g, w, 1);
        emit_abc(g, OP_GETATTR, w, obj, s->node->u.method.obj->kind == N_SELF);
        emit(g, from_str(unit_sym(g->u, s->node->u.method.name)));
        emit(g, 0);
        emit_move(g, dst, w);
        g->top = top;
    }
}

void step_set(Gen *g, const struct step *s, uint32_t obj, uint32_t value)
{
    at(g, s->node);
    if (s->node->kind == N_INDEX) {
        emit_abc(g, OP_SETINDEX, obj, s->index, value);
        return;
    }
    bool key = s->node->kind == N_KEY;
    if (key)
        emit_abc(g, OP_SETKEY, obj, value, 0);
    else
        emit_abc(g, OP_SETATTR, obj, value, s->node->u.method.obj->kind == N_SELF);
    emit(g, from_str(unit_sym(g->u, key ? s->node->u.key.name : s->node->u.method.name)));
    emit(g, 0);
}

/* ---- paths ---- */

Var *path_cell(Gen *g, Node *n)
{
    Node *root = n->kind == N_NAME ? n : path_root(n);
    Var *v = root ? root->note : NULL;
    if (!v || v->kind == VAR_FIELD) return NULL;
    var_settle(g->u, v);
    return var_maybe_cell(v) ? v : NULL;
}

static uint32_t step_kind(const Node *n)
{
    return n->kind == N_INDEX ? PATH_INDEX : n->kind == N_KEY ? PATH_KEY : PATH_FIELD;
}

/* The variable itself, for PATH: a program-wide one is not made to have a value. */
static void path_variable(Gen *g, Var *v, uint32_t dst)
{
    if (v->storage == ST_GLOBAL)
        emit_au(g, OP_LOADINT, dst, v->index);
    else
        var_cell(g, v, dst);
}

void path_begin(Gen *g, Node *n, Var *v, struct path *p)
{
    *p = (struct path){.v = v, .in_place = true};
    for (Node *s = n; s->kind != N_NAME; s = step_object(s)) p->n++;
    p->steps = unit_zalloc(g->u, (p->n + 1) * sizeof *p->steps);
    uint32_t i = p->n;
    for (Node *s = n; s->kind != N_NAME; s = step_object(s)) p->steps[--i].node = s;
    p->base = reg_alloc(g, 1);
    for (i = 0; i < p->n; i++) {
        struct step *s = &p->steps[i];
        at(g, s->node);
        if (s->node->kind == N_INDEX)
            s->index = gen_temp(g, s->node->u.index.ix);
        else
            emit_const(g, s->index = reg_alloc(g, 1),
                       from_str(unit_sym(g->u, s->node->kind == N_KEY ? s->node->u.key.name
                                                                      : s->node->u.method.name)));
    }
    if (p->n > PATH_MAX_STEPS) p->in_place = false;
    for (i = 0; i < p->n && p->in_place; i++) p->kinds |= step_kind(p->steps[i].node) << (2 * i);
}

bool path_emit(Gen *g, const struct path *p, enum path_mode mode, uint32_t dst, uint32_t nargs,
               Value name, Label *ordinary)
{
    if (!p->in_place || nargs > PATH_MAX_ARGS) return false;
    path_variable(g, p->v, p->base);
    name_cell(g, g->n, 0, p->v);
    emit_fail(g, OP_PATH, dst, p->base, p->n | nargs << 4 | mode << 8, p->kinds, ordinary);
    emit(g, name);
    return true;
}

uint32_t path_walk(Gen *g, const struct path *p, uint32_t n, uint32_t from)
{
    if (!n) return from;
    uint32_t r = reg_alloc(g, 1);
    for (uint32_t i = 0; i < n; i++) {
        step_get(g, &p->steps[i], r, from);
        from = r;
    }
    return r;
}

bool path_read(Gen *g, Node *n, uint32_t dst)
{
    Var *v = path_cell(g, n);
    if (!v) return false;
    struct path p;
    Label ordinary = LABEL, done = LABEL;
    uint32_t top = g->top;
    path_begin(g, n, v, &p);
    at(g, n);
    if (path_emit(g, &p, PATH_GET, dst, 0, V_NIL, &ordinary)) emit_jump(g, OP_JMP, 0, &done);
    label_place(g, &ordinary);
    uint32_t whole = reg_alloc(g, 1);
    var_load(g, v, whole);
    emit_move(g, dst, path_walk(g, &p, p.n, whole));
    label_place(g, &done);
    g->top = top;
    return true;
}
