/* Numbers to text and back. */
#include "heap/num_int.h"
#include "base/mem.h"
#include "heap/immortal.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- doubles to text ---- */

static size_t fill(char *at, char c, int n)
{
    if (n <= 0) return 0;
    memset(at, c, (size_t)n);
    return (size_t)n;
}

/* The layout of ECMAScript's Number::toString. */
static size_t lay_out(const char *digits, int n, int point, char *out)
{
    char *p = out;
    if (n <= point && point <= 21) {
        memcpy(p, digits, (size_t)n);
        p += n;
        p += fill(p, '0', point - n);
    } else if (point > 0 && point <= 21) {
        p += sprintf(p, "%.*s.%s", point, digits, digits + point);
    } else if (point > -6 && point <= 0) {
        p += sprintf(p, "0.");
        p += fill(p, '0', -point);
        p += sprintf(p, "%s", digits);
    } else {
        *p++ = digits[0];
        if (n > 1) p += sprintf(p, ".%s", digits + 1);
        p += sprintf(p, "e%+d", point - 1);
    }
    *p = 0;
    return (size_t)(p - out);
}

static size_t int_text(uint64_t u, bool negative, char *out)
{
    char tmp[24];
    size_t n = 0, at = 0;
    do tmp[n++] = (char)('0' + u % 10);
    while (u /= 10);
    if (negative) out[at++] = '-';
    while (n) out[at++] = tmp[--n];
    out[at] = 0;
    return at;
}

size_t num_double_text(double d, char out[32])
{
    if (d != d) return (size_t)sprintf(out, "NaN");
    if (isinf(d)) return (size_t)sprintf(out, d < 0 ? "-Inf" : "Inf");
    if (fabs(d) < 0x1p53 && d == trunc(d)) return int_text((uint64_t)fabs(d), d < 0, out);
    char digits[24];
    int point, n = num_shortest_digits(fabs(d), digits, &point);
    size_t sign = d < 0;
    if (sign) out[0] = '-';
    return sign + lay_out(digits, n, point, out + sign);
}

/* ---- integers to text ---- */

static void big_text(const BigInt *b, int base, Buf *out)
{
    mpz_t z;
    mp_size_t n = b->n;
    mp_limb_t *copy = mem_alloc(MEM_BIGINT, b->n * sizeof *copy); /* mpn_get_str writes over it */
    mpn_copyi(copy, b->limb, n);
    if (b->sign < 0) buf_addc(out, '-');
    size_t room = mpz_sizeinbase(mpz_roinit_n(z, b->limb, n), base) + 2;
    unsigned char *p = (unsigned char *)buf_room(out, room);
    size_t len = mpn_get_str(p, base, copy, n), zeros = 0;
    mem_free(MEM_BIGINT, copy);
    while (zeros + 1 < len && p[zeros] == 0) zeros++;
    for (size_t i = zeros; i < len; i++)
        p[i - zeros] = (unsigned char)"0123456789abcdefghijklmnopqrstuvwxyz"[p[i]];
    out->len += len - zeros;
    out->p[out->len] = 0;
}

void num_text_base(Value v, int base, Buf *out)
{
    MAAT_ASSERT(is_integer(v) && base >= 2 && base <= 36);
    if (is_bigint(v)) {
        big_text((const BigInt *)to_obj(v), base, out);
        return;
    }
    char tmp[64];
    size_t n = sizeof tmp;
    uint64_t u = (uint64_t)(to_int(v) < 0 ? -to_int(v) : to_int(v));
    do tmp[--n] = "0123456789abcdefghijklmnopqrstuvwxyz"[u % (unsigned)base];
    while (u /= (unsigned)base);
    if (to_int(v) < 0) tmp[--n] = '-';
    buf_add(out, tmp + n, sizeof tmp - n);
}

size_t num_short_text(Value v, char out[32])
{
    if (is_double(v)) return num_double_text(to_double(v), out);
    int64_t i = to_int(v);
    return int_text((uint64_t)(i < 0 ? -i : i), i < 0, out);
}

void num_text(Value v, Buf *out)
{
    char text[32];
    if (is_bigint(v))
        num_text_base(v, 10, out);
    else
        buf_add(out, text, num_short_text(v, text));
}

/* ---- text to integers ---- */

static int digit_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'z' ? c - 'a' + 10
           : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                  : 99;
}

/* Digits of `base` with single underscores between them, as values 0..base-1 into `to`; how many, or -1. */
static int64_t read_digits(const char *p, size_t n, int base, unsigned char *to)
{
    int64_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '_') {
            if (i == 0 || i + 1 == n || p[i - 1] == '_') return -1;
            continue;
        }
        int d = digit_value(p[i]);
        if (d >= base) return -1;
        to[k++] = (unsigned char)d;
    }
    return k > 0 ? k : -1;
}

static double bits_per_digit(int base) { return log2(base); }

/* Limbs that n digits may need. */
static size_t limbs_for(int64_t n, int base)
{
    return (size_t)((double)n * bits_per_digit(base) / 64) + 2;
}

