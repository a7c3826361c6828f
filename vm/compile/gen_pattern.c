/* Generating: tests and bindings of patterns; given and ~~.
 *
 * Names are bound after a pattern has been found to match, so that a message can be tested where
 * it lies, before it is taken (gen_receive.c). Tests that may collect are left out while a message
 * is not adopted; the caller sees that and tests again when it is.
 */
#include "vm/compile/gen.h"

static uint32_t pat_temp(Gen *g, struct pat_gen *pg)
{
    uint32_t r = reg_alloc(g, 1);
    if (g->top > pg->high) pg->high = g->top;
    return r;
}

static bool always_matches(const Node *p) { return p->kind == N_PAT_ANY || p->kind == N_PAT_BIND; }

/* ---- expressions in patterns ---- */

static bool is_scalar(Value v) { return is_nil(v) || is_bool(v) || is_num(v) || is_str(v); }

/* The value of an expression, if it may be had now; NO_REG: it was left out. */
static uint32_t pattern_value(Gen *g, struct pat_gen *pg, Node *e)
{
    uint32_t r;
    Value v;
    if (pg->ready && map64_get(pg->ready, (uintptr_t)e, &r)) return r;
    if (const_value(g->u, e, &v)) {
        r = pat_temp(g, pg);
        emit_const(g, r, v);
        return r;
    }
    if (e->kind == N_NAME && e->note && ((Var *)e->note)->kind != VAR_FIELD) {
        r = var_register(g, e->note);
        if (r != NO_REG) return r;
    }
    if (pg->receiving && !pg->collecting) {
        pg->left_out = true;
        return NO_REG;
    }
    r = pat_temp(g, pg);
    gen(g, e, (int)r);
    return r;
}

static void test_value(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    Value v;
    if (const_value(g->u, p->u.un.e, &v) && is_scalar(v)) {
        emit_fail(g, OP_PTEQK, reg, 0, 0, const_add(g, v), fail);
        return;
    }
    uint32_t top = g->top, r = pattern_value(g, pg, p->u.un.e);
    if (r != NO_REG) emit_fail(g, OP_PTEQ, reg, r, 0, 0, fail);
    g->top = top;
}

static void test_range(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    Value from, to;
    Node *e = p->u.un.e;
    uint32_t top = g->top, r;
    if (e->kind == N_BIN && const_value(g->u, e->u.bin.l, &from) &&
        const_value(g->u, e->u.bin.r, &to)) {
        r = pat_temp(g, pg);
        gen(g, e, (int)r); /* a constant: nothing is allocated */
    } else {
        r = pattern_value(g, pg, e);
    }
    if (r != NO_REG) emit_fail(g, OP_PTRANGE, reg, r, 0, 0, fail);
    g->top = top;
}

static void test_regex(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    if (pg->receiving && !pg->collecting) {
        pg->left_out = true;
        return;
    }
    uint32_t top = g->top, r = pat_temp(g, pg);
    emit_const(g, r, *(Value *)p->note);
    emit_fail(g, OP_PTRE, reg, r, g->groups == NO_REG ? 0xFFFF : g->groups, 0, fail);
    g->top = top;
}

/* ---- structures ---- */

static void test_array(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    NodeList *items = &p->u.patarray.items;
    emit_fail(g, OP_PTARR, reg, items->n, p->u.patarray.has_rest, 0, fail);
    for (uint32_t i = 0; i < items->n; i++) {
        if (always_matches(items->at[i])) continue;
        uint32_t top = g->top, t = pat_temp(g, pg);
        emit_abc(g, OP_PTELEM, t, reg, i);
        pattern_test(g, pg, items->at[i], t, fail);
        g->top = top;
    }
}

/* The value at a key into t; false: the key's expression was left out. */
static bool extract_key(Gen *g, struct pat_gen *pg, Node *key, uint32_t t, uint32_t reg,
                        Label *fail)
{
    Value k;
    if (const_value(g->u, key, &k)) {
        emit_fail(g, OP_PTKEY, t, reg, 0, const_add(g, k), fail);
        return true;
    }
    uint32_t r = pattern_value(g, pg, key);
    if (r == NO_REG) return false;
    emit_fail(g, OP_PTKEYR, t, reg, r, 0, fail);
    return true;
}

static void test_map(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    emit_fail(g, OP_PTMAP, reg, 0, 0, 0, fail);
    for (uint32_t i = 0; i < p->u.map.n; i++) {
        uint32_t top = g->top, t = pat_temp(g, pg);
        if (extract_key(g, pg, p->u.map.pairs[i].key, t, reg, fail))
            pattern_test(g, pg, p->u.map.pairs[i].value, t, fail);
        g->top = top;
    }
}

