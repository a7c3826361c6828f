/* Inside of the compiler: what its files share.
 *
 * A file is compiled in three steps. *Resolve* (names.c, resolve*.c) walks the tree in the order
 * of the text, finds the variable behind every name, reports what is wrong, and notes who captures
 * and who assigns what. *Storage* (storage.c) then decides where every variable lives. *Generate*
 * (gen*.c, over emit.c) walks the tree again and writes bytecode. Generation starts only when
 * there was no error; what the first step found is attached to the tree by `note` pointers:
 *
 *     N_NAME N_SELF N_PAT_BIND N_LET           struct var *
 *     N_PAT_ARRAY                              struct var * of its rest, or NULL
 *     N_PAT_TYPE N_PAT_INST                    struct pat_note *
 *     N_REGEX N_PAT_REGEX                      Value *
 *     N_IF N_FOR N_WHILE N_LET_LIST            struct var **, one for each arm or binder
 *     N_TRY                                    struct catch_note *, one for each arm
 *     N_LAMBDA N_FN N_METH N_DEFER N_MA_FOR    struct finfo *
 *     N_PARALLEL N_TASK (with a block)         struct finfo *
 *     N_CONCURRENT                             struct conc_info *
 *     N_NEXT N_BREAK N_REDO N_PROCEED          Node * of the loop or given
 *     N_LOOP                                   struct scope * of its own variables
 *     N_CLASS                                  struct clsinfo *
 *     N_GIVEN N_MOD_FOR                        struct var * of the topic
 *     N_ONCE                                   uint32_t *, the number of its static
 *     Block                                    struct scope *
 *
 * Everything here lives in the arena of the file's tree, except what becomes part of the module.
 */
#ifndef MAAT_VM_COMPILE_INT_H
#define MAAT_VM_COMPILE_INT_H

#include "base/mem.h"
#include "vm/compile/compile.h"
#include "vm/compile/map64.h"
#include "vm/syntax/parse.h"
#include "vm/syntax/words.h"
#include <stdio.h>

typedef struct var Var;
typedef struct finfo FnInfo;
typedef struct scope Scope;
typedef struct clsinfo ClsInfo;
typedef struct unit Unit;

enum var_kind {
    VAR_LOCAL,     /* let, const, parameters, binders, self, topics */
    VAR_FN,        /* named function */
    VAR_CLASS,     /* class or role */
    VAR_OUR,       /* program-wide */
    VAR_STATE,     /* state */
    VAR_TASKLOCAL, /* tasklocal */
    VAR_FIELD,     /* field, seen in a method */
    VAR_CLASSLET,  /* let of a class */
    VAR_BUILTIN,   /* name of the language, or a constant of another module */
    VAR_IMPORT,    /* variable of another module (or of an earlier piece in the shell) */
    VAR_BARRIER    /* hides `_` of the function around */
};

/* Where a variable lives (storage.c). */
enum storage {
    ST_NONE,   /* not decided yet */
    ST_REG,    /* register of its function; captured by value */
    ST_BOX,    /* register that holds a box; captured as the box */
    ST_CONST,  /* no place: `value` */
    ST_STATIC, /* one for each maatine: number `index` */
    ST_GLOBAL  /* program-wide cell: number `index` */
};

/* Flag of NEWBOX. */
enum box_flag { BOX_PRIVATE = 0, BOX_AUTO = 1, BOX_SHARED = 2 };

/* When it is assigned and captured, to tell whether that may happen in the wrong order (R3). */
struct capture_record {
    uint32_t first;        /* position of the first capture; 0: none */
    uint32_t capture_loop; /* outermost loop inside its scope that held the last capture; 0: none */
    uint32_t assign_loop;  /* the same for the last assignment */
    bool boxed;
};

