/* The socket of a running program; see server.h. */
#include "base/altstack.h"
#include "vm/observe/server.h"
#include "base/mem.h"
#include "base/world.h"
#include "vm/observe/observe_int.h"
#include "vm/observe/query.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define WRITE_SECONDS 10 /* a client that takes nothing for so long is dropped */

enum client_state { CLIENT_FREE, CLIENT_RUNS, CLIENT_DONE };

struct client {
    struct server *server; /* [const] */
    pthread_t thread;      /* [the listening thread; who stops] */
    uint32_t state;        /* [any, atomic: store_rel DONE by the client pairs with reap] */
    int fd;                /* [the client's thread] */
    struct samples *samples;
};

struct server {
    struct observer *o;
    int fd;
    pthread_t thread;
    char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
    struct client clients[SERVER_CLIENTS];
};

/* ---- the directory ---- */

bool server_folder(char *path, size_t size, bool make, Buf *why)
{
    const char *run = getenv("XDG_RUNTIME_DIR");
    struct stat st;
    if (run && *run)
        snprintf(path, size, "%s/maat", run);
    else
        snprintf(path, size,
                 "/tmp/"
                 "maat-%u",
                 (unsigned)geteuid());
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST) {
        buf_addf(why, "cannot make %s: %s", path, strerror(errno));
        return false;
    }
    if (lstat(path, &st) != 0) {
        buf_addf(why, "%s: %s", path, strerror(errno));
        return false;
    }
    if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0) return true;
    buf_addf(why, "%s must be a directory of this user with mode 0700", path);
    return false;
}

/* ---- frames ---- */

