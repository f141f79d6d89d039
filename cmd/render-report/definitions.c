/*
 * definitions.c - the page that says how each figure is made, written from
 * the files that aggregate computes them by.
 */
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/config.h"

#include "document.h"

/* The text of a node; empty where it has none, which is told at the end. */
static const char *
text_of(struct config_node n)
{
	const char *s = config_string(n);

	return s ? s : "";
}

static void
begin_entry(struct page *page, enum word w)
{
	strbuf_addf(page->out, "<dt>%s</dt><dd>", word(page, w));
}

static void
end_entry(struct page *page)
{
	strbuf_addstr(page->out, "</dd>\n");
}

static void
add_code(struct page *page, const char *text)
{
	strbuf_addstr(page->out, "<code>");
	html_text(page->out, text);
	strbuf_addstr(page->out, "</code>");
}

static void
add_entry(struct page *page, enum word w, const char *text)
{
	begin_entry(page, w);
	html_text(page->out, text);
	end_entry(page);
}

/* What the measures and conditions named in a formula are, one level deep
 * more each time: a formula of formulas ends with what is counted. */
static void
add_names(
    struct page *page, struct config_node top, const char *text, int depth)
{
	struct config_node measures = config_get(top, "measures"),
			   conditions = config_get(top, "conditions");
	char name[128];
	size_t n;

	for (; *text != '\0' && depth<6; text += n> 0 ? n : 1) {
		const bool is_condition = *text == '$';
		struct config_node found;

		text += is_condition;
		for (n = 0; ascii_is_alpha(text[n]) || text[n] == '_' ||
			    (n > 0 && ascii_is_digit(text[n]));
		     n++)
			;
		if (n == 0 || n >= sizeof(name))
			continue;
		memcpy(name, text, n);
		name[n] = '\0';
		found = config_get(is_condition ? conditions : measures, name);
		if (!config_there(found))
			continue;
		strbuf_addstr(page->out, "<li>");
		add_code(page, name);
		strbuf_addstr(page->out, " = ");
		if (is_condition) {
			add_code(page, text_of(found));
			add_names(page, top, text_of(found), 6);
		} else if (config_there(config_get(found, "formula"))) {
			const char *formula =
			    text_of(config_get(found, "formula"));

			add_code(page, formula);
			strbuf_addstr(page->out, "<ul>");
			add_names(page, top, formula, depth + 1);
			strbuf_addstr(page->out, "</ul>");
		} else {
			const char *where = text_of(config_get(found, "where"));

			add_code(page, text_of(config_get(found, "take")));
			if (*where != '\0') {
				strbuf_addf(page->out, ", %s ",
				    word(page, WORD_CONDITION));
				add_code(page, where);
				strbuf_addstr(page->out, "<ul>");
				add_names(page, top, where, depth + 1);
				strbuf_addstr(page->out, "</ul>");
			}
		}
		strbuf_addstr(page->out, "</li>");
	}
}

static void
add_formula(struct page *page, struct config_node top, enum word w,
    struct config_node formula)
{
	if (!config_there(formula))
		return;
	begin_entry(page, w);
	add_code(page, text_of(formula));
	strbuf_addstr(page->out, "<ul>");
	add_names(page, top, text_of(formula), 0);
	strbuf_addstr(page->out, "</ul>");
	end_entry(page);
}

static void
add_groupings(struct page *page, struct config_node by)
{
	begin_entry(page, WORD_GROUPED_BY);
	for (size_t i = 0; i < config_n(by); i++) {
		struct config_node names = config_at(by, i);

		strbuf_addstr(page->out, i > 0 ? "; " : "");
		if (config_n(names) == 0)
			html_text(page->out, word(page, WORD_REGION));
		for (size_t j = 0; j < config_n(names); j++) {
			strbuf_addstr(page->out, j > 0 ? " × " : "");
			html_text(page->out, plan_member(page->plan,
						 text_of(config_at(names, j))));
		}
	}
	end_entry(page);
}

/* "at least 80 % of visits coded" as the file has it. */
static void
add_requires(struct page *page, struct config_node requires)
{
	const bool is_list = config_type(requires) == CONFIG_LIST;
	const size_t n = is_list ? config_n(requires) : 1;

	if (!config_there(requires))
		return;
	begin_entry(page, WORD_NEEDS_QUALITY);
	for (size_t i = 0; i < n; i++) {
		struct config_node one =
		    is_list ? config_at(requires, i) : requires;

		strbuf_addstr(page->out, i > 0 ? "; " : "");
		add_code(page, text_of(config_get(one, "value")));
		if (!config_there(config_get(one, "at_least")))
			continue;
		strbuf_addstr(page->out, " ≥ ");
		page_number(page, config_dec(config_get(one, "at_least")), -1);
	}
	end_entry(page);
}

