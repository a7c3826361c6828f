/* `Sys`: what the runtime tells about itself. All of it is read without asking anybody, so it also works while every
 * scheduler is busy; the numbers may be a moment old. */
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "sched/sched.h"
#include "vm/exec/exec.h"
#include "vm/maatine/table.h"
#include "vm/observe/facts.h"
#include "vm/runtime.h"

/* slots[0] is the map, slots[1] and [2] are scratch. */
static bool put(struct maatine *m, Value *slots, const char *name, Value v)
{
    slots[1] = from_str(intern_cstr(m->rt->interns, name));
    slots[2] = v;
    return map_set(&m->heap, &slots[0], &slots[1], &slots[2]) == MAP_OK;
}

static bool put_count(struct maatine *m, Value *slots, const char *name, uint64_t n)
{
    return put(m, slots, name, from_int((int64_t)(n & (uint64_t)INT_MAX48)));
}

static bool put_secs(struct maatine *m, Value *slots, const char *name, uint64_t ns)
{
    return put(m, slots, name, from_double((double)ns / 1e9));
}

static bool put_counts(struct maatine *m, Value *slots, const SchedStats *st)
{
    const struct {
        const char *name;
        uint64_t n;
    } counts[] = {
        {"slices", st->slices},
        {"direct", st->slot_runs},
        {"steals", st->steals},
        {"stolen", st->stolen},
        {"parks", st->parks},
        {"wakeups", st->wakeups},
        {"polls", st->polls},
        {"tasks", st->tasks},
        {"timers", st->timers},
        {"reductions", st->reductions},
        {"long_runs", st->long_runs},
        {"pending_timers", st->timers_pending},
        {"queue_high", st->queue[PRIO_HIGH]},
        {"queue_normal", st->queue[PRIO_NORMAL]},
        {"queue_low", st->queue[PRIO_LOW]},
        {"queue", (uint64_t)st->queue[0] + st->queue[1] + st->queue[2]},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (!put_count(m, slots, counts[i].name, counts[i].n)) return false;
    return true;
}

static bool describe(struct maatine *m, Value *slots, unsigned index)
{
    SchedStats st;
    sched_stats_get(sched_at(m->rt->pool, index), &st);
    bool here = sched_at(m->rt->pool, index) == sched_current();
    double busy = st.age_ns ? (double)(st.age_ns - st.idle_ns) / (double)st.age_ns : 0;
    return map_new(&m->heap, 24, &slots[0]) && put_count(m, slots, "index", index) &&
           put_counts(m, slots, &st) && put_secs(m, slots, "poll_time", st.poll_ns) &&
           put_secs(m, slots, "idle_time", st.idle_ns) && put_secs(m, slots, "age", st.age_ns) &&
           put(m, slots, "utilisation", from_double(busy)) &&
           put(m, slots, "asleep", from_bool(st.asleep)) && put(m, slots, "here", from_bool(here));
}

/* Sys.schedulers: an Array with a Map for each scheduler. */
static enum native_result sys_schedulers(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *slots = &args[nargs];
    unsigned n = sched_count(m->rt->pool);
    if (!array_new(&m->heap, n, &slots[3])) return native_no_memory(m);
    for (unsigned i = 0; i < n; i++) {
        if (!describe(m, slots, i) || !array_push(&m->heap, &slots[3], &slots[0]))
            return native_no_memory(m);
    }
    return native_return(m, slots[3]);
}

/* Those of the living are added to those of the dead; one that ends in between may be counted in neither. */
static uint64_t all_drops(struct runtime *rt)
{
    size_t n;
    uint64_t drops = load_rlx(&rt->drops);
    Maatine **all = table_list(rt->table, &n);
    for (size_t i = 0; i < n; i++) drops += mailbox_drops(&all[i]->mailbox);
    mem_free(MEM_TEMP, all);
    return drops;
}

/* Sys.lost: messages that nobody has read and nobody will. */
static enum native_result sys_lost(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *slots = &args[nargs];
    native_charge(m, (int64_t)table_count(m->rt->table) / 4);
    if (!map_new(&m->heap, 3, &slots[0]) ||
        !put_count(m, slots, "dead_letters", load_rlx(&m->rt->dead_letters)) ||
        !put_count(m, slots, "unread", load_rlx(&m->rt->unread)) ||
        !put_count(m, slots, "dropped", all_drops(m->rt)))
        return native_no_memory(m);
    return native_return(m, slots[0]);
}

static bool put_kinds(struct maatine *m, Value *slots)
{
    uint64_t kinds[MEMORY_KINDS];
    facts_memory(m->rt, kinds);
    for (unsigned i = 0; i < MEMORY_KINDS; i++)
        if (!put_count(m, slots, memory_kind_names[i], kinds[i])) return false;
    return true;
}

static bool put_types(struct maatine *m, Value *slots)
{
    struct mem_stat types[MEM_TYPE_COUNT];
    mem_stats(types);
    for (unsigned i = 0; i < MEM_TYPE_COUNT; i++)
        if (!put_count(m, slots, types[i].name, types[i].bytes)) return false;
    return true;
}

/* Sys.memory: a Map of bytes by kind, with `types`: a Map by type of allocation. */
static enum native_result sys_memory(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *slots = &args[nargs];
    native_charge(m, (int64_t)table_count(m->rt->table) / 4);
    if (!map_new(&m->heap, MEM_TYPE_COUNT, &slots[0]) || !put_types(m, slots))
        return native_no_memory(m);
    slots[3] = slots[0];
    if (!map_new(&m->heap, MEMORY_KINDS + 1, &slots[0]) || !put_kinds(m, slots) ||
        !put(m, slots, "types", slots[3]))
        return native_no_memory(m);
    return native_return(m, slots[0]);
}

NATIVE_TABLE(natives_sys) = {
    {"Sys", "memory", sys_memory, 0, 0, NF_STATIC, "()"},
    {"Sys", "lost", sys_lost, 0, 0, NF_STATIC, "()"},
    {"Sys", "schedulers", sys_schedulers, 0, 0, NF_STATIC, "()"},
    {0},
};
