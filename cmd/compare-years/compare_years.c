/*
 * compare_years.c - set figures beside those of an earlier year.
 *
 * The years may come in any order, so all lines are kept. A figure is found
 * by its series (indicator, by and the group's values, whatever the year) and
 * its period.
 */
#include "compare_years.h"

#include <stdlib.h>
#include <string.h>

#include "rules/figure_set.h"
#include "vardstrom/ascii.h"
#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"

enum { YEAR_LEN = 4 };

/* A period in which an indicator has a figure: 2025, or 2025-03. */
struct period {
	int year;
	struct strbuf rest; /* what follows the year */
};

/* The periods of one indicator. */
struct history {
	struct period *periods;
	size_t n, cap;
};

/* A record, as bytes of the comparer's text. */
struct held {
	size_t at, len; /* without its '}' where it is a figure */
	bool is_figure;
	uint32_t indicator;
	uint32_t series;
	int year; /* 0: its period is of no year */
	size_t rest_at, rest_len;
	struct figure_value figure;
};

struct comparer {
	int years;
	struct figure figure; /* of the record at hand */
	struct strbuf text;   /* of all that is held */
	struct held *held;
	size_t n_held, cap_held;
	struct keyset *indicators;
	struct history *histories; /* by number of the indicator */
	size_t cap_histories;
	struct keyset *series;
	struct figure_set *figures; /* by series and period */
	struct strbuf key, scratch;
};

struct comparer *
comparer_new(int years)
{
	static const struct figure empty = FIGURE_INIT;
	struct comparer *c = xcalloc(1, sizeof(*c));

	c->years = years;
	c->figure = empty;
	strbuf_init(&c->text);
	strbuf_init(&c->key);
	strbuf_init(&c->scratch);
	c->indicators = keyset_new();
	c->series = keyset_new();
	c->figures = figure_set_new();
	return c;
}

static void
release_history(struct history *h)
{
	for (size_t i = 0; i < h->n; i++)
		strbuf_release(&h->periods[i].rest);
	free(h->periods);
}

void
comparer_free(struct comparer *c)
{
	if (!c)
		return;
	for (uint32_t i = 0; i < keyset_n(c->indicators); i++)
		release_history(&c->histories[i]);
	figure_release(&c->figure);
	strbuf_release(&c->text);
	strbuf_release(&c->key);
	strbuf_release(&c->scratch);
	keyset_free(c->indicators);
	keyset_free(c->series);
	figure_set_free(c->figures);
	free(c->histories);
	free(c->held);
	free(c);
}

/* --- what a figure is a figure of ----------------------------------------- */

/* The year that a text begins with; 0 where nothing or "-" follows no year. */
static int
year_of(const char *s, size_t len)
{
	int year = 0;

	if (len < YEAR_LEN || (len > YEAR_LEN && s[YEAR_LEN] != '-'))
		return 0;
	for (size_t i = 0; i < YEAR_LEN; i++) {
		if (!ascii_is_digit(s[i]))
			return 0;
		year = 10 * year + ascii_digit(s[i]);
	}
	return year;
}

/*
 * A value of the group, by its kind and length, so that no two lists of
 * values look the same. The year of the period is left out: the March of one
 * year is set beside the March of another.
 */
static void
add_value(struct comparer *c, const struct ndjson_member *m)
{
	const struct strbuf *period = &c->figure.period;
	const char *s = "";
	size_t len = 0;
	char kind = '-';

	if (m && m->type == NDJSON_STRING) {
		kind = 's';
		ndjson_text(m, &c->scratch, &s, &len);
	} else if (m) {
		kind = 'j';
		strbuf_reset(&c->scratch);
		same_key(&c->scratch, m);
		s = c->scratch.s;
		len = c->scratch.len;
	}
	if (year_of(s, len) > 0 && year_of(period->s, period->len) > 0 &&
	    memcmp(s, period->s, YEAR_LEN) == 0) {
		kind = 'y';
		s += YEAR_LEN;
		len -= YEAR_LEN;
	}
	strbuf_addch(&c->key, kind);
	strbuf_addu(&c->key, len);
	strbuf_addch(&c->key, ':');
	strbuf_add(&c->key, s, len);
}

