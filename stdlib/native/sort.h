/* Stable sorts of values that compare without Maat code.
 *
 * Few values, and values of mixed types, are compared (sort.c). Many ints, doubles or Strs are sorted by the digits of numbers that order as
 * they do, their ranks (sort_ranks.c): in pieces, so that a sort of any length leaves room for other maatines.
 */
#ifndef MAAT_STDLIB_SORT_H
#define MAAT_STDLIB_SORT_H

#include "heap/heap.h"

enum sort_status {
    SORT_OK,
    SORT_NEED_MAAT, /* an instance's `cmp` must be asked; the order is some permutation of the input */
    SORT_TYPES,     /* why->a and why->b have no order */
    SORT_NOMEM,
    SORT_AGAIN /* the budget is spent */
};
struct sort_failure {
    Value a, b;
    uint64_t work; /* comparisons and moves, for reductions */
};
/* Sorts v[0..n) in place; `with` (or NULL) is permuted alike. Does not collect. NaN sorts behind all other Nums. SORT_AGAIN: nothing was done,
 * as it would look at more than about `most` values. */
enum sort_status sort_values(Value *v, Value *with, uint32_t n, uint64_t most,
                             struct sort_failure *why);

/* The same for many values, in pieces, as long as nobody changes or moves them. */
struct long_sort;
/* For the Arrays `keys` and `with` (or V_NIL), which are as long. NULL: no memory. */
struct long_sort *long_sort_new(Value keys, Value with);
/* Goes on for about `some` elements or comparisons. SORT_AGAIN: there is more to do. SORT_TYPES: the first two keys are now those that
 * have no order. */
enum sort_status long_sort_some(struct long_sort *l, Heap *h, uint64_t some);
void long_sort_free(struct long_sort *l);
/* More values than this are sorted so, and those of which more parts would be looked at. */
#define SORT_AT_ONCE (BUILD_STRESS ? 64u : 2048u)
#define WORK_AT_ONCE (BUILD_STRESS ? 500u : 200000u)

/* What all of the values are. ALL_NUMS: ints and doubles; BIG_NUMS: large integers among them. */
enum sort_kinds { ALL_INTS, ALL_NUMS, ALL_STRS, BIG_NUMS, MIXED };
enum sort_kinds sort_kinds_of(const Value *v, uint32_t n);

struct maatine;
struct rank_sort;

/* Are v[0..n) a case for ranks? */
bool sort_has_ranks(const Value *v, uint32_t n);
/* NULL: no memory. */
struct rank_sort *rank_sort_new(const Value *v, uint32_t n);
void rank_sort_free(struct rank_sort *s);
/* SORT_OK: to[0..n), slots of the object `owner`, hold `from` in the order of the keys. SORT_AGAIN: it is to be called again with the same
 * values, which may have moved meanwhile. `from` may be `keys`; `to` is neither. Charges reductions, tells the heap of what it
 * writes, and does not collect. */
enum sort_status rank_sort_some(struct rank_sort *s, struct maatine *m, const Value *keys,
                                const Value *from, Value *to, Obj *owner);

/* How many of them are there. */
uint32_t rank_sort_placed(const struct rank_sort *s);

#endif
