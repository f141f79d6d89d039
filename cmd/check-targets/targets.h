/* targets.h - the targets file: what each indicator is held against. */
#ifndef CHECK_TARGETS_TARGETS_H
#define CHECK_TARGETS_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

enum relation {
	RELATION_AT_LEAST,
	RELATION_AT_MOST,
	RELATION_MORE,
	RELATION_LESS,
	RELATION_EQUAL
};

/** What must hold of another indicator before there is a verdict. */
struct demand {
	const char *indicator;
	bool is_whole; /* of the whole period, by []; else of the same scope */
	enum relation relation;
	struct dec limit;
	const char *reason; /* for not_assessed where it does not hold */
};

struct target {
	const char *indicator;
	char *by; /* "provider,month", "" for all; NULL: any other grouping */
	enum relation relation;
	const char *other;   /* the indicator that gives the limit, or NULL */
	struct dec limit;    /* where other is NULL */
	int decimals;        /* compare rounded to so many; -1: exactly */
	bool is_by_interval; /* the ends of the interval must agree */
	struct demand *demands;
	size_t n_demands, cap_demands;
};

struct targets;

/**
 * Read a targets file (pipelines/targets/targets.schema.json).
 *
 * Returns: new, freed with targets_free; NULL with a finished sentence in
 *          err.
 */
struct targets *targets_load(const char *path, struct strbuf *err);
void targets_free(struct targets *t);

/** The target of an indicator grouped by by ("provider,month"), or NULL. */
const struct target *targets_find(
    const struct targets *t, const char *indicator, const char *by);

/** Does any target, limit or demand speak of the indicator? */
bool targets_name(const struct targets *t, const char *indicator);

/**
 * Visit each indicator that the targets speak of, some more than once, with
 * the members that it must be by, as "a,b"; NULL: any.
 */
typedef void targets_fn(void *context, const char *indicator, const char *by);
void targets_each(const struct targets *t, targets_fn *visit, void *context);

/** As written in files: ">=". */
const char *relation_text(enum relation r);

/** Does the relation hold, where sign is that of value - target? */
bool relation_holds(enum relation r, int sign);

#endif
