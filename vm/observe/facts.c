/* Facts that need no asking; see facts.h. */
#include "vm/observe/facts.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Words that the interpreter keeps in registers or changes often: read as they are. */
MAAT_RACY static void read_plain(const Maatine *m, Facts *f)
{
    const volatile Maatine *v = m;
    f->stack_bytes = (uint64_t)((uintptr_t)v->stack_cap - (uintptr_t)v->stack);
    f->young_bytes = (uint64_t)((uintptr_t)v->heap.end - (uintptr_t)v->heap.base);
    if (f->stack_bytes > UINT64_MAX / 2) f->stack_bytes = 0; /* read in the middle of a move */
    if (f->young_bytes > UINT64_MAX / 2) f->young_bytes = 0;
    f->memory = record_bytes(m->rt);
    if (v->stack != m->first) f->memory += mem_class(f->stack_bytes);
    if (v->heap.base != v->heap.first) f->memory += mem_class(f->young_bytes);
    f->flags = v->flags;
    f->owner = v->owner;
    f->pc = v->pc;
    f->prio = v->run.prio;
}

static void read_heap(const Heap *h, Facts *f)
{
    struct heap_info i;
    heap_info(h, &i);
    f->old_bytes = i.old_bytes;
    f->large_bytes = i.large_bytes;
    f->offheap_bytes = i.offheap_bytes;
    f->fragment_bytes = i.fragment_bytes;
    f->frozen_bytes = i.frozen_bytes;
    f->spare_bytes = i.spare_bytes;
}

void facts_read(const Maatine *m, bool running, Facts *f)
{
    read_plain(m, f);
    f->id = m->id;
    f->serial = m->serial;
    f->parent = m->parent;
    f->mailbox = load_rlx(&m->mailbox.len);
    f->mailbox_bytes = load_rlx(&m->mailbox.bytes);
    f->oldest_ns =
        load_rlx(&m->mailbox.oldest) ? mailbox_oldest_ns(&m->mailbox, world_mono_ns()) : 0;
    f->arrived = mailbox_arrived(&m->mailbox);
    f->drops = mailbox_drops(&m->mailbox);
    read_heap(&m->heap, f);
    f->memory += f->old_bytes + f->large_bytes + f->offheap_bytes + f->fragment_bytes +
                 f->frozen_bytes + f->spare_bytes + f->mailbox_bytes;
    f->reductions = load_rlx(&m->reductions);
    f->copied = load_rlx(&m->bytes_copied);
    f->moved = load_rlx(&extra_seen(m)->bytes_moved);
    f->started_ns = m->started_ns;
    f->parked_ns = load_rlx(&m->parked_ns);
    f->spawn_line = m->spawn_proto ? maatine_spawn_line(m) : 0;
    f->spawn_proto = m->spawn_proto;
    f->label = maatine_label(m);
    f->name = registry_name(&m->name);
    f->wait = load_rlx(&m->wait_kind);
    f->state = (uint8_t)(running                      ? FACT_RUNNING
                         : (f->flags & MAF_SUSPENDED) ? FACT_SUSPENDED
                         : f->wait != WAIT_NONE       ? FACT_WAITING
                                                      : FACT_READY);
}

void facts_label(const Facts *f, Buf *out)
{
    if (f->label)
        buf_add(out, str_bytes(from_str(f->label)), f->label->s.len);
    else if (f->spawn_proto)
        buf_addf(out, "%s:%u", f->spawn_proto->module->file->p, f->spawn_line);
}

void facts_label_cell(const Facts *f, Rows *t)
{
    if (f->label)
        rows_text(t, str_bytes(from_str(f->label)), f->label->s.len);
    else if (f->spawn_proto)
        rows_textf(t, "%s:%u", f->spawn_proto->module->file->p, f->spawn_line);
    else
        rows_nil(t);
}

const char *facts_state(const Facts *f)
{
    static const char *const names[] = {"ready", "running", "waiting", "suspended"};
    return names[f->state];
}

const char *facts_wait(const Facts *f)
{
    return f->state == FACT_RUNNING ? NULL : wait_text(f->wait);
}
const char *facts_priority(const Facts *f)
{
    return f->prio == PRIO_HIGH ? "high" : f->prio == PRIO_LOW ? "low" : "normal";
}

MAAT_RACY uint64_t facts_target(const Maatine *m)
{
    const struct waiter *w = m->waiter;
    return w ? ((const volatile struct waiter *)w)->target : 0;
}

/* ---- all of them ---- */

void running_now(SchedPool *pool, struct running *r)
{
    r->n = 0;
    for (unsigned i = 0; i < sched_count(pool); i++) {
        const Runnable *x = sched_peek_running(sched_at(pool, i));
        if (x) r->at[r->n++] = x;
    }
}

