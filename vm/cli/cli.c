/* Reads the command line and hands over to the subcommand. */
#include "vm/cli/cli.h"
#include "base/mem.h"
#include "vm/compile/moves.h"
#include "vm/exec/profile.h"
#include "vm/maatine/life.h"
#include "vm/runtime.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef MAAT_VERSION
#define MAAT_VERSION "0.1.0"
#endif
#ifndef BUILD_NAME
#define BUILD_NAME "unknown"
#endif

static const char usage[] =
    "usage: maat run [FLAGS] FILE.mm [ARGS]     run a program (also: maat FILE.mm [ARGS])\n"
    "       maat -e CODE [ARGS]                 run a piece of code\n"
    "       maat repl                           type code and see values\n"
    "       maat check FILE.mm ...              compile only\n"
    "       maat dis --hot [FLAGS] FILE [ARGS]  run a program; show how often each instruction "
    "ran\n"
    "       maat dis [--moves] FILE.mm          show the bytecode, or which sends move their "
    "message\n"
    "       maat test [PATH ...]                run tests (files ending in _test.mm)\n"
    "       maat observe [TARGET]               look into a running program, or into a dump\n"
    "       maat help [flags]                   this text, or the runtime flags\n"
    "       maat version\n"
    "\n"
    "FILE - is standard input. Exit status: 0, 1 uncaught error, 2 usage or compile error,\n"
    "3 all maatines are waiting, n from `exit n`.\n";

int cli_help(int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "flags") == 0) {
        Buf b = BUF_INIT;
        config_help(&b);
        fputs(buf_str(&b), stdout);
        buf_fini(&b);
        return 0;
    }
    fputs(usage, stdout);
    return 0;
}

static int usage_error(const char *what)
{
    fprintf(stderr, "maat: %s\n%s", what, "try: maat help\n");
    return 2;
}

/* Runs the program with --profile if that is wanted. */
static int run_main(struct runtime *rt, const char *file, const char *text, size_t len)
{
    struct profile *p = *rt->cfg.profile ? profile_new(PROFILE_FUNCTIONS) : NULL;
    if (p) profile_begin(rt, p);
    int status = runtime_main(rt, file, text, len);
    runtime_flush(rt);
    if (!p) return status;
    profile_end(rt, p);
    if (!profile_write(p, rt->cfg.profile)) {
        fprintf(stderr, "maat: cannot write %s: %s\n", rt->cfg.profile, strerror(errno));
        if (!status) status = 1;
    }
    profile_free(p);
    return status;
}

int cli_run(const Config *cfg, const char *file, int argc, char **argv)
{
    size_t len = 0;
    bool std = strcmp(file, "-") == 0;
    char *text = runtime_read_file(std ? "/dev/stdin" : file, &len);
    if (!text) {
        fprintf(stderr, "maat: cannot read %s: %s\n", file, strerror(errno));
        return 2;
    }
    struct runtime *rt = runtime_new(cfg);
    runtime_set_program(rt, file, argc, argv);
    int status = run_main(rt, file, text, len);
    mem_free(MEM_SYNTAX, text);
    runtime_free(rt);
    return status;
}

int cli_eval(const Config *cfg, const char *code, int argc, char **argv)
{
    struct runtime *rt = runtime_new(cfg);
    runtime_set_program(rt, "-e", argc, argv);
    int status = run_main(rt, "-e", code, strlen(code));
    runtime_free(rt);
    return status;
}

/* Compiles each file in a runtime of its own. */
static int each_compiled(const Config *cfg, int argc, char **argv, void (*f)(const Module *m))
{
    int status = 0;
    for (int i = 0; i < argc; i++) {
        size_t len = 0;
        char *text = runtime_read_file(argv[i], &len);
        if (!text) {
            fprintf(stderr, "maat: cannot read %s: %s\n", argv[i], strerror(errno));
            status = 2;
            continue;
        }
        struct runtime *rt = runtime_new(cfg);
        runtime_set_program(rt, argv[i], 0, NULL);
        Module *m = runtime_compile(rt, argv[i], text, len);
        if (!m)
            status = 2;
        else if (f)
            f(m);
        runtime_flush(rt);
        runtime_free(rt);
        mem_free(MEM_SYNTAX, text);
    }
    return status;
}

int cli_check(const Config *cfg, int argc, char **argv)
{
    return each_compiled(cfg, argc, argv, NULL);
}

static void print_code(const Module *m)
{
    Buf b = BUF_INIT;
    disassemble(m, &b);
    fwrite(buf_str(&b), 1, b.len, stdout);
    buf_fini(&b);
}

/* ---- dis --hot ---- */

#define MAX_COUNTED 256 /* modules */

/* Modules of the program; those of the library are not counted. */
static size_t counted_modules(struct runtime *rt, Module **out)
{
    Module *all[MAX_COUNTED];
    size_t n = 0, found = compiler_pending(rt->compiler, all, MAX_COUNTED);
    for (size_t i = 0; i < found; i++)
        if (!all[i]->is_library) out[n++] = all[i];
    return n;
}

static void print_counts(Module *m)
{
    Buf b = BUF_INIT;
    hot_stop(m);
    disassemble(m, &b);
    hot_pairs(m, &b);
    fwrite(buf_str(&b), 1, b.len, stdout);
    buf_fini(&b);
    hot_free(m);
}

