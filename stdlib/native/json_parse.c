/* Reading JSON: Native.json_parse.
 *
 * One pass over the text, without recursion: finished values wait on a stack of our own until their array or object is
 * closed. All objects are built in a parcel (mailbox/parcel.h), outside of the heap, so nothing can be collected while they are
 * half made, and the whole result joins the heap at once. A long text is read in pieces, with a yield in between.
 *
 *      text  {"a": [1, 2], "b": ...        values  "a" 1 2          frames  {0,object} {1,array}
 *                       ^ at
 */
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/block.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/strbuf.h"
#include "mailbox/parcel.h"
#include "stdlib/native/json.h"
#include "stdlib/native/res.h"
#include <gmp.h>
#include <math.h>
#include <stdlib.h>

#define PIECE      65536u /* bytes between two looks at the budget */
#define COST_SHIFT 6      /* bytes read for a reduction, as a shift */
#define CHUNK_MOST 8192u  /* words of a fragment */
#define KEY_CACHE  256u

struct frame {
    uint32_t first; /* of its values on the stack */
    bool object;
};

enum expect { VALUE, VALUE_OR_END, KEY, KEY_OR_END, AFTER };

struct parser {
    const char *text, *p, *end; /* set anew at each call: the text may have moved */
    size_t at;                  /* between calls */
    enum expect expect;
    bool no_memory;
    const char *bad; /* what is wrong at p */
    Value *values;
    uint32_t nvalues, cap_values;
    struct frame *frames;
    uint32_t nframes, cap_frames;
    Heap *heap; /* asked for room, never allocated from */
    Parcel out;
    Value *top, *limit; /* of the current fragment */
    uint32_t cap_large;
    Buf scratch;           /* a string with escapes */
    Value keys[KEY_CACHE]; /* strings made already; 0: free */
};

/* ---- memory of the result ---- */

static void *fail_memory(struct parser *ps)
{
    ps->no_memory = true;
    return NULL;
}

static void close_fragment(struct parser *ps)
{
    if (ps->out.frag) ps->out.frag->words = (uint64_t)(ps->top - ps->out.frag->w);
}

static bool new_fragment(struct parser *ps, size_t words)
{
    size_t left = (size_t)(ps->end - ps->p), n = left + left / 4 + 16;
    if (n > CHUNK_MOST) n = CHUNK_MOST;
    if (n < words) n = words;
    close_fragment(ps);
    struct fragment *f = NULL;
    if (heap_has_room(ps->heap, ps->out.bytes + n * sizeof(Value)))
        f = block_try_alloc(sizeof *f + n * sizeof(Value));
    if (!f) return fail_memory(ps) != NULL;
    *f = (struct fragment){.next = ps->out.frag};
    ps->out.frag = f;
    ps->out.bytes += n * sizeof(Value);
    ps->top = f->w;
    ps->limit = f->w + n;
    return true;
}

static Obj *make_large(struct parser *ps, enum obj_type t, size_t words)
{
    struct parcel_more *more = ps->out.more;
    if (words > UINT32_MAX || !heap_has_room(ps->heap, ps->out.bytes + words * sizeof(Value)))
        return fail_memory(ps);
    if (!more) more = ps->out.more = mem_zalloc(MEM_PARCEL, sizeof *more);
    if (more->nlarge == ps->cap_large) {
        ps->cap_large = ps->cap_large ? 2 * ps->cap_large : 4;
        more->large = mem_realloc(MEM_PARCEL, more->large, ps->cap_large * sizeof *more->large);
    }
    Obj *o = mem_try_alloc(MEM_LARGE, words * sizeof(Value));
    if (!o) return fail_memory(ps);
    *o = (Obj){.type = (uint8_t)t, .gc = GC_LARGE, .words = (uint32_t)words};
    more->large[more->nlarge++] = o;
    ps->out.bytes += words * sizeof(Value);
    return o;
}

