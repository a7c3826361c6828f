/* The tree as an S-expression on one line: (kind parts...). Optional parts that are missing are left out or `-`;
 * lists are in square brackets; texts are quoted with escapes; blocks are (do stmts...). */
#include "vm/syntax/parse.h"
#include "vm/syntax/words.h"

static const char *const kind_names[NODE_KIND_COUNT] = {
    [N_BROKEN] = "broken",
    [N_NIL] = "nil",
    [N_BOOL] = "bool",
    [N_INT] = "int",
    [N_BIGINT] = "bigint",
    [N_NUM] = "num",
    [N_STR] = "str",
    [N_INTERP] = "interp",
    [N_BYTES] = "bytes",
    [N_REGEX] = "regex",
    [N_ARRAY] = "array",
    [N_MAP] = "map",
    [N_LIST] = "list",
    [N_NAME] = "name",
    [N_SELF] = "self",
    [N_SPECIAL] = "special",
    [N_BIN] = "bin",
    [N_CHAIN] = "chain",
    [N_LOGIC] = "logic",
    [N_UN] = "un",
    [N_RANGE_TO] = "range-to",
    [N_DEFINED] = "defined",
    [N_COND] = "cond",
    [N_SMART] = "smart",
    [N_ASSIGN] = "assign",
    [N_INCDEC] = "incdec",
    [N_SEND] = "send",
    [N_RECV] = "recv",
    [N_SPREAD] = "spread",
    [N_CALL] = "call",
    [N_METHOD] = "method",
    [N_SUPER] = "super",
    [N_INDEX] = "index",
    [N_KEY] = "key",
    [N_WORD] = "word",
    [N_LAMBDA] = "lambda",
    [N_DO] = "do-expr",
    [N_IF] = "if",
    [N_GIVEN] = "given",
    [N_RECEIVE] = "receive",
    [N_SELECT] = "select",
    [N_TRY] = "try",
    [N_CONCURRENT] = "concurrent",
    [N_WITHIN] = "within",
    [N_TASK] = "task",
    [N_MA_FOR] = "ma-for",
    [N_PARALLEL] = "parallel-for",
    [N_BLOCK] = "block",
    [N_LET] = "let",
    [N_LET_LIST] = "let-list",
    [N_TEMP] = "temp",
    [N_FN] = "fn",
    [N_CLASS] = "class",
    [N_FIELD] = "field",
    [N_METH] = "meth",
    [N_USE] = "use",
    [N_PACKAGE] = "package",
    [N_PHASER] = "phaser",
    [N_FOR] = "for",
    [N_WHILE] = "while",
    [N_DO_WHILE] = "do-while",
    [N_LOOP] = "loop",
    [N_MOD_IF] = "mod-if",
    [N_MOD_WHILE] = "mod-while",
    [N_MOD_FOR] = "mod-for",
    [N_DEFER] = "defer",
    [N_ONCE] = "once",
    [N_RETURN] = "return",
    [N_NEXT] = "next",
    [N_BREAK] = "break",
    [N_REDO] = "redo",
    [N_PROCEED] = "proceed",
    [N_STUB] = "stub",
    [N_PAT_ANY] = "pat-any",
    [N_PAT_BIND] = "pat-bind",
    [N_PAT_VALUE] = "pat-value",
    [N_PAT_RANGE] = "pat-range",
    [N_PAT_REGEX] = "pat-regex",
    [N_PAT_TYPE] = "pat-type",
    [N_PAT_ARRAY] = "pat-array",
    [N_PAT_MAP] = "pat-map",
    [N_PAT_INST] = "pat-inst",
    [N_PAT_ALT] = "pat-alt",
};

static const char *const op_texts[AST_OP_COUNT] = {
    [AST_NONE] = "=",     [AST_ADD] = "+",        [AST_SUB] = "-",        [AST_MUL] = "*",
    [AST_DIV] = "/",      [AST_MOD] = "%",        [AST_POW] = "**",       [AST_SHL] = "<<",
    [AST_SHR] = ">>",     [AST_BITAND] = "&",     [AST_BITOR] = "|",      [AST_BITXOR] = "^",
    [AST_RANGE] = "..",   [AST_RANGE_EX] = "..^", [AST_ISA] = "isa",      [AST_IN] = "in",
    [AST_NOT_IN] = "!in", [AST_MATCH] = "=~",     [AST_NOT_MATCH] = "!~", [AST_LT] = "<",
    [AST_LE] = "<=",      [AST_GT] = ">",         [AST_GE] = ">=",        [AST_EQ] = "==",
    [AST_NE] = "!=",      [AST_SAME] = "===",     [AST_NOT_SAME] = "!==", [AST_CMP] = "<=>",
    [AST_AND] = "&&",     [AST_OR] = "||",        [AST_DEFOR] = "\\\\",   [AST_NOT] = "!",
    [AST_NEG] = "-",      [AST_PLUS] = "+",       [AST_BITNOT] = "~",
};

