/* Inspection; see info.h. */
#include "vm/maatine/info.h"
#include "base/fetch.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/immortal.h"
#include "heap/map.h"
#include "heap/string.h"
#include "vm/maatine/life.h"
#include <math.h>

#define TIES_MAX 10000 /* links and monitors listed */

/* What of a maatine is read together, for some keys of it. */
enum facts {
    FACT_WHO = 1 << 0,
    FACT_NAMES = 1 << 1,
    FACT_PLACE = 1 << 2,
    FACT_STATE = 1 << 3,
    FACT_MESSAGES = 1 << 4,
    FACT_MEMORY = 1 << 5,
    FACT_WORK = 1 << 6,
    FACT_TIES = 1 << 7,
    FACT_AGE = 1 << 8,
    FACT_ALL = (1 << 9) - 1
};

/* clang-format off */
#define INFO_KEYS(X)                                                                               \
    X(id, WHO) X(label, NAMES) X(parent, WHO) X(function, PLACE) X(file, PLACE) X(line, PLACE)     \
    X(state, STATE) X(waiting_for, STATE) X(mailbox, MESSAGES) X(memory, MEMORY)                   \
    X(reductions, WORK) X(links, TIES) X(monitors, TIES) X(trapping, STATE) X(name, NAMES)         \
    X(priority, STATE) X(age, AGE) X(drops, MESSAGES) X(bytes_copied, WORK) X(bytes_moved, WORK)
/* clang-format on */
enum info_key {
#define X(key, facts) KEY_##key,
    INFO_KEYS(X)
#undef X
        KEY_COUNT
};

static const struct {
    const char *text;
    uint8_t len;
    uint16_t facts;
} keys[KEY_COUNT] = {
#define X(key, facts) {#key, sizeof #key - 1, FACT_##facts},
    INFO_KEYS(X)
#undef X
};

enum info_state { STATE_RUNNING, STATE_WAITING, STATE_SUSPENDED, STATE_COUNT };
static const char *const states[] = {"running", "waiting", "suspended"};

struct info {
    uint64_t id, parent, mailbox, memory, reductions, drops, copied, moved;
    double age;
    uint32_t line, spawn_line;
    bool trapping;
    uint8_t state, wait_kind, prio;
    const Proto *at, *spawned; /* code is immortal; spawned may be NULL */
    Str *label;                /* immortal or NULL ... */
    char *own_label,
        *name; /* ... then this one (MEM_SIGNAL or NULL); none: the place of the spawn */
    uint32_t label_len, name_len;
    Value *ties; /* MEM_SIGNAL or NULL: links, then monitored ones */
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

/* Made once for each runtime: immortal values. */
struct info_words {
    Value shape; /* a Map with all keys */
    Value states[STATE_COUNT], waits[WAIT_SUSPENDED + 1], priorities[PRIO_COUNT];
};

void info_setup(struct runtime *rt)
{
    struct info_words *w = rt->life->info_words = mem_alloc(MEM_RUNTIME, sizeof *w);
    Value kv[2 * KEY_COUNT];
    for (int k = 0; k < KEY_COUNT; k++) {
        kv[2 * k] = text_intern(rt, keys[k].text);
        kv[2 * k + 1] = V_NIL;
    }
    w->shape = immortal_map(kv, KEY_COUNT);
    /* An index as copies have it. */
    map_index_start(to_map(w->shape), immortal_alloc(T_INDEX, map_index_words(KEY_COUNT)),
                    KEY_COUNT);
    for (uint32_t e = 0; e < KEY_COUNT; e++) map_index_add(to_map(w->shape), e);
    for (int i = 0; i < STATE_COUNT; i++) w->states[i] = text_intern(rt, states[i]);
    for (int i = 0; i <= WAIT_SUSPENDED; i++)
        w->waits[i] = waits[i] ? text_intern(rt, waits[i]) : V_NIL;
    for (int i = 0; i < PRIO_COUNT; i++) w->priorities[i] = text_intern(rt, priorities[i]);
}

const char *wait_text(unsigned kind)
{
    return kind < sizeof waits / sizeof waits[0] ? waits[kind] : NULL;
}

const char *info_waiting(const Maatine *m) { return wait_text(m->wait_kind); }

/* ---- gathering: the owner, or who stands for it ---- */

/* FILE:LINE, cut to what there is room for; its length. */
static size_t place_text(char *to, size_t size, const Str *file, uint32_t line)
{
    char digits[12];
    size_t n = 0, k = sizeof digits;
    do digits[--k] = (char)('0' + line % 10);
    while (line /= 10);
    digits[--k] = ':';
    size_t room = size - (sizeof digits - k);
    n = file->s.len < room ? file->s.len : room;
    while (n < file->s.len && n > 0 && ((unsigned char)file->p[n] & 0xC0) == 0x80) n--;
    memcpy(to, file->p, n);
    memcpy(to + n, digits + k, sizeof digits - k);
    return n + sizeof digits - k;
}

static uint32_t gather_set(const TieSet *s, bool by_key, Value *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->used && n < TIES_MAX; i++)
        if (s->at[i].key && (by_key || s->at[i].b <= WATCH_URGENT))
            out[n++] = from_ma(by_key ? s->at[i].key : s->at[i].a);
    return n;
}

