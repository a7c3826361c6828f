/* What Array, Range and Set have in common and needs no functions of the program: methods of Sequence. Ranges and Sets are
 * turned into Arrays first. Where an instance with methods of its own is met, the core library goes on (vm/core.def). */
#include "base/hash.h"
#include "base/mem.h"
#include "heap/equal.h"
#include "heap/range.h"
#include "heap/text.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include "stdlib/native/res.h"
#include "stdlib/native/sort.h"
#include "vm/runtime.h"

#include <math.h>

static void charge(struct maatine *m, uint64_t elements)
{
    native_charge(m, (int64_t)(elements / 64));
}

/* args[0] becomes an Array. */
#define ITEMS(m, args, nargs)                                                                      \
    if (!arg_items(m, &(args)[0], &(args)[nargs])) return N_ERROR

/* ---- size ---- */

static enum native_result seq_len(struct maatine *m, Value *args, uint32_t nargs)
{
    if (is_array(args[0])) return native_return(m, from_int(array_len(args[0])));
    if (is_set(args[0])) return native_return(m, from_int(to_map(args[0])->count));
    Value out = V_NIL;
    enum num_status st =
        range_length(native_heap(m), &args[0], &args[nargs], &args[nargs + 1], &out);
    return st == NUM_OK ? native_return(m, out) : native_no_memory(m);
}

static enum native_result seq_is_empty(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool empty = is_array(args[0]) ? array_len(args[0]) == 0
                 : is_set(args[0]) ? to_map(args[0])->count == 0
                                   : range_count((const Range *)to_obj(args[0])) == 0;
    return native_return(m, from_bool(empty));
}

static enum native_result seq_end(struct maatine *m, Value *args, uint32_t nargs)
{
    ITEMS(m, args, nargs);
    return native_return(m, from_int((int64_t)array_len(args[0]) - 1));
}

/* ---- parts ---- */

static enum native_result seq_array(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    bool copy = is_array(args[0]);
    ITEMS(m, args, nargs);
    if (!copy) return native_return(m, args[0]);
    charge(m, array_len(args[0]));
    return give(m, array_slice(native_heap(m), &args[0], 0, UINT64_MAX, &out), &out);
}

static enum native_result part(struct maatine *m, Value *args, uint64_t from, uint64_t n)
{
    Value out = V_NIL;
    charge(m, array_len(args[0]));
    return give(m, array_slice(native_heap(m), &args[0], from, n, &out), &out);
}

/* A Range cut before it is made an Array: (1..Inf).take(3). False: it must be made whole. */
static bool range_head(struct maatine *m, Value *args, uint32_t nargs, uint64_t n)
{
    const Range *r = is_range(args[0]) ? (const Range *)to_obj(args[0]) : NULL;
    if (!r || !(range_count(r) > (double)n) || n > 100000000) return false;
    Heap *h = native_heap(m);
    Value *tmp = &args[nargs], next;
    tmp[1] = r->from;
    tmp[2] = from_int(1);
    if (!array_new(h, n, &tmp[0])) return false;
    for (uint64_t i = 0; i < n; i++) {
        if (!array_push(h, &tmp[0], &tmp[1]) || num_add(h, &tmp[1], &tmp[2], &next) != NUM_OK)
            return false;
        tmp[1] = next;
    }
    args[0] = tmp[0];
    return true;
}

static enum native_result seq_take(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n;
    if (!arg_count(m, args[1], "the count", &n)) return N_ERROR;
    if (!range_head(m, args, nargs, n)) ITEMS(m, args, nargs);
    return part(m, args, 0, n);
}
static enum native_result seq_skip(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n;
    if (!arg_count(m, args[1], "the count", &n)) return N_ERROR;
    ITEMS(m, args, nargs);
    return part(m, args, n, UINT64_MAX);
}

static Value first_of(Value v) { return array_len(v) ? array_get(v, 0) : V_NIL; }
static Value last_of(Value v) { return array_len(v) ? array_get(v, array_len(v) - 1) : V_NIL; }

/* head, head(n) */
static enum native_result seq_head(struct maatine *m, Value *args, uint32_t nargs)
{
    if (nargs > 1) return seq_take(m, args, nargs);
    if (is_range(args[0])) {
        const Range *r = (const Range *)to_obj(args[0]);
        return native_return(m, range_count(r) > 0 ? r->from : V_NIL);
    }
    ITEMS(m, args, nargs);
    return native_return(m, first_of(args[0]));
}

