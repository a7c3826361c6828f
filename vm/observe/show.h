/* A reply as text for people, as JSON for programs.
 *
 * What a program put into a label or a message may hold anything: control characters are shown as `\x1b`, so nothing in a table
 * can move a cursor.
 */
#ifndef MAAT_VM_OBSERVE_SHOW_H
#define MAAT_VM_OBSERVE_SHOW_H

#include "vm/observe/rows.h"

/* width: columns of the terminal; 0: as wide as it takes. */
void show_reply(const Reply *r, unsigned width, Buf *out);
void show_rows(const Rows *t, unsigned width, Buf *out);
/* Pieces of one table that come one after the other: the columns' names once, and no column gets narrower. Zeroed at first. */
struct show_pieces {
    uint32_t ncols;
    unsigned w[ROWS_COLUMNS];
};
void show_piece(struct show_pieces *s, const Rows *t, unsigned width, Buf *out);
/* One table: an Array of objects, or for a record an object; several: an object by their names. An error: {"error": "..."} */
void show_json(const Reply *r, Buf *out);
/* How a cell is shown in a column of kind k: `1.2M`, `3.5ms`. */
void show_field(const Rows *t, const Field *f, enum column_kind k, Buf *out);
/* Cells on the screen that n bytes of UTF-8 take. */
unsigned show_width(const char *p, size_t n);
/* s, cut or filled with blanks to exactly `width` cells. */
void show_padded(Buf *out, const char *p, size_t n, unsigned width, bool right);
void show_bytes(double v, Buf *out);
void show_seconds(double v, Buf *out);

#endif
