/* The natives of Json: json_parse.c reads, json_dump.c writes. */
#ifndef MAAT_STDLIB_JSON_H
#define MAAT_STDLIB_JSON_H

#include "vm/native.h"

/* Native.json_dump(nil, value, indent) */
enum native_result json_dump(struct maatine *m, Value *args, uint32_t nargs);

#endif
