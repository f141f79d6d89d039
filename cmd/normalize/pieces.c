/* pieces.c - what a record is put together of. */
#include "pieces.h"

#include <stdlib.h>
#include <string.h>

#include "person.h"
#include "vardstrom/diag.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

/* What stands before a member's value: ,"name":" with the quote last. */
struct prefix {
	char *text; /* padded as a value is */
	size_t len; /* with the quote */
};

/* One member, the members of a run, or those of a person. */
struct piece {
	const struct value *v; /* of the member, or of the column of all */
	const struct run *run; /* NULL: no run */
	struct person *person; /* NULL: no person */
	const struct converter *who; /* person: whose members */
	const struct prefix *prefix; /* of the first member */
	size_t first, n;             /* members */
};

/* The runs of a column for the row at hand. */
struct column_runs {
	struct run runs[CACHE_MAX_RUNS];
	struct piece *pieces[CACHE_MAX_RUNS]; /* where they belong */
	size_t n;
	struct strbuf made; /* their text, where they were made anew */
};

enum {
	MAX_LINE_NO = 20,                /* digits */
	PIECES_SLACK = 2 * VALUE_PADDING /* bytes kept free behind a record */
};

struct pieces {
	const struct profile *p;
	const struct converter *columns;
	struct derived *derived;
	struct value *constants;
	struct prefix *prefixes; /* one for each member */
	struct piece *pieces;
	size_t n_pieces;
	struct column_runs *runs; /* one for each column */
	bool *is_made;            /* one for each derivation */
	char *record;             /* {"record":"contact" */
	size_t record_len;
	char *source;      /* ,"source":"FILE:17"} with room for more digits */
	size_t name_len;   /* of source, up to the line's number */
	size_t source_len; /* all of it */
	uint64_t line_no;  /* the one that stands in source */
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
make_texts(struct pieces *pc)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&sb, "{\"record\":");
	strbuf_add_json_string(&sb, pc->p->record, strlen(pc->p->record));
	pc->record = detach_padded(&sb, &pc->record_len);
	for (i = 0; i < pc->p->n_members; i++) {
		const char *name = pc->p->members[i].name;

		strbuf_addch(&sb, ',');
		strbuf_add_json_string(&sb, name, strlen(name));
		strbuf_addstr(&sb, ":\"");
		pc->prefixes[i].text = detach_padded(&sb, &pc->prefixes[i].len);
	}
	for (i = 0; i < pc->p->n_constants; i++) {
		const char *json = pc->p->constants[i].json;

		pc->constants[i].len = strlen(json);
		pc->constants[i].s = value_copy(json, pc->constants[i].len);
		pc->constants[i].form = VALUE_JSON;
	}
}

static const struct value *
value_of(const struct pieces *pc, const struct profile_member *m)
{
	switch (m->from) {
	case PROFILE_FROM_COLUMN:
		return &pc->columns[m->i].v;
	case PROFILE_FROM_DERIVED:
		return &pc->derived[m->i].v;
	default:
		return &pc->constants[m->i];
	}
}

