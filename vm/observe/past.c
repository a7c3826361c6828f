/* What happened lately; see past.h. */
#include "vm/observe/past.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "heap/text.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include "vm/observe/dump.h"
#include "vm/observe/observe_int.h"
#include <stdio.h>

const char *const event_names[EVENT_KINDS] = {"long collection", "long slice",  "large heap",
                                              "long mailbox",    "old mailbox", "restart storm",
                                              "orphaned waiter"};

#define LABEL_BYTES  64
#define REASON_BYTES 160
#define FILE_BYTES   96

/* Many end by errors, and few are looked at: what can be kept as it is becomes text when it is. */
struct tombstone {
    uint64_t id, owner, mono_ns, age_ns, reductions, mailbox, memory;
    const Proto *proto; /* where it was started, unless it has a label */
    uint32_t proto_line;
    int32_t line;              /* in `file` */
    Value plain;               /* a reason that belongs to no heap; V_ABSENT: `reason` */
    char label[LABEL_BYTES];   /* empty: none */
    char reason[REASON_BYTES]; /* text of any other reason */
    char file[FILE_BYTES];     /* of an error; empty: not known */
};

struct restart {
    uint64_t supervisor, wall_ns, mono_ns;
    char label[64], child[64];
};

struct event {
    enum event_kind kind;
    uint64_t id, wall_ns;
    double value;
    char label[64];
};

void past_init(struct past *h, uint32_t schedulers)
{
    lock_init(&h->lock, LOCK_OBSERVE);
    plain_ends_init(&h->plain, schedulers);
    /* Now: crashes are many when there is no memory any more. Not touched, it costs no page. */
    h->tombstones = mem_zalloc(MEM_RUNTIME, TOMBSTONES * sizeof *h->tombstones);
}

void past_fini(struct past *h)
{
    mem_free(MEM_RUNTIME, h->tombstones);
    plain_ends_fini(&h->plain);
    mem_free(MEM_RUNTIME, h->restarts);
    mem_free(MEM_RUNTIME, h->events);
    mem_free(MEM_RUNTIME, h->log);
    lock_fini(&h->lock);
}

static struct past *past_of(struct runtime *rt)
{
    return rt->observer ? &rt->observer->past : NULL;
}

/* At most size - 1 bytes, never half a character. */
static void cut_into(char *to, size_t size, const char *p, size_t n)
{
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)p[n] & 0xC0) == 0x80) n--;
    }
    memcpy(to, p, n);
    to[n] = 0;
}

static void label_into(char *to, size_t size, const Maatine *m)
{
    const Str *label = maatine_label(m);
    if (label)
        cut_into(to, size, str_bytes(from_str(label)), label->s.len);
    else if (m->spawn_proto)
        snprintf(to, size, "%s:%u", m->spawn_proto->module->file->p, maatine_spawn_line(m));
    else
        to[0] = 0;
}

/* The next entry of a ring; the lock is held. */
#define ring_next(h, ring, count, size)                                                            \
    (h->ring ? 0 : (h->ring = mem_zalloc(MEM_RUNTIME, (size) * sizeof *h->ring), 0),               \
     &h->ring[h->count++ % (size)])

/* ---- crashes ---- */

static size_t error_text(char *to, const Inst *i)
{
    size_t n = i->cls->name->s.len < 60 ? i->cls->name->s.len : 60;
    memcpy(to, i->cls->name->p, n);
    memcpy(to + n, ": ", 3);
    Value message = i->f[ERRF_MESSAGE];
    if (is_str(message))
        cut_into(to + n + 2, REASON_BYTES - n - 2, str_bytes(message), str_len(message));
    return strlen(to);
}

static const Inst *error_in(Value v)
{
    if (!is_inst(v)) return NULL;
    const Inst *i = (const Inst *)to_obj(v);
    return i->cls->flags & CLASS_ERROR ? i : NULL;
}

/* Its length. */
static size_t reason_text(char *to, Value reason)
{
    if (error_in(reason)) return error_text(to, error_in(reason));
    Buf b = BUF_INIT;
    text_add_short(&b, reason, REASON_BYTES - 1);
    cut_into(to, REASON_BYTES, buf_str(&b), b.len);
    buf_fini(&b);
    return strlen(to);
}

static void place_into(struct tombstone *t, const Inst *error)
{
    t->file[0] = 0;
    if (!error || !is_str(error->f[ERRF_FILE]) || !is_int(error->f[ERRF_LINE])) return;
    cut_into(t->file, sizeof t->file, str_bytes(error->f[ERRF_FILE]), str_len(error->f[ERRF_FILE]));
    t->line = (int32_t)to_int(error->f[ERRF_LINE]);
}

