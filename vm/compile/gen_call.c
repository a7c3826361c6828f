/* Generating: calls of functions, methods, built-in words.
 *
 * A method called on a path that begins with a variable that may be shared works on the value in place if it is
 * one of the language's own; else on a copy, which is written back, with the variable held meanwhile (R2) - unless the
 * method is known not to change anything.
 */
#include "vm/compile/gen.h"

bool items_plain(const ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].spread != SPREAD_NONE || l->at[i].name) return false;
    return true;
}

uint32_t gen_window(Gen *g, int dst)
{
    uint32_t w = g->top;
    if (dst >= 0 && (uint32_t)dst + 1 == g->top && g->window_dst == (uint32_t)dst)
        w = (uint32_t)dst;
    g->top = w;
    return reg_alloc(g, WINDOW_ARGS);
}

static void gen_args(Gen *g, ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++) gen_temp(g, l->at[i].e);
}

/* ---- spread and named arguments ---- */

static bool has_named(const ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].name || l->at[i].spread == SPREAD_NAMED) return true;
    return false;
}

/* One positional or named argument into the collections. */
static void gen_arg(Gen *g, const Item *it, uint32_t array, uint32_t map)
{
    uint32_t top = g->top;
    if (it->name) {
        uint32_t k = reg_alloc(g, 1), v = gen_operand(g, it->e);
        emit_const(g, k, from_str(unit_sym(g->u, it->name)));
        emit_abc(g, OP_MAPPUT, map, k, v);
    } else {
        uint32_t v = gen_operand(g, it->e);
        enum opcode op = it->spread == SPREAD_LIST    ? OP_ARRCAT
                         : it->spread == SPREAD_NAMED ? OP_MAPCAT
                                                      : OP_ARRPUSH;
        emit_abc(g, op, op == OP_MAPCAT ? map : array, v, 0);
    }
    g->top = top;
}

/* Are the items from `from` on a few different names with values? */
static bool named_few(const ItemList *l, uint32_t from)
{
    if (from == l->n || l->n - from > MAP_LINEAR) return false;
    for (uint32_t i = from; i < l->n; i++) {
        if (!l->at[i].name) return false;
        for (uint32_t j = from; j < i; j++)
            if (l->at[j].name == l->at[i].name) return false;
    }
    return true;
}

/* Their Map, made at once. */
static void gen_named_few(Gen *g, const ItemList *l, uint32_t from, uint32_t map)
{
    Value keys[MAP_LINEAR];
    uint32_t n = l->n - from, top = g->top;
    for (uint32_t i = 0; i < n; i++) {
        keys[i] = from_str(unit_sym(g->u, l->at[from + i].name));
        gen_temp(g, l->at[from + i].e);
    }
    emit_map_few(g, map, top, keys, n);
    g->top = top;
}

#define ARGS_CHUNK 50

/* The plain arguments in front fill the Array at once. */
void gen_spread_args(Gen *g, ItemList *l, uint32_t array, uint32_t named)
{
    uint32_t top = g->top, n = 0;
    while (n < l->n && n < ARGS_CHUNK && l->at[n].spread == SPREAD_NONE && !l->at[n].name)
        gen_temp(g, l->at[n++].e);
    emit_abc(g, OP_NEWARRAY, array, top, n);
    g->top = top;
    if (named_few(l, n)) {
        gen_named_few(g, l, n, named);
        return;
    }
    if (has_named(l))
        emit_abc(g, OP_NEWMAP, named, 4, 0);
    else
        emit_abc(g, OP_LOADNIL, named, 0, 0);
    for (uint32_t i = n; i < l->n; i++) gen_arg(g, &l->at[i], array, named);
}

/* ---- natives ---- */

static bool native_value(Gen *g, const char *name, Value *out)
{
    *out = g->u->env->native(g->u->env->ctx, name);
    return !is_absent(*out);
}

void gen_native(Gen *g, const char *name, uint32_t base, uint32_t nargs)
{
    Value v;
    if (!native_value(g, name, &v)) {
        Place p = {g->line, 1, 0};
        unit_error(g->u, p, NULL, "'%s' is not supported yet", name);
        v = V_NIL;
    }
    reg_window(g, base, nargs);
    emit_abc(g, OP_CALLN, base, nargs, 0);
    emit(g, v);
}

