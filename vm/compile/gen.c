/* Generating: functions. Parameters, hidden registers, and the proto that comes out. */
#include "vm/compile/gen.h"
#include "vm/compile/moves.h"

/* ---- closures ---- */

static uint32_t proto_index(Gen *g, Proto *p)
{
    uint32_t i;
    if (map64_get(&g->proto_index, (uintptr_t)p, &i)) return i;
    if (g->nprotos == g->cap_protos) {
        g->cap_protos = g->cap_protos ? g->cap_protos * 2 : 8;
        g->protos = mem_realloc(MEM_TEMP, g->protos, g->cap_protos * sizeof(Proto *));
    }
    g->protos[g->nprotos] = p;
    map64_put(&g->proto_index, &g->u->tree.arena, (uintptr_t)p, g->nprotos);
    return g->nprotos++;
}

/* Where the function that is being written finds what f captures. */
static struct capture capture_source(Gen *g, Var *v)
{
    if (v->kind == VAR_FN && v->body == g->fi) return (struct capture){1, (uint16_t)g->self_reg};
    if (v->fn == g->fi) return (struct capture){1, v->reg};
    return (struct capture){0, (uint16_t)capture_index(g, v)};
}

void gen_captures(Gen *g, FnInfo *f)
{
    Proto *p = f->proto;
    if (f->ncaps > UINT16_MAX) {
        unit_error(g->u, f->place, NULL, "too many captured variables in one function (limit %d)",
                   UINT16_MAX);
        f->ncaps = 0;
    }
    if (!p->caps) p->caps = mem_zalloc(MEM_CODE, (f->ncaps + 1) * sizeof *p->caps);
    p->ncaps = (uint16_t)f->ncaps;
    for (uint32_t i = 0; i < f->ncaps; i++) {
        var_settle(g->u, f->caps[i]);
        p->caps[i] = capture_source(g, f->caps[i]);
    }
}

void gen_closure_op(Gen *g, FnInfo *f, uint32_t dst, enum opcode op)
{
    Proto *p = gen_function(g, f);
    gen_captures(g, f);
    emit_au(g, op, dst, proto_index(g, p));
}

void gen_closure(Gen *g, FnInfo *f, uint32_t dst)
{
    uint32_t top = g->top;
    if (f->is_static) {
        fn_wanted(g->u, f);
        emit_const(g, dst, f->fnval);
        return;
    }
    for (uint32_t i = 0; i < f->nproxies; i++) {
        Var *copy = f->proxies[i].copy;
        copy->storage = ST_REG;
        var_place(g, copy);
        var_load(g, f->proxies[i].of, copy->reg);
    }
    gen_closure_op(g, f, dst, OP_CLOSURE);
    g->top = top;
}

/* ---- parameters ---- */

struct params {
    Var **vars;
    uint32_t n, positional, min, optional;
    bool self, rest, named, defaults;
};

static struct params params_of(FnInfo *f)
{
    struct params p = {.vars = f->params, .n = f->nparams};
    p.self = f->kind == FK_METHOD || f->kind == FK_FIELD;
    if (f->topic && f->topic->used) {
        p.vars = &f->topic;
        p.n = p.positional = 1;
        return p;
    }
    if (!f->plist) {
        p.positional = p.min = p.n;
        return p;
    }
    for (uint32_t i = 0; i < p.n; i++) {
        Param *q = &f->plist->at[i];
        if (q->kind == PARAM_REST)
            p.rest = true;
        else if (q->kind == PARAM_NAMED)
            p.named = true;
        else
            p.positional++;
        if (q->def) {
            p.defaults = true;
            if (i + p.self < 32) p.optional |= 1u << (i + p.self);
        } else if (q->kind == PARAM_ONE)
            p.min = i + 1;
    }
    return p;
}

static bool any_args(const FnInfo *f) { return f->kind == FK_LAMBDA && !f->has_params; }

