/* The one seam to the world: clock, random numbers, scheduling choices. A simulated world replaces the table.
 *
 * Nothing above base/ reads a clock or a random source in any other way. All times are nanoseconds.
 */
#ifndef MAAT_BASE_WORLD_H
#define MAAT_BASE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct world {
    uint64_t (*mono_ns)(void);             /* monotonic clock */
    uint64_t (*wall_ns)(void);             /* nanoseconds since 1970-01-01 UTC */
    void (*random_bytes)(void *p, size_t); /* from the OS */
    /* Which of n choices (next runnable, victim to steal from) to take: 0..n-1. */
    uint32_t (*choose)(uint32_t n);
} World;

extern const World world_os;
/* [written once before threads start] */
const World *world_get(void);
void world_set(const World *w);

static inline uint64_t world_mono_ns(void) { return world_get()->mono_ns(); }
static inline uint64_t world_wall_ns(void) { return world_get()->wall_ns(); }

/* How many CPUs this process may use: affinity and cgroup quota counted; at least 1. */
unsigned world_cpus(void);
/* Bytes of memory this process may use: physical memory or the cgroup's limit, the smaller one. */
uint64_t world_memory(void);

#endif
