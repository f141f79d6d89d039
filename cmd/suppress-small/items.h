/*
 * items.h - the stream held in memory: each indicator record as numbers, with
 * its place among the others.
 */
#ifndef SUPPRESS_SMALL_ITEMS_H
#define SUPPRESS_SMALL_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/figure.h"
#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "rules.h"

enum role { ROLE_VALUE, ROLE_NUMERATOR, ROLE_DENOMINATOR, ROLE_N, N_ROLES };

enum mark { MARK_NONE, MARK_SMALL, MARK_COMPLEMENTARY };

enum {
	ITEMS_MAX_DIMENSIONS = 8, /* names in a record's by, at most */
	ITEMS_NO_COUNT = -1,      /* a number is there, and no count */
	ITEMS_MISSING = -2,       /* no number is there */
	ITEMS_PERIOD = 0,         /* the dimension that all have */
	ITEMS_MAX_BIN = 1000      /* a bin with a larger end is none */
};
/* A larger number is no count: thousands of these, each times a bin, are
   still a number. */
#define ITEMS_MAX_COUNT (INT64_C(1) << 40)

/** A member that the record is grouped by, and its value: both as numbers. */
struct item_pair {
	uint32_t dimension, value;
};

struct item {
	size_t line_at, line_len;   /* in items.text */
	size_t cut_at, cut_len;     /* the line as it is when hidden, open */
	size_t alone_at, alone_len; /* and without its comparison */
	bool is_figure;             /* else: another record, passes unchanged */
	uint32_t indicator;         /* its number in items.names */
	const struct rule *rule;
	uint32_t scope;    /* its number in items.scopes, the period too */
	uint32_t grouping; /* its number in items.groupings */
	uint32_t n_pairs;  /* sorted by dimension; the period is one */
	struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
	int64_t number[N_ROLES]; /* a count, or one of ITEMS_ above */
	bool is_share;           /* the numerator is part of the denominator */
	enum mark mark;
	bool is_withheld;       /* over periods: hidden whole, and no figure */
	bool is_shown;          /* likewise, but it has its numbers */
	bool is_before;         /* of an earlier release: not written */
	uint32_t release;       /* which of these, from 1 on; 0: none */
	bool is_released;       /* shown earlier with the same numbers */
	bool is_cover;          /* hidden for others' sake */
	bool has_design_effect; /* its interval is of a clustered count */
	bool is_bare;           /* that interval is withheld */
	bool is_compared;       /* with an earlier figure, by compare-years */
	bool is_alone;          /* that comparison is withheld */
	uint32_t compared_with; /* its period, a value */
	int64_t previous;       /* as number[] */
	uint32_t exact, exact_previous; /* value and previous, of any kind */
};

struct items {
	const struct rules *rules;
	struct strbuf text;
	struct item *list;
	size_t n, cap;
	struct keyset *names; /* indicators, dimensions and their values */
	struct keyset *scopes, *groupings;
	uint32_t n_releases;  /* earlier ones */
	struct keyset *links; /* two pairs that stand in one record */
	struct figure figure; /* scratch */
	struct strbuf key;    /* scratch */
};

void items_init(struct items *items, const struct rules *rules);
void items_release(struct items *items);

/**
 * Keep a record.
 *
 * Returns: FIGURE_OK, and it is held; otherwise what is wrong with it.
 */
enum figure_status items_add(struct items *items, struct record *rec)
    __attribute__((warn_unused_result));

/**
 * Read an earlier release, when the stream's own records are all there. What
 * it shows cannot be hidden any more, what it hides stays hidden, and what
 * the stream has no counterpart for is known besides.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int items_add_before(struct items *items, const char *path, size_t max_line,
    struct strbuf *err) __attribute__((warn_unused_result));

/** Figures over periods: how many the stream has; and how many it has, or
    earlier releases had, that are shown. */
size_t items_n_withheld(const struct items *items);
size_t items_n_shown(const struct items *items, bool is_before);

/** The number of a scope, by its sorted pairs; false where none has it. */
bool items_find_scope(struct items *items, const struct item_pair *pairs,
    size_t n, uint32_t *scope);

/** The label of a record's numbers, if it is hidden. */
enum mark items_label(const struct item *item);

/** Years times 12 and months of a value like "2025-03"; -1: it is none. */
int items_month(const struct items *items, uint32_t value);

/** The ends of a value like "3", "6-10" or "21-", up to ITEMS_MAX_BIN, the last
    without a high end: ITEMS_MAX_COUNT; false: it is none. */
bool items_bin(
    const struct items *items, uint32_t value, int64_t *low, int64_t *high);

/** Append the record's line as its mark has it. */
void items_format(const struct items *items, size_t i, struct strbuf *line);

#endif
