/* page.h - a page being written: where to, in which language, of whom. */
#ifndef RENDER_REPORT_PAGE_H
#define RENDER_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/titles.h"

#include "plan.h"
#include "store.h"

struct page {
	const struct store *store;
	const struct plan *plan;
	struct titles *const *titles;
	size_t n_titles;
	enum language language;
	const char *root;            /* to the report's folder: "" or "../" */
	const struct clinic *clinic; /* NULL: the page of all */
	const char *notice;          /* in a box at the top; NULL */
	struct strbuf *out;
	size_t n_blocks; /* so far, for ids */
	bool has_hidden; /* a figure was hidden: the foot explains it */
};

/* The words of pages that no configuration says. */
enum word {
	WORD_HIDDEN,
	WORD_NOT_ASSESSED,
	WORD_MISSING,
	WORD_NO_VALUE,
	WORD_MET,
	WORD_MISSED,
	WORD_MET_CLEARLY,
	WORD_MISSED_CLEARLY,
	WORD_ALL,
	WORD_REQUIREMENT,
	WORD_OUTCOME,
	WORD_INTERVAL,
	WORD_INTERVAL_WILSON,
	WORD_INTERVAL_POISSON,
	WORD_INTERVAL_CLUSTERED,
	WORD_FUNNEL,
	WORD_FUNNEL_AROUND,
	WORD_PLOT,
	WORD_TRACE,
	WORD_TRACE_HOW,
	WORD_CONTENTS,
	WORD_SKIP,
	WORD_DEFINITIONS,
	WORD_TABLES,
	WORD_REPORT,
	WORD_CLINICS,
	WORD_MEASURE,
	WORD_MEANING,
	WORD_PARTS,
	WORD_HIDDEN_HOW,
	WORD_VERSION,
	WORD_REGION,
	WORD_SIGNAL_SHIFT_UP,
	WORD_SIGNAL_SHIFT_DOWN,
	WORD_SIGNAL_POINT_UP,
	WORD_SIGNAL_POINT_DOWN,
	WORD_SIGNAL_RUNS,
	WORD_NO_SIGNAL,
	WORD_LOWEST,
	WORD_HIGHEST,
	WORD_ROWS_PLOT,
	WORD_MONTHS_SHOWN,
	WORD_FEW_MONTHS,
	WORD_CLOSED,
	WORD_GROUPED_BY,
	WORD_COUNTED,
	WORD_NUMERATOR,
	WORD_DENOMINATOR,
	WORD_CONDITION,
	WORD_UNIT,
	WORD_SOURCE,
	WORD_LOCAL,
	WORD_NEEDS_QUALITY,
	WORD_OTHER_MUNICIPALITY,
	N_WORDS
};
const char *word(const struct page *page, enum word w);

/** Append text with & < > " ' escaped and control characters as U+FFFD. */
void html_text(struct strbuf *out, const char *s);

/** Append a file's name as a piece of a URL. */
void html_url(struct strbuf *out, const char *s);

/**
 * A number as people read it: in Swedish U+202F between groups of three,
 * decimal comma, U+2212; in English comma, point, U+2212.
 */
void page_number(struct page *page, struct dec value, int decimals);

/** A number of a unit, shares as per cent; without its mark-up. */
void page_amount(
    struct page *page, struct dec value, int decimals, const char *unit);

/** How many decimals the figure shows once it is per cent. */
int page_decimals(const struct fact *f);

/**
 * A figure in a <data> element, or in words why it is not there. NULL: the
 * stream has none.
 */
void page_figure(struct page *page, const struct fact *f);
/** The same with one more decimal than the figure is printed with. */
void page_figure_finer(struct page *page, const struct fact *f, int more);

/** What a value of a member is called on this page. */
const char *page_value(
    const struct page *page, const char *member, const char *value);
/** The heading of an indicator: the file's, its title, its id. */
const char *page_heading(const struct page *page, const char *indicator);

/** A <th> that links to the definition. */
void page_heading_cell(
    struct page *page, const char *indicator, const char *class);
/** A link to the definition, around the heading. */
void page_definition(struct page *page, const char *indicator);

/** A decimal for drawing. */
double page_double(struct dec value);

/** Figures of the page: those of all, or of its clinic. */
const struct fact *page_find(const struct page *page, const char *indicator,
    const char *by, const char *const *values, size_t n_values);
size_t page_list(const struct page *page, const char *indicator, const char *by,
    const struct fact ***list);
/** Value i of a figure from page_list, the clinic left out. */
const char *page_label(const struct page *page, const struct fact *f, size_t i);

/** The members with commas between. */
void page_by(const struct names *names, struct strbuf *out);

#endif
