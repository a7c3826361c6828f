/* Access paths of shared variables, in place (R2): x{k}, x{k} = v, x.push(v).
 *
 * The cell is held for the one operation. Reading walks to the value where it lies and copies out what stands at the end. For what
 * changes the value, or runs one of the language's natives on it, the cell gets a *home*: a heap of its own, within a record that
 * natives take for their maatine. Arguments are copied into that heap, the result is copied out of it; the size of the whole value does
 * not matter. The home lasts until the value is written as a whole.
 *
 * Whatever is unusual - methods in Maat, indexes that are no numbers, errors but those of natives - is not done here: the
 * interpreter then does the same on a copy, which raises the right error at the right place (vm/compile/gen_path.c).
 *
 *   HO-1  A home is used by the holder of its cell only. Its record runs no Maat code, has no frames, is in no table and gets no
 *         envelopes.
 *   HO-2  Between two operations all its slots but the first are nil.
 */
#include "base/mem.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/string.h"
#include "vm/maatine/life.h"

/* Slots of a home: the value, where the path leads to, and from ARGS on what a native gets. */
enum { ROOT, AT, ARGS, HOME_SLOTS = ARGS + 1 + PATH_MAX_ARGS + 1 + NATIVE_SCRATCH };
#define HOME_YOUNG 64 /* words */
/* Natives that look at their budget go on to their end. */
#define HOME_REDS  (1 << 28)

struct home {
    CellHome h;
    Maatine *m;   /* its own record */
    bool leaving; /* the operation is done, its result is being copied out */
};

/* ---- homes ---- */

static void home_roots(Heap *h, struct gc *gc)
{
    Maatine *k = (Maatine *)((char *)h - offsetof(Maatine, heap));
    gc_range(gc, k->stack, k->stack_end);
    gc_value(gc, &k->result);
    gc_value(gc, &k->error);
    gc_value(gc, &k->tail_fn);
}

static void home_free(CellHome *ch)
{
    struct home *h = (struct home *)ch;
    heap_fini(&h->m->heap);
    mem_free(MEM_CELL, h->m);
    mem_free(MEM_CELL, h);
}

static Maatine *home_record(struct runtime *rt)
{
    Maatine *k = mem_try_alloc(MEM_CELL, sizeof *k + (HOME_SLOTS + HOME_YOUNG) * sizeof(Value));
    if (!k) return NULL;
    memset(k, 0, sizeof *k);
    k->rt = rt;
    k->stack = k->R = k->first;
    k->stack_end = k->stack_cap = k->first + HOME_SLOTS;
    for (Value *v = k->stack; v < k->stack_end; v++) *v = V_NIL;
    k->result = k->exit_reason = k->tail_fn = V_NIL;
    k->error = V_ABSENT;
    heap_init(&k->heap, home_roots, k->stack_end, HOME_YOUNG, load_rlx(&rt->cfg.max_heap));
    return k;
}

/* The record of c's home, made if it has none; nothing moves. NULL: no memory. */
static Maatine *home_of(Maatine *m, Cell *c)
{
    if (c->home) return ((struct home *)c->home)->m;
    struct home *h = mem_try_alloc(MEM_CELL, sizeof *h);
    Maatine *k = h ? home_record(m->rt) : NULL;
    if (!k) {
        mem_free(MEM_CELL, h);
        return NULL;
    }
    k->flags |= MAF_AT_ONCE;
    k->stack[ROOT] = parcel_adopt(&k->heap, &c->value);
    c->value = parcel_of(V_NIL);
    *h = (struct home){{&k->stack[ROOT], home_free, &k->heap}, k, false};
    c->home = &h->h;
    cycles_watch(&c->counted);
    return k;
}

/* ---- walking ---- */

static bool can_change(Value v) { return is_obj(v) && !(to_obj(v)->gc & GC_SHARED); }

