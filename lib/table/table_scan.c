/* table_scan.c - one pass over a line: plain C, and which way is the best. */
#include "table_scan.h"

#include <string.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/xalloc.h"

void
table_grow_fields(struct table_fields *fields, size_t n)
{
	fields->cap = 2 * n;
	fields->at =
	    xreallocarray(fields->at, fields->cap, sizeof(fields->at[0]));
}

unsigned
table_look_closer(
    const struct table_options *options, const char *s, size_t len)
{
	unsigned found = TABLE_HAS_ESCAPE;

	if (options->quote && memchr(s, options->quote, len))
		found |= TABLE_HAS_QUOTE;
	if (memchr(s, '\0', len))
		found |= TABLE_HAS_NUL;
	if (memchr(s, '\r', len))
		found |= TABLE_HAS_RETURN;
	return found;
}

static void
add_field(struct table_fields *fields, const char *start, const char *end)
{
	table_want_fields(fields, fields->n + 1);
	fields->at[fields->n].s = start;
	fields->at[fields->n++].len = (size_t)(end - start);
}

unsigned
table_scan_base(struct table_fields *fields,
    const struct table_options *options, const char *s, size_t len)
{
	const char *start = s, *end = s + len;
	unsigned high = 0, found = 0;
	bool is_odd = false;

	fields->n = 0;
	for (; s < end; s++) {
		unsigned char c = (unsigned char)*s;

		high |= c;
		if (*s == options->delimiter) {
			add_field(fields, start, s);
			start = s + 1;
			continue;
		}
		is_odd |=
		    c < 0x20 || c == '"' || c == '\\' || *s == options->quote;
	}
	add_field(fields, start, end);
	if (high & 0x80)
		found |= TABLE_HAS_HIGH | TABLE_HAS_LONG;
	s = end - len;
	return found | (is_odd ? table_look_closer(options, s, len) : 0);
}

/* The processor is judged in one place, for lines of either kind. */
table_scan_fn *
table_scan_best(void)
{
#ifdef __x86_64__
	if (strcmp(ndjson_variant(), "avx2") == 0)
		return table_scan_avx2;
	if (strcmp(ndjson_variant(), "sse2") == 0)
		return table_scan_sse2;
#endif
	return table_scan_base;
}
