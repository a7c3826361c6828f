/* What `maat dis --moves` says of each send, and of each task: which way the message takes, and why. What is decided at run time is said to be. */
#include "base/mem.h"
#include "vm/compile/insn_effects.h"
#include "vm/compile/moves_int.h"
#include "vm/native.h"

/* ---- where a value comes from ---- */

#define NOWHERE    (-1)
#define MOVES_MOST 8 /* MOVEs gone through */

static bool writes(const struct effects *e, uint32_t op, uint32_t reg)
{
    bool does = e->kind != DEF_NONE && e->kind != DEF_SAME && op != OP_BUILT && op != OP_CLAIM;
    return (does && reg - e->def.from < e->def.n) || (e->clobbers && reg > e->def.from);
}

/* Whether code elsewhere leads to pc. */
static uint8_t *find_targets(const Proto *p)
{
    uint8_t *t = mem_zalloc(MEM_TEMP, p->ncode + 1);
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        struct effects e;
        insn_effects(p, pc, &e);
        for (uint32_t i = 0; i < e.njumps; i++)
            if (e.to[i] >= 0 && e.to[i] < p->ncode) t[e.to[i]] = 1;
    }
    for (uint32_t i = 0; i < p->nhandlers; i++)
        if (p->handlers[i].kind != HANDLER_RELEASE) t[p->handlers[i].target] = 1;
    return t;
}

/* The instruction that has written the register on the only way to pc; NOWHERE: there are others, or it is not known. */
static int64_t written_at(const Proto *p, const uint8_t *targets, uint32_t pc, uint32_t reg)
{
    int64_t at = NOWHERE;
    for (uint32_t k = 0; k < pc; k += op_words(insn_op(p->code[k]))) {
        struct effects e;
        insn_effects(p, k, &e);
        if (targets[k] || !e.falls) at = NOWHERE;
        if (writes(&e, op_plain(insn_op(p->code[k])), reg)) at = k;
    }
    return targets[pc] ? NOWHERE : at;
}

/* The same, for the value that was moved there. */
static int64_t made_at(const Proto *p, const uint8_t *targets, uint32_t pc, uint32_t reg)
{
    int64_t at = pc;
    for (int i = 0; i < MOVES_MOST; i++) {
        at = written_at(p, targets, (uint32_t)at, reg);
        if (at == NOWHERE || op_plain(insn_op(p->code[at])) != OP_MOVE) return at;
        reg = insn_b(p->code[at]);
    }
    return NOWHERE;
}

static const Str *name_of_call(const Proto *p, int64_t at)
{
    uint32_t op = op_plain(insn_op(p->code[at]));
    bool named = op == OP_INVOKE || op == OP_GETATTR || op == OP_INVOKEN;
    return named ? (const Str *)to_ptr(p->code[at + 1]) : NULL;
}

static bool is_call_of(const Proto *p, int64_t at, const char *name)
{
    const Str *s = at == NOWHERE ? NULL : name_of_call(p, at);
    return s && !strcmp(s->p, name);
}

/* ---- what it is ---- */

enum made { MADE_ANYHOW, MADE_CONSTANT, MADE_FROZEN, MADE_FLAT, MADE_GLOBAL };

static bool is_of_bytes(const Proto *p, const uint8_t *targets, int64_t at)
{
    if (!is_call_of(p, at, "new")) return false;
    int64_t cls = made_at(p, targets, (uint32_t)at, insn_a(p->code[at]) + 3);
    if (cls == NOWHERE || op_plain(insn_op(p->code[cls])) != OP_LOADK) return false;
    Value v = p->code[cls + 1];
    return is_class(v) && !strcmp(((const Class *)to_ptr(v))->name->p, "Bytes");
}

static enum made how_made(const Proto *p, const uint8_t *targets, int64_t at)
{
    if (at == NOWHERE) return MADE_ANYHOW;
    switch (op_plain(insn_op(p->code[at]))) {
    case OP_LOADK:
    case OP_LOADINT:
    case OP_LOADNIL:
    case OP_LOADTRUE:
    case OP_LOADFALSE: return MADE_CONSTANT;
    case OP_FREEZE: return MADE_FROZEN;
    case OP_STRCAT:
    case OP_TOSTR:
    case OP_NEWBYTES: return MADE_FLAT;
    case OP_GETGLOBAL: return MADE_GLOBAL;
    default: break;
    }
    if (is_call_of(p, at, "freeze")) return MADE_FROZEN;
    return is_of_bytes(p, targets, at) ? MADE_FLAT : MADE_ANYHOW;
}

