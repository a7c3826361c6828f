#include "mailbox/cycles.h"

#include "base/mem.h"
#include "heap/island.h"
#include "heap/scan.h"

/* At least so many are listed anew between two passes. */
#define CYCLES_LEAST (BUILD_STRESS ? 8u : 1000u)
/* So many are gone through under the lock at a time. */
#define CYCLES_STEP  256u

/* ---- life ---- */

struct cycles *cycles_new(void)
{
    struct cycles *s = mem_zalloc(MEM_CELL, sizeof *s);
    lock_init(&s->lock, LOCK_CYCLES);
    s->due = CYCLES_LEAST;
    return s;
}

void cycles_free(struct cycles *s)
{
    MAAT_ASSERT(!s->first);
    lock_fini(&s->lock);
    mem_free(MEM_CELL, s);
}

void cycles_list(Counted *c)
{
    struct cycles *s = c->set;
    c->listed = true;
    lock_take(&s->lock);
    c->next = s->first;
    if (c->next) c->next->prev = &c->next;
    c->prev = &s->first;
    s->first = c;
    store_rlx(&s->seen, ++s->listed);
    lock_drop(&s->lock);
}

/* Nobody refers to c any more, and a pass takes no reference to it. */
static void unlist(Counted *c)
{
    if (!c->listed) return;
    lock_take(&c->set->lock);
    *c->prev = c->next;
    if (c->next) c->next->prev = c->prev;
    lock_drop(&c->set->lock);
}

/* What is freed may hold others, and so on: those that die meanwhile wait on a list of the thread, linked by `next`. */
static __thread Counted *dead;
static __thread bool freeing;

void counted_unref(Counted *c)
{
    /* Pairs with itself: the last one sees all that the others wrote. */
    uint32_t before = (uint32_t)sub_ar(&c->refs, 1);
    MAAT_CHECK(before > 0, "freed twice");
    if (before > 1) return;
    unlist(c);
    c->next = dead;
    dead = c;
    if (freeing) return;
    freeing = true;
    while ((c = dead)) {
        dead = c->next;
        c->kind->free(c);
    }
    freeing = false;
}

/* ---- what is held ---- */

struct visit {
    counted_fn f;
    void *ctx;
};

static void visit_handle(void *ctx, const Obj *o)
{
    const struct visit *v = ctx;
    if (o->type == T_CELL || o->type == T_CHAN) v->f(v->ctx, (Counted *)((const CellRef *)o)->cell);
}

static void visit_list(struct visit *v, Obj *o)
{
    for (; o; o = *scan_next(o)) visit_handle(v, o);
}

void cycles_in_parcel(const Parcel *p, counted_fn f, void *ctx)
{
    struct visit v = {f, ctx};
    visit_list(&v, p->off);
    for (const struct island *i = parcel_islands(p); i; i = i->next) visit_list(&v, i->off);
}

bool cycles_in_heap(const Heap *h, counted_fn f, void *ctx)
{
    struct visit v = {f, ctx};
    /* Between two slices of a major collection objects may stand in two places. */
    if (!heap_may_part(h)) return false;
    heap_each_offheap(h, visit_handle, &v, UINT32_MAX);
    return true;
}

/* ---- a pass ---- */

struct entry {
    Counted *c;
    uint64_t word, version;
    uint32_t held;  /* how often by the others */
    uint32_t edges; /* where its edges begin */
    bool known;     /* it could be looked at */
    bool live;
};

struct search {
    struct entry *at;
    uint32_t n, cap;
    uint32_t *index; /* places in `at` + 1 by hash of the pointer; 0: free */
    uint32_t mask;
    uint32_t *to; /* edges, in the order of the entries that they begin at */
    size_t nto, capto;
    uint32_t *stack; /* live ones whose edges are to be followed */
    uint32_t depth;
    void (*wake)(void *ctx, uint64_t id);
    void *ctx;
};

/* A reference, unless the last one has gone. */
static bool try_ref(Counted *c)
{
    uint64_t w = load_rlx(&c->refs);
    while ((uint32_t)w > 0)
        if (cas_ar(&c->refs, &w, w + COUNTED_ONE)) return true;
    return false;
}

static void add_entry(struct search *p, Counted *c)
{
    if (p->n == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 1024;
        p->at = mem_realloc(MEM_TEMP, p->at, p->cap * sizeof *p->at);
    }
    p->at[p->n++] = (struct entry){.c = c};
}

/* A reference of each. What was referred to last keeps its place in the list while the lock is dropped. */
static void take_all(struct cycles *s, struct search *p)
{
    Counted *c = NULL;
    bool more = true;
    while (more) {
        lock_take(&s->lock);
        c = c ? c->next : s->first;
        for (uint32_t i = 0; c && i < CYCLES_STEP; c = c->next)
            if (try_ref(c)) {
                add_entry(p, c);
                if (++i == CYCLES_STEP) break;
            }
        more = c != NULL;
        lock_drop(&s->lock);
    }
}

