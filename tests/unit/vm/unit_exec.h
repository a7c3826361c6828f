/* A maatine without scheduler and mailbox: runs functions of a program slice by slice, as the test says. */
#ifndef MAAT_TESTS_UNIT_EXEC_H
#define MAAT_TESTS_UNIT_EXEC_H

#include "base/mem.h"
#include "heap/array.h"
#include "heap/string.h"
#include "heap/text.h"
#include "tests/unit/unit.h"
#include "vm/exec/exec.h"
#include "vm/exec/interp.h"

#define UNIT_STACK 32
#define UNIT_YOUNG 512

static struct runtime *unit_rt;
static Module *unit_module;

static void unit_roots(struct heap *h, struct gc *gc)
{
    Maatine *m = (Maatine *)((char *)h - offsetof(Maatine, heap));
    exec_roots(m, gc);
    m->statics = gc_object(gc, m->statics);
}

static void unit_program(const char *text)
{
    Config cfg;
    config_init(&cfg);
    unit_rt = runtime_new(&cfg);
    runtime_set_program(unit_rt, "t.mm", 0, NULL);
    unit_module = runtime_compile(unit_rt, "t.mm", text, strlen(text));
    ck_assert_ptr_nonnull(unit_module);
    config_fini(&cfg);
}

static void unit_program_free(void) { runtime_free(unit_rt); }

/* The function of this name. */
static Value unit_fn(const char *name)
{
    const Proto *main = unit_module->main;
    for (uint32_t i = 0; i < main->nprotos; i++)
        if (strcmp(main->protos[i]->name->p, name) == 0) return main->protos[i]->fn0;
    ck_abort_msg("no function %s", name);
    return V_ABSENT;
}

static Maatine *unit_maatine(uint64_t max_heap)
{
    Maatine *m = mem_zalloc(MEM_MAATINE, sizeof *m + (UNIT_STACK + UNIT_YOUNG) * sizeof(Value));
    m->rt = unit_rt;
    m->stack = m->first;
    m->stack_end = m->stack_cap = m->first + UNIT_STACK;
    for (Value *v = m->stack; v < m->stack_end; v++) *v = V_NIL;
    m->result = m->exit_reason = m->tail_fn = V_NIL;
    m->error = V_ABSENT;
    heap_init(&m->heap, unit_roots, m->stack_end, UNIT_YOUNG, max_heap);
    return m;
}

static void unit_maatine_free(Maatine *m)
{
    heap_fini(&m->heap);
    exec_free_stack(m);
    mem_free(MEM_MAATINE, m->extra);
    mem_free(MEM_MAATINE, m);
}

/* A maatine that is about to call the function. */
static Maatine *unit_call(const char *name, const Value *args, uint32_t nargs)
{
    Maatine *m = unit_maatine(0);
    ck_assert(exec_setup(m, unit_fn(name), args, nargs));
    return m;
}

static enum exec_result unit_slice(Maatine *m, int32_t reds)
{
    m->reds = reds;
    return exec_run(m);
}

/* Runs to the end in slices of `reds`; how many there were. */
static inline unsigned unit_run(Maatine *m, int32_t reds)
{
    unsigned slices = 1;
    enum exec_result r;
    while ((r = unit_slice(m, reds)) == EXEC_YIELD) slices++;
    ck_assert_int_eq(r, EXEC_END);
    return slices;
}

/* The result, or the error, prints as `want`. */
static void unit_gives(const Maatine *m, const char *want)
{
    Buf b = BUF_INIT;
    uint64_t work = 0;
    Value v = is_absent(m->error) ? m->result : m->error;
    ck_assert_int_eq(text_add_str(&b, v, 0, &work), TEXT_OK);
    ck_assert_str_eq(buf_str(&b), want);
    buf_fini(&b);
}

#endif
