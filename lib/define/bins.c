/* bins.c - spans of numbers with labels. */
#include "bins.h"

#include <stdlib.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

/** Digits as a number below UINT32_MAX; false: none, or too large. */
static bool
read_number(uint32_t *out, const char **s)
{
	uint32_t v = 0;

	if (!ascii_is_digit(**s))
		return false;
	for (; ascii_is_digit(**s); (*s)++) {
		if (v > (UINT32_MAX - 10) / 10)
			return false;
		v = v * 10 + (uint32_t)ascii_digit(**s);
	}
	*out = v;
	return true;
}

bool
bins_add(struct bins *bins, const char *label)
{
	struct bin new;
	const char *s = label;

	if (!read_number(&new.low, &s))
		return false;
	new.high = new.low;
	if (*s == '-') {
		new.high = UINT32_MAX;
		s++;
		if (*s && !read_number(&new.high, &s))
			return false;
	}
	if (*s || new.high < new.low)
		return false;
	if (bins->n > 0 && new.low <= bins->list[bins->n - 1].high)
		return false;
	new.label = xstrdup(label);
	GROW(bins->list, bins->n, bins->cap);
	bins->list[bins->n++] = new;
	return true;
}

void
bins_release(struct bins *bins)
{
	size_t i;

	for (i = 0; i < bins->n; i++)
		free(bins->list[i].label);
	free(bins->list);
}

size_t
bins_find(const struct bins *bins, uint32_t v)
{
	size_t i;

	for (i = 0; i < bins->n; i++)
		if (v >= bins->list[i].low && v <= bins->list[i].high)
			break;
	return i;
}
