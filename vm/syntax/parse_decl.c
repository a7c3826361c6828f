/* Declarations: variables, functions, classes and roles, use. Each keeps its name whatever follows it. */
#include "vm/syntax/parser.h"

/* ---- traits ---- */

static unsigned trait_of(const Sym *s)
{
    switch (s->word) {
    case W_IM: return TRAIT_IM;
    case W_RW: return TRAIT_RW;
    case W_RO: return TRAIT_RO;
    case W_BUILT: return TRAIT_BUILT;
    case W_SAVE: return TRAIT_SAVE;
    case W_GEN: return TRAIT_GEN;
    default: return 0;
    }
}

static bool at_trait(const Parser *p)
{
    const Token *name = parser_peek(p, 1);
    return at_op(p, P_COLON) && name->type == TOK_NAME && !has_space(name);
}

static uint8_t parse_traits(Parser *p, unsigned known)
{
    unsigned got = 0;
    while (at_trait(p)) {
        parser_advance(p);
        const Sym *s = p->tk->v.sym;
        unsigned trait = trait_of(s) & known;
        if (!trait) parser_error(p, p->tk->place, NULL, "':%s' is not a trait of this", s->text);
        got |= trait;
        parser_advance(p);
    }
    return (uint8_t)got;
}

/* ---- variables ---- */

static bool is_let_word(const Token *t)
{
    return tok_is_word(t, W_LET) || tok_is_word(t, W_CONST) || tok_is_word(t, W_OUR) ||
           tok_is_word(t, W_STATE) || tok_is_word(t, W_SHARED) || tok_is_word(t, W_TASKLOCAL);
}

bool parser_at_let(const Parser *p)
{
    return is_let_word(p->tk) && !(at_word(p, W_STATE) && tok_is_word(parser_peek(p, 1), W_METH));
}

static enum let_kind parse_let_words(Parser *p, bool *is_const)
{
    enum let_kind kind = LET_PLAIN;
    for (; is_let_word(p->tk); parser_advance(p)) {
        enum let_kind k = LET_PLAIN;
        switch (p->tk->v.sym->word) {
        case W_CONST: *is_const = true; break;
        case W_OUR: k = LET_OUR; break;
        case W_STATE: k = LET_STATE; break;
        case W_SHARED: k = LET_SHARED; break;
        case W_TASKLOCAL: k = LET_TASKLOCAL; break;
        default: break;
        }
        bool also_shared = k == LET_SHARED && kind == LET_OUR; /* `our` is shared anyway */
        if (k != LET_PLAIN && kind != LET_PLAIN && kind != k && !also_shared &&
            !(kind == LET_SHARED && k == LET_OUR))
            parser_unexpected(p, "");
        if (k != LET_PLAIN && !also_shared) kind = k;
    }
    return kind;
}

static void parse_targets(Parser *p, NamedList *out)
{
    size_t mark = parser_mark(p);
    parser_advance(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, P_RPAREN)) {
        bool rest = parser_try(p, P_MUL);
        Named n;
        if (!parser_name(p, &n)) break;
        n.rest = rest;
        parser_push(p, &n, sizeof n);
        if (!parser_try(p, P_COMMA) || (rest && !at_op(p, P_RPAREN))) break;
    }
    p->ctx = old;
    parser_take(p, P_RPAREN);
    out->at = parser_list(p, mark, sizeof(Named), &out->n);
}

static Node *parse_let_list(Parser *p, Node *n, enum let_kind kind, bool is_const)
{
    n->kind = N_LET_LIST;
    n->u.letlist.kind = kind;
    n->u.letlist.is_const = is_const;
    parse_targets(p, &n->u.letlist.targets);
    n->u.letlist.traits = parse_traits(p, TRAIT_IM);
    if (parser_try(p, P_ASSIGN)) n->u.letlist.value = parse_expr(p, PREC_ASSIGN);
    return n;
}

Node *parse_let(Parser *p)
{
    MAAT_ASSERT(parser_at_let(p));
    Node *n = parser_node(p, N_LET, p->tk->place);
    bool is_const = false;
    enum let_kind kind = parse_let_words(p, &is_const);
    if (at_op(p, P_LPAREN)) return parse_let_list(p, n, kind, is_const);
    Named name;
    parser_name(p, &name);
    n->u.let.name = name.name;
    n->u.let.name_place = name.place;
    n->u.let.kind = kind;
    n->u.let.is_const = is_const;
    n->u.let.traits = parse_traits(p, TRAIT_IM);
    if (parser_try(p, P_ASSIGN)) n->u.let.value = parse_value(p, PREC_ASSIGN);
    return n;
}

/* ---- parameters ---- */

