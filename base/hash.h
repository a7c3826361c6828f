/* Hashing (xxHash) with a per-process seed. */
#ifndef MAAT_BASE_HASH_H
#define MAAT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *p, size_t n);
/* Fixes the seed (replayed runs, tests). Before other threads start and before anything was hashed. */
void hash_set_seed(uint64_t s);

/* Mixes one 64-bit word well (for integers as keys). */
static inline uint64_t hash_u64(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93ull;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93ull;
    x ^= x >> 32;
    return x;
}

#endif
