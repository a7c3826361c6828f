#include "base/world.h"
#include "heap/frozen.h"
#include "heap/gc_int.h"
#include "tests/unit/heap/graph.h"

_Static_assert(sizeof(Heap) <= 160, "an idle maatine costs about a kilobyte in all");

static GraphHeap *limited(uint64_t max)
{
    GraphHeap *g = graph_heap_new();
    g->h.max_bytes = max;
    return g;
}
static void end(GraphHeap *g)
{
    graph_heap_free(g);
    graph_no_leaks();
}
/* An array of one element behind roots[0]: the list grows by one. */
static bool grow_list(GraphHeap *g)
{
    Obj *holder;
    if (!heap_reserve(&g->h, 16)) return false;
    Value v = graph_array(&g->h, 1);
    *graph_slot(v, 0, &holder) = g->roots[0];
    g->roots[0] = v;
    return true;
}
static int list_length(Value v)
{
    Obj *holder;
    int n = 0;
    for (; is_ptr(v); n++) v = *graph_slot(v, 0, &holder);
    return n;
}

START_TEST(test_heap__reserve__is_there_and_nothing_moves_until_used_up)
{
    GraphHeap *g = graph_heap_new();
    for (uint32_t words = 2; words < 5000; words = words * 3 + 1) {
        ck_assert(heap_reserve(&g->h, words));
        ck_assert_uint_ge((size_t)(g->h.limit - g->h.top), words);
        Value *at = g->h.top;
        Value first = graph_str(&g->h, "ab");
        ck_assert_ptr_eq(to_ptr(first), at);
    }
    ck_assert(!heap_reserve(&g->h, SIZE_MAX / 8));
    ck_assert(!heap_reserve(&g->h, SIZE_MAX));
    end(g);
}
END_TEST

START_TEST(test_heap__garbage__is_collected_and_young_area_stays_small)
{
    GraphHeap *g = graph_heap_new();
    for (int i = 0; i < 100000; i++) {
        ck_assert(heap_reserve(&g->h, 16));
        g->roots[i % 4] = graph_array(&g->h, 2);
    }
    struct heap_info info;
    heap_info(&g->h, &info);
    ck_assert_uint_gt(info.minors, 50);
    ck_assert_uint_lt(heap_bytes(&g->h), 64 * 1024);
    ck_assert_uint_gt(info.pause_max_ns, 0);
    ck_assert_uint_ge(info.pause_sum_ns, info.pause_max_ns);
    end(g);
}
END_TEST

/* ---- the size of young areas ---- */

static uint64_t fake_cpu, fake_step;             /* each look at the clock finds it so much later */
static uint64_t fake_mono_ns(void) { return 1; } /* no slice ends for want of time */
static uint64_t fake_cpu_ns(bool all)
{
    ck_assert(!all);
    return fake_cpu += fake_step;
}

/* So many minor collections in which everything survives. */
static void grow_through(GraphHeap *g, uint64_t minors)
{
    struct heap_info info;
    heap_info(&g->h, &info);
    for (uint64_t until = info.minors + minors; info.minors < until; heap_info(&g->h, &info))
        for (int i = 0; i < 100; i++) ck_assert(grow_list(g));
}

START_TEST(test_heap__slow_collections__keep_the_young_area_of_a_large_heap_small)
{
    if (BUILD_STRESS) return; /* which collects at each reserve */
    GraphHeap *g = graph_heap_new();
    heap_set_max_young(&g->h, 256 * 1024);
    ck_assert(heap_reserve(&g->h, 16));
    g->roots[1] = graph_array(&g->h, 0);
    Slots *s = heap_alloc_large(&g->h, T_SLOTS, (40u << 20) / sizeof(Value));
    ck_assert_ptr_nonnull(s);
    ((Array *)to_obj(g->roots[1]))->slots = s;
    World fake = world_os;
    fake.cpu_ns = fake_cpu_ns;
    fake.mono_ns = fake_mono_ns;
    world_set(&fake);
    fake_cpu = 1;
    fake_step = 0;
    grow_through(g, 60);
    uint32_t quick = g->h.young_words;
    ck_assert_uint_eq(quick, 32 * 1024);
    fake_step = 5 * 1000 * 1000;
    grow_through(g, 6);
    uint32_t slow = g->h.young_words;
    ck_assert_uint_lt(slow, quick);
    /* One quick collection is not yet a reason to let it grow, many are. */
    fake_step = 0;
    grow_through(g, 10);
    ck_assert_uint_le(g->h.young_words, slow);
    grow_through(g, 300);
    ck_assert_uint_eq(g->h.young_words, quick);
    struct heap_info info;
    heap_info(&g->h, &info);
    ck_assert_uint_eq(info.pause_max_cpu_ns % (5 * 1000 * 1000), 0);
    ck_assert_uint_gt(info.pause_max_cpu_ns, 0);
    world_set(&world_os);
    end(g);
}
END_TEST

