/* Dump files; see dump.h. */
#include "base/altstack.h"
#include "vm/observe/dump.h"
#include "base/mem.h"
#include "base/world.h"
#include "vm/maatine/life.h"
#include "vm/observe/ask.h"
#include "vm/observe/observe_int.h"
#include "vm/observe/query.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DETAILED 5000u   /* maatines with frames, mailbox and ties in it */
#define LISTED   100000u /* maatines in it */
#define PIECE    2000u   /* rows of a section: there may be little memory left to build it in */

/* ---- reading ---- */

static bool same_columns(const Rows *a, const Rows *b)
{
    bool same = a->ncols == b->ncols;
    for (uint32_t i = 0; same && i < a->ncols; i++)
        same = a->cols[i].kind == b->cols[i].kind && strcmp(a->cols[i].name, b->cols[i].name) == 0;
    return same;
}

/* A table may come in pieces. */
static void add_table(Reply *out, MAAT_OWNED Rows *t)
{
    Rows *to = reply_find(out, t->name);
    if (!to || to->record || !same_columns(to, t)) {
        reply_adopt(out, t);
        return;
    }
    for (uint64_t i = 0; i < rows_count(t); i++) rows_copy(to, t, i);
    rows_free(t);
}

bool dump_parse(const char *p, size_t n, Reply *out)
{
    size_t at = strlen(DUMP_MAGIC);
    reply_init(out);
    if (n < at || memcmp(p, DUMP_MAGIC, at) != 0) return false;
    while (n - at >= 4) {
        const unsigned char *h = (const unsigned char *)p + at;
        uint32_t len = h[0] | (uint32_t)h[1] << 8 | (uint32_t)h[2] << 16 | (uint32_t)h[3] << 24;
        Reply part;
        at += 4;
        if (len > n - at || !reply_parse(&part, p + at, len)) break;
        at += len;
        for (uint32_t i = 0; i < part.n; i++) add_table(out, part.at[i]);
        part.n = 0;
        reply_fini(&part);
    }
    return out->n > 0;
}

/* ---- the writing child ---- */

struct writer {
    struct runtime *rt;
    int fd;
    int error; /* errno of the first write that failed */
    uint64_t bytes;
};

static void write_bytes(struct writer *w, const char *p, size_t n)
{
    while (n && !w->error) {
        ssize_t k = write(w->fd, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) {
            w->error = k < 0 ? errno : ENOSPC;
            return;
        }
        p += k;
        n -= (size_t)k;
        w->bytes += (uint64_t)k;
    }
}

static void write_section(struct writer *w, const Reply *r)
{
    Buf b = BUF_INIT;
    reply_write(r, &b);
    uint32_t n = (uint32_t)b.len;
    if (b.len <= DUMP_BYTES && w->bytes + b.len + 4 <= DUMP_BYTES) {
        const char head[4] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24)};
        write_bytes(w, head, sizeof head);
        write_bytes(w, b.p, b.len);
    }
    buf_fini(&b);
}

static bool no_pause(Query *q, double secs)
{
    (void)q;
    (void)secs;
    return true;
}

static bool write_piece(Query *q)
{
    struct writer *w = q->ctx;
    write_section(w, q->out);
    reply_fini(q->out);
    return !w->error;
}

/* The answer to a question as a section, a list as several; `name` renames its first table. */
static void write_answer(struct writer *w, const char *line, const char *name)
{
    Reply r;
    reply_init(&r);
    Query q = {.rt = w->rt,
               .out = &r,
               .pause = no_pause,
               .emit = write_piece,
               .ctx = w,
               .piece = PIECE,
               .most = LISTED};
    query_run(&q, line);
    samples_free(q.samples);
    if (r.n && !r.error.len) {
        if (name) snprintf(r.at[0]->name, ROWS_NAME, "%s", name);
        write_section(w, &r);
    }
    reply_fini(&r);
}

/* Frames, shapes and ties of many, each a table with the id in front. */
struct details {
    struct writer *w;
    Reply r;
    Rows *stack, *mailbox, *ties;
    uint32_t n;
};

static void details_begin(struct details *d)
{
    reply_init(&d->r);
    d->stack = reply_add(&d->r, "stack");
    d->mailbox = reply_add(&d->r, "mailbox");
    d->ties = reply_add(&d->r, "ties");
    rows_columns(d->stack, "id:ma at:text function:text");
    rows_columns(d->mailbox, "id:ma shape:long count:count bytes:bytes");
    rows_columns(d->ties, "id:ma tie:text with:ma");
}

