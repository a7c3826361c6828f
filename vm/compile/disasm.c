/* The bytecode as text: one instruction a line, by the forms of ops.def. */
#include "vm/compile/compile_int.h"
#include "vm/exec/profile.h"
#include "vm/native.h"

static const struct {
    const char *form, *what;
} op_text_of[] = {
#define OP(name, words, form, what) {form, what},
#include "vm/exec/ops.def"
#undef OP
};

/* ---- values ---- */

static void put_str(Buf *out, const Str *s)
{
    buf_addc(out, '\'');
    for (uint32_t i = 0; i < s->s.len && i < 60; i++) {
        unsigned char c = (unsigned char)s->p[i];
        if (c < 32 || c == '\'')
            buf_addf(out, "\\x%02x", c);
        else
            buf_addc(out, (char)c);
    }
    buf_adds(out, s->s.len > 60 ? "...'" : "'");
}

static void put_object(Buf *out, Value v)
{
    switch (to_obj(v)->type) {
    case T_FN:
        buf_addf(out, "<fn %s>",
                 ((Fn *)to_ptr(v))->proto->name ? ((Fn *)to_ptr(v))->proto->name->p : "?");
        break;
    case T_CLASS: buf_addf(out, "<class %s>", to_class(v)->name->p); break;
    case T_RANGE: buf_adds(out, "<range>"); break;
    case T_REGEX: buf_adds(out, "<regex>"); break;
    case T_BIGINT: buf_adds(out, "<big integer>"); break;
    case T_NATIVE: buf_addf(out, "<native %s>", ((Native *)to_ptr(v))->name->p); break;
    default: buf_addf(out, "<object %d>", to_obj(v)->type); break;
    }
}

static void put_value(Buf *out, Value v)
{
    if (is_nil(v))
        buf_adds(out, "nil");
    else if (is_bool(v))
        buf_adds(out, v == V_TRUE ? "true" : "false");
    else if (is_absent(v))
        buf_adds(out, "absent");
    else if (is_int(v))
        buf_addf(out, "%lld", (long long)to_int(v));
    else if (is_double(v))
        buf_addf(out, "%.17g", to_double(v));
    else if (is_str(v))
        put_str(out, to_ptr(v));
    else if (is_obj(v))
        put_object(out, v);
    else
        buf_addf(out, "0x%llx", (unsigned long long)v);
}

/* ---- instructions ---- */

static void put_operand(Buf *out, const Proto *p, char letter, Insn i)
{
    switch (letter) {
    case 'a': buf_addf(out, " %u", insn_a(i)); break;
    case 'b': buf_addf(out, " %u", insn_b(i)); break;
    case 'c': buf_addf(out, " %u", insn_c(i)); break;
    case 'i': buf_addf(out, " #%d", (int)(int16_t)insn_c(i)); break;
    case 'S': buf_addf(out, " #%d", insn_s(i)); break;
    case 'K':
        buf_addf(out, " %u", insn_u(i));
        if (insn_op(i) != OP_NEWBYTES || insn_u(i) >= p->nconsts) break;
        buf_adds(out, " ; ");
        put_value(out, p->consts[insn_u(i)]);
        break;
    default: break;
    }
}

static bool has_const_extra(uint32_t op)
{
    return op == OP_PTEQK || op == OP_PTTYPE || op == OP_PTKEY || op == OP_PTFIELD;
}

/* The words behind the first: values, fail words, caches. */
static void put_words(Buf *out, const Proto *p, uint32_t pc, const char *form)
{
    uint32_t op = op_plain(insn_op(p->code[pc])), word = 1;
    for (; *form; form++) {
        if (*form != '+') continue;
        Insn w = p->code[pc + word++];
        if (form[1] == 'k') {
            buf_addc(out, ' ');
            put_value(out, w);
        } else if (form[1] == 'f') {
            uint32_t extra = (uint32_t)(w >> 32);
            buf_addf(out, " -> %lld", (long long)pc + op_words(op) + (int32_t)(uint32_t)w);
            if (has_const_extra(op) && extra < p->nconsts) {
                buf_adds(out, " ; ");
                put_value(out, p->consts[extra]);
            } else if (extra) {
                buf_addf(out, " (%d)", (int)extra);
            }
        }
    }
}

