/* The loader: files, modules and what they export; pieces of the shell; the core library.
 *
 * A module is compiled at the first `use` of it that is reached, so its exports are known to the
 * file that uses it, and modules stand in the order in which they must run.
 */
#include "heap/string.h"
#include "vm/compile/compile_int.h"
#include "vm/compile/image.h"
#include "vm/exec/exec.h"

struct loading { /* modules that are being compiled, innermost first */
    struct loading *up;
    const char *name;
};

struct compiler {
    struct compile_env env;
    Module **modules; /* in the order to run them */
    uint32_t n, cap;
    struct loading *loading;
    Buf *errors; /* of the compilation that is going on */
    void **kept;
    uint32_t nkept, cap_kept;
    struct export_ *shell; /* what the pieces of the shell declared, the last of a name holds */
    uint32_t nshell, cap_shell;
    bool evaluating; /* the piece is an observer's */
};

static void *grown(void *p, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap) return p;
    *cap = *cap ? *cap * 2 : 16;
    return mem_realloc(MEM_CODE, p, *cap * size);
}

void *compiler_keep(struct compiler *c, size_t bytes)
{
    c->kept = grown(c->kept, c->nkept, &c->cap_kept, sizeof *c->kept);
    return c->kept[c->nkept++] = mem_zalloc(MEM_CODE, bytes);
}

struct compiler *compiler_new(const struct compile_env *env)
{
    struct compiler *c = mem_zalloc(MEM_CODE, sizeof *c);
    c->env = *env;
    return c;
}

const struct compile_env *compiler_env(const struct compiler *c) { return &c->env; }

static void free_protos(Proto *p)
{
    for (uint32_t i = 0; p && i < p->nprotos; i++) free_protos(p->protos[i]);
    proto_free(p);
}

static void module_free(Module *m)
{
    if (m->main) exec_live_free(m->main);
    if (!m->block) free_protos(m->main);
    mem_free(MEM_CODE, m->block);
    mem_free(MEM_CODE, m->uses);
    for (uint32_t i = 0; i < m->nclasses; i++) class_free(m->classes[i]);
    mem_free(MEM_CODE, m->classes);
    mem_free(MEM_CODE, m->exports);
    mem_free(MEM_SYNTAX, m->source);
    mem_free(MEM_CODE, m);
}

void compiler_free(struct compiler *c)
{
    for (uint32_t i = 0; i < c->n; i++) module_free(c->modules[i]);
    for (uint32_t i = 0; i < c->nkept; i++) mem_free(MEM_CODE, c->kept[i]);
    mem_free(MEM_CODE, c->modules);
    mem_free(MEM_CODE, c->kept);
    mem_free(MEM_CODE, c->shell);
    mem_free(MEM_CODE, c);
}

/* ---- exports ---- */

struct export_ *module_export(const Module *m, const Str *name)
{
    for (uint32_t i = 0; i < m->nexports; i++)
        if (m->exports[i].name == name && m->exports[i].exported) return &m->exports[i];
    return NULL;
}

static struct export_ export_of(Unit *u, Var *v)
{
    struct export_ e = {.name = unit_sym(u, v->name), .value = V_ABSENT, .exported = v->exported};
    while (v->alias) v = v->alias;
    var_settle(u, v);
    e.is_const = v->is_const;
    e.index = v->index;
    e.kind = v->storage == ST_CONST    ? EXPORT_CONST
             : v->storage == ST_GLOBAL ? EXPORT_GLOBAL
                                       : EXPORT_STATIC;
    if (e.kind == EXPORT_CONST) e.value = v->value;
    return e;
}

/* Package variables of the file are listed, too; only those with `export` count for others. */
static void list_exports(Unit *u)
{
    Module *m = u->module;
    uint32_t cap = 0;
    for (uint32_t i = 0; i < u->nexports; i++) {
        if (u->exports[i]->storage == ST_REG || u->exports[i]->storage == ST_BOX)
            continue; /* of the program */
        m->exports = grown(m->exports, m->nexports, &cap, sizeof *m->exports);
        m->exports[m->nexports++] = export_of(u, u->exports[i]);
    }
    for (Var *v = u->top->vars; v; v = v->next) {
        if (!v->alias || v->alias->kind != VAR_OUR) continue;
        m->exports = grown(m->exports, m->nexports, &cap, sizeof *m->exports);
        m->exports[m->nexports++] = export_of(u, v);
    }
}

static void list_classes(Unit *u)
{
    Module *m = u->module;
    m->classes = mem_alloc(MEM_CODE, (u->nclasses + 1) * sizeof *m->classes);
    for (uint32_t i = 0; i < u->nclasses; i++)
        if (!u->classes[i]->extends_builtin) m->classes[m->nclasses++] = u->classes[i]->cls;
}

