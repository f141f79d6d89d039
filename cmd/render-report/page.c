/* page.c - what all blocks of a page are written with. */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

static const char *const words[N_WORDS][2] = {
	[WORD_HIDDEN] = { "dolt", "hidden" },
	[WORD_NOT_ASSESSED] = { "ej bedömt", "not assessed" },
	[WORD_MISSING] = { "saknas", "missing" },
	[WORD_NO_VALUE] = { "–", "–" },
	[WORD_MET] = { "når", "met" },
	[WORD_MISSED] = { "når inte", "not met" },
	[WORD_MET_CLEARLY] = { "når klart", "clearly met" },
	[WORD_MISSED_CLEARLY] = { "når klart inte", "clearly not met" },
	[WORD_ALL] = { "Alla", "All" },
	[WORD_REQUIREMENT] = { "Krav", "Requirement" },
	[WORD_OUTCOME] = { "Utfall", "Outcome" },
	[WORD_INTERVAL] = { "Felmarginal", "Interval" },
	[WORD_INTERVAL_WILSON] = { "enligt Wilson", "by Wilson" },
	[WORD_INTERVAL_POISSON] = { "enligt Poisson", "by Poisson" },
	[WORD_INTERVAL_CLUSTERED] = { "med variansen ur antalet för var och en "
				      "i",
	    "its variance from the number of each one in" },
	[WORD_FUNNEL] = { "Slumpens gränser", "Limits of chance" },
	[WORD_FUNNEL_AROUND] = { "kring länets värde",
	    "around the region's value" },
	[WORD_PLOT] = { "Diagram", "Plot" },
	[WORD_TRACE] = { "Definitioner och spårning",
	    "Definitions and tracing" },
	[WORD_TRACE_HOW] = { "Raderna bakom en siffra fås med",
	    "The rows behind a figure come from" },
	[WORD_CONTENTS] = { "Innehåll", "Contents" },
	[WORD_SKIP] = { "Till innehållet", "Skip to the content" },
	[WORD_DEFINITIONS] = { "Definitioner", "Definitions" },
	[WORD_TABLES] = { "Arbetsbok med alla tabeller",
	    "All tables as a workbook" },
	[WORD_REPORT] = { "Kvalitetsbokslut", "Quality report" },
	[WORD_CLINICS] = { "Mottagningar", "Clinics" },
	[WORD_MEASURE] = { "Mått", "Measure" },
	[WORD_MEANING] = { "Vad det betyder", "What it means" },
	[WORD_PARTS] = { "Antal av alla", "Number of all" },
	[WORD_HIDDEN_HOW] = { "Dolt: siffran bygger på så få personer att den "
			      "kunde röja någon, eller så kunde en sådan "
			      "siffra räknas ut ur den.",
	    "Hidden: the figure rests on so few people that it could give "
	    "someone away, or such a figure could be worked out from it." },
	[WORD_VERSION] = { "Gjord med", "Made with" },
	[WORD_REGION] = { "Länet", "The region" },
	[WORD_SIGNAL_SHIFT_UP] = { "en längre tid över medianen",
	    "a longer time above the median" },
	[WORD_SIGNAL_SHIFT_DOWN] = { "en längre tid under medianen",
	    "a longer time below the median" },
	[WORD_SIGNAL_POINT_UP] = { "ovanligt högt", "unusually high" },
	[WORD_SIGNAL_POINT_DOWN] = { "ovanligt lågt", "unusually low" },
	[WORD_SIGNAL_RUNS] = { "växlar på ett ovanligt sätt",
	    "changes in an unusual way" },
	[WORD_NO_SIGNAL] = { "inget utöver slumpen", "nothing beyond chance" },
	[WORD_LOWEST] = { "Lägst", "Lowest" },
	[WORD_HIGHEST] = { "högst", "highest" },
	[WORD_ROWS_PLOT] = { "Diagram med en rad per grupp. Alla värden står "
			     "i tabellens kolumner.",
	    "A plot with a row for each group. All values stand in the "
	    "columns of the table." },
	[WORD_MONTHS_SHOWN] = { "per månad", "by month" },
	[WORD_FEW_MONTHS] = { "månader kan visas, för få för ett diagram",
	    "months can be shown, too few for a plot" },
	[WORD_CLOSED] = { "avvecklad", "closed" },
	[WORD_GROUPED_BY] = { "Visas för", "Shown for" },
	[WORD_COUNTED] = { "Räknas så", "Counted so" },
	[WORD_NUMERATOR] = { "Täljare", "Numerator" },
	[WORD_DENOMINATOR] = { "Nämnare", "Denominator" },
	[WORD_CONDITION] = { "Villkor", "Condition" },
	[WORD_UNIT] = { "Enhet", "Unit" },
	[WORD_SOURCE] = { "Källa", "Source" },
	[WORD_LOCAL] = { "Definitionen är egen: ingen yttre källa bekräftar "
			 "den.",
	    "The definition is local: no outside source confirms it." },
	[WORD_NEEDS_QUALITY] = { "Bedöms bara om", "Assessed only if" },
	[WORD_OTHER_MUNICIPALITY] = { "Utan kommun", "No municipality" },
};

