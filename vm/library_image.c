#include "vm/library_image.h"
#include "vm/compile/image.h"
#include "vm/compile/stdlib_sources.h"

static bool is_tasklocal(void *ctx, uint32_t i)
{
    return runtime_static((struct runtime *)ctx, i)->tasklocal;
}

static const Str *static_name(void *ctx, uint32_t i)
{
    return runtime_static((struct runtime *)ctx, i)->name;
}

static const Str *global_name(void *ctx, uint32_t i)
{
    return runtime_global((struct runtime *)ctx, i)->name;
}

void library_use_all(Buf *text)
{
    for (size_t i = 0; i < stdlib_source_count; i++)
        if (strncmp(stdlib_sources[i].name, "core::", 6) != 0)
            buf_addf(text, "use %s\n", stdlib_sources[i].name);
}

bool library_compile_all(struct runtime *rt)
{
    Buf text = BUF_INIT;
    library_use_all(&text);
    bool fine = runtime_compile(rt, "library", buf_str(&text), text.len) != NULL;
    buf_fini(&text);
    return fine;
}

void library_image_write(struct runtime *rt, Buf *out, Buf *left_out)
{
    struct image_facts facts = {is_tasklocal, static_name, global_name, rt};
    image_write(rt->compiler, &facts, out, left_out);
}
