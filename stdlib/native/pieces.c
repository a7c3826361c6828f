/* Work in pieces; see pieces.h. Here are the mechanism and the sum of texts; the other steps stand beside the natives whose work they do. */
#include "stdlib/native/pieces.h"

#include "base/mem.h"
#include "heap/strbuf.h"
#include "stdlib/native/args.h"
#include "stdlib/native/res.h"
#include "vm/maatine/maatine.h"

struct piece_def {
    piece_fn step;
    size_t budget;
};
static const struct piece_def defs[] = {
#define PIECES(id, step, budget) {step, budget},
#include "stdlib/native/pieces.def"
#undef PIECES
};

/* The budget says what kind of step it is. */
_Static_assert(PIECE_COPY != PIECE_TEXT && PIECE_VALUES != PIECE_TEXT, "text alone has its budget");
static bool makes_text(enum piece_kind kind) { return defs[kind].budget == PIECE_TEXT; }

bool pieces_allowed(const struct maatine *m)
{
    return !(m->flags & MAF_AT_ONCE) && m->sched && !sched_is_apart(m->sched);
}

enum native_result pieces_later(struct maatine *m, Value *args, uint32_t nargs,
                                enum piece_kind kind, Value first)
{
    MAAT_ASSERT(nargs <= PIECE_ARGS);
    for (uint32_t i = PIECE_ARGS; i-- > 0;) args[2 + i] = i < nargs ? args[i] : V_NIL;
    args[0] = from_int(kind);
    args[1] = first;
    return native_core(m, makes_text(kind) ? CORE_text_in_pieces : CORE_in_pieces, 2 + PIECE_ARGS);
}

enum native_result pieces_later_array(struct maatine *m, Value *args, uint32_t nargs,
                                      enum piece_kind kind)
{
    Value first = V_NIL;
    if (!array_new(native_heap(m), 0, &first)) return native_no_memory(m);
    return pieces_later(m, args, nargs, kind, first);
}

enum native_result pieces_at_once(struct maatine *m, Value *args, uint32_t nargs,
                                  enum piece_kind kind)
{
    struct piece p = {.args = args,
                      .result = &args[nargs],
                      .tmp = &args[nargs + 1],
                      .budget = SIZE_MAX,
                      .text = BUF_INIT};
    enum piece_status st = defs[kind].step(m, &p);
    MAAT_ASSERT(st != PIECE_MORE);
    if (!makes_text(kind)) return st == PIECE_DONE ? native_return(m, *p.result) : N_ERROR;
    if (st == PIECE_DONE) return give_text(m, &p.text);
    buf_fini(&p.text);
    return N_ERROR;
}

/* The text of this piece, pushed to the result. */
static bool flush(struct maatine *m, struct piece *p)
{
    Value out;
    if (p->text.len == 0) return true;
    if (!str_take(native_heap(m), &p->text, &out)) return false;
    p->tmp[0] = out;
    return array_push(native_heap(m), p->result, p->tmp);
}

/* Native.piece(kind, state, a, b, c): whether there is more to do; state is [result, place, place, place]. */
static enum native_result piece(struct maatine *m, Value *args, uint32_t nargs)
{
    const struct piece_def *d = &defs[to_int(args[0])];
    struct piece p = {.args = &args[2],
                      .result = &args[nargs],
                      .tmp = &args[nargs + 1],
                      .budget = d->budget,
                      .text = BUF_INIT};
    *p.result = array_get(args[1], 0);
    for (uint32_t i = 0; i < PIECE_PLACES; i++) p.at[i] = (size_t)to_int(array_get(args[1], 1 + i));
    enum piece_status st = d->step(m, &p);
    bool ok = st == PIECE_FAILED || flush(m, &p);
    buf_fini(&p.text);
    if (st == PIECE_FAILED) return N_ERROR;
    if (!ok || !array_set(native_heap(m), &args[1], 0, p.result)) return native_no_memory(m);
    for (uint32_t i = 0; i < PIECE_PLACES; i++)
        to_array(args[1])->slots->v[to_array(args[1])->start + 1 + i] = from_int((int64_t)p.at[i]);
    return native_return(m, from_bool(st == PIECE_MORE));
}

/* ---- for steps ---- */

size_t piece_whole(Value s, size_t at)
{
    while (at < str_len(s) && ((unsigned char)str_bytes(s)[at] & 0xC0) == 0x80) at++;
    return at;
}

size_t piece_end_of_text(const struct piece *p, size_t at, Value s)
{
    return piece_whole(s, piece_end(p, at, str_len(s)));
}

int64_t piece_find_before(Value s, Value needle, size_t at, size_t to)
{
    size_t n = str_len(s), k = str_len(needle);
    if (at >= to || k > n - at) return -1;
    const char *p = str_bytes(s);
    size_t end = to + k - 1 < n ? to + k - 1 : n;
    const char *hit = memmem(p + at, end - at, str_bytes(needle), k);
    return hit ? hit - p : -1;
}

enum piece_status piece_no_memory(struct maatine *m)
{
    (void)native_no_memory(m);
    return PIECE_FAILED;
}

bool piece_push_slice(struct maatine *m, struct piece *p, size_t from, size_t n)
{
    Value v;
    Heap *h = native_heap(m);
    if (str_slice_bytes(h, &p->args[0], from, n, &v)) {
        p->tmp[0] = v;
        if (array_push(h, p->result, p->tmp)) return true;
    }
    (void)native_no_memory(m);
    return false;
}

