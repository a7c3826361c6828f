/* An arena: memory that is handed out piece by piece and freed at once.
 *
 * Tokens, trees and names of one source file live in one arena. Pieces are aligned to 16 bytes and never
 * move. Like mem_alloc (on which it stands) it never returns NULL: the size of a tree is bounded by a
 * constant times the size of the source. Not shared between threads.
 */
#ifndef MAAT_VM_SYNTAX_ARENA_H
#define MAAT_VM_SYNTAX_ARENA_H

#include <stddef.h>

struct arena_block;

typedef struct arena {
    struct arena_block *blocks; /* newest first */
    char *at, *end;             /* the free rest of the newest block */
    size_t bytes;               /* handed out so far, for tests and reports */
} Arena;

#define ARENA_INIT {NULL, NULL, NULL, 0}

void *arena_alloc(Arena *a, size_t bytes);
void *arena_zalloc(Arena *a, size_t bytes);
/* Copies n bytes and adds a NUL. */
char *arena_strndup(Arena *a, const char *s, size_t n);
/* Copies n bytes (NULL when n is 0). */
void *arena_copy(Arena *a, const void *p, size_t n);
/* Frees all that was handed out; the arena is empty and usable again. */
void arena_fini(Arena *a);

#endif
