/* convert.c - the text of a field to the value of a member, for each type. */
#include "convert.h"

#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "vardstrom/ascii.h"
#include "vardstrom/codes.h"
#include "vardstrom/day.h"
#include "vardstrom/fold.h"
#include "vardstrom/foreign_code.h"
#include "vardstrom/instant.h"
#include "written.h"

enum { DAY_FIRST = -719162, DAY_LAST = 2932896 }; /* years 1 to 9999 */

static const struct fault bad_date = { "bad_date", "not a date" };
static const struct fault no_day = { "bad_date", "no such day" };
static const struct fault bad_month = { "bad_month", "not a month" };
static const struct fault bad_number = { "bad_number", "not a number" };
static const struct fault apart_number = { "bad_number",
	"not a number; the sign between thousands is named in \"thousands\"" };
static const struct fault big_number = { "bad_number",
	"more digits than can be kept" };
static const struct fault bad_boolean = { "bad_boolean",
	"neither J, Ja, Y, yes, 1, true nor N, Nej, no, 0, false" };
static const struct fault no_boolean = { "bad_boolean",
	"not among the profile's texts of true and false" };
static const struct fault bad_icd = { "bad_icd10se", "not an ICD-10-SE code" };
static const struct fault bad_kva = { "bad_kva", "not a KVÅ code" };
static const struct fault unknown_choice = { "unknown_value",
	"not among the profile's values" };
static const struct fault no_prefix = { "unknown_value",
	"begins with none of the texts of \"prefix\"" };
static const struct fault no_century = { "bad_person_id",
	"a two-digit year, and no date of the record to judge it by" };

static void
set(struct converter *cv, const char *s, size_t len, enum value_form form)
{
	cv->v.s = s;
	cv->v.len = len;
	cv->v.form = form;
}

/* --- each type ------------------------------------------------------------ */

/* Does one of eight bytes need an escape in JSON? False alarms may be. */
static uint64_t
needs_escape_8(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t c, quote, backslash, control;

	memcpy(&c, s, sizeof(c));
	/* a byte that is zero, or below 32, gets its high bit set */
	quote = c ^ ones * '"';
	backslash = c ^ ones * '\\';
	control = (c - ones * 0x20) & ~c;
	quote = (quote - ones) & ~quote;
	backslash = (backslash - ones) & ~backslash;
	return (quote | backslash | control) & ones * 0x80;
}

static bool
may_need_escape(const char *s, size_t len)
{
	uint64_t found = 0;
	size_t i;

	if (len < sizeof(found)) {
		for (i = 0; i < len; i++)
			found |= (unsigned char)s[i] < 0x20 || s[i] == '"' ||
				 s[i] == '\\';
		return found;
	}
	for (i = 0; i + sizeof(found) < len; i += sizeof(found))
		found |= needs_escape_8(s + i);
	return found | needs_escape_8(s + len - sizeof(found));
}

static const struct fault *
to_string(struct converter *cv, const char *s, size_t len)
{
	if (cv->is_plain || !may_need_escape(s, len)) {
		set(cv, s, len, VALUE_TEXT);
		return NULL;
	}
	strbuf_reset(&cv->text);
	strbuf_add_json(&cv->text, s, len);
	strbuf_grow(&cv->text, VALUE_PADDING);
	set(cv, cv->text.s, cv->text.len, VALUE_TEXT);
	return NULL;
}

static const struct fault *
number_fault(enum number_status status)
{
	switch (status) {
	case NUMBER_OK:
		break;
	case NUMBER_EFORM:
		return &bad_number;
	case NUMBER_ERANGE:
		return &big_number;
	}
	return NULL;
}

static void
set_number(struct converter *cv, const struct number *n)
{
	memcpy(cv->small, n->text, n->len);
	set(cv, cv->small, n->len, VALUE_JSON);
}

static const struct fault *
to_number(struct converter *cv, const char *s, size_t len, unsigned max_whole,
    unsigned max_decimals)
{
	struct number n;
	enum number_status status =
	    number_parse(&n, s, len, max_whole, max_decimals);

	if (status == NUMBER_OK)
		set_number(cv, &n);
	else if (status == NUMBER_EFORM && number_is_apart(s, len))
		return &apart_number;
	return number_fault(status);
}

static const struct fault *
to_integer(struct converter *cv, const char *s, size_t len)
{
	return to_number(cv, s, len, CONVERT_MAX_INTEGER, 0);
}

