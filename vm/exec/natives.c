/* What natives say to the interpreter and ask of it (vm/native.h). Errors stand in unwind.c, class_of in invoke.c. */
#include "heap/map.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/exec/interp.h"

enum native_result native_return(struct maatine *m, Value v)
{
    m->result = v;
    return N_OK;
}

enum native_result native_tail(struct maatine *m, Value fn, uint32_t nargs)
{
    m->tail_fn = fn;
    m->tail_nargs = nargs;
    return N_TAIL;
}

enum native_result native_core(struct maatine *m, enum core_fn f, uint32_t nargs)
{
    return native_tail(m, m->rt->core[f], nargs);
}

enum native_result native_wait(struct maatine *m)
{
    (void)m;
    return N_WAIT;
}

enum native_result native_yield(struct maatine *m)
{
    (void)m;
    return N_YIELD;
}

Heap *native_heap(struct maatine *m) { return &m->heap; }

struct runtime *native_runtime(struct maatine *m) { return m->rt; }

void native_charge(struct maatine *m, int64_t reductions)
{
    int64_t left = (int64_t)m->reds - reductions;
    m->reds = left < INT32_MIN / 2 ? INT32_MIN / 2 : (int32_t)left;
}

const char *native_name(struct maatine *m) { return load_rlx(&m->native)->name; }

int32_t native_budget(struct maatine *m) { return m->reds; }

static bool unknown_name(struct maatine *m, const char *fname, Value k)
{
    (void)native_error(m, ERR_ArgumentError, "%s() has no parameter '%.*s'", fname,
                       is_str(k) ? (int)str_len(k) : 1, is_str(k) ? str_bytes(k) : "?");
    return false;
}

/* Index of k, or n. There are a few of them, and names in a program's text are interned: looking at each is quicker than making it a
 * key. */
static uint32_t name_index(const Value *names, uint32_t n, Value k)
{
    for (uint32_t i = 0; i < n; i++)
        if (names[i] == k) return i;
    if (!is_str(k)) return n;
    uint32_t i = 0;
    while (i < n && !str_equal(names[i], k)) i++;
    return i;
}

bool native_named(struct maatine *m, Value named, const char *fname, const Value *names, uint32_t n,
                  Value *out)
{
    for (uint32_t i = 0; i < n; i++) out[i] = V_ABSENT;
    if (!is_map(named)) return true;
    const Map *map = (const Map *)to_obj(named);
    for (uint32_t e = 0; e < map->used; e++) {
        Value k = map->entries->v[2 * e];
        if (is_absent(k)) continue;
        uint32_t i = name_index(names, n, k);
        if (i == n) return unknown_name(m, fname, k);
        out[i] = map->entries->v[2 * e + 1];
    }
    return true;
}

static void describe_fn(const Obj *o, Buf *b)
{
    const Str *name = o->type == T_FN ? ((const Fn *)o)->proto->name : ((const Native *)o)->name;
    buf_addf(b, "<fn %s>", name->p);
}

void exec_describe_types(void)
{
    text_set_describe(T_FN, describe_fn);
    text_set_describe(T_NATIVE, describe_fn);
}

bool native_reserve(struct maatine *m, size_t words)
{
    if (MAAT_LIKELY(heap_reserve(&m->heap, words))) return true;
    (void)native_no_memory(m);
    return false;
}
