/* Methods of any value, and the meta-methods `x.^name`. */
#include "base/mem.h"
#include "heap/class.h"
#include "heap/frozen.h"
#include "heap/text.h"
#include "mailbox/parcel.h"
#include "stdlib/native/args.h"
#include "vm/maatine/longwalk.h"
#include "vm/runtime.h"

static enum native_result any_str(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    /* The instance's own `str` would have been found first: this is super.str(). */
    if (is_inst(args[0]) && (((Inst *)to_obj(args[0]))->cls->flags & CLASS_HAS_STR))
        return native_core(m, CORE_own_str, 1);
    enum text_status st = long_text(m, TEXT_STR, &args[0], &out);
    if (st == TEXT_LONG) return native_yield(m);
    if (st == TEXT_NEED_MAAT) return native_core(m, CORE_str, 1);
    return give(m, st == TEXT_OK, &out);
}

static enum native_result any_dump(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    enum text_status st = long_text(m, TEXT_DUMP, &args[0], &out);
    if (st == TEXT_LONG) return native_yield(m);
    if (st == TEXT_NEED_MAAT) return native_core(m, CORE_dump, 1);
    return give(m, st == TEXT_OK, &out);
}

/* Native.key_text(k): as the key of a map literal */
static enum native_result key_text(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Buf b = BUF_INIT;
    text_add_key(&b, args[0]);
    return give_text(m, &b);
}

/* Native.text_kind(v): how the core library must print v */
static enum native_result text_kind(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    const char *kind = "plain";
    if (is_array(args[0])) kind = "array";
    if (is_map(args[0])) kind = "map";
    if (is_set(args[0])) kind = "set";
    if (is_inst(args[0]))
        kind = ((Inst *)to_obj(args[0]))->cls->flags & CLASS_HAS_STR ? "str" : "fields";
    return native_return(m, from_str(intern_cstr(native_runtime(m)->interns, kind)));
}

/* Native.shown_fields(obj): [name, value, ...] of the fields that dump prints */
static enum native_result shown_fields(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs], *x = out + 1;
    if (!array_new(h, 0, out)) return native_no_memory(m);
    for (uint32_t i = 0; i < ((Inst *)to_obj(args[0]))->cls->nlayout; i++) {
        const Inst *o = (const Inst *)to_obj(args[0]);
        if (!text_shows_field(o, i)) continue;
        *x = from_str(o->cls->layout[i]->name);
        if (!array_push(h, out, x)) return native_no_memory(m);
        *x = ((const Inst *)to_obj(args[0]))->f[i];
        if (!array_push(h, out, x)) return native_no_memory(m);
    }
    return native_return(m, *out);
}

/* ---- freezing and copying ---- */

static enum native_result any_is_frozen(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value v = args[0];
    bool frozen = !is_obj(v) || is_frozen_obj(to_obj(v)) || is_bigint(v) || is_range(v) ||
                  is_type(v, T_REGEX);
    return native_return(m, from_bool(frozen));
}

/* A captured variable that is assigned becomes a shared cell before its closure is copied (R88). */
static enum native_result share_box(struct maatine *m, Obj *box, Value *tmp)
{
    *tmp = from_obj(box);
    return box_share(m, tmp);
}

static enum native_result any_freeze(struct maatine *m, Value *args, uint32_t nargs)
{
    for (;;) {
        Value out = V_NIL;
        struct copy_why why = {0};
        enum native_result r = share_go_on(m);
        if (r != N_OK) return r;
        switch (long_freeze(m, args[0], &out, &why)) {
        case COPY_OK: return native_return(m, out);
        case COPY_IS_LONG: return native_yield(m);
        case COPY_BOX:
            r = share_box(m, why.what, &args[nargs]);
            if (r != N_OK) return r;
            break;
        case COPY_TYPE:
            return native_error(m, ERR_TypeError, "%s cannot be frozen",
                                type_name(m, from_obj(why.what)));
        default: return native_no_memory(m);
        }
    }
}

/* What is frozen has nothing in it that could not be copied. */
static enum native_result thawed(struct maatine *m, Value v, Parcel *p)
{
    struct copy_why why;
    enum copy_result r = long_thaw(m, v, p, &why);
    return r == COPY_OK ? N_OK : r == COPY_IS_LONG ? native_yield(m) : native_no_memory(m);
}

