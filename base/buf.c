/* Growable byte buffers: capacity doubles, one byte is always kept for the final NUL. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

char *buf_room(Buf *b, size_t n)
{
    MAAT_CHECK(n < SIZE_MAX / 4 && b->len < SIZE_MAX / 4, "buffer of %zu bytes asked for %zu more",
               b->len, n);
    if (b->cap - b->len <= n || b->p == NULL) {
        size_t cap = b->cap ? b->cap * 2 : 64;
        if (cap < b->len + n + 1) cap = b->len + n + 1;
        b->p = mem_realloc(MEM_TEMP, b->p, cap);
        b->cap = cap;
        b->p[b->len] = 0;
    }
    return b->p + b->len;
}

void buf_add(Buf *b, const void *p, size_t n)
{
    char *to = buf_room(b, n);
    if (n) memcpy(to, p, n);
    b->len += n;
    b->p[b->len] = 0;
}

void buf_adds(Buf *b, const char *s) { buf_add(b, s, strlen(s)); }

void buf_addc(Buf *b, char c) { buf_add(b, &c, 1); }

void buf_addf(Buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(b, fmt, ap);
    va_end(ap);
}

void buf_vaddf(Buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char *to = buf_room(b, 80);
    size_t room = b->cap - b->len;
    int n = vsnprintf(to, room, fmt, ap);
    MAAT_CHECK(n >= 0, "format '%s'", fmt);
    if ((size_t)n >= room) {
        to = buf_room(b, (size_t)n);
        vsnprintf(to, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    b->len += (size_t)n;
}

void buf_addcp(Buf *b, uint32_t cp)
{
    MAAT_ASSERT(cp <= 0x10ffff);
    char u[4];
    size_t n;
    if (cp < 0x80) {
        u[0] = (char)cp;
        n = 1;
    } else if (cp < 0x800) {
        u[0] = (char)(0xc0 | cp >> 6);
        n = 2;
    } else if (cp < 0x10000) {
        u[0] = (char)(0xe0 | cp >> 12);
        n = 3;
    } else {
        u[0] = (char)(0xf0 | cp >> 18);
        n = 4;
    }
    for (size_t i = 1; i < n; i++) u[i] = (char)(0x80 | (cp >> (6 * (n - 1 - i)) & 0x3f));
    buf_add(b, u, n);
}

const char *buf_str(Buf *b) { return b->p ? b->p : ""; }

void buf_clear(Buf *b)
{
    b->len = 0;
    if (b->p) b->p[0] = 0;
}

void buf_fini(Buf *b)
{
    mem_free(MEM_TEMP, b->p);
    *b = (Buf)BUF_INIT;
}
