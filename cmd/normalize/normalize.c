/* normalize.c - a row of an extract to a canonical record, by a profile. */
#include "normalize.h"

#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "derive.h"
#include "header.h"
#include "vardstrom/fold.h"
#include "vardstrom/xalloc.h"

static const struct fault missing = { "missing", "is required and empty" };
static const struct fault not_a_list = { "unknown_value",
	"a list or an object where one value belongs" };

/* What stands before a member's value: ,"name":" with the quote last. */
struct prefix {
	char *text; /* padded as a value is */
	size_t len; /* with the quote */
};

struct normalizer {
	const struct profile *p;
	struct converter *columns;
	struct derived *derived;
	struct value *constants;
	struct prefix *prefixes;     /* one for each member */
	const struct value **values; /* likewise; borrowed from above */
	size_t *order;               /* columns as they are converted */
	int *field_of; /* of a column in the row, or PROFILE_NONE */
	struct header_guess *guess;
	struct suggest *suggest; /* NULL: not asked for */
	char *record;            /* {"record":"contact" */
	size_t record_len;
	char *source; /* ,"source":"FILE: */
	size_t source_len;
	struct stream_fault *faults;
	size_t *fault_column; /* beside faults, to put them in order */
	size_t n_faults;
	char *out;
	size_t cap_out;
	struct strbuf *texts; /* NDJSON: decoded strings, one a column */
	const struct ndjson_member **members; /* NDJSON: by column */
};

/* --- making ready --------------------------------------------------------- */

/* Person ids rest on a date, so columns without an "at" go first. */
static void
choose_order(struct normalizer *n)
{
	size_t count = 0, i;

	for (i = 0; i < n->p->n_columns; i++)
		if (n->p->columns[i].at == PROFILE_NONE)
			n->order[count++] = i;
	for (i = 0; i < n->p->n_columns; i++)
		if (n->p->columns[i].at != PROFILE_NONE)
			n->order[count++] = i;
}

static char *
detach_padded(struct strbuf *sb, size_t *len)
{
	char *copy = value_copy(sb->s, sb->len);

	*len = sb->len;
	strbuf_release(sb);
	return copy;
}

static void
make_texts(struct normalizer *n)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&sb, "{\"record\":");
	strbuf_add_json_string(&sb, n->p->record, strlen(n->p->record));
	n->record = detach_padded(&sb, &n->record_len);
	for (i = 0; i < n->p->n_members; i++) {
		const char *name = n->p->members[i].name;

		strbuf_addch(&sb, ',');
		strbuf_add_json_string(&sb, name, strlen(name));
		strbuf_addstr(&sb, ":\"");
		n->prefixes[i].text = detach_padded(&sb, &n->prefixes[i].len);
	}
	for (i = 0; i < n->p->n_constants; i++) {
		const char *json = n->p->constants[i].json;

		n->constants[i].len = strlen(json);
		n->constants[i].s = value_copy(json, n->constants[i].len);
		n->constants[i].form = VALUE_JSON;
	}
}

static const struct value *
value_of(const struct normalizer *n, const struct profile_member *m)
{
	switch (m->from) {
	case PROFILE_FROM_COLUMN:
		return &n->columns[m->i].v;
	case PROFILE_FROM_DERIVED:
		return &n->derived[m->i].v;
	default:
		return &n->constants[m->i];
	}
}

struct normalizer *
normalizer_new(const struct profile *p, struct lookup *const *lookups,
    struct pseudonym *pseudonym)
{
	struct normalizer *n = xcalloc(1, sizeof(*n));
	size_t i, n_columns = p->n_columns;

	n->p = p;
	n->columns = xcalloc(n_columns + 1, sizeof(*n->columns));
	n->order = xcalloc(n_columns + 1, sizeof(*n->order));
	n->field_of = xcalloc(n_columns + 1, sizeof(*n->field_of));
	n->texts = xcalloc(n_columns + 1, sizeof(*n->texts));
	n->members = xcalloc(n_columns + 1, sizeof(*n->members));
	n->faults = xcalloc(n_columns + p->n_derived + 1, sizeof(*n->faults));
	n->fault_column =
	    xcalloc(n_columns + p->n_derived + 1, sizeof(*n->fault_column));
	n->derived = xcalloc(p->n_derived + 1, sizeof(*n->derived));
	n->constants = xcalloc(p->n_constants + 1, sizeof(*n->constants));
	n->prefixes = xcalloc(p->n_members + 1, sizeof(*n->prefixes));
	n->values = xcalloc(p->n_members + 1, sizeof(*n->values));
	n->guess = header_guess_new(p);
	for (i = 0; i < n_columns; i++) {
		int table = p->columns[i].table;

		converter_init(&n->columns[i], &p->columns[i],
		    table == PROFILE_NONE ? NULL : lookups[table]);
		n->columns[i].pseudonym = pseudonym;
		strbuf_init(&n->texts[i]);
	}
	for (i = 0; i < p->n_derived; i++)
		derived_init(&n->derived[i]);
	for (i = 0; i < p->n_members; i++)
		n->values[i] = value_of(n, &p->members[i]);
	choose_order(n);
	make_texts(n);
	return n;
}

