#include "base/atomic.h"
#include "mailbox/mailbox.h"
#include "mailbox/reply.h"
#include "tests/unit/heap/graph.h"
#include <pthread.h>
#include <semaphore.h>

#define SENDERS 4
#define EACH    (BUILD_CHECKED ? 20000u : 100000u)

static Envelope *message(uint64_t sender, int64_t n)
{
    Envelope *e = envelope_new(ENV_MESSAGE, parcel_of(from_int(n)));
    e->sender = sender;
    return e;
}
static int64_t taken(Mailbox *mb, Envelope *e)
{
    int64_t n = to_int(envelope_value(e));
    (void)mailbox_remove(mb, e);
    envelope_free(e);
    return n;
}
static void send(Mailbox *mb, Envelope *e)
{
    ck_assert_int_eq(mailbox_push(mb, e), MAILBOX_PUSHED);
}
static void no_signal(void *ctx, Envelope *e)
{
    (void)ctx;
    ck_abort_msg("signal of kind %d", e->kind);
}
static void free_it(void *ctx, Envelope *e)
{
    if (ctx) ++*(uint64_t *)ctx;
    envelope_free(e);
}
static void end(Mailbox *mb)
{
    mailbox_close(mb, free_it, NULL);
    mailbox_fini(mb);
    graph_no_leaks();
}

/* ---- one thread ---- */

