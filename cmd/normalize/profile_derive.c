/* profile_derive.c - the members that a profile has made of columns, read. */
#include "profile_derive.h"

#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/xalloc.h"

/* The index of a member that is taken of a table's records, added if new. */
static int
want_member(struct profile_table *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n_members; i++)
		if (strcmp(t->members[i], name) == 0)
			return (int)i;
	t->members =
	    xreallocarray(t->members, t->n_members + 1, sizeof(*t->members));
	t->members[t->n_members++] = name;
	return (int)i;
}

/* What each kind of derivation rests on. */
static const struct take {
	const char *name;
	size_t n_of; /* 0: any number */
	enum profile_type type, other;
} takes[] = {
	[PROFILE_TAKE_YEAR] = { "year", 1, PROFILE_DATE, PROFILE_MONTH },
	[PROFILE_TAKE_MONTH] = { "month", 1, PROFILE_DATE, PROFILE_DATE },
	[PROFILE_TAKE_WEEK] = { "week", 1, PROFILE_DATE, PROFILE_DATE },
	[PROFILE_TAKE_DATE] = { "date", 1, PROFILE_DATE, PROFILE_MONTH },
	[PROFILE_TAKE_DAYS] = { "days", 2, PROFILE_DATE, PROFILE_DATE },
	[PROFILE_TAKE_KIND] = { "kind", 1, PROFILE_PERSON_ID,
	    PROFILE_PERSON_ID },
	[PROFILE_TAKE_SEX] = { "sex", 1, PROFILE_PERSON_ID, PROFILE_PERSON_ID },
	[PROFILE_TAKE_BIRTH_DATE] = { "birth_date", 1, PROFILE_PERSON_ID,
	    PROFILE_PERSON_ID },
	[PROFILE_TAKE_AGE] = { "age", 1, PROFILE_PERSON_ID, PROFILE_DATE },
	[PROFILE_TAKE_MEMBER] = { "member", 1, PROFILE_LOOKUP, PROFILE_LOOKUP },
	[PROFILE_TAKE_ALL] = { "all", 0, PROFILE_LIST, PROFILE_LIST },
	[PROFILE_TAKE_WHY_MISSING] = { "why_missing", 1, PROFILE_STRING,
	    PROFILE_STRING },
	/* FOUND is "member" too, with "in" */
};

/* Does it rest on columns of whatever type? A table's keys are. */
static bool
takes_any(const struct profile_derived *d)
{
	return d->take == PROFILE_TAKE_ALL ||
	       d->take == PROFILE_TAKE_WHY_MISSING || d->table != PROFILE_NONE;
}

/* --- what a derivation rests on ------------------------------------------- */

/* What a derivation makes, as a column that others can rest on. */
static enum profile_type
type_made(const struct profile_derived *d)
{
	switch (d->take) {
	case PROFILE_TAKE_YEAR:
	case PROFILE_TAKE_DAYS:
	case PROFILE_TAKE_AGE:
		return PROFILE_INTEGER;
	case PROFILE_TAKE_MONTH:
		return PROFILE_MONTH;
	case PROFILE_TAKE_DATE:
	case PROFILE_TAKE_BIRTH_DATE:
		return PROFILE_DATE;
	case PROFILE_TAKE_ALL:
		return PROFILE_LIST;
	default:
		return PROFILE_STRING;
	}
}

/* The column that a derivation makes: a new one behind the others. */
static struct profile_column *
make_column(struct profile *p, struct profile_derived *d)
{
	size_t i = p->n_columns + p->n_made++;
	struct profile_column *c = &p->columns[i];

	d->made = (int)i;
	d->is_chained = true;
	c->names = xcalloc(1, sizeof(*c->names));
	c->names[0] = d->as;
	c->n_names = 1;
	c->as = d->as;
	c->type = c->element = type_made(d);
	c->at = c->table = PROFILE_NONE;
	return c;
}

