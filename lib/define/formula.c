/* formula.c - what formulas look at. */
#include "formula.h"

#include <string.h>

const struct function *
formula_function(const struct formulas *fs, int node)
{
	if (fs->nodes[node].op != FORMULA_FUNCTION)
		return NULL;
	return &fs->functions[fs->nodes[node].a];
}

const struct function *
formula_first(const struct formulas *fs, int node)
{
	const struct formula_node *n = &fs->nodes[node];
	const struct function *found;

	switch (n->op) {
	case FORMULA_NUMBER:
		return NULL;
	case FORMULA_FUNCTION:
		return formula_function(fs, node);
	case FORMULA_NEGATE:
	case FORMULA_TOTAL:
	case FORMULA_ACROSS:
	case FORMULA_SUM_OVER:
	case FORMULA_MEAN_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
	case FORMULA_MEDIAN_OVER:
	case FORMULA_PERCENTILE_OVER:
	case FORMULA_SHARE_OVER:
	case FORMULA_STANDARDISED:
	case FORMULA_SLOPE_INDEX:
	case FORMULA_RELATIVE_INDEX:
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
	case FORMULA_RANK:
		return formula_first(fs, n->a);
	default:
		found = formula_first(fs, n->a);
		return found ? found : formula_first(fs, n->b);
	}
}

/** Is c of a node a node too? */
static bool
has_third(const struct formula_node *n)
{
	switch (n->op) {
	case FORMULA_MEAN_OVER:
	case FORMULA_STANDARDISED:
	case FORMULA_SLOPE_INDEX:
	case FORMULA_RELATIVE_INDEX:
		return n->c >= 0;
	default:
		return false;
	}
}

static void
each_function(const struct formulas *fs, int node, formula_visit_fn *visit,
    void *context, bool is_beyond)
{
	const struct formula_node *n = &fs->nodes[node];

	switch (n->op) {
	case FORMULA_NUMBER:
		return;
	case FORMULA_FUNCTION:
		visit(context, formula_function(fs, node), is_beyond);
		return;
	case FORMULA_ADD:
	case FORMULA_SUB:
	case FORMULA_MUL:
	case FORMULA_DIV:
	case FORMULA_MIN:
	case FORMULA_MAX:
	case FORMULA_AT_LEAST:
	case FORMULA_NEXT:
		each_function(fs, n->a, visit, context, is_beyond);
		each_function(fs, n->b, visit, context, is_beyond);
		return;
	case FORMULA_TOTAL:
	case FORMULA_ACROSS:
		each_function(fs, n->a, visit, context, true);
		return;
	default:
		each_function(fs, n->a, visit, context, is_beyond);
		if (has_third(n))
			each_function(fs, n->c, visit, context,
			    is_beyond || n->op == FORMULA_MEAN_OVER);
	}
}

void
formula_each_function(
    const struct formulas *fs, int node, formula_visit_fn *visit, void *context)
{
	each_function(fs, node, visit, context, false);
}

/** The grouping with one more column; -1: too many. */
static int
finer(struct wanted *w, int grouping, int column)
{
	int columns[WANTED_MAX_BY + 1];
	size_t n = wanted_with(w, grouping, column, columns);

	return n > WANTED_MAX_BY ? -1 : wanted_grouping(w, columns, n);
}

/** The grouping without a column; itself where it is not among them. */
static int
coarser(struct wanted *w, int grouping, int column)
{
	int columns[WANTED_MAX_BY + 1];
	size_t n = wanted_without(w, grouping, column, columns);

	return wanted_grouping(w, columns, n);
}

