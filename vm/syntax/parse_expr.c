/* Operators, from the loosest to the tightest: infix (precedence climbing), prefix, postfix. */
#include "vm/syntax/parser.h"
#include <string.h>

/* ---- lists and spreads, which stand in few places ---- */

Node *parser_solid(Parser *p, Node *e)
{
    if (e->kind == N_LIST)
        parser_error(p, e->place, "an array is written [a, b]",
                     "a list in parentheses is only for destructuring and for");
    else if (e->kind == N_SPREAD && e->u.un.op == AST_POW)
        parser_error(p, e->place, NULL, "'**' spreads a map in arguments only");
    else if (e->kind == N_SPREAD)
        parser_error(p, e->place, NULL, "'*' spreads in arguments, arrays and lists only");
    return e;
}

Node *parse_value(Parser *p, int min) { return parser_solid(p, parse_expr(p, min)); }

Node *parse_head(Parser *p, int min)
{
    Context old = parser_context(p, p->ctx.newlines, true);
    Node *e = parse_value(p, min);
    p->ctx = old;
    return e;
}

Node *parse_cond(Parser *p, bool in_head)
{
    Context old = p->ctx;
    p->ctx.cond = true;
    Node *e = in_head ? parse_head(p, PREC_ANY) : parse_value(p, PREC_ANY);
    p->ctx = old;
    return e;
}

/* ---- infix ---- */

enum assoc { LEFT, RIGHT, ALONE, CHAINED };

typedef struct infix {
    uint8_t prec; /* 0: no infix operator */
    uint8_t assoc;
    uint8_t op;
    const char *method; /* `a ∪ b` is a.union(b) */
} Infix;

static const Infix infixes[P_COUNT] = {
    [P_SEND] = {PREC_SEND, ALONE, AST_NONE, NULL},
    [P_OR] = {PREC_OROR, LEFT, AST_OR, NULL},
    [P_DEFOR] = {PREC_OROR, LEFT, AST_DEFOR, NULL},
    [P_AND] = {PREC_ANDAND, LEFT, AST_AND, NULL},
    [P_EQ] = {PREC_EQUAL, CHAINED, AST_EQ, NULL},
    [P_NE] = {PREC_EQUAL, CHAINED, AST_NE, NULL},
    [P_SAME] = {PREC_EQUAL, CHAINED, AST_SAME, NULL},
    [P_NOT_SAME] = {PREC_EQUAL, CHAINED, AST_NOT_SAME, NULL},
    [P_CMP] = {PREC_EQUAL, CHAINED, AST_CMP, NULL},
    [P_SMART] = {PREC_EQUAL, LEFT, AST_NONE, NULL},
    [P_LT] = {PREC_LESS, CHAINED, AST_LT, NULL},
    [P_LE] = {PREC_LESS, CHAINED, AST_LE, NULL},
    [P_GT] = {PREC_LESS, CHAINED, AST_GT, NULL},
    [P_GE] = {PREC_LESS, CHAINED, AST_GE, NULL},
    [P_NOT_IN] = {PREC_ISA, ALONE, AST_NOT_IN, NULL},
    [P_SUBSET] = {PREC_ISA, ALONE, AST_NONE, "subset"},
    [P_RANGE] = {PREC_RANGE, ALONE, AST_RANGE, NULL},
    [P_RANGE_EX] = {PREC_RANGE, ALONE, AST_RANGE_EX, NULL},
    [P_BITOR] = {PREC_BITOR, LEFT, AST_BITOR, NULL},
    [P_CARET] = {PREC_BITOR, LEFT, AST_BITXOR, NULL},
    [P_BITAND] = {PREC_BITAND, LEFT, AST_BITAND, NULL},
    [P_UNION] = {PREC_BITAND, LEFT, AST_NONE, "union"},
    [P_INTERSECT] = {PREC_BITAND, LEFT, AST_NONE, "intersect"},
    [P_DIFF] = {PREC_BITAND, LEFT, AST_NONE, "diff"},
    [P_SHL] = {PREC_SHIFT, LEFT, AST_SHL, NULL},
    [P_SHR] = {PREC_SHIFT, LEFT, AST_SHR, NULL},
    [P_ADD] = {PREC_ADD, LEFT, AST_ADD, NULL},
    [P_SUB] = {PREC_ADD, LEFT, AST_SUB, NULL},
    [P_COMPOSE] = {PREC_ADD, LEFT, AST_NONE, "compose"},
    [P_MUL] = {PREC_MUL, LEFT, AST_MUL, NULL},
    [P_DIV] = {PREC_MUL, LEFT, AST_DIV, NULL},
    [P_MOD] = {PREC_MUL, LEFT, AST_MOD, NULL},
    [P_MATCH] = {PREC_MATCH, LEFT, AST_MATCH, NULL},
    [P_NOT_MATCH] = {PREC_MATCH, LEFT, AST_NOT_MATCH, NULL},
    [P_POW] = {PREC_POW, RIGHT, AST_POW, NULL},
};

