/*
 * indicators.h - definitions of indicators: a JSON file that says what is
 * counted, how figures are made of it, and by which groups.
 *
 * The form is described in aggregate(1) and in
 * pipelines/indicators/indicators.schema.json.
 */
#ifndef DEFINE_INDICATORS_H
#define DEFINE_INDICATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/interval.h"
#include "vardstrom/ratio.h"
#include "vardstrom/strbuf.h"

#include "formula.h"
#include "members.h"

/** What must hold before a figure is given. */
struct gate {
	int value; /* a formula's node */
	struct dec at_least;
	char *reason; /* why not, where it does not hold */
};

enum {
	INDICATOR_MAX_NEEDS = 8,
	INDICATOR_MAX_FUNNEL = 4,
	INDICATOR_MAX_CHANGES = 32
};

/** How sure a figure is, where the definition asks for it. */
struct uncertainty {
	bool has_interval;
	enum interval_method method;
	double level;
	struct ratio scale; /* that the count above is multiplied with */
	int rate;           /* the node of INTERVAL_DOBSON or _NORMAL */
	int clusters;       /* a distinct function's node, INTERVAL_CLUSTERED */
	/* limits around the total, the narrowest first */
	struct funnel_limit {
		struct dec level;
		double share; /* the same */
	} funnel[INDICATOR_MAX_FUNNEL];
	size_t n_funnel;
};

struct indicator {
	char *id;
	char *unit;
	char *source;
	char *windows;     /* over periods, as JSON without brackets; or NULL */
	char *changes;     /* that are known: likewise */
	const char *basis; /* what it rests on where no source says; or NULL */
	int decimals;      /* to print */
	int value;         /* a formula's node, or -1 */
	int numerator;     /* likewise: value is numerator / denominator */
	int denominator;   /* likewise */
	int n;             /* a function's node: what n counts */
	int censored;      /* a formula: how many could not be followed; or -1
			    */
	int groups;        /* a formula whose groups are shown too; or -1 */
	int needs[INDICATOR_MAX_NEEDS]; /* formulas: no records at all where
			      nothing was counted into one of them in the
			      whole stream */
	size_t n_needs;
	int spread_of;     /* a distinct function's node, or -1: how its keys
			      spread over the number of their records */
	char *spread_name; /* of the member that holds a bin's label */
	struct bins bins;
	struct uncertainty sure;
	struct gate *gates;
	size_t n_gates, cap_gates;
	int *groupings; /* in the order of the file */
	size_t n_groupings, cap_groupings;
};

struct indicators {
	struct formulas formulas;
	struct indicator *list;
	size_t n, cap;
	struct members *members; /* to hold names against; NULL: not known */
	char **borrowed;         /* files that values were taken from */
	size_t n_borrowed, cap_borrowed;
};

/**
 * Load a file of definitions and ask for all that they need, besides
 * those loaded before: names are each file's own, ids are common.
 *
 * Shape:   has_period: $period, $period_start and $period_end are defined.
 * Returns: 0; -1 with finished sentences in err.
 */
int indicators_load(struct indicators *ins, struct wanted *w, const char *path,
    bool has_period, struct strbuf *err);
void indicators_release(struct indicators *ins);

#endif