/* The number of the record's series: indicator, by, and the group's values. */
static uint32_t
find_series(struct comparer *c, const struct record *rec)
{
	const struct figure *f = &c->figure;
	size_t at = 0;

	strbuf_reset(&c->key);
	strbuf_add(&c->key, f->indicator.s, f->indicator.len);
	strbuf_addch(&c->key, '\0');
	strbuf_add(&c->key, f->by.s, f->by.len);
	strbuf_addch(&c->key, '\0');
	while (at < f->by.len) {
		const char *name = f->by.s + at;
		const char *comma = memchr(name, ',', f->by.len - at);
		struct field field = { .name = name,
			.len =
			    comma ? (size_t)(comma - name) : f->by.len - at };

		add_value(c, record_get(rec, &field));
		at += field.len + 1;
	}
	return keyset_add(c->series, c->key.s, c->key.len, NULL);
}

/* The number of the indicator, its period remembered. */
static uint32_t
find_indicator(struct comparer *c, int year, const char *rest, size_t rest_len)
{
	const struct strbuf *id = &c->figure.indicator;
	bool is_new;
	uint32_t number = keyset_add(c->indicators, id->s, id->len, &is_new);
	struct history *h;
	struct period *p;

	if (is_new) {
		GROW(c->histories, number, c->cap_histories);
		memset(&c->histories[number], 0, sizeof(*c->histories));
	}
	h = &c->histories[number];
	for (size_t i = 0; i < h->n; i++) {
		p = &h->periods[i];
		if (p->year == year && p->rest.len == rest_len &&
		    memcmp(p->rest.s, rest, rest_len) == 0)
			return number;
	}
	GROW(h->periods, h->n, h->cap);
	p = &h->periods[h->n++];
	p->year = year;
	strbuf_init(&p->rest);
	strbuf_add(&p->rest, rest, rest_len);
	return number;
}

/* --- taking records in ---------------------------------------------------- */

/* The key of a series in a period. */
static void
make_key(struct comparer *c, uint32_t series, int year, const char *rest,
    size_t rest_len)
{
	strbuf_reset(&c->key);
	strbuf_addu(&c->key, series);
	strbuf_addf(&c->key, " %d", year);
	strbuf_add(&c->key, rest, rest_len);
}

static void
remember(struct comparer *c, const struct held *h)
{
	make_key(c, h->series, h->year, c->text.s + h->rest_at, h->rest_len);
	figure_set_add(c->figures, c->key.s, c->key.len, &h->figure);
}

/* Take off what an earlier comparison set: it is set anew at the end. */
static void
strip(struct record *rec)
{
	struct field fields[] = { FIELD("compared_with"), FIELD("previous"),
		FIELD("change"), FIELD("change_percent"),
		FIELD("not_compared") };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		record_unset(rec, &fields[i]);
}

/* Where the figure stands, and how much it is. */
static void
place(struct comparer *c, struct held *h, const struct record *rec)
{
	const struct figure *f = &c->figure;
	const char *rest = f->period.s;

	h->is_figure = true;
	h->figure.value = f->value;
	h->figure.amount = f->amount;
	h->figure.has_value = f->has_value;
	h->figure.is_ambiguous = false;
	h->year = year_of(f->period.s, f->period.len);
	if (h->year == 0)
		return;
	rest += YEAR_LEN;
	h->rest_len = f->period.len - YEAR_LEN;
	h->rest_at = c->text.len;
	strbuf_add(&c->text, rest, h->rest_len);
	h->series = find_series(c, rec);
	h->indicator = find_indicator(c, h->year, rest, h->rest_len);
	remember(c, h);
}

