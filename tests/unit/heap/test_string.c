/* Strings against plain buffers: joining, slicing, looking, case, UTF-8; numbers of appends that must stay cheap. */
#include "heap/bytes.h"
#include "heap/strbuf.h"
#include "tests/unit/heap/values.h"
#include <pthread.h>

static const char *const pieces[] = {
    "a",
    "é",
    "日本",
    "x1y2",
    "",
    "😀",
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "0123456789äbcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ßßßßßß"};
#define PIECES (sizeof pieces / sizeof *pieces)

static void check(Value v, Buf *b)
{
    ck_assert_uint_eq(str_len(v), b->len);
    ck_assert(b->len == 0 || memcmp(str_bytes(v), b->p, b->len) == 0);
    ck_assert_uint_eq(str_chars(v), utf8_count(buf_str(b), b->len));
    ck_assert(str_ascii(v) == (str_chars(v) == str_len(v)));
    ck_assert((str_head(v)->h.type == T_STRX) == (b->len > STR_INLINE_MAX));
    ck_assert_uint_eq(str_hash(v), str_hash_bytes(buf_str(b), b->len));
}

static void append_copy(Buf *to, Buf *from) /* which may be the same */
{
    char *text = mem_strndup(MEM_TEMP, buf_str(from), from->len);
    buf_add(to, text, from->len);
    mem_free(MEM_TEMP, text);
}

START_TEST(test_string__random_building__as_buffers)
{
    Buf b[4] = {BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT};
    Value out;
    heap_begin();
    for (int i = 0; i < 4; i++) slot[i] = str("");
    for (int i = 0; i < 20000; i++) {
        uint32_t a = rnd(4), c = rnd(4);
        const char *p = pieces[rnd(PIECES)];
        switch (rnd(5)) {
        case 0:
        case 1:
            slot[5] = str(p);
            ck_assert(str_concat(&heap, &slot[a], &slot[5], &out));
            slot[a] = out;
            buf_adds(&b[a], p);
            break;
        case 2:
            if (b[a].len + b[c].len > 5000) break;
            ck_assert(str_concat(&heap, &slot[a], &slot[c], &out));
            slot[a] = out;
            append_copy(&b[a], &b[c]);
            break;
        case 3: {
            uint32_t chars = str_chars(slot[a]), from = rnd(chars + 2), n = rnd(chars + 2);
            size_t x = str_offset(slot[a], from), y = str_offset(slot[a], (uint64_t)from + n);
            ck_assert(str_slice(&heap, &slot[a], from, n, &out));
            slot[a] = out;
            memmove(b[a].p ? b[a].p : (char *)"", b[a].p ? b[a].p + x : "", y - x);
            b[a].len = y - x;
            break;
        }
        default: {
            uint32_t n = rnd(4);
            if (b[a].len * n > 5000) break;
            ck_assert(str_repeat(&heap, &slot[a], n, &out));
            slot[a] = out;
            char *one = mem_strndup(MEM_TEMP, buf_str(&b[a]), b[a].len);
            size_t len = b[a].len;
            buf_clear(&b[a]);
            for (uint32_t k = 0; k < n; k++) buf_add(&b[a], one, len);
            mem_free(MEM_TEMP, one);
        }
        }
        check(slot[a], &b[a]);
        maybe_move();
        check(slot[c], &b[c]);
    }
    for (int i = 0; i < 4; i++) buf_fini(&b[i]);
    heap_end();
}
END_TEST

START_TEST(test_string__appending__copies_pieces_only)
{
    Value out;
    heap_begin();
    slot[0] = str("");
    slot[1] = str("0123456789");
    int moved = 0;
    const StrBuf *last = NULL;
    for (int i = 0; i < 100000; i++) {
        ck_assert(str_concat(&heap, &slot[0], &slot[1], &out));
        slot[0] = out;
        if (str_head(out)->h.type == T_STRX && ((StrX *)to_ptr(out))->buf != last) {
            last = ((StrX *)to_ptr(out))->buf;
            moved++;
        }
    }
    ck_assert_uint_eq(str_len(slot[0]), 1000000);
    ck_assert_msg(moved < 40, "%d buffers", moved);
    heap_end();
}
END_TEST

