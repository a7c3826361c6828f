/* What Array, Range and Set have in common and needs no functions of the program: methods of Sequence. Ranges and Sets are
 * turned into Arrays first. Where an instance with methods of its own is met, the core library goes on (vm/core.def). */
#include "base/hash.h"
#include "base/mem.h"
#include "heap/equal.h"
#include "heap/range.h"
#include "heap/text.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include "vm/maatine/longsearch.h"
#include "vm/maatine/longwalk.h"
#include "vm/runtime.h"

#include <math.h>

static void charge(struct maatine *m, uint64_t elements)
{
    native_charge(m, (int64_t)(elements / 64));
}

/* args[0] becomes an Array. */
#define ITEMS(m, args, nargs)                                                                      \
    if (!is_array((args)[0])) {                                                                    \
        if (items_are_many(m, (args)[0])) return of_items_later(m, args, nargs, native_name(m));   \
        if (!arg_items(m, &(args)[0], &(args)[nargs])) return N_ERROR;                             \
    }

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

static enum native_result part(struct maatine *m, Value *args, uint64_t from, uint64_t n)
{
    Value out = V_NIL;
    uint64_t len = array_len(args[0]), rest = from < len ? len - from : 0;
    if (pieces_wanted(m, n < rest ? n : rest, PIECE_COPY)) {
        args[1] = from_int((int64_t)from);
        args[2] = from_int((int64_t)(n < rest ? from + n : len));
        return pieces_later_array(m, args, 3, PIECES_slice);
    }
    charge(m, array_len(args[0]));
    return give(m, array_slice(native_heap(m), &args[0], from, n, &out), &out);
}

static enum native_result seq_array(struct maatine *m, Value *args, uint32_t nargs)
{
    bool copy = is_array(args[0]);
    if (items_are_many(m, args[0]))
        return items_later(m, args, is_set(args[0]) ? ITEMS_KEYS : ITEMS_COUNTED);
    if (!arg_items(m, &args[0], &args[nargs])) return N_ERROR;
    return copy ? part(m, args, 0, UINT64_MAX) : native_return(m, args[0]);
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
    if (pieces_wanted(m, array_len(args[0]), PIECE_COPY))
        return items_later(m, args, ITEMS_REVERSED);
    charge(m, array_len(args[0]));
    return give(m, array_reverse(native_heap(m), &args[0], &out), &out);
}