static void gather_ties(struct info *i, const Ties *t)
{
    uint32_t room = t ? t->links.count + t->watching.count : 0;
    if (!room) return;
    if (room > 2 * TIES_MAX) room = 2 * TIES_MAX;
    i->ties = mem_alloc(MEM_SIGNAL, room * sizeof *i->ties);
    i->nlinks = gather_set(&t->links, true, i->ties);
    i->nmonitors = gather_set(&t->watching, false, i->ties + i->nlinks);
}

static void gather_names(struct info *i, const Maatine *m)
{
    const NameEntry *name = registry_name(&m->name);
    if (name) {
        i->name = mem_strndup(MEM_SIGNAL, name->name, name->len);
        i->name_len = (uint32_t)name->len;
    }
    Str *label = (Str *)(uintptr_t)maatine_label(m);
    if (label && (m->flags & MAF_OWN_LABEL)) {
        i->label_len = label->s.len;
        i->own_label = mem_strndup(MEM_SIGNAL, str_bytes(from_str(label)), label->s.len);
    } else if (label) {
        i->label = label;
    } else if (m->spawn_proto) {
        i->spawned = m->spawn_proto;
        i->spawn_line = maatine_spawn_line(m);
    }
}

uint64_t info_memory(const Maatine *m)
{
    uint64_t n = record_bytes(m->rt) + heap_held(&m->heap) + m->mailbox.bytes + ties_bytes(m->ties);
    n += exec_stack_memory(m) + mailbox_frozen_bytes(&m->mailbox);
    if (m->waiter) n += mem_class(sizeof *m->waiter);
    if (m->extra) n += mem_class(sizeof *m->extra);
    if (m->flags & MAF_OWN_LABEL) n += mem_usable(m->extra->label);
    return n + mem_usable(m->mailbox.bound) + mem_usable(m->mailbox.refused);
}

static void read_messages(const Maatine *m, struct info *i)
{
    uint32_t excess = mailbox_excess(&m->mailbox); /* asked in the middle of a drain */
    i->mailbox = m->mailbox.len - excess;
    i->drops = mailbox_drops(&m->mailbox) + excess;
}

static void read_state(const Maatine *m, struct info *i)
{
    i->trapping = m->flags & MAF_TRAP;
    i->wait_kind = m->wait_kind;
    i->prio = m->run.prio;
    i->state = (m->flags & MAF_SUSPENDED)  ? STATE_SUSPENDED
               : m->wait_kind != WAIT_NONE ? STATE_WAITING
                                           : STATE_RUNNING;
}

static void read_work(const Maatine *m, struct info *i)
{
    i->reductions = m->reductions;
    i->copied = m->bytes_copied;
    i->moved = extra_seen(m)->bytes_moved;
}

/* These facts of m (enum facts). m does not run, or is the caller. */
static void info_read(const Maatine *m, unsigned facts, struct info *i)
{
    *i = (struct info){.id = m->id};
    if (facts & FACT_WHO) i->parent = m->parent;
    if (facts & FACT_NAMES) gather_names(i, m);
    if (facts & FACT_PLACE) i->at = exec_at(m, &i->line);
    if (facts & FACT_STATE) read_state(m, i);
    if (facts & FACT_MESSAGES) read_messages(m, i);
    if (facts & FACT_MEMORY) i->memory = info_memory(m);
    if (facts & FACT_WORK) read_work(m, i);
    if (facts & FACT_TIES) gather_ties(i, m->ties);
    if (facts & FACT_AGE) i->age = (double)(world_mono_ns() - m->started_ns) / 1e9;
}

