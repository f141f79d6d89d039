/* answer.c - what functions and formulas come to in a cube. */
#include "answer_private.h"

/* --- functions --------------------------------------------------------------
 */

uint64_t
answer_n(
    const struct cube *cube, const struct function *f, int grouping, uint32_t g)
{
	int measure = f->whole >= 0 ? f->whole : f->measure;

	return cube_n(cube, measure, grouping, g);
}

bool
answer_design_effect(struct ratio *out, struct cube *cube,
    const struct function *f, int grouping, uint32_t g)
{
	uint64_t n = cube_n(cube, f->measure, grouping, g), squares;
	struct ratio events;

	if (!cube_cluster_squares(&squares, cube, f->measure, grouping, g))
		return false;
	ratio_set_int(out, (int64_t)squares);
	ratio_set_int(&events, (int64_t)n);
	return ratio_div(out, out, &events) == RATIO_OK;
}

/* --- results ----------------------------------------------------------------
 */

static void
set_count(struct result *out, uint64_t n)
{
	out->kind = RESULT_NUMBER;
	ratio_set_int(&out->number, (int64_t)n);
}

/** Divide the number by n; missing where n is 0. */
static void
divide(struct result *out, uint64_t n)
{
	struct ratio divisor;

	ratio_set_int(&divisor, (int64_t)n);
	if (out->kind != RESULT_NUMBER)
		return;
	switch (ratio_div(&out->number, &out->number, &divisor)) {
	case RATIO_OK:
		break;
	case RATIO_EZERO:
		out->kind = RESULT_MISSING;
		break;
	case RATIO_ERANGE:
		out->kind = RESULT_RANGE;
		break;
	}
}

static void
set_sum(struct result *out, const struct cube *cube, int measure, int grouping,
    uint32_t g)
{
	struct dec sum;

	out->kind = RESULT_NUMBER;
	if (cube_n(cube, measure, grouping, g) == 0)
		out->kind = RESULT_MISSING;
	else if (cube_sum(&sum, cube, measure, grouping, g) == DEC_OK)
		ratio_set_dec(&out->number, sum);
	else
		out->kind = RESULT_RANGE;
}

/** A value that was found or not; numbers are told apart. */
static void
set_value(struct result *out, bool is_found, struct value v)
{
	struct dec number;

	out->kind = is_found ? RESULT_VALUE : RESULT_MISSING;
	out->value = v;
	if (is_found && value_type(v) == VALUE_NUMBER &&
	    dec_parse(&number, v.s + 1, v.len - 1) == DEC_OK) {
		out->kind = RESULT_NUMBER;
		ratio_set_dec(&out->number, number);
	}
}

/** The mean of the two values in the middle, or the one there is. */
static void
set_median(struct result *out, struct cube *cube, int measure, int grouping,
    uint32_t g)
{
	uint64_t n = cube_n(cube, measure, grouping, g);
	struct result other;

	out->kind = RESULT_MISSING;
	if (n == 0)
		return;
	set_value(
	    out, true, cube_place(cube, measure, grouping, g, (n + 1) / 2));
	set_value(
	    &other, true, cube_place(cube, measure, grouping, g, n / 2 + 1));
	if (ratio_add(&out->number, &out->number, &other.number) != RATIO_OK)
		out->kind = RESULT_RANGE;
	divide(out, 2);
}

/** Of one value there is no deviation. */
static void
set_stdev(struct result *out, const struct cube *cube, int measure,
    int grouping, uint32_t g)
{
	struct dec v;

	out->kind = RESULT_MISSING;
	if (cube_n(cube, measure, grouping, g) < 2)
		return;
	out->kind = RESULT_RANGE;
	if (cube_stdev(&v, cube, measure, grouping, g) != DEC_OK)
		return;
	out->kind = RESULT_NUMBER;
	ratio_set_dec(&out->number, v);
}

