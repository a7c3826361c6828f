/* `GC`: the collector of the calling maatine's heap. */
#include "heap/map.h"
#include "heap/num.h"
#include "vm/exec/exec.h"
#include "vm/runtime.h"

static enum native_result gc_collect(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    uint64_t before = heap_bytes(&m->heap);
    bool fits = heap_major(&m->heap);
    native_charge(m, (int64_t)(before / 256));
    return fits ? native_return(m, V_NIL) : native_no_memory(m);
}

struct entry {
    const char *name;
    double value;
};

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

NATIVE_TABLE(natives_gc) = {
    {"GC", "collect", gc_collect, 0, 0, NF_STATIC, "()"},
    {"GC", "info", gc_info, 0, 0, NF_STATIC, "()"},
    {0},
};
