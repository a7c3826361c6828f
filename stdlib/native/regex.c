/* Methods of Regex, and those of Str that take one. */
#include "heap/regex.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include "vm/maatine/longregex.h"
#include <stdio.h>

static enum native_result failed(struct maatine *m, enum regex_status st)
{
    if (st == REGEX_LONG) return native_yield(m);
    if (st != REGEX_LIMIT) return native_no_memory(m);
    native_charge(m, REGEX_LIMIT_COST);
    return native_error(m, ERR_Error, "the pattern takes too long");
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

static struct span span_of(const struct regex_hit *g)
{
    return (struct span){g->at[0], g->at[1] < g->at[0] ? g->at[0] : g->at[1]};
}

/* The first match. N_OK, and *hit says whether there is one. */
static enum native_result first(struct maatine *m, Value re, Value s, bool *hit, struct span *span)
{
    struct regex_hit groups;
    enum regex_status st = long_regex(m, re, s, 0, false, true, hit, &groups);
    if (st != REGEX_OK) return failed(m, st);
    if (*hit) *span = span_of(&groups);
    return N_OK;
}

static enum native_result match(struct maatine *m, Value *re, Value *s)
{
    bool hit;
    Value out = V_NIL;
    enum regex_status st = long_regex_match(m, re, s, true, &out, &hit);
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
    if (!is_str(args[1])) return native_return(m, V_FALSE);
    enum native_result r = first(m, args[0], args[1], &hit, &span);
    return r == N_OK ? native_return(m, from_bool(hit)) : r;
}

/* ---- all matches: in pieces when the text is long (pieces.h); args are text and pattern ---- */

/* The next match at or behind byte `at`: PIECE_DONE, and *hit says whether there is one. at[2]: before it none begins. */
static enum piece_status next_in(struct maatine *m, struct piece *p, size_t at, bool after_empty,
                                 bool *hit, struct span *span)
{
    struct regex_hit g;
    Value s = p->args[0];
    struct regex_code *c = regex_of(p->args[1]);
    size_t n = str_len(s), from = p->at[2] > at ? p->at[2] : at;
    bool parts = p->budget != SIZE_MAX && from < n && regex_in_parts(c);
    size_t to = parts ? regex_part_end(s, from) : n;
    after_empty = after_empty && from == at;
    enum regex_status st = to < n
                               ? regex_exec_part(c, str_bytes(s), n, from, to, after_empty, hit, &g)
                               : regex_exec(c, str_bytes(s), n, from, after_empty, hit, &g);
    if (st != REGEX_OK) {
        (void)failed(m, st);
        return PIECE_FAILED;
    }
    if (*hit) *span = span_of(&g);
    p->at[2] = *hit ? 0 : to;
    size_t end = *hit ? span->to : to;
    native_charge(m, (int64_t)((end > from ? end - from : 0) / 128) + 1);
    return *hit || to == n ? PIECE_DONE : PIECE_MORE;
}

/* The groups (without the whole match) of the match at `at`, as an Array that is pushed to the result. */
static bool push_groups(struct maatine *m, struct piece *p, size_t at)
{
    Heap *h = native_heap(m);
    bool hit;
    Value groups;
    if (regex_match(h, &p->args[1], &p->args[0], at, &groups, &hit) != REGEX_OK) return false;
    array_remove(h, groups, 0, 1);
    p->tmp[0] = groups;
    return array_push(h, p->result, p->tmp);
}

static enum native_result matches(struct maatine *m, Value *args, uint32_t nargs,
                                  enum piece_kind kind)
{
    if (pieces_wanted(m, str_len(args[0]), PIECE_VALUES))
        return pieces_later_array(m, args, nargs, kind);
    if (!array_new(native_heap(m), 0, &args[nargs])) return native_no_memory(m);
    return pieces_at_once(m, args, nargs, kind);
}

/* at[0]: how far; at[1]: the last match was empty */
enum piece_status piece_gmatch(struct maatine *m, struct piece *p)
{
    bool hit, groups = regex_groups(regex_of(p->args[1]));
    struct span span;
    size_t to = piece_end(p, p->at[0], str_len(p->args[0]));
    do {
        enum piece_status st = next_in(m, p, p->at[0], p->at[1], &hit, &span);
        if (st != PIECE_DONE) return st;
        if (!hit) return PIECE_DONE;
        if (groups && !push_groups(m, p, span.from)) return piece_no_memory(m);
        if (!groups && !piece_push_slice(m, p, span.from, span.to - span.from)) return PIECE_FAILED;
        p->at[0] = span.to;
        p->at[1] = span.from == span.to;
    } while (p->at[0] < to || p->budget == SIZE_MAX);
    return PIECE_MORE;
}
/* gmatch(re): all matches; with groups, the groups of each */
static enum native_result str_gmatch(struct maatine *m, Value *args, uint32_t nargs)
{
    return arg_regex(m, args[1]) ? matches(m, args, nargs, PIECES_gmatch) : N_ERROR;
}

static size_t char_behind(Value s, size_t at)
{
    return at + (at < str_len(s) ? utf8_bytes_of((unsigned char)str_bytes(s)[at]) : 1);
}

/* Pushes each group of the match at `at`, nil for one that took no part. */
static bool push_each_group(struct maatine *m, struct piece *p, size_t at)
{
    bool hit;
    Heap *h = native_heap(m);
    if (regex_match(h, &p->args[1], &p->args[0], at, &p->tmp[0], &hit) != REGEX_OK) return false;
    for (uint32_t i = 1, n = array_len(p->tmp[0]); i < n; i++) {
        p->tmp[1] = array_get(p->tmp[0], i);
        if (!array_push(h, p->result, &p->tmp[1])) return false;
    }
    return true;
}

/* at[0]: where the part begins; at[1]: how far */
enum piece_status piece_split_re(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), to = piece_end(p, p->at[1], len);
    while (p->at[1] <= len) {
        bool hit;
        struct span span;
        if (p->at[1] >= to && p->budget != SIZE_MAX && to < len) return PIECE_MORE;
        enum piece_status st = next_in(m, p, p->at[1], false, &hit, &span);
        if (st != PIECE_DONE) return st;
        if (!hit) break;
        if (span.from == span.to && (span.from >= len || span.from == p->at[0])) {
            if (span.from >= len) break; /* nothing between */
            p->at[1] = char_behind(p->args[0], span.from);
            continue;
        }
        if (!piece_push_slice(m, p, p->at[0], span.from - p->at[0])) return PIECE_FAILED;
        if (regex_groups(regex_of(p->args[1])) && !push_each_group(m, p, span.from))
            return piece_no_memory(m);
        p->at[0] = span.to;
        p->at[1] = span.to > span.from ? span.to : char_behind(p->args[0], span.to);
    }
    return piece_push_slice(m, p, p->at[0], len - p->at[0]) ? PIECE_DONE : PIECE_FAILED;
}
/* Native.split_re(s, re): the groups of each separator stand between the pieces */
static enum native_result split_re(struct maatine *m, Value *args, uint32_t nargs)
{
    return matches(m, args, nargs, PIECES_split_re);
}

