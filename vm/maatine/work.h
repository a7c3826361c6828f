/* Works and scopes: tasks whose results are wanted.
 *
 * A Work is a handle (T_WORK) of a record that holds what its task gave: Do, then for ever Done with a value or Failed with an Error. Anybody
 * may wait for it. A scope is a number in the maatine that is inside a `concurrent` block; its ties know the tasks it started. What the block
 * does with results and errors is Maat code (stdlib/core/work.mm).
 *
 * WK-1  A Work leaves Do once: by the end of its task, before that end is told to anybody else.
 * WK-2  The first task of a scope that fails tells the owner, which cancels the others, whatever it is doing itself.
 *
 * Threads: any, under the Work's lock (level CHANNEL).
 */
#ifndef MAAT_VM_WORK_H
#define MAAT_VM_WORK_H

#include "vm/maatine/maatine.h"
#include "vm/maatine/ties.h"

struct work;

/* Once at start: how handles are released, copied and shown. */
void work_setup(void);
void work_unref(struct work *w);

/* Starts fn[0](fn[1..n]) (rooted, copied) as a task; scope: 0 or one of m's. *out is the Work. label: see spawn_opts. May collect. */
enum native_result work_spawn(Maatine *m, Value *fn, uint32_t nargs, uint64_t scope, Str *label,
                              bool own_label, Value *out);
/* A Work that has ended already. May collect. */
enum native_result work_made(Maatine *m, Value *v, bool failed, Value *out);
/* m, a task, is about to run. */
void work_starts(Maatine *m);
/* Its function is over. True: its result is going to be handed over as it is. May collect. */
bool work_hands_over(Maatine *m);
/* m, a task, is about to end. True: its result is being copied in pieces (longcopy.h), and it ends when that is done. */
bool work_copies(Maatine *m);
/* m, a task, is ending: its Work ends. */
void work_finish(Maatine *m);

/* Natives' waits (N_WAIT: to be called again). The value into m->result, or its error is raised. */
enum native_result work_result(Maatine *m, Value *work);
/* Until all (any) of the Works in the Array have ended; with any, m->result is the index of one that has. */
enum native_result works_wait(Maatine *m, Value *list, bool any);

enum work_state { WORK_DO, WORK_DONE, WORK_FAILED };
enum work_state work_state(Value work);
/* It failed by being cancelled. */
bool work_was_cancelled(Value work);
/* Counts ends of Works: which one ended first. */
uint64_t work_ended_at(Value work);
/* A copy of its value or error into *out, when it has ended. N_WAIT, N_YIELD: to be called again. May not collect. */
enum native_result work_copy(Maatine *m, Value work, Value *out);
/* The value itself, which the Work then has no more. May not collect. */
Value work_move(Maatine *m, Value work);
void work_cancel(Maatine *m, Value work);

/* within secs { }: from now on every wait ends at the deadline. *before (rooted, three slots) is what within_end gets. May collect. */
enum native_result within_begin(Maatine *m, double secs, Value *before);
void within_end(Maatine *m, Value before);
/* m is about to wait: whether the deadline has passed (and no cleanup inside the block is going on); if not, it will be woken then. */
bool within_over(Maatine *m);
/* When the block's time is over, in ns; 0: there is none. */
uint64_t within_deadline(const Maatine *m);
/* Whether the end of a within block or of the time of a scope ends what m begins to wait for. */
bool wait_is_limited(const Maatine *m);

/* Natives of `blocking { }` (blocking.c). */
enum native_result blocking_enter(Maatine *m, Value *args, uint32_t nargs);
enum native_result blocking_leave(Maatine *m, Value *args, uint32_t nargs);

/* ---- scopes of the maatine m ---- */
enum scope_flag {
    SCOPE_LATE = 1,      /* its time is over */
    SCOPE_CANCELLED = 2, /* its tasks were cancelled; so are those that it starts from now on */
    SCOPE_DUE = 4        /* its time is over, and its body has not been interrupted yet */
};
/* secs: infinity for no limit. grace: how long its tasks may go on after they were cancelled. Its number. */
uint64_t tasks_open(Maatine *m, double secs, double grace);
/* Whether the time of one of its open scopes is over. */
bool tasks_late(const Maatine *m);
/* m, a task, was cancelled and has so long to end (work.c starts the clock). */
void task_grace(Maatine *m, uint64_t ms);
/* Its grace is over: it is killed, and named on standard error. */
void task_grace_over(Maatine *m);
/* Cancels its tasks, once. */
void tasks_cancel(Maatine *m, uint64_t scope);
/* Forgets it; true: its time is over. */
bool tasks_close(Maatine *m, uint64_t scope);
/* Its timer has fired; false: there is no such scope any more. */
bool tasks_time_over(Maatine *m, uint64_t scope);
/* Whether the body of one of its scopes is to be interrupted now: their time is over, and no finally or defer block that began in
 * them runs. */
bool tasks_time_due(Maatine *m);
/* m ends: the tasks of all its scopes are cancelled. */
void tasks_end_slow(Maatine *m);
static inline void tasks_end(Maatine *m)
{
    const Ties *t = m->ties;
    if (MAAT_UNLIKELY(m->waiter || (t && (t->grace || t->scopes.cap)))) tasks_end_slow(m);
}

#endif
