/* The timing wheel (the design and its invariants stand in timer.h).
 *
 * What is due now sits in the level-0 slot of the current tick: timers whose tick has passed are put there
 * too, so there is no separate list, and firing takes from that slot until it is empty. The lock is dropped
 * around every callback.
 */
#include "sched/sched_int.h"

#define CASCADE_CHUNK 256u /* timers moved in one holding of the lock */

/* ---- lists and bits; the wheel's lock is held ---- */

static void list_clear(struct wheel_list *l)
{
    l->first = NULL;
    l->last = &l->first;
}

static void slot_append(Wheel *w, unsigned level, unsigned digit, Timer *t)
{
    t->slot = (uint16_t)(level * WHEEL_SLOTS + digit);
    struct wheel_list *l = &w->slots[t->slot];
    t->next = NULL;
    t->link = l->last;
    *l->last = t;
    l->last = &t->next;
    w->bits[level] |= 1ull << digit;
}

static void slot_unlink(Wheel *w, Timer *t)
{
    struct wheel_list *l = &w->slots[t->slot];
    *t->link = t->next;
    if (t->next)
        t->next->link = t->link;
    else
        l->last = t->link;
    if (!l->first) w->bits[t->slot / WHEEL_SLOTS] &= ~(1ull << t->slot % WHEEL_SLOTS);
}

/* The level at which `tick` first differs from the wheel's time; past ticks belong to the current one. */
static void place(Wheel *w, Timer *t)
{
    uint64_t tick = t->tick > w->cur ? t->tick : w->cur;
    uint64_t differ = tick ^ w->cur;
    unsigned level = differ ? (63u - (unsigned)__builtin_clzll(differ)) / 6 : 0;
    slot_append(w, level, (tick >> (6 * level)) & (WHEEL_SLOTS - 1), t);
}

/* The first slot that is not empty: by TW-4 the lowest level has it. False: the wheel is empty. */
static bool first_slot(const Wheel *w, unsigned *level, unsigned *digit)
{
    for (unsigned k = 0; k < WHEEL_LEVELS; k++) {
        if (!w->bits[k]) continue;
        *level = k;
        *digit = (unsigned)__builtin_ctzll(w->bits[k]);
        return true;
    }
    return false;
}

/* The tick at which that slot begins. */
static uint64_t slot_tick(const Wheel *w, unsigned level, unsigned digit)
{
    uint64_t above = w->cur >> (6 * level) >> 6 << 6;
    return (above | digit) << (6 * level);
}

static void count_in(Wheel *w, const Timer *t)
{
    store_rlx(&w->pending, w->pending + 1);
    if (t->counts) store_rel(&w->counting, w->counting + 1); /* pairs with park_nothing_left */
}

static void count_out(Wheel *w, const Timer *t)
{
    store_rlx(&w->pending, w->pending - 1);
    if (t->counts) store_rel(&w->counting, w->counting - 1); /* pairs with park_nothing_left */
}

/* ---- turning ---- */

static void reschedule(Wheel *w)
{
    unsigned level, digit;
    lock_take(&w->lock);
    w->next =
        first_slot(w, &level, &digit) ? slot_tick(w, level, digit) << WHEEL_TICK_SHIFT : UINT64_MAX;
    MAAT_VERIFY(wheel_verify(w));
    lock_drop(&w->lock);
}

/* Moves the timers of a slot of a higher level, whose time has come, to lower levels; in chunks, so that a
 * foreign cancel does not wait for a million. Nothing else can happen to the wheel in between: only its
 * owner starts timers. */
static void cascade(Wheel *w, unsigned index)
{
    struct wheel_list *l = &w->slots[index];
    for (bool more = true; more;) {
        lock_take(&w->lock);
        for (unsigned n = 0; l->first && n < CASCADE_CHUNK; n++) {
            Timer *t = l->first;
            slot_unlink(w, t);
            place(w, t);
        }
        more = l->first != NULL;
        lock_drop(&w->lock);
    }
}

/* Takes one timer out of the slot and calls it. False: the slot is empty. */
static bool fire_one(Scheduler *s, unsigned index)
{
    Wheel *w = &s->wheel;
    lock_take(&w->lock);
    Timer *t = w->slots[index].first;
    if (!t) {
        lock_drop(&w->lock);
        return false;
    }
    slot_unlink(w, t);
    count_out(w, t);
    timer_fn fn = t->fn; /* from here on the user may start it again */
    uint64_t arg = t->arg;
    store_rel(&t->state, TIMER_IDLE); /* pairs with timer_cancel's load */
    lock_drop(&w->lock);
    stat_add(&s->stats.timers, 1);
    fn(t, arg, s);
    return true;
}

/* Goes to the next event at or before now_tick: a slot to fire (its index) or to cascade. */
static bool next_event(Wheel *w, uint64_t now_tick, unsigned *level, unsigned *index)
{
    unsigned digit;
    lock_take(&w->lock);
    bool found = first_slot(w, level, &digit);
    uint64_t tick = found ? slot_tick(w, *level, digit) : UINT64_MAX;
    found = tick <= now_tick;
    if (found)
        w->cur = tick > w->cur ? tick : w->cur;
    else if (now_tick > w->cur)
        w->cur = now_tick; /* nothing lies between: levels and digits keep their meaning */
    *index = *level * WHEEL_SLOTS + digit;
    lock_drop(&w->lock);
    return found;
}

