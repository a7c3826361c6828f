/* Resolving: classes and roles. The class itself (heap/class.h) is made here, so that what is
 * wrong with it is found now; its methods refer to protos that the generator fills later.
 */
#include "vm/compile/compile_int.h"

Class *resolve_class_name(Unit *u, Sym *name, Place at, bool pattern)
{
    Var *v = names_find(u, name);
    if (!v) {
        names_unknown(u, name, at);
        return NULL;
    }
    if (v->storage == ST_CONST && is_class(v->value)) return to_class(v->value);
    char help[100];
    snprintf(help, sizeof help, "write (%.60s) for its value", name->text);
    unit_error(u, at, pattern ? help : NULL, "'%s' is not a type, class or role", name->text);
    return NULL;
}

/* ---- making ---- */

static bool extends_builtin(Unit *u, ClsInfo *ci, Node *n)
{
    if (u->mode != UNIT_CORE) return false;
    Value v = u->env->builtin(u->env->ctx, unit_sym(u, n->u.cls.name));
    if (!is_class(v)) return false;
    ci->cls = to_class(v);
    ci->extends_builtin = true;
    return true;
}

void resolve_class_hoist(Unit *u, Node *n)
{
    ClsInfo *ci = unit_zalloc(u, sizeof *ci);
    ci->node = n;
    n->note = ci;
    UNIT_PUSH(u, u->classes, u->nclasses, u->cap_classes, ci);
    if (extends_builtin(u, ci, n)) return;
    ci->cls = class_new(unit_sym(u, n->u.cls.name), n->u.cls.is_role ? CLASS_ROLE : 0);
    Var *v = names_declare(u, n->u.cls.name, n->u.cls.name_place, VAR_CLASS);
    v->cls = ci;
    v->is_const = true;
    v->decl = n;
    v->storage = ST_CONST;
    v->value = from_obj(ci->cls);
    ci->var = v;
    if (n->exported || (u->mode == UNIT_CORE && v->top)) resolve_export(u, v);
}

/* A class named in :is or :does, which must stand above. */
static Class *ancestor(Unit *u, const Named *name, bool role)
{
    Class *c = resolve_class_name(u, name->name, name->place, false);
    if (!c) return NULL;
    Var *v = names_find(u, name->name);
    const char *wrong = NULL;
    if (v->kind == VAR_CLASS && !v->reached)
        wrong = "'%s' must stand above";
    else if (role && !(c->flags & CLASS_ROLE))
        wrong = "'%s' is not a role";
    else if (!role && (c->flags & CLASS_ROLE))
        wrong = "'%s' is a role: write `:does %s`";
    else if (c->flags & CLASS_BUILTIN)
        wrong = "'%s' is built in: nothing can inherit from it";
    if (!wrong) return v->cls && v->cls->failed ? NULL : c;
    char msg[160];
    snprintf(msg, sizeof msg, wrong, name->name->text, name->name->text);
    unit_error(u, name->place, NULL, "%s", msg);
    return NULL;
}

static void add_ancestors(Unit *u, ClsInfo *ci, ClassBody *b)
{
    for (uint32_t i = 0; i < b->is.n; i++) {
        Class *c = ancestor(u, &b->is.at[i], false);
        if (c)
            class_add_parent(ci->cls, c);
        else
            ci->failed = true;
    }
    for (uint32_t i = 0; i < b->does.n; i++) {
        Class *c = ancestor(u, &b->does.at[i], true);
        if (c)
            class_add_role(ci->cls, c);
        else
            ci->failed = true;
    }
}

/* ---- members ---- */

/* A function of the class whose proto exists from now on. */
static FnInfo *member_new(Unit *u, ClsInfo *ci, enum fn_kind kind, Node *n, const char *name)
{
    FnInfo *f = fn_new(u, kind, n, n->place);
    Buf b = BUF_INIT;
    buf_addf(&b, "%s.%s", ci->node->u.cls.name->text, name);
    f->name = unit_str(u, b.p, b.len);
    buf_fini(&b);
    f->cls = ci;
    f->self = NULL;
    f->is_static = true;
    f->proto = proto_new();
    f->fnval = fn_object(f->proto);
    return f;
}

