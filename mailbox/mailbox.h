/* A mailbox: many senders, one owner.
 *
 * Senders push onto a shared stack with one compare-and-swap. The owner takes all of it with one exchange, turns it
 * round, gives signals to a callback, and appends messages to a list of its own, where a selective receive looks for
 * what it wants, keeping its place.
 *
 *   senders -> head: state or newest -> ... -> oldest        (shared)
 *   owner      first <-> ... <-> urgent <-> ... <-> last     (the owner's; place: last one looked at)
 *
 * A stack and not the usual queue by exchange, for three reasons: a push is never half done (a queue has a moment when what
 * was pushed cannot be reached yet, and a parked owner would miss it); the states below fit into the same word; and closing is
 * exact. Uncontended both cost one locked instruction.
 *
 * head is a state or the newest envelope, in its lower 48 bits:
 *   EMPTY   nothing unseen; the owner runs or is about to
 *   PARKED  nothing unseen; the owner sleeps: whoever takes the mailbox out of this state must wake it
 *   WOKEN   nothing unseen, but the owner must not park: a wake-up without an envelope
 *   CLOSED  the owner has ended; for ever
 * The upper 16 bits count, up to 65,535: what lay in the list at the last drain, and each push since. A hint for senders.
 *
 * Caches. Senders touch the line of head and no other; the owner's line, which it writes for each message, is theirs only for an
 * alert. So the owner does not look at head for each message, either: while its list has more, it looks when it is alerted
 * (mailbox_next_seen). What it does not see yet would stand at the end of the list; what would not, urgent messages and
 * signals, comes with an alert. Once in MAILBOX_LOOK messages of a long list it alerts itself, so that the count is about right.
 *
 * MB-1  Only the owner leads to EMPTY, PARKED and CLOSED; PARKED only from EMPTY.
 * MB-2  Whoever leads from PARKED to something else (a push, a wake) is told so, alone, and makes the owner run. So a
 *       parked owner with something unseen does not exist, and none is made to run twice. Or it stands for the owner for a while
 *       (mailbox_claim) and parks again on its behalf.
 * MB-3  An envelope is owned by its sender until the push succeeds, then by the mailbox's owner. A push to a CLOSED mailbox
 *       leaves it to the sender. As CLOSED is set by the exchange that takes what was pushed before, every envelope is
 *       either in what mailbox_close hands out or refused: none is lost.
 * MB-4  Envelopes of one sender are taken in the order of their pushes.
 * MB-5  Urgent messages stand before all others in the owner's list, each in order of arrival.
 * MB-6  A bound: used <= limit + what drop_old lets in until the next drain. A reservation belongs to a sender until its
 *       envelope (ENV_COUNTED) is pushed, then to the envelope.
 * MB-7  What is noted as refused (mailbox_refuse) is a message in the list, and so were, or are, all in front of it.
 * MB-8  What is marked for a value (mailbox_mark) is a message in the list, and neither it nor any in front of it holds the value.
 * MB-9  Whoever has returned from the push of an urgent message or a signal has set the alert since (release; pairs with the
 *       owner's load), and the owner clears it before it takes what is unseen: so an owner that knows of the push, by whatever
 *       way, sees the alert or has taken the envelope. An alert behind the push may come when all is taken (it is for nothing
 *       then) and the owner has ended: a pusher keeps the record from being freed until it returns (sched/epoch.h).
 *
 * A batch (mailbox/batch.h) is pushed and listed as an envelope, and counted as the messages that it holds. mailbox_next gives it when its next
 * record is the next message: that is taken by mailbox_remove_record, or settled; the place is a batch only meanwhile.
 *
 * Orders: a push publishes the envelope (release) and a drain, a park or a close sees it (acquire); nothing else is shared but
 * the counters, which may be read racily.
 */
#ifndef MAAT_MAILBOX_MAILBOX_H
#define MAAT_MAILBOX_MAILBOX_H

#include "base/atomic.h"
#include "mailbox/envelope.h"

struct mailbox_bound;
struct batch;

#define MAILBOX_COUNT_SHIFT  48
#define MAILBOX_HEAD         (((uintptr_t)1 << MAILBOX_COUNT_SHIFT) - 1) /* state or envelope */
#define MAILBOX_OLDEST_SHIFT 20 /* units of about a millisecond; with 32 bits ages up to 26 days */
#define MAILBOX_LOOK         64u

