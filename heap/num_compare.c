/* Order, conversion and hashes of Nums: nothing here allocates. */
#include "heap/num_int.h"
#include "base/hash.h"
#include <math.h>

int num_sign(Value v)
{
    if (is_int(v)) return (to_int(v) > 0) - (to_int(v) < 0);
    if (is_bigint(v)) return ((BigInt *)to_obj(v))->sign;
    double d = to_double(v);
    return (d > 0) - (d < 0);
}

double num_to_double(Value v)
{
    if (is_double(v)) return to_double(v);
    if (is_int(v)) return (double)to_int(v);
    const BigInt *b = (const BigInt *)to_obj(v);
    mpz_t z;
    int64_t e;
    bool sticky = false;
    (void)mpz_roinit_n(z, b->limb, b->n);
    uint64_t top = mpz_top(z, &e, &sticky);
    double d = round_to_double(top, sticky, e);
    return b->sign < 0 ? -d : d;
}

bool num_is_duration(Value v, double *secs)
{
    double d = is_num(v) ? num_to_double(v) : NAN;
    if (isnan(d)) return false;
    *secs = d > 0 ? d : 0;
    return true;
}

bool num_is_whole(Value v)
{
    return !is_double(v) || (isfinite(to_double(v)) && to_double(v) == trunc(to_double(v)));
}

bool num_to_i64(Value v, int64_t *out)
{
    if (is_int(v)) {
        *out = to_int(v);
        return true;
    }
    if (is_double(v)) {
        double d = to_double(v);
        if (!(d >= -0x1p63 && d < 0x1p63) || d != trunc(d)) return false;
        *out = (int64_t)d;
        return true;
    }
    const BigInt *b = (const BigInt *)to_obj(v);
    if (b->n > 1 || b->limb[0] > (uint64_t)INT64_MAX + (b->sign < 0)) return false;
    *out = (int64_t)(b->sign < 0 ? -b->limb[0] : b->limb[0]);
    return true;
}

/* Order of an integer and a double, exactly: the integral parts as limbs, then the fraction. */
static bool compare_mixed(Value i, double d, int *c)
{
    if (d != d) return false;
    if (is_int(i)) {
        double x = (double)to_int(i);
        *c = (x > d) - (x < d);
        return true;
    }
    Limbs x, y;
    mp_limb_t limb[DOUBLE_LIMBS];
    limbs_init(&x, i);
    int ds = (d > 0) - (d < 0);
    if (isinf(d) || ds != x.sign) {
        *c = isinf(d) ? -ds : x.sign;
        return true;
    }
    y = (Limbs){.p = limb, .n = limbs_of_double(d, limb), .sign = ds};
    *c = limbs_cmp_abs(&x, &y);
    if (*c == 0 && d != trunc(d)) *c = -1;
    *c *= ds;
    return true;
}

bool num_compare(Value a, Value b, int *c)
{
    if (is_int(a) && is_int(b)) {
        *c = (to_int(a) > to_int(b)) - (to_int(a) < to_int(b));
        return true;
    }
    if (is_double(a) && is_double(b)) {
        double x = to_double(a), y = to_double(b);
        *c = (x > y) - (x < y);
        return x == x && y == y;
    }
    if (is_double(b)) return compare_mixed(a, to_double(b), c);
    if (is_double(a)) {
        bool ok = compare_mixed(b, to_double(a), c);
        *c = -*c;
        return ok;
    }
    Limbs x, y;
    limbs_init(&x, a);
    limbs_init(&y, b);
    int sx = x.n ? x.sign : 0, sy = y.n ? y.sign : 0;
    *c = sx != sy ? (sx > sy) - (sx < sy) : sx * limbs_cmp_abs(&x, &y);
    return true;
}

/* ---- hashes ---- */

static uint64_t hash_limbs(const mp_limb_t *p, mp_size_t n, bool negative)
{
    return hash_bytes(p, (size_t)n * sizeof *p) ^ negative;
}

static uint64_t hash_double(double d)
{
    int64_t i;
    if (num_to_i64(from_double(d), &i) && int_fits(i)) return hash_u64((uint64_t)i);
    if (isfinite(d) && d == trunc(d)) { /* as the BigInt of the same value */
        mp_limb_t limb[DOUBLE_LIMBS];
        return hash_limbs(limb, limbs_of_double(d, limb), d < 0);
    }
    return hash_u64(from_double(d != d ? NAN : d));
}

uint64_t num_hash(Value v)
{
    if (is_int(v)) return hash_u64((uint64_t)to_int(v));
    if (is_double(v)) return hash_double(to_double(v));
    const BigInt *b = (const BigInt *)to_obj(v);
    return hash_limbs(b->limb, b->n, b->sign < 0);
}
