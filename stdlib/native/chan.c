/* `Chan`: channels. Sending and receiving by `<-` are operations of the interpreter; here are the methods. */
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "vm/maatine/chan.h"
#include "vm/maatine/life.h"
#include <math.h>

/* Chan.new(type, buffer => n) */
static enum native_result chan_make(struct maatine *m, Value *args, uint32_t nargs)
{
    Value b;
    if (!native_named(m, args[nargs], "Chan.new", &text_value(m->rt, BUFFER), 1, &b))
        return N_ERROR;
    Class *type = NULL;
    if (nargs > 1) {
        if (!is_class(args[1]))
            return native_type_error(m, "what the channel takes", "a type", args[1]);
        type = to_class(args[1]);
    }
    double cap = 0;
    if (!is_absent(b)) {
        if (!is_num(b)) return native_type_error(m, "buffer", "a Num", b);
        cap = num_to_double(b);
        if (!(cap >= 0) || (!isinf(cap) && cap != floor(cap)))
            return native_error(m, ERR_ArgumentError, "buffer must be a whole number or Inf");
    }
    Value out;
    enum native_result r = chan_new(m, cap, type, &out);
    return r == N_OK ? native_return(m, out) : r;
}

static enum native_result ch_send(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    enum native_result r = chan_send(m, &args[0], &args[1]);
    return r == N_OK ? native_return(m, V_NIL) : r;
}

static enum native_result ch_recv(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool open;
    Value out;
    enum native_result r = chan_receive(m, &args[0], &out, &open);
    return r == N_OK ? native_return(m, out) : r;
}

static enum native_result ch_try_send(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    enum chan_try how;
    enum native_result r = long_copy_over(m, chan_try_send(m, &args[0], &args[1], &how));
    return r == N_OK ? native_return(m, from_bool(how == CHAN_DONE)) : r;
}

static enum native_result ch_try_recv(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *out = &args[nargs], list;
    out[0] = from_bool(chan_try_receive(m, &args[0], &out[1]) == CHAN_DONE);
    return array_from(&m->heap, out, 2, &list) ? native_return(m, list) : native_no_memory(m);
}

static enum native_result ch_close(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    chan_close(m, args[0]);
    return native_return(m, V_NIL);
}

static enum native_result ch_is_closed(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(chan_is_closed(args[0])));
}

static enum native_result ch_len(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_int((int64_t)chan_len(args[0])));
}

NATIVE_TABLE(natives_chan) = {
    {"Chan", "new", chan_make, 0, 1, NF_STATIC | NF_NAMED, "(type, buffer => 0)"},
    {"Chan", "send", ch_send, 1, 1, 0, "(v)"},
    {"Chan", "recv", ch_recv, 0, 0, 0, "()"},
    {"Chan", "try_send", ch_try_send, 1, 1, 0, "(v)"},
    {"Chan", "try_recv", ch_try_recv, 0, 0, 0, "()"},
    {"Chan", "close", ch_close, 0, 0, 0, "()"},
    {"Chan", "is_closed", ch_is_closed, 0, 0, 0, "()"},
    {"Chan", "len", ch_len, 0, 0, 0, "()"},
    {0},
};
