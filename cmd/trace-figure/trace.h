/*
 * trace.h - what each record counts in a figure, or why it does not.
 *
 * Memory: the distinct keys that count; where the figure is known only after
 *         the last record (a spread, a percentile, the least or greatest),
 *         some 44 bytes a record that may be behind it, the record itself
 *         being in a temporary file.
 */
#ifndef TRACE_FIGURE_TRACE_H
#define TRACE_FIGURE_TRACE_H

#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/temp.h"

#include "plan.h"

enum trace_verdict {
	TRACE_IN,   /* to be written, with what trace_member appended */
	TRACE_HELD, /* its verdict comes with trace_next */
	TRACE_OUT,  /* it could have counted: see the reason */
	TRACE_OTHER /* a record of another kind */
};

/** Why records are not in the figure. */
struct reason {
	int kind; /* private, as id */
	int id;
	char *text;
	uint64_t n;
	uint64_t n_near; /* of them, within the scope and the period */
};

/** What a record counts in a leaf. */
struct cell {
	bool is_in;
	struct dec amount; /* times not yet taken */
	uint32_t key;      /* of what is distinct; where held, of the splits */
};

/** What was counted into a leaf. */
struct tally_of {
	struct keyset *keys;
	struct dec_sum sum;
	uint64_t n;       /* records */
	uint32_t *counts; /* TAKE_SPREAD: records by key */
	size_t n_counts, cap_counts;
};

struct trace {
	struct plan *plan;
	const struct period *period;
	int record; /* the member, of the expressions */
	bool is_in_period;
	struct tally_of *tallies; /* by leaf */
	struct cell *cells;       /* of the record at hand, by leaf */
	struct reason *reasons;
	size_t n_reasons, cap_reasons;
	uint64_t n_rows; /* written */
	/* held */
	struct temp temp;
	struct cell *held; /* n_held * n_leaves */
	struct held_len {
		uint32_t line, place;
	} * lens;
	size_t n_held, cap_held, cap_cells, next;
	struct strbuf line, place, scratch;
};

/** The plan and the period are borrowed. */
void trace_init(struct trace *t, struct plan *p, const struct period *period);
void trace_release(struct trace *t);

/**
 * Turn to the record at hand, which cube_begin was told of.
 *
 * Returns: the verdict; with TRACE_OUT *reason is its text, borrowed.
 */
enum trace_verdict trace_record(struct trace *t, const char **reason);

/**
 * As trace_member, in any place of an object: members with a comma in front,
 * as if the record were the only one.
 */
void trace_members_alone(const struct trace *t, struct strbuf *sb);

/** The value of the member "trace" of a record that is in. */
void trace_member(const struct trace *t, struct strbuf *json);

/**
 * Hold a record, and the place that t->place tells of it; 0, or -1 with a
 * finished sentence in err.
 */
int trace_hold(struct trace *t, const struct record *rec, struct strbuf *err);

/** After the last record, once; 0, -1. */
int trace_finish(struct trace *t, struct strbuf *err);

/**
 * The next held record in t->line, with its member; its place in t->place.
 *
 * Returns: 1; 0 after the last; 2: it is not in the figure, for *reason; -1
 *          with a finished sentence in err.
 */
int trace_next(struct trace *t, const char **reason, struct strbuf *err);

/** What the terms of a side come to; false: too large. */
bool trace_sum(const struct trace *t, enum side side, struct ratio *out);

/** Sort the reasons: most records first. */
void trace_sort_reasons(struct trace *t);

#endif
