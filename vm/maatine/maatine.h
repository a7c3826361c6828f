/* A maatine: its control record, and what the interpreter and natives ask of it.
 *
 * One record of about a kilobyte holds the control data, the first stack and the first young area. The record is found by
 * others through the table of maatines (runtime.h: maatine_find), alive for them until the end of their slice (sched/epoch.h).
 *
 * Who may touch what: everything is [owner] (the thread that runs it) but for what is marked.
 *
 * MA-1  Only the owner changes its links, monitors, flags, heap and stack. Others send signals (envelopes) that the owner acts on
 *       when it drains its mailbox: before each slice, at each wait, and at the slice's end.
 * MA-2  A waiting maatine has parked its mailbox; whoever pushes an envelope and is told so makes it ready. There is no other way
 *       to wake one: timers, I/O, replies and cells push envelopes, too.
 * MA-3  A wake may be for nothing: who waits checks again what it waits for.
 */
#ifndef MAAT_VM_MAATINE_H
#define MAAT_VM_MAATINE_H

#include "mailbox/mailbox.h"
#include "sched/sched.h"
#include "vm/exec/code.h"
#include "vm/maatine/registry.h"
#include "vm/native.h"

struct runtime;
struct envelope;
struct ties;      /* vm/maatine/ties.h: links, monitors, names, joiners: made when first needed */
struct long_copy; /* vm/maatine/longcopy.h */
struct waiter;    /* vm/maatine/wait.h: timer and what is waited for: made when first needed */

/* Why the interpreter unwinds at its next safe point, the strongest last. */
enum pending_kind {
    PENDING_NONE = 0,
    PENDING_LATE,   /* the time of a within block is over: raise TimeoutError where it waits */
    PENDING_CANCEL, /* raise Cancelled once */
    PENDING_EXIT,   /* end with exit_reason: finally and defer run, nothing catches it */
    PENDING_KILL    /* end at once */
};

enum wait_kind {
    WAIT_NONE,
    WAIT_MESSAGE, /* receive */
    WAIT_REPLY,   /* Ma.call */
    WAIT_SLEEP,
    WAIT_JOIN,
    WAIT_MAILBOX, /* a bounded mailbox has no room */
    WAIT_CELL,    /* a shared variable */
    WAIT_CHANNEL,
    WAIT_WORK, /* tasks of a scope, a Work */
    WAIT_IO,
    WAIT_OFFLOAD,
    WAIT_SUSPENDED
};

enum ma_flag {
    MAF_TRAP = 1,     /* exit signals become messages */
    MAF_DETACHED = 2, /* does not keep the program running */
    MAF_TASK = 4,     /* of a scope or Work: no crash report, its result is wanted */
    MAF_MAIN = 8,
    MAF_ENDING = 16, /* unwinds for PENDING_EXIT: further exit signals but 'kill' are ignored */
    MAF_SYSTEM = 32, /* the runtime's own: not listed, does not keep the program running */
    MAF_SUPERVISOR = 128,
    MAF_OUT_OF_MEMORY = 256, /* it ended because it could not handle running out of memory */
    MAF_OWN_LABEL = 512,     /* the label is freed with the record */
    MAF_OWNED = 1024,      /* ends with its starter, whatever the reason, when the two are linked */
    MAF_TASKLOCALS = 2048, /* it has set a tasklocal: copied into those that it starts */
    MAF_SUSPENDED = 4096,
    MAF_QUIET = 8192, /* no crash report */
    MAF_CANCELLED =
        16384, /* it was cancelled: it gets Cancelled again where it waits, but in cleanup blocks */
    MAF_STARTED = 32768,      /* it has run */
    MAF_GC_INC = 65536,       /* GC.mode */
    MAF_BLOCKING = 1 << 18,   /* in a `blocking` block: it runs on threads apart (blocking.c) */
    MAF_MOVING = 1 << 19,     /* it has got a place there, and is on its way */
    MAF_GO_HOME = 1 << 20,    /* it has left the block */
    MAF_GRACE_OVER = 1 << 17, /* it did not end in its grace after it was cancelled */
    MAF_FINALS = 1 << 21,     /* runs finalizers */
    MAF_LAST_RUN =
        1 << 22, /* its function is over: the finalizers that are left run (maatine_run) */
    MAF_AT_ONCE = 1 << 23,    /* copies are not made in pieces */
    MAF_LONG_COPY = 1 << 24,  /* a copy is made in pieces, or has been made (longcopy.h) */
    MAF_LAST_COPY = 1 << 25,  /* its function is over: what it leaves is being copied */
    MAF_LISTED = 1 << 26,     /* of those that may shrink when they have waited for long (idle.c) */
    MAF_SMALL = 1 << 27,      /* it has shrunk, and done nothing since */
    MAF_HIBERNATES = 1 << 28, /* it shrinks when it waits next */
    MAF_CANCEL_DUE =
        1
        << 29, /* it was cancelled, and gets Cancelled as soon as it is in no finally or defer block */
    MAF_TIME_DUE = 1 << 30 /* the same of the time of a scope, and blocks within that (SCOPE_DUE) */
};

