/* Resolving: expressions, blocks, control flow. Walks the tree in the order of the text.
 *
 * Declarations are in resolve_decl.c, classes in resolve_class.c, patterns in resolve_pattern.c,
 * tasks in resolve_task.c.
 */
#include "vm/compile/compile_int.h"

void resolve_unsupported(Unit *u, Place at, const char *what)
{
    unit_error(u, at, NULL, "%s not supported yet", what);
}

/* ---- names ---- */

static bool is_group_name(const Sym *s)
{
    return s->len == 2 && s->text[0] == '_' && s->text[1] >= '0' && s->text[1] <= '9';
}

Var *resolve_name(Unit *u, Sym *name, Place at)
{
    Var *v = names_find(u, name);
    if (!v) {
        names_unknown(u, name, at);
        return NULL;
    }
    v->used = true;
    if (v->kind != VAR_FIELD) return names_use(u, v, at);
    if (u->fn->cls != v->cls || !u->fn->self) {
        names_unknown(u, name, at);
        return NULL;
    }
    names_use(u, u->fn->self, at);
    return v;
}

static void resolve_name_node(Unit *u, Node *n)
{
    if (is_group_name(n->u.name.name))
        u->fn->reads_groups = true;
    else
        n->note = resolve_name(u, n->u.name.name, n->place);
}

static void resolve_self(Unit *u, Node *n)
{
    if (!u->fn->self)
        unit_error(u, n->place, NULL, "'self' outside a method");
    else
        n->note = names_use(u, u->fn->self, n->place);
}

Node *path_root(Node *n)
{
    for (;;) {
        switch (n->kind) {
        case N_NAME: return n;
        case N_INDEX: n = n->u.index.obj; break;
        case N_KEY: n = n->u.key.obj; break;
        case N_METHOD:
            if (n->u.method.has_args || n->u.method.args.n || n->u.method.maybe || n->u.method.meta)
                return NULL;
            n = n->u.method.obj;
            break;
        default: return NULL;
        }
    }
}

bool name_mutates(const Sym *name)
{
    static const char *const names[] = {"push", "pop",   "shift",  "unshift", "splice",
                                        "del",  "clear", "append", "prepend", "set"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name->text, names[i])) return true;
    return false;
}

/* ---- calls ---- */

void resolve_items(Unit *u, ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++) resolve(u, l->at[i].e);
}

static bool plain_items(const ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].spread != SPREAD_NONE || l->at[i].name) return false;
    return true;
}

/* A call of a function that is known here: the number of arguments must fit. */
static void check_count(Unit *u, Node *f, const ItemList *args)
{
    Var *v = f->kind == N_NAME ? f->note : NULL;
    if (!v || v->kind != VAR_FN || v->decl->broken || v->decl->u.fn.is_mul || !plain_items(args))
        return;
    const ParamList *ps = &v->decl->u.fn.params;
    uint32_t min = 0, max = 0;
    bool rest = false;
    for (uint32_t i = 0; i < ps->n; i++) {
        if (ps->at[i].kind == PARAM_REST) rest = true;
        if (ps->at[i].kind != PARAM_ONE) continue;
        max++;
        if (!ps->at[i].def) min++;
    }
    if (args->n >= min && (rest || args->n <= max)) return;
    char range[40];
    if (rest)
        snprintf(range, sizeof range, "at least %u", min);
    else if (min == max)
        snprintf(range, sizeof range, "%u", min);
    else
        snprintf(range, sizeof range, "%u to %u", min, max);
    unit_error(u, f->place, NULL, "%s() takes %s argument%s, not %u", v->name->text, range,
               (rest ? min : max) == 1 ? "" : "s", args->n);
}

static void resolve_call(Unit *u, Node *n)
{
    resolve(u, n->u.call.f);
    resolve_items(u, &n->u.call.args);
    check_count(u, n->u.call.f, &n->u.call.args);
}

static bool is_native_root(Unit *u, const Node *n)
{
    return u->native_allowed && n->kind == N_NAME && !strcmp(n->u.name.name->text, "Native");
}

