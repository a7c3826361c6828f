/* Answers of observers: their wire form, what hostile bytes do to it, filters, and how they are shown. */
#include "base/mem.h"
#include "tests/unit/unit.h"
#include "vm/observe/dump.h"
#include "vm/observe/pipe.h"
#include "vm/observe/show.h"

static void sample(Reply *r)
{
    reply_init(r);
    Rows *t = reply_add(r, "things");
    rows_columns(t, "id:ma name:text size:bytes part:percent there:text");
    for (int i = 0; i < 5; i++) {
        rows_int(t, i == 4 ? INT64_MIN : i * 1000);
        if (i == 2)
            rows_nil(t);
        else
            rows_textf(t, "thing %d\033[2J", i);
        rows_int(t, 1 << (5 * i));
        rows_float(t, i / 3.0);
        rows_bool(t, i % 2);
    }
    buf_adds(&t->note, "five");
    Rows *one = reply_add(r, "one");
    one->record = true;
    rows_columns(one, "what:text");
    rows_str(one, "x");
}

static void same(const Reply *a, const Reply *b)
{
    Buf x = BUF_INIT, y = BUF_INIT;
    show_json(a, &x);
    show_json(b, &y);
    ck_assert_str_eq(buf_str(&x), buf_str(&y));
    buf_fini(&x);
    buf_fini(&y);
}

START_TEST(test_rows__written_and_read__are_the_same)
{
    Reply r, back;
    Buf b = BUF_INIT;
    sample(&r);
    reply_write(&r, &b);
    ck_assert(reply_parse(&back, b.p, b.len));
    same(&r, &back);
    ck_assert(back.at[1]->record && !back.at[0]->record);
    ck_assert_str_eq(buf_str(&back.at[0]->note), "five");
    reply_fini(&back);
    buf_clear(&b);
    reply_error(&r, "went wrong: %d", 7);
    reply_write(&r, &b);
    ck_assert(reply_parse(&back, b.p, b.len));
    ck_assert_str_eq(buf_str(&back.error), "went wrong: 7");
    reply_fini(&back);
    reply_fini(&r);
    buf_fini(&b);
}
END_TEST

/* Every cut and every changed byte is refused or gives a reply that can be used. */
START_TEST(test_rows__hostile_bytes__do_no_harm)
{
    Reply r, back;
    Buf b = BUF_INIT, text = BUF_INIT;
    sample(&r);
    reply_write(&r, &b);
    for (size_t n = 0; n < b.len; n++) {
        char *exact = mem_alloc(MEM_TEMP, n ? n : 1);
        memcpy(exact, b.p, n);
        ck_assert(!reply_parse(&back, exact, n));
        mem_free(MEM_TEMP, exact);
    }
    unsigned fine = 0;
    for (size_t at = 0; at < b.len; at++)
        for (unsigned v = 1; v < 256; v += 7) {
            char *exact = mem_alloc(MEM_TEMP, b.len);
            memcpy(exact, b.p, b.len);
            exact[at] = (char)(exact[at] ^ v);
            if (reply_parse(&back, exact, b.len)) {
                buf_clear(&text);
                show_reply(&back, 80, &text);
                show_json(&back, &text);
                reply_fini(&back);
                fine++;
            }
            mem_free(MEM_TEMP, exact);
        }
    ck_assert_uint_gt(fine, 0);
    static const char huge[] = "\0\1\1t\0\0\1\1c\0\xff\xff\xff\xff\xff\xff\xff\x7f";
    ck_assert(!reply_parse(&back, huge, sizeof huge - 1));
    ck_assert(!dump_parse("MAATDUMP 1\n\xff\xff\xff\xff", 15, &back));
    ck_assert(!dump_parse("MAATDUMP", 8, &back));
    reply_fini(&r);
    buf_fini(&b);
    buf_fini(&text);
}
END_TEST

/* The sample filtered by `line`, as JSON. */
static const char *filtered(const char *line)
{
    static char out[4096];
    Reply r;
    struct pipe_line l;
    Buf why = BUF_INIT, text = BUF_INIT;
    sample(&r);
    if (!pipe_parse(&l, line, false, &why)) {
        reply_error(&r, "%s", buf_str(&why));
    } else {
        pipe_apply(&r, &l, 1);
        pipe_free(&l);
    }
    show_json(&r, &text);
    snprintf(out, sizeof out, "%s", buf_str(&text));
    buf_fini(&why);
    buf_fini(&text);
    reply_fini(&r);
    return out;
}