static const char *const said[] = {
    [MADE_FROZEN] = "frozen in line %u: shared by its count",
    [MADE_FLAT] = "flat, made in line %u: its bytes are shared, if they are many",
    [MADE_GLOBAL] =
        "a package variable read in line %u: at run time: shared if it is frozen, else copied"};

static bool is_literal(const Proto *p, int64_t at)
{
    uint32_t op = at == NOWHERE ? OP_NOP : op_plain(insn_op(p->code[at]));
    return op == OP_NEWMSG || op == OP_NEWARRAY || op == OP_NEWMAPK;
}

/* What is known of the parts that the literal was made of. */
static void put_parts(const Proto *p, const uint8_t *targets, int64_t at, Buf *out)
{
    if (!is_literal(p, at)) return;
    uint32_t from = insn_b(p->code[at]), n = insn_c(p->code[at]);
    for (uint32_t r = from; r < from + n; r++) {
        int64_t part = made_at(p, targets, (uint32_t)at, r);
        enum made how = how_made(p, targets, part);
        if (!said[how]) continue;
        buf_adds(out, "; in it ");
        buf_addf(out, said[how], proto_line(p, (uint32_t)part));
    }
}

static bool only_constants(const Proto *p, const uint8_t *targets, int64_t at)
{
    uint32_t from = insn_b(p->code[at]), n = insn_c(p->code[at]);
    for (uint32_t r = from; r < from + n; r++)
        if (how_made(p, targets, made_at(p, targets, (uint32_t)at, r)) != MADE_CONSTANT)
            return false;
    return true;
}

/* ---- telling ---- */

static void put_lines(const struct moves *v, const char *what, uint64_t bits, Buf *out)
{
    const char *between = "";
    if (bits) buf_addf(out, "%s in line ", what);
    for (uint32_t i = 0; i < v->norigins; i++) {
        if (!(bits >> i & 1)) continue;
        buf_addf(out, "%s%u", between, proto_line(v->p, v->origins[i]));
        between = ", ";
    }
}

static void put_origins(const struct moves *v, uint64_t bits, Buf *out)
{
    put_lines(v, "what was received", bits & ~v->built, out);
    if (bits & v->built && bits & ~v->built) buf_adds(out, " and ");
    put_lines(v, "what was built", bits & v->built, out);
}

/* A message of which nothing was received or built here. `at`: where it was made. */
static void put_unknown(const Proto *p, const uint8_t *targets, int64_t at, Buf *out)
{
    enum made how = how_made(p, targets, at);
    if (how == MADE_CONSTANT)
        buf_adds(out, "a constant: nothing to copy");
    else if (said[how])
        buf_addf(out, said[how], proto_line(p, (uint32_t)at));
    else if (is_literal(p, at) && only_constants(p, targets, at))
        buf_adds(out, "copied: constants, laid straight into the message");
    else if (is_literal(p, at))
        buf_adds(out, "copied: nothing in it was received or built here");
    else
        buf_adds(out, "at run time: shared if it is frozen, its bytes if it is flat, else "
                      "copied: nothing in it was received or built here");
}

static void put_moved(const struct moves *v, const struct decision *d, Buf *out)
{
    buf_adds(out, "moved, ");
    buf_adds(out, d->bits & ~v->built ? "forwarded" : "");
    if (d->bits & v->built) buf_adds(out, d->bits & ~v->built ? " and built here" : "built here");
    buf_adds(out, ": ");
    put_origins(v, d->bits, out);
    buf_adds(out, d->unless_object ? ", unless a part of it that is used later is an object"
                                   : " is not used again");
    if (d->bits & v->built) buf_adds(out, "; at run time: if nothing else refers to it");
}

