/* figure.c - an indicator record as a figure: whose it is, and how much. */
#include "vardstrom/figure.h"
#include "vardstrom/dec.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/same.h"

void
figure_release(struct figure *f)
{
	strbuf_release(&f->indicator);
	strbuf_release(&f->by);
	strbuf_release(&f->scope);
	strbuf_release(&f->whole);
	strbuf_release(&f->period);
	strbuf_release(&f->not_assessed);
	strbuf_release(&f->scratch);
}

#define NO_NUMBER                                                              \
	"must be a number with at most 24 digits before the point and 12 "     \
	"behind"

static const struct {
	const char *field, *code, *message;
} faults[] = {
	[FIGURE_OK] = { "", "", "no fault" },
	[FIGURE_EOTHER] = { "record", "unknown_value", "no indicator record" },
	[FIGURE_EINDICATOR] = { "indicator", "missing",
	    "an indicator record must name its indicator" },
	[FIGURE_EPERIOD] = { "period", "bad_period",
	    "must be a string or a number" },
	[FIGURE_EBY] = { "by", "bad_by", "must be a list of member names" },
	[FIGURE_EVALUE] = { "value", "bad_number", NO_NUMBER },
	[FIGURE_ENUMERATOR] = { "numerator", "bad_number", NO_NUMBER },
	[FIGURE_EDENOMINATOR] = { "denominator", "bad_number", NO_NUMBER },
	[FIGURE_EDECIMALS] = { "decimals", "bad_number",
	    "must be a whole number from 0 to 12" },
	[FIGURE_ENOT_ASSESSED] = { "not_assessed", "bad_reason",
	    "must be a string" },
};

const char *
figure_field(enum figure_status status)
{
	return faults[status].field;
}

const char *
figure_code(enum figure_status status)
{
	return faults[status].code;
}

const char *
figure_strerror(enum figure_status status)
{
	return faults[status].message;
}

/* --- the parts of a record ------------------------------------------------ */

/* A string member's text in out; false where it is there and is no string. */
static bool
read_text(struct figure *f, const struct ndjson_member *m, struct strbuf *out)
{
	const char *s;
	size_t len;

	strbuf_reset(out);
	if (!m)
		return true;
	if (m->type != NDJSON_STRING)
		return false;
	ndjson_text(m, &f->scratch, &s, &len);
	strbuf_add(out, s, len);
	return !memchr(s, '\0', len); /* the name is used as a C string */
}

/*
 * Add a value to a scope: its kind, its length and its bytes, so that no two
 * lists of values look the same.
 */
static void
add_to_scope(
    struct figure *f, const struct ndjson_member *m, struct strbuf *out)
{
	const char *s = "";
	size_t len = 0;
	char kind = '-';

	if (m && m->type == NDJSON_STRING) {
		kind = 's';
		ndjson_text(m, &f->scratch, &s, &len);
	} else if (m) {
		kind = 'j';
		strbuf_reset(&f->scratch);
		same_key(&f->scratch, m);
		s = f->scratch.s;
		len = f->scratch.len;
	}
	strbuf_addch(out, kind);
	strbuf_addu(out, len);
	strbuf_addch(out, ':');
	strbuf_add(out, s, len);
}

static enum figure_status
read_period(struct figure *f, const struct record *rec)
{
	struct field field = FIELD("period");
	const struct ndjson_member *m = record_get(rec, &field);
	const char *s;
	size_t len;

	strbuf_reset(&f->whole);
	add_to_scope(f, m, &f->whole);
	if (m && m->type == NDJSON_NUMBER) {
		strbuf_reset(&f->period);
		ndjson_raw(m, &s, &len);
		strbuf_add(&f->period, s, len);
		return FIGURE_OK;
	}
	return read_text(f, m, &f->period) ? FIGURE_OK : FIGURE_EPERIOD;
}

/* One name of by: to the list, and with the member's value to the scope. */
static bool
read_name(struct figure *f, const struct record *rec,
    const struct ndjson_member *element)
{
	struct field field = { 0 };

	if (element->type != NDJSON_STRING)
		return false;
	ndjson_text(element, &f->scratch, &field.name, &field.len);
	if (field.len == 0 || memchr(field.name, ',', field.len) ||
	    memchr(field.name, '\0', field.len))
		return false;
	if (f->by.len > 0)
		strbuf_addch(&f->by, ',');
	strbuf_add(&f->by, field.name, field.len);
	field.name = f->by.s + f->by.len - field.len;
	add_to_scope(f, element, &f->scope);
	add_to_scope(f, record_get(rec, &field), &f->scope);
	return true;
}

