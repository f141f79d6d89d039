/* table.c - one record a group. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "cube/answer.h"
#include "define/group.h"

/** Each member of the output may be there once. */
static int
check_names(const struct table *t, struct strbuf *err)
{
	size_t i, k;

	for (i = 0; i < t->n_functions; i++) {
		const char *name = t->functions[i].name;

		for (k = 0; k < t->n_by + i; k++) {
			const char *other =
			    k < t->n_by ? t->by[k]
					: t->functions[k - t->n_by].name;

			if (strcmp(name, other) != 0)
				continue;
			strbuf_addf(err,
			    "two members would be named %s: put NAME= before "
			    "a function",
			    name);
			return -1;
		}
	}
	for (i = 0; i < t->n_by; i++)
		for (k = 0; k < i; k++)
			if (strcmp(t->by[i], t->by[k]) == 0) {
				strbuf_addf(
				    err, "-g: %s is there twice", t->by[i]);
				return -1;
			}
	return 0;
}

int
table_prepare(struct table *t, struct wanted *w, int where, struct strbuf *err)
{
	int columns[WANTED_MAX_BY];
	size_t i;

	if (t->n_by > WANTED_MAX_BY) {
		strbuf_addf(
		    err, "-g: more than %d members", (int)WANTED_MAX_BY);
		return -1;
	}
	for (i = 0; i < t->n_by; i++) {
		strbuf_addstr(err, "-g: ");
		columns[i] = group_column(w, t->by[i], err);
		if (columns[i] < 0)
			return -1;
		strbuf_reset(err);
		t->by[i] = wanted_name(w, columns[i]);
	}
	if (check_names(t, err) < 0)
		return -1;
	t->grouping = wanted_grouping(w, columns, t->n_by);
	t->everyone = wanted_measure(w, MEASURE_COUNT, where, -1, false);
	wanted_by(w, t->everyone, t->grouping);
	for (i = 0; i < t->n_functions; i++)
		function_want(&t->functions[i], w, t->grouping);
	return 0;
}

void
table_release(struct table *t)
{
	size_t i;

	for (i = 0; i < t->n_functions; i++)
		function_release(&t->functions[i]);
	free(t->functions);
	free(t->groups);
	names_free(t->names);
}

/** Would a name be called as what the answer has anyway? */
static bool
is_name_taken(const struct table *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n_by; i++)
		if (strcmp(t->by[i], name) == 0)
			return true;
	for (i = 0; i < t->n_functions; i++)
		if (strcmp(t->functions[i].name, name) == 0)
			return true;
	return false;
}

int
table_set_names(
    struct table *t, const char *path, const char *day, struct strbuf *err)
{
	struct strbuf name = STRBUF_INIT;
	size_t i;

	t->names = names_load(path, t->by, t->n_by, err);
	t->day = day;
	for (i = 0; t->names && i < t->n_by; i++) {
		strbuf_reset(&name);
		strbuf_addf(&name, "%s_name", t->by[i]);
		if (names_has(t->names, i) && is_name_taken(t, name.s)) {
			strbuf_addf(err,
			    "two members would be named %s: put NAME= before "
			    "one",
			    name.s);
			break;
		}
	}
	strbuf_release(&name);
	return err->len > 0 ? -1 : 0;
}

void
table_sort(struct table *t, struct cube *cube)
{
	uint32_t n = cube_n_groups(cube, t->grouping);
	uint32_t g;

	t->groups = xcalloc(n, sizeof(*t->groups));
	for (g = 0; g < n; g++)
		if (t->n_by == 0 ||
		    cube_n(cube, t->everyone, t->grouping, g) > 0)
			t->groups[t->n_groups++] = g;
	cube_sort_groups(cube, t->grouping, t->groups, t->n_groups);
}

/** Append a result that is there, with its name. */
static int
add_result(const struct table *t, const struct function *f,
    const struct result *result, struct strbuf *sb)
{
	struct dec v;

	if (result->kind == RESULT_MISSING)
		return 0;
	if (result->kind == RESULT_RANGE)
		return -1;
	if (result->kind == RESULT_NUMBER &&
	    ratio_dec(&v, &result->number) != RATIO_OK)
		return -1;
	strbuf_addch(sb, ',');
	strbuf_add_json_string(sb, f->name, strlen(f->name));
	strbuf_addch(sb, ':');
	if (result->kind == RESULT_NUMBER)
		dec_format(
		    t->n_decimals < 0 ? v : dec_round(v, t->n_decimals), sb);
	else
		value_json(result->value, sb);
	return 0;
}

int
table_complain(const struct function *f, struct strbuf *err)
{
	strbuf_addf(err, "%s: more than 24 digits before the point", f->name);
	return -1;
}

/** The last day of a group: what its month, year or date says. */
static void
find_day(
    const struct table *t, struct cube *cube, uint32_t g, struct strbuf *day)
{
	size_t k;

	strbuf_reset(day);
	for (k = 0; k < t->n_by; k++) {
		struct value v = cube_group_value(cube, t->grouping, g, k);
		bool is_text = value_type(v) == VALUE_STRING;

		if (is_text && strcmp(t->by[k], "date") == 0 && v.len >= 10)
			strbuf_add(day, v.s, 10);
		else if (is_text && strcmp(t->by[k], "month") == 0 &&
			 v.len == 7)
			strbuf_addf(day, "%.7s-31", v.s);
		else if (value_type(v) == VALUE_NUMBER && v.len == 5 &&
			 strcmp(t->by[k], "year") == 0)
			strbuf_addf(day, "%.4s-12-31", v.s + 1);
		else
			continue;
		return;
	}
	strbuf_addstr(day, t->day);
}

/** The name of a group's value, behind it. */
static void
add_name(const struct table *t, struct cube *cube, uint32_t g, size_t k,
    struct strbuf *sb)
{
	struct strbuf day = STRBUF_INIT, member = STRBUF_INIT;
	const char *name;

	find_day(t, cube, g, &day);
	name = names_find(
	    t->names, k, cube_group_value(cube, t->grouping, g, k), day.s);
	if (name) {
		strbuf_addf(&member, "%s_name", t->by[k]);
		strbuf_addch(sb, ',');
		strbuf_add_json_string(sb, member.s, member.len);
		strbuf_addch(sb, ':');
		strbuf_add_json_string(sb, name, strlen(name));
	}
	strbuf_release(&day);
	strbuf_release(&member);
}

int
table_format(const struct table *t, struct cube *cube, size_t i,
    struct strbuf *sb, struct strbuf *err)
{
	uint32_t g = t->groups[i];
	size_t start = sb->len;
	size_t k;

	for (k = 0; k < t->n_by; k++) {
		struct value v = cube_group_value(cube, t->grouping, g, k);

		if (value_type(v) == VALUE_MISSING)
			continue;
		strbuf_addch(sb, ',');
		strbuf_add_json_string(sb, t->by[k], strlen(t->by[k]));
		strbuf_addch(sb, ':');
		value_json(v, sb);
		if (t->names)
			add_name(t, cube, g, k, sb);
	}
	for (k = 0; k < t->n_functions; k++) {
		struct result result;

		answer_result(&result, cube, &t->functions[k], t->grouping, g);
		if (add_result(t, &t->functions[k], &result, sb) < 0)
			return table_complain(&t->functions[k], err);
	}
	if (sb->len == start)
		strbuf_addch(sb, '{');
	else
		sb->s[start] = '{';
	strbuf_addch(sb, '}');
	return 0;
}
