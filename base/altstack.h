/* A stack apart for signal handlers: one that runs because its thread's stack is used up could not run on that.
 *
 * Each thread that runs code of others has one (altstack_on at its start); it is address space until it is used. It goes with the thread.
 * None in builds with a sanitizer, which has its own.
 */
#ifndef MAAT_BASE_ALTSTACK_H
#define MAAT_BASE_ALTSTACK_H

#include "base/check.h"
#include <stdbool.h>

/* Room for what is written when the program ends badly (vm/observe/dump.h). */
#define ALTSTACK_BYTES (512u << 10)

/* For the calling thread, once or more often. Without memory for it there is none. */
void altstack_on(void);
/* In a handler: whether the thread it interrupted was at the end of its stack when it touched this address. */
bool altstack_overflown(const void *address);

#endif
