#include "heap/strbuf.h"

#include "base/atomic.h"
#include "base/mem.h"

StrBuf *strbuf_new(size_t cap)
{
    if (cap > SIZE_MAX / 4) return NULL;
    size_t bytes = MAAT_SANITIZED ? sizeof(StrBuf) + cap : mem_class(sizeof(StrBuf) + cap);
    StrBuf *b = mem_try_alloc(MEM_STRING, bytes);
    if (!b) return NULL;
    b->refs = 1;
    b->used = 0;
    b->cap = bytes - sizeof(StrBuf);
    return b;
}

StrBuf *strbuf_ref(StrBuf *b)
{
    /* Relaxed: whoever adds a reference holds one, so the buffer is visible to it already. */
    uint64_t before = add_rlx(&b->refs, 1);
    MAAT_CHECK(before > 0, "reference to a freed buffer");
    return b;
}

void strbuf_unref(StrBuf *b)
{
    /* Pairs with itself: the last one sees all that the others did with the buffer before they let go. */
    uint64_t before = sub_ar(&b->refs, 1);
    MAAT_CHECK(before > 0, "buffer freed twice");
    if (before == 1) mem_free(MEM_STRING, b);
}

bool strbuf_append(StrBuf *b, uint64_t end, const void *p, size_t n)
{
    MAAT_ASSERT(end <= b->cap);
    if (n > b->cap - end) return false;
    uint64_t expected = end;
    /* Relaxed: the winner alone writes behind `end`, and publishes by other means (SB-1). */
    if (!cas_rlx(&b->used, &expected, end + n)) return false;
    memcpy(b->p + end, p, n);
    return true;
}

uint64_t strbuf_bytes(const StrBuf *b) { return sizeof(StrBuf) + b->cap; }
