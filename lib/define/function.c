/* function.c - read functions. */
#include "function.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/dec.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

#include "group.h"

enum argument {
	ARGUMENT_MEMBER,
	ARGUMENT_ORDERED, /* MEMBER@MEMBER */
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
	{ "median", FUNCTION_MEDIAN, ARGUMENT_MEMBER, MEASURE_TALLY },
	{ "stdev", FUNCTION_STDEV, ARGUMENT_MEMBER, MEASURE_SQUARES },
	{ "first", FUNCTION_FIRST, ARGUMENT_ORDERED, MEASURE_FIRST },
	{ "last", FUNCTION_LAST, ARGUMENT_ORDERED, MEASURE_LAST },
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
	size_t member_len;    /* of the argument: of the member in it */
	const char *order;    /* the member behind its @; NULL: none */
	const char *made;     /* the name of the value in its place; likewise */
	const struct spec *spec;
	uint32_t per_100k;
};

bool
function_percent(uint32_t *out, const char *s, size_t len)
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
	       function_percent(&p->per_100k, p->word + 1, p->word_len - 1);
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
	/* letters of any language: their bytes are from 0x80 on */
	while (ascii_is_alnum(*at) || *at == '_' || (unsigned char)*at >= 0x80)
		at++;
	if (*at == '=' && at > text && !ascii_is_digit(*text) &&
	    utf8_is_valid(text, (size_t)(at - text))) {
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

/** Divide MEMBER@MEMBER at its last @; false: a side is empty. */
static bool
find_members(struct parts *p)
{
	const char *at;

	p->member_len = strlen(p->argument);
	if (p->spec->argument != ARGUMENT_ORDERED)
		return true;
	at = strrchr(p->argument, '@');
	if (!at || at == p->argument || at[1] == '\0')
		return false;
	p->member_len = (size_t)(at - p->argument);
	p->order = at + 1;
	return true;
}

static bool
has_member(const struct parts *p)
{
	return p->spec->argument == ARGUMENT_MEMBER ||
	       p->spec->argument == ARGUMENT_ORDERED;
}

/** The name of the member where none is given: "sum_fte", "count". */
static char *
make_name(const struct parts *p)
{
	struct strbuf sb = STRBUF_INIT;

	if (p->name)
		return xstrndup(p->name, p->name_len);
	strbuf_add(&sb, p->word, p->word_len);
	if (p->made) {
		strbuf_addch(&sb, '_');
		strbuf_addstr(&sb, p->made);
	} else if (has_member(p)) {
		strbuf_addch(&sb, '_');
		strbuf_add(&sb, p->argument,
		    p->member_len - 2 * group_is_each(p->argument));
	}
	return strbuf_detach(&sb, NULL);
}

static enum function_status
complain(const struct parts *p, struct strbuf *err)
{
	strbuf_add(err, p->word, p->word_len);
	strbuf_addstr(err, ": needs a ");
	strbuf_addstr(err, !has_member(p) ? "condition: "
			   : p->spec->argument == ARGUMENT_MEMBER
			       ? "member: "
			       : "member, and one to order by: ");
	strbuf_add(err, p->word, p->word_len);
	strbuf_addstr(err, !has_member(p) ? ":EXPRESSION"
			   : p->spec->argument == ARGUMENT_MEMBER
			       ? ":MEMBER"
			       : ":MEMBER@MEMBER");
	strbuf_addstr(err, " (a file of that name: ./");
	strbuf_add(err, p->word, p->word_len);
	strbuf_addch(err, ')');
	return FUNCTION_ERROR;
}

/** Ask for a measure with a condition as argument. */
static enum function_status
parse_condition(struct function *f, struct wanted *w, const struct parts *p,
    int where, struct strbuf *err)
{
	int expr = where;

	if (p->argument) {
		strbuf_add(err, p->word, p->word_len);
		strbuf_addstr(err, ": ");
		expr = expr_compile(
		    w->exprs, p->argument, strlen(p->argument), err);
		if (expr < 0)
			return FUNCTION_ERROR;
		strbuf_reset(err);
		expr = expr_both(w->exprs, where, expr);
	}
	f->where = expr;
	f->measure = wanted_measure(w, MEASURE_COUNT, expr, -1, false);
	if (f->kind == FUNCTION_SHARE)
		f->whole = wanted_measure(w, MEASURE_COUNT, where, -1, false);
	return FUNCTION_OK;
}

static bool
must_be_numbers(const struct spec *spec, bool is_numeric)
{
	switch (spec->kind) {
	case FUNCTION_SUM:
	case FUNCTION_MEAN:
	case FUNCTION_MEDIAN:
	case FUNCTION_STDEV:
		return true;
	case FUNCTION_DISTINCT:
		return false;
	default:
		return is_numeric;
	}
}

/** The column of a member whose values are taken; -1 with a sentence in err. */
static int
find_value_column(
    struct wanted *w, const char *name, size_t len, struct strbuf *err)
{
	int column = wanted_column(w, name, len);

	if (w->columns[column].source < 0)
		return column;
	strbuf_addf(err, "%.*s: a class is only to group by", (int)len, name);
	return -1;
}

/** Is it a value that a function makes: days(from, to)? */
static bool
is_made(const char *argument)
{
	size_t len = strcspn(argument, "(");

	return argument[len] == '(' && expr_gives_value(argument, len);
}

/**
 * The column of such a value. The function counts the records that have one:
 * for these alone it is the same as itself.
 */
static int
find_made(struct function *f, struct wanted *w, const char *text, size_t len,
    struct strbuf *err)
{
	char *value = xstrndup(text, len);
	int column = group_column(w, value, err), expr;
	struct strbuf same = STRBUF_INIT;

	if (column >= 0) {
		strbuf_addf(&same, "%s == %s", value, value);
		expr = expr_compile(w->exprs, same.s, same.len, err);
		f->where = expr_both(w->exprs, f->where, expr);
		f->source = w->columns[column].source;
	}
	strbuf_release(&same);
	free(value);
	return column;
}

/** The same for what a function is of: a member, or each element of one. */
static int
find_column(const struct parts *p, struct wanted *w, bool is_definition,
    struct strbuf *err)
{
	if (!group_is_each(p->argument))
		return find_value_column(w, p->argument, p->member_len, err);
	if (p->spec->kind == FUNCTION_DISTINCT && !is_definition)
		return group_column(w, p->argument, err);
	strbuf_addf(err,
	    "%s: each element of a list is for distinct: and -g only, on the "
	    "command line",
	    p->argument);
	return -1;
}

/** Ask for a measure of a member's values. */
static enum function_status
parse_member(struct function *f, struct wanted *w, struct parts *p,
    bool is_numeric, struct strbuf *err)
{
	int column, order = -1;

	if (is_made(p->argument))
		column = find_made(f, w, p->argument, p->member_len, err);
	else
		column = find_column(p, w, is_numeric, err);
	if (column >= 0 && f->source >= 0)
		p->made = wanted_name(w, column);
	if (column >= 0 && p->order)
		order = find_value_column(w, p->order, strlen(p->order), err);
	if (column < 0 || (p->order && order < 0))
		return FUNCTION_ERROR;
	f->member = f->source >= 0 ? -1 : w->columns[column].member;
	f->order = order < 0 ? -1 : w->columns[order].member;
	f->measure = wanted_ordered(w, p->spec->measure, f->where, column,
	    order, must_be_numbers(p->spec, is_numeric));
	if (f->kind == FUNCTION_PERCENTILE || f->kind == FUNCTION_MEDIAN)
		wanted_rank(w, f->measure);
	return FUNCTION_OK;
}

enum function_status
function_parse(struct function *f, struct wanted *w, const char *text,
    int where, bool is_numeric, struct strbuf *err)
{
	enum function_status status;
	struct parts p;
	bool has_argument;

	if (!take_apart(&p, text))
		return FUNCTION_NONE;
	has_argument = p.argument && *p.argument;
	if (!has_argument &&
	    (p.argument || p.spec->argument != ARGUMENT_MAYBE_CONDITION))
		return complain(&p, err);
	if (has_argument && !find_members(&p))
		return complain(&p, err);
	f->kind = p.spec->kind;
	f->per_100k = p.per_100k;
	f->whole = f->member = f->source = f->order = -1;
	f->where = f->whole_where = where;
	status = has_member(&p) ? parse_member(f, w, &p, is_numeric, err)
				: parse_condition(f, w, &p, where, err);
	if (status != FUNCTION_OK)
		return status;
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
function_want(const struct function *f, struct wanted *w, int grouping)
{
	wanted_by(w, f->measure, grouping);
	if (f->whole >= 0)
		wanted_by(w, f->whole, grouping);
}

bool
function_is_sum(enum function_kind kind)
{
	switch (kind) {
	case FUNCTION_MEAN:
	case FUNCTION_SHARE:
	case FUNCTION_MEDIAN:
	case FUNCTION_STDEV:
	case FUNCTION_FIRST:
	case FUNCTION_LAST:
		return false;
	default:
		return true;
	}
}
