/* block.c - what the blocks of a chapter share. */
#include "block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

#include "sentence.h"

/* --- groups --------------------------------------------------------------- */

const struct fact *
block_fact(const struct page *page, const struct block *b,
    const char *indicator, const struct group *g)
{
	struct strbuf by = STRBUF_INIT;
	const struct fact *f;

	page_by(&b->rows, &by);
	f = page_find(page, indicator, by.s, g->labels, g->n);
	strbuf_release(&by);
	return f;
}

/* Greatest first, groups without the value behind them. */
static int
compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int d = 0;

	if (x->sort.is_there != y->sort.is_there)
		return x->sort.is_there ? -1 : 1;
	if (x->sort.is_there)
		d = dec_cmp(y->sort.value, x->sort.value);
	for (size_t i = 0; i < x->n && d == 0; i++) {
		/* what has no name comes last */
		if ((*x->labels[i] == '\0') != (*y->labels[i] == '\0'))
			d = *x->labels[i] == '\0' ? 1 : -1;
		else
			d = store_compare_names(x->labels[i], y->labels[i]);
	}
	return d;
}

static void
add_groups(const struct page *page, const char *indicator, const char *by,
    struct keyset *seen, struct group **groups, size_t *n, size_t *cap)
{
	const struct fact **list;
	const size_t n_facts = page_list(page, indicator, by, &list);
	const size_t skip = page->clinic != NULL;
	struct strbuf key = STRBUF_INIT;

	for (size_t i = 0; i < n_facts; i++) {
		struct group g = { .n = list[i]->n_values - skip };
		bool is_new;

		strbuf_reset(&key);
		for (size_t j = 0; j < g.n; j++) {
			g.labels[j] = list[i]->values[j + skip];
			strbuf_addstr(&key, g.labels[j]);
			strbuf_addch(&key, '\0');
		}
		keyset_add(seen, key.s, key.len, &is_new);
		if (!is_new)
			continue;
		GROW(*groups, *n, *cap);
		(*groups)[(*n)++] = g;
	}
	strbuf_release(&key);
	free(list);
}

size_t
block_groups(
    const struct page *page, const struct block *b, struct group **groups)
{
	struct keyset *seen = keyset_new();
	struct strbuf by = STRBUF_INIT;
	size_t n = 0, cap = 0;

	*groups = NULL;
	page_by(&b->rows, &by);
	for (size_t i = 0; i < b->values.n; i++)
		add_groups(
		    page, b->values.list[i], by.s, seen, groups, &n, &cap);
	for (size_t i = 0; i < n && b->sort; i++) {
		struct group *g = &(*groups)[i];
		const struct fact *f = block_fact(page, b, b->sort, g);

		/* the rest, and what has no name, come last */
		if (f && *g->labels[0] != '\0' &&
		    !(b->last && strcmp(g->labels[0], b->last) == 0))
			g->sort = f->value;
	}
	if (n > 0)
		qsort(*groups, n, sizeof(**groups), compare_groups);
	strbuf_release(&by);
	keyset_free(seen);
	return n;
}

void
block_label(struct page *page, const struct block *b, const struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const bool is_clinic =
		    strcmp(b->rows.list[i], "clinic") == 0 && !page->clinic;

		if (i > 0)
			strbuf_addstr(page->out, ", ");
		if (is_clinic) {
			strbuf_addf(
			    page->out, "<a href=\"%sclinics/", page->root);
			html_url(page->out, g->labels[i]);
			strbuf_addstr(page->out, ".html\">");
		}
		html_text(
		    page->out, page_value(page, b->rows.list[i], g->labels[i]));
		if (is_clinic)
			strbuf_addstr(page->out, "</a>");
	}
}

/* --- around a table ------------------------------------------------------- */

static void
add_texts(struct page *page, const struct texts *texts, const char *class)
{
	const size_t from = page->out->len;

	if (texts->n == 0)
		return;
	strbuf_addf(page->out, "<p class=\"%s\">", class);
	if (sentences(page, texts) > 0)
		strbuf_addstr(page->out, "</p>\n");
	else
		page->out->len = from;
}

void
block_begin(struct page *page, const struct block *b, const char *class,
    const char *alternative)
{
	page->n_blocks++;
	add_texts(page, &b->findings, "finding");
	strbuf_addf(page->out,
	    "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
	    "aria-labelledby=\"t%zu\">\n<table class=\"%s\">\n"
	    "<caption id=\"t%zu\">",
	    page->n_blocks, class, page->n_blocks);
	html_text(page->out, b->title);
	if (alternative) {
		strbuf_addstr(page->out, " <span class=\"unseen\">");
		html_text(page->out, alternative);
		strbuf_addstr(page->out, "</span>");
	}
	strbuf_addstr(page->out, "</caption>\n");
}

/* The commands that give the rows behind the figures. */
static void
add_traces(struct page *page, const struct block *b)
{
	strbuf_addstr(page->out, "<details><summary>");
	html_text(page->out, word(page, WORD_TRACE));
	strbuf_addstr(page->out, "</summary><ul>\n");
	for (size_t i = 0; i < b->values.n; i++) {
		const char *indicator = b->values.list[i];

		if (!store_has(page->store, indicator))
			continue;
		strbuf_addstr(page->out, "<li>");
		page_definition(page, indicator);
		strbuf_addstr(page->out, ": <code>trace OUT ");
		html_text(page->out, indicator);
		if (page->clinic) {
			strbuf_addstr(page->out, " clinic=");
			html_text(page->out, page->clinic->id);
		}
		for (size_t j = 0; j < b->rows.n; j++) {
			strbuf_addch(page->out, ' ');
			html_text(page->out, b->rows.list[j]);
			strbuf_addstr(page->out, "=&#39;…&#39;");
		}
		strbuf_addstr(page->out, "</code></li>\n");
	}
	strbuf_addstr(page->out, "</ul></details>\n");
}

