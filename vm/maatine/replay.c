/* Replayed runs (--sched-seed): the pool's events as lines of a file (--sched-log), for comparing two runs and for reading what
 * happened.
 *
 *      12 1000.000004100 2 run  7 'counter' 113        step, clock, scheduler, maatine by its number, budget
 *      12 1000.000006360 2 ran  97 parked              reductions used, what became of it
 *      12 1000.000006360 - jump 0.250000000            nothing was ready
 *
 * Maatines are named by `serial`, the order of their start; nothing that differs from run to run (addresses, real time) is
 * written. Threads: the one that plays all schedulers.
 */
#include "vm/maatine/life.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#define SECOND 1000000000u

static void put_head(FILE *f, const SchedEvent *e)
{
    fprintf(f, "%" PRIu64 " %" PRIu64 ".%09" PRIu64 " ", e->step, e->now / SECOND, e->now % SECOND);
    if (e->kind == SCHED_EV_JUMP || e->kind == SCHED_EV_QUIET)
        fputs("- ", f);
    else
        fprintf(f, "%u ", e->sched);
}

static void put_run(FILE *f, const SchedEvent *e)
{
    const Maatine *m = maatine_of(e->r);
    fprintf(f, "run  %" PRIu64, m->serial);
    if (maatine_label(m)) fprintf(f, " '%s'", maatine_label(m)->p);
    fprintf(f, " %d\n", e->budget);
}

static void put_event(FILE *f, const SchedEvent *e)
{
    static const char *const results[] = {"yield", "parked", "ended"};
    put_head(f, e);
    switch (e->kind) {
    case SCHED_EV_RUN: put_run(f, e); break;
    case SCHED_EV_RAN: fprintf(f, "ran  %d %s\n", e->used, results[e->result]); break;
    case SCHED_EV_WORK: fputs("work\n", f); break;
    case SCHED_EV_TIMERS: fprintf(f, "timers %" PRIu64 "\n", e->count); break;
    case SCHED_EV_JUMP:
        fprintf(f, "jump %" PRIu64 ".%09" PRIu64 "\n", e->count / SECOND, e->count % SECOND);
        break;
    case SCHED_EV_QUIET: fputs("quiet\n", f); break;
    }
}

void replay_on_event(SchedPool *pool, const SchedEvent *e)
{
    struct runtime *rt = sched_pool_user(pool);
    put_event(rt->sched_log, e);
}

bool replay_log_open(struct runtime *rt)
{
    const char *path = rt->cfg.sched_log;
    if (!rt->cfg.sched_seed || !path || !path[0]) return true;
    rt->sched_log = fopen(path, "w");
    if (rt->sched_log) return true;
    fprintf(stderr, "maat: cannot write %s: %s\n", path, strerror(errno));
    return false;
}

void replay_log_close(struct runtime *rt)
{
    if (rt->sched_log) fclose(rt->sched_log);
    rt->sched_log = NULL;
}
