/* programs.h - the programs that can be a stage. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "chain.h"

/** The main() of a program by its name, or NULL. */
program_fn *programs_find(const char *name);

/** All names, as lines of --help; static. */
extern const char programs_names[];

/** The stage that hands on what it reads, as it is. */
int cat_main(int argc, char **argv);

#endif
