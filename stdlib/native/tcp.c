/* The natives of Net::Tcp: listening, connecting, reading, writing. How waiting works stands in sock.h.
 *
 * A native tries its system call at once. If that would block it arms its side of the socket and waits; then the same call is made
 * again. What a write has sent already and what was read ahead is kept in the socket.
 */
#include "base/mem.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/num.h"
#include "heap/string.h"
#include "stdlib/native/args.h"
#include "stdlib/native/op.h"
#include "stdlib/native/sock.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define IN_FIRST   4096u      /* bytes of a new input buffer */
#define READ_MOST  (1u << 16) /* `read` without a number gives at most so many */
#define EXACT_MOST (1u << 30)
#define QUEUE_MOST (1u << 16) /* queued output is sent when it is so much */
#define IOV_MOST   64
#define COST_CALL  60 /* reductions of a system call */

/* ---- addresses ---- */

struct address {
    struct sockaddr_storage sa;
    socklen_t len;
};

/* "127.0.0.1:80", "[::1]:80" */
static void address_text(const struct address *a, char out[SOCK_ADDR_MAX])
{
    char host[INET6_ADDRSTRLEN] = "?";
    if (a->sa.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)&a->sa;
        inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof host);
        snprintf(out, SOCK_ADDR_MAX, "[%s]:%u", host, ntohs(in->sin6_port));
    } else {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&a->sa;
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        snprintf(out, SOCK_ADDR_MAX, "%s:%u", host, ntohs(in->sin_port));
    }
}

static bool address_parse(const char *host, unsigned port, struct address *a)
{
    memset(a, 0, sizeof *a);
    struct sockaddr_in *v4 = (struct sockaddr_in *)&a->sa;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&a->sa;
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        a->len = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        a->len = sizeof *v6;
        return true;
    }
    return false;
}

/* Host (a numeric address) and port of two arguments. */
static bool address_args(struct maatine *m, Value host, Value port, struct address *a)
{
    char text[INET6_ADDRSTRLEN + 1];
    int64_t n;
    if (!is_str(host)) {
        (void)native_type_error(m, "the host", "Str", host);
        return false;
    }
    if (!is_num(port)) {
        (void)native_type_error(m, "the port", "Num", port);
        return false;
    }
    if (!num_to_i64(port, &n) || n < 0 || n > 65535) {
        (void)native_error(m, ERR_ArgumentError, "a port is 0 to 65535");
        return false;
    }
    snprintf(text, sizeof text, "%.*s", (int)str_len(host), str_bytes(host));
    if (address_parse(text, (unsigned)n, a)) return true;
    (void)native_error(m, ERR_ArgumentError, "not an address: '%s'", text);
    return false;
}

/* ---- names ---- */

struct names {
    uint32_t n;
    char at[8][INET6_ADDRSTRLEN];
    int gai; /* code of getaddrinfo */
};

static void work_resolve(Op *o)
{
    struct names *out = o->extra;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG}, *list = NULL;
    out->gai = getaddrinfo(o->path, NULL, &hints, &list);
    o->err = out->gai == EAI_SYSTEM ? errno : 0;
    for (struct addrinfo *a = list; a && out->n < 8; a = a->ai_next) {
        const void *addr = a->ai_family == AF_INET
                               ? (const void *)&((struct sockaddr_in *)a->ai_addr)->sin_addr
                               : (const void *)&((struct sockaddr_in6 *)a->ai_addr)->sin6_addr;
        if (inet_ntop(a->ai_family, addr, out->at[out->n], INET6_ADDRSTRLEN)) out->n++;
    }
    if (list) freeaddrinfo(list);
}

static void drop_names(Op *o) { mem_free(MEM_IO, o->extra); }

/* In lower case, as the words of all other errors. */
static enum native_result resolve_error(struct maatine *m, const char *host, const char *words)
{
    return native_error(m, ERR_IOError, "resolve %s: %c%s", host, tolower((unsigned char)*words),
                        words + 1);
}

