#include "base/check.h"
#include "base/errors.h"
#include "tests/unit/unit.h"

static void check_with_values(void) { MAAT_CHECK(1 + 1 == 3, "found %d of %s", 7, "them"); }
static void check_without_text(void) { MAAT_CHECK(2 < 1); }
static void check_long_text(void)
{
    char text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    MAAT_CHECK(false, "%s", text);
}

START_TEST(test_check__false__names_place_condition_and_values)
{
    ck_assert(unit_aborts(check_with_values,
                          "maat: broken invariant at tests/unit/base/test_check.c:5: "
                          "1 + 1 == 3: found 7 of them\n"));
    ck_assert(unit_aborts(check_without_text, "2 < 1\n"));
    ck_assert(unit_aborts(check_long_text, "false: xxxx"));
}
END_TEST

START_TEST(test_check__true__evaluates_once)
{
    int n = 0;
    MAAT_CHECK(++n == 1, "n is %d", n);
    ck_assert_int_eq(n, 1);
}
END_TEST

static void assert_false(void) { MAAT_ASSERT(3 == 4); }

START_TEST(test_assert__false__aborts_in_checked_builds_only)
{
    if (BUILD_CHECKED)
        ck_assert(unit_aborts(assert_false, "3 == 4"));
    else
        assert_false();
}
END_TEST

static int walks;
static void walk(void) { walks++; }

START_TEST(test_verify__walks_in_stress_build_only)
{
    MAAT_VERIFY(walk());
    ck_assert_int_eq(walks, BUILD_STRESS);
}
END_TEST

START_TEST(test_errors__each_code__negative_and_with_text)
{
#define MAAT_ERR(id, code, text)                                                                   \
    ck_assert_int_lt(MAAT_E##id, 0);                                                               \
    ck_assert_str_eq(maat_err_text(MAAT_E##id), text);
#include "erts-like-config/errors.def"
#undef MAAT_ERR
    ck_assert_str_eq(maat_err_text(0), "no error");
    ck_assert_str_eq(maat_err_text(-9999), "unknown error code");
}
END_TEST

UNIT_MAIN("check", UNIT_TEST(test_check__false__names_place_condition_and_values);
          UNIT_TEST(test_check__true__evaluates_once);
          UNIT_TEST(test_assert__false__aborts_in_checked_builds_only);
          UNIT_TEST(test_verify__walks_in_stress_build_only);
          UNIT_TEST(test_errors__each_code__negative_and_with_text))