typedef struct mailbox {
    /* ---- the owner's line ---- */
    struct envelope *first, *last; /* [owner] messages seen */
    struct envelope *place; /* [owner] last one looked at by the receive under way; NULL: none */
    struct mailbox_refused *refused; /* [owner] see mailbox_refuse; NULL: nothing is known */
    uint64_t bytes;                  /* [owner writes; stats, racy] of the messages in the list */
    uint64_t removed;                /* [owner writes; stats, racy] messages that ever left it */
    uint32_t len;                    /* [owner writes; stats, racy] */
    uint32_t pinned : 30;            /* [owner] envelopes with ENV_PINNED in the list */
    uint32_t rescan : 1;             /* [owner] an urgent message came in front of place */
    uint32_t bounded : 1;            /* [owner] bound is not NULL */
    uint32_t
        oldest; /* [owner writes; stats, racy] when the first one was sent (mailbox_oldest_ns); 0: none */
    uint32_t alert; /* [any sets it, owner clears it; atomic: MB-9] */
    /* ---- the line of the senders ---- */
    uintptr_t head; /* [any, atomic] */
    struct mailbox_bound
        *bound; /* [owner sets it once: store_rel pairs with mailbox_reserve; NULL: none] */
    struct envelope *urgent; /* [owner] the last urgent one; NULL: none */
} Mailbox;
_Static_assert(offsetof(Mailbox, head) == MAAT_CACHE_LINE, "two lines, if it begins with one");
_Static_assert(sizeof(Mailbox) <= 88, "every maatine has one");

void mailbox_init(Mailbox *mb);
/* It is closed, or nobody else knows it. Frees the bound (what is left was handed out by mailbox_close). */
void mailbox_fini(Mailbox *mb);

/* ---- any thread ---- */

enum mailbox_pushed {
    MAILBOX_PUSHED, /* done */
    MAILBOX_WAKE,   /* done, and the owner was parked: make it run */
    MAILBOX_CLOSED  /* refused: the envelope is still the caller's */
};
MAAT_MUST_CHECK enum mailbox_pushed mailbox_push(Mailbox *mb, Envelope *e);
/* The same for a message that is not urgent. */
MAAT_MUST_CHECK enum mailbox_pushed mailbox_push_plain(Mailbox *mb, Envelope *e);
/* The same for a batch with records. */
MAAT_MUST_CHECK enum mailbox_pushed mailbox_push_batch(Mailbox *mb, struct batch *b);
/* A wake-up without an envelope: what the owner waits for has changed; it will look again. */
MAAT_MUST_CHECK enum mailbox_pushed mailbox_wake(Mailbox *mb);
/* The owner is parked and stays so: until mailbox_park the caller, alone, may do what the owner may (acquire: it sees what that left). It
 * comes to that soon; if it fails there, something came meanwhile and the caller makes the owner run. False: nothing has happened. */
MAAT_MUST_CHECK bool mailbox_claim(Mailbox *mb);
/* About how many messages wait, seen or not; at most 65,535. */
static inline uint32_t mailbox_waiting(const Mailbox *mb)
{
    return (uint32_t)(load_rlx(&mb->head) >> MAILBOX_COUNT_SHIFT);
}
/* Messages that ever joined the list. */
static inline uint64_t mailbox_arrived(const Mailbox *mb)
{
    return load_rlx(&mb->removed) + load_rlx(&mb->len);
}
/* When the oldest message was sent, 0: there is none. `now` is of the same clock; good to a millisecond. */
static inline uint64_t mailbox_oldest_ns(const Mailbox *mb, uint64_t now)
{
    uint32_t then = load_rlx(&mb->oldest);
    if (!then) return 0;
    int32_t age = (int32_t)((uint32_t)(now >> MAILBOX_OLDEST_SHIFT) - then);
    return age <= 0 ? now : now - ((uint64_t)age << MAILBOX_OLDEST_SHIFT);
}

/* ---- the owner ---- */

/* Nothing is unseen: from now on whoever pushes is told to wake the owner. False: something is; drain and look again. */
MAAT_MUST_CHECK bool mailbox_park(Mailbox *mb);
/* Gets an envelope it now owns. May call mailbox_append with it (a signal that is a message), or mailbox_close. */
typedef void (*mailbox_fn)(void *ctx, MAAT_OWNED Envelope *e);
/* Takes all that is unseen: signals go to `signal` in order of arrival, messages to the list. The number of new messages. */
size_t mailbox_drain(Mailbox *mb, mailbox_fn signal, void *ctx);
/* A hint, for checking often. */
static inline bool mailbox_has_unseen(const Mailbox *mb)
{
    return MAAT_UNLIKELY((load_rlx(&mb->head) & MAILBOX_HEAD) != 0);
}
void mailbox_append(Mailbox *mb, MAAT_OWNED Envelope *e);
/* Whether a signal of this kind is among what is unseen and came behind *seen (NULL: all), which is set to the newest one. Takes nothing. */
bool mailbox_unseen_kind(const Mailbox *mb, uint8_t kind, const Envelope **seen);

