/* Compiled code: functions (protos) and modules. Immutable once loaded, except for inline caches and the operation numbers that
 * the interpreter specialises in place (relaxed atomics, safe to lose); shared by all maatines.
 *
 * Frames. The registers of a frame are words on the maatine's stack. In front of R[0] lie three words:
 *   R[-3] the running function (T_FN), R[-2] the return address (low 3 bits: enum return_mode), R[-1] the caller's R.
 * Parameters come first: for a method R[0] is self and the parameters follow.
 */
#ifndef MAAT_VM_CODE_H
#define MAAT_VM_CODE_H

#include "heap/class.h"

typedef uint64_t Insn;

enum opcode {
#define OP(name, words, form, what) OP_##name,
#include "vm/exec/ops.def"
#undef OP
    OP_FIRST_FUSED,
    OP_BEFORE_FUSED = OP_FIRST_FUSED - 1,
#define FUSED(first, second) OP_##first##_##second,
#include "vm/exec/fused.def"
#undef FUSED
    OP_COUNT
};

#define FRAME_WORDS 3
#define MAX_REGS    60000

static inline uint32_t insn_op(Insn i) { return (uint16_t)i; }
static inline uint32_t insn_a(Insn i) { return (uint16_t)(i >> 16); }
static inline uint32_t insn_b(Insn i) { return (uint16_t)(i >> 32); }
static inline uint32_t insn_c(Insn i) { return (uint16_t)(i >> 48); }
static inline int32_t insn_s(Insn i) { return (int32_t)(i >> 32); }
static inline uint32_t insn_u(Insn i) { return (uint32_t)(i >> 32); }
static inline Insn insn_abc(uint32_t op, uint32_t a, uint32_t b, uint32_t c)
{
    return (uint64_t)(uint16_t)op | (uint64_t)(uint16_t)a << 16 | (uint64_t)(uint16_t)b << 32 |
           (uint64_t)(uint16_t)c << 48;
}
static inline Insn insn_au(uint32_t op, uint32_t a, uint32_t u)
{
    return (uint64_t)(uint16_t)op | (uint64_t)(uint16_t)a << 16 | (uint64_t)u << 32;
}

/* PATH: c is the number of steps, of arguments << 4, mode << 8; two bits for each step say its kind. */
enum path_kind { PATH_INDEX, PATH_KEY, PATH_FIELD };
enum path_mode {
    PATH_GET,
    PATH_SET, /* the value is the argument */
    PATH_CALL,
    PATH_CALL_DROP /* the result is not wanted */
};
#define PATH_MAX_STEPS 8
#define PATH_MAX_ARGS  8

enum handler_kind {
    HANDLER_CATCH, /* errors only: R[reg] = the Error */
    HANDLER_FINALLY, /* errors, and the ending of the maatine (exit signal, exit_ma: R[reg] = absent); not 'kill' */
    HANDLER_RELEASE /* errors and every ending: frees what the HOLD of R[reg] (count: `target`) took and goes on unwinding */
};

/* Covers pc in [from, to); inner handlers stand before outer ones in the table. */
struct handler {
    uint32_t from, to; /* word offsets into code */
    uint32_t target;   /* word offset, or the count of HANDLER_RELEASE */
    uint32_t
        end; /* the block that catches or cleans up is [target, end); 0: none of the program's */
    uint16_t reg;
    uint8_t kind;
};

struct capture {
    uint8_t
        from_local; /* 1: register `index` of the enclosing frame; 0: capture `index` of the enclosing function */
    uint16_t index;
};

/* A SEND that need not copy (vm/compile/moves.h). Its operand c is the number of its plan + 1. Runs of registers:
 * `gone` hold the message or parts of it, and nothing else but registers refers to what they hold; the last `nbuilt` of them only if it lies in an
 * island that one of the `tokens` names (BUILT). `clear` may hold such, too; neither is read again. `live` may, and are read again: if one
 * does, the message is copied. */
struct send_plan {
    uint16_t ngone, nbuilt, nclear, nlive, ntokens;
    uint16_t regs[]; /* gone, clear, live, tokens */
};

/* What is known about the values that some code makes to hand them over; may be lost [any, relaxed]. */
struct build_learned {
    uint32_t hint;  /* bytes of the island made last */
    uint8_t small;  /* times in a row that little was made */
    uint8_t failed; /* times in a row that it could not be claimed, or was not worth it */
    uint8_t dense;  /* times in a row that most of what was made was part of it */
};

/* A BUILD and its BUILT or CLAIMs [const but for learned]. */
struct build_site {
    struct build_learned learned;
    uint16_t ndead; /* registers that are free then */
    uint16_t dead[];
};
static inline uint32_t build_site_words(uint32_t ndead)
{
    return (uint32_t)WORDS(sizeof(struct build_site) + ndead * sizeof(uint16_t));
}

/* A variable of the program has its value in register `reg` (or a box there) while pc is in [from, to). */
struct var_range {
    uint32_t from, to;
    uint16_t reg;
};

struct line { /* code from word `pc` on belongs to `line` */
    uint32_t pc;
    uint32_t line;
};