static void put_decision(const struct moves *v, const uint8_t *targets, uint32_t pc, Buf *out)
{
    struct decision d;
    int64_t at = made_at(v->p, targets, pc, insn_b(v->p->code[pc]));
    enum made how = how_made(v->p, targets, at);
    bool shared = how == MADE_FROZEN || how == MADE_FLAT;
    moves_decide(v, pc, &d);
    switch (shared && d.verdict != NOT_REACHED ? NOT_RECEIVED : d.verdict) {
    case MOVES: put_moved(v, &d, out); break;
    case NOT_RECEIVED: put_unknown(v->p, targets, at, out); break;
    case IS_USED: buf_adds(out, "copied: it is used again"); break;
    case NOT_REACHED: buf_adds(out, "never reached"); break;
    case IS_KEPT:
        buf_adds(out, "copied: ");
        put_origins(v, d.bits, out);
        for (uint32_t i = 0; i < v->norigins; i++)
            if (d.bits >> i & 1 && v->kept_at[i]) {
                buf_addf(out, " may be kept or changed by line %u", v->kept_at[i]);
                break;
            }
    }
    put_parts(v->p, targets, at, out);
}

/* ---- tasks ---- */

/* Calls that make a task of a function, and the register of that function or of its name, counted from the call's. */
static const struct {
    const char *name;
    uint32_t reg;
} methods[] = {{"does", 4}, {"pmap", 4}, {"pgrep", 4}, {"then", 4}},
  functions[] = {{"__scope_spawn", 4}, {"__scope_spawn_method", 5}, {"__parallel", 5}};

static const char *function_called(const Proto *p, const uint8_t *targets, uint32_t pc)
{
    int64_t at = made_at(p, targets, pc, insn_a(p->code[pc]));
    if (at == NOWHERE || op_plain(insn_op(p->code[at])) != OP_LOADK) return "";
    Value f = p->code[at + 1];
    if (is_type(f, T_NATIVE)) return ((const Native *)to_ptr(f))->name->p;
    return is_type(f, T_FN) ? ((const Fn *)to_ptr(f))->proto->name->p : "";
}

/* The register of the function that the call at pc makes a task of; 0: it makes none. */
static uint32_t task_register(const Proto *p, const uint8_t *targets, uint32_t pc)
{
    uint32_t op = op_plain(insn_op(p->code[pc])), a = insn_a(p->code[pc]);
    if (op == OP_CALL) {
        const char *name = function_called(p, targets, pc);
        for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
            if (!strcmp(name, functions[i].name)) return a + functions[i].reg;
    }
    if (op != OP_INVOKE && op != OP_INVOKEN) return 0;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (is_call_of(p, pc, methods[i].name)) return a + methods[i].reg;
    return 0;
}

static void put_task(const Proto *p, const uint8_t *targets, uint32_t pc, uint32_t reg, Buf *out)
{
    int64_t at = made_at(p, targets, pc, reg);
    uint32_t op = at == NOWHERE ? OP_NOP : op_plain(insn_op(p->code[at]));
    const Proto *f = NULL;
    Value k = op == OP_LOADK ? p->code[at + 1] : V_NIL;
    if (op == OP_CLOSURE) f = p->protos[insn_u(p->code[at])];
    if (is_type(k, T_FN)) f = ((const Fn *)to_ptr(k))->proto;
    buf_addf(out, "line %u, %s: last value of the task", proto_line(p, pc), p->name->p);
    if (f) buf_addf(out, " %s", f->name->p);
    if (is_str(k)) buf_addf(out, " .%s", ((const Str *)to_ptr(k))->p);
    buf_adds(out,
             ": at run time: moved if it was built there and nothing that stays refers to it, or "
             "received and not changed; shared if it is frozen; else copied\n");
}

/* ---- all of it ---- */

static void describe(const Proto *p, const struct moves *v, Buf *out)
{
    uint8_t *targets = find_targets(p);
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        uint32_t task = task_register(p, targets, pc);
        if (task) put_task(p, targets, pc, task, out);
        if (insn_op(p->code[pc]) != OP_SEND) continue;
        buf_addf(out, "line %u, %s: ", proto_line(p, pc), p->name->p);
        if (v) {
            put_decision(v, targets, pc, out);
        } else {
            int64_t at = made_at(p, targets, pc, insn_b(p->code[pc]));
            put_unknown(p, targets, at, out);
            put_parts(p, targets, at, out);
        }
        buf_addc(out, '\n');
    }
    mem_free(MEM_TEMP, targets);
}

void moves_describe(const Proto *p, Buf *out)
{
    struct moves v;
    bool done = moves_analyse(&v, p);
    describe(p, done ? &v : NULL, out);
    if (done) moves_free(&v);
    for (uint32_t i = 0; i < p->nprotos; i++) moves_describe(p->protos[i], out);
}
