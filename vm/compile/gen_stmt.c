/* Generating: any node into any destination; blocks, if, statements. */
#include "vm/compile/gen.h"

/* ---- values and destinations ---- */

void gen_nil(Gen *g, int dst)
{
    uint32_t top = g->top;
    if (dst >= 0)
        emit_abc(g, OP_LOADNIL, (uint32_t)dst, 0, 0);
    else if (dst == D_TAIL && (ctl_crosses(g) || g->memo_key != NO_REG))
        gen_result(g, gen_target(g, dst), dst);
    else if (dst == D_TAIL)
        emit_abc(g, OP_RETNIL, 0, 0, 0);
    g->top = top;
}

void gen_result(Gen *g, uint32_t reg, int dst)
{
    if (dst >= 0)
        emit_move(g, (uint32_t)dst, reg);
    else if (dst == D_TAIL)
        gen_leave(g, NULL, N_RETURN, reg);
}

uint32_t gen_target(Gen *g, int dst)
{
    if (dst >= 0) return (uint32_t)dst;
    uint32_t r = reg_alloc(g, 1);
    if (dst == D_TAIL) emit_abc(g, OP_LOADNIL, r, 0, 0);
    return r;
}

uint32_t gen_temp(Gen *g, Node *n)
{
    uint32_t r = reg_alloc(g, 1);
    g->fresh = r;
    gen(g, n, (int)r);
    return r;
}

static Var *node_var(Node *n) { return n->kind == N_NAME || n->kind == N_SELF ? n->note : NULL; }

uint32_t gen_operand(Gen *g, Node *n)
{
    Var *v = node_var(n);
    uint32_t r = v && v->kind != VAR_FIELD ? var_register(g, v) : NO_REG;
    return r != NO_REG ? r : gen_temp(g, n);
}

struct assigns {
    int budget;
};

static bool assigns_nothing(Node *n, void *ctx)
{
    struct assigns *a = ctx;
    if (n->kind == N_ASSIGN || n->kind == N_INCDEC || --a->budget < 0) return false;
    if (n->kind == N_LAMBDA || n->kind == N_FN || n->kind == N_CLASS) return true;
    return walk_children(n, assigns_nothing, ctx);
}

bool gen_may_assign(Node *n)
{
    struct assigns a = {64};
    return !assigns_nothing(n, &a);
}

uint32_t gen_stable(Gen *g, Node *n, Node *later)
{
    Var *v = node_var(n);
    if (v && v->nassigned && later && gen_may_assign(later)) return gen_temp(g, n);
    return gen_operand(g, n);
}

void gen_safe_target(Gen *g, Node *n, uint32_t dst)
{
    switch (n->kind) {
    case N_NIL:
    case N_BOOL:
    case N_INT:
    case N_NUM:
    case N_STR:
    case N_NAME:
    case N_BIN:
    case N_UN:
    case N_INDEX:
    case N_KEY: gen(g, n, (int)dst); return;
    default: break;
    }
    uint32_t top = g->top, t = gen_temp(g, n);
    emit_move(g, dst, t);
    g->top = top;
}

/* ---- blocks ---- */

static void gen_stmts_from(Gen *g, Block *b, uint32_t i, int dst);

/* Registers, boxes and closures that must be there before the first statement. */
static void block_begin(Gen *g, Scope *s)
{
    for (uint32_t i = 0; i < s->nahead; i++) {
        Var *v = s->ahead[i];
        var_settle(g->u, v);
        if (v->early) continue;
        var_place(g, v);
        if (v->storage == ST_REG) emit_abc(g, OP_LOADNIL, v->reg, 0, 0);
    }
    for (uint32_t i = 0; i < s->nboxes; i++) {
        Var *v = s->boxes[i];
        var_settle(g->u, v);
        var_place(g, v);
        emit_abc(g, OP_LOADNIL, v->reg, 0, 0);
        if (v->storage == ST_BOX) emit_abc(g, OP_NEWBOX, v->reg, v->reg, v->box_flag);
    }
    for (uint32_t i = 0; i < s->nearly; i++) {
        Var *v = s->early[i];
        var_settle(g->u, v);
        var_place(g, v);
        if (v->storage == ST_REG) gen_closure_op(g, v->body, v->reg, OP_CLOSURE0);
    }
    for (uint32_t i = 0; i < s->nearly; i++) {
        Var *v = s->early[i];
        if (v->storage == ST_REG) {
            gen_captures(g, v->body);
            emit_abc(g, OP_FILLCAPS, v->reg, 0, 0);
        } else {
            uint32_t top = g->top, t = reg_alloc(g, 1);
            gen_closure(g, v->body, t);
            var_init(g, v, t);
            g->top = top;
        }
    }
}

