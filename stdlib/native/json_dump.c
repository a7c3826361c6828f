/* Writing JSON: Native.json_dump.
 *
 * Walks the value with a path of its own instead of the C stack. The text grows outside of the heap, so nothing is collected while
 * raw pointers are held. Between the pieces of a large value the maatine yields; then objects may move, and the path is found
 * again from the root by the places it holds.
 */
#include "stdlib/native/json.h"

#include "base/mem.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/text.h"
#include "stdlib/native/res.h"
#include <math.h>

#define PIECE      65536u /* bytes of text between two looks at the budget */
#define COST_SHIFT 6
#define NEAR       32u /* depth up to which a cycle is looked for along the path */

struct step {
    Obj *o;     /* array, map, set, range or instance; read again after a yield */
    uint32_t i; /* next element or entry */
    uint32_t written;
};

struct writer {
    Buf out;
    struct step *path;
    uint32_t depth, cap;
    uint32_t indent; /* blanks for each level; 0: all in one line */
    /* ---- objects on the path, deeper than NEAR: a table that is emptied in the order it was filled ---- */
    Obj **seen;
    uint32_t seen_cap;
    const char *bad_type; /* what cannot be written */
    enum { W_OK, W_TYPE, W_KEY, W_CYCLE, W_NUMBER, W_MEMORY } status;
};

/* ---- cycles ---- */

static uint32_t seen_slot(const struct writer *w, const Obj *o)
{
    uint32_t mask = w->seen_cap - 1, i = (uint32_t)((uintptr_t)o >> 4) * 2654435761u & mask;
    while (w->seen[i] && w->seen[i] != o) i = (i + 1) & mask;
    return i;
}

static void seen_build(struct writer *w, uint32_t cap)
{
    mem_free(MEM_TEMP, w->seen);
    w->seen = mem_zalloc(MEM_TEMP, cap * sizeof *w->seen);
    w->seen_cap = cap;
    for (uint32_t i = 0; i < w->depth; i++) w->seen[seen_slot(w, w->path[i].o)] = w->path[i].o;
}

/* Is o on the path? */
static bool on_path(struct writer *w, const Obj *o)
{
    if (w->depth <= NEAR) {
        for (uint32_t i = 0; i < w->depth; i++)
            if (w->path[i].o == o) return true;
        return false;
    }
    if (2 * (w->depth + 1) > w->seen_cap) seen_build(w, w->seen_cap ? 4 * w->seen_cap : 256);
    return w->seen[seen_slot(w, o)] != NULL;
}

static bool enter(struct writer *w, Obj *o)
{
    if (on_path(w, o)) {
        w->status = W_CYCLE;
        return false;
    }
    if (w->depth == w->cap) {
        uint32_t cap = w->cap ? 2 * w->cap : 16;
        struct step *p = mem_try_realloc(MEM_TEMP, w->path, cap * sizeof *p);
        if (!p) {
            w->status = W_MEMORY;
            return false;
        }
        w->path = p;
        w->cap = cap;
    }
    w->path[w->depth++] = (struct step){.o = o};
    if (w->seen_cap) w->seen[seen_slot(w, o)] = o;
    return true;
}

static void leave(struct writer *w)
{
    w->depth--;
    if (w->seen_cap) w->seen[seen_slot(w, w->path[w->depth].o)] = NULL;
}

/* ---- leaves ---- */

