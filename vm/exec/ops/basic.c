/* Moves, constants, captured variables, statics, globals, held cells. */
#include "vm/exec/interp.h"

OP_FN(NOP) { NEXT; }

OP_FN(MOVE)
{
    R[A] = R[B];
    NEXT;
}

OP_FN(LOADK)
{
    R[A] = load_rlx(pc);
    pc += 1;
    NEXT;
}

OP_FN(LOADINT)
{
    R[A] = from_int(SIMM);
    NEXT;
}

OP_FN(LOADNIL)
{
    R[A] = V_NIL;
    NEXT;
}

OP_FN(LOADTRUE)
{
    R[A] = V_TRUE;
    NEXT;
}

OP_FN(LOADFALSE)
{
    R[A] = V_FALSE;
    NEXT;
}

OP_FN(LOADABSENT)
{
    R[A] = V_ABSENT;
    NEXT;
}

OP_FN(NILS)
{
    for (uint32_t i = 0; i < B; i++) R[A + i] = V_NIL;
    NEXT;
}

/* ---- captured variables ---- */

static inline Fn *running(Value *R) { return (Fn *)to_ptr(R[-3]); }

/* A box whose variable has become a shared cell holds the cell's handle. */
static inline bool box_is_cell(const Box *b) { return MAAT_UNLIKELY(is_type(b->v, T_CELL)); }

static enum flow flow_of(Maatine *m, enum native_result r, const Insn *again)
{
    switch (r) {
    case N_OK: return FLOW_NEXT;
    case N_WAIT: m->pc = again; return FLOW_WAIT;
    case N_YIELD: m->pc = again; return FLOW_YIELD;
    case N_EXIT: return unwind(m);
    default: return raise_pending(m);
    }
}

OP_FN(GETCAP)
{
    R[A] = running(R)->caps[B];
    NEXT;
}

/* Reads box R[a], which is a cell. */
static enum flow get_cell(Maatine *m, Value *R, uint32_t a)
{
    Value out;
    enum native_result r = box_get_shared(m, &R[a], &out);
    if (r == N_OK) R[a] = out;
    return flow_of(m, r, m->pc - 1);
}

OP_FN(GETCAPBOX)
{
    Value bv = running(R)->caps[B];
    Box *b = (Box *)to_ptr(bv);
    if (box_is_cell(b)) {
        R[A] = bv;
        SAVE();
        FLOW(get_cell(m, R, A), 0);
    }
    R[A] = b->v;
    NEXT;
}

OP_FN(GETBOX)
{
    Box *b = (Box *)to_ptr(R[B]);
    if (box_is_cell(b)) {
        Value bv = R[B];
        R[A] = bv;
        SAVE();
        FLOW(get_cell(m, R, A), 0);
    }
    R[A] = b->v;
    NEXT;
}

static enum flow set_cell(Maatine *m, Value box, Value *v)
{
    m->result = box; /* a root that stays where it is */
    return flow_of(m, box_set_shared(m, &m->result, v), m->pc - 1);
}

OP_FN(SETCAPBOX)
{
    Box *b = (Box *)to_ptr(running(R)->caps[B]);
    if (box_is_cell(b)) {
        SAVE();
        FLOW(set_cell(m, running(R)->caps[B], &R[A]), 0);
    }
    b->v = R[A];
    heap_wrote(&m->heap, &b->h);
    NEXT;
}

OP_FN(SETBOX)
{
    Box *b = (Box *)to_ptr(R[A]);
    if (box_is_cell(b)) {
        SAVE();
        FLOW(set_cell(m, R[A], &R[B]), 0);
    }
    b->v = R[B];
    heap_wrote(&m->heap, &b->h);
    NEXT;
}

OP_FN(NEWBOX)
{
    SAVE();
    if (MAAT_UNLIKELY(!is_nil(extra_seen(m)->share_list)))
        FLOW(flow_of(m, share_resume(m), pc - 1), 0);
    if (!heap_reserve(&m->heap, WORDS_OF(Box)))
        FLOW(raise_error(m, ERR_MemoryError, "out of memory"), 0);
    Box *b = heap_alloc(&m->heap, T_BOX, WORDS_OF(Box));
    b->h.flags = C ? OF_SHARE : 0;
    b->v = R[B];
    R[A] = from_obj(b);
    if (C == 2) FLOW(flow_of(m, box_share(m, &R[A]), pc - 1), 0);
    NEXT;
}

