/* Built-in classes and names; see builtins.h. */
#include "vm/builtins.h"
#include "base/mem.h"
#include "heap/immortal.h"
#include "heap/string.h"
#include "vm/exec/exec.h"
#include "vm/runtime.h"
#include <stdlib.h>

extern char **environ;

struct entry {
    const Str *name;
    Value v;
};

struct names { /* open addressing by the address of the interned name */
    struct entry *at;
    uint32_t count, cap;
};

struct builtins {
    struct runtime *rt;
    struct names globals;
    struct names natives;
    Native **all;
    uint32_t nall;
    Class **classes; /* those of the types and of the errors */
    uint32_t nclasses;
};

/* ---- tables of names ---- */

static uint32_t name_slot(const struct names *t, const Str *name)
{
    uint32_t i = (uint32_t)((uintptr_t)name >> 4) * 2654435761u & (t->cap - 1);
    while (t->at[i].name && t->at[i].name != name) i = (i + 1) & (t->cap - 1);
    return i;
}

static void names_grow(struct names *t)
{
    struct names old = *t;
    t->cap = old.cap ? old.cap * 2 : 256;
    t->at = mem_zalloc(MEM_RUNTIME, t->cap * sizeof *t->at);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.at[i].name) t->at[name_slot(t, old.at[i].name)] = old.at[i];
    mem_free(MEM_RUNTIME, old.at);
}

static void names_set(struct names *t, const Str *name, Value v)
{
    if ((t->count + 1) * 2 > t->cap) names_grow(t);
    struct entry *e = &t->at[name_slot(t, name)];
    if (!e->name) t->count++;
    *e = (struct entry){name, v};
}

static Value names_get(const struct names *t, const Str *name)
{
    if (!t->cap) return V_ABSENT;
    const struct entry *e = &t->at[name_slot(t, name)];
    return e->name ? e->v : V_ABSENT;
}

Value builtins_find(const struct builtins *b, const Str *name)
{
    return names_get(&b->globals, name);
}

void builtins_add(struct builtins *b, Str *name, Value v) { names_set(&b->globals, name, v); }

Value builtins_native(const struct builtins *b, const char *name)
{
    Str *s = intern_cstr(b->rt->interns, name);
    Value v = names_get(&b->natives, s);
    if (!is_absent(v)) return v;
    v = names_get(&b->globals, s);
    return is_type(v, T_NATIVE) ? v : V_ABSENT;
}

void builtins_each(const struct builtins *b, void (*f)(void *arg, const char *name), void *arg)
{
    for (uint32_t i = 0; i < b->globals.cap; i++)
        if (b->globals.at[i].name && b->globals.at[i].name->p[0] != '_')
            f(arg, b->globals.at[i].name->p);
}

/* ---- classes ---- */

static Class *make_class(struct builtins *b, const char *name, uint32_t flags)
{
    Str *s = intern_cstr(b->rt->interns, name);
    Value old = names_get(&b->globals, s);
    if (is_class(old)) return to_class(old);
    Class *c = class_new(s, flags);
    b->classes = mem_realloc(MEM_RUNTIME, b->classes, (b->nclasses + 1) * sizeof *b->classes);
    b->classes[b->nclasses++] = c;
    names_set(&b->globals, s, from_obj(c));
    return c;
}

static void make_types(struct builtins *b)
{
    struct runtime *rt = b->rt;
    static const struct {
        enum obj_type type;
        const char *name;
    } of_type[] = {
        {T_STR, "Str"},         {T_STRX, "Str"},        {T_BIGINT, "Num"},  {T_ARRAY, "Array"},
        {T_MAP, "Map"},         {T_SET, "Set"},         {T_RANGE, "Range"}, {T_FN, "Fn"},
        {T_NATIVE, "Fn"},       {T_BYTES, "Bytes"},     {T_REGEX, "Regex"}, {T_FROM, "From"},
        {T_TIMER, "Timer"},     {T_CHAN, "Chan"},       {T_WORK, "Work"},   {T_RES, "Resource"},
        {T_WEAKREF, "WeakRef"}, {T_WEAKMAP, "WeakMap"},
    };
    for (size_t i = 0; i < sizeof of_type / sizeof of_type[0]; i++)
        rt->classes[of_type[i].type] = make_class(b, of_type[i].name, CLASS_BUILTIN);
    Class *sequence =
        make_class(b, "Sequence", CLASS_BUILTIN); /* what Array, Range and Set have in common */
    class_add_parent(rt->classes[T_ARRAY], sequence);
    class_add_parent(rt->classes[T_RANGE], sequence);
    class_add_parent(rt->classes[T_SET], sequence);
    rt->class_nil = make_class(b, "Nil", CLASS_BUILTIN);
    rt->class_bool = make_class(b, "Bool", CLASS_BUILTIN);
    rt->class_num = make_class(b, "Num", CLASS_BUILTIN);
    rt->class_str = make_class(b, "Str", CLASS_BUILTIN);
    rt->class_ma = make_class(b, "Ma", CLASS_BUILTIN);
    rt->class_ref = make_class(b, "Ref", CLASS_BUILTIN);
    rt->class_fn = make_class(b, "Fn", CLASS_BUILTIN);
    rt->class_class = make_class(b, "Class", CLASS_BUILTIN);
    rt->class_role = make_class(b, "Role", CLASS_BUILTIN);
    rt->class_any = make_class(b, "Any", CLASS_BUILTIN);
}

