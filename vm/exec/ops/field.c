/* Fields of instances, elements of collections. */
#include "heap/array.h"
#include "heap/map.h"
#include "vm/exec/cache.h"
#include "vm/exec/interp.h"

static enum flow no_field(Maatine *m, Value o, Value name)
{
    return raise_error(m, ERR_MethodError, "%s has no field '%s'", type_name(m, o),
                       ((Str *)to_ptr(name))->p);
}

OP_SLOW_FN(GETFIELD)
{
    Value out;
    SAVE();
    if (!is_inst(R[B])) FLOW(no_field(m, R[B], pc[0]), 2);
    enum flow f = field_get(m, &R[B], (Str *)to_ptr(pc[0]), (Insn *)(uintptr_t)(pc + 1), &out);
    if (f == FLOW_NEXT) m->R[A] = out;
    FLOW(f, 2);
}

OP_FN(GETFIELD)
{
    Value o = R[B];
    Insn cache = load_rlx(pc + 1);
    if (MAAT_LIKELY(is_inst(o))) {
        Inst *in = (Inst *)to_obj(o);
        if (MAAT_LIKELY(cache_has_field(cache, in->cls))) {
            R[A] = in->f[cache_slot(cache)];
            pc += 2;
            NEXT;
        }
    }
    TO_SLOW(GETFIELD);
}

OP_SLOW_FN(SETFIELD)
{
    SAVE();
    if (!is_inst(R[A])) FLOW(no_field(m, R[A], pc[0]), 2);
    FLOW(field_set(m, &R[A], (Str *)to_ptr(pc[0]), (Insn *)(uintptr_t)(pc + 1), R[B]), 2);
}

OP_FN(SETFIELD)
{
    Value o = R[A];
    Insn cache = load_rlx(pc + 1);
    if (MAAT_LIKELY(is_inst(o))) {
        Inst *in = (Inst *)to_obj(o);
        if (MAAT_LIKELY(cache_has_field(cache, in->cls) && !(in->h.gc & GC_SHARED))) {
            in->f[cache_slot(cache)] = R[B];
            if (is_ptr(R[B])) heap_wrote(&m->heap, &in->h);
            pc += 2;
            NEXT;
        }
    }
    TO_SLOW(SETFIELD);
}

OP_SLOW_FN(SETATTR)
{
    SAVE();
    FLOW(attr_set(m, R[A], (Str *)to_ptr(pc[0]), C & 1, (Insn *)(uintptr_t)(pc + 1), R[B]), 2);
}

OP_FN(SETATTR)
{
    Value o = R[A];
    Insn cache = load_rlx(pc + 1);
    if (MAAT_LIKELY(is_inst(o))) {
        Inst *in = (Inst *)to_obj(o);
        if (MAAT_LIKELY(cache_has_field(cache, in->cls) && !(in->h.gc & GC_SHARED))) {
            in->f[cache_slot(cache)] = R[B];
            if (is_ptr(R[B])) heap_wrote(&m->heap, &in->h);
            pc += 2;
            NEXT;
        }
    }
    TO_SLOW(SETATTR);
}

OP_FN(INDEX)
{
    Value o = R[B], i = R[C];
    if (MAAT_LIKELY(is_obj(o))) {
        Obj *h = to_obj(o);
        if (MAAT_LIKELY(h->type == T_ARRAY && is_int(i))) {
            Array *a = (Array *)h;
            uint64_t k = (uint64_t)to_int(i);
            if (MAAT_LIKELY(k < a->len)) {
                R[A] = a->slots->v[a->start + k];
                NEXT;
            }
        } else if (h->type == T_MAP && (is_str(i) || is_int(i))) {
            Value v;
            R[A] = map_get((Map *)h, i, &v) ? v : V_NIL;
            NEXT;
        }
    }
    SAVE();
    FLOW(slow_index(m, &R[A], &R[B], &R[C]), 0);
}