static void details_end(struct details *d)
{
    write_section(d->w, &d->r);
    reply_fini(&d->r);
}

static void add_with_id(Rows *to, const Rows *from, uint64_t id)
{
    for (uint64_t i = 0; i < rows_count(from); i++) {
        rows_int(to, (int64_t)id);
        rows_copy(to, from, i);
    }
}

static void detail(void *ctx, const Facts *f, const Maatine *m)
{
    struct details *d = ctx;
    Reply r;
    if (d->n >= DETAILED || f->state == FACT_RUNNING || m->exec_result == EXEC_RUNNING || m->ended)
        return;
    d->n++;
    reply_init(&r);
    ask_stack(m, &r);
    ask_mailbox(m, 0, &r);
    ask_ties(m, &r);
    add_with_id(d->stack, r.at[0], f->id);
    add_with_id(d->mailbox, r.at[1], f->id);
    add_with_id(d->ties, r.at[2], f->id);
    reply_fini(&r);
    if (rows_count(d->stack) + rows_count(d->mailbox) + rows_count(d->ties) < PIECE) return;
    details_end(d);
    details_begin(d);
}

static void write_details(struct writer *w)
{
    struct details d = {.w = w};
    details_begin(&d);
    facts_each(w->rt, detail, &d);
    details_end(&d);
}

static void write_all_sections(struct writer *w)
{
    static const struct {
        const char *line, *name;
    } asked[] = {
        {"program", NULL},
        {"mem", NULL},
        {"sched 0s", NULL},
        {"log", NULL},
        {"top memory 200 0s", "top memory"},
        {"top mailbox 200 0s", "top mailbox"},
        {"tombstones", NULL},
        {"ps", NULL},
        {"waits", NULL},
        {"names", NULL},
        {"restarts", NULL},
        {"events", NULL},
        {"shared", NULL},
        {"timers | head 10000", NULL},
        {"chans | head 10000", NULL},
        {"sockets", NULL},
        {"files", NULL},
        {"flags", NULL},
        {"modules", NULL},
        {"tree", NULL},
    };
    write_bytes(w, DUMP_MAGIC, strlen(DUMP_MAGIC));
    for (unsigned i = 0; i < sizeof asked / sizeof asked[0] && !w->error; i++) {
        write_answer(w, asked[i].line, asked[i].name);
        if (i == 7) write_details(w);
    }
}

/* In the child, which is to end quietly when it has no memory: what is written by then can be read. */
static void no_memory_left(void) { _exit(ENOMEM); }

/* In the child. Its exit status is an errno. */
static int child_write(struct runtime *rt, const char *path)
{
    struct writer w = {.rt = rt};
    lock_open_all();
    mem_set_limit(0);
    mem_on_exhaustion(no_memory_left);
    for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a write says it */
    alarm(DUMP_SECONDS);
    w.fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (w.fd < 0) return errno;
    while (flock(w.fd, LOCK_EX) != 0 && errno == EINTR) continue; /* another one may be at it */
    (void)!ftruncate(w.fd, 0);
    mem_open_reserve();
    write_all_sections(&w);
    struct stat st;
    bool is_file = fstat(w.fd, &st) == 0 && S_ISREG(st.st_mode);
    if (close(w.fd) != 0 && !w.error) w.error = errno;
    if (w.error && is_file) unlink(path);
    return w.error;
}

/* ---- starting it ---- */

/* --dump with %p replaced. False: there is to be none. */
static bool path_of(const struct runtime *rt, char *path, size_t size)
{
    const char *form = rt->cfg.dump;
    size_t n = 0;
    if (!form || !*form) return false;
    for (const char *p = form; *p && n + 24 < size; p++) {
        if (p[0] == '%' && p[1] == 'p') {
            n += (size_t)snprintf(path + n, size - n, "%d", (int)getpid());
            p++;
        } else {
            path[n++] = *p;
        }
    }
    path[n] = 0;
    return true;
}

static void say(const char *path, int error)
{
    char text[600];
    bool part = error == ENOMEM || error == ETIMEDOUT ||
                error == EFAULT; /* the most important comes first */
    int n = error && !part
                ? snprintf(text, sizeof text, "maat: no dump: %s: %s\n", path, strerror(error))
                : snprintf(text, sizeof text, "maat: %s state is in %s (maat observe %s)\n",
                           part ? "part of the" : "the", path, path);
    (void)!write(STDERR_FILENO, text, (size_t)n);
}

