/* Sockets, pollers and owners; see sock.h. */
#include "stdlib/native/sock.h"

#include "base/atomic.h"
#include "base/hash.h"
#include "base/mem.h"
#include "sched/epoch.h"
#include "vm/observe/rows.h"
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

struct poller {
    uv_poll_t handle;
    int ep;
};

/* ---- memory ---- */

static void sock_free(void *p, Scheduler *sched)
{
    (void)sched;
    Sock *s = p;
    mem_free(MEM_IO, s->in);
    mem_free(MEM_IO, s->out);
    mem_free(MEM_IO, s);
}

static void sock_unref(Sock *s)
{
    if (sub_ar(&s->refs, 1) > 1) return; /* pairs with itself */
    Scheduler *sched = sched_current();
    if (sched)
        epoch_retire(sched, s, sock_free);
    else
        sock_free(s, NULL); /* the pool has stopped */
}

static void handle_release(void *p)
{
    Sock *s = p;
    if (sub_ar(&s->handles, 1) == 1) sock_close(s); /* pairs with itself */
    sock_unref(s);
}

static bool handle_retain(void *p)
{
    Sock *s = p;
    add_rlx(&s->handles, 1);
    add_rlx(&s->refs, 1);
    return true;
}

const struct res_ops sock_ops = {"Socket", handle_release, handle_retain};

/* ---- the table of owners ---- */

static struct owners *shard_of(struct library *l, uint64_t id)
{
    return &l->owners[hash_u64(id) % OWNER_SHARDS];
}

static struct own_link **chain_of(struct owners *o, uint64_t id)
{
    return &o->slot[(hash_u64(id) / OWNER_SHARDS) & (o->cap - 1)];
}

static void chain_push(struct own_link **head, struct own_link *k)
{
    k->next = *head;
    k->prev = head;
    if (*head) (*head)->prev = &k->next;
    *head = k;
}

static void chain_take(struct own_link *k)
{
    *k->prev = k->next;
    if (k->next) k->next->prev = k->prev;
    k->next = NULL;
    k->prev = NULL;
    k->id = 0;
}

static void owners_grow(struct owners *o)
{
    struct own_link **old = o->slot;
    uint32_t cap = o->cap;
    o->cap = cap ? 2 * cap : 16;
    o->slot = mem_zalloc(MEM_IO, o->cap * sizeof *o->slot);
    for (uint32_t i = 0; i < cap; i++)
        for (struct own_link *k = old[i], *next; k; k = next) {
            next = k->next;
            chain_push(chain_of(o, k->id), k);
        }
    mem_free(MEM_IO, old);
}

static void own_add(Sock *s, int which, uint64_t id)
{
    struct owners *o = shard_of(library_of(s->rt), id);
    lock_take(&o->lock);
    if (o->count >= o->cap) owners_grow(o);
    o->count++;
    s->links[which].id = id;
    chain_push(chain_of(o, id), &s->links[which]);
    lock_drop(&o->lock);
}

/* The link of an owner that another thread may be taking off at the same time. */
static void own_remove(Sock *s, int which, uint64_t id)
{
    if (!id) return;
    struct owners *o = shard_of(library_of(s->rt), id);
    lock_take(&o->lock);
    if (s->links[which].id == id) {
        chain_take(&s->links[which]);
        o->count--;
    }
    lock_drop(&o->lock);
}

/* Takes one link of `id` off, with a reference to its socket; NULL: it has none. */
static Sock *owner_pop(struct owners *o, uint64_t id, bool *reader)
{
    Sock *s = NULL;
    lock_take(&o->lock);
    struct own_link *k = o->cap ? *chain_of(o, id) : NULL;
    while (k && k->id != id) k = k->next;
    if (k) {
        s = k->sock;
        *reader = k == &s->links[1];
        add_rlx(&s->refs, 1); /* it is alive: closing takes the links off first, under the lock */
        chain_take(k);
        o->count--;
    }
    lock_drop(&o->lock);
    return s;
}

/* A maatine has ended: closes what it owned. A reader's end leaves the socket to its owner; standard input is left to the
 * next one that asks. */
static void owner_ended(struct runtime *rt, uint64_t id)
{
    struct library *l = load_acq(&rt->library); /* pairs with library_of */
    if (!l || load_acq(&l->open) == 0) return;
    Sock *s;
    bool reader;
    while ((s = owner_pop(shard_of(l, id), id, &reader))) {
        if (s->kind == SOCK_INPUT) {
            side_disarm(s, SOCK_READ, id);
            store_rel(&s->owner, 0); /* pairs with sock_may_use */
        } else if (!reader) {
            sock_close(s);
        }
        sock_unref(s);
    }
}

static bool is_alive(struct runtime *rt, uint64_t id) { return maatine_find(rt, id) != NULL; }

