/* Generating: literals, strings, collections, operators. */
#include "heap/map.h"
#include "heap/range.h"
#include "vm/compile/gen.h"

bool small_int(Gen *g, Node *n, int32_t *out)
{
    Value v;
    if (n->kind != N_INT && n->kind != N_NAME && n->kind != N_UN) return false;
    if (!const_value(g->u, n, &v) || !is_int(v) || to_int(v) != (int16_t)to_int(v)) return false;
    *out = (int32_t)to_int(v);
    return true;
}

/* ---- operators ---- */

static const uint16_t binary_ops[AST_OP_COUNT] = {
    [AST_ADD] = OP_ADD,      [AST_SUB] = OP_SUB,
    [AST_MUL] = OP_MUL,      [AST_DIV] = OP_DIV,
    [AST_MOD] = OP_MOD,      [AST_POW] = OP_POW,
    [AST_SHL] = OP_SHL,      [AST_SHR] = OP_SHR,
    [AST_BITAND] = OP_BAND,  [AST_BITOR] = OP_BOR,
    [AST_BITXOR] = OP_BXOR,  [AST_RANGE] = OP_NEWRANGE,
    [AST_ISA] = OP_ISA,      [AST_IN] = OP_IN,
    [AST_NOT_IN] = OP_NOTIN, [AST_RANGE_EX] = OP_NEWRANGEX,
    [AST_LT] = OP_LT,        [AST_LE] = OP_LE,
    [AST_GT] = OP_GT,        [AST_GE] = OP_GE,
    [AST_EQ] = OP_EQ,        [AST_NE] = OP_NE,
    [AST_SAME] = OP_IDENT,   [AST_NOT_SAME] = OP_NIDENT,
    [AST_CMP] = OP_CMP,
};

void gen_binary_op(Gen *g, enum op op, uint32_t r, uint32_t a, uint32_t b)
{
    if (op == AST_MATCH || op == AST_NOT_MATCH) {
        emit_abc(g, OP_MATCH, r, a, b);
        emit(g, (uint64_t)g->groups << 32);
        if (op == AST_NOT_MATCH) emit_abc(g, OP_NOT, r, r, 0);
        return;
    }
    MAAT_CHECK(binary_ops[op] != 0, "operator %d", (int)op);
    emit_abc(g, binary_ops[op], r, a, b);
}

/* A range of constant numbers is a constant. */
static bool const_range(Gen *g, Node *n, uint32_t dst)
{
    Value from, to;
    if (n->u.bin.op != AST_RANGE && n->u.bin.op != AST_RANGE_EX) return false;
    if (!const_value(g->u, n->u.bin.l, &from) || !const_value(g->u, n->u.bin.r, &to)) return false;
    if (!is_num(from) || !is_num(to) || range_from_far(from)) return false;
    emit_const(g, dst, range_object(g->u, from, to, n->u.bin.op == AST_RANGE_EX));
    return true;
}

static void gen_binary(Gen *g, Node *n, uint32_t dst, bool fresh)
{
    Value folded;
    int32_t i;
    enum op op = n->u.bin.op;
    Node *l = n->u.bin.l, *r = n->u.bin.r;
    if (const_value(g->u, n, &folded)) {
        emit_const(g, dst, folded);
        return;
    }
    if (const_range(g, n, dst)) return;
    uint32_t a;
    if (fresh && l->kind != N_NAME && l->kind != N_SELF) {
        g->fresh = a = dst;
        gen(g, l, (int)dst);
    } else {
        a = gen_stable(g, l, r);
    }
    if ((op == AST_ADD || op == AST_SUB) && small_int(g, r, &i)) {
        at(g, n);
        emit_abc(g, op == AST_ADD ? OP_ADDI : OP_SUBI, dst, a, (uint16_t)i);
        return;
    }
    uint32_t b = gen_operand(g, r);
    at(g, n);
    gen_binary_op(g, op, dst, a, b);
}

