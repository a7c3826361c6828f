/* A reply as text and as JSON; see show.h. */
#include "vm/observe/show.h"
#include "base/mem.h"
#include <math.h>
#include <string.h>
#include <utf8proc.h>

/* ---- cells ---- */

void show_bytes(double v, Buf *out)
{
    static const char units[] = "BKMGTP";
    int u = 0;
    while (fabs(v) >= 1023.5 && u < 5) {
        v /= 1024;
        u++;
    }
    if (u == 0)
        buf_addf(out, "%.0f", v);
    else
        buf_addf(out, v < 9.95 ? "%.1f%c" : "%.0f%c", v, units[u]);
}

void show_seconds(double v, Buf *out)
{
    double a = fabs(v);
    if (a == 0)
        buf_adds(out, "0");
    else if (a < 1e-6)
        buf_addf(out, "%.0fns", v * 1e9);
    else if (a < 1e-3)
        buf_addf(out, "%.0fus", v * 1e6);
    else if (a < 1)
        buf_addf(out, "%.1fms", v * 1e3);
    else if (a < 120)
        buf_addf(out, "%.1fs", v);
    else if (a < 7200)
        buf_addf(out, "%.0fmin", v / 60);
    else if (a < 172800)
        buf_addf(out, "%.1fh", v / 3600);
    else
        buf_addf(out, "%.1fd", v / 86400);
}

/* Without what would move the cursor. */
static void add_clean(Buf *b, const char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t k =
            utf8proc_iterate((const utf8proc_uint8_t *)p + i, (utf8proc_ssize_t)(n - i), &cp);
        if (k <= 0 || cp < 32 || (cp >= 127 && cp < 160) || utf8proc_charwidth(cp) == 0) {
            if (k > 0 && cp >= 160) {
                i += (size_t)k; /* a mark without width */
                continue;
            }
            buf_addf(b, "\\x%02x", (unsigned char)p[i]);
            i++;
            continue;
        }
        buf_add(b, p + i, (size_t)k);
        i += (size_t)k;
    }
}

void show_field(const Rows *t, const Field *f, enum column_kind k, Buf *out)
{
    double v = f->kind == FIELD_FLOAT ? f->f : (double)f->i;
    switch (f->kind) {
    case FIELD_NIL: buf_addc(out, '-'); return;
    case FIELD_BOOL: buf_adds(out, f->i ? "yes" : "no"); return;
    case FIELD_TEXT: add_clean(out, field_text(t, f), f->len); return;
    default: break;
    }
    if (k == COLUMN_BYTES)
        show_bytes(v, out);
    else if (k == COLUMN_SECONDS)
        show_seconds(v, out);
    else if (k == COLUMN_PERCENT)
        buf_addf(out, "%.1f%%", v);
    else if (f->kind == FIELD_INT)
        buf_addf(out, "%lld", (long long)f->i);
    else
        buf_addf(out, fabs(v) < 100 ? "%.2f" : "%.0f", v);
}

unsigned show_width(const char *p, size_t n)
{
    unsigned w = 0;
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t k =
            utf8proc_iterate((const utf8proc_uint8_t *)p + i, (utf8proc_ssize_t)(n - i), &cp);
        w += k > 0 ? (unsigned)utf8proc_charwidth(cp) : 1;
        i += k > 0 ? (size_t)k : 1;
    }
    return w;
}

void show_padded(Buf *out, const char *p, size_t n, unsigned width, bool right)
{
    unsigned w = show_width(p, n);
    if (w <= width) {
        if (right) buf_addf(out, "%*s", (int)(width - w), "");
        buf_add(out, p, n);
        if (!right) buf_addf(out, "%*s", (int)(width - w), "");
        return;
    }
    unsigned used = 0;
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t k =
            utf8proc_iterate((const utf8proc_uint8_t *)p + i, (utf8proc_ssize_t)(n - i), &cp);
        unsigned cw = k > 0 ? (unsigned)utf8proc_charwidth(cp) : 1;
        if (used + cw + 1 > width) break;
        buf_add(out, p + i, k > 0 ? (size_t)k : 1);
        used += cw;
        i += k > 0 ? (size_t)k : 1;
    }
    if (width > 0) buf_adds(out, "…");
    if (width > used + 1) buf_addf(out, "%*s", (int)(width - used - 1), "");
}

/* ---- tables ---- */

#define CELL_MAX 200u

