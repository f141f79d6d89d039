/* pnr.c - person identifiers: personnummer, samordningsnummer and the rest. */
#include "vardstrom/pnr.h"

#include <stdint.h>
#include <string.h>

#include "pnr_reserve.h"
#include "vardstrom/ascii.h"
#include "vardstrom/bytes.h"
#include "vardstrom/day.h"

enum {
	SHORT_LEN = 10,         /* YYMMDDNNNC */
	SAMORDNING_OFFSET = 60, /* added to the day of the month */
	FIRST_YEAR = 1800       /* the state stores the centuries 18, 19, 20 */
};

/* 1967-01-01: who died before this day never got a check digit. */
enum { DAY_1967 = -1096 };

/* The ten digits of a personnummer, and what its date part says. */
struct parts {
	const char *c; /* YYMMDDNNNC */
	int month;
	int day; /* 1 to 31, without the 60 of a samordningsnummer */
	bool is_samordning;
};

static int
two(const char *c)
{
	return 10 * ascii_digit(c[0]) + ascii_digit(c[1]);
}

/*
 * Are the n bytes at c digits, 8 to 16 of them? Two words of eight bytes
 * hold them all. A digit has 3 in its upper half, and still has with 6 added;
 * what has it cannot overflow into the next byte.
 */
static bool
are_all_digits(const char *c, size_t n)
{
	const uint64_t halves = UINT64_C(0xf0f0f0f0f0f0f0f0);
	const uint64_t threes = UINT64_C(0x3030303030303030);
	const uint64_t sixes = UINT64_C(0x0606060606060606);
	uint64_t a = bytes_load_8(c), b = bytes_load_8(c + n - 8);

	return (a & halves) == threes && (b & halves) == threes &&
	       ((a + sixes) & halves) == threes &&
	       ((b + sixes) & halves) == threes;
}

/*
 * R-ID-01: copy s to c in upper case without its separator, which stands
 * before the last four characters. Returns the length, 10 or 12; 0: not of
 * the form.
 */
static size_t
unwrap(char *c, char *sign, const char *s, size_t len)
{
	size_t n = 0, i;

	if (len < SHORT_LEN || len > PNR_MAX_LEN + 1)
		return 0;
	*sign = s[len - 5];
	if (*sign != '-' && *sign != '+')
		*sign = 0;
	if ((len % 2 == 1) != (*sign != 0))
		return 0;
	n = len - (*sign != 0);
	memcpy(c, s, len - 5);
	memcpy(c + n - 4, s + len - 4, 4);
	if (!*sign)
		c[len - 5] = s[len - 5];
	if (are_all_digits(c, n))
		return n;
	n = 0;
	for (i = 0; i < len; i++) {
		if (*sign && i == len - 5)
			continue;
		if (!ascii_is_alnum(s[i]))
			return 0;
		c[n++] = ascii_upper(s[i]);
	}
	return n;
}

static bool
are_digits(const char *c, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!ascii_is_digit(c[i]))
			return false;
	return true;
}

