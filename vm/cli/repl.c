/* `maat repl`: the shell. Lines are read by libedit on a thread of the blocking pool; the loop itself is Maat code
 * (stdlib/core/shell.mm) in the main maatine, so whatever is typed may wait, spawn and fail like any program.
 */
#include "base/mem.h"
#include "heap/string.h"
#include "sched/offload.h"
#include "vm/builtins.h"
#include "vm/cli/cli.h"
#include "vm/maatine/life.h"
#include "vm/runtime.h"
#include <editline/readline.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

/* ---- completion: names of the language, of the program, and of methods behind a dot ---- */

struct candidates {
    const char *prefix;
    size_t len;
    char **at;
    size_t n;
};

/* [the reading thread; the shell's maatine waits meanwhile] */
static struct candidates found;
static struct runtime *shell_rt;

static void candidate(void *ctx, const char *name)
{
    (void)ctx;
    if (strncmp(name, found.prefix, found.len) != 0 || name[0] == '_' || strchr(name, ':')) return;
    for (size_t i = 0; i < found.n; i++)
        if (strcmp(found.at[i], name) == 0) return;
    found.at = mem_realloc(MEM_TEMP, found.at, (found.n + 1) * sizeof *found.at);
    found.at[found.n++] = mem_strdup(MEM_TEMP, name);
}

static void methods_of(const Class *c)
{
    for (uint32_t i = 0; i < c->all.cap; i++)
        if (c->all.at[i]) candidate(NULL, c->all.at[i]->name->p);
}

static void class_methods(void *ctx, const char *name)
{
    (void)ctx;
    Value v = runtime_builtin(shell_rt, intern_cstr(shell_rt->interns, name));
    if (is_class(v)) methods_of(to_class(v));
}

static const char *const keywords[] = {
    "class ",   "role ",    "field ", "meth ",   "fn ",    "let ",     "const ",
    "if ",      "unless ",  "for ",   "while ",  "loop ",  "given ",   "when ",
    "default ", "receive ", "after ", "try ",    "catch ", "finally ", "defer ",
    "return ",  "say ",     "print ", "printf ", "use ",   "die ",     "assert ",
    "true",     "false",    "nil",    "self",    NULL};

static void gather(const char *text, size_t start)
{
    found.prefix = text;
    found.len = strlen(text);
    if (start > 0 && rl_line_buffer[start - 1] == '.') {
        builtins_each(shell_rt->builtins, class_methods, NULL);
        return;
    }
    builtins_each(shell_rt->builtins, candidate, NULL);
    compiler_shell_names(shell_rt->compiler, candidate, NULL);
    for (int i = 0; keywords[i]; i++) candidate(NULL, keywords[i]);
}

static char *next_candidate(const char *text, int state)
{
    static size_t at;
    (void)text;
    if (state == 0) at = 0;
    return at < found.n ? mem_foreign_strdup(found.at[at++]) : NULL; /* libedit frees it */
}

static char **complete(const char *text, int start, int end)
{
    (void)end;
    for (size_t i = 0; i < found.n; i++) mem_free(MEM_TEMP, found.at[i]);
    found.n = 0;
    gather(text, (size_t)start);
    rl_attempted_completion_over = 1;
    return rl_completion_matches(text, next_candidate);
}

/* ---- Ctrl-C at the prompt ---- */

/* libedit waits for keys in one call, which no signal ends: so keys are read here, and a byte in this pipe makes the line end.
 * What poll has seen may be gone when it is read, for the terminal drops its input at Ctrl-C: so the terminal is opened a
 * second time, without blocking (descriptor 0 is shared with whoever started the shell, and stays as it is).
 */
static int keys;                 /* [const after init] 0 if the terminal cannot be opened again */
static int wakeup[2] = {-1, -1}; /* [const after init] */
static bool interrupted;         /* [the reading thread] */
static bool line_begins;         /* [the reading thread] no key of this line was read yet */

/* [scheduler 0] */
static void on_interrupt(void)
{
    if (write(wakeup[1], "", 1) < 0) return; /* it is full of such bytes */
}

static void drain_wakeup(void)
{
    char bytes[64];
    while (read(wakeup[0], bytes, sizeof bytes) > 0) {}
}

/* True: a key was pressed, or the input is over; false: Ctrl-C. */
static bool wait_for_key(void)
{
    struct pollfd p[2] = {{.fd = keys, .events = POLLIN}, {.fd = wakeup[0], .events = POLLIN}};
    while (poll(p, 2, -1) < 0 && errno == EINTR) {}
    return !p[1].revents;
}

/* What is typed before libedit takes the terminal out of its line mode (it shows the prompt first) waits there already; a
 * Ctrl-D among it is a zero byte then.
 */
static bool typed_before(void)
{
    struct pollfd p = {.fd = keys, .events = POLLIN};
    return poll(&p, 1, 0) == 1;
}

/* The next code point, as libedit reads it; -1: the end. */
static int next_key(FILE *in)
{
    enum { CTRL_D = 4 };
    bool before = line_begins && typed_before();
    mbstate_t state = {0};
    wchar_t c = 0;
    char byte;
    (void)in;
    line_begins = false;
    for (;;) {
        if (!wait_for_key()) {
            drain_wakeup();
            interrupted = true;
            printf("^C");
            fflush(stdout);
            return '\n';
        }
        ssize_t n = read(keys, &byte, 1);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n <= 0) return -1;
        if (before && byte == 0) return CTRL_D;
        size_t done = mbrtowc(&c, &byte, 1, &state);
        if (done == (size_t)-2) continue; /* it has more bytes */
        return done == (size_t)-1 ? (unsigned char)byte : (int)c;
    }
}

