#include "heap/text.h"
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/regex.h"
#include "heap/strbuf.h"
#include "heap/string.h"
#include "heap/walk.h"

#define DEFAULT_LIMIT ((size_t)1 << 30)
/* Frames that are searched one by one; deeper ones stand in the walk's set of pairs, too. */
#define PATH_LINEAR   16

struct printer {
    Buf *b;
    size_t limit;
    uint64_t *work;
    size_t stop;  /* a printer with some of its text to make: how long the buffer becomes */
    bool own_str; /* instances with a `str` of their own end the walk */
    Walk w;
};

/* Texts and Bytes that are larger are printed in parts of so many bytes. */
#define BLOB 16384u

static text_describe_fn describe[T_COUNT];

void text_set_describe(enum obj_type t, text_describe_fn f) { store_rlx(&describe[t], f); }

/* ---- strings ---- */

static bool is_name(const char *p, size_t n)
{
    if (n == 0 || (p[0] >= '0' && p[0] <= '9')) return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return true;
}

/* U+0080 to U+009F, at p[i]. */
static bool is_c1(const char *p, size_t n, size_t i)
{
    return (unsigned char)p[i] == 0xC2 && i + 1 < n && (unsigned char)p[i + 1] < 0xA0;
}

/* In [from, to) of p[0..n). */
static bool has_controls(const char *p, size_t n, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if ((unsigned char)p[i] < 0x20 || p[i] == 0x7F || is_c1(p, n, i)) return true;
    return false;
}

static void add_escaped(Buf *b, unsigned char c)
{
    static const char named[] = {['\n'] = 'n', ['\t'] = 't', ['\r'] = 'r', [0x1B] = 'e'};
    if (c < sizeof named && named[c])
        buf_addf(b, "\\%c", named[c]);
    else if (c < 0x20 || c == 0x7F)
        buf_addf(b, "\\x%02x", c);
    else if (c == '"' || c == '\\' || c == '{')
        buf_addf(b, "\\%c", c);
    else
        buf_addc(b, (char)c);
}

/* What stands between double quotes for p[i], and from there up to `to`. Returns where it ends. */
static size_t add_double(Buf *b, const char *p, size_t n, size_t i, size_t to)
{
    for (; i < to; i++)
        if (is_c1(p, n, i))
            buf_addf(b, "\\u{%x}", (unsigned char)p[++i]);
        else
            add_escaped(b, (unsigned char)p[i]);
    return i;
}

/* Likewise between single quotes: runs without anything to escape. */
static size_t add_single(Buf *b, const char *p, size_t i, size_t to)
{
    while (i < to) {
        size_t k = i;
        while (k < to && p[k] != '\'' && p[k] != '\\') k++;
        buf_add(b, p + i, k - i);
        if (k < to) buf_addf(b, "\\%c", p[k++]);
        i = k;
    }
    return i;
}

void text_add_quoted(Buf *b, const char *p, size_t n)
{
    bool controls = has_controls(p, n, 0, n);
    buf_addc(b, controls ? '"' : '\'');
    (void)(controls ? add_double(b, p, n, 0, n) : add_single(b, p, 0, n));
    buf_addc(b, controls ? '"' : '\'');
}

static void add_byte_codes(Buf *b, const char *bytes, uint64_t from, uint64_t to)
{
    const unsigned char *p = (const unsigned char *)bytes;
    for (uint64_t i = from; i < to; i++)
        if (p[i] >= 32 && p[i] < 127 && p[i] != '"' && p[i] != '\\')
            buf_addc(b, (char)p[i]);
        else
            buf_addf(b, "\\x%02x", p[i]);
}

static void add_bytes(Buf *b, Bytes *y)
{
    buf_adds(b, "b\"");
    add_byte_codes(b, bytes_data(y), 0, y->len);
    buf_addc(b, '"');
}

/* ---- values that hold no others ---- */

static void add_range(Buf *b, const Range *r)
{
    num_text(r->from, b);
    buf_adds(b, (r->h.flags & OF_EXCL) ? "..^" : "..");
    num_text(r->to, b);
}

