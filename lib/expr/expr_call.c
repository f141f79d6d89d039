/* expr_call.c - the functions of expressions. */
#include "expr_call.h"

#include <string.h>

#include "vardstrom/day.h"

#define DATE   "expected a date: a member, or a text such as \"2025-03-14\""
#define NUMBER "expected a number: a member, or one such as 0.5"
#define TEXT                                                                   \
	"expected a text, a [list] of texts or a member to look for: "         \
	"\"M16\", [\"M16\", \"M17\"]"

static const struct expr_function functions[] = {
	{ "year", true, CALL_YEAR, NODE_CONST, 1, DATE },
	{ "month", true, CALL_MONTH, NODE_CONST, 1, DATE },
	{ "quarter", true, CALL_QUARTER, NODE_CONST, 1, DATE },
	{ "weekday", true, CALL_WEEKDAY, NODE_CONST, 1, DATE },
	{ "day", true, CALL_DAY, NODE_CONST, 1, DATE },
	{ "days", true, CALL_DAYS, NODE_CONST, 2, DATE },
	{ "product", true, CALL_PRODUCT, NODE_CONST, 2, NUMBER },
	{ "starts_with", false, CALL_YEAR, NODE_STARTS_WITH, 2, TEXT },
	{ "contains", false, CALL_YEAR, NODE_CONTAINS, 2, TEXT },
	{ "between", false, CALL_YEAR, NODE_BETWEEN, 3,
	    "expected a text, a number or a member as an end" },
};
enum { N_FUNCTIONS = sizeof(functions) / sizeof(functions[0]) };

const struct expr_function *
expr_function_find(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < N_FUNCTIONS; i++)
		if (strlen(functions[i].word) == len &&
		    memcmp(functions[i].word, word, len) == 0)
			return &functions[i];
	return NULL;
}

bool
expr_gives_value(const char *word, size_t len)
{
	const struct expr_function *f = expr_function_find(word, len);

	return f && f->is_value;
}

const char *
expr_call_word(enum call call)
{
	size_t i;

	for (i = 0; !functions[i].is_value || functions[i].call != call; i++)
		;
	return functions[i].word;
}

const char *
expr_op_word(enum node_op op)
{
	size_t i;

	for (i = 0; functions[i].is_value || functions[i].op != op; i++)
		;
	return functions[i].word;
}

enum ndjson_type
expr_call_takes(enum call call)
{
	return call == CALL_PRODUCT ? NDJSON_NUMBER : NDJSON_STRING;
}

/* R-DATE-01, R-DATE-02 */
bool
expr_call_read(enum call call, const char *s, size_t len, int *read)
{
	bool is_day =
	    call == CALL_DAYS || call == CALL_DAY || call == CALL_WEEKDAY;
	struct ymd ymd;
	int day;

	if (day_parse(&day, s, len) != DAY_OK)
		return !is_day && month_parse(read, s, len) == DAY_OK;
	if (is_day) {
		*read = day;
		return true;
	}
	ymd = day_to_ymd(day);
	*read = (ymd.year - 1970) * 12 + ymd.month - 1;
	return true;
}

int
expr_call_result(enum call call, const int *read)
{
	/* months from year 0; day 0 was a Thursday, the 4th of ISO 8601 */
	int months = read[0] + 1970 * 12, weekday = (read[0] % 7 + 10) % 7;

	switch (call) {
	case CALL_YEAR:
		return months / 12;
	case CALL_MONTH:
		return months % 12 + 1;
	case CALL_QUARTER:
		return months % 12 / 3 + 1;
	case CALL_WEEKDAY:
		return weekday + 1;
	case CALL_DAY:
		return read[0];
	default:
		return read[1] - read[0];
	}
}
