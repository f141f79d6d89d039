/* stream_kind.c - an input that is no NDJSON at all, by its first lines. */
#include <string.h>

#include "io/kind.h"
#include "vardstrom/ascii.h"

#include "stream_kind.h"

static const char array[] =
    "a JSON array, where each line is an object; take it apart first: "
    "jq -c '.[]'";

/* A line without the blanks around it. */
struct text {
	const char *s;
	size_t len;
};

static bool
is_blank(char c)
{
	return ascii_is_blank(c) || c == '\r' || c == '\n';
}

static struct text
trim(const char *s, size_t len)
{
	while (len > 0 && is_blank(*s)) {
		s++;
		len--;
	}
	while (len > 0 && is_blank(s[len - 1]))
		len--;
	return (struct text){ s, len };
}

/* The first character that is no blank, from the i-th on; 0: none. */
static char
char_from(struct text t, size_t i)
{
	while (i < t.len && is_blank(t.s[i]))
		i++;
	return i < t.len ? t.s[i] : '\0';
}

/* Does an object go on behind its first line? */
static bool
is_spread(struct text first, struct text next)
{
	char last = first.s[first.len - 1], c = char_from(next, 0);

	if (first.len == 1)
		return c != '{';
	if (last == '[')
		return c != '\0';
	return (last == ',' || last == '{') &&
	       (c == '"' || c == '}' || c == ']');
}

/* Columns: one delimiter in both lines, or twice in the only one. */
static bool
is_csv(struct text first, struct text next)
{
	static const char delimiters[] = ";\t|,";
	size_t i;

	if (next.len > 0 && (*next.s == '{' || *next.s == '['))
		return false;
	for (i = 0; delimiters[i]; i++) {
		const char *at = memchr(first.s, delimiters[i], first.len);

		if (!at)
			continue;
		if (next.len > 0)
			return memchr(next.s, delimiters[i], next.len);
		at++;
		return memchr(
		    at, delimiters[i], first.len - (size_t)(at - first.s));
	}
	return false;
}

const char *
stream_kind_of(
    const char *line, size_t len, const char *next_line, size_t next_len)
{
	struct text first = trim(line, len), next = trim(next_line, next_len);
	const char *kind = kind_of(line, len);

	if (kind || first.len == 0)
		return kind;
	switch (*first.s) {
	case '\x1e':
		return "a JSON text sequence; take its marks away first: "
		       "tr -d '\\036'";
	case '[':
		return first.len == 1 || char_from(first, 1) == '{' ? array
								    : NULL;
	case '{':
		return is_spread(first, next)
			   ? "JSON over several lines; put each object on "
			     "one first: jq -c ."
			   : NULL;
	default:
		return is_csv(first, next)
			   ? "CSV where NDJSON is read; make records of it "
			     "first: normalize -p PROFILE"
			   : NULL;
	}
}

const char *
stream_kind(struct lines *lines, const char **line, size_t *len)
{
	const char *kind, *both, *next = "";
	size_t both_len, next_len = 0;

	if (lines_extend(lines, &both, &both_len) == LINES_OK) {
		*line = both;
		next = both + *len + 1;
		next_len = both_len - *len - 1;
	}
	kind = stream_kind_of(*line, *len, next, next_len);
	lines_retreat(lines, line, len);
	return kind;
}
