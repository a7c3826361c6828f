/* Inline caches: the last word of an operation that looks something up by name keeps what was found for the receiver that was seen.
 *
 *   0                                               nothing yet
 *   1 | class id (31 bits) | slot << 3 | KIND       a field: instances of the class have it in the slot
 *   0 | key (15 bits) | Method pointer | KIND       a method: for instances of me->cls (key 0), the class me->cls itself
 *                                                   (CACHE_STATIC; key 0 or STATIC_NATIVE), or values of the built-in
 *                                                   type `key`
 *
 * Code is shared by all threads, so several may read and write a cache at once; nothing but a relaxed load and store of one
 * word is used. It is right for these reasons:
 * IC-1  A cache is one word, and complete: what it says does not depend on any other word, on who wrote it or when. Any value that
 *       was ever stored there is true for ever (classes are sealed, methods immutable and kept as long as the runtime), so an old
 *       value is as good as a new one, and a lost store costs a lookup.
 * IC-2  A cache belongs to one instruction: the number of arguments, the function around it and what it may see (private
 *       fields) are the same at each use, so they are checked when the cache is filled.
 * IC-3  Class ids are never reused, and bit 63 tells a class id from the upper half of a pointer.
 * IC-4  What a pointer in a cache leads to was written before the cache, and is read through that pointer alone: the processor keeps
 *       that order for dependent loads.
 *
 * A word has no room for a class and a method that the class inherited, and there is but one. So what else a place meets, instances of other
 * classes and inherited methods, stands in a small table of the thread, by place and class (`place_memo`).
 * IC-5  What stands there is true for ever, as in the place itself: code is kept as long as the runtime, and a class of another
 *       runtime, which might use the same address again, has another id.
 */
#ifndef MAAT_VM_CACHE_H
#define MAAT_VM_CACHE_H

#include "base/atomic.h"
#include "vm/exec/code.h"

enum cache_kind {
    CACHE_NONE,
    CACHE_FN,     /* instance; a simple function that takes just the arguments given */
    CACHE_NATIVE, /* built-in receiver; a native that takes the arguments given, named ones exactly if there are any */
    CACHE_CORE,   /* built-in receiver; a simple function that takes just the arguments given */
    CACHE_INST,   /* instance; any other method */
    CACHE_BUILTIN, /* built-in receiver; any other method */
    CACHE_STATIC, /* a class method; key STATIC_NATIVE: a native that takes just the arguments given */
    CACHE_FIELD
};

#define CACHE_KIND_MASK 7u
#define CACHE_KEY_SHIFT 48
#define CACHE_IS_FIELD  0x80000000u /* in the upper half */

static inline enum cache_kind cache_kind(Insn cache)
{
    return (enum cache_kind)(cache & CACHE_KIND_MASK);
}

static inline Method *cache_method(Insn cache)
{
    return (Method *)(uintptr_t)(cache & PAYLOAD_MASK & ~(Insn)CACHE_KIND_MASK);
}

#define STATIC_NATIVE 1u

/* What tells built-in types apart: the type of an object, or one of the numbers behind for other values. 0: not told apart. */
enum { KEY_NUM = 64, KEY_STR = 65, KEY_MA = 66, KEY_REF = 67 };
static inline uint32_t cache_key(Value recv)
{
    if (is_obj(recv)) return to_obj(recv)->type;
    if (recv < (TAG_SPECIAL << TAG_SHIFT)) return KEY_NUM;
    if (is_str(recv)) return KEY_STR;
    return is_ma(recv) ? KEY_MA : is_ref(recv) ? KEY_REF : 0;
}

static inline Insn cache_of_method(const Method *me, enum cache_kind kind, uint32_t key)
{
    MAAT_ASSERT(((uintptr_t)me & CACHE_KIND_MASK) == 0 && (uintptr_t)me <= PAYLOAD_MASK);
    return (Insn)key << CACHE_KEY_SHIFT | (uintptr_t)me | kind;
}

static inline Insn cache_of_field(const Class *c, uint32_t slot)
{
    return (Insn)(c->id | CACHE_IS_FIELD) << 32 | slot << 3 | CACHE_FIELD;
}
/* Is it a field of instances of c? */
static inline bool cache_has_field(Insn cache, const Class *c)
{
    return ((uint32_t)(cache >> 32) ^ CACHE_IS_FIELD) == c->id;
}
/* The instance `v`, if it has the field of the cache; else NULL. */
static inline Inst *has_field(Value v, Insn cache)
{
    if (MAAT_UNLIKELY(!is_inst(v))) return NULL;
    Inst *o = (Inst *)to_obj(v);
    return MAAT_LIKELY(cache_has_field(cache, o->cls)) ? o : NULL;
}
static inline uint32_t cache_slot(Insn cache) { return (uint32_t)cache >> 3; }

/* ---- what a place meets besides what its own cache can hold ---- */

#define PLACE_MEMOS 256 /* a power of two */
struct place_memo {
    const Insn *place; /* the cache */
    Insn cache;        /* what it would hold for instances of the class: CACHE_FIELD or CACHE_FN */
    uint32_t id;       /* of the class */
};
extern __thread struct place_memo place_memos[PLACE_MEMOS]; /* [owner: the thread] */

static inline struct place_memo *place_memo_of(const Insn *place, uint32_t id)
{
    return &place_memos[((uintptr_t)place / sizeof(Insn) + id * 31) % PLACE_MEMOS];
}
static inline void place_remember(const Insn *place, uint32_t id, Insn cache)
{
    *place_memo_of(place, id) = (struct place_memo){place, cache, id};
}
/* What was seen at this place in another instance of v's class, or CACHE_NONE. */
static inline Insn place_remembered(const Insn *place, Value v)
{
    if (!is_inst(v)) return CACHE_NONE;
    uint32_t id = ((Inst *)to_obj(v))->cls->id;
    const struct place_memo *e = place_memo_of(place, id);
    return e->place == place && e->id == id ? e->cache : CACHE_NONE;
}
static inline Insn field_remembered(const Insn *place, Value v)
{
    Insn cache = place_remembered(place, v);
    return cache_kind(cache) == CACHE_FIELD ? cache : CACHE_NONE;
}
/* A simple function that takes just the arguments given there. */
static inline const Method *method_remembered(const Insn *place, Value v)
{
    Insn cache = place_remembered(place, v);
    return cache_kind(cache) == CACHE_FN ? cache_method(cache) : NULL;
}

#endif