bool
formula_want(
    const struct formulas *fs, struct wanted *w, int node, int grouping)
{
	const struct formula_node *n = &fs->nodes[node];

	switch (n->op) {
	case FORMULA_NUMBER:
		return true;
	case FORMULA_FUNCTION:
		function_want(&fs->functions[n->a], w, grouping);
		return true;
	case FORMULA_RANK:
		/* the groups that it has a place among */
		(void)coarser(w, grouping, n->b);
		return formula_want(fs, w, n->a, grouping);
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
		/* the periods of the stream; then those beside the group's */
		(void)coarser(w, grouping, n->b);
		if (!formula_want(fs, w, n->a, wanted_grouping(w, &n->b, 1)) ||
		    !formula_want(fs, w, n->a, grouping))
			return false;
		grouping = finer(w, grouping, n->b);
		return grouping >= 0 && formula_want(fs, w, n->a, grouping);
	case FORMULA_NEGATE:
		return formula_want(fs, w, n->a, grouping);
	case FORMULA_TOTAL:
		return formula_want(fs, w, n->a, wanted_grouping(w, NULL, 0));
	case FORMULA_ACROSS:
		return formula_want(fs, w, n->a, coarser(w, grouping, n->b));
	case FORMULA_SUM_OVER:
	case FORMULA_MEAN_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
	case FORMULA_MEDIAN_OVER:
	case FORMULA_PERCENTILE_OVER:
	case FORMULA_SHARE_OVER:
	case FORMULA_STANDARDISED:
	case FORMULA_SLOPE_INDEX:
	case FORMULA_RELATIVE_INDEX:
		/* by the grouping itself too: is_counted asks for it */
		if (!formula_want(fs, w, n->a, grouping) ||
		    (has_third(n) && !formula_want(fs, w, n->c, grouping)))
			return false;
		grouping = finer(w, grouping, n->b);
		if (grouping < 0)
			return false;
		if (has_third(n) && !formula_want(fs, w, n->c, grouping))
			return false;
		return formula_want(fs, w, n->a, grouping);
	default:
		return formula_want(fs, w, n->a, grouping) &&
		       formula_want(fs, w, n->b, grouping);
	}
}

/* --- windows over periods ---------------------------------------------------
 */

int
formula_lacks(
    const struct formulas *fs, struct wanted *w, int node, int grouping)
{
	const struct formula_node *n = &fs->nodes[node];
	int lacks = -1;

	switch (n->op) {
	case FORMULA_NUMBER:
	case FORMULA_FUNCTION:
		return -1;
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
		if (coarser(w, grouping, n->b) == grouping)
			return n->b;
		break;
	case FORMULA_TOTAL:
		grouping = wanted_grouping(w, NULL, 0);
		break;
	case FORMULA_ACROSS:
		grouping = coarser(w, grouping, n->b);
		break;
	case FORMULA_RANK:
	case FORMULA_NEGATE:
		break;
	case FORMULA_ADD:
	case FORMULA_SUB:
	case FORMULA_MUL:
	case FORMULA_DIV:
	case FORMULA_MIN:
	case FORMULA_MAX:
	case FORMULA_AT_LEAST:
	case FORMULA_NEXT:
		lacks = formula_lacks(fs, w, n->b, grouping);
		break;
	default:
		grouping = finer(w, grouping, n->b);
		if (has_third(n))
			lacks = formula_lacks(fs, w, n->c, grouping);
		break;
	}
	return lacks >= 0 ? lacks : formula_lacks(fs, w, n->a, grouping);
}

static void
add_month(struct strbuf *sb, int month)
{
	strbuf_addf(sb, "%04d-%02d", month / 12, month % 12 + 1);
}

