/* Finding programs and talking to them; see observe.h. */
#include "base/mem.h"
#include "vm/cli/observe.h"
#include "vm/observe/server.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- connections ---- */

/* A descriptor, or -1 with errno. */
static int connect_to(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof a.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(a.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) == 0) return fd;
    int e = errno;
    close(fd);
    errno = e;
    return -1;
}

/* The greeting. False: *why. */
static bool greet(int fd, Buf *why)
{
    Buf in = BUF_INIT;
    char kind;
    Reply r;
    int got = frame_read(fd, FRAME_REPLY, &kind, &in);
    bool ok = got == 0;
    if (got == 1) {
        buf_adds(why, "the program has ended");
    } else if (ok && kind == 'R' && reply_parse(&r, in.p, in.len)) {
        buf_adds(why, r.error.len ? r.error.p : "the program refuses");
        reply_fini(&r);
        ok = false;
    } else if (!ok || kind != 'H' || strcmp(buf_str(&in), SERVER_GREETING) != 0) {
        buf_adds(why, "what listens there is no program that can be observed by this version");
        ok = false;
    }
    buf_fini(&in);
    return ok;
}

static Link *link_new(int fd, const char *name)
{
    Link *l = mem_zalloc(MEM_TEMP, sizeof *l);
    l->fd = fd;
    snprintf(l->name, sizeof l->name, "%s", name);
    return l;
}

void link_close(Link *l)
{
    if (l->fd >= 0) close(l->fd);
    reply_fini(&l->dump);
    mem_free(MEM_TEMP, l);
}

void link_stop(const Link *l)
{
    static const char frame[5] = {1, 0, 0, 0, 'X'};
    if (l->fd >= 0) (void)!write(l->fd, frame, sizeof frame);
}

static bool lost(Reply *out, const char *why)
{
    reply_error(out, "%s", why);
    return false;
}

bool link_ask(Link *l, const char *line, bool (*part)(void *ctx, const Reply *r), void *ctx,
              Reply *out)
{
    reply_init(out);
    if (l->is_dump) {
        dump_ask(&l->dump, line, out);
        return true;
    }
    size_t n = strlen(line);
    if (n > FRAME_QUESTION) {
        reply_error(out, "the line is too long");
        return true;
    }
    if (!frame_write(l->fd, 'Q', line, n)) return lost(out, "the program has ended");
    Buf in = BUF_INIT;
    char kind = 0;
    bool ok = true;
    while (ok && kind != 'R') {
        int r = frame_read(l->fd, FRAME_REPLY, &kind, &in);
        if (r != 0) {
            ok = lost(out, r == 1 ? "the program has ended" : "the connection broke");
        } else if ((kind != 'R' && kind != 'P') || !reply_parse(out, in.p, in.len)) {
            ok = lost(out, "the answer makes no sense");
        } else if (kind == 'P') {
            if (part && !part(ctx, out)) link_stop(l);
            reply_fini(out);
        }
    }
    buf_fini(&in);
    return ok;
}

/* ---- finding ---- */

struct found {
    char path[300], name[64];
    long pid;
};

/* NAME.PID.sock */
static bool parse_name(const char *folder, const char *file, struct found *f)
{
    size_t n = strlen(file);
    if (n < 8 || strcmp(file + n - 5, ".sock") != 0) return false;
    const char *dot = file + n - 6;
    while (dot > file && *dot != '.') dot--;
    if (dot == file || dot - file >= (ptrdiff_t)sizeof f->name) return false;
    f->pid = strtol(dot + 1, NULL, 10);
    snprintf(f->name, sizeof f->name, "%.*s", (int)(dot - file), file);
    return f->pid > 0 &&
           snprintf(f->path, sizeof f->path, "%s/%s", folder, file) < (int)sizeof f->path;
}

