/* derive.c - members that are made of columns. */
#include "derive.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/fold.h"
#include "vardstrom/ndjson.h"

static const struct fault born_after = { "born_after_contact",
	"born after the record's date" };

void
derived_init(struct derived *d)
{
	memset(d, 0, sizeof(*d));
	strbuf_init(&d->text);
}

void
derived_release(struct derived *d)
{
	strbuf_release(&d->text);
}

static void
set(struct derived *d, const char *s, size_t len, enum value_form form)
{
	d->v.s = s;
	d->v.len = len;
	d->v.form = form;
}

static void
set_number(struct derived *d, int number)
{
	char *to = d->small + DERIVED_MAX_SMALL;
	unsigned left = number < 0 ? 0U - (unsigned)number : (unsigned)number;

	do
		*--to = (char)('0' + left % 10);
	while ((left /= 10));
	if (number < 0)
		*--to = '-';
	set(d, to, (size_t)(d->small + DERIVED_MAX_SMALL - to), VALUE_JSON);
}

static void
set_kind(struct derived *d, enum pnr_kind kind)
{
	const char *name = pnr_kind_name(kind);
	size_t len = strlen(name);

	/* a copy, since VALUE_PADDING bytes behind it will be read */
	memcpy(d->small, name, len);
	set(d, d->small, len, VALUE_TEXT);
}

/*
 * The birth date as YYYY-MM-DD at text; false: not known. A personnummer
 * shows it; day_format costs a division or six.
 */
static bool
write_birth_date(char *text, const struct converter *who)
{
	const char *id = who->pnr.id;

	if (who->column->type == PROFILE_DATE) {
		memcpy(text, who->v.s, DAY_TEXT_LEN);
		return true;
	}
	if (who->pnr.birth_day == PNR_NO_DAY)
		return false;
	if (who->pnr.kind != PNR_PERSONNUMMER) {
		day_format(who->pnr.birth_day, text);
		return true;
	}
	memcpy(text, id, 4);
	text[4] = text[7] = '-';
	memcpy(text + 5, id + 4, 2);
	memcpy(text + 8, id + 6, 2);
	return true;
}

static void
set_sex(struct derived *d, char sex)
{
	if (!sex)
		return;
	d->small[0] = sex;
	set(d, d->small, 1, VALUE_TEXT);
}

/* The year that a text YYYY-... begins with, as a JSON number. */
static void
set_year(struct derived *d, const char *text)
{
	size_t zeros = 0;

	while (zeros < 3 && text[zeros] == '0')
		zeros++;
	set(d, text + zeros, 4 - zeros, VALUE_JSON);
}

static int
year_of(const char *text)
{
	return ((ascii_digit(text[0]) * 10 + ascii_digit(text[1])) * 10 +
		   ascii_digit(text[2])) *
		   10 +
	       ascii_digit(text[3]);
}

/* Monday is 0; 1970-01-01 was a Thursday. */
static int
weekday_of(int day)
{
	return ((day + 3) % 7 + 7) % 7;
}

/* R-DATE-04: the week of ISO 8601, in the year that its Thursday is in. */
static void
set_week(struct derived *d, int day)
{
	int thursday = day - weekday_of(day) + 3, week;
	struct ymd first = { 1, 1, 1 };

	/* a year begins at most three days before it: 1-01-01 is a Monday */
	first.year = day_to_ymd(thursday).year;
	week = (thursday - day_from_ymd(first)) / 7 + 1;
	day_format(thursday, d->small);
	memcpy(d->small + 4, "-W", 2);
	d->small[6] = (char)('0' + week / 10);
	d->small[7] = (char)('0' + week % 10);
	set(d, d->small, 8, VALUE_TEXT);
}

/* The day how->day of the year that a text YYYY-... begins with, or later. */
static void
set_date(struct derived *d, const struct profile_derived *how, const char *text)
{
	int year = year_of(text) + how->years, i;

	if (year < 1 || year > 9999)
		return;
	for (i = 3; i >= 0; i--, year /= 10)
		d->small[i] = (char)('0' + year % 10);
	d->small[4] = '-';
	memcpy(d->small + 5, how->day, 5);
	set(d, d->small, DAY_TEXT_LEN, VALUE_TEXT);
}

/* MMDD as a number, of a text MM-DD. */
static int
month_day_of(const char *text)
{
	return ((ascii_digit(text[0]) * 10 + ascii_digit(text[1])) * 10 +
		   ascii_digit(text[3])) *
		   10 +
	       ascii_digit(text[4]);
}

