/* Methods of Num. */
#include "stdlib/native/args.h"
#include <math.h>

/* ---- functions of one double ---- */

/* Exact where the root is whole: the C library's may be off by one place. */
static double cube_root(double x)
{
    double r = cbrt(x), whole = round(r);
    return whole * whole * whole == x ? whole : r;
}

#define DOUBLE_METHOD(name, call)                                                                  \
    static enum native_result num_##name(struct maatine *m, Value *args, uint32_t nargs)           \
    {                                                                                              \
        (void)nargs;                                                                               \
        double x = num_to_double(args[0]);                                                         \
        return native_return(m, from_double(call));                                                \
    }

DOUBLE_METHOD(exp, exp(x))
DOUBLE_METHOD(sin, sin(x))
DOUBLE_METHOD(cos, cos(x))
DOUBLE_METHOD(tan, tan(x))
DOUBLE_METHOD(asin, asin(x))
DOUBLE_METHOD(acos, acos(x))
DOUBLE_METHOD(atan, atan(x))
DOUBLE_METHOD(sinh, sinh(x))
DOUBLE_METHOD(cosh, cosh(x))
DOUBLE_METHOD(tanh, tanh(x))

/* A double and a power of two, so that logarithms and roots of integers beyond the doubles are right, too. Of the highest limb only one
 * bit may be set: the next one counts. */
static double scaled(Value v, int64_t *power)
{
    *power = 0;
    if (!is_bigint(v) || isfinite(num_to_double(v))) return num_to_double(v);
    const BigInt *b = (const BigInt *)to_obj(v);
    *power = ((int64_t)b->n - 2) * 64;
    return b->sign * (ldexp((double)b->limb[b->n - 1], 64) + (double)b->limb[b->n - 2]);
}

static enum native_result num_sqrt(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t power; /* even */
    double x = scaled(args[0], &power);
    return native_return(m, from_double(scalbln(sqrt(x), power / 2)));
}

static enum native_result num_cbrt(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t power;
    double x = scaled(args[0], &power);
    double root = cube_root(ldexp(x, (int)(power % 3)));
    return native_return(m, from_double(scalbln(root, power / 3)));
}

#define LOG_METHOD(name, call, of_two)                                                             \
    static enum native_result num_##name(struct maatine *m, Value *args, uint32_t nargs)           \
    {                                                                                              \
        (void)nargs;                                                                               \
        int64_t power;                                                                             \
        double x = scaled(args[0], &power);                                                        \
        return native_return(m, from_double(call + (double)power * (of_two)));                     \
    }

LOG_METHOD(log10, log10(x), 0.30102999566398119521)
LOG_METHOD(log2, log2(x), 1.0)

/* log or log(base) */
static enum native_result num_log(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t power;
    double x = scaled(args[0], &power), r = log(x) + (double)power * 0.69314718055994530942;
    if (nargs > 1) {
        if (!arg_num(m, args[1], "the base")) return N_ERROR;
        r /= log(num_to_double(args[1]));
    }
    return native_return(m, from_double(r));
}

static enum native_result num_atan2(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!arg_num(m, args[1], "the argument")) return N_ERROR;
    return native_return(m, from_double(atan2(num_to_double(args[0]), num_to_double(args[1]))));
}

/* ---- rounding ---- */

/* The result of an operation on numbers, by its address: the call that makes it may stand in `st`. */
static enum native_result finish(struct maatine *m, enum num_status st, const Value *out,
                                 const char *what)
{
    return st == NUM_OK ? native_return(m, *out) : num_error(m, st, what);
}

