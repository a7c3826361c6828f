#include "base/world.h"

#include "base/cgroup.h"
#include "base/hash.h"
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <time.h>

START_TEST(test_world__clocks__go_on_and_agree_with_the_os)
{
    uint64_t before = world_mono_ns();
    for (int i = 0; i < 1000; i++) {
        uint64_t now = world_mono_ns();
        ck_assert_uint_ge(now, before);
        before = now;
    }
    uint64_t seconds = world_wall_ns() / 1000000000u;
    uint64_t os = (uint64_t)time(NULL);
    ck_assert_uint_le(seconds, os + 1);
    ck_assert_uint_ge(seconds + 5, os);
}
END_TEST

START_TEST(test_world__random_bytes__fill_all_and_differ)
{
    unsigned char a[300] = {0}, b[300] = {0};
    world_get()->random_bytes(a, sizeof a);
    world_get()->random_bytes(b, sizeof b);
    ck_assert_int_ne(memcmp(a, b, sizeof a), 0);
    int zeros = 0;
    for (size_t i = 0; i < sizeof a; i++) zeros += a[i] == 0;
    ck_assert_int_lt(zeros, 20);
}
END_TEST

START_TEST(test_world__choose__stays_below_n_and_reaches_all)
{
    int seen[10] = {0};
    for (int i = 0; i < 10000; i++) {
        uint32_t c = world_get()->choose(10);
        ck_assert_uint_lt(c, 10);
        seen[c]++;
    }
    for (int i = 0; i < 10; i++) ck_assert_int_gt(seen[i], 700);
    for (int i = 0; i < 100; i++) ck_assert_uint_eq(world_get()->choose(1), 0);
}
END_TEST

START_TEST(test_world__cpu_ns__counts_what_this_thread_runs)
{
    uint64_t began = world_cpu_ns(), slept = world_mono_ns();
    struct timespec t = {.tv_nsec = 30 * 1000 * 1000};
    nanosleep(&t, NULL);
    uint64_t cpu = world_cpu_ns() - began;
    ck_assert_uint_lt(cpu, world_mono_ns() - slept);
    while (world_cpu_ns() < began + cpu + 1000 * 1000) {}
    uint64_t own = world_cpu_ns(), all = world_get()->cpu_ns(true);
    ck_assert_uint_ge(all, own);
    world_simulate(1);
    uint64_t still = world_cpu_ns();
    world_advance(5);
    ck_assert_uint_eq(world_cpu_ns(), still + 5);
    world_set(&world_os);
}
END_TEST

static uint64_t fake_mono(void) { return 42; }

START_TEST(test_world__set__replaces_the_clock)
{
    static World fake;
    fake = world_os;
    fake.mono_ns = fake_mono;
    world_set(&fake);
    ck_assert_uint_eq(world_mono_ns(), 42);
    world_set(&world_os);
    ck_assert_uint_ne(world_mono_ns(), 42);
}
END_TEST

START_TEST(test_world__machine__has_cpus_and_memory)
{
    ck_assert_uint_ge(world_cpus(), 1);
    ck_assert_uint_le(world_cpus(), 4096);
    ck_assert_uint_ge(world_memory(), 16u << 20);
}
END_TEST

START_TEST(test_hash__same_bytes__same_hash_and_seed_matters)
{
    hash_set_seed(1);
    uint64_t a = hash_bytes("hello", 5), empty = hash_bytes("", 0);
    ck_assert_uint_eq(a, hash_bytes("hello", 5));
    ck_assert_uint_ne(a, hash_bytes("hellp", 5));
    ck_assert_uint_ne(a, hash_bytes("hello\0", 6));
    ck_assert_uint_eq(empty, hash_bytes("x", 0));
    hash_set_seed(2);
    ck_assert_uint_ne(a, hash_bytes("hello", 5));
}
END_TEST

START_TEST(test_hash__small_integers__spread_over_low_bits)
{
    int buckets[256] = {0};
    for (uint64_t i = 0; i < 25600; i++) buckets[hash_u64(i << 16) & 255]++;
    for (int i = 0; i < 256; i++) {
        ck_assert_int_gt(buckets[i], 40);
        ck_assert_int_lt(buckets[i], 180);
    }
}
END_TEST

/* --- cgroups, on files of our own --- */

static char root[64];

