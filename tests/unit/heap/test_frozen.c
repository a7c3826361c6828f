#include "heap/frozen.h"
#include "heap/offheap.h"
#include "heap/string.h"
#include "tests/unit/heap/graph.h"

static Value freeze_ok(GraphHeap *g, Value v)
{
    Value out;
    struct copy_why why;
    ck_assert_int_eq(frozen_copy(&g->h, v, &out, &why), COPY_OK);
    return out;
}

/* Every object that can be reached from v. */
static void check_flags(Value v, uint8_t gc)
{
    Obj *holder;
    if (!is_ptr(v)) return;
    ck_assert_uint_eq(to_obj(v)->gc, gc);
    for (uint32_t i = 0; graph_slot(v, i, &holder); i++) {
        Value c = *graph_slot(v, i, &holder);
        ck_assert_uint_eq(holder->gc, gc);
        if (is_ptr(c)) ck_assert_uint_eq(to_obj(c)->gc, gc);
        if (is_ptr(c) && (gc & GC_FROZEN))
            ck_assert_ptr_eq(frozen_of(to_obj(c)), frozen_of(to_obj(v)));
    }
}

START_TEST(test_frozen__random_graphs__same_and_in_one_graph)
{
    graph_boxes = false;
    for (uint64_t s = 1; s <= 30; s++) {
        GraphHeap *g = graph_heap_new();
        graph_seed = s;
        graph_make(g, 1 + graph_rnd(300));
        Value f = freeze_ok(g, g->roots[0]);
        ck_assert_uint_gt(graph_same(g->roots[0], f), 0);
        check_flags(f, GC_SHARED | GC_FROZEN);
        ck_assert_uint_eq(freeze_ok(g, f), f);
        g->roots[0] = f;
        for (int i = 0; i < 3; i++) {
            ck_assert(heap_major(&g->h));
            ck_assert_uint_eq(g->roots[0], f);
            ck_assert_uint_eq(frozen_of(to_obj(f))->refs, 1);
        }
        g->roots[0] = V_NIL;
        ck_assert(heap_major(&g->h));
        struct mem_stat all[MEM_TYPE_COUNT];
        mem_stats(all);
        ck_assert_uint_eq(all[MEM_FROZEN].count, 0);
        graph_heap_free(g);
        graph_no_leaks();
    }
}
END_TEST

START_TEST(test_frozen__graph_refers_to_graph__kept_by_it)
{
    Obj *holder;
    GraphHeap *g = graph_heap_new();
    g->roots[0] = graph_array(&g->h, 1);
    Value inner = freeze_ok(g, g->roots[0]);
    *graph_slot(g->roots[0], 0, &holder) = inner;
    Value outer = freeze_ok(g, g->roots[0]);
    ck_assert_uint_eq(frozen_of(to_obj(inner))->refs, 2);
    g->roots[0] = outer;
    ck_assert(heap_major(&g->h));
    ck_assert_uint_eq(frozen_of(to_obj(inner))->refs, 1);
    ck_assert_uint_eq(*graph_slot(outer, 0, &holder), inner);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_frozen__long_chain_of_graphs__freed_without_recursion)
{
    Obj *holder;
    int n = BUILD_STRESS ? 1000 : 300000;
    GraphHeap *g = graph_heap_new();
    for (int i = 0; i < n; i++) {
        ck_assert(heap_reserve(&g->h, 64));
        Value a = graph_array(&g->h, 1);
        *graph_slot(a, 0, &holder) = g->roots[0];
        g->roots[0] = freeze_ok(g, a);
    }
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_frozen__variable__is_named)
{
    GraphHeap *g = graph_heap_new();
    Box *b = heap_alloc(&g->h, T_BOX, WORDS_OF(Box));
    Value out = V_TRUE;
    struct copy_why why;
    b->v = V_NIL;
    ck_assert_int_eq(frozen_copy(&g->h, from_obj(b), &out, &why), COPY_BOX);
    ck_assert_ptr_eq(why.what, &b->h);
    ck_assert_uint_eq(out, V_TRUE);
    graph_heap_free(g);
}
END_TEST