static enum native_result seq_compact(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    ITEMS(m, args, nargs);
    if (pieces_wanted(m, array_len(args[0]), PIECE_COPY))
        return items_later(m, args, ITEMS_NOT_NIL);
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
    if (pieces_wanted(m, n, PIECE_VALUES)) return pieces_later_array(m, args, 2, PIECES_zip);
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

/* Begins anew in pieces. */
static enum native_result flat_later(struct maatine *m, Value *args)
{
    Value path = V_NIL;
    args[1] = V_ZERO;
    if (!array_from(native_heap(m), args, 2, &path)) return native_no_memory(m);
    args[1] = path;
    return pieces_later_array(m, args, 2, PIECES_flat);
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
        if (++work > FLATTEN_MAX)
            return native_error(m, ERR_ArgumentError, "flat of an array that holds itself");
        if (pieces_wanted(m, work, PIECE_VALUES)) return flat_later(m, args);
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

/* A product grows with each number. */
#define SUM_AT_ONCE     65536u
#define PRODUCT_AT_ONCE 1024u

static enum native_result fold(struct maatine *m, Value *args, uint32_t nargs, enum num_op op)
{
    Heap *h = native_heap(m);
    Value *acc = &args[nargs], *x = acc + 1, v;
    ITEMS(m, args, nargs);
    *acc = from_int(op == NUM_MUL);
    uint32_t n = array_len(args[0]);
    if (pieces_wanted(m, n, op == NUM_MUL ? PRODUCT_AT_ONCE : SUM_AT_ONCE)) {
        args[1] = from_bool(op == NUM_MUL);
        return native_core(m, CORE_fold_long, 2);
    }
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
    int64_t at, best;
    bool again = is_array(args[0]);
    ITEMS(m, args, nargs);
    switch (long_extreme(m, args[0], want, again, &at, &best)) {
    case SEARCH_LONG: return native_yield(m);
    case SEARCH_MAAT: args[1] = from_int(want); return native_core(m, CORE_extreme, 2);
    case SEARCH_TYPES:
        return compare_error(m, array_get(args[0], (uint32_t)at),
                             array_get(args[0], (uint32_t)best));
    case SEARCH_NOMEM: return native_no_memory(m);
    default:
        return native_return(m, array_len(args[0]) ? array_get(args[0], (uint32_t)best) : V_NIL);
    }
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

/* Looks for args[1] in the Array args[0]; the core function looks where Maat must. N_OK: *at is its place, or -1. */
static enum native_result find(struct maatine *m, bool again, Value *args, enum core_fn f,
                               int64_t *at)
{
    switch (long_find(m, args[0], args[1], again, at)) {
    case SEARCH_LONG: return native_yield(m);
    case SEARCH_MAAT: return native_core(m, f, 2);
    case SEARCH_OK: return N_OK;
    default: return native_no_memory(m);
    }
}

static enum native_result seq_index(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t i = -1;
    bool again = is_array(args[0]);
    ITEMS(m, args, nargs);
    enum native_result r = find(m, again, args, CORE_index, &i);
    return r == N_OK ? native_return(m, i < 0 ? V_NIL : from_int(i)) : r;
}

static enum native_result seq_has(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value v;
    if (is_range(args[0])) return native_return(m, from_bool(range_has(args[0], args[1])));
    if (is_set(args[0]))
        return native_return(
            m, from_bool(map_key_ok(args[1]) && map_get(to_map(args[0]), args[1], &v)));
    int64_t i = -1;
    enum native_result r = find(m, true, args, CORE_has, &i);
    return r == N_OK ? native_return(m, from_bool(i >= 0)) : r;
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

/* What that took, in values compared. */
static uint64_t hash_cost(Value v)
{
    uint64_t n = is_array(v) ? array_len(v) : is_map(v) ? 2 * to_map(v)->count : 0;
    return (n < 256 ? n : 256) / 4;
}

/* EQ_YES: an equal one is kept already; EQ_NEED_MAAT: v, or what is inside, brings `eq`. */
static enum eq_status see(struct seen *s, const Array *a, uint32_t i, uint64_t *work)
{
    Value v = *array_at(a, i);
    if (is_inst(v) && (((Inst *)to_obj(v))->cls->flags & CLASS_HAS_EQ)) return EQ_NEED_MAAT;
    uint32_t k = (uint32_t)loose_hash(v) & (s->cap - 1);
    *work += hash_cost(v);
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

static bool is_nan(Value v) { return is_double(v) && isnan(to_double(v)); }

/* To be equal and to be one key is the same for it. */
static bool is_plain_key(Value v)
{
    if (is_nan(v)) return false;
    return is_str(v) || is_num(v) || (!is_obj(v) && map_key_ok(v));
}

/* Its hash stays the same as long as nobody changes it, wherever it lies. */
static bool is_hashed_by_content(Value v)
{
    if (!is_obj(v)) return true;
    uint8_t t = to_obj(v)->type;
    return t == T_BIGINT || t == T_RANGE || t == T_ARRAY || t == T_MAP || t == T_SET;
}

static bool all_are(const Array *a, bool (*is)(Value v))
{
    for (uint32_t i = 0; i < a->len; i++)
        if (!is(*array_at(a, i))) return false;
    return true;
}

/* Whether one among the kept equals v, from *k on (they are linked by `below`). EQ_NO: none does, or the budget is used up, and *k says where to
 * go on. */
static enum eq_status find_kept(const struct piece *p, Value *k, Value v, uint64_t *work)
{
    const Array *kept = to_array(*p->result), *below = to_array(p->args[2]);
    while (is_int(*k) && *work < p->budget) {
        uint64_t i = (uint64_t)to_int(*k);
        if (i >= kept->len || i >= below->len) break;
        enum eq_status st = value_equal(*array_at(kept, (uint32_t)i), v, work);
        if (st != EQ_NO) return st;
        ++*work;
        *k = *array_at(below, (uint32_t)i);
    }
    return EQ_NO;
}

/* Element number i, if it equals none that is kept. False: no memory. */
static bool keep(struct maatine *m, struct piece *p, uint32_t i, Value hash)
{
    Heap *h = native_heap(m);
    p->tmp[0] = array_get(p->args[0], i);
    p->tmp[1] = hash;
    p->tmp[2] = from_int(array_len(*p->result));
    p->tmp[3] = V_NIL;
    (void)map_get(to_map(p->args[1]), hash, &p->tmp[3]);
    return array_push(h, &p->args[2], &p->tmp[3]) && array_push(h, p->result, &p->tmp[0]) &&
           map_set(h, &p->args[1], &p->tmp[1], &p->tmp[2]) == MAP_OK;
}

/* What an element costs besides comparing it, in values compared. */
#define UNIQ_COST 4

/* (array, Map from hashes to the last one kept with it, Array: of each one kept the one before with its hash). The result is nil if
 * instances inside bring `eq`. at[0]: how far; at[1]: 1 + the number of the kept one that this element is compared with next, 0: none yet. */
enum piece_status piece_uniq_by_content(struct maatine *m, struct piece *p)
{
    uint64_t work = 0;
    for (; p->at[0] < array_len(p->args[0]) && work < p->budget; p->at[0]++) {
        Value v = array_get(p->args[0], (uint32_t)p->at[0]), next = V_NIL;
        Value hash = from_int((int64_t)(loose_hash(v) & 0xFFFFFFFFu));
        if (p->at[1])
            next = from_int((int64_t)p->at[1] - 1);
        else if (!is_nan(v)) /* equal to none, however many there are */
            (void)map_get(to_map(p->args[1]), hash, &next);
        enum eq_status st = find_kept(p, &next, v, &work);
        if (st == EQ_NO && work >= p->budget && is_int(next)) {
            p->at[1] = (size_t)to_int(next) + 1;
            break;
        }
        p->at[1] = 0;
        if (st == EQ_NEED_MAAT) {
            *p->result = V_NIL;
            return PIECE_DONE;
        }
        if (st == EQ_NOMEM || (st == EQ_NO && !keep(m, p, (uint32_t)p->at[0], hash)))
            return piece_no_memory(m);
        work += UNIQ_COST + hash_cost(v);
    }
    charge(m, work);
    return p->at[0] < array_len(p->args[0]) ? PIECE_MORE : PIECE_DONE;
}

static enum native_result seq_uniq(struct maatine *m, Value *args, uint32_t nargs)
{
    ITEMS(m, args, nargs);
    if (pieces_wanted(m, array_len(args[0]), PIECE_KEYS)) {
        if (all_are(to_array(args[0]), is_plain_key)) {
            if (!set_new(native_heap(m), 0, &args[1])) return native_no_memory(m);
            return pieces_later_array(m, args, 2, PIECES_uniq);
        }
        if (all_are(to_array(args[0]), is_hashed_by_content))
            return native_core(m, CORE_uniq_long, 1);
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

/* Where an element needs Maat code for its text, or all of them much time. */
static enum native_result join_in_maat(struct maatine *m, Value *args, uint32_t nargs)
{
    if (nargs == 1) args[1] = from_str(intern_cstr(native_runtime(m)->interns, ""));
    return native_core(m, CORE_join, 2);
}

static enum native_result join_many(struct maatine *m, Value *args, uint32_t nargs)
{
    if (all_strs(to_array(args[0]))) return pieces_later(m, args, nargs, PIECES_join, V_NIL);
    if (join_is_plain(to_array(args[0])))
        return pieces_later_array(m, args, nargs, PIECES_join_plain);
    return join_in_maat(m, args, nargs);
}

/* Of few texts, but long ones. */
static enum native_result join_long(struct maatine *m, Value *args, uint32_t nargs)
{
    Value copy;
    if (!array_slice(native_heap(m), &args[0], 0, UINT32_MAX, &copy)) return native_no_memory(m);
    args[0] = copy;
    if (nargs == 1) args[1] = V_NIL;
    args[2] = V_TRUE;
    return pieces_later(m, args, 3, PIECES_join, V_NIL);
}

static enum native_result seq_join(struct maatine *m, Value *args, uint32_t nargs)
{
    if (nargs > 1 && !is_str(args[1])) return native_type_error(m, "the separator", "Str", args[1]);
    ITEMS(m, args, nargs);
    uint32_t n = array_len(args[0]);
    if (pieces_wanted(m, n, 2 * PIECE_VALUES)) return join_many(m, args, nargs);
    if (all_strs(to_array(args[0]))) {
        Value out = V_NIL;
        if (nargs == 1) args[1] = V_ABSENT;
        bool ok = str_join_array(native_heap(m), &args[0], &args[1], PIECE_LOOK, &out);
        if (MAAT_UNLIKELY(is_absent(out))) {
            if (pieces_allowed(m)) return join_long(m, args, nargs);
            ok = str_join_array(native_heap(m), &args[0], &args[1], SIZE_MAX, &out);
        }
        native_charge(m, n / 16 + (ok ? str_len(out) / 128 : 0));
        return give(m, ok, &out);
    }
    Buf b = BUF_INIT;
    for (uint32_t i = 0; i < n; i++) {
        if (i && nargs > 1) buf_add(&b, str_bytes(args[1]), str_len(args[1]));
        enum text_status st = long_text_add(m, &b, array_get(args[0], i));
        if (b.len > PIECE_LOOK && pieces_allowed(m))
            st = TEXT_LONG; /* each is short, but not all */
        if (st == TEXT_OK && text_fits(m, b.len)) continue;
        buf_fini(&b);
        if (st == TEXT_NEED_MAAT || st == TEXT_LONG) return join_in_maat(m, args, nargs);
        return native_no_memory(m);
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
    if (pieces_wanted(m, n / 2, PIECE_KEYS)) {
        if (!map_new(h, 0, out)) return native_no_memory(m);
        return pieces_later(m, args, 1, PIECES_hash, *out);
    }
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
    {"Native", "array_of", array_of, 1, 1, 0, "(n)"},
    {0},
};
