/*
 * job.h - the whole of what was asked for: which records count, into what,
 * and which records come of it.
 */
#ifndef AGGREGATE_JOB_H
#define AGGREGATE_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "cube/cube.h"
#include "cube/cube_state.h"
#include "define/indicators.h"
#include "define/period.h"
#include "order.h"
#include "report.h"
#include "table.h"

struct job {
	struct wanted wanted;
	size_t budget;     /* bytes for tallies; 0: no bound */
	struct cube *cube; /* NULL before job_begin */
	struct period period;
	int where;           /* an expression; -1: every record */
	bool has_indicators; /* else a table */
	struct indicators indicators;
	struct report report;
	struct table table;
	struct order order;     /* of the table; no keys: as it is */
	size_t n_made;          /* records of the table given out */
	struct digest *asked;   /* of all that was asked for */
	struct digest *counted; /* of the records; NULL: not is_partial */
	const char *part;       /* its name; NULL: none */
	const char *whole;      /* a member; NULL: none; see cube_state.h */
	struct cube_parts parts;
	bool is_partial;          /* give out the cube, not results */
	bool is_merge;            /* read cubes, not records */
	struct cube_state input;  /* where is_merge */
	struct cube_state output; /* where is_partial */
};

enum job_verdict {
	JOB_COUNTED,
	JOB_WHERE,        /* the condition does not hold */
	JOB_PERIOD,       /* outside the period */
	JOB_NO_INDICATOR, /* of no concern to any of them */
	JOB_FAULT,        /* see the fault; nothing was counted */
	JOB_DAMAGE        /* no part that fits: only the message is set */
};

void job_init(struct job *job);
void job_release(struct job *job);

/** Each returns 0, or -1 with finished sentences in err. */
int job_set_period(struct job *job, const char *text, struct strbuf *err);
int job_set_where(struct job *job, const char *text, struct strbuf *err);

/**
 * Take words as functions up to the first that is none.
 *
 * Returns: how many were; -1 with finished sentences in err.
 * Memory:  borrows by and its names.
 */
int job_set_functions(struct job *job, const char **by, size_t n_by,
    const char *const *words, size_t n_words, struct strbuf *err);

/**
 * Sort the table and cut it; either is enough: sort NULL, top 0. After
 * job_set_functions.
 */
int job_set_order(
    struct job *job, const char *sort, size_t top, struct strbuf *err);

/** Count into the indicators of a file; set the period before. */
int job_set_indicators(struct job *job, const char *path, struct strbuf *err);

/**
 * All was set: make ready for the first record; 0, or -1 with a finished
 * sentence in err.
 */
int job_begin(struct job *job, struct strbuf *err);

/** Was each record that could count outside the period? */
bool job_is_all_outside(const struct job *job);

/** Count a record. */
enum job_verdict job_count(
    struct job *job, const struct record *rec, struct cube_fault *fault);

/**
 * Members that were asked for and that no record had, one after the other;
 * NULL after the last. *from is 0 at first.
 */
const char *job_next_missing(const struct job *job, int *from);

/**
 * Comparisons whose two sides never were of one type, likewise: a sentence in
 * sb, or false after the last.
 */
bool job_next_unmet(const struct job *job, int *from, struct strbuf *sb);

/** Classes that no value ever came of, likewise. */
bool job_next_unmade(const struct job *job, int *from, struct strbuf *sb);

/** After the last record, once; 0, or -1 with a finished sentence in err. */
int job_finish(struct job *job, struct strbuf *err);

/**
 * Append the next record of the answer, without a line end.
 *
 * Returns: 1; 0 after the last; -1 with a finished sentence in err.
 */
int job_next(struct job *job, struct strbuf *sb, struct strbuf *err);

#endif