/* Selective receive. mailbox_rescan: begin with the first message. mailbox_next: the next one to look at (it becomes the place),
 * NULL: none is left for now, new ones will follow. When an urgent message came in between it begins again. */
static inline void mailbox_rescan(Mailbox *mb)
{
    mb->place = NULL;
    mb->rescan = false;
}
/* Whether mailbox_next has one. */
static inline bool mailbox_has_next(const Mailbox *mb)
{
    return mb->rescan || (mb->place ? mb->place->next : mb->first) != NULL;
}
static inline Envelope *mailbox_next(Mailbox *mb)
{
    if (MAAT_UNLIKELY(mb->rescan)) mailbox_rescan(mb);
    Envelope *e = mb->place ? mb->place->next : mb->first;
    if (e) mb->place = e;
    return e;
}
/* A hint: there is no next one, and nothing is unseen. */
static inline bool mailbox_is_still(const Mailbox *mb)
{
    return !mailbox_has_next(mb) && load_rlx(&mb->head) == 0;
}
/* mailbox_next without a drain before it, where none is needed (see above); NULL: drain, then mailbox_next. Always with a bound, which
 * counts what is unseen, too. */
static inline Envelope *mailbox_next_seen(Mailbox *mb)
{
    if (MAAT_UNLIKELY(load_acq(&mb->alert)) || MAAT_UNLIKELY(mb->rescan | mb->bounded)) return NULL;
    Envelope *e = mb->place ? mb->place->next : mb->first;
    if (e) mb->place = e;
    return e;
}

/* What a receive has refused for good need not be looked at by it again. `site` is the receive in the code; the message at the place
 * was refused there by tests whose outcome cannot change: of its own parts against constants. Known is for each of a few
 * sites up to where all messages were refused so (MB-7: from the first one on, without a gap). It is forgotten when an
 * urgent message comes in front, or a message may have changed (a guard runs on it). Little is noted as long as the list is short. */
#define MAILBOX_REFUSED_FROM  32 /* messages in the list */
#define MAILBOX_REFUSED_SITES 4
void mailbox_refuse(Mailbox *mb, const void *site);
/* `made` (a Ref, a Ma) did not exist until now, so no message in the list holds it: a receive all of whose arms ask for it
 * begins behind them. Known for the last few, as long as what mailbox_refuse knows. Nothing is marked while a message is pinned: it may change. */
#define MAILBOX_MARKS 8
void mailbox_mark_long(Mailbox *mb, Value made);
static inline void mailbox_mark(Mailbox *mb, Value made)
{
    if (MAAT_UNLIKELY(mb->len >= MAILBOX_REFUSED_FROM)) mailbox_mark_long(mb, made);
}
/* As mailbox_rescan, but begins behind what `site` has refused, and what is older than `made` (V_ABSENT: nothing), which all arms ask for. */
void mailbox_rescan_behind(Mailbox *mb, const void *site, Value made);
static inline void mailbox_rescan_at(Mailbox *mb, const void *site, Value made)
{
    mailbox_rescan(mb);
    if (MAAT_UNLIKELY(mb->refused != NULL)) mailbox_rescan_behind(mb, site, made);
}
/* [owner] Of the first message of the list. */
static inline void mailbox_update_oldest(Mailbox *mb)
{
    const Envelope *e = mb->first;
    /* never 0 if there is one */
    store_rlx(&mb->oldest, e ? (uint32_t)(e->sent_ns >> MAILBOX_OLDEST_SHIFT) | 1 : 0);
}

bool mailbox_remove_slow(Mailbox *mb, Envelope *e);
/* Takes e out of the list; it is the caller's. True: room has appeared for senders that wait: mailbox_take_waiters. */
static inline bool mailbox_remove(Mailbox *mb, Envelope *e)
{
    uint64_t removed = mb->removed + 1;
    if (MAAT_UNLIKELY(e->prev || mb->refused || removed % MAILBOX_LOOK == 0 ||
                      (e->flags & (ENV_URGENT | ENV_PINNED | ENV_COUNTED))))
        return mailbox_remove_slow(mb, e);
    Envelope *next = mb->first = e->next; /* the first one, and nothing else is known of it */
    *(next ? &next->prev : &mb->last) = NULL;
    if (mb->place == e) mb->place = NULL;
    mailbox_update_oldest(mb);
    store_rlx(&mb->len, mb->len - 1);
    store_rlx(&mb->removed, removed);
    stat_add(&mb->bytes, -envelope_bytes(e));
    return false;
}