static enum native_result names_result(struct maatine *m, Op *o, Value *slot)
{
    const struct names *out = o->extra;
    if (out->gai != 0 && out->gai != EAI_SYSTEM)
        return resolve_error(m, o->path, gai_strerror(out->gai));
    if (out->gai != 0) return op_error(m, o);
    Heap *h = native_heap(m);
    Value array;
    if (!array_new(h, out->n, &array)) return native_no_memory(m);
    *slot = array;
    for (uint32_t i = 0; i < out->n; i++) {
        Value v = V_NIL;
        if (!native_reserve(m, str_words(INET6_ADDRSTRLEN))) return N_ERROR;
        v = str_make(h, out->at[i], strlen(out->at[i]));
        if (!array_push(h, slot, &v))
            return native_no_memory(m); /* there is room: never collects */
    }
    return native_return(m, *slot);
}

/* Native.net_resolve(nil, host): Array of numeric addresses. */
static enum native_result net_resolve(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Op *o = op_of(args[0]);
    if (o) return op_ready(m, o) ? names_result(m, o, &args[1]) : native_wait(m);
    char *host = path_arg(m, args[1]);
    if (!host) return N_ERROR;
    struct address a;
    if (address_parse(host, 0, &a)) {
        mem_free(MEM_IO, host);
        Value out;
        if (!array_from(native_heap(m), &args[1], 1, &out)) return native_no_memory(m);
        return native_return(m, out);
    }
    o = op_new(m, &args[0], "resolve", work_resolve);
    if (!o) {
        mem_free(MEM_IO, host);
        return N_ERROR;
    }
    o->path = host;
    o->extra = mem_zalloc(MEM_IO, sizeof(struct names));
    o->drop = drop_names;
    return op_begin(m, o);
}

/* ---- what all have in common ---- */

static enum native_result closed_error(struct maatine *m)
{
    return native_error(m, ERR_ClosedError, "the socket is closed");
}

static enum native_result sock_error(struct maatine *m, const char *what, const Sock *s, int code)
{
    return io_error(m, what, s->peer, code);
}

/* The socket of args[0], entered (to be left), for this side; NULL: an error is pending. */
static Sock *sock_arg(struct maatine *m, Value v, enum sock_side side)
{
    Sock *s = res_get(v, &sock_ops);
    if (!s) {
        (void)native_type_error(m, "the argument", "socket", v);
        return NULL;
    }
    if (MAAT_UNLIKELY(!sock_may_use(s, m->id, side))) {
        (void)native_error(m, ERR_IOError, "%s %s: the socket belongs to another maatine",
                           side == SOCK_READ ? "read" : "write", s->peer);
        return NULL;
    }
    if (sock_enter(s)) return s;
    sock_leave(s);
    (void)closed_error(m);
    return NULL;
}

/* Ends a native that has entered s. */
static enum native_result leave(struct maatine *m, Sock *s, enum sock_side side,
                                enum native_result r)
{
    if (wait_again(m)) {
        side_disarm(s, side, m->id);
        wait_done(m);
    }
    sock_leave(s);
    return r;
}

/* The call would have blocked. N_OK: try again; else what to return (the socket has been left). */
static enum native_result block(struct maatine *m, Sock *s, enum sock_side side, double secs,
                                const char *what)
{
    if (!wait_for(m, WAIT_IO, secs))
        return leave(m, s, side,
                     native_error(m, ERR_TimeoutError, "%s %s timed out", what, s->peer));
    if (!side_arm(s, side, m->id, sched_current())) {
        if (s->pollable || s->kind == SOCK_INPUT) return N_OK;
        sock_leave(s);
        return native_yield(m); /* no memory in the kernel to watch it: look again and again */
    }
    sock_leave(s);
    return native_wait(m);
}

/* Handle of a new socket into *out. */
static bool sock_value(struct maatine *m, int fd, enum sock_kind kind, const struct address *a,
                       Value *out)
{
    char text[SOCK_ADDR_MAX];
    address_text(a, text);
    Sock *s = sock_new(native_runtime(m), fd, kind, m->id, text);
    return res_new(m, &sock_ops, s, sizeof *s, out);
}

/* ---- listening and connecting ---- */

