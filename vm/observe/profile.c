/* Where time goes: samples of what runs, or of where maatines wait, as folded stacks (`label;outer;inner`) and their counts.
 *
 * cpu    a hundred times a second whoever runs is asked for its frames (ask.h); it answers at its next safe point, the end of its slice
 *        at the latest, so a sample names a call or a turn of a loop near the moment, not the very instruction
 * waits  what waits is counted by label, by what it waits for, and by the place where it does; read without asking
 *
 * A flame graph is the same as an SVG: width is share of samples, the outermost below.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include "vm/observe/ask.h"
#include "vm/observe/query.h"
#include <errno.h>
#include <stdlib.h>

#define STACKS   16384u /* distinct ones; a power of two */
#define STEP     0.01
#define DEADLINE 0.05

struct stack_count {
    char *text; /* MEM_TEMP; NULL: free */
    uint64_t count;
};

struct sampling {
    struct stack_count *at; /* open addressing */
    uint32_t n;
    uint64_t samples, missed;
    const struct places *places;
};

static void count_stack(struct sampling *p, const char *text, uint64_t by)
{
    uint32_t i = (uint32_t)hash_bytes(text, strlen(text)) & (STACKS - 1);
    while (p->at[i].text && strcmp(p->at[i].text, text) != 0) i = (i + 1) & (STACKS - 1);
    p->samples += by;
    if (!p->at[i].text) {
        if (p->n >= STACKS / 2) return;
        p->n++;
        p->at[i].text = mem_strdup(MEM_TEMP, text);
    }
    p->at[i].count += by;
}

/* A label must not look like several frames. */
static void add_label(const Facts *f, Buf *b)
{
    size_t from = b->len;
    facts_label(f, b);
    if (b->len == from) buf_adds(b, "maatine");
    for (size_t i = from; i < b->len; i++)
        if (b->p[i] == ';') b->p[i] = ',';
}

/* ---- what runs ---- */

struct labelled {
    Buf *b;
};

static void put_label(void *ctx, const Facts *f, const Maatine *m)
{
    (void)m;
    add_label(f, ((struct labelled *)ctx)->b);
}

static unsigned running_ids(struct runtime *rt, uint64_t *ids)
{
    struct running now;
    unsigned n = 0;
    unsigned ticket = epoch_enter(rt->pool);
    running_now(rt->pool, &now);
    for (unsigned i = 0; i < now.n; i++) ids[n++] = ((const Maatine *)now.at[i])->id;
    epoch_leave(rt->pool, ticket);
    return n;
}

static void sample_cpu(Query *q, struct sampling *p)
{
    uint64_t ids[SCHED_MAX];
    unsigned n = running_ids(q->rt, ids);
    for (unsigned i = 0; i < n; i++) {
        Reply r;
        Buf b = BUF_INIT;
        struct labelled l = {&b};
        reply_init(&r);
        bool there = facts_one(q->rt, ids[i], put_label, &l);
        if (there && ask(q->rt, ids[i], ASK_FOLDED, 0, DEADLINE, &r) == ASK_OK && r.n &&
            rows_count(r.at[0])) {
            const Field *f = rows_at(r.at[0], 0, 0);
            buf_addc(&b, ';');
            buf_add(&b, field_text(r.at[0], f), f->len);
            count_stack(p, b.p, 1);
        } else {
            p->missed++;
        }
        reply_fini(&r);
        buf_fini(&b);
    }
}

/* ---- what waits ---- */

static void count_wait(void *ctx, const Facts *f, const Maatine *m)
{
    struct sampling *p = ctx;
    Buf b = BUF_INIT;
    uint32_t line = 0;
    (void)m;
    if (f->state != FACT_WAITING || (f->flags & MAF_SYSTEM)) return;
    const Proto *fn = places_find(p->places, f->pc, &line);
    add_label(f, &b);
    buf_addf(&b, ";waits for %s", facts_wait(f));
    if (fn) buf_addf(&b, ";%s (%s:%u)", fn->name->p, fn->module->file->p, line);
    count_stack(p, b.p, 1);
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

static void flame_add(struct graph *g, const struct stack_count *s)
{
    uint32_t at = 0, depth = 1;
    g->at[0].count += s->count;
    for (const char *p = s->text; *p; depth++) {
        size_t n = strcspn(p, ";");
        at = flame_child(g, at, p, n);
        g->at[at].count += s->count;
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

/* Stacks are at most some 130 frames deep. */
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

static void write_svg(Query *q, const struct sampling *p, const char *path)
{
    struct graph g = {0};
    Buf b = BUF_INIT;
    (void)flame_new(&g, "all", 3);
    for (uint32_t i = 0; i < STACKS; i++)
        if (p->at[i].text) flame_add(&g, &p->at[i]);
    double height = (g.depth + 1) * SVG_ROW;
    buf_addf(&b,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
             "font-family=\"monospace\" "
             "font-size=\"11\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fdfdf6\"/>\n",
             SVG_WIDTH, height);
    if (g.at[0].count) draw(&g, 0, 0, 1, &b);
    buf_adds(&b, "</svg>\n");
    bool ok = write_file(q, path, &b);
    for (uint32_t i = 0; i < g.n; i++) mem_free(MEM_TEMP, g.at[i].name);
    mem_free(MEM_TEMP, g.at);
    buf_fini(&b);
    if (!ok) return;
    Rows *t = reply_add(q->out, "profile");
    rows_columns(t, "file:text samples:count");
    rows_str(t, path);
    rows_int(t, (int64_t)p->samples);
}

/* ---- the command ---- */

static int by_count(const void *a, const void *b)
{
    const struct stack_count *x = a, *y = b;
    return (x->count < y->count) - (x->count > y->count);
}

static void put_folded(Query *q, struct sampling *p)
{
    Rows *t = reply_add(q->out, "profile");
    rows_columns(t, "count:count share:percent stack:long");
    qsort(p->at, STACKS, sizeof *p->at, by_count);
    for (uint32_t i = 0; i < p->n; i++) {
        rows_int(t, (int64_t)p->at[i].count);
        rows_float(t, (double)p->at[i].count / (double)p->samples * 100);
        rows_str(t, p->at[i].text);
    }
    buf_addf(&t->note, "%llu samples, %llu missed", (unsigned long long)p->samples,
             (unsigned long long)p->missed);
}

static void take_samples(Query *q, struct sampling *p, double secs, bool waits)
{
    uint64_t until = world_mono_ns() + (uint64_t)(secs * 1e9);
    double step = waits ? 0.1 : STEP;
    for (;;) {
        uint64_t began = world_mono_ns();
        if (began >= until) return;
        if (waits)
            facts_each(q->rt, count_wait, p);
        else
            sample_cpu(q, p);
        double took = (double)(world_mono_ns() - began) / 1e9;
        if (!q->pause(q, waits && 20 * took > step ? 20 * took : step)) return;
    }
}

void cmd_profile(Query *q)
{
    struct sampling p = {0};
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
    p.at = mem_zalloc(MEM_TEMP, STACKS * sizeof *p.at);
    struct places *places = places_new(q->rt);
    p.places = places;
    take_samples(q, &p, secs, waits);
    if (svg)
        write_svg(q, &p, svg);
    else
        put_folded(q, &p);
    places_free(places);
    for (uint32_t i = 0; i < STACKS; i++) mem_free(MEM_TEMP, p.at[i].text);
    mem_free(MEM_TEMP, p.at);
}