static void info_fini(struct info *i)
{
    if (i->own_label) mem_free(MEM_SIGNAL, i->own_label);
    if (i->name) mem_free(MEM_SIGNAL, i->name);
    if (i->ties) mem_free(MEM_SIGNAL, i->ties);
}

void info_free(struct info *i)
{
    info_fini(i);
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
    struct info *i = m->ended ? NULL : mem_alloc(MEM_SIGNAL, sizeof *i);
    if (i) info_read(m, FACT_ALL, i);
    Envelope *e = envelope_new(SIG_INFO, parcel_of((Value)(uintptr_t)i));
    e->ref = ask->ref;
    if (ma_push(p, e)) return;
    info_drop(e);
    envelope_free(e);
}

/* ---- as values ---- */

static bool label_value(Maatine *m, const struct info *i, Value *out)
{
    char place[512];
    if (i->label) *out = from_str(i->label);
    if (i->label) return true;
    if (i->own_label) return str_new(&m->heap, i->own_label, i->label_len, out);
    if (!i->spawned) return str_new(&m->heap, "", 0, out);
    size_t n = place_text(place, sizeof place, i->spawned->module->file, i->spawn_line);
    return str_new(&m->heap, place, n, out);
}

static bool ties_value(Maatine *m, Value *v, uint32_t n, Value *out)
{
    return n ? array_from(&m->heap, v, n, out) : array_new(&m->heap, 0, out);
}

static Value count_value(uint64_t n)
{
    return int_fits((int64_t)n) ? from_int((int64_t)n) : from_double((double)n);
}

/* The values that are objects, in rooted slots. */
enum object_slot { OBJ_LABEL = 1, OBJ_NAME, OBJ_LINKS, OBJ_MONITORS };

/* Of a key whose value may be an object; true for others. May collect. False: no memory. */
static bool make_object(Maatine *m, const struct info *i, int key, Value *out)
{
    Value *monitored = i->nmonitors ? i->ties + i->nlinks : NULL;
    switch (key) {
    case KEY_label: return label_value(m, i, out);
    case KEY_links: return ties_value(m, i->ties, i->nlinks, out);
    case KEY_monitors: return ties_value(m, monitored, i->nmonitors, out);
    case KEY_name: *out = V_NIL; return !i->name || str_new(&m->heap, i->name, i->name_len, out);
    default: return true;
    }
}

/* The value of a key; one that is an object has been made. */
static inline Value fact_value(const Maatine *m, const struct info *i, int key, Value object)
{
    const struct info_words *w = m->rt->life->info_words;
    switch (key) {
    case KEY_id: return count_value(i->id);
    case KEY_parent: return i->parent ? from_ma(i->parent) : V_NIL;
    case KEY_function: return from_str(i->at->name);
    case KEY_file: return from_str(i->at->module->file);
    case KEY_line: return count_value(i->line);
    case KEY_state: return w->states[i->state];
    case KEY_waiting_for: return w->waits[i->wait_kind];
    case KEY_mailbox: return count_value(i->mailbox);
    case KEY_memory: return count_value(i->memory);
    case KEY_reductions: return count_value(i->reductions);
    case KEY_trapping: return from_bool(i->trapping);
    case KEY_priority: return w->priorities[i->prio];
    case KEY_age: return from_double(i->age);
    case KEY_drops: return count_value(i->drops);
    case KEY_bytes_copied: return count_value(i->copied);
    case KEY_bytes_moved: return count_value(i->moved);
    default: return object;
    }
}

