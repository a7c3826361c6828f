/* Writing the image of the library (image.h): the build's part. Tables are small and searched from the front. */
#include "vm/compile/compile_int.h"
#include "vm/compile/image.h"
#include "base/mem.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/regex.h"
#include "vm/compile/stdlib_sources.h"
#include "vm/native.h"
#include <stdlib.h>

struct text { /* a string of the module, which need not be interned */
    const char *p;
    size_t n;
};
struct slot {
    bool is_global;
    uint32_t index;
    enum image_slot kind;
    uint32_t name, module; /* strings */
};

struct writer {
    struct compiler *c;
    const struct compile_env *env;
    const struct image_facts *facts;
    const Module *m;
    struct text *strings;
    struct slot *slots;
    Value *values;
    Proto **protos;         /* each before those inside */
    struct image_part part; /* counts what is here */
    uint32_t cap_strings, cap_slots, cap_values, cap_protos;
    Buf out_slots, out_values, out_protos, out_classes;
    Buf why; /* not empty: it cannot be expressed */
};

static void put(Buf *b, uint32_t w) { buf_add(b, &w, sizeof w); }
static void put64(Buf *b, uint64_t w)
{
    put(b, (uint32_t)w);
    put(b, (uint32_t)(w >> 32));
}
static void pad(Buf *b)
{
    while (b->len % 4) buf_addc(b, 0);
}

static void *grown(void *p, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap) return p;
    *cap = *cap ? *cap * 2 : 64;
    return mem_realloc(MEM_TEMP, p, *cap * size);
}

static void unable(struct writer *w, const char *what, const char *name)
{
    if (!w->why.len) buf_addf(&w->why, "%s %s", what, name);
}

/* ---- strings ---- */

static uint32_t string_of(struct writer *w, const char *p, size_t n)
{
    uint32_t i = 0;
    for (; i < w->part.nstrings; i++)
        if (w->strings[i].n == n && memcmp(w->strings[i].p, p, n) == 0) return i;
    w->strings = grown(w->strings, i, &w->cap_strings, sizeof *w->strings);
    w->strings[w->part.nstrings++] = (struct text){p, n};
    return i;
}
static uint32_t name_of(struct writer *w, const Str *s) { return string_of(w, s->p, s->s.len); }

/* Module names and exports refer to the first strings by place: no two are the same there, but one may repeat the file's. */
static void string_add(struct writer *w, const char *p)
{
    w->strings = grown(w->strings, w->part.nstrings, &w->cap_strings, sizeof *w->strings);
    w->strings[w->part.nstrings++] = (struct text){p, strlen(p)};
}

/* ---- values ---- */

static uint32_t value_of(struct writer *w, Value v);

struct search { /* an export that is looked for */
    const struct writer *w;
    bool (*fits)(const struct export_ *e, const void *what);
    const void *what;
    const Module *m;
    const struct export_ *e;
};
static void search_module(void *ctx, const Module *m)
{
    struct search *s = ctx;
    for (uint32_t i = 0; !s->e && m != s->w->m && m->is_library && i < m->nexports; i++)
        if (m->exports[i].exported && s->fits(&m->exports[i], s->what)) {
            s->e = &m->exports[i];
            s->m = m;
        }
}
static bool has_value(const struct export_ *e, const void *v)
{
    return e->kind == EXPORT_CONST && e->value == *(const Value *)v;
}

static bool is_builtin(struct writer *w, const char *name, Value v)
{
    return w->env->builtin(w->env->ctx, intern_cstr(w->env->interns, name)) == v;
}

static bool put_named(struct writer *w, Value v, const char *name)
{
    if (!name || !is_builtin(w, name, v)) return false;
    put(&w->out_values, IMAGE_BUILTIN);
    put(&w->out_values, string_of(w, name, strlen(name)));
    return true;
}

