/* Native resources as values: a T_RES object is a handle of a counted C structure (an open file, a socket, an operation that
 * is under way). What it is tells `ops`; release and retain follow the handles that collections and messages make and drop.
 */
#ifndef MAAT_STDLIB_RES_H
#define MAAT_STDLIB_RES_H

#include "vm/native.h"

/* A handle of `native`, whose reference it takes over. `bytes` count towards the heap's next collection. On failure the
 * reference is given back by ops->release. May collect. */
MAAT_MUST_CHECK bool res_new(struct maatine *m, const struct res_ops *ops, MAAT_OWNED void *native,
                             uint64_t bytes, Value *out);

/* The structure behind v if it is a handle of this kind, else NULL. */
static inline void *res_get(Value v, const struct res_ops *ops)
{
    return is_type(v, T_RES) && ((Res *)to_obj(v))->ops == ops ? ((Res *)to_obj(v))->native : NULL;
}

#endif
