/* Negative error codes of C functions, from one table. An error of the *program* is a Maat error value instead. */
#ifndef MAAT_BASE_ERRORS_H
#define MAAT_BASE_ERRORS_H

enum maat_err {
    MAAT_OK = 0,
#define MAAT_ERR(id, code, text) MAAT_E##id = code,
#include "erts-like-config/errors.def"
#undef MAAT_ERR
};

const char *maat_err_text(int code);

#endif