static unsigned proto_flags(const Unit *u, const FnInfo *f, const struct params *p)
{
    unsigned flags = u->native_allowed ? PROTO_CORE : 0;
    if (any_args(f))
        flags |= PROTO_ANYARGS;
    else if (!p->rest && !p->named && !p->defaults)
        flags |= PROTO_SIMPLE;
    if (p->rest) flags |= PROTO_REST;
    if (p->named) flags |= PROTO_NAMED;
    if (p->self) flags |= f->is_state_meth ? PROTO_STATIC : PROTO_METHOD;
    if (f->kind == FK_LAMBDA || f->kind == FK_TASK) flags |= PROTO_LAMBDA;
    if (f->kind == FK_MAIN) flags |= PROTO_MAIN;
    return flags;
}

static void describe_params(Unit *u, FnInfo *f, Proto *p)
{
    struct params ps = params_of(f);
    p->nparams = (uint16_t)(ps.positional + ps.self);
    p->nmin = (uint16_t)(ps.min + ps.self);
    p->optional = ps.optional;
    p->flags = (uint16_t)proto_flags(u, f, &ps);
    p->param_names = mem_zalloc(MEM_CODE, (ps.n + ps.self + 1) * sizeof *p->param_names);
    if (ps.self) p->param_names[0] = unit_cstr(u, "self");
    for (uint32_t i = 0; i < ps.n; i++) p->param_names[i + ps.self] = unit_sym(u, ps.vars[i]->name);
}

/* What the pattern of a parameter binds. */
static void gen_param_pattern(Gen *g, Node *pat, uint32_t reg)
{
    struct pat_gen pg = {.value = reg};
    pattern_place(g, pat);
    pattern_bind(g, &pg, pat, reg);
}

/* Arguments are in registers from 0 on; what was not given gets its default. */
static void gen_params(Gen *g)
{
    FnInfo *f = g->fi;
    struct params ps = params_of(f);
    reg_alloc(g, ps.n + ps.self);
    if (ps.self) var_bind(g, f->self, 0);
    for (uint32_t i = 0; i < ps.n; i++) {
        uint32_t r = i + ps.self;
        Node *def = f->plist && !f->topic ? f->plist->at[i].def : NULL;
        if (def) {
            Label given = LABEL;
            at(g, def);
            emit_jump(g, OP_JNABSENT, r, &given);
            gen(g, def, (int)r);
            label_place(g, &given);
        }
        var_bind(g, ps.vars[i], r);
        if (f->plist && !f->topic && f->plist->at[i].pat)
            gen_param_pattern(g, f->plist->at[i].pat, r);
    }
}

static uint32_t nil_register(Gen *g)
{
    uint32_t r = reg_alloc(g, 1);
    emit_abc(g, OP_LOADNIL, r, 0, 0);
    return r;
}

static bool is_memo(const FnInfo *f)
{
    return (f->kind == FK_NAMED || f->kind == FK_METHOD) && (f->node->u.fn.traits & TRAIT_SAVE);
}

/* A remembered result is returned at once; else the key is kept for when there is one. */
static void gen_memo(Gen *g)
{
    FnInfo *f = g->fi;
    struct params ps = params_of(f);
    if (!f->has_memo) {
        f->has_memo = true;
        f->memo = g->u->env->new_static(g->u->env->ctx, false, NULL);
    }
    g->memo_static = f->memo;
    g->memo_key = reg_alloc(g, 1);
    uint32_t top = g->top, r = reg_alloc(g, 1), first = reg_alloc(g, ps.n ? ps.n : 1);
    for (uint32_t i = 0; i < ps.n; i++)
        emit_abc(g, i < ps.positional ? OP_MOVE : OP_FREEZE, first + i, i + ps.self, 0);
    Label miss = LABEL;
    emit_abc(g, OP_MEMOKEY, g->memo_key, ps.n, first);
    emit_fail(g, OP_MEMOGET, r, g->memo_key, 0, f->memo, &miss);
    emit_abc(g, OP_RETURN, r, 0, 0);
    label_place(g, &miss);
    g->top = top;
}

