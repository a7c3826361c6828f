/* `maat observe`: its arguments, one-shot commands; see observe.h. */
#include "base/mem.h"
#include "vm/cli/cli.h"
#include "vm/cli/observe.h"
#include "vm/observe/show.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static unsigned width_of_terminal(void)
{
    struct winsize w;
    if (!isatty(STDOUT_FILENO)) return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col ? w.ws_col : 80;
}

void observe_show(const Reply *r, bool json)
{
    Buf b = BUF_INIT;
    if (json)
        show_json(r, &b);
    else
        show_reply(r, width_of_terminal(), &b);
    FILE *to = r->error.len && !json ? stderr : stdout;
    fwrite(buf_str(&b), 1, b.len, to);
    fflush(to);
    buf_fini(&b);
}

/* An answer that comes in pieces. */
struct parts {
    bool json;
    struct show_pieces pieces;
};

static bool show_part(void *ctx, const Reply *r)
{
    struct parts *p = ctx;
    if (p->json || r->error.len || r->n != 1 || r->at[0]->record) {
        observe_show(r, p->json);
    } else {
        Buf b = BUF_INIT;
        show_piece(&p->pieces, r->at[0], width_of_terminal(), &b);
        fwrite(buf_str(&b), 1, b.len, stdout);
        fflush(stdout);
        buf_fini(&b);
    }
    return !ferror(stdout);
}

bool observe_line(Link *l, const char *line, bool json, bool *failed)
{
    Reply r;
    struct parts p = {.json = json};
    bool there = link_ask(l, line, show_part, &p, &r);
    *failed = r.error.len != 0;
    bool last = p.pieces.ncols && !*failed; /* of several */
    bool empty = r.n == 1 && rows_count(r.at[0]) == 0 && strcmp(r.at[0]->name, "trace") == 0;
    if (last && !empty)
        (void)show_part(&p, &r);
    else if (!empty)
        observe_show(&r, json);
    reply_fini(&r);
    return there;
}

/* ---- Ctrl-C: stops what the program does for us, not us ---- */

static Link *stoppable;

static void on_interrupt(int number)
{
    (void)number;
    if (stoppable) link_stop(stoppable);
}

struct wishes {
    const char *target;
    const char **lines;
    int n;
    bool json, top;
};

static int usage(const char *what)
{
    fprintf(stderr,
            "maat observe: %s\n"
            "usage: maat observe [TARGET] [--json] [--top] [-c COMMAND ...]\n"
            "TARGET: name or process id of a program, path of its socket, or of a dump\n",
            what);
    return 2;
}

static bool parse(struct wishes *w, int argc, char **argv, const char **wrong)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            w->json = true;
        } else if (strcmp(argv[i], "--top") == 0) {
            w->top = true;
        } else if (strcmp(argv[i], "-c") == 0) {
            if (i + 1 == argc) {
                *wrong = "a command is missing behind -c";
                return false;
            }
            w->lines[w->n++] = argv[++i];
        } else if (argv[i][0] == '-' || w->target) {
            *wrong = argv[i][0] == '-' ? "unknown option" : "one target only";
            return false;
        } else {
            w->target = argv[i];
        }
    }
    return true;
}

static int run_lines(Link *l, const struct wishes *w)
{
    int status = 0;
    for (int i = 0; i < w->n; i++) {
        bool failed;
        bool there = observe_line(l, w->lines[i], w->json, &failed);
        if (failed) status = 1;
        if (!there) return 1;
    }
    return status;
}

static int attach(const struct wishes *w)
{
    Buf why = BUF_INIT;
    Link *l = link_open(w->target, &why);
    if (!l) {
        fprintf(stderr, "maat observe: %s\n", buf_str(&why));
        buf_fini(&why);
        return 1;
    }
    buf_fini(&why);
    stoppable = l;
    struct sigaction a = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &a, NULL);
    int status = w->n ? run_lines(l, w) : w->top ? observe_screen(l) : observe_shell(l, w->json);
    stoppable = NULL;
    link_close(l);
    return status;
}

int cli_observe(const Config *cfg, int argc, char **argv)
{
    (void)cfg;
    struct wishes w = {0};
    const char *wrong = NULL;
    int status;
    w.lines = mem_alloc(MEM_TEMP, ((size_t)argc + 1) * sizeof *w.lines);
    signal(SIGPIPE, SIG_IGN);
    if (!parse(&w, argc, argv, &wrong)) {
        status = usage(wrong);
    } else if (w.target) {
        status = attach(&w);
    } else if (w.n || w.top) {
        status = usage("a target is missing");
    } else {
        Reply r;
        link_list(&r);
        observe_show(&r, w.json);
        reply_fini(&r);
        status = 0;
    }
    mem_free(MEM_TEMP, w.lines);
    return status;
}
