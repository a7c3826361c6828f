/* Counting what is executed: see profile.h. */
#include "base/mem.h"
#include "vm/exec/interp.h"
#include "vm/exec/profile.h"
#include <stdlib.h>

static void count_proto(Proto *p)
{
    struct hot *h = p->hot = mem_zalloc(MEM_CODE, sizeof *h);
    h->ops = mem_zalloc(MEM_CODE, p->ncode * sizeof *h->ops);
    h->counts = mem_zalloc(MEM_CODE, p->ncode * sizeof *h->counts);
    for (uint32_t pc = 0, next; pc < p->ncode; pc = next) {
        next = pc + op_words(insn_op(p->code[pc]));
        h->ops[pc] = (uint16_t)op_plain(insn_op(p->code[pc])); /* so that each is counted */
        p->code[pc] = (p->code[pc] & ~(Insn)0xFFFF) | OP_COUNTED;
    }
    for (uint32_t i = 0; i < p->nprotos; i++) count_proto(p->protos[i]);
}

void hot_start(Module *m) { count_proto(m->main); }

static void uncount_proto(Proto *p)
{
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(p->hot->ops[pc]))
        p->code[pc] = proto_insn(p, pc);
    for (uint32_t i = 0; i < p->nprotos; i++) uncount_proto(p->protos[i]);
}

void hot_stop(Module *m) { uncount_proto(m->main); }

static void free_proto(Proto *p)
{
    mem_free(MEM_CODE, p->hot->ops);
    mem_free(MEM_CODE, p->hot->counts);
    mem_free(MEM_CODE, p->hot);
    p->hot = NULL;
    for (uint32_t i = 0; i < p->nprotos; i++) free_proto(p->protos[i]);
}

void hot_free(Module *m) { free_proto(m->main); }

Insn proto_insn(const Proto *p, uint32_t pc)
{
    Insn w = load_rlx(&p->code[pc]);
    return insn_op(w) == OP_COUNTED ? (w & ~(Insn)0xFFFF) | p->hot->ops[pc] : w;
}

/* ---- pairs ---- */

#define SHOWN 20

struct pair {
    uint64_t count;
    uint16_t first, second;
};

/* Does the instruction behind this one never come next? */
static bool leaves(uint32_t op)
{
    switch (op) {
    case OP_JMP:
    case OP_LOOP:
    case OP_FORBACK:
    case OP_RETURN:
    case OP_RETNIL:
    case OP_TCALL:
    case OP_TCALLX:
    case OP_TINVOKE:
    case OP_THROW:
    case OP_RETHROW: return true;
    default: return false;
    }
}

/* Two instructions that stand one behind the other ran so as often as the rarer of them, at most. */
static void pairs_of(const Proto *p, uint64_t *sums)
{
    for (uint32_t pc = 0, next; pc < p->ncode; pc = next) {
        uint32_t op = p->hot->ops[pc];
        next = pc + op_words(op);
        if (next >= p->ncode || leaves(op)) continue;
        uint64_t a = load_rlx(&p->hot->counts[pc]), b = load_rlx(&p->hot->counts[next]);
        sums[op * OP_FIRST_FUSED + p->hot->ops[next]] += a < b ? a : b;
    }
    for (uint32_t i = 0; i < p->nprotos; i++) pairs_of(p->protos[i], sums);
}

static int by_count(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return x->first != y->first ? x->first - y->first : x->second - y->second;
}

void hot_pairs(const Module *m, Buf *out)
{
    size_t cells = (size_t)OP_FIRST_FUSED * OP_FIRST_FUSED, n = 0;
    uint64_t *sums = mem_zalloc(MEM_TEMP, cells * sizeof *sums);
    pairs_of(m->main, sums);
    struct pair *all = mem_alloc(MEM_TEMP, cells * sizeof *all);
    for (size_t i = 0; i < cells; i++)
        if (sums[i])
            all[n++] = (struct pair){sums[i], (uint16_t)(i / OP_FIRST_FUSED),
                                     (uint16_t)(i % OP_FIRST_FUSED)};
    qsort(all, n, sizeof *all, by_count);
    buf_adds(out, "pairs that ran most often\n");
    for (size_t i = 0; i < n && i < SHOWN; i++)
        buf_addf(out, "%12llu  %s %s\n", (unsigned long long)all[i].count, op_name(all[i].first),
                 op_name(all[i].second));
    mem_free(MEM_TEMP, sums);
    mem_free(MEM_TEMP, all);
}
