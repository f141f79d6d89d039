/*
 * function.h - what is taken from the records of a group: "count",
 * "distinct:patient", "p50:wait_days", "share:wait_days <= 3",
 * "first:diagnosis@date".
 */
#ifndef DEFINE_FUNCTION_H
#define DEFINE_FUNCTION_H

#include <stdbool.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

#include "wanted.h"

enum function_kind {
	FUNCTION_COUNT,
	FUNCTION_DISTINCT,
	FUNCTION_SUM,
	FUNCTION_MEAN,
	FUNCTION_MIN,
	FUNCTION_MAX,
	FUNCTION_PERCENTILE,
	FUNCTION_SHARE,
	FUNCTION_MEDIAN,
	FUNCTION_STDEV,
	FUNCTION_FIRST,
	FUNCTION_LAST
};

struct function {
	enum function_kind kind;
	char *name;        /* of the member that shows it; owned */
	int measure;       /* of what is wanted */
	int whole;         /* FUNCTION_SHARE: measure of all records; or -1 */
	int where;         /* the expression of the measure; -1: every record */
	int whole_where;   /* likewise, of the whole */
	int member;        /* that is looked at, of the expressions; or -1 */
	int source;        /* or a value of theirs in its place; or -1 */
	int order;         /* by whose values FIRST and LAST go; likewise */
	uint32_t per_100k; /* FUNCTION_PERCENTILE: see cube_percentile */
};

enum function_status {
	FUNCTION_OK,
	FUNCTION_NONE, /* does not look like one: perhaps a file's name */
	FUNCTION_ERROR /* looks like one, but see err */
};

/** "50", "99.9": a percentile in 1/100000; false: none of these. */
bool function_percent(uint32_t *out, const char *s, size_t len);

/** Is it the word of a function, in small letters? */
bool function_is_word(const char *word);

/**
 * What to write in place of a text that is no function, but what others call
 * one: stddev:x, avg(x), count(*). hint is what to write; false: nothing.
 */
bool function_hint(const char *text, struct strbuf *hint);

/**
 * Read [NAME=]FUNCTION[:ARGUMENT] and ask for what it needs. where
 * is an expression that limits it, or -1.
 *
 * Shape:   is_numeric: values that are no numbers are faults also where the
 *          function could do with them (min, max, first, last, percentiles).
 * Returns: FUNCTION_OK with *f, released by function_release.
 */
enum function_status function_parse(struct function *f, struct wanted *w,
    const char *text, int where, bool is_numeric, struct strbuf *err)
    __attribute__((warn_unused_result));
void function_release(struct function *f);

/** Want the function by a grouping; before the first record. */
void function_want(const struct function *f, struct wanted *w, int grouping);

/** Is it a sum of what records count, or the value of one of them? */
bool function_is_sum(enum function_kind kind);

#endif