/* Native.tcp_listen(address, port, backlog, reuse) */
static enum native_result tcp_listen(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    struct address a;
    int64_t backlog;
    if (!address_args(m, args[0], args[1], &a)) return N_ERROR;
    if (!num_to_i64(args[2], &backlog) || backlog < 1 || backlog > INT32_MAX)
        return native_error(m, ERR_ArgumentError, "backlog must be at least 1");
    char text[SOCK_ADDR_MAX];
    address_text(&a, text);
    int fd = socket(a.sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) return io_error(m, "listen", text, errno);
    if (args[3] == V_TRUE) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&a.sa, a.len) != 0 || listen(fd, (int)backlog) != 0) {
        int code = errno;
        close(fd);
        return io_error(m, "listen", text, code);
    }
    a.len = sizeof a.sa;
    getsockname(fd, (struct sockaddr *)&a.sa, &a.len); /* the port, when 0 was asked for */
    Value out;
    if (!sock_value(m, fd, SOCK_LISTENER, &a, &out)) return N_ERROR;
    return native_return(m, out);
}

/* Native.tcp_accept(listener, timeout) */
static enum native_result tcp_accept(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs;
    if (!arg_seconds(m, args[1], "timeout", &secs)) return N_ERROR;
    Sock *s = sock_arg(m, args[0], SOCK_READ);
    if (!s) return N_ERROR;
    if (s->kind != SOCK_LISTENER)
        return leave(m, s, SOCK_READ, native_error(m, ERR_TypeError, "accept needs a listener"));
    for (;;) {
        struct address a = {.len = sizeof a.sa};
        side_clear(s, SOCK_READ);
        native_charge(m, COST_CALL);
        int fd = accept4(s->fd, (struct sockaddr *)&a.sa, &a.len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            Value out;
            int one = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            bool ok = sock_value(m, fd, SOCK_STREAM_, &a, &out);
            return leave(m, s, SOCK_READ, ok ? native_return(m, out) : N_ERROR);
        }
        if (errno == EAGAIN) {
            enum native_result r = block(m, s, SOCK_READ, secs, "accept");
            if (r != N_OK) return r;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return leave(m, s, SOCK_READ, sock_error(m, "accept", s, errno));
        }
    }
}

/* The connection of args[0] is on its way: done, failed, or to be waited for. */
static enum native_result connect_check(struct maatine *m, Value *args, double secs)
{
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    for (;;) {
        struct pollfd p = {.fd = s->fd, .events = POLLOUT};
        side_clear(s, SOCK_WRITE);
        if (poll(&p, 1, 0) == 1) break;
        if (!wait_for(m, WAIT_IO, secs)) {
            sock_close(s);
            return leave(m, s, SOCK_WRITE,
                         native_error(m, ERR_TimeoutError, "connect %s timed out", s->peer));
        }
        enum native_result r = block(m, s, SOCK_WRITE, secs, "connect");
        if (r != N_OK) return r;
    }
    int code = 0;
    socklen_t n = sizeof code;
    getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &code, &n);
    if (code) sock_close(s);
    return leave(m, s, SOCK_WRITE,
                 code ? sock_error(m, "connect", s, code) : native_return(m, args[0]));
}

/* Native.tcp_connect(nil, address, port, timeout) */
static enum native_result tcp_connect(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs;
    if (!arg_seconds(m, args[3], "timeout", &secs)) return N_ERROR;
    if (!is_nil(args[0])) return connect_check(m, args, secs);
    struct address a;
    if (!address_args(m, args[1], args[2], &a)) return N_ERROR;
    char text[SOCK_ADDR_MAX];
    address_text(&a, text);
    int fd = socket(a.sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) return io_error(m, "connect", text, errno);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    native_charge(m, 4 * COST_CALL);
    if (connect(fd, (struct sockaddr *)&a.sa, a.len) != 0 && errno != EINPROGRESS) {
        int code = errno;
        close(fd);
        return io_error(m, "connect", text, code);
    }
    if (!sock_value(m, fd, SOCK_STREAM_, &a, &args[0])) return N_ERROR;
    return connect_check(m, args, secs);
}

/* ---- what is queued ---- */

