/* Slow paths that are no operators: membership, spreading, freezing, regexes, throwing, spawning of method calls, memo tables. */
#include "heap/array.h"
#include "heap/equal.h"
#include "heap/frozen.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/range.h"
#include "heap/regex.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/exec/interp.h"
#include "vm/maatine/longcopy.h"
#include "vm/maatine/longregex.h"
#include "vm/maatine/longsearch.h"
#include "vm/maatine/longwalk.h"

static enum flow out_of_memory(Maatine *m)
{
    return raise_error(m, ERR_MemoryError, "out of memory");
}

/* ---- in ---- */

static enum flow array_has(Maatine *m, Value *b, Value *c, bool *found)
{
    int64_t at = -1;
    switch (long_find(m, *c, *b, true, &at)) {
    case SEARCH_LONG: return slow_yield(m);
    case SEARCH_MAAT: {
        Value args[2] = {*c, *b};
        return call_finish(m, m->rt->core[CORE_has], args, 2);
    }
    case SEARCH_OK: *found = at >= 0; return FLOW_NEXT;
    default: return out_of_memory(m);
    }
}

enum flow slow_in(Maatine *m, Value *dst, Value *b, Value *c, bool negated)
{
    bool found = false;
    enum flow f = FLOW_NEXT;
    Value v;
    if (is_str(*c)) {
        if (!is_str(*b))
            return raise_error(m, ERR_TypeError, "'in' of a Str needs a Str, not %s",
                               type_name(m, *b));
        found = str_find(*c, *b, 0) >= 0;
    } else if (is_array(*c)) {
        f = array_has(m, b, c, &found);
    } else if (is_map(*c) || is_set(*c)) {
        found = map_key_ok(*b) && map_get((Map *)to_obj(*c), *b, &v);
    } else if (is_range(*c)) {
        found = range_has(*c, *b);
    } else {
        return raise_error(m, ERR_TypeError, "'in' needs a collection, not %s", type_name(m, *c));
    }
    if (f == FLOW_NEXT) *dst = from_bool(found != negated);
    return f;
}

/* ---- spreading ---- */

#define SPREAD_MAX 50000000.0

static enum flow spread_range(Maatine *m, Value *array, Value *from)
{
    Range *r = (Range *)to_obj(*from);
    double len = num_to_double(r->to) - num_to_double(r->from);
    if (!(len < SPREAD_MAX))
        return raise_error(m, ERR_MemoryError, "the Range is too long to be spread");
    m->tail_fn = r->from;
    for (;;) {
        int c;
        r = (Range *)to_obj(*from);
        if (!num_compare(m->tail_fn, r->to, &c) || ((r->h.flags & OF_EXCL) ? c >= 0 : c > 0)) break;
        if (!array_push(&m->heap, array, &m->tail_fn)) return out_of_memory(m);
        Value next;
        m->result = from_int(1);
        if (num_binary(&m->heap, NUM_ADD, &m->tail_fn, &m->result, &next) != NUM_OK)
            return out_of_memory(m);
        m->tail_fn = next;
    }
    m->tail_fn = V_NIL;
    return FLOW_NEXT;
}

enum flow slow_spread(Maatine *m, Value *array, Value *from)
{
    if (is_range(*from)) return spread_range(m, array, from);
    if (is_set(*from)) {
        Value keys;
        if (!map_keys(&m->heap, from, &keys)) return out_of_memory(m);
        m->result = keys;
        from = &m->result;
    }
    if (!is_array(*from))
        return raise_error(m, ERR_TypeError, "%s cannot be spread", type_name(m, *from));
    uint32_t n = ((Array *)to_obj(*from))->len;
    for (uint32_t i = 0; i < n; i++) {
        Array *a = (Array *)to_obj(*from);
        m->tail_fn = a->slots->v[a->start + i];
        if (!array_push(&m->heap, array, &m->tail_fn)) return out_of_memory(m);
    }
    m->tail_fn = V_NIL;
    m->reds -= (int32_t)(n >> 4);
    return FLOW_NEXT;
}

enum flow slow_mapcat(Maatine *m, Value *map, Value *from)
{
    if (!is_map(*from))
        return raise_error(m, ERR_TypeError, "named arguments must be a Map, not %s",
                           type_name(m, *from));
    for (uint32_t e = 0; e < ((Map *)to_obj(*from))->used; e++) {
        Map *src = (Map *)to_obj(*from);
        if (is_absent(src->entries->v[2 * e])) continue;
        m->tail_fn = src->entries->v[2 * e];
        m->result = src->entries->v[2 * e + 1];
        if (!is_str(m->tail_fn))
            return raise_error(m, ERR_TypeError, "the name of an argument must be a Str, not %s",
                               type_name(m, m->tail_fn));
        if (map_set(&m->heap, map, &m->tail_fn, &m->result) != MAP_OK) return out_of_memory(m);
    }
    m->tail_fn = V_NIL;
    return FLOW_NEXT;
}