/* ---- compiling one file ---- */

static void discard(Unit *u)
{
    for (FnInfo *f = u->fns; f; f = f->next) proto_free(f->proto);
    for (uint32_t i = 0; i < u->nclasses; i++)
        if (!u->classes[i]->extends_builtin) class_free(u->classes[i]->cls);
    mem_free(MEM_CODE, u->module->exports);
    mem_free(MEM_CODE, u->module->uses);
    mem_free(MEM_SYNTAX, u->module->source);
    mem_free(MEM_CODE, u->module);
}

static void check_code(const Module *m)
{
    Buf why = BUF_INIT;
    bool fine = !BUILD_CHECKED || verify_module(m, &why);
    MAAT_CHECK(fine, "bad code: %s", buf_str(&why));
    buf_fini(&why);
}

static void remember_shell(Unit *u)
{
    struct compiler *c = u->c;
    uint32_t from = c->nshell;
    for (Var *v = u->top->vars; v; v = v->next) {
        c->shell = grown(c->shell, c->nshell, &c->cap_shell, sizeof *c->shell);
        c->shell[c->nshell++] = export_of(u, v);
    }
    for (uint32_t i = from, j = c->nshell; i + 1 < j; i++, j--) { /* oldest first */
        struct export_ e = c->shell[i];
        c->shell[i] = c->shell[j - 1];
        c->shell[j - 1] = e;
    }
}

static bool translate(Unit *u)
{
    storage_decide(u);
    gen_unit(u);
    if (u->tree.diags.errors) return false;
    list_exports(u);
    list_classes(u);
    if (u->mode == UNIT_SHELL && !u->c->evaluating) remember_shell(u);
    check_code(u->module);
    return true;
}

struct job {
    const char *name, *file, *text;
    size_t len;
    enum unit_mode mode;
    bool is_library;
};

/* A path need not be UTF-8, the Str of `__FILE__` must be. */
static Str *file_name(Unit *u, const char *path)
{
    Buf text = BUF_INIT;
    utf8_repair(&text, path, strlen(path));
    Str *name = unit_cstr(u, buf_str(&text));
    buf_fini(&text);
    return name;
}

static void unit_init(Unit *u, struct compiler *c, const struct job *j)
{
    *u = (Unit){.c = c, .env = &c->env, .mode = j->mode};
    u->native_allowed = j->is_library || j->mode == UNIT_CORE;
    u->module = mem_zalloc(MEM_CODE, sizeof *u->module);
    u->module->name = unit_cstr(u, j->name);
    u->module->file = file_name(u, j->file);
    u->module->is_library = u->native_allowed;
    if (!u->native_allowed) {
        u->module->source = mem_strndup(MEM_SYNTAX, j->text, j->len);
        u->module->source_len = j->len;
    }
    syntax_parse(&u->tree, j->file, j->text, j->len);
}

static Module *add_module(struct compiler *c, Module *m)
{
    c->modules = grown(c->modules, c->n, &c->cap, sizeof *c->modules);
    return c->modules[c->n++] = m;
}

static Module *compile(struct compiler *c, const struct job *j, bool *incomplete)
{
    Unit u;
    struct loading self = {c->loading, j->name};
    c->loading = &self;
    unit_init(&u, c, j);
    if (incomplete) *incomplete = u.tree.state == SYNTAX_INCOMPLETE;
    bool fine = !(incomplete && *incomplete);
    if (fine) {
        resolve_unit(&u);
        fine = !u.tree.diags.errors && !u.import_failed && translate(&u);
        diags_finish(&u.tree.diags);
        diags_print(&u.tree.diags, c->errors);
    }
    Module *m = fine ? u.module : NULL;
    if (!fine) discard(&u);
    syntax_free(&u.tree);
    c->loading = self.up;
    return m ? add_module(c, m) : NULL;
}

/* ---- use ---- */

Module *compiler_module(struct compiler *c, const char *name)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (!strcmp(c->modules[i]->name->p, name)) return c->modules[i];
    return NULL;
}

static bool is_of_library(struct compiler *c, const char *name)
{
    char *text, *path;
    size_t len;
    bool is_library;
    if (c->env.find_module(c->env.ctx, name, &text, &len, &path, &is_library) != 0) return false;
    mem_free(MEM_SYNTAX, text);
    mem_free(MEM_SYNTAX, path);
    return is_library;
}

/* The image's part for the name, if all that it uses is the library's. */
static const struct image_part *part_for(struct compiler *c, const char *name)
{
    const struct image_part *part = c->env.image ? image_find(c->env.image, name) : NULL;
    const char *used;
    for (uint32_t i = 0; part && (used = image_uses(part, i)); i++) {
        const Module *m = compiler_module(c, used);
        if (m ? !m->is_library : !is_of_library(c, used) || !part_for(c, used)) return NULL;
    }
    return part;
}

