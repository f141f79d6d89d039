/*
 * extracts.h - the raw rows of two runs, and folders between the two.
 *
 * Rows are the same where their texts are; of the others, one that has the
 * first columns in common with a row of the other run has changed.
 *
 * Memory: the rows of one extract that differs, of both runs.
 */
#ifndef COMPARE_FIGURES_EXTRACTS_H
#define COMPARE_FIGURES_EXTRACTS_H

#include <stddef.h>

#include "vardstrom/config.h"
#include "vardstrom/strbuf.h"

enum raw_kind { RAW_GONE, RAW_CHANGED, RAW_NEW, N_RAW_KINDS };

enum { RAW_SHOWN = 20 /* rows that are named, of each kind */ };

struct raw_change {
	size_t n;
	struct strbuf sources; /* as JSON strings, with commas */
};

/** The extracts of a run: its folder, and the list of its manifest. */
struct raw_side {
	const char *dir; /* from the root, since links lead there */
	struct config_node inputs;
};

/**
 * Compare the extracts of two runs, row by row, and make two folders: the old
 * ones without the rows that are gone, and these with the rows that changed.
 *
 * Shape:   changes: N_RAW_KINDS, all zero.
 * Returns: 0; -1 with a finished sentence in err.
 */
int extracts_compare(struct raw_change *changes, const struct raw_side *old,
    const struct raw_side *new, const char *without_gone,
    const char *with_changed, struct strbuf *err);

#endif
