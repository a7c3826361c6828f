/* The table of maatines: ids, generations, order, and finding while others come and go. */
#include "tests/unit/unit.h"
#include "base/atomic.h"
#include "base/mem.h"
#include "vm/maatine/maatine.h"
#include "vm/maatine/table.h"
#include <pthread.h>
#include <sched.h>

static Maatine *enter_as(struct ma_table *t, uint32_t who)
{
    Maatine *m = mem_zalloc(MEM_TEMP, sizeof *m);
    ck_assert(table_reserve(t, who, &m->id, &m->serial));
    table_publish(t, m);
    return m;
}

static Maatine *enter(struct ma_table *t) { return enter_as(t, 0); }

static void leave(struct ma_table *t, Maatine *m)
{
    table_remove(t, 0, m, V_ABSENT);
    mem_free(MEM_TEMP, m);
}

START_TEST(test_table__first_ids__count_from_one)
{
    struct ma_table *t = table_new(0, 1);
    Maatine *m[100];
    for (uint64_t i = 0; i < 100; i++) {
        m[i] = enter(t);
        ck_assert_uint_eq(m[i]->id, i + 1);
        ck_assert_uint_eq(m[i]->serial, i + 1);
    }
    ck_assert_uint_eq(table_count(t), 100);
    for (int i = 0; i < 100; i++) leave(t, m[i]);
    ck_assert_uint_eq(table_count(t), 0);
    table_free(t);
}
END_TEST

START_TEST(test_table__ended__is_not_found)
{
    struct ma_table *t = table_new(0, 1);
    Maatine *m = enter(t);
    uint64_t id = m->id;
    ck_assert_ptr_eq(table_find(t, id), m);
    ck_assert_ptr_null(table_find(t, id + 1));
    ck_assert_ptr_null(table_find(t, id | (uint64_t)1 << TABLE_SLOT_BITS));
    leave(t, m);
    ck_assert_ptr_null(table_find(t, id));
    table_free(t);
}
END_TEST

START_TEST(test_table__reserved_only__is_not_found)
{
    struct ma_table *t = table_new(0, 1);
    uint64_t id, serial;
    ck_assert(table_reserve(t, 0, &id, &serial));
    ck_assert_ptr_null(table_find(t, id));
    table_cancel(t, 0, id);
    ck_assert_uint_eq(table_count(t), 0);
    table_free(t);
}
END_TEST

START_TEST(test_table__slot_used_again__has_another_id)
{
    struct ma_table *t = table_new(0, 1);
    uint64_t first = 0, again = 0;
    for (int i = 0; i < 200000 && !again; i++) {
        Maatine *m = enter(t);
        if (!first)
            first = m->id;
        else if ((m->id & ((1u << TABLE_SLOT_BITS) - 1)) == first)
            again = m->id;
        leave(t, m);
    }
    ck_assert_uint_ne(again, 0);
    ck_assert_uint_ne(again, first);
    ck_assert_ptr_null(table_find(t, first));
    table_free(t);
}
END_TEST

START_TEST(test_table__at_most_max__refuses_more)
{
    struct ma_table *t = table_new(3, 1);
    Maatine *m[3];
    uint64_t id, serial;
    for (int i = 0; i < 3; i++) m[i] = enter(t);
    ck_assert(!table_reserve(t, 0, &id, &serial));
    leave(t, m[1]);
    m[1] = enter(t);
    for (int i = 0; i < 3; i++) leave(t, m[i]);
    table_free(t);
}
END_TEST

START_TEST(test_table__list__is_in_order_of_start)
{
    struct ma_table *t = table_new(0, 1);
    Maatine *kept[50];
    /* Many come and go in between, so that slots are used again. */
    for (int i = 0; i < 50; i++) {
        kept[i] = enter(t);
        for (int k = 0; k < 4000; k++) leave(t, enter(t));
    }
    size_t n;
    Maatine **all = table_list(t, &n);
    ck_assert_uint_eq(n, 50);
    for (int i = 0; i < 50; i++) ck_assert_ptr_eq(all[i], kept[i]);
    mem_free(MEM_TEMP, all);
    for (int i = 0; i < 50; i++) leave(t, kept[i]);
    table_free(t);
}
END_TEST

START_TEST(test_table__reason__is_remembered_until_the_slot_is_used)
{
    struct ma_table *t = table_new(0, 1);
    Maatine *m = enter(t);
    uint64_t id = m->id;
    ck_assert_uint_eq(table_reason(t, id), V_ABSENT);
    table_remove(t, 0, m, from_int(7));
    ck_assert_uint_eq(table_reason(t, id), from_int(7));
    ck_assert_uint_eq(table_reason(t, id | (uint64_t)5 << TABLE_SLOT_BITS), V_ABSENT);
    mem_free(MEM_TEMP, m);
    table_free(t);
}
END_TEST

START_TEST(test_table__ended_elsewhere__slots_are_used_again)
{
    struct ma_table *t = table_new(0, 2);
    uint64_t most = 0;
    for (int i = 0; i < 300000; i++) {
        Maatine *m = enter_as(t, 0);
        if (table_slot(m->id) > most) most = table_slot(m->id);
        table_remove(t, 1, m, V_ABSENT);
        mem_free(MEM_TEMP, m);
    }
    ck_assert_uint_lt(most, 100000);
    ck_assert_uint_eq(table_count(t), 0);
    table_free(t);
}
END_TEST

