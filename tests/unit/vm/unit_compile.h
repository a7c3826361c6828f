/* A small world for tests of the compiler: a few names of the language, no runtime. */
#ifndef MAAT_TESTS_UNIT_COMPILE_H
#define MAAT_TESTS_UNIT_COMPILE_H

#include "base/mem.h"
#include "tests/unit/unit.h"
#include "vm/compile/compile.h"
#include "vm/native.h"
#include <string.h>

#define UNIT_NAMES 128
static struct intern_table *unit_interns;
static struct {
    const char *name;
    Value v;
} unit_names[UNIT_NAMES];
static uint32_t unit_nnames, unit_nglobals, unit_nstatics;
/* Files that `use` finds: name, text, name, text, NULL. */
static const char *const *unit_files;

static Value unit_native(const char *name)
{
    Native *n = mem_zalloc(MEM_CODE, sizeof *n);
    n->h = (Obj){.type = T_NATIVE, .gc = GC_SHARED, .words = WORDS_OF(Native)};
    n->name = intern_cstr(unit_interns, name);
    return from_obj(n);
}

static inline void unit_name(const char *name, Value v)
{
    ck_assert_uint_lt(unit_nnames, UNIT_NAMES);
    unit_names[unit_nnames].name = name;
    unit_names[unit_nnames++].v = v;
}

static Value unit_class(const char *name, unsigned flags)
{
    struct class_err_info e;
    Class *c = class_new(intern_cstr(unit_interns, name), flags);
    ck_assert_int_eq(class_seal(c, &e), CLASS_OK);
    return from_obj(c);
}

static Value unit_builtin(void *ctx, const Str *name)
{
    (void)ctx;
    for (uint32_t i = 0; i < unit_nnames; i++)
        if (!strcmp(unit_names[i].name, name->p)) return unit_names[i].v;
    return V_ABSENT;
}

static Value unit_env_native(void *ctx, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "native %s", name);
    return unit_builtin(ctx, intern_cstr(unit_interns, key));
}

static inline void unit_each(void *ctx, void (*f)(void *arg, const char *name), void *arg)
{
    (void)ctx;
    for (uint32_t i = 0; i < unit_nnames; i++) f(arg, unit_names[i].name);
}

static Value unit_bigint(void *ctx, const char *digits, size_t n, int base)
{
    (void)ctx, (void)digits, (void)base;
    return from_double((double)n);
}

static Value unit_regex(void *ctx, const char *src, size_t n, const char *flags, char *err,
                        size_t errlen, size_t *at)
{
    (void)ctx, (void)flags;
    if (!memchr(src, '(', n) || memchr(src, ')', n)) return unit_names[0].v;
    snprintf(err, errlen, "missing )");
    *at = n;
    return V_ABSENT;
}

static Value unit_bytes(void *ctx, const char *p, size_t n)
{
    (void)ctx, (void)p, (void)n;
    return unit_names[0].v;
}

static uint32_t unit_new_global(void *ctx, const Str *name)
{
    (void)ctx, (void)name;
    return unit_nglobals++;
}

static uint32_t unit_new_static(void *ctx, bool tasklocal, const Str *name)
{
    (void)ctx, (void)tasklocal, (void)name;
    return unit_nstatics++;
}

static int unit_find(void *ctx, const char *name, char **text, size_t *len, char **path,
                     bool *library)
{
    (void)ctx;
    for (const char *const *f = unit_files; f && *f; f += 2) {
        if (strcmp(*f, name) != 0) continue;
        *text = mem_strdup(MEM_SYNTAX, f[1]);
        *len = strlen(f[1]);
        *path = mem_strdup(MEM_SYNTAX, name);
        *library = false;
        return 0;
    }
    return -1;
}

