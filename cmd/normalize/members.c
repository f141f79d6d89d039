/* members.c - which members the records of a profile have, and of what type. */
#include "members.h"

#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/pnr.h"

static const char *
type_of_column(enum profile_type type)
{
	switch (type) {
	case PROFILE_INTEGER:
	case PROFILE_DECIMAL:
		return "number";
	case PROFILE_BOOLEAN:
		return "boolean";
	case PROFILE_LIST:
		return "list";
	case PROFILE_ENUM:
		return "any";
	default:
		return "string";
	}
}

static const char *
type_of_derived(const struct profile_derived *d)
{
	switch (d->take) {
	case PROFILE_TAKE_YEAR:
	case PROFILE_TAKE_DAYS:
	case PROFILE_TAKE_AGE:
		return "number";
	case PROFILE_TAKE_ALL:
		return "list";
	case PROFILE_TAKE_MEMBER:
	case PROFILE_TAKE_FOUND:
		/* as the table's records have it, unless a type is given */
		return d->made != PROFILE_NONE ? "string" : "any";
	default:
		return "string";
	}
}

/* An enum is of one type where all that it becomes is. */
static const char *
type_of_enum(const struct profile_column *c)
{
	const char *type = NULL;
	size_t i, n = keyset_n(c->choices);

	for (i = 0; i < n; i++) {
		const char *one =
		    c->values[i].form == VALUE_TEXT ? "string" : "any";

		if (type && strcmp(type, one) != 0)
			return "any";
		type = one;
	}
	return type ? type : "any";
}

static const char *
type_of_json(const char *json)
{
	switch (*json) {
	case '"':
		return "string";
	case 't':
	case 'f':
		return "boolean";
	case '[':
		return "list";
	case '{':
	case 'n':
		return "any";
	default:
		return "number";
	}
}

static void
add(struct strbuf *sb, const char *name, const char *type)
{
	strbuf_addch(sb, ',');
	strbuf_add_json_string(sb, name, strlen(name));
	strbuf_addf(sb, ":\"%s\"", type);
}

/* --- the values that a member can have ------------------------------------ */

/* Begin the list of a member's values, or go on with it. */
static void
add_value(struct strbuf *sb, const char *name, size_t i, const char *json)
{
	if (i > 0) {
		strbuf_addch(sb, ',');
	} else {
		strbuf_addch(sb, sb->len > 0 ? ',' : '{');
		strbuf_add_json_string(sb, name, strlen(name));
		strbuf_addstr(sb, ":[");
	}
	strbuf_addstr(sb, json);
}

static void
add_choices(struct strbuf *sb, const char *name, const struct profile_column *c)
{
	struct strbuf json = STRBUF_INIT;
	size_t i, n = keyset_n(c->choices);

	for (i = 0; i < n; i++)
		if (c->values[i].form != VALUE_TEXT)
			n = 0; /* not of texts alone */
	if (n > 0 && c->texts && c->texts->fallback.form == VALUE_TEXT)
		n++;
	for (i = 0; i < n; i++) {
		const struct json_value *v = i < keyset_n(c->choices)
						 ? &c->values[i]
						 : &c->texts->fallback;

		strbuf_reset(&json);
		/* the inside of a JSON string already */
		strbuf_addch(&json, '"');
		strbuf_add(&json, v->s, v->len);
		strbuf_addch(&json, '"');
		add_value(sb, name, i, json.s);
	}
	strbuf_addstr(sb, n > 0 ? "]" : "");
	strbuf_release(&json);
}

/* Why a column has no value: each kind once. */
static void
add_kinds(
    struct strbuf *sb, const char *name, const struct profile_column *column)
{
	const struct profile_texts *t = column->texts;
	struct keyset *seen = keyset_new();
	struct strbuf json = STRBUF_INIT;
	uint32_t i;

	for (i = 0; i < keyset_n(t->none); i++) {
		const struct json_value *kind = &t->kinds[i];
		bool is_new = false;

		if (kind->form != VALUE_MISSING)
			keyset_add(seen, kind->s, kind->len, &is_new);
		if (!is_new)
			continue;
		strbuf_reset(&json);
		strbuf_addch(&json, '"');
		strbuf_add(&json, kind->s, kind->len);
		strbuf_addch(&json, '"');
		add_value(sb, name, keyset_n(seen) - 1, json.s);
	}
	strbuf_addstr(sb, keyset_n(seen) > 0 ? "]" : "");
	keyset_free(seen);
	strbuf_release(&json);
}

