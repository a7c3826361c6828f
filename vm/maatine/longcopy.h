/* Copies that take long, at whatever point a value leaves a maatine: sends, calls, replies, channels, tasks, shared variables.
 *
 * A copy that costs more than about a millisecond is not made in one go. The maatine that needs it notes what is to be copied, its native
 * or instruction gives up its slice (N_YIELD), and each of its next slices makes a part of the copy, paid for in reductions, in place of running code.
 * When it is done the native or instruction is carried out again and takes what was made. So a copy of any size holds a scheduler
 * no longer than code does, costs its maatine its turns, and is the same under any number of schedulers, and when a run is replayed.
 *
 * While the copy is under way the maatine does nothing else, so nobody changes the values: it runs no code, does not collect, and leaves what
 * comes into its mailbox where it is, as while a native runs; but when it is killed, it stops. Marks of the copier (heap/copy.h)
 * stand in the headers of the originals meanwhile.
 *
 *   LC-1  From the first long_copy that says COPY_IS_LONG to the one that says something else the maatine runs no code but the native or
 *         instruction that asked, with the same arguments.
 *   LC-2  Who leaves that native or instruction otherwise than by N_WAIT or N_YIELD has taken the copy, or given it up
 *         (long_copy_forget); who is interrupted in it has given it up, and so has who runs finalizers before it is taken (exec_run): it begins
 *         anew. So no copy is taken that is older than the value.
 *   LC-3  What is copied out of another heap than the maatine's (`foreign`) is held by it, or is changed by nobody.
 *
 * Threads: owner.
 */
#ifndef MAAT_VM_LONGCOPY_H
#define MAAT_VM_LONGCOPY_H

#include "mailbox/parcel.h"
#include "vm/maatine/maatine.h"

static inline bool long_copy_is(const Maatine *m)
{
    return MAAT_UNLIKELY(m->flags & MAF_LONG_COPY);
}

/* What it is that is copied out of another heap; NULL: a value of m's own. `leave` is called when it is over, or given up. */
struct long_hold {
    void *what;
    void (*leave)(Maatine *m, void *what);
};

/* A copy of v, as parcel_copy makes it, charged to m by what was copied; COPY_IS_LONG: return native_yield, and call again with the same v. */
enum copy_result long_copy(Maatine *m, Value v, Parcel *out, struct copy_why *why);
/* The same for a value of another heap. `hold` is left when the result is another than COPY_IS_LONG, too. */
enum copy_result long_copy_foreign(Maatine *m, Value v, struct long_hold hold, Parcel *out,
                                   struct copy_why *why);
/* The copy that was begun is of another heap's value, as by long_copy_foreign. */
void long_copy_hold(Maatine *m, struct long_hold hold);
/* A copy of *v (rooted in m) for another maatine, whatever it takes: boxes on the way become shared cells. N_OK, N_YIELD (as above), or
 * N_ERROR: no memory, or "a Foo " followed by `cannot`. May collect. */
enum native_result long_copy_value(Maatine *m, Value *v, const char *cannot, Parcel *out,
                                   struct copy_why *why);
/* A frozen copy of v, as frozen_copy makes it; COPY_IS_LONG: as of long_copy. */
enum copy_result long_freeze(Maatine *m, Value v, Value *out, struct copy_why *why);
/* A copy of a frozen v that can be changed, as parcel_copy_thawed makes it; COPY_IS_LONG, and what it costs: as of long_copy. */
enum copy_result long_thaw(Maatine *m, Value v, Parcel *out, struct copy_why *why);
/* Begins a copy that was found to be long: what COPY_IS_LONG is answered with. False: no memory, copy it in one go. */
bool long_copy_begin(Maatine *m, Value v);
/* Takes the copy of v, if there is one that is made; *r is its result. What was paid for it is given back, so that it costs what any other copy
 * costs. */
bool long_copy_take(Maatine *m, Value v, Parcel *out, struct copy_why *why, enum copy_result *r);
/* The copy is made, and was not wanted at once after all: the next call gets it. *p is consumed. */
void long_copy_keep(Maatine *m, Value v, MAAT_OWNED Parcel *p, const struct copy_why *why);
/* Whether m's copies may be made in pieces: what they may cost (parcel_copy_short); 0: anything. */
uint64_t long_copy_from(const Maatine *m);
/* Of a native that builds what it sends anew at each call: true in one that is called again to take the copy of *v. */
bool long_copy_again(const Maatine *m, Value *v);
/* Where the sharing of boxes has got to that needs this copy (cells.c). */
uint32_t *long_copy_place(Maatine *m);
/* The time of the wait that the copy is made for passes already: its timer is set. */
void long_copy_set_timed(Maatine *m);
bool long_copy_is_timed(const Maatine *m);
/* Whether what is copied, or was, is held so (long_hold.what). */
bool long_copy_holds(const Maatine *m, const void *what);

/* ---- other work ---- */

/* What else takes long with values of m's own is done in the same way, with the same rules: while it is under way, nobody changes or moves
 * them, so its state may hold values and addresses. When `step` has said that it is over, it holds none. */
struct long_work {
    bool (*step)(Maatine *m, void *state, int64_t *reductions); /* true: it is over */
    void (*free)(void *state);
};
/* May m's work be done in slices? */
bool long_work_allowed(const Maatine *m);
/* Goes on with work on a and b (rooted in m; or V_NIL): return native_yield, and ask long_work_take when called again. False: no memory,
 * `state` stays the caller's. */
bool long_work_begin(Maatine *m, const struct long_work *w, MAAT_OWNED void *state, Value a,
                     Value b);
/* The state of that work, which is over; NULL: there is none. */
MAAT_OWNED void *long_work_taken(Maatine *m, const struct long_work *w, Value a, Value b);
static inline void *long_work_take(Maatine *m, const struct long_work *w, Value a, Value b)
{
    return long_copy_is(m) ? long_work_taken(m, w, a, b) : NULL;
}

/* At the start of a slice of one with a long copy. True: it goes on to run code. */
bool long_copy_run(Maatine *m);
/* Gives up a copy that is made, or all of it at the end of m. */
void long_copy_drop(Maatine *m);
static inline void long_copy_forget(Maatine *m)
{
    if (long_copy_is(m)) long_copy_drop(m);
}
/* LC-2: r is what a native or instruction ends with that may have made a long copy. */
static inline enum native_result long_copy_over(Maatine *m, enum native_result r)
{
    if (long_copy_is(m) && r != N_WAIT && r != N_YIELD) long_copy_drop(m);
    return r;
}
void long_copy_roots(Maatine *m, struct gc *gc);

#endif
