#include "base/mem.h"
#include "heap/frozen.h"
#include "mailbox/envelope.h"
#include "mailbox/parcel.h"
#include "tests/unit/heap/graph.h"
#include <pthread.h>

/* All bytes of a heap's small and large objects, to see that a copy leaves them alone. */
static uint64_t heap_sum(const Heap *h)
{
    uint64_t sum = hash_bytes(h->base, (size_t)((char *)h->top - (char *)h->base));
    const Obj *o;
    for (uint32_t i = 0; (o = heap_large_at(h, i)) != NULL; i++)
        sum = sum * 31 + hash_bytes(o, o->words * sizeof(Value));
    return sum;
}

static Parcel copy_ok(Value v)
{
    Parcel p;
    struct copy_why why;
    ck_assert_int_eq(parcel_copy(&p, v, &why), COPY_OK);
    return p;
}

START_TEST(test_parcel__random_graphs__same_after_the_trip)
{
    size_t most = 0;
    for (uint64_t s = 1; s <= 60; s++) {
        GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
        graph_seed = s;
        graph_make(from, 1 + graph_rnd(s % 10 ? 60 : 3000));
        uint64_t before = heap_sum(&from->h);
        Parcel p = copy_ok(from->roots[0]);
        ck_assert_uint_eq(heap_sum(&from->h), before);
        ck_assert_uint_gt(graph_same(from->roots[0], p.root), 0);
        to->roots[1] = parcel_adopt(&to->h, &p);
        heap_verify(&to->h);
        ck_assert(heap_minor(&to->h));
        heap_verify(&to->h);
        ck_assert_uint_gt(graph_same(from->roots[0], to->roots[1]), 0);
        ck_assert(heap_major(&to->h));
        heap_verify(&to->h);
        size_t n = graph_same(from->roots[0], to->roots[1]);
        if (n > most) most = n;
        ck_assert_uint_gt(n, 0);
        heap_verify(&from->h);
        graph_heap_free(from);
        /* The copy stands alone. */
        ck_assert(heap_minor(&to->h));
        p = copy_ok(to->roots[1]);
        ck_assert_uint_eq(graph_same(to->roots[1], p.root), n);
        parcel_drop(&p);
        graph_heap_free(to);
        graph_no_leaks();
    }
    ck_assert_uint_gt(most, 2000);
}
END_TEST

/* A copy in pieces of at most so much; given up after `most` of them (0: never). */
static enum copy_result copy_in_pieces(Parcel *out, Value v, uint32_t piece, uint32_t most)
{
    static ParcelMaker k;
    uint32_t pieces = 0;
    parcel_make_begin(&k, v);
    for (int64_t budget = 0; !parcel_make(&k, &budget);) {
        if (++pieces == most) parcel_make_cancel(&k);
        budget = 1 + graph_rnd(piece);
    }
    *out = k.out;
    return k.result;
}

/* `most` > 0: given up in the piece of this number. */
static enum copy_result freeze_in_pieces(Parcel *out, Value v, uint32_t piece, uint32_t most)
{
    ParcelMaker k;
    uint32_t pieces = 0;
    parcel_freeze_begin(&k, v);
    for (int64_t budget = 0; !parcel_make(&k, &budget);) {
        if (++pieces == most) parcel_make_cancel(&k);
        budget = 1 + graph_rnd(piece);
    }
    *out = k.out;
    return k.result;
}