/* temp x = value: the rest of the block runs with it; then the old value is put back. */
static void gen_temp_rest(Gen *g, Block *b, uint32_t i, int dst)
{
    Ctl c;
    Label fin = LABEL;
    Node *n = b->stmts.at[i];
    Var *v = n->u.assign.target->note;
    uint32_t top = g->top, old = reg_alloc(g, 1);
    at(g, n);
    var_load(g, v, old);
    finally_begin(g, &c, &fin);
    g->no_tail++;
    uint32_t above = g->top, value = gen_operand(g, n->u.assign.value);
    var_store(g, v, value);
    g->top = above;
    if (dst != D_TAIL) {
        gen_stmts_from(g, b, i + 1, dst);
    } else {
        gen_stmts_from(g, b, i + 1, (int)c.val);
        gen_leave(g, NULL, N_RETURN, c.val);
    }
    finally_enter(g, &c);
    var_store(g, v, old);
    finally_dispatch(g, &c);
    g->no_tail--;
    g->top = top;
}

static void gen_stmts_from(Gen *g, Block *b, uint32_t i, int dst)
{
    for (; i < b->stmts.n; i++) {
        if (b->stmts.at[i]->kind == N_TEMP) {
            gen_temp_rest(g, b, i, dst);
            return;
        }
        if (i + 1 < b->stmts.n)
            gen(g, b->stmts.at[i], D_NONE);
        else
            gen(g, b->stmts.at[i], dst);
    }
    if (!b->stmts.n || b->stmts.at[b->stmts.n - 1]->kind == N_TEMP) gen_nil(g, dst);
}

void gen_stmts(Gen *g, Block *b, int dst)
{
    Scope *s = b->note;
    if (s && (s->nahead || s->nboxes || s->nearly)) {
        at_line(g, b->place.line);
        block_begin(g, s);
    }
    gen_stmts_from(g, b, 0, dst);
}

void gen_block(Gen *g, Block *b, int dst)
{
    uint32_t top = g->top;
    gen_stmts(g, b, dst);
    g->top = top;
}

/* ---- if ---- */

/* The test of an arm; the value it binds goes on top. */
static void gen_arm_test(Gen *g, Node *n, uint32_t i, Label *other)
{
    IfArm *a = &n->u.ifs.arms[i];
    Var *v = ((Var **)n->note)[i];
    bool with = n->u.ifs.kind == IF_WITH, negate = n->u.ifs.kind == IF_UNLESS && i == 0;
    if (!v) {
        gen_cond(g, a->cond, negate, other);
        return;
    }
    uint32_t r = gen_temp(g, a->cond);
    at(g, a->cond);
    emit_jump(g, with ? OP_JNIL : negate ? OP_JT : OP_JF, r, other);
    var_bind(g, v, r);
}

static void gen_if(Gen *g, Node *n, int dst)
{
    Label end = LABEL;
    for (uint32_t i = 0; i < n->u.ifs.n; i++) {
        Label other = LABEL;
        uint32_t top = g->top;
        bool last = i + 1 == n->u.ifs.n && !n->u.ifs.has_else;
        gen_arm_test(g, n, i, &other);
        gen_block(g, &n->u.ifs.arms[i].body, dst);
        g->top = top;
        if (dst != D_TAIL && !(last && dst == D_NONE)) emit_jump(g, OP_JMP, 0, &end);
        label_place(g, &other);
    }
    if (n->u.ifs.has_else)
        gen_block(g, &n->u.ifs.els, dst);
    else
        gen_nil(g, dst);
    label_place(g, &end);
}

static void gen_mod_if(Gen *g, Node *n, int dst)
{
    Label other = LABEL, end = LABEL;
    uint32_t top = g->top;
    gen_cond(g, n->u.mod.e, n->u.mod.neg, &other);
    gen(g, n->u.mod.body, dst);
    g->top = top;
    if (dst >= 0) emit_jump(g, OP_JMP, 0, &end);
    label_place(g, &other);
    gen_nil(g, dst);
    label_place(g, &end);
}

/* ---- other statements ---- */

static void gen_once(Gen *g, Node *n, int dst)
{
    Label done = LABEL, end = LABEL;
    uint32_t top = g->top, t = reg_alloc(g, 1);
    uint32_t *number = n->note;
    if (!number) {
        n->note = number = unit_zalloc(g->u, sizeof *number);
        *number = g->u->env->new_static(g->u->env->ctx, false, NULL);
    }
    emit_au(g, OP_GETSTATIC, t, *number);
    emit_jump(g, OP_JNABSENT, t, &done);
    emit_abc(g, OP_LOADTRUE, t, 0, 0);
    emit_au(g, OP_SETSTATIC, t, *number);
    g->top = top;
    gen_block(g, &n->u.block, dst);
    if (dst >= 0) emit_jump(g, OP_JMP, 0, &end);
    label_place(g, &done);
    gen_nil(g, dst);
    label_place(g, &end);
}

