/* Inside of the generator: one `struct gen` for each function that is being written.
 *
 * Registers are a stack: variables and temporaries of a construct lie above those of what is
 * around it, and are given back when it ends. A destination `dst` is a register, or
 *   D_NONE  the value is not wanted
 *   D_TAIL  the value is the function's: the code does not go on behind it (calls in this place
 * do not grow the stack) Code may write `dst` only as its last act on each path, but when `dst` is
 * a temporary of the caller (then nothing else can see it): see gen_safe_target.
 *
 * What a jump out of a construct must do on its way (leave loops over iterables, free shared
 * variables, run `finally`) is kept in a chain of `struct ctl`, innermost first.
 */
#ifndef MAAT_VM_COMPILE_GEN_H
#define MAAT_VM_COMPILE_GEN_H

#include "vm/compile/compile_int.h"

enum { D_NONE = -1, D_TAIL = -2 };
#define NO_REG         0xFFFFFFFFu

/* Arguments of natives have room behind them (vm/native.h: NATIVE_SCRATCH). */
#define WINDOW_SCRATCH 8
#define WINDOW_ARGS    3

enum fix_kind { FIX_S, FIX_C, FIX_W1 };
struct fix {
    uint32_t pc;
    enum fix_kind kind;
};
typedef struct label {
    int64_t pc; /* -1: not placed yet */
    struct fix *fixes;
    uint32_t n, cap;
} Label;
#define LABEL {-1, NULL, 0, 0}

struct span {
    uint32_t from, to;
};

enum ctl_kind {
    CTL_LOOP,
    CTL_FOR,     /* over an iterable: reg is its state */
    CTL_GIVEN,   /* next: the next arm */
    CTL_TRY,     /* a region with catch only */
    CTL_FINALLY, /* reg: error in flight, act: what to do behind it, val: value of a return */
    CTL_HOLD,    /* reg, count: what is held */
    CTL_SCOPE    /* concurrent: reg is the scope */
};
/* A jump that goes on behind a finally. */
struct pending_exit {
    Node *target; /* loop or given; NULL: return */
    uint8_t kind; /* N_NEXT N_BREAK N_REDO N_PROCEED N_RETURN */
};
typedef struct ctl {
    struct ctl *up;
    enum ctl_kind kind;
    Node *node;
    Label *next, *brk, *redo, *fin;
    uint32_t reg, count, act, val;
    struct pending_exit *exits;
    uint32_t nexits, cap_exits;
    uint32_t from;     /* where its region begins */
    uint32_t cleanup;  /* CTL_FINALLY: where its block begins */
    struct span *gaps; /* parts of the region that leave it */
    uint32_t ngaps, cap_gaps;
} Ctl;

typedef struct gen {
    Unit *u;
    FnInfo *fi;
    struct gen *up;
    Insn *code;
    uint32_t n, cap;
    Value *consts;
    uint32_t nconsts, cap_consts;
    Map64 const_index;
    Proto **protos;
    uint32_t nprotos, cap_protos;
    Map64 proto_index;
    struct handler *handlers;
    uint32_t nhandlers, cap_handlers;
    struct cell_name *cell_names;
    uint32_t ncell_names, cap_cell_names;
    struct line *lines;
    uint32_t nlines, cap_lines;
    struct var_range *vars;
    uint32_t nvars, cap_vars;
    uint32_t *open; /* numbers of those that have no end yet */
    uint32_t nopen, cap_open;
    uint32_t line;
    uint32_t top, max;
    uint32_t
        /* a register that nobody else can see: the next gen() may write it early; NO_REG: none */
        fresh;
    uint32_t window_dst; /* as fresh, for a call: its window may begin there */
    Ctl *ctl;
    uint32_t no_tail;
    uint32_t groups;   /* register of the groups of the last match, or NO_REG */
    uint32_t self_reg; /* the running function, for closures inside that refer to it; or NO_REG */
    uint32_t defers;   /* list of deferred blocks, or NO_REG */
    uint32_t memo_key; /* or NO_REG */
    uint32_t memo_static;
    uint32_t nbuilds;     /* BUILDs so far */
    bool wide, need_wide; /* 16-bit jumps do not reach */
    bool holding;         /* a HOLD around this code took all that is needed */
    bool failed;
} Gen;

