/* What unit tests share: a main in one macro, and a way to see a death.
 *
 *   START_TEST(test_buf__empty__is_empty_string) { ... } END_TEST
 *   UNIT_MAIN("buf", UNIT_TEST(test_buf__empty__is_empty_string); ...)
 *
 * Each test runs in a process of its own (Check's default).
 */
#ifndef MAAT_TESTS_UNIT_UNIT_H
#define MAAT_TESTS_UNIT_UNIT_H

#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNIT_TEST(test) tcase_add_test(unit_case, test)

#define UNIT_MAIN(name, ...)                                                                       \
    int main(void)                                                                                 \
    {                                                                                              \
        Suite *unit_suite = suite_create(name);                                                    \
        TCase *unit_case = tcase_create(name);                                                     \
        __VA_ARGS__;                                                                               \
        suite_add_tcase(unit_suite, unit_case);                                                    \
        SRunner *unit_runner = srunner_create(unit_suite);                                         \
        srunner_run_all(unit_runner, CK_NORMAL);                                                   \
        int unit_failed = srunner_ntests_failed(unit_runner);                                      \
        srunner_free(unit_runner);                                                                 \
        return unit_failed ? 1 : 0;                                                                \
    }

/* Runs f in a child process. True if it aborts and its standard error contains `text`; prints what it said else. */
static inline bool unit_aborts(void (*f)(void), const char *text)
{
    int ends[2];
    char said[4096];
    size_t n = 0;
    if (pipe(ends) != 0) return false;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        f();
        _exit(0);
    }
    close(ends[1]);
    for (ssize_t got;
         n < sizeof said - 1 && (got = read(ends[0], said + n, sizeof said - 1 - n)) > 0;)
        n += (size_t)got;
    said[n] = 0;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && strstr(said, text)) return true;
    printf("no abort with '%s'; status %d, standard error: %s\n", text, status, said);
    return false;
}

#endif
