/* The state of a program in a file, for afterwards.
 *
 *   file      "MAATDUMP 1\n", then sections: 4 bytes length (little endian), a reply in its wire form (rows.h) with some of the
 *             tables. A file that was cut off is read up to the cut.
 *
 * A dump is written by a forked child: a copy of the process in which nothing moves any more, so that frames, mailboxes and ties of
 * every maatine can be read without asking anybody, and the program itself stands still only while the kernel copies its page
 * tables. The child never waits for a lock (lock_open_all), is killed after DUMP_SECONDS, and writes sections as it
 * goes, the most telling ones first: what comes out is bounded in time and size, whatever state the program is in.
 *
 * Written on SIGUSR1, on a broken invariant or a fatal signal (a lack of memory for the runtime itself is one), and by the command
 * `dump`; of programs that can be observed also when all maatines wait, and when one ends because the program's memory is used up.
 */
#ifndef MAAT_VM_OBSERVE_DUMP_H
#define MAAT_VM_OBSERVE_DUMP_H

#include "vm/observe/rows.h"

#define DUMP_SECONDS       9
#define DUMP_AGAIN_SECONDS 600
#define DUMP_MAGIC         "MAATDUMP 1\n"
#define DUMP_BYTES         (256u << 20) /* a file is not longer */

struct runtime;

/* Forks the writer and lets it go; what goes wrong it says on standard error. */
void dump_detached(struct runtime *rt);
/* All maatines wait and the program ends: who could have attached to it finds its state in the file. Waits for it. */
void dump_at_deadlock(struct runtime *rt);
/* A maatine ends by a MemoryError. If it is the program that has used up its memory (--max-memory), its state goes into the file, at most
 * once in DUMP_AGAIN_SECONDS. */
void dump_at_no_memory(struct runtime *rt);
/* From now on a fatal signal leaves a dump; and no more. */
void dump_on_fatal(struct runtime *rt);
void dump_off(struct runtime *rt);

/* All tables of a file. False: it is none. */
MAAT_MUST_CHECK bool dump_parse(const char *p, size_t n, Reply *out);

#endif