static void gen_unary(Gen *g, Node *n, uint32_t dst)
{
    Value folded;
    if (const_value(g->u, n, &folded)) {
        emit_const(g, dst, folded);
        return;
    }
    uint32_t a = gen_operand(g, n->u.un.e);
    at(g, n);
    switch (n->u.un.op) {
    case AST_NOT: emit_abc(g, OP_NOT, dst, a, 0); break;
    case AST_NEG: emit_abc(g, OP_NEG, dst, a, 0); break;
    case AST_PLUS: emit_abc(g, OP_PLUS, dst, a, 0); break;
    default: emit_abc(g, OP_BNOT, dst, a, 0); break;
    }
}

static void gen_range_to(Gen *g, Node *n, uint32_t dst)
{
    Value end;
    if (const_value(g->u, n->u.un.e, &end) && is_num(end)) {
        emit_const(g, dst, range_object(g->u, V_ZERO, end, true));
        return;
    }
    uint32_t b = gen_operand(g, n->u.un.e), zero = reg_alloc(g, 1);
    at(g, n);
    emit_au(g, OP_LOADINT, zero, 0);
    emit_abc(g, OP_NEWRANGEX, dst, zero, b);
}

/* ---- strings ---- */

#define STRCAT_MAX 200

void gen_string(Gen *g, Node *n, uint32_t dst)
{
    uint32_t top = g->top, first = g->top, count = 0;
    for (uint32_t i = 0; i < n->u.interp.n; i++) {
        StrPart *p = &n->u.interp.parts[i];
        uint32_t r = reg_alloc(g, 1);
        if (p->e) {
            uint32_t e = gen_operand(g, p->e);
            at(g, p->e);
            emit_abc(g, OP_TOSTR, r, e, 0);
            g->top = r + 1;
        } else {
            emit_const(g, r, from_str(unit_str(g->u, p->text, p->len)));
        }
        if (++count < STRCAT_MAX) continue;
        emit_abc(g, OP_STRCAT, first, first, count);
        count = 1;
        g->top = first + 1;
    }
    if (count == 1)
        emit_move(g, dst, first);
    else if (count)
        emit_abc(g, OP_STRCAT, dst, first, count);
    else
        emit_const(g, dst, from_str(unit_str(g->u, "", 0)));
    g->top = top;
}

/* ---- collections ---- */

#define ARRAY_CHUNK 50

void gen_array_items(Gen *g, ItemList *l, uint32_t dst)
{
    uint32_t top = g->top, first = g->top, n = 0;
    while (n < l->n && n < ARRAY_CHUNK && l->at[n].spread == SPREAD_NONE && !l->at[n].name) n++;
    for (uint32_t i = 0; i < n; i++) gen_temp(g, l->at[i].e);
    if (n == l->n) {
        emit_abc(g, OP_NEWARRAY, dst, first, n);
        g->top = top;
        return;
    }
    emit_abc(g, OP_NEWARRAY, first, first, n);
    g->top = first;
    uint32_t array = reg_alloc(g, 1);
    for (uint32_t i = n; i < l->n; i++) {
        if (l->at[i].name || l->at[i].spread == SPREAD_NAMED) continue;
        uint32_t e = gen_operand(g, l->at[i].e);
        emit_abc(g, l->at[i].spread == SPREAD_LIST ? OP_ARRCAT : OP_ARRPUSH, array, e, 0);
        g->top = array + 1;
    }
    emit_move(g, dst, array);
    g->top = top;
}

static bool keys_differ(const Value *keys, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < i; j++)
            if (str_equal(keys[i], keys[j])) return false;
    return true;
}

void emit_map_few(Gen *g, uint32_t dst, uint32_t from, const Value *keys, uint32_t n)
{
    emit_abc(g, OP_NEWMAPK, dst, from, n);
    emit(g, immortal_array(keys, n));
}

/* A few different strings as keys: values in a row. False: it is another map, nothing happened. */
static bool gen_map_few(Gen *g, Node *n, uint32_t dst)
{
    Value keys[MAP_LINEAR];
    uint32_t top = g->top, k = n->u.map.n;
    if (k == 0 || k > MAP_LINEAR) return false;
    for (uint32_t i = 0; i < k; i++)
        if (!const_value(g->u, n->u.map.pairs[i].key, &keys[i]) || !is_str(keys[i])) return false;
    if (!keys_differ(keys, k)) return false;
    for (uint32_t i = 0; i < k; i++) gen_temp(g, n->u.map.pairs[i].value);
    emit_map_few(g, dst, top, keys, k);
    g->top = top;
    return true;
}

