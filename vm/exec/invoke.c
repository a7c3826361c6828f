/* Method calls: finding the method, fields read as methods, class methods, construction. */
#include "heap/array.h"
#include "heap/string.h"
#include "vm/exec/cache.h"
#include "vm/exec/interp.h"

/* ---- classes of values ---- */

Class *class_of(struct runtime *rt, Value v)
{
    if (is_double(v) || is_int(v)) return rt->class_num;
    switch (value_tag(v)) {
    case TAG_STR: return rt->class_str;
    case TAG_MA: return rt->class_ma;
    case TAG_REF: return rt->class_ref;
    case TAG_OBJ: {
        Obj *o = to_obj(v);
        if (o->type == T_INST) return ((Inst *)o)->cls;
        if (o->type == T_CLASS)
            return (((Class *)o)->flags & CLASS_ROLE) ? rt->class_role : rt->class_class;
        return rt->classes[o->type] ? rt->classes[o->type] : rt->class_any;
    }
    default: return is_nil(v) ? rt->class_nil : is_bool(v) ? rt->class_bool : rt->class_any;
    }
}

const char *type_name(struct maatine *m, Value v) { return class_of(m->rt, v)->name->p; }

/* ---- inline caches (cache.h) ---- */

static Method *find_cached(Value recv, Insn cache)
{
    Method *me = cache_method(cache);
    switch (cache_kind(cache)) {
    case CACHE_FN:
    case CACHE_INST: return is_inst(recv) && me->cls == ((Inst *)to_obj(recv))->cls ? me : NULL;
    case CACHE_NATIVE:
    case CACHE_CORE:
    case CACHE_BUILTIN: return cache_key(recv) == cache >> CACHE_KEY_SHIFT ? me : NULL;
    case CACHE_STATIC: return is_class(recv) && me->cls == to_class(recv) ? me : NULL;
    default: return NULL;
    }
}

__thread struct place_memo place_memos[PLACE_MEMOS];

/* May ops/call.c lay the frame, or call the native, without a further look at its arguments? named: there are named ones. */
static bool takes_just(const Method *me, uint32_t nargs, bool named)
{
    if (me->kind == METHOD_NATIVE) {
        const struct native_def *d = ((Native *)to_ptr(me->fn))->def;
        return native_takes(d, nargs) && !(d->flags & NF_NAMED) == !named;
    }
    if (named) return false;
    const Proto *p = ((Fn *)to_ptr(me->fn))->proto;
    return (p->flags & PROTO_SIMPLE) && p->nparams == nargs + 1;
}

/* A site that sees many classes keeps one of them most of the time: caches that are written often cost other cores their copy. */
static bool may_refill(const Maatine *m, Insn cache) { return !cache || (m->reds & 31) == 0; }

static void fill_cache(const Maatine *m, Insn *cache, Value recv, const Method *me, bool is_static,
                       uint32_t nargs, bool named)
{
    bool just = takes_just(me, nargs, named), native = me->kind == METHOD_NATIVE;
    if (is_inst(recv) && !is_static && just && !native)
        place_remember(cache, ((Inst *)to_obj(recv))->cls->id, cache_of_method(me, CACHE_FN, 0));
    if (!may_refill(m, load_rlx(cache))) return;
    if (is_static) {
        store_rlx(cache, cache_of_method(me, CACHE_STATIC, just && native ? STATIC_NATIVE : 0));
    } else if (is_inst(recv)) {
        if (me->cls == ((Inst *)to_obj(recv))->cls)
            store_rlx(cache, cache_of_method(me, just && !native ? CACHE_FN : CACHE_INST, 0));
    } else if (!is_class(recv) && cache_key(recv)) {
        enum cache_kind kind = !just ? CACHE_BUILTIN : native ? CACHE_NATIVE : CACHE_CORE;
        store_rlx(cache, cache_of_method(me, kind, cache_key(recv)));
    }
}

/* The method that answers, or NULL. *is_static: found among the class methods of the receiver. */
static Method *find(struct runtime *rt, Value recv, Str *name, bool *is_static)
{
    *is_static = false;
    if (is_class(recv)) {
        Method *me = class_find_static(to_class(recv), name);
        if (me) {
            *is_static = true;
            return me;
        }
    }
    Method *me = class_find(class_of(rt, recv), name);
    return me ? me : class_find(rt->class_any, name);
}

