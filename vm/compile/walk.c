/* The children of a node, of whatever kind. Parameters' defaults and bodies of functions count as
 * children, too. */
#include "vm/compile/compile_int.h"

typedef bool (*Visit)(Node *child, void *ctx);

static bool one(Node *n, Visit f, void *ctx) { return !n || f(n, ctx); }

static bool block(Block *b, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (!f(b->stmts.at[i], ctx)) return false;
    return true;
}

static bool items(ItemList *l, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (!f(l->at[i].e, ctx)) return false;
    return true;
}

static bool nodes(NodeList *l, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (!f(l->at[i], ctx)) return false;
    return true;
}

static bool pairs(Node *n, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < n->u.map.n; i++)
        if (!f(n->u.map.pairs[i].key, ctx) || !f(n->u.map.pairs[i].value, ctx)) return false;
    return true;
}

static bool params(ParamList *l, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (!one(l->at[i].def, f, ctx)) return false;
    return true;
}

static bool ifs(Node *n, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < n->u.ifs.n; i++)
        if (!f(n->u.ifs.arms[i].cond, ctx) || !block(&n->u.ifs.arms[i].body, f, ctx)) return false;
    return !n->u.ifs.has_else || block(&n->u.ifs.els, f, ctx);
}

static bool arms(ArmList *l, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (!f(l->at[i].pat, ctx) || !one(l->at[i].guard, f, ctx) || !block(&l->at[i].body, f, ctx))
            return false;
    return true;
}

static bool select_arms(Node *n, Visit f, void *ctx)
{
    for (uint32_t i = 0; i < n->u.select.n; i++) {
        SelectArm *a = &n->u.select.arms[i];
        if (!one(a->pat, f, ctx) || !one(a->chan, f, ctx) || !one(a->value, f, ctx) ||
            !one(a->guard, f, ctx) || !block(&a->body, f, ctx))
            return false;
    }
    if (n->u.select.after &&
        (!f(n->u.select.after, ctx) || !block(&n->u.select.after_body, f, ctx)))
        return false;
    return !n->u.select.has_default || block(&n->u.select.def, f, ctx);
}

static bool trys(Node *n, Visit f, void *ctx)
{
    if (!block(&n->u.trys.body, f, ctx)) return false;
    for (uint32_t i = 0; i < n->u.trys.n; i++)
        if (!block(&n->u.trys.catches[i].body, f, ctx)) return false;
    return !n->u.trys.has_finally || block(n->u.trys.finally, f, ctx);
}

static bool operators(Node *n, Visit f, void *ctx)
{
    switch (n->kind) {
    case N_BIN:
    case N_LOGIC:
    case N_SEND: return f(n->u.bin.l, ctx) && f(n->u.bin.r, ctx);
    case N_CHAIN:
        if (!f(n->u.chain.first, ctx)) return false;
        for (uint32_t i = 0; i < n->u.chain.n; i++)
            if (!f(n->u.chain.links[i].r, ctx)) return false;
        return true;
    case N_COND: return f(n->u.cond.c, ctx) && f(n->u.cond.a, ctx) && f(n->u.cond.b, ctx);
    case N_SMART: return f(n->u.smart.e, ctx) && f(n->u.smart.pat, ctx);
    case N_ASSIGN: return f(n->u.assign.value, ctx) && f(n->u.assign.target, ctx);
    case N_INCDEC: return f(n->u.incdec.target, ctx);
    case N_INTERP:
        for (uint32_t i = 0; i < n->u.interp.n; i++)
            if (!one(n->u.interp.parts[i].e, f, ctx)) return false;
        return true;
    default: return f(n->u.un.e, ctx);
    }
}

static bool patterns(Node *n, Visit f, void *ctx)
{
    switch (n->kind) {
    case N_PAT_VALUE:
    case N_PAT_RANGE: return f(n->u.un.e, ctx);
    case N_PAT_ARRAY: return nodes(&n->u.patarray.items, f, ctx);
    case N_PAT_MAP: return pairs(n, f, ctx);
    case N_PAT_INST:
        for (uint32_t i = 0; i < n->u.patinst.n; i++)
            if (!f(n->u.patinst.fields[i].pat, ctx)) return false;
        return true;
    case N_PAT_ALT: return nodes(&n->u.patalt.alts, f, ctx);
    default: return true;
    }
}

