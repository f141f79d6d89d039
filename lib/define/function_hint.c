/* function_hint.c - what other programs call our functions. */
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/utf8.h"

#include "function.h"

static const struct {
	const char *word; /* in small letters */
	const char *ours; /* NULL: there is none */
} others[] = {
	{ "avg", "mean:MEMBER" },
	{ "average", "mean:MEMBER" },
	{ "total", "sum:MEMBER" },
	{ "minimum", "min:MEMBER" },
	{ "maximum", "max:MEMBER" },
	{ "percentile", "p90:MEMBER" },
	{ "quantile", "p90:MEMBER" },
	{ "unique", "distinct:MEMBER" },
	{ "uniq", "distinct:MEMBER" },
	{ "nunique", "distinct:MEMBER" },
	{ "count_distinct", "distinct:MEMBER" },
	{ "countif", "count:CONDITION" },
	{ "percent", "share:CONDITION" },
	{ "ratio", "share:CONDITION" },
	{ "n", "count" },
	{ "len", "count" },
	{ "size", "count" },
	{ "n_distinct", "distinct:MEMBER" },
	{ "countdistinct", "distinct:MEMBER" },
	{ "approx_count_distinct", "distinct:MEMBER" },
	{ "count_if", "count:CONDITION" },
	{ "any", "count:CONDITION" },
	{ "all", "share:CONDITION" },
	{ "proportion", "share:CONDITION" },
	{ "pct", "share:CONDITION" },
	{ "rate", "share:CONDITION" },
	{ "q1", "p25:MEMBER" },
	{ "q3", "p75:MEMBER" },
	{ "list", "distinct:MEMBER, or group by it" },
	{ "group_concat", "distinct:MEMBER, or group by it" },
	{ "string_agg", "distinct:MEMBER, or group by it" },
	{ "array_agg", "distinct:MEMBER, or group by it" },
	{ "iqr", NULL },
	{ "range", NULL },
	{ "stddev_pop", NULL },
	{ "stddev_samp", "stdev:MEMBER" },
	{ "var_pop", NULL },
	{ "var_samp", NULL },
	{ "stddev", "stdev:MEMBER" },
	{ "std", "stdev:MEMBER" },
	{ "sd", "stdev:MEMBER" },
	{ "var", NULL },
	{ "variance", NULL },
	{ "arg_min", "first:MEMBER@MEMBER" },
	{ "arg_max", "last:MEMBER@MEMBER" },
	{ "first_value", "first:MEMBER@MEMBER" },
	{ "last_value", "last:MEMBER@MEMBER" },
	{ "mode", NULL },
};

/* The word of "Avg:x" or "avg(x)" in small letters, where it has either. */
static bool
take_word(const char *text, struct strbuf *word)
{
	size_t len = strcspn(text, ":("), i;

	for (i = 0; i < len; i++)
		if (text[i] != ' ')
			strbuf_addch(word, ascii_lower(text[i]));
	return text[len] != '\0';
}

/* What stands behind ":" or between brackets; "*" is nothing. */
static size_t
find_argument(const char *text, const char **argument)
{
	size_t word = strcspn(text, ":("), len;

	*argument = text[word] ? text + word + 1 : "";
	len = text[word] == '(' ? strcspn(*argument, "),") : strlen(*argument);
	return len == 1 && **argument == '*' ? 0 : len;
}

/* "mean:MEMBER" with the argument that was given; "count" alone. */
static void
add_ours(
    struct strbuf *hint, const char *ours, const char *argument, size_t len)
{
	size_t word = strcspn(ours, ":");

	if (len == 0 || (ours[word] && strchr(ours, ',')))
		strbuf_addf(hint, "write %s", ours);
	else
		strbuf_addf(hint, "write %.*s:%.*s", (int)word, ours, (int)len,
		    argument);
}

enum { DISTINCT_LEN = sizeof("distinct ") - 1 };

/* count(distinct x) */
static bool
is_distinct(const struct strbuf *word, const char *argument, size_t len)
{
	size_t i;

	if (strcmp(word->s, "count") != 0 || len <= DISTINCT_LEN)
		return false;
	for (i = 0; i < DISTINCT_LEN; i++)
		if (ascii_lower(argument[i]) != "distinct "[i])
			return false;
	return true;
}

bool
function_hint(const char *text, struct strbuf *hint)
{
	const char *equals = strchr(text, '=');
	struct strbuf word = STRBUF_INIT;
	const char *argument;
	bool is_hinted = true, has_argument;
	size_t len, i;

	if (equals && !utf8_is_valid(text, (size_t)(equals - text))) {
		strbuf_addstr(hint, "a name before = must be UTF-8");
		return true;
	}
	if (equals)
		text = equals + 1;
	has_argument = take_word(text, &word);
	len = find_argument(text, &argument);
	if (is_distinct(&word, argument, len)) {
		add_ours(hint, "distinct:MEMBER", argument + DISTINCT_LEN,
		    len - DISTINCT_LEN);
		strbuf_release(&word);
		return true;
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i].word, word.s) == 0)
			break;
	if (i < sizeof(others) / sizeof(others[0])) {
		if (others[i].ours)
			add_ours(hint, others[i].ours, argument, len);
		else
			strbuf_addf(hint,
			    "there is no %s here; p25:MEMBER and "
			    "p75:MEMBER tell how values spread",
			    word.s);
	} else if (function_is_word(word.s) &&
		   (has_argument || strcmp(word.s, text) != 0)) {
		add_ours(hint, word.s, argument, len);
	} else {
		is_hinted = false;
	}
	strbuf_release(&word);
	return is_hinted;
}