static void gen_native_items(Gen *g, Node *n, Value fn, ItemList *args, int dst)
{
    uint32_t top = g->top, w = gen_window(g, dst);
    if (items_plain(args)) {
        gen_args(g, args);
        at(g, n);
        reg_window(g, w, args->n);
        emit_abc(g, OP_CALLN, w, args->n, 0);
        emit(g, fn);
    } else {
        uint32_t array = reg_alloc(g, 2);
        gen_spread_args(g, args, array, array + 1);
        at(g, n);
        reg_window(g, w, 2);
        emit_const(g, w, fn);
        emit_abc(g, OP_CALLX, w, 0, 0);
    }
    g->top = w + 1;
    gen_result(g, w, dst);
    g->top = top;
}

/* ---- functions ---- */

static bool tail_allowed(Gen *g, int dst)
{
    return dst == D_TAIL && !g->no_tail && g->fi->kind != FK_MAIN && g->memo_key == NO_REG &&
           !ctl_crosses(g);
}

/* The call is in window w; its result goes where it is wanted. */
static void call_done(Gen *g, uint32_t w, int dst, bool tail, uint32_t top)
{
    if (tail) {
        g->top = top;
        return;
    }
    g->top = w + 1;
    gen_result(g, w, dst);
    g->top = top;
}

static bool builtin_native(Node *f, Value *out)
{
    Var *v = f->kind == N_NAME ? f->note : NULL;
    if (!v || v->kind != VAR_BUILTIN || !is_obj(v->value)) return false;
    *out = v->value;
    return is_type(v->value, T_NATIVE);
}

/* A function without captures that takes just these arguments: its call need not look at it again. */
static bool known_callee(Gen *g, Node *f, const ItemList *args, Value *out)
{
    Var *v = f->kind == N_NAME ? f->note : NULL;
    if (!v || v->kind != VAR_FN || !v->body || !items_plain(args)) return false;
    var_settle(g->u, v);
    if (v->storage != ST_CONST || !v->body->is_static || !is_type(v->body->fnval, T_FN))
        return false;
    const ParamList *ps = v->body->plist;
    if ((ps ? ps->n : 0) != args->n) return false;
    for (uint32_t i = 0; i < args->n; i++)
        if (ps->at[i].kind != PARAM_ONE || ps->at[i].def) return false;
    *out = v->body->fnval;
    return true;
}

static void gen_call_known(Gen *g, Node *n, Value fn, int dst)
{
    uint32_t top = g->top, w = gen_window(g, dst);
    gen_args(g, &n->u.call.args);
    at(g, n);
    reg_window(g, w, n->u.call.args.n);
    emit_abc(g, OP_CALLK, w, n->u.call.args.n, 0);
    emit(g, fn);
    call_done(g, w, dst, false, top);
}

void gen_call(Gen *g, Node *n, int dst)
{
    Value native;
    ItemList *args = &n->u.call.args;
    uint32_t top = g->top;
    if (builtin_native(n->u.call.f, &native)) {
        gen_native_items(g, n, native, args, dst);
        return;
    }
    bool tail = tail_allowed(g, dst);
    if (!tail && known_callee(g, n->u.call.f, args, &native)) {
        gen_call_known(g, n, native, dst);
        return;
    }
    uint32_t w = gen_window(g, dst);
    gen(g, n->u.call.f, (int)w);
    if (items_plain(args)) {
        gen_args(g, args);
        at(g, n);
        reg_window(g, w, args->n);
        emit_abc(g, tail ? OP_TCALL : OP_CALL, w, args->n, 0);
    } else {
        uint32_t array = reg_alloc(g, 2);
        gen_spread_args(g, args, array, array + 1);
        at(g, n);
        reg_window(g, w, 2);
        emit_abc(g, tail ? OP_TCALLX : OP_CALLX, w, 0, 0);
    }
    call_done(g, w, dst, tail, top);
}

/* ---- methods ---- */

/* Methods of the language's types that change nothing and need no copy written back. */
static bool is_pure(const Sym *name)
{
    static const char *const names[] = {
        "len",      "is_empty", "keys",   "values", "pairs",  "has",      "get",     "first",
        "last",     "head",     "tail",   "take",   "skip",   "map",      "grep",    "reduce",
        "any",      "all",      "none",   "count",  "min",    "max",      "sum",     "prod",
        "sort",     "sort_by",  "rev",    "uniq",   "flat",   "compact",  "join",    "index",
        "zip",      "group_by", "chunks", "hash",   "str",    "dump",     "freeze",  "is_frozen",
        "clone",    "say",      "print",  "uc",     "lc",     "trim",     "split",   "sub",
        "gsub",     "match",    "abs",    "floor",  "ceil",   "round",    "sqrt",    "div",
        "chr",      "ord",      "num",    "times",  "id",     "is_alive", "call",    "cast",
        "stop",     "label",    "result", "status", "cancel", "then",     "close",   "is_closed",
        "try_send", "try_recv", "arity",  "name",   "sleep",  "ms",       "seconds", "pmap",
        "pgrep",    "preduce",  "lazy",   "min_by", "max_by", "merge",    "substr",  "slice",
        "bytes",    "chars",    "starts", "ends",   "rindex", "lines",    "words",   "each_kv",
        "lmap",     "message",  "trace",  "reason"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name->text, names[i])) return true;
    return false;
}

