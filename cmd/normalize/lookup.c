/* lookup.c - a table of records that names are looked up in. */
#include "lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/dec.h"
#include "vardstrom/fold.h"
#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/records.h"
#include "vardstrom/xalloc.h"

enum { MAX_DIGITS = 3 /* a name with more may be a person's id */ };

/* A record of the table. */
struct row {
	char *file; /* where it came from */
	uint64_t line_no;
	struct json_value key;
	struct json_value *members; /* as many as the table's n_members */
};

struct lookup {
	const struct profile_table *table; /* borrowed */
	struct row *rows;
	size_t n_rows, cap_rows;
	struct keyset *names; /* folded */
	int *row_of;          /* number of a name: its row */
	size_t cap_row_of;
	char **shown; /* each name as its record has it */
	size_t cap_shown;
	struct strbuf folded, text; /* scratch */
	struct strbuf several;      /* scratch: a key of several members */
};

/* What is needed only while the file is read. */
struct loading {
	struct lookup *l;
	struct records *file;
	struct strbuf *err;
};

/* --- names ---------------------------------------------------------------- */

/* Append a part of a key of several members, so that it has an end. */
static void
add_part(struct lookup *l, bool is_string, const char *s, size_t len)
{
	uint32_t n;

	strbuf_reset(&l->folded);
	if (is_string)
		fold_name(&l->folded, s, len);
	else if (*s == '-' || ascii_is_digit(*s))
		dec_key(&l->folded, s, len);
	else
		strbuf_add(&l->folded, s, len);
	n = (uint32_t)l->folded.len;
	strbuf_add(&l->several, (const char *)&n, sizeof(n));
	strbuf_addch(&l->several, is_string ? 's' : 'n');
	strbuf_add(&l->several, l->folded.s, l->folded.len);
}

/* Two records have one name, which is shown only if it is no person's id. */
static void
tell_twice(struct loading *in, const char *s, size_t len, const struct row *row)
{
	struct strbuf file = STRBUF_INIT;
	size_t i, n_digits = 0;
	uint64_t line_no;

	for (i = 0; i < len; i++)
		n_digits += ascii_is_digit(s[i]);
	line_no = records_origin(in->file, &file);
	strbuf_addf(in->err, "%s:%" PRIu64 ": ", file.s, line_no);
	if (n_digits > MAX_DIGITS)
		strbuf_addstr(in->err, "its key or a name");
	else
		strbuf_addf(in->err, "\"%.*s\"", (int)len, s);
	strbuf_addstr(in->err, " is a name of the record on line ");
	if (strcmp(file.s, row->file) != 0)
		strbuf_addf(in->err, "%s:", row->file);
	strbuf_addf(in->err, "%" PRIu64 " too", row->line_no);
	strbuf_release(&file);
}

/* Add a folded name, or key, of the last row; shown as s. */
static int
add_folded(
    struct loading *in, const struct strbuf *folded, const char *s, size_t len)
{
	struct lookup *l = in->l;
	int this = (int)l->n_rows - 1;
	uint32_t number;
	bool is_new;

	number = keyset_add(l->names, folded->s, folded->len, &is_new);
	if (is_new) {
		GROW(l->row_of, number, l->cap_row_of);
		l->row_of[number] = this;
		GROW(l->shown, number, l->cap_shown);
		l->shown[number] = xstrndup(s, len);
		return 0;
	}
	if (l->row_of[number] == this)
		return 0;
	tell_twice(in, s, len, &l->rows[l->row_of[number]]);
	return -1;
}

static int
add_name(struct loading *in, const char *s, size_t len)
{
	struct lookup *l = in->l;

	strbuf_reset(&l->folded);
	fold_name(&l->folded, s, len);
	return l->folded.len == 0 ? 0 : add_folded(in, &l->folded, s, len);
}

