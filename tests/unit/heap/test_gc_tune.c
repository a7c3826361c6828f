/* GC.tune and the pace: that each knob does what it says. The stress build collects when it likes, so there only that nothing breaks. */
#include "heap/gc_cycle.h"
#include "tests/unit/heap/graph.h"

#define CELLS      20
#define CELL       2500 /* nodes of a list: all of them take 2.4 MB */
#define SMALL_CELL (BUILD_STRESS ? 40 : CELL)

static void push_node(GraphHeap *g, uint32_t root)
{
    Obj *holder;
    ck_assert(heap_reserve(&g->h, 16));
    Value node = graph_array(&g->h, 2);
    *graph_slot(node, 0, &holder) = g->roots[root];
    g->roots[root] = node;
}

static void fill(GraphHeap *g, uint32_t root)
{
    g->roots[root] = V_NIL;
    for (int i = 0; i < SMALL_CELL; i++) push_node(g, root);
}

/* Lists are made anew, one after the other, `turns` times. */
static struct heap_info replace(const struct heap_tune *t, uint64_t young, int pace, int turns)
{
    struct heap_info info;
    GraphHeap *g = graph_heap_new();
    heap_tune(&g->h, t);
    heap_set_max_young(&g->h, young);
    heap_set_pace(&g->h, pace);
    for (int i = 0; i < turns * CELLS; i++) fill(g, (uint32_t)(i % CELLS));
    heap_verify(&g->h);
    heap_info(&g->h, &info);
    graph_heap_free(g);
    graph_no_leaks();
    return info;
}

static void check_more(uint64_t more, uint64_t less)
{
    if (!BUILD_STRESS) ck_assert_msg(more > 2 * less, "%d, %d", (int)more, (int)less);
}

/* How large it gets below that depends on how long collections take. */
START_TEST(test_gc_tune__minor__bounds_the_young_area)
{
    GraphHeap *g = graph_heap_new();
    heap_set_max_young(&g->h, 16 * 1024);
    for (int i = 0; i < 3 * CELLS; i++) {
        fill(g, (uint32_t)(i % CELLS));
        ck_assert_uint_le(g->h.young_words * sizeof(Value), 16 * 1024);
        ck_assert_int_le(g->h.end - g->h.base, 2 * 1024);
    }
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_gc_tune__major__little_growth_starts_many)
{
    struct heap_tune little = {.major = 10}, much = {.major = 1000};
    check_more(replace(&little, 64 * 1024, 0, 8).majors, replace(&much, 64 * 1024, 0, 8).majors);
}
END_TEST

/* It counts in the pace of a program that builds, and only there. */
START_TEST(test_gc_tune__pause__little_growth_starts_many)
{
    struct heap_tune little = {.pause = 110}, much = {.pause = 1000};
    check_more(replace(&little, 64 * 1024, 1, 12).majors, replace(&much, 64 * 1024, 1, 12).majors);
}
END_TEST

static uint64_t slices_each(const struct heap_tune *t)
{
    struct heap_info i = replace(t, 16 * 1024, 0, 2);
    return BUILD_STRESS ? 0 : i.slices / i.cycles;
}

START_TEST(test_gc_tune__step_mul__little_work_makes_many_slices)
{
    struct heap_tune little = {.step_mul = 10, .step_size = 6},
                     much = {.step_mul = 10000, .step_size = 6};
    uint64_t many = slices_each(&little), few = slices_each(&much);
    ck_assert(BUILD_STRESS || many > few);
}
END_TEST

START_TEST(test_gc_tune__step_size__little_work_makes_many_slices)
{
    struct heap_tune little = {.step_mul = 10, .step_size = 6},
                     much = {.step_mul = 10, .step_size = 24};
    uint64_t many = slices_each(&little), few = slices_each(&much);
    ck_assert(BUILD_STRESS || many > few);
}
END_TEST

START_TEST(test_gc_tune__unset__stays_as_it_was)
{
    GraphHeap *g = graph_heap_new();
    struct heap_tune usual = heap_usual_tune(), t = heap_tuned(&g->h);
    ck_assert_mem_eq(&t, &usual, sizeof t);
    heap_tune(&g->h, &(struct heap_tune){.pause = 300});
    heap_tune(&g->h, &(struct heap_tune){.minor = 5});
    t = heap_tuned(&g->h);
    usual.pause = 300;
    usual.minor = 5;
    ck_assert_mem_eq(&t, &usual, sizeof t);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

static bool is_building(const GraphHeap *g)
{
    struct heap_info info;
    heap_info(&g->h, &info);
    return info.building;
}

/* A major that frees little says that the program builds, one that frees much that it does not any more. */
START_TEST(test_gc_tune__pace__goes_over_and_back)
{
    GraphHeap *g = graph_heap_new();
    ck_assert(!is_building(g));
    for (int i = 0; i < 400000 && !is_building(g); i++) push_node(g, 0);
    ck_assert(is_building(g));
    g->roots[0] = V_NIL;
    for (int i = 0; i < 4000 && is_building(g); i++) {
        g->roots[1 + i % 3] = V_NIL;
        for (int k = 0; k < 1000; k++) push_node(g, (uint32_t)(1 + i % 3));
    }
    ck_assert(!is_building(g));
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_gc_tune__pace__stays_as_it_was_set)
{
    GraphHeap *g = graph_heap_new();
    for (int pace = 0; pace < 2; pace++) {
        heap_set_pace(&g->h, pace);
        for (int i = 0; i < 3; i++) {
            fill(g, (uint32_t)i);
            ck_assert(heap_major(&g->h));
            ck_assert_int_eq(is_building(g), pace);
        }
    }
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("gc_tune", UNIT_TEST(test_gc_tune__minor__bounds_the_young_area);
          UNIT_TEST(test_gc_tune__major__little_growth_starts_many);
          UNIT_TEST(test_gc_tune__pause__little_growth_starts_many);
          UNIT_TEST(test_gc_tune__step_mul__little_work_makes_many_slices);
          UNIT_TEST(test_gc_tune__step_size__little_work_makes_many_slices);
          UNIT_TEST(test_gc_tune__unset__stays_as_it_was);
          UNIT_TEST(test_gc_tune__pace__goes_over_and_back);
          UNIT_TEST(test_gc_tune__pace__stays_as_it_was_set); tcase_set_timeout(unit_case, 120))
