/* Crash reports: what is known of a maatine that an error ended, on standard error, at most 16 KiB whatever its state.
 *
 *   maatine 12 (pool worker) has ended by an error
 *     TypeError: '+' needs two Nums
 *       app.mm:14 add
 *     owner 1, links 3 7, mailbox 2: ['add', 1, ...]  Str
 */
#include "heap/string.h"
#include "heap/text.h"
#include "mailbox/batch.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"

#define REPORT_MAX   (16 * 1024)
#define MESSAGE_MAX  2000
#define LINKS_SHOWN  10
#define SHAPES_SHOWN 5

static void add_label(const Maatine *m, Buf *b)
{
    const Str *label = maatine_label(m);
    if (label)
        buf_addf(b, " (%.*s)", (int)(label->s.len < 200 ? label->s.len : 200),
                 str_bytes(from_str(label)));
}

static void add_cut(Buf *b, const char *p, size_t n, size_t max)
{
    if (n > max)
        while (n > 0 && (n > max || ((unsigned char)p[n] & 0xC0) == 0x80)) n--;
    buf_add(b, p, n);
}

static void add_error(Maatine *m, Buf *b, Value e)
{
    if (!is_inst(e)) {
        text_add_short(b, e, MESSAGE_MAX);
        buf_addc(b, '\n');
        return;
    }
    const Inst *i = (const Inst *)to_obj(e);
    buf_addf(b, "%.100s: ", i->cls->name->p);
    Value text = i->f[ERRF_MESSAGE];
    if (is_str(text))
        add_cut(b, str_bytes(text), str_len(text), MESSAGE_MAX);
    else
        text_add_short(b, text, MESSAGE_MAX);
    buf_addc(b, '\n');
    error_trace_text(m, e, b, 20);
}

static void add_links(const Maatine *m, Buf *b)
{
    const Ties *t = m->ties;
    if (!t || t->links.count == 0) return;
    buf_adds(b, ", links");
    unsigned shown = 0;
    for (uint32_t i = 0; i < t->links.used && shown < LINKS_SHOWN; i++) {
        if (!t->links.at[i].key) continue;
        buf_addf(b, " %llu", (unsigned long long)t->links.at[i].key);
        shown++;
    }
    if (t->links.count > shown) buf_addf(b, " and %u more", t->links.count - shown);
}

static void add_shapes(const Maatine *m, Buf *b)
{
    buf_addf(b, ", mailbox %u", m->mailbox.len);
    const char *between = ": ";
    unsigned shown = 0;
    BatchView view = batch_view(m->mailbox.first);
    for (const Envelope *e; shown < SHAPES_SHOWN && (e = batch_view_next(&view)); shown++) {
        buf_adds(b, between);
        text_add_short(b, envelope_value(e), 100);
        between = "  ";
    }
}

void crash_report(Maatine *m, Value reason)
{
    if (!load_rlx(&m->rt->cfg.crash_reports) && !(m->flags & MAF_MAIN)) return;
    Buf b = BUF_INIT;
    buf_addf(&b, "maatine %llu", (unsigned long long)m->id);
    add_label(m, &b);
    buf_adds(&b, " has ended by an error: ");
    add_error(m, &b, reason);
    buf_addf(&b, "  owner %llu", (unsigned long long)m->owner);
    add_links(m, &b);
    add_shapes(m, &b);
    buf_addc(&b, '\n');
    if (b.len > REPORT_MAX) {
        size_t n = REPORT_MAX - 5;
        while (n > 0 && ((unsigned char)b.p[n] & 0xC0) == 0x80) n--;
        b.len = n;
        b.p[n] = 0;
        buf_adds(&b, "...\n");
    }
    runtime_err(m->rt, buf_str(&b), b.len);
    buf_fini(&b);
}

void main_report(Maatine *m, Value reason)
{
    if (load_rlx(&m->rt->life->stopping)) return; /* by something else that has told why */
    Buf b = BUF_INIT;
    buf_addf(&b, "maatine %llu", (unsigned long long)m->id);
    add_label(m, &b);
    buf_adds(&b, " has been ended, and the program with it: ");
    if (is_inst(reason))
        add_error(m, &b, reason);
    else {
        text_add_short(&b, reason, MESSAGE_MAX);
        buf_addc(&b, '\n');
    }
    runtime_err(m->rt, buf_str(&b), b.len);
    buf_fini(&b);
}

void final_report(Maatine *m, Value obj, Value error)
{
    Buf b = BUF_INIT;
    buf_addf(&b, "maatine %llu", (unsigned long long)m->id);
    add_label(m, &b);
    buf_addf(&b, ": 'final' of %.100s has failed: ", type_name(m, obj));
    add_error(m, &b, error);
    runtime_err(m->rt, buf_str(&b), b.len);
    buf_fini(&b);
}
