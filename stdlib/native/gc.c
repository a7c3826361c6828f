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

/* GC.mode('gen' | 'inc') gives the old one. 'gen' is the usual: a heap goes over to the pace of a program that only builds by itself,
 * and back. 'inc' keeps that pace, and short pauses by a young generation of at most INC_YOUNG bytes. */
#define INC_YOUNG (128u * 1024)

static enum native_result gc_mode(struct maatine *m, Value *args, uint32_t nargs)
{
    bool inc = m->flags & MAF_GC_INC;
    if (nargs > 1) {
        if (!str_is(args[1], "gen") && !str_is(args[1], "inc"))
            return native_error(m, ERR_ArgumentError, "the mode must be 'gen' or 'inc'");
        bool on = str_is(args[1], "inc");
        m->flags = on ? m->flags | MAF_GC_INC : m->flags & ~(uint32_t)MAF_GC_INC;
        heap_set_max_young(&m->heap, on ? INC_YOUNG : 0);
        heap_set_pace(&m->heap, on ? 1 : -1);
    }
    return native_return(m, from_str(intern_cstr(m->rt->interns, inc ? "inc" : "gen")));
}

static uint32_t within(double d, double lo, double hi)
{
    return (uint32_t)(d < lo ? lo : d > hi ? hi : d);
}

/* GC.tune(name => number, ...). In percent but for step_size (a power of two, bytes):
 *   pause      what lives and this much in all starts a major collection when the program builds
 *   major      growth over what lives that starts one otherwise
 *   minor      how large the young generation may get: 20 is the default size
 *   step_mul   work of a slice, 100 being the usual; step_size: what a slice marks at least */
static enum native_result gc_tune(struct maatine *m, Value *args, uint32_t nargs)
{
    static const char *const names[] = {"pause", "step_mul", "step_size", "minor", "major", NULL};
    double d[5] = {0};
    if (!native_named_check(m, args[nargs], "GC.tune", names)) return N_ERROR;
    for (int i = 0; names[i]; i++) {
        Value v = native_named(m, args[nargs], names[i]);
        if (is_absent(v)) continue;
        if (!is_num(v) || !(num_to_double(v) >= 0))
            return native_error(m, ERR_ArgumentError, "%s must be a number that is not negative",
                                names[i]);
        d[i] = num_to_double(v);
    }
    struct heap_tune t = {.pause = d[0] > 0 ? within(d[0], 110, 10000) : 0,
                          .step_mul = d[1] > 0 ? within(d[1], 10, 10000) : 0,
                          .step_size = d[2] > 0 ? within(d[2], 6, 30) : 0,
                          .major = d[4] > 0 ? within(d[4], 10, 10000) : 0};
    heap_tune(&m->heap, &t);
    if (d[3] > 0)
        heap_set_max_young(&m->heap, (uint64_t)((double)load_rlx(&m->rt->cfg.max_young) *
                                                (d[3] < 2000 ? d[3] : 2000) / 20));
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
    ok = ok && map_new(&m->heap, 32, &slots[0]);
    for (size_t k = 0; ok && k < sizeof counts / sizeof counts[0]; k++)
        ok = put(m, slots, counts[k].name, from_int((int64_t)(counts[k].n & (uint64_t)INT_MAX48)));
    ok = ok && put(m, slots, "pause_max", from_double((double)i.pause_max_ns / 1e9)) &&
         put(m, slots, "pause_sum", from_double((double)i.pause_sum_ns / 1e9)) &&
         put(m, slots, "pauses", slots[3]) &&
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
