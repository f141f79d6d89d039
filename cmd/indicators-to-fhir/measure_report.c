/* measure_report.c - an indicator record as a FHIR MeasureReport. */
#include "measure_report.h"

#include <stdint.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/dec.h"
#include "vardstrom/digest.h"

#define TERMS  "http://terminology.hl7.org/CodeSystem/"
#define ABSENT "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

enum {
	ID_LEN =
	    32, /* hexadecimal digits; a FHIR id has 64 characters at most */
	YEAR_LEN = 4,
	MONTHS = 12,
	MAX_COUNT = INT32_MAX /* of FHIR's integer */
};

bool
is_uri(const char *s)
{
	const char *at = s;

	if (!ascii_is_alpha(*at))
		return false;
	while (ascii_is_alnum(*at) || *at == '+' || *at == '-' || *at == '.')
		at++;
	if (*at != ':' || at[1] == '\0')
		return false;
	for (; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || strchr("\"<>\\^`{|}", *at))
			return false;
	return true;
}

/* --- small parts ---------------------------------------------------------- */

/* A text in a path of a URI: what is not unreserved (RFC 3986) by its code. */
static void
add_path(struct strbuf *line, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (ascii_is_alnum(s[i]) || strchr("-._~", s[i]))
			strbuf_addch(line, s[i]);
		else
			strbuf_addf(line, "%%%02X", (unsigned char)s[i]);
	}
}

static void
add_address(struct strbuf *line, const struct addresses *a, const char *kind,
    const char *s, size_t len)
{
	strbuf_addf(line, "\"%s/%s", a->base, kind);
	add_path(line, s, len);
	strbuf_addch(line, '"');
}

/*
 * A value of a group as JSON text; false where there is none, as FHIR knows
 * neither an empty text nor one of blanks.
 */
static bool
add_text(struct strbuf *line, struct figure *f, const struct ndjson_member *m)
{
	const char *s;
	size_t len, n_blank = 0;

	if (!m || m->type == NDJSON_NULL)
		return false;
	if (m->type == NDJSON_STRING)
		ndjson_text(m, &f->scratch, &s, &len);
	else
		ndjson_raw(m, &s, &len);
	while (n_blank < len && (unsigned char)s[n_blank] <= ' ')
		n_blank++;
	if (n_blank == len)
		return false;
	strbuf_add_json_string(line, s, len);
	return true;
}

/* The same as a CodeableConcept. */
static void
add_concept(
    struct strbuf *line, struct figure *f, const struct ndjson_member *m)
{
	size_t at = line->len;

	strbuf_addstr(line, "{\"text\":");
	if (!add_text(line, f, m)) {
		line->len = at;
		strbuf_addstr(line,
		    "{\"coding\":[{\"system\":\"" TERMS "data-absent-reason\","
		    "\"code\":\"unknown\"}]");
	}
	strbuf_addch(line, '}');
}

/* --- the group's members -------------------------------------------------- */

/* What a member of the group turns into. */
enum role { ROLE_PERIOD, ROLE_REPORTER, ROLE_STRATUM };

/* The next name of by, a list with commas between. */
static bool
next_name(const struct figure *f, size_t *at, struct field *field)
{
	const char *name = f->by.s + *at;
	const char *comma;

	if (*at >= f->by.len)
		return false;
	comma = memchr(name, ',', f->by.len - *at);
	*field = (struct field){ .name = name,
		.len = comma ? (size_t)(comma - name) : f->by.len - *at };
	*at += field->len + 1;
	return true;
}

static bool
is_name(const struct field *field, const char *name)
{
	return field->len == strlen(name) &&
	       memcmp(field->name, name, field->len) == 0;
}

static bool
is_grouped_by(const struct figure *f, const char *name)
{
	struct field field;
	size_t at = 0;

	while (next_name(f, &at, &field))
		if (is_name(&field, name))
			return true;
	return false;
}

/* Who reports: the clinic where there is one, else the provider, else none. */
static const char *
find_reporter(const struct figure *f)
{
	if (is_grouped_by(f, "clinic"))
		return "clinic";
	return is_grouped_by(f, "provider") ? "provider" : NULL;
}

