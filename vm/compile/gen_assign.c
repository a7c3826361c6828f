/* Assignments: to names, to elements and fields, compound ones, ++ and --, lists; and let.
 *
 * An access path (x{k}<n>[0], x.items) whose first variable may be shared is changed in place, or in a
 * copy that is written back (R2); see gen_path.c, gen_hold.c.
 */
#include "vm/compile/gen.h"

/* What is assigned: the value of an expression, a register, or one more or less than before. */
struct source {
    enum op op; /* AST_NONE: plain */
    Node *node; /* NULL: */
    uint32_t reg;
    bool step; /* ++ --: op is AST_ADD or AST_SUB */
    bool old;  /* the value of the whole is what was there before */
};

static bool is_logic(enum op op) { return op == AST_AND || op == AST_OR || op == AST_DEFOR; }

/* ---- the new value from the old one ---- */

static void apply(Gen *g, const struct source *s, uint32_t dst, uint32_t old)
{
    int32_t i;
    if (s->step) {
        emit_abc(g, s->op == AST_ADD ? OP_ADDI : OP_SUBI, dst, old, 1);
        return;
    }
    if ((s->op == AST_ADD || s->op == AST_SUB) && small_int(g, s->node, &i)) {
        emit_abc(g, s->op == AST_ADD ? OP_ADDI : OP_SUBI, dst, old, (uint16_t)i);
        return;
    }
    uint32_t top = g->top, b = gen_operand(g, s->node);
    gen_binary_op(g, s->op, dst, old, b);
    g->top = top;
}

/* Jumps to `done` if a logical assignment leaves the old value. */
static void keep_old(Gen *g, enum op op, uint32_t old, Label *done)
{
    emit_jump(g, op == AST_AND ? OP_JF : op == AST_OR ? OP_JT : OP_JNNIL, old, done);
}

/* ---- names ---- */

static void set_register(Gen *g, uint32_t r, const struct source *s, int dst)
{
    if (s->op == AST_NONE) {
        if (s->node)
            gen_safe_target(g, s->node, r);
        else
            emit_move(g, r, s->reg);
    } else if (is_logic(s->op)) {
        Label done = LABEL;
        keep_old(g, s->op, r, &done);
        gen_safe_target(g, s->node, r);
        label_place(g, &done);
    } else {
        uint32_t top = g->top, old = r;
        bool copy = s->old && dst >= 0;
        if (copy || (s->node && gen_may_assign(s->node))) {
            old = reg_alloc(g, 1);
            emit_move(g, old, r);
        }
        apply(g, s, r, old);
        if (copy) emit_move(g, (uint32_t)dst, old);
        g->top = top;
        if (copy) return;
    }
    if (dst >= 0) emit_move(g, (uint32_t)dst, r);
}

static void set_name(Gen *g, Var *v, const struct source *s, int dst)
{
    uint32_t r = v->is_frozen ? NO_REG : var_register(g, v), top = g->top;
    if (r != NO_REG) {
        set_register(g, r, s, dst);
        return;
    }
    if (s->op == AST_NONE) {
        uint32_t t = s->node ? gen_operand(g, s->node) : s->reg;
        var_store(g, v, t);
        if (dst >= 0) emit_move(g, (uint32_t)dst, t);
    } else {
        Label done = LABEL;
        uint32_t t = reg_alloc(g, 1), now = s->old && dst >= 0 ? reg_alloc(g, 1) : t;
        var_load(g, v, t);
        if (is_logic(s->op)) {
            keep_old(g, s->op, t, &done);
            gen(g, s->node, (int)t);
        } else {
            apply(g, s, now, t);
        }
        var_store(g, v, now);
        label_place(g, &done);
        if (dst >= 0) emit_move(g, (uint32_t)dst, t);
    }
    g->top = top;
}

/* ---- paths ---- */

