/* Work on other threads for natives; see op.h. */
#include "stdlib/native/op.h"

#include "base/atomic.h"
#include "base/mem.h"
#include "heap/string.h"
#include "vm/maatine/maatine.h"
#include <math.h>

static void op_unref(void *p)
{
    Op *o = p;
    if (sub_ar(&o->refs, 1) > 1) return; /* pairs with itself */
    if (o->drop) o->drop(o);
    mem_free(MEM_IO, o->path);
    mem_free(MEM_IO, o->path2);
    mem_free(MEM_IO, o->data);
    mem_free(MEM_IO, o);
}

static const struct res_ops op_ops = {"Operation", op_unref, NULL};

Op *op_of(Value state) { return res_get(state, &op_ops); }

Op *op_new(struct maatine *m, Value *state, const char *what, void (*work)(Op *o))
{
    Op *o = mem_zalloc(MEM_IO, sizeof *o);
    o->refs = 1;
    o->rt = native_runtime(m);
    o->id = m->id;
    o->what = what;
    o->work = work;
    o->fd = -1;
    return res_new(m, &op_ops, o, 0, state) ? o : NULL;
}

static void op_work(Offload *off)
{
    Op *o = (Op *)off;
    o->work(o);
}

static void op_done(Offload *off, Scheduler *s)
{
    (void)s;
    Op *o = (Op *)off;
    store_rel(&o->done, true); /* pairs with op_ready */
    maatine_wake(o->rt, o->id);
    op_unref(o);
}

enum native_result op_begin(struct maatine *m, Op *o)
{
    add_rlx(&o->refs, 1);
    (void)wait_for(m, WAIT_OFFLOAD, INFINITY);
    sched_offload(sched_current(), &o->off, op_work, op_done);
    return native_wait(m);
}

bool op_ready(struct maatine *m, Op *o)
{
    if (load_acq(&o->done)) { /* pairs with op_done */
        wait_done(m);
        return true;
    }
    (void)wait_for(m, WAIT_OFFLOAD, INFINITY);
    return false;
}

enum native_result io_error(struct maatine *m, const char *what, const char *path, int code)
{
    return native_error(m, ERR_IOError, "%s %s: %s", what, path, uv_strerror(-code));
}

enum native_result op_error(struct maatine *m, const Op *o)
{
    return io_error(m, o->what, o->path ? o->path : "", o->err);
}

char *path_arg(struct maatine *m, Value v)
{
    if (!is_str(v)) {
        (void)native_type_error(m, "the path", "Str", v);
        return NULL;
    }
    if (memchr(str_bytes(v), 0, str_len(v))) {
        (void)native_error(m, ERR_ArgumentError, "a path holds no NUL");
        return NULL;
    }
    return mem_strndup(MEM_IO, str_bytes(v), str_len(v));
}
