/* Methods of Map and Set that need no Maat code. */
#include "heap/range.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"

static void charge(struct maatine *m, uint64_t entries)
{
    native_charge(m, (int64_t)(entries / 16));
}

static Map *self_map(const Value *args) { return to_map(args[0]); }

/* Tables copied as they are take some 10 ns for an entry. */
static bool is_many(struct maatine *m, uint64_t entries)
{
    return pieces_wanted(m, entries, 8 * PIECE_KEYS);
}

static enum native_result status(struct maatine *m, enum map_status st, Value key, Value out)
{
    return st == MAP_OK        ? native_return(m, out)
           : st == MAP_BAD_KEY ? key_error(m, key)
                               : native_no_memory(m);
}

/* ---- both ---- */

static enum native_result map_len(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_int(self_map(args)->count));
}
static enum native_result map_is_empty(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(self_map(args)->count == 0));
}
static enum native_result map_has(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value v;
    return native_return(m, from_bool(map_key_ok(args[1]) && map_get(self_map(args), args[1], &v)));
}
static enum native_result map_clear_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    map_clear(native_heap(m), args[0]);
    return native_return(m, args[0]);
}

/* ---- Map ---- */

/* Map.new, Map.new(map or array of pairs) */
static enum native_result map_new_of(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value out = V_NIL, *tmp = &args[nargs];
    if (nargs == 1) return give(m, map_new(h, 0, &out), &out);
    if (is_map(args[1])) return give(m, map_copy(h, &args[1], &out), &out);
    if (!arg_array(m, args[1], "the argument of Map.new")) return N_ERROR;
    if (!map_new(h, array_len(args[1]), &tmp[0])) return native_no_memory(m);
    for (uint32_t i = 0; i < array_len(args[1]); i++) {
        Value pair = array_get(args[1], i);
        if (!is_array(pair) || array_len(pair) != 2)
            return native_error(m, ERR_TypeError, "Map.new needs an Array of [key, value] pairs");
        tmp[1] = array_get(pair, 0);
        tmp[2] = array_get(pair, 1);
        enum map_status st = map_set(h, &tmp[0], &tmp[1], &tmp[2]);
        if (st != MAP_OK) return status(m, st, tmp[1], V_NIL);
    }
    charge(m, array_len(args[1]));
    return native_return(m, tmp[0]);
}

static enum native_result map_keys_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    if (pieces_wanted(m, self_map(args)->used, PIECE_COPY)) return items_later(m, args, ITEMS_KEYS);
    charge(m, self_map(args)->count);
    return give(m, map_keys(native_heap(m), &args[0], &out), &out);
}
static enum native_result map_values_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    if (pieces_wanted(m, self_map(args)->used, PIECE_COPY))
        return items_later(m, args, ITEMS_VALUES);
    charge(m, self_map(args)->count);
    return give(m, map_values(native_heap(m), &args[0], &out), &out);
}
static enum native_result map_pairs_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    if (pieces_wanted(m, self_map(args)->count, PIECE_KEYS))
        return pieces_later_array(m, args, 1, PIECES_pairs);
    charge(m, 4 * (uint64_t)self_map(args)->count);
    return give(m, map_pairs(native_heap(m), &args[0], &out), &out);
}

