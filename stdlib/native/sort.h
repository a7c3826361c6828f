/* Stable sorts of values that compare without Maat code.
 *
 * Few values, and values of mixed types, are compared (sort.c). Many ints, doubles or Strs are sorted by the digits of numbers that order as
 * they do, their ranks (sort_ranks.c): in pieces, so that a sort of any length leaves room for other maatines.
 */
#ifndef MAAT_STDLIB_SORT_H
#define MAAT_STDLIB_SORT_H

#include "heap/object.h"

enum sort_status {
    SORT_OK,
    SORT_NEED_MAAT, /* an instance's `cmp` must be asked; the order is some permutation of the input */
    SORT_TYPES,     /* why->a and why->b have no order */
    SORT_NOMEM,
    SORT_AGAIN /* of rank_sort_some alone: the budget is spent */
};
struct sort_failure {
    Value a, b;
    uint64_t work; /* comparisons and moves, for reductions */
};
/* Sorts v[0..n) in place; `with` (or NULL) is permuted alike. Does not collect. NaN sorts behind all other Nums. */
enum sort_status sort_values(Value *v, Value *with, uint32_t n, struct sort_failure *why);

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

#endif
