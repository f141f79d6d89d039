/* block_plot.c - tables whose last column is a plot. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "block.h"

enum {
	ROW_PX = 29,
	LOW_ROW_PX = 24, /* where there are many rows */
	MANY_ROWS = 30,
	MARK_PX = 7,   /* half a mark */
	BAND_ROWS = 10 /* fewer units have no bands */
};

static void
add_head(struct page *page, const char *text, const char *class)
{
	strbuf_addf(page->out, "<th scope=\"col\" class=\"%s\">", class);
	html_text(page->out, text);
	strbuf_addstr(page->out, "</th>");
}

/* The heading of a plot without an axis is for those who do not see it. */
static void
add_plot_head(struct page *page)
{
	strbuf_addf(page->out,
	    "<th scope=\"col\" class=\"plot\"><span class=\"unseen\">%s"
	    "</span></th>",
	    word(page, WORD_PLOT));
}

/* --- dots ----------------------------------------------------------------- */

/* What the rows have, so that no column is empty. */
struct dots {
	const struct block *b;
	const struct group *groups;
	size_t n;
	const char *indicator;
	struct axis axis;
	int px; /* height of a row */
	bool has_targets, has_own_targets, has_intervals, has_bands;
	const struct fact *total;
};

static void
stretch(double *from, double *to, struct maybe value)
{
	double x;

	if (!value.is_there)
		return;
	x = page_double(value.value);
	*from = x < *from ? x : *from;
	*to = x > *to ? x : *to;
}

static void
find_scale(struct page *page, struct dots *d)
{
	double from = 1e300, to = -1e300;
	const struct fact *first = NULL;

	for (size_t i = 0; i < d->n; i++) {
		const struct fact *f =
		    block_fact(page, d->b, d->indicator, &d->groups[i]);

		if (!f || *f->suppressed != '\0')
			continue;
		if (f->value.is_there && *f->not_assessed == '\0') {
			stretch(&from, &to, f->value);
			stretch(&from, &to, f->low);
			stretch(&from, &to, f->high);
			stretch(&from, &to, f->target);
		}
		d->has_intervals = d->has_intervals || f->low.is_there;
		d->has_bands = d->has_bands || f->limits[0][0].is_there;
		d->has_targets = d->has_targets || f->target.is_there;
		if (!f->target.is_there)
			continue;
		d->has_own_targets =
		    d->has_own_targets || (first && dec_cmp(first->target.value,
							f->target.value) != 0);
		first = f;
	}
	if (d->b->is_from_zero || from > to)
		from = 0;
	if (from > to)
		to = 1;
	d->has_bands = d->has_bands && d->n >= BAND_ROWS;
	d->axis = block_axis(from, to);
}

static void
add_line(struct page *page, double x, const char *class)
{
	strbuf_addf(page->out,
	    "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" "
	    "y2=\"100%%\"/>",
	    class, x, x);
}

/* Within the plot: what lies beyond is drawn at its edge. */
static double
inside(const struct axis *axis, double value)
{
	const double x = block_x(axis, value);

	return x < 1 ? 1 : x > 99 ? 99 : x;
}

static void
add_band(struct page *page, const struct dots *d, const struct fact *f,
    size_t i, const char *class)
{
	double from, to;

	if (!d->has_bands || !f->limits[i][0].is_there ||
	    !f->limits[i][1].is_there)
		return;
	from = inside(&d->axis, page_double(f->limits[i][0].value));
	to = inside(&d->axis, page_double(f->limits[i][1].value));
	strbuf_addf(page->out,
	    "<rect class=\"%s\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"0\" "
	    "height=\"100%%\"/>",
	    class, from, to - from);
}

/* Outside the wide limits: a signal. */
static bool
is_outside(const struct fact *f)
{
	const struct maybe *wide = f->limits[STORE_MAX_LIMITS - 1];

	return wide[0].is_there && wide[1].is_there && f->value.is_there &&
	       (dec_cmp(f->value.value, wide[0].value) < 0 ||
		   dec_cmp(f->value.value, wide[1].value) > 0);
}