static void add_regex(Buf *b, Value v)
{
    size_t n;
    const char *p = regex_source(regex_of(v), &n);
    buf_addc(b, '/');
    buf_add(b, p, n);
    buf_addf(b, "/%s", regex_flags(regex_of(v)));
}

static const char *const type_names[T_COUNT] = {
    [T_FN] = "fn",     [T_NATIVE] = "fn",       [T_FROM] = "From",       [T_TIMER] = "Timer",
    [T_CHAN] = "Chan", [T_WORK] = "Work",       [T_RES] = "Resource",    [T_TRACE] = "Trace",
    [T_BOX] = "Box",   [T_WEAKREF] = "WeakRef", [T_WEAKMAP] = "WeakMap", [T_CELL] = "Cell",
};

static void add_object(Buf *b, Value v)
{
    const Obj *o = to_obj(v);
    text_describe_fn f = load_rlx(&describe[o->type]);
    if (f) {
        f(o, b);
        return;
    }
    switch (o->type) {
    case T_RANGE: add_range(b, (const Range *)o); break;
    case T_REGEX: add_regex(b, v); break;
    case T_BYTES: add_bytes(b, to_bytes(v)); break;
    case T_CLASS: buf_adds(b, to_class(v)->name->p); break;
    case T_RES: buf_addf(b, "<%s>", ((const Res *)o)->ops->name); break;
    default: buf_addf(b, "<%s>", type_names[o->type] ? type_names[o->type] : "value"); break;
    }
}

static void add_plain(Buf *b, Value v)
{
    if (is_num(v))
        num_text(v, b);
    else if (is_nil(v))
        buf_adds(b, "nil");
    else if (is_bool(v))
        buf_adds(b, v == V_TRUE ? "true" : "false");
    else if (is_ma(v))
        buf_addf(b, "<Ma %llu>", (unsigned long long)to_ma(v));
    else if (is_ref(v))
        buf_addf(b, "<Ref %llu>", (unsigned long long)to_ref(v));
    else if (is_obj(v))
        add_object(b, v);
    else
        buf_adds(b, "absent");
}

/* ---- values that hold others ---- */

static const char *opener(const Obj *o)
{
    return o->type == T_ARRAY ? "[" : o->type == T_MAP ? "{" : o->type == T_SET ? "set(" : "(";
}
static const char *closer(const Obj *o)
{
    return o->type == T_ARRAY ? "]" : o->type == T_MAP ? "}" : ")";
}

static bool on_path(const struct printer *p, const Obj *o)
{
    size_t n = p->w.n < PATH_LINEAR ? p->w.n : PATH_LINEAR;
    for (size_t i = 0; i < n; i++)
        if (p->w.at[i].a == o) return true;
    return walk_has_pair(&p->w, o, NULL);
}

static bool holds_values(Value v)
{
    if (!is_obj(v)) return false;
    uint8_t t = to_obj(v)->type;
    return t == T_ARRAY || t == T_MAP || t == T_SET || t == T_INST;
}

static enum text_status open_value(struct printer *p, const Obj *o)
{
    if (o->type == T_INST) {
        const Class *c = ((const Inst *)o)->cls;
        if (p->own_str && (c->flags & CLASS_HAS_STR)) return TEXT_NEED_MAAT;
        buf_adds(p->b, c->name->p);
    }
    buf_adds(p->b, opener(o));
    if (on_path(p, o)) {
        buf_addf(p->b, "...%s", closer(o));
        return TEXT_OK;
    }
    if (p->w.n >= PATH_LINEAR && !walk_add_pair(&p->w, o, NULL)) return TEXT_NOMEM;
    return walk_push(&p->w, o, NULL) ? TEXT_OK : TEXT_NOMEM;
}

/* ---- long texts and Bytes ---- */

enum blob_state {
    BLOB_LOOKS, /* for what decides between the kinds of quotes */
    BLOB_SINGLE,
    BLOB_DOUBLE
};