static enum role
find_role(const struct field *field, const char *reporter)
{
	if (is_name(field, "month"))
		return ROLE_PERIOD;
	if (reporter && is_name(field, reporter))
		return ROLE_REPORTER;
	return ROLE_STRATUM;
}

/* --- period --------------------------------------------------------------- */

/* The first day of a month, counted from 1970-01 and maybe before it. */
static int
month_start(int month)
{
	int year =
	    month >= 0 ? month / MONTHS : -((MONTHS - 1 - month) / MONTHS);

	return day_from_ymd((struct ymd){ .year = 1970 + year,
	    .month = month - year * MONTHS + 1,
	    .day = 1 });
}

static bool
find_year(const char *s, size_t len, int *first, int *last)
{
	struct ymd ymd = { .month = 1, .day = 1 };

	if (len != YEAR_LEN)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit(s[i]))
			return false;
		ymd.year = 10 * ymd.year + ascii_digit(s[i]);
	}
	if (!day_find(first, ymd))
		return false;
	ymd.month = MONTHS;
	ymd.day = 31;
	*last = day_from_ymd(ymd);
	return true;
}

/* The first and last day of a year, a month or a day. */
static bool
find_days(const char *s, size_t len, int *first, int *last)
{
	int month;

	if (day_parse_iso(first, s, len) == DAY_OK) {
		*last = *first;
		return true;
	}
	if (month_parse(&month, s, len) == DAY_OK) {
		*first = month_start(month);
		*last = month_start(month + 1) - 1;
		return true;
	}
	return find_year(s, len, first, last);
}

static enum report_status
add_period(struct strbuf *line, struct figure *f, const struct record *rec)
{
	static const struct field named = FIELD("month");
	struct field month = named;
	char day[DAY_TEXT_LEN];
	int first, last;
	const char *s = f->period.s;
	size_t len = f->period.len;

	if (is_grouped_by(f, "month")) {
		const struct ndjson_member *m = record_get(rec, &month);

		if (!m || m->type != NDJSON_STRING)
			return REPORT_EMONTH;
		ndjson_text(m, &f->scratch, &s, &len);
		if (!find_days(s, len, &first, &last))
			return REPORT_EMONTH;
	} else if (!find_days(s, len, &first, &last)) {
		return REPORT_EPERIOD;
	}
	strbuf_addstr(line, ",\"period\":{\"start\":\"");
	day_format(first, day);
	strbuf_add(line, day, sizeof(day));
	strbuf_addstr(line, "\",\"end\":\"");
	day_format(last, day);
	strbuf_add(line, day, sizeof(day));
	strbuf_addstr(line, "\"}");
	return REPORT_OK;
}

/* --- figures -------------------------------------------------------------- */

/* A population where the count is one: FHIR has no parts of a person. */
static void
add_population(
    struct strbuf *line, const char *code, const struct ndjson_member *m)
{
	struct dec v;
	uint64_t count;

	if (!m || m->type != NDJSON_NUMBER ||
	    dec_parse(&v, m->value, m->value_len) != DEC_OK ||
	    !dec_whole(&count, v) || count > MAX_COUNT ||
	    dec_cmp(dec_from_int((int64_t)count), v) != 0)
		return;
	strbuf_addstr(line, line->s[line->len - 1] == '[' ? "" : ",");
	strbuf_addf(line,
	    "{\"code\":{\"coding\":[{\"system\":\"" TERMS
	    "measure-population\",\"code\":\"%s\"}]},\"count\":%llu}",
	    code, (unsigned long long)count);
}

static void
add_populations(struct strbuf *line, const struct record *rec)
{
	static const char opening[] = ",\"population\":[";
	struct field numerator = FIELD("numerator"),
		     denominator = FIELD("denominator"), n = FIELD("n");
	const struct ndjson_member *of = record_get(rec, &denominator);
	size_t at = line->len;

	strbuf_addstr(line, opening);
	if (of) {
		add_population(line, "numerator", record_get(rec, &numerator));
		add_population(line, "denominator", of);
	} else {
		add_population(line, "initial-population", record_get(rec, &n));
	}
	if (line->len == at + strlen(opening))
		line->len = at; /* FHIR knows no empty list */
	else
		strbuf_addch(line, ']');
}

