/* Values: 64-bit NaN-boxed words.
 *
 *   0x0000_0000_0000_0000 .. 0xFFF8_FFFF_FFFF_FFFF   a double as it is (0xFFF8... is the NaN that x86 makes)
 *   0xFFF9 | 48 bits                                  integer, two's complement
 *   0xFFFA | n                                        nil false true absent
 *   0xFFFB | 48 bits                                  Ma: slot of the table of maatines and its generation
 *   0xFFFC | 48 bits                                  Ref: a number that is unique in the program
 *   0xFFFD | pointer                                  Str (T_STR or T_STRX)
 *   0xFFFE | pointer                                  any other object; its header says which
 *   0xFFFF                                            never a value
 *
 * Raw pointers and small counts (return addresses on a stack) read as doubles: a collection passes over them.
 * A Value in a C local is *raw*: it is valid until the next call that may collect (heap_reserve and what says so in
 * its contract). A Value in a stack slot, an object or a registered root is *rooted*: it is kept up to date. Functions
 * that may collect take rooted values as `Value *` (a pointer to such a slot) and say "may collect".
 */
#ifndef MAAT_HEAP_VALUE_H
#define MAAT_HEAP_VALUE_H

#include "base/check.h"
#include <string.h>

typedef uint64_t Value;

#define TAG_INT      0xFFF9ull
#define TAG_SPECIAL  0xFFFAull
#define TAG_MA       0xFFFBull
#define TAG_REF      0xFFFCull
#define TAG_STR      0xFFFDull
#define TAG_OBJ      0xFFFEull

#define TAG_SHIFT    48
#define PAYLOAD_MASK 0x0000FFFFFFFFFFFFull
#define FIRST_TAGGED (TAG_INT << TAG_SHIFT) /* values below are doubles */

#define V_NIL        ((TAG_SPECIAL << TAG_SHIFT) | 0)
#define V_FALSE      ((TAG_SPECIAL << TAG_SHIFT) | 1)
#define V_TRUE       ((TAG_SPECIAL << TAG_SHIFT) | 2)
/* Never seen by a program: an argument not given, a free slot of a table, a deleted map entry. */
#define V_ABSENT     ((TAG_SPECIAL << TAG_SHIFT) | 3)
#define V_ZERO       (TAG_INT << TAG_SHIFT)

#define INT_MAX48    ((int64_t)0x00007FFFFFFFFFFFll)
#define INT_MIN48    (-INT_MAX48 - 1)

static inline uint64_t value_tag(Value v) { return v >> TAG_SHIFT; }
static inline bool is_double(Value v) { return v < FIRST_TAGGED; }
static inline bool is_int(Value v) { return value_tag(v) == TAG_INT; }
static inline bool is_nil(Value v) { return v == V_NIL; }
static inline bool is_bool(Value v) { return (v | 3) == V_ABSENT && (v == V_FALSE || v == V_TRUE); }
static inline bool is_ma(Value v) { return value_tag(v) == TAG_MA; }
static inline bool is_ref(Value v) { return value_tag(v) == TAG_REF; }
static inline bool is_str(Value v) { return value_tag(v) == TAG_STR; }
static inline bool is_obj(Value v) { return value_tag(v) == TAG_OBJ; }
/* Str or object: the payload is a pointer to a header. */
static inline bool is_ptr(Value v) { return v >= (TAG_STR << TAG_SHIFT); }
static inline bool is_absent(Value v) { return v == V_ABSENT; }

static inline int64_t to_int(Value v) { return (int64_t)(v << 16) >> 16; }
static inline Value from_int(int64_t i)
{
    MAAT_ASSERT(i >= INT_MIN48 && i <= INT_MAX48);
    return (TAG_INT << TAG_SHIFT) | ((uint64_t)i & PAYLOAD_MASK);
}
static inline bool int_fits(int64_t i) { return i >= INT_MIN48 && i <= INT_MAX48; }

static inline double to_double(Value v)
{
    double d;
    memcpy(&d, &v, sizeof d);
    return d;
}
static inline Value from_double(double d)
{
    Value v;
    memcpy(&v, &d, sizeof v);
    /* Only a NaN with a payload could read as a tagged value. */
    return MAAT_LIKELY(v < FIRST_TAGGED) ? v : 0x7FF8000000000000ull;
}
static inline Value from_bool(bool b) { return b ? V_TRUE : V_FALSE; }

static inline void *to_ptr(Value v) { return (void *)(uintptr_t)(v & PAYLOAD_MASK); }
static inline Value from_obj(const void *p)
{
    return (TAG_OBJ << TAG_SHIFT) | (uint64_t)(uintptr_t)p;
}
static inline Value from_str(const void *p)
{
    return (TAG_STR << TAG_SHIFT) | (uint64_t)(uintptr_t)p;
}

/* Copies a few values: written out, a loop of vectors costs more than it saves. */
static inline void copy_few(Value *to, const Value *from, uint32_t n)
{
#if defined(__clang__)
#pragma clang loop vectorize(disable) unroll(disable)
#endif
    for (uint32_t i = 0; i < n; i++) to[i] = from[i];
}

static inline uint64_t to_ma(Value v) { return v & PAYLOAD_MASK; }
static inline Value from_ma(uint64_t id) { return (TAG_MA << TAG_SHIFT) | id; }
static inline uint64_t to_ref(Value v) { return v & PAYLOAD_MASK; }
static inline Value from_ref(uint64_t n) { return (TAG_REF << TAG_SHIFT) | (n & PAYLOAD_MASK); }

#endif