static bool read_all(int fd, char *p, size_t n, bool *any)
{
    while (n) {
        ssize_t k = recv(fd, p, n, 0);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return false;
        *any = true;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

int frame_read(int fd, unsigned limit, char *kind, Buf *out)
{
    unsigned char head[5];
    bool any = false;
    buf_clear(out);
    *kind = 0;
    if (!read_all(fd, (char *)head, sizeof head, &any)) return any ? -1 : 1;
    uint32_t n =
        head[0] | (uint32_t)head[1] << 8 | (uint32_t)head[2] << 16 | (uint32_t)head[3] << 24;
    if (n == 0 || n - 1 > limit) return -1;
    n--;
    /* Grows with what comes, not with what is promised. */
    while (n) {
        size_t k = n < 65536 ? n : 65536;
        char *p = buf_room(out, k + 1);
        if (!read_all(fd, p, k, &any)) return -1;
        out->len += k;
        out->p[out->len] = 0;
        n -= (uint32_t)k;
    }
    (void)buf_str(out);
    *kind = (char)head[4];
    return 0;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

bool frame_write(int fd, char kind, const char *p, size_t n)
{
    uint64_t len = (uint64_t)n + 1;
    if (n > FRAME_REPLY) return false;
    unsigned char head[5] = {(unsigned char)len, (unsigned char)(len >> 8),
                             (unsigned char)(len >> 16), (unsigned char)(len >> 24),
                             (unsigned char)kind};
    return write_all(fd, (const char *)head, sizeof head) && write_all(fd, p, n);
}

static bool reply_send(int fd, char kind, const Reply *r)
{
    Buf b = BUF_INIT;
    reply_write(r, &b);
    bool fits = b.len <= FRAME_REPLY;
    if (!fits) {
        Reply too;
        reply_init(&too);
        reply_error(&too, "the answer is too long (%zu bytes): narrow it with | head or | where",
                    b.len);
        buf_clear(&b);
        reply_write(&too, &b);
        reply_fini(&too);
    }
    bool sent = frame_write(fd, kind, b.p, b.len);
    buf_fini(&b);
    return sent;
}

/* ---- a client ---- */

/* What the client has sent while a question is worked on: 0 nothing, 1 it wants no answer any more. */
static bool is_cancelled(int fd)
{
    char head[5];
    ssize_t n = recv(fd, head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
    if (n == 0) return true;
    if (n < 0) return errno != EAGAIN && errno != EINTR;
    if (n < (ssize_t)sizeof head || head[4] != 'X') return false;
    (void)recv(fd, head, sizeof head, MSG_DONTWAIT);
    return true;
}

static bool client_pause(Query *q, double secs)
{
    struct client *c = q->ctx;
    struct observer *o = c->server->o;
    uint64_t until = world_mono_ns() + (uint64_t)(secs * 1e9);
    for (;;) {
        if (load_rlx(&o->stopping) || is_cancelled(c->fd)) return false;
        uint64_t now = world_mono_ns();
        if (now >= until) return true;
        uint64_t ns = until - now < 100000000 ? until - now : 100000000;
        struct pollfd p = {o->stop_fd, POLLIN, 0};
        struct timespec t = {0, (long)ns};
        if (ppoll(&p, 1, &t, NULL) > 0) return false;
    }
}

static bool client_emit(Query *q)
{
    struct client *c = q->ctx;
    bool sent = reply_send(c->fd, 'P', q->out);
    reply_fini(q->out);
    return sent;
}

static bool answer(struct client *c, const char *text)
{
    Reply r;
    reply_init(&r);
    Query q = {.rt = c->server->o->rt,
               .out = &r,
               .pause = client_pause,
               .emit = client_emit,
               .ctx = c,
               .samples = c->samples};
    query_run(&q, text);
    c->samples = q.samples;
    bool sent = reply_send(c->fd, 'R', &r);
    reply_fini(&r);
    return sent;
}

static void refuse(int fd, const char *why)
{
    Reply r;
    reply_init(&r);
    reply_error(&r, "%s", why);
    (void)reply_send(fd, 'R', &r);
    reply_fini(&r);
}

/* Waits for a frame or the end. */
static bool client_ready(struct client *c)
{
    struct pollfd p[2] = {{c->fd, POLLIN, 0}, {c->server->o->stop_fd, POLLIN, 0}};
    while (poll(p, 2, -1) < 0 && errno == EINTR) continue;
    return !p[1].revents && !load_rlx(&c->server->o->stopping);
}

static void client_serve(struct client *c)
{
    Buf in = BUF_INIT;
    char kind;
    bool goes_on = frame_write(c->fd, 'H', SERVER_GREETING, strlen(SERVER_GREETING));
    while (goes_on && client_ready(c)) {
        int r = frame_read(c->fd, FRAME_QUESTION, &kind, &in);
        if (r != 0 || (kind != 'Q' && kind != 'X')) {
            if (r != 1) refuse(c->fd, "this is no question of an observer");
            break;
        }
        if (kind == 'Q') goes_on = answer(c, buf_str(&in));
    }
    buf_fini(&in);
}

static void *client_main(void *arg)
{
    struct client *c = arg;
    altstack_on();
    client_serve(c);
    samples_free(c->samples);
    c->samples = NULL;
    close(c->fd);
    sched_release(c->server->o->rt->pool);
    store_rel(&c->state, CLIENT_DONE); /* pairs with reap */
    return NULL;
}

/* ---- listening ---- */

static void reap(struct server *s)
{
    for (int i = 0; i < SERVER_CLIENTS; i++) {
        if (load_acq(&s->clients[i].state) != CLIENT_DONE) continue; /* pairs with client_main */
        pthread_join(s->clients[i].thread, NULL);
        store_rlx(&s->clients[i].state, CLIENT_FREE);
    }
}

static bool is_ours(int fd)
{
    struct ucred u;
    socklen_t n = sizeof u;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &u, &n) != 0) return false;
    return u.uid == geteuid() || u.uid == 0;
}

/* A thread that gets no signals: those are for the schedulers. */
static bool start_thread(pthread_t *t, void *(*f)(void *), void *arg)
{
    sigset_t all, was;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &was);
    bool ok = pthread_create(t, NULL, f, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &was, NULL);
    return ok;
}

static void admit(struct server *s, int fd)
{
    struct timeval t = {WRITE_SECONDS, 0};
    struct client *c = NULL;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    for (int i = 0; i < SERVER_CLIENTS && !c; i++)
        if (load_rlx(&s->clients[i].state) == CLIENT_FREE) c = &s->clients[i];
    if (!is_ours(fd)) {
        refuse(fd, "this program belongs to another user");
        close(fd);
    } else if (!c) {
        refuse(fd, "too many observers are attached");
        close(fd);
    } else {
        c->server = s;
        c->fd = fd;
        store_rlx(&c->state, CLIENT_RUNS);
        /* Whoever is attached may send something: that all maatines wait is no end while they look. */
        sched_hold(s->o->rt->pool);
        if (start_thread(&c->thread, client_main, c)) return;
        store_rlx(&c->state, CLIENT_FREE);
        close(fd);
        sched_release(s->o->rt->pool);
    }
}

static void *listen_main(void *arg)
{
    struct server *s = arg;
    altstack_on();
    while (!load_rlx(&s->o->stopping)) {
        struct pollfd p[2] = {{s->fd, POLLIN, 0}, {s->o->stop_fd, POLLIN, 0}};
        if (poll(p, 2, -1) < 0 && errno != EINTR) break;
        if (p[1].revents) break;
        if (!(p[0].revents & POLLIN)) continue;
        int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
        reap(s);
        if (fd >= 0)
            admit(s, fd);
        else if (errno == EMFILE || errno == ENFILE)
            (void)observer_sleep(s->o, 0.1);
    }
    return NULL;
}

static bool name_into(struct server *s, Buf *why)
{
    char folder[80], name[41];
    const char *given = s->o->rt->cfg.name;
    size_t n = 0;
    if (!server_folder(folder, sizeof folder, true, why)) return false;
    for (const char *p = given && *given ? given : "maat"; *p && n < sizeof name - 1; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || *p == '-' || *p == '_';
        name[n++] = plain ? *p : '_';
    }
    name[n] = 0;
    if (snprintf(s->path, sizeof s->path, "%s/%s.%d.sock", folder, name, (int)getpid()) <
        (int)sizeof s->path)
        return true;
    buf_adds(why, "the path of the socket is too long");
    return false;
}

static bool listen_on(struct server *s, Buf *why)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (!name_into(s, why)) return false;
    snprintf(a.sun_path, sizeof a.sun_path, "%s", s->path);
    unlink(s->path); /* of a program with this number that is gone */
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd >= 0 && bind(s->fd, (struct sockaddr *)&a, sizeof a) == 0 &&
        chmod(s->path, 0600) == 0 && listen(s->fd, SERVER_CLIENTS) == 0)
        return true;
    buf_addf(why, "%s: %s", s->path, strerror(errno));
    if (s->fd >= 0) close(s->fd);
    return false;
}

bool server_start(struct observer *o)
{
    Buf why = BUF_INIT;
    struct server *s = mem_zalloc(MEM_IO, sizeof *s);
    s->o = o;
    bool ok = listen_on(s, &why);
    if (ok && !start_thread(&s->thread, listen_main, s)) {
        buf_adds(&why, "no thread could be started");
        close(s->fd);
        unlink(s->path);
        ok = false;
    }
    if (ok)
        o->server = s;
    else
        mem_free(MEM_IO, s);
    if (!ok) fprintf(stderr, "maat: observers cannot attach: %s\n", buf_str(&why));
    buf_fini(&why);
    return ok;
}

void server_stop(struct observer *o)
{
    struct server *s = o->server;
    if (!s) return;
    pthread_join(s->thread, NULL);
    for (int i = 0; i < SERVER_CLIENTS; i++)
        if (load_acq(&s->clients[i].state) != CLIENT_FREE)
            pthread_join(s->clients[i].thread, NULL); /* pairs with client_main */
    close(s->fd);
    unlink(s->path);
    mem_free(MEM_IO, s);
    o->server = NULL;
}
