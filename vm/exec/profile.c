/* Samples of stacks. The table is a list of chains by hash: stacks are few, and each is found at once. */
#include "vm/exec/profile.h"
#include "base/atomic.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "vm/exec/exec.h"
#include "vm/runtime.h"
#include <stdio.h>
#include <stdlib.h>

#define CHAINS      1024
#define NO_FUNCTION "(between functions)"
#define MAX_FRAMES  256 /* of a sample; frames further out are left away */

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
    struct profile *next;       /* [guarded: PROFILE] of rt->profiles */
    enum profile_form form;     /* [const] */
    struct table stacks, lines; /* [guarded: PROFILE] while it samples */
};

struct profile *profile_new(enum profile_form form)
{
    struct profile *p = mem_zalloc(MEM_RUNTIME, sizeof *p);
    p->form = form;
    return p;
}

void profile_begin(struct runtime *rt, struct profile *p)
{
    lock_take(&rt->profile_lock);
    p->next = rt->profiles;
    rt->profiles = p;
    add_rlx(&rt->sampling, 1);
    lock_drop(&rt->profile_lock);
}

void profile_end(struct runtime *rt, struct profile *p)
{
    lock_take(&rt->profile_lock);
    struct profile **at = &rt->profiles;
    while (*at != p) at = &(*at)->next;
    *at = p->next;
    sub_rlx(&rt->sampling, 1);
    lock_drop(&rt->profile_lock);
}

static struct entry **entry_at(struct table *t, const char *text, size_t len)
{
    struct entry **at = &t->chain[hash_bytes(text, len) % CHAINS];
    while (*at && ((*at)->len != len || memcmp((*at)->text, text, len) != 0)) at = &(*at)->next;
    return at;
}

static void count(struct table *t, const char *text, size_t len, uint64_t n)
{
    struct entry **at = entry_at(t, text, len);
    if (!*at && t->n >= PROFILE_STACKS) {
        text = "(others)";
        len = strlen(text);
        at = entry_at(t, text, len);
    }
    if (!*at) {
        *at = mem_zalloc(MEM_RUNTIME, sizeof **at + len + 1);
        (*at)->len = len;
        memcpy((*at)->text, text, len);
        t->n++;
    }
    (*at)->count += n;
}

void profile_count(struct profile *p, const char *stack, size_t len, uint64_t n)
{
    count(&p->stacks, stack, len, n);
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

/* A label must not look like several frames. */
static void add_label(const Maatine *m, Buf *b)
{
    const Str *label = maatine_label(m);
    if (label)
        buf_add(b, str_bytes(from_str(label)), label->s.len);
    else if (m->spawn_proto)
        buf_addf(b, "%s:%u", m->spawn_proto->module->file->p, maatine_spawn_line(m));
    if (b->len == 0) buf_adds(b, "maatine");
    for (size_t i = 0; i < b->len; i++)
        if (b->p[i] == ';') b->p[i] = ',';
}

static void add_stack(const struct stack *s, const Maatine *m, enum profile_form form, Buf *b)
{
    if (form == PROFILE_LABELLED) {
        add_label(m, b);
        buf_addc(b, ';');
    }
    for (uint32_t i = s->n; i > 0; i--) {
        const Proto *p = s->p[i - 1];
        buf_adds(b, p->name->p);
        if (form == PROFILE_LABELLED) buf_addf(b, " (%s:%u)", p->module->file->p, p->line);
        if (i > 1) buf_addc(b, ';');
    }
    if (s->n == 0) buf_adds(b, NO_FUNCTION);
}

static void sample(const Maatine *m, uint64_t ticks)
{
    struct runtime *rt = m->rt;
    struct stack s;
    Buf stacks[2] = {BUF_INIT, BUF_INIT}, line = BUF_INIT;
    s.n = 0;
    if (m->exec_result != EXEC_END) exec_walk(m, add_frame, &s);
    add_stack(&s, m, PROFILE_FUNCTIONS, &stacks[PROFILE_FUNCTIONS]);
    add_stack(&s, m, PROFILE_LABELLED, &stacks[PROFILE_LABELLED]);
    if (s.n)
        buf_addf(&line, "%s:%u %s", s.p[0]->module->file->p, s.line[0], s.p[0]->name->p);
    else
        buf_adds(&line, NO_FUNCTION);
    lock_take(&rt->profile_lock);
    for (struct profile *p = rt->profiles; p; p = p->next) {
        const Buf *b = &stacks[p->form];
        count(&p->stacks, b->p, b->len, ticks);
        count(&p->lines, line.p, line.len, ticks);
    }
    lock_drop(&rt->profile_lock);
    buf_fini(&stacks[0]);
    buf_fini(&stacks[1]);
    buf_fini(&line);
}

void profile_run(struct maatine *m, void (*run)(struct maatine *m))
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
        if (now != tick) sample(m, now - tick);
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

void profile_free(struct profile *p)
{
    free_table(&p->stacks);
    free_table(&p->lines);
    mem_free(MEM_RUNTIME, p);
}

void profile_each(const struct profile *p,
                  void (*f)(void *ctx, const char *stack, size_t len, uint64_t count), void *ctx)
{
    struct entry **all = sorted(&p->stacks);
    for (size_t i = 0; i < p->stacks.n; i++) f(ctx, all[i]->text, all[i]->len, all[i]->count);
    mem_free(MEM_RUNTIME, all);
}

bool profile_write(const struct profile *p, const char *path)
{
    Buf lines = BUF_INIT;
    buf_addf(&lines, "%s.lines", path);
    bool ok = write_table(&p->stacks, path, false) && write_table(&p->lines, buf_str(&lines), true);
    buf_fini(&lines);
    return ok;
}
