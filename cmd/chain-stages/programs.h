/* programs.h - the programs that can be a stage. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "chain.h"

/** The main() of a program by its name, or NULL. */
program_fn *programs_find(const char *name);

/** Append all names, as lines with that margin, without the last's end. */
void programs_list(struct strbuf *sb, const char *margin, size_t width);

/** The stage that hands on what it reads, as it is. */
int cat_main(int argc, char **argv);

#endif
