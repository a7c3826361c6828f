/* Shared variables: cells (mailbox/cell.h) as the interpreter sees them.
 *
 * A box whose variable is shared holds the cell's handle (T_CELL); a program-wide variable stands as its number, an
 * integer. Reading copies the value out, writing copies one in. A statement
 * that reads and writes holds its cells from start to end, taken in the order of their addresses; so statements by themselves
 * cannot block each other for ever. Through calls they can: whoever begins to wait walks along "waits for a cell that is held by"
 * and "waits for the end of", and gets a DeadlockError if that leads back to it (R91).
 *
 *   CS-1  A maatine that waits has its cell in waiter->cell, set and cleared under the lock MAATINE (life->dead_lock); its heap
 *         holds a handle of the cell meanwhile. So the walk, which is done under that lock, meets no freed cell.
 *   CS-2  extra->held lists the holds of m, the last one last. The frame that took a cell keeps it alive by the box or handle in its
 *         register until it frees it, the table of program-wide variables keeps its cells.
 *   CS-3  Who waits for an end (of a maatine, or of the one whose Work it is) that no limit ends says so in waiter->awaits, then looks; who waits for
 *         a cell says so, and whether a limit ends that, then looks: of those in a cycle the last one sees all. A walk that has led back was right if a second one
 *         leads back too: who was met in the first cannot go on before m does, so what it holds and waits for stands still since.
 *   CS-4  A signal that may end the wait of p is counted in p->ending before it is pushed, and until p has acted on it and waits for
 *         nothing of the kind, or says what it waits for once more. A walk that meets one with such a signal finds nothing: p gives up
 *         its wait, or does the waiting operation again, takes the signal out of the count, and looks itself (as in CS-3).
 */
#include "base/mem.h"
#include "heap/array.h"
#include "heap/frozen.h"
#include "vm/maatine/life.h"
#include "vm/maatine/work.h"

struct held {
    uint32_t n, cap;
    uint32_t partial; /* the last ones: of a HOLD that waits for its next cell */
    Cell *at[];
};

static void wake(const Maatine *m, uint64_t id)
{
    Maatine *p = id ? ma_find(m, id) : NULL;
    if (p) ma_look(p);
}

/* ---- waiting ---- */

static struct waiter *waiter_by(const Maatine *m, uint64_t id)
{
    Maatine *p = id ? ma_find(m, id) : NULL;
    return p ? load_acq(&p->waiter) : NULL; /* pairs with waiter_of */
}

/* What w waits for ends when that maatine goes on; 0: nobody, or it does not wait so, or not for ever. */
static uint64_t waits_for(const struct waiter *w)
{
    const Cell *c = load_rlx(&w->cell);
    if (!c) return load_sc(&w->awaits);
    return w->cell_limited ? 0 : cell_owner(c);
}

/* The signals that m has taken do not end what it waits for now. */
static void ending_over(Maatine *m)
{
    struct waiter *w = m->waiter;
    if (MAAT_LIKELY(!w->ending_seen)) return;
    sub_rlx(&m->ending, w->ending_seen);
    w->ending_seen = 0;
}

void ending_seen(Maatine *m)
{
    if (m->waiter)
        m->waiter->ending_seen++;
    else
        sub_rlx(&m->ending, 1); /* it waits for nothing that a walk follows */
}

/* Whether what m waits for leads back to m, over a shared variable at least once, and no signal may end one of these waits. */
static bool leads_back(const Maatine *m)
{
    bool shared = false;
    const struct waiter *w = m->waiter;
    for (unsigned steps = 0; w && steps < 10000; steps++) {
        if (load_rlx(&w->m->ending)) return false; /* CS-4 */
        uint64_t id = waits_for(w);
        shared = shared || load_rlx(&w->cell);
        if (id == m->id) return shared;
        w = waiter_by(m, id);
    }
    return false;
}

/* CS-3. */
static bool closes_cycle(const Maatine *m)
{
    fence_sc(); /* what m waits for is seen by who looks after this */
    return leads_back(m) && leads_back(m);
}

static void add_wait(Buf *b, const struct waiter *w)
{
    if (load_rlx(&w->cell)) {
        buf_addf(b, w->cell_name ? "'%s'" : "a shared variable%s",
                 w->cell_name ? w->cell_name : "");
        buf_addf(b, " (%s:%u)", w->cell_file, w->cell_line);
        return;
    }
    const Proto *p = load_rlx(&w->awaits_in);
    buf_addf(b, "the end of maatine %llu (%s:%u)", (unsigned long long)load_rlx(&w->awaits),
             p->module->file->p, proto_line(p, load_rlx(&w->awaits_at)));
}