/* The instruction at word `pc` may wait for a shared variable: its name. `which`: of those that a HOLD takes. */
struct cell_name {
    uint32_t pc, which;
    Str *name;
};

enum proto_flag {
    PROTO_ANYARGS =
        1, /* anonymous function without |...|: takes any arguments, ignores those it does not use */
    PROTO_REST = 2,    /* *rest: an Array in the register behind the positional parameters */
    PROTO_NAMED = 4,   /* **named: a Map in the register behind that */
    PROTO_METHOD = 8,  /* R[0] is self */
    PROTO_STATIC = 16, /* class method: R[0] is the class */
    PROTO_LAMBDA = 32, /* anonymous */
    PROTO_SIMPLE =
        64, /* exactly nparams positional parameters, no defaults, no rest, no named: the fast path of calls */
    PROTO_MAIN = 128, /* the code of a file */
    PROTO_CORE = 256  /* library code: shortened in traces, `Native.` allowed */
};

/* Registers of parameters, in order: [self] positional... [rest] [named].
 * nparams counts self and the positional parameters; the first nmin of them must be given, but for those in `optional`, which
 * named arguments may leave out. A positional parameter that is not given is absent when the code starts; the code evaluates its
 * default (JNABSENT). With PROTO_ANYARGS nparams is 0 or 1 (`_`),
 * nmin 0, a missing `_` is nil. */
typedef struct proto {
    Insn *code;
    Value *consts; /* immortal values */
    uint32_t ncode, nconsts;
    uint32_t
        room; /* bytes of stack that a frame takes, for the quick ways of calling; ROOM_TRACED: calls take the slow way [any, relaxed] */
    uint16_t nregs; /* registers in all: every call window of the function fits inside nregs */
    uint16_t nparams, nmin;
    uint32_t optional; /* bit i: parameter i has a default (beyond the 32nd: as if it had none) */
    uint16_t flags;
    uint16_t ncaps;
    struct capture *caps;
    struct proto **protos; /* functions inside */
    uint32_t nprotos;
    struct cell_name *cell_names; /* by pc */
    uint32_t ncell_names;
    struct handler *handlers;
    uint32_t nhandlers;
    struct line *lines;
    uint32_t nlines;
    struct var_range *vars; /* not of the library */
    uint32_t nvars;
    struct send_plan **sends;
    uint32_t nsends;
    struct build_site **builds; /* NULL entries: the operations are NOPs */
    uint32_t nbuilds;
    struct build_learned result; /* of tasks that it is the function of */
    Str *name;                   /* `f`, `Class.m`, `anonymous`, `main`; interned */
    Str **param_names;           /* nparams (+ rest + named) names, interned */
    Class *cls;                  /* class whose method this is (or is inside of), or NULL */
    struct module *module;
    uint32_t line;   /* where it is declared */
    Value fn0;       /* T_FN without captures, immortal; V_ABSENT if it has captures */
    struct hot *hot; /* counts of what ran (profile.h); NULL: nobody counts [const while it runs] */
    struct liveness *
        live; /* found when a collection first asks (dead.c) [any: cas_ar in live_of pairs with load_acq there] */
} Proto;

/* The label that a word of SPAWN, SPAWNM or SPAWNX names. */
static inline Str *spawn_label(const Value *consts, Insn word)
{
    return (Str *)to_ptr(consts[word >> 32]);
}

/* More than any stack has: see Proto.room. */
#define ROOM_TRACED UINT32_MAX
static inline uint32_t proto_room(const Proto *p)
{
    return (p->nregs + (uint32_t)FRAME_WORDS) * (uint32_t)sizeof(Value);
}

enum export_kind { EXPORT_CONST, EXPORT_GLOBAL, EXPORT_STATIC };
struct export_ {
    Str *name;
    enum export_kind kind;
    Value value;    /* EXPORT_CONST: function, class, literal constant */
    uint32_t index; /* EXPORT_GLOBAL: global; EXPORT_STATIC: static with a snapshot */
    bool exported;  /* false: known inside the file only (package Name { our x } ) */
    bool is_const;  /* EXPORT_GLOBAL: must not be assigned */
};

typedef struct module {
    Str *name; /* "Net::Tcp"; "main" for the program */
    Str *file; /* path as given or found */
    Proto *main;
    struct export_ *exports;
    uint32_t nexports;
    Class **classes; /* declared in it, for the observer and the shell */
    uint32_t nclasses;
    char *source; /* text (for messages and the shell), or NULL */
    size_t source_len;
    struct module **uses; /* each once, in the order of their `use` */
    uint32_t nuses;
    void *
        block; /* loaded from the image (vm/compile/image.h): holds what the functions are made of; or NULL */
    bool is_library; /* part of the standard library */
    bool has_run;    /* [loader] */
} Module;

/* Line of the instruction at word offset pc. */
uint32_t proto_line(const Proto *p, uint32_t pc);
/* The operation that a fused one begins with (fused.def), others themselves. */
uint32_t op_plain(uint32_t op);
/* `first` and `second` in one, or `first` if there is no such operation. */
uint32_t op_fused(uint32_t first, uint32_t second);
/* Words of the instruction at `pc`. */
uint32_t op_words(uint32_t op);
const char *op_name(uint32_t op);

#endif
