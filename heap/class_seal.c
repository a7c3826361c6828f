/* Sealing a class: the order of ancestors (C3), composition of roles, layout of instances, flattened tables. */
#include "heap/class_int.h"
#include "base/mem.h"
#include <string.h>

/* ---- C3 ---- */

/* A list being merged: the classes from `at` on are left. */
struct lane {
    Class **list;
    uint32_t n, at;
};

static bool in_a_tail(const struct lane *l, uint32_t n, const Class *x)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = l[i].at + 1; k < l[i].n; k++)
            if (l[i].list[k] == x) return true;
    return false;
}

/* The first head that stands in no tail; NULL: none. *done: nothing is left. */
static Class *next_class(struct lane *l, uint32_t n, bool *done)
{
    *done = true;
    for (uint32_t i = 0; i < n; i++) {
        if (l[i].at >= l[i].n) continue;
        *done = false;
        Class *x = l[i].list[l[i].at];
        if (in_a_tail(l, n, x)) continue;
        for (uint32_t k = 0; k < n; k++)
            if (l[k].at < l[k].n && l[k].list[l[k].at] == x) l[k].at++;
        return x;
    }
    return NULL;
}

static bool linearize(Class *c)
{
    uint32_t n = c->nparents + 1;
    struct lane *l = mem_alloc(MEM_TEMP, n * sizeof *l);
    for (uint32_t i = 0; i < c->nparents; i++)
        l[i] = (struct lane){c->parents[i]->mro, c->parents[i]->nmro, 0};
    l[c->nparents] = (struct lane){c->parents, c->nparents, 0};
    bool done = false;
    Class *x;
    while ((x = next_class(l, n, &done))) class_append(&c->mro, &c->nmro, x);
    mem_free(MEM_TEMP, l);
    return done;
}

/* ---- roles ---- */

static void note_role(Class *c, Class *r)
{
    for (uint32_t i = 0; i < c->nall_roles; i++)
        if (c->all_roles[i] == r) return;
    class_append(&c->all_roles, &c->nall_roles, r);
}

static void collect_roles(Class *c)
{
    for (uint32_t i = 0; i < c->nroles; i++) {
        note_role(c, c->roles[i]);
        for (uint32_t k = 0; k < c->roles[i]->nall_roles; k++)
            note_role(c, c->roles[i]->all_roles[k]);
    }
    for (uint32_t i = 0; i < c->nparents; i++)
        for (uint32_t k = 0; k < c->parents[i]->nall_roles; k++)
            note_role(c, c->parents[i]->all_roles[k]);
}

static enum class_error clash(struct class_err_info *err, enum class_error e, Class *a, Class *b,
                              Str *name)
{
    *err = (struct class_err_info){a, b, name};
    return e;
}

static const FieldDef *field_named(const Class *c, const Str *name)
{
    for (uint32_t i = 0; i < c->nfields; i++)
        if (c->fields[i].name == name) return &c->fields[i];
    return NULL;
}

static enum class_error compose_fields(Class *c, const Class *r, struct class_err_info *err)
{
    for (uint32_t i = 0; i < r->nfields; i++) {
        const FieldDef *f = &r->fields[i], *have = field_named(c, f->name);
        if (!have)
            class_put_field(c, f);
        else if (have->owner != c && have->owner != f->owner)
            return clash(err, CLASS_FIELD_CLASH, have->owner, f->owner, f->name);
    }
    return CLASS_OK;
}

/* Stubs give way to methods, methods of the class win. */
static enum class_error compose_methods(Class *c, MethodTable *to, const MethodTable *from,
                                        struct class_err_info *err)
{
    uint32_t n;
    Method **list = method_table_list(from, &n);
    enum class_error e = CLASS_OK;
    for (uint32_t i = 0; i < n && e == CLASS_OK; i++) {
        const Method *m = list[i];
        Method *have = method_table_find(to, m->name);
        if (have && !have->stub && !m->stub && have->owner != c && have->owner != m->owner)
            e = clash(err, CLASS_METHOD_CLASH, have->owner, m->owner, m->name);
        else if (!have || (have->stub && !m->stub && have->owner != c)) {
            method_table_put(to, method_new(c, m->owner, m->name, m->fn, m->stub));
            mem_free(MEM_CODE, have); /* the table looked at it last */
        }
    }
    mem_free(MEM_TEMP, list);
    return e;
}

static enum class_error compose(Class *c, struct class_err_info *err)
{
    enum class_error e = CLASS_OK;
    for (uint32_t i = 0; i < c->nroles && e == CLASS_OK; i++) {
        e = compose_fields(c, c->roles[i], err);
        if (e == CLASS_OK) e = compose_methods(c, &c->own, &c->roles[i]->own, err);
        if (e == CLASS_OK) e = compose_methods(c, &c->own_statics, &c->roles[i]->own_statics, err);
    }
    return e;
}