uint32_t wheel_turn(Scheduler *s, uint64_t now, uint32_t limit)
{
    Wheel *w = &s->wheel;
    uint32_t fired = 0;
    unsigned level = 0, index = 0;
    while (fired < limit && next_event(w, now >> WHEEL_TICK_SHIFT, &level, &index)) {
        if (level > 0)
            cascade(w, index);
        else
            while (fired < limit && fire_one(s, index)) fired++;
    }
    reschedule(w);
    return fired;
}

/* ---- the interface ---- */

void timer_init(Timer *t, timer_fn fn) { *t = (Timer){.fn = fn}; }

/* Rounded up, so that no timer fires early. */
static uint64_t tick_of(uint64_t deadline)
{
    if (deadline > INT64_MAX) return UINT64_MAX; /* 292 years and more, TIMER_NEVER among them */
    uint64_t rest = deadline & ((1u << WHEEL_TICK_SHIFT) - 1);
    return (deadline >> WHEEL_TICK_SHIFT) + (rest != 0);
}

void timer_start(Scheduler *s, Timer *t, uint64_t deadline, uint64_t arg, bool counts)
{
    MAAT_ASSERT(s == sched_current() && load_rlx(&t->state) == TIMER_IDLE);
    Wheel *w = &s->wheel;
    t->arg = arg;
    t->owner = s;
    t->counts = counts;
    t->tick = tick_of(deadline);
    lock_take(&w->lock);
    store_rel(&t->state, TIMER_PENDING);
    if (t->tick != UINT64_MAX) {
        place(w, t);
        count_in(w, t);
        uint64_t at = t->tick << WHEEL_TICK_SHIFT;
        if (at < w->next) w->next = at;
    }
    lock_drop(&w->lock);
}

bool timer_cancel(Timer *t)
{
    if (load_acq(&t->state) != TIMER_PENDING) return false;
    Scheduler *s = t->owner;
    Wheel *w = &s->wheel;
    lock_take(&w->lock);
    bool stopped = t->state == TIMER_PENDING;
    bool counted = stopped && t->counts && t->tick != UINT64_MAX;
    if (stopped) {
        if (t->tick != UINT64_MAX) {
            slot_unlink(w, t);
            count_out(w, t);
        }
        store_rel(&t->state, TIMER_IDLE);
    }
    lock_drop(&w->lock);
    if (counted && !sched_is_inside(s->pool)) park_recheck(s->pool);
    return stopped;
}

bool timer_pending(const Timer *t) { return load_acq(&t->state) == TIMER_PENDING; }

uint64_t timer_deadline(const Timer *t)
{
    if (!timer_pending(t)) return TIMER_NEVER;
    lock_take(&t->owner->wheel.lock);
    uint64_t tick = t->state == TIMER_PENDING ? t->tick : UINT64_MAX;
    lock_drop(&t->owner->wheel.lock);
    return tick == UINT64_MAX ? TIMER_NEVER : tick << WHEEL_TICK_SHIFT;
}

uint64_t timer_after(uint64_t now, double secs)
{
    if (!(secs > 0)) return now; /* NaN too */
    double ns = secs * 1e9;
    if (ns >= 9e18) return TIMER_NEVER; /* 285 years */
    uint64_t n = (uint64_t)ns;
    /* Rounding up to a tick must not overflow, nor shift out the highest bits. */
    return n > (UINT64_MAX >> 1) - now ? TIMER_NEVER : now + n + ((double)n < ns);
}

void wheel_init(Wheel *w, uint64_t now)
{
    lock_init(&w->lock, LOCK_TIMER_INBOX);
    w->cur = now >> WHEEL_TICK_SHIFT;
    w->next = UINT64_MAX;
    for (unsigned i = 0; i < WHEEL_LEVELS * WHEEL_SLOTS; i++) list_clear(&w->slots[i]);
}

void wheel_fini(Wheel *w) { lock_fini(&w->lock); }

static uint32_t verify_slot(const Wheel *w, unsigned index)
{
    const struct wheel_list *l = &w->slots[index];
    unsigned level = index / WHEEL_SLOTS, digit = index % WHEEL_SLOTS;
    uint32_t n = 0;
    MAAT_CHECK((l->first != NULL) == (w->bits[level] >> digit & 1), "TW-4: slot %u", index);
    for (const Timer *t = l->first; t; t = t->next, n++) {
        MAAT_CHECK(t->slot == index && *t->link == t, "TW-1: a timer strayed into slot %u", index);
        MAAT_CHECK(t->tick <= w->cur || t->tick >> (6 * level) >> 6 == w->cur >> (6 * level) >> 6,
                   "TW-4: tick %llu in slot %u at %llu", (unsigned long long)t->tick, index,
                   (unsigned long long)w->cur);
    }
    return n;
}

void wheel_verify(const Wheel *w)
{
    uint32_t n = 0;
    for (unsigned i = 0; i < WHEEL_LEVELS * WHEEL_SLOTS; i++) n += verify_slot(w, i);
    MAAT_CHECK(n == w->pending, "TW-2: %u timers in slots, %u counted", n, w->pending);
}
