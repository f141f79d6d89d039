/* store.c - the figures of a stream, to be looked up by what they are of. */
#include "store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/fold.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

struct store {
	struct keyset *facts_by_key, *charts_by_key, *clinics_by_id;
	struct keyset *text_numbers;
	char **texts;
	size_t n_texts, cap_texts;
	struct fact *facts;
	size_t n_facts, cap_facts;
	struct chart *charts;
	size_t n_charts, cap_charts;
	struct clinic *clinics;
	size_t n_clinics, cap_clinics;
	const struct clinic **by_name;
	size_t n_by_name;
	struct figure figure;
	const char *period;
	struct strbuf key, scratch;
};

struct store *
store_new(void)
{
	static const struct figure empty = FIGURE_INIT;
	struct store *s = xcalloc(1, sizeof(*s));

	s->facts_by_key = keyset_new();
	s->charts_by_key = keyset_new();
	s->clinics_by_id = keyset_new();
	s->text_numbers = keyset_new();
	s->figure = empty;
	s->period = "";
	strbuf_init(&s->key);
	strbuf_init(&s->scratch);
	return s;
}

void
store_free(struct store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_texts; i++)
		free(s->texts[i]);
	keyset_free(s->facts_by_key);
	keyset_free(s->charts_by_key);
	keyset_free(s->clinics_by_id);
	keyset_free(s->text_numbers);
	figure_release(&s->figure);
	strbuf_release(&s->key);
	strbuf_release(&s->scratch);
	free(s->texts);
	free(s->facts);
	free(s->charts);
	free(s->clinics);
	free(s->by_name);
	free(s);
}

/* --- reading -------------------------------------------------------------- */

/* One copy of each text. */
static const char *
keep(struct store *s, const char *text, size_t len)
{
	bool is_new;
	const uint32_t number = keyset_add(s->text_numbers, text, len, &is_new);

	if (is_new) {
		GROW(s->texts, s->n_texts, s->cap_texts);
		s->texts[s->n_texts++] = strbuf_textdup(text, len);
	}
	return s->texts[number];
}

static const char *
keep_member(struct store *s, const struct ndjson_member *m)
{
	const char *text = "";
	size_t len = 0;

	if (m && m->type == NDJSON_STRING)
		ndjson_text(m, &s->scratch, &text, &len);
	else if (m && m->type != NDJSON_NULL)
		ndjson_raw(m, &text, &len);
	return keep(s, text, len);
}

static const struct ndjson_member *
get(const struct record *rec, const char *name)
{
	struct field field = { .name = name, .len = strlen(name) };

	return record_get(rec, &field);
}

static const char *
text_of(struct store *s, const struct record *rec, const char *name)
{
	return keep_member(s, get(rec, name));
}

static struct maybe
number_in(const struct ndjson_member *m)
{
	struct maybe out = { .is_there = false };

	if (m && m->type == NDJSON_NUMBER)
		out.is_there =
		    dec_parse(&out.value, m->value, m->value_len) == DEC_OK;
	return out;
}

static struct maybe
number_of(const struct record *rec, const char *name)
{
	return number_in(get(rec, name));
}

/* A member of an object within the record. */
static bool
part(const struct ndjson_member *object, const char *name,
    struct ndjson_member *out)
{
	struct ndjson_iter it;

	ndjson_iter_init(&it, object);
	while (ndjson_iter_next(&it, out)) {
		if (out->name_len == strlen(name) &&
		    memcmp(out->name, name, out->name_len) == 0)
			return true;
	}
	return false;
}

/* [{"level":0.95,"low":..,"high":..}, ..] */
static void
read_limits(const struct record *rec, struct fact *f)
{
	const struct ndjson_member *limits = get(rec, "limits");
	struct ndjson_member one, end;
	struct ndjson_iter it;
	size_t n = 0;

	if (!limits || limits->type != NDJSON_ARRAY)
		return;
	ndjson_iter_init(&it, limits);
	while (n < STORE_MAX_LIMITS && ndjson_iter_next(&it, &one)) {
		if (one.type != NDJSON_OBJECT)
			continue;
		if (part(&one, "low", &end))
			f->limits[n][0] = number_in(&end);
		if (part(&one, "high", &end))
			f->limits[n][1] = number_in(&end);
		n++;
	}
}