static void put_export(struct writer *w, Value v, const char *name)
{
    struct search s = {.w = w, .fits = has_value, .what = &v};
    compiler_each(w->c, search_module, &s);
    if (!s.e) {
        unable(w, "no name leads to", name);
        return;
    }
    put(&w->out_values, IMAGE_EXPORT);
    put(&w->out_values, name_of(w, s.m->name));
    put(&w->out_values, name_of(w, s.e->name));
}

static void put_fn(struct writer *w, Value v)
{
    const Proto *p = ((Fn *)to_ptr(v))->proto;
    for (uint32_t i = 0; i < w->part.nprotos; i++)
        if (w->protos[i] == p && p->fn0 == v) {
            put(&w->out_values, IMAGE_FN);
            put(&w->out_values, i);
            return;
        }
    if (!put_named(w, v, p->name->p)) put_export(w, v, p->name->p);
}

static void put_class(struct writer *w, Value v)
{
    for (uint32_t i = 0; i < w->m->nclasses; i++)
        if (w->m->classes[i] == to_class(v)) {
            put(&w->out_values, IMAGE_CLASS);
            put(&w->out_values, i);
            return;
        }
    if (!put_named(w, v, to_class(v)->name->p)) put_export(w, v, to_class(v)->name->p);
}

static void put_native(struct writer *w, Value v)
{
    const char *name = ((Native *)to_ptr(v))->name->p;
    if (w->env->native(w->env->ctx, name) == v) {
        put(&w->out_values, IMAGE_NATIVE);
        put(&w->out_values, string_of(w, name, strlen(name)));
    } else if (!put_named(w, v, name)) {
        unable(w, "no name leads to the native", name);
    }
}

/* Parts first: values refer to those before them. */
static void put_values(struct writer *w, enum image_value kind, const Value *v, uint32_t n,
                       uint32_t count)
{
    uint32_t *at = mem_alloc(MEM_TEMP, (n + 1) * sizeof *at);
    for (uint32_t i = 0; i < n; i++) at[i] = value_of(w, v[i]);
    put(&w->out_values, kind);
    put(&w->out_values, count);
    for (uint32_t i = 0; i < n; i++) put(&w->out_values, at[i]);
    mem_free(MEM_TEMP, at);
}

static void put_map(struct writer *w, const Map *m)
{
    Value *kv = mem_alloc(MEM_TEMP, (2 * m->count + 1) * sizeof *kv);
    for (uint32_t i = 0; i < m->count; i++) {
        kv[2 * i] = map_key_at(m, i);
        kv[2 * i + 1] = map_value_at(m, i);
    }
    put_values(w, IMAGE_MAP, kv, 2 * m->count, m->count);
    mem_free(MEM_TEMP, kv);
}

static void put_regex(struct writer *w, Value v)
{
    size_t n;
    const char *source = regex_source(regex_of(v), &n), *flags = regex_flags(regex_of(v));
    put(&w->out_values, IMAGE_REGEX);
    put(&w->out_values, string_of(w, source, n));
    put(&w->out_values, string_of(w, flags, strlen(flags)));
}

static void put_object(struct writer *w, Value v)
{
    Obj *o = to_obj(v);
    const Range *r = (Range *)o;
    const Bytes *b = (Bytes *)o;
    if (put_named(w, v, "ARGV") || put_named(w, v, "ENV")) return;
    switch (o->type) {
    case T_FN: put_fn(w, v); break;
    case T_CLASS: put_class(w, v); break;
    case T_NATIVE: put_native(w, v); break;
    case T_REGEX: put_regex(w, v); break;
    case T_MAP: put_map(w, (Map *)o); break;
    case T_RANGE:
        put_values(w, IMAGE_RANGE, (Value[]){r->from, r->to}, 2, o->flags & OF_EXCL);
        break;
    case T_ARRAY:
        put_values(w, IMAGE_ARRAY, ((Array *)o)->len ? ((Array *)o)->slots->v : NULL,
                   ((Array *)o)->len, ((Array *)o)->len);
        break;
    case T_BYTES:
        put(&w->out_values, IMAGE_BYTES);
        put(&w->out_values, string_of(w, b->p, b->len));
        break;
    case T_BIGINT:
        put(&w->out_values, IMAGE_BIGINT);
        put(&w->out_values, o->words);
        buf_add(&w->out_values, o + 1, (o->words - 1) * sizeof(Value));
        break;
    default: unable(w, "a constant is of a kind that is not expected in", w->m->name->p);
    }
}

