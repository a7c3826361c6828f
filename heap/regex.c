#define PCRE2_CODE_UNIT_WIDTH 8
#include "heap/regex.h"
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/immortal.h"
#include "heap/string.h"
#include <pcre2.h>
#include <pthread.h>
#include <stdio.h>

struct regex_code {
    uint64_t refs;    /* [any, atomic: add_rlx / sub_ar pairs with itself: the last one frees] */
    pcre2_code *code; /* [const after compile] */
    pcre2_code *
        parts; /* [any, atomic: cas_ar pairs with load_acq] for searches in parts; NULL until needed */
    bool in_parts; /* [const after compile] */
    uint32_t groups;
    char flags[8];
    size_t n;
    char source[]; /* n bytes and a NUL */
};

/* ---- compiling ---- */

/* False: an unknown letter. */
static bool read_flags(const char *flags, uint32_t *options)
{
    *options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK;
    for (; *flags; flags++) switch (*flags) {
        case 'i': *options |= PCRE2_CASELESS; break;
        case 'm': *options |= PCRE2_MULTILINE; break;
        case 's': *options |= PCRE2_DOTALL; break;
        case 'x': *options |= PCRE2_EXTENDED; break;
        default: return false;
        }
    return true;
}

/* Where the search begins must not matter to the pattern, but for what stands in front of it. Verbs and \G (and what looks like them) are out, and so
 * is what can match at one place only. */
static bool can_be_in_parts(const pcre2_code *p, const char *src, size_t n)
{
    uint32_t options;
    pcre2_pattern_info(p, PCRE2_INFO_ALLOPTIONS, &options);
    return !(options & PCRE2_ANCHORED) && !memmem(src, n, "(*", 2) && !memmem(src, n, "\\G", 2);
}

struct regex_code *regex_compile(const char *src, size_t n, const char *flags, char *err,
                                 size_t errlen, size_t *erroffset)
{
    uint32_t options;
    int code;
    PCRE2_SIZE at = 0;
    *erroffset = 0;
    if (!read_flags(flags, &options) || strlen(flags) >= sizeof((struct regex_code *)0)->flags) {
        snprintf(err, errlen, "unknown flags '%.16s' (known are i, m, s, x)", flags);
        return NULL;
    }
    pcre2_code *p = pcre2_compile((PCRE2_SPTR)src, n, options, &code, &at, NULL);
    if (!p) {
        pcre2_get_error_message(code, (PCRE2_UCHAR *)err, errlen);
        *erroffset = at;
        return NULL;
    }
    (void)pcre2_jit_compile(p,
                            PCRE2_JIT_COMPLETE); /* without JIT the interpreter of PCRE2 matches */
    struct regex_code *c = mem_alloc(MEM_REGEX, sizeof *c + n + 1);
    c->refs = 1;
    c->code = p;
    c->parts = NULL;
    c->in_parts = can_be_in_parts(p, src, n);
    pcre2_pattern_info(p, PCRE2_INFO_CAPTURECOUNT, &c->groups);
    snprintf(c->flags, sizeof c->flags, "%s", flags);
    c->n = n;
    memcpy(c->source, src, n);
    c->source[n] = 0;
    return c;
}

void regex_unref(struct regex_code *c)
{
    /* Pairs with itself: the last one sees what the others did before they let go. */
    if (sub_ar(&c->refs, 1) > 1) return;
    pcre2_code_free(c->code);
    pcre2_code_free(load_acq(&c->parts));
    mem_free(MEM_REGEX, c);
}

static void release(Obj *o) { regex_unref(((Regex *)o)->code); }
static bool retain(Obj *copy)
{
    add_rlx(&((Regex *)copy)->code->refs, 1);
    return true;
}
__attribute__((constructor)) static void register_type(void)
{
    heap_set_release(T_REGEX, release);
    heap_set_retain(T_REGEX, retain);
}

