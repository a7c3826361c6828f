/* The objects behind Str and object values, and who owns them.
 *
 * Every object begins with one 8-byte header and is at least 16 bytes, so that a forwarding address fits behind the
 * header. Sizes are in words of 8 bytes, the header counted. Objects lie in one of four places:
 *   private heap   young (bump-allocated, moves), old (GC_OLD), or large (GC_LARGE: an allocation of its own, never moves);
 *   parcel         a message on its way: the flags of a young object; adopted by the receiver's young generation;
 *   frozen graph   GC_SHARED|GC_FROZEN, immutable, one reference count for the whole graph, no collection moves it;
 *   immortal       GC_SHARED, immutable, lives as long as the runtime (code constants, classes, native functions).
 * Only GC_SHARED objects are seen by more than one maatine, and they never point into a private heap.
 */
#ifndef MAAT_HEAP_OBJECT_H
#define MAAT_HEAP_OBJECT_H

#include "heap/value.h"

enum obj_type {
    T_STR = 1, /* bytes inline */
    T_STRX,    /* a slice of a shared buffer; has an off-heap part */
    T_BIGINT,  /* sign and limbs inline */
    T_ARRAY,
    T_SLOTS, /* storage of arrays, maps, sets: values only */
    T_INDEX, /* storage of maps, sets: raw 32-bit words; refers to the one it replaces */
    T_MAP,
    T_SET,
    T_RANGE,
    T_FN,     /* closure */
    T_NATIVE, /* native function; immortal */
    T_BOX,    /* a captured variable */
    T_CELL,   /* handle of a shared variable; has an off-heap part */
    T_INST,   /* instance of a class */
    T_CLASS,  /* class or role; immortal */
    T_BYTES,  /* mutable bytes; buffer off-heap when long */
    T_REGEX,  /* handle of a compiled regex; has an off-heap part */
    T_FROM,   /* who asked, in a call: answer with reply() */
    T_TIMER,  /* handle of a timer (a number) */
    T_CHAN,   /* handle of a channel; has an off-heap part */
    T_WORK,   /* handle of a Work */
    T_RES,    /* a native resource (socket, file): has an off-heap part with a type of its own */
    T_TRACE,  /* raw (code, position) pairs of an error's stack trace; no values */
    T_WEAKREF,
    T_WEAKMAP,
    T_FREE, /* a hole in the old generation; may be one word */
    T_COUNT
};

enum gc_bit {
    GC_OLD = 1,        /* in the old generation */
    GC_REMEMBERED = 2, /* stands in the remembered set */
    GC_SHARED = 4,     /* not of this heap: immortal or frozen; never moved, never written */
    GC_LARGE = 8,      /* an allocation of its own */
    GC_MARK = 16,      /* reached (large objects, during a collection) */
    GC_FORWARD =
        32, /* moved: the word behind the header is the new address (while a message is copied: `words` is an
                          entry of the copier's log) */
    GC_FROZEN =
        64, /* with GC_SHARED: part of a counted frozen graph (struct frozen before the graph) */
    GC_COLOR = 128 /* of old objects: flips with each major collection */
};

/* Object flags (meaning by type). */
enum obj_flag {
    OF_HAS_FINAL = 1, /* T_INST: its class has a finalizer that has not run */
    OF_SHARE =
        2, /* T_BOX: assigned after capture: becomes a shared cell when it crosses to another maatine */
    OF_EXCL = 4,      /* T_RANGE: the end is excluded */
    OF_ASCII = 8,     /* T_STR, T_STRX: one byte per code point */
    OF_OFFHEAP = 16,  /* owns something outside the heap: it stands in the heap's off-heap list */
    OF_CARDS = 32,    /* T_SLOTS, large: card marks lie behind it (heap.h) */
    OF_LISTED = 64,   /* with OF_CARDS: stands in the remembered set (instead of GC_REMEMBERED) */
    OF_DIRTY = 128,   /* with OF_LISTED: any card may refer to young objects */
    OF_WEAKKEY = 256, /* key of a WeakMap */
    OF_MAPPED = 512,  /* T_SLOTS, T_INDEX, large: pages of its own (large.c) */
    OF_COW = 1024,    /* T_BYTES: others may hold the buffer: it is copied before it is written */
    OF_ISLAND = 2048  /* T_SLOTS, T_INDEX, large: in the table of an island, not of the heap */
};
/* Of one allocation, or one heap: never copied. */
#define OF_OF_HEAP (OF_CARDS | OF_LISTED | OF_DIRTY | OF_WEAKKEY | OF_MAPPED | OF_ISLAND)

