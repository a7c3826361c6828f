/* Questions about code and flags; `set`, which changes a flag while the program runs. */
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "vm/observe/observe_int.h"
#include "vm/observe/query.h"
#include "vm/runtime.h"

static uint32_t count_protos(const Proto *p, uint64_t *words)
{
    uint32_t n = 1;
    *words += p->ncode;
    for (uint32_t i = 0; i < p->nprotos; i++) n += count_protos(p->protos[i], words);
    return n;
}

static void put_module(void *ctx, const Module *m)
{
    Rows *t = ctx;
    uint64_t words = 0;
    uint32_t n = count_protos(m->main, &words);
    rows_str(t, m->name->p);
    rows_str(t, m->file->p);
    rows_int(t, n);
    rows_int(t, m->nclasses);
    rows_int(t, (int64_t)(words * sizeof(Insn)));
    rows_bool(t, m->is_library);
}

void cmd_modules(Query *q)
{
    Rows *t = reply_add(q->out, "modules");
    rows_columns(t, "module:text file:text functions:count classes:count code:bytes library:text");
    lock_take(&q->rt->globals_lock);
    compiler_each(q->rt->compiler, put_module, t);
    lock_drop(&q->rt->globals_lock);
}

static const char *source_name(uint8_t s)
{
    static const char *const names[] = {"default", "file", "environment", "command line"};
    return s < 4 ? names[s] : "set";
}

#define put_INT(t, v)    rows_int(t, (int64_t)load_rlx(&(v)))
#define put_SIZE(t, v)   rows_int(t, (int64_t)load_rlx(&(v)))
#define put_FLOAT(t, v)  rows_float(t, load_rlx_double(&(v)))
#define put_BOOL(t, v)   rows_bool(t, load_rlx(&(v)))
#define put_TEXT(t, v)   rows_str(t, v)
#define put_CHOICE(t, v) rows_str(t, &(v) == &c->log_level ? level : (v))

/* Those that are read when they are used, so that a new value counts from then on. */
static bool is_live(enum config_flag f)
{
    switch (f) {
    case CONFIG_log_level:
    case CONFIG_crash_reports:
    case CONFIG_max_heap:
    case CONFIG_max_young:
    case CONFIG_gc_minor:
    case CONFIG_gc_pause:
    case CONFIG_gc_major:
    case CONFIG_gc_step_mul:
    case CONFIG_gc_step_size:
    case CONFIG_shutdown:
    case CONFIG_mailbox:
    case CONFIG_warn_gc:
    case CONFIG_warn_slice:
    case CONFIG_warn_heap:
    case CONFIG_warn_mailbox:
    case CONFIG_warn_mailbox_age:
    case CONFIG_warn_restarts:
    case CONFIG_warn_orphan: return true;
    default: return false;
    }
}

void cmd_flags(Query *q)
{
    const Config *c = &q->rt->cfg;
    const char *level = log_level_names[load_rlx(&q->rt->log_level)];
    Rows *t = reply_add(q->out, "flags");
    rows_columns(t, "name:text value:count from:text live:text help:long");
#define FLAG(id, name, type, def, min, max, value, help)                                           \
    rows_str(t, name);                                                                             \
    put_##type(t, c->id);                                                                          \
    rows_str(t, source_name(load_rlx(&c->source[CONFIG_##id])));                                   \
    rows_bool(t, is_live(CONFIG_##id));                                                            \
    rows_str(t, help);
#include "erts-like-config/flags.def"
#undef FLAG
}

#define copy_INT(to, from)    store_rlx(&(to), from)
#define copy_SIZE(to, from)   store_rlx(&(to), from)
#define copy_FLOAT(to, from)  store_rlx_double(&(to), from)
#define copy_BOOL(to, from)   store_rlx(&(to), from)
#define copy_TEXT(to, from)   (void)0
#define copy_CHOICE(to, from) (void)0

/* The value of one flag of `from`. False: it may not change. */
static bool copy_flag(Config *to, const Config *from, const char *name)
{
#define FLAG(id, text, type, def, min, max, value, help)                                           \
    if (strcmp(name, text) == 0) {                                                                 \
        if (!is_live(CONFIG_##id)) return false;                                                   \
        copy_##type(to->id, from->id);                                                             \
        store_rlx(&to->source[CONFIG_##id], CONFIG_ARGS + 1);                                      \
        return true;                                                                               \
    }
#include "erts-like-config/flags.def"
#undef FLAG
    return false;
}

/* What does not look at its flag each time is told. */
static void apply_flags(struct runtime *rt, const Config *c, const char *name)
{
    Config *now = &rt->cfg;
    if (strcmp(name, "log-level") == 0) {
        uint32_t i = 0;
        while (strcmp(log_level_names[i], c->log_level) != 0) i++;
        store_rlx(&rt->log_level, i);
    } else if (strncmp(name, "gc-", 3) == 0 || strcmp(name, "max-young") == 0) {
        runtime_tune_heaps(now);
    } else if (strcmp(name, "max-heap") == 0 && !load_rlx(&now->max_heap)) {
        store_rlx(&now->max_heap, world_memory() / 4);
    }
    watch_changed(rt->observer);
}

void cmd_set(Query *q)
{
    if (q->w->n != 3) {
        reply_error(q->out, "set FLAG VALUE");
        return;
    }
    Config c;
    Buf why = BUF_INIT, word = BUF_INIT;
    int used = 0;
    const char *name = q->w->at[1];
    while (*name == '-') name++;
    config_init(&c);
    buf_addf(&word, "--%s=%s", name, q->w->at[2]);
    char *argv[] = {word.p, NULL};
    if (config_read_args(&c, 1, argv, &used, &why) != 0 || used != 1)
        reply_error(q->out, "%s", why.len ? why.p : "set FLAG VALUE");
    else if (!copy_flag(&q->rt->cfg, &c, name))
        reply_error(q->out, "'%s' cannot change while the program runs", name);
    else
        apply_flags(q->rt, &c, name);
    if (!q->out->error.len) {
        Rows *t = reply_add(q->out, "set");
        rows_columns(t, "flag:text value:text");
        rows_str(t, name);
        rows_str(t, q->w->at[2]);
    }
    config_fini(&c);
    buf_fini(&why);
    buf_fini(&word);
}
