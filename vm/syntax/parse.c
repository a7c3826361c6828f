/* Statements, blocks, recovery, and the entry points. */
#include "vm/syntax/parse.h"
#include "base/mem.h"
#include "vm/syntax/lexer.h"
#include "vm/syntax/parser.h"

/* ---- recovery ---- */

static bool opens(const Token *t)
{
    return t->type == TOK_OP && (t->op == P_LPAREN || t->op == P_LBRACK || t->op == P_LBRACE);
}

/* On to the next newline or `;` behind the error, over whole brackets that begin in the statement, but not over the
 * `}` that closes the block around it. */
bool parser_recover(Parser *p, uint32_t start)
{
    if (p->stop) return false;
    const Token *t = p->toks;
    uint32_t q = start, error = p->p;
    MAAT_ASSERT(in_panic(p) && start <= error);
    for (; t[q].type != TOK_EOF; q++) {
        bool ends = (t[q].flags & TF_NEWLINE) || tok_is(&t[q], P_SEMI);
        if (q > start && q >= error && ends) break;
        if (opens(&t[q]) && t[q].match)
            q = t[q].match;
        else if (tok_is(&t[q], P_RBRACE))
            break;
    }
    if (q == start && t[q].type != TOK_EOF && !tok_is(&t[q], P_RBRACE)) q++;
    p->p = q;
    p->tk = &t[q];
    return true;
}

/* ---- blocks ---- */

bool parser_at_stmt_end(const Parser *p)
{
    return at_type(p, TOK_EOF) || at_op(p, P_SEMI) || at_op(p, P_RBRACE) ||
           (p->tk->flags & TF_NEWLINE);
}

/* What to keep of a statement with an error in it: a declaration, for its names. */
static Node *declaration_in(Node *s)
{
    while (s->kind == N_MOD_IF || s->kind == N_MOD_WHILE || s->kind == N_MOD_FOR) s = s->u.mod.body;
    switch (s->kind) {
    case N_LET: return s->u.let.name ? s : NULL;
    case N_LET_LIST: return s;
    case N_FN: return s->u.fn.name ? s : NULL;
    case N_CLASS: return s->u.cls.name ? s : NULL;
    case N_USE: return s->u.use.module.name ? s : NULL;
    default: return NULL;
    }
}

static Node *parse_stmt(Parser *p);

/* One statement and its end; NULL when nothing of it can be kept. */
static Node *stmt_or_recover(Parser *p)
{
    uint32_t start = p->p;
    Node *s = parse_stmt(p);
    if (p->p == start) parser_unexpected(p, ""); /* PARSE-1, whatever parse_stmt does */
    if (in_panic(p)) {
        s = declaration_in(s);
        if (s) s->broken = true;
    } else if (!s->block_end && !parser_at_stmt_end(p)) {
        parser_unexpected(p, "");
    }
    if (in_panic(p)) parser_recover(p, start);
    return s;
}

static bool stmts_end(Parser *p, bool top)
{
    while (parser_try(p, P_SEMI)) {}
    if (at_type(p, TOK_EOF)) {
        if (!top) parser_expected(p, "'}'");
        return true;
    }
    return at_op(p, P_RBRACE) && !top;
}

void parse_stmts(Parser *p, bool top, NodeList *out)
{
    size_t mark = parser_mark(p);
    while (!in_panic(p) && !stmts_end(p, top)) {
        if (at_op(p, P_RBRACE)) {
            parser_error(p, p->tk->place, NULL, "unexpected '}'");
            parser_advance(p);
            continue;
        }
        Node *s = stmt_or_recover(p);
        if (s) parser_push(p, &s, sizeof s);
    }
    out->at = parser_list(p, mark, sizeof(Node *), &out->n);
}

void parse_block(Parser *p, Block *b)
{
    uint32_t outer;
    parser_enter(p, &outer);
    b->place = p->tk->place;
    if (at_word(p, W_IF) && p->p && tok_is_word(p->tk - 1, W_ELSE))
        parser_fail(p, "elsif", "expected '{', found 'if'");
    parser_take(p, P_LBRACE);
    Context old = parser_context(p, true, false);
    p->ctx.cond = false;
    p->blocks++;
    parse_stmts(p, false, &b->stmts);
    p->blocks--;
    p->ctx = old;
    b->end = p->tk->place;
    parser_take(p, P_RBRACE);
    parser_leave(p, outer);
}

/* ---- modifiers ---- */