const char *node_kind_name(enum node_kind k)
{
    MAAT_ASSERT(k < NODE_KIND_COUNT && kind_names[k]);
    return kind_names[k];
}

const char *op_text(enum op op)
{
    MAAT_ASSERT(op < AST_OP_COUNT && op_texts[op]);
    return op_texts[op];
}

/* ---- pieces ---- */

static void dump(const Node *n, Buf *out);

static void word(Buf *out, const char *s) { buf_addf(out, " %s", s); }
static void name(Buf *out, const Sym *s) { word(out, s ? s->text : "-"); }

static void quoted(Buf *out, const char *s, uint32_t n)
{
    buf_adds(out, " \"");
    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\')
            buf_addf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buf_addf(out, "\\x%02x", c);
        else
            buf_addc(out, (char)c);
    }
    buf_addc(out, '"');
}

static void child(Buf *out, const Node *n)
{
    buf_addc(out, ' ');
    if (n)
        dump(n, out);
    else
        buf_addc(out, '-');
}

static void flag(Buf *out, bool set, const char *s)
{
    if (set) word(out, s);
}

static void block(Buf *out, const Block *b)
{
    buf_adds(out, " (do");
    for (uint32_t i = 0; i < b->stmts.n; i++) child(out, b->stmts.at[i]);
    buf_addc(out, ')');
}

static void nodes(Buf *out, const NodeList *l)
{
    for (uint32_t i = 0; i < l->n; i++) child(out, l->at[i]);
}

static void names(Buf *out, const NamedList *l)
{
    buf_adds(out, " [");
    for (uint32_t i = 0; i < l->n; i++)
        buf_addf(out, "%s%s%s", i ? " " : "", l->at[i].rest ? "*" : "", l->at[i].name->text);
    buf_addc(out, ']');
}

static void items(Buf *out, const ItemList *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        const Item *it = &l->at[i];
        if (it->name) {
            buf_addf(out, " (named %s", it->name->text);
            child(out, it->e);
            buf_addc(out, ')');
        } else if (it->spread) {
            buf_adds(out, it->spread == SPREAD_LIST ? " (spread" : " (spread-named");
            child(out, it->e);
            buf_addc(out, ')');
        } else {
            child(out, it->e);
        }
    }
}

static void traits(Buf *out, unsigned t)
{
    flag(out, t & TRAIT_IM, ":im");
    flag(out, t & TRAIT_RW, ":rw");
    flag(out, t & TRAIT_RO, ":ro");
    flag(out, t & TRAIT_BUILT, ":built");
    flag(out, t & TRAIT_SAVE, ":save");
    flag(out, t & TRAIT_GEN, ":gen");
}

static void params(Buf *out, const ParamList *l)
{
    static const char *const stars[] = {"", "*", "**"};
    buf_adds(out, " (params");
    for (uint32_t i = 0; i < l->n; i++) {
        const Param *p = &l->at[i];
        buf_addf(out, " (%s%s", stars[p->kind], p->name->text);
        if (p->pat) child(out, p->pat);
        if (p->def) {
            buf_adds(out, " =");
            child(out, p->def);
        }
        buf_addc(out, ')');
    }
    buf_addc(out, ')');
}

static void let_words(Buf *out, enum let_kind kind, bool is_const, unsigned t)
{
    static const char *const kinds[] = {NULL, "our", "state", "shared", "tasklocal"};
    if (kinds[kind]) word(out, kinds[kind]);
    flag(out, is_const, "const");
    traits(out, t);
}

static void pairs(Buf *out, const Node *n)
{
    for (uint32_t i = 0; i < n->u.map.n; i++) {
        buf_adds(out, " (=>");
        child(out, n->u.map.pairs[i].key);
        child(out, n->u.map.pairs[i].value);
        buf_addc(out, ')');
    }
}

