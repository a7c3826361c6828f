/* Where time goes: what runs, or where maatines wait, as folded stacks (`label;outer;inner`) and their counts.
 *
 * cpu    the samples that `maat run --profile` takes, too (vm/exec/profile.h), for as long as is asked for
 * waits  what waits is counted ten times a second by label, by what it waits for, and by the place where it does
 *
 * A flame graph is the same as an SVG: width is share of samples, the outermost below.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "vm/exec/profile.h"
#include "vm/maatine/life.h"
#include "vm/observe/query.h"
#include <errno.h>

#define WAITS_STEP 0.1

/* ---- what waits ---- */

struct waits {
    struct profile *profile;
    const struct places *places;
};

static void count_wait(void *ctx, const Facts *f, const Maatine *m)
{
    const struct waits *w = ctx;
    Buf b = BUF_INIT;
    uint32_t line = 0;
    (void)m;
    if (f->state != FACT_WAITING || (f->flags & MAF_SYSTEM)) return;
    const Proto *fn = places_find(w->places, f->pc, &line);
    facts_label(f, &b);
    if (b.len == 0) buf_adds(&b, "maatine");
    for (size_t i = 0; i < b.len; i++)
        if (b.p[i] == ';') b.p[i] = ','; /* a label must not look like several frames */
    buf_addf(&b, ";waits for %s", facts_wait(f));
    if (fn) buf_addf(&b, ";%s (%s:%u)", fn->name->p, fn->module->file->p, line);
    profile_count(w->profile, b.p, b.len, 1);
    buf_fini(&b);
}

/* ---- a flame graph ---- */

struct flame {
    char *name; /* MEM_TEMP */
    uint64_t count;
    uint32_t first, next; /* child, sibling; number + 1, 0: none */
};

struct graph {
    struct flame *at;
    uint32_t n, cap, depth;
};

static uint32_t flame_new(struct graph *g, const char *name, size_t n)
{
    if (g->n == g->cap) {
        g->cap = g->cap ? 2 * g->cap : 256;
        g->at = mem_realloc(MEM_TEMP, g->at, g->cap * sizeof *g->at);
    }
    g->at[g->n] = (struct flame){.name = mem_strndup(MEM_TEMP, name, n)};
    return g->n++;
}

static uint32_t flame_child(struct graph *g, uint32_t of, const char *name, size_t n)
{
    for (uint32_t i = g->at[of].first; i; i = g->at[i - 1].next)
        if (strlen(g->at[i - 1].name) == n && memcmp(g->at[i - 1].name, name, n) == 0) return i - 1;
    uint32_t k = flame_new(g, name, n);
    g->at[k].next = g->at[of].first;
    g->at[of].first = k + 1;
    return k;
}

static void flame_add(void *ctx, const char *stack, size_t len, uint64_t count)
{
    struct graph *g = ctx;
    uint32_t at = 0, depth = 1;
    (void)len;
    g->at[0].count += count;
    for (const char *p = stack; *p; depth++) {
        size_t n = strcspn(p, ";");
        at = flame_child(g, at, p, n);
        g->at[at].count += count;
        p += n + (p[n] == ';');
    }
    if (depth > g->depth) g->depth = depth;
}

static void add_xml(Buf *b, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '<')
            buf_adds(b, "&lt;");
        else if (p[i] == '&')
            buf_adds(b, "&amp;");
        else if (p[i] == '"')
            buf_adds(b, "&quot;");
        else
            buf_addc(b, (unsigned char)p[i] < 32 ? ' ' : p[i]);
    }
}

#define SVG_WIDTH 1200.0
#define SVG_ROW   17.0

static void draw_one(const struct graph *g, const struct flame *f, double x, uint32_t depth, Buf *b)
{
    double all = (double)g->at[0].count, w = (double)f->count / all * SVG_WIDTH;
    double y = (g->depth - depth) * SVG_ROW;
    unsigned hue = (unsigned)(hash_bytes(f->name, strlen(f->name)) % 55);
    size_t letters = w > 20 ? (size_t)((w - 6) / 6.6) : 0, n = strlen(f->name);
    buf_addf(b, "<g><title>");
    add_xml(b, f->name, n);
    buf_addf(
        b,
        " (%llu samples, %.1f%%)</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" "
        "fill=\"hsl(%u,80%%,65%%)\" rx=\"2\"/>",
        (unsigned long long)f->count, (double)f->count / all * 100, x, y, w, SVG_ROW - 1, hue);
    if (letters >= 3) {
        buf_addf(b, "<text x=\"%.1f\" y=\"%.1f\">", x + 3, y + 12);
        if (n > letters) n = letters - 1;
        while (n > 0 && ((unsigned char)f->name[n] & 0xC0) == 0x80) n--;
        add_xml(b, f->name, n);
        buf_adds(b, n < strlen(f->name) ? "…</text>" : "</text>");
    }
    buf_adds(b, "</g>\n");
}

