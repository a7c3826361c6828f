/* Samples of stacks. The table is a list of chains by hash: stacks are few, and each is found at once. */
#include "vm/exec/profile.h"
#include "base/hash.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/world.h"
#include "vm/exec/exec.h"
#include "vm/runtime.h"
#include <stdio.h>
#include <stdlib.h>

#define CHAINS     1024
#define MAX_FRAMES 256 /* of a sample; frames further out are left away */

struct entry {
    struct entry *next; /* of the chain */
    uint64_t count;
    size_t len;
    char text[];
};

struct table {
    struct entry *chain[CHAINS];
    size_t n;
};

struct profile {
    char *path;
    Lock lock;
    struct table stacks, lines; /* [guarded: PROFILE] */
};

struct profile *profile_new(const char *path)
{
    struct profile *p = mem_zalloc(MEM_RUNTIME, sizeof *p);
    p->path = mem_strdup(MEM_RUNTIME, path);
    lock_init(&p->lock, LOCK_PROFILE);
    return p;
}

static void count(struct table *t, const char *text, size_t len, uint64_t n)
{
    struct entry **at = &t->chain[hash_bytes(text, len) % CHAINS];
    while (*at && ((*at)->len != len || memcmp((*at)->text, text, len) != 0)) at = &(*at)->next;
    if (!*at) {
        *at = mem_zalloc(MEM_RUNTIME, sizeof **at + len + 1);
        (*at)->len = len;
        memcpy((*at)->text, text, len);
        t->n++;
    }
    (*at)->count += n;
}

/* ---- sampling ---- */

struct stack {
    uint32_t n;
    const Proto *p[MAX_FRAMES];
    uint32_t line[MAX_FRAMES];
};

static void add_frame(void *ctx, const Proto *p, uint32_t line)
{
    struct stack *s = ctx;
    if (s->n == MAX_FRAMES || p->module->file == p->module->name) return; /* the runtime's own */
    s->p[s->n] = p;
    s->line[s->n++] = line;
}

static void sample(struct profile *p, const Maatine *m, uint64_t ticks)
{
    struct stack s;
    Buf stack = BUF_INIT, line = BUF_INIT;
    s.n = 0;
    if (m->exec_result != EXEC_END) exec_walk(m, add_frame, &s);
    for (uint32_t i = s.n; i > 0; i--)
        buf_addf(&stack, "%s%s", s.p[i - 1]->name->p, i > 1 ? ";" : "");
    if (s.n == 0) buf_adds(&stack, "(between functions)");
    if (s.n)
        buf_addf(&line, "%s:%u %s", s.p[0]->module->file->p, s.line[0], s.p[0]->name->p);
    else
        buf_adds(&line, "(between functions)");
    lock_take(&p->lock);
    count(&p->stacks, buf_str(&stack), stack.len, ticks);
    count(&p->lines, buf_str(&line), line.len, ticks);
    lock_drop(&p->lock);
    buf_fini(&stack);
    buf_fini(&line);
}

void profile_run(struct maatine *m, struct profile *p, void (*run)(struct maatine *m))
{
    int32_t left = m->reds;
    uint64_t tick = world_mono_ns() / PROFILE_TICK_NS;
    bool on;
    do {
        int32_t step = left < PROFILE_STEP ? left : PROFILE_STEP;
        m->exec_result = EXEC_RUNNING;
        m->reds = step;
        run(m);
        left -= step - m->reds;
        /* A native that gives way, and whoever wants the maatine to stop soon, leave no negative number. */
        on = m->exec_result == EXEC_YIELD && m->reds < 0 && left > 0 && m->pending == PENDING_NONE;
        uint64_t now = world_mono_ns() / PROFILE_TICK_NS;
        if (now != tick) sample(p, m, now - tick);
        tick = now;
    } while (on);
    m->reds = left;
}

/* ---- writing ---- */

static int by_count(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

static struct entry **sorted(const struct table *t)
{
    struct entry **all = mem_alloc(MEM_RUNTIME, (t->n + 1) * sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < CHAINS; i++)
        for (struct entry *e = t->chain[i]; e; e = e->next) all[n++] = e;
    qsort(all, n, sizeof *all, by_count);
    return all;
}

static bool write_table(const struct table *t, const char *path, bool count_first)
{
    FILE *f = fopen(path, "w");
    if (!f) return false;
    struct entry **all = sorted(t);
    for (size_t i = 0; i < t->n; i++)
        if (count_first)
            fprintf(f, "%8llu %s\n", (unsigned long long)all[i]->count, all[i]->text);
        else
            fprintf(f, "%s %llu\n", all[i]->text, (unsigned long long)all[i]->count);
    mem_free(MEM_RUNTIME, all);
    bool bad = ferror(f);
    return fclose(f) == 0 && !bad;
}

static void free_table(struct table *t)
{
    for (size_t i = 0; i < CHAINS; i++)
        for (struct entry *e = t->chain[i], *next; e; e = next) {
            next = e->next;
            mem_free(MEM_RUNTIME, e);
        }
}

bool profile_write(struct profile *p)
{
    Buf lines = BUF_INIT;
    buf_addf(&lines, "%s.lines", p->path);
    bool ok =
        write_table(&p->stacks, p->path, false) && write_table(&p->lines, buf_str(&lines), true);
    buf_fini(&lines);
    free_table(&p->stacks);
    free_table(&p->lines);
    lock_fini(&p->lock);
    mem_free(MEM_RUNTIME, p->path);
    mem_free(MEM_RUNTIME, p);
    return ok;
}
