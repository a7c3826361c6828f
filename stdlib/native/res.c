/* Handles of native resources; see res.h. */
#include "stdlib/native/res.h"

static void release(Obj *o)
{
    Res *r = (Res *)o;
    r->ops->release(r->native);
}

static bool retain(Obj *copy)
{
    Res *r = (Res *)copy;
    return r->ops->retain && r->ops->retain(r->native);
}

bool res_new(struct maatine *m, const struct res_ops *ops, void *native, uint64_t bytes, Value *out)
{
    /* Before the first handle exists; the same values every time. */
    heap_set_release(T_RES, release);
    heap_set_retain(T_RES, retain);
    if (!native_reserve(m, WORDS_OF(Res))) {
        ops->release(native);
        return false;
    }
    Heap *h = native_heap(m);
    Res *r = heap_alloc(h, T_RES, WORDS_OF(Res));
    r->ops = ops;
    r->native = native;
    heap_add_offheap(h, &r->h, &r->next, bytes);
    *out = from_obj(r);
    return true;
}
