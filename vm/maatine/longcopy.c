/* Copies in pieces; see longcopy.h. */
#include "vm/maatine/longcopy.h"

#include "base/mem.h"
#include "heap/frozen.h"
#include "vm/maatine/life.h"

#define WORDS_PER_REDUCTION 8
#define BYTES_PER_REDUCTION ((int64_t)(WORDS_PER_REDUCTION * sizeof(Value)))

struct long_copy {
    Value v; /* what is copied [root, unless it is another heap's] */
    struct long_hold hold;
    const Envelope *seen; /* the newest one in the mailbox that was looked at */
    const Insn *at;       /* the instruction that will take it; NULL: not known yet */
    bool killed, timed;
    uint32_t place;
    const struct long_work *work; /* NULL: it is a copy */
    void *state;                  /* of the work, on v and w */
    Value w;
    ParcelMaker k; /* of work only its phase: 0 when it is over */
};

bool long_work_allowed(const Maatine *m)
{
    return !(m->flags & MAF_AT_ONCE) && m->sched && !sched_is_apart(m->sched);
}

uint64_t long_copy_from(const Maatine *m) { return long_work_allowed(m) ? copy_long() : 0; }

static struct long_copy *fresh(Maatine *m, Value v)
{
    long_copy_forget(m);
    struct long_copy *l = mem_try_alloc(MEM_PARCEL, sizeof *l);
    if (!l) return NULL;
    memset(l, 0, offsetof(struct long_copy, k));
    l->v = v;
    extra_of(m)->long_copy = l;
    m->flags |= MAF_LONG_COPY;
    return l;
}

bool long_copy_begin(Maatine *m, Value v)
{
    struct long_copy *l = fresh(m, v);
    if (l) parcel_make_begin(&l->k, v);
    return l != NULL;
}

/* All but what it holds. */
static void forget(Maatine *m)
{
    mem_free(MEM_PARCEL, m->extra->long_copy);
    m->extra->long_copy = NULL;
    m->flags &= ~(uint32_t)MAF_LONG_COPY;
}

bool long_copy_take(Maatine *m, Value v, Parcel *out, struct copy_why *why, enum copy_result *r)
{
    if (!long_copy_is(m)) return false;
    struct long_copy *l = m->extra->long_copy;
    if (l->work || l->v != v) return false;
    MAAT_ASSERT(l->k.phase == 0);
    *r = l->k.result;
    *why = l->k.why;
    if (*r == COPY_OK) {
        *out = l->k.out;
        native_charge(m, -(int64_t)(why->copied / BYTES_PER_REDUCTION));
    }
    forget(m);
    return true;
}

void long_copy_keep(Maatine *m, Value v, Parcel *p, const struct copy_why *why)
{
    struct long_copy *l = fresh(m, v);
    if (!l) {
        parcel_drop(p);
        return;
    }
    l->k.phase = 0;
    l->k.result = COPY_OK;
    l->k.why = *why;
    l->k.out = *p;
}

bool long_copy_again(const Maatine *m, Value *v)
{
    if (!long_copy_is(m) || m->extra->long_copy->work) return false;
    *v = m->extra->long_copy->v;
    return true;
}

bool long_copy_holds(const Maatine *m, const void *what)
{
    return long_copy_is(m) && m->extra->long_copy->hold.what == what;
}

static enum copy_result pay(Maatine *m, enum copy_result r, const struct copy_why *why)
{
    if (r == COPY_OK) native_charge(m, (int64_t)(why->copied / BYTES_PER_REDUCTION));
    return r;
}

enum copy_result long_copy(Maatine *m, Value v, Parcel *out, struct copy_why *why)
{
    enum copy_result r;
    if (!long_copy_take(m, v, out, why, &r)) {
        r = parcel_copy_short(out, v, long_copy_from(m), why);
        if (r == COPY_IS_LONG && !long_copy_begin(m, v)) r = parcel_copy(out, v, why);
    }
    return pay(m, r, why);
}

enum copy_result long_freeze(Maatine *m, Value v, Value *out, struct copy_why *why)
{
    enum copy_result r;
    Parcel p;
    if (long_copy_take(m, v, &p, why, &r)) {
        if (r == COPY_OK) *out = parcel_adopt(&m->heap, &p);
        return r;
    }
    r = frozen_copy_short(&m->heap, v, long_copy_from(m), out, why);
    if (r != COPY_IS_LONG) return r;
    struct long_copy *l = fresh(m, v);
    if (!l) return frozen_copy(&m->heap, v, out, why);
    parcel_freeze_begin(&l->k, v);
    return r;
}

