/* Expressions that are made of blocks: given, receive, select, try, concurrent, within, and the tasks. */
#include "vm/syntax/parser.h"

/* ---- arms ---- */

static void parse_arm(Parser *p, Arm *out)
{
    Context old = p->ctx;
    *out = (Arm){.place = p->tk->place, .is_default = at_word(p, W_DEFAULT)};
    parser_advance(p);
    if (out->is_default) {
        out->pat = parser_node(p, N_PAT_ANY, out->place);
    } else {
        parser_context(p, true, true);
        out->pat = parse_pattern(p);
        p->ctx = old;
        if (parser_try_word(p, W_IF)) out->guard = parse_head(p, PREC_ANY);
    }
    parse_block(p, &out->body);
}

static void parse_after(Parser *p, Node **secs, Block *body)
{
    MAAT_ASSERT(at_word(p, W_AFTER));
    if (*secs) parser_unexpected(p, "");
    parser_advance(p);
    *secs = parse_head(p, PREC_ANY);
    parse_block(p, body);
}

/* `{ when ... default ... after ... }`; `receive` is NULL for given, which takes no `after`. */
static void parse_arms(Parser *p, ArmList *out, Node *receive)
{
    bool default_seen = false;
    parser_take(p, P_LBRACE);
    size_t mark = parser_mark(p);
    Context old = parser_context(p, true, false);
    p->ctx.cond = false;
    p->blocks++;
    while (!in_panic(p)) {
        while (parser_try(p, P_SEMI)) {}
        if (at_op(p, P_RBRACE)) break;
        if (receive && at_word(p, W_AFTER)) {
            parse_after(p, &receive->u.receive.after, &receive->u.receive.after_body);
        } else if (at_word(p, W_WHEN) || at_word(p, W_DEFAULT)) {
            Arm arm;
            if (default_seen && !receive)
                parser_error(p, p->tk->place, NULL, "'default' must stand last");
            parse_arm(p, &arm);
            default_seen |= arm.is_default;
            parser_push(p, &arm, sizeof arm);
        } else {
            parser_expected(p, "'when' or 'default'");
        }
    }
    p->blocks--;
    p->ctx = old;
    parser_take(p, P_RBRACE);
    out->at = parser_list(p, mark, sizeof(Arm), &out->n);
}

static Node *parse_given(Parser *p)
{
    Node *n = parser_node(p, N_GIVEN, p->tk->place);
    parser_advance(p);
    n->u.given.e = parse_head(p, PREC_ANY);
    parse_arms(p, &n->u.given.arms, NULL);
    return n;
}

static Node *parse_receive(Parser *p)
{
    Node *n = parser_node(p, N_RECEIVE, p->tk->place);
    parser_advance(p);
    parse_arms(p, &n->u.receive.arms, n);
    if (at_word(p, W_AFTER)) parse_after(p, &n->u.receive.after, &n->u.receive.after_body);
    return n;
}

/* ---- select ---- */

static bool opens(const Token *t)
{
    return tok_is(t, P_LPAREN) || tok_is(t, P_LBRACK) || tok_is(t, P_LBRACE);
}

/* Behind `when`: `PATTERN = <-channel` receives, `channel <- value` sends. Told apart by the first `<-` outside
 * brackets, which an `=` stands before or not. */
static bool arm_receives(const Parser *p)
{
    if (in_panic(p)) return false;
    for (uint32_t q = p->p;; q++) {
        const Token *t = &p->toks[q];
        if (t->type == TOK_EOF || (q > p->p && (t->flags & TF_NEWLINE))) return false;
        if (tok_is(t, P_SEND)) return q > p->p && tok_is(t - 1, P_ASSIGN);
        if (!opens(t)) continue;
        if (!t->match) return false;
        MAAT_ASSERT(t->match > q); /* TOK-3 */
        q = t->match;
    }
}

