/* Arithmetic. Sums and products of big integers are computed straight into the new object; rarer operations go through GMP's
 * mpz with scratch memory of type BIGINT. */
#include "heap/num_int.h"
#include "base/mem.h"
#include "heap/room.h"
#include <math.h>

/* ---- GMP's scratch memory ---- */

static void *scratch_alloc(size_t n) { return mem_alloc(MEM_BIGINT, n); }
static void *scratch_realloc(void *p, size_t old, size_t n)
{
    (void)old;
    return mem_realloc(MEM_BIGINT, p, n);
}
static void scratch_free(void *p, size_t n)
{
    (void)n;
    mem_free(MEM_BIGINT, p);
}
/* Before main: GMP keeps these for the whole process. */
__attribute__((constructor)) static void use_scratch(void)
{
    mp_set_memory_functions(scratch_alloc, scratch_realloc, scratch_free);
}

/* GMP cannot be told that there is no memory. So what is needed for large operations is asked for before, and given back. */
#define PROBE_LIMBS  (64u * 1024)
#define SCRATCH_PART 6 /* the most that products were seen to use is 5 times their size */

bool big_scratch(uint64_t limbs)
{
    if (MAAT_LIKELY(limbs < PROBE_LIMBS)) return true;
    void *p = mem_try_alloc(MEM_BIGINT, limbs * SCRATCH_PART * sizeof(mp_limb_t));
    mem_free(MEM_BIGINT, p);
    return p != NULL;
}

/* ---- integers as limbs ---- */

void limbs_init(Limbs *l, Value v)
{
    if (is_int(v)) {
        int64_t i = to_int(v);
        l->sign = i < 0 ? -1 : 1;
        l->one = (mp_limb_t)(i < 0 ? -i : i);
        l->p = &l->one;
        l->n = i != 0;
        return;
    }
    MAAT_ASSERT(is_bigint(v));
    const BigInt *b = (const BigInt *)to_obj(v);
    l->sign = b->sign;
    l->p = b->limb;
    l->n = b->n;
}

uint64_t limbs_bits(const Limbs *l) { return l->n ? mpn_sizeinbase(l->p, l->n, 2) : 0; }

int limbs_cmp_abs(const Limbs *a, const Limbs *b)
{
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    int c = a->n ? mpn_cmp(a->p, b->p, a->n) : 0;
    return (c > 0) - (c < 0);
}

mp_size_t limbs_of_double(double d, mp_limb_t out[DOUBLE_LIMBS])
{
    int e;
    double f = frexp(fabs(d), &e); /* f in [0.5, 1), |d| = f * 2^e */
    if (e <= 0) return 0;
    uint64_t m = (uint64_t)ldexp(f, 53);
    if (e <= 53) {
        out[0] = m >> (53 - e);
        return 1;
    }
    unsigned up = (unsigned)e - 53, word = up / 64, bit = up % 64;
    memset(out, 0, word * sizeof *out);
    out[word] = m << bit;
    mp_limb_t high = bit ? m >> (64 - bit) : 0;
    if (high) out[word + 1] = high;
    return (mp_size_t)(word + 1 + (high != 0));
}

bool big_reserve(Heap *h, size_t n) { return heap_room(h, BIG_HEAD + n, 0); }

BigInt *big_alloc(Heap *h, size_t n)
{
    MAAT_ASSERT(n <= NUM_MAX_LIMBS + 8);
    return heap_alloc_any(h, T_BIGINT, (uint32_t)(BIG_HEAD + n));
}

Value big_finish(Heap *h, BigInt *b, mp_size_t n, int sign)
{
    while (n > 0 && b->limb[n - 1] == 0) n--;
    bool fits = n == 0 || (n == 1 && b->limb[0] <= (uint64_t)INT_MAX48 + (sign < 0));
    int64_t small = n == 0 ? 0 : (int64_t)b->limb[0];
    if ((Value *)b + b->h.words == h->top) { /* the last object: give back what is not needed */
        b->h.words = fits ? 0 : (uint32_t)(BIG_HEAD + (size_t)n);
        h->top = (Value *)b + b->h.words;
    } else if (fits) {
        b->n = 1;
        b->sign = sign;
    }
    if (fits) return from_int(sign < 0 ? -small : small);
    b->sign = sign;
    b->n = (uint32_t)n;
    return from_obj(b);
}

