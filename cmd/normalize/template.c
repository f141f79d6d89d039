/* template.c - the text of a record, made of constant and variable parts. */
#include "template.h"

#include <stdlib.h>
#include <string.h>

#include "person.h"
#include "vardstrom/diag.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

/* What is before a member's value: ,"name":" with the quote last. */
struct prefix {
	char *text; /* padded as a value is */
	size_t len; /* with the quote */
};

/* One member, the members of a fragment, or those of a person. */
struct segment {
	const struct json_value *v; /* of the member, or of the column of all */
	const struct fragment *fragment; /* NULL: no fragment */
	struct person *person;           /* NULL: no person */
	const struct converter *who;     /* person: whose members */
	const struct prefix *prefix;     /* of the first member */
	size_t first, n;                 /* members */
};

/* The fragments of a column for the row at hand. */
struct column_fragments {
	struct fragment fragments[CACHE_MAX_FRAGMENTS];
	struct segment *segments[CACHE_MAX_FRAGMENTS]; /* where they belong */
	size_t n;
	struct strbuf made; /* their text, where they were made anew */
};

enum {
	MAX_LINE_NO = 20,                  /* digits */
	TEMPLATE_SLACK = 2 * VALUE_PADDING /* bytes kept free behind a record */
};

struct template
{
	const struct profile *p;
	const struct converter *columns;
	struct derived *derived;
	struct json_value *constants;
	struct prefix *prefixes; /* one for each member */
	struct segment *segments;
	size_t n_segments;
	struct column_fragments *fragments; /* one for each column */
	bool *is_made;                      /* one for each derivation */
	char *record;                       /* {"record":"contact" */
	size_t record_len;
	char *source;      /* ,"source":"FILE:17"} with room for more digits */
	size_t name_len;   /* of source, up to the line's number */
	size_t source_len; /* all of it */
	uint64_t line_no;  /* the one that is in source */
	char *out;
	size_t cap_out;
};

/* --- making ready --------------------------------------------------------- */

static char *
detach_padded(struct strbuf *sb, size_t *len)
{
	char *copy = value_copy(sb->s, sb->len);

	*len = sb->len;
	strbuf_release(sb);
	return copy;
}

static void
make_texts(struct template *t)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&sb, "{\"record\":");
	strbuf_add_json_string(&sb, t->p->record, strlen(t->p->record));
	t->record = detach_padded(&sb, &t->record_len);
	for (i = 0; i < t->p->n_members; i++) {
		const char *name = t->p->members[i].name;

		strbuf_addch(&sb, ',');
		strbuf_add_json_string(&sb, name, strlen(name));
		strbuf_addstr(&sb, ":\"");
		t->prefixes[i].text = detach_padded(&sb, &t->prefixes[i].len);
	}
	for (i = 0; i < t->p->n_constants; i++) {
		const char *json = t->p->constants[i].json;

		t->constants[i].len = strlen(json);
		t->constants[i].s = value_copy(json, t->constants[i].len);
		t->constants[i].form = VALUE_JSON;
	}
}

static const struct json_value *
value_of(const struct template *t, const struct profile_member *m)
{
	switch (m->from) {
	case PROFILE_FROM_COLUMN:
		return &t->columns[m->i].v;
	case PROFILE_FROM_DERIVED:
		return &t->derived[m->i].v;
	default:
		return &t->constants[m->i];
	}
}

/* The column that a member rests on alone, if they can be one segment. */
static int
column_of(const struct profile *p, const struct profile_member *m)
{
	int column = PROFILE_NONE;

	if (m->from == PROFILE_FROM_COLUMN)
		column = (int)m->i;
	if (m->from == PROFILE_FROM_DERIVED &&
	    derive_is_plain(&p->derived[m->i]))
		column = p->derived[m->i].of[0];
	if (column != PROFILE_NONE &&
	    p->columns[column].type != PROFILE_PERSON_ID &&
	    !convert_is_remembered(p->columns[column].type))
		column = PROFILE_NONE;
	return column;
}

static enum person_member
person_member_of(const struct profile *p, const struct profile_member *m)
{
	if (m->from == PROFILE_FROM_COLUMN)
		return PERSON_ID;
	switch (p->derived[m->i].take) {
	case PROFILE_TAKE_KIND:
		return PERSON_KIND;
	case PROFILE_TAKE_SEX:
		return PERSON_SEX;
	case PROFILE_TAKE_BIRTH_DATE:
		return PERSON_BIRTH_DATE;
	default:
		BUG("a member of a person that is none");
	}
}

/* Begin a segment, whose members rest on that column. */
static struct segment *
begin_segment(struct template *t, int column)
{
	struct segment *segment = &t->segments[t->n_segments++];
	struct column_fragments *cr;

	if (column == PROFILE_NONE)
		return segment;
	segment->v = &t->columns[column].v;
	cr = &t->fragments[column];
	if (t->p->columns[column].type == PROFILE_PERSON_ID) {
		segment->person = person_new();
		segment->who = &t->columns[column];
	} else if (cr->n < CACHE_MAX_FRAGMENTS) {
		segment->fragment = &cr->fragments[cr->n];
		cr->segments[cr->n++] = segment;
	}
	return segment;
}

