/*
 * layout_ndjson.c - the table as records: a row an object, names as the
 * stream has them, figures rounded as they are printed, verdicts as
 * "INDICATOR_met". What is not there is left out.
 */
#include <string.h>

#include "sheet.h"

static void
add_name(struct sheet *s, const char *name, const char *more)
{
	strbuf_addstr(s->out, s->out->s[s->out->len - 1] == '{' ? "" : ",");
	strbuf_reset(&s->text);
	strbuf_addf(&s->text, "%s%s", name, more);
	strbuf_add_json_string(s->out, s->text.s, s->text.len);
	strbuf_addch(s->out, ':');
}

static void
add_verdict(struct sheet *s, size_t column, const struct cell *cell)
{
	const bool is_word = cell->verdict == CELL_NOT_ASSESSED;
	const char *verdict = sheet_verdict(s, cell);

	if (*verdict == '\0')
		return;
	add_name(s, s->o->ids[column], "_met");
	if (is_word)
		strbuf_add_json_string(s->out, verdict, strlen(verdict));
	else
		strbuf_addstr(s->out, verdict);
}

static void
add_row(struct sheet *s, const struct row *row)
{
	strbuf_addch(s->out, '{');
	for (size_t i = 0; i < row->n_labels; i++) {
		add_name(s, s->o->row_names[i], "");
		strbuf_add_json_string(
		    s->out, row->labels[i], strlen(row->labels[i]));
	}
	for (size_t i = 0; i < s->o->n_columns; i++) {
		const struct cell *cell = &row->cells[i];

		if (cell->text || cell->has_value) {
			add_name(s, s->o->ids[i], "");
		}
		if (cell->text && cell->is_json)
			strbuf_addstr(s->out, cell->text);
		else if (cell->text)
			strbuf_add_json_string(
			    s->out, cell->text, strlen(cell->text));
		else
			sheet_add_figure(s, cell, s->out);
		add_verdict(s, i, cell);
	}
	strbuf_addstr(s->out, "}\n");
}

void
sheet_ndjson(struct sheet *s)
{
	for (size_t i = 0; i < s->n_rows; i++)
		add_row(s, sheet_row(s, i));
}
