/* The names that the front end knows, from vm/syntax/words.def: `sym->word` says which one a name is. */
#ifndef MAAT_VM_SYNTAX_WORDS_H
#define MAAT_VM_SYNTAX_WORDS_H

#include <stdbool.h>

enum word {
    W_NONE, /* an ordinary name */
#define WORD(id, text, reserved, follows) W_##id,
#include "vm/syntax/words.def"
#undef WORD
    W_COUNT
};

const char *word_text(enum word w);
/* Cannot name a variable, function or class (section 4 of the language page). */
bool word_reserved(enum word w);
/* An operand stands after it. */
bool word_operand_follows(enum word w);

#endif
