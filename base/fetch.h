/* Cache lines that are needed soon, fetched side by side instead of one after the other.
 *
 * MAAT_SEND_CODE puts a function into a section of its own: what sends and pushes a message, from all folders. It is fetched as a whole, and
 * lies in a page or two (maatine_send_ahead).
 */
#ifndef MAAT_BASE_FETCH_H
#define MAAT_BASE_FETCH_H

#include "base/check.h"

#define MAAT_SEND_CODE __attribute__((section("maat_send")))

/* Any address, also of what is not there any more. */
static inline void maat_fetch(const void *from, size_t bytes)
{
    uintptr_t p = (uintptr_t)from & ~(uintptr_t)(MAAT_CACHE_LINE - 1);
    for (; p < (uintptr_t)from + bytes; p += MAAT_CACHE_LINE) __builtin_prefetch((const void *)p);
}

#endif
