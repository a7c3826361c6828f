/* What is known of a maatine without asking it: counters that its owner publishes, read at any time by any thread.
 *
 * Nothing here waits, takes a lock or looks into a heap or stack, so it is as good when the program is overloaded, and costs the
 * same whatever a maatine holds. Figures are some milliseconds old at most, and not all of the same moment.
 *
 * The place of a maatine that does not run comes from its saved program counter: code is never freed, so an address is enough
 * (places).
 *
 * Threads: any; what facts_read gives is plain data, but `label`, `name` and the places stay valid only until epoch_leave.
 */
#ifndef MAAT_VM_OBSERVE_FACTS_H
#define MAAT_VM_OBSERVE_FACTS_H

#include "vm/maatine/maatine.h"
#include "vm/observe/rows.h"

enum fact_state { FACT_READY, FACT_RUNNING, FACT_WAITING, FACT_SUSPENDED };

typedef struct facts {
    uint64_t id, serial, owner, parent;
    uint64_t mailbox, mailbox_bytes, oldest_ns, arrived, drops;
    uint64_t memory, stack_bytes, young_bytes, old_bytes, large_bytes, offheap_bytes,
        fragment_bytes, frozen_bytes, spare_bytes;
    uint64_t reductions, copied, moved, started_ns, parked_ns;
    uint32_t flags, spawn_line;
    uint8_t state, wait, prio;
    const Str *label;
    const Proto *spawn_proto;
    const NameEntry *name;
    const Insn *pc;
} Facts;

/* m was found since epoch_enter (or on a scheduler, in this slice). running: it is on a scheduler. */
void facts_read(const Maatine *m, bool running, Facts *f);
/* Its label, or FILE:LINE of its spawn. */
void facts_label(const Facts *f, Buf *out);
void facts_label_cell(const Facts *f, Rows *t);
const char *facts_state(const Facts *f); /* "waiting" ... */
const char *facts_wait(const Facts *f);  /* "a message" ..., NULL */
const char *facts_priority(const Facts *f);

/* The maatine whose answer, end or mailbox m waits for, if it waits for one of these (its record is alive); 0: it never did. */
uint64_t facts_target(const Maatine *m);

/* The program's memory by kind. What the OS gave; what the allocator gave, by its own count, and of that what the runtime asked for by
 * type; and what the living maatines hold, in all and of which kind. */
#define MEMORY_KIND_LIST(X)                                                                        \
    X(resident, bytes)                                                                             \
    X(allocator, bytes)                                                                            \
    X(allocated, bytes)                                                                            \
    X(limit, bytes)                                                                                \
    X(maatines, count)                                                                             \
    X(of_maatines, bytes)                                                                          \
    X(stacks, bytes)                                                                               \
    X(young, bytes)                                                                                \
    X(old, bytes)                                                                                  \
    X(large, bytes)                                                                                \
    X(offheap, bytes)                                                                              \
    X(frozen, bytes)                                                                               \
    X(fragments, bytes)                                                                            \
    X(spare, bytes)                                                                                \
    X(mailboxes, bytes)                                                                            \
    X(messages, count)
enum memory_kind {
#define X(name, unit) MEMORY_##name,
    MEMORY_KIND_LIST(X)
#undef X
        MEMORY_KINDS
};
#define MEMORY_COLUMN(name, unit) #name ":" #unit " "
#define MEMORY_COLUMNS            MEMORY_KIND_LIST(MEMORY_COLUMN)
extern const char *const memory_kind_names[MEMORY_KINDS];
uint64_t facts_resident(void);
/* Goes through all maatines. */
void facts_memory(struct runtime *rt, uint64_t out[MEMORY_KINDS]);

/* What runs now: ids, at most one for each scheduler. */
struct running {
    unsigned n;
    const Runnable *at[SCHED_MAX];
};
void running_now(SchedPool *pool, struct running *r);
bool is_running(const struct running *r, const Maatine *m);

/* Calls f with the facts of all maatines (system ones too), slot by slot. Any thread that is no scheduler: epochs are entered
 * and left in here, f runs inside of one. */
void facts_each(struct runtime *rt, void (*f)(void *ctx, const Facts *x, const Maatine *m),
                void *ctx);
/* Those of one; false: it has ended. f runs inside an epoch. */
bool facts_one(struct runtime *rt, uint64_t id,
               void (*f)(void *ctx, const Facts *x, const Maatine *m), void *ctx);

/* ---- places: from addresses of code to functions ---- */

struct places;
/* Of all code that is loaded now. Takes the lock MODULES. */
MAAT_OWNED struct places *places_new(struct runtime *rt);
void places_free(struct places *p);
/* NULL: this is no code. *line: of the instruction before pc. */
const Proto *places_find(const struct places *p, const Insn *pc, uint32_t *line);

#endif