static enum native_result any_clone(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_obj(args[0]) || is_fn(args[0])) return native_return(m, args[0]);
    Parcel p;
    struct copy_why why;
    enum native_result r = to_obj(args[0])->gc & GC_SHARED
                               ? thawed(m, args[0], &p)
                               : long_copy_value(m, &args[0], "cannot be cloned", &p, &why);
    if (r != N_OK) return r;
    return native_return(m, parcel_adopt(native_heap(m), &p));
}

/* ---- meta ---- */

static Class *subject(struct maatine *m, Value v)
{
    return is_class(v) ? to_class(v) : class_of(native_runtime(m), v);
}

static bool push(struct maatine *m, Value *array, Value *tmp, Value v)
{
    *tmp = v;
    return array_push(native_heap(m), array, tmp);
}

/* Names in the order of declaration, nearest class first. */
static bool push_methods(struct maatine *m, const Class *c, Value *out)
{
    uint32_t n;
    Method **list = method_table_list(&c->own, &n);
    bool ok = true;
    for (uint32_t i = 0; i < n && ok; i++) {
        bool known = false;
        for (uint32_t k = 0; k < array_len(out[0]) && !known; k++)
            known = array_get(out[0], k) == from_str(list[i]->name);
        ok = known || push(m, &out[0], &out[1], from_str(list[i]->name));
    }
    mem_free(MEM_TEMP, list);
    return ok;
}

static bool list_of(struct maatine *m, const Class *c, const char *what, Value *out)
{
    bool ok = array_new(native_heap(m), 0, &out[0]);
    if (strcmp(what, "methods") == 0) {
        for (uint32_t i = 0; i < c->nmro && ok; i++) ok = push_methods(m, c->mro[i], out);
        for (uint32_t i = 0; (c->flags & CLASS_BUILTIN) && i < c->nparents && ok; i++)
            ok = push_methods(m, c->parents[i], out);
    } else if (strcmp(what, "fields") == 0) {
        for (uint32_t i = 0; i < c->nlayout && ok; i++)
            ok = push(m, &out[0], &out[1], from_str(c->layout[i]->name));
    } else {
        for (uint32_t i = 0; i < c->nmro && ok; i++)
            ok = push(m, &out[0], &out[1], from_obj(c->mro[i]));
    }
    return ok;
}

/* Native.meta(v, name, args*) */
static enum native_result meta(struct maatine *m, Value *args, uint32_t nargs)
{
    const char *name = str_bytes(args[1]);
    Class *c = subject(m, args[0]);
    bool does = str_is(args[1], "does");
    if (nargs != (does ? 3u : 2u))
        return native_error(m, ERR_ArgumentError, ".^%s takes %d argument%s, not %u", name, does,
                            does ? "" : "s", nargs - 2);
    if (str_is(args[1], "name")) return native_return(m, from_str(c->name));
    if (str_is(args[1], "class")) return native_return(m, from_obj(c));
    if (does) {
        if (!is_class(args[2]))
            return native_type_error(m, "the argument of .^does", "Role", args[2]);
        return native_return(m, from_bool(class_isa(c, to_class(args[2]))));
    }
    if (str_is(args[1], "methods") || str_is(args[1], "fields") || str_is(args[1], "mro"))
        return give(m, list_of(m, c, name, &args[nargs]), &args[nargs]);
    return native_error(m, ERR_MethodError, "there is no meta-method '%s'", name);
}

NATIVE_TABLE(natives_any) = {
    {"Any", "str", any_str, 0, 0, 0, "()"},
    {"Any", "dump", any_dump, 0, 0, 0, "()"},
    {"Any", "freeze", any_freeze, 0, 0, 0, "()"},
    {"Any", "is_frozen", any_is_frozen, 0, 0, 0, "()"},
    {"Any", "clone", any_clone, 0, 0, 0, "()"},
    {"Native", "key_text", key_text, 1, 1, 0, "(k)"},
    {"Native", "text_kind", text_kind, 1, 1, 0, "(v)"},
    {"Native", "shown_fields", shown_fields, 1, 1, 0, "(obj)"},
    {"Native", "meta", meta, 2, -1, 0, "(v, name, args*)"},
    {0},
};
