/* The first of the two stages in which maat is built: compiles the library from its texts and writes its image (vm/compile/image.h) as
 * a C file. It is linked without an image. */
#include "vm/compile/image.h"
#include "vm/library_image.h"
#include <stdio.h>
#include <stdlib.h>

const uint64_t stdlib_image[] = {0};
const size_t stdlib_image_bytes = 0;

static bool write_c(const char *path, Buf *image)
{
    FILE *f = fopen(path, "w");
    if (!f) return false;
    fputs("#include \"vm/compile/image.h\"\n\nconst uint64_t stdlib_image[] = {\n", f);
    for (size_t at = 0; at < image->len; at += 8) {
        uint64_t w;
        memcpy(&w, image->p + at, sizeof w);
        fprintf(f, "0x%llx,%s", (unsigned long long)w, at % 64 == 56 ? "\n" : " ");
    }
    fprintf(f, "\n};\nconst size_t stdlib_image_bytes = %zu;\n", image->len);
    return fclose(f) == 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: image FILE\n", stderr);
        return 2;
    }
    unsetenv("MAAT_PATH"); /* the library's own modules, no others */
    Config cfg;
    config_init(&cfg);
    struct runtime *rt = runtime_new(&cfg);
    Buf image = BUF_INIT, left_out = BUF_INIT;
    bool fine = library_compile_all(rt);
    if (fine) {
        library_image_write(rt, &image, &left_out);
        if (left_out.len)
            fprintf(stderr, "compiled from text at each start: %s", buf_str(&left_out));
        fine = write_c(argv[1], &image);
        if (!fine) perror(argv[1]);
    }
    buf_fini(&image);
    buf_fini(&left_out);
    runtime_free(rt);
    config_fini(&cfg);
    return fine ? 0 : 1;
}
