/* Small slices of large strings and Bytes.
 *
 * A long string is a part of a counted buffer (heap/strbuf.h); so are Bytes that were cut out of frozen ones, until they are written. A
 * part that is much smaller than the buffer must not keep all of it alive, so it is given a buffer of its own: by collections if nobody
 * holds a large part, and when a copy is made that no collection will look at (frozen graphs, constants, values of shared variables).
 *
 * SL-1  A collection takes a slice out only if it is smaller than its share of the buffer by STRBUF_PART. The shares of all holders make
 *       up the buffer, so all that is copied out of one is less than that part of it. Lines of a text stay where they are, until most
 *       of them are gone.
 */
#ifndef MAAT_HEAP_SLICE_H
#define MAAT_HEAP_SLICE_H

#include "heap/strbuf.h"

/* The buffer of an object that may be a slice, and its part. NULL: none. */
static inline StrBuf *slice_buf(const Obj *o, uint64_t *n)
{
    if (o->type == T_STRX) {
        *n = ((const StrX *)o)->s.len;
        return ((const StrX *)o)->buf;
    }
    *n = o->type == T_BYTES ? ((const Bytes *)o)->len : 0;
    return o->type == T_BYTES ? ((const Bytes *)o)->buf : NULL;
}
/* Much smaller than its buffer, whoever else holds that. For one object always the same. */
static inline bool slice_is_small(const Obj *o)
{
    uint64_t n;
    const StrBuf *b = slice_buf(o, &n);
    return b && !strbuf_is_large(b, n);
}
/* Others hold its buffer, too, as far as can be seen. */
static inline bool slice_is_shared(const Obj *o)
{
    uint64_t n;
    const StrBuf *b = slice_buf(o, &n);
    return b && strbuf_holders(b) != 1;
}
/* Much smaller than its share of the buffer. Who else holds it is read racily: that decides nothing but when to copy. */
bool slice_wastes(const Obj *o);
/* Gives o, which is small, a buffer of its own: only where nobody else looks at o. Without memory it stays as it is. Returns by how many
 * bytes what o answers for has grown (mostly: shrunk). */
int64_t slice_trim(Obj *o);
/* The same for an object that was just copied and may be one. */
static inline void slice_trim_small(Obj *o)
{
    if (slice_is_small(o)) (void)slice_trim(o);
}

#endif
