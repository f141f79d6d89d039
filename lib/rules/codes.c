/* codes.c - the syntax of KVÅ and ICD-10-SE codes. */
#include "vardstrom/codes.h"

#include <string.h>

#include "vardstrom/ascii.h"

/* The length without s2 at the end, where it is there. */
static size_t
without_suffix(const char *s, size_t len, const char *s2)
{
	size_t n = strlen(s2);

	return len >= n && memcmp(s + len - n, s2, n) == 0 ? len - n : len;
}

/* R-CODE-01 */
bool
kva_parse(char *out, const char *s, size_t len)
{
	char code[KVA_LEN];
	size_t with_mark = len, i;

	len = without_suffix(s, len, "(i)");
	if (len < with_mark)
		while (len > 0 && ascii_is_blank(s[len - 1]))
			len--;
	if (len != KVA_LEN)
		return false;
	for (i = 0; i < KVA_LEN; i++) {
		code[i] = ascii_upper(s[i]);
		if (i < 2 && !ascii_is_upper(code[i]))
			return false;
		if (i > 2 && !ascii_is_digit(code[i]))
			return false;
	}
	if (!ascii_is_upper(code[2]) && !ascii_is_digit(code[2]))
		return false;
	memcpy(out, code, KVA_LEN);
	return true;
}

/* A dagger or an asterisk behind a code is not part of it. */
static size_t
without_marks(const char *s, size_t len)
{
	size_t before;

	do {
		before = len;
		len = without_suffix(s, len, "*");
		len = without_suffix(s, len, "+");
		len = without_suffix(s, len, "\xe2\x80\xa0"); /* U+2020 */
	} while (len < before);
	return len;
}

/* Does the rest of a code say that it is a whole category? */
static bool
is_category_mark(const char *s, size_t len)
{
	if (len > 0 && s[0] == '-') {
		s++;
		len--;
	}
	return len == 0 || (len == 1 && ascii_upper(s[0]) == 'P');
}

/* R-CODE-02, R-CODE-03 */
size_t
icd_parse(char *out, const char *s, size_t len)
{
	char code[ICD_MAX_LEN];
	size_t n = 3, i;

	len = without_marks(s, len);
	if (len < 3 || !ascii_is_alpha(s[0]) || !ascii_is_digit(s[1]) ||
	    !ascii_is_digit(s[2]))
		return 0;
	code[0] = ascii_upper(s[0]);
	code[1] = s[1];
	code[2] = s[2];
	if (is_category_mark(s + 3, len - 3)) {
		code[n++] = '9';
	} else {
		i = s[3] == '.' ? 4 : 3;
		if (len - i < 1 || len - i > 2 || !ascii_is_digit(s[i]))
			return 0;
		code[n++] = s[i++];
		if (i < len) {
			if (!ascii_is_alnum(s[i]))
				return 0;
			code[n++] = ascii_upper(s[i]);
		}
	}
	memcpy(out, code, n);
	return n;
}
