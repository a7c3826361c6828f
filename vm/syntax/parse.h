/* From the bytes of one source file to a syntax tree.
 *
 *     SyntaxTree t;
 *     syntax_parse(&t, "x.mm", bytes, n);
 *     if (t.diags.errors) diags_print(&t.diags, &out); else compile(t.root);
 *     syntax_free(&t);
 *
 * Any bytes are taken (more than 64 MiB are an error): it ends, in time linear in n, with less than 512 KiB of the C
 * stack (2 MiB under AddressSanitizer). There is always a root (see ast.h about trees with errors); the compiler may
 * add its own errors to `diags`, and should call diags_finish before it prints. The source and the file name must
 * outlive the tree.
 */
#ifndef MAAT_VM_SYNTAX_PARSE_H
#define MAAT_VM_SYNTAX_PARSE_H

#include "vm/syntax/ast.h"
#include "vm/syntax/diag.h"

enum syntax_state {
    SYNTAX_OK,         /* no errors */
    SYNTAX_WRONG,      /* errors that more input cannot mend */
    SYNTAX_INCOMPLETE, /* ends within a bracket, string, heredoc, comment or after an operator */
};

typedef struct syntax_tree {
    Arena arena;
    Syms syms;
    Node *root; /* N_BLOCK */
    Diags diags;
    enum syntax_state state;
} SyntaxTree;

void syntax_parse(SyntaxTree *t, const char *file, const char *src, size_t len);
void syntax_free(SyntaxTree *t);

/* For the REPL: reads the input and forgets the tree. */
enum syntax_state syntax_probe(const char *src, size_t len);

/* The tree as an S-expression, for tests and `maat check --dump` (ast_dump.c). Iterates over lists, recurses no
 * deeper than the tree is high. */
void syntax_dump(const Node *n, Buf *out);

#endif
