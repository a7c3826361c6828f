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
/* A register as a double, whose tag is looked at meanwhile: a load of its own, so that what is computed does not wait for a move from one
 * kind of machine register to the other. */
static inline double reg_double(const Value *r) { return *(const volatile double *)r; }
/* The same for the result. NaNs go the long way: they could have a payload. */
static inline void put_double(Value *to, double d)
{
    if (MAAT_LIKELY(d == d))
        *(volatile double *)to = d;
    else
        *to = from_double(d);
}
static inline Value shifted_int(int64_t r) { return V_ZERO | (uint64_t)r >> 16; }

#endif
