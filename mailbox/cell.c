#include "mailbox/cell.h"

#include "base/mem.h"

/* ---- life ---- */

/* Holds a cell to look into it; no maatine has this id. */
#define LOOKER (((uint64_t)1 << 48) - 1)

static Cell *cell_of_counted(Counted *k) { return (Cell *)k; }

static void cell_free(Counted *k)
{
    Cell *c = cell_of_counted(k);
    MAAT_ASSERT(c->nwaiters == 0 && c->word == 0);
    parcel_drop(&c->value);
    if (c->home) c->home->free(c->home);
    lock_fini(&c->lock);
    mem_free(MEM_CELL, c->waiters);
    mem_free(MEM_CELL, c);
}

/* Held meanwhile, but not as by those that change it: the version stays. */
static bool cell_look(Counted *k, counted_fn f, void *ctx, uint64_t *version, uint64_t *wake)
{
    Cell *c = cell_of_counted(k);
    uint64_t w = 0;
    if (load_rlx(&c->word) || !cas_ar(&c->word, &w, LOOKER << 1)) return false;
    store_rel(&c->plain, V_ABSENT);
    c->depth = 1;
    *version = c->version;
    bool ok = true;
    if (f) cycles_in_parcel(&c->value, f, ctx);
    if (f && c->home) ok = cycles_in_heap(c->home->heap, f, ctx);
    cell_release(c, LOOKER, wake);
    return ok;
}

static void cell_clear(Counted *k)
{
    Cell *c = cell_of_counted(k);
    Parcel none = parcel_of(V_NIL);
    uint64_t wake;
    bool held = cell_try_hold(c, LOOKER);
    MAAT_CHECK(held, "a shared variable is held though nobody refers to it");
    struct cell_old old = cell_replace(c, &none);
    cell_release(c, LOOKER, &wake);
    cell_old_drop(&old);
}

static const struct counted_kind cell_kind = {cell_look, cell_clear, cell_free};

Cell *cell_new(Parcel value, struct cycles *set)
{
    Cell *c = mem_try_alloc(MEM_CELL, sizeof *c);
    if (!c) return NULL;
    *c = (Cell){.counted = {.refs = COUNTED_ONE, .kind = &cell_kind, .set = set}, .value = value};
    c->plain = parcel_is_plain(&value) ? value.root : V_ABSENT;
    lock_init(&c->lock, LOCK_CELL);
    return c;
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
}

/* ---- holding ---- */

static void taken(Cell *c)
{
    store_rel(&c->plain, V_ABSENT);
    c->version++;
    c->depth = 1;
}

/* ma joins the queue of a cell that another one holds; false: it became free meanwhile. */
static bool wait_for_it(Cell *c, uint64_t ma, uint64_t w)
{
    while (w && !(w & CELL_QUEUE))
        if (cas_ar(&c->word, &w, w | CELL_QUEUE)) w |= CELL_QUEUE;
    if (!w) return false;
    enqueue(c, ma);
    return true;
}

static enum cell_result hold_locked(Cell *c, uint64_t ma)
{
    MAAT_ASSERT(lock_held(&c->lock));
    for (;;) {
        uint64_t w = load_acq(&c->word); /* pairs with cell_release */
        if (w >> 1) {
            if (wait_for_it(c, ma, w)) return CELL_WAIT;
        } else if (w & CELL_QUEUE) { /* nobody changes it but under the lock */
            dequeue(c, ma);
            store_rel(&c->word, ma << 1 | (c->nwaiters ? CELL_QUEUE : 0));
            break;
        } else if (cas_ar(&c->word, &w, ma << 1)) {
            break;
        }
    }
    taken(c);
    return CELL_OK;
}

enum cell_result cell_hold(Cell *c, uint64_t ma)
{
    MAAT_ASSERT(ma != 0);
    if (cell_try_hold(c, ma)) return CELL_OK;
    lock_take(&c->lock);
    enum cell_result r = hold_locked(c, ma);
    lock_drop(&c->lock);
    return r;
}

/* CE-3. Release: what the value refers to; pairs with cell_peek. */
static void publish(Cell *c)
{
    bool plain = !c->home && parcel_is_plain(&c->value);
    store_rel(&c->plain, plain ? c->value.root : V_ABSENT);
}

static MAAT_NOINLINE uint64_t release_to_queue(Cell *c)
{
    lock_take(&c->lock);
    store_rel(&c->word, (uint64_t)(c->nwaiters ? CELL_QUEUE : 0)); /* pairs with hold_locked */
    uint64_t wake = c->nwaiters ? c->waiters[0] : 0;
    lock_drop(&c->lock);
    return wake;
}

void cell_release(Cell *c, uint64_t ma, uint64_t *wake)
{
    uint64_t w = ma << 1;
    MAAT_CHECK(load_rlx(&c->word) >> 1 == ma && c->depth > 0, "cell of %llu released by %llu",
               (unsigned long long)cell_owner(c), (unsigned long long)ma);
    *wake = 0;
    if (--c->depth) return;
    publish(c);
    if (MAAT_UNLIKELY(!cas_ar(&c->word, &w, 0))) *wake = release_to_queue(c);
}

/* The queue has become empty: the mark goes, whoever holds the cell. */
static void unmark(Cell *c)
{
    uint64_t w = load_rlx(&c->word);
    while ((w & CELL_QUEUE) && !cas_ar(&c->word, &w, w & ~(uint64_t)CELL_QUEUE));
}

void cell_cancel(Cell *c, uint64_t ma, uint64_t *wake)
{
    lock_take(&c->lock);
    dequeue(c, ma);
    *wake = c->nwaiters && !cell_owner(c) ? c->waiters[0] : 0;
    if (!c->nwaiters) unmark(c);
    lock_drop(&c->lock);
}

/* ---- use ---- */

struct cell_old cell_replace(Cell *c, Parcel *value)
{
    struct cell_old old = {c->value, c->home};
    MAAT_ASSERT(c->depth > 0);
    if (value->off || value->more) cycles_watch(&c->counted);
    c->value = *value;
    c->home = NULL;
    *value = parcel_of(V_NIL);
    return old;
}

void cell_old_drop(struct cell_old *old)
{
    if (!parcel_is_plain(&old->value)) parcel_drop(&old->value);
    if (old->home) old->home->free(old->home);
}

enum cell_result cell_read(Cell *c, uint64_t ma, Parcel *out, uint64_t *wake)
{
    *wake = 0;
    Value v = cell_peek(c);
    if (v != V_ABSENT && !(load_rlx(&c->word) & CELL_QUEUE)) { /* else ma may be in the queue */
        *out = parcel_of(v);
        return CELL_OK;
    }
    if (cell_hold(c, ma) == CELL_WAIT) return CELL_WAIT;
    struct copy_why why;
    enum copy_result r = parcel_copy(out, cell_root(c), &why);
    MAAT_CHECK(r == COPY_OK || r == COPY_NOMEM, "a value was copied in but not out: %d", r);
    cell_release(c, ma, wake);
    return r == COPY_OK ? CELL_OK : CELL_NOMEM;
}

enum cell_result cell_write(Cell *c, uint64_t ma, Parcel *value, uint64_t *wake)
{
    *wake = 0;
    if (cell_hold(c, ma) == CELL_WAIT) return CELL_WAIT;
    struct cell_old old = cell_replace(c, value);
    cell_release(c, ma, wake);
    cell_old_drop(&old);
    return CELL_OK;
}
