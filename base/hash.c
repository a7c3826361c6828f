/* XXH3 with a seed that differs from process to process, so that nobody can prepare keys that collide. */
#include "base/hash.h"

#include "base/world.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* [const after start] Set before main, or by hash_set_seed before other threads start. */
static uint64_t seed;

__attribute__((constructor)) static void hash_seed_init(void)
{
    world_os.random_bytes(&seed, sizeof seed);
}

void hash_set_seed(uint64_t s) { seed = s; }

uint64_t hash_bytes(const void *p, size_t n) { return XXH3_64bits_withSeed(p, n, seed); }
