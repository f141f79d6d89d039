/* links_load.h - links from a file of NDJSON. */
#ifndef LINKS_LOAD_H
#define LINKS_LOAD_H

#include "links.h"

/**
 * Add the links of a file: {"from":ID,"to":ID,"valid_from":DATE} or `link`
 * records, plain, gzip, sealed. A person id in any written form that can be
 * read is taken in its canonical one; any other string is taken as it is
 * (a pseudonym). valid_from may be missing: before all others. Staff and
 * sample numbers are refused (R-LINK-05).
 *
 * Returns: 0; -1 with a finished sentence (path:line: member: reason) in err.
 *          Any fault is one: a person's identity is not guessed at.
 */
int links_load(
    struct links *links, const char *path, size_t max_line, struct strbuf *err);

#endif
