/*
 * layout_terminal.c - the table for a terminal: names to the left, figures
 * under each other, headings over several lines so that columns stay narrow.
 */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "sheet.h"

enum { GAP = 2 }; /* blanks between columns */

/* Widths in columns of the terminal. */
struct width {
	size_t text; /* names, or figures */
	size_t mark; /* behind the figures */
	size_t all;
};

/* The next piece of a heading: to a blank, or behind an underscore. */
static size_t
piece_len(const char *s)
{
	const size_t n = strcspn(s, " _");

	return s[n] == '_' ? n + 1 : n;
}

static size_t
longest_piece(const char *heading)
{
	size_t longest = 0, n;

	for (; *heading != '\0'; heading += n) {
		n = piece_len(heading);
		if (layout_width(heading, n) > longest)
			longest = layout_width(heading, n);
		n += heading[n] == ' ';
	}
	return longest;
}

/*
 * The pieces of a heading that go on one line of a width. Returns their
 * length; *next is where the next line begins.
 */
static size_t
line_len(const char *heading, size_t width, size_t *next)
{
	size_t len = piece_len(heading), more;

	for (;;) {
		*next = len + (heading[len] == ' ');
		if (heading[*next] == '\0')
			return len;
		more = *next + piece_len(heading + *next);
		if (layout_width(heading, more) > width)
			return len;
		len = more;
	}
}