enum copy_result long_thaw(Maatine *m, Value v, Parcel *out, struct copy_why *why)
{
    enum copy_result r;
    if (long_copy_take(m, v, out, why, &r)) return pay(m, r, why);
    r = parcel_copy_thawed(out, v, long_copy_from(m), why);
    if (r != COPY_IS_LONG) return pay(m, r, why);
    struct long_copy *l = fresh(m, v);
    if (!l) return pay(m, parcel_copy_thawed(out, v, 0, why), why);
    parcel_thaw_begin(&l->k, v);
    return r;
}

void long_copy_hold(Maatine *m, struct long_hold hold) { m->extra->long_copy->hold = hold; }

enum copy_result long_copy_foreign(Maatine *m, Value v, struct long_hold hold, Parcel *out,
                                   struct copy_why *why)
{
    enum copy_result r = long_copy(m, v, out, why);
    if (r == COPY_IS_LONG)
        long_copy_hold(m, hold);
    else
        hold.leave(m, hold.what);
    return r;
}

bool long_copy_is_timed(const Maatine *m) { return long_copy_is(m) && m->extra->long_copy->timed; }

void long_copy_set_timed(Maatine *m)
{
    if (long_copy_is(m)) m->extra->long_copy->timed = true;
}

uint32_t *long_copy_place(Maatine *m) { return &m->extra->long_copy->place; }

enum native_result long_copy_value(Maatine *m, Value *v, const char *cannot, Parcel *out,
                                   struct copy_why *why)
{
    enum native_result r = share_go_on(m);
    while (r == N_OK) {
        switch (long_copy(m, *v, out, why)) {
        case COPY_OK: return N_OK;
        case COPY_IS_LONG: return native_yield(m);
        case COPY_NOMEM: return native_no_memory(m);
        case COPY_TYPE:
            return native_error(m, ERR_TypeError, "%s %s", type_name(m, from_obj(why->what)),
                                cannot);
        case COPY_BOX: r = box_share_found(m, why->what);
        }
    }
    return r;
}

/* ---- other work ---- */

bool long_work_begin(Maatine *m, const struct long_work *w, void *state, Value a, Value b)
{
    struct long_copy *l = fresh(m, a);
    if (!l) return false;
    l->work = w;
    l->state = state;
    l->w = b;
    l->k.phase = 1;
    return true;
}

void *long_work_taken(Maatine *m, const struct long_work *w, Value a, Value b)
{
    struct long_copy *l = m->extra->long_copy;
    if (l->work != w || l->v != a || l->w != b) return NULL;
    MAAT_ASSERT(l->k.phase == 0);
    void *state = l->state;
    forget(m);
    return state;
}

/* ---- in slices ---- */

static void work_step(Maatine *m, struct long_copy *l)
{
    int64_t left = m->reds > 0 ? m->reds : 1, before = left;
    if (l->work->step(m, l->state, &left)) l->k.phase = 0;
    native_charge(m, before - left);
}

static void step(Maatine *m, struct long_copy *l)
{
    int64_t budget = m->reds > 0 ? (int64_t)m->reds * WORDS_PER_REDUCTION : 1, before = budget;
    (void)parcel_make(&l->k, &budget);
    native_charge(m, (before - budget + WORDS_PER_REDUCTION - 1) / WORDS_PER_REDUCTION);
}

bool long_copy_run(Maatine *m)
{
    struct long_copy *l = m->extra->long_copy;
    if (!l->at) l->at = m->pc;
    if (l->k.phase == 0) {
        if (m->pc != l->at) long_copy_drop(m); /* LC-2 */
        return true;
    }
    if (!l->killed && mailbox_unseen_kind(&m->mailbox, SIG_KILL, &l->seen)) {
        l->killed = true;
        if (l->work) {
            long_copy_drop(m);
            return true;
        }
        parcel_make_cancel(&l->k);
    }
    if (l->work)
        work_step(m, l);
    else
        step(m, l);
    return l->k.phase == 0 && m->reds > 0;
}

void long_copy_drop(Maatine *m)
{
    struct long_copy *l = m->extra->long_copy;
    struct long_hold hold = l->hold;
    int64_t budget = INT64_MAX;
    if (l->work) {
        l->work->free(l->state);
        forget(m);
        return;
    }
    if (l->k.phase) { /* the program ends */
        parcel_make_cancel(&l->k);
        (void)parcel_make(&l->k, &budget);
    }
    if (l->k.result == COPY_OK) parcel_drop(&l->k.out);
    share_give_up(m);
    forget(m);
    if (hold.what) hold.leave(m, hold.what);
}

void long_copy_roots(Maatine *m, struct gc *gc)
{
    struct long_copy *l = m->extra->long_copy;
    MAAT_ASSERT(l->k.phase == 0);
    if (l->hold.what) return;
    gc_value(gc, &l->v);
    if (l->work) gc_value(gc, &l->w);
    if (l->work) return;
    l->k.why.what = gc_object(gc, l->k.why.what);
}