struct var {
    Sym *name;
    uint8_t kind, storage, box_flag;
    bool is_const;
    bool is_shared;   /* shared let */
    bool is_param;    /* has its value when the block of its scope starts */
    bool is_frozen;   /* :im */
    bool is_sent;     /* it stands where a message is written */
    bool held_frozen; /* a constant whose value is frozen as it comes */
    bool used;        /* topic of an anonymous function: somebody used it */
    bool by_class;    /* code of a class mentions it: it must not be captured */
    bool top;         /* stands in the outermost scope of a file */
    bool early;   /* VAR_FN: used above its declaration; VAR_LOCAL: such a function captures it */
    bool reached; /* VAR_FN: its declaration has been walked */
    bool exported;
    bool in_concurrent; /* declared by a concurrent block: it has got its register before */
    bool stepping;      /* [resolve] the step of its own loop is being walked */
    bool spawn_value;   /* let NAME = spawn ... directly in a concurrent block */
    uint32_t nassigned;
    FnInfo *fn; /* whose frame it lives in; NULL for what has no frame */
    Scope *scope;
    FnInfo *body;   /* VAR_FN; VAR_CLASSLET: its initial value, NULL when constant */
    ClsInfo *cls;   /* VAR_CLASS, VAR_FIELD, VAR_CLASSLET */
    Node *decl;     /* N_LET, N_FN ... or NULL */
    FnInfo **users; /* [storage] VAR_FN: functions that mention it */
    uint32_t nusers, cap_users;
    Var *alias;    /* another name of that variable */
    Var *shadowed; /* what the name meant outside */
    Var *next;     /* in its scope, newest first */
    Place place;
    uint32_t loop_depth;      /* loops of its function around its declaration */
    struct capture_record r3; /* captures by functions */
    struct capture_record ph; /* captures by anything that becomes a closure (defer too) */
    uint16_t reg;             /* [generate] */
    bool has_reg;             /* [generate] */
    bool fills;               /* [generate] a literal that may be filled and sent: */
    uint16_t fill_token;      /* [generate] that of its BUILD */
    uint32_t fill_site;       /* [generate] */
    uint32_t index;           /* ST_STATIC, ST_GLOBAL */
    Value value;              /* ST_CONST; V_ABSENT: not known yet (static functions) */
};

enum fn_kind { FK_MAIN, FK_NAMED, FK_METHOD, FK_FIELD, FK_CLASSLET, FK_LAMBDA, FK_TASK, FK_DEFER };

/* Which rules a body that runs in another maatine keeps. */
enum race { RACE_NONE, RACE_MA, RACE_SPAWN, RACE_DETACH, RACE_PMAP };

enum jump_kind { JUMP_LOOP, JUMP_GIVEN, JUMP_CLEANUP };
struct jump_ctx {
    struct jump_ctx *up;
    enum jump_kind kind;
    Node *node; /* loop or given */
    Sym *label;
};

/* A variable whose value a spawn body takes along. */
struct proxy {
    Var *of, *copy;
};

struct finfo {
    FnInfo *parent;
    uint8_t kind, race;
    bool is_state_meth, has_defer, reads_groups, is_static, needs_self_reg, has_params, failed;
    /* [resolve] The scope that the statements of the innermost concurrent block share, or NULL. */
    Scope *conc_scope;
    uint32_t conc_depth; /* [resolve] concurrent blocks around, in this function */
    Node *node;          /* N_FN N_METH N_LAMBDA N_TASK ...; NULL for main */
    ParamList *plist;    /* NULL when none are declared */
    Block *body;         /* or NULL: */
    Node *expr;          /* its value is that of an expression */
    Str *name;
    Var *var;          /* FK_NAMED: what it is known by */
    Var *self;         /* methods and what defaults see; NULL elsewhere */
    Var *topic;        /* FK_LAMBDA without |...| */
    FnInfo **variants; /* mul fn: this is the one that chooses among them */
    uint32_t nvariants, cap_variants;
    Var **params;
    uint32_t nparams;
    ClsInfo *cls; /* class whose code it is (also inside of) */
    Scope *scope; /* of its body */
    Place place;
    /* variables of functions around that it, or a function inside, mentions */
    Var **free;
    uint32_t nfree, cap_free;
    Map64 free_index; /* used from FREE_LINEAR on */
    struct proxy *proxies;
    uint32_t nproxies, cap_proxies;
    uint32_t *loops; /* [resolve] ids of the loops around the point that is being walked */
    uint32_t nloops, cap_loops;
    struct jump_ctx *jumps; /* [resolve] */
    /* [storage] what the closure really takes along */
    Var **caps;
    uint32_t ncaps;
    Map64 cap_index; /* used when there are more than FREE_LINEAR */
    bool queued, generated, has_memo;
    uint32_t memo; /* static of a :save function */
    Proto *proto;  /* made early, so that constants can refer to it */
    Value fnval;   /* T_FN when is_static */
    FnInfo *next;  /* all of the unit, newest first */
};
#define FREE_LINEAR 8

