/* config_text.c - finding a value again in a text that is known to be JSON. */
#include "config_text.h"

#include <string.h>

size_t
config_text_skip_blank(const char *s, size_t at)
{
	return at + strspn(s + at, " \t\r\n");
}

static size_t
end_of_string(const char *s, size_t at)
{
	for (at++; s[at] != '"'; at++) {
		if (s[at] == '\\')
			at++;
	}
	return at + 1;
}

/* Brackets are only counted: that they match is known. */
static size_t
end_of_container(const char *s, size_t at)
{
	size_t depth = 0;

	do {
		if (s[at] == '"') {
			at = end_of_string(s, at);
			continue;
		}
		if (s[at] == '{' || s[at] == '[')
			depth++;
		else if (s[at] == '}' || s[at] == ']')
			depth--;
		at++;
	} while (depth > 0);
	return at;
}

size_t
config_text_end(const char *s, size_t at)
{
	if (s[at] == '"')
		return end_of_string(s, at);
	if (s[at] == '{' || s[at] == '[')
		return end_of_container(s, at);
	return at + strcspn(s + at, " \t\r\n,]}");
}

size_t
config_text_child(const char *s, size_t at, size_t i, size_t *name_at)
{
	const int is_object = s[at] == '{';

	for (at++;; at++) {
		at = config_text_skip_blank(s, at);
		*name_at = at;
		if (is_object) {
			at = config_text_skip_blank(s, end_of_string(s, at));
			at = config_text_skip_blank(s, at + 1);
		}
		if (i == 0)
			return at;
		i--;
		at = config_text_skip_blank(s, config_text_end(s, at));
	}
}

struct config_place
config_text_place(const char *s, size_t at)
{
	struct config_place place = { 1, 1 };

	for (size_t i = 0; i < at; i++) {
		if (s[i] == '\n') {
			place.line_no++;
			place.column_no = 1;
		} else if (((unsigned char)s[i] & 0xC0) != 0x80) {
			place.column_no++;
		}
	}
	return place;
}
