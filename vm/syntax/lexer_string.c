/* Strings, bytes, regexes, quoted words and heredocs.
 *
 * The texts between interpolations are unescaped here; an interpolation is read by lexer_level into an array of its
 * own, at its place in the source, so that errors in it have true places. The body of a heredoc is read the same way,
 * with the end of the readable source set to the end of the body. */
#include "vm/syntax/lexer.h"
#include "base/mem.h"
#include "vm/syntax/utf8.h"
#include <string.h>

/* A string that is being read. */
typedef struct text {
    Buf buf; /* since the last interpolation */
    TokenPart *parts;
    uint32_t n, cap;
    char close;      /* 0: the end of a heredoc's body */
    bool bytes;      /* b"...": no interpolation, \x is a byte */
    uint32_t indent; /* heredocs: to be removed behind each newline */
} Text;

static void add_part(Text *t, TokenPart part)
{
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 4;
        t->parts = mem_realloc(MEM_SYNTAX, t->parts, t->cap * sizeof *t->parts);
    }
    t->parts[t->n++] = part;
}

static void flush_text(Lexer *lx, Text *t)
{
    if (!t->buf.len) return;
    add_part(t, (TokenPart){.text = arena_strndup(lx->arena, t->buf.p, t->buf.len),
                            .len = (uint32_t)t->buf.len});
    buf_clear(&t->buf);
}

/* Moves what was read into `str` and frees the rest. */
static void text_finish(Lexer *lx, Text *t, TokenStr *str)
{
    MAAT_ASSERT(!str->n);
    flush_text(lx, t);
    str->parts = arena_copy(lx->arena, t->parts, t->n * sizeof *t->parts);
    str->n = t->n;
    mem_free(MEM_SYNTAX, t->parts);
    buf_fini(&t->buf);
}

static TokenStr *str_of(Lexer *lx, uint32_t n)
{
    TokenStr *str = arena_zalloc(lx->arena, sizeof *str);
    str->parts = n ? arena_zalloc(lx->arena, n * sizeof *str->parts) : NULL;
    str->n = n;
    return str;
}

static void set_part(Lexer *lx, TokenStr *str, uint32_t k, const char *s, size_t n)
{
    MAAT_ASSERT(k < str->n);
    str->parts[k].text = arena_strndup(lx->arena, s, n);
    str->parts[k].len = (uint32_t)n;
}

/* The string's token, or a TOK_ERROR when the reading stopped in it. */
static void push_str(Lexer *lx, Level *lv, enum token_type type, Place at, TokenStr *str)
{
    Token *t = lexer_push(lx, lv, lx->stop ? TOK_ERROR : type, at);
    t->v.str = str;
}

/* ---- escapes ---- */

