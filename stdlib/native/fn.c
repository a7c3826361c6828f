/* Methods of Fn; the ends of a Range. */
#include "heap/text.h"
#include "stdlib/native/args.h"
#include "vm/exec/code.h"

static const Proto *proto_of(Value f) { return ((Fn *)to_obj(f))->proto; }

static void describe_fn(const Obj *o, Buf *b)
{
    buf_addf(b, "<fn %s>", ((const Fn *)o)->proto->name->p);
}
static void describe_native(const Obj *o, Buf *b)
{
    buf_addf(b, "<fn %s>", ((const Native *)o)->name->p);
}

__attribute__((constructor)) static void register_texts(void)
{
    text_set_describe(T_FN, describe_fn);
    text_set_describe(T_NATIVE, describe_native);
}

static enum native_result fn_name(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Str *name =
        is_type(args[0], T_FN) ? proto_of(args[0])->name : ((Native *)to_obj(args[0]))->name;
    return native_return(m, from_str(name));
}

/* How many positional parameters it declares. */
static enum native_result fn_arity(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (is_type(args[0], T_NATIVE)) {
        const struct native_def *d = ((Native *)to_obj(args[0]))->def;
        return native_return(m, from_int(d->max < 0 ? d->min : d->max));
    }
    const Proto *p = proto_of(args[0]);
    return native_return(m,
                         from_int(p->nparams - ((p->flags & (PROTO_METHOD | PROTO_STATIC)) != 0)));
}

static enum native_result fn_call(struct maatine *m, Value *args, uint32_t nargs)
{
    Value f = args[0], named = args[nargs];
    if (!is_absent(named) && to_map(named)->count) {
        Value list = V_NIL;
        if (!array_from(native_heap(m), args + 1, nargs - 1, &list)) return native_no_memory(m);
        args[2] = args[nargs];
        args[1] = list;
        return native_core(m, CORE_apply, 3);
    }
    memmove(args, args + 1, (nargs - 1) * sizeof *args);
    return native_tail(m, f, nargs - 1);
}

static enum native_result fn_compose(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_fn(args[1])) return native_type_error(m, "the argument of compose", "Fn", args[1]);
    return native_core(m, CORE_compose, 2);
}

NATIVE_TABLE(natives_fn) = {
    {"Fn", "name", fn_name, 0, 0, 0, "()"},
    {"Fn", "arity", fn_arity, 0, 0, 0, "()"},
    {"Fn", "call", fn_call, 0, -1, NF_NAMED, "(args*)"},
    {"Fn", "compose", fn_compose, 1, 1, 0, "(g)"},
    {0},
};

/* ---- Range ---- */

static enum native_result range_from(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, ((const Range *)to_obj(args[0]))->from);
}
static enum native_result range_to(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, ((const Range *)to_obj(args[0]))->to);
}
static enum native_result range_is_exclusive(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(to_obj(args[0])->flags & OF_EXCL));
}

NATIVE_TABLE(natives_range) = {
    {"Range", "from", range_from, 0, 0, 0, "()"},
    {"Range", "to", range_to, 0, 0, 0, "()"},
    {"Range", "is_exclusive", range_is_exclusive, 0, 0, 0, "()"},
    {0},
};
