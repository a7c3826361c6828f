#include "heap/array.h"
#include "heap/room.h"
#include "heap/string.h"

/* Words of the slots for `cap` elements; the sum cannot overflow below ARRAY_MAX. */
static size_t slot_words(uint64_t cap) { return 1 + (size_t)cap; }

/* Reserved. All slots hold nil. NULL: no memory. */
static Slots *new_slots(Heap *h, uint64_t cap)
{
    Slots *s = heap_alloc_any(h, T_SLOTS, (uint32_t)slot_words(cap));
    if (!s) return NULL;
    for (uint64_t i = 0; i < cap; i++) s->v[i] = V_NIL;
    return s;
}

/* Reserved: slots of cap and an array. */
static Array *make(Heap *h, uint64_t cap)
{
    Slots *s = NULL;
    if (cap && !(s = new_slots(h, cap))) return NULL;
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    a->len = a->start = 0;
    a->slots = s;
    return a;
}

/* A new array with capacity `cap`; what was raw before is stale. */
static Array *room_and_make(Heap *h, uint64_t cap)
{
    if (cap > ARRAY_MAX || !heap_room(h, slot_words(cap), WORDS_OF(Array))) return NULL;
    return make(h, cap);
}

bool array_new(Heap *h, uint64_t cap, Value *out)
{
    Array *a = room_and_make(h, cap);
    if (a) *out = from_obj(a);
    return a != NULL;
}

bool array_from(Heap *h, Value *v, uint32_t n, Value *out)
{
    if (MAAT_LIKELY(n - 1 < ARRAY_FEW)) {
        if (!heap_reserve(h, array_few_words(n))) return false;
        *out = array_of_few(h, v, n);
        return true;
    }
    Array *a = room_and_make(h, n);
    if (!a) return false;
    if (n) memcpy(a->slots->v, v, n * sizeof *v);
    a->len = n;
    *out = from_obj(a);
    return true;
}

/* ---- growing ---- */

/* Huge storage grows where it is. What is unused in front stays so: it must be little. */
static bool grow_in_place(Heap *h, Value *v, uint64_t want)
{
    Array *a = to_array(*v);
    if (!a->slots || !(a->slots->h.flags & OF_MAPPED) || a->start > a->len / 8) return false;
    want += a->start;
    if (want > ARRAY_MAX || want <= array_cap(a)) return false;
    if (!heap_make_room(h, (want - array_cap(a)) * sizeof(Value))) return false;
    a = to_array(*v);
    Slots *s = heap_grow_large(h, &a->slots->h, (uint32_t)slot_words(want));
    if (!s) return false;
    a->slots = s;
    return true;
}

/* Moves the elements to slots with room for `need` behind start 0. */
static bool move_to(Heap *h, Value *v, uint64_t need)
{
    uint64_t cap = array_cap(to_array(*v));
    uint64_t want = cap < 4 ? 4 : cap < 4096 ? cap * 2 : cap + cap / 2;
    if (want < need) want = need;
    if (want > ARRAY_MAX) want = need;
    if (grow_in_place(h, v, want)) return true;
    if (want > ARRAY_MAX || !heap_room(h, slot_words(want), 0)) return false;
    Slots *s = heap_alloc_growing(h, (uint32_t)slot_words(want));
    if (!s) return false;
    Array *a = to_array(*v);
    if (a->len) {
        memcpy(s->v, &a->slots->v[a->start], a->len * sizeof(Value));
        heap_moved_storage(h, &s->h, &a->slots->h, a->start);
    }
    a->slots = s;
    a->start = 0;
    heap_wrote(h, &a->h);
    return true;
}

/* Room for n more elements behind the end. */
bool array_reserve(Heap *h, Value *v, uint64_t n)
{
    Array *a = to_array(*v);
    MAAT_ASSERT(!(a->h.gc & GC_SHARED));
    if ((uint64_t)a->start + a->len + n <= array_cap(a)) return true;
    if (a->len + n <= array_cap(a) / 2 || (a->start && a->len + n + a->len / 4 <= array_cap(a))) {
        memmove(a->slots->v, &a->slots->v[a->start], a->len * sizeof(Value));
        a->start = 0;
        heap_wrote(h, &a->slots->h);
        return true;
    }
    return move_to(h, v, a->len + n);
}

bool array_push_slow(Heap *h, Value *v, Value *x)
{
    if (!array_reserve(h, v, 1)) return false;
    Array *a = to_array(*v);
    Value *at = &a->slots->v[a->start + a->len++];
    *at = *x;
    if (is_ptr(*x)) heap_wrote_at(h, &a->slots->h, at);
    return true;
}

bool array_set(Heap *h, Value *v, uint64_t i, Value *x)
{
    uint32_t len = array_len(*v);
    if (i >= len) {
        if (i >= ARRAY_MAX || !array_reserve(h, v, i + 1 - len)) return false;
        Array *a = to_array(*v);
        for (uint64_t k = len; k < i; k++) a->slots->v[a->start + k] = V_NIL;
        a->len = (uint32_t)i + 1;
    }
    Array *a = to_array(*v);
    Value *at = &a->slots->v[a->start + i];
    *at = *x;
    if (is_ptr(*x)) heap_wrote_at(h, &a->slots->h, at);
    return true;
}

