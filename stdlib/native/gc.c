/* `GC`: the collector of the calling maatine's heap. */
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "heap/weakmap.h"
#include "vm/exec/exec.h"
#include "vm/maatine/life.h"
#include "vm/runtime.h"

static enum native_result gc_collect(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t before = heap_bytes(&m->heap);
    /* From the window of this call on, the frame holds left-overs only, also in the two words in front of the arguments that a
     * native does not use: they shall not keep anything. */
    const Value *end = m->R + ((Fn *)to_ptr(m->R[-3]))->proto->nregs;
    for (Value *v = args - 2 >= m->R ? args - 2 : args; v < end; v++) *v = V_NIL;
    m->result = V_NIL;
    bool fits = heap_major(&m->heap);
    native_charge(m, (int64_t)(before / 256));
    if (!fits) return native_no_memory(m);
    return m->heap.finals ? native_core(m, CORE_finals, 0) : native_return(m, V_NIL);
}

#define INC_YOUNG (128u * 1024)

/* The young area as GC.tune(minor) says, or the flags; in the mode 'inc' not over INC_YOUNG. */
static void set_young(struct maatine *m)
{
    uint32_t minor = heap_tuned(&m->heap).minor;
    uint64_t bytes = load_rlx(&m->rt->cfg.max_young) * (uint64_t)minor / 20;
    if (m->flags & MAF_GC_INC)
        bytes = bytes < INC_YOUNG ? bytes : INC_YOUNG;
    else if (minor == heap_usual_tune().minor)
        bytes = 0; /* as for all */
    heap_set_max_young(&m->heap, bytes);
}

/* GC.mode('gen' | 'inc') gives the old one. 'gen' is the usual: a heap goes over to the pace of a program that only builds by itself,
 * and back. 'inc' keeps that pace, and short pauses by a young generation of at most INC_YOUNG bytes. */
static enum native_result gc_mode(struct maatine *m, Value *args, uint32_t nargs)
{
    bool inc = m->flags & MAF_GC_INC;
    if (nargs > 1) {
        if (!is_str(args[1])) return native_type_error(m, "the mode", "a Str", args[1]);
        bool on = str_is(args[1], "inc");
        if (!on && !str_is(args[1], "gen"))
            return native_error(m, ERR_ArgumentError, "the mode must be 'gen' or 'inc'");
        if (on != inc) {
            m->flags = on ? m->flags | MAF_GC_INC : m->flags & ~(uint32_t)MAF_GC_INC;
            set_young(m);
            heap_set_pace(&m->heap, on ? 1 : -1);
        }
    }
    return native_return(m, from_str(intern_cstr(m->rt->interns, inc ? "inc" : "gen")));
}

/* GC.tune(name => number, ...): see docs/stdlib-modules.md. The bounds are those of the flags. */
struct knob {
    const char *name, *unit;
    enum config_flag flag; /* its default, and bounds */
    size_t at;             /* in struct heap_tune */
};
#define KNOB(name, unit) {#name, unit, CONFIG_gc_##name, offsetof(struct heap_tune, name)}
static const struct knob knobs[] = {KNOB(pause, "percent"), KNOB(step_mul, "percent"),
                                    KNOB(step_size, "power of two, bytes"), KNOB(minor, "percent"),
                                    KNOB(major, "percent")};
#define KNOBS ((int)(sizeof knobs / sizeof knobs[0]))

static bool turn_knob(struct maatine *m, int i, Value v, struct heap_tune *t)
{
    double lo, hi;
    config_bounds(knobs[i].flag, &lo, &hi);
    if (!is_num(v)) {
        (void)native_type_error(m, knobs[i].name, "a number", v);
        return false;
    }
    double d = num_to_double(v);
    if (!(d >= lo && d <= hi)) {
        (void)native_error(m, ERR_ArgumentError, "%s must be from %d to %d (%s)", knobs[i].name,
                           (int)lo, (int)hi, knobs[i].unit);
        return false;
    }
    *(uint32_t *)(void *)((char *)t + knobs[i].at) = (uint32_t)d;
    return true;
}

static enum native_result gc_tune(struct maatine *m, Value *args, uint32_t nargs)
{
    struct heap_tune t = {0};
    Value names[KNOBS], v[KNOBS];
    for (int i = 0; i < KNOBS; i++) names[i] = from_str(intern_cstr(m->rt->interns, knobs[i].name));
    if (!native_named(m, args[nargs], "GC.tune", names, KNOBS, v)) return N_ERROR;
    for (int i = 0; i < KNOBS; i++)
        if (!is_absent(v[i]) && !turn_knob(m, i, v[i], &t)) return N_ERROR;
    heap_tune(&m->heap, &t); /* all are right: none or all of them count */
    if (t.minor) set_young(m);
    return native_return(m, V_NIL);
}

