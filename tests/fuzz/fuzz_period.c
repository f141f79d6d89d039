/*
 * fuzz_period.c - any text as a period: its first and last day, against a slow
 * reader.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../../lib/define/period.h"
#include "../../lib/define/span.h"
#include "given.h"
#include "vardstrom/ascii.h"
#include "vardstrom/strbuf.h"

/* One year, quarter or month; false: none. */
static bool
slow_span(const char *s, size_t len, int *first, int *last)
{
	char text[16];
	int year, part;

	if (len < 4 || len > 7 || memchr(s, '\0', len))
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	for (int i = 0; i < 4; i++)
		if (!ascii_is_digit(text[i]))
			return false;
	sscanf(text, "%4d", &year);
	if (len == 4) {
		*first = 12 * year;
		*last = 12 * year + 11;
		return true;
	}
	s = text + 4 + (text[4] == '-');
	if (*s == 'Q' && s[1] >= '1' && s[1] <= '4' && s[2] == '\0') {
		*first = 12 * year + 3 * (s[1] - '1');
		*last = *first + 2;
		return true;
	}
	if (text[4] != '-' || len != 7 || !ascii_is_digit(s[0]) ||
	    !ascii_is_digit(s[1]))
		return false;
	part = 10 * (s[0] - '0') + s[1] - '0';
	*first = *last = 12 * year + part - 1;
	return part >= 1 && part <= 12;
}

static void
check_period(const char *text)
{
	struct expr_set *set = expr_set_new();
	const char *dots = strstr(text, "..");
	int first, last, to_first, to_last;
	struct period p;
	char day[32];

	memset(&p, 0, sizeof(p));
	if (period_parse(&p, text, set) && !dots &&
	    slow_span(text, strlen(text), &first, &last)) {
		snprintf(day, sizeof(day), "%04d-%02d-01", first / 12,
		    first % 12 + 1);
		assert(strcmp(p.start, day) == 0);
		assert(strncmp(p.end, p.start, 4) == 0);
	} else if (dots && p.len > 0 &&
		   slow_span(text, (size_t)(dots - text), &first, &last) &&
		   slow_span(dots + 2, strlen(dots + 2), &to_first, &to_last)) {
		assert(first <= to_last);
		snprintf(day, sizeof(day), "%04d-%02d", to_last / 12,
		    to_last % 12 + 1);
		assert(strncmp(p.end, day, 7) == 0);
	}
	expr_set_free(set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given g = { len ? (const char *)data : "", len };
	struct strbuf text = STRBUF_INIT;
	struct span span;
	int first, last;
	bool is_span = span_parse(&span, g.s, g.len);

	assert(is_span == slow_span(g.s, g.len, &first, &last));
	if (is_span)
		assert(span.first == first && span.last == last &&
		       span_months(span) == last - first + 1);
	strbuf_add(&text, g.s, g.len);
	check_period(text.s);
	strbuf_release(&text);
	return 0;
}