static uint32_t value_of(struct writer *w, Value v)
{
    for (uint32_t i = 0; i < w->part.nvalues; i++)
        if (w->values[i] == v) return i;
    if (is_str(v)) {
        put(&w->out_values, IMAGE_STR);
        put(&w->out_values, name_of(w, to_ptr(v)));
    } else if (is_obj(v)) {
        put_object(w, v);
    } else {
        if (is_ma(v) || is_ref(v)) unable(w, "a constant of one run in", w->m->name->p);
        put(&w->out_values, IMAGE_RAW);
        put64(&w->out_values, v);
    }
    w->values = grown(w->values, w->part.nvalues, &w->cap_values, sizeof *w->values);
    w->values[w->part.nvalues] = v;
    return w->part.nvalues++;
}

/* ---- statics and globals ---- */

static bool has_index(const struct export_ *e, const void *slot)
{
    const struct slot *s = slot;
    return e->kind == (s->is_global ? EXPORT_GLOBAL : EXPORT_STATIC) && e->index == s->index;
}

static void slot_add(struct writer *w, bool is_global, uint32_t index)
{
    for (uint32_t i = 0; i < w->part.nslots; i++)
        if (w->slots[i].is_global == is_global && w->slots[i].index == index) return;
    void *ctx = w->facts->ctx;
    struct slot s = {.is_global = is_global, .index = index};
    struct search look = {.w = w, .fits = has_index, .what = &s};
    compiler_each(w->c, search_module, &look);
    if (look.e) {
        s.kind = SLOT_EXPORT;
        s.module = name_of(w, look.m->name);
        s.name = name_of(w, look.e->name);
    } else if (is_global) {
        s.kind = SLOT_GLOBAL;
        s.name = name_of(w, w->facts->global_name(ctx, index));
    } else {
        const Str *name = w->facts->static_name(ctx, index);
        s.kind = w->facts->is_tasklocal(ctx, index) ? SLOT_TASKLOCAL : SLOT_STATIC;
        s.name = name ? name_of(w, name) : NO_NAME;
    }
    w->slots = grown(w->slots, w->part.nslots, &w->cap_slots, sizeof *w->slots);
    w->slots[w->part.nslots++] = s;
}

/* In the order in which the compiler asked for their numbers. */
static int by_index(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    if (x->is_global != y->is_global) return x->is_global - y->is_global;
    return (x->index > y->index) - (x->index < y->index);
}

static uint32_t slot_of(const struct writer *w, bool is_global, uint32_t index)
{
    uint32_t i = 0;
    while (w->slots[i].is_global != is_global || w->slots[i].index != index) i++;
    return i;
}

/* The word of the instruction at pc whose upper half is the number of a static or global; false: none. */
static bool slot_word(const Proto *p, uint32_t pc, uint32_t *word, bool *is_global)
{
    *word = pc;
    *is_global = false;
    switch (op_plain(insn_op(p->code[pc]))) {
    case OP_GETGLOBAL:
    case OP_SETGLOBAL:
    case OP_GLOBALCELL:
    case OP_SETCONST: return *is_global = true;
    case OP_GETSTATIC:
    case OP_SETSTATIC:
    case OP_INITSTATIC: return true;
    case OP_MEMOGET:
    case OP_MEMOSET: *word = pc + 1; return true;
    default: return false;
    }
}

