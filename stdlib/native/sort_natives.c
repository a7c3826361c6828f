/* Sequence.sort, and what sort_by is made of: by ranks or by comparing (sort.h), and many values in slices. */
#include "base/mem.h"
#include "heap/array.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include "stdlib/native/res.h"
#include "stdlib/native/sort.h"
#include "vm/maatine/longcopy.h"
#include "vm/runtime.h"

static void job_free(void *p) { rank_sort_free(p); }
static const struct res_ops sort_ops = {"sort", job_free, NULL};

static Value *first_value(Value array)
{
    const Array *a = to_array(array);
    return a->slots ? &a->slots->v[a->start] : NULL;
}

#define SORTED_PER_REDUCTION 2

struct sorting {
    struct long_sort *l;
    enum sort_status st;
};

static bool sorting_step(struct maatine *m, void *state, int64_t *reductions)
{
    struct sorting *s = state;
    s->st = long_sort_some(s->l, native_heap(m), (uint64_t)*reductions * SORTED_PER_REDUCTION);
    *reductions = 0;
    return s->st != SORT_AGAIN;
}

static void sorting_free(void *state)
{
    struct sorting *s = state;
    long_sort_free(s->l);
    mem_free(MEM_TEMP, s);
}
static const struct long_work sorting_work = {sorting_step, sorting_free};

/* What a sort in slices has come to. */
static enum sort_status sort_taken(struct sorting *s, Value keys, struct sort_failure *why)
{
    enum sort_status st = s->st;
    why->a = array_get(keys, 0);
    why->b = array_get(keys, 1);
    sorting_free(s);
    return st;
}

/* In slices: SORT_AGAIN means so. */
static enum sort_status sort_later(struct maatine *m, Value keys, Value values)
{
    struct long_sort *l = long_sort_new(keys, values);
    if (!l) return SORT_NOMEM;
    struct sorting *s = mem_alloc(MEM_TEMP, sizeof *s);
    *s = (struct sorting){l, SORT_AGAIN};
    if (long_work_begin(m, &sorting_work, s, keys, values)) return SORT_AGAIN;
    sorting_free(s);
    return SORT_NOMEM;
}

/* Sorts few or mixed keys by comparing, and permutes values (nil: none) alike. SORT_AGAIN: with `slices` it goes on later, else nothing
 * was done, as it would take long. */
static enum sort_status sort_compared(struct maatine *m, Value keys, Value values, bool slices,
                                      struct sort_failure *why)
{
    Heap *h = native_heap(m);
    bool later = long_work_allowed(m);
    struct sorting *s = slices ? long_work_take(m, &sorting_work, keys, values) : NULL;
    if (s) return sort_taken(s, keys, why);
    if (later && slices && array_len(keys) > SORT_AT_ONCE) return sort_later(m, keys, values);
    Value *v = first_value(keys), *w = is_nil(values) ? NULL : first_value(values);
    enum sort_status st =
        sort_values(v, w, array_len(keys), later ? WORK_AT_ONCE : UINT64_MAX, why);
    native_charge(m, (int64_t)(why->work / 64));
    if (st == SORT_AGAIN) return slices ? sort_later(m, keys, values) : st;
    if (v) heap_wrote(h, &to_array(keys)->slots->h);
    if (w) heap_wrote(h, &to_array(values)->slots->h);
    return st;
}

/* Puts the values (nil: the keys) into the new Array *out in the order of the keys. *job: the sort that goes on, or anything else.
 * SORT_AGAIN: it was put there. */
static enum sort_status sort_ranked(struct maatine *m, Value *keys, Value *values, Value *out,
                                    Value *job)
{
    struct rank_sort *r = res_get(*job, &sort_ops);
    uint32_t n = array_len(*keys);
    bool kept = r != NULL;
    if (!kept) { /* room that is not touched before values come into it */
        if (!array_new(native_heap(m), 0, out) || !array_reserve(native_heap(m), out, n))
            return SORT_NOMEM;
        r = rank_sort_new(first_value(*keys), n);
        if (!r) return SORT_NOMEM;
    }
    enum sort_status st =
        rank_sort_some(r, m, first_value(*keys), first_value(is_nil(*values) ? *keys : *values),
                       first_value(*out), &to_array(*out)->slots->h);
    to_array(*out)->len = rank_sort_placed(r);
    if (kept) return st;
    if (st != SORT_AGAIN)
        rank_sort_free(r);
    else if (!res_new(m, &sort_ops, r, 0, job))
        return SORT_NOMEM;
    return st;
}

/* sort(f): without f natively, unless an instance's `cmp` must be asked */
static enum native_result seq_sort(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    Heap *h = native_heap(m);
    if (items_are_many(m, args[0])) return of_items_later(m, args, nargs, native_name(m));
    if (nargs == 1) args[1] = V_NIL;
    Value f = args[1];
    if (!arg_items(m, &args[0], &args[2])) return N_ERROR;
    if (is_nil(f) && array_len(args[0]) > SORT_AT_ONCE && long_work_allowed(m))
        return native_core(m, CORE_sort_long, 1);
    if (!array_slice(h, &args[0], 0, UINT64_MAX, &out)) return native_no_memory(m);
    args[0] = out;
    if (!is_nil(f)) return native_core(m, CORE_sort, 2);
    if (sort_has_ranks(first_value(out), array_len(out))) return native_core(m, CORE_sort_long, 1);
    struct sort_failure why;
    enum sort_status st = sort_compared(m, out, V_NIL, false, &why);
    switch (st) {
    case SORT_OK: return native_return(m, args[0]);
    case SORT_AGAIN: return native_core(m, CORE_sort_long, 1);
    case SORT_NEED_MAAT: return native_core(m, CORE_sort, 2);
    case SORT_TYPES: return compare_error(m, why.a, why.b);
    default: return native_no_memory(m);
    }
}

/* Native.sort_keyed(nil, keys, values, nil): the values (nil: the keys) in the order of the keys, as a new Array or in place; nil if Maat must
 * compare. The places that are nil hold what goes on over several slices. */
static enum native_result sort_keyed(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    struct sort_failure why;
    bool ranked =
        res_get(args[0], &sort_ops) || sort_has_ranks(first_value(args[1]), array_len(args[1]));
    if (!is_nil(args[2]) && array_len(args[2]) != array_len(args[1]))
        return native_error(m, ERR_Error, "sort_by: the array was changed");
    enum sort_status st = ranked ? sort_ranked(m, &args[1], &args[2], &args[3], &args[0])
                                 : sort_compared(m, args[1], args[2], true, &why);
    switch (st) {
    case SORT_OK: return native_return(m, ranked ? args[3] : is_nil(args[2]) ? args[1] : args[2]);
    case SORT_NEED_MAAT: return native_return(m, V_NIL);
    case SORT_AGAIN: return native_yield(m);
    case SORT_TYPES: return compare_error(m, why.a, why.b);
    default: return native_no_memory(m);
    }
}

NATIVE_TABLE(natives_sort) = {
    {"Sequence", "sort", seq_sort, 0, 1, 0, "(f)"},
    {"Native", "sort_keyed", sort_keyed, 4, 4, 0, "(nil, keys, values, nil)"},
    {0},
};
