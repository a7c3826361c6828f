/* Where variables live, and which functions need a closure.
 *
 * A function that mentions nothing that lives in a frame is *static*: one immortal object. Whether
 * a named function lives in a frame depends on whether it is static itself, so this is a fixpoint:
 * all are taken to be static first, and each that turns out not to be makes those that mention it
 * closures, too.
 *
 * Named functions hold in their whole block. One that is used above its declaration is *early*:
 * its closure is made when the block begins, before the variables that it captures have got their
 * values, so these are boxed.
 */
#include "vm/compile/compile_int.h"

static bool keeps_top_level(const Unit *u) { return u->mode != UNIT_PROGRAM; }

bool var_frame_bound(const Unit *u, const Var *v)
{
    if (v->storage == ST_CONST || v->by_class) return false;
    if (v->kind == VAR_FN) return !v->body->is_static && !(v->top && keeps_top_level(u));
    if (v->kind != VAR_LOCAL) return false;
    if (!v->top || !keeps_top_level(u)) return true;
    return u->mode != UNIT_SHELL && !v->ph.first && !v->exported;
}

/* ---- static functions ---- */

struct work {
    FnInfo **at;
    uint32_t n, cap;
};

static void make_closure(Unit *u, struct work *w, FnInfo *f)
{
    if (!f->is_static) return;
    f->is_static = false;
    UNIT_PUSH(u, w->at, w->n, w->cap, f);
}

static bool is_member(const FnInfo *f)
{
    return f->kind == FK_METHOD || f->kind == FK_FIELD || f->kind == FK_CLASSLET ||
           f->kind == FK_MAIN;
}

static void find_closures(Unit *u)
{
    struct work w = {0};
    for (FnInfo *f = u->fns; f; f = f->next) f->is_static = true;
    for (FnInfo *f = u->fns; f; f = f->next) {
        if (is_member(f)) continue;
        for (uint32_t i = 0; i < f->nfree; i++) {
            Var *v = f->free[i];
            if (v->kind == VAR_FN)
                UNIT_PUSH(u, v->users, v->nusers, v->cap_users, f);
            else if (var_frame_bound(u, v))
                make_closure(u, &w, f);
        }
    }
    while (w.n) {
        FnInfo *f = w.at[--w.n];
        if (!f->var || !var_frame_bound(u, f->var)) continue;
        for (uint32_t i = 0; i < f->var->nusers; i++) make_closure(u, &w, f->var->users[i]);
    }
}

/* ---- functions used above their declaration ---- */

static void make_early(Unit *u, struct work *w, Var *fn)
{
    if (fn->early && fn->has_reg) return;
    fn->early = fn->has_reg = true; /* has_reg: is in the list; cleared below */
    UNIT_PUSH(u, w->at, w->n, w->cap, fn->body);
}

static void find_early(Unit *u, Scope *s)
{
    struct work w = {0};
    for (Var *v = s->vars; v; v = v->next)
        if (v->kind == VAR_FN && v->early && !v->body->is_static) make_early(u, &w, v);
    uint32_t boxes_cap = 0;
    for (uint32_t i = 0; i < w.n; i++) {
        FnInfo *f = w.at[i];
        for (uint32_t j = 0; j < f->nfree; j++) {
            Var *v = f->free[j];
            if (v->scope != s || v->is_param || !var_frame_bound(u, v)) continue;
            if (v->kind == VAR_FN)
                make_early(u, &w, v);
            else if (!v->early) {
                v->early = true;
                UNIT_PUSH(u, s->boxes, s->nboxes, boxes_cap, v);
            }
        }
    }
    s->early = unit_zalloc(u, (w.n + 1) * sizeof *s->early);
    for (uint32_t i = 0; i < w.n; i++) {
        s->early[s->nearly++] = w.at[i]->var;
        w.at[i]->var->has_reg = false;
    }
}

/* ---- places ---- */

static void settle_local(Unit *u, Var *v)
{
    bool captured = v->ph.first != 0, auto_shared = v->r3.boxed;
    if (!var_frame_bound(u, v)) {
        v->storage = auto_shared || v->is_shared ? ST_GLOBAL : ST_STATIC;
        if (u->mode == UNIT_SHELL && !v->is_shared && !v->ph.first) v->storage = ST_STATIC;
        return;
    }
    bool box = v->is_shared || (captured && (v->ph.boxed || v->early));
    v->storage = box ? ST_BOX : ST_REG;
    v->box_flag = v->is_shared ? BOX_SHARED : auto_shared ? BOX_AUTO : BOX_PRIVATE;
}

void fn_wanted(Unit *u, FnInfo *f)
{
    if (f->queued) return;
    f->queued = true;
    if (!f->proto) {
        f->proto = proto_new();
        f->fnval = fn_object(f->proto);
    }
    UNIT_PUSH(u, u->pending, u->npending, u->cap_pending, f);
}

