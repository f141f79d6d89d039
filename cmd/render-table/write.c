/* write.c - tables on their way out: text by lines, or a workbook. */
#include "write.h"

#include <string.h>

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

static int
write_workbook(struct stream *st, const struct table *tables, size_t n_tables,
    struct strbuf *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct excel *book = excel_new(err);
	int ret = book ? 0 : -1;

	for (size_t i = 0; i < n_tables && ret == 0; i++) {
		const struct table *t = &tables[i];

		ret = excel_add(book, t->name, t->title, t->note, t->pivot,
		    &t->layout, err);
	}
	if (ret == 0)
		ret = excel_close(book, &bytes, err);
	if (ret == 0)
		stream_make_bytes(st, bytes.s, bytes.len);
	strbuf_release(&bytes);
	return ret;
}

static void
add_words(struct strbuf *text, const char *words, bool is_markdown)
{
	if (is_markdown)
		layout_add_markdown(text, words);
	else
		strbuf_add_shown(text, words, strlen(words));
}

int
write_tables(struct stream *st, const struct table *tables, size_t n_tables,
    enum layout_format format, struct strbuf *err)
{
	const bool is_markdown = format == LAYOUT_MARKDOWN;
	const bool has_titles = format == LAYOUT_TERMINAL || is_markdown;
	struct strbuf text = STRBUF_INIT;

	if (format == LAYOUT_XLSX)
		return write_workbook(st, tables, n_tables, err);
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
	return 0;
}