static int hex_value(const Lexer *lx, uint32_t i)
{
    char c = i < lx->end ? lx->s[i] : 0;
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static void add_code(Text *t, uint32_t cp, bool as_byte)
{
    if (as_byte)
        buf_addc(&t->buf, (char)cp);
    else
        buf_addcp(&t->buf, cp);
}

/* \xHH at i, which is the `x`. */
static bool escape_hex(Lexer *lx, Text *t)
{
    int h = hex_value(lx, lx->i + 1), l = hex_value(lx, lx->i + 2);
    if (h < 0 || l < 0) return false;
    add_code(t, (uint32_t)(h * 16 + l), t->bytes);
    lx->i += 3;
    return true;
}

/* \u{H...} at i, which is the `u`. */
static bool escape_code_point(Lexer *lx, Text *t)
{
    uint32_t k = lx->i + 1, cp = 0;
    if (k >= lx->end || lx->s[k] != '{') return false;
    uint32_t first = ++k;
    for (int d; (d = hex_value(lx, k)) >= 0; k++)
        if (cp <= 0x10FFFF) cp = cp * 16 + (uint32_t)d;
    if (k == first || k >= lx->end || lx->s[k] != '}') return false;
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return false;
    add_code(t, cp, false);
    lx->i = k + 1;
    return true;
}

static bool escape_simple(Lexer *lx, Text *t, char c)
{
    static const char from[] = "ntr0\\\"'e{}", to[] = "\n\t\r\0\\\"'\x1b{}";
    const char *p = c ? strchr(from, c) : NULL;
    if (!p) return false;
    buf_addc(&t->buf, to[p - from]);
    lx->i++;
    return true;
}

/* Behind the `x` or `u` of an escape that is wrong: what was meant to belong to it, so that its braces are none. */
static void skip_bad_escape(Lexer *lx)
{
    bool braces = lx->s[lx->i++] == 'u' && lx->i < lx->end && lx->s[lx->i] == '{';
    if (!braces) return;
    uint32_t k = lx->i + 1;
    while (hex_value(lx, k) >= 0) k++;
    if (k < lx->end && lx->s[k] == '}') lx->i = k + 1;
}

/* At a backslash. */
static void read_escape(Lexer *lx, Text *t)
{
    MAAT_ASSERT(lx->s[lx->i] == '\\');
    uint32_t st = lx->i++;
    char c = lx->i < lx->end ? lx->s[lx->i] : 0;
    if (lx->i >= lx->end || escape_simple(lx, t, c)) return;
    if (c == 'x' || c == 'u') {
        if (c == 'x' ? escape_hex(lx, t) : escape_code_point(lx, t)) return;
        diags_add(lx->diags, lexer_place(lx, st),
                  c == 'x' ? "\\xHH has two hexadecimal digits"
                           : "\\u{H} has the number of a code point, in hexadecimal digits",
                  "bad escape");
        skip_bad_escape(lx);
        return;
    }
    uint32_t n = utf8_len((unsigned char)c);
    diags_add(lx->diags, lexer_place(lx, st), "a backslash is written \\\\",
              "unknown escape '\\%.*s'", c == '\n' ? 0 : (int)n, lx->s + lx->i);
    if (c != '\n') lx->i += n;
}

/* ---- texts with interpolation ---- */

static void read_interpolation(Lexer *lx, Text *t)
{
    MAAT_ASSERT(lx->s[lx->i] == '{' && !t->bytes);
    if (lx->nesting == LEXER_MAX_NESTING) {
        lexer_stop(lx, lexer_place(lx, lx->i), "nested too deeply");
        return;
    }
    flush_text(lx, t);
    uint8_t flags = lx->flags;
    Level lv = {.nested = true};
    lx->nesting++;
    lx->i++;
    lexer_level(lx, &lv);
    if (!lx->stop) lx->i++;
    lx->nesting--;
    lx->flags = flags;
    add_part(t, (TokenPart){.toks = arena_copy(lx->arena, lv.toks.at, lv.toks.n * sizeof(Token))});
    mem_free(MEM_SYNTAX, lv.toks.at);
    mem_free(MEM_SYNTAX, lv.open);
}

static void skip_indent(Lexer *lx, uint32_t indent)
{
    while (indent-- && lx->i < lx->end && (lx->s[lx->i] == ' ' || lx->s[lx->i] == '\t')) lx->i++;
}

static bool is_plain(const Text *t, char c)
{
    if (c == '\\' || (c == t->close && c)) return false;
    return !(c == '{' && !t->bytes) && !(c == '\n' && t->indent);
}

/* Reads to the closing character (which it does not take) or to the end. */
static void read_text(Lexer *lx, Text *t)
{
    while (!lx->stop && lx->i < lx->end) {
        uint32_t st = lx->i;
        while (lx->i < lx->end && is_plain(t, lx->s[lx->i])) lx->i++;
        buf_add(&t->buf, lx->s + st, lx->i - st);
        if (lx->i >= lx->end) return;
        char c = lx->s[lx->i];
        if (c == '\\') {
            read_escape(lx, t);
        } else if (c == '{' && !t->bytes) {
            read_interpolation(lx, t);
        } else if (c == '\n' && t->indent) {
            buf_addc(&t->buf, '\n');
            lx->i++;
            skip_indent(lx, t->indent);
        } else {
            return;
        }
        if (diags_full(lx->diags)) lx->stop = true;
    }
}

static void read_quoted(Lexer *lx, Level *lv, Place at, enum token_type type)
{
    Text t = {.buf = BUF_INIT, .close = '"', .bytes = type == TOK_BYTES};
    TokenStr *str = str_of(lx, 0);
    lx->i += type == TOK_BYTES ? 2 : 1;
    read_text(lx, &t);
    if (!lx->stop && lx->i >= lx->end) lexer_stop_at_end(lx, at, "unterminated string");
    if (!lx->stop) lx->i++;
    text_finish(lx, &t, str);
    push_str(lx, lv, type, at, str);
}

void lexer_string(Lexer *lx, Level *lv, Place at) { read_quoted(lx, lv, at, TOK_STR); }
void lexer_bytes(Lexer *lx, Level *lv, Place at) { read_quoted(lx, lv, at, TOK_BYTES); }

/* ---- '...' ---- */

void lexer_raw_string(Lexer *lx, Level *lv, Place at)
{
    Text t = {.buf = BUF_INIT};
    TokenStr *str = str_of(lx, 0);
    uint32_t i = lx->i + 1, st = i;
    for (; i < lx->end && lx->s[i] != '\''; i++) {
        if (lx->s[i] != '\\' || i + 1 >= lx->end) continue;
        if (lx->s[i + 1] != '\\' && lx->s[i + 1] != '\'') continue;
        buf_add(&t.buf, lx->s + st, i - st);
        st = ++i;
    }
    if (i >= lx->end) {
        i = lx->end;
        lexer_stop_at_end(lx, at, "unterminated string");
    }
    if (i > st) buf_add(&t.buf, lx->s + st, i - st);
    lx->i = lx->stop ? i : i + 1;
    text_finish(lx, &t, str);
    push_str(lx, lv, TOK_STR, at, str);
}

/* ---- regexes and quoted words ---- */

static void push_regex(Lexer *lx, Level *lv, Place at, uint32_t from, uint32_t to)
{
    TokenStr *str = str_of(lx, 2);
    uint32_t fe = lx->i;
    while (fe < lx->end && lx->s[fe] >= 'a' && lx->s[fe] <= 'z') fe++;
    set_part(lx, str, 0, lx->s + from, to - from);
    set_part(lx, str, 1, lx->s + lx->i, fe - lx->i);
    lx->i = fe;
    lexer_push(lx, lv, TOK_REGEX, at)->v.str = str;
}

/* The closing `/` outside character classes, on the same line; `end` when there is none. */
static uint32_t regex_end(const Lexer *lx, uint32_t i)
{
    bool in_class = false;
    for (; i < lx->end && lx->s[i] != '\n'; i++) {
        char c = lx->s[i];
        if (c == '\\' && i + 1 < lx->end && lx->s[i + 1] != '\n')
            i++;
        else if (c == '[')
            in_class = true;
        else if (c == ']')
            in_class = false;
        else if (c == '/' && !in_class)
            return i;
    }
    return lx->end;
}

void lexer_regex(Lexer *lx, Level *lv, Place at)
{
    uint32_t st = lx->i + 1, e = regex_end(lx, st);
    if (e < lx->end) {
        lx->i = e + 1;
        push_regex(lx, lv, at, st, e);
        return;
    }
    const char *nl = memchr(lx->s + lx->i, '\n', lx->end - lx->i);
    if (nl || !lx->cut) diags_add(lx->diags, at, NULL, "unterminated regex");
    lx->i = nl ? (uint32_t)(nl - lx->s) : lx->end;
    lexer_push(lx, lv, TOK_ERROR, at);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static void push_words(Lexer *lx, Level *lv, Place at, uint32_t from, uint32_t to)
{
    Text t = {.buf = BUF_INIT};
    TokenStr *str = str_of(lx, 0);
    for (uint32_t i = from; i < to;) {
        if (is_blank(lx->s[i])) {
            i++;
            continue;
        }
        uint32_t st = i;
        while (i < to && !is_blank(lx->s[i])) i++;
        buf_add(&t.buf, lx->s + st, i - st);
        flush_text(lx, &t);
    }
    text_finish(lx, &t, str);
    lexer_push(lx, lv, TOK_WORDS, at)->v.str = str;
}

/* The closing delimiter; in a regex, brackets pair and a backslash hides the next character. */
static uint32_t quoted_end(const Lexer *lx, uint32_t i, char open, char close, bool regex)
{
    uint32_t depth = 0;
    for (; i < lx->end; i++) {
        char c = lx->s[i];
        if (regex && c == '\\')
            i++;
        else if (regex && c == open && open != close)
            depth++;
        else if (c == close && !depth--)
            return i;
    }
    return lx->end;
}

void lexer_quoted(Lexer *lx, Level *lv, Place at)
{
    static const char opens[] = "({[<|!/", closes[] = ")}]>|!/";
    char kind = lx->i + 1 < lx->end ? lx->s[lx->i + 1] : 0;
    char open = lx->i + 2 < lx->end ? lx->s[lx->i + 2] : 0;
    const char *p = open ? strchr(opens, open) : NULL;
    if ((kind != 'a' && kind != 'r') || !p) {
        diags_add(lx->diags, at, NULL, "unexpected '@'");
        lx->i++;
        lexer_push(lx, lv, TOK_ERROR, at);
        return;
    }
    uint32_t st = lx->i + 3, e = quoted_end(lx, st, open, closes[p - opens], kind == 'r');
    if (e >= lx->end) {
        lexer_stop_at_end(lx, at, kind == 'r' ? "unterminated regex" : "unterminated quoted words");
        lexer_push(lx, lv, TOK_ERROR, at);
        return;
    }
    lx->i = e + 1;
    if (kind == 'r')
        push_regex(lx, lv, at, st, e);
    else
        push_words(lx, lv, at, st, e);
}

/* ---- heredocs ---- */

bool lexer_heredoc(Lexer *lx, Level *lv, Place at)
{
    uint32_t st = lx->i + 3;
    if (lx->end - lx->i < 4 || memcmp(lx->s + lx->i, "<<~", 3) || lexer_after_operand(lv))
        return false;
    char quote = lx->s[st] == '\'' || lx->s[st] == '"' ? lx->s[st] : 0;
    if (quote) st++;
    uint32_t e = lexer_name_end(lx, st);
    if (e == st || (quote && (e >= lx->end || lx->s[e] != quote))) return false;
    Heredoc *h = arena_zalloc(lx->arena, sizeof *h);
    *h = (Heredoc){
        .str = str_of(lx, 0), .place = at, .tag = st, .tag_len = e - st, .raw = quote == '\''};
    *lx->heredocs_end = h;
    lx->heredocs_end = &h->next;
    lx->i = quote ? e + 1 : e;
    lexer_push(lx, lv, TOK_STR, at)->v.str = h->str;
    return true;
}

static uint32_t line_end(const Lexer *lx, uint32_t i)
{
    const char *nl = memchr(lx->s + i, '\n', lx->end - i);
    return nl ? (uint32_t)(nl - lx->s) : lx->end;
}

static bool is_tag_line(const Lexer *lx, const Heredoc *h, uint32_t i, uint32_t e)
{
    while (i < e && is_blank(lx->s[i])) i++;
    while (e > i && is_blank(lx->s[e - 1])) e--;
    return e - i == h->tag_len && !memcmp(lx->s + i, lx->s + h->tag, h->tag_len);
}

/* Gives the offset of the line that closes the heredoc (`end` when none does), and the smallest indentation of the
 * lines before it. */
static uint32_t heredoc_body_end(const Lexer *lx, const Heredoc *h, uint32_t *indent)
{
    uint32_t least = UINT32_MAX, i = lx->i;
    for (; i < lx->end; i++) {
        uint32_t e = line_end(lx, i), k = i;
        if (is_tag_line(lx, h, i, e)) break;
        while (k < e && (lx->s[k] == ' ' || lx->s[k] == '\t')) k++;
        if (k < e && lx->s[k] != '\r' && k - i < least) least = k - i;
        i = e;
    }
    *indent = least == UINT32_MAX ? 0 : least;
    return i < lx->end ? i : lx->end;
}

static void read_raw_body(Lexer *lx, Text *t)
{
    while (lx->i < lx->end) {
        skip_indent(lx, t->indent);
        uint32_t e = line_end(lx, lx->i);
        uint32_t next = e < lx->end ? e + 1 : e;
        buf_add(&t->buf, lx->s + lx->i, next - lx->i);
        lx->i = next;
    }
}

static void read_heredoc_body(Lexer *lx, Heredoc *h)
{
    Text t = {.buf = BUF_INIT};
    uint32_t body_end = heredoc_body_end(lx, h, &t.indent), end = lx->end;
    if (body_end >= end) {
        lexer_stop_at_end(lx, h->place, "unterminated heredoc");
        return;
    }
    MAAT_ASSERT(lx->i <= body_end);
    lx->end = body_end;
    if (h->raw) {
        read_raw_body(lx, &t);
    } else {
        skip_indent(lx, t.indent);
        read_text(lx, &t);
    }
    text_finish(lx, &t, h->str);
    lx->end = end;
    if (lx->stop) return;
    if (lx->heredocs) lexer_stop(lx, lx->heredocs->place, "unterminated heredoc");
    uint32_t e = line_end(lx, body_end);
    lx->i = e < lx->end ? e + 1 : e;
}

void lexer_heredoc_bodies(Lexer *lx)
{
    Heredoc *h = lx->heredocs;
    lx->heredocs = NULL;
    lx->heredocs_end = &lx->heredocs;
    for (; h && !lx->stop; h = h->next) read_heredoc_body(lx, h);
}
