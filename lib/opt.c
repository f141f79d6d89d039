/* opt.c - option values, checked, with the limits in the message. */
#include "vardstrom/opt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

long long
opt_long(const char *name, const char *text, long long min, long long max)
{
	char *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || *end || errno || ascii_is_blank(*text))
		die("%s: must be a whole number from %lld to %lld", name, min,
		    max);
	if (v < min || v > max)
		die("%s: must be from %lld to %lld", name, min, max);
	return v;
}

size_t
opt_size(const char *name, const char *text, size_t min, size_t max)
{
	static const char units[] = "KMGT";
	unsigned long long v;
	unsigned shift = 0;
	char *end;

	errno = 0;
	v = strtoull(text, &end, 10);
	if (!ascii_is_digit(*text) || errno)
		die("%s: must be a size such as 4096, 64K, 32M or 1G", name);
	if (*end && strchr(units, ascii_upper(*end))) {
		shift = 10 * (unsigned)(strchr(units, ascii_upper(*end)) -
					units + 1);
		end++;
	}
	if (*end)
		die("%s: must be a size such as 4096, 64K, 32M or 1G", name);
	if (v > (unsigned long long)max >> shift || (v << shift) < min)
		die("%s: must be from %zu to %zu bytes", name, min, max);
	return (size_t)(v << shift);
}

int
opt_day(const char *name, const char *text)
{
	int day;

	if (day_parse_iso(&day, text, strlen(text)) != DAY_OK)
		die("%s: must be a day such as 2025-12-31", name);
	return day;
}

size_t
opt_list(const char *name, const char *text, const char ***names)
{
	size_t len = strlen(text), n = 1, i, k = 0;
	const char **list;
	char *copy;

	for (i = 0; i < len; i++)
		n += text[i] == ',';
	list = xmalloc(n * sizeof(*list) + len + 1);
	copy = (char *)(list + n);
	memcpy(copy, text, len + 1);
	list[k++] = copy;
	for (i = 0; i < len; i++) {
		if (copy[i] == ',') {
			copy[i] = '\0';
			list[k++] = copy + i + 1;
		}
	}
	for (i = 0; i < n; i++)
		if (!*list[i])
			die("%s: an empty name in the list", name);
	*names = list;
	return n;
}
