/* The image of the library: what is in it, that it loads as if it had been compiled, and that a wrong one is refused. */
#include "base/mem.h"
#include "erts-like-config/config.h"
#include "tests/unit/unit.h"
#include "vm/compile/image.h"
#include "vm/compile/stdlib_sources.h"
#include "vm/library_image.h"

static struct runtime *runtime_from(const void *image)
{
    Config cfg;
    config_init(&cfg);
    struct runtime *rt = runtime_new_from(&cfg, image);
    runtime_set_program(rt, "/nowhere/all.mm", 0, NULL);
    config_fini(&cfg);
    return rt;
}

static bool is_core(const struct stdlib_source *s) { return strncmp(s->name, "core::", 6) == 0; }

/* ---- what is in it ---- */

START_TEST(test_image__library__is_in_it_whole)
{
    Buf why = BUF_INIT;
    ck_assert_msg(image_check(stdlib_image, stdlib_image_bytes, &why), "%s", buf_str(&why));
    for (size_t i = 0; i < stdlib_source_count; i++) {
        const struct stdlib_source *s = &stdlib_sources[i];
        const struct image_part *p = image_find(stdlib_image, is_core(s) ? s->path : s->name);
        uint64_t hash;
        size_t len;
        ck_assert_msg(p != NULL, "%s is missing", s->name);
        image_source(p, &hash, &len);
        ck_assert_uint_eq(len, s->len);
        ck_assert_msg(hash == image_hash(s->text, s->len, 0), "%s is older than its text", s->name);
    }
    ck_assert_ptr_null(image_find(stdlib_image, "Nowhere"));
    ck_assert_str_eq(image_uses(image_find(stdlib_image, "Agent"), 0), "Server");
    ck_assert_ptr_null(image_uses(image_find(stdlib_image, "Agent"), 1));
    buf_fini(&why);
}
END_TEST

/* ---- loading ---- */

static void must_be_compiled(void *ctx, const Module *m)
{
    ck_assert_ptr_null(m->block);
    *(size_t *)ctx += m->is_library;
}

static void must_be_loaded(void *ctx, const Module *m)
{
    Buf why = BUF_INIT;
    if (!m->is_library) return;
    ck_assert_msg(m->block != NULL, "%s was compiled", m->name->p);
    ck_assert_msg(verify_module(m, &why), "%s: %s", m->name->p, buf_str(&why));
    ++*(size_t *)ctx;
    buf_fini(&why);
}

static void same_as_built(struct runtime *rt)
{
    Buf image = BUF_INIT, left_out = BUF_INIT;
    library_image_write(rt, &image, &left_out);
    ck_assert_str_eq(buf_str(&left_out), "");
    ck_assert_uint_eq(image.len, stdlib_image_bytes);
    ck_assert(memcmp(image.p, stdlib_image, image.len) == 0);
    buf_fini(&image);
    buf_fini(&left_out);
}

/* What this build's compiler makes of the texts, core library and all, is what the image holds; and if writing what was loaded
 * gives the same bytes again, nothing was lost on the way. */
START_TEST(test_image__compiled_now__is_what_was_built)
{
    struct runtime *rt = runtime_from(NULL);
    size_t n = 0;
    ck_assert(library_compile_all(rt));
    compiler_each(rt->compiler, must_be_compiled, &n);
    ck_assert_uint_eq(n, stdlib_source_count);
    same_as_built(rt);
    runtime_free(rt);
}
END_TEST

START_TEST(test_image__loaded__is_written_the_same)
{
    struct runtime *rt = runtime_from(stdlib_image);
    size_t n = 0;
    ck_assert(library_compile_all(rt));
    compiler_each(rt->compiler, must_be_loaded, &n);
    ck_assert_uint_eq(n, stdlib_source_count);
    same_as_built(rt);
    runtime_free(rt);
}
END_TEST

