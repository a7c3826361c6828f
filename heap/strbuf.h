/* Byte buffers shared by reference count: behind long strings (T_STRX) and long Bytes.
 *
 * Several strings may be slices of one buffer. What a string covers never changes; bytes are only ever added behind `used`.
 *
 * SB-1  bytes below `used` are written by whoever moved `used` past them, before a string that covers them reaches another
 *       thread (through a message, which publishes them); nobody writes them again, but for a buffer with one owner (Bytes).
 * SB-2  the lower half of refs is the number of objects that hold the buffer; the one that takes it to 0 frees it.
 * SB-3  the upper half is the number of those that are large: hold at least a STRBUF_PART of it. Who holds n bytes says so with each
 *       reference. While one of them lives, nothing is gained by taking small slices out of the buffer (heap/slice.h).
 */
#ifndef MAAT_HEAP_STRBUF_H
#define MAAT_HEAP_STRBUF_H

#include "base/atomic.h"
#include "heap/object.h"

#define STRBUF_PART  (BUILD_STRESS ? 2u : 4u)
#define STRBUF_LARGE ((uint64_t)1 << 32)

/* What a holder of n bytes counts. */
static inline bool strbuf_is_large(const StrBuf *b, uint64_t n)
{
    return n * STRBUF_PART >= b->cap;
}
static inline uint64_t strbuf_weight(const StrBuf *b, uint64_t n)
{
    return strbuf_is_large(b, n) ? STRBUF_LARGE + 1 : 1;
}
/* How many hold it, racily. */
static inline uint64_t strbuf_holders(const StrBuf *b) { return (uint32_t)load_rlx(&b->refs); }
static inline bool strbuf_has_large(const StrBuf *b) { return load_rlx(&b->refs) >= STRBUF_LARGE; }

/* n of its bytes are used, by one holder, who fills them. NULL: no memory. */
StrBuf *strbuf_new(size_t cap, size_t n);
/* One more holder, of n bytes. */
StrBuf *strbuf_ref(StrBuf *b, uint64_t n);
/* A holder of n bytes lets go. */
void strbuf_unref(StrBuf *b, uint64_t n);
/* The caller holds it alone: nobody else will come to hold it but through the caller. */
bool strbuf_is_own(const StrBuf *b);

/* Adds n bytes behind `end` if nothing was added there yet and they fit: `s = s + piece` then copies the piece alone. Any
 * thread; p may lie inside the buffer below `end`. */
bool strbuf_append(StrBuf *b, uint64_t end, const void *p, size_t n);
/* Bytes of the allocation. */
uint64_t strbuf_bytes(const StrBuf *b);

#endif