/* NULL: no memory (noted). */
static void *make(struct parser *ps, enum obj_type t, size_t words)
{
    if (words < 2) words = 2;
    if (words > HEAP_LARGE_WORDS) return make_large(ps, t, words);
    if ((size_t)(ps->limit - ps->top) < words && !new_fragment(ps, words)) return NULL;
    Obj *o = (Obj *)ps->top;
    ps->top += words;
    *o = (Obj){.type = (uint8_t)t, .words = (uint32_t)words};
    return o;
}

/* ---- the stacks ---- */

static bool push(struct parser *ps, Value v)
{
    if (MAAT_UNLIKELY(ps->nvalues == ps->cap_values)) {
        uint32_t cap = ps->cap_values ? 2 * ps->cap_values : 64;
        bool room =
            cap > ps->cap_values && heap_has_room(ps->heap, ps->out.bytes + cap * sizeof(Value));
        Value *n = room ? mem_try_realloc(MEM_TEMP, ps->values, cap * sizeof(Value)) : NULL;
        if (!n) return fail_memory(ps) != NULL;
        ps->values = n;
        ps->cap_values = cap;
    }
    ps->values[ps->nvalues++] = v;
    return true;
}

static bool open_frame(struct parser *ps, bool object)
{
    if (ps->nframes == ps->cap_frames) {
        uint32_t cap = ps->cap_frames ? 2 * ps->cap_frames : 16;
        bool room = cap > ps->cap_frames &&
                    heap_has_room(ps->heap, ps->out.bytes + cap * sizeof *ps->frames);
        struct frame *n = room ? mem_try_realloc(MEM_TEMP, ps->frames, cap * sizeof *n) : NULL;
        if (!n) return fail_memory(ps) != NULL;
        ps->frames = n;
        ps->cap_frames = cap;
    }
    ps->frames[ps->nframes++] = (struct frame){ps->nvalues, object};
    return true;
}

/* ---- strings ---- */

static Value make_long(struct parser *ps, const char *s, size_t n, uint32_t chars)
{
    if (n > STR_MAX || !heap_has_room(ps->heap, ps->out.bytes + n)) return (fail_memory(ps), V_NIL);
    StrX *x = make(ps, T_STRX, WORDS_OF(StrX));
    StrBuf *b = x ? strbuf_new(n, n) : NULL;
    if (!b) return (fail_memory(ps), V_NIL);
    memcpy(b->p, s, n);
    x->s.h.flags = (uint16_t)(OF_OFFHEAP | (chars == n ? OF_ASCII : 0));
    x->s.hash = 0;
    x->s.len = (uint32_t)n;
    x->s.chars = chars;
    x->s.pad = 0;
    x->buf = b;
    x->from = 0;
    x->next = ps->out.off;
    ps->out.off = &x->s.h;
    ps->out.bytes += n;
    return from_str(x);
}

static Value make_string(struct parser *ps, const char *s, size_t n, bool ascii)
{
    uint32_t chars = ascii ? (uint32_t)n : utf8_count(s, n);
    if (n > STR_INLINE_MAX) return make_long(ps, s, n, chars);
    Str *o = make(ps, T_STR, str_words(n));
    if (!o) return V_NIL;
    o->s.h.flags = chars == n ? OF_ASCII : 0;
    o->s.hash = 0;
    o->s.len = (uint32_t)n;
    o->s.chars = chars;
    o->s.pad = 0;
    memcpy(o->p, s, n);
    o->p[n] = 0;
    return from_str(o);
}

/* Keys come again and again: one string for each, with its hash. */
static Value make_key(struct parser *ps, const char *s, size_t n, bool ascii)
{
    if (n > STR_INLINE_MAX) return make_long(ps, s, n, ascii ? (uint32_t)n : utf8_count(s, n));
    uint32_t h = str_hash_bytes(s, n);
    Value *slot = &ps->keys[h % KEY_CACHE];
    if (*slot && load_rlx(&str_head(*slot)->hash) == h && str_len(*slot) == n &&
        memcmp(str_bytes(*slot), s, n) == 0)
        return *slot;
    Value v = make_string(ps, s, n, ascii);
    if (ps->no_memory) return v;
    str_head(v)->hash = h;
    return *slot = v;
}

