/* Values of all kinds that are built at random while a region is open, with collections of every kind in between, claimed, and given to
 * another heap, held against a model in plain C. What is claimed must be referred to by nothing else and refer to nothing else; what
 * cannot be must still be there, and both heaps must stay whole. */
#include "heap/array.h"
#include "heap/frozen.h"
#include "heap/gc_int.h"
#include "heap/island.h"
#include "heap/map.h"
#include "heap/region.h"
#include "heap/weakmap.h"
#include "tests/unit/heap/graph.h"

#define NODES_MAX 10000
#define CHILDREN  5
/* Roots of a heap. */
#define OUTSIDE   12 /* from 0 on: what was there before */
#define REGISTERS 12 /* behind: what the builder holds */
#define NAMED     (OUTSIDE + REGISTERS)
enum { SLOT = NAMED, TEMP, KEY, WEAK_MAP, WEAK };
#define WEAKS (GRAPH_ROOTS - WEAK)

/* The first ones may be claimed, if nothing else is reached from them. */
enum kind { ARRAY, MAP, INST, TEXT, BYTES, FROZEN, TRAVELLING, FN = TRAVELLING, FINAL, KINDS };

struct node {
    uint8_t kind;
    int child[CHILDREN]; /* number of a node, or -1 */
    uint32_t extra;      /* elements behind these */
    Value seen;          /* where the walk met it */
    int walk;
};
static struct node *nodes;
static int nnodes, walks;
static int root_node[GRAPH_ROOTS];

/* What a seed tries. */
struct way {
    bool shares; /* what is built, and what was there before, refer to each other */
    bool weak;   /* WeakRefs and WeakMaps know parts of it */
    bool any;    /* of kinds that cannot be claimed, too */
    bool large;  /* large storage */
    bool keeps;  /* the builder's other registers are still there at the end */
    bool nested; /* regions are opened in between */
    uint32_t gc; /* one step of so many collects */
};

static Value *place(Value v, int i)
{
    Obj *o = to_obj(v);
    switch (o->type) {
    case T_ARRAY: return array_at((Array *)o, (uint32_t)(i + 1));
    case T_MAP: {
        int64_t e = map_find((Map *)o, from_int(i));
        ck_assert_int_ge(e, 0);
        return &((Map *)o)->entries->v[2 * e + 1];
    }
    default: return &((Inst *)o)->f[i + 1];
    }
}

static Obj *holder(Value v)
{
    Obj *o = to_obj(v);
    if (o->type == T_ARRAY) return &((Array *)o)->slots->h;
    return o->type == T_MAP ? &((Map *)o)->entries->h : o;
}

static bool is_leaf(int n)
{
    return nodes[n].kind == TEXT || nodes[n].kind == BYTES || nodes[n].kind == FROZEN;
}

/* ---- making ---- */

static void fill_array(GraphHeap *g, int n)
{
    Value num = from_int(n), nil = V_NIL;
    ck_assert(array_new(&g->h, 2, &g->roots[TEMP]));
    ck_assert(array_push(&g->h, &g->roots[TEMP], &num));
    for (int i = 0; i < CHILDREN; i++) ck_assert(array_push(&g->h, &g->roots[TEMP], &nil));
}

static void fill_map(GraphHeap *g, int n)
{
    ck_assert(map_new(&g->h, 2, &g->roots[TEMP]));
    for (int i = -1; i < CHILDREN; i++) {
        Value k = from_int(i), v = i < 0 ? from_int(n) : V_NIL;
        ck_assert_int_eq(map_set(&g->h, &g->roots[TEMP], &k, &v), MAP_OK);
    }
}

static Value fields(GraphHeap *g, int n)
{
    Value v = graph_fields(&g->h, nodes[n].kind == FN ? T_FN : T_INST, CHILDREN + 1);
    to_obj(v)->flags = 0;
    ((Inst *)to_obj(v))->f[0] = from_int(n);
    if (nodes[n].kind == FINAL) heap_add_final(&g->h, to_obj(v));
    return v;
}

