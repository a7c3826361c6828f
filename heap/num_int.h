/* What the files of num share: integers of any size seen as limbs, and the way back into a Value. */
#ifndef MAAT_HEAP_NUM_INT_H
#define MAAT_HEAP_NUM_INT_H

#include "heap/num.h"
#include <gmp.h>

_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0, "limbs are 64-bit words");

#define BIG_HEAD      WORDS_OF(BigInt)
#define NUM_MAX_LIMBS (NUM_MAX_BITS / 64)
#define DOUBLE_LIMBS  17 /* of the largest double */

/* An integer as sign and magnitude; p points to `one` or into a BigInt, so it is valid until the next collection. */
typedef struct limbs {
    const mp_limb_t *p;
    mp_size_t n; /* without leading zeros; 0 for zero */
    int sign;    /* -1 or 1 */
    mp_limb_t one;
} Limbs;

void limbs_init(Limbs *l, Value v);
/* Read-only mpz over l. */
static inline void limbs_mpz(mpz_t z, const Limbs *l)
{
    (void)mpz_roinit_n(z, l->p, l->sign < 0 ? -l->n : l->n);
}
uint64_t limbs_bits(const Limbs *l);
int limbs_cmp_abs(const Limbs *a, const Limbs *b);
/* |d| without its fraction (d finite); the number of limbs. */
mp_size_t limbs_of_double(double d, mp_limb_t out[DOUBLE_LIMBS]);

/* Reserves for a BigInt of n limbs: small ones need it before big_alloc. May collect. */
bool big_reserve(Heap *h, size_t n);
/* NULL: no memory (large ones only). Never collects. */
BigInt *big_alloc(Heap *h, size_t n);
/* Whether GMP would find the memory for an operation on so many limbs, operands and result. */
bool big_scratch(uint64_t limbs);
/* Strips leading zeros of the n limbs in b and gives the Value: an int if it fits. */
Value big_finish(Heap *h, BigInt *b, mp_size_t n, int sign);
/* May collect. */
enum num_status big_from_mpz(Heap *h, const mpz_t z, Value *out);

/* |z| (not 0) as its top 64 bits and the exponent of the lowest of them; *sticky becomes true if bits were dropped. */
uint64_t mpz_top(const mpz_t z, int64_t *e, bool *sticky);
/* top * 2^e rounded to nearest, ties to even; top has its highest bit set; sticky: something non-zero lies below. */
double round_to_double(uint64_t top, bool sticky, int64_t e);

/* The fewest digits (without zeros at the end) that read back as d (finite, above 0), the nearest such; how many. d is
 * 0.DIGITS * 10^point. */
int num_shortest_digits(double d, char digits[24], int *point);

#endif