/* The place of element i in the array; false: it is no integer, or before the first. */
static bool array_place(Value a, Value i, uint64_t *at)
{
    if (!is_int(i)) return false;
    int64_t k = to_int(i);
    if (k < 0) k += array_len(a);
    *at = (uint64_t)k;
    return k >= 0;
}

static bool get_index(Value *at, Value i)
{
    uint64_t k;
    if (is_array(*at)) {
        if (!array_place(*at, i, &k)) return false;
        *at = k < array_len(*at) ? array_get(*at, (uint32_t)k) : V_NIL;
        return true;
    }
    Value v;
    if (!is_map(*at) || !map_key_ok(i)) return false;
    *at = map_get((Map *)to_obj(*at), i, &v) ? v : V_NIL;
    return true;
}

static bool get_key(Value *at, Value name)
{
    Value v;
    if (!is_map(*at)) return false;
    *at = map_get_str((Map *)to_obj(*at), (Str *)to_ptr(name), &v) ? v : V_NIL;
    return true;
}

/* A field that everybody may read, or write, and that no method hides; or -1. */
static int open_field(Value v, const Str *name, bool write)
{
    if (!is_inst(v)) return -1;
    const Class *c = ((Inst *)to_obj(v))->cls;
    if (!write && class_find(c, name)) return -1;
    int slot = class_field_slot(c, name);
    if (slot < 0 || (c->flags & CLASS_ERROR)) return -1;
    return c->layout[slot]->trait == FIELD_RW || (!write && c->layout[slot]->trait == FIELD_RO)
               ? slot
               : -1;
}

static bool get_field(Value *at, const Str *name)
{
    int slot = open_field(*at, name, false);
    if (slot >= 0) *at = ((Inst *)to_obj(*at))->f[slot];
    return slot >= 0;
}

/* n steps from *at; raw. */
static bool walk(const struct cell_path *p, uint32_t n, Value *at)
{
    for (uint32_t i = 0; i < n; i++) {
        Value by = p->r[1 + i];
        bool ok;
        switch ((enum path_kind)(p->kinds >> (2 * i) & 3)) {
        case PATH_INDEX: ok = get_index(at, by); break;
        case PATH_KEY: ok = get_key(at, by); break;
        default: ok = get_field(at, (Str *)to_ptr(by)); break;
        }
        if (!ok) return false;
    }
    return true;
}

/* ---- between the heaps ---- */

static void clear(Maatine *k, uint32_t used)
{
    for (uint32_t i = AT; i < used; i++) k->stack[i] = V_NIL;
    k->result = k->tail_fn = V_NIL;
}

static void leave(Maatine *m, void *cell)
{
    Cell *c = cell;
    struct home *h = (struct home *)c->home;
    if (h && h->leaving) clear(h->m, HOME_SLOTS);
    if (h) h->leaving = false;
    cell_let_go(m, c);
}

/* A copy that takes long is made with the cell held: N_YIELD, the operation begins again (cell_path_do). */
static enum native_result yield_held(Maatine *m, Cell *c)
{
    long_copy_hold(m, (struct long_hold){c, leave});
    return native_yield(m);
}

static enum native_result copy_out(Maatine *m, Cell *c, Value v, Value *out)
{
    *out = v;
    if (travels_free(v)) return N_OK;
    Parcel p;
    struct copy_why why;
    enum copy_result r = long_copy(m, v, &p, &why);
    if (r == COPY_IS_LONG) return yield_held(m, c);
    if (r != COPY_OK) return native_no_memory(m);
    *out = parcel_adopt(&m->heap, &p);
    return N_OK;
}

/* A copy of v, a value of m's, in slot i of the home. N_ERROR (none is raised): it cannot be made, for whatever reason. Of several that
 * take long the first is made in pieces. */