static bool loops(Node *n, Visit f, void *ctx)
{
    switch (n->kind) {
    case N_FOR:
    case N_MA_FOR:
    case N_PARALLEL: return f(n->u.fors.iter, ctx) && block(&n->u.fors.body, f, ctx);
    case N_WHILE:
    case N_DO_WHILE: return f(n->u.whiles.cond, ctx) && block(&n->u.whiles.body, f, ctx);
    case N_LOOP:
        return one(n->u.loop.init, f, ctx) && one(n->u.loop.cond, f, ctx) &&
               one(n->u.loop.step, f, ctx) && block(&n->u.loop.body, f, ctx);
    default: return f(n->u.mod.body, ctx) && f(n->u.mod.e, ctx);
    }
}

static bool calls(Node *n, Visit f, void *ctx)
{
    switch (n->kind) {
    case N_CALL: return f(n->u.call.f, ctx) && items(&n->u.call.args, f, ctx);
    case N_METHOD:
    case N_SUPER: return one(n->u.method.obj, f, ctx) && items(&n->u.method.args, f, ctx);
    case N_INDEX: return f(n->u.index.obj, ctx) && f(n->u.index.ix, ctx);
    case N_KEY: return f(n->u.key.obj, ctx);
    default: return items(&n->u.word.args, f, ctx);
    }
}

static bool blocks(Node *n, Visit f, void *ctx)
{
    switch (n->kind) {
    case N_IF: return ifs(n, f, ctx);
    case N_GIVEN: return f(n->u.given.e, ctx) && arms(&n->u.given.arms, f, ctx);
    case N_RECEIVE:
        if (!arms(&n->u.receive.arms, f, ctx)) return false;
        return !n->u.receive.after ||
               (f(n->u.receive.after, ctx) && block(&n->u.receive.after_body, f, ctx));
    case N_SELECT: return select_arms(n, f, ctx);
    case N_TRY: return trys(n, f, ctx);
    case N_CONCURRENT:
        return one(n->u.concurrent.timeout, f, ctx) && one(n->u.concurrent.grace, f, ctx) &&
               block(&n->u.concurrent.body, f, ctx);
    case N_WITHIN: return f(n->u.within.secs, ctx) && block(&n->u.within.body, f, ctx);
    case N_TASK: return n->u.task.call ? f(n->u.task.call, ctx) : block(&n->u.task.body, f, ctx);
    case N_PACKAGE: return block(&n->u.package.body, f, ctx);
    case N_PHASER: return block(&n->u.phaser.body, f, ctx);
    default: return block(&n->u.block, f, ctx);
    }
}

bool walk_children(Node *n, bool (*f)(Node *child, void *ctx), void *ctx)
{
    switch (n->kind) {
    case N_INTERP:
    case N_BIN:
    case N_CHAIN:
    case N_LOGIC:
    case N_UN:
    case N_RANGE_TO:
    case N_DEFINED:
    case N_COND:
    case N_SMART:
    case N_ASSIGN:
    case N_TEMP:
    case N_INCDEC:
    case N_SEND:
    case N_RECV:
    case N_SPREAD: return operators(n, f, ctx);
    case N_ARRAY:
    case N_LIST: return items(&n->u.list, f, ctx);
    case N_MAP: return pairs(n, f, ctx);
    case N_CALL:
    case N_METHOD:
    case N_SUPER:
    case N_INDEX:
    case N_KEY:
    case N_WORD: return calls(n, f, ctx);
    case N_LAMBDA: return params(&n->u.lambda.params, f, ctx) && block(&n->u.lambda.body, f, ctx);
    case N_FN:
    case N_METH: return params(&n->u.fn.params, f, ctx) && block(&n->u.fn.body, f, ctx);
    case N_DO:
    case N_BLOCK:
    case N_DEFER:
    case N_ONCE:
    case N_IF:
    case N_GIVEN:
    case N_RECEIVE:
    case N_SELECT:
    case N_TRY:
    case N_CONCURRENT:
    case N_WITHIN:
    case N_TASK:
    case N_PACKAGE:
    case N_PHASER: return blocks(n, f, ctx);
    case N_LET: return one(n->u.let.value, f, ctx);
    case N_LET_LIST: return one(n->u.letlist.value, f, ctx);
    case N_FOR:
    case N_MA_FOR:
    case N_PARALLEL:
    case N_WHILE:
    case N_DO_WHILE:
    case N_LOOP:
    case N_MOD_IF:
    case N_MOD_WHILE:
    case N_MOD_FOR: return loops(n, f, ctx);
    case N_RETURN: return one(n->u.jump.value, f, ctx);
    default: return patterns(n, f, ctx);
    }
}
