/* series.c - monthly figures as series. */
#include "series.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"

/* A month that begins anew. */
struct change {
	int month;
	char *reason; /* as JSON, where the figures carry it; or NULL */
};

struct series {
	char *head; /* members of its record up to the group's: the key */
	char *tail; /* unit and the like, as its first point has them */
	struct point *points;
	size_t n_points, cap_points;
	bool is_overlapping; /* its months share what they count */
	int first, last; /* months that have a record, with a value or not */
	struct change *changes; /* ascending */
	size_t n_changes, cap_changes;
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
		for (size_t k = 0; k < set->list[i].n_changes; k++)
			free(set->list[i].changes[k].reason);
		free(set->list[i].changes);
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
	[SERIES_ECHANGE] = { "changes", "bad_changes",
	    "must be months (from), each with its reason" },
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

/* Is the figure one of several months, which the next has too? Then it follows
   the one before, and no rule of chance holds. */
static bool
is_overlapping(const struct record *rec)
{
	struct field windows = FIELD("windows");
	const struct ndjson_member *m = record_get(rec, &windows);
	struct ndjson_member one;
	struct ndjson_iter it;

	if (!m || m->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &one)) {
		if (one.value_len >= 8 &&
		    (memcmp(one.value, "cumulate", 8) == 0 ||
			memcmp(one.value, "rolling(", 8) == 0))
			return true;
	}
	return false;
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
	s->is_overlapping = is_overlapping(rec);
	s->first = s->last = month;
	return s;
}

/* Note a month that begins anew; the first reason given for it stands. */
static void
add_change(struct series *s, int month, const struct ndjson_member *reason)
{
	size_t i = 0;

	while (i < s->n_changes && s->changes[i].month < month)
		i++;
	if (i < s->n_changes && s->changes[i].month == month)
		return;
	GROW(s->changes, s->n_changes, s->cap_changes);
	memmove(s->changes + i + 1, s->changes + i,
	    (s->n_changes - i) * sizeof(*s->changes));
	s->changes[i].month = month;
	s->changes[i].reason = NULL;
	if (reason) {
		struct strbuf json = STRBUF_INIT;

		same_key(&json, reason);
		s->changes[i].reason = strbuf_detach(&json, NULL);
	}
	s->n_changes++;
}

/* {"from":MONTH,"reason":TEXT} */
static bool
read_change(struct series *s, const struct ndjson_member *change)
{
	struct ndjson_member one, from = { 0 }, reason = { 0 };
	struct ndjson_iter it;
	int month;

	if (change->type != NDJSON_OBJECT)
		return false;
	ndjson_iter_init(&it, change);
	while (ndjson_iter_next(&it, &one)) {
		if (one.type != NDJSON_STRING)
			continue;
		if (one.name_len == 4 && memcmp(one.name, "from", 4) == 0)
			from = one;
		if (one.name_len == 6 && memcmp(one.name, "reason", 6) == 0)
			reason = one;
	}
	if (!from.value || !reason.value ||
	    month_parse(&month, from.value, from.value_len) != DAY_OK)
		return false;
	add_change(s, month, &reason);
	return true;
}

/* The changes that a figure carries; false: they are none. */
static bool
read_changes(struct series *s, const struct record *rec)
{
	struct field field = FIELD("changes");
	const struct ndjson_member *m = record_get(rec, &field);
	struct ndjson_member one;
	struct ndjson_iter it;

	if (!m)
		return true;
	if (m->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &one)) {
		if (!read_change(s, &one))
			return false;
	}
	return true;
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
	status = read_changes(s, rec) ? SERIES_OK : SERIES_ECHANGE;
	if (status == SERIES_OK && set->figure.has_value)
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
		[SIGNAL_LONG_RUN] = { "anhoej_long_run", "side", "above",
		    "below" },
		[SIGNAL_FEW_CROSSINGS] = { "anhoej_few_crossings", NULL, NULL,
		    NULL },
		[SIGNAL_OUTSIDE] = { "xmr_outside", "side", "above", "below" },
		[SIGNAL_SIX_STEPS] = { "xmr_six_steps", "direction", "up",
		    "down" },
		[SIGNAL_TWO_OF_THREE] = { "xmr_two_of_three", "side", "above",
		    "below" },
		[SIGNAL_SEVEN] = { "xmr_seven", "side", "above", "below" },
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
add_size(struct strbuf *sb, const char *name, size_t v)
{
	strbuf_addf(sb, ",\"%s\":%zu", name, v);
}

static void
add_anhoej(struct strbuf *sb, const struct chart *c)
{
	add_size(sb, "useful", c->n_useful);
	add_size(sb, "longest_run", c->longest);
	if (c->n_useful > 0)
		add_size(sb, "longest_run_high", c->longest_high);
	add_size(sb, "crossings", c->n_crossings);
	if (c->n_useful > 0)
		add_size(sb, "crossings_low", c->crossings_low);
}

