/* Sorting by digits of ranks: unsigned numbers in the same order as the values.
 *
 * An int's rank is itself, a double's its bits, a Str's the first eight bytes behind what all of them begin with. Ranks and places
 * stand outside of the heap and are sorted by eleven bits at a time, the least ones first; strings of equal ranks are then compared whole;
 * at last the values are put in that order. Each step works on pieces of PIECE elements between two looks at the budget.
 */
#include "base/mem.h"
#include "heap/num.h"
#include "heap/string.h"
#include "stdlib/native/sort.h"
#include "vm/native.h"

#define DIGIT_BITS   11
#define DIGITS       (1u << DIGIT_BITS)
#define RANKS_FROM   1024 /* elements; for fewer comparing is quicker */
#define INTS_FROM    256  /* the ranks of ints mostly have few digits */
#define PREFIX_BYTES 8
#define PIECE        8192u
#define COST_SHIFT   3 /* elements for a reduction */

struct ranked {
    uint64_t rank;
    uint64_t at; /* where the value stands */
};

struct rank_sort {
    struct ranked *a, *tmp;
    uint32_t n;
    enum sort_kinds kinds;
    enum step { S_PREFIX, S_RANK, S_COUNT, S_MOVE, S_TIES, S_PLACE, S_DONE } step;
    uint32_t i;    /* how far the step is */
    uint32_t skip; /* bytes that all strings begin with */
    uint64_t least, most;
    unsigned shift; /* of the digit that is sorted by */
    uint32_t count[DIGITS];
};

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

static uint64_t str_rank(Value v, uint32_t skip)
{
    uint64_t rank = 0;
    uint32_t n = str_len(v) - skip;
    memcpy(&rank, str_bytes(v) + skip, n < PREFIX_BYTES ? n : PREFIX_BYTES);
    return __builtin_bswap64(rank);
}

static uint64_t rank_of(const struct rank_sort *s, Value v)
{
    return s->kinds == ALL_INTS   ? int_rank(v)
           : s->kinds == ALL_NUMS ? num_rank(v)
                                  : str_rank(v, s->skip);
}

/* ---- steps: from s->i to `to` ---- */

static void find_prefix(struct rank_sort *s, const Value *v, uint32_t to)
{
    const char *first = str_bytes(v[0]);
    uint32_t same = s->skip;
    for (uint32_t i = s->i; i < to && same; i++) {
        const char *p = str_bytes(v[i]);
        uint32_t k = 0, len = str_len(v[i]);
        if (len < same) same = len;
        while (k < same && p[k] == first[k]) k++;
        same = k;
    }
    s->skip = same;
}

static void find_ranks(struct rank_sort *s, const Value *v, uint32_t to)
{
    for (uint32_t i = s->i; i < to; i++) {
        uint64_t rank = rank_of(s, v[i]);
        if (rank < s->least) s->least = rank;
        if (rank > s->most) s->most = rank;
        s->a[i] = (struct ranked){rank, i};
    }
}

static uint32_t digit(const struct rank_sort *s, uint32_t i)
{
    return (uint32_t)((s->a[i].rank - s->least) >> s->shift) & (DIGITS - 1);
}

static void count_digits(struct rank_sort *s, uint32_t to)
{
    for (uint32_t i = s->i; i < to; i++) s->count[digit(s, i)]++;
}

/* From counts to first places. False: all have the same digit. */
static bool first_places(struct rank_sort *s)
{
    uint32_t sum = 0;
    for (uint32_t d = 0; d < DIGITS; d++) {
        uint32_t count = s->count[d];
        if (count == s->n) return false;
        s->count[d] = sum;
        sum += count;
    }
    return true;
}

static void move_digits(struct rank_sort *s, uint32_t to)
{
    for (uint32_t i = s->i; i < to; i++) s->tmp[s->count[digit(s, i)]++] = s->a[i];
}

static bool all_same(const struct rank_sort *s, const Value *v, uint32_t lo, uint32_t hi)
{
    for (uint32_t i = lo + 1; i < hi; i++)
        if (v[s->a[i].at] != v[s->a[lo].at]) return false;
    return true;
}

/* Sorts the places from lo to hi, whose ranks are equal, by their whole strings. */
static enum sort_status sort_ties(struct rank_sort *s, struct maatine *m, const Value *v,
                                  uint32_t lo, uint32_t hi)
{
    struct sort_failure why;
    Value *keys = (Value *)(s->tmp + lo), *places = keys + (hi - lo);
    if (all_same(s, v, lo, hi)) return SORT_OK;
    for (uint32_t i = lo; i < hi; i++) {
        keys[i - lo] = v[s->a[i].at];
        places[i - lo] = from_int((int64_t)s->a[i].at);
    }
    enum sort_status st = sort_values(keys, places, hi - lo, UINT64_MAX, &why);
    native_charge(m, (int64_t)(why.work >> COST_SHIFT));
    for (uint32_t i = lo; i < hi; i++) s->a[i].at = (uint64_t)to_int(places[i - lo]);
    return st;
}

