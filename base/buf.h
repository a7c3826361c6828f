/* A growable byte buffer for building text in C. Never fails (see mem_alloc); not shared between threads. */
#ifndef MAAT_BASE_BUF_H
#define MAAT_BASE_BUF_H

#include "base/check.h"
#include <stdarg.h>
#include <stddef.h>

typedef struct buf {
    char *p; /* always NUL-terminated once something was added; NULL before */
    size_t len, cap;
} Buf;

#define BUF_INIT {NULL, 0, 0}

void buf_add(Buf *b, const void *p, size_t n);
void buf_adds(Buf *b, const char *s);
void buf_addc(Buf *b, char c);
void buf_addf(Buf *b, const char *fmt, ...) MAAT_PRINTF(2, 3);
void buf_vaddf(Buf *b, const char *fmt, va_list ap);
/* Adds the UTF-8 form of a code point. */
void buf_addcp(Buf *b, uint32_t cp);
/* Makes room for n more bytes and returns where they go (len is not changed). */
char *buf_room(Buf *b, size_t n);
const char *buf_str(Buf *b); /* "" when empty */
void buf_clear(Buf *b);
void buf_fini(Buf *b);

#endif