START_TEST(test_heap__long_list__survives_all_collections)
{
    int n = BUILD_STRESS ? 2000 : 500000;
    GraphHeap *g = graph_heap_new();
    for (int i = 0; i < n; i++) ck_assert(grow_list(g));
    ck_assert(heap_minor(&g->h));
    ck_assert(heap_minor(&g->h));
    ck_assert(heap_major(&g->h));
    ck_assert_int_eq(list_length(g->roots[0]), n);
    heap_verify(&g->h);
    g->roots[0] = V_NIL;
    mem_free(MEM_GC, heap_shrink(&g->h));
    ck_assert_uint_eq(heap_bytes(&g->h), 0);
    ck_assert_ptr_eq(g->h.base, g->area);
    ck_assert(grow_list(g));
    end(g);
}
END_TEST

START_TEST(test_heap__shrunk_empty__gives_all_memory_back)
{
    GraphHeap *g = graph_heap_new();
    struct heap_info info;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 2000; i++) ck_assert(grow_list(g));
        ck_assert(heap_minor(&g->h));
        ck_assert_ptr_nonnull(g->h.gc);
        void *left = heap_shrink(&g->h); /* the list lives */
        ck_assert_ptr_null(left);
        ck_assert_int_eq(list_length(g->roots[0]), 2000);
        g->roots[0] = V_NIL;
        left = heap_shrink(&g->h);
        ck_assert_ptr_nonnull(left);
        mem_free(MEM_GC, left);
        ck_assert_ptr_null(g->h.gc);
        ck_assert_ptr_null(heap_shrink(&g->h)); /* nothing to do */
        heap_info(&g->h, &info);
        ck_assert_uint_eq(info.fulls, 0);
        ck_assert_uint_eq(info.old_bytes, 0);
        heap_verify(&g->h);
    }
    end(g);
}
END_TEST

START_TEST(test_heap__shrunk__keeps_how_it_was_tuned)
{
    GraphHeap *g = graph_heap_new();
    ck_assert(grow_list(g));
    ck_assert(heap_minor(&g->h));
    g->roots[0] = V_NIL;
    heap_tune(&g->h, &(struct heap_tune){.pause = 300});
    ck_assert_ptr_null(heap_shrink(&g->h));
    ck_assert_ptr_nonnull(g->h.gc);
    end(g);
}
END_TEST

START_TEST(test_heap__barrier__young_value_in_old_object_survives)
{
    Obj *holder;
    GraphHeap *g = graph_heap_new();
    g->roots[0] = graph_array(&g->h, 3);
    for (int i = 0; i < 3; i++) ck_assert(heap_minor(&g->h));
    ck_assert(to_obj(g->roots[0])->gc & GC_OLD);
    for (uint32_t i = 0; i < 3; i++) {
        ck_assert(heap_reserve(&g->h, 64));
        Value s = graph_str(&g->h, "kept");
        *graph_slot(g->roots[0], i, &holder) = s;
        heap_wrote(&g->h, holder);
        ck_assert(holder->gc & GC_REMEMBERED);
        heap_verify(&g->h);
        for (uint32_t k = 0; k <= i; k++) ck_assert(heap_minor(&g->h));
        ck_assert_str_eq(((Str *)to_ptr(*graph_slot(g->roots[0], i, &holder)))->p, "kept");
    }
    ck_assert(heap_minor(&g->h));
    ck_assert(heap_minor(&g->h));
    /* Everything is old: nothing to remember any more. */
    ck_assert_uint_eq(gc_seen(&g->h)->nremembered, 0);
    ck_assert(!(holder->gc & GC_REMEMBERED));
    end(g);
}
END_TEST

START_TEST(test_heap__large_objects__never_move_and_are_freed)
{
    Obj *holder;
    GraphHeap *g = graph_heap_new();
    g->roots[0] = graph_array(&g->h, 1000);
    g->roots[1] = graph_array(&g->h, 2000);
    Obj *large = &((Array *)to_ptr(g->roots[0]))->slots->h;
    ck_assert(large->gc == GC_LARGE);
    g->roots[1] = V_NIL;
    ck_assert(heap_reserve(&g->h, 64));
    *graph_slot(g->roots[0], 500, &holder) = graph_str(&g->h, "inside");
    heap_wrote(&g->h, holder);
    for (int i = 0; i < 4; i++) {
        ck_assert(i % 2 ? heap_major(&g->h) : heap_minor(&g->h));
        ck_assert_ptr_eq(((Array *)to_ptr(g->roots[0]))->slots, large);
        ck_assert_uint_eq(gc_seen(&g->h)->nlarge, 1);
        ck_assert(large->gc & GC_OLD);
        heap_verify(&g->h);
    }
    ck_assert_str_eq(((Str *)to_ptr(*graph_slot(g->roots[0], 500, &holder)))->p, "inside");
    g->roots[0] = V_NIL;
    ck_assert(heap_major(&g->h));
    ck_assert_uint_eq(gc_seen(&g->h)->nlarge, 0);
    ck_assert_uint_eq(gc_seen(&g->h)->used_large, 0);
    end(g);
}
END_TEST

