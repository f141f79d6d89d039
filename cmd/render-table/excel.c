/*
 * excel.c - tables as the sheets of an Excel workbook; only here is
 * libxlsxwriter met.
 */
#include "excel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "vardstrom/diag.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

#include "sheet.h"

enum {
	MAX_DECIMALS = 12,
	NAME_CHARS = 31,     /* of a sheet, as Excel has it */
	CREATED = 946684800, /* 2000-01-01: the clock would change the bytes */
	A4 = 9,              /* as Excel counts papers */
	NARROWEST = 9,       /* of a column, in characters */
	WIDEST = 60,
	WIDEST_HEADING = 14, /* longer ones go on several lines */
	LINE_HEIGHT = 15     /* in points */
};

/* How the cells of a row look; the last row is bold where it is the total. */
struct look {
	lxw_format *text, *verdict;
	lxw_format *numbers[MAX_DECIMALS + 2]; /* the first: as they are */
	lxw_format *shares[MAX_DECIMALS + 2];  /* as percentages */
};

struct excel {
	lxw_workbook *book;
	char *path;
	lxw_format *heading, *figure_heading, *verdict_heading;
	lxw_format *title, *note;
	struct look row, total;
};

/* What a sheet is being written with. */
struct page {
	struct excel *w;
	lxw_worksheet *sheet;
	struct sheet table;
	struct look *look; /* of the row */
	lxw_row_t row;
	size_t height;   /* of the headings, in lines */
	lxw_error error; /* the first */
};

/* #,##0.0: Excel shows it as the reader's own language does. */
static lxw_format *
number_format(lxw_workbook *book, int decimals, bool is_share)
{
	lxw_format *format = workbook_add_format(book);
	struct strbuf code = STRBUF_INIT;

	if (is_share) /* 0.127 is 12.7 % */
		decimals = decimals > 2 ? decimals - 2 : 0;
	if (decimals < 0)
		strbuf_addstr(&code, "General");
	else
		strbuf_addf(&code, "#,##0%s%.*s%s", decimals > 0 ? "." : "",
		    decimals, "000000000000", is_share ? "%" : "");
	format_set_num_format(format, code.s);
	strbuf_release(&code);
	return format;
}

static void
make_look(struct look *look, lxw_workbook *book, bool is_total)
{
	lxw_format *all[2 + 2 * (MAX_DECIMALS + 2)];
	size_t n = 0;

	look->text = workbook_add_format(book);
	format_set_num_format(look->text, "@");
	look->verdict = workbook_add_format(book);
	format_set_num_format(look->verdict, "@");
	format_set_indent(look->verdict, 1);
	all[n++] = look->text;
	all[n++] = look->verdict;
	for (int i = 0; i < MAX_DECIMALS + 2; i++) {
		look->numbers[i] = number_format(book, i - 1, false);
		/* without decimals said nothing is known of the unit's use */
		look->shares[i] = number_format(book, i - 1, i > 2);
		all[n++] = look->numbers[i];
		all[n++] = look->shares[i];
	}
	for (size_t i = 0; is_total && i < n; i++) {
		format_set_bold(all[i]);
		format_set_top(all[i], LXW_BORDER_THIN);
	}
}

static lxw_format *
heading_format(lxw_workbook *book)
{
	lxw_format *format = workbook_add_format(book);

	format_set_bold(format);
	format_set_text_wrap(format);
	format_set_bottom(format, LXW_BORDER_THIN);
	format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
	return format;
}

struct excel *
excel_new(struct strbuf *err)
{
	const char *folder = getenv("TMPDIR");
	struct strbuf path = STRBUF_INIT;
	lxw_doc_properties about = { .created = CREATED };
	struct excel *w;
	int fd;

	strbuf_addf(&path, "%s/vardstrom-XXXXXX",
	    folder && *folder != '\0' ? folder : "/tmp");
	fd = mkstemp(path.s);
	if (fd < 0) {
		strbuf_addf(err, "%s: %s", path.s, strerror(errno));
		strbuf_release(&path);
		return NULL;
	}
	close(fd);
	w = xcalloc(1, sizeof(*w));
	w->path = strbuf_detach(&path, NULL);
	w->book = workbook_new_opt(w->path, NULL);
	workbook_set_properties(w->book, &about);
	w->heading = heading_format(w->book);
	w->figure_heading = heading_format(w->book);
	format_set_align(w->figure_heading, LXW_ALIGN_RIGHT);
	w->verdict_heading = heading_format(w->book);
	format_set_indent(w->verdict_heading, 1);
	w->title = workbook_add_format(w->book);
	format_set_bold(w->title);
	format_set_font_size(w->title, 14);
	w->note = workbook_add_format(w->book);
	format_set_num_format(w->note, "@");
	make_look(&w->row, w->book, false);
	make_look(&w->total, w->book, true);
	return w;
}

