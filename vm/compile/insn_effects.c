/* The table of effects; what is not listed reads and keeps everything. */
#include "vm/compile/insn_effects.h"

#include "vm/compile/gen.h"

static const char *const forms[] = {
#define OP(name, words, form, what) form,
#include "vm/exec/ops.def"
#undef OP
};

static void use(struct effects *e, uint32_t from, uint32_t n)
{
    if (n) e->uses[e->nuses++] = (struct reg_range){from, n};
}

static void keep(struct effects *e, uint32_t from, uint32_t n)
{
    if (n) e->kept[e->nkept++] = (struct reg_range){from, n};
}

static void use_keep(struct effects *e, uint32_t from, uint32_t n)
{
    use(e, from, n);
    keep(e, from, n);
}

static void def(struct effects *e, uint32_t reg, enum def_kind k)
{
    e->def = (struct reg_range){reg, 1};
    e->kind = k;
}

static void parts(struct effects *e, uint32_t reg, uint32_t from, uint32_t n, bool mixed)
{
    def(e, reg, n ? DEF_PARTS : DEF_PLAIN);
    e->parts = (struct reg_range){from, n};
    e->mixed = mixed;
}

static void grow(struct effects *e, uint32_t reg, uint32_t from)
{
    use(e, reg, 1);
    use(e, from, 1);
    e->def = (struct reg_range){reg, 1};
    e->parts = (struct reg_range){from, 1};
    e->grows = true;
}

/* A call: the window at a, n registers from `first` are handed over. */
static void call(struct effects *e, uint32_t a, uint32_t first, uint32_t n, bool callee)
{
    if (callee) use_keep(e, a, 1);
    use_keep(e, a + first, n);
    def(e, a, DEF_UNKNOWN);
    e->clobbers = true;
}

static void jumps(const Proto *p, uint32_t pc, struct effects *e)
{
    Insn i = p->code[pc];
    uint32_t op = op_plain(insn_op(i));
    const char *form = forms[op];
    int64_t next = (int64_t)pc + op_words(op);
    if (strchr(form, 'J')) {
        bool small = !strcmp(form, "abJ") || !strcmp(form, "aiJ");
        e->to[e->njumps++] = next + (small ? (int16_t)insn_c(i) : insn_s(i));
    }
    if (strstr(form, "+f") && op != OP_MATCH && op != OP_MEMOSET)
        e->to[e->njumps++] = next + (int32_t)(uint32_t)p->code[pc + 1];
}

static bool falls(uint32_t op)
{
    switch (op) {
    case OP_JMP:
    case OP_LOOP:
    case OP_RETURN:
    case OP_RETNIL:
    case OP_TCALL:
    case OP_TCALLX:
    case OP_TINVOKE:
    case OP_THROW:
    case OP_RETHROW:
    case OP_NOMATCH:
    case OP_STUB:
    case OP_FORBACK:
    case OP_RECV_SKIP:
    case OP_RECV_WAIT: return false;
    default: return true;
    }
}

