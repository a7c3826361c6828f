/* What an instruction reads and writes: for passes over finished bytecode. */
#ifndef MAAT_VM_INSN_EFFECTS_H
#define MAAT_VM_INSN_EFFECTS_H

#include "vm/exec/code.h"

struct reg_range {
    uint32_t from, n;
};

/* Where the value that R[def] gets comes from. */
enum def_kind {
    DEF_NONE,  /* nothing is written */
    DEF_PLAIN, /* a value made here that refers to nothing that was there before */
    DEF_PARTS, /* one of the values read (`parts`), a part of one, or a new object that holds some of them */
    DEF_UNKNOWN, /* anything */
    DEF_MESSAGE, /* a message just received, or a value that may have been built for one */
    DEF_SAME     /* the register keeps its value, or an equal one */
};

struct effects {
    struct reg_range uses[3]; /* read */
    struct reg_range kept[2]; /* of these: may be kept outside of the frame's registers */
    struct reg_range parts;   /* DEF_PARTS, and `grows` */
    struct reg_range def;
    uint32_t nuses, nkept;
    enum def_kind kind;
    bool mixed;    /* DEF_PARTS: the value may also be of unknown origin */
    bool grows;    /* R[def.from] is a container being built: it now holds `parts`, too */
    bool adds;     /* DEF_MESSAGE: what it was before, too */
    bool clobbers; /* registers above def.from may hold anything */
    const Proto
        *inner;    /* a closure is made of it: what it captures from registers is read and kept */
    bool all;      /* reads and keeps any register */
    bool loop;     /* the frame may be copied (loops over instances) */
    bool changes;  /* what R[def.from] refers to is written */
    bool falls;    /* the next instruction may follow */
    int64_t to[2]; /* jumps */
    uint32_t njumps;
};

void insn_effects(const Proto *p, uint32_t pc, struct effects *e);

#endif
