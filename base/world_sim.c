/* The simulated world: a clock that is moved by hand, and one stream of numbers from a seed (splitmix64).
 *
 * One thread asks it, so its state needs no atomics; a wait goes to the operating system. */
#include "base/world.h"

#include <string.h>

/* 2026-01-01T00:00:00Z; and a start of the monotonic clock that is not 0, as on a machine that has been up a while. */
#define SIM_WALL_START 1767225600000000000u
#define SIM_MONO_START 1000000000000u

/* [the thread that simulates] */
static struct {
    uint64_t now; /* since the start */
    uint64_t state;
} sim;

static uint64_t sim_word(void)
{
    uint64_t x = sim.state += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static uint64_t sim_mono_ns(void) { return SIM_MONO_START + sim.now; }

static uint64_t sim_cpu_ns(bool all)
{
    (void)all;
    return sim_mono_ns();
}

static uint64_t sim_wall_ns(void) { return SIM_WALL_START + sim.now; }

static void sim_random_bytes(void *p, size_t n)
{
    unsigned char *to = p;
    while (n > 0) {
        uint64_t w = sim_word();
        size_t k = n < sizeof w ? n : sizeof w;
        memcpy(to, &w, k);
        to += k;
        n -= k;
    }
}

static uint32_t sim_choose(uint32_t n) { return (uint32_t)((sim_word() >> 32) * n >> 32); }

static int sim_wait(struct pollfd *fds, unsigned n, uint64_t ns)
{
    return world_os.wait(fds, n, ns);
}

static const World world_sim = {
    .mono_ns = sim_mono_ns,
    .cpu_ns = sim_cpu_ns,
    .wall_ns = sim_wall_ns,
    .random_bytes = sim_random_bytes,
    .choose = sim_choose,
    .wait = sim_wait,
};

void world_simulate(uint64_t seed)
{
    sim.now = 0;
    sim.state = seed;
    world_set(&world_sim);
}

bool world_is_simulated(void) { return world_get() == &world_sim; }

void world_advance(uint64_t ns) { sim.now += ns; }

void world_sleep(uint64_t ns)
{
    if (world_is_simulated())
        world_advance(ns);
    else
        (void)world_get()->wait(NULL, 0, ns);
}
