/* Freeing in pieces what would take long at once: the heap of a maatine that has ended, a message with a million strings, a frozen graph.
 *
 * Who lets go of such a thing puts it into a queue of the process. Whoever has said that he serves the queue (the schedulers of a
 * runtime: between runs, and before they sleep) frees a piece of what stands in front now and then, so that nobody waits
 * longer than for a piece. Where nobody serves it, all is freed at once.
 *
 *   RP-1  What is in the queue is reached by nobody else, and refers to nothing that may go before it.
 *   RP-2  It counts as allocated until it is freed. Before the program's limit refuses memory to a thread that holds no lock, the queue is
 *         emptied (mem_on_pressure). At the end of a runtime nothing is left in it.
 *   RP-3  Of a thing, one piece is freed at a time; different ones perhaps by different threads. No lock is held meanwhile.
 *
 * The more waits, the larger are the pieces: so the queue does not grow without end, whatever is dropped.
 *
 * Threads: any.
 */
#ifndef MAAT_HEAP_REAP_H
#define MAAT_HEAP_REAP_H

#include "base/atomic.h"
#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes: what is smaller is freed at once. */
#define REAP_MIN   (BUILD_STRESS ? 8192u : 1024u * 1024)

/* Work is counted in units of about 100 ns. */
#define REAP_PIECE 1500 /* one piece of whoever serves the queue */
#define REAP_BLOCK 25   /* a block of 64 KiB */
#define REAP_PART  2    /* what an object owns outside of the heap, or a large object */
#define REAP_MAP   900  /* pages of the OS's: a megabyte */

/* Frees a part of `what`, and takes what it cost off *work; goes on until that is used up. True: all of it is freed. */
typedef bool (*reap_fn)(void *what, int64_t *work);

/* `what`, of about so many bytes, is to be freed. */
void reap_later(reap_fn step, MAAT_OWNED void *what, uint64_t bytes);

/* Whether something waits; racy. */
bool reap_waits(void);
/* Frees a piece of what waits. False: nothing did. */
bool reap_piece(void);
/* Frees all that waits, and waits for those that are at it. */
void reap_all(void);

/* Somebody serves the queue from now on; `wake` is called when something joins the empty queue, perhaps under a lock. */
void reap_serve(void (*wake)(void *ctx), void *ctx);
/* Nobody does any more. Empties it. */
void reap_close(void);

/* [any, racy] things that waited, and pieces that were freed, since the start. */
void reap_counts(uint64_t *things, uint64_t *pieces);

#endif
