/* Methods of Str that look at all of the text: in pieces when it is long (pieces.h). */
#include "heap/array.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include <utf8proc.h>

static void charge(struct maatine *m, size_t bytes) { native_charge(m, (int64_t)(bytes / 128)); }

static bool is_long(struct maatine *m, Value s, uint64_t bound)
{
    return pieces_wanted(m, str_len(s), bound);
}

/* ---- searching ---- */

/* The result of a search in args[0]: the place of byte `hit`, or whether there is one. */
static Value found(Value s, int64_t hit, bool place)
{
    if (!place) return from_bool(hit >= 0);
    return hit < 0 ? V_NIL : from_int(str_index_of_offset(s, (size_t)hit));
}

/* (text, needle, byte to begin at; nil: at the first, and only whether it is there). at[0]: bytes behind that. */
enum piece_status piece_find(struct maatine *m, struct piece *p)
{
    bool place = is_int(p->args[2]);
    size_t len = str_len(p->args[0]), at = (place ? (size_t)to_int(p->args[2]) : 0) + p->at[0];
    size_t to = piece_end_of_search(p, at, len, p->args[1]);
    int64_t hit =
        str_len(p->args[1]) ? piece_find_before(p->args[0], p->args[1], at, to) : (int64_t)at;
    charge(m, to - at);
    p->at[0] += to - at;
    if (hit < 0 && to < len) return PIECE_MORE;
    *p->result = found(p->args[0], hit, place);
    return PIECE_DONE;
}

/* (text, needle): the last place. at[0]: bytes at the end that were looked at */
enum piece_status piece_rfind(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), k = str_len(p->args[1]);
    size_t left = k && k <= len ? len - k + 1 - p->at[0] : 0; /* bytes where it may begin */
    size_t least = p->budget < left ? left - p->budget : 0;
    const char *text = str_bytes(p->args[0]), *needle = str_bytes(p->args[1]);
    int64_t hit = k ? -1 : (int64_t)len;
    for (size_t end = left; hit < 0 && end > least;) {
        const char *c = memrchr(text + least, needle[0], end - least);
        if (!c) break;
        end = (size_t)(c - text);
        if (memcmp(c, needle, k) == 0) hit = (int64_t)end;
    }
    charge(m, left - least);
    p->at[0] += left - least;
    if (hit < 0 && least > 0) return PIECE_MORE;
    *p->result = found(p->args[0], hit, true);
    return PIECE_DONE;
}

static enum native_result str_has(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_str(m, args[1], "the argument of has")) return N_ERROR;
    if (is_long(m, args[0], PIECE_LOOK)) return pieces_later(m, args, nargs, PIECES_find, V_NIL);
    charge(m, str_len(args[0]));
    return native_return(m, from_bool(str_find(args[0], args[1], 0) >= 0));
}
/* index(s, from = 0) */
static enum native_result str_index(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t from = 0;
    if (!arg_str(m, args[1], "the argument of index")) return N_ERROR;
    if (nargs > 2 && !arg_count(m, args[2], "the start", &from)) return N_ERROR;
    if (from > str_chars(args[0])) return native_return(m, V_NIL);
    size_t at = str_offset(args[0], from);
    if (is_long(m, args[0], PIECE_LOOK)) {
        args[2] = from_int((int64_t)at);
        return pieces_later(m, args, 3, PIECES_find, V_NIL);
    }
    charge(m, str_len(args[0]));
    return native_return(m, found(args[0], str_find(args[0], args[1], at), true));
}
static enum native_result str_rindex(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_str(m, args[1], "the argument of rindex")) return N_ERROR;
    if (is_long(m, args[0], PIECE_LOOK)) return pieces_later(m, args, nargs, PIECES_rfind, V_NIL);
    return pieces_at_once(m, args, nargs, PIECES_rfind);
}

/* (text, needle): how often. at[0]: how far; at[1]: how many */
enum piece_status piece_count(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), from = p->at[0];
    size_t to = piece_end_of_search(p, from, len, p->args[1]);
    for (int64_t at = (int64_t)from;
         (at = piece_find_before(p->args[0], p->args[1], (size_t)at, to)) >= 0;) {
        at += str_len(p->args[1]);
        p->at[0] = (size_t)at;
        p->at[1]++;
    }
    charge(m, to - from);
    if (p->at[0] < to) p->at[0] = to;
    *p->result = from_int((int64_t)p->at[1]);
    return p->at[0] < len ? PIECE_MORE : PIECE_DONE;
}
/* count(s): how often s occurs, without overlaps */
static enum native_result str_count(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!arg_str(m, args[1], "the argument of count")) return N_ERROR;
    if (str_len(args[1]) == 0) return native_return(m, from_int((int64_t)str_chars(args[0]) + 1));
    if (is_long(m, args[0], PIECE_SCAN)) return pieces_later(m, args, nargs, PIECES_count, V_ZERO);
    return pieces_at_once(m, args, nargs, PIECES_count);
}