static const struct fault *
to_decimal(struct converter *cv, const char *s, size_t len)
{
	return to_number(cv, s, len, CONVERT_MAX_WHOLE, CONVERT_MAX_DECIMALS);
}

/* A number in its source's own dress: units, signs, too many decimals. */
static const struct fault *
to_written_number(struct converter *cv, const char *s, size_t len,
    unsigned max_whole, unsigned max_decimals)
{
	const struct profile_texts *t = cv->column->texts;
	enum number_status status;
	struct number n;
	size_t i;

	strbuf_reset(&cv->text);
	fold_name(&cv->text, s, len);
	for (i = 0; i < t->n_units; i++) {
		size_t unit = strlen(t->units[i]);

		if (cv->text.len > unit &&
		    strcmp(cv->text.s + cv->text.len - unit, t->units[i]) ==
			0) {
			cv->text.len -= unit;
			break;
		}
	}
	s = cv->text.s;
	len = cv->text.len;
	fold_trim(&s, &len);
	if (t->thousands) {
		size_t at = (size_t)(s - cv->text.s), end = at + len;

		if (memchr(s, ' ', len))
			return &bad_number;
		for (; at < end; at++)
			if (cv->text.s[at] == t->thousands)
				cv->text.s[at] = ' ';
	}
	status = number_parse(&n, s, len, max_whole,
	    t->is_rounded ? CONVERT_MAX_ROUNDED : max_decimals);
	if (status != NUMBER_OK)
		return number_fault(status);
	if (t->is_rounded)
		number_round(&n, t->decimals);
	set_number(cv, &n);
	return NULL;
}

static const struct fault *
to_written_integer(struct converter *cv, const char *s, size_t len)
{
	return to_written_number(cv, s, len, CONVERT_MAX_INTEGER, 0);
}

static const struct fault *
to_written_decimal(struct converter *cv, const char *s, size_t len)
{
	return to_written_number(
	    cv, s, len, CONVERT_MAX_WHOLE, CONVERT_MAX_DECIMALS);
}

static const struct fault *
to_date(struct converter *cv, const char *s, size_t len)
{
	switch (day_parse(&cv->v.number, s, len)) {
	case DAY_OK:
		break;
	case DAY_EFORM:
		return &bad_date;
	case DAY_ENODAY:
		return &no_day;
	}
	day_format(cv->v.number, cv->small);
	set(cv, cv->small, DAY_TEXT_LEN, VALUE_TEXT);
	return NULL;
}

static const struct fault *
to_month(struct converter *cv, const char *s, size_t len)
{
	struct ymd ymd;
	char text[DAY_TEXT_LEN];
	int month;

	if (month_parse(&month, s, len) != DAY_OK)
		return &bad_month;
	cv->v.number = month;
	/* floor division: months before 1970 are negative */
	ymd.year = 1970 + (month >= 0 ? month / 12 : -((11 - month) / 12));
	ymd.month = month - (ymd.year - 1970) * 12 + 1;
	ymd.day = 1;
	day_format(day_from_ymd(ymd), text);
	memcpy(cv->small, text, 7);
	set(cv, cv->small, 7, VALUE_TEXT);
	return NULL;
}

/* A day or month in one of the forms that the profile gives. */
static enum day_status
read_written(const struct profile_texts *t, struct ymd *ymd,
    struct day_clock *clock, const char *s, size_t len)
{
	enum day_status status = DAY_EFORM;
	size_t i;

	for (i = 0; i < t->n_forms && status == DAY_EFORM; i++)
		status = written_parse(ymd, clock, t->forms[i], s, len);
	return status;
}

static const struct fault *
to_written_date(struct converter *cv, const char *s, size_t len)
{
	const struct profile_texts *t = cv->column->texts;
	struct day_clock clock;
	enum day_status status;
	struct ymd ymd;
	int day = 0;

	if (t->n_forms > 0)
		status = read_written(t, &ymd, &clock, s, len);
	else
		status = day_parse_clock(&day, &clock, s, len);
	if (status != DAY_OK)
		return status == DAY_EFORM ? &bad_date : &no_day;
	if (t->n_forms > 0)
		day = day_from_ymd(ymd);
	/* R-DATE-06 */
	if (t->is_swedish && clock.has_zone)
		day = instant_day(day * INT64_C(86400) +
				  (clock.minute - clock.ahead_minutes) * 60);
	if (day < DAY_FIRST || day > DAY_LAST)
		return &no_day;
	cv->v.number = day;
	day_format(cv->v.number, cv->small);
	set(cv, cv->small, DAY_TEXT_LEN, VALUE_TEXT);
	return NULL;
}

