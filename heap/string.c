/* Strings: making, joining, slicing, looking. Case mapping stands in string_case.c. */
#include "heap/string.h"
#include "base/atomic.h"
#include "base/hash.h"
#include "heap/room.h"
#include "heap/str_marks.h"
#include "heap/strbuf.h"
#include <math.h>

/* ---- strings of one ASCII character, and the empty one: made once, immortal ---- */

static struct {
    struct str_head s; /* [const after start, but for the hash] */
    char p[8];
} ascii[129]; /* the last one is '' */

__attribute__((constructor)) static void make_ascii(void)
{
    for (int i = 0; i < 129; i++) {
        uint32_t n = i < 128;
        ascii[i].s.h = (Obj){
            .type = T_STR, .gc = GC_SHARED, .flags = OF_ASCII, .words = WORDS(sizeof ascii[i])};
        ascii[i].s.len = ascii[i].s.chars = n;
        ascii[i].p[0] = i < 128 ? (char)i : 0;
    }
}
Value str_of_ascii(int c) { return from_str(&ascii[c]); }
#define EMPTY_STR str_of_ascii(128)

/* ---- head ---- */

uint32_t str_hash_bytes(const char *p, size_t n)
{
    uint64_t x = hash_bytes(p, n);
    uint32_t f = (uint32_t)(x ^ x >> 32);
    return f ? f : 1;
}

uint32_t str_hash_slow(struct str_head *s)
{
    Value v = from_str(s);
    uint32_t f = str_hash_bytes(str_bytes(v), s->len);
    store_rlx(&s->hash, f); /* whoever else computes it finds the same */
    return f;
}

uint32_t str_chars_slow(struct str_head *s)
{
    uint32_t n = utf8_count(str_bytes(from_str(s)), s->len);
    store_rlx(&s->chars, n);
    return n;
}

static void set_head(struct str_head *s, size_t n, uint32_t chars)
{
    s->hash = 0;
    s->len = (uint32_t)n;
    s->chars = chars;
    s->pad = 0;
    if (chars == n) s->h.flags |= OF_ASCII;
}

int str_compare(Value a, Value b)
{
    uint32_t n = str_len(a), k = str_len(b);
    int c = memcmp(str_bytes(a), str_bytes(b), n < k ? n : k);
    return c ? (c > 0) - (c < 0) : (n > k) - (n < k);
}

/* ---- making: words are reserved ---- */

static Value make_inline(Heap *h, const char *p, size_t n, uint32_t chars)
{
    Str *s = heap_alloc(h, T_STR, WORDS(sizeof(struct str_head) + n + 1));
    memcpy(s->p, p, n);
    s->p[n] = 0;
    set_head(&s->s, n, chars);
    return from_str(s);
}

/* Takes over the reference of buf; `bytes` were allocated for this string. */
static Value make_view(Heap *h, MAAT_OWNED StrBuf *buf, size_t from, size_t n, uint32_t chars,
                       uint64_t bytes)
{
    StrX *x = heap_alloc(h, T_STRX, WORDS_OF(StrX));
    x->buf = buf;
    x->from = from;
    set_head(&x->s, n, chars);
    heap_add_offheap(h, &x->s.h, &x->next, bytes);
    return from_str(x);
}

/* A buffer of `cap` bytes whose first n belong to one string that the caller fills. */
static StrBuf *new_buf(Heap *h, size_t n, size_t cap)
{
    if (n > STR_MAX || !heap_has_room(h, cap)) return NULL;
    return strbuf_new(cap, n);
}

static Value make_counted(Heap *h, const char *p, size_t n, uint32_t chars)
{
    if (n == 0) return EMPTY_STR;
    if (n == 1) return str_of_ascii(p[0]);
    if (n <= STR_INLINE_MAX) return make_inline(h, p, n, chars);
    StrBuf *b = new_buf(h, n, n);
    if (!b) return V_ABSENT;
    memcpy(b->p, p, n);
    return make_view(h, b, 0, n, chars, strbuf_bytes(b));
}

Value str_make(Heap *h, const char *p, size_t n)
{
    return n > STR_MAX ? V_ABSENT : make_counted(h, p, n, utf8_count(p, n));
}