static bool is_blob(Value v)
{
    if (is_str(v)) return str_len(v) > BLOB;
    return is_bytes(v) && to_bytes(v)->len > BLOB;
}

/* The next part of a long text. False: that was the last. */
static bool print_str_part(struct printer *p, struct walk_frame *f)
{
    const char *text = str_bytes(from_str(f->a));
    size_t n = str_len(from_str(f->a)), to = n - f->i < BLOB ? n : f->i + BLOB;
    if (f->state == BLOB_LOOKS) {
        bool controls = has_controls(text, n, f->i, to);
        f->i = (uint32_t)to;
        p->stop = p->stop > BLOB / 8 ? p->stop - BLOB / 8 : 0;
        if (!controls && to < n) return true;
        f->state = controls ? BLOB_DOUBLE : BLOB_SINGLE;
        f->i = 0;
        buf_addc(p->b, controls ? '"' : '\'');
        return true;
    }
    f->i = (uint32_t)(f->state == BLOB_DOUBLE ? add_double(p->b, text, n, f->i, to)
                                              : add_single(p->b, text, f->i, to));
    if (f->i < n) return true;
    buf_addc(p->b, f->state == BLOB_DOUBLE ? '"' : '\'');
    return false;
}

/* Likewise of Bytes: f->i counts parts. */
static bool print_bytes_part(struct printer *p, struct walk_frame *f)
{
    Bytes *y = (Bytes *)(uintptr_t)f->a;
    uint64_t from = (uint64_t)f->i++ * BLOB, to = y->len - from < BLOB ? y->len : from + BLOB;
    if (from == 0) buf_adds(p->b, "b\"");
    add_byte_codes(p->b, bytes_data(y), from, to);
    if (to < y->len) return true;
    buf_addc(p->b, '"');
    return false;
}

static enum text_status print_part(struct printer *p)
{
    struct walk_frame *f = walk_top(&p->w);
    if (!(f->a->type == T_BYTES ? print_bytes_part(p, f) : print_str_part(p, f))) walk_pop(&p->w);
    return p->b->len > p->limit ? TEXT_NOMEM : TEXT_OK;
}

/* For a report: no more than what it has room for. */
static enum text_status add_short_blob(struct printer *p, Value v)
{
    size_t room = p->limit - p->b->len + 1, n = str_len(v);
    text_add_quoted(p->b, str_bytes(v), n < room ? n : room);
    return TEXT_OK;
}

/* ---- all kinds ---- */

/* Values that could be looked at while one word of a large number becomes text. */
#define LIMB_WORK 64

static enum text_status add_value(struct printer *p, Value v)
{
    *p->work += is_bigint(v) ? 1 + LIMB_WORK * (uint64_t)((const BigInt *)to_obj(v))->n : 1;
    if (p->b->len > p->limit) return TEXT_NOMEM;
    if (holds_values(v)) return open_value(p, to_obj(v));
    if (MAAT_UNLIKELY(is_blob(v))) {
        if (!p->own_str && is_str(v)) return add_short_blob(p, v);
        return walk_push(&p->w, to_ptr(v), NULL) ? TEXT_OK : TEXT_NOMEM;
    }
    if (is_str(v))
        text_add_quoted(p->b, str_bytes(v), str_len(v));
    else
        add_plain(p->b, v);
    return TEXT_OK;
}

/* Inf and NaN are no literals of a key. */
static bool is_special(Value v)
{
    double d = is_double(v) ? to_double(v) : 0;
    return d - d != 0;
}

void text_add_key(Buf *b, Value k)
{
    if (is_str(k) && is_name(str_bytes(k), str_len(k))) {
        buf_add(b, str_bytes(k), str_len(k));
    } else if (is_str(k)) {
        text_add_quoted(b, str_bytes(k), str_len(k));
    } else if (is_num(k) && !is_special(k)) {
        num_text(k, b);
    } else { /* keys hold no instances with a `str` of their own that must be asked */
        buf_addc(b, ':');
        text_add_short(b, k, DEFAULT_LIMIT);
    }
}

