/* The one seam to the world: clock, random numbers, scheduling choices, waiting for the outside. A simulated world replaces
 * the table.
 *
 * Nothing above base/ reads a clock or a random source in any other way. All times are nanoseconds.
 *
 * The simulated world (world_simulate) has a clock that stands still unless it is moved, begins on 2026-01-01, and
 * draws everything random from one seed. It belongs to one thread, which alone may ask it anything while it is in
 * force: the one that runs all schedulers (sched/replay.c). Real descriptors are waited for in real time even there: files, sockets
 * and subprocesses are the outside, and what they answer is not drawn from the seed. A world with simulated sockets replaces `wait`
 * (which then moves the clock to the next simulated arrival) and gives the loop's callbacks what it makes up.
 */
#ifndef MAAT_BASE_WORLD_H
#define MAAT_BASE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pollfd;

typedef struct world {
    uint64_t (*mono_ns)(void);             /* monotonic clock */
    uint64_t (*wall_ns)(void);             /* nanoseconds since 1970-01-01 UTC */
    uint64_t (*cpu_ns)(bool all);          /* that this thread has run, or all of this program */
    void (*random_bytes)(void *p, size_t); /* from the OS */
    /* Which of n choices (next runnable, victim to steal from) to take: 0..n-1. */
    uint32_t (*choose)(uint32_t n);
    /* As ppoll: until one of the n descriptors is ready or ns have passed (UINT64_MAX: for ever). */
    int (*wait)(struct pollfd *fds, unsigned n, uint64_t ns);
} World;

extern const World world_os;
/* [written once before threads start] */
const World *world_get(void);
void world_set(const World *w);

static inline uint64_t world_mono_ns(void) { return world_get()->mono_ns(); }
static inline uint64_t world_wall_ns(void) { return world_get()->wall_ns(); }
/* A system call, some 200 ns. The simulated one is the monotonic clock. */
static inline uint64_t world_cpu_ns(void) { return world_get()->cpu_ns(false); }

/* From now on the world is the simulated one, begun anew with this seed. */
void world_simulate(uint64_t seed);
bool world_is_simulated(void);
/* The simulated clock goes on by ns. */
void world_advance(uint64_t ns);
/* Until ns have passed or a signal comes; the simulated clock is moved, and nobody waits. */
void world_sleep(uint64_t ns);

/* How many CPUs this process may use: affinity and cgroup quota counted; at least 1. */
unsigned world_cpus(void);
/* Bytes of memory this process may use: physical memory or the cgroup's limit, the smaller one. */
uint64_t world_memory(void);

#endif