#define ROUND_METHOD(name, how)                                                                    \
    static enum native_result num_##name(struct maatine *m, Value *args, uint32_t nargs)           \
    {                                                                                              \
        (void)nargs;                                                                               \
        Value out = V_NIL;                                                                         \
        return finish(m, num_round(native_heap(m), &args[0], how, &out), &out, #name);             \
    }
ROUND_METHOD(floor, NUM_FLOOR)
ROUND_METHOD(ceil, NUM_CEIL)
ROUND_METHOD(trunc, NUM_TRUNC)

/* d rounded to `digits` behind the point, halves away from zero as the number is written in decimal. */
static double round_decimal(double d, int64_t digits)
{
    if (!isfinite(d) || digits > 17 || fabs(d) >= 0x1p53) return d;
    double s = pow(10, (double)digits), r = round(d * s);
    if (d > 0 && (r + 0.5) / s <= d) r += 1; /* d * s was rounded down to below the half */
    if (d < 0 && (r - 0.5) / s >= d) r -= 1;
    return r / s;
}

/* An integer to a multiple of 10**k. args[0] the integer; scratch from tmp on. */
static enum num_status round_integer(Heap *h, Value *v, int64_t k, Value *tmp, Value *out)
{
    bool negative = num_sign(*v) < 0;
    enum num_status st;
    tmp[0] = from_int(10);
    tmp[1] = from_int(k);
#define STEP(op, a, b, to)                                                                         \
    if ((st = num_binary(h, op, a, b, out)) != NUM_OK) return st;                                  \
    to = *out;
    STEP(NUM_POW, &tmp[0], &tmp[1], tmp[0]) /* 10**k */
    tmp[1] = from_int(2);
    STEP(NUM_FLOORDIV, &tmp[0], &tmp[1], tmp[2])
    tmp[1] = *v;
    if (negative) {
        if ((st = num_neg(h, v, out)) != NUM_OK) return st;
        tmp[1] = *out;
    }
    STEP(NUM_ADD, &tmp[1], &tmp[2], tmp[1])
    STEP(NUM_FLOORDIV, &tmp[1], &tmp[0], tmp[1])
    STEP(NUM_MUL, &tmp[1], &tmp[0], tmp[1])
#undef STEP
    return negative ? num_neg(h, &tmp[1], out) : NUM_OK;
}

/* round(digits = 0) */
static enum native_result num_round_to(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    int64_t digits = 0;
    Value out = V_NIL;
    if (nargs > 1 && !arg_int(m, args[1], "the number of digits", &digits)) return N_ERROR;
    if (digits > 0) {
        if (!is_double(args[0])) return native_return(m, args[0]);
        return native_return(m, from_double(round_decimal(to_double(args[0]), digits)));
    }
    enum num_status st = num_round(h, &args[0], NUM_ROUND, &out);
    if (st == NUM_OK && digits < 0 && is_integer(out)) {
        if (digits < -100000) return native_return(m, V_ZERO);
        args[0] = out;
        st = round_integer(h, &args[0], -digits, &args[nargs], &out);
    }
    return finish(m, st, &out, "round");
}

static enum native_result num_abs(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = args[0];
    if (is_double(out)) return native_return(m, from_double(fabs(to_double(out))));
    if (num_sign(out) >= 0) return native_return(m, out);
    return finish(m, num_neg(native_heap(m), &args[0], &out), &out, "abs");
}

static enum native_result num_sign_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (is_double(args[0]) && to_double(args[0]) != to_double(args[0]))
        return native_return(m, args[0]);
    return native_return(m, from_int(num_sign(args[0])));
}

/* ---- arithmetic by name ---- */

static enum native_result binary(struct maatine *m, Value *args, enum num_op op, const char *what)
{
    Value out = V_NIL;
    if (!arg_num(m, args[1], "the argument")) return N_ERROR;
    return finish(m, num_binary(native_heap(m), op, &args[0], &args[1], &out), &out, what);
}

static enum native_result num_div(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return binary(m, args, NUM_FLOORDIV, "division");
}
static enum native_result num_mod(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return binary(m, args, NUM_MOD, "modulo");
}
static enum native_result num_pow(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return binary(m, args, NUM_POW, "power");
}

