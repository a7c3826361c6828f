/* Operands: literals, names, brackets, functions, the built-in words. */
#include "vm/syntax/parser.h"

/* ---- literals ---- */

/* The number token here; `neg` when a `-` stood before it. */
Node *parse_number(Parser *p, bool neg)
{
    const Token *t = p->tk;
    MAAT_ASSERT(!in_panic(p));
    Node *n = parser_node(p, N_NUM, t->place);
    if (t->type == TOK_INT) {
        n->kind = N_INT;
        n->u.integer = neg ? -t->v.integer : t->v.integer;
    } else if (t->type == TOK_BIGINT) {
        n->kind = N_BIGINT;
        n->u.bigint.digits = t->v.str->parts->text;
        n->u.bigint.len = t->v.str->parts->len;
        n->u.bigint.base = t->op;
        n->u.bigint.neg = neg;
    } else {
        double v = t->type == TOK_NUM  ? t->v.num
                   : at_word(p, W_INF) ? __builtin_inf()
                                       : __builtin_nan("");
        n->u.num = neg ? -v : v;
    }
    parser_advance(p);
    return n;
}

static Node *make_str(Parser *p, enum node_kind kind, Place at, const char *text, uint32_t len)
{
    Node *n = parser_node(p, kind, at);
    n->u.str.text = text;
    n->u.str.len = len;
    return n;
}

/* The expression between `{` and `}` in a string: an array of tokens of its own. */
static Node *parse_interpolation(Parser *p, const Token *toks)
{
    MAAT_ASSERT(!in_panic(p) && p->tk == &p->toks[p->p]);
    const Token *outer_toks = p->toks;
    uint32_t outer_p = p->p;
    Context old = parser_context(p, false, false);
    p->ctx.cond = false;
    p->toks = toks;
    p->p = 0;
    p->tk = toks;
    if (at_type(p, TOK_EOF)) parser_fail(p, "a brace is written \\{", "empty interpolation");
    Node *e = parse_value(p, PREC_ANY);
    if (!in_panic(p) && !at_type(p, TOK_EOF)) parser_unexpected(p, "");
    p->ctx = old;
    p->toks = outer_toks;
    p->p = outer_p;
    if (!in_panic(p)) p->tk = &outer_toks[outer_p];
    return e;
}

/* The value of a string token that was taken already. */
Node *parse_string(Parser *p, const Token *tk)
{
    MAAT_ASSERT(tk->type == TOK_STR);
    const TokenStr *str = tk->v.str;
    if (!str->n) return make_str(p, N_STR, tk->place, "", 0);
    if (str->n == 1 && !str->parts->toks)
        return make_str(p, N_STR, tk->place, str->parts->text, str->parts->len);
    Node *n = parser_node(p, N_INTERP, tk->place);
    size_t mark = parser_mark(p);
    for (uint32_t i = 0; i < str->n && !in_panic(p); i++) {
        const TokenPart *part = &str->parts[i];
        StrPart out = {.text = part->text, .len = part->len};
        if (part->toks) out.e = parse_interpolation(p, part->toks);
        parser_push(p, &out, sizeof out);
    }
    n->u.interp.parts = parser_list(p, mark, sizeof(StrPart), &n->u.interp.n);
    return n;
}

static Node *parse_bytes(Parser *p)
{
    const TokenStr *str = p->tk->v.str;
    Node *n = make_str(p, N_BYTES, p->tk->place, str->n ? str->parts->text : "",
                       str->n ? str->parts->len : 0);
    parser_advance(p);
    return n;
}

static Node *parse_regex(Parser *p)
{
    Node *n = parser_node(p, N_REGEX, p->tk->place);
    MAAT_ASSERT(at_type(p, TOK_REGEX) && p->tk->v.str->n == 2);
    const TokenPart *parts = p->tk->v.str->parts;
    n->u.regex.src = parts[0].text;
    n->u.regex.src_len = parts[0].len;
    n->u.regex.flags = parts[1].text;
    n->u.regex.flags_len = parts[1].len;
    parser_advance(p);
    return n;
}

