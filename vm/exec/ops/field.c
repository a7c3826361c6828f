/* Fields of instances, elements of collections. */
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "vm/exec/cache.h"
#include "vm/exec/interp.h"

static enum flow no_field(Maatine *m, Value o, Value name)
{
    return raise_error(m, ERR_MethodError, "%s has no field '%s'", type_name(m, o),
                       ((Str *)to_ptr(name))->p);
}

/* The lookups are functions of their own, so that what comes before needs no stack frame. */
OP_SLOW_FN(GETFIELD_LOOKUP)
{
    Value out;
    SAVE();
    if (!is_inst(R[B])) FLOW(no_field(m, R[B], pc[0]), 2);
    enum flow f = field_get(m, &R[B], (Str *)to_ptr(pc[0]), (Insn *)(uintptr_t)(pc + 1), &out);
    if (f == FLOW_NEXT) m->R[A] = out;
    FLOW(f, 2);
}

OP_SLOW_FN(GETFIELD)
{
    Insn cache = field_remembered(pc + 1, R[B]);
    if (!cache) TO_SLOW(GETFIELD_LOOKUP);
    R[A] = ((Inst *)to_obj(R[B]))->f[cache_slot(cache)];
    pc += 2;
    NEXT;
}

OP_FN(GETFIELD)
{
    Insn cache = load_rlx(pc + 1);
    const Inst *o = has_field(R[B], cache);
    if (MAAT_UNLIKELY(!o)) TO_SLOW(GETFIELD);
    R[A] = o->f[cache_slot(cache)];
    pc += 2;
    NEXT;
}

