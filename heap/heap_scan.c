/* The table of layouts. */
#include "heap/scan.h"

#define WORD_OF(type, field) (offsetof(type, field) / 8)
#define NO_VALUES            {0, 0, SHAPE_NONE}

const struct shape scan_shapes[T_COUNT] = {
    [0] = NO_VALUES,
    [T_STR] = NO_VALUES,
    [T_STRX] = NO_VALUES,
    [T_BIGINT] = NO_VALUES,
    [T_ARRAY] = {WORD_OF(Array, slots), 1, SHAPE_NONE},
    [T_SLOTS] = {0, 0, WORD_OF(Slots, v)},
    [T_INDEX] = {WORD_OF(Index, old), 1, SHAPE_NONE},
    [T_MAP] = {WORD_OF(Map, entries), 2, SHAPE_NONE},
    [T_SET] = {WORD_OF(Map, entries), 2, SHAPE_NONE},
    [T_RANGE] = {0, 0, WORD_OF(Range, from)},
    [T_FN] = {0, 0, WORD_OF(Fn, caps)},
    [T_NATIVE] = NO_VALUES,
    [T_BOX] = {0, 0, WORD_OF(Box, v)},
    [T_CELL] = NO_VALUES,
    [T_INST] = {0, 0, WORD_OF(Inst, f)},
    [T_CLASS] = NO_VALUES,
    [T_BYTES] = NO_VALUES,
    [T_REGEX] = {0, 0, 2},
    [T_FROM] = {0, 0, WORD_OF(From, ma)},
    [T_TIMER] = {0, 0, 1},
    [T_CHAN] = {0, 0, 2},
    [T_WORK] = {0, 0, 2},
    [T_RES] = NO_VALUES,
    [T_TRACE] = NO_VALUES,
    [T_WEAKREF] = {0, 0, SHAPE_WEAK},
    [T_WEAKMAP] = {0, 0, SHAPE_WEAK},
    [T_FREE] = NO_VALUES,
};

_Static_assert(offsetof(Map, index) == offsetof(Map, entries) + 8,
               "entries and index are one run of pointers");
_Static_assert(offsetof(Index, old) % 8 == 0, "pointers are words");
_Static_assert(offsetof(Array, slots) % 8 == 0, "pointers are words");
_Static_assert(sizeof(Obj) == 8, "a header is one word");