/* What an Error prints of the fields that every Error has: the message, and a cause if there is one. */
static bool shown_of_error(const FieldDef *f, Value v)
{
    const char *name = f->name->p;
    return strcmp(name, "message") == 0 || (strcmp(name, "cause") == 0 && !is_nil(v));
}

bool text_shows_field(const Inst *o, uint32_t i)
{
    const FieldDef *f = o->cls->layout[i];
    if (f->trait != FIELD_RO && f->trait != FIELD_RW) return false;
    bool of_error = (f->owner->flags & CLASS_ERROR) && f->owner->nparents == 0;
    return !of_error || shown_of_error(f, o->f[i]);
}

/* The next thing that frame f prints: *name set for a field, *key for an entry. False: the end. */
static bool next_item(struct walk_frame *f, Value *v, Value *key, const Str **name)
{
    *key = V_ABSENT;
    *name = NULL;
    if (f->a->type == T_ARRAY) {
        const Array *a = (const Array *)f->a;
        if (f->i >= a->len) return false;
        *v = *array_at(a, f->i++);
        return true;
    }
    if (f->a->type == T_INST) {
        const Inst *o = (const Inst *)f->a;
        while (f->i < o->cls->nlayout && !text_shows_field(o, f->i)) f->i++;
        if (f->i >= o->cls->nlayout) return false;
        *name = o->cls->layout[f->i]->name;
        *v = o->f[f->i++];
        return true;
    }
    const Map *m = (const Map *)f->a;
    while (f->i < m->used && is_absent(map_key_at(m, f->i))) f->i++;
    if (f->i >= m->used) return false;
    if (m->h.type == T_MAP) *key = map_key_at(m, f->i);
    *v = map_value_at(m, f->i++);
    return true;
}

static void close_value(struct printer *p)
{
    const Obj *o = walk_top(&p->w)->a;
    buf_adds(p->b, closer(o));
    walk_pop(&p->w);
    if (p->w.n >= PATH_LINEAR) walk_del_pair(&p->w, o, NULL);
}

static inline bool is_part(const struct walk_frame *f)
{
    return MAAT_UNLIKELY(f->a->type == T_STR || f->a->type == T_STRX || f->a->type == T_BYTES);
}

/* The next element of the value on top, or its end. */
static enum text_status print_next(struct printer *p)
{
    struct walk_frame *f = walk_top(&p->w);
    if (is_part(f)) return print_part(p);
    Value item, key;
    const Str *name;
    if (!next_item(f, &item, &key, &name)) {
        close_value(p);
        return TEXT_OK;
    }
    if (f->state++) buf_adds(p->b, ", ");
    if (name)
        buf_addf(p->b, "%s => ", name->p);
    else if (!is_absent(key)) {
        text_add_key(p->b, key);
        buf_adds(p->b, " => ");
    }
    return add_value(p, item);
}

/* What of the opened values is to be printed; TEXT_LONG: more than some. */
static enum text_status print_all(struct printer *p)
{
    enum text_status st = TEXT_OK;
    while (st == TEXT_OK && p->w.n) {
        if (p->b->len >= p->stop) return TEXT_LONG;
        st = print_next(p);
    }
    return st;
}

static enum text_status print_value(struct printer *p, Value v)
{
    enum text_status st = add_value(p, v);
    return st == TEXT_OK ? print_all(p) : st;
}

static enum text_status dump(Buf *b, Value v, size_t limit, size_t stop, bool own_str,
                             uint64_t *work)
{
    struct printer p = {.b = b,
                        .limit = b->len + (limit ? limit : DEFAULT_LIMIT),
                        .work = work,
                        .stop = stop,
                        .own_str = own_str};
    walk_init(&p.w);
    enum text_status st = print_value(&p, v);
    walk_fini(&p.w);
    return st;
}

/* ---- in pieces ---- */

