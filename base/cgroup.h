/* What the cgroups of this process allow it: CPU time and memory, versions 1 and 2.
 *
 * A limit may stand on any level of the hierarchy, so the path named in /proc/self/cgroup is walked up to
 * the root and the smallest limit counts. In containers that path often does not exist below the mount that
 * the process sees: levels that are missing are passed over. The two roots are parameters for the unit test.
 */
#ifndef MAAT_BASE_CGROUP_H
#define MAAT_BASE_CGROUP_H

#include <stdint.h>

struct cgroup_limits {
    double cpus;     /* 0: no limit */
    uint64_t memory; /* bytes; 0: no limit */
};

/* `mount` is /sys/fs/cgroup, `self` is /proc/self/cgroup. What cannot be read is no limit. */
struct cgroup_limits cgroup_limits(const char *mount, const char *self);

#endif
