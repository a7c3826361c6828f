/* The scanner: spaces and comments, names, operators; strings are in lexer_string.c, numbers in lexer_number.c.
 *
 * What `/`, `<` and `<<~` begin depends on the token before: behind an operand they divide, compare and
 * shift, elsewhere they begin a regex, nothing, a heredoc. At the start of a line that is not inside `(` or `[` a new
 * statement begins, so there `/` begins a regex whatever came before. */
#include "vm/syntax/lexer.h"
#include "base/mem.h"
#include "vm/syntax/utf8.h"
#include <string.h>

static const char *const puncts[P_COUNT] = {
#define PUNCT(id, text) [P_##id] = text,
#include "vm/syntax/puncts.def"
#undef PUNCT
};

const char *punct_text(enum punct p) { return puncts[p]; }

/* ---- places, tokens, errors ---- */

Place lexer_place(Lexer *lx, uint32_t off)
{
    MAAT_ASSERT(off >= lx->mark.off);
    Place m = lx->mark;
    for (; m.off < off; m.off++) {
        unsigned char c = (unsigned char)lx->s[m.off];
        if (c == '\n') {
            m.line++;
            m.col = 1;
        } else if ((c & 0xC0) != 0x80) {
            m.col++;
        }
    }
    return lx->mark = m;
}

Token *lexer_push(Lexer *lx, Level *lv, enum token_type type, Place place)
{
    TokenArray *a = &lv->toks;
    MAAT_ASSERT(!a->n || a->at[a->n - 1].place.off <= place.off); /* TOK-2 */
    if (a->n == a->cap) {
        a->cap = a->cap ? a->cap * 2 : 64;
        a->at = mem_realloc(MEM_SYNTAX, a->at, a->cap * sizeof *a->at);
    }
    Token *t = &a->at[a->n++];
    *t = (Token){.type = (uint8_t)type, .flags = lx->flags, .place = place};
    lx->flags = 0;
    return t;
}

void lexer_stop(Lexer *lx, Place at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diags_vadd(lx->diags, at, NULL, fmt, ap);
    va_end(ap);
    lx->stop = true;
}

void lexer_stop_at_end(Lexer *lx, Place at, const char *fmt, ...)
{
    bool cut = lx->cut && lx->end == lx->limit;
    lx->stop = true;
    lx->incomplete = lx->end == lx->limit && !cut;
    if (cut) return;
    va_list ap;
    va_start(ap, fmt);
    diags_vadd(lx->diags, at, NULL, fmt, ap);
    va_end(ap);
}

static void push_eof(Lexer *lx, Level *lv, uint8_t flags)
{
    lexer_push(lx, lv, TOK_EOF, lexer_place(lx, lx->i))->flags |= flags;
}

/* ---- spaces and comments ---- */

static uint32_t find(const Lexer *lx, uint32_t from, const char *what)
{
    size_t n = strlen(what);
    const char *p = from < lx->end ? memmem(lx->s + from, lx->end - from, what, n) : NULL;
    return p ? (uint32_t)(p - lx->s) : UINT32_MAX;
}

static void skip_line(Lexer *lx)
{
    uint32_t e = find(lx, lx->i, "\n");
    lx->i = e == UINT32_MAX ? lx->end : e;
}

static void skip_comment(Lexer *lx)
{
    uint32_t e = find(lx, lx->i + 2, "*/");
    if (e == UINT32_MAX) {
        lexer_stop_at_end(lx, lexer_place(lx, lx->i), "unterminated comment");
        return;
    }
    if (memchr(lx->s + lx->i, '\n', e - lx->i)) lx->flags |= TF_NEWLINE;
    lx->flags |= TF_SPACE;
    lx->i = e + 2;
}

static char byte_at(const Lexer *lx, uint32_t i) { return i < lx->end ? lx->s[i] : 0; }