bool is_running(const struct running *r, const Maatine *m)
{
    for (unsigned i = 0; i < r->n; i++)
        if (r->at[i] == &m->run) return true;
    return false;
}

struct visit {
    void (*f)(void *ctx, const Facts *x, const Maatine *m);
    void *ctx;
    struct running running;
};

static void visit_one(void *ctx, Maatine *m)
{
    struct visit *v = ctx;
    Facts f;
    facts_read(m, is_running(&v->running, m), &f);
    v->f(v->ctx, &f, m);
}

void facts_each(struct runtime *rt, void (*f)(void *ctx, const Facts *x, const Maatine *m),
                void *ctx)
{
    struct visit v = {f, ctx, {0}};
    uint32_t at = 1;
    do {
        unsigned ticket = epoch_enter(rt->pool);
        running_now(rt->pool, &v.running);
        at = table_step(rt->table, at, visit_one, &v);
        epoch_leave(rt->pool, ticket);
    } while (at);
}

bool facts_one(struct runtime *rt, uint64_t id,
               void (*f)(void *ctx, const Facts *x, const Maatine *m), void *ctx)
{
    struct visit v = {f, ctx, {0}};
    unsigned ticket = epoch_enter(rt->pool);
    Maatine *m = table_find(rt->table, id);
    if (m) {
        running_now(rt->pool, &v.running);
        visit_one(&v, m);
    }
    epoch_leave(rt->pool, ticket);
    return m != NULL;
}

/* ---- memory ---- */

const char *const memory_kind_names[MEMORY_KINDS] = {
#define X(name, unit) #name,
    MEMORY_KIND_LIST(X)
#undef X
};

uint64_t facts_resident(void)
{
    unsigned long long pages = 0, all;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%llu %llu", &all, &pages) != 2) pages = 0;
    if (f) fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void add_memory(void *ctx, const Facts *f, const Maatine *m)
{
    uint64_t *n = ctx;
    (void)m;
    n[MEMORY_maatines]++;
    n[MEMORY_of_maatines] += f->memory;
    n[MEMORY_stacks] += f->stack_bytes;
    n[MEMORY_young] += f->young_bytes;
    n[MEMORY_old] += f->old_bytes;
    n[MEMORY_large] += f->large_bytes;
    n[MEMORY_offheap] += f->offheap_bytes;
    n[MEMORY_frozen] += f->frozen_bytes;
    n[MEMORY_fragments] += f->fragment_bytes;
    n[MEMORY_spare] += f->spare_bytes;
    n[MEMORY_mailboxes] += f->mailbox_bytes;
    n[MEMORY_messages] += f->mailbox;
}

void facts_memory(struct runtime *rt, uint64_t out[MEMORY_KINDS])
{
    memset(out, 0, MEMORY_KINDS * sizeof *out);
    facts_each(rt, add_memory, out);
    out[MEMORY_resident] = facts_resident();
    out[MEMORY_allocator] = mem_allocator_bytes();
    out[MEMORY_allocated] = mem_total_bytes();
    out[MEMORY_limit] = rt->cfg.max_memory;
}

/* ---- places ---- */

struct places {
    const Proto **at; /* by address of their code */
    size_t n, cap;
};

static void add_proto(struct places *p, const Proto *x)
{
    if (p->n == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 1024;
        p->at = mem_realloc(MEM_TEMP, p->at, p->cap * sizeof *p->at);
    }
    p->at[p->n++] = x;
    for (uint32_t i = 0; i < x->nprotos; i++) add_proto(p, x->protos[i]);
}

static void add_module(void *ctx, const Module *m) { add_proto(ctx, m->main); }

static int by_code(const void *a, const void *b)
{
    const Proto *x = *(const Proto *const *)a, *y = *(const Proto *const *)b;
    return (x->code > y->code) - (x->code < y->code);
}

struct places *places_new(struct runtime *rt)
{
    struct places *p = mem_zalloc(MEM_TEMP, sizeof *p);
    lock_take(&rt->globals_lock);
    compiler_each(rt->compiler, add_module, p);
    lock_drop(&rt->globals_lock);
    if (p->n) qsort(p->at, p->n, sizeof *p->at, by_code);
    return p;
}

void places_free(struct places *p)
{
    mem_free(MEM_TEMP, p->at);
    mem_free(MEM_TEMP, p);
}

const Proto *places_find(const struct places *p, const Insn *pc, uint32_t *line)
{
    size_t lo = 0, hi = p->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (p->at[mid]->code <= pc)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == 0) return NULL;
    const Proto *x = p->at[lo - 1];
    if (pc > x->code + x->ncode) return NULL;
    uint32_t at = (uint32_t)(pc - x->code);
    *line = proto_line(x, at ? at - 1 : 0);
    return x;
}
