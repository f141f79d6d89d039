/* header.c - which column of a file is which column of the profile. */
#include "header.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/fold.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_NEAR = 3,  /* near misses that are named for one column */
	MAX_DIGITS = 3 /* a name with more digits may be data */
};

/* --- folded names --------------------------------------------------------- */

/* Texts one after the other; text i is [at[i], at[i + 1]). */
struct texts {
	struct strbuf all;
	size_t *at;
	size_t n, cap;
};

static void
texts_add(struct texts *t, const char *s, size_t len)
{
	GROW(t->at, t->n + 1, t->cap);
	t->at[t->n++] = t->all.len;
	fold_name(&t->all, s, len);
	t->at[t->n] = t->all.len;
}

static const char *
texts_get(const struct texts *t, size_t i, size_t *len)
{
	*len = t->at[i + 1] - t->at[i];
	return t->all.s + t->at[i];
}

static void
texts_clear(struct texts *t)
{
	strbuf_reset(&t->all);
	t->n = 0;
}

static void
texts_release(struct texts *t)
{
	strbuf_release(&t->all);
	free(t->at);
}

#define TEXTS_INIT                                                             \
	{                                                                      \
		STRBUF_INIT, NULL, 0, 0                                        \
	}

/* The folded spellings of a column. */
static void
spell(struct texts *t, const struct profile_column *c)
{
	size_t i;

	texts_clear(t);
	if (c->path) {
		texts_add(t, c->path->steps[0].name, c->path->steps[0].len);
		return;
	}
	for (i = 0; i < c->n_names; i++)
		texts_add(t, c->names[i], strlen(c->names[i]));
}

static bool
is_spelling(const struct texts *spellings, const char *s, size_t len)
{
	size_t i, n;

	for (i = 0; i < spellings->n; i++) {
		const char *name = texts_get(spellings, i, &n);

		if (n == len && memcmp(name, s, len) == 0)
			return true;
	}
	return false;
}

static bool
is_near_any(const struct texts *spellings, const char *s, size_t len)
{
	size_t i, n, n_digits = 0;

	for (i = 0; i < len; i++)
		n_digits += ascii_is_digit(s[i]);
	if (n_digits > MAX_DIGITS)
		return false;
	for (i = 0; i < spellings->n; i++) {
		const char *name = texts_get(spellings, i, &n);

		if (fold_is_near(name, n, s, len))
			return true;
	}
	return false;
}

/* --- a table's header ----------------------------------------------------- */

/* What header_match works on. */
struct matching {
	const struct profile *p;
	const char *file;
	const struct table_row *header;
	struct texts names; /* of the header, folded */
	struct texts spellings;
	bool *is_taken; /* by a column, of each header field */
	struct strbuf *err, *note;
	size_t n_missing;
};

static void
add_place(struct strbuf *sb, const struct matching *m)
{
	strbuf_addf(
	    sb, "%s:%llu: ", m->file, (unsigned long long)m->header->line_no);
}

static int
find_field(struct matching *m, size_t column, int *field)
{
	const struct profile_column *c = &m->p->columns[column];
	size_t i;

	*field = PROFILE_NONE;
	if (c->position > 0) {
		if ((size_t)c->position <= m->header->n_fields)
			*field = c->position - 1;
		return 0;
	}
	spell(&m->spellings, c);
	for (i = 0; i < m->header->n_fields; i++) {
		size_t len;
		const char *name = texts_get(&m->names, i, &len);

		if (!is_spelling(&m->spellings, name, len))
			continue;
		if (*field != PROFILE_NONE) {
			add_place(m->err, m);
			strbuf_addf(m->err,
			    "%s: the header has this column twice, as field "
			    "%d and field %zu",
			    c->names[0], *field + 1, i + 1);
			return -1;
		}
		*field = (int)i;
		m->is_taken[i] = true;
	}
	return 0;
}

/* Append the headers that no column took and that come near this one. */
static size_t
add_near(struct strbuf *sb, struct matching *m, size_t column)
{
	size_t i, n_near = 0;

	if (m->p->columns[column].position > 0)
		return 0; /* what stands there is data */
	spell(&m->spellings, &m->p->columns[column]);
	for (i = 0; i < m->header->n_fields && n_near < MAX_NEAR; i++) {
		size_t len;
		const char *name = texts_get(&m->names, i, &len);

		if (m->is_taken[i] || !is_near_any(&m->spellings, name, len))
			continue;
		strbuf_addf(sb, "%s\"%.*s\"", n_near ? ", " : "",
		    (int)m->header->fields[i].len, m->header->fields[i].s);
		n_near++;
	}
	return n_near;
}

static void
tell_missing(struct matching *m, size_t column)
{
	struct strbuf near = STRBUF_INIT;

	if (m->n_missing++ == 0) {
		add_place(m->err, m);
		strbuf_addstr(m->err, m->p->columns[column].position > 0
					  ? "the first row lacks "
					  : "the header lacks ");
	} else {
		strbuf_addstr(m->err, "; ");
	}
	strbuf_addstr(m->err, m->p->columns[column].names[0]);
	if (add_near(&near, m, column) > 0)
		strbuf_addf(m->err, " (near: %s)", near.s);
	strbuf_release(&near);
}

/* An optional column that lacks: with a header near it, or not foreseen. */
static void
note_lacking(struct matching *m, size_t column)
{
	const struct profile_column *c = &m->p->columns[column];
	struct strbuf near = STRBUF_INIT;
	size_t n_near = add_near(&near, m, column);

	if (n_near > 0 || !c->is_said_optional) {
		if (m->note->len > 0)
			strbuf_addstr(m->note, "; ");
		else
			add_place(m->note, m);
		strbuf_addf(m->note, "%s is not in the %s", c->names[0],
		    c->position > 0 ? "first row" : "header");
		if (n_near > 0)
			strbuf_addf(
			    m->note, ", but %s is, and is not read", near.s);
		else
			strbuf_addstr(m->note, " (a column that may lack has "
					       "\"required\": false)");
	}
	strbuf_release(&near);
}