static void
note_error(struct page *page, lxw_error error)
{
	if (page->error == LXW_NO_ERROR)
		page->error = error;
}

static void
put_text(struct page *page, size_t column, const char *text, lxw_format *format)
{
	if (*text != '\0')
		note_error(page, worksheet_write_string(page->sheet, page->row,
				     (lxw_col_t)column, text, format));
}

static void
put_blank(struct page *page, size_t column, lxw_format *format)
{
	note_error(page, worksheet_write_blank(page->sheet, page->row,
			     (lxw_col_t)column, format));
}

static void
put_cell(struct page *page, size_t column, const struct cell *cell)
{
	struct strbuf *text = &page->table.text;
	lxw_format *const *formats =
	    cell->is_share ? page->look->shares : page->look->numbers;

	if (cell->text) {
		put_text(page, column, cell->text, page->look->text);
	} else if (cell->has_value) {
		strbuf_reset(text);
		dec_format(cell->decimals < 0
			       ? cell->value
			       : dec_round(cell->value, cell->decimals),
		    text);
		note_error(page,
		    worksheet_write_number(page->sheet, page->row,
			(lxw_col_t)column, strtod(text->s, NULL),
			formats[cell->decimals < 0 ? 0 : cell->decimals + 1]));
	} else {
		put_blank(page, column, page->look->text);
	}
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t
width_of(const char *text)
{
	return layout_width(text, strlen(text));
}

/* How many lines a heading takes, and how wide its longest word is. */
static size_t
count_lines(const char *text, size_t width, size_t *longest)
{
	size_t n_lines = 1, used = 0, len, word;

	for (; *text != '\0'; text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		word = layout_width(text, len);
		*longest = max(*longest, word);
		if (used > 0 && used + 1 + word > width) {
			n_lines++;
			used = 0;
		}
		used += word + (used > 0);
	}
	return n_lines;
}

/* A column as wide as its widest cell, its heading on as many lines. */
static void
put_heading(struct page *page, size_t column, const char *text, size_t widest,
    lxw_format *format)
{
	const size_t whole = width_of(text);
	size_t width, longest = 0, n_lines;

	width = max(NARROWEST, widest);
	width = max(width, whole < WIDEST_HEADING ? whole : WIDEST_HEADING);
	count_lines(text, width, &longest);
	width = max(width, longest);
	width = width > WIDEST ? WIDEST : width;
	n_lines = count_lines(text, width, &longest);
	page->height = max(page->height, n_lines);
	/* bold letters are wider, and a cell has a margin */
	worksheet_set_column(page->sheet, (lxw_col_t)column, (lxw_col_t)column,
	    1.1 * (double)width + 2, NULL);
	put_text(page, column, text, format);
}

static size_t
widest_label(struct page *page, size_t i)
{
	size_t widest = 0, width;

	for (size_t j = 0; j < page->table.n_rows; j++) {
		width = width_of(
		    sheet_label(&page->table, sheet_row(&page->table, j), i));
		widest = max(widest, width);
	}
	return widest;
}

static size_t
widest_verdict(struct page *page, size_t i)
{
	size_t widest = 0, width;

	for (size_t j = 0; j < page->table.n_rows; j++) {
		width = width_of(sheet_verdict(
		    &page->table, &sheet_row(&page->table, j)->cells[i]));
		widest = max(widest, width);
	}
	return widest;
}

/* Of the figures nothing is wider than any column; of texts, all is known. */
static size_t
widest_cell(struct page *page, size_t i)
{
	size_t widest = 0, width;

	for (size_t j = 0; j < page->table.n_rows; j++) {
		const struct cell *cell = &sheet_row(&page->table, j)->cells[i];
		struct strbuf *text = &page->table.text;

		strbuf_reset(text);
		sheet_add_figure(&page->table, cell, text);
		width = layout_width(text->s, text->len);
		/* room for the blanks between groups of three */
		width += cell->text ? 0 : width / 3;
		widest = max(widest, width);
	}
	return widest;
}

static void
put_head(struct page *page)
{
	const struct layout_options *o = page->table.o;
	struct sheet *table = &page->table;
	size_t column = 0, widest;

	for (size_t i = 0; i < o->n_row_names; i++)
		put_heading(page, column++, sheet_row_title(table, i),
		    widest_label(page, i), page->w->heading);
	for (size_t i = 0; i < o->n_columns; i++) {
		put_heading(page, column++, o->headings[i],
		    widest_cell(page, i),
		    sheet_is_text(table, i) ? page->w->heading
					    : page->w->figure_heading);
		if (!sheet_has_verdicts(table, i))
			continue;
		widest = widest_verdict(page, i); /* the text is one for both */
		put_heading(page, column++, sheet_verdict_title(table, i),
		    widest, page->w->verdict_heading);
	}
	worksheet_set_row(
	    page->sheet, page->row, (double)(LINE_HEIGHT * page->height), NULL);
	worksheet_repeat_rows(page->sheet, page->row, page->row);
	page->row++;
	worksheet_freeze_panes(
	    page->sheet, page->row, (lxw_col_t)o->n_row_names);
}

/* A4 across, all columns on a page, its number below. */
static void
set_up_print(struct page *page)
{
	worksheet_set_paper(page->sheet, A4);
	worksheet_set_landscape(page->sheet);
	worksheet_fit_to_pages(page->sheet, 1, 0);
	worksheet_set_footer(page->sheet, "&L&A&R&P (&N)");
}

static void
put_row(struct page *page, const struct row *row)
{
	const struct layout_options *o = page->table.o;
	size_t column = 0;

	page->look =
	    row == pivot_total(page->table.p) ? &page->w->total : &page->w->row;
	for (size_t i = 0; i < o->n_row_names; i++)
		put_text(page, column++, sheet_label(&page->table, row, i),
		    page->look->text);
	for (size_t i = 0; i < o->n_columns; i++) {
		put_cell(page, column++, &row->cells[i]);
		if (!sheet_has_verdicts(&page->table, i))
			continue;
		put_blank(page, column, page->look->verdict);
		put_text(page, column++,
		    sheet_verdict(&page->table, &row->cells[i]),
		    page->look->verdict);
	}
	page->row++;
}

/* A name that Excel takes. */
static void
make_name(struct strbuf *out, const char *name)
{
	size_t n_chars = 0, n;

	for (; *name != '\0' && n_chars < NAME_CHARS; name += n, n_chars++) {
		n = utf8_char_len(name, strlen(name));
		n = n == 0 ? 1 : n;
		if (strchr("[]:*?/\\'", *name))
			strbuf_addch(out, ' ');
		else
			strbuf_add(out, name, n);
	}
}

int
excel_add(struct excel *w, const char *name, const char *title,
    const char *note, const struct pivot *p, const struct layout_options *o,
    struct strbuf *err)
{
	struct page page = { .w = w,
		.table = { .p = p, .o = o, .text = STRBUF_INIT } };
	struct strbuf safe = STRBUF_INIT, head = STRBUF_INIT;

	make_name(&safe, name);
	page.table.n_rows = pivot_n_rows(p) + (pivot_total(p) != NULL);
	page.sheet = workbook_add_worksheet(w->book, safe.s);
	strbuf_release(&safe);
	if (!page.sheet) {
		strbuf_addf(
		    err, "%s: no name for a sheet, or used twice", name);
		return -1;
	}
	if (title) {
		strbuf_addstr(&head, title);
		if (*pivot_period(p) != '\0')
			strbuf_addf(&head, ", %s", pivot_period(p));
		put_text(&page, 0, head.s, w->title);
		strbuf_release(&head);
		page.row++;
	}
	if (note) {
		put_text(&page, 0, note, w->note);
		page.row++;
	}
	page.row += title || note;
	set_up_print(&page);
	put_head(&page);
	for (size_t i = 0; i < page.table.n_rows; i++)
		put_row(&page, sheet_row(&page.table, i));
	strbuf_release(&page.table.text);
	if (page.error == LXW_NO_ERROR)
		return 0;
	strbuf_addf(err, "%s: %s", name, lxw_strerror(page.error));
	return -1;
}

static int
read_back(const char *path, struct strbuf *out)
{
	FILE *file = fopen(path, "rb");
	char block[65536];
	size_t n;
	int status;

	if (!file)
		return -1;
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		strbuf_add(out, block, n);
	status = ferror(file) ? -1 : 0;
	fclose(file);
	return status;
}

int
excel_close(struct excel *w, struct strbuf *out, struct strbuf *err)
{
	const lxw_error error = workbook_close(w->book);
	int ret = -1;

	if (error != LXW_NO_ERROR)
		strbuf_addf(err, "%s: %s", w->path, lxw_strerror(error));
	else if (read_back(w->path, out) != 0)
		strbuf_addf(err, "%s: %s", w->path, strerror(errno));
	else
		ret = 0;
	unlink(w->path);
	free(w->path);
	free(w);
	return ret;
}
