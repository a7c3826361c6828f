/* What the files of this folder share: what envelopes mean, and the state of the program's life.
 *
 * life.c    starting and running maatines       program.c  from the first maatine to the exit status
 * end.c     ending them                         crash.c    reports on standard error
 * signals.c what envelopes mean to their owner  info.c     inspection
 * send.c recv.c wait.c calls.c timers.c         cells.c statics.c  shared variables, per-maatine ones
 * ties.c registry.c table.c                     output.c   standard output     replay.c  the log of --sched-seed
 * idle.c    giving memory back while waiting      cyclic.c   when cycles of cells and channels are looked for
 * chan.c select.c work.c                        channels, tasks and their scopes    longcopy.c   copies in pieces
 *
 * The end of the program. Each scheduler counts the maatines that keep it running as they start and end. It ends
 *   - with 0 when main has returned and as many have ended as had started (PR-2);
 *   - with 1 when an error or an exit signal ended main, with n by `exit n`, with 130 or 143 by a signal of the OS: after the
 *     root supervisors were shut down, the last started first (at most `--shutdown` seconds);
 *   - with 3 when the pool falls quiet: everybody waits, and nothing could wake one.
 * PR-2  Who counts the end of one that keeps the program running looks whether main has returned, and then adds up first the ends, then the
 *       starts of all schedulers. Starts are counted before the new one runs, so all that has been started by those whose end
 *       was seen is among the starts: equal sums mean that nobody was left. Between counting an end (program_ends) and looking
 *       (program_ended) is a full fence, that of closing the mailbox: of two that end at once on two schedulers one sees both. By then main's
 *       own end is counted: if it failed, that decides the status before `main_done` is set.
 * PR-1  status and stopping are written under the lock RUNTIME; who sets stopping first decides the status.
 */
#ifndef MAAT_VM_LIFE_H
#define MAAT_VM_LIFE_H

#include "base/atomic.h"
#include "base/lock.h"
#include "mailbox/cell.h"
#include "mailbox/reply.h"
#include "sched/timer.h"
#include "vm/exec/exec.h"
#include "vm/maatine/claim.h"
#include "vm/maatine/longcopy.h"
#include "vm/maatine/maatine.h"
#include "vm/maatine/table.h"
#include "vm/maatine/ties.h"
#include "vm/runtime.h"

/* ---- envelopes ---- */

/* Kinds beside those of mailbox/envelope.h. `sender` is the maatine that it comes from. */
enum signal_kind {
    SIG_LINK = ENV_OTHER, /* ref: number of the request */
    SIG_UNLINK,           /* ref: the sender's number; value: the receiver's, an integer (ties.h) */
    SIG_EXIT,             /* of Ma.exit; value ['EXIT', sender, reason] */
    SIG_KILL,             /* of Ma.exit(p, 'kill') */
    SIG_LINK_EXIT,        /* a link has ended; value ['EXIT', sender, reason] */
    SIG_MONITOR,          /* ref; arg: enum watch_kind */
    SIG_DEMONITOR,        /* ref */
    SIG_DOWN,             /* ref; value: see down_envelope */
    SIG_CANCEL, /* ref 0: cancelled, value nil or its grace in ms; else the time of that scope is over */
    SIG_TASK_FAILED, /* ref: of the scope, whose other tasks are cancelled */
    SIG_OVERFLOW,    /* its mailbox has overflown: it ends, whether it traps or not */
    SIG_SUSPEND,
    SIG_RESUME,
    SIG_INSPECT, /* ref: what the answer must name */
    SIG_INFO,    /* the answer; ref; value: the address of a struct info, as a raw word */
    SIG_OBSERVE /* a question of an observer (vm/observe/ask.h); value: its address, as a raw word */
};

/* arg of an ENV_MESSAGE: a request; ref is that of the call. */
#define MSG_CALL    1u
/* arg of SIG_CANCEL: what runs now gets Cancelled, and no more; its grace is over. */
#define CANCEL_ONCE 2u
#define CANCEL_OVER 3u

/* A small array outside all heaps, to be copied into an envelope. Its elements are raw values. */
struct tuple {
    Array a;
    Obj slots; /* a Slots object: header and values */
    Value v[5];
};
Value tuple_init(struct tuple *t, uint32_t n);
/* An envelope with a copy of tuple t. Its last element may be anything of m's heap (the others are immediate or immortal); if
 * it cannot travel, or there is no memory, a text takes its place: it always succeeds. May collect; writes m->result. */