static void gen_map(Gen *g, Node *n, uint32_t dst, bool fresh)
{
    if (gen_map_few(g, n, dst)) return;
    uint32_t top = g->top, map = fresh ? dst : reg_alloc(g, 1), above = g->top;
    emit_abc(g, OP_NEWMAP, map, n->u.map.n < UINT16_MAX ? n->u.map.n : UINT16_MAX, 0);
    for (uint32_t i = 0; i < n->u.map.n; i++) {
        uint32_t k = gen_stable(g, n->u.map.pairs[i].key, n->u.map.pairs[i].value);
        uint32_t v = gen_operand(g, n->u.map.pairs[i].value);
        at(g, n->u.map.pairs[i].key);
        emit_abc(g, OP_MAPPUT, map, k, v);
        g->top = above;
    }
    emit_move(g, dst, map);
    g->top = top;
}

/* ---- names ---- */

static void gen_name(Gen *g, Node *n, uint32_t dst)
{
    const Sym *s = n->u.name.name;
    if (n->note)
        var_load(g, n->note, dst);
    else if (g->groups != NO_REG)
        emit_abc(g, OP_GROUP, dst, g->groups, (uint32_t)(s->text[1] - '0'));
    else
        emit_abc(g, OP_LOADNIL, dst, 0, 0);
}

static void gen_special(Gen *g, Node *n, uint32_t dst)
{
    switch (n->u.special) {
    case SPECIAL_FN: emit_abc(g, OP_CURFN, dst, 0, 0); break;
    case SPECIAL_LINE: emit_au(g, OP_LOADINT, dst, n->place.line); break;
    case SPECIAL_FILE: emit_const(g, dst, from_str(g->u->module->file)); break;
    }
}

static void gen_index(Gen *g, Node *n, uint32_t dst)
{
    if (path_read(g, n, dst)) return;
    uint32_t obj = gen_stable(g, n->u.index.obj, n->u.index.ix), ix = gen_operand(g, n->u.index.ix);
    at(g, n);
    emit_abc(g, OP_INDEX, dst, obj, ix);
}

static void gen_key(Gen *g, Node *n, uint32_t dst)
{
    if (path_read(g, n, dst)) return;
    uint32_t obj = gen_operand(g, n->u.key.obj);
    at(g, n);
    emit_abc(g, OP_KEY, dst, obj, 0);
    emit(g, from_str(unit_sym(g->u, n->u.key.name)));
    emit(g, 0);
}

static void gen_bool(Gen *g, Node *n, uint32_t dst)
{
    Label no = LABEL, end = LABEL;
    gen_cond(g, n, false, &no);
    emit_abc(g, OP_LOADTRUE, dst, 0, 0);
    emit_jump(g, OP_JMP, 0, &end);
    label_place(g, &no);
    emit_abc(g, OP_LOADFALSE, dst, 0, 0);
    label_place(g, &end);
}

/* A message that is written where it is sent. */
static bool is_fresh_array(const Node *n)
{
    if (n->kind != N_ARRAY || n->u.list.n == 0 || n->u.list.n > ARRAY_CHUNK) return false;
    for (uint32_t i = 0; i < n->u.list.n; i++)
        if (n->u.list.at[i].spread != SPREAD_NONE || n->u.list.at[i].name) return false;
    return true;
}

/* An element of a message, into a register of its own. */
static void gen_sent_element(Gen *g, Node *e, uint32_t *token)
{
    Var *filled = gen_filled(g, e);
    if (gen_build_worth(e) && !filled)
        gen_build_temp(g, e, (*token)++);
    else
        gen_temp(g, e);
    if (filled) gen_fill_claim(g, filled, g->top - 1);
}