/* In mul fn: a pattern, where a type may have a name behind it: `Num n`. */
static void parse_mul_param(Parser *p, Param *out)
{
    bool plain =
        at_type(p, TOK_NAME) && !p->tk->v.sym->capital && !word_reserved(p->tk->v.sym->word);
    Named n = {.name = syms_intern(&p->t->syms, "_", 1), .place = p->tk->place};
    if (plain) {
        parser_name(p, &n);
    } else {
        out->pat = parse_pattern_one(p);
        if (out->pat->kind == N_PAT_TYPE && at_type(p, TOK_NAME)) parser_name(p, &n);
    }
    out->name = n.name;
    out->place = n.place;
}

static bool parse_param(Parser *p, enum punct close, bool is_mul, Param *out)
{
    out->kind = parser_try(p, P_POW) ? PARAM_NAMED : parser_try(p, P_MUL) ? PARAM_REST : PARAM_ONE;
    if (is_mul && out->kind == PARAM_ONE) {
        parse_mul_param(p, out);
    } else {
        Named n;
        if (!parser_name(p, &n)) return false;
        out->name = n.name;
        out->place = n.place;
    }
    /* Between bars a default ends before `|`. */
    if (parser_try(p, P_ASSIGN))
        out->def = parse_value(p, close == P_BITOR ? PREC_BITAND : PREC_ASSIGN);
    return !in_panic(p);
}

void parse_params(Parser *p, enum punct close, bool is_mul, ParamList *out)
{
    MAAT_ASSERT(close == P_RPAREN || close == P_BITOR);
    size_t mark = parser_mark(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, close)) {
        Param one = {0};
        if (!parse_param(p, close, is_mul, &one)) break;
        parser_push(p, &one, sizeof one);
        if (!parser_try(p, P_COMMA)) break;
    }
    p->ctx = old;
    parser_take(p, close);
    out->at = parser_list(p, mark, sizeof(Param), &out->n);
}

/* ---- functions ---- */

static bool is_stub(const Block *b) { return b->stmts.n == 1 && b->stmts.at[0]->kind == N_STUB; }

/* Behind the name: parameters, traits, body. */
static void parse_fn_rest(Parser *p, Node *n)
{
    if (parser_try(p, P_LPAREN)) parse_params(p, P_RPAREN, n->u.fn.is_mul, &n->u.fn.params);
    n->u.fn.traits = parse_traits(p, TRAIT_SAVE | TRAIT_GEN);
    parse_block(p, &n->u.fn.body);
    n->u.fn.is_stub = is_stub(&n->u.fn.body);
    n->block_end = true;
}

/* At `fn` or `mul`. */
Node *parse_fn(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_FN) || at_word(p, W_MUL));
    Node *n = parser_node(p, N_FN, p->tk->place);
    n->u.fn.is_mul = parser_try_word(p, W_MUL);
    if (n->u.fn.is_mul && !at_word(p, W_FN)) parser_expected(p, "'fn'");
    parser_advance(p);
    Named name;
    parser_name(p, &name);
    n->u.fn.name = name.name;
    n->u.fn.name_place = name.place;
    parse_fn_rest(p, n);
    return n;
}

/* ---- classes ---- */

/* A name in :is or :does, while the traits are read. */
typedef struct parent {
    Named name;
    bool is;
} Parent;

static void parse_class_names(Parser *p, bool is)
{
    Parent one = {.is = is};
    bool several = parser_try(p, P_LPAREN);
    do {
        if (!parser_qualified(p, &one.name)) break;
        parser_push(p, &one, sizeof one);
    } while (several && parser_try(p, P_COMMA));
    if (several) parser_take(p, P_RPAREN);
}

static void take_names(Parser *p, const Parent *all, uint32_t n, bool is, NamedList *out)
{
    size_t mark = parser_mark(p);
    for (uint32_t i = 0; i < n; i++)
        if (all[i].is == is) parser_push(p, &all[i].name, sizeof all[i].name);
    out->at = parser_list(p, mark, sizeof(Named), &out->n);
}

/* :is A :is(B, C) :does R */
static void parse_class_traits(Parser *p, ClassBody *body)
{
    size_t mark = parser_mark(p);
    while (at_trait(p)) {
        parser_advance(p);
        bool is = at_word(p, W_IS);
        if (!is && !at_word(p, W_DOES))
            parser_fail(p, NULL, "':%s' is not a trait of this", p->tk->v.sym->text);
        parser_advance(p);
        parse_class_names(p, is);
    }
    uint32_t n;
    const Parent *all = parser_list(p, mark, sizeof *all, &n);
    take_names(p, all, n, true, &body->is);
    take_names(p, all, n, false, &body->does);
}

static Node *parse_field(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_FIELD));
    parser_advance(p);
    Named name;
    parser_name(p, &name);
    Node *n = parser_node(p, N_FIELD, name.place);
    n->u.field.name = name.name;
    n->u.field.traits = parse_traits(p, TRAIT_IM | TRAIT_RW | TRAIT_RO | TRAIT_BUILT);
    if (parser_try(p, P_ASSIGN)) n->u.field.def = parse_value(p, PREC_ASSIGN);
    return n;
}

