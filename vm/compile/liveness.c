/* Live registers, backward from the ends of the function until nothing changes.
 *
 * LV-1  What is said to be dead is not read before it is written, on no way from there: jumps, handlers, loops, and what is left of an
 *       instruction when the code that it has called returns, or when it is carried out again after a wait.
 */
#include "vm/compile/liveness.h"

#include "base/mem.h"

static void set_live(uint64_t *set, uint32_t r) { set[r / 64] |= (uint64_t)1 << (r % 64); }

static void join(const struct liveness *l, uint64_t *to, int64_t pc)
{
    if (pc < 0 || pc >= l->p->ncode) return;
    const uint64_t *from = liveness_at(l, (uint32_t)pc);
    for (uint32_t i = 0; i < l->nwords; i++) to[i] |= from[i];
}

void liveness_handlers(const struct liveness *l, uint32_t pc, uint64_t *to)
{
    for (uint32_t i = 0; i < l->p->nhandlers; i++) {
        const struct handler *h = &l->p->handlers[i];
        if (pc < h->from || pc >= h->to) continue;
        if (h->kind != HANDLER_RELEASE) {
            join(l, to, h->target);
            continue;
        }
        for (uint32_t r = 0; r < h->target; r++) set_live(to, h->reg + r);
    }
}

static void join_next(const struct liveness *l, uint32_t pc, const struct effects *e, uint64_t *to)
{
    if (e->falls) join(l, to, (int64_t)pc + op_words(insn_op(l->p->code[pc])));
}

static void join_jumps(const struct liveness *l, const struct effects *e, uint64_t *to)
{
    for (uint32_t i = 0; i < e->njumps; i++) join(l, to, e->to[i]);
}

void liveness_behind(const struct liveness *l, uint32_t pc, const struct effects *e, uint64_t *to)
{
    memset(to, 0, l->nwords * sizeof *to);
    join_next(l, pc, e, to);
    join_jumps(l, e, to);
    liveness_handlers(l, pc, to);
}

/* Of the groups of a MATCH nothing is written when there is none. */
static bool writes(const struct liveness *l, uint32_t pc, const struct effects *e)
{
    if (op_plain(insn_op(l->p->code[pc])) == OP_MATCH) return false;
    return e->kind == DEF_PLAIN || e->kind == DEF_PARTS || e->kind == DEF_UNKNOWN ||
           e->kind == DEF_MESSAGE;
}

static void add_uses(const struct liveness *l, const struct effects *e, uint64_t *to)
{
    for (uint32_t i = 0; i < e->nuses; i++)
        for (uint32_t r = 0; r < e->uses[i].n; r++) set_live(to, e->uses[i].from + r);
    if (e->inner)
        for (uint32_t i = 0; i < e->inner->ncaps; i++)
            if (e->inner->caps[i].from_local) set_live(to, e->inner->caps[i].index);
    if (e->all) memset(to, 0xFF, l->nwords * sizeof *to);
}

/* Values that a turn has got while it waits for its others (LOOP_CHAN) lie where the turn begins again. */
static void add_turn(const struct liveness *l, uint32_t pc, uint64_t *to)
{
    Insn i = l->p->code[pc];
    if (op_plain(insn_op(i)) != OP_FORNEXT || insn_c(i) == 1) return;
    for (uint32_t r = 0; r < insn_c(i); r++) set_live(to, insn_a(i) + 4 + r);
}

/* True: the set before pc has grown. `turn`: the FORNEXT of the loop around pc, or below zero: an error in the body of a loop over an
 * instance may be caught by its each_item, which begins another turn, or ends. */
static bool step(const struct liveness *l, uint32_t pc, int64_t turn, uint64_t *tmp)
{
    struct effects e;
    bool grown = false;
    insn_effects(l->p, pc, &e);
    memset(tmp, 0, l->nwords * sizeof *tmp);
    join_next(l, pc, &e, tmp);
    /* An instruction that jumps, or fails, may not have written. */
    if (writes(l, pc, &e))
        for (uint32_t r = e.def.from; r < e.def.from + e.def.n; r++)
            tmp[r / 64] &= ~((uint64_t)1 << (r % 64));
    join_jumps(l, &e, tmp);
    liveness_handlers(l, pc, tmp);
    join(l, tmp, turn);
    add_uses(l, &e, tmp);
    add_turn(l, pc, tmp);
    uint64_t *to = liveness_at(l, pc);
    for (uint32_t i = 0; i < l->nwords; i++) {
        grown |= (tmp[i] & ~to[i]) != 0;
        to[i] |= tmp[i];
    }
    return grown;
}

/* Where instructions begin, in order. */
static uint32_t find_starts(const Proto *p, uint32_t *starts)
{
    uint32_t n = 0;
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) starts[n++] = pc;
    return n;
}

/* For each instruction the FORNEXT of the innermost loop around it; below zero: there is none. */
static void find_turns(const Proto *p, int64_t *turns)
{
    for (uint32_t pc = 0; pc < p->ncode; pc++) turns[pc] = -1;
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        if (op_plain(insn_op(p->code[pc])) != OP_FORNEXT) continue;
        int64_t end = (int64_t)pc + 2 + (int32_t)(uint32_t)p->code[pc + 1];
        for (int64_t k = pc + 2; k < end; k++) turns[k] = pc; /* inner ones come later */
    }
}

/* While a loop over an instance is left its frame still stands in the FORNEXT, and what is read behind the FOREXIT is there already. */
static bool left_behind(const struct liveness *l, uint32_t pc, const int64_t *turns)
{
    Insn w = l->p->code[pc];
    if (op_plain(insn_op(w)) != OP_FOREXIT) return false;
    int64_t f = turns[pc];
    while (f >= 0 && insn_a(l->p->code[f]) != insn_a(w)) f = turns[f];
    if (f < 0) return false;
    bool grown = false;
    const uint64_t *from = liveness_at(l, pc + 1);
    uint64_t *to = liveness_at(l, (uint32_t)f);
    for (uint32_t i = 0; i < l->nwords; i++) {
        grown |= (from[i] & ~to[i]) != 0;
        to[i] |= from[i];
    }
    return grown;
}

void liveness_find(struct liveness *l, const Proto *p)
{
    *l = (struct liveness){.p = p, .nwords = liveness_words(p)};
    l->live = mem_zalloc(MEM_TEMP, ((size_t)p->ncode + 1) * l->nwords * sizeof *l->live);
    uint32_t *starts = mem_alloc(MEM_TEMP, p->ncode * sizeof *starts), n = find_starts(p, starts);
    int64_t *turns = mem_alloc(MEM_TEMP, p->ncode * sizeof *turns);
    find_turns(p, turns);
    bool grown;
    do {
        grown = false;
        for (uint32_t i = n; i > 0; i--) {
            grown |= step(l, starts[i - 1], turns[starts[i - 1]], liveness_at(l, p->ncode));
            grown |= left_behind(l, starts[i - 1], turns);
        }
    } while (grown);
    mem_free(MEM_TEMP, turns);
    mem_free(MEM_TEMP, starts);
}

void liveness_free(struct liveness *l)
{
    mem_free(MEM_TEMP, l->live);
    l->live = NULL;
}