static Value leaf(GraphHeap *g, int n)
{
    bool text = nodes[n].kind == TEXT;
    Value v = text ? graph_strx(&g->h, 100) : graph_bytes(&g->h, 100);
    char *p = text ? (char *)((StrX *)to_obj(v))->buf->p + 5 : (char *)((Bytes *)to_obj(v))->buf->p;
    memcpy(p, &n, sizeof n);
    return v;
}

static void freeze(GraphHeap *g)
{
    struct copy_why why;
    Value out;
    ck_assert_int_eq(frozen_copy(&g->h, g->roots[TEMP], &out, &why), COPY_OK);
    g->roots[TEMP] = out;
}

/* A new node, in root `to`. */
static void make(GraphHeap *g, uint8_t kind, int to)
{
    int n = nnodes++;
    ck_assert_int_lt(n, NODES_MAX);
    nodes[n] = (struct node){.kind = kind, .child = {-1, -1, -1, -1, -1}};
    ck_assert(heap_reserve(&g->h, 64));
    switch (kind) {
    case ARRAY:
    case FROZEN: fill_array(g, n); break;
    case MAP: fill_map(g, n); break;
    case TEXT:
    case BYTES: g->roots[TEMP] = leaf(g, n); break;
    default: g->roots[TEMP] = fields(g, n);
    }
    if (kind == FROZEN) freeze(g);
    g->roots[to] = g->roots[TEMP];
    g->roots[TEMP] = V_NIL;
    root_node[to] = n;
}

/* ---- changing ---- */

static bool holds_object(int r) { return root_node[r] >= 0; }

static void store(GraphHeap *g, int from, int to)
{
    if (!holds_object(from) || is_leaf(root_node[from])) return;
    int i = (int)graph_rnd(CHILDREN);
    bool some = holds_object(to) && graph_rnd(6);
    *place(g->roots[from], i) = some ? g->roots[to] : V_NIL;
    nodes[root_node[from]].child[i] = some ? root_node[to] : -1;
    if (some) heap_wrote_at(&g->h, holder(g->roots[from]), place(g->roots[from], i));
}

static void grow(GraphHeap *g, int r, uint32_t by)
{
    if (!holds_object(r)) return;
    struct node *d = &nodes[root_node[r]];
    for (; by && (d->kind == ARRAY || d->kind == MAP); by--) {
        Value v = from_double(d->extra), k = from_int(100 + d->extra);
        d->extra++;
        if (d->kind == ARRAY)
            ck_assert(array_push(&g->h, &g->roots[r], &v));
        else
            ck_assert_int_eq(map_set(&g->h, &g->roots[r], &k, &v), MAP_OK);
    }
}

static void know_weakly(GraphHeap *g, int r)
{
    if (!holds_object(r) || !weakmap_key_ok(g->roots[r])) return;
    if (to_obj(g->roots[r])->gc & GC_SHARED) return;
    ck_assert(heap_reserve(&g->h, 64));
    WeakRef *w = heap_alloc(&g->h, T_WEAKREF, WORDS_OF(WeakRef));
    w->target = g->roots[r];
    heap_add_weak(&g->h, w);
    g->roots[WEAK + graph_rnd(WEAKS)] = from_obj(w);
    if (graph_rnd(3)) return;
    if (is_nil(g->roots[WEAK_MAP]) || graph_rnd(20) == 0)
        ck_assert(weakmap_new(&g->h, &g->roots[WEAK_MAP]));
    ck_assert(weakmap_set(&g->h, (WeakMap *)to_obj(g->roots[WEAK_MAP]), g->roots[r], from_int(1)));
}

static void forget(GraphHeap *g, int r)
{
    g->roots[r] = V_NIL;
    root_node[r] = -1;
}

static void collect(GraphHeap *g)
{
    switch (graph_rnd(12)) {
    case 0: ck_assert(heap_major(&g->h)); break;
    case 1:
    case 2: (void)heap_step(&g->h); break;
    default: ck_assert(heap_minor(&g->h));
    }
    heap_verify(&g->h);
}

/* ---- looking ---- */

struct look {
    const Island *island; /* NULL: nothing is asked */
    bool inside;          /* all is to lie there, or shared; else nothing is */
};

static void look_at(const struct look *l, const Obj *o)
{
    if (!l->island || (o->gc & GC_SHARED)) return;
    bool in = island_holds(l->island, o) || island_has_large(l->island, o);
    ck_assert_msg(in == l->inside, "object of type %d lies %s", o->type, in ? "inside" : "outside");
}

