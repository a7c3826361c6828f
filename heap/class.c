/* Classes: tables of methods and lookup. Sealing (order of ancestors, composition, layout) stands in class_seal.c. */
#include "heap/class_int.h"
#include "base/atomic.h"
#include "base/mem.h"
#include <stdlib.h>

static uint32_t next_id;    /* [any, atomic] */
static uint32_t next_order; /* [any, atomic] */

Class *class_new(Str *name, uint32_t flags)
{
    Class *c = mem_zalloc(MEM_CODE, sizeof *c);
    c->h = (Obj){.type = T_CLASS, .gc = GC_SHARED, .words = WORDS_OF(Class)};
    c->name = name;
    c->id = add_rlx(&next_id, 1) + 1;
    c->flags = flags;
    c->mro = mem_alloc(MEM_CODE, sizeof *c->mro); /* until it is sealed: itself alone */
    c->mro[0] = c;
    c->nmro = 1;
    return c;
}

static void table_fini(MethodTable *t) { mem_free(MEM_CODE, t->at); }

/* A class's flattened table refers to its own methods where nothing hides them: each is freed once. */
static void free_methods(MethodTable *own, MethodTable *all)
{
    for (uint32_t i = 0; i < own->cap; i++)
        if (own->at[i] && method_table_find(all, own->at[i]->name) != own->at[i])
            mem_free(MEM_CODE, own->at[i]);
    for (uint32_t i = 0; i < all->cap; i++) mem_free(MEM_CODE, all->at[i]);
    table_fini(own);
    table_fini(all);
}

void class_free(Class *c)
{
    free_methods(&c->own, &c->all);
    free_methods(&c->own_statics, &c->statics);
    mem_free(MEM_CODE, c->parents);
    mem_free(MEM_CODE, c->roles);
    mem_free(MEM_CODE, c->mro);
    mem_free(MEM_CODE, c->all_roles);
    mem_free(MEM_CODE, c->fields);
    mem_free(MEM_CODE, c->layout);
    mem_free(MEM_CODE, c);
}

/* ---- method tables ---- */

static uint32_t slot_of(const MethodTable *t, const Str *name)
{
    uint32_t i = (uint32_t)((uintptr_t)name >> 4) * 2654435761u >> 7 & (t->cap - 1);
    while (t->at[i] && t->at[i]->name != name) i = (i + 1) & (t->cap - 1);
    return i;
}

Method *method_table_find(const MethodTable *t, const Str *name)
{
    return t->cap ? t->at[slot_of(t, name)] : NULL;
}

static void table_grow(MethodTable *t)
{
    MethodTable old = *t;
    t->cap = old.cap ? old.cap * 2 : 8;
    t->at = mem_zalloc(MEM_CODE, t->cap * sizeof *t->at);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.at[i]) t->at[slot_of(t, old.at[i]->name)] = old.at[i];
    table_fini(&old);
}

static int by_order(const void *a, const void *b)
{
    const Method *x = *(Method *const *)a, *y = *(Method *const *)b;
    return (x->order > y->order) - (x->order < y->order);
}

Method **method_table_list(const MethodTable *t, uint32_t *n)
{
    Method **list = mem_alloc(MEM_TEMP, (t->count + 1) * sizeof *list);
    *n = 0;
    for (uint32_t i = 0; i < t->cap; i++)
        if (t->at[i]) list[(*n)++] = t->at[i];
    qsort(list, *n, sizeof *list, by_order);
    return list;
}

void method_table_put(MethodTable *t, Method *m)
{
    if ((t->count + 1) * 2 > t->cap) table_grow(t);
    Method **at = &t->at[slot_of(t, m->name)];
    t->count += *at == NULL;
    *at = m;
}

Method *method_new(Class *cls, Class *owner, Str *name, Value fn, bool stub)
{
    Method *m = mem_zalloc(MEM_CODE, sizeof *m);
    *m = (Method){.cls = cls, .owner = owner, .name = name, .fn = fn, .stub = stub};
    m->order = add_rlx(&next_order, 1);
    m->kind = is_type(fn, T_NATIVE) ? METHOD_NATIVE : METHOD_FN;
    return m;
}

/* ---- declaring ---- */