START_TEST(test_string__two_appends_to_one__do_not_mix)
{
    Value out;
    heap_begin();
    slot[0] = str("0123456789012345678901234567890123456789012345678901234567890123456789");
    slot[1] = str("x");
    slot[2] = str("y");
    ck_assert(str_concat(&heap, &slot[0], &slot[1], &out)); /* leaves room behind */
    slot[0] = out;
    ck_assert(str_concat(&heap, &slot[0], &slot[1], &out));
    slot[3] = out;
    ck_assert(str_concat(&heap, &slot[0], &slot[2], &out));
    slot[4] = out;
    ck_assert(str_bytes(slot[3])[71] == 'x' && str_bytes(slot[4])[71] == 'y');
    ck_assert(((StrX *)to_ptr(slot[3]))->buf == ((StrX *)to_ptr(slot[0]))->buf);
    ck_assert(((StrX *)to_ptr(slot[4]))->buf != ((StrX *)to_ptr(slot[0]))->buf);
    heap_end();
}
END_TEST

START_TEST(test_string__find__as_a_plain_search)
{
    heap_begin();
    for (int i = 0; i < 3000; i++) {
        char hay[40], needle[4];
        uint32_t n = rnd(30), k = rnd(4);
        for (uint32_t j = 0; j < n; j++) hay[j] = (char)('a' + rnd(2));
        for (uint32_t j = 0; j < k; j++) needle[j] = (char)('a' + rnd(2));
        hay[n] = needle[k] = 0;
        slot[0] = str(hay);
        slot[1] = str(needle);
        int64_t first = -1, last = -1;
        for (uint32_t j = 0; j + k <= n; j++)
            if (memcmp(hay + j, needle, k) == 0) {
                if (first < 0) first = j;
                last = j;
            }
        ck_assert_int_eq(str_find(slot[0], slot[1], 0), first);
        ck_assert_int_eq(str_rfind(slot[0], slot[1]), last);
    }
    heap_end();
}
END_TEST

static void maps(enum str_case c, const char *from, const char *to)
{
    Buf b = BUF_INIT;
    str_map_case(c, from, strlen(from), &b);
    ck_assert_str_eq(buf_str(&b), to);
    buf_fini(&b);
}

START_TEST(test_string__case__full_mappings)
{
    maps(STR_UPPER, "straße", "STRASSE");
    maps(STR_UPPER, "ﬁne", "FINE");
    maps(STR_UPPER, "ǰŉ", "J̌ʼN");
    maps(STR_UPPER, "ᾳ", "ΑΙ");
    maps(STR_UPPER, "жук ÿ", "ЖУК Ÿ");
    maps(STR_UPPER, "ẞİ", "ẞİ");
    maps(STR_LOWER, "ÀÉÎ", "àéî");
    maps(STR_LOWER, "ΟΔΥΣΣΕΥΣ Σ", "οδυσσευς σ");
    maps(STR_LOWER, "İ", "i̇");
    maps(STR_TITLE, "ß", "Ss");
    maps(STR_TITLE, "ǆ", "ǅ");
    maps(STR_TITLE, "a", "A");
    maps(STR_FOLD, "Straße", "strasse");
    maps(STR_FOLD, "ΣΑΣ", "σασ");
}
END_TEST