static bool wrong(struct parser *ps, const char *p, const char *what)
{
    ps->p = p;
    ps->bad = what;
    return false;
}

static int hex4(const char *p, const char *end)
{
    int v = 0;
    if (end - p < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int c = (unsigned char)p[i], d;
        if (c >= '0' && c <= '9')
            d = c - '0';
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            d = (c | 32) - 'a' + 10;
        else
            return -1;
        v = v * 16 + d;
    }
    return v;
}

/* \uXXXX at p (behind the u), with the second half of a pair. NULL: it is none. */
static const char *read_unicode(struct parser *ps, const char *p)
{
    int c = hex4(p, ps->end);
    if (c < 0) return NULL;
    p += 4;
    if (c >= 0xD800 && c < 0xDC00) {
        int low = ps->end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2, ps->end) : -1;
        if (low < 0xDC00 || low > 0xDFFF) return NULL;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        p += 6;
    } else if (c >= 0xDC00 && c < 0xE000) {
        return NULL;
    }
    buf_addcp(&ps->scratch, (uint32_t)c);
    return p;
}

/* An escape at p (the backslash) into the scratch buffer; what follows it, or NULL: an error is noted. */
static const char *read_escape(struct parser *ps, const char *p)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at = p + 1 < ps->end ? memchr(from, p[1], 8) : NULL;
    if (at) {
        buf_addc(&ps->scratch, to[at - from]);
        return p + 2;
    }
    if (p + 1 < ps->end && p[1] == 'u') {
        const char *q = read_unicode(ps, p + 2);
        if (q) return q;
        (void)wrong(ps, p, "bad \\u escape");
    } else {
        (void)wrong(ps, p, "unknown escape");
    }
    return NULL;
}

/* The end of a run of plain bytes of a string; *ascii is cleared if one is not ASCII. */
static inline const char *plain_run(const char *p, const char *end, bool *ascii)
{
    unsigned char all = 0;
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        all |= (unsigned char)*p++;
    if (all & 0x80) *ascii = false;
    return p;
}

/* The string at p (its quote). False: an error is noted. */
static bool read_string(struct parser *ps, bool key)
{
    const char *start = ps->p + 1, *p;
    bool ascii = true;
    p = plain_run(start, ps->end, &ascii);
    const char *s = start;
    size_t n = (size_t)(p - start);
    if (p < ps->end && *p == '\\') {
        buf_clear(&ps->scratch);
        ascii = false;
        while (p < ps->end && *p != '"') {
            buf_add(&ps->scratch, start, (size_t)(p - start));
            if (*p != '\\') return wrong(ps, p, "a control character in a string");
            if (!(start = read_escape(ps, p))) return false;
            p = plain_run(start, ps->end, &ascii);
        }
        buf_add(&ps->scratch, start, (size_t)(p - start));
        s = buf_str(&ps->scratch);
        n = ps->scratch.len;
    }
    if (p == ps->end) return wrong(ps, ps->p, "a string without end");
    if (*p != '"') return wrong(ps, p, "a control character in a string");
    ps->p = p + 1;
    Value v = key ? make_key(ps, s, n, ascii) : make_string(ps, s, n, ascii);
    return !ps->no_memory && push(ps, v);
}

/* ---- numbers ---- */

static bool push_limbs(struct parser *ps, const mp_limb_t *limb, size_t n, bool negative)
{
    BigInt *b = make(ps, T_BIGINT, WORDS_OF(BigInt) + n);
    if (!b) return false;
    b->sign = negative ? -1 : 1;
    b->n = (uint32_t)n;
    memcpy(b->limb, limb, n * sizeof *limb);
    return push(ps, from_obj(b));
}

/* An integer of more than 18 digits. */
static bool push_big(struct parser *ps, const char *digits, size_t n, bool negative)
{
    while (n > 1 && *digits == '0') {
        digits++;
        n--;
    }
    size_t limbs = n / 19 + 1;
    unsigned char *d = mem_try_alloc(MEM_TEMP, n);
    mp_limb_t *limb = mem_try_alloc(MEM_TEMP, (limbs + 1) * sizeof *limb);
    bool ok = d && limb;
    if (ok) {
        for (size_t i = 0; i < n; i++) d[i] = (unsigned char)(digits[i] - '0');
        size_t used = (size_t)mpn_set_str(limb, d, n, 10);
        ok = push_limbs(ps, limb, used, negative);
    } else {
        (void)fail_memory(ps);
    }
    mem_free(MEM_TEMP, d);
    mem_free(MEM_TEMP, limb);
    return ok;
}