/* ---- fields ---- */

/* Of named arguments, a Map or nil. */
static bool no_names(Value named) { return is_nil(named) || ((Map *)to_obj(named))->count == 0; }

/* Slot of a field that may be read as `recv.name`, or -1. */
static int readable_slot(const Maatine *m, Value recv, const Str *name, uint32_t flags)
{
    if (!is_inst(recv)) return -1;
    Class *c = ((Inst *)to_obj(recv))->cls;
    const Proto *p = frame_proto(m->R);
    if ((flags & 1) && p->cls) return class_field_slot_in(c, p->cls, name);
    int slot = class_field_slot(c, name);
    return slot >= 0 && (c->layout[slot]->trait == FIELD_RO || c->layout[slot]->trait == FIELD_RW)
               ? slot
               : -1;
}

/* The fields of errors are not cached: a trace is made when it is read. */
static void field_seen(const Maatine *m, Insn *cache, const Class *c, int slot)
{
    if (c->flags & CLASS_ERROR) return;
    Insn seen = cache_of_field(c, (uint32_t)slot);
    if (may_refill(m, load_rlx(cache))) store_rlx(cache, seen);
    place_remember(cache, c->id, seen);
}

/* Reads a slot; the raw trace of an error becomes an Array of strings. */
static enum flow field_value(Maatine *m, Value *obj, int slot, Value *out)
{
    Value v = ((Inst *)to_obj(*obj))->f[slot];
    *out = v;
    if (MAAT_UNLIKELY(is_type(v, T_TRACE))) {
        m->result = v;
        if (!error_trace_array(m, &m->result, out))
            return raise_error(m, ERR_MemoryError, "out of memory");
    }
    return FLOW_NEXT;
}

/* ---- missing methods ---- */

static unsigned edit_distance(const char *a, size_t n, const char *b, size_t k)
{
    unsigned row[33];
    if (n > 32 || k > 32) return 99;
    for (size_t j = 0; j <= k; j++) row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned diag = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= k; j++) {
            unsigned up = row[j], best = diag + (a[i - 1] != b[j - 1]);
            if (up + 1 < best) best = up + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diag = up;
            row[j] = best;
        }
    }
    return row[k];
}

/* Of several that are as close it is the one declared first. */
static void close_in_table(const MethodTable *t, const Str *name, unsigned *best, const Str **which)
{
    uint32_t n;
    Method **list = method_table_list(t, &n);
    for (uint32_t i = 0; i < n; i++) {
        const Str *other = list[i]->name;
        if (other->p[0] == '_') continue;
        unsigned d = edit_distance(name->p, name->s.len, other->p, other->s.len);
        if (d < *best) {
            *best = d;
            *which = other;
        }
    }
    mem_free(MEM_TEMP, list);
}

static enum flow no_method(Maatine *m, Value recv, Str *name)
{
    Class *c = class_of(m->rt, recv);
    /* In short names one letter is much. */
    unsigned best = name->s.len < 3 ? 1 : name->s.len < 6 ? 2 : 3;
    const Str *close = NULL;
    for (const Class *k = c; k; k = k->nparents ? k->parents[0] : NULL)
        close_in_table(&k->all, name, &best, &close);
    close_in_table(&m->rt->class_any->all, name, &best, &close);
    if (is_class(recv)) close_in_table(&to_class(recv)->statics, name, &best, &close);
    const char *who = is_class(recv) ? to_class(recv)->name->p : c->name->p;
    if (is_inst(recv)) {
        int slot = class_field_slot(c, name);
        if (slot >= 0) {
            enum field_trait t = c->layout[slot]->trait;
            return raise_error(m, ERR_MethodError, "%s has no method '%s': %s", who, name->p,
                               t == FIELD_RO || t == FIELD_RW
                                   ? "it is a field, which takes no arguments"
                                   : "the field is private");
        }
    }
    if (close)
        return raise_error(m, ERR_MethodError, "%s has no method '%s' (did you mean '%s'?)", who,
                           name->p, close->p);
    return raise_error(m, ERR_MethodError, "%s has no method '%s'", who, name->p);
}

/* ---- invoke ---- */

