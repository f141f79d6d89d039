/* function.c - read functions, and their results from the book. */
#include "function.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

enum argument {
	ARGUMENT_MEMBER,
	ARGUMENT_CONDITION,
	ARGUMENT_MAYBE_CONDITION /* may be left out */
};

static const struct spec {
	const char *word;
	enum function_kind kind;
	enum argument argument;
	enum measure_kind measure;
} specs[] = {
	{ "count", FUNCTION_COUNT, ARGUMENT_MAYBE_CONDITION, MEASURE_COUNT },
	{ "distinct", FUNCTION_DISTINCT, ARGUMENT_MEMBER, MEASURE_TALLY },
	{ "sum", FUNCTION_SUM, ARGUMENT_MEMBER, MEASURE_SUM },
	{ "mean", FUNCTION_MEAN, ARGUMENT_MEMBER, MEASURE_SUM },
	{ "min", FUNCTION_MIN, ARGUMENT_MEMBER, MEASURE_MIN },
	{ "max", FUNCTION_MAX, ARGUMENT_MEMBER, MEASURE_MAX },
	{ "share", FUNCTION_SHARE, ARGUMENT_CONDITION, MEASURE_COUNT },
	/* last: its word goes on with a number */
	{ "p", FUNCTION_PERCENTILE, ARGUMENT_MEMBER, MEASURE_TALLY },
};
enum { N_SPECS = sizeof(specs) / sizeof(specs[0]) };

/** A function's text in its parts. */
struct parts {
	const char *name; /* NULL: none given */
	size_t name_len;
	const char *word;
	size_t word_len;
	const char *argument; /* NULL: none given */
	const struct spec *spec;
	uint32_t per_100k;
};

/** "50", "99.9": a percentile in 1/100000; false: none of these. */
static bool
read_percent(uint32_t *out, const char *s, size_t len)
{
	struct dec percent, limit = dec_from_int(100);

	if (len == 0 || dec_parse(&percent, s, len) != DEC_OK)
		return false;
	if (dec_sign(percent) < 0 || dec_cmp(percent, limit) > 0)
		return false;
	if (dec_cmp(percent, dec_round(percent, 3)) != 0)
		return false;
	/* units of 10^-12 percent to units of 10^-3 percent */
	if (percent.hi != 0)
		*out = 100000;
	else
		*out = (uint32_t)(percent.lo / 1000000000);
	return true;
}

static bool
find_spec(struct parts *p)
{
	size_t i;

	for (i = 0; i < N_SPECS - 1; i++) {
		p->spec = &specs[i];
		if (strlen(specs[i].word) == p->word_len &&
		    memcmp(specs[i].word, p->word, p->word_len) == 0)
			return true;
	}
	p->spec = &specs[N_SPECS - 1];
	return p->word_len > 1 && *p->word == 'p' &&
	       read_percent(&p->per_100k, p->word + 1, p->word_len - 1);
}

bool
function_is_word(const char *word)
{
	struct parts p = { .word = word, .word_len = strlen(word) };

	return find_spec(&p);
}

/** Take a text apart; false: it does not look like a function. */
static bool
take_apart(struct parts *p, const char *text)
{
	const char *at = text;

	memset(p, 0, sizeof(*p));
	while (ascii_is_alnum(*at) || *at == '_')
		at++;
	if (*at == '=' && at > text && !ascii_is_digit(*text)) {
		p->name = text;
		p->name_len = (size_t)(at - text);
		text = at + 1;
	}
	p->word = text;
	p->word_len = strcspn(text, ":");
	if (text[p->word_len] == ':')
		p->argument = text + p->word_len + 1;
	return find_spec(p);
}

/** The name of the member where none is given: "sum_fte", "count". */
static char *
make_name(const struct parts *p)
{
	struct strbuf sb = STRBUF_INIT;

	if (p->name)
		return xstrndup(p->name, p->name_len);
	strbuf_add(&sb, p->word, p->word_len);
	if (p->spec->argument == ARGUMENT_MEMBER) {
		strbuf_addch(&sb, '_');
		strbuf_addstr(&sb, p->argument);
	}
	return strbuf_detach(&sb, NULL);
}

static enum function_status
complain(const struct parts *p, struct strbuf *err)
{
	strbuf_add(err, p->word, p->word_len);
	strbuf_addstr(err, ": needs a ");
	strbuf_addstr(err,
	    p->spec->argument == ARGUMENT_MEMBER ? "member: " : "condition: ");
	strbuf_add(err, p->word, p->word_len);
	strbuf_addstr(err,
	    p->spec->argument == ARGUMENT_MEMBER ? ":MEMBER" : ":EXPRESSION");
	strbuf_addstr(err, " (a file of that name: ./");
	strbuf_add(err, p->word, p->word_len);
	strbuf_addch(err, ')');
	return FUNCTION_ERROR;
}

