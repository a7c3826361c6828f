/* Many ints, doubles or Strs are sorted by the digits of numbers that order as they do (of Strs: of the first eight bytes that are not
 * the same in all of them; what is equal there is then sorted by the whole). All else is sorted by bottom-up merge sort over runs of RUN
 * elements sorted by insertion. The comparison is chosen by what the array holds: all ints, all Nums, all Strs, anything. */
#include "stdlib/native/sort.h"
#include "base/mem.h"
#include "heap/equal.h"
#include "heap/num.h"
#include "heap/string.h"

#define RUN 16

struct item {
    Value key, with;
};
struct sorter {
    struct item *a, *tmp;
    uint32_t n;
    enum sort_status st;
    struct sort_failure *why;
};

/* True if y must come before x. */
typedef bool (*before_fn)(struct sorter *s, Value y, Value x);

static bool before_int(struct sorter *s, Value y, Value x)
{
    (void)s;
    return to_int(y) < to_int(x);
}
static bool before_num(struct sorter *s, Value y, Value x)
{
    int c;
    (void)s;
    if (num_compare(y, x, &c)) return c < 0;
    return num_compare(y, y, &c) && !num_compare(x, x, &c); /* NaN behind the others */
}
static bool before_str(struct sorter *s, Value y, Value x)
{
    (void)s;
    return str_compare(y, x) < 0;
}
static bool before_any(struct sorter *s, Value y, Value x)
{
    int c = 0;
    if (s->st != SORT_OK) return false;
    enum cmp_status st = value_compare(y, x, &c, &s->why->work);
    if (st == CMP_OK) return c == 2 ? is_num(y) && is_num(x) && before_num(s, y, x) : c < 0;
    s->st = st == CMP_NEED_MAAT ? SORT_NEED_MAAT : st == CMP_NOMEM ? SORT_NOMEM : SORT_TYPES;
    s->why->a = y;
    s->why->b = x;
    return false;
}

static inline __attribute__((always_inline)) void sort_runs(struct sorter *s, before_fn before)
{
    for (uint32_t lo = 0; lo < s->n; lo += RUN) {
        uint32_t hi = s->n - lo < RUN ? s->n : lo + RUN;
        for (uint32_t i = lo + 1; i < hi; i++) {
            struct item x = s->a[i];
            uint32_t k = i;
            for (; k > lo && before(s, x.key, s->a[k - 1].key); k--) s->a[k] = s->a[k - 1];
            s->a[k] = x;
        }
    }
}

static void swap_halves(struct sorter *s)
{
    struct item *t = s->a;
    s->a = s->tmp;
    s->tmp = t;
}

static inline __attribute__((always_inline)) void merge(struct sorter *s, uint32_t lo, uint32_t mid,
                                                        uint32_t hi, before_fn before)
{
    struct item *a = s->a, *to = s->tmp;
    if (!before(s, a[mid].key, a[mid - 1].key)) { /* in order already */
        memcpy(to + lo, a + lo, (hi - lo) * sizeof *a);
        return;
    }
    uint32_t i = lo, k = mid, at = lo;
    while (i < mid && k < hi) to[at++] = before(s, a[k].key, a[i].key) ? a[k++] : a[i++];
    memcpy(to + at, a + i, (mid - i) * sizeof *a);
    memcpy(to + at + (mid - i), a + k, (hi - k) * sizeof *a);
}

static inline __attribute__((always_inline)) void sort_by(struct sorter *s, before_fn before)
{
    sort_runs(s, before);
    for (uint64_t width = RUN; width < s->n && s->st == SORT_OK; width *= 2) {
        for (uint64_t lo = 0; lo < s->n; lo += 2 * width) {
            uint64_t mid = lo + width, hi = lo + 2 * width;
            if (hi > s->n) hi = s->n;
            if (mid >= s->n)
                memcpy(s->tmp + lo, s->a + lo, (s->n - lo) * sizeof *s->a);
            else
                merge(s, (uint32_t)lo, (uint32_t)mid, (uint32_t)hi, before);
        }
        swap_halves(s);
        s->why->work += s->n;
    }
}

/* ---- by digits of ranks: numbers in the same order as the values ---- */

#define DIGIT_BITS   11
#define DIGITS       (1u << DIGIT_BITS)
#define RANKS_FROM   1024 /* elements; for fewer comparing is quicker */
#define INTS_FROM    256  /* the ranks of ints mostly have few digits */
#define PREFIX_BYTES 8

/* In place of an item, while ranks are sorted. */
struct ranked {
    uint64_t rank;
    uint64_t at;
};
_Static_assert(sizeof(struct ranked) == sizeof(struct item),
               "ranks and items take turns in the same memory");

static uint64_t int_rank(Value v) { return (uint64_t)to_int(v) ^ (uint64_t)1 << 63; }

