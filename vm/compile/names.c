/* Scopes, names, and who captures and assigns what.
 *
 * What a name means is kept in its Sym: `note` is the innermost variable of that name, which
 * remembers the one it hides. So looking up costs nothing, and closing a scope restores what was
 * hidden. Names of the language get a variable outside of all scopes when they are first looked
 * up.
 *
 * A mention of a variable walks from the function it stands in to the function the variable lives
 * in: each function on the way captures it, unless storage.c finds that no capture is needed.
 * Positions and loops of captures and assignments are recorded for rule R3 (a variable that
 * changes after it was captured is boxed).
 */
#include "vm/compile/compile_int.h"

void *unit_grow(Unit *u, void *at, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap) return at;
    uint32_t bigger = *cap ? *cap * 2 : 4;
    void *p = arena_zalloc(&u->tree.arena, bigger * size);
    if (n) memcpy(p, at, n * size);
    *cap = bigger;
    return p;
}

void unit_error(Unit *u, Place at, const char *help, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diags_vadd(&u->tree.diags, at, help, fmt, ap);
    va_end(ap);
}

Str *unit_str(Unit *u, const char *p, size_t n) { return intern_bytes(u->env->interns, p, n); }
Str *unit_cstr(Unit *u, const char *s) { return intern_cstr(u->env->interns, s); }
Sym *unit_intern(Unit *u, const char *s) { return syms_intern(&u->tree.syms, s, strlen(s)); }

/* ---- scopes ---- */

Scope *names_open(Unit *u, Block *b)
{
    Scope *s = unit_zalloc(u, sizeof *s);
    s->up = u->scope;
    s->fn = u->fn;
    s->block = b;
    u->scope = s;
    if (b) b->note = s;
    return s;
}

void names_close(Unit *u)
{
    for (Var *v = u->scope->vars; v; v = v->next) v->name->note = v->shadowed;
    u->scope = u->scope->up;
}

Var *names_declare_quiet(Unit *u, Sym *name, Place at, enum var_kind kind)
{
    Var *v = unit_zalloc(u, sizeof *v);
    v->name = name;
    v->kind = (uint8_t)kind;
    v->place = at;
    v->fn = u->fn;
    v->scope = u->scope;
    v->value = V_ABSENT;
    v->top = u->scope->is_top;
    v->loop_depth = u->fn ? u->fn->nloops : 0;
    v->shadowed = name->note;
    v->next = u->scope->vars;
    u->scope->vars = v;
    name->note = v;
    return v;
}

Var *names_declare(Unit *u, Sym *name, Place at, enum var_kind kind)
{
    Var *old = name->note;
    if (old && old->scope == u->scope && name != u->topic_sym)
        unit_error(u, at, NULL, "'%s' is already declared in this scope", name->text);
    return names_declare_quiet(u, name, at, kind);
}

static Var *builtin(Unit *u, Sym *name)
{
    Value value = u->env->builtin(u->env->ctx, unit_sym(u, name));
    if (is_absent(value)) return NULL;
    Var *v = unit_zalloc(u, sizeof *v);
    v->name = name;
    v->kind = VAR_BUILTIN;
    v->storage = ST_CONST;
    v->is_const = true;
    v->value = value;
    name->note = v;
    return v;
}

Var *names_find(Unit *u, Sym *name)
{
    Var *v = name->note;
    if (!v && name != u->topic_sym) v = builtin(u, name);
    if (!v || v->kind == VAR_BARRIER) return NULL;
    while (v->alias) v = v->alias;
    return v;
}

/* ---- unknown names ---- */

#define NEAR_MAX 40
struct near {
    const char *name;
    size_t len;
    unsigned best;
    char found[NEAR_MAX + 1];
};

/* Edit distance, for short names. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned row[NEAR_MAX + 1];
    for (size_t j = 0; j <= m; j++) row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            unsigned best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < best ? change : best;
        }
    }
    return row[m];
}

static void consider(void *arg, const char *name)
{
    struct near *near = arg;
    size_t n = strlen(name);
    if (n > NEAR_MAX || n + 2 < near->len || near->len + 2 < n || name[0] == '_') return;
    unsigned d = distance(near->name, near->len, name, n);
    if (d >= near->best || d >= near->len) return;
    near->best = d;
    memcpy(near->found, name, n + 1);
}

/* The last name declared below in an open scope, or NULL. */
static Node *declared_later_in(Block *b, const Sym *name)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        Node *s = b->stmts.at[i];
        if (s->kind == N_LET && s->u.let.name == name) return s;
        if (s->kind != N_LET_LIST) continue;
        for (uint32_t j = 0; j < s->u.letlist.targets.n; j++)
            if (s->u.letlist.targets.at[j].name == name) return s;
    }
    return NULL;
}

static bool declared_later(Unit *u, Sym *name, Place at)
{
    for (Scope *s = u->scope; s; s = s->up) {
        Node *d = declared_later_in(s->block, name);
        if (!d || d->place.off < at.off) continue;
        unit_error(u, at, NULL, "'%s' is not declared yet: it is declared later, in line %u",
                   name->text, d->place.line);
        return true;
    }
    return false;
}

