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
	NAME_CHARS = 31,    /* of a sheet, as Excel has it */
	CREATED = 946684800 /* 2000-01-01: the clock would change the bytes */
};

struct excel {
	lxw_workbook *book;
	char *path;
	lxw_format *heading, *title, *text;
	lxw_format *numbers[MAX_DECIMALS + 2]; /* the first: as they are */
};

/* What a sheet is being written with. */
struct page {
	struct excel *w;
	lxw_worksheet *sheet;
	struct sheet table;
	lxw_row_t row;
	lxw_error error; /* the first */
};

/* #,##0.0: Excel shows it as the reader's own language does. */
static lxw_format *
number_format(lxw_workbook *book, int decimals)
{
	lxw_format *format = workbook_add_format(book);
	struct strbuf code = STRBUF_INIT;

	if (decimals < 0)
		strbuf_addstr(&code, "General");
	else
		strbuf_addf(&code, "#,##0%s%.*s", decimals > 0 ? "." : "",
		    decimals, "000000000000");
	format_set_num_format(format, code.s);
	strbuf_release(&code);
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
	w->heading = workbook_add_format(w->book);
	format_set_bold(w->heading);
	format_set_text_wrap(w->heading);
	format_set_bottom(w->heading, LXW_BORDER_THIN);
	format_set_align(w->heading, LXW_ALIGN_VERTICAL_BOTTOM);
	w->title = workbook_add_format(w->book);
	format_set_bold(w->title);
	format_set_font_size(w->title, 14);
	w->text = workbook_add_format(w->book);
	format_set_num_format(w->text, "@");
	for (int i = 0; i < MAX_DECIMALS + 2; i++)
		w->numbers[i] = number_format(w->book, i - 1);
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
put_cell(struct page *page, size_t column, const struct cell *cell)
{
	struct excel *w = page->w;
	struct strbuf *text = &page->table.text;

	if (cell->text) {
		put_text(page, column, cell->text, w->text);
	} else if (cell->has_value) {
		strbuf_reset(text);
		dec_format(cell->decimals < 0
			       ? cell->value
			       : dec_round(cell->value, cell->decimals),
		    text);
		note_error(page,
		    worksheet_write_number(page->sheet, page->row,
			(lxw_col_t)column, strtod(text->s, NULL),
			w->numbers[cell->decimals < 0 ? 0
						      : cell->decimals + 1]));
	}
}

static void
put_head(struct page *page)
{
	const struct layout_options *o = page->table.o;
	size_t column = 0;

	for (size_t i = 0; i < o->n_row_names; i++)
		put_text(page, column++, sheet_row_title(&page->table, i),
		    page->w->heading);
	for (size_t i = 0; i < o->n_columns; i++) {
		put_text(page, column++, o->headings[i], page->w->heading);
		if (!sheet_has_verdicts(&page->table, i))
			continue;
		strbuf_reset(&page->table.text);
		strbuf_addf(&page->table.text, "%s:met", o->headings[i]);
		put_text(page, column++, page->table.text.s, page->w->heading);
	}
	worksheet_set_column(page->sheet, 0, 0, 34, NULL);
	if (column > 1)
		worksheet_set_column(
		    page->sheet, 1, (lxw_col_t)(column - 1), 15, NULL);
	page->row++;
	worksheet_freeze_panes(page->sheet, page->row,
	    (lxw_col_t)(o->n_row_names > 0 ? o->n_row_names : 0));
}

static void
put_row(struct page *page, const struct row *row)
{
	const struct layout_options *o = page->table.o;
	size_t column = 0;

	for (size_t i = 0; i < o->n_row_names; i++)
		put_text(page, column++, sheet_label(&page->table, row, i),
		    page->w->text);
	for (size_t i = 0; i < o->n_columns; i++) {
		put_cell(page, column++, &row->cells[i]);
		if (sheet_has_verdicts(&page->table, i))
			put_text(page, column++, sheet_verdict(&row->cells[i]),
			    page->w->text);
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
	struct strbuf safe = STRBUF_INIT;

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
		put_text(&page, 0, title, w->title);
		page.row++;
	}
	if (note) {
		put_text(&page, 0, note, w->text);
		page.row++;
	}
	page.row += title || note;
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