/* What was made stands in chunks, which are put together at last. */
struct long_print {
    struct printer p;
    Buf b;
    Buf *chunks;
    size_t nchunks, cap;
    size_t len;     /* of all of them */
    size_t next;    /* the one to be put in its place next, */
    size_t put;     /* behind so many bytes */
    uint64_t chars; /* code points in all of them */
    StrBuf *whole;  /* NULL: not all is printed yet */
};

static LongPrint *keep(struct printer *p)
{
    LongPrint *l = mem_try_alloc(MEM_TEMP, sizeof *l);
    if (!l) return NULL;
    *l = (LongPrint){.b = *p->b};
    l->p = *p;
    l->p.b = &l->b;
    walk_move(&l->p.w, &p->w);
    *p->b = (Buf)BUF_INIT;
    return l;
}

void long_print_free(LongPrint *l)
{
    walk_fini(&l->p.w);
    for (size_t i = 0; i < l->nchunks; i++) buf_fini(&l->chunks[i]);
    mem_free(MEM_TEMP, l->chunks);
    buf_fini(&l->b);
    if (l->whole) strbuf_unref(l->whole, l->len);
    mem_free(MEM_TEMP, l);
}

/* What was printed becomes a chunk. */
static bool add_chunk(LongPrint *l)
{
    if (l->b.len == 0) return true;
    if (l->nchunks == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;
        Buf *more = mem_try_realloc(MEM_TEMP, l->chunks, cap * sizeof *more);
        if (!more) return false;
        l->chunks = more;
        l->cap = cap;
    }
    l->len += l->b.len;
    l->chars += utf8_count(l->b.p, l->b.len);
    l->p.limit -= l->b.len < l->p.limit ? l->b.len : l->p.limit;
    l->chunks[l->nchunks++] = l->b;
    l->b = (Buf)BUF_INIT;
    return true;
}

/* All is printed: into one buffer. */
static enum text_status put_together(LongPrint *l, size_t some)
{
    size_t at = l->put, end = at + 4 * some;
    if (!l->whole) {
        if (l->len > STR_MAX) return TEXT_NOMEM;
        l->whole = strbuf_new(l->len, l->len);
        if (!l->whole) return TEXT_NOMEM;
    }
    for (; l->next < l->nchunks && at < end; l->next++) {
        Buf *b = &l->chunks[l->next];
        memcpy(l->whole->p + at, b->p, b->len);
        at += b->len;
        buf_fini(b);
    }
    l->put = at;
    return l->next < l->nchunks ? TEXT_LONG : TEXT_OK;
}

enum text_status text_go_on(LongPrint *l, size_t some, uint64_t *work)
{
    if (!l->p.w.n && !l->b.len && l->nchunks) return put_together(l, some);
    l->p.work = work;
    l->p.stop = some;
    enum text_status st = print_all(&l->p);
    if (st != TEXT_OK && st != TEXT_LONG) return st;
    return add_chunk(l) ? TEXT_LONG : TEXT_NOMEM;
}

bool text_made(Heap *h, LongPrint *l, Value *out)
{
    StrBuf *whole = l->whole;
    if (l->len <= STR_INLINE_MAX) return str_new(h, whole->p, l->len, out);
    l->whole = NULL;
    return str_of_buf(h, whole, l->len, (uint32_t)l->chars, out);
}

enum text_status text_add_dump(Buf *b, Value v, size_t limit, uint64_t *work)
{
    return dump(b, v, limit, SIZE_MAX, true, work);
}

/* Errors that are messages of errors; an error may be its own message. */
#define MESSAGES_MAX 1000

/* The message of an error. */
static Value error_message(const Inst *o)
{
    for (uint32_t i = 0; i < o->cls->nlayout; i++)
        if (strcmp(o->cls->layout[i]->name->p, "message") == 0) return o->f[i];
    return V_ABSENT;
}