static const Infix infix_and = {PREC_AND, LEFT, AST_AND, NULL};
static const Infix infix_or = {PREC_OR, LEFT, AST_OR, NULL};
static const Infix infix_isa = {PREC_ISA, ALONE, AST_ISA, NULL};
static const Infix infix_in = {PREC_ISA, ALONE, AST_IN, NULL};
static const Infix infix_not_in = {PREC_ISA, ALONE, AST_NOT_IN, NULL};

/* `op=`: the operator plus one; 0 for what does not assign. */
static const uint8_t assigns[P_COUNT] = {
    [P_ASSIGN] = AST_NONE + 1,        [P_ADD_ASSIGN] = AST_ADD + 1,
    [P_SUB_ASSIGN] = AST_SUB + 1,     [P_MUL_ASSIGN] = AST_MUL + 1,
    [P_DIV_ASSIGN] = AST_DIV + 1,     [P_MOD_ASSIGN] = AST_MOD + 1,
    [P_POW_ASSIGN] = AST_POW + 1,     [P_SHL_ASSIGN] = AST_SHL + 1,
    [P_SHR_ASSIGN] = AST_SHR + 1,     [P_BITAND_ASSIGN] = AST_BITAND + 1,
    [P_BITOR_ASSIGN] = AST_BITOR + 1, [P_BITXOR_ASSIGN] = AST_BITXOR + 1,
    [P_AND_ASSIGN] = AST_AND + 1,     [P_OR_ASSIGN] = AST_OR + 1,
    [P_DEFOR_ASSIGN] = AST_DEFOR + 1,
};

/* `!in`, without a space between. */
static bool at_not_in(const Parser *p)
{
    const Token *in = parser_peek(p, 1);
    return at_op(p, P_NOT) && tok_is_word(in, W_IN) && !has_space(in);
}

/* The infix operator here, NULL when there is none. */
static const Infix *infix_here(const Parser *p)
{
    if (at_type(p, TOK_OP))
        return infixes[p->tk->op].prec ? &infixes[p->tk->op] : at_not_in(p) ? &infix_not_in : NULL;
    if (!at_type(p, TOK_NAME)) return NULL;
    switch (p->tk->v.sym->word) {
    case W_AND: return &infix_and;
    case W_OR: return &infix_or;
    case W_ISA: return &infix_isa;
    case W_IN: return &infix_in;
    default: return NULL;
    }
}

static bool is_target(const Node *n)
{
    switch (n->kind) {
    case N_NAME:
    case N_INDEX:
    case N_KEY: return true;
    case N_METHOD: return !n->u.method.has_args && !n->u.method.maybe && !n->u.method.meta;
    default: return false;
    }
}

static void check_target(Parser *p, const Node *n)
{
    bool good = is_target(n);
    if (n->kind == N_LIST) {
        good = true;
        for (uint32_t i = 0; i < n->u.list.n && good; i++)
            good = is_target(n->u.list.at[i].e) && n->u.list.at[i].spread == SPREAD_NONE;
    }
    if (!good) parser_fail_at(p, n->place, NULL, "cannot assign to this");
}

