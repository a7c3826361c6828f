/* Events about waiters whose target has gone: the runtime tells those that wait, so only a record made by hand shows one. */
#include "tests/unit/unit.h"
#include "vm/observe/watch.c"

static struct runtime *rt;
static struct observer observer;
static struct watch watch;
static Maatine *target;
static Maatine m;
static struct waiter waiter;
static Facts facts;

static void setup(void)
{
    Config cfg;
    config_init(&cfg);
    rt = runtime_new(&cfg);
    config_fini(&cfg);
    rt->table = table_new(0, 1);
    rt->cfg.warn_orphan = 5;
    observer = (struct observer){.rt = rt};
    past_init(&observer.past, 1);
    rt->observer = &observer;
    watch = (struct watch){.o = &observer, .rt = rt, .now = 1000000000};
    target = mem_zalloc(MEM_TEMP, sizeof *target);
    ck_assert(table_reserve(rt->table, 0, &target->id, &target->serial));
    table_publish(rt->table, target);
    waiter = (struct waiter){.target = target->id};
    m = (Maatine){.rt = rt, .waiter = &waiter};
    facts = (Facts){.id = 77, .state = FACT_WAITING, .wait = WAIT_REPLY};
}

static void end_target(void)
{
    table_remove(rt->table, 0, target, V_ABSENT);
    mem_free(MEM_TEMP, target);
    target = NULL;
}

static void teardown(void)
{
    if (target) end_target();
    table_free(rt->table);
    rt->table = NULL;
    rt->observer = NULL;
    past_fini(&observer.past);
    runtime_free(rt);
}

/* A look at m, so many seconds after the one before; how many events there are by now. */
static uint64_t look(unsigned secs)
{
    watch.now += secs * UINT64_C(1000000000);
    for (uint32_t i = 0; i < watch.ntold; i++) watch.told[i].seen = false;
    look_at_orphan(&watch, &facts, &m);
    forget_unseen(&watch);
    return observer.past.nevents;
}

START_TEST(test_watch__target_lives__is_no_orphan)
{
    setup();
    ck_assert_uint_eq(look(1), 0);
    ck_assert_uint_eq(look(100), 0);
    teardown();
}
END_TEST

START_TEST(test_watch__target_gone_for_long__is_told_once)
{
    setup();
    ck_assert_uint_eq(look(100), 0);
    end_target();
    ck_assert_uint_eq(look(1), 0); /* however long it had waited before */
    ck_assert_uint_eq(look(4), 0);
    ck_assert_uint_eq(look(1), 1);
    ck_assert_uint_eq(look(100), 1);
    Reply r;
    reply_init(&r);
    past_put_events(rt, &r);
    const Rows *t = r.at[0];
    ck_assert_int_eq(rows_at(t, 0, (uint32_t)rows_find(t, "id"))->i, 77);
    ck_assert_str_eq(event_names[EVENT_ORPHAN], "orphaned waiter");
    ck_assert_double_eq(rows_at(t, 0, (uint32_t)rows_find(t, "value"))->f, 5);
    reply_fini(&r);
    teardown();
}
END_TEST

START_TEST(test_watch__notice_comes__begins_anew)
{
    setup();
    end_target();
    ck_assert_uint_eq(look(1), 0);
    facts.state = FACT_READY; /* it was woken */
    ck_assert_uint_eq(look(10), 0);
    facts.state = FACT_WAITING;
    ck_assert_uint_eq(look(1), 0);
    ck_assert_uint_eq(look(6), 1);
    teardown();
}
END_TEST

START_TEST(test_watch__other_waits__are_no_orphans)
{
    setup();
    static const uint8_t kinds[] = {WAIT_MESSAGE, WAIT_SLEEP, WAIT_CELL, WAIT_CHANNEL, WAIT_IO};
    end_target();
    for (unsigned i = 0; i < sizeof kinds; i++) {
        facts.wait = kinds[i];
        ck_assert_uint_eq(look(100), 0);
    }
    waiter.target = 0; /* it never waited for one */
    facts.wait = WAIT_JOIN;
    ck_assert_uint_eq(look(100), 0);
    ck_assert_uint_eq(look(100), 0);
    teardown();
}
END_TEST

UNIT_MAIN("observe_watch", UNIT_TEST(test_watch__target_lives__is_no_orphan);
          UNIT_TEST(test_watch__target_gone_for_long__is_told_once);
          UNIT_TEST(test_watch__notice_comes__begins_anew);
          UNIT_TEST(test_watch__other_waits__are_no_orphans))
