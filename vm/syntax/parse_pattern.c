/* Patterns, as in the arms of given, receive and select, behind ~~, and in parameters of mul fn. */
#include "vm/syntax/parser.h"
#include "base/buf.h"

static Node *value_pattern(Parser *p, Node *e)
{
    Node *n = parser_node(p, N_PAT_VALUE, e->place);
    n->u.un.e = e;
    return n;
}

/* A number, or a range that begins with it. */
static Node *number_pattern(Parser *p)
{
    Place at = p->tk->place;
    bool neg = parser_try(p, P_SUB);
    bool number =
        at_type(p, TOK_INT) || at_type(p, TOK_BIGINT) || at_type(p, TOK_NUM) || at_word(p, W_INF);
    if (!number) {
        parser_fail(p, NULL, "expected a number");
        return parser_node(p, N_BROKEN, at);
    }
    Node *e = parse_number(p, neg);
    e->place = at;
    if (!at_op(p, P_RANGE) && !at_op(p, P_RANGE_EX)) return value_pattern(p, e);
    Node *range = parser_node(p, N_BIN, p->tk->place), *n = parser_node(p, N_PAT_RANGE, at);
    range->u.bin.op = at_op(p, P_RANGE) ? AST_RANGE : AST_RANGE_EX;
    parser_advance(p);
    range->u.bin.l = e;
    /* `|` parts alternatives here */
    range->u.bin.r = parse_value(p, PREC_BITAND);
    n->u.un.e = range;
    return n;
}

static Node *paren_pattern(Parser *p)
{
    MAAT_ASSERT(at_op(p, P_LPAREN));
    parser_advance(p);
    Context old = parser_context(p, false, false);
    Node *e = parse_value(p, PREC_ANY);
    p->ctx = old;
    parser_take(p, P_RPAREN);
    return value_pattern(p, e);
}

static Node *array_pattern(Parser *p)
{
    MAAT_ASSERT(at_op(p, P_LBRACK));
    Node *n = parser_node(p, N_PAT_ARRAY, p->tk->place);
    size_t mark = parser_mark(p);
    parser_advance(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, P_RBRACK) && !in_panic(p)) {
        if (parser_try(p, P_MUL)) {
            Named rest;
            parser_name(p, &rest);
            n->u.patarray.has_rest = true;
            n->u.patarray.rest = rest.name;
            n->u.patarray.rest_place = rest.place;
            parser_try(p, P_COMMA);
            break;
        }
        Node *one = parse_pattern(p);
        parser_push(p, &one, sizeof one);
        if (!parser_try(p, P_COMMA)) break;
    }
    p->ctx = old;
    parser_take(p, P_RBRACK);
    n->u.patarray.items.at = parser_list(p, mark, sizeof(Node *), &n->u.patarray.items.n);
    return n;
}

static Node *words_pattern(Parser *p)
{
    Node *n = parse_primary(p), *pat = parser_node(p, N_PAT_ARRAY, n->place);
    size_t mark = parser_mark(p);
    for (uint32_t i = 0; i < n->u.list.n; i++) {
        Node *one = value_pattern(p, n->u.list.at[i].e);
        parser_push(p, &one, sizeof one);
    }
    pat->u.patarray.items.at = parser_list(p, mark, sizeof(Node *), &pat->u.patarray.items.n);
    return pat;
}

static Node *map_pattern(Parser *p)
{
    MAAT_ASSERT(at_op(p, P_LBRACE));
    Node *n = parser_node(p, N_PAT_MAP, p->tk->place);
    size_t mark = parser_mark(p);
    parser_advance(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, P_RBRACE) && !in_panic(p)) {
        MapPair pair;
        pair.key = parse_key(p);
        parser_take(p, P_FAT);
        pair.value = parse_pattern(p);
        parser_push(p, &pair, sizeof pair);
        if (!parser_try(p, P_COMMA)) break;
    }
    p->ctx = old;
    parser_take(p, P_RBRACE);
    n->u.map.pairs = parser_list(p, mark, sizeof(MapPair), &n->u.map.n);
    return n;
}

