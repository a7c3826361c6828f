/* Small slices of large strings: they must not keep those alive, and must stay what they are. */
#include "heap/slice.h"
#include "heap/frozen.h"
#include "heap/bytes.h"
#include "heap/gc_cycle.h"
#include "heap/weakmap.h"
#include "tests/unit/heap/values.h"

#define LARGE 100000u

static char text_at(size_t i) { return (char)('a' + (i * 7 + i / 26) % 26); }

/* A string of n bytes in slot[to]; room for more is not there. */
static void make_large(int to, size_t n)
{
    char *p = mem_alloc(MEM_TEMP, n);
    for (size_t i = 0; i < n; i++) p[i] = text_at(i);
    ck_assert(str_new(&heap, p, n, &slot[to]));
    mem_free(MEM_TEMP, p);
}

static void slice_of(int from, size_t at, size_t n, int to)
{
    Value v;
    ck_assert(str_slice_bytes(&heap, &slot[from], at, n, &v));
    slot[to] = v;
}

static bool is_text(const char *p, size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != text_at(at + i)) return false;
    return true;
}

static void check_text(Value v, size_t at, size_t n)
{
    ck_assert_uint_eq(str_len(v), n);
    ck_assert(is_text(str_bytes(v), at, n));
}

static uint64_t string_bytes(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    return all[MEM_STRING].bytes;
}

static StrBuf *buf_of(Value v)
{
    ck_assert_int_eq(str_head(v)->h.type, T_STRX);
    return ((StrX *)str_head(v))->buf;
}

START_TEST(test_slice__large_string_dies_young__is_freed)
{
    heap_begin();
    for (int i = 0; i < 8; i++) {
        make_large(8, LARGE);
        slice_of(8, 1000u * (unsigned)i, 100, i);
    }
    slot[8] = V_NIL;
    ck_assert_uint_gt(string_bytes(), LARGE);
    uint32_t hash = str_hash(slot[3]);
    ck_assert(BUILD_STRESS ? heap_major(&heap) : heap_minor(&heap));
    ck_assert_uint_lt(string_bytes(), 8 * 200);
    for (int i = 0; i < 8; i++) check_text(slot[i], 1000u * (unsigned)i, 100);
    ck_assert_uint_eq(str_hash(slot[3]), hash);
    heap_end();
    ck_assert_uint_eq(string_bytes(), 0);
}
END_TEST

/* Lines of a text are left in it while most of them live. */
START_TEST(test_slice__all_slices_live__stay_in_one)
{
    if (BUILD_STRESS) return;
    heap_begin();
    make_large(8, LARGE);
    ck_assert(array_new(&heap, 0, &slot[0]));
    for (size_t at = 0; at + 100 <= LARGE; at += 100) {
        slice_of(8, at, 100, 1);
        ck_assert(array_push(&heap, &slot[0], &slot[1]));
    }
    slot[1] = slot[8] = V_NIL;
    ck_assert(heap_minor(&heap));
    ck_assert(heap_major(&heap));
    StrBuf *buf = buf_of(array_get(slot[0], 0));
    for (uint32_t i = 0; i < array_len(slot[0]); i++) {
        ck_assert_ptr_eq(buf_of(array_get(slot[0], i)), buf);
        check_text(array_get(slot[0], i), 100 * i, 100);
    }
    ck_assert_uint_lt(string_bytes(), LARGE + LARGE / 4);
    /* When few are left, they leave. */
    slot[1] = array_get(slot[0], 7);
    slot[2] = array_get(slot[0], 900);
    slot[0] = V_NIL;
    ck_assert(heap_major(&heap));
    ck_assert_uint_lt(string_bytes(), 1000);
    check_text(slot[1], 700, 100);
    check_text(slot[2], 90000, 100);
    heap_end();
}
END_TEST