OP_FN(CAPBOX)
{
    R[A] = running(R)->caps[B];
    NEXT;
}

/* ---- statics and globals ---- */

static enum flow get_static(Maatine *m, uint32_t a, uint32_t u)
{
    Value out;
    enum native_result r = static_get(m, u, &out);
    if (r == N_OK) m->R[a] = out;
    return flow_of(m, r, m->pc - 1);
}

OP_FN(GETSTATIC)
{
    Slots *s = m->statics;
    if (MAAT_LIKELY(s && UIMM < s->h.words - 1 && !is_absent(s->v[UIMM]))) {
        R[A] = s->v[UIMM];
        NEXT;
    }
    SAVE();
    FLOW(get_static(m, A, UIMM), 0);
}

OP_FN(SETSTATIC)
{
    SAVE();
    FLOW(flow_of(m, static_set(m, UIMM, &R[A]), pc - 1), 0);
}

OP_FN(INITSTATIC)
{
    SAVE();
    FLOW(flow_of(m, static_init(m, UIMM, &R[A]), pc - 1), 0);
}

static enum flow get_global(Maatine *m, uint32_t a, uint32_t u)
{
    Value out;
    enum native_result r = global_get(m, u, &out);
    if (r == N_OK) m->R[a] = out;
    return flow_of(m, r, m->pc - 1);
}

OP_FN(GETGLOBAL)
{
    SAVE();
    FLOW(get_global(m, A, UIMM), 0);
}

OP_FN(GLOBALCELL)
{
    R[A] = from_int((int64_t)UIMM);
    if (MAAT_LIKELY(load_acq(&runtime_global(m->rt, UIMM)->cell) != NULL))
        NEXT; /* pairs with global_make */
    SAVE();
    FLOW(global_cell(m, UIMM) ? FLOW_NEXT : raise_error(m, ERR_MemoryError, "out of memory"), 0);
}

OP_FN(SETGLOBAL)
{
    SAVE();
    FLOW(flow_of(m, global_set(m, UIMM, &R[A]), pc - 1), 0);
}

OP_FN(SETCONST)
{
    SAVE();
    FLOW(flow_of(m, global_set_const(m, UIMM, &R[A]), pc - 1), 0);
}

/* Boxes that are no cells need not be held: only their maatine sees them. */
static bool any_cell(const Value *v, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_int(v[i]) || (is_type(v[i], T_BOX) && box_is_cell((Box *)to_ptr(v[i])))) return true;
    return false;
}

OP_FN(HOLD)
{
    if (MAAT_LIKELY(!any_cell(&R[A], B))) NEXT;
    SAVE();
    FLOW(flow_of(m, cells_hold(m, &R[A], B), pc - 1), 0);
}

/* The rest of PATH; `path` stands at its second word. */
static enum flow path_in_place(Maatine *m, Value *R, Insn w, const Insn *path)
{
    struct cell_path p = {.r = &R[insn_b(w)],
                          .steps = C & 15,
                          .nargs = C >> 4 & 15,
                          .mode = (enum path_mode)(C >> 8),
                          .kinds = fail_extra(path[0])};
    if (!is_nil(path[1])) p.name = (Str *)to_ptr(path[1]);
    Value out = V_NIL;
    enum native_result r = cell_path_do(m, &p, &out);
    if (r != N_OK) return flow_of(m, r, path - 1);
    if (!p.done) {
        m->pc = path + 2 + fail_offset(path[0]);
        return FLOW_RELOAD;
    }
    if (p.mode == PATH_GET || p.mode == PATH_CALL) m->R[A] = out;
    return FLOW_NEXT;
}

OP_FN(PATH)
{
    if (!any_cell(&R[B], 1)) {
        pc += 2 + fail_offset(pc[0]);
        NEXT;
    }
    SAVE();
    FLOW(path_in_place(m, R, w, pc), 2);
}

OP_FN(RELEASE)
{
    if (any_cell(&R[A], B)) cells_release(m, &R[A], B);
    NEXT;
}
