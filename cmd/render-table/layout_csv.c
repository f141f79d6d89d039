/*
 * layout_csv.c - the table as CSV (RFC 4180, lines ended by LF): figures
 * alone in their columns; where an indicator has verdicts, they have a column
 * of their own behind it. For a Swedish Excel: a byte-order mark, semicolons,
 * decimal commas, plain digits.
 */
#include <string.h>

#include "vardstrom/fold.h"

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
begin_field(struct sheet *s, bool is_first)
{
	if (!is_first)
		strbuf_addch(s->out, separator(s));
}

/*
 * Would a spreadsheet take the text for a formula? The signs of double width
 * are signs to some. What is a number is none, negative or not.
 */
static bool
is_formula(const char *text)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r",
		"\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
		"\xef\xbc\xa0" };
	struct strbuf point = STRBUF_INIT;
	struct dec number;
	bool is_number;
	char *comma;
	size_t i, skip = 0;

	/* what is not seen in front of a sign does not make it another */
	do {
		skip =
		    *text == ' ' ? 1 : fold_invisible_len(text, strlen(text));
		text += skip;
	} while (skip > 0);
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(text, signs[i], strlen(signs[i])) == 0)
			break;
	if (i == sizeof(signs) / sizeof(signs[0]))
		return false;
	strbuf_addstr(&point, *text == '+' ? text + 1 : text);
	comma = strchr(point.s, ',');
	if (comma)
		*comma = '.';
	is_number = dec_parse(&number, point.s, point.len) == DEC_OK;
	strbuf_release(&point);
	return !is_number;
}

/* Line ends and tabs are data within quotes; a CR alone would overwrite. */
static void
add_csv_text(struct strbuf *out, const char *text)
{
	size_t n;

	for (; *text; text += n) {
		n = strcspn(text, "\t\r\n");
		strbuf_add_shown(out, text, n);
		if (!text[n])
			break;
		if (text[n] != '\r' || text[n + 1] == '\n')
			strbuf_addch(out, text[n]);
		else
			strbuf_addch(out, '?');
		n++;
	}
}

/*
 * Text of the data: what would be a formula gets an apostrophe, so that it
 * stays text (OWASP, CSV injection); and what any spreadsheet could take for
 * the end of a cell, whatever our separator, stands within quotes.
 */
static void
add_text_field(struct sheet *s, const char *text, bool is_first)
{
	struct strbuf *field = &s->field;

	begin_field(s, is_first);
	strbuf_reset(field);
	if (is_formula(text))
		strbuf_addch(field, '\'');
	add_csv_text(field, text);
	if (!strpbrk(field->s, ";,\t\"\r\n")) {
		strbuf_add(s->out, field->s, field->len);
		return;
	}
	strbuf_addch(s->out, '"');
	for (size_t i = 0; i < field->len; i++) {
		if (field->s[i] == '"')
			strbuf_addch(s->out, '"');
		strbuf_addch(s->out, field->s[i]);
	}
	strbuf_addch(s->out, '"');
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
		add_text_field(s, sheet_verdict_title(s, i), false);
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

		if (row->cells[i].text) {
			add_text_field(s, row->cells[i].text, is_first);
		} else {
			begin_field(s, is_first);
			sheet_add_figure(s, &row->cells[i], s->out);
		}
		if (sheet_has_verdicts(s, i))
			add_text_field(
			    s, sheet_verdict(s, &row->cells[i]), false);
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
