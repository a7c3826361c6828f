/* What stands behind a question: `ps | where label ~ /pool/ | sort memory | head 10`.
 *
 *   sort COLUMN [asc|desc]      numbers the greatest first, texts from a to z
 *   head N, tail N              the first, the last N rows
 *   where COLUMN OP VALUE       OP: == != < <= > >= ~ (a regex between slashes, or a text that is contained)
 *   cols A,B,C                  these columns alone
 *   group COLUMN                how many rows have each value
 *   count                       how many rows there are
 *
 * A value may have a unit: 10M (bytes), 5ms, 2s, 3min, 1h. Regexes have a bound on the work they may do.
 */
#ifndef MAAT_VM_OBSERVE_PIPE_H
#define MAAT_VM_OBSERVE_PIPE_H

#include "vm/observe/rows.h"

#define PIPE_STAGES 16
#define WORDS_MAX   64

/* The words of one stage; quotes '...' and "..." keep blanks together and are taken off; a backslash before such a quote
 * inside keeps it. A word between slashes stays as it is. */
struct words {
    int n;
    char *at[WORDS_MAX];
    char *text;        /* what they lie in (MEM_TEMP) */
    const char *rest;  /* of the line as typed, behind the first word */
    const char *rest2; /* behind the second */
};

struct pipe_line {
    int n;
    struct words stage[PIPE_STAGES];
    char *text; /* the line, cut at its bars (MEM_TEMP) */
};

/* Cuts a line; `raw` true: the first stage's rest may hold bars (`eval a | b`), so there is one stage only. False: *error says why. */
MAAT_MUST_CHECK bool pipe_parse(struct pipe_line *l, const char *text, bool raw, Buf *error);
void pipe_free(struct pipe_line *l);

/* Applies the stages from `from` on, each to the first table that has its column, or to the last list. */
void pipe_apply(Reply *r, const struct pipe_line *l, int from);
/* Whether an answer may be filtered piece by piece as it comes: `where`, `cols` and `head` alone. */
bool pipe_streams(const struct pipe_line *l);
/* As pipe_apply, to the next piece of such an answer; passed: rows that each `head` has let through, 0 at first. False: a `head` lets
 * nothing more through. */
bool pipe_apply_next(Reply *r, const struct pipe_line *l, uint64_t passed[PIPE_STAGES]);
/* Whether pipe knows the word. */
bool pipe_knows(const char *word);
/* The n-th word of pipe's, or NULL. */
const char *pipe_word(int n);
/* A number with an optional unit. */
MAAT_MUST_CHECK bool pipe_number(const char *s, double *out);

#endif
