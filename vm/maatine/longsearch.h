/* Looking through an Array for an equal element, or for the least or greatest one, however many and however large they are: what takes long
 * goes on in slices (longcopy.h), as of longwalk.h.
 *
 * Threads: owner.
 */
#ifndef MAAT_VM_LONGSEARCH_H
#define MAAT_VM_LONGSEARCH_H

#include "vm/maatine/maatine.h"

enum search_status {
    SEARCH_OK,
    SEARCH_LONG,  /* return native_yield or slow_yield, and ask again with the same values */
    SEARCH_MAAT,  /* an instance's `eq` or `cmp` must be asked */
    SEARCH_TYPES, /* of an order: elements *at and *best have none */
    SEARCH_NOMEM
};

/* *at: the place of the first element of the Array that is equal to x, or -1. `again`: nobody gives another Array when asked again; else
 * it is done at once. Charges reductions. */
enum search_status long_find(Maatine *m, Value array, Value x, bool again, int64_t *at);
/* *best: the place of the least (want -1) or greatest (1) element, the first one of several. */
enum search_status long_extreme(Maatine *m, Value array, int want, bool again, int64_t *at,
                                int64_t *best);

#endif
