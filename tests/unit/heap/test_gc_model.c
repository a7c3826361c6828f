/* Random graphs of every kind of object, changed at random through the write barrier, held against a model in plain C
 * through minor and major collections at once and in slices, shrinking, and freezing of parts; with weak references, a WeakMap
 * and finalizers. What is reachable in the model must be there; what is not must be gone after a full collection. */
#include "base/mem.h"
#include "heap/frozen.h"
#include "heap/gc_int.h"
#include "heap/strbuf.h"
#include "heap/string.h"
#include "heap/weakmap.h"
#include "tests/unit/unit.h"

#define ROOTS     24
#define NODES_MAX 200000
#define CHILDREN  5

enum kind { ARRAY, LARGE, MAP, INST, FN, BOX, STRX, KINDS };

struct node {
    enum kind kind;
    int child[CHILDREN]; /* node number or -1 */
    Value seen;          /* where the walk met it */
    int walk;
};

static struct node *nodes;
static int nnodes, walks;
static Value roots[ROOTS + 1]; /* the last one is changed by name only */

/* Weak things beside the graph: a WeakRef to node weak_node[i], an entry of the WeakMap for it whose value is a new array that
 * holds the node's number and, when weak_self, the key itself. */
#define WEAKS 40
static Value weak_ref[WEAKS], weak_map;
static int weak_node[WEAKS];
static int *finals; /* of nodes: 0 none, 1 it has a finalizer, 2 it was due */
static int *lost_walk, lost_walks;
static bool *
    lost; /* it was found dead, and a finalizer has brought it back: weak references to it may be cleared */
static int root_node[ROOTS + 1];
static uint64_t seed;
/* Only small objects, few, and nothing weak: when such a heap is shrunk its old generation becomes young again. */
static bool plain;
static int became_young;

static uint32_t rnd(uint32_t n)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((seed >> 33) % n);
}

static void visit_roots(Heap *h, struct gc *g)
{
    (void)h;
    gc_range(g, roots, roots + ROOTS + 1);
    gc_range(g, roots, roots + ROOTS / 2); /* twice is allowed */
    gc_range(g, weak_ref, weak_ref + WEAKS);
    gc_value(g, &weak_map);
}

/* Children and the number of the node, wherever that kind of object keeps them. */
static Value *place(Value v, int i)
{
    Obj *o = to_obj(v);
    switch (o->type) {
    case T_ARRAY: {
        Array *a = (Array *)o;
        return &a->slots->v[a->start + (a->len > 100 ? (uint32_t)(i + 1) * 40 : (uint32_t)(i + 1))];
    }
    case T_MAP: return &((Map *)o)->entries->v[2 * (i + 1) + 1];
    case T_INST: return &((Inst *)o)->f[i + 1];
    case T_FN: return &((Fn *)o)->caps[i + 1];
    default: return NULL;
    }
}

static Obj *holder(Value v)
{
    Obj *o = to_obj(v);
    if (o->type == T_ARRAY) return &((Array *)o)->slots->h;
    if (o->type == T_MAP) return &((Map *)o)->entries->h;
    return o;
}

static int number(Value v)
{
    if (is_str(v)) {
        char text[16] = "";
        memcpy(text, str_bytes(v), str_len(v));
        return atoi(text);
    }
    if (is_type(v, T_BOX)) return (int)to_int(((Range *)to_ptr(v))->to);
    return (int)to_int(*place(v, -1));
}

static void fill(Value v, int n)
{
    for (int i = 0; i < CHILDREN; i++) *place(v, i) = V_NIL;
    *place(v, -1) = from_int(n);
}

static Value make_large(Heap *h, int n)
{
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    a->len = 400;
    a->start = 3;
    a->slots = heap_alloc_large(h, T_SLOTS, 410);
    ck_assert_ptr_nonnull(a->slots);
    for (int i = 0; i < 409; i++) a->slots->v[i] = i % 2 ? V_ABSENT : from_double(i);
    fill(from_obj(a), n);
    return from_obj(a);
}

static Value make_strx(Heap *h, int n)
{
    char text[16];
    size_t len = (size_t)snprintf(text, sizeof text, "%d", n);
    StrBuf *b = strbuf_new(100, len);
    memcpy(b->p, text, len);
    StrX *x = heap_alloc(h, T_STRX, WORDS_OF(StrX));
    x->s.hash = x->s.chars = 0;
    x->s.len = (uint32_t)b->used;
    x->buf = b;
    x->from = 0;
    heap_add_offheap(h, &x->s.h, &x->next, strbuf_bytes(b));
    return from_str(x);
}