/* Assigns element `s` of `obj`; the value of the whole goes to dst. */
static void set_element(Gen *g, const struct step *s, uint32_t obj, const struct source *src,
                        int dst)
{
    uint32_t top = g->top;
    if (src->op == AST_NONE) {
        uint32_t t = src->node ? gen_operand(g, src->node) : src->reg;
        step_set(g, s, obj, t);
        if (dst >= 0) emit_move(g, (uint32_t)dst, t);
        g->top = top;
        return;
    }
    Label done = LABEL;
    uint32_t t = reg_alloc(g, 1), now = src->old && dst >= 0 ? reg_alloc(g, 1) : t;
    step_get(g, s, t, obj);
    if (is_logic(src->op)) {
        keep_old(g, src->op, t, &done);
        gen(g, src->node, (int)t);
    } else {
        apply(g, src, now, t);
    }
    step_set(g, s, obj, now);
    label_place(g, &done);
    if (dst >= 0) emit_move(g, (uint32_t)dst, t);
    g->top = top;
}

static void set_plain_path(Gen *g, Node *target, const struct source *src, int dst)
{
    uint32_t top = g->top;
    struct step s = {target, 0};
    Node *later = target->kind == N_INDEX ? target->u.index.ix : src->node;
    uint32_t obj = (src->node && gen_may_assign(src->node))
                       ? gen_temp(g, step_object(target))
                       : gen_stable(g, step_object(target), later);
    if (target->kind == N_INDEX) s.index = gen_stable(g, target->u.index.ix, src->node);
    set_element(g, &s, obj, src, dst);
    g->top = top;
}

/* x{k}.f = v; v is in the register behind the path's. */
static void set_cell_plain(Gen *g, const struct path *p, uint32_t value, int dst)
{
    Ctl held;
    Label ordinary = LABEL, done = LABEL;
    uint32_t top = g->top;
    if (path_emit(g, p, PATH_SET, value, 1, V_NIL, &ordinary)) emit_jump(g, OP_JMP, 0, &done);
    label_place(g, &ordinary);
    bool holds = hold_one(g, p->v, &held);
    uint32_t whole = reg_alloc(g, 1);
    var_load(g, p->v, whole);
    step_set(g, &p->steps[p->n - 1], path_walk(g, p, p->n - 1, whole), value);
    var_store(g, p->v, whole);
    if (holds) hold_end(g, &held);
    label_place(g, &done);
    if (dst >= 0) emit_move(g, (uint32_t)dst, value);
    g->top = top;
}

/* x{k} += 1, with x held. What was read in place is written in place; `obj` is absent then. */
static void set_cell_compound(Gen *g, const struct path *p, const struct source *src, int dst)
{
    Ctl held;
    Label ordinary = LABEL, read = LABEL, again = LABEL, write = LABEL, done = LABEL;
    const struct step *last = &p->steps[p->n - 1];
    uint32_t top = g->top, arg = reg_alloc(g, 1), whole = reg_alloc(g, 1), obj = reg_alloc(g, 1);
    uint32_t t = src->old && dst >= 0 ? reg_alloc(g, 1) : arg;
    bool holds = hold_one(g, p->v, &held);
    emit_abc(g, OP_LOADABSENT, obj, 0, 0);
    if (path_emit(g, p, PATH_GET, t, 0, V_NIL, &ordinary)) emit_jump(g, OP_JMP, 0, &read);
    label_place(g, &ordinary);
    var_load(g, p->v, whole);
    emit_move(g, obj, path_walk(g, p, p->n - 1, whole));
    step_get(g, last, t, obj);
    label_place(g, &read);
    if (is_logic(src->op)) {
        keep_old(g, src->op, t, &done);
        gen(g, src->node, (int)t);
    } else {
        apply(g, src, arg, t);
    }
    emit_jump(g, OP_JNABSENT, obj, &write);
    if (path_emit(g, p, PATH_SET, arg, 1, V_NIL, &again)) emit_jump(g, OP_JMP, 0, &done);
    label_place(g, &again);
    var_load(g, p->v, whole);
    emit_move(g, obj, path_walk(g, p, p->n - 1, whole));
    label_place(g, &write);
    step_set(g, last, obj, arg);
    var_store(g, p->v, whole);
    label_place(g, &done);
    if (dst >= 0) emit_move(g, (uint32_t)dst, t);
    if (holds) hold_end(g, &held);
    g->top = top;
}

