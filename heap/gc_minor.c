/* Minor collection, and the size of the young area. */
#include "heap/gc_cycle.h"

#include "base/world.h"

/* Fragments together larger than this are promoted: copying them twice costs more than keeping what dies soon. */
#define PROMOTE_FRAGMENTS (64 * 1024)
/* Words that survivors may need besides the reserve. */
#define AREA_SLACK        32
/* What a collection costs besides copying, in words copied. */
#define FIXED_COST        128

/* Bytes that the young area may have under max_heap. */
static uint64_t area_allowed(const Heap *h)
{
    uint64_t max = heap_limit(h), old = gc_old_bytes(h);
    return max > old ? max - old : 0;
}

/* In windows (region.h) what stays young, and was there before or is not to be sent, has three quarters of an area for itself. */
#define WINDOW_AREA 4

/* Words that suit the heap. */
static uint64_t area_suits(const Heap *h)
{
    const struct region *r = region_narrow(h);
    if (!r) return h->young_words;
    uint64_t n = (uint64_t)WINDOW_AREA * r->window, was = (uint64_t)(r->from - h->base);
    if (n < was) n = was;
    return n < h->young_words ? n : h->young_words;
}

static uint64_t area_words(const Heap *h, size_t words)
{
    uint64_t fresh = (uint64_t)(h->top - h->aged), suits = area_suits(h);
    if (fresh > suits / 2) fresh = suits / 2;
    uint64_t least = words + AREA_SLACK, n = least + fresh,
             allowed = area_allowed(h) / sizeof(Value);
    if (n < suits) n = suits;
    if (n > allowed) n = allowed;
    return n > least ? n : least;
}

void gc_set_area(Heap *h, Value *base, Value *top, Value *end)
{
    uint64_t allowed = area_allowed(h) / sizeof(Value), used = (uint64_t)(top - base);
    h->base = base;
    h->aged = h->top = top;
    h->end = end;
    /* Used up, the area must not carry the heap past max_bytes before the next look at it. */
    if (allowed > (uint64_t)(end - base)) allowed = (uint64_t)(end - base);
    h->limit = base + (allowed > used ? allowed : used);
}

Value *gc_new_area(size_t words, uint64_t *n)
{
    if (words > SIZE_MAX / 64) return NULL;
    uint64_t least = words + AREA_SLACK;
    Value *area = mem_try_alloc(MEM_YOUNG, *n * sizeof(Value));
    /* In halves: with the smallest area at once a heap would be collected for each few objects. */
    while (!area && *n > least) {
        *n = *n / 2 > least ? *n / 2 : least;
        area = mem_try_alloc(MEM_YOUNG, *n * sizeof(Value));
    }
    return area;
}

/* A pause is to stay below this. */
#define PAUSE_HIGH_NS (400u * 1000)
#define PAUSE_LOW_NS  (150u * 1000)
#define YOUNG_LOW     8192u /* words */
#define OWED_MUCH     (4u * 1024 * 1024)
#define SLOW_SCALE    16u
#define SLOW_FORGET   32u
#define SLOW_HEAP     (32u * 1024 * 1024) /* bytes */

/* The words of an area that is collected within PAUSE_HIGH_NS, if each of them takes as long as in the slowest collection of late: where
 * survivors of a large heap go memory may be warm once and untouched the next time, which makes a factor of ten. Small heaps
 * go by the last collection alone. What costs by itself, as deep stacks do, says nothing about the area. */
static uint64_t bearable_words(const struct gc *g, uint64_t cost, uint64_t ns)
{
    struct gc_state *st = g->st;
    if (gc_old_bytes(g->h) < SLOW_HEAP) {
        st->slow = 0;
        return ns > PAUSE_HIGH_NS && cost > g->h->young_words / 8 ? 1 : UINT64_MAX;
    }
    bool tells = g->fresh >= YOUNG_LOW && cost > g->fresh / 8;
    uint32_t slow = tells ? (uint32_t)(ns * SLOW_SCALE / g->fresh) : 0;
    st->slow -= (st->slow + SLOW_FORGET - 1) / SLOW_FORGET;
    if (slow > st->slow) st->slow = slow;
    uint64_t n = st->slow ? (uint64_t)PAUSE_HIGH_NS * SLOW_SCALE / st->slow : UINT64_MAX;
    return n > YOUNG_LOW ? n : YOUNG_LOW;
}

/* The next young area is twice as large when what this collection had to do is much compared with the area: survivors,
 * but also the roots of a deep stack, and the fixed cost of collecting a tiny area. It is half as large when that takes too
 * long, and small when the cycle falls behind, which gets more slices then. */
static void tune_young(const struct gc *g, uint64_t ns)
{
    Heap *h = g->h;
    uint32_t most = gc_max_young(h);
    uint64_t n = h->young_words, cost = g->copied + g->looked,
             want = (cost + g->rooted / 2 + FIXED_COST) * 4, bearable = bearable_words(g, cost, ns);
    if (n > YOUNG_LOW && (n > bearable || g->st->owed > OWED_MUCH))
        n /= 2;
    else if (ns < PAUSE_LOW_NS)
        while (n < want && n < most && 2 * n <= bearable) {
            n *= 2;
            if (n > YOUNG_LOW) break; /* step by step */
        }
    h->young_words = (uint32_t)(n < most ? n : most);
}