START_TEST(test_mailbox__messages__in_order_urgent_ones_first)
{
    Mailbox mb;
    mailbox_init(&mb);
    for (int i = 0; i < 10; i++) {
        Envelope *e = message(1, i);
        if (i % 3 == 1) e->flags |= ENV_URGENT;
        send(&mb, e);
        if (i == 4) ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 5);
    }
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 5);
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 0);
    ck_assert_uint_eq(mb.len, 10);
    const int want[] = {1, 4, 7, 0, 2, 3, 5, 6, 8, 9};
    for (int i = 0; i < 10; i++) {
        mailbox_rescan(&mb);
        ck_assert_int_eq(taken(&mb, mailbox_next(&mb)), want[i]);
    }
    ck_assert_ptr_null(mailbox_next(&mb));
    ck_assert_uint_eq(mb.len, 0);
    ck_assert_uint_eq(mb.bytes, 0);
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__selective_receive__keeps_its_place)
{
    Mailbox mb;
    mailbox_init(&mb);
    for (int i = 0; i < 100; i++) send(&mb, message(1, i));
    mailbox_drain(&mb, no_signal, NULL);
    int looked = 0;
    mailbox_rescan(&mb);
    for (Envelope *e; (e = mailbox_next(&mb));) looked++;
    ck_assert_int_eq(looked, 100);
    send(&mb, message(1, 100));
    mailbox_drain(&mb, no_signal, NULL);
    Envelope *e = mailbox_next(&mb);
    ck_assert_int_eq(to_int(envelope_value(e)), 100);
    ck_assert_ptr_null(mailbox_next(&mb));
    /* Taking one out of the middle leaves the place in front of what follows. */
    mailbox_rescan(&mb);
    for (int i = 0; i < 51; i++) e = mailbox_next(&mb);
    ck_assert_int_eq(taken(&mb, e), 50);
    ck_assert_int_eq(to_int(envelope_value(mailbox_next(&mb))), 51);
    /* An urgent one is looked at next. */
    e = message(2, -1);
    e->flags |= ENV_URGENT;
    send(&mb, e);
    mailbox_drain(&mb, no_signal, NULL);
    ck_assert_ptr_eq(mailbox_next(&mb), e);
    ck_assert_int_eq(to_int(envelope_value(mailbox_next(&mb))), 0);
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__with_more_in_the_list__looks_when_alerted_and_now_and_then)
{
    Mailbox mb;
    mailbox_init(&mb);
    ck_assert_ptr_null(mailbox_next_seen(&mb));
    for (int i = 0; i < 200; i++) send(&mb, message(1, i));
    ck_assert_uint_eq(mailbox_waiting(&mb), 200);
    mailbox_drain(&mb, no_signal, NULL);
    ck_assert_uint_eq(mailbox_waiting(&mb), 200);
    uint32_t looks = 0;
    for (int i = 0; i < 500; i++) {
        mailbox_rescan(&mb);
        Envelope *next = mailbox_next_seen(&mb);
        if (!next) {
            looks++;
            mailbox_drain(&mb, no_signal, NULL);
            next = mailbox_next(&mb);
        }
        ck_assert_int_eq(to_int(envelope_value(next)), i);
        taken(&mb, next);
        send(&mb, message(1, 200 + i));
        ck_assert_uint_ge(mailbox_waiting(&mb), 200);
        ck_assert_uint_le(mailbox_waiting(&mb), 200 + MAILBOX_LOOK + 1);
    }
    ck_assert_uint_eq(looks, 500 / MAILBOX_LOOK);
    ck_assert_uint_eq(mailbox_arrived(&mb), 200 + 500 / MAILBOX_LOOK * MAILBOX_LOOK);
    /* What does not join the end is seen at once. */
    mailbox_rescan(&mb);
    ck_assert_ptr_nonnull(mailbox_next_seen(&mb));
    Envelope *e = message(2, -1);
    e->flags |= ENV_URGENT;
    send(&mb, e);
    ck_assert_ptr_null(mailbox_next_seen(&mb));
    mailbox_drain(&mb, no_signal, NULL);
    ck_assert_ptr_eq(mailbox_next(&mb), e);
    ck_assert_ptr_nonnull(mailbox_next_seen(&mb));
    /* Not waited for by short lists, which senders need not know about. */
    for (int i = 0; i < 201 - (int)MAILBOX_LOOK; i++) {
        mailbox_rescan(&mb);
        taken(&mb, mailbox_next(&mb));
    }
    mailbox_drain(&mb, no_signal, NULL);
    mailbox_rescan(&mb);
    while (mb.len) {
        ck_assert_ptr_nonnull(mailbox_next_seen(&mb));
        taken(&mb, mb.first);
        mailbox_rescan(&mb);
    }
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__age_of_the_oldest__to_a_millisecond_and_past_32_bits)
{
    Mailbox mb;
    mailbox_init(&mb);
    const uint64_t second = 1000000000u, at = 5000000 * second;
    ck_assert_uint_eq(mailbox_oldest_ns(&mb, at), 0);
    Envelope *e = message(1, 1);
    e->sent_ns = at;
    send(&mb, e);
    mailbox_drain(&mb, no_signal, NULL);
    for (uint64_t age = 0; age < 2000000 * second; age = age * 2 + 1) {
        uint64_t found = at + age - mailbox_oldest_ns(&mb, at + age);
        ck_assert_uint_le(found, age + (1u << MAILBOX_OLDEST_SHIFT));
        ck_assert_uint_ge(found + (1u << MAILBOX_OLDEST_SHIFT), age);
    }
    ck_assert_uint_eq(mailbox_oldest_ns(&mb, at - second), at - second);
    end(&mb);
}
END_TEST

struct trail {
    Mailbox *mb;
    char text[64];
};
static void note_signal(void *ctx, Envelope *e)
{
    struct trail *t = ctx;
    size_t n = strlen(t->text);
    snprintf(t->text + n, sizeof t->text - n, "s%d@%u ", (int)e->arg, t->mb->len);
    if (e->arg == 2) { /* a signal that is a message */
        e->kind = ENV_NOTICE;
        mailbox_append(t->mb, e);
        return;
    }
    envelope_free(e);
}

/* Looks at all messages like a receive at `site` that takes none; the number looked at. */
static int look(Mailbox *mb, const void *site)
{
    int n = 0;
    mailbox_rescan_at(mb, site, V_ABSENT);
    for (; mailbox_next(mb); n++) mailbox_refuse(mb, site);
    return n;
}

