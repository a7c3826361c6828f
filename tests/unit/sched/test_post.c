#include "tests/unit/sched/unit_sched.h"

#include <pthread.h>
#include <uv.h>

/* ---- tasks ---- */

struct count_task {
    SchedTask t; /* first */
    Scheduler *target;
    uint64_t no, from;
};

static uint64_t done, last_no[4][4], out_of_order;

static void count_task(SchedTask *t, Scheduler *s)
{
    struct count_task *c = (struct count_task *)(void *)t;
    MUST(s == c->target && s == sched_current());
    uint64_t *last = &last_no[c->from][sched_index(s)];
    if (c->no <= *last) out_of_order++;
    *last = c->no;
    add_ar(&done, 1);
    mem_free(MEM_TEMP, c);
}

struct poster {
    SchedPool *pool;
    uint64_t from;
    bool pauses;
};

enum { POSTS = 50000 / SLOW };

static void *post_many(void *arg)
{
    struct poster *p = arg;
    for (uint64_t i = 1; i <= POSTS; i++) {
        struct count_task *c = mem_alloc(MEM_TEMP, sizeof *c);
        c->t.fn = count_task;
        c->target = sched_at(p->pool, world_get()->choose(sched_count(p->pool)));
        c->no = i;
        c->from = p->from;
        sched_post(c->target, &c->t);
        if (p->pauses && i % 200 == 0) usleep(300);
    }
    return NULL;
}

START_TEST(test_post__from_many_threads__each_is_done_once_and_in_order)
{
    pthread_t threads[4];
    struct poster posters[4];
    SchedPool *pool = pool_of(3, NULL, NULL);
    pool_start(pool);
    for (uint64_t i = 0; i < 4; i++) {
        posters[i] = (struct poster){pool, i, i % 2};
        pthread_create(&threads[i], NULL, post_many, &posters[i]);
    }
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    wait_for(&done, 4 * POSTS);
    ck_assert_uint_eq(out_of_order, 0);
    pool_end(pool);
    ck_assert_uint_eq(done, 4 * POSTS);
}
END_TEST

START_TEST(test_post__pool_stops_meanwhile__all_are_done_by_the_join)
{
    for (int i = 0; i < 20; i++) {
        pthread_t thread;
        done = 0;
        memset(last_no, 0, sizeof last_no);
        SchedPool *pool = pool_of(2, NULL, NULL);
        struct poster p = {pool, 0, false};
        pool_start(pool);
        pthread_create(&thread, NULL, post_many, &p);
        usleep((unsigned)i * 50);
        sched_pool_stop(pool);
        pthread_join(thread, NULL);
        sched_pool_join(pool);
        ck_assert_uint_eq(done, POSTS);
        ck_assert_uint_eq(out_of_order, 0);
        sched_pool_free(pool);
    }
}
END_TEST

/* A task to a sleeper, back and forth between two schedulers: each hop wakes one. */
static uint64_t hops;

static void hop(SchedTask *t, Scheduler *s)
{
    SchedPool *pool = sched_pool_of(s);
    if (add_ar(&hops, 1) + 1 < 2000 / SLOW) sched_post(sched_at(pool, 1 - sched_index(s)), t);
}

START_TEST(test_post__between_sleepers__wakes_each_time)
{
    SchedTask t = {.fn = hop};
    SchedPool *pool = pool_of(2, NULL, stop_when_quiet);
    sched_post(sched_at(pool, 1), &t);
    pool_run_until_quiet(pool);
    ck_assert_uint_eq(hops, 2000 / SLOW);
    sched_pool_free(pool);
}
END_TEST

/* A task that posts itself for ever does not keep the runnables waiting. */
static bool enough;

static void again(SchedTask *t, Scheduler *s)
{
    if (!load_acq(&enough)) sched_post(s, t);
}

static enum run_result run_to_enough(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    (void)s;
    if (--a->left > 0) return RUN_YIELD;
    store_rel(&enough, true);
    return RUN_ENDED;
}

START_TEST(test_post__task_that_posts_itself__lets_runnables_run)
{
    Actor a;
    SchedTask t = {.fn = again};
    SchedPool *pool = pool_of(1, NULL, stop_when_quiet);
    actor_init(&a, run_to_enough, PRIO_LOW, 1000);
    sched_post(sched_at(pool, 0), &t);
    sched_ready_from(pool, &a.r);
    pool_run_until_quiet(pool);
    sched_pool_free(pool);
}
END_TEST

/* ---- the libuv loop ---- */

static uv_pipe_t reader;
static int pipe_ends[2];
static Actor reading;
static uint64_t bytes_read, eof;