/* It would be for nothing. */
START_TEST(test_slice__large_string_lives__nothing_is_copied)
{
    heap_begin();
    make_large(8, LARGE);
    for (size_t i = 0; i < 8; i++) {
        slice_of(8, i * 100, 70 + i % 30, (int)i);
        ck_assert(i % 2 ? heap_minor(&heap) : heap_major(&heap));
    }
    if (!BUILD_STRESS)
        for (int i = 0; i < 8; i++) ck_assert_ptr_eq(buf_of(slot[i]), buf_of(slot[8]));
    for (uint32_t i = 0; i < 8; i++) check_text(slot[i], i * 100, 70 + i % 30);
    heap_end();
}
END_TEST

static void add_filler(int to, uint32_t n)
{
    ck_assert(array_new(&heap, n, &slot[to]));
    for (uint32_t i = 0; i < n; i++) {
        char word[61];
        snprintf(word, sizeof word, "%060u", i);
        slot[31] = str(word);
        ck_assert(array_push(&heap, &slot[to], &slot[31]));
    }
}

START_TEST(test_slice__old_generation_in_slices__trimmed_behind_the_sweep)
{
    heap_begin();
    add_filler(20, BUILD_STRESS ? 300 : 30000);
    for (int i = 0; i < 8; i++) {
        make_large(8 + i, LARGE);
        slice_of(8 + i, 1000u * (unsigned)i, 100, i);
    }
    /* All of it old, the large strings alive. */
    for (int i = 0; i < 3; i++) ck_assert(heap_minor(&heap));
    struct heap_info before, now;
    heap_info(&heap, &before);
    ck_assert_uint_gt(string_bytes(), 8 * LARGE);
    for (int i = 8; i < 16; i++) slot[i] = V_NIL;
    for (int i = 0; i < 3; i++) {
        if (!BUILD_STRESS) ck_assert(i || string_bytes() > 8 * LARGE);
        while (!heap_step(&heap)) {}
    }
    heap_info(&heap, &now);
    ck_assert_uint_gt(now.cycles, before.cycles);
    ck_assert_uint_eq(now.fulls, before.fulls);
    ck_assert_uint_lt(string_bytes(), 8 * 200);
    ck_assert_uint_lt(now.offheap_bytes, 8 * 200);
    for (int i = 0; i < 8; i++) check_text(slot[i], 1000u * (unsigned)i, 100);
    heap_end();
}
END_TEST

/* Larger than what one pause copies: not by minor collections. */
START_TEST(test_slice__of_megabytes__left_to_a_collection_of_all)
{
    heap_begin();
    make_large(8, 20u << 20);
    slice_of(8, 12345, 3u << 20, 0);
    slot[8] = V_NIL;
    ck_assert(heap_minor(&heap));
    ck_assert_uint_gt(string_bytes(), 20u << 20);
    ck_assert(heap_major(&heap));
    ck_assert_uint_lt(string_bytes(), 4u << 20);
    ck_assert_uint_eq(str_len(slot[0]), 3u << 20);
    ck_assert_int_eq(str_bytes(slot[0])[777], text_at(12345 + 777));
    heap_end();
}
END_TEST

START_TEST(test_slice__frozen__has_its_own_buffer_at_once)
{
    Value f;
    struct copy_why why;
    heap_begin();
    make_large(8, LARGE);
    slice_of(8, 500, 100, 1);
    ck_assert_int_eq(frozen_copy(&heap, slot[1], &f, &why), COPY_OK);
    slot[0] = f;
    ck_assert_ptr_ne(buf_of(f), buf_of(slot[8]));
    /* A large part of it is shared. */
    slice_of(8, 10, LARGE / 2, 1);
    ck_assert_int_eq(frozen_copy(&heap, slot[1], &f, &why), COPY_OK);
    if (!BUILD_STRESS) ck_assert_ptr_eq(buf_of(f), buf_of(slot[8]));
    check_text(f, 10, LARGE / 2);
    for (int i = 1; i < 9; i++) slot[i] = V_NIL;
    ck_assert(heap_major(&heap));
    ck_assert_uint_lt(string_bytes(), 1000);
    check_text(slot[0], 500, 100);
    heap_end();
    ck_assert_uint_eq(string_bytes(), 0);
}
END_TEST

