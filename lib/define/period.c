/* period.c - a year, a month or a range, and whether a record lies in it. */
#include "period.h"

#include <stdio.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/dec.h"

#include "span.h"

static bool
is_digits(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!ascii_is_digit(s[i]))
			return false;
	return true;
}

static int
two_digits(const char *s)
{
	return 10 * ascii_digit(s[0]) + ascii_digit(s[1]);
}

/** Fill in the first and the last day. */
static void
set_days(struct period *p)
{
	struct ymd day = { 0, 1, 1 };
	int number;

	day.year = 100 * two_digits(p->text) + two_digits(p->text + 2);
	if (p->len == PERIOD_MONTH_LEN)
		day.month = two_digits(p->text + 5);
	number = day_from_ymd(day);
	day_format(number, p->start);
	if (p->len == PERIOD_YEAR_LEN)
		day.month = 12;
	for (day.day = 31; !day_is_real(day); day.day--)
		;
	day_format(day_from_ymd(day), p->end);
}

static bool
read_simple(struct period *p, const char *text)
{
	size_t len = strlen(text);

	if (len != PERIOD_YEAR_LEN && len != PERIOD_MONTH_LEN)
		return false;
	if (!is_digits(text, 4) || strncmp(text, "0000", 4) == 0)
		return false;
	if (len == PERIOD_MONTH_LEN &&
	    (text[4] != '-' || !is_digits(text + 5, 2) ||
		two_digits(text + 5) < 1 || two_digits(text + 5) > 12))
		return false;
	memcpy(p->text, text, len);
	p->len = len;
	set_days(p);
	return true;
}

/** The first day of a month; months since the year 0. */
static int
first_day(int month)
{
	return day_from_ymd((struct ymd){ month / 12, month % 12 + 1, 1 });
}

/** A quarter, or from one period to another. */
static bool
read_range(struct period *p, const char *text)
{
	const char *dots = strstr(text, "..");
	size_t len = strlen(text);
	struct span from, to;

	if (len > PERIOD_MAX_LEN || strncmp(text, "0000", 4) == 0 ||
	    !span_parse(&from, text, dots ? (size_t)(dots - text) : len))
		return false;
	to = from;
	if (dots && !span_parse(&to, dots + 2, strlen(dots + 2)))
		return false;
	if (to.last < from.first || to.last / 12 >= 9999)
		return false;
	memcpy(p->text, text, len);
	p->len = len;
	p->is_range = true;
	day_format(first_day(from.first), p->start);
	day_format(first_day(to.last + 1) - 1, p->end);
	return true;
}

bool
period_parse(struct period *p, const char *text, struct expr_set *exprs)
{
	memset(p, 0, sizeof(*p));
	if (!read_simple(p, text) && !read_range(p, text))
		return false;
	p->year = expr_member(exprs, "year", 4);
	p->month = expr_member(exprs, "month", 5);
	p->date = expr_member(exprs, "date", 4);
	expr_define_string(exprs, "period", p->text, p->len);
	expr_define_string(exprs, "period_start", p->start, PERIOD_DAY_LEN);
	expr_define_string(exprs, "period_end", p->end, PERIOD_DAY_LEN);
	return true;
}

static const struct ndjson_member *
member_of(struct expr_set *exprs, int member)
{
	const struct ndjson_member *m = expr_value(exprs, member);

	return m && m->type != NDJSON_NULL ? m : NULL;
}

/** Does a month or date, as canonical records write them, begin as text? */
static bool
begins(const struct ndjson_member *m, const struct period *p)
{
	return m->type == NDJSON_STRING && m->value_len >= p->len &&
	       memcmp(m->value, p->text, p->len) == 0 &&
	       (m->value_len == p->len || m->value[p->len] == '-');
}

/** Does a month or date lie between the months of a range? */
static bool
lies_between(const struct ndjson_member *m, const struct period *p)
{
	return m->type == NDJSON_STRING && m->value_len >= PERIOD_MONTH_LEN &&
	       (m->value_len == PERIOD_MONTH_LEN ||
		   m->value[PERIOD_MONTH_LEN] == '-') &&
	       memcmp(m->value, p->start, PERIOD_MONTH_LEN) >= 0 &&
	       memcmp(m->value, p->end, PERIOD_MONTH_LEN) <= 0;
}

static bool
is_year(const struct ndjson_member *m, const struct period *p)
{
	if (m->type == NDJSON_STRING)
		return ndjson_is_text(m, p->text, p->len);
	if (m->type != NDJSON_NUMBER)
		return false;
	return (m->value_len == p->len &&
		   memcmp(m->value, p->text, p->len) == 0) ||
	       dec_cmp_text(m->value, m->value_len, p->text, p->len) == 0;
}

bool
period_holds(const struct period *p, struct expr_set *exprs)
{
	const struct ndjson_member *year, *m;

	if (p->len == 0)
		return true;
	year = member_of(exprs, p->year);
	if (year && p->len == PERIOD_YEAR_LEN)
		return is_year(year, p);
	m = member_of(exprs, p->month);
	if (!m)
		m = member_of(exprs, p->date);
	if (m)
		return p->is_range ? lies_between(m, p) : begins(m, p);
	return !year;
}