static void add_use(Module *m, Module *used)
{
    for (uint32_t i = 0; i < m->nuses; i++)
        if (m->uses[i] == used) return;
    m->uses = mem_realloc(MEM_CODE, m->uses, (m->nuses + 1) * sizeof *m->uses);
    m->uses[m->nuses++] = used;
}

/* With those that it uses, first. */
static Module *load_part(struct compiler *c, const struct image_part *part)
{
    const char *used;
    for (uint32_t i = 0; (used = image_uses(part, i)); i++)
        if (!compiler_module(c, used)) load_part(c, image_find(c->env.image, used));
    Module *m = image_load(c, part);
    for (uint32_t i = 0; (used = image_uses(part, i)); i++) add_use(m, compiler_module(c, used));
    check_code(m);
    return add_module(c, m);
}

static void report_cycle(Unit *u, Node *n)
{
    const char *name = n->u.use.module.name->text;
    const char *chain[64];
    uint32_t k = 0;
    for (struct loading *l = u->c->loading; l && k < 64; l = l->up) {
        chain[k++] = l->name;
        if (!strcmp(l->name, name)) break;
    }
    Buf b = BUF_INIT;
    while (k) buf_addf(&b, "%s -> ", chain[--k]);
    unit_error(u, n->place, NULL, "use cycle: %s%s", buf_str(&b), name);
    buf_fini(&b);
}

static bool is_loading(const struct compiler *c, const char *name)
{
    for (struct loading *l = c->loading; l; l = l->up)
        if (!strcmp(l->name, name)) return true;
    return false;
}

static Module *load(Unit *u, Node *n)
{
    const char *name = n->u.use.module.name->text;
    struct compiler *c = u->c;
    Module *m = compiler_module(c, name);
    if (m) return m;
    if (is_loading(c, name)) {
        report_cycle(u, n);
        return NULL;
    }
    char *text = NULL, *path = NULL;
    struct job j = {.name = name, .mode = UNIT_MODULE};
    if (c->env.find_module(c->env.ctx, name, &text, &j.len, &path, &j.is_library) != 0) {
        unit_error(u, n->place, NULL, "module %s not found", name);
        return NULL;
    }
    j.file = path;
    j.text = text;
    const struct image_part *part = j.is_library ? part_for(c, name) : NULL;
    m = part ? load_part(c, part) : compile(c, &j, NULL);
    mem_free(MEM_SYNTAX, text);
    mem_free(MEM_SYNTAX, path);
    return m;
}

static void import(Unit *u, Var *v, const struct export_ *e)
{
    v->is_const = true;
    if (e->kind == EXPORT_CONST) {
        v->kind = VAR_BUILTIN;
        v->storage = ST_CONST;
        v->value = e->value;
        return;
    }
    v->is_const = e->is_const;
    v->storage = e->kind == EXPORT_GLOBAL ? ST_GLOBAL : ST_STATIC;
    v->index = e->index;
    (void)u;
}

static void import_qualified(Unit *u, Module *m, Node *n)
{
    for (uint32_t i = 0; i < m->nexports; i++) {
        struct export_ *e = &m->exports[i];
        if (!e->exported) continue;
        Buf b = BUF_INIT;
        buf_addf(&b, "%s::%s", m->name->p, e->name->p);
        Sym *s = syms_intern(&u->tree.syms, b.p, b.len);
        buf_fini(&b);
        import(u, names_declare_quiet(u, s, n->place, VAR_IMPORT), e);
    }
}

/* `use Net::Tcp` makes the class Tcp of that module known as Net::Tcp. */
static void import_own_class(Unit *u, Module *m, Node *n)
{
    Sym *name = n->u.use.module.name;
    const char *last = sym_last(name);
    struct export_ *e = module_export(m, unit_cstr(u, last));
    if (!e || e->kind != EXPORT_CONST || !is_class(e->value)) return;
    import(u, names_declare_quiet(u, name, n->place, VAR_IMPORT), e);
}

static void import_names(Unit *u, Module *m, Node *n)
{
    NamedList *names = &n->u.use.imports;
    for (uint32_t i = 0; i < names->n; i++) {
        Named *it = &names->at[i];
        struct export_ *e = module_export(m, unit_sym(u, it->name));
        Var *old = it->name->note;
        if (!e)
            unit_error(u, it->place, NULL, "module %s does not export '%s'", m->name->p,
                       it->name->text);
        bool again = old && old->kind == VAR_BUILTIN && e && old->value == e->value;
        Var *v = again ? names_declare_quiet(u, it->name, it->place, VAR_IMPORT)
                       : names_declare(u, it->name, it->place, VAR_IMPORT);
        if (e)
            import(u, v, e);
        else
            v->storage = ST_CONST;
    }
}

