/* Making instances: `Class.new(field => value)`, and what stdlib/core/object.mm needs.
 *
 * A class whose defaults are constants and that has no `init` is done here at once; else the core function __new
 * evaluates the defaults in order and calls init.
 */
#include "heap/array.h"
#include "heap/map.h"
#include "heap/string.h"
#include "vm/exec/exec.h"
#include "vm/native.h"
#include "vm/runtime.h"

static enum native_result unknown_field(struct maatine *m, Class *c, Value named)
{
    Map *map = (Map *)to_obj(named);
    for (uint32_t e = 0; e < map->used; e++) {
        Value k = map->entries->v[2 * e];
        if (is_absent(k)) continue;
        bool known = false;
        for (uint32_t i = 0; i < c->nlayout && !known; i++)
            known = c->layout[i]->trait != FIELD_PRIVATE && is_str(k) &&
                    str_equal(k, from_str(c->layout[i]->name));
        if (!known)
            return native_error(m, ERR_ArgumentError, "%s has no field '%.*s' to set", c->name->p,
                                is_str(k) ? (int)str_len(k) : 1, is_str(k) ? str_bytes(k) : "?");
    }
    return N_OK;
}

/* How many of the named arguments set a field; the rest is an error. */
static uint32_t set_given(Inst *o, Value named)
{
    Class *c = o->cls;
    uint32_t set = 0;
    for (uint32_t i = 0; i < c->nlayout; i++) {
        Value v;
        const FieldDef *f = c->layout[i];
        o->f[i] = V_ABSENT;
        if (f->trait != FIELD_PRIVATE && is_map(named) &&
            map_get_str((Map *)to_obj(named), f->name, &v)) {
            o->f[i] = v;
            set++;
        }
    }
    return set;
}

/* Fills what was not given with constant defaults; true if a default must be evaluated (until then the field is nil). */
static bool fill_defaults(Inst *o)
{
    bool later = false;
    for (uint32_t i = 0; i < o->cls->nlayout; i++) {
        Value d = o->cls->layout[i]->deflt;
        if (!is_absent(o->f[i])) continue;
        o->f[i] = is_absent(d) || is_fn(d) ? V_NIL : d;
        later |= is_fn(d);
    }
    return later;
}

/* Class.new(name => value, ...) */
static enum native_result class_make(struct maatine *m, Value *args, uint32_t nargs)
{
    Class *c = to_class(args[0]);
    Value named = args[nargs];
    if (nargs > 1)
        return native_error(m, ERR_ArgumentError, "%s.new takes named arguments only", c->name->p);
    if (c->flags & CLASS_ROLE)
        return native_error(m, ERR_TypeError, "%s is a role: it has no instances", c->name->p);
    if (c->flags & CLASS_BUILTIN)
        return native_error(m, ERR_MethodError, "%s has no method 'new'", c->name->p);
    uint32_t words = WORDS_OF(Inst) + c->nlayout;
    if (words < 2) words = 2;
    if (!native_reserve(m, heap_need(words))) return N_ERROR;
    named = args[nargs];
    Inst *o = heap_alloc_any(native_heap(m), T_INST, words);
    if (!o) return native_no_memory(m);
    o->cls = c;
    if (MAAT_UNLIKELY(c->flags & CLASS_HAS_FINAL)) heap_add_final(native_heap(m), &o->h);
    uint32_t given = is_map(named) ? ((Map *)to_obj(named))->count : 0;
    bool ok = set_given(o, named) == given;
    bool later = fill_defaults(o);
    if (!ok) return unknown_field(m, c, named);
    if (c->flags & CLASS_ERROR) {
        if (is_nil(o->f[ERRF_MESSAGE])) o->f[ERRF_MESSAGE] = from_str(c->name);
    }
    Method *init = class_find(c, intern_cstr(m->rt->interns, "init"));
    if (!later && !init) return native_return(m, from_obj(o));
    args[0] = from_obj(o);
    args[1] = !later ? V_FALSE : is_map(named) ? named : V_TRUE;
    args[2] = from_bool(init != NULL);
    return native_core(m, CORE_new, 3);
}

/* Native.next_default(obj, preset, from): [slot, function] of the first field from slot `from` on whose default is to be evaluated,
 * or nil. `preset`: the Map of those that are set, or true. */
static enum native_result next_default(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Class *c = ((Inst *)to_obj(args[0]))->cls;
    Value out, ignored;
    for (uint32_t i = (uint32_t)to_int(args[2]); i < c->nlayout; i++) {
        const FieldDef *f = c->layout[i];
        if (!is_fn(f->deflt)) continue;
        if (f->trait != FIELD_PRIVATE && is_map(args[1]) &&
            map_get_str((Map *)to_obj(args[1]), f->name, &ignored))
            continue;
        args[3] = from_int(i);
        args[4] = f->deflt;
        if (!array_from(native_heap(m), &args[3], 2, &out)) return native_no_memory(m);
        return native_return(m, out);
    }
    return native_return(m, V_NIL);
}

/* Native.field_put(obj, slot, value) */
static enum native_result field_put(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Inst *o = (Inst *)to_obj(args[0]);
    o->f[to_int(args[1])] = args[2];
    heap_wrote(native_heap(m), &o->h);
    return native_return(m, V_NIL);
}

/* Native.default_message(obj): an Error whose init left no message has its class's name. */
static enum native_result default_message(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Inst *o = (Inst *)to_obj(args[0]);
    if ((o->cls->flags & CLASS_ERROR) && is_nil(o->f[ERRF_MESSAGE]))
        o->f[ERRF_MESSAGE] = from_str(o->cls->name);
    return native_return(m, V_NIL);
}

/* Native.schedulers(): how many maatines can run at the same time. */
static enum native_result schedulers(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_int(sched_count(m->rt->pool)));
}

/* Native.log_level(): what the log prints, as the place among debug, info, warning, error, off. Native.log_level(n) sets it. */
static enum native_result log_level(struct maatine *m, Value *args, uint32_t nargs)
{
    if (nargs && is_int(args[0]) && to_int(args[0]) >= 0 && to_int(args[0]) < LOG_LEVELS)
        store_rlx(&m->rt->log_level, (uint32_t)to_int(args[0]));
    return native_return(m, from_int(load_rlx(&m->rt->log_level)));
}

NATIVE_TABLE(natives_object) = {
    {"Class", "new", class_make, 0, -1, NF_NAMED, "(field => value, ...)"},
    {"Native", "next_default", next_default, 3, 3, 0, "(obj, preset, from)"},
    {"Native", "field_put", field_put, 3, 3, 0, "(obj, slot, value)"},
    {"Native", "default_message", default_message, 1, 1, 0, "(obj)"},
    {"Native", "schedulers", schedulers, 0, 0, 0, "()"},
    {"Native", "log_level", log_level, 0, 1, 0, "(n)"},
    {0},
};