static void add_self(Unit *u, FnInfo *f)
{
    Var *v = unit_zalloc(u, sizeof *v);
    v->name = unit_intern(u, "self");
    v->kind = VAR_LOCAL;
    v->fn = f;
    v->is_param = v->is_const = true;
    v->place = f->place;
    v->value = V_ABSENT;
    f->self = v;
}

static enum field_trait field_trait(unsigned traits)
{
    return traits & TRAIT_RW      ? FIELD_RW
           : traits & TRAIT_RO    ? FIELD_RO
           : traits & TRAIT_BUILT ? FIELD_BUILT
                                  : FIELD_PRIVATE;
}

static void add_fields(Unit *u, ClsInfo *ci, NodeList *fields)
{
    ci->defaults = unit_zalloc(u, (fields->n + 1) * sizeof *ci->defaults);
    for (uint32_t i = 0; i < fields->n; i++) {
        Node *n = fields->at[i];
        FnInfo *f = NULL;
        Value deflt = V_ABSENT;
        /* a literal needs no function; names are not known yet, so they are none */
        if (n->u.field.def && !const_value(u, n->u.field.def, &deflt)) {
            f = member_new(u, ci, FK_FIELD, n, n->u.field.name->text);
            f->expr = n->u.field.def;
            add_self(u, f);
            deflt = f->fnval;
        }
        ci->defaults[i] = f;
        class_add_field(ci->cls, unit_sym(u, n->u.field.name), field_trait(n->u.field.traits),
                        deflt);
    }
}

static void add_methods(Unit *u, ClsInfo *ci, NodeList *meths)
{
    ci->meths = unit_zalloc(u, (meths->n + 1) * sizeof *ci->meths);
    Map64 seen[2] = {0};
    for (uint32_t i = 0; i < meths->n; i++) {
        Node *n = meths->at[i];
        FnInfo *f = member_new(u, ci, FK_METHOD, n, n->u.fn.name->text);
        f->has_params = true;
        f->plist = &n->u.fn.params;
        f->body = &n->u.fn.body;
        f->is_state_meth = n->u.fn.is_state;
        add_self(u, f);
        n->note = ci->meths[i] = f;
        uint32_t ignored;
        Map64 *of_kind = &seen[n->u.fn.is_state];
        if (map64_get(of_kind, (uintptr_t)n->u.fn.name, &ignored)) {
            unit_error(u, n->u.fn.name_place, NULL, "method '%s' is already declared",
                       n->u.fn.name->text);
            continue;
        }
        map64_put(of_kind, &u->tree.arena, (uintptr_t)n->u.fn.name, i);
        if (n->u.fn.traits & TRAIT_GEN) resolve_unsupported(u, n->place, "generators are");
        if ((n->u.fn.traits & TRAIT_SAVE) && !f->is_state_meth)
            resolve_unsupported(u, n->place, "':save' on methods of instances is");
        class_add_method(ci->cls, unit_sym(u, n->u.fn.name), f->fnval, n->u.fn.is_state,
                         n->u.fn.is_stub);
    }
}

/* ---- what methods see ---- */

static Var *see_field(Unit *u, ClsInfo *ci, Sym *name, Place at)
{
    Var *v = names_declare_quiet(u, name, at, VAR_FIELD);
    v->cls = ci;
    return v;
}

static void see_field_defs(Unit *u, ClsInfo *ci, FieldDef *const *defs, uint32_t n, bool all)
{
    for (uint32_t i = 0; i < n; i++)
        if (all || defs[i]->trait != FIELD_PRIVATE)
            see_field(u, ci, syms_intern(&u->tree.syms, defs[i]->name->p, defs[i]->name->s.len),
                      ci->node->place);
}

