/* test_pnr.c - person ids: official test numbers, limits, every refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/day.h"
#include "vardstrom/pnr.h"

struct pnr_case {
	const char *text;
	const char *at; /* the record's own date */
	enum pnr_status status;
	const char *id;
	enum pnr_kind kind;
	char sex;
	const char *birth; /* NULL: not known */
};

#define P  PNR_PERSONNUMMER
#define C  PNR_SAMORDNINGSNUMMER
#define R  PNR_RESERVNUMMER
#define AT "2025-06-01"
#define REFUSED(text, status)                                                  \
	{                                                                      \
		text, AT, status, NULL, P, 0, NULL                             \
	}

/* R-ID-01: the written forms; R-ID-02: the check digit; R-ID-05: the serial.
 * The numbers are test numbers that Skatteverket publishes. */
static const struct pnr_case personnummer[] = {
	{ "19090527+1474", AT, PNR_OK, "190905271474", P, 'M', "1909-05-27" },
	{ "19090527-1474", AT, PNR_OK, "190905271474", P, 'M', "1909-05-27" },
	{ "190905271474", AT, PNR_OK, "190905271474", P, 'M', "1909-05-27" },
	{ "090527+1474", AT, PNR_OK, "190905271474", P, 'M', "1909-05-27" },
	{ "20000229-2399", AT, PNR_OK, "200002292399", P, 'M', "2000-02-29" },
	{ "000229-2399", AT, PNR_OK, "200002292399", P, 'M', "2000-02-29" },
	{ "0002292399", AT, PNR_OK, "200002292399", P, 'M', "2000-02-29" },
	{ "19570428-9999", AT, PNR_OK, "195704289999", P, 'M', "1957-04-28" },
	{ "19460823-9986", AT, PNR_OK, "194608239986", P, 'F', "1946-08-23" },
	{ "19090121+9931", AT, PNR_OK, "190901219931", P, 'M', "1909-01-21" },
	{ "20000405-9937", AT, PNR_OK, "200004059937", P, 'M', "2000-04-05" },
	{ "180101-1238", AT, PNR_OK, "201801011238", P, 'M', "2018-01-01" },
	{ "180101+1238", AT, PNR_OK, "191801011238", P, 'M', "1918-01-01" },
	REFUSED("20150916-0006", PNR_ESERIAL),
	REFUSED("19700428-9895", PNR_ECHECK),
	REFUSED("19600430-9886", PNR_ECHECK),
	REFUSED("20000229-2390", PNR_ECHECK),
	REFUSED("19090527 1474", PNR_EFORM),
	REFUSED("090527 1474", PNR_EFORM),
	REFUSED("", PNR_EFORM),
	REFUSED("090527147", PNR_EFORM),
	REFUSED("1909052714740", PNR_EFORM),
	REFUSED("19090527--1474", PNR_EFORM),
	REFUSED("1909-05271474", PNR_EFORM),
	REFUSED("090527147-4", PNR_EFORM),
	REFUSED("-090527-1474", PNR_EFORM),
	REFUSED("190905271474-", PNR_EFORM),
	REFUSED(" 190905271474", PNR_EFORM),
	REFUSED("19090527147B", PNR_EFORM),
	REFUSED("19090527T474", PNR_EFORM),
	REFUSED("19090527\xe2\x88\x92"
		"1474",
	    PNR_EFORM),
	REFUSED("abcdefghijkl", PNR_EFORM),
	REFUSED("19091327-1474", PNR_EDATE),
	REFUSED("19090027-1474", PNR_EDATE),
	REFUSED("19090500-1474", PNR_EDATE),
	REFUSED("19090532-1474", PNR_EDATE),
	REFUSED("19090559-1474", PNR_EDATE),
	REFUSED("19090931-1474", PNR_EDATE),
	REFUSED("20010229-1474", PNR_EDATE),
	REFUSED("000229+2399", PNR_EDATE), /* 1900 had no leap day */
	REFUSED("17990527-1474", PNR_EDATE),
	REFUSED("000000000000", PNR_EDATE),
};

