/* table_header.c - the rows that name a table's columns. */
#include <string.h>

#include "io/kind.h"
#include "table_private.h"
#include "vardstrom/fold.h"
#include "vardstrom/shown.h"

static void
tell(struct table *t, struct strbuf *err, uint64_t line_no, const char *reason)
{
	strbuf_addstr(err, lines_name(t->lines));
	if (line_no > 0)
		strbuf_addf(err, ":%llu", (unsigned long long)line_no);
	strbuf_addf(err, ": %s", reason);
}

/* What a first line says about a file that is of another kind altogether. */
static const char *
odd_kind(const struct table_row *row)
{
	const char *s = row->raw, *kind;
	size_t len = row->raw_len;

	kind = kind_of(s, len);
	if (kind)
		return kind;
	if (len == 5 && memcmp(s, "sep=", 4) == 0)
		return "a line for Excel and no header; take it away first: "
		       "tail -n +2";
	fold_trim(&s, &len);
	if ((len == 1 && (*s == '{' || *s == '[')) ||
	    (len > 1 && *s == '{' && (s[1] == '"' || s[1] == '}')) ||
	    (len > 1 && *s == '[' && s[1] == '{'))
		return "JSON where CSV is read; a profile for it says "
		       "\"format\": \"ndjson\"";
	return NULL;
}

/*
 * Carriage returns as line ends, wherever quotes stand among them: within a
 * good header's quotes one is a part of a name.
 */
static const char *
odd_line_ends(enum table_status status, const struct table_row *row)
{
	if (status == TABLE_ECR ||
	    (status != TABLE_OK && has_bare_return(row->raw, row->raw_len)))
		return "lines end with a bare carriage return; convert "
		       "them first: tr '\\r' '\\n'";
	return NULL;
}

static int
fail(struct table *t, struct strbuf *err, uint64_t line_no, const char *reason)
{
	tell(t, err, line_no, reason);
	return -1;
}

/* Does the row's line begin with the text, in the file's own encoding? */
static bool
starts_with(struct table *t, const struct table_row *row, const char *text)
{
	const char *s = row->raw;
	size_t len = row->raw_len, n = strlen(text);

	skip_mark(&s, &len);
	if (!may_be_utf_8(t) ||
	    (t->options.charset == CHARSET_AUTO && !charset_is_utf_8(s, len))) {
		strbuf_reset(&t->converted);
		if (!charset_convert(&t->map, &t->converted, s, len))
			return false;
		s = t->converted.s;
		len = t->converted.len;
	}
	return len >= n && memcmp(s, text, n) == 0;
}

/* The first row that counts, behind what stands before the header. */
static enum table_status
first_row(struct table *t, struct table_row *row)
{
	const char *starts = t->options.starts;
	enum table_status status = TABLE_OK;
	unsigned i;

	for (i = 0; i < t->options.n_before; i++) {
		switch (lines_next(t->lines, &row->raw, &row->raw_len)) {
		case LINES_EOF:
			return TABLE_EOF;
		case LINES_EINPUT:
			return TABLE_EINPUT;
		default:
			break;
		}
	}
	do
		status = table_next(t, row);
	while (starts && status != TABLE_EOF && status != TABLE_EINPUT &&
	       !starts_with(t, row, starts));
	return status;
}

/* The row's line, to know it where files were joined. */
static void
keep_line(struct strbuf *sb, const struct table_row *row)
{
	const char *raw = row->raw;
	size_t len = row->raw_len;

	skip_mark(&raw, &len);
	strbuf_reset(sb);
	strbuf_add(sb, raw, len);
}

/* The names of the upper row, a NUL behind each. */
static size_t
keep_upper(struct table *t, const struct table_row *row)
{
	size_t i;

	strbuf_reset(&t->names);
	for (i = 0; i < row->n_fields; i++) {
		strbuf_add_text(
		    &t->names, row->fields[i].s, row->fields[i].len);
		strbuf_addch(&t->names, '\0');
	}
	return row->n_fields;
}