/* ---- beside what the compiler makes, read by other eyes than the writer's: names, lines and code of the disassembler ---- */

struct comparison {
    struct compiler *fresh;
    size_t n;
};

static void same_text(const char *a, const char *b)
{
    size_t i = 0, line = 0;
    for (; a[i] && a[i] == b[i]; i++)
        if (a[i] == '\n') line = i + 1;
    ck_assert_msg(a[i] == b[i], "loaded: %.*s, compiled: %.*s", (int)strcspn(a + line, "\n"),
                  a + line, (int)strcspn(b + line, "\n"), b + line);
}

static void same_str(const Str *a, const Str *b)
{
    ck_assert_int_eq(!a, !b);
    if (a) ck_assert_str_eq(a->p, b->p);
}

static void same_class(const Class *a, const Class *b)
{
    same_str(a->name, b->name);
    ck_assert_uint_eq(a->flags, b->flags);
    ck_assert_uint_eq(a->nlayout, b->nlayout);
    ck_assert_uint_eq(a->all.count, b->all.count);
    ck_assert_uint_eq(a->statics.count, b->statics.count);
    ck_assert_uint_eq(a->nmro, b->nmro);
    for (uint32_t i = 0; i < a->nmro; i++) same_str(a->mro[i]->name, b->mro[i]->name);
    for (uint32_t i = 0; i < a->nlayout; i++) {
        same_str(a->layout[i]->name, b->layout[i]->name);
        ck_assert_uint_eq(a->layout[i]->trait, b->layout[i]->trait);
    }
}

static void same_functions(const Proto *a, const Proto *b)
{
    same_str(a->name, b->name);
    ck_assert_str_eq(a->module->file->p, b->module->file->p);
    ck_assert_uint_eq(a->line, b->line);
    ck_assert_uint_eq(a->room, b->room);
    ck_assert_uint_eq(a->flags, b->flags);
    ck_assert_uint_eq(a->nmin, b->nmin);
    ck_assert_uint_eq(a->optional, b->optional);
    ck_assert_uint_eq(a->ncode, b->ncode);
    ck_assert_uint_eq(a->nprotos, b->nprotos);
    same_str(a->cls ? a->cls->name : NULL, b->cls ? b->cls->name : NULL);
    for (uint32_t pc = 0; pc < a->ncode; pc++)
        ck_assert_uint_eq(proto_line(a, pc), proto_line(b, pc));
    for (uint32_t i = 0; i < a->nprotos; i++) same_functions(a->protos[i], b->protos[i]);
}

static void compare(void *ctx, const Module *m)
{
    struct comparison *x = ctx;
    const Module *other = compiler_module(x->fresh, m->name->p);
    ck_assert_ptr_nonnull(other);
    if (!m->is_library) return;
    Buf a = BUF_INIT, b = BUF_INIT;
    ck_assert_ptr_null(other->block);
    disassemble(m, &a);
    disassemble(other, &b);
    same_text(buf_str(&a), buf_str(&b));
    same_functions(m->main, other->main);
    ck_assert_uint_eq(m->nexports, other->nexports);
    ck_assert_uint_eq(m->nclasses, other->nclasses);
    for (uint32_t i = 0; i < m->nexports; i++) {
        same_str(m->exports[i].name, other->exports[i].name);
        ck_assert_int_eq(m->exports[i].kind, other->exports[i].kind);
        ck_assert_int_eq(m->exports[i].exported, other->exports[i].exported);
        ck_assert_int_eq(m->exports[i].is_const, other->exports[i].is_const);
    }
    for (uint32_t i = 0; i < m->nclasses; i++) same_class(m->classes[i], other->classes[i]);
    x->n++;
    buf_fini(&a);
    buf_fini(&b);
}