enum num_status big_from_mpz(Heap *h, const mpz_t z, Value *out)
{
    size_t n = mpz_size(z);
    if (n <= 1 && mpz_fits_slong_p(z)) return num_from_i64(h, mpz_get_si(z), out);
    if (n > NUM_MAX_LIMBS) return NUM_TOO_BIG;
    if (!big_reserve(h, n)) return NUM_NOMEM;
    BigInt *b = big_alloc(h, n);
    if (!b) return NUM_NOMEM;
    mpn_copyi(b->limb, mpz_limbs_read(z), (mp_size_t)n);
    *out = big_finish(h, b, (mp_size_t)n, mpz_sgn(z));
    return NUM_OK;
}

static enum num_status from_magnitude(Heap *h, uint64_t u, int sign, Value *out)
{
    if (u <= (uint64_t)INT_MAX48) {
        *out = from_int(sign < 0 ? -(int64_t)u : (int64_t)u);
        return NUM_OK;
    }
    if (!big_reserve(h, 1)) return NUM_NOMEM;
    BigInt *b = big_alloc(h, 1);
    b->limb[0] = u;
    *out = big_finish(h, b, 1, sign);
    return NUM_OK;
}

enum num_status num_from_i64(Heap *h, int64_t i, Value *out)
{
    return from_magnitude(h, i < 0 ? -(uint64_t)i : (uint64_t)i, i < 0 ? -1 : 1, out);
}

enum num_status num_from_u64(Heap *h, uint64_t u, Value *out)
{
    return from_magnitude(h, u, 1, out);
}

enum num_status num_from_double(Heap *h, double d, Value *out)
{
    MAAT_ASSERT(isfinite(d));
    if (fabs(d) < 0x1p47) {
        *out = from_int((int64_t)d);
        return NUM_OK;
    }
    if (!big_reserve(h, DOUBLE_LIMBS)) return NUM_NOMEM;
    BigInt *b = big_alloc(h, DOUBLE_LIMBS);
    *out = big_finish(h, b, limbs_of_double(d, b->limb), d < 0 ? -1 : 1);
    return NUM_OK;
}

/* ---- sums and products ---- */

static enum num_status add_limbs(Heap *h, Value *a, Value *b, int flip, Value *out)
{
    Limbs x, y;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    size_t n = (size_t)(x.n > y.n ? x.n : y.n) + 1;
    if (n > NUM_MAX_LIMBS) return NUM_TOO_BIG;
    if (!big_reserve(h, n)) return NUM_NOMEM;
    BigInt *r = big_alloc(h, n);
    if (!r) return NUM_NOMEM;
    limbs_init(&x, *a); /* they may have moved */
    limbs_init(&y, *b);
    y.sign *= flip;
    const Limbs *p = &x, *q = &y;
    if (limbs_cmp_abs(&x, &y) < 0) p = &y, q = &x;
    mp_size_t rn = p->n;
    if (q->n == 0) {
        mpn_copyi(r->limb, p->p, p->n);
    } else if (p->sign == q->sign) {
        r->limb[rn] = mpn_add(r->limb, p->p, p->n, q->p, q->n);
        rn++;
    } else {
        mpn_sub(r->limb, p->p, p->n, q->p, q->n);
    }
    *out = big_finish(h, r, rn, p->sign);
    return NUM_OK;
}

static enum num_status mul_limbs(Heap *h, Value *a, Value *b, Value *out)
{
    Limbs x, y;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    size_t n = (size_t)(x.n + y.n);
    if (x.n == 0 || y.n == 0) {
        *out = V_ZERO;
        return NUM_OK;
    }
    if (n > NUM_MAX_LIMBS) return NUM_TOO_BIG;
    if (!big_reserve(h, n) || !big_scratch(n)) return NUM_NOMEM;
    BigInt *r = big_alloc(h, n);
    if (!r) return NUM_NOMEM;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    if (x.p == y.p)
        mpn_sqr(r->limb, x.p, x.n);
    else if (x.n >= y.n)
        mpn_mul(r->limb, x.p, x.n, y.p, y.n);
    else
        mpn_mul(r->limb, y.p, y.n, x.p, x.n);
    *out = big_finish(h, r, (mp_size_t)n, x.sign * y.sign);
    return NUM_OK;
}

