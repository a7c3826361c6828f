/* See fault.h. */
#include "vm/maatine/fault.h"
#include "base/check.h"
#include "base/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct mem_stat before[MEM_TYPE_COUNT]; /* [one thread: fault_begin, fault_end] */
static const char *which;                      /* [likewise] NULL: nothing fails */

void fault_begin(void)
{
    which = BUILD_CHECKED ? getenv("MAAT_FAIL_ALLOC") : NULL;
    if (which) mem_stats(before);
}

void fault_arm(void)
{
    if (!which) return;
    if (*which == '/')
        mem_fail_every(atoll(which + 1));
    else
        mem_fail_row(atoll(which), strchr(which, ':') ? atoll(strchr(which, ':') + 1) : 1);
}

/* What code, classes and the runtime's tables take stays until the process ends. */
static bool stays(int t)
{
    return t == MEM_RUNTIME || t == MEM_CODE || t == MEM_SYNTAX || t == MEM_SCHED;
}

void fault_end(void)
{
    struct mem_stat now[MEM_TYPE_COUNT];
    if (!which) return;
    which = NULL;
    mem_fail_after(-1);
    mem_stats(now);
    for (int t = 0; t < MEM_TYPE_COUNT; t++)
        if (!stays(t) && now[t].count > before[t].count)
            fprintf(stderr, "maat: %llu allocations of '%s' are left\n",
                    (unsigned long long)(now[t].count - before[t].count), now[t].name);
}
