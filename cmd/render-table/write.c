/* write.c - tables on their way out: text by lines, or a workbook. */
#include "write.h"

#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/strbuf.h"

#include "excel.h"

static void
write_lines(struct stream *st, const struct strbuf *text)
{
	const char *line, *end, *stop = text->s + text->len;

	for (line = text->s; line < stop; line = end + 1) {
		end = memchr(line, '\n', (size_t)(stop - line));
		stream_make(st, line, (size_t)(end - line));
	}
}

static void
write_workbook(struct stream *st, const struct table *tables, size_t n_tables)
{
	struct strbuf bytes = STRBUF_INIT, err = STRBUF_INIT;
	struct excel *book = excel_new(&err);

	if (!book)
		die("%s", err.s);
	for (size_t i = 0; i < n_tables; i++) {
		const struct table *t = &tables[i];

		if (excel_add(book, t->name, t->title, t->note, t->pivot,
			&t->layout, &err) != 0)
			die("%s", err.s);
	}
	if (excel_close(book, &bytes, &err) != 0)
		die("%s", err.s);
	stream_make_bytes(st, bytes.s, bytes.len);
	strbuf_release(&bytes);
	strbuf_release(&err);
}

static void
add_words(struct strbuf *text, const char *words, bool is_markdown)
{
	if (is_markdown)
		layout_add_markdown(text, words);
	else
		strbuf_add_shown(text, words, strlen(words));
}

void
write_tables(struct stream *st, const struct table *tables, size_t n_tables,
    enum layout_format format)
{
	const bool is_markdown = format == LAYOUT_MARKDOWN;
	const bool has_titles = format == LAYOUT_TERMINAL || is_markdown;
	struct strbuf text = STRBUF_INIT;

	if (format == LAYOUT_XLSX) {
		write_workbook(st, tables, n_tables);
		return;
	}
	for (size_t i = 0; i < n_tables; i++) {
		const struct table *t = &tables[i];

		if (has_titles && t->title) {
			strbuf_addstr(&text, i > 0 ? "\n" : "");
			strbuf_addstr(&text, is_markdown ? "## " : "");
			add_words(&text, t->title, is_markdown);
			strbuf_addstr(&text, "\n\n");
		}
		layout_table(t->pivot, &t->layout, &text);
		if (has_titles && t->note) {
			strbuf_addch(&text, '\n');
			add_words(&text, t->note, is_markdown);
			strbuf_addch(&text, '\n');
		}
	}
	write_lines(st, &text);
	strbuf_release(&text);
}
