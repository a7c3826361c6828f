/* The stack: room, roots, and its cold part.
 *
 *   stack ....... cold ....... |F| ............ top of the frame ....... stack_end ............ stack_cap
 *   registers of callers        marked frame    what frames left behind   not initialised
 *
 * stack_end moves up when a frame needs it, and down again at a collection; so a collection clears about as many words as are in
 * use, and a bounded number, however deep the stack is or once was.
 *
 * Cold. Of a deep stack a minor collection looks only at what may have changed. Registers are written by the frame on top alone; so
 * once everything below a frame F was found to refer to nothing young, it need not be looked at before F has been left. F's return
 * mode tells (RET_COLD_PLAIN, RET_COLD_FINISH): returning from it, or unwinding past it, goes through stack_pop, which puts the
 * mark some frames further down. Nothing else is stored: collections find the mark by walking down from the top.
 *
 * ST-1  At most one frame is marked, of mode RET_PLAIN or RET_FINISH. Words below its FRAME_WORDS hold nothing young.
 * ST-2  Who writes to the registers of a frame that is not on top calls stack_warm before.
 */
#include "heap/region.h"
#include "vm/exec/interp.h"

#define STACK_FIRST_GROWTH 128 /* words */
/* Most words above the top that are kept in use, and that one growth adds. */
#define STACK_ROOM         65536
/* Words from which on a stack consists of pages of its own: growing then moves pages, and copies nothing. */
#define STACK_MAP_MIN      (BUILD_STRESS ? 1024u : 128u * 1024)
/* From so many words on it may have large pages: an endless recursion spends most of its time on first writes to pages. */
#define STACK_HUGE         (4u * 1024 * 1024)
/* A stack with fewer words is looked at whole. */
#define COLD_MIN           (BUILD_STRESS ? 32 : 2048)
/* Words between the mark and the top, so that it is not met at once. */
#define COLD_DISTANCE      (BUILD_STRESS ? 16 : 512)
/* With so many words it is worth a collection of its own. */
#define COOL_FROM          (BUILD_STRESS ? 2048 : STACK_ROOM)
/* Frames that the mark goes down when it is met. */
#define COLD_STEP          (BUILD_STRESS ? 2 : 64)

/* ---- room ---- */

static Value *find_marked(const Maatine *m, const Value *lowest);

/* Words that the stack may have under the limit of memory. */
static size_t stack_limit(const Maatine *m)
{
    uint64_t max = heap_limit(&m->heap), used = heap_bytes(&m->heap);
    size_t own = m->rt->cfg.max_stack ? m->rt->cfg.max_stack / sizeof(Value)
                                      : SIZE_MAX / (4 * sizeof(Value));
    size_t left = max > used ? (max - used) / sizeof(Value) : 0;
    return left < own ? left : own;
}

static bool stack_in_record(const Maatine *m) { return m->stack == m->first; }
static size_t stack_words(const Maatine *m) { return (size_t)(m->stack_cap - m->stack); }
/* A stack of so many words consists of pages of its own. */
static bool stack_mapped(size_t words) { return words >= STACK_MAP_MIN; }

size_t exec_stack_memory(const Maatine *m)
{
    size_t bytes = stack_words(m) * sizeof(Value);
    if (stack_in_record(m)) return 0;
    return stack_mapped(stack_words(m)) ? (bytes + MEM_PAGE - 1) & ~(MEM_PAGE - 1)
                                        : mem_class(bytes);
}

void exec_free_stack(Maatine *m)
{
    if (stack_in_record(m)) return;
    if (stack_mapped(stack_words(m)))
        mem_unmap(MEM_STACK, m->stack, stack_words(m) * sizeof(Value));
    else
        mem_free(MEM_STACK, m->stack);
}

/* The stack is now at `to`, where there are `words` words, of which `used` are in use. */
static void stack_set(Maatine *m, Value *to, size_t words, size_t used)
{
    ptrdiff_t at = m->R - m->stack;
    if (m->args_end) m->args_end = to + (m->args_end - m->stack);
    m->stack = to;
    m->stack_end = to + used;
    m->stack_cap = to + words;
    m->R = to + at;
}

/* Moves the stack to `to`, which has `words` words (no fewer than are in use). */
static void stack_put(Maatine *m, Value *to, size_t words)
{
    size_t used = (size_t)(m->stack_end - m->stack);
    size_t keep = used < words ? used : words;
    memcpy(to, m->stack, keep * sizeof(Value));
    exec_free_stack(m);
    stack_set(m, to, words, keep);
}