/* Can the segment hold more than one member? */
static bool
has_several(const struct segment *segment)
{
	return segment->fragment || segment->person;
}

/* Can it hold this one too, which rests on the same column? */
static bool
has_room(const struct template *t, const struct segment *segment,
    const struct profile_member *m)
{
	return segment->fragment ||
	       (segment->person &&
		   !person_has(segment->person, person_member_of(t->p, m)));
}

static void
add_to_segment(struct template *t, struct segment *segment, size_t i)
{
	const struct profile_member *m = &t->p->members[i];
	const struct prefix *prefix = &t->prefixes[i];

	if (segment->n++ == 0) {
		segment->first = i;
		segment->prefix = prefix;
	}
	if (!has_several(segment))
		segment->v = value_of(t, m);
	else if (m->from == PROFILE_FROM_DERIVED)
		t->is_made[m->i] = true;
	if (segment->person)
		person_add(segment->person, person_member_of(t->p, m),
		    prefix->text, prefix->len);
}

static void
cut_into_segments(struct template *t)
{
	struct segment *segment = NULL;
	int column, last_column = PROFILE_NONE;
	size_t i;

	for (i = 0; i < t->p->n_members; i++) {
		const struct profile_member *m = &t->p->members[i];

		column = column_of(t->p, m);
		if (!segment || column != last_column ||
		    !has_room(t, segment, m))
			segment = begin_segment(t, column);
		add_to_segment(t, segment, i);
		last_column = column;
	}
}

struct template *
template_new(const struct profile *p, const struct converter *columns,
    struct derived *derived)
{
	struct template *t = xcalloc(1, sizeof(*t));
	size_t i;

	t->p = p;
	t->columns = columns;
	t->derived = derived;
	t->constants = xcalloc(p->n_constants + 1, sizeof(*t->constants));
	t->prefixes = xcalloc(p->n_members + 1, sizeof(*t->prefixes));
	t->segments = xcalloc(p->n_members + 1, sizeof(*t->segments));
	t->fragments = xcalloc(p->n_columns + 1, sizeof(*t->fragments));
	t->is_made = xcalloc(p->n_derived + 1, sizeof(*t->is_made));
	for (i = 0; i < p->n_columns; i++)
		strbuf_init(&t->fragments[i].made);
	t->cap_out = TEMPLATE_SLACK;
	t->out = xmalloc(t->cap_out);
	make_texts(t);
	cut_into_segments(t);
	template_begin(t, "");
	return t;
}

void
template_free(struct template *t)
{
	size_t i;

	if (!t)
		return;
	for (i = 0; i < t->p->n_columns; i++)
		strbuf_release(&t->fragments[i].made);
	for (i = 0; i < t->p->n_constants; i++)
		value_free(&t->constants[i]);
	for (i = 0; i < t->p->n_members; i++)
		free(t->prefixes[i].text);
	for (i = 0; i < t->n_segments; i++)
		person_free(t->segments[i].person);
	free(t->constants);
	free(t->prefixes);
	free(t->segments);
	free(t->fragments);
	free(t->is_made);
	free(t->record);
	free(t->source);
	free(t->out);
	free(t);
}

static void
write_line_no(struct template *t, uint64_t line_no)
{
	char digits[MAX_LINE_NO];
	size_t at = sizeof(digits);
	char *to = t->source + t->name_len;

	t->line_no = line_no;
	do
		digits[--at] = (char)('0' + line_no % 10);
	while ((line_no /= 10));
	memcpy(to, digits + at, sizeof(digits) - at);
	to += sizeof(digits) - at;
	*to++ = '"';
	*to++ = '}';
	t->source_len = (size_t)(to - t->source);
}

/* Most rows stand on the line behind the last one: then one digit changes. */
static void
set_line_no(struct template *t, uint64_t line_no)
{
	char *digit = t->source + t->source_len - 3;

	if (line_no != t->line_no + 1 || *digit == '9') {
		write_line_no(t, line_no);
		return;
	}
	t->line_no = line_no;
	++*digit;
}

bool
template_makes(const struct template *t, size_t derived_i)
{
	return t->is_made[derived_i];
}

void
template_begin(struct template *t, const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, ",\"source\":\"");
	strbuf_add_json(&sb, name, strlen(name));
	strbuf_addch(&sb, ':');
	t->name_len = sb.len;
	strbuf_grow(&sb, MAX_LINE_NO + 2);
	memset(sb.s + sb.len, 0, MAX_LINE_NO + 2);
	sb.len += MAX_LINE_NO + 2;
	free(t->source);
	t->source = detach_padded(&sb, &t->source_len);
	write_line_no(t, 0);
}