struct scope {
    Scope *up;
    FnInfo *fn;
    Block *block; /* whose statements these are, or NULL */
    Var *vars;    /* newest first */
    bool is_top;  /* outermost of a file */
    bool has_fns; /* declares named functions */
    Var **early;  /* [storage] functions whose closures are made when the block starts */
    uint32_t nearly;
    Var **boxes; /* [storage] variables whose boxes are made before these */
    uint32_t nboxes;
    Var **ahead; /* variables declared by concurrent blocks inside: get their registers first */
    uint32_t nahead, cap_ahead;
    Scope *next_fns; /* all of the unit with has_fns */
};

struct clsinfo {
    Node *node;
    Var *var;
    Class *cls;
    bool failed, extends_builtin;
    Var **fields; /* VAR_FIELD of all that is visible */
    uint32_t nfields;
    Var **lets;
    uint32_t nlets;
    FnInfo **meths;    /* as in the tree */
    FnInfo **defaults; /* as the fields in the tree; NULL: none */
};

/* What a pattern of a type or instance names and binds; an arm of catch (of which `types` has as
 * many as the tree). */
struct pat_note {
    Class *cls;
    Var *bind; /* or NULL */
};
struct catch_note {
    Class **types;
    Var *bind; /* or NULL */
};

/* The variables of a concurrent block that become results at its end. */
struct conc_info {
    Var **vars;
    uint32_t n;
};

/* A ma body changes a captured variable: a warning if that turns out to be a copy. */
struct copy_warning {
    struct copy_warning *next;
    Var *var;
    Place place;
};

enum unit_mode { UNIT_PROGRAM, UNIT_MODULE, UNIT_CORE, UNIT_SHELL };

struct unit {
    struct compiler *c;
    const struct compile_env *env;
    SyntaxTree tree;
    Module *module;
    enum unit_mode mode;
    bool native_allowed;
    /* A module that it uses does not compile: names may be missing for that reason. */
    bool import_failed;
    FnInfo *fn;   /* being walked */
    Scope *scope; /* innermost */
    Scope *top;   /* outermost of the file */
    FnInfo *main;
    FnInfo *fns;      /* all, newest first */
    Scope *fn_scopes; /* scopes with named functions */
    Sym *package;     /* of the package block around, or NULL */
    Sym *topic_sym;
    uint32_t position, loop_ids;
    struct copy_warning *warnings;
    ClsInfo **classes;
    uint32_t nclasses, cap_classes;
    Var **exports; /* in the order of the text */
    uint32_t nexports, cap_exports;
    FnInfo **pending; /* [generate] static functions whose code is wanted */
    uint32_t npending, cap_pending;
};

/* ---- memory ---- */
static inline void *unit_zalloc(Unit *u, size_t n) { return arena_zalloc(&u->tree.arena, n); }
/* Grows an array in the arena so that one more fits; returns the (new) array. */
void *unit_grow(Unit *u, void *at, uint32_t n, uint32_t *cap, size_t size);
#define UNIT_PUSH(u, at, n, cap, x)                                                                \
    ((at) = unit_grow((u), (at), (n), &(cap), sizeof *(at)), (at)[(n)++] = (x))

/* ---- messages ---- */
void unit_error(Unit *u, Place at, const char *help, const char *fmt, ...) MAAT_PRINTF(4, 5);
Str *unit_str(Unit *u, const char *p, size_t n); /* interned */
Str *unit_cstr(Unit *u, const char *s);
static inline Str *unit_sym(Unit *u, const Sym *s) { return unit_str(u, s->text, s->len); }
Sym *unit_intern(Unit *u, const char *s);

/* ---- names.c ---- */
Scope *names_open(Unit *u, Block *b);
void names_close(Unit *u);
/* Declares a name; an error if the scope has it (not with quiet). */
Var *names_declare(Unit *u, Sym *name, Place at, enum var_kind kind);
Var *names_declare_quiet(Unit *u, Sym *name, Place at, enum var_kind kind);
/* What the name means here, or NULL; aliases followed. Names of the language are found, too. */
Var *names_find(Unit *u, Sym *name);
/* Reports that a name is not declared, with what may have been meant. */
void names_unknown(Unit *u, Sym *name, Place at);
/* A variable in scope is mentioned: captures and rules of tasks. Returns the variable to use (a
 * spawn body has a copy). */
