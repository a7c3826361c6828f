/* A list that is sorted once. Adding checks only against the last error for repetition; diags_finish drops the
 * rest. More than four times DIAG_MAX entries are not kept (whoever adds so many did not ask diags_full). */
#include "vm/syntax/diag.h"
#include "base/mem.h"
#include "vm/syntax/utf8.h"
#include <stdlib.h>
#include <string.h>

#define DIAG_KEEP   (DIAG_MAX * 4)
/* A source line longer than this is cut to this many code points around the column. */
#define LINE_SHOWN  120u
#define LINE_BEFORE 60u

void diags_init(Diags *d, const char *file, const char *src, size_t src_len)
{
    *d = (Diags){.file = file, .src = src, .src_len = src_len, .texts = ARENA_INIT};
}

void diags_fini(Diags *d)
{
    mem_free(MEM_SYNTAX, d->at);
    arena_fini(&d->texts);
    *d = (Diags){0};
}

static void add(Diags *d, Place at, bool warning, const char *help, const char *fmt, va_list ap)
{
    if (d->n >= DIAG_KEEP) return;
    if (d->n == d->cap) {
        d->cap = d->cap ? d->cap * 2 : 8;
        d->at = mem_realloc(MEM_SYNTAX, d->at, d->cap * sizeof *d->at);
    }
    MAAT_ASSERT(at.line && at.col && at.off <= d->src_len);
    Buf b = BUF_INIT;
    buf_vaddf(&b, fmt, ap);
    d->at[d->n] = (Diag){.place = at, .warning = warning, .seq = d->n};
    d->at[d->n].msg = arena_strndup(&d->texts, buf_str(&b), b.len);
    d->at[d->n].help = help ? arena_strndup(&d->texts, help, strlen(help)) : NULL;
    d->n++;
    d->errors += !warning;
    buf_fini(&b);
}

void diags_vadd(Diags *d, Place at, const char *help, const char *fmt, va_list ap)
{
    add(d, at, false, help, fmt, ap);
}

void diags_add(Diags *d, Place at, const char *help, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(d, at, false, help, fmt, ap);
    va_end(ap);
}

void diags_warn(Diags *d, Place at, const char *help, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(d, at, true, help, fmt, ap);
    va_end(ap);
}

bool diags_full(const Diags *d) { return d->errors >= DIAG_MAX; }

static int by_place(const void *x, const void *y)
{
    const Diag *a = x, *b = y;
    if (a->place.line != b->place.line) return a->place.line < b->place.line ? -1 : 1;
    if (a->place.col != b->place.col) return a->place.col < b->place.col ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static bool repeats(const Diags *d, uint32_t n, const Diag *one)
{
    for (uint32_t i = n;
         i-- && d->at[i].place.line == one->place.line && d->at[i].place.col == one->place.col;)
        if (d->at[i].warning == one->warning && !strcmp(d->at[i].msg, one->msg)) return true;
    return false;
}

void diags_finish(Diags *d)
{
    if (d->n) qsort(d->at, d->n, sizeof *d->at, by_place);
    uint32_t n = 0, errors = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        Diag one = d->at[i];
        if (repeats(d, n, &one) || (!one.warning && errors == DIAG_MAX)) continue;
        errors += !one.warning;
        d->at[n++] = one;
    }
    MAAT_ASSERT(n <= d->n && errors <= DIAG_MAX);
    d->n = n;
    d->errors = errors;
}

/* ---- printing ---- */

static bool is_head(char c) { return ((unsigned char)c & 0xC0) != 0x80; }

/* The code points of a line that are shown: [from, to), with what was cut off. */
typedef struct window {
    size_t from, to;
    bool cut_before, cut_after;
} Window;

/* Up to `most` code points back from i, not over a newline. */
static size_t step_back(const Diags *d, size_t i, uint32_t most)
{
    while (i > 0 && d->src[i - 1] != '\n' && most) {
        i--;
        most -= is_head(d->src[i]);
    }
    return i;
}

static size_t step_on(const Diags *d, size_t i, uint32_t most)
{
    while (i < d->src_len && d->src[i] != '\n' && (most || !is_head(d->src[i]))) {
        most -= is_head(d->src[i]);
        i++;
    }
    return i;
}

static Window window_of(const Diags *d, const Place *at)
{
    size_t off = at->off < d->src_len ? at->off : d->src_len;
    Window w = {0};
    size_t start = step_back(d, off, LINE_SHOWN);
    size_t to = step_on(d, start, LINE_SHOWN);
    bool whole = (!start || d->src[start - 1] == '\n') && (to == d->src_len || d->src[to] == '\n');
    w.from = whole ? start : step_back(d, off, LINE_BEFORE);
    w.to = whole ? to : step_on(d, off, LINE_SHOWN - LINE_BEFORE);
    MAAT_ASSERT(w.from <= w.to && w.to <= d->src_len);
    w.cut_before = w.from && d->src[w.from - 1] != '\n';
    w.cut_after = w.to < d->src_len && d->src[w.to] != '\n';
    if (w.to > w.from && d->src[w.to - 1] == '\r') w.to--;
    return w;
}

/* Control characters and bytes that are no UTF-8 would spoil a terminal. */
static void add_source(Buf *out, const char *s, size_t n)
{
    while (n) {
        size_t good = utf8_first_bad(s, n);
        for (size_t i = 0; i < good; i++)
            buf_addc(out,
                     ((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f ? '?' : s[i]);
        if (good < n) buf_addc(out, '?');
        n -= good < n ? good + 1 : good;
        s += good + 1;
    }
}

static void add_caret(Buf *out, const Diags *d, const Window *w, size_t off)
{
    if (w->cut_before) buf_adds(out, "   ");
    for (size_t i = w->from; i < off && i < w->to; i++) {
        if (d->src[i] == '\t')
            buf_addc(out, '\t');
        else if (is_head(d->src[i]))
            buf_addc(out, ' ');
    }
    buf_adds(out, "^\n");
}

void diag_print(const Diags *d, const Diag *one, Buf *out)
{
    buf_addf(out, "%s:%u:%u: %s: %s\n", d->file, one->place.line, one->place.col,
             one->warning ? "warning" : "error", one->msg);
    Window w = window_of(d, &one->place);
    if (w.cut_before) buf_adds(out, "...");
    add_source(out, d->src + w.from, w.to - w.from);
    buf_adds(out, w.cut_after ? "...\n" : "\n");
    add_caret(out, d, &w, one->place.off);
    if (one->help) buf_addf(out, "help: %s\n", one->help);
}

void diags_print(const Diags *d, Buf *out)
{
    for (uint32_t i = 0; i < d->n; i++) diag_print(d, &d->at[i], out);
}
