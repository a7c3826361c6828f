#include "heap/array.h"
#include "mailbox/cell.h"
#include "tests/unit/heap/graph.h"
#include <pthread.h>
#include <sched.h>

enum { CELLS = 60, MAGIC = 1234567 };

/* What a cell holds: an Array of MAGIC and handles of others. */
static void write_value(GraphHeap *g, Cell *c, Cell *const *to, uint32_t n, uint64_t ma)
{
    Value *v = g->roots + GRAPH_ROOTS - 8, out;
    ck_assert(heap_reserve(&g->h, 8 * WORDS_OF(CellRef)));
    v[0] = from_int(MAGIC);
    for (uint32_t i = 0; i < n; i++) v[1 + i] = cell_handle(&g->h, to[i]);
    ck_assert(array_from(&g->h, v, 1 + n, &out));
    Parcel p;
    struct copy_why why;
    uint64_t wake;
    ck_assert_int_eq(parcel_copy(&p, out, &why), COPY_OK);
    for (uint32_t i = 0; i < 8; i++) v[i] = V_NIL;
    while (cell_write(c, ma, &p, &wake) == CELL_WAIT) sched_yield();
}

/* The value, adopted by g. */
static Value read_value(GraphHeap *g, Cell *c, uint64_t ma)
{
    Parcel p;
    uint64_t wake;
    while (cell_read(c, ma, &p, &wake) == CELL_WAIT) sched_yield();
    Value v = parcel_adopt(&g->h, &p);
    ck_assert(is_array(v));
    ck_assert_int_eq(to_int(array_get(v, 0)), MAGIC);
    return v;
}

static Cell *new_cell(struct cycles *s)
{
    Cell *c = cell_new(parcel_of(V_NIL), s);
    ck_assert_ptr_nonnull(c);
    return c;
}

struct net {
    Cell *at[CELLS];
    Cell *to[CELLS][4];
    uint32_t n[CELLS];
    bool reached[CELLS];
};

static void reach(struct net *t, uint32_t i)
{
    if (t->reached[i]) return;
    t->reached[i] = true;
    for (uint32_t k = 0; k < t->n[i]; k++)
        for (uint32_t j = 0; j < CELLS; j++)
            if (t->at[j] == t->to[i][k]) reach(t, j);
}

static uint32_t count_reached(const struct net *t)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < CELLS; i++) n += t->reached[i];
    return n;
}

/* A net of cells, `outside` of which are referred to by a heap. */
static void make_net(struct net *t, GraphHeap *g, struct cycles *s, uint32_t outside)
{
    memset(t, 0, sizeof *t);
    for (uint32_t i = 0; i < CELLS; i++) t->at[i] = new_cell(s);
    for (uint32_t i = 0; i < CELLS; i++) {
        t->n[i] = graph_rnd(3);
        for (uint32_t k = 0; k < t->n[i]; k++) t->to[i][k] = t->at[graph_rnd(CELLS)];
        t->to[i][t->n[i]] = t->at[i]; /* none is freed by its count */
        t->n[i]++;
        write_value(g, t->at[i], t->to[i], t->n[i], 1);
    }
    for (uint32_t i = 0; i < outside; i++) {
        uint32_t j = graph_rnd(CELLS);
        ck_assert(heap_reserve(&g->h, WORDS_OF(CellRef)));
        g->roots[i] = cell_handle(&g->h, t->at[j]);
        reach(t, j);
    }
    for (uint32_t i = 0; i < CELLS; i++) cell_unref(t->at[i]);
    ck_assert(heap_major(&g->h));
}