static void parse_select_arm(Parser *p, SelectArm *out)
{
    *out = (SelectArm){.place = p->tk->place};
    parser_advance(p);
    out->receives = arm_receives(p);
    if (out->receives) {
        Context old = parser_context(p, true, true);
        out->pat = parse_pattern(p);
        if (parser_try_word(p, W_IF)) out->guard = parse_head(p, PREC_COND);
        p->ctx = old;
        parser_take(p, P_ASSIGN);
        parser_take(p, P_SEND);
        out->chan = parse_head(p, PREC_PREFIX);
        if (!out->guard && parser_try_word(p, W_IF)) out->guard = parse_head(p, PREC_ANY);
    } else {
        out->chan = parse_head(p, PREC_COND);
        parser_take(p, P_SEND);
        out->value = parse_head(p, PREC_COND);
    }
    parse_block(p, &out->body);
}

static void parse_select_part(Parser *p, Node *n)
{
    if (at_word(p, W_WHEN)) {
        SelectArm arm;
        parse_select_arm(p, &arm);
        parser_push(p, &arm, sizeof arm);
    } else if (at_word(p, W_AFTER)) {
        parse_after(p, &n->u.select.after, &n->u.select.after_body);
    } else if (at_word(p, W_DEFAULT) && !n->u.select.has_default) {
        parser_advance(p);
        n->u.select.has_default = true;
        parse_block(p, &n->u.select.def);
    } else {
        parser_expected(p, "'when', 'after' or 'default'");
    }
}

static Node *parse_select(Parser *p)
{
    Node *n = parser_node(p, N_SELECT, p->tk->place);
    parser_advance(p);
    parser_take(p, P_LBRACE);
    size_t mark = parser_mark(p);
    Context old = parser_context(p, true, false);
    p->ctx.cond = false;
    p->blocks++;
    while (!in_panic(p)) {
        while (parser_try(p, P_SEMI)) {}
        if (at_op(p, P_RBRACE)) break;
        parse_select_part(p, n);
    }
    p->blocks--;
    p->ctx = old;
    parser_take(p, P_RBRACE);
    n->u.select.arms = parser_list(p, mark, sizeof(SelectArm), &n->u.select.n);
    return n;
}

/* ---- try ---- */

/* `catch A | B -> e {`, `catch e {`, `catch {` */
static void parse_catch(Parser *p, CatchArm *out)
{
    MAAT_ASSERT(at_word(p, W_CATCH));
    *out = (CatchArm){.place = p->tk->place};
    parser_advance(p);
    size_t mark = parser_mark(p);
    Named name = {0};
    if (at_type(p, TOK_NAME) && p->tk->v.sym->capital) {
        do {
            if (!parser_qualified(p, &name)) break;
            parser_push(p, &name, sizeof name);
        } while (parser_try(p, P_BITOR));
        name = (Named){0};
        if (parser_try(p, P_ARROW)) parser_name(p, &name);
    } else if (!at_op(p, P_LBRACE)) {
        parser_name(p, &name);
    }
    out->types.at = parser_list(p, mark, sizeof(Named), &out->types.n);
    out->bind = name.name;
    out->bind_place = name.place;
    parse_block(p, &out->body);
}

static Node *parse_try(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_TRY));
    Node *n = parser_node(p, N_TRY, p->tk->place);
    parser_advance(p);
    parse_block(p, &n->u.trys.body);
    size_t mark = parser_mark(p);
    while (at_word(p, W_CATCH)) {
        CatchArm arm;
        parse_catch(p, &arm);
        parser_push(p, &arm, sizeof arm);
    }
    n->u.trys.catches = parser_list(p, mark, sizeof(CatchArm), &n->u.trys.n);
    if (parser_try_word(p, W_FINALLY)) {
        n->u.trys.has_finally = true;
        n->u.trys.finally = arena_zalloc(p->arena, sizeof(Block));
        parse_block(p, n->u.trys.finally);
    }
    if (!n->u.trys.n && !n->u.trys.has_finally) parser_expected(p, "'catch' or 'finally'");
    return n;
}

/* ---- concurrent, within ---- */

static Node *parse_seconds(Parser *p)
{
    parser_advance(p);
    parser_advance(p);
    Context old = parser_context(p, false, false);
    Node *e = parse_value(p, PREC_ANY);
    p->ctx = old;
    parser_take(p, P_RPAREN);
    return e;
}