/* Sends what was queued. N_OK: all of it; else what to return (s has been left). */
static enum native_result flush_out(struct maatine *m, Sock *s, double secs, const char *what)
{
    while (s->out_from < s->out_to) {
        side_clear(s, SOCK_WRITE);
        native_charge(m, COST_CALL);
        ssize_t n = send(s->fd, s->out + s->out_from, s->out_to - s->out_from, MSG_NOSIGNAL);
        if (n >= 0) {
            s->out_from += (size_t)n;
        } else if (errno == EAGAIN) {
            enum native_result r = block(m, s, SOCK_WRITE, secs, what);
            if (r != N_OK) return r;
        } else if (errno != EINTR) {
            int code = errno;
            s->out_from = s->out_to = 0;
            return leave(m, s, SOCK_WRITE, sock_error(m, what, s, code));
        }
    }
    side_disarm(s, SOCK_WRITE, m->id);
    s->out_from = s->out_to = 0;
    mem_free(MEM_IO, s->out);
    s->out = NULL;
    s->out_cap = 0;
    return N_OK;
}

/* ---- reading ---- */

/* The input; some address when there is none. */
static const char *in_at(const Sock *s) { return s->in ? s->in + s->from : ""; }

/* Room for at least one more byte of input, and for `want` in all if they come. False: no memory. */
static bool in_room(Sock *s, size_t want)
{
    if (s->from == s->to) {
        s->from = s->to = s->scanned = 0;
    } else if (s->to == s->cap && s->from >= s->cap / 2) {
        memmove(s->in, s->in + s->from, s->to - s->from);
        s->to -= s->from;
        s->from = 0;
    }
    if (s->to < s->cap) return true;
    size_t cap = s->cap ? 2 * s->cap : IN_FIRST;
    if (s->cap && want > cap && s->cap >= READ_MOST) cap = want < 4 * s->cap ? want : 4 * s->cap;
    char *p = mem_try_realloc(MEM_IO, s->in, cap);
    if (!p) return false;
    s->in = p;
    s->cap = cap;
    return true;
}

/* An idle connection holds no buffer. */
static void in_drop(Sock *s)
{
    if (s->from != s->to || !s->in) return;
    mem_free(MEM_IO, s->in);
    s->in = NULL;
    s->cap = s->from = s->to = s->scanned = 0;
}

static ssize_t receive(Sock *s)
{
    if (s->kind != SOCK_INPUT) return recv(s->fd, s->in + s->to, s->cap - s->to, 0);
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    if (poll(&p, 1, 0) == 0) {
        errno = EAGAIN;
        return -1;
    }
    return read(s->fd, s->in + s->to, s->cap - s->to);
}

/* One system call into the buffer, or a wait. N_OK: look again (more input, or eof); else what to return (s has been left). */
static enum native_result fill(struct maatine *m, Sock *s, size_t want, double secs,
                               const char *what)
{
    for (;;) {
        /* A registered descriptor that was read empty has news only after an edge. */
        bool sure = s->drained && load_acq(&s->polled) &&
                    load_acq(&s->side[SOCK_READ]) != SIDE_READY &&
                    !load_acq(&s->hung_up); /* pairs with poller_events */
        if (!sure) {
            if (!in_room(s, want)) return leave(m, s, SOCK_READ, native_no_memory(m));
            side_clear(s, SOCK_READ);
            native_charge(m, COST_CALL);
            size_t room = s->cap - s->to;
            ssize_t n = receive(s);
            if (n >= 0) {
                s->to += (size_t)n;
                s->eof = n == 0;
                s->drained = (size_t)n < room && n > 0;
                return N_OK;
            }
            if (errno == EINTR) continue;
            if (errno != EAGAIN) return leave(m, s, SOCK_READ, sock_error(m, what, s, errno));
        }
        in_drop(s);
        enum native_result r = N_OK;
        if (!load_acq(&s->reader) && s->out_to) r = flush_out(m, s, secs, what);
        if (r == N_OK) r = block(m, s, SOCK_READ, secs, what);
        if (r != N_OK) return r;
        s->drained = false;
    }
}

/* n bytes of the input are taken. */
static void taken(Sock *s, size_t n)
{
    s->from += n;
    s->scanned = 0;
    if (s->cap > READ_MOST) in_drop(s);
}

/* n bytes as Bytes; `skip` bytes behind them are dropped. */
static enum native_result take_bytes(struct maatine *m, Sock *s, size_t n, size_t skip)
{
    Value out;
    if (!bytes_new(native_heap(m), in_at(s), n, &out))
        return leave(m, s, SOCK_READ, native_no_memory(m));
    taken(s, n + skip);
    native_charge(m, (int64_t)(n / 256));
    return leave(m, s, SOCK_READ, native_return(m, out));
}