Envelope *tuple_envelope(Maatine *m, struct tuple *t, uint32_t n, uint8_t kind);
/* The same for a single value. */
Envelope *value_envelope(Maatine *m, Value v, uint8_t kind);
/* What tells `k` about the end of `who`, for ref: ['DOWN', ref, who, reason], or for calls and joins the bare reason. */
Envelope *down_envelope(Maatine *m, enum watch_kind k, uint64_t ref, uint64_t who, Value reason);

/* Whether v needs no copy to be another maatine's, too. */
static inline bool travels_free(Value v)
{
    return !is_ptr(v) || (to_obj(v)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED;
}

/* Copies *v (rooted in m) into a new envelope, charged to m; boxes on the way become shared cells. N_OK, N_ERROR, or N_YIELD: it is made in
 * pieces (longcopy.h), call again with the same value. May collect. */
enum native_result message_copy(Maatine *m, Value *v, Envelope **out);
/* Pushes e to p and makes p run if it was parked. False: p has ended, e is still the caller's. */
bool ma_push(Maatine *p, Envelope *e);
/* Likewise; an envelope that is refused is freed. */
void ma_push_or_drop(Maatine *p, Envelope *e);
/* p will look again at what it waits for. */
void ma_look(Maatine *p);
static inline Maatine *ma_find(const Maatine *m, uint64_t id)
{
    return table_find(m->rt->table, id);
}
/* A number that is unique in the program. */
uint64_t ref_new(Maatine *m);

/* Starts the main maatine: fn() without captures. It is made ready by the caller. */
Maatine *maatine_spawn_first(struct runtime *rt, Value fn, const struct spawn_opts *o);
/* Starts fn[0](fn[1..n]) from a thread that is no scheduler; all of it immediate or immortal. Its id, 0: no memory. */
uint64_t maatine_spawn_outside(struct runtime *rt, const Value *fn, uint32_t nargs,
                               const struct spawn_opts *o);
/* Bytes of a record with the first stack and the first young area. */
size_t record_bytes(const struct runtime *rt);
/* m has left the table and its parts are freed: the record follows when nobody can look at it any more. */
void record_retire(Maatine *m, Scheduler *s);

/* ---- signals.c ---- */

/* Acts on what lies in the mailbox; new messages join the list. */
static inline void signals_drain(Maatine *m);
void signals_drain_slow(Maatine *m);
static inline void signals_drain(Maatine *m)
{
    if (mailbox_has_unseen(&m->mailbox)) signals_drain_slow(m);
}
/* Sets what happens at the next safe point; the stronger one stays. */
void signal_pending(Maatine *m, enum pending_kind k);
/* Whether m->pending will be carried out now, so that what is waited for is given up. */
bool pending_acts(const Maatine *m);
/* What the end of `from` does to m by a link, or Ma.exit; reason in m's heap, or immediate. */
void exit_arrives(Maatine *m, uint64_t from, Value reason, bool by_link);
Ties *ties_of(Maatine *m); /* makes them */
static inline bool text_is(Value v, const char *s)
{
    size_t n = strlen(s);
    return is_str(v) && to_obj(v)->type == T_STR && ((Str *)to_ptr(v))->s.len == n &&
           memcmp(((Str *)to_ptr(v))->p, s, n) == 0;
}
/* Texts that are needed often; immortal strings. text_value(rt, NORMAL) */
/* clang-format off */
#define LIFE_TEXTS(X)                                                                              \
    X(NORMAL, "normal")                                                                            \
    X(DOWN, "DOWN")                                                                                \
    X(EXIT, "EXIT")                                                                                \
    X(CALL, "call")                                                                                \
    X(CAST, "cast")                                                                                \
    X(NOPROC, "noproc")                                                                            \
    X(KILLED, "killed")                                                                            \
    X(OVERFLOW, "overflow")                                                                        \
    X(STOP, "$stop") X(SHUTDOWN, "shutdown") X(SIGNAL, "SIGNAL") X(DEAD_LETTER, "DEAD_LETTER")     \
    X(NO_MEMORY, "a reason for which there was no memory")                                         \
    X(UNSENDABLE, "a reason that cannot be sent")                                                  \
    /* names of arguments */                                                                       \
    X(TIMEOUT, "timeout") X(URGENT, "urgent") X(FLUSH, "flush") X(BUFFER, "buffer")                \
    /* those of Ma.spawn, in a row */                                                              \
    X(ARGS, "args") X(LINK, "link") X(MONITOR, "monitor") X(NAME, "name") X(LABEL, "label")        \
    X(PRIORITY, "priority") X(MAX_HEAP, "max_heap") X(MAILBOX, "mailbox") X(POLICY, "overflow")    \
    X(OWNED, "owned") X(QUIET, "quiet")
/* clang-format on */
enum life_text {
#define X(id, text) TEXT_##id,
    LIFE_TEXTS(X)
#undef X
        TEXT_COUNT
};
#define text_value(rt, id) ((rt)->life->texts[TEXT_##id])
Value text_intern(const struct runtime *rt, const char *s); /* immortal */

void ma_link(Maatine *m, Maatine *p, uint64_t id); /* p NULL: gone */
void ma_unlink(Maatine *m, Maatine *p, uint64_t id);
/* m watches id; p NULL: gone, then the notice comes at once. */
uint64_t ma_watch(Maatine *m, Maatine *p, uint64_t id, enum watch_kind k);
/* False: there was no such monitor. */
bool ma_unwatch(Maatine *m, uint64_t ref);

/* ---- wait.c ---- */

/* One that waits at a channel. */
struct listener {
    struct listener *next, **link; /* [guarded: the channel's lock] */
    uint64_t ma;                   /* [const] */
    struct waiter *waiter;         /* [const] of ma */
    bool listed;                   /* [guarded] */
    bool looks;                    /* [guarded] it looks at this channel whenever it is woken */
    bool woken;                    /* [guarded] and has been, since it looked last */
};

struct waiter {
    Timer timer;
    Maatine *m;      /* [const] */
    uint64_t number; /* [owner] of the timer's last start */
    uint64_t
        fired; /* [any, atomic: store_rel by the timer pairs with load_acq by the owner] the last start that fired */
    uint64_t deadline; /* [owner] of the timer; 0: it is not started */
    uint32_t place;    /* [owner] of a wait for many Works: those before it have ended */
    uint64_t target;   /* [owner] maatine whose mailbox, end or answer is waited for */
    uint64_t ref;      /* [owner] of the monitor or call */
    ReplySlot slot;    /* [owner] */
    Envelope *down;    /* [owner] the notice of the end of `target` */
    Cell *cell;        /* [owner] shared variable that is waited for; no reference of its own */
    const char *cell_name,
        *cell_file; /* [owner, under MAATINE; read under it] what and where; names are immortal */
    uint32_t cell_line;
    uint32_t awaits_at; /* [owner, relaxed; read under MAATINE] where it began to wait for that */
    uint64_t
        awaits; /* [owner, sequentially consistent] whose end it waits for, for ever; 0: of nobody */
    const Proto *awaits_in; /* [as awaits_at] */
    Claim claim;            /* of the wait at channels */
    struct listener *
        given_to; /* [who holds the claim; owner once it is over] at which it was given a value, or NULL */
    Value given;              /* [likewise] */
    Envelope *given_in;       /* [likewise] the value lies in it, or NULL */
    struct listener listener; /* of a receive from a channel */
    uint16_t ending_seen;     /* [owner] of those that m->ending counts: it has acted on them */
    uint64_t within;          /* [owner] deadline of the within block that it is in; 0: none */
    uint64_t within_frame;    /* [owner] where that began (exec_position) */
    uint32_t within_at;
    bool cell_limited; /* [as cell_name] the wait for `cell` ends by itself some time */
    uint64_t
        call_late; /* [owner] when who asked what it is answering waits no longer; 0: for ever */
    struct scope *within_clock; /* [owner] wakes it then; NULL: it has not waited yet (work.c) */
    void *op;                   /* [owner] of a channel, a Work ... */
    void (*op_cancel)(Maatine *m, void *op);
    struct info *info; /* [owner] answer to an inspection */
    double recv_secs;  /* [owner] timeout of the receive; recv.timed says whether there is one */
    uint64_t recv_deadline; /* [owner] 0: it has not waited yet */
    struct recv_outer
        *recv_outer; /* [owner] receives that wait for the end of a guard of theirs (recv.c) */
};
struct waiter *waiter_of(Maatine *m); /* makes it */
void waiter_free(struct waiter *w);
/* Starts the timer unless it runs for this deadline already. */
void timer_arm(Maatine *m, uint64_t deadline);
void timer_disarm(Maatine *m);
/* The time of the last timer_arm is over. */
bool timer_over(const Maatine *m);
/* Gives up what m waits for: an exit or a cancel comes in between. */
void wait_abort(Maatine *m);
/* Wakes the senders that have room in p's mailbox now. */
void wake_senders_slow(struct runtime *rt, Mailbox *mb);
static inline void wake_senders(struct runtime *rt, Mailbox *mb)
{
    if (MAAT_UNLIKELY(load_rlx(&mb->bound) != NULL)) wake_senders_slow(rt, mb);
}

/* ---- end.c ---- */

/* m's function is over (m->result, m->error, m->unwinding): all notices go out, its heap is freed, its record retired. */
void maatine_end(Maatine *m, Scheduler *s);
/* The reason with which m ends (a raw value of its heap). */
Value end_reason(const Maatine *m);
/* Frees a record and what is left in it when the pool has gone. */
void maatine_discard(Maatine *m);
/* The reason with which `id`, which is gone, ended: into m's heap. 'noproc' if nobody remembers. May collect. */
enum native_result end_remembered(Maatine *m, uint64_t id, Value *out);

/* ---- send.c ---- */

enum native_result send_to(Maatine *m, uint64_t id, Value *msg, uint32_t flags, uint64_t call_ref);
/* Sends ['call', *from, msg] as a request that is *from. False: nothing has happened; send it in the usual way. */
bool send_request(Maatine *m, uint64_t to, const From *from, Value msg);
/* The maatine that *to means: a Ma or a name. N_OK: *id; N_ERROR: unknown name, or another type. */
enum native_result send_target(Maatine *m, Value to, uint64_t *id);
void dead_letters_subscribe(struct runtime *rt, uint64_t id);
/* A message that no maatine sends, in an envelope of its own, has not reached `to` (0: a name that nobody has). On a scheduler. */
void dead_letter_of_nobody(struct runtime *rt, uint64_t to, const Envelope *msg);

/* ---- cyclic.c ---- */
/* After cycles_due: the pass. */
void cycles_begin_pass(Maatine *m);
/* Something was made that may be listed. */
static inline void cycles_check(Maatine *m)
{
    if (cycles_due(m->rt->cycles)) cycles_begin_pass(m);
}

/* ---- recv.c ---- */
void recv_free(Maatine *m);
/* e leaves m's mailbox, and the receives that look at it learn of it. The envelope is the caller's. */
void recv_take(Maatine *m, Envelope *e);

/* ---- crash.c ---- */
void crash_report(Maatine *m, Value reason);
/* The main maatine ends the program by something that is no crash of its own: an exit signal, or exit_ma. */
void main_report(Maatine *m, Value reason);
/* The finalizer of `obj` has thrown `error`. */
void final_report(Maatine *m, Value obj, Value error);

/* ---- program.c ---- */

struct grave { /* the reason of one that ended not long ago */
    uint64_t id;
    Envelope *reason;
};
#define GRAVES    1024

/* held.c: a native that was told about, and when. */
#define HELD_TOLD 16u
struct held_native {
    const struct native_def *def;
    uint64_t when;
};

/* Starts and ends, on one scheduler, of maatines that keep the program running: PR-2. */
struct tally {
    uint64_t started; /* [its scheduler writes, release; any, acquire] the shared one: any adds */
    uint64_t ended;   /* [the same] */
} MAAT_ALIGNED(64);

struct life {
    Value texts[TEXT_COUNT];       /* [const after init] */
    struct info_words *info_words; /* [const after init] info.c */
    Lock lock;                     /* RUNTIME */
    uint64_t *roots; /* [guarded: RUNTIME] root supervisors in the order of their start */
    uint32_t nroots, cap_roots;
    bool stopping;               /* [guarded: RUNTIME; read racily] */
    int status;                  /* [guarded: RUNTIME] */
    struct tally *tallies;       /* one for each scheduler, the last one for all other threads */
    unsigned ntallies;           /* [const after init] without the last one */
    unsigned out_planned;        /* [any, atomic] a timer for standard output is started */
    Timer *out_timers;           /* [each by its scheduler] */
    struct idle *idle;           /* [each by its scheduler] */
    uint64_t idle_freed;         /* [atomic] bytes freed by those who shrank, and not given back */
    unsigned nidle;              /* [const after init] */
    Timer shutdown_timer;        /* [scheduler that began the shutdown] */
    struct os_signal *os;        /* [scheduler 0] */
    Lock dead_lock;              /* MAATINE */
    uint64_t *dead;              /* [guarded: MAATINE] subscribers of dead letters */
    uint32_t ndead;              /* [guarded: MAATINE; read racily] */
    struct grave graves[GRAVES]; /* [guarded: MAATINE] */
    uint32_t next_grave;
    struct held_native told[HELD_TOLD]; /* [the watcher] */
    Lock blocking_lock;                 /* CHANNEL */
    uint32_t blocking_free;             /* [guarded: blocking_lock] places on threads apart */
    struct listener *blocking_first,
        **blocking_last;  /* [guarded: blocking_lock] who waits for one */
    SchedTask reap_task;  /* [a scheduler, while reap_posted] */
    uint32_t reap_posted; /* [any, atomic] */
    Module **modules;     /* [main maatine] to be run one after the other */
    size_t nmodules, at_module;
};

/* Runs the modules that were loaded and have not run, then waits for the end of the program. The exit status. */
int life_run(struct runtime *rt);
/* Runs fn() (a function without captures) as the main maatine with this label. */
int life_run_fn(struct runtime *rt, Value fn, const char *label);
/* The program ends with `status`: orderly, root supervisors first. Any scheduler. */
void program_stop(struct runtime *rt, Scheduler *s, int status);
/* The main maatine's function has returned: true if another module is to run in it. */
bool program_next_module(Maatine *m);
/* m has been made on s (NULL: by a thread that is no scheduler) and does not run yet. */
void program_started(Maatine *m, const Scheduler *s);
/* m ends and is no longer found: it is counted. Then, with a full fence in between, what follows from that; failed: by an error or an exit
 * signal. */
void program_ends(const Maatine *m, const Scheduler *s);
void program_ended(Maatine *m, Scheduler *s, bool failed);
/* m becomes a supervisor (a root supervisor if its owner is the root). */
void program_supervises(Maatine *m);
void program_quiet(SchedPool *pool, Scheduler *s);
/* A signal of the OS by its name ('HUP') becomes a message to `id`; 0: the default again. False: unknown name. */
bool program_on_signal(struct runtime *rt, const char *name, uint64_t id);

/* ---- held.c ---- */
/* A native has held its scheduler for too long: a line on standard error, at most one in a while for each native. */
void held_report(SchedPool *pool, Scheduler *s, Runnable *r, uint64_t ns);

/* ---- replay.c ---- */
/* Opens the file of --sched-log, if there is one to be written. False: it cannot be (a message was printed). */
bool replay_log_open(struct runtime *rt);
void replay_log_close(struct runtime *rt);
void replay_on_event(SchedPool *pool, const SchedEvent *e);

/* ---- blocking.c ---- */
void blocking_init(struct life *l, uint32_t places);
/* At the start of a slice of one with MAF_BLOCKING or MAF_GO_HOME: true: it goes on on another thread. */
bool blocking_moves(Maatine *m, Scheduler *s);
void blocking_end(Maatine *m); /* m ends: gives its place back */

/* ---- idle.c ---- */
void idle_init(struct runtime *rt);
void idle_free(struct runtime *rt);
/* It has memory besides its record that it may not need. */
static inline bool idle_grown(const Maatine *m)
{
    const Heap *h = &m->heap;
    return h->base != h->first || m->stack != m->first ||
           h->used_frag + h->used_off + h->used_frozen >= 1024;
}
/* m is about to park, and idle_grown or MAF_HIBERNATES. */
void idle_parks(Maatine *m, Scheduler *s);
/* m->idle_asked is set; m is about to go on, and its mailbox was drained. */
void idle_asked(Maatine *m, Scheduler *s);

/* ---- cells.c, statics.c ---- */
void cells_end(Maatine *m); /* frees what m holds */
/* m is in the queue of c (`which`: of those that its instruction names): N_WAIT, or N_ERROR (DeadlockError). */
enum native_result cell_park(Maatine *m, Cell *c, uint32_t which);
/* The wait for a cell, if there was one, is over. */
void cell_wait_over(Maatine *m);
/* m has taken a signal that m->ending counts. */
void ending_seen(Maatine *m);
/* Ends one hold of m, and wakes who comes next. */
void cell_let_go(Maatine *m, Cell *c);
void cells_wait_abort(Maatine *m);
/* m waits for the end of maatine id, or goes on to; nothing if a limit ends that. N_WAIT; or N_ERROR, and the wait is given up: that would need something of m's first. */
enum native_result end_awaited(Maatine *m, uint64_t id);
void globals_free(struct runtime *rt); /* no maatine is left */
void statics_free(struct runtime *rt);
/* The tasklocals that m has set, behind each other: number, value. Count of words written to out (at most max). */
uint32_t tasklocals_gather(const Maatine *m, Value *out, uint32_t max);
uint32_t tasklocals_count(const Maatine *m);
/* Appends the same to the array *list (rooted). May collect. False: no memory. */
bool tasklocals_push(Maatine *m, Value *list);
/* Sets them from the elements of the array *list (rooted) from `from` on. May collect. */
bool tasklocals_put(Maatine *m, Value *list, uint32_t from);

#endif
