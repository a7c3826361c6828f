/* Loops over iterables, and the body of a loop over an instance.
 *
 * `for x -> v { body }` keeps its state in four registers (s = R[a]):
 *   s[3] kind            s[0]                  s[1]                  s[2]
 *   LOOP_INTS            next integer          integer behind last   -
 *   LOOP_NUMS            next Num              the Range             -
 *   LOOP_ARRAY           Array                 next index            -
 *   LOOP_MAP             Map                   next index            Array of the keys at the start
 *   LOOP_CHAN            Chan                  values of this turn   -
 *   LOOP_EACH            the instance          -                     -
 *
 * An instance iterates itself: `each_item(f)` calls f with each item. The body of the loop is no function, though. So f is a
 * small internal function whose one operation (LOOPBODY) lays a *copy of the loop's frame* on top of the stack, above the
 * frames of each_item, and runs the body there; at the end of the body the registers are copied back and f returns. A break or
 * return out of the body copies back, too, and unwinds the frames of each_item (their finally and defer run: R94) before it
 * goes on in the loop's frame. Errors that the body does not catch pass through each_item like any other.
 *
 *   | loop's frame | each_item | ... | f: LOOPBODY | copy of the loop's frame | what the body calls ...
 */
#ifndef MAAT_VM_LOOPS_H
#define MAAT_VM_LOOPS_H

#include "vm/exec/interp.h"

enum loop_kind { LOOP_INTS, LOOP_NUMS, LOOP_ARRAY, LOOP_MAP, LOOP_CHAN, LOOP_EACH };

/* The state of a loop over the integers from `from` to below `to`. */
static inline void loop_ints(Value *s, int64_t from, int64_t to)
{
    s[0] = from_int(from);
    s[1] = from_int(to);
    s[2] = V_NIL;
    s[3] = from_int(LOOP_INTS);
}

/* Sets the state s from the iterable in s[0]. FLOW_NEXT or an error. May collect. */
enum flow loop_start(Maatine *m, Value *s);
/* A turn of any kind but LOOP_INTS and LOOP_ARRAY (s, count) for the FORNEXT at `at`: values to s[4..]; *more false: the end. */
enum flow loop_next(Maatine *m, Value *s, uint32_t count, const Insn *at, bool *more);

/* The one operation of the body function: FLOW_RELOAD into the copy. */
enum flow loop_body_enter(Maatine *m);
/* At a FORNEXT of kind LOOP_EACH: ends a turn in a copy, or begins the call of each_item in the loop's own frame. */
enum flow loop_each_next(Maatine *m, Value *s, uint32_t count, const Insn *at);
/* FOREXIT of kind LOOP_EACH in a copy. */
enum flow loop_each_exit(Maatine *m);

/* For unwind(): m->R is a copy (RET_BODY). The code range of the body. */
void loop_body_range(const Maatine *m, uint32_t *lo, uint32_t *hi);
/* Registers back to the loop's frame (an error leaves the body). */
void loop_body_leave(Maatine *m);
/* The top frame was called by the loop's frame that UNWIND_LOOP looks for: go on there (FLOW_RELOAD); else FLOW_NEXT. */
enum flow loop_exit_reached(Maatine *m);

/* The body function's code: made once for a runtime; the one that was made. */
Proto *loop_body_new(struct runtime *rt);
Proto *loop_body_proto(struct runtime *rt);

#endif
