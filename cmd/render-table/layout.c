/* layout.c - a pivot as text: for the terminal, as Markdown, as CSV. */
#include "layout.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

#include "sheet.h"
#include "tables.h"

/* What the table says in words. */
static const struct {
	const char *all, *met, *missed, *not_assessed, *no_figure;
	const char *outcome, *reaches, *falls_short, *small, *complementary;
} words[] = {
	[LAYOUT_ENGLISH] = { "All", "target met", "target missed",
	    "not assessed", "no figure", "Outcome", "met", "not met",
	    "hidden: few persons", "hidden: protects others" },
	[LAYOUT_SWEDISH] = { "Alla", "kravet uppfyllt", "kravet inte uppfyllt",
	    "inte bedömt", "uppgift saknas", "Utfall", "når", "når inte",
	    "dolt: få personer", "dolt: skyddar andra" },
};

static const char met_mark[] = "✓", missed_mark[] = "✗", none_mark[] = "·";

/* --- the text of a cell --------------------------------------------------- */

static uint32_t
decode(const char *s, size_t len)
{
	static const unsigned char lead[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint32_t c = (unsigned char)s[0] & lead[len];

	for (size_t i = 1; i < len; i++)
		c = c << 6 | ((unsigned char)s[i] & 0x3F);
	return c;
}

size_t
layout_width(const char *s, size_t len)
{
	static const struct {
		uint32_t first, last;
		size_t width;
	} odd[] = {
		{ 0x0300, 0x036F, 0 },
		{ 0x1100, 0x115F, 2 },
		{ 0x200B, 0x200F, 0 },
		{ 0x2E80, 0xA4CF, 2 },
		{ 0xAC00, 0xD7A3, 2 },
		{ 0xF900, 0xFAFF, 2 },
		{ 0xFE00, 0xFE0F, 0 },
		{ 0xFF00, 0xFF60, 2 },
		{ 0x1F300, 0x1FAFF, 2 },
		{ 0x20000, 0x3FFFD, 2 },
	};
	size_t width = 0, n;
	uint32_t c;

	for (size_t at = 0; at < len; at += n) {
		size_t one = 1;

		n = utf8_char_len(s + at, len - at);
		if (n == 0)
			n = 1;
		c = decode(s + at, n);
		for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
			if (c >= odd[i].first && c <= odd[i].last)
				one = odd[i].width;
		}
		width += one;
	}
	return width;
}

void
sheet_add_text(struct strbuf *out, const char *text)
{
	strbuf_add_shown(out, text, strlen(text));
}

void
sheet_add_figure(
    const struct sheet *s, const struct cell *cell, struct strbuf *out)
{
	const size_t from = out->len;
	const char *point;
	size_t n_behind;
	char *comma;

	if (cell->text) {
		sheet_add_text(out, cell->text);
		return;
	}
	if (!cell->has_value)
		return;
	dec_format(cell->decimals < 0 ? cell->value
				      : dec_round(cell->value, cell->decimals),
	    out);
	point = strchr(out->s + from, '.');
	n_behind = point ? strlen(point + 1) : 0;
	if (cell->decimals > 0 && !point)
		strbuf_addch(out, '.');
	for (; cell->decimals > 0 && n_behind < (size_t)cell->decimals;
	     n_behind++)
		strbuf_addch(out, '0');
	comma = strchr(out->s + from, '.');
	if (comma &&
	    (s->o->has_decimal_comma || s->o->format == LAYOUT_EXCEL_CSV))
		*comma = ',';
}

/* The letter of a reason: a to z, then aa, ab ... */
static void
add_letter(struct strbuf *out, size_t i)
{
	if (i >= 26)
		add_letter(out, i / 26 - 1);
	strbuf_addch(out, (char)('a' + i % 26));
}

/* Its place among the reasons; added where it is new. */
static size_t
reason_no(struct sheet *s, const char *reason)
{
	for (size_t i = 0; i < s->n_reasons; i++) {
		if (s->reasons[i] == reason)
			return i;
	}
	GROW(s->reasons, s->n_reasons, s->cap_reasons);
	s->reasons[s->n_reasons] = reason;
	return s->n_reasons++;
}

void
sheet_add_mark(struct sheet *s, const struct cell *cell, struct strbuf *out)
{
	if (!cell->is_there) {
		s->has_none = true;
		strbuf_addstr(out, none_mark);
	} else if (cell->verdict == CELL_MET) {
		s->has_met = true;
		strbuf_addstr(out, met_mark);
	} else if (cell->verdict == CELL_MISSED) {
		s->has_missed = true;
		strbuf_addstr(out, missed_mark);
	} else if (cell->verdict == CELL_NOT_ASSESSED) {
		add_letter(out, reason_no(s, cell->reason));
	}
}