static void settle_fn(Unit *u, Var *v)
{
    if (v->body->is_static) {
        v->storage = ST_CONST;
        fn_wanted(u, v->body);
        v->value = v->body->fnval;
        return;
    }
    v->storage = var_frame_bound(u, v) ? ST_REG : ST_STATIC;
}

void var_settle(Unit *u, Var *v)
{
    if (v->storage != ST_NONE || v->kind == VAR_FIELD) return;
    switch (v->kind) {
    case VAR_LOCAL: settle_local(u, v); break;
    case VAR_FN: settle_fn(u, v); break;
    case VAR_OUR: v->storage = ST_GLOBAL; break;
    default: v->storage = ST_STATIC; break;
    }
    if (v->storage == ST_STATIC)
        v->index = u->env->new_static(u->env->ctx, v->kind == VAR_TASKLOCAL,
                                      v->name ? unit_sym(u, v->name) : NULL);
    if (v->storage == ST_GLOBAL) v->index = u->env->new_global(u->env->ctx, unit_sym(u, v->name));
}

static void settle_captures(Unit *u, FnInfo *f)
{
    f->caps = unit_zalloc(u, (f->nfree + 1) * sizeof *f->caps);
    for (uint32_t i = 0; i < f->nfree; i++) {
        if (!is_member(f) && var_frame_bound(u, f->free[i])) f->caps[f->ncaps++] = f->free[i];
    }
    for (uint32_t i = 0; f->ncaps > FREE_LINEAR && i < f->ncaps; i++)
        map64_put(&f->cap_index, &u->tree.arena, (uintptr_t)f->caps[i], i);
}

static void warn_copies(Unit *u)
{
    for (struct copy_warning *w = u->warnings; w; w = w->next)
        if (!w->var->r3.boxed && !w->var->is_shared)
            diags_warn(&u->tree.diags, w->place, "declare it `shared let`, or send the change back",
                       "this changes a copy of '%s'", w->var->name->text);
}

void storage_decide(Unit *u)
{
    find_closures(u);
    for (Scope *s = u->fn_scopes; s; s = s->next_fns) find_early(u, s);
    for (FnInfo *f = u->fns; f; f = f->next) settle_captures(u, f);
    warn_copies(u);
}

bool var_maybe_cell(const Var *v)
{
    return (v->storage == ST_BOX && v->box_flag != BOX_PRIVATE) ||
           (v->storage == ST_GLOBAL && !v->is_const);
}

/* ---- constants ---- */

static bool fold(enum op op, int64_t a, int64_t b, Value *out)
{
    int64_t r;
    switch (op) {
    case AST_ADD: r = a + b; break;
    case AST_SUB: r = a - b; break;
    case AST_MUL:
        if (__builtin_mul_overflow(a, b, &r)) return false;
        break;
    default: return false;
    }
    if (!int_fits(r)) return false;
    *out = from_int(r);
    return true;
}

static bool const_un(Unit *u, Node *n, Value *out)
{
    Value v;
    if (n->u.un.op != AST_NEG || !const_value(u, n->u.un.e, &v)) return false;
    if (is_int(v) && int_fits(-to_int(v)))
        *out = from_int(-to_int(v));
    else if (is_double(v))
        *out = from_double(-to_double(v));
    else
        return false;
    return true;
}

/* The constant is nobody else's, so it may be made negative where it is. */
static bool const_bigint(Unit *u, Node *n, Value *out)
{
    *out = u->env->bigint(u->env->ctx, n->u.bigint.digits, n->u.bigint.len, n->u.bigint.base);
    if (is_absent(*out)) return false;
    if (!n->u.bigint.neg) return true;
    BigInt *b = is_bigint(*out) ? (BigInt *)to_obj(*out) : NULL;
    if (!b)
        *out = from_int(-to_int(*out));
    else if (b->n == 1 && b->limb[0] == (uint64_t)-INT_MIN48)
        *out = from_int(INT_MIN48); /* fits only with its sign */
    else
        b->sign = -1;
    return true;
}

bool const_value(Unit *u, Node *n, Value *out)
{
    Value a, b;
    switch (n->kind) {
    case N_NIL: *out = V_NIL; return true;
    case N_BOOL: *out = from_bool(n->u.truth); return true;
    case N_INT: *out = from_int(n->u.integer); return true;
    case N_NUM: *out = from_double(n->u.num); return true;
    case N_STR: *out = from_str(unit_str(u, n->u.str.text, n->u.str.len)); return true;
    case N_BIGINT: return const_bigint(u, n, out);
    case N_UN: return const_un(u, n, out);
    case N_BIN:
        return const_value(u, n->u.bin.r, &b) && is_int(b) && const_value(u, n->u.bin.l, &a) &&
               is_int(a) && fold(n->u.bin.op, to_int(a), to_int(b), out);
    case N_NAME: {
        Var *v = n->note;
        if (!v || v->storage != ST_CONST || is_absent(v->value)) return false;
        *out = v->value;
        return true;
    }
    default: return false;
    }
}
