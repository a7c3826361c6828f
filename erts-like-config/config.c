/* The parser behind config.h. All knowledge of flags stands in flags.def: a table made of it says for each one
 * its name, type, bounds and the place of its field, and one setter works through the table. */
#include "erts-like-config/config.h"

#include "base/errors.h"
#include "base/mem.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_SIZE_MAX                0x1p62
/* Some defaults are hostile in the stress build, to make rare paths common. */
#define CONFIG_HOSTILE(hostile, usual) (BUILD_STRESS ? (hostile) : (usual))
#define LINE_MAX_BYTES                 4096

enum flag_type { TYPE_INT, TYPE_SIZE, TYPE_FLOAT, TYPE_BOOL, TYPE_TEXT, TYPE_CHOICE };

struct flag {
    const char *name, *def, *value, *help;
    enum flag_type type;
    double min, max;
    size_t offset; /* of the field in struct config */
};

static const struct flag flags[CONFIG_COUNT] = {
#define FLAG(id, name, type, def, min, max, value, help)                                           \
    {name, def, value, help, TYPE_##type, (double)(min), (double)(max), offsetof(Config, id)},
#include "erts-like-config/flags.def"
#undef FLAG
};

void config_bounds(enum config_flag f, double *least, double *most)
{
    *least = flags[f].min;
    *most = flags[f].max;
}

/* Where a setting came from, for messages. */
struct place {
    enum config_source source;
    const char *file; /* CONFIG_FILE */
    int line;
};

static int fail(Buf *error, const struct place *at, const char *fmt, ...) MAAT_PRINTF(3, 4);
static int fail(Buf *error, const struct place *at, const char *fmt, ...)
{
    buf_clear(error);
    if (at->source == CONFIG_ENV) buf_adds(error, "MAAT_FLAGS: ");
    if (at->source == CONFIG_FILE && at->line) buf_addf(error, "%s:%d: ", at->file, at->line);
    if (at->source == CONFIG_FILE && !at->line) buf_addf(error, "%s: ", at->file);
    va_list ap;
    va_start(ap, fmt);
    buf_vaddf(error, fmt, ap);
    va_end(ap);
    return MAAT_EUSAGE;
}

/* --- names --- */

/* As people write a flag in this source, for messages. */
static const char *dashes(const struct place *at) { return at->source == CONFIG_FILE ? "" : "--"; }

static bool name_is(const char *name, const char *text, size_t n)
{
    if (strlen(name) != n) return false;
    for (size_t i = 0; i < n; i++)
        if (name[i] != (text[i] == '_' ? '-' : text[i])) return false;
    return true;
}

static const struct flag *find_flag(const char *text, size_t n)
{
    for (size_t i = 0; i < CONFIG_COUNT; i++)
        if (name_is(flags[i].name, text, n)) return &flags[i];
    return NULL;
}

/* Letters to insert, delete or replace to get from a to b; names longer than 31 are far from everything. */
static int edit_distance(const char *a, size_t an, const char *b, size_t bn)
{
    int row[32];
    if (an > 31 || bn > 31) return 99;
    for (size_t j = 0; j <= bn; j++) row[j] = (int)j;
    for (size_t i = 1; i <= an; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= bn; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[bn];
}

static int fail_unknown(Buf *error, const struct place *at, const char *text, size_t n)
{
    const char *near = NULL;
    int least = 3;
    for (size_t i = 0; i < CONFIG_COUNT; i++) {
        int d = edit_distance(text, n, flags[i].name, strlen(flags[i].name));
        if (d < least && d < (int)n) {
            least = d;
            near = flags[i].name;
        }
    }
    int shown = n > 60 ? 60 : (int)n;
    if (near)
        return fail(error, at, "unknown flag '%s%.*s'; did you mean '%s%s'?", dashes(at), shown,
                    text, dashes(at), near);
    return fail(error, at, "unknown flag '%s%.*s'; `maat help flags` lists them", dashes(at), shown,
                text);
}

/* --- values --- */

static double size_unit(const char *suffix)
{
    static const char units[] = "KMGT";
    if (*suffix == 0) return 1;
    const char *u = strchr(units, *suffix & ~0x20);
    if (!u || *u == 0) return 0;
    /* "64K", "64KB" and "64KiB" are the same. */
    const char *rest = suffix + 1;
    if (*rest == 'i') rest++;
    if (*rest == 'B') rest++;
    return *rest ? 0 : ldexp(1, 10 * (int)(u - units + 1));
}

static bool starts_as_number(const char *text)
{
    return (*text >= '0' && *text <= '9') || (*text == '.' && text[1] >= '0' && text[1] <= '9');
}

/* strtod also takes hexadecimal numbers, "inf" and "nan": not here. */
static bool parse_decimal(const char *text, double *out, const char **rest)
{
    if (!starts_as_number(text) || text[strspn(text, "0")] == 'x' || text[strspn(text, "0")] == 'X')
        return false;
    char *end;
    *out = strtod(text, &end);
    *rest = end;
    return isfinite(*out);
}

bool config_parse_size(const char *text, uint64_t *out)
{
    double n;
    const char *rest;
    if (!parse_decimal(text, &n, &rest)) return false;
    double unit = size_unit(rest);
    if (unit == 0 || n * unit > CONFIG_SIZE_MAX) return false;
    *out = (uint64_t)(n * unit);
    return true;
}

static bool parse_int(const char *text, int64_t *out)
{
    if (!starts_as_number(text)) return false;
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (errno || *end) return false;
    *out = n;
    return true;
}

static bool parse_bool(const char *text, bool *out)
{
    static const char *const words[2][4] = {{"no", "false", "off", "0"},
                                            {"yes", "true", "on", "1"}};
    for (int v = 0; v < 2; v++) {
        for (int i = 0; i < 4; i++) {
            if (strcmp(text, words[v][i]) != 0) continue;
            *out = v;
            return true;
        }
    }
    return false;
}

static bool is_choice(const char *choices, const char *text)
{
    size_t n = strlen(text);
    for (const char *p = choices; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
        if (n && strcspn(p, "|") == n && strncmp(p, text, n) == 0) return true;
    return false;
}

union parsed {
    int64_t i;
    uint64_t size;
    double f;
    bool b;
};

static bool parse_value(const struct flag *f, const char *text, union parsed *out, double *number)
{
    const char *rest;
    *number = f->min;
    switch (f->type) {
    case TYPE_INT:
        if (!parse_int(text, &out->i)) return false;
        *number = (double)out->i;
        return true;
    case TYPE_SIZE:
        if (!config_parse_size(text, &out->size)) return false;
        *number = (double)out->size;
        return true;
    case TYPE_FLOAT:
        if (!parse_decimal(text, &out->f, &rest) || *rest) return false;
        *number = out->f;
        return true;
    case TYPE_BOOL: return parse_bool(text, &out->b);
    case TYPE_CHOICE: return is_choice(f->value, text);
    case TYPE_TEXT: return true;
    }
    return false;
}

static void store(Config *c, const struct flag *f, const union parsed *v, const char *text)
{
    void *field = (char *)c + f->offset;
    switch (f->type) {
    case TYPE_INT: *(config_INT *)field = v->i; break;
    case TYPE_SIZE: *(config_SIZE *)field = v->size; break;
    case TYPE_FLOAT: *(config_FLOAT *)field = v->f; break;
    case TYPE_BOOL: *(config_BOOL *)field = v->b; break;
    case TYPE_TEXT:
    case TYPE_CHOICE:
        mem_free(MEM_RUNTIME, *(char **)field);
        *(char **)field = mem_strdup(MEM_RUNTIME, text);
        break;
    }
}

static const char *type_hint(const struct flag *f)
{
    switch (f->type) {
    case TYPE_INT: return "a whole number";
    case TYPE_SIZE: return "a number of bytes such as 4096, 512K, 64M or 2G";
    case TYPE_FLOAT: return "a number";
    case TYPE_BOOL: return "yes or no";
    case TYPE_CHOICE: return f->value;
    case TYPE_TEXT: break;
    }
    return "text";
}

/* Sets one flag, unless a source that goes first has set it: then the value is only checked. */
static int set_flag(Config *c, const struct flag *f, const char *text, const struct place *at,
                    Buf *error)
{
    union parsed v;
    double number;
    memset(&v, 0, sizeof v);
    if (!parse_value(f, text, &v, &number))
        return fail(error, at, "bad value '%.60s' for '%s%s': %s is expected", text, dashes(at),
                    f->name, type_hint(f));
    bool bounded = f->type == TYPE_INT || f->type == TYPE_SIZE || f->type == TYPE_FLOAT;
    if (bounded && (number < f->min || number > f->max))
        return fail(error, at, "bad value '%.60s' for '%s%s': it must be from %.15g to %.15g", text,
                    dashes(at), f->name, f->min, f->max);
    uint8_t *source = &c->source[f - flags];
    if (at->source >= *source) {
        store(c, f, &v, text);
        *source = (uint8_t)at->source;
    }
    return MAAT_OK;
}

static void set_file(Config *c, const char *path, const struct place *at)
{
    if (at->source < c->file_source) return;
    mem_free(MEM_RUNTIME, c->file);
    c->file = mem_strdup(MEM_RUNTIME, path);
    c->file_source = (uint8_t)at->source;
}

void config_init(Config *c)
{
    static const struct place at = {CONFIG_DEFAULT, NULL, 0};
    memset(c, 0, sizeof *c);
    Buf error = BUF_INIT;
    for (size_t i = 0; i < CONFIG_COUNT; i++) {
        int rc = set_flag(c, &flags[i], flags[i].def, &at, &error);
        MAAT_CHECK(rc == MAAT_OK, "flags.def: %s", buf_str(&error));
    }
    buf_fini(&error);
}

void config_fini(Config *c)
{
    for (size_t i = 0; i < CONFIG_COUNT; i++)
        if (flags[i].type == TYPE_TEXT || flags[i].type == TYPE_CHOICE)
            mem_free(MEM_RUNTIME, *(char **)((char *)c + flags[i].offset));
    mem_free(MEM_RUNTIME, c->file);
    memset(c, 0, sizeof *c);
}

/* --- words: the command line and MAAT_FLAGS --- */

/* One flag "--name", "--name=value" or "--name" with `next` as its value. *used: 1 or 2 words. */
static int read_word(Config *c, const char *word, const char *next, const struct place *at,
                     int *used, Buf *error)
{
    const char *name = word + 2, *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const struct flag *f = find_flag(name, n);
    bool is_file = name_is("config", name, n);
    *used = 1;
    if (!f && n > 3 && strncmp(name, "no-", 3) == 0 && !equals) {
        f = find_flag(name + 3, n - 3);
        if (f && f->type == TYPE_BOOL) return set_flag(c, f, "no", at, error);
        f = NULL;
    }
    if (!f && !is_file) return fail_unknown(error, at, name, n);
    if (f && f->type == TYPE_BOOL && !equals) return set_flag(c, f, "yes", at, error);
    if (!equals && !next)
        return fail(error, at, "flag '--%.*s' needs a value: %s", (int)n, name,
                    f ? f->value : "FILE");
    if (!equals) *used = 2;
    const char *value = equals ? equals + 1 : next;
    if (f) return set_flag(c, f, value, at, error);
    set_file(c, value, at);
    return MAAT_OK;
}

int config_read_args(Config *c, int argc, char *const *argv, int *used, Buf *error)
{
    static const struct place at = {CONFIG_ARGS, NULL, 0};
    int i = 0;
    while (i < argc && strncmp(argv[i], "--", 2) == 0) {
        if (argv[i][2] == 0) {
            i++;
            break;
        }
        int words;
        int rc = read_word(c, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &at, &words, error);
        if (rc != MAAT_OK) return rc;
        i += words;
    }
    *used = i;
    return MAAT_OK;
}

/* Takes the next blank-separated word of *text apart into `out`. False at the end; *open: a quote is not closed. */
static bool next_word(const char **text, Buf *out, bool *open)
{
    const char *p = *text + strspn(*text, " \t\r\n");
    buf_clear(out);
    *open = false;
    if (*p == 0) return false;
    char quote = 0;
    for (; *p && (quote || !strchr(" \t\r\n", *p)); p++) {
        if (quote && *p == quote)
            quote = 0;
        else if (!quote && (*p == '\'' || *p == '"'))
            quote = *p;
        else
            buf_addc(out, *p);
    }
    *open = quote != 0;
    *text = p;
    return true;
}

int config_read_env(Config *c, const char *text, Buf *error)
{
    static const struct place at = {CONFIG_ENV, NULL, 0};
    Buf word = BUF_INIT, next = BUF_INIT;
    bool open = false, open_next = false;
    int rc = MAAT_OK;
    bool more = next_word(&text, &word, &open);
    while (more && rc == MAAT_OK) {
        int used = 1;
        bool more_next = next_word(&text, &next, &open_next);
        if (open || open_next)
            rc = fail(error, &at, "a quote is not closed");
        else if (strncmp(buf_str(&word), "--", 2) != 0 || word.len == 2)
            rc = fail(error, &at, "'%.60s' is not a flag; flags begin with --", buf_str(&word));
        else
            rc = read_word(c, buf_str(&word), more_next ? buf_str(&next) : NULL, &at, &used, error);
        if (used == 2) more_next = next_word(&text, &next, &open_next);
        Buf swap = word;
        word = next;
        next = swap;
        more = more_next;
        open = open_next;
    }
    buf_fini(&word);
    buf_fini(&next);
    return rc;
}

/* --- the file --- */

static char *trim(char *s)
{
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1])) n--;
    s[n] = 0;
    return s;
}

