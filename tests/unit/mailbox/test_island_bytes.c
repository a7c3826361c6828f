/* What heaps answer for of the buffers that their islands share. */
#include "base/mem.h"
#include "heap/bytes.h"
#include "heap/island.h"
#include "heap/string.h"
#include "mailbox/parcel.h"
#include "tests/unit/heap/graph.h"

#define HEAPS 3
#define SLOTS 6 /* of each heap */
#define STEPS (BUILD_STRESS || MAAT_SANITIZED ? 5000 : 30000)

static GraphHeap *at[HEAPS];

static uint64_t string_bytes(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    return all[MEM_STRING].bytes;
}

static uint64_t answered_for(uint64_t *holders)
{
    uint64_t n = 0;
    for (int i = 0; i < HEAPS; i++) {
        n += at[i]->h.used_off;
        for (const Island *is = heap_islands(&at[i]->h); is; is = is->next) {
            n += is->shares;
            for (Obj *o = is->off; o; o = *scan_next(o)) ++*holders;
        }
    }
    return n;
}

static void text(GraphHeap *g, Value *to, uint32_t n)
{
    static char bytes[5000];
    memset(bytes, 'x', sizeof bytes);
    ck_assert(str_new(&g->h, bytes, n, to));
}

/* A message: texts, parts of one text, Bytes, storage that is large by itself, arrays. */
static void make(GraphHeap *g, Value *to)
{
    uint32_t n = 4 + graph_rnd(30);
    Obj *holder;
    ck_assert(heap_reserve(&g->h, 200));
    *to = graph_array(&g->h, n);
    for (uint32_t i = 0; i < n; i++) {
        Value v = V_NIL, *one = &g->roots[SLOTS];
        switch (graph_rnd(6)) {
        case 0: text(g, &v, 100 + graph_rnd(4000)); break;
        case 1:
            *one = *graph_slot(*to, graph_rnd(n), &holder);
            if (is_str(*one) && str_len(*one) > 300)
                ck_assert(str_slice_bytes(&g->h, one, graph_rnd(100), 80 + graph_rnd(100), &v));
            break;
        case 2:
            *one = *graph_slot(*to, graph_rnd(n), &holder);
            if (is_str(*one)) ck_assert(bytes_from_str(&g->h, one, &v));
            break;
        case 3:
            ck_assert(heap_reserve(&g->h, 600));
            v = graph_array(&g->h, 300 + graph_rnd(200));
            break;
        default: ck_assert(heap_reserve(&g->h, 64)); v = graph_array(&g->h, graph_rnd(20));
        }
        *graph_slot(*to, i, &holder) = v;
        heap_wrote(&g->h, holder);
        *one = V_NIL;
    }
}

static void send(GraphHeap *from, GraphHeap *to)
{
    Parcel p;
    struct copy_why why;
    Value v = from->roots[graph_rnd(SLOTS)];
    if (is_nil(v)) return;
    ck_assert_int_eq(parcel_copy(&p, v, &why), COPY_OK);
    to->roots[graph_rnd(SLOTS)] = parcel_adopt(&to->h, &p);
}

/* An element is dropped, or (Bytes) written. */
static void change(GraphHeap *g)
{
    Value *root = &g->roots[graph_rnd(SLOTS)];
    if (graph_rnd(8) == 0) {
        *root = V_NIL;
        return;
    }
    if (!is_array(*root) || !((Array *)to_obj(*root))->len) return;
    Obj *holder;
    uint32_t i = graph_rnd(((Array *)to_obj(*root))->len);
    if (is_type(*graph_slot(*root, i, &holder), T_BYTES) && graph_rnd(2)) {
        g->roots[SLOTS] = *graph_slot(*root, i, &holder);
        ck_assert(bytes_own(&g->h, &g->roots[SLOTS]));
        g->roots[SLOTS] = V_NIL;
        return;
    }
    *graph_slot(*root, i, &holder) = V_NIL;
}

static void collect_all(bool cycles)
{
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < HEAPS; i++) {
            if (cycles)
                while (!heap_step(&at[i]->h)) {}
            else
                ck_assert(heap_major(&at[i]->h));
        }
}