START_TEST(test_mailbox__refused__is_not_looked_at_again)
{
    static const char sites[MAILBOX_REFUSED_SITES + 1];
    Mailbox mb;
    mailbox_init(&mb);
    for (int i = 0; i < 100; i++) send(&mb, message(1, i));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 100);
    ck_assert_int_eq(look(&mb, &sites[0]), 100);
    ck_assert_int_eq(look(&mb, &sites[0]), 0);
    ck_assert_int_eq(look(&mb, &sites[1]), 100);
    send(&mb, message(1, 100));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 1);
    ck_assert_int_eq(look(&mb, &sites[0]), 1);
    ck_assert_int_eq(look(&mb, &sites[1]), 1);
    /* what is known up to a message that leaves is known up to the one in front of it */
    ck_assert_int_eq(taken(&mb, mb.last), 100);
    ck_assert_int_eq(taken(&mb, mb.first), 0);
    ck_assert_int_eq(look(&mb, &sites[0]), 0);
    send(&mb, message(1, 101));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 1);
    ck_assert_int_eq(look(&mb, &sites[0]), 1);
    /* one site too many takes the place of another */
    for (int k = 0; k <= MAILBOX_REFUSED_SITES; k++) (void)look(&mb, &sites[k]);
    ck_assert_int_eq(look(&mb, &sites[MAILBOX_REFUSED_SITES]), 0);
    /* an urgent one in front */
    Envelope *e = message(1, 102);
    e->flags |= ENV_URGENT;
    send(&mb, e);
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 1);
    ck_assert_int_eq(look(&mb, &sites[0]), 101);
    while (mb.first) (void)taken(&mb, mb.first);
    ck_assert_int_eq(look(&mb, &sites[0]), 0);
    send(&mb, message(1, 103));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 1);
    ck_assert_int_eq(look(&mb, &sites[0]), 1);
    end(&mb);
}
END_TEST

/* How many messages a receive for `made` looks at. */
static int look_for(Mailbox *mb, Value made)
{
    static const char site;
    int n = 0;
    mailbox_rescan_at(mb, &site, made);
    while (mailbox_next(mb)) n++;
    return n;
}

static void send_and_drain(Mailbox *mb, int64_t from, int64_t to, uint8_t flags)
{
    for (int64_t i = from; i < to; i++) {
        Envelope *e = message(1, i);
        e->flags |= flags;
        send(mb, e);
    }
    ck_assert_uint_eq(mailbox_drain(mb, no_signal, NULL), (size_t)(to - from));
}