static const struct fault *
to_written_month(struct converter *cv, const char *s, size_t len)
{
	char text[DAY_TEXT_LEN];
	struct day_clock unused;
	struct ymd ymd;

	if (read_written(cv->column->texts, &ymd, &unused, s, len) != DAY_OK)
		return &bad_month;
	day_format(day_from_ymd(ymd), text);
	cv->v.number = (ymd.year - 1970) * 12 + ymd.month - 1;
	memcpy(cv->small, text, 7);
	set(cv, cv->small, 7, VALUE_TEXT);
	return NULL;
}

static const struct fault *
to_written_boolean(struct converter *cv, const char *s, size_t len)
{
	const struct profile_texts *t = cv->column->texts;
	uint32_t number;

	strbuf_reset(&cv->text);
	fold_name(&cv->text, s, len);
	if (!keyset_find(t->booleans, cv->text.s, cv->text.len, &number))
		return &no_boolean;
	memcpy(cv->small, number < t->n_true ? "true" : "false", 5);
	set(cv, cv->small, number < t->n_true ? 4 : 5, VALUE_JSON);
	return NULL;
}

static const struct fault *
to_boolean(struct converter *cv, const char *s, size_t len)
{
	static const char yes[][6] = { "j", "ja", "1", "true", "y", "yes" };
	static const char no[][6] = { "n", "nej", "0", "false", "n", "no" };
	char lower[6] = "";
	size_t i;

	if (len >= sizeof(lower))
		return &bad_boolean;
	for (i = 0; i < len; i++)
		lower[i] = ascii_lower(s[i]);
	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		bool is_yes = strcmp(lower, yes[i]) == 0;

		if (!is_yes && strcmp(lower, no[i]) != 0)
			continue;
		memcpy(cv->small, is_yes ? "true" : "false", 5);
		set(cv, cv->small, is_yes ? 4 : 5, VALUE_JSON);
		return NULL;
	}
	return &bad_boolean;
}

static const struct fault *
to_choice(struct converter *cv, const char *s, size_t len)
{
	uint32_t number;

	strbuf_reset(&cv->text);
	fold_name(&cv->text, s, len);
	if (!keyset_find(
		cv->column->choices, cv->text.s, cv->text.len, &number))
		return &unknown_choice;
	cv->v = cv->column->values[number];
	return NULL;
}

static const struct fault *
to_looked_up(struct converter *cv, const char *s, size_t len)
{
	int row = lookup_find(cv->lookup, s, len);

	if (row == PROFILE_NONE) {
		cv->unknown = s;
		cv->unknown_len = len;
		cv->fault.code = cv->column->unknown;
		cv->fault.message = "not in the table";
		return &cv->fault;
	}
	cv->v = lookup_key(cv->lookup, row);
	return NULL;
}

static const struct fault *
to_icd(struct converter *cv, const char *s, size_t len)
{
	size_t n = icd_parse(cv->small, s, len);

	if (n == 0)
		return &bad_icd;
	set(cv, cv->small, n, VALUE_TEXT);
	return NULL;
}

static const struct fault *
to_kva(struct converter *cv, const char *s, size_t len)
{
	if (!kva_parse(cv->small, s, len))
		return &bad_kva;
	set(cv, cv->small, KVA_LEN, VALUE_TEXT);
	return NULL;
}

/* An edition of codes that is not the Swedish one. */
struct edition {
	const char *mark; /* before a code, so that none passes as another */
	enum foreign_code_status (*read)(
	    char *out, size_t *n, const char *s, size_t len);
	struct fault form, check, kind;
};

static const struct edition editions[] = {
	[PROFILE_ICD10CM] = { .mark = "icd10cm:",
	    .read = foreign_code_icd10cm,
	    .form = { "bad_icd10cm", "not an ICD-10-CM code" } },
	[PROFILE_ICD9CM] = { .mark = "icd9cm:",
	    .read = foreign_code_icd9cm,
	    .form = { "bad_icd9cm", "not an ICD-9-CM code" } },
	[PROFILE_SNOMED] = { .mark = "snomed:",
	    .read = foreign_code_snomed,
	    .form = { "bad_snomed", "not a SNOMED CT code" },
	    .check = { "bad_snomed", "its check digit does not hold" },
	    .kind = { "bad_snomed", "a SNOMED CT id, but of no concept" } },
};

