/*
 * formula.h - arithmetic over measures: visits / fte, 1200 * (fte - 0.2 * new),
 * sum_over(provider, patients), visits / total(visits). Exact throughout.
 *
 *	sum    = product { ("+" | "-") product }
 *	product = factor { ("*" | "/") factor }
 *	factor = "-" factor | "(" sum ")" | number | name
 *	       | "total" "(" sum ")" | "across" "(" member "," sum ")"
 *	       | ("sum_over" | "mean_over" | "min_over" | "max_over" | "rank"
 *	         | "median_over" | "share_over") "(" member "," sum ")"
 *	       | "mean_over" "(" member "," sum "," sum ")"
 *	       | "standardised" "(" member "," sum "," sum "," weights ")"
 *	       | ( "slope_index" | "relative_index" )
 *	         "(" member "," sum "," sum ")"
 *	       | "percentile_over" "(" member "," number "," sum ")"
 *	       | "cumulate" "(" member "," sum ")"
 *	       | ("rolling" | "before") "(" member "," number "," sum ")"
 *	       | "baseline" "(" member "," period "," period "," sum ")"
 *	       | ("min" | "max" | "at_least" | "next") "(" sum "," sum ")"
 *	       | "day" "(" ( date | name ) ")"
 *
 * A name is a measure, a formula or a number of the definitions. total(x) is
 * x over everything in the period; across(m, x) is x over every value of
 * member m, the group's other members as they are. sum_over(m, x) works x out
 * for each value of m within the group, and adds up; mean_over(m, x) takes the
 * mean of those that could be worked out, each times y in mean_over(m, x, y),
 * min_over(m, x) and max_over(m, x) the smallest and the largest of them,
 * median_over(m, x) the one in the middle, or the mean of the two that are,
 * percentile_over(m, 90, x) the one at that rank, as p90 of a measure is, and
 * share_over(m, x) the share of them that are not 0. rank(m, x) is the group's
 * place among those with other values of m, the largest x first; equal ones
 * share a place.
 * Over the bands of a population, such as age groups: standardised(m, x, y, w)
 * is x / y for each value of m that has a weight in w, by these weights.
 * slope_index(m, x, y) lays the values of m along a scale by their y, and is
 * what x / y rises by from its one end to the other by the line of least
 * squares; relative_index(m, x, y) is that end over this.
 * Over periods, which are the values of a member such as month: cumulate(m, x)
 * adds x up from the first of the year to the group's own, rolling(m, 12, x)
 * over the last 12, baseline(m, 2024-01, 2024-12, x) over those from one to
 * another, and before(m, 12, x) is x of the 12th before the group's own.
 * at_least(x, y) is 1 where x >= y, and otherwise 0. next(m, x) is the least
 * that is not below x of the values that measure m, of min:, looked at; m may
 * stand within across() or total(). day(2025-03-14) is the number of that day,
 * as day(date) is in expressions. What a formula comes to in
 * a cube, cube/answer.h says.
 */
#ifndef DEFINE_FORMULA_H
#define DEFINE_FORMULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/ratio.h"
#include "vardstrom/strbuf.h"

#include "function.h"
#include "span.h"
#include "wanted.h"

enum {
	FORMULA_MAX_DEPTH = 100,   /* of parentheses and names */
	FORMULA_MAX_PERIODS = 1200 /* of a window */
};

enum formula_op {
	FORMULA_NUMBER,
	FORMULA_FUNCTION, /* a: index of a function */
	FORMULA_ADD,      /* a, b: nodes, here and below */
	FORMULA_SUB,
	FORMULA_MUL,
	FORMULA_DIV,
	FORMULA_NEGATE,
	FORMULA_TOTAL,     /* a: node */
	FORMULA_ACROSS,    /* a: node, b: column */
	FORMULA_SUM_OVER,  /* a: node, b: column, here and below */
	FORMULA_MEAN_OVER, /* c: node of the weight, or -1 */
	FORMULA_MIN_OVER,
	FORMULA_MAX_OVER,
	FORMULA_MEDIAN_OVER,
	FORMULA_PERCENTILE_OVER, /* c: in 1/100000 */
	FORMULA_SHARE_OVER,
	FORMULA_STANDARDISED, /* c: node of the population, here and below;
				 weights */
	FORMULA_SLOPE_INDEX,
	FORMULA_RELATIVE_INDEX,
	FORMULA_CUMULATE,
	FORMULA_ROLLING,  /* c: how many periods */
	FORMULA_BEFORE,   /* c: likewise */
	FORMULA_BASELINE, /* span */
	FORMULA_RANK,
	FORMULA_MIN,      /* a, b: nodes */
	FORMULA_MAX,      /* a, b: nodes */
	FORMULA_AT_LEAST, /* a, b: nodes */
	FORMULA_NEXT      /* a: a function of all values, perhaps within
			     FORMULA_ACROSS or FORMULA_TOTAL; b: node */
};

