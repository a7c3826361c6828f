/* What programs find without asking: classes of the types, native functions, core functions, ARGV and ENV.
 *
 * Built at start by one thread, constant afterwards (but for what the core library adds while it is loaded).
 */
#ifndef MAAT_VM_BUILTINS_H
#define MAAT_VM_BUILTINS_H

#include "vm/native.h"

struct builtins;
struct runtime;

/* Makes the classes (rt->class_*, rt->classes, rt->errors) and registers all natives. */
struct builtins *builtins_new(struct runtime *rt);
void builtins_free(struct builtins *b);
/* The value of a global name, or V_ABSENT. */
Value builtins_find(const struct builtins *b, const Str *name);
void builtins_add(struct builtins *b, Str *name, Value v);
/* A native of class "Native", or the global native function of that name; V_ABSENT. */
Value builtins_native(const struct builtins *b, const char *name);
void builtins_each(const struct builtins *b, void (*f)(void *arg, const char *name), void *arg);
/* ARGV (R70). */
void builtins_set_args(struct builtins *b, int argc, char **argv);

#endif
