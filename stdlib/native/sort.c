/* Bottom-up merge sort over runs of RUN elements sorted by insertion. The comparison is chosen by what the array holds: all ints, all Nums,
 * all Strs, anything. */
#include "stdlib/native/sort.h"
#include "base/mem.h"
#include "heap/array.h"
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
    uint64_t most; /* work that may be done */
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
static bool before_by(struct sorter *s, enum cmp_status st, int c, Value y, Value x)
{
    if (st == CMP_OK) return c == 2 ? is_num(y) && is_num(x) && before_num(s, y, x) : c < 0;
    s->st = st == CMP_NEED_MAAT ? SORT_NEED_MAAT : st == CMP_NOMEM ? SORT_NOMEM : SORT_TYPES;
    s->why->a = y;
    s->why->b = x;
    return false;
}
static bool before_any(struct sorter *s, Value y, Value x)
{
    int c = 0;
    if (s->st != SORT_OK) return false;
    if (s->why->work > s->most) {
        s->st = SORT_AGAIN;
        return false;
    }
    enum cmp_status st = value_compare(y, x, &c, &s->why->work);
    return before_by(s, st, c, y, x);
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

enum sort_status sort_values(Value *v, Value *with, uint32_t n, uint64_t most,
                             struct sort_failure *why)
{
    *why = (struct sort_failure){.work = n};
    if (n == 0) return SORT_OK;
    struct sorter s = {.n = n, .st = SORT_OK, .why = why, .most = most};
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

/* ---- in pieces ---- */

struct long_sort {
    struct sorter s;
    struct sort_failure why;
    struct item *mem;
    Value keys, with;
    before_fn before;
    enum { L_TAKE, L_RUNS, L_MERGE, L_PUT } phase;
    uint64_t
        next; /* the element that the phase has got to; of L_MERGE: where what is merged begins */
    uint64_t width; /* of what is merged */
    bool merging;   /* [next, next + 2 * width), of which is done: */
    uint64_t i, mid, k, hi, at;
    DeepCompare *rest; /* of the comparison that the merge has got to */
};

struct long_sort *long_sort_new(Value keys, Value with)
{
    static const before_fn befores[] = {before_int, before_num, before_str, before_num, before_any};
    uint32_t n = array_len(keys);
    struct long_sort *l = mem_zalloc(MEM_TEMP, sizeof *l);
    l->mem = mem_try_alloc(MEM_TEMP, 2 * (size_t)n * sizeof *l->mem);
    if (!l->mem) {
        mem_free(MEM_TEMP, l);
        return NULL;
    }
    l->s = (struct sorter){l->mem, l->mem + n, n, SORT_OK, &l->why, UINT64_MAX};
    l->keys = keys;
    l->with = with;
    l->before = befores[sort_kinds_of(array_at(to_array(keys), 0), n)];
    /* Comparisons of anything may take long: all of them are a merge's, which can stop in the middle of one. */
    l->width = l->before == before_any ? 1 : RUN;
    return l;
}

void long_sort_free(struct long_sort *l)
{
    if (l->rest) deep_compare_free(l->rest);
    mem_free(MEM_TEMP, l->mem);
    mem_free(MEM_TEMP, l);
}

static void take_some(struct long_sort *l, uint64_t to)
{
    for (uint64_t i = l->next; i < to; i++)
        l->s.a[i] =
            (struct item){*array_at(to_array(l->keys), (uint32_t)i),
                          is_nil(l->with) ? V_NIL : *array_at(to_array(l->with), (uint32_t)i)};
}

static void put(Heap *h, Value array, uint64_t i, Value v)
{
    Value *at = array_at(to_array(array), (uint32_t)i);
    *at = v;
    if (is_ptr(v)) heap_wrote_at(h, &to_array(array)->slots->h, at);
}

static void put_some(struct long_sort *l, Heap *h, uint64_t to)
{
    for (uint64_t i = l->next; i < to; i++) {
        put(h, l->keys, i, l->s.a[i].key);
        if (!is_nil(l->with)) put(h, l->with, i, l->s.a[i].with);
    }
}

/* Whole runs up to `to`, which is a multiple of RUN or the end. */
static void run_some(struct long_sort *l, uint64_t to)
{
    struct sorter part = l->s;
    part.a += l->next;
    part.n = (uint32_t)(to - l->next);
    sort_runs(&part, l->before);
    l->s.st = part.st;
}

static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

static void merge_begin(struct long_sort *l)
{
    struct item *a = l->s.a;
    l->merging = true;
    l->at = l->i = l->next;
    l->k = l->mid = least(l->next + l->width, l->s.n);
    l->hi = least(l->next + 2 * l->width, l->s.n);
    if (l->before != before_any && l->mid < l->hi &&
        !l->before(&l->s, a[l->mid].key, a[l->mid - 1].key))
        l->k = l->mid = l->hi; /* in order already */
}

/* Must the second one, at k, come first? *is_long: it is not known yet. */
static bool second_first(struct long_sort *l, uint64_t most, bool *is_long)
{
    Value y = l->s.a[l->k].key, x = l->s.a[l->i].key;
    int c = 0;
    enum cmp_status st = l->rest ? compare_go_on(l->rest, &c, most, &l->why.work)
                                 : value_compare_some(y, x, &c, most, &l->why.work, &l->rest);
    *is_long = st == CMP_LONG;
    if (*is_long) return false;
    if (l->rest) deep_compare_free(l->rest);
    l->rest = NULL;
    return before_by(&l->s, st, c, y, x);
}

/* One merge of anything, or so much of it as looks at about `most` values. */
static void merge_any(struct long_sort *l, uint64_t most)
{
    struct item *a = l->s.a, *to = l->s.tmp;
    for (; l->at < l->hi && l->s.st == SORT_OK; l->at++) {
        bool second = l->i == l->mid, is_long = false;
        if (l->why.work >= most) return;
        if (!second && l->k < l->hi) second = second_first(l, most - l->why.work, &is_long);
        if (is_long) return;
        l->why.work++;
        to[l->at] = second ? a[l->k++] : a[l->i++];
    }
    if (l->at < l->hi) return;
    l->merging = false;
    l->next = l->hi;
}

/* One merge, or so much of it. */
static void merge_some(struct long_sort *l, uint64_t some)
{
    if (l->before == before_any) {
        merge_any(l, some);
        return;
    }
    struct item *a = l->s.a, *to = l->s.tmp;
    uint64_t end = least(l->at + some, l->hi);
    for (; l->at < end && l->s.st == SORT_OK; l->at++) {
        bool second =
            l->i == l->mid || (l->k < l->hi && l->before(&l->s, a[l->k].key, a[l->i].key));
        to[l->at] = second ? a[l->k++] : a[l->i++];
    }
    if (l->at < l->hi) return;
    l->merging = false;
    l->next = l->hi;
}

/* The phase has come to its end. False: all is done. */
static bool next_phase(struct long_sort *l)
{
    l->next = 0;
    if (l->phase == L_PUT) return false;
    if (l->phase == L_MERGE) {
        swap_halves(&l->s);
        l->width *= 2;
    } else {
        l->phase += l->width == 1 ? 2 : 1; /* without runs */
    }
    if (l->phase == L_MERGE && l->width >= l->s.n) l->phase = L_PUT;
    return true;
}

/* About `some` elements of the phase. */
static void phase_some(struct long_sort *l, Heap *h, uint64_t some)
{
    uint64_t to = least(l->next + some, l->s.n);
    switch (l->phase) {
    case L_TAKE: take_some(l, to); break;
    case L_RUNS: run_some(l, to); break;
    case L_PUT: put_some(l, h, to); break;
    case L_MERGE:
        if (!l->merging) merge_begin(l);
        merge_some(l, some);
        return;
    }
    l->next = to;
}

#define PART 1024u /* elements between two looks at what was done; a multiple of RUN */

enum sort_status long_sort_some(struct long_sort *l, Heap *h, uint64_t some)
{
    for (uint64_t done = 0; done < some;) {
        uint64_t part = least(PART, some - done + RUN) / RUN * RUN;
        l->why.work = 0;
        phase_some(l, h, part);
        done += part + l->why.work;
        if (l->s.st == SORT_TYPES) {
            put(h, l->keys, 0, l->why.a);
            put(h, l->keys, 1, l->why.b);
        }
        if (l->s.st != SORT_OK) return l->s.st;
        if (l->next == l->s.n && !l->merging && !next_phase(l)) return SORT_OK;
    }
    return SORT_AGAIN;
}