/* The area just made is no larger than what the next one should be. */
static void trim_area(Heap *h, size_t words)
{
    uint64_t n = h->young_words;
    if (!h->gc->slow) return;
    gc_narrow(h, n < words + AREA_SLACK ? words + AREA_SLACK : n);
}

/* A window is to make a collection cost little by what is made meanwhile, but for what it moves into the region, which any would. */
#define WINDOW_COST 4

static void set_window(const struct gc *g, size_t words)
{
    struct region *r = region_narrow(g->h);
    if (!r) return;
    /* Storage that has grown is looked at once: what counts is done again and again. */
    uint64_t looked = g->looked < r->looked ? g->looked : r->looked;
    uint64_t stays = (uint64_t)(g->to_top - g->to) + g->promoted,
             n = (stays + looked + g->rooted / 2 + FIXED_COST) * WINDOW_COST;
    r->looked = g->looked;
    if (n < REGION_WINDOW) n = REGION_WINDOW;
    r->window = n < g->h->young_words ? (uint32_t)n : g->h->young_words;
    gc_narrow(g->h, r->window < words + AREA_SLACK ? words + AREA_SLACK : r->window);
}

/* Where most of what is new survives, as a large structure is built, to copy it twice in the young area sorts nothing out. */
static void judge_survival(const struct gc *g)
{
    uint64_t survived = g->promote_all ? g->promoted : (uint64_t)(g->to_top - g->to);
    if (g->fresh >= YOUNG_LOW) g->st->stays = survived > g->fresh / 2;
}

/* No value refers to storage. */
static bool young_large_is_storage(const Heap *h)
{
    const struct gc_state *st = h->gc;
    for (uint32_t i = st->nlarge_old; i < st->nlarge; i++)
        if (st->large[i]->type != T_SLOTS && st->large[i]->type != T_INDEX) return false;
    return true;
}

/* What gc_claim is about. */
struct claim {
    Value v;
    uint64_t hint;
    uint32_t tag; /* [out] */
    uint64_t bytes;
};

static void region_end(struct gc *g, struct claim *c)
{
    uint64_t bytes = 0;
    uint32_t tag = region_end_minor(g, &bytes);
    if (!c) return;
    c->tag = tag;
    c->bytes = bytes;
}

/* `c`: see gc_claim; NULL: nothing is. False: there is no memory. */
static bool collect(Heap *h, size_t words, struct claim *c)
{
    uint64_t started = world_mono_ns(), n = area_words(h, words);
    uint64_t cpu = h->top - h->base > YOUNG_LOW ? world_cpu_ns() : 0;
    Value *area = gc_new_area(words, &n);
    if (!area) return false;
    struct gc g = {.h = h,
                   .st = gc_state_of(h),
                   .color = h->color,
                   .marking = gc_is_marking(h),
                   .cpu_ns = cpu};
    g.fresh = (uint64_t)(h->top - h->aged);
    g.promote_frags = h->used_frag - islands_young_bytes(h) > PROMOTE_FRAGMENTS;
    g.promote_all = g.st->building || g.st->stays;
    g.to = g.to_top = g.scan = area;
    g.to_limit = area + n;
    g.to_end = g.to_limit - words;
    g.young_bytes = (uint64_t)((char *)h->top - (char *)h->base);
    g.to_bytes = n * sizeof(Value);
    region_begin_minor(&g, c != NULL, c ? c->hint : 0);
    islands_begin_minor(&g);
    g.addresses = !g.nislands && !h->fragments && young_large_is_storage(h);
    g.by_address = g.addresses && !g.marking;
    g.from_young = true;
    h->roots(h, &g); /* before anything has moved: the owner looks into objects to find its roots */
    g.from_young = false;
    if (c) gc_scan_claimed(&g, &c->v);
    gc_scan_remembered(&g);
    gc_scan(&g);
    gc_weak_finish(&g);
    gc_scan_end(&g);
    gc_sweep_offheap(&g);
    gc_sweep_large(&g);
    if (g.region) region_judge(&g, c ? &c->v : NULL);
    islands_end_minor(&g);
    if (g.region) region_end(&g, c);
    gc_count_offheap(&g);
    gc_free_fragments(h);
    gc_free_area(h);
    gc_set_area(h, area, g.to_top, g.to_limit);
    judge_survival(&g);
    tune_young(&g, cpu ? world_cpu_ns() - cpu : world_mono_ns() - started);
    trim_area(h, words);
    if (c) {
        g.st->fresh += g.fresh; /* a cycle that began now would keep what was claimed */
    } else {
        set_window(&g, words);
        cycle_slice(&g, started);
    }
    gc_finish(&g, started);
    return true;
}

bool gc_minor(Heap *h, size_t words) { return collect(h, words, NULL); }

uint32_t gc_claim(Heap *h, Value *v, uint64_t hint, uint64_t *bytes)
{
    struct claim c = {.v = *v, .hint = hint};
    *v = V_NIL; /* no root */
    bool done = collect(h, 0, &c);
    *v = c.v;
    if (!done) return 0;
    *bytes = c.bytes;
    return c.tag;
}
