#include "erts-like-config/config.h"

#include "base/errors.h"
#include "base/mem.h"
#include "tests/unit/unit.h"

static Config c;
static Buf error;
static int used;

static void setup(void)
{
    config_init(&c);
    buf_clear(&error);
    unsetenv("MAAT_FLAGS");
}

static int args(int n, const char *const *words)
{
    return config_read_args(&c, n, (char *const *)words, &used, &error);
}
#define ARGS(...)                                                                                  \
    args((int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)),                            \
         (const char *[]){__VA_ARGS__})

#define ck_usage(call, text)                                                                       \
    do {                                                                                           \
        ck_assert_int_eq(call, MAAT_EUSAGE);                                                       \
        ck_assert_str_eq(buf_str(&error), text);                                                   \
    } while (0)

/* A file with `text`, removed by the caller. */
static const char *file_with(const char *text)
{
    static char path[64];
    strcpy(path, "/tmp/unit-config-XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
    close(fd);
    return path;
}

static int read_text(const char *text)
{
    const char *path = file_with(text);
    int rc = config_read_file(&c, path, &error);
    unlink(path);
    return rc;
}

/* The error without the name of the temporary file. */
static const char *error_in_file(void)
{
    const char *colon = strchr(buf_str(&error), ':');
    return colon ? colon : buf_str(&error);
}

START_TEST(test_config__defaults)
{
    ck_assert_int_eq(c.schedulers, 0);
    ck_assert_int_eq(c.slice, BUILD_STRESS ? 7 : 4000);
    ck_assert_uint_eq(c.max_young, 1 << 20);
    ck_assert_str_eq(c.log_level, "info");
    ck_assert_str_eq(c.name, "");
    ck_assert(c.crash_reports);
    ck_assert_double_eq(c.shutdown, 30);
    ck_assert_int_eq(c.source[CONFIG_schedulers], CONFIG_DEFAULT);
}
END_TEST

START_TEST(test_config_args__both_forms__stop_at_the_program)
{
    ck_assert_int_eq(ARGS("--schedulers", "2", "--max-heap=64M", "x.mm", "--seed", "5"), MAAT_OK);
    ck_assert_int_eq(used, 3);
    ck_assert_int_eq(c.schedulers, 2);
    ck_assert_uint_eq(c.max_heap, 64u << 20);
    ck_assert_int_eq(c.seed, 0);
    ck_assert_int_eq(c.source[CONFIG_max_heap], CONFIG_ARGS);
}
END_TEST

START_TEST(test_config_args__two_dashes__end_the_flags)
{
    ck_assert_int_eq(ARGS("--seed=9", "--", "--odd-name.mm"), MAAT_OK);
    ck_assert_int_eq(used, 2);
    ck_assert_int_eq(c.seed, 9);
    ck_assert_int_eq(ARGS("-e", "say 1"), MAAT_OK);
    ck_assert_int_eq(used, 0);
    ck_assert_int_eq(args(0, NULL), MAAT_OK);
    ck_assert_int_eq(used, 0);
}
END_TEST

START_TEST(test_config_args__booleans)
{
    ck_assert_int_eq(ARGS("--no-crash-reports", "x.mm"), MAAT_OK);
    ck_assert_int_eq(used, 1);
    ck_assert(!c.crash_reports);
    ck_assert_int_eq(ARGS("--crash-reports", "x.mm"), MAAT_OK);
    ck_assert_int_eq(used, 1);
    ck_assert(c.crash_reports);
    ck_assert_int_eq(ARGS("--crash_reports=off"), MAAT_OK);
    ck_assert(!c.crash_reports);
    ck_usage(ARGS("--no-seed"), "unknown flag '--no-seed'; `maat help flags` lists them");
    ck_usage(ARGS("--crash-reports=maybe"),
             "bad value 'maybe' for '--crash-reports': yes or no is expected");
}
END_TEST

START_TEST(test_config_args__last_mention_wins__and_names_take_underscores)
{
    ck_assert_int_eq(ARGS("--max_heap", "1M", "--max-heap", "2M", "--name=", "--name", "a b"),
                     MAAT_OK);
    ck_assert_uint_eq(c.max_heap, 2u << 20);
    ck_assert_str_eq(c.name, "a b");
}
END_TEST

START_TEST(test_config_args__unknown__suggests)
{
    ck_usage(ARGS("--scheduler", "2"), "unknown flag '--scheduler'; did you mean '--schedulers'?");
    ck_usage(ARGS("--mx-heap=2"), "unknown flag '--mx-heap'; did you mean '--max-heap'?");
    ck_usage(ARGS("--nm"), "unknown flag '--nm'; `maat help flags` lists them");
    ck_usage(ARGS("--x"), "unknown flag '--x'; `maat help flags` lists them");
    ck_usage(ARGS("--=5"), "unknown flag '--'; `maat help flags` lists them");
    char text[5000];
    memset(text, '-', sizeof text - 1);
    text[sizeof text - 1] = 0;
    ck_assert_int_eq(ARGS(text), MAAT_EUSAGE);
    ck_assert_uint_lt(error.len, 200);
}
END_TEST

START_TEST(test_config_args__bad_values__say_what_is_expected)
{
    ck_usage(ARGS("--seed"), "flag '--seed' needs a value: N");
    ck_usage(ARGS("--config"), "flag '--config' needs a value: FILE");
    ck_usage(ARGS("--seed", "x"), "bad value 'x' for '--seed': a whole number is expected");
    ck_usage(ARGS("--seed", "1.5"), "bad value '1.5' for '--seed': a whole number is expected");
    ck_usage(ARGS("--seed", "99999999999999999999"),
             "bad value '99999999999999999999' for '--seed': a whole number is expected");
    ck_usage(ARGS("--schedulers=257"),
             "bad value '257' for '--schedulers': it must be from 0 to 256");
    ck_usage(ARGS("--schedulers=-1"),
             "bad value '-1' for '--schedulers': a whole number is expected");
    ck_usage(ARGS("--max-heap=64Q"),
             "bad value '64Q' for '--max-heap': a number of bytes such as 4096, "
             "512K, 64M or 2G is expected");
    ck_usage(ARGS("--log-level=loud"),
             "bad value 'loud' for '--log-level': debug|info|warning|error|off is expected");
    ck_usage(ARGS("--log-level="),
             "bad value '' for '--log-level': debug|info|warning|error|off is expected");
    ck_usage(ARGS("--shutdown=nan"), "bad value 'nan' for '--shutdown': a number is expected");
    ck_assert_int_eq(ARGS("--shutdown=0.25", "--log-level=off"), MAAT_OK);
    ck_assert_double_eq(c.shutdown, 0.25);
    ck_assert_str_eq(c.log_level, "off");
}
END_TEST

static void expect_size(const char *text, uint64_t size)
{
    uint64_t got = 1;
    ck_assert_msg(config_parse_size(text, &got), "%s", text);
    ck_assert_uint_eq(got, size);
}

START_TEST(test_config_size)
{
    expect_size("0", 0);
    expect_size("4096", 4096);
    expect_size("1k", 1024);
    expect_size("64K", 65536);
    expect_size("64KB", 65536);
    expect_size("64KiB", 65536);
    expect_size("1.5G", 3ull << 29);
    expect_size("2T", 2ull << 40);
    static const char *const bad[] = {"",    "K",   "-1",  "1Z",    "1KK",       "0x10",
                                      "1 K", "inf", "nan", "1e400", "99999999T", "5Ki5"};
    uint64_t got = 77;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!config_parse_size(bad[i], &got), "%s", bad[i]);
    ck_assert_uint_eq(got, 77);
}
END_TEST

