/* Waiting on several channels at once. */
#ifndef MAAT_VM_SELECT_H
#define MAAT_VM_SELECT_H

#include "vm/maatine/maatine.h"

/* *arms is an Array of [chan] (receive) and [chan, value] (send). Into slots[0] goes [index, value, chan]: of the first arm that receives from
 * that channel, or of the arm that sent (value and chan nil); index SELECT_TIMEOUT after `secs`, SELECT_DEFAULT at once with a default when
 * nothing is ready. slots: three rooted ones. A native's wait (N_WAIT). */
enum native_result select_wait(Maatine *m, Value *arms, double secs, bool has_default,
                               Value *slots);

#endif
