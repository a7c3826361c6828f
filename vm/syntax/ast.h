/* The syntax tree.
 *
 * One `struct node` for each construct: a kind, a place, and one member of the union `u`. Statements and
 * expressions are nodes alike (every statement has a value in Maat), so a block is a list of nodes. All of a tree
 * (nodes, lists, names, texts) lives in the arena of its `struct syntax_tree` (vm/syntax/parse.h) and is freed at once;
 * texts are UTF-8, may hold NUL, and are NUL-terminated besides. Lists are a pointer and a count; the
 * pointer may be NULL when the count is 0. Pointers below are never NULL unless the comment says so.
 *
 * Places: `line` and `col` count from 1, `col` in code points; `off` is the byte offset in the source. The place of
 * a node is that of its first token, but for operators, indexes and method calls, whose place is that
 * of the operator, the bracket and the method's name (the place that errors at run time name). A call `f(x)` has the
 * place of `f`.
 *
 * Small nodes are allocated without the unused rest of the union: a node is never copied as a whole.
 *
 * Bounds that every tree keeps, so that a walk may recurse: no path from the root is longer than AST_MAX_HEIGHT
 * nodes (else the parser said "nested too deeply" or "expression too long"). Lists may be of any length.
 *
 * A tree exists also when there were errors: what could not be read is an N_BROKEN, or a declaration that is
 * `broken` (its name holds, all else in it may be missing), so that one mistake gives one message. Nothing may be
 * executed then.
 */
#ifndef MAAT_VM_SYNTAX_AST_H
#define MAAT_VM_SYNTAX_AST_H

#include "vm/syntax/sym.h"
#include <stdbool.h>
#include <stdint.h>

/* In nodes of the tree. Counted generously: list levels, parameters and arms count too. */
#define AST_MAX_HEIGHT 4000

enum node_kind {
    N_BROKEN, /* could not be read; an error has been reported. No fields */

    /* literals */
    N_NIL,  /* nil. No fields */
    N_BOOL, /* u.truth */
    N_INT, /* u.integer: an integer that fits 48 bits, signed (a `-` before a literal is folded in) */
    N_BIGINT, /* u.bigint: any other integer, as digits */
    N_NUM,    /* u.num: a double (1.5, 2e-3, Inf, NaN) */
    N_STR, /* u.str: a string without interpolation, escapes done (also a bare word that is a map's key) */
    N_INTERP, /* u.interp: a string with interpolation: parts, each a text or an expression */
    N_BYTES,  /* u.str: b"..." */
    N_REGEX,  /* u.regex: source between the delimiters as written, and the flags' letters */
    N_ARRAY,  /* u.list: [a, b*], @a(words). Items may be spread */
    N_MAP,    /* u.map: key => value pairs */
    N_LIST, /* u.list: (a, b) or (): only a target, or the value of a destructuring, or what `for` goes over;
               * elsewhere the parser reports it */

    /* names */
    N_NAME, /* u.name: any name: variable, function, class, `_` (the topic; also when `.m` began an operand), Net::Http */
    N_SELF, /* self. No fields */
    N_SPECIAL, /* u.special: __FN__ __LINE__ __FILE__ */

    /* operators */
    N_BIN,   /* u.bin: l op r, both evaluated (arithmetic, comparison, ranges, isa, in, =~, !~) */
    N_CHAIN, /* u.chain: a < b <= c: two or more comparisons of one level; each operand once, stops at the first false */
    N_LOGIC, /* u.bin: && || \\ and or (op is AST_AND, AST_OR or AST_DEFOR): r only when needed */
    N_UN,    /* u.un: AST_NOT AST_NEG AST_PLUS AST_BITNOT */
    N_RANGE_TO, /* u.un: ^n, the range 0..^n (op unused) */
    N_DEFINED,  /* u.un: defined e (op unused) */
    N_COND,     /* u.cond: c ? a : b */
    N_SMART,    /* u.smart: e ~~ pattern */
    N_ASSIGN,   /* u.assign: target = value, target op= value */
    N_INCDEC,   /* u.incdec: x++ --x */
    N_SEND,     /* u.bin: l <- r (op unused) */
    N_RECV,     /* u.un: <-ch (op unused) */
    N_SPREAD, /* u.un: xs* as the value of a destructuring only (`let (a, b) = xs*`); else items say `spread` */

