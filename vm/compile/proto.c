/* Protos and the immortal values that the compiler makes itself. */
#include "vm/compile/gen.h"

Proto *proto_new(void)
{
    Proto *p = mem_zalloc(MEM_CODE, sizeof *p);
    p->fn0 = V_ABSENT;
    return p;
}

void proto_free(Proto *p)
{
    if (!p) return;
    if (!is_absent(p->fn0)) mem_free(MEM_CODE, to_ptr(p->fn0));
    mem_free(MEM_CODE, p->code);
    mem_free(MEM_CODE, p->consts);
    mem_free(MEM_CODE, p->caps);
    mem_free(MEM_CODE, p->protos);
    mem_free(MEM_CODE, p->handlers);
    mem_free(MEM_CODE, p->cell_names);
    mem_free(MEM_CODE, p->lines);
    mem_free(MEM_CODE, p->vars);
    for (uint32_t i = 0; i < p->nsends; i++) mem_free(MEM_CODE, p->sends[i]);
    mem_free(MEM_CODE, p->sends);
    for (uint32_t i = 0; i < p->nbuilds; i++) mem_free(MEM_CODE, p->builds[i]);
    mem_free(MEM_CODE, p->builds);
    mem_free(MEM_CODE, p->param_names);
    mem_free(MEM_CODE, p);
}

Value fn_object(Proto *p)
{
    Fn *f = mem_zalloc(MEM_CODE, sizeof *f);
    f->h = (Obj){.type = T_FN, .gc = GC_SHARED, .words = WORDS_OF(Fn)};
    f->proto = p;
    p->fn0 = from_obj(f);
    return p->fn0;
}

Value range_object(Unit *u, Value from, Value to, bool exclusive)
{
    Range *r = compiler_keep(u->c, sizeof *r);
    r->h = (Obj){.type = T_RANGE,
                 .gc = GC_SHARED,
                 .flags = exclusive ? OF_EXCL : 0,
                 .words = WORDS_OF(Range)};
    r->from = from;
    r->to = to;
    return from_obj(r);
}
