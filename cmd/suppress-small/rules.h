/* rules.h - the rules file: what may not be seen of which indicator. */
#ifndef SUPPRESS_SMALL_RULES_H
#define SUPPRESS_SMALL_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/config.h"
#include "vardstrom/strbuf.h"

/** What holds for one indicator, or for all that no rule names. */
struct rule {
	const char *indicator; /* NULL: the default */
	int64_t threshold;   /* 1 .. threshold - 1 are small; 0: all is seen */
	bool has_complement; /* denominator - numerator is held to it too */
	bool is_measure;     /* the value is no count of anything */
	bool is_additive;    /* parts can be added up to a total */
	int64_t at_least;    /* values that an attacker must be left with */
	struct config_node clusters; /* see rules_cluster */
};

enum zeros {
	ZEROS_COVER, /* shown, but where others need them as cover */
	ZEROS_SHOWN,
	ZEROS_HIDDEN /* as small */
};

struct rules;

/**
 * Read a rules file (pipelines/suppression/suppression.schema.json).
 *
 * Returns: new, freed with rules_free; NULL with a finished sentence in err.
 */
struct rules *rules_load(const char *path, struct strbuf *err);
void rules_free(struct rules *r);

/** The rule of an indicator; borrowed. */
const struct rule *rules_find(const struct rules *r, const char *indicator);

/**
 * The i-th (0-based) of the indicators that the interval of a clustered count
 * tells of; NULL: there are fewer.
 */
const char *rules_cluster(const struct rule *rule, size_t i);

/** The indicator that the i-th rule names (0-based); NULL: there are fewer. */
const char *rules_named(const struct rules *r, size_t i);

/** What is done with zeros. */
enum zeros rules_zeros(const struct rules *r);

/** Does who reads know what "small" and "complementary" mean? */
bool rules_labels_are_known(const struct rules *r);

#endif
