/* The interpreter's outside: what maatine/ asks of it. */
#ifndef MAAT_VM_EXEC_H
#define MAAT_VM_EXEC_H

#include "base/buf.h"
#include "vm/maatine/maatine.h"

enum exec_result {
    EXEC_YIELD, /* reductions used up, or native_yield: ready to go on */
    EXEC_WAIT,  /* an operation waits; it is done again when the maatine is resumed */
    EXEC_END /* the function returned (m->result), an error left it (m->error), or the unwinding for PENDING_EXIT or PENDING_KILL is done */
};
#define EXEC_RUNNING 255 /* m->exec_result while it runs */

/* Lays the first frame: calls fn(args) when run. The arguments are values of m's own heap, shared or immediate. False: no memory. */
bool exec_setup(Maatine *m, Value fn, const Value *args, uint32_t nargs);
/* m ends at once, as if killed, with "MemoryError" as its reason: not even an error could be made. */
void exec_out_of_memory(Maatine *m);
/* The code of the first frame of every maatine; made once for a runtime. */
Proto *exec_start_proto(struct runtime *rt);
/* Says how functions print themselves; once at start. */
void exec_describe_types(void);
/* Runs until one of the results. Pending cancels and exits (m->pending) are carried out at the next safe point. */
enum exec_result exec_run(Maatine *m);
/* Roots of the interpreter for a collection: stack, result, error ... ; clears the words above the top frame. */
void exec_roots(Maatine *m, struct gc *gc);
/* Forgets what m's frames will not read again (dead.c). For collections, before they look at the roots. */
void exec_forget_dead(Maatine *m);
/* What has been found out for that about p and the functions inside. */
void exec_live_free(Proto *p);
/* Its function is over: forgets what that has left in registers. */
void exec_clear(Maatine *m);
/* Gives a grown stack back when it is mostly empty. Moves it (IN-1). */
#define EXEC_STACK_SHRINK 4096 /* words; a smaller stack is not worth giving back */
void exec_shrink_stack(Maatine *m);
/* Frees the block of m's stack; none if it lies in the record. */
void exec_free_stack(Maatine *m);
/* The bytes of that block. */
size_t exec_stack_memory(const Maatine *m);
/* m waits: its stack gets as small as it can be, in the record if it fits there. */
void exec_rest_stack(Maatine *m);
/* What was found out about its cold part is forgotten: what was old may be young (heap_shrink). */
void exec_warm_stack(Maatine *m);
/* An error of memory opened the reserve for handlers: closes it if what is in use has fallen under the limits by as much. m does not
 * run. */
void exec_refill_reserve(Maatine *m);
/* Between two turns of m: much stack has come since the last collection, which is to find out now what of it is cold. */
void exec_cool_stack(Maatine *m);

/* An Error instance of class c with a message, its trace taken from m's stack. V_ABSENT: no memory (MemoryError is pending). May collect. */
Value error_new(Maatine *m, enum error_class c, const char *msg, size_t len);
/* Sets trace, file, line of an Error at its first raise. May collect. */
void error_stamp(Maatine *m, Value *err);
/* Adds *other to the errors that *err keeps, unless that is frozen. Both are rooted; m->result is used. False: no memory. May collect. */
bool error_suppress(Maatine *m, Value *err, Value *other);
/* Text of the trace, "FILE:LINE FUNCTION" per line, at most max lines; for crash reports. */
void error_trace_text(Maatine *m, Value err, Buf *out, unsigned max);
/* The place where m is now: innermost frame of user code. Any thread while m does not run; else by the owner. */
const Proto *exec_at(const Maatine *m, uint32_t *line);
/* The same without the line: *at is a word of it. By the owner. */
const Proto *exec_spot(const Maatine *m, uint32_t *at);
void exec_place(const Maatine *m, const char **file, uint32_t *line, const char **function);
/* Whether m, which waits or is about to, is in a catch, finally or defer block, or in what one has called. Only of what began since it was at word
 * `from` of the function whose frame is `frame` words from the stack's start; 0, 0: at all. */
bool exec_cleans_up(const Maatine *m, uint64_t frame, uint32_t from);
/* Whether m, which waits or is between two slices, is in a finally or defer block that began since, or in what one has called. */
bool exec_in_finally(const Maatine *m, uint64_t frame, uint32_t from);
/* Where it is now, in these terms; `user`: where user code has called what runs now. */
void exec_position(const Maatine *m, bool user, uint64_t *frame, uint32_t *at);
/* The name of the shared variable that the running instruction waits for, or NULL. which: of those that a HOLD takes. */
const char *exec_cell_name(const Maatine *m, uint32_t which);
/* All frames, innermost first: for inspection. f is called for each. */
void exec_walk(const Maatine *m, void (*f)(void *ctx, const Proto *p, uint32_t line), void *ctx);

/* Slots of Error's fields in every error instance. */
enum { ERRF_MESSAGE, ERRF_TRACE, ERRF_CAUSE, ERRF_SUPPRESSED, ERRF_FILE, ERRF_LINE, ERRF_COUNT };

#endif
