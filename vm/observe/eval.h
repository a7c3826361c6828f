/* Code typed by an observer, run in a maatine of its own.
 *
 * The text is compiled like a piece of the shell, with the program's exported names and `our` variables in sight; its value comes back as
 * text (`.dump`). Compiling happens on the asker's thread under MODULES; what the code then does is bounded by the usual
 * limits of a maatine, and who waits for its value waits a few seconds at most. Code that was compiled stays until the program ends.
 */
#ifndef MAAT_VM_OBSERVE_EVAL_H
#define MAAT_VM_OBSERVE_EVAL_H

#include "vm/observe/query.h"

#define EVAL_SECONDS 10.0

/* The value into a table `value`, or an error. */
void eval_run(Query *q, const char *code);
/* The maatine of eval `number` has a value, or an error's text. Any thread. */
void eval_answer(struct runtime *rt, uint64_t number, bool ok, const char *p, size_t n);

#endif
