/* causes.h - what differs between two runs, by their manifests. */
#ifndef COMPARE_FIGURES_CAUSES_H
#define COMPARE_FIGURES_CAUSES_H

#include <stdbool.h>

#include "vardstrom/config.h"
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
	int years[2];
	struct config *manifests[2]; /* NULL where they are not known */
	struct strbuf err;           /* theirs */
};

/**
 * Hold the manifests of two folders against each other.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int causes_load(struct causes *c, const char *old_manifest,
    const char *new_manifest, struct strbuf *err);
void causes_release(struct causes *c);

/** The lists of a manifest, 0 or 1. */
struct config_node causes_inputs(const struct causes *c, size_t run);
struct config_node causes_config(const struct causes *c, size_t run);

/** Can a file of such a list change a figure? */
bool causes_is_counted(const char *name, bool is_config);

/** Was the run in a folder made with the configuration of one of the two? */
bool causes_is_config_of(const struct causes *c, size_t run, const char *out);

/** Append what a figure's difference is due to: "rows and configuration". */
void causes_name(const struct causes *c, bool is_rows_known, struct strbuf *sb);

#endif
