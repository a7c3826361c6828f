/* Methods of Array that change it, and those it does not share with Range and Set (sequence.c). */
#include "stdlib/native/args.h"
#include "vm/maatine/longwalk.h"

static void charge(struct maatine *m, uint64_t elements)
{
    native_charge(m, (int64_t)(elements / 64));
}

/* Array.new, Array.new(n, v): n times v */
static enum native_result array_new_of(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n = 0;
    Value out = V_NIL;
    if (nargs > 1 && !arg_count(m, args[1], "the length", &n)) return N_ERROR;
    if (n > ARRAY_MAX || !array_new(native_heap(m), n, &out)) return native_no_memory(m);
    Array *a = to_array(out);
    a->len = (uint32_t)n;
    for (uint32_t i = 0; i < n && nargs > 2; i++) a->slots->v[i] = args[2];
    charge(m, n);
    return native_return(m, out);
}

static enum native_result array_push_of(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    if (!arg_mutable(m, args[0])) return N_ERROR;
    for (uint32_t i = 1; i < nargs; i++)
        if (!array_push(h, &args[0], &args[i])) return native_no_memory(m);
    return native_return(m, args[0]);
}

static enum native_result array_unshift_of(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_mutable(m, args[0])) return N_ERROR;
    return give(m, array_insert(native_heap(m), &args[0], 0, &args[1], nargs - 1), &args[0]);
}

/* The arguments in one array at args[nargs]: those that are collections by their elements. */
static bool flattened(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs];
    if (!array_new(h, 0, out)) goto nomem;
    for (uint32_t i = 1; i < nargs; i++) {
        if (!is_array(args[i]) && !is_range(args[i]) && !is_set(args[i])) {
            if (!array_push(h, out, &args[i])) goto nomem;
            continue;
        }
        if (!arg_items(m, &args[i], out + 1)) return false;
        if (!array_append(h, out, &args[i])) goto nomem;
    }
    return true;
nomem:
    (void)native_no_memory(m);
    return false;
}

static enum native_result array_append_of(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_mutable(m, args[0])) return N_ERROR;
    if (nargs == 2 && is_array(args[1])) { /* the usual case */
        charge(m, array_len(args[1]));
        return give(m, array_append(native_heap(m), &args[0], &args[1]), &args[0]);
    }
    if (!flattened(m, args, nargs)) return N_ERROR;
    charge(m, array_len(args[nargs]));
    return give(m, array_append(native_heap(m), &args[0], &args[nargs]), &args[0]);
}

static enum native_result array_prepend_of(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_mutable(m, args[0]) || !flattened(m, args, nargs)) return N_ERROR;
    Heap *h = native_heap(m);
    uint32_t n = array_len(args[nargs]), len = array_len(args[0]);
    charge(m, (uint64_t)n + len);
    if (!array_append(h, &args[nargs], &args[0])) return native_no_memory(m);
    Array *a = to_array(args[0]), *from = to_array(args[nargs]); /* take over its storage */
    a->slots = from->slots;
    a->start = from->start;
    a->len = from->len;
    from->slots = NULL;
    from->len = from->start = 0;
    heap_wrote(h, &a->h);
    return native_return(m, args[0]);
}

/* n elements from one end: taken out, as an Array */
static enum native_result take_out(struct maatine *m, Value *args, uint64_t from, uint64_t n)
{
    Value out = V_NIL;
    Heap *h = native_heap(m);
    if (!array_slice(h, &args[0], from, n, &out)) return native_no_memory(m);
    array_remove(h, args[0], from, n);
    charge(m, n);
    return native_return(m, out);
}

static enum native_result array_pop_of(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n, len = array_len(args[0]);
    if (!arg_mutable(m, args[0])) return N_ERROR;
    if (nargs == 1) return native_return(m, array_pop(native_heap(m), args[0]));
    if (!arg_count(m, args[1], "the count", &n)) return N_ERROR;
    return take_out(m, args, n < len ? len - n : 0, n);
}

static enum native_result array_shift_of(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    if (nargs == 1) return native_return(m, array_shift(native_heap(m), args[0]));
    if (!arg_count(m, args[1], "the count", &n)) return N_ERROR;
    return take_out(m, args, 0, n);
}