/* Of a child that has ended: an errno. EFAULT: it broke, as what it copied was broken. */
static int error_of(int status)
{
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return WTERMSIG(status) == SIGALRM ? ETIMEDOUT : EFAULT;
}

void dump_detached(struct runtime *rt)
{
    char path[512];
    if (!path_of(rt, path, sizeof path)) return;
    pid_t pid = fork();
    if (pid < 0) {
        say(path, errno);
        return;
    }
    if (pid == 0) { /* a child of a child has no parent that must wait for it */
        pid_t other = fork();
        if (other == 0) {
            int error = child_write(rt, path);
            say(path, error);
        }
        _exit(0);
    }
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
}

/* Whether somebody may want to attach to it. */
static bool is_observable(const struct runtime *rt)
{
    return (rt->cfg.name && rt->cfg.name[0]) || rt->cfg.observe;
}

/* Forks the writer and waits until it has ended; `secs` not 0: for so long, by the alarm. */
static void write_now(struct runtime *rt, const char *path, unsigned secs)
{
    pid_t pid = fork();
    if (pid == 0) _exit(child_write(rt, path));
    if (secs) alarm(secs);
    int status = 0;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    say(path, pid < 0 ? errno : error_of(status));
}

void dump_at_deadlock(struct runtime *rt)
{
    char path[512];
    if (is_observable(rt) && path_of(rt, path, sizeof path)) write_now(rt, path, 0);
}

#define ROOM_LEFT (1u << 20) /* less than this: the memory is used up */

/* By what is allowed, or because the OS gives no more. */
static bool is_used_up(struct observer *o)
{
    uint64_t refusals = mem_os_refusals(), known = load_rlx(&o->memory_refusals);
    store_rlx(&o->memory_refusals, refusals);
    return refusals != known || !mem_has_room(ROOM_LEFT);
}

void dump_at_no_memory(struct runtime *rt)
{
    struct observer *o = rt->observer;
    if (!o || !is_observable(rt) || !is_used_up(o)) return;
    uint64_t now = world_mono_ns(), last = load_rlx(&o->memory_dump_ns);
    if (last && now - last < DUMP_AGAIN_SECONDS * UINT64_C(1000000000)) return;
    if (cas_ar(&o->memory_dump_ns, &last, now)) dump_detached(rt); /* pairs with itself */
}

/* Waits for the child. An errno; 0: it is written. */
static int wait_child(Query *q, pid_t pid)
{
    int status = 0;
    for (;;) {
        pid_t r = waitpid(pid, &status, WNOHANG);
        if (r == pid) break;
        if (r < 0 && errno != EINTR) return errno;
        (void)q->pause(q, 0.02);
    }
    return error_of(status);
}

void cmd_dump(Query *q)
{
    const char *path = query_word(q, 1);
    char own[512];
    if (!path && path_of(q->rt, own, sizeof own)) path = own;
    if (!path) {
        reply_error(q->out, "dump FILE");
        return;
    }
    pid_t pid = fork();
    if (pid == 0) _exit(child_write(q->rt, path));
    int error = pid < 0 ? errno : wait_child(q, pid);
    if (error == ETIMEDOUT) {
        reply_error(q->out, "%s is not complete: it took longer than %d s", path, DUMP_SECONDS);
    } else if (error == EFAULT) {
        reply_error(q->out, "%s is not complete: the copy of the process broke", path);
    } else if (error) {
        reply_error(q->out, "no dump: %s: %s", path, strerror(error));
    } else {
        Rows *t = reply_add(q->out, "dump");
        rows_columns(t, "file:long");
        rows_str(t, path);
    }
}

/* ---- fatal signals, no memory ---- */

#define FORK_SECONDS 5 /* to copy the page tables of a large process */

/* The OS gives a handler no context: the runtime that began last. */
static struct runtime *fatal_rt; /* [any, atomic] */
static int fatal_thread; /* [any, atomic] id of the thread whose signal is being handled; 0: none */
static int fatal_number; /* [who set fatal_thread; the handler of its alarm] */

/* Does it for signals that other processes send: those meet a thread anywhere, under a lock of the allocator, say, that a fork
 * would wait for. */
static struct keeper {
    pthread_t thread; /* [who starts and stops] */
    sem_t asked;
    int number; /* [any, atomic] the signal that was sent; 0: asked to end */
    int runs;   /* [any, atomic] */
} keeper;