static unsigned invoke_flags(const Node *n)
{
    unsigned flags = n->u.method.obj->kind == N_SELF ? 1 : 0;
    return flags | (n->u.method.has_args || n->u.method.args.n ? 2 : 0);
}

static uint32_t count_plain(const ItemList *l)
{
    uint32_t n = 0;
    while (n < l->n && l->at[n].spread == SPREAD_NONE && !l->at[n].name) n++;
    return n;
}

/* x.f(a, name => b): arguments in a row, behind them the Map of the names. False: it is another call, nothing happened. */
static bool gen_invoke_named(Gen *g, Node *n, uint32_t w)
{
    ItemList *args = &n->u.method.args;
    uint32_t plain = count_plain(args);
    if (!named_few(args, plain)) return false;
    for (uint32_t i = 0; i < plain; i++) gen_temp(g, args->at[i].e);
    gen_named_few(g, args, plain, reg_alloc(g, 1));
    at(g, n);
    reg_window(g, w, plain + 2);
    emit_abc(g, OP_INVOKEN, w, plain, invoke_flags(n));
    return true;
}

/* The arguments and the call; the receiver is in w + 3. */
static void gen_invoke(Gen *g, Node *n, uint32_t w, bool tail)
{
    ItemList *args = &n->u.method.args;
    if (items_plain(args)) {
        gen_args(g, args);
        at(g, n);
        reg_window(g, w, args->n + 1);
        emit_abc(g, tail ? OP_TINVOKE : OP_INVOKE, w, args->n, invoke_flags(n));
    } else if (!gen_invoke_named(g, n, w)) {
        uint32_t array = reg_alloc(g, 2);
        gen_spread_args(g, args, array, array + 1);
        at(g, n);
        reg_window(g, w, 3);
        emit_abc(g, OP_INVOKEX, w, 0, invoke_flags(n));
    }
    emit(g, from_str(unit_sym(g->u, n->u.method.name)));
    emit(g, 0);
}

/* Without arguments: a field or a call. */
static void gen_getattr(Gen *g, Node *n, uint32_t w, uint32_t receiver)
{
    at(g, n);
    reg_window(g, w, 1);
    emit_abc(g, OP_GETATTR, w, receiver, invoke_flags(n));
    emit(g, from_str(unit_sym(g->u, n->u.method.name)));
    emit(g, 0);
}

/* A built-in method that takes a function is written in Maat: no need to try it in place. */
static bool takes_function(const ItemList *args)
{
    for (uint32_t i = 0; i < args->n; i++)
        if (args->at[i].e->kind == N_LAMBDA) return true;
    return false;
}

/* The call that PATH did not do; its arguments lie in the registers from `args` on. */
static void call_receiver(Gen *g, Node *n, uint32_t w, uint32_t receiver, uint32_t args, bool tail)
{
    uint32_t nargs = n->u.method.args.n;
    reg_window(g, w, nargs + 1);
    emit_move(g, w + 3, receiver);
    for (uint32_t i = 0; i < nargs; i++) emit_move(g, w + 4 + i, args + i);
    at(g, n);
    emit_abc(g, tail ? OP_TINVOKE : OP_INVOKE, w, nargs, invoke_flags(n));
    emit(g, from_str(unit_sym(g->u, n->u.method.name)));
    emit(g, 0);
}

