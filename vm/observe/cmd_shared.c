/* Who holds what: shared variables with those that wait for them, open files. */
#include "base/mem.h"
#include "heap/string.h"
#include "vm/maatine/life.h"
#include "vm/observe/query.h"
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- shared variables ---- */

#define WAITED_MAX 256u /* variables for which somebody waits */
#define NAMED_MAX  8u   /* of those that wait for one */

struct waited {
    const Cell *c;
    const char *name, *file; /* where the first that waits needs it; immortal */
    uint64_t holder;
    uint32_t line, waiters;
    Buf who;
};

struct waited_all {
    struct runtime *rt;
    struct waited at[WAITED_MAX];
    uint32_t n;
};

static struct waited *waited_of(struct waited_all *all, const Cell *c)
{
    for (uint32_t i = 0; i < all->n; i++)
        if (all->at[i].c == c) return &all->at[i];
    return NULL;
}

static void add_who(struct waited *w, const Facts *f)
{
    if (w->waiters > NAMED_MAX) return;
    if (w->who.len) buf_adds(&w->who, ", ");
    if (w->waiters == NAMED_MAX) {
        buf_adds(&w->who, "...");
        return;
    }
    buf_addf(&w->who, "%llu ", (unsigned long long)f->id);
    facts_label(f, &w->who);
}

/* The cell is compared only: by the time it is looked at it may be gone. */
static void add_waiter(void *ctx, const Facts *f, const Maatine *m)
{
    struct waited_all *all = ctx;
    const struct waiter *x = load_acq(&m->waiter); /* pairs with waiter_of */
    if (f->wait != WAIT_CELL || !x) return;
    lock_take(&all->rt->life->dead_lock); /* CS-1 */
    const Cell *c = load_rlx(&x->cell);
    struct waited now = {.c = c, .holder = c ? cell_owner(c) : 0};
    if (c) {
        now.name = x->cell_name;
        now.file = x->cell_file;
        now.line = x->cell_line;
    }
    lock_drop(&all->rt->life->dead_lock);
    struct waited *w = c ? waited_of(all, c) : NULL;
    if (!c || (!w && all->n == WAITED_MAX)) return;
    if (!w) {
        w = &all->at[all->n++];
        *w = now;
    }
    w->holder = now.holder;
    add_who(w, f);
    w->waiters++;
}

static void put_label(void *ctx, const Facts *f, const Maatine *m)
{
    (void)m;
    facts_label_cell(f, ctx);
}

static void put_holder(struct runtime *rt, uint64_t id, Rows *t)
{
    if (id)
        rows_int(t, (int64_t)id);
    else
        rows_nil(t);
    if (!id || !facts_one(rt, id, put_label, t)) rows_nil(t);
}

static void put_waiters(struct waited *w, Rows *t)
{
    rows_int(t, w ? w->waiters : 0);
    if (w)
        rows_text(t, buf_str(&w->who), w->who.len);
    else
        rows_nil(t);
    if (w)
        rows_textf(t, "%s:%u", w->file, w->line);
    else
        rows_nil(t);
}

/* The holder's, read as it is. */
MAAT_RACY static uint64_t value_bytes(const Cell *c)
{
    return ((const volatile Cell *)c)->value.bytes;
}

static void put_global(struct waited_all *all, const struct global *g, Rows *t)
{
    const Cell *c = load_acq(&g->cell); /* pairs with the first write of a global */
    if (!c) return;
    struct waited *w = waited_of(all, c);
    rows_str(t, g->name->p);
    put_holder(all->rt, cell_owner(c), t);
    put_waiters(w, t);
    rows_int(t, (int64_t)value_bytes(c));
    if (w) w->c = NULL; /* shown */
}

static void put_local(const struct waited_all *all, struct waited *w, Rows *t)
{
    if (w->name)
        rows_str(t, w->name);
    else
        rows_nil(t);
    put_holder(all->rt, w->holder, t);
    put_waiters(w, t);
    rows_nil(t);
}

