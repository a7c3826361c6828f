/* The full-screen view: `maat observe TARGET --top`.
 *
 * One thread. It asks for the table of the tab that is shown, draws, and waits for a key or the time of the next look. A frame is
 * built as lines of text; only cells that differ from those on the screen are written, in one write, so nothing flickers. How often it
 * looks depends on how long the program takes to answer: at most a twenty-fifth of the time.
 *
 *   head     program, age, maatines, memory, CPU                     tabs
 *   table    what the tab shows, the chosen row inverted
 *   foot     keys, or a question (filter, kill)
 *
 * The terminal is put back on every way out, signals too.
 */
#include "base/mem.h"
#include "base/world.h"
#include "vm/cli/observe.h"
#include "vm/observe/show.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum tab { TAB_PROCESSES, TAB_TREE, TAB_SCHEDULERS, TAB_MEMORY, TAB_MESSAGES, TAB_COUNT };
static const char *const tab_names[TAB_COUNT] = {"1 processes", "2 tree", "3 schedulers",
                                                 "4 memory", "5 messages"};

enum mode { MODE_TABLE, MODE_DETAIL, MODE_FILTER, MODE_KILL, MODE_HELP };

/* Columns by which the first tab can be sorted, as `top` calls them. */
static const char *const sorts[] = {"reductions", "memory", "mailbox", "messages", "wait"};
#define SORTS 5

struct screen {
    Link *link;
    unsigned rows, cols;
    char **lines; /* as they stand on the terminal; rows of them (MEM_TEMP or NULL) */
    Buf out;
    enum tab tab;
    enum mode mode;
    unsigned sort;
    uint64_t chosen; /* row */
    uint64_t first;  /* row at the top of the table */
    int64_t id;      /* of the maatine in detail, or to be killed */
    char filter[64], typed[64], message[128];
    Reply table, head, detail;
    uint64_t next_ns; /* of the next look */
    double took;      /* seconds that the last look took */
    bool gone, quit, paused;
};

/* ---- the terminal ---- */

static struct termios before;
static volatile sig_atomic_t resized, ended;

static void on_signal(int number)
{
    if (number == SIGWINCH)
        resized = 1;
    else
        ended = 1;
}

static void write_whole(const char *p, size_t n)
{
    while (n) {
        ssize_t k = write(STDOUT_FILENO, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return;
        p += k;
        n -= (size_t)k;
    }
}

static void terminal_on(void)
{
    struct termios t;
    tcgetattr(STDIN_FILENO, &before);
    t = before;
    t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    t.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &t);
    static const char enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";
    write_whole(enter, sizeof enter - 1);
    struct sigaction a = {.sa_handler = on_signal};
    sigaction(SIGWINCH, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    sigaction(SIGHUP, &a, NULL);
    sigaction(SIGINT, &a, NULL);
}

static void terminal_off(void)
{
    static const char leave[] = "\033[0m\033[?7h\033[?25h\033[?1049l";
    write_whole(leave, sizeof leave - 1);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
}

static void forget_lines(struct screen *s)
{
    for (unsigned i = 0; i < s->rows && s->lines; i++) mem_free(MEM_TEMP, s->lines[i]);
    mem_free(MEM_TEMP, s->lines);
    s->lines = NULL;
}

static void measure(struct screen *s)
{
    struct winsize w = {0};
    forget_lines(s);
    s->rows = 24;
    s->cols = 80;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row && w.ws_col) {
        s->rows = w.ws_row < 6 ? 6 : w.ws_row;
        s->cols = w.ws_col < 20 ? 20 : w.ws_col;
    }
    s->lines = mem_zalloc(MEM_TEMP, s->rows * sizeof *s->lines);
    buf_adds(&s->out, "\033[2J");
}

/* ---- drawing ---- */

enum look { LOOK_PLAIN, LOOK_HEAD, LOOK_TITLE, LOOK_CHOSEN, LOOK_FOOT };

static const char *const codes[] = {"\033[0m", "\033[0;1m", "\033[0;7m", "\033[0;30;46m",
                                    "\033[0;2m"};

/* Each byte is a cell of its own. */
static bool is_plain(const char *s)
{
    for (; *s; s++)
        if (*s < ' ' || *s > '~') return false;
    return true;
}

/* `is` stands on the terminal, `to` is to: the cells from the first to the last that differ. Of text whose bytes are no cells, and with
 * another look, the whole line. */
