/* What the tests of vm/syntax share: parsing a text and looking at the tree or the errors as text. */
#ifndef MAAT_TESTS_UNIT_VM_UNIT_SYNTAX_H
#define MAAT_TESTS_UNIT_VM_UNIT_SYNTAX_H

#include "tests/unit/unit.h"
#include "vm/syntax/parse.h"

/* The statements of `src` as S-expressions with a space between; the caller frees the Buf. */
static inline Buf syntax_dump_of(const char *src, size_t len)
{
    SyntaxTree t;
    Buf b = BUF_INIT;
    syntax_parse(&t, "t.mm", src, len);
    for (uint32_t i = 0; i < t.diags.n; i++)
        buf_addf(&b, "!%u:%u %s ", t.diags.at[i].place.line, t.diags.at[i].place.col,
                 t.diags.at[i].msg);
    for (uint32_t i = 0; i < t.root->u.block.stmts.n; i++) {
        if (i) buf_addc(&b, ' ');
        syntax_dump(t.root->u.block.stmts.at[i], &b);
    }
    syntax_free(&t);
    return b;
}

/* All errors of `src` as "LINE:COL message; ...". */
static inline Buf syntax_errors_of(const char *src, size_t len)
{
    SyntaxTree t;
    Buf b = BUF_INIT;
    syntax_parse(&t, "t.mm", src, len);
    for (uint32_t i = 0; i < t.diags.n; i++)
        buf_addf(&b, "%s%u:%u %s", i ? "; " : "", t.diags.at[i].place.line, t.diags.at[i].place.col,
                 t.diags.at[i].msg);
    syntax_free(&t);
    return b;
}

#define ASSERT_TREE(src, want)                                                                     \
    do {                                                                                           \
        Buf got_ = syntax_dump_of(src, sizeof(src) - 1);                                           \
        ck_assert_str_eq(buf_str(&got_), want);                                                    \
        buf_fini(&got_);                                                                           \
    } while (0)

#define ASSERT_ERRORS(src, want)                                                                   \
    do {                                                                                           \
        Buf got_ = syntax_errors_of(src, sizeof(src) - 1);                                         \
        ck_assert_str_eq(buf_str(&got_), want);                                                    \
        buf_fini(&got_);                                                                           \
    } while (0)

#define ASSERT_FINE(src) ASSERT_ERRORS(src, "")

#endif
