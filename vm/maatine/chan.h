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
 * CH-3  With cap 0 `try_send`, and a select that sends, put the value into the buffer for one of the receivers that wait: at most one for each. Who is
 *       cancelled, or whose time is over, still takes the value that would else be left; only one that is killed, or a
 *       select that has taken from another of its channels at that moment, leaves it, to the next receiver.
 *
 * Threads: any, under the channel's lock (level CHANNEL). Handles (T_CHAN) count references.
 */
#ifndef MAAT_VM_CHAN_H
#define MAAT_VM_CHAN_H

#include "vm/maatine/maatine.h"

struct chan;
struct listener; /* vm/maatine/life.h */
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
/* Without waiting; *done false: there is no room. */
enum native_result chan_try_send(Maatine *m, Value *chan, Value *v, bool *done);
/* chan_receive is declared in maatine.h. Without waiting; *got false: nothing there. If there is, it takes l, one of m's that may be among
 * the channel's receivers, off: nothing more is given to it. l may be NULL. */
enum native_result chan_try_receive(Maatine *m, Value *chan, struct listener *l, Value *out,
                                    bool *got);
/* m, which may wait at a channel, is to be interrupted. True: what it waits for has been done, but for its looking (its offer was taken, or
 * it has to take a value: CH-3), so it goes on until its next safe point first. False: it gives up; nothing is given to it any more. */
bool chan_wait_over(Maatine *m);
void chan_close(Maatine *m, Value chan);
bool chan_is_closed(Value chan);
uint64_t chan_len(Value chan);

/* ---- for select ---- */
/* A value is there, or the channel is closed. Racy: try it. */
bool chan_can_receive(Value chan);
/* Takes a receiver off. False: not yet, as it has to take a value (CH-3). */
bool chan_give_up(struct chan *c, struct listener *l);
bool chan_same(Value a, Value b);
/* Lists the maatine by l, which is its own, as a waiting receiver, or as one that waits for room (gives a reference); and takes it
 * off (takes it back). */
struct chan *chan_listen(Maatine *m, Value chan, struct listener *l, bool send);
void chan_unlisten(Maatine *m, struct chan *c, struct listener *l, bool send);

#endif
