/* Loaded in front of a program under test: what its powmod does instead of its work, by BREAKS. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int depth;

__attribute__((noinline)) static int down(int n)
{
    volatile char some[200];
    some[0] = (char)n;
    depth = n;
    return depth < 0 ? 0 : down(n + 1) + some[0];
}

static void hang(void)
{
    for (;;) pause();
}

void __gmpz_powm(void *r, const void *a, const void *e, const void *m);
void __gmpz_powm(void *r, const void *a, const void *e, const void *m)
{
    const char *how = getenv("BREAKS");
    (void)r;
    (void)a;
    (void)e;
    (void)m;
    if (how && strcmp(how, "stack") == 0) (void)down(0);
    if (how && strcmp(how, "fork") == 0)
        pthread_atfork(hang, NULL, NULL); /* as with a lock that is held for ever */
    *(volatile int *)(size_t)(depth + 16) = 1;
}