/* Loads, variables and statics. False: the operation is none of these; so below. */
static bool variable_effects(Insn i, struct effects *e)
{
    uint32_t a = insn_a(i), b = insn_b(i);
    switch (insn_op(i)) {
    case OP_NOP:
    case OP_JMP:
    case OP_LOOP: return true;
    case OP_MOVE:
        use(e, b, 1);
        parts(e, a, b, 1, false);
        return true;
    case OP_LOADK:
    case OP_LOADINT:
    case OP_LOADNIL:
    case OP_LOADTRUE:
    case OP_LOADFALSE:
    case OP_LOADABSENT:
    case OP_NEWBYTES:
    case OP_NEWMAP: def(e, a, DEF_PLAIN); return true;
    case OP_NILS:
        e->def = (struct reg_range){a, b};
        e->kind = DEF_PLAIN;
        return true;
    case OP_GETCAP:
    case OP_GETCAPBOX:
    case OP_CAPBOX:
    case OP_GETSTATIC:
    case OP_GETGLOBAL:
    case OP_GLOBALCELL:
    case OP_CURFN: def(e, a, DEF_UNKNOWN); return true;
    case OP_SETGLOBAL: use(e, a, 1); return true; /* a copy */
    case OP_SETCAPBOX:
    case OP_SETSTATIC:
    case OP_INITSTATIC:
    case OP_SETCONST: use_keep(e, a, 1); return true;
    case OP_NEWBOX:
        use_keep(e, b, 1);
        def(e, a, DEF_UNKNOWN);
        return true;
    case OP_GETBOX:
        use(e, b, 1);
        def(e, a, DEF_UNKNOWN);
        return true;
    case OP_SETBOX:
        use(e, a, 1);
        use_keep(e, b, 1);
        return true;
    case OP_HOLD:
    case OP_RELEASE: use(e, a, b); return true;
    case OP_PATH: /* what goes in and out is copied */
        use(e, b, 1 + (insn_c(i) & 15) + (insn_c(i) >> 4 & 15));
        def(e, a, DEF_UNKNOWN);
        return true;
    default: return false;
    }
}

/* Operators may return an operand, or run code of an instance (heap_leak then says so at run time). */
static bool operator_effects(Insn i, struct effects *e)
{
    /* These run from one operation to another in ops.def. */
    _Static_assert(OP_SHR - OP_ADD == 12 && OP_NOTIN - OP_EQ == 11 && OP_JNABSENT - OP_JT == 5 &&
                       OP_JNEQ - OP_JLT == 9 && OP_JNEQI - OP_JNEQ == 10 &&
                       OP_LOOPGEI - OP_LOOPLT == 7,
                   "an operation was added in between");
    uint32_t a = insn_a(i), b = insn_b(i), c = insn_c(i), op = insn_op(i);
    if (op >= OP_ADD && op <= OP_SHR) {
        bool one = op == OP_ADDI || op == OP_SUBI;
        use(e, b, 1);
        if (!one) use(e, c, 1);
        /* `parts` is one range: what the other operand brings is unknown at worst. */
        parts(e, a, b, 1, true);
        if (!one) e->kind = DEF_UNKNOWN;
        return true;
    }
    if (op == OP_NEG || op == OP_PLUS || op == OP_BNOT || op == OP_TOSTR || op == OP_FREEZE) {
        use(e, b, 1);
        parts(e, a, b, 1, true);
        return true;
    }
    if (op == OP_NOT || op == OP_TRUTH || op == OP_DEFINED) {
        use(e, b, 1);
        def(e, a, DEF_PLAIN);
        return true;
    }
    if (op >= OP_EQ && op <= OP_NOTIN) {
        use(e, b, 1);
        use(e, c, 1);
        def(e, a, op == OP_CMP ? DEF_UNKNOWN : DEF_PLAIN);
        return true;
    }
    if (op >= OP_JT && op <= OP_JNABSENT) {
        use(e, a, 1);
        return true;
    }
    if (op >= OP_JLT && op <= OP_JNEQI) {
        use(e, a, 1);
        if (op <= OP_JNEQ) use(e, b, 1);
        return true;
    }
    if (op >= OP_LOOPLT && op <= OP_LOOPGEI) {
        use(e, a, 1);
        if ((op - OP_LOOPLT) % 2 == 0) use(e, b, 1);
        return true;
    }
    return false;
}