START_TEST(test_parcel__frozen_in_pieces__as_at_once)
{
    graph_boxes = false;
    for (uint64_t s = 1; s <= 60; s++) {
        GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
        graph_seed = s;
        graph_make(from, 1 + graph_rnd(s % 10 ? 60 : 3000));
        uint64_t before = heap_sum(&from->h);
        struct copy_why why;
        Value whole = V_NIL;
        Parcel p;
        if (s % 5 == 0) ck_assert_int_eq(freeze_in_pieces(&p, from->roots[0], 50, 2), COPY_NOMEM);
        ck_assert_int_eq(freeze_in_pieces(&p, from->roots[0], 1 + graph_rnd(500), 0), COPY_OK);
        ck_assert_uint_eq(heap_sum(&from->h), before);
        ck_assert(to_obj(p.root)->gc & GC_FROZEN);
        Frozen *made = frozen_of(to_obj(p.root));
        ck_assert_int_eq(frozen_copy(&to->h, from->roots[0], &whole, &why), COPY_OK);
        ck_assert_uint_ge(made->bytes,
                          frozen_of(to_obj(whole))->bytes); /* more share its buffers */
        ck_assert_uint_eq(graph_same(from->roots[0], p.root), graph_same(from->roots[0], whole));
        /* What arrives is counted at once. */
        to->roots[0] = whole;
        uint64_t had = to->h.used_frozen;
        to->roots[1] = parcel_adopt(&to->h, &p);
        ck_assert_uint_eq(to->h.used_frozen, had + made->bytes);
        ck_assert(heap_major(&to->h));
        heap_verify(&to->h);
        ck_assert_uint_gt(graph_same(from->roots[0], to->roots[1]), 0);
        graph_heap_free(from);
        graph_heap_free(to);
        graph_no_leaks();
    }
}
END_TEST

START_TEST(test_parcel__made_in_pieces__as_at_once)
{
    for (uint64_t s = 1; s <= 60; s++) {
        GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
        graph_seed = s;
        graph_make(from, 1 + graph_rnd(s % 10 ? 60 : 3000));
        uint64_t before = heap_sum(&from->h);
        Parcel whole = copy_ok(from->roots[0]), p;
        ck_assert_int_eq(copy_in_pieces(&p, from->roots[0], 1 + graph_rnd(500), 0), COPY_OK);
        ck_assert_uint_eq(heap_sum(&from->h), before);
        ck_assert_uint_eq(graph_same(whole.root, p.root), graph_same(from->roots[0], whole.root));
        parcel_drop(&whole);
        to->roots[1] = parcel_adopt(&to->h, &p);
        ck_assert(heap_major(&to->h));
        heap_verify(&to->h);
        ck_assert_uint_gt(graph_same(from->roots[0], to->roots[1]), 0);
        graph_heap_free(from);
        graph_heap_free(to);
        graph_no_leaks();
    }
}
END_TEST

START_TEST(test_parcel__given_up_between_pieces__as_before_and_nothing_left)
{
    GraphHeap *g = graph_heap_new();
    graph_seed = 5;
    graph_make(g, 400);
    uint64_t before = heap_sum(&g->h);
    for (uint32_t most = 1, over = 0; !over; most++) {
        Parcel p;
        enum copy_result r = copy_in_pieces(&p, g->roots[0], 100, most);
        ck_assert_uint_eq(heap_sum(&g->h), before);
        over = r == COPY_OK;
        if (over)
            parcel_drop(&p);
        else
            ck_assert_int_eq(r, COPY_NOMEM);
    }
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

/* An array, a map and Bytes that are longer than a piece. */
START_TEST(test_parcel__long_storage__in_parts)
{
    GraphHeap *g = graph_heap_new();
    const uint32_t n = 20000;
    Obj *holder;
    ck_assert(heap_reserve(&g->h, 200));
    g->roots[0] = graph_array(&g->h, 3);
    Value parts[] = {graph_array(&g->h, n), graph_map(&g->h, n, false), graph_bytes(&g->h, 100000)};
    for (uint32_t i = 0; i < 3; i++) *graph_slot(g->roots[0], i, &holder) = parts[i];
    Parcel p;
    ck_assert_int_eq(copy_in_pieces(&p, g->roots[0], 3000, 0), COPY_OK);
    ck_assert_uint_gt(graph_same(g->roots[0], p.root), 0);
    parcel_drop(&p);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_parcel__dropped__frees_all)
{
    for (uint64_t s = 1; s <= 20; s++) {
        GraphHeap *from = graph_heap_new();
        graph_seed = s;
        graph_make(from, 200);
        Parcel p = copy_ok(from->roots[0]);
        graph_heap_free(from);
        parcel_drop(&p);
        graph_no_leaks();
    }
}
END_TEST

START_TEST(test_parcel__immediates__need_no_memory)
{
    Value all[] = {V_NIL, V_TRUE, from_int(-5), from_double(1.5), from_ma(77), from_ref(8)};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Parcel p = copy_ok(all[i]);
        ck_assert_uint_eq(p.root, all[i]);
        ck_assert(parcel_is_plain(&p));
    }
    graph_no_leaks();
}
END_TEST