/* `.str` of v is what stands in b now and the dump of *v behind it; TEXT_OK: it stands there whole. */
static enum text_status begin_str(Buf *b, Value *v)
{
    for (int depth = 0; is_inst(*v); depth++) {
        if (depth > MESSAGES_MAX) return TEXT_NOMEM;
        const Inst *o = (const Inst *)to_obj(*v);
        if (o->cls->flags & CLASS_HAS_STR) return TEXT_NEED_MAAT;
        if (!(o->cls->flags & CLASS_ERROR)) return TEXT_LONG;
        buf_addf(b, "%s: ", o->cls->name->p); /* without a `str` of its own: `TypeError: message` */
        *v = error_message(o);
        if (is_absent(*v)) return TEXT_OK;
    }
    if (!is_str(*v)) return TEXT_LONG;
    buf_add(b, str_bytes(*v), str_len(*v));
    return TEXT_OK;
}

enum text_status text_add_str(Buf *b, Value v, size_t limit, uint64_t *work)
{
    enum text_status st = begin_str(b, &v);
    return st == TEXT_LONG ? dump(b, v, limit, SIZE_MAX, true, work) : st;
}

enum text_status text_add_str_some(Buf *b, Value v, size_t some, uint64_t *work)
{
    enum text_status st = begin_str(b, &v);
    return st == TEXT_LONG ? dump(b, v, 0, some, true, work) : st;
}

void text_add_short(Buf *b, Value v, size_t limit)
{
    uint64_t work = 0;
    size_t start = b->len;
    enum text_status st = dump(b, v, limit, SIZE_MAX, false, &work);
    if (st == TEXT_OK && b->len - start <= limit) return;
    size_t cut = start + (limit > 3 ? limit - 3 : 0);
    if (cut < b->len) {
        while (cut > start && ((unsigned char)b->p[cut] & 0xC0) == 0x80) cut--;
        b->len = cut;
    }
    buf_adds(b, "...");
}

/* ---- as strings ---- */

static enum text_status finish(Heap *h, enum text_status st, Buf *b, Value *out)
{
    if (st == TEXT_OK && !str_take(h, b, out)) st = TEXT_NOMEM;
    buf_fini(b);
    return st;
}

/* As much text as the heap may hold. */
static size_t limit_of(const Heap *h)
{
    return h->max_bytes && h->max_bytes < STR_MAX ? (size_t)h->max_bytes : STR_MAX;
}

/* What needs no buffer. */
static bool simple_str(Heap *h, Value *v, Value *out, enum text_status *st)
{
    *st = TEXT_OK;
    if (is_str(*v)) {
        *out = *v;
        return true;
    }
    if (!is_num(*v) || is_bigint(*v)) return false;
    if (is_int(*v) && !is_absent(*out = str_of_int(to_int(*v)))) return true;
    char text[32];
    if (!str_new(h, text, num_short_text(*v, text), out)) *st = TEXT_NOMEM;
    return true;
}

enum text_status text_some(Heap *h, enum text_kind kind, Value *v, size_t some, Value *out,
                           uint64_t *work, LongPrint **rest)
{
    enum text_status st = TEXT_LONG;
    if (kind == TEXT_STR && simple_str(h, v, out, &st)) return st;
    Buf b = BUF_INIT;
    Value x = *v;
    if (kind == TEXT_STR) st = begin_str(&b, &x);
    if (st != TEXT_LONG) return finish(h, st, &b, out);
    struct printer p = {
        .b = &b, .limit = b.len + limit_of(h), .work = work, .stop = some, .own_str = true};
    walk_init(&p.w);
    st = print_value(&p, x);
    if (st == TEXT_LONG) {
        *rest = keep(&p);
        if (*rest) return st;
        st = TEXT_NOMEM;
    }
    walk_fini(&p.w);
    return finish(h, st, &b, out);
}

enum text_status text_str(Heap *h, Value *v, Value *out, uint64_t *work)
{
    return text_some(h, TEXT_STR, v, SIZE_MAX, out, work, NULL);
}

enum text_status text_dump(Heap *h, Value *v, Value *out, uint64_t *work)
{
    return text_some(h, TEXT_DUMP, v, SIZE_MAX, out, work, NULL);
}
