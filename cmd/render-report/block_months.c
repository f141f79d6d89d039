/* block_months.c - small run charts: a panel a series, months along it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "block.h"

enum {
	MIN_MONTHS = 10, /* fewer shown: the panel says so in words only */
	PLOT_LEFT = 46,
	PLOT_RIGHT = 292,
	PLOT_TOP = 10,
	PLOT_BOTTOM = 112,
	MONTHS = 12
};

/* A series of one year. */
struct series {
	const char *indicator, *name;
	const struct fact *facts[MONTHS];
	const struct fact
	    *region[MONTHS]; /* the same of all, on clinic pages */
	const struct chart *chart;
	size_t n_shown;
	bool has_signal;
};

static bool
is_shown(const struct fact *f)
{
	return f && f->value.is_there && *f->suppressed == '\0' &&
	       *f->not_assessed == '\0';
}

/* Signals that mean something in twelve months; a trend of five does not. */
static bool
is_signal(const struct chart_signal *signal)
{
	return strcmp(signal->rule, "trend") != 0;
}

static void
read_series(const struct page *page, const struct block *b, struct series *s,
    const char *by, const char *value)
{
	struct strbuf months = STRBUF_INIT;
	const bool is_group = *by != '\0';

	strbuf_addf(&months, "%s%smonth", by, is_group ? "," : "");
	for (int i = 0; i < MONTHS; i++) {
		char month[64];
		const char *values[] = { value, month };

		snprintf(month, sizeof(month), "%.32s-%02d",
		    store_period(page->store), i + 1);
		s->facts[i] = store_find(page->store, s->indicator, NULL,
		    months.s, is_group ? values : values + 1, is_group ? 2 : 1);
		s->region[i] = is_group ? store_find(page->store, s->indicator,
					      NULL, "month", values + 1, 1)
					: NULL;
		s->n_shown += is_shown(s->facts[i]);
	}
	if (b->has_signals)
		s->chart = store_chart(
		    page->store, s->indicator, by, &value, is_group);
	for (size_t i = 0; s->chart && i < s->chart->n_signals; i++)
		s->has_signal =
		    s->has_signal || is_signal(&s->chart->signals[i]);
	strbuf_release(&months);
}

/* --- in words ------------------------------------------------------------- */

static void
add_month(struct page *page, const char *month)
{
	static const char *const names[][2] = { { "jan", "Jan" },
		{ "feb", "Feb" }, { "mars", "Mar" }, { "april", "Apr" },
		{ "maj", "May" }, { "juni", "Jun" }, { "juli", "Jul" },
		{ "aug", "Aug" }, { "sept", "Sep" }, { "okt", "Oct" },
		{ "nov", "Nov" }, { "dec", "Dec" } };
	const size_t len = strlen(month);
	const int no = len >= 2 ? (int)strtol(month + len - 2, NULL, 10) : 0;

	if (no >= 1 && no <= MONTHS)
		strbuf_addstr(
		    page->out, names[no - 1][page->language == LANGUAGE_EN]);
	else
		html_text(page->out, month);
}

static void
add_finding(struct page *page, const struct series *s, size_t most)
{
	const char *comma = "";
	size_t n = 0;

	if (!s->chart)
		return;
	if (!s->has_signal) {
		html_text(page->out, word(page, WORD_NO_SIGNAL));
		return;
	}
	for (size_t i = 0; i < s->chart->n_signals; i++) {
		const struct chart_signal *one = &s->chart->signals[i];
		const bool is_shift = strcmp(one->rule, "shift") == 0,
			   is_point = strcmp(one->rule, "astronomical") == 0;

		if (!is_signal(one))
			continue;
		if (n++ == most) { /* the name of the picture has them all */
			strbuf_addstr(page->out, " …");
			break;
		}
		strbuf_addstr(page->out, comma);
		comma = "; ";
		html_text(page->out,
		    word(page,
			is_shift   ? (one->is_above ? WORD_SIGNAL_SHIFT_UP
						    : WORD_SIGNAL_SHIFT_DOWN)
			: is_point ? (one->is_above ? WORD_SIGNAL_POINT_UP
						    : WORD_SIGNAL_POINT_DOWN)
				   : WORD_SIGNAL_RUNS));
		if (!is_shift && !is_point)
			continue;
		strbuf_addch(page->out, ' ');
		add_month(page, one->from);
		if (strcmp(one->from, one->to) != 0) {
			strbuf_addstr(page->out, "–");
			add_month(page, one->to);
		}
	}
}

