/* Resolving: variables, functions, assignments; and a whole file. */
#include "vm/compile/compile_int.h"

/* ---- variables ---- */

void resolve_export(Unit *u, Var *v)
{
    v->exported = true;
    UNIT_PUSH(u, u->exports, u->nexports, u->cap_exports, v);
}

/* Package variables are known by their qualified name in the rest of the file. */
static void declare_qualified(Unit *u, Var *v)
{
    const char *package = u->package ? u->package->text : u->module->name->p;
    Buf b = BUF_INIT;
    buf_addf(&b, "%s::%s", package, v->name->text);
    Sym *name = syms_intern(&u->tree.syms, b.p, b.len);
    buf_fini(&b);
    Scope *inner = u->scope;
    u->scope = u->top;
    names_declare_quiet(u, name, v->place, v->kind)->alias = v;
    u->scope = inner;
}

static const uint8_t kind_of_let[] = {[LET_PLAIN] = VAR_LOCAL,
                                      [LET_OUR] = VAR_OUR,
                                      [LET_STATE] = VAR_STATE,
                                      [LET_SHARED] = VAR_LOCAL,
                                      [LET_TASKLOCAL] = VAR_TASKLOCAL};

/* A concurrent block opens no scope: its variables live on behind it, so they must lie below what
 * it needs itself. */
static void declared_ahead(Unit *u, Var *v)
{
    v->in_concurrent = true;
    UNIT_PUSH(u, u->scope->ahead, u->scope->nahead, u->scope->cap_ahead, v);
}

static Var *declare_let(Unit *u, Sym *name, Place at, enum let_kind kind, bool is_const,
                        unsigned traits)
{
    Var *v = names_declare(u, name, at, kind_of_let[kind]);
    v->is_const = is_const;
    v->is_shared = kind == LET_SHARED;
    v->is_frozen = (traits & TRAIT_IM) != 0;
    if (v->kind == VAR_LOCAL && u->fn->conc_scope == u->scope) declared_ahead(u, v);
    return v;
}

static void resolve_values(Unit *u, Node *value)
{
    if (value && value->kind == N_LIST)
        resolve_items(u, &value->u.list);
    else
        resolve(u, value);
}

/* Whatever it is asked of gives a frozen value: `.freeze`, a text, a regex. */
static bool gives_frozen(const Node *e)
{
    if (e->kind == N_METHOD)
        return strcmp(e->u.method.name->text, "freeze") == 0 && e->u.method.args.n == 0 &&
               !e->u.method.maybe && !e->u.method.meta;
    return e->kind == N_STR || e->kind == N_INTERP || e->kind == N_REGEX;
}

void resolve_let(Unit *u, Node *n)
{
    resolve(u, n->u.let.value);
    Var *v = declare_let(u, n->u.let.name, n->u.let.name_place, n->u.let.kind, n->u.let.is_const,
                         n->u.let.traits);
    v->decl = n;
    n->note = v;
    if (v->is_const && n->u.let.value && gives_frozen(n->u.let.value)) v->held_frozen = true;
    Value constant;
    bool plain = n->u.let.kind == LET_PLAIN || n->u.let.kind == LET_OUR;
    if (v->is_const && plain && n->u.let.value && const_value(u, n->u.let.value, &constant)) {
        v->storage = ST_CONST;
        v->value = constant;
    }
    if (v->kind == VAR_OUR) declare_qualified(u, v);
    if (n->exported) resolve_export(u, v);
}

void resolve_let_list(Unit *u, Node *n)
{
    resolve_values(u, n->u.letlist.value);
    NamedList *names = &n->u.letlist.targets;
    Var **vars = unit_zalloc(u, (names->n + 1) * sizeof *vars);
    n->note = vars;
    for (uint32_t i = 0; i < names->n; i++) {
        vars[i] = declare_let(u, names->at[i].name, names->at[i].place, n->u.letlist.kind,
                              n->u.letlist.is_const, n->u.letlist.traits);
        vars[i]->decl = n;
        if (vars[i]->kind == VAR_OUR) declare_qualified(u, vars[i]);
        if (n->exported) resolve_export(u, vars[i]);
    }
}