static enum native_result step(struct maatine *m, Value *args, uint32_t nargs, enum num_op op)
{
    Value out = V_NIL;
    args[nargs] = from_int(1);
    return finish(m, num_binary(native_heap(m), op, &args[0], &args[nargs], &out), &out, "step");
}
static enum native_result num_succ(struct maatine *m, Value *args, uint32_t nargs)
{
    return step(m, args, nargs, NUM_ADD);
}
static enum native_result num_pred(struct maatine *m, Value *args, uint32_t nargs)
{
    return step(m, args, nargs, NUM_SUB);
}

/* A whole double stands for its integer. */
static bool whole_arg(struct maatine *m, Value *v, const char *what)
{
    Value out;
    if (!is_num(*v) || !num_is_whole(*v)) {
        (void)native_error(m, ERR_TypeError, "%s needs integers, not %s", what,
                           is_num(*v) ? "a fraction" : type_name(m, *v));
        return false;
    }
    if (!is_double(*v)) return true;
    if (num_from_double(native_heap(m), to_double(*v), &out) != NUM_OK) {
        (void)native_no_memory(m);
        return false;
    }
    *v = out;
    return true;
}

static enum native_result num_gcd_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    if (!whole_arg(m, &args[0], "gcd") || !whole_arg(m, &args[1], "gcd")) return N_ERROR;
    return finish(m, num_gcd(native_heap(m), &args[0], &args[1], &out), &out, "gcd");
}

/* |a * b| / gcd */
static enum native_result num_lcm(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value out = V_ZERO;
    if (!whole_arg(m, &args[0], "lcm") || !whole_arg(m, &args[1], "lcm")) return N_ERROR;
    if (num_sign(args[0]) == 0 || num_sign(args[1]) == 0) return native_return(m, V_ZERO);
    enum num_status st = num_gcd(h, &args[0], &args[1], &args[nargs]);
    if (st == NUM_OK) st = num_binary(h, NUM_FLOORDIV, &args[0], &args[nargs], &out);
    args[0] = out;
    if (st == NUM_OK) st = num_binary(h, NUM_MUL, &args[0], &args[1], &out);
    args[0] = out;
    if (st == NUM_OK && num_sign(out) < 0) st = num_neg(h, &args[0], &out);
    return finish(m, st, &out, "lcm");
}

static enum native_result num_powmod_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    for (int i = 0; i < 3; i++)
        if (!whole_arg(m, &args[i], "powmod")) return N_ERROR;
    if (num_sign(args[1]) < 0)
        return native_error(m, ERR_ArgumentError, "powmod needs an exponent that is not negative");
    return finish(m, num_powmod(native_heap(m), &args[0], &args[1], &args[2], &out), &out,
                  "modulo");
}

static enum native_result num_isqrt_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    if (!whole_arg(m, &args[0], "isqrt")) return N_ERROR;
    if (num_sign(args[0]) < 0)
        return native_error(m, ERR_ArgumentError, "isqrt of a negative number");
    return finish(m, num_isqrt(native_heap(m), &args[0], &out), &out, "isqrt");
}

/* ---- order ---- */

static enum native_result pick(struct maatine *m, Value *args, int want)
{
    int c;
    if (!is_num(args[1])) return compare_error(m, args[0], args[1]);
    if (!num_compare(args[1], args[0], &c)) return native_return(m, from_double(NAN));
    return native_return(m, c == want ? args[1] : args[0]);
}
static enum native_result num_min(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return pick(m, args, -1);
}
static enum native_result num_max(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return pick(m, args, 1);
}
/* clamp(least, most) */
static enum native_result num_clamp(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int lo, hi;
    if (!is_num(args[1])) return compare_error(m, args[0], args[1]);
    if (!is_num(args[2])) return compare_error(m, args[0], args[2]);
    if (!num_compare(args[0], args[1], &lo) || !num_compare(args[0], args[2], &hi))
        return native_return(m, args[0]);
    return native_return(m, lo < 0 ? args[1] : hi > 0 ? args[2] : args[0]);
}
static enum native_result num_cmp(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int c;
    if (!is_num(args[1])) return compare_error(m, args[0], args[1]);
    return native_return(m, num_compare(args[0], args[1], &c) ? from_int(c) : V_NIL);
}

