/* Which sends may hand their message over instead of copying it.
 *
 * Looks at finished bytecode, function by function, and attaches a plan to each SEND whose message, or parts of it, came to this
 * frame in a message and can be seen from nowhere else once it is sent. The argument is in docs/internals/moves.md. Without a plan
 * a send copies.
 */
#ifndef MAAT_VM_MOVES_H
#define MAAT_VM_MOVES_H

#include "base/buf.h"
#include "vm/exec/code.h"

/* Plans the sends of p, whose code is complete; writes p->sends. */
void moves_plan(Proto *p);
/* One line for each SEND of p: what was decided and why. */
void moves_describe(const Proto *p, Buf *out);

#endif
