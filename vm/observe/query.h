/* Questions to a running program: one line of text in, a reply out. The words are listed in commands.def.
 *
 * A question runs on a thread of its asker: a client's thread of the server, or a thread of the blocking pool for a maatine that calls
 * Observer. It reads published figures (facts.h) or asks owners with a deadline (ask.h); it never holds a scheduler.
 *
 * Those that take time (`top`, `profile`, `trace`) sleep by `pause`, which says whether anybody still wants the answer.
 */
#ifndef MAAT_VM_OBSERVE_QUERY_H
#define MAAT_VM_OBSERVE_QUERY_H

#include "vm/observe/facts.h"
#include "vm/observe/pipe.h"
#include "vm/observe/rows.h"

typedef struct query Query;
struct query {
    struct runtime *rt;
    Reply *out;
    const struct words *w;        /* the question's own words; w->at[0] is its name */
    const struct pipe_line *line; /* with what stands behind its bars */
    bool sends;                   /* pieces were sent */
    uint64_t passed[PIPE_STAGES]; /* of these: pipe_apply_next */
    bool (*pause)(Query *q, double secs);
    /* Sends what is in `out` and empties it: more will follow; by query_emit. NULL: the asker wants one answer, or what stands behind the
     * bars needs all of it. False: nobody is there any more. */
    bool (*emit)(Query *q);
    /* For who has little memory (a dump): lists are sent by query_emit in pieces of so many rows, and end after `most`; `top` keeps no
     * samples. 0: whole lists. */
    uint32_t piece;
    uint64_t most;
    uint64_t asker; /* the maatine that calls Observer, or 0 */
    void *ctx;
    struct samples
        *samples; /* of the last `top`, kept from one question to the next; samples_free */
};

void query_run(Query *q, const char *line);
void samples_free(struct samples *s);

struct command {
    const char *word;
    void (*run)(Query *q);
    const char *args, *help, *example;
    bool raw; /* takes the rest of the line as it is */
};
/* The n-th, or NULL. */
const struct command *command_at(int n);
const struct command *command_find(const char *word);
/* The text of `help [WORD]`. */
void command_help(const char *word, Reply *out);

/* ---- for the commands ---- */

/* A piece of the answer is in `out`: filters and sends it, if anything is left of it. False: no more is wanted. */
bool query_emit(Query *q);
/* The maatine that a word means: an id, a registered name, a label that only one has. 0: none (an error is in the reply). */
uint64_t query_ma(Query *q, const char *word);
/* Table `strings`: the largest ones that the largest maatines refer to. */
void query_strings(Query *q);
/* The n-th word, or NULL. */
static inline const char *query_word(const Query *q, int n)
{
    return n < q->w->n ? q->w->at[n] : NULL;
}

#define COMMAND(word, fn, args, raw, help, example) void fn(Query *q);
#include "vm/observe/commands.def"
#undef COMMAND

#endif