/* @a(one two) */
static Node *parse_words(Parser *p)
{
    Node *n = parser_node(p, N_ARRAY, p->tk->place);
    const TokenStr *str = p->tk->v.str;
    size_t mark = parser_mark(p);
    for (uint32_t i = 0; i < str->n; i++) {
        Item one = {.place = n->place};
        one.e = make_str(p, N_STR, n->place, str->parts[i].text, str->parts[i].len);
        parser_push(p, &one, sizeof one);
    }
    n->u.list.at = parser_list(p, mark, sizeof(Item), &n->u.list.n);
    parser_advance(p);
    return n;
}

/* ---- ( ) and [ ] ---- */

/* Items up to and with `close`. Gives whether a comma was there. */
static bool parse_items(Parser *p, enum punct close, ItemList *out)
{
    bool comma = false;
    size_t mark = parser_mark(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, close) && !in_panic(p)) {
        Item one;
        parse_item(p, PREC_ANY, false, &one);
        parser_push(p, &one, sizeof one);
        if (!parser_try(p, P_COMMA)) break;
        comma = true;
    }
    p->ctx = old;
    parser_take(p, close);
    out->at = parser_list(p, mark, sizeof(Item), &out->n);
    return comma;
}

static Node *parse_paren(Parser *p)
{
    Node *n = parser_node(p, N_LIST, p->tk->place);
    parser_advance(p);
    bool comma = parse_items(p, P_RPAREN, &n->u.list);
    if (comma || n->u.list.n != 1 || n->u.list.at->spread) return n;
    Node *e = n->u.list.at->e;
    e->paren = true;
    return e;
}

static Node *parse_array(Parser *p)
{
    Node *n = parser_node(p, N_ARRAY, p->tk->place);
    parser_advance(p);
    parse_items(p, P_RBRACK, &n->u.list);
    return n;
}

/* ---- { } ---- */

/* Behind `{ :`: whether `=>` follows the expression. Steps over brackets, so it is linear in what it looks at, and
 * ends where no key can go on. */
static bool computed_key(const Parser *p)
{
    for (uint32_t q = p->p + 2;; q++) {
        const Token *t = &p->toks[q];
        if (t->type == TOK_EOF || tok_is(t, P_COMMA) || tok_is(t, P_SEMI) || tok_is(t, P_RBRACE))
            return false;
        if (tok_is(t, P_FAT)) return true;
        if (!tok_is(t, P_LPAREN) && !tok_is(t, P_LBRACK) && !tok_is(t, P_LBRACE)) continue;
        if (!t->match) return false;
        MAAT_ASSERT(t->match > q); /* TOK-3 */
        q = t->match;
    }
}

static bool is_number(const Token *t)
{
    return t->type == TOK_INT || t->type == TOK_BIGINT || t->type == TOK_NUM;
}

enum brace parser_brace(const Parser *p)
{
    MAAT_ASSERT(at_op(p, P_LBRACE));
    const Token *first = parser_peek(p, 1), *second = parser_peek(p, 2);
    if (tok_is(first, P_RBRACE)) return BRACE_EMPTY;
    if (tok_is(first, P_BITOR) || tok_is(first, P_OR)) return BRACE_FN;
    bool key = first->type == TOK_NAME || first->type == TOK_STR || is_number(first);
    if (key && tok_is(second, P_FAT)) return BRACE_MAP;
    if (tok_is(first, P_SUB) && is_number(second) && tok_is(parser_peek(p, 3), P_FAT))
        return BRACE_MAP;
    return tok_is(first, P_COLON) && computed_key(p) ? BRACE_MAP : BRACE_OTHER;
}

/* A bare word, a string, a number or `:expr`. */
Node *parse_key(Parser *p)
{
    const Token *t = p->tk;
    if (t->type == TOK_NAME) {
        parser_advance(p);
        return make_str(p, N_STR, t->place, t->v.sym->text, t->v.sym->len);
    }
    if (t->type == TOK_STR) {
        parser_advance(p);
        return parse_string(p, t);
    }
    if (is_number(t)) return parse_number(p, false);
    if (parser_try(p, P_COLON)) return parse_value(p, PREC_ASSIGN);
    if (parser_try(p, P_SUB) && is_number(p->tk)) return parse_number(p, true);
    if (!in_panic(p)) parser_expected(p, "a key");
    return parser_node(p, N_BROKEN, t->place);
}