const char *
word(const struct page *page, enum word w)
{
	return words[w][page->language == LANGUAGE_EN];
}

void
html_text(struct strbuf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		const unsigned char c = (unsigned char)*s;

		if (c == '&')
			strbuf_addstr(out, "&amp;");
		else if (c == '<')
			strbuf_addstr(out, "&lt;");
		else if (c == '>')
			strbuf_addstr(out, "&gt;");
		else if (c == '"')
			strbuf_addstr(out, "&quot;");
		else if (c == '\'')
			strbuf_addstr(out, "&#39;");
		else if (c < ' ' || c == 0x7F)
			strbuf_addstr(out, "\xEF\xBF\xBD");
		else
			strbuf_addch(out, *s);
	}
}

void
html_url(struct strbuf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (ascii_is_alnum(*s) || strchr("-_.", *s))
			strbuf_addch(out, *s);
		else
			strbuf_addf(out, "%%%02X", (unsigned char)*s);
	}
}

/* --- numbers -------------------------------------------------------------- */

void
page_number(struct page *page, struct dec value, int decimals)
{
	const bool is_sv = page->language == LANGUAGE_SV;
	struct strbuf plain = STRBUF_INIT;
	const char *s, *point;
	size_t n_whole, n_behind;

	dec_format(decimals < 0 ? value : dec_round(value, decimals), &plain);
	s = plain.s;
	if (*s == '-') {
		strbuf_addstr(page->out, "\xE2\x88\x92"); /* U+2212 */
		s++;
	}
	point = strchr(s, '.');
	n_whole = point ? (size_t)(point - s) : strlen(s);
	n_behind = point ? strlen(point + 1) : 0;
	for (size_t i = 0; i < n_whole; i++) {
		if (i > 0 && (n_whole - i) % 3 == 0)
			strbuf_addstr(page->out, is_sv ? "\xE2\x80\xAF" : ",");
		strbuf_addch(page->out, s[i]);
	}
	if (n_behind > 0 || decimals > 0)
		strbuf_addch(page->out, is_sv ? ',' : '.');
	if (point)
		strbuf_addstr(page->out, point + 1);
	for (; decimals > 0 && n_behind < (size_t)decimals; n_behind++)
		strbuf_addch(page->out, '0');
	strbuf_release(&plain);
}

static bool
is_share(const char *unit)
{
	return strcmp(unit, "share") == 0;
}

int
page_decimals(const struct fact *f)
{
	if (!is_share(f->unit) || f->decimals < 0)
		return f->decimals;
	return f->decimals > 2 ? f->decimals - 2 : 0;
}

/* As per cent: all and nothing without decimals. */
static void
add_per_cent(struct page *page, struct dec share, int decimals)
{
	struct dec value;

	if (dec_mul(&value, share, dec_from_int(100)) != DEC_OK)
		value = share;
	if (dec_sign(value) == 0 || dec_cmp(value, dec_from_int(100)) == 0)
		decimals = 0;
	page_number(page, value, decimals);
	strbuf_addstr(
	    page->out, page->language == LANGUAGE_SV ? "\xC2\xA0%" : "%");
}

void
page_amount(struct page *page, struct dec value, int decimals, const char *unit)
{
	if (is_share(unit))
		add_per_cent(page, value, decimals);
	else
		page_number(page, value, decimals);
}

static void
add_word(struct page *page, const char *text, const char *reason)
{
	if (*reason != '\0') {
		strbuf_addstr(page->out, "<i title=\"");
		html_text(page->out, reason);
		strbuf_addstr(page->out, "\">");
	} else {
		strbuf_addstr(page->out, "<i>");
	}
	html_text(page->out, text);
	strbuf_addstr(page->out, "</i>");
}

