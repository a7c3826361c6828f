/* docs/internals/locks.md lists the locks of erts-like-config/locks.def with their levels, and no others. */
#include "tests/unit/unit.h"
#include "base/lock.h"

static char page[65536];

/* The page, from the repository's root or from anywhere below it. */
static void read_page(void)
{
    static const char *const ups[] = {"", "../", "../../", "../../../"};
    FILE *f = NULL;
    for (size_t i = 0; i < sizeof ups / sizeof ups[0] && !f; i++) {
        char path[128];
        snprintf(path, sizeof path, "%sdocs/internals/locks.md", ups[i]);
        f = fopen(path, "r");
    }
    ck_assert_ptr_nonnull(f);
    page[fread(page, 1, sizeof page - 1, f)] = 0;
    fclose(f);
}

START_TEST(test_locks_doc__each_lock__has_its_row)
{
    read_page();
    for (int i = 0; i < LOCK_COUNT; i++) {
        char row[128];
        snprintf(row, sizeof row, "\n| %s | %d |", lock_name((enum lock_id)i),
                 lock_level((enum lock_id)i));
        ck_assert_msg(strstr(page, row) != NULL, "locks.md has no row '%s'", row + 1);
    }
}
END_TEST

START_TEST(test_locks_doc__each_row__is_a_lock)
{
    read_page();
    int rows = 0;
    for (const char *p = page; (p = strstr(p, "\n| ")); p++) rows += p[3] >= 'A' && p[3] <= 'Z';
    ck_assert_int_eq(rows, LOCK_COUNT);
}
END_TEST

UNIT_MAIN("locks_doc", UNIT_TEST(test_locks_doc__each_lock__has_its_row);
          UNIT_TEST(test_locks_doc__each_row__is_a_lock))