/* ---- emit.c ---- */
uint32_t emit(Gen *g, Insn i);
void emit_abc(Gen *g, enum opcode op, uint32_t a, uint32_t b, uint32_t c);
void emit_au(Gen *g, enum opcode op, uint32_t a, uint32_t u);
void emit_move(Gen *g, uint32_t to, uint32_t from);
/* A jump with a 32-bit offset: J and aJ forms. */
void emit_jump(Gen *g, enum opcode op, uint32_t a, Label *to);
/* A comparison and jump; wide functions get two instructions. b is a register or (..I) a number. */
void emit_compare(Gen *g, enum opcode op, uint32_t a, int32_t b, Label *to);
/* An operation with a fail word. */
void emit_fail(Gen *g, enum opcode op, uint32_t a, uint32_t b, uint32_t c, uint32_t extra,
               Label *to);
/* RECV_WAIT: to `again` when there is a message, to `over` when the time is over. */
void emit_recv_wait(Gen *g, Label *again, Label *over);
void label_place(Gen *g, Label *l);
uint32_t const_add(Gen *g, Value v);
void emit_const(Gen *g, uint32_t to, Value v);
void emit_handler(Gen *g, const Ctl *c, uint32_t to, enum handler_kind kind, uint32_t target,
                  uint32_t reg);
/* The instruction at word `pc` may wait for v, which is what errors call it. */
void name_cell(Gen *g, uint32_t pc, uint32_t which, const Var *v);
/* The block of the handlers that lead to `target` ends here: who waits in it is not cancelled again (R18). */
void handler_block_ends(Gen *g, uint32_t target);
void at(Gen *g, const Node *n);
void at_line(Gen *g, uint32_t line);
uint32_t reg_alloc(Gen *g, uint32_t n);
/* From here on the register holds a variable, until it is given back. */
void reg_is_variable(Gen *g, uint32_t reg);
/* A window for a call of nargs arguments is at `base`; it need not be allocated. */
void reg_window(Gen *g, uint32_t base, uint32_t nargs);
void gen_free(Gen *g);

/* ---- fuse.c ---- */
/* Writes fused operations for pairs of the finished code. */
void fuse_pairs(Proto *p);

/* ---- gen.c ---- */
/* The proto of f, generated once. */
Proto *gen_function(Gen *up, FnInfo *f);
/* Makes the closure (or loads the function) of f into dst. */
void gen_closure(Gen *g, FnInfo *f, uint32_t dst);
void gen_closure_op(Gen *g, FnInfo *f, uint32_t dst, enum opcode op);
/* Says in f's proto where the function that is being written keeps what f captures. */
void gen_captures(Gen *g, FnInfo *f);
void gen_return_reg(Gen *g, uint32_t reg);

/* ---- gen_stmt.c ---- */
void gen(Gen *g, Node *n, int dst);
void gen_block(Gen *g, Block *b, int dst);
void gen_stmts(Gen *g, Block *b, int dst);
/* The value into a new temporary on top, or the register of a variable (which code that follows
 * may change: see gen_stable). */
uint32_t gen_operand(Gen *g, Node *n);
/* As gen_operand, but the register keeps the value while `later` runs. */
uint32_t gen_stable(Gen *g, Node *n, Node *later);
/* Could the evaluation of n change a variable that lives in a register? */
bool gen_may_assign(Node *n);
/* The value in a new temporary on top. */
uint32_t gen_temp(Gen *g, Node *n);
/* Into dst, whatever the code does. dst may be a variable that n mentions. */
void gen_safe_target(Gen *g, Node *n, uint32_t dst);
void gen_nil(Gen *g, int dst);
/* A value in a register becomes the value of dst. */
void gen_result(Gen *g, uint32_t reg, int dst);
/* A register for a value with this destination: dst itself, or a new temporary. */
uint32_t gen_target(Gen *g, int dst);

/* ---- gen_expr.c ---- */
/* Expressions that are no control flow. fresh: dst is a temporary that may be written early. */
void gen_expr(Gen *g, Node *n, uint32_t dst, bool fresh);
void gen_string(Gen *g, Node *n, uint32_t dst);
void gen_array_items(Gen *g, ItemList *l, uint32_t dst);
/* A map of at most MAP_LINEAR different strings: its values lie in the registers from `from` on. */
void emit_map_few(Gen *g, uint32_t dst, uint32_t from, const Value *keys, uint32_t n);
/* The operation of a compound assignment, r = a op b. */
void gen_binary_op(Gen *g, enum op op, uint32_t r, uint32_t a, uint32_t b);
bool small_int(Gen *g, Node *n, int32_t *out);