static bool is_text_column(const Column *c)
{
    return c->kind == COLUMN_TEXT || c->kind == COLUMN_LONG;
}

static void widths_of(const Rows *t, unsigned *w)
{
    Buf b = BUF_INIT;
    for (uint32_t c = 0; c < t->ncols; c++)
        w[c] = show_width(t->cols[c].name, strlen(t->cols[c].name));
    for (uint64_t i = 0; i < rows_count(t); i++)
        for (uint32_t c = 0; c < t->ncols; c++) {
            buf_clear(&b);
            show_field(t, rows_at(t, i, c), (enum column_kind)t->cols[c].kind, &b);
            unsigned n = show_width(buf_str(&b), b.len);
            if (n > CELL_MAX && t->cols[c].kind != COLUMN_LONG) n = CELL_MAX;
            if (n > w[c]) w[c] = n;
        }
    buf_fini(&b);
}

/* Takes from the widest text columns what is too much. */
static void narrow(const Rows *t, unsigned *w, unsigned width)
{
    unsigned sum = t->ncols ? 2 * (t->ncols - 1) : 0;
    for (uint32_t c = 0; c < t->ncols; c++) sum += w[c];
    while (sum > width) {
        int widest = -1;
        for (uint32_t c = 0; c < t->ncols; c++)
            if (is_text_column(&t->cols[c]) && w[c] > 8 && (widest < 0 || w[c] > w[widest]))
                widest = (int)c;
        if (widest < 0) return;
        w[widest]--;
        sum--;
    }
}

static void end_line(Buf *out)
{
    while (out->len && out->p[out->len - 1] == ' ') out->len--;
    buf_addc(out, '\n');
}

static void show_record(const Rows *t, unsigned width, Buf *out)
{
    unsigned w = 0;
    Buf b = BUF_INIT;
    for (uint32_t c = 0; c < t->ncols; c++)
        if (strlen(t->cols[c].name) > w) w = (unsigned)strlen(t->cols[c].name);
    for (uint32_t c = 0; c < t->ncols && rows_count(t); c++) {
        buf_addf(out, "%-*s  ", (int)w, t->cols[c].name);
        buf_clear(&b);
        show_field(t, rows_at(t, 0, c), (enum column_kind)t->cols[c].kind, &b);
        unsigned n = show_width(buf_str(&b), b.len), room = width > w + 2 ? width - w - 2 : 0;
        show_padded(out, buf_str(&b), b.len, width && n > room ? room : n, false);
        end_line(out);
    }
    buf_fini(&b);
}

static void show_names(const Rows *t, const unsigned *w, Buf *out)
{
    for (uint32_t c = 0; c < t->ncols; c++) {
        show_padded(out, t->cols[c].name, strlen(t->cols[c].name), w[c],
                    !is_text_column(&t->cols[c]));
        buf_adds(out, "  ");
    }
    end_line(out);
}

static void show_cells(const Rows *t, const unsigned *w, Buf *out)
{
    Buf b = BUF_INIT;
    for (uint64_t i = 0; i < rows_count(t); i++) {
        for (uint32_t c = 0; c < t->ncols; c++) {
            buf_clear(&b);
            show_field(t, rows_at(t, i, c), (enum column_kind)t->cols[c].kind, &b);
            show_padded(out, buf_str(&b), b.len, w[c], !is_text_column(&t->cols[c]));
            buf_adds(out, "  ");
        }
        end_line(out);
    }
    buf_fini(&b);
}

static void show_note(const Rows *t, Buf *out)
{
    if (!t->note.len) return;
    add_clean(out, t->note.p, t->note.len);
    buf_addc(out, '\n');
}

void show_rows(const Rows *t, unsigned width, Buf *out)
{
    unsigned w[ROWS_COLUMNS];
    if (t->record) {
        show_record(t, width, out);
    } else {
        widths_of(t, w);
        if (width) narrow(t, w, width);
        show_names(t, w, out);
        show_cells(t, w, out);
    }
    show_note(t, out);
}

void show_piece(struct show_pieces *s, const Rows *t, unsigned width, Buf *out)
{
    unsigned w[ROWS_COLUMNS];
    bool first = s->ncols != t->ncols;
    widths_of(t, w);
    for (uint32_t c = 0; c < t->ncols && !first; c++)
        if (s->w[c] > w[c]) w[c] = s->w[c];
    if (width) narrow(t, w, width);
    if (first) show_names(t, w, out);
    s->ncols = t->ncols;
    memcpy(s->w, w, t->ncols * sizeof *w);
    show_cells(t, w, out);
    show_note(t, out);
}