const char *
layout_all(enum layout_language language)
{
	return words[language].all;
}

const struct row *
sheet_row(const struct sheet *s, size_t i)
{
	return i < pivot_n_rows(s->p) ? pivot_row(s->p, i) : pivot_total(s->p);
}

const char *
sheet_label(const struct sheet *s, const struct row *row, size_t i)
{
	if (row->n_labels > 0)
		return row->labels[i];
	return i == 0 ? words[s->o->language].all : "";
}

const char *
sheet_row_title(const struct sheet *s, size_t i)
{
	return s->o->row_titles ? s->o->row_titles[i] : s->o->row_names[i];
}

bool
sheet_is_text(const struct sheet *s, size_t column)
{
	for (size_t i = 0; i < s->n_rows; i++) {
		if (sheet_row(s, i)->cells[column].text)
			return true;
	}
	return false;
}

bool
sheet_has_verdicts(const struct sheet *s, size_t column)
{
	for (size_t i = 0; i < s->n_rows; i++) {
		if (sheet_row(s, i)->cells[column].verdict != CELL_NO_TARGET)
			return true;
	}
	return false;
}

const char *
sheet_verdict_title(struct sheet *s, size_t column)
{
	strbuf_reset(&s->text);
	if (!s->o->words)
		strbuf_addf(&s->text, "%s:met", s->o->headings[column]);
	else if (s->o->format == LAYOUT_XLSX) /* people see what it is of */
		strbuf_addstr(&s->text, words[s->o->language].outcome);
	else
		strbuf_addf(&s->text, "%s: %s", s->o->headings[column],
		    words[s->o->language].outcome);
	return s->text.s;
}

/* A reason in words: ours for what was hidden, otherwise the file's. */
static const char *
reason_words(struct sheet *s, const char *reason)
{
	strbuf_reset(&s->text);
	if (strcmp(reason, "suppressed_small") == 0)
		return words[s->o->language].small;
	if (strcmp(reason, "suppressed_complementary") == 0)
		return words[s->o->language].complementary;
	if (strcmp(reason, "no_value") == 0)
		return words[s->o->language].no_figure;
	strbuf_addf(&s->text, "%s: %s", words[s->o->language].not_assessed,
	    tables_reason(s->o->words, reason));
	return s->text.s;
}

const char *
sheet_verdict(struct sheet *s, const struct cell *cell)
{
	const bool in_words = s->o->words != NULL;

	switch (cell->verdict) {
	case CELL_MET:
		return in_words ? words[s->o->language].reaches : "true";
	case CELL_MISSED:
		return in_words ? words[s->o->language].falls_short : "false";
	case CELL_NOT_ASSESSED:
		return in_words ? reason_words(s, cell->reason) : cell->reason;
	default:
		return "";
	}
}

/* --- legend --------------------------------------------------------------- */

static void
add_reason(struct sheet *s, size_t i, const char *indent)
{
	const char *reason = s->reasons[i];

	strbuf_addstr(s->out, indent);
	add_letter(s->out, i);
	strbuf_addch(s->out, ' ');
	if (s->o->words)
		reason = reason_words(s, reason);
	else
		strbuf_addf(s->out, "%s: ", words[s->o->language].not_assessed);
	if (s->o->format == LAYOUT_MARKDOWN)
		layout_add_markdown(s->out, reason);
	else
		sheet_add_text(s->out, reason);
	strbuf_addch(s->out, '\n');
}

/* A line for each mark that was used; in Markdown a list. */
static void
add_legend(struct sheet *s)
{
	const char *indent = s->o->format == LAYOUT_MARKDOWN ? "- " : "";
	const struct {
		bool is_used;
		const char *mark, *word;
	} marks[] = {
		{ s->has_met, met_mark, words[s->o->language].met },
		{ s->has_missed, missed_mark, words[s->o->language].missed },
		{ s->has_none, none_mark, words[s->o->language].no_figure },
	};

	if (s->has_met || s->has_missed || s->has_none || s->n_reasons > 0)
		strbuf_addch(s->out, '\n');
	for (size_t i = 0; i < 3; i++) {
		if (marks[i].is_used)
			strbuf_addf(s->out, "%s%s %s\n", indent, marks[i].mark,
			    marks[i].word);
	}
	for (size_t i = 0; i < s->n_reasons; i++)
		add_reason(s, i, indent);
}