/* UCUM has no word for most of our units: they are numbers of something. */
static const char *
find_unit(struct figure *f, const struct ndjson_member *unit)
{
	if (ndjson_is_text(unit, "percent", strlen("percent")))
		return "%";
	if (!unit || unit->type != NDJSON_STRING)
		return "1";
	strbuf_reset(&f->scratch);
	strbuf_add(&f->scratch, unit->value, unit->value_len);
	return strstr(f->scratch.s, "/1000 ") ? "[ppth]" : "1";
}

static void
add_unit(struct strbuf *line, struct figure *f, const struct record *rec)
{
	struct field field = FIELD("unit");
	const struct ndjson_member *unit = record_get(rec, &field);
	const char *code = find_unit(f, unit);
	size_t at;

	at = line->len;
	strbuf_addstr(line, ",\"unit\":");
	if (!add_text(line, f, unit))
		line->len = at;
	strbuf_addf(line,
	    ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"%s\"", code);
}

static void
add_score(struct strbuf *line, struct figure *f, const struct record *rec)
{
	struct field suppressed = FIELD("suppressed");
	const char *reason =
	    record_get(rec, &suppressed) ? "masked" : "unknown";

	strbuf_addstr(line, ",\"measureScore\":{");
	if (f->has_value) {
		strbuf_addstr(line, "\"value\":");
		dec_format(f->value, line);
		add_unit(line, f, rec);
	} else {
		strbuf_addf(line,
		    "\"extension\":[{\"url\":\"" ABSENT
		    "\",\"valueCode\":\"%s\"}]",
		    reason);
	}
	strbuf_addch(line, '}');
}

/* The groups that are neither the period nor who reports. */
static size_t
count_strata(const struct figure *f, const char *reporter)
{
	struct field field;
	size_t at = 0, n = 0;

	while (next_name(f, &at, &field))
		n += find_role(&field, reporter) == ROLE_STRATUM;
	return n;
}

/* One criterion has a value; several have each a code and a value. */
static void
add_stratifier(struct strbuf *line, struct figure *f, const struct record *rec,
    const char *reporter)
{
	bool is_one = count_strata(f, reporter) == 1;
	struct field field;
	size_t at = 0;

	strbuf_addstr(line, ",\"stratifier\":[{");
	if (!is_one)
		strbuf_addstr(line, "\"stratum\":[{\"component\":[");
	while (next_name(f, &at, &field)) {
		if (find_role(&field, reporter) != ROLE_STRATUM)
			continue;
		if (!is_one && line->s[line->len - 1] == '}')
			strbuf_addch(line, ',');
		strbuf_addstr(line,
		    is_one ? "\"code\":[{\"text\":" : "{\"code\":{\"text\":");
		strbuf_add_json_string(line, field.name, field.len);
		strbuf_addstr(line,
		    is_one ? "}],\"stratum\":[{\"value\":" : "},\"value\":");
		add_concept(line, f, record_get(rec, &field));
		strbuf_addstr(line, is_one ? "" : "}");
	}
	strbuf_addstr(line, is_one ? "" : "]");
	add_populations(line, rec);
	add_score(line, f, rec);
	strbuf_addstr(line, "}]}]");
}

/* --- targets, and where the figure is ours -------------------------------- */

static void
add_own(struct strbuf *line, const struct addresses *a, const char *name,
    const char *type, const struct ndjson_member *m)
{
	const char *s;
	size_t len;

	strbuf_addstr(line, line->s[line->len - 1] == '[' ? "{" : ",{");
	strbuf_addstr(line, "\"url\":");
	add_address(line, a, "StructureDefinition/", name, strlen(name));
	strbuf_addf(line, ",\"%s\":", type);
	ndjson_raw(m, &s, &len);
	strbuf_add(line, s, len);
	strbuf_addch(line, '}');
}