static enum native_result whole_value(Maatine *m, const struct info *i, Value *slots)
{
    Value shape = m->rt->life->info_words->shape; /* immortal: not rooted */
    Value at[KEY_COUNT];
    if (!make_object(m, i, KEY_label, &slots[OBJ_LABEL]) ||
        !make_object(m, i, KEY_name, &slots[OBJ_NAME]) ||
        !make_object(m, i, KEY_links, &slots[OBJ_LINKS]) ||
        !make_object(m, i, KEY_monitors, &slots[OBJ_MONITORS]) ||
        !map_copy(&m->heap, &shape, &slots[0]))
        return native_no_memory(m);
#define X(key, facts) at[KEY_##key] = fact_value(m, i, KEY_##key, V_NIL);
    INFO_KEYS(X)
#undef X
    at[KEY_label] = slots[OBJ_LABEL];
    at[KEY_name] = slots[OBJ_NAME];
    at[KEY_links] = slots[OBJ_LINKS];
    at[KEY_monitors] = slots[OBJ_MONITORS];
    map_put_values(&m->heap, slots[0], at);
    return N_OK;
}

/* All keys in slots[0], or the value of one. */
static enum native_result info_value(Maatine *m, const struct info *i, int key, Value *slots)
{
    if (key == INFO_NOTHING) return N_OK;
    if (key == INFO_ALL) return whole_value(m, i, slots);
    if (!make_object(m, i, key, &slots[0])) return native_no_memory(m);
    slots[0] = fact_value(m, i, key, slots[0]);
    return N_OK;
}

int info_key(const char *name, size_t n)
{
    for (int k = 0; k < KEY_COUNT; k++)
        if (keys[k].len == n && memcmp(keys[k].text, name, n) == 0) return k;
    return INFO_NOTHING;
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

/* The owner is to say it. */
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

/* Of one that waits, in its owner's place. False: it runs, or has something to look at first. */
static bool read_parked(Maatine *p, unsigned facts, struct info *i)
{
    if (!mailbox_claim(&p->mailbox)) return false;
    info_read(p, facts, i);
    if (!mailbox_park(&p->mailbox)) sched_ready_from(p->rt->pool, &p->run);
    return true;
}

/* Who looks at many looks at them in the order of their start, as a rule, which is often that of their slots: fetches what the look at
 * one that comes a few later will touch. */
static void fetch_ahead(const Maatine *m, uint64_t id, unsigned facts)
{
    const Maatine *next = table_ahead(m->rt->table, id, 4);
    if (!next) return;
    if (facts == FACT_ALL) {
        maat_fetch(next, offsetof(Maatine, first));
        return;
    }
    maat_fetch(&next->id, sizeof next->id);
    maat_fetch(&next->mailbox, sizeof next->mailbox);
}

enum native_result info_ask(Maatine *m, uint64_t id, int key, Value *slots)
{
    struct info here, *i = &here;
    unsigned facts = key == INFO_ALL ? FACT_ALL : key == INFO_NOTHING ? 0 : keys[key].facts;
    slots[0] = V_NIL;
    if (m->wait_kind != WAIT_NONE) {
        struct waiter *w = m->waiter;
        if (!w->info && w->ref) return N_WAIT;
        i = w->info;
        w->info = NULL;
        w->ref = 0;
        wait_done(m);
        if (!i) return N_OK;
    } else if (id == m->id) {
        info_read(m, facts, i);
    } else {
        Maatine *p = ma_find(m, id);
        if (!p) return N_OK;
        fetch_ahead(m, id, facts);
        if (!read_parked(p, facts, i)) return ask(m, p);
    }
    enum native_result r = info_value(m, i, key, slots);
    if (i == &here)
        info_fini(i);
    else
        info_free(i);
    return r;
}

void info_line(Maatine *m, Buf *out)
{
    const char *waiting = info_waiting(m);
    const Str *label = maatine_label(m);
    uint32_t line;
    const Proto *at = exec_at(m, &line);
    buf_addf(out, "%llu ", (unsigned long long)m->id);
    if (label)
        buf_addf(out, "%.*s", label->s.len < 200 ? (int)label->s.len : 200,
                 str_bytes(from_str(label)));
    else if (m->spawn_proto)
        buf_addf(out, "%.200s:%u", m->spawn_proto->module->file->p, maatine_spawn_line(m));
    buf_addf(out, " %s:%u %s, ", at->module->file->p, line, at->name->p);
    buf_addf(out, waiting ? "waits for %s\n" : "%s\n", waiting ? waiting : "is suspended");
}
