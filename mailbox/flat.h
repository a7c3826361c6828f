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

/* Words of the copy of v, which does not travel as it is; 0: take the general way. */
uint32_t flat_words(Value v);
/* The copy in the words at `at`. */
Value flat_build(Value *at, Value v);

#endif