/* The receive that is going on. What only some have stands in the waiter: timeout and deadline, and those that wait for the end of a
 * guard of theirs (recv.c). */
struct recv {
    const Insn *start; /* its code: from behind RECV_START ... */
    uint32_t words;    /* ... to RECV_WAIT */
    uint32_t frame;    /* words from the stack's start to the frame's registers */
    bool active;
    bool scanning; /* the message in hand is looked at and not adopted yet */
    bool lost;     /* a receive inside the guard took the message in hand */
    bool fixed;    /* it was tested against constants only: the outcome cannot change */
    bool timed;    /* it has a timeout */
    bool nested;   /* others are put aside */
    bool record;   /* the message in hand is a record of the batch at the place */
};

/* What few maatines need. */
struct ma_extra {
    uint64_t
        loop_frame; /* a break out of an iterable's code: the loop's frame (words from stack) ... */
    const Insn *loop_pc;         /* ... and where it goes on */
    Value share_list;            /* boxes on their way to becoming shared cells (cells.c) [root] */
    struct held *held;           /* cells that it holds (cells.c) */
    struct work *work;           /* whose task this is, with a reference (work.h); NULL: none */
    struct build_learned *makes; /* what is known about its result; with work */
    Value made;                  /* of build_task; then of build_task_end: no pointer */
    Str *
        label; /* immortal, or freed with the record; NULL: none, or it stands in the code [const after init] */
    struct long_copy
        *long_copy;       /* of a value that it needs a copy of (longcopy.h): MAF_LONG_COPY */
    uint64_t bytes_moved; /* of messages sent, and of results given and taken [stats, racy] */
    /* [owner] Where the last message went that was built here: its slot in the table, and its record, which may be gone. Only fetched
     * (maatine_send_ahead). */
    const void *sent_slot, *sent_to;
    uint32_t restarts; /* children that it started again [owner writes; stats, racy] */
};