static void give_buffer(uv_handle_t *h, size_t n, uv_buf_t *buf)
{
    static char room[256];
    (void)h;
    (void)n;
    *buf = uv_buf_init(room, sizeof room);
}

static void closed(uv_handle_t *h) { sched_io_release(h->data); }

static void got_bytes(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    Scheduler *s = stream->data;
    (void)buf;
    MUST(s == sched_current());
    if (n > 0) bytes_read += (uint64_t)n;
    actor_wake(sched_pool_of(s), &reading);
    if (n >= 0) return;
    store_rel(&eof, 1);
    uv_close((uv_handle_t *)stream, closed);
}

static void open_reader(SchedTask *t, Scheduler *s)
{
    (void)t;
    sched_io_hold(s);
    uv_pipe_init(sched_loop(s), &reader, 0);
    reader.data = s;
    uv_pipe_open(&reader, pipe_ends[0]);
    uv_read_start((uv_stream_t *)&reader, give_buffer, got_bytes);
}

static enum run_result note_reading(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    (void)s;
    actor_take(a);
    a->left++;
    return actor_wait(a);
}

static enum run_result burn(Runnable *r, Scheduler *s)
{
    (void)r;
    sched_charge(s, sched_slice(s));
    for (int i = 0; i < 2000; i++) cpu_relax();
    return load_acq(&eof) ? RUN_ENDED : RUN_YIELD;
}

static void read_from_pipe(bool busy)
{
    Actor burner;
    SchedTask t = {.fn = open_reader};
    SchedPool *pool = pool_of(1, NULL, stop_when_quiet);
    ck_assert_int_eq(pipe(pipe_ends), 0);
    actor_init(&reading, note_reading, PRIO_NORMAL, 0);
    actor_init(&burner, burn, PRIO_NORMAL, 0);
    sched_hold(pool);
    pool_start(pool);
    sched_post(sched_at(pool, 0), &t);
    if (busy) sched_ready_from(pool, &burner.r);
    for (int i = 0; i < 10; i++) {
        sleep_ms(3);
        ck_assert_int_eq(write(pipe_ends[1], "0123456789", 10), 10);
    }
    ck_assert(!sched_pool_stopping(pool));
    sched_release(pool); /* the open pipe keeps it going */
    sleep_ms(10);
    ck_assert(!sched_pool_stopping(pool));
    close(pipe_ends[1]);
    sched_pool_join(pool);
    ck_assert_uint_eq(bytes_read, 100);
    ck_assert_int_ge(reading.left, 2);
    sched_pool_free(pool);
}

START_TEST(test_post__pipe_on_an_idle_loop__is_read_and_holds_the_pool) { read_from_pipe(false); }
END_TEST

START_TEST(test_post__pipe_on_a_busy_scheduler__is_read) { read_from_pipe(true); }
END_TEST

/* A watcher that a libuv callback adds just before the scheduler falls asleep. */
static uv_timer_t opener;

static void open_later(uv_timer_t *h)
{
    open_reader(NULL, h->data);
    uv_close((uv_handle_t *)h, closed);
}

static void start_opener(SchedTask *t, Scheduler *s)
{
    (void)t;
    sched_io_hold(s);
    uv_timer_init(sched_loop(s), &opener);
    opener.data = s;
    uv_timer_start(&opener, open_later, 5, 0);
}

START_TEST(test_post__handle_opened_in_a_callback__wakes_the_sleeper)
{
    SchedTask t = {.fn = start_opener};
    SchedPool *pool = pool_of(1, NULL, stop_when_quiet);
    ck_assert_int_eq(pipe(pipe_ends), 0);
    actor_init(&reading, note_reading, PRIO_NORMAL, 0);
    sched_post(sched_at(pool, 0), &t);
    pool_start(pool);
    sleep_ms(50);
    ck_assert_int_eq(write(pipe_ends[1], "0123456789", 10), 10);
    close(pipe_ends[1]);
    sched_pool_join(pool);
    ck_assert_uint_eq(bytes_read, 10);
    sched_pool_free(pool);
}
END_TEST

UNIT_MAIN("post", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_post__from_many_threads__each_is_done_once_and_in_order);
          UNIT_TEST(test_post__pool_stops_meanwhile__all_are_done_by_the_join);
          UNIT_TEST(test_post__between_sleepers__wakes_each_time);
          UNIT_TEST(test_post__task_that_posts_itself__lets_runnables_run);
          UNIT_TEST(test_post__pipe_on_an_idle_loop__is_read_and_holds_the_pool);
          UNIT_TEST(test_post__pipe_on_a_busy_scheduler__is_read);
          UNIT_TEST(test_post__handle_opened_in_a_callback__wakes_the_sleeper))
