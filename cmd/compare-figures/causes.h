/* causes.h - what differs between two runs, by their manifests. */
#ifndef COMPARE_FIGURES_CAUSES_H
#define COMPARE_FIGURES_CAUSES_H

#include <stdbool.h>

#include "vardstrom/strbuf.h"

enum cause {
	CAUSE_ROWS,          /* extracts */
	CAUSE_CONFIGURATION, /* what is counted, and how it is coded */
	CAUSE_PROGRAM,
	N_CAUSES
};

struct causes {
	bool is_known; /* both runs have a manifest */
	bool is_there[N_CAUSES];
	struct strbuf inputs; /* names of files that differ, as JSON strings */
	struct strbuf config; /* likewise, with commas between */
	char *old_version, *new_version;
};

/**
 * Hold the manifests of two folders against each other.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int causes_load(struct causes *c, const char *old_manifest,
    const char *new_manifest, struct strbuf *err);
void causes_release(struct causes *c);

/** Append what a figure's difference is due to: "rows and configuration". */
void causes_name(const struct causes *c, bool is_rows_known, struct strbuf *sb);

#endif