static enum native_result range_last(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL, last = from_int(-1), *t = &args[nargs];
    bool before;
    enum num_status st = range_at(native_heap(m), &args[0], &last, &t[0], &t[1], &out, &before);
    return st == NUM_OK ? native_return(m, out) : native_no_memory(m);
}

/* tail, tail(n); last likewise */
static enum native_result seq_tail(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n = 0;
    if (nargs > 1 && !arg_count(m, args[1], "the count", &n)) return N_ERROR;
    if (is_range(args[0]) && isinf(range_count((const Range *)to_obj(args[0]))))
        return native_error(m, ERR_ArgumentError, "an endless Range has no last element");
    if (nargs == 1 && is_range(args[0])) return range_last(m, args, nargs);
    ITEMS(m, args, nargs);
    if (nargs == 1) return native_return(m, last_of(args[0]));
    uint64_t len = array_len(args[0]);
    return part(m, args, n < len ? len - n : 0, n);
}

static enum native_result seq_rev(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    ITEMS(m, args, nargs);
    charge(m, array_len(args[0]));
    return give(m, array_reverse(native_heap(m), &args[0], &out), &out);
}

static enum native_result seq_compact(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    ITEMS(m, args, nargs);
    if (!array_new(native_heap(m), array_len(args[0]), &out)) return native_no_memory(m);
    const Array *a = to_array(args[0]);
    Array *to = to_array(out);
    for (uint32_t i = 0; i < a->len; i++)
        if (!is_nil(*array_at(a, i))) to->slots->v[to->len++] = *array_at(a, i);
    charge(m, a->len);
    return native_return(m, out);
}

static enum native_result seq_chunks(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n;
    Value v, *tmp = &args[nargs];
    Heap *h = native_heap(m);
    if (!arg_count(m, args[1], "the size", &n)) return N_ERROR;
    if (n == 0) return native_error(m, ERR_ArgumentError, "the size must not be 0");
    ITEMS(m, args, nargs);
    if (!array_new(h, array_len(args[0]) / n + 1, &tmp[0])) return native_no_memory(m);
    for (uint64_t i = 0; i < array_len(args[0]); i += n) {
        if (!array_slice(h, &args[0], i, n, &v)) return native_no_memory(m);
        tmp[1] = v;
        if (!array_push(h, &tmp[0], &tmp[1])) return native_no_memory(m);
    }
    charge(m, 2 * array_len(args[0]));
    return native_return(m, tmp[0]);
}

/* zip(b): pairs, nil where b is shorter */
static enum native_result seq_zip(struct maatine *m, Value *args, uint32_t nargs)
{
    Value v, *tmp = &args[nargs];
    Heap *h = native_heap(m);
    ITEMS(m, args, nargs);
    if (!arg_items(m, &args[1], tmp)) return N_ERROR;
    uint32_t n = array_len(args[0]);
    if (!array_new(h, n, &tmp[0])) return native_no_memory(m);
    for (uint32_t i = 0; i < n && i < array_len(args[0]); i++) {
        tmp[1] = array_get(args[0], i);
        tmp[2] = i < array_len(args[1]) ? array_get(args[1], i) : V_NIL;
        if (!array_from(h, &tmp[1], 2, &v)) return native_no_memory(m);
        tmp[3] = v;
        if (!array_push(h, &tmp[0], &tmp[3])) return native_no_memory(m);
    }
    charge(m, 4 * (uint64_t)n);
    return native_return(m, tmp[0]);
}

/* Elements of nested arrays in one array. The stack of arrays and places is an Array itself: nesting may be deep. */
static enum native_result seq_flat(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs], *stack = out + 1, *cur = out + 2, *tmp = out + 3;
    ITEMS(m, args, nargs);
    if (!array_new(h, array_len(args[0]), out) || !array_new(h, 0, stack))
        return native_no_memory(m);
    *cur = args[0];
    uint64_t i = 0, work = 0;
    for (;;) {
        if (i >= array_len(*cur)) {
            if (array_len(*stack) == 0) break;
            i = (uint64_t)to_int(array_pop(h, *stack));
            *cur = array_pop(h, *stack);
            continue;
        }
        *tmp = array_get(*cur, (uint32_t)i++);
        if (++work > 100000000)
            return native_error(m, ERR_ArgumentError, "flat of an array that holds itself");
        if (!is_array(*tmp)) {
            if (!array_push(h, out, tmp)) return native_no_memory(m);
            continue;
        }
        Value at = from_int((int64_t)i);
        if (!array_push(h, stack, cur) || !array_push(h, stack, &at)) return native_no_memory(m);
        *cur = *tmp;
        i = 0;
    }
    charge(m, 4 * work);
    return native_return(m, *out);
}