/* R-ID-03: the century, by the record's own date. */
static const struct pnr_case centuries[] = {
	{ "250601-1127", AT, PNR_OK, "202506011127", P, 'F', "2025-06-01" },
	{ "250602-1126", AT, PNR_OK, "192506021126", P, 'F', "1925-06-02" },
	{ "2506021126", AT, PNR_OK, "192506021126", P, 'F', "1925-06-02" },
	{ "251201-1236", AT, PNR_OK, "192512011236", P, 'M', "1925-12-01" },
	/* the sign turns to plus on 1 January of the hundredth year */
	{ "251201+1236", AT, PNR_OK, "192512011236", P, 'M', "1925-12-01" },
	{ "250101+1239", AT, PNR_OK, "192501011239", P, 'M', "1925-01-01" },
	{ "250101-1239", AT, PNR_OK, "202501011239", P, 'M', "2025-01-01" },
	{ "250101-1239", "2024-12-31", PNR_OK, "192501011239", P, 'M',
	    "1925-01-01" },
	{ "570428-9999", "1999-12-31", PNR_OK, "195704289999", P, 'M',
	    "1957-04-28" },
	{ "570428-9999", "2057-04-27", PNR_OK, "195704289999", P, 'M',
	    "1957-04-28" },
	{ "570428-9999", "2057-04-28", PNR_OK, "205704289999", P, 'M',
	    "2057-04-28" },
	{ "570428+9999", "2057-01-01", PNR_OK, "195704289999", P, 'M',
	    "1957-04-28" },
	{ "000229-2399", "2000-02-29", PNR_OK, "200002292399", P, 'M',
	    "2000-02-29" },
	{ "20250601-1127", AT, PNR_OK, "202506011127", P, 'F', "2025-06-01" },
	REFUSED("20250602-1126", PNR_EFUTURE),
	{ "000229-2399", "2000-02-28", PNR_EDATE, NULL, P, 0, NULL },
	{ "570428-9999", "1850-01-01", PNR_EDATE, NULL, P, 0, NULL },
	{ "570428+9999", "1850-01-01", PNR_EDATE, NULL, P, 0, NULL },
	{ "570428-9999", "0001-01-01", PNR_EDATE, NULL, P, 0, NULL },
	{ "570488-9999", "0001-01-01", PNR_EDATE, NULL, P, 0, NULL },
};

/* R-ID-04: coordination numbers, also with a date that is no day. */
static const struct pnr_case samordning[] = {
	{ "701063-2391", AT, PNR_OK, "197010632391", C, 'M', "1970-10-03" },
	{ "19701063-2391", AT, PNR_OK, "197010632391", C, 'M', "1970-10-03" },
	{ "19730288-9931", AT, PNR_OK, "197302889931", C, 'M', "1973-02-28" },
	{ "20210791-9967", AT, PNR_OK, "202107919967", C, 'F', "2021-07-31" },
	/* month 00, day 60, both, 31 September, 31 November */
	{ "700192-1233", AT, PNR_EDATE, NULL, C, 0, NULL },
	{ "750060-2391", AT, PNR_OK, "197500602391", C, 'M', NULL },
	{ "190000-2393", AT, PNR_EDATE, NULL, C, 0, NULL },
	{ "750931-2398", AT, PNR_EDATE, NULL, C, 0, NULL },
	{ "850091-1238", AT, PNR_OK, "198500911238", C, 'M', NULL },
	{ "000090-1231", AT, PNR_OK, "200000901231", C, 'M', NULL },
	{ "250090-1232", AT, PNR_OK, "202500901232", C, 'M', NULL },
	{ "250090-1232", "2024-12-31", PNR_OK, "192500901232", C, 'M', NULL },
	{ "251290-1238", AT, PNR_OK, "192512901238", C, 'M', "1925-12-30" },
	REFUSED("20251290-1238", PNR_EFUTURE),
	REFUSED("20260090-1231", PNR_EFUTURE),
	REFUSED("701363-1234", PNR_EDATE),
	REFUSED("19420566-9899", PNR_ECHECK),
	REFUSED("19721086-9924", PNR_ECHECK),
	REFUSED("19730288-0006", PNR_ESERIAL),
};

/* R-ID-06 */
static const struct pnr_case organisations[] = {
	REFUSED("556677-8899", PNR_EORGANISATION),
	REFUSED("5566778899", PNR_EORGANISATION),
	REFUSED("165566778899", PNR_EORGANISATION),
	REFUSED("16556677-8899", PNR_EORGANISATION),
	REFUSED("202100-6255", PNR_EORGANISATION),
	REFUSED("195566778899", PNR_EDATE),
	REFUSED("160101011234", PNR_EDATE),
};

