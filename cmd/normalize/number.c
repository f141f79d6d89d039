/* number.c - numbers as Swedish reports write them, to JSON numbers. */
#include "number.h"

#include <string.h>

#include "vardstrom/ascii.h"

/* The length of the group separator that s begins with; 0: none. */
static size_t
separator_len(const char *s, size_t len)
{
	if (len >= 1 && s[0] == ' ')
		return 1;
	if (len >= 2 && memcmp(s, "\xc2\xa0", 2) == 0)
		return 2;
	if (len >= 3 && (memcmp(s, "\xe2\x80\xaf", 3) == 0 ||
			    memcmp(s, "\xe2\x80\x89", 3) == 0))
		return 3;
	return 0;
}

static size_t
count_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && ascii_is_digit(s[n]))
		n++;
	return n;
}

/* A number being put together. */
struct building {
	struct number n;
	size_t n_whole; /* digits so far, from the first that is not zero */
	unsigned max_whole;
	bool is_too_long;
};

static void
add_whole(struct building *b, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (b->n_whole == 0 && s[i] == '0')
			continue;
		if (b->n_whole == b->max_whole) {
			b->is_too_long = true;
			return;
		}
		b->n.text[b->n.len++] = s[i];
		b->n_whole++;
	}
}

/* The digits before the comma; returns their bytes, 0: not of the form. */
static size_t
read_whole(struct building *b, const char *s, size_t len)
{
	size_t at = count_digits(s, len), first = at;

	add_whole(b, s, at);
	if (first == 0)
		return 0;
	while (at < len) {
		size_t gap = separator_len(s + at, len - at);

		if (gap == 0)
			break;
		if (first > 3 ||
		    count_digits(s + at + gap, len - at - gap) != 3)
			return 0;
		add_whole(b, s + at + gap, 3);
		at += gap + 3;
	}
	return at;
}

enum number_status
number_parse(struct number *out, const char *s, size_t len, unsigned max_whole,
    unsigned max_decimals)
{
	struct building b = { .max_whole = max_whole };
	size_t minus = 0, whole, decimals = 0;

	if (len > 0 && s[0] == '-')
		minus = 1;
	else if (len >= 3 && memcmp(s, "\xe2\x88\x92", 3) == 0)
		minus = 3;
	s += minus;
	len -= minus;
	if (minus)
		b.n.text[b.n.len++] = '-';
	whole = read_whole(&b, s, len);
	if (whole == 0)
		return NUMBER_EFORM;
	if (whole < len) {
		if (max_decimals == 0 || (s[whole] != ',' && s[whole] != '.'))
			return NUMBER_EFORM;
		decimals = len - whole - 1;
		if (decimals == 0 ||
		    count_digits(s + whole + 1, decimals) != decimals)
			return NUMBER_EFORM;
		while (decimals > 0 && s[whole + decimals] == '0')
			decimals--;
	}
	if (b.is_too_long || decimals > max_decimals)
		return NUMBER_ERANGE;
	if (b.n_whole == 0 && decimals == 0)
		b.n.len = 0; /* there is no minus zero */
	if (b.n_whole == 0)
		b.n.text[b.n.len++] = '0';
	if (decimals > 0) {
		b.n.text[b.n.len++] = '.';
		memcpy(b.n.text + b.n.len, s + whole + 1, decimals);
		b.n.len += decimals;
	}
	*out = b.n;
	return NUMBER_OK;
}

/* Add one to the last of the first len bytes of a number. */
static void
count_up(struct number *n, size_t len)
{
	size_t first = n->text[0] == '-', at = len;

	while (at > first) {
		char *digit = &n->text[--at];

		if (*digit == '.')
			continue;
		if (*digit < '9') {
			++*digit;
			return;
		}
		*digit = '0';
	}
	memmove(n->text + first + 1, n->text + first, n->len - first);
	n->text[first] = '1';
	n->len++;
}

void
number_round(struct number *n, unsigned decimals)
{
	const char *point = memchr(n->text, '.', n->len);
	size_t whole = point ? (size_t)(point - n->text) : n->len;
	size_t keep = decimals ? whole + 1 + decimals : whole;
	bool is_up;

	if (!point || n->len <= whole + 1 + decimals)
		return;
	is_up = n->text[whole + 1 + decimals] >= '5';
	n->len = keep;
	if (is_up)
		count_up(n, keep);
	if (decimals > 0)
		while (n->text[n->len - 1] == '0')
			n->len--;
	if (n->text[n->len - 1] == '.')
		n->len--;
	if (n->len == 2 && memcmp(n->text, "-0", 2) == 0) {
		n->text[0] = '0'; /* there is no minus zero */
		n->len = 1;
	}
}

bool
number_is_apart(const char *s, size_t len)
{
	size_t n_signs = 0, i, digits = 0;

	for (i = 0; i < len; i++) {
		if (ascii_is_digit(s[i])) {
			digits++;
		} else if (s[i] == '.' || s[i] == ',' || s[i] == '\'') {
			/* before the first sign one to three, then three */
			if (digits == 0 || digits > 3 ||
			    (n_signs > 0 && digits < 3))
				return false;
			n_signs++;
			digits = 0;
		} else if (i > 0 || s[i] != '-') {
			return false;
		}
	}
	return digits > 0 && (n_signs > 1 || memchr(s, '\'', len));
}