static void make_root(void)
{
    strcpy(root, "/tmp/unit-cgroup-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
}

static void remove_root(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", root);
    ck_assert_int_eq(system(command), 0);
}

/* Writes root/path, making its folders. */
static void put(const char *path, const char *text)
{
    char full[256];
    snprintf(full, sizeof full, "%s/%s", root, path);
    for (char *p = full + strlen(root) + 1; (p = strchr(p, '/')); p++) {
        *p = 0;
        mkdir(full, 0700);
        *p = '/';
    }
    FILE *f = fopen(full, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static struct cgroup_limits limits(void)
{
    char mount[128], self[128];
    snprintf(mount, sizeof mount, "%s/fs", root);
    snprintf(self, sizeof self, "%s/self", root);
    return cgroup_limits(mount, self);
}

START_TEST(test_cgroup__version_2__smallest_of_the_path_counts)
{
    make_root();
    put("self", "0::/a/b\n");
    put("fs/a/b/cpu.max", "max 100000\n");
    put("fs/a/cpu.max", "150000 100000\n");
    put("fs/cpu.max", "400000 100000\n");
    put("fs/a/b/memory.max", "1000000\n");
    put("fs/a/memory.max", "2000000\n");
    put("fs/other/memory.max", "5\n");
    struct cgroup_limits l = limits();
    ck_assert_double_eq_tol(l.cpus, 1.5, 1e-9);
    ck_assert_uint_eq(l.memory, 1000000);
    remove_root();
}
END_TEST

START_TEST(test_cgroup__version_1__each_controller_has_its_folder)
{
    make_root();
    put("self", "12:memory:/docker/x\n5:cpu,cpuacct:/docker/x\n1:name=systemd:/docker/x\n0::/\n");
    put("fs/cpu,cpuacct/docker/x/cpu.cfs_quota_us", "50000\n");
    put("fs/cpu,cpuacct/docker/x/cpu.cfs_period_us", "100000\n");
    put("fs/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    put("fs/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    put("fs/memory/docker/x/memory.limit_in_bytes", "9223372036854771712\n");
    put("fs/memory/docker/memory.limit_in_bytes", "3000000\n");
    struct cgroup_limits l = limits();
    ck_assert_double_eq_tol(l.cpus, 0.5, 1e-9);
    ck_assert_uint_eq(l.memory, 3000000);
    remove_root();
}
END_TEST

/* In a container the path of the host does not exist, but the root of the mount has the limits. */
START_TEST(test_cgroup__path_missing__root_counts)
{
    make_root();
    put("self", "0::/docker/0123456789/not/here\n");
    put("fs/memory.max", "7000000\n");
    ck_assert_uint_eq(limits().memory, 7000000);
    ck_assert_double_eq(limits().cpus, 0);
    remove_root();
}
END_TEST

START_TEST(test_cgroup__nonsense__is_no_limit)
{
    make_root();
    ck_assert_uint_eq(limits().memory, 0);
    put("self", "\n:\n::\nno colon\n0:\n7:cpuset:/\n0::/\n4:memory\n");
    put("fs/memory.max", "lots\n");
    put("fs/cpu.max", "100000\n");
    put("fs/cpuset/memory.max", "5\n");
    ck_assert_uint_eq(limits().memory, 0);
    ck_assert_double_eq(limits().cpus, 0);
    put("fs/cpu.max", "0 0\n");
    put("fs/memory.max", "");
    ck_assert_uint_eq(limits().memory, 0);
    ck_assert_double_eq(limits().cpus, 0);
    remove_root();
}
END_TEST

UNIT_MAIN("world", UNIT_TEST(test_world__clocks__go_on_and_agree_with_the_os);
          UNIT_TEST(test_world__random_bytes__fill_all_and_differ);
          UNIT_TEST(test_world__choose__stays_below_n_and_reaches_all);
          UNIT_TEST(test_world__cpu_ns__counts_what_this_thread_runs);
          UNIT_TEST(test_world__set__replaces_the_clock);
          UNIT_TEST(test_world__machine__has_cpus_and_memory);
          UNIT_TEST(test_hash__same_bytes__same_hash_and_seed_matters);
          UNIT_TEST(test_hash__small_integers__spread_over_low_bits);
          UNIT_TEST(test_cgroup__version_2__smallest_of_the_path_counts);
          UNIT_TEST(test_cgroup__version_1__each_controller_has_its_folder);
          UNIT_TEST(test_cgroup__path_missing__root_counts);
          UNIT_TEST(test_cgroup__nonsense__is_no_limit))