OP_FN(SETINDEX)
{
    Value o = R[A], i = R[B];
    if (MAAT_LIKELY(is_array(o) && is_int(i))) {
        Array *a = (Array *)to_obj(o);
        uint64_t k = (uint64_t)to_int(i);
        if (MAAT_LIKELY(k < a->len && !(a->h.gc & GC_SHARED))) {
            Value *at = &a->slots->v[a->start + k];
            *at = R[C];
            if (is_ptr(R[C])) heap_wrote_at(&m->heap, &a->slots->h, at);
            NEXT;
        }
    }
    SAVE();
    FLOW(slow_setindex(m, &R[A], &R[B], &R[C]), 0);
}

/* ---- keys that stand in the code: their cache is the entry, counted from 1, where the key was found last (IC-1: the entry says itself
 * whether it is still the one) ---- */

/* The entry of the cache, if it holds this very key; else NULL. */
static inline Value *cached_entry(const Map *map, Insn cache, Value key)
{
    if (MAAT_UNLIKELY(cache - 1 >= map->used)) return NULL;
    Value *e = &map->entries->v[2 * (cache - 1)];
    return MAAT_LIKELY(e[0] == key) ? e : NULL;
}

/* Finds the key and remembers where, if it stands there as the very object of the code. */
static Value *find_entry(const Map *map, Value key, const Insn *cache)
{
    int64_t e = map_find(map, key);
    if (e < 0) return NULL;
    Value *at = &map->entries->v[2 * e];
    if (at[0] == key) store_rlx((Insn *)(uintptr_t)cache, (Insn)e + 1);
    return at;
}

OP_SLOW_FN(KEY)
{
    Value o = R[B];
    if (MAAT_UNLIKELY(!is_map(o))) {
        SAVE();
        FLOW(raise_error(m, ERR_TypeError, "%s has no keys", type_name(m, o)), 2);
    }
    const Value *e = find_entry((Map *)to_obj(o), pc[0], pc + 1);
    R[A] = e ? e[1] : V_NIL;
    pc += 2;
    NEXT;
}

OP_FN(KEY)
{
    Value o = R[B];
    if (MAAT_LIKELY(is_map(o))) {
        const Value *e = cached_entry((Map *)to_obj(o), load_rlx(pc + 1), pc[0]);
        if (MAAT_LIKELY(e != NULL)) {
            R[A] = e[1];
            pc += 2;
            NEXT;
        }
    }
    TO_SLOW(KEY);
}

OP_SLOW_FN(SETKEY)
{
    SAVE();
    if (MAAT_UNLIKELY(!is_map(R[A])))
        FLOW(raise_error(m, ERR_TypeError, "%s has no keys", type_name(m, R[A])), 2);
    if (to_obj(R[A])->gc & GC_SHARED) FLOW(raise_error(m, ERR_FrozenError, "Map is frozen"), 2);
    Value key = pc[0];
    if (map_set(&m->heap, &R[A], &key, &R[B]) != MAP_OK)
        FLOW(raise_error(m, ERR_MemoryError, "out of memory"), 2);
    (void)find_entry((Map *)to_obj(R[A]), key, pc + 1);
    pc += 2;
    NEXT;
}

OP_FN(SETKEY)
{
    Value o = R[A];
    if (MAAT_LIKELY(is_map(o) && !(to_obj(o)->gc & GC_SHARED))) {
        Map *map = (Map *)to_obj(o);
        Value *e = cached_entry(map, load_rlx(pc + 1), pc[0]);
        if (MAAT_LIKELY(e != NULL)) {
            e[1] = R[B];
            if (is_ptr(R[B])) heap_wrote_at(&m->heap, &map->entries->h, &e[1]);
            pc += 2;
            NEXT;
        }
    }
    TO_SLOW(SETKEY);
}

OP_FN(IN)
{
    SAVE();
    FLOW(slow_in(m, &R[A], &R[B], &R[C], false), 0);
}

OP_FN(NOTIN)
{
    SAVE();
    FLOW(slow_in(m, &R[A], &R[B], &R[C], true), 0);
}