Value regex_immortal(const char *src, size_t n, const char *flags, char *err, size_t errlen,
                     size_t *erroffset)
{
    struct regex_code *c = regex_compile(src, n, flags, err, errlen, erroffset);
    if (!c) return V_ABSENT;
    Regex *r = immortal_alloc(T_REGEX, WORDS_OF(Regex));
    r->code = c;
    return from_obj(r);
}

bool regex_new(Heap *h, MAAT_OWNED struct regex_code *c, Value *out)
{
    if (!heap_reserve(h, WORDS_OF(Regex))) {
        regex_unref(c);
        return false;
    }
    Regex *r = heap_alloc(h, T_REGEX, WORDS_OF(Regex));
    r->code = c;
    heap_add_offheap(h, &r->h, &r->next, sizeof *c + 1024);
    *out = from_obj(r);
    return true;
}

uint32_t regex_groups(const struct regex_code *c) { return c->groups; }
const char *regex_source(const struct regex_code *c, size_t *n)
{
    *n = c->n;
    return c->source;
}
const char *regex_flags(const struct regex_code *c) { return c->flags; }

/* ---- matching ---- */

/* Scratch of one thread. */
struct scratch {
    pcre2_match_context *ctx;
    pcre2_jit_stack *jit;
    pcre2_match_data *data;
    uint32_t groups; /* that fit into data */
};
static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;
static _Thread_local struct scratch *scratch;

static void scratch_free(void *p)
{
    struct scratch *s = p;
    pcre2_match_data_free(s->data);
    pcre2_jit_stack_free(s->jit);
    pcre2_match_context_free(s->ctx);
    mem_free(MEM_REGEX, s);
}
static void make_key(void) { pthread_key_create(&scratch_key, scratch_free); }

static struct scratch *scratch_get(uint32_t groups)
{
    struct scratch *s = scratch;
    if (!s) {
        pthread_once(&scratch_once, make_key);
        scratch = s = mem_zalloc(MEM_REGEX, sizeof *s);
        pthread_setspecific(scratch_key, s);
        s->ctx = pcre2_match_context_create(NULL);
        s->jit = pcre2_jit_stack_create(32 * 1024, 1024 * 1024, NULL);
        MAAT_CHECK(s->ctx && s->jit, "no memory for regexes");
        pcre2_jit_stack_assign(s->ctx, NULL, s->jit);
        pcre2_set_match_limit(s->ctx, REGEX_MATCH_LIMIT);
        pcre2_set_heap_limit(s->ctx, 64 * 1024); /* KiB */
    }
    if (!s->data || s->groups < groups) {
        pcre2_match_data_free(s->data);
        s->groups = groups > 16 ? groups : 16;
        s->data = pcre2_match_data_create(s->groups + 1, NULL);
        MAAT_CHECK(s->data, "no memory for regexes");
    }
    return s;
}

static enum regex_status outcome(const struct regex_code *c, const struct scratch *s, int rc,
                                 bool *hit, struct regex_hit *out)
{
    *hit = rc > 0;
    if (rc > 0) {
        out->at = pcre2_get_ovector_pointer(s->data);
        out->n = c->groups + 1;
        return REGEX_OK;
    }
    switch (rc) {
    case PCRE2_ERROR_NOMATCH: return REGEX_OK;
    case PCRE2_ERROR_NOMEMORY: return REGEX_NOMEM;
    default: return REGEX_LIMIT; /* the limits on steps, depth, heap and the stack of JIT code */
    }
}

static uint32_t match_options(bool after_empty)
{
    return PCRE2_NO_UTF_CHECK | (after_empty ? PCRE2_NOTEMPTY_ATSTART : 0);
}

enum regex_status regex_exec(const struct regex_code *c, const char *p, size_t n, size_t from,
                             bool after_empty, bool *hit, struct regex_hit *out)
{
    struct scratch *s = scratch_get(c->groups);
    int rc =
        pcre2_match(c->code, (PCRE2_SPTR)p, n, from, match_options(after_empty), s->data, s->ctx);
    return outcome(c, s, rc, hit, out);
}

