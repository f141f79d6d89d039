/* series.c - monthly figures as series. */
#include "series.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"

struct series {
	char *head; /* members of its record up to the group's: the key */
	char *tail; /* unit and the like, as its first point has them */
	struct point *points;
	size_t n_points, cap_points;
	int first, last; /* months that have a record, with a value or not */
};

struct series_set {
	const char *const *ids;
	size_t n_ids;
	size_t *n_of;          /* figures by month of each of ids */
	struct near_names met; /* indicators by month */
	struct figure figure;  /* of the record at hand */
	struct keyset *keys;   /* heads; the number is the series' place */
	struct series *list;
	size_t n, cap;
	struct strbuf head, values, scratch;
	struct chart chart; /* of the series at hand */
};

struct series_set *
series_set_new(const char *const *ids, size_t n_ids)
{
	static const struct figure no_figure = FIGURE_INIT;
	struct series_set *set = xcalloc(1, sizeof(*set));

	set->ids = ids;
	set->n_ids = n_ids;
	set->n_of = xcalloc(n_ids + 1, sizeof(*set->n_of));
	set->figure = no_figure;
	set->keys = keyset_new();
	strbuf_init(&set->head);
	strbuf_init(&set->values);
	strbuf_init(&set->scratch);
	return set;
}

void
series_set_free(struct series_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++) {
		free(set->list[i].head);
		free(set->list[i].tail);
		free(set->list[i].points);
	}
	free(set->list);
	free(set->n_of);
	near_release(&set->met);
	keyset_free(set->keys);
	figure_release(&set->figure);
	chart_release(&set->chart);
	strbuf_release(&set->head);
	strbuf_release(&set->values);
	strbuf_release(&set->scratch);
	free(set);
}

static const struct {
	const char *field, *code, *message;
} faults[] = {
	[SERIES_OK] = { "", "", "no fault" },
	[SERIES_OTHER] = { "", "", "no figure by month" },
	[SERIES_EFIGURE] = { "value", "bad_number", "no figure" },
	[SERIES_EMONTH] = { "month", "bad_month", "must be a month: YYYY-MM" },
	[SERIES_EREPEAT] = { "month", "repeated_figure",
	    "a second figure for the same month" },
	[SERIES_EMANY] = { "month", "too_many_points",
	    "more than 960 months in a series" },
};

const char *
series_field(enum series_status status)
{
	return faults[status].field;
}

const char *
series_code(enum series_status status)
{
	return faults[status].code;
}

const char *
series_strerror(enum series_status status)
{
	return faults[status].message;
}

/* --- taking figures in ---------------------------------------------------- */

/* A figure of a month: which indicator has one is told where none fits. */
static void
note_indicator(struct series_set *set)
{
	near_note(&set->met, set->figure.indicator.s);
	for (size_t i = 0; i < set->n_ids; i++)
		if (strcmp(set->ids[i], set->figure.indicator.s) == 0)
			set->n_of[i]++;
}

static bool
is_wanted(const struct series_set *set)
{
	for (size_t i = 0; i < set->n_ids; i++) {
		if (strcmp(set->ids[i], set->figure.indicator.s) == 0)
			return true;
	}
	return set->n_ids == 0;
}

/* Append ,"NAME":VALUE where the record has the member. */
static void
add_member(const struct record *rec, struct field *f, struct strbuf *sb)
{
	const struct ndjson_member *m = record_get(rec, f);

	if (!m)
		return;
	strbuf_addch(sb, ',');
	strbuf_add_json_string(sb, f->name, f->len);
	strbuf_addch(sb, ':');
	same_key(sb, m);
}

/*
 * The group that the series is of: by and its members, but for the month.
 * Returns false where the figure is not by month.
 */
static bool
make_head(struct series_set *set, const struct record *rec)
{
	const char *name = set->figure.by.s, *end;
	const char *sep = "";
	bool has_month = false;

	strbuf_reset(&set->head);
	strbuf_reset(&set->values);
	strbuf_addstr(&set->head, "{\"record\":\"run_chart\",\"indicator\":");
	strbuf_add_json_string(
	    &set->head, set->figure.indicator.s, set->figure.indicator.len);
	strbuf_addstr(&set->head, ",\"by\":[");
	for (; *name != '\0'; name = *end == ',' ? end + 1 : end) {
		struct field f = { .name = name };

		end = name + strcspn(name, ",");
		f.len = (size_t)(end - name);
		if (f.len == 5 && memcmp(name, "month", 5) == 0) {
			has_month = true;
			continue;
		}
		strbuf_addstr(&set->head, sep);
		strbuf_add_json_string(&set->head, f.name, f.len);
		sep = ",";
		add_member(rec, &f, &set->values);
	}
	strbuf_addch(&set->head, ']');
	strbuf_add(&set->head, set->values.s, set->values.len);
	return has_month;
}

static char *
make_tail(const struct record *rec)
{
	struct field fields[] = { FIELD("unit"), FIELD("decimals"),
		FIELD("basis"), FIELD("source") };
	struct strbuf tail = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		add_member(rec, &fields[i], &tail);
	strbuf_addch(&tail, '}');
	return strbuf_detach(&tail, NULL);
}

static struct series *
find_series(struct series_set *set, const struct record *rec, int month)
{
	bool is_new;
	const uint32_t number =
	    keyset_add(set->keys, set->head.s, set->head.len, &is_new);
	struct series *s;

	if (!is_new)
		return &set->list[number];
	GROW(set->list, set->n, set->cap);
	s = &set->list[set->n++];
	memset(s, 0, sizeof(*s));
	s->head = xstrndup(set->head.s, set->head.len);
	s->tail = make_tail(rec);
	s->first = s->last = month;
	return s;
}

