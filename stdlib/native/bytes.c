/* Methods of Bytes. */
#include "heap/bytes.h"
#include "stdlib/native/args.h"
#include "stdlib/native/pieces.h"

static void charge(struct maatine *m, uint64_t bytes) { native_charge(m, (int64_t)(bytes / 256)); }

#define BYTES_NEW_MAX ((int64_t)1 << 40)

/* 0 to 255, a whole double too. */
static bool byte_of(Value v, int64_t *byte)
{
    return is_num(v) && num_is_whole(v) && num_to_i64(v, byte) && *byte >= 0 && *byte <= 255;
}

/* Bytes.new(n), Bytes.new(array of bytes), Bytes.new(str or bytes): a copy */
static enum native_result bytes_new_of(struct maatine *m, Value *args, uint32_t nargs)
{
    Heap *h = native_heap(m);
    Value out = V_NIL, v = nargs > 1 ? args[1] : V_ZERO;
    if (is_str(v)) return give(m, bytes_from_str(h, &args[1], &out), &out);
    if (is_bytes(v)) return give(m, bytes_slice(h, &args[1], 0, UINT64_MAX, &out), &out);
    if (is_array(v)) {
        uint32_t n = array_len(v);
        int64_t byte = 0;
        for (uint32_t i = 0; i < n; i++)
            if (!byte_of(array_get(v, i), &byte))
                return native_error(m, ERR_TypeError, "a byte must be an integer from 0 to 255");
        if (!bytes_new(h, NULL, n, &out)) return native_no_memory(m);
        for (uint32_t i = 0; i < n && byte_of(array_get(args[1], i), &byte); i++)
            bytes_data(to_bytes(out))[i] = (char)byte;
        return native_return(m, out);
    }
    uint64_t n;
    if (!arg_count(m, v, "the length", &n)) return N_ERROR;
    charge(m, n);
    return give(m, n <= BYTES_NEW_MAX && bytes_new(h, NULL, n, &out), &out);
}

static enum native_result bytes_len(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_int((int64_t)to_bytes(args[0])->len));
}
static enum native_result bytes_is_empty(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(to_bytes(args[0])->len == 0));
}

/* slice(from, to = -1): new Bytes, both ends inside; negative ones count from the end */
static enum native_result bytes_slice_of(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t from, to = -1, len = (int64_t)to_bytes(args[0])->len;
    Value out = V_NIL;
    if (!arg_int(m, args[1], "the start", &from)) return N_ERROR;
    if (nargs > 2 && !arg_int(m, args[2], "the end", &to)) return N_ERROR;
    if (from < 0) from += len;
    if (to < 0) to += len;
    if (from < 0) from = 0;
    uint64_t n = to < from ? 0 : (uint64_t)(to - from + 1);
    charge(m, n);
    return give(m, bytes_slice(native_heap(m), &args[0], (uint64_t)from, n, &out), &out);
}

/* str: the text; what is no UTF-8 raises ParseError */
static enum native_result bytes_str(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Bytes *b = to_bytes(args[0]);
    size_t bad;
    if (!utf8_valid(bytes_data(b), b->len, &bad))
        return native_error(m, ERR_ParseError, "invalid UTF-8 (byte %zu)", bad);
    Value out = V_NIL;
    charge(m, b->len);
    return give(m, bytes_to_str(native_heap(m), &args[0], &out), &out);
}

static enum native_result bytes_array(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t n = to_bytes(args[0])->len;
    Value out = V_NIL;
    if (pieces_wanted(m, n, PIECE_COPY)) return pieces_later_array(m, args, 1, PIECES_bytes_array);
    if (n > ARRAY_MAX || !array_new(native_heap(m), n, &out)) return native_no_memory(m);
    const unsigned char *p = (const unsigned char *)bytes_data(to_bytes(args[0]));
    Array *a = to_array(out);
    a->len = (uint32_t)n;
    for (uint64_t i = 0; i < n; i++) a->slots->v[i] = from_int(p[i]);
    charge(m, 8 * n);
    return native_return(m, out);
}

