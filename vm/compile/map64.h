/* A table from 64-bit words (pointers, values) to numbers, in an arena. Nothing is removed. */
#ifndef MAAT_VM_COMPILE_MAP64_H
#define MAAT_VM_COMPILE_MAP64_H

#include "base/hash.h"
#include "vm/syntax/arena.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct map64 {
    uint64_t *keys;
    uint32_t *nums; /* number + 1; 0: free */
    uint32_t count, mask;
} Map64;

/* True: the key is there, *num is its number. */
bool map64_get(const Map64 *m, uint64_t key, uint32_t *num);
/* The key must not be there. */
void map64_put(Map64 *m, Arena *a, uint64_t key, uint32_t num);

#endif
