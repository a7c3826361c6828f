#include "base/mem.h"
#include "heap/frozen.h"
#include "heap/island.h"
#include "heap/weakmap.h"
#include "mailbox/parcel.h"
#include "tests/unit/heap/graph.h"

#define HEAPS  4
#define ROUNDS (MAAT_SANITIZED ? 15u : 50u)

static Parcel copy_ok(Value v)
{
    Parcel p;
    struct copy_why why;
    ck_assert_int_eq(parcel_copy(&p, v, &why), COPY_OK);
    return p;
}

static Parcel pass_ok(Heap *h, Value v, const Value *gone, uint32_t n, uint64_t *moved)
{
    Parcel p;
    void *block;
    struct copy_why why;
    struct pass how = {.gone = gone, .n = n};
    ck_assert_int_eq(parcel_pass(&p, h, 64, &block, v, &how, &why), COPY_OK);
    *moved = how.moved;
    /* What stands in front is not needed here. It belongs to the fragment, if that lies behind it. */
    if (!p.frag || !p.frag->head) block_free(block, 64);
    return p;
}

/* Whether it did nothing. */
static bool collect(Heap *h)
{
    uint32_t minors = graph_rnd(4), major = graph_rnd(4) == 0;
    for (uint32_t n = minors; n; n--) ck_assert(heap_minor(h));
    if (major) ck_assert(heap_major(h));
    heap_verify(h);
    return !minors && !major;
}

static bool is_large_graph(const Parcel *p) { return parcel_islands(p) != NULL; }

/* A message goes round, whole or in an array that is made for each hop, with collections in between. */
static uint32_t go_round(uint64_t seed, bool wrapped)
{
    uint32_t passed = 0;
    GraphHeap *from = graph_heap_new(), *at[HEAPS];
    for (int i = 0; i < HEAPS; i++) at[i] = graph_heap_new();
    graph_seed = seed;
    graph_wide = false;
    graph_make(from, 1 + graph_rnd(2000));
    Parcel p = copy_ok(from->roots[0]);
    bool large = is_large_graph(&p);
    for (int hop = 0; hop < 12; hop++) {
        GraphHeap *g = at[hop % HEAPS];
        uint64_t moved;
        Obj *holder;
        ck_assert(heap_reserve(&g->h, 64));
        g->roots[1] = parcel_adopt(&g->h, &p);
        if (wrapped && hop) g->roots[1] = *graph_slot(g->roots[1], 1, &holder);
        ck_assert(heap_reserve(&g->h, 64));
        bool young = collect(&g->h) && !BUILD_STRESS;
        ck_assert(heap_reserve(&g->h, 64));
        ck_assert_uint_gt(graph_same(from->roots[0], g->roots[1]), 0);
        Value msg = g->roots[1], gone = msg;
        if (wrapped) {
            msg = graph_array(&g->h, 2);
            *graph_slot(msg, 0, &holder) = from_int(hop);
            *graph_slot(msg, 1, &holder) = gone;
        }
        p = pass_ok(&g->h, msg, &gone, 1, &moved);
        ck_assert(!large || !young || moved > 100);
        passed += moved > 0;
        if (moved) g->roots[1] = V_NIL;
        ck_assert(heap_minor(&g->h));
        heap_verify(&g->h);
    }
    at[0]->roots[2] = parcel_adopt(&at[0]->h, &p);
    for (int i = 0; i < HEAPS; i++) graph_heap_free(at[i]);
    graph_heap_free(from);
    graph_no_leaks();
    return passed;
}

START_TEST(test_island__passed_on__same_graph_everywhere)
{
    uint32_t passed = 0;
    for (uint64_t s = 1; s <= ROUNDS; s++) passed += go_round(s, false);
    ck_assert_uint_gt(passed, 5 * ROUNDS / 2);
}
END_TEST

START_TEST(test_island__passed_on_in_an_array__same_graph_everywhere)
{
    uint32_t passed = 0;
    for (uint64_t s = 1; s <= ROUNDS; s++) passed += go_round(s, true);
    ck_assert_uint_gt(passed, 5 * ROUNDS / 2);
}
END_TEST

/* Writes references to new objects, and between the parts, into arrays of the heap. */
static void change(GraphHeap *g)
{
    ck_assert(heap_reserve(&g->h, 1000)); /* nothing moves from here on */
    Value root = g->roots[1], at = root;
    Obj *holder;
    for (int i = 0; i < 20 && is_array(at) && ((Array *)to_obj(at))->len; i++) {
        uint32_t k = graph_rnd(((Array *)to_obj(at))->len);
        Value *slot = graph_slot(at, k, &holder), next = *slot;
        if (graph_rnd(2)) {
            *slot = graph_rnd(2) ? graph_array(&g->h, 3) : root;
            heap_wrote(&g->h, holder);
        }
        at = is_array(next) ? next : root;
    }
}