static Node *parse_map(Parser *p)
{
    MAAT_ASSERT(at_op(p, P_LBRACE));
    Node *n = parser_node(p, N_MAP, p->tk->place);
    size_t mark = parser_mark(p);
    parser_advance(p);
    Context old = parser_context(p, false, false);
    while (!at_op(p, P_RBRACE) && !in_panic(p)) {
        MapPair pair;
        pair.key = parse_key(p);
        parser_take(p, P_FAT);
        pair.value = parse_value(p, PREC_ASSIGN);
        parser_push(p, &pair, sizeof pair);
        if (!parser_try(p, P_COMMA)) break;
    }
    p->ctx = old;
    parser_take(p, P_RBRACE);
    n->u.map.pairs = parser_list(p, mark, sizeof(MapPair), &n->u.map.n);
    return n;
}

/* At `{`. */
Node *parse_lambda(Parser *p, enum lambda_form form)
{
    uint32_t outer;
    parser_enter(p, &outer);
    Node *n = parser_node(p, N_LAMBDA, p->tk->place);
    n->u.lambda.form = form;
    n->u.lambda.body.place = p->tk->place;
    parser_take(p, P_LBRACE);
    Context old = parser_context(p, true, false);
    p->ctx.cond = false;
    p->blocks++;
    n->u.lambda.has_params = at_op(p, P_OR) || at_op(p, P_BITOR);
    if (!parser_try(p, P_OR) && parser_try(p, P_BITOR))
        parse_params(p, P_BITOR, false, &n->u.lambda.params);
    parse_stmts(p, false, &n->u.lambda.body.stmts);
    p->blocks--;
    p->ctx = old;
    n->u.lambda.body.end = p->tk->place;
    parser_take(p, P_RBRACE);
    parser_leave(p, outer);
    return n;
}

/* Behind `:`, which stood at `at`. */
Node *parse_colon_lambda(Parser *p, Place at)
{
    Node *n = parser_node(p, N_LAMBDA, at), *e = parse_value(p, PREC_ASSIGN);
    n->u.lambda.form = LAMBDA_COLON;
    n->u.lambda.body.place = n->u.lambda.body.end = at;
    n->u.lambda.body.stmts = (NodeList){arena_copy(p->arena, &e, sizeof e), 1};
    return n;
}

static Node *parse_brace(Parser *p)
{
    enum brace b = parser_brace(p);
    return b == BRACE_EMPTY || b == BRACE_MAP ? parse_map(p) : parse_lambda(p, LAMBDA_BRACES);
}

/* ---- words ---- */

/* say a, b */
static Node *parse_word(Parser *p)
{
    Node *n = parser_node(p, N_WORD, p->tk->place);
    n->u.word.word = p->tk->v.sym->word;
    parser_advance(p);
    if (at_op(p, P_LPAREN) && !has_space(p->tk)) {
        parser_advance(p);
        parse_args(p, &n->u.word.args);
        return n;
    }
    size_t mark = parser_mark(p);
    if (!parser_no_operand(p)) {
        do {
            Item one;
            parse_item(p, PREC_ASSIGN, false, &one);
            parser_push(p, &one, sizeof one);
        } while (parser_try(p, P_COMMA));
    }
    n->u.word.args.at = parser_list(p, mark, sizeof(Item), &n->u.word.args.n);
    return n;
}

static Node *parse_return(Parser *p)
{
    Node *n = parser_node(p, N_RETURN, p->tk->place);
    parser_advance(p);
    if (!parser_no_operand(p)) n->u.jump.value = parse_value(p, PREC_ASSIGN);
    return n;
}

static Node *parse_jump(Parser *p, enum node_kind kind)
{
    Node *n = parser_node(p, kind, p->tk->place);
    parser_advance(p);
    if (kind == N_PROCEED || !at_type(p, TOK_NAME) || newline_here(p)) return n;
    if (word_reserved(p->tk->v.sym->word)) return n;
    n->u.jump.label = p->tk->v.sym;
    parser_advance(p);
    return n;
}

static Node *parse_super(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_SUPER));
    Node *n = parser_node(p, N_SUPER, p->tk->place);
    parser_advance(p);
    parser_take(p, P_DOT);
    if (!at_type(p, TOK_NAME)) {
        parser_expected(p, "a method name");
        n->kind = N_BROKEN;
        return n;
    }
    n->u.method.name = p->tk->v.sym;
    parser_advance(p);
    if (!at_op(p, P_LPAREN) || has_space(p->tk)) return n;
    n->u.method.has_args = true;
    parser_advance(p);
    parse_args(p, &n->u.method.args);
    return n;
}

