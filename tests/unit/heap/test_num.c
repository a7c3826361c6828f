/* Arithmetic against GMP, order and division against exact fractions, text there and back. */
#include "tests/unit/heap/values.h"
#include <gmp.h>
#include <math.h>

/* ---- random numbers of all sizes, near the borders, too ---- */

static void random_mpz(mpz_t z)
{
    mpz_set_ui(z, 0);
    uint32_t bits = rnd(4) == 0   ? rnd(12)
                    : rnd(3) == 0 ? 44 + rnd(8)
                    : rnd(3) == 0 ? 60 + rnd(8)
                                  : rnd(700);
    for (uint32_t i = 0; i < bits; i += 30) {
        mpz_mul_2exp(z, z, 30);
        mpz_add_ui(z, z, rnd(1u << 30));
    }
    mpz_fdiv_r_2exp(z, z, bits);
    if (rnd(3) == 0 && bits) { /* a power of two and its neighbours */
        mpz_set_ui(z, 1);
        mpz_mul_2exp(z, z, bits);
        mpz_add_ui(z, z, rnd(3));
        mpz_sub_ui(z, z, 1);
    }
    if (rnd(2)) mpz_neg(z, z);
}

static Value from_mpz(const mpz_t z)
{
    char *text = mpz_get_str(NULL, 10, z);
    Value v = big(text);
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(text, strlen(text) + 1);
    return v;
}

static void to_mpz(mpz_t z, Value v)
{
    Buf b = BUF_INIT;
    num_text(v, &b);
    ck_assert_int_eq(mpz_set_str(z, buf_str(&b), 10), 0);
    buf_fini(&b);
}

/* NM-1 */
static void check_normal(Value v)
{
    ck_assert(is_integer(v));
    if (!is_bigint(v)) return;
    const BigInt *b = (const BigInt *)to_obj(v);
    ck_assert(b->n > 0 && b->limb[b->n - 1] != 0);
    ck_assert(b->n > 1 || b->limb[0] > (uint64_t)INT_MAX48);
    if (b->n == 1 && b->sign < 0) ck_assert(b->limb[0] != (uint64_t)INT_MAX48 + 1);
}

static void expect(Value got, const mpz_t want, const char *what)
{
    mpz_t z;
    mpz_init(z);
    check_normal(got);
    to_mpz(z, got);
    ck_assert_msg(mpz_cmp(z, want) == 0, "%s", what);
    mpz_clear(z);
}

static void one_binary(enum num_op op, const mpz_t a, const mpz_t b)
{
    Value out = V_NIL;
    mpz_t z;
    mpz_init(z);
    slot[0] = from_mpz(a);
    slot[1] = from_mpz(b);
    enum num_status st = num_binary(&heap, op, &slot[0], &slot[1], &out);
    switch (op) {
    case NUM_ADD: mpz_add(z, a, b); break;
    case NUM_SUB: mpz_sub(z, a, b); break;
    case NUM_MUL: mpz_mul(z, a, b); break;
    case NUM_AND: mpz_and(z, a, b); break;
    case NUM_OR: mpz_ior(z, a, b); break;
    case NUM_XOR: mpz_xor(z, a, b); break;
    case NUM_FLOORDIV:
    case NUM_MOD:
        if (mpz_sgn(b) == 0) {
            ck_assert_int_eq(st, NUM_ZERO_DIV);
            mpz_clear(z);
            return;
        }
        (op == NUM_MOD ? mpz_fdiv_r : mpz_fdiv_q)(z, a, b);
        break;
    default: ck_abort();
    }
    ck_assert_int_eq(st, NUM_OK);
    expect(out, z, "binary");
    mpz_clear(z);
}

START_TEST(test_num__random_integers__as_gmp)
{
    static const enum num_op ops[] = {NUM_ADD, NUM_SUB, NUM_MUL, NUM_FLOORDIV,
                                      NUM_MOD, NUM_AND, NUM_OR,  NUM_XOR};
    mpz_t a, b;
    mpz_inits(a, b, NULL);
    heap_begin();
    for (int i = 0; i < 20000; i++) {
        random_mpz(a);
        random_mpz(b);
        one_binary(ops[rnd(8)], a, b);
    }
    heap_end();
    mpz_clears(a, b, NULL);
}
END_TEST