static void skip_space(Lexer *lx)
{
    while (!lx->stop && lx->i < lx->end) {
        char c = lx->s[lx->i];
        if (c == ' ' || c == '\t' || c == '\r') {
            lx->flags |= TF_SPACE;
            lx->i++;
        } else if (c == '\n') {
            lx->flags |= TF_SPACE | TF_NEWLINE;
            lx->i++;
            if (lx->heredocs) lexer_heredoc_bodies(lx);
        } else if (c == '/' && byte_at(lx, lx->i + 1) == '/') {
            skip_line(lx);
        } else if (c == '/' && byte_at(lx, lx->i + 1) == '*') {
            skip_comment(lx);
        } else {
            return;
        }
    }
}

/* ---- what the token before allows ---- */

bool lexer_after_operand(const Level *lv)
{
    if (!lv->toks.n) return false;
    const Token *t = &lv->toks.at[lv->toks.n - 1];
    switch (t->type) {
    case TOK_INT:
    case TOK_BIGINT:
    case TOK_NUM:
    case TOK_STR:
    case TOK_BYTES:
    case TOK_REGEX:
    case TOK_WORDS:
    case TOK_KEY:
    case TOK_SUP: return true;
    case TOK_NAME: return (t->flags & TF_AFTER_DOT) || !word_operand_follows(t->v.sym->word);
    case TOK_OP:
        return t->op == P_RPAREN || t->op == P_RBRACK || t->op == P_RBRACE || t->op == P_INC ||
               t->op == P_DEC;
    default: return false;
    }
}

static bool newlines_count(const Level *lv)
{
    if (!lv->n_open) return !lv->nested;
    return lv->toks.at[lv->open[lv->n_open - 1]].op == P_LBRACE;
}

static bool regex_begins(const Lexer *lx, const Level *lv)
{
    return !lexer_after_operand(lv) || ((lx->flags & TF_NEWLINE) && newlines_count(lv));
}

/* ---- names ---- */