/* The lock is held: those in the ring are in the order of their times. */
static void describe_into(struct tombstone *t, const Maatine *m)
{
    t->id = m->id;
    t->owner = m->owner;
    t->mono_ns = world_mono_ns();
    t->age_ns = t->mono_ns > m->started_ns ? t->mono_ns - m->started_ns : 0;
    t->reductions = m->reductions;
    t->mailbox = m->mailbox.len;
    t->memory = heap_bytes(&m->heap);
    t->proto = m->spawn_proto;
    t->proto_line = m->spawn_proto ? maatine_spawn_line(m) : 0;
    t->label[0] = 0;
    const Str *label = maatine_label(m);
    if (label) cut_into(t->label, sizeof t->label, str_bytes(from_str(label)), label->s.len);
}

/* False: it needs text. */
static bool note_plain(struct past *h, const Maatine *m, Value reason)
{
    uint32_t who = sched_index(m->sched);
    if (!travels_free(reason) || who >= h->plain.n || maatine_label(m)) return false;
    plain_ends_add(&h->plain, who,
                   &(struct plain_end){.id = m->id,
                                       .owner = m->owner,
                                       .mono_ns = world_mono_ns(),
                                       .started_ns = m->started_ns,
                                       .reductions = m->reductions,
                                       .mailbox = m->mailbox.len,
                                       .memory = heap_bytes(&m->heap),
                                       .proto = m->spawn_proto,
                                       .spawn_at = m->spawn_at,
                                       .reason = reason});
    return true;
}

static MAAT_NOINLINE void note_text(struct past *h, Maatine *m, Value reason)
{
    char text[REASON_BYTES];
    text[0] = 0;
    bool plain = travels_free(reason);
    size_t n = plain ? 0 : reason_text(text, reason);
    lock_take(&h->lock);
    struct tombstone *t = ring_next(h, tombstones, ntombstones, TOMBSTONES);
    describe_into(t, m);
    t->plain = plain ? reason : V_ABSENT;
    memcpy(t->reason, text, n + 1);
    place_into(t, error_in(reason));
    lock_drop(&h->lock);
    if (strncmp(text, "MemoryError", 11) == 0) dump_at_no_memory(m->rt);
}

void observe_crash(Maatine *m, Value reason)
{
    struct past *h = past_of(m->rt);
    if (h && !note_plain(h, m, reason)) note_text(h, m, reason);
}

uint64_t past_crashes(struct past *h)
{
    lock_take(&h->lock);
    uint64_t n = h->ntombstones;
    lock_drop(&h->lock);
    return n + plain_ends_count(&h->plain);
}

static void put_time(Rows *t, uint64_t wall_ns)
{
    uint64_t now = world_wall_ns();
    rows_float(t, now > wall_ns ? (double)(now - wall_ns) / 1e9 : 0);
}

static uint64_t ring_first(uint64_t n, uint64_t size) { return n > size ? n - size : 0; }

static void put_tombstone(Rows *t, const struct tombstone *x)
{
    char label[LABEL_BYTES + 16], reason[REASON_BYTES], at[FILE_BYTES + 16];
    uint64_t now = world_mono_ns();
    rows_float(t, now > x->mono_ns ? (double)(now - x->mono_ns) / 1e9 : 0);
    rows_int(t, (int64_t)x->id);
    snprintf(label, sizeof label, "%s", x->label);
    if (!x->label[0] && x->proto)
        snprintf(label, sizeof label, "%s:%u", x->proto->module->file->p, x->proto_line);
    rows_str(t, label);
    if (!is_absent(x->plain)) reason_text(reason, x->plain);
    rows_str(t, is_absent(x->plain) ? x->reason : reason);
    snprintf(at, sizeof at, "%s:%d", x->file, x->line);
    rows_str(t, x->file[0] ? at : NULL);
    rows_float(t, (double)x->age_ns / 1e9);
    rows_int(t, (int64_t)x->reductions);
    rows_int(t, (int64_t)x->mailbox);
    rows_int(t, (int64_t)x->memory);
    rows_int(t, (int64_t)x->owner);
}

static void put_plain(Rows *t, const struct plain_end *e)
{
    struct tombstone x = {.id = e->id,
                          .owner = e->owner,
                          .mono_ns = e->mono_ns,
                          .age_ns = e->mono_ns > e->started_ns ? e->mono_ns - e->started_ns : 0,
                          .reductions = e->reductions,
                          .mailbox = e->mailbox,
                          .memory = e->memory,
                          .proto = e->proto,
                          .plain = e->reason};
    if (e->proto) x.proto_line = spawn_line(e->proto, (uint32_t)e->spawn_at);
    put_tombstone(t, &x);
}

