/* A chained hash table that doubles when it is full. The words of the language are interned first, so each of
 * them is known by `sym->word` from then on. */
#include "vm/syntax/sym.h"
#include "base/check.h"
#include "base/hash.h"
#include "vm/syntax/words.h"
#include <string.h>

#define SYMS_FIRST 512u /* buckets; a power of two */

static const struct {
    const char *text;
    bool reserved, operand_follows;
} words[W_COUNT] = {
#define WORD(id, text, reserved, follows) [W_##id] = {text, reserved, follows},
#include "vm/syntax/words.def"
#undef WORD
};

const char *word_text(enum word w) { return words[w].text; }
bool word_reserved(enum word w) { return words[w].reserved; }
bool word_operand_follows(enum word w) { return words[w].operand_follows; }

void syms_init(Syms *t, Arena *arena)
{
    t->arena = arena;
    t->mask = SYMS_FIRST - 1;
    t->count = 0;
    t->buckets = arena_zalloc(arena, SYMS_FIRST * sizeof *t->buckets);
    for (int w = W_NONE + 1; w < W_COUNT; w++) {
        Sym *s = syms_intern(t, words[w].text, strlen(words[w].text));
        MAAT_ASSERT(s->word == W_NONE);
        s->word = (uint8_t)w;
    }
}

/* The old buckets stay in the arena: all of them together are smaller than the new ones. */
static void syms_grow(Syms *t)
{
    uint32_t mask = t->mask * 2 + 1;
    MAAT_ASSERT((mask & (mask + 1)) == 0);
    Sym **buckets = arena_zalloc(t->arena, ((size_t)mask + 1) * sizeof *buckets);
    for (uint32_t i = 0; i <= t->mask; i++)
        for (Sym *s = t->buckets[i], *next; s; s = next) {
            next = s->chain;
            s->chain = buckets[s->hash & mask];
            buckets[s->hash & mask] = s;
        }
    t->buckets = buckets;
    t->mask = mask;
}

static Sym *sym_new(Syms *t, const char *text, size_t len, uint32_t hash)
{
    Sym *s = arena_zalloc(t->arena, sizeof *s);
    s->text = arena_strndup(t->arena, text, len);
    s->len = (uint32_t)len;
    s->hash = hash;
    s->capital = len && text[0] >= 'A' && text[0] <= 'Z';
    s->qualified = memmem(text, len, "::", 2) != NULL;
    return s;
}

Sym *syms_intern(Syms *t, const char *text, size_t len)
{
    MAAT_CHECK(len < UINT32_MAX, "a name of %zu bytes", len);
    uint32_t hash = (uint32_t)hash_bytes(text, len);
    for (Sym *s = t->buckets[hash & t->mask]; s; s = s->chain)
        if (s->hash == hash && s->len == len && !memcmp(s->text, text, len)) return s;
    if (t->count > t->mask) syms_grow(t);
    Sym *s = sym_new(t, text, len, hash);
    s->chain = t->buckets[hash & t->mask];
    t->buckets[hash & t->mask] = s;
    t->count++;
    return s;
}

const char *sym_last(const Sym *s)
{
    const char *last = s->text;
    for (const char *p = s->text; (p = strstr(p, "::")); p += 2) last = p + 2;
    return last;
}