static enum flow invoke_field(Maatine *m, Value *win, int slot)
{
    ptrdiff_t off = win - m->R;
    Value out;
    enum flow f = field_value(m, &win[3], slot, &out);
    if (f == FLOW_NEXT) m->R[off] = out;
    return f;
}

enum flow invoke(Maatine *m, Value *win, Str *name, uint32_t nargs, uint32_t flags, Insn *cache,
                 const Insn *after, const Insn *again)
{
    Value recv = win[3];
    Method *me = find_cached(recv, load_rlx(cache));
    if (me) return call_method(m, me, win, nargs, after, RET_PLAIN, again);
    m->pc = again + 1;
    bool is_static;
    me = find(m->rt, recv, name, &is_static);
    if (me) {
        fill_cache(m, cache, recv, me, is_static, nargs, false);
        return call_method(m, me, win, nargs, after, RET_PLAIN, again);
    }
    int slot = nargs == 0 ? readable_slot(m, recv, name, flags) : -1;
    if (slot < 0) return no_method(m, recv, name);
    field_seen(m, cache, ((Inst *)to_obj(recv))->cls, slot);
    return invoke_field(m, win, slot);
}

enum flow invoke_named(Maatine *m, Value *win, Str *name, uint32_t nargs, uint32_t flags,
                       Insn *cache, const Insn *after, const Insn *again)
{
    Value recv = win[3];
    Method *me = find_cached(recv, load_rlx(cache));
    if (!me) {
        bool is_static;
        m->pc = again + 1;
        me = find(m->rt, recv, name, &is_static);
        bool bare = nargs == 0 && no_names(win[FRAME_WORDS + 1]);
        int slot = !me && bare ? readable_slot(m, recv, name, flags) : -1;
        if (!me) return slot >= 0 ? invoke_field(m, win, slot) : no_method(m, recv, name);
        fill_cache(m, cache, recv, me, is_static, nargs, true);
    }
    return call_method_named(m, me, win, nargs, after, again);
}

enum flow tail_invoke(Maatine *m, Value *win, Str *name, uint32_t nargs, uint32_t flags,
                      Insn *cache, const Insn *again)
{
    ptrdiff_t base = m->R - m->stack;
    enum flow f = invoke(m, win, name, nargs, flags, cache, again, again);
    return f == FLOW_RELOAD && m->R > m->stack + base ? tail_shift(m, m->stack + base) : f;
}

enum flow invoke_spread(Maatine *m, Value *win, Str *name, uint32_t flags, const Insn *again)
{
    Value recv = win[3];
    bool is_static;
    Method *me = find(m->rt, recv, name, &is_static);
    m->pc = again + 1;
    if (!me) {
        bool bare = ((Array *)to_obj(win[4]))->len == 0 && no_names(win[5]);
        int slot = bare ? readable_slot(m, recv, name, flags) : -1;
        return slot >= 0 ? invoke_field(m, win, slot) : no_method(m, recv, name);
    }
    win[0] = me->fn;
    return call_spread(m, win, recv, win[4], win[5], again);
}

/* ---- super ---- */

static Method *find_super(Maatine *m, Value self, Class *owner, Str *name)
{
    if (is_class(self)) {
        Class *c = to_class(self);
        bool behind = false;
        for (uint32_t i = 0; i < c->nmro; i++) {
            Method *me = behind ? class_find_static(c->mro[i], name) : NULL;
            if (me) return me;
            behind |= c->mro[i] == owner;
        }
        return class_find(m->rt->class_class, name);
    }
    Method *me = class_find_after(class_of(m->rt, self), owner, name);
    return me ? me : class_find(m->rt->class_any, name);
}

enum flow invoke_super(Maatine *m, Value *win, Str *name, Class *owner, uint32_t nargs,
                       const Insn *after, const Insn *again)
{
    m->pc = again + 1;
    Method *me = find_super(m, win[3], owner, name);
    if (me) return call_method(m, me, win, nargs, after, RET_PLAIN, again);
    if (strcmp(name->p, "init") == 0) {
        win[0] = V_NIL;
        return FLOW_NEXT;
    }
    return raise_error(m, ERR_MethodError, "%s has no method '%s' behind %s", type_name(m, win[3]),
                       name->p, owner->name->p);
}

