/* The word that decides how a wait at channels ends: once, and in one way, however many channels it listens at.
 *
 * A waiter opens its claim before it joins the first channel. Then it is ended by whoever takes it: the waiter itself when it
 * takes a value, gives one or gives up; another that gives it a value. Who gives while it waits as well (a select that
 * sends) must end both waits or neither: it holds its own, takes the other one, and ends its own, or opens it again.
 *
 *   OPEN -> HELD -> OVER      by another that gives: what is given is laid down while it is held (claim_end)
 *   OPEN -> HELD -> OPEN      by itself, which has found nobody to give to
 *   OPEN -> OVER              by itself
 *
 * CL-1  HELD lasts a few instructions, under the lock of the channel at which its holder gives. Who meets it waits for its end by
 *       turning (claim_turn), and needs no lock for that which its holder waits for.
 * CL-2  Who holds its own and meets a held one waits only if its number is the smaller one; else it opens its own first. Numbers
 *       grow along what is waited for, so none waits for itself.
 *
 * Threads: any. What is laid down under HELD is seen by who has read OVER.
 */
#ifndef MAAT_VM_CLAIM_H
#define MAAT_VM_CLAIM_H

#include "base/atomic.h"
#include <sched.h>
#include <stdbool.h>

enum claim_state { CLAIM_OPEN, CLAIM_HELD, CLAIM_OVER };

typedef struct claim {
    uint32_t state; /* [any, atomic: cas_ar pairs with store_rel] */
} Claim;

/* Of the waiter, while nobody else knows of it. */
static inline void claim_open(Claim *c) { store_rel(&c->state, CLAIM_OPEN); }

static inline bool claim_is_over(const Claim *c) { return load_acq(&c->state) == CLAIM_OVER; }

/* Whoever has it held goes on soon; its thread may have to run for that. */
static inline void claim_turn(unsigned *turns)
{
    if (++*turns % 64 == 0)
        (void)sched_yield();
    else
        cpu_relax();
}

/* Whether it was open, and has gone from there to `to`. One that is held is waited for. */
static inline bool claim_move(Claim *c, enum claim_state to)
{
    for (unsigned turns = 0;; claim_turn(&turns)) {
        uint32_t was = CLAIM_OPEN;
        if (cas_ar(&c->state, &was, to)) return true;
        if (was == CLAIM_OVER) return false;
    }
}
static inline bool claim_take(Claim *c) { return claim_move(c, CLAIM_OVER); }

/* The holder has laid down what it gives. */
static inline void claim_end(Claim *c) { store_rel(&c->state, CLAIM_OVER); }

enum claimed { CLAIMED, CLAIM_LOST, CLAIM_OTHER_LOST };

/* CLAIMED: *other is held (claim_end follows), and *own over. CLAIM_LOST: *own was over, which changes nothing else.
 * CLAIM_OTHER_LOST: *other was over, *own is open. `waits`: of the two, own has the smaller number (CL-2). */
static inline enum claimed claim_both(Claim *own, Claim *other, bool waits)
{
    if (!claim_move(own, CLAIM_HELD)) return CLAIM_LOST;
    for (unsigned turns = 0;; claim_turn(&turns)) {
        uint32_t was = CLAIM_OPEN;
        if (cas_ar(&other->state, &was, CLAIM_HELD)) {
            store_rel(&own->state, CLAIM_OVER);
            return CLAIMED;
        }
        if (was == CLAIM_OVER) {
            store_rel(&own->state, CLAIM_OPEN);
            return CLAIM_OTHER_LOST;
        }
        if (waits) continue;
        store_rel(&own->state, CLAIM_OPEN);
        claim_turn(&turns);
        if (!claim_move(own, CLAIM_HELD)) return CLAIM_LOST;
    }
}

#endif