/* ---- kinds of characters ---- */

static bool cp_digit(uint32_t cp) { return cp >= '0' && cp <= '9'; }
static bool cp_alpha(uint32_t cp)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}
static bool cp_alnum(uint32_t cp)
{
    return cp_alpha(cp) || utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ND;
}
static bool cp_upper(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_LU;
}
static bool cp_lower(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_LL;
}

static bool (*const kinds[])(uint32_t) = {cp_digit,      cp_alpha, cp_alnum,
                                          utf8_is_space, cp_upper, cp_lower};

/* (text, place in `kinds`): whether there is a code point, and all are of the kind. at[0]: how far */
enum piece_status piece_kind(struct maatine *m, struct piece *p)
{
    bool (*kind)(uint32_t) = kinds[to_int(p->args[1])];
    const char *start = str_bytes(p->args[0]), *at = start + p->at[0];
    size_t len = str_len(p->args[0]);
    const char *to = start + piece_end_of_text(p, p->at[0], p->args[0]);
    bool yes = len > 0;
    charge(m, 4 * (size_t)(to - at));
    while (yes && at < to) {
        unsigned k;
        yes = kind(utf8_decode(at, &k));
        at += k;
    }
    p->at[0] = (size_t)(at - start);
    *p->result = from_bool(yes);
    return yes && p->at[0] < len ? PIECE_MORE : PIECE_DONE;
}

#define KIND_METHOD(name, at)                                                                      \
    static enum native_result str_is_##name(struct maatine *m, Value *args, uint32_t nargs)        \
    {                                                                                              \
        (void)nargs;                                                                               \
        args[1] = from_int(at);                                                                    \
        if (is_long(m, args[0], PIECE_SCAN))                                                       \
            return pieces_later(m, args, 2, PIECES_kind, V_FALSE);                                 \
        return pieces_at_once(m, args, 2, PIECES_kind);                                            \
    }
KIND_METHOD(digit, 0)
KIND_METHOD(alpha, 1)
KIND_METHOD(alnum, 2)
KIND_METHOD(space, 3)
KIND_METHOD(upper, 4)
KIND_METHOD(lower, 5)

/* ---- parts ---- */

/* An Array of parts of args[0]. */
static enum native_result parts(struct maatine *m, Value *args, uint32_t nargs,
                                enum piece_kind kind, uint32_t room)
{
    if (is_long(m, args[0], PIECE_VALUES)) return pieces_later_array(m, args, nargs, kind);
    if (!array_new(native_heap(m), room, &args[nargs])) return native_no_memory(m);
    return pieces_at_once(m, args, nargs, kind);
}

/* A part costs as much as looking at so many bytes. */
#define PART_BYTES 64

static bool push_part(struct maatine *m, struct piece *p, size_t from, size_t n, size_t *parts)
{
    ++*parts;
    return piece_push_slice(m, p, from, n);
}

/* (text, separator, not empty). at[0]: where the part begins; at[1]: how far */
enum piece_status piece_split(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), k = str_len(p->args[1]), from = p->at[1];
    size_t to = piece_end_of_search(p, from, len, p->args[1]), n = 0;
    int64_t hit;
    while ((hit = piece_find_before(p->args[0], p->args[1], p->at[1], to)) >= 0) {
        if (!push_part(m, p, p->at[0], (size_t)hit - p->at[0], &n)) return PIECE_FAILED;
        p->at[0] = p->at[1] = (size_t)hit + k;
    }
    charge(m, to - from + PART_BYTES * n);
    if (p->at[1] < to) p->at[1] = to;
    if (to < len) return PIECE_MORE;
    return piece_push_slice(m, p, p->at[0], len - p->at[0]) ? PIECE_DONE : PIECE_FAILED;
}
/* Native.split_str(s, sep): sep is a Str that is not empty */
static enum native_result split_str(struct maatine *m, Value *args, uint32_t nargs)
{
    return parts(m, args, nargs, PIECES_split, 4);
}