START_TEST(test_island__changed__keeps_what_was_stored)
{
    for (uint64_t s = 1; s <= ROUNDS; s++) {
        GraphHeap *from = graph_heap_new(), *g = graph_heap_new(), *model = graph_heap_new();
        graph_seed = s;
        graph_wide = false;
        graph_make(from, 1 + graph_rnd(1500));
        Parcel p = copy_ok(from->roots[0]);
        g->roots[1] = parcel_adopt(&g->h, &p);
        for (int i = 0; i < 5; i++) {
            change(g);
            p = copy_ok(g->roots[1]);
            model->roots[0] = parcel_adopt(&model->h, &p);
            collect(&g->h);
            ck_assert_uint_gt(graph_same(model->roots[0], g->roots[1]), 0);
            collect(&model->h);
        }
        graph_heap_free(from);
        graph_heap_free(g);
        graph_heap_free(model);
        graph_no_leaks();
    }
}
END_TEST

/* Copies v by the way that knows the heap; `large`: as an island, or around one. */
static Parcel copy_from_heap(GraphHeap *g, Value v)
{
    uint64_t moved;
    Parcel p = pass_ok(&g->h, v, NULL, 0, &moved);
    ck_assert_uint_eq(moved, 0);
    return p;
}

static void drop(Parcel *p)
{
    void *block = p->frag && p->frag->head ? fragment_block(p->frag) : NULL;
    size_t bytes = block ? fragment_bytes(p->frag) : 0;
    parcel_drop(p);
    if (block) block_free(block, bytes);
}

/* Both copies of v are the same graph, of the same size (what they share of a buffer depends on how many share it). */
static void check_copies(GraphHeap *g, GraphHeap *a, GraphHeap *b, Value v)
{
    Parcel p = copy_from_heap(g, v);
    uint64_t bytes = p.bytes;
    drop(&p);
    Parcel q = copy_ok(v);
    ck_assert_uint_eq(bytes, q.bytes);
    p = copy_from_heap(g, v);
    a->roots[0] = parcel_adopt(&a->h, &p);
    b->roots[0] = parcel_adopt(&b->h, &q);
    ck_assert_uint_gt(graph_same(a->roots[0], v), 0);
    ck_assert_uint_gt(graph_same(a->roots[0], b->roots[0]), 0);
    collect(&a->h);
    collect(&b->h);
    ck_assert_uint_gt(graph_same(a->roots[0], b->roots[0]), 0);
    heap_verify(&g->h);
}

/* Copies of copies: what was noted of references is taken along. */
static void check_chain(GraphHeap *a, GraphHeap *b, Value v)
{
    for (int i = 0; i < 3; i++) {
        Parcel p = copy_from_heap(a, a->roots[0]);
        b->roots[0] = parcel_adopt(&b->h, &p);
        ck_assert_uint_gt(graph_same(b->roots[0], v), 0);
        collect(&a->h);
        collect(&b->h);
        ck_assert_uint_gt(graph_same(b->roots[0], v), 0);
        GraphHeap *other = a;
        a = b;
        b = other;
    }
}

START_TEST(test_island__copied_again__as_by_the_copier)
{
    for (uint64_t s = 1; s <= ROUNDS; s++) {
        GraphHeap *from = graph_heap_new(), *g = graph_heap_new(), *a = graph_heap_new(),
                  *b = graph_heap_new();
        graph_seed = s;
        graph_wide = false;
        graph_make(from, 1 + graph_rnd(3000));
        Parcel p = copy_ok(from->roots[0]);
        g->roots[1] = parcel_adopt(&g->h, &p);
        for (int i = 0; i < 6; i++) {
            check_copies(g, a, b, g->roots[1]);
            if (i % 3 == 0) check_chain(a, b, g->roots[1]);
            Obj *holder;
            Value part = g->roots[1];
            if (is_array(part) && ((Array *)to_obj(part))->len)
                part = *graph_slot(part, 0, &holder);
            check_copies(g, a, b, part);
            collect(&g->h);
            ck_assert(heap_reserve(&g->h, 64));
            Value pair = graph_array(&g->h, 2);
            *graph_slot(pair, 0, &holder) = g->roots[1];
            *graph_slot(pair, 1, &holder) = g->roots[1];
            check_copies(g, a, b, pair);
            if (i >= 2) change(g);
        }
        graph_heap_free(from);
        graph_heap_free(g);
        graph_heap_free(a);
        graph_heap_free(b);
        graph_no_leaks();
    }
}
END_TEST