static void put_jump(Buf *out, const Proto *p, uint32_t pc, const char *form)
{
    Insn i = p->code[pc];
    int64_t next = (int64_t)pc + op_words(insn_op(i));
    if (!strcmp(form, "abJ"))
        buf_addf(out, " %u %u -> %lld", insn_a(i), insn_b(i),
                 (long long)(next + (int16_t)insn_c(i)));
    else if (!strcmp(form, "aiJ"))
        buf_addf(out, " %u #%d -> %lld", insn_a(i), (int)(int16_t)insn_b(i),
                 (long long)(next + (int16_t)insn_c(i)));
    else
        buf_addf(out, form[0] == 'a' ? " %u -> %lld" : "%.0u -> %lld",
                 form[0] == 'a' ? insn_a(i) : 0, (long long)(next + insn_s(i)));
}

static void put_insn(Buf *out, const Proto *p, uint32_t pc)
{
    Insn i = p->code[pc];
    uint32_t op = op_plain(insn_op(i));
    const char *form = op_text_of[op].form;
    if (p->hot) buf_addf(out, "%12llu", (unsigned long long)p->hot->counts[pc]);
    buf_addf(out, "  %5u  %-10s", pc, op_name(op));
    if (strchr(form, 'J'))
        put_jump(out, p, pc, form);
    else
        for (const char *f = form; *f && *f != '+'; f++) put_operand(out, p, *f, i);
    put_words(out, p, pc, form);
    buf_adds(out, op == insn_op(i) ? "\n" : "  & next\n");
}

/* ---- functions ---- */

static void put_head(Buf *out, const Proto *p)
{
    buf_addf(out, "function %s (line %u): %u parameters, %u registers, %u words", p->name->p,
             p->line, p->nparams, p->nregs, p->ncode);
    for (uint32_t i = 0; i < p->ncaps; i++)
        buf_addf(out, "%s%s %u", i ? ", " : ", captures ",
                 p->caps[i].from_local ? "register" : "capture", p->caps[i].index);
    buf_addc(out, '\n');
}

static void put_handlers(Buf *out, const Proto *p)
{
    static const char *const kinds[] = {"catch", "finally", "release"};
    for (uint32_t i = 0; i < p->nhandlers; i++) {
        const struct handler *h = &p->handlers[i];
        buf_addf(out, "  handler %s [%u, %u) %s %u, register %u\n", kinds[h->kind], h->from, h->to,
                 h->kind == HANDLER_RELEASE ? "count" : "->", h->target, h->reg);
    }
}

/* The text, for its lines; NULL: it was not kept. */
struct source {
    const char *text, *end;
    const char *at; /* start of line `line`: lines are mostly asked for in order */
    uint32_t line;
};

static void put_line(Buf *out, struct source *s, uint32_t line)
{
    buf_addf(out, " line %u", line);
    if (line < s->line) {
        s->at = s->text;
        s->line = 1;
    }
    while (s->text && s->line < line && s->at < s->end) {
        const char *nl = memchr(s->at, '\n', (size_t)(s->end - s->at));
        s->at = nl ? nl + 1 : s->end;
        s->line++;
    }
    if (s->text && s->at < s->end) {
        const char *nl = memchr(s->at, '\n', (size_t)(s->end - s->at)), *from = s->at;
        const char *to = nl ? nl : s->end;
        while (from < to && (*from == ' ' || *from == '\t')) from++;
        buf_adds(out, "  | ");
        buf_add(out, from, (size_t)(to - from));
    }
    buf_addc(out, '\n');
}

/* How often the instructions of one line, from word pc on, ran: that which ran most often. */
static uint64_t line_count(const Proto *p, uint32_t pc)
{
    uint32_t line = proto_line(p, pc);
    uint64_t most = 0;
    for (; pc < p->ncode && proto_line(p, pc) == line; pc += op_words(insn_op(p->code[pc])))
        if (p->hot->counts[pc] > most) most = p->hot->counts[pc];
    return most;
}

static void put_proto(Buf *out, const Proto *p, struct source *s)
{
    uint32_t line = 0;
    put_head(out, p);
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc]))) {
        if (proto_line(p, pc) != line) {
            if (p->hot) buf_addf(out, "%12llu", (unsigned long long)line_count(p, pc));
            put_line(out, s, line = proto_line(p, pc));
        }
        put_insn(out, p, pc);
    }
    put_handlers(out, p);
    buf_addc(out, '\n');
    for (uint32_t i = 0; i < p->nprotos; i++) put_proto(out, p->protos[i], s);
}

void disassemble(const Module *m, struct buf *out)
{
    buf_addf(out, "module %s (%s)\n\n", m->name->p, m->file->p);
    const char *end = m->source ? m->source + m->source_len : NULL;
    struct source s = {m->source, end, m->source, 1};
    put_proto(out, m->main, &s);
}
