/* Resolving: patterns, given, receive, select.
 *
 * Names are bound when the whole pattern has matched (gen_pattern.c). So a part that is compared with what the same
 * pattern binds, `[a, (a)]`, is given a name of its own here, and compared in front of the arm's guard.
 */
#include "vm/compile/compile_int.h"

struct pat_ctx {
    bool nothing; /* after ~~: nothing may be bound */
    bool again;   /* a further side of `|`: names are known already */
    bool arm;     /* of an arm, which may have a guard */
    bool side;    /* inside of `|` */
    Node *later;  /* what is to be compared when the names are bound, NULL: nothing */
};

static Var *bind(Unit *u, struct pat_ctx *c, Sym *name, Place at)
{
    if (c->nothing) {
        char help[100];
        snprintf(help, sizeof help, "write (%.60s) for the value of a variable", name->text);
        unit_error(u, at, help, "'%s' would bind a name here", name->text);
        return NULL;
    }
    Var *old = name->note;
    if (old && old->scope == u->scope) {
        if (!c->again) unit_error(u, at, NULL, "'%s' is bound twice in this pattern", name->text);
        return old;
    }
    return resolve_bind(u, name, at);
}

/* ---- both sides of | ---- */

struct names {
    Sym **at;
    uint32_t n, cap;
};

static void names_of(Unit *u, Node *p, struct names *out);

static void names_add(Unit *u, struct names *out, Sym *name)
{
    if (!name || name == u->topic_sym) return;
    for (uint32_t i = 0; i < out->n; i++)
        if (out->at[i] == name) return;
    UNIT_PUSH(u, out->at, out->n, out->cap, name);
}

static void names_of_list(Unit *u, NodeList *l, struct names *out)
{
    for (uint32_t i = 0; i < l->n; i++) names_of(u, l->at[i], out);
}

static void names_of(Unit *u, Node *p, struct names *out)
{
    switch (p->kind) {
    case N_PAT_BIND: names_add(u, out, p->u.name.name); break;
    case N_PAT_TYPE: names_add(u, out, p->u.pattype.bind); break;
    case N_PAT_ARRAY:
        names_of_list(u, &p->u.patarray.items, out);
        if (p->u.patarray.has_rest) names_add(u, out, p->u.patarray.rest);
        break;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++) names_of(u, p->u.map.pairs[i].value, out);
        break;
    case N_PAT_INST:
        for (uint32_t i = 0; i < p->u.patinst.n; i++) names_of(u, p->u.patinst.fields[i].pat, out);
        break;
    case N_PAT_ALT: names_of(u, p->u.patalt.alts.at[0], out); break;
    default: break;
    }
}

static bool same_names(const struct names *a, const struct names *b)
{
    if (a->n != b->n) return false;
    for (uint32_t i = 0; i < a->n; i++) {
        bool found = false;
        for (uint32_t j = 0; j < b->n; j++) found = found || a->at[i] == b->at[j];
        if (!found) return false;
    }
    return true;
}

static void pattern(Unit *u, struct pat_ctx *c, Node *p);

static void pattern_alt(Unit *u, struct pat_ctx *c, Node *p)
{
    NodeList *alts = &p->u.patalt.alts;
    struct names first = {0};
    names_of(u, alts->at[0], &first);
    for (uint32_t i = 0; i < alts->n; i++) {
        struct names other = {0};
        names_of(u, alts->at[i], &other);
        if (!c->nothing && !same_names(&first, &other)) {
            unit_error(u, alts->at[i]->place, NULL, "both sides of '|' must bind the same names");
            return;
        }
        struct pat_ctx inner = {c->nothing, c->again || i > 0, c->arm, true, NULL};
        pattern(u, &inner, alts->at[i]);
    }
}

/* ---- comparing with what the pattern itself binds ---- */

struct mention {
    const Scope *scope;
    Sym *name; /* a name bound in that scope, NULL: none so far */
};

static bool mentions(Node *n, void *ctx)
{
    struct mention *m = ctx;
    if (n->kind == N_NAME && n->note && ((Var *)n->note)->scope == m->scope)
        m->name = n->u.name.name;
    return !m->name && walk_children(n, mentions, ctx);
}

/* The name that e mentions of those which its pattern binds. */
static Sym *own_name(Unit *u, const struct pat_ctx *c, Node *e)
{
    struct mention m = {u->scope, NULL};
    if (!c->arm) return NULL;
    (void)mentions(e, &m);
    return m.name;
}

static void say_guard(Unit *u, Node *p, const Sym *name)
{
    unit_error(u, p->place, "compare in a guard, behind the pattern: `if ...`",
               "'%s' is bound by this pattern", name->text);
}

static Node *both(Unit *u, Node *l, Node *r)
{
    if (!l || !r) return l ? l : r;
    Node *n = unit_zalloc(u, sizeof *n);
    n->kind = N_LOGIC;
    n->place = l->place;
    n->u.bin.op = AST_AND;
    n->u.bin.l = l;
    n->u.bin.r = r;
    return n;
}