static void
add_mark(struct page *page, const struct dots *d, const struct fact *f)
{
	const double place = block_x(&d->axis, page_double(f->value.value));
	const double x = inside(&d->axis, page_double(f->value.value));
	const bool is_judged = f->verdict != VERDICT_NONE;
	const char *mark = "dot";

	if (place < x || place > x)
		mark = place < x ? "left" : "right";
	else if (f->verdict == VERDICT_MET)
		mark = "up";
	else if (f->verdict == VERDICT_MISSED)
		mark = "down";
	else if (is_outside(f))
		mark = "diamond";
	strbuf_addf(page->out,
	    "<svg x=\"%.2f%%\" y=\"50%%\" overflow=\"visible\">"
	    "<use href=\"#m-%s\" class=\"%s%s\"/></svg>",
	    x, mark,
	    !is_judged                  ? (is_outside(f) ? "signal" : "dot")
	    : f->verdict == VERDICT_MET ? "met"
					: "missed",
	    block_is_open(f) ? " open" : "");
}

/* One requirement for all is a line, one of its own a tick. */
static void
add_need(struct page *page, const struct dots *d, double value)
{
	const double x = inside(&d->axis, value);

	if (!d->has_own_targets)
		add_line(page, x, "need");
	else
		strbuf_addf(page->out,
		    "<svg x=\"%.2f%%\" y=\"50%%\" overflow=\"visible\">"
		    "<line class=\"need\" y1=\"-10\" y2=\"10\"/></svg>",
		    x);
}

static void
add_row_plot(struct page *page, const struct dots *d, const struct fact *f)
{
	strbuf_addf(page->out,
	    "<td class=\"plot\"><svg width=\"100%%\" height=\"%d\" "
	    "aria-hidden=\"true\" focusable=\"false\">",
	    d->px);
	if (f && *f->suppressed == '\0') {
		add_band(page, d, f, 1, "wide-band");
		add_band(page, d, f, 0, "band");
	}
	for (double v = d->axis.from; v <= d->axis.to + d->axis.step / 2;
	     v += d->axis.step)
		add_line(page, block_x(&d->axis, v), "grid");
	if (d->total && d->total->value.is_there)
		add_line(page,
		    inside(&d->axis, page_double(d->total->value.value)),
		    "total");
	if (f && f->target.is_there && *f->suppressed == '\0')
		add_need(page, d, page_double(f->target.value));
	if (f && f->low.is_there && f->high.is_there && *f->suppressed == '\0')
		strbuf_addf(page->out,
		    "<line class=\"interval\" x1=\"%.2f%%\" x2=\"%.2f%%\" "
		    "y1=\"50%%\" y2=\"50%%\"/>",
		    inside(&d->axis, page_double(f->low.value)),
		    inside(&d->axis, page_double(f->high.value)));
	if (f && f->value.is_there && *f->suppressed == '\0')
		add_mark(page, d, f);
	strbuf_addstr(page->out, "</svg></td>");
}

/* The axis stands in the head, so that it repeats in print. */
static void
add_axis(struct page *page, const struct axis *axis, const char *unit)
{
	strbuf_addf(page->out,
	    "<th scope=\"col\" class=\"plot\"><span class=\"unseen\">%s</span>"
	    "<svg width=\"100%%\" height=\"18\" aria-hidden=\"true\" "
	    "focusable=\"false\">",
	    word(page, WORD_PLOT));
	for (double v = axis->from; v <= axis->to + axis->step / 2;
	     v += axis->step) {
		strbuf_addf(page->out,
		    "<text x=\"%.2f%%\" y=\"13\" text-anchor=\"middle\">",
		    block_x(axis, v));
		block_tick(page, axis, v, unit);
		strbuf_addstr(page->out, "</text>");
	}
	strbuf_addstr(page->out, "</svg></th>");
}