static void test_type(Gen *g, const struct pat_note *note, uint32_t reg, Label *fail)
{
    emit_fail(g, OP_PTTYPE, reg, 0, 0, const_add(g, from_obj(note->cls)), fail);
}

static uint32_t field_const(Gen *g, const PatField *f)
{
    return const_add(g, from_str(unit_sym(g->u, f->name)));
}

static void test_inst(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    test_type(g, p->note, reg, fail);
    for (uint32_t i = 0; i < p->u.patinst.n; i++) {
        PatField *f = &p->u.patinst.fields[i];
        uint32_t top = g->top, t = pat_temp(g, pg);
        emit_fail(g, OP_PTFIELD, t, reg, 0, field_const(g, f), fail);
        pattern_test(g, pg, f->pat, t, fail);
        g->top = top;
    }
}

static void test_alt(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    NodeList *alts = &p->u.patalt.alts;
    Label match = LABEL;
    for (uint32_t i = 0; i < alts->n; i++) {
        Label next = LABEL;
        bool last = i + 1 == alts->n;
        pattern_test(g, pg, alts->at[i], reg, last ? fail : &next);
        if (!last) emit_jump(g, OP_JMP, 0, &match);
        label_place(g, &next);
    }
    label_place(g, &match);
}

void pattern_test(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail)
{
    at(g, p);
    switch (p->kind) {
    case N_PAT_VALUE: test_value(g, pg, p, reg, fail); break;
    case N_PAT_RANGE: test_range(g, pg, p, reg, fail); break;
    case N_PAT_REGEX: test_regex(g, pg, p, reg, fail); break;
    case N_PAT_TYPE: test_type(g, p->note, reg, fail); break;
    case N_PAT_ARRAY: test_array(g, pg, p, reg, fail); break;
    case N_PAT_MAP: test_map(g, pg, p, reg, fail); break;
    case N_PAT_INST: test_inst(g, pg, p, reg, fail); break;
    case N_PAT_ALT: test_alt(g, pg, p, reg, fail); break;
    default: break;
    }
}

/* ---- binding ---- */

bool pattern_binds(Node *p)
{
    bool any = false;
    switch (p->kind) {
    case N_PAT_BIND: return true;
    case N_PAT_TYPE: return ((struct pat_note *)p->note)->bind != NULL;
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n; i++)
            any = any || pattern_binds(p->u.patarray.items.at[i]);
        return any || p->note;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++)
            any = any || pattern_binds(p->u.map.pairs[i].value);
        return any;
    case N_PAT_INST:
        for (uint32_t i = 0; i < p->u.patinst.n; i++)
            any = any || pattern_binds(p->u.patinst.fields[i].pat);
        return any;
    case N_PAT_ALT: return pattern_binds(p->u.patalt.alts.at[0]);
    default: return false;
    }
}

static void place_var(Gen *g, Var *v)
{
    if (!v) return;
    var_settle(g->u, v);
    var_place(g, v);
}

void pattern_place(Gen *g, Node *p)
{
    switch (p->kind) {
    case N_PAT_BIND: place_var(g, p->note); break;
    case N_PAT_TYPE: place_var(g, ((struct pat_note *)p->note)->bind); break;
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n; i++)
            pattern_place(g, p->u.patarray.items.at[i]);
        place_var(g, p->note);
        break;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++) pattern_place(g, p->u.map.pairs[i].value);
        break;
    case N_PAT_INST:
        for (uint32_t i = 0; i < p->u.patinst.n; i++) pattern_place(g, p->u.patinst.fields[i].pat);
        break;
    case N_PAT_ALT: pattern_place(g, p->u.patalt.alts.at[0]); break;
    default: break;
    }
}

/* A register to take a part of the value apart into: that of the variable which it becomes, if it
 * has one. */
static uint32_t part_register(Gen *g, struct pat_gen *pg, Node *p)
{
    Var *v = p->kind == N_PAT_BIND   ? p->note
             : p->kind == N_PAT_TYPE ? ((struct pat_note *)p->note)->bind
                                     : NULL;
    return v && v->storage == ST_REG ? v->reg : pat_temp(g, pg);
}

static void bind_array(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg)
{
    NodeList *items = &p->u.patarray.items;
    for (uint32_t i = 0; i < items->n; i++) {
        if (!pattern_binds(items->at[i])) continue;
        uint32_t top = g->top, t = part_register(g, pg, items->at[i]);
        emit_abc(g, OP_PTELEM, t, reg, i);
        pattern_bind(g, pg, items->at[i], t);
        g->top = top;
    }
    Var *rest = p->note;
    if (!rest) return;
    uint32_t top = g->top, t = rest->storage == ST_REG ? rest->reg : pat_temp(g, pg);
    emit_abc(g, OP_PTREST, t, reg, items->n);
    var_init(g, rest, t);
    g->top = top;
}

