/* Methods of Regex, and those of Str that take one. */
#include "heap/regex.h"
#include "stdlib/native/args.h"
#include <stdio.h>

static enum native_result failed(struct maatine *m, enum regex_status st)
{
    if (st == REGEX_LIMIT) return native_error(m, ERR_Error, "the pattern takes too long");
    return native_no_memory(m);
}

static bool arg_regex(struct maatine *m, Value v)
{
    if (is_type(v, T_REGEX)) return true;
    (void)native_type_error(m, "the pattern", "Regex", v);
    return false;
}

/* Regex.new(source, flags = '') */
static enum native_result regex_new_of(struct maatine *m, Value *args, uint32_t nargs)
{
    char err[160], flags[16] = "";
    size_t at;
    Value out = V_NIL;
    if (!arg_str(m, args[1], "the source")) return N_ERROR;
    if (nargs > 2) {
        if (!arg_str(m, args[2], "the flags")) return N_ERROR;
        snprintf(flags, sizeof flags, "%.*s", (int)(str_len(args[2]) < 15 ? str_len(args[2]) : 15),
                 str_bytes(args[2]));
    }
    struct regex_code *c =
        regex_compile(str_bytes(args[1]), str_len(args[1]), flags, err, sizeof err, &at);
    if (!c) return native_error(m, ERR_ParseError, "bad pattern: %s (byte %zu)", err, at);
    native_charge(m, 20 + (int64_t)(str_len(args[1]) / 16));
    return give(m, regex_new(native_heap(m), c, &out), &out);
}

static enum native_result regex_source_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    size_t n;
    const char *p = regex_source(regex_of(args[0]), &n);
    Value out = V_NIL;
    return give(m, str_new(native_heap(m), p, n, &out), &out);
}
static enum native_result regex_flags_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    return give(m, str_cstr(native_heap(m), regex_flags(regex_of(args[0])), &out), &out);
}

/* Positions of one match: copied, as the next match overwrites what regex_exec gives. */
struct span {
    size_t from, to;
};

/* The next match at or behind byte `at`. N_OK, and *hit says whether there is one. */
static enum native_result next(struct maatine *m, Value re, Value s, size_t at, bool after_empty,
                               bool *hit, struct span *span, struct regex_hit *groups)
{
    enum regex_status st =
        regex_exec(regex_of(re), str_bytes(s), str_len(s), at, after_empty, hit, groups);
    if (st != REGEX_OK) return failed(m, st);
    if (*hit) {
        span->from = groups->at[0];
        span->to = groups->at[1] < groups->at[0] ? groups->at[0] : groups->at[1];
        native_charge(m, (int64_t)((span->to - at) / 128) + 1);
    } else {
        native_charge(m, (int64_t)((str_len(s) - at) / 128) + 1);
    }
    return N_OK;
}

static enum native_result match(struct maatine *m, Value *re, Value *s)
{
    bool hit;
    Value out = V_NIL;
    enum regex_status st = regex_match(native_heap(m), re, s, 0, &out, &hit);
    native_charge(m, (int64_t)(str_len(*s) / 128));
    if (st != REGEX_OK) return failed(m, st);
    return native_return(m, hit ? out : V_NIL);
}
/* str.match(re), re.match(str): nil or [whole match, groups] */
static enum native_result str_match(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return arg_regex(m, args[1]) ? match(m, &args[1], &args[0]) : N_ERROR;
}
static enum native_result regex_match_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return arg_str(m, args[1], "the argument of match") ? match(m, &args[0], &args[1]) : N_ERROR;
}

/* re.test(str), Native.matches(re, v): does the pattern match? False for what is no Str. */
static enum native_result regex_test(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool hit;
    struct span span;
    struct regex_hit groups;
    if (!is_str(args[1])) return native_return(m, V_FALSE);
    enum native_result r = next(m, args[0], args[1], 0, false, &hit, &span, &groups);
    return r == N_OK ? native_return(m, from_bool(hit)) : r;
}

/* Pushes the slice of *s to the array out[0]; out[1] is scratch. */
static bool push_slice(Heap *h, Value *s, size_t from, size_t to, Value *out)
{
    Value v;
    if (!str_slice_bytes(h, s, from, to - from, &v)) return false;
    out[1] = v;
    return array_push(h, &out[0], &out[1]);
}

/* The groups (without the whole match) as an Array in out[2], pushed to out[0]. */
static bool push_groups(struct maatine *m, Value *re, Value *s, size_t at, Value *out)
{
    Heap *h = native_heap(m);
    bool hit;
    Value groups;
    if (regex_match(h, re, s, at, &groups, &hit) != REGEX_OK) return false;
    array_remove(h, groups, 0, 1);
    out[1] = groups;
    return array_push(h, &out[0], &out[1]);
}