/* The column that a member rests on alone, if they can be one piece. */
static int
column_of(const struct profile *p, const struct profile_member *m)
{
	int column = PROFILE_NONE;

	if (m->from == PROFILE_FROM_COLUMN)
		column = (int)m->i;
	if (m->from == PROFILE_FROM_DERIVED &&
	    derive_is_plain(p->derived[m->i].take))
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

/* Begin a piece, whose members rest on that column. */
static struct piece *
begin_piece(struct pieces *pc, int column)
{
	struct piece *piece = &pc->pieces[pc->n_pieces++];
	struct column_runs *cr;

	if (column == PROFILE_NONE)
		return piece;
	piece->v = &pc->columns[column].v;
	cr = &pc->runs[column];
	if (pc->p->columns[column].type == PROFILE_PERSON_ID) {
		piece->person = person_new();
		piece->who = &pc->columns[column];
	} else if (cr->n < CACHE_MAX_RUNS) {
		piece->run = &cr->runs[cr->n];
		cr->pieces[cr->n++] = piece;
	}
	return piece;
}

/* Can the piece hold more than one member? */
static bool
is_joint(const struct piece *piece)
{
	return piece->run || piece->person;
}

/* Can it hold this one too, which rests on the same column? */
static bool
has_room(const struct pieces *pc, const struct piece *piece,
    const struct profile_member *m)
{
	return piece->run || (piece->person && !person_has(piece->person,
						   person_member_of(pc->p, m)));
}

static void
add_to_piece(struct pieces *pc, struct piece *piece, size_t i)
{
	const struct profile_member *m = &pc->p->members[i];
	const struct prefix *prefix = &pc->prefixes[i];

	if (piece->n++ == 0) {
		piece->first = i;
		piece->prefix = prefix;
	}
	if (!is_joint(piece))
		piece->v = value_of(pc, m);
	else if (m->from == PROFILE_FROM_DERIVED)
		pc->is_made[m->i] = true;
	if (piece->person)
		person_add(piece->person, person_member_of(pc->p, m),
		    prefix->text, prefix->len);
}

static void
cut_into_pieces(struct pieces *pc)
{
	struct piece *piece = NULL;
	int column, last_column = PROFILE_NONE;
	size_t i;

	for (i = 0; i < pc->p->n_members; i++) {
		const struct profile_member *m = &pc->p->members[i];

		column = column_of(pc->p, m);
		if (!piece || column != last_column || !has_room(pc, piece, m))
			piece = begin_piece(pc, column);
		add_to_piece(pc, piece, i);
		last_column = column;
	}
}

struct pieces *
pieces_new(const struct profile *p, const struct converter *columns,
    struct derived *derived)
{
	struct pieces *pc = xcalloc(1, sizeof(*pc));
	size_t i;

	pc->p = p;
	pc->columns = columns;
	pc->derived = derived;
	pc->constants = xcalloc(p->n_constants + 1, sizeof(*pc->constants));
	pc->prefixes = xcalloc(p->n_members + 1, sizeof(*pc->prefixes));
	pc->pieces = xcalloc(p->n_members + 1, sizeof(*pc->pieces));
	pc->runs = xcalloc(p->n_columns + 1, sizeof(*pc->runs));
	pc->is_made = xcalloc(p->n_derived + 1, sizeof(*pc->is_made));
	for (i = 0; i < p->n_columns; i++)
		strbuf_init(&pc->runs[i].made);
	pc->cap_out = PIECES_SLACK;
	pc->out = xmalloc(pc->cap_out);
	make_texts(pc);
	cut_into_pieces(pc);
	pieces_begin(pc, "");
	return pc;
}

void
pieces_free(struct pieces *pc)
{
	size_t i;

	if (!pc)
		return;
	for (i = 0; i < pc->p->n_columns; i++)
		strbuf_release(&pc->runs[i].made);
	for (i = 0; i < pc->p->n_constants; i++)
		value_free(&pc->constants[i]);
	for (i = 0; i < pc->p->n_members; i++)
		free(pc->prefixes[i].text);
	for (i = 0; i < pc->n_pieces; i++)
		person_free(pc->pieces[i].person);
	free(pc->constants);
	free(pc->prefixes);
	free(pc->pieces);
	free(pc->runs);
	free(pc->is_made);
	free(pc->record);
	free(pc->source);
	free(pc->out);
	free(pc);
}

static void
write_line_no(struct pieces *pc, uint64_t line_no)
{
	char digits[MAX_LINE_NO];
	size_t at = sizeof(digits);
	char *to = pc->source + pc->name_len;

	pc->line_no = line_no;
	do
		digits[--at] = (char)('0' + line_no % 10);
	while ((line_no /= 10));
	memcpy(to, digits + at, sizeof(digits) - at);
	to += sizeof(digits) - at;
	*to++ = '"';
	*to++ = '}';
	pc->source_len = (size_t)(to - pc->source);
}

/* Most rows stand on the line behind the last one: then one digit changes. */
static void
set_line_no(struct pieces *pc, uint64_t line_no)
{
	char *digit = pc->source + pc->source_len - 3;

	if (line_no != pc->line_no + 1 || *digit == '9') {
		write_line_no(pc, line_no);
		return;
	}
	pc->line_no = line_no;
	++*digit;
}

bool
pieces_makes(const struct pieces *pc, size_t derived_i)
{
	return pc->is_made[derived_i];
}

void
pieces_begin(struct pieces *pc, const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, ",\"source\":\"");
	strbuf_add_json(&sb, name, strlen(name));
	strbuf_addch(&sb, ':');
	pc->name_len = sb.len;
	strbuf_grow(&sb, MAX_LINE_NO + 2);
	memset(sb.s + sb.len, 0, MAX_LINE_NO + 2);
	sb.len += MAX_LINE_NO + 2;
	free(pc->source);
	pc->source = detach_padded(&sb, &pc->source_len);
	write_line_no(pc, 0);
}

/* --- runs ----------------------------------------------------------------- */

struct run *
pieces_runs(struct pieces *pc, size_t column)
{
	return pc->runs[column].runs;
}