/* ---- expressions ---- */

static void dump_literal(const Node *n, Buf *out)
{
    switch (n->kind) {
    case N_BOOL: word(out, n->u.truth ? "true" : "false"); break;
    case N_INT: buf_addf(out, " %lld", (long long)n->u.integer); break;
    case N_NUM: buf_addf(out, " %.17g", n->u.num); break;
    case N_BIGINT:
        buf_addf(out, " %s%u:%s", n->u.bigint.neg ? "-" : "", n->u.bigint.base, n->u.bigint.digits);
        break;
    case N_STR:
    case N_BYTES: quoted(out, n->u.str.text, n->u.str.len); break;
    case N_REGEX:
    case N_PAT_REGEX:
        quoted(out, n->u.regex.src, n->u.regex.src_len);
        if (n->u.regex.flags_len) word(out, n->u.regex.flags);
        break;
    case N_INTERP:
        for (uint32_t i = 0; i < n->u.interp.n; i++) {
            const StrPart *p = &n->u.interp.parts[i];
            if (p->e)
                child(out, p->e);
            else
                quoted(out, p->text, p->len);
        }
        break;
    default: break;
    }
}

static void dump_operator(const Node *n, Buf *out)
{
    switch (n->kind) {
    case N_BIN:
    case N_LOGIC: word(out, op_text(n->u.bin.op)); /* fall through */
    case N_SEND:
        child(out, n->u.bin.l);
        child(out, n->u.bin.r);
        break;
    case N_UN: word(out, op_text(n->u.un.op)); /* fall through */
    case N_RANGE_TO:
    case N_DEFINED:
    case N_RECV:
    case N_SPREAD:
    case N_PAT_VALUE:
    case N_PAT_RANGE: child(out, n->u.un.e); break;
    case N_CHAIN:
        child(out, n->u.chain.first);
        for (uint32_t i = 0; i < n->u.chain.n; i++) {
            word(out, op_text(n->u.chain.links[i].op));
            child(out, n->u.chain.links[i].r);
        }
        break;
    case N_COND:
        child(out, n->u.cond.c);
        child(out, n->u.cond.a);
        child(out, n->u.cond.b);
        break;
    case N_SMART:
        child(out, n->u.smart.e);
        child(out, n->u.smart.pat);
        break;
    case N_ASSIGN:
    case N_TEMP:
        word(out, op_text(n->u.assign.op));
        child(out, n->u.assign.target);
        child(out, n->u.assign.value);
        break;
    case N_INCDEC:
        word(out, n->u.incdec.prefix ? "pre" : "post");
        word(out, n->u.incdec.op == AST_ADD ? "++" : "--");
        child(out, n->u.incdec.target);
        break;
    default: break;
    }
}

static void dump_call(const Node *n, Buf *out)
{
    switch (n->kind) {
    case N_CALL:
        child(out, n->u.call.f);
        items(out, &n->u.call.args);
        break;
    case N_METHOD:
    case N_SUPER:
        if (n->kind == N_METHOD) child(out, n->u.method.obj);
        buf_addf(out, " %s%s",
                 n->u.method.maybe  ? "!."
                 : n->u.method.meta ? ".^"
                                    : ".",
                 n->u.method.name->text);
        flag(out, n->u.method.has_args, "()");
        items(out, &n->u.method.args);
        break;
    case N_INDEX:
        child(out, n->u.index.obj);
        child(out, n->u.index.ix);
        break;
    case N_KEY:
        child(out, n->u.key.obj);
        name(out, n->u.key.name);
        break;
    case N_WORD:
        word(out, word_text(n->u.word.word));
        items(out, &n->u.word.args);
        break;
    case N_LAMBDA:
        flag(out, n->u.lambda.form == LAMBDA_COLON, ":");
        if (n->u.lambda.has_params) params(out, &n->u.lambda.params);
        block(out, &n->u.lambda.body);
        break;
    default: break;
    }
}

/* ---- blocks ---- */

static void arms(Buf *out, const ArmList *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        buf_adds(out, l->at[i].is_default ? " (default" : " (when");
        if (!l->at[i].is_default) child(out, l->at[i].pat);
        if (l->at[i].guard) {
            buf_adds(out, " if");
            child(out, l->at[i].guard);
        }
        block(out, &l->at[i].body);
        buf_addc(out, ')');
    }
}

