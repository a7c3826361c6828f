/* Work for a thread of its own on behalf of a native: opening, reading and writing files, resolving names.
 *
 * A native that needs it has a parameter `state` first, nil at the first call. It makes an op, fills in what the work needs,
 * and returns op_begin; when it is called again op_of(state) is not NULL, and op_ready tells whether the work is done. If the
 * maatine ends meanwhile the work goes on, and its result is dropped: what it must release then is in `drop`.
 *
 * Threads: the fields belong to the maatine before op_begin and after `done` was seen, to the worker in between.
 */
#ifndef MAAT_STDLIB_OP_H
#define MAAT_STDLIB_OP_H

#include "sched/offload.h"
#include "stdlib/native/res.h"

typedef struct native_op Op;
struct native_op {
    Offload off;
    uint32_t refs; /* [any, atomic] the handle and the worker */
    bool done;     /* [any, atomic] */
    struct runtime *rt;
    uint64_t id; /* who waits */
    void (*work)(Op *o);
    void (*drop)(Op *o); /* frees what the fields hold, also after success; NULL: nothing */
    /* ---- what is to be done ---- */
    char *path, *path2;
    int fd, flags;
    unsigned mode;
    int64_t pos;
    char *data; /* MEM_IO */
    size_t len;
    /* ---- what came of it ---- */
    const char *what; /* the operation that failed, or the one asked for */
    int err;          /* errno, 0: none */
    int64_t result;
    void *extra;
};

/* The op behind a state argument, or NULL: the first call. */
Op *op_of(Value state);
/* A zeroed op in the rooted slot *state, or NULL: an error is pending. */
Op *op_new(struct maatine *m, Value *state, const char *what, void (*work)(Op *o));
/* Sends it on its way; N_WAIT. */
enum native_result op_begin(struct maatine *m, Op *o);
/* False: not done yet, return native_wait(m). */
bool op_ready(struct maatine *m, Op *o);
/* IOError "WHAT PATH: words of the OS" for what failed. */
enum native_result op_error(struct maatine *m, const Op *o);
/* The same for any operation; code is a positive errno. */
enum native_result io_error(struct maatine *m, const char *what, const char *path, int code);
/* A C string of a path (MEM_IO), or NULL: an error is pending. */
char *path_arg(struct maatine *m, Value v);

#endif