static void set_cell_path(Gen *g, Node *target, Var *v, const struct source *src, int dst)
{
    struct path p;
    uint32_t top = g->top;
    path_begin(g, target, v, &p);
    at(g, target);
    if (src->op != AST_NONE) {
        set_cell_compound(g, &p, src, dst);
    } else {
        uint32_t value = reg_alloc(g, 1);
        if (src->node)
            gen(g, src->node, (int)value);
        else
            emit_move(g, value, src->reg);
        set_cell_plain(g, &p, value, dst);
    }
    g->top = top;
}

static Var *cell_root(Gen *g, Node *target)
{
    return target->kind == N_NAME ? NULL : path_cell(g, target);
}

static void set_target(Gen *g, Node *target, const struct source *src, int dst)
{
    if (target->kind == N_NAME) {
        set_name(g, target->note, src, dst);
        return;
    }
    Var *root = cell_root(g, target);
    if (root)
        set_cell_path(g, target, root, src, dst);
    else
        set_plain_path(g, target, src, dst);
}

/* ---- lists ---- */

/* The values of a destructuring into n consecutive new registers; `rest` (or n) is the one that
 * takes what is left. */
static uint32_t list_values(Gen *g, Node *value, uint32_t n, uint32_t rest)
{
    uint32_t base = reg_alloc(g, n ? n : 1), top = g->top;
    bool spread = value && (value->kind == N_SPREAD ||
                            (value->kind == N_LIST && !items_plain(&value->u.list)));
    if (!spread) {
        Item one = {.e = value};
        ItemList single = {&one, value ? 1 : 0},
                 *items = value && value->kind == N_LIST ? &value->u.list : &single;
        uint32_t i = 0;
        for (; i < items->n && i < rest; i++) {
            if (i < n)
                gen(g, items->at[i].e, (int)(base + i));
            else
                gen(g, items->at[i].e, D_NONE);
        }
        if (rest < n) {
            ItemList left = {items->at + i, items->n - i};
            gen_array_items(g, &left, base + rest);
        }
        for (uint32_t j = items->n; j < rest && j < n; j++) emit_abc(g, OP_LOADNIL, base + j, 0, 0);
        return base;
    }
    uint32_t all = reg_alloc(g, 2), ix = all + 1;
    if (value->kind == N_SPREAD) {
        uint32_t e = gen_operand(g, value->u.un.e);
        emit_abc(g, OP_ASARRAY, all, e, 0);
    } else {
        gen_array_items(g, &value->u.list, all);
    }
    for (uint32_t i = 0; i < n && i < rest; i++) {
        emit_au(g, OP_LOADINT, ix, i);
        emit_abc(g, OP_INDEX, base + i, all, ix);
    }
    if (rest < n) emit_abc(g, OP_PTREST, base + rest, all, rest);
    g->top = top;
    return base;
}

static void assign_list(Gen *g, Node *n, int dst)
{
    ItemList *targets = &n->u.assign.target->u.list;
    uint32_t top = g->top, base = list_values(g, n->u.assign.value, targets->n, UINT32_MAX);
    for (uint32_t i = 0; i < targets->n; i++) {
        struct source s = {.op = AST_NONE, .reg = base + i};
        set_target(g, targets->at[i].e, &s, D_NONE);
    }
    if (dst >= 0) emit_abc(g, OP_LOADNIL, (uint32_t)dst, 0, 0);
    g->top = top;
}

/* ---- whole assignments ---- */

/* Does it read a shared variable that it assigns? */
static bool reads_own_target(Gen *g, Node *n)
{
    Node *t = n->u.assign.target;
    if (t->kind == N_LIST) return true;
    Var *v = t->kind == N_NAME ? t->note : cell_root(g, t);
    if (!v || v->kind == VAR_FIELD) return false;
    var_settle(g->u, v);
    if (!var_maybe_cell(v)) return false;
    if (n->u.assign.op != AST_NONE || hold_mentions(n->u.assign.value, v)) return true;
    return t->kind == N_INDEX && hold_mentions(t->u.index.ix, v);
}

