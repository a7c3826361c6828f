/* Arithmetic on Nums: 48-bit integers, doubles, big integers; exact wherever integers are concerned.
 *
 * Integers of any size are one kind of number: a result that fits an int is an int, so a BigInt never holds a value that an
 * int could (NM-1), and two integers are equal exactly if both are ints with the same word or both are BigInts with the same
 * limbs. An operation on an integer and a double gives a double.
 *
 * Functions with a Heap may collect; their operands are rooted, *out is raw and written on NUM_OK only.
 */
#ifndef MAAT_HEAP_NUM_H
#define MAAT_HEAP_NUM_H

#include "base/buf.h"
#include "heap/heap.h"

enum num_status {
    NUM_OK,
    NUM_TYPE,     /* an integer is needed */
    NUM_ZERO_DIV, /* divisor 0 */
    NUM_NOMEM,    /* the heap's limit, or no memory */
    NUM_TOO_BIG   /* the result would exceed NUM_MAX_BITS */
};

enum num_op {
    NUM_ADD,
    NUM_SUB,
    NUM_MUL,
    NUM_DIV,      /* an integer if exact, else the nearest double; by 0: Inf, -Inf, NaN */
    NUM_FLOORDIV, /* rounded down; NUM_ZERO_DIV */
    NUM_MOD,      /* sign of the right operand; NUM_ZERO_DIV */
    NUM_POW,
    NUM_AND, /* two's complement of unlimited length, integers only */
    NUM_OR,
    NUM_XOR,
    NUM_SHL, /* a negative distance shifts the other way */
    NUM_SHR
};

/* Results above this end with NUM_TOO_BIG. */
#define NUM_MAX_BITS ((uint64_t)1 << 31)

/* Both operands are Nums. */
MAAT_MUST_CHECK enum num_status num_binary(Heap *h, enum num_op op, Value *a, Value *b, Value *out);
static inline enum num_status num_add(Heap *h, Value *a, Value *b, Value *out)
{
    return num_binary(h, NUM_ADD, a, b, out);
}
MAAT_MUST_CHECK enum num_status num_neg(Heap *h, Value *a, Value *out);
MAAT_MUST_CHECK enum num_status num_not(Heap *h, Value *a, Value *out); /* ~ */
MAAT_MUST_CHECK enum num_status num_gcd(Heap *h, Value *a, Value *b, Value *out);
/* a ** e % m for integers; e >= 0, else NUM_TYPE. The result has the sign of m. */
MAAT_MUST_CHECK enum num_status num_powmod(Heap *h, Value *a, Value *e, Value *m, Value *out);
/* The largest integer whose square is at most a (an integer >= 0). */
MAAT_MUST_CHECK enum num_status num_isqrt(Heap *h, Value *a, Value *out);

enum num_rounding { NUM_FLOOR, NUM_CEIL, NUM_TRUNC, NUM_ROUND /* halves away from zero */ };
/* An integer, however large; Inf and NaN stay what they are. */
MAAT_MUST_CHECK enum num_status num_round(Heap *h, Value *a, enum num_rounding how, Value *out);

/* An int if it fits, else a BigInt. */
MAAT_MUST_CHECK enum num_status num_from_i64(Heap *h, int64_t i, Value *out);
MAAT_MUST_CHECK enum num_status num_from_u64(Heap *h, uint64_t u, Value *out);
/* The integer nearest to zero from d (d finite). */
MAAT_MUST_CHECK enum num_status num_from_double(Heap *h, double d, Value *out);

/* ---- without allocation ---- */

/* Order of two Nums, exact for any mixture. False: one is NaN. *c is -1, 0 or 1. */
bool num_compare(Value a, Value b, int *c);
/* -1, 0, 1; NaN: 0. */
int num_sign(Value v);
/* The nearest double; +-Inf when it is too large. */
double num_to_double(Value v);
/* An integer, or a double with an integral value. */
bool num_is_whole(Value v);
/* The value as an int64 if it is whole and fits. */
bool num_to_i64(Value v, int64_t *out);
/* Equal numbers have equal hashes, whatever their kinds. */
uint64_t num_hash(Value v);

/* ---- text ---- */

/* Decimal text as `say` prints it. */
void num_text(Value v, Buf *out);
/* The same of an int or double, into 32 bytes (a NUL behind it); the length. */
size_t num_short_text(Value v, char out[32]);
/* Integer v (is_integer) in base 2..36, lower case, with sign. */
void num_text_base(Value v, int base, Buf *out);
/* Shortest text that reads back the same, as ECMAScript writes it (Inf, -Inf, NaN). At most 32 bytes with NUL; the length. */
size_t num_double_text(double d, char out[32]);

/* Whether v is a duration: a Num other than NaN. *secs: its seconds, 0 for what is negative, infinite for what is too large. */
bool num_is_duration(Value v, double *secs);

enum num_parsed { NUM_PARSED, NUM_NOT_A_NUMBER, NUM_PARSE_NOMEM };
/* Reads a whole Num: sign, digits with single underscores, 0x 0b 0o, fraction and exponent, Inf, NaN. No blanks. */
enum num_parsed num_parse(Heap *h, const char *p, size_t n, Value *out);
/* Reads an integer in base 2..36: sign and digits (underscores between digits). */
enum num_parsed num_parse_base(Heap *h, const char *p, size_t n, int base, Value *out);

/* A constant of code: digits in base 2, 8, 10 or 16. An int or an immortal BigInt. V_ABSENT: too big. */
Value num_immortal(const char *digits, size_t n, int base);

#endif
