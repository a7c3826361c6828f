/* Tables of typed cells; see rows.h. */
#include "vm/observe/rows.h"
#include "base/mem.h"
#include <stdio.h>
#include <string.h>

/* ---- building ---- */

static void set_name(char *to, const char *name) { snprintf(to, ROWS_NAME, "%s", name); }

Rows *rows_new(const char *name)
{
    Rows *t = mem_zalloc(MEM_TEMP, sizeof *t);
    set_name(t->name, name);
    return t;
}

void rows_free(Rows *t)
{
    mem_free(MEM_TEMP, t->at);
    buf_fini(&t->text);
    buf_fini(&t->note);
    mem_free(MEM_TEMP, t);
}

void reply_init(Reply *r) { *r = (Reply){0}; }

void reply_fini(Reply *r)
{
    for (uint32_t i = 0; i < r->n; i++) rows_free(r->at[i]);
    mem_free(MEM_TEMP, r->at);
    buf_fini(&r->error);
    reply_init(r);
}

Rows *reply_adopt(Reply *r, Rows *t)
{
    r->at = mem_realloc(MEM_TEMP, r->at, (r->n + 1) * sizeof(Rows *));
    return r->at[r->n++] = t;
}

Rows *reply_add(Reply *r, const char *name) { return reply_adopt(r, rows_new(name)); }

Rows *reply_find(const Reply *r, const char *name)
{
    for (uint32_t i = 0; i < r->n; i++)
        if (strcmp(r->at[i]->name, name) == 0) return r->at[i];
    return NULL;
}

void reply_error(Reply *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_clear(&r->error);
    buf_vaddf(&r->error, fmt, ap);
    va_end(ap);
}

void rows_column(Rows *t, const char *name, enum column_kind k)
{
    MAAT_CHECK(t->ncols < ROWS_COLUMNS, "too many columns in %s", t->name);
    set_name(t->cols[t->ncols].name, name);
    t->cols[t->ncols++].kind = (uint8_t)k;
}

static enum column_kind kind_of(const char *s, size_t n)
{
    static const char *const names[COLUMN_KINDS] = {"text", "count",   "bytes", "seconds",
                                                    "ma",   "percent", "long"};
    for (int k = 0; k < COLUMN_KINDS; k++)
        if (strlen(names[k]) == n && memcmp(names[k], s, n) == 0) return (enum column_kind)k;
    MAAT_CHECK(false, "no kind of column: %s", s);
    return COLUMN_TEXT;
}

void rows_columns(Rows *t, const char *spec)
{
    while (*spec) {
        size_t n = strcspn(spec, ":"), k = strcspn(spec + n, " ");
        char name[ROWS_NAME];
        snprintf(name, sizeof name, "%.*s", (int)n, spec);
        rows_column(t, name, kind_of(spec + n + 1, k - 1));
        spec += n + k;
        while (*spec == ' ') spec++;
    }
}

static Field *next(Rows *t)
{
    if (t->n == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 64;
        t->at = mem_realloc(MEM_TEMP, t->at, t->cap * sizeof *t->at);
    }
    return &t->at[t->n++];
}

void rows_nil(Rows *t) { *next(t) = (Field){.kind = FIELD_NIL}; }
void rows_int(Rows *t, int64_t v) { *next(t) = (Field){.kind = FIELD_INT, .i = v}; }
void rows_float(Rows *t, double v) { *next(t) = (Field){.kind = FIELD_FLOAT, .f = v}; }
void rows_bool(Rows *t, bool v) { *next(t) = (Field){.kind = FIELD_BOOL, .i = v}; }

void rows_text(Rows *t, const char *s, size_t n)
{
    if (n > UINT32_MAX) n = UINT32_MAX;
    *next(t) = (Field){.kind = FIELD_TEXT, .len = (uint32_t)n, .at = t->text.len};
    if (n)
        buf_add(&t->text, s, n);
    else
        (void)buf_str(&t->text);
}

void rows_again(Rows *t, Field f) { *next(t) = f; }

void rows_str(Rows *t, const char *s)
{
    if (s)
        rows_text(t, s, strlen(s));
    else
        rows_nil(t);
}

void rows_textf(Rows *t, const char *fmt, ...)
{
    Buf b = BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(&b, fmt, ap);
    va_end(ap);
    rows_text(t, buf_str(&b), b.len);
    buf_fini(&b);
}

int rows_find(const Rows *t, const char *column)
{
    for (uint32_t i = 0; i < t->ncols; i++)
        if (strcmp(t->cols[i].name, column) == 0) return (int)i;
    return -1;
}

Rows *rows_like(const Rows *t)
{
    Rows *to = rows_new(t->name);
    to->ncols = t->ncols;
    memcpy(to->cols, t->cols, sizeof to->cols);
    if (t->note.len) buf_add(&to->note, t->note.p, t->note.len);
    return to;
}

void rows_copy(Rows *t, const Rows *other, uint64_t from)
{
    for (uint32_t c = 0; c < other->ncols; c++) {
        const Field *f = rows_at(other, from, c);
        if (f->kind == FIELD_TEXT)
            rows_text(t, field_text(other, f), f->len);
        else
            *next(t) = *f;
    }
}

void rows_cut(Rows *t, uint64_t n)
{
    if (n < rows_count(t)) t->n = n * t->ncols;
}