static void look_at_storage(const struct look *l, Value v)
{
    Obj *o = to_obj(v);
    if (o->type == T_ARRAY) look_at(l, &((Array *)o)->slots->h);
    if (o->type != T_MAP) return;
    look_at(l, &((Map *)o)->entries->h);
    if (((Map *)o)->index) look_at(l, &((Map *)o)->index->h);
}

static int number(Value v)
{
    int n;
    if (is_str(v)) {
        const StrX *x = (const StrX *)to_obj(v);
        memcpy(&n, x->buf->p + x->from, sizeof n);
    } else if (is_type(v, T_BYTES)) {
        memcpy(&n, ((Bytes *)to_obj(v))->buf->p, sizeof n);
    } else {
        n = (int)to_int(*place(v, -1));
    }
    return n;
}

static void check_extra(Value v, const struct node *d)
{
    Obj *o = to_obj(v);
    uint32_t at = d->extra ? d->extra - 1 : 0;
    if (d->kind == ARRAY) {
        ck_assert_uint_eq(((Array *)o)->len, CHILDREN + 1 + d->extra);
        if (d->extra) ck_assert(*array_at((Array *)o, CHILDREN + 1 + at) == from_double(at));
    } else if (d->kind == MAP) {
        Value was;
        map_verify((Map *)o);
        ck_assert_uint_eq(((Map *)o)->count, CHILDREN + 1 + d->extra);
        if (d->extra) {
            ck_assert(map_get((Map *)o, from_int(100 + at), &was));
            ck_assert(was == from_double(at));
        }
    }
}

static struct pair {
    Value v;
    int n;
} *todo;

/* v is node n as in the model, and so is all that is reached from it and was not met in this walk. */
static void walk(const struct look *l, Value v, int n)
{
    size_t left = 0;
    todo[left++] = (struct pair){v, n};
    while (left) {
        struct pair p = todo[--left];
        struct node *d = &nodes[p.n];
        if (d->walk == walks) {
            ck_assert(d->seen == p.v);
            continue;
        }
        d->walk = walks;
        d->seen = p.v;
        ck_assert_int_eq(number(p.v), p.n);
        look_at(l, to_obj(p.v));
        look_at_storage(l, p.v);
        check_extra(p.v, d);
        for (int i = 0; i < CHILDREN && !is_leaf(p.n); i++) {
            Value c = *place(p.v, i);
            ck_assert(is_nil(c) == (d->child[i] < 0));
            if (d->child[i] >= 0) todo[left++] = (struct pair){c, d->child[i]};
        }
    }
}

static void check_named(GraphHeap *g, const struct look *l)
{
    walks++;
    for (int r = 0; r < NAMED; r++)
        if (holds_object(r)) walk(l, g->roots[r], root_node[r]);
}

static void check_weak(GraphHeap *g, const struct look *l)
{
    for (int i = WEAK; i < GRAPH_ROOTS; i++) {
        if (is_nil(g->roots[i])) continue;
        Value t = heap_weak_get(&g->h, (WeakRef *)to_obj(g->roots[i]));
        if (is_ptr(t)) look_at(l, to_obj(t));
    }
    for (const Obj *o; (o = heap_next_final(&g->h));)
        for (int i = 0; i < CHILDREN; i++)
            if (is_ptr(((const Inst *)o)->f[i + 1]))
                look_at(l, to_obj(((const Inst *)o)->f[i + 1]));
}

/* ---- building ---- */

static int a_register(void) { return OUTSIDE + (int)graph_rnd(REGISTERS); }

static uint8_t a_kind(const struct way *w)
{
    if (w->any && graph_rnd(8) == 0) return (uint8_t)(TRAVELLING + graph_rnd(KINDS - TRAVELLING));
    return (uint8_t)graph_rnd(TRAVELLING);
}