static Node *modify(Parser *p, Node *body, enum node_kind kind, bool neg)
{
    Node *n = parser_node(p, kind, p->tk->place);
    n->u.mod.body = body;
    n->u.mod.neg = neg;
    parser_advance(p);
    n->u.mod.e = kind == N_MOD_FOR ? parse_expr(p, PREC_ANY) : parse_cond(p, false);
    if (n->u.mod.e->kind == N_SPREAD) parser_solid(p, n->u.mod.e);
    parser_grow(p);
    return n;
}

static Node *parse_modifiers(Parser *p, Node *s)
{
    while (at_type(p, TOK_NAME) && !(p->tk->flags & TF_NEWLINE)) {
        switch (p->tk->v.sym->word) {
        case W_IF: s = modify(p, s, N_MOD_IF, false); break;
        case W_UNLESS: s = modify(p, s, N_MOD_IF, true); break;
        case W_WHILE: s = modify(p, s, N_MOD_WHILE, false); break;
        case W_UNTIL: s = modify(p, s, N_MOD_WHILE, true); break;
        case W_FOR: s = modify(p, s, N_MOD_FOR, false); break;
        default: return s;
        }
    }
    return s;
}

/* ---- if, with ---- */

static bool parse_binder(Parser *p, Sym **name, Place *place)
{
    Named n;
    if (!parser_try(p, P_ARROW) || !parser_name(p, &n)) return false;
    *name = n.name;
    *place = n.place;
    return true;
}

static void parse_if_arm(Parser *p, Place at)
{
    IfArm arm = {.place = at};
    arm.cond = parse_cond(p, true);
    parse_binder(p, &arm.bind, &arm.bind_place);
    parse_block(p, &arm.body);
    parser_push(p, &arm, sizeof arm);
}

Node *parse_if(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_IF) || at_word(p, W_UNLESS) || at_word(p, W_WITH));
    Node *n = parser_node(p, N_IF, p->tk->place);
    enum word w = p->tk->v.sym->word, next = w == W_WITH ? W_ORWITH : W_ELSIF;
    n->u.ifs.kind = w == W_IF ? IF_IF : w == W_UNLESS ? IF_UNLESS : IF_WITH;
    n->block_end = true;
    size_t mark = parser_mark(p);
    do {
        Place at = p->tk->place;
        parser_advance(p);
        parse_if_arm(p, at);
    } while (at_word(p, next));
    n->u.ifs.arms = parser_list(p, mark, sizeof(IfArm), &n->u.ifs.n);
    if (parser_try_word(p, W_ELSE)) {
        n->u.ifs.has_else = true;
        parse_block(p, &n->u.ifs.els);
    }
    return n;
}

/* ---- loops ---- */

static void parse_binders(Parser *p, NamedList *out)
{
    size_t mark = parser_mark(p);
    if (parser_try(p, P_ARROW)) {
        do {
            Named n;
            if (!parser_name(p, &n)) break;
            parser_push(p, &n, sizeof n);
        } while (parser_try(p, P_COMMA));
    }
    out->at = parser_list(p, mark, sizeof(Named), &out->n);
}

/* At `for`. */
Node *parse_for(Parser *p, enum node_kind kind, Place at)
{
    MAAT_ASSERT(kind == N_FOR || kind == N_MA_FOR || kind == N_PARALLEL);
    Node *n = parser_node(p, kind, at);
    n->block_end = true;
    parser_advance(p);
    Context old = parser_context(p, p->ctx.newlines, true);
    n->u.fors.iter = parse_expr(p, PREC_ANY);
    p->ctx = old;
    if (n->u.fors.iter->kind == N_SPREAD) parser_solid(p, n->u.fors.iter);
    parse_binders(p, &n->u.fors.binders);
    parse_block(p, &n->u.fors.body);
    return n;
}

static Node *parse_while(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_WHILE) || at_word(p, W_UNTIL));
    Node *n = parser_node(p, N_WHILE, p->tk->place);
    n->block_end = true;
    n->u.whiles.until = at_word(p, W_UNTIL);
    parser_advance(p);
    n->u.whiles.cond = parse_cond(p, true);
    if (!n->u.whiles.until) parse_binder(p, &n->u.whiles.bind, &n->u.whiles.bind_place);
    parse_block(p, &n->u.whiles.body);
    return n;
}