/* ---- functions ---- */

static void resolve_params(Unit *u, FnInfo *f);

/* ---- mul fn: one function that takes all arguments and chooses a variant ---- */

static FnInfo *variant_new(Unit *u, FnInfo *chooser, Node *n)
{
    FnInfo *outer = u->fn;
    u->fn = chooser;
    FnInfo *f = fn_new(u, FK_NAMED, n, n->place);
    u->fn = outer;
    f->name = chooser->name;
    f->plist = &n->u.fn.params;
    f->has_params = true;
    f->body = &n->u.fn.body;
    UNIT_PUSH(u, chooser->variants, chooser->nvariants, chooser->cap_variants, f);
    return f;
}

/* Another variant of a function that is known in this scope. */
static bool add_variant(Unit *u, Node *n)
{
    Var *v = n->u.fn.name->note;
    if (!n->u.fn.is_mul || !v || v->scope != u->scope || v->kind != VAR_FN) return false;
    if (!v->body->nvariants) return false;
    n->note = variant_new(u, v->body, n);
    return true;
}

static void make_chooser(Unit *u, FnInfo *f, Node *n)
{
    ParamList *ps = unit_zalloc(u, sizeof *ps);
    ps->n = 1;
    ps->at = unit_zalloc(u, sizeof *ps->at);
    ps->at[0] =
        (Param){.name = unit_intern(u, "*arguments"), .kind = PARAM_REST, .place = n->place};
    f->plist = ps;
    f->body = NULL;
    n->note = variant_new(u, f, n);
}

static void resolve_variant(Unit *u, FnInfo *f)
{
    FnInfo *outer = u->fn, *chooser = f->parent;
    bool last = chooser->variants[chooser->nvariants - 1] == f;
    u->fn = chooser;
    names_open(u, NULL);
    if (!chooser->params) resolve_params(u, chooser);
    resolve_function(u, f);
    names_close(u);
    u->fn = outer;
    chooser->var->reached = last;
}

/* ---- named functions ---- */

void resolve_fn_hoist(Unit *u, Node *n)
{
    if (add_variant(u, n)) return;
    Var *v = names_declare(u, n->u.fn.name, n->u.fn.name_place, VAR_FN);
    FnInfo *f = fn_new(u, FK_NAMED, n, n->place);
    f->name = unit_sym(u, n->u.fn.name);
    f->var = v;
    f->plist = &n->u.fn.params;
    f->has_params = true;
    f->body = &n->u.fn.body;
    v->body = f;
    v->decl = n;
    n->note = f;
    if (u->fn->conc_scope == u->scope) declared_ahead(u, v);
    if (!u->scope->has_fns) {
        u->scope->has_fns = true;
        u->scope->next_fns = u->fn_scopes;
        u->fn_scopes = u->scope;
    }
    if (n->u.fn.is_mul) make_chooser(u, f, n);
    if (n->exported || (u->mode == UNIT_CORE && v->top)) resolve_export(u, v);
}

void resolve_fn_decl(Unit *u, Node *n)
{
    FnInfo *f = n->note;
    if (n->u.fn.traits & TRAIT_GEN) resolve_unsupported(u, n->place, "generators are");
    if (f->var) f->var->reached = true;
    if (n->broken) return;
    if (f->var)
        resolve_function(u, f);
    else
        resolve_variant(u, f);
}

static void resolve_params(Unit *u, FnInfo *f)
{
    ParamList *ps = f->plist;
    f->nparams = ps->n;
    f->params = unit_zalloc(u, (ps->n + 1) * sizeof *f->params);
    int last = PARAM_ONE;
    for (uint32_t i = 0; i < ps->n; i++) {
        Param *p = &ps->at[i];
        if ((int)p->kind < last || (p->kind != PARAM_ONE && (int)p->kind == last))
            unit_error(u, p->place, NULL,
                       "'*rest' and '**named' stand behind all other parameters");
        last = (int)p->kind;
        resolve(u, p->def);
        bool nameless = p->pat && p->name == u->topic_sym;
        Sym *name = nameless ? unit_intern(u, "*argument") : p->name;
        f->params[i] =
            (nameless ? names_declare_quiet : names_declare)(u, name, p->place, VAR_LOCAL);
        f->params[i]->is_param = true;
        if (p->pat) resolve_pattern(u, p->pat);
    }
}

