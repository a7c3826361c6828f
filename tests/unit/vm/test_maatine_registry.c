/* Names of maatines. */
#include "tests/unit/unit.h"
#include "base/atomic.h"
#include "vm/maatine/registry.h"
#include <pthread.h>

static NameSlot slots[8];

static NameSlot *slot_of(void *ctx, uint64_t id)
{
    (void)ctx;
    return id < 8 ? &slots[id] : NULL;
}

static enum registry_result add(struct registry *r, const char *name, uint64_t id)
{
    return registry_add(r, name, strlen(name), id, &slots[id]);
}

static uint64_t find(struct registry *r, const char *name)
{
    return registry_find(r, name, strlen(name));
}

START_TEST(test_registry__added__is_found)
{
    struct registry *r = registry_new();
    ck_assert_int_eq(add(r, "a", 1), REGISTRY_OK);
    ck_assert_int_eq(add(r, "b", 2), REGISTRY_OK);
    ck_assert_uint_eq(find(r, "a"), 1);
    ck_assert_uint_eq(find(r, "b"), 2);
    ck_assert_uint_eq(find(r, "c"), 0);
    ck_assert_str_eq(registry_name(&slots[1])->name, "a");
    registry_free(r);
}
END_TEST

START_TEST(test_registry__taken_or_named__is_refused)
{
    struct registry *r = registry_new();
    ck_assert_int_eq(add(r, "a", 1), REGISTRY_OK);
    ck_assert_int_eq(add(r, "a", 2), REGISTRY_TAKEN);
    ck_assert_int_eq(add(r, "b", 1), REGISTRY_HAS_NAME);
    ck_assert_uint_eq(find(r, "b"), 0);
    registry_free(r);
}
END_TEST

START_TEST(test_registry__end__clears_the_name_for_ever)
{
    struct registry *r = registry_new();
    ck_assert_int_eq(add(r, "a", 1), REGISTRY_OK);
    registry_end(r, &slots[1]);
    ck_assert_uint_eq(find(r, "a"), 0);
    ck_assert_ptr_null(registry_name(&slots[1]));
    ck_assert_int_eq(add(r, "c", 1), REGISTRY_GONE);
    ck_assert_int_eq(add(r, "a", 2), REGISTRY_OK);
    registry_end(r, &slots[3]); /* one that never had a name */
    registry_free(r);
}
END_TEST

START_TEST(test_registry__removed__may_be_given_again)
{
    struct registry *r = registry_new();
    ck_assert_int_eq(add(r, "a", 1), REGISTRY_OK);
    ck_assert(registry_remove(r, "a", 1, slot_of, NULL));
    ck_assert(!registry_remove(r, "a", 1, slot_of, NULL));
    ck_assert_uint_eq(find(r, "a"), 0);
    ck_assert_int_eq(add(r, "b", 1), REGISTRY_OK);
    registry_free(r);
}
END_TEST

START_TEST(test_registry__bytes__with_nul_and_empty)
{
    struct registry *r = registry_new();
    ck_assert_int_eq(registry_add(r, "x\0y", 3, 1, &slots[1]), REGISTRY_OK);
    ck_assert_int_eq(registry_add(r, "", 0, 2, &slots[2]), REGISTRY_OK);
    ck_assert_uint_eq(registry_find(r, "x\0y", 3), 1);
    ck_assert_uint_eq(registry_find(r, "x", 1), 0);
    ck_assert_uint_eq(registry_find(r, "", 0), 2);
    registry_free(r);
}
END_TEST

static void count(void *ctx, const NameEntry *e)
{
    (void)e;
    ++*(unsigned *)ctx;
}

START_TEST(test_registry__many__grows)
{
    enum { MANY = 5000 };
    static NameSlot many[MANY];
    struct registry *r = registry_new();
    char name[16];
    for (unsigned i = 0; i < MANY; i++) {
        int n = snprintf(name, sizeof name, "n%u", i);
        ck_assert_int_eq(registry_add(r, name, (size_t)n, i + 1, &many[i]), REGISTRY_OK);
    }
    for (unsigned i = 0; i < MANY; i += 2) registry_end(r, &many[i]);
    for (unsigned i = 0; i < MANY; i++) {
        int n = snprintf(name, sizeof name, "n%u", i);
        ck_assert_uint_eq(registry_find(r, name, (size_t)n), i % 2 ? i + 1 : 0);
    }
    unsigned n = 0;
    registry_each(r, count, &n);
    ck_assert_uint_eq(n, MANY / 2);
    registry_free(r);
}
END_TEST

/* ---- one registers a name for those that another one ends ---- */

#define ROUNDS 20000
static struct registry *shared;
static NameSlot raced[ROUNDS];
static unsigned at; /* [any, atomic] both work on this one */

static void *ender(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < ROUNDS; i++) {
        while (load_acq(&at) < i) cpu_relax();
        registry_end(shared, &raced[i]);
    }
    return NULL;
}

START_TEST(test_registry__end_while_registering__leaves_no_name)
{
    shared = registry_new();
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, ender, NULL), 0);
    unsigned given = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        store_rel(&at, i);
        enum registry_result r = registry_add(shared, "the name", 8, i + 1, &raced[i]);
        ck_assert(r == REGISTRY_OK || r == REGISTRY_GONE || r == REGISTRY_TAKEN);
        given += r == REGISTRY_OK;
    }
    store_rel(&at, ROUNDS);
    pthread_join(t, NULL);
    ck_assert_uint_eq(registry_find(shared, "the name", 8), 0);
    ck_assert_uint_gt(given, 0);
    registry_free(shared);
}
END_TEST

UNIT_MAIN("registry", UNIT_TEST(test_registry__added__is_found);
          UNIT_TEST(test_registry__taken_or_named__is_refused);
          UNIT_TEST(test_registry__end__clears_the_name_for_ever);
          UNIT_TEST(test_registry__removed__may_be_given_again);
          UNIT_TEST(test_registry__bytes__with_nul_and_empty);
          UNIT_TEST(test_registry__many__grows);
          UNIT_TEST(test_registry__end_while_registering__leaves_no_name))