/* `(init; cond; step)` */
static void parse_loop_head(Parser *p, Node *n)
{
    parser_take(p, P_LPAREN);
    Context old = parser_context(p, false, false);
    if (!at_op(p, P_SEMI))
        n->u.loop.init = parser_at_let(p) ? parse_let(p) : parse_value(p, PREC_ANY);
    parser_take(p, P_SEMI);
    if (!at_op(p, P_SEMI)) n->u.loop.cond = parse_cond(p, false);
    parser_take(p, P_SEMI);
    if (!at_op(p, P_RPAREN)) n->u.loop.step = parse_value(p, PREC_ANY);
    p->ctx = old;
    parser_take(p, P_RPAREN);
}

static Node *parse_loop(Parser *p)
{
    MAAT_ASSERT(at_word(p, W_LOOP));
    Node *n = parser_node(p, N_LOOP, p->tk->place);
    n->block_end = true;
    parser_advance(p);
    if (at_op(p, P_LPAREN)) parse_loop_head(p, n);
    parse_block(p, &n->u.loop.body);
    return n;
}

/* `do { } while c`, or an expression that begins with `do { }`. */
static Node *parse_do_stmt(Parser *p)
{
    Node *n = parser_node(p, N_DO, p->tk->place);
    parser_advance(p);
    parse_block(p, &n->u.block);
    MAAT_ASSERT(n->kind == N_DO);
    bool until = at_word(p, W_UNTIL);
    if (newline_here(p) || !(until || at_word(p, W_WHILE))) {
        Node *e = parse_expr_rest(p, parse_postfix(p, n), PREC_ANY);
        return parse_modifiers(p, parser_solid(p, e));
    }
    Block body = n->u.block;
    n->kind = N_DO_WHILE;
    n->u.whiles.body = body;
    n->u.whiles.until = until;
    n->u.whiles.bind = NULL;
    parser_advance(p);
    n->u.whiles.cond = parse_cond(p, false);
    return n;
}

/* ---- other statements ---- */

static Node *parse_block_stmt(Parser *p, enum node_kind kind)
{
    Node *n = parser_node(p, kind, p->tk->place);
    n->block_end = true;
    if (kind != N_BLOCK) parser_advance(p);
    parse_block(p, &n->u.block);
    return n;
}

static Node *parse_package(Parser *p)
{
    Node *n = parser_node(p, N_PACKAGE, p->tk->place);
    Named name;
    n->block_end = true;
    parser_advance(p);
    parser_qualified(p, &name);
    n->u.package.name = name.name;
    parse_block(p, &n->u.package.body);
    return n;
}

static Node *parse_phaser(Parser *p)
{
    Node *n = parser_node(p, N_PHASER, p->tk->place);
    n->block_end = true;
    n->u.phaser.is_end = at_word(p, W_END);
    parser_advance(p);
    parse_block(p, &n->u.phaser.body);
    return n;
}

static Node *parse_temp(Parser *p)
{
    Node *n = parser_node(p, N_TEMP, p->tk->place);
    parser_advance(p);
    Named name;
    parser_qualified(p, &name);
    n->u.assign.target = parser_node(p, N_NAME, name.place);
    n->u.assign.target->u.name.name = name.name;
    parser_take(p, P_ASSIGN);
    n->u.assign.value = parse_value(p, PREC_ASSIGN);
    return parse_modifiers(p, n);
}

static Node *parse_export(Parser *p)
{
    Place at = p->tk->place;
    parser_advance(p);
    if (p->blocks) parser_error(p, at, NULL, "'export' stands at the top level of a file only");
    bool is_let = parser_at_let(p), is_fn = at_word(p, W_FN) || at_word(p, W_MUL);
    bool is_class = at_word(p, W_CLASS) || at_word(p, W_ROLE);
    if (!is_let && !is_fn && !is_class) parser_expected(p, "a declaration");
    Node *n = in_panic(p) ? parser_node(p, N_BROKEN, at)
              : is_let    ? parse_let(p)
              : is_fn     ? parse_fn(p)
                          : parse_class(p);
    n->exported = true;
    return n;
}

static bool is_loop_word(const Token *t)
{
    return tok_is_word(t, W_FOR) || tok_is_word(t, W_WHILE) || tok_is_word(t, W_UNTIL) ||
           tok_is_word(t, W_LOOP) || tok_is_word(t, W_DO);
}

static bool at_label(const Parser *p)
{
    const Token *colon = parser_peek(p, 1);
    return !word_reserved(p->tk->v.sym->word) && tok_is(colon, P_COLON) && !has_space(colon) &&
           is_loop_word(parser_peek(p, 2));
}

