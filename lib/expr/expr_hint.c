/* expr_hint.c - what other languages write, and what to write instead. */
#include "expr_hint.h"

#include <stdbool.h>
#include <string.h>

#include "vardstrom/ascii.h"

const char expr_no_patterns[] =
    "there are no patterns; write starts_with(member, \"M16\"), "
    "contains(member, \"M16\") or between(member, \"M16\", \"M17\")";
const char expr_no_is[] =
    "a missing member is !has(member), one that is there has(member)";
const char expr_no_between[] = "a range is written between(member, 1, 5)";

static const char no_such_function[] =
    "there is no such function; there are has, starts_with, contains, "
    "between, year, month, quarter, weekday, day, days and product";
static const char as_starts_with[] =
    "this is written starts_with(member, \"a\")";
static const char as_contains[] =
    "of a list: \"a\" in member; within a text: contains(member, \"a\")";
static const char as_days[] = "this is written days(from, to)";
static const char as_weekday[] =
    "this is written weekday(member): 1 is Monday, 7 is Sunday";
static const char not_is[] = "\"not\" is written !";

struct hint {
	const char *word; /* in small letters */
	const char *text;
};

/* In the place of an operator. */
static const struct hint operators[] = {
	{ "and", "\"and\" is written &&" },
	{ "or", "\"or\" is written ||" },
	{ "not", "\"not in\" is written !(member in [\"a\", \"b\"])" },
	{ "xor", "there is no xor; a == b compares, || and && join" },
	{ "in", "\"in\" is written in small letters" },
	{ "like", expr_no_patterns },
	{ "ilike", expr_no_patterns },
	{ "rlike", expr_no_patterns },
	{ "similar", expr_no_patterns },
	{ "glob", expr_no_patterns },
	{ "regexp", expr_no_patterns },
	{ "regex", expr_no_patterns },
	{ "matches", expr_no_patterns },
	{ "match", expr_no_patterns },
	{ "startswith", as_starts_with },
	{ "starts_with", as_starts_with },
	{ "starts", as_starts_with },
	{ "begins", as_starts_with },
	{ "endswith", expr_no_patterns },
	{ "contains", as_contains },
	{ "has", "of a list: \"a\" in member; whether there is one: "
		 "has(member)" },
	{ "includes", "of a list: \"a\" in member" },
	{ "is", expr_no_is },
	{ "isnull", expr_no_is },
	{ "notnull", expr_no_is },
	{ "exists", expr_no_is },
	{ "between", expr_no_between },
	{ "eq", "\"equal\" is written ==" },
	{ "equals", "\"equal\" is written ==" },
	{ "ne", "\"not equal\" is written !=" },
	{ "lt", "\"less\" is written <" },
	{ "le", "\"at most\" is written <=" },
	{ "gt", "\"more\" is written >" },
	{ "ge", "\"at least\" is written >=" },
};

/* Before something that cannot stand behind a member. */
static const struct hint prefixes[] = {
	{ "not", not_is },
	{ "exists", expr_no_is },
	{ "isnull", expr_no_is },
	{ "isnotnull", expr_no_is },
	{ "notnull", expr_no_is },
	{ "is_null", expr_no_is },
	{ "isna", expr_no_is },
	{ "startswith", as_starts_with },
	{ "beginswith", as_starts_with },
	{ "begins_with", as_starts_with },
	{ "starts", as_starts_with },
	{ "substr", as_starts_with },
	{ "substring", as_starts_with },
	{ "left", as_starts_with },
	{ "first", as_starts_with },
	{ "includes", as_contains },
	{ "instr", as_contains },
	{ "contains", as_contains },
	{ "any", "starts_with, contains and between hold of a list where they "
		 "hold of any element" },
	{ "endswith", expr_no_patterns },
	{ "regexp_matches", expr_no_patterns },
	{ "match", expr_no_patterns },
	{ "test", expr_no_patterns },
	{ "between", expr_no_between },
	{ "bins", "bins is for -g and classes; in a condition: "
		  "between(member, 18, 64)" },
	{ "datediff", as_days },
	{ "date_diff", as_days },
	{ "daysbetween", as_days },
	{ "days_between", as_days },
	{ "dayofweek", as_weekday },
	{ "isodow", as_weekday },
	{ "day_of_week", as_weekday },
	{ "date", "a date is a text: between(date, \"2025-03\", "
		  "\"2025-05\"), year(date) == 2025" },
};

static const char *
find(const struct hint *hints, size_t n, const char *word, size_t len)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (strlen(hints[i].word) != len)
			continue;
		for (k = 0; k < len; k++)
			if (ascii_lower(word[k]) != hints[i].word[k])
				break;
		if (k == len)
			return hints[i].text;
	}
	return NULL;
}

static bool
is_word(char c)
{
	return ascii_is_alnum(c) || c == '_';
}

const char *
expr_hint(const char *start, const char *at, const char *end)
{
	const char *word = at, *last = at, *first, *hint = NULL;

	while (word < end && is_word(*word))
		word++;
	if (word > at)
		hint = find(operators, sizeof(operators) / sizeof(operators[0]),
		    at, (size_t)(word - at));
	if (hint)
		return hint;
	while (last > start && ascii_is_blank(last[-1]))
		last--;
	first = last;
	while (first > start && is_word(first[-1]))
		first--;
	hint = find(prefixes, sizeof(prefixes) / sizeof(prefixes[0]), first,
	    (size_t)(last - first));
	if (hint)
		return hint;
	if (at < end && *at == '(' && last > first)
		return no_such_function;
	if (at < end && *at == ',')
		return "the decimals of a number stand behind a point: 1.5";
	return NULL;
}

const char *
expr_hint_sign(const char *s, size_t len)
{
	static const struct {
		const char *sign, *text;
	} signs[] = {
		{ "\xe2\x89\xa5", "\"at least\" is written >=" },
		{ "\xe2\x89\xa4", "\"at most\" is written <=" },
		{ "\xe2\x89\xa0", "\"not equal\" is written !=" },
		{ "\xe2\x88\xa7", "\"and\" is written &&" },
		{ "\xe2\x88\xa8", "\"or\" is written ||" },
		{ "\xc2\xac", not_is },
		{ "\xc2\xa0", "a no-break space; type an ordinary one" },
		{ "\xe2\x80\x9c",
		    "text stands between straight quotes: \"a\"" },
		{ "\xe2\x80\x9d",
		    "text stands between straight quotes: \"a\"" },
		{ "\xe2\x80\x9e",
		    "text stands between straight quotes: \"a\"" },
		{ "\xe2\x80\x98",
		    "text stands between straight quotes: \"a\"" },
		{ "\xe2\x80\x99",
		    "text stands between straight quotes: \"a\"" },
		{ "\xc2\xab", "text stands between straight quotes: \"a\"" },
		{ "\xc2\xbb", "text stands between straight quotes: \"a\"" },
		{ "\xe2\x80\x93", "a minus is written -" },
		{ "\xe2\x88\x92", "a minus is written -" },
	};
	size_t i;

	if (len >= 2 && s[0] == '.')
		return ascii_is_digit(s[1])
			   ? "a number begins with a digit: 0.5"
			   : "a member is named without a dot before it";
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t n = strlen(signs[i].sign);

		if (len >= n && memcmp(s, signs[i].sign, n) == 0)
			return signs[i].text;
	}
	return NULL;
}
