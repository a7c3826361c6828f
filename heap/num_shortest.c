/* The shortest decimal digits that read back as a double: the algorithm Schubfach (R. Giulietti, 2020).
 *
 * A double v = c * 2^q is the middle of an interval of reals that read back as v. Schubfach picks the power of ten 10^k such that the
 * interval holds at least one and at most ten multiples of it, scales the interval by 10^-k in 128-bit arithmetic (rounded so
 * that comparisons stay exact), and takes the multiple of 10^(k+1) inside if there is one, else the multiple of 10^k that is
 * nearest to v. The powers of ten, 128 bits each, are computed once, by GMP.
 */
#include "heap/num_int.h"
#include <pthread.h>

#define POWER_MIN (-292)
#define POWER_MAX 324

struct power { /* the leading 128 bits of 10^k, rounded up */
    uint64_t high, low;
};
static struct power powers[POWER_MAX - POWER_MIN + 1]; /* [const after make_powers] */
static pthread_once_t powers_once = PTHREAD_ONCE_INIT;

/* floor(log2(10^e)) */
static int log2_of_power(int e) { return (int)(((int64_t)e * 1741647) >> 19); }

/* ceil(10^k * 2^(127 - floor(log2(10^k)))) */
static void make_power(int k, struct power *out)
{
    mpz_t num, den;
    int up = 127 - log2_of_power(k);
    mpz_init(num);
    mpz_init(den);
    mpz_ui_pow_ui(num, 10, k > 0 ? (unsigned)k : 0);
    mpz_ui_pow_ui(den, 10, k < 0 ? (unsigned)-k : 0);
    if (up >= 0)
        mpz_mul_2exp(num, num, (mp_bitcnt_t)up);
    else
        mpz_mul_2exp(den, den, (mp_bitcnt_t)-up);
    mpz_cdiv_q(num, num, den);
    MAAT_CHECK(mpz_sizeinbase(num, 2) == 128, "10^%d has %zu bits", k, mpz_sizeinbase(num, 2));
    out->low = mpz_getlimbn(num, 0);
    out->high = mpz_getlimbn(num, 1);
    mpz_clear(num);
    mpz_clear(den);
}

static void make_powers(void)
{
    for (int k = POWER_MIN; k <= POWER_MAX; k++) make_power(k, &powers[k - POWER_MIN]);
}

/* The upper 64 bits of g * c / 2^64; the lowest bit is set if anything was cut off. */
static uint64_t scale(const struct power *g, uint64_t c)
{
    unsigned __int128 low = (unsigned __int128)g->low * c, high = (unsigned __int128)g->high * c;
    high += (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* The integer digits * 10^*k in the interval around c * 2^q; `close_below`: the gap below v is half the one above. */
static uint64_t shortest(uint64_t c, int q, bool close_below, int *k)
{
    bool even = (c & 1) == 0;
    *k = (int)(((int64_t)q * 1262611 - (close_below ? 524031 : 0)) >> 22);
    int h = q + log2_of_power(-*k) + 1;
    const struct power *g = &powers[-*k - POWER_MIN];
    uint64_t low = scale(g, (4 * c - 2 + close_below) << h) + !even;
    uint64_t mid = scale(g, (4 * c) << h);
    uint64_t high = scale(g, (4 * c + 2) << h) - !even;
    uint64_t s = mid / 4;
    if (s >= 10) {
        uint64_t t = s / 10;
        bool under = low <= 40 * t, over = 40 * t + 40 <= high;
        if (under != over) {
            ++*k;
            return t + over;
        }
    }
    bool under = low <= 4 * s, over = 4 * s + 4 <= high;
    if (under != over) return s + over;
    uint64_t half = 4 * s + 2;
    return s + (mid > half || (mid == half && (s & 1)));
}

int num_shortest_digits(double d, char digits[24], int *point)
{
    uint64_t bits = from_double(d), fraction = bits & 0xFFFFFFFFFFFFFull;
    int exponent = (int)(bits >> 52), k;
    MAAT_ASSERT(d > 0 && exponent < 0x7FF);
    pthread_once(&powers_once, make_powers);
    uint64_t n = exponent ? shortest(fraction | 0x10000000000000ull, exponent - 1075,
                                     fraction == 0 && exponent > 1, &k)
                          : shortest(fraction, -1074, false, &k);
    char tmp[24];
    int len = 0, at = 0;
    for (; n % 10 == 0; n /= 10) k++;
    for (; n; n /= 10) tmp[len++] = (char)('0' + n % 10);
    *point = len + k;
    while (len) digits[at++] = tmp[--len];
    digits[at] = 0;
    return at;
}