/* No memory for a buffer of its own: it stays where it is. */
START_TEST(test_slice__no_memory__stays)
{
    heap_begin();
    make_large(8, LARGE);
    slice_of(8, 500, 100, 0);
    slot[8] = V_NIL;
    Obj *x = (Obj *)str_head(slot[0]);
    mem_fail_after(1);
    ck_assert_int_eq(slice_trim(x), 0);
    mem_fail_after(-1);
    check_text(slot[0], 500, 100);
    ck_assert_int_lt(slice_trim(x), 0);
    check_text(slot[0], 500, 100);
    heap_end();
}
END_TEST

/* Slices of slices, appended to, of strings that come and go, against plain offsets. */
START_TEST(test_slice__random__text_stays)
{
    static struct {
        size_t at, n;
    } want[16];
    heap_begin();
    seed = 7;
    for (int i = 0; i < 16; i++)
        make_large(i, 1000 + (size_t)i * 500), want[i].n = str_len(slot[i]);
    for (int i = 0; i < 1500; i++) {
        uint32_t a = rnd(16), b = rnd(16);
        Value v;
        if (want[a].n > 200 && rnd(8)) {
            size_t from = rnd((uint32_t)want[a].n / 2), n = rnd((uint32_t)(want[a].n - from)) + 1;
            slice_of((int)a, from, n, (int)b);
            want[b].at = want[a].at + from;
            want[b].n = n;
        } else if (want[a].n > 0 && want[a].n < 20000 &&
                   rnd(2)) { /* the text goes on as it would */
            char more[90];
            for (size_t k = 0; k < sizeof more; k++) more[k] = text_at(want[a].at + want[a].n + k);
            ck_assert(str_new(&heap, more, sizeof more, &slot[20]));
            ck_assert(str_concat(&heap, &slot[a], &slot[20], &v));
            slot[a] = v;
            want[a].n += sizeof more;
        } else {
            want[b].at = 0;
            want[b].n = rnd(8000);
            make_large((int)b, want[b].n);
        }
        if (rnd(20) == 0) move_all();
        if (rnd(200) == 0)
            while (!heap_step(&heap)) {}
        if (rnd(20) == 0) check_text(slot[b], want[b].at, want[b].n);
    }
    for (int i = 0; i < 16; i++) check_text(slot[i], want[i].at, want[i].n);
    heap_end();
    ck_assert_uint_eq(string_bytes(), 0);
}
END_TEST

static void check_bytes(Value v, size_t at, size_t n)
{
    ck_assert_uint_eq(to_bytes(v)->len, n);
    ck_assert(is_text(bytes_data(to_bytes(v)), at, n));
}

/* Bytes of a Str and its slices, frozen Bytes and theirs: one buffer, until somebody writes. */
START_TEST(test_slice__bytes__shared_until_written)
{
    Value v;
    struct copy_why why;
    heap_begin();
    make_large(8, LARGE);
    StrBuf *buf = buf_of(slot[8]);
    ck_assert(bytes_from_str(&heap, &slot[8], &v));
    slot[0] = v;
    ck_assert(bytes_slice(&heap, &slot[0], 1000, LARGE / 2, &v));
    slot[1] = v;
    if (!BUILD_STRESS) ck_assert_ptr_eq(to_bytes(slot[1])->buf, buf);
    ck_assert(bytes_own(&heap, &slot[1]));
    ck_assert_ptr_ne(to_bytes(slot[1])->buf, buf);
    bytes_data(to_bytes(slot[1]))[0] = '!';
    check_bytes(slot[0], 0, LARGE);
    check_text(slot[8], 0, LARGE);
    /* Frozen, and read as a Str. */
    bytes_data(to_bytes(slot[1]))[0] = text_at(1000);
    ck_assert_int_eq(frozen_copy(&heap, slot[1], &v, &why), COPY_OK);
    slot[2] = v;
    ck_assert_ptr_ne(to_bytes(slot[2])->buf, to_bytes(slot[1])->buf);
    ck_assert(bytes_to_str(&heap, &slot[2], &v));
    slot[3] = v;
    ck_assert_ptr_eq(buf_of(slot[3]), to_bytes(slot[2])->buf);
    check_text(slot[3], 1000, LARGE / 2);
    ck_assert(bytes_slice(&heap, &slot[2], 50, 100, &v));
    slot[4] = v;
    ck_assert_ptr_eq(to_bytes(v)->buf, to_bytes(slot[2])->buf);
    for (int i = 0; i < 9; i++)
        if (i != 4) slot[i] = V_NIL;
    ck_assert(heap_major(&heap));
    ck_assert(heap_major(&heap));
    ck_assert_uint_lt(string_bytes(), 400);
    check_bytes(slot[4], 1050, 100);
    ck_assert(!(to_obj(slot[4])->flags & OF_COW));
    heap_end();
    ck_assert_uint_eq(string_bytes(), 0);
}
END_TEST

