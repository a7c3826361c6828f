/* Arguments of natives: checked, converted, with the errors that the program sees. */
#ifndef MAAT_STDLIB_ARGS_H
#define MAAT_STDLIB_ARGS_H

#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "vm/native.h"

#define UNUSED_ARGS ((void)args, (void)nargs)

/* A whole Num as int64; beyond that the nearest end. False: TypeError "WHAT must be an integer, not TYPE". */
bool arg_int(struct maatine *m, Value v, const char *what, int64_t *out);
/* As arg_int, and not below 0 (ArgumentError). */
bool arg_count(struct maatine *m, Value v, const char *what, uint64_t *out);
bool arg_num(struct maatine *m, Value v, const char *what);
/* A duration (num_is_duration). */
bool arg_seconds(struct maatine *m, Value v, const char *what, double *out);
bool arg_str(struct maatine *m, Value v, const char *what);
bool arg_array(struct maatine *m, Value v, const char *what);
/* FrozenError "TYPE is frozen" if v must not be changed. */
bool arg_mutable(struct maatine *m, Value v);

/* The error for a status that is not NUM_OK. `what` names the operation. */
enum native_result num_error(struct maatine *m, enum num_status st, const char *what);
enum native_result key_error(struct maatine *m, Value k);
enum native_result compare_error(struct maatine *m, Value a, Value b);

/* Result of a heap operation: *out, or MemoryError. By its address, so that the call that makes it may stand in `ok`. */
static inline enum native_result give(struct maatine *m, bool ok, const Value *out)
{
    return ok ? native_return(m, *out) : native_no_memory(m);
}

/* Makes an Array of *v, an Array, Range or Set: replaces it by its elements in order (an Array stays itself). tmp: three
 * scratch slots. False: an error is raised. May collect. */
bool arg_items(struct maatine *m, Value *v, Value *tmp);
/* Elements of a Range: how many (a huge number for endless ones); 0 for what holds none. */
double range_count(const Range *r);

/* Whether a text of so many bytes may become a result: for natives whose text may be much longer than what they got. */
bool text_fits(struct maatine *m, size_t bytes);
/* Takes the text of b as the result. */
enum native_result give_text(struct maatine *m, Buf *b);

#endif
