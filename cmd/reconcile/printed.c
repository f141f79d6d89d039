/* printed.c - a printed table: its file read, and its rows and columns. */
#include "printed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vardstrom/fold.h"
#include "vardstrom/table.h"
#include "vardstrom/xalloc.h"

static const struct {
	const char *word;
	int beside;
} words[] = { { "drygt ", 1 }, { "knappt ", -1 }, { "just over ", 1 },
	{ "just under ", -1 } };

/* A word before it that tells that it is a little more or less. */
static size_t
read_word(struct printed *p, const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const size_t n = strlen(words[i].word);

		if (len <= n || memcmp(s, words[i].word, n) != 0)
			continue;
		p->beside = words[i].beside;
		return n;
	}
	return 0;
}

/* 012 is no JSON number, and can be printed by mistake. */
static size_t
leading_zeros(const struct strbuf *plain)
{
	size_t n = 0;

	while (n + 1 < plain->len && plain->s[n] == '0' &&
	       plain->s[n + 1] >= '0' && plain->s[n + 1] <= '9')
		n++;
	return n;
}

/* Without blanks of any kind, a per cent sign, and with a point and a minus. */
static void
make_plain(struct strbuf *plain, const char *s, size_t len)
{
	static const char minus[] = "\xe2\x88\x92";
	struct strbuf folded = STRBUF_INIT;

	fold_name(&folded, s, len);
	if (folded.len > 0 && folded.s[folded.len - 1] == '%')
		folded.len--;
	for (size_t i = 0; i < folded.len; i++) {
		if (folded.len - i >= 3 &&
		    memcmp(folded.s + i, minus, 3) == 0) {
			strbuf_addch(plain, '-');
			i += 2;
		} else if (folded.s[i] != ' ') {
			strbuf_addch(
			    plain, folded.s[i] == ',' ? '.' : folded.s[i]);
		}
	}
	strbuf_release(&folded);
}

#define MOST INT64_C(1000000000000000) /* printed numbers are below it */

/* What is calculated of printed numbers then fits into a struct dec. */
static bool
is_short(struct dec value)
{
	return dec_cmp(value, dec_from_int(MOST)) < 0 &&
	       dec_cmp(value, dec_from_int(-MOST)) > 0;
}

void
printed_read(struct printed *p, const char *s, size_t len)
{
	struct strbuf plain = STRBUF_INIT;
	const char *point;
	size_t n, zeros;

	memset(p, 0, sizeof(*p));
	p->text = xstrndup(s, len);
	n = read_word(p, s, len);
	make_plain(&plain, s + n, len - n);
	if (plain.len > 0) {
		point = strchr(plain.s, '.');
		if (point)
			p->decimals = (int)strlen(point + 1);
		zeros = leading_zeros(&plain);
		p->is_number = p->decimals < DEC_SCALE &&
			       dec_parse(&p->value, plain.s + zeros,
				   plain.len - zeros) == DEC_OK &&
			       is_short(p->value);
	}
	strbuf_release(&plain);
}

static int
find_header(const struct table_row *header, const char *name)
{
	for (size_t i = 0; i < header->n_fields; i++) {
		if (header->fields[i].len == strlen(name) &&
		    memcmp(header->fields[i].s, name, strlen(name)) == 0)
			return (int)i;
	}
	return -1;
}

static int
must_find(const struct printed_table *t, const struct table_row *header,
    const char *name, size_t *at, struct strbuf *err)
{
	const int found = find_header(header, name);

	if (found < 0) {
		strbuf_addf(err, "%s: no column %s", t->file, name);
		return -1;
	}
	*at = (size_t)found;
	return 0;
}

