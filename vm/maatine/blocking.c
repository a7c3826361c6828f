/* `blocking { }`: the body runs on a thread apart (sched/apart.c), so that it holds no scheduler however long its natives take.
 *
 * There are so many places as `--blocking-threads` says. Who finds none free waits in line, as for anything else: it can be
 * inspected, cancelled and killed. With a place it hands itself over at the start of its next slice, and goes home likewise when it has
 * left the block. A body that waits (sleeps, receives) keeps its place but no thread. Between slices, which are as long there as
 * elsewhere, it acts on signals.
 *
 *   BL-1  places free + maatines with MAF_BLOCKING + listeners that are woken = all places.
 */
#include "vm/maatine/life.h"
#include "vm/maatine/work.h"
#include <math.h>

void blocking_init(struct life *l, uint32_t places)
{
    lock_init(&l->blocking_lock, LOCK_CHANNEL);
    l->blocking_free = places < SCHED_APART_MAX ? places : SCHED_APART_MAX;
    l->blocking_last = &l->blocking_first;
}

/* ---- places ---- */

static void line_remove(struct life *l, struct listener *w)
{
    *w->link = w->next;
    if (w->next)
        w->next->link = w->link;
    else
        l->blocking_last = w->link;
    w->listed = false;
}

/* A place is free: the first in line gets it. */
static void place_free(Maatine *m)
{
    struct life *l = m->rt->life;
    uint64_t id = 0;
    lock_take(&l->blocking_lock);
    struct listener *w = l->blocking_first;
    if (w) {
        line_remove(l, w);
        w->woken = true;
        id = w->ma;
    } else {
        l->blocking_free++;
    }
    lock_drop(&l->blocking_lock);
    Maatine *p = id ? ma_find(m, id) : NULL;
    if (p) ma_look(p);
}

static void wait_cancel(Maatine *m, void *op)
{
    struct listener *w = op;
    struct life *l = m->rt->life;
    lock_take(&l->blocking_lock);
    if (w->listed) line_remove(l, w);
    bool had = w->woken;
    w->woken = false;
    lock_drop(&l->blocking_lock);
    if (had) place_free(m);
    m->waiter->op = NULL;
}

/* True: m has a place; else it is in line. */
static bool place_take(Maatine *m)
{
    struct life *l = m->rt->life;
    struct listener *w = &waiter_of(m)->listener;
    lock_take(&l->blocking_lock);
    bool got = l->blocking_free > 0;
    if (got) {
        l->blocking_free--;
    } else {
        *w = (struct listener){.link = l->blocking_last, .ma = m->id, .listed = true};
        *l->blocking_last = w;
        l->blocking_last = &w->next;
    }
    lock_drop(&l->blocking_lock);
    return got;
}

static enum native_result wait_in_line(Maatine *m)
{
    m->waiter->op = &m->waiter->listener;
    m->waiter->op_cancel = wait_cancel;
    (void)wait_for(m, WAIT_OFFLOAD, INFINITY);
    return native_wait(m);
}

/* True: it is m's turn. */
static bool turn_came(Maatine *m)
{
    struct life *l = m->rt->life;
    lock_take(&l->blocking_lock);
    bool came = m->waiter->listener.woken;
    lock_drop(&l->blocking_lock);
    if (!came) return false;
    m->waiter->listener.woken = false;
    m->waiter->op = NULL;
    m->waiter->op_cancel = NULL;
    wait_done(m);
    return true;
}

/* ---- the natives ---- */

/* True: it is there already (or there is no such place), and the block changes nothing. */
enum native_result blocking_enter(Maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    if (m->flags & MAF_MOVING) {
        m->flags &= ~(uint32_t)MAF_MOVING;
        return native_return(m, V_FALSE);
    }
    if ((m->flags & MAF_BLOCKING) || !sched_has_apart(m->rt->pool)) return native_return(m, V_TRUE);
    if (m->wait_kind == WAIT_NONE ? !place_take(m) : !turn_came(m)) return wait_in_line(m);
    m->flags |= MAF_BLOCKING | MAF_MOVING;
    return native_yield(m);
}

enum native_result blocking_leave(Maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    if (!(m->flags & MAF_BLOCKING)) return native_return(m, V_NIL);
    blocking_end(m);
    m->flags |= MAF_GO_HOME;
    return native_yield(m);
}

void blocking_end(Maatine *m)
{
    if (!(m->flags & MAF_BLOCKING)) return;
    m->flags &= ~(uint32_t)(MAF_BLOCKING | MAF_MOVING);
    place_free(m);
}

bool blocking_moves(Maatine *m, Scheduler *s)
{
    bool apart = sched_is_apart(s), home = m->flags & MAF_GO_HOME;
    m->flags &= ~(uint32_t)MAF_GO_HOME;
    if (home ? !apart : apart) return false;
    if (home)
        sched_ready(s, &m->run);
    else
        sched_run_apart(s, &m->run);
    return true;
}
