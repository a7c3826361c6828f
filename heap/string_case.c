/* Full case mapping. utf8proc maps code points one to one; what becomes several (ß, ligatures, iota subscripts) is taken from
 * its case folding, which is full: the upper case of such a letter is the upper case of its folding. */
#include "heap/string.h"
#include <utf8proc.h>

#define FOLD_MAX 8 /* code points that one folds to */

static int fold(uint32_t cp, utf8proc_int32_t to[FOLD_MAX])
{
    int bound = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char((utf8proc_int32_t)cp, to, FOLD_MAX, UTF8PROC_CASEFOLD, &bound);
    if (n < 1 || n > FOLD_MAX) {
        to[0] = (utf8proc_int32_t)cp;
        return 1;
    }
    return (int)n;
}

static bool is_upper(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_LU;
}

static void add(Buf *out, utf8proc_int32_t cp) { buf_addcp(out, (uint32_t)cp); }

static void add_upper(uint32_t cp, bool title, Buf *out)
{
    utf8proc_int32_t to[FOLD_MAX];
    int n = is_upper(cp) ? 1 : fold(cp, to);
    if (n == 1) {
        add(out, title ? utf8proc_totitle((utf8proc_int32_t)cp)
                       : utf8proc_toupper((utf8proc_int32_t)cp));
        return;
    }
    utf8proc_int32_t one = utf8proc_totitle((utf8proc_int32_t)cp);
    if (title && one != (utf8proc_int32_t)cp && one != 0x1E9E) { /* not the capital sharp s */
        add(out, one);
        return;
    }
    add(out, title ? utf8proc_totitle(to[0]) : utf8proc_toupper(to[0]));
    for (int i = 1; i < n; i++) add(out, title ? to[i] : utf8proc_toupper(to[i]));
}

static bool is_letter(uint32_t cp)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

/* A capital sigma at the end of a word. */
static bool final_sigma(const char *start, const char *p, const char *next, const char *end)
{
    unsigned k;
    if (next < end && is_letter(utf8_decode(next, &k))) return false;
    if (p == start) return false;
    do p--;
    while (((unsigned char)*p & 0xC0) == 0x80);
    return is_letter(utf8_decode(p, &k));
}

static void add_lower(uint32_t cp, const char *start, const char *p, const char *next,
                      const char *end, Buf *out)
{
    if (cp == 0x3A3 && final_sigma(start, p, next, end)) {
        buf_addcp(out, 0x3C2);
        return;
    }
    add(out, utf8proc_tolower((utf8proc_int32_t)cp));
    if (cp == 0x130) buf_addcp(out, 0x307); /* the dot of a capital I with dot */
}

static void add_folded(uint32_t cp, Buf *out)
{
    utf8proc_int32_t to[FOLD_MAX];
    int n = fold(cp, to);
    for (int i = 0; i < n; i++) add(out, to[i]);
}

static char ascii_case(enum str_case c, char ch)
{
    if (c == STR_UPPER || c == STR_TITLE) return ch >= 'a' && ch <= 'z' ? (char)(ch - 32) : ch;
    return ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch;
}

void str_map_case(enum str_case c, const char *p, size_t n, Buf *out)
{
    str_map_case_in(c, p, p + n, p, n, out);
}

void str_map_case_in(enum str_case c, const char *start, const char *end, const char *p, size_t n,
                     Buf *out)
{
    const char *to = p + n;
    (void)buf_room(out, n);
    while (p < to) {
        if ((unsigned char)*p < 0x80) {
            buf_addc(out, ascii_case(c, *p++));
            continue;
        }
        unsigned k;
        uint32_t cp = utf8_decode(p, &k);
        if (c == STR_LOWER)
            add_lower(cp, start, p, p + k, end, out);
        else if (c == STR_FOLD)
            add_folded(cp, out);
        else
            add_upper(cp, c == STR_TITLE, out);
        p += k;
    }
}