static void open_wakeup(struct runtime *rt)
{
    if (pipe2(wakeup, O_CLOEXEC | O_NONBLOCK) != 0) return;
    keys = open("/dev/stdin", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (keys < 0) keys = 0;
    rl_getc_function = next_key;
    rt->shell_interrupt = on_interrupt;
}

/* ---- reading ---- */

struct reading {
    Offload job;
    struct runtime *rt;
    uint64_t ma;
    char prompt[32];
    char *line; /* of libedit or the plain reader; NULL: the end */
    size_t len;
    bool done, dropped; /* dropped: by Ctrl-C */
};

static char *read_plain(size_t *len)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n = getline(&line, &cap, stdin);
    if (n < 0) {
        mem_foreign_free(line);
        return NULL;
    }
    *len = (size_t)n - (n > 0 && line[n - 1] == '\n');
    return line;
}

static void read_work(Offload *o)
{
    struct reading *r = (struct reading *)o;
    bool tty = isatty(0) && isatty(1);
    interrupted = false;
    line_begins = true;
    drain_wakeup(); /* of what was not typed here */
    r->line = tty ? readline(r->prompt) : read_plain(&r->len);
    if (tty && r->line) r->len = strlen(r->line);
    r->dropped = interrupted;
    if (tty && r->line && r->line[0] && !interrupted) add_history(r->line);
}

static void read_done(Offload *o, Scheduler *s)
{
    (void)s;
    struct reading *r = (struct reading *)o;
    r->done = true;
    maatine_wake(r->rt, r->ma);
}

/* The function of a piece; NULL if lines are missing, or if there were errors (printed). */
static Module *compile_piece(struct runtime *rt, const char *text, size_t len, bool *more)
{
    Buf errors = BUF_INIT;
    lock_take(&rt->globals_lock); /* an observer may compile, too */
    Module *mod = compile_shell(rt->compiler, text, len, &errors, more);
    lock_drop(&rt->globals_lock);
    if (errors.len && !*more) runtime_err(rt, errors.p, errors.len);
    buf_fini(&errors);
    return mod;
}

/* What is no UTF-8 cannot be made a Str: the compiler says so. */
static bool refused(struct runtime *rt, const struct reading *r)
{
    size_t bad;
    bool more = false;
    if (r->dropped || !r->line || utf8_valid(r->line, r->len, &bad)) return false;
    (void)compile_piece(rt, r->line, r->len, &more);
    return true;
}

/* Native.repl_read(prompt): the next line, nil at the end of the input, false if it was dropped. */
static enum native_result repl_read(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    struct reading *r;
    if (!wait_again(m)) {
        r = mem_zalloc(MEM_IO, sizeof *r);
        r->rt = m->rt;
        r->ma = m->id;
        snprintf(r->prompt, sizeof r->prompt, "%s", str_bytes(args[0]));
        waiter_of(m)->op = r;
        runtime_flush(m->rt);
        (void)wait_for(m, WAIT_OFFLOAD, __builtin_inf());
        sched_offload(sched_current(), &r->job, read_work, read_done);
        return native_wait(m);
    }
    r = m->waiter->op;
    if (!r->done) return native_wait(m);
    wait_done(m);
    bool dropped = r->dropped || refused(m->rt, r);
    Value out = dropped ? V_FALSE : V_NIL;
    bool ok = dropped || !r->line || str_new(native_heap(m), r->line, r->len, &out);
    mem_foreign_free(r->line);
    mem_free(MEM_IO, r);
    return ok ? native_return(m, out) : native_no_memory(m);
}

/* Native.repl_compile(text): a function; 'more' if lines are missing; nil if there were errors (printed). */
static enum native_result repl_compile(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool more = false;
    Module *mod = compile_piece(m->rt, str_bytes(args[0]), str_len(args[0]), &more);
    if (more) return native_return(m, from_str(intern_cstr(m->rt->interns, "more")));
    return native_return(m, mod ? mod->main->fn0 : V_NIL);
}

NATIVE_TABLE(natives_shell) = {
    {"Native", "repl_read", repl_read, 1, 1, 0, "(prompt)"},
    {"Native", "repl_compile", repl_compile, 1, 1, 0, "(text)"},
    {0},
};

/* ---- the command ---- */

static char *history_path(void)
{
    static char path[4096];
    const char *home = getenv("HOME");
    if (!home) return NULL;
    snprintf(path, sizeof path, "%s/.maat_history", home);
    return path;
}

int cli_repl(const Config *cfg)
{
    struct runtime *rt = shell_rt = runtime_new(cfg);
    runtime_set_program(rt, "repl", 0, NULL);
    rt->is_shell = true;
    bool tty = isatty(0) && isatty(1);
    if (tty) {
        setlocale(LC_CTYPE, ""); /* libedit tells by it which bytes make up a character */
        rl_readline_name = "maat";
        open_wakeup(rt);
        rl_initialize();
        rl_attempted_completion_function = complete;
        rl_basic_word_break_characters = " \t\n\"'`@$><=;|&{([.,:+-*/%!?";
        stifle_history(1000);
        if (history_path()) read_history(history_path());
        printf("maat shell; end with Ctrl-D\n");
        fflush(stdout);
    }
    Value f = runtime_builtin(rt, intern_cstr(rt->interns, "__shell"));
    int status = life_run_fn(rt, f, "repl");
    if (tty && history_path()) write_history(history_path());
    runtime_flush(rt);
    runtime_free(rt);
    return status;
}