static void
add_interval(struct page *page, struct config_node interval)
{
	const char *method = text_of(config_get(interval, "method"));

	if (!config_there(interval))
		return;
	begin_entry(page, WORD_INTERVAL);
	page_amount(
	    page, config_dec(config_get(interval, "level")), -1, "share");
	strbuf_addch(page->out, ' ');
	html_text(page->out,
	    word(page, strcmp(method, "wilson") == 0 ? WORD_INTERVAL_WILSON
		       : strcmp(method, "clustered") == 0
			   ? WORD_INTERVAL_CLUSTERED
			   : WORD_INTERVAL_POISSON));
	if (config_there(config_get(interval, "clusters"))) {
		strbuf_addch(page->out, ' ');
		add_code(page, text_of(config_get(interval, "clusters")));
	}
	end_entry(page);
}

static void
add_funnel(struct page *page, struct config_node levels)
{
	if (!config_there(levels))
		return;
	begin_entry(page, WORD_FUNNEL);
	for (size_t i = 0; i < config_n(levels); i++) {
		strbuf_addstr(page->out, i > 0 ? ", " : "");
		page_amount(
		    page, config_dec(config_at(levels, i)), -1, "share");
	}
	strbuf_addch(page->out, ' ');
	html_text(page->out, word(page, WORD_FUNNEL_AROUND));
	end_entry(page);
}

static void
add_indicator(struct page *page, struct config_node top, struct config_node n,
    const char *source)
{
	const char *language = page->language == LANGUAGE_EN ? "en" : "sv";
	const char *id = config_string(config_need(n, "id"));
	const char *unit = config_string(config_need(n, "unit"));
	struct config_node own = config_get(n, "source");

	if (!id || !unit)
		return;
	strbuf_addstr(page->out, "<article><h3 id=\"");
	html_text(page->out, id);
	strbuf_addstr(page->out, "\">");
	html_text(
	    page->out, text_of(config_need(config_need(n, "title"), language)));
	strbuf_addstr(page->out, "</h3>\n<dl>\n");
	add_formula(page, top, WORD_COUNTED, config_get(n, "value"));
	add_formula(page, top, WORD_NUMERATOR, config_get(n, "numerator"));
	add_formula(page, top, WORD_DENOMINATOR, config_get(n, "denominator"));
	add_groupings(page, config_need(n, "by"));
	add_requires(page, config_get(n, "requires"));
	add_interval(page, config_get(n, "interval"));
	add_funnel(page, config_get(n, "funnel"));
	add_entry(page, WORD_UNIT,
	    *plan_unit(page->plan, unit) != '\0' ? plan_unit(page->plan, unit)
						 : unit);
	begin_entry(page, WORD_SOURCE);
	html_text(page->out, config_there(own) ? text_of(own) : source);
	if (config_there(config_get(n, "rule"))) {
		strbuf_addstr(page->out, " · ");
		html_text(page->out, text_of(config_get(n, "rule")));
	}
	if (config_there(config_get(n, "basis"))) {
		strbuf_addstr(page->out, ". ");
		html_text(page->out, word(page, WORD_LOCAL));
	}
	end_entry(page);
	begin_entry(page, WORD_TRACE_HOW);
	strbuf_addstr(page->out, "<code>trace OUT ");
	html_text(page->out, id);
	strbuf_addstr(page->out, "</code>");
	end_entry(page);
	strbuf_addstr(page->out, "</dl></article>\n");
}

static int
add_file(struct page *page, const char *path, struct strbuf *err)
{
	const char *language = page->language == LANGUAGE_EN ? "en" : "sv";
	struct config *config = config_load(path, err);
	struct config_node top, list, title;
	int ret;

	if (!config)
		return -1;
	top = config_top(config);
	list = config_need(top, "indicators");
	title = config_get(config_get(top, "title"), language);
	strbuf_addstr(page->out, "<section>\n<h2>");
	html_text(page->out, config_there(title) ? text_of(title) : path);
	strbuf_addstr(page->out, "</h2>\n");
	for (size_t i = 0; config_is(list, CONFIG_LIST) && i < config_n(list);
	     i++)
		add_indicator(page, top, config_at(list, i),
		    text_of(config_get(top, "source")));
	strbuf_addstr(page->out, "</section>\n");
	ret = config_failed(config) ? -1 : 0;
	config_free(config);
	return ret;
}

int
document_definitions(struct page *page, const char *const *paths,
    size_t n_paths, struct strbuf *err)
{
	const char *title = word(page, WORD_DEFINITIONS);
	int ret = 0;

	document_begin(page, title);
	strbuf_addf(page->out,
	    "<header>\n<nav class=\"trail\" aria-label=\"%s\">"
	    "<a href=\"%sreport.html\">%s</a> › %s</nav>\n<h1>%s</h1>\n"
	    "</header>\n<main id=\"main\" class=\"definitions\">\n",
	    title, page->root, word(page, WORD_REPORT), title, title);
	for (size_t i = 0; i < n_paths && ret == 0; i++)
		ret = add_file(page, paths[i], err);
	document_end(page);
	return ret;
}