static const int fatal_signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};
#define NFATAL (sizeof fatal_signals / sizeof fatal_signals[0])

/* The process ends by this signal, from whatever thread. */
static void end_by(int number)
{
    signal(number, SIG_DFL);
    kill(getpid(), number);
}

/* The copy could not be made, or hangs: what broke held a lock of the allocator, say. */
static void on_hang(int alarm_number)
{
    static const char text[] = "maat: no dump: the process cannot be copied as it is\n";
    (void)alarm_number;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    if (!fatal_number) _exit(1); /* out of memory */
    end_by(fatal_number);
}

/* The first call alone writes it; waits for that. */
static void write_last(void)
{
    char path[512];
    struct runtime *rt = xchg_ar(&fatal_rt, NULL); /* pairs with itself: one dump only */
    if (!rt || !path_of(rt, path, sizeof path)) return;
    sigset_t alarms;
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    signal(SIGALRM, on_hang);
    pthread_sigmask(SIG_UNBLOCK, &alarms, NULL);
    alarm(FORK_SECONDS);
    write_now(rt, path, DUMP_SECONDS + 3);
    alarm(0);
}

static void say_fatal(int number, bool overflow)
{
    char text[160];
    int n = snprintf(text, sizeof text, "maat: fatal signal %d (%s)%s\n", number,
                     sigdescr_np(number), overflow ? ": a thread has used up its C stack" : "");
    if (n > 0) (void)!write(STDERR_FILENO, text, (size_t)n);
}

/* Ends the process, once the first thread that came here has written the dump. */
static void leave_dump(int number, bool overflow)
{
    int me = (int)gettid(), none = 0;
    if (cas_ar(&fatal_thread, &none, me)) { /* pairs with itself */
        fatal_number = number;
        say_fatal(number, overflow);
        write_last();
    } else if (none != me) {
        for (;;) pause(); /* the other thread is at it, and ends the process */
    }
    end_by(number);
}

/* On the thread's stack for signals: its own may be used up. */
static void on_fatal(int number, siginfo_t *info, void *context)
{
    (void)context;
    signal(number, SIG_DFL);
    if (info->si_code == SI_USER && info->si_pid != getpid() && load_rlx(&keeper.runs)) {
        int was = errno;
        store_rel(&keeper.number, number); /* pairs with keeper_main */
        sem_post(&keeper.asked);
        errno = was;
        return;
    }
    leave_dump(number, number == SIGSEGV && info->si_code > 0 && altstack_overflown(info->si_addr));
    raise(number);
}

static void *keeper_main(void *arg)
{
    int number;
    while (sem_wait(&keeper.asked) != 0 && errno == EINTR) continue;
    number = load_acq(&keeper.number); /* pairs with on_fatal */
    if (number) leave_dump(number, false);
    return arg;
}

/* Without it whoever meets a signal does it. */
static void keeper_start(void)
{
    sigset_t all, was;
    if (sem_init(&keeper.asked, 0, 0) != 0) return;
    store_rlx(&keeper.number, 0);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &was);
    bool ok = pthread_create(&keeper.thread, NULL, keeper_main, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &was, NULL);
    if (!ok) sem_destroy(&keeper.asked);
    store_rlx(&keeper.runs, ok);
}

/* The semaphore stays: a handler may still be at it. */
static void keeper_stop(void)
{
    if (!load_rlx(&keeper.runs)) return;
    store_rlx(&keeper.runs, 0);
    sem_post(&keeper.asked);
    pthread_join(keeper.thread, NULL);
}

void dump_on_fatal(struct runtime *rt)
{
    struct runtime *none = NULL;
    if (!rt->cfg.dump || !*rt->cfg.dump || MAAT_SANITIZED || !cas_ar(&fatal_rt, &none, rt))
        return; /* pairs with on_fatal */
    keeper_start();
    struct sigaction a = {.sa_sigaction = on_fatal,
                          .sa_flags = SA_NODEFER | SA_ONSTACK | SA_SIGINFO};
    for (unsigned i = 0; i < NFATAL; i++) sigaction(fatal_signals[i], &a, NULL);
    mem_on_exhaustion(write_last);
}

void dump_off(struct runtime *rt)
{
    struct runtime *was = rt;
    if (!cas_ar(&fatal_rt, &was, NULL)) return; /* pairs with on_fatal */
    for (unsigned i = 0; i < NFATAL; i++) signal(fatal_signals[i], SIG_DFL);
    keeper_stop();
    mem_on_exhaustion(NULL);
}