    /* reaching and calling */
    N_CALL,   /* u.call: f(args) */
    N_METHOD, /* u.method: obj.name(args), obj!.name, obj.^name; also a field read, and a target of `=` when !has_args */
    N_SUPER,  /* u.method: super.name(args), obj is NULL */
    N_INDEX,  /* u.index: obj[ix] or obj{ix} */
    N_KEY,    /* u.key: obj<name> */
    N_WORD, /* u.word: say print printf warn sleep die exit assert assert_eq take abide with their arguments */
    N_LAMBDA, /* u.lambda: {|x| ...}, {...}, fn {...}, :expr */

    /* blocks that are expressions */
    N_DO,         /* u.block: do { } */
    N_IF,         /* u.ifs: if unless with, all arms */
    N_GIVEN,      /* u.given */
    N_RECEIVE,    /* u.receive */
    N_SELECT,     /* u.select */
    N_TRY,        /* u.trys */
    N_CONCURRENT, /* u.concurrent */
    N_WITHIN,     /* u.within: within secs { } */
    N_TASK,       /* u.task: ma spawn detach blocking, with a block or a call */
    N_MA_FOR,     /* u.fors: ma for */
    N_PARALLEL,   /* u.fors: parallel for */

    /* statements */
    N_BLOCK,     /* u.block: a bare block as a statement */
    N_LET,       /* u.let: one name */
    N_LET_LIST,  /* u.letlist: let (a, b, *rest) = ... */
    N_TEMP,      /* u.assign: temp x = value; op is AST_NONE */
    N_FN,        /* u.fn */
    N_CLASS,     /* u.cls: class or role */
    N_FIELD,     /* u.field: only in a class */
    N_METH,      /* u.fn: only in a class */
    N_USE,       /* u.use */
    N_PACKAGE,   /* u.package */
    N_PHASER,    /* u.phaser: BEGIN { } END { } */
    N_FOR,       /* u.fors */
    N_WHILE,     /* u.whiles: while, until */
    N_DO_WHILE,  /* u.whiles: do { } while c */
    N_LOOP,      /* u.loop */
    N_MOD_IF,    /* u.mod: body if e; body unless e */
    N_MOD_WHILE, /* u.mod: body while e; body until e */
    N_MOD_FOR,   /* u.mod: body for e (sets `_`) */
    N_DEFER,     /* u.block */
    N_ONCE,      /* u.block */
    N_RETURN,    /* u.jump: value may be NULL */
    N_NEXT,      /* u.jump: label may be NULL */
    N_BREAK,     /* u.jump: label may be NULL */
    N_REDO,      /* u.jump: label may be NULL */
    N_PROCEED,   /* no fields */
    N_STUB,      /* the statement `...`. No fields */

    /* patterns: in arms, ~~ and parameters of mul fn only */
    N_PAT_ANY,   /* _. No fields */
    N_PAT_BIND,  /* u.name: a lower-case name */
    N_PAT_VALUE, /* u.un: equal to the value of e: a literal, or (expr) (op unused) */
    N_PAT_RANGE, /* u.un: inside the range e, an N_BIN of AST_RANGE or AST_RANGE_EX (op unused) */
    N_PAT_REGEX, /* u.regex */
    N_PAT_TYPE,  /* u.pattype: a class, perhaps `-> name` */
    N_PAT_ARRAY, /* u.patarray */
    N_PAT_MAP,   /* u.map: keys are expressions, values are patterns */
    N_PAT_INST,  /* u.patinst: Point(x => 0) */
    N_PAT_ALT,   /* u.patalt: p | q, two or more */

    NODE_KIND_COUNT
};

