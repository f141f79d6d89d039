/* store.h - the figures of a stream, to be looked up by what they are of. */
#ifndef RENDER_REPORT_STORE_H
#define RENDER_REPORT_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"

enum {
	STORE_MAX_BY = 8,      /* members that figures are grouped by */
	STORE_MAX_LIMITS = 2,  /* funnel limits of a figure */
	STORE_MAX_SIGNALS = 16 /* of a run chart; more are not shown */
};

enum verdict { VERDICT_NONE, VERDICT_MET, VERDICT_MISSED };

/** A number that may be missing. */
struct maybe {
	bool is_there;
	struct dec value;
};

/** A figure; texts are borrowed from the store. */
struct fact {
	const char *indicator, *period, *unit;
	const char *by;                   /* with commas between */
	const char *values[STORE_MAX_BY]; /* "" where it has none */
	size_t n_values;
	struct maybe value, numerator, denominator, n, target, low, high;
	struct maybe limits[STORE_MAX_LIMITS][2]; /* the narrowest first */
	const char *relation;                     /* of the target; "" */
	const char *not_assessed;                 /* the reason; "" */
	const char *suppressed; /* "small", "complementary"; "" */
	int decimals;           /* -1: not said */
	enum verdict verdict;
};

/** A signal of a run chart: months YYYY-MM. */
struct chart_signal {
	const char *rule, *from, *to;
	bool is_above; /* or rising */
};

/** A run chart of one series. */
struct chart {
	const char *indicator, *by;
	const char *values[STORE_MAX_BY];
	size_t n_values;
	struct maybe median, lower, upper;
	struct chart_signal signals[STORE_MAX_SIGNALS];
	size_t n_signals;
};

/** A clinic of the register; texts "" where they are not known. */
struct clinic {
	const char *id, *name, *municipality, *regi, *provider, *closed;
	bool has_figures;
};

struct store;

struct store *store_new(void);
void store_free(struct store *s);

enum store_status {
	STORE_OK,
	STORE_OTHER,   /* a record of another kind */
	STORE_EFIGURE, /* see *figure */
	STORE_EREPEAT  /* the same figure a second time */
};

/** Take a record: a figure, a run chart or a clinic. */
enum store_status store_add(struct store *s, const struct record *rec,
    enum figure_status *figure) __attribute__((warn_unused_result));

/** All is read. */
void store_finish(struct store *s);

/** The last period of the figures, "" without any. */
const char *store_period(const struct store *s);
/** Is there a figure of the chosen one? */
bool store_has_period(const struct store *s);
/** Show the figures of this one. */
void store_choose_period(struct store *s, const char *period);
/** The year before the one chosen; "" where the stream has none. */
const char *store_period_before(const struct store *s);

/**
 * The figure of a period (NULL: the chosen one) by these members and values;
 * NULL where the stream has none.
 */
const struct fact *store_find(const struct store *s, const char *indicator,
    const char *period, const char *by, const char *const *values,
    size_t n_values);

bool store_has(const struct store *s, const char *indicator);
/** The indicators that there are figures of, whatever the period. */
void store_note_names(const struct store *s, struct near_names *names);

/**
 * All figures of an indicator by these members, of the chosen period, in the
 * order of their values (numbers by size, text in Swedish order).
 *
 * Returns: how many; *list is new, freed with free().
 */
size_t store_list(const struct store *s, const char *indicator, const char *by,
    const struct fact ***list);

const struct chart *store_chart(const struct store *s, const char *indicator,
    const char *by, const char *const *values, size_t n_values);

/** The clinics that have figures, by name. */
size_t store_n_clinics(const struct store *s);
const struct clinic *store_clinic_at(const struct store *s, size_t i);
/** NULL where neither figures nor the register name it. */
const struct clinic *store_clinic(const struct store *s, const char *id);

/** As strcmp, in Swedish order; runs of digits by their number. */
int store_compare_names(const char *a, const char *b);

#endif
