/* block_table.c - blocks that are tables of figures without a plot. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "block.h"

/* Has any group of a column a requirement? */
static bool
has_targets(const struct page *page, const struct block *b,
    const char *indicator, const struct group *groups, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct fact *f =
		    block_fact(page, b, indicator, &groups[i]);

		if (f && f->target.is_there)
			return true;
	}
	return false;
}

static void
add_cell(struct page *page, const struct fact *f)
{
	strbuf_addstr(page->out, "<td>");
	block_judged(page, f);
	strbuf_addstr(page->out, "</td>");
}

static void
add_verdict_cell(struct page *page, const struct fact *f)
{
	strbuf_addstr(page->out, "<td class=\"word\">");
	block_verdict(page, f);
	strbuf_addstr(page->out, "</td>");
}

static void
add_th(struct page *page, const char *text)
{
	strbuf_addstr(page->out, "<th scope=\"col\">");
	html_text(page->out, text);
	strbuf_addstr(page->out, "</th>");
}

/* Left-aligned, as the outcomes below it. */
static void
add_outcome_th(struct page *page)
{
	strbuf_addstr(page->out, "<th scope=\"col\" class=\"word\">");
	html_text(page->out, word(page, WORD_OUTCOME));
	strbuf_addstr(page->out, "</th>");
}

/* --- groups down, indicators across --------------------------------------- */

/* A row of the foot: the figures by other members than the rows'. */
static void
add_foot_row(struct page *page, const struct block *b, const char *name,
    const char *by, const char *value, const bool *judged)
{
	strbuf_addstr(page->out, "<tr><th scope=\"row\">");
	html_text(page->out, name);
	strbuf_addstr(page->out, "</th>");
	for (size_t i = 0; i < b->values.n; i++) {
		const struct fact *f =
		    page_find(page, b->values.list[i], by, &value, *by != '\0');

		add_cell(page, f);
		if (judged[i])
			add_verdict_cell(page, f);
	}
	strbuf_addstr(page->out, "</tr>\n");
}

static void
add_foot(struct page *page, const struct block *b, const bool *judged)
{
	const struct fact **list;
	size_t n;

	strbuf_addstr(page->out, "<tfoot>\n");
	if (b->split) {
		n = page_list(page, b->values.list[0], b->split, &list);
		for (size_t i = 0; i < n; i++)
			add_foot_row(page, b,
			    page_value(
				page, b->split, page_label(page, list[i], 0)),
			    b->split, page_label(page, list[i], 0), judged);
		free(list);
	}
	add_foot_row(page, b, word(page, WORD_ALL), "", "", judged);
	strbuf_addstr(page->out, "</tfoot>\n");
}

void
block_table(struct page *page, const struct block *b)
{
	struct group *groups;
	const size_t n = block_groups(page, b, &groups);
	bool *judged = xcalloc(b->values.n, sizeof(*judged));

	if (n > 0) {
		block_begin(
		    page, b, n > LONG_ROWS ? "figures long" : "figures", NULL);
		strbuf_addstr(page->out, "<thead><tr>");
		strbuf_addstr(page->out, "<th scope=\"col\">");
		for (size_t i = 0; i < b->rows.n; i++) {
			strbuf_addstr(page->out, i > 0 ? ", " : "");
			html_text(page->out,
			    plan_member(page->plan, b->rows.list[i]));
		}
		strbuf_addstr(page->out, "</th>");
		for (size_t i = 0; i < b->values.n; i++) {
			judged[i] =
			    has_targets(page, b, b->values.list[i], groups, n);
			page_heading_cell(page, b->values.list[i], "");
			if (judged[i])
				add_outcome_th(page);
		}
		strbuf_addstr(page->out, "</tr></thead>\n<tbody>\n");
		for (size_t i = 0; i < n; i++) {
			strbuf_addstr(page->out, "<tr><th scope=\"row\">");
			block_label(page, b, &groups[i]);
			strbuf_addstr(page->out, "</th>");
			for (size_t j = 0; j < b->values.n; j++) {
				const struct fact *f = block_fact(
				    page, b, b->values.list[j], &groups[i]);

				add_cell(page, f);
				if (judged[j])
					add_verdict_cell(page, f);
			}
			strbuf_addstr(page->out, "</tr>\n");
		}
		strbuf_addstr(page->out, "</tbody>\n");
		if (b->has_total)
			add_foot(page, b, judged);
		block_end(page, b);
	}
	free(groups);
	free(judged);
}

/* --- indicators down, the whole and its parts across ---------------------- */

/* A column of key figures: whose figures they are. */
struct part {
	const char *heading, *by, *value, *period;
};

enum { MAX_PARTS = 12 };

static void
add_part(struct part *parts, size_t *n, struct part part)
{
	if (*n < MAX_PARTS)
		parts[(*n)++] = part;
}

