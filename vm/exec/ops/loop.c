/* Loops over iterables; the state of a loop is described in loops.h. */
#include "heap/array.h"
#include "vm/exec/loops.h"

OP_FN(FORPREP)
{
    SAVE();
    R[A] = R[B];
    FLOW(loop_start(m, &R[A]), 1);
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
    if (MAAT_UNLIKELY(--m->reds < 0)) {
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