void gen_assign(Gen *g, Node *n, int dst)
{
    Ctl held;
    uint32_t top = g->top;
    bool holds = reads_own_target(g, n) && hold_all(g, n, &held);
    if (n->u.assign.target->kind == N_LIST) {
        assign_list(g, n, dst);
    } else {
        struct source s = {.op = n->u.assign.op, .node = n->u.assign.value};
        at(g, n);
        set_target(g, n->u.assign.target, &s, dst);
    }
    if (holds) hold_end(g, &held);
    g->top = top;
}

void gen_incdec(Gen *g, Node *n, int dst)
{
    Ctl held;
    Node *t = n->u.incdec.target;
    uint32_t top = g->top;
    Var *v = t->kind == N_NAME ? t->note : cell_root(g, t);
    bool cell = false;
    if (v && v->kind != VAR_FIELD) {
        var_settle(g->u, v);
        cell = var_maybe_cell(v);
    }
    bool holds = cell && hold_all(g, n, &held);
    struct source s = {.op = n->u.incdec.op, .step = true, .old = !n->u.incdec.prefix};
    at(g, n);
    set_target(g, t, &s, dst);
    if (holds) hold_end(g, &held);
    g->top = top;
}

/* ---- let ---- */

static void let_state(Gen *g, Node *n, Var *v)
{
    Label there = LABEL;
    uint32_t top = g->top, t = reg_alloc(g, 1);
    emit_au(g, OP_GETSTATIC, t, v->index);
    emit_jump(g, OP_JNABSENT, t, &there);
    if (n->u.let.value)
        gen(g, n->u.let.value, (int)t);
    else
        emit_abc(g, OP_LOADNIL, t, 0, 0);
    if (v->is_frozen) emit_abc(g, OP_FREEZE, t, t, 0);
    emit_au(g, OP_SETSTATIC, t, v->index);
    label_place(g, &there);
    g->top = top;
}

void gen_let(Gen *g, Node *n)
{
    Var *v = n->note;
    var_settle(g->u, v);
    if (v->storage == ST_CONST) return;
    if (v->kind == VAR_STATE) {
        let_state(g, n, v);
        return;
    }
    bool ahead = v->has_reg && (v->early || v->in_concurrent);
    if (!ahead) var_place(g, v);
    bool built = !ahead && v->is_sent && v->storage == ST_REG && n->u.let.value &&
                 gen_build_worth(n->u.let.value);
    bool fills = !ahead && v->is_sent && v->storage == ST_REG && n->u.let.value &&
                 gen_fill_worth(n->u.let.value);
    uint32_t token = built || fills ? reg_alloc(g, 1) : NO_REG, site = 0;
    uint32_t top = g->top, t = v->storage == ST_REG ? v->reg : reg_alloc(g, 1);
    if (built) site = gen_build_begin(g, token);
    if (fills) gen_fill_begin(g, v, token);
    g->fresh = t;
    if (n->u.let.value)
        gen(g, n->u.let.value, (int)t);
    else
        emit_abc(g, OP_LOADNIL, t, 0, 0);
    if (built) gen_build_end(g, site, token, t);
    if (v->is_frozen) emit_abc(g, OP_FREEZE, t, t, 0);
    at(g, n);
    var_init(g, v, t);
    g->top = top;
}

void gen_let_list(Gen *g, Node *n)
{
    NamedList *names = &n->u.letlist.targets;
    Var **vars = n->note;
    uint32_t rest = UINT32_MAX;
    for (uint32_t i = 0; i < names->n; i++) {
        if (names->at[i].rest) rest = i;
        var_settle(g->u, vars[i]);
        if (!(vars[i]->has_reg && (vars[i]->early || vars[i]->in_concurrent)))
            var_place(g, vars[i]);
    }
    uint32_t top = g->top, base = list_values(g, n->u.letlist.value, names->n, rest);
    for (uint32_t i = 0; i < names->n; i++) {
        if (vars[i]->is_frozen) emit_abc(g, OP_FREEZE, base + i, base + i, 0);
        var_init(g, vars[i], base + i);
    }
    g->top = top;
}
