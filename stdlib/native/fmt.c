/* sprintf: %d %i %s %f %e %E %g %G %x %X %o %b %c %%, with flags - + 0 and blank, width and precision (or `*`). */
#include "heap/text.h"
#include "stdlib/native/args.h"
#include "vm/maatine/longwalk.h"
#include <math.h>
#include <stdio.h>

#define FIELD_MOST 100000 /* width and precision */

struct spec {
    bool left, plus, blank, zero;
    int64_t width, precision; /* -1: none */
    char conv;
};

enum result { DONE, FAILED, NEED_MAAT };

struct formatter {
    struct maatine *m;
    const char *p, *end;
    Value *args; /* the array of arguments */
    uint32_t at;
    Buf out;
};

static enum result fail(struct formatter *f, enum error_class e, const char *msg)
{
    (void)native_error(f->m, e, "%s", msg);
    return FAILED;
}

static bool next_arg(struct formatter *f, Value *v)
{
    if (f->at >= array_len(*f->args)) {
        (void)native_error(f->m, ERR_ArgumentError, "the format needs more than %u argument%s",
                           f->at, f->at == 1 ? "" : "s");
        return false;
    }
    *v = array_get(*f->args, f->at++);
    return true;
}

/* Digits or `*`. */
static bool read_number(struct formatter *f, int64_t *out)
{
    if (f->p < f->end && *f->p == '*') {
        Value v;
        f->p++;
        return next_arg(f, &v) && arg_int(f->m, v, "a width", out);
    }
    int64_t n = 0;
    while (f->p < f->end && *f->p >= '0' && *f->p <= '9' && n <= FIELD_MOST)
        n = n * 10 + *f->p++ - '0';
    *out = n;
    return true;
}

static bool read_spec(struct formatter *f, struct spec *s)
{
    *s = (struct spec){.width = 0, .precision = -1};
    for (; f->p < f->end; f->p++) {
        if (*f->p == '-')
            s->left = true;
        else if (*f->p == '+')
            s->plus = true;
        else if (*f->p == ' ')
            s->blank = true;
        else if (*f->p == '0')
            s->zero = true;
        else
            break;
    }
    if (!read_number(f, &s->width)) return false;
    if (s->width < 0) {
        s->left = true;
        s->width = -s->width;
    }
    if (f->p < f->end && *f->p == '.') {
        f->p++;
        if (!read_number(f, &s->precision)) return false;
    }
    s->conv = f->p < f->end ? *f->p++ : 0;
    if (s->width > FIELD_MOST || s->precision > FIELD_MOST) {
        (void)native_error(f->m, ERR_ArgumentError, "a width or precision is larger than %d",
                           FIELD_MOST);
        return false;
    }
    return true;
}

static void fill(Buf *b, char c, int64_t n)
{
    for (; n > 0; n--) buf_addc(b, c);
}

/* Adds text of n bytes, `sign` bytes of them a sign, padded to the width. */
static void add_padded(struct formatter *f, const struct spec *s, const char *p, size_t n,
                       size_t sign, bool numeric)
{
    int64_t pad = s->width - (int64_t)utf8_count(p, n);
    bool zero = s->zero && numeric && !s->left;
    if (!s->left && !zero) fill(&f->out, ' ', pad);
    buf_add(&f->out, p, sign);
    if (zero) fill(&f->out, '0', pad);
    buf_add(&f->out, p + sign, n - sign);
    if (s->left) fill(&f->out, ' ', pad);
}

static void add_number(struct formatter *f, const struct spec *s, Buf *text, bool finite)
{
    Buf b = BUF_INIT;
    bool negative = text->len && text->p[0] == '-';
    size_t digits = text->len - negative;
    if (negative || s->plus || s->blank) buf_addc(&b, negative ? '-' : s->plus ? '+' : ' ');
    size_t sign = b.len;
    if (strchr("dixXob", s->conv)) fill(&b, '0', s->precision - (int64_t)digits);
    buf_add(&b, text->p + negative, digits);
    add_padded(f, s, b.p, b.len, sign, finite);
    buf_fini(&b);
    buf_fini(text);
}

static enum result number_wanted(struct formatter *f, const struct spec *s, Value v)
{
    (void)native_error(f->m, ERR_TypeError, "%%%c needs a Num, not %s", s->conv,
                       type_name(f->m, v));
    return FAILED;
}

/* %d %x %o %b: the integral part */
static enum result add_integer(struct formatter *f, const struct spec *s, Value v, Value *tmp)
{
    if (!is_num(v)) return number_wanted(f, s, v);
    Buf text = BUF_INIT;
    bool finite = !is_double(v) || isfinite(to_double(v));
    tmp[0] = v;
    if (!finite)
        num_text(v, &text);
    else if (num_round(native_heap(f->m), tmp, NUM_TRUNC, &v) != NUM_OK)
        return fail(f, ERR_MemoryError, "out of memory");
    else
        num_text_base(v,
                      s->conv == 'x' || s->conv == 'X' ? 16
                      : s->conv == 'o'                 ? 8
                      : s->conv == 'b'                 ? 2
                                                       : 10,
                      &text);
    for (size_t i = 0; s->conv == 'X' && i < text.len; i++)
        if (text.p[i] >= 'a' && text.p[i] <= 'f') text.p[i] = (char)(text.p[i] - 32);
    add_number(f, s, &text, finite);
    return DONE;
}