START_TEST(test_mailbox__marked__what_is_older_is_not_looked_at)
{
    Mailbox mb;
    mailbox_init(&mb);
    send_and_drain(&mb, 0, MAILBOX_REFUSED_FROM - 1, 0);
    mailbox_mark(&mb, from_ref(7)); /* too few */
    ck_assert_int_eq(look_for(&mb, from_ref(7)), MAILBOX_REFUSED_FROM - 1);
    send_and_drain(&mb, 31, 100, 0);
    mailbox_mark(&mb, from_ref(8));
    ck_assert_int_eq(look_for(&mb, from_ref(8)), 0);
    ck_assert_int_eq(look_for(&mb, from_ma(8)), 100);
    ck_assert_int_eq(look_for(&mb, V_ABSENT), 100);
    send_and_drain(&mb, 100, 103, 0);
    mailbox_mark(&mb, from_ma(8));
    ck_assert_int_eq(look_for(&mb, from_ref(8)), 3);
    ck_assert_int_eq(look_for(&mb, from_ma(8)), 0);
    /* those at the marks leave */
    ck_assert_int_eq(taken(&mb, mb.last), 102);
    ck_assert_int_eq(look_for(&mb, from_ma(8)), 0);
    ck_assert_int_eq(look_for(&mb, from_ref(8)), 2);
    for (int i = 0; i < 100; i++) ck_assert_int_eq(taken(&mb, mb.first), i);
    ck_assert_int_eq(look_for(&mb, from_ref(8)), 2);
    ck_assert_int_eq(look_for(&mb, from_ma(8)), 0);
    send_and_drain(&mb, 102, 150, 0);
    ck_assert_int_eq(look_for(&mb, from_ma(8)), 48);
    /* one mark too many, then an urgent message: all is forgotten */
    for (uint64_t i = 0; i <= MAILBOX_MARKS; i++) mailbox_mark(&mb, from_ref(20 + i));
    ck_assert_int_eq(look_for(&mb, from_ref(20)), 50);
    ck_assert_int_eq(look_for(&mb, from_ref(20 + MAILBOX_MARKS)), 0);
    send_and_drain(&mb, 150, 151, ENV_URGENT);
    ck_assert_int_eq(look_for(&mb, from_ref(20 + MAILBOX_MARKS)), 51);
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__signals__acted_on_in_order_with_messages)
{
    Mailbox mb;
    struct trail t = {.mb = &mb};
    mailbox_init(&mb);
    for (uint32_t i = 0; i < 5; i++) {
        Envelope *e = i % 2 == 0 ? envelope_new(ENV_OTHER, parcel_of(from_int(i))) : message(1, i);
        e->arg = i;
        send(&mb, e);
    }
    ck_assert_uint_eq(mailbox_drain(&mb, note_signal, &t), 2);
    ck_assert_str_eq(t.text, "s0@0 s2@1 s4@3 ");
    mailbox_rescan(&mb);
    for (int i = 1; i <= 3; i++) ck_assert_int_eq(taken(&mb, mailbox_next(&mb)), i);
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__closed__refuses_and_hands_out_the_rest)
{
    Mailbox mb;
    uint64_t left = 0;
    mailbox_init(&mb);
    for (int i = 0; i < 5; i++) send(&mb, message(1, i));
    mailbox_drain(&mb, no_signal, NULL);
    for (int i = 0; i < 3; i++) send(&mb, message(1, i));
    mailbox_close(&mb, free_it, &left);
    ck_assert_uint_eq(left, 8);
    Envelope *e = message(1, 1);
    ck_assert_int_eq(mailbox_push(&mb, e), MAILBOX_CLOSED);
    ck_assert_int_eq(mailbox_wake(&mb), MAILBOX_CLOSED);
    envelope_free(e);
    mailbox_fini(&mb);
    graph_no_leaks();
}
END_TEST

START_TEST(test_mailbox__park__fails_when_something_is_unseen)
{
    Mailbox mb;
    mailbox_init(&mb);
    ck_assert(mailbox_park(&mb));
    ck_assert_int_eq(mailbox_push(&mb, message(1, 1)), MAILBOX_WAKE);
    ck_assert_int_eq(mailbox_push(&mb, message(1, 2)), MAILBOX_PUSHED);
    ck_assert(!mailbox_park(&mb));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 2);
    ck_assert_int_eq(mailbox_wake(&mb), MAILBOX_PUSHED);
    ck_assert(!mailbox_park(&mb));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 0);
    ck_assert(mailbox_park(&mb));
    ck_assert_int_eq(mailbox_wake(&mb), MAILBOX_WAKE);
    ck_assert_int_eq(mailbox_wake(&mb), MAILBOX_PUSHED);
    ck_assert_int_eq(mailbox_push(&mb, message(1, 3)), MAILBOX_PUSHED);
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 1);
    end(&mb);
}
END_TEST

struct pin_heap {
    GraphHeap g;
    Mailbox mb;
};
static void pin_roots(Heap *h, struct gc *gc)
{
    struct pin_heap *p = (struct pin_heap *)h;
    gc_range(gc, p->g.roots, p->g.roots + GRAPH_ROOTS);
    mailbox_roots(&p->mb, gc);
}