static void draw_cells(struct screen *s, unsigned row, const char *is, const char *to,
                       enum look look)
{
    size_t code = strlen(codes[look]), n = strlen(to), from = code;
    bool cells = is && strlen(is) == n && strncmp(is, to, code) == 0 && is_plain(to + code) &&
                 is_plain(is + code);
    while (cells && is[from] == to[from]) from++;
    while (cells && is[n - 1] == to[n - 1]) n--;
    buf_addf(&s->out, "\033[%u;%zuH%s", row + 1, from - code + 1, codes[look]);
    buf_add(&s->out, to + from, n - from);
}

/* Line `row` becomes `text`, which is cut or filled to the width. */
static void draw_line(struct screen *s, unsigned row, const char *text, size_t n, enum look look)
{
    Buf b = BUF_INIT;
    if (row >= s->rows) return;
    buf_adds(&b, codes[look]);
    show_padded(&b, text, n, s->cols, false);
    if (!s->lines[row] || strcmp(s->lines[row], b.p) != 0) {
        draw_cells(s, row, s->lines[row], b.p, look);
        mem_free(MEM_TEMP, s->lines[row]);
        s->lines[row] = mem_strdup(MEM_TEMP, b.p);
    }
    buf_fini(&b);
}

static void flush(struct screen *s)
{
    if (s->out.len) write_whole(s->out.p, s->out.len);
    buf_clear(&s->out);
}

static const Field *field_of(const Reply *r, const char *column, const Rows **t)
{
    for (uint32_t i = 0; i < r->n; i++) {
        int c = rows_find(r->at[i], column);
        *t = r->at[i];
        if (c >= 0 && rows_count(r->at[i])) return rows_at(r->at[i], 0, (uint32_t)c);
    }
    return NULL;
}

static void add_head(const struct screen *s, const char *label, const char *column,
                     enum column_kind k, Buf *b)
{
    const Rows *t;
    const Field *f = field_of(&s->head, column, &t);
    if (!f) return;
    buf_addf(b, "%s", label);
    show_field(t, f, k, b);
}

static void draw_head(struct screen *s)
{
    Buf b = BUF_INIT;
    buf_addf(&b, " %s ", s->link->name);
    add_head(s, "  pid ", "pid", COLUMN_COUNT, &b);
    add_head(s, "  up ", "up", COLUMN_SECONDS, &b);
    add_head(s, "  maatines ", "maatines", COLUMN_COUNT, &b);
    add_head(s, "  memory ", "resident", COLUMN_BYTES, &b);
    add_head(s, "  schedulers ", "schedulers", COLUMN_COUNT, &b);
    if (s->paused) buf_adds(&b, "  [paused]");
    draw_line(s, 0, b.p, b.len, LOOK_HEAD);
    buf_clear(&b);
    for (int i = 0; i < TAB_COUNT; i++)
        buf_addf(&b, i == (int)s->tab ? "[%s] " : " %s  ", tab_names[i]);
    if (s->filter[0]) buf_addf(&b, " /%s/", s->filter);
    draw_line(s, 1, b.p, b.len, LOOK_PLAIN);
    buf_fini(&b);
}

static void draw_foot(struct screen *s)
{
    Buf b = BUF_INIT;
    switch (s->mode) {
    case MODE_FILTER:
        buf_addf(&b, "filter by %s (regex): %s_", s->tab == TAB_MEMORY ? "type" : "label",
                 s->typed);
        break;
    case MODE_KILL: buf_addf(&b, "kill maatine %lld? y/n", (long long)s->id); break;
    case MODE_DETAIL:
        buf_adds(&b, "Esc back  k kill  z suspend  c continue  arrows scroll  q quit");
        break;
    case MODE_HELP: buf_adds(&b, "any key: back"); break;
    default:
        if (s->message[0])
            buf_adds(&b, s->message);
        else
            buf_adds(&b,
                     "Tab 1-5 view  s sort  / filter  Enter look  k kill  p pause  h help  q quit");
    }
    draw_line(s, s->rows - 1, b.p, b.len,
              s->message[0] && s->mode == MODE_TABLE ? LOOK_HEAD : LOOK_FOOT);
    buf_fini(&b);
}

/* Lines of text from row 2 on; `chosen` (a line number) is inverted; the first one is a title. */
static void draw_text(struct screen *s, const char *text, uint64_t skip, int64_t chosen)
{
    unsigned row = 2;
    uint64_t n = 0;
    for (const char *p = text; *p && row < s->rows - 1; n++) {
        size_t k = strcspn(p, "\n");
        if (n == 0 || n > skip) {
            draw_line(s, row, p, k,
                      n == 0                 ? LOOK_TITLE
                      : (int64_t)n == chosen ? LOOK_CHOSEN
                                             : LOOK_PLAIN);
            row++;
        }
        p += k + (p[k] == '\n');
    }
    for (; row < s->rows - 1; row++) draw_line(s, row, "", 0, LOOK_PLAIN);
}