static uint32_t next_insn(const Proto *p, uint32_t pc)
{
    return pc + op_words(insn_op(p->code[pc]));
}

static void slots_of_proto(struct writer *w, const Proto *p)
{
    for (uint32_t pc = 0, word; pc < p->ncode; pc = next_insn(p, pc)) {
        bool is_global;
        if (slot_word(p, pc, &word, &is_global))
            slot_add(w, is_global, (uint32_t)(p->code[word] >> 32));
        if (op_plain(insn_op(p->code[pc])) == OP_PATH) /* it may name a global by a plain number */
            unable(w, "a statement on a shared variable in", p->name->p);
    }
}

static void put_slots(struct writer *w)
{
    for (uint32_t i = 0; i < w->part.nprotos; i++) slots_of_proto(w, w->protos[i]);
    for (uint32_t i = 0; i < w->m->nexports; i++)
        if (w->m->exports[i].kind != EXPORT_CONST)
            slot_add(w, w->m->exports[i].kind == EXPORT_GLOBAL, w->m->exports[i].index);
    if (w->part.nslots) qsort(w->slots, w->part.nslots, sizeof *w->slots, by_index);
    for (uint32_t i = 0; i < w->part.nslots; i++) {
        put(&w->out_slots, w->slots[i].kind);
        put(&w->out_slots, w->slots[i].name);
        put(&w->out_slots, w->slots[i].module);
    }
}

/* ---- functions ---- */

static void list_protos(struct writer *w, Proto *p)
{
    w->protos = grown(w->protos, w->part.nprotos, &w->cap_protos, sizeof *w->protos);
    w->protos[w->part.nprotos++] = p;
    for (uint32_t i = 0; i < p->nprotos; i++) list_protos(w, p->protos[i]);
}

static uint32_t proto_number(const struct writer *w, const Proto *p)
{
    uint32_t i = 0;
    while (w->protos[i] != p) i++;
    return i;
}

static const char *form_of(uint32_t op)
{
    static const char *const forms[] = {
#define OP(name, words, form, what) form,
#include "vm/exec/ops.def"
#undef OP
    };
    return forms[op_plain(op)];
}

/* Code with numbers of values and slots in the place of what they stand for, behind the places where they are. */
static void put_code(struct writer *w, const Proto *p)
{
    Insn *code = mem_alloc(MEM_TEMP, p->ncode * sizeof *code);
    memcpy(code, p->code, p->ncode * sizeof *code);
    Buf values = BUF_INIT, slots = BUF_INIT;
    for (uint32_t pc = 0, at; pc < p->ncode; pc = next_insn(p, pc)) {
        uint32_t word = pc;
        bool is_global;
        for (const char *f = form_of(insn_op(p->code[pc])); *f; f++) {
            word += *f == '+';
            if (*f != '+' || f[1] != 'k' || !is_ptr(p->code[word])) continue;
            code[word] = value_of(w, p->code[word]);
            put(&values, word);
        }
        if (!slot_word(p, pc, &at, &is_global)) continue;
        uint64_t slot = slot_of(w, is_global, (uint32_t)(p->code[at] >> 32));
        code[at] = (code[at] & 0xFFFFFFFFu) | slot << 32;
        put(&slots, at);
    }
    Buf *b = &w->out_protos;
    put(b, (uint32_t)(values.len / 4));
    put(b, (uint32_t)(slots.len / 4));
    if (values.len) buf_add(b, values.p, values.len);
    if (slots.len) buf_add(b, slots.p, slots.len);
    buf_add(b, code, p->ncode * sizeof *code);
    buf_fini(&values);
    buf_fini(&slots);
    mem_free(MEM_TEMP, code);
}