typedef struct maatine {
    Runnable run;       /* must be first */
    uint64_t id;        /* [const after init] 48 bits: slot and generation */
    struct runtime *rt; /* [const after init] */
    /* ---- interpreter ---- */
    /* Senders on other cores compare the id: so the line that it lies in ends before what is written for each message. */
    Value *stack; /* grows by moving: pointers into it are valid until the next call */
    Value *
        stack_end; /* end of the part in use: words from here on to stack_cap are not initialised */
    Value *stack_cap;  /* end of its memory */
    Value *R;          /* registers of the top frame while it does not run */
    const Insn *pc;    /* next instruction while it does not run */
    int32_t reds;      /* reductions left; set to 0 to stop the interpreter soon */
    uint32_t flags;    /* enum ma_flag */
    Value result;      /* result of a native; of the maatine when it has ended [root] */
    Value error;       /* pending error, or V_ABSENT [root] */
    Value tail_fn;     /* native_tail's function [root], with tail_nargs */
    uint32_t recv_reg; /* register of the message in hand: RECV_NEXT sets it */
    uint8_t pending;   /* enum pending_kind */
    uint8_t wait_kind; /* enum wait_kind [stats, racy] */
    uint8_t unwinding; /* 0, or the pending kind that is being carried out */
    uint8_t ended;
    uint8_t exec_result;    /* enum exec_result of the run that just ended */
    uint8_t reserve_errors; /* errors of memory since the reserve was opened */
    uint16_t sends;         /* paced messages sent in this slice (send.c) */
    uint8_t idle_asked;     /* [any] it is to shrink if it still waits (idle.c) */
    uint8_t few_records;    /* sends that open no batch, as one was hardly used (outbox.c) */
    uint16_t
        ending; /* [any, atomic] signals that may end its wait, from before their push to when it waits on (cells.c, CS-4) */
    Value *
        args_end; /* roots go up to here when it is above the top frame's registers; NULL: they do not */
    Value exit_reason; /* [root] */
    Slots *statics;    /* per-maatine statics, by number; NULL until the first [root] */
    const struct send_plan
        *moving; /* [owner] of the SEND under way, until its message is made; NULL: copy */
    /* ---- memory and messages ---- */
    Heap heap;
    /* Its last part shares a line with what follows, which nobody writes while messages come. */
    Mailbox mailbox; /* [its own rules] */
    /* ---- who it is ---- */
    uint64_t owner;           /* id of its owner in the ownership tree; 0: the root */
    uint64_t parent;          /* id of its starter */
    const Proto *spawn_proto; /* place of the spawn: function and line of the starter */
    uint32_t
        spawn_at; /* index behind the instruction that did it, and SPAWN_LABEL [const after init] */
    uint32_t tail_nargs;
    Scheduler *sched; /* where it runs or last ran [owner writes; any reads, racy] */
    uint64_t
        serial; /* counts all maatines of the program in the order of their start [const after init] */
    NameSlot name; /* [its own rules: registry.h] */
    struct recv recv;
    struct ma_extra
        *extra;        /* [owner makes it: store_rel pairs with extra_seen] NULL until needed */
    struct ties *ties; /* links, monitors, names; NULL: none */
    struct waiter
        *waiter; /* what it waits for; NULL until its first wait with a timer or an operation */
    const struct native_def
        *native;         /* [owner writes; watcher reads, racy] that runs now, or NULL */
    uint64_t reductions; /* in all [stats, racy] */
    uint64_t started_ns;
    uint64_t parked_ns;    /* when it last began to wait [owner writes; stats, racy] */
    uint64_t bytes_copied; /* of messages sent, and of results given and taken [stats, racy] */
    Value first[];         /* first stack, then first young area */
} Maatine;
_Static_assert(offsetof(Maatine, mailbox) % MAAT_CACHE_LINE == 0,
               "what senders write is no line of the owner's");
_Static_assert(offsetof(Maatine, R) == MAAT_CACHE_LINE, "nor is what they read");

static inline Maatine *maatine_of(Runnable *r) { return (Maatine *)r; }

struct ma_extra *extra_of(Maatine *m);      /* makes it */
extern const struct ma_extra ma_extra_none; /* stands for that of a maatine that has none */
/* To read in it. [any] */
static inline const struct ma_extra *extra_seen(const Maatine *m)
{
    const struct ma_extra *x = load_acq(&m->extra); /* pairs with extra_of */
    return x ? x : &ma_extra_none;
}
/* The two upper bits of spawn_at: 0, or 1 + the number of the word, counted from there, that names the label. */
#define SPAWN_LABEL_SHIFT 30
#define SPAWN_AT_MASK     ((1u << SPAWN_LABEL_SHIFT) - 1)
/* NULL: it has none; the place of the spawn says which it is. [any] */
const Str *maatine_label(const Maatine *m);
/* The line of a spawn_at in the code of p. */
uint32_t spawn_line(const Proto *p, uint32_t spawn_at);
/* The line of the spawn; it has a spawn_proto. [any] */
uint32_t maatine_spawn_line(const Maatine *m);

