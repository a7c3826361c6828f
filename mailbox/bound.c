/* Bounded mailboxes: exact counting by reservations, and the senders that wait.
 *
 * The sleeping sender and the room that appears: a waiter is counted (nwaiters, sc) before it looks at `used` once more;
 * whoever gives room back lowers `used` (sc) before it looks at nwaiters. One of the two sees the other. */
#include "mailbox/mailbox_int.h"

#include "base/mem.h"

static struct mailbox_bound *bound_of(const Mailbox *mb) { return load_acq(&mb->bound); }

static struct mailbox_bound *bound_new(void)
{
    struct mailbox_bound *b = mem_zalloc(MEM_MAATINE, sizeof *b);
    lock_init(&b->lock, LOCK_WAITERS);
    return b;
}

void bound_free(Mailbox *mb)
{
    struct mailbox_bound *b = mb->bound;
    if (!b) return;
    lock_fini(&b->lock);
    mem_free(MEM_MAATINE, b->waiters);
    mem_free(MEM_MAATINE, b);
    mb->bound = NULL;
}

void mailbox_set_bound(Mailbox *mb, uint32_t limit, enum overflow_policy policy)
{
    struct mailbox_bound *b = mb->bound;
    if (!b && limit == 0 && policy == OVERFLOW_BLOCK) return; /* as it is */
    bool fresh = !b;
    if (fresh) mailbox_settle_all(mb); /* BA-1 */
    if (fresh) b = bound_new();
    store_rlx(&b->limit, limit);
    store_rlx(&b->policy, (uint8_t)policy);
    if (!fresh) return;
    mb->bounded = true;
    /* Publishes the limit and the lock; pairs with bound_of. */
    store_rel(&mb->bound, b);
    for (Envelope *e = mb->first; e; e = e->next) bound_arrive(mb, e);
}

uint32_t mailbox_limit(const Mailbox *mb)
{
    const struct mailbox_bound *b = bound_of(mb);
    return b ? load_rlx(&b->limit) : 0;
}

enum overflow_policy mailbox_policy(const Mailbox *mb)
{
    const struct mailbox_bound *b = bound_of(mb);
    return b ? (enum overflow_policy)load_rlx(&b->policy) : OVERFLOW_BLOCK;
}

uint64_t mailbox_drops(const Mailbox *mb)
{
    const struct mailbox_bound *b = bound_of(mb);
    return b ? load_rlx(&b->drops) : 0;
}

void mailbox_dropped(Mailbox *mb, uint64_t n)
{
    struct mailbox_bound *b = bound_of(mb);
    if (b) add_rlx(&b->drops, n);
}

/* ---- reservations ---- */

static bool reserve(struct mailbox_bound *b)
{
    int64_t used = load_sc(&b->used);
    do {
        uint32_t limit = load_rlx(&b->limit);
        if (limit && used >= (int64_t)limit) return false;
    } while (!cas_sc(&b->used, &used, used + 1));
    return true;
}

enum mailbox_room mailbox_reserve(Mailbox *mb)
{
    struct mailbox_bound *b = bound_of(mb);
    if (MAAT_LIKELY(!b)) return ROOM_FREE;
    if (load_rlx(&b->policy) == OVERFLOW_DROP_OLD) {
        add_sc(&b->used, 1);
        return ROOM_TAKEN;
    }
    return reserve(b) ? ROOM_TAKEN : ROOM_NONE;
}

static bool give_back(struct mailbox_bound *b)
{
    int64_t before = add_sc(&b->used, -1);
    MAAT_CHECK(before > 0, "reservation given back twice");
    return load_sc(&b->nwaiters) > 0;
}

bool mailbox_unreserve(Mailbox *mb) { return give_back(bound_of(mb)); }

bool bound_leave(Mailbox *mb, Envelope *e)
{
    if (MAAT_LIKELY(!(e->flags & ENV_COUNTED))) return false;
    e->flags &= (uint8_t)~ENV_COUNTED;
    return give_back(mb->bound);
}

void bound_arrive(Mailbox *mb, Envelope *e)
{
    if (MAAT_LIKELY(!mb->bound) || e->kind != ENV_MESSAGE || (e->flags & ENV_COUNTED)) return;
    add_sc(&mb->bound->used, 1);
    e->flags |= ENV_COUNTED;
}