Value str_make_slice(Heap *h, Value s, size_t from, size_t n)
{
    const struct str_head *head = str_head(s);
    MAAT_ASSERT(from <= head->len && n <= head->len - from);
    if (n == head->len) return s;
    const char *p = str_bytes(s) + from;
    uint32_t chars = str_ascii(s) ? (uint32_t)n : utf8_count(p, n);
    if (n <= STR_INLINE_MAX || head->h.type == T_STR) return make_counted(h, p, n, chars);
    const StrX *x = (const StrX *)head;
    return make_view(h, strbuf_ref(x->buf, n), x->from + from, n, chars, 0);
}

Value str_make_view(Heap *h, StrBuf *buf, size_t from, size_t n)
{
    const char *p = buf->p + from;
    uint32_t chars = utf8_count(p, n);
    if (n <= STR_INLINE_MAX) return make_counted(h, p, n, chars);
    return make_view(h, strbuf_ref(buf, n), from, n, chars, 0);
}

/* ---- making: reserving ---- */

static bool reserve_str(Heap *h, size_t n)
{
    if (n > STR_MAX) return false;
    if (n > HEAP_LARGE_WORDS * sizeof(Value) && !heap_make_room(h, n)) return false;
    return heap_reserve(h, str_words(n));
}

bool str_new(Heap *h, const char *p, size_t n, Value *out)
{
    if (!reserve_str(h, n)) return false;
    *out = str_make(h, p, n);
    return !is_absent(*out);
}

bool str_cstr(Heap *h, const char *s, Value *out) { return str_new(h, s, strlen(s), out); }

bool str_take(Heap *h, Buf *b, Value *out)
{
    bool ok = str_new(h, buf_str(b), b->len, out);
    buf_clear(b);
    return ok;
}

StrBuf *str_buf_new(Heap *h, size_t n) { return new_buf(h, n, n); }

bool str_of_buf(Heap *h, StrBuf *buf, size_t n, uint32_t chars, Value *out)
{
    MAAT_ASSERT(n > STR_INLINE_MAX && n <= buf->cap);
    bool ok = reserve_str(h, n);
    if (ok)
        *out = make_view(h, buf, 0, n, chars, strbuf_bytes(buf));
    else
        strbuf_unref(buf, n);
    return ok;
}

/* `s + piece` in place: s ends where its buffer's used part ends, and there is room. */
static bool append_in_place(Heap *h, Value a, Value b, Value *out)
{
    if (str_head(a)->h.type != T_STRX) return false;
    StrX *x = (StrX *)str_head(a);
    uint32_t n = x->s.len, k = str_len(b);
    if (!strbuf_append(x->buf, x->from + n, str_bytes(b), k)) return false;
    *out = make_view(h, strbuf_ref(x->buf, (size_t)n + k), x->from, (size_t)n + k,
                     str_chars(a) + str_chars(b), k);
    return true;
}

bool str_concat(Heap *h, Value *a, Value *b, Value *out)
{
    size_t n = str_len(*a), k = str_len(*b);
    if (n == 0 || k == 0) {
        *out = n == 0 ? *b : *a;
        return true;
    }
    size_t len = n + k;
    if (!reserve_str(h, len)) return false;
    uint32_t chars = str_chars(*a) + str_chars(*b);
    if (len <= STR_INLINE_MAX) {
        char tmp[STR_INLINE_MAX];
        memcpy(tmp, str_bytes(*a), n);
        memcpy(tmp + n, str_bytes(*b), k);
        *out = make_inline(h, tmp, len, chars);
        return true;
    }
    if (append_in_place(h, *a, *b, out)) return true;
    StrBuf *buf = new_buf(h, len, len + len / 2); /* room for more: appending again is cheap */
    if (!buf) return false;
    memcpy(buf->p, str_bytes(*a), n);
    memcpy(buf->p + n, str_bytes(*b), k);
    *out = make_view(h, buf, 0, len, chars, strbuf_bytes(buf));
    return true;
}

bool str_join(Heap *h, Value *v, uint32_t n, Value *out)
{
    if (n == 2) return str_concat(h, &v[0], &v[1], out);
    size_t len = 0, at = 0;
    uint64_t chars = 0;
    for (uint32_t i = 0; i < n; i++) len += str_len(v[i]);
    if (!reserve_str(h, len)) return false;
    char tmp[STR_INLINE_MAX];
    StrBuf *buf = NULL;
    if (len > STR_INLINE_MAX && !(buf = new_buf(h, len, len))) return false;
    char *to = buf ? buf->p : tmp;
    for (uint32_t i = 0; i < n; i++) {
        memcpy(to + at, str_bytes(v[i]), str_len(v[i]));
        at += str_len(v[i]);
        chars += str_chars(v[i]);
    }
    *out = buf ? make_view(h, buf, 0, len, (uint32_t)chars, strbuf_bytes(buf))
               : make_counted(h, tmp, len, (uint32_t)chars);
    return true;
}

