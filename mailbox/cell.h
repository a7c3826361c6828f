/* A shared variable: a cell with a value of its own that several maatines read and write.
 *
 * The value is a parcel: reading copies it out, writing puts a new one in its place. A maatine may hold the cell for longer
 * (a read-modify-write statement); meanwhile the others wait in a queue, first come first served but for those that come by
 * while the cell is free. Nobody waits in here: who must wait is told so, and its id is in the queue.
 *
 * Waiting and waking is the caller's: a call may hand out an id in *wake (0: none), the maatine to be made to run; it will make its
 * own call again.
 *
 * CE-1  The cell is free or held by one maatine, `depth` times.
 * CE-2  If the cell is free and the queue is not empty, its first one has been handed out to be woken since the cell became
 *       free or since it became the first. So none waits for ever, if a maatine that gives up waiting says so (cell_cancel).
 * CE-3  `plain` is the value when it needs no copy, the cell is free and the queue empty; else V_ABSENT. Reading it takes no lock.
 *
 * Threads: any, under the cell's lock (level CELL), which is held while a value is copied, never while one waits.
 */
#ifndef MAAT_MAILBOX_CELL_H
#define MAAT_MAILBOX_CELL_H

#include "base/lock.h"
#include "mailbox/parcel.h"

typedef struct cell {
    uint64_t refs; /* [any, atomic: add_rlx / sub_ar pairs with itself] */
    Value plain;   /* [written under CELL, store_rel; read by any, load_acq] */
    Lock lock;
    uint64_t
        owner; /* [written under CELL; read racily by the search for deadlocks] id of the holder; 0: free */
    uint32_t depth;         /* [guarded: CELL] */
    uint32_t nwaiters, cap; /* [guarded: CELL] */
    uint64_t *waiters;      /* [guarded: CELL] */
    Parcel value;           /* [guarded: CELL] */
    struct cell *next_dead; /* [the thread that frees it] */
} Cell;

enum cell_result {
    CELL_OK,
    CELL_WAIT, /* another maatine holds it: you are in the queue; call again when woken, or cell_cancel */
    CELL_NOMEM
};

/* Once at start: how handles (T_CELL) are released and copied. */
void cell_setup(void);
/* One reference. NULL: no memory (the value is still the caller's). */
Cell *cell_new(MAAT_OWNED Parcel value);
void cell_ref(Cell *c);
void cell_unref(Cell *c);
/* A handle in h, with a reference of its own; WORDS_OF(CellRef) must be reserved. */
Value cell_handle(Heap *h, Cell *c);
static inline Cell *cell_of(Value handle) { return ((CellRef *)to_ptr(handle))->cell; }

/* A copy of the value. `ma`: who asks. */
enum cell_result cell_read(Cell *c, uint64_t ma, Parcel *out, uint64_t *wake);
/* Puts *value in (consumed if CELL_OK). */
enum cell_result cell_write(Cell *c, uint64_t ma, Parcel *value, uint64_t *wake);
/* Holds the cell; as often as the same maatine likes. */
enum cell_result cell_hold(Cell *c, uint64_t ma);
/* Ends one cell_hold. */
void cell_release(Cell *c, uint64_t ma, uint64_t *wake);
/* ma gives up waiting. */
void cell_cancel(Cell *c, uint64_t ma, uint64_t *wake);
/* 0: free. Racy, and the record of that maatine may be gone. */
uint64_t cell_owner(const Cell *c);

#endif
