/* The tokens, errors and lists under the parser's other files. */
#include "vm/syntax/parser.h"
#include "base/mem.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

const Token parser_panic_token = {.type = TOK_PANIC, .flags = TF_SPACE | TF_NEWLINE};

/* ---- tokens ---- */

const Token *parser_peek(const Parser *p, uint32_t n)
{
    if (in_panic(p)) return &parser_panic_token;
    const Token *t = p->tk;
    while (n-- && t->type != TOK_EOF) t++;
    return t;
}

void parser_advance(Parser *p)
{
    if (in_panic(p) || p->tk->type == TOK_EOF) return;
    MAAT_ASSERT(p->tk == &p->toks[p->p]);
    p->tk = &p->toks[++p->p];
}

bool parser_try(Parser *p, enum punct op)
{
    if (!at_op(p, op)) return false;
    parser_advance(p);
    return true;
}

bool parser_try_word(Parser *p, enum word w)
{
    if (!at_word(p, w)) return false;
    parser_advance(p);
    return true;
}

void parser_take(Parser *p, enum punct op)
{
    char what[16];
    if (parser_try(p, op)) return;
    snprintf(what, sizeof what, "'%s'", punct_text(op));
    parser_expected(p, what);
}

bool parser_name(Parser *p, Named *out)
{
    *out = (Named){.place = p->tk->place};
    if (!at_type(p, TOK_NAME)) {
        parser_expected(p, "a name");
        return false;
    }
    if (word_reserved(p->tk->v.sym->word)) {
        parser_fail(p, NULL, "'%s' is a reserved word", p->tk->v.sym->text);
        return false;
    }
    out->name = p->tk->v.sym;
    parser_advance(p);
    return true;
}

bool parser_qualified(Parser *p, Named *out)
{
    if (!parser_name(p, out) || !at_op(p, P_QUALIFY)) return out->name;
    Buf b = BUF_INIT;
    buf_add(&b, out->name->text, out->name->len);
    while (parser_try(p, P_QUALIFY)) {
        Named part;
        if (!parser_name(p, &part)) break;
        buf_adds(&b, "::");
        buf_add(&b, part.name->text, part.name->len);
    }
    out->name = syms_intern(&p->t->syms, b.p, b.len);
    buf_fini(&b);
    return !in_panic(p);
}

bool parser_no_operand(const Parser *p)
{
    const Token *t = p->tk;
    if (t->type == TOK_EOF || newline_here(p)) return true;
    if (t->type == TOK_OP)
        return t->op == P_SEMI || t->op == P_RBRACE || t->op == P_RPAREN || t->op == P_RBRACK ||
               t->op == P_COMMA;
    if (t->type != TOK_NAME) return false;
    switch (t->v.sym->word) {
    case W_IF: /* `return if c`: the modifier, not `if` as an operand */
    case W_UNLESS:
    case W_WHILE:
    case W_UNTIL:
    case W_FOR:
    case W_AND:
    case W_OR: return true;
    default: return false;
    }
}

/* ---- errors ---- */

static void describe(const Token *t, char *out, size_t n)
{
    switch (t->type) {
    case TOK_EOF: snprintf(out, n, "%s", t->flags & TF_INTERP ? "'}'" : "end of file"); break;
    case TOK_NAME:
    case TOK_OPNAME: snprintf(out, n, "'%.60s'", t->v.sym->text); break;
    case TOK_KEY: snprintf(out, n, "'<%.60s>'", t->v.sym->text); break;
    case TOK_INT:
    case TOK_BIGINT:
    case TOK_NUM: snprintf(out, n, "number"); break;
    case TOK_STR: snprintf(out, n, "string"); break;
    case TOK_BYTES: snprintf(out, n, "bytes"); break;
    case TOK_REGEX: snprintf(out, n, "regex"); break;
    case TOK_WORDS: snprintf(out, n, "quoted words"); break;
    case TOK_SUP: snprintf(out, n, "superscript"); break;
    case TOK_OP: snprintf(out, n, "'%s'", punct_text(t->op)); break;
    default: snprintf(out, n, "something else"); break;
    }
}

/* The token itself was reported already, or the end that nobody can help. */
static bool is_silent(const Parser *p)
{
    return at_type(p, TOK_ERROR) || (at_type(p, TOK_EOF) && (p->tk->flags & TF_QUIET));
}

static void begin_panic(Parser *p)
{
    MAAT_ASSERT(!in_panic(p));
    if (at_type(p, TOK_EOF) && !(p->tk->flags & TF_INTERP)) p->stop = true;
    p->tk = &parser_panic_token;
    if (diags_full(&p->t->diags)) p->stop = true;
}

