/* Inspection: what a maatine says about itself (R72).
 *
 * Most maatines wait when they are asked. One that does, and has seen all that was sent to it, need not be woken: who asks stands for
 * its owner for the time of the look (mailbox_claim). Of another one it is gathered by the owner, in order with all other
 * signals, and sent to who asks as plain C data. So nobody looks into a heap that somebody works with.
 */
#ifndef MAAT_VM_INFO_H
#define MAAT_VM_INFO_H

#include "base/buf.h"
#include "mailbox/envelope.h"
#include "vm/native.h"

struct maatine;
struct info; /* MEM_SIGNAL */

/* What a runtime has ready for it. */
void info_setup(struct runtime *rt);
void info_free(struct info *i);
/* All memory that the allocator has set aside for m, with its share of what it has in common with others. m does not run, or is the
 * caller. A few steps, whatever it holds. */
uint64_t info_memory(const struct maatine *m);
/* Answers a SIG_INSPECT. */
void info_answer(struct maatine *m, const Envelope *ask);
/* Frees what a SIG_INFO brings; the envelope is still the caller's. */
void info_drop(Envelope *e);
/* A SIG_INFO arrives. */
void info_arrives(struct maatine *m, MAAT_OWNED Envelope *e);
/* The number of the key with this name, or INFO_NOTHING: there is none. */
#define INFO_ALL     -1
#define INFO_NOTHING -2
int info_key(const char *name, size_t n);
/* What maatine `id` says about itself: a Map of all keys (INFO_ALL), or the value of one; nil if it is gone, and for INFO_NOTHING.
 * Into slots[0], a rooted one. May collect. A native's wait (N_WAIT: to be called again). */
enum native_result info_ask(struct maatine *m, uint64_t id, int key, Value *slots);
/* One line: `id label FILE:LINE function, waits for ...` */
void info_line(struct maatine *m, struct buf *out);
/* "all maatines are waiting", with a line for each of the first and one for each place of the others (waiting.c). */
void info_all_waiting(struct runtime *rt, struct buf *out);
const char *info_waiting(const struct maatine *m);
/* "a message", "the time" ... NULL for WAIT_NONE. */
const char *wait_text(unsigned wait_kind);

#endif
