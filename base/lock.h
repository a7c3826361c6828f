/* Locks with levels. A thread may only take a lock of a strictly lower level than all it holds; checked builds
 * check each acquisition and print what is held. Levels and names stand in erts-like-config/locks.def.
 *
 * Nothing blocks, does I/O, runs Maat code or allocates from a private heap under a lock.
 */
#ifndef MAAT_BASE_LOCK_H
#define MAAT_BASE_LOCK_H

#include <pthread.h>
#include <stdbool.h>

enum lock_id {
#define LOCK(id, level, what) LOCK_##id,
#include "erts-like-config/locks.def"
#undef LOCK
    LOCK_COUNT
};

typedef struct lock {
    pthread_mutex_t mu;
    enum lock_id id;
} Lock;

void lock_init(Lock *l, enum lock_id id);
void lock_fini(Lock *l);
void lock_take(Lock *l);
bool lock_try(Lock *l); /* true: taken */
void lock_drop(Lock *l);
/* For assertions; always true in builds without checking. */
bool lock_held(const Lock *l);
/* In a forked child that only looks (a copy of the process with this one thread): from now on lock_take never waits, though another
 * thread may have held the lock when the copy was made. */
void lock_open_all(void);
/* No lock may be held here (waits, I/O, Maat code); aborts with the list in checked builds. */
void lock_assert_none(void);

/* As in locks.def. */
/* Whether this thread holds none of them. */
bool lock_none_held(void);

const char *lock_name(enum lock_id id);
int lock_level(enum lock_id id);

#endif