/* An immortal range. */
Value range_object(Unit *u, Value from, Value to, bool exclusive);

/* ---- gen_cond.c ---- */
/* Jumps to `to` if the truth of n is `sense`, else goes on. */
void gen_cond(Gen *g, Node *n, bool sense, Label *to);
void gen_logic(Gen *g, Node *n, int dst);
void gen_ternary(Gen *g, Node *n, int dst);

/* ---- gen_var.c ---- */
void var_load(Gen *g, Var *v, uint32_t dst);
/* The register of the variable itself, if it has one here; else NO_REG. */
uint32_t var_register(Gen *g, Var *v);
void var_store(Gen *g, Var *v, uint32_t reg);
/* The declaration of v has the value in reg (which may be v's own register). */
void var_init(Gen *g, Var *v, uint32_t reg);
/* Gives a variable its register(s). */
void var_place(Gen *g, Var *v);
/* The cell, box or captured box of v for HOLD. */
void var_cell(Gen *g, Var *v, uint32_t dst);
/* Value for a binder: makes its box if it has one. `reg` holds the value and may become the
 * variable's register. */
void var_bind(Gen *g, Var *v, uint32_t reg);
uint32_t capture_index(Gen *g, Var *v);

/* ---- gen_assign.c ---- */
void gen_assign(Gen *g, Node *n, int dst);
void gen_incdec(Gen *g, Node *n, int dst);
void gen_let(Gen *g, Node *n);
void gen_let_list(Gen *g, Node *n);

/* ---- gen_hold.c ---- */
/* Takes the cells that n mentions (outside functions inside it). False: none. */
bool hold_all(Gen *g, Node *n, Ctl *c);
bool hold_one(Gen *g, Var *v, Ctl *c);
void hold_end(Gen *g, Ctl *c);
bool hold_mentions(Node *n, Var *v);

/* ---- gen_path.c ---- */
/* One step from an object to what is inside it. */
struct step {
    Node *node;     /* N_INDEX, N_KEY, or N_METHOD for a field */
    uint32_t index; /* register of the index or name */
};
/* A path that begins with a variable that may be shared. */
struct path {
    Var *v;
    struct step *steps;
    uint32_t n, base,
        kinds; /* base: register of the variable for PATH, the steps' come behind it */
    bool in_place;
};
Node *step_object(Node *n);
void step_get(Gen *g, const struct step *s, uint32_t dst, uint32_t obj);
void step_set(Gen *g, const struct step *s, uint32_t obj, uint32_t value);
/* The variable that path n begins with, if it may be shared; else NULL. */
Var *path_cell(Gen *g, Node *n);
/* Evaluates the indexes of path n, which begins with v; PATH's arguments go to the registers behind g->top. */
void path_begin(Gen *g, Node *n, Var *v, struct path *p);
/* PATH into dst; to `ordinary` if it cannot be done in place. False: it is known that it cannot, nothing was written. */
bool path_emit(Gen *g, const struct path *p, enum path_mode mode, uint32_t dst, uint32_t nargs,
               Value name, Label *ordinary);
/* The value behind the first n steps of the value in `from`; from itself if there are none. */
uint32_t path_walk(Gen *g, const struct path *p, uint32_t n, uint32_t from);
/* Reads path n into dst; false: its variable is not shared. */
bool path_read(Gen *g, Node *n, uint32_t dst);

/* ---- gen_call.c ---- */
void gen_call(Gen *g, Node *n, int dst);
void gen_method(Gen *g, Node *n, int dst);
void gen_super(Gen *g, Node *n, int dst);
void gen_word(Gen *g, Node *n, int dst);
bool items_plain(const ItemList *l);
/* Array of the positional arguments and map (or nil) of the named ones into two registers. */
void gen_spread_args(Gen *g, ItemList *l, uint32_t array, uint32_t named);
/* Calls a native with nargs arguments that lie at base + 3; the result is in base. */
void gen_native(Gen *g, const char *name, uint32_t base, uint32_t nargs);
/* A window on top, or dst if that is the topmost temporary. */
uint32_t gen_window(Gen *g, int dst);

