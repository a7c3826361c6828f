/* Atomics with the memory order in the name. No other file uses <stdatomic.h> or __atomic builtins.
 *
 * rlx relaxed, acq acquire, rel release, ar acquire-release, sc sequentially consistent. Each release
 * names, in a comment where it stands, the acquire it pairs with.
 */
#ifndef MAAT_BASE_ATOMIC_H
#define MAAT_BASE_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#define load_rlx(p)     __atomic_load_n((p), __ATOMIC_RELAXED)
#define load_acq(p)     __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define load_sc(p)      __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define store_rlx(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define store_rel(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define store_sc(p, v)  __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define xchg_ar(p, v)   __atomic_exchange_n((p), (v), __ATOMIC_ACQ_REL)
#define xchg_sc(p, v)   __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define add_rlx(p, v)   __atomic_fetch_add((p), (v), __ATOMIC_RELAXED)
#define add_ar(p, v)    __atomic_fetch_add((p), (v), __ATOMIC_ACQ_REL)
#define add_sc(p, v)    __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST)
#define sub_rlx(p, v)   __atomic_fetch_sub((p), (v), __ATOMIC_RELAXED)
#define sub_ar(p, v)    __atomic_fetch_sub((p), (v), __ATOMIC_ACQ_REL)
#define or_ar(p, v)     __atomic_fetch_or((p), (v), __ATOMIC_ACQ_REL)
#define and_ar(p, v)    __atomic_fetch_and((p), (v), __ATOMIC_ACQ_REL)
#define or_sc(p, v)     __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define and_sc(p, v)    __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
/* Compare and swap: *(expected) is updated on failure. The result says whether it swapped. */
#define cas_ar(p, expected, v)                                                                     \
    __atomic_compare_exchange_n((p), (expected), (v), false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)
#define cas_sc(p, expected, v)                                                                     \
    __atomic_compare_exchange_n((p), (expected), (v), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)
#define cas_rlx(p, expected, v)                                                                    \
    __atomic_compare_exchange_n((p), (expected), (v), false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)
/* A double whose readers take any value that was stored. */
static inline double load_rlx_double(const double *p)
{
    double v;
    __atomic_load(p, &v, __ATOMIC_RELAXED);
    return v;
}
static inline void store_rlx_double(double *p, double v)
{
    __atomic_store(p, &v, __ATOMIC_RELAXED);
}

#define fence_sc() __atomic_thread_fence(__ATOMIC_SEQ_CST)

/* The same where the thread has made an atomic read-modify-write behind the stores and in front of the loads that are to stay apart: on
 * this processor that is a fence by itself. */
static inline void fence_sc_after_rmw(void)
{
#if defined(__x86_64__)
    __asm__ volatile("" ::: "memory");
#else
    fence_sc();
#endif
}

/* Marks a function that looks at aligned words which their owner writes without atomics, as they are: for figures that may be a
 * moment old. It follows no pointer found that way. The thread sanitizer lets it pass. */
#if defined(__clang__)
#define MAAT_RACY __attribute__((no_sanitize("thread"), noinline))
#else
#define MAAT_RACY __attribute__((noinline))
#endif

/* A statistics counter with one writer: plain add, racy readers see some recent value. */
#define stat_add(p, v) store_rlx((p), load_rlx(p) + (v))

static inline void cpu_relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

#endif
