/* Searches for a pattern in a text of any length: what takes long goes on in slices (longcopy.h), as of longwalk.h. One attempt to match, at one
 * place of the text, is done at once; it has a limit of its own (heap/regex.h).
 *
 * Threads: owner.
 */
#ifndef MAAT_VM_LONGREGEX_H
#define MAAT_VM_LONGREGEX_H

#include "heap/regex.h"
#include "heap/string.h"
#include "vm/maatine/maatine.h"

/* Bytes of a text that are searched at once. */
#define REGEX_PART (BUILD_STRESS ? 2048u : 65536u)

/* As regex_exec in the Str s; REGEX_LONG: return native_yield or slow_yield, and ask again with the same values. Without `again` it is done at
 * once. Charges reductions. */
enum regex_status long_regex(Maatine *m, Value re, Value s, size_t from, bool after_empty,
                             bool again, bool *hit, struct regex_hit *out);
/* As regex_match, likewise. May collect. */
enum regex_status long_regex_match(Maatine *m, Value *re, Value *s, bool again, Value *groups,
                                   bool *hit);
/* The end of a part that begins at byte `at`: of whole code points. */
size_t regex_part_end(Value s, size_t at);

#endif
