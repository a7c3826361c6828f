/* A verifier of bytecode, run on everything that is compiled in checked builds: it protects the
 * interpreter, which checks nothing.
 *
 * VF-1  The code is a row of whole, known instructions; it cannot run past its end.
 * VF-2  Registers are below nregs, and so are the windows of calls with their scratch room.
 * VF-3  Jumps and handlers lead to the start of an instruction.
 * VF-4  Constants, inner functions and captures exist; names are Strs.
 * VF-5  A closure takes what it captures from registers and captures that exist.
 * VF-8  Behind a PTSWITCH stand its cases.
 * VF-7  Behind a fused operation stands the one that it goes on with.
 * VF-6  A FORBACK leads to a FORNEXT with the same state and one value a turn.
 */
#include "heap/array.h"
#include "vm/compile/gen.h"

struct verify {
    const Proto *p;
    uint8_t *starts; /* 1 at the first word of an instruction */
    Buf *why;
    bool failed;
};

static const char *const forms[] = {
#define OP(name, words, form, what) form,
#include "vm/exec/ops.def"
#undef OP
};

static void fail(struct verify *v, uint32_t pc, const char *fmt, ...) MAAT_PRINTF(3, 4);
static void fail(struct verify *v, uint32_t pc, const char *fmt, ...)
{
    va_list ap;
    if (v->failed) return;
    v->failed = true;
    uint32_t op = pc < v->p->ncode ? insn_op(v->p->code[pc]) : OP_NOP;
    buf_addf(v->why, "%s, line %u, word %u (%s): ", v->p->name->p, proto_line(v->p, pc), pc,
             op_name(op));
    va_start(ap, fmt);
    buf_vaddf(v->why, fmt, ap);
    va_end(ap);
}

/* ---- registers ---- */

static void regs(struct verify *v, uint32_t pc, uint32_t from, uint32_t count)
{
    if (from + count > v->p->nregs)
        fail(v, pc, "registers %u to %u of %u", from, from + count - 1, v->p->nregs);
}

static void window(struct verify *v, uint32_t pc, uint32_t base, uint32_t nargs)
{
    regs(v, pc, base, WINDOW_ARGS + nargs + WINDOW_SCRATCH);
}

static void capture_of(struct verify *v, uint32_t pc, uint32_t i)
{
    if (i >= v->p->ncaps) fail(v, pc, "capture %u of %u", i, v->p->ncaps);
}

/* Operations whose operands are not all plain registers. False: it is not one of these. */
static bool special_regs(struct verify *v, uint32_t pc, Insn i)
{
    uint32_t a = insn_a(i), b = insn_b(i), c = insn_c(i);
    switch (op_plain(insn_op(i))) {
    case OP_NILS:
    case OP_HOLD:
    case OP_RELEASE: regs(v, pc, a, b); return true;
    case OP_PATH:
        regs(v, pc, a, 1);
        regs(v, pc, b, 1 + (c & 15) + (c >> 4 & 15));
        return true;
    case OP_GETCAP:
    case OP_GETCAPBOX:
    case OP_SETCAPBOX:
    case OP_CAPBOX:
        regs(v, pc, a, 1);
        capture_of(v, pc, b);
        return true;
    case OP_CALL:
    case OP_TCALL:
    case OP_CALLN:
    case OP_CALLK:
    case OP_SPAWN: window(v, pc, a, b); return true;
    case OP_INVOKE:
    case OP_TINVOKE:
    case OP_SUPER:
    case OP_SPAWNM: window(v, pc, a, b + 1); return true;
    case OP_INVOKEN: window(v, pc, a, b + 2); return true;
    case OP_PTSWITCH: regs(v, pc, a, 1); return true;
    case OP_GETATTR:
        window(v, pc, a, 1);
        regs(v, pc, b, 1);
        if (b >= a && b != a + 3) fail(v, pc, "the receiver lies inside the window");
        return true;
    case OP_CALLX:
    case OP_TCALLX: window(v, pc, a, 2); return true;
    case OP_INVOKEX:
    case OP_SUPERX:
    case OP_SPAWNX: window(v, pc, a, 3 - (insn_op(i) == OP_SPAWNX)); return true;
    case OP_NEWARRAY:
    case OP_NEWMAPK:
    case OP_NEWMSG:
    case OP_STRCAT:
        regs(v, pc, a, 1);
        if (c) regs(v, pc, b, c);
        return true;
    case OP_FORPREP:
        regs(v, pc, a, 4 + c);
        regs(v, pc, b, 1);
        return true;
    case OP_FORRANGE:
        regs(v, pc, a, 5);
        regs(v, pc, b, 1);
        regs(v, pc, c, 1);
        return true;
    case OP_FORNEXT: regs(v, pc, a, 4 + c); return true;
    case OP_FORBACK: regs(v, pc, a, 5); return true;
    case OP_FOREXIT: regs(v, pc, a, 4); return true;
    case OP_MEMOKEY:
        regs(v, pc, a, 1);
        regs(v, pc, c, b);
        return true;
    case OP_MEMOGET:
    case OP_NEWBOX:
    case OP_SETATTR:
    case OP_GROUP:
    case OP_PTELEM:
    case OP_PTREST:
        regs(v, pc, a, 1);
        regs(v, pc, b, 1);
        return true;
    case OP_ASARRAY:
        regs(v, pc, a, 1);
        regs(v, pc, b, 1);
        if (a == b) fail(v, pc, "the same register twice");
        return true;
    case OP_NEWMAP:
    case OP_PTARR: regs(v, pc, a, 1); return true;
    case OP_PTRE:
        regs(v, pc, a, 1);
        regs(v, pc, b, 1);
        if (c != 0xFFFF) regs(v, pc, c, 1);
        return true;
    case OP_RECV_START:
        if (a != 0xFFFF) regs(v, pc, a, 1);
        if (b != 0xFFFF) regs(v, pc, b, 1);
        return true;
    case OP_RECV_TAKE: regs(v, pc, a, 1 + b); return true;
    case OP_MATCH:
        if ((v->p->code[pc + 1] >> 32) != NO_REG)
            regs(v, pc, (uint32_t)(v->p->code[pc + 1] >> 32), 1);
        return false;
    default: return false;
    }
}

