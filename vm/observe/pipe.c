/* The stages behind a question; see pipe.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "vm/observe/pipe.h"
#include "base/mem.h"
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Where the quoted piece that begins at p ends (its last character); NULL: it does not. */
static char *quoted_end(char *p)
{
    char q = *p;
    for (p++; *p; p++) {
        if (*p == q && (q != '/' || !p[1] || is_blank(p[1]) || p[1] == '|')) return p;
        if (*p == '\\' && p[1]) p++;
    }
    return NULL;
}

static bool begins_regex(const char *p, const char *start)
{
    return *p == '/' && p > start && is_blank(p[-1]);
}

/* Cuts at bars outside of quotes and regexes. */
static int cut(char *text, char **stage, bool raw, Buf *error)
{
    int n = 0;
    stage[n++] = text;
    for (char *p = text; *p && !raw; p++) {
        if (*p == '\'' || *p == '"' || begins_regex(p, text)) {
            char *end = quoted_end(p);
            if (!end && *p == '/') continue; /* a path */
            if (!end) {
                buf_addf(error, "%c without its end", *p);
                return -1;
            }
            p = end;
        } else if (*p == '|') {
            *p = 0;
            if (n == PIPE_STAGES) {
                buf_addf(error, "more than %d stages", PIPE_STAGES);
                return -1;
            }
            stage[n++] = p + 1;
        }
    }
    return n;
}

static const char *behind_word(const char *p)
{
    while (is_blank(*p)) p++;
    while (*p && !is_blank(*p)) p++;
    while (is_blank(*p)) p++;
    return p;
}

/* One word from *p, written to *to. */
static void take_word(char **p, char **to)
{
    char *s = *p, *d = *to;
    if (*s == '/' && quoted_end(s)) {
        char *end = quoted_end(s);
        while (s <= end) *d++ = *s++;
    } else {
        while (*s && !is_blank(*s)) {
            char *end = *s == '\'' || *s == '"' ? quoted_end(s) : NULL;
            if (!end) {
                *d++ = *s++;
                continue;
            }
            for (char q = *s++; s < end; s++) {
                if (s[0] == '\\' && s[1] == q) s++;
                *d++ = *s;
            }
            s++;
        }
    }
    *d++ = 0;
    *p = s;
    *to = d;
}

static void split(struct words *w, char *stage)
{
    w->text = mem_alloc(MEM_TEMP, strlen(stage) + WORDS_MAX + 1);
    w->rest = behind_word(stage);
    w->rest2 = behind_word(w->rest);
    char *p = stage, *to = w->text;
    while (w->n < WORDS_MAX) {
        while (is_blank(*p)) p++;
        if (!*p) return;
        w->at[w->n++] = to;
        take_word(&p, &to);
    }
}

bool pipe_parse(struct pipe_line *l, const char *text, bool raw, Buf *error)
{
    char *stage[PIPE_STAGES];
    memset(l, 0, sizeof *l);
    l->text = mem_strdup(MEM_TEMP, text);
    int n = cut(l->text, stage, raw, error);
    for (int i = 0; i < n; i++) {
        split(&l->stage[i], stage[i]);
        l->n = i + 1;
        if (l->stage[i].n == 0 && n > 1) {
            buf_adds(error, "nothing between two bars");
            n = -1;
        }
    }
    if (n >= 0) return true;
    pipe_free(l);
    return false;
}

void pipe_free(struct pipe_line *l)
{
    for (int i = 0; i < l->n; i++) mem_free(MEM_TEMP, l->stage[i].text);
    mem_free(MEM_TEMP, l->text);
    memset(l, 0, sizeof *l);
}

/* ---- values ---- */