static Value make(Heap *h, int n)
{
    switch (nodes[n].kind) {
    case ARRAY: {
        Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
        a->slots = heap_alloc(h, T_SLOTS, CHILDREN + 4);
        a->len = CHILDREN + 1;
        a->start = 1;
        for (int i = 0; i < CHILDREN + 3; i++) a->slots->v[i] = V_ABSENT;
        fill(from_obj(a), n);
        return from_obj(a);
    }
    case LARGE: return make_large(h, n);
    case MAP: {
        Map *m = heap_alloc(h, T_MAP, WORDS_OF(Map));
        m->count = m->used = CHILDREN + 1;
        m->entries = heap_alloc(h, T_SLOTS, 2 * CHILDREN + 3);
        m->index = heap_alloc(h, T_INDEX, WORDS_OF(Index) + 8);
        m->index->n = 8;
        m->index->old = NULL;
        memset(m->index->at, 0xFF, 64);
        for (int i = 0; i <= CHILDREN; i++) m->entries->v[2 * i] = from_int(i);
        fill(from_obj(m), n);
        return from_obj(m);
    }
    case INST:
    case FN: {
        Inst *o = heap_alloc(h, nodes[n].kind == FN ? T_FN : T_INST, CHILDREN + 3);
        o->cls = NULL;
        fill(from_obj(o), n);
        return from_obj(o);
    }
    case BOX: { /* a chain of two: no place for children */
        Range *r = heap_alloc(h, T_BOX, 3);
        r->from = V_NIL;
        r->to = from_int(n);
        return from_obj(r);
    }
    default: return make_strx(h, n);
    }
}

static int add_node(void)
{
    ck_assert_int_lt(nnodes, NODES_MAX);
    nodes[nnodes] = (struct node){.kind = (enum kind)rnd(rnd(4) ? FN + 1 : KINDS)};
    if (nodes[nnodes].kind == LARGE && (plain || rnd(8))) nodes[nnodes].kind = ARRAY;
    for (int i = 0; i < CHILDREN; i++) nodes[nnodes].child[i] = -1;
    return nnodes++;
}