/* args[2]: all of them? at[0]: how far; at[1]: the last match was empty */
enum piece_status piece_cut_re(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), to = piece_end(p, p->at[0], len);
    do {
        bool hit;
        struct span span;
        enum piece_status st = next_in(m, p, p->at[0], p->at[1], &hit, &span);
        if (st != PIECE_DONE) return st;
        if (!hit) break;
        if (!piece_push_slice(m, p, p->at[0], span.from - p->at[0]) ||
            !piece_push_slice(m, p, span.from, span.to - span.from))
            return PIECE_FAILED;
        p->at[0] = span.to;
        p->at[1] = span.from == span.to;
        if (p->at[0] >= to && p->budget != SIZE_MAX && p->args[2] == V_TRUE) return PIECE_MORE;
    } while (p->args[2] == V_TRUE);
    return piece_push_slice(m, p, p->at[0], len - p->at[0]) ? PIECE_DONE : PIECE_FAILED;
}
/* Native.cut_re(s, re, all): [between, match, between, match, ..., between] */
static enum native_result cut_re(struct maatine *m, Value *args, uint32_t nargs)
{
    return matches(m, args, nargs, PIECES_cut_re);
}

/* args[2]: the new text. at[0]: how far; at[1]: the last match was empty */
enum piece_status piece_replace_re(struct maatine *m, struct piece *p)
{
    const char *text = str_bytes(p->args[0]);
    size_t len = str_len(p->args[0]), to = piece_end(p, p->at[0], len);
    for (;;) {
        bool hit;
        struct span span;
        enum piece_status st = next_in(m, p, p->at[0], p->at[1], &hit, &span);
        if (st == PIECE_MORE) { /* nothing begins before at[2] */
            buf_add(&p->text, text + p->at[0], p->at[2] - p->at[0]);
            p->at[0] = p->at[2];
            p->at[1] = 0;
        }
        if (st != PIECE_DONE) return st;
        if (!hit) break;
        buf_add(&p->text, text + p->at[0], span.from - p->at[0]);
        if (!piece_add(m, p, p->args[2])) return PIECE_FAILED;
        p->at[0] = span.to;
        p->at[1] = span.from == span.to;
        if (piece_is_full(p) || (p->at[0] >= to && p->budget != SIZE_MAX)) return PIECE_MORE;
    }
    buf_add(&p->text, text + p->at[0], len - p->at[0]);
    return PIECE_DONE;
}
static enum native_result replace_first(struct maatine *m, Value *args)
{
    bool hit;
    struct span span;
    Heap *h = native_heap(m);
    enum native_result r = first(m, args[1], args[0], &hit, &span);
    if (r != N_OK) return r;
    if (!hit) return native_return(m, args[0]);
    if (pieces_wanted(m, str_len(args[0]), PIECE_LOOK)) {
        size_t rest = str_len(args[0]) - span.to;
        return str_slice_bytes(h, &args[0], 0, span.from, &args[1]) &&
                       str_slice_bytes(h, &args[0], span.to, rest, &args[3])
                   ? cat_later(m, args, 3)
                   : native_no_memory(m);
    }
    Buf b = BUF_INIT;
    buf_add(&b, str_bytes(args[0]), span.from);
    buf_add(&b, str_bytes(args[2]), str_len(args[2]));
    buf_add(&b, str_bytes(args[0]) + span.to, str_len(args[0]) - span.to);
    return give_text(m, &b);
}
/* Native.replace_re(s, re, new, all) */
static enum native_result replace_re(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (args[3] != V_TRUE) return replace_first(m, args);
    if (pieces_wanted(m, str_len(args[0]), PIECE_TEXT))
        return pieces_later_array(m, args, 3, PIECES_replace_re);
    return pieces_at_once(m, args, 3, PIECES_replace_re);
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