bool regex_in_parts(const struct regex_code *c) { return c->in_parts; }

/* NULL: no memory. */
static pcre2_code *parts_code(struct regex_code *c)
{
    pcre2_code *p = load_acq(&c->parts), *had = NULL;
    uint32_t options;
    int code;
    PCRE2_SIZE at;
    if (p) return p;
    MAAT_CHECK(read_flags(c->flags, &options), "flags %s", c->flags);
    p = pcre2_compile((PCRE2_SPTR)c->source, c->n, options | PCRE2_USE_OFFSET_LIMIT, &code, &at,
                      NULL);
    if (!p) return NULL;
    (void)pcre2_jit_compile(p, PCRE2_JIT_COMPLETE);
    /* Pairs with load_acq above: who sees it sees what was compiled. */
    if (cas_ar(&c->parts, &had, p)) return p;
    pcre2_code_free(p);
    return had;
}

enum regex_status regex_exec_part(struct regex_code *c, const char *p, size_t n, size_t from,
                                  size_t to, bool after_empty, bool *hit, struct regex_hit *out)
{
    MAAT_ASSERT(c->in_parts && from < to && to <= n);
    pcre2_code *code = parts_code(c);
    struct scratch *s = scratch_get(c->groups);
    if (!code) return REGEX_NOMEM;
    pcre2_set_offset_limit(s->ctx, to - 1);
    int rc = pcre2_match(code, (PCRE2_SPTR)p, n, from, match_options(after_empty), s->data, s->ctx);
    pcre2_set_offset_limit(s->ctx, PCRE2_UNSET);
    return outcome(c, s, rc, hit, out);
}

/* Groups may overlap: each needs a string of its own. */
static size_t words_of_groups(const struct regex_hit *hit)
{
    size_t words = WORDS_OF(Array) + 1 + hit->n;
    for (uint32_t g = 0; g < hit->n; g++)
        if (hit->at[2 * g] != SIZE_MAX) words += str_words(hit->at[2 * g + 1] - hit->at[2 * g]);
    return words;
}

/* Group g as a Str; `\K` in a lookahead may put the start of a match behind its end. */
static Value group(Heap *h, Value s, const struct regex_hit *hit, uint32_t g)
{
    size_t a = hit->at[2 * g], b = hit->at[2 * g + 1];
    if (a == SIZE_MAX) return V_NIL;
    return str_make_slice(h, s, a, b > a ? b - a : 0);
}

enum regex_status regex_take(Heap *h, Value *str, const struct regex_hit *m, Value *groups)
{
    size_t words = words_of_groups(m);
    if (words > UINT32_MAX / 2 || !heap_reserve(h, words)) return REGEX_NOMEM;
    Value out, v;
    if (m->n + 1 > HEAP_LARGE_WORDS) return REGEX_NOMEM;
    Slots *slots = heap_alloc(h, T_SLOTS, 1 + m->n);
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    a->len = m->n;
    a->start = 0;
    a->slots = slots;
    out = from_obj(a);
    for (uint32_t g = 0; g < m->n; g++) slots->v[g] = V_NIL;
    for (uint32_t g = 0; g < m->n; g++) {
        if (is_absent(v = group(h, *str, m, g))) return REGEX_NOMEM;
        slots->v[g] = v;
    }
    *groups = out;
    return REGEX_OK;
}

enum regex_status regex_match(Heap *h, Value *re, Value *str, size_t from, Value *groups, bool *hit)
{
    struct regex_hit m;
    enum regex_status st =
        regex_exec(regex_of(*re), str_bytes(*str), str_len(*str), from, false, hit, &m);
    return st != REGEX_OK || !*hit || !groups ? st : regex_take(h, str, &m, groups);
}