static void check_regs(struct verify *v, uint32_t pc, Insn i, const char *form)
{
    if (special_regs(v, pc, i)) return;
    bool compares = strchr(form, 'i') != NULL && strchr(form, 'J') != NULL;
    for (; *form && *form != '+'; form++) {
        if (*form == 'a')
            regs(v, pc, insn_a(i), 1);
        else if (*form == 'b' && !compares)
            regs(v, pc, insn_b(i), 1);
        else if (*form == 'c')
            regs(v, pc, insn_c(i), 1);
    }
}

/* ---- jumps ---- */

static void target(struct verify *v, uint32_t pc, int64_t to)
{
    if (to < 0 || to >= v->p->ncode || !v->starts[to])
        fail(v, pc, "jump to word %lld", (long long)to);
}

/* VF-6 */
static void check_forback(struct verify *v, uint32_t pc, Insn i)
{
    int64_t to = (int64_t)pc + 1 + insn_s(i);
    if (v->failed) return;
    Insn next = v->p->code[to];
    if (insn_op(next) != OP_FORNEXT || insn_a(next) != insn_a(i) || insn_c(next) != 1)
        fail(v, pc, "word %lld is not the FORNEXT of this loop", (long long)to);
}

static void check_jumps(struct verify *v, uint32_t pc, Insn i, const char *form)
{
    uint32_t op = insn_op(i);
    int64_t next = (int64_t)pc + op_words(op);
    const char *j = strchr(form, 'J'), *f = strstr(form, "+f");
    if (j)
        target(v, pc,
               next +
                   (!strcmp(form, "abJ") || !strcmp(form, "aiJ") ? (int16_t)insn_c(i) : insn_s(i)));
    if (op == OP_FORBACK) check_forback(v, pc, i);
    if (f && op != OP_MATCH && op != OP_MEMOSET)
        target(v, pc, next + (int32_t)(uint32_t)v->p->code[pc + 1]);
}

/* ---- constants ---- */

static void constant(struct verify *v, uint32_t pc, uint32_t i)
{
    if (i >= v->p->nconsts) fail(v, pc, "constant %u of %u", i, v->p->nconsts);
}

static void name(struct verify *v, uint32_t pc, uint32_t word)
{
    if (!is_str(v->p->code[pc + word])) fail(v, pc, "the name is not a Str");
}

static void keys(struct verify *v, uint32_t pc, Value keys, uint32_t n)
{
    bool ok = is_array(keys) && to_array(keys)->len == n && n <= MAP_LINEAR;
    for (uint32_t i = 0; ok && i < n; i++) ok = is_str(*array_at(to_array(keys), i));
    if (!ok) fail(v, pc, "the keys are not %u strings", n);
}

static void check_closure(struct verify *v, uint32_t pc, uint32_t i)
{
    if (i >= v->p->nprotos) {
        fail(v, pc, "function %u of %u", i, v->p->nprotos);
        return;
    }
    const Proto *q = v->p->protos[i];
    for (uint32_t k = 0; k < q->ncaps; k++) {
        uint32_t limit = q->caps[k].from_local ? v->p->nregs : v->p->ncaps;
        if (q->caps[k].index >= limit)
            fail(v, pc, "%s captures %u of %u", q->name->p, q->caps[k].index, limit);
    }
}