/* get(k, default = nil) */
static enum native_result map_get_of(struct maatine *m, Value *args, uint32_t nargs)
{
    Value v;
    if (!map_key_ok(args[1])) return key_error(m, args[1]);
    if (map_get(self_map(args), args[1], &v)) return native_return(m, v);
    return native_return(m, nargs > 2 ? args[2] : V_NIL);
}
static enum native_result map_set_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    enum map_status st = map_set(native_heap(m), &args[0], &args[1], &args[2]);
    native_charge(m, map_step_cost(self_map(args)));
    return status(m, st, args[1], args[0]);
}
/* del(k, ...): the old value of the last one */
static enum native_result map_del_of(struct maatine *m, Value *args, uint32_t nargs)
{
    Value old = V_NIL;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    for (uint32_t i = 1; i < nargs; i++) {
        if (!map_key_ok(args[i])) return key_error(m, args[i]);
        if (!map_del(native_heap(m), args[0], args[i], &old)) old = V_NIL;
        native_charge(m, map_step_cost(self_map(args)));
    }
    return native_return(m, old);
}
/* merge(map, ...): a new Map; later ones win */
static enum native_result map_merge(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value out;
    for (uint32_t i = 1; i < nargs; i++)
        if (!is_map(args[i])) return native_type_error(m, "the argument of merge", "Map", args[i]);
    if (nargs == 2 && is_many(m, self_map(args)->count + (uint64_t)to_map(args[1])->count)) {
        if (!map_new(h, 0, &out)) return native_no_memory(m);
        return gather_later(m, args, args[1], GATHER_ALL, out);
    }
    if (!map_copy(h, &args[0], &out)) return native_no_memory(m);
    args[0] = out;
    for (uint32_t i = 1; i < nargs; i++) {
        charge(m, to_map(args[i])->count);
        if (!map_put_all(h, &args[0], &args[i])) return native_no_memory(m);
    }
    charge(m, self_map(args)->count);
    return native_return(m, args[0]);
}
/* update(map, ...): itself */
static enum native_result map_update(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_mutable(m, args[0])) return N_ERROR;
    for (uint32_t i = 1; i < nargs; i++) {
        if (!is_map(args[i])) return native_type_error(m, "the argument of update", "Map", args[i]);
        if (nargs == 2 && is_many(m, to_map(args[1])->count)) {
            Value self = args[0];
            args[0] = args[1];
            return gather_later(m, args, V_NIL, GATHER_ALL, self);
        }
        charge(m, to_map(args[i])->count);
        if (!map_put_all(native_heap(m), &args[0], &args[i])) return native_no_memory(m);
    }
    return native_return(m, args[0]);
}
/* invert: values to keys */
static enum native_result map_invert(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs], *k = out + 1, *v = out + 2;
    if (!map_new(h, self_map(args)->count, out)) return native_no_memory(m);
    for (uint32_t e = 0; e < self_map(args)->used; e++) {
        *v = map_key_at(self_map(args), e);
        if (is_absent(*v)) continue;
        *k = map_value_at(self_map(args), e);
        enum map_status st = map_set(h, out, k, v);
        if (st != MAP_OK) return status(m, st, *k, V_NIL);
    }
    charge(m, self_map(args)->count);
    return native_return(m, *out);
}
/* first: [key, value] of the oldest entry, or nil */
static enum native_result map_first(struct maatine *m, Value *args, uint32_t nargs)
{
    const Map *map = self_map(args);
    Value out = V_NIL;
    uint32_t e = 0;
    while (e < map->used && is_absent(map_key_at(map, e))) e++;
    if (e >= map->used) return native_return(m, V_NIL);
    args[nargs] = map_key_at(map, e);
    args[nargs + 1] = map_value_at(map, e);
    return give(m, array_from(native_heap(m), &args[nargs], 2, &out), &out);
}

/* ---- Set ---- */

static enum native_result add_all(struct maatine *m, Value *s, Value *keys, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        enum map_status st = set_add(native_heap(m), s, &keys[i]);
        if (st != MAP_OK) return status(m, st, keys[i], V_NIL);
        native_charge(m, map_step_cost(to_map(*s)));
    }
    return native_return(m, *s);
}

/* set(v, ...) */
static enum native_result set_of(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!set_new(native_heap(m), nargs, &args[nargs])) return native_no_memory(m);
    return add_all(m, &args[nargs], args, nargs);
}
/* Set.new, Set.new(array), Set.new(v, ...) */
static enum native_result set_new_of(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *out = &args[nargs], *k = out + 1;
    if (!set_new(native_heap(m), nargs, out)) return native_no_memory(m);
    if (nargs != 2 || !(is_array(args[1]) || is_range(args[1]) || is_set(args[1])))
        return add_all(m, out, args + 1, nargs - 1);
    if (!arg_items(m, &args[1], k)) return N_ERROR;
    if (pieces_wanted(m, array_len(args[1]), PIECE_KEYS)) {
        args[0] = args[1];
        return gather_later(m, args, V_NIL, GATHER_ALL, *out);
    }
    for (uint32_t i = 0; i < array_len(args[1]); i++) {
        *k = array_get(args[1], i);
        if (add_all(m, out, k, 1) != N_OK) return N_ERROR;
    }
    charge(m, array_len(args[1]));
    return native_return(m, *out);
}
static enum native_result set_push(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_mutable(m, args[0])) return N_ERROR;
    return add_all(m, &args[0], args + 1, nargs - 1);
}
/* del(v, ...): whether the last one was there */
static enum native_result set_del(struct maatine *m, Value *args, uint32_t nargs)
{
    bool was = false;
    if (!arg_mutable(m, args[0])) return N_ERROR;
    for (uint32_t i = 1; i < nargs; i++) was = map_del(native_heap(m), args[0], args[i], NULL);
    return native_return(m, from_bool(was));
}

/* The other operand becomes a Set. */
static bool set_arg(struct maatine *m, Value *args, uint32_t nargs)
{
    if (is_set(args[1])) return true;
    Value *s = &args[nargs], *k = s + 1;
    if (!is_array(args[1]) && !is_range(args[1])) {
        (void)native_type_error(m, "the other operand", "Set", args[1]);
        return false;
    }
    if (!arg_items(m, &args[1], k)) return false;
    if (!set_new(native_heap(m), 0, s)) {
        (void)native_no_memory(m);
        return false;
    }
    for (uint32_t i = 0; i < array_len(args[1]); i++) {
        *k = array_get(args[1], i);
        if (add_all(m, s, k, 1) != N_OK) return false;
    }
    args[1] = *s;
    return true;
}