void
page_figure_finer(struct page *page, const struct fact *f, int more)
{
	const int decimals = f ? page_decimals(f) : 0;

	if (!f) {
		add_word(page, word(page, WORD_MISSING), "");
	} else if (*f->suppressed != '\0') {
		page->has_hidden = true;
		add_word(page, word(page, WORD_HIDDEN), "");
	} else if (!f->value.is_there) {
		add_word(page,
		    word(page, strcmp(f->not_assessed, "no_denominator") == 0
				   ? WORD_NO_VALUE
				   : WORD_NOT_ASSESSED),
		    plan_reason(page->plan, f->not_assessed));
	} else {
		strbuf_addstr(page->out, "<data value=\"");
		dec_format(f->value.value, page->out);
		strbuf_addstr(page->out, "\">");
		page_amount(page, f->value.value,
		    decimals < 0 ? decimals : decimals + more, f->unit);
		strbuf_addstr(page->out, "</data>");
	}
}

void
page_figure(struct page *page, const struct fact *f)
{
	page_figure_finer(page, f, 0);
}

double
page_double(struct dec value)
{
	struct strbuf text = STRBUF_INIT;
	double out;

	dec_format(value, &text);
	out = strtod(text.s, NULL);
	strbuf_release(&text);
	return out;
}

/* --- names ---------------------------------------------------------------- */

const char *
page_value(const struct page *page, const char *member, const char *value)
{
	const char *text = plan_value(page->plan, member, value);
	const struct clinic *c;

	if (text)
		return text;
	if (strcmp(member, "clinic") == 0) {
		c = store_clinic(page->store, value);
		return c ? c->name : value;
	}
	return *value == '\0' ? word(page, WORD_MISSING) : value;
}

const char *
page_heading(const struct page *page, const char *indicator)
{
	const char *text = plan_heading(page->plan, indicator);

	for (size_t i = 0; i < page->n_titles && !text; i++) {
		const char *title = titles_find(page->titles[i], indicator);

		text = title != indicator ? title : NULL;
	}
	return text ? text : indicator;
}

void
page_definition(struct page *page, const char *indicator)
{
	strbuf_addf(page->out, "<a href=\"%sdefinitions.html#", page->root);
	html_text(page->out, indicator);
	strbuf_addstr(page->out, "\">");
	html_text(page->out, page_heading(page, indicator));
	strbuf_addstr(page->out, "</a>");
}

void
page_heading_cell(struct page *page, const char *indicator, const char *class)
{
	strbuf_addf(page->out, "<th scope=\"col\"%s%s%s>",
	    *class != '\0' ? " class=\"" : "", class,
	    *class != '\0' ? "\"" : "");
	page_definition(page, indicator);
	strbuf_addstr(page->out, "</th>");
}

/* --- figures -------------------------------------------------------------- */

/* The members that this page's figures are grouped by. */
static void
scoped_by(const struct page *page, const char *by, struct strbuf *out)
{
	if (page->clinic)
		strbuf_addf(out, "clinic%s%s", *by != '\0' ? "," : "", by);
	else
		strbuf_addstr(out, by);
}

const struct fact *
page_find(const struct page *page, const char *indicator, const char *by,
    const char *const *values, size_t n_values)
{
	const char *all[STORE_MAX_BY + 1];
	struct strbuf scoped = STRBUF_INIT;
	const struct fact *f;
	size_t n = 0;

	if (page->clinic)
		all[n++] = page->clinic->id;
	for (size_t i = 0; i < n_values && n < STORE_MAX_BY; i++)
		all[n++] = values[i];
	scoped_by(page, by, &scoped);
	f = store_find(page->store, indicator, NULL, scoped.s, all, n);
	strbuf_release(&scoped);
	return f;
}

size_t
page_list(const struct page *page, const char *indicator, const char *by,
    const struct fact ***list)
{
	struct strbuf scoped = STRBUF_INIT;
	size_t n, kept = 0;

	scoped_by(page, by, &scoped);
	n = store_list(page->store, indicator, scoped.s, list);
	strbuf_release(&scoped);
	if (!page->clinic)
		return n;
	for (size_t i = 0; i < n; i++) {
		if (strcmp((*list)[i]->values[0], page->clinic->id) == 0)
			(*list)[kept++] = (*list)[i];
	}
	return kept;
}

const char *
page_label(const struct page *page, const struct fact *f, size_t i)
{
	return f->values[i + (page->clinic != NULL)];
}

void
page_by(const struct names *names, struct strbuf *out)
{
	for (size_t i = 0; i < names->n; i++)
		strbuf_addf(out, "%s%s", i > 0 ? "," : "", names->list[i]);
}