/** Ask the book for a measure with a condition as argument. */
static enum function_status
parse_condition(struct function *f, struct book *b, const struct parts *p,
    int where, struct strbuf *err)
{
	int expr = where;

	if (p->argument) {
		strbuf_add(err, p->word, p->word_len);
		strbuf_addstr(err, ": ");
		expr = expr_compile(
		    b->exprs, p->argument, strlen(p->argument), err);
		if (expr < 0)
			return FUNCTION_ERROR;
		strbuf_reset(err);
		expr = expr_both(b->exprs, where, expr);
	}
	f->where = expr;
	f->measure = book_measure(b, MEASURE_COUNT, expr, -1, false);
	if (f->kind == FUNCTION_SHARE)
		f->whole = book_measure(b, MEASURE_COUNT, where, -1, false);
	return FUNCTION_OK;
}

enum function_status
function_parse(struct function *f, struct book *b, const char *text, int where,
    bool is_numeric, struct strbuf *err)
{
	struct parts p;
	bool has_argument;

	if (!take_apart(&p, text))
		return FUNCTION_NONE;
	has_argument = p.argument && *p.argument;
	if (!has_argument &&
	    (p.argument || p.spec->argument != ARGUMENT_MAYBE_CONDITION))
		return complain(&p, err);
	f->kind = p.spec->kind;
	f->per_100k = p.per_100k;
	f->whole = f->member = -1;
	f->where = f->whole_where = where;
	if (p.spec->argument == ARGUMENT_MEMBER) {
		int column = book_column(b, p.argument, strlen(p.argument));

		if (b->columns[column].bins.n > 0 ||
		    b->columns[column].n_first > 0) {
			strbuf_addf(
			    err, "%s: a class is only to group by", p.argument);
			return FUNCTION_ERROR;
		}
		f->member = b->columns[column].member;
		is_numeric = p.spec->measure == MEASURE_SUM ||
			     (is_numeric && f->kind != FUNCTION_DISTINCT);
		f->measure =
		    book_measure(b, p.spec->measure, where, column, is_numeric);
		if (f->kind == FUNCTION_PERCENTILE)
			book_rank(b, f->measure);
	} else if (parse_condition(f, b, &p, where, err) != FUNCTION_OK) {
		return FUNCTION_ERROR;
	}
	f->name = make_name(&p);
	return FUNCTION_OK;
}

void
function_release(struct function *f)
{
	free(f->name);
	f->name = NULL;
}

void
function_want(const struct function *f, struct book *b, int grouping)
{
	book_want(b, f->measure, grouping);
	if (f->whole >= 0)
		book_want(b, f->whole, grouping);
}

uint64_t
function_n(
    const struct function *f, const struct book *b, int grouping, uint32_t g)
{
	int measure = f->whole >= 0 ? f->whole : f->measure;

	return slot_n(book_slot(b, measure, grouping), g);
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
set_sum(struct result *out, const struct slot *slot, uint32_t g)
{
	struct dec sum;

	out->kind = RESULT_NUMBER;
	if (slot_n(slot, g) == 0)
		out->kind = RESULT_MISSING;
	else if (slot_sum(&sum, slot, g) == DEC_OK)
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

void
function_result(struct result *out, const struct function *f, struct book *b,
    int grouping, uint32_t g)
{
	struct slot *slot = book_slot(b, f->measure, grouping);
	struct value v = { "", 0 };
	bool is_found;

	switch (f->kind) {
	case FUNCTION_COUNT:
		set_count(out, slot_n(slot, g));
		break;
	case FUNCTION_DISTINCT:
		set_count(out, slot_distinct(slot, g));
		break;
	case FUNCTION_SUM:
		set_sum(out, slot, g);
		break;
	case FUNCTION_MEAN:
		set_sum(out, slot, g);
		divide(out, slot_n(slot, g));
		break;
	case FUNCTION_SHARE:
		set_count(out, slot_n(slot, g));
		divide(out, slot_n(book_slot(b, f->whole, grouping), g));
		break;
	case FUNCTION_MIN:
	case FUNCTION_MAX:
		is_found = slot_best(&v, slot, g);
		set_value(out, is_found, v);
		break;
	case FUNCTION_PERCENTILE:
		is_found =
		    book_percentile(b, f->measure, slot, g, f->per_100k, &v);
		set_value(out, is_found, v);
		break;
	}
}