/* R-ID-07: dead before 1967. */
static const struct pnr_case early_dead[] = {
	{ "18990527-147A", "1966-12-31", PNR_OK, "18990527147A", P, 'M',
	    "1899-05-27" },
	{ "990527-147t", "1966-12-31", PNR_OK, "18990527147T", P, 'M',
	    "1899-05-27" },
	{ "18990527147X", "1960-02-01", PNR_OK, "18990527147X", P, 'M',
	    "1899-05-27" },
	{ "18990527-147A", "1967-01-01", PNR_ECHECK, NULL, P, 0, NULL },
	{ "18990527-147B", "1966-12-31", PNR_EFORM, NULL, P, 0, NULL },
};

/* Reserve numbers; first R-ID-08, those of Värmland. */
static const struct pnr_case reserves[] = {
	{ "19810829SU3A", AT, PNR_OK, "19810829SU3A", R, 'M', NULL },
	{ "19450829SF2B", AT, PNR_OK, "19450829SF2B", R, 'F', "1945-08-29" },
	{ "19930829SX0C", AT, PNR_OK, "19930829SX0C", R, 0, NULL },
	{ "19930829sx1c", AT, PNR_OK, "19930829SX1C", R, 0, NULL },
	{ "19930829-SX0C", AT, PNR_OK, "19930829SX0C", R, 0, NULL },
	{ "19810829SP3A", AT, PNR_OK, "19810829SP3A", PNR_STAFF, 'M', NULL },
	{ "19810829SL09", AT, PNR_OK, "19810829SL09", PNR_SAMPLE, 0, NULL },
	{ "20260101SX0C", AT, PNR_OK, "20260101SX0C", R, 0, NULL },
	REFUSED("20260101SF2B", PNR_EFUTURE),
	REFUSED("19810931SU3A", PNR_EDATE),
	REFUSED("19810829SU3V", PNR_EFORM),
	REFUSED("19810829SU30", PNR_EFORM),
	REFUSED("19810829SA3A", PNR_EFORM),
	REFUSED("19810829AU3A", PNR_EFORM),
	REFUSED("19810829+SU3A", PNR_EFORM),
	REFUSED("19810829 SU3A", PNR_EFORM),
	REFUSED("810829SU3A", PNR_EFORM),
	/* R-ID-09: the national kind */
	{ "22790814AA01", AT, PNR_OK, "22790814AA01", R, 'F', "1979-08-14" },
	{ "22950606FH12", AT, PNR_OK, "22950606FH12", R, 'M', "1995-06-06" },
	{ "22950606FH20", AT, PNR_OK, "22950606FH20", R, 'F', "1995-06-06" },
	{ "25780404KHD5", AT, PNR_OK, "25780404KHD5", R, 0, "1978-04-04" },
	{ "25780404khd5", AT, PNR_OK, "25780404KHD5", R, 0, "1978-04-04" },
	{ "00342145BZ31", AT, PNR_OK, "00342145BZ31", R, 'M', NULL },
	{ "00749852BZK0", AT, PNR_OK, "00749852BZK0", R, 0, NULL },
	{ "00749852APA5", AT, PNR_OK, "00749852APA5", R, 0, NULL },
	REFUSED("22790814AA02", PNR_ECHECK),
	REFUSED("00342145BZ32", PNR_ECHECK),
	REFUSED("23790914AA09", PNR_EFUTURE), /* born 2079 */
	REFUSED("19790914AA05", PNR_EFORM),   /* 19 is never used */
	REFUSED("17790914AA05", PNR_EFORM),
	REFUSED("99790914AA05", PNR_EFORM),
	REFUSED("00790914AA06", PNR_EDATE),
	REFUSED("00792039AA05", PNR_EDATE),
	REFUSED("00792060AA04", PNR_EDATE),
	REFUSED("22790231AA06", PNR_EDATE),
	REFUSED("22790814IA01", PNR_EFORM),
	REFUSED("22790814AO01", PNR_EFORM),
	REFUSED("22790814AA0A", PNR_EFORM),
	/* R-ID-10: VGR */
	{ "19810829M071", AT, PNR_OK, "19810829M071", R, 'M', "1981-08-29" },
	{ "19450829K088", AT, PNR_OK, "19450829K088", R, 'F', "1945-08-29" },
	{ "19930829X802", AT, PNR_OK, "19930829X802", R, 0, "1993-08-29" },
	REFUSED("19810829M072", PNR_ECHECK),
	REFUSED("19810229M071", PNR_EDATE),
	REFUSED("20260829M070", PNR_ECHECK),
	REFUSED("20260829M079", PNR_EFUTURE),
	REFUSED("19810829M051", PNR_EFORM),
	REFUSED("19810829M801", PNR_EFORM),
	REFUSED("19810829X791", PNR_EFORM),
	REFUSED("19810829X901", PNR_EFORM),
	REFUSED("19810829N071", PNR_EFORM),
	/* R-ID-11: Stockholm */
	{ "991981000010", AT, PNR_OK, "991981000010", R, 0, NULL },
	{ "991945000023", AT, PNR_OK, "991945000023", R, 0, NULL },
	{ "991993000032", AT, PNR_OK, "991993000032", R, 0, NULL },
	{ "99198100-0010", AT, PNR_OK, "991981000010", R, 0, NULL },
	REFUSED("991981000011", PNR_ECHECK),
	REFUSED("991881000010", PNR_EDATE),
	/* R-ID-12: Skåne's kind is that of others too */
	REFUSED("19810829ABCD", PNR_EFORM),
	REFUSED("19810829123A", PNR_ECHECK),
	REFUSED("198108291A34", PNR_EFORM),
	/* R-ID-14: not unless it is named */
	REFUSED("198108321234", PNR_EDATE),
};