/* A Str if the n bytes are UTF-8; `skip` bytes behind them are dropped. Else Bytes, or an error. */
static enum native_result take_text(struct maatine *m, Sock *s, size_t n, size_t skip, bool strict)
{
    Value out;
    size_t bad;
    if (!utf8_valid(in_at(s), n, &bad)) {
        if (!strict) return take_bytes(m, s, n, skip);
        taken(s, n + skip);
        return leave(m, s, SOCK_READ,
                     native_error(m, ERR_IOError, "read_line %s: invalid UTF-8", s->peer));
    }
    if (!str_new(native_heap(m), in_at(s), n, &out))
        return leave(m, s, SOCK_READ, native_no_memory(m));
    taken(s, n + skip);
    native_charge(m, (int64_t)(n / 256));
    return leave(m, s, SOCK_READ, native_return(m, out));
}

static bool count_arg(struct maatine *m, Value v, const char *what, size_t most, size_t *n)
{
    int64_t i;
    if (is_num(v) && num_to_i64(v, &i) && i >= 0 && (uint64_t)i <= most) {
        *n = (size_t)i;
        return true;
    }
    if (is_num(v))
        (void)native_error(m, ERR_ArgumentError, "%s must be 0 to %zu", what, most);
    else
        (void)native_type_error(m, what, "Num", v);
    return false;
}

/* Native.tcp_read(sock, n or nil, timeout): at least one byte, at most n; nil at the end. */
static enum native_result tcp_read(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs;
    if (!arg_seconds(m, args[2], "timeout", &secs)) return N_ERROR;
    size_t most = READ_MOST;
    if (!is_nil(args[1]) && !count_arg(m, args[1], "the number of bytes", EXACT_MOST, &most))
        return N_ERROR;
    Sock *s = sock_arg(m, args[0], SOCK_READ);
    if (!s) return N_ERROR;
    while (s->from == s->to && most > 0) {
        if (s->eof) return leave(m, s, SOCK_READ, native_return(m, V_NIL));
        enum native_result r = fill(m, s, most, secs, "read");
        if (r != N_OK) return r;
    }
    size_t n = s->to - s->from;
    return take_bytes(m, s, n < most ? n : most, 0);
}

/* Native.tcp_read_exact(sock, n, text, skip, timeout): n bytes; nil at the end. text: a Str if they are UTF-8. `skip` bytes
 * behind them are dropped. */
static enum native_result tcp_read_exact(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs;
    if (!arg_seconds(m, args[4], "timeout", &secs)) return N_ERROR;
    size_t n, skip;
    if (!count_arg(m, args[1], "the number of bytes", EXACT_MOST, &n)) return N_ERROR;
    if (!count_arg(m, args[3], "the number of bytes to skip", IN_FIRST, &skip)) return N_ERROR;
    Sock *s = sock_arg(m, args[0], SOCK_READ);
    if (!s) return N_ERROR;
    while (s->to - s->from < n + skip) {
        if (s->eof && s->from == s->to) return leave(m, s, SOCK_READ, native_return(m, V_NIL));
        if (s->eof)
            return leave(m, s, SOCK_READ,
                         native_error(m, ERR_IOError, "read_exact %s: %zu bytes came of %zu",
                                      s->peer, s->to - s->from, n));
        enum native_result r = fill(m, s, n + skip, secs, "read_exact");
        if (r != N_OK) return r;
    }
    return args[2] == V_TRUE ? take_text(m, s, n, skip, false) : take_bytes(m, s, n, skip);
}

/* Native.tcp_read_line(sock, limit, timeout): a line without its end; nil at the end. */
static enum native_result tcp_read_line(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs;
    if (!arg_seconds(m, args[2], "timeout", &secs)) return N_ERROR;
    size_t limit;
    if (!count_arg(m, args[1], "limit", EXACT_MOST, &limit)) return N_ERROR;
    Sock *s = sock_arg(m, args[0], SOCK_READ);
    if (!s) return N_ERROR;
    for (;;) {
        size_t have = s->to - s->from;
        const char *line = in_at(s);
        const char *nl =
            have > s->scanned ? memchr(line + s->scanned, '\n', have - s->scanned) : NULL;
        size_t n = nl ? (size_t)(nl - line) : have;
        if (n > limit + 1 || (n == limit + 1 && !(nl && line[n - 1] == '\r')))
            return leave(m, s, SOCK_READ,
                         native_error(m, ERR_IOError, "read_line %s: longer than %zu bytes",
                                      s->peer, limit));
        if (nl)
            return take_text(m, s, n && line[n - 1] == '\r' ? n - 1 : n,
                             n && line[n - 1] == '\r' ? 2 : 1, true);
        if (s->eof && have == 0) return leave(m, s, SOCK_READ, native_return(m, V_NIL));
        if (s->eof) return take_text(m, s, n, 0, true);
        s->scanned = have;
        enum native_result r = fill(m, s, have + 1, secs, "read_line");
        if (r != N_OK) return r;
    }
}