void class_add_method(Class *c, Str *name, Value fn, bool is_static, bool stub)
{
    bool builtin = c->flags & CLASS_BUILTIN;
    MAAT_CHECK(builtin || !(c->flags & CLASS_SEALED), "%s is sealed", c->name->p);
    Method *m = method_new(c, c, name, fn, stub);
    method_table_put(is_static ? &c->own_statics : &c->own, m);
    if (builtin)
        method_table_put(is_static ? &c->statics : &c->all,
                         m); /* known at once: it is never sealed */
}

void class_add_field(Class *c, Str *name, enum field_trait t, Value deflt)
{
    MAAT_CHECK(!(c->flags & CLASS_SEALED), "%s is sealed", c->name->p);
    class_put_field(c, &(FieldDef){.name = name, .owner = c, .trait = (uint8_t)t, .deflt = deflt});
}

/* Fields move while a class is declared; layouts point to them only when it is sealed. */
void class_put_field(Class *c, const FieldDef *f)
{
    if ((c->nfields & (c->nfields + 1)) == 0)
        c->fields = mem_realloc(MEM_CODE, c->fields, (2 * c->nfields + 1) * sizeof *c->fields);
    c->fields[c->nfields++] = *f;
}

void class_append(Class ***list, uint32_t *n, Class *x)
{
    *list = mem_realloc(MEM_CODE, *list, (*n + 1) * sizeof **list);
    (*list)[(*n)++] = x;
}

void class_add_parent(Class *c, Class *p) { class_append(&c->parents, &c->nparents, p); }
void class_add_role(Class *c, Class *r) { class_append(&c->roles, &c->nroles, r); }

/* ---- looking ---- */

/* A built-in type is never flattened: what it shares with others is looked up where it stands. */
Method *class_find(const Class *c, const Str *name)
{
    Method *m = method_table_find(&c->all, name);
    if (!m && (c->flags & CLASS_BUILTIN) && c->nparents)
        m = method_table_find(&c->parents[0]->all, name);
    return m;
}
Method *class_find_static(const Class *c, const Str *name)
{
    return method_table_find(&c->statics, name);
}

static bool composes(const Class *c, const Class *role)
{
    for (uint32_t i = 0; i < c->nroles; i++)
        if (class_isa(c->roles[i], role)) return true;
    return false;
}

/* Place of `owner` in the order of c; a role stands where it was composed first. */
static uint32_t position(const Class *c, const Class *owner)
{
    for (uint32_t i = 0; i < c->nmro; i++)
        if (c->mro[i] == owner || ((owner->flags & CLASS_ROLE) && composes(c->mro[i], owner)))
            return i;
    return 0;
}

Method *class_find_after(const Class *c, const Class *owner, const Str *name)
{
    for (uint32_t i = position(c, owner) + 1; i < c->nmro; i++) {
        Method *m = method_table_find(&c->mro[i]->own, name);
        if (m && !m->stub) return m;
    }
    return NULL;
}

int class_field_slot(const Class *c, const Str *name)
{
    int slot = -1;
    for (uint32_t i = 0; i < c->nlayout; i++)
        if (c->layout[i]->name == name && (slot < 0 || c->layout[i]->trait != FIELD_PRIVATE))
            slot = (int)i;
    return slot;
}

/* Is a field of `owner` part of what code of `from` sees as its own? */
static bool own_field(const Class *owner, const Class *from)
{
    return owner == from || ((owner->flags & CLASS_ROLE) && composes(from, owner));
}

int class_field_slot_in(const Class *c, const Class *from, const Str *name)
{
    int open = -1;
    for (uint32_t i = 0; i < c->nlayout; i++) {
        if (c->layout[i]->name != name) continue;
        if (own_field(c->layout[i]->owner, from)) return (int)i;
        if (c->layout[i]->trait != FIELD_PRIVATE) open = (int)i;
    }
    return open;
}

bool class_isa(const Class *c, const Class *of)
{
    if (c == of) return true;
    for (uint32_t i = 0; i < c->nmro; i++)
        if (c->mro[i] == of) return true;
    for (uint32_t i = 0; i < c->nall_roles; i++)
        if (c->all_roles[i] == of) return true;
    return false;
}