static void after(Buf *out, const Node *secs, const Block *body)
{
    if (!secs) return;
    buf_adds(out, " (after");
    child(out, secs);
    block(out, body);
    buf_addc(out, ')');
}

static void dump_if(const Node *n, Buf *out)
{
    static const char *const kinds[] = {"if", "unless", "with"};
    word(out, kinds[n->u.ifs.kind]);
    for (uint32_t i = 0; i < n->u.ifs.n; i++) {
        const IfArm *arm = &n->u.ifs.arms[i];
        buf_adds(out, " (arm");
        child(out, arm->cond);
        if (arm->bind) buf_addf(out, " -> %s", arm->bind->text);
        block(out, &arm->body);
        buf_addc(out, ')');
    }
    if (n->u.ifs.has_else) block(out, &n->u.ifs.els);
}

static void dump_select(const Node *n, Buf *out)
{
    for (uint32_t i = 0; i < n->u.select.n; i++) {
        const SelectArm *arm = &n->u.select.arms[i];
        buf_adds(out, arm->receives ? " (recv" : " (send");
        if (arm->receives) child(out, arm->pat);
        child(out, arm->chan);
        if (!arm->receives) child(out, arm->value);
        if (arm->guard) child(out, arm->guard);
        block(out, &arm->body);
        buf_addc(out, ')');
    }
    after(out, n->u.select.after, &n->u.select.after_body);
    if (n->u.select.has_default) {
        buf_adds(out, " (default");
        block(out, &n->u.select.def);
        buf_addc(out, ')');
    }
}

static void dump_try(const Node *n, Buf *out)
{
    block(out, &n->u.trys.body);
    for (uint32_t i = 0; i < n->u.trys.n; i++) {
        const CatchArm *arm = &n->u.trys.catches[i];
        buf_adds(out, " (catch");
        names(out, &arm->types);
        name(out, arm->bind);
        block(out, &arm->body);
        buf_addc(out, ')');
    }
    if (n->u.trys.has_finally) {
        buf_adds(out, " (finally");
        block(out, n->u.trys.finally);
        buf_addc(out, ')');
    }
}

static void dump_block_expr(const Node *n, Buf *out)
{
    static const char *const tasks[] = {"ma", "spawn", "detach", "blocking"};
    switch (n->kind) {
    case N_DO:
    case N_BLOCK:
    case N_DEFER:
    case N_ONCE: block(out, &n->u.block); break;
    case N_IF: dump_if(n, out); break;
    case N_GIVEN:
        child(out, n->u.given.e);
        arms(out, &n->u.given.arms);
        break;
    case N_RECEIVE:
        arms(out, &n->u.receive.arms);
        after(out, n->u.receive.after, &n->u.receive.after_body);
        break;
    case N_SELECT: dump_select(n, out); break;
    case N_TRY: dump_try(n, out); break;
    case N_CONCURRENT:
        child(out, n->u.concurrent.timeout);
        child(out, n->u.concurrent.grace);
        block(out, &n->u.concurrent.body);
        break;
    case N_WITHIN:
        child(out, n->u.within.secs);
        block(out, &n->u.within.body);
        break;
    case N_TASK:
        word(out, tasks[n->u.task.kind]);
        if (n->u.task.call)
            child(out, n->u.task.call);
        else
            block(out, &n->u.task.body);
        break;
    default: break;
    }
}

/* ---- statements ---- */

static void dump_class(const Node *n, Buf *out)
{
    const ClassBody *b = n->u.cls.body;
    flag(out, n->u.cls.is_role, "role");
    name(out, n->u.cls.name);
    names(out, &b->is);
    names(out, &b->does);
    nodes(out, &b->fields);
    nodes(out, &b->lets);
    nodes(out, &b->meths);
}

static void dump_fn(const Node *n, Buf *out)
{
    flag(out, n->u.fn.is_mul, "mul");
    flag(out, n->u.fn.is_state, "state");
    flag(out, n->u.fn.is_stub, "stub");
    name(out, n->u.fn.name);
    traits(out, n->u.fn.traits);
    params(out, &n->u.fn.params);
    block(out, &n->u.fn.body);
}

