/* What a program cannot name any more keeps nothing alive.
 *
 * A frame that waits, or that has called another one, holds what its last calls and expressions left in registers, for as long as it
 * waits. Before a collection of what is old all of it that is dead is forgotten: registers that are not read any more
 * (vm/compile/liveness.h), and hold no variable. A variable in whose scope the program is keeps what it refers to, though nothing reads it
 * any more (WeakRef tells the difference); those of the library may go.
 *
 *   | registers of a caller | fn, return address, R | of what it called ... | of the frame on top |
 *     dead behind the call                                                    only if it waits: dead before the instruction
 *                                                                             that will be done again
 *
 * The frame on top of one that runs is left alone: an instruction or a native in the middle of its work has values in any of them.
 *
 * What is live is found once for each function, and kept with it. The code may be counted, or specialised by others at any time: looked
 * at is a copy in which each instruction is what the compiler made it.
 *
 *   DR-1  Only references are forgotten; other words may be read by who is not listed as a reader (BUILD's, frames that were left).
 */
#include "vm/exec/interp.h"
#include "vm/compile/liveness.h"
#include "vm/exec/profile.h"

/* Larger functions are left alone: words of code times words of a set, and times handlers. */
#define WORK_MAX    16384u
#define LOOKS_MAX   65536u
/* Functions that one collection looks at for the first time. */
#define FRESH_MOST  32
/* Frames that one collection looks at, from the top. */
#define FRAMES_MOST (BUILD_STRESS ? 32 : 512)
/* Of a set, in functions that are looked at. */
#define LIVE_WORDS  8

static inline Value *frame_registers_end(Value *R) { return R + frame_proto(R)->nregs; }

/* What an operation was before it was specialised. */
static uint32_t general(uint32_t op)
{
    switch (op) {
    case OP_ADDD: return OP_ADD;
    case OP_SUBD: return OP_SUB;
    case OP_MULD: return OP_MUL;
    case OP_DIVD: return OP_DIV;
    case OP_GETMETH:
    case OP_GETLEN:
    case OP_GETSELF: return OP_GETATTR;
    case OP_MAPGETI:
    case OP_MAPGETS: return OP_INDEX;
    case OP_MAPSETI:
    case OP_MAPSETS: return OP_SETINDEX;
    default: return op;
    }
}

static Insn *copy_code(const Proto *p)
{
    Insn *code = mem_alloc(MEM_TEMP, p->ncode * sizeof *code);
    for (uint32_t pc = 0, next; pc < p->ncode; pc = next) {
        Insn w = proto_insn(p, pc);
        uint32_t op = general(op_plain(insn_op(w)));
        code[pc] = (w & ~(Insn)0xFFFF) | op;
        next = pc + op_words(op);
        for (uint32_t i = pc + 1; i < next; i++) code[i] = load_rlx(&p->code[i]);
    }
    return code;
}

static struct liveness *find_live(const Proto *p)
{
    Proto q = {.code = copy_code(p),
               .ncode = p->ncode,
               .nregs = p->nregs,
               .protos = p->protos,
               .nprotos = p->nprotos,
               .handlers = p->handlers,
               .nhandlers = p->nhandlers};
    struct liveness l, *kept;
    liveness_find(&l, &q);
    size_t bytes = (size_t)p->ncode * l.nwords * sizeof *l.live;
    kept = mem_alloc(MEM_RUNTIME, sizeof *kept + bytes);
    *kept = (struct liveness){.p = p, .nwords = l.nwords, .live = (uint64_t *)(kept + 1)};
    memcpy(kept->live, l.live, bytes);
    liveness_free(&l);
    mem_free(MEM_TEMP, q.code);
    return kept;
}

static bool is_large(const Proto *p)
{
    return liveness_words(p) > LIVE_WORDS || (uint64_t)p->ncode * liveness_words(p) > WORK_MAX ||
           (uint64_t)p->ncode * p->nhandlers > LOOKS_MAX;
}

/* NULL: nobody knows. *fresh: how many more may be looked at. */
static const struct liveness *live_of(Proto *p, uint32_t *fresh)
{
    struct liveness *l = load_acq(&p->live); /* pairs with the exchange below */
    if (l || !*fresh || is_large(p)) return l;
    --*fresh;
    struct liveness *was = NULL;
    l = find_live(p);
    if (cas_ar(&p->live, &was, l)) return l;
    mem_free(MEM_RUNTIME, l);
    return was;
}

void exec_live_free(Proto *p)
{
    mem_free(MEM_RUNTIME, p->live);
    for (uint32_t i = 0; i < p->nprotos; i++) exec_live_free(p->protos[i]);
}

static void forget(Value *R, Value *end, const uint64_t *live)
{
    for (Value *v = R; v < end; v++)
        if (is_ptr(*v) && !is_live(live, (uint32_t)(v - R))) *v = V_NIL;
}

static void set_variables(const Proto *p, uint32_t at, uint64_t *set)
{
    for (uint32_t i = 0; i < p->nvars; i++) {
        const struct var_range *v = &p->vars[i];
        if (at >= v->from && at < v->to) set[v->reg / 64] |= (uint64_t)1 << (v->reg % 64);
    }
}

/* A frame that will go on in the instruction at `at`, or has called something in the instruction that ends there. */
static void forget_in(const Maatine *m, Value *R, Value *end, uint32_t at, bool behind,
                      uint32_t *fresh)
{
    Proto *p = (Proto *)(uintptr_t)frame_proto(R); /* its `live` is no part of the code */
    if (p->module == m->rt->internal_module) return;
    const struct liveness *l = live_of(p, fresh);
    uint64_t set[LIVE_WORDS];
    if (!l) return;
    memcpy(set, liveness_at(l, at), l->nwords * sizeof *set);
    if (behind) liveness_handlers(l, at - 1, set);
    set_variables(p, behind ? at - 1 : at, set);
    forget(R, end, set);
}

void exec_forget_dead(Maatine *m)
{
    Value *R = m->R, *end = frame_registers_end(R);
    uint32_t fresh = FRESH_MOST;
    if (m->exec_result == EXEC_WAIT)
        forget_in(m, R, end, (uint32_t)(m->pc - frame_proto(R)->code), false, &fresh);
    for (uint32_t i = 0; i < FRAMES_MOST && ret_mode(R[-2]) != RET_HALT; i++) {
        Value ret = R[-2];
        end = R - FRAME_WORDS;
        R -= R[-1];
        if (frame_registers_end(R) < end) end = frame_registers_end(R);
        if (ret_mode(ret) == RET_BODY)
            continue; /* the copy of a loop's frame: called by internal code */
        uint32_t at = (uint32_t)(ret_pc(ret) - frame_proto(R)->code);
        forget_in(m, R, end, at, ret_mode(ret) == RET_PLAIN, &fresh);
    }
}
