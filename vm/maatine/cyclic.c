/* When cycles of shared variables and channels are looked for (mailbox/cycles.h): on a thread of the pool for blocking work, so
 * that no scheduler is held up, however many there are. */
#include "base/mem.h"
#include "sched/offload.h"
#include "vm/maatine/life.h"

struct pass_job {
    Offload off;
    struct runtime *rt;
};

static void wake_waiting(void *rt, uint64_t id) { maatine_wake(rt, id); }

static void job_work(Offload *o)
{
    struct runtime *rt = ((struct pass_job *)o)->rt;
    (void)cycles_pass(rt->cycles, wake_waiting, rt);
}

static void job_done(Offload *o, Scheduler *s)
{
    (void)s;
    mem_free(MEM_TEMP, o);
}

void cycles_begin_pass(Maatine *m)
{
    struct pass_job *j = mem_zalloc(MEM_TEMP, sizeof *j);
    j->rt = m->rt;
    sched_offload(sched_current(), &j->off, job_work, job_done);
}
