/* The analysis behind moves.h. The words used here:
 *
 *   origin    a place in the code that receives a message (RECV_NEXT, RECVCHAN), or where a call has built a value (BUILT), or where one that
 *             was made and filled here is about to be sent (CLAIM): a bit. A register has
 *             the bit if it may hold that message, a part of it, or an object that refers to it. The highest bit says: or something
 *             of which nothing is known
 *   kept      an origin of which something may be referred to from outside of this frame's registers, or was changed
 *   live      a register that may be read before it is written (liveness.h)
 *
 * Forward: which bits each register may have, and what is kept, before each instruction; both only grow while paths are
 * joined. Receiving again at the same place begins a new message: if a live register still
 * has the bit, two messages would share it, and both are taken for kept.
 */
#include "vm/compile/moves_int.h"

#include "base/mem.h"

#define UNKNOWN  ((uint64_t)1 << 63)
/* Larger functions are left alone: registers times words of code. */
#define WORK_MAX (1u << 21)

static uint64_t *bits_at(const struct moves *v, uint32_t pc)
{
    return v->bits + (size_t)pc * v->nregs;
}
static bool covers(const struct handler *h, uint32_t pc) { return pc >= h->from && pc < h->to; }

static bool writes(const struct effects *e)
{
    return e->kind == DEF_PLAIN || e->kind == DEF_PARTS || e->kind == DEF_UNKNOWN ||
           e->kind == DEF_MESSAGE;
}

/* ---- forward: where values come from ---- */

static void join(struct moves *v, int64_t pc, const uint64_t *bits, uint64_t kept)
{
    if (pc < 0 || pc >= v->p->ncode) return;
    uint64_t *to = bits_at(v, (uint32_t)pc);
    for (uint32_t r = 0; r < v->nregs; r++) {
        if (bits[r] & ~to[r]) v->changed = true;
        to[r] |= bits[r];
    }
    if ((kept & ~v->kept[pc]) || !v->seen[pc]) v->changed = true;
    v->kept[pc] |= kept;
    v->seen[pc] = 1;
}

static uint64_t bits_of(const uint64_t *bits, struct reg_range r)
{
    uint64_t b = 0;
    for (uint32_t i = 0; i < r.n; i++) b |= bits[r.from + i];
    return b;
}

static uint64_t all_bits(const struct moves *v, const uint64_t *bits)
{
    return bits_of(bits, (struct reg_range){0, v->nregs});
}

static uint64_t newly_kept(const struct moves *v, const struct effects *e, const uint64_t *bits)
{
    uint64_t kept = 0;
    for (uint32_t i = 0; i < e->nkept; i++) kept |= bits_of(bits, e->kept[i]);
    if (e->inner)
        for (uint32_t i = 0; i < e->inner->ncaps; i++)
            if (e->inner->caps[i].from_local) kept |= bits[e->inner->caps[i].index];
    if (e->changes) kept |= bits[e->def.from];
    if (e->all || e->loop) kept |= all_bits(v, bits);
    return kept & ~UNKNOWN;
}

static void note_kept(struct moves *v, uint64_t kept, uint32_t pc)
{
    for (uint32_t i = 0; i < v->norigins; i++)
        if (kept >> i & 1 && !v->kept_at[i]) v->kept_at[i] = proto_line(v->p, pc);
}

/* The message that the instruction at pc receives is a new one. */
static uint64_t begin_message(struct moves *v, uint32_t pc, uint32_t reg, uint64_t *bits,
                              uint64_t kept)
{
    uint32_t i = 0;
    while (i < v->norigins && v->origins[i] != pc) i++;
    if (i == v->norigins) {
        bits[reg] = UNKNOWN;
        return kept;
    }
    uint64_t bit = (uint64_t)1 << i;
    const uint64_t *live = liveness_at(&v->live, pc);
    bool still = false;
    for (uint32_t r = 0; r < v->nregs; r++) {
        if (r == reg || !(bits[r] & bit)) continue;
        if (is_live(live, r))
            still = true;
        else
            bits[r] &= ~bit;
    }
    bits[reg] = bit;
    if (still) note_kept(v, bit, pc);
    return still ? kept | bit : kept & ~bit;
}

