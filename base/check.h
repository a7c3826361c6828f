/* Assertions of three kinds (STYLE: cheap and always on, checking builds only, whole-structure walks).
 *
 * MAAT_CHECK(c, fmt, ...)   always on: a broken invariant ends the process with what and where.
 * MAAT_ASSERT(c)            debug, stress and sanitizer builds; still type-checked in the others.
 * MAAT_VERIFY(call)         stress build only: walks a whole structure.
 * No input of a program may reach any of them.
 */
#ifndef MAAT_BASE_CHECK_H
#define MAAT_BASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAAT_LIKELY(x)    __builtin_expect(!!(x), 1)
#define MAAT_UNLIKELY(x)  __builtin_expect(!!(x), 0)
#define MAAT_MUST_CHECK   __attribute__((warn_unused_result))
#define MAAT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define MAAT_NORETURN     __attribute__((noreturn))
#define MAAT_UNUSED       __attribute__((unused))
#define MAAT_ALIGNED(n)   __attribute__((aligned(n)))
#define MAAT_NOINLINE     __attribute__((noinline))
#define MAAT_CACHE_LINE   64
/* Ownership marks on parameters and results that cross a function with duties. */
#define MAAT_OWNED
#define MAAT_BORROWED

/* Prints "maat: broken invariant at FILE:LINE: WHAT: message" to standard error and aborts. */
void check_fail(const char *file, int line, const char *what, const char *fmt, ...) MAAT_NORETURN
    MAAT_PRINTF(4, 5);

#define MAAT_CHECK(c, ...)                                                                         \
    (MAAT_LIKELY(c) ? (void)0 : check_fail(__FILE__, __LINE__, #c, " " __VA_ARGS__))

/* 1 when a sanitizer instruments the code: it wants fatal signals for itself. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MAAT_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MAAT_SANITIZED 1
#endif
#endif
#ifndef MAAT_SANITIZED
#define MAAT_SANITIZED 0
#endif

/* BUILD_CHECKED is 1 in debug, stress, asan and tsan builds; BUILD_STRESS is 1 in stress only. */
#ifndef BUILD_CHECKED
#define BUILD_CHECKED 0
#endif
#ifndef BUILD_STRESS
#define BUILD_STRESS 0
#endif

#define MAAT_ASSERT(c)                                                                             \
    (!BUILD_CHECKED || MAAT_LIKELY(c) ? (void)0 : check_fail(__FILE__, __LINE__, #c, " "))
#define MAAT_VERIFY(call)                                                                          \
    do {                                                                                           \
        if (BUILD_STRESS) { call; }                                                                \
    } while (0)

#endif
