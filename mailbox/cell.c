#include "mailbox/cell.h"

#include "base/atomic.h"
#include "base/mem.h"

/* ---- life ---- */

Cell *cell_new(Parcel value)
{
    Cell *c = mem_try_alloc(MEM_CELL, sizeof *c);
    if (!c) return NULL;
    *c = (Cell){.refs = 1, .value = value};
    c->plain = parcel_is_plain(&value) ? value.root : V_ABSENT;
    lock_init(&c->lock, LOCK_CELL);
    return c;
}

void cell_ref(Cell *c)
{
    uint64_t before = add_rlx(&c->refs, 1);
    MAAT_CHECK(before > 0, "reference to a freed cell");
}

static void cell_free(Cell *c)
{
    MAAT_ASSERT(c->nwaiters == 0);
    parcel_drop(&c->value);
    lock_fini(&c->lock);
    mem_free(MEM_CELL, c->waiters);
    mem_free(MEM_CELL, c);
}

/* A value may refer to other cells, and so on: those that die while one is freed wait on a list of the thread. */
static __thread Cell *dead;
static __thread bool freeing;

void cell_unref(Cell *c)
{
    /* Pairs with itself: the last one sees all that the others wrote. */
    uint64_t before = sub_ar(&c->refs, 1);
    MAAT_CHECK(before > 0, "cell freed twice");
    if (before > 1) return;
    c->next_dead = dead;
    dead = c;
    if (freeing) return;
    freeing = true;
    while ((c = dead)) {
        dead = c->next_dead;
        cell_free(c);
    }
    freeing = false;
}

static void release_handle(Obj *o) { cell_unref(((CellRef *)o)->cell); }
static bool retain_handle(Obj *copy)
{
    cell_ref(((CellRef *)copy)->cell);
    return true;
}

void cell_setup(void)
{
    heap_set_release(T_CELL, release_handle);
    heap_set_retain(T_CELL, retain_handle);
}

Value cell_handle(Heap *h, Cell *c)
{
    CellRef *r = heap_alloc(h, T_CELL, WORDS_OF(CellRef));
    cell_ref(c);
    r->cell = c;
    heap_add_offheap(h, &r->h, &r->next, 0);
    return from_obj(r);
}

/* ---- the queue ---- */

/* CE-3. Release: what the value refers to; pairs with cell_read. */
static void publish(Cell *c)
{
    bool plain = c->owner == 0 && c->nwaiters == 0 && parcel_is_plain(&c->value);
    store_rel(&c->plain, plain ? c->value.root : V_ABSENT);
}

static uint32_t find(const Cell *c, uint64_t ma)
{
    uint32_t i = 0;
    while (i < c->nwaiters && c->waiters[i] != ma) i++;
    return i;
}

static void enqueue(Cell *c, uint64_t ma)
{
    if (find(c, ma) < c->nwaiters) return;
    if (c->nwaiters == c->cap) {
        c->cap = c->cap ? 2 * c->cap : 4;
        c->waiters = mem_realloc(MEM_CELL, c->waiters, c->cap * sizeof *c->waiters);
    }
    c->waiters[c->nwaiters++] = ma;
}

static void dequeue(Cell *c, uint64_t ma)
{
    uint32_t i = find(c, ma);
    if (i == c->nwaiters) return;
    c->nwaiters--;
    memmove(c->waiters + i, c->waiters + i + 1, (c->nwaiters - i) * sizeof *c->waiters);
    publish(c);
}

/* CE-2: at the end of everything that frees the cell or takes the first one out. */
static uint64_t to_wake(const Cell *c) { return c->owner == 0 && c->nwaiters ? c->waiters[0] : 0; }

/* ---- use ---- */

static bool held_by_other(const Cell *c, uint64_t ma) { return c->owner != 0 && c->owner != ma; }

static enum cell_result read_locked(Cell *c, uint64_t ma, Parcel *out, uint64_t *wake)
{
    MAAT_ASSERT(lock_held(&c->lock));
    struct copy_why why;
    if (held_by_other(c, ma)) {
        enqueue(c, ma);
        return CELL_WAIT;
    }
    enum copy_result r = parcel_copy(out, c->value.root, &why);
    MAAT_CHECK(r == COPY_OK || r == COPY_NOMEM, "a value was copied in but not out: %d", r);
    dequeue(c, ma);
    *wake = to_wake(c);
    return r == COPY_OK ? CELL_OK : CELL_NOMEM;
}

enum cell_result cell_read(Cell *c, uint64_t ma, Parcel *out, uint64_t *wake)
{
    *wake = 0;
    Value v = load_acq(&c->plain);
    if (MAAT_LIKELY(v != V_ABSENT)) {
        *out = parcel_of(v);
        return CELL_OK;
    }
    lock_take(&c->lock);
    enum cell_result r = read_locked(c, ma, out, wake);
    lock_drop(&c->lock);
    return r;
}

enum cell_result cell_write(Cell *c, uint64_t ma, Parcel *value, uint64_t *wake)
{
    *wake = 0;
    lock_take(&c->lock);
    if (held_by_other(c, ma)) {
        enqueue(c, ma);
        lock_drop(&c->lock);
        return CELL_WAIT;
    }
    Parcel old = c->value;
    c->value = *value;
    publish(c);
    dequeue(c, ma);
    *wake = to_wake(c);
    lock_drop(&c->lock);
    /* Outside: it may free other cells. */
    parcel_drop(&old);
    *value = parcel_of(V_NIL);
    return CELL_OK;
}

enum cell_result cell_hold(Cell *c, uint64_t ma)
{
    MAAT_ASSERT(ma != 0);
    lock_take(&c->lock);
    enum cell_result r = CELL_OK;
    if (held_by_other(c, ma)) {
        enqueue(c, ma);
        r = CELL_WAIT;
    } else {
        store_rlx(&c->owner, ma);
        c->depth++;
        dequeue(c, ma);
        publish(c);
    }
    lock_drop(&c->lock);
    return r;
}

void cell_release(Cell *c, uint64_t ma, uint64_t *wake)
{
    lock_take(&c->lock);
    MAAT_CHECK(c->owner == ma && c->depth > 0, "cell of %llu released by %llu",
               (unsigned long long)c->owner, (unsigned long long)ma);
    if (--c->depth == 0) {
        store_rlx(&c->owner, 0);
        publish(c);
    }
    *wake = to_wake(c);
    lock_drop(&c->lock);
}

void cell_cancel(Cell *c, uint64_t ma, uint64_t *wake)
{
    lock_take(&c->lock);
    dequeue(c, ma);
    *wake = to_wake(c);
    lock_drop(&c->lock);
}

uint64_t cell_owner(const Cell *c) { return load_rlx(&c->owner); }
