/* The command line: `maat run FILE`, `maat FILE`, `maat -e CODE`, `maat check`, `maat dis`, `maat test`, `maat repl`, `maat help`,
 * `maat version`. Exit status: 0; 1 an uncaught error; 2 usage or compile error; 3 all maatines wait; n from `exit n`.
 */
#ifndef MAAT_VM_CLI_H
#define MAAT_VM_CLI_H

#include "erts-like-config/config.h"

int cli_main(int argc, char **argv);

/* Subcommands; args are the words behind the flags. */
int cli_run(const Config *cfg, const char *file, int argc, char **argv);
int cli_eval(const Config *cfg, const char *code, int argc, char **argv);
int cli_check(const Config *cfg, int argc, char **argv);
int cli_dis(const Config *cfg, int argc, char **argv);
int cli_hot(const Config *cfg, const char *file, int argc, char **argv); /* dis --hot */
int cli_test(const Config *cfg, int argc, char **argv);
int cli_repl(const Config *cfg);
int cli_observe(const Config *cfg, int argc, char **argv);
int cli_help(int argc, char **argv);

#endif