START_TEST(test_string__utf8_valid__exactly_the_standard)
{
    size_t bad;
    ck_assert(utf8_valid("aé日😀", 10, &bad));
    static const struct {
        const char *p;
        size_t n, at;
    } no[] = {{"\x80", 1, 0},
              {"a\xC0\x80", 3, 1},
              {"\xE0\x80\x80", 3, 0},
              {"\xED\xA0\x80", 3, 0},
              {"\xF4\x90\x80\x80", 4, 0},
              {"\xF8\x88\x80\x80", 4, 0},
              {"abc\xE2\x82", 5, 3},
              {"\xFF", 1, 0},
              {"12345678\xC3", 9, 8}};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        ck_assert(!utf8_valid(no[i].p, no[i].n, &bad));
        ck_assert_uint_eq(bad, no[i].at);
    }
    for (uint32_t cp = 0; cp < 0x110000; cp += 1 + (cp > 0x3000) * 97) {
        if (cp >= 0xD800 && cp < 0xE000) continue;
        Buf b = BUF_INIT;
        unsigned n;
        buf_addcp(&b, cp);
        ck_assert(utf8_valid(b.p, b.len, &bad));
        ck_assert_uint_eq(utf8_decode(b.p, &n), cp);
        ck_assert_uint_eq(n, b.len);
        buf_fini(&b);
    }
}
END_TEST

START_TEST(test_string__utf8_repair__each_bad_byte_becomes_the_replacement)
{
    static const struct {
        const char *p, *want;
    } texts[] = {{"", ""},
                 {"aé", "aé"},
                 {"\xFF", "\uFFFD"},
                 {"a\xC3", "a\uFFFD"},
                 {"é\xF0\x9Fx", "é\uFFFD\uFFFDx"},
                 {"\xED\xA0\x80😀", "\uFFFD\uFFFD\uFFFD😀"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Buf b = BUF_INIT;
        utf8_repair(&b, texts[i].p, strlen(texts[i].p));
        ck_assert_str_eq(buf_str(&b), texts[i].want);
        buf_fini(&b);
    }
}
END_TEST

static Value range(Value from, Value to, bool excl)
{
    ck_assert(heap_reserve(&heap, WORDS_OF(Range)));
    Range *r = heap_alloc(&heap, T_RANGE, WORDS_OF(Range));
    r->h.flags = excl ? OF_EXCL : 0;
    r->from = from;
    r->to = to;
    return from_obj(r);
}

START_TEST(test_string__range_span__cut_to_what_is_there)
{
    static const struct {
        int from, to;
        bool excl;
        unsigned at, n;
    } t[] = {{1, 3, false, 1, 3},   {0, -1, false, 0, 5}, {0, -1, true, 0, 4},
             {-2, -1, false, 3, 2}, {3, 99, false, 3, 2}, {9, 12, false, 0, 0},
             {-99, 1, false, 0, 2}, {3, 1, false, 0, 0},  {2, 2, true, 0, 0},
             {0, -9, false, 0, 0}};
    heap_begin();
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        uint64_t at, n;
        ck_assert(range_span(range(from_int(t[i].from), from_int(t[i].to), t[i].excl), 5, &at, &n));
        ck_assert_msg(at == t[i].at && n == t[i].n, "case %zu: %lu, %lu", i, at, n);
    }
    uint64_t at, n;
    ck_assert(range_span(range(from_int(2), from_double(__builtin_inf()), true), 5, &at, &n) &&
              at == 2 && n == 3);
    ck_assert(!range_span(range(from_double(1.5), from_int(3), false), 5, &at, &n));
    heap_end();
}
END_TEST

START_TEST(test_string__bytes__copies)
{
    Value out;
    heap_begin();
    for (uint32_t n = 0; n < 300; n += 7) {
        char data[300];
        for (uint32_t i = 0; i < n; i++) data[i] = (char)rnd(256);
        ck_assert(bytes_new(&heap, data, n, &out));
        slot[0] = out;
        move_all();
        uint32_t from = rnd(n + 3), k = rnd(n + 3);
        ck_assert(bytes_slice(&heap, &slot[0], from, k, &out));
        slot[1] = out;
        uint32_t want = from >= n ? 0 : n - from < k ? n - from : k;
        ck_assert_uint_eq(to_bytes(slot[1])->len, want);
        ck_assert(want == 0 || memcmp(bytes_data(to_bytes(slot[1])), data + from, want) == 0);
        ck_assert(bytes_concat(&heap, &slot[0], &slot[1], &out));
        ck_assert_uint_eq(to_bytes(out)->len, n + want);
        if (n) bytes_data(to_bytes(slot[0]))[0] ^= 1;
        if (want && from == 0) ck_assert(bytes_data(to_bytes(slot[1]))[0] == data[0]);
    }
    heap_end();
}
END_TEST

