/* Time and Rand: the clock, dates in UTC, random numbers.
 *
 * Moments are seconds since 1970-01-01 00:00 UTC as doubles: exact to less than a microsecond for centuries.
 */
#include "base/atomic.h"
#include "base/hash.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "stdlib/native/library.h"
#include "vm/native.h"
#include <math.h>
#include <time.h>

#define NS_PER_SECOND 1000000000u
/* Years 0 to 9999: what ISO 8601 writes with four digits. */
#define TIME_MIN      (-62167219200.0)
#define TIME_MAX      253402300800.0

static enum native_result time_now(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_double((double)world_wall_ns() / NS_PER_SECOND));
}

static enum native_result time_mono(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_double((double)world_mono_ns() / NS_PER_SECOND));
}

/* ---- calendar ---- */

struct moment {
    int64_t year;
    unsigned month, day, hour, min, sec, wday, yday;
    double fraction;
};

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar. */
static int64_t days_of(int64_t y, unsigned month, unsigned d)
{
    y -= month <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    unsigned yoe = (unsigned)(y - era * 400);
    unsigned doy = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
    return era * 146097 + (int64_t)(yoe * 365 + yoe / 4 - yoe / 100 + doy) - 719468;
}

static bool is_leap(int64_t y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static unsigned days_in(int64_t y, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(y) ? 29 : days[month - 1];
}

static struct moment moment_of(double t)
{
    struct moment c;
    double whole = floor(t);
    c.fraction = t - whole;
    int64_t secs = (int64_t)whole, days = secs / 86400, rest = secs % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    c.hour = (unsigned)(rest / 3600);
    c.min = (unsigned)(rest / 60 % 60);
    c.sec = (unsigned)(rest % 60);
    c.wday = (unsigned)(((days + 4) % 7 + 7) % 7);
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    c.day = doy - (153 * mp + 2) / 5 + 1;
    c.month = mp < 10 ? mp + 3 : mp - 9;
    c.year = (int64_t)yoe + era * 400 + (c.month <= 2);
    c.yday = (unsigned)(days - days_of(c.year, 1, 1)) + 1;
    return c;
}

static bool time_arg(struct maatine *m, Value v, double *t)
{
    if (!is_num(v)) {
        native_type_error(m, "the time", "Num", v);
        return false;
    }
    *t = num_to_double(v);
    if (*t >= TIME_MIN && *t < TIME_MAX) return true;
    native_error(m, ERR_ArgumentError, "the time must lie in the years 0 to 9999");
    return false;
}

/* Time.iso(t = now, digits = 0): "2026-01-31T12:00:00Z", with digits of the second's fraction. */
static enum native_result time_iso(struct maatine *m, Value *args, uint32_t nargs)
{
    double t = (double)world_wall_ns() / NS_PER_SECOND;
    if (nargs > 1 && !is_nil(args[1]) && !time_arg(m, args[1], &t)) return N_ERROR;
    int64_t digits = nargs > 2 ? -1 : 0;
    if (nargs > 2 && (!is_int(args[2]) || (digits = to_int(args[2])) < 0 || digits > 9))
        return native_error(m, ERR_ArgumentError, "digits must be 0 to 9");
    struct moment c = moment_of(t);
    Buf b = BUF_INIT;
    buf_addf(&b, "%04lld-%02u-%02uT%02u:%02u:%02u", (long long)c.year, c.month, c.day, c.hour,
             c.min, c.sec);
    if (digits) { /* cut, not rounded: no carry into the seconds */
        char text[16];
        snprintf(text, sizeof text, "%09u", (unsigned)(c.fraction * NS_PER_SECOND));
        buf_addc(&b, '.');
        buf_add(&b, text, (size_t)digits);
    }
    buf_addc(&b, 'Z');
    Value out;
    if (!str_take(native_heap(m), &b, &out)) return native_no_memory(m);
    return native_return(m, out);
}

/* Time.format(t, pattern): strftime in UTC. */
static enum native_result time_format(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double t;
    if (!time_arg(m, args[1], &t)) return N_ERROR;
    if (!is_str(args[2])) return native_type_error(m, "the pattern", "Str", args[2]);
    if (str_len(args[2]) > 1000)
        return native_error(m, ERR_ArgumentError, "the pattern is longer than 1000 bytes");
    struct moment c = moment_of(t);
    struct tm tm = {.tm_year = (int)c.year - 1900,
                    .tm_mon = (int)c.month - 1,
                    .tm_mday = (int)c.day,
                    .tm_hour = (int)c.hour,
                    .tm_min = (int)c.min,
                    .tm_sec = (int)c.sec,
                    .tm_wday = (int)c.wday,
                    .tm_yday = (int)c.yday - 1,
                    .tm_zone = "UTC"};
    /* A mark behind the pattern tells an empty result from one that does not fit. */
    char pattern[1024], text[16384];
    snprintf(pattern, sizeof pattern, "%.*s.", (int)str_len(args[2]), str_bytes(args[2]));
    size_t n = strftime(text, sizeof text, pattern, &tm);
    if (n == 0) return native_error(m, ERR_ArgumentError, "the formatted time is too long");
    Value out;
    if (!str_new(native_heap(m), text, n - 1, &out)) return native_no_memory(m);
    return native_return(m, out);
}

/* Time.parts(t = now): {year => 2026, month => 1, ...} in UTC. */
static enum native_result time_parts(struct maatine *m, Value *args, uint32_t nargs)
{
    double t = (double)world_wall_ns() / NS_PER_SECOND;
    if (nargs > 1 && !time_arg(m, args[1], &t)) return N_ERROR;
    struct moment c = moment_of(t);
    const struct {
        const char *name;
        Value v;
    } parts[] = {{"year", from_int(c.year)},
                 {"month", from_int(c.month)},
                 {"day", from_int(c.day)},
                 {"hour", from_int(c.hour)},
                 {"minute", from_int(c.min)},
                 {"second", from_int(c.sec)},
                 {"fraction", from_double(c.fraction)},
                 {"weekday", from_int(c.wday ? c.wday : 7)},
                 {"yearday", from_int(c.yday)}};
    Heap *h = native_heap(m);
    Value *map = &args[nargs], *k = &args[nargs + 1], *v = &args[nargs + 2];
    if (!map_new(h, sizeof parts / sizeof parts[0], map)) return native_no_memory(m);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *k = from_str(intern_cstr(native_runtime(m)->interns, parts[i].name));
        *v = parts[i].v;
        if (map_set(h, map, k, v) != MAP_OK) return native_no_memory(m);
    }
    return native_return(m, *map);
}

