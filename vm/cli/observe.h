/* `maat observe`: the observer's own side. It finds programs, asks them, and shows what they say.
 *
 *   maat observe                          the running programs of this user
 *   maat observe TARGET                   a shell: NAME, PID, the path of a socket, or of a dump file
 *   maat observe TARGET -c 'top 10' ...   runs commands and ends
 *   maat observe TARGET --top             the full-screen view
 *   --json                                answers as JSON
 *
 * A link is a connection to a program, or an open dump file that answers in its place: the same words, the same filters.
 */
#ifndef MAAT_VM_CLI_OBSERVE_H
#define MAAT_VM_CLI_OBSERVE_H

#include "vm/observe/rows.h"

typedef struct link Link;
struct link {
    int fd;     /* -1: a dump */
    Reply dump; /* all tables of a dump file */
    bool is_dump;
    char name[64]; /* for prompts */
};

/* ---- observe_link.c ---- */

/* Opens TARGET; NULL: *why says what is wrong. */
MAAT_OWNED Link *link_open(const char *target, Buf *why);
void link_close(MAAT_OWNED Link *l);
/* Asks; partial answers go to `part` (may be NULL), which says whether to go on. The last one into *out. False: the program is gone. */
bool link_ask(Link *l, const char *line, bool (*part)(void *ctx, const Reply *r), void *ctx,
              Reply *out);
/* Asks the program to stop what it is doing (Ctrl-C). Async-signal-safe. */
void link_stop(const Link *l);
/* The running programs as a table; sockets of programs that are gone are removed. */
void link_list(Reply *out);

/* ---- observe_dump.c ---- */

/* False: it is no dump. */
bool dump_open(const char *path, Reply *tables, Buf *why);
/* Answers a command line from the tables of a dump. */
void dump_ask(const Reply *tables, const char *line, Reply *out);

/* ---- observe_shell.c, observe_screen.c: until the user leaves; the exit status ---- */
int observe_shell(Link *l, bool json);
int observe_screen(Link *l);
/* Shows one answer. */
void observe_show(const Reply *r, bool json);
/* Runs one line and shows what comes. False: the program is gone. *failed: the answer was an error. */
bool observe_line(Link *l, const char *line, bool json, bool *failed);

#endif