static bool call_effects(const Proto *p, Insn i, struct effects *e)
{
    uint32_t a = insn_a(i), b = insn_b(i);
    switch (insn_op(i)) {
    case OP_CALL:
    case OP_TCALL: call(e, a, WINDOW_ARGS, b, true); return true;
    case OP_CALLK:
    case OP_CALLN: call(e, a, WINDOW_ARGS, b, false); return true;
    case OP_CALLX:
    case OP_TCALLX: call(e, a, WINDOW_ARGS, 2, true); return true;
    case OP_GETATTR:
        use_keep(e, b, 1);
        def(e, a, DEF_UNKNOWN);
        e->clobbers = true;
        return true;
    case OP_INVOKE:
    case OP_TINVOKE:
    case OP_SUPER: call(e, a, WINDOW_ARGS, b + 1, false); return true;
    case OP_INVOKEN: call(e, a, WINDOW_ARGS, b + 2, false); return true;
    case OP_INVOKEX:
    case OP_SUPERX: call(e, a, WINDOW_ARGS, 3, false); return true;
    case OP_CLOSURE:
        def(e, a, DEF_UNKNOWN);
        e->inner = p->protos[insn_u(i)];
        return true;
    case OP_SPAWN: call(e, a, WINDOW_ARGS, b, true); return true;
    case OP_SPAWNM: call(e, a, WINDOW_ARGS, b + 1, false); return true;
    case OP_SPAWNX: call(e, a, WINDOW_ARGS, 3, true); return true;
    case OP_RETURN: use_keep(e, a, 1); return true;
    case OP_RETNIL:
    case OP_CASE: /* as if it might also go on behind: all ways from the PTSWITCH are seen so */
    case OP_STUB: return true;
    case OP_THROW:
    case OP_RETHROW:
    case OP_NOMATCH: use_keep(e, a, 1); return true;
    case OP_ADDSUPP:
        use(e, a, 1);
        use_keep(e, b, 1);
        def(e, a, DEF_UNKNOWN);
        return true;
    case OP_DEFER:
        use(e, a, 1);
        use_keep(e, b, 1);
        def(e, a, DEF_UNKNOWN);
        return true;
    case OP_DEFERPOP:
        use(e, b, 1);
        def(e, a, DEF_UNKNOWN);
        return true;
    default: return false;
    }
}

static bool object_effects(Insn i, struct effects *e)
{
    uint32_t a = insn_a(i), b = insn_b(i), c = insn_c(i);
    switch (insn_op(i)) {
    case OP_GETFIELD:
    case OP_KEY:
        use(e, b, 1);
        parts(e, a, b, 1, false);
        return true;
    case OP_INDEX:
        use(e, b, 1);
        use(e, c, 1);
        parts(e, a, b, 1, false);
        return true;
    case OP_SETFIELD:
    case OP_SETKEY:
    case OP_SETATTR:
        use(e, a, 1);
        use_keep(e, b, 1);
        if (insn_op(i) == OP_SETATTR) keep(e, a, 1);
        e->def = (struct reg_range){a, 1};
        e->changes = true;
        return true;
    case OP_SETINDEX:
        use(e, a, 1);
        use_keep(e, b, 1);
        use_keep(e, c, 1);
        e->def = (struct reg_range){a, 1};
        e->changes = true;
        return true;
    case OP_NEWARRAY:
    case OP_NEWMAPK:
    case OP_NEWMSG:
    case OP_STRCAT:
        use(e, b, c);
        parts(e, a, b, c, false);
        return true;
    case OP_ASARRAY:
        use(e, b, 1);
        parts(e, a, b, 1, false);
        return true;
    case OP_ARRPUSH:
    case OP_ARRCAT:
    case OP_MAPCAT: grow(e, a, b); return true;
    case OP_MAPPUT:
        use_keep(e, b, 1);
        grow(e, a, c);
        return true;
    case OP_NEWRANGE:
    case OP_NEWRANGEX:
        use_keep(e, b, 1);
        use_keep(e, c, 1);
        def(e, a, DEF_UNKNOWN);
        return true;
    default: return false;
    }
}

static void match(struct effects *e, uint32_t text, uint32_t regex, uint32_t groups)
{
    use_keep(e, text, 1);
    use(e, regex, 1);
    if (groups != NO_REG) def(e, groups, DEF_UNKNOWN);
}

