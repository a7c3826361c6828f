/* UTF-8 as the front end needs it. */
#ifndef MAAT_VM_SYNTAX_UTF8_H
#define MAAT_VM_SYNTAX_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The offset of the first byte that is not part of a well-formed sequence (overlong forms, surrogates and code points
 * past U+10FFFF are not); n when there is none. */
size_t utf8_first_bad(const char *s, size_t n);

/* How many bytes the sequence that begins with `lead` has; 1 for bytes that begin none. */
static inline uint32_t utf8_len(unsigned char lead)
{
    return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF8 ? 4 : 1;
}

#endif
