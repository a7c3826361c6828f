/* Small integers and doubles in operations. Integers of 48 bits are computed shifted left by 16, so the CPU's overflow flag tells when
 * they leave that range.
 */
#ifndef MAAT_VM_INTS_H
#define MAAT_VM_INTS_H

#include "heap/value.h"

static inline bool both_int(Value a, Value b)
{
    return (((a ^ V_ZERO) | (b ^ V_ZERO)) >> TAG_SHIFT) == 0;
}
static inline bool both_double(Value a, Value b) { return is_double(a) && is_double(b); }
static inline Value shifted_int(int64_t r) { return V_ZERO | (uint64_t)r >> 16; }

#endif