static void build_step(GraphHeap *g, const struct way *w)
{
    int r = a_register(), outside = (int)graph_rnd(OUTSIDE);
    if (graph_rnd(w->gc) == 0) collect(g);
    switch (graph_rnd(12)) {
    case 0: grow(g, r, graph_rnd(w->large ? 300 : 20)); return;
    case 1:
        if (w->shares) store(g, graph_rnd(2) ? outside : r, graph_rnd(2) ? r : outside);
        return;
    case 2:
        if (w->weak) know_weakly(g, r);
        return;
    case 3:
        if (w->nested && graph_rnd(8) == 0)
            region_open(&g->h, region_mark(&g->h), 0, graph_rnd(2) * 20000);
        return;
    case 4:
        if (graph_rnd(4) == 0) forget(g, r);
        return;
    case 5:
    case 6: store(g, r, a_register()); return;
    default: break;
    }
    int was = a_register();
    make(g, a_kind(w), SLOT);
    for (int i = 0; i < 2; i++) store(g, SLOT, i ? was : r);
    g->roots[r] = g->roots[SLOT];
    root_node[r] = root_node[SLOT];
    forget(g, SLOT);
}

/* Dead or alive, nothing in these words refers to it. */
static void check_words(const Island *i, const Value *p, const Value *end)
{
    const struct look out = {i, false};
    for (; p < end; p += ((const Obj *)p)->words) {
        const Obj *o = (const Obj *)p;
        if (o->type == T_FREE) continue;
        const struct shape *s = scan_shape(o);
        for (int k = 0; k < s->nptr; k++)
            if (((Obj *const *)o)[s->ptr + k]) look_at(&out, ((Obj *const *)o)[s->ptr + k]);
        for (uint32_t k = s->first; s->first < SHAPE_WEAK && k < o->words; k++)
            if (is_ptr(p[k])) look_at(&out, to_obj(p[k]));
    }
}

static void check_heap(const Heap *h, const Island *i)
{
    const struct gc_state *st = h->gc;
    check_words(i, h->base, h->top);
    for (const struct heap_block *b = st->blocks; b; b = b->next) check_words(i, b->w, b->end);
    for (uint32_t k = 0; k < st->nlarge; k++)
        check_words(i, (const Value *)st->large[k],
                    (const Value *)st->large[k] + st->large[k]->words);
    for (const Island *k = st->islands; k; k = k->next)
        for (const struct fragment *f = k->frag; f && k != i; f = f->next)
            check_words(i, f->w, f->w + f->words);
}

/* What is claimed for the slot is alone. */
static Island *check_claimed(GraphHeap *g, uint32_t tag, uint64_t bytes)
{
    Island **from, *i = heap_find_island(&g->h, to_obj(g->roots[SLOT]), &from);
    ck_assert_ptr_nonnull(i);
    ck_assert_uint_eq(i->tag, tag);
    ck_assert_uint_eq(i->bytes, bytes);
    if (i->held) return NULL; /* a cycle has begun behind the claim */
    struct look in = {i, true}, out = {i, false};
    check_named(g, &out);
    walks++;
    walk(&in, g->roots[SLOT], root_node[SLOT]);
    check_weak(g, &out);
    check_heap(&g->h, i);
    return i;
}

static void give(GraphHeap *g, GraphHeap *to, int at)
{
    Island **from, *i = heap_find_island(&g->h, to_obj(g->roots[SLOT]), &from);
    int n = root_node[SLOT];
    heap_leave_island(&g->h, from);
    to->roots[at] = g->roots[SLOT];
    forget(g, SLOT);
    i->tag = ++to->h.tags;
    heap_adopt_island(&to->h, i);
    heap_verify(&g->h);
    heap_verify(&to->h);
    walks++;
    walk(&(struct look){NULL, false}, to->roots[at], n);
    if (graph_rnd(2)) ck_assert(heap_minor(&to->h));
    if (graph_rnd(6) == 0) ck_assert(heap_major(&to->h));
    heap_verify(&to->h);
    walks++;
    walk(&(struct look){NULL, false}, to->roots[at], n);
}