static void grow(const struct moves *v, const struct effects *e, uint64_t *bits)
{
    uint64_t more = bits_of(bits, e->parts), same = bits[e->def.from] & ~UNKNOWN;
    for (uint32_t r = 0; r < v->nregs; r++)
        if (r == e->def.from || (bits[r] & same)) bits[r] |= more;
}

/* What the instruction does to `bits`; returns what is kept then. */
static uint64_t apply(struct moves *v, uint32_t pc, const struct effects *e, uint64_t *bits,
                      uint64_t kept)
{
    uint64_t more = newly_kept(v, e, bits), from = bits_of(bits, e->parts);
    note_kept(v, more, pc);
    kept |= more;
    if (e->grows) grow(v, e, bits);
    if (e->kind == DEF_MESSAGE) {
        uint64_t was = e->adds ? bits[e->def.from] & ~UNKNOWN : 0;
        kept = begin_message(v, pc, e->def.from, bits, kept);
        bits[e->def.from] |= was;
        return kept;
    }
    if (writes(e)) {
        uint64_t to = e->kind == DEF_PLAIN ? 0 : e->kind == DEF_PARTS ? from : from | UNKNOWN;
        if (e->mixed) to |= UNKNOWN;
        for (uint32_t i = 0; i < e->def.n; i++) bits[e->def.from + i] = to;
    }
    if (e->clobbers)
        for (uint32_t r = e->all ? 0 : e->def.from + 1; r < v->nregs; r++) bits[r] |= UNKNOWN;
    return kept;
}

static void forward_step(struct moves *v, uint32_t pc, uint64_t *tmp)
{
    struct effects e;
    if (!v->seen[pc]) return;
    insn_effects(v->p, pc, &e);
    memcpy(tmp, bits_at(v, pc), v->nregs * sizeof *tmp);
    uint64_t kept = apply(v, pc, &e, tmp, v->kept[pc]);
    if (e.falls) join(v, (int64_t)pc + op_words(insn_op(v->p->code[pc])), tmp, kept);
    for (uint32_t i = 0; i < e.njumps; i++) join(v, e.to[i], tmp, kept);
    for (uint32_t i = 0; i < v->p->nhandlers; i++) {
        const struct handler *h = &v->p->handlers[i];
        if (!covers(h, pc) || h->kind == HANDLER_RELEASE) continue;
        /* From before it, and from behind it: either may be so when the error comes. */
        tmp[h->reg] |= UNKNOWN;
        join(v, h->target, tmp, kept);
        join(v, h->target, bits_at(v, pc), v->kept[pc]);
    }
}

/* ---- the whole function ---- */

static bool is_claim(uint32_t op) { return op == OP_CLAIM || op == OP_UNCLAIM; }
static bool is_built(uint32_t op) { return op == OP_BUILT || op == OP_UNBUILT || is_claim(op); }
static bool is_origin(uint32_t op)
{
    return op == OP_RECV_NEXT || op == OP_RECVCHAN || is_built(op);
}

static bool worth_it(const Proto *p, uint32_t *norigins)
{
    uint32_t sends = 0;
    *norigins = 0;
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        sends += insn_op(p->code[pc]) == OP_SEND;
        *norigins += is_origin(insn_op(p->code[pc]));
    }
    return sends && *norigins && (uint64_t)p->ncode * p->nregs <= WORK_MAX;
}

static void find_origins(struct moves *v)
{
    const Proto *p = v->p;
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc])))
        if (is_origin(insn_op(p->code[pc])) && v->norigins < ORIGINS_MAX) {
            if (is_built(insn_op(p->code[pc]))) v->built |= (uint64_t)1 << v->norigins;
            if (is_claim(insn_op(p->code[pc]))) v->claims |= (uint64_t)1 << v->norigins;
            v->origins[v->norigins++] = pc;
        }
}

static void forward(struct moves *v, uint64_t *tmp)
{
    do {
        v->changed = false;
        for (uint32_t pc = 0; pc < v->p->ncode; pc += op_words(insn_op(v->p->code[pc])))
            forward_step(v, pc, tmp);
    } while (v->changed);
}