/* ---- questions ---- */

static enum native_result num_is_int(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(num_is_whole(args[0])));
}
static enum native_result num_is_nan(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(is_double(args[0]) && isnan(to_double(args[0]))));
}
static enum native_result num_is_inf(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(is_double(args[0]) && isinf(to_double(args[0]))));
}

/* The lowest bit of a whole Num; false: it is none. */
static bool lowest_bit(Value v, bool *odd)
{
    if (!num_is_whole(v)) return false;
    if (is_int(v))
        *odd = to_int(v) & 1;
    else if (is_bigint(v))
        *odd = ((BigInt *)to_obj(v))->limb[0] & 1;
    else
        *odd = fmod(to_double(v), 2) != 0;
    return true;
}
static enum native_result num_is_even(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool odd;
    return native_return(m, from_bool(lowest_bit(args[0], &odd) && !odd));
}
static enum native_result num_is_odd(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool odd;
    return native_return(m, from_bool(lowest_bit(args[0], &odd) && odd));
}

/* ---- text ---- */

static enum native_result num_chr(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t cp;
    if (!arg_int(m, args[0], "a code point", &cp)) return N_ERROR;
    if (cp < 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return native_error(m, ERR_ArgumentError, "%lld is not a code point", (long long)cp);
    Buf b = BUF_INIT;
    buf_addcp(&b, (uint32_t)cp);
    return give_text(m, &b);
}

static enum native_result in_base(struct maatine *m, Value *v, int base, const char *what)
{
    if (!whole_arg(m, v, what)) return N_ERROR;
    Buf b = BUF_INIT;
    num_text_base(*v, base, &b);
    native_charge(m, (int64_t)(b.len / 64));
    return give_text(m, &b);
}
static enum native_result num_hex(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return in_base(m, &args[0], 16, "hex");
}
static enum native_result num_oct(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return in_base(m, &args[0], 8, "oct");
}
static enum native_result num_bin(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return in_base(m, &args[0], 2, "bin");
}
/* base(n): digits in base 2 to 36 */
static enum native_result num_base(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t base;
    if (!arg_int(m, args[1], "the base", &base)) return N_ERROR;
    if (base < 2 || base > 36)
        return native_error(m, ERR_ArgumentError, "the base must be 2 to 36");
    return in_base(m, &args[0], (int)base, "base");
}

static enum native_result num_num(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, args[0]);
}

/* ---- durations, in seconds ---- */

static enum native_result times(struct maatine *m, Value *args, uint32_t nargs, int64_t n)
{
    Value out = V_NIL;
    args[nargs] = from_int(n);
    return finish(m, num_binary(native_heap(m), NUM_MUL, &args[0], &args[nargs], &out), &out,
                  "duration");
}
static enum native_result num_ms(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out = V_NIL;
    args[nargs] = from_int(1000);
    return finish(m, num_binary(native_heap(m), NUM_DIV, &args[0], &args[nargs], &out), &out,
                  "duration");
}
static enum native_result num_minutes(struct maatine *m, Value *args, uint32_t nargs)
{
    return times(m, args, nargs, 60);
}
static enum native_result num_hours(struct maatine *m, Value *args, uint32_t nargs)
{
    return times(m, args, nargs, 3600);
}
static enum native_result num_days(struct maatine *m, Value *args, uint32_t nargs)
{
    return times(m, args, nargs, 86400);
}

