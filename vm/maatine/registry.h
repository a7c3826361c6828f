/* Names of maatines: strings, each of at most one maatine, and each maatine has at most one.
 *
 * Sixteen shards by the hash of the name, each with a lock (REGISTRY) and a chained table. The record of a maatine holds a slot
 * that leads to its entry, so that it loses the name in O(1) when it ends.
 *
 * RG-1  An entry is in its shard exactly while the slot of its maatine leads to it; both change under the shard's lock, but for
 *       registry_end, which empties the slot first: from then on the maatine gets no name any more.
 * RG-2  Entries are freed through epochs: who read a slot may read the name until the end of its slice.
 */
#ifndef MAAT_VM_REGISTRY_H
#define MAAT_VM_REGISTRY_H

#include "base/check.h"

struct registry;
typedef struct name_entry {
    struct name_entry *next; /* [guarded: REGISTRY] */
    uint64_t hash, id;       /* [const after init] */
    uint32_t len;            /* [const after init] */
    char name[];             /* [const after init] with a NUL behind it */
} NameEntry;
/* In the record of a maatine; NULL at first. [any, atomic: RG-1] */
typedef NameEntry *NameSlot;

enum registry_result {
    REGISTRY_OK,
    REGISTRY_TAKEN,    /* another one has this name */
    REGISTRY_HAS_NAME, /* the maatine has a name already */
    REGISTRY_GONE,     /* the maatine has ended */
    REGISTRY_NOMEM
};

struct registry *registry_new(void);
void registry_free(struct registry *r);

/* Gives maatine `id` the name. */
MAAT_MUST_CHECK enum registry_result registry_add(struct registry *r, const char *name, size_t len,
                                                  uint64_t id, NameSlot *slot);
/* The id of the maatine with this name, or 0. */
uint64_t registry_find(struct registry *r, const char *name, size_t len);
/* Takes the name away; find_slot leads from an id to its slot (NULL: it has ended). False: nobody has it. */
bool registry_remove(struct registry *r, const char *name, size_t len,
                     NameSlot *(*find_slot)(void *ctx, uint64_t id), void *ctx);
/* The maatine ends: it loses its name and gets none any more. */
void registry_end(struct registry *r, NameSlot *slot);
/* Its name or NULL; valid until the end of the caller's slice. */
const NameEntry *registry_name(const NameSlot *slot);
/* Calls f for each name, shard by shard, under the shard's lock: f copies and returns. */
void registry_each(struct registry *r, void (*f)(void *ctx, const NameEntry *e), void *ctx);

#endif