START_TEST(test_table__at_most_max__ended_elsewhere_make_room)
{
    struct ma_table *t = table_new(3, 2);
    uint64_t id, serial;
    for (int round = 0; round < 1000; round++) {
        Maatine *m[3] = {enter_as(t, 0), enter_as(t, 1), enter_as(t, TABLE_OUTSIDE)};
        ck_assert(!table_reserve(t, (uint32_t)round % 2, &id, &serial));
        for (uint32_t i = 0; i < 3; i++) {
            table_remove(t, (i + 1) % 3 ? i : TABLE_OUTSIDE, m[i], V_ABSENT);
            mem_free(MEM_TEMP, m[i]);
        }
    }
    table_free(t);
}
END_TEST

/* ---- threads ---- */

#define WORKERS 3
#define ROUNDS  20000
#define ALIVE   16

struct worker {
    pthread_t thread;
    uint32_t who; /* the last one is no scheduler */
    struct ma_table *t;
    Maatine *records[ROUNDS]; /* freed when nobody looks any more: as an epoch would have it */
    uint64_t ids[ALIVE];      /* [any, atomic] 0: none */
};
static struct worker workers[WORKERS];

static void check_others(struct worker *w, uint32_t round)
{
    for (int i = 0; i < WORKERS; i++) {
        uint64_t id = load_acq(&workers[i].ids[round % ALIVE]);
        Maatine *m = id ? table_find(w->t, id) : NULL;
        if (m) ck_assert_uint_eq(m->id, id);
    }
}

static void *work(void *arg)
{
    struct worker *w = arg;
    for (uint32_t r = 0; r < ROUNDS; r++) {
        if (r >= ALIVE) {
            store_rel(&w->ids[r % ALIVE], 0);
            table_remove(w->t, w->who, w->records[r - ALIVE], V_NIL);
        }
        Maatine *m = w->records[r] = enter_as(w->t, w->who);
        ck_assert_ptr_eq(table_find(w->t, m->id), m);
        store_rel(&w->ids[r % ALIVE], m->id);
        check_others(w, r);
    }
    return NULL;
}

START_TEST(test_table__many_threads__find_what_is_there)
{
    struct ma_table *t = table_new(0, WORKERS - 1);
    for (uint32_t i = 0; i < WORKERS; i++) {
        workers[i].t = t;
        workers[i].who = i < WORKERS - 1 ? i : TABLE_OUTSIDE;
    }
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    for (int i = 0; i < WORKERS; i++) pthread_join(workers[i].thread, NULL);
    ck_assert_uint_eq(table_count(t), WORKERS * ALIVE);
    ck_assert_uint_eq(table_started(t), WORKERS * ROUNDS);
    size_t n;
    mem_free(MEM_TEMP, table_list(t, &n));
    ck_assert_uint_eq(n, WORKERS * ALIVE);
    table_free(t);
    for (int i = 0; i < WORKERS; i++)
        for (int r = 0; r < ROUNDS; r++) mem_free(MEM_TEMP, workers[i].records[r]);
}
END_TEST

/* One ends while another asks for it: not found means that the reason is there. */
#define ENDS 5000

static uint64_t ending; /* [any, atomic] the id, 0: the reason has been seen */

static void *ask_reason(void *arg)
{
    struct ma_table *t = arg;
    for (int r = 0; r < ENDS; r++) {
        uint64_t id;
        while (!(id = load_acq(&ending))) sched_yield();
        while (table_find(t, id)) continue;
        ck_assert_uint_eq(table_reason(t, id), from_int(7));
        store_rel(&ending, 0);
    }
    return NULL;
}

START_TEST(test_table__not_found_while_ending__has_a_reason)
{
    static Maatine *records[ENDS]; /* freed when nobody looks any more */
    struct ma_table *t = table_new(0, 1);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, ask_reason, t), 0);
    for (int r = 0; r < ENDS; r++) {
        records[r] = enter(t);
        store_rel(&ending, records[r]->id);
        table_remove(t, 0, records[r], from_int(7));
        while (load_acq(&ending)) sched_yield();
    }
    pthread_join(thread, NULL);
    for (int r = 0; r < ENDS; r++) mem_free(MEM_TEMP, records[r]);
    table_free(t);
}
END_TEST

UNIT_MAIN("table", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_table__first_ids__count_from_one);
          UNIT_TEST(test_table__ended__is_not_found);
          UNIT_TEST(test_table__reserved_only__is_not_found);
          UNIT_TEST(test_table__slot_used_again__has_another_id);
          UNIT_TEST(test_table__at_most_max__refuses_more);
          UNIT_TEST(test_table__list__is_in_order_of_start);
          UNIT_TEST(test_table__reason__is_remembered_until_the_slot_is_used);
          UNIT_TEST(test_table__ended_elsewhere__slots_are_used_again);
          UNIT_TEST(test_table__at_most_max__ended_elsewhere_make_room);
          UNIT_TEST(test_table__many_threads__find_what_is_there);
          UNIT_TEST(test_table__not_found_while_ending__has_a_reason))