/* R-ID-02: weights 2, 1, 2, ... and the sum of the digits ends in 0. */
static bool
has_luhn(const char *c)
{
	static const uint8_t doubled[10] = { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	int sum = 0;
	size_t i;

	for (i = 0; i < SHORT_LEN; i += 2)
		sum += doubled[ascii_digit(c[i])] + ascii_digit(c[i + 1]);
	return sum % 10 == 0;
}

/*
 * R-ID-07: who died before 1967 may have A, T or X where the check digit
 * would stand; that can only be in a record from before 1967.
 */
static bool
has_check(const char *c, int at_day)
{
	if (ascii_is_digit(c[9]))
		return has_luhn(c);
	return at_day < DAY_1967;
}

/* R-ID-04: month 00, days 60 and the like stand for an unknown date. */
static enum pnr_status
split(struct parts *p, const char *c)
{
	p->c = c;
	p->month = two(c + 2);
	p->day = two(c + 4);
	p->is_samordning = p->day >= SAMORDNING_OFFSET;
	if (p->is_samordning)
		p->day -= SAMORDNING_OFFSET;
	if (p->month > 12 || p->day > 31)
		return PNR_EDATE;
	if (!p->is_samordning && (p->month < 1 || p->day < 1))
		return PNR_EDATE;
	return PNR_OK;
}

/*
 * The day of birth if the person was born in year. Where only a part of the
 * date is there, *earliest is the first day that it can mean and *birth_day
 * is PNR_NO_DAY.
 */
static enum pnr_status
date_in_year(const struct parts *p, int year, int *birth_day, int *earliest)
{
	struct ymd ymd = { year, p->month, p->day };

	if (day_find(birth_day, ymd)) {
		*earliest = *birth_day;
		return PNR_OK;
	}
	if (!p->is_samordning)
		return PNR_EDATE;
	ymd.month = p->month ? p->month : 1;
	ymd.day = 1;
	*birth_day = PNR_NO_DAY;
	*earliest = day_from_ymd(ymd);
	return PNR_OK;
}

/*
 * R-ID-03: the latest year with these two digits whose day is not after
 * at_day. '+' is written from the first of January of the year in which the
 * person turns 100, so with it the year alone counts.
 */
static int
year_of_short(const struct parts *p, char sign, int at_day)
{
	struct ymd at = day_to_ymd(at_day);
	int year = at.year - (at.year - two(p->c)) % 100;
	int birth_day, earliest;

	if (sign == '+')
		return year - 100;
	if (year < FIRST_YEAR)
		return year;
	/* A leap day that is none in this year is judged by the caller. */
	if (date_in_year(p, year, &birth_day, &earliest) == PNR_OK &&
	    earliest > at_day)
		return year - 100;
	return year;
}

static enum pnr_status
parse_national_id(
    struct pnr *pnr, const char *c, int year, char sign, int at_day)
{
	struct parts p;
	int birth_day, earliest;
	enum pnr_status status = split(&p, c);

	if (status != PNR_OK)
		return status;
	if (year < 0)
		year = year_of_short(&p, sign, at_day);
	if (year < FIRST_YEAR)
		return PNR_EDATE;
	status = date_in_year(&p, year, &birth_day, &earliest);
	if (status != PNR_OK)
		return status;
	if (memcmp(c + 6, "000", 3) == 0) /* R-ID-05 */
		return PNR_ESERIAL;
	if (!has_check(c, at_day))
		return PNR_ECHECK;
	if (earliest > at_day)
		return PNR_EFUTURE;
	pnr->id[0] = (char)('0' + year / 1000);
	pnr->id[1] = (char)('0' + year / 100 % 10);
	memcpy(pnr->id + 2, c, SHORT_LEN);
	pnr->id[PNR_MAX_LEN] = '\0';
	pnr->len = PNR_MAX_LEN;
	pnr->kind = p.is_samordning ? PNR_SAMORDNINGSNUMMER : PNR_PERSONNUMMER;
	pnr->sex = ascii_digit(c[8]) % 2 ? 'M' : 'F';
	pnr->birth_day = birth_day;
	return PNR_OK;
}

/* R-ID-06: the third of its ten digits is 2 or more; its "century" is 16. */
static bool
is_organisation(const char *c, size_t n)
{
	if (n == SHORT_LEN)
		return c[2] >= '2';
	return c[0] == '1' && c[1] == '6' && c[4] >= '2';
}

enum pnr_status
pnr_parse(
    struct pnr *pnr, const char *s, size_t len, int at_day, unsigned reserves)
{
	char c[PNR_MAX_LEN];
	char sign, last;
	size_t n = unwrap(c, &sign, s, len);

	if (n == 0)
		return PNR_EFORM;
	if (n == PNR_MAX_LEN && sign != '+') {
		enum pnr_status status =
		    pnr_reserve_parse(pnr, c, at_day, reserves);

		if (status != PNR_EFORM)
			return status;
	}
	last = c[n - 1];
	if (!are_all_digits(c, n) &&
	    (!are_digits(c, n - 1) ||
		(last != 'A' && last != 'T' && last != 'X')))
		return PNR_EFORM;
	if (is_organisation(c, n))
		return PNR_EORGANISATION;
	if (n == SHORT_LEN)
		return parse_national_id(pnr, c, -1, sign, at_day);
	return parse_national_id(
	    pnr, c + 2, 100 * two(c) + two(c + 2), sign, at_day);
}

const char *
pnr_kind_name(enum pnr_kind kind)
{
	switch (kind) {
	case PNR_PERSONNUMMER:
		return "personnummer";
	case PNR_SAMORDNINGSNUMMER:
		return "samordningsnummer";
	case PNR_RESERVNUMMER:
		return "reservnummer";
	case PNR_STAFF:
		return "staff";
	case PNR_SAMPLE:
		return "sample";
	}
	return "unknown";
}

const char *
pnr_strerror(enum pnr_status status)
{
	switch (status) {
	case PNR_OK:
		return "a person id";
	case PNR_EFORM:
		return "not a person id";
	case PNR_EDATE:
		return "the date of birth is no such day";
	case PNR_ECHECK:
		return "wrong check digit";
	case PNR_ESERIAL:
		return "serial number 000";
	case PNR_EFUTURE:
		return "born after the date of the record";
	case PNR_EORGANISATION:
		return "an organisation number";
	}
	return "unknown status";
}

const char *
pnr_code(enum pnr_status status)
{
	switch (status) {
	case PNR_OK:
		return "ok";
	case PNR_EFORM:
		return "bad_person_id";
	case PNR_EDATE:
		return "bad_birth_date";
	case PNR_ECHECK:
		return "bad_check_digit";
	case PNR_ESERIAL:
		return "bad_serial";
	case PNR_EFUTURE:
		return "born_after_contact";
	case PNR_EORGANISATION:
		return "organisation_number";
	}
	return "bad_person_id";
}
