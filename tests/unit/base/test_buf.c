#include "base/buf.h"
#include "tests/unit/unit.h"

START_TEST(test_buf__empty__is_empty_string)
{
    Buf b = BUF_INIT;
    ck_assert_str_eq(buf_str(&b), "");
    buf_add(&b, NULL, 0);
    ck_assert_str_eq(buf_str(&b), "");
    ck_assert_uint_eq(b.len, 0);
    buf_fini(&b);
}
END_TEST

START_TEST(test_buf__many_pieces__keeps_all_and_ends_with_nul)
{
    Buf b = BUF_INIT;
    for (int i = 0; i < 10000; i++) {
        buf_addf(&b, "%d,", i % 10);
        buf_addc(&b, 'x');
        buf_adds(&b, "yz");
        ck_assert_int_eq(b.p[b.len], 0);
        ck_assert_uint_lt(b.len, b.cap);
    }
    ck_assert_uint_eq(b.len, 50000);
    for (int i = 0; i < 10000; i++) {
        char piece[6] = {(char)('0' + i % 10), ',', 'x', 'y', 'z', 0};
        ck_assert_int_eq(memcmp(b.p + i * 5, piece, 5), 0);
    }
    buf_fini(&b);
    ck_assert_ptr_null(b.p);
}
END_TEST

/* The text of every length around the first guess of buf_vaddf. */
START_TEST(test_buf__long_format__is_complete)
{
    char text[600];
    for (size_t n = 0; n < sizeof text; n++) {
        Buf b = BUF_INIT;
        memset(text, 'a', n);
        text[n] = 0;
        buf_addf(&b, "<%s>%d", text, 42);
        ck_assert_uint_eq(b.len, n + 4);
        ck_assert_int_eq(b.p[0], '<');
        ck_assert_str_eq(b.p + n + 1, ">42");
        buf_fini(&b);
    }
}
END_TEST

START_TEST(test_buf__nul_bytes__are_kept)
{
    Buf b = BUF_INIT;
    buf_add(&b, "a\0b", 3);
    buf_addc(&b, 0);
    ck_assert_uint_eq(b.len, 4);
    ck_assert_int_eq(memcmp(b.p, "a\0b\0", 5), 0);
    buf_fini(&b);
}
END_TEST

static void expect_code_point(uint32_t cp, const char *utf8)
{
    Buf b = BUF_INIT;
    buf_addcp(&b, cp);
    ck_assert_uint_eq(b.len, strlen(utf8));
    ck_assert_str_eq(buf_str(&b), utf8);
    buf_fini(&b);
}

START_TEST(test_buf__code_points__are_utf8_at_each_boundary)
{
    expect_code_point('A', "A");
    expect_code_point(0x7f, "\x7f");
    expect_code_point(0x80, "\xc2\x80");
    expect_code_point(0x7ff, "\xdf\xbf");
    expect_code_point(0x800, "\xe0\xa0\x80");
    expect_code_point(0xffff, "\xef\xbf\xbf");
    expect_code_point(0x10000, "\xf0\x90\x80\x80");
    expect_code_point(0x10ffff, "\xf4\x8f\xbf\xbf");
}
END_TEST

START_TEST(test_buf__room__does_not_change_text_until_len_is_set)
{
    Buf b = BUF_INIT;
    buf_adds(&b, "ab");
    char *to = buf_room(&b, 1000);
    ck_assert_str_eq(buf_str(&b), "ab");
    memset(to, 'c', 1000);
    b.len += 1000;
    buf_addc(&b, 'd');
    ck_assert_uint_eq(b.len, 1003);
    ck_assert_int_eq(b.p[1001], 'c');
    ck_assert_str_eq(b.p + 1002, "d");
    buf_clear(&b);
    ck_assert_str_eq(buf_str(&b), "");
    buf_fini(&b);
}
END_TEST

UNIT_MAIN("buf", UNIT_TEST(test_buf__empty__is_empty_string);
          UNIT_TEST(test_buf__many_pieces__keeps_all_and_ends_with_nul);
          UNIT_TEST(test_buf__long_format__is_complete); UNIT_TEST(test_buf__nul_bytes__are_kept);
          UNIT_TEST(test_buf__code_points__are_utf8_at_each_boundary);
          UNIT_TEST(test_buf__room__does_not_change_text_until_len_is_set))
