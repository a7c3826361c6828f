/* Questions about how maatines hang together: the tree of owners, and who waits for whom. */
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "vm/maatine/life.h"
#include "vm/observe/query.h"
#include <stdlib.h>

/* ---- the tree ---- */

struct node {
    uint64_t id, owner, serial, memory, mailbox;
    uint32_t restarts;
    uint8_t state;
    bool supervisor;
    char *label;          /* MEM_TEMP */
    uint32_t first, next; /* children; number + 1, 0: none */
};

struct tree {
    uint64_t most; /* nodes; 0: all */
    struct node *at;
    uint32_t n, cap;
};

static void add_node(void *ctx, const Facts *f, const Maatine *m)
{
    struct tree *t = ctx;
    if ((f->flags & MAF_SYSTEM) || (t->most && t->n >= t->most)) return;
    if (t->n == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 256;
        t->at = mem_realloc(MEM_TEMP, t->at, t->cap * sizeof *t->at);
    }
    Buf b = BUF_INIT;
    facts_label(f, &b);
    t->at[t->n++] = (struct node){.id = f->id,
                                  .owner = f->owner ? f->owner : 0,
                                  .serial = f->serial,
                                  .memory = f->memory,
                                  .mailbox = f->mailbox,
                                  .restarts = load_rlx(&extra_seen(m)->restarts),
                                  .state = f->state,
                                  .supervisor = f->flags & MAF_SUPERVISOR,
                                  .label = mem_strndup(MEM_TEMP, buf_str(&b), b.len)};
    buf_fini(&b);
}