/* Point(x => 0, y => y), behind the name. */
static Node *instance_pattern(Parser *p, Named cls)
{
    MAAT_ASSERT(cls.name && at_op(p, P_LPAREN));
    Node *n = parser_node(p, N_PAT_INST, cls.place);
    size_t mark = parser_mark(p);
    n->u.patinst.cls = cls;
    parser_advance(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, P_RPAREN) && !in_panic(p)) {
        Named name;
        if (!parser_name(p, &name)) break;
        parser_take(p, P_FAT);
        PatField field = {.name = name.name, .pat = parse_pattern(p), .place = name.place};
        parser_push(p, &field, sizeof field);
        if (!parser_try(p, P_COMMA)) break;
    }
    p->ctx = old;
    parser_take(p, P_RPAREN);
    n->u.patinst.fields = parser_list(p, mark, sizeof(PatField), &n->u.patinst.n);
    return n;
}

static Node *type_pattern(Parser *p)
{
    Named cls, bind = {0};
    parser_qualified(p, &cls);
    if (at_op(p, P_LPAREN) && !has_space(p->tk)) return instance_pattern(p, cls);
    Node *n = parser_node(p, N_PAT_TYPE, cls.place);
    n->u.pattype.cls = cls;
    if (parser_try(p, P_ARROW)) parser_name(p, &bind);
    n->u.pattype.bind = bind.name;
    n->u.pattype.bind_place = bind.place;
    return n;
}

static Node *name_pattern(Parser *p)
{
    const Sym *s = p->tk->v.sym;
    if (s->word == W_NIL || s->word == W_TRUE || s->word == W_FALSE || s->word == W_NAN)
        return value_pattern(p, parse_primary(p));
    if (s->word == W_INF) return number_pattern(p);
    if (s->capital) return type_pattern(p);
    Named name;
    Node *n = parser_node(p, N_PAT_BIND, p->tk->place);
    if (!parser_name(p, &name)) n->kind = N_BROKEN;
    n->u.name.name = name.name;
    if (s->len == 1 && s->text[0] == '_') n->kind = N_PAT_ANY;
    return n;
}

static Node *op_pattern(Parser *p)
{
    Node *n;
    switch (p->tk->op) {
    case P_SUB: return number_pattern(p);
    case P_LPAREN: return paren_pattern(p);
    case P_LBRACK: return array_pattern(p);
    case P_LBRACE: return map_pattern(p);
    default:
        n = parser_node(p, N_BROKEN, p->tk->place);
        parser_unexpected(p, " in a pattern");
        return n;
    }
}

static Node *regex_pattern(Parser *p)
{
    Node *n = parse_primary(p);
    n->kind = N_PAT_REGEX;
    return n;
}

static Node *pattern_here(Parser *p)
{
    const Token *t = p->tk;
    switch (t->type) {
    case TOK_INT:
    case TOK_BIGINT:
    case TOK_NUM: return number_pattern(p);
    case TOK_STR: parser_advance(p); return value_pattern(p, parse_string(p, t));
    case TOK_REGEX: return regex_pattern(p);
    case TOK_WORDS: return words_pattern(p);
    case TOK_OP: return op_pattern(p);
    case TOK_NAME: return name_pattern(p);
    default: break;
    }
    Node *n = parser_node(p, N_BROKEN, t->place);
    parser_unexpected(p, " in a pattern");
    return n;
}

Node *parse_pattern_one(Parser *p)
{
    uint32_t outer;
    parser_enter(p, &outer);
    Node *n = pattern_here(p);
    parser_leave(p, outer);
    return n;
}

Node *parse_pattern(Parser *p)
{
    Place at = p->tk->place;
    Node *one = parse_pattern_one(p);
    if (!at_op(p, P_BITOR)) return one;
    uint32_t outer;
    parser_enter(p, &outer);
    size_t mark = parser_mark(p);
    parser_push(p, &one, sizeof one);
    while (parser_try(p, P_BITOR)) {
        one = parse_pattern_one(p);
        parser_push(p, &one, sizeof one);
    }
    Node *n = parser_node(p, N_PAT_ALT, at);
    n->u.patalt.alts.at = parser_list(p, mark, sizeof(Node *), &n->u.patalt.alts.n);
    parser_leave(p, outer);
    return n;
}