/* ---- life (vm/maatine/life.c) ---- */

struct spawn_opts {
    bool link, monitor, detached, task, system, supervisor;
    bool owned;     /* with link: it ends with its starter, with any reason (MAF_OWNED) */
    bool quiet;     /* no crash report */
    bool cancelled; /* a task that never begins, as it was cancelled before */
    Value
        *name;  /* a rooted slot with the name, or NULL: the spawn may collect before it reads it */
    Str *label; /* immortal or NULL */
    const Insn *label_word; /* where the code of the starter names it (spawn_label), or NULL */
    bool own_label; /* the label was allocated (MEM_MAATINE) for the new one, which frees it */
    enum sched_prio prio;
    uint64_t max_heap;           /* 0: the default */
    uint64_t mailbox_bound;      /* 0: none */
    int overflow;                /* enum overflow_policy (mailbox) */
    uint64_t owner;              /* 0: the starter's owner */
    struct work *work;           /* the new one is its task */
    struct build_learned *makes; /* what is known about the results of that, or NULL */
    uint64_t scope;              /* of this scope of the starter (work.h); 0: none */
};
extern const struct spawn_opts spawn_defaults;

/* Starts a maatine that runs fn[0](fn[1..n]): a function or a native and its arguments, in rooted slots of `m` (copied). m NULL:
 * the first one, arguments immediate or shared. *out is the Ma; with monitor, *ref is the Ref. N_OK, or N_ERROR with an error
 * pending in m (what cannot travel, no memory, a taken name). May collect. */
enum native_result maatine_spawn(Maatine *m, Value *fn, uint32_t nargs, const struct spawn_opts *o,
                                 Value *out, Value *ref);
/* The record with this id, or NULL if it has ended. Valid until the end of the caller's slice. */
Maatine *maatine_find(struct runtime *rt, uint64_t id);
/* The runnable's run function: drains signals, runs the interpreter, acts on what it says. */
enum run_result maatine_run(Runnable *r, Scheduler *s);

/* ---- sending and receiving (vm/maatine/send.c, recv.c) ---- */

/* `to` is a Ma, a Str (name) or a channel. N_OK, N_ERROR, N_WAIT (a full mailbox that says wait: call again when woken). */
enum native_result maatine_send(Maatine *m, Value *to, Value *msg, bool urgent);

/* Sends an Array of v[0..n) that need not exist. False: nothing has happened; send it in the usual way (an element needs a copy, the
 * receiver is gone or bounded, ...). */
bool maatine_send_array(Maatine *m, uint64_t to, const Value *v, uint32_t n);
/* Sends v if it is small and plain (mailbox/flat.h). False: the same. */
bool maatine_send_small(Maatine *m, uint64_t to, Value v);
/* Hands *v over, a register, if that was built for the send planned and is an island of its own. False: the same. */
bool maatine_send_built(Maatine *m, uint64_t to, Value *v, const struct send_plan *s);
/* The same for an Array of v[0..n), registers, that need not exist, if one of these was built and the others are plain. *msg: a register for the
 * message if it comes back. */
bool maatine_send_around_built(Maatine *m, uint64_t to, const Value *v, uint32_t n, Value *msg,
                               const struct send_plan *s);
/* A large value was claimed, and is likely to be sent soon by the frame on top: fetches what that will touch, all at once. */
void maatine_send_ahead(const Maatine *m);

/* <-chan: waits (N_WAIT: call again when woken). *open false: closed and drained (*out is nil). (chan.c) */
enum native_result chan_receive(Maatine *m, Value *chan, Value *out, bool *open);

