/* id.c - ids that are no Swedish person ids: by a form, and its check. */
#include "id.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/foreign_id.h"

static const char *const named[] = { "uuid", "fodselsnummer", "henkilotunnus" };
static const char uuid[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool
id_is_named(const char *form)
{
	size_t i;

	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (strcmp(form, named[i]) == 0)
			return true;
	return false;
}

const char *
id_form_fault(const char *form)
{
	size_t len = strlen(form), i;

	if (id_is_named(form))
		return NULL;
	if (len > ID_MAX_LEN)
		return "is longer than an id may be";
	if (form[strcspn(form, "9AX")] == '\0')
		return "is neither uuid, fodselsnummer nor henkilotunnus, and "
		       "as a pattern (9 a digit, A a letter, X either) it has "
		       "none of these";
	for (i = 0; i < len; i++)
		if (form[i] == '+' && (i == 0 || !strchr("9AX", form[i - 1])))
			return "has a + that stands behind no 9, A or X";
	return NULL;
}

static bool
is_of_class(char class, char c)
{
	switch (class) {
	case '9':
		return ascii_is_digit(c);
	case 'A':
		return ascii_is_alpha(c);
	case 'X':
		return ascii_is_alnum(c);
	default:
		return class == c;
	}
}

static bool
fits(const char *form, const char *s, size_t len)
{
	const char *end = s + len;

	for (; *form; form++) {
		if (s == end || !is_of_class(*form, *s))
			return false;
		s++;
		if (form[1] != '+' || !strchr("9AX", *form))
			continue;
		while (s < end && is_of_class(*form, *s))
			s++;
		form++;
	}
	return s == end;
}

static bool
is_uuid(const char *s, size_t len)
{
	size_t i;

	if (len != sizeof(uuid) - 1)
		return false;
	for (i = 0; i < len; i++) {
		char c = ascii_lower(s[i]);

		if (uuid[i] == '-'
			? c != '-'
			: !(ascii_is_digit(c) || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

/* Luhn over all digits, the last of them the check digit. */
static bool
has_luhn(const char *s, size_t len)
{
	int sum = 0, n = 0;

	while (len-- > 0) {
		int digit;

		if (!ascii_is_digit(s[len]))
			continue;
		digit = ascii_digit(s[len]) << (n++ % 2);
		sum += digit > 9 ? digit - 9 : digit;
	}
	return n > 1 && sum % 10 == 0;
}

static enum pnr_status
read_form(const struct id_rule *rule, const char *form, const char *s,
    size_t len, char *out, enum pseudonym_kind *kind)
{
	bool is_lower = strcmp(form, named[0]) == 0;
	size_t i;

	if (strcmp(form, named[1]) == 0) {
		*kind = PSEUDONYM_FODSELSNUMMER;
		return foreign_id_norwegian(out, s, len);
	}
	if (strcmp(form, named[2]) == 0) {
		*kind = PSEUDONYM_HENKILOTUNNUS;
		return foreign_id_finnish(out, s, len);
	}
	*kind = PSEUDONYM_ID;
	if (is_lower ? !is_uuid(s, len) : !fits(form, s, len))
		return PNR_EFORM;
	if (!is_lower && rule->has_luhn && !has_luhn(s, len))
		return PNR_ECHECK;
	for (i = 0; i < len; i++)
		out[i] = is_lower ? ascii_lower(s[i]) : ascii_upper(s[i]);
	return PNR_OK;
}

enum pnr_status
id_read(const struct id_rule *rule, const char *s, size_t s_len, char *out,
    size_t *len, enum pseudonym_kind *kind)
{
	enum pnr_status status = PNR_EFORM, one;
	size_t i;

	if (s_len > ID_MAX_LEN)
		return PNR_EFORM;
	for (i = 0; i < rule->n; i++) {
		one = read_form(rule, rule->forms[i], s, s_len, out, kind);
		if (one == PNR_OK) {
			*len = *kind == PSEUDONYM_ID ? s_len : FOREIGN_ID_LEN;
			return PNR_OK;
		}
		/* what is wrong in a form that it has says more */
		if (status == PNR_EFORM)
			status = one;
	}
	return status;
}
