/* UTF-8: validity, counting, decoding. */
#include "heap/string.h"

/* Length of the well-formed sequence at p (end behind it), or 0. Table 3-7 of the Unicode standard. */
static unsigned sequence(const unsigned char *p, const unsigned char *end)
{
    unsigned char c = p[0];
    unsigned n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (n == 0 || (size_t)(end - p) < n) return 0;
    for (unsigned i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return 0;
    if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
    return n;
}

bool utf8_valid(const char *s, size_t n, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    while (p < end) {
        uint64_t w;
        while (end - p >= 8 && (memcpy(&w, p, 8), (w & 0x8080808080808080ull) == 0)) p += 8;
        if (p == end) break;
        unsigned k = sequence(p, end);
        if (k == 0) {
            *bad = (size_t)(p - (const unsigned char *)s);
            return false;
        }
        p += k;
    }
    return true;
}

void utf8_repair(Buf *b, const char *p, size_t n)
{
    size_t bad;
    while (!utf8_valid(p, n, &bad)) {
        buf_add(b, p, bad);
        buf_adds(b, "\xEF\xBF\xBD");
        p += bad + 1;
        n -= bad + 1;
    }
    buf_add(b, p, n);
}

uint32_t utf8_count(const char *p, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++) count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

uint32_t utf8_decode(const char *s, unsigned *n)
{
    const unsigned char *p = (const unsigned char *)s;
    *n = utf8_bytes_of(p[0]);
    switch (*n) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3: return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    default:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    }
}

/* White_Space of Unicode. */
bool utf8_is_space(uint32_t cp)
{
    if (cp < 0x80) return cp == ' ' || (cp >= 9 && cp <= 13);
    return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000 ||
           cp == 0xFEFF;
}