/* As day_age, on the texts that are at hand; 02-29 is first passed by 03-01. */
static const struct fault *
set_age(
    struct derived *d, const struct converter *who, const struct converter *at)
{
	char birth[DAY_TEXT_LEN];
	const char *day = at->v.s;
	int years, month_days;

	if (at->v.form == VALUE_MISSING || !write_birth_date(birth, who))
		return NULL;
	years = year_of(day) - year_of(birth);
	month_days = month_day_of(day + 5) - month_day_of(birth + 5);
	if (years < 0 || (years == 0 && month_days < 0))
		return &born_after;
	set_number(d, years - (month_days < 0));
	return NULL;
}

/* --- several values as one list ------------------------------------------- */

/* The end of the JSON value at s: a string, a number, a word. */
static const char *
skip_element(const char *s, const char *end)
{
	bool is_in_string = false;

	for (; s < end; s++) {
		if (is_in_string && *s == '\\')
			s++;
		else if (*s == '"')
			is_in_string = !is_in_string;
		else if (!is_in_string && (*s == ',' || *s == ']'))
			break;
	}
	return s < end ? s : end;
}

/* Is the element one of the list in [s, end), behind its '['? */
static bool
is_among(const char *s, const char *end, const char *element, size_t len)
{
	while (s < end) {
		const char *next = skip_element(s, end);

		if ((size_t)(next - s) == len && memcmp(s, element, len) == 0)
			return true;
		s = next + 1;
	}
	return false;
}

/* All elements of the list so far, where they are too many to look through. */
static void
note_elements(struct derived *d)
{
	const char *s = d->text.s + 1, *end = d->text.s + d->text.len;

	d->elements = keyset_new();
	while (s < end) {
		const char *next = skip_element(s, end);

		keyset_add(d->elements, s, (size_t)(next - s), NULL);
		s = next + 1;
	}
}

/* Is the element in the list, up to before? Else it is from now on. */
static bool
is_there(struct derived *d, size_t before, const char *element, size_t len)
{
	bool is_new;

	if (!d->elements)
		return is_among(
		    d->text.s + 1, d->text.s + before, element, len);
	keyset_add(d->elements, element, len, &is_new);
	return !is_new;
}

/* Append an element, with quotes where it is none yet, if it is not there. */
static void
add_once(struct derived *d, const char *element, size_t len, bool is_text)
{
	struct strbuf *list = &d->text;
	size_t before = list->len;
	char *to;

	if (!d->elements && before > DERIVED_MAX_SCANNED)
		note_elements(d);
	strbuf_grow(list, len + 3);
	to = list->s + before;
	*to++ = before == 0 ? '[' : ',';
	if (is_text)
		*to++ = '"';
	memcpy(to, element, len);
	to += len;
	if (is_text)
		*to++ = '"';
	list->len = (size_t)(to - list->s);
	element = list->s + before + 1;
	if (before > 0 && is_there(d, before, element, (size_t)(to - element)))
		list->len = before;
}

static void
add_value(struct derived *d, const struct json_value *v)
{
	const char *s = v->s, *end = v->s + v->len, *next;

	if (v->form == VALUE_TEXT || s[0] != '[') {
		add_once(d, s, v->len, v->form == VALUE_TEXT);
		return;
	}
	for (s++; s < end; s = next + 1) {
		next = skip_element(s, end);
		add_once(d, s, (size_t)(next - s), false);
	}
}

static void
set_all(struct derived *d, const struct profile_derived *how,
    const struct converter *columns)
{
	size_t i;

	strbuf_reset(&d->text);
	for (i = 0; i < how->n_of; i++) {
		const struct json_value *v = &columns[how->of[i]].v;

		if (v->form != VALUE_MISSING)
			add_value(d, v);
	}
	keyset_free(d->elements);
	d->elements = NULL;
	if (d->text.len == 0)
		return;
	strbuf_addch(&d->text, ']');
	strbuf_grow(&d->text, VALUE_PADDING);
	set(d, d->text.s, d->text.len, VALUE_JSON);
}

/* --- chains and keys ------------------------------------------------------ */

