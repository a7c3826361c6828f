/* Generating: receive.
 *
 *     RECV_START t, v           v: a variable that the patterns of all arms compare with, if there is one
 *     L:  RECV_NEXT m, W        the message in hand, not adopted
 *         tests of each arm     nothing may collect; parts of the message in registers above m
 *     arm: NILS; RECV_ACCEPT m  then names are bound, and the body runs
 *          or, when binding allocates nothing and the parts are all that is used of the message:
 *          names are bound; NILS; RECV_TAKE m, count; the body
 *         NILS m..; RECV_SKIP L
 *     W:  RECV_WAIT T, L
 *     T:  after
 *
 * Registers must not keep parts of a message that is still in the mailbox when something may
 * collect: they are cleared before. An arm with a guard, or with a test that may collect, pins the
 * message first (then it is adopted, but stays where it is).
 */
#include "vm/compile/gen.h"

struct receive {
    uint32_t msg, high; /* parts of the message are in registers from msg + 1 up to high */
    Map64 ready;
    Label end;
    int dst;
};

/* ---- values that patterns compare with ---- */

/* A variable that must be fetched (captured, boxed, shared) is fetched before the messages are
 * looked at. */
static void prepare_value(Gen *g, struct receive *r, Node *e)
{
    uint32_t ignored;
    Value v;
    if (e->kind != N_NAME && e->kind != N_SELF) return;
    if (const_value(g->u, e, &v) || !e->note || map64_get(&r->ready, (uintptr_t)e, &ignored))
        return;
    if (((Var *)e->note)->kind != VAR_FIELD && var_register(g, e->note) != NO_REG) return;
    map64_put(&r->ready, &g->u->tree.arena, (uintptr_t)e, gen_temp(g, e));
}

static void prepare(Gen *g, struct receive *r, Node *p)
{
    switch (p->kind) {
    case N_PAT_VALUE: prepare_value(g, r, p->u.un.e); break;
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n; i++)
            prepare(g, r, p->u.patarray.items.at[i]);
        break;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++) {
            prepare_value(g, r, p->u.map.pairs[i].key);
            prepare(g, r, p->u.map.pairs[i].value);
        }
        break;
    case N_PAT_INST:
        for (uint32_t i = 0; i < p->u.patinst.n; i++) prepare(g, r, p->u.patinst.fields[i].pat);
        break;
    case N_PAT_ALT:
        for (uint32_t i = 0; i < p->u.patalt.alts.n; i++) prepare(g, r, p->u.patalt.alts.at[i]);
        break;
    default: break;
    }
}

/* ---- what all arms ask for ---- */

/* Whether p matches nothing but what holds the value of v. */
static bool asks_for(const Node *p, const Var *v)
{
    switch (p->kind) {
    case N_PAT_VALUE: return p->u.un.e->kind == N_NAME && p->u.un.e->note == v;
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n; i++)
            if (asks_for(p->u.patarray.items.at[i], v)) return true;
        return false;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++)
            if (asks_for(p->u.map.pairs[i].value, v)) return true;
        return false;
    default: return false;
    }
}

static bool all_ask_for(const ArmList *arms, const Var *v)
{
    for (uint32_t i = 0; i < arms->n; i++)
        if (!asks_for(arms->at[i].pat, v)) return false;
    return true;
}

/* The register of a variable in p that all arms ask for; NO_REG: there is none. */
static uint32_t asked_in(Gen *g, const ArmList *arms, const Node *p)
{
    uint32_t r = NO_REG;
    Value k;
    switch (p->kind) {
    case N_PAT_VALUE: {
        Node *e = p->u.un.e;
        if (e->kind != N_NAME || !e->note || const_value(g->u, e, &k)) return NO_REG;
        if (((Var *)e->note)->kind == VAR_FIELD || !all_ask_for(arms, e->note)) return NO_REG;
        return var_register(g, e->note);
    }
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n && r == NO_REG; i++)
            r = asked_in(g, arms, p->u.patarray.items.at[i]);
        return r;
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n && r == NO_REG; i++)
            r = asked_in(g, arms, p->u.map.pairs[i].value);
        return r;
    default: return NO_REG;
    }
}

/* ---- arms ---- */

static void clear_parts(Gen *g, uint32_t from, uint32_t to)
{
    if (to > from) emit_abc(g, OP_NILS, from, to - from, 0);
}