static void add_lines(Buf *out, const char *p, size_t n)
{
    for (const char *end = p + n; p < end;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        size_t k = nl ? (size_t)(nl - p) : (size_t)(end - p);
        add_clean(out, p, k);
        buf_addc(out, '\n');
        p += k + 1;
    }
}

static void show_lines(const Rows *t, Buf *out)
{
    for (uint64_t i = 0; i < t->n; i++)
        if (t->at[i].kind == FIELD_TEXT) add_lines(out, field_text(t, &t->at[i]), t->at[i].len);
}

void show_reply(const Reply *r, unsigned width, Buf *out)
{
    if (r->error.len) {
        buf_adds(out, "error: ");
        add_lines(out, r->error.p, r->error.len);
        return;
    }
    for (uint32_t i = 0; i < r->n; i++) {
        const Rows *t = r->at[i];
        if (i > 0) buf_addc(out, '\n');
        if (r->n > 1 && !t->record)
            buf_addf(out, "%s (%llu)\n", t->name, (unsigned long long)rows_count(t));
        else if (i > 0)
            buf_addf(out, "%s\n", t->name);
        if (t->ncols == 1 && strcmp(t->cols[0].name, "text") == 0)
            show_lines(t, out);
        else
            show_rows(t, width, out);
    }
}

/* ---- JSON ---- */

static void json_text(Buf *b, const char *p, size_t n)
{
    buf_addc(b, '"');
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t k =
            utf8proc_iterate((const utf8proc_uint8_t *)p + i, (utf8proc_ssize_t)(n - i), &cp);
        if (k <= 0) {
            buf_adds(b, "\\ufffd");
            i++;
            continue;
        }
        if (cp == '"' || cp == '\\')
            buf_addf(b, "\\%c", (char)cp);
        else if (cp == '\n')
            buf_adds(b, "\\n");
        else if (cp < 32 || cp == 127)
            buf_addf(b, "\\u%04x", (unsigned)cp);
        else
            buf_add(b, p + i, (size_t)k);
        i += (size_t)k;
    }
    buf_addc(b, '"');
}

static void json_field(const Rows *t, const Field *f, Buf *b)
{
    switch (f->kind) {
    case FIELD_INT: buf_addf(b, "%lld", (long long)f->i); break;
    case FIELD_FLOAT:
        if (isfinite(f->f))
            buf_addf(b, "%.9g", f->f);
        else
            buf_adds(b, "null");
        break;
    case FIELD_BOOL: buf_adds(b, f->i ? "true" : "false"); break;
    case FIELD_TEXT: json_text(b, field_text(t, f), f->len); break;
    default: buf_adds(b, "null");
    }
}

static void json_row(const Rows *t, uint64_t row, Buf *b)
{
    buf_addc(b, '{');
    for (uint32_t c = 0; c < t->ncols; c++) {
        if (c) buf_adds(b, ", ");
        json_text(b, t->cols[c].name, strlen(t->cols[c].name));
        buf_adds(b, ": ");
        json_field(t, rows_at(t, row, c), b);
    }
    buf_addc(b, '}');
}

static void json_rows(const Rows *t, Buf *b)
{
    if (t->record && rows_count(t)) {
        json_row(t, 0, b);
        return;
    }
    buf_addc(b, '[');
    for (uint64_t i = 0; i < rows_count(t); i++) {
        if (i) buf_adds(b, ",\n ");
        json_row(t, i, b);
    }
    buf_addc(b, ']');
}

void show_json(const Reply *r, Buf *b)
{
    if (r->error.len) {
        buf_adds(b, "{\"error\": ");
        json_text(b, r->error.p, r->error.len);
        buf_adds(b, "}\n");
        return;
    }
    if (r->n != 1) buf_addc(b, '{');
    for (uint32_t i = 0; i < r->n; i++) {
        if (i) buf_adds(b, ",\n");
        if (r->n > 1) {
            json_text(b, r->at[i]->name, strlen(r->at[i]->name));
            buf_adds(b, ": ");
        }
        json_rows(r->at[i], b);
    }
    if (r->n != 1) buf_addc(b, '}');
    buf_addc(b, '\n');
}
