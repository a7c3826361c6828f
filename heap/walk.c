#include "heap/walk.h"
#include "base/hash.h"
#include "base/mem.h"

/* Pairs in one table. */
#define WHOLE_MAX (BUILD_STRESS ? 256u : 8192u)

void walk_fini_slow(Walk *w)
{
    if (w->at != w->small) mem_free(MEM_TEMP, w->at);
    mem_free(MEM_TEMP, w->pairs.at);
    for (size_t i = 0; w->parts && i < WALK_PARTS; i++) mem_free(MEM_TEMP, w->parts[i].at);
    mem_free(MEM_TEMP, w->parts);
}

void walk_move(Walk *to, Walk *from)
{
    *to = *from;
    if (from->at == from->small) to->at = to->small;
}

static bool grow_frames(Walk *w)
{
    struct walk_frame *old = w->at == w->small ? NULL : w->at;
    struct walk_frame *at = mem_try_realloc(MEM_TEMP, old, 2 * w->cap * sizeof *at);
    if (!at) return false;
    if (!old) memcpy(at, w->small, sizeof w->small);
    w->at = at;
    w->cap *= 2;
    return true;
}

bool walk_push(Walk *w, const Obj *a, const Obj *b)
{
    if (w->n == w->cap && !grow_frames(w)) return false;
    w->at[w->n++] = (struct walk_frame){a, b, 0, 0};
    return true;
}

static uint64_t hash_pair(const Obj *a, const Obj *b)
{
    return hash_u64((uintptr_t)a * 3 + (uintptr_t)b);
}

static size_t home(const struct walk_set *s, const Obj *a, const Obj *b)
{
    return (size_t)hash_pair(a, b) & (s->cap - 1);
}

/* Its place, or the free one where it belongs. */
static size_t place(const struct walk_set *s, const Obj *a, const Obj *b)
{
    size_t i = home(s, a, b);
    while (s->at[i].a && (s->at[i].a != a || s->at[i].b != b)) i = (i + 1) & (s->cap - 1);
    return i;
}

/* The set that the pair is in, or belongs to. */
static struct walk_set *set_of(Walk *w, const Obj *a, const Obj *b)
{
    return w->parts ? &w->parts[hash_pair(a, b) >> 32 & (WALK_PARTS - 1)] : &w->pairs;
}

static bool grow_set(struct walk_set *s)
{
    struct walk_set bigger = {NULL, s->n, s->cap ? s->cap * 2 : 256, s->fill};
    bigger.at = mem_try_alloc(MEM_TEMP, bigger.cap * sizeof *bigger.at);
    if (!bigger.at) return false;
    memset(bigger.at, 0, bigger.cap * sizeof *bigger.at);
    for (size_t i = 0; i < s->cap; i++)
        if (s->at[i].a) bigger.at[place(&bigger, s->at[i].a, s->at[i].b)] = s->at[i];
    mem_free(MEM_TEMP, s->at);
    *s = bigger;
    return true;
}

static bool add(struct walk_set *s, const Obj *a, const Obj *b)
{
    if ((s->n + 1) * 256 > s->cap * s->fill && !grow_set(s)) return false;
    s->at[place(s, a, b)] = (struct walk_pair){a, b};
    s->n++;
    return true;
}

/* From one table to parts. They fill alike, so that each is given a measure of its own: else all would grow at the same time. */
static bool divide(Walk *w)
{
    w->parts = mem_try_alloc(MEM_TEMP, WALK_PARTS * sizeof *w->parts);
    if (!w->parts) return false;
    for (uint32_t i = 0; i < WALK_PARTS; i++)
        w->parts[i] = (struct walk_set){NULL, 0, 0, 104 + i * 100 / WALK_PARTS};
    for (size_t i = 0; i < w->pairs.cap; i++) {
        const struct walk_pair *p = &w->pairs.at[i];
        if (p->a && !add(set_of(w, p->a, p->b), p->a, p->b)) return false;
    }
    mem_free(MEM_TEMP, w->pairs.at);
    w->pairs = (struct walk_set){NULL, 0, 0, 0};
    return true;
}

bool walk_has_pair(const Walk *w, const Obj *a, const Obj *b)
{
    const struct walk_set *s = set_of((Walk *)(uintptr_t)w, a, b);
    return s->at && s->at[place(s, a, b)].a;
}

bool walk_add_pair(Walk *w, const Obj *a, const Obj *b)
{
    if (MAAT_UNLIKELY(w->pairs.n >= WHOLE_MAX) && !divide(w)) return false;
    return add(set_of(w, a, b), a, b);
}

/* Entries behind the gap move up if the gap lies between their home and them. */
void walk_del_pair(Walk *w, const Obj *a, const Obj *b)
{
    struct walk_set *s = set_of(w, a, b);
    size_t mask = s->cap - 1, gap = place(s, a, b);
    MAAT_ASSERT(s->at[gap].a);
    for (size_t i = (gap + 1) & mask; s->at[i].a; i = (i + 1) & mask) {
        size_t h = home(s, s->at[i].a, s->at[i].b);
        if (((i - h) & mask) >= ((i - gap) & mask)) {
            s->at[gap] = s->at[i];
            gap = i;
        }
    }
    s->at[gap].a = NULL;
    s->n--;
}