/* Of those in the ring and n plain ones, both by time, the latest. The lock is held. */
static void put_latest(Rows *t, const struct past *h, const struct plain_end *plain, size_t n)
{
    uint64_t i = ring_first(h->ntombstones, TOMBSTONES), end = h->ntombstones;
    uint64_t skip = n + (end - i) > TOMBSTONES ? n + (end - i) - TOMBSTONES : 0;
    for (size_t k = 0; k < n || i < end; skip -= skip > 0) {
        const struct tombstone *x = i < end ? &h->tombstones[i % TOMBSTONES] : NULL;
        if (!x || (k < n && plain[k].mono_ns < x->mono_ns)) {
            if (!skip) put_plain(t, &plain[k]);
            k++;
        } else {
            if (!skip) put_tombstone(t, x);
            i++;
        }
    }
}

void past_put_tombstones(struct runtime *rt, Reply *out)
{
    Rows *t = reply_add(out, "tombstones");
    rows_columns(t, "ago:seconds id:ma label:text reason:long at:text lived:seconds "
                    "reductions:count mailbox:count memory:bytes owner:ma");
    struct past *h = past_of(rt);
    struct plain_end *plain = mem_alloc(MEM_TEMP, h->plain.n * PLAIN_ENDS * sizeof *plain);
    size_t n = plain_ends_copy(&h->plain, plain);
    lock_take(&h->lock);
    put_latest(t, h, plain, n);
    lock_drop(&h->lock);
    buf_addf(&t->note, "%llu ended by errors or exit signals since the start",
             (unsigned long long)past_crashes(h));
    mem_free(MEM_TEMP, plain);
}

/* ---- restarts ---- */

void observe_restart(Maatine *m, const char *child, size_t n)
{
    struct past *h = past_of(m->rt);
    if (!h) return;
    struct restart r = {
        .supervisor = m->id, .wall_ns = world_wall_ns(), .mono_ns = world_mono_ns()};
    label_into(r.label, sizeof r.label, m);
    cut_into(r.child, sizeof r.child, child, n);
    stat_add(&extra_of(m)->restarts, 1);
    lock_take(&h->lock);
    *ring_next(h, restarts, nrestarts, RESTARTS) = r;
    lock_drop(&h->lock);
}

uint32_t past_restarts_of(struct runtime *rt, uint64_t supervisor, double secs)
{
    struct past *h = past_of(rt);
    uint64_t now = world_mono_ns();
    uint32_t n = 0;
    lock_take(&h->lock);
    for (uint64_t i = ring_first(h->nrestarts, RESTARTS); i < h->nrestarts; i++) {
        const struct restart *r = &h->restarts[i % RESTARTS];
        if (r->supervisor == supervisor && (double)(now - r->mono_ns) / 1e9 <= secs) n++;
    }
    lock_drop(&h->lock);
    return n;
}

void past_put_restarts(struct runtime *rt, Reply *out)
{
    Rows *t = reply_add(out, "restarts");
    rows_columns(t, "ago:seconds supervisor:ma label:text child:text");
    struct past *h = past_of(rt);
    lock_take(&h->lock);
    for (uint64_t i = ring_first(h->nrestarts, RESTARTS); i < h->nrestarts; i++) {
        const struct restart *r = &h->restarts[i % RESTARTS];
        put_time(t, r->wall_ns);
        rows_int(t, (int64_t)r->supervisor);
        rows_str(t, r->label);
        rows_str(t, r->child);
    }
    buf_addf(&t->note, "%llu restarts since the start", (unsigned long long)h->nrestarts);
    lock_drop(&h->lock);
}

/* ---- the log ---- */

void observe_log(struct runtime *rt, const char *p, size_t n)
{
    struct past *h = past_of(rt);
    if (!h || n == 0) return;
    if (n > LOG_BYTES / 4) {
        p += n - LOG_BYTES / 4;
        n = LOG_BYTES / 4;
    }
    lock_take(&h->lock);
    if (!h->log) h->log = mem_alloc(MEM_RUNTIME, LOG_BYTES);
    for (size_t done = 0; done < n;) {
        size_t at = h->nlog % LOG_BYTES, k = n - done;
        if (k > LOG_BYTES - at) k = LOG_BYTES - at;
        memcpy(h->log + at, p + done, k);
        done += k;
        h->nlog += k;
    }
    lock_drop(&h->lock);
}

