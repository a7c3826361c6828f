/* parcel_take, envelope_of_built, envelope_around_built: a value that was claimed, or received, leaves its heap whole, or not at all. */
#include "heap/frozen.h"
#include "heap/island.h"
#include "heap/region.h"
#include "mailbox/envelope.h"
#include "tests/unit/heap/graph.h"

/* Of the root that is taken, and of what the model is a copy of. */
enum { ROOT, OTHER, MODEL };

static Parcel copy_ok(Value v)
{
    Parcel p;
    struct copy_why why;
    ck_assert_int_eq(parcel_copy(&p, v, &why), COPY_OK);
    return p;
}

static Value node(Heap *h)
{
    switch (graph_rnd(8)) {
    case 0: return graph_array(h, 250 + graph_rnd(2000)); /* with large storage */
    case 1: return graph_map(h, graph_rnd(20), false);
    case 2: return graph_strx(h, 100 + graph_rnd(100));
    case 3: return graph_bytes(h, graph_rnd(300));
    default: return graph_array(h, graph_rnd(9));
    }
}

static void collect_some(Heap *h)
{
    if (graph_rnd(60) == 0) ck_assert(heap_minor(h));
}

/* A random graph in roots[ROOT], an array of all nodes; no garbage among them. */
static void build(GraphHeap *g, uint32_t n)
{
    Obj *holder;
    ck_assert(heap_reserve(&g->h, 300));
    g->roots[ROOT] = graph_array(&g->h, n);
    for (uint32_t i = 0; i < n; i++) {
        collect_some(&g->h);
        ck_assert(heap_reserve(&g->h, 300));
        Value v = node(&g->h), *slot = graph_slot(g->roots[ROOT], i, &holder);
        *slot = v;
        heap_wrote_at(&g->h, holder, slot);
    }
    for (uint32_t i = 0; i < 3 * n; i++) {
        Value from = *graph_slot(g->roots[ROOT], graph_rnd(n), &holder);
        Value to = *graph_slot(g->roots[ROOT], graph_rnd(n), &holder);
        Value *slot = graph_slot(from, graph_rnd(graph_rnd(2) ? 6 : 300), &holder);
        if (!slot || is_str(*slot)) continue;
        *slot = to;
        heap_wrote_at(&g->h, holder, slot);
    }
}

/* What is built leaves nothing else behind: the tag, or 0. The model, in a heap of its own, is a copy. */
static uint32_t claim(GraphHeap *g, GraphHeap *model, uint32_t n, uint64_t *bytes)
{
    Value mark = region_mark(&g->h);
    region_open(&g->h, mark, 0, 0);
    build(g, n);
    Parcel p = copy_ok(g->roots[ROOT]);
    model->roots[MODEL] = parcel_adopt(&model->h, &p);
    uint64_t made = region_close(&g->h, mark);
    if (made == UINT64_MAX) {
        region_drop(&g->h);
        return 0;
    }
    return region_claim(&g->h, &g->roots[ROOT], 0, bytes);
}

static void refused(GraphHeap *g, Value v, uint32_t tag)
{
    Parcel p = {.root = from_int(77), .bytes = 77};
    uint64_t bytes = heap_bytes(&g->h);
    ck_assert(!parcel_take(&p, &g->h, v, tag));
    ck_assert(p.root == from_int(77) && p.bytes == 77);
    if (is_ptr(v)) {
        Value parts[2] = {from_int(1), v};
        ck_assert_ptr_null(envelope_of_built(&g->h, ENV_MESSAGE, v, tag));
        ck_assert_ptr_null(envelope_around_built(&g->h, ENV_MESSAGE, parts, 2, 1, tag));
    }
    ck_assert_uint_eq(heap_bytes(&g->h), bytes);
    heap_verify(&g->h);
}

struct three {
    GraphHeap *from, *to, *model;
};
static struct three begin(uint64_t seed)
{
    graph_seed = seed;
    graph_wide = false;
    return (struct three){graph_heap_new(), graph_heap_new(), graph_heap_new()};
}
static void end(struct three *t)
{
    graph_heap_free(t->from);
    graph_heap_free(t->to);
    graph_heap_free(t->model);
    graph_no_leaks();
}

