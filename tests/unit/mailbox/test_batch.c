/* Batches: many messages in one envelope, which count, and come, as messages (BA-1, BA-2). */
#include "mailbox/batch.h"
#include "base/atomic.h"
#include "heap/frozen.h"
#include "mailbox/mailbox.h"
#include "tests/unit/heap/graph.h"
#include <pthread.h>
#include <sched.h>

#define SENDERS 3
#define EACH    (BUILD_CHECKED ? 20000u : 200000u)

static Batch *batch(uint64_t sender, int64_t from, uint32_t n)
{
    Batch *b = batch_try_new();
    ck_assert_ptr_nonnull(b);
    b->e.sender = sender;
    b->e.ref = 2;
    for (uint32_t i = 0; i < n; i++) {
        b->v[2 * i] = from_int((int64_t)sender);
        b->v[2 * i + 1] = from_int(from + i);
    }
    b->e.arg = n;
    return b;
}
static void send_batch(Mailbox *mb, uint64_t sender, int64_t from, uint32_t n)
{
    ck_assert_int_eq(mailbox_push_batch(mb, batch(sender, from, n)), MAILBOX_PUSHED);
}
static void send_one(Mailbox *mb, uint64_t sender, int64_t n)
{
    Value v[2] = {from_int((int64_t)sender), from_int(n)};
    Envelope *e = envelope_of_record(v, 2);
    e->sender = sender;
    ck_assert_int_eq(mailbox_push(mb, e), MAILBOX_PUSHED);
}
static int64_t number(Value message)
{
    const Array *a = (Array *)to_obj(message);
    ck_assert_int_eq(a->h.type, T_ARRAY);
    ck_assert_uint_eq(a->len, 2);
    return to_int(a->slots->v[a->start + 1]);
}
static void no_signal(void *ctx, Envelope *e)
{
    (void)ctx;
    ck_abort_msg("signal of kind %d", e->kind);
}
static void count_it(void *ctx, Envelope *e)
{
    ck_assert_int_eq(e->kind, ENV_MESSAGE);
    ++*(uint64_t *)ctx;
    envelope_free(e);
}
static uint64_t close_box(Mailbox *mb)
{
    uint64_t left = 0;
    mailbox_close(mb, count_it, &left);
    mailbox_fini(mb);
    return left;
}
/* The message at the place, which is taken. */
static int64_t take(Mailbox *mb, Envelope *e, uint64_t *sender)
{
    int64_t n;
    if (sender) *sender = e->sender;
    if (e->kind == ENV_BATCH) {
        n = to_int(batch_of(e)->at[1]);
        (void)mailbox_remove_record(mb, batch_of(e));
        return n;
    }
    n = number(envelope_value(e));
    (void)mailbox_remove(mb, e);
    envelope_free(e);
    return n;
}
static int64_t take_next(Mailbox *mb)
{
    mailbox_rescan(mb);
    Envelope *e = mailbox_next(mb);
    return e ? take(mb, e, NULL) : -1;
}

START_TEST(test_batch__in_a_mailbox__counts_and_comes_as_its_messages)
{
    Mailbox mb;
    mailbox_init(&mb);
    send_one(&mb, 1, 0);
    send_batch(&mb, 1, 1, 100);
    ck_assert_uint_eq(mailbox_waiting(&mb), 101);
    send_one(&mb, 1, 101);
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 102);
    ck_assert_uint_eq(mb.len, 102);
    for (int64_t n = 0; n < 102; n++) {
        ck_assert_int_eq(take_next(&mb), n);
        ck_assert_uint_eq(mb.len, 101 - n);
        ck_assert_uint_eq(mailbox_arrived(&mb), 102);
    }
    ck_assert_int_eq(take_next(&mb), -1);
    ck_assert_uint_eq(mb.bytes, 0);
    ck_assert_uint_eq(close_box(&mb), 0);
    graph_no_leaks();
}
END_TEST

START_TEST(test_batch__settled__records_are_messages_in_front_of_it)
{
    Mailbox mb;
    mailbox_init(&mb);
    send_batch(&mb, 1, 0, 10);
    (void)mailbox_drain(&mb, no_signal, NULL);
    mailbox_rescan(&mb);
    for (int64_t n = 0; n < 10; n++) { /* refuses all */
        Envelope *e = mailbox_next(&mb);
        ck_assert_int_eq(e->kind, ENV_BATCH);
        e = mailbox_settle(&mb, batch_of(e));
        ck_assert_int_eq(number(envelope_value(e)), n);
        ck_assert_ptr_eq(mb.place, e);
        ck_assert_uint_eq(mb.len, 10);
        ck_assert_uint_eq(mailbox_arrived(&mb), 10);
    }
    ck_assert_ptr_null(mailbox_next(&mb));
    for (int64_t n = 0; n < 10; n++) ck_assert_int_eq(take_next(&mb), n);
    ck_assert_uint_eq(mb.bytes, 0);

    send_batch(&mb, 1, 0, 10);
    (void)mailbox_drain(&mb, no_signal, NULL);
    for (int64_t n = 0; n < 4; n++) ck_assert_int_eq(take_next(&mb), n);
    BatchView view = batch_view(mb.first);
    for (int64_t n = 4; n < 10; n++)
        ck_assert_int_eq(number(envelope_value(batch_view_next(&view))), n);
    ck_assert_ptr_null(batch_view_next(&view));
    mailbox_settle_all(&mb);
    ck_assert_uint_eq(mb.len, 6);
    for (int64_t n = 4; n < 10; n++) {
        ck_assert_int_eq(mb.first->kind, ENV_MESSAGE);
        ck_assert_int_eq(take_next(&mb), n);
    }
    ck_assert_uint_eq(close_box(&mb), 0);
    graph_no_leaks();
}
END_TEST