/* A run of equal ranks that begins before `to` is sorted to its end. */
static enum sort_status find_ties(struct rank_sort *s, struct maatine *m, const Value *v,
                                  uint32_t to)
{
    uint32_t lo = s->i, hi;
    for (; lo < to; lo = hi) {
        for (hi = lo + 1; hi < s->n && s->a[hi].rank == s->a[lo].rank; hi++) {}
        enum sort_status st = hi > lo + 1 ? sort_ties(s, m, v, lo, hi) : SORT_OK;
        if (st != SORT_OK) return st;
    }
    s->i = lo;
    return SORT_OK;
}

static void place(const struct rank_sort *s, Heap *h, const Value *from, Value *dest, Obj *owner,
                  uint32_t to)
{
    for (uint32_t i = s->i; i < to; i++) {
        dest[i] = from[s->a[i].at];
        if (is_ptr(dest[i])) heap_wrote_at(h, owner, &dest[i]);
    }
}

/* ---- from step to step ---- */

static void begin(struct rank_sort *s, enum step step)
{
    s->step = step;
    s->i = 0;
    if (step == S_COUNT) memset(s->count, 0, sizeof s->count);
}

static bool has_digit(const struct rank_sort *s)
{
    return s->shift < 64 && (s->most - s->least) >> s->shift;
}

static void next_digit(struct rank_sort *s)
{
    s->shift += DIGIT_BITS;
    begin(s, has_digit(s) ? S_COUNT : s->kinds == ALL_STRS ? S_TIES : S_PLACE);
}

/* The step has come to its end. */
static void next_step(struct rank_sort *s)
{
    switch (s->step) {
    case S_PREFIX: begin(s, S_RANK); break;
    case S_RANK:
        s->shift = 0;
        begin(s, has_digit(s) ? S_COUNT : s->kinds == ALL_STRS ? S_TIES : S_PLACE);
        break;
    case S_COUNT:
        if (first_places(s))
            begin(s, S_MOVE);
        else
            next_digit(s);
        break;
    case S_MOVE: {
        struct ranked *t = s->a;
        s->a = s->tmp;
        s->tmp = t;
        next_digit(s);
        break;
    }
    case S_TIES: begin(s, S_PLACE); break;
    default: s->step = S_DONE;
    }
}

enum sort_status rank_sort_some(struct rank_sort *s, struct maatine *m, const Value *keys,
                                const Value *from, Value *to, Obj *owner)
{
    while (s->step != S_DONE) {
        uint32_t end = s->n - s->i > PIECE ? s->i + PIECE : s->n;
        native_charge(m, (end - s->i) >> COST_SHIFT);
        if (s->step == S_TIES) {
            enum sort_status st = find_ties(s, m, keys, end);
            if (st != SORT_OK) return st;
        } else {
            switch (s->step) {
            case S_PREFIX: find_prefix(s, keys, end); break;
            case S_RANK: find_ranks(s, keys, end); break;
            case S_COUNT: count_digits(s, end); break;
            case S_MOVE: move_digits(s, end); break;
            default: place(s, native_heap(m), from, to, owner, end);
            }
            s->i = end;
        }
        if (s->i == s->n) next_step(s);
        if (native_budget(m) <= 0 && s->step != S_DONE) return SORT_AGAIN;
    }
    return SORT_OK;
}

bool sort_has_ranks(const Value *v, uint32_t n)
{
    if (n < INTS_FROM) return false;
    enum sort_kinds k = sort_kinds_of(v, n);
    return k <= ALL_STRS && n >= (k == ALL_INTS ? INTS_FROM : RANKS_FROM);
}

struct rank_sort *rank_sort_new(const Value *v, uint32_t n)
{
    struct rank_sort *s = mem_alloc(MEM_TEMP, sizeof *s);
    struct ranked *mem = mem_try_alloc(MEM_TEMP, 2 * (size_t)n * sizeof *mem);
    if (!mem) {
        mem_free(MEM_TEMP, s);
        return NULL;
    }
    *s = (struct rank_sort){
        .a = mem, .tmp = mem + n, .n = n, .kinds = sort_kinds_of(v, n), .least = UINT64_MAX};
    s->step = s->kinds == ALL_STRS ? S_PREFIX : S_RANK;
    if (s->kinds == ALL_STRS) s->skip = str_len(v[0]);
    return s;
}

uint32_t rank_sort_placed(const struct rank_sort *s)
{
    return s->step == S_DONE ? s->n : s->step == S_PLACE ? s->i : 0;
}

void rank_sort_free(struct rank_sort *s)
{
    mem_free(MEM_TEMP, s->a < s->tmp ? s->a : s->tmp);
    mem_free(MEM_TEMP, s);
}
