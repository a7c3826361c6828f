/* Inspection; see info.h. */
#include "vm/maatine/info.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/string.h"
#include "vm/maatine/life.h"
#include <math.h>

#define TIES_MAX 10000 /* links and monitors listed */

struct info {
    uint64_t id, parent, mailbox, memory, reductions, drops, copied, moved;
    double age;
    uint32_t line;
    bool trapping;
    const char *function, *file, *state, *waiting, *priority; /* of code or literals: immortal */
    char *label, *name;                                       /* MEM_SIGNAL or NULL */
    uint64_t *ties;                                           /* links, then monitored ones */
    uint32_t nlinks, nmonitors;
};

static const char *const waits[] = {
    [WAIT_NONE] = NULL,
    [WAIT_MESSAGE] = "a message",
    [WAIT_REPLY] = "an answer",
    [WAIT_SLEEP] = "the time",
    [WAIT_JOIN] = "the end of a maatine",
    [WAIT_MAILBOX] = "room in a mailbox",
    [WAIT_CELL] = "a shared variable",
    [WAIT_CHANNEL] = "a channel",
    [WAIT_WORK] = "a task",
    [WAIT_IO] = "input or output",
    [WAIT_OFFLOAD] = "a blocking call",
    [WAIT_SUSPENDED] = "being resumed",
};

static const char *const priorities[] = {
    [PRIO_HIGH] = "high", [PRIO_NORMAL] = "normal", [PRIO_LOW] = "low"};

const char *wait_text(unsigned kind)
{
    return kind < sizeof waits / sizeof waits[0] ? waits[kind] : NULL;
}

const char *info_waiting(const Maatine *m) { return wait_text(m->wait_kind); }

/* ---- gathering: the owner ---- */

static char *label_text(const Maatine *m)
{
    Buf b = BUF_INIT;
    const Str *label = maatine_label(m);
    if (label)
        buf_add(&b, str_bytes(from_str(label)), label->s.len);
    else if (m->spawn_proto)
        buf_addf(&b, "%s:%u", m->spawn_proto->module->file->p, maatine_spawn_line(m));
    char *s = mem_strndup(MEM_SIGNAL, buf_str(&b), b.len);
    buf_fini(&b);
    return s;
}

static uint32_t gather_set(const TieSet *s, bool by_key, uint64_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->used && n < TIES_MAX; i++)
        if (s->at[i].key && (by_key || s->at[i].b <= WATCH_URGENT))
            out[n++] = by_key ? s->at[i].key : s->at[i].a;
    return n;
}

static void gather_ties(struct info *i, const Ties *t)
{
    if (!t) return;
    uint32_t room = t->links.count + t->watching.count;
    if (room > 2 * TIES_MAX) room = 2 * TIES_MAX;
    i->ties = mem_alloc(MEM_SIGNAL, (room + 1) * sizeof *i->ties);
    i->nlinks = gather_set(&t->links, true, i->ties);
    i->nmonitors = gather_set(&t->watching, false, i->ties + i->nlinks);
}

uint64_t info_memory(const Maatine *m)
{
    uint64_t n = record_bytes(m->rt) + heap_held(&m->heap) + m->mailbox.bytes + ties_bytes(m->ties);
    n += exec_stack_memory(m);
    if (m->waiter) n += mem_class(sizeof *m->waiter);
    if (m->extra) n += mem_class(sizeof *m->extra);
    if (m->flags & MAF_OWN_LABEL) n += mem_usable(m->extra->label);
    return n + mem_usable(m->mailbox.bound) + mem_usable(m->mailbox.refused);
}

struct info *info_gather(Maatine *m)
{
    struct info *i = mem_zalloc(MEM_SIGNAL, sizeof *i);
    const NameEntry *name = registry_name(&m->name);
    uint32_t excess = mailbox_excess(&m->mailbox); /* asked in the middle of a drain */
    *i = (struct info){
        .id = m->id,
        .parent = m->parent,
        .mailbox = m->mailbox.len - excess,
        .memory = info_memory(m),
        .reductions = m->reductions,
        .drops = mailbox_drops(&m->mailbox) + excess,
        .copied = m->bytes_copied,
        .moved = extra_seen(m)->bytes_moved,
        .age = (double)(world_mono_ns() - m->started_ns) / 1e9,
        .trapping = m->flags & MAF_TRAP,
        .waiting = info_waiting(m),
        .priority = priorities[m->run.prio],
        .label = label_text(m),
        .name = name ? mem_strndup(MEM_SIGNAL, name->name, name->len) : NULL,
    };
    i->state = (m->flags & MAF_SUSPENDED) ? "suspended" : i->waiting ? "waiting" : "running";
    exec_place(m, &i->file, &i->line, &i->function);
    gather_ties(i, m->ties);
    return i;
}

void info_free(struct info *i)
{
    mem_free(MEM_SIGNAL, i->label);
    mem_free(MEM_SIGNAL, i->name);
    mem_free(MEM_SIGNAL, i->ties);
    mem_free(MEM_SIGNAL, i);
}

void info_drop(Envelope *e)
{
    if (e->parcel.root) info_free((struct info *)(uintptr_t)e->parcel.root);
    e->parcel.root = 0;
}

void info_answer(Maatine *m, const Envelope *ask)
{
    Maatine *p = ma_find(m, ask->sender);
    if (!p) return;
    struct info *i = m->ended ? NULL : info_gather(m);
    Envelope *e = envelope_new(SIG_INFO, parcel_of((Value)(uintptr_t)i));
    e->ref = ask->ref;
    if (ma_push(p, e)) return;
    info_drop(e);
    envelope_free(e);
}

