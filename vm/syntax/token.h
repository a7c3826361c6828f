/* Tokens: what the lexer makes and the parser reads. For this folder only.
 *
 * A source becomes one array of tokens, closed by a TOK_EOF. An interpolated string is one token whose parts hold
 * arrays of their own (closed by a TOK_EOF with TF_INTERP), so brackets always pair within one array, and an opening
 * bracket knows its partner: looking ahead over brackets costs nothing.
 *
 * TOK-1: every array ends with TOK_EOF.
 * TOK-2: places in an array rise.
 * TOK-3: `match` of an opening bracket is the index of its closing one in the same array, or 0.
 */
#ifndef MAAT_VM_SYNTAX_TOKEN_H
#define MAAT_VM_SYNTAX_TOKEN_H

#include "vm/syntax/ast.h"
#include "vm/syntax/words.h"
#include <stdbool.h>
#include <stdint.h>

enum punct {
#define PUNCT(id, text) P_##id,
#include "vm/syntax/puncts.def"
#undef PUNCT
    P_COUNT
};

enum token_type {
    TOK_EOF,
    TOK_ERROR,  /* not a token; the lexer has reported it */
    TOK_NAME,   /* v.sym */
    TOK_OPNAME, /* v.sym: infix:<+> */
    TOK_INT,    /* v.integer */
    TOK_BIGINT, /* v.str: one text, `op` is the base */
    TOK_NUM,    /* v.num */
    TOK_STR,    /* v.str */
    TOK_BYTES,  /* v.str: one text */
    TOK_REGEX,  /* v.str: two texts, source and flags */
    TOK_WORDS,  /* v.str: the words of @a(...) as texts */
    TOK_KEY,    /* v.sym: <name> right behind an operand */
    TOK_SUP,    /* v.integer: superscript digits */
    TOK_OP,     /* op: enum punct */
    TOK_PANIC   /* what the parser sees after an error, until it recovers */
};

enum token_flag {
    TF_SPACE = 1,   /* space, newline or a comment before it */
    TF_NEWLINE = 2, /* a newline before it */
    TF_AFTER_DOT =
        4, /* TOK_NAME behind . !. .^: a method, whatever the word (the parser has taken the dot by then) */
    TF_INTERP = 8, /* TOK_EOF that is the end of an interpolation */
    TF_QUIET = 16  /* TOK_EOF after an error that ends the reading: nothing more to say */
};

struct token;

typedef struct token_part {
    const char *text; /* a text, when toks is NULL */
    uint32_t len;
    struct token *toks; /* an interpolation */
} TokenPart;

typedef struct token_str {
    TokenPart *parts;
    uint32_t n;
} TokenStr;

typedef struct token {
    uint8_t type; /* enum token_type */
    uint8_t op;   /* enum punct, or a base */
    uint8_t flags;
    Place place;
    uint32_t match;
    union {
        Sym *sym;
        int64_t integer;
        double num;
        TokenStr *str;
    } v;
} Token;

typedef struct token_array {
    Token *at;
    uint32_t n, cap;
} TokenArray;

const char *punct_text(enum punct p);

#endif
