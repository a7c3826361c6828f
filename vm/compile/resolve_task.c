/* Resolving: ma, spawn, detach, blocking, concurrent, ma for, parallel for. */
#include "vm/compile/compile_int.h"

static const uint8_t race_of_task[] = {[TASK_MA] = RACE_MA,
                                       [TASK_SPAWN] = RACE_SPAWN,
                                       [TASK_DETACH] = RACE_DETACH,
                                       [TASK_BLOCKING] = RACE_NONE};

static FnInfo *task_fn(Unit *u, Node *n, enum race race, Block *body)
{
    FnInfo *f = fn_new(u, FK_TASK, n, n->place);
    f->race = (uint8_t)race;
    f->name = unit_cstr(u, "anonymous");
    f->body = body;
    n->note = f;
    return f;
}

void resolve_task(Unit *u, Node *n)
{
    if (n->u.task.kind == TASK_SPAWN && !u->fn->conc_depth)
        unit_error(u, n->place, NULL, "'spawn' is only legal inside a concurrent block");
    if (n->u.task.call)
        resolve(u, n->u.task.call);
    else
        resolve_function(u, task_fn(u, n, race_of_task[n->u.task.kind], &n->u.task.body));
}

/* `let a = spawn ...` directly in the block: a becomes the result at its end. */
static void collect_results(Unit *u, Node *n, struct conc_info *info)
{
    NodeList *stmts = &n->u.concurrent.body.stmts;
    info->vars = unit_zalloc(u, (stmts->n + 1) * sizeof *info->vars);
    for (uint32_t i = 0; i < stmts->n; i++) {
        Node *s = stmts->at[i];
        if (s->kind != N_LET || !s->note || !s->u.let.value || s->u.let.value->kind != N_TASK)
            continue;
        if (s->u.let.value->u.task.kind != TASK_SPAWN) continue;
        Var *v = s->note;
        v->spawn_value = true;
        info->vars[info->n++] = v;
    }
}

void resolve_concurrent(Unit *u, Node *n)
{
    resolve(u, n->u.concurrent.timeout);
    resolve(u, n->u.concurrent.grace);
    Scope *outer = u->fn->conc_scope;
    u->fn->conc_scope = u->scope;
    u->fn->conc_depth++;
    Block *b = &n->u.concurrent.body;
    b->note = NULL;
    resolve_hoist(u, b);
    for (uint32_t i = 0; i < b->stmts.n; i++) resolve(u, b->stmts.at[i]);
    u->fn->conc_depth--;
    u->fn->conc_scope = outer;
    struct conc_info *info = unit_zalloc(u, sizeof *info);
    collect_results(u, n, info);
    n->note = info;
}

void resolve_task_for(Unit *u, Node *n)
{
    NamedList *names = &n->u.fors.binders;
    resolve_iterable(u, n->u.fors.iter);
    loop_enter(u, n);
    FnInfo *f = task_fn(u, n, n->kind == N_MA_FOR ? RACE_MA : RACE_SPAWN, &n->u.fors.body);
    f->nparams = names->n ? names->n : 1;
    f->params = unit_zalloc(u, f->nparams * sizeof *f->params);
    FnInfo *outer = u->fn;
    u->fn = f;
    f->scope = names_open(u, NULL);
    for (uint32_t i = 0; i < names->n; i++) {
        f->params[i] = names_declare(u, names->at[i].name, names->at[i].place, VAR_LOCAL);
        f->params[i]->is_param = true;
    }
    if (!names->n) f->params[0] = resolve_bind(u, u->topic_sym, n->place);
    resolve_block(u, f->body);
    names_close(u);
    u->fn = outer;
    loop_leave(u);
}