static uint32_t hash_of(const struct search *p, const Counted *c)
{
    return (uint32_t)(((uintptr_t)c >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32) & p->mask;
}

static void make_index(struct search *p)
{
    p->mask = 16;
    while (p->mask < 2 * p->n) p->mask *= 2;
    p->index = mem_zalloc(MEM_TEMP, p->mask * sizeof *p->index);
    p->mask--;
    for (uint32_t i = 0; i < p->n; i++) {
        uint32_t h = hash_of(p, p->at[i].c);
        while (p->index[h]) h = (h + 1) & p->mask;
        p->index[h] = i + 1;
    }
}

static void add_edge(void *ctx, Counted *held)
{
    struct search *p = ctx;
    uint32_t h = hash_of(p, held);
    while (p->index[h] && p->at[p->index[h] - 1].c != held) h = (h + 1) & p->mask;
    if (!p->index[h]) return; /* it is not listed: it holds nothing, or does so only now */
    if (p->nto == p->capto) {
        p->capto = p->capto ? 2 * p->capto : 1024;
        p->to = mem_realloc(MEM_TEMP, p->to, p->capto * sizeof *p->to);
    }
    p->to[p->nto++] = p->index[h] - 1;
}

static bool look(struct search *p, struct entry *e, counted_fn f, uint64_t *version)
{
    uint64_t wake = 0;
    bool ok = e->c->kind->look(e->c, f, p, version, &wake);
    if (wake && p->wake) p->wake(p->ctx, wake);
    return ok;
}

/* The word as it is now, and not as this thread saw it last. */
static uint64_t word_now(Counted *c) { return add_sc(&c->refs, 0); }

static void look_at_all(struct search *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct entry *e = &p->at[i];
        e->edges = (uint32_t)p->nto;
        e->known = look(p, e, add_edge, &e->version);
        if (!e->known) p->nto = e->edges;
    }
    MAAT_CHECK(p->nto < UINT32_MAX, "too many references between shared variables");
    for (size_t k = 0; k < p->nto; k++) p->at[p->to[k]].held++;
    for (uint32_t i = 0; i < p->n; i++) p->at[i].word = word_now(p->at[i].c);
}

static void set_live(struct search *p, uint32_t i)
{
    if (p->at[i].live) return;
    p->at[i].live = true;
    p->stack[p->depth++] = i;
}

static void follow(struct search *p)
{
    while (p->depth) {
        uint32_t i = p->stack[--p->depth];
        size_t end = i + 1 < p->n ? p->at[i + 1].edges : p->nto;
        for (size_t k = p->at[i].edges; k < end; k++) set_live(p, p->to[k]);
    }
}

static void find_live(struct search *p)
{
    p->stack = mem_alloc(MEM_TEMP, (p->n + 1) * sizeof *p->stack);
    for (uint32_t i = 0; i < p->n; i++) {
        const struct entry *e = &p->at[i];
        if (!e->known || (uint32_t)e->word != e->held + 1) set_live(p, i); /* 1: ours */
    }
    follow(p);
    /* Those that seem dead once more. */
    for (uint32_t i = 0; i < p->n; i++) {
        struct entry *e = &p->at[i];
        uint64_t version;
        if (e->live) continue;
        bool same = look(p, e, NULL, &version) && version == e->version;
        if (!same || word_now(e->c) != e->word) set_live(p, i);
    }
    follow(p);
}

/* Nobody but the pass refers to the dead: what they hold goes first, then they do. */
static size_t drop_all(struct search *p)
{
    size_t n = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->at[i].live) continue;
        p->at[i].c->kind->clear(p->at[i].c);
        n++;
    }
    for (uint32_t i = 0; i < p->n; i++) counted_unref(p->at[i].c);
    return n;
}

bool cycles_claim(struct cycles *s)
{
    uint32_t no = 0;
    return cas_ar(&s->busy, &no, 1); /* pairs with the end of a pass */
}

size_t cycles_pass(struct cycles *s, void (*wake)(void *ctx, uint64_t id), void *ctx)
{
    struct search p = {.wake = wake, .ctx = ctx};
    take_all(s, &p);
    make_index(&p);
    look_at_all(&p);
    find_live(&p);
    size_t n = drop_all(&p), left = p.n - n;
    mem_free(MEM_TEMP, p.at);
    mem_free(MEM_TEMP, p.index);
    mem_free(MEM_TEMP, p.to);
    mem_free(MEM_TEMP, p.stack);
    lock_take(&s->lock);
    store_rlx(&s->due, s->listed + (left > CYCLES_LEAST ? left : CYCLES_LEAST));
    lock_drop(&s->lock);
    store_rel(&s->busy, 0); /* pairs with cycles_claim */
    return n;
}
