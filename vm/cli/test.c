/* `maat test [PATH ...]`: runs every file that ends in _test.mm (a file named itself in any case), each as a program of its own, and adds
 * up the lines `N passed, N failed` that the Test module prints at their end.
 */
#include "base/mem.h"
#include "vm/cli/cli.h"
#include <dirent.h>
#include <errno.h>
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

/* Copies the child's output through and looks for its last line of counts. */
static bool pump(int fd, struct totals *out)
{
    FILE *in = fdopen(fd, "r");
    char *line = NULL;
    size_t cap = 0;
    bool counted = false;
    while (in && getline(&line, &cap, in) >= 0) {
        unsigned long p, f;
        int used = 0;
        if (sscanf(line, "%lu passed, %lu failed%n", &p, &f, &used) == 2 && used) {
            *out = (struct totals){p, f};
            counted = true;
        }
        fputs(line, stdout);
    }
    mem_foreign_free(line);
    if (in) fclose(in);
    return counted;
}

/* Runs one file; false: it could not be started. */
static bool run_one(const char *path, struct totals *sum)
{
    int fds[2];
    if (pipe(fds) != 0) return false;
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_adddup2(&fa, fds[1], 1);
    posix_spawn_file_actions_addclose(&fa, fds[0]);
    char exe[] = "/proc/self/exe", run[] = "run";
    char *argv[] = {exe, run, (char *)(uintptr_t)path, NULL};
    printf("%s\n", path);
    fflush(stdout);
    pid_t pid;
    int r = posix_spawn(&pid, exe, &fa, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&fa);
    close(fds[1]);
    if (r != 0) {
        close(fds[0]);
        return false;
    }
    struct totals one = {0, 0};
    bool counted = pump(fds[0], &one);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!counted) /* a program without the Test module is one test: it ends well or not */
        one = (struct totals){good, !good};
    else if (!good && one.failed == 0)
        one.failed = 1;
    sum->passed += one.passed;
    sum->failed += one.failed;
    return true;
}

int cli_test(const Config *cfg, int argc, char **argv)
{
    (void)cfg;
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
        if (!run_one(f.at[i], &sum)) {
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
