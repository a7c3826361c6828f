/* Sets of ties against a model, and links whose requests cross on their way. */
#include "tests/unit/unit.h"
#include "base/mem.h"
#include "vm/maatine/life.h"

/* ---- sets ---- */

START_TEST(test_ties__set__keeps_order)
{
    TieSet s = {0};
    for (uint64_t k = 1; k <= 100; k++) tie_add(&s, k)->a = k * 10;
    for (uint64_t k = 3; k <= 100; k += 3) ck_assert(tie_remove(&s, k));
    ck_assert(!tie_remove(&s, 3));
    uint64_t last = 0;
    unsigned n = 0;
    for (uint32_t i = 0; i < s.used; i++) {
        if (!s.at[i].key) continue;
        ck_assert_uint_gt(s.at[i].key, last);
        ck_assert_uint_eq(s.at[i].a, s.at[i].key * 10);
        last = s.at[i].key;
        n++;
    }
    ck_assert_uint_eq(n, s.count);
    ck_assert_uint_eq(n, 67);
    tie_clear(&s);
}
END_TEST

START_TEST(test_ties__set__agrees_with_model)
{
    enum { KEYS = 200 };
    bool model[KEYS + 1] = {false};
    TieSet s = {0};
    uint64_t x = 12345;
    for (int step = 0; step < 200000; step++) {
        x = x * 6364136223846793005ull + 1442695040888963407ull;
        uint64_t key = (x >> 33) % KEYS + 1;
        if ((x >> 20) % 2) {
            tie_add(&s, key)->b = key;
            model[key] = true;
        } else {
            ck_assert_int_eq(tie_remove(&s, key), model[key]);
            model[key] = false;
        }
        if (step % 1000 == 0)
            for (uint64_t k = 1; k <= KEYS; k++) {
                Tie *t = tie_find(&s, k);
                ck_assert_int_eq(t != NULL, model[k]);
                if (t) ck_assert_uint_eq(t->b, k);
            }
    }
    tie_clear(&s);
}
END_TEST

START_TEST(test_ties__set__gives_its_room_back)
{
    TieSet s = {0};
    for (uint64_t k = 1; k <= 1000; k++) tie_add(&s, k);
    for (uint64_t k = 1; k <= 1000; k++) ck_assert(tie_remove(&s, k));
    ck_assert_uint_eq(s.count, 0);
    ck_assert_ptr_null(s.index);
    for (int i = 0; i < 1000; i++) { /* one tie at a time does not grow */
        tie_add(&s, 5);
        tie_remove(&s, 5);
    }
    ck_assert_uint_le(s.cap, 4);
    tie_clear(&s);
}
END_TEST

/* ---- two maatines that never run, tied by hand ---- */

static struct runtime rt;
static Maatine *a, *b;

static Maatine *fake(void)
{
    Maatine *m = mem_zalloc(MEM_TEMP, sizeof *m + 64 * sizeof(Value));
    m->rt = &rt;
    m->sched = sched_at(rt.pool, 0);
    m->error = V_ABSENT;
    m->result = m->tail_fn = m->exit_reason = V_NIL;
    mailbox_init(&m->mailbox);
    ck_assert(table_reserve(rt.table, 0, &m->id, &m->serial));
    table_publish(rt.table, m);
    return m;
}

static void setup_pair(void)
{
    SchedConfig cfg = {.schedulers = 1};
    rt.pool = sched_pool_new(&cfg);
    rt.table = table_new(0, 1);
    a = fake();
    b = fake();
}

static bool linked(Maatine *m, const Maatine *p)
{
    return m->ties && tie_find(&m->ties->links, p->id);
}

START_TEST(test_ties__link__reaches_both)
{
    setup_pair();
    ma_link(a, b, b->id);
    ck_assert(linked(a, b) && !linked(b, a));
    signals_drain(b);
    ck_assert(linked(b, a));
    ma_unlink(b, a, a->id);
    ck_assert(!linked(b, a) && linked(a, b));
    signals_drain(a);
    ck_assert(!linked(a, b));
}
END_TEST

START_TEST(test_ties__link_anew__survives_an_old_unlink)
{
    setup_pair();
    ma_link(a, b, b->id);
    signals_drain(b);
    ma_unlink(b, a, a->id); /* on its way ... */
    ma_unlink(a, b, b->id);
    ma_link(a, b, b->id); /* ... when a links again */
    signals_drain(a);
    signals_drain(b);
    ck_assert(linked(a, b) && linked(b, a));
}
END_TEST

START_TEST(test_ties__crossing_requests__leave_one_view)
{
    setup_pair();
    uint64_t x = 99;
    for (int round = 0; round < 20000; round++) {
        unsigned steps = 1 + round % 7;
        for (unsigned i = 0; i < steps; i++) {
            x = x * 6364136223846793005ull + 1442695040888963407ull;
            Maatine *m = (x >> 40) % 2 ? a : b, *p = m == a ? b : a;
            switch ((x >> 33) % 3) {
            case 0: ma_link(m, p, p->id); break;
            case 1: ma_unlink(m, p, p->id); break;
            default: signals_drain(m); break;
            }
        }
        signals_drain(a);
        signals_drain(b);
        signals_drain(a);
        ck_assert_int_eq(linked(a, b), linked(b, a));
    }
}
END_TEST

START_TEST(test_ties__monitor__is_known_to_both_and_taken_back)
{
    setup_pair();
    uint64_t ref = ma_watch(a, b, b->id, WATCH_MONITOR);
    signals_drain(b);
    ck_assert_ptr_nonnull(tie_find(&a->ties->watching, ref));
    ck_assert_ptr_nonnull(tie_find(&b->ties->watched, ref));
    ck_assert(ma_unwatch(a, ref));
    ck_assert(!ma_unwatch(a, ref));
    signals_drain(b);
    ck_assert_ptr_null(tie_find(&b->ties->watched, ref));
}
END_TEST

UNIT_MAIN("ties", UNIT_TEST(test_ties__set__keeps_order);
          UNIT_TEST(test_ties__set__agrees_with_model);
          UNIT_TEST(test_ties__set__gives_its_room_back); UNIT_TEST(test_ties__link__reaches_both);
          UNIT_TEST(test_ties__link_anew__survives_an_old_unlink);
          UNIT_TEST(test_ties__crossing_requests__leave_one_view);
          UNIT_TEST(test_ties__monitor__is_known_to_both_and_taken_back))
