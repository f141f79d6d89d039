/* foreign_code.c - the syntax of codes of other editions than ICD-10-SE. */
#include "vardstrom/foreign_code.h"

#include <stdbool.h>
#include <string.h>

#include "vardstrom/ascii.h"

enum {
	CATEGORY_LEN = 3,
	ICD10CM_MAX_LEN = 7,
	ICD9CM_MAX_BEHIND = 2, /* digits behind a category */
	SNOMED_MIN_LEN = 6
};

/*
 * A code of a category of n characters and at most max behind it: its text
 * without the dot, in upper case, and its length; 0: not of the form.
 */
static size_t
without_dot(char *out, const char *s, size_t len, size_t n, size_t max)
{
	size_t count = 0, i;
	bool has_dot = len > n && s[n] == '.';

	if (len < n || len > n + has_dot + max || (has_dot && len == n + 1))
		return 0;
	for (i = 0; i < len; i++) {
		if (has_dot && i == n)
			continue;
		if (!ascii_is_alnum(s[i]))
			return 0;
		out[count++] = ascii_upper(s[i]);
	}
	return count;
}

/* R-CODE-05 */
enum foreign_code_status
foreign_code_icd10cm(char *out, size_t *n, const char *s, size_t len)
{
	char code[FOREIGN_CODE_MAX_LEN];
	size_t count = without_dot(
	    code, s, len, CATEGORY_LEN, ICD10CM_MAX_LEN - CATEGORY_LEN);

	if (count == 0 || !ascii_is_upper(code[0]) ||
	    !ascii_is_digit(code[1]) ||
	    !(ascii_is_digit(code[2]) || code[2] == 'A' || code[2] == 'B'))
		return FOREIGN_CODE_EFORM;
	memcpy(out, code, count);
	*n = count;
	return FOREIGN_CODE_OK;
}

/* R-CODE-06 */
enum foreign_code_status
foreign_code_icd9cm(char *out, size_t *n, const char *s, size_t len)
{
	char code[FOREIGN_CODE_MAX_LEN];
	char first = len > 0 ? ascii_upper(s[0]) : '\0';
	bool is_cause = first == 'E';
	size_t count, i;

	/* E880 to E999 are four characters, and one digit behind them */
	count = without_dot(code, s, len, CATEGORY_LEN + is_cause,
	    ICD9CM_MAX_BEHIND - is_cause);
	if (count == 0 ||
	    !(ascii_is_digit(code[0]) || is_cause || first == 'V'))
		return FOREIGN_CODE_EFORM;
	for (i = 1; i < count; i++)
		if (!ascii_is_digit(code[i]))
			return FOREIGN_CODE_EFORM;
	memcpy(out, code, count);
	*n = count;
	return FOREIGN_CODE_OK;
}

/* R-CODE-07: Verhoeff's check, over the dihedral group of ten elements. */
static bool
has_verhoeff(const char *s, size_t len)
{
	/* one turn of the permutation; the group's product is computed */
	static const unsigned char turn[] = { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 };
	unsigned check = 0;
	size_t i, k;

	for (i = 0; i < len; i++) {
		unsigned d = (unsigned)ascii_digit(s[len - 1 - i]);

		for (k = 0; k < i % 8; k++)
			d = turn[d];
		if (check < 5)
			check = (check + d) % 5 + (d < 5 ? 0 : 5);
		else
			check = (check + 10 - d) % 5 + (d < 5 ? 5 : 0);
	}
	return check == 0;
}

enum foreign_code_status
foreign_code_snomed(char *out, size_t *n, const char *s, size_t len)
{
	size_t i;

	if (len < SNOMED_MIN_LEN || len > FOREIGN_CODE_MAX_LEN || s[0] == '0')
		return FOREIGN_CODE_EFORM;
	for (i = 0; i < len; i++)
		if (!ascii_is_digit(s[i]))
			return FOREIGN_CODE_EFORM;
	if (!has_verhoeff(s, len))
		return FOREIGN_CODE_ECHECK;
	/* the partition: 00 and 10 are concepts */
	if ((s[len - 3] != '0' && s[len - 3] != '1') || s[len - 2] != '0')
		return FOREIGN_CODE_EKIND;
	memcpy(out, s, len);
	*n = len;
	return FOREIGN_CODE_OK;
}