/* An assertion of Check writes to a file each time. */
#define MUST(x)                                                                                    \
    do {                                                                                           \
        if (!(x)) ck_abort_msg("%s", #x);                                                          \
    } while (0)

/* Walks heap and model side by side. A node met twice must be at one place. */
static int check_all(void)
{
    static int todo[NODES_MAX];
    int n = 0, met = 0;
    walks++;
    for (int r = 0; r <= ROOTS; r++) {
        MUST(is_nil(roots[r]) == (root_node[r] < 0));
        if (root_node[r] < 0) continue;
        struct node *d = &nodes[root_node[r]];
        if (d->walk == walks) {
            MUST(d->seen == roots[r]);
            continue;
        }
        d->walk = walks;
        d->seen = roots[r];
        todo[n++] = root_node[r];
    }
    while (n > 0) {
        struct node *d = &nodes[todo[--n]];
        met++;
        MUST(number(d->seen) == (int)(d - nodes));
        if (d->kind == BOX || d->kind == STRX) continue;
        for (int i = 0; i < CHILDREN; i++) {
            Value v = *place(d->seen, i);
            MUST(is_nil(v) == (d->child[i] < 0));
            if (is_nil(v)) continue;
            struct node *c = &nodes[d->child[i]];
            if (c->walk == walks) {
                MUST(c->seen == v);
                continue;
            }
            c->walk = walks;
            c->seen = v;
            todo[n++] = d->child[i];
        }
    }
    return met;
}

static int with_children(void)
{
    int r = (int)rnd(ROOTS);
    if (root_node[r] < 0) return -1;
    enum kind k = nodes[root_node[r]].kind;
    return k == BOX || k == STRX || (to_obj(roots[r])->gc & GC_SHARED) ? -1 : r;
}

static void step(Heap *h)
{
    int r = (int)rnd(ROOTS), p = with_children(), i = (int)rnd(CHILDREN);
    switch (rnd(8)) {
    case 0:
    case 1:
    case 2: { /* a new node in a root */
        int n = add_node();
        ck_assert(heap_reserve(h, 64));
        roots[r] = make(h, n);
        root_node[r] = n;
        break;
    }
    case 3:
    case 4:
    case 5: /* one root becomes a child of another */
        if (p < 0) break;
        *place(roots[p], i) = roots[r];
        if (rnd(2))
            heap_wrote(h, holder(roots[p]));
        else
            heap_wrote_at(h, holder(roots[p]), place(roots[p], i));
        nodes[root_node[p]].child[i] = root_node[r];
        break;
    case 6: /* a child becomes a root */
        if (p < 0) break;
        roots[r] = *place(roots[p], i);
        root_node[r] = nodes[root_node[p]].child[i];
        break;
    default:
        if (rnd(6)) break;
        roots[r] = V_NIL;
        root_node[r] = -1;
    }
}

/* ---- weak things ---- */

static void weak_reset(Heap *h)
{
    for (int i = 0; i < WEAKS; i++) weak_ref[i] = V_NIL, weak_node[i] = -1;
    weak_map = V_NIL;
    ck_assert(weakmap_new(h, &weak_map));
}

static void add_weak(Heap *h)
{
    int r = (int)rnd(ROOTS), i = (int)rnd(WEAKS);
    if (root_node[r] < 0 || !weakmap_key_ok(roots[r]) || (to_obj(roots[r])->gc & GC_SHARED)) return;
    ck_assert(heap_reserve(h, 32));
    WeakRef *w = heap_alloc(h, T_WEAKREF, WORDS_OF(WeakRef));
    w->target = roots[r];
    heap_add_weak(h, w);
    weak_ref[i] = from_obj(w);
    weak_node[i] = root_node[r];
    Range *v = heap_alloc(h, T_BOX, 4); /* three values */
    v->from = from_int(root_node[r]);
    v->to = rnd(2) ? roots[r] : V_NIL;
    ((Value *)v)[3] = V_NIL;
    ck_assert(weakmap_set(h, (WeakMap *)to_obj(weak_map), roots[r], from_obj(v)));
}

static void add_final(Heap *h)
{
    int r = (int)rnd(ROOTS);
    if (root_node[r] < 0 || nodes[root_node[r]].kind != INST || finals[root_node[r]]) return;
    if (to_obj(roots[r])->gc & GC_SHARED) return;
    heap_add_final(h, to_obj(roots[r]));
    finals[root_node[r]] = 1;
}

static void set_lost(int n)
{
    if (lost_walk[n] == lost_walks) return;
    lost_walk[n] = lost_walks;
    lost[n] = true;
    for (int i = 0; i < CHILDREN; i++)
        if (nodes[n].child[i] >= 0) set_lost(nodes[n].child[i]);
}

/* Finalizers that are due: of nodes that the model cannot reach, each once. Some store themselves away. Call after check_all. */
static int run_finals(Heap *h)
{
    Obj *o;
    int ran = 0;
    while ((o = heap_next_final(h))) {
        int n = number(from_obj(o));
        ck_assert_int_eq(finals[n], 1);
        finals[n] = 2;
        ran++;
        lost[n] = true;
        if (rnd(4)) continue;
        int r = (int)rnd(ROOTS);
        roots[r] = from_obj(o);
        root_node[r] = n;
        lost_walks++;
        set_lost(n);
    }
    return ran;
}

/* What the model reaches (nodes walked by the last check_all) must still be referred to by its weak things. */
static void check_weak(Heap *h, bool full)
{
    WeakMap *m = (WeakMap *)to_obj(weak_map);
    uint32_t alive = 0;
    for (int i = 0; i < WEAKS; i++) {
        if (is_nil(weak_ref[i])) continue;
        Value t = heap_weak_get(h, (WeakRef *)to_obj(weak_ref[i]));
        const struct node *d = &nodes[weak_node[i]];
        if (lost[weak_node[i]]) continue;
        if (d->walk == walks) {
            ck_assert_uint_eq(t, d->seen);
            const struct weak_entry *e = weakmap_find(h, m, t);
            ck_assert_ptr_nonnull(e);
            const Range *v = (const Range *)to_obj(e->value);
            ck_assert_int_eq(to_int(v->from), weak_node[i]);
            ck_assert(is_nil(v->to) || v->to == t);
        } else if (full) {
            ck_assert(is_nil(t));
        }
    }
    struct weak_entry *e;
    for (uint32_t i = 0; (e = weakmap_next(h, m, &i)); alive++) {
        int n = number(e->key);
        if (full && !lost[n]) ck_assert_int_eq(nodes[n].walk, walks);
    }
    ck_assert_uint_eq(alive, weakmap_count(h, m));
}

static void collect_full(Heap *h)
{
    ck_assert(heap_major(h)); /* finds what is due */
    check_all();
    (void)run_finals(h);
    check_all();
    ck_assert(heap_major(h)); /* what they kept is gone */
    check_all();
    bool kept = run_finals(h) > 0;
    check_all();
    if (!plain) check_weak(h, !kept);
}

static void collect(Heap *h)
{
    if (rnd(97) == 0) ck_assert(heap_minor(h));
    if (rnd(61) == 0) (void)heap_step(h);
    if (rnd(1501) == 0)
        while (!heap_step(h)) {}
    if (rnd(997) == 0) collect_full(h);
    if (rnd(plain ? 97 : 1997) == 0) {
        mem_free(MEM_GC, heap_shrink(h));
        became_young += h->in_block;
    }
    if (plain && rnd(97) == 0) {
        void *left;
        while (!heap_shrink_step(h, &left)) ck_assert_ptr_null(left);
        mem_free(MEM_GC, left);
        became_young += h->in_block;
    }
    if (rnd(499) == 0) heap_set_pace(h, (int)rnd(3) - 1);
}

static Value *area;

static void begin(Heap *h, uint64_t s, uint32_t first_words)
{
    area = mem_alloc(MEM_TEMP, first_words * sizeof(Value));
    seed = s;
    nnodes = 0;
    for (int r = 0; r <= ROOTS; r++) roots[r] = V_NIL, root_node[r] = -1;
    weak_map = V_NIL;
    for (int i = 0; i < WEAKS; i++) weak_ref[i] = V_NIL;
    memset(finals, 0, NODES_MAX * sizeof *finals);
    memset(lost, 0, NODES_MAX * sizeof *lost);
    heap_init(h, visit_roots, area, first_words, 0);
    if (!plain) weak_reset(h);
}

static void end(Heap *h)
{
    heap_fini(h);
    mem_free(MEM_TEMP, area);
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    for (int t = 0; t < MEM_TYPE_COUNT; t++)
        if (t == MEM_YOUNG || t == MEM_OLD || t == MEM_LARGE || t == MEM_GC || t == MEM_STRING)
            ck_assert_msg(all[t].count == 0, "%s: %d left", all[t].name, (int)all[t].count);
}

static void run(uint64_t s, int steps, uint32_t first_words)
{
    Heap h;
    begin(&h, s, first_words);
    int most = 0;
    for (int i = 0; i < steps; i++) {
        step(&h);
        if (!plain && rnd(5) == 0) add_weak(&h);
        if (!plain && rnd(9) == 0) add_final(&h);
        collect(&h);
        if (i % 50 == 0) {
            heap_verify(&h);
            int met = check_all();
            if (!plain) check_weak(&h, false);
            (void)run_finals(&h);
            if (met > most) most = met;
        }
        if (most > (plain ? 150 : 3000)) { /* start again from little */
            for (int r = 0; r < ROOTS; r += 2) roots[r] = V_NIL, root_node[r] = -1;
            most = 0;
        }
    }
    check_all();
    struct heap_info info;
    heap_info(&h, &info);
    if (!plain) { /* else the counts begin anew again and again */
        ck_assert_uint_gt(info.minors, 0);
        ck_assert_uint_gt(info.fulls, 0);
        ck_assert_uint_gt(info.cycles, 0);
        ck_assert_uint_gt(info.slices, info.cycles);
    }
    end(&h);
}

/* ---- mostly holes ---- */

static void set_child(Heap *h, Value v, int n, int i, Value to, int node)
{
    *place(v, i) = to;
    nodes[n].child[i] = node;
    if (!is_ptr(to)) return;
    if (rnd(2))
        heap_wrote(h, holder(v));
    else
        heap_wrote_at(h, holder(v), place(v, i));
}

/* Puts a new node into a root; it refers to what was there before by child i. */
static void push_node(Heap *h, int r, enum kind k, int i)
{
    int n = add_node();
    nodes[n].kind = k;
    ck_assert(heap_reserve(h, 64));
    Value v = make(h, n);
    if (root_node[r] >= 0) set_child(h, v, n, i, roots[r], root_node[r]);
    roots[r] = v;
    root_node[r] = n;
}

/* A spine of arrays, beside each vertebra one that stays (child 1) and a chain of others (child 2). */
static void grow_spine(Heap *h, int length)
{
    for (int i = 0; i < length; i++) {
        push_node(h, ROOTS, ARRAY, 0);
        roots[0] = V_NIL, root_node[0] = -1;
        push_node(h, 0, (enum kind)(rnd(10) ? ARRAY : rnd(KINDS)), 0);
        set_child(h, roots[ROOTS], root_node[ROOTS], 1, roots[0], root_node[0]);
        for (int k = 0; k < 9; k++) push_node(h, 0, ARRAY, 0);
        set_child(h, roots[ROOTS], root_node[ROOTS], 2, roots[0], root_node[0]);
    }
    roots[0] = V_NIL, root_node[0] = -1;
}

/* All chains are let go. Call after check_all. */
static void drop_chains(Heap *h)
{
    for (int n = root_node[ROOTS]; n >= 0; n = nodes[n].child[0])
        set_child(h, nodes[n].seen, n, 2, V_NIL, -1);
}

/* References between nodes that were there before, wherever they lie. Call after check_all. */
static void tangle(Heap *h, int times)
{
    for (; times; times--) {
        int from = (int)rnd((uint32_t)nnodes), to = (int)rnd((uint32_t)nnodes);
        if (rnd(2)) from = root_node[rnd(ROOTS)]; /* young, mostly */
        if (from < 0) continue;
        const struct node *a = &nodes[from], *b = &nodes[to];
        if (a->walk != walks || b->walk != walks || a->kind == BOX || a->kind == STRX) continue;
        set_child(h, a->seen, from, 3 + (int)rnd(2), b->seen, to);
    }
}

/* New nodes that refer to others, wherever they lie. Call after check_all. */
static void refer(Heap *h)
{
    int n = 0;
    while (n < 4) {
        int to = (int)rnd((uint32_t)nnodes);
        if (nodes[to].walk != walks) continue;
        roots[n] = nodes[to].seen; /* before any of them can move */
        root_node[n] = to;
        n++;
    }
    for (int r = 0; r < n; r++) push_node(h, r, ARRAY, (int)rnd(CHILDREN));
}

/* Little is left of much. Cycles move it together while all kinds of changes are made. */
static void run_holes(uint64_t s, int length)
{
    Heap h;
    struct heap_info info;
    begin(&h, s, 64);
    grow_spine(&h, length);
    for (int i = 0; i < 3; i++) ck_assert(heap_minor(&h));
    check_all();
    drop_chains(&h);
    heap_info(&h, &info);
    uint64_t cycles = info.cycles, held = heap_held(&h);
    for (int i = 0; info.cycles < cycles + 4; i++) {
        for (int k = 0; k < 6; k++) step(&h);
        if (rnd(40) == 0) add_weak(&h);
        if (rnd(40) == 0) add_final(&h);
        if (i % 4 == 0) {
            check_all();
            check_weak(&h, false);
            (void)run_finals(&h);
            check_all();
            tangle(&h, 40);
            check_all();
            refer(&h);
        }
        (void)heap_step(&h);
        heap_info(&h, &info);
    }
    heap_verify(&h);
    ck_assert_uint_gt(info.evacuated_bytes, 0);
    ck_assert_msg(heap_held(&h) < held / 4 * 3, "%llu bytes of %llu",
                  (unsigned long long)heap_held(&h), (unsigned long long)held);
    collect_full(&h);
    end(&h);
}

static void alloc_nodes(void)
{
    nodes = calloc(NODES_MAX, sizeof *nodes);
    finals = calloc(NODES_MAX, sizeof *finals);
    lost = calloc(NODES_MAX, sizeof *lost);
    lost_walk = calloc(NODES_MAX, sizeof *lost_walk);
}

static void free_nodes(void)
{
    free(nodes);
    free(finals);
    free(lost);
    free(lost_walk);
}

START_TEST(test_gc_model__random_changes__graph_as_in_model)
{
    alloc_nodes();
    for (uint64_t s = 1; s <= 6; s++) run(s, BUILD_STRESS ? 3000 : 30000, s % 2 ? 64 : 700);
    free_nodes();
}
END_TEST

START_TEST(test_gc_model__mostly_holes__moved_together_as_in_model)
{
    alloc_nodes();
    for (uint64_t s = 1; s <= 3; s++) run_holes(s, BUILD_STRESS ? 300 : 1500);
    free_nodes();
}
END_TEST

START_TEST(test_gc_model__shrunk_often__old_becomes_young_as_in_model)
{
    alloc_nodes();
    plain = true;
    for (uint64_t s = 7; s <= 9; s++) run(s, BUILD_STRESS ? 2000 : 10000, s % 2 ? 8 : 100);
    ck_assert_int_gt(became_young, 20);
    plain = false;
    free_nodes();
}
END_TEST

UNIT_MAIN("gc_model", UNIT_TEST(test_gc_model__random_changes__graph_as_in_model);
          UNIT_TEST(test_gc_model__mostly_holes__moved_together_as_in_model);
          UNIT_TEST(test_gc_model__shrunk_often__old_becomes_young_as_in_model);
          tcase_set_timeout(unit_case, 120))
