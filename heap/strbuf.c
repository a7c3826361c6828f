#include "heap/strbuf.h"

#include "base/mem.h"
#include "heap/str_marks.h"

StrBuf *strbuf_new(size_t cap, size_t n)
{
    if (cap > SIZE_MAX / 4) return NULL;
    size_t bytes = MAAT_SANITIZED ? sizeof(StrBuf) + cap : mem_class(sizeof(StrBuf) + cap);
    StrBuf *b = mem_try_alloc(MEM_STRING, bytes);
    if (!b) return NULL;
    b->cap = bytes - sizeof(StrBuf);
    b->used = n;
    b->marks = NULL;
    b->refs = strbuf_weight(b, n);
    return b;
}

StrBuf *strbuf_ref(StrBuf *b, uint64_t n)
{
    /* Relaxed: whoever adds a reference holds one, so the buffer is visible to it already. */
    uint64_t before = add_rlx(&b->refs, strbuf_weight(b, n));
    MAAT_CHECK(before > 0, "reference to a freed buffer");
    return b;
}

void strbuf_unref(StrBuf *b, uint64_t n)
{
    uint64_t weight = strbuf_weight(b, n);
    /* Pairs with itself: the last one sees all that the others did with the buffer before they let go. */
    uint64_t before = sub_ar(&b->refs, weight);
    MAAT_CHECK(before >= weight, "buffer freed twice");
    if (before != weight) return;
    marks_forget(b);
    mem_free(MEM_STRING, b);
}

/* Pairs with strbuf_unref: what the others read they have read before. */
bool strbuf_is_own(const StrBuf *b) { return (uint32_t)load_acq(&b->refs) == 1; }

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