/* Builds a value and claims it. True: it was given to the other heap. */
static bool round_trip(GraphHeap *g, GraphHeap *to, const struct way *w)
{
    const struct look any = {NULL, false};
    for (int r = OUTSIDE; r < NAMED; r++) forget(g, r);
    Value mark = region_mark(&g->h);
    region_open(&g->h, mark, 0, graph_rnd(2) * 20000);
    for (uint32_t n = 20 + graph_rnd(300); n; n--) build_step(g, w);
    int r = a_register();
    while (!holds_object(r)) make(g, ARRAY, r);
    g->roots[SLOT] = g->roots[r];
    root_node[SLOT] = root_node[r];
    for (int k = OUTSIDE; k < NAMED; k++)
        if (k == r || !w->keeps || graph_rnd(2)) forget(g, k);
    uint64_t made = region_close(&g->h, mark), bytes = 0;
    uint32_t tag =
        made == UINT64_MAX ? 0 : region_claim(&g->h, &g->roots[SLOT], graph_rnd(2) * made, &bytes);
    if (made == UINT64_MAX) region_drop(&g->h);
    heap_verify(&g->h);
    check_named(g, &any);
    walk(&any, g->roots[SLOT], root_node[SLOT]);
    Island *i = tag ? check_claimed(g, tag, bytes) : NULL;
    if (i && graph_rnd(4) == 0) { /* looked at again before it leaves */
        ck_assert(heap_minor(&g->h));
        heap_verify(&g->h);
        if (i->held) i = NULL;
    }
    if (i && graph_rnd(8)) {
        give(g, to, (int)graph_rnd(OUTSIDE));
        return true;
    }
    int keep = (int)graph_rnd(OUTSIDE);
    g->roots[keep] = g->roots[SLOT];
    root_node[keep] = root_node[SLOT];
    forget(g, SLOT);
    return false;
}

/* How many were given. */
static int run(uint64_t seed, const struct way *w, int rounds)
{
    GraphHeap *g = graph_heap_new(), *to = graph_heap_new();
    int given = 0;
    graph_seed = seed;
    nnodes = walks = 0;
    for (int r = 0; r < GRAPH_ROOTS; r++) root_node[r] = -1;
    for (int r = 0; r < OUTSIDE; r++) make(g, ARRAY, r);
    for (int i = 0; i < rounds; i++) {
        given += round_trip(g, to, w);
        if (graph_rnd(4) == 0) collect(g);
        check_named(g, &(struct look){NULL, false});
    }
    ck_assert(heap_major(&g->h) && heap_major(&to->h));
    heap_verify(&g->h);
    heap_verify(&to->h);
    check_named(g, &(struct look){NULL, false});
    graph_heap_free(g);
    graph_heap_free(to);
    graph_no_leaks();
    return given;
}

static int run_all(const struct way *w, uint64_t seeds, int rounds)
{
    int given = 0;
    nodes = calloc(NODES_MAX, sizeof *nodes);
    todo = calloc(NODES_MAX * CHILDREN, sizeof *todo);
    for (uint64_t s = 1; s <= seeds; s++) given += run(s, w, rounds);
    free(nodes);
    free(todo);
    return given;
}

#define SEEDS  4
#define ROUNDS 24
/* That are given in all. The stress build collects the whole heap all the time, which ends a region. */
#define LEAST  (BUILD_STRESS ? -1 : SEEDS * ROUNDS / 12)

START_TEST(test_region__nothing_else_refers_to_it__given)
{
    const struct way w = {.gc = 25};
    ck_assert_int_gt(run_all(&w, SEEDS, ROUNDS), LEAST);
}
END_TEST

START_TEST(test_region__no_collection_in_between__nearly_all_given)
{
    const struct way w = {.gc = 100000};
    ck_assert_int_gt(run_all(&w, SEEDS, ROUNDS), LEAST);
}
END_TEST

START_TEST(test_region__large_storage__grows_and_is_given)
{
    const struct way w = {.gc = 25, .large = true};
    ck_assert_int_gt(run_all(&w, SEEDS, ROUNDS), LEAST);
}
END_TEST

START_TEST(test_region__shared_with_what_was_there__never_given_then)
{
    const struct way w = {.gc = 30, .shares = true, .keeps = true};
    run_all(&w, SEEDS, ROUNDS);
}
END_TEST

START_TEST(test_region__known_weakly__never_given_then)
{
    const struct way w = {.gc = 30, .weak = true};
    run_all(&w, SEEDS, ROUNDS);
}
END_TEST