/* A value in quotes keeps its blanks and may hold #; otherwise a # after a blank begins a comment. */
static bool clean_value(char **value)
{
    char *v = *value;
    if (*v == '"' || *v == '\'') {
        char *end = strchr(v + 1, *v);
        if (!end) return false;
        char *rest = trim(end + 1);
        if (*rest && *rest != '#') return false;
        *end = 0;
        *value = v + 1;
        return true;
    }
    for (char *p = v; *p; p++) {
        if (*p != '#' || (p > v && !strchr(" \t", p[-1]))) continue;
        *p = 0;
        break;
    }
    *value = trim(v);
    return true;
}

static int read_file_line(Config *c, char *line, const struct place *at, Buf *error)
{
    char *name = trim(line);
    if (*name == 0 || *name == '#') return MAAT_OK;
    char *equals = strchr(name, '=');
    if (!equals) return fail(error, at, "'name = value' is expected");
    *equals = 0;
    char *value = trim(equals + 1);
    name = trim(name);
    const struct flag *f = find_flag(name, strlen(name));
    if (!f) return fail_unknown(error, at, name, strlen(name));
    if (!clean_value(&value)) return fail(error, at, "the quotes of '%s' do not match", name);
    return set_flag(c, f, value, at, error);
}

int config_read_file(Config *c, const char *path, Buf *error)
{
    struct place at = {CONFIG_FILE, path, 0};
    FILE *file = fopen(path, "r");
    if (!file) return fail(error, &at, "%s", strerror(errno));
    char line[LINE_MAX_BYTES];
    int rc = MAAT_OK;
    while (rc == MAAT_OK && fgets(line, sizeof line, file)) {
        at.line++;
        if (strlen(line) == sizeof line - 1)
            rc = fail(error, &at, "the line is too long");
        else
            rc = read_file_line(c, line, &at, error);
    }
    if (rc == MAAT_OK && ferror(file)) {
        at.line = 0;
        rc = fail(error, &at, "%s", strerror(errno));
    }
    fclose(file);
    return rc;
}

