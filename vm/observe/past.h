/* What happened lately, kept in rings of fixed size: crashes (tombstones), restarts, the log's last lines, system events.
 *
 * Entries have fixed sizes and are cut to them, so writing one costs the same whatever it tells of, and the rings are made when
 * the first entry comes.
 *
 * Threads: any; the lock OBSERVE, held for a copy of an entry. Ends that need no text go without it (plain_ends.h).
 */
#ifndef MAAT_VM_OBSERVE_PAST_H
#define MAAT_VM_OBSERVE_PAST_H

#include "base/lock.h"
#include "vm/observe/observe.h"
#include "vm/observe/plain_ends.h"
#include "vm/observe/rows.h"

#define TOMBSTONES  256u
#define RESTARTS    256u
#define EVENTS      256u
#define LOG_BYTES   65536u
#define SUBSCRIBERS 8u

enum event_kind {
    EVENT_LONG_GC,
    EVENT_LONG_SLICE,
    EVENT_LARGE_HEAP,
    EVENT_LONG_MAILBOX,
    EVENT_OLD_MAILBOX,
    EVENT_RESTART_STORM,
    EVENT_ORPHAN,
    EVENT_KINDS
};
extern const char *const event_names[EVENT_KINDS];

struct tombstone;
struct restart;
struct event;

struct past {
    Lock lock; /* OBSERVE */
    struct tombstone *tombstones;
    struct plain_ends plain; /* [its own rules] */
    struct restart *restarts;
    struct event *events;
    char *log;                                      /* a ring of bytes */
    uint64_t ntombstones, nrestarts, nevents, nlog; /* [guarded] ever written */
    uint64_t subscribers[SUBSCRIBERS];              /* [guarded] maatines that get events */
};

void past_init(struct past *h, uint32_t schedulers);
void past_fini(struct past *h);

/* A system event about maatine `id`: remembered, written to the log, sent to the subscribers as ['SYSTEM', name, ma, value].
 * Not on a scheduler's hot path. */
void past_event(struct runtime *rt, enum event_kind k, uint64_t id, const char *label, size_t n,
                double value);
/* False: there are too many. */
bool past_subscribe(struct runtime *rt, uint64_t id, bool on);
/* Restarts by this supervisor among those remembered, and in the last `secs` seconds. */
uint32_t past_restarts_of(struct runtime *rt, uint64_t supervisor, double secs);

/* How many ended by errors or exit signals. */
uint64_t past_crashes(struct past *h);

/* Tables of what is there, the latest last. */
void past_put_tombstones(struct runtime *rt, Reply *out);
void past_put_restarts(struct runtime *rt, Reply *out);
void past_put_events(struct runtime *rt, Reply *out);
void past_put_log(struct runtime *rt, Reply *out);

#endif