enum figure_status
comparer_add(struct comparer *c, struct record *rec)
{
	enum figure_status status = figure_read(&c->figure, rec);
	struct held h = { 0 };

	if (status != FIGURE_OK && status != FIGURE_EOTHER)
		return status;
	if (status == FIGURE_OK) {
		place(c, &h, rec);
		strip(rec);
	}
	h.at = c->text.len;
	record_format(rec, &c->text);
	if (h.is_figure)
		c->text.len--;
	h.len = c->text.len - h.at;
	GROW(c->held, c->n_held, c->cap_held);
	c->held[c->n_held++] = h;
	return FIGURE_OK;
}

bool
comparer_has_figures(const struct comparer *c)
{
	for (size_t i = 0; i < c->n_held; i++) {
		if (c->held[i].is_figure)
			return true;
	}
	return false;
}

size_t
comparer_n(const struct comparer *c)
{
	return c->n_held;
}

/* --- comparing ------------------------------------------------------------ */

/* R-YEAR-02: the year to compare with; 0 where the indicator has none. */
static int
earlier_year(const struct comparer *c, const struct held *h)
{
	const struct history *history = &c->histories[h->indicator];
	int best = 0;

	for (size_t i = 0; i < history->n; i++) {
		const struct period *p = &history->periods[i];

		if (p->rest.len != h->rest_len ||
		    memcmp(p->rest.s, c->text.s + h->rest_at, h->rest_len) != 0)
			continue;
		if (c->years > 0 ? p->year == h->year - c->years
				 : p->year < h->year && p->year > best)
			best = p->year;
	}
	return best;
}

/* R-YEAR-03: a - b, and what that is of b in percent where b is not 0. */
static bool
compare(struct amount a, struct amount b, struct strbuf *line)
{
	struct ratio left, right, hundred;
	struct dec change, percent;
	bool is_zero;

	ratio_set_int(&hundred, 100);
	if (amount_ratio(&left, a) != RATIO_OK ||
	    amount_ratio(&right, b) != RATIO_OK ||
	    ratio_sub(&left, &left, &right) != RATIO_OK ||
	    ratio_dec(&change, &left) != RATIO_OK)
		return false;
	is_zero = ratio_is_zero(&right);
	right.is_negative = false; /* more is more, also of a negative figure */
	if (!is_zero && (ratio_div(&left, &left, &right) != RATIO_OK ||
			    ratio_mul(&left, &left, &hundred) != RATIO_OK ||
			    ratio_dec(&percent, &left) != RATIO_OK))
		return false;
	strbuf_addstr(line, ",\"change\":");
	dec_format(change, line);
	if (!is_zero) {
		strbuf_addstr(line, ",\"change_percent\":");
		dec_format(percent, line);
	}
	return true;
}

/* Add the comparison; the reason why there is none, or NULL. */
static const char *
add_comparison(struct comparer *c, const struct held *h, struct strbuf *line)
{
	const struct figure_value *k;
	int year;

	if (h->year == 0)
		return "no_period";
	year = earlier_year(c, h);
	if (year == 0)
		return "no_previous";
	make_key(c, h->series, year, c->text.s + h->rest_at, h->rest_len);
	k = figure_set_find(c->figures, c->key.s, c->key.len);
	if (!k)
		return "no_previous";
	if (k->is_ambiguous)
		return "ambiguous";
	if (!k->has_value)
		return "previous_not_assessed";
	strbuf_addf(line, ",\"compared_with\":\"%04d", year);
	strbuf_add(line, c->text.s + h->rest_at, h->rest_len);
	strbuf_addstr(line, "\",\"previous\":");
	dec_format(k->value, line);
	if (!h->figure.has_value)
		return "not_assessed";
	return compare(h->figure.amount, k->amount, line) ? NULL
							  : "out_of_range";
}

enum comparison
comparer_line(struct comparer *c, size_t i, struct strbuf *line)
{
	const struct held *h = &c->held[i];
	const char *reason;

	strbuf_reset(line);
	strbuf_add(line, c->text.s + h->at, h->len);
	if (!h->is_figure)
		return COMPARISON_NONE;
	reason = add_comparison(c, h, line);
	if (reason)
		strbuf_addf(line, ",\"not_compared\":\"%s\"", reason);
	strbuf_addch(line, '}');
	return reason ? COMPARISON_NOT_MADE : COMPARISON_MADE;
}
