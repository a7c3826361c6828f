/* What class.c and class_seal.c share. */
#ifndef MAAT_HEAP_CLASS_INT_H
#define MAAT_HEAP_CLASS_INT_H

#include "heap/class.h"

Method *method_new(Class *cls, Class *owner, Str *name, Value fn, bool stub);
Method *method_table_find(const MethodTable *t, const Str *name); /* NULL: none */
/* Replaces a method of that name. */
void method_table_put(MethodTable *t, Method *m);
void class_put_field(Class *c, const FieldDef *f);
void class_append(Class ***list, uint32_t *n, Class *x);

#endif
