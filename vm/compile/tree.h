/* The syntax tree as the compiler sees it.
 *
 * The tree's operators and the bytecode's operations both are called OP_ADD and so on; here those of the tree are AST_ADD.
 * Every file of vm/compile/ that needs the tree includes this header, and this one alone.
 */
#ifndef MAAT_VM_COMPILE_TREE_H
#define MAAT_VM_COMPILE_TREE_H

#define OP_NONE      AST_NONE
#define OP_ADD       AST_ADD
#define OP_SUB       AST_SUB
#define OP_MUL       AST_MUL
#define OP_DIV       AST_DIV
#define OP_MOD       AST_MOD
#define OP_POW       AST_POW
#define OP_SHL       AST_SHL
#define OP_SHR       AST_SHR
#define OP_BITAND    AST_BITAND
#define OP_BITOR     AST_BITOR
#define OP_BITXOR    AST_BITXOR
#define OP_RANGE     AST_RANGE
#define OP_RANGE_EX  AST_RANGE_EX
#define OP_ISA       AST_ISA
#define OP_IN        AST_IN
#define OP_NOT_IN    AST_NOT_IN
#define OP_MATCH     AST_MATCH
#define OP_NOT_MATCH AST_NOT_MATCH
#define OP_LT        AST_LT
#define OP_LE        AST_LE
#define OP_GT        AST_GT
#define OP_GE        AST_GE
#define OP_EQ        AST_EQ
#define OP_NE        AST_NE
#define OP_SAME      AST_SAME
#define OP_NOT_SAME  AST_NOT_SAME
#define OP_CMP       AST_CMP
#define OP_AND       AST_AND
#define OP_OR        AST_OR
#define OP_DEFOR     AST_DEFOR
#define OP_NOT       AST_NOT
#define OP_NEG       AST_NEG
#define OP_PLUS      AST_PLUS
#define OP_BITNOT    AST_BITNOT
#define OP_COUNT     AST_OP_COUNT
#define N_ERROR      N_BROKEN
#include "vm/syntax/parse.h"
#include "vm/syntax/words.h"
#undef OP_NONE
#undef OP_ADD
#undef OP_SUB
#undef OP_MUL
#undef OP_DIV
#undef OP_MOD
#undef OP_POW
#undef OP_SHL
#undef OP_SHR
#undef OP_BITAND
#undef OP_BITOR
#undef OP_BITXOR
#undef OP_RANGE
#undef OP_RANGE_EX
#undef OP_ISA
#undef OP_IN
#undef OP_NOT_IN
#undef OP_MATCH
#undef OP_NOT_MATCH
#undef OP_LT
#undef OP_LE
#undef OP_GT
#undef OP_GE
#undef OP_EQ
#undef OP_NE
#undef OP_SAME
#undef OP_NOT_SAME
#undef OP_CMP
#undef OP_AND
#undef OP_OR
#undef OP_DEFOR
#undef OP_NOT
#undef OP_NEG
#undef OP_PLUS
#undef OP_BITNOT
#undef OP_COUNT
#undef N_ERROR

#endif