static void random_steps(bool cycles)
{
    for (int i = 0; i < HEAPS; i++) at[i] = graph_heap_new();
    for (int s = 0; s < STEPS; s++) {
        GraphHeap *g = at[graph_rnd(HEAPS)];
        switch (graph_rnd(10)) {
        case 0: make(g, &g->roots[graph_rnd(SLOTS)]); break;
        case 1:
        case 2: send(g, at[graph_rnd(HEAPS)]); break;
        case 3: ck_assert(heap_minor(&g->h)); break;
        case 4: (void)heap_step(&g->h); break;
        default: change(g);
        }
        if (graph_rnd(100)) continue;
        uint64_t holders = 4000;
        collect_all(cycles);
        uint64_t n = answered_for(&holders), all = string_bytes();
        ck_assert_uint_le(n, all);
        ck_assert_uint_ge(n + holders, all);
    }
    for (int i = 0; i < HEAPS; i++) graph_heap_free(at[i]);
    graph_no_leaks();
    ck_assert_uint_eq(string_bytes(), 0);
}

START_TEST(test_island_bytes__full_collections__add_up)
{
    graph_seed = 5;
    random_steps(false);
}
END_TEST

START_TEST(test_island_bytes__cycles__add_up)
{
    graph_seed = 6;
    random_steps(true);
}
END_TEST

/* What dies of an island was counted as a share of what others held, too: the count went below zero, and round. */
START_TEST(test_island_bytes__sharers_let_go_first__count_stays_right)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    Obj *holder;
    struct copy_why why;
    Parcel p;
    ck_assert(heap_reserve(&from->h, 1600));
    from->roots[0] = graph_array(&from->h, 200);
    Value large = graph_array(&from->h, 1000), small = graph_array(&from->h, 100);
    *graph_slot(from->roots[0], 1, &holder) = large;
    *graph_slot(from->roots[0], 2, &holder) = small;
    heap_wrote(&from->h, holder);
    text(from, &from->roots[1], 4000);
    *graph_slot(from->roots[0], 0, &holder) = from->roots[1];
    heap_wrote(&from->h, holder);
    ck_assert_int_eq(parcel_copy(&p, from->roots[0], &why), COPY_OK);
    graph_heap_free(from);
    to->roots[0] = parcel_adopt(&to->h, &p);
    ck_assert(heap_major(&to->h));
    ck_assert_uint_gt(heap_bytes(&to->h), 4000 + 1300 * sizeof(Value));
    *graph_slot(to->roots[0], 0, &holder) = V_NIL;
    *graph_slot(to->roots[0], 1, &holder) = V_NIL;
    ck_assert(heap_major(&to->h));
    ck_assert_uint_gt(heap_bytes(&to->h), 300 * sizeof(Value));
    ck_assert_uint_lt(heap_bytes(&to->h), 700 * sizeof(Value));
    ck_assert_uint_eq(string_bytes(), 0);
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

/* Texts are shared, Bytes that can be written are copied: by what is written the sender is charged. */
START_TEST(test_island_bytes__what_a_copy_wrote__leaves_out_what_is_shared)
{
    GraphHeap *g = graph_heap_new();
    Obj *holder;
    struct copy_why why;
    Parcel p;
    text(g, &g->roots[1], 5000);
    ck_assert(bytes_from_str(&g->h, &g->roots[1], &g->roots[2]));
    ck_assert(bytes_own(&g->h, &g->roots[2]));
    ck_assert(heap_reserve(&g->h, 600));
    g->roots[0] = graph_array(&g->h, 3);
    ck_assert_int_eq(parcel_copy(&p, g->roots[0], &why), COPY_OK);
    uint64_t small = why.copied;
    ck_assert_uint_gt(small, 3 * sizeof(Value));
    ck_assert_uint_lt(small, 300);
    parcel_drop(&p);
    *graph_slot(g->roots[0], 0, &holder) = g->roots[1];
    ck_assert_int_eq(parcel_copy(&p, g->roots[0], &why), COPY_OK);
    ck_assert_uint_gt(why.copied, small);
    ck_assert_uint_lt(why.copied, small + 100);
    parcel_drop(&p);
    *graph_slot(g->roots[0], 1, &holder) = g->roots[2];
    *graph_slot(g->roots[0], 2, &holder) = graph_array(&g->h, 500);
    ck_assert_int_eq(parcel_copy(&p, g->roots[0], &why), COPY_OK);
    ck_assert_uint_gt(why.copied, 500 * sizeof(Value) + 5000);
    ck_assert_uint_lt(why.copied, 500 * sizeof(Value) + 5000 + 500);
    parcel_drop(&p);
    ck_assert_int_eq(parcel_copy(&p, from_int(5), &why), COPY_OK);
    ck_assert_uint_eq(why.copied, 0);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("island_bytes", UNIT_TEST(test_island_bytes__full_collections__add_up);
          UNIT_TEST(test_island_bytes__cycles__add_up);
          UNIT_TEST(test_island_bytes__sharers_let_go_first__count_stays_right);
          UNIT_TEST(test_island_bytes__what_a_copy_wrote__leaves_out_what_is_shared);
          tcase_set_timeout(unit_case, 300))