START_TEST(test_frozen__immortal__not_counted_freed_with_its_owner)
{
    graph_boxes = false;
    GraphHeap *g = graph_heap_new();
    Immortals im = {0};
    struct copy_why why;
    Value v;
    graph_seed = 9;
    graph_make(g, 100);
    *graph_slot(g->roots[0], 0, &(Obj *){0}) = freeze_ok(g, graph_array(&g->h, 0));
    ck_assert_int_eq(immortal_copy(&im, g->roots[0], &v, &why), COPY_OK);
    ck_assert_uint_eq(to_obj(v)->gc, GC_SHARED);
    ck_assert_uint_gt(graph_same(g->roots[0], v), 0);
    graph_heap_free(g);
    check_flags(*graph_slot(v, 0, &(Obj *){0}), GC_SHARED | GC_FROZEN);
    immortals_free(&im);
    graph_no_leaks();
}
END_TEST

/* How many graphs that refer to text say what they answer for of it. */
static uint32_t counted_right(GraphHeap *g, uint32_t graphs)
{
    uint32_t right = 0;
    Obj *holder;
    for (uint32_t i = 0; i < graphs; i++) {
        const Frozen *f = frozen_of(to_obj(*graph_slot(g->roots[0], i, &holder)));
        uint64_t bytes = f->own;
        for (Obj *o = f->off; o; o = *scan_next(o)) bytes += offheap_bytes(o);
        right += bytes == f->bytes;
    }
    return right;
}

/* A turn that looks at less than the whole table always began at the same place in it if the table is not larger than that. */
START_TEST(test_frozen__many_buffers__all_counted_again_by_turns)
{
    enum { GRAPHS = 12, BUFFERS = 8 };
    static char text[3000];
    Obj *holder;
    GraphHeap *g = graph_heap_new();
    memset(text, 'x', sizeof text);
    ck_assert(heap_reserve(&g->h, 100));
    g->roots[0] = graph_array(&g->h, GRAPHS);
    for (uint32_t i = 0; i < GRAPHS; i++) {
        ck_assert(heap_reserve(&g->h, 100));
        g->roots[1] = graph_array(&g->h, BUFFERS);
        for (uint32_t k = 0; k < BUFFERS; k++) {
            ck_assert(str_new(&g->h, text, sizeof text, &g->roots[2]));
            *graph_slot(g->roots[1], k, &holder) = g->roots[2];
            heap_wrote(&g->h, holder);
        }
        Value f = freeze_ok(g, g->roots[1]);
        *graph_slot(g->roots[0], i, &holder) = f;
        heap_wrote(&g->h, holder);
    }
    g->roots[1] = g->roots[2] = V_NIL;
    ck_assert(heap_minor(&g->h));
    ck_assert(BUILD_STRESS || counted_right(g, GRAPHS) < GRAPHS);
    for (uint32_t turn = 1; turn <= 64; turn++) frozen_set_count_buffers(g->h.frozen, turn, 32);
    ck_assert_uint_eq(counted_right(g, GRAPHS), GRAPHS);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_frozen__no_memory__nothing_lost)
{
    graph_boxes = false;
    GraphHeap *g = graph_heap_new();
    graph_seed = 4;
    graph_make(g, 100);
    for (int n = 1;; n++) {
        Value out;
        struct copy_why why;
        mem_fail_after(n);
        enum copy_result r = frozen_copy(&g->h, g->roots[0], &out, &why);
        mem_fail_after(-1);
        heap_verify(&g->h);
        if (r == COPY_OK) {
            ck_assert_int_gt(n, 3);
            break;
        }
        ck_assert_int_eq(r, COPY_NOMEM);
    }
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("frozen", UNIT_TEST(test_frozen__random_graphs__same_and_in_one_graph);
          UNIT_TEST(test_frozen__graph_refers_to_graph__kept_by_it);
          UNIT_TEST(test_frozen__long_chain_of_graphs__freed_without_recursion);
          UNIT_TEST(test_frozen__variable__is_named);
          UNIT_TEST(test_frozen__immortal__not_counted_freed_with_its_owner);
          UNIT_TEST(test_frozen__many_buffers__all_counted_again_by_turns);
          UNIT_TEST(test_frozen__no_memory__nothing_lost); tcase_set_timeout(unit_case, 60))
