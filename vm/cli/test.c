/* `maat test [PATH ...]`: runs every file that ends in _test.mm (a file named itself in any case), each as a program of its own, and adds
 * up the lines `N passed, N failed` that the Test module prints at their end.
 *
 * With --schedules K each file runs K times instead, under the seeds S to S + K - 1 (S is --sched-seed, or 1), silently as long as it
 * succeeds: the file is one test. The first seed that fails is told with its output and with the command that repeats it.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "base/world.h"
#include "vm/cli/cli.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct files {
    char **at;
    size_t n;
};

struct totals {
    unsigned long passed, failed;
};

static void files_add(struct files *f, const char *path)
{
    f->at = mem_realloc(MEM_TEMP, f->at, (f->n + 1) * sizeof *f->at);
    f->at[f->n++] = mem_strdup(MEM_TEMP, path);
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void gather(struct files *f, const char *folder, int depth)
{
    DIR *d = depth < 32 ? opendir(folder) : NULL;
    if (!d) return;
    struct dirent *e;
    while ((e = readdir(d))) {
        char path[4096];
        if (e->d_name[0] == '.') continue;
        int n = snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (n < 0 || (size_t)n >= sizeof path) continue;
        if (is_folder(path))
            gather(f, path, depth + 1);
        else if (ends_with(path, "_test.mm"))
            files_add(f, path);
    }
    closedir(d);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Reads what the child prints until it ends, and with `echo` prints it too. False: `secs` (0: any time) were over first. */
static bool gather_output(int fd, unsigned secs, bool echo, Buf *out)
{
    uint64_t start = world_mono_ns();
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        uint64_t ms = (world_mono_ns() - start) / 1000000u;
        if (secs && ms >= secs * 1000u) return false;
        if (poll(&p, 1, secs ? (int)(secs * 1000u - ms) : -1) <= 0) continue;
        char piece[4096];
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return true;
        buf_add(out, piece, (size_t)n);
        if (echo) fwrite(piece, 1, (size_t)n, stdout);
        if (echo) fflush(stdout);
    }
}

/* The last line of counts in what a child printed. */
static bool find_counts(Buf *out, struct totals *counts)
{
    bool counted = false;
    for (const char *line = buf_str(out); line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        unsigned long p, f;
        int used = 0;
        if (sscanf(line, "%lu passed, %lu failed%n", &p, &f, &used) != 2 || !used) continue;
        *counts = (struct totals){p, f};
        counted = true;
    }
    return counted;
}

struct child {
    pid_t pid;
    int out;
};

/* `maat run [FLAG VALUE] PATH`; what it prints can be read at c->out, with `errors` standard error too. */
static bool child_start(struct child *c, const char *path, const char *flag, const char *value,
                        bool errors)
{
    int fds[2];
    if (pipe(fds) != 0) return false;
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_adddup2(&fa, fds[1], 1);
    if (errors) posix_spawn_file_actions_adddup2(&fa, fds[1], 2);
    posix_spawn_file_actions_addclose(&fa, fds[0]);
    const char *words[] = {"/proc/self/exe", "run", flag ? flag : path, value, path, NULL};
    if (!flag) words[3] = NULL;
    fflush(stdout);
    int r = posix_spawn(&c->pid, words[0], &fa, NULL, (char **)(uintptr_t)words, environ);
    posix_spawn_file_actions_destroy(&fa);
    close(fds[1]);
    c->out = fds[0];
    if (r != 0) close(fds[0]);
    return r == 0;
}

/* True: it ended with status 0. */
static bool child_end(struct child *c, bool kill_it)
{
    int status = 0;
    close(c->out);
    if (kill_it) kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Runs one file; false: it could not be started. */
static bool run_one(const char *path, struct totals *sum)
{
    struct child c;
    struct totals one = {0, 0};
    Buf out = BUF_INIT;
    printf("%s\n", path);
    if (!child_start(&c, path, NULL, NULL, false)) return false;
    (void)gather_output(c.out, 0, true, &out);
    bool good = child_end(&c, false);
    if (!find_counts(&out,
                     &one)) /* a program without the Test module is one test: it ends well or not */
        one = (struct totals){good, !good};
    else if (!good && one.failed == 0)
        one.failed = 1;
    buf_fini(&out);
    sum->passed += one.passed;
    sum->failed += one.failed;
    return true;
}

/* ---- under many schedules ---- */

#define SCHEDULE_SECS 120u /* real time; the program's own clock is simulated */

static void tell_seed(const char *path, const char *seed, bool in_time, Buf *out)
{
    fwrite(buf_str(out), 1, out->len, stdout);
    if (out->len && buf_str(out)[out->len - 1] != '\n') putchar('\n');
    printf("%s: %s under the schedule of seed %s; to repeat it:\n", path,
           in_time ? "fails" : "does not end in time", seed);
    printf("    maat run --sched-seed %s %s\n", seed, path);
}

static bool run_schedules(const char *path, int64_t first, int64_t count, struct totals *sum)
{
    for (int64_t i = 0; i < count; i++) {
        struct child c;
        char seed[32];
        Buf out = BUF_INIT;
        struct totals one = {0, 0};
        snprintf(seed, sizeof seed, "%lld", (long long)(first + i));
        if (!child_start(&c, path, "--sched-seed", seed, true)) return false;
        bool in_time = gather_output(c.out, SCHEDULE_SECS, false, &out),
             good = child_end(&c, !in_time);
        good = good && !(find_counts(&out, &one) && one.failed);
        if (!good) tell_seed(path, seed, in_time, &out);
        buf_fini(&out);
        if (good) continue;
        sum->failed++;
        return true;
    }
    printf("%s: %lld schedules\n", path, (long long)count);
    sum->passed++;
    return true;
}

int cli_test(const Config *cfg, int argc, char **argv)
{
    int64_t first = cfg->sched_seed ? cfg->sched_seed : 1, count = cfg->schedules;
    struct files f = {NULL, 0};
    struct totals sum = {0, 0};
    for (int i = 0; i < argc; i++) {
        if (is_folder(argv[i]))
            gather(&f, argv[i], 0);
        else
            files_add(&f, argv[i]);
    }
    if (argc == 0) gather(&f, ".", 0);
    if (f.n) qsort(f.at, f.n, sizeof *f.at, by_name);
    for (size_t i = 0; i < f.n; i++) {
        if (!(count ? run_schedules(f.at[i], first, count, &sum) : run_one(f.at[i], &sum))) {
            fprintf(stderr, "maat: cannot run %s\n", f.at[i]);
            sum.failed++;
        }
        mem_free(MEM_TEMP, f.at[i]);
    }
    mem_free(MEM_TEMP, f.at);
    if (f.n == 0) fprintf(stderr, "maat: no test files (*_test.mm) found\n");
    printf("%lu passed, %lu failed in %zu file%s\n", sum.passed, sum.failed, f.n,
           f.n == 1 ? "" : "s");
    return sum.failed || f.n == 0 ? 1 : 0;
}
