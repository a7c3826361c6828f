/* The report "all maatines are waiting": a line for each of the first LINES, the oldest, and for the others, however many they are, a
 * line for each place where some of them wait, with their number.
 *
 * Threads: the one scheduler that tells quiescence; the others sleep.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "vm/exec/exec.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"
#include "vm/maatine/maatine.h"
#include "vm/maatine/table.h"
#include "vm/runtime.h"

#define LINES  1000u
#define PLACES 100u

struct place {
    const char *file, *function, *waits;
    uint32_t line;
    size_t count;
};

struct places {
    struct place at[PLACES];
    uint32_t n;
    size_t elsewhere;
};

static bool same_place(const struct place *a, const struct place *b)
{
    return a->line == b->line && strcmp(a->waits, b->waits) == 0 && strcmp(a->file, b->file) == 0 &&
           strcmp(a->function, b->function) == 0;
}

static void count_place(struct places *ps, Maatine *m)
{
    struct place p = {.count = 1};
    exec_place(m, &p.file, &p.line, &p.function);
    p.waits = info_waiting(m);
    if (!p.waits) p.waits = "nothing: it is suspended";
    for (uint32_t i = 0; i < ps->n; i++)
        if (same_place(&ps->at[i], &p)) {
            ps->at[i].count++;
            return;
        }
    if (ps->n < PLACES)
        ps->at[ps->n++] = p;
    else
        ps->elsewhere++;
}

static void write_places(const struct places *ps, Buf *out)
{
    for (uint32_t i = 0; i < ps->n; i++) {
        const struct place *p = &ps->at[i];
        buf_addf(out, "%zu more %s:%u %s, waits for %s\n", p->count, p->file, p->line, p->function,
                 p->waits);
    }
    if (ps->elsewhere) buf_addf(out, "%zu more at other places\n", ps->elsewhere);
}

void info_all_waiting(struct runtime *rt, Buf *out)
{
    struct places *ps = mem_zalloc(MEM_TEMP, sizeof *ps);
    size_t n, told = 0;
    Maatine **all = table_list(rt->table, &n);
    buf_adds(out, "all maatines are waiting\n");
    for (size_t i = 0; i < n; i++) {
        if (all[i]->flags & MAF_SYSTEM) continue;
        if (told++ < LINES)
            info_line(all[i], out);
        else
            count_place(ps, all[i]);
    }
    write_places(ps, out);
    if (told > LINES) buf_addf(out, "%zu maatines in all\n", told);
    mem_free(MEM_TEMP, all);
    mem_free(MEM_TEMP, ps);
}