static bool push_int(struct parser *ps, const char *digits, size_t n, bool negative)
{
    if (n > 18) return push_big(ps, digits, n, negative);
    int64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v * 10 + (digits[i] - '0');
    if (negative) v = -v;
    if (int_fits(v)) return push(ps, from_int(v));
    mp_limb_t limb = (mp_limb_t)(v < 0 ? -v : v);
    return push_limbs(ps, &limb, 1, negative);
}

/* Digits, point and exponent from `start` to p. Exact by one multiplication or division where that is enough. */
static bool push_double(struct parser *ps, const char *start, const char *p)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t mantissa = 0;
    int scale = 0, digits = 0, exponent = 0;
    bool negative = *start == '-', point = false;
    const char *q = start + negative;
    for (; q < p && (*q | 32) != 'e'; q++) {
        if (*q == '.') {
            point = true;
            continue;
        }
        if (mantissa || *q != '0') digits++;
        if (digits <= 19) mantissa = mantissa * 10 + (uint64_t)(*q - '0');
        scale -= point;
    }
    if (q < p) {
        bool minus = q[1] == '-';
        for (q += 1 + (q[1] == '-' || q[1] == '+'); q < p; q++)
            if (exponent < 100000) exponent = exponent * 10 + (*q - '0');
        if (minus) exponent = -exponent;
    }
    scale += exponent;
    if (digits <= 19 && mantissa < (1ull << 53) && scale >= -22 && scale <= 22) {
        double d = scale < 0 ? (double)mantissa / tens[-scale] : (double)mantissa * tens[scale];
        return push(ps, from_double(negative ? -d : d));
    }
    buf_clear(&ps->scratch);
    buf_add(&ps->scratch, start, (size_t)(p - start));
    double d = strtod(buf_str(&ps->scratch), NULL);
    if (!isfinite(d)) return wrong(ps, start, "the number is too large for a double");
    return push(ps, from_double(d));
}

static const char *digits_end(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9') p++;
    return p;
}

static bool read_number(struct parser *ps)
{
    const char *start = ps->p, *end = ps->end;
    bool negative = *start == '-', whole = true;
    const char *first = start + negative, *p = digits_end(first, end);
    if (p == first) return wrong(ps, start, "a value is expected");
    if (*first == '0' && p - first > 1) return wrong(ps, start, "a number begins with 0");
    size_t n = (size_t)(p - first);
    if (p < end && *p == '.') {
        const char *q = digits_end(p + 1, end);
        if (q == p + 1) return wrong(ps, p, "digits are expected behind the point");
        whole = false;
        p = q;
    }
    if (p < end && (*p | 32) == 'e') {
        const char *from = p + 1 + (p + 1 < end && (p[1] == '+' || p[1] == '-'));
        const char *q = digits_end(from, end);
        if (q == from) return wrong(ps, p, "digits are expected in the exponent");
        whole = false;
        p = q;
    }
    if (!(whole ? push_int(ps, first, n, negative) : push_double(ps, start, p))) return false;
    ps->p = p;
    return true;
}

/* ---- arrays and objects ---- */

static bool close_array(struct parser *ps, uint32_t first)
{
    uint32_t n = ps->nvalues - first;
    Array *a = make(ps, T_ARRAY, WORDS_OF(Array));
    if (!a) return false;
    a->len = n;
    a->start = 0;
    a->slots = NULL;
    if (n) {
        Slots *s = make(ps, T_SLOTS, 1 + (size_t)n);
        if (!s) return false;
        memcpy(s->v, ps->values + first, n * sizeof(Value));
        a->slots = s;
    }
    ps->nvalues = first;
    return push(ps, from_obj(a));
}