static inline void unit_world(void)
{
    static const char *const types[] = {"Num", "Str", "Array", "Map", "Ma", "Chan", "Work"};
    static const char *const errors[] = {"Error", "TypeError", "IndexError"};
    static const char *const fns[] = {"set",
                                      "reply",
                                      "__scope_new",
                                      "__scope_spawn",
                                      "__scope_spawn_method",
                                      "__scope_join",
                                      "__scope_fail",
                                      "__scope_value",
                                      "__select",
                                      "__blocking",
                                      "__parallel",
                                      "native say",
                                      "native print",
                                      "native sleep",
                                      "native exit",
                                      "native meta",
                                      "native assert_fail",
                                      "native assert_eq",
                                      "native abide",
                                      "native warn",
                                      "native secret",
                                      "native printf"};
    unit_interns = intern_new();
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        unit_name(types[i], unit_class(types[i], CLASS_BUILTIN));
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        unit_name(errors[i], unit_class(errors[i], CLASS_ERROR));
    for (size_t i = 0; i < sizeof fns / sizeof *fns; i++) unit_name(fns[i], unit_native(fns[i]));
}

static inline void unit_world_free(void)
{
    for (uint32_t i = 0; i < unit_nnames; i++) {
        if (is_class(unit_names[i].v))
            class_free(to_class(unit_names[i].v));
        else
            mem_free(MEM_CODE, to_ptr(unit_names[i].v));
    }
    unit_nnames = 0;
    intern_free(unit_interns);
    unit_interns = NULL;
}

static inline struct compiler *unit_compiler(void)
{
    if (!unit_interns) unit_world();
    struct compile_env env = {
        .interns = unit_interns,
        .builtin = unit_builtin,
        .native = unit_env_native,
        .each_builtin = unit_each,
        .bigint = unit_bigint,
        .regex = unit_regex,
        .bytes = unit_bytes,
        .new_global = unit_new_global,
        .new_static = unit_new_static,
        .find_module = unit_find,
    };
    return compiler_new(&env);
}

/* Compiles a program, verifies it, and gives its disassembly, or the messages behind
 * "ERRORS\n". Freed with buf_fini. */
static inline Buf unit_code(const char *text)
{
    Buf errors = BUF_INIT, out = BUF_INIT, why = BUF_INIT;
    struct compiler *c = unit_compiler();
    Module *m = compile_program(c, "t.mm", text, strlen(text), &errors);
    if (m) {
        ck_assert_msg(verify_module(m, &why), "%s", buf_str(&why));
        disassemble(m, &out);
        buf_adds(&out, errors.len ? "WARNINGS\n" : "");
        buf_adds(&out, buf_str(&errors));
    } else {
        buf_addf(&out, "ERRORS\n%s", buf_str(&errors));
    }
    compiler_free(c);
    unit_world_free();
    buf_fini(&errors);
    buf_fini(&why);
    return out;
}

/* The code holds each of the pieces (NULL-ended), in this order. Runs of spaces count as one. */
static inline void unit_squeeze(char *s)
{
    char *to = s;
    for (; *s; s++)
        if (*s != ' ' || s[1] != ' ') *to++ = *s;
    *to = 0;
}

static inline void unit_holds(const char *text, const char *const *pieces)
{
    Buf b = unit_code(text);
    buf_addc(&b, '\n');
    unit_squeeze(b.p);
    const char *at = b.p;
    for (; *pieces; pieces++) {
        const char *found = strstr(at, *pieces);
        ck_assert_msg(found != NULL, "'%s' is missing in the code of\n%s\n%s", *pieces, text, b.p);
        at = found + strlen(*pieces);
    }
    buf_fini(&b);
}
#define HOLDS(text, ...) unit_holds(text, (const char *const[]){__VA_ARGS__, NULL})

static inline void unit_lacks(const char *text, const char *piece)
{
    Buf b = unit_code(text);
    buf_addc(&b, '\n');
    ck_assert_msg(!strstr(b.p, piece), "'%s' is in the code of\n%s\n%s", piece, text, b.p);
    buf_fini(&b);
}
#define LACKS(text, piece) unit_lacks(text, piece)

/* Compiling fails with this message among others. */
#define FAILS(text, ...)   HOLDS(text, "ERRORS", __VA_ARGS__)

#endif
