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
};

static bool
takes_any(enum profile_take take)
{
	return take == PROFILE_TAKE_ALL || take == PROFILE_TAKE_WHY_MISSING;
}

static void
read_of(struct profile *p, struct profile_derived *d, struct config_node n)
{
	const struct take *take = &takes[d->take];
	bool is_list = config_there(n) && config_type(n) == CONFIG_LIST;
	size_t count = is_list ? config_n(n) : 1, i;

	if (!config_there(n))
		return;
	if (count > PROFILE_MAX_OF || count == 0 ||
	    (take->n_of > 0 && count != take->n_of)) {
		config_error(n, "\"%s\" does not rest on %zu columns",
		    take->name, count);
		return;
	}
	for (i = 0; i < count; i++) {
		struct config_node of = is_list ? config_at(n, i) : n;
		enum profile_type type = take->type, other = take->other;

		if (takes_any(d->take) && config_string(of)) {
			int k = profile_find_column(p, config_string(of));

			if (k >= 0 &&
			    (p->columns[k].type != PROFILE_PERSON_ID ||
				d->take != PROFILE_TAKE_ALL))
				other = p->columns[k].type;
		}
		d->of[i] = profile_column_of(p, of, type, other);
	}
	d->n_of = count;
}

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

static void
read_one_derived(
    struct profile *p, struct profile_derived *d, struct config_node n)
{
	static const char *const known[] = { "as", "take", "of", "at", "member",
		"day", "years", "note", NULL };
	const char *names[sizeof(takes) / sizeof(takes[0]) + 1] = { NULL };
	struct config_node m;
	const char *member;
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
	read_of(p, d, config_need(n, "of"));
	m = config_get(n, "at");
	if (d->take == PROFILE_TAKE_AGE) {
		d->of[1] = profile_column_of(
		    p, config_need(n, "at"), PROFILE_DATE, PROFILE_DATE);
	} else if (config_there(m)) {
		config_error(m, "only \"age\" is taken at a date");
	}
	read_day(d, n);
	m = config_get(n, "member");
	if (d->take != PROFILE_TAKE_MEMBER) {
		if (config_there(m))
			config_error(m, "only with \"take\": \"member\"");
		return;
	}
	member = config_string(config_need(n, "member"));
	if (member && d->n_of == 1 && d->of[0] >= 0)
		d->member =
		    want_member(&p->tables[p->columns[d->of[0]].table], member);
}

void
profile_read_derived(struct profile *p, struct config_node n)
{
	size_t i;

	if (!config_there(n))
		return;
	p->n_derived = config_is(n, CONFIG_LIST) ? config_n(n) : 0;
	p->derived = xcalloc(p->n_derived + 1, sizeof(*p->derived));
	for (i = 0; i < p->n_derived && !config_failed(p->config); i++)
		read_one_derived(p, &p->derived[i], config_at(n, i));
}
