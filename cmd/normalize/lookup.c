/* lookup.c - a table of records that names are looked up in. */
#include "lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/fold.h"
#include "vardstrom/keyset.h"
#include "vardstrom/lines.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/xalloc.h"

/* A record of the table. */
struct row {
	uint64_t line_no;
	struct value key;
	struct value *members; /* as many as the table's n_members */
};

struct lookup {
	const struct profile_table *table; /* borrowed */
	struct row *rows;
	size_t n_rows, cap_rows;
	struct keyset *names; /* folded */
	int *row_of;          /* number of a name: its row */
	size_t cap_row_of;
	struct strbuf folded, text; /* scratch */
};

/* What is needed only while the file is read. */
struct loading {
	struct lookup *l;
	struct lines *lines;
	struct ndjson *ndjson;
	struct strbuf *err;
	uint64_t n_since_begin; /* lines behind a begin mark */
	bool is_in_seal;
};

static int
trouble(struct loading *in, const char *reason)
{
	strbuf_addf(in->err, "%s:%" PRIu64 ": %s", lines_name(in->lines),
	    lines_no(in->lines), reason);
	return -1;
}

/* --- names ---------------------------------------------------------------- */

static int
add_name(struct loading *in, const char *s, size_t len)
{
	struct lookup *l = in->l;
	int this = (int)l->n_rows - 1;
	uint32_t number;
	bool is_new;

	strbuf_reset(&l->folded);
	fold_name(&l->folded, s, len);
	if (l->folded.len == 0)
		return 0;
	number = keyset_add(l->names, l->folded.s, l->folded.len, &is_new);
	if (is_new) {
		GROW(l->row_of, number, l->cap_row_of);
		l->row_of[number] = this;
		return 0;
	}
	if (l->row_of[number] == this)
		return 0;
	strbuf_addf(in->err,
	    "%s:%" PRIu64 ": \"%.*s\" is a name of the record on line %" PRIu64
	    " too",
	    lines_name(in->lines), lines_no(in->lines), (int)len, s,
	    l->rows[l->row_of[number]].line_no);
	return -1;
}

static int
add_text_name(struct loading *in, const struct ndjson_member *m)
{
	struct strbuf *text = &in->l->text;
	const char *s;
	size_t len;

	if (m->type != NDJSON_STRING)
		return trouble(in, "a name that is no string");
	strbuf_reset(text);
	ndjson_text(m, text, &s, &len);
	return add_name(in, s, len);
}

static int
add_names_of(struct loading *in, const struct ndjson_member *m)
{
	struct ndjson_iter it;
	struct ndjson_member element;

	if (m->type == NDJSON_NULL)
		return 0;
	if (m->type != NDJSON_ARRAY)
		return add_text_name(in, m);
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &element))
		if (add_text_name(in, &element) < 0)
			return -1;
	return 0;
}

/* --- records -------------------------------------------------------------- */

static const struct ndjson_member *
get(const struct record *rec, const char *name)
{
	struct field f = { name, strlen(name), 0 };

	return record_get(rec, &f);
}

static struct value
copy_member(const struct ndjson_member *m)
{
	struct value v = { NULL, 0, VALUE_MISSING, 0 };
	const char *s;
	size_t len;

	if (!m || m->type == NDJSON_NULL)
		return v;
	ndjson_raw(m, &s, &len);
	v.s = value_copy(s, len);
	v.len = len;
	v.form = VALUE_JSON;
	return v;
}

static int
add_record(struct loading *in, const struct record *rec)
{
	struct lookup *l = in->l;
	const struct profile_table *t = l->table;
	const struct ndjson_member *key = get(rec, t->key);
	struct row *row;
	size_t i;

	if (!key || key->type != NDJSON_STRING || key->value_len == 0)
		return trouble(in, "the record has no key");
	GROW(l->rows, l->n_rows, l->cap_rows);
	row = &l->rows[l->n_rows++];
	row->line_no = lines_no(in->lines);
	row->key = copy_member(key);
	row->members = xcalloc(t->n_members + 1, sizeof(*row->members));
	for (i = 0; i < t->n_members; i++)
		row->members[i] = copy_member(get(rec, t->members[i]));
	if (add_text_name(in, key) < 0)
		return -1;
	for (i = 0; i < t->n_names; i++) {
		const struct ndjson_member *m = get(rec, t->names[i]);

		if (m && add_names_of(in, m) < 0)
			return -1;
	}
	return 0;
}