/* Who waits for what, from m round to m again. Under the lock, as the search. */
static void describe_cycle(const Maatine *m, Buf *b)
{
    const struct waiter *w = m->waiter;
    buf_adds(b, "waiting for ");
    add_wait(b, w);
    buf_adds(b, " would never end");
    for (unsigned steps = 0; steps < 20; steps++) {
        uint64_t id = waits_for(w);
        bool holds = load_rlx(&w->cell);
        w = waiter_by(m, id);
        if (id == m->id || !w || !waits_for(w)) return;
        buf_addf(b, ": maatine %llu %swaits for ", (unsigned long long)id,
                 holds ? "holds it and " : "");
        add_wait(b, w);
    }
}

static void set_waiting(Maatine *m, Cell *c)
{
    lock_take(&m->rt->life->dead_lock);
    store_rlx(&m->waiter->cell, c);
    lock_drop(&m->rt->life->dead_lock);
}

/* m is in the queue of c. N_WAIT, or N_ERROR. */
enum native_result cell_park(Maatine *m, Cell *c, uint32_t which)
{
    struct waiter *w = waiter_of(m);
    const char *function, *file;
    uint32_t line;
    Buf b = BUF_INIT;
    exec_place(m, &file, &line, &function);
    lock_take(&m->rt->life->dead_lock);
    w->cell_name = exec_cell_name(m, which);
    w->cell_file = file;
    w->cell_line = line;
    w->cell_limited = wait_is_limited(m);
    store_rlx(&w->cell, c);
    ending_over(m);
    bool cycle = closes_cycle(m);
    if (cycle) {
        describe_cycle(m, &b);
        store_rlx(&w->cell, NULL);
    }
    lock_drop(&m->rt->life->dead_lock);
    store_rlx(&m->wait_kind, (uint8_t)WAIT_CELL);
    if (!cycle) return N_WAIT;
    uint64_t next;
    cell_cancel(c, m->id, &next);
    wake(m, next);
    store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
    enum native_result r = native_error(m, ERR_DeadlockError, "%s", buf_str(&b));
    buf_fini(&b);
    return r;
}

enum native_result end_awaited(Maatine *m, uint64_t id)
{
    struct waiter *w = m->waiter;
    uint32_t at;
    if (wait_is_limited(m)) return N_WAIT;
    store_rlx(&w->awaits_in, exec_spot(m, &at));
    store_rlx(&w->awaits_at, at);
    store_sc(&w->awaits, id);
    ending_over(m);
    fence_sc();
    const struct waiter *other = waiter_by(m, id);
    if (!other || (!load_sc(&other->cell) && !load_sc(&other->awaits))) return N_WAIT; /* mostly */
    Buf b = BUF_INIT;
    lock_take(&m->rt->life->dead_lock);
    bool cycle = closes_cycle(m);
    if (cycle) {
        describe_cycle(m, &b);
        store_sc(&w->awaits, 0);
    }
    lock_drop(&m->rt->life->dead_lock);
    if (!cycle) return N_WAIT;
    wait_abort(m);
    enum native_result r = native_error(m, ERR_DeadlockError, "%s", buf_str(&b));
    buf_fini(&b);
    return r;
}

void cell_wait_over(Maatine *m)
{
    if (MAAT_LIKELY(m->wait_kind != WAIT_CELL)) return;
    set_waiting(m, NULL);
    store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
}

/* ---- holding ---- */

void cell_let_go(Maatine *m, Cell *c)
{
    uint64_t next;
    cell_release(c, m->id, &next);
    wake(m, next);
}

static struct held *held_of(const Maatine *m) { return extra_seen(m)->held; }

static void held_push(Maatine *m, Cell *c)
{
    struct held *h = extra_of(m)->held;
    if (!h || h->n == h->cap) {
        uint32_t cap = h ? 2 * h->cap : 4;
        bool fresh = !h;
        h = m->extra->held = mem_realloc(MEM_CELL, h, sizeof *h + cap * sizeof(Cell *));
        if (fresh) h->n = h->partial = 0;
        h->cap = cap;
    }
    h->at[h->n++] = c;
}

