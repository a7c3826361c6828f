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
    uint32_t words = a->len ? FLAT_ARRAY_WORDS + a->len : WORDS_OF(Array);
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
    uint32_t n = from->len;
    if (n == 0) {
        Array *to = (Array *)*at;
        *to = (Array){.h = {.type = T_ARRAY, .flags = from->h.flags, .words = WORDS_OF(Array)}};
        *at += WORDS_OF(Array);
        return from_obj(to);
    }
    Value copy = flat_plain_array(*at, from->slots->v + from->start, n, from->h.flags);
    Value *v = ((Array *)to_obj(copy))->slots->v;
    *at += FLAT_ARRAY_WORDS + n;
    for (uint32_t i = 0; i < n; i++)
        if (!flat_is_free(v[i])) v[i] = build(v[i], at);
    return copy;
}

static Value build(Value v, Value **at)
{
    const Obj *o = to_obj(v);
    if (o->type == T_ARRAY) return build_array((const Array *)o, at);
    Obj *to = (Obj *)*at;
    copy_few(*at, (const Value *)o, o->words);
    to->gc = 0;
    *at += o->words;
    return o->type == T_STR ? from_str(to) : from_obj(to);
}

Value flat_build(Value *at, Value v) { return build(v, &at); }
