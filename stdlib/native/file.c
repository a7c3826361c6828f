/* The natives of File and of the folders: every call of the OS that may wait for a disk runs on a thread of the blocking pool
 * (op.h), so that only the calling maatine waits.
 *
 * An open file belongs to the maatine that opened it; it cannot travel, and is closed when nobody refers to it or its maatine
 * ends. Reading goes through a buffer, writing does not.
 */
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "heap/strbuf.h"
#include "stdlib/native/library.h"
#include "stdlib/native/op.h"
#include "vm/maatine/maatine.h"
#include "vm/observe/rows.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_AHEAD (1u << 16)
#define READ_STEP  (1u << 20)

typedef struct file {
    int fd;        /* [owner; read by any, relaxed] -1: closed */
    uint32_t refs; /* [any, atomic] the handle, and the operation under way */
    char *path;
    struct library *of;        /* [const] */
    uint64_t owner;            /* [const] who opened it; files do not travel */
    struct file *next, **link; /* [guarded: IO] of of->files */
    char *in;                  /* in[from..to): read ahead */
    size_t from, to, cap;
    bool eof;
} File;

/* What was read ahead; some address when there is nothing. */
static const char *in_at(const File *f) { return f->in ? f->in + f->from : ""; }

/* ---- who has opened which ---- */

static void enlist(struct maatine *m, File *f)
{
    struct library *l = library_of(m->rt);
    f->of = l;
    f->owner = m->id;
    lock_take(&l->files_lock);
    f->next = l->files;
    f->link = &l->files;
    if (f->next) f->next->link = &f->next;
    l->files = f;
    lock_drop(&l->files_lock);
}

static void unlist(File *f)
{
    lock_take(&f->of->files_lock);
    *f->link = f->next;
    if (f->next) f->next->link = f->link;
    lock_drop(&f->of->files_lock);
}

void file_list(struct runtime *rt, Rows *out)
{
    struct library *l = load_acq(&rt->library); /* pairs with library_of */
    if (!l) return;
    lock_take(&l->files_lock);
    for (const File *f = l->files; f; f = f->next) {
        rows_int(out, load_rlx(&f->fd));
        rows_int(out, (int64_t)f->owner);
    }
    lock_drop(&l->files_lock);
}

static void file_unref(void *p)
{
    File *f = p;
    if (sub_ar(&f->refs, 1) > 1) return; /* pairs with itself */
    unlist(f);
    if (f->fd >= 0) close(f->fd);
    mem_free(MEM_IO, f->path);
    mem_free(MEM_IO, f->in);
    mem_free(MEM_IO, f);
}

static const struct res_ops file_ops = {"File", file_unref, NULL};

/* ---- whole files ---- */

static ssize_t read_some(int fd, char *p, size_t n)
{
    ssize_t got;
    do {
        got = read(fd, p, n);
    } while (got < 0 && errno == EINTR);
    return got;
}

static bool op_fail(Op *o, const char *what)
{
    o->what = what;
    o->err = errno;
    return false;
}

/* Reads what is left of the descriptor into o->data, o->len. */
static bool read_rest(Op *o, int fd)
{
    struct stat st;
    size_t cap = fstat(fd, &st) == 0 && st.st_size > 0 ? (size_t)st.st_size + 1 : 4096;
    for (;;) {
        if (o->len == cap || !o->data) {
            if (o->data) cap += cap / 2 + 4096;
            char *p = mem_try_realloc(MEM_IO, o->data, cap);
            if (!p) {
                errno = ENOMEM;
                return op_fail(o, "read");
            }
            o->data = p;
        }
        size_t step = cap - o->len < READ_STEP ? cap - o->len : READ_STEP;
        ssize_t n = read_some(fd, o->data + o->len, step);
        if (n < 0) return op_fail(o, "read");
        if (n == 0) return true;
        o->len += (size_t)n;
    }
}

static void work_read_all(Op *o)
{
    int fd = open(o->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        (void)op_fail(o, "open");
        return;
    }
    (void)read_rest(o, fd);
    close(fd);
    size_t bad = 0;
    o->result = o->err == 0 && !utf8_valid(o->data, o->len, &bad) ? (int64_t)bad : -1;
}