typedef struct obj {
    uint8_t type;   /* enum obj_type */
    uint8_t gc;     /* enum gc_bit */
    uint16_t flags; /* enum obj_flag */
    uint32_t words; /* size with header */
} Obj;

static inline Obj *to_obj(Value v) { return (Obj *)to_ptr(v); }
static inline bool is_type(Value v, enum obj_type t) { return is_obj(v) && to_obj(v)->type == t; }
static inline bool is_array(Value v) { return is_type(v, T_ARRAY); }
static inline bool is_map(Value v) { return is_type(v, T_MAP); }
static inline bool is_set(Value v) { return is_type(v, T_SET); }
static inline bool is_range(Value v) { return is_type(v, T_RANGE); }
static inline bool is_fn(Value v)
{
    return is_obj(v) && (to_obj(v)->type == T_FN || to_obj(v)->type == T_NATIVE);
}
static inline bool is_inst(Value v) { return is_type(v, T_INST); }
static inline bool is_class(Value v) { return is_type(v, T_CLASS); }
static inline bool is_bigint(Value v) { return is_type(v, T_BIGINT); }
static inline bool is_bytes(Value v) { return is_type(v, T_BYTES); }
static inline bool is_num(Value v) { return v < (TAG_SPECIAL << TAG_SHIFT) || is_bigint(v); }
static inline bool is_integer(Value v) { return is_int(v) || is_bigint(v); }
static inline bool is_frozen_obj(const Obj *o) { return (o->gc & GC_SHARED) != 0; }

/* ---- Str: immutable UTF-8. Strings longer than STR_INLINE_MAX bytes are T_STRX. ---- */
#define STR_INLINE_MAX 64

struct str_head { /* common to both kinds */
    Obj h;
    uint32_t
        hash; /* 0: not computed yet. [any, relaxed atomic for shared strings: always the same value] */
    uint32_t len;   /* bytes */
    uint32_t chars; /* code points; UINT32_MAX: not counted yet [as hash] */
    uint32_t pad;
};
typedef struct str {
    struct str_head s;
    char p[]; /* len bytes and a NUL */
} Str;

/* A shared byte buffer: T_STRX strings and long T_BYTES refer to it. */
typedef struct strbuf {
    /* [any, atomic: add_rlx / sub_ar pairs with itself: the last one frees] lower half: holders; upper half: those of them that hold a
     * large part of it (SB-3) */
    uint64_t refs;
    uint64_t
        used; /* bytes written [any, atomic: cas to append in place when a string ends exactly at `used`] */
    uint64_t cap;            /* [const after init] */
    struct str_marks *marks; /* [any, atomic: str_marks.h] NULL until they are needed */
    char p[];
} StrBuf;

/* Objects with an off-heap part are chained so that a collection can release what died. */
struct offheap {
    Obj h;
    Obj *next; /* in the heap's young or old off-heap list */
};
typedef struct strx {
    struct str_head s;
    Obj *next;     /* off-heap list */
    StrBuf *buf;   /* one reference is held */
    uint64_t from; /* offset of the first byte */
} StrX;

/* ---- numbers ---- */
typedef struct bigint {
    Obj h;
    int32_t sign; /* -1 or 1; never zero, never a value that fits an int */
    uint32_t n;   /* limbs */
    uint64_t limb[];
} BigInt;