/* ---- folding ---- */

static enum native_result fold(struct maatine *m, Value *args, uint32_t nargs, enum num_op op)
{
    Heap *h = native_heap(m);
    Value *acc = &args[nargs], *x = acc + 1, v;
    ITEMS(m, args, nargs);
    *acc = from_int(op == NUM_MUL);
    uint32_t n = array_len(args[0]);
    for (uint32_t i = 0; i < n; i++) {
        *x = array_get(args[0], i);
        if (!is_num(*x)) { /* the operator decides, in Maat */
            args[1] = from_bool(op == NUM_MUL);
            return native_core(m, CORE_fold, 2);
        }
        if (op == NUM_ADD && is_int(*acc) && is_int(*x) && int_fits(to_int(*acc) + to_int(*x))) {
            *acc = from_int(to_int(*acc) + to_int(*x));
            continue;
        }
        enum num_status st = num_binary(h, op, acc, x, &v);
        if (st != NUM_OK) return num_error(m, st, "sum");
        *acc = v;
    }
    charge(m, n);
    return native_return(m, *acc);
}
static enum native_result seq_sum(struct maatine *m, Value *args, uint32_t nargs)
{
    return fold(m, args, nargs, NUM_ADD);
}
static enum native_result seq_prod(struct maatine *m, Value *args, uint32_t nargs)
{
    return fold(m, args, nargs, NUM_MUL);
}

static enum native_result extreme(struct maatine *m, Value *args, uint32_t nargs, int want)
{
    ITEMS(m, args, nargs);
    uint32_t n = array_len(args[0]);
    uint64_t work = 0;
    Value best = first_of(args[0]);
    for (uint32_t i = 0; i < n; i++) {
        int c;
        Value x = array_get(args[0], i);
        enum cmp_status st = value_compare(x, best, &c, &work);
        if (st == CMP_NEED_MAAT) {
            args[1] = from_int(want);
            return native_core(m, CORE_extreme, 2);
        }
        if (st == CMP_NOMEM) return native_no_memory(m);
        if (st != CMP_OK) return compare_error(m, x, best);
        if (c == want) best = x;
    }
    charge(m, 4 * work);
    return native_return(m, best);
}
static enum native_result seq_min(struct maatine *m, Value *args, uint32_t nargs)
{
    return extreme(m, args, nargs, -1);
}
static enum native_result seq_max(struct maatine *m, Value *args, uint32_t nargs)
{
    return extreme(m, args, nargs, 1);
}

/* ---- equality ---- */

/* Place of args[1] in the array args[0]: -1 none; -2 Maat must look; -3 no memory. */
static int64_t find(struct maatine *m, Value *args)
{
    uint64_t work = 0;
    const Array *a = to_array(args[0]);
    for (uint32_t i = 0; i < a->len; i++) {
        enum eq_status st = value_equal(*array_at(a, i), args[1], &work);
        if (st == EQ_NO) continue;
        charge(m, 2 * work);
        return st == EQ_YES ? (int64_t)i : st == EQ_NEED_MAAT ? -2 : -3;
    }
    charge(m, 2 * work);
    return -1;
}

static enum native_result seq_index(struct maatine *m, Value *args, uint32_t nargs)
{
    ITEMS(m, args, nargs);
    int64_t i = find(m, args);
    if (i == -2) return native_core(m, CORE_index, 2);
    if (i == -3) return native_no_memory(m);
    return native_return(m, i < 0 ? V_NIL : from_int(i));
}

static bool range_has(const Range *r, Value v)
{
    int lo, hi;
    if (!is_num(v) || !num_compare(r->from, v, &lo) || lo > 0 || !num_compare(v, r->to, &hi))
        return false;
    if ((r->h.flags & OF_EXCL) ? hi >= 0 : hi > 0) return false;
    return !num_is_whole(r->from) || num_is_whole(v);
}