/* The value arrives as it was, also after the heap that it comes from is gone and changes were made to it. */
static void arrives(struct three *t, Parcel *p)
{
    Obj *holder;
    t->from->roots[ROOT] = V_NIL;
    ck_assert(heap_minor(&t->from->h));
    heap_verify(&t->from->h);
    t->to->roots[ROOT] = parcel_adopt(&t->to->h, p);
    ck_assert_uint_gt(graph_same(t->model->roots[MODEL], t->to->roots[ROOT]), 0);
    /* Each place of the array, whose storage may be large, is written and collected. */
    uint32_t n = ((Array *)to_obj(t->to->roots[ROOT]))->len;
    for (uint32_t i = 0; i < n; i += 1 + n / 16) {
        ck_assert(heap_reserve(&t->to->h, 20));
        Value v = graph_array(&t->to->h, 1);
        *graph_slot(v, 0, &holder) = from_int(i);
        Value *slot = graph_slot(t->to->roots[ROOT], i, &holder);
        *slot = v;
        heap_wrote_at(&t->to->h, holder, slot);
        ck_assert(graph_rnd(4) ? heap_minor(&t->to->h) : heap_major(&t->to->h));
        heap_verify(&t->to->h);
    }
    for (uint32_t i = 0; i < n; i += 1 + n / 16) {
        Value v = *graph_slot(t->to->roots[ROOT], i, &holder);
        ck_assert(*graph_slot(v, 0, &holder) == from_int(i));
    }
}

START_TEST(test_parcel_take__claimed__leaves_whole)
{
    uint32_t taken = 0;
    for (uint64_t s = 1; s <= 40; s++) {
        struct three t = begin(s);
        uint64_t bytes = 0;
        uint32_t tag = claim(t.from, t.model, 1 + graph_rnd(400), &bytes);
        Parcel p;
        if (tag && parcel_take(&p, &t.from->h, t.from->roots[ROOT], tag)) {
            taken++;
            ck_assert(p.root == t.from->roots[ROOT]);
            ck_assert_uint_eq(p.bytes, bytes);
            ck_assert_ptr_nonnull(parcel_islands(&p));
            ck_assert_ptr_null(parcel_islands(&p)->next);
            ck_assert_ptr_null(heap_islands(&t.from->h));
            arrives(&t, &p);
        }
        end(&t);
    }
    ck_assert_uint_gt(taken, BUILD_STRESS ? 0 : 20);
}
END_TEST

/* The heap's bytes are what they were without the value. */
START_TEST(test_envelope_of_built__claimed__leaves_whole)
{
    uint32_t taken = 0;
    for (uint64_t s = 1; s <= 20; s++) {
        struct three t = begin(s);
        uint64_t bytes = 0;
        uint32_t tag = claim(t.from, t.model, 1 + graph_rnd(200), &bytes);
        Envelope *e =
            tag ? envelope_of_built(&t.from->h, ENV_MESSAGE, t.from->roots[ROOT], tag) : NULL;
        if (e) {
            taken++;
            ck_assert(envelope_value(e) == t.from->roots[ROOT]);
            ck_assert_uint_eq(e->parcel.bytes, bytes);
            ck_assert_ptr_null(heap_islands(&t.from->h));
            Parcel p = e->parcel;
            e->parcel = parcel_of(V_NIL);
            envelope_free(e);
            arrives(&t, &p);
        }
        end(&t);
    }
    ck_assert_uint_gt(taken, BUILD_STRESS ? 0 : 10);
}
END_TEST

/* The element of a message that was built is taken out, and compared; some envelopes are pinned first, some are dropped. */
static void around_arrives(struct three *t, Envelope *e, uint32_t n, uint32_t at)
{
    Heap *h = &t->to->h;
    t->from->roots[ROOT] = V_NIL;
    ck_assert(heap_minor(&t->from->h));
    heap_verify(&t->from->h);
    bool pins = graph_rnd(2);
    if (pins) envelope_pin(h, e);
    t->to->roots[OTHER] = envelope_adopt(h, e);
    ck_assert(graph_rnd(2) ? heap_minor(h) : heap_major(h));
    heap_verify(h);
    const Array *a = (Array *)to_obj(t->to->roots[OTHER]);
    ck_assert_uint_eq(a->len, n);
    for (uint32_t i = 0; i < n; i++)
        if (i != at) ck_assert(a->slots->v[a->start + i] == from_int(i));
    t->to->roots[ROOT] = a->slots->v[a->start + at];
    ck_assert_uint_gt(graph_same(t->model->roots[MODEL], t->to->roots[ROOT]), 0);
}

