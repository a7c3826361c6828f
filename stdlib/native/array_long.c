/* Making large Arrays, and Maps of them, in pieces (pieces.h). Storage of such Arrays grows where it is. */
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/range.h"
#include "heap/text.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include "vm/runtime.h"

#define COPIED_PER_REDUCTION 8
#define MADE_PER_REDUCTION   2

/* At first, room for all that the result will hold: pages of it are not touched before they are needed. False: no memory. */
static bool make_room(struct maatine *m, struct piece *p, uint64_t n)
{
    return p->at[0] || p->at[1] || array_reserve(native_heap(m), p->result, n);
}

/* a[from..to) behind the result. False: no memory. */
static bool push_part(struct maatine *m, struct piece *p, Value a, size_t from, size_t to)
{
    Heap *h = native_heap(m);
    p->tmp[0] = a;
    if (!array_reserve(h, p->result, to - from)) return false;
    Array *out = to_array(*p->result);
    const Array *in = to_array(p->tmp[0]);
    memcpy(&out->slots->v[out->start + out->len], &in->slots->v[in->start + from],
           (to - from) * sizeof(Value));
    /* One by one, so that a collection looks at what was written alone. */
    for (size_t i = 0; i < to - from; i++) {
        Value *at = &out->slots->v[out->start + out->len + i];
        if (is_ptr(*at)) heap_wrote_at(h, &out->slots->h, at);
    }
    out->len += (uint32_t)(to - from);
    native_charge(m, (int64_t)((to - from) / COPIED_PER_REDUCTION) + 1);
    return true;
}

/* (array, array): both in one. at[0]: which; at[1]: how far */
enum piece_status piece_concat(struct maatine *m, struct piece *p)
{
    if (!make_room(m, p, (uint64_t)array_len(p->args[0]) + array_len(p->args[1])))
        return piece_no_memory(m);
    while (p->at[0] < 2) {
        Value a = p->args[p->at[0]];
        size_t len = array_len(a), to = piece_end(p, p->at[1], len);
        if (p->at[1] < to) {
            if (!push_part(m, p, a, p->at[1], to)) return piece_no_memory(m);
            p->at[1] = to;
            if (to < len) return PIECE_MORE;
        }
        p->at[0]++;
        p->at[1] = 0;
    }
    return PIECE_DONE;
}

/* (array, from, to). at[0]: how far behind `from` */
enum piece_status piece_slice(struct maatine *m, struct piece *p)
{
    size_t from = (size_t)to_int(p->args[1]), to = (size_t)to_int(p->args[2]);
    size_t len = array_len(p->args[0]) < to ? array_len(p->args[0]) : to;
    size_t at = from + p->at[0], end = piece_end(p, at, len);
    if (at >= end) return PIECE_DONE;
    if (!make_room(m, p, len - from)) return piece_no_memory(m);
    if (!push_part(m, p, p->args[0], at, end)) return piece_no_memory(m);
    p->at[0] += end - at;
    return end < len ? PIECE_MORE : PIECE_DONE;
}

/* Places of a source of piece_items. */
static uint64_t item_places(Value source)
{
    if (is_array(source)) return array_len(source);
    return is_range(source) ? (uint64_t)range_count((const Range *)to_obj(source))
                            : to_map(source)->used;
}

/* What stands at place i; V_ABSENT: nothing. */
static Value item_at(Value source, enum items what, size_t i)
{
    switch (what) {
    case ITEMS_REVERSED: return array_get(source, array_len(source) - 1 - (uint32_t)i);
    case ITEMS_NOT_NIL: {
        Value x = array_get(source, (uint32_t)i);
        return is_nil(x) ? V_ABSENT : x;
    }
    case ITEMS_KEYS: return map_key_at(to_map(source), (uint32_t)i);
    case ITEMS_VALUES:
        return is_absent(map_key_at(to_map(source), (uint32_t)i))
                   ? V_ABSENT
                   : map_value_at(to_map(source), (uint32_t)i);
    default: return from_int(to_int(((const Range *)to_obj(source))->from) + (int64_t)i);
    }
}

