#include "heap/slice.h"

#include "heap/offheap.h"

bool slice_wastes(const Obj *o)
{
    uint64_t n;
    const StrBuf *b = slice_buf(o, &n);
    if (!b || strbuf_is_large(b, n) || strbuf_has_large(b)) return false;
    return n * STRBUF_PART < b->cap / strbuf_holders(b);
}

static void give_buf(Obj *o, StrBuf *b)
{
    if (o->type == T_STRX) {
        ((StrX *)o)->buf = b;
        ((StrX *)o)->from = 0;
    } else {
        ((Bytes *)o)->buf = b;
        ((Bytes *)o)->from = 0;
        o->flags &= (uint16_t)~OF_COW;
    }
}

int64_t slice_trim(Obj *o)
{
    uint64_t before = offheap_bytes(o), n;
    StrBuf *old = slice_buf(o, &n), *b = strbuf_new(n, n);
    if (!b) return 0;
    memcpy(b->p, old->p + (o->type == T_STRX ? ((StrX *)o)->from : ((Bytes *)o)->from), n);
    strbuf_unref(old, n);
    give_buf(o, b);
    return (int64_t)offheap_bytes(o) - (int64_t)before;
}
