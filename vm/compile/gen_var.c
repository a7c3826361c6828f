/* Variables: reading, writing, declaring, wherever they live. */
#include "vm/compile/gen.h"

uint32_t capture_index(Gen *g, Var *v)
{
    FnInfo *f = g->fi;
    uint32_t i = 0;
    if (f->ncaps > FREE_LINEAR) {
        bool found = map64_get(&f->cap_index, (uintptr_t)v, &i);
        MAAT_CHECK(found, "'%s' is not captured", v->name->text);
        return i;
    }
    while (i < f->ncaps && f->caps[i] != v) i++;
    MAAT_CHECK(i < f->ncaps, "'%s' is not captured", v->name->text);
    return i;
}

static bool is_own(const Gen *g, const Var *v) { return v->fn == g->fi; }
/* The running function itself, by its name. */
static bool is_running(const Gen *g, const Var *v) { return v->body == g->fi && v->kind == VAR_FN; }

void var_place(Gen *g, Var *v)
{
    if (v->storage != ST_REG && v->storage != ST_BOX) return;
    v->reg = (uint16_t)reg_alloc(g, 1);
    v->has_reg = true;
}

uint32_t var_register(Gen *g, Var *v)
{
    var_settle(g->u, v);
    if (v->storage != ST_REG) return NO_REG;
    if (is_running(g, v)) return g->self_reg;
    return is_own(g, v) && v->has_reg ? v->reg : NO_REG;
}

/* ---- statics ---- */

/* The value of a class's variable, which is made at its first use in a maatine. */
static void load_class_let(Gen *g, Var *v, uint32_t dst)
{
    Label there = LABEL;
    uint32_t top = g->top, w = reg_alloc(g, 1);
    emit_au(g, OP_GETSTATIC, w, v->index);
    emit_jump(g, OP_JNABSENT, w, &there);
    if (v->body) {
        reg_window(g, w, 0);
        emit_const(g, w, v->body->fnval);
        emit_abc(g, OP_CALL, w, 0, 0);
    } else {
        emit_const(g, w, v->value);
    }
    if (v->is_frozen) emit_abc(g, OP_FREEZE, w, w, 0);
    emit_au(g, OP_SETSTATIC, w, v->index);
    label_place(g, &there);
    emit_move(g, dst, w);
    g->top = top;
}

static void load_static(Gen *g, Var *v, uint32_t dst)
{
    if (v->kind == VAR_CLASSLET) {
        load_class_let(g, v, dst);
        return;
    }
    emit_au(g, OP_GETSTATIC, dst, v->index);
    if (is_own(g, v) && v->kind != VAR_IMPORT) return; /* its declaration has run */
    Label there = LABEL;
    emit_jump(g, OP_JNABSENT, dst, &there);
    emit_abc(g, OP_LOADNIL, dst, 0, 0);
    label_place(g, &there);
}

/* Other maatines fill theirs from what the declaring function gave. */
static bool has_snapshot(const Var *v)
{
    return v->kind == VAR_LOCAL || v->kind == VAR_FN || v->kind == VAR_IMPORT;
}

static void store_static(Gen *g, Var *v, uint32_t reg)
{
    emit_au(g, has_snapshot(v) ? OP_INITSTATIC : OP_SETSTATIC, reg, v->index);
}

/* ---- fields ---- */

static uint32_t self_register(Gen *g)
{
    uint32_t r = var_register(g, g->fi->self);
    if (r != NO_REG) return r;
    r = reg_alloc(g, 1);
    var_load(g, g->fi->self, r);
    return r;
}

static void field_op(Gen *g, enum opcode op, Var *v, uint32_t reg)
{
    uint32_t top = g->top, self = self_register(g);
    if (op == OP_GETFIELD)
        emit_abc(g, op, reg, self, 0);
    else
        emit_abc(g, op, self, reg, 0);
    emit(g, from_str(unit_sym(g->u, v->name)));
    emit(g, 0);
    g->top = top;
}

