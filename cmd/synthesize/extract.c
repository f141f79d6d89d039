/* extract.c - one raw extract being written: columns, dress, line numbers. */
#include "extract.h"

#include <stdlib.h>
#include <string.h>

#include "rng.h"
#include "vardstrom/xalloc.h"
#include "vardstrom/zmember.h"

enum { UNKNOWN_COLUMN = -1 };

static const char bom[] = "\xef\xbb\xbf";

void
extract_row_init(struct extract_row *row)
{
	for (int i = 0; i < EXTRACT_MAX_COLUMNS; i++)
		strbuf_init(&row->cells[i]);
}

void
extract_row_release(struct extract_row *row)
{
	for (int i = 0; i < EXTRACT_MAX_COLUMNS; i++)
		strbuf_release(&row->cells[i]);
}

void
extract_set(struct extract_row *row, int column, const char *s)
{
	strbuf_reset(&row->cells[column]);
	strbuf_addstr(&row->cells[column], s);
}

void
extract_row_copy(struct extract_row *to, const struct extract_row *from)
{
	for (int i = 0; i < EXTRACT_MAX_COLUMNS; i++) {
		strbuf_reset(&to->cells[i]);
		strbuf_add(&to->cells[i], from->cells[i].s, from->cells[i].len);
	}
}

static void
extract_to_1252(struct strbuf *sb)
{
	size_t n = 0;

	for (size_t i = 0; i < sb->len; i++) {
		unsigned char c = (unsigned char)sb->s[i];

		/* U+0080 to U+00FF; from U+00A0 Windows-1252 has the same */
		if ((c == 0xc2 || c == 0xc3) && i + 1 < sb->len) {
			unsigned char low = (unsigned char)sb->s[++i];

			sb->s[n++] = (char)((c << 6 & 0xc0) | (low & 0x3f));
		} else {
			sb->s[n++] = (char)c;
		}
	}
	sb->len = n;
	if (sb->cap)
		sb->s[n] = '\0';
}

static bool
needs_quotes(const struct strbuf *cell)
{
	return memchr(cell->s, ';', cell->len) ||
	       memchr(cell->s, '"', cell->len) ||
	       memchr(cell->s, '\n', cell->len);
}

static void
add_cell(struct strbuf *line, const struct strbuf *cell, int column,
    const struct extract_style *style)
{
	unsigned bit = 1U << column;

	if ((style && (style->bare & bit)) ||
	    (!(style && (style->quoted & bit)) && !needs_quotes(cell))) {
		strbuf_add(line, cell->s, cell->len);
		return;
	}
	strbuf_addch(line, '"');
	for (size_t i = 0; i < cell->len; i++) {
		if (cell->s[i] == '"')
			strbuf_addch(line, '"');
		strbuf_addch(line, cell->s[i]);
	}
	strbuf_addch(line, '"');
}

static void
flush_block(struct extract *x)
{
	if (x->dress->is_gzip) {
		strbuf_reset(&x->packed);
		zmember_add(&x->packed, x->block.s, x->block.len);
		output_add(&x->out, x->packed.s, x->packed.len);
	} else {
		output_add(&x->out, x->block.s, x->block.len);
	}
	strbuf_reset(&x->block);
}

/* The gathered line goes out; a line feed inside it is a line of its own. */
static void
end_line(struct extract *x, bool is_windows_1252)
{
	const char *p = x->line.s, *end = p + x->line.len;

	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		x->line_no++;
		p++;
	}
	x->line_no++;
	if (is_windows_1252)
		extract_to_1252(&x->line);
	strbuf_add(&x->block, x->line.s, x->line.len);
	strbuf_addstr(&x->block, x->dress->is_crlf ? "\r\n" : "\n");
	if (x->block.len >= EXTRACT_BLOCK)
		flush_block(x);
}

static const char *
next_name(const char *s, size_t *len)
{
	const char *end = strchr(s, ';');

	*len = end ? (size_t)(end - s) : strlen(s);
	return end ? end + 1 : NULL;
}