enum flow invoke_super_spread(Maatine *m, Value *win, Str *name, Class *owner, const Insn *again)
{
    m->pc = again + 1;
    Method *me = find_super(m, win[3], owner, name);
    if (me) {
        win[0] = me->fn;
        return call_spread(m, win, win[3], win[4], win[5], again);
    }
    if (strcmp(name->p, "init") == 0) {
        win[0] = V_NIL;
        return FLOW_NEXT;
    }
    return raise_error(m, ERR_MethodError, "%s has no method '%s' behind %s", type_name(m, win[3]),
                       name->p, owner->name->p);
}

/* ---- fields by name ---- */

enum flow field_get(Maatine *m, Value *obj, Str *name, Insn *cache, Value *out)
{
    Class *c = ((Inst *)to_obj(*obj))->cls;
    const Proto *p = frame_proto(m->R);
    int slot = class_field_slot_in(c, p->cls ? p->cls : c, name);
    if (slot < 0)
        return raise_error(m, ERR_MethodError, "%s has no field '%s'", c->name->p, name->p);
    field_seen(m, cache, c, slot);
    return field_value(m, obj, slot, out);
}

enum flow field_set(Maatine *m, Value *obj, Str *name, Insn *cache, Value v)
{
    Inst *o = (Inst *)to_obj(*obj);
    const Proto *p = frame_proto(m->R);
    int slot = class_field_slot_in(o->cls, p->cls ? p->cls : o->cls, name);
    if (slot < 0)
        return raise_error(m, ERR_MethodError, "%s has no field '%s'", o->cls->name->p, name->p);
    if (o->h.gc & GC_SHARED)
        return raise_error(m, ERR_FrozenError, "%s is frozen", o->cls->name->p);
    field_seen(m, cache, o->cls, slot);
    o->f[slot] = v;
    heap_wrote(&m->heap, &o->h);
    return FLOW_NEXT;
}

enum flow attr_set(Maatine *m, Value obj, Str *name, bool own, Insn *cache, Value v)
{
    const char *type = type_name(m, obj);
    if (!is_inst(obj))
        return raise_error(m, ERR_MethodError, "%s has no field '%s'", type, name->p);
    Inst *o = (Inst *)to_obj(obj);
    const Proto *p = frame_proto(m->R);
    int slot =
        own && p->cls ? class_field_slot_in(o->cls, p->cls, name) : class_field_slot(o->cls, name);
    if (slot < 0) return raise_error(m, ERR_MethodError, "%s has no field '%s'", type, name->p);
    if (!own && o->cls->layout[slot]->trait != FIELD_RW)
        return raise_error(m, ERR_MethodError, "field '%s' of %s is not writable", name->p, type);
    if (o->h.gc & GC_SHARED) return raise_error(m, ERR_FrozenError, "%s is frozen", type);
    field_seen(m, cache, o->cls, slot);
    o->f[slot] = v;
    heap_wrote(&m->heap, &o->h);
    return FLOW_NEXT;
}

/* ---- Native.invoke(obj, name, args, named): a method by the name in a Str ---- */

static enum native_result invoke_by_name(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value recv = args[0];
    Str *name = intern_bytes(m->rt->interns, str_bytes(args[1]), str_len(args[1]));
    bool is_static;
    Method *me = find(m->rt, recv, name, &is_static);
    Array *a = (Array *)to_obj(args[2]);
    bool bare = a->len == 0 && no_names(args[3]);
    int slot = !me && bare ? readable_slot(m, recv, name, 0) : -1;
    if (slot >= 0) {
        args[1] = ((Inst *)to_obj(recv))->f[slot];
        if (!is_type(args[1], T_TRACE)) return native_return(m, args[1]);
        return error_trace_array(m, &args[1], &recv) ? native_return(m, recv) : native_no_memory(m);
    }
    if (!me)
        return native_error(m, ERR_MethodError, "%s has no method '%s'", type_name(m, recv),
                            name->p);
    args[0] = me->fn;
    args[1] = recv;
    return native_core(m, CORE_call_method, 4);
}

NATIVE_TABLE(natives_invoke) = {
    {"Native", "invoke", invoke_by_name, 4, 4, 0, "(obj, name, args, named)"},
    {0},
};