/* The last one of equal keys counts, in the place of the first. */
static void put_entry(Map *m, Value k, Value v)
{
    int64_t e = map_find(m, k);
    if (e >= 0) {
        m->entries->v[2 * e + 1] = v;
        return;
    }
    m->entries->v[2 * m->used] = k;
    m->entries->v[2 * m->used + 1] = v;
    m->used++;
    m->count++;
    if (m->index) map_index_add(m, m->used - 1);
}

static bool close_object(struct parser *ps, uint32_t first)
{
    uint32_t n = (ps->nvalues - first) / 2;
    size_t index = map_index_words(n);
    Map *m = make(ps, T_MAP, WORDS_OF(Map));
    if (!m) return false;
    m->count = m->used = 0;
    m->entries = NULL;
    m->index = NULL;
    if (n) {
        Slots *s = make(ps, T_SLOTS, 1 + 2 * (size_t)n);
        if (!s) return false;
        for (uint32_t i = 0; i < 2 * n; i++) s->v[i] = V_ABSENT;
        m->entries = s;
        void *ix = index ? make(ps, T_INDEX, index) : NULL;
        if (index && !ix) return false;
        if (ix) map_index_start(m, ix, n);
    }
    const Value *kv = ps->values + first;
    for (uint32_t i = 0; i < n; i++) put_entry(m, kv[2 * i], kv[2 * i + 1]);
    ps->nvalues = first;
    return push(ps, from_obj(m));
}

static bool close_frame(struct parser *ps)
{
    struct frame f = ps->frames[--ps->nframes];
    ps->p++;
    ps->expect = AFTER;
    return f.object ? close_object(ps, f.first) : close_array(ps, f.first);
}

/* ---- the loop ---- */

static bool word(struct parser *ps, const char *w, size_t n, Value v)
{
    if ((size_t)(ps->end - ps->p) < n || memcmp(ps->p, w, n) != 0)
        return wrong(ps, ps->p, "a value is expected");
    ps->p += n;
    return push(ps, v);
}

static bool open_bracket(struct parser *ps, bool object)
{
    ps->p++;
    ps->expect = object ? KEY_OR_END : VALUE_OR_END;
    return open_frame(ps, object);
}

static bool read_value(struct parser *ps)
{
    char c = *ps->p;
    if (c == '{' || c == '[') return open_bracket(ps, c == '{');
    if (c == ']' && ps->expect == VALUE_OR_END) return close_frame(ps);
    ps->expect = AFTER;
    switch (c) {
    case '"': return read_string(ps, false);
    case 't': return word(ps, "true", 4, V_TRUE);
    case 'f': return word(ps, "false", 5, V_FALSE);
    case 'n': return word(ps, "null", 4, V_NIL);
    default: return read_number(ps);
    }
}

static void skip_blanks(struct parser *ps)
{
    const char *p = ps->p, *end = ps->end;
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) p++;
    ps->p = p;
}

static bool read_key(struct parser *ps)
{
    if (*ps->p == '}' && ps->expect == KEY_OR_END) return close_frame(ps);
    if (*ps->p != '"') return wrong(ps, ps->p, "a key in double quotes is expected");
    if (!read_string(ps, true)) return false;
    skip_blanks(ps);
    if (ps->p == ps->end || *ps->p != ':') return wrong(ps, ps->p, "':' is expected");
    ps->p++;
    ps->expect = VALUE;
    return true;
}

static bool read_after(struct parser *ps)
{
    bool object = ps->frames[ps->nframes - 1].object;
    if (*ps->p == (object ? '}' : ']')) return close_frame(ps);
    if (*ps->p != ',')
        return wrong(ps, ps->p, object ? "',' or '}' is expected" : "',' or ']' is expected");
    ps->p++;
    ps->expect = object ? KEY : VALUE;
    return true;
}

enum parsed { PARSED, PARSE_MORE, PARSE_FAILED };