void loader_use(Unit *u, Node *n)
{
    uint32_t before = u->tree.diags.errors;
    Module *m = load(u, n);
    if (!m) {
        u->import_failed = true;
        (void)before;
        for (uint32_t i = 0; i < n->u.use.imports.n; i++) {
            Named *it = &n->u.use.imports.at[i];
            names_declare_quiet(u, it->name, it->place, VAR_IMPORT)->storage = ST_CONST;
        }
        return;
    }
    add_use(u->module, m);
    import_qualified(u, m, n);
    import_own_class(u, m, n);
    import_names(u, m, n);
}

static void import_as(Unit *u, const char *name, size_t n, const struct export_ *e)
{
    Sym *s = syms_intern(&u->tree.syms, name, n);
    import(u, names_declare_quiet(u, s, u->tree.root->place, VAR_IMPORT), e);
}

/* For a piece of an observer: what the program's modules export. */
static void import_all(Unit *u)
{
    for (uint32_t i = 0; i < u->c->n; i++) {
        const Module *m = u->c->modules[i];
        bool program = strcmp(m->name->p, "main") == 0;
        for (uint32_t k = 0; k < m->nexports; k++) {
            const struct export_ *e = &m->exports[k];
            Buf b = BUF_INIT;
            buf_addf(&b, "%s::%s", m->name->p, e->name->p);
            import_as(u, b.p, b.len, e);
            if (program) { /* `our x` of the program is named main::x */
                bool qualified = strncmp(e->name->p, "main::", 6) == 0;
                import_as(u, e->name->p, e->name->s.len, e);
                if (qualified) import_as(u, e->name->p + 6, e->name->s.len - 6, e);
            }
            buf_fini(&b);
        }
    }
}

void loader_prelude(Unit *u)
{
    struct compiler *c = u->c;
    if (c->evaluating) {
        import_all(u);
        return;
    }
    for (uint32_t i = 0; i < c->nshell; i++) {
        struct export_ *e = &c->shell[i];
        Sym *s = syms_intern(&u->tree.syms, e->name->p, e->name->s.len);
        import(u, names_declare_quiet(u, s, u->tree.root->place, VAR_IMPORT), e);
    }
}

/* ---- entries ---- */

static Module *run(struct compiler *c, const struct job *j, Buf *errors, bool *incomplete)
{
    c->errors = errors;
    c->loading = NULL;
    Module *m = compile(c, j, incomplete);
    c->errors = NULL;
    return m;
}

Module *compile_program(struct compiler *c, const char *file, const char *text, size_t len,
                        struct buf *errors)
{
    struct job j = {.name = "main", .file = file, .text = text, .len = len, .mode = UNIT_PROGRAM};
    return run(c, &j, errors, NULL);
}

Module *compile_shell(struct compiler *c, const char *text, size_t len, struct buf *errors,
                      bool *incomplete)
{
    struct job j = {.name = "main", .file = "shell", .text = text, .len = len, .mode = UNIT_SHELL};
    return run(c, &j, errors, incomplete);
}

Module *compile_eval(struct compiler *c, const char *text, size_t len, struct buf *errors,
                     bool *incomplete)
{
    struct job j = {.name = "eval", .file = "eval", .text = text, .len = len, .mode = UNIT_SHELL};
    c->evaluating = true;
    Module *m = run(c, &j, errors, incomplete);
    c->evaluating = false;
    return m;
}

Module *compile_core(struct compiler *c, const char *file, const char *text, size_t len,
                     struct buf *errors)
{
    const struct image_part *part = c->env.image ? image_find(c->env.image, file) : NULL;
    if (part) return load_part(c, part);
    struct job j = {.name = file,
                    .file = file,
                    .text = text,
                    .len = len,
                    .mode = UNIT_CORE,
                    .is_library = true};
    return run(c, &j, errors, NULL);
}

size_t compiler_pending(struct compiler *c, Module **out, size_t max)
{
    size_t n = 0;
    for (uint32_t i = 0; i < c->n && n < max; i++)
        if (!c->modules[i]->has_run) out[n++] = c->modules[i];
    return n;
}

void compiler_each(const struct compiler *c, void (*f)(void *ctx, const Module *m), void *ctx)
{
    for (uint32_t i = 0; i < c->n; i++) f(ctx, c->modules[i]);
}

void compiler_shell_names(struct compiler *c, void (*f)(void *arg, const char *name), void *arg)
{
    for (uint32_t i = 0; i < c->nshell; i++) f(arg, c->shell[i].name->p);
}