/* (text). at[0]: where the line begins; at[1]: how far */
enum piece_status piece_lines(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), to = piece_end(p, p->at[1], len), n = 0;
    charge(m, to - p->at[1]);
    while (p->at[1] < to) {
        const char *text = str_bytes(p->args[0]);
        const char *nl = memchr(text + p->at[1], '\n', to - p->at[1]);
        if (!nl) break;
        size_t end = (size_t)(nl - text), line = p->at[0];
        p->at[0] = p->at[1] = end + 1;
        if (end > line && text[end - 1] == '\r') end--;
        if (!push_part(m, p, line, end - line, &n)) return PIECE_FAILED;
    }
    p->at[1] = to;
    charge(m, PART_BYTES * n);
    if (to < len) return PIECE_MORE;
    return p->at[0] == len || piece_push_slice(m, p, p->at[0], len - p->at[0]) ? PIECE_DONE
                                                                               : PIECE_FAILED;
}
static enum native_result str_lines(struct maatine *m, Value *args, uint32_t nargs)
{
    return parts(m, args, nargs, PIECES_lines, 0);
}

/* Behind the run of code points from `at` on that are spaces (or that are none), at most `to`. */
static size_t skip_while(Value s, size_t at, size_t to, bool space)
{
    while (at < to) {
        unsigned k;
        if (utf8_is_space(utf8_decode(str_bytes(s) + at, &k)) != space) break;
        at += k;
    }
    return at;
}

const char *text_back_over_spaces(const char *start, const char *end)
{
    while (end > start) {
        const char *p = end;
        unsigned k;
        do p--;
        while (p > start && ((unsigned char)*p & 0xC0) == 0x80);
        if (!utf8_is_space(utf8_decode(p, &k))) break;
        end = p;
    }
    return end;
}

/* (text, left, right): without the spaces at these ends. at[0]: those at the left; at[1]: whether that is all of them; at[2]: those at the
 * right */
enum piece_status piece_trim(struct maatine *m, struct piece *p)
{
    const char *text = str_bytes(p->args[0]);
    size_t len = str_len(p->args[0]), from = p->at[0], end = len - p->at[2];
    if (p->args[1] == V_TRUE && !p->at[1]) {
        size_t to = piece_end_of_text(p, from, p->args[0]);
        p->at[0] = skip_while(p->args[0], from, to, true);
        p->at[1] = p->at[0] < to || to == len;
        charge(m, 4 * (p->at[0] - from));
        if (!p->at[1]) return PIECE_MORE;
    }
    if (p->args[2] == V_TRUE) {
        size_t least = end - p->at[0] > p->budget ? end - p->budget : p->at[0];
        least = piece_whole(p->args[0], least);
        size_t to = (size_t)(text_back_over_spaces(text + least, text + end) - text);
        charge(m, 4 * (end - to));
        p->at[2] = len - to;
        if (to == least && to > p->at[0]) return PIECE_MORE;
    }
    Value out;
    if (!str_slice_bytes(native_heap(m), &p->args[0], p->at[0], len - p->at[2] - p->at[0], &out))
        return piece_no_memory(m);
    *p->result = out;
    return PIECE_DONE;
}

/* (text). at[0]: 1 + where the word begins, or 0; at[1]: how far */
enum piece_status piece_words(struct maatine *m, struct piece *p)
{
    Value *s = &p->args[0];
    size_t len = str_len(*s), at = p->at[1], word = p->at[0], n = 0;
    size_t to = piece_end_of_text(p, at, *s);
    charge(m, 4 * (to - at));
    while (at < to) {
        if (!word) {
            at = skip_while(*s, at, to, true);
            if (at == to) break;
            word = 1 + at;
        }
        at = skip_while(*s, at, to, false);
        if (at == to && to < len) break;
        if (!push_part(m, p, word - 1, at - (word - 1), &n)) return PIECE_FAILED;
        word = 0;
    }
    charge(m, PART_BYTES * n);
    p->at[0] = word;
    p->at[1] = to;
    if (to < len) return PIECE_MORE;
    if (word && !piece_push_slice(m, p, word - 1, len - (word - 1))) return PIECE_FAILED;
    return PIECE_DONE;
}
static enum native_result str_words_of(struct maatine *m, Value *args, uint32_t nargs)
{
    return parts(m, args, nargs, PIECES_words, 0);
}