static const Rows *table_of(const struct screen *s)
{
    for (uint32_t i = s->table.n; i > 0; i--)
        if (!s->table.at[i - 1]->record) return s->table.at[i - 1];
    return NULL;
}

static void keep_in_sight(struct screen *s, uint64_t rows)
{
    uint64_t room = s->rows - 4;
    if (rows == 0) {
        s->chosen = s->first = 0;
        return;
    }
    if (s->chosen >= rows) s->chosen = rows - 1;
    if (s->first > s->chosen) s->first = s->chosen;
    if (s->chosen >= s->first + room) s->first = s->chosen - room + 1;
    if (rows <= room) s->first = 0;
}

static void draw_table(struct screen *s)
{
    const Rows *t = table_of(s);
    Buf b = BUF_INIT;
    if (s->table.error.len || !t) {
        buf_addf(&b, "\n%s", s->table.error.len ? s->table.error.p : "");
        draw_text(s, buf_str(&b), 0, -1);
        buf_fini(&b);
        return;
    }
    keep_in_sight(s, rows_count(t));
    show_rows(t, s->cols, &b);
    draw_text(s, buf_str(&b), s->first, (int64_t)s->chosen + 1);
    buf_fini(&b);
}

static void draw_detail(struct screen *s)
{
    Buf b = BUF_INIT;
    buf_addf(&b, "maatine %lld\n", (long long)s->id);
    show_reply(&s->detail, s->cols, &b);
    draw_text(s, buf_str(&b), s->first, -1);
    buf_fini(&b);
}

static void draw_help(struct screen *s)
{
    draw_text(s,
              "keys\n"
              "Tab, 1-5      the views: processes, tree, schedulers, memory, messages\n"
              "arrows        choose a row; PgUp, PgDn, Home, End\n"
              "s, S          sort by the next, the one before of these:\n"
              "              reductions, memory, mailbox, messages, wait\n"
              "/             filter by label (memory: by type), a regex; empty: no filter\n"
              "Enter         look into the chosen maatine; Esc comes back\n"
              "k             kill it (asks first)\n"
              "z, c          suspend it, let it go on\n"
              "p             pause, go on; space looks at once\n"
              "q, Ctrl-C     quit\n",
              0, -1);
}

static void draw(struct screen *s)
{
    draw_head(s);
    if (s->mode == MODE_HELP)
        draw_help(s);
    else if (s->mode == MODE_DETAIL)
        draw_detail(s);
    else
        draw_table(s);
    draw_foot(s);
    flush(s);
}

/* ---- looking ---- */

static void ask_into(struct screen *s, Reply *r, const char *line)
{
    reply_fini(r);
    if (!s->gone && !link_ask(s->link, line, NULL, NULL, r)) s->gone = true;
}

static void question(const struct screen *s, char *line, size_t size)
{
    char where[200] = "";
    bool wide = s->cols >= 120;
    const char *column = s->tab == TAB_TREE ? "maatine" : s->tab == TAB_MEMORY ? "type" : "label";
    if (s->filter[0] && s->tab != TAB_SCHEDULERS)
        snprintf(where, sizeof where, " | where %s ~ '/%s/'", column, s->filter);
    if (s->link->is_dump && (s->tab == TAB_PROCESSES || s->tab == TAB_MESSAGES)) {
        snprintf(line, size, "top %s 1000%s",
                 s->sort > 2 || s->tab == TAB_MESSAGES ? "mailbox" : sorts[s->sort], where);
        return;
    }
    switch (s->tab) {
    case TAB_PROCESSES:
        snprintf(line, size, "top %s %u 0s%s | cols %s", sorts[s->sort], s->filter[0] ? 1000 : 200,
                 where,
                 wide ? "id,name,label,state,wait,memory,mailbox,reductions/s,messages/s,at"
                      : "id,label,state,wait,memory,mailbox,reductions/s");
        break;
    case TAB_TREE:
        snprintf(line, size, "tree%s | head 2000 | cols id,maatine,restarts,memory,mailbox", where);
        break;
    case TAB_SCHEDULERS:
        snprintf(line, size, "sched 0.3s%s",
                 wide ? ""
                      : " | cols scheduler,busy,queue,slices/s,reductions/s,steals/s,timers,state");
        break;
    case TAB_MEMORY: snprintf(line, size, "mem%s | sort bytes", where); break;
    default:
        snprintf(line, size, "top %s %u 0s%s | cols %s", s->sort == 2 ? "mailbox" : "messages",
                 s->filter[0] ? 1000 : 200, where,
                 wide ? "id,name,label,mailbox,messages/s,memory,state,wait,at"
                      : "id,label,mailbox,messages/s,memory,state,wait");
    }
}