static Value large_message(GraphHeap *from, GraphHeap *to)
{
    Obj *holder;
    ck_assert(heap_reserve(&from->h, 4096));
    Value all = graph_array(&from->h, 200);
    from->roots[0] = all;
    for (uint32_t i = 0; i < 200; i++) {
        ck_assert(heap_reserve(&from->h, 64));
        Value one = graph_array(&from->h, 20);
        *graph_slot(from->roots[0], i, &holder) = one;
        heap_wrote(&from->h, holder);
    }
    Parcel p = copy_ok(from->roots[0]);
    ck_assert(is_large_graph(&p));
    return to->roots[0] = parcel_adopt(&to->h, &p);
}

/* Whether the copy of an array around v consists of an island and the array: the island was copied as one. */
static bool copied_as_one(GraphHeap *g, Value v)
{
    Obj *holder;
    ck_assert(heap_reserve(&g->h, 64));
    Value around = graph_array(&g->h, 1);
    *graph_slot(around, 0, &holder) = v;
    Parcel p = copy_from_heap(g, around);
    bool one = p.frag && parcel_islands(&p);
    drop(&p);
    return one;
}

START_TEST(test_island__copied_as_one__only_while_as_it_was_made)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    Obj *holder;
    Value v = large_message(from, to);
    ck_assert(copied_as_one(to, v));
    ck_assert(copied_as_one(to, to->roots[0]));
    Value old = *graph_slot(to->roots[0], 3, &holder);
    *graph_slot(to->roots[0], 3, &holder) = from_int(7); /* one is not reached any more */
    ck_assert(!copied_as_one(to, to->roots[0]));
    *graph_slot(to->roots[0], 3, &holder) = old;
    heap_wrote(&to->h, holder);
    ck_assert(copied_as_one(to, to->roots[0]));
    *graph_slot(to->roots[0], 3, &holder) = *graph_slot(to->roots[0], 4, &holder);
    *graph_slot(to->roots[0], 4, &holder) = old; /* another order */
    heap_wrote(&to->h, holder);
    ck_assert(!copied_as_one(to, to->roots[0]));
    graph_heap_free(from);
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

/* The island with v in it, whose references are known. */
static Island *noted(GraphHeap *g, Value v)
{
    Island **from, *i = heap_find_island(&g->h, to_obj(v), &from);
    ck_assert_ptr_nonnull(i);
    ck_assert(BUILD_STRESS || i->refs); /* stress: a cycle may have been under way */
    return i;
}

static Value *deep_slot(Value v, uint32_t i, uint32_t k, Obj **holder)
{
    return graph_slot(*graph_slot(v, i, holder), k, holder);
}

/* What is stored where nothing was, taken away, or replaced by what looks like a reference: each copy has what the original has. */
START_TEST(test_island__changed_after_it_was_noted__copied_as_it_is)
{
    for (int kind = 0; kind < 5; kind++) {
        GraphHeap *from = graph_heap_new(), *to = graph_heap_new(), *third = graph_heap_new();
        Obj *holder;
        Value v = large_message(from, to);
        ck_assert(copied_as_one(to, v));
        v = to->roots[0];
        Island *i = noted(to, v);
        ck_assert(heap_reserve(&to->h, 64));
        Value *at = deep_slot(v, 7, 5, &holder);
        switch (kind) {
        case 0: *at = v; break;                      /* a reference where none was */
        case 1: *at = graph_array(&to->h, 2); break; /* to something outside */
        case 2:
            at = graph_slot(v, 9, &holder);
            *at = V_NIL;
            break;
        case 3: /* a number with the bits of an address in it */
            at = graph_slot(v, 9, &holder);
            *at = (Value)(uintptr_t)i->frag->w;
            ck_assert(is_double(*at));
            break;
        default:
            at = graph_slot(v, 9, &holder);
            *at = graph_array(&to->h, 2);
            break;
        }
        if (is_ptr(*at)) heap_wrote(&to->h, holder);
        for (int k = 0; k < 2; k++) {
            Parcel p = copy_from_heap(to, to->roots[0]);
            third->roots[0] = parcel_adopt(&third->h, &p);
            ck_assert_uint_gt(graph_same(third->roots[0], to->roots[0]), 0);
            collect(&to->h);
            collect(&third->h);
            ck_assert_uint_gt(graph_same(third->roots[0], to->roots[0]), 0);
        }
        graph_heap_free(from);
        graph_heap_free(to);
        graph_heap_free(third);
        graph_no_leaks();
    }
}
END_TEST