/* The column that a derivation before this one makes of that member. */
static int
find_made(struct profile *p, const struct profile_derived *before,
    const char *as, struct config_node n)
{
	struct profile_derived *d;

	for (d = p->derived; d < before; d++) {
		if (!d->as || strcmp(d->as, as) != 0)
			continue;
		if (d->made == PROFILE_NONE &&
		    (d->take == PROFILE_TAKE_MEMBER ||
			d->take == PROFILE_TAKE_FOUND))
			config_error(n,
			    "\"%s\" is of no type: give one with "
			    "\"type\" where it is taken",
			    as);
		else if (d->made == PROFILE_NONE)
			make_column(p, d);
		return d->made;
	}
	return PROFILE_NONE;
}

/* The column, or derivation before d, that n names, of one of two types. */
static int
operand(struct profile *p, struct profile_derived *d, struct config_node n,
    enum profile_type type, enum profile_type other)
{
	const char *as = config_string(n);
	int i = as ? profile_find_column(p, as) : PROFILE_NONE;

	if (as && i == PROFILE_NONE) {
		i = find_made(p, d, as, n);
		d->is_chained |= i != PROFILE_NONE;
	}
	if (config_failed(p->config))
		return PROFILE_NONE;
	if (i == PROFILE_NONE)
		config_error(n,
		    "no column, nor a derivation before this one, "
		    "becomes \"%s\"",
		    as);
	else if (takes_any(d) ? p->columns[i].type == PROFILE_PERSON_ID &&
				    d->take == PROFILE_TAKE_ALL
			      : p->columns[i].type != type &&
				    p->columns[i].type != other)
		config_error(n, "\"%s\" is of a type that does not fit", as);
	return i;
}

static void
read_of(struct profile *p, struct profile_derived *d, struct config_node n)
{
	const struct take *take = &takes[d->take];
	bool is_list = config_there(n) && config_type(n) == CONFIG_LIST;
	size_t count = is_list ? config_n(n) : 1, i;
	size_t wanted =
	    d->table == PROFILE_NONE ? take->n_of : p->tables[d->table].n_keys;

	if (!config_there(n))
		return;
	if (count > PROFILE_MAX_OF || count == 0 ||
	    (wanted > 0 && count != wanted)) {
		config_error(n, "\"%s\" does not rest on %zu columns",
		    take->name, count);
		return;
	}
	for (i = 0; i < count; i++) {
		struct config_node of = is_list ? config_at(n, i) : n;

		d->of[i] = operand(p, d, of, take->type, take->other);
	}
	d->n_of = count;
}

/* --- the members of a derivation ------------------------------------------ */

/* The day of "date": one that every year has. */
static void
read_day(struct profile_derived *d, struct config_node n)
{
	struct config_node day = config_get(n, "day");
	struct config_node years = config_get(n, "years");
	char text[DAY_TEXT_LEN + 1] = "2025-";
	int unused;

	if (d->take != PROFILE_TAKE_DATE) {
		if (config_there(day) || config_there(years))
			config_error(config_there(day) ? day : years,
			    "only with \"take\": \"date\"");
		return;
	}
	d->day = config_string(config_need(n, "day"));
	if (config_there(years))
		d->years = (int)config_int(years, -100, 100);
	if (!d->day)
		return;
	if (strlen(d->day) == 5)
		memcpy(text + 5, d->day, 5);
	if (day_parse_iso(&unused, text, strlen(text)) != DAY_OK)
		config_error(
		    day, "must be a day of every year, such as \"03-01\"");
}

/* The table that is found by its keys, before what they are. */
static void
read_in(struct profile *p, struct profile_derived *d, struct config_node n)
{
	struct config_node in = config_get(n, "in");
	struct config_node required = config_get(n, "required");
	const char *name;

	d->unknown = config_string_or(n, "unknown", "unknown_value");
	if (config_there(required))
		d->may_lack = !config_bool(required);
	if (!config_there(in)) {
		if (config_there(required))
			config_error(required, "only with \"in\"");
		return;
	}
	name = config_string(in);
	if (d->take != PROFILE_TAKE_MEMBER)
		config_error(in, "only with \"take\": \"member\"");
	else if (name && (d->table = profile_find_table(p, name)) < 0)
		config_error(in, "not among the profile's tables");
}

