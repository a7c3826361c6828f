/* What a heap holds of the allocator's memory. heap_bytes is what its limit is about: objects. This is what the machine has to
 * give for them: whole young areas and blocks, card marks, tables, the ends of size classes. */
#include "heap/frozen.h"
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"

/* Sharing changes while nobody looks at this heap. With many graphs the last count has to do. */
#define GRAPHS_COUNTED 256

static uint64_t table(const void *p, uint64_t bytes) { return p ? mem_class(bytes) : 0; }

static uint64_t list_bytes(const struct gc_list *l) { return table(l->at, l->cap * sizeof *l->at); }

static uint64_t state_bytes(const struct gc_state *st)
{
    uint64_t n = mem_class(sizeof *st) + table(st->region, sizeof *st->region) +
                 list_bytes(&st->finals) + list_bytes(&st->ready) + list_bytes(&st->maps) +
                 list_bytes(&st->keys) + table(st->pieces, st->cap_pieces * sizeof *st->pieces);
    for (const struct mark_seg *s = st->seg; s; s = s->below) n += mem_class(sizeof *s);
    n += table(st->remembered, st->cap_remembered * sizeof *st->remembered) +
         table(st->large, st->cap_large * sizeof *st->large);
    if (st->block_bytes > st->used_old) n += st->block_bytes - st->used_old;
    n += table(st->sparse, st->cap_sparse * sizeof *st->sparse) + (st->evac ? st->evac->bytes : 0);
    return n + table(st->spare, sizeof *st->spare) + st->large_more;
}

uint64_t heap_spare(const Heap *h)
{
    uint64_t n = h->gc ? state_bytes(h->gc) : 0;
    const FrozenSet *s = h->frozen;
    return s ? n + mem_class(sizeof *s) + table(s->at, s->cap * sizeof *s->at) : n;
}

uint64_t heap_held(const Heap *h)
{
    const FrozenSet *s = h->frozen;
    size_t head = h->in_block ? offsetof(struct heap_block, w) : 0;
    uint64_t young =
        h->base == h->first ? 0 : mem_class((size_t)((char *)h->end - (char *)h->base) + head);
    uint64_t frozen = s && s->count <= GRAPHS_COUNTED ? frozen_set_bytes(s) : h->used_frozen;
    return young + gc_seen(h)->used_old + gc_seen(h)->used_large + h->used_off + h->used_frag +
           frozen + heap_spare(h);
}