static int
end_seal(struct loading *in, const struct record *rec)
{
	const struct ndjson_member *n = get(rec, "records");
	struct strbuf text = STRBUF_INIT;
	bool fits;

	strbuf_addf(&text, "%" PRIu64, in->n_since_begin);
	fits = in->is_in_seal && n && n->type == NDJSON_NUMBER &&
	       n->value_len == text.len &&
	       memcmp(n->value, text.s, text.len) == 0;
	strbuf_release(&text);
	if (!fits)
		return trouble(in, "an end mark that does not fit: lines are "
				   "missing");
	in->is_in_seal = false;
	return 0;
}

static int
add_line(struct loading *in, const char *line, size_t len)
{
	const struct ndjson_member *kind;
	struct record rec = { 0 };
	enum ndjson_status status;
	size_t at;
	int ret = 0;

	strbuf_init(&rec.added);
	status = ndjson_parse(in->ndjson, line, len, &rec, &at);
	if (status != NDJSON_OK)
		return trouble(in, ndjson_strerror(status));
	kind = get(&rec, "record");
	if (ndjson_is_text(kind, "begin", 5)) {
		if (in->is_in_seal)
			return trouble(in, "a begin mark before the end of "
					   "the one before");
		in->is_in_seal = true;
		in->n_since_begin = 0;
		return 0;
	}
	if (ndjson_is_text(kind, "end", 3))
		return end_seal(in, &rec);
	in->n_since_begin++;
	if (ndjson_is_text(
		kind, in->l->table->record, strlen(in->l->table->record)))
		ret = add_record(in, &rec);
	return ret;
}

static bool
is_blank(const char *s, size_t len)
{
	fold_trim(&s, &len);
	return len == 0;
}

static int
read_all(struct loading *in)
{
	const char *line;
	size_t len;

	for (;;) {
		switch (lines_next(in->lines, &line, &len)) {
		case LINES_OK:
			if (!is_blank(line, len) && add_line(in, line, len) < 0)
				return -1;
			break;
		case LINES_EOF:
			if (in->is_in_seal)
				return trouble(in, "ends without its end mark");
			return 0;
		case LINES_ETOOLONG:
			return trouble(in, "longer than --max-line");
		case LINES_EINPUT:
			return trouble(in, lines_error(in->lines));
		}
	}
}

struct lookup *
lookup_load(const struct profile_table *table, const char *path,
    size_t max_line, struct strbuf *err)
{
	struct lookup *l = xcalloc(1, sizeof(*l));
	struct loading in = { .l = l, .err = err };
	int ret = -1;

	l->table = table;
	l->names = keyset_new();
	strbuf_init(&l->folded);
	strbuf_init(&l->text);
	in.ndjson = ndjson_new();
	in.lines = lines_open(path, max_line, false, err);
	if (in.lines) {
		ret = read_all(&in);
		if (ret == 0 && l->n_rows == 0) {
			strbuf_addf(err, "%s: holds no record of kind \"%s\"",
			    lines_name(in.lines), table->record);
			ret = -1;
		}
		lines_close(in.lines);
	}
	ndjson_free(in.ndjson);
	if (ret < 0) {
		lookup_free(l);
		return NULL;
	}
	return l;
}

void
lookup_free(struct lookup *l)
{
	size_t i, k;

	if (!l)
		return;
	for (i = 0; i < l->n_rows; i++) {
		value_free(&l->rows[i].key);
		for (k = 0; k < l->table->n_members; k++)
			value_free(&l->rows[i].members[k]);
		free(l->rows[i].members);
	}
	free(l->rows);
	free(l->row_of);
	keyset_free(l->names);
	strbuf_release(&l->folded);
	strbuf_release(&l->text);
	free(l);
}

/* --- looking up ----------------------------------------------------------- */

int
lookup_find(struct lookup *l, const char *s, size_t len)
{
	uint32_t number;

	strbuf_reset(&l->folded);
	fold_name(&l->folded, s, len);
	if (!keyset_find(l->names, l->folded.s, l->folded.len, &number))
		return PROFILE_NONE;
	return l->row_of[number];
}

struct value
lookup_key(const struct lookup *l, int row)
{
	struct value v = l->rows[row].key;

	v.number = row;
	return v;
}

struct value
lookup_member(const struct lookup *l, int row, int member)
{
	return l->rows[row].members[member];
}

size_t
lookup_n(const struct lookup *l)
{
	return l->n_rows;
}
