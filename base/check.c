/* The end of a process whose invariant broke. */
#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fixed buffers on the stack and one write: the heap may be what is broken, and the lines of two threads that
 * fail together should not mix. */
void check_fail(const char *file, int line, const char *what, const char *fmt, ...)
{
    char message[1024], all[2048];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    const char *text = message;
    while (*text == ' ') text++;
    snprintf(all, sizeof all, "maat: broken invariant at %s:%d: %.256s%s%s", file, line, what,
             *text ? ": " : "", text);
    size_t n = strlen(all);
    all[n] = '\n';
    if (write(STDERR_FILENO, all, n + 1) < 0) abort();
    abort();
}