static Node *parse_assign(Parser *p, Node *left)
{
    MAAT_ASSERT(assigns[p->tk->op]);
    Node *n = parser_node(p, N_ASSIGN, p->tk->place);
    enum op op = (enum op)(assigns[p->tk->op] - 1);
    parser_advance(p);
    Node *value = parse_expr(p, PREC_ASSIGN);
    check_target(p, left);
    if (left->kind == N_LIST && op != AST_NONE)
        parser_fail_at(p, left->place, NULL, "cannot assign to this");
    n->u.assign.op = op;
    n->u.assign.target = left;
    n->u.assign.value = left->kind == N_LIST ? value : parser_solid(p, value);
    return n;
}

static Node *parse_conditional(Parser *p, Node *left)
{
    MAAT_ASSERT(at_op(p, P_QUESTION));
    Node *n = parser_node(p, N_COND, p->tk->place);
    parser_advance(p);
    n->u.cond.c = parser_solid(p, left);
    n->u.cond.a = parse_value(p, PREC_COND);
    parser_take(p, P_COLON);
    n->u.cond.b = parse_value(p, PREC_COND);
    return n;
}

static Node *make_method(Parser *p, Place at, Node *obj, const char *name, Node *arg)
{
    Node *n = parser_node(p, N_METHOD, at);
    n->u.method.obj = obj;
    n->u.method.name = syms_intern(&p->t->syms, name, strlen(name));
    if (arg) {
        Item one = {.e = arg, .place = arg->place};
        n->u.method.has_args = true;
        n->u.method.args = (ItemList){arena_copy(p->arena, &one, sizeof one), 1};
    }
    return n;
}

static Node *make_bin(Parser *p, enum node_kind kind, Place at, enum op op, Node *l, Node *r)
{
    Node *n = parser_node(p, kind, at);
    n->u.bin.op = op;
    n->u.bin.l = l;
    n->u.bin.r = r;
    return n;
}

/* `a < b <= c`: all links of one level. */
static Node *parse_chain(Parser *p, Node *left, const Infix *first)
{
    MAAT_ASSERT(first->assoc == CHAINED);
    size_t mark = parser_mark(p);
    const Infix *in = first;
    do {
        ChainLink link = {.op = (enum op)in->op, .place = p->tk->place};
        parser_advance(p);
        link.r = parse_value(p, first->prec + 1);
        parser_push(p, &link, sizeof link);
        in = newline_here(p) ? NULL : infix_here(p);
    } while (in && in->prec == first->prec && in->assoc == CHAINED);
    uint32_t count;
    ChainLink *links = parser_list(p, mark, sizeof(ChainLink), &count);
    if (count == 1) return make_bin(p, N_BIN, links->place, links->op, left, links->r);
    Node *n = parser_node(p, N_CHAIN, links->place);
    n->u.chain.first = left;
    n->u.chain.links = links;
    n->u.chain.n = count;
    return n;
}

static Node *parse_smart(Parser *p, Node *left)
{
    Node *n = parser_node(p, N_SMART, p->tk->place);
    parser_advance(p);
    n->u.smart.e = left;
    n->u.smart.pat = parse_pattern(p);
    return n;
}

static void check_send(Parser *p)
{
    if (at_op(p, P_SEND) && p->ctx.cond)
        parser_error(p, p->tk->place, "to compare with a negative number write `< -`",
                     "'<-' sends, which is no test");
}

static Node *parse_infix(Parser *p, Node *left, const Infix *in)
{
    Place at = p->tk->place;
    parser_solid(p, left);
    if (in->assoc == CHAINED) return parse_chain(p, left, in);
    if (at_op(p, P_SMART)) return parse_smart(p, left);
    check_send(p);
    enum node_kind kind = at_op(p, P_SEND) ? N_SEND : N_BIN;
    if (in == &infix_and || in == &infix_or || in->prec == PREC_ANDAND || in->prec == PREC_OROR)
        kind = N_LOGIC;
    if (in == &infix_not_in) parser_advance(p);
    parser_advance(p);
    Node *r = parse_value(p, in->assoc == RIGHT ? in->prec : in->prec + 1);
    Node *n = in->method ? make_method(p, at, left, in->method, r)
                         : make_bin(p, kind, at, (enum op)in->op, left, r);
    if (in->assoc != ALONE || newline_here(p)) return n;
    const Infix *next = infix_here(p);
    if (next && next->prec == in->prec) parser_unexpected(p, "");
    return n;
}