static void
add_dots_row(struct page *page, const struct dots *d, const struct group *g,
    const char *name)
{
	const struct block *b = d->b;
	const struct fact *f =
	    g ? block_fact(page, b, d->indicator, g) : d->total;

	strbuf_addf(
	    page->out, "<tr%s><th scope=\"row\">", g ? "" : " class=\"all\"");
	if (g)
		block_label(page, b, g);
	else
		html_text(page->out, name);
	strbuf_addstr(page->out, "</th>");
	if (b->weight) {
		strbuf_addstr(page->out, "<td class=\"weight\">");
		page_figure(page, g ? block_fact(page, b, b->weight, g)
				    : page_find(page, b->weight, "", NULL, 0));
		strbuf_addstr(page->out, "</td>");
	}
	strbuf_addstr(page->out, "<td>");
	block_judged(page, f);
	strbuf_addstr(page->out, "</td>");
	if (d->has_intervals) {
		strbuf_addstr(page->out, "<td class=\"interval\">");
		block_interval(page, f);
		strbuf_addstr(page->out, "</td>");
	}
	if (d->has_targets) {
		strbuf_addstr(page->out, "<td class=\"need\">");
		block_target(page, f);
		strbuf_addstr(page->out, "</td><td class=\"word\">");
		block_verdict(page, f);
		strbuf_addstr(page->out, "</td>");
	}
	add_row_plot(page, d, f);
	strbuf_addstr(page->out, "</tr>\n");
}

void
block_dots(struct page *page, const struct block *b)
{
	struct dots d = { .b = b, .indicator = b->values.list[0] };
	struct group *groups;

	d.n = block_groups(page, b, &groups);
	d.groups = groups;
	d.total = page_find(page, d.indicator, "", NULL, 0);
	d.px = d.n > MANY_ROWS ? LOW_ROW_PX : ROW_PX;
	if (d.n > 0) {
		find_scale(page, &d);
		block_begin(page, b,
		    d.n > MANY_ROWS   ? "rows many long"
		    : d.n > LONG_ROWS ? "rows long"
				      : "rows",
		    word(page, WORD_ROWS_PLOT));
		strbuf_addstr(page->out, "<thead><tr>");
		add_head(page, plan_member(page->plan, b->rows.list[0]), "");
		if (b->weight)
			page_heading_cell(page, b->weight, "weight");
		page_heading_cell(page, d.indicator, "");
		if (d.has_intervals)
			add_head(page, word(page, WORD_INTERVAL), "interval");
		if (d.has_targets) {
			add_head(page, word(page, WORD_REQUIREMENT), "need");
			add_head(page, word(page, WORD_OUTCOME), "word");
		}
		add_axis(page, &d.axis,
		    d.total
			? d.total->unit
			: block_fact(page, b, d.indicator, &groups[0])->unit);
		strbuf_addstr(page->out, "</tr></thead>\n<tbody>\n");
		for (size_t i = 0; i < d.n; i++)
			add_dots_row(page, &d, &groups[i], NULL);
		strbuf_addstr(page->out, "</tbody>\n");
		if (d.total) {
			strbuf_addstr(page->out, "<tfoot>\n");
			add_dots_row(page, &d, NULL, word(page, WORD_ALL));
			strbuf_addstr(page->out, "</tfoot>\n");
		}
		block_end(page, b);
	}
	free(groups);
}

/* --- bars ----------------------------------------------------------------- */

static double
longest(const struct page *page, const struct block *b,
    const struct group *groups, size_t n)
{
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct fact *f =
		    block_fact(page, b, b->values.list[0], &groups[i]);

		if (f && f->value.is_there && *f->suppressed == '\0' &&
		    page_double(f->value.value) > most)
			most = page_double(f->value.value);
	}
	return most > 0 ? most : 1;
}

/* The figure of a group within a part of the whole, as a regi. */
static const struct fact *
split_fact(const struct page *page, const struct block *b,
    const struct group *g, const char *value)
{
	const char *values[STORE_MAX_BY + 1];
	struct strbuf by = STRBUF_INIT;
	const struct fact *f;
	size_t n = 0;

	strbuf_addf(&by, "%s,", b->split);
	page_by(&b->rows, &by);
	values[n++] = value;
	for (size_t i = 0; i < g->n && n <= STORE_MAX_BY; i++)
		values[n++] = g->labels[i];
	f = store_find(page->store, b->values.list[0], NULL, by.s, values, n);
	strbuf_release(&by);
	return f;
}

