/* series.h - monthly figures as series, one a group, over any years. */
#ifndef RUN_CHART_SERIES_H
#define RUN_CHART_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

#include "chart.h"

enum series_status {
	SERIES_OK,
	SERIES_OTHER,   /* no figure by month, or not asked for */
	SERIES_EFIGURE, /* an indicator record that cannot be read */
	SERIES_EMONTH,  /* month is no month */
	SERIES_ECHANGE, /* changes are no months with their reasons */
	SERIES_EREPEAT, /* a second figure of the same month */
	SERIES_EMANY    /* more than CHART_MAX_POINTS of them */
};

/** All series of the stream, in the order of their first points. */
struct series_set;

/**
 * Shape:   ids of the indicators wanted; none: all.
 * Memory:  borrows ids until series_set_free.
 */
struct series_set *series_set_new(const char *const *ids, size_t n_ids);
void series_set_free(struct series_set *set);

/**
 * Take the figure of a month.
 *
 * Shape:   a figure without a value is a month without a point.
 * Returns: with SERIES_EFIGURE, *figure says what is wrong.
 */
enum series_status series_add(struct series_set *set, const struct record *rec,
    enum figure_status *figure) __attribute__((warn_unused_result));

/** A status as field, code for rejects, and sentence; static. */
const char *series_field(enum series_status status);
const char *series_code(enum series_status status);
const char *series_strerror(enum series_status status);

/** How many figures by month there were of ids[i]; and of which indicators. */
size_t series_n_of(const struct series_set *set, size_t i);
const struct near_names *series_met(const struct series_set *set);

/** How many series there are. */
size_t series_n(const struct series_set *set);

/** How series are charted. */
struct series_how {
	struct chart_how chart; /* n_base is not read */
	size_t min_points;      /* fewer (2 at least) are not assessed */
	const int *changes;     /* months that begin anew, ascending, besides
				   those that the figures carry */
	size_t n_changes;
	bool is_frozen;
	int freeze; /* the last month that lines are made of */
};

/** When all have been added: how many phases series i has, at the most. */
size_t series_phases(
    struct series_set *set, size_t i, const struct series_how *how);

/**
 * The run_chart record of a phase of series i (both 0-based), below what
 * series_phases gave; a series may be without some.
 *
 * Returns: false where it has none of the phase; *n_signals is what it tells.
 */
bool series_line(struct series_set *set, size_t i, size_t phase,
    const struct series_how *how, size_t *n_signals, struct strbuf *line);

/** Has some series months before a month, and that month or later ones? */
bool series_spans(const struct series_set *set, int month);

#endif
