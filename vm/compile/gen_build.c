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

bool gen_build_worth(const Node *n)
{
    return n->kind == N_CALL || (n->kind == N_METHOD && !is_attribute_of_class(n));
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