START_TEST(test_heap__large_garbage__is_collected_without_small_allocation)
{
    GraphHeap *g = graph_heap_new();
    for (int i = 0; i < 3000; i++) {
        ck_assert(heap_reserve(&g->h, 8));
        g->roots[0] = graph_array(&g->h, 1000);
    }
    ck_assert_uint_lt(heap_bytes(&g->h), 1024 * 1024);
    end(g);
}
END_TEST

START_TEST(test_heap__offheap_parts__released_with_their_objects)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    GraphHeap *g = graph_heap_new();
    for (int i = 0; i < 2000; i++) {
        ck_assert(heap_reserve(&g->h, 32));
        g->roots[i % 10] = graph_rnd(2) ? graph_strx(&g->h, 500) : graph_bytes(&g->h, 500);
    }
    ck_assert(heap_major(&g->h));
    heap_verify(&g->h);
    mem_stats(all);
    ck_assert_uint_eq(all[MEM_STRING].count, 10);
    ck_assert_uint_ge(g->h.used_off, 10 * 500);
    ck_assert_uint_lt(g->h.used_off, 10 * 700);
    for (int i = 0; i < 9; i++) g->roots[i] = V_NIL;
    ck_assert(heap_major(&g->h));
    mem_stats(all);
    ck_assert_uint_eq(all[MEM_STRING].count, 1);
    end(g);
}
END_TEST

START_TEST(test_heap__weak_reference__cleared_when_its_target_died)
{
    for (int age = 0; age < 4; age++) {
        GraphHeap *g = graph_heap_new();
        g->roots[1] = graph_array(&g->h, 2);
        WeakRef *w = heap_alloc(&g->h, T_WEAKREF, WORDS_OF(WeakRef));
        w->target = g->roots[1];
        heap_add_weak(&g->h, w);
        g->roots[0] = from_obj(w);
        for (int i = 0; i < age; i++) ck_assert(heap_minor(&g->h));
        ck_assert_uint_eq(((WeakRef *)to_ptr(g->roots[0]))->target, g->roots[1]);
        ck_assert(heap_major(&g->h));
        ck_assert_uint_eq(((WeakRef *)to_ptr(g->roots[0]))->target, g->roots[1]);
        g->roots[1] = V_NIL;
        ck_assert(heap_major(&g->h));
        ck_assert_uint_eq(((WeakRef *)to_ptr(g->roots[0]))->target, V_NIL);
        /* A young target. */
        ck_assert(heap_reserve(&g->h, 16));
        w = heap_alloc(&g->h, T_WEAKREF, WORDS_OF(WeakRef));
        w->target = graph_array(&g->h, 0);
        heap_add_weak(&g->h, w);
        g->roots[0] = from_obj(w);
        ck_assert(heap_minor(&g->h));
        ck_assert_uint_eq(((WeakRef *)to_ptr(g->roots[0]))->target, V_NIL);
        g->roots[0] = V_NIL;
        ck_assert(heap_major(&g->h));
        ck_assert_ptr_null(g->h.gc->weak_young);
        ck_assert_ptr_null(g->h.gc->weak_old);
        end(g);
    }
}
END_TEST

START_TEST(test_heap__limit__endless_growth_is_refused_and_reserve_opens)
{
    GraphHeap *g = limited(200 * 1024);
    int n = 0;
    while (grow_list(g)) n++;
    ck_assert_int_gt(n, 1000);
    ck_assert_int_eq(list_length(g->roots[0]), n);
    ck_assert_uint_le(heap_bytes(&g->h), 200 * 1024);
    ck_assert(!heap_reserve(&g->h, 1000));
    g->h.in_reserve = 1;
    int more = 0;
    while (grow_list(g)) more++;
    ck_assert_int_gt(more, 500);
    ck_assert_uint_le(heap_bytes(&g->h), 200 * 1024 + HEAP_RESERVE_BYTES);
    g->h.in_reserve = 0;
    g->roots[0] = V_NIL;
    ck_assert(grow_list(g));
    ck_assert_uint_lt(heap_bytes(&g->h), 100 * 1024);
    end(g);
}
END_TEST