/* (array, table or range, enum items). at[0]: how far */
enum piece_status piece_items(struct maatine *m, struct piece *p)
{
    enum items what = (enum items)to_int(p->args[1]);
    uint64_t places = item_places(p->args[0]);
    size_t at = p->at[0], to = piece_end(p, at, places);
    if (at >= to) return PIECE_DONE;
    if (!make_room(m, p, places) || !array_reserve(native_heap(m), p->result, to - at))
        return piece_no_memory(m);
    Array *out = to_array(*p->result);
    Value *v = &out->slots->v[out->start + out->len];
    for (; at < to; at++) {
        *v = item_at(p->args[0], what, at);
        if (is_absent(*v)) {
            *v = V_NIL;
            continue;
        }
        if (is_ptr(*v)) heap_wrote_at(native_heap(m), &out->slots->h, v);
        v++;
        out->len++;
    }
    native_charge(m, (int64_t)((to - p->at[0]) / COPIED_PER_REDUCTION) + 1);
    p->at[0] = to;
    return to < places ? PIECE_MORE : PIECE_DONE;
}

bool items_are_many(const struct maatine *m, Value v)
{
    if (is_set(v)) return pieces_wanted(m, to_map(v)->used, ITEMS_AT_ONCE);
    if (!is_range(v)) return false;
    const Range *r = (const Range *)to_obj(v);
    double n = range_count(r);
    return n <= ITEMS_MOST && is_int(r->from) && is_int(r->to) &&
           pieces_wanted(m, (uint64_t)n, ITEMS_AT_ONCE);
}

enum native_result items_later(struct maatine *m, Value *args, enum items what)
{
    args[1] = from_int(what);
    return pieces_later_array(m, args, 2, PIECES_items);
}

enum native_result of_items_later(struct maatine *m, Value *args, uint32_t nargs, const char *name)
{
    Value rest = V_NIL;
    if (!array_from(native_heap(m), args + 1, nargs - 1, &rest)) return native_no_memory(m);
    args[1] = from_str(intern_cstr(native_runtime(m)->interns, name));
    args[2] = rest;
    return native_core(m, CORE_of_items, 3);
}

/* (array, whether it is the product). at[0]: how far. The result is nil if there is something else than Nums. */
enum piece_status piece_fold(struct maatine *m, struct piece *p)
{
    Heap *h = native_heap(m);
    enum num_op op = p->args[1] == V_TRUE ? NUM_MUL : NUM_ADD;
    size_t work = 0;
    for (; p->at[0] < array_len(p->args[0]); p->at[0]++) {
        if (work >= p->budget) {
            native_charge(m, (int64_t)(work / COPIED_PER_REDUCTION));
            return PIECE_MORE;
        }
        Value x = array_get(p->args[0], (uint32_t)p->at[0]), v = V_NIL;
        work++;
        if (op == NUM_ADD && is_int(*p->result) && is_int(x) &&
            int_fits(to_int(*p->result) + to_int(x))) {
            *p->result = from_int(to_int(*p->result) + to_int(x));
            continue;
        }
        if (!is_num(x)) {
            *p->result = V_NIL;
            return PIECE_DONE;
        }
        p->tmp[0] = x;
        enum num_status st = num_binary(h, op, p->result, p->tmp, &v);
        if (st != NUM_OK) {
            (void)num_error(m, st, "sum");
            return PIECE_FAILED;
        }
        *p->result = v;
        work += is_bigint(v) ? 8 + to_obj(v)->words : 1;
    }
    native_charge(m, (int64_t)(work / COPIED_PER_REDUCTION));
    return PIECE_DONE;
}

/* (array, array): pairs, nil where the second is shorter. at[0]: how far */
enum piece_status piece_zip(struct maatine *m, struct piece *p)
{
    Heap *h = native_heap(m);
    size_t to = piece_end(p, p->at[0], array_len(p->args[0]));
    if (!make_room(m, p, array_len(p->args[0]))) return piece_no_memory(m);
    for (; p->at[0] < to && p->at[0] < array_len(p->args[0]); p->at[0]++) {
        Value pair = V_NIL;
        uint32_t i = (uint32_t)p->at[0];
        p->tmp[0] = array_get(p->args[0], i);
        p->tmp[1] = i < array_len(p->args[1]) ? array_get(p->args[1], i) : V_NIL;
        if (!array_from(h, p->tmp, 2, &pair)) return piece_no_memory(m);
        p->tmp[0] = pair;
        if (!array_push(h, p->result, p->tmp)) return piece_no_memory(m);
    }
    native_charge(m, PIECE_VALUES / MADE_PER_REDUCTION);
    return p->at[0] < array_len(p->args[0]) ? PIECE_MORE : PIECE_DONE;
}