static void let_go(Maatine *m, uint32_t i)
{
    struct held *h = held_of(m);
    Cell *c = h->at[i];
    memmove(h->at + i, h->at + i + 1, (h->n - i - 1) * sizeof(Cell *));
    h->n--;
    cell_let_go(m, c);
}

Cell *cell_in(const Maatine *m, Value v)
{
    if (is_int(v)) return load_acq(&runtime_global(m->rt, (uint32_t)to_int(v))->cell);
    if (is_type(v, T_CELL)) return cell_of(v);
    if (is_type(v, T_BOX) && is_type(((Box *)to_obj(v))->v, T_CELL))
        return cell_of(((Box *)to_obj(v))->v);
    return NULL;
}

#define FEW 32

/* The cells in boxes[0..n), by address; their number. */
static uint32_t cells_sorted(const Maatine *m, const Value *boxes, uint32_t n, Cell **out)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++) {
        Cell *c = cell_in(m, boxes[i]);
        if (!c) continue;
        uint32_t at = k++;
        for (; at > 0 && (uintptr_t)out[at - 1] > (uintptr_t)c; at--) out[at] = out[at - 1];
        out[at] = c;
    }
    return k;
}

static void release_partial(Maatine *m)
{
    struct held *h = held_of(m);
    if (!h) return;
    for (; h->partial; h->partial--) let_go(m, h->n - 1);
}

/* The place of c among the boxes. */
static uint32_t which_of(const Maatine *m, const Value *boxes, uint32_t n, const Cell *c)
{
    uint32_t i = 0;
    while (i < n && cell_in(m, boxes[i]) != c) i++;
    return i;
}

static enum native_result hold_all(Maatine *m, const Value *boxes, uint32_t nboxes, Cell **cells,
                                   uint32_t count)
{
    uint32_t done = m->wait_kind == WAIT_CELL && held_of(m) ? held_of(m)->partial : 0;
    for (uint32_t i = done; i < count; i++) {
        if (cell_hold(cells[i], m->id) == CELL_WAIT) {
            enum native_result r = cell_park(m, cells[i], which_of(m, boxes, nboxes, cells[i]));
            if (r != N_WAIT) release_partial(m);
            return r;
        }
        cell_wait_over(m);
        held_push(m, cells[i]);
        m->extra->held->partial++;
    }
    if (held_of(m)) held_of(m)->partial = 0;
    return N_OK;
}

enum native_result cells_hold(Maatine *m, Value *boxes, uint32_t n)
{
    if (n == 1 && m->wait_kind == WAIT_NONE) {
        Cell *c = cell_in(m, boxes[0]);
        if (!c) return N_OK;
        if (cell_try_hold(c, m->id)) {
            held_push(m, c);
            return N_OK;
        }
    }
    Cell *few[FEW], **cells = n > FEW ? mem_alloc(MEM_TEMP, n * sizeof *cells) : few;
    enum native_result r = hold_all(m, boxes, n, cells, cells_sorted(m, boxes, n, cells));
    if (cells != few) mem_free(MEM_TEMP, cells);
    return r;
}

void cells_release(Maatine *m, Value *boxes, uint32_t n)
{
    for (uint32_t i = 0; i < n && held_of(m); i++) {
        const Cell *c = cell_in(m, boxes[i]);
        uint32_t at = m->extra->held->n;
        while (at > 0 && m->extra->held->at[at - 1] != c) at--;
        if (at) let_go(m, at - 1);
    }
}

void cells_end(Maatine *m)
{
    struct held *h = held_of(m);
    if (!h) return;
    while (h->n) let_go(m, h->n - 1);
    mem_free(MEM_CELL, h);
    m->extra->held = NULL;
}

void cells_wait_abort(Maatine *m)
{
    Cell *c = m->waiter->cell;
    set_waiting(m, NULL);
    if (c) {
        uint64_t next;
        cell_cancel(c, m->id, &next);
        wake(m, next);
    }
    release_partial(m);
}

/* ---- reading and writing ---- */

static void leave_cell(Maatine *m, void *cell) { cell_let_go(m, cell); }

/* A copy that takes long is made with the cell held. */
static MAAT_NOINLINE enum native_result cell_copy_out(Maatine *m, Cell *c, Value *out)
{
    Parcel p;
    struct copy_why why;
    if (!long_copy_holds(m, c)) {
        if (cell_hold(c, m->id) == CELL_WAIT) return cell_park(m, c, 0);
        cell_wait_over(m);
    }
    switch (long_copy_foreign(m, cell_root(c), (struct long_hold){c, leave_cell}, &p, &why)) {
    case COPY_OK: break;
    case COPY_IS_LONG: return native_yield(m);
    default: return native_no_memory(m);
    }
    *out = parcel_adopt(&m->heap, &p);
    return N_OK;
}

