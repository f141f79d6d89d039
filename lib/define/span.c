/* span.c - read years, quarters and months. */
#include "span.h"

#include "vardstrom/ascii.h"

enum { YEAR_LEN = 4, MONTHS = 12, QUARTER = 3 };

/** Digits to the end; -1: others are there. */
static int
read_digits(const char *s, size_t len)
{
	int number = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (!ascii_is_digit(s[i]))
			return -1;
		number = 10 * number + ascii_digit(s[i]);
	}
	return number;
}

bool
span_parse(struct span *out, const char *s, size_t len)
{
	int year, part;

	if (len < YEAR_LEN || len > YEAR_LEN + 3)
		return false;
	year = read_digits(s, YEAR_LEN);
	if (year < 0)
		return false;
	s += YEAR_LEN;
	len -= YEAR_LEN;
	*out = (struct span){ year * MONTHS, year * MONTHS + MONTHS - 1 };
	if (len == 0)
		return true;
	if (*s == '-') {
		s++;
		len--;
	}
	if (len != 2)
		return false;
	if (*s == 'Q') {
		part = read_digits(s + 1, 1);
		out->first += (part - 1) * QUARTER;
		out->last = out->first + QUARTER - 1;
		return part >= 1 && part <= MONTHS / QUARTER;
	}
	part = s[-1] == '-' ? read_digits(s, 2) : -1;
	out->first += part - 1;
	out->last = out->first;
	return part >= 1 && part <= MONTHS;
}

int
span_months(struct span span)
{
	return span.last - span.first + 1;
}