static void resolve_method(Unit *u, Node *n)
{
    Node *obj = n->u.method.obj;
    if (is_native_root(u, obj)) {
        resolve_items(u, &n->u.method.args);
        return;
    }
    resolve(u, obj);
    if (name_mutates(n->u.method.name)) {
        Node *root = path_root(obj);
        char what[64];
        snprintf(what, sizeof what, ".%.50s", n->u.method.name->text);
        if (root && root->note) names_mutate(u, root->note, root->place, what);
    }
    const char *name = n->u.method.name->text;
    bool pmap = !strcmp(name, "pmap") || !strcmp(name, "pgrep") || !strcmp(name, "preduce");
    ItemList *args = &n->u.method.args;
    for (uint32_t i = 0; i < args->n; i++) {
        if (pmap && args->at[i].e->kind == N_LAMBDA)
            resolve_lambda(u, args->at[i].e, RACE_PMAP);
        else
            resolve(u, args->at[i].e);
    }
}

static void resolve_super(Unit *u, Node *n)
{
    resolve_items(u, &n->u.method.args);
    if (!u->fn->self)
        unit_error(u, n->place, NULL, "'super' outside a method");
    else
        n->note = names_use(u, u->fn->self, n->place);
}

void resolve_lambda(Unit *u, Node *n, enum race race)
{
    FnInfo *f = fn_new(u, FK_LAMBDA, n, n->place);
    f->race = (uint8_t)race;
    f->name = unit_cstr(u, "anonymous");
    f->has_params = n->u.lambda.has_params;
    f->plist = &n->u.lambda.params;
    f->body = &n->u.lambda.body;
    n->note = f;
    resolve_function(u, f);
}

static void resolve_word(Unit *u, Node *n)
{
    resolve_items(u, &n->u.word.args);
    const ItemList *args = &n->u.word.args;
    switch (n->u.word.word) {
    case W_TAKE: resolve_unsupported(u, n->place, "generators are"); break;
    case W_DIE:
    case W_EXIT:
        if (args->n > 1)
            unit_error(u, n->place, NULL, "'%s' takes one argument", word_text(n->u.word.word));
        break;
    case W_ASSERT:
        if (args->n < 1 || args->n > 2)
            unit_error(u, n->place, NULL, "'assert' takes a condition and a message");
        break;
    case W_ASSERT_EQ:
        if (args->n != 2)
            unit_error(u, n->place, NULL, "'assert_eq' takes what is got and what is expected");
        break;
    case W_SLEEP:
        if (args->n != 1) unit_error(u, n->place, NULL, "'sleep' takes the seconds");
        break;
    default: break;
    }
}

/* ---- blocks ---- */

void resolve_hoist(Unit *u, Block *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        Node *s = b->stmts.at[i];
        if (s->kind == N_FN)
            resolve_fn_hoist(u, s);
        else if (s->kind == N_CLASS)
            resolve_class_hoist(u, s);
    }
}

void resolve_stmts(Unit *u, Block *b)
{
    b->note = u->scope;
    u->scope->block = b;
    resolve_hoist(u, b);
    for (uint32_t i = 0; i < b->stmts.n; i++) resolve(u, b->stmts.at[i]);
}

void resolve_block(Unit *u, Block *b)
{
    names_open(u, b);
    resolve_stmts(u, b);
    names_close(u);
}

Var *resolve_bind(Unit *u, Sym *name, Place at)
{
    if (!name) return NULL;
    Var *v = names_declare_quiet(u, name, at, VAR_LOCAL);
    v->is_param = true;
    return v;
}

/* A block in which `name` (or nothing) is bound by what stands before it. */
static Var *bound_block(Unit *u, Sym *name, Place at, Block *b)
{
    names_open(u, NULL);
    Var *v = resolve_bind(u, name, at);
    resolve_block(u, b);
    names_close(u);
    return v;
}

/* ---- control flow ---- */

static void resolve_if(Unit *u, Node *n)
{
    Var **binds = unit_zalloc(u, (n->u.ifs.n + 1) * sizeof *binds);
    n->note = binds;
    for (uint32_t i = 0; i < n->u.ifs.n; i++) {
        IfArm *a = &n->u.ifs.arms[i];
        resolve(u, a->cond);
        Sym *name = a->bind ? a->bind : n->u.ifs.kind == IF_WITH ? u->topic_sym : NULL;
        binds[i] = bound_block(u, name, a->bind ? a->bind_place : a->place, &a->body);
    }
    if (n->u.ifs.has_else) resolve_block(u, &n->u.ifs.els);
}