START_TEST(test_cycles__pass__frees_what_nobody_reaches_and_nothing_else)
{
    cell_setup();
    for (uint32_t round = 0; round < 40; round++) {
        struct cycles *s = cycles_new();
        GraphHeap *g = graph_heap_new();
        struct net t;
        graph_seed = 100 + round;
        make_net(&t, g, s, round % 5);
        uint32_t live = count_reached(&t);
        ck_assert_uint_eq(cycles_pass(s, NULL, NULL), CELLS - live);
        ck_assert_uint_eq(cycles_pass(s, NULL, NULL), 0);
        for (uint32_t i = 0; i < CELLS; i++)
            if (t.reached[i]) {
                Value v = read_value(g, t.at[i], 1);
                ck_assert_uint_eq(array_len(v), 1 + t.n[i]);
                ck_assert_ptr_eq(cell_of(array_get(v, t.n[i])), t.at[i]);
            }
        for (int i = 0; i < GRAPH_ROOTS; i++) g->roots[i] = V_NIL;
        ck_assert(heap_major(&g->h));
        ck_assert_uint_eq(cycles_pass(s, NULL, NULL), live);
        graph_heap_free(g);
        cycles_free(s);
        graph_no_leaks();
    }
}
END_TEST

START_TEST(test_cycles__held__counts_as_reached)
{
    cell_setup();
    struct cycles *s = cycles_new();
    GraphHeap *g = graph_heap_new();
    Cell *a = new_cell(s), *b = new_cell(s);
    uint64_t wake;
    write_value(g, a, &b, 1, 1);
    write_value(g, b, &a, 1, 1);
    ck_assert(heap_major(&g->h));
    ck_assert(cell_try_hold(a, 7));
    cell_unref(b);
    ck_assert_uint_eq(cycles_pass(s, NULL, NULL), 0);
    cell_release(a, 7, &wake);
    ck_assert_uint_eq(cycles_pass(s, NULL, NULL), 0); /* we still refer to a */
    cell_unref(a);
    ck_assert_uint_eq(cycles_pass(s, NULL, NULL), 2);
    graph_heap_free(g);
    cycles_free(s);
    graph_no_leaks();
}
END_TEST

START_TEST(test_cycles__due__when_as_many_are_new_as_were_left)
{
    cell_setup();
    struct cycles *s = cycles_new();
    GraphHeap *g = graph_heap_new();
    uint32_t made = 0;
    for (; !cycles_due(s); made++) {
        Cell *c = new_cell(s);
        write_value(g, c, &c, 1, 1);
        cell_unref(c);
        ck_assert_uint_lt(made, 100000);
    }
    ck_assert(!cycles_due(s)); /* it is ours to make */
    ck_assert(heap_major(&g->h));
    ck_assert_uint_eq(cycles_pass(s, NULL, NULL), made);
    ck_assert(!cycles_due(s));
    graph_heap_free(g);
    cycles_free(s);
    graph_no_leaks();
}
END_TEST

/* ---- what changes during a pass ---- */

/* Holds at most one other. */
struct holder {
    Counted counted;
    struct holder *held;
    uint64_t version;
    bool steals, freed;
    struct holder *from,
        *stolen; /* what it takes over as soon as it is looked at, as a receive from a channel does */
};

static bool holder_look(Counted *k, counted_fn f, void *ctx, uint64_t *version, uint64_t *wake)
{
    struct holder *h = (struct holder *)k;
    (void)wake;
    if (f && h->held) f(ctx, &h->held->counted);
    *version = h->version;
    if (h->steals) {
        h->steals = false;
        h->stolen = h->from->held;
        h->from->held = NULL;
        h->from->version++;
    }
    return true;
}

static void holder_clear(Counted *k)
{
    struct holder *h = (struct holder *)k, *held = h->held;
    h->held = NULL;
    if (held) counted_unref(&held->counted);
}

static void holder_free(Counted *k)
{
    holder_clear(k);
    ((struct holder *)k)->freed = true;
}

static const struct counted_kind holder_kind = {holder_look, holder_clear, holder_free};

static void holds(struct holder *a, struct holder *b)
{
    a->held = b;
    counted_ref(&b->counted);
}