START_TEST(test_num__shifts_powers_gcd__as_gmp)
{
    mpz_t a, b, z;
    Value out;
    mpz_inits(a, b, z, NULL);
    heap_begin();
    for (int i = 0; i < 5000; i++) {
        random_mpz(a);
        random_mpz(b);
        int n = (int)rnd(200) - 100;
        slot[0] = from_mpz(a);
        slot[1] = from_int(n);
        ck_assert_int_eq(num_binary(&heap, NUM_SHL, &slot[0], &slot[1], &out), NUM_OK);
        if (n >= 0)
            mpz_mul_2exp(z, a, (mp_bitcnt_t)n);
        else
            mpz_fdiv_q_2exp(z, a, (mp_bitcnt_t)-n);
        expect(out, z, "shl");
        ck_assert_int_eq(num_binary(&heap, NUM_SHR, &slot[0], &slot[1], &out), NUM_OK);
        if (n <= 0)
            mpz_mul_2exp(z, a, (mp_bitcnt_t)-n);
        else
            mpz_fdiv_q_2exp(z, a, (mp_bitcnt_t)n);
        expect(out, z, "shr");
        slot[1] = from_int(rnd(20));
        ck_assert_int_eq(num_binary(&heap, NUM_POW, &slot[0], &slot[1], &out), NUM_OK);
        mpz_pow_ui(z, a, (unsigned long)to_int(slot[1]));
        expect(out, z, "pow");
        slot[1] = from_mpz(b);
        ck_assert_int_eq(num_gcd(&heap, &slot[0], &slot[1], &out), NUM_OK);
        mpz_gcd(z, a, b);
        expect(out, z, "gcd");
        ck_assert_int_eq(num_not(&heap, &slot[0], &out), NUM_OK);
        mpz_com(z, a);
        expect(out, z, "not");
        ck_assert_int_eq(num_neg(&heap, &slot[0], &out), NUM_OK);
        mpz_neg(z, a);
        expect(out, z, "neg");
    }
    heap_end();
    mpz_clears(a, b, z, NULL);
}
END_TEST

START_TEST(test_num__powmod__as_gmp)
{
    mpz_t a, e, m, z;
    Value out;
    mpz_inits(a, e, m, z, NULL);
    heap_begin();
    for (int i = 0; i < 1000; i++) {
        random_mpz(a);
        random_mpz(e);
        random_mpz(m);
        mpz_abs(e, e);
        if (mpz_sgn(m) == 0) continue;
        slot[0] = from_mpz(a);
        slot[1] = from_mpz(e);
        slot[2] = from_mpz(m);
        ck_assert_int_eq(num_powmod(&heap, &slot[0], &slot[1], &slot[2], &out), NUM_OK);
        mpz_powm(z, a, e, m);
        if (mpz_sgn(m) < 0) mpz_fdiv_r(z, z, m);
        expect(out, z, "powmod");
    }
    heap_end();
    mpz_clears(a, e, m, z, NULL);
}
END_TEST

/* Whether d is the double nearest to q, ties to even. */
static bool is_nearest(double d, const mpq_t q)
{
    double down = nextafter(d, -INFINITY), up = nextafter(d, INFINITY);
    mpq_t x, lo, hi, dd, two;
    mpq_inits(x, lo, hi, dd, two, NULL);
    mpq_set_d(dd, d);
    mpq_set_d(lo, down);
    mpq_set_d(hi, up);
    mpq_add(lo, lo, dd); /* twice the middles */
    mpq_add(hi, hi, dd);
    mpq_add(x, q, q);
    int l = mpq_cmp(x, lo), h = mpq_cmp(x, hi);
    uint64_t word = from_double(d);
    bool even = (word & 1) == 0, ok = (l > 0 || (l == 0 && even)) && (h < 0 || (h == 0 && even));
    mpq_clears(x, lo, hi, dd, two, NULL);
    return ok;
}