/* R-ID-14: Carelink, named. */
static const struct pnr_case carelink[] = {
	{ "198108321234", AT, PNR_OK, "198108321234", R, 0, NULL },
	{ "19810859-1235", AT, PNR_OK, "198108591235", R, 0, NULL },
	{ "202712451235", AT, PNR_OK, "202712451235", R, 0, NULL },
	{ "200002292399", AT, PNR_OK, "200002292399", P, 'M', "2000-02-29" },
	{ "197010632391", AT, PNR_OK, "197010632391", C, 'M', "1970-10-03" },
	REFUSED("198108311234", PNR_ECHECK),
	REFUSED("198108601234", PNR_ECHECK),
	REFUSED("198113321234", PNR_EDATE),
	REFUSED("198100321234", PNR_EDATE),
	REFUSED("178108321234", PNR_EDATE),
	REFUSED("8108321234", PNR_EDATE),
	REFUSED("810832-1234", PNR_EDATE),
	REFUSED("19810832123A", PNR_EDATE),
	REFUSED("19810832+1234", PNR_EDATE),
	REFUSED("165608321234", PNR_EDATE),
};

static int
day_of(const char *text)
{
	int day = 0;

	assert_int_equal(day_parse_iso(&day, text, DAY_TEXT_LEN), DAY_OK);
	return day;
}

static void
check(const struct pnr_case *c, unsigned which)
{
	struct pnr pnr = { "untouched", 9, PNR_SAMPLE, '?', 17 };
	enum pnr_status status =
	    pnr_parse(&pnr, c->text, strlen(c->text), day_of(c->at), which);
	int birth_day = c->birth ? day_of(c->birth) : PNR_NO_DAY;

	if (status != c->status)
		fail_msg("\"%s\" at %s: %s", c->text, c->at, pnr_code(status));
	if (status != PNR_OK) {
		assert_string_equal(pnr.id, "untouched");
		assert_int_equal(pnr.birth_day, 17);
		return;
	}
	assert_string_equal(pnr.id, c->id);
	assert_int_equal(pnr.len, strlen(c->id));
	if (pnr.kind != c->kind || pnr.sex != c->sex ||
	    pnr.birth_day != birth_day)
		fail_msg("\"%s\": kind %d, sex %d, born %d", c->text, pnr.kind,
		    pnr.sex, pnr.birth_day);
}

#define CHECK_ALL(cases)                                                       \
	do {                                                                   \
		size_t i;                                                      \
                                                                               \
		(void)state;                                                   \
		for (i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)       \
			check(&(cases)[i], PNR_RESERVE_ALL);                   \
	} while (0)

static void
personnummer_r_id_01_r_id_02_r_id_05(void **state)
{
	CHECK_ALL(personnummer);
}

static void
century_r_id_03(void **state)
{
	CHECK_ALL(centuries);
}

static void
samordningsnummer_r_id_04(void **state)
{
	CHECK_ALL(samordning);
}

static void
organisation_numbers_r_id_06(void **state)
{
	CHECK_ALL(organisations);
}

static void
dead_before_1967_r_id_07(void **state)
{
	CHECK_ALL(early_dead);
}

static void
reserve_numbers_r_id_08_to_r_id_11(void **state)
{
	CHECK_ALL(reserves);
}

static void
carelink_numbers_r_id_14(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(carelink) / sizeof(carelink[0]); i++)
		check(&carelink[i], PNR_RESERVE_ALL | PNR_RESERVE_CARELINK);
}