static bool stack_move_within(Maatine *m, size_t words)
{
    size_t had = stack_words(m), used = (size_t)(m->stack_end - m->stack);
    bool grows = words >= had && stack_mapped(had) && !stack_in_record(m);
    Value *to;
    if (grows)
        to = mem_try_map_grow(MEM_STACK, m->stack, had * sizeof(Value), words * sizeof(Value),
                              false);
    else if (stack_mapped(words))
        to = mem_try_map(MEM_STACK, words * sizeof(Value));
    else
        to = mem_try_alloc(MEM_STACK, words * sizeof(Value));
    if (!to) return false;
    if (stack_mapped(words) && words >= STACK_HUGE) mem_map_fills(to, words * sizeof(Value));
    if (grows)
        stack_set(m, to, words, used);
    else
        stack_put(m, to, words);
    return true;
}

/* Moves it to a new block, or its pages to where there is more room. False: no memory. */
static bool stack_move(Maatine *m, size_t words)
{
    enum mem_overdraft was = mem_set_overdraft(m->heap.in_reserve ? MEM_RESERVE : MEM_WITHIN);
    bool done = stack_move_within(m, words);
    (void)mem_set_overdraft(was);
    return done;
}

static size_t twice(size_t words) { return words < STACK_ROOM ? 2 * words : words + STACK_ROOM; }

/* Makes the part in use at least `words` long; there is memory for it. */
static void stack_extend(Maatine *m, size_t words)
{
    size_t want = twice((size_t)(m->stack_end - m->stack)), cap = (size_t)(m->stack_cap - m->stack);
    if (want < words) want = words;
    Value *end = m->stack + (want < cap ? want : cap);
    /* Much new stack between two collections is much to look at. */
    m->heap.debt += (uint64_t)(end - m->stack_end) * sizeof(Value);
    while (m->stack_end < end) *m->stack_end++ = V_NIL;
}

Value *stack_reserve(Maatine *m, Value *at, size_t words)
{
    if (MAAT_LIKELY(words <= (size_t)(m->stack_end - at))) return at;
    size_t off = (size_t)(at - m->stack), need = off + words;
    size_t size = (size_t)(m->stack_cap - m->stack);
    if (need > size) {
        size_t limit = stack_limit(m),
               want = size < STACK_FIRST_GROWTH / 2 ? STACK_FIRST_GROWTH : size * 2;
        if (need > limit) return NULL;
        if (want < need) want = need;
        if (!stack_move(m, want < limit ? want : limit)) return NULL;
    }
    stack_extend(m, need);
    return m->stack + off;
}

/* The end of all frames: a caller's registers may reach further up than those of what it calls. */
static Value *frames_end(const Maatine *m)
{
    Value *R = m->R, *end = frame_top(m);
    while (ret_mode(R[-2]) != RET_HALT) {
        R -= R[-1];
        if (R + frame_proto(R)->nregs > end) end = R + frame_proto(R)->nregs;
    }
    return end;
}

void exec_shrink_stack(Maatine *m)
{
    if (stack_in_record(m)) return;
    size_t size = (size_t)(m->stack_cap - m->stack), used = (size_t)(frame_top(m) - m->stack);
    if (size <= EXEC_STACK_SHRINK || used * 4 >= size) return;
    used = (size_t)(frames_end(m) - m->stack);
    if (used * 4 < size) (void)stack_move(m, used * 2);
}

/* Words left free above the frames of one that waits, so that it can begin to run again where it is. */
#define REST_ROOM 16

void exec_warm_stack(Maatine *m)
{
    Value *marked = find_marked(m, m->stack);
    if (ret_is_cold(marked[-2])) marked[-2] = ret_warm(marked[-2]);
}

void exec_rest_stack(Maatine *m)
{
    exec_warm_stack(m);
    if (stack_in_record(m)) return;
    size_t size = (size_t)(m->stack_cap - m->stack), used = (size_t)(frames_end(m) - m->stack),
           first = (size_t)(m->heap.first - m->first);
    if (used <= first)
        stack_put(m, m->first, first);
    else if (used + REST_ROOM < size / 2)
        (void)stack_move(m, used + REST_ROOM);
}

void exec_refill_reserve(Maatine *m)
{
    uint64_t max = m->heap.max_bytes, used = heap_bytes(&m->heap) + HEAP_RESERVE_BYTES +
                                             (uint64_t)((char *)frame_top(m) - (char *)m->stack);
    if ((!max || used <= max) && mem_has_room(HEAP_RESERVE_BYTES)) m->heap.in_reserve = 0;
}

