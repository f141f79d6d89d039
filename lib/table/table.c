/*
 * table.c - rows of a delimited text file.
 *
 * Life of a row: a line is scanned once for delimiters, quotes, NULs and
 * bytes above ASCII (table_scan). Nearly every row is done with that, its
 * fields are slices of the line. A row in a single-byte encoding is converted
 * and scanned again. A row with a quote is read by libcsv (read_quoted).
 */
#include "vardstrom/table.h"

#include <stdlib.h>
#include <string.h>

#include "table_private.h"
#include "vardstrom/fold.h"
#include "vardstrom/xalloc.h"

static int
is_line_feed(unsigned char c)
{
	return c == '\n';
}

static void
start_csv(struct table *t)
{
	if (csv_init(&t->csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_delim(&t->csv, (unsigned char)t->options.delimiter);
	csv_set_quote(&t->csv, (unsigned char)t->options.quote);
	csv_set_term_func(&t->csv, is_line_feed);
	csv_set_realloc_func(&t->csv, xrealloc);
	csv_set_free_func(&t->csv, free);
}

struct table *
table_new(const struct table_options *options, struct strbuf *err)
{
	struct table *t = xcalloc(1, sizeof(*t));
	enum charset charset = options->charset;

	t->options = *options;
	t->scan = table_scan_best();
	strbuf_init(&t->converted);
	strbuf_init(&t->header);
	strbuf_init(&t->second);
	strbuf_init(&t->names);
	strbuf_init(&t->unquoted);
	start_csv(t);
	if (charset == CHARSET_AUTO)
		charset = CHARSET_WINDOWS_1252;
	if (charset != CHARSET_UTF_8 &&
	    charset_map_load(&t->map, charset, err) < 0) {
		table_free(t);
		return NULL;
	}
	return t;
}

void
table_free(struct table *t)
{
	if (!t)
		return;
	csv_free(&t->csv);
	xwipe(t->converted.s, t->converted.cap);
	strbuf_release(&t->converted);
	strbuf_release(&t->header);
	strbuf_release(&t->second);
	strbuf_release(&t->names);
	xwipe(t->unquoted.s, t->unquoted.cap);
	strbuf_release(&t->unquoted);
	free(t->fields.at);
	free(t);
}

/* --- the plain way -------------------------------------------------------- */

/*
 * Make the row's text UTF-8 where it is not: *s, *len then are the converted
 * text, readable LINES_PADDING bytes behind its end.
 */
static enum table_status
decode(struct table *t, struct table_row *row, const char **s, size_t *len)
{
	enum charset charset = t->options.charset;

	if (charset == CHARSET_UTF_8 || charset == CHARSET_AUTO) {
		if (charset_is_utf_8(*s, *len))
			return TABLE_OK;
		if (charset == CHARSET_UTF_8 || lines_had_bom(t->lines))
			return TABLE_EENCODING;
	}
	strbuf_reset(&t->converted);
	if (!charset_convert(&t->map, &t->converted, *s, *len))
		return TABLE_EENCODING;
	pad(&t->converted);
	*s = t->converted.s;
	*len = t->converted.len;
	row->is_converted = charset == CHARSET_AUTO;
	return TABLE_OK;
}

/* --- the careful way ------------------------------------------------------ */

static void
on_field(void *s, size_t len, void *data)
{
	struct table *t = data;

	table_want_fields(&t->fields, t->fields.n + 1);
	/* the text may still move: for now only the length */
	t->fields.at[t->fields.n++].len = len;
	if (len > 0)
		strbuf_add(&t->unquoted, s, len);
}

/*
 * Read one row by libcsv.
 *
 * Returns: TABLE_OK with the fields; TABLE_ESTRAY; TABLE_EUNCLOSED: the text
 *          ends inside quotes.
 */
static enum table_status
split_quoted(struct table *t, const char *s, size_t len)
{
	enum table_status status = TABLE_OK;
	const char *at;
	size_t i;

	t->fields.n = 0;
	strbuf_reset(&t->unquoted);
	if (csv_parse(&t->csv, s, len, on_field, NULL, t) != len)
		status = TABLE_ESTRAY;
	else if (csv_fini(&t->csv, on_field, NULL, t) != 0)
		status = TABLE_EUNCLOSED;
	if (status != TABLE_OK) {
		csv_free(&t->csv);
		start_csv(t);
		return status;
	}
	pad(&t->unquoted);
	at = t->unquoted.s;
	for (i = 0; i < t->fields.n; i++) {
		t->fields.at[i].s = at;
		at += t->fields.at[i].len;
	}
	return TABLE_OK;
}

/* An odd number of quotes turns inside to outside. */
static bool
is_odd(const char *s, size_t len, char quote)
{
	const char *end = s + len;
	bool odd = false;

	while ((s = memchr(s, quote, (size_t)(end - s)))) {
		odd = !odd;
		s++;
	}
	return odd;
}

/*
 * Take lines until the quotes are closed. Each line with an odd number of
 * quotes ends a search, so that no line is searched more than twice.
 */
static enum table_status
extend(struct table *t, struct table_row *row)
{
	const char *s = row->raw;
	size_t len = row->raw_len, was;
	unsigned n;

	for (n = 1; n < TABLE_MAX_ROW_LINES; n++) {
		enum lines_status status;

		was = len;
		status = lines_extend(t->lines, &s, &len);
		if (status == LINES_EINPUT)
			return TABLE_EINPUT;
		if (status != LINES_OK)
			break;
		if (is_odd(s + was, len - was, t->options.quote)) {
			row->raw = s;
			row->raw_len = len;
			return TABLE_OK;
		}
	}
	return TABLE_EUNCLOSED;
}

/*
 * A row of another width: its values may be under a neighbour's header,
 * even where all that is too much is empty. Fields under nameless columns at
 * the header's end are there or not.
 */
static bool
is_ragged(const struct table *t)
{
	size_t i;

	if (t->n_columns == 0 || t->fields.n == t->n_header ||
	    t->fields.n == t->n_columns)
		return false;
	if (t->fields.n < t->n_columns || !t->options.may_trail)
		return true;
	for (i = t->n_header; i < t->fields.n; i++) {
		const char *s = t->fields.at[i].s;
		size_t len = t->fields.at[i].len;

		fold_trim(&s, &len);
		if (len > 0)
			return true;
	}
	return false;
}

static void
drop_carriage_return(struct table_row *row)
{
	while (row->raw_len > 0 && row->raw[row->raw_len - 1] == '\r')
		row->raw_len--;
}

/* The same, but for what stands between quotes. */
static bool
parts_by_return(const struct table *t, const char *s, size_t len)
{
	const char *end = s + len, *quote;

	if (!t->options.quote || !memchr(s, '\r', len))
		return has_bare_return(s, len);
	while ((quote = memchr(s, t->options.quote, (size_t)(end - s)))) {
		if (has_bare_return(s, (size_t)(quote - s)))
			return true;
		quote++;
		s = memchr(quote, t->options.quote, (size_t)(end - quote));
		if (!s)
			return false;
		s++;
	}
	return has_bare_return(s, (size_t)(end - s));
}

/* The whole row, of one line or several, decoded and split. */
static enum table_status
split_whole(struct table *t, struct table_row *row)
{
	const char *s = row->raw;
	size_t len = row->raw_len;
	enum table_status status;

	skip_mark(&s, &len);

	if (memchr(s, '\0', len))
		return TABLE_ENUL;
	status = decode(t, row, &s, &len);
	if (status != TABLE_OK)
		return status;
	if (parts_by_return(t, s, len))
		return TABLE_ECR;
	status = split_quoted(t, s, len);
	/* a quote where none can stand may have hidden the row's end */
	if (status == TABLE_ESTRAY && has_bare_return(s, len))
		return TABLE_ECR;
	if (status == TABLE_OK && is_ragged(t))
		status = TABLE_ERAGGED;
	return status;
}

/*
 * A row that holds a quote. Where its lines together make no row of the right
 * width, they are given back but for the first, which is rejected alone.
 */
static enum table_status
read_quoted(struct table *t, struct table_row *row)
{
	const char *s = row->raw;
	size_t len = row->raw_len;
	enum table_status status;

	status = split_whole(t, row);
	if (status != TABLE_EUNCLOSED)
		return status;
	status = extend(t, row);
	if (status == TABLE_OK) {
		drop_carriage_return(row);
		status = split_whole(t, row);
	}
	if (status == TABLE_OK || status == TABLE_EINPUT)
		return status;
	lines_retreat(t->lines, &s, &len);
	row->raw = s;
	row->raw_len = len;
	row->is_converted = false;
	drop_carriage_return(row);
	return TABLE_EUNCLOSED;
}

/* --- rows ----------------------------------------------------------------- */

/* What says that a row may be other than UTF-8. */
static unsigned
suspects(const struct table *t)
{
	return may_be_utf_8(t) ? TABLE_HAS_LONG : TABLE_HAS_HIGH;
}

/*
 * Is there surely nothing blank or invisible at either end? Most fields cost
 * just this look. The letters of Swedish begin with C3.
 */
static inline bool
is_trimmed(const struct table_field *f)
{
	unsigned char first, last;

	if (f->len == 0)
		return true;
	first = (unsigned char)f->s[0];
	last = (unsigned char)f->s[f->len - 1];
	if (first <= ' ' || last <= ' ' || (first >= 0x80 && first != 0xc3))
		return false;
	return last < 0x80 || (unsigned char)f->s[f->len - 2] == 0xc3;
}

static void
trim_fields(struct table_field *fields, size_t n)
{
	struct table_field *f;

	for (f = fields; f < fields + n; f++)
		if (!is_trimmed(f))
			fold_trim(&f->s, &f->len);
}

static enum table_status
read_row(struct table *t, struct table_row *row)
{
	const char *s = row->raw, *text;
	size_t len = row->raw_len;
	unsigned found;

	skip_mark(&s, &len);
	if (s > row->raw && !may_be_utf_8(t))
		return TABLE_EENCODING;
	text = s;
	found = t->scan(&t->fields, &t->options, s, len);
	if (found & TABLE_HAS_NUL)
		return TABLE_ENUL;
	row->has_escape = true;
	if ((found & TABLE_HAS_QUOTE) || t->options.is_careful)
		return read_quoted(t, row);
	row->has_escape = found & TABLE_HAS_ESCAPE;
	if (found & suspects(t)) {
		enum table_status status = decode(t, row, &s, &len);

		if (status != TABLE_OK)
			return status;
		if (s != text)
			t->scan(&t->fields, &t->options, s, len);
	}
	if (found & TABLE_HAS_RETURN)
		return TABLE_ECR;
	if (t->fields.n != t->n_columns && is_ragged(t))
		return TABLE_ERAGGED;
	return TABLE_OK;
}

/* Blanks of an encoding of one byte: U+00A0 is A0 in all of them. */
static bool
is_blank_bytes(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c != ' ' && (c < '\t' || c > '\r') && c != 0xa0)
			return false;
	}
	return true;
}

