/* formula_parse.c - read formulas. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/xalloc.h"

#include "formula.h"

enum { NO_NODE = -1 }; /* after an error */

struct parser {
	struct formulas *fs;
	struct wanted *wanted;
	const char *start;
	const char *at;
	int depth;
	const char *error; /* the first one stands */
	const char *error_at;
};

static void
release_weights(struct formula_weights *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		free(w->labels[i]);
	free(w->labels);
	free(w->weights);
	free(w->name);
}

void
formulas_release(struct formulas *fs)
{
	size_t i;

	for (i = 0; i < fs->n_functions; i++)
		function_release(&fs->functions[i]);
	for (i = 0; i < fs->n_names; i++)
		free(fs->names[i].name);
	for (i = 0; i < fs->n_weights; i++)
		release_weights(&fs->weights[i]);
	free(fs->weights);
	free(fs->functions);
	free(fs->names);
	free(fs->nodes);
}

static int
add_node(struct formulas *fs, enum formula_op op, int a, int b)
{
	struct formula_node *new;

	GROW(fs->nodes, fs->n_nodes, fs->cap_nodes);
	new = &fs->nodes[fs->n_nodes];
	new->op = op;
	new->a = a;
	new->b = b;
	new->c = -1;
	new->weights = -1;
	new->span = (struct span){ 0, 0 };
	new->number = dec_from_int(0);
	return (int)fs->n_nodes++;
}

static int
add_number(struct formulas *fs, struct dec number)
{
	int node = add_node(fs, FORMULA_NUMBER, 0, 0);

	fs->nodes[node].number = number;
	return node;
}

void
formula_name_node(struct formulas *fs, const char *name, int node)
{
	GROW(fs->names, fs->n_names, fs->cap_names);
	fs->names[fs->n_names].name = xstrdup(name);
	fs->names[fs->n_names].node = node;
	fs->n_names++;
}

void
formula_name_function(struct formulas *fs, const char *name, struct function *f)
{
	GROW(fs->functions, fs->n_functions, fs->cap_functions);
	fs->functions[fs->n_functions] = *f;
	f->name = NULL;
	formula_name_node(
	    fs, name, add_node(fs, FORMULA_FUNCTION, (int)fs->n_functions, 0));
	fs->n_functions++;
}

/** What a date's name is known by: no measure can have it. */
static void
add_day_name(struct strbuf *sb, const char *name, size_t len)
{
	strbuf_addstr(sb, "day(");
	strbuf_add(sb, name, len);
	strbuf_addch(sb, ')');
}

void
formula_name_day(struct formulas *fs, const char *name, int day)
{
	struct strbuf sb = STRBUF_INIT;

	add_day_name(&sb, name, strlen(name));
	formula_name_node(fs, sb.s, add_number(fs, dec_from_int(day)));
	strbuf_release(&sb);
}

void
formula_name_number(struct formulas *fs, const char *name, struct dec number)
{
	formula_name_node(fs, name, add_number(fs, number));
}

struct formula_weights *
formula_add_weights(struct formulas *fs, const char *name)
{
	struct formula_weights *w;
	size_t i;

	for (i = fs->first_weights; i < fs->n_weights; i++)
		if (strcmp(fs->weights[i].name, name) == 0)
			return NULL;
	GROW(fs->weights, fs->n_weights, fs->cap_weights);
	w = &fs->weights[fs->n_weights++];
	memset(w, 0, sizeof(*w));
	w->name = xstrdup(name);
	return w;
}

bool
formula_add_weight(
    struct formula_weights *w, const char *label, struct dec weight)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->labels[i], label) == 0)
			return false;
	GROW(w->labels, w->n, w->cap);
	GROW(w->weights, w->n, w->cap_weights);
	w->labels[w->n] = xstrdup(label);
	w->weights[w->n++] = weight;
	return true;
}

int
formula_find(const struct formulas *fs, const char *name, size_t len)
{
	size_t i;

	for (i = fs->first_name; i < fs->n_names; i++)
		if (strlen(fs->names[i].name) == len &&
		    memcmp(fs->names[i].name, name, len) == 0)
			return fs->names[i].node;
	return NO_NODE;
}

/* --- reading ----------------------------------------------------------------
 */

static int
fail(struct parser *p, const char *at, const char *error)
{
	if (!p->error) {
		p->error = error;
		p->error_at = at;
	}
	return NO_NODE;
}

static void
skip_blanks(struct parser *p)
{
	while (ascii_is_blank(*p->at))
		p->at++;
}

/** Take a sign if it is next. */
static bool
accept(struct parser *p, char c)
{
	skip_blanks(p);
	if (*p->at != c)
		return false;
	p->at++;
	return true;
}

