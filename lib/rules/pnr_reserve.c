/* pnr_reserve.c - reserve numbers of regions and the nation. */
#include "pnr_reserve.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"

static int
two(const char *c)
{
	return 10 * ascii_digit(c[0]) + ascii_digit(c[1]);
}

static bool
are_digits(const char *c, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (!ascii_is_digit(c[i]))
			return false;
	return true;
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

/* The digits of value, doubled if is_doubled, added up. */
static int
digit_sum(int value, bool is_doubled)
{
	int v = is_doubled ? 2 * value : value;

	return v / 100 + v / 10 % 10 + v % 10;
}

static char
sex_of_digit(char c)
{
	return ascii_digit(c) % 2 ? 'M' : 'F';
}

static void
fill(struct pnr *pnr, const char *c, enum pnr_kind kind, char sex, int day)
{
	memcpy(pnr->id, c, PNR_MAX_LEN);
	pnr->id[PNR_MAX_LEN] = '\0';
	pnr->len = PNR_MAX_LEN;
	pnr->kind = kind;
	pnr->sex = sex;
	pnr->birth_day = day;
}

/* The eight digits at c as a day. */
static enum pnr_status
read_day(int *day, int year, const char *c)
{
	struct ymd ymd = { year, two(c + 4), two(c + 6) };

	return day_find(day, ymd) ? PNR_OK : PNR_EDATE;
}

static bool
is_varmland(const char *c)
{
	return are_digits(c, 0, 8) && two(c) >= 18 && two(c) <= 20 &&
	       c[8] == 'S' && is_one_of(c[9], "FUXPL") &&
	       ascii_is_digit(c[10]) && c[11] != 'V' && c[11] != '0';
}

/* R-ID-08: yyyymmddSBNC; only with B = F is the date a birth date. */
static enum pnr_status
parse_varmland(struct pnr *pnr, const char *c, int at_day)
{
	enum pnr_kind kind = PNR_RESERVNUMMER;
	int day;
	char sex = c[10] <= '1' ? 0 : sex_of_digit(c[10]);

	if (read_day(&day, 100 * two(c) + two(c + 2), c) != PNR_OK)
		return PNR_EDATE;
	if (c[9] != 'F')
		day = PNR_NO_DAY;
	else if (day > at_day)
		return PNR_EFUTURE;
	if (c[9] == 'P')
		kind = PNR_STAFF;
	else if (c[9] == 'L')
		kind = PNR_SAMPLE;
	fill(pnr, c, kind, sex, day);
	return PNR_OK;
}

static bool
is_national(const char *c)
{
	static const char letters[] = "ABCDEFGHJKLMNPRSTUXYZ";

	return are_digits(c, 0, 8) && is_one_of(c[8], letters) &&
	       is_one_of(c[9], letters) && ascii_is_digit(c[11]) &&
	       (two(c) == 0 || (two(c) >= 22 && two(c) <= 98));
}

/* Every other character doubled; a letter counts as its ASCII code. */
static bool
has_national_check(const char *c)
{
	int sum = 0;
	size_t i;

	for (i = 0; i < 11; i++)
		sum +=
		    digit_sum(ascii_is_digit(c[i]) ? ascii_digit(c[i]) : c[i],
			i % 2 == 0);
	return (sum + ascii_digit(c[11])) % 10 == 0;
}

/* R-ID-09: XXYYMMDDNNGC, XX = 00 where the birth date is not known. */
static enum pnr_status
parse_national(struct pnr *pnr, const char *c, int at_day)
{
	int day = PNR_NO_DAY;
	char sex = ascii_is_digit(c[10]) ? sex_of_digit(c[10]) : 0;

	if (two(c) == 0) {
		if (two(c + 4) < 20 || two(c + 6) < 40 || two(c + 6) > 59)
			return PNR_EDATE;
	} else {
		int century = 19 + (two(c) - 19) % 3;

		if (read_day(&day, 100 * century + two(c + 2), c) != PNR_OK)
			return PNR_EDATE;
	}
	if (!has_national_check(c))
		return PNR_ECHECK;
	if (day != PNR_NO_DAY && day > at_day)
		return PNR_EFUTURE;
	fill(pnr, c, PNR_RESERVNUMMER, sex, day);
	return PNR_OK;
}

static bool
is_vgr(const char *c)
{
	if (!are_digits(c, 0, 8) || !are_digits(c, 9, 12) || two(c) < 18 ||
	    two(c) > 20)
		return false;
	if (c[8] == 'X')
		return two(c + 9) >= 80 && two(c + 9) <= 89;
	return (c[8] == 'K' || c[8] == 'M') && two(c + 9) >= 6 &&
	       two(c + 9) <= 79;
}

/* Luhn over the characters [from, 12); the letters of VGR are 5, 7, 8. */
static bool
has_luhn(const char *c, size_t from)
{
	int sum = 0;
	size_t i;

	for (i = from; i < 12; i++) {
		int v = c[i] == 'K'   ? 5
			: c[i] == 'M' ? 7
			: c[i] == 'X' ? 8
				      : ascii_digit(c[i]);

		sum += digit_sum(v, (i - from) % 2 == 0);
	}
	return sum % 10 == 0;
}

/* R-ID-10: yyyymmddGggC, G = K woman, M man, X not known. */
static enum pnr_status
parse_vgr(struct pnr *pnr, const char *c, int at_day)
{
	int day;
	char sex = c[8] == 'K' ? 'F' : c[8] == 'M' ? 'M' : 0;

	if (read_day(&day, 100 * two(c) + two(c + 2), c) != PNR_OK)
		return PNR_EDATE;
	if (!has_luhn(c, 2))
		return PNR_ECHECK;
	if (day > at_day)
		return PNR_EFUTURE;
	fill(pnr, c, PNR_RESERVNUMMER, sex, day);
	return PNR_OK;
}

static bool
is_stockholm(const char *c)
{
	return are_digits(c, 0, 12) && two(c) == 99 &&
	       (two(c + 2) == 19 || two(c + 2) == 20);
}

/* R-ID-11: 99yyyyNNNNNC, yyyy the year of issue. */
static enum pnr_status
parse_stockholm(struct pnr *pnr, const char *c)
{
	if (!has_luhn(c, 4))
		return PNR_ECHECK;
	fill(pnr, c, PNR_RESERVNUMMER, 0, PNR_NO_DAY);
	return PNR_OK;
}

/* Twelve digits; days 32 to 59 are of no date and no samordningsnummer. */
static bool
is_carelink(const char *c)
{
	return are_digits(c, 0, 12) && two(c) >= 18 && two(c) <= 20 &&
	       two(c + 4) >= 1 && two(c + 4) <= 12 && two(c + 6) >= 32 &&
	       two(c + 6) <= 59;
}

/* R-ID-14: yyyymmxxNNNC; what C checks is not published. */
static enum pnr_status
parse_carelink(struct pnr *pnr, const char *c)
{
	fill(pnr, c, PNR_RESERVNUMMER, 0, PNR_NO_DAY);
	return PNR_OK;
}

/* R-ID-12: only the kinds that the source may hold. */
enum pnr_status
pnr_reserve_parse(struct pnr *pnr, const char *c, int at_day, unsigned reserves)
{
	/* Nearly all ids are a personnummer: they leave here. */
	if (ascii_is_digit(c[8]) && c[0] != '9' &&
	    !(reserves & PNR_RESERVE_CARELINK))
		return PNR_EFORM;
	if ((reserves & PNR_RESERVE_CARELINK) && is_carelink(c))
		return parse_carelink(pnr, c);
	if ((reserves & PNR_RESERVE_VARMLAND) && is_varmland(c))
		return parse_varmland(pnr, c, at_day);
	if ((reserves & PNR_RESERVE_NATIONAL) && is_national(c))
		return parse_national(pnr, c, at_day);
	if ((reserves & PNR_RESERVE_VGR) && is_vgr(c))
		return parse_vgr(pnr, c, at_day);
	if ((reserves & PNR_RESERVE_STOCKHOLM) && is_stockholm(c))
		return parse_stockholm(pnr, c);
	return PNR_EFORM;
}