/* The name of the picture: who, what, and what there is to see. */
static void
add_title(struct page *page, const struct series *s)
{
	const struct fact *low = NULL, *high = NULL;

	for (int i = 0; i < MONTHS; i++) {
		const struct fact *f = s->facts[i];

		if (!is_shown(f))
			continue;
		if (!low || dec_cmp(f->value.value, low->value.value) < 0)
			low = f;
		if (!high || dec_cmp(f->value.value, high->value.value) > 0)
			high = f;
	}
	html_text(page->out, s->name);
	strbuf_addf(page->out, ", %s ", word(page, WORD_MONTHS_SHOWN));
	html_text(page->out, store_period(page->store));
	if (low && high) {
		strbuf_addf(page->out, ". %s ", word(page, WORD_LOWEST));
		page_amount(
		    page, low->value.value, page_decimals(low), low->unit);
		strbuf_addf(page->out, ", %s ", word(page, WORD_HIGHEST));
		page_amount(
		    page, high->value.value, page_decimals(high), high->unit);
	}
	strbuf_addch(page->out, '.');
	if (s->chart) {
		strbuf_addch(page->out, ' ');
		add_finding(page, s, STORE_MAX_SIGNALS);
		strbuf_addch(page->out, '.');
	}
}

/* --- in the picture ------------------------------------------------------- */

static double
x_of(int month)
{
	return PLOT_LEFT + 8 +
	       (PLOT_RIGHT - PLOT_LEFT - 16) * month / (double)(MONTHS - 1);
}

static double
y_of(const struct axis *axis, double value)
{
	const double share = (value - axis->from) / (axis->to - axis->from);

	return PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * (share < 0 ? 0
							    : share > 1
								? 1
								: share);
}

static void
stretch(double *from, double *to, const struct fact *f)
{
	double value;

	if (!is_shown(f))
		return;
	value = page_double(f->value.value);
	*from = value < *from ? value : *from;
	*to = value > *to ? value : *to;
}

static struct axis
find_axis(const struct block *b, const struct series *list, size_t n)
{
	double from = 1e300, to = -1e300;

	for (size_t i = 0; i < n; i++) {
		for (int j = 0; j < MONTHS; j++) {
			stretch(&from, &to, list[i].facts[j]);
			stretch(&from, &to, list[i].region[j]);
		}
	}
	if (b->is_from_zero || from > to)
		from = 0;
	if (from > to)
		to = 1;
	return block_axis(from, to);
}

/* A line that breaks where a month is not shown. */
static void
add_path(struct page *page, const struct axis *axis,
    const struct fact *const *facts, const char *class)
{
	bool is_down = false;

	strbuf_addf(page->out, "<path class=\"%s\" d=\"", class);
	for (int i = 0; i < MONTHS; i++) {
		if (is_shown(facts[i]))
			strbuf_addf(page->out, "%s%.1f %.1f",
			    is_down ? "L" : "M", x_of(i),
			    y_of(axis, page_double(facts[i]->value.value)));
		is_down = is_shown(facts[i]);
	}
	strbuf_addstr(page->out, "\"/>");
}

static void
add_level(struct page *page, const struct axis *axis, struct maybe value,
    const char *class)
{
	double at;

	if (!value.is_there)
		return;
	at = page_double(value.value);
	if (at < axis->from || at > axis->to)
		return;
	strbuf_addf(page->out,
	    "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
	    "y2=\"%.1f\"/>",
	    class, PLOT_LEFT, PLOT_RIGHT, y_of(axis, at), y_of(axis, at));
}

static bool
is_in_signal(const struct series *s, const char *month)
{
	for (size_t i = 0; s->chart && i < s->chart->n_signals; i++) {
		const struct chart_signal *one = &s->chart->signals[i];

		if ((strcmp(one->rule, "shift") == 0 ||
			strcmp(one->rule, "astronomical") == 0) &&
		    strcmp(one->from, month) <= 0 &&
		    strcmp(month, one->to) <= 0)
			return true;
	}
	return false;
}

static void
add_points(struct page *page, const struct axis *axis, const struct series *s)
{
	for (int i = 0; i < MONTHS; i++) {
		const struct fact *f = s->facts[i];

		if (!is_shown(f)) {
			strbuf_addf(page->out,
			    "<line class=\"gap\" x1=\"%.1f\" x2=\"%.1f\" "
			    "y1=\"%d\" y2=\"%d\"/>",
			    x_of(i), x_of(i), PLOT_BOTTOM - 5, PLOT_BOTTOM);
		} else if (is_in_signal(s, f->values[f->n_values - 1])) {
			strbuf_addf(page->out,
			    "<use href=\"#m-diamond\" class=\"signal\" "
			    "x=\"%.1f\" y=\"%.1f\"/>",
			    x_of(i), y_of(axis, page_double(f->value.value)));
		} else {
			strbuf_addf(page->out,
			    "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" "
			    "r=\"3\"/>",
			    x_of(i), y_of(axis, page_double(f->value.value)));
		}
	}
}

static void
add_frame(struct page *page, const struct axis *axis, const char *unit)
{
	static const char months[] = "JFMAMJJASOND";

	for (double v = axis->from; v <= axis->to + axis->step / 2;
	     v += axis->step) {
		strbuf_addf(page->out,
		    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" "
		    "y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\" "
		    "text-anchor=\"end\">",
		    PLOT_LEFT, PLOT_RIGHT, y_of(axis, v), y_of(axis, v),
		    PLOT_LEFT - 5, y_of(axis, v) + 4);
		block_tick(page, axis, v, unit);
		strbuf_addstr(page->out, "</text>");
	}
	for (int i = 0; i < MONTHS; i++)
		strbuf_addf(page->out,
		    "<text x=\"%.1f\" y=\"128\" text-anchor=\"middle\">%c"
		    "</text>",
		    x_of(i), months[i]);
}