bool pipe_number(const char *s, double *out)
{
    static const struct {
        const char *unit;
        double times;
    } units[] = {{"", 1},     {"K", 1024},  {"M", 1048576},  {"G", 1073741824},
                 {"k", 1024}, {"ns", 1e-9}, {"us", 1e-6},    {"ms", 1e-3},
                 {"s", 1},    {"min", 60},  {"h", 3600},     {"%", 1},
                 {"B", 1},    {"KB", 1024}, {"MB", 1048576}, {"GB", 1073741824}};
    char *end;
    double v = strtod(s, &end);
    if (end == s) return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(end, units[i].unit) == 0) {
            *out = v * units[i].times;
            return true;
        }
    return false;
}

static double number_of(const Field *f) { return f->kind == FIELD_FLOAT ? f->f : (double)f->i; }
static bool is_number(const Field *f) { return f->kind == FIELD_INT || f->kind == FIELD_FLOAT; }

/* Texts stand behind numbers, nothing behind all. */
static int compare(const Rows *t, const Field *a, const Field *b)
{
    if (is_number(a) && is_number(b)) {
        double x = number_of(a), y = number_of(b);
        return (x > y) - (x < y);
    }
    if (a->kind == FIELD_BOOL && b->kind == FIELD_BOOL) return (a->i > b->i) - (a->i < b->i);
    if (a->kind == FIELD_TEXT && b->kind == FIELD_TEXT) {
        int c = memcmp(field_text(t, a), field_text(t, b), a->len < b->len ? a->len : b->len);
        return c ? c : (a->len > b->len) - (a->len < b->len);
    }
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/* ---- stages ---- */

static int column_of(Reply *r, const Rows *t, const char *name)
{
    int c = rows_find(t, name);
    if (c >= 0) return c;
    reply_error(r, "no column '%s'; there are:", name);
    for (uint32_t i = 0; i < t->ncols; i++) buf_addf(&r->error, " %s", t->cols[i].name);
    return -1;
}

struct sorting {
    const Rows *t;
    uint32_t col;
    int sign;
};

static int by_column(const void *a, const void *b, void *arg)
{
    const struct sorting *s = arg;
    uint64_t i = *(const uint64_t *)a, k = *(const uint64_t *)b;
    const Field *x = rows_at(s->t, i, s->col), *y = rows_at(s->t, k, s->col);
    if ((x->kind == FIELD_NIL) != (y->kind == FIELD_NIL)) return x->kind == FIELD_NIL ? 1 : -1;
    int c = s->sign * compare(s->t, x, y);
    return c ? c : (i > k) - (i < k);
}

static void replace(Reply *r, uint32_t at, Rows *with)
{
    rows_free(r->at[at]);
    r->at[at] = with;
}

static void stage_sort(Reply *r, uint32_t at, const struct words *w)
{
    Rows *t = r->at[at];
    int c = w->n > 1 ? column_of(r, t, w->at[1]) : -1;
    if (w->n < 2) reply_error(r, "sort COLUMN [asc|desc]");
    if (c < 0) return;
    uint64_t n = rows_count(t);
    bool texts = n && rows_at(t, 0, (uint32_t)c)->kind == FIELD_TEXT;
    bool up = w->n > 2 ? strcmp(w->at[2], "asc") == 0 : texts;
    struct sorting s = {t, (uint32_t)c, up ? 1 : -1};
    uint64_t *order = mem_alloc(MEM_TEMP, (n + 1) * sizeof *order);
    for (uint64_t i = 0; i < n; i++) order[i] = i;
    qsort_r(order, n, sizeof *order, by_column, &s);
    Field *to = mem_alloc(MEM_TEMP, (n + 1) * t->ncols * sizeof *to);
    for (uint64_t i = 0; i < n; i++)
        memcpy(to + i * t->ncols, rows_at(t, order[i], 0), t->ncols * sizeof *to);
    mem_free(MEM_TEMP, order);
    mem_free(MEM_TEMP, t->at);
    t->at = to;
    t->n = n * t->ncols;
    t->cap = (n + 1) * t->ncols;
}

/* How many rows `head N` or `tail N` wants. False: an error is in the reply. */
static bool cut_count(Reply *r, const struct words *w, uint64_t *n)
{
    double d = 10;
    bool ok = w->n <= 1 || (pipe_number(w->at[1], &d) && d >= 0 && d <= 1e15);
    if (!ok) reply_error(r, "%s N", w->at[0]);
    *n = ok ? (uint64_t)d : 0;
    return ok;
}

static void stage_cut(Reply *r, uint32_t at, const struct words *w)
{
    Rows *t = r->at[at];
    uint64_t n, have = rows_count(t);
    if (!cut_count(r, w, &n)) return;
    if (strcmp(w->at[0], "head") == 0 || n >= have) {
        rows_cut(t, n);
        return;
    }
    Rows *to = rows_like(t);
    for (uint64_t i = have - n; i < have; i++) rows_copy(to, t, i);
    replace(r, at, to);
}

struct condition {
    uint32_t col;
    enum { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_LIKE, OP_NONE } op;
    const char *value;
    bool is_number;
    double number;
    pcre2_code *re;
    pcre2_match_data *md;
    pcre2_match_context *mc;
};

static void condition_free(struct condition *c)
{
    pcre2_match_data_free(c->md);
    pcre2_match_context_free(c->mc);
    pcre2_code_free(c->re);
}

/* /.../ or a plain text. */
static bool compile_like(Reply *r, struct condition *c)
{
    size_t n = strlen(c->value);
    bool slashes = n >= 2 && c->value[0] == '/' && c->value[n - 1] == '/';
    if (!slashes) return true;
    int code;
    size_t at;
    c->re = pcre2_compile((PCRE2_SPTR)c->value + 1, n - 2, PCRE2_UTF, &code, &at, NULL);
    if (!c->re) {
        reply_error(r, "%s is no regex (at %zu)", c->value, at);
        return false;
    }
    c->md = pcre2_match_data_create_from_pattern(c->re, NULL);
    c->mc = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(c->mc, 20000);
    pcre2_set_heap_limit(c->mc, 1024);
    return true;
}

static bool condition_make(Reply *r, const Rows *t, const struct words *w, struct condition *c)
{
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">=", "~", NULL};
    memset(c, 0, sizeof *c);
    if (w->n != 4) {
        reply_error(r, "where COLUMN OP VALUE (OP: == != < <= > >= ~)");
        return false;
    }
    int col = column_of(r, t, w->at[1]), op = 0;
    if (col < 0) return false;
    while (ops[op] && strcmp(ops[op], w->at[2]) != 0) op++;
    if (!ops[op]) {
        reply_error(r, "no comparison '%s'; there are: == != < <= > >= ~", w->at[2]);
        return false;
    }
    c->col = (uint32_t)col;
    c->op = op;
    c->value = w->at[3];
    c->is_number = pipe_number(c->value, &c->number);
    return c->op != OP_LIKE || compile_like(r, c);
}