/* ---- mul fn ---- */

/* Jumps to `next` if a call with the arguments in the array does not fit the variant. */
static void gen_variant_test(Gen *g, FnInfo *f, uint32_t array, Label *next)
{
    struct params ps = params_of(f);
    struct pat_gen pg = {.value = array};
    bool exact = !ps.rest && ps.min == ps.positional;
    emit_fail(g, OP_PTARR, array, ps.min, !exact, 0, next);
    if (!exact && !ps.rest) {
        Label few = LABEL;
        emit_fail(g, OP_PTARR, array, ps.positional + 1, 1, 0, &few);
        emit_jump(g, OP_JMP, 0, next);
        label_place(g, &few);
    }
    for (uint32_t i = 0; i < ps.min; i++) {
        uint32_t top = g->top, t = reg_alloc(g, 1);
        Node *pat = f->plist->at[i].pat;
        if (pat) {
            emit_abc(g, OP_PTELEM, t, array, i);
            pattern_test(g, &pg, pat, t, next);
        }
        g->top = top;
    }
}

/* The first variant, in the order of the text, that the arguments fit. */
static void gen_choice(Gen *g, FnInfo *f)
{
    uint32_t array = 0;
    for (uint32_t i = 0; i < f->nvariants; i++) {
        Label next = LABEL;
        uint32_t top = g->top, w = reg_alloc(g, WINDOW_ARGS + 2);
        at_line(g, f->variants[i]->place.line);
        gen_variant_test(g, f->variants[i], array, &next);
        gen_closure(g, f->variants[i], w);
        emit_move(g, w + WINDOW_ARGS, array);
        emit_abc(g, OP_LOADNIL, w + WINDOW_ARGS + 1, 0, 0);
        reg_window(g, w, 2);
        emit_abc(g, OP_TCALLX, w, 0, 0);
        label_place(g, &next);
        g->top = top;
    }
    emit_abc(g, OP_NOMATCH, array, 0, 0);
}

/* ---- bodies ---- */

static void gen_body(Gen *g)
{
    FnInfo *f = g->fi;
    if (f->reads_groups) g->groups = nil_register(g);
    if (f->needs_self_reg && !f->is_static) {
        g->self_reg = reg_alloc(g, 1);
        emit_abc(g, OP_CURFN, g->self_reg, 0, 0);
    }
    if (is_memo(f)) gen_memo(g);
    if (f->has_defer) {
        gen_body_with_defers(g, f);
    } else if (f->nvariants) {
        gen_choice(g, f);
    } else if (f->kind == FK_MAIN) {
        gen_stmts(g, f->body, g->u->mode == UNIT_SHELL ? D_TAIL : D_NONE);
    } else if (f->body) {
        gen_stmts(g, f->body, D_TAIL);
    } else {
        gen(g, f->expr, D_TAIL);
    }
    emit_abc(g, OP_RETNIL, 0, 0, 0);
}

void gen_return_reg(Gen *g, uint32_t reg)
{
    if (g->memo_key != NO_REG) {
        emit_abc(g, OP_MEMOSET, reg, g->memo_key, 0);
        emit(g, (uint64_t)g->memo_static << 32);
    }
    emit_abc(g, OP_RETURN, reg, 0, 0);
}

/* ---- protos ---- */

static void *keep(const void *p, uint32_t n, size_t size)
{
    void *copy = mem_alloc(MEM_CODE, n * size + 1);
    if (n) memcpy(copy, p, n * size);
    return copy;
}

