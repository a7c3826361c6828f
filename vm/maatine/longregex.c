/* Searches for patterns in slices; see longregex.h. */
#include "vm/maatine/longregex.h"

#include "base/mem.h"
#include "vm/maatine/longcopy.h"

#define BYTES_PER_REDUCTION 128

struct looking {
    struct regex_code *c;
    const char *p;
    Value s;
    size_t n, at; /* no match begins before `at` */
    bool hit;     /* one begins in the part that begins there */
    enum regex_status st;
};

size_t regex_part_end(Value s, size_t at)
{
    size_t n = str_len(s), to = n - at > REGEX_PART ? at + REGEX_PART : n;
    const char *p = str_bytes(s);
    while (to < n && ((unsigned char)p[to] & 0xC0) == 0x80) to++;
    return to;
}

static bool look_step(Maatine *m, void *state, int64_t *reductions)
{
    struct looking *l = state;
    (void)m;
    do {
        struct regex_hit groups;
        size_t to = regex_part_end(l->s, l->at);
        *reductions -= (int64_t)((to - l->at) / BYTES_PER_REDUCTION) + 1;
        l->st = regex_exec_part(l->c, l->p, l->n, l->at, to, false, &l->hit, &groups);
        if (l->st != REGEX_OK || l->hit) return true;
        l->at = to;
    } while (l->at < l->n && *reductions > 0);
    return l->at == l->n;
}

static void look_free(void *state) { mem_free(MEM_TEMP, state); }
static const struct long_work look_work = {look_step, look_free};

/* What the slices came to: the match is found again, with its groups, in the part that it begins in. At the end of the text there may
 * still be an empty one. */
static enum regex_status looked(struct looking *l, Value s, bool *hit, struct regex_hit *out)
{
    enum regex_status st = l->st;
    *hit = false; /* the bytes may lie elsewhere by now (slice_trim) */
    if (st == REGEX_OK) st = regex_exec(l->c, str_bytes(s), l->n, l->at, false, hit, out);
    mem_free(MEM_TEMP, l);
    return st;
}

static bool look_later(Maatine *m, Value re, Value s, size_t at)
{
    struct looking *l = mem_alloc(MEM_TEMP, sizeof *l);
    *l = (struct looking){regex_of(re), str_bytes(s), s, str_len(s), at, false, REGEX_OK};
    if (long_work_begin(m, &look_work, l, re, s)) return true;
    mem_free(MEM_TEMP, l);
    return false;
}

/* The first part, or all of it. */
static enum regex_status look(Maatine *m, Value re, Value s, size_t from, bool after_empty,
                              bool again, bool *hit, struct regex_hit *out)
{
    const char *p = str_bytes(s);
    struct regex_code *c = regex_of(re);
    size_t n = str_len(s);
    if (MAAT_LIKELY(from >= n || n - from <= REGEX_PART) || !again || !regex_in_parts(c) ||
        !long_work_allowed(m))
        return regex_exec(c, p, n, from, after_empty, hit, out);
    size_t to = regex_part_end(s, from);
    enum regex_status st = regex_exec_part(c, p, n, from, to, after_empty, hit, out);
    if (st != REGEX_OK || *hit) return st;
    if (to < n && look_later(m, re, s, to)) return REGEX_LONG;
    return regex_exec(c, p, n, to, false, hit, out);
}

enum regex_status long_regex(Maatine *m, Value re, Value s, size_t from, bool after_empty,
                             bool again, bool *hit, struct regex_hit *out)
{
    struct looking *l = again ? long_work_take(m, &look_work, re, s) : NULL;
    if (MAAT_UNLIKELY(l != NULL)) return looked(l, s, hit, out);
    enum regex_status st = look(m, re, s, from, after_empty, again, hit, out);
    size_t to = st == REGEX_LONG ? from : st == REGEX_OK && *hit ? out->at[1] : str_len(s);
    native_charge(m, (int64_t)((to > from ? to - from : 0) / BYTES_PER_REDUCTION) + 1);
    return st;
}

enum regex_status long_regex_match(Maatine *m, Value *re, Value *s, bool again, Value *groups,
                                   bool *hit)
{
    struct regex_hit found;
    enum regex_status st = long_regex(m, *re, *s, 0, false, again, hit, &found);
    return st == REGEX_OK && *hit && groups ? regex_take(&m->heap, s, &found, groups) : st;
}
