/* Runtime flags: one typed field for each line of flags.def, from four sources.
 *
 *   command line        --max-heap 64M   --max-heap=64M   --crash-reports   --no-crash-reports
 *   MAAT_FLAGS          the same words, separated by blanks; '...' and "..." keep blanks together
 *   configuration file  `name = value` lines, # comments; --config FILE, else maat.conf beside the program
 *   default
 *
 * The first source that names a flag wins, in the order above; within one source the last mention does. Each
 * field remembers its source, so the sources may be read in any order. `_` and `-` are the same in names.
 *
 * Errors come from people, not from the program: functions return MAAT_EUSAGE and leave one line of text in
 * `error` (without a newline), which says where and what. The fields set before an error keep their values.
 * Threads: filled by one thread at start, constant afterwards.
 */
#ifndef MAAT_CONFIG_CONFIG_H
#define MAAT_CONFIG_CONFIG_H

#include "base/buf.h"
#include "base/check.h"
#include <stdbool.h>
#include <stdint.h>

enum config_flag {
#define FLAG(id, name, type, def, min, max, value, help) CONFIG_##id,
#include "erts-like-config/flags.def"
#undef FLAG
    CONFIG_COUNT
};

/* Later ones win. */
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENV, CONFIG_ARGS };

/* Text is owned by the configuration. A CHOICE is the text of the chosen value. */
typedef int64_t config_INT;
typedef uint64_t config_SIZE;
typedef double config_FLOAT;
typedef bool config_BOOL;
typedef char *config_TEXT;
typedef char *config_CHOICE;

typedef struct config {
#define FLAG(id, name, type, def, min, max, value, help) config_##type id;
#include "erts-like-config/flags.def"
#undef FLAG
    uint8_t source[CONFIG_COUNT]; /* enum config_source */
    char *file;                   /* what --config named, or NULL */
    uint8_t file_source;
} Config;

/* All fields have their defaults. */
void config_init(Config *c);
void config_fini(Config *c);

/* Reads the flags at the start of argv[0..argc), which is the command line behind the subcommand. Stops at the
 * first word that does not begin with "--", and behind a "--". *used: how many words were flags. */
int config_read_args(Config *c, int argc, char *const *argv, int *used, Buf *error) MAAT_MUST_CHECK;
/* The text of MAAT_FLAGS. */
int config_read_env(Config *c, const char *text, Buf *error) MAAT_MUST_CHECK;
int config_read_file(Config *c, const char *path, Buf *error) MAAT_MUST_CHECK;
/* Reads what the command line left open: MAAT_FLAGS of the environment, then the file that --config names, else
 * maat.conf in the folder of `program` (may be NULL: none) if there is one. */
int config_read_rest(Config *c, const char *program, Buf *error) MAAT_MUST_CHECK;

/* The text of `maat help flags`, at most 100 columns wide. */
void config_help(Buf *out);

/* The least and the greatest value of a number's flag. */
void config_bounds(enum config_flag f, double *least, double *most);

/* "64M" as 67108864; K, M, G and T count in powers of 1024; "1.5G" is fine. */
bool config_parse_size(const char *text, uint64_t *out);

#endif