/* It has learned nothing yet. */
static void put_site(struct writer *w, const struct build_site *s)
{
    uint32_t words = s ? build_site_words(s->ndead) : 0;
    put(&w->out_protos, words);
    w->part.nlearned += words;
    if (!s) return;
    size_t bytes = words * sizeof(Value);
    struct build_site *x = mem_zalloc(MEM_TEMP, bytes);
    x->ndead = s->ndead;
    memcpy(x->dead, s->dead, s->ndead * sizeof s->dead[0]);
    buf_add(&w->out_protos, x, bytes);
    mem_free(MEM_TEMP, x);
}

static void put_tables(struct writer *w, const Proto *p)
{
    Buf *b = &w->out_protos;
    for (uint32_t i = 0; i < p->nconsts; i++) put(b, value_of(w, p->consts[i]));
    for (uint32_t i = 0; i < p->nprotos; i++) put(b, proto_number(w, p->protos[i]));
    for (uint32_t i = 0; i < p->ncell_names; i++) {
        put(b, p->cell_names[i].pc);
        put(b, p->cell_names[i].which);
        put(b, name_of(w, p->cell_names[i].name));
    }
    for (uint32_t i = 0; i < p->ncaps; i++) { /* holes are zero */
        struct capture x;
        memset(&x, 0, sizeof x);
        x.from_local = p->caps[i].from_local;
        x.index = p->caps[i].index;
        buf_add(b, &x, sizeof x);
    }
    for (uint32_t i = 0; i < p->nhandlers; i++) {
        const struct handler *h = &p->handlers[i];
        struct handler x;
        memset(&x, 0, sizeof x);
        x.from = h->from, x.to = h->to, x.target = h->target, x.end = h->end;
        x.reg = h->reg, x.kind = h->kind;
        buf_add(b, &x, sizeof x);
    }
    if (p->nlines) buf_add(b, p->lines, p->nlines * sizeof *p->lines);
    for (uint32_t i = 0; i < p->nsends; i++) {
        const struct send_plan *s = p->sends[i];
        size_t n =
            sizeof *s + ((size_t)s->ngone + s->nclear + s->nlive + s->ntokens) * sizeof s->regs[0];
        put(b, (uint32_t)((n + 3) / 4));
        buf_add(b, s, n);
        pad(b);
    }
    for (uint32_t i = 0; i < p->nbuilds; i++) put_site(w, p->builds[i]);
}

static uint32_t names_of_params(const Proto *p)
{
    return p->nparams + ((p->flags & PROTO_REST) != 0) + ((p->flags & PROTO_NAMED) != 0);
}

static void put_proto(struct writer *w, const Proto *p)
{
    uint32_t names = names_of_params(p);
    const uint32_t head[] = {name_of(w, p->name),
                             p->line,
                             p->nregs,
                             p->nparams,
                             p->nmin,
                             p->optional,
                             p->flags,
                             is_absent(p->fn0),
                             p->ncode,
                             p->nconsts,
                             p->nprotos,
                             p->ncaps,
                             p->ncell_names,
                             p->nhandlers,
                             p->nlines,
                             p->nsends,
                             p->nbuilds,
                             names,
                             p->cls ? value_of(w, from_obj(p->cls)) + 1 : 0};
    buf_add(&w->out_protos, head, sizeof head);
    for (uint32_t i = 0; i < names; i++) put(&w->out_protos, name_of(w, p->param_names[i]));
    put_code(w, p);
    put_tables(w, p);
    w->part.ncode += p->ncode;
    w->part.nconsts += p->nconsts;
    w->part.nparams += names;
    w->part.nchildren += p->nprotos;
    w->part.ncells += p->ncell_names;
    w->part.nsends += p->nsends;
    w->part.nbuilds += p->nbuilds;
}

/* ---- classes ---- */

struct member {
    const Method *m;
    bool is_static;
};

static int by_order(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return (x->m->order > y->m->order) - (x->m->order < y->m->order);
}

static bool is_of_module(const struct writer *w, const Method *m)
{
    return is_type(m->fn, T_FN) && ((Fn *)to_ptr(m->fn))->proto->module == w->m;
}