/* Stacks are at most some 260 frames deep. */
static void draw(const struct graph *g, uint32_t at, double x, uint32_t depth, Buf *b)
{
    const struct flame *f = &g->at[at];
    if ((double)f->count / (double)g->at[0].count * SVG_WIDTH < 0.3) return;
    draw_one(g, f, x, depth, b);
    for (uint32_t i = f->first; i; i = g->at[i - 1].next) {
        draw(g, i - 1, x, depth + 1, b);
        x += (double)g->at[i - 1].count / (double)g->at[0].count * SVG_WIDTH;
    }
}

static bool write_file(Query *q, const char *path, const Buf *b)
{
    FILE *f = fopen(path, "w");
    bool ok = f && fwrite(b->p, 1, b->len, f) == b->len;
    if (f && fclose(f) != 0) ok = false;
    if (!ok) reply_error(q->out, "%s: %s", path, strerror(errno));
    return ok;
}

static void write_svg(Query *q, const struct profile *p, const char *path)
{
    struct graph g = {0};
    Buf b = BUF_INIT;
    (void)flame_new(&g, "all", 3);
    profile_each(p, flame_add, &g);
    double height = (g.depth + 1) * SVG_ROW;
    buf_addf(&b,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
             "font-family=\"monospace\" "
             "font-size=\"11\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fdfdf6\"/>\n",
             SVG_WIDTH, height);
    if (g.at[0].count) draw(&g, 0, 0, 1, &b);
    buf_adds(&b, "</svg>\n");
    bool ok = write_file(q, path, &b);
    uint64_t samples = g.at[0].count;
    for (uint32_t i = 0; i < g.n; i++) mem_free(MEM_TEMP, g.at[i].name);
    mem_free(MEM_TEMP, g.at);
    buf_fini(&b);
    if (!ok) return;
    Rows *t = reply_add(q->out, "profile");
    rows_columns(t, "file:text samples:count");
    rows_str(t, path);
    rows_int(t, (int64_t)samples);
}

/* ---- the command ---- */

struct folded {
    Rows *t;
    uint64_t samples;
};

static void add_count(void *ctx, const char *stack, size_t len, uint64_t count)
{
    (void)stack, (void)len;
    *(uint64_t *)ctx += count;
}

static void put_stack(void *ctx, const char *stack, size_t len, uint64_t count)
{
    const struct folded *f = ctx;
    rows_int(f->t, (int64_t)count);
    rows_float(f->t, (double)count / (double)f->samples * 100);
    rows_text(f->t, stack, len);
}

static void put_folded(Query *q, const struct profile *p)
{
    struct folded f = {reply_add(q->out, "profile"), 0};
    rows_columns(f.t, "count:count share:percent stack:long");
    profile_each(p, add_count, &f.samples);
    profile_each(p, put_stack, &f);
    buf_addf(&f.t->note, "%llu samples", (unsigned long long)f.samples);
}

static void take_waits(Query *q, struct profile *p, double secs)
{
    uint64_t until = world_mono_ns() + (uint64_t)(secs * 1e9);
    struct places *places = places_new(q->rt);
    struct waits w = {p, places};
    for (;;) {
        uint64_t began = world_mono_ns();
        if (began >= until) break;
        facts_each(q->rt, count_wait, &w);
        uint64_t now = world_mono_ns();
        double took = (double)(now - began) / 1e9,
               left = now < until ? (double)(until - now) / 1e9 : 0;
        double pause = 20 * took > WAITS_STEP ? 20 * took : WAITS_STEP;
        if (!q->pause(q, pause < left ? pause : left)) break;
    }
    places_free(places);
}

static void take_cpu(Query *q, struct profile *p, double secs)
{
    profile_begin(q->rt, p);
    (void)q->pause(q, secs);
    profile_end(q->rt, p);
}

void cmd_profile(Query *q)
{
    const char *svg = NULL;
    double secs = 10, v;
    bool waits = false;
    for (int i = 1; i < q->w->n; i++) {
        const char *s = q->w->at[i];
        if (strcmp(s, "waits") == 0 || strcmp(s, "cpu") == 0) {
            waits = s[0] == 'w';
        } else if (strcmp(s, "svg") == 0 && query_word(q, i + 1)) {
            svg = q->w->at[++i];
        } else if (pipe_number(s, &v) && v > 0 && v <= 86400) {
            secs = v;
        } else {
            reply_error(q->out, "profile SECS [cpu|waits] [svg FILE]");
            return;
        }
    }
    struct profile *p = profile_new(PROFILE_LABELLED);
    (waits ? take_waits : take_cpu)(q, p, secs);
    if (svg)
        write_svg(q, p, svg);
    else
        put_folded(q, p);
    profile_free(p);
}