static void look(struct screen *s)
{
    char line[512];
    uint64_t began = world_mono_ns();
    if (s->mode == MODE_DETAIL) {
        snprintf(line, sizeof line, "info %lld", (long long)s->id);
        ask_into(s, &s->detail, line);
    } else {
        question(s, line, sizeof line);
        ask_into(s, &s->table, line);
    }
    s->took = (double)(world_mono_ns() - began) / 1e9;
    ask_into(s, &s->head, "program");
    double pause = 25 * s->took;
    if (s->tab == TAB_SCHEDULERS) pause = 1;
    if (pause < 1) pause = 1;
    if (pause > 30) pause = 30;
    s->next_ns = world_mono_ns() + (uint64_t)(pause * 1e9);
}

/* ---- keys ---- */

enum key {
    KEY_NONE = 256,
    KEY_UP,
    KEY_DOWN,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_ESCAPE,
    KEY_EOF
};

/* A byte that turned out to belong to the next key. */
static int unread = KEY_NONE;

static int read_byte(int ms)
{
    int was = unread;
    unread = KEY_NONE;
    if (was != KEY_NONE) return was;
    struct pollfd p = {STDIN_FILENO, POLLIN, 0};
    unsigned char c;
    if (poll(&p, 1, ms) <= 0) return KEY_NONE;
    ssize_t n = read(STDIN_FILENO, &c, 1);
    return n == 1 ? c : n == 0 ? KEY_EOF : KEY_NONE;
}

static int read_escape(void)
{
    int c = read_byte(50);
    if (c != '[' && c != 'O') {
        unread = c;
        return KEY_ESCAPE;
    }
    c = read_byte(50);
    int more = c >= '0' && c <= '9' ? read_byte(50) : 0;
    (void)more;
    switch (c) {
    case 'A': return KEY_UP;
    case 'B': return KEY_DOWN;
    case 'H':
    case '1':
    case '7': return KEY_HOME;
    case 'F':
    case '4':
    case '8': return KEY_END;
    case '5': return KEY_PAGE_UP;
    case '6': return KEY_PAGE_DOWN;
    default: return KEY_NONE;
    }
}

static int read_key(int ms)
{
    int c = read_byte(ms);
    return c == 27 ? read_escape() : c;
}

/* The id in the chosen row; 0: there is none. */
static int64_t chosen_id(const struct screen *s)
{
    const Rows *t = table_of(s);
    int c = t ? rows_find(t, "id") : -1;
    if (c < 0 || s->chosen >= rows_count(t)) return 0;
    return rows_at(t, s->chosen, (uint32_t)c)->i;
}

static void act(struct screen *s, const char *what, int64_t id)
{
    char line[64];
    Reply r;
    if (!id) return;
    snprintf(line, sizeof line, "%s %lld", what, (long long)id);
    if (!link_ask(s->link, line, NULL, NULL, &r)) s->gone = true;
    snprintf(s->message, sizeof s->message, "%.100s", r.error.len ? r.error.p : line);
    reply_fini(&r);
    s->next_ns = 0;
}

static void move(struct screen *s, int key)
{
    uint64_t page = s->rows > 6 ? s->rows - 5 : 1,
             *at = s->mode == MODE_DETAIL ? &s->first : &s->chosen;
    switch (key) {
    case KEY_UP:
        if (*at) --*at;
        break;
    case KEY_DOWN: ++*at; break;
    case KEY_PAGE_UP: *at = *at > page ? *at - page : 0; break;
    case KEY_PAGE_DOWN: *at += page; break;
    case KEY_HOME: *at = 0; break;
    case KEY_END: *at = s->mode == MODE_DETAIL ? *at : UINT32_MAX; break;
    default: break;
    }
}

static void show_tab(struct screen *s, enum tab t)
{
    s->tab = t;
    s->chosen = s->first = 0;
    s->message[0] = 0;
    s->mode = MODE_TABLE;
    s->next_ns = 0;
}

