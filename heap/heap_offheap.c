/* What each type does with its off-heap part. The table is filled once at start, with the same functions by each runtime
 * of the process. */
#include "heap/gc_int.h"
#include "heap/strbuf.h"
#include "heap/weakmap.h"

static void release_strx(Obj *o) { strbuf_unref(((StrX *)o)->buf, ((StrX *)o)->s.len); }
static void release_bytes(Obj *o)
{
    if (((Bytes *)o)->buf) strbuf_unref(((Bytes *)o)->buf, ((Bytes *)o)->len);
}
static bool retain_strx(Obj *o)
{
    strbuf_ref(((StrX *)o)->buf, ((StrX *)o)->s.len);
    return true;
}
/* Bytes can be written: a copy has a buffer of its own, unless the original must make itself one, too, before it is written. */
static bool retain_bytes(Obj *o)
{
    Bytes *b = (Bytes *)o;
    if (o->flags & OF_COW) {
        strbuf_ref(b->buf, b->len);
        return true;
    }
    MAAT_ASSERT(b->from == 0);
    StrBuf *buf = strbuf_new(b->len, b->len);
    if (!buf) return false;
    memcpy(buf->p, b->buf->p, b->len);
    b->buf = buf;
    return true;
}

static heap_release_fn release[T_COUNT] = {
    [T_STRX] = release_strx, [T_BYTES] = release_bytes, [T_WEAKMAP] = weakmap_release};
static heap_retain_fn retain[T_COUNT] = {[T_STRX] = retain_strx, [T_BYTES] = retain_bytes};

/* Atomic, as a second runtime of the process may start while the first one runs. */
void heap_set_release(enum obj_type t, heap_release_fn f) { store_rlx(&release[t], f); }
void heap_set_retain(enum obj_type t, heap_retain_fn f) { store_rlx(&retain[t], f); }

void offheap_release(Obj *o)
{
    MAAT_ASSERT(o->flags & OF_OFFHEAP);
    heap_release_fn f = load_rlx(&release[o->type]);
    MAAT_CHECK(f != NULL, "no way to release an object of type %d", o->type);
    f(o);
}

bool offheap_can_copy(enum obj_type t) { return load_rlx(&retain[t]) != NULL; }

bool offheap_retain(Obj *copy)
{
    heap_retain_fn f = load_rlx(&retain[copy->type]);
    MAAT_CHECK(f != NULL, "no way to copy an object of type %d", copy->type);
    return f(copy);
}

uint64_t offheap_bytes(const Obj *o)
{
    if (o->type == T_WEAKMAP) return weakmap_bytes((const WeakMap *)o);
    const StrBuf *b = o->type == T_STRX    ? ((const StrX *)o)->buf
                      : o->type == T_BYTES ? ((const Bytes *)o)->buf
                                           : NULL;
    /* Each holder counts its share. */
    return b ? strbuf_bytes(b) / strbuf_holders(b) : 0;
}

uint64_t offheap_doubled(const Obj *o)
{
    return o->type == T_BYTES && !(o->flags & OF_COW) ? ((const Bytes *)o)->len : 0;
}