/* ---- all places ---- */

void var_load(Gen *g, Var *v, uint32_t dst)
{
    if (v->kind == VAR_FIELD) {
        field_op(g, OP_GETFIELD, v, dst);
        return;
    }
    var_settle(g->u, v);
    switch (v->storage) {
    case ST_CONST: emit_const(g, dst, v->value); break;
    case ST_STATIC: load_static(g, v, dst); break;
    case ST_GLOBAL:
        name_cell(g, g->n, 0, v);
        emit_au(g, OP_GETGLOBAL, dst, v->index);
        break;
    case ST_BOX:
        name_cell(g, g->n, 0, v);
        if (is_own(g, v))
            emit_abc(g, OP_GETBOX, dst, v->reg, 0);
        else
            emit_abc(g, OP_GETCAPBOX, dst, capture_index(g, v), 0);
        break;
    default:
        if (is_running(g, v))
            emit_abc(g, OP_CURFN, dst, 0, 0);
        else if (is_own(g, v))
            emit_move(g, dst, v->reg);
        else
            emit_abc(g, OP_GETCAP, dst, capture_index(g, v), 0);
        break;
    }
}

void var_store(Gen *g, Var *v, uint32_t reg)
{
    uint32_t top = g->top;
    var_settle(g->u, v);
    if (v->is_frozen) {
        uint32_t t = reg_alloc(g, 1);
        emit_abc(g, OP_FREEZE, t, reg, 0);
        reg = t;
    }
    if (v->kind == VAR_FIELD) {
        field_op(g, OP_SETFIELD, v, reg);
    } else {
        switch (v->storage) {
        case ST_STATIC: store_static(g, v, reg); break;
        case ST_GLOBAL:
            name_cell(g, g->n, 0, v);
            emit_au(g, OP_SETGLOBAL, reg, v->index);
            break;
        case ST_BOX:
            name_cell(g, g->n, 0, v);
            if (is_own(g, v))
                emit_abc(g, OP_SETBOX, v->reg, reg, 0);
            else
                emit_abc(g, OP_SETCAPBOX, reg, capture_index(g, v), 0);
            break;
        default:
            MAAT_CHECK(is_own(g, v), "'%s' is assigned where it was captured by value",
                       v->name->text);
            emit_move(g, v->reg, reg);
            break;
        }
    }
    g->top = top;
}

void var_cell(Gen *g, Var *v, uint32_t dst)
{
    if (v->storage == ST_GLOBAL)
        emit_au(g, OP_GLOBALCELL, dst, v->index);
    else if (is_own(g, v))
        emit_move(g, dst, v->reg);
    else
        emit_abc(g, OP_CAPBOX, dst, capture_index(g, v), 0);
}

void var_init(Gen *g, Var *v, uint32_t reg)
{
    switch (v->storage) {
    case ST_REG: emit_move(g, v->reg, reg); break;
    case ST_BOX:
        if (v->early)
            emit_abc(g, OP_SETBOX, v->reg, reg, 0);
        else
            emit_abc(g, OP_NEWBOX, v->reg, reg, v->box_flag);
        break;
    case ST_STATIC: store_static(g, v, reg); break;
    case ST_GLOBAL: emit_au(g, v->is_const ? OP_SETCONST : OP_SETGLOBAL, reg, v->index); break;
    default: break;
    }
    if (v->storage == ST_REG || v->storage == ST_BOX) reg_is_variable(g, v->reg);
}

void var_bind(Gen *g, Var *v, uint32_t reg)
{
    if (!v) return;
    var_settle(g->u, v);
    if (v->storage == ST_REG) {
        v->reg = (uint16_t)reg;
        v->has_reg = true;
        reg_is_variable(g, reg);
        return;
    }
    var_place(g, v);
    var_init(g, v, reg);
}