static void fill_proto(Gen *g)
{
    FnInfo *f = g->fi;
    Proto *p = f->proto;
    p->code = keep(g->code, g->n, sizeof *g->code);
    p->ncode = g->n;
    fuse_pairs(p);
    p->consts = keep(g->consts, g->nconsts, sizeof *g->consts);
    p->nconsts = g->nconsts;
    p->protos = keep(g->protos, g->nprotos, sizeof *g->protos);
    p->nprotos = g->nprotos;
    p->handlers = keep(g->handlers, g->nhandlers, sizeof *g->handlers);
    p->nhandlers = g->nhandlers;
    p->cell_names = keep(g->cell_names, g->ncell_names, sizeof *g->cell_names);
    p->ncell_names = g->ncell_names;
    p->lines = keep(g->lines, g->nlines, sizeof *g->lines);
    p->nlines = g->nlines;
    p->vars = keep(g->vars, g->nvars, sizeof *g->vars);
    p->nvars = g->nvars;
    p->nregs = (uint16_t)(g->max ? g->max : 1);
    p->room = proto_room(p);
    p->nbuilds = g->nbuilds;
    p->name = f->name;
    p->cls = f->cls ? f->cls->cls : NULL;
    p->module = g->u->module;
    p->line = f->place.line;
    p->fn0 = f->is_static ? f->fnval : V_ABSENT;
    describe_params(g->u, f, p);
    moves_plan(p);
}

static void gen_try_width(Gen *g, Gen *up, FnInfo *f, Unit *u, bool wide)
{
    *g = (Gen){.u = u, .fi = f, .up = up, .wide = wide};
    g->groups = g->self_reg = g->defers = g->memo_key = g->fresh = g->window_dst = NO_REG;
    g->line = f->place.line;
    gen_params(g);
    gen_body(g);
}

static void generate(Unit *u, Gen *up, FnInfo *f)
{
    Gen g;
    f->generated = true;
    gen_try_width(&g, up, f, u, false);
    if (g.need_wide) {
        gen_free(&g);
        gen_try_width(&g, up, f, u, true);
    }
    fill_proto(&g);
    gen_free(&g);
}

Proto *gen_function(Gen *up, FnInfo *f)
{
    if (f->generated) return f->proto;
    if (!f->proto) f->proto = proto_new();
    generate(up->u, up, f);
    return f->proto;
}

/* ---- a whole file ---- */

static void want_members(Unit *u)
{
    for (uint32_t i = 0; i < u->nclasses; i++) {
        ClsInfo *ci = u->classes[i];
        ClassBody *b = ci->node->u.cls.body;
        for (uint32_t j = 0; j < b->fields.n; j++)
            if (ci->defaults[j]) fn_wanted(u, ci->defaults[j]);
        for (uint32_t j = 0; j < b->meths.n; j++) fn_wanted(u, ci->meths[j]);
        for (uint32_t j = 0; j < b->lets.n; j++) {
            Var *v = b->lets.at[j]->note;
            if (v && v->body) fn_wanted(u, v->body);
        }
    }
}

/* Static functions hang below the main function, for the disassembler and for freeing. */
static void adopt_static(Unit *u)
{
    Proto *main = u->main->proto;
    main->protos =
        mem_realloc(MEM_CODE, main->protos, (main->nprotos + u->npending + 1) * sizeof(Proto *));
    for (uint32_t i = 0; i < u->npending; i++)
        if (u->pending[i] != u->main) main->protos[main->nprotos++] = u->pending[i]->proto;
}

void gen_unit(Unit *u)
{
    u->main->is_static = true;
    fn_wanted(u, u->main);
    want_members(u);
    for (FnInfo *f = u->fns; f; f = f->next)
        if (f->kind == FK_NAMED && f->is_static) fn_wanted(u, f);
    for (uint32_t i = 0; i < u->nexports; i++) var_settle(u, u->exports[i]);
    for (uint32_t i = 0; i < u->npending; i++) generate(u, NULL, u->pending[i]);
    adopt_static(u);
    u->module->main = u->main->proto;
}