struct formula_node {
	enum formula_op op;
	int a;
	int b;
	int c;
	int weights; /* of the formulas */
	struct span span;
	struct dec number; /* FORMULA_NUMBER */
};

/** What a name means: a node. */
struct formula_name {
	char *name;
	int node;
};

/** A standard population: what each value of a member weighs. */
struct formula_weights {
	char *name;
	char **labels; /* the values as texts */
	struct dec *weights;
	size_t n, cap, cap_weights;
};

/** All the formulas of a file of definitions, and the names they share. */
struct formulas {
	struct formula_node *nodes;
	size_t n_nodes, cap_nodes;
	struct function *functions;
	size_t n_functions, cap_functions;
	struct formula_name *names;
	size_t n_names, cap_names;
	struct formula_weights *weights;
	size_t n_weights, cap_weights;
	size_t first_name;    /* those before it belong to an earlier file */
	size_t first_weights; /* likewise */
};

void formulas_release(struct formulas *fs);

/** Make a name mean a function (taken), a number, or a formula's node. */
void formula_name_function(
    struct formulas *fs, const char *name, struct function *f);
void formula_name_number(
    struct formulas *fs, const char *name, struct dec number);
/** Make day(NAME) mean the number of a day. */
void formula_name_day(struct formulas *fs, const char *name, int day);
void formula_name_node(struct formulas *fs, const char *name, int node);

/** The weights of a name, to be filled; NULL: it has some. */
struct formula_weights *formula_add_weights(
    struct formulas *fs, const char *name);
/** Takes nothing; the label is new to the weights, or false. */
bool formula_add_weight(
    struct formula_weights *w, const char *label, struct dec weight);

/** The node of a name, -1: none. */
int formula_find(const struct formulas *fs, const char *name, size_t len);

/** The function that a node is, or NULL. */
const struct function *formula_function(const struct formulas *fs, int node);
/** The first function that a formula looks at, or NULL. */
const struct function *formula_first(const struct formulas *fs, int node);

/** Visit each function that a formula looks at; one may come again. is_beyond:
    by total() or across(), so that a record of it makes no figure. */
typedef void formula_visit_fn(
    void *context, const struct function *f, bool is_beyond);
void formula_each_function(const struct formulas *fs, int node,
    formula_visit_fn *visit, void *context);

/**
 * The number that a formula is multiplied with, as 1000 is in 1000 * visits,
 * and the rest of it; 1 and itself where there is none.
 */
void formula_scale(
    const struct formulas *fs, int node, struct ratio *scale, int *rest);
/** Is it a number of things, by what it is made of? */
bool formula_is_count(const struct formulas *fs, int node);

/**
 * The first column that a formula over periods asks for and a grouping lacks;
 * -1: none. Once the formula is wanted by the grouping.
 */
int formula_lacks(
    const struct formulas *fs, struct wanted *w, int node, int grouping);
/** Append the windows over periods that a formula looks through, each once:
    "cumulate(month)","before(month, 12)". */
void formula_windows(const struct formulas *fs, const struct wanted *w,
    int node, struct strbuf *sb);

/**
 * Compile a formula.
 *
 * Returns: its node; -1 with three lines in err: what is wrong, the formula,
 *          and a caret under the place.
 */
int formula_compile(struct formulas *fs, struct wanted *w, const char *text,
    struct strbuf *err) __attribute__((warn_unused_result));

/**
 * Want all that a node looks at, by a grouping; before the first record.
 *
 * Returns: false where sum_over or the like needs more than WANTED_MAX_BY
 *          members.
 */
bool formula_want(const struct formulas *fs, struct wanted *w, int node,
    int grouping) __attribute__((warn_unused_result));

#endif