/* The names of by and what the record has of each. */
static size_t
read_by(struct store *s, const struct record *rec, const char **by,
    const char **values)
{
	const struct ndjson_member *list = get(rec, "by");
	struct strbuf names = STRBUF_INIT;
	struct ndjson_member one;
	struct ndjson_iter it;
	size_t n = 0;

	if (list && list->type == NDJSON_ARRAY) {
		ndjson_iter_init(&it, list);
		while (n < STORE_MAX_BY && ndjson_iter_next(&it, &one)) {
			const char *name = keep_member(s, &one);

			strbuf_addf(&names, "%s%s", n > 0 ? "," : "", name);
			values[n++] = text_of(s, rec, name);
		}
	}
	*by = keep(s, names.s, names.len);
	strbuf_release(&names);
	return n;
}

static void
make_key(struct strbuf *key, const char *indicator, const char *period,
    const char *by, const char *const *values, size_t n)
{
	strbuf_reset(key);
	strbuf_addf(key, "%s%c%s%c%s", indicator, 0, period, 0, by);
	for (size_t i = 0; i < n; i++) {
		strbuf_addch(key, '\0');
		strbuf_addstr(key, values[i]);
	}
}

static struct clinic *
note_clinic(struct store *s, const char *id)
{
	bool is_new;
	const uint32_t number =
	    keyset_add(s->clinics_by_id, id, strlen(id), &is_new);

	if (!is_new)
		return &s->clinics[number];
	GROW(s->clinics, s->n_clinics, s->cap_clinics);
	s->clinics[s->n_clinics++] = (struct clinic){ .id = id,
		.name = id,
		.municipality = "",
		.regi = "",
		.provider = "",
		.closed = "" };
	return &s->clinics[number];
}

static enum store_status
add_fact(struct store *s, const struct record *rec, enum figure_status *figure)
{
	struct fact f = { .decimals = -1 };
	const struct ndjson_member *met = get(rec, "met");
	bool is_new;

	*figure = figure_read(&s->figure, rec);
	if (*figure != FIGURE_OK)
		return STORE_EFIGURE;
	f.indicator = keep(s, s->figure.indicator.s, s->figure.indicator.len);
	f.period = keep(s, s->figure.period.s, s->figure.period.len);
	f.n_values = read_by(s, rec, &f.by, f.values);
	f.value.is_there = s->figure.has_value;
	f.value.value = s->figure.value;
	f.decimals = s->figure.decimals;
	f.unit = text_of(s, rec, "unit");
	f.relation = text_of(s, rec, "relation");
	f.not_assessed = text_of(s, rec, "not_assessed");
	f.suppressed = text_of(s, rec, "suppressed");
	f.numerator = number_of(rec, "numerator");
	f.denominator = number_of(rec, "denominator");
	f.n = number_of(rec, "n");
	f.target = number_of(rec, "target");
	f.low = number_of(rec, "low");
	f.high = number_of(rec, "high");
	read_limits(rec, &f);
	if (met && met->type == NDJSON_TRUE)
		f.verdict = VERDICT_MET;
	else if (met && met->type == NDJSON_FALSE)
		f.verdict = VERDICT_MISSED;
	make_key(&s->key, f.indicator, f.period, f.by, f.values, f.n_values);
	keyset_add(s->facts_by_key, s->key.s, s->key.len, &is_new);
	if (!is_new)
		return STORE_EREPEAT;
	GROW(s->facts, s->n_facts, s->cap_facts);
	s->facts[s->n_facts++] = f;
	if (strcmp(f.period, s->period) > 0)
		s->period = f.period;
	if (strcmp(f.by, "clinic") == 0)
		note_clinic(s, f.values[0])->has_figures = true;
	return STORE_OK;
}

