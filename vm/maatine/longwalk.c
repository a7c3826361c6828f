/* Deep walks in slices; see longwalk.h. */
#include "vm/maatine/longwalk.h"

#include "base/mem.h"

/* Values that are looked at, and bytes of text that are made, at once, and for a reduction in slices. */
#define VALUES_AT_ONCE       (BUILD_STRESS ? 64u : 8192u)
#define TEXT_AT_ONCE         (BUILD_STRESS ? 512u : 65536u)
#define VALUES_PER_REDUCTION 1
#define BYTES_PER_REDUCTION  32

/* ---- equality and order ---- */

struct comparison {
    DeepCompare *d;
    bool order;
    enum eq_status eq;
    enum cmp_status cmp;
    int sign;
};

static bool compare_step(Maatine *m, void *state, int64_t *reductions)
{
    (void)m;
    struct comparison *c = state;
    uint64_t work = 0, limit = (uint64_t)*reductions * VALUES_PER_REDUCTION;
    if (c->order)
        c->cmp = compare_go_on(c->d, &c->sign, limit, &work);
    else
        c->eq = equal_go_on(c->d, limit, &work);
    *reductions -= (int64_t)(work / VALUES_PER_REDUCTION) + 1;
    return c->order ? c->cmp != CMP_LONG : c->eq != EQ_LONG;
}

static void compare_free(void *state)
{
    struct comparison *c = state;
    deep_compare_free(c->d);
    mem_free(MEM_TEMP, c);
}
static const struct long_work equal_work = {compare_step, compare_free},
                              order_work = {compare_step, compare_free};

/* Goes on with d in slices. False: that is not possible, it is to be done at once. */
static bool compare_later(Maatine *m, const struct long_work *w, DeepCompare *d, Value a, Value b)
{
    if (!long_work_allowed(m)) return false;
    struct comparison *c = mem_zalloc(MEM_TEMP, sizeof *c);
    c->d = d;
    c->order = w == &order_work;
    if (long_work_begin(m, w, c, a, b)) return true;
    mem_free(MEM_TEMP, c);
    return false;
}

enum eq_status long_equal(Maatine *m, Value a, Value b)
{
    struct comparison *c = long_work_take(m, &equal_work, a, b);
    if (MAAT_UNLIKELY(c != NULL)) {
        enum eq_status st = c->eq;
        compare_free(c);
        return st;
    }
    DeepCompare *d;
    uint64_t work = 0;
    enum eq_status st = value_equal_some(a, b, VALUES_AT_ONCE, &work, &d);
    if (MAAT_UNLIKELY(st == EQ_LONG)) {
        if (compare_later(m, &equal_work, d, a, b)) return st;
        st = equal_go_on(d, UINT64_MAX, &work);
        deep_compare_free(d);
    }
    m->reds -= (int32_t)(work >> 4);
    return st;
}

enum cmp_status long_compare(Maatine *m, Value a, Value b, int *out)
{
    struct comparison *c = long_work_take(m, &order_work, a, b);
    if (MAAT_UNLIKELY(c != NULL)) {
        enum cmp_status st = c->cmp;
        *out = c->sign;
        compare_free(c);
        return st;
    }
    DeepCompare *d;
    uint64_t work = 0;
    enum cmp_status st = value_compare_some(a, b, out, VALUES_AT_ONCE, &work, &d);
    if (MAAT_UNLIKELY(st == CMP_LONG)) {
        if (compare_later(m, &order_work, d, a, b)) return st;
        st = compare_go_on(d, out, UINT64_MAX, &work);
        deep_compare_free(d);
    }
    m->reds -= (int32_t)(work >> 4);
    return st;
}

/* ---- text ---- */

struct printing {
    LongPrint *l;
    enum text_status st;
};

/* Text is made in parts of TEXT_AT_ONCE bytes: those are chunks of the result. */
static bool print_step(Maatine *m, void *state, int64_t *reductions)
{
    struct printing *p = state;
    do {
        uint64_t work = 0;
        p->st = text_go_on(p->l, TEXT_AT_ONCE, &work);
        *reductions -= TEXT_AT_ONCE / BYTES_PER_REDUCTION + (int64_t)(work >> 4);
    } while (p->st == TEXT_LONG && *reductions > 0);
    (void)m;
    return p->st != TEXT_LONG;
}

static void print_free(void *state)
{
    struct printing *p = state;
    long_print_free(p->l);
    mem_free(MEM_TEMP, p);
}
static const struct long_work str_work = {print_step, print_free},
                              dump_work = {print_step, print_free};

static enum text_status printed(Maatine *m, struct printing *p, Value *out)
{
    enum text_status st = p->st;
    if (st == TEXT_OK && !text_made(&m->heap, p->l, out)) st = TEXT_NOMEM;
    print_free(p);
    return st;
}

static enum text_status print_long(Maatine *m, const struct long_work *w, LongPrint *l, Value v,
                                   Value *out)
{
    struct printing *p = mem_alloc(MEM_TEMP, sizeof *p);
    *p = (struct printing){l, TEXT_LONG};
    if (long_work_allowed(m) && long_work_begin(m, w, p, v, V_NIL)) return TEXT_LONG;
    uint64_t work = 0;
    while (p->st == TEXT_LONG) p->st = text_go_on(l, TEXT_AT_ONCE, &work);
    native_charge(m, (int64_t)(work >> 4));
    return printed(m, p, out);
}

enum text_status long_text(Maatine *m, enum text_kind kind, Value *v, Value *out)
{
    const struct long_work *w = kind == TEXT_STR ? &str_work : &dump_work;
    struct printing *p = long_work_take(m, w, *v, V_NIL);
    if (MAAT_UNLIKELY(p != NULL)) return printed(m, p, out);
    LongPrint *l;
    uint64_t work = 0;
    enum text_status st = text_some(&m->heap, kind, v, TEXT_AT_ONCE, out, &work, &l);
    m->reds -= (int32_t)(work >> 4);
    return MAAT_UNLIKELY(st == TEXT_LONG) ? print_long(m, w, l, *v, out) : st;
}

enum text_status long_text_add(Maatine *m, Buf *b, Value v)
{
    uint64_t work = 0;
    size_t some = long_work_allowed(m) ? b->len + TEXT_AT_ONCE : SIZE_MAX;
    enum text_status st = text_add_str_some(b, v, some, &work);
    m->reds -= (int32_t)(work >> 4);
    return st;
}