/* ---- writing ---- */

struct pieces {
    struct iovec v[IOV_MOST];
    int n;
    size_t skip;  /* bytes sent already */
    size_t total; /* of all, sent or not */
};

static void piece(struct pieces *p, const char *data, size_t n)
{
    size_t skip = p->skip < n ? p->skip : n;
    p->total += n;
    p->skip -= skip;
    if (n == skip || p->n == IOV_MOST) return;
    p->v[p->n++] =
        (struct iovec){.iov_base = (void *)(uintptr_t)(data + skip), .iov_len = n - skip};
}

/* False: v is neither Str nor Bytes, nor (with depth) an Array of them. */
static bool add_piece(struct pieces *p, Value v, int depth)
{
    if (is_array(v) && depth > 0) {
        for (uint32_t i = 0; i < array_len(v); i++)
            if (!add_piece(p, array_get(v, i), depth - 1)) return false;
    } else if (is_str(v))
        piece(p, str_bytes(v), str_len(v));
    else if (is_bytes(v))
        piece(p, bytes_data(to_bytes(v)), to_bytes(v)->len);
    else
        return false;
    return true;
}

static enum native_result gather(struct maatine *m, struct pieces *p, Value data)
{
    if (add_piece(p, data, 2)) return N_OK;
    return native_type_error(m, "the data", "Str or Bytes", data);
}

/* Native.tcp_write(sock, data, timeout): data is a Str, Bytes, or an Array of them. Returns when all is with the kernel. */
static enum native_result tcp_write(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs;
    if (!arg_seconds(m, args[2], "timeout", &secs)) return N_ERROR;
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    if (!wait_again(m)) s->written = 0;
    enum native_result r = flush_out(m, s, secs, "write");
    if (r != N_OK) return r;
    for (;;) {
        struct pieces p = {.skip = s->written};
        r = gather(m, &p, args[1]);
        if (r != N_OK || p.n == 0)
            return leave(m, s, SOCK_WRITE, r != N_OK ? r : native_return(m, V_NIL));
        struct msghdr msg = {.msg_iov = p.v, .msg_iovlen = (size_t)p.n};
        side_clear(s, SOCK_WRITE);
        native_charge(m, COST_CALL);
        ssize_t n = sendmsg(s->fd, &msg, MSG_NOSIGNAL);
        if (n >= 0) {
            native_charge(m, n / 1024);
            s->written += (size_t)n;
            if (s->written == p.total) return leave(m, s, SOCK_WRITE, native_return(m, V_NIL));
        } else if (errno == EAGAIN) {
            r = block(m, s, SOCK_WRITE, secs, "write");
            if (r != N_OK) return r;
        } else if (errno != EINTR) {
            return leave(m, s, SOCK_WRITE, sock_error(m, "write", s, errno));
        }
    }
}

static bool out_add(Sock *s, const struct iovec *v)
{
    if (s->out_cap - s->out_to < v->iov_len) {
        size_t cap = s->out_cap ? 2 * s->out_cap : IN_FIRST;
        if (cap < s->out_to + v->iov_len) cap = s->out_to + v->iov_len;
        char *p = mem_try_realloc(MEM_IO, s->out, cap);
        if (!p) return false;
        s->out = p;
        s->out_cap = cap;
    }
    memcpy(s->out + s->out_to, v->iov_base, v->iov_len);
    s->out_to += v->iov_len;
    return true;
}