static bool like(const struct condition *c, const char *p, size_t n)
{
    if (!c->re) return memmem(p, n, c->value, strlen(c->value)) != NULL;
    return pcre2_match(c->re, (PCRE2_SPTR)p, n, 0, 0, c->md, c->mc) >= 0;
}

static bool ordered(const struct condition *c, int order)
{
    switch (c->op) {
    case OP_EQ: return order == 0;
    case OP_NE: return order != 0;
    case OP_LT: return order < 0;
    case OP_LE: return order <= 0;
    case OP_GT: return order > 0;
    default: return order >= 0;
    }
}

static bool holds(const struct condition *c, const Rows *t, uint64_t row)
{
    const Field *f = rows_at(t, row, c->col);
    const char *p = f->kind == FIELD_TEXT ? field_text(t, f) : "";
    size_t n = f->kind == FIELD_TEXT ? f->len : 0;
    char number[32];
    if (c->op == OP_LIKE && f->kind == FIELD_INT) {
        n = (size_t)snprintf(number, sizeof number, "%lld", (long long)f->i);
        p = number;
    }
    if (c->op == OP_LIKE) return like(c, p, n);
    if (f->kind == FIELD_NIL)
        return ordered(c, strcmp(c->value, "nil") == 0 ? 0 : 1) && c->op <= OP_NE;
    if (f->kind == FIELD_BOOL)
        return ordered(c, strcmp(c->value, f->i ? "true" : "false") == 0 ? 0 : 1);
    if (is_number(f)) {
        double v = number_of(f);
        return c->is_number ? ordered(c, (v > c->number) - (v < c->number)) : c->op == OP_NE;
    }
    size_t k = strlen(c->value);
    int order = memcmp(p, c->value, n < k ? n : k);
    return ordered(c, order ? order : (n > k) - (n < k));
}

