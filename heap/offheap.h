/* What is known of objects with an off-heap part (OF_OFFHEAP), by type: see heap_set_release and heap_set_retain. Any thread.
 */
#ifndef MAAT_HEAP_OFFHEAP_H
#define MAAT_HEAP_OFFHEAP_H

#include "heap/object.h"

/* The object is dead: gives back what it owns. */
void offheap_release(Obj *o);
bool offheap_can_copy(enum obj_type t);
/* `copy` is a word-for-word copy: gives it what it owns. False: it gets nothing, and must not be released. */
bool offheap_retain(Obj *copy);
/* Bytes of the buffer behind a string or Bytes: the object's share. */
uint64_t offheap_bytes(const Obj *o);
/* How many of them a copy of the object has for itself: 0 if it shares them. */
uint64_t offheap_doubled(const Obj *o);

#endif