static const char *
unit_of(const struct series *s)
{
	for (int i = 0; i < MONTHS; i++) {
		if (s->facts[i])
			return s->facts[i]->unit;
	}
	return "";
}

static void
add_panel(struct page *page, const struct block *b, const struct series *s,
    const struct axis *axis, size_t no)
{
	strbuf_addstr(page->out, "<figure><figcaption><b>");
	html_text(page->out, s->name);
	strbuf_addstr(page->out, "</b><br>");
	if (s->n_shown < MIN_MONTHS) {
		for (int i = 0; i < MONTHS; i++)
			page->has_hidden =
			    page->has_hidden ||
			    (s->facts[i] && *s->facts[i]->suppressed != '\0');
		strbuf_addf(page->out, "%zu/%d ", s->n_shown, MONTHS);
		html_text(page->out, word(page, WORD_FEW_MONTHS));
		strbuf_addstr(page->out, "</figcaption></figure>\n");
		return;
	}
	add_finding(page, s, 1);
	strbuf_addf(page->out,
	    "&nbsp;</figcaption><svg viewBox=\"0 0 300 134\" role=\"img\" "
	    "aria-labelledby=\"p%zu-%zu\"><title id=\"p%zu-%zu\">",
	    page->n_blocks, no, page->n_blocks, no);
	add_title(page, s);
	strbuf_addstr(page->out, "</title>");
	add_frame(page, axis, unit_of(s));
	if (s->chart && b->has_signals) {
		add_level(page, axis, s->chart->lower, "limit");
		add_level(page, axis, s->chart->upper, "limit");
		add_level(page, axis, s->chart->median, "median");
	}
	if (s->region[0])
		add_path(page, axis, s->region, "region");
	add_path(page, axis, s->facts, "line");
	add_points(page, axis, s);
	strbuf_addstr(page->out, "</svg></figure>\n");
}

/* --- all of it ------------------------------------------------------------ */

/* The series of the block: of the indicators, or of one by groups. */
static size_t
find_series(
    const struct page *page, const struct block *b, struct series **list)
{
	const bool is_grouped = b->rows.n > 0 && !page->clinic;
	const char *by = page->clinic ? "clinic" : "";
	const char *of = page->clinic ? page->clinic->id : "";
	size_t n = 0;

	if (!is_grouped) {
		*list = xcalloc(b->values.n, sizeof(**list));
		for (size_t i = 0; i < b->values.n; i++) {
			struct series *s = &(*list)[n];

			if (!store_has(page->store, b->values.list[i]))
				continue;
			s->indicator = b->values.list[i];
			s->name = page_heading(page, s->indicator);
			read_series(page, b, s, by, of);
			n++;
		}
		return n;
	}
	*list = xcalloc(store_n_clinics(page->store), sizeof(**list));
	for (size_t i = 0; i < store_n_clinics(page->store); i++) {
		const struct clinic *c = store_clinic_at(page->store, i);
		struct series *s = &(*list)[n];

		memset(s, 0, sizeof(*s));
		s->indicator = b->values.list[0];
		s->name = c->name;
		read_series(page, b, s, b->rows.list[0], c->id);
		if (s->n_shown > 0)
			n++;
	}
	return n;
}

void
block_months(struct page *page, const struct block *b)
{
	const bool is_grouped = b->rows.n > 0 && !page->clinic;
	struct series *list;
	const size_t n = find_series(page, b, &list);
	struct axis shared = find_axis(b, list, n);
	size_t n_judged = 0, n_signals = 0, n_drawn = 0;

	for (size_t i = 0; i < n; i++) {
		n_judged += list[i].chart && list[i].n_shown >= MIN_MONTHS;
		n_signals += list[i].has_signal;
	}
	if (n == 0 || (b->is_only_signals && n_judged == 0)) {
		free(list);
		return;
	}
	page->n_blocks++;
	strbuf_addf(page->out, "<h3 id=\"t%zu\">", page->n_blocks);
	html_text(page->out, b->title);
	strbuf_addstr(page->out, "</h3>\n");
	if (is_grouped && n_judged > 0) {
		strbuf_addstr(page->out, "<p class=\"finding\">");
		strbuf_addf(page->out,
		    page->language == LANGUAGE_EN
			? "%zu of %zu clinics have a signal.</p>\n"
			: "%zu av %zu mottagningar har en signal.</p>\n",
		    n_signals, n_judged);
	}
	strbuf_addstr(page->out, "<div class=\"panels\">\n");
	for (size_t i = 0; i < n; i++) {
		struct axis own = find_axis(b, &list[i], 1);

		if (b->is_only_signals && !page->clinic &&
		    (!list[i].has_signal || list[i].n_shown < MIN_MONTHS))
			continue;
		if (b->most > 0 && n_drawn >= b->most)
			break;
		add_panel(page, b, &list[i], is_grouped ? &shared : &own, i);
		n_drawn++;
	}
	strbuf_addstr(page->out, "</div>\n");
	block_notes(page, b);
	free(list);
}