int config_read_rest(Config *c, const char *program, Buf *error)
{
    const char *env = getenv("MAAT_FLAGS");
    if (env) {
        int rc = config_read_env(c, env, error);
        if (rc != MAAT_OK) return rc;
    }
    if (c->file) return config_read_file(c, c->file, error);
    if (!program) return MAAT_OK;
    const char *slash = strrchr(program, '/');
    Buf path = BUF_INIT;
    if (slash) buf_add(&path, program, (size_t)(slash - program) + 1);
    buf_adds(&path, "maat.conf");
    int rc = MAAT_OK;
    FILE *probe = fopen(buf_str(&path), "r");
    if (probe) {
        fclose(probe);
        rc = config_read_file(c, buf_str(&path), error);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        rc = config_read_file(c, buf_str(&path), error);
    }
    buf_fini(&path);
    return rc;
}

/* --- help --- */

#define HELP_COLUMN 6
#define HELP_WIDTH  100

/* Adds the words of `text` indented, broken into lines. */
static void add_wrapped(Buf *out, const char *text)
{
    size_t column = HELP_WIDTH;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column + 1 + n > HELP_WIDTH) {
            if (column != HELP_WIDTH) buf_addc(out, '\n');
            buf_addf(out, "%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else {
            buf_addc(out, ' ');
            column++;
        }
        buf_add(out, text, n);
        column += n;
        text += n;
        text += strspn(text, " ");
    }
    buf_addc(out, '\n');
}

void config_help(Buf *out)
{
    buf_adds(out,
             "Runtime flags stand before the program: maat run --schedulers 2 --max-heap=64M "
             "program.mm\nThey are also read from the environment variable MAAT_FLAGS, and from "
             "maat.conf in the program's\nfolder or the file that --config names, as `name = "
             "value` lines. The command line goes before\nMAAT_FLAGS, and that before the file. "
             "SIZE is a number of bytes, or one with K, M, G or T.\n\n");
    buf_adds(out, "  --config FILE\n");
    add_wrapped(out, "read this file instead of maat.conf");
    for (size_t i = 0; i < CONFIG_COUNT; i++) {
        const struct flag *f = &flags[i];
        buf_addf(out, "  --%s %s", f->name, f->value);
        if (*f->def) buf_addf(out, "   (default %s)", f->def);
        buf_addc(out, '\n');
        add_wrapped(out, f->help);
    }
}
