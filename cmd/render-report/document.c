/* document.c - whole pages: the report and the page of a clinic. */
#include "document.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/digest.h"
#include "vardstrom/stream.h"

#include "block.h"
#include "sentence.h"

/* style.css, as it stands in each page. */
static const unsigned char style[] = {
#include "style.inc"
};

/* The marks of plots, around their middle. */
static const char marks[] =
    "<svg class=\"unseen\" aria-hidden=\"true\" focusable=\"false\" "
    "width=\"0\" height=\"0\"><defs>"
    "<path id=\"m-up\" d=\"M0-7L7 6H-7Z\"/>"
    "<path id=\"m-down\" d=\"M0 7L7-6H-7Z\"/>"
    "<path id=\"m-left\" d=\"M-5 0L6-6V6Z\"/>"
    "<path id=\"m-right\" d=\"M5 0L-6-6V6Z\"/>"
    "<circle id=\"m-dot\" r=\"5\"/>"
    "<path id=\"m-diamond\" d=\"M0-6L6 0L0 6L-6 0Z\"/>"
    "</defs></svg>\n";

/* --- head and foot -------------------------------------------------------- */

/* The style may be this one only: its SHA-256 in base64. */
static void
add_style_hash(struct strbuf *out)
{
	unsigned char sum[DIGEST_BYTES];
	struct digest *digest = digest_new();

	digest_add(digest, (const char *)style, sizeof(style));
	digest_sum(digest, sum);
	digest_free(digest);
	digest_base64(out, sum, sizeof(sum));
}

void
document_begin(struct page *page, const char *title)
{
	const bool is_en = page->language == LANGUAGE_EN;

	strbuf_addf(page->out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'sha256-",
	    is_en ? "en" : "sv");
	add_style_hash(page->out);
	strbuf_addstr(page->out,
	    "'; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	strbuf_addstr(page->out, title);
	strbuf_addstr(page->out, "</title>\n<style>");
	strbuf_add(page->out, (const char *)style, sizeof(style));
	strbuf_addstr(page->out, "</style>\n</head>\n<body>\n");
	strbuf_addf(page->out, "<a class=\"skip\" href=\"#main\">%s</a>\n",
	    word(page, WORD_SKIP));
	strbuf_addstr(page->out, marks);
}

void
document_end(struct page *page)
{
	strbuf_addstr(page->out, "</main>\n<footer>\n");
	if (page->has_hidden)
		strbuf_addf(
		    page->out, "<p>%s</p>\n", word(page, WORD_HIDDEN_HOW));
	strbuf_addf(page->out,
	    "<p><a href=\"%sreport.html\">%s</a> · "
	    "<a href=\"%sdefinitions.html\">%s</a> · "
	    "<a href=\"%stables.xlsx\">%s</a></p>\n"
	    "<p>%s vardstrom %s.</p>\n</footer>\n</body>\n</html>\n",
	    page->root, word(page, WORD_REPORT), page->root,
	    word(page, WORD_DEFINITIONS), page->root, word(page, WORD_TABLES),
	    word(page, WORD_VERSION), VARDSTROM_VERSION);
}

/* --- chapters ------------------------------------------------------------- */

static bool
is_there(const struct page *page, const struct chapter *c)
{
	if (c->needs.n == 0)
		return true;
	for (size_t i = 0; i < c->needs.n; i++) {
		if (store_has(page->store, c->needs.list[i]))
			return true;
	}
	return false;
}

static void
add_contents(struct page *page, const struct chapters *chapters)
{
	strbuf_addf(page->out, "<nav aria-label=\"%s\"><ol>\n",
	    word(page, WORD_CONTENTS));
	for (size_t i = 0; i < chapters->n; i++) {
		const struct chapter *c = &chapters->list[i];

		if (!is_there(page, c))
			continue;
		strbuf_addstr(page->out, "<li><a href=\"#");
		html_text(page->out, c->id);
		strbuf_addstr(page->out, "\">");
		html_text(page->out, c->title);
		strbuf_addstr(page->out, "</a></li>\n");
	}
	strbuf_addstr(page->out, "</ol></nav>\n");
}

static void
add_paragraph(struct page *page, const struct texts *texts, const char *class)
{
	const size_t from = page->out->len;

	strbuf_addf(page->out, "<p class=\"%s\">", class);
	if (sentences(page, texts) > 0)
		strbuf_addstr(page->out, "</p>\n");
	else
		page->out->len = from;
}

static void
add_chapter(struct page *page, const struct chapter *c)
{
	strbuf_addstr(page->out, "<section aria-labelledby=\"");
	html_text(page->out, c->id);
	strbuf_addstr(page->out, "\">\n<h2 id=\"");
	html_text(page->out, c->id);
	strbuf_addstr(page->out, "\">");
	html_text(page->out, c->title);
	strbuf_addstr(page->out, "</h2>\n");
	if (c->texts.n > 0)
		add_paragraph(page, &c->texts, "finding");
	for (size_t i = 0; i < c->n_blocks; i++)
		block_write(page, &c->blocks[i]);
	strbuf_addstr(page->out, "</section>\n");
}

/* Where a clinic's page belongs: report, clinics, municipality. */
static void
add_trail(struct page *page)
{
	strbuf_addf(page->out,
	    "<nav aria-label=\"%s\" class=\"trail\"><a href=\"%sreport.html\">"
	    "%s</a> › <a href=\"%sreport.html#mottagningar\">%s</a>",
	    word(page, WORD_REPORT), page->root, word(page, WORD_REPORT),
	    page->root, word(page, WORD_CLINICS));
	if (*page->clinic->municipality != '\0') {
		strbuf_addstr(page->out, " › ");
		html_text(page->out, page->clinic->municipality);
	}
	strbuf_addstr(page->out, "</nav>\n");
}

void
document_report(struct page *page)
{
	const struct chapters *chapters =
	    page->clinic ? plan_clinic(page->plan) : plan_report(page->plan);
	const char *title = chapters->title;
	const struct texts titles = { &title, 1 };
	struct strbuf plain = STRBUF_INIT, *out = page->out;

	page->out = &plain;
	sentences(page, &titles);
	page->out = out;
	document_begin(page, plain.s);
	strbuf_addstr(out, "<header>\n");
	if (page->clinic)
		add_trail(page);
	strbuf_addf(out, "<h1>%s</h1>\n", plain.s);
	if (page->notice) {
		strbuf_addstr(out, "<p class=\"notice\">");
		html_text(out, page->notice);
		strbuf_addstr(out, "</p>\n");
	}
	if (!page->clinic)
		add_contents(page, chapters);
	strbuf_addstr(out, "</header>\n<main id=\"main\">\n");
	if (chapters->lead.n > 0)
		add_paragraph(page, &chapters->lead, "lead");
	for (size_t i = 0; i < chapters->n; i++) {
		if (is_there(page, &chapters->list[i]))
			add_chapter(page, &chapters->list[i]);
	}
	document_end(page);
	strbuf_release(&plain);
}
