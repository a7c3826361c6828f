/* Stable merge sort of values that compare without Maat code. */
#ifndef MAAT_STDLIB_SORT_H
#define MAAT_STDLIB_SORT_H

#include "heap/value.h"

enum sort_status {
    SORT_OK,
    SORT_NEED_MAAT, /* an instance's `cmp` must be asked; the order is some permutation of the input */
    SORT_TYPES,     /* why->a and why->b have no order */
    SORT_NOMEM
};
struct sort_failure {
    Value a, b;
    uint64_t work; /* comparisons and moves, for reductions */
};
/* Sorts v[0..n) in place; `with` (or NULL) is permuted alike. Does not collect. NaN sorts behind all other Nums. */
enum sort_status sort_values(Value *v, Value *with, uint32_t n, struct sort_failure *why);

#endif