static enum figure_status
read_by(struct figure *f, const struct record *rec)
{
	struct field field = FIELD("by");
	const struct ndjson_member *by = record_get(rec, &field);
	struct ndjson_member element;
	struct ndjson_iter it;

	strbuf_reset(&f->by);
	strbuf_reset(&f->scope);
	strbuf_add(&f->scope, f->whole.s, f->whole.len);
	if (!by || by->type != NDJSON_ARRAY)
		return FIGURE_EBY;
	ndjson_iter_init(&it, by);
	while (ndjson_iter_next(&it, &element)) {
		if (!read_name(f, rec, &element))
			return FIGURE_EBY;
	}
	return FIGURE_OK;
}

/* A number; *is_there false where the record has none. */
static bool
read_number(const struct record *rec, struct field *field, struct dec *out,
    bool *is_there)
{
	const struct ndjson_member *m = record_get(rec, field);

	*is_there = m != NULL;
	return !m || (m->type == NDJSON_NUMBER &&
			 dec_parse(out, m->value, m->value_len) == DEC_OK);
}

struct amount
amount_from_dec(struct dec v)
{
	return (struct amount){ v, dec_from_int(1) };
}

enum ratio_status
amount_ratio(struct ratio *out, struct amount a)
{
	struct ratio den;

	ratio_set_dec(out, a.num);
	ratio_set_dec(&den, a.den);
	return ratio_div(out, out, &den);
}

static enum figure_status
read_value(struct figure *f, const struct record *rec)
{
	struct field value = FIELD("value"), num = FIELD("numerator"),
		     den = FIELD("denominator");
	struct amount a;
	struct dec quotient;
	bool has_num, has_den;

	if (!read_number(rec, &value, &f->value, &f->has_value))
		return FIGURE_EVALUE;
	if (!read_number(rec, &num, &a.num, &has_num))
		return FIGURE_ENUMERATOR;
	if (!read_number(rec, &den, &a.den, &has_den))
		return FIGURE_EDENOMINATOR;
	if (!f->has_value)
		return FIGURE_OK;
	f->amount = amount_from_dec(f->value);
	if (has_num && has_den && dec_sign(a.den) > 0 &&
	    dec_div(&quotient, a.num, a.den) == DEC_OK &&
	    dec_cmp(quotient, f->value) == 0)
		f->amount = a;
	return FIGURE_OK;
}

static enum figure_status
read_decimals(struct figure *f, const struct record *rec)
{
	struct field field = FIELD("decimals");
	const struct ndjson_member *m = record_get(rec, &field);

	f->decimals = -1;
	if (!m)
		return FIGURE_OK;
	if (m->type != NDJSON_NUMBER || m->value_len > 2)
		return FIGURE_EDECIMALS;
	f->decimals = 0;
	for (size_t i = 0; i < m->value_len; i++) {
		if (!ascii_is_digit(m->value[i]))
			return FIGURE_EDECIMALS;
		f->decimals = 10 * f->decimals + ascii_digit(m->value[i]);
	}
	return f->decimals <= DEC_SCALE ? FIGURE_OK : FIGURE_EDECIMALS;
}

enum figure_status
figure_read(struct figure *f, const struct record *rec)
{
	struct field record = FIELD("record"), id = FIELD("indicator"),
		     reason = FIELD("not_assessed");
	enum figure_status status;

	if (!ndjson_is_text(record_get(rec, &record), "indicator", 9))
		return FIGURE_EOTHER;
	if (!read_text(f, record_get(rec, &id), &f->indicator) ||
	    f->indicator.len == 0)
		return FIGURE_EINDICATOR;
	status = read_period(f, rec);
	if (status == FIGURE_OK)
		status = read_by(f, rec);
	if (status == FIGURE_OK)
		status = read_value(f, rec);
	if (status == FIGURE_OK)
		status = read_decimals(f, rec);
	if (status == FIGURE_OK &&
	    !read_text(f, record_get(rec, &reason), &f->not_assessed))
		status = FIGURE_ENOT_ASSESSED;
	return status;
}