static size_t
name_len(const char *s)
{
	size_t n = 0;

	if (ascii_is_digit(*s))
		return 0;
	while (
	    ascii_is_alnum(s[n]) || s[n] == '_' || (unsigned char)s[n] >= 0x80)
		n++;
	return n;
}

static int parse_sum(struct parser *p);

static int
parse_number(struct parser *p)
{
	const char *from = p->at;
	struct dec number;

	while (ascii_is_digit(*p->at) || *p->at == '.')
		p->at++;
	if (dec_parse(&number, from, (size_t)(p->at - from)) != DEC_OK)
		return fail(p, from, "not a number that can be held exactly");
	return add_number(p->fs, number);
}

/** A member's name, and the comma behind it: a column. */
static int
parse_member(struct parser *p)
{
	size_t len;
	int column;

	skip_blanks(p);
	len = name_len(p->at);
	if (len == 0)
		return fail(p, p->at, "expected a member's name");
	column = wanted_column(p->wanted, p->at, len);
	p->at += len;
	if (!accept(p, ','))
		return fail(p, p->at, "expected a comma");
	return column;
}

/** A percentage, and the comma behind it: in 1/100000. */
static int
parse_percent(struct parser *p)
{
	const char *from;
	uint32_t per_100k;

	skip_blanks(p);
	from = p->at;
	while (ascii_is_digit(*p->at) || *p->at == '.')
		p->at++;
	if (!function_percent(&per_100k, from, (size_t)(p->at - from)))
		return fail(p, from,
		    "expected a number from 0 to 100, of 3 decimals at most");
	if (!accept(p, ','))
		return fail(p, p->at, "expected a comma");
	return (int)per_100k;
}

/** How many periods, and the comma behind it. */
static int
parse_periods(struct parser *p)
{
	const char *from;
	int n = 0;

	skip_blanks(p);
	from = p->at;
	while (ascii_is_digit(*p->at) && n <= FORMULA_MAX_PERIODS)
		n = 10 * n + ascii_digit(*p->at++);
	if (n < 1 || n > FORMULA_MAX_PERIODS)
		return fail(p, from, "expected a number of periods, 1 to 1200");
	if (!accept(p, ','))
		return fail(p, p->at, "expected a comma");
	return n;
}

/** A year, quarter or month, and the comma behind it. */
static bool
parse_period(struct parser *p, struct span *out)
{
	const char *from;

	skip_blanks(p);
	from = p->at;
	while (ascii_is_alnum(*p->at) || *p->at == '-')
		p->at++;
	if (!span_parse(out, from, (size_t)(p->at - from)))
		return fail(p, from,
			   "expected a period: 2025, 2025-Q1 or 2025-03") >= 0;
	if (!accept(p, ','))
		return fail(p, p->at, "expected a comma") >= 0;
	return true;
}

/** From one period to another. */
static bool
parse_span(struct parser *p, struct span *out)
{
	struct span to;
	const char *from;

	if (!parse_period(p, out))
		return false;
	skip_blanks(p);
	from = p->at;
	if (!parse_period(p, &to))
		return false;
	if (to.last < out->first)
		return fail(p, from, "ends before it begins") >= 0;
	out->last = to.last;
	return true;
}

/** What calls hold between their parentheses besides a formula. */
enum {
	CALL_MEMBER = 1,   /* in front of it */
	CALL_PERCENT = 2,  /* behind the member */
	CALL_FORMULA = 4,  /* a second one */
	CALL_WEIGHT = 8,   /* likewise, that may be left out */
	CALL_PERIODS = 16, /* behind the member: how many */
	CALL_SPAN = 32,    /* likewise: from one to another */
	CALL_SIZE = 64,    /* a second formula, of a population */
	CALL_WEIGHTS = 128 /* behind it: the name of weights */
};