/* The part is there: it was tested. If it has gone meanwhile (a guard changed the map), the code
 * goes on behind. */
static void bind_map(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg)
{
    for (uint32_t i = 0; i < p->u.map.n; i++) {
        Node *value = p->u.map.pairs[i].value;
        if (!pattern_binds(value)) continue;
        Label gone = LABEL;
        uint32_t top = g->top, t = part_register(g, pg, value);
        extract_key(g, pg, p->u.map.pairs[i].key, t, reg, &gone);
        pattern_bind(g, pg, value, t);
        label_place(g, &gone);
        g->top = top;
    }
}

static void bind_inst(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg)
{
    for (uint32_t i = 0; i < p->u.patinst.n; i++) {
        PatField *f = &p->u.patinst.fields[i];
        if (!pattern_binds(f->pat)) continue;
        Label gone = LABEL;
        uint32_t top = g->top, t = part_register(g, pg, f->pat);
        emit_fail(g, OP_PTFIELD, t, reg, 0, field_const(g, f), &gone);
        pattern_bind(g, pg, f->pat, t);
        label_place(g, &gone);
        g->top = top;
    }
}

/* Which side matched is found out once more. */
static void bind_alt(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg)
{
    NodeList *alts = &p->u.patalt.alts;
    Label done = LABEL;
    if (!pattern_binds(p)) return;
    for (uint32_t i = 0; i < alts->n; i++) {
        Label next = LABEL;
        bool last = i + 1 == alts->n;
        if (!last) pattern_test(g, pg, alts->at[i], reg, &next);
        pattern_bind(g, pg, alts->at[i], reg);
        if (!last) emit_jump(g, OP_JMP, 0, &done);
        label_place(g, &next);
    }
    label_place(g, &done);
}

void pattern_bind(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg)
{
    switch (p->kind) {
    case N_PAT_BIND: var_init(g, p->note, reg); break;
    case N_PAT_TYPE:
        if (((struct pat_note *)p->note)->bind)
            var_init(g, ((struct pat_note *)p->note)->bind, reg);
        break;
    case N_PAT_ARRAY: bind_array(g, pg, p, reg); break;
    case N_PAT_MAP: bind_map(g, pg, p, reg); break;
    case N_PAT_INST: bind_inst(g, pg, p, reg); break;
    case N_PAT_ALT: bind_alt(g, pg, p, reg); break;
    default: break;
    }
}

/* ---- given ---- */

static void gen_given_arm(Gen *g, Arm *a, uint32_t value, int dst, Label *next)
{
    struct pat_gen pg = {.value = value};
    uint32_t top = g->top;
    at_line(g, a->place.line);
    pattern_test(g, &pg, a->pat, value, next);
    pattern_place(g, a->pat);
    pattern_bind(g, &pg, a->pat, value);
    if (a->guard) gen_cond(g, a->guard, false, next);
    gen_block(g, &a->body, dst);
    g->top = top;
}

void gen_given(Gen *g, Node *n, int dst)
{
    Ctl ctl;
    Label end = LABEL;
    uint32_t top = g->top, value = gen_temp(g, n->u.given.e);
    if (((Var *)n->note)->used) var_bind(g, n->note, value);
    ctl_push(g, &ctl, CTL_GIVEN, n);
    Label *starts = gen_arm_labels(g, &n->u.given.arms);
    for (uint32_t i = 0, seen = 0; i < n->u.given.arms.n; i++) {
        Label next = LABEL;
        if (i == seen) seen += gen_switch(g, &n->u.given.arms, i, value, starts);
        label_place(g, &starts[i]);
        ctl.next = &next;
        gen_given_arm(g, &n->u.given.arms.at[i], value, dst, &next);
        if (dst != D_TAIL) emit_jump(g, OP_JMP, 0, &end);
        label_place(g, &next);
    }
    label_place(g, &starts[n->u.given.arms.n]);
    gen_nil(g, dst);
    label_place(g, &end);
    ctl_pop(g, &ctl);
    g->top = top;
}

void gen_smart_cond(Gen *g, Node *n, bool sense, Label *to)
{
    struct pat_gen pg = {0};
    Label no = LABEL;
    uint32_t top = g->top, value = gen_operand(g, n->u.smart.e);
    pattern_test(g, &pg, n->u.smart.pat, value, sense ? &no : to);
    if (sense) emit_jump(g, OP_JMP, 0, to);
    label_place(g, &no);
    g->top = top;
}