static void same_statics(struct runtime *a, struct runtime *b)
{
    ck_assert_uint_eq(a->nstatics, b->nstatics);
    ck_assert_uint_eq(a->nglobals, b->nglobals);
    for (uint32_t i = 0; i < a->nstatics; i++) {
        ck_assert_int_eq(runtime_static(a, i)->tasklocal, runtime_static(b, i)->tasklocal);
        same_str(runtime_static(a, i)->name, runtime_static(b, i)->name);
    }
    for (uint32_t i = 0; i < a->nglobals; i++)
        same_str(runtime_global(a, i)->name, runtime_global(b, i)->name);
}

START_TEST(test_image__loaded__is_what_the_compiler_makes)
{
    struct runtime *rt = runtime_from(stdlib_image), *fresh = runtime_from(NULL);
    struct comparison x = {.fresh = fresh->compiler};
    ck_assert(library_compile_all(rt));
    ck_assert(library_compile_all(fresh));
    compiler_each(rt->compiler, compare, &x);
    ck_assert_uint_eq(x.n, stdlib_source_count);
    same_statics(rt, fresh);
    runtime_free(fresh);
    runtime_free(rt);
}
END_TEST

/* ---- a module of the program in the place of one of the library ---- */

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

START_TEST(test_image__own_module__is_seen_by_the_librarys)
{
    char folder[] = "/tmp/image-XXXXXX", path[200];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    write_file(folder, "Server.mm", "export class Server { meth mine { 1 } }\n");
    snprintf(path, sizeof path, "%s/t.mm", folder);
    struct runtime *rt = runtime_from(stdlib_image);
    runtime_set_program(rt, path, 0, NULL);
    const char *text = "use Agent\nuse File\n";
    ck_assert_ptr_nonnull(runtime_compile(rt, path, text, strlen(text)));
    const Module *agent = compiler_module(rt->compiler, "Agent");
    ck_assert_ptr_null(agent->block);
    ck_assert(!agent->uses[0]->is_library);
    ck_assert_ptr_nonnull(compiler_module(rt->compiler, "File")->block);
    runtime_free(rt);
    snprintf(path, sizeof path, "%s/Server.mm", folder);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* ---- wrong ones ---- */

static void refused(const void *image, size_t bytes, const char *want)
{
    Buf why = BUF_INIT;
    ck_assert(!image_check(image, bytes, &why));
    ck_assert_msg(strstr(buf_str(&why), want), "'%s' is missing in: %s", want, buf_str(&why));
    buf_fini(&why);
}

START_TEST(test_image__wrong__is_refused)
{
    size_t n = stdlib_image_bytes;
    char *copy = mem_alloc(MEM_TEMP, n);
    struct image_head *h = (struct image_head *)copy;
    memcpy(copy, stdlib_image, n);
    refused(copy, 3, "cut off");
    refused(copy, n - 8, "cut off");
    for (size_t at = sizeof *h; at < n; at += 997) {
        copy[at] ^= 0x10;
        refused(copy, n, "damaged");
        copy[at] ^= 0x10;
    }
    copy[n - 1] ^= 1;
    refused(copy, n, "damaged");
    copy[n - 1] ^= 1;
    h->table ^= 1;
    refused(copy, n, "other operations");
    h->table ^= 1;
    h->version++;
    refused(copy, n, "version");
    h->version--;
    h->magic++;
    refused(copy, n, "no image");
    h->magic--;
    Buf why = BUF_INIT;
    ck_assert(image_check(copy, n, &why));
    buf_fini(&why);
    mem_free(MEM_TEMP, copy);
}
END_TEST

UNIT_MAIN("image", UNIT_TEST(test_image__library__is_in_it_whole);
          UNIT_TEST(test_image__compiled_now__is_what_was_built);
          UNIT_TEST(test_image__loaded__is_written_the_same);
          UNIT_TEST(test_image__loaded__is_what_the_compiler_makes);
          UNIT_TEST(test_image__own_module__is_seen_by_the_librarys);
          UNIT_TEST(test_image__wrong__is_refused))
