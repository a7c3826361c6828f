/* Inspection: what a maatine says about itself (R72). It is gathered by its owner and sent to who asks as plain C data, so
 * nobody looks into another's heap.
 */
#ifndef MAAT_VM_INFO_H
#define MAAT_VM_INFO_H

#include "base/buf.h"
#include "mailbox/envelope.h"
#include "vm/native.h"

struct maatine;
struct info; /* MEM_SIGNAL */

/* m's facts. m does not run, or is the caller. */
MAAT_OWNED struct info *info_gather(struct maatine *m);
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
/* A Map of all keys, or with `key` (a NULL-terminated name) the value of that one alone (nil: unknown), into slots[0]. slots: four
 * rooted ones. May collect. N_OK or N_ERROR. */
enum native_result info_value(struct maatine *m, const struct info *i, const char *key,
                              Value *slots);
/* What maatine `id` says about itself, as info_value: a native's wait (N_WAIT: to be called again). nil if it is gone. */
enum native_result info_ask(struct maatine *m, uint64_t id, const char *key, Value *slots);
/* One line: `id label FILE:LINE function, waits for ...` */
void info_line(struct maatine *m, struct buf *out);
/* "all maatines are waiting", with a line for each of the first and one for each place of the others (waiting.c). */
void info_all_waiting(struct runtime *rt, struct buf *out);
const char *info_waiting(const struct maatine *m);
/* "a message", "the time" ... NULL for WAIT_NONE. */
const char *wait_text(unsigned wait_kind);

#endif