static enum native_result copy_in(Maatine *m, Cell *c, Maatine *k, Value v, uint32_t i)
{
    k->stack[i] = v;
    if (travels_free(v)) return N_OK;
    Parcel p;
    struct copy_why why;
    k->stack[i] = V_NIL;
    enum copy_result r = long_copy(m, v, &p, &why);
    if (r == COPY_IS_LONG) return yield_held(m, c);
    if (r != COPY_OK) return N_ERROR;
    parcel_settle(&p);
    k->stack[i] = parcel_adopt(&k->heap, &p);
    return N_OK;
}

/* ---- assigning ---- */

enum { KEY = ARGS, VALUE };

static bool set_index(Maatine *k)
{
    Value *s = k->stack;
    uint64_t at;
    if (is_array(s[AT]))
        return array_place(s[AT], s[KEY], &at) && array_set(&k->heap, &s[AT], at, &s[VALUE]);
    return is_map(s[AT]) && map_set(&k->heap, &s[AT], &s[KEY], &s[VALUE]) == MAP_OK;
}

static bool set_field(Maatine *k)
{
    Value *s = k->stack;
    int slot = open_field(s[AT], (Str *)to_ptr(s[KEY]), true);
    if (slot < 0) return false;
    Inst *o = (Inst *)to_obj(s[AT]);
    o->f[slot] = s[VALUE];
    heap_wrote(&k->heap, &o->h);
    return true;
}

static enum native_result set_last(Maatine *m, Cell *c, Maatine *k, struct cell_path *p)
{
    uint32_t last = p->steps - 1;
    enum path_kind kind = (enum path_kind)(p->kinds >> (2 * last) & 3);
    enum native_result r = copy_in(m, c, k, p->r[1 + last], KEY);
    if (r == N_OK) r = copy_in(m, c, k, p->r[1 + p->steps], VALUE);
    if (r != N_OK) return r == N_YIELD ? r : N_OK;
    if (kind == PATH_FIELD)
        p->done = set_field(k);
    else
        p->done = (kind != PATH_KEY || is_map(k->stack[AT])) && set_index(k);
    return N_OK;
}

static enum native_result do_set(Maatine *m, Cell *c, struct cell_path *p)
{
    Value at = cell_root(c);
    if (!walk(p, p->steps - 1, &at) || !can_change(at)) return N_OK;
    Maatine *k = home_of(m, c);
    if (!k) return N_OK;
    k->stack[AT] = at;
    enum native_result r = set_last(m, c, k, p);
    clear(k, VALUE + 1);
    return r;
}

/* ---- calling ---- */

/* The native that answers on v in place, or NULL. Those that every value has may do anything with it. */
static const struct native_def *native_for(const Maatine *m, Value v, const struct cell_path *p)
{
    if (!is_array(v) && !is_map(v) && !is_set(v) && !is_bytes(v)) return NULL;
    const Method *me = class_find(class_of(m->rt, v), p->name);
    if (!me || !is_type(me->fn, T_NATIVE) || class_find(m->rt->class_any, p->name) == me)
        return NULL;
    const struct native_def *d = ((Native *)to_ptr(me->fn))->def;
    if (p->nargs < (uint32_t)d->min || (d->max >= 0 && p->nargs > (uint32_t)d->max)) return NULL;
    return d;
}

static enum native_result args_in(Maatine *m, Cell *c, Maatine *k, const struct cell_path *p)
{
    enum native_result r = N_OK;
    for (uint32_t i = 0; i < p->nargs && r == N_OK; i++) {
        Value v = p->r[1 + p->steps + i];
        if (is_type(v, T_FN) || is_type(v, T_NATIVE)) return N_ERROR;
        r = copy_in(m, c, k, v, ARGS + 1 + i);
    }
    return r;
}

static enum native_result native_failed(Maatine *m, Cell *c, Maatine *k)
{
    Value e;
    if (!is_ptr(k->error)) return native_no_memory(m);
    m->flags |= MAF_AT_ONCE;
    enum native_result r = copy_out(m, c, k->error, &e);
    m->flags &= ~(uint32_t)MAF_AT_ONCE;
    k->error = V_ABSENT;
    k->heap.in_reserve = 0;
    return r == N_OK ? native_raise(m, e) : r;
}