void resolve_iterable(Unit *u, Node *n)
{
    if (n->kind == N_LIST)
        resolve_items(u, &n->u.list);
    else
        resolve(u, n);
}

static void resolve_for(Unit *u, Node *n)
{
    NamedList *names = &n->u.fors.binders;
    uint32_t nv = names->n ? names->n : 1;
    Var **vars = unit_zalloc(u, nv * sizeof *vars);
    n->note = vars;
    resolve_iterable(u, n->u.fors.iter);
    loop_enter(u, n);
    names_open(u, NULL);
    for (uint32_t i = 0; i < names->n; i++) {
        vars[i] = names_declare(u, names->at[i].name, names->at[i].place, VAR_LOCAL);
        vars[i]->is_param = true;
    }
    if (!names->n) vars[0] = resolve_bind(u, u->topic_sym, n->place);
    resolve_block(u, &n->u.fors.body);
    names_close(u);
    loop_leave(u);
}

static void resolve_while(Unit *u, Node *n)
{
    Var **bind = unit_zalloc(u, sizeof *bind);
    n->note = bind;
    loop_enter(u, n);
    if (n->kind == N_DO_WHILE) {
        resolve_block(u, &n->u.whiles.body);
        resolve(u, n->u.whiles.cond);
    } else {
        resolve(u, n->u.whiles.cond);
        *bind = bound_block(u, n->u.whiles.bind, n->u.whiles.bind_place, &n->u.whiles.body);
    }
    loop_leave(u);
}

static void stepping(Scope *s, bool on)
{
    for (Var *v = s->vars; v; v = v->next) v->stepping = on;
}

static void resolve_loop(Unit *u, Node *n)
{
    Scope *s = names_open(u, NULL);
    n->note = s;
    resolve(u, n->u.loop.init);
    loop_enter(u, n);
    resolve(u, n->u.loop.cond);
    resolve_block(u, &n->u.loop.body);
    stepping(s, true);
    resolve(u, n->u.loop.step);
    stepping(s, false);
    loop_leave(u);
    names_close(u);
}

static void resolve_mod_loop(Unit *u, Node *n)
{
    if (n->kind == N_MOD_FOR) resolve_iterable(u, n->u.mod.e);
    loop_enter(u, n);
    names_open(u, NULL);
    if (n->kind == N_MOD_FOR)
        n->note = resolve_bind(u, u->topic_sym, n->place);
    else
        resolve(u, n->u.mod.e);
    resolve(u, n->u.mod.body);
    names_close(u);
    loop_leave(u);
}

void resolve_try(Unit *u, Node *n)
{
    uint32_t nc = n->u.trys.n;
    struct catch_note *notes = unit_zalloc(u, (nc + 1) * sizeof *notes);
    n->note = notes;
    resolve_block(u, &n->u.trys.body);
    for (uint32_t i = 0; i < nc; i++) {
        CatchArm *c = &n->u.trys.catches[i];
        notes[i].types = unit_zalloc(u, (c->types.n + 1) * sizeof *notes[i].types);
        for (uint32_t j = 0; j < c->types.n; j++)
            notes[i].types[j] =
                resolve_class_name(u, c->types.at[j].name, c->types.at[j].place, false);
        notes[i].bind = bound_block(u, c->bind, c->bind_place, &c->body);
    }
    if (!n->u.trys.has_finally) return;
    struct jump_ctx j;
    jump_push(u, &j, JUMP_CLEANUP, n, NULL);
    resolve_block(u, n->u.trys.finally);
    jump_pop(u);
}

static void resolve_defer(Unit *u, Node *n)
{
    FnInfo *f = fn_new(u, FK_DEFER, n, n->place);
    f->name = unit_cstr(u, "defer");
    f->body = &n->u.block;
    u->fn->has_defer = true;
    n->note = f;
    resolve_function(u, f);
}

/* ---- jumps ---- */

static const char *jump_word(const Node *n)
{
    return n->kind == N_NEXT    ? "next"
           : n->kind == N_BREAK ? "break"
           : n->kind == N_REDO  ? "redo"
                                : "return";
}

static void cannot_leave(Unit *u, const Node *n)
{
    unit_error(u, n->place, NULL, "'%s' cannot leave a finally or defer block", jump_word(n));
}