/* One more operator behind `left`; NULL when none of at least `min` follows. */
static Node *parse_more(Parser *p, Node *left, int min)
{
    if (newline_here(p)) return NULL;
    if (at_type(p, TOK_OP) && assigns[p->tk->op])
        return PREC_ASSIGN < min ? NULL : parse_assign(p, left);
    if (at_op(p, P_QUESTION)) return PREC_COND < min ? NULL : parse_conditional(p, left);
    const Infix *in = infix_here(p);
    return !in || in->prec < min ? NULL : parse_infix(p, left, in);
}

Node *parse_expr_rest(Parser *p, Node *left, int min)
{
    for (Node *n; (n = parse_more(p, left, min)); left = n) parser_grow(p);
    return left;
}

/* ---- prefix ---- */

static Node *parse_unary(Parser *p, enum node_kind kind, enum op op)
{
    Node *n = parser_node(p, kind, p->tk->place);
    parser_advance(p);
    n->u.un.op = op;
    n->u.un.e = parse_value(p, PREC_PREFIX);
    return n;
}

/* `-` before a literal is part of the literal: -5, but not -5.abs or -5 ** 2. */
static Node *parse_minus(Parser *p)
{
    Place at = p->tk->place;
    Node *n = parse_unary(p, N_UN, AST_NEG), *e = n->u.un.e;
    if (e->paren || e->place.off != at.off + 1) return n;
    switch (e->kind) {
    case N_INT: e->u.integer = -e->u.integer; break;
    case N_BIGINT: e->u.bigint.neg = !e->u.bigint.neg; break;
    case N_NUM: e->u.num = -e->u.num; break;
    default: return n;
    }
    e->place = at;
    return e;
}

static Node *parse_sugar(Parser *p, const char *method)
{
    Place at = p->tk->place;
    parser_advance(p);
    Node *obj = parse_value(p, PREC_PREFIX);
    return make_method(p, at, obj, method, NULL);
}

static Node *parse_prefix_inc(Parser *p, enum op op)
{
    Node *n = parser_node(p, N_INCDEC, p->tk->place);
    parser_advance(p);
    n->u.incdec.op = op;
    n->u.incdec.prefix = true;
    n->u.incdec.target = parse_value(p, PREC_PREFIX);
    if (!is_target(n->u.incdec.target))
        parser_fail_at(p, n->u.incdec.target->place, NULL, "cannot assign to this");
    return n;
}

Node *parse_topic(Parser *p)
{
    Node *n = parser_node(p, N_NAME, p->tk->place);
    n->u.name.name = syms_intern(&p->t->syms, "_", 1);
    return n;
}

/* `!.name` where an operand stands is `!` and a call on the topic. */
static Node *parse_not_topic(Parser *p)
{
    Node *n = parser_node(p, N_UN, p->tk->place);
    n->u.un.op = AST_NOT;
    Node *call = parse_method(p, parse_topic(p));
    if (call->kind == N_METHOD) call->u.method.maybe = false;
    n->u.un.e = parse_postfix(p, call);
    return n;
}

/* NULL when no prefix operator stands here. */
static Node *parse_prefix_op(Parser *p)
{
    switch (p->tk->op) {
    case P_SUB: return parse_minus(p);
    case P_ADD: return parse_unary(p, N_UN, AST_PLUS);
    case P_NOT: return parse_unary(p, N_UN, AST_NOT);
    case P_BITNOT: return parse_unary(p, N_UN, AST_BITNOT);
    case P_CARET: return parse_unary(p, N_RANGE_TO, AST_NONE);
    case P_SEND: return parse_unary(p, N_RECV, AST_NONE);
    case P_SQRT: return parse_sugar(p, "sqrt");
    case P_SUM: return parse_sugar(p, "sum");
    case P_PROD: return parse_sugar(p, "prod");
    case P_INC: return parse_prefix_inc(p, AST_ADD);
    case P_DEC: return parse_prefix_inc(p, AST_SUB);
    case P_MAYBE: return parse_not_topic(p);
    case P_COLON: {
        Place at = p->tk->place;
        parser_advance(p);
        return parse_colon_lambda(p, at);
    }
    default: return NULL;
    }
}

