/* The one interface through which C code offers functions to Maat.
 *
 * A native gets the calling maatine and its arguments in rooted slots: `args[0..nargs)`; for a method args[0] is the
 * receiver. NATIVE_SCRATCH more slots behind them (from args[nargs]) may be used as roots; they hold nil or old values. It
 * returns a result by native_return, or
 *   native_error(...)       an error is raised;
 *   native_wait(m)          the maatine is suspended and the *same call is made again* (same args) when it is woken; what is
 *                           waited for must have been registered, so that a signal wakes it; state is kept in m->waiter (args
 *                           are given anew, scratch slots are not kept);
 *   native_tail(m, fn, n)   the result is that of calling fn with args[0..n) (which the native has put there);
 *   native_core(m, id, n)   the same with a function of the core library (vm/core.def);
 *   native_yield(m)         as wait, but runnable at once.
 * A native never calls back into Maat and never blocks its thread.
 *
 * Raw values are valid until the next call that may collect (heap_reserve and those that say so): keep what you need in args
 * or scratch slots and read it again after. Natives that may run long charge reductions by native_charge, and
 * do large work in pieces (stdlib/native/pieces.h).
 */
#ifndef MAAT_VM_NATIVE_H
#define MAAT_VM_NATIVE_H

#include "heap/class.h"
#include "heap/heap.h"

struct maatine;
struct runtime;

enum native_result { N_OK, N_ERROR, N_WAIT, N_TAIL, N_YIELD, N_EXIT };

typedef enum native_result (*native_fn)(struct maatine *m, Value *args, uint32_t nargs);

#define NATIVE_SCRATCH 8

enum native_flag {
    NF_STATIC = 1, /* a class method: `Time.now`; args[0] is the class */
    NF_NAMED = 2,  /* takes named arguments: a Map or V_ABSENT follows at args[nargs] */
    NF_FN =
        4, /* a plain function without receiver (`set`, `reply`): nothing is at args[0] but the first argument */
    NF_LEN = 8,  /* a length or count that is at hand: GETLEN does it */
    NF_SELF = 16 /* Ma.self: GETSELF does it */
};

struct native_def {
    const char *
        cls; /* class it belongs to ("Array"); NULL for NF_FN: a global function; "Native" for the library's own */
    const char *name;
    native_fn fn;
    int8_t min, max; /* arguments without the receiver; max -1: any number */
    uint8_t flags;
    const char *sig; /* "(sep)" for messages, docs and completion */
};

/* May it be called with n arguments behind the receiver? */
static inline bool native_takes(const struct native_def *d, uint32_t n)
{
    return (int)n >= d->min && (d->max < 0 || (int)n <= d->max);
}

/* T_NATIVE object; immortal. */
#define NATIVE_SELF 1 /* in h.flags: args[0] is the receiver */
typedef struct native {
    Obj h; /* NATIVE_SELF */
    const struct native_def *def;
    Str *name;
} Native;

/* Tables of native_def, ended by {0}; listed in vm/natives.def, registered at start. */
#define NATIVE_TABLE(name) const struct native_def name[]

/* ---- results ---- */
enum native_result native_return(struct maatine *m, Value v);
enum native_result native_tail(struct maatine *m, Value fn, uint32_t nargs);
enum native_result native_wait(struct maatine *m);
enum native_result native_yield(struct maatine *m);

/* Error classes by name: ERR_TypeError ... (vm/errors.def). */
enum error_class {
#define ERROR_CLASS(name) ERR_##name,
#include "vm/error_classes.def"
#undef ERROR_CLASS
    ERR_COUNT
};
/* Raises an error with a formatted message (UTF-8; shortened at 4 KiB). May collect. Always N_ERROR. */
enum native_result native_error(struct maatine *m, enum error_class c, const char *fmt, ...)
    MAAT_PRINTF(3, 4);
/* Raises the error value `err` (an Error instance). */
enum native_result native_raise(struct maatine *m, Value err);
enum native_result native_no_memory(struct maatine *m); /* MemoryError */
/* "TYPE expected" for argument `what`: TypeError "WHAT must be a TYPE, not TYPE". */
enum native_result native_type_error(struct maatine *m, const char *what, const char *want,
                                     Value got);

/* Functions of the core library, written in Maat, that natives continue with. */
enum core_fn {
#define CORE_FN(id, name, nargs) CORE_##id,
#include "vm/core.def"
#undef CORE_FN
    CORE_COUNT
};
enum native_result native_core(struct maatine *m, enum core_fn f, uint32_t nargs);

/* ---- what natives need of the maatine ---- */
Heap *native_heap(struct maatine *m);
struct runtime *native_runtime(struct maatine *m);
void native_charge(struct maatine *m, int64_t reductions);
/* How many reductions are left in this slice (<= 0: yield soon). */
int32_t native_budget(struct maatine *m);
/* Name of the native that runs. */
const char *native_name(struct maatine *m);
/* Name of the type of v, for messages: "Num", "Str", the class's name. */
const char *type_name(struct maatine *m, Value v);
Class *class_of(struct runtime *rt, Value v);
/* Named arguments: out[i] is the value of names[i], an interned Str, or V_ABSENT. False: there is another name; the error is
 * pending. */
bool native_named(struct maatine *m, Value named, const char *fname, const Value *names, uint32_t n,
                  Value *out);

/* reserve or raise MemoryError:  if (!native_reserve(m, n)) return N_ERROR; may collect */
MAAT_MUST_CHECK bool native_reserve(struct maatine *m, size_t words);

#endif
