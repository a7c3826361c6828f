/* The observer, as the rest of the runtime sees it: what happened lately, what is wanted by a tracer, the thread that serves.
 *
 * A runtime has one `struct observer` from the start of its maatines to their end. Until somebody names the program (--name,
 * --observe) or attaches to it, it holds a few empty rings and costs one load of `wants` at a send, a receive, a start and an end.
 *
 *   facts.c ask.c   what is known of a maatine        rows.c pipe.c show.c   answers: tables, filters, text
 *   query.c cmd_*.c questions (commands.def)          server.c               the socket, one thread for each client
 *   past.c       crashes, restarts, log, events    watch.c                thresholds
 *   trace.c         tracing                           profile.c dump.c       where time goes; the state in a file
 *
 * Threads: as each function says. The observer's own threads are epoch guests (sched/epoch.h); they are joined before the pool is
 * freed.
 */
#ifndef MAAT_VM_OBSERVE_OBSERVE_H
#define MAAT_VM_OBSERVE_OBSERVE_H

#include "base/atomic.h"
#include "vm/runtime.h"

struct observer;

/* Bits of `wants`: what a tracer wants to see. */
enum observe_want {
    WANT_SENDS = 1,
    WANT_RECEIVES = 2,
    WANT_SPAWNS = 4,
    WANT_ENDS = 8,
    WANT_CALLS = 16
};

/* With the pool made and not started. Listens if the configuration says so; a failure is a warning on standard error. */
void observer_start(struct runtime *rt);
/* After the pool has stopped and before it is freed: ends all threads, forgets the socket. */
void observer_stop(struct runtime *rt);
/* Nobody uses it any more. */
void observer_free(struct runtime *rt);

/* ---- what happens (past.c); any thread ---- */

/* m ends by an error or an exit signal that is worth remembering; on its owner's thread, its heap still there. */
void observe_crash(struct maatine *m, Value reason);
/* `supervisor` starts its child again. */
void observe_restart(struct maatine *supervisor, const char *child, size_t n);
/* A piece of the log or of a report went out to standard error. */
void observe_log(struct runtime *rt, const char *p, size_t n);

/* ---- tracing (trace.c); the owner's thread. Call these behind `observe_wants`. ---- */

static inline bool observe_wants(const struct runtime *rt, uint32_t what)
{
    return MAAT_UNLIKELY(load_rlx(&rt->trace_wants) & what);
}
void observe_send(struct maatine *m, uint64_t to, Value msg);
void observe_receive(struct maatine *m, uint64_t from, Value msg);
void observe_spawn(struct maatine *m, const struct maatine *child);
void observe_end(struct maatine *m, Value reason);
void observe_call(struct maatine *m, const Proto *p, const Value *args);

#endif
