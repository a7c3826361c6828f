/* Where the time goes: `maat run --profile FILE` samples what maatines do, `maat dis --hot` counts what they execute.
 *
 * Samples. A slice is run in parts of PROFILE_STEP reductions; whenever the clock has passed a tick (PROFILE_TICK_NS) during a
 * part, the stack at its end is a sample, counted once for each tick passed. So samples are taken at safe points only (calls, ends of loop
 * bodies, ends of natives), the maatine that runs pays for them, and without a profile nothing is done but one test a slice. Time spent
 * waiting is not seen.
 *
 * Counts. The words of a function's instructions are exchanged for COUNTED, which counts and goes on as the operation that stood
 * there; nothing is specialised meanwhile. Other code than what is counted runs as always.
 *
 * Threads: samples of all schedulers go into one table under the lock PROFILE; counts are relaxed atomics.
 */
#ifndef MAAT_VM_PROFILE_H
#define MAAT_VM_PROFILE_H

#include "base/buf.h"
#include "vm/exec/code.h"

struct maatine;
struct runtime;

#define PROFILE_STEP    100
#define PROFILE_TICK_NS 1000000u

struct profile;
/* Samples go to `path` at the end. */
struct profile *profile_new(const char *path);
/* Runs m until its slice ends, as exec_run does without a profile. */
void profile_run(struct maatine *m, struct profile *p, void (*run)(struct maatine *m));
/* Writes `path` (folded stacks: "outer;inner COUNT") and `path`.lines ("COUNT FILE:LINE FUNCTION", most first), and frees p. False: a
 * file cannot be written, errno says why. */
bool profile_write(struct profile *p);

/* ---- counts ---- */

struct hot {
    uint16_t *ops;    /* [const while it runs] by word: the operation that stood there */
    uint64_t *counts; /* [any, relaxed atomic] by word */
};
/* Counts in all functions of the module, from before it runs. */
void hot_start(Module *m);
/* Puts the operations back. The counts stay until hot_free. */
void hot_stop(Module *m);
void hot_free(Module *m);
/* The instruction at word pc, whether it is counted or not. */
Insn proto_insn(const Proto *p, uint32_t pc);
/* Pairs of operations that ran one behind the other most often, one a line. */
void hot_pairs(const Module *m, Buf *out);

#endif
