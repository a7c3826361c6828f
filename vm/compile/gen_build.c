/* Values that a call makes and that are sent: what stands around the call (heap/region.h). Which of these are of use is decided
 * when the function is complete (moves.h); the others become nothing. */
#include "vm/compile/gen.h"

/* `Ma.self` and the like: ids and figures. */
static bool is_attribute_of_class(const Node *n)
{
    const Node *obj = n->u.method.obj;
    const Var *v = !n->u.method.has_args && obj && obj->kind == N_NAME ? obj->note : NULL;
    return v && v->kind == VAR_BUILTIN && is_type(v->value, T_CLASS);
}

/* Whether something that is worth it stands in a literal. */
static bool holds_call(const Node *n)
{
    bool found = false;
    for (uint32_t i = 0; n->kind == N_ARRAY && i < n->u.list.n; i++)
        found |= gen_build_worth(n->u.list.at[i].e);
    for (uint32_t i = 0; n->kind == N_MAP && i < n->u.map.n; i++)
        found |= gen_build_worth(n->u.map.pairs[i].value);
    return found;
}

bool gen_build_worth(const Node *n)
{
    return n->kind == N_CALL || (n->kind == N_METHOD && !is_attribute_of_class(n)) || holds_call(n);
}

bool gen_fill_worth(const Node *n)
{
    return (n->kind == N_ARRAY || n->kind == N_MAP) && !gen_build_worth(n);
}

void gen_fill_begin(Gen *g, Var *v, uint32_t token)
{
    v->fills = true;
    v->fill_token = (uint16_t)token;
    v->fill_site = gen_build_begin(g, token);
}

Var *gen_filled(Gen *g, const Node *n)
{
    if (n->kind == N_NAME && n->note) {
        Var *v = n->note;
        return v->fills && v->fill_site < UINT16_MAX && var_register(g, v) == v->reg ? v : NULL;
    }
    Var *found = NULL;
    for (uint32_t i = 0; n->kind == N_MAP && i < n->u.map.n && !found; i++)
        found = gen_filled(g, n->u.map.pairs[i].value);
    return found;
}

void gen_fill_claim(Gen *g, const Var *v, uint32_t reg)
{
    emit_abc(g, OP_CLAIM, reg, v->fill_token, v->fill_site);
}

uint32_t gen_build_begin(Gen *g, uint32_t token)
{
    uint32_t site = g->nbuilds;
    if (site < UINT16_MAX) emit_abc(g, OP_BUILD, token, 0, g->nbuilds++);
    return site;
}

void gen_build_end(Gen *g, uint32_t site, uint32_t token, uint32_t reg)
{
    if (site < UINT16_MAX) emit_abc(g, OP_BUILT, reg, token, site);
}

uint32_t gen_build_temp(Gen *g, Node *n, uint32_t token)
{
    uint32_t site = gen_build_begin(g, token), reg = gen_temp(g, n);
    gen_build_end(g, site, token, reg);
    return reg;
}
