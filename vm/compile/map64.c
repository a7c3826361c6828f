/* Open addressing with linear probing; at most half full. Old tables stay in the arena: twice the
 * last one at most. */
#include "vm/compile/map64.h"

bool map64_get(const Map64 *m, uint64_t key, uint32_t *num)
{
    if (!m->keys) return false;
    for (uint32_t i = (uint32_t)hash_u64(key) & m->mask; m->nums[i]; i = (i + 1) & m->mask) {
        if (m->keys[i] != key) continue;
        *num = m->nums[i] - 1;
        return true;
    }
    return false;
}

static void put(Map64 *m, uint64_t key, uint32_t stored)
{
    uint32_t i = (uint32_t)hash_u64(key) & m->mask;
    while (m->nums[i]) i = (i + 1) & m->mask;
    m->keys[i] = key;
    m->nums[i] = stored;
}

static void grow(Map64 *m, Arena *a)
{
    Map64 old = *m;
    uint32_t cap = old.keys ? (old.mask + 1) * 2 : 16;
    m->keys = arena_alloc(a, cap * sizeof *m->keys);
    m->nums = arena_zalloc(a, cap * sizeof *m->nums);
    m->mask = cap - 1;
    if (!old.keys) return;
    for (uint32_t i = 0; i <= old.mask; i++)
        if (old.nums[i]) put(m, old.keys[i], old.nums[i]);
}

void map64_put(Map64 *m, Arena *a, uint64_t key, uint32_t num)
{
    if (!m->keys || m->count * 2 > m->mask) grow(m, a);
    put(m, key, num + 1);
    m->count++;
}
