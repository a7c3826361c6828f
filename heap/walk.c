#include "heap/walk.h"
#include "base/hash.h"
#include "base/mem.h"

void walk_init(Walk *w)
{
    w->at = w->small;
    w->n = 0;
    w->cap = WALK_SMALL;
    w->pairs = NULL;
    w->npairs = w->pairs_cap = 0;
}

void walk_fini(Walk *w)
{
    if (w->at != w->small) mem_free(MEM_TEMP, w->at);
    mem_free(MEM_TEMP, w->pairs);
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

static size_t home(const Walk *w, const Obj *a, const Obj *b)
{
    return (size_t)hash_u64((uintptr_t)a * 3 + (uintptr_t)b) & (w->pairs_cap - 1);
}

/* Its place, or the free one where it belongs. */
static size_t place(const Walk *w, const Obj *a, const Obj *b)
{
    size_t i = home(w, a, b);
    while (w->pairs[i].a && (w->pairs[i].a != a || w->pairs[i].b != b))
        i = (i + 1) & (w->pairs_cap - 1);
    return i;
}

bool walk_has_pair(const Walk *w, const Obj *a, const Obj *b)
{
    return w->pairs && w->pairs[place(w, a, b)].a;
}

static bool grow_pairs(Walk *w)
{
    Walk bigger = *w;
    bigger.pairs_cap = w->pairs_cap ? w->pairs_cap * 2 : 256;
    bigger.pairs = mem_try_alloc(MEM_TEMP, bigger.pairs_cap * sizeof *bigger.pairs);
    if (!bigger.pairs) return false;
    memset(bigger.pairs, 0, bigger.pairs_cap * sizeof *bigger.pairs);
    for (size_t i = 0; i < w->pairs_cap; i++)
        if (w->pairs[i].a) bigger.pairs[place(&bigger, w->pairs[i].a, w->pairs[i].b)] = w->pairs[i];
    mem_free(MEM_TEMP, w->pairs);
    w->pairs = bigger.pairs;
    w->pairs_cap = bigger.pairs_cap;
    return true;
}

bool walk_add_pair(Walk *w, const Obj *a, const Obj *b)
{
    if ((w->npairs + 1) * 2 > w->pairs_cap && !grow_pairs(w)) return false;
    w->pairs[place(w, a, b)] = (struct walk_pair){a, b};
    w->npairs++;
    return true;
}

/* Entries behind the gap move up if the gap lies between their home and them. */
void walk_del_pair(Walk *w, const Obj *a, const Obj *b)
{
    size_t mask = w->pairs_cap - 1, gap = place(w, a, b);
    MAAT_ASSERT(w->pairs[gap].a);
    for (size_t i = (gap + 1) & mask; w->pairs[i].a; i = (i + 1) & mask) {
        size_t h = home(w, w->pairs[i].a, w->pairs[i].b);
        if (((i - h) & mask) >= ((i - gap) & mask)) {
            w->pairs[gap] = w->pairs[i];
            gap = i;
        }
    }
    w->pairs[gap].a = NULL;
    w->npairs--;
}
