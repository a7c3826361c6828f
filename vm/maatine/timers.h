/* Timers of the program: a message later, once or again and again.
 *
 * A timer belongs to the runtime, not to who started it. Its number is what the program holds; a sharded table leads from it to the
 * record. The message is copied once when the timer is started, and from that copy at each firing but the last.
 */
#ifndef MAAT_VM_TIMERS_H
#define MAAT_VM_TIMERS_H

#include "vm/maatine/maatine.h"

struct rows;
struct timers;
struct timers *timers_new(void);
void timers_free(struct timers *t);

/* After `secs` (and every `secs`, if again) *msg goes to `to`: a Ma, or a name that is looked up then. *number is the timer's. N_OK or
 * N_ERROR. May collect. */
enum native_result timers_start(Maatine *m, double secs, bool again, Value to, Value *msg,
                                uint64_t *number);
/* Whether it was still running. */
bool timers_cancel(struct timers *t, uint64_t number);
/* All of them as rows: number, due in, every, to, name, bytes of the message. Any thread. */
void timers_each(struct timers *t, struct rows *out);

#endif
