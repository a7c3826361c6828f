/* Bottom-up merge sort over runs of RUN elements sorted by insertion. The comparison is chosen by what the array holds: all ints, all Nums,
 * all Strs, anything. */
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

enum sort_kinds sort_kinds_of(const Value *v, uint32_t n)
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

enum sort_status sort_values(Value *v, Value *with, uint32_t n, struct sort_failure *why)
{
    *why = (struct sort_failure){.work = n};
    if (n == 0) return SORT_OK;
    struct sorter s = {.n = n, .st = SORT_OK, .why = why};
    struct item *mem = mem_try_alloc(MEM_TEMP, 2 * (size_t)n * sizeof *mem);
    if (!mem) return SORT_NOMEM;
    s.a = mem;
    s.tmp = mem + n;
    for (uint32_t i = 0; i < n; i++) s.a[i] = (struct item){v[i], with ? with[i] : V_NIL};
    switch (sort_kinds_of(v, n)) {
    case ALL_INTS: sort_by(&s, before_int); break;
    case ALL_NUMS:
    case BIG_NUMS: sort_by(&s, before_num); break;
    case ALL_STRS: sort_by(&s, before_str); break;
    case MIXED: sort_by(&s, before_any); break;
    }
    if (s.st == SORT_OK)
        for (uint32_t i = 0; i < n; i++) {
            v[i] = s.a[i].key;
            if (with) with[i] = s.a[i].with;
        }
    mem_free(MEM_TEMP, mem);
    return s.st;
}