START_TEST(test_num__division_and_to_double__nearest)
{
    mpz_t a, b, one;
    mpq_t q;
    Value out;
    mpz_inits(a, b, one, NULL);
    mpz_set_ui(one, 1);
    mpq_init(q);
    heap_begin();
    for (int i = 0; i < 10000; i++) {
        random_mpz(a);
        random_mpz(b);
        if (mpz_sgn(b) == 0) continue;
        slot[0] = from_mpz(a);
        slot[1] = from_mpz(b);
        ck_assert_int_eq(num_binary(&heap, NUM_DIV, &slot[0], &slot[1], &out), NUM_OK);
        mpq_set_num(q, a);
        mpq_set_den(q, b);
        mpq_canonicalize(q);
        if (mpz_divisible_p(a, b)) {
            ck_assert(is_integer(out));
            mpz_divexact(a, a, b);
            expect(out, a, "exact division");
        } else {
            ck_assert(is_double(out) && is_nearest(to_double(out), q));
        }
        mpq_set_z(q, b);
        ck_assert(is_nearest(num_to_double(slot[1]), q));
    }
    heap_end();
    mpq_clear(q);
    mpz_clears(a, b, one, NULL);
}
END_TEST

START_TEST(test_num__division__subnormal_and_overflow)
{
    Value out;
    heap_begin();
    slot[0] = from_int(3);
    slot[2] = from_int(2);
    for (int e = 1060; e < 1085; e++) { /* 3 / 2**e */
        slot[3] = from_int(e);
        ck_assert_int_eq(num_binary(&heap, NUM_POW, &slot[2], &slot[3], &out), NUM_OK);
        slot[1] = out;
        ck_assert_int_eq(num_binary(&heap, NUM_DIV, &slot[0], &slot[1], &out), NUM_OK);
        ck_assert(to_double(out) == ldexp(3, -e));
        slot[4] = slot[1];
        ck_assert(num_to_double(slot[1]) == ldexp(1, e));
    }
    slot[0] = V_ZERO;
    slot[1] = from_int(0);
    ck_assert_int_eq(num_binary(&heap, NUM_DIV, &slot[0], &slot[1], &out), NUM_OK);
    ck_assert(isnan(to_double(out)));
    heap_end();
}
END_TEST

START_TEST(test_num__compare__exact_for_mixtures)
{
    mpz_t a, b;
    mpq_t q;
    mpz_inits(a, b, NULL);
    mpq_init(q);
    heap_begin();
    for (int i = 0; i < 20000; i++) {
        int c;
        random_mpz(a);
        double d = mpz_get_d(a);
        switch (rnd(4)) {
        case 0: d = nextafter(d, INFINITY); break;
        case 1: d = nextafter(d, -INFINITY); break;
        case 2: d += 0.5; break;
        default: break;
        }
        slot[0] = from_mpz(a);
        mpq_set_d(q, d);
        mpz_t num;
        mpz_init(num);
        mpz_mul(num, a, mpq_denref(q));
        int want = mpz_cmp(num, mpq_numref(q));
        want = (want > 0) - (want < 0);
        mpz_clear(num);
        ck_assert(num_compare(slot[0], from_double(d), &c));
        ck_assert_int_eq(c, want);
        ck_assert(num_compare(from_double(d), slot[0], &c));
        ck_assert_int_eq(c, -want);
        if (want == 0) ck_assert_uint_eq(num_hash(slot[0]), num_hash(from_double(d)));
        random_mpz(b);
        slot[1] = from_mpz(b);
        want = mpz_cmp(a, b);
        ck_assert(num_compare(slot[0], slot[1], &c) && c == (want > 0) - (want < 0));
    }
    int c;
    ck_assert(!num_compare(from_double(NAN), slot[0], &c));
    ck_assert(num_compare(slot[0], from_double(INFINITY), &c) && c == -1);
    ck_assert(num_compare(slot[0], from_double(-INFINITY), &c) && c == 1);
    heap_end();
    mpq_clear(q);
    mpz_clears(a, b, NULL);
}
END_TEST

static void check_text(double d, const char *want)
{
    char text[32];
    num_double_text(d, text);
    ck_assert_str_eq(text, want);
}

