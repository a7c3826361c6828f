/* What only its owner can tell of a maatine: frames, messages, collections. One that waits is looked at in its owner's place
 * (mailbox_claim), so that needs no scheduler. Others are asked by a signal, answered at the next safe point (the latest at the end of
 * the slice), with a deadline: one that is too busy to answer is called busy, and nobody has waited for it.
 *
 * The answer is plain data (rows.h). Both sides hold a reference of the question: the one that lets go last frees it, so an answer
 * that comes too late goes to nobody.
 *
 * AS-1  `reply` belongs to the owner of the maatine until `state` leaves ASK_WAITS (store_rel), then to who asked.
 *
 * Threads: ask on any thread but a scheduler's; ask_answer on the owner's. What answers only reads the maatine, on either.
 */
#ifndef MAAT_VM_OBSERVE_ASK_H
#define MAAT_VM_OBSERVE_ASK_H

#include "mailbox/envelope.h"
#include "vm/observe/rows.h"

struct maatine;
struct runtime;

enum ask_kind {
    ASK_INFO,    /* tables gc (a record), links, monitors, tasklocals, stack */
    ASK_STACK,   /* stack */
    ASK_MAILBOX, /* shapes; with limit: messages */
    ASK_STRINGS  /* strings: the largest shared ones that it refers to */
};

enum ask_result { ASK_OK, ASK_BUSY, ASK_GONE };

#define ASK_SECONDS 0.5

/* Adds the answer's tables to *out. */
enum ask_result ask(struct runtime *rt, uint64_t id, enum ask_kind k, uint32_t limit, double secs,
                    Reply *out);
/* The signal has come (SIG_OBSERVE). */
void ask_answer(struct maatine *m, Envelope *e);
/* It will never be acted on. */
void ask_drop(Envelope *e);

/* The parts of an answer about a maatine that does not run, into `out`; also for a dump, where nothing runs. */
void ask_stack(const struct maatine *m, Reply *out);
void ask_mailbox(const struct maatine *m, uint32_t limit, Reply *out);
void ask_ties(const struct maatine *m, Reply *out);

#endif
