/* Compile errors and warnings of one source file, and their printing.
 *
 * The parser and the compiler add to one list; `diags_finish` sorts by place, drops repetitions and keeps the first
 * DIAG_MAX errors. Whoever adds in a loop stops when `diags_full` says so. A list copies its texts and must not
 * outlive the source buffer and the file name given to diags_init. Not shared between threads.
 */
#ifndef MAAT_VM_SYNTAX_DIAG_H
#define MAAT_VM_SYNTAX_DIAG_H

#include "base/buf.h"
#include "vm/syntax/ast.h"
#include <stdbool.h>
#include <stddef.h>

#define DIAG_MAX 20

typedef struct diag {
    Place place;
    bool warning;
    const char *msg;
    const char *help; /* NULL when none */
    uint32_t seq;     /* order of adding, keeps the sort stable */
} Diag;

typedef struct diags {
    const char *file;
    const char *src; /* the bytes of the source, for the quoted lines */
    size_t src_len;
    Diag *at;
    uint32_t n, cap;
    uint32_t errors; /* without warnings */
    Arena texts;
} Diags;

void diags_init(Diags *d, const char *file, const char *src, size_t src_len);
void diags_fini(Diags *d);

/* `help` may be NULL. An error at a place that has the same error already is dropped (see diags_finish). */
void diags_add(Diags *d, Place at, const char *help, const char *fmt, ...) MAAT_PRINTF(4, 5);
void diags_vadd(Diags *d, Place at, const char *help, const char *fmt, va_list ap);
void diags_warn(Diags *d, Place at, const char *help, const char *fmt, ...) MAAT_PRINTF(4, 5);
/* DIAG_MAX errors are there: stop looking for more. */
bool diags_full(const Diags *d);
void diags_finish(Diags *d);

/* Adds all, in the form
 *     FILE:LINE:COLUMN: error: MESSAGE
 *     the source line
 *        ^
 *     help: HELP
 * Tabs stay tabs before the caret; a long line is cut around it. */
void diags_print(const Diags *d, Buf *out);
void diag_print(const Diags *d, const Diag *one, Buf *out);

#endif
