/* What the standard library's native parts keep for one runtime: random numbers, pollers and owners of sockets.
 *
 * Made when first asked for, freed by what runtime_free calls (rt->library_free).
 * Threads: library_of from any scheduler's thread; the fields say who may touch them.
 */
#ifndef MAAT_STDLIB_LIBRARY_H
#define MAAT_STDLIB_LIBRARY_H

#include "base/lock.h"
#include "vm/runtime.h"

struct poller;
struct own_link;
struct sock;
struct file;
struct rows;

#define OWNER_SHARDS 64u

/* Open sockets by the maatine that owns them, so that its end closes them. */
struct owners {
    Lock lock;              /* IO */
    struct own_link **slot; /* [guarded: IO] chains by owner; cap of them */
    uint32_t cap, count;
};

struct library {
    uint64_t random;                                     /* [any, atomic] state of Rand */
    struct poller *pollers[SCHED_MAX + SCHED_APART_MAX]; /* [by its scheduler] */
    struct owners owners[OWNER_SHARDS];
    struct sock *input; /* [any, atomic] standard input, once asked for */
    Lock files_lock;    /* IO */
    struct file *files; /* [guarded: IO] open files (file.c) */
    uint64_t open;      /* [any, atomic] sockets open: 0 spares ending maatines the look */
};

struct library *library_of(struct runtime *rt);
/* A row for each open file: its descriptor, who opened it (file.c). Any thread. */
void file_list(struct runtime *rt, struct rows *out);

#endif