static const struct fault *
to_foreign_code(struct converter *cv, const char *s, size_t len)
{
	const struct edition *edition = &editions[cv->column->element];
	size_t n_mark = strlen(edition->mark), n = 0;

	switch (edition->read(cv->small + n_mark, &n, s, len)) {
	case FOREIGN_CODE_OK:
		break;
	case FOREIGN_CODE_EFORM:
		return &edition->form;
	case FOREIGN_CODE_ECHECK:
		return &edition->check;
	case FOREIGN_CODE_EKIND:
		return &edition->kind;
	}
	memcpy(cv->small, edition->mark, n_mark);
	set(cv, cv->small, n_mark + n, VALUE_TEXT);
	return NULL;
}

/* YYMMDDNNNC, with or without a separator. */
static bool
has_two_digit_year(const char *s, size_t len)
{
	return len == 10 || (len == 11 && !ascii_is_alnum(s[6]));
}

static const enum pseudonym_kind kinds_of_id[] = {
	[PNR_PERSONNUMMER] = PSEUDONYM_PERSONNUMMER,
	[PNR_SAMORDNINGSNUMMER] = PSEUDONYM_SAMORDNINGSNUMMER,
	[PNR_RESERVNUMMER] = PSEUDONYM_RESERVNUMMER,
	[PNR_STAFF] = PSEUDONYM_STAFF,
	[PNR_SAMPLE] = PSEUDONYM_SAMPLE,
};

static const struct fault *
to_person(struct converter *cv, const char *s, size_t len)
{
	int at_day = cv->at == CONVERT_AT_DAY ? cv->at_day : DAY_LAST;
	enum pnr_status status;

	if (cv->at != CONVERT_AT_DAY && has_two_digit_year(s, len)) {
		if (cv->at == CONVERT_AT_NONE)
			return &no_century;
		/* it cannot be judged, and the row is rejected as it is */
		cv->pnr.birth_day = PNR_NO_DAY;
		set(cv, cv->small, 0, VALUE_TEXT);
		return NULL;
	}
	status = pnr_parse(&cv->pnr, s, len, at_day, cv->column->reserves);
	if (status != PNR_OK) {
		cv->fault.code = pnr_code(status);
		cv->fault.message = pnr_strerror(status);
		return &cv->fault;
	}
	if (cv->pseudonym) {
		pseudonym_make(cv->pseudonym, kinds_of_id[cv->pnr.kind],
		    cv->pnr.id, cv->pnr.len, cv->small);
		set(cv, cv->small, PSEUDONYM_LEN, VALUE_TEXT);
		return NULL;
	}
	memcpy(cv->small, cv->pnr.id, cv->pnr.len);
	set(cv, cv->small, cv->pnr.len, VALUE_TEXT);
	return NULL;
}

/* An id by its form, or its pseudonym. */
static const struct fault *
to_id(struct converter *cv, const char *s, size_t len)
{
	enum pseudonym_kind kind = PSEUDONYM_ID;
	char id[ID_MAX_LEN];
	size_t n = 0;
	enum pnr_status status = id_read(cv->column->id, s, len, id, &n, &kind);

	if (status != PNR_OK) {
		cv->fault.code =
		    status == PNR_EFORM ? "bad_id" : pnr_code(status);
		cv->fault.message = status == PNR_EFORM
					? "not of the form of such an id"
					: pnr_strerror(status);
		return &cv->fault;
	}
	if (cv->pseudonym) {
		pseudonym_make(cv->pseudonym, kind, id, n, cv->small);
		n = PSEUDONYM_LEN;
	} else {
		memcpy(cv->small, id, n);
	}
	xwipe(id, sizeof(id));
	return to_string(cv, cv->small, n);
}

/* --- the converter -------------------------------------------------------- */

static convert_fn *const converters[] = {
	[PROFILE_STRING] = to_string,
	[PROFILE_INTEGER] = to_integer,
	[PROFILE_DECIMAL] = to_decimal,
	[PROFILE_DATE] = to_date,
	[PROFILE_MONTH] = to_month,
	[PROFILE_BOOLEAN] = to_boolean,
	[PROFILE_ENUM] = to_choice,
	[PROFILE_PERSON_ID] = to_person,
	[PROFILE_ID] = to_id,
	[PROFILE_ICD10SE] = to_icd,
	[PROFILE_KVA] = to_kva,
	[PROFILE_ICD10CM] = to_foreign_code,
	[PROFILE_ICD9CM] = to_foreign_code,
	[PROFILE_SNOMED] = to_foreign_code,
	[PROFILE_LOOKUP] = to_looked_up,
	[PROFILE_LIST] = convert_list,
};