bool sock_give(Sock *s, uint64_t id, bool reader_only)
{
    if (reader_only) {
        own_remove(s, 1, load_rlx(&s->reader));
        store_rel(&s->reader, id); /* pairs with sock_may_use */
        own_add(s, 1, id);
        return true;
    }
    own_remove(s, 0, load_rlx(&s->owner));
    store_rel(&s->owner, id); /* pairs with sock_may_use */
    if (!id) return true;
    own_add(s, 0, id);
    /* Its end either finds the link or came before we look. */
    if (is_alive(s->rt, id)) return true;
    sock_close(s);
    return false;
}

bool sock_may_use(Sock *s, uint64_t id, enum sock_side side)
{
    uint64_t reader = side == SOCK_READ ? load_acq(&s->reader) : 0; /* pairs with sock_give */
    uint64_t owner = reader ? reader : load_acq(&s->owner);
    if (MAAT_LIKELY(owner == id)) return true;
    if (owner != 0 || !cas_ar(&s->owner, &owner, id)) return false;
    own_add(s, 0, id);
    return true;
}

/* ---- the life of a socket ---- */

static void link_init(Sock *s, int which) { s->links[which].sock = s; }

Sock *sock_new(struct runtime *rt, int fd, enum sock_kind kind, uint64_t owner, const char *peer)
{
    struct library *l = library_of(rt);
    Sock *s = mem_zalloc(MEM_IO, sizeof *s);
    s->rt = rt;
    s->fd = fd;
    s->kind = (uint8_t)kind;
    s->pollable = true;
    s->refs = s->handles = 1;
    s->owner = owner;
    link_init(s, 0);
    link_init(s, 1);
    snprintf(s->peer, sizeof s->peer, "%s", peer);
    add_ar(&l->open, 1); /* pairs with owner_ended */
    store_rlx(&rt->owner_ended, owner_ended);
    if (owner) own_add(s, 0, owner);
    return s;
}

static void side_shut(Sock *s, enum sock_side side)
{
    uint64_t was = xchg_ar(&s->side[side], SIDE_CLOSED); /* pairs with side_arm */
    if (was <= SIDE_CLOSED) return;
    if (!s->rt->pool) return; /* the program has ended */
    maatine_wake(s->rt, was >> 2);
    sched_release(s->rt->pool);
}

/* Nobody uses the descriptor any more. */
static void descriptor_close(Sock *s)
{
    /* Who enters too late and leaves again sees what looks like the end of the last user. */
    if (or_ar(&s->users, SOCK_GONE) & SOCK_GONE) return;
    close(s->fd); /* leaves the poller's set by itself */
    sub_ar(&library_of(s->rt)->open, 1);
    if (load_acq(&s->polled)) sock_unref(s); /* pairs with register_sock */
}

bool sock_enter(Sock *s) { return !(add_ar(&s->users, 1) & SOCK_CLOSING); }

void sock_leave(Sock *s)
{
    if (sub_ar(&s->users, 1) == (SOCK_CLOSING | 1)) descriptor_close(s); /* pairs with sock_close */
}

void sock_close(Sock *s)
{
    if (s->kind == SOCK_INPUT) return;
    add_rlx(&s->refs, 1);
    uint32_t was = or_ar(&s->users, SOCK_CLOSING);
    if (!(was & SOCK_CLOSING)) {
        own_remove(s, 0, load_acq(&s->owner));
        own_remove(s, 1, load_acq(&s->reader));
        side_shut(s, SOCK_READ);
        side_shut(s, SOCK_WRITE);
        if (was == 0) descriptor_close(s);
    }
    sock_unref(s);
}

/* ---- waiting ---- */

/* An edge. */
static void side_ready(Sock *s, enum sock_side side)
{
    uint64_t was = load_acq(&s->side[side]);
    do {
        if (was == SIDE_CLOSED || was == SIDE_READY) return;
    } while (!cas_ar(&s->side[side], &was, SIDE_READY)); /* pairs with side_arm */
    if (was == SIDE_IDLE) return;
    maatine_wake(s->rt, was >> 2);
    sched_release(s->rt->pool);
}