/* Native.tcp_queue(sock, data): sent when the maatine next waits for input here, or when there is much of it. */
static enum native_result tcp_queue(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    if (!wait_again(m)) s->written = 0;
    for (;;) {
        struct pieces p = {.skip = s->written};
        enum native_result r = gather(m, &p, args[1]);
        if (r != N_OK) return leave(m, s, SOCK_WRITE, r);
        for (int i = 0; i < p.n; i++) {
            if (!out_add(s, &p.v[i])) return leave(m, s, SOCK_WRITE, native_no_memory(m));
            s->written += p.v[i].iov_len;
        }
        if (s->out_to - s->out_from >= QUEUE_MOST) {
            r = flush_out(m, s, INFINITY, "write");
            if (r != N_OK) return r;
        }
        if (p.n == 0) return leave(m, s, SOCK_WRITE, native_return(m, V_NIL));
    }
}

/* Native.tcp_flush(sock) */
static enum native_result tcp_flush(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    enum native_result r = flush_out(m, s, INFINITY, "write");
    return r == N_OK ? leave(m, s, SOCK_WRITE, native_return(m, V_NIL)) : r;
}

/* ---- the rest ---- */

/* Native.tcp_shutdown(sock): the other side reads the end; we may go on reading. */
static enum native_result tcp_shutdown(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    enum native_result r = flush_out(m, s, INFINITY, "shutdown");
    if (r != N_OK) return r;
    int code = shutdown(s->fd, SHUT_WR) == 0 || errno == ENOTCONN ? 0 : errno;
    return leave(m, s, SOCK_WRITE,
                 code ? sock_error(m, "shutdown", s, code) : native_return(m, V_NIL));
}

/* Native.tcp_close(sock); closing twice is allowed. */
static enum native_result tcp_close(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = res_get(args[0], &sock_ops);
    if (!s) return native_type_error(m, "the argument", "socket", args[0]);
    if (!sock_may_use(s, m->id, SOCK_WRITE) && !(load_acq(&s->users) & SOCK_CLOSING))
        return native_error(m, ERR_IOError, "close %s: the socket belongs to another maatine",
                            s->peer);
    if (s->out_to) {
        if (!sock_enter(s)) {
            sock_leave(s);
        } else {
            enum native_result r = flush_out(m, s, INFINITY, "close");
            if (r == N_WAIT || r == N_YIELD) return r;
            if (r == N_OK) (void)leave(m, s, SOCK_WRITE, N_OK);
            m->error = V_ABSENT; /* the other side has gone: it does not matter any more */
        }
    }
    sock_close(s);
    return native_return(m, V_NIL);
}

/* Native.tcp_hand_over(sock, ma or nil, reading): false if that one has ended. */
static enum native_result tcp_hand_over(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_ma(args[1]) && !is_nil(args[1]))
        return native_type_error(m, "the new owner", "Ma", args[1]);
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    bool ok = sock_give(s, is_ma(args[1]) ? to_ma(args[1]) : 0, args[2] == V_TRUE);
    sock_leave(s);
    return native_return(m, from_bool(ok));
}

static int option_of(const char *name, int *level)
{
    static const struct {
        const char *name;
        int level, opt;
    } options[] = {{"nodelay", IPPROTO_TCP, TCP_NODELAY},
                   {"keepalive", SOL_SOCKET, SO_KEEPALIVE},
                   {"send_buffer", SOL_SOCKET, SO_SNDBUF},
                   {"receive_buffer", SOL_SOCKET, SO_RCVBUF}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(options[i].name, name) == 0) {
            *level = options[i].level;
            return options[i].opt;
        }
    return -1;
}

/* Native.tcp_option(sock, name, value) */
static enum native_result tcp_option(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    int level,
        opt = is_str(args[1]) && str_len(args[1]) < 32 ? option_of(str_bytes(args[1]), &level) : -1;
    if (opt < 0) return native_error(m, ERR_ArgumentError, "unknown option of a socket");
    int64_t n = args[2] == V_TRUE ? 1 : 0;
    if (is_num(args[2]) && (!num_to_i64(args[2], &n) || n < 0 || n > INT32_MAX))
        return native_error(m, ERR_ArgumentError, "the value of the option is out of range");
    Sock *s = sock_arg(m, args[0], SOCK_WRITE);
    if (!s) return N_ERROR;
    int v = (int)n, code = setsockopt(s->fd, level, opt, &v, sizeof v) == 0 ? 0 : errno;
    return leave(m, s, SOCK_WRITE,
                 code ? sock_error(m, "option", s, code) : native_return(m, V_NIL));
}

