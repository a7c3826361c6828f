/* Searches in slices; see longsearch.h. */
#include "vm/maatine/longsearch.h"

#include "base/mem.h"
#include "heap/array.h"
#include "heap/equal.h"
#include "vm/maatine/longcopy.h"

/* Values that are looked at at once, and for a reduction in slices. */
#define VALUES_AT_ONCE       (BUILD_STRESS ? 64u : 32768u)
#define VALUES_PER_REDUCTION 4

struct search {
    const Array *a;
    Value x;  /* what is looked for */
    int want; /* 0: an equal one, else the extreme that is wanted */
    uint32_t i, best;
    DeepCompare *rest; /* of element i, which is large; or NULL */
    bool found;
    enum search_status st;
};

/* Element i: whether it is the one, SEARCH_LONG with `rest`. */
static enum search_status look_equal(struct search *s, uint64_t limit, uint64_t *work)
{
    enum eq_status st = s->rest
                            ? equal_go_on(s->rest, limit, work)
                            : value_equal_some(*array_at(s->a, s->i), s->x, limit, work, &s->rest);
    s->found = st == EQ_YES;
    return st == EQ_LONG        ? SEARCH_LONG
           : st == EQ_NEED_MAAT ? SEARCH_MAAT
           : st == EQ_NOMEM     ? SEARCH_NOMEM
                                : SEARCH_OK;
}

static enum search_status look_ordered(struct search *s, uint64_t limit, uint64_t *work)
{
    int c = 0;
    enum cmp_status st = s->rest
                             ? compare_go_on(s->rest, &c, limit, work)
                             : value_compare_some(*array_at(s->a, s->i), *array_at(s->a, s->best),
                                                  &c, limit, work, &s->rest);
    if (st == CMP_OK && c == s->want) s->best = s->i;
    return st == CMP_LONG        ? SEARCH_LONG
           : st == CMP_NEED_MAAT ? SEARCH_MAAT
           : st == CMP_NOMEM     ? SEARCH_NOMEM
           : st == CMP_OK        ? SEARCH_OK
                                 : SEARCH_TYPES;
}

/* The same of ints. True: found. */
static inline bool look_int(struct search *s)
{
    Value v = *array_at(s->a, s->i);
    if (!s->want) return s->found = v == s->x;
    int64_t x = to_int(v), best = to_int(*array_at(s->a, s->best));
    if (s->want < 0 ? x < best : x > best) s->best = s->i;
    return false;
}

static void forget_rest(struct search *s)
{
    if (s->rest) deep_compare_free(s->rest);
    s->rest = NULL;
}

/* Goes on until about `limit` values have been looked at. */
static void search_some(struct search *s, uint64_t limit, uint64_t *work)
{
    s->st = SEARCH_OK;
    for (; s->i < s->a->len; s->i++) {
        if (*work >= limit) {
            s->st = SEARCH_LONG;
            return;
        }
        if (is_int(*array_at(s->a, s->i)) && is_int(s->want ? *array_at(s->a, s->best) : s->x)) {
            ++*work;
            if (look_int(s)) return;
            continue;
        }
        s->st = s->want ? look_ordered(s, limit - *work, work) : look_equal(s, limit - *work, work);
        if (s->st == SEARCH_LONG) return;
        if (MAAT_UNLIKELY(s->rest != NULL)) forget_rest(s);
        if (s->st != SEARCH_OK || s->found) return;
    }
}

static bool search_step(Maatine *m, void *state, int64_t *reductions)
{
    struct search *s = state;
    uint64_t work = 0;
    (void)m;
    search_some(s, (uint64_t)*reductions * VALUES_PER_REDUCTION, &work);
    *reductions -= (int64_t)(work / VALUES_PER_REDUCTION) + 1;
    return s->st != SEARCH_LONG;
}

static void search_free(void *state)
{
    forget_rest(state);
    mem_free(MEM_TEMP, state);
}
static const struct long_work search_work = {search_step, search_free};

/* In slices. False: that is not possible. */
static bool search_later(Maatine *m, const struct search *s, Value array, Value what)
{
    struct search *later = mem_alloc(MEM_TEMP, sizeof *later);
    *later = *s;
    if (long_work_begin(m, &search_work, later, array, what)) return true;
    mem_free(MEM_TEMP, later);
    return false;
}

/* `what` tells the search from others in the same Array. */
static void search(Maatine *m, struct search *s, Value array, Value what, bool again)
{
    struct search *done = again ? long_work_take(m, &search_work, array, what) : NULL;
    if (MAAT_UNLIKELY(done != NULL)) {
        *s = *done;
        mem_free(MEM_TEMP, done);
        return;
    }
    uint64_t work = 0;
    bool slices = again && long_work_allowed(m);
    search_some(s, slices ? VALUES_AT_ONCE : UINT64_MAX, &work);
    native_charge(m, (int64_t)(work >> 4));
    if (s->st != SEARCH_LONG || search_later(m, s, array, what)) return;
    search_some(s, UINT64_MAX, &work);
}

enum search_status long_find(Maatine *m, Value array, Value x, bool again, int64_t *at)
{
    struct search s = {.a = (const Array *)to_obj(array), .x = x};
    search(m, &s, array, x, again);
    *at = s.found ? (int64_t)s.i : -1;
    return s.st;
}

enum search_status long_extreme(Maatine *m, Value array, int want, bool again, int64_t *at,
                                int64_t *best)
{
    struct search s = {.a = (const Array *)to_obj(array), .want = want};
    search(m, &s, array, from_int(want), again);
    *at = (int64_t)s.i;
    *best = (int64_t)s.best;
    return s.st;
}
