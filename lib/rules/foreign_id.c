/* foreign_id.c - person numbers of neighbouring countries. */
#include "vardstrom/foreign_id.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"

/* n digits as a number. */
static int
number_of(const char *s, size_t n)
{
	int number = 0;

	while (n-- > 0)
		number = number * 10 + ascii_digit(*s++);
	return number;
}

static bool
are_digits(const char *s, size_t n)
{
	while (n-- > 0)
		if (!ascii_is_digit(*s++))
			return false;
	return true;
}

/* R-ID-15: the check digit by weights, modulo 11; 10 is none. */
static bool
has_mod_11(const char *s, const char *weights)
{
	size_t n = strlen(weights), i;
	int sum = 0, rest;

	for (i = 0; i < n; i++)
		sum += ascii_digit(s[i]) * ascii_digit(weights[i]);
	rest = (11 - sum % 11) % 11;
	return rest < 10 && rest == ascii_digit(s[n]);
}

/* R-ID-15: the year that the serial number tells; 0: none. */
static int
norwegian_year(int year, int serial)
{
	if (serial < 500)
		return 1900 + year;
	if (serial < 750 && year >= 54)
		return 1800 + year;
	if (year < 40)
		return 2000 + year;
	return serial >= 900 ? 1900 + year : 0;
}

enum pnr_status
foreign_id_norwegian(char *out, const char *s, size_t len)
{
	struct ymd born;
	char id[FOREIGN_ID_LEN];

	if (len == FOREIGN_ID_LEN + 1 && s[6] == ' ') {
		memcpy(id, s, 6);
		memcpy(id + 6, s + 7, 5);
	} else if (len == FOREIGN_ID_LEN) {
		memcpy(id, s, FOREIGN_ID_LEN);
	} else {
		return PNR_EFORM;
	}
	if (!are_digits(id, FOREIGN_ID_LEN))
		return PNR_EFORM;
	born.day = number_of(id, 2) % 40;
	/* H-numbers add 40 to the month, synthetic ones 80 */
	born.month = number_of(id + 2, 2) % 40;
	born.year = norwegian_year(number_of(id + 4, 2), number_of(id + 6, 3));
	if (number_of(id, 2) > 71 || !day_is_real(born))
		return PNR_EDATE;
	if (!has_mod_11(id, "376189452") || !has_mod_11(id, "5432765432"))
		return PNR_ECHECK;
	memcpy(out, id, FOREIGN_ID_LEN);
	return PNR_OK;
}

enum pnr_status
foreign_id_finnish(char *out, const char *s, size_t len)
{
	static const char letters[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
	static const char centuries[] = "+-YXWVUABCDEF";
	char id[FOREIGN_ID_LEN];
	const char *century;
	struct ymd born;
	int serial;
	size_t i;

	if (len != FOREIGN_ID_LEN || !are_digits(s, 6) || !are_digits(s + 7, 3))
		return PNR_EFORM;
	for (i = 0; i < len; i++)
		id[i] = ascii_upper(s[i]);
	century = memchr(centuries, id[6], sizeof(centuries) - 1);
	serial = number_of(id + 7, 3);
	if (!century || serial < 2 || serial > 899)
		return PNR_EFORM;
	born.day = number_of(id, 2);
	born.month = number_of(id + 2, 2);
	born.year = number_of(id + 4, 2) +
		    (*century == '+'                        ? 1800
			: *century < 'A' || *century >= 'U' ? 1900
							    : 2000);
	if (!day_is_real(born))
		return PNR_EDATE;
	if (letters[(number_of(id, 6) * 1000 + serial) % 31] != id[10])
		return PNR_ECHECK;
	memcpy(out, id, FOREIGN_ID_LEN);
	return PNR_OK;
}