static enum series_status
add_point(struct series *s, int month, struct dec value)
{
	for (size_t i = 0; i < s->n_points; i++) {
		if (s->points[i].month == month)
			return SERIES_EREPEAT;
	}
	if (s->n_points == CHART_MAX_POINTS)
		return SERIES_EMANY;
	GROW(s->points, s->n_points, s->cap_points);
	s->points[s->n_points++] = (struct point){ month, value };
	return SERIES_OK;
}

enum series_status
series_add(struct series_set *set, const struct record *rec,
    enum figure_status *figure)
{
	struct field field = FIELD("month");
	const struct ndjson_member *m;
	enum series_status status;
	struct series *s;
	int month;

	*figure = figure_read(&set->figure, rec);
	if (*figure == FIGURE_EOTHER)
		return SERIES_OTHER;
	if (*figure == FIGURE_EINDICATOR)
		return SERIES_EFIGURE;
	m = record_get(rec, &field);
	if (set->n_ids > 0 && m)
		note_indicator(set);
	if (!is_wanted(set))
		return SERIES_OTHER;
	if (*figure != FIGURE_OK)
		return SERIES_EFIGURE;
	if (!make_head(set, rec) || !m)
		return SERIES_OTHER;
	if (m->type != NDJSON_STRING ||
	    month_parse(&month, m->value, m->value_len) != DAY_OK)
		return SERIES_EMONTH;
	s = find_series(set, rec, month);
	status = SERIES_OK;
	if (set->figure.has_value)
		status = add_point(s, month, set->figure.value);
	if (status == SERIES_OK) {
		s->first = month < s->first ? month : s->first;
		s->last = month > s->last ? month : s->last;
	}
	return status;
}

size_t
series_n_of(const struct series_set *set, size_t i)
{
	return set->n_of[i];
}

const struct near_names *
series_met(const struct series_set *set)
{
	return &set->met;
}

size_t
series_n(const struct series_set *set)
{
	return set->n;
}

/* --- the records ---------------------------------------------------------- */

static void
add_month(struct strbuf *sb, const char *name, int month)
{
	const int months = month + 1970 * 12;

	strbuf_addf(
	    sb, ",\"%s\":\"%04d-%02d\"", name, months / 12, months % 12 + 1);
}

static void
add_dec(struct strbuf *sb, const char *name, struct dec v)
{
	strbuf_addf(sb, ",\"%s\":", name);
	dec_format(v, sb);
}

static void
add_signals(struct strbuf *sb, const struct chart *c, const struct point *p)
{
	static const struct {
		const char *name, *member, *up, *down;
	} rules[] = {
		[SIGNAL_SHIFT] = { "shift", "side", "above", "below" },
		[SIGNAL_TREND] = { "trend", "direction", "up", "down" },
		[SIGNAL_FEW_RUNS] = { "too_few_runs", NULL, NULL, NULL },
		[SIGNAL_MANY_RUNS] = { "too_many_runs", NULL, NULL, NULL },
		[SIGNAL_ASTRONOMICAL] = { "astronomical", "side", "above",
		    "below" },
	};

	strbuf_addstr(sb, ",\"signals\":[");
	for (size_t i = 0; i < c->n_signals; i++) {
		const struct signal *s = &c->signals[i];

		strbuf_addf(sb, "%s{\"rule\":\"%s\"", i > 0 ? "," : "",
		    rules[s->rule].name);
		add_month(sb, "from", p[s->first].month);
		add_month(sb, "to", p[s->last].month);
		strbuf_addf(sb, ",\"points\":%zu", s->n_points);
		if (rules[s->rule].member)
			strbuf_addf(sb, ",\"%s\":\"%s\"", rules[s->rule].member,
			    s->is_up ? rules[s->rule].up : rules[s->rule].down);
		strbuf_addch(sb, '}');
	}
	strbuf_addch(sb, ']');
}

static void
add_chart(struct strbuf *sb, const struct chart *c, const struct point *p)
{
	add_dec(sb, "median", c->median);
	add_dec(sb, "mean", c->mean);
	add_dec(sb, "moving_range", c->moving_range);
	add_dec(sb, "lower", c->lower);
	add_dec(sb, "upper", c->upper);
	strbuf_addf(sb, ",\"runs\":%zu", c->n_runs);
	if (c->has_limits)
		strbuf_addf(sb, ",\"runs_low\":%zu,\"runs_high\":%zu",
		    c->runs_low, c->runs_high);
	add_signals(sb, c, p);
}

static int
compare_months(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	return (p->month > q->month) - (p->month < q->month);
}

size_t
series_line(
    struct series_set *set, size_t i, size_t min_points, struct strbuf *line)
{
	struct series *s = &set->list[i];
	const size_t n_months = (size_t)(s->last - s->first) + 1;
	size_t n_signals = 0;

	strbuf_reset(line);
	strbuf_addstr(line, s->head);
	add_month(line, "from", s->first);
	add_month(line, "to", s->last);
	strbuf_addf(line, ",\"points\":%zu,\"missing\":%zu", s->n_points,
	    n_months - s->n_points);
	if (s->n_points > 0)
		qsort(
		    s->points, s->n_points, sizeof(*s->points), compare_months);
	if (s->n_points < min_points) {
		strbuf_addf(
		    line, ",\"not_assessed\":\"points_below_%zu\"", min_points);
	} else if (!chart_make(&set->chart, s->points, s->n_points)) {
		strbuf_addstr(line, ",\"not_assessed\":\"out_of_range\"");
	} else {
		add_chart(line, &set->chart, s->points);
		n_signals = set->chart.n_signals;
	}
	strbuf_addstr(line, s->tail);
	return n_signals;
}
