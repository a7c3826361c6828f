/* A runtime: built-in classes, natives, the core library, and the environment of the compiler. */
#include "vm/runtime.h"
#include "heap/copy.h"
#include "heap/island.h"
#include "base/errors.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/frozen.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/regex.h"
#include "heap/string.h"
#include "vm/builtins.h"
#include "vm/compile/image.h"
#include "vm/compile/stdlib_sources.h"
#include "vm/exec/exec.h"
#include "vm/exec/loops.h"
#include "vm/maatine/fault.h"
#include "vm/maatine/life.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- names of the language ---- */

struct name_ctx {
    struct runtime *rt;
};

static Value env_builtin(void *ctx, const Str *name) { return runtime_builtin(ctx, name); }

static Value env_native(void *ctx, const char *name)
{
    struct runtime *rt = ctx;
    return builtins_native(rt->builtins, name);
}

static void env_each(void *ctx, void (*f)(void *arg, const char *name), void *arg)
{
    struct runtime *rt = ctx;
    builtins_each(rt->builtins, f, arg);
}

Value runtime_builtin(struct runtime *rt, const Str *name)
{
    return builtins_find(rt->builtins, name);
}

/* ---- constants of code ---- */

static Value env_bigint(void *ctx, const char *digits, size_t n, int base)
{
    (void)ctx;
    return num_immortal(digits, n, base);
}

static Value env_regex(void *ctx, const char *src, size_t n, const char *flags, char *err,
                       size_t errlen, size_t *erroffset)
{
    (void)ctx;
    return regex_immortal(src, n, flags, err, errlen, erroffset);
}

static Value env_bytes(void *ctx, const char *p, size_t n)
{
    (void)ctx;
    return bytes_immortal(p, n);
}

/* ---- globals and statics: chunks that never move, so readers need no lock ---- */

#define CHUNK  1024u
#define CHUNKS 4096u

struct global *runtime_global(struct runtime *rt, uint32_t i)
{
    MAAT_ASSERT(i < load_acq(&rt->nglobals)); /* pairs with env_new_global */
    return &rt->globals[i / CHUNK][i % CHUNK];
}

struct static_def *runtime_static(struct runtime *rt, uint32_t i)
{
    MAAT_ASSERT(i < load_acq(&rt->nstatics)); /* pairs with env_new_static */
    return &rt->statics[i / CHUNK][i % CHUNK];
}

static uint32_t env_new_global(void *ctx, const Str *name)
{
    struct runtime *rt = ctx;
    uint32_t i = rt->nglobals;
    MAAT_CHECK(i < CHUNK * CHUNKS, "too many globals");
    if (!rt->globals[i / CHUNK])
        rt->globals[i / CHUNK] = mem_zalloc(MEM_RUNTIME, CHUNK * sizeof(struct global));
    rt->globals[i / CHUNK][i % CHUNK] = (struct global){.name = (Str *)name, .constant = V_ABSENT};
    store_rel(&rt->nglobals, i + 1); /* pairs with runtime_global */
    return i;
}

static uint32_t env_new_static(void *ctx, bool tasklocal, const Str *name)
{
    struct runtime *rt = ctx;
    uint32_t i = rt->nstatics;
    MAAT_CHECK(i < CHUNK * CHUNKS, "too many statics");
    if (!rt->statics[i / CHUNK])
        rt->statics[i / CHUNK] = mem_zalloc(MEM_RUNTIME, CHUNK * sizeof(struct static_def));
    rt->statics[i / CHUNK][i % CHUNK] =
        (struct static_def){.tasklocal = tasklocal, .name = name, .immediate = V_ABSENT};
    store_rel(&rt->nstatics, i + 1); /* pairs with runtime_static */
    return i;
}

/* ---- modules ---- */

/* Whole file, NUL behind it (MEM_SYNTAX); NULL: errno says why. */
char *runtime_read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    Buf b = BUF_INIT;
    size_t n;
    do {
        char *room = buf_room(&b, 65536);
        n = fread(room, 1, 65536, f);
        b.len += n;
    } while (n > 0);
    bool bad = ferror(f);
    fclose(f);
    char *text = bad ? NULL : mem_alloc(MEM_SYNTAX, b.len + 1);
    if (text) {
        memcpy(text, b.len ? b.p : "", b.len);
        text[b.len] = 0;
        *len = b.len;
    }
    buf_fini(&b);
    return text;
}

/* "Net::Http" in `folder` (n bytes): folder/Net/Http.mm. */
static bool module_in(const char *folder, size_t n, const char *name, char **text, size_t *len,
                      char **path)
{
    Buf b = BUF_INIT;
    buf_add(&b, folder, n);
    if (n && folder[n - 1] != '/') buf_addc(&b, '/');
    for (const char *p = name; *p; p++) {
        if (p[0] == ':' && p[1] == ':') {
            buf_addc(&b, '/');
            p++;
        } else {
            buf_addc(&b, *p);
        }
    }
    buf_adds(&b, ".mm");
    *text = runtime_read_file(buf_str(&b), len);
    if (*text) *path = mem_strdup(MEM_SYNTAX, buf_str(&b));
    buf_fini(&b);
    return *text != NULL;
}