static inline enum native_result cell_get(Maatine *m, Cell *c, Value *out)
{
    Value v = cell_peek(c);
    if (is_absent(v) && cell_owner(c) == m->id && travels_free(cell_root(c))) v = cell_root(c);
    if (MAAT_UNLIKELY(is_absent(v) || m->wait_kind != WAIT_NONE)) return cell_copy_out(m, c, out);
    *out = v;
    return N_OK;
}

/* Numbers and their like in place of such. False: it must be done the long way. */
static bool put_plain(Maatine *m, Cell *c, Value v)
{
    if (is_ptr(v) || m->wait_kind != WAIT_NONE || !cell_try_hold(c, m->id)) return false;
    bool done = !c->home && parcel_is_plain(&c->value);
    if (done) c->value.root = v;
    cell_let_go(m, c);
    return done;
}

static enum native_result cell_put(Maatine *m, Cell *c, Value *v)
{
    Parcel p;
    if (put_plain(m, c, *v)) return N_OK;
    struct copy_why why;
    enum native_result r = long_copy_value(m, v, "cannot be kept in a shared variable", &p, &why);
    if (r != N_OK) return r;
    parcel_settle(&p);
    uint64_t next;
    if (cell_write(c, m->id, &p, &next) == CELL_WAIT) {
        if (p.bytes / sizeof(Value) > copy_long())
            long_copy_keep(m, *v, &p, &why);
        else
            parcel_drop(&p);
        return cell_park(m, c, 0);
    }
    cell_wait_over(m);
    wake(m, next);
    return N_OK;
}

enum native_result box_get_shared(Maatine *m, Value *box, Value *out)
{
    return cell_get(m, cell_in(m, *box), out);
}

enum native_result box_set_shared(Maatine *m, Value *box, Value *v)
{
    return long_copy_over(m, cell_put(m, cell_in(m, *box), v));
}

/* ---- the sharing point ---- */

/* Room for the next box and its old value in the list, and for a handle; may collect. */
static bool share_reserve(Maatine *m)
{
    return array_reserve(&m->heap, &m->extra->share_list, 2) &&
           heap_reserve(&m->heap, WORDS_OF(CellRef));
}

/* Box b gets a cell, empty for now; it and its value stand at the end of the list. Does not collect (share_reserve). */
static bool share_begin(Maatine *m, Value box)
{
    Cell *c = cell_new(parcel_of(V_NIL), m->rt->cycles);
    if (!c) return false;
    cycles_check(m);
    Box *b = (Box *)to_obj(box);
    Value old = b->v;
    if (!array_push(&m->heap, &m->extra->share_list, &box) ||
        !array_push(&m->heap, &m->extra->share_list, &old))
        return false;
    b = (Box *)to_obj(box);
    b->v = cell_handle(&m->heap, c); /* holds a reference of its own */
    heap_wrote(&m->heap, &b->h);
    cell_unref(c);
    return true;
}

/* Those from `from` on are plain boxes again. */
static void share_undo(Maatine *m, uint32_t from)
{
    Array *a = to_array(m->extra->share_list);
    for (uint32_t i = from; i + 1 < a->len; i += 2) {
        Box *b = (Box *)to_obj(*array_at(a, i));
        b->v = *array_at(a, i + 1);
        heap_wrote(&m->heap, &b->h);
    }
}

/* Copies the i-th value into its cell; boxes that it refers to join the list. */
static enum native_result share_value(Maatine *m, uint32_t i)
{
    for (;;) {
        if (!share_reserve(m)) return native_no_memory(m);
        Parcel p;
        struct copy_why why = {0};
        uint64_t next;
        Value box = array_get(m->extra->share_list, i);
        switch (long_copy(m, array_get(m->extra->share_list, i + 1), &p, &why)) {
        case COPY_IS_LONG: return native_yield(m);
        case COPY_OK:
            parcel_settle(&p);
            if (cell_write(cell_in(m, box), m->id, &p, &next) == CELL_OK) return N_OK;
            parcel_drop(&p);
            return native_no_memory(m);
        case COPY_BOX:
            if (!share_begin(m, from_obj(why.what))) return native_no_memory(m);
            break;
        case COPY_TYPE:
            return native_error(m, ERR_TypeError, "%s cannot be kept in a shared variable",
                                type_name(m, from_obj(why.what)));
        default: return native_no_memory(m);
        }
    }
}

