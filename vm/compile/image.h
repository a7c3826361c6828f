/* The image of the library: its modules as the compiler left them, in a form that any run of the same build can take up without
 * lexing, parsing or compiling. The build makes it: a first maat, linked without an image, compiles stdlib/ and writes it
 * (vm/image_main.c); the final one is linked with it as constant data.
 *
 * Form. 32-bit words in the order of the machine, no pointers. A head (magic, version, hash of the table of operations and of the
 * structures that are used where they lie, size, checksum, number of modules), then the modules one behind the other, each with its
 * own strings, values and functions; image_write.c and image_read.c list the parts in the same order.
 *
 * Loading. A module's functions become one block: protos, function objects, code, constants. What never changes is not copied:
 * lines, handlers, captures and plans of SENDs lie in the image and are mapped with the binary. Code is copied, as the interpreter
 * rewrites it. Three things are bound again, by name: interned strings, built-in names, and exports of other modules; statics and globals
 * get new numbers.
 * IM-1  A module of the library is taken from the image only if every module that it uses is the library's, too: a program may
 *       bring a module of the same name, and then its users are compiled against that.
 * IM-2  What cannot be expressed is left out of the image when it is written; such a module is compiled from its text.
 * IM-3  The same sources give the same bytes.
 * Threads: the image is constant; loading holds MODULES as compiling does.
 */
#ifndef MAAT_VM_IMAGE_H
#define MAAT_VM_IMAGE_H

#include "vm/compile/compile.h"

/* Linked into the binary (generated; 0 words: none). */
extern const uint64_t stdlib_image[];
extern const size_t stdlib_image_bytes;

#define IMAGE_VERSION 3u

/* What the writer asks about numbers of statics and globals. */
struct image_facts {
    bool (*is_tasklocal)(void *ctx, uint32_t index);
    const Str *(*static_name)(void *ctx, uint32_t index); /* NULL: it has none */
    const Str *(*global_name)(void *ctx, uint32_t index);
    void *ctx;
};
/* The image of all modules of the library that c has compiled. *left_out (NULL: not wanted) gets a line for each module that
 * could not be expressed, with the reason. */
void image_write(struct compiler *c, const struct image_facts *facts, Buf *out, Buf *left_out);

/* Whether it is whole and was made by this build; false: *why says what is wrong. */
bool image_check(const void *p, size_t bytes, Buf *why);
/* The part of the module whose name, or path, is given; NULL: it holds none. The image was checked. */
struct image_part;
const struct image_part *image_find(const void *image, const char *name);
/* Hash and length of the text that the module was compiled from, and the name of the i-th module that it uses (NULL: no more). */
void image_source(const struct image_part *part, uint64_t *hash, size_t *len);
const char *image_uses(const struct image_part *part, uint32_t i);
/* The module, new; those that it uses are loaded. What the image names must be there: anything else ends the process with a
 * message. */
Module *image_load(struct compiler *c, const struct image_part *part);
/* Hash of a text (FNV-1a): the same in every process. */
uint64_t image_hash(const void *p, size_t n, uint64_t start);

/* ---- for image_write.c and image_read.c ---- */

struct image_head {
    uint32_t magic, version;
    uint64_t table;    /* image_table_hash */
    uint64_t bytes;    /* in all */
    uint64_t checksum; /* of what follows the head */
    uint32_t nmodules, pad;
};
#define IMAGE_MAGIC 0x5449414Du /* "MAIT" */

/* The strings follow: the first is the name, the second the file, then the names of those that it uses; each is its length, the
 * bytes, a NUL and padding. */
struct image_part {
    uint32_t words; /* with this */
    uint32_t is_library;
    uint32_t source_len;
    uint32_t source_hash[2];
    uint32_t nuses;
    uint32_t nstrings;
    uint32_t nslots, nclasses, nvalues, nprotos, nexports, nadded;
    /* Totals of the functions: words of code, constants, names of parameters, functions inside, cell names, plans, places that
     * build; words of what these learn. */
    uint32_t ncode, nconsts, nparams, nchildren, ncells, nsends, nbuilds, nlearned;
};

/* A slot: its kind, name (a string, or NO_NAME), module (a string, of an export). */
#define NO_NAME UINT32_MAX
enum image_slot { SLOT_STATIC, SLOT_TASKLOCAL, SLOT_GLOBAL, SLOT_EXPORT };
enum image_value {
    IMAGE_RAW, /* two words */
    IMAGE_STR,
    IMAGE_FN,      /* of this module: its number */
    IMAGE_CLASS,   /* of this module: its number */
    IMAGE_BUILTIN, /* name */
    IMAGE_NATIVE,  /* name */
    IMAGE_EXPORT,  /* module, name */
    IMAGE_BIGINT,  /* words of the object, the words */
    IMAGE_RANGE,   /* excluded, from, to */
    IMAGE_REGEX,   /* source, flags */
    IMAGE_BYTES,   /* string */
    IMAGE_ARRAY,   /* n, values */
    IMAGE_MAP      /* n, key, value ... */
};
static inline const uint32_t *image_strings(const struct image_part *part)
{
    return (const uint32_t *)(part + 1);
}
uint64_t image_table_hash(void);
uint64_t image_checksum(const void *p, size_t bytes);

#endif
