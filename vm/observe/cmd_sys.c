/* Questions about the program as a whole: schedulers, memory, names, channels, what happened, its figures. */
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "sched/offload.h"
#include "vm/maatine/chan.h"
#include "vm/maatine/life.h"
#include "vm/maatine/timers.h"
#include "vm/observe/past.h"
#include "vm/observe/observe_int.h"
#include "vm/observe/query.h"

/* ---- names, channels, timers: kept elsewhere ---- */

static void put_name(void *ctx, const NameEntry *e)
{
    Rows *t = ctx;
    rows_text(t, e->name, e->len);
    rows_int(t, (int64_t)e->id);
}

void cmd_names(Query *q)
{
    Rows *t = reply_add(q->out, "names");
    rows_columns(t, "name:text id:ma");
    registry_each(q->rt->registry, put_name, t);
}

void cmd_chans(Query *q)
{
    Rows *t = reply_add(q->out, "chans");
    rows_columns(t, "chan:count cap:count len:count senders_wait:count receivers_wait:count "
                    "type:text closed:text");
    chan_each(q->rt, t);
}

void cmd_timers(Query *q)
{
    Rows *t = reply_add(q->out, "timers");
    rows_columns(t, "timer:count due:seconds every:seconds to:ma name:text message_bytes:bytes");
    timers_each(q->rt->timers, t);
}

/* ---- schedulers ---- */

void cmd_sched(Query *q)
{
    unsigned n = sched_count(q->rt->pool);
    SchedStats *was = mem_alloc(MEM_TEMP, n * sizeof *was), now;
    double window = 1;
    if (query_word(q, 1) && (!pipe_number(query_word(q, 1), &window) || !(window >= 0))) {
        reply_error(q->out, "sched [WINDOW]");
        mem_free(MEM_TEMP, was);
        return;
    }
    uint64_t began = world_mono_ns();
    for (unsigned i = 0; i < n; i++) sched_stats_get(sched_at(q->rt->pool, i), &was[i]);
    bool wanted = q->pause(q, window < 3600 ? window : 3600);
    double secs = (double)(world_mono_ns() - began) / 1e9;
    Rows *t = reply_add(q->out, "sched");
    rows_columns(t, "scheduler:count busy:percent queue:count high:count low:count slices/s:count "
                    "reductions/s:count steals/s:count stolen/s:count wakeups/s:count timers:count "
                    "state:text");
    for (unsigned i = 0; i < n && wanted; i++) {
        sched_stats_get(sched_at(q->rt->pool, i), &now);
        double idle = (double)(now.idle_ns - was[i].idle_ns) / 1e9 / secs * 100;
        if (now.asleep && now.parks == was[i].parks) idle = 100;
        rows_int(t, i);
        rows_float(t, idle > 100 ? 0 : idle < 0 ? 100 : 100 - idle);
        rows_int(t, (int64_t)now.queue[PRIO_NORMAL] + now.queue[PRIO_HIGH] + now.queue[PRIO_LOW]);
        rows_int(t, now.queue[PRIO_HIGH]);
        rows_int(t, now.queue[PRIO_LOW]);
        rows_int(t, (int64_t)((double)(now.slices - was[i].slices) / secs));
        rows_int(t, (int64_t)((double)(now.reductions - was[i].reductions) / secs));
        rows_int(t, (int64_t)((double)(now.steals - was[i].steals) / secs));
        rows_int(t, (int64_t)((double)(now.stolen - was[i].stolen) / secs));
        rows_int(t, (int64_t)((double)(now.wakeups - was[i].wakeups) / secs));
        rows_int(t, now.timers_pending);
        rows_str(t, now.asleep ? "asleep" : "awake");
    }
    unsigned threads, waiting;
    offload_stats(q->rt->pool, &threads, &waiting);
    buf_addf(&t->note, "blocking calls: %u threads, %u waiting; over %.1f s", threads, waiting,
             secs);
    mem_free(MEM_TEMP, was);
}

/* ---- memory ---- */