int cli_hot(const Config *cfg, const char *file, int argc, char **argv)
{
    size_t len = 0, n;
    Module *counted[MAX_COUNTED];
    char *text = runtime_read_file(file, &len);
    if (!text) {
        fprintf(stderr, "maat: cannot read %s: %s\n", file, strerror(errno));
        return 2;
    }
    struct runtime *rt = runtime_new(cfg);
    runtime_set_program(rt, file, argc, argv);
    int status = 2;
    if (runtime_compile(rt, file, text, len)) {
        n = counted_modules(rt, counted);
        for (size_t i = 0; i < n; i++) hot_start(counted[i]);
        status = life_run(rt);
        runtime_flush(rt);
        for (size_t i = 0; i < n; i++) print_counts(counted[i]);
    }
    runtime_flush(rt);
    mem_free(MEM_SYNTAX, text);
    runtime_free(rt);
    return status;
}

static void print_moves(const Module *m)
{
    Buf b = BUF_INIT;
    moves_describe(m->main, &b);
    fwrite(buf_str(&b), 1, b.len, stdout);
    buf_fini(&b);
}

int cli_dis(const Config *cfg, int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "--moves") == 0) {
        if (argc == 1) return usage_error("a file is missing");
        return each_compiled(cfg, argc - 1, argv + 1, print_moves);
    }
    return each_compiled(cfg, argc, argv, print_code);
}

/* ---- reading the line ---- */

struct command_line {
    Config cfg;
    int argc;
    char **argv;
};

/* Reads flags at l->argv. False: a message was printed. */
static bool take_flags(struct command_line *l)
{
    Buf error = BUF_INIT;
    int used = 0;
    int r = config_read_args(&l->cfg, l->argc, l->argv, &used, &error);
    l->argc -= used;
    l->argv += used;
    if (r != 0) fprintf(stderr, "maat: %s\n", buf_str(&error));
    buf_fini(&error);
    return r == 0;
}

static bool take_rest(struct command_line *l, const char *program)
{
    Buf error = BUF_INIT;
    int r = config_read_rest(&l->cfg, program, &error);
    if (r != 0) fprintf(stderr, "maat: %s\n", buf_str(&error));
    buf_fini(&error);
    return r == 0;
}

static int run_file(struct command_line *l)
{
    if (l->argc < 1) return usage_error("a file is missing");
    if (!take_rest(l, l->argv[0])) return 2;
    return cli_run(&l->cfg, l->argv[0], l->argc - 1, l->argv + 1);
}

static int run_eval(struct command_line *l)
{
    if (l->argc < 1) return usage_error("code is missing behind -e");
    if (!take_rest(l, NULL)) return 2;
    return cli_eval(&l->cfg, l->argv[0], l->argc - 1, l->argv + 1);
}

static int subcommand(struct command_line *l, const char *word)
{
    static const char *const words[] = {"run", "check", "dis", "test", "repl", NULL};
    int which = 0;
    while (words[which] && strcmp(words[which], word) != 0) which++;
    if (!words[which]) { /* maat FILE */
        l->argc++;
        l->argv--;
        return run_file(l);
    }
    bool hot = which == 2 && l->argc > 0 && strcmp(l->argv[0], "--hot") == 0;
    l->argc -= hot;
    l->argv += hot;
    bool moves = which == 2 && l->argc > 0 && strcmp(l->argv[0], "--moves") == 0;
    if (!moves && !take_flags(l)) return 2;
    if (which == 0 && l->argc > 0 && strcmp(l->argv[0], "-e") == 0) {
        l->argc--;
        l->argv++;
        return run_eval(l);
    }
    if (which == 0) return run_file(l);
    if (!take_rest(l, which == 1 || which == 2 ? (l->argc ? l->argv[0] : NULL) : NULL)) return 2;
    if ((which == 1 || which == 2) && l->argc == 0) return usage_error("a file is missing");
    return which == 1   ? cli_check(&l->cfg, l->argc, l->argv)
           : hot        ? cli_hot(&l->cfg, l->argv[0], l->argc - 1, l->argv + 1)
           : which == 2 ? cli_dis(&l->cfg, l->argc, l->argv)
           : which == 3 ? cli_test(&l->cfg, l->argc, l->argv)
                        : cli_repl(&l->cfg);
}

static int words(struct command_line *l)
{
    if (l->argc == 0) {
        (void)cli_help(0, NULL);
        return 2;
    }
    if (strcmp(l->argv[0], "--help") == 0 || strcmp(l->argv[0], "-h") == 0)
        return cli_help(0, NULL);
    if (!take_flags(l)) return 2;
    if (l->argc == 0) return usage_error("a command or a file is missing");
    char *word = l->argv[0];
    l->argc--;
    l->argv++;
    if (strcmp(word, "-e") == 0) return run_eval(l);
    if (strcmp(word, "help") == 0) return cli_help(l->argc, l->argv);
    if (strcmp(word, "version") == 0 || strcmp(word, "--version") == 0) {
        printf("maat %s (%s)\n", MAAT_VERSION, BUILD_NAME);
        return 0;
    }
    if (strcmp(word, "observe") == 0) return cli_observe(&l->cfg, l->argc, l->argv);
    if (word[0] == '-' && word[1]) return usage_error("unknown option");
    return subcommand(l, word);
}

int cli_main(int argc, char **argv)
{
    struct command_line l = {.argc = argc - 1, .argv = argv + 1};
    config_init(&l.cfg);
    if (l.argc > 0 && strcmp(l.argv[0], "--version") == 0) l.argv[0] = (char *)(uintptr_t)"version";
    int status = words(&l);
    config_fini(&l.cfg);
    return status;
}