static enum parsed parse_piece(struct parser *ps)
{
    const char *stop = ps->end - ps->p > (ptrdiff_t)PIECE ? ps->p + PIECE : ps->end;
    for (;;) {
        skip_blanks(ps);
        bool over = ps->nframes == 0 && ps->expect == AFTER;
        if (ps->p == ps->end)
            return over ? PARSED : (wrong(ps, ps->p, "the text ends too early"), PARSE_FAILED);
        if (over) return wrong(ps, ps->p, "more text behind the value"), PARSE_FAILED;
        bool ok = ps->expect == AFTER                             ? read_after(ps)
                  : ps->expect == KEY || ps->expect == KEY_OR_END ? read_key(ps)
                                                                  : read_value(ps);
        if (!ok) return PARSE_FAILED;
        if (ps->p >= stop && stop < ps->end) return PARSE_MORE;
    }
}

/* ---- the native ---- */

static void parser_free(void *p)
{
    struct parser *ps = p;
    close_fragment(ps);
    parcel_drop(&ps->out);
    mem_free(MEM_TEMP, ps->values);
    mem_free(MEM_TEMP, ps->frames);
    buf_fini(&ps->scratch);
    mem_free(MEM_TEMP, ps);
}

static const struct res_ops parser_ops = {"JSON parser", parser_free, NULL};

static void set_text(struct parser *ps, Value v)
{
    bool str = is_str(v);
    ps->text = str ? str_bytes(v) : bytes_data(to_bytes(v));
    ps->p = ps->text + ps->at;
    ps->end = ps->text + (str ? str_len(v) : to_bytes(v)->len);
}

static enum native_result parse_error(struct maatine *m, const struct parser *ps)
{
    unsigned line = 1, column = 1;
    for (const char *q = ps->text; q < ps->p; q += utf8_bytes_of((unsigned char)*q)) {
        column++;
        if (*q == '\n') {
            line++;
            column = 1;
        }
    }
    return native_error(m, ERR_ParseError, "JSON, line %u, column %u: %s", line, column, ps->bad);
}

static enum native_result parse_result(struct maatine *m, struct parser *ps)
{
    close_fragment(ps);
    ps->out.root = ps->values[0];
    Value v = parcel_adopt(native_heap(m), &ps->out);
    ps->top = ps->limit = NULL;
    return native_return(m, v);
}

static bool text_arg(struct maatine *m, Value v)
{
    size_t bad;
    if (is_str(v)) return true;
    if (!is_bytes(v)) {
        (void)native_type_error(m, "the text", "Str or Bytes", v);
        return false;
    }
    if (utf8_valid(bytes_data(to_bytes(v)), to_bytes(v)->len, &bad)) return true;
    (void)native_error(m, ERR_ParseError, "JSON: invalid UTF-8 at byte %zu", bad);
    return false;
}

/* Native.json_parse(nil, text): the first argument holds the parser between the pieces of a long text. */
static enum native_result json_parse(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    struct parser *ps = res_get(args[0], &parser_ops);
    bool kept = ps != NULL;
    if (!kept) {
        if (!text_arg(m, args[1])) return N_ERROR;
        ps = mem_zalloc(MEM_TEMP, sizeof *ps);
        ps->heap = native_heap(m);
    }
    enum parsed r;
    do {
        set_text(ps, args[1]);
        r = parse_piece(ps);
        size_t done = (size_t)(ps->p - ps->text) - ps->at;
        ps->at += done;
        native_charge(m, (int64_t)(done >> COST_SHIFT));
    } while (r == PARSE_MORE && native_budget(m) > 0);
    if (r == PARSE_MORE) {
        if (!kept && !res_new(m, &parser_ops, ps, 0, &args[0])) return N_ERROR;
        return native_yield(m);
    }
    enum native_result out = r == PARSED     ? parse_result(m, ps)
                             : ps->no_memory ? native_no_memory(m)
                                             : parse_error(m, ps);
    if (!kept) parser_free(ps);
    return out;
}

NATIVE_TABLE(natives_json) = {{"Native", "json_parse", json_parse, 2, 2, 0, "(nil, text)"},
                              {"Native", "json_dump", json_dump, 3, 3, 0, "(nil, value, indent)"},
                              {0}};