/* `digits` may be written over; strips leading zeros. */
static enum num_parsed from_digits(Heap *h, const unsigned char *digits, int64_t k, int base,
                                   int sign, Value *out)
{
    while (k > 1 && *digits == 0) digits++, k--;
    if ((double)k * bits_per_digit(base) <= 60) {
        int64_t v = 0;
        for (int64_t i = 0; i < k; i++) v = v * base + digits[i];
        return num_from_i64(h, sign * v, out) == NUM_OK ? NUM_PARSED : NUM_PARSE_NOMEM;
    }
    size_t need = limbs_for(k, base);
    if (need > NUM_MAX_LIMBS || !big_reserve(h, need)) return NUM_PARSE_NOMEM;
    BigInt *b = big_alloc(h, need);
    if (!b) return NUM_PARSE_NOMEM;
    mp_size_t n = mpn_set_str(b->limb, digits, (size_t)k, base);
    *out = big_finish(h, b, n, sign);
    return NUM_PARSED;
}

static int take_sign(const char **p, size_t *n)
{
    if (!*n || (**p != '-' && **p != '+')) return 1;
    int sign = **p == '-' ? -1 : 1;
    (*p)++;
    (*n)--;
    return sign;
}

static enum num_parsed parse_integer(Heap *h, const char *p, size_t n, int base, int sign,
                                     Value *out)
{
    unsigned char small[64], *digits = n <= sizeof small ? small : mem_try_alloc(MEM_TEMP, n);
    if (!digits) return NUM_PARSE_NOMEM;
    int64_t k = read_digits(p, n, base, digits);
    enum num_parsed r = k < 0 ? NUM_NOT_A_NUMBER : from_digits(h, digits, k, base, sign, out);
    if (digits != small) mem_free(MEM_TEMP, digits);
    return r;
}

enum num_parsed num_parse_base(Heap *h, const char *p, size_t n, int base, Value *out)
{
    int sign = take_sign(&p, &n);
    return parse_integer(h, p, n, base, sign, out);
}

/* ---- text to doubles ---- */

/* Skips digits and underscores between them; false: none, or an underscore at an end. */
static bool skip_digits(const char *p, size_t n, size_t *i)
{
    size_t from = *i;
    while (*i < n &&
           (isdigit((unsigned char)p[*i]) || (p[*i] == '_' && *i > from && p[*i - 1] != '_')))
        (*i)++;
    return *i > from && p[*i - 1] != '_';
}

/* DIGITS[.DIGITS][e[+-]DIGITS] */
static bool is_decimal(const char *p, size_t n)
{
    size_t i = 0;
    if (!skip_digits(p, n, &i)) return false;
    if (i < n && p[i] == '.') {
        i++;
        if (!skip_digits(p, n, &i)) return false;
    }
    if (i < n && (p[i] == 'e' || p[i] == 'E')) {
        i++;
        if (i < n && (p[i] == '+' || p[i] == '-')) i++;
        if (!skip_digits(p, n, &i)) return false;
    }
    return i == n;
}

static double read_double(const char *p, size_t n)
{
    char small[64], *text = n < sizeof small ? small : mem_alloc(MEM_TEMP, n + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (p[i] != '_') text[k++] = p[i];
    text[k] = 0;
    double d = strtod(text, NULL);
    if (text != small) mem_free(MEM_TEMP, text);
    return d;
}

static bool same(const char *p, size_t n, const char *word)
{
    return n == strlen(word) && memcmp(p, word, n) == 0;
}

static int prefix_base(const char *p, size_t n)
{
    if (n < 3 || p[0] != '0') return 0;
    switch (p[1]) {
    case 'x':
    case 'X': return 16;
    case 'o':
    case 'O': return 8;
    case 'b':
    case 'B': return 2;
    default: return 0;
    }
}

enum num_parsed num_parse(Heap *h, const char *p, size_t n, Value *out)
{
    int sign = take_sign(&p, &n);
    if (same(p, n, "Inf") || same(p, n, "NaN")) {
        *out = from_double(*p == 'I' ? sign * INFINITY : NAN);
        return NUM_PARSED;
    }
    int base = prefix_base(p, n);
    if (base) return parse_integer(h, p + 2, n - 2, base, sign, out);
    if (!is_decimal(p, n)) return NUM_NOT_A_NUMBER;
    if (!memchr(p, '.', n) && !memchr(p, 'e', n) && !memchr(p, 'E', n))
        return parse_integer(h, p, n, 10, sign, out);
    *out = from_double(sign * read_double(p, n));
    return NUM_PARSED;
}

/* ---- constants of code ---- */

Value num_immortal(const char *text, size_t n, int base)
{
    unsigned char *digits = mem_alloc(MEM_TEMP, n + 1), *d = digits;
    int64_t k = read_digits(text, n, base, digits);
    Value v = V_ABSENT;
    while (k > 1 && *d == 0) d++, k--;
    size_t need = k > 0 ? limbs_for(k, base) : 0;
    if (k > 0 && need <= NUM_MAX_LIMBS) {
        mp_limb_t *limb = mem_alloc(MEM_BIGINT, need * sizeof *limb);
        mp_size_t used = mpn_set_str(limb, d, (size_t)k, base);
        while (used > 0 && limb[used - 1] == 0) used--;
        if (used == 0 || (used == 1 && limb[0] <= (uint64_t)INT_MAX48)) {
            v = from_int(used ? (int64_t)limb[0] : 0);
        } else {
            BigInt *b = immortal_alloc(T_BIGINT, BIG_HEAD + (size_t)used);
            b->sign = 1;
            b->n = (uint32_t)used;
            mpn_copyi(b->limb, limb, used);
            v = from_obj(b);
        }
        mem_free(MEM_BIGINT, limb);
    }
    mem_free(MEM_TEMP, digits);
    return v;
}
