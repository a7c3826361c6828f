/* Dump files as something that answers; see observe.h. The file's form stands in vm/observe/dump.h. */
#include "base/mem.h"
#include "vm/cli/observe.h"
#include "vm/observe/dump.h"
#include "vm/observe/pipe.h"
#include "vm/observe/query.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool dump_open(const char *path, Reply *tables, Buf *why)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *p = MAP_FAILED;
    bool ok = false;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p != MAP_FAILED) {
        ok = dump_parse(p, (size_t)st.st_size, tables);
        munmap(p, (size_t)st.st_size);
    }
    if (!ok) buf_addf(why, fd < 0 ? "cannot read %s" : "%s is no dump of a Maat program", path);
    if (fd >= 0) close(fd);
    return ok;
}

static void add_copy(const Rows *t, Reply *out)
{
    Rows *to = reply_adopt(out, rows_like(t));
    to->record = t->record;
    for (uint64_t i = 0; i < rows_count(t); i++) rows_copy(to, t, i);
}

/* Rows of table `name` whose column `id` is `id`; that of the list is a record. */
static void add_of(const Reply *tables, const char *name, int64_t id, Reply *out)
{
    const Rows *t = reply_find(tables, name);
    int c = t ? rows_find(t, "id") : -1;
    Rows *to = NULL;
    for (uint64_t i = 0; c >= 0 && i < rows_count(t); i++) {
        if (rows_at(t, i, (uint32_t)c)->i != id) continue;
        if (!to) {
            to = reply_adopt(out, rows_like(t));
            to->record = strcmp(name, "ps") == 0;
            buf_clear(&to->note);
        }
        rows_copy(to, t, i);
    }
}

static int64_t id_of(const Reply *tables, const char *word)
{
    char *end;
    int64_t id = strtoll(word, &end, 10);
    if (*word && !*end) return id;
    const Rows *t = reply_find(tables, "ps");
    static const char *const columns[] = {"name", "label"};
    for (unsigned k = 0; t && k < 2; k++) {
        int c = rows_find(t, columns[k]), i = rows_find(t, "id");
        for (uint64_t row = 0; c >= 0 && i >= 0 && row < rows_count(t); row++) {
            const Field *f = rows_at(t, row, (uint32_t)c);
            if (f->kind == FIELD_TEXT && f->len == strlen(word) &&
                memcmp(field_text(t, f), word, f->len) == 0)
                return rows_at(t, row, (uint32_t)i)->i;
        }
    }
    return 0;
}

static void about(const Reply *tables, const struct words *w, Reply *out)
{
    if (w->n < 2) {
        reply_error(out, "%s needs a maatine: its id, name or label", w->at[0]);
        return;
    }
    int64_t id = id_of(tables, w->at[1]);
    bool all = strcmp(w->at[0], "info") == 0;
    if (all || strcmp(w->at[0], "gc") == 0) add_of(tables, "ps", id, out);
    if (all || strcmp(w->at[0], "stack") == 0) add_of(tables, "stack", id, out);
    if (all || strcmp(w->at[0], "mailbox") == 0) add_of(tables, "mailbox", id, out);
    if (all || strcmp(w->at[0], "links") == 0) add_of(tables, "ties", id, out);
    if (out->n == 0) reply_error(out, "the dump holds nothing of that about '%s'", w->at[1]);
}

/* `top BY N` is the list, sorted. */
static void top(const Reply *tables, const struct words *w, Reply *out)
{
    const Rows *t = reply_find(tables, "ps");
    const char *by = "reductions";
    char line[160];
    double n = 10, v;
    for (int i = 1; i < w->n; i++) {
        if (pipe_number(w->at[i], &v))
            n = w->at[i][strlen(w->at[i]) - 1] == 's' ? n : v;
        else
            by = strcmp(w->at[i], "messages") == 0 ? "received" : w->at[i];
    }
    if (!t) return;
    add_copy(t, out);
    snprintf(line, sizeof line, "ps | sort %.40s desc | head %.0f", by, n);
    struct pipe_line l;
    Buf why = BUF_INIT;
    if (pipe_parse(&l, line, false, &why)) {
        pipe_apply(out, &l, 1);
        pipe_free(&l);
    }
    buf_fini(&why);
}

static bool is_about(const char *word)
{
    static const char *const words[] = {"info", "stack", "mailbox", "links", "gc"};
    for (unsigned i = 0; i < 5; i++)
        if (strcmp(words[i], word) == 0) return true;
    return false;
}

static void answer(const Reply *tables, const struct words *w, Reply *out)
{
    const char *word = w->at[0];
    if (strcmp(word, "help") == 0) {
        command_help(w->n > 1 ? w->at[1] : NULL, out);
    } else if (strcmp(word, "top") == 0) {
        top(tables, w, out);
    } else if (is_about(word)) {
        about(tables, w, out);
    } else if (strcmp(word, "mem") == 0) {
        for (unsigned i = 0; i < tables->n; i++)
            if (strcmp(tables->at[i]->name, "memory") == 0 ||
                strcmp(tables->at[i]->name, "types") == 0)
                add_copy(tables->at[i], out);
    } else if (reply_find(tables, word)) {
        add_copy(reply_find(tables, word), out);
    } else if (command_find(word)) {
        reply_error(out, "'%s' needs a running program: this is a dump", word);
    } else {
        reply_error(out, "no command '%s'; `help` lists them", word);
    }
}

void dump_ask(const Reply *tables, const char *line, Reply *out)
{
    struct pipe_line l;
    Buf why = BUF_INIT;
    if (!pipe_parse(&l, line, false, &why)) {
        reply_error(out, "%s", buf_str(&why));
    } else {
        if (l.stage[0].n) answer(tables, &l.stage[0], out);
        if (!out->error.len) pipe_apply(out, &l, 1);
        pipe_free(&l);
    }
    buf_fini(&why);
}