/* Doubles order as their bits do, negative ones the other way round; 0 and -0 are equal, NaN is behind all. */
static uint64_t num_rank(Value v)
{
    double d = is_int(v) ? (double)to_int(v) : to_double(v);
    if (d != d) return UINT64_MAX;
    if (d == 0) d = 0;
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

/* The bytes from `skip` on; equal ranks are compared whole. */
static uint64_t str_rank(Value v, uint32_t skip)
{
    uint64_t rank = 0;
    uint32_t n = str_len(v) - skip;
    memcpy(&rank, str_bytes(v) + skip, n < PREFIX_BYTES ? n : PREFIX_BYTES);
    return __builtin_bswap64(rank);
}

/* How many bytes all strings begin with. */
static uint32_t common_prefix(const Value *v, uint32_t n)
{
    const char *first = str_bytes(v[0]);
    uint32_t same = str_len(v[0]);
    for (uint32_t i = 1; i < n && same; i++) {
        const char *p = str_bytes(v[i]);
        uint32_t k = 0, len = str_len(v[i]);
        if (len < same) same = len;
        while (k < same && p[k] == first[k]) k++;
        same = k;
    }
    return same;
}

/* Stable, by one digit, from `from` to `to`. False: all have the same digit; nothing was moved. */
static bool sort_digit(const struct ranked *from, struct ranked *to, uint32_t n, unsigned shift)
{
    uint32_t at[DIGITS] = {0};
    for (uint32_t i = 0; i < n; i++) at[from[i].rank >> shift & (DIGITS - 1)]++;
    uint32_t sum = 0;
    for (uint32_t d = 0; d < DIGITS; d++) {
        uint32_t count = at[d];
        if (count == n) return false;
        at[d] = sum;
        sum += count;
    }
    for (uint32_t i = 0; i < n; i++) to[at[from[i].rank >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

static void sort_ranks(struct sorter *s)
{
    struct ranked *r = (struct ranked *)s->a;
    uint64_t least = UINT64_MAX, most = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        if (r[i].rank < least) least = r[i].rank;
        if (r[i].rank > most) most = r[i].rank;
    }
    for (uint32_t i = 0; i < s->n; i++) r[i].rank -= least;
    for (unsigned shift = 0; shift < 64 && (most - least) >> shift; shift += DIGIT_BITS) {
        s->why->work += s->n;
        if (sort_digit((struct ranked *)s->a, (struct ranked *)s->tmp, s->n, shift)) swap_halves(s);
    }
}

/* The items from lo to hi, whose ranks are equal, by their whole strings. Where the ranks were is free now. */
static void sort_ties(struct sorter *s, struct ranked *ranks, uint32_t lo, uint32_t hi)
{
    struct item *items = s->a + lo;
    struct sorter part = {items, (struct item *)ranks + lo, hi - lo, SORT_OK, s->why};
    sort_by(&part, before_str);
    if (part.a != items) memcpy(items, part.a, (hi - lo) * sizeof *items);
}

/* From ranks in order to items in order: s->a. */
static void items_of_ranks(struct sorter *s, const Value *v, const Value *with, bool ties)
{
    struct ranked *r = (struct ranked *)s->a;
    swap_halves(s);
    for (uint32_t i = 0; i < s->n; i++)
        s->a[i] = (struct item){v[r[i].at], with ? with[r[i].at] : V_NIL};
    for (uint32_t lo = 0, hi; ties && lo < s->n; lo = hi) {
        for (hi = lo + 1; hi < s->n && r[hi].rank == r[lo].rank; hi++) {}
        if (hi > lo + 1) sort_ties(s, r, lo, hi);
    }
}

enum kinds { ALL_INTS, ALL_NUMS, ALL_STRS, BIG_NUMS, MIXED };

static enum kinds kinds_of(const Value *v, uint32_t n)
{
    uint32_t ints = 0, doubles = 0, nums = 0, strs = 0;
    for (uint32_t i = 0; i < n; i++) {
        ints += is_int(v[i]);
        doubles += is_double(v[i]);
        nums += is_num(v[i]);
        strs += is_str(v[i]);
    }
    if (nums == n) return ints == n ? ALL_INTS : ints + doubles == n ? ALL_NUMS : BIG_NUMS;
    return strs == n ? ALL_STRS : MIXED;
}

/* Sorts by ranks if that is worth it. */
static bool sorted_by_rank(struct sorter *s, enum kinds kinds, const Value *v, const Value *with)
{
    struct ranked *r = (struct ranked *)s->a;
    if (kinds > ALL_STRS || s->n < (kinds == ALL_INTS ? INTS_FROM : RANKS_FROM)) return false;
    uint32_t skip = kinds == ALL_STRS ? common_prefix(v, s->n) : 0;
    for (uint32_t i = 0; i < s->n; i++) {
        uint64_t rank = kinds == ALL_INTS   ? int_rank(v[i])
                        : kinds == ALL_NUMS ? num_rank(v[i])
                                            : str_rank(v[i], skip);
        r[i] = (struct ranked){rank, i};
    }
    sort_ranks(s);
    items_of_ranks(s, v, with, kinds == ALL_STRS);
    return true;
}

enum sort_status sort_values(Value *v, Value *with, uint32_t n, struct sort_failure *why)
{
    *why = (struct sort_failure){.work = n};
    if (n == 0) return SORT_OK;
    struct sorter s = {.n = n, .st = SORT_OK, .why = why};
    struct item *mem = mem_try_alloc(MEM_TEMP, 2 * (size_t)n * sizeof *mem);
    if (!mem) return SORT_NOMEM;
    s.a = mem;
    s.tmp = mem + n;
    enum kinds kinds = kinds_of(v, n);
    if (!sorted_by_rank(&s, kinds, v, with)) {
        for (uint32_t i = 0; i < n; i++) s.a[i] = (struct item){v[i], with ? with[i] : V_NIL};
        switch (kinds) {
        case ALL_INTS: sort_by(&s, before_int); break;
        case ALL_NUMS:
        case BIG_NUMS: sort_by(&s, before_num); break;
        case ALL_STRS: sort_by(&s, before_str); break;
        case MIXED: sort_by(&s, before_any); break;
        }
    }
    if (s.st == SORT_OK)
        for (uint32_t i = 0; i < n; i++) {
            v[i] = s.a[i].key;
            if (with) with[i] = s.a[i].with;
        }
    mem_free(MEM_TEMP, mem);
    return s.st;
}
