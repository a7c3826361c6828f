/* Copying a graph of values out of a heap: the one engine behind messages, frozen values and constants of code.
 *
 * Iterative, with sharing and cycles kept, in two passes: the first marks what is reached and adds up sizes, the second
 * copies into one block of exactly that size. In between the marks are the map from originals to copies:
 *
 *   log      src     words   at            original header
 *        0   Array   3       offset        gc |= GC_FORWARD, words = offset
 *        1   Map     4       offset        gc |= GC_FORWARD, words = offset (of a large copy: COPY_ENTRY and the entry)
 *
 * Afterwards the originals are exactly as before. So a graph that several threads may copy at once is not marked but looked
 * up in tables (copy_begin with `shared_source`).
 *
 * Each pass, and putting the originals back, can be made in pieces (copy_walk, copy_make, copy_close), as long as nobody reads or changes
 * the originals in between. Nothing is done in one go then whose time depends on the size of the graph: the log consists of chunks,
 * and long storage is copied in parts; but for the index of a map that is being replaced, which is finished first (index_settle).
 *
 * Storage of arrays and maps travels with its owner, without what it has spare. For messages, objects over
 * HEAP_LARGE_WORDS become allocations of their own, so that the receiver can keep them where they are.
 */
#ifndef MAAT_HEAP_COPY_H
#define MAAT_HEAP_COPY_H

#include "heap/frozen_set.h"
#include "heap/object.h"

enum copy_result {
    COPY_OK = 0,
    COPY_NOMEM,   /* no memory for the copy */
    COPY_TYPE,    /* why->what cannot travel (or be frozen) */
    COPY_IS_LONG, /* long_from was set, and there is more to copy than that */
    COPY_BOX /* why->what is a T_BOX that must become a shared cell first: make it one and call again */
};
struct copy_why {
    Obj *what; /* in the source */
    /* COPY_OK, of a parcel: bytes that were written. Buffers and frozen graphs that are shared are not among them. */
    uint64_t copied;
};

/* A copy that costs more than this is a long one: words, and COPY_OBJECT_COST for each object. About a millisecond. */
#define COPY_LONG        (BUILD_STRESS ? 16u * 1024 : 512u * 1024)
#define COPY_OBJECT_COST 8
/* For the whole process; set at start, to see that programs do not depend on it. */
void copy_set_long(uint64_t cost);
uint64_t copy_long(void);

struct heap;
struct island;
#define COPY_KEEP_MAX  8
#define COPY_CLONE_MAX 4

/* A part of an island that was copied in one piece (island_clone). */
struct copy_clone {
    const char *from;
    uint64_t bytes;
    int64_t delta; /* to the copy */
};

enum copy_mode { COPY_MESSAGE, COPY_FROZEN, COPY_IMMORTAL };

struct copy_entry {
    Obj *src;
    uint64_t at;    /* offset in the block + 1, or the address of a large copy (even) */
    uint32_t words; /* of the original */
};
/* Open addressing by address of the original: entry number + 1. */
#define COPY_TABLES 64
struct copy_table {
    uint32_t *at;
    uint32_t cap, used;
};
/* The log: the first entries in the copier, the others in chunks, which never move. */
#define COPY_SMALL_LOG 24
#define COPY_CHUNK1    256u
#define COPY_CHUNK2    2048u
#define COPY_CHUNK     16384u
/* In the header of an original: not an offset in words, but the number of its entry. */
#define COPY_ENTRY     0x80000000u

typedef struct copier {
    enum copy_mode mode;
    bool shared_source;
    bool thaw;                     /* what is frozen is copied too, to be changed again */
    uint32_t count;                /* entries of the log */
    struct copy_entry *put, *full; /* the next one, and the end of its chunk */
    struct copy_entry **chunks;
    uint32_t nchunks, cap_chunks;
    uint32_t next;             /* entry that the pass has got to */
    uint64_t pos;              /* and how much of it is done */
    struct copy_table table;   /* shared_source: the originals; when they are many: */
    struct copy_table *tables; /* COPY_TABLES of them, by their addresses' hash; so none is large */
    uint32_t debt;             /* what tables cost that is not paid for yet, in entries moved */
    uint64_t words;            /* size of the block */
    Obj **large;               /* large copies, in the order of the log */
    uint32_t nlarge, cap_large, next_large;
    Obj *off;        /* copies with off-heap parts */
    FrozenSet notes; /* frozen graphs referred to, counted */
    Value root;
    char *block;
    struct frozen *graph; /* COPY_FROZEN: what the word before each object leads to */
    bool island;    /* set before copy_build: the block and the large copies are an island's */
    bool odd_large; /* a large copy is no storage */
    uint64_t large_words;
    uint64_t buffers; /* bytes of off-heap buffers that the copy will own or share */
    uint64_t doubled; /* of these the ones that are copied: of Bytes that can be changed */
    uint64_t shares;  /* and the copies' shares of them as they were made */
    /* Set before copy_begin's walk (copy_begin_keep): islands that the copy may refer to as they are; bit i of `kept`: it does. */
    struct island *const *keep;
    uint32_t nkeep, kept;
    struct heap
        *heap; /* of the source, whose islands may be copied in one piece; NULL: they are not */
    struct copy_clone clone[COPY_CLONE_MAX];
    uint32_t nclones, tries;
    struct island *made; /* copies of islands, linked */
    uint64_t long_from;  /* give up when it costs more; 0: never */
    enum copy_result error;
    struct copy_why why;
    struct copy_entry small_log[COPY_SMALL_LOG];
} Copier;

/* First pass over the graph of `root`. COPY_OK: c->words is the size of the block to allocate; go on with copy_build or
 * copy_cancel. Else everything is undone. */
enum copy_result copy_begin(Copier *c, enum copy_mode mode, Value root, bool shared_source);
/* The same for a message in which frozen collections, Bytes and instances are not shared but copied, keys excepted; `long_from` as for
 * copy_begin_short. */
enum copy_result copy_begin_thaw(Copier *c, Value root, uint64_t long_from);
/* The same, but COPY_IS_LONG if it would cost more than that; 0: never. */
enum copy_result copy_begin_short(Copier *c, enum copy_mode mode, Value root, uint64_t long_from);
/* The same for a message out of h (NULL: not known) that may refer to these islands (at most COPY_KEEP_MAX) of h instead of copying what
 * lies in them. What fills an island is copied as one (c->made). */
enum copy_result copy_begin_keep(Copier *c, struct heap *h, Value root, struct island *const *keep,
                                 uint32_t n, uint64_t long_from);
/* Second pass into `block`; always ends with the originals as before. COPY_OK: *root is the copied root, and c->large, c->off,
 * c->notes, c->made are the caller's. Else they are released. */
enum copy_result copy_build(Copier *c, void *block, struct frozen *graph, Value *root);
void copy_cancel(Copier *c);

/* The same in pieces, in this order. Each call takes what it does off *budget (words, and COPY_OBJECT_COST for an object) and
 * is true when its pass is over. */
void copy_open(Copier *c, enum copy_mode mode, Value root, bool thaw);
/* First pass; c->error != COPY_OK: go on with copy_close. */
bool copy_walk(Copier *c, int64_t *budget);
/* Second pass into `block`, the same one each time; after it c->root is the copied root. */
bool copy_make(Copier *c, void *block, struct frozen *graph, int64_t *budget);
/* Before copy_close of a copy that is not over: it is given up. */
void copy_give_up(Copier *c);
/* After any of them. The originals are as before, and, with c->error set, what was made is released. */
bool copy_close(Copier *c, int64_t *budget);

#endif
