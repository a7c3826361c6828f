/* Equality, identity and order of values. Nothing here collects or calls Maat code.
 *
 * Deep structures are walked with a work list outside the C stack. Cycles end: a pair that is being compared already counts
 * as equal (R53). `*work` grows by the number of values looked at: what the caller charges.
 */
#ifndef MAAT_HEAP_EQUAL_H
#define MAAT_HEAP_EQUAL_H

#include "heap/class.h"

enum eq_status {
    EQ_NO,
    EQ_YES,
    EQ_NEED_MAAT, /* met an instance whose class brings `eq`: the core function __eq must decide */
    EQ_NOMEM,     /* no memory for the work list */
    EQ_LONG       /* only of those with a limit */
};
/* `==` */
enum eq_status value_equal(Value a, Value b, uint64_t *work);
/* As value_equal, but instances are equal only to themselves: for keys of maps. */
bool key_equal(Value a, Value b);

/* `===`: identity, and equality of type and value for what cannot change. NaN === NaN. */
bool value_identical(Value a, Value b);

enum cmp_status {
    CMP_OK,
    CMP_TYPES,     /* these types have no order */
    CMP_NEED_MAAT, /* met an instance whose class brings `cmp` */
    CMP_NOMEM,
    CMP_LONG /* only of those with a limit */
};
/* Nums, Strs (by code point), Arrays (element by element). *out is -1, 0, 1, or 2 for NaN against anything. */
enum cmp_status value_compare(Value a, Value b, int *out, uint64_t *work);
/* The same in pieces. What would look at more than `limit` values, or as much text, is put into *rest (EQ_LONG, CMP_LONG), to go on with
 * as long as nobody changes or moves the values. */
typedef struct deep_compare DeepCompare;
enum eq_status value_equal_some(Value a, Value b, uint64_t limit, uint64_t *work,
                                MAAT_OWNED DeepCompare **rest);
enum eq_status equal_go_on(DeepCompare *d, uint64_t limit, uint64_t *work);
enum cmp_status value_compare_some(Value a, Value b, int *out, uint64_t limit, uint64_t *work,
                                   MAAT_OWNED DeepCompare **rest);
enum cmp_status compare_go_on(DeepCompare *d, int *out, uint64_t limit, uint64_t *work);
void deep_compare_free(MAAT_OWNED DeepCompare *d);

/* Of two values that value_compare refuses: goes down to the two inside Arrays that have no order, if they are not nested deeply. */
void value_unordered(Value *a, Value *b);

#endif