static int
find_columns(struct printed_table *t, const struct table_row *header,
    size_t row_at[PUBLISHED_MAX_NAMES], struct strbuf *err)
{
	for (size_t i = 0; i < t->n_row; i++) {
		if (must_find(t, header, t->row[i], &row_at[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < t->n_columns; i++) {
		struct column *c = &t->columns[i];

		if (must_find(t, header, c->name, &c->at, err) < 0)
			return -1;
	}
	if ((t->by_in && find_header(header, t->by_in) < 0) ||
	    (t->period_in && find_header(header, t->period_in) < 0)) {
		strbuf_addf(
		    err, "%s: no column of by_in or period_in", t->file);
		return -1;
	}
	t->header = xcalloc(header->n_fields, sizeof(*t->header));
	for (; t->n_header < header->n_fields; t->n_header++)
		t->header[t->n_header] = xstrndup(header->fields[t->n_header].s,
		    header->fields[t->n_header].len);
	return 0;
}

static void
add_row(struct printed_table *t, const struct table_row *row,
    const size_t row_at[PUBLISHED_MAX_NAMES])
{
	struct strbuf name = STRBUF_INIT;

	for (size_t i = 0; i < t->n_row; i++) {
		const struct table_field *f = &row->fields[row_at[i]];

		if (f->len > 0 && name.len > 0)
			strbuf_addch(&name, ' ');
		strbuf_add(&name, f->s, f->len);
	}
	GROW(t->names, t->n_rows, t->cap_rows);
	t->names[t->n_rows] = xstrndup(name.s, name.len);
	strbuf_release(&name);
	t->cells = xreallocarray(
	    t->cells, (t->n_rows + 1) * t->n_columns, sizeof(*t->cells));
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct table_field *f = &row->fields[t->columns[i].at];

		printed_read(
		    &t->cells[t->n_rows * t->n_columns + i], f->s, f->len);
	}
	t->texts = xreallocarray(
	    t->texts, (t->n_rows + 1) * t->n_header, sizeof(*t->texts));
	for (size_t i = 0; i < t->n_header; i++)
		t->texts[t->n_rows * t->n_header + i] =
		    xstrndup(row->fields[i].s, row->fields[i].len);
	t->n_rows++;
}

static int
read_rows(struct printed_table *t, struct table *reader, struct lines *lines,
    struct strbuf *err)
{
	struct table_row row;
	enum table_status status;
	size_t row_at[PUBLISHED_MAX_NAMES];

	if (table_begin(reader, lines, &row, err) < 0 ||
	    find_columns(t, &row, row_at, err) < 0)
		return -1;
	while ((status = table_next(reader, &row)) == TABLE_OK)
		add_row(t, &row, row_at);
	if (status == TABLE_EOF)
		return 0;
	strbuf_addf(err, "%s:%llu: %s", t->file,
	    (unsigned long long)row.line_no,
	    status == TABLE_EINPUT ? lines_error(lines)
				   : table_strerror(status));
	return -1;
}

int
printed_table_read(
    struct printed_table *t, const char *folder, struct strbuf *err)
{
	const struct table_options options = {
		.delimiter = ',', .quote = '"', .charset = CHARSET_UTF_8
	};
	struct strbuf path = STRBUF_INIT;
	struct table *reader = table_new(&options, err);
	struct lines *lines = NULL;
	int ret = -1;

	strbuf_addf(&path, "%s/%s", folder, t->file);
	if (t->is_optional && access(path.s, F_OK) != 0) {
		t->is_absent = true;
		ret = 0;
	} else {
		lines = lines_open(path.s, 1 << 20, false, err);
	}
	if (lines)
		ret = read_rows(t, reader, lines, err);
	if (lines)
		lines_close(lines);
	table_free(reader);
	strbuf_release(&path);
	return ret;
}

void
printed_table_release(struct printed_table *t)
{
	for (size_t i = 0; i < t->n_rows; i++)
		free(t->names[i]);
	for (size_t i = 0; i < t->n_rows * t->n_columns; i++)
		free(t->cells[i].text);
	for (size_t i = 0; i < t->n_rows * t->n_header; i++)
		free(t->texts[i]);
	for (size_t i = 0; i < t->n_header; i++)
		free(t->header[i]);
	free(t->header);
	free(t->texts);
	free(t->names);
	free(t->cells);
	free(t->columns);
	free(t->sums);
	free(t->called);
}

size_t
table_column(const struct printed_table *t, const char *name)
{
	size_t i = 0;

	while (i < t->n_columns &&
	       !(t->columns[i].name && strcmp(t->columns[i].name, name) == 0))
		i++;
	return i;
}

const char *
table_text(const struct printed_table *t, size_t row, const char *column)
{
	for (size_t i = 0; i < t->n_header; i++) {
		if (strcmp(t->header[i], column) == 0)
			return t->texts[row * t->n_header + i];
	}
	return NULL;
}

bool
published_has_row(
    const struct printed_table *t, const struct row_set *set, size_t row)
{
	if (table_is_total(t, row))
		return false;
	for (size_t i = 0; i < set->n; i++) {
		const char *text = table_text(t, row, set->name[i]);
		const bool is_it = text && strcmp(text, set->value[i]) == 0;

		if (is_it == set->is_not[i])
			return false;
	}
	return true;
}

const struct printed *
place_cell(const struct place *place)
{
	return &place->table->cells[place->row * place->table->n_columns +
				    place->column];
}

const struct column *
place_column(const struct place *place)
{
	return &place->table->columns[place->column];
}

bool
table_is_total(const struct printed_table *t, size_t row)
{
	return t->total_row && strcmp(t->names[row], t->total_row) == 0;
}
