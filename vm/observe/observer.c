/* The observer's life; see observe.h. */
#include "base/mem.h"
#include "base/world.h"
#include "vm/observe/dump.h"
#include "vm/observe/observe_int.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

void observer_start(struct runtime *rt)
{
    struct observer *o = mem_zalloc(MEM_RUNTIME, sizeof *o);
    o->rt = rt;
    o->pid = (int)getpid();
    o->stop_fd = -1;
    past_init(&o->past, sched_count(rt->pool));
    trace_init(o);
    rt->observer = o;
    bool named = rt->cfg.name && rt->cfg.name[0];
    if ((named || rt->cfg.observe) && observer_make_stop(o)) (void)server_start(o);
    watch_changed(o);
    dump_on_fatal(rt);
}

bool observer_make_stop(struct observer *o)
{
    if (o->stop_fd < 0) o->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return o->stop_fd >= 0;
}

bool observer_sleep(struct observer *o, double secs)
{
    struct pollfd p = {o->stop_fd, POLLIN, 0};
    struct timespec t = {(time_t)secs, (long)((secs - (double)(time_t)secs) * 1e9)};
    if (load_rlx(&o->stopping)) return false;
    if (o->stop_fd < 0) {
        nanosleep(&t, NULL);
        return !load_rlx(&o->stopping);
    }
    return ppoll(&p, 1, &t, NULL) <= 0 && !load_rlx(&o->stopping);
}

void observer_stop(struct runtime *rt)
{
    struct observer *o = rt->observer;
    uint64_t one = 1;
    dump_off(rt);
    store_rlx(&o->stopping, 1);
    if (o->stop_fd >= 0) (void)!write(o->stop_fd, &one, sizeof one);
    server_stop(o);
    watch_stop(o);
}

void observer_free(struct runtime *rt)
{
    struct observer *o = rt->observer;
    if (o->stop_fd >= 0) close(o->stop_fd);
    trace_fini(o);
    past_fini(&o->past);
    mem_free(MEM_RUNTIME, o);
    rt->observer = NULL;
}
