/* Classes: immortal objects that describe instances and hold methods. Built-in types have one each, too.
 *
 * A class is made by the compiler (or by the runtime for built-in types) and is immutable once `sealed`: its layout, its
 * order of ancestors (C3) and its flattened tables of methods never change again, so inline caches may keep pointers to
 * struct method for ever. Exception: while the core library is loaded, methods are added to the built-in types.
 */
#ifndef MAAT_HEAP_CLASS_H
#define MAAT_HEAP_CLASS_H

#include "heap/object.h"

enum field_trait { FIELD_PRIVATE = 0, FIELD_RO = 1, FIELD_RW = 2, FIELD_BUILT = 3 };

typedef struct field_def {
    Str *name;            /* interned */
    struct class_ *owner; /* class or role that declares it */
    uint8_t trait;        /* enum field_trait */
    Value
        deflt; /* the default: a constant, or a T_FN of one parameter (self) that gives it; V_ABSENT: nil */
} FieldDef;

enum method_kind {
    METHOD_NONE,  /* not there (a cached miss) */
    METHOD_FN,    /* T_FN: Maat code; R[0] is self */
    METHOD_NATIVE /* T_NATIVE: args[0] is self */
};

typedef struct method {
    struct class_ *cls;   /* the class in whose table it stands */
    struct class_ *owner; /* the class or role that declares it */
    Str *name;            /* interned */
    Value fn;             /* T_FN or T_NATIVE */
    uint8_t kind;         /* enum method_kind */
    uint8_t stub;         /* body is `...` */
    uint32_t order;       /* rises with each declaration */
} Method;

/* Open-addressed table from interned name to method. */
typedef struct method_table {
    Method **at; /* cap entries, NULL free */
    uint32_t count, cap;
} MethodTable;

enum class_flag {
    CLASS_ROLE = 1,
    CLASS_BUILTIN = 2, /* a type of the runtime: no instances by T_INST */
    CLASS_ERROR = 4,   /* isa Error */
    CLASS_HAS_EQ = 8,
    CLASS_HAS_CMP = 16,
    CLASS_HAS_STR = 32,
    CLASS_HAS_FINAL = 64,
    CLASS_SEALED = 128
};

typedef struct class_ {
    Obj h; /* T_CLASS, GC_SHARED */
    Str *name;
    uint32_t id; /* unique in the runtime, from 1 */
    uint32_t flags;
    struct class_ **parents, **roles; /* as declared */
    uint32_t nparents, nroles;
    struct class_ **mro; /* itself first */
    uint32_t nmro;
    struct class_ **all_roles; /* of it and its ancestors, composed */
    uint32_t nall_roles;
    FieldDef *fields; /* own declarations (roles' fields composed in) */
    uint32_t nfields;
    FieldDef **layout; /* every field of an instance, ancestors first; index = slot in Inst.f */
    uint32_t nlayout;
    MethodTable own; /* declared here (roles' methods composed in) */
    MethodTable own_statics;
    MethodTable all;     /* flattened: every method an instance answers */
    MethodTable statics; /* flattened class methods */
} Class;

static inline Class *to_class(Value v) { return (Class *)to_ptr(v); }

Class *class_new(Str *name, uint32_t flags);
void class_free(Class *c);
/* Declares; before class_seal (or on built-in types while the core is loaded). Names are interned strings. */
void class_add_method(Class *c, Str *name, Value fn, bool is_static, bool stub);
void class_add_field(Class *c, Str *name, enum field_trait t, Value deflt);
void class_add_parent(Class *c, Class *p);
void class_add_role(Class *c, Class *r);

/* Composes roles, computes C3, layout and tables. */
enum class_error {
    CLASS_OK,
    CLASS_NO_C3,        /* the parents have no consistent order */
    CLASS_METHOD_CLASH, /* two roles bring the same method: err->a, err->b, err->name */
    CLASS_FIELD_CLASH,  /* likewise a field */
    CLASS_STUB_MISSING  /* role err->a asks for method err->name */
};
struct class_err_info {
    Class *a, *b;
    Str *name;
};
enum class_error class_seal(Class *c, struct class_err_info *err);

/* NULL if there is none. */
Method *class_find(const Class *c, const Str *name);
Method *class_find_static(const Class *c, const Str *name);
/* The methods in the order in which they were declared, whatever the table's own order; to be freed (MEM_TEMP). */
MAAT_OWNED Method **method_table_list(const MethodTable *t, uint32_t *n);
/* The next method after `owner` in the order of c (for super). */
Method *class_find_after(const Class *c, const Class *owner, const Str *name);
/* Slot in Inst.f, or -1. */
int class_field_slot(const Class *c, const Str *name);
/* Slot of the field `name` as declared by (or visible in) the code of class `from`: private fields belong to their class. */
int class_field_slot_in(const Class *c, const Class *from, const Str *name);
bool class_isa(const Class *c, const Class *of); /* itself, an ancestor, or a role of either */

/* ---- interned names: immortal strings of identifiers, method names and string constants ---- */
struct intern_table;
struct intern_table *intern_new(void);
void intern_free(struct intern_table *t);
/* The one immortal string with these bytes. Thread-safe. */
Str *intern_bytes(struct intern_table *t, const char *p, size_t n);
Str *intern_cstr(struct intern_table *t, const char *s);

#endif