bool str_join_array(Heap *h, Value *array, Value *sep, size_t most, Value *out)
{
    const Array *a = (const Array *)to_obj(*array);
    size_t n = a->len, between = is_absent(*sep) ? 0 : str_len(*sep),
           len = n ? between * (n - 1) : 0;
    uint64_t chars = between ? (n - (n > 0)) * str_chars(*sep) : 0;
    for (size_t i = 0; i < n; i++) {
        len += str_len(a->slots->v[a->start + i]);
        chars += str_chars(a->slots->v[a->start + i]);
    }
    if (MAAT_UNLIKELY(len > most)) {
        *out = V_ABSENT;
        return true;
    }
    if (!reserve_str(h, len)) return false;
    a = (const Array *)to_obj(*array);
    char tmp[STR_INLINE_MAX];
    StrBuf *buf = NULL;
    if (len > STR_INLINE_MAX && !(buf = new_buf(h, len, len))) return false;
    char *to = buf ? buf->p : tmp;
    for (size_t i = 0; i < n; i++) {
        Value s = a->slots->v[a->start + i];
        if (i && between) to = mempcpy(to, str_bytes(*sep), between);
        to = mempcpy(to, str_bytes(s), str_len(s));
    }
    *out = buf ? make_view(h, buf, 0, len, (uint32_t)chars, strbuf_bytes(buf))
               : make_counted(h, tmp, len, (uint32_t)chars);
    return true;
}

bool str_repeat(Heap *h, Value *s, int64_t times, Value *out)
{
    size_t n = str_len(*s);
    if (times <= 0 || n == 0) {
        *out = EMPTY_STR;
        return true;
    }
    if ((uint64_t)times > STR_MAX / n) return false;
    size_t len = n * (size_t)times;
    if (!reserve_str(h, len)) return false;
    char tmp[STR_INLINE_MAX];
    StrBuf *buf = NULL;
    if (len > STR_INLINE_MAX && !(buf = new_buf(h, len, len))) return false;
    char *to = buf ? buf->p : tmp;
    memcpy(to, str_bytes(*s), n);
    for (size_t have = n; have < len;) { /* doubling */
        size_t more = have < len - have ? have : len - have;
        memcpy(to + have, to, more);
        have += more;
    }
    uint32_t chars = str_chars(*s) * (uint32_t)times;
    *out = buf ? make_view(h, buf, 0, len, chars, strbuf_bytes(buf))
               : make_counted(h, tmp, len, chars);
    return true;
}

/* ---- slices ---- */

bool str_slice_bytes(Heap *h, Value *s, size_t from, size_t n, Value *out)
{
    if (!heap_reserve(h, str_words(n))) return false;
    *out = str_make_slice(h, *s, from, n);
    return !is_absent(*out);
}

/* Behind `i` code points from p on, not past end. */
static const char *skip_chars(const char *p, const char *end, uint64_t i)
{
    while (i > 0 && p < end) {
        p += utf8_bytes_of((unsigned char)*p);
        i--;
    }
    return p;
}

/* Fewer code points are counted. */
#define MARKS_LEAST 64

static bool worth_marks(Value s, uint64_t n)
{
    return n > MARKS_LEAST && str_head(s)->h.type == T_STRX;
}

size_t str_offset(Value s, uint64_t i)
{
    if (i >= str_chars(s)) return str_len(s);
    if (str_ascii(s)) return (size_t)i;
    if (worth_marks(s, i)) {
        const StrX *x = (const StrX *)str_head(s);
        return marks_find(x->buf, marks_count(x->buf, x->from) + i, x->from + str_len(s)) - x->from;
    }
    const char *p = str_bytes(s);
    return (size_t)(skip_chars(p, p + str_len(s), i) - p);
}