void past_put_log(struct runtime *rt, Reply *out)
{
    Rows *t = reply_add(out, "log");
    rows_columns(t, "line:long");
    struct past *h = past_of(rt);
    Buf b = BUF_INIT;
    lock_take(&h->lock);
    for (uint64_t i = ring_first(h->nlog, LOG_BYTES); i < h->nlog; i++)
        buf_addc(&b, h->log[i % LOG_BYTES]);
    bool whole = h->nlog <= LOG_BYTES;
    lock_drop(&h->lock);
    const char *p = buf_str(&b);
    if (!whole && strchr(p, '\n')) p = strchr(p, '\n') + 1;
    while (*p) {
        size_t n = strcspn(p, "\n");
        rows_text(t, p, n);
        p += n + (p[n] == '\n');
    }
    buf_fini(&b);
}

/* ---- system events ---- */

static void tell(struct runtime *rt, uint64_t to, enum event_kind k, uint64_t id, double value)
{
    unsigned ticket = epoch_enter(rt->pool);
    Maatine *p = table_find(rt->table, to);
    if (p) {
        Envelope *e;
        struct tuple t;
        struct copy_why why;
        t.v[0] = text_intern(rt, "SYSTEM");
        t.v[1] = text_intern(rt, event_names[k]);
        t.v[2] = from_ma(id);
        t.v[3] = from_double(value);
        if (envelope_copy(&e, ENV_NOTICE, tuple_init(&t, 4), &why) == COPY_OK)
            ma_push_or_drop(p, e);
    }
    epoch_leave(rt->pool, ticket);
}

static void log_event(struct runtime *rt, const struct event *e)
{
    static const char *const forms[EVENT_KINDS] = {"took %.3f s",
                                                   "has run for %.3f s",
                                                   "uses %.0f bytes",
                                                   "has %.0f messages",
                                                   "waits with a message that is %.1f s old",
                                                   "has restarted children %.0f times in 10 s",
                                                   "waits for one that has gone, since %.1f s"};
    Buf b = BUF_INIT;
    buf_addf(&b, "maat: %s: maatine %llu (%s) ", event_names[e->kind], (unsigned long long)e->id,
             e->label);
    char text[128];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, forms[e->kind], e->value);
#pragma GCC diagnostic pop
    buf_addf(&b, "%s\n", text);
    runtime_err(rt, buf_str(&b), b.len);
    buf_fini(&b);
}

void past_event(struct runtime *rt, enum event_kind k, uint64_t id, const char *label, size_t n,
                double value)
{
    struct past *h = past_of(rt);
    struct event e = {.kind = k, .id = id, .wall_ns = world_wall_ns(), .value = value};
    uint64_t to[SUBSCRIBERS];
    cut_into(e.label, sizeof e.label, label, n);
    lock_take(&h->lock);
    *ring_next(h, events, nevents, EVENTS) = e;
    memcpy(to, h->subscribers, sizeof to);
    lock_drop(&h->lock);
    log_event(rt, &e);
    for (unsigned i = 0; i < SUBSCRIBERS; i++)
        if (to[i]) tell(rt, to[i], k, id, value);
}

bool past_subscribe(struct runtime *rt, uint64_t id, bool on)
{
    struct past *h = past_of(rt);
    bool known = false;
    unsigned ticket = epoch_enter(rt->pool);
    lock_take(&h->lock);
    for (unsigned i = 0; i < SUBSCRIBERS; i++) {
        if (h->subscribers[i] != id) continue;
        known = true;
        if (!on) h->subscribers[i] = 0;
    }
    for (unsigned i = 0; i < SUBSCRIBERS && on && !known; i++) {
        if (h->subscribers[i] && table_find(rt->table, h->subscribers[i])) continue;
        h->subscribers[i] = id;
        known = true;
    }
    lock_drop(&h->lock);
    epoch_leave(rt->pool, ticket);
    return known;
}

void past_put_events(struct runtime *rt, Reply *out)
{
    Rows *t = reply_add(out, "events");
    rows_columns(t, "ago:seconds event:text id:ma label:text value:count");
    struct past *h = past_of(rt);
    lock_take(&h->lock);
    for (uint64_t i = ring_first(h->nevents, EVENTS); i < h->nevents; i++) {
        const struct event *e = &h->events[i % EVENTS];
        put_time(t, e->wall_ns);
        rows_str(t, event_names[e->kind]);
        rows_int(t, (int64_t)e->id);
        rows_str(t, e->label);
        rows_float(t, e->value);
    }
    lock_drop(&h->lock);
}
