/* What an observer's question is answered with: tables of typed cells, outside all heaps.
 *
 * One form serves all who ask: the shell prints it, `--json` writes it, the Observer module makes values of it, a dump file keeps
 * it. A reply is a list of tables, or an error. A table marked `record` has one row, shown one field a line.
 *
 *   wire form of a reply     varint count of tables, then each: name, note, flags, columns (name, kind), varint rows, cells
 *                            cell: 1 byte of kind, then a zigzag varint, 8 bytes of a double, or length and bytes
 *
 * Reading back trusts nothing: lengths are checked against what is there, so hostile bytes give an error (reply_parse).
 *
 * Threads: one owner at a time.
 */
#ifndef MAAT_VM_OBSERVE_ROWS_H
#define MAAT_VM_OBSERVE_ROWS_H

#include "base/buf.h"
#include <stdbool.h>
#include <stdint.h>

enum field_kind { FIELD_NIL, FIELD_INT, FIELD_FLOAT, FIELD_TEXT, FIELD_BOOL, FIELD_KINDS };

/* How a column is shown; sorting and comparing go by the cells. */
enum column_kind {
    COLUMN_TEXT,
    COLUMN_COUNT,
    COLUMN_BYTES,
    COLUMN_SECONDS,
    COLUMN_MA, /* id of a maatine */
    COLUMN_PERCENT,
    COLUMN_LONG, /* text that may take what is left of the line */
    COLUMN_KINDS
};

typedef struct field {
    uint8_t kind; /* enum field_kind */
    uint32_t len; /* of a text */
    union {
        int64_t i; /* also of a Bool */
        double f;
        uint64_t at; /* of a text: offset in `text` */
    };
} Field;

#define ROWS_COLUMNS 32u
#define ROWS_NAME    32u

typedef struct column {
    char name[ROWS_NAME];
    uint8_t kind; /* enum column_kind */
} Column;

typedef struct rows {
    char name[ROWS_NAME];
    bool record;
    uint32_t ncols;
    Column cols[ROWS_COLUMNS];
    Field *at; /* nrows * ncols, and those of a row that is being filled (MEM_TEMP) */
    uint64_t n, cap;
    Buf text;
    Buf note; /* a line below the table; empty: none */
} Rows;

typedef struct reply {
    Rows **at;
    uint32_t n;
    Buf error; /* empty: none */
} Reply;

/* ---- building ---- */

void reply_init(Reply *r);
void reply_fini(Reply *r);
/* A new table; the reply's. */
Rows *reply_add(Reply *r, const char *name);
/* Adds a table that exists. */
Rows *reply_adopt(Reply *r, MAAT_OWNED Rows *t);
Rows *reply_find(const Reply *r, const char *name);
void reply_error(Reply *r, const char *fmt, ...) MAAT_PRINTF(2, 3);

MAAT_OWNED Rows *rows_new(const char *name);
void rows_free(Rows *t);
void rows_column(Rows *t, const char *name, enum column_kind k);
/* "id:ma label:text memory:bytes" */
void rows_columns(Rows *t, const char *spec);
/* Cells are put row by row, from left to right. */
void rows_nil(Rows *t);
void rows_int(Rows *t, int64_t v);
void rows_float(Rows *t, double v);
void rows_bool(Rows *t, bool v);
void rows_text(Rows *t, const char *s, size_t n);
void rows_str(Rows *t, const char *s); /* NULL: nil */
/* A cell that this table has already, once more: texts are shared. */
void rows_again(Rows *t, Field f);
void rows_textf(Rows *t, const char *fmt, ...) MAAT_PRINTF(2, 3);
static inline uint64_t rows_count(const Rows *t) { return t->ncols ? t->n / t->ncols : 0; }
static inline const Field *rows_at(const Rows *t, uint64_t row, uint32_t col)
{
    return &t->at[row * t->ncols + col];
}
static inline const char *field_text(const Rows *t, const Field *f) { return t->text.p + f->at; }
/* A field with its column, of a record that is being built. */
#define rows_field(t, name, kind) rows_column(t, name, kind)
/* -1: there is none. */
int rows_find(const Rows *t, const char *column);
/* Adds a copy of row `from` of another table with the same columns. */
void rows_copy(Rows *t, const Rows *other, uint64_t from);
/* A table with the same name, columns and note, without rows. */
MAAT_OWNED Rows *rows_like(const Rows *t);
/* Keeps the first n rows. */
void rows_cut(Rows *t, uint64_t n);

/* ---- on the wire ---- */

void reply_write(const Reply *r, Buf *out);
/* False: these are no bytes of a reply; r is an empty one then. */
MAAT_MUST_CHECK bool reply_parse(Reply *r, const char *p, size_t n);

#endif