static void see_fields(Unit *u, ClsInfo *ci, NodeList *own)
{
    for (uint32_t i = 0; i < ci->cls->nparents; i++)
        see_field_defs(u, ci, ci->cls->parents[i]->layout, ci->cls->parents[i]->nlayout, false);
    for (uint32_t i = 0; i < ci->cls->nroles; i++) {
        Class *r = ci->cls->roles[i];
        for (uint32_t j = 0; j < r->nfields; j++) {
            FieldDef *d = &r->fields[j];
            see_field_defs(u, ci, &d, 1, true);
        }
    }
    for (uint32_t i = 0; i < own->n; i++) {
        Node *n = own->at[i];
        Var *old = n->u.field.name->note;
        if (old && old->scope == u->scope && old->decl)
            unit_error(u, n->place, NULL, "field '%s' is already declared", n->u.field.name->text);
        see_field(u, ci, n->u.field.name, n->place)->decl = n;
    }
}

static void class_let(Unit *u, ClsInfo *ci, Node *n)
{
    if (n->kind != N_LET) {
        resolve_unsupported(u, n->place, "a list of variables in a class is");
        return;
    }
    Var *v = names_declare(u, n->u.let.name, n->u.let.name_place, VAR_CLASSLET);
    v->is_const = n->u.let.is_const;
    v->is_frozen = (n->u.let.traits & TRAIT_IM) != 0;
    v->cls = ci;
    v->decl = n;
    n->note = v;
    Value constant = V_NIL;
    bool literal = !n->u.let.value || const_value(u, n->u.let.value, &constant);
    if (literal) {
        v->value = constant; /* what it begins with */
        if (v->is_const) v->storage = ST_CONST;
    } else {
        v->body = member_new(u, ci, FK_CLASSLET, n, n->u.let.name->text);
        v->body->expr = n->u.let.value;
        FnInfo *f = v->body;
        v->body = NULL; /* it does not see itself */
        resolve_function(u, f);
        v->body = f;
    }
}

static void resolve_members(Unit *u, ClsInfo *ci, bool is_static)
{
    ClassBody *b = ci->node->u.cls.body;
    for (uint32_t i = 0; !is_static && i < b->fields.n; i++)
        if (ci->defaults[i] && !b->fields.at[i]->broken) resolve_function(u, ci->defaults[i]);
    for (uint32_t i = 0; i < b->meths.n; i++)
        if (ci->meths[i]->is_state_meth == is_static && !b->meths.at[i]->broken &&
            !b->meths.at[i]->u.fn.is_stub)
            resolve_function(u, ci->meths[i]);
}

/* ---- sealing ---- */

static void seal(Unit *u, ClsInfo *ci)
{
    struct class_err_info e = {0};
    const char *name = ci->node->u.cls.name->text;
    Place at = ci->node->u.cls.name_place;
    enum class_error r = class_seal(ci->cls, &e);
    ci->failed = r != CLASS_OK;
    switch (r) {
    case CLASS_OK: break;
    case CLASS_NO_C3:
        unit_error(u, at, NULL, "the parents of %s have no consistent order (C3)", name);
        break;
    case CLASS_METHOD_CLASH:
        unit_error(u, at, NULL, "method '%s' is brought by roles %s and %s: define it in %s",
                   e.name->p, e.a->name->p, e.b->name->p, name);
        break;
    case CLASS_FIELD_CLASH:
        unit_error(u, at, NULL, "field '%s' is brought by roles %s and %s: define it in %s",
                   e.name->p, e.a->name->p, e.b->name->p, name);
        break;
    case CLASS_STUB_MISSING:
        unit_error(u, at, NULL, "%s must provide '%s' (role %s)", name, e.name->p, e.a->name->p);
        break;
    }
}

void resolve_class(Unit *u, Node *n)
{
    ClsInfo *ci = n->note;
    ClassBody *b = n->u.cls.body;
    ci->failed = n->broken || !b;
    if (!ci->failed) {
        add_ancestors(u, ci, b);
        names_open(u, NULL);
        for (uint32_t i = 0; i < b->lets.n; i++) class_let(u, ci, b->lets.at[i]);
        add_fields(u, ci, &b->fields);
        add_methods(u, ci, &b->meths);
        resolve_members(u, ci, true);
        names_open(u, NULL);
        see_fields(u, ci, &b->fields);
        resolve_members(u, ci, false);
        names_close(u);
        names_close(u);
        if (!ci->failed && !ci->extends_builtin) seal(u, ci);
    }
    if (ci->var) ci->var->reached = true;
}