/* splice(at = 0, n = the rest, with = []): the elements taken out */
static enum native_result array_splice(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    int64_t at = 0, len = array_len(args[0]);
    uint64_t n = UINT64_MAX;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    if (nargs > 1 && !arg_int(m, args[1], "the position", &at)) return N_ERROR;
    if (nargs > 2 && !is_nil(args[2]) && !arg_count(m, args[2], "the count", &n)) return N_ERROR;
    Value *tmp = &args[nargs];
    if (nargs > 3 && !arg_items(m, &args[3], tmp)) return N_ERROR;
    if (nargs > 3 && args[3] == args[0])
        return native_error(m, ERR_ArgumentError, "an array cannot be spliced into itself");
    if (at < 0 && (at += len) < 0)
        return native_error(m, ERR_IndexError, "index %lld out of range", (long long)(at - len));
    if (at > len) at = len;
    if (n > (uint64_t)(len - at)) n = (uint64_t)(len - at);
    Value v;
    if (!array_slice(h, &args[0], (uint64_t)at, n, &v)) return native_no_memory(m);
    tmp[0] = v;
    if (!array_slice(h, &args[0], (uint64_t)at + n, UINT64_MAX, &v))
        return native_no_memory(m); /* what follows */
    tmp[1] = v;
    array_remove(h, args[0], (uint64_t)at, UINT64_MAX);
    charge(m, (uint64_t)len);
    if (nargs > 3 && !array_append(h, &args[0], &args[3])) return native_no_memory(m);
    if (!array_append(h, &args[0], &tmp[1])) return native_no_memory(m);
    return native_return(m, tmp[0]);
}

/* del(i): the element, or nil behind the end */
static enum native_result array_del(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t i, len = array_len(args[0]);
    if (!arg_mutable(m, args[0]) || !arg_int(m, args[1], "the index", &i)) return N_ERROR;
    int64_t at = i < 0 ? i + len : i;
    if (at < 0) return native_error(m, ERR_IndexError, "index %lld out of range", (long long)i);
    if (at >= len) return native_return(m, V_NIL);
    Value v = array_get(args[0], (uint32_t)at);
    array_remove(native_heap(m), args[0], (uint64_t)at, 1);
    charge(m, (uint64_t)(len - at));
    return native_return(m, v);
}

/* insert(i, v, ...) */
static enum native_result array_insert_of(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t i, len = array_len(args[0]);
    if (!arg_mutable(m, args[0]) || !arg_int(m, args[1], "the index", &i)) return N_ERROR;
    int64_t at = i < 0 ? i + len : i;
    if (at < 0 || at > len)
        return native_error(m, ERR_IndexError, "index %lld out of range", (long long)i);
    charge(m, (uint64_t)(len - at));
    return give(m, array_insert(native_heap(m), &args[0], (uint64_t)at, &args[2], nargs - 2),
                &args[0]);
}

static enum native_result array_clear_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    array_clear(native_heap(m), args[0]);
    return native_return(m, args[0]);
}

static enum native_result array_cmp(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int c;
    switch (long_compare(m, args[0], args[1], &c)) {
    case CMP_LONG: return native_yield(m);
    case CMP_OK: return native_return(m, c == 2 ? V_NIL : from_int(c));
    case CMP_NEED_MAAT: return native_core(m, CORE_cmp, 2);
    case CMP_NOMEM: return native_no_memory(m);
    default: return compare_error(m, args[0], args[1]);
    }
}

NATIVE_TABLE(natives_array) = {
    {"Array", "new", array_new_of, 0, 2, NF_STATIC, "(n = 0, v = nil)"},
    {"Array", "push", array_push_of, 0, -1, 0, "(v, ...)"},
    {"Array", "append", array_append_of, 0, -1, 0, "(array, ...)"},
    {"Array", "pop", array_pop_of, 0, 1, 0, "(n)"},
    {"Array", "shift", array_shift_of, 0, 1, 0, "(n)"},
    {"Array", "unshift", array_unshift_of, 0, -1, 0, "(v, ...)"},
    {"Array", "prepend", array_prepend_of, 0, -1, 0, "(array, ...)"},
    {"Array", "splice", array_splice, 0, 3, 0, "(at = 0, n, with)"},
    {"Array", "insert", array_insert_of, 1, -1, 0, "(i, v, ...)"},
    {"Array", "del", array_del, 1, 1, 0, "(i)"},
    {"Array", "clear", array_clear_of, 0, 0, 0, "()"},
    {"Array", "cmp", array_cmp, 1, 1, 0, "(b)"},
    {0},
};
