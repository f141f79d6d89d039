/* titles.h - the titles of indicators, from the file that defines them. */
#ifndef VARDSTROM_TITLES_H
#define VARDSTROM_TITLES_H

#include "vardstrom/strbuf.h"

struct titles;

/**
 * Read the titles of a file of indicators
 * (pipelines/indicators/indicators.schema.json); the rest of it is for
 * aggregate to check.
 *
 * Shape:   language is the member of a title: "sv" or "en".
 * Returns: new, freed with titles_free; NULL with a finished sentence in
 *          err.
 */
struct titles *titles_load(
    const char *path, const char *language, struct strbuf *err);

/** NULL is allowed. */
void titles_free(struct titles *t);

/** The title of an indicator, or its id where the file has none; borrowed. */
const char *titles_find(const struct titles *t, const char *indicator);

#endif
