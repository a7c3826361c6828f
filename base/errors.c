/* The texts of the error codes. */
#include "base/errors.h"

const char *maat_err_text(int code)
{
    switch (code) {
    case MAAT_OK: return "no error";
#define MAAT_ERR(id, code, text)                                                                   \
    case code: return text;
#include "erts-like-config/errors.def"
#undef MAAT_ERR
    default: return "unknown error code";
    }
}