/* Binding p takes parts out of the message, and does nothing else. */
static bool binds_quietly(Gen *g, Node *p)
{
    Var *v = p->kind == N_PAT_BIND   ? p->note
             : p->kind == N_PAT_TYPE ? ((struct pat_note *)p->note)->bind
                                     : NULL;
    if (v) {
        var_settle(g->u, v);
        return v->storage == ST_REG;
    }
    switch (p->kind) {
    case N_PAT_ARRAY:
        for (uint32_t i = 0; i < p->u.patarray.items.n; i++)
            if (!binds_quietly(g, p->u.patarray.items.at[i])) return false;
        return !p->note; /* the rest would be a new Array */
    case N_PAT_MAP:
        for (uint32_t i = 0; i < p->u.map.n; i++)
            if (!binds_quietly(g, p->u.map.pairs[i].value)) return false;
        return true;
    default: return !pattern_binds(p);
    }
}

/* Binds before the message is taken: then its memory need not be kept if none of its objects is. */
static void bind_and_take(Gen *g, struct receive *r, struct pat_gen *pg, Node *p)
{
    pattern_place(g, p);
    uint32_t vars = g->top;
    pattern_bind(g, pg, p, r->msg);
    if (pg->high > r->high) r->high = pg->high;
    clear_parts(g, vars, pg->high);
    emit_abc(g, OP_RECV_TAKE, r->msg, vars - r->msg - 1, 0);
}

static void gen_receive_arm(Gen *g, struct receive *r, Arm *a)
{
    Label next = LABEL;
    uint32_t top = g->top;
    struct pat_gen pg = {.value = r->msg, .receiving = true, .ready = &r->ready, .high = g->top};
    at_line(g, a->place.line);
    pattern_test(g, &pg, a->pat, r->msg, &next);
    if (pg.high > r->high) r->high = pg.high;
    bool quiet = !pg.left_out && !a->guard && binds_quietly(g, a->pat);
    if (!quiet) clear_parts(g, r->msg + 1, pg.high);
    if (quiet) {
        bind_and_take(g, r, &pg, a->pat);
    } else if (pg.left_out || a->guard) {
        emit_abc(g, OP_RECV_PIN, r->msg, 0, 0);
        pg.collecting = true;
        if (pg.left_out) pattern_test(g, &pg, a->pat, r->msg, &next);
        pattern_place(g, a->pat);
        pattern_bind(g, &pg, a->pat, r->msg);
        if (a->guard) gen_cond(g, a->guard, false, &next);
        emit_abc(g, OP_RECV_ACCEPT, r->msg, 0, 0);
    } else {
        emit_abc(g, OP_RECV_ACCEPT, r->msg, 0, 0);
        pg.collecting = true;
        pattern_place(g, a->pat);
        pattern_bind(g, &pg, a->pat, r->msg);
    }
    gen_block(g, &a->body, r->dst);
    if (r->dst != D_TAIL) emit_jump(g, OP_JMP, 0, &r->end);
    label_place(g, &next);
    g->top = top;
}

void gen_receive(Gen *g, Node *n, int dst)
{
    struct receive r = {.dst = dst, .end = LABEL};
    Label head = LABEL, wait = LABEL, over = LABEL;
    uint32_t top = g->top, timeout = 0xFFFF;
    if (n->u.receive.after) timeout = gen_operand(g, n->u.receive.after);
    for (uint32_t i = 0; i < n->u.receive.arms.n; i++) prepare(g, &r, n->u.receive.arms.at[i].pat);
    r.msg = reg_alloc(g, 1);
    r.high = r.msg + 1;
    at(g, n);
    uint32_t asked =
        n->u.receive.arms.n ? asked_in(g, &n->u.receive.arms, n->u.receive.arms.at[0].pat) : NO_REG;
    emit_abc(g, OP_RECV_START, timeout, asked == NO_REG ? 0xFFFF : asked, 0);
    label_place(g, &head);
    emit_jump(g, OP_RECV_NEXT, r.msg, &wait);
    Label *starts = gen_arm_labels(g, &n->u.receive.arms);
    for (uint32_t i = 0, seen = 0; i < n->u.receive.arms.n; i++) {
        if (i == seen) seen += gen_switch(g, &n->u.receive.arms, i, r.msg, starts);
        label_place(g, &starts[i]);
        gen_receive_arm(g, &r, &n->u.receive.arms.at[i]);
    }
    label_place(g, &starts[n->u.receive.arms.n]);
    at(g, n);
    clear_parts(g, r.msg, r.high);
    emit_jump(g, OP_RECV_SKIP, 0, &head);
    label_place(g, &wait);
    emit_recv_wait(g, &head, &over);
    label_place(g, &over);
    if (n->u.receive.after)
        gen_block(g, &n->u.receive.after_body, dst);
    else
        gen_nil(g, dst);
    label_place(g, &r.end);
    g->top = top;
}
