/* Str: immutable UTF-8 text, always valid.
 *
 * Up to STR_INLINE_MAX bytes lie in the object (T_STR); longer strings are slices of a shared buffer (T_STRX), so a long
 * slice costs nothing and `s = s + piece` copies the piece alone (heap/strbuf.h). Interned strings are T_STR of any length.
 * The hash and the count of code points are kept in the head; OF_ASCII is set exactly if there are as many code points as
 * bytes (ST-1), and then the n-th code point is the n-th byte.
 *
 * Functions with a Heap may collect and return false if there is no memory (or the result would exceed STR_MAX); rooted
 * operands are `Value *`, *out is raw. Offsets are bytes where the name says `bytes`, else code points.
 */
#ifndef MAAT_HEAP_STRING_H
#define MAAT_HEAP_STRING_H

#include "base/atomic.h"
#include "base/buf.h"
#include "heap/heap.h"

#define STR_MAX 0xFFFFFF00u /* bytes */

static inline struct str_head *str_head(Value v)
{
    MAAT_ASSERT(is_str(v));
    return (struct str_head *)to_ptr(v);
}
static inline uint32_t str_len(Value v) { return str_head(v)->len; }
static inline bool str_ascii(Value v) { return str_head(v)->h.flags & OF_ASCII; }
/* The bytes. Behind those of a T_STR there is a NUL, behind those of a T_STRX there may be anything. */
static inline const char *str_bytes(Value v)
{
    const struct str_head *s = str_head(v);
    return MAAT_LIKELY(s->h.type == T_STR) ? ((const Str *)s)->p
                                           : ((const StrX *)s)->buf->p + ((const StrX *)s)->from;
}
/* Code points. */
uint32_t str_chars_slow(struct str_head *s);
static inline uint32_t str_chars(Value v)
{
    struct str_head *s = str_head(v);
    uint32_t n = load_rlx(&s->chars);
    return MAAT_LIKELY(n != UINT32_MAX) ? n : str_chars_slow(s);
}
/* Never 0. */
uint32_t str_hash_slow(struct str_head *s);
static inline uint32_t str_hash(Value v)
{
    struct str_head *s = str_head(v);
    uint32_t f = load_rlx(&s->hash);
    return MAAT_LIKELY(f != 0) ? f : str_hash_slow(s);
}
uint32_t str_hash_bytes(const char *p, size_t n);

static inline bool str_equal(Value a, Value b)
{
    if (a == b) return true;
    const struct str_head *x = str_head(a), *y = str_head(b);
    if (x->len != y->len) return false;
    uint32_t f = load_rlx(&x->hash), g = load_rlx(&y->hash);
    if (f && g && f != g) return false;
    return memcmp(str_bytes(a), str_bytes(b), x->len) == 0;
}
/* Same text as the C string. */
static inline bool str_is(Value v, const char *s)
{
    size_t n = strlen(s);
    return is_str(v) && str_len(v) == n && memcmp(str_bytes(v), s, n) == 0;
}
/* By code point: -1, 0, 1. */
int str_compare(Value a, Value b);

/* ---- making ---- */

/* p must not lie in a heap. The bytes are valid UTF-8. */
MAAT_MUST_CHECK bool str_new(Heap *h, const char *p, size_t n, Value *out);
MAAT_MUST_CHECK bool str_cstr(Heap *h, const char *s, Value *out);
/* Takes the text of a buffer, and empties it. */
MAAT_MUST_CHECK bool str_take(Heap *h, Buf *b, Value *out);
/* Words to reserve for a string of n bytes that str_make then makes without collecting. */
static inline size_t str_words(size_t n)
{
    return n <= STR_INLINE_MAX ? WORDS(sizeof(struct str_head) + n + 1) : WORDS_OF(StrX);
}
/* Makes a string of n bytes; str_words(n) words are reserved. Never collects; V_ABSENT: no memory. */
Value str_make(Heap *h, const char *p, size_t n);
/* Likewise the slice of n bytes at `from` of s (boundaries of code points): shares the buffer when it is long. */
Value str_make_slice(Heap *h, Value s, size_t from, size_t n);

