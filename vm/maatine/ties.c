/* Sets of ties; see ties.h. */
#include "vm/maatine/ties.h"
#include "base/hash.h"
#include "base/mem.h"
#include "vm/maatine/spare.h"
#include <string.h>

/* Where `key` stands in the index, or a free place: entries that were removed are passed over. */
static uint32_t probe(const TieSet *s, uint64_t key)
{
    uint32_t i = (uint32_t)hash_u64(key) & s->mask;
    while (s->index[i] && s->at[s->index[i] - 1].key != key) i = (i + 1) & s->mask;
    return i;
}

/* A free place for a key that is not there: no entry needs to be looked at. */
static uint32_t probe_free(const TieSet *s, uint64_t key)
{
    uint32_t i = (uint32_t)hash_u64(key) & s->mask;
    while (s->index[i]) i = (i + 1) & s->mask;
    return i;
}

Tie *tie_find(const TieSet *s, uint64_t key)
{
    MAAT_ASSERT(key != 0);
    if (s->index) {
        uint32_t n = s->index[probe(s, key)];
        return n ? &s->at[n - 1] : NULL;
    }
    for (uint32_t i = 0; i < s->used; i++)
        if (s->at[i].key == key) return &s->at[i];
    return NULL;
}

static void compact(TieSet *s)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->used; i++)
        if (s->at[i].key) s->at[n++] = s->at[i];
    s->used = n;
    MAAT_ASSERT(n == s->count);
}

static void make_index(TieSet *s)
{
    mem_free(MEM_SIGNAL, s->index);
    s->index = NULL;
    if (s->cap <= TIES_LINEAR) return;
    s->mask = s->cap * 2 - 1;
    s->index = mem_zalloc(MEM_SIGNAL, (s->mask + 1) * sizeof *s->index);
    for (uint32_t i = 0; i < s->used; i++) s->index[probe_free(s, s->at[i].key)] = i + 1;
}

/* All entries are used: drops removed ones, or doubles the room. */
static void make_room(TieSet *s)
{
    compact(s);
    if (s->count * 2 > s->cap || s->cap == 0) {
        bool lies_inline = s->cap == TIES_INLINE;
        Tie *old = s->at;
        s->cap = s->cap ? s->cap * 2 : 2 * TIES_INLINE;
        s->at = mem_realloc(MEM_SIGNAL, lies_inline ? NULL : old, s->cap * sizeof *s->at);
        if (lies_inline) memcpy(s->at, old, s->used * sizeof *old);
    }
    make_index(s);
}

Tie *tie_add_new(TieSet *s, uint64_t key)
{
    MAAT_ASSERT(!tie_find(s, key));
    if (s->used == s->cap) make_room(s);
    uint32_t n = s->used++;
    s->count++;
    s->at[n] = (Tie){.key = key};
    if (s->index) s->index[probe_free(s, key)] = n + 1;
    return &s->at[n];
}

Tie *tie_add(TieSet *s, uint64_t key)
{
    Tie *t = tie_find(s, key);
    return t ? t : tie_add_new(s, key);
}

bool tie_remove(TieSet *s, uint64_t key)
{
    Tie *t = s->count ? tie_find(s, key) : NULL;
    if (!t) return false;
    t->key = 0;
    s->count--;
    if (s->count == 0 && s->index)
        tie_clear(s); /* a crowd has gone: give its room back */
    else if (!s->index)
        while (s->used && s->at[s->used - 1].key == 0) s->used--;
    return true;
}

void tie_clear(TieSet *s)
{
    if (s->cap != TIES_INLINE) mem_free(MEM_SIGNAL, s->at);
    mem_free(MEM_SIGNAL, s->index);
    memset(s, 0, sizeof *s);
}

Ties *ties_new(void)
{
    Ties *t = spare_take(SPARE_TIES, sizeof *t);
    if (!t) t = mem_alloc(MEM_SIGNAL, sizeof *t);
    memset(t, 0, offsetof(Ties, first));
    t->watched.at = t->first;
    t->watched.cap = TIES_INLINE;
    return t;
}

/* Few sets have memory of their own. */
static void free_room(TieSet *s)
{
    if (MAAT_LIKELY(s->cap <= TIES_INLINE)) return;
    mem_free(MEM_SIGNAL, s->at);
    if (s->index) mem_free(MEM_SIGNAL, s->index);
}

void ties_free(Ties *t)
{
    if (!t) return;
    free_room(&t->links);
    free_room(&t->watching);
    free_room(&t->watched);
    free_room(&t->tasks);
    free_room(&t->scopes);
    spare_give(SPARE_TIES, MEM_SIGNAL, t, sizeof *t);
}

static uint64_t set_bytes(const TieSet *s)
{
    uint64_t n = s->cap > TIES_INLINE ? mem_class(s->cap * sizeof *s->at) : 0;
    return s->index ? n + mem_class((s->mask + 1) * sizeof *s->index) : n;
}

uint64_t ties_bytes(const Ties *t)
{
    if (!t) return 0;
    return mem_class(sizeof *t) + set_bytes(&t->links) + set_bytes(&t->watching) +
           set_bytes(&t->watched) + set_bytes(&t->tasks) + set_bytes(&t->scopes);
}