static int by_id(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static struct node *find_node(struct tree *t, uint64_t id)
{
    struct node key = {.id = id};
    return t->n ? bsearch(&key, t->at, t->n, sizeof *t->at, by_id) : NULL;
}

/* Children in the order of their ids; `roots` gets those whose owner is not there. */
static uint32_t hang_up(struct tree *t)
{
    uint32_t roots = 0;
    for (uint32_t i = t->n; i > 0; i--) {
        struct node *x = &t->at[i - 1], *o = x->owner ? find_node(t, x->owner) : NULL;
        uint32_t *list = o && o != x ? &o->first : &roots;
        x->next = *list;
        *list = i;
    }
    return roots;
}

static void put_node(const struct node *x, unsigned depth, Rows *t)
{
    rows_int(t, (int64_t)x->id);
    rows_textf(t, "%*s%s%s", (int)(2 * depth), "", x->label, x->supervisor ? " [supervisor]" : "");
    rows_int(t, x->restarts);
    rows_int(t, (int64_t)x->memory);
    rows_int(t, (int64_t)x->mailbox);
    rows_int(t, (int64_t)x->owner);
    rows_int(t, depth);
}

/* Depth first without recursion: `path` holds the node of each level. */
static void put_tree(const struct tree *t, uint32_t root, bool siblings, Rows *out)
{
    uint32_t cap = 64, depth = 0, *path = mem_alloc(MEM_TEMP, cap * sizeof *path);
    path[0] = root;
    while (root) {
        const struct node *x = &t->at[path[depth] - 1];
        put_node(x, depth, out);
        if (x->first) {
            if (++depth == cap) path = mem_realloc(MEM_TEMP, path, (cap *= 2) * sizeof *path);
            path[depth] = x->first;
            continue;
        }
        while (depth > 0 && !t->at[path[depth] - 1].next) depth--;
        if (depth == 0 && (!siblings || !t->at[path[0] - 1].next)) break;
        path[depth] = t->at[path[depth] - 1].next;
    }
    mem_free(MEM_TEMP, path);
}

void cmd_tree(Query *q)
{
    struct tree t = {.most = q->most};
    uint64_t id = query_word(q, 1) ? query_ma(q, query_word(q, 1)) : 0;
    if (query_word(q, 1) && !id) return;
    facts_each(q->rt, add_node, &t);
    if (t.n) qsort(t.at, t.n, sizeof *t.at, by_id);
    uint32_t root = hang_up(&t);
    Rows *out = reply_add(q->out, "tree");
    rows_columns(
        out, "id:ma maatine:long restarts:count memory:bytes mailbox:count owner:ma depth:count");
    if (id) {
        struct node *x = find_node(&t, id);
        root = x ? (uint32_t)(x - t.at) + 1 : 0;
        if (!x) reply_error(q->out, "maatine %llu has ended or never was", (unsigned long long)id);
    }
    put_tree(&t, root, !id, out);
    for (uint32_t i = 0; i < t.n; i++) mem_free(MEM_TEMP, t.at[i].label);
    mem_free(MEM_TEMP, t.at);
}

/* ---- who waits for whom ---- */

struct wait {
    uint64_t id, target;
    double secs;
    uint32_t walk; /* which one came by first; 0: none yet */
    uint8_t kind;
    bool cycle, gone;
    char label[64];
};

struct waits {
    struct runtime *rt;
    struct wait *at;
    uint32_t n, cap;
    uint64_t now;
};

/* The maatine that m waits for; 0: none in particular. m is parked or was a moment ago. */
static uint64_t waits_for(struct runtime *rt, const Facts *f, const Maatine *m)
{
    const struct waiter *w = load_acq(&m->waiter); /* pairs with waiter_of */
    uint64_t owner = 0;
    if (!w) return 0;
    switch (f->wait) {
    case WAIT_REPLY:
    case WAIT_JOIN:
    case WAIT_MAILBOX: return facts_target(m);
    case WAIT_CELL:
        lock_take(&rt->life->dead_lock); /* CS-1: the cell stays while we look */
        if (load_rlx(&w->cell)) owner = cell_owner(load_rlx(&w->cell));
        lock_drop(&rt->life->dead_lock);
        return owner;
    default: return 0;
    }
}

static void add_wait(void *ctx, const Facts *f, const Maatine *m)
{
    struct waits *all = ctx;
    if (f->state != FACT_WAITING) return;
    uint64_t target = waits_for(all->rt, f, m);
    if (!target) return;
    if (all->n == all->cap) {
        all->cap = all->cap ? 2 * all->cap : 64;
        all->at = mem_realloc(MEM_TEMP, all->at, all->cap * sizeof *all->at);
    }
    struct wait *w = &all->at[all->n++];
    *w = (struct wait){.id = f->id, .target = target, .kind = f->wait};
    w->secs = f->parked_ns && all->now > f->parked_ns ? (double)(all->now - f->parked_ns) / 1e9 : 0;
    w->gone = !table_find(all->rt->table, target);
    Buf b = BUF_INIT;
    facts_label(f, &b);
    snprintf(w->label, sizeof w->label, "%s", buf_str(&b));
    buf_fini(&b);
}

static int wait_by_id(const void *a, const void *b)
{
    const struct wait *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static struct wait *find_wait(const struct waits *all, uint64_t id)
{
    struct wait key = {.id = id};
    return all->n ? bsearch(&key, all->at, all->n, sizeof *all->at, wait_by_id) : NULL;
}

/* Everybody waits for one at most, so there is one way to walk: one that comes back to where it has been itself has found a cycle; where
 * another walk has been nothing new begins, so each is visited twice at most. */
static void mark_cycles(struct waits *all)
{
    for (uint32_t i = 0; i < all->n; i++) {
        struct wait *w = &all->at[i];
        while (w && !w->walk) {
            w->walk = i + 1;
            w = find_wait(all, w->target);
        }
        if (!w || w->walk != i + 1) continue;
        for (; !w->cycle; w = find_wait(all, w->target)) w->cycle = true;
    }
}

void cmd_waits(Query *q)
{
    struct waits all = {.rt = q->rt, .now = world_mono_ns()};
    facts_each(q->rt, add_wait, &all);
    if (all.n) qsort(all.at, all.n, sizeof *all.at, wait_by_id);
    mark_cycles(&all);
    Rows *t = reply_add(q->out, "waits");
    rows_columns(t, "id:ma label:text waiting_for:text of:ma wait:seconds cycle:text note:text");
    unsigned cycles = 0;
    for (uint32_t i = 0; i < all.n; i++) {
        const struct wait *w = &all.at[i];
        rows_int(t, (int64_t)w->id);
        rows_str(t, w->label);
        rows_str(t, w->kind == WAIT_CELL    ? "a shared variable"
                    : w->kind == WAIT_REPLY ? "an answer"
                    : w->kind == WAIT_JOIN  ? "its end"
                                            : "room in its mailbox");
        rows_int(t, (int64_t)w->target);
        rows_float(t, w->secs);
        rows_bool(t, w->cycle);
        rows_str(t, w->cycle ? "in a cycle" : w->gone ? "that one has ended" : NULL);
        cycles += w->cycle;
    }
    if (cycles)
        buf_addf(&t->note, "%u maatines wait for each other in a cycle: a deadlock", cycles);
    mem_free(MEM_TEMP, all.at);
}