void names_unknown(Unit *u, Sym *name, Place at)
{
    if (diags_full(&u->tree.diags) || declared_later(u, name, at)) return;
    if (u->import_failed && (name->qualified || name->capital)) return;
    /* In short names one letter is much. */
    const unsigned far = name->len < 3 ? 1 : name->len < 6 ? 2 : 3;
    struct near near = {name->text, name->len, far, ""};
    if (name->len <= NEAR_MAX) {
        for (uint32_t i = 0; i <= u->tree.syms.mask; i++)
            for (Sym *s = u->tree.syms.buckets[i]; s; s = s->chain)
                if (s->note && ((Var *)s->note)->kind != VAR_BARRIER) consider(&near, s->text);
        if (u->env->each_builtin) u->env->each_builtin(u->env->ctx, consider, &near);
    }
    char help[NEAR_MAX + 32];
    snprintf(help, sizeof help, "did you mean '%s'?", near.found);
    unit_error(u, at, near.best < far ? help : NULL, "'%s' is not declared", name->text);
}

/* ---- functions and their captures ---- */

FnInfo *fn_new(Unit *u, enum fn_kind kind, Node *n, Place at)
{
    FnInfo *f = unit_zalloc(u, sizeof *f);
    f->kind = (uint8_t)kind;
    f->node = n;
    f->parent = u->fn;
    f->place = at;
    f->fnval = V_ABSENT;
    if (u->fn) {
        f->self = u->fn->self;
        f->cls = u->fn->cls;
    }
    f->next = u->fns;
    u->fns = f;
    return f;
}

bool fn_has_free(FnInfo *f, const Var *v, uint32_t *index)
{
    if (f->nfree > FREE_LINEAR) return map64_get(&f->free_index, (uintptr_t)v, index);
    for (uint32_t i = 0; i < f->nfree; i++)
        if (f->free[i] == v) {
            *index = i;
            return true;
        }
    return false;
}

static void add_free(Unit *u, FnInfo *f, Var *v)
{
    uint32_t i;
    if (fn_has_free(f, v, &i)) return;
    UNIT_PUSH(u, f->free, f->nfree, f->cap_free, v);
    if (f->nfree <= FREE_LINEAR) return;
    if (f->nfree == FREE_LINEAR + 1)
        for (i = 0; i < FREE_LINEAR; i++)
            map64_put(&f->free_index, &u->tree.arena, (uintptr_t)f->free[i], i);
    map64_put(&f->free_index, &u->tree.arena, (uintptr_t)v, f->nfree - 1);
}

/* The outermost loop of v's function around this point that lies within v's scope; 0: none. */
static uint32_t loop_in_scope(const Var *v)
{
    return v->fn->nloops > v->loop_depth ? v->fn->loops[v->loop_depth] : 0;
}

static void record_capture(Unit *u, const Var *v, struct capture_record *r)
{
    uint32_t loop = loop_in_scope(v);
    if (!r->first) r->first = ++u->position;
    if (!loop) return;
    if (loop == r->assign_loop) r->boxed = true;
    r->capture_loop = loop;
}

static void record_assign(Unit *u, const Var *v, struct capture_record *r, bool inner)
{
    uint32_t loop = loop_in_scope(v);
    ++u->position;
    if (inner || r->first || (loop && loop == r->capture_loop)) r->boxed = true;
    if (loop) r->assign_loop = loop;
}

static bool is_class_code(const FnInfo *f)
{
    return f->kind == FK_METHOD || f->kind == FK_FIELD || f->kind == FK_CLASSLET;
}

/* The copy of v that the spawn body f takes along. */
static Var *proxy_of(Unit *u, FnInfo *f, Var *v)
{
    for (uint32_t i = 0; i < f->nproxies; i++)
        if (f->proxies[i].of == v) return f->proxies[i].copy;
    Var *copy = unit_zalloc(u, sizeof *copy);
    copy->name = v->name;
    copy->kind = VAR_LOCAL;
    copy->fn = f->parent;
    copy->scope = v->scope;
    copy->place = v->place;
    copy->is_param = true;
    copy->is_const = v->is_const;
    copy->value = V_ABSENT;
    copy->loop_depth = f->parent->nloops;
    struct proxy pair = {v, copy};
    UNIT_PUSH(u, f->proxies, f->nproxies, f->cap_proxies, pair);
    return copy;
}

static bool needs_proxy(const FnInfo *f, const Var *v)
{
    return f->race == RACE_SPAWN && v->kind == VAR_LOCAL && !v->is_shared &&
           v->storage != ST_CONST && v != f->self;
}

/* v as the code of f sees it; f captures it if it is another function's. */
static Var *seen_from(Unit *u, FnInfo *f, Var *v)
{
    if (f == v->fn || f == v->body || !f) return v;
    Var *w = seen_from(u, f->parent, v);
    if (needs_proxy(f, w)) w = proxy_of(u, f, w);
    if (is_class_code(f)) w->by_class = true;
    if (w->storage == ST_CONST) return w;
    add_free(u, f, w);
    record_capture(u, w, &w->ph);
    if (f->kind != FK_DEFER) record_capture(u, w, &w->r3);
    return w;
}