START_TEST(test_envelope_around_built__claimed__leaves_whole)
{
    uint32_t taken = 0;
    for (uint64_t s = 1; s <= 40; s++) {
        struct three t = begin(s);
        uint64_t bytes = 0, before = heap_bytes(&t.from->h);
        uint32_t tag = claim(t.from, t.model, 1 + graph_rnd(200), &bytes);
        uint32_t n = 1 + graph_rnd(16), at = graph_rnd(n);
        Value v[16];
        for (uint32_t i = 0; i < n; i++) v[i] = i == at ? t.from->roots[ROOT] : from_int(i);
        Envelope *e = tag ? envelope_around_built(&t.from->h, ENV_MESSAGE, v, n, at, tag) : NULL;
        if (e) {
            taken++;
            ck_assert_uint_eq(e->parcel.bytes, bytes + e->parcel.frag->words * sizeof(Value));
            ck_assert_ptr_null(heap_islands(&t.from->h));
            t.from->roots[ROOT] = V_NIL;
            if (graph_rnd(4) == 0) {
                envelope_free(e);
                ck_assert(heap_major(&t.from->h));
                ck_assert_uint_le(heap_bytes(&t.from->h), before);
            } else {
                around_arrives(&t, e, n, at);
            }
        }
        end(&t);
    }
    ck_assert_uint_gt(taken, BUILD_STRESS ? 0 : 20);
}
END_TEST

START_TEST(test_envelope_around_built__too_many__refused)
{
    struct three t = begin(3);
    uint64_t bytes = 0;
    uint32_t tag = claim(t.from, t.model, 100, &bytes);
    Value v[17] = {t.from->roots[ROOT]};
    for (uint32_t i = 1; i < 17; i++) v[i] = from_int(i);
    if (tag) ck_assert_ptr_null(envelope_around_built(&t.from->h, ENV_MESSAGE, v, 17, 0, tag));
    heap_verify(&t.from->h);
    ck_assert_uint_gt(graph_same(t.model->roots[MODEL], t.from->roots[ROOT]), 0);
    end(&t);
}
END_TEST

START_TEST(test_parcel_take__dropped__nothing_is_left)
{
    struct three t = begin(3);
    uint64_t bytes = 0, before = heap_bytes(&t.from->h);
    uint32_t tag = claim(t.from, t.model, 100, &bytes);
    Parcel p;
    if (tag && parcel_take(&p, &t.from->h, t.from->roots[ROOT], tag)) {
        t.from->roots[ROOT] = V_NIL;
        parcel_drop(&p);
    }
    t.from->roots[ROOT] = V_NIL;
    ck_assert(heap_major(&t.from->h));
    ck_assert_uint_le(heap_bytes(&t.from->h), before);
    end(&t);
}
END_TEST

START_TEST(test_parcel_take__not_claimed__refused)
{
    struct three t = begin(5);
    GraphHeap *g = t.from;
    refused(g, from_int(3), 1);
    refused(g, V_NIL, 1);
    build(g, 50);
    for (uint32_t tag = 0; tag < 4; tag++) refused(g, g->roots[ROOT], tag);
    ck_assert(heap_minor(&g->h) && heap_minor(&g->h));
    refused(g, g->roots[ROOT], g->h.tags);
    struct copy_why why;
    ck_assert_int_eq(frozen_copy(&g->h, g->roots[ROOT], &g->roots[OTHER], &why), COPY_OK);
    refused(g, g->roots[OTHER], g->h.tags);
    end(&t);
}
END_TEST

/* A claimed value in t.from; false: this build has collected in between. */
static bool claimed(struct three *t, uint32_t *tag)
{
    uint64_t bytes;
    for (uint64_t s = 1; s <= 50; s++) {
        graph_seed = s;
        *tag = claim(t->from, t->model, 60, &bytes);
        if (*tag) return true;
    }
    return false;
}