static bool
is_blank_line(const struct table *t, const char *s, size_t len)
{
	const char *rest = s;
	size_t rest_len = len;

	/* hardly any row begins with a blank */
	if (len > 0 && (unsigned char)s[0] > ' ' && (unsigned char)s[0] < 0x80)
		return false;
	if (may_be_utf_8(t)) {
		fold_trim(&rest, &rest_len);
		if (rest_len == 0)
			return true;
	}
	return t->options.charset != CHARSET_UTF_8 &&
	       !lines_had_bom(t->lines) && is_blank_bytes(s, len);
}

/* Files that were joined by cat: each brought its header, or mark and all. */
static bool
is_header_again(const struct table *t, const struct table_row *row)
{
	const char *s = row->raw;
	size_t len = row->raw_len;

	skip_mark(&s, &len);
	if (len == t->second.len && len > 0 && memcmp(s, t->second.s, len) == 0)
		return true;
	return t->n_columns > 0 && len == t->header.len &&
	       memcmp(s, t->header.s, len) == 0;
}

enum table_status
table_next(struct table *t, struct table_row *row)
{
	enum table_status status;

	if (t->is_given_again) {
		t->is_given_again = false;
		*row = t->first;
		return TABLE_OK;
	}
	row->fields = NULL;
	row->n_fields = 0;
	row->is_converted = false;
	do {
		switch (lines_next(t->lines, &row->raw, &row->raw_len)) {
		case LINES_OK:
			break;
		case LINES_EOF:
			return TABLE_EOF;
		case LINES_ETOOLONG:
			row->line_no = lines_no(t->lines);
			return TABLE_ETOOLONG;
		case LINES_EINPUT:
			return TABLE_EINPUT;
		}
		drop_carriage_return(row);
	} while (is_blank_line(t, row->raw, row->raw_len));
	row->line_no = lines_no(t->lines);
	if (is_header_again(t, row))
		return TABLE_EHEADER;
	status = read_row(t, row);
	if (status != TABLE_OK)
		return status;
	row->fields = t->fields.at;
	row->n_fields = t->n_columns ? t->n_columns : t->fields.n;
	trim_fields(t->fields.at, row->n_fields);
	return TABLE_OK;
}

static const struct {
	const char *code, *message;
} words[] = {
	[TABLE_OK] = { "ok", "no fault" },
	[TABLE_EOF] = { "eof", "the end of the file" },
	[TABLE_EINPUT] = { "unreadable", "the file cannot be read" },
	[TABLE_EHEADER] = { "repeated_header", "the header again" },
	[TABLE_ERAGGED] = { "ragged_row",
	    "not as many fields as the header has columns" },
	[TABLE_ECR] = { "bare_return", "a carriage return alone within the "
				       "row; if it ends lines: tr '\\r' "
				       "'\\n'" },
	[TABLE_ESTRAY] = { "stray_quote", "a quote where none can stand" },
	[TABLE_EUNCLOSED] = { "unclosed_quote",
	    "a quoted field that does not end" },
	[TABLE_EENCODING] = { "bad_encoding",
	    "a byte that is not in the encoding" },
	[TABLE_ENUL] = { "nul_byte", "a NUL byte" },
	[TABLE_ETOOLONG] = { "line_too_long", "longer than --max-line" },
};

const char *
table_strerror(enum table_status status)
{
	return words[status].message;
}

const char *
table_code(enum table_status status)
{
	return words[status].code;
}
