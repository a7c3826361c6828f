/* The command line: a thin client of the library. */
#include "base/mem.h"
#include "vm/cli/cli.h"

int main(int argc, char **argv) { return cli_main(argc, argv); }