/* (text). at[0]: how far */
enum piece_status piece_chars(struct maatine *m, struct piece *p)
{
    size_t len = str_len(p->args[0]), from = p->at[0], to = piece_end(p, from, len);
    while (p->at[0] < to) {
        unsigned k = utf8_bytes_of((unsigned char)str_bytes(p->args[0])[p->at[0]]);
        if (!piece_push_slice(m, p, p->at[0], k)) return PIECE_FAILED;
        p->at[0] += k;
    }
    native_charge(m, (int64_t)((to - from) / 8));
    return p->at[0] < len ? PIECE_MORE : PIECE_DONE;
}
static enum native_result str_chars_of(struct maatine *m, Value *args, uint32_t nargs)
{
    return parts(m, args, nargs, PIECES_chars, str_chars(args[0]));
}

/* ---- text from text ---- */

static enum native_result text_of(struct maatine *m, Value *args, uint32_t nargs,
                                  enum piece_kind kind)
{
    if (is_long(m, args[0], PIECE_TEXT)) return pieces_later_array(m, args, nargs, kind);
    return pieces_at_once(m, args, nargs, kind);
}

/* (text, enum str_case). at[0]: how far */
enum piece_status piece_map_case(struct maatine *m, struct piece *p)
{
    const char *text = str_bytes(p->args[0]);
    size_t len = str_len(p->args[0]), to = piece_end_of_text(p, p->at[0], p->args[0]);
    str_map_case_in((enum str_case)to_int(p->args[1]), text, text + len, text + p->at[0],
                    to - p->at[0], &p->text);
    charge(m, 4 * p->text.len);
    p->at[0] = to;
    return to < len ? PIECE_MORE : PIECE_DONE;
}

static enum native_result mapped(struct maatine *m, Value *args, enum str_case c)
{
    args[1] = from_int(c);
    if (is_long(m, args[0], PIECE_TEXT)) return pieces_later_array(m, args, 2, PIECES_map_case);
    Buf b = BUF_INIT;
    str_map_case(c, str_bytes(args[0]), str_len(args[0]), &b);
    charge(m, 4 * b.len);
    if (b.len == str_len(args[0]) && (b.len == 0 || memcmp(b.p, str_bytes(args[0]), b.len) == 0)) {
        buf_fini(&b);
        return native_return(m, args[0]);
    }
    return give_text(m, &b);
}
static enum native_result str_uc(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return mapped(m, args, STR_UPPER);
}
static enum native_result str_lc(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return mapped(m, args, STR_LOWER);
}
static enum native_result str_fc(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return mapped(m, args, STR_FOLD);
}

/* (text): each word with a capital first letter, the rest lower case. at[0]: how far; at[1]: 1 + where the rest of the word begins that goes
 * on there, or 0 */
enum piece_status piece_wordcase(struct maatine *m, struct piece *p)
{
    const char *text = str_bytes(p->args[0]);
    size_t len = str_len(p->args[0]), at = p->at[0], rest = p->at[1];
    size_t to = piece_end_of_text(p, at, p->args[0]);
    while (at < to) {
        size_t next = skip_while(p->args[0], at, to, !rest);
        if (rest) {
            str_map_case_in(STR_LOWER, text + rest - 1, text + len, text + at, next - at, &p->text);
            if (next < to) rest = 0;
        } else {
            buf_add(&p->text, text + at, next - at);
            if (next < to) {
                unsigned k = utf8_bytes_of((unsigned char)text[next]);
                str_map_case(STR_TITLE, text + next, k, &p->text);
                next += k;
                rest = 1 + next;
            }
        }
        at = next;
    }
    charge(m, 4 * p->text.len);
    p->at[0] = at;
    p->at[1] = rest;
    return at < len ? PIECE_MORE : PIECE_DONE;
}
static enum native_result str_wordcase(struct maatine *m, Value *args, uint32_t nargs)
{
    return text_of(m, args, nargs, PIECES_wordcase);
}

/* (text). at[0]: bytes at the end that are done */
enum piece_status piece_rev(struct maatine *m, struct piece *p)
{
    const char *text = str_bytes(p->args[0]);
    size_t end = str_len(p->args[0]) - p->at[0], from = p->budget < end ? end - p->budget : 0;
    while (from > 0 && ((unsigned char)text[from] & 0xC0) == 0x80) from--;
    size_t n = end - from;
    char *to = buf_room(&p->text, n + 1) + n;
    for (size_t at = from; at < end;) {
        unsigned k = utf8_bytes_of((unsigned char)text[at]);
        to -= k;
        memcpy(to, text + at, k);
        at += k;
    }
    p->text.len = n;
    charge(m, 4 * n);
    p->at[0] += n;
    return from > 0 ? PIECE_MORE : PIECE_DONE;
}
static enum native_result str_rev(struct maatine *m, Value *args, uint32_t nargs)
{
    return text_of(m, args, nargs, PIECES_rev);
}

