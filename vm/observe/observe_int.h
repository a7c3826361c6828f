/* The observer's record, and what its files share. */
#ifndef MAAT_VM_OBSERVE_INT_H
#define MAAT_VM_OBSERVE_INT_H

#include "vm/observe/past.h"
#include "vm/observe/observe.h"
#include <pthread.h>

struct server;
struct tracer;

struct observer {
    struct runtime *rt;
    struct past past;
    struct server *server;   /* [who starts and stops] NULL: it does not listen */
    int pid;                 /* [const] the program's; the copy that writes a dump has another */
    int stop_fd;             /* [guarded: TRACE when made] readable once all threads are to end */
    uint32_t stopping;       /* [any, atomic] */
    uint64_t memory_dump_ns; /* [any, atomic: dump_at_no_memory] when the last one began; 0: none */
    uint64_t memory_refusals; /* [any, atomic: likewise] of the OS that are known */
    /* ---- watch.c ---- */
    pthread_t watcher;
    bool has_watcher; /* [who starts and stops] */
    /* ---- trace.c ---- */
    Lock trace_lock;        /* TRACE */
    struct tracer *tracers; /* [guarded: TRACE] */
    /* ---- eval ---- */
    struct pending_eval *evals; /* [guarded: OBSERVE] */
    uint64_t next_eval;         /* [any, atomic] */
};

/* Makes stop_fd, by which sleeping threads are ended; false: the OS gives none. */
bool observer_make_stop(struct observer *o);
/* Sleeps; false: the observer stops. */
bool observer_sleep(struct observer *o, double secs);

void watch_start(struct observer *o);
void watch_stop(struct observer *o);
/* A threshold was set: the watcher looks again. */
void watch_changed(struct observer *o);

bool server_start(struct observer *o);
void server_stop(struct observer *o);

void trace_init(struct observer *o);
void trace_fini(struct observer *o);
#endif
