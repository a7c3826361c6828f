/* Numbers. Integers that fit 48 bits are values at once, larger ones stay digits (a million of them cost a million
 * steps here), anything with a fraction or an exponent is a double. */
#include "vm/syntax/lexer.h"
#include <stdlib.h>
#include <string.h>

#define INT48_MAX ((INT64_C(1) << 47) - 1)

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

static bool digit_at(const Lexer *lx, uint32_t i, int base)
{
    return i < lx->end && digit_value(lx->s[i]) < base;
}

/* The end of a run of digits and `_` that begins at i. */
static uint32_t digits_end(const Lexer *lx, uint32_t i, int base)
{
    while (i < lx->end && (lx->s[i] == '_' || digit_at(lx, i, base))) i++;
    return i;
}

static int prefix_base(const Lexer *lx, uint32_t i)
{
    if (lx->s[i] != '0' || i + 2 >= lx->end) return 10;
    char c = lx->s[i + 1];
    int base = c == 'x' || c == 'X' ? 16 : c == 'b' || c == 'B' ? 2 : c == 'o' || c == 'O' ? 8 : 10;
    return base != 10 && digit_at(lx, i + 2, base) ? base : 10;
}

static void add_digits(Buf *b, const Lexer *lx, uint32_t from, uint32_t to)
{
    char *p = buf_room(b, to - from + 1);
    for (uint32_t i = from; i < to; i++)
        if (lx->s[i] != '_') *p++ = lx->s[i];
    *p = 0;
    b->len = (size_t)(p - b->p);
}

static void push_big(Lexer *lx, Level *lv, Place at, int base, const char *digits, size_t n)
{
    TokenPart part = {.text = arena_strndup(lx->arena, digits, n), .len = (uint32_t)n};
    TokenStr *str = arena_zalloc(lx->arena, sizeof *str);
    str->parts = arena_copy(lx->arena, &part, sizeof part);
    str->n = 1;
    Token *t = lexer_push(lx, lv, TOK_BIGINT, at);
    t->op = (uint8_t)base;
    t->v.str = str;
}

static void push_integer(Lexer *lx, Level *lv, Place at, int base, Buf *b)
{
    const char *p = b->p;
    while (*p == '0') p++;
    int64_t v = 0;
    for (const char *q = p; *q; q++) {
        v = v * base + digit_value(*q);
        if (v <= INT48_MAX) continue;
        push_big(lx, lv, at, base, p, b->len - (size_t)(p - b->p));
        return;
    }
    lexer_push(lx, lv, TOK_INT, at)->v.integer = v;
}

/* The end of `.digits` and `e[+-]digits`; i when neither is there. */
static uint32_t fraction_end(const Lexer *lx, uint32_t i)
{
    if (i < lx->end && lx->s[i] == '.' && digit_at(lx, i + 1, 10)) i = digits_end(lx, i + 1, 10);
    if (i < lx->end && (lx->s[i] == 'e' || lx->s[i] == 'E')) {
        uint32_t k = i + 1;
        if (k < lx->end && (lx->s[k] == '+' || lx->s[k] == '-')) k++;
        if (!digit_at(lx, k, 10)) return i;
        while (digit_at(lx, k, 10)) k++;
        i = k;
    }
    return i;
}

void lexer_number(Lexer *lx, Level *lv, Place at)
{
    uint32_t st = lx->i;
    int base = prefix_base(lx, st);
    uint32_t from = base == 10 ? st : st + 2;
    uint32_t e = digits_end(lx, from, base);
    uint32_t fe = base == 10 ? fraction_end(lx, e) : e;
    MAAT_ASSERT(e > from && fe >= e && fe <= lx->end);
    Buf b = BUF_INIT;
    add_digits(&b, lx, from, fe);
    lx->i = fe;
    if (fe == e)
        push_integer(lx, lv, at, base, &b);
    else
        lexer_push(lx, lv, TOK_NUM, at)->v.num = strtod_l(b.p, NULL, lx->c_locale);
    buf_fini(&b);
}