/* ---- reading ISO 8601 ---- */

struct reader {
    const char *p, *end;
};

static bool digits(struct reader *r, unsigned n, unsigned *out)
{
    unsigned v = 0;
    if ((size_t)(r->end - r->p) < n) return false;
    for (unsigned i = 0; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)r->p[i] - '0';
        if (d > 9) return false;
        v = v * 10 + d;
    }
    r->p += n;
    *out = v;
    return true;
}

static bool skip(struct reader *r, char c)
{
    if (r->p == r->end || *r->p != c) return false;
    r->p++;
    return true;
}

static double fraction(struct reader *r)
{
    double v = 0, scale = 1;
    unsigned d;
    while (digits(r, 1, &d)) {
        scale /= 10;
        v += d * scale;
    }
    return v;
}

static bool read_zone(struct reader *r, int *minutes)
{
    unsigned h, min = 0;
    *minutes = 0;
    if (skip(r, 'Z') || skip(r, 'z')) return true;
    int sign = skip(r, '+') ? 1 : skip(r, '-') ? -1 : 0;
    if (!sign) return r->p == r->end; /* without a zone: UTC */
    if (!digits(r, 2, &h) || h > 23) return false;
    if (skip(r, ':') || r->p < r->end) {
        if (!digits(r, 2, &min) || min > 59) return false;
    }
    *minutes = sign * (int)(h * 60 + min);
    return true;
}

static bool read_iso(struct reader *r, double *out)
{
    unsigned y, mo, d, h = 0, min = 0, s = 0;
    double frac = 0;
    int zone = 0;
    if (!digits(r, 4, &y) || !skip(r, '-') || !digits(r, 2, &mo) || !skip(r, '-') ||
        !digits(r, 2, &d))
        return false;
    if (mo < 1 || mo > 12 || d < 1 || d > days_in(y, mo)) return false;
    if (r->p < r->end) {
        if (!skip(r, 'T') && !skip(r, 't') && !skip(r, ' ')) return false;
        if (!digits(r, 2, &h) || !skip(r, ':') || !digits(r, 2, &min)) return false;
        if (skip(r, ':') && !digits(r, 2, &s)) return false;
        if (skip(r, '.') || skip(r, ',')) frac = fraction(r);
        if (h > 23 || min > 59 || s > 60 || !read_zone(r, &zone)) return false;
    }
    *out = (double)(days_of(y, mo, d) * 86400 + h * 3600 + min * 60 + s - zone * 60) + frac;
    return r->p == r->end;
}