static void gen_send(Gen *g, Node *n, uint32_t dst)
{
    uint32_t to = gen_stable(g, n->u.bin.l, n->u.bin.r), msg, held = 0;
    Var *filled = gen_filled(g, n->u.bin.r);
    if (is_fresh_array(n->u.bin.r)) {
        ItemList *l = &n->u.bin.r->u.list;
        uint32_t ncalls = 0, nfilled = 0, token;
        for (uint32_t i = 0; i < l->n; i++) {
            bool is_filled = gen_filled(g, l->at[i].e) != NULL;
            nfilled += is_filled;
            ncalls += !is_filled && gen_build_worth(l->at[i].e);
        }
        token = reg_alloc(g, ncalls);
        msg = reg_alloc(g, 1);
        for (uint32_t i = 0; i < l->n; i++) gen_sent_element(g, l->at[i].e, &token);
        at(g, n);
        emit_abc(g, OP_NEWMSG, msg, msg + 1, l->n);
        g->top = msg + 1;
        held = ncalls + nfilled ? l->n + 1 : 0;
    } else if (filled) {
        msg = gen_operand(g, n->u.bin.r);
        gen_fill_claim(g, filled, msg);
    } else if (gen_build_worth(n->u.bin.r)) {
        uint32_t token = reg_alloc(g, 1);
        msg = gen_build_temp(g, n->u.bin.r, token);
        held = 1;
    } else {
        msg = gen_operand(g, n->u.bin.r);
    }
    at(g, n);
    emit_abc(g, OP_SEND, to, msg, 0);
    /* Behind tokens, these registers may not be used again for long: what was copied is not to be kept by them. */
    for (uint32_t i = 0; i < held; i++) emit_abc(g, OP_LOADNIL, msg + i, 0, 0);
    emit_abc(g, OP_LOADNIL, dst, 0, 0);
}

static void gen_recv(Gen *g, Node *n, uint32_t dst)
{
    uint32_t ch = gen_operand(g, n->u.un.e);
    at(g, n);
    emit_abc(g, OP_RECVCHAN, dst, ch, 0);
}

static void gen_bytes(Gen *g, Node *n, uint32_t dst)
{
    emit_au(g, OP_NEWBYTES, dst,
            const_add(g, g->u->env->bytes(g->u->env->ctx, n->u.str.text, n->u.str.len)));
}

static void gen_literal(Gen *g, Node *n, uint32_t dst)
{
    Value v = V_NIL;
    if (n->kind == N_REGEX) {
        emit_const(g, dst, *(Value *)n->note);
        return;
    }
    bool folded = const_value(g->u, n, &v); /* false: a big integer with a sign */
    emit_const(g, dst, v);
    if (!folded) emit_abc(g, OP_NEG, dst, dst, 0);
}

void gen_expr(Gen *g, Node *n, uint32_t dst, bool fresh)
{
    uint32_t top = g->top;
    switch (n->kind) {
    case N_INTERP: gen_string(g, n, dst); break;
    case N_BYTES: gen_bytes(g, n, dst); break;
    case N_ARRAY: gen_array_items(g, &n->u.list, dst); break;
    case N_MAP: gen_map(g, n, dst, fresh); break;
    case N_NAME: gen_name(g, n, dst); break;
    case N_SELF: var_load(g, n->note, dst); break;
    case N_SPECIAL: gen_special(g, n, dst); break;
    case N_BIN: gen_binary(g, n, dst, fresh); break;
    case N_UN: gen_unary(g, n, dst); break;
    case N_CHAIN:
    case N_SMART: gen_bool(g, n, dst); break;
    case N_DEFINED: {
        uint32_t a = gen_operand(g, n->u.un.e);
        emit_abc(g, OP_DEFINED, dst, a, 0);
        break;
    }
    case N_RANGE_TO: gen_range_to(g, n, dst); break;
    case N_SEND: gen_send(g, n, dst); break;
    case N_RECV: gen_recv(g, n, dst); break;
    case N_INDEX: gen_index(g, n, dst); break;
    case N_KEY: gen_key(g, n, dst); break;
    case N_LAMBDA: gen_closure(g, n->note, dst); break;
    default: gen_literal(g, n, dst); break;
    }
    g->top = top;
}