static void put_kinds(Query *q)
{
    uint64_t kinds[MEMORY_KINDS];
    facts_memory(q->rt, kinds);
    Rows *t = reply_add(q->out, "memory");
    t->record = true;
    rows_columns(t, MEMORY_COLUMNS);
    for (unsigned i = 0; i < MEMORY_KINDS; i++) rows_int(t, (int64_t)kinds[i]);
}

static void put_types(Query *q)
{
    struct mem_stat s[MEM_TYPE_COUNT];
    static const char *const what[] = {
#define ALLOC_TYPE(id, name, text) text,
#include "erts-like-config/alloc_types.def"
#undef ALLOC_TYPE
    };
    mem_stats(s);
    Rows *t = reply_add(q->out, "types");
    rows_columns(t, "type:text bytes:bytes count:count holds:long");
    for (unsigned i = 0; i < MEM_TYPE_COUNT; i++) {
        if (!s[i].count) continue;
        rows_str(t, s[i].name);
        rows_int(t, (int64_t)s[i].bytes);
        rows_int(t, (int64_t)s[i].count);
        rows_str(t, what[i]);
    }
}

void cmd_mem(Query *q)
{
    if (query_word(q, 1)) {
        if (strcmp(query_word(q, 1), "strings") == 0)
            query_strings(q);
        else
            reply_error(q->out, "mem [strings]");
        return;
    }
    put_kinds(q);
    put_types(q);
}

/* ---- the past ---- */

void cmd_log(Query *q)
{
    double n = 0;
    const char *w = query_word(q, 1);
    if (w && (!pipe_number(w, &n) || !(n >= 0))) {
        reply_error(q->out, "log [N]");
        return;
    }
    past_put_log(q->rt, q->out);
    if (!w) return;
    Rows *t = q->out->at[0], *to = rows_like(t);
    uint64_t have = rows_count(t), from = n < (double)have ? have - (uint64_t)n : 0;
    for (uint64_t i = from; i < have; i++) rows_copy(to, t, i);
    rows_free(t);
    q->out->at[0] = to;
}

void cmd_tombstones(Query *q) { past_put_tombstones(q->rt, q->out); }
void cmd_restarts(Query *q) { past_put_restarts(q->rt, q->out); }
void cmd_events(Query *q) { past_put_events(q->rt, q->out); }

/* ---- the program ---- */

void cmd_program(Query *q)
{
    struct runtime *rt = q->rt;
    Rows *t = reply_add(q->out, "program");
    SchedStats s;
    sched_stats_get(sched_at(rt->pool, 0), &s);
    t->record = true;
    rows_columns(t, "name:text program:text pid:count build:text up:seconds maatines:count "
                    "started:count schedulers:count resident:bytes dead_letters:count");
    rows_str(t, rt->cfg.name && rt->cfg.name[0] ? rt->cfg.name : NULL);
    rows_str(t, rt->program);
    rows_int(t, rt->observer->pid);
    rows_str(t, BUILD_NAME);
    rows_float(t, s.start_ns ? (double)(world_mono_ns() - s.start_ns) / 1e9 : 0);
    rows_int(t, (int64_t)table_count(rt->table));
    rows_int(t, (int64_t)table_started(rt->table));
    rows_int(t, sched_count(rt->pool));
    rows_int(t, (int64_t)facts_resident());
    rows_int(t, (int64_t)load_rlx(&rt->dead_letters));
}

/* ---- Prometheus ---- */

static void metric(Buf *b, const char *name, const char *type, const char *help)
{
    buf_addf(b, "# HELP maat_%s %s\n# TYPE maat_%s %s\n", name, help, name, type);
}

static void one(Buf *b, const char *name, const char *type, const char *help, double v)
{
    metric(b, name, type, help);
    buf_addf(b, "maat_%s %.17g\n", name, v);
}

struct sched_metric {
    const char *name, *type, *help;
    size_t offset;
    double times;
};

