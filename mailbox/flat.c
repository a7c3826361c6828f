#include "mailbox/flat.h"

#include <string.h>

struct seen {
    const Obj *at[FLAT_OBJECTS];
    uint32_t n;
};

static bool first_time(struct seen *s, const Obj *o)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (s->at[i] == o) return false;
    if (s->n == FLAT_OBJECTS) return false;
    s->at[s->n++] = o;
    return true;
}

static uint32_t measure(Value v, struct seen *s);

static uint32_t measure_array(const Array *a, struct seen *s)
{
    if (a->len > FLAT_MAX || !first_time(s, &a->h)) return 0;
    uint32_t words = WORDS_OF(Array) + (a->len ? 1 + a->len : 0);
    const Value *v = a->len ? a->slots->v + a->start : NULL;
    for (uint32_t i = 0; i < a->len; i++) {
        if (flat_is_free(v[i])) continue;
        uint32_t n = measure(v[i], s);
        if (!n) return 0;
        words += n;
    }
    return words;
}

static uint32_t measure(Value v, struct seen *s)
{
    const Obj *o = to_obj(v);
    if (o->gc & GC_SHARED) return 0;
    switch (o->type) {
    case T_ARRAY: return measure_array((const Array *)o, s);
    case T_STR: return o->words;
    case T_FROM: return first_time(s, o) ? o->words : 0;
    default: return 0;
    }
}

uint32_t flat_words(Value v)
{
    struct seen s = {.n = 0};
    return measure(v, &s);
}

static Value build(Value v, Value **at);

/* The array, its slots, then what they refer to. */
static Value build_array(const Array *from, Value **at)
{
    Array *to = (Array *)*at;
    uint32_t n = from->len;
    to->h = (Obj){.type = T_ARRAY, .flags = from->h.flags, .words = WORDS_OF(Array)};
    to->len = n;
    to->start = 0;
    to->slots = NULL;
    *at += WORDS_OF(Array);
    if (n == 0) return from_obj(to);
    Slots *s = to->slots = (Slots *)*at;
    s->h = (Obj){.type = T_SLOTS, .words = n + 1};
    *at += n + 1;
    const Value *v = from->slots->v + from->start;
    for (uint32_t i = 0; i < n; i++) s->v[i] = flat_is_free(v[i]) ? v[i] : build(v[i], at);
    return from_obj(to);
}

static Value build(Value v, Value **at)
{
    const Obj *o = to_obj(v);
    if (o->type == T_ARRAY) return build_array((const Array *)o, at);
    Obj *to = (Obj *)*at;
    for (uint32_t i = 0; i < o->words; i++) (*at)[i] = ((const Value *)o)[i];
    to->gc = 0;
    *at += o->words;
    return o->type == T_STR ? from_str(to) : from_obj(to);
}

Value flat_build(Value *at, Value v) { return build(v, &at); }
