/* Timers: a hierarchical timing wheel for each scheduler.
 *
 * A `struct timer` is embedded in its user's record. It is started on the calling scheduler's wheel and fires on that
 * scheduler's thread, at the deadline or at most two milliseconds later if the thread is idle (after the
 * running slice if it is busy). Start and cancel are O(1) whatever is pending; cancel works from any thread.
 *
 *      tick = 2^18 ns (about a quarter of a millisecond); 8 levels of 64 slots; level k has slots of 64^k ticks
 *
 *      level 0  | . . x . . . |   next 16.8 ms     a bit for each slot that is not empty; so finding the next
 *      level 1  | x . . . . x |   1.07 s           event is one count of trailing zeros a level, and nobody
 *      level 2  | . x . . . . |   68.7 s           ever walks through ticks in which nothing happens
 *      ...                        (level 7: 584 years)
 *
 * A timer sits in the slot of the highest 6-bit digit in which its tick differs from the wheel's. When the
 * wheel reaches a slot of level k > 0 its timers move to lower levels: at most 7 moves in a life, none for
 * those cancelled before.
 *
 * TW-1  A timer is in a slot list or the due list iff state is TIMER_PENDING and its deadline is finite.
 * TW-2  Every list, bit and count is read and written under the wheel's lock (TIMER_INBOX, a leaf).
 * TW-3  state leaves TIMER_PENDING once for each start: by the wheel (fires) or by timer_cancel (stopped),
 *       under the lock. So timer_cancel's answer is certain: true means fn is not and will not be called
 *       for that start.
 * TW-4  All timers of level k lie in the current turn of level k+1; a slot's bit is set iff its list is not empty.
 *
 * Memory. The user owns the timer always. Start and cancel of one timer are serialised by its user (they
 * are, when only the maatine that embeds it calls them). After timer_cancel returned, true or false, the
 * wheel has no pointer to the timer: it may be started again at once, on any scheduler. When the answer is
 * false fn was called, or is being called at this moment by another thread, with the `arg` of the start it
 * belongs to: give each start its own arg (a wait number) and let fn compare. fn may therefore look at the
 * record after the canceller went on: free records that embed a timer by epoch_retire, not at once. fn may
 * start its timer again.
 */
#ifndef MAAT_SCHED_TIMER_H
#define MAAT_SCHED_TIMER_H

#include "sched/sched.h"

#define TIMER_NEVER UINT64_MAX /* a deadline that does not come; such a timer never counts */

typedef struct timer Timer;
/* On the wheel's thread, outside all locks, never from inside a runnable's run. */
typedef void (*timer_fn)(Timer *t, uint64_t arg, Scheduler *s);

enum timer_state { TIMER_IDLE, TIMER_PENDING };

struct timer {
    Timer *next;      /* [guarded: TIMER_INBOX] */
    Timer **link;     /* [guarded: TIMER_INBOX] what points at this one */
    uint64_t tick;    /* [guarded: TIMER_INBOX] when it fires; UINT64_MAX: never */
    timer_fn fn;      /* [user, while not pending] */
    uint64_t arg;     /* [const while pending] */
    Scheduler *owner; /* [user: written by start, read by cancel] whose wheel */
    uint16_t slot;    /* [guarded: TIMER_INBOX] level * 64 + slot */
    uint8_t state;    /* [any, atomic; written under TIMER_INBOX] enum timer_state */
    bool counts;      /* [const while pending] keeps the pool from being quiet */
};

void timer_init(Timer *t, timer_fn fn);
/* Starts t on the calling scheduler's wheel; t is not pending. `deadline` is a time of world_mono_ns; one in the past
 * fires as soon as the scheduler looks. `counts`: the pool is not quiet while it is pending. */
void timer_start(Scheduler *s, Timer *t, uint64_t deadline, uint64_t arg, bool counts);
/* From any thread. True: it was pending and will certainly not fire. False: it was not pending, has fired or is
 * firing now. */
bool timer_cancel(Timer *t);
bool timer_pending(const Timer *t); /* racy unless asked on the wheel's thread */
/* The deadline of a pending timer (rounded up to a tick), TIMER_NEVER if there is none. */
uint64_t timer_deadline(const Timer *t);
/* now + secs, for any double: negative and NaN are now, infinite or absurdly long is TIMER_NEVER. */
uint64_t timer_after(uint64_t now, double secs);

#endif