START_TEST(test_mailbox__pinned__value_survives_whoever_lets_go_first)
{
    for (int order = 0; order < 4; order++) {
        GraphHeap *from = graph_heap_new();
        struct pin_heap *to = mem_zalloc(MEM_TEMP, sizeof *to);
        struct copy_why why;
        Envelope *e;
        heap_init(&to->g.h, pin_roots, to->g.area, 256, 0);
        mailbox_init(&to->mb);
        graph_seed = 7;
        graph_make(from, 100);
        ck_assert_int_eq(envelope_copy(&e, ENV_MESSAGE, from->roots[0], &why), COPY_OK);
        send(&to->mb, e);
        mailbox_drain(&to->mb, no_signal, NULL);
        mailbox_rescan(&to->mb);
        e = mailbox_next(&to->mb);
        to->g.roots[0] = mailbox_pin(&to->mb, &to->g.h, e);
        ck_assert_uint_eq(mailbox_pin(&to->mb, &to->g.h, e), to->g.roots[0]);
        if (order & 1) {
            ck_assert(heap_minor(&to->g.h));
            ck_assert(heap_major(&to->g.h));
            ck_assert_uint_eq(envelope_value(e), to->g.roots[0]);
        }
        ck_assert_uint_gt(graph_same(from->roots[0], envelope_value(e)), 50);
        (void)mailbox_remove(&to->mb, e);
        if (order & 2)
            to->g.roots[0] = envelope_adopt(&to->g.h, e);
        else
            envelope_free(e);
        ck_assert(heap_minor(&to->g.h));
        ck_assert_uint_gt(graph_same(from->roots[0], to->g.roots[0]), 50);
        graph_heap_free(from);
        mailbox_close(&to->mb, free_it, NULL);
        mailbox_fini(&to->mb);
        heap_fini(&to->g.h);
        mem_free(MEM_TEMP, to);
        graph_no_leaks();
    }
}
END_TEST

/* ---- threads ---- */

struct world {
    Mailbox mb;
    sem_t wake;      /* what a scheduler would do */
    uint64_t wakes;  /* [any, atomic] */
    uint64_t closed; /* [any, atomic] refused */
};

static void *sender(void *arg)
{
    struct world *w = arg;
    static uint64_t ids;
    uint64_t id = add_rlx(&ids, 1);
    for (uint32_t i = 0; i < EACH; i++) {
        Envelope *e = message(id, i);
        switch (mailbox_push(&w->mb, e)) {
        case MAILBOX_WAKE:
            add_rlx(&w->wakes, 1);
            sem_post(&w->wake);
            break;
        case MAILBOX_CLOSED:
            envelope_free(e);
            add_rlx(&w->closed, 1);
            break;
        default: break;
        }
    }
    return NULL;
}

static void start(struct world *w, pthread_t *t, void *(*f)(void *))
{
    mailbox_init(&w->mb);
    sem_init(&w->wake, 0, 0);
    w->wakes = w->closed = 0;
    for (int i = 0; i < SENDERS; i++) ck_assert_int_eq(pthread_create(&t[i], NULL, f, w), 0);
}

START_TEST(test_mailbox__claim__only_of_a_parked_owner_and_until_it_parks)
{
    Mailbox mb;
    mailbox_init(&mb);
    ck_assert(!mailbox_claim(&mb));
    ck_assert(mailbox_park(&mb));
    ck_assert(mailbox_claim(&mb));
    ck_assert(!mailbox_claim(&mb));
    ck_assert(mailbox_park(&mb));
    ck_assert(mailbox_claim(&mb));
    ck_assert_int_eq(mailbox_push(&mb, message(1, 1)),
                     MAILBOX_PUSHED); /* who claimed it wakes it */
    ck_assert(!mailbox_park(&mb));
    ck_assert(!mailbox_claim(&mb));
    ck_assert_uint_eq(mailbox_drain(&mb, no_signal, NULL), 1);
    ck_assert(mailbox_park(&mb));
    ck_assert_int_eq(mailbox_wake(&mb), MAILBOX_WAKE);
    ck_assert(!mailbox_claim(&mb));
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__many_senders__each_message_once_in_order_none_asleep)
{
    struct world w;
    pthread_t t[SENDERS];
    int64_t next[SENDERS] = {0};
    uint64_t got = 0, parks = 0;
    start(&w, t, sender);
    while (got < (uint64_t)SENDERS * EACH) {
        mailbox_drain(&w.mb, no_signal, NULL);
        mailbox_rescan(&w.mb);
        for (Envelope *e; (e = mailbox_next(&w.mb)); got++) {
            uint64_t id = e->sender;
            ck_assert_int_eq(taken(&w.mb, e), next[id]++);
        }
        if (got == (uint64_t)SENDERS * EACH || !mailbox_park(&w.mb)) continue;
        parks++;
        sem_wait(&w.wake);
    }
    for (int i = 0; i < SENDERS; i++) pthread_join(t[i], NULL);
    /* Each sleep was ended by exactly one waker. */
    ck_assert_uint_eq(w.wakes, parks);
    ck_assert_int_ne(sem_trywait(&w.wake), 0);
    end(&w.mb);
}
END_TEST