/* What R4 has no element for: extensions under the user's own address. */
static void
add_extensions(
    struct strbuf *line, const struct addresses *a, const struct record *rec)
{
	struct field target = FIELD("target"), met = FIELD("met"),
		     reason = FIELD("not_assessed");
	const struct ndjson_member *t = record_get(rec, &target),
				   *m = record_get(rec, &met),
				   *r = record_get(rec, &reason);
	static const char opening[] = "\"extension\":[";
	size_t at = line->len;

	strbuf_addstr(line, opening);
	if (t && t->type == NDJSON_NUMBER)
		add_own(line, a, "indicator-target", "valueDecimal", t);
	if (m && (m->type == NDJSON_TRUE || m->type == NDJSON_FALSE))
		add_own(line, a, "indicator-met", "valueBoolean", m);
	if (r && r->type == NDJSON_STRING && r->value_len > 0)
		add_own(line, a, "indicator-not-assessed", "valueString", r);
	if (line->len == at + strlen(opening))
		line->len = at;
	else
		strbuf_addstr(line, "],");
}

/* Which way is better, where a target says it. */
static void
add_notation(struct strbuf *line, const struct record *rec)
{
	struct field field = FIELD("relation");
	const struct ndjson_member *m = record_get(rec, &field);
	const char *code = NULL;

	if (ndjson_is_text(m, ">", 1) || ndjson_is_text(m, ">=", 2))
		code = "increase";
	else if (ndjson_is_text(m, "<", 1) || ndjson_is_text(m, "<=", 2))
		code = "decrease";
	if (code)
		strbuf_addf(line,
		    ",\"improvementNotation\":{\"coding\":[{\"system\":"
		    "\"" TERMS "measure-improvement-notation\","
		    "\"code\":\"%s\"}]}",
		    code);
}

static void
add_reporter(struct strbuf *line, const struct addresses *a, struct figure *f,
    const struct record *rec, const char *reporter)
{
	struct field field = { .name = reporter, .len = strlen(reporter) };
	const char *system =
	    strcmp(reporter, "clinic") == 0 ? a->clinic : a->provider;
	size_t at = line->len;

	strbuf_addstr(line, ",\"reporter\":{\"identifier\":{\"system\":");
	if (system)
		strbuf_addf(line, "\"%s\"", system);
	else
		add_address(line, a, "", reporter, strlen(reporter));
	strbuf_addstr(line, ",\"value\":");
	if (add_text(line, f, record_get(rec, &field)))
		strbuf_addstr(line, "}}");
	else
		line->len = at;
}

/* Of the indicator and its scope: the same figure tomorrow, the same id. */
static void
add_id(struct strbuf *line, const struct figure *f)
{
	struct digest *d = digest_new();
	char hex[DIGEST_HEX + 1];

	digest_add(d, f->indicator.s, f->indicator.len + 1);
	digest_add(d, f->scope.s, f->scope.len);
	digest_hex(d, hex);
	digest_free(d);
	strbuf_addstr(line, "\"id\":\"");
	strbuf_add(line, hex, ID_LEN);
	strbuf_addch(line, '"');
}

enum report_status
measure_report(const struct addresses *a, struct figure *f,
    const struct record *rec, struct strbuf *line)
{
	const char *reporter = find_reporter(f);
	enum report_status status;

	strbuf_addstr(line, "{\"resourceType\":\"MeasureReport\",");
	add_id(line, f);
	strbuf_addstr(line, ",\"status\":\"complete\",\"type\":\"summary\","
			    "\"measure\":");
	add_address(line, a, "Measure/", f->indicator.s, f->indicator.len);
	if (reporter)
		add_reporter(line, a, f, rec, reporter);
	status = add_period(line, f, rec);
	if (status != REPORT_OK)
		return status;
	add_notation(line, rec);
	strbuf_addstr(line, ",\"group\":[{");
	add_extensions(line, a, rec);
	strbuf_addstr(line, "\"code\":{\"text\":");
	strbuf_add_json_string(line, f->indicator.s, f->indicator.len);
	strbuf_addch(line, '}');
	if (count_strata(f, reporter) > 0) {
		add_stratifier(line, f, rec, reporter);
	} else {
		add_populations(line, rec);
		add_score(line, f, rec);
	}
	strbuf_addstr(line, "}]}");
	return REPORT_OK;
}