/* A named function that needs a closure; those used above were made when the block began. */
static void gen_fn(Gen *g, Node *n)
{
    FnInfo *f = n->note;
    if (!f->var) { /* a variant: the function that chooses is made behind the last of them */
        FnInfo *chooser = f->parent;
        if (chooser->variants[chooser->nvariants - 1] != f) return;
        f = chooser;
    }
    Var *v = f->var;
    var_settle(g->u, v);
    if (v->storage == ST_CONST || v->early) return;
    if (!v->in_concurrent) var_place(g, v);
    uint32_t top = g->top, t = v->storage == ST_REG ? v->reg : reg_alloc(g, 1);
    gen_closure(g, f, t);
    var_init(g, v, t);
    g->top = top;
}

static void gen_defer(Gen *g, Node *n)
{
    uint32_t top = g->top, t = reg_alloc(g, 1);
    gen_closure(g, n->note, t);
    emit_abc(g, OP_DEFER, g->defers, t, 0);
    g->top = top;
}

/* Statements without a value. False: it is something else. */
static bool gen_plain_stmt(Gen *g, Node *n)
{
    switch (n->kind) {
    case N_LET: gen_let(g, n); return true;
    case N_LET_LIST: gen_let_list(g, n); return true;
    case N_FN: gen_fn(g, n); return true;
    case N_CLASS:
    case N_USE: return true;
    case N_PACKAGE: gen_block(g, &n->u.package.body, D_NONE); return true;
    case N_FOR: gen_for(g, n); return true;
    case N_WHILE: gen_while(g, n); return true;
    case N_DO_WHILE: gen_do_while(g, n); return true;
    case N_LOOP: gen_loop(g, n); return true;
    case N_MOD_WHILE: gen_mod_while(g, n); return true;
    case N_MOD_FOR: gen_mod_for(g, n); return true;
    case N_DEFER: gen_defer(g, n); return true;
    case N_RETURN: gen_return(g, n); return true;
    case N_NEXT:
    case N_BREAK:
    case N_REDO:
    case N_PROCEED: gen_jump(g, n); return true;
    case N_STUB: emit_abc(g, OP_STUB, 0, 0, 0); return true;
    case N_TEMP: unit_error(g->u, n->place, NULL, "'temp' is a statement of its own"); return true;
    default: return false;
    }
}

/* Constructs that pass their destination on. False: it is something else. */
static bool gen_control(Gen *g, Node *n, int dst)
{
    switch (n->kind) {
    case N_DO:
    case N_BLOCK: gen_block(g, &n->u.block, dst); return true;
    case N_IF: gen_if(g, n, dst); return true;
    case N_MOD_IF: gen_mod_if(g, n, dst); return true;
    case N_COND: gen_ternary(g, n, dst); return true;
    case N_LOGIC: gen_logic(g, n, dst); return true;
    case N_GIVEN: gen_given(g, n, dst); return true;
    case N_RECEIVE: gen_receive(g, n, dst); return true;
    case N_ONCE: gen_once(g, n, dst); return true;
    case N_CALL: gen_call(g, n, dst); return true;
    case N_METHOD: gen_method(g, n, dst); return true;
    case N_SUPER: gen_super(g, n, dst); return true;
    case N_SELECT: gen_select(g, n, dst); return true;
    default: return false;
    }
}

/* Constructs that want a register or D_NONE. False: it is something else. */
static bool gen_valued(Gen *g, Node *n, int dst)
{
    switch (n->kind) {
    case N_ASSIGN: gen_assign(g, n, dst); return true;
    case N_INCDEC: gen_incdec(g, n, dst); return true;
    case N_TRY: gen_try(g, n, dst); return true;
    case N_WORD: gen_word(g, n, dst); return true;
    case N_TASK: gen_task(g, n, dst); return true;
    case N_MA_FOR:
    case N_PARALLEL: gen_task_for(g, n, dst); return true;
    case N_CONCURRENT: gen_concurrent(g, n, dst); return true;
    case N_WITHIN: gen_within(g, n, dst); return true;
    default: return false;
    }
}

void gen(Gen *g, Node *n, int dst)
{
    bool fresh = dst >= 0 && g->fresh == (uint32_t)dst;
    g->window_dst = fresh ? (uint32_t)dst : NO_REG;
    g->fresh = NO_REG;
    if (g->failed) return;
    at(g, n);
    if (gen_plain_stmt(g, n)) {
        gen_nil(g, dst);
        return;
    }
    if (gen_control(g, n, dst)) return;
    uint32_t top = g->top;
    if (dst == D_TAIL) {
        uint32_t r = gen_operand(g, n);
        at(g, n);
        gen_leave(g, NULL, N_RETURN, r);
    } else if (!gen_valued(g, n, dst)) {
        gen_expr(g, n, dst == D_NONE ? reg_alloc(g, 1) : (uint32_t)dst, fresh || dst == D_NONE);
    }
    g->top = top;
}