NATIVE_TABLE(natives_num) = {
    {"Num", "abs", num_abs, 0, 0, 0, "()"},
    {"Num", "sign", num_sign_of, 0, 0, 0, "()"},
    {"Num", "floor", num_floor, 0, 0, 0, "()"},
    {"Num", "ceil", num_ceil, 0, 0, 0, "()"},
    {"Num", "trunc", num_trunc, 0, 0, 0, "()"},
    {"Num", "round", num_round_to, 0, 1, 0, "(digits = 0)"},
    {"Num", "sqrt", num_sqrt, 0, 0, 0, "()"},
    {"Num", "cbrt", num_cbrt, 0, 0, 0, "()"},
    {"Num", "isqrt", num_isqrt_of, 0, 0, 0, "()"},
    {"Num", "exp", num_exp, 0, 0, 0, "()"},
    {"Num", "log", num_log, 0, 1, 0, "(base = e)"},
    {"Num", "log2", num_log2, 0, 0, 0, "()"},
    {"Num", "log10", num_log10, 0, 0, 0, "()"},
    {"Num", "sin", num_sin, 0, 0, 0, "()"},
    {"Num", "cos", num_cos, 0, 0, 0, "()"},
    {"Num", "tan", num_tan, 0, 0, 0, "()"},
    {"Num", "asin", num_asin, 0, 0, 0, "()"},
    {"Num", "acos", num_acos, 0, 0, 0, "()"},
    {"Num", "atan", num_atan, 0, 0, 0, "()"},
    {"Num", "atan2", num_atan2, 1, 1, 0, "(x)"},
    {"Num", "sinh", num_sinh, 0, 0, 0, "()"},
    {"Num", "cosh", num_cosh, 0, 0, 0, "()"},
    {"Num", "tanh", num_tanh, 0, 0, 0, "()"},
    {"Num", "div", num_div, 1, 1, 0, "(n)"},
    {"Num", "mod", num_mod, 1, 1, 0, "(n)"},
    {"Num", "pow", num_pow, 1, 1, 0, "(n)"},
    {"Num", "gcd", num_gcd_of, 1, 1, 0, "(n)"},
    {"Num", "lcm", num_lcm, 1, 1, 0, "(n)"},
    {"Num", "powmod", num_powmod_of, 2, 2, 0, "(e, m)"},
    {"Num", "min", num_min, 1, 1, 0, "(n)"},
    {"Num", "max", num_max, 1, 1, 0, "(n)"},
    {"Num", "clamp", num_clamp, 2, 2, 0, "(least, most)"},
    {"Num", "cmp", num_cmp, 1, 1, 0, "(n)"},
    {"Num", "succ", num_succ, 0, 0, 0, "()"},
    {"Num", "pred", num_pred, 0, 0, 0, "()"},
    {"Num", "is_int", num_is_int, 0, 0, 0, "()"},
    {"Num", "is_nan", num_is_nan, 0, 0, 0, "()"},
    {"Num", "is_inf", num_is_inf, 0, 0, 0, "()"},
    {"Num", "is_even", num_is_even, 0, 0, 0, "()"},
    {"Num", "is_odd", num_is_odd, 0, 0, 0, "()"},
    {"Num", "chr", num_chr, 0, 0, 0, "()"},
    {"Num", "hex", num_hex, 0, 0, 0, "()"},
    {"Num", "oct", num_oct, 0, 0, 0, "()"},
    {"Num", "bin", num_bin, 0, 0, 0, "()"},
    {"Num", "base", num_base, 1, 1, 0, "(n)"},
    {"Num", "num", num_num, 0, 0, 0, "()"},
    {"Num", "ms", num_ms, 0, 0, 0, "()"},
    {"Num", "seconds", num_num, 0, 0, 0, "()"},
    {"Num", "second", num_num, 0, 0, 0, "()"},
    {"Num", "minutes", num_minutes, 0, 0, 0, "()"},
    {"Num", "minute", num_minutes, 0, 0, 0, "()"},
    {"Num", "hours", num_hours, 0, 0, 0, "()"},
    {"Num", "hour", num_hours, 0, 0, 0, "()"},
    {"Num", "days", num_days, 0, 0, 0, "()"},
    {0},
};
