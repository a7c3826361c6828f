/* Loops over iterables; the state of a loop is described in loops.h. */
#include "heap/array.h"
#include "vm/exec/loops.h"

OP_FN(FORPREP)
{
    SAVE();
    R[A] = R[B];
    FLOW(loop_start(m, &R[A]), 1);
}

/* The range itself is made only if it does not consist of small integers. */
OP_FN(FORRANGE)
{
    Value *s = &R[A];
    bool excl = fail_extra(pc[0]);
    if (MAAT_LIKELY(is_int(R[B]) && is_int(R[C]))) {
        int64_t from = to_int(R[B]), to = to_int(R[C]) + !excl;
        if (MAAT_LIKELY(int_fits(to))) {
            loop_ints(s, from, to);
            pc += 1;
            NEXT;
        }
    }
    SAVE();
    enum flow f = range_new(m, s, &R[B], &R[C], excl);
    if (f == FLOW_NEXT) f = loop_start(m, &m->R[A]);
    FLOW(f, 1);
}

/* A turn of one value; false: it is another kind of loop, or the end. */
static inline bool quick_turn(Value *s)
{
    if (MAAT_LIKELY(s[3] == (V_ZERO | LOOP_INTS))) {
        if ((int64_t)(s[0] << 16) >= (int64_t)(s[1] << 16)) return false;
        s[4] = s[0];
        s[0] = V_ZERO | ((s[0] + 1) & PAYLOAD_MASK);
        return true;
    }
    if (s[3] != (V_ZERO | LOOP_ARRAY)) return false;
    Array *a = (Array *)to_obj(s[0]);
    uint64_t i = s[1] & PAYLOAD_MASK;
    if (i >= a->len) return false;
    s[4] = a->slots->v[a->start + i];
    s[1] = V_ZERO | (i + 1);
    return true;
}

OP_FN(FORBACK)
{
    if (MAAT_LIKELY(m->reds > 0 && quick_turn(&R[A]))) {
        m->reds--;
        pc += SIMM + 2;
        NEXT;
    }
    pc += SIMM;
    NEXT;
}

/* Sets the values of a turn with more names than one from integers or an array, filling with nil. */
static void next_many(Value *s, uint32_t count)
{
    int64_t i = to_int(s[1]);
    if (to_int(s[3]) == LOOP_INTS) {
        int64_t cur = to_int(s[0]);
        for (uint32_t k = 0; k < count; k++) s[4 + k] = cur < i ? from_int(cur++) : V_NIL;
        s[0] = from_int(cur);
        return;
    }
    Array *a = (Array *)to_obj(s[0]);
    for (uint32_t k = 0; k < count; k++, i++)
        s[4 + k] = i < (int64_t)a->len ? a->slots->v[a->start + i] : V_NIL;
    s[1] = from_int(i);
}

OP_FN(FORNEXT)
{
    Value *s = &R[A];
    if (!take_reduction(m)) {
        SAVE_AGAIN();
        LEAVE(EXEC_YIELD);
    }
    int64_t kind = to_int(s[3]);
    if (kind == LOOP_INTS) {
        if (to_int(s[0]) >= to_int(s[1])) goto end;
        if (MAAT_LIKELY(C == 1)) {
            s[4] = s[0];
            s[0] = from_int(to_int(s[0]) + 1);
        } else {
            next_many(s, C);
        }
        pc += 1;
        NEXT;
    }
    if (kind == LOOP_ARRAY) {
        Array *a = (Array *)to_obj(s[0]);
        int64_t i = to_int(s[1]);
        if (i >= (int64_t)a->len) goto end;
        if (MAAT_LIKELY(C == 1)) {
            s[4] = a->slots->v[a->start + i];
            s[1] = from_int(i + 1);
        } else {
            next_many(s, C);
        }
        pc += 1;
        NEXT;
    }
    SAVE();
    bool more = true;
    enum flow f = loop_next(m, s, C, pc - 1, &more);
    if (f != FLOW_NEXT || more) FLOW(f, 1);
end:
    pc += 1 + fail_offset(pc[0]);
    NEXT;
}

OP_FN(FOREXIT)
{
    if (MAAT_LIKELY(to_int(R[A + 3]) != LOOP_EACH)) NEXT;
    SAVE();
    FLOW(loop_each_exit(m), 0);
}