/* Time.parse(text): seconds; ISO 8601 as `iso` writes it, or a date alone, with a zone or without (UTC). */
static enum native_result time_parse(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_str(args[1])) return native_type_error(m, "the text", "Str", args[1]);
    struct reader r = {str_bytes(args[1]), str_bytes(args[1]) + str_len(args[1])};
    double t;
    if (!read_iso(&r, &t))
        return native_error(m, ERR_ParseError, "not an ISO 8601 time: '%.*s'",
                            (int)(str_len(args[1]) < 60 ? str_len(args[1]) : 60),
                            str_bytes(args[1]));
    return native_return(m, t == floor(t) ? from_int((int64_t)t) : from_double(t));
}

/* ---- Rand ---- */

/* One counter for all; its mixed values pass for random (splitmix64). Not for secrets: Rand.bytes is. */
static uint64_t random_word(struct maatine *m)
{
    uint64_t x = add_rlx(&library_of(native_runtime(m))->random, 0x9E3779B97F4A7C15ull);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

static double random_double(struct maatine *m) { return (double)(random_word(m) >> 11) * 0x1p-53; }

/* 0 .. n-1 without bias. */
static uint64_t random_below(struct maatine *m, uint64_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;
    do {
        x = random_word(m);
    } while (x >= limit);
    return x % n;
}

/* Rand.int(n): 0 .. n-1; Rand.int(a, b): a .. b. */
static enum native_result rand_int(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t a = 0, b;
    for (uint32_t i = 1; i < nargs; i++)
        if (!is_int(args[i]))
            return native_type_error(m, "the bound", "whole Num below 2**47", args[i]);
    if (nargs == 2) {
        b = to_int(args[1]) - 1;
    } else {
        a = to_int(args[1]);
        b = to_int(args[2]);
    }
    if (b < a)
        return native_error(m, ERR_ArgumentError, "Rand.int needs a range that is not empty");
    return native_return(m, from_int(a + (int64_t)random_below(m, (uint64_t)(b - a) + 1)));
}

static enum native_result rand_num(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args, (void)nargs;
    return native_return(m, from_double(random_double(m)));
}

/* Rand.pick(array): one of its elements, nil if it is empty. */
static enum native_result rand_pick(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_array(args[1])) return native_type_error(m, "the argument", "Array", args[1]);
    uint32_t n = array_len(args[1]);
    return native_return(m, n ? array_get(args[1], (uint32_t)random_below(m, n)) : V_NIL);
}

/* Rand.bytes(n): Bytes from the OS, fit for secrets. */
static enum native_result rand_bytes(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_int(args[1]) || to_int(args[1]) < 0 || to_int(args[1]) > 65536)
        return native_error(m, ERR_ArgumentError, "Rand.bytes takes 0 to 65536");
    Value out;
    uint64_t n = (uint64_t)to_int(args[1]);
    if (!bytes_new(native_heap(m), NULL, n, &out)) return native_no_memory(m);
    world_get()->random_bytes(bytes_data(to_bytes(out)), n);
    native_charge(m, (int64_t)(n / 64));
    return native_return(m, out);
}

/* Rand.seed(n): the numbers to come are those of every run with this seed (as long as one maatine asks). */
static enum native_result rand_seed(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_num(args[1])) return native_type_error(m, "the seed", "Num", args[1]);
    store_rlx(&library_of(native_runtime(m))->random, num_hash(args[1]));
    return native_return(m, V_NIL);
}

NATIVE_TABLE(natives_time) = {{"Time", "now", time_now, 0, 0, NF_STATIC, "()"},
                              {"Time", "mono", time_mono, 0, 0, NF_STATIC, "()"},
                              {"Time", "iso", time_iso, 0, 2, NF_STATIC, "(t = now, digits = 0)"},
                              {"Time", "format", time_format, 2, 2, NF_STATIC, "(t, pattern)"},
                              {"Time", "parts", time_parts, 0, 1, NF_STATIC, "(t = now)"},
                              {"Time", "parse", time_parse, 1, 1, NF_STATIC, "(text)"},
                              {"Rand", "int", rand_int, 1, 2, NF_STATIC, "(n) or (from, to)"},
                              {"Rand", "num", rand_num, 0, 0, NF_STATIC, "()"},
                              {"Rand", "pick", rand_pick, 1, 1, NF_STATIC, "(array)"},
                              {"Rand", "bytes", rand_bytes, 1, 1, NF_STATIC, "(n)"},
                              {"Rand", "seed", rand_seed, 1, 1, NF_STATIC, "(n)"},
                              {0}};