/* The last one to hold a buffer may write to it. */
START_TEST(test_slice__bytes_alone__written_in_place)
{
    Value v;
    heap_begin();
    make_large(8, LARGE);
    ck_assert(bytes_from_str(&heap, &slot[8], &v));
    slot[0] = v;
    slot[8] = V_NIL;
    ck_assert(heap_major(&heap));
    StrBuf *buf = to_bytes(slot[0])->buf;
    ck_assert(bytes_own(&heap, &slot[0]));
    ck_assert_ptr_eq(to_bytes(slot[0])->buf, buf);
    heap.max_bytes = 2 * LARGE;
    make_large(8, 1000);
    ck_assert(bytes_from_str(&heap, &slot[8], &v));
    slot[1] = v;
    heap.max_bytes = 1;
    ck_assert(!bytes_own(&heap, &slot[1]));
    check_bytes(slot[1], 0, 1000);
    heap_end();
}
END_TEST

/* ---- what the heap answers for ---- */

static void add_bytes(void *ctx, const Obj *o) { *(uint64_t *)ctx += offheap_bytes(o); }

static uint64_t recount(void)
{
    uint64_t n = 0;
    heap_each_offheap(&heap, add_bytes, &n, UINT32_MAX);
    return n;
}

/* While a cycle sweeps, what has died makes the shares of others larger. */
static void check_young(void)
{
    uint64_t n = 0;
    if (heap.phase != GC_IDLE) return;
    for (Obj *o = heap.off_young; o; o = *scan_next(o))
        if (o->type != T_WEAKMAP) n += offheap_bytes(o);
    ck_assert_uint_eq(heap.used_off - heap.gc->off_old - heap.gc->off_maps, n);
}

/* Strings alone: the shares of a buffer make it up, but for what is lost in dividing. */
static void check_all(uint64_t holders)
{
    uint64_t maps = heap.gc->off_maps, n = heap.used_off - maps;
    ck_assert_uint_eq(heap.used_off, recount());
    ck_assert_uint_le(n, string_bytes());
    ck_assert_uint_ge(n + holders, string_bytes());
}

#define VALUES 16

static void new_value(int to)
{
    Value v;
    int from = (int)rnd(VALUES);
    bool is_text = is_str(slot[from]) && str_len(slot[from]) > 100;
    size_t n = is_text ? str_len(slot[from]) : 0;
    switch (is_text ? rnd(8) : 0) {
    case 0: make_large(to, 65 + rnd(3000)); return;
    case 1:
    case 2:
        ck_assert(str_slice_bytes(&heap, &slot[from], rnd(20), 70 + rnd((uint32_t)n - 90), &v));
        break;
    case 3: ck_assert(bytes_from_str(&heap, &slot[from], &v)); break;
    case 4:
        if (!is_type(slot[to], T_BYTES)) return;
        ck_assert(bytes_own(&heap, &slot[to]));
        return;
    default:
        make_large(VALUES, 1 + rnd(60));
        ck_assert(str_concat(&heap, &slot[from], &slot[VALUES], &v));
        from = n < 6000 && rnd(3) ? from : to;
        slot[from] = v;
        return;
    }
    slot[to] = v;
}

