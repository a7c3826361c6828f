/* Sockets that look blocking, and standard input: descriptors that do not block, and how their maatines wait.
 *
 *      native call --system call at once--> done
 *            |  it would block
 *            v
 *      arm: the maatine's id into the side (reading or writing), wait;   epoll says ready: side_ready wakes it; tried again
 *
 * Every scheduler has a poller: an epoll descriptor of its own, which its libuv loop watches. A socket is registered once,
 * edge-triggered, with the poller of the scheduler where it first had to wait; so waiting costs no system call, and a read that
 * got less than it asked for knows that the kernel has no more (`drained`).
 *
 * SK-1  side[i] is IDLE, READY (an edge came that nobody has looked at yet), CLOSED (for good), or who waits (id << 2).
 *       A waiter has one hold of the pool, released by who takes it out of the side.
 * SK-2  The descriptor is closed once, by whoever takes `users` to CLOSING alone and sets GONE; nobody makes a system call on it without
 *       having added itself to `users` before and found CLOSING unset. So a descriptor number is never used after it was given
 *       to another file.
 * SK-3  A socket has one owner, but for `reader`, who may read only when it is set. Others may not use it. An end of the
 *       owner closes it (owners in library.h know which).
 * SK-4  Memory goes when no handle is left and the poller does not know it any more: `refs`; by way of epoch_retire, as a
 *       poller's pass may still look at it.
 */
#ifndef MAAT_STDLIB_SOCK_H
#define MAAT_STDLIB_SOCK_H

#include "base/atomic.h"
#include "stdlib/native/library.h"
#include "stdlib/native/res.h"

#define SIDE_IDLE     0u
#define SIDE_READY    1u
#define SIDE_CLOSED   2u

#define SOCK_CLOSING  0x80000000u
#define SOCK_GONE     0x40000000u

#define SOCK_ADDR_MAX 128

enum sock_side { SOCK_READ, SOCK_WRITE };

enum sock_kind {
    SOCK_STREAM_, /* a connection */
    SOCK_LISTENER,
    SOCK_INPUT /* standard input: not made non-blocking (others share it), never closed */
};

/* One place in the table of owners. */
struct own_link {
    uint64_t id; /* [guarded: IO] 0: in no list */
    struct own_link *next, **prev;
    struct sock *sock; /* [const after init] */
};

typedef struct sock {
    struct runtime *rt; /* [const after init] */
    int fd;             /* SK-2 */
    uint8_t kind;       /* [const after init] enum sock_kind */
    bool pollable;      /* [const after init] false: epoll does not take it; it never blocks */
    uint32_t refs;      /* [any, atomic] SK-4 */
    uint32_t handles;   /* [any, atomic] the last one closes */
    uint32_t users;     /* [any, atomic] SK-2 */
    uint32_t polled;    /* [any, atomic] 1: registered */
    uint32_t
        hung_up; /* [any, atomic] the other side has ended: no further edge will tell that there is more to read */
    uint64_t owner;           /* [any, atomic] 0: the first that uses it */
    uint64_t reader;          /* [any, atomic] 0: the owner */
    uint64_t side[2];         /* [any, atomic] SK-1 */
    struct own_link links[2]; /* [guarded: IO] of owner, of reader */
    /* ---- who reads ---- */
    char *in; /* bytes received and not taken yet: in[from..to) of cap */
    size_t from, to, cap;
    size_t scanned; /* bytes behind `from` known to hold no end of line */
    bool eof, drained;
    /* ---- who writes ---- */
    size_t written; /* of the write that is going on */
    char *out;      /* queued: out[out_from..out_to) of out_cap */
    size_t out_from, out_to, out_cap;
    char peer[SOCK_ADDR_MAX]; /* [const after init] "127.0.0.1:7000" for messages */
} Sock;

extern const struct res_ops sock_ops;

/* A socket for a descriptor, with one handle's worth of references, owned by `owner`. Takes the descriptor over. */
MAAT_OWNED Sock *sock_new(struct runtime *rt, int fd, enum sock_kind kind, uint64_t owner,
                          const char *peer);
/* Takes part in it (SK-2); false: it is closed. Then leave. */
bool sock_enter(Sock *s);
void sock_leave(Sock *s);
/* Closes; wakes who waits. Any thread, any number of times. */
void sock_close(Sock *s);

/* May maatine `id` use this side? The first user of one without owner becomes it. */
bool sock_may_use(Sock *s, uint64_t id, enum sock_side side);
/* New owner; or, with reader_only, who reads. False: that one has ended (and so the socket was closed). */
bool sock_give(Sock *s, uint64_t id, bool reader_only);

/* Before a system call that consumes readiness. */
static inline void side_clear(Sock *s, enum sock_side side)
{
    uint64_t ready = SIDE_READY;
    if (load_rlx(&s->side[side]) == SIDE_READY) (void)cas_ar(&s->side[side], &ready, SIDE_IDLE);
}
/* After a system call would have blocked: true, maatine `id` (the caller) is to wait; false: try again. */
bool side_arm(Sock *s, enum sock_side side, uint64_t id, Scheduler *sched);
/* The caller does not wait any more. */
void side_disarm(Sock *s, enum sock_side side, uint64_t id);

/* Adds a row for each open socket that has an owner: fd, kind, peer, owner, reader, who waits for what, bytes queued. Any thread. */
void sock_list(struct runtime *rt, struct rows *out);

/* library.c: frees what the pollers of a runtime that has stopped hold. */
void poller_free_all(struct library *l);

#endif