/* What of args[0] is in the Range args[1], or is not: what lies in it is asked, not listed. */
static enum native_result gather_of_range(struct maatine *m, Value *args, enum gather how)
{
    Value *out = &args[3];
    uint32_t n = to_map(args[0])->count;
    if (!set_new(native_heap(m), 0, out)) return native_no_memory(m);
    if (pieces_wanted(m, n, PIECE_KEYS)) return gather_later(m, args, args[1], how, *out);
    args[2] = from_int(how);
    return pieces_at_once(m, args, 3, PIECES_gather);
}

#define SET_OPERATION(name, call, how)                                                             \
    static enum native_result set_##name##_of(struct maatine *m, Value *args, uint32_t nargs)      \
    {                                                                                              \
        Value out = V_NIL;                                                                         \
        if (how != GATHER_ALL && is_range(args[1])) return gather_of_range(m, args, how);          \
        if (!set_arg(m, args, nargs)) return N_ERROR;                                              \
        uint64_t n = (uint64_t)to_map(args[0])->count + to_map(args[1])->count;                    \
        if (pieces_wanted(m, n, PIECE_KEYS)) {                                                     \
            if (!set_new(native_heap(m), 0, &out)) return native_no_memory(m);                     \
            return gather_later(m, args, args[1], how, out);                                       \
        }                                                                                          \
        charge(m, n);                                                                              \
        return give(m, call(native_heap(m), &args[0], &args[1], &out), &out);                      \
    }
SET_OPERATION(union, set_union, GATHER_ALL)
SET_OPERATION(intersect, set_intersect, GATHER_IN)
SET_OPERATION(diff, set_diff, GATHER_OUT)

static bool lies_in_range(const Map *s, Value range)
{
    for (uint32_t e = 0; e < s->used; e++)
        if (!is_absent(map_key_at(s, e)) && !range_has(range, map_key_at(s, e))) return false;
    return true;
}

static enum native_result set_subset(struct maatine *m, Value *args, uint32_t nargs)
{
    bool in_range = is_range(args[1]);
    if (!in_range && !set_arg(m, args, nargs)) return N_ERROR;
    const Map *s = to_map(args[0]);
    charge(m, s->count);
    return native_return(
        m, from_bool(in_range ? lies_in_range(s, args[1]) : set_is_subset(s, to_map(args[1]))));
}

/* A Range of more elements than the Set has need not be listed. */
static bool is_too_long(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *t = &args[nargs];
    int c = 0;
    return is_range(args[1]) && range_length(native_heap(m), &args[1], t, t + 1, t + 2) == NUM_OK &&
           num_compare(t[2], from_int(to_map(args[0])->count), &c) && c > 0;
}

static enum native_result set_superset(struct maatine *m, Value *args, uint32_t nargs)
{
    if (is_too_long(m, args, nargs)) return native_return(m, V_FALSE);
    if (!set_arg(m, args, nargs)) return N_ERROR;
    charge(m, to_map(args[1])->count);
    return native_return(m, from_bool(set_is_subset(to_map(args[1]), to_map(args[0]))));
}

NATIVE_TABLE(natives_map) = {
    {"Map", "new", map_new_of, 0, 1, NF_STATIC, "(pairs)"},
    {"Map", "len", map_len, 0, 0, NF_LEN, "()"},
    {"Map", "is_empty", map_is_empty, 0, 0, 0, "()"},
    {"Map", "keys", map_keys_of, 0, 0, 0, "()"},
    {"Map", "values", map_values_of, 0, 0, 0, "()"},
    {"Map", "pairs", map_pairs_of, 0, 0, 0, "()"},
    {"Map", "has", map_has, 1, 1, 0, "(k)"},
    {"Map", "get", map_get_of, 1, 2, 0, "(k, default = nil)"},
    {"Map", "set", map_set_of, 2, 2, 0, "(k, v)"},
    {"Map", "del", map_del_of, 1, -1, 0, "(k, ...)"},
    {"Map", "merge", map_merge, 1, -1, 0, "(map, ...)"},
    {"Map", "update", map_update, 1, -1, 0, "(map, ...)"},
    {"Map", "clear", map_clear_of, 0, 0, 0, "()"},
    {"Map", "invert", map_invert, 0, 0, 0, "()"},
    {"Native", "map_first", map_first, 1, 1, 0, "(map)"},
    {0},
};

NATIVE_TABLE(natives_set) = {
    {NULL, "set", set_of, 0, -1, NF_FN, "(v, ...)"},
    {"Set", "new", set_new_of, 0, -1, NF_STATIC, "(v, ...)"},
    {"Set", "push", set_push, 0, -1, 0, "(v, ...)"},
    {"Set", "add", set_push, 0, -1, 0, "(v, ...)"},
    {"Set", "del", set_del, 1, -1, 0, "(v, ...)"},
    {"Set", "clear", map_clear_of, 0, 0, 0, "()"},
    {"Set", "union", set_union_of, 1, 1, 0, "(b)"},
    {"Set", "intersect", set_intersect_of, 1, 1, 0, "(b)"},
    {"Set", "diff", set_diff_of, 1, 1, 0, "(b)"},
    {"Set", "subset", set_subset, 1, 1, 0, "(b)"},
    {"Set", "superset", set_superset, 1, 1, 0, "(b)"},
    {0},
};