/* The values from number i on. With N_YIELD the list stays: share_resume goes on with it. */
static enum native_result share_values(Maatine *m, uint32_t i)
{
    enum native_result r = N_OK;
    while (r == N_OK && i < array_len(m->extra->share_list)) {
        r = share_value(m, i);
        if (r == N_OK) i += 2;
    }
    if (r == N_YIELD) {
        *long_copy_place(m) = i;
        return r;
    }
    if (r != N_OK) share_undo(m, i);
    m->extra->share_list = V_NIL;
    return r;
}

enum native_result box_share(Maatine *m, Value *box)
{
    if (!is_nil(extra_seen(m)->share_list)) return share_resume(m);
    if (is_type(((Box *)to_obj(*box))->v, T_CELL)) return N_OK;
    Value list;
    if (!array_new(&m->heap, 4, &list)) return native_no_memory(m);
    extra_of(m)->share_list = list;
    if (share_reserve(m) && share_begin(m, *box)) return share_values(m, 0);
    share_undo(m, 0);
    m->extra->share_list = V_NIL;
    return native_no_memory(m);
}

enum native_result box_share_found(Maatine *m, Obj *box)
{
    m->tail_fn = from_obj(box);
    enum native_result r = box_share(m, &m->tail_fn);
    m->tail_fn = V_NIL;
    return r;
}

enum native_result share_resume(Maatine *m) { return share_values(m, *long_copy_place(m)); }

void share_give_up(Maatine *m)
{
    if (MAAT_LIKELY(is_nil(extra_seen(m)->share_list))) return;
    share_undo(m, *long_copy_place(m));
    m->extra->share_list = V_NIL;
}

/* ---- program-wide variables ---- */

static Cell *global_make(struct runtime *rt, struct global *g)
{
    Cell *c = load_acq(&g->cell); /* pairs with the store below */
    if (c) return c;
    Cell *fresh = cell_new(parcel_of(V_NIL), NULL); /* it stays */
    if (!fresh) return NULL;
    lock_take(&rt->globals_lock);
    c = g->cell;
    if (!c) store_rel(&g->cell, c = fresh);
    lock_drop(&rt->globals_lock);
    if (c != fresh) cell_unref(fresh);
    return c;
}

enum native_result global_get(Maatine *m, uint32_t index, Value *out)
{
    struct global *g = runtime_global(m->rt, index);
    Value v = load_acq(&g->constant); /* pairs with global_set_const */
    if (!is_absent(v)) {
        if (is_ptr(v) && (to_obj(v)->gc & GC_FROZEN)) frozen_use(&m->heap, to_obj(v));
        *out = v;
        return N_OK;
    }
    Cell *c = load_acq(&g->cell);
    if (!c) return native_error(m, ERR_Error, "'%s' has no value yet", g->name->p);
    return cell_get(m, c, out);
}

enum native_result global_set(Maatine *m, uint32_t index, Value *v)
{
    Cell *c = global_make(m->rt, runtime_global(m->rt, index));
    return c ? long_copy_over(m, cell_put(m, c, v)) : native_no_memory(m);
}

enum native_result global_set_const(Maatine *m, uint32_t index, Value *v)
{
    struct global *g = runtime_global(m->rt, index);
    if (!is_ptr(*v) || (to_obj(*v)->gc & GC_SHARED)) {
        /* Held until the program ends: readers may take a reference at any time. */
        if (is_ptr(*v) && (to_obj(*v)->gc & GC_FROZEN)) frozen_ref(frozen_of(to_obj(*v)));
        store_rel(&g->constant, *v); /* pairs with global_get */
        return N_OK;
    }
    return global_set(m, index, v);
}

bool global_cell(Maatine *m, uint32_t index)
{
    return global_make(m->rt, runtime_global(m->rt, index)) != NULL;
}

void globals_free(struct runtime *rt)
{
    for (uint32_t i = 0; i < rt->nglobals; i++) {
        struct global *g = runtime_global(rt, i);
        if (g->cell) cell_unref(g->cell);
        g->cell = NULL;
        Value v = g->constant;
        if (is_ptr(v) && (to_obj(v)->gc & GC_FROZEN)) frozen_unref(frozen_of(to_obj(v)));
        g->constant = V_ABSENT;
    }
}