void
normalizer_free(struct normalizer *n)
{
	size_t i;

	if (!n)
		return;
	for (i = 0; i < n->p->n_columns; i++) {
		converter_release(&n->columns[i]);
		xwipe(n->texts[i].s, n->texts[i].cap);
		strbuf_release(&n->texts[i]);
	}
	for (i = 0; i < n->p->n_derived; i++)
		derived_release(&n->derived[i]);
	for (i = 0; i < n->p->n_constants; i++)
		value_free(&n->constants[i]);
	for (i = 0; i < n->p->n_members; i++)
		free(n->prefixes[i].text);
	header_guess_free(n->guess);
	free(n->columns);
	free(n->derived);
	free(n->constants);
	free(n->prefixes);
	free(n->values);
	free(n->order);
	free(n->field_of);
	free(n->record);
	free(n->source);
	free(n->faults);
	free(n->fault_column);
	free(n->out);
	free(n->texts);
	free(n->members);
	free(n);
}

void
normalizer_set_suggest(struct normalizer *n, struct suggest *suggest)
{
	n->suggest = suggest;
}

int
normalizer_begin(struct normalizer *n, const char *name,
    const struct table_row *header, struct strbuf *err, struct strbuf *note)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, ",\"source\":\"");
	strbuf_add_json(&sb, name, strlen(name));
	strbuf_addch(&sb, ':');
	if (n->suggest)
		suggest_begin(n->suggest, name);
	free(n->source);
	n->source = detach_padded(&sb, &n->source_len);
	if (!header)
		return 0;
	return header_match(n->p, name, header, n->field_of, err, note);
}

/* --- one row -------------------------------------------------------------- */

static void
add_fault(struct normalizer *n, size_t column, const struct fault *fault)
{
	size_t i = n->n_faults++;

	/* in the profile's order, whatever was converted first */
	for (; i > 0 && n->fault_column[i - 1] > column; i--) {
		n->faults[i] = n->faults[i - 1];
		n->fault_column[i] = n->fault_column[i - 1];
	}
	n->fault_column[i] = column;
	n->faults[i].field = n->p->columns[column].names[0];
	n->faults[i].code = fault->code;
	n->faults[i].message = fault->message;
}

/* What a column needs of others that were converted before it. */
static void
set_dates(struct normalizer *n, struct converter *cv)
{
	const struct converter *at;

	if (cv->column->at == PROFILE_NONE)
		return;
	at = &n->columns[cv->column->at];
	cv->at = at->is_faulty                 ? CONVERT_AT_FAULTY
		 : at->v.form == VALUE_MISSING ? CONVERT_AT_NONE
					       : CONVERT_AT_DAY;
	cv->at_day = at->v.number;
}

/* Tell of an id that was read from a text, or refused (fault). */
static void
tell_id(struct normalizer *n, const struct converter *cv, const char *s,
    size_t len, const struct fault *fault)
{
	if (cv->column->type != PROFILE_PERSON_ID || len == 0)
		return;
	if (!fault && cv->pnr.len > 0)
		suggest_met(n->suggest, cv->pnr.id, cv->pnr.len);
	/* without the record's own date, the century would be guessed */
	if (fault && cv->at == CONVERT_AT_DAY)
		suggest_refused(
		    n->suggest, &(struct suggest_text){
				    s, len, cv->at_day, cv->column->reserves });
}

static void
settle_column(struct normalizer *n, size_t i, const struct fault *fault)
{
	struct converter *cv = &n->columns[i];

	if (fault)
		cv->v.form = VALUE_MISSING;
	else if (cv->v.form == VALUE_MISSING &&
		 cv->column->need == PROFILE_VALUE)
		fault = &missing;
	cv->is_faulty = fault != NULL;
	if (fault)
		add_fault(n, i, fault);
}

static void
derive_all(struct normalizer *n)
{
	size_t i;

	for (i = 0; i < n->p->n_derived; i++) {
		const struct profile_derived *how = &n->p->derived[i];
		const struct fault *fault =
		    derive(&n->derived[i], how, n->columns);

		if (fault)
			add_fault(n, (size_t)how->of[0], fault);
	}
}

/*
 * Copy in steps of VALUE_PADDING bytes, mostly one; both sides have the room
 * for it.
 */
static inline char *
put(char *to, const char *s, size_t len)
{
	size_t i;

	memcpy(to, s, VALUE_PADDING);
	for (i = VALUE_PADDING; i < len; i += VALUE_PADDING)
		memcpy(to + i, s + i, VALUE_PADDING);
	return to + len;
}

/* Room for len more bytes behind to, and put's steps. */
static char *
want(struct normalizer *n, char *to, size_t len)
{
	size_t used = (size_t)(to - n->out);

	if (n->cap_out - used >= len + 2 * VALUE_PADDING)
		return to;
	n->cap_out = 2 * (n->cap_out + len) + 2 * VALUE_PADDING;
	n->out = xrealloc(n->out, n->cap_out);
	return n->out + used;
}

