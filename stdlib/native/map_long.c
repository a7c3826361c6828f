/* Building tables out of others, and what needs a table: in pieces when they are large (pieces.h). */
#include "heap/array.h"
#include "heap/map.h"
#include "heap/range.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"

/* What a key costs that was put into the table: while its index is being replaced, more. */
static size_t key_work(Value table) { return 1 + (size_t)map_step_cost(to_map(table)) / 4; }

/* A key costs as many reductions as four steps of a loop take. */
static void charge_keys(struct maatine *m, size_t keys) { native_charge(m, (int64_t)keys / 2); }

static enum piece_status failed(struct maatine *m, enum map_status st, Value key)
{
    (void)(st == MAP_BAD_KEY ? key_error(m, key) : native_no_memory(m));
    return PIECE_FAILED;
}

static size_t places(Value source)
{
    return is_array(source) ? array_len(source) : to_map(source)->used;
}

/* Whether k, a key, is in a Set or Range. */
static bool is_in(Value k, Value of)
{
    return is_range(of) ? range_has(of, k) : map_find(to_map(of), k) >= 0;
}

/* Element or entry e of the source, if it is wanted, into the result. */
static enum map_status gather_one(struct maatine *m, struct piece *p, Value source, uint32_t e)
{
    int64_t how = to_int(p->args[2]);
    p->tmp[0] = is_array(source) ? array_get(source, e) : map_key_at(to_map(source), e);
    if (is_absent(p->tmp[0])) return MAP_OK;
    if (how != GATHER_ALL && is_in(p->tmp[0], p->args[1]) != (how == GATHER_IN)) return MAP_OK;
    p->tmp[1] = is_map(*p->result) ? map_value_at(to_map(source), e) : p->tmp[0];
    return map_set(native_heap(m), p->result, &p->tmp[0], &p->tmp[1]);
}

/* (source, source or nil, enum gather): keys of Arrays and Sets into a Set, entries of Maps into a Map. at[0]: the source; at[1]: the place
 * in it */
enum piece_status piece_gather(struct maatine *m, struct piece *p)
{
    size_t work = 0, sources = to_int(p->args[2]) == GATHER_ALL ? 2 : 1;
    for (; p->at[0] < sources; p->at[0]++, p->at[1] = 0) {
        const Value *from = &p->args[p->at[0]];
        for (; *from != V_NIL && p->at[1] < places(*from); p->at[1]++) {
            if (work >= p->budget) {
                charge_keys(m, work);
                return PIECE_MORE;
            }
            enum map_status st = gather_one(m, p, *from, (uint32_t)p->at[1]);
            if (st != MAP_OK) return failed(m, st, p->tmp[0]);
            work += key_work(*p->result);
        }
    }
    charge_keys(m, work);
    return PIECE_DONE;
}

/* (array of what is equal where it is one key, Set of those that were met). at[0]: how far */
enum piece_status piece_uniq(struct maatine *m, struct piece *p)
{
    size_t work = 0;
    for (; p->at[0] < array_len(p->args[0]) && work < p->budget; p->at[0]++) {
        p->tmp[0] = array_get(p->args[0], (uint32_t)p->at[0]);
        if (!map_key_ok(p->tmp[0])) {
            (void)native_error(m, ERR_Error, "uniq: the array was changed");
            return PIECE_FAILED;
        }
        uint32_t had = to_map(p->args[1])->count;
        enum map_status st = set_add(native_heap(m), &p->args[1], &p->tmp[0]);
        if (st != MAP_OK) return failed(m, st, p->tmp[0]);
        work += key_work(p->args[1]);
        if (to_map(p->args[1])->count == had) continue;
        if (!array_push(native_heap(m), p->result, &p->tmp[0])) return piece_no_memory(m);
    }
    charge_keys(m, work);
    return p->at[0] < array_len(p->args[0]) ? PIECE_MORE : PIECE_DONE;
}

/* (map): its [key, value]. at[0]: how far */
enum piece_status piece_pairs(struct maatine *m, struct piece *p)
{
    size_t work = 0;
    Heap *h = native_heap(m);
    for (; p->at[0] < places(p->args[0]) && work < p->budget; p->at[0]++, work++) {
        const Map *map = to_map(p->args[0]);
        Value pair = V_NIL;
        p->tmp[0] = map_key_at(map, (uint32_t)p->at[0]);
        p->tmp[1] = map_value_at(map, (uint32_t)p->at[0]);
        if (is_absent(p->tmp[0])) continue;
        if (!array_from(h, p->tmp, 2, &pair)) return piece_no_memory(m);
        p->tmp[0] = pair;
        if (!array_push(h, p->result, p->tmp)) return piece_no_memory(m);
    }
    charge_keys(m, work);
    return p->at[0] < places(p->args[0]) ? PIECE_MORE : PIECE_DONE;
}

/* (array): keys and values in turn. at[0]: how far */
enum piece_status piece_hash(struct maatine *m, struct piece *p)
{
    size_t work = 0;
    for (; p->at[0] + 1 < array_len(p->args[0]) && work < p->budget; p->at[0] += 2) {
        p->tmp[0] = array_get(p->args[0], (uint32_t)p->at[0]);
        p->tmp[1] = array_get(p->args[0], (uint32_t)p->at[0] + 1);
        enum map_status st = map_set(native_heap(m), p->result, &p->tmp[0], &p->tmp[1]);
        if (st != MAP_OK) return failed(m, st, p->tmp[0]);
        work += key_work(*p->result);
    }
    charge_keys(m, work);
    return p->at[0] + 1 < array_len(p->args[0]) ? PIECE_MORE : PIECE_DONE;
}

enum native_result gather_later(struct maatine *m, Value *args, Value second, enum gather how,
                                Value into)
{
    args[1] = second;
    args[2] = from_int(how);
    return pieces_later(m, args, 3, PIECES_gather, into);
}
