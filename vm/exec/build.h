/* BUILD and BUILT: values that are made to be sent (heap/region.h).
 *
 * A place where little was made BUILD_SMALL times in a row opens no region any more, but goes on looking how much is made: that is all that most
 * places ever do, so it is done here, without a call. The first time that much is made, the value is claimed all the same.
 */
#ifndef MAAT_VM_EXEC_BUILD_H
#define MAAT_VM_EXEC_BUILD_H

#include "base/atomic.h"
#include "heap/region.h"
#include "vm/exec/code.h"
#include "vm/maatine/maatine.h"

#define BUILD_SMALL 4u
/* Words. Less is little by any measure. */
#define BUILD_TINY  32u

static inline bool build_is_small(const struct build_learned *l)
{
    return load_rlx(&l->small) >= BUILD_SMALL;
}
/* Next to nothing was made since a mark of region_mark_none, and nothing was collected. */
static inline bool build_was_tiny(const Heap *h, Value mark)
{
    return region_mark_none(h) - mark < BUILD_TINY;
}

/* The value for the register of BUILD; then, with that, for BUILT: of the island that *v lies in alone, or nil. May collect. */
Value build_begin(Maatine *m, struct build_learned *l);
Value build_end(Maatine *m, struct build_site *s, Value *v, Value mark);
/* The same for the result of a task: before it runs, and when its function is over. What that leaves in its registers is gone then. */
Value build_task(Maatine *m, struct build_learned *l);
Value build_task_end(Maatine *m, struct build_learned *l, Value *result, Value mark);
/* Tokens are values that no program has. */
static inline Value build_token(uint32_t tag)
{
    return (TAG_SPECIAL << TAG_SHIFT) | 1ull << 40 | tag;
}
/* The tag of the island that a BUILT left word of; 0: it did not. */
static inline uint32_t build_tag(Value token)
{
    return token == build_token((uint32_t)token) ? (uint32_t)token : 0;
}

#endif