uint32_t mailbox_excess(const Mailbox *mb)
{
    const struct mailbox_bound *b = mb->bound;
    if (MAAT_LIKELY(!b) || b->policy != OVERFLOW_DROP_OLD || !b->limit) return 0;
    int64_t over = load_sc(&b->used) - (int64_t)b->limit;
    return over <= 0 ? 0 : over < (int64_t)mb->len ? (uint32_t)over : (uint32_t)mb->len;
}

/* Drops user messages from e on until no more are there than may be; their number. What the owner has in hand stays. */
static uint32_t drop_from(Mailbox *mb, Envelope *e, bool in_hand)
{
    uint32_t dropped = 0;
    for (Envelope *next; e; e = next) {
        next = e->next;
        if (load_sc(&mb->bound->used) <= (int64_t)mb->bound->limit) break;
        if (e->kind != ENV_MESSAGE) continue;
        if (e == mb->place && (in_hand || (e->flags & ENV_PINNED))) continue;
        (void)mailbox_remove(mb, e);
        envelope_free(e);
        dropped++;
    }
    return dropped;
}

uint32_t mailbox_trim(Mailbox *mb, bool in_hand)
{
    const struct mailbox_bound *b = mb->bound;
    if (MAAT_LIKELY(!b) || b->policy != OVERFLOW_DROP_OLD || !b->limit) return 0;
    uint32_t dropped = drop_from(mb, mb->urgent ? mb->urgent->next : mb->first, in_hand);
    dropped += drop_from(mb, mb->first, in_hand);
    if (dropped) mailbox_dropped(mb, dropped);
    return dropped;
}

/* ---- waiting senders ---- */

static uint32_t find(const struct mailbox_bound *b, uint64_t id)
{
    uint32_t i = 0;
    while (i < b->nwaiters && b->waiters[i] != id) i++;
    return i;
}

static void take_out(struct mailbox_bound *b, uint32_t at, uint32_t n)
{
    memmove(b->waiters + at, b->waiters + at + n, (b->nwaiters - at - n) * sizeof *b->waiters);
    store_sc(&b->nwaiters, b->nwaiters - n);
}

static void put_in(struct mailbox_bound *b, uint64_t id)
{
    if (b->nwaiters == b->cap) {
        b->cap = b->cap ? 2 * b->cap : 4;
        b->waiters = mem_realloc(MEM_MAATINE, b->waiters, b->cap * sizeof *b->waiters);
    }
    b->waiters[b->nwaiters] = id;
    store_sc(&b->nwaiters, b->nwaiters + 1);
}

static enum mailbox_room wait_locked(struct mailbox_bound *b, uint64_t id)
{
    MAAT_ASSERT(lock_held(&b->lock));
    if (b->closed) return ROOM_CLOSED;
    uint32_t at = find(b, id);
    if (at == b->nwaiters) put_in(b, id);
    if (!reserve(b)) return ROOM_WAITING;
    take_out(b, find(b, id), 1);
    return ROOM_TAKEN;
}

enum mailbox_room mailbox_wait_room(Mailbox *mb, uint64_t id)
{
    struct mailbox_bound *b = bound_of(mb);
    if (!b) return ROOM_FREE;
    lock_take(&b->lock);
    enum mailbox_room r = wait_locked(b, id);
    lock_drop(&b->lock);
    return r;
}

bool mailbox_cancel_wait(Mailbox *mb, uint64_t id)
{
    struct mailbox_bound *b = bound_of(mb);
    if (!b) return false;
    lock_take(&b->lock);
    uint32_t at = find(b, id);
    bool woken = at == b->nwaiters;
    if (!woken) take_out(b, at, 1);
    bool others = b->nwaiters > 0;
    lock_drop(&b->lock);
    return woken && others;
}

uint32_t mailbox_take_waiters(Mailbox *mb, uint64_t *ids, uint32_t max)
{
    struct mailbox_bound *b = bound_of(mb);
    if (!b || load_sc(&b->nwaiters) == 0) return 0;
    lock_take(&b->lock);
    uint32_t n = b->nwaiters < max ? b->nwaiters : max;
    int64_t limit = load_rlx(&b->limit), room = limit - load_sc(&b->used);
    if (!b->closed && limit && room < (int64_t)n) n = room > 0 ? (uint32_t)room : 0;
    memcpy(ids, b->waiters, n * sizeof *ids);
    if (n) take_out(b, 0, n);
    lock_drop(&b->lock);
    return n;
}

void bound_close(Mailbox *mb)
{
    struct mailbox_bound *b = mb->bound;
    if (!b) return;
    lock_take(&b->lock);
    b->closed = true;
    lock_drop(&b->lock);
}