static Node *parse_meth(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_METH) || at_word(p, W_STATE));
    Node *n = parser_node(p, N_METH, p->tk->place);
    n->u.fn.is_state = parser_try_word(p, W_STATE);
    parser_advance(p);
    n->u.fn.name_place = p->tk->place;
    if (at_type(p, TOK_NAME) || at_type(p, TOK_OPNAME)) {
        n->u.fn.name = p->tk->v.sym;
        parser_advance(p);
    } else {
        parser_expected(p, "a method name");
    }
    parse_fn_rest(p, n);
    return n;
}

/* The members of a class while it is read. */
typedef struct members {
    NodeList fields, meths, lets;
    uint32_t cap_fields, cap_meths, cap_lets;
} Members;

static void add_member(Parser *p, NodeList *list, uint32_t *cap, Node *n)
{
    if (list->n == *cap) {
        uint32_t grown = *cap ? *cap * 2 : 8;
        Node **at = arena_alloc(p->arena, grown * sizeof *at);
        for (uint32_t i = 0; i < list->n; i++) at[i] = list->at[i];
        list->at = at;
        *cap = grown;
    }
    list->at[list->n++] = n;
}

/* A named member, whole or broken. */
static void keep_member(Parser *p, Members *m, Node *n)
{
    n->broken = in_panic(p);
    if (n->kind == N_FIELD) {
        if (n->u.field.name) add_member(p, &m->fields, &m->cap_fields, n);
    } else if (n->kind == N_METH) {
        if (n->u.fn.name) add_member(p, &m->meths, &m->cap_meths, n);
    } else if (n->kind == N_LET_LIST || n->u.let.name) {
        add_member(p, &m->lets, &m->cap_lets, n);
    }
}

static void parse_member(Parser *p, Members *m)
{
    uint32_t start = p->p;
    Node *n = NULL;
    if (parser_at_let(p))
        n = parse_let(p);
    else if (at_word(p, W_FIELD))
        n = parse_field(p);
    else if (at_word(p, W_METH) || at_word(p, W_STATE))
        n = parse_meth(p);
    else if (!parser_try(p, P_STUB))
        parser_unexpected(p, " in a class");
    if (n) keep_member(p, m, n);
    if (!(n && n->block_end) && !parser_at_stmt_end(p)) parser_unexpected(p, "");
    if (in_panic(p)) parser_recover(p, start);
}

static void parse_members(Parser *p, ClassBody *body)
{
    Members m = {0};
    while (!in_panic(p)) {
        while (parser_try(p, P_SEMI)) {}
        if (at_op(p, P_RBRACE)) break;
        if (at_type(p, TOK_EOF))
            parser_expected(p, "'}'");
        else
            parse_member(p, &m);
    }
    body->fields = m.fields;
    body->meths = m.meths;
    body->lets = m.lets;
}

/* At `class` or `role`. */
Node *parse_class(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_CLASS) || at_word(p, W_ROLE));
    uint32_t outer;
    parser_enter(p, &outer);
    Node *n = parser_node(p, N_CLASS, p->tk->place);
    ClassBody *body = n->u.cls.body = arena_zalloc(p->arena, sizeof *body);
    n->block_end = true;
    n->u.cls.is_role = at_word(p, W_ROLE);
    parser_advance(p);
    Named name;
    parser_qualified(p, &name);
    n->u.cls.name = name.name;
    n->u.cls.name_place = name.place;
    parse_class_traits(p, body);
    parser_take(p, P_LBRACE);
    Context old = parser_context(p, true, false);
    p->blocks++;
    parse_members(p, body);
    p->blocks--;
    p->ctx = old;
    body->end = p->tk->place;
    parser_take(p, P_RBRACE);
    parser_leave(p, outer);
    return n;
}

/* ---- use ---- */

Node *parse_use(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_USE));
    Node *n = parser_node(p, N_USE, p->tk->place);
    if (p->blocks) parser_error(p, n->place, NULL, "'use' stands at the top level of a file only");
    parser_advance(p);
    parser_qualified(p, &n->u.use.module);
    size_t mark = parser_mark(p);
    if (parser_try(p, P_LPAREN)) {
        Context old = parser_context(p, false, false);
        while (!at_op(p, P_RPAREN)) {
            Named one;
            if (!parser_name(p, &one)) break;
            parser_push(p, &one, sizeof one);
            if (!parser_try(p, P_COMMA)) break;
        }
        p->ctx = old;
        parser_take(p, P_RPAREN);
    }
    n->u.use.imports.at = parser_list(p, mark, sizeof(Named), &n->u.use.imports.n);
    return n;
}