void parser_fail(Parser *p, const char *help, const char *fmt, ...)
{
    if (in_panic(p)) return;
    if (!is_silent(p)) {
        va_list ap;
        va_start(ap, fmt);
        diags_vadd(&p->t->diags, p->tk->place, help, fmt, ap);
        va_end(ap);
        if (at_type(p, TOK_EOF) && !(p->tk->flags & TF_INTERP)) p->at_end = true;
    }
    begin_panic(p);
}

void parser_fail_at(Parser *p, Place at, const char *help, const char *fmt, ...)
{
    if (in_panic(p)) return;
    va_list ap;
    va_start(ap, fmt);
    diags_vadd(&p->t->diags, at, help, fmt, ap);
    va_end(ap);
    begin_panic(p);
}

void parser_error(Parser *p, Place at, const char *help, const char *fmt, ...)
{
    if (in_panic(p)) return;
    va_list ap;
    va_start(ap, fmt);
    diags_vadd(&p->t->diags, at, help, fmt, ap);
    va_end(ap);
    if (!diags_full(&p->t->diags)) return;
    p->stop = true;
    begin_panic(p);
}

void parser_unexpected(Parser *p, const char *where)
{
    char what[80];
    if (in_panic(p)) return;
    describe(p->tk, what, sizeof what);
    bool call = at_op(p, P_LPAREN) && has_space(p->tk) && p->p && p->tk[-1].type == TOK_NAME;
    parser_fail(p, call ? "a call has no space before its (" : NULL, "unexpected %s%s", what,
                where);
}

void parser_expected(Parser *p, const char *what)
{
    char found[80];
    if (in_panic(p)) return;
    describe(p->tk, found, sizeof found);
    parser_fail(p, NULL, "expected %s, found %s", what, found);
}

/* ---- nodes and lists ---- */

/* Most nodes of a tree are names, literals and operators: those get no more of the union than they use. What an N_DO
 * may turn into counts too. */
static size_t node_size(enum node_kind kind)
{
    size_t small = 40, u = offsetof(Node, u);
    _Static_assert(sizeof(((Node *)0)->u.method) <= 40 && sizeof(((Node *)0)->u.let) <= 40 &&
                       sizeof(((Node *)0)->u.bin) <= 40 && sizeof(((Node *)0)->u.call) <= 40,
                   "a small node");
    if (kind < N_LAMBDA || (kind > N_RETURN && kind <= N_PAT_REGEX) || kind == N_LET)
        return u + small;
    return sizeof(Node);
}

Node *parser_node(Parser *p, enum node_kind kind, Place at)
{
    MAAT_ASSERT(kind < NODE_KIND_COUNT);
    Node *n = arena_zalloc(p->arena, node_size(kind));
    n->kind = (uint8_t)kind;
    n->place = at;
    return n;
}

void parser_push(Parser *p, const void *elem, size_t size)
{
    MAAT_ASSERT(size && size <= 4096);
    if (p->scratch_len + size > p->scratch_cap) {
        p->scratch_cap = p->scratch_cap ? p->scratch_cap * 2 : 4096;
        p->scratch = mem_realloc(MEM_SYNTAX, p->scratch, p->scratch_cap);
    }
    memcpy(p->scratch + p->scratch_len, elem, size);
    p->scratch_len += size;
}

void *parser_list(Parser *p, size_t mark, size_t size, uint32_t *n)
{
    size_t bytes = p->scratch_len - mark;
    MAAT_ASSERT(mark <= p->scratch_len && bytes % size == 0);
    *n = (uint32_t)(bytes / size);
    p->scratch_len = mark;
    return arena_copy(p->arena, p->scratch ? p->scratch + mark : NULL, bytes);
}

/* ---- bounds ---- */

void parser_enter(Parser *p, uint32_t *outer)
{
    *outer = p->tall;
    p->tall = 0;
    if (++p->depth <= PARSER_MAX_DEPTH) return;
    parser_fail(p, NULL, "nested too deeply");
    p->stop = true;
}

void parser_leave(Parser *p, uint32_t outer)
{
    MAAT_ASSERT(p->depth);
    p->depth--;
    p->tall = p->tall + 1 > outer ? p->tall + 1 : outer;
}

/* Half of the bound, since what lies between two levels may be two nodes (a statement, an arm). */
void parser_grow(Parser *p)
{
    if (++p->tall > AST_MAX_HEIGHT / 2) parser_fail(p, NULL, "expression too long");
}