void
answer_result(struct result *out, struct cube *cube, const struct function *f,
    int grouping, uint32_t g)
{
	const int m = f->measure;
	struct value v = { "", 0 };
	bool is_found;

	switch (f->kind) {
	case FUNCTION_COUNT:
		set_count(out, cube_n(cube, m, grouping, g));
		break;
	case FUNCTION_DISTINCT:
		set_count(out, cube_distinct(cube, m, grouping, g));
		break;
	case FUNCTION_SUM:
		set_sum(out, cube, m, grouping, g);
		break;
	case FUNCTION_MEAN:
		set_sum(out, cube, m, grouping, g);
		divide(out, cube_n(cube, m, grouping, g));
		break;
	case FUNCTION_SHARE:
		set_count(out, cube_n(cube, m, grouping, g));
		divide(out, cube_n(cube, f->whole, grouping, g));
		break;
	case FUNCTION_MIN:
	case FUNCTION_MAX:
	case FUNCTION_FIRST:
	case FUNCTION_LAST:
		is_found = cube_best(&v, cube, m, grouping, g);
		set_value(out, is_found, v);
		break;
	case FUNCTION_PERCENTILE:
		is_found =
		    cube_percentile(&v, cube, m, grouping, g, f->per_100k);
		set_value(out, is_found, v);
		break;
	case FUNCTION_MEDIAN:
		set_median(out, cube, m, grouping, g);
		break;
	case FUNCTION_STDEV:
		set_stdev(out, cube, m, grouping, g);
		break;
	}
}

/* --- formulas ---------------------------------------------------------------
 */

static int
everything(const struct answers *as)
{
	return wanted_find(as->wanted, NULL, 0);
}

int
answer_finer(const struct answers *as, int grouping, int column)
{
	int columns[WANTED_MAX_BY + 1];
	size_t n = wanted_with(as->wanted, grouping, column, columns);

	return wanted_find(as->wanted, columns, n);
}

int
answer_coarser(const struct answers *as, int grouping, int column)
{
	int columns[WANTED_MAX_BY + 1];
	size_t n = wanted_without(as->wanted, grouping, column, columns);

	return wanted_find(as->wanted, columns, n);
}

bool
answer_is_counted(const struct answers *as, int node, int grouping, uint32_t g)
{
	const struct formula_node *n = &as->formulas->nodes[node];

	switch (n->op) {
	case FORMULA_NUMBER:
		return false;
	case FORMULA_FUNCTION:
		return answer_n(as->cube, &as->formulas->functions[n->a],
			   grouping, g) > 0;
	case FORMULA_TOTAL:
		return grouping == everything(as) &&
		       answer_is_counted(as, n->a, grouping, g);
	case FORMULA_ACROSS:
		return answer_coarser(as, grouping, n->b) == grouping &&
		       answer_is_counted(as, n->a, grouping, g);
	case FORMULA_NEGATE:
	case FORMULA_SUM_OVER:
	case FORMULA_MEAN_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
	case FORMULA_MEDIAN_OVER:
	case FORMULA_PERCENTILE_OVER:
	case FORMULA_SHARE_OVER:
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
	case FORMULA_RANK:
		return answer_is_counted(as, n->a, grouping, g);
	case FORMULA_NEXT:
		return answer_is_counted(as, n->b, grouping, g);
	case FORMULA_STANDARDISED:
	case FORMULA_SLOPE_INDEX:
	case FORMULA_RELATIVE_INDEX:
		return answer_is_counted(as, n->a, grouping, g) ||
		       answer_is_counted(as, n->c, grouping, g);
	default:
		return answer_is_counted(as, n->a, grouping, g) ||
		       answer_is_counted(as, n->b, grouping, g);
	}
}

void
answer_mark(const struct answers *as, int node, int grouping, bool *is_there)
{
	uint32_t n_groups = cube_n_groups(as->cube, grouping), g;

	for (g = 0; g < n_groups; g++)
		if (!is_there[g])
			is_there[g] = answer_is_counted(as, node, grouping, g);
}

static enum formula_status
function_value(struct ratio *out, const struct answers *as,
    const struct function *f, int grouping, uint32_t g)
{
	struct result result;

	if (g == ANSWER_NOWHERE) {
		ratio_set_int(out, 0);
		return f->kind == FUNCTION_COUNT ||
			       f->kind == FUNCTION_DISTINCT ||
			       f->kind == FUNCTION_SUM
			   ? FORMULA_OK
			   : FORMULA_MISSING;
	}
	answer_result(&result, as->cube, f, grouping, g);
	switch (result.kind) {
	case RESULT_NUMBER:
		*out = result.number;
		return FORMULA_OK;
	case RESULT_RANGE:
		return FORMULA_ERANGE;
	default:
		/* nothing to add up is 0: no new graduates, no FTE of theirs */
		if (f->kind != FUNCTION_SUM)
			return FORMULA_MISSING;
		ratio_set_int(out, 0);
		return FORMULA_OK;
	}
}

