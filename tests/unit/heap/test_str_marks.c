/* Marks of code points: against counting from the start, in buffers that grow, from several threads at once. */
#include "heap/str_marks.h"

#include <pthread.h>

#include "heap/strbuf.h"
#include "heap/string.h"
#include "tests/unit/heap/values.h"

#define SIZE    20000u
#define READERS 4
#define LOOKS   60

static const char *const letters[] = {"a", "z", "\n", "é", "ß", "€", "中", "😀"};

/* Text of about n bytes, in a buffer with room for twice as much. */
static StrBuf *make_text(size_t n)
{
    StrBuf *b = strbuf_new(2 * n + 4, 0);
    while (b->used < n) {
        const char *c = letters[rnd(8)];
        ck_assert(strbuf_append(b, b->used, c, strlen(c)));
    }
    return b;
}

/* Buffers and marks that are not given back. */
static void nothing_left(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    ck_assert_uint_eq(all[MEM_STRING].count, 0);
}

static bool begins(const StrBuf *b, uint64_t at)
{
    return ((unsigned char)b->p[at] & 0xC0) != 0x80;
}

/* Each code point of [0, end) is where counting finds it. */
static bool all_right(StrBuf *b, uint64_t end)
{
    uint64_t count = 0;
    for (uint64_t at = 0; at < end; at++) {
        if (!begins(b, at)) continue;
        if (marks_count(b, at) != count || marks_find(b, count, end) != at) return false;
        count++;
    }
    return marks_count(b, end) == count;
}

START_TEST(test_str_marks__text__found_where_counting_finds_it)
{
    for (unsigned n = 1; n < 3 * MARK_STEP; n += 37) {
        StrBuf *b = make_text(n);
        ck_assert(all_right(b, b->used));
        strbuf_unref(b, 0);
    }
    StrBuf *b = make_text(SIZE);
    ck_assert(all_right(b, b->used));
    strbuf_unref(b, 0);
    nothing_left();
}
END_TEST

START_TEST(test_str_marks__buffer_that_grows__marks_grow_with_it)
{
    StrBuf *b = make_text(10);
    uint64_t end = b->used;
    strbuf_unref(b, 0);
    b = strbuf_new(SIZE, 0);
    for (unsigned i = 0; i < SIZE / 8; i++) {
        const char *c = letters[rnd(8)];
        ck_assert(strbuf_append(b, b->used, c, strlen(c)));
        if (rnd(50) == 0) {
            end = b->used;
            ck_assert_uint_eq(marks_count(b, end), utf8_count(b->p, end));
        }
    }
    ck_assert(all_right(b, b->used));
    strbuf_unref(b, 0);
    nothing_left();
}
END_TEST

/* What is no text may stand before a string that begins inside the buffer. */
START_TEST(test_str_marks__text_behind_other_bytes__counted_from_the_buffers_start)
{
    StrBuf *b = strbuf_new(SIZE, 0);
    for (unsigned i = 0; i < 1000; i++)
        ck_assert(strbuf_append(b, b->used, &"\x80\xff\xe2\xc3"[rnd(4)], 1));
    while (b->used < SIZE - 4) ck_assert(strbuf_append(b, b->used, "é", 2));
    for (uint64_t i = 0; i < (b->used - 1000) / 2; i++)
        ck_assert_uint_eq(marks_find(b, marks_count(b, 1000) + i, b->used), 1000 + 2 * i);
    strbuf_unref(b, 0);
    nothing_left();
}
END_TEST

START_TEST(test_str_marks__written_anew__forgotten)
{
    StrBuf *b = make_text(SIZE);
    ck_assert(all_right(b, b->used));
    marks_forget(b);
    memset(b->p, 'a', SIZE / 2);
    while (!begins(b, SIZE / 2)) b->p[SIZE / 2]++;
    b->p[SIZE / 2] = 'b';
    for (uint64_t at = SIZE / 2 + 1; !begins(b, at); at++) b->p[at] = 'c';
    ck_assert(all_right(b, b->used));
    strbuf_unref(b, 0);
    nothing_left();
}
END_TEST

struct reader {
    StrBuf *b;
    uint64_t wrong, done;
    uint32_t seed;
};

static void *read_some(void *arg)
{
    struct reader *r = arg;
    for (int i = 0; i < LOOKS; i++) {
        r->seed = r->seed * 1664525u + 1013904223u;
        uint64_t end = 1 + r->seed % r->b->used;
        while (end < r->b->used && !begins(r->b, end)) end++;
        uint64_t count = utf8_count(r->b->p, end);
        r->wrong += marks_count(r->b, end) != count;
        uint64_t at = marks_find(r->b, count - 1, end);
        r->wrong += !begins(r->b, at) || utf8_count(r->b->p, at) != count - 1;
        r->done++;
    }
    return NULL;
}

START_TEST(test_str_marks__many_threads__all_find_the_same)
{
    for (int round = 0; round < 5; round++) {
        StrBuf *b = make_text(SIZE);
        pthread_t threads[READERS];
        struct reader r[READERS];
        for (unsigned i = 0; i < READERS; i++) {
            r[i] = (struct reader){.b = b, .seed = rnd(1u << 30)};
            ck_assert_int_eq(pthread_create(&threads[i], NULL, read_some, &r[i]), 0);
        }
        for (unsigned i = 0; i < READERS; i++) {
            pthread_join(threads[i], NULL);
            ck_assert_uint_eq(r[i].wrong, 0);
            ck_assert_uint_eq(r[i].done, LOOKS);
        }
        strbuf_unref(b, 0);
    }
    nothing_left();
}
END_TEST

/* By the functions of strings: slices of slices. */
START_TEST(test_str_marks__slices__code_points_of_their_own)
{
    heap_begin();
    StrBuf *b = make_text(SIZE);
    Value v;
    ck_assert(str_new(&heap, b->p, b->used, &slot[0]));
    strbuf_unref(b, 0);
    uint32_t first = 0;
    while (str_chars(slot[0]) > 200) {
        uint32_t chars = str_chars(slot[0]), from = rnd(70), n = chars - from - rnd(70);
        size_t at = str_offset(slot[0], from);
        ck_assert_uint_eq(utf8_count(str_bytes(slot[0]), at), from);
        ck_assert_uint_eq(str_index_of_offset(slot[0], at), from);
        ck_assert(str_slice(&heap, &slot[0], from, n, &v));
        ck_assert_uint_eq(str_chars(v), n);
        ck_assert_int_eq(memcmp(str_bytes(v), str_bytes(slot[0]) + at, str_len(v)), 0);
        slot[0] = v;
        first += from;
    }
    ck_assert_uint_gt(first, 0);
    heap_end();
}
END_TEST

UNIT_MAIN("str_marks", UNIT_TEST(test_str_marks__text__found_where_counting_finds_it);
          UNIT_TEST(test_str_marks__buffer_that_grows__marks_grow_with_it);
          UNIT_TEST(test_str_marks__text_behind_other_bytes__counted_from_the_buffers_start);
          UNIT_TEST(test_str_marks__written_anew__forgotten);
          UNIT_TEST(test_str_marks__many_threads__all_find_the_same);
          UNIT_TEST(test_str_marks__slices__code_points_of_their_own))
