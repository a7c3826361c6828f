#include "heap/bytes.h"
#include "heap/immortal.h"
#include "heap/strbuf.h"
#include "heap/string.h"

static bool reserve_bytes(Heap *h, uint64_t n)
{
    if (n > BYTES_MAX || (n > BYTES_INLINE && !heap_make_room(h, n))) return false;
    return heap_reserve(h, WORDS_OF(Bytes) + WORDS(BYTES_INLINE));
}

/* Words are reserved. The bytes are not initialised. NULL: no memory. */
static Bytes *make(Heap *h, uint64_t n)
{
    StrBuf *buf = NULL;
    if (n > BYTES_INLINE) {
        if (!heap_has_room(h, n) || !(buf = strbuf_new(n))) return NULL;
        buf->used = n;
    }
    Bytes *b = heap_alloc(h, T_BYTES, buf ? WORDS_OF(Bytes) : WORDS(sizeof(Bytes) + n));
    b->buf = buf;
    b->next = NULL;
    b->len = n;
    if (buf) heap_add_offheap(h, &b->h, &b->next, strbuf_bytes(buf));
    return b;
}

bool bytes_new(Heap *h, const char *p, uint64_t n, Value *out)
{
    if (!reserve_bytes(h, n)) return false;
    Bytes *b = make(h, n);
    if (!b) return false;
    if (p)
        memcpy(bytes_data(b), p, n);
    else
        memset(bytes_data(b), 0, n);
    *out = from_obj(b);
    return true;
}

bool bytes_slice(Heap *h, Value *v, uint64_t from, uint64_t n, Value *out)
{
    uint64_t len = to_bytes(*v)->len;
    if (from > len) from = len;
    if (n > len - from) n = len - from;
    if (!reserve_bytes(h, n)) return false;
    Bytes *b = make(h, n);
    if (!b) return false;
    memcpy(bytes_data(b), bytes_data(to_bytes(*v)) + from, n);
    *out = from_obj(b);
    return true;
}

bool bytes_slice_range(Heap *h, Value *b, Value range, Value *out)
{
    uint64_t from, n;
    if (!range_span(range, to_bytes(*b)->len, &from, &n)) from = n = 0;
    return bytes_slice(h, b, from, n, out);
}

bool bytes_from_str(Heap *h, Value *s, Value *out)
{
    uint32_t n = str_len(*s);
    if (!reserve_bytes(h, n)) return false;
    Bytes *b = make(h, n);
    if (!b) return false;
    memcpy(bytes_data(b), str_bytes(*s), n);
    *out = from_obj(b);
    return true;
}

bool bytes_concat(Heap *h, Value *x, Value *y, Value *out)
{
    uint64_t n = to_bytes(*x)->len, k = to_bytes(*y)->len;
    if (!reserve_bytes(h, n + k)) return false;
    Bytes *b = make(h, n + k);
    if (!b) return false;
    memcpy(bytes_data(b), bytes_data(to_bytes(*x)), n);
    memcpy(bytes_data(b) + n, bytes_data(to_bytes(*y)), k);
    *out = from_obj(b);
    return true;
}

Value bytes_immortal(const char *p, size_t n)
{
    Bytes *b = immortal_alloc(T_BYTES, WORDS(sizeof(Bytes) + n + 1));
    b->len = n;
    memcpy(b->p, p, n);
    return from_obj(b);
}