static void
shuffle(struct extract *x, const char *name)
{
	struct rng r;
	uint64_t sum = 0;

	for (; *name; name++)
		sum = rng_mix(sum ^ (unsigned char)*name);
	r.state = rng_of(x->dress->seed, RNG_COLUMNS, sum >> 8, 0);
	x->order[x->n_columns++] = UNKNOWN_COLUMN;
	for (int i = x->n_columns - 1; i > 0; i--) {
		int j = (int)rng_pick(&r, (uint64_t)i + 1);
		int other = x->order[j];

		x->order[j] = x->order[i];
		x->order[i] = other;
	}
}

static void
write_header(struct extract *x, const char *columns)
{
	const char *names[EXTRACT_MAX_COLUMNS];
	size_t lens[EXTRACT_MAX_COLUMNS];
	int n = 0;

	for (const char *s = columns; s; n++) {
		names[n] = s;
		s = next_name(s, &lens[n]);
	}
	strbuf_reset(&x->line);
	for (int i = 0; i < x->n_columns; i++) {
		int column = x->order[i];

		if (i > 0)
			strbuf_addch(&x->line, ';');
		if (column == UNKNOWN_COLUMN)
			strbuf_addstr(&x->line, "Anm\xc3\xa4rkning");
		else
			strbuf_add(&x->line, names[column], lens[column]);
	}
	end_line(x, x->dress->is_windows_1252);
}

void
extract_open(struct extract *x, const struct extract_dress *dress,
    const char *name, const char *columns)
{
	struct strbuf text = STRBUF_INIT;

	memset(x, 0, sizeof(*x));
	x->dress = dress;
	x->base = name;
	strbuf_init(&x->line);
	strbuf_init(&x->block);
	strbuf_init(&x->packed);
	strbuf_addf(&text, "%s%s", name, dress->is_gzip ? ".gz" : "");
	x->name = strbuf_detach(&text, NULL);
	strbuf_addf(&text, "%s/%s", dress->dir, x->name);
	output_open(&x->out, text.s, false, false);
	strbuf_release(&text);
	for (const char *s = columns; s; x->n_columns++) {
		size_t len;

		x->order[x->n_columns] = x->n_columns;
		s = next_name(s, &len);
	}
	if (dress->is_shuffled)
		shuffle(x, name);
	if (dress->has_bom)
		strbuf_addstr(&x->block, bom);
	x->line_no = 1;
	if (columns)
		write_header(x, columns);
}

uint64_t
extract_write(struct extract *x, const struct extract_row *row,
    const struct extract_style *style)
{
	uint64_t at = x->line_no;
	bool is_1252 = x->dress->is_windows_1252;
	int n = x->n_columns - (style ? style->n_cut : 0);

	strbuf_reset(&x->line);
	for (int i = 0; i < n; i++) {
		if (i > 0)
			strbuf_addch(&x->line, ';');
		if (x->order[i] != UNKNOWN_COLUMN)
			add_cell(&x->line, &row->cells[x->order[i]],
			    x->order[i], style);
	}
	for (int i = 0; style && i < style->n_extra; i++)
		strbuf_addstr(&x->line, ";x");
	for (int i = 0; style && i < style->n_empty; i++)
		strbuf_addch(&x->line, ';');
	if (style && style->is_other_encoding)
		is_1252 = !is_1252;
	end_line(x, is_1252);
	return at;
}

void
extract_write_line(struct extract *x, const char *s, size_t len)
{
	strbuf_reset(&x->line);
	strbuf_add(&x->line, s, len);
	end_line(x, false);
}

void
extract_remove(struct publication *p, const char *dir, const char *name,
    const char *suffix)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s%s", dir, name, suffix);
	publication_remove(p, path.s);
	strbuf_release(&path);
}

void
extract_commit(struct extract *x, struct publication *p)
{
	flush_block(x);
	publication_add(p, &x->out);
	extract_remove(
	    p, x->dress->dir, x->base, x->dress->is_gzip ? "" : ".gz");
}

void
extract_release(struct extract *x)
{
	if (!x->name)
		return;
	output_release(&x->out);
	free(x->name);
	strbuf_release(&x->line);
	strbuf_release(&x->block);
	strbuf_release(&x->packed);
	memset(x, 0, sizeof(*x));
}