static bool put(struct maatine *m, Value *slots, const char *name, Value v)
{
    slots[1] = from_str(intern_cstr(m->rt->interns, name));
    slots[2] = v;
    return map_set(&m->heap, &slots[0], &slots[1], &slots[2]) == MAP_OK;
}

/* {'<16us' => n, ...}: how many pauses took less than that, and not less than the one before. */
static bool put_pauses(struct maatine *m, Value *slots, const struct heap_info *i)
{
    static const char *const names[HEAP_PAUSES] = {
        "<8us", "<16us", "<32us", "<64us", "<128us", "<256us", "<512us", "<1ms",
        "<2ms", "<4ms",  "<8ms",  "<16ms", "<32ms",  "<64ms",  "<128ms", "longer"};
    bool ok = map_new(&m->heap, HEAP_PAUSES, &slots[0]);
    for (int k = 0; ok && k < HEAP_PAUSES; k++)
        if (i->pauses[k]) ok = put(m, slots, names[k], from_int((int64_t)i->pauses[k]));
    return ok;
}

static bool put_tune(struct maatine *m, Value *slots)
{
    struct heap_tune t = heap_tuned(&m->heap);
    bool ok = map_new(&m->heap, KNOBS, &slots[0]);
    for (int i = 0; ok && i < KNOBS; i++)
        ok = put(m, slots, knobs[i].name,
                 from_int(*(const uint32_t *)(const void *)((const char *)&t + knobs[i].at)));
    return ok;
}

static enum native_result gc_info(struct maatine *m, Value *args, uint32_t nargs)
{
    struct heap_info i;
    heap_info(&m->heap, &i);
    const struct {
        const char *name;
        uint64_t n;
    } counts[] = {
        {"minors", i.minors},
        {"majors", i.majors},
        {"cycles", i.cycles},
        {"slices", i.slices},
        {"fulls", i.fulls},
        {"young", i.young_bytes},
        {"old", i.old_bytes},
        {"holes", i.hole_bytes},
        {"large", i.large_bytes},
        {"offheap", i.offheap_bytes},
        {"frozen", i.frozen_bytes},
        {"messages", i.fragment_bytes},
        {"copied", i.copied_bytes},
        {"marked", i.marked_bytes},
        {"freed", i.freed_bytes},
        {"evacuated", i.evacuated_bytes},
        {"memory", heap_bytes(&m->heap)},
        {"max_heap", m->heap.max_bytes},
    };
    Value *slots = &args[nargs];
    const char *pace = m->flags & MAF_GC_INC || i.building ? "inc" : "gen";
    bool ok = put_pauses(m, slots, &i);
    slots[3] = slots[0];
    ok = ok && put_tune(m, slots);
    slots[4] = slots[0];
    ok = ok && map_new(&m->heap, 32, &slots[0]);
    for (size_t k = 0; ok && k < sizeof counts / sizeof counts[0]; k++)
        ok = put(m, slots, counts[k].name, from_int((int64_t)(counts[k].n & (uint64_t)INT_MAX48)));
    ok = ok && put(m, slots, "pause_max", from_double((double)i.pause_max_ns / 1e9)) &&
         put(m, slots, "pause_max_cpu", from_double((double)i.pause_max_cpu_ns / 1e9)) &&
         put(m, slots, "pause_sum", from_double((double)i.pause_sum_ns / 1e9)) &&
         put(m, slots, "pauses", slots[3]) && put(m, slots, "tune", slots[4]) &&
         put(m, slots, "mode",
             from_str(intern_cstr(m->rt->interns, m->flags & MAF_GC_INC ? "inc" : "gen"))) &&
         put(m, slots, "pace", from_str(intern_cstr(m->rt->interns, pace))) &&
         put(m, slots, "phase", from_str(intern_cstr(m->rt->interns, i.phase)));
    return ok ? native_return(m, slots[0]) : native_no_memory(m);
}

/* WeakRef.new(x): a reference that does not keep x. */
static enum native_result weak_new(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!native_reserve(m, WORDS_OF(WeakRef))) return N_ERROR;
    WeakRef *w = heap_alloc(&m->heap, T_WEAKREF, WORDS_OF(WeakRef));
    w->target = args[1];
    heap_add_weak(&m->heap, w);
    return native_return(m, from_obj(w));
}

static enum native_result weak_get(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, heap_weak_get(&m->heap, (WeakRef *)to_obj(args[0])));
}

/* ---- WeakMap ---- */

static bool weak_key(struct maatine *m, Value k)
{
    if (weakmap_key_ok(k)) return true;
    (void)native_type_error(m, "a key of a WeakMap", "something with an identity", k);
    return false;
}

static WeakMap *weakmap_of(Value v) { return (WeakMap *)to_obj(v); }

static enum native_result weakmap_make(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    Value out;
    if (!weakmap_new(&m->heap, &out)) return native_no_memory(m);
    return native_return(m, out);
}

