/* The parser's own header: state and what its files call of each other.
 *
 * Recursive descent over the tokens, operators by precedence climbing. After an error the parser is in *panic*: the
 * current token is a TOK_PANIC, which nothing accepts, nothing can be taken and nothing more is reported, so every
 * function falls through to its end without checks and gives what it has (never NULL). The innermost list of
 * statements then recovers: it goes on behind the next statement end.
 *
 * PARSE-1: every loop ends in panic (each turn takes a token or ends).
 * PARSE-2: every recursive path goes through parser_enter, which bounds the depth of the C stack and, with parser_grow
 *          in the loops that nest to the left, the height of the tree (AST_MAX_HEIGHT).
 * PARSE-3: no token is read twice but by a bounded look ahead (closing brackets are known, see token.h), so the time
 *          is linear whatever the input.
 */
#ifndef MAAT_VM_SYNTAX_PARSER_H
#define MAAT_VM_SYNTAX_PARSER_H

#include "base/check.h"
#include "vm/syntax/parse.h"
#include "vm/syntax/token.h"

/* Precedences, tightest last. */
enum prec {
    PREC_ANY = 0,
    PREC_OR = 1,
    PREC_AND = 2,
    PREC_NOT = 3,
    PREC_ASSIGN = 4,
    PREC_SEND = 5,
    PREC_COND = 6,
    PREC_OROR = 7,
    PREC_ANDAND = 8,
    PREC_EQUAL = 9,
    PREC_LESS = 10,
    PREC_ISA = 11,
    PREC_RANGE = 12,
    PREC_BITOR = 13,
    PREC_BITAND = 14,
    PREC_SHIFT = 15,
    PREC_ADD = 16,
    PREC_MUL = 17,
    PREC_MATCH = 18,
    PREC_PREFIX = 19,
    PREC_POW = 20
};

/* Levels of expressions, patterns and blocks within each other. */
#define PARSER_MAX_DEPTH 1000

/* What newlines and braces mean; saved and set by bracketed constructs. */
typedef struct context {
    bool newlines; /* a newline ends a statement */
    bool head;     /* the head of a statement: `{` behind an operand opens its block */
    bool cond;     /* the test of if, while, ...: no sends */
} Context;

typedef struct parser {
    SyntaxTree *t;
    Arena *arena;
    const Token *toks; /* the array that is read */
    uint32_t p;        /* index of the current token */
    const Token *tk;   /* &toks[p], or the TOK_PANIC */
    bool stop;   /* in panic for good: full, nested too deeply, or the end was reached too early */
    bool at_end; /* it was an error that the source ended */
    Context ctx;
    uint32_t depth;  /* PARSE-2 */
    uint32_t tall;   /* height of the highest subtree made since the last parser_enter */
    uint32_t blocks; /* blocks around */
    char *scratch;   /* lists under construction, innermost last */
    size_t scratch_len, scratch_cap;
} Parser;

/* ---- tokens (parser.c) ---- */

extern const Token parser_panic_token;

static inline bool in_panic(const Parser *p) { return p->tk == &parser_panic_token; }
static inline bool at_type(const Parser *p, enum token_type t) { return p->tk->type == t; }
static inline bool tok_is(const Token *t, enum punct op)
{
    return t->type == TOK_OP && t->op == op;
}
static inline bool at_op(const Parser *p, enum punct op) { return tok_is(p->tk, op); }
static inline bool tok_is_word(const Token *t, enum word w)
{
    return t->type == TOK_NAME && t->v.sym->word == w;
}
static inline bool at_word(const Parser *p, enum word w) { return tok_is_word(p->tk, w); }
static inline bool has_space(const Token *t) { return t->flags & TF_SPACE; }
/* A newline that counts stands before the current token. */
static inline bool newline_here(const Parser *p)
{
    return in_panic(p) || (p->ctx.newlines && (p->tk->flags & TF_NEWLINE));
}

/* The n-th token from here (0: the current one), not past the end. */
const Token *parser_peek(const Parser *p, uint32_t n);
void parser_advance(Parser *p);
bool parser_try(Parser *p, enum punct op);
bool parser_try_word(Parser *p, enum word w);
/* Takes it, or fails with "expected 'x', found ..." */
void parser_take(Parser *p, enum punct op);
/* A name that is not reserved; *out is all zero when there is none. */
bool parser_name(Parser *p, Named *out);
/* A::B */
bool parser_qualified(Parser *p, Named *out);
/* The place that behind an operand ends the statement or list: no operand follows. */
bool parser_no_operand(const Parser *p);

