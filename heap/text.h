/* Text of values: `.str` and `.dump` (R25).
 *
 * Deep structures are walked with a work list outside the C stack; what is inside itself prints as `[...]`, `{...}`,
 * `Point(...)`. `*work` grows by the number of values looked at, a large number counting as many. text_str and text_dump may collect when they make the result.
 */
#ifndef MAAT_HEAP_TEXT_H
#define MAAT_HEAP_TEXT_H

#include "base/buf.h"
#include "heap/class.h"
#include "heap/heap.h"

enum text_status {
    TEXT_OK,
    TEXT_NEED_MAAT, /* met an instance whose class brings `str`: the core function __str or __dump must go on */
    TEXT_NOMEM,
    TEXT_LONG /* only of those with a limit to what is done at once */
};
enum text_kind { TEXT_STR, TEXT_DUMP };
MAAT_MUST_CHECK enum text_status text_str(Heap *h, Value *v, Value *out, uint64_t *work);
MAAT_MUST_CHECK enum text_status text_dump(Heap *h, Value *v, Value *out, uint64_t *work);
/* The same in pieces. What would make more than `some` bytes is put into *rest (TEXT_LONG), to go on with (of about so many bytes each
 * time) as long as nobody changes or moves the values. When that says TEXT_OK, the text is there to be made a Str. */
typedef struct long_print LongPrint;
MAAT_MUST_CHECK enum text_status text_some(Heap *h, enum text_kind kind, Value *v, size_t some,
                                           Value *out, uint64_t *work, MAAT_OWNED LongPrint **rest);
MAAT_MUST_CHECK enum text_status text_go_on(LongPrint *l, size_t some, uint64_t *work);
MAAT_MUST_CHECK bool text_made(Heap *h, LongPrint *l, Value *out);
void long_print_free(MAAT_OWNED LongPrint *l);
/* Into a buffer; `limit` bytes at most (0: 1 GiB), then TEXT_NOMEM. */
MAAT_MUST_CHECK enum text_status text_add_str(Buf *b, Value v, size_t limit, uint64_t *work);
MAAT_MUST_CHECK enum text_status text_add_dump(Buf *b, Value v, size_t limit, uint64_t *work);
/* TEXT_LONG if the buffer becomes longer than `some` by what holds others; what was added then is of no use. */
MAAT_MUST_CHECK enum text_status text_add_str_some(Buf *b, Value v, size_t some, uint64_t *work);
/* For reports: like dump, but instances with a `str` of their own print their fields; cut at `limit` bytes with `...`. */
void text_add_short(Buf *b, Value v, size_t limit);

/* A Str literal that reads back as these bytes. */
void text_add_quoted(Buf *b, const char *p, size_t n);
/* A key as a map literal writes it: a bare name where it can be one, `:expr` where it must be. */
void text_add_key(Buf *b, Value k);
/* Does dump print field i of the instance? */
bool text_shows_field(const Inst *o, uint32_t i);

/* How a type that heap/ does not know prints itself (functions, channels, Works ...); without one `<Type>`. Called once per
 * type at start by whoever owns the type. */
typedef void (*text_describe_fn)(const Obj *o, Buf *b);
void text_set_describe(enum obj_type t, text_describe_fn f);

#endif