static const struct call {
	const char *name;
	enum formula_op op;
	unsigned form;
} calls[] = {
	{ "total", FORMULA_TOTAL, 0 },
	{ "across", FORMULA_ACROSS, CALL_MEMBER },
	{ "sum_over", FORMULA_SUM_OVER, CALL_MEMBER },
	{ "mean_over", FORMULA_MEAN_OVER, CALL_MEMBER | CALL_WEIGHT },
	{ "min_over", FORMULA_MIN_OVER, CALL_MEMBER },
	{ "max_over", FORMULA_MAX_OVER, CALL_MEMBER },
	{ "median_over", FORMULA_MEDIAN_OVER, CALL_MEMBER },
	{ "percentile_over", FORMULA_PERCENTILE_OVER,
	    CALL_MEMBER | CALL_PERCENT },
	{ "share_over", FORMULA_SHARE_OVER, CALL_MEMBER },
	{ "standardised", FORMULA_STANDARDISED,
	    CALL_MEMBER | CALL_SIZE | CALL_WEIGHTS },
	{ "slope_index", FORMULA_SLOPE_INDEX, CALL_MEMBER | CALL_SIZE },
	{ "relative_index", FORMULA_RELATIVE_INDEX, CALL_MEMBER | CALL_SIZE },
	{ "cumulate", FORMULA_CUMULATE, CALL_MEMBER },
	{ "rolling", FORMULA_ROLLING, CALL_MEMBER | CALL_PERIODS },
	{ "before", FORMULA_BEFORE, CALL_MEMBER | CALL_PERIODS },
	{ "baseline", FORMULA_BASELINE, CALL_MEMBER | CALL_SPAN },
	{ "rank", FORMULA_RANK, CALL_MEMBER },
	{ "min", FORMULA_MIN, CALL_FORMULA },
	{ "max", FORMULA_MAX, CALL_FORMULA },
	{ "at_least", FORMULA_AT_LEAST, CALL_FORMULA },
	{ "next", FORMULA_NEXT, CALL_FORMULA },
};

/**
 * The values that a measure of min: looked at, in place of the least: the node
 * of a function that has them all, within what the measure's node is within.
 */
static int
take_all(struct parser *p, const char *at, int node)
{
	struct formulas *fs = p->fs;
	const struct formula_node n = fs->nodes[node];
	const struct wanted_measure *m;
	struct function f;
	int inner;

	if (n.op == FORMULA_TOTAL || n.op == FORMULA_ACROSS) {
		inner = take_all(p, at, n.a);
		return inner < 0 ? inner : add_node(fs, n.op, inner, n.b);
	}
	if (n.op != FORMULA_FUNCTION || fs->functions[n.a].kind != FUNCTION_MIN)
		return fail(p, at, "expected a measure that takes min:");
	f = fs->functions[n.a];
	m = &p->wanted->measures[f.measure];
	f.kind = FUNCTION_PERCENTILE;
	f.per_100k = 0;
	f.name = xstrdup(f.name);
	f.measure = wanted_measure(
	    p->wanted, MEASURE_TALLY, m->where, m->column, m->is_numeric);
	wanted_rank(p->wanted, f.measure);
	GROW(fs->functions, fs->n_functions, fs->cap_functions);
	fs->functions[fs->n_functions++] = f;
	return add_node(fs, FORMULA_FUNCTION, (int)fs->n_functions - 1, 0);
}

/** A comma, and the name of weights: their number. */
static int
parse_weights(struct parser *p)
{
	size_t len, i;

	if (!accept(p, ','))
		return fail(p, p->at, "expected a comma");
	skip_blanks(p);
	len = name_len(p->at);
	for (i = p->fs->first_weights; i < p->fs->n_weights; i++) {
		const char *name = p->fs->weights[i].name;

		if (strlen(name) != len || memcmp(name, p->at, len) != 0)
			continue;
		p->at += len;
		return (int)i;
	}
	return fail(p, p->at, "no weights have that name");
}

/** What stands between the parentheses; false after an error. */
static bool
parse_arguments(
    struct parser *p, const struct call *call, struct formula_node *out)
{
	if (call->form & CALL_MEMBER) {
		out->b = parse_member(p);
		if (out->b < 0)
			return false;
	}
	if (call->form & CALL_PERCENT) {
		out->c = parse_percent(p);
		if (out->c < 0)
			return false;
	}
	if (call->form & CALL_PERIODS) {
		out->c = parse_periods(p);
		if (out->c < 0)
			return false;
	}
	if (call->form & CALL_SPAN && !parse_span(p, &out->span))
		return false;
	out->a = parse_sum(p);
	if (out->a < 0)
		return false;
	if (call->form & CALL_FORMULA) {
		if (!accept(p, ','))
			return fail(p, p->at, "expected a comma") >= 0;
		out->b = parse_sum(p);
		return out->b >= 0;
	}
	if (call->form & CALL_SIZE) {
		if (!accept(p, ','))
			return fail(p, p->at, "expected a comma") >= 0;
		out->c = parse_sum(p);
		if (out->c < 0)
			return false;
	}
	if (call->form & CALL_WEIGHTS) {
		out->weights = parse_weights(p);
		return out->weights >= 0;
	}
	if (call->form & CALL_WEIGHT && accept(p, ',')) {
		out->c = parse_sum(p);
		return out->c >= 0;
	}
	return true;
}

