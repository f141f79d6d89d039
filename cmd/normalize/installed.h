/* installed.h - the profiles that came with the programs, by their names. */
#ifndef NORMALIZE_INSTALLED_H
#define NORMALIZE_INSTALLED_H

#include "vardstrom/strbuf.h"

/**
 * The path of the profile that name means: name itself where it holds a slash,
 * ends with ".json" or is a file, else NAME.json among the profiles of the tree
 * that this program lies in, or of its installation.
 *
 * Returns: new, freed with free(); NULL with a finished sentence in err, which
 *          tells the nearest name and all that there are.
 */
char *installed_profile(const char *name, struct strbuf *err);

#endif