static void
read_signals(struct store *s, const struct record *rec, struct chart *c)
{
	const struct ndjson_member *list = get(rec, "signals");
	struct ndjson_member one, m;
	struct ndjson_iter it;

	if (!list || list->type != NDJSON_ARRAY)
		return;
	ndjson_iter_init(&it, list);
	while (
	    c->n_signals < STORE_MAX_SIGNALS && ndjson_iter_next(&it, &one)) {
		struct chart_signal *signal = &c->signals[c->n_signals];

		if (one.type != NDJSON_OBJECT)
			continue;
		signal->rule = part(&one, "rule", &m) ? keep_member(s, &m) : "";
		signal->from = part(&one, "from", &m) ? keep_member(s, &m) : "";
		signal->to = part(&one, "to", &m) ? keep_member(s, &m) : "";
		signal->is_above = (part(&one, "side", &m) &&
				       ndjson_is_text(&m, "above", 5)) ||
				   (part(&one, "direction", &m) &&
				       ndjson_is_text(&m, "up", 2));
		c->n_signals++;
	}
}

static enum store_status
add_chart(struct store *s, const struct record *rec)
{
	struct chart c = { .n_signals = 0 };
	bool is_new;

	c.indicator = text_of(s, rec, "indicator");
	c.n_values = read_by(s, rec, &c.by, c.values);
	c.median = number_of(rec, "median");
	c.lower = number_of(rec, "lower");
	c.upper = number_of(rec, "upper");
	read_signals(s, rec, &c);
	make_key(&s->key, c.indicator, "", c.by, c.values, c.n_values);
	keyset_add(s->charts_by_key, s->key.s, s->key.len, &is_new);
	if (!is_new)
		return STORE_EREPEAT;
	GROW(s->charts, s->n_charts, s->cap_charts);
	s->charts[s->n_charts++] = c;
	return STORE_OK;
}

static enum store_status
add_clinic(struct store *s, const struct record *rec)
{
	const char *id = text_of(s, rec, "clinic"),
		   *name = text_of(s, rec, "name");
	struct clinic *c;

	if (*id == '\0')
		return STORE_OTHER;
	c = note_clinic(s, id);
	c->name = *name != '\0' ? name : id;
	c->municipality = text_of(s, rec, "municipality");
	c->regi = text_of(s, rec, "regi");
	c->provider = text_of(s, rec, "provider");
	c->closed = text_of(s, rec, "closed");
	return STORE_OK;
}

enum store_status
store_add(struct store *s, const struct record *rec, enum figure_status *figure)
{
	const struct ndjson_member *kind = get(rec, "record");

	*figure = FIGURE_OK;
	if (ndjson_is_text(kind, "indicator", 9))
		return add_fact(s, rec, figure);
	if (ndjson_is_text(kind, "run_chart", 9))
		return add_chart(s, rec);
	if (ndjson_is_text(kind, "clinic", 6))
		return add_clinic(s, rec);
	return STORE_OTHER;
}

/* --- order ---------------------------------------------------------------- */

int
store_compare_names(const char *a, const char *b)
{
	const char *x = a, *y = b;
	size_t x_len, y_len;

	while (*x != '\0' && *y != '\0') {
		unsigned x_place, y_place;

		if (ascii_is_digit(*x) && ascii_is_digit(*y)) {
			char *x_end, *y_end;
			const unsigned long long i = strtoull(x, &x_end, 10),
						 j = strtoull(y, &y_end, 10);

			if (i != j)
				return i < j ? -1 : 1;
			x = x_end;
			y = y_end;
			continue;
		}
		x_place = fold_place(x, &x_len);
		y_place = fold_place(y, &y_len);
		if (x_place != y_place)
			return x_place < y_place ? -1 : 1;
		x += x_len;
		y += y_len;
	}
	if (*x != '\0' || *y != '\0')
		return *x != '\0' ? 1 : -1;
	return strcmp(a, b);
}

static int
compare_facts(const void *a, const void *b)
{
	const struct fact *x = *(const struct fact *const *)a,
			  *y = *(const struct fact *const *)b;

	for (size_t i = 0; i < x->n_values && i < y->n_values; i++) {
		const int d = store_compare_names(x->values[i], y->values[i]);

		if (d != 0)
			return d;
	}
	return 0;
}

