#include "heap/str_marks.h"

#include "base/atomic.h"
#include "base/mem.h"
#include "heap/string.h"

struct str_marks {
    uint64_t filled;   /* [any, atomic: cas_ar / load_acq] how many of `before` are right */
    uint32_t before[]; /* [any, atomic: relaxed, SM-2] [k]: in the first k * MARK_STEP bytes */
};

static uint64_t marks_of(uint64_t bytes) { return bytes / MARK_STEP + 1; }

/* NULL: no memory, or too large to be counted in 32 bits. */
static struct str_marks *get(StrBuf *b)
{
    struct str_marks *m = load_acq(&b->marks);
    if (m) return m;
    if (b->cap > UINT32_MAX) return NULL;
    m = mem_try_alloc(MEM_STRING, sizeof *m + marks_of(b->cap) * sizeof *m->before);
    if (!m) return NULL;
    m->filled = 1;
    m->before[0] = 0;
    struct str_marks *other = NULL;
    if (cas_ar(&b->marks, &other, m)) return m;
    mem_free(MEM_STRING, m);
    return other;
}

/* Marks for all of the first n bytes. */
static struct str_marks *fill(StrBuf *b, uint64_t n)
{
    struct str_marks *m = get(b);
    if (!m) return NULL;
    uint64_t have = load_acq(&m->filled), want = marks_of(n);
    if (have >= want) return m;
    uint32_t count = load_rlx(&m->before[have - 1]);
    for (uint64_t k = have; k < want; k++) {
        count += utf8_count(b->p + (k - 1) * MARK_STEP, MARK_STEP);
        store_rlx(&m->before[k], count);
    }
    while (have < want && !cas_ar(&m->filled, &have, want)) {}
    return m;
}

uint64_t marks_count(StrBuf *b, uint64_t n)
{
    const struct str_marks *m = fill(b, n);
    if (!m) return utf8_count(b->p, n);
    uint64_t k = n / MARK_STEP;
    return load_rlx(&m->before[k]) + utf8_count(b->p + k * MARK_STEP, n % MARK_STEP);
}

/* Offset of the code point before which, from `at` on, `count` others begin. */
static uint64_t skip(const StrBuf *b, uint64_t at, uint64_t count, uint64_t end)
{
    for (uint64_t w; end - at >= 8; at += 8) {
        memcpy(&w, b->p + at, 8);
        /* Bytes 10xxxxxx begin none. */
        uint64_t inner = (w & ~(w << 1) & 0x8080808080808080u) >> 7;
        uint64_t begin = 8 - (inner * 0x0101010101010101u >> 56);
        if (begin > count) break;
        count -= begin;
    }
    for (; at < end; at++)
        if (((unsigned char)b->p[at] & 0xC0) != 0x80 && count-- == 0) break;
    return at;
}

uint64_t marks_find(StrBuf *b, uint64_t count, uint64_t end)
{
    const struct str_marks *m = fill(b, end);
    if (!m) return skip(b, 0, count, end);
    uint64_t lo = 0, hi = marks_of(end); /* before[lo] <= count < before[hi], if hi has one */
    while (hi - lo > 1) {
        uint64_t mid = lo + (hi - lo) / 2;
        if (load_rlx(&m->before[mid]) <= count)
            lo = mid;
        else
            hi = mid;
    }
    return skip(b, lo * MARK_STEP, count - load_rlx(&m->before[lo]), end);
}

void marks_forget(StrBuf *b)
{
    mem_free(MEM_STRING, load_rlx(&b->marks));
    store_rlx(&b->marks, NULL);
}