/* ---- gen_loop.c ---- */
void gen_for(Gen *g, Node *n);
void gen_mod_for(Gen *g, Node *n);
void gen_while(Gen *g, Node *n);
void gen_do_while(Gen *g, Node *n);
void gen_mod_while(Gen *g, Node *n);
void gen_loop(Gen *g, Node *n);
uint32_t gen_iterable(Gen *g, Node *n);

/* ---- gen_try.c ---- */
void ctl_push(Gen *g, Ctl *c, enum ctl_kind k, Node *n);
void ctl_pop(Gen *g, Ctl *c);
/* Leaves every construct up to the target of a jump (or the function) and jumps. */
void gen_leave(Gen *g, Node *target, uint8_t kind, uint32_t value);
void gen_try(Gen *g, Node *n, int dst);
void gen_jump(Gen *g, Node *n);
void gen_return(Gen *g, Node *n);
bool ctl_crosses(const Gen *g); /* a return from here has something to do on its way */
void finally_begin(Gen *g, Ctl *c, Label *fin);
/* The region ends; behind it comes the code of the cleanup. */
void finally_enter(Gen *g, Ctl *c);
/* What comes behind the cleanup: goes on with an error or a jump, or falls through. */
void finally_dispatch(Gen *g, Ctl *c);
void gen_body_with_defers(Gen *g, FnInfo *f);

/* ---- gen_pattern.c ---- */
struct pat_gen {
    uint32_t value;  /* register of the whole value */
    bool receiving;  /* the value is a message that is not adopted: nothing may collect */
    bool collecting; /* tests that may collect are wanted */
    bool left_out;   /* [out] such a test was left out */
    uint32_t high;   /* [out] parts of the value were put into registers below this one */
    Map64 *ready;    /* registers of expressions that were evaluated before: by node */
};
/* Jumps to fail if the value in reg does not match. */
void pattern_test(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg, Label *fail);
/* Binds the names of a pattern that matches. */
void pattern_bind(Gen *g, struct pat_gen *pg, Node *p, uint32_t reg);
bool pattern_binds(Node *p);
/* Places variables of a pattern. */
void pattern_place(Gen *g, Node *p);
void gen_given(Gen *g, Node *n, int dst);
void gen_smart_cond(Gen *g, Node *n, bool sense, Label *to);

/* ---- gen_switch.c ---- */

/* Labels for the starts of arms and what is behind the last; the caller places each. */
Label *gen_arm_labels(Gen *g, const ArmList *arms);
/* Before arm `first`: goes on at the first arm that R[reg] may match, as far as arms begin with constants of one kind, if they are
 * many. How many arms it has looked at: so many need no switch of their own (1 at least). */
uint32_t gen_switch(Gen *g, const ArmList *arms, uint32_t first, uint32_t reg, Label *starts);

/* ---- gen_build.c ---- */
/* n is a call, whose value may be built for a message. */
bool gen_build_worth(const Node *n);
/* Before the call, and behind it, with its value in `reg`. `token` is a register of theirs up to the send. */
uint32_t gen_build_begin(Gen *g, uint32_t token);
void gen_build_end(Gen *g, uint32_t site, uint32_t token, uint32_t reg);
/* Both around gen_temp. */
uint32_t gen_build_temp(Gen *g, Node *n, uint32_t token);
/* A variable whose literal may be filled before it is sent; its BUILD. */
bool gen_fill_worth(const Node *n);
void gen_fill_begin(Gen *g, Var *v, uint32_t token);
/* Such a variable that a message is, or that stands in a Map that is one; NULL: there is none. And what stands in front of the SEND. */
Var *gen_filled(Gen *g, const Node *n);
void gen_fill_claim(Gen *g, const Var *v, uint32_t reg);

/* ---- gen_receive.c ---- */
void gen_receive(Gen *g, Node *n, int dst);

/* ---- lower_tasks.c ---- */
void gen_task(Gen *g, Node *n, int dst);
void gen_task_for(Gen *g, Node *n, int dst);
void gen_concurrent(Gen *g, Node *n, int dst);
void gen_select(Gen *g, Node *n, int dst);
void gen_within(Gen *g, Node *n, int dst);
/* A jump leaves a concurrent block: waits for its tasks; a Work in `value` becomes its result
 * (NO_REG: no value). */
void concurrent_leave(Gen *g, Ctl *c, uint32_t value);

#endif