bool moves_analyse(struct moves *v, const Proto *p)
{
    uint32_t norigins;
    *v = (struct moves){.p = p, .nregs = p->nregs};
    if (!worth_it(p, &norigins)) return false;
    v->bits = mem_zalloc(MEM_TEMP, ((size_t)p->ncode + 1) * v->nregs * sizeof *v->bits);
    v->kept = mem_zalloc(MEM_TEMP, p->ncode * sizeof *v->kept);
    v->seen = mem_zalloc(MEM_TEMP, p->ncode);
    v->origins = mem_zalloc(MEM_TEMP, ORIGINS_MAX * sizeof *v->origins);
    uint64_t *tmp = bits_at(v, p->ncode);
    find_origins(v);
    liveness_find(&v->live, p);
    for (uint32_t r = 0; r < v->nregs; r++) bits_at(v, 0)[r] = UNKNOWN;
    v->seen[0] = 1;
    forward(v, tmp);
    return true;
}

void moves_free(struct moves *v)
{
    mem_free(MEM_TEMP, v->bits);
    liveness_free(&v->live);
    mem_free(MEM_TEMP, v->kept);
    mem_free(MEM_TEMP, v->seen);
    mem_free(MEM_TEMP, v->origins);
}

/* ---- decisions ---- */

void moves_decide(const struct moves *v, uint32_t pc, struct decision *d)
{
    struct effects e;
    const uint64_t *bits = bits_at(v, pc);
    uint32_t msg = insn_b(v->p->code[pc]);
    insn_effects(v->p, pc, &e);
    d->live = liveness_at(&v->live, v->p->ncode); /* room behind the last one */
    liveness_behind(&v->live, pc, &e, d->live);
    d->bits = bits[msg] & ~UNKNOWN;
    d->unless_object = false;
    d->verdict = MOVES;
    if (!v->seen[pc]) {
        d->verdict = NOT_REACHED;
    } else if (!d->bits) {
        d->verdict = NOT_RECEIVED;
    } else if (!(d->bits & ~v->kept[pc])) {
        d->verdict = IS_KEPT;
    } else if (is_live(d->live, msg)) {
        d->verdict = IS_USED;
    } else {
        d->bits &= ~v->kept[pc];
        for (uint32_t r = 0; r < v->nregs; r++)
            d->unless_object |= (bits[r] & d->bits) && is_live(d->live, r);
    }
}

enum plan_run { RUN_GONE, RUN_BUILT, RUN_CLEAR, RUN_LIVE, RUN_NONE };

static enum plan_run run_of(const struct moves *v, const struct decision *d, uint32_t pc,
                            uint32_t r)
{
    uint64_t b = bits_at(v, pc)[r];
    if (!(b & d->bits)) return RUN_NONE;
    /* The receiver is looked at again by a send that waited. */
    if (is_live(d->live, r) || r == insn_a(v->p->code[pc])) return RUN_LIVE;
    /* Whatever may be in it: if it could be claimed, that is its own. */
    if (b & d->bits & v->claims) return RUN_BUILT;
    if (b & ~d->bits) return RUN_CLEAR;
    return b & v->built ? RUN_BUILT : RUN_GONE;
}

static struct send_plan *make_plan(const struct moves *v, const struct decision *d, uint32_t pc)
{
    uint32_t n[RUN_NONE + 1] = {0}, at = 0;
    for (uint32_t r = 0; r < v->nregs; r++) n[run_of(v, d, pc, r)]++;
    uint32_t all = v->nregs - n[RUN_NONE],
             tokens = (uint32_t)__builtin_popcountll(d->bits & v->built);
    struct send_plan *s = mem_zalloc(MEM_CODE, sizeof *s + (all + tokens) * sizeof s->regs[0]);
    s->ngone = (uint16_t)(n[RUN_GONE] + n[RUN_BUILT]);
    s->nbuilt = (uint16_t)n[RUN_BUILT];
    s->ntokens = (uint16_t)tokens;
    s->nclear = (uint16_t)n[RUN_CLEAR];
    s->nlive = (uint16_t)n[RUN_LIVE];
    for (enum plan_run k = RUN_GONE; k < RUN_NONE; k++)
        for (uint32_t r = 0; r < v->nregs; r++)
            if (run_of(v, d, pc, r) == k) s->regs[at++] = (uint16_t)r;
    for (uint32_t i = 0; i < v->norigins; i++)
        if (d->bits & v->built & (uint64_t)1 << i)
            s->regs[at++] = (uint16_t)insn_b(v->p->code[v->origins[i]]);
    return s;
}

