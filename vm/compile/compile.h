/* The compiler: syntax tree -> scopes -> bytecode; and the loader of modules.
 *
 * Threads: compiling is done by one thread at a time per runtime (lock MODULES); loaded code is
 * immutable and shared.
 */
#ifndef MAAT_VM_COMPILE_H
#define MAAT_VM_COMPILE_H

#include "base/buf.h"
#include "vm/exec/code.h"

struct runtime;

/* What the compiler needs of the world around it; filled by the runtime. */
struct compile_env {
    struct intern_table *interns;
    /* Built-in names of the language: classes (Num, Ma, Error ...), global native functions (set,
     * reply, exit_ma, sprintf) and
     * core functions. V_ABSENT: unknown. ARGV and ENV are given here too (frozen values). */
    Value (*builtin)(void *ctx, const Str *name);
    /* "Native.name" of library code, and the natives behind the built-in words (say print printf
     * warn sleep exit assert_fail
     * assert_eq abide take): a T_NATIVE. V_ABSENT: unknown. */
    Value (*native)(void *ctx, const char *name);
    /* All built-in names, for "did you mean": calls f for each. */
    void (*each_builtin)(void *ctx, void (*f)(void *arg, const char *name), void *arg);
    /* Immortal constants. */
    Value (*bigint)(void *ctx, const char *digits, size_t n, int base); /* underscores removed */
    Value (*regex)(void *ctx, const char *src, size_t n, const char *flags, char *err,
                   size_t errlen, size_t *erroffset); /* V_ABSENT: err is set */
    Value (*bytes)(void *ctx, const char *p, size_t n);
    /* Numbers of program-wide cells and of per-maatine statics. */
    uint32_t (*new_global)(void *ctx, const Str *name);
    uint32_t (*new_static)(void *ctx, bool tasklocal, const Str *name); /* name: or NULL */
    /* Source of module `name` ("Net::Http"): 0 and *text (MEM_SYNTAX, freed by the compiler),
     * *path; or an error code. Searches the program's folder,
     * MAAT_PATH, then the library inside the binary. */
    int (*find_module)(void *ctx, const char *name, char **text, size_t *len, char **path,
                       bool *is_library);
    /* The image of the library (vm/compile/image.h), checked; NULL: there is none. */
    const void *image;
    void *ctx;
};

struct compiler; /* keeps the loaded modules */
struct compiler *compiler_new(const struct compile_env *env);
void compiler_free(struct compiler *c);

const struct compile_env *compiler_env(const struct compiler *c);

/* Compiles a file's text and, first, every module it uses (each once). The modules in the order in
 * which they must be run are in compiler_pending (those with !has_run). Errors: NULL, and *errors
 * holds the printed messages (up to 20, sorted by place). Warnings ("this changes a copy") are
 * appended to *errors too, with a result that is not NULL. `text` must stay alive until return. */
Module *compile_program(struct compiler *c, const char *file, const char *text, size_t len,
                        struct buf *errors);
/* The same for a piece typed in the shell: sees the variables of earlier pieces (they are kept as
 * statics and globals); the value of the last statement is returned by its main function.
 * *incomplete is set if more lines are needed. */
Module *compile_shell(struct compiler *c, const char *text, size_t len, struct buf *errors,
                      bool *incomplete);
/* The same for a piece that an observer sends: it sees what the modules of the program export, by qualified names (those of
 * the program itself by plain ones, too), and leaves no names behind. */
Module *compile_eval(struct compiler *c, const char *text, size_t len, struct buf *errors,
                     bool *incomplete);
/* Core library: `class` with the name of a built-in type adds methods to it; its functions become
 * known to compile_env.builtin's owner through the module's exports. */
Module *compile_core(struct compiler *c, const char *file, const char *text, size_t len,
                     struct buf *errors);

/* Modules that were loaded and have not run, in the order to run them. */
size_t compiler_pending(struct compiler *c, Module **out, size_t max);
/* All loaded modules, those of the core library and pieces typed in a shell too. The caller holds MODULES. */
void compiler_each(const struct compiler *c, void (*f)(void *ctx, const Module *m), void *ctx);
/* A loaded module by name, or NULL. */
Module *compiler_module(struct compiler *c, const char *name);

/* Names that pieces typed in the shell have declared: calls f for each. */
void compiler_shell_names(struct compiler *c, void (*f)(void *arg, const char *name), void *arg);

/* The export of that name (interned) that other files may use, or NULL. */
struct export_ *module_export(const Module *m, const Str *name);
/* Checks the bytecode of a module and its functions (vm/compile/verify.c); false: *why says what
 * is wrong. */
bool verify_module(const Module *m, struct buf *why);

/* Text of the bytecode of a module with all its functions. */
void disassemble(const Module *m, struct buf *out);

#endif
