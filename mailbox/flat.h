/* Small messages: an array of a few numbers, Mas, names and short strings, and at most FLAT_OBJECTS arrays in all, one in the
 * other. They are copied without marks and log: measured, then built, both by plain recursion of a few levels.
 *
 * What has an identity (an array, a From) may be reached once only, else sharing would be lost; whoever reaches one twice, too many,
 * or anything else, is told to take the general way (heap/copy.h). Strings are values: that one stands in two places need not
 * be kept.
 *
 * Threads: the owner of the value.
 */
#ifndef MAAT_MAILBOX_FLAT_H
#define MAAT_MAILBOX_FLAT_H

#include "heap/object.h"

#define FLAT_MAX     16 /* elements of an array */
#define FLAT_OBJECTS 4  /* arrays and Froms */

/* It travels as it is: an immediate or an immortal. */
static inline bool flat_is_free(Value v)
{
    return !is_ptr(v) || (to_obj(v)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED;
}

/* Words of an array that is not empty, without its elements. */
#define FLAT_ARRAY_WORDS (WORDS_OF(Array) + 1)

/* Lays an array of v[0..n) at `at`, n > 0: its head, and slots with the same values. */
static inline Value flat_plain_array(Value *at, const Value *v, uint32_t n, uint8_t flags)
{
    Array *to = (Array *)at;
    Slots *s = (Slots *)(to + 1);
    to->h = (Obj){.type = T_ARRAY, .flags = flags, .words = WORDS_OF(Array)};
    to->len = n;
    to->start = 0;
    to->slots = s;
    s->h = (Obj){.type = T_SLOTS, .words = n + 1};
    copy_few(s->v, v, n);
    return from_obj(to);
}

/* Words of the copy of v, which does not travel as it is; 0: take the general way. */
uint32_t flat_words(Value v);
/* The copy in the words at `at`. */
Value flat_build(Value *at, Value v);

#endif