/* x, _, Point, Net::Http::get */
static Node *parse_name(Parser *p)
{
    Node *n = parser_node(p, N_NAME, p->tk->place);
    if (word_reserved(p->tk->v.sym->word)) {
        parser_unexpected(p, "");
        n->kind = N_BROKEN;
        return n;
    }
    n->u.name.name = p->tk->v.sym;
    parser_advance(p);
    if (!at_op(p, P_QUALIFY) || has_space(p->tk)) return n;
    Buf b = BUF_INIT;
    buf_add(&b, n->u.name.name->text, n->u.name.name->len);
    while (at_op(p, P_QUALIFY) && !has_space(p->tk) && parser_peek(p, 1)->type == TOK_NAME) {
        parser_advance(p);
        buf_adds(&b, "::");
        buf_add(&b, p->tk->v.sym->text, p->tk->v.sym->len);
        parser_advance(p);
    }
    n->u.name.name = syms_intern(&p->t->syms, b.p, b.len);
    buf_fini(&b);
    return n;
}

static Node *parse_constant(Parser *p, enum node_kind kind, bool truth)
{
    Node *n = parser_node(p, kind, p->tk->place);
    if (kind == N_BOOL) n->u.truth = truth;
    parser_advance(p);
    return n;
}

static Node *parse_special(Parser *p, enum special which)
{
    Node *n = parser_node(p, N_SPECIAL, p->tk->place);
    n->u.special = which;
    parser_advance(p);
    return n;
}

static Node *parse_anonymous_fn(Parser *p)
{
    parser_advance(p);
    return parse_lambda(p, LAMBDA_FN);
}

static Node *parse_name_operand(Parser *p)
{
    switch (p->tk->v.sym->word) {
    case W_NIL: return parse_constant(p, N_NIL, false);
    case W_TRUE: return parse_constant(p, N_BOOL, true);
    case W_FALSE: return parse_constant(p, N_BOOL, false);
    case W_INF:
    case W_NAN: return parse_number(p, false);
    case W_SELF: return parse_constant(p, N_SELF, false);
    case W_SUPER: return parse_super(p);
    case W_FN: return parse_anonymous_fn(p);
    case W_SAY:
    case W_PRINT:
    case W_PRINTF:
    case W_WARN:
    case W_SLEEP:
    case W_DIE:
    case W_EXIT:
    case W_ASSERT:
    case W_ASSERT_EQ:
    case W_TAKE:
    case W_ABIDE: return parse_word(p);
    case W_RETURN: return parse_return(p);
    case W_NEXT: return parse_jump(p, N_NEXT);
    case W_BREAK: return parse_jump(p, N_BREAK);
    case W_REDO: return parse_jump(p, N_REDO);
    case W_PROCEED: return parse_jump(p, N_PROCEED);
    case W_THIS_FN: return parse_special(p, SPECIAL_FN);
    case W_THIS_LINE: return parse_special(p, SPECIAL_LINE);
    case W_THIS_FILE: return parse_special(p, SPECIAL_FILE);
    default: break;
    }
    Node *n = parse_block_expr(p);
    return n ? n : parse_name(p);
}

static Node *parse_op_operand(Parser *p)
{
    Place at = p->tk->place;
    switch (p->tk->op) {
    case P_LPAREN: return parse_paren(p);
    case P_LBRACK: return parse_array(p);
    case P_LBRACE: return parse_brace(p);
    case P_DOT:
    case P_META: /* a method of the topic */
        if (parser_peek(p, 1)->type == TOK_NAME) return parse_method(p, parse_topic(p));
        break;
    default: break;
    }
    parser_unexpected(p, "");
    return parser_node(p, N_BROKEN, at);
}

Node *parse_primary(Parser *p)
{
    const Token *t = p->tk;
    switch (t->type) {
    case TOK_INT:
    case TOK_BIGINT:
    case TOK_NUM: return parse_number(p, false);
    case TOK_STR: parser_advance(p); return parse_string(p, t);
    case TOK_BYTES: return parse_bytes(p);
    case TOK_REGEX: return parse_regex(p);
    case TOK_WORDS: return parse_words(p);
    case TOK_OP: return parse_op_operand(p);
    case TOK_NAME: return parse_name_operand(p);
    default: break;
    }
    Place at = t->place;
    parser_unexpected(p, "");
    return parser_node(p, N_BROKEN, at);
}