START_TEST(test_parcel__flat_array__one_block_with_its_strings)
{
    GraphHeap *g = graph_heap_new();
    Obj *holder;
    for (uint32_t n = 0; n < 18; n++) {
        g->roots[0] = V_NIL;
        ck_assert(heap_reserve(&g->h, 1000));
        g->roots[0] = graph_array(&g->h, n);
        for (uint32_t i = 0; i < n; i++)
            *graph_slot(g->roots[0], i, &holder) =
                i % 2 ? from_int(i) : graph_str(&g->h, i % 3 ? "put" : "some longer text");
        Parcel p = copy_ok(g->roots[0]);
        ck_assert_ptr_nonnull(p.frag);
        ck_assert_ptr_null(p.frag->next);
        ck_assert_uint_eq(p.bytes, p.frag->words * sizeof(Value));
        ck_assert_uint_gt(graph_same(g->roots[0], p.root), 0);
        parcel_drop(&p);
    }
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

/* A request of the word 5 and msg; NULL: it must go the general way. */
static Envelope *request_of(Value msg)
{
    From from = {.h = {.type = T_FROM, .words = WORDS_OF(From)},
                 .ma = from_ma(7),
                 .ref = 99,
                 .late = from_double(0.5)};
    return envelope_of_request(from_int(5), &from, msg);
}

static void request_holds(Envelope *e, Value msg)
{
    ck_assert_ptr_nonnull(e);
    Obj *holder;
    Value root = envelope_value(e);
    const From *f = (const From *)to_obj(*graph_slot(root, 1, &holder));
    ck_assert_uint_eq(((Array *)to_obj(root))->len, 3);
    ck_assert(*graph_slot(root, 0, &holder) == from_int(5));
    ck_assert(f->h.type == T_FROM && f->ma == from_ma(7) && f->ref == 99);
    ck_assert(to_double(f->late) == 0.5);
    Value got = *graph_slot(root, 2, &holder);
    ck_assert(is_ptr(msg) ? got != msg && graph_same(msg, got) > 0 : got == msg);
    ck_assert_uint_eq(e->parcel.bytes, e->parcel.frag->words * sizeof(Value));
}

START_TEST(test_envelope__request__from_and_small_message_in_one_block)
{
    GraphHeap *g = graph_heap_new(), *to = graph_heap_new();
    Obj *holder;
    Envelope *e = request_of(from_int(3));
    request_holds(e, from_int(3));
    envelope_free(e);
    ck_assert(heap_reserve(&g->h, 1000));
    g->roots[0] = graph_array(&g->h, 2);
    g->roots[1] = graph_array(&g->h, 1);
    *graph_slot(g->roots[1], 0, &holder) = from_int(8);
    *graph_slot(g->roots[0], 0, &holder) = graph_str(&g->h, "some longer text");
    *graph_slot(g->roots[0], 1, &holder) = g->roots[1];
    e = request_of(g->roots[0]);
    request_holds(e, g->roots[0]);
    to->roots[0] = envelope_adopt(&to->h, e);
    ck_assert(heap_minor(&to->h) && heap_major(&to->h));
    heap_verify(&to->h);
    ck_assert_uint_gt(graph_same(g->roots[0], *graph_slot(to->roots[0], 2, &holder)), 0);
    /* The inner array twice: that it is one must be kept. */
    *graph_slot(g->roots[0], 0, &holder) = g->roots[1];
    ck_assert_ptr_null(request_of(g->roots[0]));
    graph_heap_free(g);
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

static Value deep_list(GraphHeap *g, int depth)
{
    Obj *holder;
    g->roots[0] = V_NIL;
    for (int i = 0; i < depth; i++) {
        ck_assert(heap_reserve(&g->h, 16));
        Value v = graph_array(&g->h, 1);
        *graph_slot(v, 0, &holder) = g->roots[0];
        g->roots[0] = v;
    }
    return g->roots[0];
}

START_TEST(test_parcel__million_levels__no_recursion)
{
    int depth = BUILD_STRESS ? 3000 : 1000000;
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    Value v = deep_list(from, depth);
    Parcel p = copy_ok(v);
    to->roots[0] = parcel_adopt(&to->h, &p);
    ck_assert_uint_eq(graph_same(v, to->roots[0]), (size_t)depth);
    ck_assert(heap_minor(&to->h));
    ck_assert(heap_major(&to->h));
    ck_assert_uint_eq(graph_same(from->roots[0], to->roots[0]), (size_t)depth);
    Value frozen;
    struct copy_why why;
    ck_assert_int_eq(frozen_copy(&to->h, to->roots[0], &frozen, &why), COPY_OK);
    graph_heap_free(from);
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

START_TEST(test_parcel__what_cannot_travel__is_named_and_nothing_changes)
{
    for (uint32_t kind = 0; kind < 3; kind++) {
        GraphHeap *g = graph_heap_new();
        graph_seed = 5;
        graph_make(g, 50);
        ck_assert(heap_reserve(&g->h, 64));
        Obj *bad, *holder;
        if (kind == 0) {
            WeakRef *w = heap_alloc(&g->h, T_WEAKREF, WORDS_OF(WeakRef));
            w->target = V_NIL;
            heap_add_weak(&g->h, w);
            bad = &w->h;
        } else if (kind == 1) {
            Res *r = heap_alloc(&g->h, T_RES, WORDS_OF(Res));
            r->h.flags = OF_OFFHEAP;
            bad = &r->h;
        } else {
            Box *b = heap_alloc(&g->h, T_BOX, WORDS_OF(Box));
            b->h.flags = OF_SHARE;
            b->v = V_NIL;
            bad = &b->h;
        }
        *graph_slot(g->roots[0], 49, &holder) = from_obj(bad);
        uint64_t before = heap_sum(&g->h);
        Parcel p;
        struct copy_why why;
        ck_assert_int_eq(parcel_copy(&p, g->roots[0], &why), kind == 2 ? COPY_BOX : COPY_TYPE);
        ck_assert_ptr_eq(why.what, bad);
        ck_assert_uint_eq(heap_sum(&g->h), before);
        bad->flags = 0;
        *graph_slot(g->roots[0], 49, &holder) = V_NIL;
        graph_heap_free(g);
        graph_no_leaks();
    }
}
END_TEST

START_TEST(test_parcel__no_memory_at_every_point__nothing_lost)
{
    GraphHeap *g = graph_heap_new();
    graph_seed = 3;
    graph_make(g, 300);
    uint64_t before = heap_sum(&g->h);
    struct mem_stat at_first[MEM_TYPE_COUNT], now[MEM_TYPE_COUNT];
    mem_stats(at_first);
    int failures = 0;
    for (int n = 1;; n++) {
        Parcel p;
        struct copy_why why;
        mem_fail_after(n);
        enum copy_result r = parcel_copy(&p, g->roots[0], &why);
        mem_fail_after(-1);
        ck_assert_uint_eq(heap_sum(&g->h), before);
        if (r == COPY_OK) {
            parcel_drop(&p);
            break;
        }
        ck_assert_int_eq(r, COPY_NOMEM);
        failures++;
        mem_stats(now);
        ck_assert_mem_eq(at_first, now, sizeof now);
    }
    ck_assert_int_gt(failures, 10);
    graph_heap_free(g);
    graph_no_leaks();
}
END_TEST

START_TEST(test_parcel__instance_with_finalizer__copy_has_none)
{
    GraphHeap *g = graph_heap_new();
    Value v = graph_fields(&g->h, T_INST, 3);
    Parcel p = copy_ok(v);
    ck_assert(to_obj(v)->flags & OF_HAS_FINAL);
    ck_assert(!(to_obj(p.root)->flags & OF_HAS_FINAL));
    parcel_drop(&p);
    graph_heap_free(g);
}
END_TEST

START_TEST(test_parcel__frozen_parts__shared_and_counted)
{
    GraphHeap *from = graph_heap_new(), *to = graph_heap_new();
    struct copy_why why;
    Obj *holder;
    Value frozen;
    graph_seed = 12;
    graph_boxes = false;
    graph_make(from, 40);
    ck_assert_int_eq(frozen_copy(&from->h, from->roots[0], &frozen, &why), COPY_OK);
    Frozen *f = frozen_of(to_obj(frozen));
    ck_assert_uint_eq(f->refs, 1);
    ck_assert(heap_reserve(&from->h, 64));
    from->roots[0] = graph_array(&from->h, 4);
    for (uint32_t i = 0; i < 3; i++) *graph_slot(from->roots[0], i, &holder) = frozen;
    Parcel p = copy_ok(from->roots[0]), q = copy_ok(frozen);
    ck_assert_uint_eq(f->refs, 3);
    ck_assert_uint_eq(q.root, frozen);
    parcel_drop(&q);
    to->roots[0] = parcel_adopt(&to->h, &p);
    ck_assert_uint_eq(f->refs, 2);
    ck_assert_uint_eq(*graph_slot(to->roots[0], 2, &holder), frozen);
    from->roots[0] = V_NIL;
    ck_assert(heap_minor(&from->h));
    ck_assert_uint_eq(f->refs, 2);
    ck_assert(heap_major(&from->h));
    ck_assert_uint_eq(f->refs, 1);
    ck_assert(heap_major(&to->h));
    ck_assert_uint_eq(f->refs, 1);
    graph_heap_free(from);
    to->roots[0] = V_NIL;
    ck_assert(heap_major(&to->h));
    graph_heap_free(to);
    graph_no_leaks();
}
END_TEST

static Parcel snapshot;
static void *copy_many(void *arg)
{
    for (int i = 0; i < 200; i++) {
        Parcel p;
        struct copy_why why;
        if (parcel_copy_shared(&p, snapshot.root, &why) != COPY_OK) return arg;
        if (graph_same(snapshot.root, p.root) < 40) return arg;
        parcel_drop(&p);
    }
    return NULL;
}

START_TEST(test_parcel__snapshot__copied_by_two_threads_at_once)
{
    GraphHeap *g = graph_heap_new();
    graph_seed = 2;
    graph_make(g, 60);
    snapshot = copy_ok(g->roots[0]);
    graph_heap_free(g);
    pthread_t t[2];
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, copy_many, &snapshot);
    for (int i = 0; i < 2; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        ck_assert_ptr_null(bad);
    }
    parcel_drop(&snapshot);
    graph_no_leaks();
}
END_TEST

UNIT_MAIN("parcel", UNIT_TEST(test_parcel__random_graphs__same_after_the_trip);
          UNIT_TEST(test_parcel__frozen_in_pieces__as_at_once);
          UNIT_TEST(test_parcel__made_in_pieces__as_at_once);
          UNIT_TEST(test_parcel__given_up_between_pieces__as_before_and_nothing_left);
          UNIT_TEST(test_parcel__long_storage__in_parts);
          UNIT_TEST(test_parcel__dropped__frees_all);
          UNIT_TEST(test_parcel__immediates__need_no_memory);
          UNIT_TEST(test_parcel__flat_array__one_block_with_its_strings);
          UNIT_TEST(test_envelope__request__from_and_small_message_in_one_block);
          UNIT_TEST(test_parcel__million_levels__no_recursion);
          UNIT_TEST(test_parcel__what_cannot_travel__is_named_and_nothing_changes);
          UNIT_TEST(test_parcel__no_memory_at_every_point__nothing_lost);
          UNIT_TEST(test_parcel__instance_with_finalizer__copy_has_none);
          UNIT_TEST(test_parcel__frozen_parts__shared_and_counted);
          UNIT_TEST(test_parcel__snapshot__copied_by_two_threads_at_once);
          tcase_set_timeout(unit_case, 60))