/* Is a body of this race rule between here and v's function? */
static bool crosses(const Unit *u, const Var *v, enum race race)
{
    for (const FnInfo *f = u->fn; f && f != v->fn; f = f->parent)
        if (f->race == race) return true;
    return false;
}

static bool lives_in_frame(const Var *v) { return v->kind == VAR_LOCAL || v->kind == VAR_FN; }

/* Above its declaration it must be there when the block begins; inside of itself it is the running
 * function. */
static void use_function(Unit *u, Var *v)
{
    FnInfo *f = u->fn;
    while (f && f != v->fn && f != v->body) f = f->parent;
    if (f == v->body)
        f->needs_self_reg = f->needs_self_reg || f != u->fn;
    else if (!v->reached)
        v->early = true;
}

Var *names_use(Unit *u, Var *v, Place at)
{
    if (!lives_in_frame(v) || v->storage == ST_CONST) return v;
    if (v->kind == VAR_FN) use_function(u, v);
    if (v->fn == u->fn) return v;
    bool fine = v->kind == VAR_FN || (v->is_const && (v->is_frozen || v->held_frozen));
    if (!fine && crosses(u, v, RACE_DETACH))
        unit_error(u, at, "pass it as an argument: `detach f(x)`",
                   "a detach block cannot refer to '%s' of the enclosing function", v->name->text);
    return seen_from(u, u->fn, v);
}

/* ---- assignments ---- */

static bool crosses_race(const Unit *u, const Var *v)
{
    return v->fn && lives_in_frame(v) && !v->is_shared &&
           (crosses(u, v, RACE_SPAWN) || crosses(u, v, RACE_PMAP));
}

static const char *race_word(const Unit *u, const Var *v)
{
    for (const FnInfo *f = u->fn; f && f != v->fn; f = f->parent)
        if (f->race == RACE_SPAWN && f->node->kind == N_TASK) return "spawn";
    return "parallel";
}

#define RACE_HELP "send it over a channel, return it, or declare it `shared let`"

bool names_assign(Unit *u, Var *v, Place at)
{
    if (v->is_const || v->kind == VAR_FN || v->kind == VAR_CLASS || v->kind == VAR_BUILTIN) {
        unit_error(u, at, NULL, "'%s' is a constant: it cannot be assigned", v->name->text);
        return false;
    }
    if (v->kind == VAR_IMPORT && v->storage == ST_STATIC && u->mode != UNIT_SHELL) {
        unit_error(u, at, "declare it `our` there",
                   "'%s' is a variable of another module: it cannot be assigned", v->name->text);
        return false;
    }
    if (crosses_race(u, v)) {
        unit_error(u, at, RACE_HELP,
                   "data race: '%s' is assigned in a %s body, and declared outside of it at %u:%u",
                   v->name->text, race_word(u, v), v->place.line, v->place.col);
        return false;
    }
    v->nassigned++;
    if (v->kind != VAR_LOCAL || v->stepping) return true;
    bool inner = false, deferred = false;
    for (const FnInfo *f = u->fn; f != v->fn && f; f = f->parent) {
        if (f->kind == FK_DEFER)
            deferred = true;
        else
            inner = true;
    }
    record_assign(u, v, &v->r3, inner);
    record_assign(u, v, &v->ph, inner || deferred);
    return true;
}

void names_mutate(Unit *u, Var *v, Place at, const char *what)
{
    if (v->kind != VAR_LOCAL || v->storage == ST_CONST) return;
    if (crosses_race(u, v)) {
        unit_error(
            u, at, RACE_HELP,
            "data race: '%s' is changed (%s) in a task's body, and declared outside of it at "
            "%u:%u",
            v->name->text, what, v->place.line, v->place.col);
        return;
    }
    if (!crosses(u, v, RACE_MA)) return;
    struct copy_warning *w = unit_zalloc(u, sizeof *w);
    w->var = v;
    w->place = at;
    w->next = u->warnings;
    u->warnings = w;
}

/* ---- loops and jumps ---- */

void loop_enter(Unit *u, Node *n)
{
    FnInfo *f = u->fn;
    UNIT_PUSH(u, f->loops, f->nloops, f->cap_loops, ++u->loop_ids);
    struct jump_ctx *j = unit_zalloc(u, sizeof *j);
    jump_push(u, j, JUMP_LOOP, n, n->label);
}

void loop_leave(Unit *u)
{
    jump_pop(u);
    u->fn->nloops--;
}

void jump_push(Unit *u, struct jump_ctx *j, enum jump_kind k, Node *n, Sym *label)
{
    *j = (struct jump_ctx){u->fn->jumps, k, n, label};
    u->fn->jumps = j;
}

void jump_pop(Unit *u) { u->fn->jumps = u->fn->jumps->up; }