/* The same for the next record of a batch in the list, which is the place. True: it was the last one, and the batch is freed. */
bool mailbox_remove_record(Mailbox *mb, struct batch *b);
/* The next record of a batch in the list becomes a message in front of it, and the place if the batch was. */
Envelope *mailbox_settle(Mailbox *mb, struct batch *b);
/* All records that are in the list. */
void mailbox_settle_all(Mailbox *mb);

/* The share that unread messages have of the frozen graphs they refer to. [owner] Looks at MAILBOX_SUMMED messages at most, and takes the
 * others to be like them: what one answers for changes whenever somebody else takes a reference. */
#define MAILBOX_SUMMED 10000
uint64_t mailbox_frozen_bytes(const Mailbox *mb);
/* The value of e, adopted by h, while e stays in the list (a guard runs code on it); it is a root from now on. */
Value mailbox_pin(Mailbox *mb, Heap *h, Envelope *e);

/* From now on pushes are refused. Everything left goes to `left`, messages first, then what was unseen; bounded: waiters are
 * to be taken (mailbox_take_waiters) and woken by the caller afterwards. */
void mailbox_close(Mailbox *mb, mailbox_fn left, void *ctx);
/* Visits the values of pinned messages: part of the owner's roots. */
void mailbox_roots(Mailbox *mb, struct gc *gc);

/* ---- bounds (mailbox/bound.c) ---- */

enum overflow_policy {
    OVERFLOW_BLOCK,    /* the sender waits */
    OVERFLOW_DROP_NEW, /* the new message is dropped */
    OVERFLOW_DROP_OLD, /* the oldest one is */
    OVERFLOW_EXIT,     /* the receiver ends */
    OVERFLOW_RAISE     /* the sender gets an error */
};

/* [owner] limit 0: none any more. Waiters are to be taken by the caller. */
void mailbox_set_bound(Mailbox *mb, uint32_t limit, enum overflow_policy policy);
/* 0: none */
uint32_t mailbox_limit(const Mailbox *mb);
enum overflow_policy mailbox_policy(const Mailbox *mb);

enum mailbox_room {
    ROOM_FREE,    /* no bound: push */
    ROOM_TAKEN,   /* reserved: set ENV_COUNTED and push, or give it back by mailbox_unreserve */
    ROOM_NONE,    /* full: act by the policy */
    ROOM_WAITING, /* (mailbox_wait_room) listed: you will be woken */
    ROOM_CLOSED   /* (mailbox_wait_room) the owner has ended */
};
/* [any] Messages dropped because of the bound; counts n more. */
uint64_t mailbox_drops(const Mailbox *mb);
void mailbox_dropped(Mailbox *mb, uint64_t n);
/* [any] Before the message is copied. With OVERFLOW_DROP_OLD it is never ROOM_NONE: the owner drops at its next drain. */
enum mailbox_room mailbox_reserve(Mailbox *mb);
/* [any] True: waiters may have room now (mailbox_take_waiters). */
bool mailbox_unreserve(Mailbox *mb);
/* [any] Reserves, or lists `id` as waiting; once, however often it is called. ROOM_TAKEN takes id off the list. Who was listed
 * calls this again when it runs again, not mailbox_reserve, until it has room or gives up by mailbox_cancel_wait. */
enum mailbox_room mailbox_wait_room(Mailbox *mb, uint64_t id);
/* [any] id waits no longer without having got room (cancelled, ended). True: it had been woken, and the room that was meant for
 * it is free: mailbox_take_waiters. */
bool mailbox_cancel_wait(Mailbox *mb, uint64_t id);
/* [any] Takes at most max waiters that there is room for (all of them once closed), the longest waiting first; they are to be
 * woken, and will try again. */
uint32_t mailbox_take_waiters(Mailbox *mb, uint64_t *ids, uint32_t max);
/* [owner] After a drain: drops the oldest messages beyond the bound of OVERFLOW_DROP_OLD, urgent ones last; the number dropped. in_hand: the
 * message at the place is being looked at, and stays. */
uint32_t mailbox_trim(Mailbox *mb, bool in_hand);
/* [owner] How many of those that are drained the next trim will drop. */
uint32_t mailbox_excess(const Mailbox *mb);

#endif