enum op {
    AST_NONE, /* plain `=` in N_ASSIGN */
    AST_ADD,
    AST_SUB,
    AST_MUL,
    AST_DIV,
    AST_MOD,
    AST_POW,
    AST_SHL,
    AST_SHR,
    AST_BITAND,
    AST_BITOR,
    AST_BITXOR,
    AST_RANGE,    /* .. */
    AST_RANGE_EX, /* ..^ */
    AST_ISA,
    AST_IN,
    AST_NOT_IN,
    AST_MATCH,     /* =~ */
    AST_NOT_MATCH, /* !~ */
    AST_LT,
    AST_LE,
    AST_GT,
    AST_GE,
    AST_EQ,
    AST_NE,
    AST_SAME,     /* === */
    AST_NOT_SAME, /* !== */
    AST_CMP,      /* <=> */
    AST_AND,      /* && and */
    AST_OR,       /* || or */
    AST_DEFOR,    /* \\ */
    AST_NOT,      /* ! not */
    AST_NEG,
    AST_PLUS,
    AST_BITNOT,
    AST_OP_COUNT
};

enum special { SPECIAL_FN, SPECIAL_LINE, SPECIAL_FILE };

enum spread {
    SPREAD_NONE,
    SPREAD_LIST, /* xs* */
    SPREAD_NAMED /* m**: the entries as named arguments; in argument lists only */
};

enum let_kind { LET_PLAIN, LET_OUR, LET_STATE, LET_SHARED, LET_TASKLOCAL };

enum param_kind {
    PARAM_ONE,
    PARAM_REST, /* *rest */
    PARAM_NAMED /* **named */
};

enum lambda_form {
    LAMBDA_BRACES, /* { ... } */
    LAMBDA_FN,     /* fn { ... }: the same */
    LAMBDA_COLON   /* :expr: the body is that one expression */
};

enum task_kind { TASK_MA, TASK_SPAWN, TASK_DETACH, TASK_BLOCKING };

enum if_kind {
    IF_IF,     /* if elsif else */
    IF_UNLESS, /* the first arm's test is negated, `elsif` arms are not */
    IF_WITH    /* with orwith else: tests for non-nil; sets `_` unless a name is bound */
};

/* Traits, as bits. The parser reports those that the construct does not know. */
enum trait {
    TRAIT_IM = 1 << 0,    /* let, const, our, state, shared, tasklocal, field */
    TRAIT_RW = 1 << 1,    /* field */
    TRAIT_RO = 1 << 2,    /* field */
    TRAIT_BUILT = 1 << 3, /* field */
    TRAIT_SAVE = 1 << 4,  /* fn, meth */
    TRAIT_GEN = 1 << 5    /* fn, meth */
};

typedef struct place {
    uint32_t line, col, off;
} Place;

struct node;

typedef struct node_list {
    struct node **at;
    uint32_t n;
} NodeList;

/* An element of an array or list, or an argument. */
typedef struct item {
    struct node *e;
    Sym *name; /* name => e in an argument list; NULL elsewhere */
    enum spread spread;
    Place place;
} Item;

typedef struct item_list {
    Item *at;
    uint32_t n;
} ItemList;

/* The body of something. */
typedef struct block {
    NodeList stmts;
    Place place; /* of the `{`; for :expr of the `:` */
    Place end;   /* of the `}`; for :expr as `place` */
    void *note;  /* for the compiler */
} Block;

typedef struct str_part {
    const char *text; /* when e is NULL */
    uint32_t len;
    struct node *e; /* NULL for a text */
} StrPart;

typedef struct map_pair {
    struct node *key; /* N_STR for a bare word */
    struct node *value;
} MapPair;

typedef struct param {
    Sym *name; /* `_` for a parameter of mul fn that is a pattern without a name */
    enum param_kind kind;
    struct node *def; /* default value, NULL when none */
    struct node *
        pat; /* mul fn only: what the argument must match; NULL otherwise. Names bound in it hold in the body */
    Place place;
} Param;

typedef struct param_list {
    Param *at;
    uint32_t n;
} ParamList;

/* A name with its place: a binder, a target, an imported name, a class in :is. */
typedef struct named {
    Sym *name;
    Place place;
    bool rest; /* *name, in N_LET_LIST only */
} Named;

typedef struct named_list {
    Named *at;
    uint32_t n;
} NamedList;