bool array_append(Heap *h, Value *v, Value *from)
{
    uint32_t n = array_len(*from);
    if (n == 0) return true;
    if (!array_reserve(h, v, n)) return false;
    Array *a = to_array(*v);
    const Array *b = to_array(*from);
    memcpy(&a->slots->v[a->start + a->len], &b->slots->v[b->start], n * sizeof(Value));
    a->len += n;
    heap_wrote(h, &a->slots->h);
    return true;
}

/* Makes a gap of n at i; the caller fills it. */
static bool open_gap(Heap *h, Value *v, uint64_t i, uint32_t n)
{
    Array *a = to_array(*v);
    if (i == 0 && a->start >= n) { /* room in front */
        a->start -= n;
        a->len += n;
        return true;
    }
    if (!array_reserve(h, v, n)) return false;
    a = to_array(*v);
    Value *at = &a->slots->v[a->start + i];
    if (i == 0 && array_cap(a) - a->len >
                      2 * n) { /* leave room in front: the next ones will come there, too */
        uint32_t front = (array_cap(a) - a->len - n) / 2;
        memmove(&a->slots->v[front + n], at, a->len * sizeof(Value));
        a->start = front;
    } else {
        memmove(at + n, at, (a->len - i) * sizeof(Value));
    }
    a->len += n;
    return true;
}

bool array_insert(Heap *h, Value *v, uint64_t i, Value *x, uint32_t n)
{
    MAAT_ASSERT(i <= array_len(*v));
    if (n == 0) return true;
    if (!open_gap(h, v, i, n)) return false;
    Array *a = to_array(*v);
    memcpy(&a->slots->v[a->start + i], x, n * sizeof(Value));
    heap_wrote(h, &a->slots->h);
    return true;
}

/* ---- shrinking ---- */

Value array_pop(Heap *h, Value v)
{
    (void)h;
    Array *a = to_array(v);
    if (a->len == 0) return V_NIL;
    Value *at = &a->slots->v[a->start + --a->len], x = *at;
    *at = V_NIL; /* not kept alive by a place that nobody sees */
    return x;
}

Value array_shift(Heap *h, Value v)
{
    (void)h;
    Array *a = to_array(v);
    if (a->len == 0) return V_NIL;
    Value *at = &a->slots->v[a->start], x = *at;
    *at = V_NIL;
    a->start = --a->len ? a->start + 1 : 0;
    return x;
}

void array_remove(Heap *h, Value v, uint64_t i, uint64_t n)
{
    Array *a = to_array(v);
    if (i >= a->len) return;
    if (n > a->len - i) n = a->len - i;
    if (n == 0) return;
    Value *p = &a->slots->v[a->start];
    if (i == 0) {
        for (uint64_t k = 0; k < n; k++) p[k] = V_NIL;
        a->start += (uint32_t)n;
    } else {
        memmove(p + i, p + i + n, (a->len - i - n) * sizeof(Value));
        for (uint64_t k = a->len - n; k < a->len; k++) p[k] = V_NIL;
        heap_wrote(h, &a->slots->h);
    }
    a->len -= (uint32_t)n;
    if (a->len == 0) a->start = 0;
}

void array_clear(Heap *h, Value v)
{
    (void)h;
    Array *a = to_array(v);
    a->len = a->start = 0;
    a->slots = NULL;
}

/* ---- new arrays ---- */

bool array_slice(Heap *h, Value *v, uint64_t from, uint64_t n, Value *out)
{
    uint32_t len = array_len(*v);
    if (from > len) from = len;
    if (n > len - from) n = len - from;
    Array *a = room_and_make(h, n);
    if (!a) return false;
    const Array *src = to_array(*v);
    if (n) memcpy(a->slots->v, &src->slots->v[src->start + from], n * sizeof(Value));
    a->len = (uint32_t)n;
    *out = from_obj(a);
    return true;
}

bool array_concat(Heap *h, Value *x, Value *y, Value *out)
{
    uint64_t n = array_len(*x), k = array_len(*y);
    Array *a = room_and_make(h, n + k);
    if (!a) return false;
    const Array *p = to_array(*x), *q = to_array(*y);
    if (n) memcpy(a->slots->v, &p->slots->v[p->start], n * sizeof(Value));
    if (k) memcpy(a->slots->v + n, &q->slots->v[q->start], k * sizeof(Value));
    a->len = (uint32_t)(n + k);
    *out = from_obj(a);
    return true;
}

bool array_reverse(Heap *h, Value *v, Value *out)
{
    uint32_t n = array_len(*v);
    Array *a = room_and_make(h, n);
    if (!a) return false;
    const Array *src = to_array(*v);
    for (uint32_t i = 0; i < n; i++) a->slots->v[i] = src->slots->v[src->start + n - 1 - i];
    a->len = n;
    *out = from_obj(a);
    return true;
}