static Node *parse_prefix(Parser *p)
{
    Node *n = at_type(p, TOK_OP) ? parse_prefix_op(p) : NULL;
    if (n) return n;
    if (at_word(p, W_DEFINED)) return parse_unary(p, N_DEFINED, AST_NONE);
    if (at_word(p, W_NOT)) {
        n = parser_node(p, N_UN, p->tk->place);
        parser_advance(p);
        n->u.un.op = AST_NOT;
        n->u.un.e = parse_value(p, PREC_NOT);
        return n;
    }
    return parse_postfix(p, parse_primary(p));
}

Node *parse_expr(Parser *p, int min)
{
    uint32_t outer;
    parser_enter(p, &outer);
    Node *n = parse_expr_rest(p, parse_prefix(p), min);
    parser_leave(p, outer);
    return n;
}

/* ---- arguments ---- */

void parse_item(Parser *p, int min, bool named, Item *out)
{
    *out = (Item){.place = p->tk->place};
    if (named && at_type(p, TOK_NAME) && tok_is(parser_peek(p, 1), P_FAT)) {
        out->name = p->tk->v.sym;
        parser_advance(p);
        parser_advance(p);
        out->e = parse_value(p, PREC_ASSIGN);
        return;
    }
    out->e = parse_expr(p, min);
    if (out->e->kind == N_SPREAD && (named || out->e->u.un.op != AST_POW)) {
        out->spread = out->e->u.un.op == AST_POW ? SPREAD_NAMED : SPREAD_LIST;
        out->e = out->e->u.un.e;
    }
    parser_solid(p, out->e);
}

void parse_args(Parser *p, ItemList *out)
{
    size_t mark = parser_mark(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, P_RPAREN) && !in_panic(p)) {
        Item one;
        parse_item(p, PREC_ANY, true, &one);
        parser_push(p, &one, sizeof one);
        if (!parser_try(p, P_COMMA)) break;
    }
    p->ctx = old;
    parser_take(p, P_RPAREN);
    out->at = parser_list(p, mark, sizeof(Item), &out->n);
}

/* ---- postfix ---- */

/* A `{` behind a method that opens a function as its last argument. In the head of a statement only `{|` does. */
static bool at_trailing(const Parser *p)
{
    if (!at_op(p, P_LBRACE) || !has_space(p->tk) || newline_here(p)) return false;
    return !p->ctx.head || parser_brace(p) == BRACE_FN;
}

static void add_arg(Parser *p, ItemList *args, Node *e)
{
    Item *at = arena_alloc(p->arena, (args->n + (size_t)1) * sizeof *at);
    for (uint32_t i = 0; i < args->n; i++) at[i] = args->at[i];
    at[args->n] = (Item){.e = e, .place = e->place};
    *args = (ItemList){at, args->n + 1};
}

static void parse_method_args(Parser *p, Node *n)
{
    if (at_op(p, P_LPAREN) && !has_space(p->tk)) {
        parser_advance(p);
        parse_args(p, &n->u.method.args);
        n->u.method.has_args = true;
    } else if (at_op(p, P_COLON) && !has_space(p->tk)) {
        Place at = p->tk->place;
        parser_advance(p);
        add_arg(p, &n->u.method.args, parse_colon_lambda(p, at));
        n->u.method.has_args = true;
        return;
    }
    if (!at_trailing(p)) return;
    add_arg(p, &n->u.method.args, parse_lambda(p, LAMBDA_BRACES));
    n->u.method.has_args = true;
}

/* At `.`, `!.` or `.^`. */
Node *parse_method(Parser *p, Node *obj)
{
    MAAT_ASSERT(at_op(p, P_DOT) || at_op(p, P_MAYBE) || at_op(p, P_META));
    Node *n = parser_node(p, N_METHOD, p->tk->place);
    n->u.method.obj = obj;
    n->u.method.maybe = at_op(p, P_MAYBE);
    n->u.method.meta = at_op(p, P_META);
    parser_advance(p);
    n->place = p->tk->place;
    if (!at_type(p, TOK_NAME)) {
        parser_expected(p, "a method name");
        n->kind = N_BROKEN;
        return n;
    }
    n->u.method.name = p->tk->v.sym;
    parser_advance(p);
    parse_method_args(p, n);
    return n;
}