static bool module_in_library(const char *name, char **text, size_t *len, char **path)
{
    for (size_t i = 0; i < stdlib_source_count; i++)
        if (strcmp(stdlib_sources[i].name, name) == 0) {
            *text = mem_strndup(MEM_SYNTAX, (const char *)stdlib_sources[i].text,
                                stdlib_sources[i].len);
            *len = stdlib_sources[i].len;
            *path = mem_strdup(MEM_SYNTAX, stdlib_sources[i].path);
            return true;
        }
    return false;
}

static int env_find_module(void *ctx, const char *name, char **text, size_t *len, char **path,
                           bool *is_library)
{
    struct runtime *rt = ctx;
    *is_library = false;
    if (rt->folder && module_in(rt->folder, strlen(rt->folder), name, text, len, path))
        return MAAT_OK;
    const char *p = getenv("MAAT_PATH");
    while (p && *p) {
        size_t n = strcspn(p, ":");
        if (n && module_in(p, n, name, text, len, path)) return MAAT_OK;
        p += n + (p[n] == ':');
    }
    *is_library = true;
    return module_in_library(name, text, len, path) ? MAAT_OK : MAAT_EIO;
}

/* ---- making a runtime ---- */

static const void *library_image(void)
{
    if (!stdlib_image_bytes) return NULL; /* the build's first stage */
    Buf why = BUF_INIT;
    MAAT_CHECK(image_check(stdlib_image, stdlib_image_bytes, &why), "%s", buf_str(&why));
    buf_fini(&why);
    return stdlib_image;
}

static struct compile_env compile_env_of(struct runtime *rt, const void *image)
{
    return (struct compile_env){
        .interns = rt->interns,
        .builtin = env_builtin,
        .native = env_native,
        .each_builtin = env_each,
        .bigint = env_bigint,
        .regex = env_regex,
        .bytes = env_bytes,
        .new_global = env_new_global,
        .new_static = env_new_static,
        .find_module = env_find_module,
        .image = image,
        .ctx = rt,
    };
}

static Value immortal_fn(const Proto *p)
{
    Fn *f = mem_zalloc(MEM_CODE, sizeof *f + sizeof(Value));
    f->h = (Obj){.type = T_FN, .gc = GC_SHARED, .words = WORDS_OF(Fn)};
    f->proto = p;
    return from_obj(f);
}

static void make_internal_code(struct runtime *rt)
{
    Module *mod = mem_zalloc(MEM_CODE, sizeof *mod);
    mod->name = intern_cstr(rt->interns, "runtime");
    mod->file = intern_cstr(rt->interns, "runtime");
    mod->is_library = mod->has_run = true;
    rt->internal_module = mod;
    rt->start_fn = immortal_fn(exec_start_proto(rt));
    rt->body_proto = loop_body_new(rt);
}

static void free_code(Proto *p)
{
    mem_free(MEM_CODE, p->code);
    mem_free(MEM_CODE, p);
}

static void free_internal_code(struct runtime *rt)
{
    Fn *start = to_ptr(rt->start_fn);
    free_code((Proto *)(uintptr_t)start->proto);
    mem_free(MEM_CODE, start);
    free_code(rt->body_proto);
    mem_free(MEM_CODE, rt->internal_module);
}

static void load_core_file(struct runtime *rt, const struct stdlib_source *src)
{
    Buf errors = BUF_INIT;
    Module *mod = compile_core(rt->compiler, src->path, (const char *)src->text, src->len, &errors);
    MAAT_CHECK(mod, "the core library does not compile:\n%s", buf_str(&errors));
    buf_fini(&errors);
    for (uint32_t i = 0; i < mod->nexports; i++)
        if (mod->exports[i].kind == EXPORT_CONST)
            builtins_add(rt->builtins, mod->exports[i].name, mod->exports[i].value);
    mod->has_run = true; /* core files hold declarations only */
}

