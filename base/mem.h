/* Memory by named type. The only place that calls the allocator (jemalloc).
 *
 * mem_alloc never returns NULL (it ends the process when the OS gives nothing: for the runtime's own small
 * needs). mem_try_alloc may return NULL: everything whose size a program decides uses it and turns NULL into
 * a MemoryError. Every allocation names a type from erts-like-config/alloc_types.def; bytes and counts by type
 * are kept per thread and summed by mem_stats. Freeing takes the size back from the allocator, and the
 * type from the caller, so no header is spent.
 *
 * Fault injection: mem_fail_after(n) makes the n-th mem_try_alloc from now (in this process) return NULL once; mem_fail_row
 * some in a row, mem_fail_every goes on with it.
 * Threads: all functions may be called from any thread.
 */
#ifndef MAAT_BASE_MEM_H
#define MAAT_BASE_MEM_H

#include <stdbool.h>
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
/* The same for a request, by arithmetic: multiples of 16 up to 128, then four classes for each doubling. (Exact with the product's
 * allocator; those of the sanitizers round otherwise.) */
static inline size_t mem_class(size_t bytes)
{
    if (bytes <= 128) return bytes <= 8 ? 8 : (bytes + 15) & ~(size_t)15;
    size_t step = (size_t)1 << (61 - __builtin_clzl(bytes - 1));
    return (bytes + step - 1) & ~(step - 1);
}

/* Blocks that may become huge: pages of the OS's, so that growing moves pages and not bytes. Sizes are in bytes, rounded up to pages
 * the same way each time. What is new is zero. NULL: no memory, or the OS does not do it; then nothing has changed. */
#define MEM_PAGE ((size_t)4096)
void *mem_try_map(enum mem_type t, size_t bytes);
/* Will be written from its beginning on, all of what is used: the OS may give pages of 2 MB, one fault instead of 512. */
void mem_map_fills(void *p, size_t bytes);
/* leave_page: the first page at `p` stays, filled with zeros, to be freed by mem_unmap(t, p, MEM_PAGE). */
void *mem_try_map_grow(enum mem_type t, void *p, size_t from, size_t to, bool leave_page);
void mem_unmap(enum mem_type t, void *p, size_t bytes);
/* Gives back the end of a block. */
void mem_unmap_tail(enum mem_type t, void *p, size_t from, size_t to);

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
/* The allocator's own count of the bytes that are alive, whoever asked for them, and the pages of mem_try_map; 0 where it keeps none
 * (sanitizers). */
uint64_t mem_allocator_bytes(void);
/* The whole program's limit in bytes (0: none): past it mem_try_alloc returns NULL. */
void mem_set_limit(uint64_t bytes);
uint64_t mem_limit(void);
/* f is called, by the thread that asks, before memory is refused to one that holds no lock: to free what can be freed at once. */
void mem_on_pressure(void (*f)(void));
/* Whether mem_try_alloc would get so much under the limit now. */
bool mem_has_room(size_t bytes);
/* How often the OS has refused memory that is no huge piece (MEM_MODEST). */
#define MEM_MODEST ((size_t)64 << 20)
uint64_t mem_os_refusals(void);
/* How far this thread's small requests (up to MEM_OVERDRAFT) may pass the limit. */
#define MEM_OVERDRAFT (64 * 1024)
enum mem_overdraft {
    MEM_WITHIN,  /* not at all */
    MEM_RESERVE, /* by a sixteenth and a megabyte: for whoever handles an error of memory */
    MEM_NEWS /* as far as it goes, and if the OS gives nothing the process ends: for news that must reach others, above all that
                    somebody had no memory */
};
/* Returns what it was. */
enum mem_overdraft mem_set_overdraft(enum mem_overdraft how);
void mem_fail_after(int64_t n); /* -1: off */
/* The n-th and the k - 1 after it; other threads' calls may pass in between. */
void mem_fail_row(int64_t n, int64_t k);
void mem_fail_every(int64_t n); /* the n-th, and each n-th from there on; -1: off */
/* Calls f once before the process ends because mem_alloc got nothing; NULL: nobody. Some megabytes of address space are kept for it. */
void mem_on_exhaustion(void (*f)(void));
/* Gives that address space back: in a copy of the process, which is to write what it can. */
void mem_open_reserve(void);
/* The allocator's count of pages that hold nothing, and have not been returned to the OS; takes some microseconds. */
uint64_t mem_unused_bytes(void);
/* Returns them. */
void mem_purge(void);

#endif