static void write_string(Buf *b, Value v)
{
    const char *p = str_bytes(v), *end = p + str_len(v);
    buf_addc(b, '"');
    while (p < end) {
        const char *run = p;
        while (p < end && (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\' && *p != 0x7f) p++;
        buf_add(b, run, (size_t)(p - run));
        if (p == end) break;
        static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
        const char *at = *p ? strchr(from, *p) : NULL;
        if (at) {
            buf_addc(b, '\\');
            buf_addc(b, to[at - from]);
        } else {
            buf_addf(b, "\\u%04x", (unsigned char)*p);
        }
        p++;
    }
    buf_addc(b, '"');
}

static void write_int(Buf *b, int64_t i)
{
    char text[24], *p = text + sizeof text;
    uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do {
        *--p = (char)('0' + u % 10);
    } while (u /= 10);
    if (i < 0) *--p = '-';
    buf_add(b, p, (size_t)(text + sizeof text - p));
}

static bool write_num(struct writer *w, Value v)
{
    if (is_int(v)) {
        write_int(&w->out, to_int(v));
    } else if (is_double(v)) {
        char text[32];
        double d = to_double(v);
        if (!isfinite(d)) {
            w->status = W_NUMBER;
            return false;
        }
        size_t n = num_double_text(d, text);
        buf_add(&w->out, text, n);
        /* So that it is read as a double again, not as the integer of these digits. */
        if (fabs(d) >= 0x1p53 && !memchr(text, 'e', n) && !memchr(text, '.', n))
            buf_adds(&w->out, ".0");
    } else {
        num_text(v, &w->out);
    }
    return true;
}

/* Keys: Strs, and Nums by their text. */
static bool write_key(struct writer *w, Value k)
{
    if (is_str(k)) {
        write_string(&w->out, k);
    } else if (is_num(k)) {
        buf_addc(&w->out, '"');
        num_text(k, &w->out);
        buf_addc(&w->out, '"');
    } else {
        w->status = W_KEY;
        return false;
    }
    return true;
}

/* ---- what holds others ---- */

/* The next element of the step: false at its end. *key is V_ABSENT but for maps and instances. */
static bool next_element(struct step *s, Value *key, Value *v)
{
    *key = V_ABSENT;
    switch (s->o->type) {
    case T_ARRAY: {
        const Array *a = (const Array *)s->o;
        if (s->i >= a->len) return false;
        *v = *array_at(a, s->i++);
        return true;
    }
    case T_MAP:
    case T_SET: {
        const Map *m = (const Map *)s->o;
        while (s->i < m->used && is_absent(map_key_at(m, s->i))) s->i++;
        if (s->i >= m->used) return false;
        if (s->o->type == T_MAP) *key = map_key_at(m, s->i);
        *v = map_value_at(m, s->i++);
        return true;
    }
    default: {
        const Inst *in = (const Inst *)s->o;
        const Class *c = in->cls;
        while (s->i < c->nlayout && c->layout[s->i]->trait != FIELD_RO &&
               c->layout[s->i]->trait != FIELD_RW)
            s->i++;
        if (s->i >= c->nlayout) return false;
        *key = from_str(c->layout[s->i]->name);
        *v = in->f[s->i++];
        return true;
    }
    }
}

static bool is_object(const Obj *o) { return o->type == T_MAP || o->type == T_INST; }

static bool is_container(Value v)
{
    return is_array(v) || is_map(v) || is_set(v) ||
           (is_inst(v) && !(((Inst *)to_obj(v))->cls->flags & CLASS_ERROR));
}

static void new_line(struct writer *w)
{
    if (!w->indent) return;
    buf_addc(&w->out, '\n');
    for (uint64_t i = 0; i < (uint64_t)w->indent * w->depth; i++) buf_addc(&w->out, ' ');
}

/* Writes v, or its opening bracket and makes it the last step. */
static bool write_value(struct writer *w, Value v)
{
    if (is_str(v)) {
        write_string(&w->out, v);
        return true;
    }
    if (is_num(v)) return write_num(w, v);
    if (is_nil(v) || is_bool(v)) {
        buf_adds(&w->out, is_nil(v) ? "null" : v == V_TRUE ? "true" : "false");
        return true;
    }
    if (!is_container(v)) {
        w->status = W_TYPE;
        return false;
    }
    buf_addc(&w->out, is_object(to_obj(v)) ? '{' : '[');
    return enter(w, to_obj(v));
}

/* One element of the last step, or its closing bracket. *bad: the value that cannot be written. */
static bool write_step(struct writer *w, Value *bad)
{
    struct step *s = &w->path[w->depth - 1];
    Value key, v;
    bool object = is_object(s->o);
    if (!next_element(s, &key, &v)) {
        bool any = s->written;
        leave(w);
        if (any) new_line(w);
        buf_addc(&w->out, object ? '}' : ']');
        return true;
    }
    if (s->written) buf_addc(&w->out, ',');
    s->written = 1;
    new_line(w);
    *bad = key;
    if (object) {
        if (!write_key(w, key)) return false;
        buf_addc(&w->out, ':');
        if (w->indent) buf_addc(&w->out, ' ');
    }
    *bad = v;
    return write_value(w, v);
}

/* After a yield: the objects of the path, from the root on. */
static void find_path(struct writer *w, Value root)
{
    Value v = root, key;
    for (uint32_t d = 0; d < w->depth; d++) {
        struct step *s = &w->path[d];
        s->o = to_obj(v);
        if (d + 1 == w->depth) break;
        s->i--;
        (void)next_element(s, &key, &v);
    }
    if (w->seen_cap) seen_build(w, w->seen_cap);
}

/* ---- the native ---- */

static void writer_free(void *p)
{
    struct writer *w = p;
    buf_fini(&w->out);
    mem_free(MEM_TEMP, w->path);
    mem_free(MEM_TEMP, w->seen);
    mem_free(MEM_TEMP, w);
}

static const struct res_ops writer_ops = {"JSON writer", writer_free, NULL};

static enum native_result dump_error(struct maatine *m, const struct writer *w, Value bad)
{
    switch (w->status) {
    case W_CYCLE: return native_error(m, ERR_ArgumentError, "JSON: a value holds itself");
    case W_NUMBER: return native_error(m, ERR_ArgumentError, "JSON has no Inf and no NaN");
    case W_KEY:
        return native_error(m, ERR_TypeError, "JSON: a key must be a Str or a Num, not %s",
                            type_name(m, bad));
    case W_TYPE:
        return native_error(m, ERR_TypeError, "JSON: %s cannot be written", type_name(m, bad));
    default: return native_no_memory(m);
    }
}

/* Writes until the end or the end of the budget. True: to its end, or an error is noted. */
static bool write_some(struct maatine *m, struct writer *w, Value *bad)
{
    size_t look = w->out.len + PIECE;
    while (w->depth > 0) {
        if (!write_step(w, bad)) return true;
        if (w->out.len < look) continue;
        look = w->out.len + PIECE;
        native_charge(m, PIECE >> COST_SHIFT);
        if (!heap_has_room(native_heap(m), w->out.len)) {
            w->status = W_MEMORY;
            return true;
        }
        if (native_budget(m) <= 0) return false;
    }
    return true;
}

enum native_result json_dump(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    struct writer *w = res_get(args[0], &writer_ops);
    bool kept = w != NULL;
    Value bad = args[1];
    if (kept) {
        find_path(w, args[1]);
    } else {
        int64_t indent;
        if (!is_num(args[2]) || !num_to_i64(args[2], &indent) || indent < 0 || indent > 64)
            return native_error(m, ERR_ArgumentError, "indent must be 0 to 64");
        w = mem_zalloc(MEM_TEMP, sizeof *w);
        w->indent = (uint32_t)indent;
    }
    bool over = !kept && !write_value(w, args[1]);
    if (!over && !write_some(m, w, &bad)) {
        if (!kept && !res_new(m, &writer_ops, w, 0, &args[0])) return N_ERROR;
        return native_yield(m);
    }
    enum native_result r;
    if (w->status != W_OK) {
        r = dump_error(m, w, bad);
    } else {
        Value out;
        native_charge(m, (int64_t)(w->out.len % PIECE >> COST_SHIFT));
        r = str_take(native_heap(m), &w->out, &out) ? native_return(m, out) : native_no_memory(m);
    }
    if (!kept) writer_free(w);
    return r;
}