static bool name_starts(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool name_goes_on(char c) { return name_starts(c) || (c >= '0' && c <= '9'); }

uint32_t lexer_name_end(const Lexer *lx, uint32_t i)
{
    if (!name_starts(byte_at(lx, i))) return i;
    while (name_goes_on(byte_at(lx, i))) i++;
    return i;
}

/* After `infix`: the operator between `:<` and the `>` before a space, `(` or `{`. Gives the offset behind it, or 0. */
static uint32_t operator_name_end(const Lexer *lx, uint32_t i)
{
    if (byte_at(lx, i) != ':' || byte_at(lx, i + 1) != '<') return 0;
    for (uint32_t k = i + 3; k < i + 20 && byte_at(lx, k) && lx->s[k] != '\n'; k++)
        if (lx->s[k] == '>' && strchr(" \t\r\n({", byte_at(lx, k + 1)) && byte_at(lx, k + 1))
            return k + 1;
    return 0;
}

/* infix:<+> is known as `infix:+`. */
static void push_operator_name(Lexer *lx, Level *lv, uint32_t st, uint32_t colon, Place at)
{
    Buf b = BUF_INIT;
    buf_add(&b, lx->s + st, colon + 1 - st);
    buf_add(&b, lx->s + colon + 2, lx->i - 1 - (colon + 2));
    lexer_push(lx, lv, TOK_OPNAME, at)->v.sym = syms_intern(lx->syms, b.p, b.len);
    buf_fini(&b);
}

static void read_name(Lexer *lx, Level *lv, Place at)
{
    uint32_t st = lx->i, e = lexer_name_end(lx, st);
    if (e == st + 1 && lx->s[st] == 'b' && byte_at(lx, e) == '"') {
        lexer_bytes(lx, lv, at);
        return;
    }
    Sym *sym = syms_intern(lx->syms, lx->s + st, e - st);
    if (sym->word == W_INFIX || sym->word == W_PREFIX || sym->word == W_POSTFIX) {
        uint32_t oe = operator_name_end(lx, e);
        if (oe) {
            lx->i = oe;
            push_operator_name(lx, lv, st, e, at);
            return;
        }
    }
    lx->i = e;
    const Token *prev = lv->toks.n ? &lv->toks.at[lv->toks.n - 1] : NULL;
    bool after_dot = prev && prev->type == TOK_OP &&
                     (prev->op == P_DOT || prev->op == P_MAYBE || prev->op == P_META);
    Token *t = lexer_push(lx, lv, TOK_NAME, at);
    t->v.sym = sym;
    if (after_dot) t->flags |= TF_AFTER_DOT;
}

/* `<name>` right behind an operand. */
static bool read_key(Lexer *lx, Level *lv, Place at)
{
    if ((lx->flags & TF_SPACE) || !lexer_after_operand(lv)) return false;
    uint32_t st = lx->i + 1, e = lexer_name_end(lx, st);
    if (e == st || byte_at(lx, e) != '>') return false;
    lx->i = e + 1;
    lexer_push(lx, lv, TOK_KEY, at)->v.sym = syms_intern(lx->syms, lx->s + st, e - st);
    return true;
}

/* ---- operators ---- */

static void open_bracket(Level *lv)
{
    if (lv->n_open == lv->cap_open) {
        lv->cap_open = lv->cap_open ? lv->cap_open * 2 : 32;
        lv->open = mem_realloc(MEM_SYNTAX, lv->open, lv->cap_open * sizeof *lv->open);
    }
    lv->open[lv->n_open++] = lv->toks.n - 1;
}

/* A `}` closes the nearest open `{`, whatever is still open inside; a `)` or `]` closes nothing past a `{`. */
static void close_bracket(Level *lv, enum punct close)
{
    while (lv->n_open) {
        Token *open = &lv->toks.at[lv->open[lv->n_open - 1]];
        bool pairs = open->op + 1 == (int)close;
        if (!pairs && (open->op == P_LBRACE || (close == P_RBRACE && !lv->braces))) return;
        lv->n_open--;
        if (!pairs) continue;
        open->match = lv->toks.n - 1;
        MAAT_ASSERT(open < &lv->toks.at[open->match]); /* TOK-3 */
        return;
    }
}

static void push_punct(Lexer *lx, Level *lv, enum punct p, Place at)
{
    MAAT_ASSERT(p < P_COUNT);
    lexer_push(lx, lv, TOK_OP, at)->op = (uint8_t)p;
    _Static_assert(P_RPAREN == P_LPAREN + 1 && P_RBRACK == P_LBRACK + 1 && P_RBRACE == P_LBRACE + 1,
                   "a closing bracket comes after its opening one");
    if (p == P_LBRACE) lv->braces++;
    if (p == P_LPAREN || p == P_LBRACK || p == P_LBRACE) open_bracket(lv);
    if (p == P_RPAREN || p == P_RBRACK || p == P_RBRACE) close_bracket(lv, p);
    if (p == P_RBRACE && lv->braces) lv->braces--;
}

/* The longest operator of ASCII letters at i, or P_COUNT. Sets *len. */
static enum punct match_ascii(const Lexer *lx, uint32_t i, uint32_t *len)
{
    for (int p = 0; p < P_NOT_IN; p++) {
        if (puncts[p][0] != lx->s[i]) continue;
        *len = (uint32_t)strlen(puncts[p]);
        if (*len <= lx->end - i && !memcmp(puncts[p], lx->s + i, *len)) return (enum punct)p;
    }
    return P_COUNT;
}

static const struct {
    const char *text;
    enum punct punct;
} twins[] = {
    {"≤", P_LE},      {"≥", P_GE},    {"≠", P_NE},        {"÷", P_DIV},  {"…", P_STUB},
    {"∉", P_NOT_IN},  {"∪", P_UNION}, {"∩", P_INTERSECT}, {"∖", P_DIFF}, {"⊆", P_SUBSET},
    {"∘", P_COMPOSE}, {"√", P_SQRT},  {"Σ", P_SUM},       {"Π", P_PROD},
};

static const char *const superscripts[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

static bool starts_with(const Lexer *lx, uint32_t i, const char *what)
{
    size_t n = strlen(what);
    return n <= lx->end - i && !memcmp(lx->s + i, what, n);
}

static int superscript_at(const Lexer *lx, uint32_t i)
{
    for (int d = 0; d < 10; d++)
        if (starts_with(lx, i, superscripts[d])) return d;
    return -1;
}

static bool read_superscript(Lexer *lx, Level *lv, Place at)
{
    int64_t v = 0;
    int d, digits = 0;
    for (; (d = superscript_at(lx, lx->i)) >= 0; digits++) {
        if (v < 100000000) v = v * 10 + d;
        lx->i += (uint32_t)strlen(superscripts[d]);
    }
    if (!digits) return false;
    lexer_push(lx, lv, TOK_SUP, at)->v.integer = v;
    return true;
}

static bool read_unicode(Lexer *lx, Level *lv, Place at)
{
    if (read_superscript(lx, lv, at)) return true;
    if (starts_with(lx, lx->i, "∞")) {
        lx->i += (uint32_t)strlen("∞");
        lexer_push(lx, lv, TOK_NUM, at)->v.num = __builtin_inf();
        return true;
    }
    if (starts_with(lx, lx->i, "∈")) {
        lx->i += (uint32_t)strlen("∈");
        lexer_push(lx, lv, TOK_NAME, at)->v.sym = syms_intern(lx->syms, "in", 2);
        return true;
    }
    for (size_t k = 0; k < sizeof twins / sizeof *twins; k++) {
        if (!starts_with(lx, lx->i, twins[k].text)) continue;
        lx->i += (uint32_t)strlen(twins[k].text);
        push_punct(lx, lv, twins[k].punct, at);
        return true;
    }
    return false;
}

/* ---- what is no token ---- */

/* Nothing in the language begins with it. */
static bool is_strange(const Lexer *lx, uint32_t i)
{
    char c = lx->s[i];
    uint32_t len;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || name_goes_on(c)) return false;
    if (c == '"' || c == '\'' || c == '@' || c == '#') return false;
    if ((unsigned char)c < 0x80) return match_ascii(lx, i, &len) == P_COUNT;
    return true;
}

static void read_strange(Lexer *lx, Level *lv, Place at)
{
    MAAT_ASSERT(lx->i < lx->end);
    uint32_t st = lx->i, n = utf8_len((unsigned char)lx->s[st]);
    if (lx->s[st] == '#') {
        diags_add(lx->diags, at, "a comment begins with //", "unexpected character '#'");
        skip_line(lx);
    } else if ((unsigned char)lx->s[st] < 0x20 || lx->s[st] == 0x7f) {
        diags_add(lx->diags, at, NULL, "unexpected character U+%04X", (unsigned)lx->s[st]);
        lx->i++;
    } else {
        diags_add(lx->diags, at, NULL, "unexpected character '%.*s'", (int)n, lx->s + st);
        lx->i += n;
    }
    /* One message for a run of them. */
    while (lx->i < lx->end && lx->s[st] != '#' && is_strange(lx, lx->i))
        lx->i += utf8_len((unsigned char)lx->s[lx->i]);
    lexer_push(lx, lv, TOK_ERROR, at);
}

/* ---- the loop ---- */

static void read_punct(Lexer *lx, Level *lv, Place at)
{
    uint32_t len = 0;
    enum punct p = match_ascii(lx, lx->i, &len);
    if (p == P_COUNT) {
        read_strange(lx, lv, at);
        return;
    }
    lx->i += len;
    push_punct(lx, lv, p, at);
}

static void read_token(Lexer *lx, Level *lv, Place at)
{
    char c = lx->s[lx->i];
    if (name_starts(c))
        read_name(lx, lv, at);
    else if (c >= '0' && c <= '9')
        lexer_number(lx, lv, at);
    else if (c == '\'')
        lexer_raw_string(lx, lv, at);
    else if (c == '"')
        lexer_string(lx, lv, at);
    else if (c == '@')
        lexer_quoted(lx, lv, at);
    else if (c == '/' && regex_begins(lx, lv))
        lexer_regex(lx, lv, at);
    else if (c == '<' && (read_key(lx, lv, at) || lexer_heredoc(lx, lv, at)))
        return;
    else if ((unsigned char)c >= 0x80 && read_unicode(lx, lv, at))
        return;
    else
        read_punct(lx, lv, at);
}

static void level_end(Lexer *lx, Level *lv)
{
    if (lv->nested)
        lexer_stop_at_end(lx, lexer_place(lx, lx->i), "unterminated interpolation");
    else if (lx->heredocs)
        lexer_stop_at_end(lx, lx->heredocs->place, "unterminated heredoc");
    push_eof(lx, lv, lx->stop || lx->cut ? TF_QUIET : 0);
}

void lexer_level(Lexer *lx, Level *lv)
{
    lx->flags = TF_NEWLINE;
    for (;;) {
        skip_space(lx);
        if (diags_full(lx->diags)) lx->stop = true;
        if (lx->stop) {
            push_eof(lx, lv, TF_QUIET);
            return;
        }
        if (lx->i >= lx->end) {
            level_end(lx, lv);
            return;
        }
        if (lv->nested && lx->s[lx->i] == '}' && !lv->braces) {
            push_eof(lx, lv, TF_INTERP);
            return;
        }
        read_token(lx, lv, lexer_place(lx, lx->i));
    }
}

/* ---- the whole ---- */

static void skip_first(Lexer *lx)
{
    if (starts_with(lx, 0, "\xEF\xBB\xBF")) lx->i = lx->mark.off = 3;
    if (starts_with(lx, lx->i, "#!")) skip_line(lx);
}

static void check_size(Lexer *lx, size_t len)
{
    if (len <= LEXER_MAX_BYTES) return;
    diags_add(lx->diags, lx->mark, NULL, "source too large (the limit is %u MiB)",
              LEXER_MAX_BYTES >> 20);
    lx->end = 0;
    lx->cut = true;
}

static void check_utf8(Lexer *lx)
{
    size_t bad = utf8_first_bad(lx->s, lx->end);
    if (bad == lx->end) return;
    lx->end = (uint32_t)bad;
    lx->cut = true;
}

static void report_bad_byte(Lexer *lx)
{
    Place at = {.line = 1, .col = 1};
    lx->mark = at;
    if (starts_with(lx, 0, "\xEF\xBB\xBF")) lx->mark.off = 3;
    diags_add(lx->diags, lexer_place(lx, lx->limit), NULL, "invalid UTF-8 (byte %u)", lx->limit);
}

Token *lexer_read(const char *src, size_t len, Arena *arena, Syms *syms, Diags *diags,
                  bool *incomplete)
{
    Lexer lx = {.s = src,
                .end = len > LEXER_MAX_BYTES ? 0 : (uint32_t)len,
                .arena = arena,
                .syms = syms,
                .diags = diags,
                .mark = {.line = 1, .col = 1}};
    Level lv = {0};
    lx.heredocs_end = &lx.heredocs;
    lx.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    check_size(&lx, len);
    bool too_large = lx.cut;
    check_utf8(&lx);
    lx.limit = lx.end;
    skip_first(&lx);
    lexer_level(&lx, &lv);
    if (lx.cut && !too_large) report_bad_byte(&lx);
    *incomplete = lx.incomplete;
    MAAT_ASSERT(lv.toks.at[lv.toks.n - 1].type == TOK_EOF); /* TOK-1 */
    MAAT_ASSERT(!lx.nesting);
    if (lx.c_locale) freelocale(lx.c_locale);
    mem_free(MEM_SYNTAX, lv.open);
    return lv.toks.at;
}

void lexer_free(Token *toks) { mem_free(MEM_SYNTAX, toks); }