static void make_errors(struct builtins *b)
{
    struct runtime *rt = b->rt;
    static const char *const names[] = {
#define ERROR_CLASS(name) #name,
#include "vm/error_classes.def"
#undef ERROR_CLASS
    };
    static const char *const fields[ERRF_COUNT] = {"message",    "trace", "cause",
                                                   "suppressed", "file",  "line"};
    for (int i = 0; i < ERR_COUNT; i++) {
        Class *c = rt->errors[i] = make_class(b, names[i], CLASS_ERROR);
        if (i == ERR_Error)
            for (int k = 0; k < ERRF_COUNT; k++)
                class_add_field(c, intern_cstr(rt->interns, fields[k]), FIELD_RO, V_ABSENT);
        else
            class_add_parent(c, rt->errors[ERR_Error]);
        if (i == ERR_ExitError) {
            class_add_field(c, intern_cstr(rt->interns, "reason"), FIELD_RO, V_ABSENT);
            class_add_field(c, intern_cstr(rt->interns, "ma"), FIELD_RO, V_ABSENT);
        }
        struct class_err_info err;
        MAAT_CHECK(class_seal(c, &err) == CLASS_OK, "%s", names[i]);
    }
}

/* ---- natives ---- */

static Value make_native(struct builtins *b, const struct native_def *d)
{
    Native *n = mem_zalloc(MEM_CODE, sizeof *n);
    n->h = (Obj){.type = T_NATIVE, .gc = GC_SHARED, .words = WORDS_OF(Native)};
    if (d->cls && !(d->flags & NF_FN) && strcmp(d->cls, "Native") != 0) n->h.flags = NATIVE_SELF;
    n->def = d;
    n->name = intern_cstr(b->rt->interns, d->name);
    b->all = mem_realloc(MEM_RUNTIME, b->all, (b->nall + 1) * sizeof *b->all);
    b->all[b->nall++] = n;
    return from_obj(n);
}

static void register_table(struct builtins *b, const struct native_def *d)
{
    for (; d->name; d++) {
        Value v = make_native(b, d);
        Str *name = ((Native *)to_ptr(v))->name;
        if (!d->cls || (d->flags & NF_FN))
            names_set(&b->globals, name, v);
        else if (strcmp(d->cls, "Native") == 0)
            names_set(&b->natives, name, v);
        else
            class_add_method(make_class(b, d->cls, CLASS_BUILTIN), name, v, d->flags & NF_STATIC,
                             false);
    }
}

#define NATIVES(table) extern const struct native_def table[];
#include "vm/natives.def"
#undef NATIVES

static void register_all(struct builtins *b)
{
#define NATIVES(table) register_table(b, table);
#include "vm/natives.def"
#undef NATIVES
}

/* ---- ARGV and ENV ---- */

/* Neither has to be UTF-8; a Str has. */
static Value frozen_str(struct builtins *b, const char *p, size_t n)
{
    Buf text = BUF_INIT;
    utf8_repair(&text, p, n);
    Str *s = intern_bytes(b->rt->interns, buf_str(&text), text.len);
    buf_fini(&text);
    return from_str(s);
}

void builtins_set_args(struct builtins *b, int argc, char **argv)
{
    Value *v = mem_alloc(MEM_TEMP, ((size_t)argc + 1) * sizeof *v);
    for (int i = 0; i < argc; i++) v[i] = frozen_str(b, argv[i], strlen(argv[i]));
    names_set(&b->globals, intern_cstr(b->rt->interns, "ARGV"), immortal_array(v, (uint32_t)argc));
    mem_free(MEM_TEMP, v);
}

static void set_env(struct builtins *b)
{
    uint32_t n = 0;
    while (environ[n]) n++;
    Value *kv = mem_alloc(MEM_TEMP, (2 * (size_t)n + 1) * sizeof *kv);
    for (uint32_t i = 0; i < n; i++) {
        size_t k = strcspn(environ[i], "=");
        const char *val = environ[i][k] ? environ[i] + k + 1 : "";
        kv[2 * i] = frozen_str(b, environ[i], k);
        kv[2 * i + 1] = frozen_str(b, val, strlen(val));
    }
    names_set(&b->globals, intern_cstr(b->rt->interns, "ENV"), immortal_map(kv, n));
    mem_free(MEM_TEMP, kv);
}

/* ---- all of it ---- */

struct builtins *builtins_new(struct runtime *rt)
{
    struct builtins *b = mem_zalloc(MEM_RUNTIME, sizeof *b);
    b->rt = rt;
    make_types(b);
    make_errors(b);
    register_all(b);
    builtins_set_args(b, 0, NULL);
    set_env(b);
    return b;
}

void builtins_free(struct builtins *b)
{
    for (uint32_t i = 0; i < b->nall; i++) mem_free(MEM_CODE, b->all[i]);
    for (uint32_t i = 0; i < b->nclasses; i++) class_free(b->classes[i]);
    mem_free(MEM_RUNTIME, b->all);
    mem_free(MEM_RUNTIME, b->classes);
    mem_free(MEM_RUNTIME, b->globals.at);
    mem_free(MEM_RUNTIME, b->natives.at);
    mem_free(MEM_RUNTIME, b);
}
