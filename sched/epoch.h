/* Memory that other threads may still be looking at: freed when every scheduler has passed a quiescent point.
 *
 * A scheduler is quiescent between two runs. A record (say, a maatine's) that others may find in a shared table is
 * first unlinked from there, then retired; it is freed when every scheduler has been quiescent since. Readers pay
 * nothing: whoever runs on a scheduler may follow pointers found in shared tables until its run ends.
 *
 * How. The pool has an epoch number. What a scheduler retires is gathered in its own bag; a full bag is
 * sealed: the epoch is incremented and the bag gets the new number. At each quiescent point a scheduler
 * compares the pool's epoch with its own copy (`seen`) and stores it when it moved: a load and a compare in
 * the common case. A bag of number n may be freed when every scheduler that is not asleep has seen n or
 * more.
 *
 * EP-1  The seal is an acquire-release increment and follows the unlinking; a scheduler loads the epoch
 *       with acquire. So a scheduler that has seen n cannot find, afterwards, what was retired into a bag
 *       numbered n or less.
 * EP-2  `seen` is stored with release at a quiescent point and loaded with acquire before freeing. So all that a
 *       scheduler read before is done when the memory is freed.
 * EP-3  A sleeping scheduler has seen = EPOCH_AWAY and holds nothing up. Coming back it stores the epoch,
 *       then a full fence, then looks at shared memory; who frees seals, then a full fence, then loads
 *       `seen`. Either the fence of the first comes first (the freer sees it and waits) or the freer's (the
 *       comer sees the unlinking).
 * EP-4  A scheduler that falls asleep seals its bag and leaves what it cannot free yet to the pool (LIMBO),
 *       where the next to reclaim finds it: no memory waits for a sleeper to wake.
 *
 * Threads that are no schedulers take part with epoch_enter and epoch_leave around each look.
 */
#ifndef MAAT_SCHED_EPOCH_H
#define MAAT_SCHED_EPOCH_H

#include "sched/sched.h"

/* s is the scheduler that frees (the calling one), NULL when the pool itself is freed. */
typedef void (*epoch_free_fn)(void *p, Scheduler *s);

/* s is the calling scheduler. p is no longer reachable from shared memory. Amortised a few nanoseconds. */
void epoch_retire(Scheduler *s, MAAT_OWNED void *p, epoch_free_fn free_fn);

/* For threads that are no schedulers: between the two, what they find in shared memory stays alive. Short;
 * not nested. The ticket of enter is given to leave. */
unsigned epoch_enter(SchedPool *pool);
void epoch_leave(SchedPool *pool, unsigned ticket);

#endif