START_TEST(test_string__too_long__refused)
{
    Value out;
    heap_begin();
    slot[0] = str("0123456789");
    ck_assert(!str_repeat(&heap, &slot[0], 1000000000, &out));
    heap.max_bytes = 1 << 20;
    ck_assert(!str_repeat(&heap, &slot[0], 1000000, &out));
    ck_assert(str_repeat(&heap, &slot[0], 10000, &out));
    heap_end();
}
END_TEST

static void *hash_shared(void *arg) /* of two shared strings that nobody has hashed yet */
{
    const Value *v = arg;
    uint32_t sum = 0;
    for (int i = 0; i < 2; i++) sum += str_hash(v[i]) + str_chars(v[i]);
    return (void *)(uintptr_t)(sum + str_equal(v[0], v[1]));
}

START_TEST(test_string__shared_string__hashed_by_several_threads)
{
    Value v[2];
    heap_begin();
    for (char c = '!'; c < '~'; c++) {
        void *sum[2];
        pthread_t t;
        v[0] = str((char[]){c, 0});
        v[1] = str((char[]){(char)(c + 1), 0});
        ck_assert_int_eq(pthread_create(&t, NULL, hash_shared, v), 0);
        sum[0] = hash_shared(v);
        ck_assert_int_eq(pthread_join(t, &sum[1]), 0);
        ck_assert_ptr_eq(sum[0], sum[1]);
    }
    heap_end();
}
END_TEST

/* Each asks for all of them; one of the two makes each, and what the other one gets is it, or nothing while it is being made. */
static void *ask_for_ints(void *arg)
{
    Value *got = arg;
    for (int64_t i = STR_INT_MIN; i <= STR_INT_MAX; i++) got[i - STR_INT_MIN] = str_of_int(i);
    return NULL;
}

START_TEST(test_string__of_small_ints__one_for_all)
{
    enum { COUNT = STR_INT_MAX - STR_INT_MIN + 1 };
    Value *got = mem_zalloc(MEM_TEMP, 2 * COUNT * sizeof *got);
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, ask_for_ints, got), 0);
    ask_for_ints(got + COUNT);
    ck_assert_int_eq(pthread_join(t, NULL), 0);
    for (int i = 0; i < COUNT; i++) {
        Value v = str_of_int(STR_INT_MIN + i);
        char want[16];
        snprintf(want, sizeof want, "%d", STR_INT_MIN + i);
        ck_assert(str_is(v, want));
        ck_assert_uint_eq(str_chars(v), strlen(want));
        ck_assert(str_ascii(v));
        ck_assert_uint_eq(str_hash(v), str_hash_bytes(want, strlen(want)));
        for (int k = 0; k < 2; k++)
            ck_assert(got[i + k * COUNT] == v || is_absent(got[i + k * COUNT]));
    }
    ck_assert(is_absent(str_of_int(STR_INT_MIN - 1)));
    ck_assert(is_absent(str_of_int(STR_INT_MAX + 1)));
    mem_free(MEM_TEMP, got);
}
END_TEST

UNIT_MAIN("string", UNIT_TEST(test_string__of_small_ints__one_for_all);
          UNIT_TEST(test_string__shared_string__hashed_by_several_threads);
          UNIT_TEST(test_string__random_building__as_buffers);
          UNIT_TEST(test_string__appending__copies_pieces_only);
          UNIT_TEST(test_string__two_appends_to_one__do_not_mix);
          UNIT_TEST(test_string__find__as_a_plain_search);
          UNIT_TEST(test_string__case__full_mappings);
          UNIT_TEST(test_string__utf8_valid__exactly_the_standard);
          UNIT_TEST(test_string__utf8_repair__each_bad_byte_becomes_the_replacement);
          UNIT_TEST(test_string__range_span__cut_to_what_is_there);
          UNIT_TEST(test_string__bytes__copies); UNIT_TEST(test_string__too_long__refused))
