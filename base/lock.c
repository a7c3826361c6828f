/* Levelled locks. In checked builds each thread keeps the list of what it holds, newest last; taking checks
 * the new level against all of it, so an order that could deadlock is found by any run that takes it, not
 * only by the one that deadlocks.
 *
 * Adaptive mutexes: what is done under a lock is short, so spinning a little beats sleeping. */
#define _GNU_SOURCE 1 /* adaptive mutexes */
#include "base/lock.h"

#include "base/check.h"

#include <stdio.h>

static const struct {
    const char *name;
    int level;
} lock_table[LOCK_COUNT] = {
#define LOCK(id, level, what) [LOCK_##id] = {#id, level},
#include "erts-like-config/locks.def"
#undef LOCK
};

/* Levels fall strictly, so a thread can hold no more than there are levels. */
#define HELD_MAX 16

static __thread struct {
    const Lock *lock[HELD_MAX]; /* in checked builds */
    int count;
} held;

static void held_text(char *out, size_t size)
{
    size_t n = 0;
    out[0] = 0;
    for (int i = 0; i < held.count && n < size; i++) {
        enum lock_id id = held.lock[i]->id;
        n += (size_t)snprintf(out + n, size - n, "%s%s (level %d)", i ? ", " : "",
                              lock_table[id].name, lock_table[id].level);
    }
}

static void held_check(const Lock *l)
{
    char text[512];
    for (int i = 0; i < held.count; i++) {
        if (MAAT_LIKELY(lock_table[held.lock[i]->id].level > lock_table[l->id].level)) continue;
        held_text(text, sizeof text);
        MAAT_CHECK(false, "lock order: taking %s (level %d) while holding %s",
                   lock_table[l->id].name, lock_table[l->id].level, text);
    }
    MAAT_CHECK(held.count < HELD_MAX, "one thread holds %d locks", held.count);
}

static void held_add(const Lock *l)
{
    if (BUILD_CHECKED) held.lock[held.count] = l;
    held.count++;
}

/* Locks need not be dropped in the order of taking. */
static void held_remove(const Lock *l)
{
    if (!BUILD_CHECKED) {
        held.count--;
        return;
    }
    int i = held.count - 1;
    while (i >= 0 && held.lock[i] != l) i--;
    MAAT_CHECK(i >= 0, "dropping %s, which this thread does not hold", lock_table[l->id].name);
    for (held.count--; i < held.count; i++) held.lock[i] = held.lock[i + 1];
}

void lock_init(Lock *l, enum lock_id id)
{
    MAAT_ASSERT(id < LOCK_COUNT);
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    int rc = pthread_mutex_init(&l->mu, &attr);
    MAAT_CHECK(rc == 0, "pthread_mutex_init: %d", rc);
    pthread_mutexattr_destroy(&attr);
    l->id = id;
}

void lock_fini(Lock *l)
{
    int rc = pthread_mutex_destroy(&l->mu);
    MAAT_CHECK(rc == 0, "%s is destroyed while held: %d", lock_table[l->id].name, rc);
}

/* Of this process alone: set in a forked child, never in the program itself. */
static bool open_all;

void lock_open_all(void)
{
    open_all = true;
    held.count = 0;
}

void lock_take(Lock *l)
{
    if (MAAT_UNLIKELY(open_all)) {
        (void)pthread_mutex_trylock(&l->mu);
        return;
    }
    if (BUILD_CHECKED) held_check(l);
    pthread_mutex_lock(&l->mu);
    held_add(l);
}

bool lock_try(Lock *l)
{
    if (MAAT_UNLIKELY(open_all)) {
        (void)pthread_mutex_trylock(&l->mu);
        return true;
    }
    if (BUILD_CHECKED) held_check(l);
    if (pthread_mutex_trylock(&l->mu) != 0) return false;
    held_add(l);
    return true;
}

void lock_drop(Lock *l)
{
    if (MAAT_LIKELY(!open_all)) held_remove(l);
    pthread_mutex_unlock(&l->mu);
}

bool lock_held(const Lock *l)
{
    if (!BUILD_CHECKED) return true;
    for (int i = 0; i < held.count; i++)
        if (held.lock[i] == l) return true;
    return false;
}

void lock_assert_none(void)
{
    if (!BUILD_CHECKED || MAAT_LIKELY(held.count == 0)) return;
    char text[512];
    held_text(text, sizeof text);
    MAAT_CHECK(false, "no lock may be held here, but this thread holds %s", text);
}

bool lock_none_held(void) { return held.count == 0; }

const char *lock_name(enum lock_id id) { return lock_table[id].name; }

int lock_level(enum lock_id id) { return lock_table[id].level; }