/* ---- errors (parser.c) ---- */

/* At the current token; begins a panic. */
void parser_fail(Parser *p, const char *help, const char *fmt, ...) MAAT_PRINTF(3, 4);
void parser_fail_at(Parser *p, Place at, const char *help, const char *fmt, ...) MAAT_PRINTF(4, 5);
/* "unexpected X" + where */
void parser_unexpected(Parser *p, const char *where);
/* "expected WHAT, found X" */
void parser_expected(Parser *p, const char *what);
/* Reports and goes on. */
void parser_error(Parser *p, Place at, const char *help, const char *fmt, ...) MAAT_PRINTF(4, 5);

/* ---- making nodes (parser.c) ---- */

Node *parser_node(Parser *p, enum node_kind kind, Place at);
/* Lists: mark, push any number, then move them to the arena. Elements of one list have one size. */
static inline size_t parser_mark(const Parser *p) { return p->scratch_len; }
void parser_push(Parser *p, const void *elem, size_t size);
void *parser_list(Parser *p, size_t mark, size_t size, uint32_t *n);

/* PARSE-2. Every enter has its leave, in panic too. */
void parser_enter(Parser *p, uint32_t *outer);
void parser_leave(Parser *p, uint32_t outer);
void parser_grow(Parser *p);

/* Sets the context and gives the old one. */
static inline Context parser_context(Parser *p, bool newlines, bool head)
{
    Context old = p->ctx;
    p->ctx.newlines = newlines;
    p->ctx.head = head;
    return old;
}

/* ---- statements (parse.c) ---- */

void parse_block(Parser *p, Block *b);
/* Up to `}` or the end, which it does not take. */
void parse_stmts(Parser *p, bool top, NodeList *out);
/* Whether the statement is at its end. */
bool parser_at_stmt_end(const Parser *p);
/* After an error in what began at token `start`: goes on behind its end. False when there is nothing to go on with. */
bool parser_recover(Parser *p, uint32_t start);
Node *parse_for(Parser *p, enum node_kind kind, Place at);
Node *parse_if(Parser *p);

/* ---- declarations (parse_decl.c) ---- */

bool parser_at_let(const Parser *p);
Node *parse_let(Parser *p);
Node *parse_fn(Parser *p);
Node *parse_class(Parser *p);
Node *parse_use(Parser *p);
/* Up to and with `close`, `)` or `|`. */
void parse_params(Parser *p, enum punct close, bool is_mul, ParamList *out);

/* ---- expressions (parse_expr.c) ---- */

/* May give an N_LIST or N_SPREAD. */
Node *parse_expr(Parser *p, int min);
/* Reports those. */
Node *parse_value(Parser *p, int min);
Node *parser_solid(Parser *p, Node *e);
/* The rest of an expression whose first operand was read already. */
Node *parse_expr_rest(Parser *p, Node *left, int min);
Node *parse_postfix(Parser *p, Node *e);
/* At `.`, `!.` or `.^`: the call alone. */
Node *parse_method(Parser *p, Node *obj);
/* `_`, at the place of the current token, which it does not take. */
Node *parse_topic(Parser *p);
/* In the head of a statement. */
Node *parse_head(Parser *p, int min);
/* As that, the test of if or while. */
Node *parse_cond(Parser *p, bool in_head);
void parse_item(Parser *p, int min, bool named, Item *out);
/* Behind `(`, up to and with `)`. */
void parse_args(Parser *p, ItemList *out);

/* ---- operands (parse_primary.c, parse_blocks.c) ---- */

enum brace { BRACE_EMPTY, BRACE_FN, BRACE_MAP, BRACE_OTHER };
/* What the `{` here opens, by what follows. */
enum brace parser_brace(const Parser *p);
Node *parse_primary(Parser *p);
Node *parse_lambda(Parser *p, enum lambda_form form);
Node *parse_colon_lambda(Parser *p, Place at);
Node *parse_string(Parser *p, const Token *tk);
Node *parse_number(Parser *p, bool neg);
/* A map's key. */
Node *parse_key(Parser *p);
/* given, receive, select, try, concurrent, within, ma, spawn, ...: NULL when none of them begins here. */
Node *parse_block_expr(Parser *p);

/* ---- patterns (parse_pattern.c) ---- */

/* p | q */
Node *parse_pattern(Parser *p);
Node *parse_pattern_one(Parser *p);

#endif
