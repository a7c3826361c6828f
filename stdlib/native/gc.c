/* `GC`: the collector of the calling maatine's heap. */
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "vm/exec/exec.h"
#include "vm/runtime.h"

static enum native_result gc_collect(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t before = heap_bytes(&m->heap);
    /* From the window of this call on, the frame holds left-overs only: they shall not keep anything. */
    const Value *end = m->R + ((Fn *)to_ptr(m->R[-3]))->proto->nregs;
    for (Value *v = args; v < end; v++) *v = V_NIL;
    bool fits = heap_major(&m->heap);
    native_charge(m, (int64_t)(before / 256));
    return fits ? native_return(m, V_NIL) : native_no_memory(m);
}

/* GC.mode('gen' | 'inc') gives the old one. 'inc' keeps pauses short by a young generation of at most INC_YOUNG bytes; the old
 * generation is collected whole in both. */
#define INC_YOUNG (64u * 1024)

static enum native_result gc_mode(struct maatine *m, Value *args, uint32_t nargs)
{
    bool inc = m->flags & MAF_GC_INC;
    if (nargs > 1) {
        if (!str_is(args[1], "gen") && !str_is(args[1], "inc"))
            return native_error(m, ERR_ArgumentError, "the mode must be 'gen' or 'inc'");
        bool on = str_is(args[1], "inc");
        m->flags = on ? m->flags | MAF_GC_INC : m->flags & ~(uint32_t)MAF_GC_INC;
        heap_set_max_young(&m->heap, on ? INC_YOUNG : m->rt->cfg.max_young);
    }
    return native_return(m, from_str(intern_cstr(m->rt->interns, inc ? "inc" : "gen")));
}

/* GC.tune(minor => percent, ...): `minor` sets how large the young generation may get, 20 being the default size. The others steer
 * incremental work; they are checked, and have no effect while the old generation is collected whole. */
static enum native_result gc_tune(struct maatine *m, Value *args, uint32_t nargs)
{
    static const char *const names[] = {"pause", "step_mul", "step_size", "minor", "major", NULL};
    if (!native_named_check(m, args[nargs], "GC.tune", names)) return N_ERROR;
    for (int i = 0; names[i]; i++) {
        Value v = native_named(m, args[nargs], names[i]);
        if (is_absent(v)) continue;
        if (!is_num(v) || !(num_to_double(v) >= 0))
            return native_error(m, ERR_ArgumentError, "%s must be a number that is not negative",
                                names[i]);
        double d = num_to_double(v);
        if (strcmp(names[i], "minor") == 0 && d > 0)
            heap_set_max_young(
                &m->heap, (uint64_t)((double)m->rt->cfg.max_young * (d < 2000 ? d : 2000) / 20));
    }
    return native_return(m, V_NIL);
}

static bool put(struct maatine *m, Value *slots, const char *name, Value v)
{
    slots[1] = from_str(intern_cstr(m->rt->interns, name));
    slots[2] = v;
    return map_set(&m->heap, &slots[0], &slots[1], &slots[2]) == MAP_OK;
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
        {"young", i.young_bytes},
        {"old", i.old_bytes},
        {"large", i.large_bytes},
        {"offheap", i.offheap_bytes},
        {"messages", i.fragment_bytes},
        {"copied", i.copied_bytes},
        {"memory", heap_bytes(&m->heap)},
        {"max_heap", m->heap.max_bytes},
    };
    Value *slots = &args[nargs];
    bool ok = map_new(&m->heap, 12, &slots[0]);
    for (size_t k = 0; ok && k < sizeof counts / sizeof counts[0]; k++)
        ok = put(m, slots, counts[k].name, from_int((int64_t)(counts[k].n & (uint64_t)INT_MAX48)));
    ok = ok && put(m, slots, "pause_max", from_double((double)i.pause_max_ns / 1e9)) &&
         put(m, slots, "pause_sum", from_double((double)i.pause_sum_ns / 1e9));
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
    return native_return(m, ((WeakRef *)to_obj(args[0]))->target);
}

NATIVE_TABLE(natives_gc) = {
    {"WeakRef", "new", weak_new, 1, 1, NF_STATIC, "(x)"},
    {"WeakRef", "get", weak_get, 0, 0, 0, "()"},
    {"GC", "collect", gc_collect, 0, 0, NF_STATIC, "()"},
    {"GC", "mode", gc_mode, 0, 1, NF_STATIC, "(mode)"},
    {"GC", "tune", gc_tune, 0, 0, NF_STATIC | NF_NAMED,
     "(pause => 200, step_mul => 100, step_size => 13, minor => 20, major => 100)"},
    {"GC", "info", gc_info, 0, 0, NF_STATIC, "()"},
    {0},
};