static void
add_derived(struct strbuf *sb, const struct profile *p, const char *name,
    const struct profile_derived *d)
{
	enum profile_take take = d->take;
	struct strbuf json = STRBUF_INIT;

	if (take == PROFILE_TAKE_WHY_MISSING)
		add_kinds(sb, name, &p->columns[d->of[0]]);
	if (take == PROFILE_TAKE_SEX) {
		add_value(sb, name, 0, "\"F\",\"M\"]");
		return;
	}
	for (int kind = 0; take == PROFILE_TAKE_KIND && kind <= PNR_SAMPLE;
	     kind++) {
		const char *text = pnr_kind_name((enum pnr_kind)kind);

		strbuf_reset(&json);
		strbuf_add_json_string(&json, text, strlen(text));
		add_value(sb, name, (size_t)kind, json.s);
	}
	strbuf_addstr(sb, take == PROFILE_TAKE_KIND ? "]" : "");
	strbuf_release(&json);
}

/* Of each member that can have only certain texts, these. */
static void
add_values(const struct profile *p, struct strbuf *sb)
{
	struct strbuf all = STRBUF_INIT;
	size_t i;

	for (i = 0; i < p->n_members; i++) {
		const struct profile_member *m = &p->members[i];

		if (m->from == PROFILE_FROM_DERIVED) {
			add_derived(&all, p, m->name, &p->derived[m->i]);
		} else if (m->from == PROFILE_FROM_CONSTANT) {
			const char *json = p->constants[m->i].json;

			if (*json != '"')
				continue;
			add_value(&all, m->name, 0, json);
			strbuf_addch(&all, ']');
		} else if (p->columns[m->i].choices) {
			add_choices(&all, m->name, &p->columns[m->i]);
		}
	}
	if (all.len > 0)
		strbuf_addf(sb, ",\"values\":%s}", all.s);
	strbuf_release(&all);
}

/* Of each member that is taken of what a look-up found, where it is there. */
static void
add_taken(const struct profile *p, struct strbuf *sb)
{
	const char *open = ",\"taken\":{";
	size_t i;

	for (i = 0; i < p->n_members; i++) {
		const struct profile_member *m = &p->members[i];
		const struct profile_derived *d = &p->derived[m->i];
		const struct profile_table *table;

		if (m->from != PROFILE_FROM_DERIVED ||
		    (d->take != PROFILE_TAKE_MEMBER &&
			d->take != PROFILE_TAKE_FOUND) ||
		    (d->made != PROFILE_NONE &&
			p->columns[d->made].type == PROFILE_LOOKUP))
			continue;
		table = &p->tables[d->table != PROFILE_NONE
				       ? d->table
				       : p->columns[d->of[0]].table];
		strbuf_addstr(sb, open);
		strbuf_add_json_string(sb, m->name, strlen(m->name));
		strbuf_addstr(sb, ":[");
		strbuf_add_json_string(
		    sb, table->record, strlen(table->record));
		strbuf_addch(sb, ',');
		strbuf_add_json_string(sb, table->members[d->member],
		    strlen(table->members[d->member]));
		strbuf_addch(sb, ']');
		open = ",";
	}
	strbuf_addstr(sb, *open == ',' && open[1] == '\0' ? "}" : "");
}

void
members_format(const struct profile *p, struct strbuf *sb)
{
	size_t i;

	strbuf_addstr(sb, "{\"record\":\"members\",\"of\":");
	strbuf_add_json_string(sb, p->record, strlen(p->record));
	strbuf_addstr(sb, ",\"members\":{\"record\":\"string\"");
	for (i = 0; i < p->n_members; i++) {
		const struct profile_member *m = &p->members[i];
		const char *type;

		if (m->from == PROFILE_FROM_DERIVED)
			type = type_of_derived(&p->derived[m->i]);
		else if (m->from == PROFILE_FROM_CONSTANT)
			type = type_of_json(p->constants[m->i].json);
		else if (p->columns[m->i].type == PROFILE_ENUM)
			type = type_of_enum(&p->columns[m->i]);
		else
			type = type_of_column(p->columns[m->i].type);
		add(sb, m->name, type);
	}
	add(sb, "source", "string");
	strbuf_addch(sb, '}');
	add_values(p, sb);
	add_taken(p, sb);
	strbuf_addstr(sb, "}\n");
}