START_TEST(test_num__double_text__as_ecmascript)
{
    check_text(0.1, "0.1");
    check_text(-1.5, "-1.5");
    check_text(1e21, "1e+21");
    check_text(1e20, "100000000000000000000");
    check_text(123456789012345680000.0, "123456789012345680000");
    check_text(1e-7, "1e-7");
    check_text(1.25e-7, "1.25e-7");
    check_text(0.000001, "0.000001");
    check_text(5e-324, "5e-324");
    check_text(1.7976931348623157e308, "1.7976931348623157e+308");
    check_text(-0.0, "0");
    check_text(9007199254740993.0, "9007199254740992");
    check_text(0x1p-44, "5.684341886080802e-14");
    check_text(INFINITY, "Inf");
    check_text(-INFINITY, "-Inf");
    check_text(NAN, "NaN");
    check_text(100, "100");
    check_text(1.0 / 3, "0.3333333333333333");
    check_text(2e-3, "0.002");
}
END_TEST

START_TEST(test_num__double_text__shortest_that_reads_back)
{
    for (int i = 0; i < 100000; i++) {
        Value v = rnd64();
        double d = to_double(v);
        char text[32], shorter[40];
        if (!isfinite(d)) continue;
        num_double_text(d, text);
        ck_assert_msg(strtod(text, NULL) == d, "%s is not %.17g", text, d);
        int digits = 0;
        for (const char *p = text; *p && *p != 'e'; p++) digits += *p >= '0' && *p <= '9';
        if (strchr(text, 'e') && digits > 1) {
            snprintf(shorter, sizeof shorter, "%.*e", digits - 2, d);
            ck_assert_msg(strtod(shorter, NULL) != d, "%s is shorter than %s", shorter, text);
        }
    }
}
END_TEST

START_TEST(test_num__text_of_integers__all_bases)
{
    mpz_t a;
    mpz_init(a);
    heap_begin();
    for (int i = 0; i < 3000; i++) {
        random_mpz(a);
        int base = 2 + (int)rnd(35);
        Value v = from_mpz(a), back;
        Buf b = BUF_INIT;
        num_text_base(v, base, &b);
        char *want = mpz_get_str(NULL, base, a);
        ck_assert_str_eq(buf_str(&b), want);
        ck_assert_int_eq(num_parse_base(&heap, b.p, b.len, base, &back), NUM_PARSED);
        int c;
        slot[0] = back;
        slot[1] = from_mpz(a);
        ck_assert(num_compare(slot[0], slot[1], &c) && c == 0);
        void (*release)(void *, size_t);
        mp_get_memory_functions(NULL, NULL, &release);
        release(want, strlen(want) + 1);
        buf_fini(&b);
    }
    heap_end();
    mpz_clear(a);
}
END_TEST

static void parses(const char *text, const char *want)
{
    Value v;
    enum num_parsed r = num_parse(&heap, text, strlen(text), &v);
    if (!want) {
        ck_assert_msg(r == NUM_NOT_A_NUMBER, "'%s' is no number", text);
        return;
    }
    ck_assert_msg(r == NUM_PARSED, "'%s' is a number", text);
    Buf b = BUF_INIT;
    num_text(v, &b);
    ck_assert_str_eq(buf_str(&b), want);
    buf_fini(&b);
}

START_TEST(test_num__parse__as_source_and_no_more)
{
    heap_begin();
    parses("42", "42");
    parses("-7", "-7");
    parses("+7", "7");
    parses("1_000", "1000");
    parses("0xFF", "255");
    parses("-0xff", "-255");
    parses("0b101", "5");
    parses("0o17", "15");
    parses("1.5", "1.5");
    parses("2e-3", "0.002");
    parses("1e3", "1000");
    parses("1_0.2_5", "10.25");
    parses("Inf", "Inf");
    parses("-Inf", "-Inf");
    parses("NaN", "NaN");
    parses("007", "7");
    parses("140737488355327", "140737488355327");
    parses("140737488355328", "140737488355328");
    parses("-140737488355328", "-140737488355328");
    parses("18446744073709551616", "18446744073709551616");
    static const char *const bad[] = {"",    "-",  "+",  "abc", "12x",  "1__0", "_1",  "1_",
                                      "1.",  ".5", "1e", "1e+", "0x",   "0xg",  "0b2", "1.5.2",
                                      "inf", "1 ", " 1", "--1", "0x_f", "1e1.5"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) parses(bad[i], NULL);
    heap_end();
}
END_TEST