static enum native_result seq_has(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value v;
    if (is_range(args[0]))
        return native_return(m, from_bool(range_has((const Range *)to_obj(args[0]), args[1])));
    if (is_set(args[0]))
        return native_return(
            m, from_bool(map_key_ok(args[1]) && map_get(to_map(args[0]), args[1], &v)));
    int64_t i = find(m, args);
    if (i == -2) return native_core(m, CORE_has, 2);
    return i == -3 ? native_no_memory(m) : native_return(m, from_bool(i >= 0));
}

/* Elements kept so far, found by hash. Nothing is allocated from the heap meanwhile, so addresses hold. */
struct seen {
    uint32_t *at; /* index of an element + 1; 0: free */
    uint32_t cap, n;
    uint32_t *kept; /* indexes in order */
};

static uint64_t loose_hash(Value v)
{
    if (!is_obj(v)) return key_hash(v);
    switch (to_obj(v)->type) {
    case T_BIGINT:
    case T_RANGE:
    case T_ARRAY:
    case T_MAP:
    case T_SET: return key_hash(v);
    case T_BYTES:
    case T_REGEX:
    case T_CHAN:
    case T_FROM:
    case T_TIMER:
    case T_RES: return to_obj(v)->type; /* by content */
    default: return hash_u64(v);        /* by identity */
    }
}

/* EQ_YES: an equal one is kept already; EQ_NEED_MAAT: v, or what is inside, brings `eq`. */
static enum eq_status see(struct seen *s, const Array *a, uint32_t i, uint64_t *work)
{
    Value v = *array_at(a, i);
    if (is_inst(v) && (((Inst *)to_obj(v))->cls->flags & CLASS_HAS_EQ)) return EQ_NEED_MAAT;
    uint32_t k = (uint32_t)loose_hash(v) & (s->cap - 1);
    for (; s->at[k]; k = (k + 1) & (s->cap - 1)) {
        Value have = *array_at(a, s->at[k] - 1);
        enum eq_status st = value_equal(have, v, work);
        if (st != EQ_NO) return st;
    }
    s->at[k] = i + 1;
    s->kept[s->n++] = i;
    return EQ_NO;
}

static enum native_result give_kept(struct maatine *m, Value *array, const struct seen *s)
{
    Value out = V_NIL;
    if (!array_new(native_heap(m), s->n, &out)) return native_no_memory(m);
    Array *to = to_array(out);
    for (; to->len < s->n; to->len++) to->slots->v[to->len] = array_get(*array, s->kept[to->len]);
    return native_return(m, out);
}

/* For ints and Strs to be equal and to be one key is the same. */
static bool all_plain_keys(const Array *a)
{
    for (uint32_t i = 0; i < a->len; i++)
        if (!is_int(*array_at(a, i)) && !is_str(*array_at(a, i))) return false;
    return true;
}

static enum native_result seq_uniq(struct maatine *m, Value *args, uint32_t nargs)
{
    ITEMS(m, args, nargs);
    if (pieces_wanted(m, array_len(args[0]), PIECE_KEYS) && all_plain_keys(to_array(args[0]))) {
        if (!set_new(native_heap(m), 0, &args[1])) return native_no_memory(m);
        return pieces_later_array(m, args, 2, PIECES_uniq);
    }
    const Array *a = to_array(args[0]);
    uint64_t work = 0;
    struct seen s = {.cap = 16};
    while (s.cap < a->len * 2ull && s.cap < 1u << 31) s.cap *= 2;
    s.at = mem_try_alloc(MEM_TEMP, (s.cap + (size_t)a->len) * sizeof *s.at);
    if (!s.at) return native_no_memory(m);
    s.kept = s.at + s.cap;
    memset(s.at, 0, s.cap * sizeof *s.at);
    enum eq_status st = EQ_NO;
    for (uint32_t i = 0; i < a->len && (st == EQ_NO || st == EQ_YES); i++)
        st = see(&s, a, i, &work);
    charge(m, 4 * (uint64_t)a->len + 2 * work);
    enum native_result r = st == EQ_NEED_MAAT ? native_core(m, CORE_uniq, 1)
                           : st == EQ_NOMEM   ? native_no_memory(m)
                                              : give_kept(m, &args[0], &s);
    mem_free(MEM_TEMP, s.at);
    return r;
}

/* ---- text ---- */