START_TEST(test_mailbox__closed_under_fire__every_envelope_taken_or_refused)
{
    for (int round = 0; round < 10; round++) {
        struct world w;
        pthread_t t[SENDERS];
        uint64_t got = 0;
        start(&w, t, sender);
        while (got < 1000u * (uint64_t)round) {
            got += mailbox_drain(&w.mb, no_signal, NULL);
            while (w.mb.first) (void)taken(&w.mb, w.mb.first);
        }
        mailbox_close(&w.mb, free_it, &got);
        for (int i = 0; i < SENDERS; i++) pthread_join(t[i], NULL);
        ck_assert_uint_eq(got + w.closed, (uint64_t)SENDERS * EACH);
        mailbox_fini(&w.mb);
        graph_no_leaks();
    }
}
END_TEST

/* A flag and a bare wake-up: the owner must never sleep while the flag is up. */
static uint64_t flag;
static void *waker(void *arg)
{
    struct world *w = arg;
    for (uint32_t i = 0; i < EACH; i++) {
        add_rlx(&flag, 1);
        if (mailbox_wake(&w->mb) == MAILBOX_WAKE) sem_post(&w->wake);
    }
    return NULL;
}

START_TEST(test_mailbox__bare_wake__is_never_lost)
{
    struct world w;
    pthread_t t[SENDERS];
    flag = 0;
    start(&w, t, waker);
    while (load_rlx(&flag) < (uint64_t)SENDERS * EACH) {
        mailbox_drain(&w.mb, no_signal, NULL);
        if (load_rlx(&flag) < (uint64_t)SENDERS * EACH && mailbox_park(&w.mb)) sem_wait(&w.wake);
    }
    for (int i = 0; i < SENDERS; i++) pthread_join(t[i], NULL);
    end(&w.mb);
}
END_TEST

/* ---- bounds ---- */

#define LIMIT 7

struct bounded {
    struct world w;
    sem_t room[SENDERS + 1]; /* by id */
    uint64_t most;           /* [any, atomic] messages in the mailbox at once, as senders saw it */
    uint64_t inside;         /* [any, atomic] */
    uint64_t ids;            /* [any, atomic] */
};

static void wake_waiters(struct bounded *b)
{
    uint64_t ids[2];
    for (uint32_t n; (n = mailbox_take_waiters(&b->w.mb, ids, 2)) > 0;)
        for (uint32_t i = 0; i < n; i++) sem_post(&b->room[ids[i]]);
}

static void *bounded_sender(void *arg)
{
    struct bounded *b = arg;
    uint64_t id = 1 + add_rlx(&b->ids, 1);
    for (uint32_t i = 0; i < EACH / 4; i++) {
        enum mailbox_room r = mailbox_reserve(&b->w.mb);
        while (r == ROOM_NONE || r == ROOM_WAITING) {
            r = mailbox_wait_room(&b->w.mb, id);
            if (r == ROOM_WAITING) sem_wait(&b->room[id]);
        }
        if (r != ROOM_TAKEN) return (void *)1;
        Envelope *e = message(id, i);
        e->flags |= ENV_COUNTED;
        uint64_t now = add_sc(&b->inside, 1) + 1, most = load_rlx(&b->most);
        while (now > most && !cas_rlx(&b->most, &most, now)) continue;
        if (mailbox_push(&b->w.mb, e) == MAILBOX_WAKE) sem_post(&b->w.wake);
    }
    return NULL;
}