static void load_core(struct runtime *rt)
{
    for (size_t i = 0; i < stdlib_source_count; i++)
        if (strncmp(stdlib_sources[i].name, "core::", 6) == 0)
            load_core_file(rt, &stdlib_sources[i]);
#define CORE_FN(id, name, nargs)                                                                   \
    rt->core[CORE_##id] = builtins_find(rt->builtins, intern_cstr(rt->interns, name));             \
    MAAT_CHECK(!is_absent(rt->core[CORE_##id]), "core function %s is missing", name);
#include "vm/core.def"
#undef CORE_FN
}

const char *const log_level_names[LOG_LEVELS] = {"debug", "info", "warning", "error", "off"};

void runtime_tune_heaps(const struct config *cfg)
{
    struct heap_tune tune = {.pause = (uint32_t)load_rlx(&cfg->gc_pause),
                             .major = (uint32_t)load_rlx(&cfg->gc_major),
                             .minor = (uint32_t)load_rlx(&cfg->gc_minor),
                             .step_mul = (uint32_t)load_rlx(&cfg->gc_step_mul),
                             .step_size = (uint32_t)load_rlx(&cfg->gc_step_size)};
    heap_tune_all(&tune);
    heap_set_max_young_all(load_rlx(&cfg->max_young) * (uint64_t)load_rlx(&cfg->gc_minor) / 20);
}

struct runtime *runtime_new(const struct config *cfg)
{
    return runtime_new_from(cfg, library_image());
}

struct runtime *runtime_new_from(const struct config *cfg, const void *image)
{
    struct runtime *rt = mem_zalloc(MEM_RUNTIME, sizeof *rt);
    rt->cfg = *cfg;
    rt->interns = intern_new();
    lock_init(&rt->globals_lock, LOCK_MODULES);
    lock_init(&rt->log_lock, LOCK_LOG);
    lock_init(&rt->profile_lock, LOCK_PROFILE);
    rt->globals = mem_zalloc(MEM_RUNTIME, CHUNKS * sizeof *rt->globals);
    rt->statics = mem_zalloc(MEM_RUNTIME, CHUNKS * sizeof *rt->statics);
    while (strcmp(cfg->log_level, log_level_names[rt->log_level]) != 0) rt->log_level++;
    if (cfg->sched_seed) world_simulate((uint64_t)cfg->sched_seed);
    if (cfg->seed || cfg->sched_seed)
        hash_set_seed((uint64_t)(cfg->seed ? cfg->seed : cfg->sched_seed));
    if (cfg->max_memory) mem_set_limit(cfg->max_memory);
    rt->moves = strcmp(cfg->moves, "off") != 0;
    if (strcmp(cfg->moves, "all") == 0) island_set_min(1);
    if (cfg->long_copy) copy_set_long((uint64_t)cfg->long_copy);
    runtime_tune_heaps(cfg);
    if (!rt->cfg.max_heap) rt->cfg.max_heap = world_memory() / 4;
    exec_describe_types();
    make_internal_code(rt);
    rt->builtins = builtins_new(rt);
    struct compile_env env = compile_env_of(rt, image);
    rt->compiler = compiler_new(&env);
    load_core(rt);
    return rt;
}

void runtime_free(struct runtime *rt)
{
    if (rt->library_free) rt->library_free(rt);
    compiler_free(rt->compiler);
    builtins_free(rt->builtins);
    for (uint32_t i = 0; i < CHUNKS; i++) {
        mem_free(MEM_RUNTIME, rt->globals[i]);
        mem_free(MEM_RUNTIME, rt->statics[i]);
    }
    mem_free(MEM_RUNTIME, rt->globals);
    mem_free(MEM_RUNTIME, rt->statics);
    free_internal_code(rt);
    mem_free(MEM_RUNTIME, rt->folder);
    intern_free(rt->interns);
    if (rt->cycles) cycles_free(rt->cycles); /* of all counted things */
    lock_fini(&rt->globals_lock);
    lock_fini(&rt->log_lock);
    buf_fini(&rt->out);
    buf_fini(&rt->out_spare);
    mem_free(MEM_RUNTIME, rt);
    fault_end();
}

/* ---- the program ---- */

void runtime_set_program(struct runtime *rt, const char *file, int argc, char **argv)
{
    rt->program = file;
    const char *slash = strrchr(file, '/');
    size_t n = slash ? (size_t)(slash - file) : 0;
    mem_free(MEM_RUNTIME, rt->folder);
    rt->folder = slash ? mem_strndup(MEM_RUNTIME, file, n ? n : 1) : mem_strdup(MEM_RUNTIME, ".");
    rt->argc = argc;
    rt->argv = argv;
    builtins_set_args(rt->builtins, argc, argv);
}

Module *runtime_compile(struct runtime *rt, const char *file, const char *text, size_t len)
{
    Buf errors = BUF_INIT;
    Module *mod = compile_program(rt->compiler, file, text, len, &errors);
    if (errors.len) runtime_err(rt, errors.p, errors.len);
    buf_fini(&errors);
    return mod;
}

int runtime_main(struct runtime *rt, const char *file, const char *text, size_t len)
{
    Module *mod = runtime_compile(rt, file, text, len);
    if (!mod || !replay_log_open(rt)) return 2;
    int status = life_run(rt);
    replay_log_close(rt);
    return status;
}
