/* The image of the library (vm/compile/image.h) from the side of a runtime: what the build's first stage does, and tests that compare
 * what is loaded with what is compiled. Not part of maat.
 * Threads: as compiling (MODULES).
 */
#ifndef MAAT_VM_LIBRARY_IMAGE_H
#define MAAT_VM_LIBRARY_IMAGE_H

#include "vm/runtime.h"

/* A program that uses every module of the library. */
void library_use_all(Buf *text);
/* Compiles, or loads, them all. False: a message has been printed. */
bool library_compile_all(struct runtime *rt);
/* image_write with what the runtime knows. */
void library_image_write(struct runtime *rt, Buf *out, Buf *left_out);

#endif
