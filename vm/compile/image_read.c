/* Loading a module from the image of the library (image.h). The image was checked as a whole, so nothing in it is doubted but what it
 * names. */
#include "vm/compile/compile_int.h"
#include "vm/compile/image.h"
#include "heap/bytes.h"
#include "heap/immortal.h"

struct reader {
    struct compiler *c;
    const struct compile_env *env;
    const struct image_part *part;
    const uint32_t *at;
    Module *m;
    Str **strings;
    uint32_t *slots;
    Value *values;
    /* In the module's block; the last five point to what is not given away yet. */
    Proto *protos;
    Fn *fns;
    Insn *code;
    Value *consts;
    Str **names;
    Proto **children;
    struct cell_name *cells;
    struct send_plan **sends;
    struct build_site **builds;
    uint64_t *learned;
};

static uint32_t get(struct reader *r) { return *r->at++; }
static Str *get_str(struct reader *r) { return r->strings[get(r)]; }
static Value get_value(struct reader *r) { return r->values[get(r)]; }

static const void *get_words(struct reader *r, size_t words)
{
    const uint32_t *p = r->at;
    r->at += words;
    return p;
}

/* ---- the block ---- */

/* Everything in it is a number of words of 8 bytes. */
static void make_block(struct reader *r)
{
    const struct image_part *p = r->part;
    size_t protos = p->nprotos * sizeof *r->protos, fns = p->nprotos * sizeof *r->fns,
           code = p->ncode * sizeof *r->code, consts = p->nconsts * sizeof *r->consts,
           names = p->nparams * sizeof *r->names, children = p->nchildren * sizeof *r->children,
           cells = p->ncells * sizeof *r->cells, sends = p->nsends * sizeof *r->sends,
           builds = p->nbuilds * sizeof *r->builds, learned = p->nlearned * sizeof *r->learned;
    char *at = r->m->block = mem_alloc(MEM_CODE, protos + fns + code + consts + names + children +
                                                     cells + sends + builds + learned + 1);
    memset(at, 0, protos + fns);
    r->protos = (Proto *)at;
    r->fns = (Fn *)(at += protos);
    r->code = (Insn *)(at += fns);
    r->consts = (Value *)(at += code);
    r->names = (Str **)(at += consts);
    r->children = (Proto **)(at += names);
    r->cells = (struct cell_name *)(at += children);
    r->sends = (struct send_plan **)(at += cells);
    r->builds = (struct build_site **)(at += sends);
    r->learned = (uint64_t *)(at += builds);
}

static void make_fns(struct reader *r)
{
    for (uint32_t i = 0; i < r->part->nprotos; i++) {
        r->fns[i].h = (Obj){.type = T_FN, .gc = GC_SHARED, .words = WORDS_OF(Fn)};
        r->fns[i].proto = &r->protos[i];
    }
}

/* ---- names ---- */

static void read_strings(struct reader *r)
{
    for (uint32_t i = 0; i < r->part->nstrings; i++) {
        uint32_t n = get(r);
        r->strings[i] = intern_bytes(r->env->interns, (const char *)r->at, n);
        r->at += n / 4 + 1;
    }
}

static const struct export_ *get_export(struct reader *r, const Str *module, const Str *name)
{
    const Module *m = compiler_module(r->c, module->p);
    const struct export_ *e = m ? module_export(m, name) : NULL;
    MAAT_CHECK(e, "the image of the library does not fit: %s has no %s", module->p, name->p);
    return e;
}

static void read_slots(struct reader *r)
{
    void *ctx = r->env->ctx;
    for (uint32_t i = 0; i < r->part->nslots; i++) {
        uint32_t kind = get(r);
        uint32_t n = get(r);
        const Str *name = n == NO_NAME ? NULL : r->strings[n], *module = get_str(r);
        switch ((enum image_slot)kind) {
        case SLOT_STATIC: r->slots[i] = r->env->new_static(ctx, false, name); break;
        case SLOT_TASKLOCAL: r->slots[i] = r->env->new_static(ctx, true, name); break;
        case SLOT_GLOBAL: r->slots[i] = r->env->new_global(ctx, name); break;
        case SLOT_EXPORT: r->slots[i] = get_export(r, module, name)->index; break;
        }
    }
}

static void read_class_names(struct reader *r)
{
    Module *m = r->m;
    m->classes = mem_alloc(MEM_CODE, (r->part->nclasses + 1) * sizeof *m->classes);
    for (uint32_t i = 0; i < r->part->nclasses; i++) {
        Str *name = get_str(r);
        m->classes[m->nclasses++] = class_new(name, get(r));
    }
}

/* ---- values ---- */

static Value named(Value v, const char *what, const Str *name)
{
    MAAT_CHECK(!is_absent(v), "the image of the library does not fit: no %s %s", what, name->p);
    return v;
}