/* gmatch(re): all matches; with groups, the groups of each */
static enum native_result str_gmatch(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs];
    if (!arg_regex(m, args[1])) return N_ERROR;
    if (!array_new(h, 0, out)) return native_no_memory(m);
    bool hit, empty = false;
    struct span span = {0, 0};
    struct regex_hit g;
    for (size_t at = 0;; at = span.to) {
        enum native_result r = next(m, args[1], args[0], at, empty, &hit, &span, &g);
        if (r != N_OK) return r;
        if (!hit) break;
        bool ok = regex_groups(regex_of(args[1]))
                      ? push_groups(m, &args[1], &args[0], span.from, out)
                      : push_slice(h, &args[0], span.from, span.to, out);
        if (!ok) return native_no_memory(m);
        empty = span.from == span.to;
    }
    return native_return(m, out[0]);
}

static size_t char_behind(Value s, size_t at)
{
    return at + (at < str_len(s) ? utf8_bytes_of((unsigned char)str_bytes(s)[at]) : 1);
}

/* Pushes each group of the match at `at`, nil for one that took no part. */
static bool push_each_group(struct maatine *m, Value *re, Value *s, size_t at, Value *out)
{
    bool hit;
    Heap *h = native_heap(m);
    if (regex_match(h, re, s, at, &out[1], &hit) != REGEX_OK) return false;
    for (uint32_t i = 1, n = array_len(out[1]); i < n; i++) {
        out[2] = array_get(out[1], i);
        if (!array_push(h, &out[0], &out[2])) return false;
    }
    return true;
}

/* Native.split_re(s, re): the groups of each separator stand between the pieces */
static enum native_result split_re(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs];
    size_t last = 0, at = 0, len = str_len(args[0]);
    if (!array_new(h, 0, out)) return native_no_memory(m);
    while (at <= len) {
        bool hit;
        struct span span;
        struct regex_hit g;
        enum native_result r = next(m, args[1], args[0], at, false, &hit, &span, &g);
        if (r != N_OK) return r;
        if (!hit) break;
        if (span.from == span.to && (span.from >= len || span.from == last)) { /* nothing between */
            if (span.from >= len) break;
            at = char_behind(args[0], span.from);
            continue;
        }
        if (!push_slice(h, &args[0], last, span.from, out) ||
            (regex_groups(regex_of(args[1])) &&
             !push_each_group(m, &args[1], &args[0], span.from, out)))
            return native_no_memory(m);
        last = span.to;
        at = span.to > span.from ? span.to : char_behind(args[0], span.to);
    }
    if (!push_slice(h, &args[0], last, len, out)) return native_no_memory(m);
    return native_return(m, out[0]);
}

/* Native.cut_re(s, re, all): [between, match, between, match, ..., between] */
static enum native_result cut_re(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value *out = &args[nargs];
    bool hit, empty = false;
    struct span span = {0, 0};
    struct regex_hit g;
    if (!array_new(h, 0, out)) return native_no_memory(m);
    size_t last = 0;
    do {
        enum native_result r = next(m, args[1], args[0], last, empty, &hit, &span, &g);
        if (r != N_OK) return r;
        if (!hit) break;
        if (!push_slice(h, &args[0], last, span.from, out) ||
            !push_slice(h, &args[0], span.from, span.to, out))
            return native_no_memory(m);
        last = span.to;
        empty = span.from == span.to;
    } while (args[2] == V_TRUE);
    if (!push_slice(h, &args[0], last, str_len(args[0]), out)) return native_no_memory(m);
    return native_return(m, out[0]);
}

/* Native.replace_re(s, re, new, all) */
static enum native_result replace_re(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool hit, empty = false;
    struct span span = {0, 0};
    struct regex_hit g;
    size_t last = 0;
    Buf b = BUF_INIT;
    do {
        enum native_result r = next(m, args[1], args[0], last, empty, &hit, &span, &g);
        if (r == N_OK && !text_fits(m, b.len)) r = native_no_memory(m);
        if (r != N_OK) {
            buf_fini(&b);
            return r;
        }
        if (!hit) break;
        buf_add(&b, str_bytes(args[0]) + last, span.from - last);
        buf_add(&b, str_bytes(args[2]), str_len(args[2]));
        last = span.to;
        empty = span.from == span.to;
    } while (args[3] == V_TRUE);
    buf_add(&b, str_bytes(args[0]) + last, str_len(args[0]) - last);
    return give_text(m, &b);
}

NATIVE_TABLE(natives_regex) = {
    {"Regex", "new", regex_new_of, 1, 2, NF_STATIC, "(source, flags = '')"},
    {"Regex", "match", regex_match_of, 1, 1, 0, "(s)"},
    {"Regex", "test", regex_test, 1, 1, 0, "(s)"},
    {"Regex", "source", regex_source_of, 0, 0, 0, "()"},
    {"Regex", "flags", regex_flags_of, 0, 0, 0, "()"},
    {"Str", "match", str_match, 1, 1, 0, "(re)"},
    {"Str", "gmatch", str_gmatch, 1, 1, 0, "(re)"},
    {"Native", "matches", regex_test, 2, 2, 0, "(re, v)"},
    {"Native", "split_re", split_re, 2, 2, 0, "(s, re)"},
    {"Native", "cut_re", cut_re, 3, 3, 0, "(s, re, all)"},
    {"Native", "replace_re", replace_re, 4, 4, 0, "(s, re, new, all)"},
    {0},
};