START_TEST(test_mailbox__bounded__never_more_than_the_bound_all_get_through)
{
    struct bounded b = {0};
    pthread_t t[SENDERS];
    uint64_t got = 0, all = (uint64_t)SENDERS * (EACH / 4);
    mailbox_init(&b.w.mb);
    mailbox_set_bound(&b.w.mb, LIMIT, OVERFLOW_BLOCK);
    sem_init(&b.w.wake, 0, 0);
    for (int i = 0; i <= SENDERS; i++) sem_init(&b.room[i], 0, 0);
    for (int i = 0; i < SENDERS; i++) pthread_create(&t[i], NULL, bounded_sender, &b);
    while (got < all) {
        mailbox_drain(&b.w.mb, no_signal, NULL);
        for (Envelope *e; (e = b.w.mb.first); got++) {
            add_sc(&b.inside, -1);
            bool waiting = mailbox_remove(&b.w.mb, e);
            envelope_free(e);
            if (waiting) wake_waiters(&b);
        }
        if (got < all && mailbox_park(&b.w.mb)) sem_wait(&b.w.wake);
    }
    for (int i = 0; i < SENDERS; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        ck_assert_ptr_null(bad);
    }
    ck_assert_uint_le(b.most, LIMIT);
    ck_assert_uint_gt(b.most, 1);
    end(&b.w.mb);
}
END_TEST

START_TEST(test_mailbox__bound_full__by_policy)
{
    Mailbox mb;
    mailbox_init(&mb);
    ck_assert_int_eq(mailbox_reserve(&mb), ROOM_FREE);
    send(&mb, message(1, 0));
    mailbox_drain(&mb, no_signal, NULL);
    mailbox_set_bound(&mb, 2, OVERFLOW_DROP_NEW);
    ck_assert_uint_eq(mailbox_limit(&mb), 2);
    ck_assert_int_eq(mailbox_policy(&mb), OVERFLOW_DROP_NEW);
    ck_assert_int_eq(mailbox_reserve(&mb), ROOM_TAKEN);
    ck_assert_int_eq(mailbox_reserve(&mb), ROOM_NONE);
    /* A notice is not counted. */
    send(&mb, envelope_new(ENV_NOTICE, parcel_of(from_int(-1))));
    ck_assert(!mailbox_unreserve(&mb));
    mailbox_drain(&mb, no_signal, NULL);
    ck_assert_int_eq(mailbox_reserve(&mb), ROOM_TAKEN);
    ck_assert(!mailbox_unreserve(&mb));
    mailbox_set_bound(&mb, 3, OVERFLOW_DROP_OLD);
    for (int i = 1; i < 10; i++) {
        ck_assert_int_eq(mailbox_reserve(&mb), ROOM_TAKEN);
        Envelope *e = message(1, i);
        e->flags |= ENV_COUNTED;
        send(&mb, e);
    }
    mailbox_drain(&mb, no_signal, NULL);
    ck_assert_uint_eq(mailbox_trim(&mb, true), 7);
    ck_assert_uint_eq(mailbox_drops(&mb), 7);
    ck_assert_uint_eq(mb.len, 4); /* the notice stays */
    for (int i = 7; i < 10; i++) {
        while (mb.first->kind == ENV_NOTICE) (void)taken(&mb, mb.first);
        ck_assert_int_eq(taken(&mb, mb.first), i);
    }
    end(&mb);
}
END_TEST