/* Calls f for each program that listens; removes sockets of those that are gone. */
static void each_program(void (*f)(void *ctx, const struct found *x, int fd), void *ctx)
{
    char folder[128];
    Buf why = BUF_INIT;
    DIR *d = server_folder(folder, sizeof folder, false, &why) ? opendir(folder) : NULL;
    struct dirent *e;
    struct found x;
    while (d && (e = readdir(d))) {
        if (!parse_name(folder, e->d_name, &x)) continue;
        int fd = connect_to(x.path);
        if (fd >= 0)
            f(ctx, &x, fd);
        else if (errno == ECONNREFUSED)
            unlink(x.path);
    }
    if (d) closedir(d);
    buf_fini(&why);
}

static void list_one(void *ctx, const struct found *x, int fd)
{
    Rows *t = ctx;
    Link *l = link_new(fd, x->name);
    Reply r;
    Buf why = BUF_INIT;
    struct timeval limit = {2, 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (greet(fd, &why) &&
        link_ask(l, "program | cols program,up,maatines,resident", NULL, NULL, &r)) {
        if (!r.error.len && r.n == 1 && rows_count(r.at[0]) == 1 && r.at[0]->ncols == 4) {
            rows_str(t, x->name);
            rows_int(t, x->pid);
            rows_copy(t, r.at[0], 0);
            rows_str(t, x->path);
        }
        reply_fini(&r);
    }
    buf_fini(&why);
    link_close(l);
}

void link_list(Reply *out)
{
    reply_init(out);
    Rows *t = reply_add(out, "programs");
    rows_columns(t, "name:text pid:count program:text up:seconds maatines:count resident:bytes "
                    "socket:long");
    each_program(list_one, t);
    if (rows_count(t) == 0)
        buf_adds(&t->note, "no program of this user listens (maat run --name NAME ...)");
}

struct search {
    const char *target;
    long pid; /* 0: by name */
    int fd;
    unsigned hits;
    char name[64];
};

static void match(void *ctx, const struct found *x, int fd)
{
    struct search *s = ctx;
    bool hit = s->pid ? x->pid == s->pid : strcmp(x->name, s->target) == 0;
    if (!hit) {
        close(fd);
        return;
    }
    if (s->fd >= 0) close(s->fd);
    s->fd = fd;
    s->hits++;
    snprintf(s->name, sizeof s->name, "%s", x->name);
}

static int find_program(const char *target, char *name, size_t size, Buf *why)
{
    char *end;
    struct search s = {.target = target, .fd = -1};
    long pid = strtol(target, &end, 10);
    if (*target && !*end) s.pid = pid;
    each_program(match, &s);
    if (s.hits == 1) {
        snprintf(name, size, "%s", s.name);
        return s.fd;
    }
    if (s.hits == 0) {
        buf_addf(why, "no running program is called '%s'; `maat observe` lists them", target);
        return -1;
    }
    close(s.fd);
    buf_addf(why, "%u programs are called '%s': name one by its process id", s.hits, target);
    return -1;
}

Link *link_open(const char *target, Buf *why)
{
    char name[64];
    struct stat st;
    int fd;
    const char *slash = strrchr(target, '/');
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : target);
    bool exists = stat(target, &st) == 0;
    if (exists && S_ISREG(st.st_mode)) {
        Link *l = link_new(-1, name);
        l->is_dump = true;
        if (dump_open(target, &l->dump, why)) return l;
        link_close(l);
        return NULL;
    }
    if (exists && S_ISSOCK(st.st_mode)) {
        fd = connect_to(target);
        if (fd < 0) buf_addf(why, "%s: %s", target, strerror(errno));
    } else if (slash) {
        buf_addf(why, "%s is neither a socket nor a dump", target);
        return NULL;
    } else {
        fd = find_program(target, name, sizeof name, why);
    }
    if (fd < 0) return NULL;
    if (greet(fd, why)) return link_new(fd, name);
    close(fd);
    return NULL;
}
