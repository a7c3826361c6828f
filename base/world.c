/* The ordinary world: the operating system's clocks and random numbers. */
#define _GNU_SOURCE 1 /* CPU sets, ppoll */
#include "base/world.h"

#include "base/cgroup.h"
#include "base/check.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static uint64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t os_mono_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

static uint64_t os_wall_ns(void) { return clock_ns(CLOCK_REALTIME); }

static uint64_t os_cpu_ns(bool all)
{
    return clock_ns(all ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID);
}

static void os_random_bytes(void *p, size_t n)
{
    unsigned char *to = p;
    while (n > 0) {
        ssize_t got = getrandom(to, n, 0);
        if (got < 0 && errno == EINTR) continue;
        MAAT_CHECK(got > 0, "getrandom: errno %d", errno);
        to += got;
        n -= (size_t)got;
    }
}

/* Choices need to be spread, not secret: a xorshift generator for each thread, seeded by the OS. */
static uint32_t os_choose(uint32_t n)
{
    static __thread uint64_t state;
    if (MAAT_UNLIKELY(state == 0)) {
        os_random_bytes(&state, sizeof state);
        state |= 1;
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    /* The upper half times n, upper half of that: no division. */
    return (uint32_t)((state >> 32) * n >> 32);
}

static int os_wait(struct pollfd *fds, unsigned n, uint64_t ns)
{
    struct timespec t = {.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
    int rc = ppoll(fds, n, ns == UINT64_MAX ? NULL : &t, NULL);
    MAAT_CHECK(rc >= 0 || errno == EINTR, "ppoll: errno %d", errno);
    return rc;
}

const World world_os = {
    .mono_ns = os_mono_ns,
    .wall_ns = os_wall_ns,
    .cpu_ns = os_cpu_ns,
    .random_bytes = os_random_bytes,
    .choose = os_choose,
    .wait = os_wait,
};

static const World *world_now = &world_os;

const World *world_get(void) { return world_now; }

void world_set(const World *w) { world_now = w; }

static struct cgroup_limits own_limits(void)
{
    return cgroup_limits("/sys/fs/cgroup", "/proc/self/cgroup");
}

unsigned world_cpus(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    unsigned n = 0;
    if (sched_getaffinity(0, sizeof set, &set) == 0) n = (unsigned)CPU_COUNT(&set);
    if (n == 0) n = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (n == 0 || n > 4096) n = 1;
    /* Half a CPU of quota still needs a thread to run on: round up. */
    double quota = own_limits().cpus;
    if (quota > 0 && quota < n) n = (unsigned)(quota + 0.999);
    return n ? n : 1;
}

uint64_t world_memory(void)
{
    uint64_t pages = (uint64_t)sysconf(_SC_PHYS_PAGES);
    uint64_t all = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t limit = own_limits().memory;
    return limit && limit < all ? limit : all;
}
