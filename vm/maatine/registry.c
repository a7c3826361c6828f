/* Names of maatines; see registry.h. */
#include "vm/maatine/registry.h"
#include "base/atomic.h"
#include "base/hash.h"
#include "base/lock.h"
#include "base/mem.h"
#include "sched/epoch.h"
#include <string.h>

#define SHARDS     16u
/* The slot of a maatine that has ended. */
#define SLOT_ENDED ((NameEntry *)1)

struct shard {
    Lock lock;
    NameEntry **at; /* [guarded: REGISTRY] cap chains */
    uint32_t count, cap;
} MAAT_ALIGNED(64);

struct registry {
    struct shard shards[SHARDS];
};

struct registry *registry_new(void)
{
    struct registry *r = mem_try_alloc_aligned(MEM_RUNTIME, sizeof *r, 64);
    MAAT_CHECK(r, "no memory for the registry");
    memset(r, 0, sizeof *r);
    for (uint32_t i = 0; i < SHARDS; i++) lock_init(&r->shards[i].lock, LOCK_REGISTRY);
    return r;
}

void registry_free(struct registry *r)
{
    for (uint32_t i = 0; i < SHARDS; i++) {
        struct shard *s = &r->shards[i];
        for (uint32_t k = 0; k < s->cap; k++)
            while (s->at[k]) {
                NameEntry *e = s->at[k];
                s->at[k] = e->next;
                mem_free(MEM_SIGNAL, e);
            }
        mem_free(MEM_RUNTIME, s->at);
        lock_fini(&s->lock);
    }
    mem_free(MEM_RUNTIME, r);
}

/* ---- a shard ---- */

static struct shard *shard_of(struct registry *r, uint64_t hash) { return &r->shards[hash >> 60]; }

static NameEntry **chain(const struct shard *s, uint64_t hash)
{
    return &s->at[hash & (s->cap - 1)];
}

static void grow(struct shard *s)
{
    uint32_t cap = s->cap ? s->cap * 2 : 16, old = s->cap;
    NameEntry **was = s->at;
    s->at = mem_zalloc(MEM_RUNTIME, cap * sizeof *s->at);
    s->cap = cap;
    for (uint32_t k = 0; k < old; k++)
        for (NameEntry *e = was[k], *next; e; e = next) {
            next = e->next;
            e->next = *chain(s, e->hash);
            *chain(s, e->hash) = e;
        }
    mem_free(MEM_RUNTIME, was);
}

/* What points at the entry with this name, or NULL. */
static NameEntry **lookup(const struct shard *s, uint64_t hash, const char *name, size_t len)
{
    if (!s->cap) return NULL;
    for (NameEntry **p = chain(s, hash); *p; p = &(*p)->next)
        if ((*p)->hash == hash && (*p)->len == len && memcmp((*p)->name, name, len) == 0) return p;
    return NULL;
}

static void unlink_entry(struct shard *s, NameEntry *e)
{
    MAAT_ASSERT(lock_held(&s->lock) && s->cap);
    NameEntry **p = chain(s, e->hash);
    while (*p != e) p = &(*p)->next;
    *p = e->next;
    s->count--;
}

static void entry_free(void *p, Scheduler *s)
{
    (void)s;
    mem_free(MEM_SIGNAL, p);
}

/* Readers may still look at e (RG-2). */
static void entry_retire(NameEntry *e)
{
    Scheduler *s = sched_current();
    if (s)
        epoch_retire(s, e, entry_free);
    else
        mem_free(MEM_SIGNAL, e);
}

static NameEntry *entry_new(const char *name, size_t len, uint64_t hash, uint64_t id)
{
    NameEntry *e = len < UINT32_MAX ? mem_try_alloc(MEM_SIGNAL, sizeof *e + len + 1) : NULL;
    if (!e) return NULL;
    *e = (NameEntry){.hash = hash, .id = id, .len = (uint32_t)len};
    memcpy(e->name, name, len);
    e->name[len] = 0;
    return e;
}

/* ---- what others call ---- */

static enum registry_result add_locked(struct shard *s, NameEntry *e, NameSlot *slot)
{
    if (lookup(s, e->hash, e->name, e->len)) return REGISTRY_TAKEN;
    NameEntry *none = NULL;
    if (!cas_ar(slot, &none, e)) /* pairs with the exchange in registry_end */
        return none == SLOT_ENDED ? REGISTRY_GONE : REGISTRY_HAS_NAME;
    if (s->count >= s->cap) grow(s);
    e->next = *chain(s, e->hash);
    *chain(s, e->hash) = e;
    s->count++;
    return REGISTRY_OK;
}

enum registry_result registry_add(struct registry *r, const char *name, size_t len, uint64_t id,
                                  NameSlot *slot)
{
    uint64_t hash = hash_bytes(name, len);
    NameEntry *e = entry_new(name, len, hash, id);
    if (!e) return REGISTRY_NOMEM;
    struct shard *s = shard_of(r, hash);
    lock_take(&s->lock);
    enum registry_result res = add_locked(s, e, slot);
    lock_drop(&s->lock);
    if (res != REGISTRY_OK) mem_free(MEM_SIGNAL, e);
    return res;
}

uint64_t registry_find(struct registry *r, const char *name, size_t len)
{
    uint64_t hash = hash_bytes(name, len);
    struct shard *s = shard_of(r, hash);
    lock_take(&s->lock);
    NameEntry **p = lookup(s, hash, name, len);
    uint64_t id = p ? (*p)->id : 0;
    lock_drop(&s->lock);
    return id;
}

bool registry_remove(struct registry *r, const char *name, size_t len,
                     NameSlot *(*find_slot)(void *ctx, uint64_t id), void *ctx)
{
    uint64_t hash = hash_bytes(name, len);
    struct shard *s = shard_of(r, hash);
    lock_take(&s->lock);
    NameEntry **p = lookup(s, hash, name, len), *e = p ? *p : NULL;
    NameSlot *slot = e ? find_slot(ctx, e->id) : NULL;
    NameEntry *was = e;
    bool mine =
        slot && cas_ar(slot, &was, NULL); /* else it is ending and removes the entry itself */
    if (mine) unlink_entry(s, e);
    lock_drop(&s->lock);
    if (mine) entry_retire(e);
    return mine;
}

void registry_end(struct registry *r, NameSlot *slot)
{
    NameEntry *e =
        xchg_ar(slot, SLOT_ENDED); /* pairs with the swaps in add_locked and registry_remove */
    if (!e || e == SLOT_ENDED) return;
    struct shard *s = shard_of(r, e->hash);
    lock_take(&s->lock);
    unlink_entry(s, e);
    lock_drop(&s->lock);
    entry_retire(e);
}

const NameEntry *registry_name(const NameSlot *slot)
{
    NameEntry *e = load_acq(slot);
    return e == SLOT_ENDED ? NULL : e;
}

void registry_each(struct registry *r, void (*f)(void *ctx, const NameEntry *e), void *ctx)
{
    for (uint32_t i = 0; i < SHARDS; i++) {
        struct shard *s = &r->shards[i];
        lock_take(&s->lock);
        for (uint32_t k = 0; k < s->cap; k++)
            for (NameEntry *e = s->at[k]; e; e = e->next) f(ctx, e);
        lock_drop(&s->lock);
    }
}