static Value read_bigint(struct reader *r)
{
    uint32_t words = get(r);
    BigInt *b = immortal_alloc(T_BIGINT, words);
    memcpy(&b->h + 1, get_words(r, 2 * (words - 1)), (words - 1) * sizeof(Value));
    return from_obj(b);
}

static Value read_range(struct reader *r)
{
    Range *o = immortal_alloc(T_RANGE, WORDS_OF(Range));
    o->h.flags = (uint16_t)get(r);
    o->from = get_value(r);
    o->to = get_value(r);
    return from_obj(o);
}

static Value read_regex(struct reader *r)
{
    const Str *source = get_str(r), *flags = get_str(r);
    char err[200] = "";
    size_t offset;
    Value v =
        r->env->regex(r->env->ctx, source->p, source->s.len, flags->p, err, sizeof err, &offset);
    MAAT_CHECK(!is_absent(v), "the image of the library does not fit: /%s/: %s", source->p, err);
    return v;
}

static Value read_collection(struct reader *r, bool is_map)
{
    uint32_t n = get(r), k = is_map ? 2 * n : n;
    Value *v = mem_alloc(MEM_TEMP, (k + 1) * sizeof *v);
    for (uint32_t i = 0; i < k; i++) v[i] = get_value(r);
    Value out = is_map ? immortal_map(v, n) : immortal_array(v, n);
    mem_free(MEM_TEMP, v);
    return out;
}

static Value read_value(struct reader *r)
{
    const Str *name;
    uint64_t low;
    switch ((enum image_value)get(r)) {
    case IMAGE_RAW: low = get(r); return low | (uint64_t)get(r) << 32;
    case IMAGE_STR: return from_str(get_str(r));
    case IMAGE_FN: return from_obj(&r->fns[get(r)]);
    case IMAGE_CLASS: return from_obj(r->m->classes[get(r)]);
    case IMAGE_BUILTIN:
        name = get_str(r);
        return named(r->env->builtin(r->env->ctx, name), "built-in name", name);
    case IMAGE_NATIVE:
        name = get_str(r);
        return named(r->env->native(r->env->ctx, name->p), "native function", name);
    case IMAGE_EXPORT: name = get_str(r); return get_export(r, name, get_str(r))->value;
    case IMAGE_BIGINT: return read_bigint(r);
    case IMAGE_RANGE: return read_range(r);
    case IMAGE_REGEX: return read_regex(r);
    case IMAGE_BYTES: name = get_str(r); return r->env->bytes(r->env->ctx, name->p, name->s.len);
    case IMAGE_ARRAY: return read_collection(r, false);
    case IMAGE_MAP: return read_collection(r, true);
    }
    MAAT_CHECK(false, "the image of the library holds an unknown kind of value");
    return V_ABSENT;
}

/* ---- functions ---- */

static void read_head(struct reader *r, Proto *p, Fn *f, uint32_t *names)
{
    p->name = get_str(r);
    p->line = get(r);
    p->nregs = (uint16_t)get(r);
    p->nparams = (uint16_t)get(r);
    p->nmin = (uint16_t)get(r);
    p->optional = get(r);
    p->flags = (uint16_t)get(r);
    p->fn0 = get(r) ? V_ABSENT : from_obj(f);
    p->ncode = get(r);
    p->nconsts = get(r);
    p->nprotos = get(r);
    p->ncaps = (uint16_t)get(r);
    p->ncell_names = get(r);
    p->nhandlers = get(r);
    p->nlines = get(r);
    p->nsends = get(r);
    p->nbuilds = get(r);
    *names = get(r);
    uint32_t cls = get(r);
    p->cls = cls ? to_class(r->values[cls - 1]) : NULL;
    p->module = r->m;
    p->room = proto_room(p);
}

static void read_code(struct reader *r, Proto *p)
{
    uint32_t nvalues = get(r), nslots = get(r);
    const uint32_t *values = get_words(r, nvalues), *slots = get_words(r, nslots);
    p->code = r->code;
    memcpy(p->code, get_words(r, 2 * (size_t)p->ncode), p->ncode * sizeof *p->code);
    for (uint32_t i = 0; i < nvalues; i++) p->code[values[i]] = r->values[p->code[values[i]]];
    for (uint32_t i = 0; i < nslots; i++) {
        Insn *w = &p->code[slots[i]];
        *w = (*w & 0xFFFFFFFFu) | (uint64_t)r->slots[*w >> 32] << 32;
    }
    r->code += p->ncode;
}

/* They are written to. */
static void read_builds(struct reader *r, Proto *p)
{
    p->builds = r->builds;
    for (uint32_t i = 0; i < p->nbuilds; i++) {
        uint32_t words = get(r);
        *r->builds++ = words ? (struct build_site *)r->learned : NULL;
        memcpy(r->learned, get_words(r, 2 * (size_t)words), words * sizeof *r->learned);
        r->learned += words;
    }
}

