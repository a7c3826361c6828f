/* Bytes: a mutable buffer of bytes. Short ones (up to BYTES_INLINE) lie in the object, others in a buffer of their own.
 *
 * Functions with a Heap may collect and return false if there is no memory; rooted operands are `Value *`, *out is raw.
 */
#ifndef MAAT_HEAP_BYTES_H
#define MAAT_HEAP_BYTES_H

#include "heap/heap.h"

#define BYTES_INLINE 64
#define BYTES_MAX    ((uint64_t)1 << 40)

static inline Bytes *to_bytes(Value v)
{
    MAAT_ASSERT(is_bytes(v));
    return (Bytes *)to_obj(v);
}
static inline char *bytes_data(Bytes *b) { return b->buf ? b->buf->p : b->p; }

/* A copy of n bytes at p, which must not lie in a heap (NULL: zeros). */
MAAT_MUST_CHECK bool bytes_new(Heap *h, const char *p, uint64_t n, Value *out);
MAAT_MUST_CHECK bool bytes_slice(Heap *h, Value *b, uint64_t from, uint64_t n, Value *out);
MAAT_MUST_CHECK bool bytes_slice_range(Heap *h, Value *b, Value range, Value *out);
/* A copy of the bytes of a Str. */
MAAT_MUST_CHECK bool bytes_from_str(Heap *h, Value *s, Value *out);
MAAT_MUST_CHECK bool bytes_concat(Heap *h, Value *a, Value *b, Value *out);
/* A constant of code. */
Value bytes_immortal(const char *p, size_t n);

#endif