/* (bytes): its numbers. at[0]: how far */
enum piece_status piece_bytes_array(struct maatine *m, struct piece *p)
{
    size_t from = p->at[0], to = piece_end(p, from, to_bytes(p->args[0])->len);
    if (from < to) {
        uint64_t rest = to_bytes(p->args[0])->len - from;
        if (!array_reserve(native_heap(m), p->result, rest)) return piece_no_memory(m);
        const unsigned char *data = (const unsigned char *)bytes_data(to_bytes(p->args[0]));
        Array *out = to_array(*p->result);
        for (size_t i = from; i < to; i++)
            out->slots->v[out->start + out->len++] = from_int(data[i]);
        p->at[0] = to;
    }
    native_charge(m, PIECE_COPY / COPIED_PER_REDUCTION);
    return to < to_bytes(p->args[0])->len ? PIECE_MORE : PIECE_DONE;
}

/* Its text takes neither Maat code nor long. */
static bool is_plain(Value v) { return !is_obj(v) && (!is_str(v) || str_len(v) <= PIECE_TEXT); }

bool join_is_plain(const Array *a)
{
    for (uint32_t i = 0; i < a->len; i++)
        if (!is_plain(*array_at(a, i))) return false;
    return true;
}

/* (array, separator or nil): the text of plain elements. at[0]: how far */
enum piece_status piece_join_plain(struct maatine *m, struct piece *p)
{
    size_t n = array_len(p->args[0]);
    for (; p->at[0] < n && p->text.len < PIECE_TEXT; p->at[0]++) {
        Value v = array_get(p->args[0], (uint32_t)p->at[0]);
        if (!is_plain(v)) {
            (void)native_error(m, ERR_Error, "join: the array was changed");
            return PIECE_FAILED;
        }
        if (p->at[0] && is_str(p->args[1]))
            buf_add(&p->text, str_bytes(p->args[1]), str_len(p->args[1]));
        uint64_t work = 0;
        if (text_add_str_some(&p->text, v, SIZE_MAX, &work) != TEXT_OK) {
            (void)native_no_memory(m);
            return PIECE_FAILED;
        }
    }
    native_charge(m, (int64_t)(p->text.len / 32));
    return p->at[0] < n ? PIECE_MORE : PIECE_DONE;
}

/* The next elements of the array on top of the path, of which `i` are done; *work says how many were looked at. */
static bool flat_level(struct maatine *m, struct piece *p, size_t *i, size_t *work)
{
    Heap *h = native_heap(m);
    p->tmp[0] = array_get(p->args[1], array_len(p->args[1]) - 2);
    for (; *i < array_len(p->tmp[0]) && *work < p->budget; ++*work) {
        p->tmp[1] = array_get(p->tmp[0], (uint32_t)(*i)++);
        if (is_array(p->tmp[1])) return true;
        if (!array_push(h, p->result, &p->tmp[1])) return false;
    }
    p->tmp[1] = V_NIL;
    return true;
}

/* Goes into tmp[1], or out of what is over, or stays. */
static bool flat_move(struct maatine *m, struct piece *p, size_t i)
{
    Heap *h = native_heap(m);
    uint32_t top = array_len(p->args[1]);
    p->tmp[2] = from_int((int64_t)i);
    if (!array_set(h, &p->args[1], top - 1, &p->tmp[2])) return false;
    if (is_array(p->tmp[1])) {
        p->tmp[2] = V_ZERO;
        return array_push(h, &p->args[1], &p->tmp[1]) && array_push(h, &p->args[1], &p->tmp[2]);
    }
    if (i < array_len(p->tmp[0])) return true;
    (void)array_pop(h, p->args[1]);
    (void)array_pop(h, p->args[1]);
    return true;
}

/* (array, path: arrays on the way and how far each is). at[0]: elements met in all */
enum piece_status piece_flat(struct maatine *m, struct piece *p)
{
    size_t work = 0;
    while (array_len(p->args[1]) && work < p->budget) {
        size_t i = (size_t)to_int(array_get(p->args[1], array_len(p->args[1]) - 1));
        work++;
        if (!flat_level(m, p, &i, &work) || !flat_move(m, p, i)) return piece_no_memory(m);
    }
    p->at[0] += work;
    if (p->at[0] > FLATTEN_MAX) {
        (void)native_error(m, ERR_ArgumentError, "flat of an array that holds itself");
        return PIECE_FAILED;
    }
    native_charge(m, (int64_t)(work / MADE_PER_REDUCTION));
    return array_len(p->args[1]) ? PIECE_MORE : PIECE_DONE;
}
