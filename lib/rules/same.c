/* same.c - when two JSON values are one. */
#include "vardstrom/same.h"

#include <stdbool.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/dec.h"

/* Behind the closing quote of the string whose first one is at s. */
static const char *
skip_string(const char *s, bool *is_escaped)
{
	*is_escaped = false;
	for (s++; *s != '"'; s++)
		if (*s == '\\') {
			*is_escaped = true;
			s++;
		}
	return s + 1;
}

static bool
is_in_number(char c)
{
	return ascii_is_digit(c) || c == '-' || c == '+' || c == '.' ||
	       c == 'e' || c == 'E';
}

/* A string with its quotes; escapes are for what needs them. */
static const char *
add_string(struct strbuf *sb, const char *s, struct strbuf *scratch)
{
	struct ndjson_member m = { .value = s + 1, .type = NDJSON_STRING };
	const char *end = skip_string(s, &m.value_escaped);
	size_t len;

	m.value_len = (uint32_t)(end - s - 2);
	ndjson_text(&m, scratch, &s, &len);
	strbuf_add_json_string(sb, s, len);
	return end;
}

/* One pass, however deep it is nested: what was checked needs no tree. */
void
same_key(struct strbuf *sb, const struct ndjson_member *m)
{
	struct strbuf scratch = STRBUF_INIT;
	const char *s, *end;
	size_t len;

	ndjson_raw(m, &s, &len);
	end = s + len;
	while (s < end) {
		if (*s == '"') {
			s = add_string(sb, s, &scratch);
		} else if (*s == '-' || ascii_is_digit(*s)) {
			const char *from = s;

			while (s < end && is_in_number(*s))
				s++;
			dec_key(sb, from, (size_t)(s - from));
		} else {
			if (!ascii_is_blank(*s) && *s != '\r' && *s != '\n')
				strbuf_addch(sb, *s);
			s++;
		}
	}
	strbuf_release(&scratch);
}