void cmd_shared(Query *q)
{
    struct waited_all *all = mem_zalloc(MEM_TEMP, sizeof *all);
    Rows *t = reply_add(q->out, "shared");
    all->rt = q->rt;
    rows_columns(
        t, "variable:text holder:ma label:text waiters:count waiting:long at:text bytes:bytes");
    facts_each(q->rt, add_waiter, all);
    for (uint32_t i = 0; i < load_acq(&q->rt->nglobals); i++) /* pairs with env_new_global */
        put_global(all, runtime_global(q->rt, i), t);
    for (uint32_t i = 0; i < all->n; i++) {
        if (all->at[i].c) put_local(all, &all->at[i], t);
        buf_fini(&all->at[i].who);
    }
    mem_free(MEM_TEMP, all);
}

/* ---- open files ---- */

/* Whose a descriptor is, by its number. */
struct fd_owners {
    uint64_t *at; /* MEM_TEMP; 0: the program's own */
    uint32_t cap;
};

static void fd_owner_set(struct fd_owners *o, int64_t fd, int64_t id)
{
    if (fd < 0 || fd > 1 << 24) return;
    if (fd >= o->cap) {
        uint32_t cap = (uint32_t)fd < 64 ? 128 : 2 * (uint32_t)fd;
        o->at = mem_realloc(MEM_TEMP, o->at, cap * sizeof *o->at);
        memset(o->at + o->cap, 0, (cap - o->cap) * sizeof *o->at);
        o->cap = cap;
    }
    o->at[fd] = (uint64_t)id;
}

/* What the library lists, whose columns are `fd` and `owner` among others. */
static void fd_owners_add(struct fd_owners *o, struct runtime *rt, const char *columns,
                          void (*list)(struct runtime *, Rows *))
{
    if (!list) return;
    Rows *t = rows_new("owners");
    rows_columns(t, columns);
    list(rt, t);
    uint32_t fd = (uint32_t)rows_find(t, "fd"), owner = (uint32_t)rows_find(t, "owner");
    for (uint64_t i = 0; i < rows_count(t); i++)
        fd_owner_set(o, rows_at(t, i, fd)->i, rows_at(t, i, owner)->i);
    rows_free(t);
}

#define SOCKET_COLUMNS "fd:count kind:text peer:text owner:ma reader:ma waits:text queued_out:bytes"

void cmd_sockets(Query *q)
{
    Rows *t = reply_add(q->out, "sockets");
    rows_columns(t, SOCKET_COLUMNS);
    void (*f)(struct runtime *, Rows *) =
        load_acq(&q->rt->list_sockets); /* pairs with library_of */
    if (f) f(q->rt, t);
}

void cmd_files(Query *q)
{
    struct fd_owners owners = {NULL, 0};
    Rows *t = reply_add(q->out, "files");
    rows_columns(t, "fd:count owner:ma label:text is:long");
    fd_owners_add(&owners, q->rt, SOCKET_COLUMNS,
                  load_acq(&q->rt->list_sockets)); /* pairs with library_of */
    fd_owners_add(&owners, q->rt, "fd:count owner:ma",
                  load_acq(&q->rt->list_files)); /* pairs with library_of */
    DIR *d = opendir("/proc/self/fd");
    struct dirent *e;
    while (d && (e = readdir(d))) {
        char path[300], to[512];
        if (e->d_name[0] == '.' || atoi(e->d_name) == dirfd(d)) continue;
        snprintf(path, sizeof path, "/proc/self/fd/%s", e->d_name);
        ssize_t n = readlink(path, to, sizeof to);
        if (n < 0) continue;
        int64_t fd = atoll(e->d_name);
        rows_int(t, fd);
        put_holder(q->rt, fd < owners.cap ? owners.at[fd] : 0, t);
        rows_text(t, to, (size_t)n);
    }
    if (d) closedir(d);
    mem_free(MEM_TEMP, owners.at);
}