/* ---- frozen values ---- */

/* A captured variable that is assigned must become a shared cell before the closure can be frozen (R88). */
static enum native_result share_captured(Maatine *m, Obj *box)
{
    m->result = from_obj(box);
    return box_share(m, &m->result);
}

static enum flow shared_flow(Maatine *m, enum native_result r)
{
    if (r == N_YIELD) {
        m->pc--;
        return FLOW_YIELD;
    }
    return r == N_EXIT ? unwind(m) : raise_pending(m);
}

enum flow slow_freeze(Maatine *m, Value *dst, Value *from)
{
    for (;;) {
        Value out;
        struct copy_why why = {0};
        enum native_result r = share_go_on(m);
        if (r != N_OK) return shared_flow(m, r);
        switch (long_freeze(m, *from, &out, &why)) {
        case COPY_OK: *dst = out; return FLOW_NEXT;
        case COPY_IS_LONG: return shared_flow(m, native_yield(m));
        case COPY_BOX:
            r = share_captured(m, why.what);
            if (r == N_OK) continue;
            return shared_flow(m, r);
        case COPY_TYPE:
            return raise_error(m, ERR_TypeError, "%s cannot be frozen",
                               type_name(m, from_obj(why.what)));
        default: return out_of_memory(m);
        }
    }
}

/* ---- regexes ---- */

enum flow slow_match_groups(Maatine *m, Value *str, Value *re, uint32_t groups, bool *hit)
{
    Value out = V_NIL;
    /* A message that is being looked at is not the maatine's yet: at once. */
    Value *wanted = groups == UINT32_MAX ? NULL : &out;
    enum regex_status st = MAAT_LIKELY(str_len(*str) <= REGEX_PART)
                               ? regex_match(&m->heap, re, str, 0, wanted, hit)
                               : long_regex_match(m, re, str, !recv_scanning(m), wanted, hit);
    switch (st) {
    case REGEX_LONG: return slow_yield(m);
    case REGEX_OK:
        if (*hit && groups != UINT32_MAX) m->R[groups] = out;
        return FLOW_NEXT;
    case REGEX_LIMIT:
        native_charge(m, REGEX_LIMIT_COST);
        return raise_error(m, ERR_Error, "the pattern takes too long");
    default: return out_of_memory(m);
    }
}

enum flow slow_match(Maatine *m, Value *dst, Value *str, Value *re, uint32_t groups)
{
    if (!is_str(*str))
        return raise_error(m, ERR_TypeError, "'=~' needs a Str, not %s", type_name(m, *str));
    if (!is_type(*re, T_REGEX))
        return raise_error(m, ERR_TypeError, "'=~' needs a Regex, not %s", type_name(m, *re));
    bool hit = false;
    enum flow f = slow_match_groups(m, str, re, groups, &hit);
    if (f == FLOW_NEXT) *dst = from_bool(hit);
    return f;
}

/* ---- errors ---- */

static bool is_error(Value v)
{
    return is_inst(v) && (((Inst *)to_obj(v))->cls->flags & CLASS_ERROR);
}

enum flow slow_throw(Maatine *m, Value *v)
{
    if (is_error(*v)) {
        m->error = *v;
        return raise_pending(m);
    }
    Value text = *v;
    if (!is_str(text)) switch (long_text(m, TEXT_STR, v, &text)) {
        case TEXT_LONG: return slow_yield(m);
        case TEXT_OK: break;
        case TEXT_NEED_MAAT: return call_finish(m, m->rt->core[CORE_str], v, 1);
        default: return out_of_memory(m);
        }
    m->result = text;
    m->error = error_new(m, ERR_Error, "", 0);
    if (is_absent(m->error)) return out_of_memory(m);
    Inst *e = (Inst *)to_obj(m->error);
    e->f[ERRF_MESSAGE] = m->result;
    heap_wrote(&m->heap, &e->h);
    return raise_pending(m);
}

enum flow slow_addsupp(Maatine *m, Value *a, Value *b)
{
    if (*a == V_ABSENT) return FLOW_NEXT;
    if (!is_error(*a) || !is_error(*b)) {
        *a = *b;
        return FLOW_NEXT;
    }
    return error_suppress(m, a, b) ? FLOW_NEXT : out_of_memory(m);
}

