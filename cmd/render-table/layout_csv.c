/*
 * layout_csv.c - the table as CSV (RFC 4180, lines ended by LF): figures
 * alone in their columns; where an indicator has verdicts, they have a column
 * of their own behind it.
 */
#include <string.h>

#include "sheet.h"

static char
separator(const struct sheet *s)
{
	return s->o->has_decimal_comma ? ';' : ',';
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

static bool
has_verdicts(const struct sheet *s, size_t column)
{
	for (size_t i = 0; i < s->n_rows; i++) {
		if (sheet_row(s, i)->cells[column].verdict != CELL_NO_TARGET)
			return true;
	}
	return false;
}

static const char *
verdict_text(const struct cell *cell)
{
	switch (cell->verdict) {
	case CELL_MET:
		return "true";
	case CELL_MISSED:
		return "false";
	case CELL_NOT_ASSESSED:
		return cell->reason;
	default:
		return "";
	}
}

static void
add_head(struct sheet *s)
{
	for (size_t i = 0; i < s->o->n_row_names; i++)
		add_field(s, s->o->row_names[i], i == 0);
	for (size_t i = 0; i < s->o->n_columns; i++) {
		add_field(s, s->o->headings[i], false);
		if (!has_verdicts(s, i))
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
		add_field(s, sheet_label(s, row, i), i == 0);
	for (size_t i = 0; i < s->o->n_columns; i++) {
		strbuf_reset(&s->text);
		sheet_add_figure(s, &row->cells[i], &s->text);
		add_field(s, s->text.s, false);
		if (has_verdicts(s, i))
			add_field(s, verdict_text(&row->cells[i]), false);
	}
	strbuf_addch(s->out, '\n');
}

void
sheet_csv(struct sheet *s)
{
	add_head(s);
	for (size_t i = 0; i < s->n_rows; i++)
		add_row(s, sheet_row(s, i));
}