/* Registers that the SENDs look at, though no instruction says so. */
static bool is_token(const struct moves *v, uint32_t reg)
{
    for (uint32_t i = 0; i < v->norigins; i++)
        if (v->built >> i & 1 && insn_b(v->p->code[v->origins[i]]) == reg) return true;
    return false;
}

/* What the call has left behind in registers that are free now is cleared before the value is claimed: they may refer to it. Those in use
 * stand in front of the value's, but for a CLAIM: there the variable that was filled may be free, too. */
static struct build_site *make_site(const struct moves *v, uint32_t pc)
{
    struct effects e;
    uint64_t *live = liveness_at(&v->live, v->p->ncode);
    struct build_site *s = mem_zalloc(MEM_CODE, sizeof *s + v->nregs * sizeof s->dead[0]);
    insn_effects(v->p, pc, &e);
    liveness_behind(&v->live, pc, &e, live);
    for (uint32_t r = e.adds ? 0 : e.def.from + 1; r < v->nregs; r++)
        if (r != e.def.from && !is_live(live, r) && !is_token(v, r))
            s->dead[s->ndead++] = (uint16_t)r;
    return s;
}

/* Several CLAIMs may belong to one BUILD: then what none of them needs is cleared. */
static struct build_site *join_sites(struct build_site *was, struct build_site *s)
{
    uint16_t n = 0;
    if (!was) return s;
    for (uint32_t i = 0, k = 0; i < was->ndead; i++) {
        while (k < s->ndead && s->dead[k] < was->dead[i]) k++;
        if (k < s->ndead && s->dead[k] == was->dead[i]) was->dead[n++] = was->dead[i];
    }
    was->ndead = n;
    mem_free(MEM_CODE, s);
    return was;
}

/* What an operation becomes of which no SEND makes use. */
static uint32_t unused_op(uint32_t op)
{
    return op == OP_BUILD ? OP_NOP : op == OP_BUILT ? OP_UNBUILT : OP_UNCLAIM;
}

/* Those that no SEND makes use of do nothing. */
static void plan_builds(Proto *p, const struct moves *v, uint64_t used)
{
    if (!p->nbuilds) return;
    p->builds = mem_zalloc(MEM_CODE, p->nbuilds * sizeof(struct build_site *));
    for (uint32_t i = 0; i < v->norigins; i++) {
        if (!(used >> i & 1 && v->built >> i & 1)) continue;
        struct build_site **s = &p->builds[insn_c(p->code[v->origins[i]])];
        *s = join_sites(*s, make_site(v, v->origins[i]));
    }
    for (uint32_t pc = 0, at = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        Insn i = p->code[pc];
        uint32_t op = insn_op(i);
        bool origin = at < v->norigins && v->origins[at] == pc;
        bool is_used = origin && used >> at & 1;
        at += origin;
        if (op != OP_BUILD && op != OP_BUILT && op != OP_CLAIM) continue;
        if (op == OP_BUILD ? p->builds[insn_c(i)] != NULL : is_used) continue;
        p->code[pc] = insn_abc(unused_op(op), insn_a(i), insn_b(i), insn_c(i));
    }
}

static void add_plan(Proto *p, uint32_t pc, struct send_plan *s)
{
    Insn i = p->code[pc];
    p->sends = mem_realloc(MEM_CODE, p->sends, (p->nsends + 1) * sizeof *p->sends);
    p->sends[p->nsends++] = s;
    p->code[pc] = insn_abc(OP_SEND, insn_a(i), insn_b(i), p->nsends);
}

void moves_plan(Proto *p)
{
    struct moves v;
    struct decision d;
    uint64_t used = 0;
    if (!moves_analyse(&v, p)) {
        plan_builds(p, &v, 0);
        return;
    }
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        if (insn_op(p->code[pc]) != OP_SEND || p->nsends == UINT16_MAX) continue;
        moves_decide(&v, pc, &d);
        if (d.verdict != MOVES) continue;
        used |= d.bits;
        add_plan(p, pc, make_plan(&v, &d, pc));
    }
    plan_builds(p, &v, used);
    moves_free(&v);
}