static size_t
find_parts(const struct page *page, const struct block *b, struct part *parts)
{
	const char *before = store_period_before(page->store);
	const struct fact **list = NULL;
	size_t n = 0, n_list = 0;

	if (page->clinic) {
		const char *regi = page->clinic->regi;

		add_part(parts, &n,
		    (struct part){
			page->clinic->name, "clinic", page->clinic->id, NULL });
		if (*regi != '\0')
			add_part(parts, &n,
			    (struct part){ page_value(page, b->split, regi),
				b->split, regi, NULL });
		add_part(parts, &n,
		    (struct part){ word(page, WORD_REGION), "", "", NULL });
		return n;
	}
	add_part(parts, &n,
	    (struct part){ store_period(page->store), "", "", NULL });
	if (*before != '\0')
		add_part(parts, &n, (struct part){ before, "", "", before });
	for (size_t i = 0; i < b->values.n && n_list == 0; i++) {
		free(list);
		n_list =
		    store_list(page->store, b->values.list[i], b->split, &list);
	}
	for (size_t i = 0; i < n_list; i++)
		add_part(parts, &n,
		    (struct part){
			page_value(page, b->split, list[i]->values[0]),
			b->split, list[i]->values[0], NULL });
	free(list);
	return n;
}

static const struct fact *
part_fact(
    const struct page *page, const char *indicator, const struct part *part)
{
	return store_find(page->store, indicator, part->period, part->by,
	    &part->value, *part->by != '\0');
}

static void
add_interval_cell(struct page *page, const struct fact *f)
{
	strbuf_addstr(page->out, "<td>");
	block_interval(page, f);
	strbuf_addstr(page->out, "</td>");
}

void
block_key(struct page *page, const struct block *b)
{
	struct part parts[MAX_PARTS];
	const size_t n = find_parts(page, b, parts);
	bool has_verdicts = false, has_intervals = false;

	for (size_t i = 0; i < b->values.n; i++) {
		const struct fact *f =
		    part_fact(page, b->values.list[i], &parts[0]);

		has_verdicts = has_verdicts || (f && f->target.is_there);
		has_intervals = has_intervals || (f && f->low.is_there);
	}
	block_begin(page, b, "figures key", NULL);
	strbuf_addstr(page->out, "<thead><tr>");
	add_th(page, word(page, WORD_MEASURE));
	add_th(page, parts[0].heading);
	if (has_intervals)
		add_th(page, word(page, WORD_INTERVAL));
	if (has_verdicts) {
		add_th(page, word(page, WORD_REQUIREMENT));
		add_outcome_th(page);
	}
	for (size_t i = 1; i < n; i++)
		add_th(page, parts[i].heading);
	strbuf_addstr(page->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < b->values.n; i++) {
		const char *indicator = b->values.list[i];
		const struct fact *f = part_fact(page, indicator, &parts[0]);

		if (!store_has(page->store, indicator))
			continue;
		strbuf_addstr(page->out, "<tr><th scope=\"row\">");
		page_definition(page, indicator);
		strbuf_addstr(page->out, "</th>");
		add_cell(page, f);
		if (has_intervals)
			add_interval_cell(page, f);
		if (has_verdicts) {
			strbuf_addstr(page->out, "<td>");
			block_target(page, f);
			strbuf_addstr(page->out, "</td>");
			add_verdict_cell(page, f);
		}
		for (size_t j = 1; j < n; j++)
			add_cell(page, part_fact(page, indicator, &parts[j]));
		strbuf_addstr(page->out, "</tr>\n");
	}
	strbuf_addstr(page->out, "</tbody>\n");
	block_end(page, b);
}

/* --- indicators down, with what they mean --------------------------------- */

static void
add_parts_cell(struct page *page, const struct fact *f)
{
	strbuf_addstr(page->out, "<td>");
	if (f && f->numerator.is_there && f->denominator.is_there &&
	    *f->suppressed == '\0') {
		page_number(page, f->numerator.value, -1);
		strbuf_addstr(page->out, "/");
		page_number(page, f->denominator.value, -1);
	}
	strbuf_addstr(page->out, "</td>");
}

void
block_list(struct page *page, const struct block *b)
{
	bool has_intervals = false, has_meanings = false;

	for (size_t i = 0; i < b->values.n; i++) {
		const struct fact *f =
		    page_find(page, b->values.list[i], "", NULL, 0);

		has_intervals = has_intervals || (f && f->low.is_there);
		has_meanings =
		    has_meanings || plan_meaning(page->plan, b->values.list[i]);
	}
	block_begin(page, b, "figures list", NULL);
	strbuf_addstr(page->out, "<thead><tr>");
	add_th(page, word(page, WORD_MEASURE));
	add_th(page,
	    page->clinic ? page->clinic->name : store_period(page->store));
	if (page->clinic)
		add_th(page, word(page, WORD_REGION));
	add_th(page, word(page, WORD_PARTS));
	if (has_intervals)
		add_th(page, word(page, WORD_INTERVAL));
	if (has_meanings)
		strbuf_addf(page->out,
		    "<th scope=\"col\" class=\"word\">%s</th>",
		    word(page, WORD_MEANING));
	strbuf_addstr(page->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < b->values.n; i++) {
		const char *indicator = b->values.list[i];
		const struct fact *f = page_find(page, indicator, "", NULL, 0);

		if (!store_has(page->store, indicator))
			continue;
		strbuf_addstr(page->out, "<tr><th scope=\"row\">");
		page_definition(page, indicator);
		strbuf_addstr(page->out, "</th>");
		add_cell(page, f);
		if (page->clinic)
			add_cell(page, store_find(page->store, indicator, NULL,
					   "", NULL, 0));
		add_parts_cell(page, f);
		if (has_intervals)
			add_interval_cell(page, f);
		if (has_meanings) {
			const char *text = plan_meaning(page->plan, indicator);

			strbuf_addstr(page->out, "<td class=\"prose\">");
			html_text(page->out, text ? text : "");
			strbuf_addstr(page->out, "</td>");
		}
		strbuf_addstr(page->out, "</tr>\n");
	}
	strbuf_addstr(page->out, "</tbody>\n");
	block_end(page, b);
}

