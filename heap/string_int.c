/* The texts of small integers: made when first asked for, immortal, the same for all maatines of the process. A place whose
 * neighbours nobody asks for costs no memory: the table is zero pages until then.
 *
 * A place is claimed by one exchange of a word beside it, filled by who won it, and published by the release of its header; who
 * comes too late to claim and too early to read makes a string of his own. The header is not what is exchanged: the losers'
 * attempts would count as writes to it (for the thread sanitizer, and for the cache line), while others read it without
 * atomics. */
#include "heap/num.h"
#include "heap/string.h"

struct place {
    union {
        uint64_t state;    /* [who claimed it, once; load_acq by all] 0: not published */
        struct str_head s; /* [const once published, but for the hash] */
    };
    char p[8]; /* "-128", "9999" and a NUL */
};
_Static_assert(sizeof(struct place) == 32, "two in a cache line");

static struct place places[STR_INT_MAX - STR_INT_MIN + 1];
static bool claimed[STR_INT_MAX - STR_INT_MIN + 1]; /* [any, atomic] */

static MAAT_NOINLINE Value make(struct place *at, int64_t i)
{
    if (xchg_ar(&claimed[at - places], true)) return V_ABSENT;
    char text[32];
    size_t n = num_short_text(from_int(i), text);
    MAAT_ASSERT(n < sizeof at->p);
    memcpy(at->p, text, n + 1);
    at->s.len = at->s.chars = (uint32_t)n;
    const Obj head = {
        .type = T_STR, .gc = GC_SHARED, .flags = OF_ASCII, .words = WORDS(sizeof *at)};
    uint64_t state;
    memcpy(&state, &head, sizeof state);
    store_rel(&at->state, state); /* pairs with str_of_int */
    return from_str(at);
}

Value str_of_int(int64_t i)
{
    if (i >= 0 && i <= 9) return str_of_ascii('0' + (int)i);
    if (i < STR_INT_MIN || i > STR_INT_MAX) return V_ABSENT;
    struct place *at = &places[i - STR_INT_MIN];
    if (MAAT_LIKELY(load_acq(&at->state) != 0)) return from_str(at); /* pairs with make */
    return make(at, i);
}