/* --- Markdown ------------------------------------------------------------- */

/*
 * Does the character have a meaning in Markdown, be it CommonMark or what
 * GitHub, GitLab and Pandoc make more? Of those that names are full of, only
 * where they can have one.
 */
static bool
is_markup(const char *s, size_t i)
{
	const char next = s[i + 1];

	switch (s[i]) {
	case '&': /* &copy; */
		return ascii_is_alpha(next) || next == '#';
	case ':': /* http://, :smile: */
		return next != ' ' && next != '\0';
	case '.': /* www. is a link */
		return i >= 3 && ascii_lower(s[i - 1]) == 'w' &&
		       ascii_lower(s[i - 2]) == 'w' &&
		       ascii_lower(s[i - 3]) == 'w';
	default:
		return strchr("|\\*_`<>[]!~@#$^{}", s[i]);
	}
}

void
layout_add_markdown(struct strbuf *out, const char *text)
{
	struct strbuf shown = STRBUF_INIT;

	sheet_add_text(&shown, text);
	for (size_t i = 0; i < shown.len; i++) {
		if (is_markup(shown.s, i))
			strbuf_addch(out, '\\');
		strbuf_addch(out, shown.s[i]);
	}
	strbuf_release(&shown);
}

static void
add_markdown_row(struct sheet *s, const struct row *row)
{
	for (size_t i = 0; i < s->o->n_row_names; i++) {
		strbuf_addstr(s->out, "| ");
		layout_add_markdown(s->out, sheet_label(s, row, i));
		strbuf_addch(s->out, ' ');
	}
	for (size_t i = 0; i < s->o->n_columns; i++) {
		strbuf_addstr(s->out, "| ");
		if (row->cells[i].text)
			layout_add_markdown(s->out, row->cells[i].text);
		else
			sheet_add_figure(s, &row->cells[i], s->out);
		strbuf_reset(&s->text);
		sheet_add_mark(s, &row->cells[i], &s->text);
		strbuf_addstr(s->out,
		    row->cells[i].has_value && s->text.len > 0 ? " " : "");
		strbuf_add(s->out, s->text.s, s->text.len);
		strbuf_addch(s->out, ' ');
	}
	strbuf_addstr(s->out, "|\n");
}

static void
sheet_markdown(struct sheet *s)
{
	for (size_t i = 0; i < s->o->n_row_names; i++) {
		strbuf_addstr(s->out, "| ");
		layout_add_markdown(s->out, sheet_row_title(s, i));
		strbuf_addch(s->out, ' ');
	}
	for (size_t i = 0; i < s->o->n_columns; i++) {
		strbuf_addstr(s->out, "| ");
		layout_add_markdown(s->out, s->o->headings[i]);
		strbuf_addch(s->out, ' ');
	}
	strbuf_addstr(s->out, "|\n");
	for (size_t i = 0; i < s->o->n_row_names; i++)
		strbuf_addstr(s->out, "|:---");
	for (size_t i = 0; i < s->o->n_columns; i++)
		strbuf_addstr(s->out, sheet_is_text(s, i) ? "|:---" : "|---:");
	strbuf_addstr(s->out, "|\n");
	for (size_t i = 0; i < s->n_rows; i++)
		add_markdown_row(s, sheet_row(s, i));
}

/* --- all of it ------------------------------------------------------------ */

void
layout_table(
    const struct pivot *p, const struct layout_options *o, struct strbuf *out)
{
	struct sheet s = {
		.p = p,
		.o = o,
		.out = out,
		.text = STRBUF_INIT,
		.field = STRBUF_INIT,
	};

	if (o->n_row_names + o->n_columns == 0)
		return; /* records of which there are none have no members */
	s.n_rows = pivot_n_rows(p) + (pivot_total(p) != NULL);
	switch (o->format) {
	case LAYOUT_TERMINAL:
		sheet_terminal(&s);
		add_legend(&s);
		break;
	case LAYOUT_MARKDOWN:
		sheet_markdown(&s);
		add_legend(&s);
		break;
	case LAYOUT_CSV:
	case LAYOUT_EXCEL_CSV:
		sheet_csv(&s);
		break;
	case LAYOUT_NDJSON:
		sheet_ndjson(&s);
		break;
	case LAYOUT_XLSX: /* is no text */
		break;
	}
	strbuf_release(&s.text);
	strbuf_release(&s.field);
	free(s.reasons);
}
