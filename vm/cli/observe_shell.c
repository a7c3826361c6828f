/* The observer's shell: libedit with completion and history on a terminal, plain lines else. */
#include "base/mem.h"
#include "vm/cli/observe.h"
#include "vm/observe/pipe.h"
#include "vm/observe/query.h"
#include <editline/readline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- completion: libedit calls back without a context ---- */

static struct {
    Link *link;
    char **at; /* what begins with the word, MEM_TEMP */
    size_t n, next;
    const char *prefix;
} found;

static void forget(void)
{
    for (size_t i = 0; i < found.n; i++) mem_free(MEM_TEMP, found.at[i]);
    mem_free(MEM_TEMP, found.at);
    found.at = NULL;
    found.n = found.next = 0;
}

static void offer(const char *word, size_t n)
{
    if (strncmp(word, found.prefix, strlen(found.prefix)) != 0 || found.n >= 200) return;
    found.at = mem_realloc(MEM_TEMP, found.at, (found.n + 1) * sizeof *found.at);
    found.at[found.n++] = mem_strndup(MEM_TEMP, word, n);
}

/* The values of a column of what a question gives. */
static void offer_column(const char *question, const char *column)
{
    Reply r;
    (void)link_ask(found.link, question, NULL, NULL, &r);
    const Rows *t = r.n ? r.at[0] : NULL;
    int c = t ? rows_find(t, column) : -1;
    for (uint64_t i = 0; c >= 0 && i < rows_count(t); i++) {
        const Field *f = rows_at(t, i, (uint32_t)c);
        char number[32];
        if (f->kind == FIELD_TEXT) {
            char *s = mem_strndup(MEM_TEMP, field_text(t, f), f->len);
            offer(s, f->len);
            mem_free(MEM_TEMP, s);
        } else if (f->kind == FIELD_INT) {
            int n = snprintf(number, sizeof number, "%lld", (long long)f->i);
            offer(number, (size_t)n);
        }
    }
    reply_fini(&r);
}

static bool takes_maatine(const char *word)
{
    const struct command *c = command_find(word);
    return c && (strncmp(c->args, "P", 1) == 0 || strcmp(word, "tree") == 0);
}

/* The words before the one that is typed, since the last bar: how many, and the first. */
static int before(int start, char *first, size_t size, bool *piped)
{
    int from = 0, n = 0;
    first[0] = 0;
    *piped = false;
    for (int i = 0; i < start; i++)
        if (rl_line_buffer[i] == '|') {
            from = i + 1;
            *piped = true;
        }
    for (int i = from; i < start;) {
        while (i < start && rl_line_buffer[i] == ' ') i++;
        int k = i;
        while (k < start && rl_line_buffer[k] != ' ') k++;
        if (k > i && n++ == 0) snprintf(first, size, "%.*s", k - i, rl_line_buffer + i);
        i = k;
    }
    return n;
}

static void gather(int start)
{
    char first[32];
    bool piped;
    int n = before(start, first, sizeof first, &piped);
    if (n == 0 && piped) {
        for (int i = 0; pipe_word(i); i++) offer(pipe_word(i), strlen(pipe_word(i)));
    } else if (n == 0) {
        for (int i = 0; command_at(i); i++) offer(command_at(i)->word, strlen(command_at(i)->word));
        offer("quit", 4);
    } else if (!piped && n == 1 && takes_maatine(first)) {
        offer_column("names", "name");
        offer_column("ps | head 200", "id");
    } else if (!piped && n == 1 && strcmp(first, "set") == 0) {
        offer_column("flags | where live == true", "name");
    } else if (!piped && n == 1 && strcmp(first, "help") == 0) {
        for (int i = 0; command_at(i); i++) offer(command_at(i)->word, strlen(command_at(i)->word));
    } else if (!piped && strcmp(first, "top") == 0) {
        static const char *const by[] = {"memory", "reductions", "mailbox", "messages", "wait"};
        for (unsigned i = 0; i < 5; i++) offer(by[i], strlen(by[i]));
    }
}

static char *next_candidate(const char *text, int state)
{
    (void)text;
    if (state == 0) found.next = 0;
    return found.next < found.n ? mem_foreign_strdup(found.at[found.next++])
                                : NULL; /* libedit frees it */
}

static char **complete(const char *text, int start, int end)
{
    (void)end;
    forget();
    found.prefix = text;
    gather(start);
    rl_attempted_completion_over = 1;
    return rl_completion_matches(text, next_candidate);
}

/* ---- the loop ---- */

static const char *history_path(void)
{
    static char path[4096];
    const char *home = getenv("HOME");
    if (!home) return NULL;
    snprintf(path, sizeof path, "%s/.maat_observe_history", home);
    return path;
}

static char *read_line(const char *prompt, bool tty)
{
    if (tty) return readline(prompt);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n = getline(&line, &cap, stdin);
    if (n < 0) {
        mem_foreign_free(line);
        return NULL;
    }
    if (n > 0 && line[n - 1] == '\n') line[n - 1] = 0;
    return line;
}

static bool is_blank_line(const char *s) { return s[strspn(s, " \t")] == 0; }

static bool is_quit(const char *s)
{
    s += strspn(s, " \t");
    size_t n = strcspn(s, " \t");
    return (n == 4 && (memcmp(s, "quit", 4) == 0 || memcmp(s, "exit", 4) == 0));
}

int observe_shell(Link *l, bool json)
{
    bool tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO), there = true, failed = false;
    char prompt[80];
    snprintf(prompt, sizeof prompt, "%s> ", l->name);
    /* A terminal that libedit cannot drive gets plain lines. */
    rl_readline_name = "maat-observe";
    if (tty && rl_initialize() != 0) tty = false;
    if (tty) {
        found.link = l;
        rl_attempted_completion_function = complete;
        rl_basic_word_break_characters = " \t|";
        stifle_history(1000);
        if (history_path()) read_history(history_path());
        printf("%s: `help` lists the commands; end with Ctrl-D or `quit`\n", l->name);
    }
    char *line;
    while (there && (line = read_line(prompt, tty))) {
        bool quit = is_quit(line);
        if (!quit && !is_blank_line(line)) {
            if (tty) add_history(line);
            there = observe_line(l, line, json, &failed);
        }
        mem_foreign_free(line);
        if (quit) break;
    }
    if (tty && history_path()) write_history(history_path());
    forget();
    return there && (tty || !failed) ? 0 : 1;
}