void
block_notes(struct page *page, const struct block *b)
{
	add_texts(page, &b->notes, "note");
	add_traces(page, b);
}

void
block_end(struct page *page, const struct block *b)
{
	strbuf_addstr(page->out, "</table>\n</div>\n");
	block_notes(page, b);
}

/* --- verdicts ------------------------------------------------------------- */

/* Is all of the interval on one side of the requirement? */
static bool
is_clear(const struct fact *f)
{
	const bool is_met = f->verdict == VERDICT_MET;
	const bool is_above =
	    strcmp(f->relation, ">=") == 0 || f->relation[0] == '>';

	if (!f->low.is_there || !f->high.is_there || !f->target.is_there)
		return false;
	return is_met == is_above ? dec_cmp(f->low.value, f->target.value) >= 0
				  : dec_cmp(f->high.value, f->target.value) < 0;
}

bool
block_is_open(const struct fact *f)
{
	return f->verdict != VERDICT_NONE && !is_clear(f) &&
	       (f->low.is_there || f->limits[0][0].is_there);
}

void
block_verdict(struct page *page, const struct fact *f)
{
	const bool is_met = f && f->verdict == VERDICT_MET;
	enum word w;

	if (!f || (f->verdict == VERDICT_NONE)) {
		if (f && f->target.is_there && *f->not_assessed != '\0')
			html_text(page->out, word(page, WORD_NOT_ASSESSED));
		return;
	}
	w = is_met ? (is_clear(f) ? WORD_MET_CLEARLY : WORD_MET)
		   : (is_clear(f) ? WORD_MISSED_CLEARLY : WORD_MISSED);
	strbuf_addf(page->out,
	    "<span class=\"verdict %s\"><span aria-hidden=\"true\">%s</span> ",
	    is_met ? "met" : "missed",
	    is_met ? (block_is_open(f) ? "△" : "▲")
		   : (block_is_open(f) ? "▽" : "▼"));
	html_text(page->out, word(page, w));
	strbuf_addstr(page->out, "</span>");
}

/* Do figure and requirement print alike, though they differ? */
static bool
is_alike(const struct fact *f)
{
	return f && f->value.is_there && f->target.is_there &&
	       f->decimals >= 0 &&
	       dec_cmp(f->value.value, f->target.value) != 0 &&
	       dec_cmp(dec_round(f->value.value, f->decimals),
		   dec_round(f->target.value, f->decimals)) == 0;
}

void
block_judged(struct page *page, const struct fact *f)
{
	page_figure_finer(page, f, is_alike(f));
}

void
block_target(struct page *page, const struct fact *f)
{
	if (f && f->target.is_there && *f->suppressed == '\0')
		page_amount(page, f->target.value,
		    page_decimals(f) + is_alike(f), f->unit);
}

void
block_interval(struct page *page, const struct fact *f)
{
	if (!f || !f->low.is_there || !f->high.is_there)
		return;
	page_amount(page, f->low.value, page_decimals(f), f->unit);
	strbuf_addstr(page->out, "–");
	page_amount(page, f->high.value, page_decimals(f), f->unit);
}

/* --- axes ----------------------------------------------------------------- */

struct axis
block_axis(double from, double to)
{
	static const double steps[] = { 1, 2, 5, 10 };
	struct axis axis = { from, to, 1 };
	double size;

	if (!(to > from))
		to = from + 1;
	size = pow(10, floor(log10((to - from) / 4)));
	for (size_t i = 0; i < 4; i++) {
		axis.step = steps[i] * size;
		if ((to - from) / axis.step <= 5)
			break;
	}
	axis.from = floor(from / axis.step) * axis.step;
	axis.to = ceil(to / axis.step) * axis.step;
	return axis;
}

double
block_x(const struct axis *axis, double value)
{
	return 5 + 90 * (value - axis->from) / (axis->to - axis->from);
}

void
block_tick(
    struct page *page, const struct axis *axis, double value, const char *unit)
{
	struct strbuf text = STRBUF_INIT;
	struct dec number;
	int decimals = 0;

	if (strcmp(unit, "share") != 0 && axis->step < 1)
		decimals = axis->step < 0.1 ? 2 : 1;
	else if (strcmp(unit, "share") == 0 && axis->step < 0.01)
		decimals = 1;
	strbuf_addf(&text, "%.6f", value);
	if (dec_parse(&number, text.s, text.len) == DEC_OK)
		page_amount(page, number, decimals, unit);
	strbuf_release(&text);
}

/* --- all of them ---------------------------------------------------------- */

static bool
has_figures(const struct page *page, const struct block *b)
{
	for (size_t i = 0; i < b->values.n; i++) {
		if (store_has(page->store, b->values.list[i]))
			return true;
	}
	return false;
}

void
block_write(struct page *page, const struct block *b)
{
	static void (*const writers[])(struct page *, const struct block *) = {
		[BLOCK_KEY] = block_key,
		[BLOCK_TABLE] = block_table,
		[BLOCK_DOTS] = block_dots,
		[BLOCK_BARS] = block_bars,
		[BLOCK_PYRAMID] = block_pyramid,
		[BLOCK_MONTHS] = block_months,
		[BLOCK_LIST] = block_list,
		[BLOCK_CLINICS] = block_clinics,
	};

	if (has_figures(page, b))
		writers[b->kind](page, b);
}