/* --- fragments ------------------------------------------------------------ */

struct fragment *
template_fragments(struct template *t, size_t column)
{
	return t->fragments[column].fragments;
}

static void
add_member(struct template *t, struct strbuf *sb, size_t i)
{
	const struct profile_member *m = &t->p->members[i];
	const struct prefix *prefix = &t->prefixes[i];
	const struct json_value *v = value_of(t, m);

	/* what is plain has no fault */
	if (m->from == PROFILE_FROM_DERIVED)
		(void)derive(
		    &t->derived[m->i], &t->p->derived[m->i], t->columns);
	if (v->form == VALUE_MISSING)
		return;
	strbuf_add(sb, prefix->text, prefix->len - (v->form == VALUE_JSON));
	strbuf_add(sb, v->s, v->len);
	if (v->form == VALUE_TEXT)
		strbuf_addch(sb, '"');
}

void
template_make_fragments(struct template *t, size_t column)
{
	struct column_fragments *cr = &t->fragments[column];
	size_t ends[CACHE_MAX_FRAGMENTS] = { 0 };
	const char *at;
	size_t i, k;

	if (cr->n == 0 || t->columns[column].v.form == VALUE_MISSING)
		return;
	strbuf_reset(&cr->made);
	for (i = 0; i < cr->n; i++) {
		const struct segment *segment = cr->segments[i];

		for (k = 0; k < segment->n; k++)
			add_member(t, &cr->made, segment->first + k);
		ends[i] = cr->made.len;
	}
	strbuf_grow(&cr->made, VALUE_PADDING);
	memset(cr->made.s + cr->made.len, 0, VALUE_PADDING);
	at = cr->made.s;
	for (i = 0; i < CACHE_MAX_FRAGMENTS; i++) {
		cr->fragments[i].s = at;
		cr->fragments[i].len = 0;
		if (i < cr->n)
			cr->fragments[i].len =
			    (size_t)(cr->made.s + ends[i] - at);
		at += cr->fragments[i].len;
	}
}

/* --- the record ----------------------------------------------------------- */

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
grow(struct template *t, char *to, size_t len)
{
	size_t used = (size_t)(to - t->out);

	t->cap_out = 2 * (t->cap_out + len) + TEMPLATE_SLACK;
	t->out = xrealloc(t->out, t->cap_out);
	return t->out + used;
}

/* Put text where there is room, which is made where there is none. */
static inline char *
put_text(struct template *t, char *to, const char *s, size_t len)
{
	if (len + TEMPLATE_SLACK > t->cap_out - (size_t)(to - t->out))
		to = grow(t, to, len);
	return put(to, s, len);
}

static inline char *
put_member(struct template *t, char *to, const struct segment *segment)
{
	const struct json_value *v = segment->v;
	const struct prefix *prefix = segment->prefix;
	size_t is_text = v->form == VALUE_TEXT;

	/* the quote in front of a text, which is the prefix's last byte */
	to = put_text(t, to, prefix->text, prefix->len - !is_text);
	to = put_text(t, to, v->s, v->len);
	*to = '"';
	return to + is_text;
}

/* A person without a personnummer, or one that does not show it. */
static char *
put_other_person(struct template *t, char *to, const struct segment *segment)
{
	size_t i;

	for (i = segment->first; i < segment->first + segment->n; i++) {
		const struct profile_member *m = &t->p->members[i];
		struct segment single = { .prefix = &t->prefixes[i] };

		if (m->from == PROFILE_FROM_DERIVED)
			(void)derive(&t->derived[m->i], &t->p->derived[m->i],
			    t->columns);
		single.v = value_of(t, m);
		if (single.v->form != VALUE_MISSING)
			to = put_member(t, to, &single);
	}
	return to;
}

static inline char *
put_person(struct template *t, char *to, const struct segment *segment)
{
	const struct converter *who = segment->who;

	if (who->pnr.kind != PNR_PERSONNUMMER || who->pseudonym)
		return put_other_person(t, to, segment);
	person_fill(segment->person, &who->pnr);
	return put_text(
	    t, to, segment->person->text.s, segment->person->text.len);
}

const char *
template_join(struct template *t, uint64_t line_no, size_t *len)
{
	const struct segment *segment, *end = t->segments + t->n_segments;
	char *to = t->out;

	to = put_text(t, to, t->record, t->record_len);
	for (segment = t->segments; segment < end; segment++) {
		if (segment->v->form == VALUE_MISSING)
			continue;
		if (segment->fragment)
			to = put_text(t, to, segment->fragment->s,
			    segment->fragment->len);
		else if (segment->person)
			to = put_person(t, to, segment);
		else
			to = put_member(t, to, segment);
	}
	set_line_no(t, line_no);
	to = put_text(t, to, t->source, t->source_len);
	*len = (size_t)(to - t->out);
	return t->out;
}