bool piece_add(struct maatine *m, struct piece *p, Value s)
{
    buf_add(&p->text, str_bytes(s), str_len(s));
    if (text_fits(m, p->text.len)) return true;
    (void)native_no_memory(m);
    return false;
}

/* ---- the sum of texts ---- */

struct joiner {
    StrBuf *buf; /* NULL: the length is not known yet */
    size_t len, at;
    size_t made;    /* what the buffer was made for */
    uint64_t chars; /* of all; in the buffer, once there is one */
};

static void buffer_free(struct joiner *j)
{
    if (j->buf) strbuf_unref(j->buf, j->made);
    j->buf = NULL;
}

static void joiner_free(void *native)
{
    struct joiner *j = native;
    buffer_free(j);
    mem_free(MEM_TEMP, j);
}
static const struct res_ops joiner_ops = {"text", joiner_free, NULL};

static struct joiner *joiner_of(struct maatine *m, struct piece *p)
{
    struct joiner *j = res_get(*p->result, &joiner_ops);
    if (j) return j;
    j = mem_zalloc(MEM_TEMP, sizeof *j);
    return res_new(m, &joiner_ops, j, 0, p->result) ? j : NULL;
}

/* Element i and what stands before it. False: it is no Str. */
static bool join_at(const struct piece *p, size_t i, Value *sep, Value *s)
{
    *s = array_get(p->args[0], (uint32_t)i);
    *sep = i > 0 && is_str(p->args[1]) ? p->args[1] : str_of_ascii(128);
    return is_str(*s);
}

/* An Array that has been changed is begun anew. */
static enum piece_status join_again(struct joiner *j, struct piece *p)
{
    buffer_free(j);
    *j = (struct joiner){0};
    p->at[0] = p->at[1] = 0;
    return PIECE_MORE;
}

/* What is left of element i and of what stands before it; of an Array that nobody else holds (args[2]) as much as `room`. at[1]: how far.
 * False: the Array was changed. */
static bool join_part(struct joiner *j, struct piece *p, Value sep, Value s, size_t room)
{
    size_t k = str_len(sep), total = k + str_len(s), from = p->at[1];
    if (total < from || total - from > j->len - j->at) return false;
    size_t to = p->args[2] == V_TRUE && total - from > room ? from + room : total;
    char *dest = j->buf->p + j->at;
    if (from < k) {
        size_t part = to < k ? to - from : k - from;
        memcpy(dest, str_bytes(sep) + from, part);
        dest += part;
    }
    if (to > k) {
        size_t at = from > k ? from - k : 0;
        memcpy(dest, str_bytes(s) + at, to - k - at);
    }
    j->at += to - from;
    p->at[1] = to;
    if (to == total) j->chars += (uint64_t)str_chars(sep) + str_chars(s);
    return true;
}

static enum piece_status join_end(struct maatine *m, struct joiner *j, struct piece *p)
{
    Value out;
    Heap *h = native_heap(m);
    if (!j->buf) {
        if (j->len > STR_MAX || j->chars > STR_MAX) return piece_no_memory(m);
        j->made = j->len > STR_INLINE_MAX ? j->len : STR_INLINE_MAX + 1;
        j->buf = str_buf_new(h, j->made);
        if (!j->buf) return piece_no_memory(m);
        j->chars = 0;
        p->at[0] = 0;
        return PIECE_MORE;
    }
    if (j->at != j->len) return join_again(j, p);
    bool ok;
    if (j->len > STR_INLINE_MAX) {
        StrBuf *buf = j->buf;
        j->buf = NULL;
        ok = str_of_buf(h, buf, j->len, (uint32_t)j->chars, &out);
    } else {
        ok = str_new(h, j->buf->p, j->len, &out);
    }
    if (!ok) return piece_no_memory(m);
    *p->result = out;
    return PIECE_DONE;
}

/* The bytes of a value of the budget. */
#define JOINED_BYTES 16

/* (array, separator or nil, whether nobody else holds the array): the lengths first, then the bytes. All elements are Strs. */
enum piece_status piece_join(struct maatine *m, struct piece *p)
{
    struct joiner *j = joiner_of(m, p);
    if (!j) return PIECE_FAILED;
    size_t n = array_len(p->args[0]), work = 0;
    for (; p->at[0] < n && work < p->budget; p->at[0]++, p->at[1] = 0) {
        Value sep, s;
        if (!join_at(p, p->at[0], &sep, &s)) {
            (void)native_error(m, ERR_Error, "join: the array was changed");
            return PIECE_FAILED;
        }
        work++;
        if (!j->buf) {
            j->len += (size_t)str_len(s) + str_len(sep);
            j->chars += (uint64_t)str_chars(s) + str_chars(sep);
            continue;
        }
        size_t from = p->at[1];
        if (!join_part(j, p, sep, s, p->budget * JOINED_BYTES)) return join_again(j, p);
        work += (p->at[1] - from) / JOINED_BYTES;
        if (p->at[1] < (size_t)str_len(s) + str_len(sep)) break;
    }
    native_charge(m, (int64_t)(work / 8));
    return p->at[0] < n ? PIECE_MORE : join_end(m, j, p);
}

NATIVE_TABLE(natives_pieces) = {{"Native", "piece", piece, 5, 5, 0, "(kind, state, a, b, c)"}, {0}};