static int
add_text_name(struct loading *in, const struct ndjson_member *m)
{
	struct strbuf *text = &in->l->text;
	const char *s;
	size_t len;

	if (m->type != NDJSON_STRING)
		return records_fault(
		    in->file, NULL, "a name that is no string");
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

static struct json_value
copy_member(const struct ndjson_member *m)
{
	struct json_value v = { NULL, 0, VALUE_MISSING, 0 };
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

/* The key of several members; all of them must be there. */
static int
add_several(struct loading *in, const struct record *rec)
{
	struct lookup *l = in->l;
	const struct profile_table *t = l->table;
	size_t i;

	strbuf_reset(&l->several);
	for (i = 0; i < t->n_keys; i++) {
		const struct ndjson_member *m = records_get(rec, t->keys[i]);
		const char *s;
		size_t len;

		if (!m || m->type == NDJSON_NULL || m->type == NDJSON_ARRAY ||
		    m->type == NDJSON_OBJECT)
			return records_fault(in->file, t->keys[i],
			    "a part of the key is no text or number");
		strbuf_reset(&l->text);
		if (m->type == NDJSON_STRING)
			ndjson_text(m, &l->text, &s, &len);
		else
			ndjson_raw(m, &s, &len);
		add_part(l, m->type == NDJSON_STRING, s, len);
	}
	return add_folded(in, &l->several, "00000", 5);
}

static int
add_record(struct loading *in, const struct record *rec)
{
	struct lookup *l = in->l;
	const struct profile_table *t = l->table;
	const struct ndjson_member *key = records_get(rec, t->keys[0]);
	struct row *row;
	size_t i;

	if (t->n_keys == 1 &&
	    (!key || key->type != NDJSON_STRING || key->value_len == 0))
		return records_fault(in->file, NULL, "the record has no key");
	GROW(l->rows, l->n_rows, l->cap_rows);
	row = &l->rows[l->n_rows++];
	strbuf_reset(&l->text);
	row->line_no = records_origin(in->file, &l->text);
	row->file = xstrdup(l->text.s);
	row->key = copy_member(key);
	row->members = xcalloc(t->n_members + 1, sizeof(*row->members));
	for (i = 0; i < t->n_members; i++)
		row->members[i] = copy_member(records_get(rec, t->members[i]));
	if (t->n_keys > 1)
		return add_several(in, rec);
	if (add_text_name(in, key) < 0)
		return -1;
	for (i = 0; i < t->n_names; i++) {
		const struct ndjson_member *m = records_get(rec, t->names[i]);

		if (m && add_names_of(in, m) < 0)
			return -1;
	}
	return 0;
}

static int
load(struct loading *in)
{
	const struct profile_table *table = in->l->table;
	struct record *rec;
	int n;

	while ((n = records_next(in->file, &rec)) > 0) {
		const struct ndjson_member *kind = records_get(rec, "record");

		if (ndjson_is_text(
			kind, table->record, strlen(table->record)) &&
		    add_record(in, rec) < 0)
			return -1;
	}
	if (n == 0 && in->l->n_rows == 0) {
		strbuf_addf(in->err, "%s: holds no record of kind \"%s\"",
		    records_name(in->file), table->record);
		return -1;
	}
	return n;
}

struct lookup *
lookup_load(const struct profile_table *table, const char *path,
    size_t max_line, struct strbuf *err)
{
	struct records *file = records_open(path, max_line, err);
	struct loading in = { .file = file, .err = err };
	struct lookup *l;
	int ret;

	if (!file)
		return NULL;
	in.l = l = xcalloc(1, sizeof(*l));
	l->table = table;
	l->names = keyset_new();
	strbuf_init(&l->folded);
	strbuf_init(&l->text);
	strbuf_init(&l->several);
	ret = load(&in);
	records_close(file);
	if (ret == 0)
		return l;
	lookup_free(l);
	return NULL;
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
		free(l->rows[i].file);
	}
	for (i = 0; i < keyset_n(l->names); i++)
		free(l->shown[i]);
	free(l->shown);
	free(l->rows);
	free(l->row_of);
	keyset_free(l->names);
	strbuf_release(&l->folded);
	strbuf_release(&l->text);
	strbuf_release(&l->several);
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

int
lookup_find_key(
    struct lookup *l, const struct json_value *const *values, size_t n)
{
	uint32_t number;
	size_t i;

	strbuf_reset(&l->several);
	for (i = 0; i < n; i++) {
		const struct json_value *v = values[i];
		bool is_string = v->form == VALUE_TEXT || *v->s == '"';
		bool is_quoted = is_string && v->form == VALUE_JSON;
		struct ndjson_member m = { .value = v->s + is_quoted,
			.value_len = (uint32_t)(v->len - 2 * is_quoted),
			.type = NDJSON_STRING };
		const char *s = v->s;
		size_t len = v->len;

		strbuf_reset(&l->text);
		m.value_escaped = memchr(m.value, '\\', m.value_len) != NULL;
		if (is_string)
			ndjson_text(&m, &l->text, &s, &len);
		if (n == 1)
			return is_string ? lookup_find(l, s, len)
					 : PROFILE_NONE;
		add_part(l, is_string, s, len);
	}
	if (!keyset_find(l->names, l->several.s, l->several.len, &number))
		return PROFILE_NONE;
	return l->row_of[number];
}

const char *
lookup_near(struct lookup *l, const char *s, size_t len)
{
	size_t n = keyset_n(l->names), i;
	char **folded = xcalloc(n + 1, sizeof(*folded));
	const char *near;

	for (i = 0; i < n; i++) {
		size_t key_len;
		const char *key = keyset_key(l->names, (uint32_t)i, &key_len);

		folded[i] = xstrndup(key, key_len);
	}
	strbuf_reset(&l->folded);
	fold_name(&l->folded, s, len);
	near = near_name(l->folded.s, (const char *const *)folded, n);
	for (i = 0; near && folded[i] != near; i++)
		;
	near = near ? l->shown[i] : NULL;
	for (i = 0; i < n; i++)
		free(folded[i]);
	free(folded);
	return near;
}

struct json_value
lookup_key(const struct lookup *l, int row)
{
	struct json_value v = l->rows[row].key;

	v.number = row;
	return v;
}

struct json_value
lookup_member(const struct lookup *l, int row, int member)
{
	return l->rows[row].members[member];
}