Var *names_use(Unit *u, Var *v, Place at);
/* It is assigned (not by its declaration); the target stands at `at`. False: an error was
 * reported. */
bool names_assign(Unit *u, Var *v, Place at);
/* An element or field of it is assigned, or a mutating method called. */
void names_mutate(Unit *u, Var *v, Place at, const char *what);
bool fn_has_free(FnInfo *f, const Var *v, uint32_t *index);
FnInfo *fn_new(Unit *u, enum fn_kind kind, Node *n, Place at);
void loop_enter(Unit *u, Node *n);
void loop_leave(Unit *u);
void jump_push(Unit *u, struct jump_ctx *j, enum jump_kind k, Node *n, Sym *label);
void jump_pop(Unit *u);

/* ---- resolve*.c ---- */
void resolve_unit(Unit *u);
void resolve(Unit *u, Node *n);        /* any expression or statement; n may be NULL */
void resolve_block(Unit *u, Block *b); /* with a scope of its own */
void resolve_stmts(Unit *u, Block *b); /* in the scope that is open */
void resolve_items(Unit *u, ItemList *l);
void resolve_function(Unit *u, FnInfo *f); /* parameters and body */
void resolve_let(Unit *u, Node *n);
void resolve_let_list(Unit *u, Node *n);
void resolve_fn_decl(Unit *u, Node *n);
void resolve_temp(Unit *u, Node *n);
void resolve_assign(Unit *u, Node *n);
void resolve_incdec(Unit *u, Node *n);
void resolve_class(Unit *u, Node *n);
void resolve_hoist(Unit *u, Block *b);
void resolve_fn_hoist(Unit *u, Node *n);
void resolve_class_hoist(Unit *u, Node *n);
void resolve_export(Unit *u, Var *v);
/* The variables that a node binds, one for each name; names that are NULL give NULL. */
Var *resolve_bind(Unit *u, Sym *name, Place at);
void resolve_unsupported(Unit *u, Place at, const char *what);
void resolve_pattern(Unit *u, Node *p); /* declares what it binds in the open scope */
void resolve_pattern_nobind(Unit *u, Node *p);
void resolve_given(Unit *u, Node *n);
void resolve_receive(Unit *u, Node *n);
void resolve_select(Unit *u, Node *n);
void resolve_task(Unit *u, Node *n);
void resolve_concurrent(Unit *u, Node *n);
void resolve_task_for(Unit *u, Node *n);
void resolve_try(Unit *u, Node *n);
void resolve_regex(Unit *u, Node *n);
void resolve_iterable(Unit *u, Node *n);
void resolve_lambda(Unit *u, Node *n, enum race race);
Var *resolve_name(Unit *u, Sym *name, Place at);
/* The class behind a name in a pattern, catch, :is; NULL after an error. */
Class *resolve_class_name(Unit *u, Sym *name, Place at, bool pattern);
/* The variable that an access path begins with: x, x{k}, x<n>[0], x.items; NULL: none. */
Node *path_root(Node *n);
bool name_mutates(const Sym *name);

/* ---- storage.c ---- */
void storage_decide(Unit *u);
/* v lives in a frame, so closures must capture it. */
bool var_frame_bound(const Unit *u, const Var *v);
/* A static function is referred to: its code will be generated. */
void fn_wanted(Unit *u, FnInfo *f);
/* Decides where v lives, if that has not been done. */
void var_settle(Unit *u, Var *v);
bool var_maybe_cell(const Var *v);
/* The value of a literal, or of a name that stands for one. */
bool const_value(Unit *u, Node *n, Value *out);

/* ---- walk.c: calls f for each node directly below n; stops and returns false when f does ---- */
bool walk_children(Node *n, bool (*f)(Node *child, void *ctx), void *ctx);

/* ---- loader.c ---- */
void loader_use(Unit *u, Node *n);
/* In the shell: declares what earlier pieces declared, in the open scope. */
void loader_prelude(Unit *u);
/* Memory that lives as long as the compiler. */
void *compiler_keep(struct compiler *c, size_t bytes);

/* ---- gen.c ---- */
void gen_unit(Unit *u);
Value fn_object(Proto *p); /* an immortal T_FN without captures */

/* ---- proto.c ---- */
Proto *proto_new(void);
void proto_free(Proto *p); /* not its inner functions */

#endif