/* Methods that the class declares (a built-in one: in this module). */
static uint32_t list_methods(const struct writer *w, const Class *c, bool is_static,
                             struct member *out)
{
    const MethodTable *t = is_static ? &c->own_statics : &c->own;
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->cap; i++) {
        const Method *m = t->at[i];
        if (m && m->owner == c && (!(c->flags & CLASS_BUILTIN) || is_of_module(w, m)))
            out[n++] = (struct member){m, is_static};
    }
    return n;
}

/* In the order of their declaration: count; name, function, 1 static | 2 stub. */
static void put_methods(struct writer *w, const Class *c)
{
    struct member *list = mem_alloc(MEM_TEMP, (c->own.cap + c->own_statics.cap + 1) * sizeof *list);
    uint32_t n = list_methods(w, c, false, list);
    n += list_methods(w, c, true, list + n);
    if (n) qsort(list, n, sizeof *list, by_order);
    put(&w->out_classes, n);
    for (uint32_t i = 0; i < n; i++) {
        put(&w->out_classes, name_of(w, list[i].m->name));
        put(&w->out_classes, value_of(w, list[i].m->fn));
        put(&w->out_classes, (uint32_t)list[i].is_static | (uint32_t)list[i].m->stub << 1);
    }
    mem_free(MEM_TEMP, list);
}

static void put_ancestors(struct writer *w, Class *const *list, uint32_t n)
{
    put(&w->out_classes, n);
    for (uint32_t i = 0; i < n; i++) put(&w->out_classes, value_of(w, from_obj(list[i])));
}

static void put_class_members(struct writer *w, const Class *c)
{
    Buf *b = &w->out_classes;
    put_ancestors(w, c->parents, c->nparents);
    put_ancestors(w, c->roles, c->nroles);
    uint32_t own = 0;
    for (uint32_t i = 0; i < c->nfields; i++) own += c->fields[i].owner == c;
    put(b, own);
    for (uint32_t i = 0; i < c->nfields; i++) {
        if (c->fields[i].owner != c) continue;
        put(b, name_of(w, c->fields[i].name));
        put(b, c->fields[i].trait);
        put(b, value_of(w, c->fields[i].deflt));
    }
    put_methods(w, c);
}

/* Built-in classes to which the module adds methods. */
static void put_added(struct writer *w)
{
    const Class **seen = mem_alloc(MEM_TEMP, (w->part.nprotos + 1) * sizeof *seen);
    for (uint32_t i = 0; i < w->part.nprotos; i++) {
        const Class *c = w->protos[i]->cls;
        uint32_t k = 0;
        if (!c || !(c->flags & CLASS_BUILTIN)) continue;
        while (k < w->part.nadded && seen[k] != c) k++;
        if (k < w->part.nadded) continue;
        seen[w->part.nadded++] = c;
        put(&w->out_classes, value_of(w, from_obj(c)));
        put_methods(w, c);
    }
    mem_free(MEM_TEMP, seen);
}

static void put_classes(struct writer *w)
{
    const Module *m = w->m;
    w->part.nclasses = m->nclasses;
    for (uint32_t i = 0; i < m->nclasses; i++) {
        put(&w->out_slots, name_of(w, m->classes[i]->name)); /* first: values refer to them */
        put(&w->out_slots, m->classes[i]->flags & CLASS_ROLE);
    }
    for (uint32_t i = 0; i < m->nclasses; i++) put_class_members(w, m->classes[i]);
    put_added(w);
    w->part.nexports = m->nexports;
    for (uint32_t i = 0; i < m->nexports; i++) {
        const struct export_ *e = &m->exports[i];
        put(&w->out_classes, name_of(w, e->name));
        put(&w->out_classes, e->kind);
        put(&w->out_classes, e->kind == EXPORT_CONST
                                 ? value_of(w, e->value)
                                 : slot_of(w, e->kind == EXPORT_GLOBAL, e->index));
        put(&w->out_classes, (uint32_t)e->exported | (uint32_t)e->is_const << 1);
    }
}