enum formula_status
answer_from_ratio(enum ratio_status status)
{
	switch (status) {
	case RATIO_OK:
		return FORMULA_OK;
	case RATIO_EZERO:
		return FORMULA_EZERO;
	default:
		return FORMULA_ERANGE;
	}
}

/** The smaller or larger of two, or whether the left one is not smaller. */
static enum formula_status
weigh(struct ratio *out, enum formula_op op, const struct ratio *left,
    const struct ratio *right)
{
	int sign;
	enum formula_status status =
	    answer_from_ratio(answer_compare(&sign, left, right));

	if (status != FORMULA_OK)
		return status;
	if (op == FORMULA_AT_LEAST)
		ratio_set_int(out, sign >= 0);
	else
		*out = (op == FORMULA_MIN) == (sign < 0) ? *left : *right;
	return FORMULA_OK;
}

static enum formula_status
two_sides(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	struct ratio left, right;
	enum formula_status status;

	status = answer_formula(&left, as, n->a, grouping, g);
	if (status == FORMULA_OK)
		status = answer_formula(&right, as, n->b, grouping, g);
	if (status != FORMULA_OK)
		return status;
	switch (n->op) {
	case FORMULA_ADD:
		return answer_from_ratio(ratio_add(out, &left, &right));
	case FORMULA_SUB:
		return answer_from_ratio(ratio_sub(out, &left, &right));
	case FORMULA_MUL:
		return answer_from_ratio(ratio_mul(out, &left, &right));
	case FORMULA_MIN:
	case FORMULA_MAX:
	case FORMULA_AT_LEAST:
		return weigh(out, n->op, &left, &right);
	default:
		return answer_from_ratio(ratio_div(out, &left, &right));
	}
}

/** Does it look at other groups than the one at hand? */
static bool
looks_about(enum formula_op op)
{
	return op == FORMULA_ACROSS ||
	       (op >= FORMULA_SUM_OVER && op <= FORMULA_RANK);
}

enum formula_status
answer_formula(struct ratio *out, const struct answers *as, int node,
    int grouping, uint32_t g)
{
	const struct formula_node *n = &as->formulas->nodes[node];
	enum formula_status status;
	struct ratio zero;
	int coarse;

	if (g == ANSWER_NOWHERE && looks_about(n->op))
		return FORMULA_MISSING;
	switch (n->op) {
	case FORMULA_NUMBER:
		ratio_set_dec(out, n->number);
		return FORMULA_OK;
	case FORMULA_FUNCTION:
		return function_value(
		    out, as, &as->formulas->functions[n->a], grouping, g);
	case FORMULA_NEGATE:
		status = answer_formula(out, as, n->a, grouping, g);
		ratio_set_int(&zero, 0);
		if (status == FORMULA_OK)
			status = answer_from_ratio(ratio_sub(out, &zero, out));
		return status;
	case FORMULA_TOTAL:
		return answer_formula(out, as, n->a, everything(as), 0);
	case FORMULA_ACROSS:
		coarse = answer_coarser(as, grouping, n->b);
		return answer_formula(out, as, n->a, coarse,
		    cube_parent(as->cube, grouping, g, coarse));
	case FORMULA_SUM_OVER:
	case FORMULA_MEAN_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
	case FORMULA_MEDIAN_OVER:
	case FORMULA_PERCENTILE_OVER:
	case FORMULA_SHARE_OVER:
		return answer_over(out, as, n, grouping, g);
	case FORMULA_STANDARDISED:
	case FORMULA_SLOPE_INDEX:
	case FORMULA_RELATIVE_INDEX:
		return answer_rate(out, as, n, grouping, g);
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
		return answer_window(out, as, n, grouping, g);
	case FORMULA_RANK:
		return answer_rank(out, as, n, grouping, g);
	case FORMULA_NEXT:
		return answer_next(out, as, n, grouping, g);
	default:
		return two_sides(out, as, n, grouping, g);
	}
}