static enum result add_double(struct formatter *f, const struct spec *s, Value v)
{
    if (!is_num(v)) return number_wanted(f, s, v);
    Buf text = BUF_INIT;
    double d = num_to_double(v);
    int precision = s->precision < 0 ? 6 : (int)s->precision;
    char format[] = {'%', '.', '*', s->conv, 0};
    if (is_bigint(v) && s->conv == 'f') { /* all its digits */
        num_text(v, &text);
        if (precision) buf_addc(&text, '.');
        fill(&text, '0', precision);
    } else if (!isfinite(d)) {
        num_text(from_double(d), &text);
    } else {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        buf_addf(&text, format, precision, d);
#pragma GCC diagnostic pop
    }
    add_number(f, s, &text, isfinite(d) || is_bigint(v));
    return DONE;
}

static enum result add_text(struct formatter *f, const struct spec *s, Value v)
{
    Buf text = BUF_INIT;
    enum text_status st = long_text_add(f->m, &text, v);
    if (st == TEXT_OK) {
        const char *p = buf_str(&text);
        size_t n = text.len;
        if (s->precision >= 0 &&
            (int64_t)utf8_count(p, n) > s->precision) { /* cut at code points */
            n = 0;
            for (int64_t i = 0; i < s->precision; i++) n += utf8_bytes_of((unsigned char)p[n]);
        }
        add_padded(f, s, p, n, 0, false);
    }
    buf_fini(&text);
    return st == TEXT_OK                             ? DONE
           : st == TEXT_NEED_MAAT || st == TEXT_LONG ? NEED_MAAT
                                                     : fail(f, ERR_MemoryError, "out of memory");
}

static enum result add_char(struct formatter *f, const struct spec *s, Value v)
{
    int64_t cp;
    if (is_str(v) && str_len(v)) {
        add_padded(f, s, str_bytes(v), utf8_bytes_of((unsigned char)*str_bytes(v)), 0, false);
        return DONE;
    }
    if (!arg_int(f->m, v, "a code point", &cp)) return FAILED;
    if (cp < 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return fail(f, ERR_ArgumentError, "%c needs a code point");
    Buf b = BUF_INIT;
    buf_addcp(&b, (uint32_t)cp);
    add_padded(f, s, b.p, b.len, 0, false);
    buf_fini(&b);
    return DONE;
}

static enum result add_one(struct formatter *f, Value *tmp)
{
    struct spec s;
    Value v;
    if (!read_spec(f, &s)) return FAILED;
    if (s.conv == '%') {
        buf_addc(&f->out, '%');
        return DONE;
    }
    if (s.conv == 0 || !strchr("dixXobfeEgGsc", s.conv)) {
        (void)native_error(f->m, ERR_ArgumentError, "unknown conversion '%%%.1s' in the format",
                           s.conv ? &s.conv : "");
        return FAILED;
    }
    if (!next_arg(f, &v)) return FAILED;
    switch (s.conv) {
    case 's': return add_text(f, &s, v);
    case 'c': return add_char(f, &s, v);
    case 'f':
    case 'e':
    case 'E':
    case 'g':
    case 'G': return add_double(f, &s, v);
    default: return add_integer(f, &s, v, tmp);
    }
}

/* The format is copied: formatting may collect. */
static enum result format_all(struct formatter *f, Value *tmp)
{
    while (f->p < f->end) {
        const char *pc = memchr(f->p, '%', (size_t)(f->end - f->p));
        buf_add(&f->out, f->p, (size_t)((pc ? pc : f->end) - f->p));
        if (!pc) break;
        f->p = pc + 1;
        enum result r = add_one(f, tmp);
        if (r != DONE) return r;
    }
    return DONE;
}

/* sprintf(format, args*) */
static enum native_result fn_sprintf(struct maatine *m, Value *args, uint32_t nargs)
{
    Value list = V_NIL;
    if (!arg_str(m, args[0], "the format")) return N_ERROR;
    if (!array_from(native_heap(m), args + 1, nargs - 1, &list)) return native_no_memory(m);
    args[nargs] = list;
    Buf copy = BUF_INIT;
    buf_add(&copy, str_bytes(args[0]), str_len(args[0]));
    struct formatter f = {
        .m = m, .p = buf_str(&copy), .end = buf_str(&copy) + copy.len, .args = &args[nargs]};
    enum result r = format_all(&f, &args[nargs + 1]);
    buf_fini(&copy);
    native_charge(m, (int64_t)(f.out.len / 64) + 2);
    if (r == DONE) return give_text(m, &f.out);
    buf_fini(&f.out);
    if (r == FAILED) return N_ERROR;
    args[1] = args[nargs];
    args[2] = from_int(f.at - 1); /* that has just been taken */
    return native_core(m, CORE_sprintf, 3);
}

NATIVE_TABLE(natives_fmt) = {
    {NULL, "sprintf", fn_sprintf, 1, -1, NF_FN, "(format, args*)"},
    {0},
};
