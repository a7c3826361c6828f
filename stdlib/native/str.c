/* Methods of Str that need no Maat code. Positions and lengths are code points. */
#include "heap/bytes.h"
#include "heap/text.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"
#include "vm/maatine/life.h"
#include <utf8proc.h>

static void charge(struct maatine *m, size_t bytes) { native_charge(m, (int64_t)(bytes / 128)); }

static enum native_result slice_bytes(struct maatine *m, Value *s, size_t from, size_t n)
{
    Value out = V_NIL;
    return give(m, str_slice_bytes(native_heap(m), s, from, n, &out), &out);
}

/* ---- looking ---- */

static enum native_result str_len_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_int(str_chars(args[0])));
}
static enum native_result str_is_empty(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(str_len(args[0]) == 0));
}
static enum native_result str_starts(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!arg_str(m, args[1], "the argument of starts")) return N_ERROR;
    uint32_t n = str_len(args[1]);
    return native_return(m, from_bool(n <= str_len(args[0]) &&
                                      memcmp(str_bytes(args[0]), str_bytes(args[1]), n) == 0));
}
static enum native_result str_ends(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!arg_str(m, args[1], "the argument of ends")) return N_ERROR;
    uint32_t n = str_len(args[0]), k = str_len(args[1]);
    return native_return(
        m, from_bool(k <= n && memcmp(str_bytes(args[0]) + n - k, str_bytes(args[1]), k) == 0));
}

static enum native_result str_cmp(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_str(args[1])) return compare_error(m, args[0], args[1]);
    return native_return(m, from_int(str_compare(args[0], args[1])));
}
static enum native_result str_ord(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    unsigned k;
    return native_return(m,
                         str_len(args[0]) ? from_int(utf8_decode(str_bytes(args[0]), &k)) : V_NIL);
}

/* ---- case ---- */

/* The text of b and args[0] from byte k on. */
static enum native_result first_and_rest(struct maatine *m, Value *args, size_t k, Buf *b)
{
    Heap *h = native_heap(m);
    bool ok = str_take(h, b, &args[1]);
    buf_fini(b);
    ok = ok && str_slice_bytes(h, &args[0], k, str_len(args[0]) - k, &args[2]);
    return ok ? cat_later(m, args, 2) : native_no_memory(m);
}

/* The first code point mapped, the rest as it is. */
static enum native_result first_mapped(struct maatine *m, Value *args, enum str_case c)
{
    const char *p = str_bytes(args[0]);
    uint32_t n = str_len(args[0]);
    if (n == 0) return native_return(m, args[0]);
    unsigned k = utf8_bytes_of((unsigned char)*p);
    Buf b = BUF_INIT;
    str_map_case(c, p, k, &b);
    if (pieces_wanted(m, n, PIECE_LOOK)) return first_and_rest(m, args, k, &b);
    buf_add(&b, p + k, n - k);
    charge(m, n);
    return give_text(m, &b);
}
static enum native_result str_ucfirst(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return first_mapped(m, args, STR_TITLE);
}
static enum native_result str_lcfirst(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return first_mapped(m, args, STR_LOWER);
}

/* Behind the run of code points from p on that are spaces (or that are none). */
static const char *skip_while(const char *p, const char *end, bool space)
{
    while (p < end) {
        unsigned k;
        if (utf8_is_space(utf8_decode(p, &k)) != space) break;
        p += k;
    }
    return p;
}

/* ---- ends ---- */

static enum native_result trimmed(struct maatine *m, Value *args, bool left, bool right)
{
    if (pieces_wanted(m, str_len(args[0]), PIECE_SCAN)) {
        args[1] = from_bool(left);
        args[2] = from_bool(right);
        return pieces_later(m, args, 3, PIECES_trim, V_NIL);
    }
    const char *start = str_bytes(args[0]), *p = start, *end = p + str_len(args[0]);
    if (left) p = skip_while(p, end, true);
    if (right) end = text_back_over_spaces(p, end);
    charge(m, (size_t)(p - start) + str_len(args[0]) - (size_t)(end - start));
    return slice_bytes(m, &args[0], (size_t)(p - start), (size_t)(end - p));
}
static enum native_result str_trim(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return trimmed(m, args, true, true);
}
static enum native_result str_ltrim(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return trimmed(m, args, true, false);
}
static enum native_result str_rtrim(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return trimmed(m, args, false, true);
}

/* Without the last code point. */
static enum native_result str_chop(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    const char *p = str_bytes(args[0]);
    uint32_t n = str_len(args[0]);
    if (n == 0) return native_return(m, args[0]);
    do n--;
    while (n > 0 && ((unsigned char)p[n] & 0xC0) == 0x80);
    return slice_bytes(m, &args[0], 0, n);
}

