/* The natives of Proc: what the OS says of this process. */
#include "base/world.h"
#include "heap/string.h"
#include "vm/native.h"
#include "vm/runtime.h"
#include <unistd.h>

/* Native.proc_pid() */
static enum native_result proc_pid(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_int(getpid()));
}

/* Native.proc_cwd() */
static enum native_result proc_cwd(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    char path[4096];
    size_t bad;
    if (!getcwd(path, sizeof path) || !utf8_valid(path, strlen(path), &bad))
        return native_error(m, ERR_IOError, "the working folder has no name");
    Value out;
    if (!str_cstr(native_heap(m), path, &out)) return native_no_memory(m);
    return native_return(m, out);
}

/* Native.proc_cpus() */
static enum native_result proc_cpus(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_int(sched_count(native_runtime(m)->pool)));
}

/* Native.proc_cpu_time() */
static enum native_result proc_cpu_time(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_double((double)world_get()->cpu_ns(true) / 1e9));
}

NATIVE_TABLE(natives_proc) = {{"Native", "proc_pid", proc_pid, 0, 0, 0, "()"},
                              {"Native", "proc_cwd", proc_cwd, 0, 0, 0, "()"},
                              {"Native", "proc_cpus", proc_cpus, 0, 0, 0, "()"},
                              {"Native", "proc_cpu_time", proc_cpu_time, 0, 0, 0, "()"},
                              {0}};
