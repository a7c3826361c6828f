/* Failing allocations, for tests of builds with checks (debug, stress, sanitizers; others have none of this).
 *
 * MAAT_FAIL_ALLOC=N lets the N-th allocation that may fail do so, counted from the start of the program; MAAT_FAIL_ALLOC=N:K that
 * and the K - 1 after it, MAAT_FAIL_ALLOC=/N each N-th. When the program has ended, what it left allocated is told on standard error: `maat: 3 allocations of 'parcel' are left`.
 *
 * begin: what is allocated from here on is to be freed by the end. arm: from here on allocations fail. Threads: both before
 * all schedulers begin, end when the runtime is freed.
 */
#ifndef MAAT_VM_FAULT_H
#define MAAT_VM_FAULT_H

void fault_begin(void);
void fault_arm(void);
void fault_end(void);

#endif