START_TEST(test_config_env__words_and_quotes)
{
    ck_assert_int_eq(
        config_read_env(&c, "  --schedulers 3\t--name='my  prog' --log-level \"error\" ", &error),
        MAAT_OK);
    ck_assert_int_eq(c.schedulers, 3);
    ck_assert_str_eq(c.name, "my  prog");
    ck_assert_str_eq(c.log_level, "error");
    ck_assert_int_eq(config_read_env(&c, "", &error), MAAT_OK);
    ck_assert_int_eq(config_read_env(&c, " \n ", &error), MAAT_OK);
    ck_usage(config_read_env(&c, "--name 'open", &error), "MAAT_FLAGS: a quote is not closed");
    ck_usage(config_read_env(&c, "schedulers=2", &error),
             "MAAT_FLAGS: 'schedulers=2' is not a flag; flags begin with --");
    ck_usage(config_read_env(&c, "--seed", &error), "MAAT_FLAGS: flag '--seed' needs a value: N");
    ck_usage(config_read_env(&c, "--seed 1 --sed 2", &error),
             "MAAT_FLAGS: unknown flag '--sed'; did you mean '--seed'?");
}
END_TEST

START_TEST(test_config_file__lines_comments_and_quotes)
{
    ck_assert_int_eq(read_text("# settings\n\n  max-heap = 32M   # each\nname=\"a # b\" # c\n"
                               "crash_reports = no\r\nlog-level=debug#x\n"),
                     MAAT_EUSAGE);
    ck_assert_str_eq(strchr(error_in_file(), 'b'), "bad value 'debug#x' for 'log-level': "
                                                   "debug|info|warning|error|off is expected");
    ck_assert_uint_eq(c.max_heap, 32u << 20);
    ck_assert_str_eq(c.name, "a # b");
    ck_assert(!c.crash_reports);
    ck_assert_int_eq(read_text("name ="), MAAT_OK);
    ck_assert_str_eq(c.name, "");
}
END_TEST

