/* members.c - which members the records of a profile have, and of what type. */
#include "members.h"

#include <string.h>

#include "vardstrom/keyset.h"

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
type_of_derived(enum profile_take take)
{
	switch (take) {
	case PROFILE_TAKE_YEAR:
	case PROFILE_TAKE_DAYS:
	case PROFILE_TAKE_AGE:
		return "number";
	case PROFILE_TAKE_ALL:
		return "list";
	case PROFILE_TAKE_MEMBER:
		return "any"; /* as the table's records have it */
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
			type = type_of_derived(p->derived[m->i].take);
		else if (m->from == PROFILE_FROM_CONSTANT)
			type = type_of_json(p->constants[m->i].json);
		else if (p->columns[m->i].type == PROFILE_ENUM)
			type = type_of_enum(&p->columns[m->i]);
		else
			type = type_of_column(p->columns[m->i].type);
		add(sb, m->name, type);
	}
	add(sb, "source", "string");
	strbuf_addstr(sb, "}}\n");
}