/* The way of a type whose source has texts of its own. */
static convert_fn *
choose_way(const struct profile_texts *t, enum profile_type type)
{
	bool is_written =
	    t && (t->n_units > 0 || t->thousands != '\0' || t->is_rounded);

	switch (type) {
	case PROFILE_INTEGER:
		return is_written ? to_written_integer : to_integer;
	case PROFILE_DECIMAL:
		return is_written ? to_written_decimal : to_decimal;
	case PROFILE_DATE:
		return t && (t->n_forms > 0 || t->is_swedish) ? to_written_date
							      : to_date;
	case PROFILE_MONTH:
		return t && t->n_forms > 0 ? to_written_month : to_month;
	case PROFILE_BOOLEAN:
		return t && t->booleans ? to_written_boolean : to_boolean;
	default:
		return converters[type];
	}
}

/* No value; number says why, one more than the text's, or 0. */
static void
set_nothing(struct converter *cv, int number)
{
	const struct profile_texts *t = cv->column->texts;

	cv->pnr.len = 0;
	cv->v.form = VALUE_MISSING;
	cv->v.number = number;
	if (number == 0 && t->fallback.form != VALUE_MISSING)
		cv->v = t->fallback;
}

/* Leave out what stands before a value; false: nothing of that does. */
static bool
skip_prefix(const struct profile_texts *t, const char **s, size_t *len)
{
	size_t i;

	for (i = 0; i < t->n_prefixes; i++) {
		size_t n = strlen(t->prefixes[i]);

		if (*len > n && memcmp(*s, t->prefixes[i], n) == 0) {
			*s += n;
			*len -= n;
			return true;
		}
	}
	return false;
}

/* A column with texts for no value, or a value in place of none. */
static const struct fault *
to_what_there_is(struct converter *cv, const char *s, size_t len)
{
	const struct profile_texts *t = cv->column->texts;
	uint32_t k;

	if (t->none) {
		strbuf_reset(&cv->text);
		fold_name(&cv->text, s, len);
		if (keyset_find(t->none, cv->text.s, cv->text.len, &k)) {
			bool is_told = t->kinds[k].form != VALUE_MISSING;

			set_nothing(cv, is_told ? (int)k + 1 : 0);
			return NULL;
		}
	}
	if (t->n_prefixes > 0 && !skip_prefix(t, &s, &len))
		return &no_prefix;
	return cv->inner(cv, s, len);
}

bool
convert_is_remembered(enum profile_type type)
{
	return type != PROFILE_STRING && type != PROFILE_INTEGER &&
	       type != PROFILE_DECIMAL && type != PROFILE_PERSON_ID &&
	       type != PROFILE_ID;
}

void
converter_init(struct converter *cv, const struct profile_column *column,
    struct lookup *lookup)
{
	const char *s;

	memset(cv, 0, sizeof(*cv));
	cv->column = column;
	cv->lookup = lookup;
	cv->inner = choose_way(column->texts, column->type);
	cv->element = choose_way(column->texts, column->element);
	cv->whole = column->texts ? to_what_there_is : cv->inner;
	cv->is_empty_news = column->texts || column->need == PROFILE_VALUE;
	for (s = column->separators; s && *s; s++)
		cv->is_separator[(unsigned char)*s] = true;
	strbuf_init(&cv->text);
	strbuf_init(&cv->list);
}

void
converter_release(struct converter *cv)
{
	xwipe(cv->text.s, cv->text.cap);
	strbuf_release(&cv->text);
	strbuf_release(&cv->list);
	xwipe(&cv->pnr, sizeof(cv->pnr));
	xwipe(cv->small, sizeof(cv->small));
}

const struct fault *
convert(struct converter *cv, const char *s, size_t len)
{
	const struct fault *fault;

	if (len == 0) {
		cv->v.form = VALUE_MISSING;
		if (cv->column->texts)
			set_nothing(cv, 0);
		return NULL;
	}
	fault = cv->whole(cv, s, len);
	if (fault)
		cv->v.form = VALUE_MISSING;
	return fault;
}