static void stage_where(Reply *r, uint32_t at, const struct words *w)
{
    Rows *t = r->at[at];
    struct condition c;
    if (condition_make(r, t, w, &c)) {
        uint64_t n = rows_count(t), kept = 0;
        for (uint64_t i = 0; i < n; i++) {
            if (!holds(&c, t, i)) continue;
            memmove(t->at + kept * t->ncols, rows_at(t, i, 0), t->ncols * sizeof *t->at);
            kept++;
        }
        rows_cut(t, kept);
    }
    condition_free(&c);
}

static void stage_cols(Reply *r, uint32_t at, const struct words *w)
{
    Rows *t = r->at[at];
    uint32_t cols[ROWS_COLUMNS], n = 0;
    for (int i = 1; i < w->n; i++)
        for (const char *s = w->at[i]; *s; s += strspn(s, ",")) {
            char name[ROWS_NAME];
            size_t k = strcspn(s, ",");
            snprintf(name, sizeof name, "%.*s", (int)k, s);
            int c = k ? column_of(r, t, name) : -1;
            s += k;
            if (!k) continue;
            if (c < 0) return;
            if (n < ROWS_COLUMNS) cols[n++] = (uint32_t)c;
        }
    if (n == 0) {
        reply_error(r, "cols COLUMN,COLUMN ...");
        return;
    }
    Rows *to = rows_new(t->name);
    to->record = t->record;
    for (uint32_t i = 0; i < n; i++)
        rows_column(to, t->cols[cols[i]].name, (enum column_kind)t->cols[cols[i]].kind);
    for (uint64_t row = 0; row < rows_count(t); row++)
        for (uint32_t i = 0; i < n; i++) rows_again(to, *rows_at(t, row, cols[i]));
    to->text = t->text; /* the cells' texts lie there */
    t->text = (Buf)BUF_INIT;
    replace(r, at, to);
}

static void stage_count(Reply *r, uint32_t at, const struct words *w)
{
    (void)w;
    Rows *to = rows_new("count");
    rows_columns(to, "count:count");
    rows_int(to, (int64_t)rows_count(r->at[at]));
    replace(r, at, to);
}

/* Equal neighbours of the sorted table become one row. */
static void stage_group(Reply *r, uint32_t at, const struct words *w)
{
    struct words by = *w;
    if (by.n > 2) by.n = 2;
    stage_sort(r, at, &by);
    if (r->error.len) return;
    Rows *t = r->at[at], *to = rows_new(t->name);
    uint32_t c = (uint32_t)rows_find(t, w->at[1]);
    rows_column(to, t->cols[c].name, (enum column_kind)t->cols[c].kind);
    rows_column(to, "count", COLUMN_COUNT);
    uint64_t n = rows_count(t);
    for (uint64_t i = 0, k; i < n; i = k) {
        const Field *f = rows_at(t, i, c);
        for (k = i + 1; k < n && compare(t, f, rows_at(t, k, c)) == 0; k++) continue;
        if (f->kind == FIELD_TEXT) {
            rows_text(to, field_text(t, f), f->len);
        } else {
            rows_nil(to);
            to->at[to->n - 1] = *f;
        }
        rows_int(to, (int64_t)(k - i));
    }
    replace(r, at, to);
    struct words last = {.n = 2, .at = {(char[]){"sort"}, (char[]){"count"}}};
    stage_sort(r, at, &last);
}