static Node *parse_index(Parser *p, Node *obj, bool braces)
{
    Node *n = parser_node(p, N_INDEX, p->tk->place);
    parser_advance(p);
    Context old = parser_context(p, false, false);
    n->u.index.obj = obj;
    n->u.index.braces = braces;
    n->u.index.ix = parse_value(p, PREC_ANY);
    p->ctx = old;
    parser_take(p, braces ? P_RBRACE : P_RBRACK);
    return n;
}

static Node *parse_call(Parser *p, Node *f)
{
    MAAT_ASSERT(at_op(p, P_LPAREN));
    Node *n = parser_node(p, N_CALL, f->place);
    n->u.call.f = f;
    parser_advance(p);
    parse_args(p, &n->u.call.args);
    return n;
}

static Node *parse_inc(Parser *p, Node *target)
{
    MAAT_ASSERT(at_op(p, P_INC) || at_op(p, P_DEC));
    Node *n = parser_node(p, N_INCDEC, p->tk->place);
    n->u.incdec.target = target;
    n->u.incdec.op = at_op(p, P_INC) ? AST_ADD : AST_SUB;
    if (!is_target(target)) parser_fail_at(p, target->place, NULL, "cannot assign to this");
    parser_advance(p);
    return n;
}

/* No space before it, and nothing behind it that it could multiply with. */
static bool at_spread(const Parser *p)
{
    if (has_space(p->tk) || !(at_op(p, P_MUL) || at_op(p, P_POW))) return false;
    const Token *t = parser_peek(p, 1);
    return t->type == TOK_EOF || (t->flags & TF_NEWLINE) || tok_is(t, P_COMMA) ||
           tok_is(t, P_RPAREN) || tok_is(t, P_RBRACK) || tok_is(t, P_SEMI) || tok_is(t, P_RBRACE);
}

static Node *make_sup(Parser *p, Node *e)
{
    MAAT_ASSERT(at_type(p, TOK_SUP));
    Node *two = parser_node(p, N_INT, p->tk->place);
    two->u.integer = p->tk->v.integer;
    Node *n = make_bin(p, N_BIN, p->tk->place, AST_POW, e, two);
    parser_advance(p);
    return n;
}

static Node *make_key(Parser *p, Node *obj)
{
    MAAT_ASSERT(at_type(p, TOK_KEY));
    Node *n = parser_node(p, N_KEY, p->tk->place);
    n->u.key.obj = obj;
    n->u.key.name = p->tk->v.sym;
    parser_advance(p);
    return n;
}

/* A line that begins with `.name` or `!.name` goes on with the statement before it. */
static bool at_method_line(const Parser *p)
{
    return (at_op(p, P_DOT) || at_op(p, P_MAYBE)) && parser_peek(p, 1)->type == TOK_NAME;
}

/* One more postfix operator; NULL when none follows. */
static Node *parse_postfix_op(Parser *p, Node *e)
{
    if (newline_here(p) && !at_method_line(p)) return NULL;
    if (at_type(p, TOK_KEY)) return make_key(p, e);
    if (at_type(p, TOK_SUP)) return make_sup(p, e);
    if (!at_type(p, TOK_OP)) return NULL;
    bool space = has_space(p->tk);
    switch (p->tk->op) {
    case P_DOT:
    case P_MAYBE:
    case P_META: return parse_method(p, e);
    case P_LPAREN: return space ? NULL : parse_call(p, e);
    case P_LBRACK: return space ? NULL : parse_index(p, e, false);
    case P_LBRACE: return space ? NULL : parse_index(p, e, true);
    case P_INC:
    case P_DEC: return parse_inc(p, e);
    default: return NULL;
    }
}

Node *parse_postfix(Parser *p, Node *e)
{
    for (Node *n; (n = parse_postfix_op(p, e)); e = n) {
        if (e->kind == N_LIST) parser_solid(p, e);
        parser_grow(p);
    }
    if (in_panic(p) || !at_spread(p)) return e;
    Node *n = parser_node(p, N_SPREAD, p->tk->place);
    n->u.un.op = at_op(p, P_POW) ? AST_POW : AST_MUL;
    n->u.un.e = parser_solid(p, e);
    parser_advance(p);
    return n;
}
