/* A runtime: everything of one running program. Several may live in one process; no mutable global stands outside of it.
 */
#ifndef MAAT_VM_RUNTIME_H
#define MAAT_VM_RUNTIME_H

#include "base/lock.h"
#include "erts-like-config/config.h"
#include "vm/compile/compile.h"
#include "vm/maatine/maatine.h"
#include <stdio.h>

struct rows;

/* A program-wide variable (`our`, and boxed variables of modules). */
struct global {
    Str *name;
    struct cell *cell; /* NULL until set (constants: never) */
    Value constant; /* SETCONST: immediate, frozen (one reference is held) or immortal; V_ABSENT */
};

struct static_def {
    bool tasklocal;
    const Str *name;         /* interned; NULL: it has none (once, memo) */
    struct parcel *snapshot; /* INITSTATIC's copy; NULL: none or immediate */
    Value immediate;         /* snapshot that needs no parcel; V_ABSENT: none */
};

struct runtime {
    /* What each send reads stands in one line. */
    struct ma_table *table; /* vm/maatine/table.h [const after init] */
    uint32_t trace_wants;   /* [any, relaxed] enum observe_want: what a tracer wants to see */
    bool moves;             /* [const after init] --move-messages is not off */
    struct config cfg;      /* [const after init] */
    SchedPool *pool;        /* [const after init] */
    struct intern_table *interns;
    struct compiler *compiler; /* [guarded: MODULES] */
    struct builtins *builtins; /* vm/builtins.h */
    struct registry *registry; /* vm/maatine/registry.h */
    struct timers *timers;     /* vm/maatine/timers.h */
    Class *classes
        [T_COUNT]; /* class of each object type; NULL where there is none [const after init] */
    Class *class_nil, *class_bool, *class_num, *class_str, *class_ma, *class_ref, *class_fn,
        *class_class, *class_role, *class_any, *class_native;
    Class *errors[ERR_COUNT];
    Value core[CORE_COUNT];  /* T_FN of core.def */
    Value start_fn;          /* the first frame's function (exec_start_proto) */
    Proto *body_proto;       /* vm/exec/loops.h */
    Module *internal_module; /* for code that no file holds */
    Lock globals_lock;
    struct global *
        *globals; /* [written by the loader under MODULES; read by all] chunks never move */
    uint32_t nglobals;
    struct static_def **statics;
    uint32_t nstatics;
    uint64_t next_ref;     /* [any, atomic] */
    uint64_t dead_letters; /* [any, atomic] messages to maatines that were gone */
    uint64_t unread;       /* [any, atomic] messages that lay in mailboxes of maatines that ended */
    uint64_t
        drops; /* [any, atomic] messages that full mailboxes of maatines that ended had dropped */
    /* ---- the end of the program ---- */
    uint64_t main_id;
    bool is_shell; /* `maat repl`: Ctrl-C ends what was typed [const after init] */
    void (*shell_interrupt)(
        void);          /* Ctrl-C at its prompt; NULL: nothing to do [const after init] */
    bool main_done;     /* [any, atomic] */
    Buf out, out_spare; /* [guarded: LOG] standard output not written yet; an empty buffer */
    bool out_busy;      /* [guarded: LOG] a thread is writing out what it took from `out` */
    Lock log_lock;
    const char *program; /* path as given */
    char *folder;        /* folder of the program, for modules */
    int argc;
    char **argv;       /* arguments behind the program's name */
    struct life *life; /* vm/maatine/life.h */
    FILE *sched_log;   /* [the thread that replays] vm/maatine/replay.c; NULL: none is asked for */
    Lock profile_lock; /* PROFILE */
    struct profile
        *profiles;     /* [guarded: PROFILE] those that samples go into (vm/exec/profile.h) */
    uint32_t sampling; /* [any, relaxed] how many these are */
    struct observer *observer; /* vm/observe/observe.h; NULL before and after the life */
    uint32_t log_level; /* [any, relaxed] enum log_level: what the log prints; `set`, Log.level */
    struct chan_list *chans; /* vm/maatine/chan.h */
    struct cycles *cycles;   /* mailbox/cycles.h */
    /* [any, atomic] the library's open sockets as rows; NULL: there are none */
    void (*list_sockets)(struct runtime *rt, struct rows *out);
    void (*list_files)(struct runtime *rt, struct rows *out); /* [any, atomic] as list_sockets */
    /* ---- the library (stdlib/native/library.h) ---- */
    struct library *library;                  /* [any, atomic] made when first needed */
    void (*library_free)(struct runtime *rt); /* NULL: there is none */
    /* [any, atomic] a maatine has ended: closes what it owned; NULL: none owns anything */
    void (*owner_ended)(struct runtime *rt, uint64_t id);
};

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_OFF, LOG_LEVELS };
extern const char *const log_level_names[LOG_LEVELS];

struct runtime *runtime_new(const struct config *cfg);
/* The library from this image, which was checked (vm/compile/image.h); NULL: from its texts. */
struct runtime *runtime_new_from(const struct config *cfg, const void *image);
/* Gives the flags of collections to the heaps that are made from now on. Any thread. */
void runtime_tune_heaps(const struct config *cfg);
/* Compiles and runs `text` as the program; returns the exit status. */
int runtime_main(struct runtime *rt, const char *file, const char *text, size_t len);
void runtime_free(struct runtime *rt);
/* The program's path, folder (for modules) and arguments. */
void runtime_set_program(struct runtime *rt, const char *file, int argc, char **argv);
/* Compiles; prints what is wrong to standard error. NULL: errors. */
Module *runtime_compile(struct runtime *rt, const char *file, const char *text, size_t len);
/* Whole file with a NUL behind it (MEM_SYNTAX); NULL: errno says why. */
char *runtime_read_file(const char *path, size_t *len);
struct global *runtime_global(struct runtime *rt, uint32_t i);
struct static_def *runtime_static(struct runtime *rt, uint32_t i);
/* The value of a built-in name of the language, or V_ABSENT. */
Value runtime_builtin(struct runtime *rt, const Str *name);

/* Standard output: whole pieces, in order, flushed by the log thread rules of R42. */
void runtime_out(struct runtime *rt, const char *p, size_t n);
void runtime_flush(struct runtime *rt);
/* For a signal handler that ends the process at once: no memory is allocated and nothing is waited for for long, so what somebody is
 * just writing may be lost. Nobody else writes any more afterwards. */
void runtime_flush_dying(struct runtime *rt);
void runtime_err(struct runtime *rt, const char *p, size_t n);

#endif