START_TEST(test_heap__limit__dead_large_objects_do_not_count_for_long)
{
    GraphHeap *g = limited(100 * 1024);
    for (int i = 0; i < 1000; i++) {
        ck_assert(heap_reserve(&g->h, 64));
        Value v = graph_array(&g->h, 6000); /* 48 KB: two fit */
        g->roots[0] = v;
    }
    ck_assert(heap_reserve(&g->h, 64));
    ck_assert_ptr_null(heap_alloc_large(&g->h, T_SLOTS, 20000));
    ck_assert(heap_make_room(&g->h, 40 * 1024));
    ck_assert(!heap_make_room(&g->h, 70 * 1024));
    ck_assert(heap_has_room(&g->h, 70 * 1024));
    ck_assert(!heap_has_room(&g->h, 170 * 1024));
    end(g);
}
END_TEST

START_TEST(test_heap__no_memory__reserve_fails_and_heap_is_whole)
{
    GraphHeap *g = graph_heap_new();
    graph_boxes = false;
    graph_seed = 31;
    graph_make(g, 300);
    struct copy_why why;
    ck_assert_int_eq(frozen_copy(&g->h, g->roots[0], &g->roots[5], &why), COPY_OK);
    size_t size = graph_same(g->roots[0], g->roots[5]);
    ck_assert_uint_gt(size, 200);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
        mem_fail_after(1 + i % 3);
        if (i % 2) mem_set_limit(1);
        if (!heap_reserve(&g->h, (size_t)(g->h.end - g->h.base) + 1000)) refused++;
        mem_set_limit(0);
        mem_fail_after(-1);
        heap_verify(&g->h);
        ck_assert(heap_reserve(&g->h, 16));
        g->roots[2] = graph_array(&g->h, 3);
    }
    ck_assert_uint_eq(graph_same(g->roots[0], g->roots[5]), size);
    ck_assert_int_gt(refused, 0);
    end(g);
}
END_TEST

START_TEST(test_heap__deep_stack_of_roots__makes_the_young_area_larger)
{
    GraphHeap *small = graph_heap_new();
    for (int i = 0; i < 5000; i++) {
        ck_assert(heap_reserve(&small->h, 16));
        (void)graph_array(&small->h, 2);
    }
    ck_assert_uint_ge(small->h.young_words, 512);
    ck_assert_uint_le(small->h.young_words, 4096);
    end(small);
}
END_TEST

START_TEST(test_strbuf__append__only_where_the_string_ends)
{
    StrBuf *b = strbuf_new(10, 0);
    ck_assert(strbuf_append(b, 0, "abc", 3));
    ck_assert(strbuf_append(b, 3, "def", 3));
    ck_assert(!strbuf_append(b, 3, "x", 1));
    char rest[64] = ""; /* one more than there is room for */
    ck_assert(!strbuf_append(b, 6, rest, b->cap - 6 + 1));
    ck_assert(strbuf_append(b, 6, b->p, 4));
    ck_assert_int_eq(memcmp(b->p, "abcdefabcd", 10), 0);
    ck_assert_ptr_eq(strbuf_ref(b, 10), b);
    ck_assert_uint_eq(strbuf_holders(b), 2);
    ck_assert(!strbuf_is_own(b));
    strbuf_unref(b, 0);
    ck_assert(strbuf_is_own(b));
    strbuf_unref(b, 10);
    ck_assert_ptr_null(strbuf_new(SIZE_MAX - 8, 0));
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("heap", UNIT_TEST(test_heap__reserve__is_there_and_nothing_moves_until_used_up);
          UNIT_TEST(test_heap__garbage__is_collected_and_young_area_stays_small);
          UNIT_TEST(test_heap__slow_collections__keep_the_young_area_of_a_large_heap_small);
          UNIT_TEST(test_heap__long_list__survives_all_collections);
          UNIT_TEST(test_heap__shrunk_empty__gives_all_memory_back);
          UNIT_TEST(test_heap__shrunk__keeps_how_it_was_tuned);
          UNIT_TEST(test_heap__barrier__young_value_in_old_object_survives);
          UNIT_TEST(test_heap__large_objects__never_move_and_are_freed);
          UNIT_TEST(test_heap__large_garbage__is_collected_without_small_allocation);
          UNIT_TEST(test_heap__offheap_parts__released_with_their_objects);
          UNIT_TEST(test_heap__weak_reference__cleared_when_its_target_died);
          UNIT_TEST(test_heap__limit__endless_growth_is_refused_and_reserve_opens);
          UNIT_TEST(test_heap__limit__dead_large_objects_do_not_count_for_long);
          UNIT_TEST(test_heap__no_memory__reserve_fails_and_heap_is_whole);
          UNIT_TEST(test_heap__deep_stack_of_roots__makes_the_young_area_larger);
          UNIT_TEST(test_strbuf__append__only_where_the_string_ends);
          tcase_set_timeout(unit_case, 60))