/* --- the clinics by municipality ------------------------------------------ */

static int
compare_municipalities(const void *a, const void *b)
{
	const struct clinic *x = *(const struct clinic *const *)a,
			    *y = *(const struct clinic *const *)b;
	const int d = store_compare_names(x->municipality, y->municipality);

	return d != 0 ? d : store_compare_names(x->name, y->name);
}

static void
add_clinic_row(struct page *page, const struct block *b, const struct clinic *c,
    const bool *judged)
{
	strbuf_addf(page->out, "<tr><th scope=\"row\"><a href=\"%sclinics/",
	    page->root);
	html_url(page->out, c->id);
	strbuf_addstr(page->out, ".html\">");
	html_text(page->out, c->name);
	strbuf_addstr(page->out, "</a>");
	if (*c->closed != '\0' &&
	    strncmp(c->closed, store_period(page->store), 4) <= 0) {
		strbuf_addf(page->out, " <small>%s ", word(page, WORD_CLOSED));
		html_text(page->out, c->closed);
		strbuf_addstr(page->out, "</small>");
	}
	strbuf_addstr(page->out, "</th><td class=\"word\">");
	html_text(page->out,
	    *c->regi != '\0' ? page_value(page, "regi", c->regi) : "");
	strbuf_addstr(page->out, "</td>");
	for (size_t i = 0; i < b->values.n; i++) {
		const struct fact *f = store_find(
		    page->store, b->values.list[i], NULL, "clinic", &c->id, 1);

		add_cell(page, f);
		if (judged[i])
			add_verdict_cell(page, f);
	}
	strbuf_addstr(page->out, "</tr>\n");
}

/* Has any clinic's figure a requirement? */
static bool
is_judged(const struct page *page, const char *indicator)
{
	const struct fact **list;
	const size_t n = store_list(page->store, indicator, "clinic", &list);
	bool is = false;

	for (size_t i = 0; i < n; i++)
		is = is || list[i]->target.is_there;
	free(list);
	return is;
}

void
block_clinics(struct page *page, const struct block *b)
{
	const size_t n = store_n_clinics(page->store);
	const struct clinic **list = xcalloc(n, sizeof(*list));
	const char *municipality = NULL;
	size_t n_columns = 2 + b->values.n;
	bool *judged = xcalloc(b->values.n, sizeof(*judged));

	for (size_t i = 0; i < n; i++)
		list[i] = store_clinic_at(page->store, i);
	if (n > 0)
		qsort(list, n, sizeof(*list), compare_municipalities);
	block_begin(page, b, n > LONG_ROWS ? "figures long" : "figures", NULL);
	strbuf_addstr(page->out, "<thead><tr>");
	add_th(page, plan_member(page->plan, "clinic"));
	strbuf_addstr(page->out, "<th scope=\"col\" class=\"word\">");
	html_text(page->out, plan_member(page->plan, "regi"));
	strbuf_addstr(page->out, "</th>");
	for (size_t i = 0; i < b->values.n; i++) {
		page_heading_cell(page, b->values.list[i], "");
		judged[i] = is_judged(page, b->values.list[i]);
		if (judged[i]) {
			add_outcome_th(page);
			n_columns++;
		}
	}
	strbuf_addstr(page->out, "</tr></thead>\n");
	for (size_t i = 0; i < n; i++) {
		if (!municipality ||
		    strcmp(municipality, list[i]->municipality) != 0) {
			municipality = list[i]->municipality;
			strbuf_addf(page->out,
			    "%s<tbody><tr class=\"group\"><th "
			    "scope=\"rowgroup\" "
			    "colspan=\"%zu\">",
			    i > 0 ? "</tbody>\n" : "", n_columns);
			html_text(page->out,
			    *municipality != '\0'
				? municipality
				: word(page, WORD_OTHER_MUNICIPALITY));
			strbuf_addstr(page->out, "</th></tr>\n");
		}
		add_clinic_row(page, b, list[i], judged);
	}
	strbuf_addstr(page->out, n > 0 ? "</tbody>\n" : "");
	block_end(page, b);
	free(judged);
	free(list);
}
