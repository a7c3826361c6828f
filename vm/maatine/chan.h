/* Channels: values from many senders to many receivers, in order.
 *
 *   senders -> | offers of senders that wait | buffer | -> receivers
 *
 * The buffer holds at most `cap` values; who finds it full waits with its value as an offer, which moves into the buffer, or
 * with cap 0 straight to a receiver, when there is room. Numbers and their like stand in the buffer themselves, other values in envelopes:
 * copied by the sender, adopted by the receiver. All is O(1), however many wait.
 *
 * CH-1  If there is a value to take (or the channel is closed) and receivers wait, the first of them has been woken. It stays in the queue
 *       until it has taken one or gives up, so a value that another one snatches leaves it in its place.
 * CH-2  An offer belongs to its sender's waiter; the channel holds it from the wait's begin until it is taken, refused (closed), or taken
 *       back by a sender that gives up.
 * CH-3  With cap 0 `try_send`, and a select that sends, give the value to one of the receivers that wait, whose claim decides (claim.h):
 *       it waits for nothing else then, and takes the value however it goes on. Only one that is killed first leaves it: to nobody, as
 *       if it had been killed later. A receiver to which something was given, or that has taken a value elsewhere, may stay in the
 *       queue until it looks; its claim is over.
 *
 * Threads: any, under the channel's lock (level CHANNEL). Handles (T_CHAN) count references.
 */
#ifndef MAAT_VM_CHAN_H
#define MAAT_VM_CHAN_H

#include "vm/maatine/maatine.h"

struct chan;
struct listener; /* vm/maatine/life.h */

/* What came of an attempt. In a wait of the maatine's own (a select) all but CHAN_NOT_NOW leave that wait over. */
enum chan_try {
    CHAN_NOT_NOW,
    CHAN_DONE,
    CHAN_CLOSED,
    CHAN_GIVEN, /* not done: a value has been given to it elsewhere meanwhile (chan_given) */
};
struct chan_list;
struct rows;

/* All channels of a runtime, for observers. */
struct chan_list *chan_list_new(void);
void chan_list_free(struct chan_list *l);
/* Adds a row for each: number, cap, values, senders and receivers that wait, type, closed. Any thread. */
void chan_each(struct runtime *rt, struct rows *out);

/* Once at start: how handles are released, copied and shown. */
void chan_setup(void);
/* A new channel into *out; cap: infinity for no bound; type NULL: any. May collect. */
enum native_result chan_new(Maatine *m, double cap, Class *type, Value *out);
/* `chan <- v`: N_OK, N_WAIT (to be called again), N_ERROR. May collect. */
enum native_result chan_send(Maatine *m, Value *chan, Value *v);
/* Whether v may be sent there: N_OK, or a TypeError. */
enum native_result chan_check_type(Maatine *m, Value chan, Value v);
/* Without waiting. N_OK: *how says what it did; N_ERROR, with CHAN_CLOSED too. May collect. */
enum native_result chan_try_send(Maatine *m, Value *chan, Value *v, enum chan_try *how);
/* chan_receive is declared in maatine.h. Without waiting; CHAN_CLOSED: and drained. */
enum chan_try chan_try_receive(Maatine *m, Value *chan, Value *out);
/* m, which may wait at a channel, is to be interrupted. True: what it waits for has been done, but for its looking (its offer was taken, or
 * a value was given to it: CH-3), so it goes on until its next safe point first. False: it gives up; nothing is given to it any more. */
bool chan_wait_over(Maatine *m);
void chan_close(Maatine *m, Value chan);
bool chan_is_closed(Value chan);
uint64_t chan_len(Value chan);

/* ---- for select ---- */
/* A value is there, or the channel is closed. Racy: try it. */
bool chan_can_receive(Value chan);
/* The value that was given to m, which waits at several (its waiter's given_to is not NULL); or drops it, if there is one. */
Value chan_given(Maatine *m);
void chan_drop_given(Maatine *m);
bool chan_same(Value a, Value b);
/* Lists the maatine by l, which is its own, as a waiting receiver, or as one that waits for room (gives a reference); and takes it
 * off (takes it back). */
struct chan *chan_listen(Maatine *m, Value chan, struct listener *l, bool send);
void chan_unlisten(Maatine *m, struct chan *c, struct listener *l, bool send);

#endif