START_TEST(test_mailbox__waiters__one_that_gives_up_passes_the_room_on)
{
    Mailbox mb;
    uint64_t ids[4];
    mailbox_init(&mb);
    mailbox_set_bound(&mb, 1, OVERFLOW_BLOCK);
    ck_assert_int_eq(mailbox_reserve(&mb), ROOM_TAKEN);
    for (uint64_t id = 1; id <= 3; id++) {
        ck_assert_int_eq(mailbox_wait_room(&mb, id), ROOM_WAITING);
        ck_assert_int_eq(mailbox_wait_room(&mb, id), ROOM_WAITING);
    }
    ck_assert_uint_eq(mailbox_take_waiters(&mb, ids, 4), 0);
    ck_assert(mailbox_unreserve(&mb));
    ck_assert_uint_eq(mailbox_take_waiters(&mb, ids, 4), 1);
    ck_assert_uint_eq(ids[0], 1);
    ck_assert(!mailbox_cancel_wait(&mb, 2));
    ck_assert(mailbox_cancel_wait(&mb, 1));
    ck_assert_uint_eq(mailbox_take_waiters(&mb, ids, 4), 1);
    ck_assert_uint_eq(ids[0], 3);
    ck_assert_int_eq(mailbox_wait_room(&mb, 3), ROOM_TAKEN);
    ck_assert_int_eq(mailbox_wait_room(&mb, 4), ROOM_WAITING);
    mailbox_close(&mb, free_it, NULL);
    ck_assert_uint_eq(mailbox_take_waiters(&mb, ids, 4), 1);
    ck_assert_uint_eq(ids[0], 4);
    ck_assert_int_eq(mailbox_wait_room(&mb, 4), ROOM_CLOSED);
    mailbox_fini(&mb);
    graph_no_leaks();
}
END_TEST

/* ---- replies ---- */

static Envelope *answer(uint64_t ref)
{
    Envelope *e = envelope_new(ENV_REPLY, parcel_of(from_int((int64_t)ref)));
    e->ref = ref;
    return e;
}

START_TEST(test_reply__late_and_foreign_answers__are_dropped)
{
    ReplySlot s = {0};
    ck_assert(!reply_offer(&s, answer(1)));
    reply_open(&s, 2);
    ck_assert_ptr_null(reply_take(&s));
    ck_assert(!reply_offer(&s, answer(1)));
    ck_assert(reply_offer(&s, answer(2)));
    ck_assert(!reply_offer(&s, answer(2)));
    Envelope *e = reply_take(&s);
    ck_assert_int_eq(to_int(envelope_value(e)), 2);
    envelope_free(e);
    ck_assert(!reply_offer(&s, answer(2)));
    reply_open(&s, 3);
    ck_assert(reply_offer(&s, answer(3)));
    reply_close(&s);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("mailbox", UNIT_TEST(test_mailbox__messages__in_order_urgent_ones_first);
          UNIT_TEST(test_mailbox__with_more_in_the_list__looks_when_alerted_and_now_and_then);
          UNIT_TEST(test_mailbox__age_of_the_oldest__to_a_millisecond_and_past_32_bits);
          UNIT_TEST(test_mailbox__selective_receive__keeps_its_place);
          UNIT_TEST(test_mailbox__refused__is_not_looked_at_again);
          UNIT_TEST(test_mailbox__marked__what_is_older_is_not_looked_at);
          UNIT_TEST(test_mailbox__signals__acted_on_in_order_with_messages);
          UNIT_TEST(test_mailbox__closed__refuses_and_hands_out_the_rest);
          UNIT_TEST(test_mailbox__park__fails_when_something_is_unseen);
          UNIT_TEST(test_mailbox__claim__only_of_a_parked_owner_and_until_it_parks);
          UNIT_TEST(test_mailbox__pinned__value_survives_whoever_lets_go_first);
          UNIT_TEST(test_mailbox__many_senders__each_message_once_in_order_none_asleep);
          UNIT_TEST(test_mailbox__closed_under_fire__every_envelope_taken_or_refused);
          UNIT_TEST(test_mailbox__bare_wake__is_never_lost);
          UNIT_TEST(test_mailbox__bounded__never_more_than_the_bound_all_get_through);
          UNIT_TEST(test_mailbox__bound_full__by_policy);
          UNIT_TEST(test_mailbox__waiters__one_that_gives_up_passes_the_room_on);
          UNIT_TEST(test_reply__late_and_foreign_answers__are_dropped);
          tcase_set_timeout(unit_case, 60))