static Node *parse_labelled(Parser *p)
{
    MAAT_ASSERT(at_type(p, TOK_NAME));
    Sym *label = p->tk->v.sym;
    parser_advance(p);
    parser_advance(p);
    Node *n = parse_stmt(p);
    if (n->kind == N_FOR || n->kind == N_WHILE || n->kind == N_DO_WHILE || n->kind == N_LOOP)
        n->label = label;
    return n;
}

/* A statement that begins with a word of the language and is no expression; NULL for all others. */
static Node *parse_word_stmt(Parser *p)
{
    const Token *next = parser_peek(p, 1);
    switch (p->tk->v.sym->word) {
    case W_FN: return next->type == TOK_NAME ? parse_fn(p) : NULL;
    case W_MUL: return parse_fn(p);
    case W_CLASS:
    case W_ROLE: return parse_class(p);
    case W_USE: return parse_use(p);
    case W_EXPORT: return parse_export(p);
    case W_PACKAGE: return parse_package(p);
    case W_TEMP: return parse_temp(p);
    case W_IF:
    case W_UNLESS:
    case W_WITH: return parse_if(p);
    case W_FOR: return parse_for(p, N_FOR, p->tk->place);
    case W_WHILE:
    case W_UNTIL: return parse_while(p);
    case W_LOOP: return parse_loop(p);
    case W_DO: return parse_do_stmt(p);
    case W_DEFER: return parse_block_stmt(p, N_DEFER);
    case W_ONCE: return parse_block_stmt(p, N_ONCE);
    case W_BEGIN:
    case W_END: return tok_is(next, P_LBRACE) ? parse_phaser(p) : NULL;
    case W_ELSEIF:
    case W_ELIF:
        if (!next->type || (next->flags & TF_NEWLINE) || next->type == TOK_OP) return NULL;
        parser_fail(p, "elsif", "unexpected '%s'", p->tk->v.sym->text);
        return NULL;
    default: return parser_at_let(p) ? parse_modifiers(p, parse_let(p)) : NULL;
    }
}

static Node *parse_stmt(Parser *p)
{
    if (at_type(p, TOK_NAME)) {
        if (at_label(p)) return parse_labelled(p);
        Node *n = parse_word_stmt(p);
        if (n) return n;
    }
    if (at_op(p, P_STUB)) {
        Node *n = parser_node(p, N_STUB, p->tk->place);
        parser_advance(p);
        return n;
    }
    if (at_op(p, P_LBRACE)) {
        enum brace b = parser_brace(p);
        if (b == BRACE_EMPTY || b == BRACE_OTHER) return parse_block_stmt(p, N_BLOCK);
    }
    return parse_modifiers(p, parse_value(p, PREC_ANY));
}

/* ---- the whole ---- */

static enum syntax_state state_of(const SyntaxTree *t, bool ended_within)
{
    if (!t->diags.errors) return SYNTAX_OK;
    return ended_within && t->diags.errors == 1 ? SYNTAX_INCOMPLETE : SYNTAX_WRONG;
}

void syntax_parse(SyntaxTree *t, const char *file, const char *src, size_t len)
{
    bool incomplete;
    *t = (SyntaxTree){.arena = ARENA_INIT};
    syms_init(&t->syms, &t->arena);
    diags_init(&t->diags, file, src, len);
    Token *toks = lexer_read(src, len, &t->arena, &t->syms, &t->diags, &incomplete);
    Parser p = {.t = t, .arena = &t->arena, .toks = toks, .tk = toks, .ctx = {.newlines = true}};
    t->root = parser_node(&p, N_BLOCK, toks->place);
    t->root->u.block.place = toks->place;
    parse_stmts(&p, true, &t->root->u.block.stmts);
    MAAT_ASSERT(!p.depth && !p.scratch_len && !p.blocks); /* PARSE-2 */
    MAAT_ASSERT(p.toks == toks);
    t->root->u.block.end = p.toks[p.p].place;
    diags_finish(&t->diags);
    t->state = state_of(t, incomplete || p.at_end);
    mem_free(MEM_SYNTAX, p.scratch);
    lexer_free(toks);
}

void syntax_free(SyntaxTree *t)
{
    diags_fini(&t->diags);
    arena_fini(&t->arena);
}

enum syntax_state syntax_probe(const char *src, size_t len)
{
    SyntaxTree t;
    syntax_parse(&t, "", src, len);
    enum syntax_state state = t.state;
    syntax_free(&t);
    return state;
}