enum flow slow_nomatch(Maatine *m, Value *v)
{
    Buf text = BUF_INIT;
    text_add_short(&text, *v, 200);
    enum flow f = raise_error(m, ERR_MatchError, "no arm matches %s", buf_str(&text));
    buf_fini(&text);
    return f;
}

/* ---- spawning ---- */

static enum flow spawned(Maatine *m, uint32_t a, Value *fn, uint32_t nargs,
                         const struct spawn_opts *o)
{
    Value out, ref;
    const Insn *again = m->pc - 1;
    enum native_result r = maatine_spawn(m, fn, nargs, o, &out, &ref);
    m->args_end = NULL;
    switch (r) {
    case N_OK: m->R[a] = out; return FLOW_NEXT;
    case N_WAIT: m->pc = again; return FLOW_WAIT;
    case N_YIELD: m->pc = again; return FLOW_YIELD;
    case N_EXIT: return unwind(m);
    default: return raise_pending(m);
    }
}

/* Room for n words above the frame's registers, rooted until `spawned` is done. */
static Value *spawn_window(Maatine *m, uint32_t n)
{
    Value *at = stack_reserve(m, m->R + frame_proto(m->R)->nregs, n);
    if (at) m->args_end = at + n;
    return at;
}

/* The call `obj.name(args)` in a new maatine: the core function __invoke does it there. */
static enum flow spawn_invoke(Maatine *m, uint32_t a, const Value *recv, Str *name,
                              const Value *args, uint32_t nargs, const struct spawn_opts *o)
{
    ptrdiff_t recv_off = recv - m->R;
    Value arr;
    if (!array_from(&m->heap, (Value *)args, nargs, &arr)) return out_of_memory(m);
    m->result = arr;
    Value *w = spawn_window(m, 4);
    if (!w) return raise_error(m, ERR_StackError, "the stack is exhausted");
    w[0] = m->rt->core[CORE_invoke];
    w[1] = m->R[recv_off];
    w[2] = from_str(name);
    w[3] = m->result;
    return spawned(m, a, w, 3, o);
}

enum flow slow_spawn_method(Maatine *m, uint32_t a, Str *name, uint32_t nargs,
                            const struct spawn_opts *o)
{
    return spawn_invoke(m, a, &m->R[a + 3], name, &m->R[a + 4], nargs, o);
}

/* W1 nil: R[a] is the function, R[a+3] its arguments, R[a+4] named ones; a name: R[a+3] the receiver, then likewise. */
enum flow slow_spawn_spread(Maatine *m, uint32_t a, Value name, const struct spawn_opts *o)
{
    uint32_t at = is_nil(name) ? a + 3 : a + 4;
    Value *w = spawn_window(m, 5);
    if (!w) return raise_error(m, ERR_StackError, "the stack is exhausted");
    w[0] = m->rt->core[is_nil(name) ? CORE_apply : CORE_invoke_x];
    w[1] = is_nil(name) ? m->R[a] : m->R[a + 3];
    w[2] = is_nil(name) ? m->R[at] : name;
    w[3] = is_nil(name) ? m->R[at + 1] : m->R[at];
    w[4] = is_nil(name) ? V_NIL : m->R[at + 1];
    return spawned(m, a, w, is_nil(name) ? 3 : 4, o);
}

/* ---- memoised functions (R63) ---- */

enum flow slow_memokey(Maatine *m, Value *dst, Value *from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!map_key_ok(from[i]) && !is_absent(from[i]))
            return raise_error(m, ERR_TypeError,
                               "a :save function takes immutable arguments only, not %s",
                               type_name(m, from[i]));
    if (n == 1) {
        *dst = from[0];
        return FLOW_NEXT;
    }
    /* At once: one made in pieces would be asked for again, with another array. It holds n words that are frozen already. */
    struct copy_why why;
    Value arr;
    if (!array_from(&m->heap, from, n, &arr)) return out_of_memory(m);
    return frozen_copy(&m->heap, arr, dst, &why) == COPY_OK ? FLOW_NEXT : out_of_memory(m);
}

enum flow slow_memoset(Maatine *m, uint32_t index, Value *key, Value *v)
{
    Value table = V_ABSENT;
    if (m->statics && index < m->statics->h.words - 1) table = m->statics->v[index];
    if (is_absent(table)) {
        if (!map_new(&m->heap, 0, &table)) return out_of_memory(m);
        m->result = table;
        if (static_set(m, index, &m->result) != N_OK) return raise_pending(m);
    }
    m->result = m->statics->v[index];
    return map_set(&m->heap, &m->result, key, v) == MAP_OK ? FLOW_NEXT : out_of_memory(m);
}