/* x{k}.push(v): one step, in place; else on a copy, which is put back unless the method is known to change nothing. */
static void gen_method_in_place(Gen *g, Node *n, Var *v, int dst)
{
    Ctl held;
    struct path p;
    Label ordinary = LABEL, done = LABEL;
    bool pure = is_pure(n->u.method.name), tail = pure && tail_allowed(g, dst);
    ItemList *args = &n->u.method.args;
    uint32_t top = g->top, t = reg_alloc(g, 1);
    path_begin(g, n->u.method.obj, v, &p);
    uint32_t first = g->top;
    gen_args(g, args);
    at(g, n);
    if (takes_function(args)) p.in_place = false;
    bool tried = path_emit(g, &p, dst == D_NONE ? PATH_CALL_DROP : PATH_CALL, t, args->n,
                           from_str(unit_sym(g->u, n->u.method.name)), &ordinary);
    if (tried && tail) gen_result(g, t, D_TAIL);
    if (tried && !tail) emit_jump(g, OP_JMP, 0, &done);
    label_place(g, &ordinary);
    bool holds = !pure && hold_one(g, v, &held);
    uint32_t whole = reg_alloc(g, 1);
    var_load(g, v, whole);
    uint32_t receiver = path_walk(g, &p, p.n, whole), w = reg_alloc(g, WINDOW_ARGS + 1 + args->n);
    call_receiver(g, n, w, receiver, first, tail);
    if (!tail) emit_move(g, t, w);
    if (!pure) var_store(g, v, whole);
    if (holds) hold_end(g, &held);
    label_place(g, &done);
    g->top = t + 1;
    if (!tail) gen_result(g, t, dst);
    g->top = top;
}

/* The same where arguments are spread or named, or the receiver may be nil (x!.push(v)). */
static void gen_method_on_copy(Gen *g, Node *n, Var *v, int dst)
{
    Ctl held;
    struct path p;
    Label nil = LABEL;
    uint32_t top = g->top;
    bool holds = hold_one(g, v, &held);
    path_begin(g, n->u.method.obj, v, &p);
    uint32_t whole = reg_alloc(g, 1), r = reg_alloc(g, 1), w = reg_alloc(g, WINDOW_ARGS),
             receiver = reg_alloc(g, 1);
    var_load(g, v, whole);
    emit_move(g, r, path_walk(g, &p, p.n, whole));
    g->top = receiver + 1;
    emit_move(g, receiver, r);
    if (n->u.method.maybe) {
        emit_abc(g, OP_LOADNIL, w, 0, 0);
        emit_jump(g, OP_JNIL, receiver, &nil);
    }
    gen_invoke(g, n, w, false);
    if (!is_pure(n->u.method.name)) var_store(g, v, whole);
    label_place(g, &nil);
    if (holds) hold_end(g, &held);
    g->top = w + 1;
    gen_result(g, w, dst);
    g->top = top;
}

static void gen_method_on_cell(Gen *g, Node *n, Var *v, int dst)
{
    if (n->u.method.maybe || !items_plain(&n->u.method.args))
        gen_method_on_copy(g, n, v, dst);
    else
        gen_method_in_place(g, n, v, dst);
}

/* obj.^name(args): a native called "meta" gets the object, the name, the arguments. */
static void gen_meta(Gen *g, Node *n, int dst)
{
    uint32_t top = g->top, w = gen_window(g, dst);
    gen_temp(g, n->u.method.obj);
    emit_const(g, reg_alloc(g, 1), from_str(unit_sym(g->u, n->u.method.name)));
    gen_args(g, &n->u.method.args);
    at(g, n);
    gen_native(g, "meta", w, n->u.method.args.n + 2);
    call_done(g, w, dst, false, top);
}

static bool gen_native_method(Gen *g, Node *n, int dst)
{
    Node *obj = n->u.method.obj;
    if (!g->u->native_allowed || obj->kind != N_NAME ||
        strcmp(obj->u.name.name->text, "Native") != 0)
        return false;
    Value fn;
    if (!native_value(g, n->u.method.name->text, &fn)) {
        unit_error(g->u, n->place, NULL, "there is no native '%s'", n->u.method.name->text);
        fn = V_NIL;
    }
    gen_native_items(g, n, fn, &n->u.method.args, dst);
    return true;
}

void gen_method(Gen *g, Node *n, int dst)
{
    if (gen_native_method(g, n, dst)) return;
    if (n->u.method.meta) {
        gen_meta(g, n, dst);
        return;
    }
    Var *cell = path_cell(g, n->u.method.obj);
    if (cell) {
        gen_method_on_cell(g, n, cell, dst);
        return;
    }
    uint32_t top = g->top;
    bool tail = tail_allowed(g, dst) && !n->u.method.maybe && items_plain(&n->u.method.args);
    uint32_t w = gen_window(g, dst);
    Label nil = LABEL;
    bool plain = !tail && n->u.method.args.n == 0;
    uint32_t receiver = plain ? gen_operand(g, n->u.method.obj) : gen_temp(g, n->u.method.obj);
    if (n->u.method.maybe) {
        emit_abc(g, OP_LOADNIL, w, 0, 0);
        emit_jump(g, OP_JNIL, receiver, &nil);
    }
    if (plain)
        gen_getattr(g, n, w, receiver);
    else
        gen_invoke(g, n, w, tail);
    label_place(g, &nil);
    call_done(g, w, dst, tail, top);
}

