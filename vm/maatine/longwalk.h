/* Equality, order and text of values, however large: what takes long goes on in slices (longcopy.h).
 *
 * Each is asked by a native or instruction; if it says LONG, that is carried out again later (native_yield, slow_yield) with the same
 * values, and then gets the result. All charge reductions.
 *
 * Threads: owner.
 */
#ifndef MAAT_VM_LONGWALK_H
#define MAAT_VM_LONGWALK_H

#include "heap/equal.h"
#include "heap/text.h"
#include "vm/maatine/longcopy.h"

/* `==`; EQ_LONG as above. */
enum eq_status long_equal(Maatine *m, Value a, Value b);
/* As value_compare; CMP_LONG as above. */
enum cmp_status long_compare(Maatine *m, Value a, Value b, int *out);
/* As text_str or text_dump; TEXT_LONG as above. May collect. */
enum text_status long_text(Maatine *m, enum text_kind kind, Value *v, Value *out);
/* The text of v behind what is in the buffer; TEXT_LONG: it is to be made by long_text first (by Maat code, "{v}"). */
enum text_status long_text_add(Maatine *m, Buf *b, Value v);

#endif