static void
add_window(
    const struct formula_node *n, const struct wanted *w, struct strbuf *sb)
{
	static const char *const words[] = { [FORMULA_CUMULATE] = "cumulate",
		[FORMULA_ROLLING] = "rolling",
		[FORMULA_BEFORE] = "before",
		[FORMULA_BASELINE] = "baseline" };
	struct strbuf text = STRBUF_INIT, json = STRBUF_INIT;

	strbuf_addf(&text, "%s(%s", words[n->op], wanted_name(w, n->b));
	if (n->op == FORMULA_ROLLING || n->op == FORMULA_BEFORE)
		strbuf_addf(&text, ", %d", n->c);
	if (n->op == FORMULA_BASELINE) {
		strbuf_addstr(&text, ", ");
		add_month(&text, n->span.first);
		strbuf_addstr(&text, ", ");
		add_month(&text, n->span.last);
	}
	strbuf_addch(&text, ')');
	strbuf_add_json_string(&json, text.s, text.len);
	if (!sb->len || !strstr(sb->s, json.s)) {
		if (sb->len)
			strbuf_addch(sb, ',');
		strbuf_add(sb, json.s, json.len);
	}
	strbuf_release(&text);
	strbuf_release(&json);
}

void
formula_windows(const struct formulas *fs, const struct wanted *w, int node,
    struct strbuf *sb)
{
	const struct formula_node *n = &fs->nodes[node];

	switch (n->op) {
	case FORMULA_NUMBER:
	case FORMULA_FUNCTION:
		return;
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
		add_window(n, w, sb);
		break;
	case FORMULA_ADD:
	case FORMULA_SUB:
	case FORMULA_MUL:
	case FORMULA_DIV:
	case FORMULA_MIN:
	case FORMULA_MAX:
	case FORMULA_AT_LEAST:
	case FORMULA_NEXT:
		formula_windows(fs, w, n->b, sb);
		break;
	default:
		if (has_third(n))
			formula_windows(fs, w, n->c, sb);
		break;
	}
	formula_windows(fs, w, n->a, sb);
}

void
formula_scale(
    const struct formulas *fs, int node, struct ratio *scale, int *rest)
{
	ratio_set_int(scale, 1);
	for (*rest = node;; *rest = node) {
		const struct formula_node *n = &fs->nodes[node];
		bool is_left = n->op == FORMULA_MUL &&
			       fs->nodes[n->a].op == FORMULA_NUMBER;
		bool is_right = n->op == FORMULA_MUL || n->op == FORMULA_DIV;
		struct ratio by;
		enum ratio_status status;

		if (!is_left &&
		    (!is_right || fs->nodes[n->b].op != FORMULA_NUMBER))
			return;
		ratio_set_dec(&by, fs->nodes[is_left ? n->a : n->b].number);
		status = n->op == FORMULA_MUL ? ratio_mul(scale, scale, &by)
					      : ratio_div(scale, scale, &by);
		if (status != RATIO_OK)
			return;
		node = is_left ? n->b : n->a;
	}
}

/** Is it 0 or 1, by what it is made of? */
static bool
is_yes_or_no(const struct formulas *fs, int node)
{
	const struct formula_node *n = &fs->nodes[node];

	switch (n->op) {
	case FORMULA_AT_LEAST:
		return true;
	case FORMULA_MUL:
	case FORMULA_MIN:
	case FORMULA_MAX:
		return is_yes_or_no(fs, n->a) && is_yes_or_no(fs, n->b);
	case FORMULA_TOTAL:
	case FORMULA_ACROSS:
		return is_yes_or_no(fs, n->a);
	default:
		return false;
	}
}

bool
formula_is_count(const struct formulas *fs, int node)
{
	const struct formula_node *n = &fs->nodes[node];
	enum function_kind kind;

	switch (n->op) {
	case FORMULA_FUNCTION:
		kind = fs->functions[n->a].kind;
		return kind == FUNCTION_COUNT || kind == FUNCTION_DISTINCT;
	case FORMULA_ADD:
	case FORMULA_SUB:
		return formula_is_count(fs, n->a) && formula_is_count(fs, n->b);
	case FORMULA_SUM_OVER:
		return is_yes_or_no(fs, n->a) || formula_is_count(fs, n->a);
	case FORMULA_TOTAL:
	case FORMULA_ACROSS:
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
		return formula_is_count(fs, n->a);
	default:
		return false;
	}
}
