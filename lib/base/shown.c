/* shown.c - text from data and names, as a person may see it. */
#include "vardstrom/shown.h"

#include <stdbool.h>
#include <string.h>

#include "vardstrom/utf8.h"

/* Of a valid character of n bytes. */
static bool
is_hidden(const unsigned char *s, size_t n)
{
	if (n == 1)
		return s[0] < ' ' || s[0] == 0x7f;
	if (n == 2) /* U+0080 to 009F; U+061C */
		return (s[0] == 0xc2 && s[1] < 0xa0) ||
		       (s[0] == 0xd8 && s[1] == 0x9c);
	if (n != 3 || s[0] != 0xe2)
		return false;
	if (s[1] == 0x80)
		return s[2] == 0x8e || s[2] == 0x8f ||
		       (s[2] >= 0xa8 && s[2] <= 0xae);
	return s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xaf;
}

size_t
shown_char(const char *s, size_t len, char out[SHOWN_MAX], size_t *used)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = utf8_char_len(s, len);
	unsigned char c = (unsigned char)s[0];

	*used = n > 0 ? n : 1;
	if (n == 0) {
		out[0] = '\\';
		out[1] = 'x';
		out[2] = hex[c >> 4];
		out[3] = hex[c & 15];
		return 4;
	}
	if (is_hidden((const unsigned char *)s, n)) {
		out[0] = '?';
		return 1;
	}
	memcpy(out, s, n);
	return n;
}