/* Of the record of a table that has these keys. */
static const struct fault *
set_found(struct derived *d, const struct profile_derived *how,
    const struct converter *columns)
{
	const struct json_value *values[PROFILE_MAX_OF];
	size_t i;
	int row;

	for (i = 0; i < how->n_of; i++) {
		values[i] = &columns[how->of[i]].v;
		if (values[i]->form == VALUE_MISSING)
			return NULL;
	}
	row = lookup_find_key(d->lookup, values, how->n_of);
	if (row != PROFILE_NONE)
		d->v = lookup_member(d->lookup, row, how->member);
	if (row != PROFILE_NONE || how->may_lack)
		return NULL;
	d->fault.code = how->unknown;
	d->fault.message = how->n_of > 1 ? "not in the table, with the others "
					   "of its key"
					 : "not in the table";
	return &d->fault;
}

const struct fault *
derive_made(struct derived *d, struct converter *made)
{
	enum profile_type type = made->column->type;
	struct ndjson_member m = { .type = NDJSON_STRING };
	const struct fault *fault;
	const char *s = d->v.s;
	size_t len = d->v.len;

	made->v = d->v;
	made->v.number = 0;
	made->is_faulty = false;
	if (d->v.form == VALUE_MISSING ||
	    (type != PROFILE_DATE && type != PROFILE_MONTH &&
		type != PROFILE_LOOKUP))
		return NULL;
	if (d->v.form == VALUE_JSON && *s == '"') {
		strbuf_reset(&d->text);
		m.value = s + 1;
		m.value_len = (uint32_t)(len - 2);
		m.value_escaped = memchr(m.value, '\\', m.value_len) != NULL;
		ndjson_text(&m, &d->text, &s, &len);
		if (m.value_escaped)
			strbuf_grow(&d->text, VALUE_PADDING);
		fold_trim(&s, &len);
	}
	fault = convert(made, s, len);
	made->is_faulty = fault != NULL;
	d->v = made->v;
	return fault;
}

bool
derive_is_plain(const struct profile_derived *how)
{
	if (how->is_chained)
		return false;
	switch (how->take) {
	case PROFILE_TAKE_YEAR:
	case PROFILE_TAKE_MONTH:
	case PROFILE_TAKE_WEEK:
	case PROFILE_TAKE_DATE:
	case PROFILE_TAKE_KIND:
	case PROFILE_TAKE_SEX:
	case PROFILE_TAKE_BIRTH_DATE:
	case PROFILE_TAKE_MEMBER:
		return true;
	default:
		return false;
	}
}

const struct fault *
derive(struct derived *d, const struct profile_derived *how,
    const struct converter *columns)
{
	const struct converter *of = &columns[how->of[0]];

	d->v.form = VALUE_MISSING;
	if (how->take == PROFILE_TAKE_ALL) {
		set_all(d, how, columns);
		return NULL;
	}
	if (how->take == PROFILE_TAKE_WHY_MISSING) {
		if (of->v.form == VALUE_MISSING && of->v.number > 0)
			d->v = of->column->texts->kinds[of->v.number - 1];
		return NULL;
	}
	if (of->v.form == VALUE_MISSING)
		return NULL;
	switch (how->take) {
	case PROFILE_TAKE_FOUND:
		return set_found(d, how, columns);
	case PROFILE_TAKE_YEAR:
		set_year(d, of->v.s);
		break;
	case PROFILE_TAKE_MONTH:
		set(d, of->v.s, 7, VALUE_TEXT);
		break;
	case PROFILE_TAKE_WEEK:
		set_week(d, of->v.number);
		break;
	case PROFILE_TAKE_DATE:
		set_date(d, how, of->v.s);
		break;
	case PROFILE_TAKE_DAYS:
		if (columns[how->of[1]].v.form != VALUE_MISSING)
			set_number(
			    d, columns[how->of[1]].v.number - of->v.number);
		break;
	case PROFILE_TAKE_KIND:
		set_kind(d, of->pnr.kind);
		break;
	case PROFILE_TAKE_SEX:
		set_sex(d, of->pnr.sex);
		break;
	case PROFILE_TAKE_BIRTH_DATE:
		if (write_birth_date(d->small, of))
			set(d, d->small, DAY_TEXT_LEN, VALUE_TEXT);
		break;
	case PROFILE_TAKE_AGE:
		return set_age(d, of, &columns[how->of[1]]);
	case PROFILE_TAKE_MEMBER:
		d->v = lookup_member(of->lookup, of->v.number, how->member);
		break;
	case PROFILE_TAKE_ALL:
	case PROFILE_TAKE_WHY_MISSING:
		break;
	}
	return NULL;
}
