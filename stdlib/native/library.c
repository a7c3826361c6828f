/* The library's part of a runtime; see library.h. */
#include "stdlib/native/library.h"

#include "base/atomic.h"
#include "base/mem.h"
#include "base/world.h"
#include "stdlib/native/sock.h"
#include <sys/resource.h>

static void library_free(struct runtime *rt)
{
    struct library *l = load_acq(&rt->library); /* pairs with library_of */
    if (!l) return;
    poller_free_all(l);
    lock_fini(&l->files_lock);
    for (uint32_t i = 0; i < OWNER_SHARDS; i++) {
        mem_free(MEM_IO, l->owners[i].slot);
        lock_fini(&l->owners[i].lock);
    }
    mem_free(MEM_IO, l);
    store_rlx(&rt->library, NULL);
}

/* As many sockets as the OS allows us, not only as many as it gives at first. */
static void raise_descriptors(void)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur == l.rlim_max) return;
    l.rlim_cur = l.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &l);
}

static struct library *library_new(const struct runtime *rt)
{
    raise_descriptors();
    struct library *l = mem_zalloc(MEM_IO, sizeof *l);
    l->random = (uint64_t)rt->cfg.seed;
    if (!l->random) world_get()->random_bytes(&l->random, sizeof l->random);
    for (uint32_t i = 0; i < OWNER_SHARDS; i++) lock_init(&l->owners[i].lock, LOCK_IO);
    lock_init(&l->files_lock, LOCK_IO);
    return l;
}

struct library *library_of(struct runtime *rt)
{
    struct library *l = load_acq(&rt->library); /* pairs with the swap below */
    if (MAAT_LIKELY(l)) return l;
    struct library *mine = library_new(rt);
    store_rlx(&rt->library_free, library_free);
    store_rel(&rt->list_sockets, sock_list);         /* pairs with cmd_sockets */
    store_rel(&rt->list_files, file_list);           /* pairs with cmd_files */
    if (cas_ar(&rt->library, &l, mine)) return mine; /* pairs with the loads */
    for (uint32_t i = 0; i < OWNER_SHARDS; i++) lock_fini(&mine->owners[i].lock);
    lock_fini(&mine->files_lock);
    mem_free(MEM_IO, mine);
    return l;
}
