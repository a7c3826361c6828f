/* Blocks double in size up to 256 KiB, so a small file costs little and a large one few calls. A piece larger than
 * a block gets a block of its own behind the newest one, whose free rest stays in use. */
#include "vm/syntax/arena.h"
#include "base/check.h"
#include "base/mem.h"
#include <stdint.h>
#include <string.h>

#define ARENA_ALIGN   16u
#define ARENA_FIRST   4096u
#define ARENA_LARGEST (256u * 1024)

struct arena_block {
    struct arena_block *older;
    size_t size;
    char MAAT_ALIGNED(ARENA_ALIGN) data[];
};

static struct arena_block *block_new(size_t size)
{
    struct arena_block *b = mem_alloc(MEM_SYNTAX, sizeof *b + size);
    b->size = size;
    b->older = NULL;
    return b;
}

static void *alloc_alone(Arena *a, size_t bytes)
{
    struct arena_block *b = block_new(bytes);
    if (a->blocks) {
        b->older = a->blocks->older;
        a->blocks->older = b;
    } else {
        a->blocks = b;
    }
    return b->data;
}

static void add_block(Arena *a)
{
    size_t size = a->blocks ? a->blocks->size * 2 : ARENA_FIRST;
    if (size < ARENA_FIRST) size = ARENA_FIRST;
    if (size > ARENA_LARGEST) size = ARENA_LARGEST;
    struct arena_block *b = block_new(size);
    b->older = a->blocks;
    a->blocks = b;
    a->at = b->data;
    a->end = b->data + size;
}

void *arena_alloc(Arena *a, size_t bytes)
{
    MAAT_CHECK(bytes < SIZE_MAX / 2, "a piece of %zu bytes", bytes);
    size_t size = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    a->bytes += size;
    if (size > ARENA_LARGEST / 4) return alloc_alone(a, size);
    if ((size_t)(a->end - a->at) < size || !a->at) {
        add_block(a);
        while ((size_t)(a->end - a->at) < size) add_block(a);
    }
    void *p = a->at;
    a->at += size;
    MAAT_ASSERT(((uintptr_t)p & (ARENA_ALIGN - 1)) == 0);
    return p;
}

void *arena_zalloc(Arena *a, size_t bytes) { return memset(arena_alloc(a, bytes), 0, bytes); }

char *arena_strndup(Arena *a, const char *s, size_t n)
{
    char *p = arena_alloc(a, n + 1);
    if (n) memcpy(p, s, n);
    p[n] = 0;
    return p;
}

void *arena_copy(Arena *a, const void *p, size_t n)
{
    return n ? memcpy(arena_alloc(a, n), p, n) : NULL;
}

void arena_fini(Arena *a)
{
    for (struct arena_block *b = a->blocks, *older; b; b = older) {
        older = b->older;
        mem_free(MEM_SYNTAX, b);
    }
    *a = (Arena)ARENA_INIT;
}