static void
add_member(struct pieces *pc, struct strbuf *sb, size_t i)
{
	const struct profile_member *m = &pc->p->members[i];
	const struct prefix *prefix = &pc->prefixes[i];
	const struct value *v = value_of(pc, m);

	/* what is plain has no fault */
	if (m->from == PROFILE_FROM_DERIVED)
		(void)derive(
		    &pc->derived[m->i], &pc->p->derived[m->i], pc->columns);
	if (v->form == VALUE_MISSING)
		return;
	strbuf_add(sb, prefix->text, prefix->len - (v->form == VALUE_JSON));
	strbuf_add(sb, v->s, v->len);
	if (v->form == VALUE_TEXT)
		strbuf_addch(sb, '"');
}

void
pieces_make_runs(struct pieces *pc, size_t column)
{
	struct column_runs *cr = &pc->runs[column];
	size_t ends[CACHE_MAX_RUNS] = { 0 };
	const char *at;
	size_t i, k;

	if (cr->n == 0 || pc->columns[column].v.form == VALUE_MISSING)
		return;
	strbuf_reset(&cr->made);
	for (i = 0; i < cr->n; i++) {
		const struct piece *piece = cr->pieces[i];

		for (k = 0; k < piece->n; k++)
			add_member(pc, &cr->made, piece->first + k);
		ends[i] = cr->made.len;
	}
	strbuf_grow(&cr->made, VALUE_PADDING);
	memset(cr->made.s + cr->made.len, 0, VALUE_PADDING);
	at = cr->made.s;
	for (i = 0; i < CACHE_MAX_RUNS; i++) {
		cr->runs[i].s = at;
		cr->runs[i].len = 0;
		if (i < cr->n)
			cr->runs[i].len = (size_t)(cr->made.s + ends[i] - at);
		at += cr->runs[i].len;
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
grow(struct pieces *pc, char *to, size_t len)
{
	size_t used = (size_t)(to - pc->out);

	pc->cap_out = 2 * (pc->cap_out + len) + PIECES_SLACK;
	pc->out = xrealloc(pc->out, pc->cap_out);
	return pc->out + used;
}

/* Put text where there is room, which is made where there is none. */
static inline char *
put_text(struct pieces *pc, char *to, const char *s, size_t len)
{
	if (len + PIECES_SLACK > pc->cap_out - (size_t)(to - pc->out))
		to = grow(pc, to, len);
	return put(to, s, len);
}

static inline char *
put_member(struct pieces *pc, char *to, const struct piece *piece)
{
	const struct value *v = piece->v;
	const struct prefix *prefix = piece->prefix;
	size_t is_text = v->form == VALUE_TEXT;

	/* the quote in front of a text, which is the prefix's last byte */
	to = put_text(pc, to, prefix->text, prefix->len - !is_text);
	to = put_text(pc, to, v->s, v->len);
	*to = '"';
	return to + is_text;
}

/* A person without a personnummer, or one that does not show it. */
static char *
put_other_person(struct pieces *pc, char *to, const struct piece *piece)
{
	size_t i;

	for (i = piece->first; i < piece->first + piece->n; i++) {
		const struct profile_member *m = &pc->p->members[i];
		struct piece single = { .prefix = &pc->prefixes[i] };

		if (m->from == PROFILE_FROM_DERIVED)
			(void)derive(&pc->derived[m->i], &pc->p->derived[m->i],
			    pc->columns);
		single.v = value_of(pc, m);
		if (single.v->form != VALUE_MISSING)
			to = put_member(pc, to, &single);
	}
	return to;
}

static inline char *
put_person(struct pieces *pc, char *to, const struct piece *piece)
{
	const struct converter *who = piece->who;

	if (who->pnr.kind != PNR_PERSONNUMMER || who->pseudonym)
		return put_other_person(pc, to, piece);
	person_fill(piece->person, &who->pnr);
	return put_text(pc, to, piece->person->text.s, piece->person->text.len);
}

const char *
pieces_join(struct pieces *pc, uint64_t line_no, size_t *len)
{
	const struct piece *piece, *end = pc->pieces + pc->n_pieces;
	char *to = pc->out;

	to = put_text(pc, to, pc->record, pc->record_len);
	for (piece = pc->pieces; piece < end; piece++) {
		if (piece->v->form == VALUE_MISSING)
			continue;
		if (piece->run)
			to = put_text(pc, to, piece->run->s, piece->run->len);
		else if (piece->person)
			to = put_person(pc, to, piece);
		else
			to = put_member(pc, to, piece);
	}
	set_line_no(pc, line_no);
	to = put_text(pc, to, pc->source, pc->source_len);
	*len = (size_t)(to - pc->out);
	return pc->out;
}
