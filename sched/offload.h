/* Blocking work on OS threads of its own, so that it does not hold a scheduler.
 *
 * The threads are started when there is work and none is free, up to the configured limit (64), and end
 * after a while without work; past the limit work waits in line, first in first out. `work` runs on such a
 * thread: it may block, and may use only what takes a pool or any thread (sched_post, sched_ready_from,
 * epoch_enter). `done` runs afterwards on the thread of the scheduler that offloaded it. Offloaded work
 * counts as a hold until `done` has returned.
 */
#ifndef MAAT_SCHED_OFFLOAD_H
#define MAAT_SCHED_OFFLOAD_H

#include "sched/sched.h"

typedef struct offload Offload;
struct offload {
    SchedTask task;                         /* [the way back] */
    Offload *next;                          /* [guarded: OFFLOAD] */
    void (*work)(Offload *o);               /* [const] on an OS thread */
    void (*done)(Offload *o, Scheduler *s); /* [const] on the offloader's thread; may free o */
    Scheduler *home;                        /* [const] */
};

/* s is the calling scheduler; o stays the pool's until `done` is called. */
void sched_offload(Scheduler *s, Offload *o, void (*work)(Offload *),
                   void (*done)(Offload *, Scheduler *));

/* Racy numbers for inspection: threads alive, work waiting for one. */
void offload_stats(const SchedPool *pool, unsigned *threads, unsigned *waiting);

#endif