static void check_consts(struct verify *v, uint32_t pc, Insn i)
{
    switch (op_plain(insn_op(i))) {
    case OP_NEWMAPK: keys(v, pc, v->p->code[pc + 1], insn_c(i)); break;
    case OP_NEWBYTES: constant(v, pc, insn_u(i)); break;
    case OP_CLOSURE:
    case OP_CLOSURE0: check_closure(v, pc, insn_u(i)); break;
    case OP_PTEQK:
    case OP_PTTYPE:
    case OP_PTKEY:
    case OP_PTFIELD: constant(v, pc, (uint32_t)(v->p->code[pc + 1] >> 32)); break;
    case OP_SPAWN: constant(v, pc, (uint32_t)(v->p->code[pc + 1] >> 32)); break;
    case OP_SPAWNM:
        constant(v, pc, (uint32_t)(v->p->code[pc + 2] >> 32));
        name(v, pc, 1);
        break;
    case OP_INVOKE:
    case OP_TINVOKE:
    case OP_GETATTR:
    case OP_INVOKEN:
    case OP_INVOKEX:
    case OP_SUPER:
    case OP_SUPERX:
    case OP_GETFIELD:
    case OP_SETFIELD:
    case OP_SETATTR:
    case OP_KEY:
    case OP_SETKEY: name(v, pc, 1); break;
    default: break;
    }
}

/* ---- whole functions ---- */

static bool ends(uint32_t op)
{
    return op == OP_RETURN || op == OP_RETNIL || op == OP_JMP || op == OP_THROW || op == OP_RETHROW;
}

static void mark_starts(struct verify *v)
{
    uint32_t last = OP_NOP;
    for (uint32_t pc = 0; pc < v->p->ncode;) {
        last = insn_op(v->p->code[pc]);
        if (last >= OP_COUNT) {
            fail(v, pc, "unknown operation %u", last);
            return;
        }
        v->starts[pc] = 1;
        pc += op_words(last);
        if (pc > v->p->ncode) fail(v, v->p->ncode, "the last instruction is cut off");
    }
    if (!v->failed && !ends(last)) fail(v, v->p->ncode, "the code runs past its end");
}

/* VF-7 */
static void check_fused(struct verify *v, uint32_t pc, Insn i)
{
    uint32_t op = insn_op(i), first = op_plain(op), next = pc + op_words(op);
    if (op == first) return;
    if (next >= v->p->ncode || op_fused(first, op_plain(insn_op(v->p->code[next]))) != op)
        fail(v, pc, "what stands behind it is not the other half");
}

/* VF-8 */
static void check_switch(struct verify *v, uint32_t pc, Insn i)
{
    if (insn_op(i) != OP_PTSWITCH) return;
    for (uint32_t k = pc + 2; k <= pc + 2 + insn_b(i); k++)
        if (k >= v->p->ncode || insn_op(v->p->code[k]) != OP_CASE) fail(v, pc, "a case is missing");
}

static bool is_start(const struct verify *v, uint32_t pc)
{
    return pc < v->p->ncode && v->starts[pc];
}

static void check_handlers(struct verify *v)
{
    for (uint32_t i = 0; i < v->p->nhandlers; i++) {
        const struct handler *h = &v->p->handlers[i];
        if (h->from >= h->to || !is_start(v, h->from) ||
            !(h->to == v->p->ncode || is_start(v, h->to)))
            fail(v, h->from, "handler %u covers [%u, %u)", i, h->from, h->to);
        if (h->kind == HANDLER_RELEASE) {
            regs(v, h->from, h->reg, h->target);
            continue;
        }
        if (!is_start(v, h->target)) fail(v, h->from, "handler %u leads to word %u", i, h->target);
        if (h->end && (h->end < h->target || h->end > v->p->ncode))
            fail(v, h->from, "the block of handler %u ends at word %u", i, h->end);
        regs(v, h->from, h->reg, 1);
    }
}

static void check_lines(struct verify *v)
{
    for (uint32_t i = 1; i < v->p->nlines; i++)
        if (v->p->lines[i].pc <= v->p->lines[i - 1].pc)
            fail(v, v->p->lines[i].pc, "lines are not in order");
}

static bool verify_proto(const Proto *p, Buf *why)
{
    struct verify v = {.p = p, .why = why};
    v.starts = mem_zalloc(MEM_TEMP, p->ncode + 1);
    mark_starts(&v);
    for (uint32_t pc = 0; pc < p->ncode && !v.failed; pc += op_words(insn_op(p->code[pc]))) {
        Insn i = p->code[pc];
        const char *form = forms[op_plain(insn_op(i))];
        check_fused(&v, pc, i);
        check_switch(&v, pc, i);
        check_regs(&v, pc, i, form);
        check_jumps(&v, pc, i, form);
        check_consts(&v, pc, i);
    }
    if (!v.failed) check_handlers(&v);
    check_lines(&v);
    if (p->nparams > p->nregs) fail(&v, 0, "%u parameters in %u registers", p->nparams, p->nregs);
    mem_free(MEM_TEMP, v.starts);
    for (uint32_t i = 0; i < p->nprotos && !v.failed; i++)
        if (!verify_proto(p->protos[i], why)) v.failed = true;
    return !v.failed;
}

bool verify_module(const Module *m, Buf *why) { return verify_proto(m->main, why); }