/* The result, of which the operation is not to be done again. */
static enum native_result result_out(Maatine *m, Cell *c, Maatine *k, Value *out)
{
    struct home *h = (struct home *)c->home;
    enum native_result r = copy_out(m, c, k->result, out);
    h->leaving = r == N_YIELD;
    return r;
}

static enum native_result run(Maatine *m, Cell *c, Maatine *k, const struct native_def *d,
                              struct cell_path *p, Value *out)
{
    k->id = m->id;
    k->sched = m->sched;
    k->reds = HOME_REDS;
    enum native_result r = d->fn(k, &k->stack[ARGS], 1 + p->nargs);
    native_charge(m, HOME_REDS - k->reds);
    p->done = r == N_OK || r == N_ERROR || r == N_EXIT;
    if (r == N_ERROR || r == N_EXIT) return native_failed(m, c, k);
    return r == N_OK && p->mode == PATH_CALL ? result_out(m, c, k, out) : N_OK;
}

static enum native_result do_call(Maatine *m, Cell *c, struct cell_path *p, Value *out)
{
    Value at = cell_root(c);
    struct home *h = (struct home *)c->home;
    if (h && h->leaving) {
        p->done = true;
        enum native_result r = result_out(m, c, h->m, out);
        if (r != N_YIELD) clear(h->m, HOME_SLOTS);
        return r;
    }
    if (!walk(p, p->steps, &at)) return N_OK;
    if (!p->nargs && get_field(&at, p->name)) {
        p->done = true;
        return copy_out(m, c, at, out);
    }
    const struct native_def *d = native_for(m, at, p);
    Maatine *k = d && can_change(at) ? home_of(m, c) : NULL;
    if (!k) return N_OK;
    k->stack[AT] = k->stack[ARGS] = at;
    if (d->flags & NF_NAMED) k->stack[ARGS + 1 + p->nargs] = V_ABSENT;
    enum native_result r = args_in(m, c, k, p);
    r = r == N_OK ? run(m, c, k, d, p, out) : r == N_YIELD ? r : N_OK;
    if (!((struct home *)c->home)->leaving) clear(k, HOME_SLOTS);
    return r;
}

/* ---- all of it ---- */

static enum native_result do_held(Maatine *m, Cell *c, struct cell_path *p, Value *out)
{
    if (!can_change(cell_root(c))) return N_OK;
    if (p->mode == PATH_SET) return do_set(m, c, p);
    if (p->mode != PATH_GET) return do_call(m, c, p, out);
    Value at = cell_root(c);
    if (!walk(p, p->steps, &at) || is_type(at, T_TRACE)) return N_OK;
    p->done = true;
    return copy_out(m, c, at, out);
}

enum native_result cell_path_do(Maatine *m, struct cell_path *p, Value *out)
{
    Cell *c = cell_in(m, p->r[0]);
    p->done = false;
    if (!c || (!is_absent(cell_peek(c)) && m->wait_kind == WAIT_NONE)) return N_OK;
    /* Called again: the copy that was made in pieces is there, and others are made at once. */
    bool again = long_copy_holds(m, c);
    if (again) {
        m->flags |= MAF_AT_ONCE;
    } else {
        if (cell_hold(c, m->id) == CELL_WAIT) return cell_park(m, c, 0);
        cell_wait_over(m);
    }
    enum native_result r = do_held(m, c, p, out);
    if (again) m->flags &= ~(uint32_t)MAF_AT_ONCE;
    if (r == N_YIELD) return r;
    if (long_copy_is(m))
        long_copy_drop(m); /* which lets the cell go, too */
    else
        cell_let_go(m, c);
    return r;
}