/* p, a value or a range, becomes a name; `name ~~ p` is asked when all names are bound. */
static void compare_later(Unit *u, struct pat_ctx *c, Node *p)
{
    Sym *hidden = unit_intern(u, "*part");
    Node *pat = unit_zalloc(u, sizeof *pat), *name = unit_zalloc(u, sizeof *name),
         *smart = unit_zalloc(u, sizeof *smart);
    *pat = (Node){.kind = p->kind, .place = p->place, .u.un = p->u.un};
    *name = (Node){.kind = N_NAME, .place = p->place};
    name->u.name.name = hidden;
    p->kind = N_PAT_BIND;
    p->u.name.name = hidden;
    p->note = resolve_bind(u, hidden, p->place);
    resolve(u, name);
    *smart = (Node){.kind = N_SMART, .place = p->place};
    smart->u.smart.e = name;
    smart->u.smart.pat = pat;
    c->later = both(u, c->later, smart);
}

static void pattern_compared(Unit *u, struct pat_ctx *c, Node *p)
{
    resolve(u, p->u.un.e);
    Sym *own = own_name(u, c, p->u.un.e);
    if (own && c->side)
        say_guard(u, p, own);
    else if (own)
        compare_later(u, c, p);
}

static void pattern_key(Unit *u, struct pat_ctx *c, Node *key)
{
    resolve(u, key);
    Sym *own = own_name(u, c, key);
    if (own) say_guard(u, key, own);
}

/* ---- patterns ---- */

static void pattern_type(Unit *u, struct pat_ctx *c, Node *p)
{
    struct pat_note *note = unit_zalloc(u, sizeof *note);
    p->note = note;
    note->cls = resolve_class_name(u, p->u.pattype.cls.name, p->u.pattype.cls.place, true);
    if (p->u.pattype.bind) note->bind = bind(u, c, p->u.pattype.bind, p->u.pattype.bind_place);
}

static void pattern_inst(Unit *u, struct pat_ctx *c, Node *p)
{
    struct pat_note *note = unit_zalloc(u, sizeof *note);
    p->note = note;
    note->cls = resolve_class_name(u, p->u.patinst.cls.name, p->u.patinst.cls.place, true);
    for (uint32_t i = 0; i < p->u.patinst.n; i++) pattern(u, c, p->u.patinst.fields[i].pat);
}

static void pattern(Unit *u, struct pat_ctx *c, Node *p)
{
    switch (p->kind) {
    case N_PAT_BIND: p->note = bind(u, c, p->u.name.name, p->place); break;
    case N_PAT_VALUE:
    case N_PAT_RANGE: pattern_compared(u, c, p); break;
    case N_PAT_REGEX: resolve_regex(u, p); break;
    case N_PAT_TYPE: pattern_type(u, c, p); break;
    case N_PAT_INST: pattern_inst(u, c, p); break;
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n; i++)
            pattern(u, c, p->u.patarray.items.at[i]);
        if (p->u.patarray.has_rest && p->u.patarray.rest && p->u.patarray.rest != u->topic_sym)
            p->note = bind(u, c, p->u.patarray.rest, p->u.patarray.rest_place);
        break;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++) {
            pattern_key(u, c, p->u.map.pairs[i].key);
            pattern(u, c, p->u.map.pairs[i].value);
        }
        break;
    case N_PAT_ALT: pattern_alt(u, c, p); break;
    default: break;
    }
}

void resolve_pattern(Unit *u, Node *p)
{
    struct pat_ctx c = {0};
    pattern(u, &c, p);
}

void resolve_pattern_nobind(Unit *u, Node *p)
{
    struct pat_ctx c = {.nothing = true};
    pattern(u, &c, p);
}

/* The pattern and the guard of an arm. */
static void resolve_head(Unit *u, Node *pat, Node **guard)
{
    struct pat_ctx c = {.arm = true};
    if (pat) pattern(u, &c, pat);
    resolve(u, *guard);
    *guard = both(u, c.later, *guard);
}

/* ---- given, receive, select ---- */

static void resolve_arms(Unit *u, ArmList *arms)
{
    for (uint32_t i = 0; i < arms->n; i++) {
        Arm *a = &arms->at[i];
        names_open(u, NULL);
        resolve_head(u, a->pat, &a->guard);
        resolve_block(u, &a->body);
        names_close(u);
    }
}

void resolve_given(Unit *u, Node *n)
{
    struct jump_ctx j;
    resolve(u, n->u.given.e);
    names_open(u, NULL);
    n->note = resolve_bind(u, u->topic_sym, n->place);
    jump_push(u, &j, JUMP_GIVEN, n, NULL);
    resolve_arms(u, &n->u.given.arms);
    jump_pop(u);
    names_close(u);
}

void resolve_receive(Unit *u, Node *n)
{
    resolve(u, n->u.receive.after);
    resolve_arms(u, &n->u.receive.arms);
    if (n->u.receive.after) resolve_block(u, &n->u.receive.after_body);
}

static void resolve_select_arm(Unit *u, SelectArm *a)
{
    resolve(u, a->chan);
    resolve(u, a->value);
    names_open(u, NULL);
    resolve_head(u, a->receives ? a->pat : NULL, &a->guard);
    resolve_block(u, &a->body);
    names_close(u);
}

void resolve_select(Unit *u, Node *n)
{
    for (uint32_t i = 0; i < n->u.select.n; i++) resolve_select_arm(u, &n->u.select.arms[i]);
    resolve(u, n->u.select.after);
    if (n->u.select.after) resolve_block(u, &n->u.select.after_body);
    if (n->u.select.has_default) resolve_block(u, &n->u.select.def);
}
