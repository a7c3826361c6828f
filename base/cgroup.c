/* Reads cgroup limits from their small text files. Runs once at start: plain stdio, fixed buffers. */
#include "base/cgroup.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4096

static bool read_line(const char *dir, const char *file, char *out, int size)
{
    char path[PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", dir, file);
    FILE *f = fopen(path, "r");
    if (!f) return false;
    bool ok = fgets(out, size, f) != NULL;
    fclose(f);
    return ok;
}

static void lower_cpus(struct cgroup_limits *l, double quota, double period)
{
    if (quota <= 0 || period <= 0) return;
    double cpus = quota / period;
    if (l->cpus == 0 || cpus < l->cpus) l->cpus = cpus;
}

static void lower_memory(struct cgroup_limits *l, const char *text)
{
    char *end;
    unsigned long long n = strtoull(text, &end, 10);
    /* Version 1 says "no limit" by a number near 2^63; version 2 by the word "max". */
    if (end == text || n == 0 || n >= 1ull << 62) return;
    if (l->memory == 0 || n < l->memory) l->memory = n;
}

static void read_dir(struct cgroup_limits *l, const char *dir)
{
    char a[128], b[128];
    double quota, period;
    if (read_line(dir, "cpu.max", a, sizeof a) && sscanf(a, "%lf %lf", &quota, &period) == 2)
        lower_cpus(l, quota, period);
    if (read_line(dir, "cpu.cfs_quota_us", a, sizeof a) &&
        read_line(dir, "cpu.cfs_period_us", b, sizeof b))
        lower_cpus(l, atof(a), atof(b));
    if (read_line(dir, "memory.max", a, sizeof a)) lower_memory(l, a);
    if (read_line(dir, "memory.limit_in_bytes", a, sizeof a)) lower_memory(l, a);
}

/* Reads base/path, then each of its parents down to base itself. */
static void walk_up(struct cgroup_limits *l, const char *base, const char *path)
{
    char dir[PATH_SIZE];
    size_t base_len = strlen(base);
    int n = snprintf(dir, sizeof dir, "%s%s", base, path);
    if (n < 0 || (size_t)n >= sizeof dir) return;
    for (;;) {
        read_dir(l, dir);
        char *slash = strrchr(dir, '/');
        if (!slash || (size_t)(slash - dir) < base_len) return;
        *slash = 0;
    }
}

static bool list_has(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += n)
        if ((p == list || p[-1] == ',') && (p[n] == 0 || p[n] == ',')) return true;
    return false;
}

/* One line of /proc/self/cgroup is "ID:CONTROLLERS:PATH"; version 2 has no controllers. */
static void read_entry(struct cgroup_limits *l, const char *mount, char *line)
{
    line[strcspn(line, "\n")] = 0;
    char *controllers = strchr(line, ':');
    if (!controllers) return;
    char *path = strchr(++controllers, ':');
    if (!path) return;
    *path++ = 0;
    char base[PATH_SIZE];
    if (*controllers == 0) {
        walk_up(l, mount, path);
        snprintf(base, sizeof base, "%s/unified", mount);
        walk_up(l, base, path);
    } else if (list_has(controllers, "cpu") || list_has(controllers, "memory")) {
        snprintf(base, sizeof base, "%s/%s", mount, controllers);
        walk_up(l, base, path);
    }
}

struct cgroup_limits cgroup_limits(const char *mount, const char *self)
{
    struct cgroup_limits l = {0, 0};
    char line[PATH_SIZE];
    FILE *f = fopen(self, "r");
    if (!f) return l;
    while (fgets(line, sizeof line, f)) read_entry(&l, mount, line);
    fclose(f);
    return l;
}