/* ---- a module ---- */

static void put_strings(struct writer *w, Buf *out)
{
    for (uint32_t i = 0; i < w->part.nstrings; i++) {
        put(out, (uint32_t)w->strings[i].n);
        buf_add(out, w->strings[i].p, w->strings[i].n);
        buf_addc(out, 0);
        pad(out);
    }
}

static void put_part(struct writer *w, Buf *out)
{
    Buf b = BUF_INIT;
    put_strings(w, &b);
    const Buf *const parts[] = {&w->out_slots, &w->out_values, &w->out_protos, &w->out_classes};
    for (int i = 0; i < 4; i++)
        if (parts[i]->len) buf_add(&b, parts[i]->p, parts[i]->len);
    w->part.words = (uint32_t)((sizeof w->part + b.len) / 4);
    buf_add(out, &w->part, sizeof w->part);
    buf_add(out, b.p, b.len);
    buf_fini(&b);
}

static void put_source(struct writer *w)
{
    w->part.is_library = w->m->is_library;
    for (size_t i = 0; i < stdlib_source_count; i++) {
        if (strcmp(stdlib_sources[i].path, w->m->file->p) != 0) continue;
        uint64_t hash = image_hash(stdlib_sources[i].text, stdlib_sources[i].len, 0);
        w->part.source_len = (uint32_t)stdlib_sources[i].len;
        w->part.source_hash[0] = (uint32_t)hash;
        w->part.source_hash[1] = (uint32_t)(hash >> 32);
        return;
    }
    unable(w, "no text is known of", w->m->name->p);
}

struct writing {
    struct compiler *c;
    const struct image_facts *facts;
    Buf *out, *left_out;
    uint32_t n;
};

static void write_module(void *ctx, const Module *m)
{
    struct writing *all = ctx;
    if (!m->is_library) return;
    struct writer w = {.c = all->c, .env = compiler_env(all->c), .facts = all->facts, .m = m};
    string_add(&w, m->name->p);
    string_add(&w, m->file->p);
    for (uint32_t i = 0; i < m->nuses; i++) string_add(&w, m->uses[i]->name->p);
    w.part.nuses = m->nuses;
    put_source(&w);
    list_protos(&w, m->main);
    put_slots(&w);
    put_classes(&w);
    for (uint32_t i = 0; i < w.part.nprotos; i++) put_proto(&w, w.protos[i]);
    if (w.why.len) {
        if (all->left_out) buf_addf(all->left_out, "%s: %s\n", m->name->p, buf_str(&w.why));
    } else {
        put_part(&w, all->out);
        all->n++;
    }
    Buf *bufs[] = {&w.out_slots, &w.out_values, &w.out_protos, &w.out_classes, &w.why};
    for (int i = 0; i < 5; i++) buf_fini(bufs[i]);
    mem_free(MEM_TEMP, w.strings);
    mem_free(MEM_TEMP, w.slots);
    mem_free(MEM_TEMP, w.values);
    mem_free(MEM_TEMP, w.protos);
}

void image_write(struct compiler *c, const struct image_facts *facts, Buf *out, Buf *left_out)
{
    struct image_head h = {.magic = IMAGE_MAGIC, .version = IMAGE_VERSION};
    Buf b = BUF_INIT;
    struct writing all = {.c = c, .facts = facts, .out = &b, .left_out = left_out};
    compiler_each(c, write_module, &all);
    while (b.len % 8) buf_addc(&b, 0);
    h.table = image_table_hash();
    h.bytes = sizeof h + b.len;
    h.checksum = image_checksum(buf_str(&b), b.len);
    h.nmodules = all.n;
    buf_add(out, &h, sizeof h);
    if (b.len) buf_add(out, b.p, b.len);
    buf_fini(&b);
}
