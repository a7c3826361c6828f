/* Handlers on their own stacks: in a child, as what they handle ends a process. */
#include "base/altstack.h"
#include "tests/unit/unit.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int depth;

MAAT_NOINLINE static int down(int n)
{
    volatile char some[300];
    some[0] = (char)n;
    depth = n;
    return depth < 0 ? 0 : down(n + 1) + some[0];
}

/* 0: the stack was used up; 1: it was not. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    _exit(altstack_overflown(info->si_addr) ? 0 : 1);
}

static void *overflows(void *arg)
{
    altstack_on();
    altstack_on(); /* it has one */
    if (arg) *(volatile int *)arg = 1;
    return (void *)(intptr_t)down(0);
}

static int status_of(void *touched)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct sigaction a = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
        pthread_t t;
        sigaction(SIGSEGV, &a, NULL);
        if (pthread_create(&t, NULL, overflows, touched) != 0) _exit(2);
        pthread_join(t, NULL);
        _exit(3);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -status;
}

START_TEST(test_altstack__stack_used_up__handler_runs_and_knows)
{
    if (MAAT_SANITIZED) return;
    ck_assert_int_eq(status_of(NULL), 0);
}
END_TEST

START_TEST(test_altstack__wrong_pointer__is_no_overflow)
{
    if (MAAT_SANITIZED) return;
    ck_assert_int_eq(status_of((void *)(intptr_t)64), 1);
}
END_TEST

static void *ends(void *arg)
{
    stack_t s;
    altstack_on();
    sigaltstack(NULL, &s);
    *(stack_t *)arg = s;
    return NULL;
}

/* Mapped again after the thread's end: the place is free. */
START_TEST(test_altstack__thread_ends__its_stack_goes)
{
    pthread_t t;
    stack_t s = {0}, none;
    if (MAAT_SANITIZED) return;
    ck_assert_int_eq(pthread_create(&t, NULL, ends, &s), 0);
    pthread_join(t, NULL);
    ck_assert(!(s.ss_flags & SS_DISABLE) && s.ss_size > ALTSTACK_BYTES / 2);
    ck_assert_int_eq(access(s.ss_sp, F_OK), -1);
    ck_assert_int_eq(errno, EFAULT);
    sigaltstack(NULL, &none);
    ck_assert(none.ss_flags & SS_DISABLE);
}
END_TEST

UNIT_MAIN("altstack", UNIT_TEST(test_altstack__stack_used_up__handler_runs_and_knows);
          UNIT_TEST(test_altstack__wrong_pointer__is_no_overflow);
          UNIT_TEST(test_altstack__thread_ends__its_stack_goes);)