static size_t
count_lines(const char *heading, size_t width)
{
	size_t n = 0, next;

	for (; *heading != '\0'; heading += next) {
		line_len(heading, width, &next);
		n++;
	}
	return n;
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t
width_of(const struct strbuf *sb)
{
	return layout_width(sb->s, sb->len);
}

/* What stands in the figure's place: where there is no value, its mark. */
static void
figure_text(struct sheet *s, const struct cell *cell)
{
	strbuf_reset(&s->text);
	if (cell->has_value || cell->text)
		sheet_add_figure(s, cell, &s->text);
	else
		sheet_add_mark(s, cell, &s->text);
}

/* What stands behind it. */
static void
mark_text(struct sheet *s, const struct cell *cell)
{
	strbuf_reset(&s->text);
	if (cell->has_value && !cell->text)
		sheet_add_mark(s, cell, &s->text);
}

/* Row by row, so that reasons get their letters in reading order. */
static void
measure_row(struct sheet *s, const struct row *row, struct width *widths)
{
	const size_t n_names = s->o->n_row_names;

	for (size_t i = 0; i < n_names; i++) {
		strbuf_reset(&s->text);
		sheet_add_text(&s->text, sheet_label(s, row, i));
		widths[i].text = max(widths[i].text, width_of(&s->text));
	}
	for (size_t i = 0; i < s->o->n_columns; i++) {
		struct width *w = &widths[n_names + i];

		figure_text(s, &row->cells[i]);
		w->text = max(w->text, width_of(&s->text));
		mark_text(s, &row->cells[i]);
		w->mark = max(w->mark, width_of(&s->text));
	}
}

static size_t
n_columns(const struct sheet *s)
{
	return s->o->n_row_names + s->o->n_columns;
}

/* The headings as they may be shown, each new. */
static char **
make_headings(const struct sheet *s)
{
	char **headings = xcalloc(n_columns(s) + 1, sizeof(*headings));

	for (size_t i = 0; i < n_columns(s); i++) {
		struct strbuf sb = STRBUF_INIT;

		sheet_add_text(
		    &sb, i < s->o->n_row_names
			     ? sheet_row_title(s, i)
			     : s->o->headings[i - s->o->n_row_names]);
		headings[i] = strbuf_detach(&sb, NULL);
	}
	return headings;
}

static struct width *
measure(struct sheet *s, char *const *headings)
{
	const size_t n = n_columns(s);
	struct width *widths = xcalloc(n, sizeof(*widths));

	for (size_t i = 0; i < s->n_rows; i++)
		measure_row(s, sheet_row(s, i), widths);
	for (size_t i = 0; i < n; i++) {
		struct width *w = &widths[i];

		w->all = w->text + (w->mark > 0 ? 1 + w->mark : 0);
		w->all = max(w->all, longest_piece(headings[i]));
	}
	return widths;
}

static void
pad(struct strbuf *out, size_t n)
{
	while (n-- > 0)
		strbuf_addch(out, ' ');
}

static void
end_line(struct strbuf *out)
{
	while (out->len > 0 && out->s[out->len - 1] == ' ')
		out->len--;
	strbuf_addch(out, '\n');
}

/* Line line_no (0-based) of n_lines; short headings stand at the bottom. */
static void
add_heading_line(struct sheet *s, const char *text, size_t column,
    const struct width *w, size_t line_no, size_t n_lines)
{
	const size_t n_above = n_lines - count_lines(text, w->all);
	const bool is_name = column < s->o->n_row_names ||
			     sheet_is_text(s, column - s->o->n_row_names);
	size_t len = 0, next = 0, blanks;

	for (size_t i = n_above; i <= line_no; i++) {
		text += next;
		len = line_len(text, w->all, &next);
	}
	blanks = w->all - layout_width(text, len);
	pad(s->out, is_name ? 0 : blanks);
	strbuf_add(s->out, text, len);
	pad(s->out, is_name ? blanks : 0);
}

static void
add_head(struct sheet *s, char *const *headings, const struct width *widths)
{
	const size_t n = n_columns(s);
	size_t n_lines = 0;

	for (size_t i = 0; i < n; i++)
		n_lines = max(n_lines, count_lines(headings[i], widths[i].all));
	for (size_t line_no = 0; line_no < n_lines; line_no++) {
		for (size_t i = 0; i < n; i++) {
			pad(s->out, i > 0 ? GAP : 0);
			add_heading_line(
			    s, headings[i], i, &widths[i], line_no, n_lines);
		}
		end_line(s->out);
	}
}

static void
add_rule(struct sheet *s, const struct width *widths)
{
	const size_t n = n_columns(s);
	size_t width = (n - 1) * GAP;

	for (size_t i = 0; i < n; i++)
		width += widths[i].all;
	while (width-- > 0)
		strbuf_addch(s->out, '-');
	strbuf_addch(s->out, '\n');
}

static void
add_cell(struct sheet *s, const struct cell *cell, const struct width *w)
{
	const size_t mark = w->mark > 0 ? 1 + w->mark : 0;
	size_t blanks;

	figure_text(s, cell);
	blanks = w->all - mark - width_of(&s->text);
	pad(s->out, cell->text ? 0 : blanks);
	strbuf_add(s->out, s->text.s, s->text.len);
	pad(s->out, cell->text ? blanks : 0);
	if (mark == 0)
		return;
	mark_text(s, cell);
	strbuf_addch(s->out, ' ');
	strbuf_add(s->out, s->text.s, s->text.len);
	pad(s->out, w->mark - width_of(&s->text));
}

static void
add_row(struct sheet *s, const struct row *row, const struct width *widths)
{
	for (size_t i = 0; i < s->o->n_row_names; i++) {
		pad(s->out, i > 0 ? GAP : 0);
		strbuf_reset(&s->text);
		sheet_add_text(&s->text, sheet_label(s, row, i));
		strbuf_add(s->out, s->text.s, s->text.len);
		pad(s->out, widths[i].all - width_of(&s->text));
	}
	for (size_t i = 0; i < s->o->n_columns; i++) {
		pad(s->out, i + s->o->n_row_names > 0 ? GAP : 0);
		add_cell(s, &row->cells[i], &widths[s->o->n_row_names + i]);
	}
	end_line(s->out);
}

void
sheet_terminal(struct sheet *s)
{
	char **headings = make_headings(s);
	struct width *widths = measure(s, headings);

	add_head(s, headings, widths);
	add_rule(s, widths);
	for (size_t i = 0; i < s->n_rows; i++) {
		if (pivot_total(s->p) && i + 1 == s->n_rows)
			add_rule(s, widths);
		add_row(s, sheet_row(s, i), widths);
	}
	for (size_t i = 0; i < n_columns(s); i++)
		free(headings[i]);
	free(headings);
	free(widths);
}
