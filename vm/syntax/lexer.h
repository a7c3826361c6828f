/* Source text to tokens (vm/syntax/token.h). For this folder only.
 *
 * The lexer adds its errors to `diags` and puts a TOK_ERROR where no token could be made. After an error that swallows
 * the rest (an unterminated string, say) or after the first bad byte, the array ends with a TOK_EOF that is TF_QUIET.
 *
 * LEX-1: columns are counted from the last place asked for (`mark`), and places are asked for in rising order:
 *        the whole of it is linear in the source, however long a line is.
 */
#ifndef MAAT_VM_SYNTAX_LEXER_H
#define MAAT_VM_SYNTAX_LEXER_H

#include "base/buf.h"
#include "vm/syntax/diag.h"
#include "vm/syntax/token.h"
#include <locale.h>

#define LEXER_MAX_BYTES   (64u << 20)
/* Interpolations within interpolations. */
#define LEXER_MAX_NESTING 100

typedef struct heredoc {
    TokenStr *str;
    Place place;
    uint32_t tag, tag_len; /* offset of the closing word */
    bool raw;
    struct heredoc *next;
} Heredoc;

typedef struct lexer {
    const char *s;
    uint32_t i;     /* the next byte */
    uint32_t end;   /* of what may be read: `limit`, or the end of a heredoc's body */
    uint32_t limit; /* the end of the source, or the first bad byte */
    Place mark;     /* LEX-1 */
    Arena *arena;
    Syms *syms;
    Diags *diags;
    Heredoc *heredocs; /* begun on this line, oldest first */
    Heredoc **heredocs_end;
    uint32_t nesting;
    uint8_t flags;   /* of the next token: TF_SPACE, TF_NEWLINE */
    bool stop;       /* an error that ends the reading */
    bool cut;        /* `limit` is a bad byte: reaching it is no error of its own */
    bool incomplete; /* it stopped because the source ended */
    locale_t c_locale;
} Lexer;

/* One array that is being filled, with its open brackets. */
typedef struct level {
    TokenArray toks;
    uint32_t *open; /* indexes of opening brackets */
    uint32_t n_open, cap_open;
    uint32_t braces; /* open `{` */
    bool nested;     /* an interpolation: a `}` without partner ends it */
} Level;

/* Reads all; the result is freed by lexer_free. Sets *incomplete. */
Token *lexer_read(const char *src, size_t len, Arena *arena, Syms *syms, Diags *diags,
                  bool *incomplete);
void lexer_free(Token *toks);

/* Between lexer.c, lexer_number.c and lexer_string.c */
Place lexer_place(Lexer *lx, uint32_t off);
Token *lexer_push(Lexer *lx, Level *lv, enum token_type type, Place place);
void lexer_level(Lexer *lx, Level *lv);
/* Reports, and stops the reading for good. */
void lexer_stop(Lexer *lx, Place at, const char *fmt, ...) MAAT_PRINTF(3, 4);
/* As lexer_stop, because the source ended within something. */
void lexer_stop_at_end(Lexer *lx, Place at, const char *fmt, ...) MAAT_PRINTF(3, 4);
/* The last token of the level is an operand. */
bool lexer_after_operand(const Level *lv);
/* The end of the name at i; i when there is none. */
uint32_t lexer_name_end(const Lexer *lx, uint32_t i);

void lexer_number(Lexer *lx, Level *lv, Place at);

/* Each stands at its first byte. */
void lexer_raw_string(Lexer *lx, Level *lv, Place at);
void lexer_string(Lexer *lx, Level *lv, Place at);
void lexer_bytes(Lexer *lx, Level *lv, Place at);
void lexer_regex(Lexer *lx, Level *lv, Place at);
void lexer_quoted(Lexer *lx, Level *lv, Place at);
/* Whether a heredoc begins here; then its token is pushed and its body noted. */
bool lexer_heredoc(Lexer *lx, Level *lv, Place at);
/* Behind a newline: reads the bodies of the heredocs begun before it. */
void lexer_heredoc_bodies(Lexer *lx);

#endif