/* What `_` means in the body. */
static void declare_topic(Unit *u, FnInfo *f)
{
    if (f->kind == FK_LAMBDA && !f->has_params) {
        f->topic = names_declare_quiet(u, u->topic_sym, f->place, VAR_LOCAL);
        f->topic->is_param = true;
        f->topic->used = f->node->u.lambda.form == LAMBDA_COLON;
    } else if (f->kind != FK_LAMBDA && f->kind != FK_TASK && f->kind != FK_DEFER) {
        names_declare_quiet(u, u->topic_sym, f->place, VAR_BARRIER);
    }
}

void resolve_function(Unit *u, FnInfo *f)
{
    FnInfo *outer = u->fn;
    u->fn = f;
    f->scope = names_open(u, NULL);
    declare_topic(u, f);
    if (f->plist) resolve_params(u, f);
    if (f->body) resolve_stmts(u, f->body);
    resolve(u, f->expr);
    names_close(u);
    u->fn = outer;
}

/* ---- assignments ---- */

static void resolve_target(Unit *u, Node *t)
{
    Node *obj = NULL;
    switch (t->kind) {
    case N_NAME:
        resolve(u, t);
        if (t->note) names_assign(u, t->note, t->place);
        return;
    case N_INDEX:
        obj = t->u.index.obj;
        resolve(u, obj);
        resolve(u, t->u.index.ix);
        break;
    case N_KEY:
        obj = t->u.key.obj;
        resolve(u, obj);
        break;
    case N_METHOD:
        obj = t->u.method.obj;
        resolve(u, obj);
        break;
    default: unit_error(u, t->place, NULL, "cannot assign to this"); return;
    }
    Node *root = path_root(obj);
    if (root && root->note)
        names_mutate(u, root->note, root->place,
                     t->kind == N_METHOD ? "field assignment" : "index assignment");
}

void resolve_assign(Unit *u, Node *n)
{
    Node *t = n->u.assign.target;
    resolve_values(u, n->u.assign.value);
    if (t->kind != N_LIST) {
        resolve_target(u, t);
        return;
    }
    for (uint32_t i = 0; i < t->u.list.n; i++) resolve_target(u, t->u.list.at[i].e);
}

/* temp x = value: a package variable has another value until the block ends. */
void resolve_temp(Unit *u, Node *n)
{
    Node *t = n->u.assign.target;
    resolve(u, n->u.assign.value);
    resolve_target(u, t);
    Var *v = t->kind == N_NAME ? t->note : NULL;
    if (v && v->kind != VAR_OUR && v->kind != VAR_IMPORT)
        unit_error(u, t->place, NULL, "'temp' needs a package variable (our)");
    else if (!v && t->kind != N_NAME)
        unit_error(u, t->place, NULL, "'temp' needs a package variable (our)");
}

void resolve_incdec(Unit *u, Node *n) { resolve_target(u, n->u.incdec.target); }

/* ---- a whole file ---- */

void resolve_unit(Unit *u)
{
    u->topic_sym = unit_intern(u, "_");
    u->main = fn_new(u, FK_MAIN, NULL, u->tree.root->place);
    u->main->name = unit_cstr(u, "main");
    u->main->body = &u->tree.root->u.block;
    u->fn = u->main;
    names_open(u, NULL);
    if (u->mode == UNIT_SHELL) loader_prelude(u);
    u->top = names_open(u, NULL);
    u->top->is_top = true;
    u->main->scope = u->top;
    NodeList *stmts = &u->tree.root->u.block.stmts;
    for (uint32_t i = 0; i < stmts->n; i++)
        if (stmts->at[i]->kind == N_USE) loader_use(u, stmts->at[i]);
    resolve_stmts(u, u->main->body);
    names_close(u);
    names_close(u);
    u->fn = NULL;
}