/* get(key, otherwise) */
static enum native_result weakmap_get(struct maatine *m, Value *args, uint32_t nargs)
{
    const struct weak_entry *e = weakmap_find(&m->heap, weakmap_of(args[0]), args[1]);
    return native_return(m, e ? e->value : nargs > 2 ? args[2] : V_NIL);
}

static enum native_result weakmap_has(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m,
                         from_bool(weakmap_find(&m->heap, weakmap_of(args[0]), args[1]) != NULL));
}

static enum native_result weakmap_put(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!weak_key(m, args[1])) return N_ERROR;
    if (!weakmap_set(&m->heap, weakmap_of(args[0]), args[1], args[2])) return native_no_memory(m);
    return native_return(m, args[2]);
}

/* del(key): its value, or nil */
static enum native_result weakmap_take(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    const struct weak_entry *e = weakmap_find(&m->heap, weakmap_of(args[0]), args[1]);
    Value old = e ? e->value : V_NIL;
    if (e) (void)weakmap_del(&m->heap, weakmap_of(args[0]), args[1]);
    return native_return(m, old);
}

static enum native_result weakmap_len(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint32_t n = weakmap_count(&m->heap, weakmap_of(args[0]));
    native_charge(m, n / 64);
    return native_return(m, from_int(n));
}

static enum native_result weakmap_empty(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    weakmap_clear(&m->heap, weakmap_of(args[0]));
    return native_return(m, args[0]);
}

/* An Array of its keys or values. */
static enum native_result weakmap_list(struct maatine *m, Value *args, uint32_t nargs, bool values)
{
    uint32_t n = weakmap_count(&m->heap, weakmap_of(args[0]));
    native_charge(m, n / 16);
    Value *out = &args[nargs];
    if (!array_new(&m->heap, n, out)) return native_no_memory(m);
    const struct weak_entry *e;
    for (uint32_t i = 0; (e = weakmap_next(&m->heap, weakmap_of(args[0]), &i));) {
        out[1] = values ? e->value : e->key;
        if (!array_push(&m->heap, &out[0], &out[1])) return native_no_memory(m);
    }
    return native_return(m, out[0]);
}

static enum native_result weakmap_keys(struct maatine *m, Value *args, uint32_t nargs)
{
    return weakmap_list(m, args, nargs, false);
}

static enum native_result weakmap_values(struct maatine *m, Value *args, uint32_t nargs)
{
    return weakmap_list(m, args, nargs, true);
}

/* ---- finalizers (__finals in stdlib/core/object.mm) ---- */

/* The next object whose finalizer is due, or nil: there are no more. */
static enum native_result next_final(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    Obj *o = heap_next_final(&m->heap);
    if (!o && (m->flags & MAF_LAST_RUN) && heap_all_final(&m->heap)) o = heap_next_final(&m->heap);
    m->flags = o ? m->flags | MAF_FINALS : m->flags & ~(uint32_t)MAF_FINALS;
    return native_return(m, o ? from_obj(o) : V_NIL);
}

static enum native_result finals_done(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    m->flags &= ~(uint32_t)MAF_FINALS;
    return native_return(m, V_NIL);
}

static enum native_result final_failed(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    final_report(m, args[0], args[1]);
    return native_return(m, V_NIL);
}

NATIVE_TABLE(natives_gc) = {
    {"WeakRef", "new", weak_new, 1, 1, NF_STATIC, "(x)"},
    {"WeakRef", "get", weak_get, 0, 0, 0, "()"},
    {"WeakMap", "new", weakmap_make, 0, 0, NF_STATIC, "()"},
    {"WeakMap", "get", weakmap_get, 1, 2, 0, "(key, otherwise = nil)"},
    {"WeakMap", "set", weakmap_put, 2, 2, 0, "(key, value)"},
    {"WeakMap", "has", weakmap_has, 1, 1, 0, "(key)"},
    {"WeakMap", "del", weakmap_take, 1, 1, 0, "(key)"},
    {"WeakMap", "len", weakmap_len, 0, 0, 0, "()"},
    {"WeakMap", "clear", weakmap_empty, 0, 0, 0, "()"},
    {"WeakMap", "keys", weakmap_keys, 0, 0, 0, "()"},
    {"WeakMap", "values", weakmap_values, 0, 0, 0, "()"},
    {"Native", "next_final", next_final, 0, 0, 0, "()"},
    {"Native", "finals_done", finals_done, 0, 0, 0, "()"},
    {"Native", "final_failed", final_failed, 2, 2, 0, "(obj, error)"},
    {"GC", "collect", gc_collect, 0, 0, NF_STATIC, "()"},
    {"GC", "mode", gc_mode, 0, 1, NF_STATIC, "(mode)"},
    {"GC", "tune", gc_tune, 0, 0, NF_STATIC | NF_NAMED,
     "(pause => 200, step_mul => 100, step_size => 13, minor => 20, major => 100)"},
    {"GC", "info", gc_info, 0, 0, NF_STATIC, "()"},
    {0},
};