void gen_super(Gen *g, Node *n, int dst)
{
    ItemList *args = &n->u.method.args;
    uint32_t top = g->top, w = gen_window(g, dst), self = reg_alloc(g, 1);
    var_load(g, n->note, self);
    if (items_plain(args)) {
        gen_args(g, args);
        at(g, n);
        reg_window(g, w, args->n + 1);
        emit_abc(g, OP_SUPER, w, args->n, 0);
    } else {
        uint32_t array = reg_alloc(g, 2);
        gen_spread_args(g, args, array, array + 1);
        at(g, n);
        reg_window(g, w, 3);
        emit_abc(g, OP_SUPERX, w, 0, 0);
    }
    emit(g, from_str(unit_sym(g->u, n->u.method.name)));
    emit(g, from_obj(g->fi->cls->cls));
    call_done(g, w, dst, false, top);
}

/* ---- words ---- */

static void gen_die(Gen *g, Node *n)
{
    uint32_t top = g->top, r;
    if (n->u.word.args.n) {
        r = gen_operand(g, n->u.word.args.at[0].e);
    } else {
        r = reg_alloc(g, 1);
        emit_const(g, r, from_str(unit_cstr(g->u, "died")));
    }
    at(g, n);
    emit_abc(g, OP_THROW, r, 0, 0);
    g->top = top;
}

static void gen_assert_message(Gen *g, const ItemList *args)
{
    if (args->n > 1)
        gen_temp(g, args->at[1].e);
    else
        emit_abc(g, OP_LOADNIL, reg_alloc(g, 1), 0, 0);
}

/* assert l < r: the native gets both values, the message and the sign when it fails. */
static bool gen_assert_compared(Gen *g, Node *n)
{
    static const struct {
        enum op op;
        enum opcode yes;
        const char *sign;
    } signs[] = {{AST_LT, OP_JLT, "<"},  {AST_LE, OP_JLE, "<="}, {AST_GT, OP_JGT, ">"},
                 {AST_GE, OP_JGE, ">="}, {AST_EQ, OP_JEQ, "=="}, {AST_NE, OP_JNEQ, "!="}};
    Node *c = n->u.word.args.at[0].e;
    uint32_t i = 0, top = g->top;
    while (i < 6 && (c->kind != N_BIN || signs[i].op != c->u.bin.op)) i++;
    if (i == 6) return false;
    Label fine = LABEL;
    uint32_t w = reg_alloc(g, WINDOW_ARGS), l = gen_temp(g, c->u.bin.l),
             r = gen_temp(g, c->u.bin.r);
    at(g, c);
    emit_compare(g, signs[i].yes, l, (int32_t)r, &fine);
    gen_assert_message(g, &n->u.word.args);
    emit_const(g, reg_alloc(g, 1), from_str(unit_cstr(g->u, signs[i].sign)));
    at(g, n);
    gen_native(g, "assert_fail", w, 4);
    label_place(g, &fine);
    g->top = top;
    return true;
}

/* assert c, message: the native gets the value and the message (or nil) when it fails. */
static void gen_assert(Gen *g, Node *n)
{
    Label fine = LABEL;
    ItemList *args = &n->u.word.args;
    if (gen_assert_compared(g, n)) return;
    uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS), v = gen_temp(g, args->at[0].e);
    emit_jump(g, OP_JT, v, &fine);
    gen_assert_message(g, args);
    at(g, n);
    gen_native(g, "assert_fail", w, 2);
    label_place(g, &fine);
    g->top = top;
}

void gen_word(Gen *g, Node *n, int dst)
{
    Value fn;
    if (n->u.word.word == W_DIE || n->u.word.word == W_ASSERT) {
        if (n->u.word.word == W_DIE)
            gen_die(g, n);
        else
            gen_assert(g, n);
        gen_nil(g, dst);
        return;
    }
    const char *name = word_text(n->u.word.word);
    if (!native_value(g, name, &fn)) {
        unit_error(g->u, n->place, NULL, "'%s' is not supported yet", name);
        fn = V_NIL;
    }
    gen_native_items(g, n, fn, &n->u.word.args, dst);
}