/* ---- layout ---- */

/* A subclass that declares an open field again changes that field; private ones belong to their class. */
static FieldDef **same_slot(Class *c, uint32_t inherited, const FieldDef *f)
{
    for (uint32_t i = 0; i < inherited; i++) {
        const FieldDef *have = c->layout[i];
        if (have->name == f->name && (have->owner == f->owner || have->trait != FIELD_PRIVATE))
            return &c->layout[i];
    }
    return NULL;
}

static void lay_out_fields(Class *c, Class *from)
{
    uint32_t inherited = c->nlayout; /* the names of one class differ */
    if (!from->nfields) return;
    c->layout = mem_realloc(MEM_CODE, c->layout, (inherited + from->nfields) * sizeof *c->layout);
    for (uint32_t k = 0; k < from->nfields; k++) {
        FieldDef *f = &from->fields[k], **at = same_slot(c, inherited, f);
        *(at ? at : &c->layout[c->nlayout++]) = f;
    }
}

/* Errors keep the fields of Error in the same slots, whatever else a class inherits from. */
static void lay_out(Class *c)
{
    for (uint32_t i = c->nmro; i-- > 0;)
        if (c->mro[i]->flags & CLASS_ERROR) lay_out_fields(c, c->mro[i]);
    for (uint32_t i = c->nmro; i-- > 0;)
        if (!(c->mro[i]->flags & CLASS_ERROR)) lay_out_fields(c, c->mro[i]);
}

/* ---- flattened tables ---- */

static void flatten_one(Class *c, MethodTable *to, const MethodTable *from, bool own)
{
    uint32_t n;
    Method **list = method_table_list(from, &n);
    for (uint32_t i = 0; i < n; i++) {
        Method *m = list[i];
        Method *hidden = method_table_find(to, m->name);
        if (hidden && m->stub && !hidden->stub) continue; /* an inherited method satisfies a stub */
        method_table_put(to, own ? m : method_new(c, m->owner, m->name, m->fn, m->stub));
        mem_free(MEM_CODE, hidden);
    }
    mem_free(MEM_TEMP, list);
}

/* Ancestors first, so that nearer ones hide them; the class's own methods are in both tables. */
static void flatten(Class *c)
{
    for (uint32_t i = c->nmro; i-- > 0;) {
        flatten_one(c, &c->all, &c->mro[i]->own, i == 0);
        flatten_one(c, &c->statics, &c->mro[i]->own_statics, i == 0);
    }
}

static void set_flags(Class *c)
{
    static const struct {
        const char *name;
        uint32_t flag;
    } wanted[] = {{"eq", CLASS_HAS_EQ},
                  {"cmp", CLASS_HAS_CMP},
                  {"str", CLASS_HAS_STR},
                  {"final", CLASS_HAS_FINAL}};
    for (uint32_t i = 0; i < c->nparents; i++) c->flags |= c->parents[i]->flags & CLASS_ERROR;
    for (uint32_t i = 0; i < c->all.cap; i++)
        for (size_t k = 0; c->all.at[i] && k < sizeof wanted / sizeof *wanted; k++)
            if (strcmp(c->all.at[i]->name->p, wanted[k].name) == 0) c->flags |= wanted[k].flag;
    c->flags |= CLASS_SEALED;
}

/* A stub is also met by a readable field. */
static enum class_error check_stubs(Class *c, struct class_err_info *err)
{
    uint32_t n;
    Method **list = method_table_list(&c->all, &n);
    enum class_error e = CLASS_OK;
    for (uint32_t i = 0; i < n && e == CLASS_OK; i++) {
        const Method *m = list[i];
        if (!m->stub || m->owner == c || !(m->owner->flags & CLASS_ROLE)) continue;
        int slot = class_field_slot(c, m->name);
        if (slot < 0 || (c->layout[slot]->trait != FIELD_RO && c->layout[slot]->trait != FIELD_RW))
            e = clash(err, CLASS_STUB_MISSING, m->owner, c, m->name);
    }
    mem_free(MEM_TEMP, list);
    return e;
}

enum class_error class_seal(Class *c, struct class_err_info *err)
{
    MAAT_CHECK(!(c->flags & CLASS_SEALED), "%s is sealed", c->name->p);
    *err = (struct class_err_info){NULL, NULL, NULL};
    if (!linearize(c)) return CLASS_NO_C3;
    collect_roles(c);
    enum class_error e = compose(c, err);
    if (e != CLASS_OK) return e;
    lay_out(c);
    flatten(c);
    if (!(c->flags & CLASS_ROLE)) e = check_stubs(c, err);
    set_flags(c);
    return e;
}