START_TEST(test_num__too_big__is_refused)
{
    Value out;
    heap_begin();
    slot[0] = from_int(10);
    slot[1] = from_int(1000000000);
    ck_assert_int_eq(num_binary(&heap, NUM_POW, &slot[0], &slot[1], &out), NUM_TOO_BIG);
    slot[1] = from_int((int64_t)1 << 40);
    ck_assert_int_eq(num_binary(&heap, NUM_SHL, &slot[0], &slot[1], &out), NUM_TOO_BIG);
    slot[0] = from_int(-1);
    ck_assert_int_eq(num_binary(&heap, NUM_POW, &slot[0], &slot[1], &out), NUM_OK);
    ck_assert(out == from_int(1));
    ck_assert_int_eq(num_binary(&heap, NUM_SHR, &slot[0], &slot[1], &out), NUM_OK);
    ck_assert(out == from_int(-1));
    heap.max_bytes = 1 << 20;
    slot[0] = from_int(10);
    slot[1] = from_int(100000000);
    ck_assert_int_eq(num_binary(&heap, NUM_POW, &slot[0], &slot[1], &out), NUM_NOMEM);
    heap_end();
}
END_TEST

START_TEST(test_num__rounding__gives_integers)
{
    static const struct {
        double d;
        int64_t floor, ceil, trunc, round;
    } t[] = {{1.5, 1, 2, 1, 2},
             {-1.5, -2, -1, -1, -2},
             {2.4, 2, 3, 2, 2},
             {-0.5, -1, 0, 0, -1},
             {3, 3, 3, 3, 3}};
    Value out;
    heap_begin();
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        slot[0] = from_double(t[i].d);
        ck_assert(num_round(&heap, &slot[0], NUM_FLOOR, &out) == NUM_OK &&
                  out == from_int(t[i].floor));
        ck_assert(num_round(&heap, &slot[0], NUM_CEIL, &out) == NUM_OK &&
                  out == from_int(t[i].ceil));
        ck_assert(num_round(&heap, &slot[0], NUM_TRUNC, &out) == NUM_OK &&
                  out == from_int(t[i].trunc));
        ck_assert(num_round(&heap, &slot[0], NUM_ROUND, &out) == NUM_OK &&
                  out == from_int(t[i].round));
    }
    slot[0] = from_double(1e300);
    ck_assert(num_round(&heap, &slot[0], NUM_FLOOR, &out) == NUM_OK && is_bigint(out));
    ck_assert(num_to_double(out) == 1e300);
    heap_end();
}
END_TEST

START_TEST(test_num__million_digits__in_good_time)
{
    Value out;
    heap_begin();
    slot[0] = from_int(10);
    slot[1] = from_int(1000000);
    ck_assert_int_eq(num_binary(&heap, NUM_POW, &slot[0], &slot[1], &out), NUM_OK);
    slot[0] = out;
    Buf b = BUF_INIT;
    num_text(slot[0], &b);
    ck_assert_uint_eq(b.len, 1000001);
    ck_assert_int_eq(num_parse(&heap, b.p, b.len, &out), NUM_PARSED);
    int c;
    ck_assert(num_compare(out, slot[0], &c) && c == 0);
    buf_fini(&b);
    heap_end();
}
END_TEST

UNIT_MAIN("num", UNIT_TEST(test_num__random_integers__as_gmp);
          UNIT_TEST(test_num__shifts_powers_gcd__as_gmp); UNIT_TEST(test_num__powmod__as_gmp);
          UNIT_TEST(test_num__division_and_to_double__nearest);
          UNIT_TEST(test_num__division__subnormal_and_overflow);
          UNIT_TEST(test_num__compare__exact_for_mixtures);
          UNIT_TEST(test_num__double_text__as_ecmascript);
          UNIT_TEST(test_num__double_text__shortest_that_reads_back);
          UNIT_TEST(test_num__text_of_integers__all_bases);
          UNIT_TEST(test_num__parse__as_source_and_no_more);
          UNIT_TEST(test_num__too_big__is_refused); UNIT_TEST(test_num__rounding__gives_integers);
          UNIT_TEST(test_num__million_digits__in_good_time))