START_TEST(test_region__everything_at_once__both_heaps_whole)
{
    const struct way w = {.gc = 12,
                          .shares = true,
                          .weak = true,
                          .any = true,
                          .large = true,
                          .nested = true,
                          .keeps = true};
    run_all(&w, 2 * SEEDS, ROUNDS);
}
END_TEST

START_TEST(test_region__kinds_that_stay__both_heaps_whole)
{
    const struct way w = {.gc = 20, .any = true, .nested = true};
    run_all(&w, 2 * SEEDS, ROUNDS);
}
END_TEST

/* ---- windows ---- */

#define ROWS  20000
#define YOUNG 8192

/* An Array of Arrays is built, or Arrays that are dropped. The words, at most, that lay in the young area. */
static uint64_t build_rows(GraphHeap *g, bool keep)
{
    uint64_t most = 0;
    ck_assert(array_new(&g->h, 2, &g->roots[SLOT]));
    for (int i = 0; i < ROWS; i++) {
        ck_assert(array_new(&g->h, 4, &g->roots[TEMP]));
        if (keep) ck_assert(array_push(&g->h, &g->roots[SLOT], &g->roots[TEMP]));
        uint64_t n = (uint64_t)(g->h.top - g->h.base);
        if (n > most) most = n;
    }
    g->roots[TEMP] = V_NIL;
    return most;
}

static uint64_t rows_claimed(uint64_t hint)
{
    GraphHeap *g = graph_heap_new();
    g->h.young_words = YOUNG; /* what takes long to collect is never made smaller than that */
    Value mark = region_mark(&g->h);
    region_open(&g->h, mark, 0, hint);
    uint64_t bytes, most = build_rows(g, true), made = region_close(&g->h, mark);
    ck_assert_uint_gt(made, ROWS * 8 * sizeof(Value));
    ck_assert_uint_ne(region_claim(&g->h, &g->roots[SLOT], 0, &bytes), 0);
    ck_assert_uint_gt(bytes, ROWS * 8 * sizeof(Value));
    ck_assert_uint_eq(((Array *)to_obj(g->roots[SLOT]))->len, ROWS);
    heap_verify(&g->h);
    g->roots[SLOT] = V_NIL;
    ck_assert(heap_minor(&g->h));
    uint64_t area = (uint64_t)(g->h.end - g->h.base), room = (uint64_t)(g->h.limit - g->h.base);
    ck_assert_uint_ge(area, g->h.young_words); /* as it suits the heap again */
    ck_assert_uint_ge(room, g->h.young_words);
    graph_heap_free(g);
    graph_no_leaks();
    return most;
}

START_TEST(test_region__windows__little_is_left_to_the_claim)
{
    if (BUILD_STRESS) return; /* there each reserve collects */
    ck_assert_uint_gt(rows_claimed(0), YOUNG / 2);
    ck_assert_uint_le(rows_claimed(1), YOUNG / 2);
    ck_assert_uint_le(rows_claimed(ROWS * 80), YOUNG / 2);
}
END_TEST

START_TEST(test_region__windows_in_which_most_dies__given_up)
{
    if (BUILD_STRESS) return;
    GraphHeap *g = graph_heap_new();
    Value mark = region_mark(&g->h);
    region_open(&g->h, mark, 0, ROWS * 80);
    ck_assert_ptr_nonnull(region_narrow(&g->h));
    (void)build_rows(g, false);
    ck_assert_ptr_null(region_narrow(&g->h));
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("region", UNIT_TEST(test_region__nothing_else_refers_to_it__given);
          UNIT_TEST(test_region__no_collection_in_between__nearly_all_given);
          UNIT_TEST(test_region__large_storage__grows_and_is_given);
          UNIT_TEST(test_region__shared_with_what_was_there__never_given_then);
          UNIT_TEST(test_region__known_weakly__never_given_then);
          UNIT_TEST(test_region__everything_at_once__both_heaps_whole);
          UNIT_TEST(test_region__kinds_that_stay__both_heaps_whole);
          UNIT_TEST(test_region__windows__little_is_left_to_the_claim);
          UNIT_TEST(test_region__windows_in_which_most_dies__given_up);
          tcase_set_timeout(unit_case, 120))