static void dump_declaration(const Node *n, Buf *out)
{
    flag(out, n->exported, "export");
    flag(out, n->broken, "broken");
    switch (n->kind) {
    case N_LET:
        let_words(out, n->u.let.kind, n->u.let.is_const, n->u.let.traits);
        name(out, n->u.let.name);
        if (n->u.let.value) child(out, n->u.let.value);
        break;
    case N_LET_LIST:
        let_words(out, n->u.letlist.kind, n->u.letlist.is_const, n->u.letlist.traits);
        names(out, &n->u.letlist.targets);
        if (n->u.letlist.value) child(out, n->u.letlist.value);
        break;
    case N_FN:
    case N_METH: dump_fn(n, out); break;
    case N_CLASS: dump_class(n, out); break;
    case N_FIELD:
        name(out, n->u.field.name);
        traits(out, n->u.field.traits);
        if (n->u.field.def) child(out, n->u.field.def);
        break;
    case N_USE:
        name(out, n->u.use.module.name);
        names(out, &n->u.use.imports);
        break;
    case N_PACKAGE:
        name(out, n->u.package.name);
        block(out, &n->u.package.body);
        break;
    case N_PHASER:
        word(out, n->u.phaser.is_end ? "END" : "BEGIN");
        block(out, &n->u.phaser.body);
        break;
    default: break;
    }
}

static void dump_stmt(const Node *n, Buf *out)
{
    if (n->label) buf_addf(out, " %s:", n->label->text);
    switch (n->kind) {
    case N_FOR:
    case N_MA_FOR:
    case N_PARALLEL:
        child(out, n->u.fors.iter);
        names(out, &n->u.fors.binders);
        block(out, &n->u.fors.body);
        break;
    case N_WHILE:
    case N_DO_WHILE:
        flag(out, n->u.whiles.until, "until");
        child(out, n->u.whiles.cond);
        if (n->u.whiles.bind) buf_addf(out, " -> %s", n->u.whiles.bind->text);
        block(out, &n->u.whiles.body);
        break;
    case N_LOOP:
        child(out, n->u.loop.init);
        child(out, n->u.loop.cond);
        child(out, n->u.loop.step);
        block(out, &n->u.loop.body);
        break;
    case N_MOD_IF:
    case N_MOD_WHILE:
    case N_MOD_FOR:
        flag(out, n->u.mod.neg, "not");
        child(out, n->u.mod.body);
        child(out, n->u.mod.e);
        break;
    case N_RETURN:
        if (n->u.jump.value) child(out, n->u.jump.value);
        break;
    case N_NEXT:
    case N_BREAK:
    case N_REDO:
        if (n->u.jump.label) name(out, n->u.jump.label);
        break;
    default: break;
    }
}

/* ---- patterns ---- */

static void dump_pattern(const Node *n, Buf *out)
{
    switch (n->kind) {
    case N_PAT_TYPE:
        name(out, n->u.pattype.cls.name);
        if (n->u.pattype.bind) name(out, n->u.pattype.bind);
        break;
    case N_PAT_ARRAY:
        nodes(out, &n->u.patarray.items);
        if (n->u.patarray.has_rest)
            buf_addf(out, " *%s", n->u.patarray.rest ? n->u.patarray.rest->text : "-");
        break;
    case N_PAT_INST:
        name(out, n->u.patinst.cls.name);
        for (uint32_t i = 0; i < n->u.patinst.n; i++) {
            name(out, n->u.patinst.fields[i].name);
            child(out, n->u.patinst.fields[i].pat);
        }
        break;
    case N_PAT_ALT: nodes(out, &n->u.patalt.alts); break;
    default: break;
    }
}

static void dump(const Node *n, Buf *out)
{
    static const char *const specials[] = {"__FN__", "__LINE__", "__FILE__"};
    buf_addf(out, "(%s", node_kind_name(n->kind));
    switch (n->kind) {
    case N_ARRAY:
    case N_LIST: items(out, &n->u.list); break;
    case N_MAP:
    case N_PAT_MAP: pairs(out, n); break;
    case N_NAME:
    case N_PAT_BIND: name(out, n->u.name.name); break;
    case N_SPECIAL: word(out, specials[n->u.special]); break;
    default:
        /* each writes the kinds that are its own */
        dump_literal(n, out);
        dump_operator(n, out);
        dump_call(n, out);
        dump_block_expr(n, out);
        dump_declaration(n, out);
        dump_stmt(n, out);
        dump_pattern(n, out);
    }
    buf_addc(out, ')');
}

void syntax_dump(const Node *n, Buf *out) { dump(n, out); }