static void poller_events(uv_poll_t *handle, int status, int events)
{
    (void)status, (void)events;
    struct poller *p = handle->data;
    struct epoll_event ev[64];
    int n;
    do {
        n = epoll_wait(p->ep, ev, 64, 0);
        for (int i = 0; i < n; i++) {
            Sock *s = ev[i].data.ptr;
            if (ev[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
                store_rel(&s->hung_up, 1); /* pairs with fill */
            if (ev[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
                side_ready(s, SOCK_READ);
            if (ev[i].events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) side_ready(s, SOCK_WRITE);
        }
    } while (n == 64);
}

static struct poller *poller_new(Scheduler *sched)
{
    struct poller *p = mem_zalloc(MEM_IO, sizeof *p);
    p->ep = epoll_create1(EPOLL_CLOEXEC);
    MAAT_CHECK(p->ep >= 0, "epoll_create1: %s", strerror(errno));
    p->handle.data = p;
    int r = uv_poll_init(sched_loop(sched), &p->handle, p->ep);
    MAAT_CHECK(r == 0, "uv_poll_init: %s", uv_strerror(r));
    r = uv_poll_start(&p->handle, UV_READABLE, poller_events);
    MAAT_CHECK(r == 0, "uv_poll_start: %s", uv_strerror(r));
    uv_unref((uv_handle_t *)&p->handle);
    return p;
}

void poller_free_all(struct library *l)
{
    for (uint32_t i = 0; i < SCHED_MAX + SCHED_APART_MAX; i++) {
        if (!l->pollers[i]) continue;
        close(l->pollers[i]->ep);
        mem_free(MEM_IO, l->pollers[i]);
        l->pollers[i] = NULL;
    }
}

/* With the poller of this scheduler, once for all. What is ready already comes as an edge, too. */
static void register_sock(Sock *s, Scheduler *sched)
{
    uint32_t no = 0;
    if (load_acq(&s->polled) || !cas_ar(&s->polled, &no, 1))
        return; /* pairs with descriptor_close */
    struct poller **p = &library_of(s->rt)->pollers[sched_index(sched)];
    if (!*p) *p = poller_new(sched);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = s};
    add_rlx(&s->refs, 1);
    if (epoll_ctl((*p)->ep, EPOLL_CTL_ADD, s->fd, &ev) == 0) return;
    MAAT_CHECK(errno == EPERM || errno == ENOSPC || errno == ENOMEM || errno == EEXIST,
               "epoll_ctl: %s", strerror(errno));
    s->pollable = false;
    store_rel(&s->polled, 0);
    sock_unref(s);
}

bool side_arm(Sock *s, enum sock_side side, uint64_t id, Scheduler *sched)
{
    uint64_t me = id << 2, was = load_acq(&s->side[side]); /* pairs with side_ready */
    register_sock(s, sched);
    if (!s->pollable) return false;
    for (;;) {
        if (was == me) return true;
        if (was == SIDE_CLOSED) return false;
        if (was == SIDE_READY) {
            if (cas_ar(&s->side[side], &was, SIDE_IDLE)) return false;
        } else if (was == SIDE_IDLE) {
            sched_hold(s->rt->pool);
            if (cas_ar(&s->side[side], &was, me)) return true;
            sched_release(s->rt->pool);
        } else if (cas_ar(&s->side[side], &was, me)) {
            return true; /* who waited here was ended: its hold is ours now */
        }
    }
}

void side_disarm(Sock *s, enum sock_side side, uint64_t id)
{
    uint64_t me = id << 2;
    if (load_rlx(&s->side[side]) != me || !cas_ar(&s->side[side], &me, SIDE_IDLE)) return;
    sched_release(s->rt->pool);
}

/* ---- inspection ---- */

/* The buffers belong to who writes: their figures are read as they are. */
MAAT_RACY static uint64_t queued_out(const Sock *s)
{
    const volatile Sock *v = s;
    return v->out_to > v->out_from ? v->out_to - v->out_from : 0;
}

static void sock_row(Sock *s, Rows *out)
{
    static const char *const kinds[] = {"stream", "listener", "input"};
    uint64_t reads = load_rlx(&s->side[SOCK_READ]), writes = load_rlx(&s->side[SOCK_WRITE]);
    uint64_t reader = load_rlx(&s->reader);
    rows_int(out, s->fd);
    rows_str(out, kinds[s->kind]);
    rows_str(out, s->peer);
    rows_int(out, (int64_t)load_rlx(&s->owner));
    if (reader)
        rows_int(out, (int64_t)reader);
    else
        rows_nil(out);
    rows_str(out, reads > SIDE_CLOSED    ? (writes > SIDE_CLOSED ? "to read and write" : "to read")
                  : writes > SIDE_CLOSED ? "to write"
                                         : NULL);
    rows_int(out, (int64_t)queued_out(s));
}

void sock_list(struct runtime *rt, Rows *out)
{
    struct library *l = load_acq(&rt->library); /* pairs with library_of */
    for (uint32_t i = 0; l && i < OWNER_SHARDS; i++) {
        struct owners *o = &l->owners[i];
        lock_take(&o->lock);
        for (uint32_t k = 0; k < o->cap; k++)
            for (const struct own_link *x = o->slot[k]; x; x = x->next)
                if (x == &x->sock->links[0]) sock_row(x->sock, out);
        lock_drop(&o->lock);
    }
}
