#include "base/atomic.h"
#include "mailbox/cell.h"
#include "mailbox/mailbox.h"
#include "tests/unit/heap/graph.h"
#include <pthread.h>
#include <semaphore.h>

#define THREADS 4
#define EACH    (BUILD_CHECKED ? 5000 : 20000)

static Cell *new_cell(Value v)
{
    Parcel p;
    struct copy_why why;
    ck_assert_int_eq(parcel_copy(&p, v, &why), COPY_OK);
    Cell *c = cell_new(p, NULL);
    ck_assert_ptr_nonnull(c);
    return c;
}

static int64_t read_int(Cell *c, uint64_t ma)
{
    Parcel p;
    uint64_t wake;
    ck_assert_int_eq(cell_read(c, ma, &p, &wake), CELL_OK);
    ck_assert_uint_eq(wake, 0);
    return to_int(p.root);
}

START_TEST(test_cell__value__copied_in_and_out)
{
    GraphHeap *a = graph_heap_new(), *b = graph_heap_new();
    uint64_t wake;
    struct copy_why why;
    graph_seed = 21;
    graph_make(a, 200);
    Cell *c = new_cell(a->roots[0]);
    Parcel p;
    ck_assert_int_eq(cell_read(c, 1, &p, &wake), CELL_OK);
    b->roots[0] = parcel_adopt(&b->h, &p);
    ck_assert_uint_gt(graph_same(a->roots[0], b->roots[0]), 100);
    graph_seed = 22;
    graph_make(a, 100);
    ck_assert_int_eq(parcel_copy(&p, a->roots[0], &why), COPY_OK);
    ck_assert_int_eq(cell_write(c, 1, &p, &wake), CELL_OK);
    ck_assert_int_eq(cell_read(c, 2, &p, &wake), CELL_OK);
    ck_assert_uint_gt(graph_same(a->roots[0], p.root), 50);
    parcel_drop(&p);
    cell_unref(c);
    graph_heap_free(a);
    graph_heap_free(b);
    graph_no_leaks();
}
END_TEST

START_TEST(test_cell__held__others_wait_in_order)
{
    Cell *c = new_cell(from_int(5));
    Parcel p;
    uint64_t wake;
    ck_assert_int_eq(cell_hold(c, 1), CELL_OK);
    ck_assert_int_eq(cell_hold(c, 1), CELL_OK);
    ck_assert_uint_eq(cell_owner(c), 1);
    ck_assert_int_eq(read_int(c, 1), 5);
    ck_assert_int_eq(cell_read(c, 2, &p, &wake), CELL_WAIT);
    ck_assert_int_eq(cell_read(c, 2, &p, &wake), CELL_WAIT);
    ck_assert_int_eq(cell_hold(c, 3), CELL_WAIT);
    ck_assert_int_eq(cell_hold(c, 4), CELL_WAIT);
    p = parcel_of(from_int(6));
    ck_assert_int_eq(cell_write(c, 1, &p, &wake), CELL_OK);
    ck_assert_uint_eq(wake, 0);
    cell_release(c, 1, &wake);
    ck_assert_uint_eq(wake, 0);
    cell_release(c, 1, &wake);
    ck_assert_uint_eq(wake, 2);
    /* A reader holds nothing: the next one's turn comes at once. */
    ck_assert_int_eq(cell_read(c, 2, &p, &wake), CELL_OK);
    ck_assert_int_eq(to_int(p.root), 6);
    ck_assert_uint_eq(wake, 3);
    /* One that gives up passes it on. */
    cell_cancel(c, 3, &wake);
    ck_assert_uint_eq(wake, 4);
    ck_assert_int_eq(cell_hold(c, 4), CELL_OK);
    cell_release(c, 4, &wake);
    ck_assert_uint_eq(wake, 0);
    ck_assert_int_eq(read_int(c, 9), 6);
    cell_unref(c);
    graph_no_leaks();
}
END_TEST

