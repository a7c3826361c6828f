/* Memory by named type. The only place that calls the allocator (jemalloc).
 *
 * mem_alloc never returns NULL (it ends the process when the OS gives nothing: for the runtime's own small
 * needs). mem_try_alloc may return NULL: everything whose size a program decides uses it and turns NULL into
 * a MemoryError. Every allocation names a type from erts-like-config/alloc_types.def; bytes and counts by type
 * are kept per thread and summed by mem_stats. Freeing takes the size back from the allocator, and the
 * type from the caller, so no header is spent.
 *
 * Fault injection: mem_fail_after(n) makes the n-th mem_try_alloc from now (in this process) return NULL once.
 * Threads: all functions may be called from any thread.
 */
#ifndef MAAT_BASE_MEM_H
#define MAAT_BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

enum mem_type {
#define ALLOC_TYPE(id, name, what) MEM_##id,
#include "erts-like-config/alloc_types.def"
#undef ALLOC_TYPE
    MEM_TYPE_COUNT
};

void *mem_alloc(enum mem_type t, size_t bytes);
void *mem_zalloc(enum mem_type t, size_t bytes);
void *mem_try_alloc(enum mem_type t, size_t bytes);
/* The start is a multiple of `align` (a power of two). Freed by mem_free; never given to mem_realloc. */
void *mem_try_alloc_aligned(enum mem_type t, size_t bytes, size_t align);
/* Grows or shrinks; `p` may be NULL. mem_try_realloc leaves `p` valid when it returns NULL. */
void *mem_realloc(enum mem_type t, void *p, size_t bytes);
void *mem_try_realloc(enum mem_type t, void *p, size_t bytes);
/* `p` may be NULL. `t` is the type it was allocated with. */
void mem_free(enum mem_type t, void *p);
/* The bytes the allocator really set aside for `p` (its size class). */
size_t mem_usable(const void *p);

char *mem_strdup(enum mem_type t, const char *s);
char *mem_strndup(enum mem_type t, const char *s, size_t n);

/* For C libraries that hand over memory of their own, or free what they are given (getline, libedit). Not counted. */
void mem_foreign_free(void *p);
char *mem_foreign_strdup(const char *s);

struct mem_stat {
    const char *name;
    uint64_t bytes; /* alive now, size classes counted */
    uint64_t count; /* allocations alive now */
};
/* Fills out[MEM_TYPE_COUNT]; a racy sum over threads, exact when they are quiet. */
void mem_stats(struct mem_stat *out);
uint64_t mem_total_bytes(void);
/* The whole program's limit in bytes (0: none): past it mem_try_alloc returns NULL. */
void mem_set_limit(uint64_t bytes);
void mem_fail_after(int64_t n); /* -1: off */
/* Returns unused pages to the OS. */
void mem_purge(void);

#endif