START_TEST(test_cycles__taken_out_meanwhile__is_not_freed)
{
    struct cycles *s = cycles_new();
    struct holder at[3] = {{.held = NULL}}, *a = &at[0], *b = &at[1], *last = &at[2];
    for (int i = 2; i >= 0; i--) { /* looked at in the order of `at` */
        at[i].counted = (Counted){.refs = COUNTED_ONE, .kind = &holder_kind, .set = s};
        cycles_watch(&at[i].counted);
    }
    holds(a, b);
    holds(b, a);
    holds(last, last);
    counted_unref(&a->counted);
    counted_unref(&b->counted);
    counted_unref(&last->counted);
    last->from =
        a; /* after a was looked at, b leaves it: somebody has b, and its count is the same */
    last->steals = true;
    ck_assert_uint_eq(cycles_pass(s, NULL, NULL), 1);
    ck_assert(last->freed && !a->freed && !b->freed);
    ck_assert_uint_eq(cycles_pass(s, NULL, NULL), 0);
    ck_assert_ptr_eq(last->stolen, b);
    counted_unref(&b->counted);
    ck_assert(a->freed && b->freed);
    cycles_free(s);
    graph_no_leaks();
}
END_TEST

/* ---- while everybody goes on ---- */

#define THREADS 3
#define ROUNDS  (BUILD_CHECKED ? 1000 : 5000)

struct shared_state {
    struct cycles *set;
    Cell *root[8];
    uint32_t begun, ended; /* [any, atomic] */
};

/* Makes cells that hold themselves and what it has found, and puts them where others find them. */
static void *change(void *arg)
{
    struct shared_state *x = arg;
    GraphHeap *g = graph_heap_new();
    uint64_t me = add_rlx(&x->begun, 1) + 1, seed = me;
    for (int i = 0; i < ROUNDS; i++) {
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        uint32_t r = (uint32_t)(seed >> 40);
        Value v = read_value(g, x->root[r % 8], me);
        uint32_t n = array_len(v);
        Cell *c = cell_of(array_get(v, n - 1)), *next = c;
        g->roots[0] = array_get(v, n - 1);
        for (int step = 0; step < 3; step++) { /* along what was found there */
            v = read_value(g, next, me);
            next = cell_of(array_get(v, 1 + r % (array_len(v) - 1)));
            g->roots[1] = v;
        }
        Cell *fresh = new_cell(x->set), *to[3] = {fresh, c, next};
        write_value(g, fresh, to, r % 3 == 0 ? 3 : 1 + r % 2, me);
        write_value(g, x->root[(r >> 4) % 8], (Cell *[]){c, fresh}, 2, me);
        cell_unref(fresh);
    }
    graph_heap_free(g);
    add_ar(&x->ended, 1); /* pairs with the loop of passes */
    return NULL;
}

START_TEST(test_cycles__passes_meanwhile__lose_nothing_that_is_reached)
{
    cell_setup();
    struct shared_state x = {.set = cycles_new()};
    GraphHeap *g = graph_heap_new();
    pthread_t t[THREADS];
    for (int i = 0; i < 8; i++) x.root[i] = new_cell(x.set);
    for (int i = 0; i < 8; i++) write_value(g, x.root[i], &x.root[i], 1, 9);
    for (int i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, change, &x);
    size_t freed = 0;
    do freed += cycles_pass(x.set, NULL, NULL);
    while (load_acq(&x.ended) < THREADS);
    for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
    for (int i = 0; i < 8; i++) cell_unref(x.root[i]);
    graph_heap_free(g);
    freed += cycles_pass(x.set, NULL, NULL);
    ck_assert_uint_gt(freed, THREADS * ROUNDS / 2);
    cycles_free(x.set);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("cycles", UNIT_TEST(test_cycles__pass__frees_what_nobody_reaches_and_nothing_else);
          UNIT_TEST(test_cycles__held__counts_as_reached);
          UNIT_TEST(test_cycles__due__when_as_many_are_new_as_were_left);
          UNIT_TEST(test_cycles__taken_out_meanwhile__is_not_freed);
          UNIT_TEST(test_cycles__passes_meanwhile__lose_nothing_that_is_reached);)