/* R-ID-12: a kind that a source does not hold is not taken from it. */
static void
takes_only_the_reserve_numbers_asked_for_r_id_12(void **state)
{
	static const struct {
		const char *text;
		unsigned kind;
		enum pnr_status otherwise;
	} cases[] = {
		{ "19450829SF2B", PNR_RESERVE_VARMLAND, PNR_EFORM },
		{ "22790814AA01", PNR_RESERVE_NATIONAL, PNR_EFORM },
		{ "19810829M071", PNR_RESERVE_VGR, PNR_EFORM },
		{ "991981000010", PNR_RESERVE_STOCKHOLM, PNR_EDATE },
	};
	size_t i;
	unsigned which;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (which = 0; which <= PNR_RESERVE_ALL; which++) {
			struct pnr pnr;
			enum pnr_status want =
			    which & cases[i].kind ? PNR_OK : cases[i].otherwise;

			assert_int_equal(pnr_parse(&pnr, cases[i].text,
					     PNR_MAX_LEN, day_of(AT), which),
			    want);
		}
	}
}

/* The day of a samordningsnummer: every one from 60 to 91, nothing else. */
static void
takes_every_day_of_a_samordningsnummer_r_id_04(void **state)
{
	int month, day;

	(void)state;
	for (month = 0; month <= 99; month++) {
		for (day = 0; day <= 99; day++) {
			bool is_taken = month <= 12 && day >= 60 && day <= 91;
			char text[] = "19700000123.";
			struct pnr pnr;
			int check, n_ok = 0;

			if (day > 0 && day < 32 && month > 0 && month < 13)
				continue;
			text[4] = (char)('0' + month / 10);
			text[5] = (char)('0' + month % 10);
			text[6] = (char)('0' + day / 10);
			text[7] = (char)('0' + day % 10);
			for (check = 0; check <= 9; check++) {
				text[11] = (char)('0' + check);
				n_ok += pnr_parse(&pnr, text, 12, day_of(AT),
					    0) == PNR_OK;
			}
			if (n_ok != is_taken)
				fail_msg("month %02d, day %02d: %d", month, day,
				    n_ok);
		}
	}
}

static void
sees_a_nul_as_no_character(void **state)
{
	struct pnr pnr;

	(void)state;
	assert_int_equal(
	    pnr_parse(&pnr, "19090527147\0", 12, day_of(AT), 15), PNR_EFORM);
	assert_int_equal(pnr_parse(&pnr,
			     "19810829S\0"
			     "3A",
			     12, day_of(AT), 15),
	    PNR_EFORM);
}

static void
names_kinds_and_codes(void **state)
{
	(void)state;
	assert_string_equal(pnr_kind_name(PNR_PERSONNUMMER), "personnummer");
	assert_string_equal(
	    pnr_kind_name(PNR_SAMORDNINGSNUMMER), "samordningsnummer");
	assert_string_equal(pnr_kind_name(PNR_RESERVNUMMER), "reservnummer");
	assert_string_equal(pnr_kind_name(PNR_STAFF), "staff");
	assert_string_equal(pnr_kind_name(PNR_SAMPLE), "sample");
	assert_string_equal(pnr_code(PNR_EFORM), "bad_person_id");
	assert_string_equal(pnr_code(PNR_EDATE), "bad_birth_date");
	assert_string_equal(pnr_code(PNR_ECHECK), "bad_check_digit");
	assert_string_equal(pnr_code(PNR_ESERIAL), "bad_serial");
	assert_string_equal(pnr_code(PNR_EFUTURE), "born_after_contact");
	assert_string_equal(pnr_code(PNR_EORGANISATION), "organisation_number");
	assert_string_equal(pnr_strerror(PNR_ECHECK), "wrong check digit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(personnummer_r_id_01_r_id_02_r_id_05),
		cmocka_unit_test(century_r_id_03),
		cmocka_unit_test(samordningsnummer_r_id_04),
		cmocka_unit_test(organisation_numbers_r_id_06),
		cmocka_unit_test(dead_before_1967_r_id_07),
		cmocka_unit_test(reserve_numbers_r_id_08_to_r_id_11),
		cmocka_unit_test(carelink_numbers_r_id_14),
		cmocka_unit_test(
		    takes_only_the_reserve_numbers_asked_for_r_id_12),
		cmocka_unit_test(
		    takes_every_day_of_a_samordningsnummer_r_id_04),
		cmocka_unit_test(sees_a_nul_as_no_character),
		cmocka_unit_test(names_kinds_and_codes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
