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