enum by_column { BY_NONE, BY_LISTS, BY_ANY };

static const struct {
    const char *word;
    void (*apply)(Reply *r, uint32_t at, const struct words *w);
    enum by_column by;
} stages[] = {{"sort", stage_sort, BY_LISTS}, {"head", stage_cut, BY_NONE},
              {"tail", stage_cut, BY_NONE},   {"where", stage_where, BY_LISTS},
              {"cols", stage_cols, BY_ANY},   {"group", stage_group, BY_LISTS},
              {"count", stage_count, BY_NONE}};

#define NSTAGES (int)(sizeof stages / sizeof stages[0])

const char *pipe_word(int n) { return n < NSTAGES ? stages[n].word : NULL; }

bool pipe_knows(const char *word)
{
    for (int i = 0; i < NSTAGES; i++)
        if (strcmp(stages[i].word, word) == 0) return true;
    return false;
}

/* Whether the table has the (first) column that the stage names. */
static bool has_column(const Rows *t, const struct words *w)
{
    char name[ROWS_NAME];
    if (w->n < 2) return true;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(w->at[1], ","), w->at[1]);
    return rows_find(t, name) >= 0;
}

/* The table that a stage is for: the first that has its column, for rows lists before records; without a column the last list. */
static uint32_t target(const Reply *r, const struct words *w, enum by_column by)
{
    for (int records = 0; by != BY_NONE && records < 2; records++)
        for (uint32_t i = 0; i < r->n; i++)
            if ((by == BY_ANY || r->at[i]->record == records) && has_column(r->at[i], w)) return i;
    for (uint32_t i = r->n; i > 0; i--)
        if (!r->at[i - 1]->record) return i - 1;
    return r->n - 1;
}

/* What is filtered is what is wanted. */
static void keep_only(Reply *r, uint32_t at)
{
    Rows *t = r->at[at];
    for (uint32_t i = 0; i < r->n; i++)
        if (i != at) rows_free(r->at[i]);
    r->at[0] = t;
    r->n = 1;
}

static void apply_stage(Reply *r, const struct words *w)
{
    int k = 0;
    while (k < NSTAGES && strcmp(stages[k].word, w->at[0]) != 0) k++;
    if (k == NSTAGES) {
        reply_error(r, "no filter '%s'; there are: sort head tail where cols group count",
                    w->at[0]);
        return;
    }
    keep_only(r, target(r, w, stages[k].by));
    stages[k].apply(r, 0, w);
}

void pipe_apply(Reply *r, const struct pipe_line *l, int from)
{
    for (int i = from; i < l->n && r->n && !r->error.len; i++) apply_stage(r, &l->stage[i]);
}

bool pipe_streams(const struct pipe_line *l)
{
    for (int i = 1; i < l->n; i++) {
        const char *word = l->stage[i].at[0];
        if (strcmp(word, "where") != 0 && strcmp(word, "cols") != 0 && strcmp(word, "head") != 0)
            return false;
    }
    return true;
}

bool pipe_apply_next(Reply *r, const struct pipe_line *l, uint64_t passed[PIPE_STAGES])
{
    bool more = true;
    for (int i = 1; i < l->n && r->n && !r->error.len; i++) {
        uint64_t n;
        if (strcmp(l->stage[i].at[0], "head") != 0) {
            apply_stage(r, &l->stage[i]);
        } else if (cut_count(r, &l->stage[i], &n)) {
            Rows *t = r->at[r->n - 1];
            rows_cut(t, n - passed[i]);
            passed[i] += rows_count(t);
            more = more && passed[i] < n;
        }
    }
    return more && !r->error.len;
}