/* The parts that nobody writes to stay where they are. */
static void read_tables(struct reader *r, Proto *p)
{
    p->consts = r->consts;
    for (uint32_t i = 0; i < p->nconsts; i++) *r->consts++ = get_value(r);
    p->protos = r->children;
    for (uint32_t i = 0; i < p->nprotos; i++) *r->children++ = &r->protos[get(r)];
    p->cell_names = r->cells;
    for (uint32_t i = 0; i < p->ncell_names; i++) {
        uint32_t pc = get(r), which = get(r);
        *r->cells++ = (struct cell_name){pc, which, get_str(r)};
    }
    p->caps = (struct capture *)(uintptr_t)get_words(r, p->ncaps * sizeof *p->caps / 4);
    p->handlers = (struct handler *)(uintptr_t)get_words(r, p->nhandlers * sizeof *p->handlers / 4);
    p->lines = (struct line *)(uintptr_t)get_words(r, p->nlines * sizeof *p->lines / 4);
    p->sends = r->sends;
    for (uint32_t i = 0; i < p->nsends; i++) {
        uint32_t words = get(r);
        *r->sends++ = (struct send_plan *)(uintptr_t)get_words(r, words);
    }
    read_builds(r, p);
}

static void read_proto(struct reader *r, uint32_t i)
{
    Proto *p = &r->protos[i];
    uint32_t names;
    read_head(r, p, &r->fns[i], &names);
    p->param_names = r->names;
    while (names--) *r->names++ = get_str(r);
    read_code(r, p);
    read_tables(r, p);
}

/* ---- classes and exports ---- */

static void read_methods(struct reader *r, Class *c)
{
    for (uint32_t n = get(r); n; n--) {
        Str *name = get_str(r);
        Value fn = get_value(r);
        uint32_t flags = get(r);
        class_add_method(c, name, fn, flags & 1, flags & 2);
    }
}

static void read_class(struct reader *r, Class *c)
{
    for (uint32_t n = get(r); n; n--) class_add_parent(c, to_class(get_value(r)));
    for (uint32_t n = get(r); n; n--) class_add_role(c, to_class(get_value(r)));
    for (uint32_t n = get(r); n; n--) {
        Str *name = get_str(r);
        uint32_t trait = get(r);
        class_add_field(c, name, trait, get_value(r));
    }
    read_methods(r, c);
    struct class_err_info err;
    MAAT_CHECK(class_seal(c, &err) == CLASS_OK,
               "the image of the library does not fit: class %s cannot be made", c->name->p);
}

static void read_exports(struct reader *r)
{
    Module *m = r->m;
    m->exports = mem_alloc(MEM_CODE, (r->part->nexports + 1) * sizeof *m->exports);
    for (; m->nexports < r->part->nexports; m->nexports++) {
        struct export_ *e = &m->exports[m->nexports];
        *e = (struct export_){.name = get_str(r), .value = V_ABSENT};
        e->kind = get(r);
        uint32_t i = get(r), flags = get(r);
        if (e->kind == EXPORT_CONST)
            e->value = r->values[i];
        else
            e->index = r->slots[i];
        e->exported = flags & 1;
        e->is_const = flags & 2;
    }
}

/* ---- a module ---- */

static void read_module(struct reader *r)
{
    const struct image_part *p = r->part;
    Module *m = r->m;
    read_strings(r);
    m->name = r->strings[0];
    m->file = r->strings[1];
    m->is_library = p->is_library;
    read_slots(r);
    read_class_names(r);
    make_block(r);
    make_fns(r);
    for (uint32_t i = 0; i < p->nvalues; i++) r->values[i] = read_value(r);
    for (uint32_t i = 0; i < p->nprotos; i++) read_proto(r, i);
    for (uint32_t i = 0; i < p->nclasses; i++) read_class(r, m->classes[i]);
    for (uint32_t i = 0; i < p->nadded; i++) {
        Class *c = to_class(get_value(r));
        read_methods(r, c);
    }
    read_exports(r);
    m->main = &r->protos[0];
}

Module *image_load(struct compiler *c, const struct image_part *part)
{
    struct reader r = {.c = c, .env = compiler_env(c), .part = part, .at = image_strings(part)};
    size_t words = part->nstrings + part->nvalues + part->nslots;
    char *scratch = mem_alloc(MEM_TEMP, (words + 1) * sizeof(Value));
    r.m = mem_zalloc(MEM_CODE, sizeof *r.m);
    r.strings = (Str **)scratch;
    r.values = (Value *)(r.strings + part->nstrings);
    r.slots = (uint32_t *)(r.values + part->nvalues);
    read_module(&r);
    mem_free(MEM_TEMP, scratch);
    const uint32_t *end = (const uint32_t *)part + part->words;
    MAAT_CHECK(r.at == end, "the image of module %s has %td words too many", r.m->name->p,
               end - r.at);
    return r.m;
}