static int
compare_clinics(const void *a, const void *b)
{
	const struct clinic *x = *(const struct clinic *const *)a,
			    *y = *(const struct clinic *const *)b;
	const int d = store_compare_names(x->name, y->name);

	return d != 0 ? d : strcmp(x->id, y->id);
}

void
store_finish(struct store *s)
{
	free(s->by_name);
	s->by_name = xcalloc(s->n_clinics, sizeof(*s->by_name));
	s->n_by_name = 0;
	for (size_t i = 0; i < s->n_clinics; i++) {
		if (s->clinics[i].has_figures)
			s->by_name[s->n_by_name++] = &s->clinics[i];
	}
	if (s->n_by_name > 0)
		qsort(s->by_name, s->n_by_name, sizeof(*s->by_name),
		    compare_clinics);
}

/* --- asking --------------------------------------------------------------- */

const char *
store_period(const struct store *s)
{
	return s->period;
}

void
store_choose_period(struct store *s, const char *period)
{
	s->period = keep(s, period, strlen(period));
}

bool
store_has_period(const struct store *s)
{
	for (size_t i = 0; i < s->n_facts; i++) {
		if (strcmp(s->facts[i].period, s->period) == 0)
			return true;
	}
	return false;
}

const char *
store_period_before(const struct store *s)
{
	const char *before = "";

	for (size_t i = 0; i < s->n_facts; i++) {
		const char *one = s->facts[i].period;

		if (strcmp(one, s->period) < 0 && strcmp(one, before) > 0)
			before = one;
	}
	return before;
}

const struct fact *
store_find(const struct store *s, const char *indicator, const char *period,
    const char *by, const char *const *values, size_t n_values)
{
	struct strbuf key = STRBUF_INIT;
	uint32_t number;
	bool is_there;

	make_key(
	    &key, indicator, period ? period : s->period, by, values, n_values);
	is_there = keyset_find(s->facts_by_key, key.s, key.len, &number);
	strbuf_release(&key);
	return is_there ? &s->facts[number] : NULL;
}

bool
store_has(const struct store *s, const char *indicator)
{
	for (size_t i = 0; i < s->n_facts; i++) {
		if (strcmp(s->facts[i].indicator, indicator) == 0 &&
		    strcmp(s->facts[i].period, s->period) == 0)
			return true;
	}
	return false;
}

/* Texts are kept once each, so that another address is another name. */
void
store_note_names(const struct store *s, struct near_names *names)
{
	const char *last = NULL;

	for (size_t i = 0; i < s->n_facts; i++) {
		if (s->facts[i].indicator != last)
			near_note(names, s->facts[i].indicator);
		last = s->facts[i].indicator;
	}
}

size_t
store_list(const struct store *s, const char *indicator, const char *by,
    const struct fact ***list)
{
	size_t n = 0, cap = 0;

	*list = NULL;
	for (size_t i = 0; i < s->n_facts; i++) {
		const struct fact *f = &s->facts[i];

		if (strcmp(f->indicator, indicator) != 0 ||
		    strcmp(f->by, by) != 0 || strcmp(f->period, s->period) != 0)
			continue;
		GROW(*list, n, cap);
		(*list)[n++] = f;
	}
	if (n > 0)
		qsort(*list, n, sizeof(**list), compare_facts);
	return n;
}

const struct chart *
store_chart(const struct store *s, const char *indicator, const char *by,
    const char *const *values, size_t n_values)
{
	struct strbuf key = STRBUF_INIT;
	uint32_t number;
	bool is_there;

	make_key(&key, indicator, "", by, values, n_values);
	is_there = keyset_find(s->charts_by_key, key.s, key.len, &number);
	strbuf_release(&key);
	return is_there ? &s->charts[number] : NULL;
}

size_t
store_n_clinics(const struct store *s)
{
	return s->n_by_name;
}

const struct clinic *
store_clinic_at(const struct store *s, size_t i)
{
	return s->by_name[i];
}

const struct clinic *
store_clinic(const struct store *s, const char *id)
{
	uint32_t number;

	if (!keyset_find(s->clinics_by_id, id, strlen(id), &number))
		return NULL;
	return &s->clinics[number];
}
