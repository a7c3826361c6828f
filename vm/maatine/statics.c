/* Variables that each maatine has for itself: `state`, `once`, class lets, memo tables, tasklocals, variables of modules.
 *
 * m->statics is one table by number. A static with a snapshot (set by the code of its module) is filled from that at first use.
 */
#include "base/mem.h"
#include "heap/array.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"

static uint32_t capacity(const Maatine *m) { return m->statics ? m->statics->h.words - 1 : 0; }

/* Makes room for number `index`. May collect. */
static bool grow(Maatine *m, uint32_t index)
{
    uint32_t old = capacity(m);
    if (index < old) return true;
    uint32_t n = old ? old : 4;
    while (n <= index) n *= 2;
    if (!heap_reserve(&m->heap, heap_need(n + 1))) return false;
    Slots *s = heap_alloc_any(&m->heap, T_SLOTS, n + 1);
    if (!s) return false;
    for (uint32_t i = 0; i < n; i++) s->v[i] = i < old ? m->statics->v[i] : V_ABSENT;
    m->statics = s;
    return true;
}

enum native_result static_set(Maatine *m, uint32_t index, Value *v)
{
    if (!grow(m, index)) return native_no_memory(m);
    m->statics->v[index] = *v;
    heap_wrote(&m->heap, &m->statics->h);
    if (runtime_static(m->rt, index)->tasklocal) m->flags |= MAF_TASKLOCALS;
    return N_OK;
}

enum native_result static_get(Maatine *m, uint32_t index, Value *out)
{
    struct static_def *d = runtime_static(m->rt, index);
    const Parcel *snapshot = load_acq(&d->snapshot); /* pairs with static_init */
    if (index < capacity(m) && !is_absent(m->statics->v[index])) {
        *out = m->statics->v[index];
        return N_OK;
    }
    *out = load_acq(&d->immediate);
    if (!snapshot) return N_OK;
    if (!grow(m, index)) return native_no_memory(m);
    Parcel p;
    struct copy_why why;
    if (parcel_copy_shared(&p, snapshot->root, &why) != COPY_OK) return native_no_memory(m);
    *out = m->statics->v[index] = parcel_adopt(&m->heap, &p);
    heap_wrote(&m->heap, &m->statics->h);
    return N_OK;
}

/* p is the parcel in an envelope. */
static void snapshot_free(void *p, Scheduler *s)
{
    (void)s;
    envelope_free((Envelope *)((char *)p - offsetof(Envelope, parcel)));
}

/* The copy that other maatines take theirs from. */
static enum native_result snapshot(Maatine *m, struct static_def *d, Value *v)
{
    if (!is_ptr(*v) || (to_obj(*v)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED) {
        store_rel(&d->immediate, *v); /* pairs with static_get */
        return N_OK;
    }
    Envelope *e;
    enum native_result r = message_copy(m, v, &e);
    if (r != N_OK) return r;
    /* The graph lies behind the envelope, so the envelope stays. */
    struct parcel *old = d->snapshot;
    store_rel(&d->snapshot, &e->parcel);
    if (old) epoch_retire(m->sched, old, snapshot_free);
    return N_OK;
}

enum native_result static_init(Maatine *m, uint32_t index, Value *v)
{
    enum native_result r = static_set(m, index, v);
    return r == N_OK ? snapshot(m, runtime_static(m->rt, index), v) : r;
}

/* ---- tasklocals ---- */

static bool is_set_tasklocal(const Maatine *m, uint32_t i)
{
    return !is_absent(m->statics->v[i]) && i < load_rlx(&m->rt->nstatics) &&
           runtime_static(m->rt, i)->tasklocal;
}

uint32_t tasklocals_count(const Maatine *m)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < capacity(m); i++) n += is_set_tasklocal(m, i);
    return n;
}

uint32_t tasklocals_gather(const Maatine *m, Value *out, uint32_t max)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < capacity(m) && n + 2 <= max; i++) {
        if (!is_set_tasklocal(m, i)) continue;
        out[n++] = from_int(i);
        out[n++] = m->statics->v[i];
    }
    return n;
}

bool tasklocals_push(Maatine *m, Value *list)
{
    for (uint32_t i = 0; i < capacity(m); i++) {
        if (!is_set_tasklocal(m, i)) continue;
        Value number = from_int(i);
        if (!array_push(&m->heap, list, &number)) return false;
        m->tail_fn = m->statics->v[i];
        bool ok = array_push(&m->heap, list, &m->tail_fn);
        m->tail_fn = V_NIL;
        if (!ok) return false;
    }
    return true;
}

bool tasklocals_put(Maatine *m, Value *list, uint32_t from)
{
    for (uint32_t i = from; i + 1 < array_len(*list); i += 2) {
        uint32_t index = (uint32_t)to_int(array_get(*list, i));
        if (!grow(m, index)) return false;
        m->statics->v[index] = array_get(*list, i + 1);
        heap_wrote(&m->heap, &m->statics->h);
    }
    m->flags |= MAF_TASKLOCALS;
    return true;
}

void statics_free(struct runtime *rt)
{
    for (uint32_t i = 0; i < rt->nstatics; i++) {
        struct static_def *d = runtime_static(rt, i);
        if (d->snapshot) snapshot_free(d->snapshot, NULL);
        d->snapshot = NULL;
    }
}