typedef struct if_arm {
    struct node *cond;
    Sym *bind; /* -> name, NULL when none */
    Place bind_place;
    Block body;
    Place place; /* of the word */
} IfArm;

/* An arm of given or receive. */
typedef struct arm {
    struct node *pat;   /* N_PAT_ANY for default */
    struct node *guard; /* NULL when none */
    Block body;
    bool is_default;
    Place place; /* of `when` or `default` */
} Arm;

typedef struct arm_list {
    Arm *at;
    uint32_t n;
} ArmList;

typedef struct select_arm {
    bool receives;
    struct node *pat;   /* receives: the pattern; else NULL */
    struct node *chan;  /* the channel expression */
    struct node *value; /* sends: the value; else NULL */
    struct node *guard; /* receives: `if cond` after the pattern or the channel; NULL when none */
    Block body;
    Place place;
} SelectArm;

typedef struct catch_arm {
    NamedList types; /* empty: catches all */
    Sym *bind;       /* NULL when none */
    Place bind_place;
    Block body;
    Place place;
} CatchArm;

typedef struct chain_link {
    enum op op;
    struct node *r;
    Place place; /* of the operator */
} ChainLink;

typedef struct node {
    uint8_t kind;   /* enum node_kind */
    bool paren;     /* stood in parentheses of its own */
    bool block_end; /* as a statement it ends at its `}` */
    bool exported;  /* N_LET N_LET_LIST N_FN N_CLASS: `export` stood before it */
    bool
        broken; /* N_LET N_LET_LIST N_FN N_METH N_FIELD N_CLASS: had a syntax error; only its names hold */
    Place place;
    Sym *label; /* LABEL: before a loop, NULL when none: N_FOR N_WHILE N_DO_WHILE N_LOOP */
    void *note; /* for the compiler; NULL at first */
    union {
        bool truth;
        int64_t integer;
        double num;
        struct {
            const char *digits; /* of `base`, no prefix, no `_`, no leading zeros, NUL-terminated */
            uint32_t len;
            uint8_t base; /* 2, 8, 10 or 16 */
            bool neg;     /* may make it fit 48 bits after all: normalise */
        } bigint;
        struct {
            const char *text;
            uint32_t len;
        } str;
        struct {
            StrPart *parts; /* texts are not empty; never two texts in a row */
            uint32_t n;
        } interp;
        struct {
            const char *src, *flags;
            uint32_t src_len, flags_len;
        } regex;
        ItemList list;
        struct {
            MapPair *pairs;
            uint32_t n;
        } map;
        struct {
            Sym *name;
        } name;
        enum special special;
        struct {
            enum op op;
            struct node *l, *r;
        } bin;
        struct {
            enum op op;
            struct node *e;
        } un;
        struct {
            struct node *first;
            ChainLink *links; /* at least 2 */
            uint32_t n;
        } chain;
        struct {
            struct node *c, *a, *b;
        } cond;
        struct {
            struct node *e, *pat;
        } smart;
        struct {
            enum op op; /* AST_NONE for `=` */
            struct node
                *target; /* N_NAME N_INDEX N_KEY N_METHOD, or N_LIST of those (with AST_NONE) */
            struct node *value; /* with an N_LIST target: N_LIST, N_SPREAD or one expression */
        } assign;
        struct {
            struct node *target; /* N_NAME N_INDEX N_KEY N_METHOD */
            enum op op;          /* AST_ADD or AST_SUB */
            bool prefix;
        } incdec;
        struct {
            struct node *f;
            ItemList args;
        } call;
        struct {
            struct node *obj; /* NULL in N_SUPER */
            Sym *name;
            ItemList args; /* a trailing function and a `:expr` are the last */
            bool maybe;    /* !. */
            bool meta;     /* .^ */
            bool has_args; /* written with parentheses, `:expr` or a trailing function */
        } method;
        struct {
            struct node *obj, *ix;
            bool braces; /* {ix} rather than [ix] */
        } index;
        struct {
            struct node *obj;
            Sym *name;
        } key;
        struct {
            uint8_t word; /* enum word: W_SAY ... */
            ItemList args;
        } word;
        struct {
            ParamList params;
            bool has_params; /* `|...|` or `||` was written */
            enum lambda_form form;
            Block body;
        } lambda;
        Block block;
        struct {
            enum if_kind kind;
            IfArm *arms; /* at least 1, unless after an error */
            uint32_t n;
            bool has_else;
            Block els; /* when has_else */
        } ifs;
        struct {
            struct node *e;
            ArmList arms;
        } given;
        struct {
            ArmList arms;
            struct node *after; /* seconds, NULL when none */
            Block after_body;   /* when after */
        } receive;
        struct {
            SelectArm *arms;
            uint32_t n;
            struct node *after; /* seconds, NULL when none */
            Block after_body;   /* when after */
            bool has_default;
            Block def; /* when has_default */
        } select;
        struct {
            Block body;
            CatchArm *catches;
            uint32_t n;
            bool has_finally;
            Block *finally; /* when has_finally; else NULL */
        } trys;
        struct {
            struct node *timeout, *grace; /* seconds, NULL when none */
            Block body;
        } concurrent;
        struct {
            struct node *secs;
            Block body;
        } within;
        struct {
            enum task_kind kind;
            struct node *call; /* N_CALL or N_METHOD; NULL when it has a block */
            Block body;        /* when call is NULL */
        } task;
        struct {
            Sym *name;
            Place name_place;
            enum let_kind kind;
            bool is_const;
            uint8_t traits;
            struct node *value; /* NULL when none */
        } let;
        struct {
            NamedList targets;
            enum let_kind kind;
            bool is_const;
            uint8_t traits;
            struct node *value; /* N_LIST, N_SPREAD or one expression; NULL when none */
        } letlist;
        struct {
            Sym *name; /* of a method also reserved words, and `infix:+` for infix:<+> */
            Place name_place;
            ParamList params;
            uint8_t traits;
            bool is_mul;
            bool is_state; /* state meth: a class method */
            bool is_stub;  /* the body is `...` alone */
            Block body;
        } fn;
        struct {
            Sym *name;
            Place name_place;
            bool is_role;
            struct class_body *body;
        } cls;
        struct {
            Sym *name; /* place: node->place */
            uint8_t traits;
            struct node *def; /* NULL when none */
        } field;
        struct {
            Named module;
            NamedList imports; /* the names in parentheses */
        } use;
        struct {
            Sym *name;
            Block body;
        } package;
        struct {
            bool is_end;
            Block body;
        } phaser;
        struct {
            struct node *iter; /* may be an N_LIST */
            NamedList binders; /* empty: sets `_` */
            Block body;
        } fors;
        struct {
            struct node *cond;
            bool until;
            Sym *bind; /* while c -> name; NULL when none */
            Place bind_place;
            Block body;
        } whiles;
        struct {
            struct node *init, *cond,
                *step; /* each may be NULL; init may be an N_LET or N_LET_LIST */
            Block body;
        } loop;
        struct {
            struct node *body, *e;
            bool neg; /* unless, until */
        } mod;
        struct {
            struct node *value; /* N_RETURN */
            Sym *label;         /* the others */
        } jump;
        struct {
            Named cls;
            Sym *bind; /* NULL when none */
            Place bind_place;
        } pattype;
        struct {
            NodeList items; /* patterns */
            bool has_rest;
            Sym *rest; /* when has_rest; `_` drops it */
            Place rest_place;
        } patarray;
        struct {
            Named cls;
            struct pat_field *fields;
            uint32_t n;
        } patinst;
        struct {
            NodeList alts;
        } patalt;
    } u;
} Node;

typedef struct pat_field {
    Sym *name;
    Node *pat;
    Place place;
} PatField;

typedef struct class_body {
    NamedList is, does;
    NodeList fields; /* N_FIELD, in the order of the text */
    NodeList meths;  /* N_METH */
    NodeList lets;   /* N_LET, N_LET_LIST */
    Place end;       /* of the `}` */
} ClassBody;

/* The kind's name in dumps ("let", "pat-array"). */
const char *node_kind_name(enum node_kind k);
/* The operator as written ("+", "&&"); "=" for AST_NONE. */
const char *op_text(enum op op);

#endif
