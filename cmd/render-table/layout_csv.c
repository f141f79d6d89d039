/*
 * layout_csv.c - the table as CSV (RFC 4180, lines ended by LF): figures
 * alone in their columns; where an indicator has verdicts, they have a column
 * of their own behind it. For a Swedish Excel: a byte-order mark, semicolons,
 * decimal commas, plain digits.
 */
#include <string.h>

#include "sheet.h"

static bool
is_for_excel(const struct sheet *s)
{
	return s->o->format == LAYOUT_EXCEL_CSV;
}

static char
separator(const struct sheet *s)
{
	return s->o->has_decimal_comma || is_for_excel(s) ? ';' : ',';
}

static void
add_field(struct sheet *s, const char *text, bool is_first)
{
	const char special[] = { separator(s), '"', '\r', '\n', '\0' };

	if (!is_first)
		strbuf_addch(s->out, separator(s));
	if (!strpbrk(text, special)) {
		strbuf_addstr(s->out, text);
		return;
	}
	strbuf_addch(s->out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			strbuf_addch(s->out, '"');
		strbuf_addch(s->out, *text);
	}
	strbuf_addch(s->out, '"');
}

/*
 * Text that a spreadsheet would take for a formula gets an apostrophe, so that
 * it stays text (OWASP, CSV injection); what is a number is none, negative or
 * not.
 */
static void
add_text_field(struct sheet *s, const char *text, bool is_first)
{
	struct strbuf quoted = STRBUF_INIT;
	struct dec number;

	if (is_for_excel(s) && text[0] != '\0' &&
	    strchr("=+-@\t\r\n", text[0]) &&
	    dec_parse(&number, text, strlen(text)) != DEC_OK) {
		strbuf_addch(&quoted, '\'');
		strbuf_addstr(&quoted, text);
		add_field(s, quoted.s, is_first);
	} else {
		add_field(s, text, is_first);
	}
	strbuf_release(&quoted);
}

static void
add_head(struct sheet *s)
{
	for (size_t i = 0; i < s->o->n_row_names; i++)
		add_text_field(s, sheet_row_title(s, i), i == 0);
	for (size_t i = 0; i < s->o->n_columns; i++) {
		add_text_field(
		    s, s->o->headings[i], i + s->o->n_row_names == 0);
		if (!sheet_has_verdicts(s, i))
			continue;
		strbuf_reset(&s->text);
		strbuf_addf(&s->text, "%s:met", s->o->headings[i]);
		add_field(s, s->text.s, false);
	}
	strbuf_addch(s->out, '\n');
}

static void
add_row(struct sheet *s, const struct row *row)
{
	for (size_t i = 0; i < s->o->n_row_names; i++)
		add_text_field(s, sheet_label(s, row, i), i == 0);
	for (size_t i = 0; i < s->o->n_columns; i++) {
		const bool is_first = i + s->o->n_row_names == 0;

		strbuf_reset(&s->text);
		if (!row->cells[i].text)
			sheet_add_figure(s, &row->cells[i], &s->text);
		if (row->cells[i].text)
			add_text_field(s, row->cells[i].text, is_first);
		else
			add_field(s, s->text.s, is_first);
		if (sheet_has_verdicts(s, i))
			add_field(s, sheet_verdict(&row->cells[i]), false);
	}
	strbuf_addch(s->out, '\n');
}

void
sheet_csv(struct sheet *s)
{
	if (is_for_excel(s)) /* without the mark it reads another encoding */
		strbuf_addstr(s->out, "\xEF\xBB\xBF");
	add_head(s);
	for (size_t i = 0; i < s->n_rows; i++)
		add_row(s, sheet_row(s, i));
}