START_TEST(test_pipe__stages__filter)
{
    ck_assert_str_eq(filtered("x | sort size | head 1 | cols size"), "[{\"size\": 1048576}]\n");
    ck_assert_str_eq(filtered("x | sort size asc | head 1 | cols size"), "[{\"size\": 1}]\n");
    ck_assert_str_eq(filtered("x | where size >= 32K | count"), "[{\"count\": 2}]\n");
    ck_assert_str_eq(filtered("x | where name ~ /g [03]/ | cols id"),
                     "[{\"id\": 0},\n {\"id\": 3000}]\n");
    ck_assert_str_eq(filtered("x | where name ~ 'g 3' | cols id"), "[{\"id\": 3000}]\n");
    ck_assert_str_eq(filtered("x | where name == nil | cols id"), "[{\"id\": 2000}]\n");
    ck_assert_str_eq(filtered("x | where there == true | count"), "[{\"count\": 2}]\n");
    ck_assert_str_eq(filtered("x | group there | cols count"),
                     "[{\"count\": 3},\n {\"count\": 2}]\n");
    ck_assert_str_eq(filtered("x | tail 1 | cols size"), "[{\"size\": 1048576}]\n");
    ck_assert_str_eq(filtered("x | where name ~ /a|g 1/ | count"), "[{\"count\": 1}]\n");
    ck_assert_str_eq(filtered("x | cols what"), "{\"what\": \"x\"}\n");
}
END_TEST

START_TEST(test_pipe__wrong_lines__say_so)
{
    ck_assert_ptr_nonnull(strstr(filtered("x | sort nothing"), "no column 'nothing'"));
    ck_assert_ptr_nonnull(strstr(filtered("x | nothing"), "no filter 'nothing'"));
    ck_assert_ptr_nonnull(strstr(filtered("x | | count"), "nothing between two bars"));
    ck_assert_ptr_nonnull(strstr(filtered("x | where name ~ '"), "without its end"));
    ck_assert_ptr_nonnull(strstr(filtered("x | where name ~ /(/"), "is no regex"));
    ck_assert_ptr_nonnull(strstr(filtered("x | where name"), "where COLUMN OP VALUE"));
    ck_assert_ptr_nonnull(strstr(filtered("x | head -1"), "head N"));
    ck_assert_ptr_nonnull(strstr(filtered("x | sort"), "sort COLUMN"));
    ck_assert_ptr_nonnull(strstr(filtered("a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a"), "more than"));
}
END_TEST

static const char *bytes_text(double v)
{
    static char out[32];
    Buf b = BUF_INIT;
    show_bytes(v, &b);
    snprintf(out, sizeof out, "%s", buf_str(&b));
    buf_fini(&b);
    return out;
}

START_TEST(test_show__cells__are_readable_and_harmless)
{
    Reply r;
    Buf b = BUF_INIT;
    sample(&r);
    show_reply(&r, 60, &b);
    ck_assert_ptr_null(strchr(b.p, 033)); /* nothing moves the cursor */
    ck_assert_ptr_nonnull(strstr(b.p, "\\x1b"));
    ck_assert_ptr_nonnull(strstr(b.p, "1.0M"));
    for (const char *p = b.p; *p; p += strcspn(p, "\n") + 1)
        ck_assert_uint_le(strcspn(p, "\n"), 64);
    ck_assert_str_eq(bytes_text(1023), "1023");
    ck_assert_str_eq(bytes_text(1024), "1.0K");
    ck_assert_str_eq(bytes_text(5.0 * 1024 * 1024 * 1024), "5.0G");
    buf_clear(&b);
    show_padded(&b, "äöü", 6, 2, false);
    ck_assert_str_eq(b.p, "ä…");
    buf_clear(&b);
    show_padded(&b, "ab", 2, 4, true);
    ck_assert_str_eq(b.p, "  ab");
    reply_fini(&r);
    buf_fini(&b);
}
END_TEST

UNIT_MAIN("observe_rows", UNIT_TEST(test_rows__written_and_read__are_the_same);
          UNIT_TEST(test_rows__hostile_bytes__do_no_harm); UNIT_TEST(test_pipe__stages__filter);
          UNIT_TEST(test_pipe__wrong_lines__say_so);
          UNIT_TEST(test_show__cells__are_readable_and_harmless))