START_TEST(test_config_file__errors__name_the_line)
{
    ck_assert_int_eq(read_text("seed = 1\n\nmax-hap = 3\n"), MAAT_EUSAGE);
    ck_assert_str_eq(error_in_file(), ":3: unknown flag 'max-hap'; did you mean 'max-heap'?");
    ck_assert_int_eq(read_text("nonsense\n"), MAAT_EUSAGE);
    ck_assert_str_eq(error_in_file(), ":1: 'name = value' is expected");
    ck_assert_int_eq(read_text("name = 'x\n"), MAAT_EUSAGE);
    ck_assert_str_eq(error_in_file(), ":1: the quotes of 'name' do not match");
    ck_assert_int_eq(read_text("= 5\n"), MAAT_EUSAGE);
    ck_assert_str_eq(error_in_file(), ":1: unknown flag ''; `maat help flags` lists them");
    char longer[10000];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    ck_assert_int_eq(read_text(longer), MAAT_EUSAGE);
    ck_assert_str_eq(error_in_file(), ":1: the line is too long");
    ck_usage(config_read_file(&c, "/nowhere/maat.conf", &error),
             "/nowhere/maat.conf: No such file or directory");
    ck_usage(config_read_file(&c, "/tmp", &error), "/tmp: Is a directory");
}
END_TEST

START_TEST(test_config__sources__command_line_before_environment_before_file)
{
    const char *path = file_with("seed = 1\nslice = 11\nmailbox = 111\n");
    setenv("MAAT_FLAGS", "--seed 2 --slice 22", 1);
    ck_assert_int_eq(ARGS("--seed", "3", "--config", path), MAAT_OK);
    ck_assert_int_eq(config_read_rest(&c, "nowhere/x.mm", &error), MAAT_OK);
    unlink(path);
    ck_assert_int_eq(c.seed, 3);
    ck_assert_int_eq(c.slice, 22);
    ck_assert_int_eq(c.mailbox, 111);
    ck_assert_int_eq(c.source[CONFIG_mailbox], CONFIG_FILE);
    ck_assert_int_eq(c.source[CONFIG_slice], CONFIG_ENV);
}
END_TEST

START_TEST(test_config__overridden_value__is_still_checked)
{
    ck_assert_int_eq(ARGS("--seed", "3"), MAAT_OK);
    ck_usage(config_read_env(&c, "--seed x", &error),
             "MAAT_FLAGS: bad value 'x' for '--seed': a whole number is expected");
    ck_assert_int_eq(c.seed, 3);
}
END_TEST