static bool all_strs(const Array *a)
{
    for (uint32_t i = 0; i < a->len; i++)
        if (!is_str(*array_at(a, i))) return false;
    return true;
}

static enum native_result seq_join(struct maatine *m, Value *args, uint32_t nargs)
{
    if (nargs > 1 && !is_str(args[1])) return native_type_error(m, "the separator", "Str", args[1]);
    ITEMS(m, args, nargs);
    uint32_t n = array_len(args[0]);
    uint64_t work = 0;
    if (pieces_wanted(m, n, 2 * PIECE_VALUES) && all_strs(to_array(args[0])))
        return pieces_later(m, args, nargs, PIECES_join, V_NIL);
    if (nargs == 1) args[1] = V_ABSENT;
    if (all_strs(to_array(args[0]))) {
        Value out = V_NIL;
        bool ok = str_join_array(native_heap(m), &args[0], &args[1], &out);
        native_charge(m, n / 16 + (ok ? str_len(out) / 128 : 0));
        return give(m, ok, &out);
    }
    Buf b = BUF_INIT;
    for (uint32_t i = 0; i < n; i++) {
        if (i && nargs > 1) buf_add(&b, str_bytes(args[1]), str_len(args[1]));
        enum text_status st = text_add_str(&b, array_get(args[0], i), 0, &work);
        if (st == TEXT_OK && text_fits(m, b.len)) continue;
        buf_fini(&b);
        if (st != TEXT_NEED_MAAT) return native_no_memory(m);
        if (nargs == 1) args[1] = from_str(intern_cstr(native_runtime(m)->interns, ""));
        return native_core(m, CORE_join, 2);
    }
    native_charge(m, (int64_t)(b.len / 128 + n / 16));
    return give_text(m, &b);
}

/* ---- other collections ---- */

static enum native_result seq_keys(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    ITEMS(m, args, nargs);
    uint32_t n = array_len(args[0]);
    if (!array_new(native_heap(m), n, &out)) return native_no_memory(m);
    Array *a = to_array(out);
    a->len = n;
    for (uint32_t i = 0; i < n; i++) a->slots->v[i] = from_int(i);
    charge(m, n);
    return native_return(m, out);
}

/* hash: a Map of the elements, key and value in turn */
static enum native_result seq_hash(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs], *k = out + 1, *v = out + 2;
    ITEMS(m, args, nargs);
    uint32_t n = array_len(args[0]);
    if (n % 2)
        return native_error(m, ERR_ArgumentError,
                            "hash needs keys and values in turn, not %u elements", n);
    if (!map_new(h, n / 2, out)) return native_no_memory(m);
    for (uint32_t i = 0; i < n; i += 2) {
        *k = array_get(args[0], i);
        *v = array_get(args[0], i + 1);
        enum map_status st = map_set(h, out, k, v);
        if (st != MAP_OK) return st == MAP_BAD_KEY ? key_error(m, *k) : native_no_memory(m);
    }
    charge(m, 4 * (uint64_t)n);
    return native_return(m, *out);
}

static enum native_result seq_set(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs], *k = out + 1;
    ITEMS(m, args, nargs);
    uint32_t n = array_len(args[0]);
    if (!set_new(h, 0, out)) return native_no_memory(m);
    if (pieces_wanted(m, n, PIECE_KEYS)) return gather_later(m, args, V_NIL, GATHER_ALL, *out);
    for (uint32_t i = 0; i < n; i++) {
        *k = array_get(args[0], i);
        enum map_status st = set_add(h, out, k);
        if (st != MAP_OK) return st == MAP_BAD_KEY ? key_error(m, *k) : native_no_memory(m);
    }
    charge(m, 4 * (uint64_t)n);
    return native_return(m, *out);
}

/* ---- sorting ---- */

static void job_free(void *p) { rank_sort_free(p); }
static const struct res_ops sort_ops = {"sort", job_free, NULL};

static Value *first_value(Value array)
{
    const Array *a = to_array(array);
    return a->slots ? &a->slots->v[a->start] : NULL;
}