/* (bytes). at[0]: how far */
enum piece_status piece_hex(struct maatine *m, struct piece *p)
{
    Bytes *b = to_bytes(p->args[0]);
    const unsigned char *data = (const unsigned char *)bytes_data(b);
    size_t from = p->at[0], to = piece_end(p, from, b->len);
    char *out = buf_room(&p->text, 2 * (to - from) + 1);
    for (size_t i = from; i < to; i++) {
        *out++ = "0123456789abcdef"[data[i] >> 4];
        *out++ = "0123456789abcdef"[data[i] & 15];
    }
    p->text.len = 2 * (to - from);
    charge(m, 8 * (to - from));
    p->at[0] = to;
    return to < b->len ? PIECE_MORE : PIECE_DONE;
}
static enum native_result bytes_hex(struct maatine *m, Value *args, uint32_t nargs)
{
    if (pieces_wanted(m, to_bytes(args[0])->len, PIECE_TEXT))
        return pieces_later_array(m, args, nargs, PIECES_hex);
    return pieces_at_once(m, args, nargs, PIECES_hex);
}

static enum native_result bytes_add(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out = V_NIL;
    if (!is_bytes(args[1])) return native_type_error(m, "the argument", "Bytes", args[1]);
    charge(m, to_bytes(args[0])->len + to_bytes(args[1])->len);
    return give(m, bytes_concat(native_heap(m), &args[0], &args[1], &out), &out);
}

/* fill(byte): itself */
static enum native_result bytes_fill(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int64_t c;
    if (!arg_mutable(m, args[0]) || !arg_int(m, args[1], "the byte", &c)) return N_ERROR;
    if (!bytes_own(native_heap(m), &args[0])) return native_no_memory(m);
    Bytes *b = to_bytes(args[0]);
    memset(bytes_data(b), (int)(c & 255), b->len);
    charge(m, b->len);
    return native_return(m, args[0]);
}

/* index(bytes or byte, from = 0): nil if absent */
static enum native_result bytes_index(struct maatine *m, Value *args, uint32_t nargs)
{
    Bytes *b = to_bytes(args[0]);
    uint64_t from = 0;
    char one;
    const char *needle = &one;
    size_t k = 1;
    if (is_bytes(args[1])) {
        needle = bytes_data(to_bytes(args[1]));
        k = to_bytes(args[1])->len;
    } else {
        int64_t c;
        if (!arg_int(m, args[1], "the byte", &c)) return N_ERROR;
        one = (char)c;
    }
    if (nargs > 2 && !arg_count(m, args[2], "the start", &from)) return N_ERROR;
    if (from > b->len) return native_return(m, V_NIL);
    const char *p = bytes_data(b), *hit = memmem(p + from, b->len - from, needle, k);
    charge(m, b->len);
    return native_return(m, hit ? from_int(hit - p) : V_NIL);
}

NATIVE_TABLE(natives_bytes) = {
    {"Bytes", "new", bytes_new_of, 0, 1, NF_STATIC, "(n)"},
    {"Bytes", "len", bytes_len, 0, 0, NF_LEN, "()"},
    {"Bytes", "is_empty", bytes_is_empty, 0, 0, 0, "()"},
    {"Bytes", "slice", bytes_slice_of, 1, 2, 0, "(from, to)"},
    {"Bytes", "str", bytes_str, 0, 0, 0, "()"},
    {"Bytes", "array", bytes_array, 0, 0, 0, "()"},
    {"Bytes", "hex", bytes_hex, 0, 0, 0, "()"},
    {"Bytes", "concat", bytes_add, 1, 1, 0, "(bytes)"},
    {"Bytes", "fill", bytes_fill, 1, 1, 0, "(byte)"},
    {"Bytes", "index", bytes_index, 1, 2, 0, "(byte, from = 0)"},
    {0},
};