/* Without the line ends at the end. */
static enum native_result str_chomp(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    const char *p = str_bytes(args[0]);
    uint32_t n = str_len(args[0]);
    while (n > 0 && (p[n - 1] == '\n' || p[n - 1] == '\r')) n--;
    return slice_bytes(m, &args[0], 0, n);
}

/* ---- parts ---- */

static enum native_result slice(struct maatine *m, Value *s, uint64_t from, uint64_t n)
{
    Value out = V_NIL;
    charge(m, str_ascii(*s) ? 0 : str_len(*s));
    return give(m, str_slice(native_heap(m), s, from, n, &out), &out);
}

/* substr(at, n = the rest); a negative `at` counts from the end */
static enum native_result str_substr(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t at, n = INT64_MAX, len = str_chars(args[0]);
    if (!arg_int(m, args[1], "the position", &at)) return N_ERROR;
    if (nargs > 2 && !is_nil(args[2]) && !arg_int(m, args[2], "the length", &n)) return N_ERROR;
    if (at < 0) at += len;
    if (at < 0) at = 0;
    return slice(m, &args[0], (uint64_t)at, n < 0 ? 0 : (uint64_t)n);
}

/* slice(from, to = -1): both inside; negative ones count from the end */
static enum native_result str_slice_of(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t from, to = -1, len = str_chars(args[0]);
    if (!arg_int(m, args[1], "the start", &from)) return N_ERROR;
    if (nargs > 2 && !is_nil(args[2]) && !arg_int(m, args[2], "the end", &to)) return N_ERROR;
    if (from < 0) from += len;
    if (to < 0) to += len;
    if (from < 0) from = 0;
    return slice(m, &args[0], (uint64_t)from, to < from ? 0 : (uint64_t)(to - from + 1));
}

static enum native_result str_first(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n = 1;
    if (nargs > 1 && !arg_count(m, args[1], "the length", &n)) return N_ERROR;
    return slice(m, &args[0], 0, n);
}
static enum native_result str_last(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t n = 1, len = str_chars(args[0]);
    if (nargs > 1 && !arg_count(m, args[1], "the length", &n)) return N_ERROR;
    return slice(m, &args[0], n < len ? len - n : 0, n);
}
/* char(i): as s[i], but nil before the start, too */
static enum native_result str_char(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t i;
    Value out = V_NIL;
    if (!arg_int(m, args[1], "the position", &i)) return N_ERROR;
    if (i < 0 && i + (int64_t)str_chars(args[0]) < 0) return native_return(m, V_NIL);
    return give(m, str_char_at(native_heap(m), &args[0], i, &out), &out);
}

/* ---- building ---- */

static enum native_result str_repeat_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t n;
    Value out = V_NIL;
    if (!arg_int(m, args[1], "the count", &n)) return N_ERROR;
    return give(m, str_repeat(native_heap(m), &args[0], n, &out), &out);
}

static enum native_result insert_later(struct maatine *m, Value *args, size_t at)
{
    Heap *h = native_heap(m);
    args[2] = args[1];
    return str_slice_bytes(h, &args[0], 0, at, &args[1]) &&
                   str_slice_bytes(h, &args[0], at, str_len(args[0]) - at, &args[3])
               ? cat_later(m, args, 3)
               : native_no_memory(m);
}

/* insert(s, at) */
static enum native_result str_insert(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t at, len = str_chars(args[0]);
    if (!arg_str(m, args[1], "what is inserted") || !arg_int(m, args[2], "the position", &at))
        return N_ERROR;
    int64_t place = at < 0 ? at + len : at;
    if (place < 0 || place > len)
        return native_error(m, ERR_IndexError, "index %lld out of range", (long long)at);
    size_t k = str_offset(args[0], (uint64_t)place);
    if (pieces_wanted(m, str_len(args[0]), PIECE_LOOK)) return insert_later(m, args, k);
    Buf b = BUF_INIT;
    buf_add(&b, str_bytes(args[0]), k);
    buf_add(&b, str_bytes(args[1]), str_len(args[1]));
    buf_add(&b, str_bytes(args[0]) + k, str_len(args[0]) - k);
    return give_text(m, &b);
}

#define PAD_MOST ((uint64_t)1 << 30)

static void add_fill(Buf *b, Value fill, uint64_t n)
{
    uint32_t chars = fill == V_ABSENT ? 1 : str_chars(fill);
    while (n > 0) {
        if (fill == V_ABSENT) {
            buf_addc(b, ' ');
            n--;
            continue;
        }
        uint64_t now = n < chars ? n : chars;
        buf_add(b, str_bytes(fill), str_offset(fill, now));
        n -= now;
    }
}