/* (text, old, not empty, new). at[0]: how far */
enum piece_status piece_replace(struct maatine *m, struct piece *p)
{
    const char *text = str_bytes(p->args[0]);
    size_t len = str_len(p->args[0]), from = p->at[0];
    size_t to = piece_whole(p->args[0], piece_end_of_search(p, from, len, p->args[1]));
    int64_t hit;
    while (!piece_is_full(p) &&
           (hit = piece_find_before(p->args[0], p->args[1], p->at[0], to)) >= 0) {
        buf_add(&p->text, text + p->at[0], (size_t)hit - p->at[0]);
        if (!piece_add(m, p, p->args[2])) return PIECE_FAILED;
        p->at[0] = (size_t)hit + str_len(p->args[1]);
    }
    charge(m, p->text.len + (p->at[0] - from));
    if (piece_is_full(p)) return PIECE_MORE;
    if (p->at[0] < to) {
        buf_add(&p->text, text + p->at[0], to - p->at[0]);
        p->at[0] = to;
    }
    return p->at[0] < len ? PIECE_MORE : PIECE_DONE;
}

/* Native.replace_str(s, old, new, all): old is not empty */
static enum native_result replace_str(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (args[3] == V_TRUE) return text_of(m, args, 3, PIECES_replace);
    if (is_long(m, args[0], PIECE_LOOK)) return native_core(m, CORE_replace_first, 3);
    int64_t hit = str_find(args[0], args[1], 0);
    charge(m, str_len(args[0]));
    if (hit < 0) return native_return(m, args[0]);
    size_t behind = (size_t)hit + str_len(args[1]);
    Buf b = BUF_INIT;
    buf_add(&b, str_bytes(args[0]), (size_t)hit);
    buf_add(&b, str_bytes(args[2]), str_len(args[2]));
    buf_add(&b, str_bytes(args[0]) + behind, str_len(args[0]) - behind);
    return give_text(m, &b);
}

enum native_result cat_later(struct maatine *m, Value *args, uint32_t n)
{
    Value parts = V_NIL;
    if (!array_from(native_heap(m), args + 1, n, &parts)) return native_no_memory(m);
    args[0] = parts;
    args[1] = V_NIL;
    args[2] = V_TRUE;
    return pieces_later(m, args, 3, PIECES_join, V_NIL);
}

NATIVE_TABLE(natives_str_long) = {
    {"Str", "has", str_has, 1, 1, 0, "(s)"},
    {"Str", "index", str_index, 1, 2, 0, "(s, from = 0)"},
    {"Str", "rindex", str_rindex, 1, 1, 0, "(s)"},
    {"Str", "count", str_count, 1, 1, 0, "(s)"},
    {"Str", "chars", str_chars_of, 0, 0, 0, "()"},
    {"Str", "lines", str_lines, 0, 0, 0, "()"},
    {"Str", "words", str_words_of, 0, 0, 0, "()"},
    {"Str", "uc", str_uc, 0, 0, 0, "()"},
    {"Str", "lc", str_lc, 0, 0, 0, "()"},
    {"Str", "fc", str_fc, 0, 0, 0, "()"},
    {"Str", "wordcase", str_wordcase, 0, 0, 0, "()"},
    {"Str", "rev", str_rev, 0, 0, 0, "()"},
    {"Str", "is_digit", str_is_digit, 0, 0, 0, "()"},
    {"Str", "is_alpha", str_is_alpha, 0, 0, 0, "()"},
    {"Str", "is_alnum", str_is_alnum, 0, 0, 0, "()"},
    {"Str", "is_space", str_is_space, 0, 0, 0, "()"},
    {"Str", "is_upper", str_is_upper, 0, 0, 0, "()"},
    {"Str", "is_lower", str_is_lower, 0, 0, 0, "()"},
    {"Native", "split_str", split_str, 2, 2, 0, "(s, sep)"},
    {"Native", "replace_str", replace_str, 4, 4, 0, "(s, old, new, all)"},
    {0},
};
