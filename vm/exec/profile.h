/* Where the time goes: `maat run --profile FILE` samples what maatines do, `maat dis --hot` counts what they execute.
 *
 * Samples. Whoever wants them begins a profile: --profile for the whole run, an observer for some seconds; several at once share
 * the one sampler, each with a table of its own. While there is one a slice is run in parts of PROFILE_STEP reductions; whenever the clock has passed a tick (PROFILE_TICK_NS) during a
 * part, the stack at its end is a sample, counted once for each tick passed. So samples are taken at safe points only (calls, ends of loop
 * bodies, ends of natives), the maatine that runs pays for them, and without a profile nothing is done but one test a slice. Time spent
 * waiting is not seen.
 *
 * Counts. The words of a function's instructions are exchanged for COUNTED, which counts and goes on as the operation that stood
 * there; nothing is specialised meanwhile. Other code than what is counted runs as always.
 *
 * Threads: profiles begin and end on any thread; samples of all schedulers go into their tables under the lock PROFILE; counts are
 * relaxed atomics.
 */
#ifndef MAAT_VM_PROFILE_H
#define MAAT_VM_PROFILE_H

#include "base/buf.h"
#include "vm/exec/code.h"

struct maatine;
struct runtime;

#define PROFILE_STEP    100
#define PROFILE_TICK_NS 1000000u
#define PROFILE_STACKS                                                                             \
    16384u /* distinct ones of a profile; what comes then is counted as `(others)` */

enum profile_form {
    PROFILE_FUNCTIONS, /* outer;inner */
    PROFILE_LABELLED /* label;outer (FILE:LINE);inner (FILE:LINE), the line being that of the function */
};

struct profile;
/* An empty table, which samples nothing. */
struct profile *profile_new(enum profile_form form);
void profile_free(struct profile *p);
/* From now on samples go into p, until profile_end. */
void profile_begin(struct runtime *rt, struct profile *p);
void profile_end(struct runtime *rt, struct profile *p);
/* One more of what is no sample of what runs. p is not sampling. */
void profile_count(struct profile *p, const char *stack, size_t len, uint64_t n);
/* Its stacks, the most frequent first. p is not sampling. */
void profile_each(const struct profile *p,
                  void (*f)(void *ctx, const char *stack, size_t len, uint64_t count), void *ctx);
/* Runs m until its slice ends, as exec_run does without a profile. */
void profile_run(struct maatine *m, void (*run)(struct maatine *m));
/* Writes `path` (folded stacks: "outer;inner COUNT") and `path`.lines ("COUNT FILE:LINE FUNCTION", most first). False: a
 * file cannot be written, errno says why. */
bool profile_write(const struct profile *p, const char *path);

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
