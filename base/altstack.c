/* Stacks for signal handlers; see altstack.h. */
#include "base/altstack.h"
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>

#define GUARD 4096u
/* A frame that goes beyond the end may begin far behind it. */
#define NEAR  (1u << 20)

static __thread struct {
    char *base;    /* of the mapping: a guard page, then the stack; NULL: none */
    uintptr_t end; /* lowest address of the thread's own stack; 0: not known */
} mine;

static pthread_key_t exit_key; /* [const after init_once] */
static pthread_once_t init_once = PTHREAD_ONCE_INIT;

static void thread_ends(void *base)
{
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    munmap(base, ALTSTACK_BYTES);
    mine.base = NULL;
}

static void process_init(void)
{
    int rc = pthread_key_create(&exit_key, thread_ends);
    MAAT_CHECK(rc == 0, "pthread_key_create: %d", rc);
}

static void note_end(void)
{
    pthread_attr_t attr;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr) != 0) return;
    if (pthread_attr_getstack(&attr, &low, &size) == 0) mine.end = (uintptr_t)low;
    pthread_attr_destroy(&attr);
}

void altstack_on(void)
{
    if (MAAT_SANITIZED || mine.base) return;
    char *base = mmap(NULL, ALTSTACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) return;
    stack_t s = {.ss_sp = base + GUARD, .ss_size = ALTSTACK_BYTES - GUARD};
    if (mprotect(base, GUARD, PROT_NONE) != 0 || sigaltstack(&s, NULL) != 0) {
        munmap(base, ALTSTACK_BYTES);
        return;
    }
    pthread_once(&init_once, process_init);
    pthread_setspecific(exit_key, base);
    mine.base = base;
    note_end();
}

bool altstack_overflown(const void *address)
{
    uintptr_t at = (uintptr_t)address;
    return mine.end && at + NEAR >= mine.end && at < mine.end + NEAR;
}