START_TEST(test_config__maat_conf__beside_the_program)
{
    char folder[] = "/tmp/unit-config-XXXXXX", conf[64], program[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(conf, sizeof conf, "%s/maat.conf", folder);
    snprintf(program, sizeof program, "%s/x.mm", folder);
    ck_assert_int_eq(config_read_rest(&c, program, &error), MAAT_OK);
    FILE *f = fopen(conf, "w");
    fputs("mailbox = 77", f);
    fclose(f);
    ck_assert_int_eq(config_read_rest(&c, program, &error), MAAT_OK);
    ck_assert_int_eq(c.mailbox, 77);
    ck_assert_int_eq(config_read_rest(&c, NULL, &error), MAAT_OK);
    unlink(conf);
    rmdir(folder);
    ck_assert_int_eq(ARGS("--config=/nowhere/x.conf"), MAAT_OK);
    ck_usage(config_read_rest(&c, program, &error), "/nowhere/x.conf: No such file or directory");
}
END_TEST

START_TEST(test_config_help__lists_each_flag_in_100_columns)
{
    Buf text = BUF_INIT;
    config_help(&text);
    const char *names[] = {
#define FLAG(id, name, type, def, min, max, value, help) "--" name " " value,
#include "erts-like-config/flags.def"
#undef FLAG
    };
    for (int i = 0; i < CONFIG_COUNT; i++)
        ck_assert_msg(strstr(buf_str(&text), names[i]), "%s", names[i]);
    for (const char *line = buf_str(&text); *line; line = strchr(line, '\n') + 1)
        ck_assert_uint_le(strcspn(line, "\n"), 100);
    ck_assert_ptr_nonnull(
        strstr(buf_str(&text), "--log-level debug|info|warning|error|off   (default info)\n"));
    buf_fini(&text);
}
END_TEST

/* Any bytes: an answer, never a crash. What a sanitizer finds ends the process. */
START_TEST(test_config__noise__is_an_answer)
{
    static const char letters[] = "--=no'\"# \n\tmax-heapseedname0159.KMGx\x01\xff_";
    uint32_t state = 12345;
    char text[200];
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
        size_t n = 0;
        while (n < sizeof text - 1 && (state = state * 1664525u + 1013904223u) >> 25 != 0)
            text[n++] = letters[(state >> 8) % (sizeof letters - 1)];
        text[n] = 0;
        refused += config_read_env(&c, text, &error) == MAAT_EUSAGE;
        (void)!ARGS(text, text);
        if (round % 10 == 0) (void)!read_text(text);
    }
    ck_assert_int_gt(refused, 1000);
}
END_TEST

START_TEST(test_config_fini__gives_all_memory_back)
{
    ck_assert_int_eq(ARGS("--name", "abc", "--config", "f"), MAAT_OK);
    ck_assert_int_eq(ARGS("--name", "abd", "--config", "g"), MAAT_OK);
    config_fini(&c);
    buf_fini(&error);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

UNIT_MAIN("config", tcase_add_checked_fixture(unit_case, setup, NULL);
          UNIT_TEST(test_config__defaults);
          UNIT_TEST(test_config_args__both_forms__stop_at_the_program);
          UNIT_TEST(test_config_args__two_dashes__end_the_flags);
          UNIT_TEST(test_config_args__booleans);
          UNIT_TEST(test_config_args__last_mention_wins__and_names_take_underscores);
          UNIT_TEST(test_config_args__unknown__suggests);
          UNIT_TEST(test_config_args__bad_values__say_what_is_expected);
          UNIT_TEST(test_config_size); UNIT_TEST(test_config_env__words_and_quotes);
          UNIT_TEST(test_config_file__lines_comments_and_quotes);
          UNIT_TEST(test_config_file__errors__name_the_line);
          UNIT_TEST(test_config__sources__command_line_before_environment_before_file);
          UNIT_TEST(test_config__overridden_value__is_still_checked);
          UNIT_TEST(test_config__maat_conf__beside_the_program);
          UNIT_TEST(test_config_help__lists_each_flag_in_100_columns);
          UNIT_TEST(test_config__noise__is_an_answer);
          UNIT_TEST(test_config_fini__gives_all_memory_back))
