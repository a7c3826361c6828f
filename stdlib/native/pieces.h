/* Work in pieces: how a native whose time grows with its operands leaves room for others.
 *
 * What takes long is written as a step: a function that does as much of the work as its budget allows and notes how far it came. A
 * native does small work by one call of the step without a bound (pieces_at_once). For large work (pieces_wanted) it continues with a
 * function of the core library (pieces_later) that calls the step again and again, by Native.piece. Between two pieces stands a
 * loop of Maat code, so there others get their turn, and a collection, a kill, a cancelling and a finalizer may come. All
 * that a step keeps is therefore in values and numbers, not in addresses; and what a finalizer does to an operand must not hurt it.
 * Text made out of text is there twice besides its operand for a moment: as pieces, and as their sum.
 *
 *   PC-1  A step that says PIECE_MORE has come further.
 *   PC-2  A step takes every length and address anew from the operands, and checks places against them.
 */
#ifndef MAAT_STDLIB_PIECES_H
#define MAAT_STDLIB_PIECES_H

#include "base/buf.h"
#include "heap/string.h"
#include "vm/native.h"

enum piece_kind {
#define PIECES(id, step, budget) PIECES_##id,
#include "stdlib/native/pieces.def"
#undef PIECES
    PIECES_COUNT
};

enum piece_status {
    PIECE_MORE,
    PIECE_DONE,
    PIECE_FAILED /* an error is pending */
};

#define PIECE_ARGS   3
#define PIECE_PLACES 3

struct piece {
    Value *args;             /* the operands [rooted] */
    Value *result;           /* what is there of the result [rooted] */
    Value *tmp;              /* four scratch slots, for this call */
    size_t at[PIECE_PLACES]; /* the step's own; 0 at first */
    size_t budget;           /* bytes or elements to look at, about */
    Buf text;                /* of steps that make text: what this piece adds */
};
typedef enum piece_status (*piece_fn)(struct maatine *m, struct piece *p);

/* Budgets, and the sizes from which on work is done in pieces: of steps that put keys into tables, that make a
 * value for every few bytes or elements, that make text, that look at each byte, and that search. At some 120, 65, 20, 5 and 1 ns for
 * each, a piece takes half a millisecond at most, but for one search of a regex that finds nothing. */
#define PIECE_KEYS   4096u
#define PIECE_VALUES 8192u
#define PIECE_TEXT   32768u
#define PIECE_SCAN   131072u
#define PIECE_LOOK   524288u
#define PIECE_COPY   24576u /* values that are copied as they are */

/* Whether so much work (one of the sizes above is the bound) is done in pieces. Not where operations run at once: on a shared variable in
 * place, and on a thread of its own. */
bool pieces_allowed(const struct maatine *m);
static inline bool pieces_wanted(const struct maatine *m, uint64_t size, uint64_t bound)
{
    return MAAT_UNLIKELY(size > bound) && pieces_allowed(m);
}
/* Goes on with the work in pieces: the operands are args[0..nargs), the result begins as `first`. */
enum native_result pieces_later(struct maatine *m, Value *args, uint32_t nargs,
                                enum piece_kind kind, Value first);
/* Likewise with an empty Array as `first`. */
enum native_result pieces_later_array(struct maatine *m, Value *args, uint32_t nargs,
                                      enum piece_kind kind);
/* Does it in one go; the result begins as args[nargs], and is that of the native. */
enum native_result pieces_at_once(struct maatine *m, Value *args, uint32_t nargs,
                                  enum piece_kind kind);

/* Elements and arrays that flat looks at, at most. */
#define FLATTEN_MAX 100000000u

/* The sum of the Strs args[1 .. n]. */
enum native_result cat_later(struct maatine *m, Value *args, uint32_t n);

/* What piece_items makes an Array of. */
enum items {
    ITEMS_REVERSED, /* an Array, the last one first */
    ITEMS_NOT_NIL,  /* what of it is not nil */
    ITEMS_KEYS,     /* of a Map or Set */
    ITEMS_VALUES,
    ITEMS_COUNTED /* a Range of ints */
};
#define ITEMS_AT_ONCE 65536u
#define ITEMS_MOST    100000000.0 /* a longer Range is refused */
/* Are all elements such that piece_join_plain makes their text? */
bool join_is_plain(const Array *a);
/* Goes on with args[0]. */
enum native_result items_later(struct maatine *m, Value *args, enum items what);
/* Is v a Set or Range whose elements are to be put into an Array in pieces? */
bool items_are_many(const struct maatine *m, Value v);
/* Then calls the method `name` of that Array with the same arguments. */
enum native_result of_items_later(struct maatine *m, Value *args, uint32_t nargs, const char *name);

/* What piece_gather puts into its result. */
enum gather {
    GATHER_ALL, /* all of the sources */
    GATHER_IN,  /* what of the first is in the second, a Set or Range */
    GATHER_OUT  /* what of it is not */
};

/* Goes on with args[0] and `second` (nil: none), gathered into `into`, a Map or Set. */
enum native_result gather_later(struct maatine *m, Value *args, Value second, enum gather how,
                                Value into);

/* ---- for steps ---- */

/* The end of this piece of a thing of `len`, from `at` on. */
static inline size_t piece_end(const struct piece *p, size_t at, size_t len)
{
    return at >= len ? len : p->budget < len - at ? at + p->budget : len;
}
/* The same of a search for `needle`, which is looked at anew in each piece: so no piece is shorter than it. */
static inline size_t piece_end_of_search(const struct piece *p, size_t at, size_t len, Value needle)
{
    size_t n = str_len(needle) > p->budget ? str_len(needle) : p->budget;
    return at >= len ? len : n < len - at ? at + n : len;
}
/* The same for text, moved on to the end of a code point. */
size_t piece_end_of_text(const struct piece *p, size_t at, Value s);
/* `at`, if a code point of s begins there, or behind the one that it lies in. */
size_t piece_whole(Value s, size_t at);
/* The first `needle` that begins in [at, to), or -1. */
int64_t piece_find_before(Value s, Value needle, size_t at, size_t to);
/* Pushes n bytes of args[0] at `from` to the result, an Array. False: an error is pending. */
MAAT_MUST_CHECK bool piece_push_slice(struct maatine *m, struct piece *p, size_t from, size_t n);
/* An error is pending afterwards. */
enum piece_status piece_no_memory(struct maatine *m);
/* Adds a Str to the text. False: that is too much, an error is pending. */
MAAT_MUST_CHECK bool piece_add(struct maatine *m, struct piece *p, Value s);
/* Has this piece made as much text as it should? */
static inline bool piece_is_full(const struct piece *p)
{
    return p->budget != SIZE_MAX && p->text.len > 4 * (size_t)PIECE_TEXT;
}

/* Back from `end` over the spaces in front of it, not past `start`. */
const char *text_back_over_spaces(const char *start, const char *end);

/* ---- the steps ---- */
#define PIECES(id, step, budget) enum piece_status step(struct maatine *m, struct piece *p);
#include "stdlib/native/pieces.def"
#undef PIECES

#endif
