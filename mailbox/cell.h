/* A shared variable: a cell with a value of its own that several maatines read and write.
 *
 * Who uses the value holds the cell: for one access, or for a whole read-modify-write statement. Taking a cell that nobody holds is
 * one compare-and-swap, and so is freeing one for which nobody waits. The others wait in a queue, first come first served but for
 * those that come by while the cell is free. Nobody waits in here: who must wait is told so, and its id is in the queue.
 *
 * The value lies in a parcel: reading copies it out, writing puts a new one in its place. When it is worked on in place (the VM
 * does that) it moves into a heap that belongs to the cell, its *home*, until it is written as a whole again.
 *
 * Waiting and waking is the caller's: a call may hand out an id in *wake (0: none), the maatine to be made to run; it will make its
 * own call again.
 *
 * CE-1  The cell is free or held by one maatine, `depth` times. `word` says so: the holder's id << 1, or 0, and CELL_QUEUE
 *       exactly while the queue is not empty. Without CELL_QUEUE it is changed by anybody's compare-and-swap, with it only under
 *       the lock.
 * CE-2  If the cell is free and the queue is not empty, its first one has been handed out to be woken since the cell became
 *       free or since it became the first. So none waits for ever, if a maatine that gives up waiting says so (cell_cancel).
 * CE-3  `plain` is the value when it needs no copy and nobody holds the cell; else V_ABSENT. Reading it takes no lock.
 * CE-4  Value, home and depth are the holder's; the hand-over by `word` orders them.
 *
 * Threads: any. The lock (level CELL) guards the queue, for a few instructions; it is taken only by those that must wait, and by
 * the holder for whom somebody waits.
 */
#ifndef MAAT_MAILBOX_CELL_H
#define MAAT_MAILBOX_CELL_H

#include "base/atomic.h"
#include "base/lock.h"
#include "mailbox/cycles.h"
#include "mailbox/parcel.h"

/* The heap in which the value is worked on in place: part of a record of the VM's (vm/maatine/paths.c). */
typedef struct cell_home {
    const Value *root; /* [const] where the value is [holder] */
    void (*free)(struct cell_home *home);
    const Heap *heap; /* [const] */
} CellHome;

#define CELL_QUEUE 1u

typedef struct cell {
    Counted counted;
    uint64_t word;          /* [any, atomic: cas_ar pairs with itself] CE-1 */
    Value plain;            /* [holder, store_rel; read by any, load_acq] CE-3 */
    uint32_t depth;         /* [holder] */
    uint32_t nwaiters, cap; /* [guarded: CELL] */
    Parcel value;           /* [holder] nil while there is a home */
    CellHome *home;         /* [holder] or NULL */
    uint64_t *waiters;      /* [guarded: CELL] */
    uint64_t version;       /* [holder] how often it was taken (CY-1) */
    Lock lock;
} Cell;

enum cell_result {
    CELL_OK,
    CELL_WAIT, /* another maatine holds it: you are in the queue; call again when woken, or cell_cancel */
    CELL_NOMEM
};

/* Once at start: how handles (T_CELL) are released and copied. */
void cell_setup(void);
/* One reference. `set`: where it is watched for cycles, or NULL. NULL: no memory (the value is still the caller's). */
Cell *cell_new(MAAT_OWNED Parcel value, struct cycles *set);
static inline void cell_ref(Cell *c) { counted_ref(&c->counted); }
static inline void cell_unref(Cell *c) { counted_unref(&c->counted); }
/* A handle in h, with a reference of its own; WORDS_OF(CellRef) must be reserved. */
Value cell_handle(Heap *h, Cell *c);
static inline Cell *cell_of(Value handle) { return ((CellRef *)to_ptr(handle))->cell; }

/* The value if it can be had without holding the cell, else V_ABSENT. */
static inline Value cell_peek(const Cell *c)
{
    return load_acq(&c->plain);
} /* pairs with cell_release */
/* 0: free. Racy, and the record of that maatine may be gone. */
static inline uint64_t cell_owner(const Cell *c) { return load_rlx(&c->word) >> 1; }

/* Holds the cell; as often as the same maatine likes. False: somebody else does, or others wait. */
static inline bool cell_try_hold(Cell *c, uint64_t ma)
{
    uint64_t w = load_rlx(&c->word);
    if (w == 0 && cas_ar(&c->word, &w, ma << 1)) {
        store_rel(&c->plain, V_ABSENT);
        c->version++;
        c->depth = 1;
        return true;
    }
    if (w >> 1 != ma) return false;
    c->depth++;
    return true;
}
/* The same; else `ma` is in the queue (CELL_WAIT). */
enum cell_result cell_hold(Cell *c, uint64_t ma);
/* Ends one hold. */
void cell_release(Cell *c, uint64_t ma, uint64_t *wake);
/* ma gives up waiting. */
void cell_cancel(Cell *c, uint64_t ma, uint64_t *wake);

/* Of the holder: the value, and a new one (consumed) in its place. Returns what was there, to be dropped when the cell
 * is free: it may free other cells. */
static inline Value cell_root(const Cell *c) { return c->home ? *c->home->root : c->value.root; }
struct cell_old {
    Parcel value;
    CellHome *home;
};
struct cell_old cell_replace(Cell *c, MAAT_OWNED Parcel *value);
void cell_old_drop(struct cell_old *old);

/* A copy of the value. `ma`: who asks. */
enum cell_result cell_read(Cell *c, uint64_t ma, Parcel *out, uint64_t *wake);
/* Puts *value in (consumed if CELL_OK). */
enum cell_result cell_write(Cell *c, uint64_t ma, Parcel *value, uint64_t *wake);

#endif