/* The operations of `receive` (ops.def). secs: timeout, infinity for none. made: a Ref or Ma that each arm asks for; V_ABSENT: none. */
void recv_start(Maatine *m, double secs, Value made);
/* The next message in hand; false: none is left. *v is a raw value inside the parcel: nothing may collect until skip, pin, accept. */
bool recv_next(Maatine *m, Value *v);
void recv_skip(Maatine *m);
/* Adopts the message in hand, which stays in the mailbox; values in it keep their address. *v (may be NULL) is set to its value. */
enum native_result recv_pin(Maatine *m, Value *v);
/* Takes the message in hand; *v is its adopted value. N_ERROR: MemoryError (the message is gone). */
enum native_result recv_accept(Maatine *m, Value *v);
/* The same when R[a] .. behind it, n registers from r[1] on, hold all that is used of the message r[0]: if none of them is an object
 * of it, it is freed at once. r[0] is nil afterwards. */
enum native_result recv_take_parts(Maatine *m, Value *r, uint32_t n);
enum recv_wait_result { RECV_AGAIN, RECV_TIMEOUT, RECV_SUSPEND };
enum recv_wait_result recv_wait(Maatine *m);
/* The message in hand is being scanned and not adopted yet. */
bool recv_scanning(const Maatine *m);

/* ---- shared variables (vm/maatine/cells.c) ---- */
enum native_result cells_hold(Maatine *m, Value *boxes,
                              uint32_t n); /* N_OK, N_WAIT, N_ERROR (DeadlockError) */
void cells_release(Maatine *m, Value *boxes, uint32_t n);
/* An operation on an access path of a shared variable (paths.c). */
struct cell_path {
    Value *r; /* rooted: the variable (cell_in), an index or name for each step, the arguments */
    uint32_t steps, nargs;
    uint32_t kinds; /* enum path_kind, two bits each */
    enum path_mode mode;
    const Str *name; /* of the method */
    bool done;       /* [out] false with N_OK: it cannot be done in place, nothing has happened */
};
enum native_result cell_path_do(Maatine *m, struct cell_path *p, Value *out);
enum native_result box_get_shared(
    Maatine *m, Value *box, Value *out); /* may wait while another maatine holds it; may collect */
/* Makes the box's variable a shared cell from now on (`shared let`). May collect. */
enum native_result box_share(Maatine *m, Value *box);
/* The same for a box that a copy has met (COPY_BOX). N_YIELD: call what needed it again, which calls share_go_on first. */
enum native_result box_share_found(Maatine *m, Obj *box);
enum native_result share_resume(Maatine *m);
static inline enum native_result share_go_on(Maatine *m)
{
    return MAAT_LIKELY(is_nil(extra_seen(m)->share_list)) ? N_OK : share_resume(m);
}
/* Those that are not shared yet are plain boxes again. */
void share_give_up(Maatine *m);
enum native_result box_set_shared(Maatine *m, Value *box, Value *v);
enum native_result global_get(Maatine *m, uint32_t index, Value *out);
enum native_result global_set(Maatine *m, uint32_t index, Value *v);
enum native_result global_set_const(Maatine *m, uint32_t index, Value *v);
/* Makes its cell: the integer `index` stands for it in cells_hold and cells_release. False: no memory. */
bool global_cell(Maatine *m, uint32_t index);
/* The cell of a shared variable: its box, its handle or its number; NULL: a box that is not shared. */
struct cell *cell_in(const Maatine *m, Value v);
enum native_result static_get(Maatine *m, uint32_t index,
                              Value *out); /* absent if unset; fills it from the snapshot */
enum native_result static_set(Maatine *m, uint32_t index, Value *v);
enum native_result static_init(Maatine *m, uint32_t index, Value *v);

/* ---- waiting with a deadline, for natives (vm/maatine/wait.c) ---- */

/* Begins or goes on with a wait of `secs` seconds (infinity: no limit) of the native that is running: at the first call
 * it starts the clock. False once the time is over. The wait ends by wait_done or by returning a result. */
bool wait_for(Maatine *m, enum wait_kind kind, double secs);
void wait_done(Maatine *m);
/* True in a native that was called again after native_wait (and not by a first call). */
bool wait_again(const Maatine *m);
/* Pushes a bare wake-up to maatine `id` from any thread (an I/O or offload callback): MA-3. */
void maatine_wake(struct runtime *rt, uint64_t id);

#endif