START_TEST(test_batch__closed_or_bounded__each_record_is_a_message)
{
    Mailbox mb;
    mailbox_init(&mb);
    send_batch(&mb, 1, 0, 10);
    (void)mailbox_drain(&mb, no_signal, NULL);
    ck_assert_int_eq(take_next(&mb), 0);
    send_batch(&mb, 1, 10, 10); /* unseen */
    ck_assert_uint_eq(close_box(&mb), 19);

    mailbox_init(&mb);
    send_batch(&mb, 1, 0, 10);
    (void)mailbox_drain(&mb, no_signal, NULL);
    mailbox_set_bound(&mb, 15, OVERFLOW_DROP_OLD);
    send_batch(&mb, 1, 10, 10);
    (void)mailbox_drain(&mb, no_signal, NULL);
    ck_assert_uint_eq(mailbox_trim(&mb, false), 5);
    for (int64_t n = 5; n < 20; n++) ck_assert_int_eq(take_next(&mb), n);
    ck_assert_uint_eq(close_box(&mb), 0);

    mailbox_init(&mb);
    (void)close_box(&mb);
    Batch *b = batch(1, 0, 3);
    ck_assert_int_eq(mailbox_push_batch(&mb, b), MAILBOX_CLOSED);
    batch_free(b);
    graph_no_leaks();
}
END_TEST

/* ---- several threads ---- */

static Mailbox box;
static uint32_t ready; /* the owner may run */

/* Batches of 1 to 40 and single messages, in one order. */
static void *sender(void *arg)
{
    uint64_t me = (uint64_t)(uintptr_t)arg, x = me;
    for (uint32_t n = 0; n < EACH;) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        uint32_t k = (uint32_t)(x >> 33) % 40 + 1;
        if (k > EACH - n) k = EACH - n;
        enum mailbox_pushed done;
        if (k % 4 == 0) {
            Value v[2] = {from_int((int64_t)me), from_int(n)};
            Envelope *e = envelope_of_record(v, 2);
            e->sender = me;
            k = 1;
            done = mailbox_push_plain(&box, e);
        } else {
            done = mailbox_push_batch(&box, batch(me, n, k));
        }
        ck_assert_int_ne(done, MAILBOX_CLOSED);
        if (done == MAILBOX_WAKE) store_rel(&ready, 1);
        n += k;
    }
    return NULL;
}

START_TEST(test_batch__beside_a_frozen_graph__that_counts_once)
{
    Mailbox mb;
    mailbox_init(&mb);
    GraphHeap *g = graph_heap_new();
    struct copy_why why;
    Envelope *e;
    ck_assert(heap_reserve(&g->h, 4096));
    g->roots[0] = graph_array(&g->h, 200);
    ck_assert_int_eq(frozen_copy(&g->h, g->roots[0], &g->roots[1], &why), COPY_OK);
    ck_assert_int_eq(envelope_copy(&e, ENV_MESSAGE, g->roots[1], &why), COPY_OK);
    ck_assert_int_eq(mailbox_push(&mb, e), MAILBOX_PUSHED);
    (void)mailbox_drain(&mb, no_signal, NULL);
    uint64_t alone = mailbox_frozen_bytes(&mb);
    ck_assert_uint_gt(alone, 0);
    for (int64_t n = 0; n < 10; n++) send_batch(&mb, 1, 100 * n, 100);
    (void)mailbox_drain(&mb, no_signal, NULL);
    ck_assert_uint_eq(mb.len, 1001);
    ck_assert_uint_eq(mailbox_frozen_bytes(&mb), alone);
    ck_assert_uint_eq(close_box(&mb), 1001);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_batch__many_senders__each_message_once_in_order_none_asleep)
{
    pthread_t t[SENDERS];
    int64_t next[SENDERS + 1] = {0};
    mailbox_init(&box);
    for (uintptr_t i = 0; i < SENDERS; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, sender, (void *)(i + 1)), 0);
    for (uint64_t got = 0; got < (uint64_t)SENDERS * EACH;) {
        mailbox_rescan(&box);
        Envelope *e = mailbox_next_seen(&box);
        if (!e) {
            (void)mailbox_drain(&box, no_signal, NULL);
            e = mailbox_next(&box);
        }
        if (!e) {
            if (!mailbox_park(&box)) continue;
            while (!load_acq(&ready)) sched_yield();
            store_rlx(&ready, 0);
            continue;
        }
        if (e->kind == ENV_BATCH && got % 7 == 0) e = mailbox_settle(&box, batch_of(e));
        uint64_t from;
        int64_t n = take(&box, e, &from);
        ck_assert_int_eq(n, next[from]);
        next[from]++;
        got++;
    }
    for (int i = 0; i < SENDERS; i++) pthread_join(t[i], NULL);
    ck_assert_uint_eq(close_box(&box), 0);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("batch", UNIT_TEST(test_batch__in_a_mailbox__counts_and_comes_as_its_messages);
          UNIT_TEST(test_batch__settled__records_are_messages_in_front_of_it);
          UNIT_TEST(test_batch__closed_or_bounded__each_record_is_a_message);
          UNIT_TEST(test_batch__beside_a_frozen_graph__that_counts_once);
          UNIT_TEST(test_batch__many_senders__each_message_once_in_order_none_asleep);
          tcase_set_timeout(unit_case, 60))