/* The type of what is found, which others can rest on. */
static void
read_type(struct profile *p, struct profile_derived *d, struct config_node n)
{
	static const char *const names[] = { "date", "month", "lookup", NULL };
	static const enum profile_type types[] = { PROFILE_DATE, PROFILE_MONTH,
		PROFILE_LOOKUP };
	struct config_node type = config_get(n, "type");
	struct config_node table = config_get(n, "table");
	struct config_node unknown = config_get(n, "unknown");
	struct profile_column *c;
	bool is_lookup;
	int k = PROFILE_NONE;

	if (config_there(type))
		k = config_choice(type, names);
	is_lookup = k >= 0 && types[k] == PROFILE_LOOKUP;
	if (config_there(table) && !is_lookup)
		config_error(table, "only with the type lookup");
	if (config_there(unknown) && !is_lookup && d->table == PROFILE_NONE)
		config_error(unknown, "nothing is looked up here");
	if (k < 0)
		return;
	c = make_column(p, d);
	c->type = c->element = types[k];
	c->unknown = d->unknown;
	if (!is_lookup)
		return;
	table = config_need(n, "table");
	if (config_string(table))
		c->table = profile_find_table(p, config_string(table));
	if (c->table == PROFILE_NONE)
		config_error(table, "not among the profile's tables");
	else if (p->tables[c->table].n_keys > 1)
		config_error(table, "its key is of several members");
}

static void
read_member(struct profile *p, struct profile_derived *d, struct config_node n)
{
	static const char *const own[] = { "member", "type", "table",
		"unknown" };
	const char *member;
	size_t i;

	for (i = 0;
	     d->take != PROFILE_TAKE_MEMBER && i < sizeof(own) / sizeof(own[0]);
	     i++)
		if (config_there(config_get(n, own[i])))
			config_error(config_get(n, own[i]),
			    "only with \"take\": \"member\"");
	if (d->take != PROFILE_TAKE_MEMBER)
		return;
	member = config_string(config_need(n, "member"));
	if (!member || config_failed(n.config))
		return;
	i = d->table != PROFILE_NONE ? (size_t)d->table
				     : (size_t)p->columns[d->of[0]].table;
	d->member = want_member(&p->tables[i], member);
	read_type(p, d, n);
}

static void
read_one_derived(
    struct profile *p, struct profile_derived *d, struct config_node n)
{
	static const char *const known[] = { "as", "take", "of", "at", "member",
		"day", "years", "in", "required", "type", "table", "unknown",
		"note", NULL };
	const char *names[sizeof(takes) / sizeof(takes[0]) + 1] = { NULL };
	struct config_node at;
	size_t i;
	int k;

	for (i = 0; i < sizeof(takes) / sizeof(takes[0]); i++)
		names[i] = takes[i].name;
	config_only(n, known);
	d->as = config_string(config_need(n, "as"));
	k = config_choice(config_need(n, "take"), names);
	if (k < 0)
		return;
	d->take = (enum profile_take)k;
	read_in(p, d, n);
	read_of(p, d, config_need(n, "of"));
	at = config_get(n, "at");
	if (d->take == PROFILE_TAKE_AGE)
		d->of[1] = operand(
		    p, d, config_need(n, "at"), PROFILE_DATE, PROFILE_DATE);
	else if (config_there(at))
		config_error(at, "only \"age\" is taken at a date");
	read_day(d, n);
	read_member(p, d, n);
	if (d->table != PROFILE_NONE)
		d->take = PROFILE_TAKE_FOUND;
}

void
profile_read_derived(struct profile *p, struct config_node n)
{
	size_t i;

	if (!config_there(n))
		return;
	p->n_derived = config_is(n, CONFIG_LIST) ? config_n(n) : 0;
	p->derived = xcalloc(p->n_derived + 1, sizeof(*p->derived));
	p->columns = xreallocarray(
	    p->columns, p->n_columns + p->n_derived + 1, sizeof(*p->columns));
	memset(p->columns + p->n_columns, 0,
	    (p->n_derived + 1) * sizeof(*p->columns));
	for (i = 0; i < p->n_derived; i++)
		p->derived[i].table = p->derived[i].made = PROFILE_NONE;
	for (i = 0; i < p->n_derived && !config_failed(p->config); i++)
		read_one_derived(p, &p->derived[i], config_at(n, i));
}