/*
 * A header that the wrong delimiter left as one field: the one that it has is
 * all there is to say. Not its text, which may be that of a row.
 */
static bool
is_cut_wrongly(struct matching *m)
{
	static const char marks[] = ",;\t|";
	static const char *const names[] = { "commas", "semicolons", "tabs",
		"bars" };
	const struct table_field *f = &m->header->fields[0];
	size_t i;

	if (m->header->n_fields != 1 || m->is_taken[0] ||
	    m->p->options.header == TABLE_HEADER_NONE)
		return false;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!memchr(f->s, marks[i], f->len))
			continue;
		add_place(m->err, m);
		strbuf_addf(m->err,
		    "the header is one column, with %s in it: the profile's "
		    "delimiter is another",
		    names[i]);
		return true;
	}
	return false;
}

static int
match(struct matching *m, int *field_of)
{
	size_t i;

	for (i = 0; i < m->p->n_columns; i++)
		if (find_field(m, i, &field_of[i]) < 0)
			return -1;
	if (is_cut_wrongly(m))
		return -1;
	for (i = 0; i < m->p->n_columns; i++) {
		if (field_of[i] != PROFILE_NONE)
			continue;
		if (m->p->columns[i].need == PROFILE_OPTIONAL)
			note_lacking(m, i);
		else
			tell_missing(m, i);
	}
	return m->n_missing > 0 ? -1 : 0;
}

int
header_match(const struct profile *p, const char *file,
    const struct table_row *header, int *field_of, struct strbuf *err,
    struct strbuf *note)
{
	struct matching m = { p, file, header, TEXTS_INIT, TEXTS_INIT, NULL,
		err, note, 0 };
	size_t i;
	int ret;

	m.is_taken = xcalloc(header->n_fields + 1, sizeof(*m.is_taken));
	for (i = 0; i < header->n_fields; i++)
		texts_add(&m.names, header->fields[i].s, header->fields[i].len);
	ret = match(&m, field_of);
	free(m.is_taken);
	texts_release(&m.names);
	texts_release(&m.spellings);
	return ret;
}

/* --- records -------------------------------------------------------------- */

struct header_guess {
	const struct profile *p;
	struct texts *spellings; /* of each column */
	struct strbuf names;     /* of the last record, as written, NUL behind
				    each */
	size_t n_members;        /* of the last record */
	int *member_of;          /* of each column in it */
};

struct header_guess *
header_guess_new(const struct profile *p)
{
	struct header_guess *g = xcalloc(1, sizeof(*g));
	size_t i;

	g->p = p;
	g->spellings = xcalloc(p->n_columns + 1, sizeof(*g->spellings));
	g->member_of = xcalloc(p->n_columns + 1, sizeof(*g->member_of));
	strbuf_init(&g->names);
	for (i = 0; i < p->n_columns; i++) {
		strbuf_init(&g->spellings[i].all);
		spell(&g->spellings[i], &p->columns[i]);
		g->member_of[i] = PROFILE_NONE;
	}
	return g;
}

void
header_guess_free(struct header_guess *g)
{
	size_t i;

	if (!g)
		return;
	for (i = 0; i < g->p->n_columns; i++)
		texts_release(&g->spellings[i]);
	free(g->spellings);
	free(g->member_of);
	strbuf_release(&g->names);
	free(g);
}

/* Has the record the same members in the same order as the last one? */
static bool
is_as_last(const struct header_guess *g, const struct record *rec)
{
	size_t at = 0, i;

	if (rec->n_members != g->n_members)
		return false;
	for (i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		if (g->names.len - at <= m->name_len ||
		    memcmp(g->names.s + at, m->name, m->name_len) != 0 ||
		    g->names.s[at + m->name_len] != '\0')
			return false;
		at += m->name_len + 1;
	}
	return true;
}

static void
learn_member(struct header_guess *g, const struct ndjson_member *m, int i)
{
	/* a name's escapes are decoded as a string value's are */
	struct ndjson_member name = { .value = m->name,
		.value_len = m->name_len,
		.type = NDJSON_STRING,
		.value_escaped = m->name_escaped };
	struct strbuf decoded = STRBUF_INIT, folded = STRBUF_INIT;
	const char *s;
	size_t len, k;

	ndjson_text(&name, &decoded, &s, &len);
	fold_name(&folded, s, len);
	for (k = 0; k < g->p->n_columns; k++)
		if (g->member_of[k] == PROFILE_NONE &&
		    is_spelling(&g->spellings[k], folded.s, folded.len))
			g->member_of[k] = i;
	strbuf_release(&decoded);
	strbuf_release(&folded);
}

static void
learn(struct header_guess *g, const struct record *rec)
{
	size_t i;

	strbuf_reset(&g->names);
	g->n_members = rec->n_members;
	for (i = 0; i < g->p->n_columns; i++)
		g->member_of[i] = PROFILE_NONE;
	for (i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		strbuf_add(&g->names, m->name, m->name_len);
		strbuf_addch(&g->names, '\0');
		learn_member(g, m, (int)i);
	}
}

void
header_guess_record(struct header_guess *g, const struct record *rec,
    const struct ndjson_member **members)
{
	size_t i;

	if (!is_as_last(g, rec))
		learn(g, rec);
	for (i = 0; i < g->p->n_columns; i++)
		members[i] = g->member_of[i] == PROFILE_NONE
				 ? NULL
				 : &rec->members[g->member_of[i]];
}