/* A recursion that allocates nothing comes to no reserve, however deep it gets. */
void exec_cool_stack(Maatine *m)
{
    if (frame_top(m) - m->stack > COOL_FROM) (void)heap_minor(&m->heap);
}

void exec_clear(Maatine *m)
{
    MAAT_ASSERT(ret_mode(m->R[-2]) == RET_HALT);
    for (Value *v = m->R, *end = frame_top(m); v < end; v++) *v = V_NIL;
}

/* Leaves twice what the frames need in use, or as much more as a frame can have. */
static void stack_lower(Maatine *m)
{
    size_t size = (size_t)(m->stack_end - m->stack);
    size_t used = (size_t)(frame_top(m) - m->stack);
    if (size <= twice(used) + STACK_FIRST_GROWTH) return;
    if (used < STACK_ROOM) used = (size_t)(frames_end(m) - m->stack);
    size_t keep = twice(used) + STACK_FIRST_GROWTH;
    if (keep < size) m->stack_end = m->stack + keep;
}

_Static_assert(STACK_ROOM > UINT16_MAX, "what a caller's registers may reach above the top");

/* ---- the cold part ---- */

/* The marked frame, or the first one; not below `lowest`. */
static Value *find_marked(const Maatine *m, const Value *lowest)
{
    Value *R = m->R;
    while (R > lowest && !ret_is_cold(R[-2]) && ret_mode(R[-2]) != RET_HALT) R -= R[-1];
    return R;
}

static inline size_t below(const Maatine *m, const Value *R)
{
    return (size_t)(R - FRAME_WORDS - m->stack);
}

/* Marks the next frame from R down that can be, if that leaves something cold. */
static void mark_from(Maatine *m, Value *R)
{
    while (ret_mode(R[-2]) != RET_PLAIN && ret_mode(R[-2]) != RET_FINISH) {
        if (ret_mode(R[-2]) == RET_HALT) return;
        R -= R[-1];
    }
    if (below(m, R) > COLD_MIN) R[-2] += RET_COLD_PLAIN;
}

Value stack_pop(Maatine *m)
{
    Value ret = m->R[-2];
    Value *R = m->R -= m->R[-1];
    if (MAAT_LIKELY(!ret_is_cold(ret))) return ret;
    for (int i = 0; i < COLD_STEP && ret_mode(R[-2]) != RET_HALT; i++) R -= R[-1];
    mark_from(m, R);
    return ret_warm(ret);
}

void stack_warm(Maatine *m, const Value *to)
{
    Value *R = find_marked(m, to);
    if (R <= to || !ret_is_cold(R[-2])) return;
    R[-2] = ret_warm(R[-2]);
    while (R > to) R -= R[-1];
    mark_from(m, R);
}

/* The first `clean` words hold nothing young. The mark goes up to the frame that is furthest up, with a distance from the top. */
static void stack_cool(Maatine *m, Value *marked, size_t clean)
{
    size_t most = (size_t)(m->R - m->stack);
    most = most > COLD_DISTANCE ? most - COLD_DISTANCE : 0;
    if (clean > most) clean = most;
    bool was = ret_is_cold(marked[-2]);
    if (clean <= COLD_MIN || (was && clean <= below(m, marked) + COLD_DISTANCE)) return;
    marked[-2] = ret_warm(marked[-2]);
    Value *R = m->R;
    while (below(m, R) > clean) R -= R[-1];
    mark_from(m, R);
}

void exec_roots(Maatine *m, struct gc *gc)
{
    Value *top = frame_top(m);
    MAAT_ASSERT(top <= m->stack_end);
    region_frame(&m->heap, (size_t)(m->R - m->stack));
    stack_lower(m);
    if (MAAT_UNLIKELY(gc_wants_few(gc))) exec_forget_dead(m);
    for (Value *v = top; v < m->stack_end; v++) /* IN-2 */
        *v = V_NIL;
    if (MAAT_LIKELY(top - m->stack <= COLD_MIN)) {
        gc_range(gc, m->stack, top);
    } else {
        Value *marked = find_marked(m, m->stack);
        size_t cold = ret_is_cold(marked[-2]) ? below(m, marked) : 0;
        stack_cool(m, marked, gc_stack(gc, m->stack, cold, top));
    }
    gc_value(gc, &m->result);
    gc_value(gc, &m->error);
    gc_value(gc, &m->tail_fn);
    gc_value(gc, &m->exit_reason);
}