/* The values that the split member has, in order. */
static size_t
split_values(const struct page *page, const struct block *b,
    const char *values[], size_t most)
{
	struct strbuf by = STRBUF_INIT;
	const struct fact **list;
	size_t n_facts, n = 0;

	if (!b->split)
		return 0;
	strbuf_addf(&by, "%s,", b->split);
	page_by(&b->rows, &by);
	n_facts = store_list(page->store, b->values.list[0], by.s, &list);
	for (size_t i = 0; i < n_facts && n < most; i++) {
		if (n == 0 || strcmp(values[n - 1], list[i]->values[0]) != 0)
			values[n++] = list[i]->values[0];
	}
	free(list);
	strbuf_release(&by);
	return n;
}

enum { MAX_SPLIT = 4 };

void
block_bars(struct page *page, const struct block *b)
{
	const char *splits[MAX_SPLIT];
	const size_t n_splits =
	    page->clinic ? 0 : split_values(page, b, splits, MAX_SPLIT);
	struct group *groups;
	size_t n = block_groups(page, b, &groups);
	const double most = longest(page, b, groups, n);

	if (n == 0) {
		free(groups);
		return;
	}
	block_begin(page, b, "rows bars", word(page, WORD_ROWS_PLOT));
	strbuf_addstr(page->out, "<thead><tr>");
	add_head(page, plan_member(page->plan, b->rows.list[0]), "");
	for (size_t i = 0; i < b->values.n; i++)
		page_heading_cell(page, b->values.list[i], i > 0 ? "more" : "");
	for (size_t i = 0; i < n_splits; i++)
		add_head(page, page_value(page, b->split, splits[i]), "more");
	if (page->clinic)
		add_head(page, word(page, WORD_REGION), "more");
	add_plot_head(page);
	strbuf_addstr(page->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++) {
		const struct fact *f = NULL;

		strbuf_addstr(page->out, "<tr><th scope=\"row\">");
		block_label(page, b, &groups[i]);
		strbuf_addstr(page->out, "</th>");
		for (size_t j = 0; j < b->values.n; j++) {
			f = block_fact(page, b, b->values.list[j], &groups[i]);
			strbuf_addf(page->out, "<td%s>",
			    j > 0 ? " class=\"more\"" : "");
			page_figure(page, f);
			strbuf_addstr(page->out, "</td>");
		}
		for (size_t j = 0; j < n_splits; j++) {
			strbuf_addstr(page->out, "<td class=\"more\">");
			page_figure(
			    page, split_fact(page, b, &groups[i], splits[j]));
			strbuf_addstr(page->out, "</td>");
		}
		if (page->clinic) {
			struct strbuf by = STRBUF_INIT;

			page_by(&b->rows, &by);
			strbuf_addstr(page->out, "<td class=\"more\">");
			page_figure(page,
			    store_find(page->store, b->values.list[0], NULL,
				by.s, groups[i].labels, groups[i].n));
			strbuf_addstr(page->out, "</td>");
			strbuf_release(&by);
		}
		f = block_fact(page, b, b->values.list[0], &groups[i]);
		strbuf_addf(page->out,
		    "<td class=\"plot\"><svg width=\"100%%\" height=\"%d\" "
		    "aria-hidden=\"true\" focusable=\"false\">",
		    LOW_ROW_PX);
		if (f && f->value.is_there && *f->suppressed == '\0' &&
		    dec_sign(f->value.value) > 0)
			strbuf_addf(page->out,
			    "<rect class=\"bar\" y=\"3\" height=\"16\" "
			    "width=\"%.2f%%\"/>",
			    100 * page_double(f->value.value) / most);
		strbuf_addstr(page->out, "</svg></td></tr>\n");
	}
	strbuf_addstr(page->out, "</tbody>\n");
	block_end(page, b);
	free(groups);
}

/* --- the age pyramid ------------------------------------------------------ */

enum {
	OLDEST_YEARS = 20, /* of the span without an end */
	MAX_AGES = 40
};

