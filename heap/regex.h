/* Regular expressions: PCRE2 with JIT, UTF and UCP.
 *
 * A compiled pattern is counted; T_REGEX objects are handles to it: immortal ones for literals, ones with an off-heap part for
 * Regex.new. A match that takes more steps than REGEX_MATCH_LIMIT ends with REGEX_LIMIT instead of hanging.
 * Threads: a compiled pattern is immutable and shared by all; scratch memory of matches is per thread.
 */
#ifndef MAAT_HEAP_REGEX_H
#define MAAT_HEAP_REGEX_H

#include "base/buf.h"
#include "heap/heap.h"

#define REGEX_MATCH_LIMIT 10000000u

struct regex_code;
typedef struct regex {
    Obj h;
    Obj *next; /* off-heap list */
    struct regex_code *code;
} Regex;

enum regex_status {
    REGEX_OK,
    REGEX_LIMIT,
    REGEX_NOMEM,
    REGEX_LONG /* only of long_regex (vm/maatine/longregex.h) */
};

/* Reductions to charge for a match that ends with REGEX_LIMIT: it has taken tens of milliseconds. */
#define REGEX_LIMIT_COST (1 << 19)

/* Compiles; flags are letters of "imsx". NULL: err holds the message, *erroffset the byte in src. */
struct regex_code *regex_compile(const char *src, size_t n, const char *flags, char *err,
                                 size_t errlen, size_t *erroffset);
void regex_unref(struct regex_code *c);
/* A literal: V_ABSENT with an error. */
Value regex_immortal(const char *src, size_t n, const char *flags, char *err, size_t errlen,
                     size_t *erroffset);
/* A handle that takes over the caller's reference. May collect; false (and the reference is dropped): no memory. */
MAAT_MUST_CHECK bool regex_new(Heap *h, MAAT_OWNED struct regex_code *c, Value *out);

static inline struct regex_code *regex_of(Value v)
{
    MAAT_ASSERT(is_type(v, T_REGEX));
    return ((Regex *)to_obj(v))->code;
}
uint32_t regex_groups(const struct regex_code *c); /* without group 0 */
const char *regex_source(const struct regex_code *c, size_t *n);
const char *regex_flags(const struct regex_code *c);

/* Byte offsets of the last match of this thread: at[2 * group], at[2 * group + 1]; SIZE_MAX: took no part. */
struct regex_hit {
    const size_t *at;
    uint32_t n; /* groups, 0 included */
};
/* Looks for the pattern in bytes [from, n). Never collects. `after_empty`: no empty match at `from`. */
enum regex_status regex_exec(const struct regex_code *c, const char *p, size_t n, size_t from,
                             bool after_empty, bool *hit, struct regex_hit *out);
/* May a long text be searched in parts? */
bool regex_in_parts(const struct regex_code *c);
/* As regex_exec, but for matches that begin in bytes [from, to), which are whole code points: where there is none, the search goes on at
 * `to` (without after_empty). */
enum regex_status regex_exec_part(struct regex_code *c, const char *p, size_t n, size_t from,
                                  size_t to, bool after_empty, bool *hit, struct regex_hit *out);
/* The groups of a match, this thread's last one, in *str, as of regex_match. */
enum regex_status regex_take(Heap *h, Value *str, const struct regex_hit *m, Value *groups);
/* Matches the Str from byte `from` on. On a hit *groups (NULL: not wanted) is a new Array: whole match, groups (nil where one
 * took no part). May collect; re and str are rooted. */
enum regex_status regex_match(Heap *h, Value *re, Value *str, size_t from, Value *groups,
                              bool *hit);

#endif
