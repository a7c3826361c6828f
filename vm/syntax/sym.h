/* Names, interned: within one table, equal names are one pointer.
 *
 * A table belongs to one tree (struct syntax_tree) and lives in its arena, as do its names; the compiler may
 * intern names of its own in it while the tree lives.
 */
#ifndef MAAT_VM_SYNTAX_SYM_H
#define MAAT_VM_SYNTAX_SYM_H

#include "vm/syntax/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sym {
    const char *text; /* NUL-terminated; `Net::Http::get` is one name */
    uint32_t len;
    uint32_t hash;
    uint8_t word;      /* enum word of vm/syntax/words.h; 0 for ordinary names */
    bool capital;      /* the first letter is A-Z: a type, class, role or package */
    bool qualified;    /* holds `::` */
    struct sym *chain; /* next in the same bucket */
    void *note;        /* for the compiler; NULL at first */
} Sym;

typedef struct syms {
    Arena *arena;
    Sym **buckets;
    uint32_t mask, count;
} Syms;

void syms_init(Syms *t, Arena *arena);
Sym *syms_intern(Syms *t, const char *text, size_t len);
/* The part of a qualified name behind the last `::` (the name itself when it has none). */
const char *sym_last(const Sym *s);

#endif