/* An object of the island that is a key of a WeakMap: its copies are not. */
START_TEST(test_island__key_of_a_weakmap__copies_are_none)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new(), *third = graph_heap_new();
    Obj *holder;
    Value v = large_message(from, to);
    ck_assert(copied_as_one(to, v));
    (void)noted(to, to->roots[0]);
    ck_assert(weakmap_new(&to->h, &to->roots[1]));
    Value key = *graph_slot(to->roots[0], 3, &holder);
    ck_assert(weakmap_set(&to->h, (WeakMap *)to_obj(to->roots[1]), key, from_int(1)));
    Parcel p = copy_from_heap(to, to->roots[0]);
    third->roots[0] = parcel_adopt(&third->h, &p);
    ck_assert_int_eq(to_obj(*graph_slot(third->roots[0], 3, &holder))->flags & OF_WEAKKEY, 0);
    heap_verify(&third->h);
    graph_heap_free(from);
    graph_heap_free(to);
    graph_heap_free(third);
    graph_no_leaks();
}
END_TEST

START_TEST(test_island__nobody_looks__freed_by_the_next_minor)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    large_message(from, to);
    ck_assert_ptr_nonnull(heap_islands(&to->h));
    to->roots[0] = V_NIL;
    ck_assert(heap_minor(&to->h));
    ck_assert_ptr_null(heap_islands(&to->h));
    ck_assert_uint_eq(to->h.used_frag, 0);
    graph_heap_free(from);
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

START_TEST(test_island__little_left__taken_apart)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    Obj *holder;
    to->roots[0] = *graph_slot(large_message(from, to), 7, &holder);
    ck_assert(heap_minor(&to->h));
    ck_assert(heap_minor(&to->h));
    ck_assert(heap_major(&to->h)); /* learns how little lives */
    ck_assert(heap_major(&to->h)); /* moves it out */
    ck_assert_ptr_null(heap_islands(&to->h));
    ck_assert_uint_lt(heap_bytes(&to->h), 4096);
    heap_verify(&to->h);
    graph_heap_free(from);
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

/* What is frozen outlives the island that brought it. */
START_TEST(test_island__frozen_part_is_kept__lives_on)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    struct copy_why why;
    Obj *holder;
    ck_assert(heap_reserve(&from->h, 64));
    from->roots[1] = graph_array(&from->h, 3);
    ck_assert_int_eq(frozen_copy(&from->h, from->roots[1], &from->roots[2], &why), COPY_OK);
    ck_assert(heap_reserve(&from->h, 4096));
    from->roots[0] = graph_array(&from->h, 200);
    *graph_slot(from->roots[0], 0, &holder) = from->roots[2];
    for (uint32_t i = 1; i < 200; i++) {
        ck_assert(heap_reserve(&from->h, 64));
        Value one = graph_array(&from->h, 20);
        *graph_slot(from->roots[0], i, &holder) = one;
        heap_wrote(&from->h, holder);
    }
    Parcel p = copy_ok(from->roots[0]);
    ck_assert(is_large_graph(&p));
    graph_heap_free(from);
    to->roots[0] = parcel_adopt(&to->h, &p);
    Value frozen = to->roots[1] = *graph_slot(to->roots[0], 0, &holder);
    to->roots[0] = V_NIL;
    for (int i = 0; i < 3; i++) {
        ck_assert(heap_major(&to->h));
        ck_assert_uint_ge(frozen_of(to_obj(frozen))->refs, 1);
    }
    ck_assert_ptr_null(heap_islands(&to->h));
    /* Sent again and again: the references come back. */
    for (int i = 0; i < 2000; i++) {
        uint64_t moved;
        p = pass_ok(&to->h, frozen, NULL, 0, &moved);
        to->roots[2 + i % 3] = parcel_adopt(&to->h, &p);
    }
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("island", UNIT_TEST(test_island__passed_on__same_graph_everywhere);
          UNIT_TEST(test_island__passed_on_in_an_array__same_graph_everywhere);
          UNIT_TEST(test_island__changed__keeps_what_was_stored);
          UNIT_TEST(test_island__copied_again__as_by_the_copier);
          UNIT_TEST(test_island__copied_as_one__only_while_as_it_was_made);
          UNIT_TEST(test_island__changed_after_it_was_noted__copied_as_it_is);
          UNIT_TEST(test_island__key_of_a_weakmap__copies_are_none);
          UNIT_TEST(test_island__nobody_looks__freed_by_the_next_minor);
          UNIT_TEST(test_island__little_left__taken_apart);
          UNIT_TEST(test_island__frozen_part_is_kept__lives_on); tcase_set_timeout(unit_case, 300))