/* Sorts few or mixed keys by comparing, and permutes values (nil: none) alike. */
static enum sort_status sort_compared(struct maatine *m, Value keys, Value values,
                                      struct sort_failure *why)
{
    Heap *h = native_heap(m);
    Value *v = first_value(keys), *w = is_nil(values) ? NULL : first_value(values);
    enum sort_status st = sort_values(v, w, array_len(keys), why);
    charge(m, why->work);
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
    if (!kept) {
        if (!array_new(native_heap(m), n, out)) return SORT_NOMEM;
        to_array(*out)->len = n;
        r = rank_sort_new(first_value(*keys), n);
        if (!r) return SORT_NOMEM;
    }
    enum sort_status st =
        rank_sort_some(r, m, first_value(*keys), first_value(is_nil(*values) ? *keys : *values),
                       first_value(*out), &to_array(*out)->slots->h);
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
    if (nargs == 1) args[1] = V_NIL;
    Value f = args[1];
    if (!arg_items(m, &args[0], &args[2])) return N_ERROR;
    if (!array_slice(h, &args[0], 0, UINT64_MAX, &out)) return native_no_memory(m);
    args[0] = out;
    if (!is_nil(f)) return native_core(m, CORE_sort, 2);
    if (sort_has_ranks(first_value(out), array_len(out))) return native_core(m, CORE_sort_long, 1);
    struct sort_failure why;
    enum sort_status st = sort_compared(m, out, V_NIL, &why);
    switch (st) {
    case SORT_OK: return native_return(m, args[0]);
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
                                 : sort_compared(m, args[1], args[2], &why);
    switch (st) {
    case SORT_OK: return native_return(m, ranked ? args[3] : is_nil(args[2]) ? args[1] : args[2]);
    case SORT_NEED_MAAT: return native_return(m, V_NIL);
    case SORT_AGAIN: return native_yield(m);
    case SORT_TYPES: return compare_error(m, why.a, why.b);
    default: return native_no_memory(m);
    }
}

/* Native.array_of(n): n times nil */
static enum native_result array_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    uint64_t n = (uint64_t)to_int(args[0]);
    if (!array_new(native_heap(m), n, &out)) return native_no_memory(m);
    to_array(out)->len = (uint32_t)n;
    charge(m, n);
    return native_return(m, out);
}

NATIVE_TABLE(natives_sequence) = {
    {"Sequence", "len", seq_len, 0, 0, NF_LEN, "()"},
    {"Sequence", "is_empty", seq_is_empty, 0, 0, 0, "()"},
    {"Sequence", "end", seq_end, 0, 0, 0, "()"},
    {"Sequence", "array", seq_array, 0, 0, 0, "()"},
    {"Sequence", "take", seq_take, 1, 1, 0, "(n)"},
    {"Sequence", "skip", seq_skip, 1, 1, 0, "(n)"},
    {"Sequence", "head", seq_head, 0, 1, 0, "(n)"},
    {"Sequence", "tail", seq_tail, 0, 1, 0, "(n)"},
    {"Sequence", "last", seq_tail, 0, 1, 0, "(n)"},
    {"Sequence", "rev", seq_rev, 0, 0, 0, "()"},
    {"Sequence", "compact", seq_compact, 0, 0, 0, "()"},
    {"Sequence", "chunks", seq_chunks, 1, 1, 0, "(n)"},
    {"Sequence", "zip", seq_zip, 1, 1, 0, "(b)"},
    {"Sequence", "flat", seq_flat, 0, 0, 0, "()"},
    {"Sequence", "sum", seq_sum, 0, 0, 0, "()"},
    {"Sequence", "prod", seq_prod, 0, 0, 0, "()"},
    {"Sequence", "min", seq_min, 0, 0, 0, "()"},
    {"Sequence", "max", seq_max, 0, 0, 0, "()"},
    {"Sequence", "has", seq_has, 1, 1, 0, "(x)"},
    {"Sequence", "index", seq_index, 1, 1, 0, "(x)"},
    {"Sequence", "uniq", seq_uniq, 0, 0, 0, "()"},
    {"Sequence", "join", seq_join, 0, 1, 0, "(sep = '')"},
    {"Sequence", "keys", seq_keys, 0, 0, 0, "()"},
    {"Sequence", "hash", seq_hash, 0, 0, 0, "()"},
    {"Sequence", "set", seq_set, 0, 0, 0, "()"},
    {"Sequence", "sort", seq_sort, 0, 1, 0, "(f)"},
    {"Native", "sort_keyed", sort_keyed, 4, 4, 0, "(nil, keys, values, nil)"},
    {"Native", "array_of", array_of, 1, 1, 0, "(n)"},
    {0},
};
