/* The head of an image, and finding modules in it. */
#include "vm/compile/image.h"
#include <string.h>

uint64_t image_hash(const void *p, size_t n, uint64_t start)
{
    const unsigned char *c = p;
    uint64_t h = start ? start : 0xcbf29ce484222325ull;
    for (size_t i = 0; i < n; i++) h = (h ^ c[i]) * 0x100000001b3ull;
    return h;
}

/* Whole words at a time, two chains: it is computed at every start. */
uint64_t image_checksum(const void *p, size_t bytes)
{
    const char *at = p;
    uint64_t a = bytes, b = ~(uint64_t)bytes, w[2];
    for (; bytes >= sizeof w; bytes -= sizeof w, at += sizeof w) {
        memcpy(w, at, sizeof w);
        a = (a ^ w[0]) * 0x9E3779B97F4A7C15ull;
        b = (b ^ w[1]) * 0xD6E8FEB86659FD93ull;
        a ^= a >> 29;
        b ^= b >> 31;
    }
    return image_hash(at, bytes, a ^ (b << 1 | b >> 63));
}

/* What code and the structures of functions mean: names, sizes and forms of operations, and the layout of what is used in place. */
uint64_t image_table_hash(void)
{
    static const char table[] =
#define OP(name, words, form, what) #name " " #words " " form "\n"
#include "vm/exec/ops.def"
#undef OP
#define FUSED(first, second) #first "+" #second "\n"
#include "vm/exec/fused.def"
#undef FUSED
        ;
    static const uint32_t sizes[] = {OP_COUNT,
                                     sizeof(struct handler),
                                     sizeof(struct line),
                                     sizeof(struct capture),
                                     sizeof(struct send_plan),
                                     sizeof(struct image_part),
                                     T_COUNT};
    return image_hash(sizes, sizeof sizes, image_checksum(table, sizeof table));
}

bool image_check(const void *p, size_t bytes, Buf *why)
{
    struct image_head h;
    if (bytes < sizeof h) {
        buf_addf(why, "the image of the library is cut off: %zu bytes", bytes);
        return false;
    }
    memcpy(&h, p, sizeof h);
    if (h.magic != IMAGE_MAGIC)
        buf_adds(why, "this is no image of the library");
    else if (h.version != IMAGE_VERSION)
        buf_addf(why, "the image of the library has version %u, wanted is %u", h.version,
                 IMAGE_VERSION);
    else if (h.table != image_table_hash())
        buf_adds(why, "the image of the library was made for other operations than these");
    else if (h.bytes != bytes)
        buf_addf(why, "the image of the library is cut off: %zu of %llu bytes", bytes,
                 (unsigned long long)h.bytes);
    else if (h.checksum != image_checksum((const char *)p + sizeof h, bytes - sizeof h))
        buf_adds(why, "the image of the library is damaged: its checksum is wrong");
    else
        return true;
    return false;
}

/* Behind the string at w: its length, bytes, a NUL. */
static const uint32_t *next_string(const uint32_t *w) { return w + 1 + w[0] / 4 + 1; }

static const char *string_at(const struct image_part *part, uint32_t i)
{
    const uint32_t *w = image_strings(part);
    while (i--) w = next_string(w);
    return (const char *)(w + 1);
}

const struct image_part *image_find(const void *image, const char *name)
{
    const struct image_head *h = image;
    const uint32_t *at = (const uint32_t *)(h + 1);
    for (uint32_t i = 0; i < h->nmodules; i++) {
        const struct image_part *part = (const struct image_part *)at;
        if (strcmp(string_at(part, 0), name) == 0) return part;
        at += part->words;
    }
    return NULL;
}

void image_source(const struct image_part *part, uint64_t *hash, size_t *len)
{
    *hash = part->source_hash[0] | (uint64_t)part->source_hash[1] << 32;
    *len = part->source_len;
}

const char *image_uses(const struct image_part *part, uint32_t i)
{
    return i < part->nuses ? string_at(part, 2 + i) : NULL;
}
