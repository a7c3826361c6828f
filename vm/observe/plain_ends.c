/* Rings of ends; see plain_ends.h. */
#include "vm/observe/plain_ends.h"
#include "base/mem.h"
#include <string.h>

/* What is not touched costs no page. */
void plain_ends_init(struct plain_ends *e, uint32_t schedulers)
{
    size_t bytes = schedulers * sizeof *e->rings;
    e->n = schedulers;
    e->rings = mem_try_alloc_aligned(MEM_RUNTIME, bytes, 64);
    MAAT_CHECK(e->rings, "no memory to remember ends");
    for (uint32_t i = 0; i < schedulers; i++) e->rings[i].begun = e->rings[i].done = 0;
}

void plain_ends_fini(struct plain_ends *e) { mem_free(MEM_RUNTIME, e->rings); }

void plain_ends_add(struct plain_ends *e, uint32_t who, const struct plain_end *x)
{
    MAAT_ASSERT(who < e->n);
    struct end_ring *r = &e->rings[who];
    uint64_t i = load_rlx(&r->done);
    struct plain_end *to = &r->at[i % PLAIN_ENDS];
    store_rlx(&r->begun, i + 1);
    /* These pair with copy_end: PE-1. */
    store_rel(&to->id, x->id);
    store_rel(&to->owner, x->owner);
    store_rel(&to->mono_ns, x->mono_ns);
    store_rel(&to->started_ns, x->started_ns);
    store_rel(&to->reductions, x->reductions);
    store_rel(&to->mailbox, x->mailbox);
    store_rel(&to->memory, x->memory);
    store_rel(&to->proto, x->proto);
    store_rel(&to->spawn_at, x->spawn_at);
    store_rel(&to->reason, x->reason);
    store_rel(&r->done, i + 1); /* pairs with copy_ring */
}

static void copy_end(struct plain_end *to, const struct plain_end *from)
{
    to->id = load_acq(&from->id);
    to->owner = load_acq(&from->owner);
    to->mono_ns = load_acq(&from->mono_ns);
    to->started_ns = load_acq(&from->started_ns);
    to->reductions = load_acq(&from->reductions);
    to->mailbox = load_acq(&from->mailbox);
    to->memory = load_acq(&from->memory);
    to->proto = load_acq(&from->proto);
    to->spawn_at = load_acq(&from->spawn_at);
    to->reason = load_acq(&from->reason);
}

/* Those that are still whole when all have been copied stay, at the front. */
static size_t copy_ring(const struct end_ring *r, struct plain_end *out)
{
    uint64_t end = load_acq(&r->done), from = end > PLAIN_ENDS ? end - PLAIN_ENDS : 0;
    for (uint64_t i = from; i < end; i++) copy_end(&out[i - from], &r->at[i % PLAIN_ENDS]);
    uint64_t begun = load_rlx(&r->begun), whole = begun > PLAIN_ENDS ? begun - PLAIN_ENDS : 0;
    if (whole <= from) return end - from;
    if (whole >= end) return 0;
    memmove(out, out + (whole - from), (end - whole) * sizeof *out);
    return end - whole;
}

/* all[0, first) and all[first, n) are in order; then all is, and what has the same time stays as it was. */
static void merge(struct plain_end *all, size_t first, size_t n)
{
    struct plain_end *rest = all + first;
    size_t nrest = n - first, at = n;
    if (!first || !nrest) return;
    struct plain_end *was = mem_alloc(MEM_TEMP, nrest * sizeof *was);
    memcpy(was, rest, nrest * sizeof *was);
    while (nrest)
        all[--at] =
            first && all[first - 1].mono_ns > was[nrest - 1].mono_ns ? all[--first] : was[--nrest];
    mem_free(MEM_TEMP, was);
}

size_t plain_ends_copy(const struct plain_ends *e, struct plain_end *out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        size_t first = n;
        n += copy_ring(&e->rings[i], out + n);
        merge(out, first, n);
    }
    return n;
}

uint64_t plain_ends_count(const struct plain_ends *e)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < e->n; i++) n += load_acq(&e->rings[i].done);
    return n;
}