static enum num_status add_int(Heap *h, Value *a, Value *b, int flip, Value *out)
{
    if (is_int(*a) && is_int(*b)) return num_from_i64(h, to_int(*a) + flip * to_int(*b), out);
    return add_limbs(h, a, b, flip, out);
}

static enum num_status mul_int(Heap *h, Value *a, Value *b, Value *out)
{
    int64_t r;
    if (is_int(*a) && is_int(*b) && !__builtin_mul_overflow(to_int(*a), to_int(*b), &r))
        return num_from_i64(h, r, out);
    return mul_limbs(h, a, b, out);
}

/* ---- division ---- */

static int64_t floor_div64(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}
static int64_t floor_mod64(int64_t a, int64_t b)
{
    int64_t r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

/* Quotient and remainder, rounded down, for a big a or b; b is not 0. Either result may be unwanted (NULL). */
static enum num_status floor_big(Heap *h, Value *a, Value *b, Value *q, Value *r)
{
    Limbs x, y;
    mpz_t zx, zy, z;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    if (!big_scratch((uint64_t)(x.n + y.n))) return NUM_NOMEM;
    limbs_mpz(zx, &x);
    limbs_mpz(zy, &y);
    mpz_init(z);
    if (q)
        mpz_fdiv_q(z, zx, zy);
    else
        mpz_fdiv_r(z, zx, zy);
    enum num_status st = big_from_mpz(h, z, q ? q : r);
    mpz_clear(z);
    return st;
}

double round_to_double(uint64_t top, bool sticky, int64_t e)
{
    MAAT_ASSERT(top >> 63);
    int64_t msb = e + 63;
    if (msb > 1023) return INFINITY;
    int64_t keep = msb >= -1022 ? 53 : 53 - (-1022 - msb);
    if (keep < 0) return 0.0;
    unsigned cut = (unsigned)(64 - keep);
    uint64_t m = cut == 64 ? 0 : top >> cut;
    uint64_t half = (uint64_t)1 << (cut - 1), rest = cut == 64 ? top : top & ((half << 1) - 1);
    if (rest > half || (rest == half && (sticky || (m & 1)))) m++;
    return ldexp((double)m, (int)(e + cut));
}

uint64_t mpz_top(const mpz_t z, int64_t *e, bool *sticky)
{
    size_t n = mpz_size(z);
    const mp_limb_t *p = mpz_limbs_read(z);
    unsigned lead = (unsigned)__builtin_clzll(p[n - 1]);
    uint64_t top = p[n - 1] << lead;
    *e = (int64_t)(n - 1) * 64 - lead;
    size_t rest = n - 1;
    if (lead && n > 1) {
        top |= p[n - 2] >> (64 - lead);
        *sticky |= (p[n - 2] << lead) != 0;
        rest = n - 2;
    } else if (n > 1 && !lead) {
        rest = n - 1;
    }
    for (size_t i = 0; i < rest && !*sticky; i++) *sticky = p[i] != 0;
    return top;
}

/* The double nearest to x / y; y is not 0. */
static double nearest_quotient(const Limbs *x, const Limbs *y)
{
    if (x->n == 0) return 0.0;
    mpz_t zx, zy, num, q, r;
    limbs_mpz(zx, x);
    limbs_mpz(zy, y);
    int64_t shift = 66 - ((int64_t)limbs_bits(x) - (int64_t)limbs_bits(y));
    if (shift < 0) shift = 0;
    mpz_inits(num, q, r, NULL);
    mpz_mul_2exp(num, zx, (mp_bitcnt_t)shift);
    mpz_tdiv_qr(q, r, num, zy);
    bool sticky = mpz_sgn(r) != 0;
    int64_t e;
    uint64_t top = mpz_top(q, &e, &sticky);
    double d = round_to_double(top, sticky, e - shift);
    mpz_clears(num, q, r, NULL);
    return x->sign == y->sign ? d : -d;
}

static enum num_status div_int(Heap *h, Value *a, Value *b, Value *out)
{
    if (*b == V_ZERO) {
        int s = num_sign(*a);
        *out = from_double(s == 0 ? NAN : s < 0 ? -INFINITY : INFINITY);
        return NUM_OK;
    }
    if (is_int(*a) && is_int(*b)) {
        int64_t x = to_int(*a), y = to_int(*b);
        if (x % y == 0) return num_from_i64(h, x / y, out);
        *out = from_double((double)x / (double)y); /* both exact: rounded once */
        return NUM_OK;
    }
    Limbs x, y;
    mpz_t zx, zy, q;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    if (!big_scratch((uint64_t)(x.n + y.n))) return NUM_NOMEM;
    limbs_mpz(zx, &x);
    limbs_mpz(zy, &y);
    if (!mpz_divisible_p(zx, zy)) {
        *out = from_double(nearest_quotient(&x, &y));
        return NUM_OK;
    }
    mpz_init(q);
    mpz_divexact(q, zx, zy);
    enum num_status st = big_from_mpz(h, q, out);
    mpz_clear(q);
    return st;
}

static enum num_status floordiv_int(Heap *h, Value *a, Value *b, Value *out)
{
    if (*b == V_ZERO) return NUM_ZERO_DIV;
    if (is_int(*a) && is_int(*b)) return num_from_i64(h, floor_div64(to_int(*a), to_int(*b)), out);
    return floor_big(h, a, b, out, NULL);
}

static enum num_status mod_int(Heap *h, Value *a, Value *b, Value *out)
{
    if (*b == V_ZERO) return NUM_ZERO_DIV;
    if (is_int(*a) && is_int(*b)) return num_from_i64(h, floor_mod64(to_int(*a), to_int(*b)), out);
    return floor_big(h, a, b, NULL, out);
}

/* ---- powers ---- */

/* Exact while it fits in 64 bits. */
static bool pow64(int64_t base, uint64_t e, int64_t *out)
{
    int64_t r = 1;
    for (;; e >>= 1) {
        if ((e & 1) && __builtin_mul_overflow(r, base, &r)) return false;
        if (e <= 1) break;
        if (__builtin_mul_overflow(base, base, &base)) return false;
    }
    *out = r;
    return true;
}

static enum num_status pow_big(Heap *h, Value *a, uint64_t e, Value *out)
{
    Limbs x;
    limbs_init(&x, *a);
    uint64_t bits;
    if (__builtin_mul_overflow(limbs_bits(&x), e, &bits) || bits > NUM_MAX_BITS) return NUM_TOO_BIG;
    /* Refused before the work is done. */
    if (!big_reserve(h, bits / 64 + 1) || !big_scratch(bits / 64)) return NUM_NOMEM;
    mpz_t zx, z;
    limbs_init(&x, *a);
    limbs_mpz(zx, &x);
    mpz_init(z);
    mpz_pow_ui(z, zx, e);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

static enum num_status pow_int(Heap *h, Value *a, Value *b, Value *out)
{
    if (num_sign(*b) < 0) {
        *out = from_double(pow(num_to_double(*a), num_to_double(*b)));
        return NUM_OK;
    }
    if (*a == from_int(0) || *a == from_int(1) || *a == from_int(-1)) {
        bool odd = is_int(*b) ? to_int(*b) & 1 : ((BigInt *)to_obj(*b))->limb[0] & 1;
        *out = *b == V_ZERO ? from_int(1) : *a == from_int(-1) && !odd ? from_int(1) : *a;
        return NUM_OK;
    }
    int64_t r;
    if (!is_int(*b)) return NUM_TOO_BIG;
    if (is_int(*a) && pow64(to_int(*a), (uint64_t)to_int(*b), &r)) return num_from_i64(h, r, out);
    return pow_big(h, a, (uint64_t)to_int(*b), out);
}

enum num_status num_powmod(Heap *h, Value *a, Value *e, Value *m, Value *out)
{
    if (!is_integer(*a) || !is_integer(*e) || !is_integer(*m) || num_sign(*e) < 0) return NUM_TYPE;
    if (*m == V_ZERO) return NUM_ZERO_DIV;
    Limbs la, le, lm;
    mpz_t za, ze, zm, z;
    limbs_init(&la, *a);
    limbs_init(&le, *e);
    limbs_init(&lm, *m);
    limbs_mpz(za, &la);
    limbs_mpz(ze, &le);
    limbs_mpz(zm, &lm);
    mpz_init(z);
    mpz_powm(z, za, ze, zm); /* in 0 .. |m| - 1 */
    if (lm.sign < 0 && mpz_sgn(z) != 0) mpz_add(z, z, zm);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

enum num_status num_gcd(Heap *h, Value *a, Value *b, Value *out)
{
    if (!is_integer(*a) || !is_integer(*b)) return NUM_TYPE;
    Limbs x, y;
    mpz_t zx, zy, z;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    limbs_mpz(zx, &x);
    limbs_mpz(zy, &y);
    mpz_init(z);
    mpz_gcd(z, zx, zy);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

enum num_status num_isqrt(Heap *h, Value *a, Value *out)
{
    if (!is_integer(*a) || num_sign(*a) < 0) return NUM_TYPE;
    Limbs x;
    mpz_t zx, z;
    limbs_init(&x, *a);
    limbs_mpz(zx, &x);
    mpz_init(z);
    mpz_sqrt(z, zx);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

/* ---- bits ---- */

static enum num_status bits_big(Heap *h, enum num_op op, Value *a, Value *b, Value *out)
{
    Limbs x, y;
    mpz_t zx, zy, z;
    limbs_init(&x, *a);
    limbs_init(&y, *b);
    limbs_mpz(zx, &x);
    limbs_mpz(zy, &y);
    mpz_init(z);
    if (op == NUM_AND)
        mpz_and(z, zx, zy);
    else if (op == NUM_OR)
        mpz_ior(z, zx, zy);
    else
        mpz_xor(z, zx, zy);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

static enum num_status bits_int(Heap *h, enum num_op op, Value *a, Value *b, Value *out)
{
    if (!is_int(*a) || !is_int(*b)) return bits_big(h, op, a, b, out);
    int64_t x = to_int(*a), y = to_int(*b);
    *out = from_int(op == NUM_AND ? x & y : op == NUM_OR ? x | y : x ^ y);
    return NUM_OK;
}

static enum num_status shift_big(Heap *h, Value *a, int64_t left, Value *out)
{
    Limbs x;
    mpz_t zx, z;
    limbs_init(&x, *a);
    if (left > 0 && limbs_bits(&x) + (uint64_t)left > NUM_MAX_BITS) return NUM_TOO_BIG;
    if (left > 0 && !big_reserve(h, (limbs_bits(&x) + (uint64_t)left) / 64 + 1)) return NUM_NOMEM;
    limbs_init(&x, *a); /* it may have moved */
    limbs_mpz(zx, &x);
    mpz_init(z);
    if (left >= 0)
        mpz_mul_2exp(z, zx, (mp_bitcnt_t)left);
    else
        mpz_fdiv_q_2exp(z, zx, (mp_bitcnt_t)-left);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

static enum num_status shift_int(Heap *h, Value *a, Value *b, int dir, Value *out)
{
    if (*a == V_ZERO) {
        *out = V_ZERO;
        return NUM_OK;
    }
    if (!is_int(*b)) { /* an endless distance */
        if (num_sign(*b) * dir > 0) return NUM_TOO_BIG;
        *out = from_int(num_sign(*a) < 0 ? -1 : 0);
        return NUM_OK;
    }
    int64_t left = dir * to_int(*b);
    if (is_int(*a) && left <= 0) {
        *out = from_int(to_int(*a) >> (left < -63 ? 63 : -left));
        return NUM_OK;
    }
    if (is_int(*a) && left < 16) return num_from_i64(h, to_int(*a) * ((int64_t)1 << left), out);
    return shift_big(h, a, left, out);
}

enum num_status num_not(Heap *h, Value *a, Value *out)
{
    if (is_int(*a)) {
        *out = from_int(~to_int(*a));
        return NUM_OK;
    }
    if (!is_bigint(*a)) return NUM_TYPE;
    Limbs x;
    mpz_t zx, z;
    limbs_init(&x, *a);
    limbs_mpz(zx, &x);
    mpz_init(z);
    mpz_com(z, zx);
    enum num_status st = big_from_mpz(h, z, out);
    mpz_clear(z);
    return st;
}

enum num_status num_neg(Heap *h, Value *a, Value *out)
{
    if (is_double(*a)) {
        *out = from_double(-to_double(*a));
        return NUM_OK;
    }
    if (is_int(*a)) return num_from_i64(h, -to_int(*a), out);
    size_t n = ((BigInt *)to_obj(*a))->n;
    if (!big_reserve(h, n)) return NUM_NOMEM;
    BigInt *r = big_alloc(h, n);
    if (!r) return NUM_NOMEM;
    BigInt *b = (BigInt *)to_obj(*a);
    mpn_copyi(r->limb, b->limb, (mp_size_t)n);
    *out = big_finish(h, r, (mp_size_t)n, -b->sign);
    return NUM_OK;
}

/* ---- by operator ---- */

static double floor_mod(double x, double y)
{
    double r = fmod(x, y);
    if (r != 0 && (r < 0) != (y < 0)) r += y;
    return r;
}

static enum num_status binary_double(enum num_op op, double x, double y, Value *out)
{
    double r;
    switch (op) {
    case NUM_ADD: r = x + y; break;
    case NUM_SUB: r = x - y; break;
    case NUM_MUL: r = x * y; break;
    case NUM_DIV: r = x / y; break;
    case NUM_POW: r = pow(x, y); break;
    case NUM_FLOORDIV:
        if (y == 0) return NUM_ZERO_DIV;
        r = floor(x / y);
        break;
    case NUM_MOD:
        if (y == 0) return NUM_ZERO_DIV;
        r = floor_mod(x, y);
        break;
    default: return NUM_TYPE;
    }
    *out = from_double(r);
    return NUM_OK;
}

/* Operations on bits take whole doubles, too: 3.0 is the number 3. Other values stay. */
static Value whole_to_int(Value v)
{
    int64_t i;
    return is_double(v) && num_to_i64(v, &i) && int_fits(i) ? from_int(i) : v;
}

static enum num_status bits(Heap *h, enum num_op op, Value *a, Value *b, Value *out)
{
    Value x = whole_to_int(*a), y = whole_to_int(*b);
    if (!is_integer(x) || !is_integer(y)) return NUM_TYPE;
    Value *px = is_int(x) ? &x : a, *py = is_int(y) ? &y : b; /* an int needs no root */
    switch (op) {
    case NUM_SHL: return shift_int(h, px, py, 1, out);
    case NUM_SHR: return shift_int(h, px, py, -1, out);
    default: return bits_int(h, op, px, py, out);
    }
}

enum num_status num_binary(Heap *h, enum num_op op, Value *a, Value *b, Value *out)
{
    MAAT_ASSERT(is_num(*a) && is_num(*b));
    if (op >= NUM_AND) return bits(h, op, a, b, out);
    if (is_double(*a) || is_double(*b))
        return binary_double(op, num_to_double(*a), num_to_double(*b), out);
    switch (op) {
    case NUM_ADD: return add_int(h, a, b, 1, out);
    case NUM_SUB: return add_int(h, a, b, -1, out);
    case NUM_MUL: return mul_int(h, a, b, out);
    case NUM_DIV: return div_int(h, a, b, out);
    case NUM_FLOORDIV: return floordiv_int(h, a, b, out);
    case NUM_MOD: return mod_int(h, a, b, out);
    default: return pow_int(h, a, b, out);
    }
}

enum num_status num_round(Heap *h, Value *a, enum num_rounding how, Value *out)
{
    if (!is_double(*a) || !isfinite(to_double(*a))) {
        *out = *a;
        return NUM_OK;
    }
    double d = to_double(*a);
    switch (how) {
    case NUM_FLOOR: d = floor(d); break;
    case NUM_CEIL: d = ceil(d); break;
    case NUM_TRUNC: d = trunc(d); break;
    case NUM_ROUND: d = round(d); break;
    }
    return num_from_double(h, d, out);
}