/* ---- asking ---- */

/* The answer is kept, or the address of the waiter itself for "it has ended". */
void info_arrives(Maatine *m, Envelope *e)
{
    struct waiter *w = waiter_of(m);
    if (m->wait_kind == WAIT_REPLY && w->ref == e->ref && !w->info) {
        w->info = (struct info *)(uintptr_t)e->parcel.root;
        if (!w->info) w->ref = 0;
        e->parcel.root = 0;
    } else {
        info_drop(e);
    }
    envelope_free(e);
}

static enum native_result ask(Maatine *m, Maatine *p)
{
    struct waiter *w = waiter_of(m);
    w->ref = ref_new(m);
    w->target = p->id;
    Envelope *e = envelope_new(SIG_INSPECT, parcel_of(V_NIL));
    e->sender = m->id;
    e->ref = w->ref;
    if (!ma_push(p, e)) {
        envelope_free(e);
        w->ref = 0;
        return N_OK;
    }
    (void)wait_for(m, WAIT_REPLY, INFINITY);
    return N_WAIT;
}

enum native_result info_ask(Maatine *m, uint64_t id, const char *key, Value *slots)
{
    struct info *i = NULL;
    slots[0] = V_NIL;
    if (id == m->id) {
        i = info_gather(m);
    } else if (m->wait_kind == WAIT_NONE) {
        Maatine *p = ma_find(m, id);
        return p ? ask(m, p) : N_OK;
    } else {
        struct waiter *w = m->waiter;
        if (!w->info && w->ref) return N_WAIT;
        i = w->info;
        w->info = NULL;
        w->ref = 0;
        wait_done(m);
    }
    if (!i) return N_OK;
    enum native_result r = info_value(m, i, key, slots);
    info_free(i);
    return r;
}

/* ---- as values ---- */

/* slots[0] the map or the one value wanted, slots[1] key, slots[2] value, slots[3] an array. */
struct building {
    Maatine *m;
    Value *slots;
    const char *only; /* NULL: all keys */
    bool ok;
};

static bool wanted(const struct building *b, const char *key)
{
    return b->ok && (!b->only || strcmp(b->only, key) == 0);
}

static void put(struct building *b, const char *key, Value v)
{
    b->slots[2] = v;
    if (b->only) {
        b->slots[0] = v;
        return;
    }
    b->slots[1] = text_intern(b->m->rt, key);
    b->ok = map_set(&b->m->heap, &b->slots[0], &b->slots[1], &b->slots[2]) == MAP_OK;
}

static void put_text(struct building *b, const char *key, const char *s)
{
    if (!wanted(b, key)) return;
    Value v = V_NIL;
    b->ok = !s || str_new(&b->m->heap, s, strlen(s), &v);
    if (b->ok) put(b, key, v);
}

static void put_count(struct building *b, const char *key, uint64_t n)
{
    if (!wanted(b, key)) return;
    put(b, key, int_fits((int64_t)n) ? from_int((int64_t)n) : from_double((double)n));
}

static void put_mas(struct building *b, const char *key, const uint64_t *ids, uint32_t n)
{
    if (!wanted(b, key)) return;
    b->ok = array_new(&b->m->heap, n, &b->slots[3]);
    for (uint32_t i = 0; b->ok && i < n; i++) {
        b->slots[2] = from_ma(ids[i]);
        b->ok = array_push(&b->m->heap, &b->slots[3], &b->slots[2]);
    }
    if (b->ok) put(b, key, b->slots[3]);
}

static void put_value(struct building *b, const char *key, Value v)
{
    if (wanted(b, key)) put(b, key, v);
}

enum native_result info_value(Maatine *m, const struct info *i, const char *key, Value *slots)
{
    struct building b = {m, slots, key, true};
    slots[0] = V_NIL;
    if (!key) b.ok = map_new(&m->heap, 24, &slots[0]);
    put_count(&b, "id", i->id);
    put_text(&b, "label", i->label);
    put_value(&b, "parent", i->parent ? from_ma(i->parent) : V_NIL);
    put_text(&b, "function", i->function);
    put_text(&b, "file", i->file);
    put_count(&b, "line", i->line);
    put_text(&b, "state", i->state);
    put_text(&b, "waiting_for", i->waiting);
    put_count(&b, "mailbox", i->mailbox);
    put_count(&b, "memory", i->memory);
    put_count(&b, "reductions", i->reductions);
    put_mas(&b, "links", i->ties, i->nlinks);
    put_mas(&b, "monitors", i->ties ? i->ties + i->nlinks : NULL, i->nmonitors);
    put_value(&b, "trapping", from_bool(i->trapping));
    put_text(&b, "name", i->name);
    put_text(&b, "priority", i->priority);
    put_value(&b, "age", from_double(i->age));
    put_count(&b, "drops", i->drops);
    put_count(&b, "bytes_copied", i->copied);
    put_count(&b, "bytes_moved", i->moved);
    return b.ok ? N_OK : native_no_memory(m);
}

void info_line(Maatine *m, Buf *out)
{
    const char *file, *function, *waiting = info_waiting(m);
    uint32_t line;
    exec_place(m, &file, &line, &function);
    char *label = label_text(m);
    buf_addf(out, "%llu %.200s %s:%u %s, ", (unsigned long long)m->id, label, file, line, function);
    buf_addf(out, waiting ? "waits for %s\n" : "%s\n", waiting ? waiting : "is suspended");
    mem_free(MEM_SIGNAL, label);
}