/* How many years of age a span such as 25-49 or 75- has. */
static int
span_years(const char *span)
{
	char *end;
	const long from = strtol(span, &end, 10);
	const long to =
	    *end == '-' && end[1] != '\0' ? strtol(end + 1, NULL, 10) : from;

	if (*end == '-' && end[1] == '\0')
		return OLDEST_YEARS;
	return to >= from ? (int)(to - from + 1) : 1;
}

static const struct fact *
pyramid_fact(const struct page *page, const struct block *b, const char *age,
    const char *sex)
{
	const char *values[] = { age, sex };
	struct strbuf by = STRBUF_INIT;
	const struct fact *f;

	page_by(&b->rows, &by);
	f = page_find(page, b->values.list[0], by.s, values, 2);
	strbuf_release(&by);
	return f;
}

static void
add_pyramid_bar(struct page *page, const struct fact *f, const char *age,
    double most, bool is_left)
{
	const int years = span_years(age);
	const int px = (int)(2.6 * years) < 4 ? 4 : (int)(2.6 * years);
	double width = 0;

	if (f && f->value.is_there)
		width = 100 * page_double(f->value.value) / years / most;
	strbuf_addf(page->out,
	    "<td class=\"plot\"><svg width=\"100%%\" height=\"%d\" "
	    "aria-hidden=\"true\" focusable=\"false\"><rect class=\"%s\" "
	    "x=\"%.2f%%\" y=\"0\" width=\"%.2f%%\" height=\"%d\"/></svg></td>",
	    px, is_left ? "women" : "men", is_left ? 100 - width : 0, width,
	    px);
}

void
block_pyramid(struct page *page, const struct block *b)
{
	static const char *const sexes[] = { "F", "M" };
	struct group *groups;
	const size_t n = block_groups(page, b, &groups);
	const char *ages[MAX_AGES];
	const struct fact *facts[MAX_AGES][2];
	bool has_hidden = false;
	double most = 0;
	size_t n_ages = 0;

	for (size_t i = n; i-- > 0 && n_ages < MAX_AGES;) {
		const char *age = groups[i].labels[0];

		if (*age == '\0' ||
		    (n_ages > 0 && strcmp(ages[n_ages - 1], age) == 0))
			continue;
		ages[n_ages] = age;
		for (size_t j = 0; j < 2; j++) {
			const struct fact *f =
			    pyramid_fact(page, b, age, sexes[j]);

			facts[n_ages][j] = f;
			has_hidden = has_hidden || !f || !f->value.is_there;
			if (f && f->value.is_there &&
			    page_double(f->value.value) / span_years(age) >
				most)
				most = page_double(f->value.value) /
				       span_years(age);
		}
		n_ages++;
	}
	if (n_ages > 0) {
		block_begin(page, b, "pyramid", word(page, WORD_ROWS_PLOT));
		strbuf_addstr(page->out, "<thead><tr>");
		if (!has_hidden)
			add_plot_head(page);
		add_head(page, page_value(page, b->rows.list[1], "F"), "");
		add_head(
		    page, plan_member(page->plan, b->rows.list[0]), "middle");
		add_head(page, page_value(page, b->rows.list[1], "M"), "left");
		if (!has_hidden)
			add_plot_head(page);
		strbuf_addstr(page->out, "</tr></thead>\n<tbody>\n");
		for (size_t i = 0; i < n_ages; i++) {
			strbuf_addstr(page->out, "<tr>");
			if (!has_hidden)
				add_pyramid_bar(
				    page, facts[i][0], ages[i], most, true);
			strbuf_addstr(page->out, "<td>");
			page_figure(page, facts[i][0]);
			strbuf_addstr(page->out,
			    "</td><th scope=\"row\" class=\"middle\">");
			html_text(page->out,
			    page_value(page, b->rows.list[0], ages[i]));
			strbuf_addstr(page->out, "</th><td class=\"left\">");
			page_figure(page, facts[i][1]);
			strbuf_addstr(page->out, "</td>");
			if (!has_hidden)
				add_pyramid_bar(
				    page, facts[i][1], ages[i], most, false);
			strbuf_addstr(page->out, "</tr>\n");
		}
		strbuf_addstr(page->out, "</tbody>\n");
		block_end(page, b);
	}
	free(groups);
}