uint32_t str_index_of_offset(Value s, size_t n)
{
    if (str_ascii(s)) return (uint32_t)n;
    if (!worth_marks(s, n)) return utf8_count(str_bytes(s), n);
    const StrX *x = (const StrX *)str_head(s);
    return (uint32_t)(marks_count(x->buf, x->from + n) - marks_count(x->buf, x->from));
}

bool str_slice(Heap *h, Value *s, uint64_t from, uint64_t n, Value *out)
{
    size_t at = str_offset(*s, from), len;
    uint32_t chars = str_chars(*s);
    if (from >= chars || n >= chars - from) {
        len = str_len(*s) - at;
    } else if (str_ascii(*s)) {
        len = (size_t)n;
    } else if (worth_marks(*s, n)) {
        len = str_offset(*s, from + n) - at;
    } else {
        const char *p = str_bytes(*s);
        len = (size_t)(skip_chars(p + at, p + str_len(*s), n) - p) - at;
    }
    return str_slice_bytes(h, s, at, len, out);
}

/* A whole Num against a length: below 0 it counts from the end; cut to [-1, len]. */
static bool span_end(Value v, uint64_t len, int64_t *out)
{
    int64_t i;
    if (is_double(v) && isinf(to_double(v))) {
        *out = to_double(v) > 0 ? (int64_t)len : -1;
        return true;
    }
    if (!is_int(v) && !is_bigint(v) && !(is_double(v) && to_double(v) == trunc(to_double(v))))
        return false;
    if (is_int(v)) {
        i = to_int(v);
    } else if (is_double(v) && fabs(to_double(v)) < 0x1p62) {
        i = (int64_t)to_double(v);
    } else {
        bool negative = is_double(v) ? to_double(v) < 0 : ((BigInt *)to_obj(v))->sign < 0;
        i = negative ? INT64_MIN / 2 : INT64_MAX / 2;
    }
    if (i < 0) i += (int64_t)len;
    *out = i<-1 ? -1 : i>(int64_t) len ? (int64_t)len : i;
    return true;
}

bool range_span(Value range, uint64_t len, uint64_t *from, uint64_t *n)
{
    const Range *r = (const Range *)to_obj(range);
    int64_t a, b;
    if (!span_end(r->from, len, &a) || !span_end(r->to, len, &b)) return false;
    bool endless = is_double(r->to) && isinf(to_double(r->to));
    if ((r->h.flags & OF_EXCL) && !endless) b--;
    if (a < 0) a = 0;
    if (b >= (int64_t)len) b = (int64_t)len - 1;
    *from = (uint64_t)a;
    *n = b >= a ? (uint64_t)(b - a + 1) : 0;
    if (*n == 0) *from = 0;
    return true;
}

bool str_slice_range(Heap *h, Value *s, Value range, Value *out)
{
    uint64_t from, n;
    if (!range_span(range, str_chars(*s), &from, &n)) from = n = 0;
    return str_slice(h, s, from, n, out);
}

bool str_char_at(Heap *h, Value *s, int64_t i, Value *out)
{
    uint32_t chars = str_chars(*s);
    if (i < 0) i += chars;
    MAAT_ASSERT(i >= 0);
    if (i >= (int64_t)chars) {
        *out = V_NIL;
        return true;
    }
    size_t at = str_offset(*s, (uint64_t)i);
    const char *p = str_bytes(*s) + at;
    unsigned char lead = (unsigned char)*p;
    if (lead < 0x80) {
        *out = str_of_ascii(lead);
        return true;
    }
    return str_slice_bytes(h, s, at, utf8_bytes_of(lead), out);
}

/* ---- looking ---- */

int64_t str_find(Value s, Value needle, size_t from)
{
    size_t n = str_len(s), k = str_len(needle);
    if (from > n || k > n - from) return -1;
    const char *p = str_bytes(s);
    const char *hit = memmem(p + from, n - from, str_bytes(needle), k);
    return hit ? hit - p : -1;
}

int64_t str_rfind(Value s, Value needle)
{
    size_t n = str_len(s), k = str_len(needle);
    const char *p = str_bytes(s), *q = str_bytes(needle);
    if (k > n) return -1;
    if (k == 0) return (int64_t)n;
    for (size_t end = n - k + 1; end > 0;) {
        const char *hit = memrchr(p, q[0], end);
        if (!hit) return -1;
        if (memcmp(hit, q, k) == 0) return hit - p;
        end = (size_t)(hit - p);
    }
    return -1;
}