static void
add_xmr(struct strbuf *sb, const struct chart *c, const struct chart_how *how)
{
	add_dec(sb, "xmr_moving_range", c->xmr_range);
	if (how->is_screened)
		add_size(sb, "xmr_screened", c->n_screened);
	add_dec(sb, "xmr_lower", c->xmr_lower);
	add_dec(sb, "xmr_near_lower", c->near_lower);
	add_dec(sb, "xmr_near_upper", c->near_upper);
	add_dec(sb, "xmr_upper", c->xmr_upper);
	if (how->n_base < CHART_XMR_TRIAL)
		strbuf_addstr(sb, ",\"xmr_on_trial\":true");
}

static void
add_chart(struct strbuf *sb, const struct chart *c, const struct point *p,
    const struct chart_how *how)
{
	add_dec(sb, "median", c->median);
	if (how->rules & (CHART_PERLA | CHART_XMR))
		add_dec(sb, "mean", c->mean);
	if (how->rules & CHART_PERLA) {
		add_dec(sb, "moving_range", c->moving_range);
		add_dec(sb, "lower", c->lower);
		add_dec(sb, "upper", c->upper);
		add_size(sb, "runs", c->n_runs);
	}
	if (how->rules & CHART_PERLA && c->has_limits) {
		add_size(sb, "runs_low", c->runs_low);
		add_size(sb, "runs_high", c->runs_high);
	}
	if (how->rules & CHART_ANHOEJ)
		add_anhoej(sb, c);
	if (how->rules & CHART_XMR)
		add_xmr(sb, c, how);
	add_signals(sb, c, p);
}

static int
compare_months(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	return (p->month > q->month) - (p->month < q->month);
}

size_t
series_phases(struct series_set *set, size_t i, const struct series_how *how)
{
	for (size_t k = 0; k < how->n_changes; k++)
		add_change(&set->list[i], how->changes[k], NULL);
	return set->list[i].n_changes + 1;
}

/* The months of a phase, from one change to the next; false: it has none. */
static bool
find_phase(const struct series *s, size_t phase, int *first, int *last)
{
	*first = s->first;
	*last = s->last;
	if (phase > 0 && s->changes[phase - 1].month > *first)
		*first = s->changes[phase - 1].month;
	if (phase < s->n_changes && s->changes[phase].month - 1 < *last)
		*last = s->changes[phase].month - 1;
	return *first <= *last;
}

static void
add_phase(struct strbuf *sb, const struct series *s, size_t phase)
{
	if (s->n_changes == 0)
		return;
	add_size(sb, "phase", phase + 1);
	if (phase > 0 && s->changes[phase - 1].reason) {
		strbuf_addstr(sb, ",\"changed\":");
		strbuf_addstr(sb, s->changes[phase - 1].reason);
	}
}

bool
series_line(struct series_set *set, size_t i, size_t phase,
    const struct series_how *how, size_t *n_signals, struct strbuf *line)
{
	struct series *s = &set->list[i];
	struct chart_how chart = how->chart;
	const struct point *points = s->points;
	size_t n = 0;
	int first, last;

	*n_signals = 0;
	if (!find_phase(s, phase, &first, &last))
		return false;
	if (s->n_points > 0)
		qsort(
		    s->points, s->n_points, sizeof(*s->points), compare_months);
	while (points < s->points + s->n_points && points->month < first)
		points++;
	while (points + n < s->points + s->n_points && points[n].month <= last)
		n++;
	chart.n_base = n;
	while (how->is_frozen && chart.n_base > 0 &&
	       points[chart.n_base - 1].month > how->freeze)
		chart.n_base--;
	strbuf_reset(line);
	strbuf_addstr(line, s->head);
	add_phase(line, s, phase);
	add_month(line, "from", first);
	add_month(line, "to", last);
	add_size(line, "points", n);
	add_size(line, "missing", (size_t)(last - first) + 1 - n);
	if (how->is_frozen)
		add_size(line, "frozen", chart.n_base);
	if (s->is_overlapping) {
		strbuf_addstr(line, ",\"not_assessed\":\"over_periods\"");
	} else if (chart.n_base < how->min_points) {
		strbuf_addf(line, ",\"not_assessed\":\"points_below_%zu\"",
		    how->min_points);
	} else if (!chart_make(&set->chart, points, n, &chart)) {
		strbuf_addstr(line, ",\"not_assessed\":\"out_of_range\"");
	} else {
		add_chart(line, &set->chart, points, &chart);
		*n_signals = set->chart.n_signals;
	}
	strbuf_addstr(line, s->tail);
	return true;
}

bool
series_spans(const struct series_set *set, int month)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->list[i].first < month && set->list[i].last >= month)
			return true;
	}
	return false;
}