/* Both rows' names in t->fields, "upper lower"; the lower row is read. */
static void
join_names(struct table *t, size_t n_upper)
{
	struct strbuf joined = STRBUF_INIT;
	const char *upper = t->names.s, *last = "", *s;
	size_t i, n = t->fields.n > n_upper ? t->fields.n : n_upper;

	table_want_fields(&t->fields, n);
	for (i = 0; i < n; i++) {
		struct table_field *f = &t->fields.at[i];
		size_t at = joined.len;

		if (i >= t->fields.n)
			f->len = 0;
		if (i < n_upper) {
			last = *upper ? upper : last;
			upper += strlen(upper) + 1;
		}
		strbuf_addstr(&joined, last);
		if (f->len > 0 && *last)
			strbuf_addch(&joined, ' ');
		if (f->len > 0)
			strbuf_add(&joined, f->s, f->len);
		else if (i >= n_upper)
			joined.len = at; /* there is nothing above either */
		f->len = joined.len - at;
	}
	t->fields.n = n;
	strbuf_release(&t->names);
	t->names = joined;
	pad(&t->names);
	s = t->names.s;
	for (i = 0; i < n; i++) {
		t->fields.at[i].s = s;
		s += t->fields.at[i].len;
	}
}

size_t
table_header_is_row(struct table *t, const struct table_row *header)
{
	t->n_columns = t->n_header;
	strbuf_reset(&t->header);
	t->first = *header;
	t->first.n_fields = t->n_columns;
	t->is_given_again = true;
	return t->n_columns;
}

/* The rows that name the columns; 0, or -1 with a sentence in err. */
static int
read_header(struct table *t, struct table_row *header, struct strbuf *err)
{
	enum table_status status = first_row(t, header);
	const char *kind;

	if (status == TABLE_EINPUT)
		return fail(t, err, lines_no(t->lines), lines_error(t->lines));
	if (status == TABLE_EOF && t->options.starts) {
		tell(t, err, 0, "no line begins with what the profile says: ");
		strbuf_add_shown(
		    err, t->options.starts, strlen(t->options.starts));
		return -1;
	}
	if (status == TABLE_EOF)
		return fail(t, err, 0,
		    t->options.header == TABLE_HEADER_NONE
			? "empty: not even a row"
			: "empty: not even a header");
	if (lines_had_bom(t->lines) && t->options.charset != CHARSET_AUTO &&
	    t->options.charset != CHARSET_UTF_8) {
		strbuf_addf(err,
		    "%s:1: begins with the mark of UTF-8, which "
		    "is not %s",
		    lines_name(t->lines), charset_names[t->options.charset]);
		return -1;
	}
	kind = odd_kind(header);
	if (!kind)
		kind = odd_line_ends(status, header);
	if (status != TABLE_OK || kind)
		return fail(t, err, header->line_no,
		    kind ? kind : table_strerror(status));
	keep_line(&t->header, header);
	if (t->options.header == TABLE_HEADER_TWO) {
		size_t n_upper = keep_upper(t, header);

		status = table_next(t, header);
		if (status != TABLE_OK)
			return fail(t, err, lines_no(t->lines),
			    status == TABLE_EOF ? "the header's second row is "
						  "missing"
						: table_strerror(status));
		keep_line(&t->second, header);
		join_names(t, n_upper);
		header->fields = t->fields.at;
		header->n_fields = t->fields.n;
	}
	return 0;
}

int
table_begin(struct table *t, struct lines *lines, struct table_row *header,
    struct strbuf *err)
{
	t->lines = lines;
	t->n_columns = 0;
	t->is_given_again = false;
	strbuf_reset(&t->header);
	strbuf_reset(&t->second);
	if (read_header(t, header, err) < 0)
		return -1;
	t->n_header = header->n_fields;
	while (header->n_fields > 0 &&
	       header->fields[header->n_fields - 1].len == 0)
		header->n_fields--;
	if (t->options.header == TABLE_HEADER_NONE)
		header->n_fields = t->n_header;
	if (header->n_fields == 0 || header->n_fields > TABLE_MAX_COLUMNS)
		return fail(t, err, header->line_no,
		    header->n_fields == 0 ? "the header names no column"
					  : "the header has too many columns");
	t->n_columns = header->n_fields;
	if (t->options.header == TABLE_HEADER_NONE)
		(void)table_header_is_row(t, header);
	return 0;
}