/* Likewise of n bytes of a buffer that nobody writes to (valid UTF-8); shares it when they are many. */
Value str_make_view(Heap *h, StrBuf *buf, size_t from, size_t n);

/* Strings that are there: of one ASCII character (128: the empty one); of a small integer (V_ABSENT: none is). Immortal. */
Value str_of_ascii(int c);
#define STR_INT_MIN (-128)
#define STR_INT_MAX 9999
Value str_of_int(int64_t i);

/* A buffer of n bytes (more than STR_INLINE_MAX) that becomes a Str, of so many code points, when it is filled. NULL: no memory. Until then
 * the caller counts for it (strbuf_unref). */
MAAT_OWNED StrBuf *str_buf_new(Heap *h, size_t n);
MAAT_MUST_CHECK bool str_of_buf(Heap *h, MAAT_OWNED StrBuf *buf, size_t n, uint32_t chars,
                                Value *out);
MAAT_MUST_CHECK bool str_concat(Heap *h, Value *a, Value *b, Value *out);
/* Of n strings in a row. */
MAAT_MUST_CHECK bool str_join(Heap *h, Value *v, uint32_t n, Value *out);
/* Of the elements of an Array, all of them Strs, with the Str *sep (V_ABSENT: nothing) in between. Where that is more than `most` bytes *out is
 * V_ABSENT, and nothing was made. */
MAAT_MUST_CHECK bool str_join_array(Heap *h, Value *array, Value *sep, size_t most, Value *out);
/* times < 0 counts as 0. */
MAAT_MUST_CHECK bool str_repeat(Heap *h, Value *s, int64_t times, Value *out);
MAAT_MUST_CHECK bool str_slice_bytes(Heap *h, Value *s, size_t from, size_t n, Value *out);
/* n code points from `from` on; both are cut to what is there. */
MAAT_MUST_CHECK bool str_slice(Heap *h, Value *s, uint64_t from, uint64_t n, Value *out);
/* What lies inside the Range (of whole Nums); negative ends count from the end. */
MAAT_MUST_CHECK bool str_slice_range(Heap *h, Value *s, Value range, Value *out);
/* Code point i as a Str, or nil behind the end; a negative i counts from the end and must not lie before the start. */
MAAT_MUST_CHECK bool str_char_at(Heap *h, Value *s, int64_t i, Value *out);

/* ---- looking ---- */

/* Byte offset of code point i (at most the length). */
size_t str_offset(Value s, uint64_t i);
/* Code points in the first n bytes. */
uint32_t str_index_of_offset(Value s, size_t n);
/* Byte offset of the first `needle` at or behind byte `from`; -1: none. */
int64_t str_find(Value s, Value needle, size_t from);
int64_t str_rfind(Value s, Value needle);

/* ---- changing text ---- */
enum str_case { STR_UPPER, STR_LOWER, STR_TITLE /* for one code point */, STR_FOLD };
/* Full case mapping of the bytes [p, p+n): `ß` becomes `SS`. */
void str_map_case(enum str_case c, const char *p, size_t n, Buf *out);
/* Likewise of the n bytes at p of a text that begins at `start` and ends at `end`. */
void str_map_case_in(enum str_case c, const char *start, const char *end, const char *p, size_t n,
                     Buf *out);

/* ---- UTF-8 ---- */
bool utf8_valid(const char *p, size_t n, size_t *bad); /* *bad: offset of the first bad byte */
/* Appends the text, with U+FFFD for each byte that is no part of a sequence: for what comes from outside and must be a Str. */
void utf8_repair(Buf *b, const char *p, size_t n);
uint32_t utf8_count(const char *p, size_t n); /* code points of valid text */
/* Decodes the code point at p (valid text); *n: its bytes. */
uint32_t utf8_decode(const char *p, unsigned *n);
static inline unsigned utf8_bytes_of(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
bool utf8_is_space(uint32_t cp);

/* Range of whole Nums against a length: first index and count. False: an end is no whole Num. */
bool range_span(Value range, uint64_t len, uint64_t *from, uint64_t *n);

#endif