/* ---- writing ---- */

static void put_varint(Buf *b, uint64_t v)
{
    char *p = buf_room(b, 10);
    size_t n = 0;
    for (; v >= 128; v >>= 7) p[n++] = (char)(v | 128);
    p[n++] = (char)v;
    b->len += n;
}

static void put_bytes(Buf *b, const char *p, size_t n)
{
    put_varint(b, n);
    if (n) buf_add(b, p, n);
}

static void put_field(const Rows *t, const Field *f, Buf *b)
{
    buf_addc(b, (char)f->kind);
    switch (f->kind) {
    case FIELD_INT:
    case FIELD_BOOL: put_varint(b, (uint64_t)f->i << 1 ^ (uint64_t)(f->i >> 63)); break;
    case FIELD_FLOAT: buf_add(b, &f->f, sizeof f->f); break;
    case FIELD_TEXT: put_bytes(b, field_text(t, f), f->len); break;
    default: break;
    }
}

static void rows_write(const Rows *t, Buf *b)
{
    put_bytes(b, t->name, strlen(t->name));
    put_bytes(b, t->note.p, t->note.len);
    put_varint(b, t->record);
    put_varint(b, t->ncols);
    for (uint32_t c = 0; c < t->ncols; c++) {
        put_bytes(b, t->cols[c].name, strlen(t->cols[c].name));
        put_varint(b, t->cols[c].kind);
    }
    uint64_t rows = rows_count(t);
    put_varint(b, rows);
    for (uint64_t i = 0; i < rows * t->ncols; i++) put_field(t, &t->at[i], b);
}

void reply_write(const Reply *r, Buf *out)
{
    put_bytes(out, r->error.p, r->error.len);
    put_varint(out, r->n);
    for (uint32_t i = 0; i < r->n; i++) rows_write(r->at[i], out);
}

/* ---- reading ---- */

struct reader {
    const unsigned char *p, *end;
    bool bad;
};

static uint64_t get_varint(struct reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && r->p < r->end; shift += 7) {
        unsigned char c = *r->p++;
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128) return v;
    }
    r->bad = true;
    return 0;
}

/* At most `most` is believed. */
static uint64_t get_count(struct reader *r, uint64_t most)
{
    uint64_t n = get_varint(r);
    if (n > most) r->bad = true;
    return r->bad ? 0 : n;
}

static const char *get_bytes(struct reader *r, size_t *n)
{
    uint64_t len = get_varint(r);
    if (len > (uint64_t)(r->end - r->p)) r->bad = true; /* what is left behind the number itself */
    *n = r->bad ? 0 : len;
    const char *p = (const char *)r->p;
    r->p += *n;
    return p;
}

static void get_name(struct reader *r, char *to)
{
    size_t n;
    const char *p = get_bytes(r, &n);
    if (n >= ROWS_NAME || memchr(p, 0, n)) r->bad = true;
    snprintf(to, ROWS_NAME, "%.*s", r->bad ? 0 : (int)n, p);
}

static void get_field(struct reader *r, Rows *t)
{
    uint64_t v;
    size_t n;
    const char *p;
    double d;
    if (r->p == r->end) {
        r->bad = true;
        return;
    }
    switch (*r->p++) {
    case FIELD_NIL: rows_nil(t); break;
    case FIELD_INT:
        v = get_varint(r);
        rows_int(t, (int64_t)(v >> 1 ^ -(v & 1)));
        break;
    case FIELD_BOOL: rows_bool(t, get_varint(r) != 0); break;
    case FIELD_FLOAT:
        if ((size_t)(r->end - r->p) < sizeof d) {
            r->bad = true;
            return;
        }
        memcpy(&d, r->p, sizeof d);
        r->p += sizeof d;
        rows_float(t, d);
        break;
    case FIELD_TEXT:
        p = get_bytes(r, &n);
        rows_text(t, p, n);
        break;
    default: r->bad = true;
    }
}

static void rows_parse(struct reader *r, Rows *t)
{
    size_t n;
    get_name(r, t->name);
    const char *note = get_bytes(r, &n);
    if (n) buf_add(&t->note, note, n);
    t->record = get_varint(r) != 0;
    uint64_t ncols = get_count(r, ROWS_COLUMNS);
    for (uint64_t c = 0; c < ncols && !r->bad; c++) {
        char name[ROWS_NAME];
        get_name(r, name);
        uint64_t k = get_count(r, COLUMN_KINDS - 1);
        rows_column(t, name, (enum column_kind)k);
    }
    /* A cell is a byte at least, so what is left bounds the rows. */
    uint64_t rows = get_count(r, ncols ? (uint64_t)(r->end - r->p) / ncols : 0);
    for (uint64_t i = 0; i < rows * ncols && !r->bad; i++) get_field(r, t);
}

bool reply_parse(Reply *out, const char *p, size_t n)
{
    struct reader r = {(const unsigned char *)p, (const unsigned char *)p + n, false};
    size_t len;
    reply_init(out);
    const char *error = get_bytes(&r, &len);
    if (len) buf_add(&out->error, error, len);
    uint64_t count = get_count(&r, 1000);
    for (uint64_t i = 0; i < count && !r.bad; i++) rows_parse(&r, reply_add(out, ""));
    if (r.p != r.end) r.bad = true;
    if (r.bad) reply_fini(out);
    return !r.bad;
}