static void key_filter(struct screen *s, int key)
{
    size_t n = strlen(s->typed);
    if (key == '\r' || key == '\n') {
        snprintf(s->filter, sizeof s->filter, "%s", s->typed);
        show_tab(s, s->tab);
    } else if (key == KEY_ESCAPE) {
        s->mode = MODE_TABLE;
    } else if ((key == 127 || key == 8) && n) {
        s->typed[n - 1] = 0;
    } else if (key >= 32 && key < 127 && key != '\'' && n + 1 < sizeof s->typed) {
        s->typed[n] = (char)key;
        s->typed[n + 1] = 0;
    }
}

static void key_detail(struct screen *s, int key)
{
    switch (key) {
    case KEY_ESCAPE:
    case '\r':
    case '\n': show_tab(s, s->tab); break;
    case 'k':
    case 'K': s->mode = MODE_KILL; break;
    case 'z': act(s, "suspend", s->id); break;
    case 'c': act(s, "resume", s->id); break;
    default: move(s, key);
    }
}

static void key_table(struct screen *s, int key)
{
    s->message[0] = 0;
    if (key >= '1' && key < '1' + TAB_COUNT) {
        show_tab(s, (enum tab)(key - '1'));
        return;
    }
    switch (key) {
    case '\t': show_tab(s, (enum tab)((s->tab + 1) % TAB_COUNT)); break;
    case 's':
        s->sort = (s->sort + 1) % SORTS;
        snprintf(s->message, sizeof s->message, "by %s", sorts[s->sort]);
        s->next_ns = 0;
        break;
    case 'S':
        s->sort = (s->sort + SORTS - 1) % SORTS;
        snprintf(s->message, sizeof s->message, "by %s", sorts[s->sort]);
        s->next_ns = 0;
        break;
    case '/':
        s->mode = MODE_FILTER;
        snprintf(s->typed, sizeof s->typed, "%s", s->filter);
        break;
    case '\r':
    case '\n':
        s->id = chosen_id(s);
        if (!s->id) break;
        s->mode = MODE_DETAIL;
        s->first = 0;
        s->next_ns = 0;
        break;
    case 'k':
    case 'K':
        s->id = chosen_id(s);
        if (s->id) s->mode = MODE_KILL;
        break;
    case 'z': act(s, "suspend", chosen_id(s)); break;
    case 'c': act(s, "resume", chosen_id(s)); break;
    case 'p': s->paused = !s->paused; break;
    case ' ': s->next_ns = 0; break;
    case 'h':
    case '?': s->mode = MODE_HELP; break;
    default: move(s, key);
    }
}

static void on_key(struct screen *s, int key)
{
    if (key == KEY_NONE) return;
    if (key == 3 || key == KEY_EOF) {
        s->quit = true;
        return;
    }
    if (s->mode == MODE_FILTER) {
        key_filter(s, key);
    } else if (s->mode == MODE_KILL) {
        s->mode = MODE_TABLE;
        if (key == 'y' || key == 'Y') act(s, "kill", s->id);
    } else if (s->mode == MODE_HELP) {
        s->mode = MODE_TABLE;
    } else if (key == 'q') {
        s->quit = true;
    } else if (s->mode == MODE_DETAIL) {
        key_detail(s, key);
    } else {
        key_table(s, key);
    }
}

/* ---- the loop ---- */

static int wait_ms(const struct screen *s)
{
    uint64_t now = world_mono_ns();
    if (s->paused || s->mode == MODE_FILTER || s->mode == MODE_KILL) return 1000;
    if (now >= s->next_ns) return 0;
    uint64_t ms = (s->next_ns - now) / 1000000 + 1;
    return ms < 1000 ? (int)ms : 1000;
}

static void run(struct screen *s)
{
    measure(s);
    look(s);
    while (!s->quit && !s->gone && !ended) {
        if (resized) {
            resized = 0;
            measure(s);
        }
        draw(s);
        on_key(s, read_key(wait_ms(s)));
        bool waits = s->mode == MODE_FILTER || s->mode == MODE_KILL || s->mode == MODE_HELP;
        if (!waits && (!s->paused || s->next_ns == 0) && world_mono_ns() >= s->next_ns) look(s);
    }
}

int observe_screen(Link *l)
{
    struct screen s = {.link = l};
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        fprintf(stderr, "maat observe: --top needs a terminal\n");
        return 1;
    }
    terminal_on();
    run(&s);
    terminal_off();
    forget_lines(&s);
    reply_fini(&s.table);
    reply_fini(&s.head);
    reply_fini(&s.detail);
    buf_fini(&s.out);
    if (s.gone) fprintf(stderr, "maat observe: the program has ended\n");
    return s.gone ? 1 : 0;
}
