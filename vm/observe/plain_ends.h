/* Ends that need no text to be remembered: of maatines without a label, with a reason that belongs to no heap. Many end so, and few are
 * looked at; so each scheduler notes those of its own in a ring, without a lock and without a line that another one writes.
 *
 * Threads. A ring is written by its scheduler and read by anybody.
 *
 * PE-1  `begun` is stored before the words of the entry that it counts, each of which is stored by a release, and `done` after them. Who
 *       reads `done`, entries below it, each word by an acquire, and then `begun`, has entry i whole if i + PLAIN_ENDS >= begun: a word
 *       of the entry that takes its place would have shown its `begun`.
 *
 * Times are of the clock itself, not as the scheduler last read it: by them the rings are put together with each other and with that of the ends
 * that need text, and one that followed from another must stand behind it.
 */
#ifndef MAAT_VM_OBSERVE_PLAIN_ENDS_H
#define MAAT_VM_OBSERVE_PLAIN_ENDS_H

#include "base/atomic.h"
#include "base/check.h"
#include "heap/value.h"

#define PLAIN_ENDS 256u /* a power of two */

struct proto;

struct plain_end {
    uint64_t id, owner, mono_ns, started_ns, reductions, mailbox, memory;
    const struct proto
        *proto; /* where it was started: this function or NULL, and Maatine.spawn_at */
    uint64_t spawn_at;
    Value reason;
};

struct end_ring {
    uint64_t begun, done;            /* [owner writes; any reads: PE-1] */
    struct plain_end at[PLAIN_ENDS]; /* [the same] */
} MAAT_ALIGNED(64);

struct plain_ends {
    struct end_ring *rings; /* [const after init] */
    uint32_t n;             /* [const after init] */
};

void plain_ends_init(struct plain_ends *e, uint32_t schedulers);
void plain_ends_fini(struct plain_ends *e);
/* By scheduler `who`, below the number of them. */
void plain_ends_add(struct plain_ends *e, uint32_t who, const struct plain_end *x);
/* Copies what is remembered, by time: at most n * PLAIN_ENDS. While many come, the oldest of a ring may be missing. Any thread. */
size_t plain_ends_copy(const struct plain_ends *e, struct plain_end *out);
/* How many there ever were. */
uint64_t plain_ends_count(const struct plain_ends *e);

#endif