static void resolve_loop_jump(Unit *u, Node *n)
{
    Sym *label = n->u.jump.label;
    bool cleanup = false;
    for (struct jump_ctx *j = u->fn->jumps; j; j = j->up) {
        if (j->kind == JUMP_CLEANUP) cleanup = true;
        if (j->kind != JUMP_LOOP || (label && j->label != label)) continue;
        if (cleanup) cannot_leave(u, n);
        n->note = j->node;
        return;
    }
    if (u->fn->kind == FK_DEFER)
        cannot_leave(u, n);
    else if (label)
        unit_error(u, n->place, NULL, "'%s': no loop around has the label '%s'", jump_word(n),
                   label->text);
    else
        unit_error(u, n->place, NULL, "'%s' outside a loop", jump_word(n));
}

static void resolve_return(Unit *u, Node *n)
{
    resolve(u, n->u.jump.value);
    bool cleanup = u->fn->kind == FK_DEFER;
    for (struct jump_ctx *j = u->fn->jumps; j; j = j->up)
        cleanup = cleanup || j->kind == JUMP_CLEANUP;
    if (cleanup)
        cannot_leave(u, n);
    else if (u->fn->kind == FK_MAIN)
        unit_error(u, n->place, NULL, "'return' outside a function");
}

static void resolve_proceed(Unit *u, Node *n)
{
    for (struct jump_ctx *j = u->fn->jumps; j; j = j->up) {
        if (j->kind == JUMP_CLEANUP) break;
        if (j->kind != JUMP_GIVEN) continue;
        n->note = j->node;
        return;
    }
    unit_error(u, n->place, NULL, "'proceed' outside a given");
}

/* ---- all together ---- */

void resolve_regex(Unit *u, Node *n)
{
    char err[160] = "";
    size_t at = 0;
    Value v = u->env->regex(u->env->ctx, n->u.regex.src, n->u.regex.src_len, n->u.regex.flags, err,
                            sizeof err, &at);
    if (is_absent(v)) unit_error(u, n->place, NULL, "bad regex: %s (at byte %zu)", err, at);
    Value *keep = unit_zalloc(u, sizeof *keep);
    *keep = v;
    n->note = keep;
}

static void note_sent(Node *n)
{
    if (n->kind == N_NAME && n->note) ((Var *)n->note)->is_sent = true;
    for (uint32_t i = 0; n->kind == N_ARRAY && i < n->u.list.n; i++) {
        Node *e = n->u.list.at[i].e;
        if (e->kind == N_NAME || e->kind == N_MAP) note_sent(e);
    }
    for (uint32_t i = 0; n->kind == N_MAP && i < n->u.map.n; i++) {
        Node *e = n->u.map.pairs[i].value;
        if (e->kind == N_NAME) note_sent(e);
    }
}

static void resolve_operator(Unit *u, Node *n)
{
    switch (n->kind) {
    case N_SEND:
        resolve(u, n->u.bin.l);
        resolve(u, n->u.bin.r);
        note_sent(n->u.bin.r);
        break;
    case N_BIN:
    case N_LOGIC:
        resolve(u, n->u.bin.l);
        resolve(u, n->u.bin.r);
        break;
    case N_CHAIN:
        resolve(u, n->u.chain.first);
        for (uint32_t i = 0; i < n->u.chain.n; i++) resolve(u, n->u.chain.links[i].r);
        break;
    case N_COND:
        resolve(u, n->u.cond.c);
        resolve(u, n->u.cond.a);
        resolve(u, n->u.cond.b);
        break;
    case N_SMART:
        resolve(u, n->u.smart.e);
        resolve_pattern_nobind(u, n->u.smart.pat);
        break;
    default: resolve(u, n->u.un.e); break;
    }
}

static void resolve_literal(Unit *u, Node *n)
{
    switch (n->kind) {
    case N_INTERP:
        for (uint32_t i = 0; i < n->u.interp.n; i++) resolve(u, n->u.interp.parts[i].e);
        break;
    case N_REGEX: resolve_regex(u, n); break;
    case N_ARRAY: resolve_items(u, &n->u.list); break;
    case N_MAP:
        for (uint32_t i = 0; i < n->u.map.n; i++) {
            resolve(u, n->u.map.pairs[i].key);
            resolve(u, n->u.map.pairs[i].value);
        }
        break;
    default: break;
    }
}

