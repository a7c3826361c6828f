/* The Maat standard library inside the binary: the text of each stdlib file, by module name.
 *
 * The table is generated from stdlib/ by the build (stdlib_sources.awk), sorted by path. Constant
 * data: any
 * thread may read it. The text is followed by a NUL that `len` does not count.
 */
#ifndef MAAT_VM_COMPILE_STDLIB_SOURCES_H
#define MAAT_VM_COMPILE_STDLIB_SOURCES_H

#include <stddef.h>

struct stdlib_source {
    const char *name; /* of the module: "Net::Tcp" */
    const char *path; /* for messages: "stdlib/Net/Tcp.mm" */
    const unsigned char *text;
    size_t len;
};

extern const struct stdlib_source stdlib_sources[];
extern const size_t stdlib_source_count;

#endif