/* Native.tcp_address(sock, peer): "HOST:PORT" */
static enum native_result tcp_address(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = res_get(args[0], &sock_ops);
    if (!s) return native_type_error(m, "the argument", "socket", args[0]);
    char text[SOCK_ADDR_MAX];
    snprintf(text, sizeof text, "%s", s->peer);
    if (args[1] != V_TRUE && s->kind == SOCK_STREAM_) {
        struct address a = {.len = sizeof a.sa};
        bool open = sock_enter(s);
        bool known = open && getsockname(s->fd, (struct sockaddr *)&a.sa, &a.len) == 0;
        sock_leave(s);
        if (!open) return closed_error(m);
        if (known) address_text(&a, text);
    }
    Value out;
    if (!str_cstr(native_heap(m), text, &out)) return native_no_memory(m);
    return native_return(m, out);
}

/* Native.tcp_port(listener) */
static enum native_result tcp_port(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = res_get(args[0], &sock_ops);
    if (!s) return native_type_error(m, "the argument", "socket", args[0]);
    const char *colon = strrchr(s->peer, ':');
    return native_return(m, from_int(colon ? atoi(colon + 1) : 0));
}

/* Native.tcp_is_open(sock) */
static enum native_result tcp_is_open(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Sock *s = res_get(args[0], &sock_ops);
    if (!s) return native_type_error(m, "the argument", "socket", args[0]);
    return native_return(m, from_bool(!(load_acq(&s->users) & SOCK_CLOSING)));
}

/* Native.stdin_open(): standard input as a socket that is only read. It belongs to the first that reads, until that one ends. */
static enum native_result stdin_open(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    struct library *l = library_of(native_runtime(m));
    Sock *s = load_acq(&l->input); /* pairs with the swap below */
    if (!s) {
        Sock *mine = sock_new(native_runtime(m), 0, SOCK_INPUT, 0, "standard input");
        if (cas_ar(&l->input, &s, mine)) /* pairs with the load */
            s = mine;
        else
            mem_free(MEM_IO, mine);
    }
    Value out;
    (void)sock_ops.retain(s);
    if (!res_new(m, &sock_ops, s, 0, &out)) return N_ERROR;
    return native_return(m, out);
}

NATIVE_TABLE(natives_tcp) = {
    {"Native", "net_resolve", net_resolve, 2, 2, 0, "(nil, host)"},
    {"Native", "tcp_listen", tcp_listen, 4, 4, 0, "(address, port, backlog, reuse)"},
    {"Native", "tcp_accept", tcp_accept, 2, 2, 0, "(listener, timeout)"},
    {"Native", "tcp_connect", tcp_connect, 4, 4, 0, "(nil, address, port, timeout)"},
    {"Native", "tcp_read", tcp_read, 3, 3, 0, "(sock, n, timeout)"},
    {"Native", "tcp_read_exact", tcp_read_exact, 5, 5, 0, "(sock, n, text, skip, timeout)"},
    {"Native", "tcp_read_line", tcp_read_line, 3, 3, 0, "(sock, limit, timeout)"},
    {"Native", "tcp_write", tcp_write, 3, 3, 0, "(sock, data, timeout)"},
    {"Native", "tcp_queue", tcp_queue, 2, 2, 0, "(sock, data)"},
    {"Native", "tcp_flush", tcp_flush, 1, 1, 0, "(sock)"},
    {"Native", "tcp_shutdown", tcp_shutdown, 1, 1, 0, "(sock)"},
    {"Native", "tcp_close", tcp_close, 1, 1, 0, "(sock)"},
    {"Native", "tcp_hand_over", tcp_hand_over, 3, 3, 0, "(sock, ma, reading)"},
    {"Native", "tcp_option", tcp_option, 3, 3, 0, "(sock, name, value)"},
    {"Native", "tcp_address", tcp_address, 2, 2, 0, "(sock, peer)"},
    {"Native", "tcp_port", tcp_port, 1, 1, 0, "(listener)"},
    {"Native", "tcp_is_open", tcp_is_open, 1, 1, 0, "(sock)"},
    {"Native", "stdin_open", stdin_open, 0, 0, 0, "()"},
    {0}};