/* pad(n, fill = ' '): to at least n code points; `left`, `right`: shares of the filling out of 2 */
static enum native_result padded(struct maatine *m, Value *args, uint32_t nargs, int left)
{
    uint64_t want, len = str_chars(args[0]);
    if (!arg_count(m, args[1], "the length", &want)) return N_ERROR;
    if (nargs > 2 && !arg_str(m, args[2], "the filling")) return N_ERROR;
    Value fill = nargs > 2 && str_len(args[2]) ? args[2] : V_ABSENT;
    if (want <= len) return native_return(m, args[0]);
    if (want > PAD_MOST || !text_fits(m, want)) return native_no_memory(m);
    uint64_t more = want - len, before = more * (uint64_t)left / 2;
    Buf b = BUF_INIT;
    add_fill(&b, fill, before);
    buf_add(&b, str_bytes(args[0]), str_len(args[0]));
    add_fill(&b, fill, more - before);
    charge(m, 8 * b.len);
    return give_text(m, &b);
}
static enum native_result str_pad(struct maatine *m, Value *args, uint32_t nargs)
{
    return padded(m, args, nargs, 0);
}
static enum native_result str_lpad(struct maatine *m, Value *args, uint32_t nargs)
{
    return padded(m, args, nargs, 2);
}
static enum native_result str_center(struct maatine *m, Value *args, uint32_t nargs)
{
    return padded(m, args, nargs, 1);
}

/* ---- other types ---- */

static enum native_result str_bytes_of(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    charge(m, str_len(args[0]));
    return give(m, bytes_from_str(native_heap(m), &args[0], &out), &out);
}

/* num, num(base): nil for what is not a number */
static enum native_result str_num(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t base = 10;
    if (nargs > 1 && !arg_int(m, args[1], "the base", &base)) return N_ERROR;
    if (base < 2 || base > 36)
        return native_error(m, ERR_ArgumentError, "the base must be 2 to 36");
    const char *p = str_bytes(args[0]), *end = p + str_len(args[0]);
    p = skip_while(p, end, true);
    end = text_back_over_spaces(p, end);
    charge(m, str_len(args[0]));
    Value out = V_NIL;
    enum num_parsed r = nargs > 1
                            ? num_parse_base(native_heap(m), p, (size_t)(end - p), (int)base, &out)
                            : num_parse(native_heap(m), p, (size_t)(end - p), &out);
    if (r == NUM_PARSE_NOMEM) return native_no_memory(m);
    return native_return(m, r == NUM_PARSED ? out : V_NIL);
}

NATIVE_TABLE(natives_str) = {
    {"Str", "len", str_len_of, 0, 0, NF_LEN, "()"},
    {"Str", "is_empty", str_is_empty, 0, 0, 0, "()"},
    {"Str", "bytes", str_bytes_of, 0, 0, 0, "()"},
    {"Str", "char", str_char, 1, 1, 0, "(i)"},
    {"Str", "ucfirst", str_ucfirst, 0, 0, 0, "()"},
    {"Str", "lcfirst", str_lcfirst, 0, 0, 0, "()"},
    {"Str", "trim", str_trim, 0, 0, 0, "()"},
    {"Str", "ltrim", str_ltrim, 0, 0, 0, "()"},
    {"Str", "rtrim", str_rtrim, 0, 0, 0, "()"},
    {"Str", "chop", str_chop, 0, 0, 0, "()"},
    {"Str", "chomp", str_chomp, 0, 0, 0, "()"},
    {"Str", "ord", str_ord, 0, 0, 0, "()"},
    {"Str", "num", str_num, 0, 1, 0, "(base)"},
    {"Str", "starts", str_starts, 1, 1, 0, "(s)"},
    {"Str", "ends", str_ends, 1, 1, 0, "(s)"},
    {"Str", "substr", str_substr, 1, 2, 0, "(at, n)"},
    {"Str", "slice", str_slice_of, 1, 2, 0, "(from, to)"},
    {"Str", "first", str_first, 0, 1, 0, "(n = 1)"},
    {"Str", "last", str_last, 0, 1, 0, "(n = 1)"},
    {"Str", "insert", str_insert, 2, 2, 0, "(s, at)"},
    {"Str", "pad", str_pad, 1, 2, 0, "(n, fill = ' ')"},
    {"Str", "lpad", str_lpad, 1, 2, 0, "(n, fill = ' ')"},
    {"Str", "center", str_center, 1, 2, 0, "(n, fill = ' ')"},
    {"Str", "repeat", str_repeat_of, 1, 1, 0, "(n)"},
    {"Str", "cmp", str_cmp, 1, 1, 0, "(s)"},
    {0},
};
