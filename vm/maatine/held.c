/* Natives that hold a scheduler: told on standard error, by name, with the maatine that called them.
 *
 * The scheduler's watcher (sched/longrun.c) finds the run; which native it is stands in the maatine's record while it runs. What it
 * sees may be over by now: a line too many does no harm, so nothing is locked. One thread calls this: the watcher.
 */
#include "base/world.h"
#include "vm/maatine/life.h"
#include "vm/native.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define AGAIN_NS 10000000000u /* between two lines for one native */

static bool told_lately(struct life *l, const struct native_def *d)
{
    uint64_t now = world_os.mono_ns();
    struct held_native *oldest = &l->told[0];
    for (uint32_t i = 0; i < HELD_TOLD; i++) {
        struct held_native *t = &l->told[i];
        if (t->def == d) {
            if (now - t->when < AGAIN_NS) return true;
            oldest = t;
            break;
        }
        if (t->when < oldest->when) oldest = t;
    }
    *oldest = (struct held_native){d, now};
    return false;
}

void held_report(SchedPool *pool, Scheduler *s, Runnable *r, uint64_t ns)
{
    struct runtime *rt = sched_pool_user(pool);
    const Maatine *m = maatine_of(r);
    const struct native_def *d = load_rlx(&m->native);
    const Str *label = maatine_label(m);
    if (!d || load_rlx(&rt->log_level) > LOG_WARNING || told_lately(rt->life, d)) return;
    char line[512];
    int n = snprintf(line, sizeof line,
                     "maat: %s%s%s has held scheduler %u for %" PRIu64 " ms (maatine %" PRIu64
                     "%s%.100s)\n",
                     d->cls ? d->cls : "", d->cls ? "." : "", d->name, sched_index(s), ns / 1000000,
                     m->id, label ? ", " : "", label ? label->p : "");
    if (n > 0)
        (void)!write(STDERR_FILENO, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}