/* A Str (text) or Bytes of what was read. */
static enum native_result data_result(struct maatine *m, Op *o, bool text)
{
    Value out;
    Heap *h = native_heap(m);
    if (!heap_make_room(h, o->len)) return native_no_memory(m);
    native_charge(m, (int64_t)(o->len / 512));
    bool ok = text ? str_new(h, o->data, o->len, &out) : bytes_new(h, o->data, o->len, &out);
    return ok ? native_return(m, out) : native_no_memory(m);
}

/* Native.file_read_all(nil, path, text) */
static enum native_result file_read_all(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        char *path = path_arg(m, args[1]);
        if (!path) return N_ERROR;
        if (!(o = op_new(m, &args[0], "read", work_read_all))) {
            mem_free(MEM_IO, path);
            return N_ERROR;
        }
        o->path = path;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    if (o->err) return op_error(m, o);
    if (args[2] == V_TRUE && o->result >= 0)
        return native_error(m, ERR_IOError, "read %s: invalid UTF-8 at byte %lld", o->path,
                            (long long)o->result);
    return data_result(m, o, args[2] == V_TRUE);
}

static bool write_fully(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

static void work_write_all(Op *o)
{
    int fd = open(o->path, o->flags | O_CLOEXEC, 0666);
    if (fd < 0) {
        (void)op_fail(o, "open");
        return;
    }
    if (!write_fully(fd, o->data, o->len)) (void)op_fail(o, "write");
    if (close(fd) != 0 && !o->err) (void)op_fail(o, "close");
}

/* A copy of the bytes of a Str or Bytes in o->data: the value may move while the work goes on. */
static bool op_data(struct maatine *m, Op *o, Value v)
{
    if (!is_str(v) && !is_bytes(v)) {
        (void)native_type_error(m, "the data", "Str or Bytes", v);
        return false;
    }
    size_t n = is_str(v) ? str_len(v) : to_bytes(v)->len;
    o->data = mem_try_alloc(MEM_IO, n + 1);
    if (!o->data) {
        (void)native_no_memory(m);
        return false;
    }
    memcpy(o->data, is_str(v) ? str_bytes(v) : bytes_data(to_bytes(v)), n);
    o->len = n;
    return true;
}

/* Native.file_write_all(nil, path, data, append) */
static enum native_result file_write_all(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        char *path = path_arg(m, args[1]);
        if (!path) return N_ERROR;
        if (!(o = op_new(m, &args[0], "write", work_write_all))) {
            mem_free(MEM_IO, path);
            return N_ERROR;
        }
        o->path = path;
        o->flags = O_WRONLY | O_CREAT | (args[3] == V_TRUE ? O_APPEND : O_TRUNC);
        if (!op_data(m, o, args[2])) return N_ERROR;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    return o->err ? op_error(m, o) : native_return(m, V_NIL);
}

/* ---- open files ---- */

static void work_open(Op *o)
{
    o->fd = open(o->path, o->flags | O_CLOEXEC, 0666);
    struct stat st;
    if (o->fd < 0) {
        (void)op_fail(o, "open");
    } else if (fstat(o->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        (void)op_fail(o, "open");
    }
}

static void drop_open(Op *o)
{
    if (o->fd >= 0) close(o->fd);
}

static int open_flags(const char *mode)
{
    static const struct {
        const char *mode;
        int flags;
    } modes[] = {{"r", O_RDONLY},
                 {"w", O_WRONLY | O_CREAT | O_TRUNC},
                 {"a", O_WRONLY | O_CREAT | O_APPEND},
                 {"r+", O_RDWR},
                 {"w+", O_RDWR | O_CREAT | O_TRUNC},
                 {"a+", O_RDWR | O_CREAT | O_APPEND},
                 {"x", O_WRONLY | O_CREAT | O_EXCL}};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (strcmp(modes[i].mode, mode) == 0) return modes[i].flags;
    return -1;
}

static enum native_result open_result(struct maatine *m, Op *o)
{
    if (o->err) return op_error(m, o);
    File *f = mem_zalloc(MEM_IO, sizeof *f);
    f->refs = 1;
    f->fd = o->fd;
    f->path = o->path;
    o->fd = -1;
    o->path = NULL;
    enlist(m, f);
    Value out;
    return res_new(m, &file_ops, f, sizeof *f, &out) ? native_return(m, out) : N_ERROR;
}

/* Native.file_open(nil, path, mode) */
static enum native_result file_open(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (o) return op_ready(m, o) ? open_result(m, o) : native_wait(m);
    char mode[4] = "";
    if (is_str(args[2]))
        snprintf(mode, sizeof mode, "%.*s", (int)str_len(args[2]), str_bytes(args[2]));
    int flags = open_flags(mode);
    if (flags < 0)
        return native_error(m, ERR_ArgumentError, "the mode of a file is one of r w a r+ w+ a+ x");
    char *path = path_arg(m, args[1]);
    if (!path) return N_ERROR;
    if (!(o = op_new(m, &args[0], "open", work_open))) {
        mem_free(MEM_IO, path);
        return N_ERROR;
    }
    o->path = path;
    o->flags = flags;
    o->drop = drop_open;
    return op_begin(m, o);
}

/* The open file of v, or NULL: an error is pending. */
static File *file_arg(struct maatine *m, Value v)
{
    File *f = res_get(v, &file_ops);
    if (!f) {
        (void)native_type_error(m, "the argument", "file", v);
        return NULL;
    }
    if (f->fd >= 0) return f;
    (void)native_error(m, ERR_ClosedError, "the file is closed");
    return NULL;
}

static void drop_file(Op *o)
{
    if (o->extra) file_unref(o->extra);
}

/* An op on an open file, which it keeps open. */
static Op *file_op(struct maatine *m, Value *state, File *f, const char *what, void (*work)(Op *))
{
    Op *o = op_new(m, state, what, work);
    if (!o) return NULL;
    o->fd = f->fd;
    o->path = mem_strdup(MEM_IO, f->path);
    o->extra = f;
    o->drop = drop_file;
    add_rlx(&f->refs, 1);
    return o;
}

static void work_fill(Op *o)
{
    o->data = mem_try_alloc(MEM_IO, (size_t)o->pos);
    if (!o->data) {
        errno = ENOMEM;
        (void)op_fail(o, "read");
        return;
    }
    ssize_t n = read_some(o->fd, o->data, (size_t)o->pos);
    if (n < 0)
        (void)op_fail(o, "read");
    else
        o->len = (size_t)n;
}

/* Adds what the op read to the input of f. */
static bool fill_take(File *f, Op *o)
{
    f->eof = o->len == 0;
    size_t have = f->to - f->from;
    if (have == 0) { /* the op's buffer becomes ours */
        mem_free(MEM_IO, f->in);
        f->in = o->data;
        f->from = 0;
        f->to = o->len;
        f->cap = (size_t)o->pos;
        o->data = NULL;
        return true;
    }
    char *p = mem_try_alloc(MEM_IO, have + o->len);
    if (!p) return false;
    memcpy(p, in_at(f), have);
    if (o->len) memcpy(p + have, o->data, o->len);
    mem_free(MEM_IO, f->in);
    f->in = p;
    f->from = 0;
    f->to = f->cap = have + o->len;
    return true;
}

/* Reads more into f by way of *state. N_OK: look again; else what to return. */
static enum native_result file_fill(struct maatine *m, Value *state, File *f, size_t want)
{
    Op *o = op_of(*state);
    if (!o) {
        if (!(o = file_op(m, state, f, "read", work_fill))) return N_ERROR;
        o->pos = (int64_t)(want < READ_AHEAD ? READ_AHEAD : want);
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    bool ok = !o->err && fill_take(f, o);
    enum native_result r = ok ? N_OK : o->err ? op_error(m, o) : native_no_memory(m);
    *state = V_NIL;
    return r;
}

/* Native.file_read(nil, file, n or nil, text): at most n bytes; without n all that is left; nil at the end. */
static enum native_result file_read(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    File *f = file_arg(m, args[1]);
    if (!f) return N_ERROR;
    int64_t n = INT64_MAX;
    if (!is_nil(args[2]) && (!is_num(args[2]) || !num_to_i64(args[2], &n) || n < 0))
        return native_error(m, ERR_ArgumentError, "the number of bytes must be a whole Num from 0");
    size_t want = is_nil(args[2]) ? READ_STEP : n > (int64_t)READ_STEP ? READ_STEP : (size_t)n;
    while (f->to - f->from < (uint64_t)n && !f->eof) {
        enum native_result r = file_fill(m, &args[0], f, want);
        if (r != N_OK) return r;
    }
    size_t have = f->to - f->from;
    if ((uint64_t)n < have) have = (size_t)n;
    if (have == 0 && n > 0 && !is_nil(args[2])) return native_return(m, V_NIL);
    Value out;
    Heap *h = native_heap(m);
    if (!heap_make_room(h, have)) return native_no_memory(m);
    size_t bad;
    bool text = args[3] == V_TRUE;
    if (text && !utf8_valid(in_at(f), have, &bad))
        return native_error(m, ERR_IOError, "read %s: invalid UTF-8", f->path);
    const char *p = in_at(f);
    bool ok = text ? str_new(h, p, have, &out) : bytes_new(h, p, have, &out);
    if (!ok) return native_no_memory(m);
    f->from += have;
    native_charge(m, (int64_t)(have / 512));
    return native_return(m, out);
}

/* Native.file_read_line(nil, file): a line without its end; nil at the end. */
static enum native_result file_read_line(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    File *f = file_arg(m, args[1]);
    if (!f) return N_ERROR;
    for (;;) {
        size_t have = f->to - f->from, bad;
        const char *line = in_at(f);
        const char *nl = have ? memchr(line, '\n', have) : NULL;
        if (nl || f->eof) {
            if (!nl && have == 0) return native_return(m, V_NIL);
            size_t n = nl ? (size_t)(nl - line) : have, skip = nl ? n + 1 : n;
            if (n && line[n - 1] == '\r') n--;
            if (!utf8_valid(line, n, &bad))
                return native_error(m, ERR_IOError, "read %s: invalid UTF-8", f->path);
            Value out;
            if (!str_new(native_heap(m), line, n, &out)) return native_no_memory(m);
            f->from += skip;
            return native_return(m, out);
        }
        enum native_result r = file_fill(m, &args[0], f, have);
        if (r != N_OK) return r;
    }
}

static void work_write(Op *o)
{
    /* What was read ahead has moved the position. */
    if (o->pos && lseek(o->fd, -o->pos, SEEK_CUR) < 0)
        (void)op_fail(o, "seek");
    else if (!write_fully(o->fd, o->data, o->len))
        (void)op_fail(o, "write");
}

static size_t forget_input(File *f)
{
    size_t ahead = f->to - f->from;
    f->from = f->to = 0;
    f->eof = false;
    return ahead;
}

/* Native.file_write(nil, file, data) */
static enum native_result file_write(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        File *f = file_arg(m, args[1]);
        if (!f || !(o = file_op(m, &args[0], f, "write", work_write))) return N_ERROR;
        if (!op_data(m, o, args[2])) return N_ERROR;
        o->pos = (int64_t)forget_input(f);
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    return o->err ? op_error(m, o) : native_return(m, V_NIL);
}

static void work_seek(Op *o)
{
    o->result = lseek(o->fd, o->pos, o->flags);
    if (o->result < 0) (void)op_fail(o, "seek");
}

/* Native.file_seek(nil, file, position, from): from is 'start', 'here' or 'end'; the new position. */
static enum native_result file_seek(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        File *f = file_arg(m, args[1]);
        if (!f) return N_ERROR;
        int64_t pos;
        int from = str_is(args[3], "start")  ? SEEK_SET
                   : str_is(args[3], "here") ? SEEK_CUR
                   : str_is(args[3], "end")  ? SEEK_END
                                             : -1;
        if (from < 0)
            return native_error(m, ERR_ArgumentError, "seek from 'start', 'here' or 'end'");
        if (!is_num(args[2]) || !num_to_i64(args[2], &pos))
            return native_error(m, ERR_ArgumentError, "the position must be a whole Num");
        if (!(o = file_op(m, &args[0], f, "seek", work_seek))) return N_ERROR;
        int64_t ahead = (int64_t)forget_input(f);
        o->pos = from == SEEK_CUR ? pos - ahead : pos;
        o->flags = from;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    if (o->err) return op_error(m, o);
    Value out;
    if (num_from_i64(native_heap(m), o->result, &out) != NUM_OK) return native_no_memory(m);
    return native_return(m, out);
}

static void work_sync(Op *o)
{
    if (fsync(o->fd) != 0) (void)op_fail(o, "sync");
}

/* Native.file_sync(nil, file) */
static enum native_result file_sync(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        File *f = file_arg(m, args[1]);
        if (!f || !(o = file_op(m, &args[0], f, "sync", work_sync))) return N_ERROR;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    return o->err ? op_error(m, o) : native_return(m, V_NIL);
}

/* Native.file_close(file); closing twice is allowed. */
static enum native_result file_close(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    File *f = res_get(args[0], &file_ops);
    if (!f) return native_type_error(m, "the argument", "file", args[0]);
    int fd = f->fd;
    store_rlx(&f->fd, -1); /* file_list looks at it */
    if (fd >= 0 && close(fd) != 0) return io_error(m, "close", f->path, errno);
    return native_return(m, V_NIL);
}

/* ---- names in folders ---- */

static void work_delete(Op *o)
{
    if (unlink(o->path) != 0) (void)op_fail(o, o->what);
}
static void work_rename(Op *o)
{
    if (rename(o->path, o->path2) != 0) (void)op_fail(o, o->what);
}
static void work_mkdir(Op *o)
{
    if (mkdir(o->path, 0777) != 0) (void)op_fail(o, o->what);
}
static void work_rmdir(Op *o)
{
    if (rmdir(o->path) != 0) (void)op_fail(o, o->what);
}

static const struct path_op {
    const char *name;
    void (*work)(Op *o);
    bool two;
} path_ops[] = {{"delete", work_delete, false},
                {"rename", work_rename, true},
                {"mkdir", work_mkdir, false},
                {"rmdir", work_rmdir, false}};

static enum native_result path_begin(struct maatine *m, Value *args)
{
    const struct path_op *p = NULL;
    for (size_t i = 0; i < sizeof path_ops / sizeof path_ops[0]; i++)
        if (str_is(args[1], path_ops[i].name)) p = &path_ops[i];
    MAAT_CHECK(p, "an operation on a path");
    char *path = path_arg(m, args[2]);
    if (!path) return N_ERROR;
    Op *o = op_new(m, &args[0], p->name, p->work);
    if (!o) {
        mem_free(MEM_IO, path);
        return N_ERROR;
    }
    o->path = path;
    if (p->two && !(o->path2 = path_arg(m, args[3]))) return N_ERROR;
    return op_begin(m, o);
}

/* Native.path_do(nil, operation, path, path2 or nil) */
static enum native_result path_do(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) return path_begin(m, args);
    if (!op_ready(m, o)) return native_wait(m);
    return o->err ? op_error(m, o) : native_return(m, V_NIL);
}

static void work_stat(Op *o)
{
    if (stat(o->path, o->extra) != 0) (void)op_fail(o, "stat");
}
static void drop_extra(Op *o) { mem_free(MEM_IO, o->extra); }

static enum native_result stat_result(struct maatine *m, const struct stat *st, Value *args)
{
    const char *type = S_ISREG(st->st_mode) ? "file" : S_ISDIR(st->st_mode) ? "folder" : "other";
    struct intern_table *names = native_runtime(m)->interns;
    Value mtime = from_double((double)st->st_mtim.tv_sec + (double)st->st_mtim.tv_nsec / 1e9);
    const struct {
        const char *name;
        Value v;
    } parts[] = {{"type", from_str(intern_cstr(names, type))},
                 {"size", from_int(st->st_size)},
                 {"mode", from_int(st->st_mode & 07777)},
                 {"modified", mtime}};
    Heap *h = native_heap(m);
    if (!map_new(h, 4, &args[1])) return native_no_memory(m);
    for (size_t i = 0; i < 4; i++) {
        Value k = from_str(intern_cstr(names, parts[i].name)), v = parts[i].v;
        if (map_set(h, &args[1], &k, &v) != MAP_OK) return native_no_memory(m);
    }
    return native_return(m, args[1]);
}

/* Native.file_stat(nil, path): {type size mode modified}, or nil if there is nothing of that name. */
static enum native_result file_stat(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        char *path = path_arg(m, args[1]);
        if (!path) return N_ERROR;
        if (!(o = op_new(m, &args[0], "stat", work_stat))) {
            mem_free(MEM_IO, path);
            return N_ERROR;
        }
        o->path = path;
        o->extra = mem_zalloc(MEM_IO, sizeof(struct stat));
        o->drop = drop_extra;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    if (o->err == ENOENT || o->err == ENOTDIR) return native_return(m, V_NIL);
    return o->err ? op_error(m, o) : stat_result(m, o->extra, args);
}

/* The names in o->data, each ended by a NUL. */
static void work_list(Op *o)
{
    DIR *d = opendir(o->path);
    if (!d) {
        (void)op_fail(o, "list");
        return;
    }
    struct dirent *e;
    size_t cap = 0;
    while ((e = readdir(d))) {
        size_t n = strlen(e->d_name) + 1, bad;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (!utf8_valid(e->d_name, n - 1, &bad)) continue; /* no Str can name it */
        if (o->len + n > cap) {
            cap = 2 * (o->len + n) + 1024;
            o->data = mem_realloc(MEM_IO, o->data, cap);
        }
        memcpy(o->data + o->len, e->d_name, n);
        o->len += n;
        o->result++;
    }
    closedir(d);
}

static enum native_result list_result(struct maatine *m, const Op *o, Value *slot)
{
    Heap *h = native_heap(m);
    if (!array_new(h, (uint64_t)o->result, slot)) return native_no_memory(m);
    for (size_t at = 0; at < o->len;) {
        size_t n = strlen(o->data + at);
        if (!native_reserve(m, str_words(n))) return N_ERROR;
        Value v = str_make(h, o->data + at, n);
        if (is_absent(v) || !array_push(h, slot, &v)) return native_no_memory(m); /* has room */
        at += n + 1;
    }
    native_charge(m, o->result);
    return native_return(m, *slot);
}

/* Native.folder_list(nil, path): names, in no order. */
static enum native_result folder_list(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (!o) {
        char *path = path_arg(m, args[1]);
        if (!path) return N_ERROR;
        if (!(o = op_new(m, &args[0], "list", work_list))) {
            mem_free(MEM_IO, path);
            return N_ERROR;
        }
        o->path = path;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    return o->err ? op_error(m, o) : list_result(m, o, &args[1]);
}

NATIVE_TABLE(natives_file) = {
    {"Native", "file_read_all", file_read_all, 3, 3, 0, "(nil, path, text)"},
    {"Native", "file_write_all", file_write_all, 4, 4, 0, "(nil, path, data, append)"},
    {"Native", "file_open", file_open, 3, 3, 0, "(nil, path, mode)"},
    {"Native", "file_read", file_read, 4, 4, 0, "(nil, file, n, text)"},
    {"Native", "file_read_line", file_read_line, 2, 2, 0, "(nil, file)"},
    {"Native", "file_write", file_write, 3, 3, 0, "(nil, file, data)"},
    {"Native", "file_seek", file_seek, 4, 4, 0, "(nil, file, position, from)"},
    {"Native", "file_sync", file_sync, 2, 2, 0, "(nil, file)"},
    {"Native", "file_close", file_close, 1, 1, 0, "(file)"},
    {"Native", "path_do", path_do, 4, 4, 0, "(nil, operation, path, path2)"},
    {"Native", "file_stat", file_stat, 2, 2, 0, "(nil, path)"},
    {"Native", "folder_list", folder_list, 2, 2, 0, "(nil, path)"},
    {0}};
