/* Memory of immortal objects: constants of code, interned names. They live as long as the process and are never moved.
 *
 * What one runtime made is not taken back when it ends: several runtimes may share code constants, and their number is
 * bounded by the code that was loaded.
 * Threads: any.
 */
#ifndef MAAT_HEAP_IMMORTAL_H
#define MAAT_HEAP_IMMORTAL_H

#include "heap/object.h"

/* A zeroed object with its header set (GC_SHARED). */
void *immortal_alloc(enum obj_type t, size_t words);
/* Arrays and maps of immortal or immediate values; kv: key, value, key, value ... (n pairs, keys valid and different). */
Value immortal_array(const Value *v, uint32_t n);
Value immortal_map(const Value *kv, uint32_t n);

#endif