/* Arrays, which are old soon, keep some of the values. */
static void keep_value(int from)
{
    int to = 18 + (int)rnd(4);
    if (!is_array(slot[to]) || to_array(slot[to])->len > 60)
        ck_assert(array_new(&heap, 8, &slot[to]));
    ck_assert(array_push(&heap, &slot[to], &slot[from]));
}

static void map_step(void)
{
    if (!is_type(slot[22], T_WEAKMAP) || rnd(100) == 0) ck_assert(weakmap_new(&heap, &slot[22]));
    ck_assert(array_new(&heap, 1, &slot[23 + rnd(4)]));
    Value *key = &slot[23 + rnd(4)];
    if (!is_array(*key)) return;
    ck_assert(weakmap_set(&heap, (WeakMap *)to_obj(slot[22]), *key, slot[0]));
}

START_TEST(test_slice__random__heap_knows_what_it_answers_for)
{
    heap_begin();
    seed = 11;
    add_filler(20, BUILD_STRESS ? 100 : 20000);
    for (int i = 0; i < (BUILD_STRESS || MAAT_SANITIZED ? 3000 : 20000); i++) {
        new_value((int)rnd(VALUES));
        if (rnd(3) == 0) keep_value((int)rnd(VALUES));
        if (rnd(4) == 0) map_step();
        if (rnd(50) == 0) {
            ck_assert(heap_minor(&heap));
            check_young();
        }
        if (rnd(30) == 0) {
            (void)heap_step(&heap);
            check_young();
        }
        if (rnd(300) == 0) {
            /* Two: nothing that lives, or may, changes in the second one. */
            for (int k = 0; k < 2; k++)
                while (!heap_step(&heap)) {}
            check_all(600);
        }
        if (rnd(500) == 0) {
            ck_assert(heap_major(&heap));
            check_all(600);
        }
    }
    heap_end();
    ck_assert_uint_eq(string_bytes(), 0);
}
END_TEST

/* What is made of what goes, as `s * 100 + t` is. */
START_TEST(test_slice__appended_to_what_dies__counts_as_a_whole)
{
    Value v;
    heap_begin();
    ck_assert(array_new(&heap, 8, &slot[2]));
    make_large(1, 3);
    for (int i = 0; i < (BUILD_STRESS ? 300 : 3000); i++) {
        StrBuf *buf = str_buf_new(&heap, 200);
        ck_assert_ptr_nonnull(buf);
        memset(buf->p, 'x', 100);
        buf->used = 100;
        ck_assert(str_of_buf(&heap, buf, 100, 100, &slot[0]));
        ck_assert(str_concat(&heap, &slot[0], &slot[1], &v));
        slot[3] = v;
        ck_assert(array_push(&heap, &slot[2], &slot[3]));
        slot[0] = slot[3] = V_NIL;
    }
    ck_assert(heap_minor(&heap));
    check_young();
    ck_assert_uint_ge(heap.used_off + heap.used_off / 16, string_bytes());
    ck_assert(heap_major(&heap));
    check_all(0);
    heap_end();
}
END_TEST

UNIT_MAIN("slice", UNIT_TEST(test_slice__random__heap_knows_what_it_answers_for);
          UNIT_TEST(test_slice__appended_to_what_dies__counts_as_a_whole);
          UNIT_TEST(test_slice__bytes__shared_until_written);
          UNIT_TEST(test_slice__bytes_alone__written_in_place);
          UNIT_TEST(test_slice__large_string_dies_young__is_freed);
          UNIT_TEST(test_slice__all_slices_live__stay_in_one);
          UNIT_TEST(test_slice__large_string_lives__nothing_is_copied);
          UNIT_TEST(test_slice__old_generation_in_slices__trimmed_behind_the_sweep);
          UNIT_TEST(test_slice__of_megabytes__left_to_a_collection_of_all);
          UNIT_TEST(test_slice__frozen__has_its_own_buffer_at_once);
          UNIT_TEST(test_slice__no_memory__stays); UNIT_TEST(test_slice__random__text_stays))