START_TEST(test_parcel_take__under_another_tag__refused)
{
    struct three t = begin(7);
    uint32_t tag;
    if (claimed(&t, &tag)) {
        refused(t.from, t.from->roots[ROOT], tag + 1);
        refused(t.from, t.from->roots[ROOT], tag - 1);
        refused(t.from, t.from->roots[ROOT], 0);
        ck_assert_uint_gt(graph_same(t.model->roots[MODEL], t.from->roots[ROOT]), 0);
    }
    end(&t);
}
END_TEST

START_TEST(test_parcel_take__met_in_an_old_object__refused)
{
    struct three t = begin(9);
    GraphHeap *g = t.from;
    Obj *holder;
    uint32_t tag;
    ck_assert(heap_reserve(&g->h, 50));
    g->roots[OTHER] = graph_array(&g->h, 3);
    ck_assert(heap_minor(&g->h) && heap_minor(&g->h) && heap_minor(&g->h));
    if (claimed(&t, &tag)) {
        Value *slot = graph_slot(g->roots[OTHER], 1, &holder);
        *slot = g->roots[ROOT];
        heap_wrote_at(&g->h, holder, slot);
        ck_assert(heap_minor(&g->h));
        refused(g, g->roots[ROOT], tag);
    }
    end(&t);
}
END_TEST

START_TEST(test_parcel_take__old_by_collections__refused)
{
    struct three t = begin(11);
    uint32_t tag;
    if (claimed(&t, &tag)) {
        for (int i = 0; i < 3; i++) ck_assert(heap_minor(&t.from->h));
        refused(t.from, t.from->roots[ROOT], tag);
        ck_assert_uint_gt(graph_same(t.model->roots[MODEL], t.from->roots[ROOT]), 0);
    }
    end(&t);
}
END_TEST

START_TEST(test_parcel_take__what_was_received_so_far_leaked__refused)
{
    struct three t = begin(13);
    uint32_t tag;
    if (claimed(&t, &tag)) {
        heap_leak(&t.from->h);
        refused(t.from, t.from->roots[ROOT], tag);
    }
    end(&t);
}
END_TEST

/* A part of it does not stand for all. */
START_TEST(test_parcel_take__received__leaves_with_all_its_bytes)
{
    for (uint64_t s = 1; s <= 20; s++) {
        struct three t = begin(s);
        build(t.model, 200);
        t.model->roots[MODEL] = t.model->roots[ROOT];
        Parcel p = copy_ok(t.model->roots[MODEL]);
        uint64_t bytes = p.bytes;
        t.from->roots[ROOT] = parcel_adopt(&t.from->h, &p);
        ck_assert_ptr_nonnull(heap_islands(&t.from->h));
        uint32_t tag = heap_islands(&t.from->h)->tag;
        if (graph_rnd(2)) ck_assert(heap_minor(&t.from->h));
        ck_assert(parcel_take(&p, &t.from->h, t.from->roots[ROOT], tag));
        ck_assert_uint_eq(p.bytes, bytes);
        arrives(&t, &p);
        end(&t);
    }
}
END_TEST

UNIT_MAIN("parcel_take", UNIT_TEST(test_parcel_take__claimed__leaves_whole);
          UNIT_TEST(test_envelope_of_built__claimed__leaves_whole);
          UNIT_TEST(test_envelope_around_built__claimed__leaves_whole);
          UNIT_TEST(test_envelope_around_built__too_many__refused);
          UNIT_TEST(test_parcel_take__dropped__nothing_is_left);
          UNIT_TEST(test_parcel_take__not_claimed__refused);
          UNIT_TEST(test_parcel_take__under_another_tag__refused);
          UNIT_TEST(test_parcel_take__met_in_an_old_object__refused);
          UNIT_TEST(test_parcel_take__old_by_collections__refused);
          UNIT_TEST(test_parcel_take__what_was_received_so_far_leaked__refused);
          UNIT_TEST(test_parcel_take__received__leaves_with_all_its_bytes);
          tcase_set_timeout(unit_case, 120))