static void schedulers_text(SchedPool *pool, Buf *b)
{
#define AT(f) offsetof(SchedStats, f)
    static const struct sched_metric all[] = {
        {"scheduler_slices_total", "counter", "Slices run.", AT(slices), 1},
        {"scheduler_reductions_total", "counter", "Reductions charged.", AT(reductions), 1},
        {"scheduler_idle_seconds_total", "counter", "Time asleep.", AT(idle_ns), 1e-9},
        {"scheduler_steals_total", "counter", "Successful steals.", AT(steals), 1},
        {"scheduler_wakeups_total", "counter", "Sleepers woken.", AT(wakeups), 1},
        {"scheduler_timers_fired_total", "counter", "Timers fired.", AT(timers), 1},
    };
#undef AT
    SchedStats s;
    for (unsigned k = 0; k < sizeof all / sizeof all[0]; k++) {
        metric(b, all[k].name, all[k].type, all[k].help);
        for (unsigned i = 0; i < sched_count(pool); i++) {
            sched_stats_get(sched_at(pool, i), &s);
            uint64_t v;
            memcpy(&v, (const char *)&s + all[k].offset, sizeof v);
            buf_addf(b, "maat_%s{scheduler=\"%u\"} %.17g\n", all[k].name, i,
                     (double)v * all[k].times);
        }
    }
    metric(b, "scheduler_queue", "gauge", "Maatines ready to run.");
    for (unsigned i = 0; i < sched_count(pool); i++) {
        sched_stats_get(sched_at(pool, i), &s);
        for (unsigned p = 0; p < PRIO_COUNT; p++)
            buf_addf(b, "maat_scheduler_queue{scheduler=\"%u\",priority=\"%s\"} %u\n", i,
                     p == PRIO_HIGH  ? "high"
                     : p == PRIO_LOW ? "low"
                                     : "normal",
                     s.queue[p]);
    }
}

static void types_text(Buf *b)
{
    struct mem_stat s[MEM_TYPE_COUNT];
    mem_stats(s);
    metric(b, "memory_bytes", "gauge", "Memory allocated by type.");
    for (unsigned i = 0; i < MEM_TYPE_COUNT; i++)
        buf_addf(b, "maat_memory_bytes{type=\"%s\"} %llu\n", s[i].name,
                 (unsigned long long)s[i].bytes);
}

void cmd_prometheus(Query *q)
{
    struct runtime *rt = q->rt;
    uint64_t k[MEMORY_KINDS];
    Buf b = BUF_INIT;
    struct past *h = &rt->observer->past;
    facts_memory(rt, k);
    one(&b, "maatines", "gauge", "Maatines alive.", (double)k[MEMORY_maatines]);
    one(&b, "maatines_started_total", "counter", "Maatines started.",
        (double)table_started(rt->table));
    one(&b, "maatines_memory_bytes", "gauge", "Memory of all maatines.",
        (double)k[MEMORY_of_maatines]);
    one(&b, "messages_waiting", "gauge", "Messages in mailboxes.", (double)k[MEMORY_messages]);
    one(&b, "mailbox_bytes", "gauge", "Bytes of messages in mailboxes.",
        (double)k[MEMORY_mailboxes]);
    one(&b, "dead_letters_total", "counter", "Messages to maatines that had ended.",
        (double)load_rlx(&rt->dead_letters));
    uint64_t crashes = past_crashes(h);
    lock_take(&h->lock);
    uint64_t restarts = h->nrestarts, events = h->nevents;
    lock_drop(&h->lock);
    one(&b, "crashes_total", "counter", "Maatines ended by an error or an exit signal.",
        (double)crashes);
    one(&b, "restarts_total", "counter", "Children started again by supervisors.",
        (double)restarts);
    one(&b, "system_events_total", "counter", "Thresholds passed.", (double)events);
    one(&b, "resident_bytes", "gauge", "Resident memory of the process.",
        (double)k[MEMORY_resident]);
    schedulers_text(rt->pool, &b);
    types_text(&b);
    Rows *t = reply_add(q->out, "prometheus");
    rows_columns(t, "text:long");
    rows_text(t, buf_str(&b), b.len);
    buf_fini(&b);
}