static void resolve_block_node(Unit *u, Node *n)
{
    switch (n->kind) {
    case N_IF: resolve_if(u, n); break;
    case N_GIVEN: resolve_given(u, n); break;
    case N_RECEIVE: resolve_receive(u, n); break;
    case N_SELECT: resolve_select(u, n); break;
    case N_TRY: resolve_try(u, n); break;
    case N_CONCURRENT: resolve_concurrent(u, n); break;
    case N_WITHIN:
        resolve(u, n->u.within.secs);
        resolve_block(u, &n->u.within.body);
        break;
    case N_TASK: resolve_task(u, n); break;
    case N_MA_FOR:
    case N_PARALLEL: resolve_task_for(u, n); break;
    default: resolve_block(u, &n->u.block); break; /* N_DO N_BLOCK N_ONCE */
    }
}

static void resolve_package(Unit *u, Node *n)
{
    Sym *outer = u->package;
    u->package = n->u.package.name;
    resolve_block(u, &n->u.package.body);
    u->package = outer;
}

static void resolve_stmt(Unit *u, Node *n)
{
    switch (n->kind) {
    case N_LET: resolve_let(u, n); break;
    case N_LET_LIST: resolve_let_list(u, n); break;
    case N_FN: resolve_fn_decl(u, n); break;
    case N_CLASS: resolve_class(u, n); break;
    case N_TEMP: resolve_temp(u, n); break;
    case N_PHASER: resolve_unsupported(u, n->place, "BEGIN and END are"); break;
    case N_PACKAGE: resolve_package(u, n); break;
    case N_FOR: resolve_for(u, n); break;
    case N_WHILE:
    case N_DO_WHILE: resolve_while(u, n); break;
    case N_LOOP: resolve_loop(u, n); break;
    case N_MOD_IF:
        resolve(u, n->u.mod.e);
        resolve(u, n->u.mod.body);
        break;
    case N_MOD_WHILE:
    case N_MOD_FOR: resolve_mod_loop(u, n); break;
    case N_DEFER: resolve_defer(u, n); break;
    case N_RETURN: resolve_return(u, n); break;
    case N_NEXT:
    case N_BREAK:
    case N_REDO: resolve_loop_jump(u, n); break;
    case N_PROCEED: resolve_proceed(u, n); break;
    default: break; /* N_USE: done before; N_STUB */
    }
}

void resolve(Unit *u, Node *n)
{
    if (!n || diags_full(&u->tree.diags)) return;
    switch (n->kind) {
    case N_INTERP:
    case N_REGEX:
    case N_ARRAY:
    case N_LIST:
    case N_MAP: resolve_literal(u, n); break;
    case N_NAME: resolve_name_node(u, n); break;
    case N_SELF: resolve_self(u, n); break;
    case N_BIN:
    case N_CHAIN:
    case N_LOGIC:
    case N_UN:
    case N_RANGE_TO:
    case N_DEFINED:
    case N_COND:
    case N_SMART:
    case N_SEND:
    case N_RECV:
    case N_SPREAD: resolve_operator(u, n); break;
    case N_ASSIGN: resolve_assign(u, n); break;
    case N_INCDEC: resolve_incdec(u, n); break;
    case N_CALL: resolve_call(u, n); break;
    case N_METHOD: resolve_method(u, n); break;
    case N_SUPER: resolve_super(u, n); break;
    case N_INDEX:
        resolve(u, n->u.index.obj);
        resolve(u, n->u.index.ix);
        break;
    case N_KEY: resolve(u, n->u.key.obj); break;
    case N_WORD: resolve_word(u, n); break;
    case N_LAMBDA: resolve_lambda(u, n, RACE_NONE); break;
    case N_DO:
    case N_IF:
    case N_GIVEN:
    case N_RECEIVE:
    case N_SELECT:
    case N_TRY:
    case N_CONCURRENT:
    case N_WITHIN:
    case N_TASK:
    case N_MA_FOR:
    case N_PARALLEL:
    case N_BLOCK:
    case N_ONCE: resolve_block_node(u, n); break;
    default: resolve_stmt(u, n); break;
    }
}
