/* Byte buffers shared by reference count: behind long strings (T_STRX) and long Bytes.
 *
 * Several strings may be slices of one buffer. What a string covers never changes; bytes are only ever added behind `used`.
 *
 * SB-1  bytes below `used` are written by whoever moved `used` past them, before a string that covers them reaches another
 *       thread (through a message, which publishes them); nobody writes them again, but for a buffer with one owner (Bytes).
 * SB-2  refs is the number of objects that hold the buffer; the one that takes it to 0 frees it.
 */
#ifndef MAAT_HEAP_STRBUF_H
#define MAAT_HEAP_STRBUF_H

#include "heap/object.h"

/* One reference, nothing used. NULL: no memory. */
StrBuf *strbuf_new(size_t cap);
StrBuf *strbuf_ref(StrBuf *b);
void strbuf_unref(StrBuf *b);

/* Adds n bytes behind `end` if nothing was added there yet and they fit: `s = s + piece` then copies the piece alone. Any
 * thread; p may lie inside the buffer below `end`. */
bool strbuf_append(StrBuf *b, uint64_t end, const void *p, size_t n);
/* Bytes of the allocation. */
uint64_t strbuf_bytes(const StrBuf *b);

#endif