static bool pattern_effects(const Proto *p, uint32_t pc, Insn i, struct effects *e)
{
    uint32_t a = insn_a(i), b = insn_b(i), c = insn_c(i);
    switch (insn_op(i)) {
    case OP_PTEQK:
    case OP_PTSWITCH:
    case OP_PTTYPE:
    case OP_PTARR:
    case OP_PTMAP: use(e, a, 1); return true;
    case OP_PTEQ:
    case OP_PTRANGE:
        use(e, a, 1);
        use(e, b, 1);
        return true;
    case OP_PTELEM:
    case OP_PTREST:
    case OP_PTKEY:
    case OP_PTFIELD:
    case OP_GROUP:
        use(e, b, 1);
        parts(e, a, b, 1, false);
        return true;
    case OP_MATCH: match(e, b, c, (uint32_t)(p->code[pc + 1] >> 32)); return true;
    case OP_PTRE: match(e, a, b, c == 0xFFFF ? NO_REG : c); return true;
    case OP_PTKEYR:
        use(e, b, 1);
        use(e, c, 1);
        parts(e, a, b, 1, false);
        return true;
    default: return false;
    }
}

static bool message_effects(Insn i, struct effects *e)
{
    uint32_t a = insn_a(i), b = insn_b(i);
    switch (insn_op(i)) {
    case OP_SEND:
        use(e, a, 1);
        use(e, b, 1);
        return true;
    case OP_RECVCHAN:
        use(e, b, 1);
        def(e, a, DEF_MESSAGE);
        return true;
    case OP_BUILD: def(e, a, DEF_PLAIN); return true;
    case OP_BUILT:
    case OP_UNBUILT: /* an integer that only SENDs look at is in b */
        use(e, a, 1);
        use(e, b, 1);
        def(e, a, DEF_MESSAGE);
        return true;
    case OP_CLAIM:
    case OP_UNCLAIM:
        use(e, a, 1);
        use(e, b, 1);
        def(e, a, DEF_MESSAGE);
        e->adds = true;
        return true;
    case OP_RECV_START:
        if (a != 0xFFFF) use(e, a, 1);
        if (b != 0xFFFF) use(e, b, 1);
        return true;
    case OP_RECV_NEXT: def(e, a, DEF_MESSAGE); return true;
    case OP_RECV_PIN:
    case OP_RECV_ACCEPT:
        use(e, a, 1);
        def(e, a, DEF_SAME);
        return true;
    case OP_RECV_TAKE:
        use(e, a, 1 + b);
        def(e, a, DEF_PLAIN);
        return true;
    case OP_RECV_SKIP:
    case OP_RECV_WAIT: return true;
    default: return false;
    }
}

static bool loop_effects(Insn i, struct effects *e)
{
    uint32_t a = insn_a(i), b = insn_b(i), c = insn_c(i);
    switch (insn_op(i)) {
    case OP_FORPREP:
        use_keep(e, b, 1);
        e->def = (struct reg_range){a, 4};
        break;
    case OP_FORRANGE:
        use_keep(e, b, 1);
        use_keep(e, c, 1);
        e->def = (struct reg_range){a, 4};
        break;
    case OP_FORBACK: /* may do the work of the FORNEXT that it leads to */
        use(e, a, 4);
        e->def = (struct reg_range){a, 5};
        break;
    case OP_FORNEXT:
        use(e, a, 4);
        e->def = (struct reg_range){a, 4 + c};
        break;
    case OP_FOREXIT: use(e, a, 4); return true;
    default: return false;
    }
    e->kind = DEF_UNKNOWN;
    e->loop = true;
    return true;
}

void insn_effects(const Proto *p, uint32_t pc, struct effects *e)
{
    Insn i = p->code[pc], plain = op_plain(insn_op(i));
    i = (i & ~(Insn)0xFFFF) | plain; /* what is fused with the next one is what it was */
    *e = (struct effects){.falls = falls(insn_op(i))};
    jumps(p, pc, e);
    if (variable_effects(i, e) || operator_effects(i, e) || call_effects(p, i, e) ||
        object_effects(i, e) || pattern_effects(p, pc, i, e) || message_effects(i, e) ||
        loop_effects(i, e))
        return;
    e->all = true;
    e->clobbers = true;
}