/* Then goes on with the operation behind (fused.def). */
#define FIELD_AND(second)                                                                          \
    OP_FN(GETFIELD_##second)                                                                       \
    {                                                                                              \
        Insn cache = load_rlx(pc + 1);                                                             \
        const Inst *o = has_field(R[B], cache);                                                    \
        if (MAAT_UNLIKELY(!o)) TO_SLOW(GETFIELD);                                                  \
        R[A] = o->f[cache_slot(cache)];                                                            \
        pc += 2;                                                                                   \
        TO_NEXT_OP(second);                                                                        \
    }

FIELD_AND(JF)
FIELD_AND(JT)
FIELD_AND(GETATTR)

OP_FN(GETFIELD_RETURN)
{
    Insn cache = load_rlx(pc + 1);
    const Inst *o = has_field(R[B], cache);
    if (MAAT_UNLIKELY(!o)) TO_SLOW(GETFIELD);
    MAAT_ASSERT(insn_a(load_rlx(pc + 2)) == A);
    RETURN_VALUE(o->f[cache_slot(cache)], TO_OP(GETFIELD));
}

/* Writes the field of the cache; false: it is not there, or not to be written. */
static inline bool set_cached(Maatine *m, Value to, Insn cache, Value v)
{
    Inst *o = has_field(to, cache);
    if (MAAT_UNLIKELY(!o || (o->h.gc & GC_SHARED))) return false;
    o->f[cache_slot(cache)] = v;
    if (is_ptr(v)) heap_wrote(&m->heap, &o->h);
    return true;
}

OP_SLOW_FN(SETFIELD_LOOKUP)
{
    SAVE();
    if (!is_inst(R[A])) FLOW(no_field(m, R[A], pc[0]), 2);
    FLOW(field_set(m, &R[A], (Str *)to_ptr(pc[0]), (Insn *)(uintptr_t)(pc + 1), R[B]), 2);
}

OP_SLOW_FN(SETFIELD)
{
    if (!set_cached(m, R[A], field_remembered(pc + 1, R[A]), R[B])) TO_SLOW(SETFIELD_LOOKUP);
    pc += 2;
    NEXT;
}

OP_FN(SETFIELD)
{
    if (MAAT_UNLIKELY(!set_cached(m, R[A], load_rlx(pc + 1), R[B]))) TO_SLOW(SETFIELD);
    pc += 2;
    NEXT;
}

OP_SLOW_FN(SETATTR_LOOKUP)
{
    SAVE();
    FLOW(attr_set(m, R[A], (Str *)to_ptr(pc[0]), C & 1, (Insn *)(uintptr_t)(pc + 1), R[B]), 2);
}

OP_SLOW_FN(SETATTR)
{
    if (!set_cached(m, R[A], field_remembered(pc + 1, R[A]), R[B])) TO_SLOW(SETATTR_LOOKUP);
    pc += 2;
    NEXT;
}

OP_FN(SETATTR)
{
    if (MAAT_UNLIKELY(!set_cached(m, R[A], load_rlx(pc + 1), R[B]))) TO_SLOW(SETATTR);
    pc += 2;
    NEXT;
}

/* The element i of o, if o is an Array that has it; else NULL. */
static inline Value *array_place(Value o, Value i, Array **of)
{
    if (MAAT_UNLIKELY(!is_array(o) || !is_int(i))) return NULL;
    Array *a = *of = (Array *)to_obj(o);
    uint64_t k = (uint64_t)to_int(i);
    return MAAT_LIKELY(k < a->len) ? &a->slots->v[a->start + k] : NULL;
}

/* ---- elements by kind of key: INDEX and SETINDEX do arrays themselves, and become MAPGETI and its like where they meet a Map ---- */

static inline Value *map_entry(const Map *map, Value key)
{
    return is_int(key) ? map_entry_int(map, key) : map_entry_str(map, key);
}

/* Alone or as the first half of a fused operation, whose other half then follows by itself. */
static void specialise_index(const Insn *pc, uint32_t to)
{
    specialise(pc, OP_INDEX, to);
    specialise(pc, OP_INDEX_JEQ, to);
    specialise(pc, OP_INDEX_JF, to);
    specialise(pc, OP_INDEX_JT, to);
    specialise(pc, OP_INDEX_GETATTR, to);
}

/* The byte i of o, if o is Bytes that have it; else NULL. */
static inline unsigned char *byte_place(Value o, Value i)
{
    if (!is_bytes(o) || !is_int(i)) return NULL;
    Bytes *b = to_bytes(o);
    uint64_t k = (uint64_t)to_int(i);
    return k < b->len ? (unsigned char *)bytes_data(b) + k : NULL;
}

OP_SLOW_FN(INDEX_LOOKUP)
{
    SAVE();
    FLOW(slow_index(m, &R[A], &R[B], &R[C]), 0);
}

OP_SLOW_FN(INDEX)
{
    Value o = R[B], i = R[C];
    const unsigned char *byte = byte_place(o, i);
    if (byte) {
        R[A] = from_int(*byte);
        NEXT;
    }
    if (is_map(o) && (is_int(i) || is_str(i))) {
        specialise_index(pc, is_int(i) ? OP_MAPGETI : OP_MAPGETS);
        const Value *e = map_entry(to_map(o), i);
        R[A] = e ? e[1] : V_NIL;
        NEXT;
    }
    TO_SLOW(INDEX_LOOKUP);
}

OP_FN(INDEX)
{
    Array *a;
    const Value *at = array_place(R[B], R[C], &a);
    if (MAAT_UNLIKELY(!at)) TO_SLOW(INDEX);
    R[A] = *at;
    NEXT;
}

/* An element at a constant place. */
OP_FN(LOADINT_INDEX)
{
    R[A] = from_int(SIMM);
    Insn second = load_rlx(pc);
    Value o = R[insn_b(second)];
    if (MAAT_LIKELY(is_array(o))) {
        const Array *a = (const Array *)to_obj(o);
        uint64_t k = (uint64_t)(int64_t)SIMM;
        if (MAAT_LIKELY(k < a->len)) {
            R[insn_a(second)] = a->slots->v[a->start + k];
            pc += 1;
        }
    }
    NEXT;
}

/* Then goes on with the operation behind (fused.def). */
#define ELEMENT_AND(second)                                                                        \
    OP_FN(INDEX_##second)                                                                          \
    {                                                                                              \
        Array *a;                                                                                  \
        const Value *at = array_place(R[B], R[C], &a);                                             \
        if (MAAT_UNLIKELY(!at)) TO_SLOW(INDEX);                                                    \
        R[A] = *at;                                                                                \
        TO_NEXT_OP(second);                                                                        \
    }

ELEMENT_AND(JEQ)
ELEMENT_AND(JF)
ELEMENT_AND(JT)
ELEMENT_AND(GETATTR)

/* The value of an entry that stands in the map. */
static inline void entry_set(Maatine *m, const Map *map, Value *e, Value v)
{
    e[1] = v;
    if (is_ptr(v)) heap_wrote_at(&m->heap, &map->entries->h, &e[1]);
}

OP_SLOW_FN(SETINDEX_LOOKUP)
{
    SAVE();
    FLOW(slow_setindex(m, &R[A], &R[B], &R[C]), 0);
}

OP_SLOW_FN(SETINDEX)
{
    Value o = R[A], k = R[B];
    unsigned char *byte = byte_place(o, k);
    if (byte && is_int(R[C]) && !(to_obj(o)->gc & GC_SHARED) && !(to_obj(o)->flags & OF_COW)) {
        *byte = (unsigned char)to_int(R[C]);
        NEXT;
    }
    if (is_map(o) && !(to_obj(o)->gc & GC_SHARED) && (is_int(k) || is_str(k))) {
        Value *e = map_entry(to_map(o), k);
        if (e) {
            specialise(pc, OP_SETINDEX, is_int(k) ? OP_MAPSETI : OP_MAPSETS);
            entry_set(m, to_map(o), e, R[C]);
            NEXT;
        }
    }
    TO_SLOW(SETINDEX_LOOKUP);
}

OP_FN(SETINDEX)
{
    Array *a;
    Value *at = array_place(R[A], R[B], &a), v = R[C];
    if (MAAT_UNLIKELY(!at || (a->h.gc & GC_SHARED))) TO_SLOW(SETINDEX);
    *at = v;
    if (is_ptr(v)) heap_wrote_at(&m->heap, &a->slots->h, at);
    NEXT;
}

#define MAP_GET(name, is_kind, find)                                                               \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value o = R[B], k = R[C];                                                                  \
        if (MAAT_UNLIKELY(!is_map(o) || !is_kind(k))) TO_OP(INDEX);                                \
        const Value *e = find((Map *)to_obj(o), k);                                                \
        R[A] = e ? e[1] : V_NIL;                                                                   \
        NEXT;                                                                                      \
    }

MAP_GET(MAPGETI, is_int, map_entry_int)
MAP_GET(MAPGETS, is_str, map_entry_str)

#define MAP_SET(name, is_kind, find)                                                               \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        Value o = R[A], k = R[B];                                                                  \
        if (MAAT_UNLIKELY(!is_map(o) || (to_obj(o)->gc & GC_SHARED) || !is_kind(k)))               \
            TO_OP(SETINDEX);                                                                       \
        Value *e = find((Map *)to_obj(o), k);                                                      \
        if (MAAT_UNLIKELY(!e)) TO_SLOW(SETINDEX);                                                  \
        entry_set(m, (Map *)to_obj(o), e, R[C]);                                                   \
        NEXT;                                                                                      \
    }

MAP_SET(MAPSETI, is_int, map_entry_int)
MAP_SET(MAPSETS, is_str, map_entry_str)

/* A Bool, which the collector need not know of (fused.def). */
#define BOOL_TO_ELEMENT(name, v)                                                                   \
    OP_FN(name##_SETINDEX)                                                                         \
    {                                                                                              \
        Insn next = load_rlx(pc);                                                                  \
        Array *a;                                                                                  \
        Value *at = array_place(R[insn_a(next)], R[insn_b(next)], &a);                             \
        MAAT_ASSERT(insn_c(next) == A);                                                            \
        if (MAAT_UNLIKELY(!at || (a->h.gc & GC_SHARED))) TO_OP(name);                              \
        R[A] = *at = (v);                                                                          \
        pc += 1;                                                                                   \
        NEXT;                                                                                      \
    }

BOOL_TO_ELEMENT(LOADTRUE, V_TRUE)
BOOL_TO_ELEMENT(LOADFALSE, V_FALSE)

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
            entry_set(m, map, e, R[B]);
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