struct shared {
    Cell *c;
    sem_t wake[THREADS + 1];
    uint64_t ids;
};

static void wake_up(struct shared *s, uint64_t id)
{
    if (id) sem_post(&s->wake[id]);
}

static int64_t read_wait(struct shared *s, uint64_t me)
{
    Parcel p;
    uint64_t wake;
    while (cell_read(s->c, me, &p, &wake) == CELL_WAIT) sem_wait(&s->wake[me]);
    wake_up(s, wake);
    return to_int(p.root);
}

/* x = x + 1, and now and then a plain read that never goes back. */
static void *add_ones(void *arg)
{
    struct shared *s = arg;
    uint64_t me = 1 + add_rlx(&s->ids, 1), wake;
    int64_t seen = 0;
    for (int i = 0; i < EACH; i++) {
        while (cell_hold(s->c, me) == CELL_WAIT) sem_wait(&s->wake[me]);
        Parcel p = parcel_of(from_int(read_wait(s, me) + 1));
        if (cell_write(s->c, me, &p, &wake) != CELL_OK) return arg;
        cell_release(s->c, me, &wake);
        wake_up(s, wake);
        if (i % 3) continue;
        int64_t now = read_wait(s, me);
        if (now < seen) return arg;
        seen = now;
    }
    return NULL;
}

START_TEST(test_cell__many_increments__none_lost_none_waits_for_ever)
{
    struct shared s = {.c = new_cell(from_int(0))};
    pthread_t t[THREADS];
    for (int i = 0; i <= THREADS; i++) sem_init(&s.wake[i], 0, 0);
    for (int i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, add_ones, &s);
    for (int i = 0; i < THREADS; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        ck_assert_ptr_null(bad);
    }
    ck_assert_int_eq(read_int(s.c, 1), THREADS * EACH);
    cell_unref(s.c);
    graph_no_leaks();
}
END_TEST

START_TEST(test_cell__chain_of_cells__freed_without_recursion)
{
    cell_setup();
    GraphHeap *g = graph_heap_new();
    Cell *c = new_cell(V_NIL);
    for (int i = 0; i < (BUILD_STRESS ? 1000 : 300000); i++) {
        ck_assert(heap_reserve(&g->h, 16));
        Cell *outer = new_cell(cell_handle(&g->h, c));
        cell_unref(c);
        c = outer;
    }
    ck_assert(heap_major(&g->h));
    ck_assert_uint_eq(counted_refs(&c->counted), 1);
    cell_unref(c);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_cell__handle__counted_in_messages)
{
    cell_setup();
    GraphHeap *a = graph_heap_new(), *b = graph_heap_new();
    Cell *c = new_cell(from_int(1));
    struct copy_why why;
    Parcel p, q;
    a->roots[0] = cell_handle(&a->h, c);
    ck_assert_uint_eq(counted_refs(&c->counted), 2);
    ck_assert_int_eq(parcel_copy(&p, a->roots[0], &why), COPY_OK);
    ck_assert_int_eq(parcel_copy(&q, a->roots[0], &why), COPY_OK);
    ck_assert_uint_eq(counted_refs(&c->counted), 4);
    parcel_drop(&q);
    b->roots[0] = parcel_adopt(&b->h, &p);
    ck_assert_ptr_eq(cell_of(b->roots[0]), c);
    b->roots[0] = V_NIL;
    ck_assert(heap_minor(&b->h));
    ck_assert_uint_eq(counted_refs(&c->counted), 2);
    graph_heap_free(a);
    graph_heap_free(b);
    cell_unref(c);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("cell", UNIT_TEST(test_cell__value__copied_in_and_out);
          UNIT_TEST(test_cell__held__others_wait_in_order);
          UNIT_TEST(test_cell__many_increments__none_lost_none_waits_for_ever);
          UNIT_TEST(test_cell__chain_of_cells__freed_without_recursion);
          UNIT_TEST(test_cell__handle__counted_in_messages); tcase_set_timeout(unit_case, 60))
