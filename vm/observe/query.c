/* Questions; see query.h. */
#include "vm/observe/query.h"
#include "base/mem.h"
#include "heap/string.h"
#include "vm/maatine/life.h"
#include <stdlib.h>

static const struct command commands[] = {
#define COMMAND(word, fn, args, raw, help, example) {word, fn, args, help, example, raw},
#include "vm/observe/commands.def"
#undef COMMAND
};
#define NCOMMANDS (int)(sizeof commands / sizeof commands[0])

const struct command *command_at(int n) { return n < NCOMMANDS ? &commands[n] : NULL; }

const struct command *command_find(const char *word)
{
    for (int i = 0; i < NCOMMANDS; i++)
        if (strcmp(commands[i].word, word) == 0) return &commands[i];
    return NULL;
}

void command_help(const char *word, Reply *out)
{
    const struct command *c = word ? command_find(word) : NULL;
    if (word && !c) {
        reply_error(out, "no command '%s'; `help` lists them", word);
        return;
    }
    Rows *t = reply_add(out, "help");
    if (c) {
        t->record = true;
        rows_columns(t, "use:long does:long example:long");
        rows_textf(t, "%s %s", c->word, c->args);
        rows_str(t, c->help);
        rows_str(t, c->example);
        return;
    }
    rows_columns(t, "command:text does:long");
    for (int i = 0; i < NCOMMANDS; i++) {
        rows_textf(t, "%s %s", commands[i].word, commands[i].args);
        rows_str(t, commands[i].help);
    }
    buf_adds(&t->note, "behind a table: | sort COLUMN [asc|desc] | head N | tail N | where COLUMN "
                       "OP VALUE | cols A,B | "
                       "group COLUMN | count");
}

void cmd_help(Query *q) { command_help(query_word(q, 1), q->out); }

/* ---- maatines by what people call them ---- */

struct by_label {
    const char *word;
    size_t n;
    uint64_t id;
    unsigned found;
};

static void match_label(void *ctx, const Facts *f, const Maatine *m)
{
    struct by_label *b = ctx;
    (void)m;
    if (!f->label || f->label->s.len != b->n ||
        memcmp(str_bytes(from_str(f->label)), b->word, b->n) != 0)
        return;
    b->id = f->id;
    b->found++;
}

uint64_t query_ma(Query *q, const char *word)
{
    if (!word) {
        reply_error(q->out, "%s needs a maatine: its id, name or label", q->w->at[0]);
        return 0;
    }
    char *end;
    uint64_t id = strtoull(word, &end, 10);
    if (*word >= '0' && *word <= '9' && *end == 0) return id;
    id = registry_find(q->rt->registry, word, strlen(word));
    if (id) return id;
    if (strcmp(word, "main") == 0) return q->rt->main_id;
    struct by_label b = {.word = word, .n = strlen(word)};
    facts_each(q->rt, match_label, &b);
    if (b.found == 1) return b.id;
    if (b.found == 0)
        reply_error(q->out, "no maatine has the id, name or label '%s'", word);
    else
        reply_error(q->out, "%u maatines have the label '%s': name one by its id", b.found, word);
    return 0;
}

/* ---- running ---- */

/* The first word of a line. */
static bool first_word(const char *line, char *word, size_t size)
{
    size_t n = strspn(line, " \t"), k = strcspn(line + n, " \t\n|");
    if (k == 0 || k >= size) return false;
    memcpy(word, line + n, k);
    word[k] = 0;
    return true;
}

bool query_emit(Query *q)
{
    bool more = pipe_apply_next(q->out, q->line, q->passed);
    q->sends = true;
    if (q->out->error.len) return false;
    const Rows *t = q->out->at[q->out->n - 1];
    if (rows_count(t) > 0 || t->note.len) return q->emit(q) && more;
    reply_fini(q->out);
    return more;
}

void query_run(Query *q, const char *line)
{
    char word[32];
    if (!first_word(line, word, sizeof word)) {
        reply_error(q->out, "a command is missing; `help` lists them");
        return;
    }
    const struct command *c = command_find(word);
    if (!c) {
        reply_error(q->out, "no command '%s'; `help` lists them", word);
        return;
    }
    struct pipe_line l;
    Buf why = BUF_INIT;
    if (!pipe_parse(&l, line, c->raw, &why)) {
        reply_error(q->out, "%s", buf_str(&why));
        buf_fini(&why);
        return;
    }
    q->w = &l.stage[0];
    q->line = &l;
    q->sends = false;
    memset(q->passed, 0, sizeof q->passed);
    if (!pipe_streams(&l)) q->emit = NULL;
    c->run(q);
    if (q->sends && !q->out->error.len)
        (void)pipe_apply_next(q->out, &l, q->passed);
    else if (!q->out->error.len)
        pipe_apply(q->out, &l, 1);
    q->w = NULL;
    q->line = NULL;
    pipe_free(&l);
    buf_fini(&why);
}