static Node *parse_concurrent(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_CONCURRENT));
    Node *n = parser_node(p, N_CONCURRENT, p->tk->place);
    parser_advance(p);
    while (tok_is(parser_peek(p, 1), P_LPAREN)) {
        if (at_word(p, W_TIMEOUT) && !n->u.concurrent.timeout)
            n->u.concurrent.timeout = parse_seconds(p);
        else if (at_word(p, W_GRACE) && !n->u.concurrent.grace)
            n->u.concurrent.grace = parse_seconds(p);
        else
            break;
    }
    parse_block(p, &n->u.concurrent.body);
    return n;
}

/* `within` is an ordinary name unless an operand follows it. */
static bool at_within(const Parser *p)
{
    const Token *t = parser_peek(p, 1);
    if (t->flags & TF_NEWLINE) return false;
    switch (t->type) {
    case TOK_INT:
    case TOK_BIGINT:
    case TOK_NUM: return true;
    case TOK_OP: return t->op == P_LPAREN && has_space(t);
    case TOK_NAME: return !word_reserved(t->v.sym->word) || t->v.sym->word == W_SELF;
    default: return false;
    }
}

static Node *parse_within(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_WITHIN));
    Node *n = parser_node(p, N_WITHIN, p->tk->place);
    parser_advance(p);
    n->u.within.secs = parse_head(p, PREC_ANY);
    parse_block(p, &n->u.within.body);
    return n;
}

/* ---- tasks ---- */

static Node *parse_task(Parser *p, enum task_kind kind, const char *needs)
{
    Node *n = parser_node(p, N_TASK, p->tk->place);
    n->u.task.kind = kind;
    parser_advance(p);
    if (at_op(p, P_LBRACE)) {
        parse_block(p, &n->u.task.body);
        n->block_end = true;
        return n;
    }
    Node *call = parse_value(p, PREC_PREFIX);
    if (call->kind != N_CALL && call->kind != N_METHOD)
        parser_fail_at(p, n->place, NULL, "%s", needs);
    if (kind == TASK_BLOCKING) /* all of the call is to run elsewhere, its arguments, too */
        n->u.task.body = (Block){.stmts = {arena_copy(p->arena, &call, sizeof call), 1},
                                 .place = call->place,
                                 .end = call->place};
    else
        n->u.task.call = call;
    return n;
}

static Node *parse_ma(Parser *p)
{
    Place at = p->tk->place;
    if (!tok_is_word(parser_peek(p, 1), W_FOR))
        return parse_task(p, TASK_MA, "ma needs a call, a block or a for");
    parser_advance(p);
    return parse_for(p, N_MA_FOR, at);
}

static Node *parse_parallel(Parser *p)
{
    Place at = p->tk->place;
    parser_advance(p);
    if (!at_word(p, W_FOR)) parser_expected(p, "'for'");
    return parse_for(p, N_PARALLEL, at);
}

/* ---- all ---- */

static Node *ends(Node *n)
{
    n->block_end = true;
    return n;
}

static Node *parse_do(Parser *p)
{
    Node *n = parser_node(p, N_DO, p->tk->place);
    parser_advance(p);
    parse_block(p, &n->u.block);
    return n;
}

Node *parse_block_expr(Parser *p)
{
    switch (p->tk->v.sym->word) {
    case W_IF:
    case W_UNLESS:
    case W_WITH: return parse_if(p);
    case W_DO: return parse_do(p);
    case W_GIVEN: return ends(parse_given(p));
    case W_RECEIVE: return ends(parse_receive(p));
    case W_SELECT: return ends(parse_select(p));
    case W_TRY: return ends(parse_try(p));
    case W_CONCURRENT: return ends(parse_concurrent(p));
    case W_WITHIN: return at_within(p) ? ends(parse_within(p)) : NULL;
    case W_MA: return parse_ma(p);
    case W_SPAWN: return parse_task(p, TASK_SPAWN, "spawn needs a call or a block");
    case W_DETACH: return parse_task(p, TASK_DETACH, "detach needs a call or a block");
    case W_BLOCKING: return parse_task(p, TASK_BLOCKING, "blocking needs a call or a block");
    case W_PARALLEL: return parse_parallel(p);
    default: return NULL;
    }
}