typedef struct range {
    Obj h;          /* OF_EXCL */
    Value from, to; /* Nums */
} Range;

/* ---- collections ---- */
typedef struct slots {
    Obj h;
    Value v[]; /* h.words - 1 values; unused ones are V_ABSENT or any valid value */
} Slots;

struct index_slot {
    uint32_t hash;
    uint32_t entry; /* its number + 1; 0: free */
};
typedef struct index {
    Obj h;
    uint32_t n;        /* a power of two */
    uint32_t moved;    /* slots of `old` whose entries are in this one, too */
    struct index *old; /* the index that this one is taking the place of (map.h); NULL: it has */
    struct index_slot at[];
} Index;

typedef struct array {
    Obj h;
    uint32_t len;
    uint32_t start; /* first element's place in slots (shift is O(1)) */
    Slots *
        slots; /* NULL while the capacity is 0; in the same place as the array (private, parcel, frozen) */
} Array;

/* Map and Set keep insertion order: a dense table of entries, and a hash index over it once there are more than
 * MAP_LINEAR entries. A map entry is key, value; a set entry is the key alone. Deleted entries have key V_ABSENT. */
#define MAP_LINEAR 8
typedef struct map {
    Obj h;          /* T_MAP or T_SET */
    uint32_t count; /* live entries */
    uint32_t used;  /* entries used, deleted ones counted */
    Slots *entries; /* or NULL */
    Index *index;   /* or NULL: linear search */
} Map;

/* ---- functions and variables ---- */
struct proto; /* vm/exec/code.h */
typedef struct fn {
    Obj h;
    const struct proto *proto;
    Value caps[]; /* captured values and boxes; h.words - 2 of them */
} Fn;

typedef struct box {
    Obj h; /* OF_SHARE */
    Value v;
} Box;

struct cell; /* mailbox/cell.h */
typedef struct cellref {
    Obj h;
    Obj *next;         /* off-heap list */
    struct cell *cell; /* one reference is held */
} CellRef;

/* ---- instances ---- */
struct class_;
typedef struct inst {
    Obj h;
    struct class_ *cls;
    Value f[]; /* fields in the class's layout */
} Inst;

/* ---- the rest ---- */
typedef struct bytes { /* mutable */
    Obj h;
    Obj *next; /* off-heap list when buf is used */
    StrBuf
        *buf; /* NULL: inline bytes behind this struct; else owned alone unless frozen or OF_COW */
    uint64_t len;
    uint64_t from; /* offset of the first byte in buf */
    char p[];      /* inline bytes */
} Bytes;

typedef struct from { /* T_FROM */
    Obj h;
    Value ma;     /* the caller */
    uint64_t ref; /* which of its calls */
    Value late;   /* when the caller waits no longer (ns, a double), or nil */
} From;

typedef struct trace {
    Obj h;
    uint64_t n;   /* pairs */
    uint64_t w[]; /* proto pointer, pc offset */
} Trace;

/* A native resource. `ops` says how to close and show it. */
struct res_ops {
    const char *name;              /* 'Socket', 'File' ... : its type name for messages */
    void (*release)(void *native); /* a handle is gone: give its reference back */
    bool (*retain)(void *native);  /* a handle was copied: take a reference; NULL: cannot travel */
};
typedef struct res {
    Obj h;
    Obj *next; /* off-heap list */
    const struct res_ops *ops;
    void *native; /* counted by the resource's own code; one reference is held here */
} Res;

typedef struct weakref {
    Obj h;
    Obj *next;    /* the heap's list of weak objects */
    Value target; /* or V_NIL */
} WeakRef;

struct weak_table;
typedef struct weakmap {
    Obj h;
    Obj *next;            /* off-heap list */
    struct weak_table *t; /* heap/weakmap.h */
} WeakMap;

#define WORDS(bytes) ((uint32_t)(((bytes) + 7) / 8))
#define WORDS_OF(T)  WORDS(sizeof(T))

#endif
