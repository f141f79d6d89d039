/* plan.h - what a report holds: chapters and their blocks, from a file. */
#ifndef RENDER_REPORT_PLAN_H
#define RENDER_REPORT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

enum language { LANGUAGE_SV, LANGUAGE_EN };

enum block_kind {
	BLOCK_KEY,     /* indicators down, the whole and its parts across */
	BLOCK_TABLE,   /* groups down, indicators across */
	BLOCK_DOTS,    /* a row and a mark a group, on one axis */
	BLOCK_BARS,    /* a row and a bar a group, from zero */
	BLOCK_PYRAMID, /* age by sex */
	BLOCK_MONTHS,  /* small run charts */
	BLOCK_LIST,    /* indicators down, with what they mean */
	BLOCK_CLINICS  /* the clinics, with links to their pages */
};

/** Texts with {placeholders}; see sentence.h. */
struct texts {
	const char **list;
	size_t n;
};

struct names {
	const char **list;
	size_t n;
};

/** A block; what a kind does not use is empty. */
struct block {
	enum block_kind kind;
	const char *title;
	struct texts findings; /* bold above it */
	struct texts notes;    /* small below it */
	struct names rows;     /* members that groups are made of */
	struct names values;   /* indicators */
	const char *weight;    /* an indicator: the size of a group; NULL */
	const char *sort;      /* greatest first; NULL: by name */
	const char *last;      /* the value of the row that comes last */
	const char *split;     /* a member whose values are columns; NULL */
	bool has_total;
	bool is_from_zero;
	bool has_signals; /* months: draw limits and name signals */
	bool is_only_signals;
	size_t most; /* rows or panels; 0: all */
};

struct chapter {
	const char *id, *title;
	struct names needs; /* left out where the stream has none of these */
	struct texts texts;
	struct block *blocks;
	size_t n_blocks;
};

struct chapters {
	const char *title;
	struct texts lead;
	struct chapter *list;
	size_t n;
};

struct plan;

/**
 * Read a report (pipelines/report/report.schema.json).
 *
 * Shape:   path NULL: the one that the program has built in.
 * Returns: new, freed with plan_free; NULL with a finished sentence in err.
 */
struct plan *plan_load(
    const char *path, enum language language, struct strbuf *err);
/** NULL is allowed. */
void plan_free(struct plan *p);

const struct chapters *plan_report(const struct plan *p);
/** Of the page of one clinic. */
const struct chapters *plan_clinic(const struct plan *p);

/** What stands above the column of an indicator; NULL: the file has none. */
const char *plan_heading(const struct plan *p, const char *indicator);
/** What an indicator says of the data, for BLOCK_LIST; NULL: nothing. */
const char *plan_meaning(const struct plan *p, const char *indicator);
/** The name of a member; itself where the file has none. */
const char *plan_member(const struct plan *p, const char *member);
/** The text for a value of a member; NULL where the file has none. */
const char *plan_value(
    const struct plan *p, const char *member, const char *value);
/** A unit after a number; "" where the file has none. */
const char *plan_unit(const struct plan *p, const char *unit);
/** A reason in words; itself where the file has none. */
const char *plan_reason(const struct plan *p, const char *reason);

#endif
