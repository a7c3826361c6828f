/* Generating: many cases at once.
 *
 * Arms whose patterns begin with a constant - the value itself, or the first element of an array, its tag - need not be tried one by
 * one: PTSWITCH looks the constant up and goes on at the first arm that may match. Those passed over would have failed at their
 * constant, before anything else of theirs is tested. From there on all is as if there were no switch: an arm that does not match
 * after all (its other elements, its guard) goes on with the next one.
 *
 *     PTSWITCH v, n     CASE arm 0 ... CASE arm n-1     CASE what stands behind these arms
 */
#include "heap/immortal.h"
#include "heap/map.h"
#include "heap/string.h"
#include "vm/compile/gen.h"

/* Fewer arms are as quick one by one. */
#define SWITCH_LEAST 5

enum case_kind { CASE_NONE, CASE_VALUE, CASE_TAG };

struct cases {
    enum case_kind kind;
    Value *kv; /* constant, number of the arm */
    uint32_t n, cap;
    uint32_t *
        index; /* by hash of the constant, linear probing: 1 + its number in kv, 0: free; twice cap, a power of two */
};

static bool case_const(Gen *g, const Node *p, Value *k)
{
    return p->kind == N_PAT_VALUE && const_value(g->u, p->u.un.e, k) && (is_int(*k) || is_str(*k));
}

/* What the pattern begins with; no alternatives. */
static enum case_kind case_of(Gen *g, const Node *p, Value *k)
{
    if (case_const(g, p, k)) return CASE_VALUE;
    if (p->kind == N_PAT_ARRAY && p->u.patarray.items.n &&
        case_const(g, p->u.patarray.items.at[0], k))
        return CASE_TAG;
    return CASE_NONE;
}

static bool same_const(Value a, Value b)
{
    return a == b || (is_str(a) && is_str(b) && str_equal(a, b));
}

/* Where the constant stands in the index, or the free place where it would. */
static uint32_t *cases_at(const struct cases *c, Value k)
{
    uint32_t mask = 2 * c->cap - 1, i = key_hash(k) & mask;
    while (c->index[i] && !same_const(c->kv[2 * (c->index[i] - 1)], k)) i = (i + 1) & mask;
    return &c->index[i];
}

static void cases_grow(Gen *g, struct cases *c)
{
    uint32_t cap = c->cap ? 2 * c->cap : 16;
    Value *kv = arena_alloc(&g->u->tree.arena, 2 * (size_t)cap * sizeof *kv);
    if (c->n) memcpy(kv, c->kv, 2 * (size_t)c->n * sizeof *kv);
    c->kv = kv;
    c->cap = cap;
    c->index = arena_alloc(&g->u->tree.arena, 2 * (size_t)cap * sizeof *c->index);
    memset(c->index, 0, 2 * (size_t)cap * sizeof *c->index);
    for (uint32_t i = 0; i < c->n; i++) *cases_at(c, kv[2 * i]) = i + 1;
}

/* The first arm of a constant is the one. */
static void cases_put(Gen *g, struct cases *c, Value k, uint32_t arm)
{
    if (c->n == c->cap) cases_grow(g, c);
    uint32_t *at = cases_at(c, k);
    if (*at) return;
    c->kv[2 * c->n] = k;
    c->kv[2 * c->n + 1] = from_int(arm);
    *at = ++c->n;
}

static bool one_case(Gen *g, struct cases *c, const Node *p, uint32_t arm)
{
    Value k;
    enum case_kind kind = case_of(g, p, &k);
    if (kind == CASE_NONE || (c->kind != CASE_NONE && kind != c->kind)) return false;
    c->kind = kind;
    cases_put(g, c, k, arm);
    return true;
}

/* Adds what arm number `arm` begins with; false: it is of another kind. What a part of its alternatives has added then leads to an arm
 * that is not taken from the switch, so the caller takes it back. */
static bool arm_cases(Gen *g, struct cases *c, const Node *p, uint32_t arm)
{
    if (p->kind != N_PAT_ALT) return one_case(g, c, p, arm);
    for (uint32_t i = 0; i < p->u.patalt.alts.n; i++)
        if (!one_case(g, c, p->u.patalt.alts.at[i], arm)) return false;
    return true;
}

uint32_t gen_switch(Gen *g, const ArmList *arms, uint32_t first, uint32_t reg, Label *starts)
{
    struct cases c = {0};
    uint32_t n = 0;
    while (first + n < arms->n) {
        struct cases before = c;
        if (!arm_cases(g, &c, arms->at[first + n].pat, n)) {
            c.n = before.n;
            break;
        }
        n++;
    }
    if (n < SWITCH_LEAST || n > UINT16_MAX) return n ? n : 1;
    at_line(g, arms->at[first].place.line);
    emit_abc(g, OP_PTSWITCH, reg, n, c.kind == CASE_TAG);
    emit(g, immortal_map(c.kv, c.n));
    for (uint32_t i = 0; i <= n; i++) emit_jump(g, OP_CASE, 0, &starts[first + i]);
    return n;
}

Label *gen_arm_labels(Gen *g, const ArmList *arms)
{
    Label *starts = arena_alloc(&g->u->tree.arena, (arms->n + 1) * sizeof *starts);
    for (uint32_t i = 0; i <= arms->n; i++) starts[i] = (Label)LABEL;
    return starts;
}
