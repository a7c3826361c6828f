#include "heap/text.h"
#include "base/atomic.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/regex.h"
#include "heap/string.h"
#include "heap/walk.h"

#define DEFAULT_LIMIT ((size_t)1 << 30)
/* Frames that are searched one by one; deeper ones stand in the walk's set of pairs, too. */
#define PATH_LINEAR   16

struct printer {
    Buf *b;
    size_t limit;
    uint64_t *work;
    bool own_str; /* instances with a `str` of their own end the walk */
    Walk w;
};

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

static bool has_controls(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
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

void text_add_quoted(Buf *b, const char *p, size_t n)
{
    if (has_controls(p, n)) {
        buf_addc(b, '"');
        for (size_t i = 0; i < n; i++)
            if (is_c1(p, n, i))
                buf_addf(b, "\\u{%x}", (unsigned char)p[++i]);
            else
                add_escaped(b, (unsigned char)p[i]);
        buf_addc(b, '"');
        return;
    }
    buf_addc(b, '\'');
    for (size_t i = 0; i < n;) { /* runs without anything to escape */
        size_t k = i;
        while (k < n && p[k] != '\'' && p[k] != '\\') k++;
        buf_add(b, p + i, k - i);
        if (k < n) buf_addf(b, "\\%c", p[k++]);
        i = k;
    }
    buf_addc(b, '\'');
}

static void add_bytes(Buf *b, Bytes *y)
{
    const unsigned char *p = (const unsigned char *)bytes_data(y);
    buf_adds(b, "b\"");
    for (uint64_t i = 0; i < y->len; i++)
        if (p[i] >= 32 && p[i] < 127 && p[i] != '"' && p[i] != '\\')
            buf_addc(b, (char)p[i]);
        else
            buf_addf(b, "\\x%02x", p[i]);
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

/* Values that could be looked at while one word of a large number becomes text. */
#define LIMB_WORK 64

static enum text_status add_value(struct printer *p, Value v)
{
    *p->work += is_bigint(v) ? 1 + LIMB_WORK * (uint64_t)((const BigInt *)to_obj(v))->n : 1;
    if (p->b->len > p->limit) return TEXT_NOMEM;
    if (holds_values(v)) return open_value(p, to_obj(v));
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
    } else if (is_num(k) && num_sign(k) >= 0 && !is_special(k)) {
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

static enum text_status print_all(struct printer *p, Value v)
{
    enum text_status st = add_value(p, v);
    while (st == TEXT_OK && p->w.n) {
        struct walk_frame *f = walk_top(&p->w);
        Value item, key;
        const Str *name;
        if (!next_item(f, &item, &key, &name)) {
            close_value(p);
            continue;
        }
        if (f->state++) buf_adds(p->b, ", ");
        if (name)
            buf_addf(p->b, "%s => ", name->p);
        else if (!is_absent(key)) {
            text_add_key(p->b, key);
            buf_adds(p->b, " => ");
        }
        st = add_value(p, item);
    }
    return st;
}

static enum text_status dump(Buf *b, Value v, size_t limit, bool own_str, uint64_t *work)
{
    struct printer p = {.b = b,
                        .limit = b->len + (limit ? limit : DEFAULT_LIMIT),
                        .work = work,
                        .own_str = own_str};
    walk_init(&p.w);
    enum text_status st = print_all(&p, v);
    walk_fini(&p.w);
    return st;
}

enum text_status text_add_dump(Buf *b, Value v, size_t limit, uint64_t *work)
{
    return dump(b, v, limit, true, work);
}

/* An error without a `str` of its own: `TypeError: message`. */
static enum text_status add_error(Buf *b, const Inst *o, size_t limit, uint64_t *work)
{
    int slot = -1;
    for (uint32_t i = 0; i < o->cls->nlayout && slot < 0; i++)
        if (strcmp(o->cls->layout[i]->name->p, "message") == 0) slot = (int)i;
    buf_addf(b, "%s: ", o->cls->name->p);
    return slot < 0 ? TEXT_OK : text_add_str(b, o->f[slot], limit, work);
}

enum text_status text_add_str(Buf *b, Value v, size_t limit, uint64_t *work)
{
    if (is_str(v)) {
        buf_add(b, str_bytes(v), str_len(v));
        return TEXT_OK;
    }
    if (is_inst(v)) {
        const Inst *o = (const Inst *)to_obj(v);
        if (o->cls->flags & CLASS_HAS_STR) return TEXT_NEED_MAAT;
        if (o->cls->flags & CLASS_ERROR) return add_error(b, o, limit, work);
    }
    return dump(b, v, limit, true, work);
}

void text_add_short(Buf *b, Value v, size_t limit)
{
    uint64_t work = 0;
    size_t start = b->len;
    enum text_status st = dump(b, v, limit, false, &work);
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

enum text_status text_str(Heap *h, Value *v, Value *out, uint64_t *work)
{
    if (is_str(*v)) {
        *out = *v;
        return TEXT_OK;
    }
    if (is_num(*v) && !is_bigint(*v)) {
        if (is_int(*v) && !is_absent(*out = str_of_int(to_int(*v)))) return TEXT_OK;
        char text[32];
        return str_new(h, text, num_short_text(*v, text), out) ? TEXT_OK : TEXT_NOMEM;
    }
    Buf b = BUF_INIT;
    return finish(h, text_add_str(&b, *v, limit_of(h), work), &b, out);
}

enum text_status text_dump(Heap *h, Value *v, Value *out, uint64_t *work)
{
    Buf b = BUF_INIT;
    return finish(h, text_add_dump(&b, *v, limit_of(h), work), &b, out);
}
