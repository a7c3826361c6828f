/* The layout of each type of object: where it holds values and pointers to other objects. The one place that collections,
 * the copier of messages and freezing know it from.
 *
 * An object is header, raw words, pointers to storage, values: in this order, each part possibly empty. Raw pointers and
 * small counts read as doubles, so a layout that heap/ does not know (channels, regexes, Works) is all values behind its
 * fixed head.
 */
#ifndef MAAT_HEAP_SCAN_H
#define MAAT_HEAP_SCAN_H

#include "heap/object.h"

#define SHAPE_NONE 255
#define SHAPE_WEAK 254 /* a WeakMap or WeakRef: the collector's own business (gc_weak.c) */

struct shape {
    uint8_t ptr, nptr; /* words that are pointers to objects (or NULL) */
    uint8_t first;     /* values from this word to the end; SHAPE_NONE: none */
};

/* By enum obj_type. */
extern const struct shape scan_shapes[T_COUNT];

static inline const struct shape *scan_shape(const Obj *o)
{
    MAAT_ASSERT(o->type > 0 && o->type < T_COUNT);
    return &scan_shapes[o->type];
}

/* The link of an object in its off-heap list. */
static inline Obj **scan_next(Obj *o)
{
    return o->type == T_STRX ? &((StrX *)o)->next : &((struct offheap *)o)->next;
}

static inline Value scan_retarget(Value v, const void *to)
{
    return (v & ~PAYLOAD_MASK) | (uint64_t)(uintptr_t)to;
}

#endif
