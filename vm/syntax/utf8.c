/* Eight ASCII bytes at a time; everything else by the table of well-formed sequences of the Unicode standard. */
#include "vm/syntax/utf8.h"
#include <stdbool.h>
#include <string.h>

static bool all_ascii(const char *s)
{
    uint64_t w;
    memcpy(&w, s, sizeof w);
    return !(w & 0x8080808080808080ull);
}

static bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

/* The length of the sequence at s, 0 when it is not well formed. */
static size_t sequence(const unsigned char *s, size_t n)
{
    unsigned char c = s[0];
    if (c < 0x80) return 1;
    size_t len = c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
    if (!len || len > n) return 0;
    for (size_t k = 1; k < len; k++)
        if (!continues(s[k])) return 0;
    if ((c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F)) return 0;
    if ((c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F)) return 0;
    return len;
}

size_t utf8_first_bad(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        if (n - i >= 8 && all_ascii(s + i)) {
            i += 8;
            continue;
        }
        size_t len = sequence((const unsigned char *)s + i, n - i);
        if (!len) return i;
        i += len;
    }
    return n;
}