static int
parse_call(struct parser *p, const struct call *call)
{
	struct formula_node n = { .a = -1, .b = -1, .c = -1 };
	const char *at;
	int node;

	if (!accept(p, '('))
		return fail(p, p->at, "expected (");
	skip_blanks(p);
	at = p->at;
	if (!parse_arguments(p, call, &n))
		return NO_NODE;
	if (call->op == FORMULA_NEXT) {
		n.a = take_all(p, at, n.a);
		if (n.a < 0)
			return NO_NODE;
	}
	if (!accept(p, ')'))
		return fail(p, p->at, "expected )");
	node = add_node(p->fs, call->op, n.a, n.b);
	p->fs->nodes[node].c = n.c;
	p->fs->nodes[node].span = n.span;
	p->fs->nodes[node].weights = n.weights;
	return node;
}

/** day(2025-03-14), or of a value that is a date: day(extract). */
static int
parse_day(struct parser *p)
{
	struct strbuf name = STRBUF_INIT;
	const char *from;
	size_t len;
	int day, node;

	(void)accept(p, '(');
	skip_blanks(p);
	from = p->at;
	while (ascii_is_alnum(*p->at) || *p->at == '-' || *p->at == '_')
		p->at++;
	len = (size_t)(p->at - from);
	if (!accept(p, ')'))
		return fail(p, p->at, "expected )");
	if (day_parse(&day, from, len) == DAY_OK)
		return add_number(p->fs, dec_from_int(day));
	add_day_name(&name, from, len);
	node = formula_find(p->fs, name.s, name.len);
	strbuf_release(&name);
	return node >= 0 ? node
			 : fail(p, from,
			       "expected a date, or the name of a value that "
			       "is one: day(2025-03-14)");
}

static int
parse_name(struct parser *p)
{
	const char *from = p->at;
	size_t len = name_len(from), i;
	int node;

	if (len == 0)
		return fail(p, from, "expected a measure or a number");
	p->at += len;
	skip_blanks(p);
	if (*p->at == '(') {
		if (len == 3 && memcmp(from, "day", 3) == 0)
			return parse_day(p);
		for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
			if (strlen(calls[i].name) == len &&
			    memcmp(from, calls[i].name, len) == 0)
				return parse_call(p, &calls[i]);
		return fail(p, from,
		    "there are only total(), across(), sum_over(), "
		    "mean_over(), min_over(), max_over(), median_over(), "
		    "percentile_over(), share_over(), standardised(), "
		    "slope_index(), relative_index(), cumulate(), rolling(), "
		    "before(), baseline(), rank(), min(), max(), at_least(), "
		    "next() and day()");
	}
	node = formula_find(p->fs, from, len);
	if (node < 0)
		return fail(p, from, "no measure or value has that name");
	return node;
}

static int
parse_factor(struct parser *p)
{
	int node = NO_NODE;

	if (++p->depth > FORMULA_MAX_DEPTH)
		return fail(p, p->at, "more than 100 parentheses and signs");
	skip_blanks(p);
	if (accept(p, '-')) {
		node = parse_factor(p);
		if (node >= 0)
			node = add_node(p->fs, FORMULA_NEGATE, node, 0);
	} else if (accept(p, '(')) {
		node = parse_sum(p);
		if (node >= 0 && !accept(p, ')'))
			node = fail(p, p->at, "expected )");
	} else if (ascii_is_digit(*p->at)) {
		node = parse_number(p);
	} else {
		node = parse_name(p);
	}
	p->depth--;
	return node;
}

static int
parse_product(struct parser *p)
{
	int left = parse_factor(p);

	while (left >= 0) {
		enum formula_op op;
		int right;

		if (accept(p, '*'))
			op = FORMULA_MUL;
		else if (accept(p, '/'))
			op = FORMULA_DIV;
		else
			break;
		right = parse_factor(p);
		left = right < 0 ? NO_NODE : add_node(p->fs, op, left, right);
	}
	return left;
}

static int
parse_sum(struct parser *p)
{
	int left = parse_product(p);

	while (left >= 0) {
		enum formula_op op;
		int right;

		if (accept(p, '+'))
			op = FORMULA_ADD;
		else if (accept(p, '-'))
			op = FORMULA_SUB;
		else
			break;
		right = parse_product(p);
		left = right < 0 ? NO_NODE : add_node(p->fs, op, left, right);
	}
	return left;
}

int
formula_compile(
    struct formulas *fs, struct wanted *w, const char *text, struct strbuf *err)
{
	struct parser p = { .fs = fs, .wanted = w, .start = text, .at = text };
	int node = parse_sum(&p);
	const char *at;

	skip_blanks(&p);
	if (node >= 0 && *p.at)
		node = fail(&p, p.at, "expected + - * / or the end");
	if (node >= 0)
		return node;
	strbuf_addf(err, "%s\n  %s\n  ", p.error, text);
	for (at = text; at < p.error_at; at++)
		if (((unsigned char)*at & 0xc0) != 0x80)
			strbuf_addch(err, ' ');
	strbuf_addch(err, '^');
	return NO_NODE;
}