static char *
put_line_no(char *to, uint64_t line_no)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + line_no % 10);
	while ((line_no /= 10));
	memcpy(to, digits + at, sizeof(digits) - at);
	return to + sizeof(digits) - at;
}

static struct normalized
finish(struct normalizer *n, uint64_t line_no)
{
	struct normalized done = { NULL, 0, n->faults, 0 };
	char *to;
	size_t i;

	derive_all(n);
	done.n_faults = n->n_faults;
	if (n->n_faults > 0)
		return done;
	to = want(n, n->out, n->record_len);
	to = put(to, n->record, n->record_len);
	for (i = 0; i < n->p->n_members; i++) {
		const struct value *v = n->values[i];
		const struct prefix *prefix = &n->prefixes[i];

		if (v->form == VALUE_MISSING)
			continue;
		to = want(n, to, prefix->len + v->len + 1);
		to = put(
		    to, prefix->text, prefix->len - (v->form == VALUE_JSON));
		to = put(to, v->s, v->len);
		if (v->form == VALUE_TEXT)
			*to++ = '"';
	}
	to = want(n, to, n->source_len + 24);
	to = put(to, n->source, n->source_len);
	to = put_line_no(to, line_no);
	*to++ = '"';
	*to++ = '}';
	done.json = n->out;
	done.len = (size_t)(to - n->out);
	return done;
}

struct normalized
normalizer_row(struct normalizer *n, const struct table_row *row)
{
	size_t k;

	n->n_faults = 0;
	if (n->suggest)
		suggest_row(n->suggest, row->line_no);
	for (k = 0; k < n->p->n_columns; k++) {
		size_t i = n->order[k];
		struct converter *cv = &n->columns[i];
		const struct fault *fault = NULL;
		int field = n->field_of[i];

		set_dates(n, cv);
		if (field == PROFILE_NONE)
			cv->v.form = VALUE_MISSING;
		else
			fault = convert(
			    cv, row->fields[field].s, row->fields[field].len);
		if (n->suggest && field != PROFILE_NONE)
			tell_id(n, cv, row->fields[field].s,
			    row->fields[field].len, fault);
		settle_column(n, i, fault);
	}
	return finish(n, row->line_no);
}

/* --- NDJSON --------------------------------------------------------------- */

/* The text of a member as a field would have it; false: it is no scalar. */
static bool
text_of(struct strbuf *text, const struct ndjson_member *m)
{
	const char *s;
	size_t len;

	strbuf_reset(text);
	switch (m->type) {
	case NDJSON_ARRAY:
	case NDJSON_OBJECT:
		return false;
	case NDJSON_NULL:
		break;
	case NDJSON_STRING:
		ndjson_text(m, text, &s, &len);
		if (s != text->s)
			strbuf_add(text, s, len);
		break;
	default:
		strbuf_add(text, m->value, m->value_len);
	}
	strbuf_grow(text, LINES_PADDING);
	memset(text->s + text->len, 0, LINES_PADDING);
	return true;
}

static const struct fault *
convert_array(struct normalizer *n, size_t i, const struct ndjson_member *m)
{
	struct converter *cv = &n->columns[i];
	struct strbuf *text = &n->texts[i];
	struct ndjson_member element;
	struct ndjson_iter it;

	convert_list_begin(cv);
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &element)) {
		const struct fault *fault;

		if (!text_of(text, &element))
			return &not_a_list;
		fault = convert_list_add(cv, text->s, text->len);
		if (fault)
			return fault;
	}
	convert_list_end(cv);
	return NULL;
}

static const struct fault *
convert_member(struct normalizer *n, size_t i, const struct ndjson_member *m)
{
	struct converter *cv = &n->columns[i];
	struct strbuf *text = &n->texts[i];
	const char *s;
	size_t len;

	if (m->type == NDJSON_ARRAY && cv->column->type == PROFILE_LIST)
		return convert_array(n, i, m);
	if (!text_of(text, m))
		return &not_a_list;
	s = text->s;
	len = text->len;
	fold_trim(&s, &len);
	return convert(cv, s, len);
}

struct normalized
normalizer_record(
    struct normalizer *n, const struct record *rec, uint64_t line_no)
{
	size_t k;

	n->n_faults = 0;
	header_guess_record(n->guess, rec, n->members);
	if (n->suggest)
		suggest_row(n->suggest, line_no);
	for (k = 0; k < n->p->n_columns; k++) {
		size_t i = n->order[k];
		const struct fault *fault = NULL;

		set_dates(n, &n->columns[i]);
		n->columns[i].v.form = VALUE_MISSING;
		if (n->members[i])
			fault = convert_member(n, i, n->members[i]);
		if (n->suggest && n->members[i])
			tell_id(n, &n->columns[i], n->texts[i].s,
			    n->texts[i].len, fault);
		settle_column(n, i, fault);
	}
	return finish(n, line_no);
}
