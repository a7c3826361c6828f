#include "heap/bytes.h"
#include "heap/immortal.h"
#include "heap/str_marks.h"
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
        if (!heap_has_room(h, n) || !(buf = strbuf_new(n, n))) return NULL;
    }
    Bytes *b = heap_alloc(h, T_BYTES, buf ? WORDS_OF(Bytes) : WORDS(sizeof(Bytes) + n));
    b->buf = buf;
    b->next = NULL;
    b->len = n;
    b->from = 0;
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

/* n bytes of a buffer that will not change. */
static bool make_cow(Heap *h, Value *holder, uint64_t from, uint64_t n, Value *out)
{
    if (!heap_reserve(h, WORDS_OF(Bytes))) return false;
    StrBuf *buf;
    if (is_str(*holder)) {
        const StrX *x = (const StrX *)str_head(*holder);
        buf = x->buf;
        from += x->from;
    } else {
        buf = to_bytes(*holder)->buf;
        from += to_bytes(*holder)->from;
    }
    Bytes *b = heap_alloc(h, T_BYTES, WORDS_OF(Bytes));
    b->h.flags |= OF_COW;
    b->buf = strbuf_ref(buf, n);
    b->len = n;
    b->from = from;
    heap_add_offheap(h, &b->h, &b->next, 0);
    *out = from_obj(b);
    return true;
}

/* Nobody writes to its buffer. */
static bool is_constant(const Bytes *b)
{
    return b->buf && ((b->h.gc & GC_SHARED) || (b->h.flags & OF_COW));
}

bool bytes_own_slow(Heap *h, Value *v)
{
    Bytes *b = to_bytes(*v);
    if (!strbuf_is_own(b->buf)) {
        StrBuf *buf = NULL;
        if (heap_make_room(h, b->len)) {
            b = to_bytes(*v);
            buf = strbuf_new(b->len, b->len);
        }
        if (!buf) return false;
        memcpy(buf->p, bytes_data(b), b->len);
        strbuf_unref(b->buf, b->len);
        b->buf = buf;
        b->from = 0;
        heap_offheap_grew(h, &b->h, strbuf_bytes(buf));
    } else {
        marks_forget(b->buf);
    }
    b->h.flags &= (uint16_t)~OF_COW;
    return true;
}

bool bytes_slice(Heap *h, Value *v, uint64_t from, uint64_t n, Value *out)
{
    uint64_t len = to_bytes(*v)->len;
    if (from > len) from = len;
    if (n > len - from) n = len - from;
    if (n > BYTES_INLINE && is_constant(to_bytes(*v))) return make_cow(h, v, from, n, out);
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
    if (n > BYTES_INLINE && str_head(*s)->h.type == T_STRX) return make_cow(h, s, 0, n, out);
    if (!reserve_bytes(h, n)) return false;
    Bytes *b = make(h, n);
    if (!b) return false;
    memcpy(bytes_data(b), str_bytes(*s), n);
    *out = from_obj(b);
    return true;
}

bool bytes_to_str(Heap *h, Value *v, Value *out)
{
    uint64_t n = to_bytes(*v)->len;
    if (n > STR_MAX || !heap_reserve(h, str_words(n))) return false;
    Bytes *b = to_bytes(*v);
    *out = is_constant(b) ? str_make_view(h, b->buf, b->from, n) : str_make(h, bytes_data(b), n);
    return !is_absent(*out);
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
