/* wanted.c - ask for columns, groupings and measures. */
#include "wanted.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

void
wanted_init(struct wanted *w)
{
	memset(w, 0, sizeof(*w));
	w->exprs = expr_set_new();
	w->record = expr_member(w->exprs, "record", 6);
}

void
wanted_release(struct wanted *w)
{
	size_t i;

	for (i = 0; i < w->n_columns; i++)
		bins_release(&w->columns[i].bins);
	for (i = 0; i < w->n_measures; i++)
		free(w->measures[i].groupings);
	free(w->columns);
	free(w->groupings);
	free(w->measures);
	expr_set_free(w->exprs);
}

/* --- columns --------------------------------------------------------------
 */

int
wanted_column(struct wanted *w, const char *name, size_t len)
{
	int member = expr_member(w->exprs, name, len);
	size_t i;

	for (i = 0; i < w->n_columns; i++)
		if (w->columns[i].member == member && !w->columns[i].is_each)
			return (int)i;
	GROW(w->columns, w->n_columns, w->cap_columns);
	w->columns[w->n_columns] =
	    (struct wanted_column){ .member = member, .source = -1 };
	return (int)w->n_columns++;
}

static bool
are_same(const struct bins *a, const struct bins *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->list[i].label, b->list[i].label) != 0)
			return false;
	return true;
}

int
wanted_class(
    struct wanted *w, const char *name, size_t len, struct wanted_column *is)
{
	struct wanted_column *old;
	size_t i;

	is->member = expr_member(w->exprs, name, len);
	for (i = 0; i < w->n_columns; i++) {
		old = &w->columns[i];
		if (old->member == is->member && old->is_each == is->is_each)
			return old->source == is->source &&
				       old->n_first == is->n_first &&
				       are_same(&old->bins, &is->bins)
				   ? (int)i
				   : -1;
	}
	GROW(w->columns, w->n_columns, w->cap_columns);
	w->columns[i] = *is;
	memset(&is->bins, 0, sizeof(is->bins));
	w->n_columns++;
	return (int)i;
}

const char *
wanted_name(const struct wanted *w, int column)
{
	return expr_member_name(w->exprs, w->columns[column].member);
}

/* --- groupings ------------------------------------------------------------
 */

int
wanted_find(const struct wanted *w, const int *columns, size_t n_columns)
{
	size_t i;

	for (i = 0; i < w->n_groupings; i++)
		if (w->groupings[i].n_columns == n_columns &&
		    (n_columns == 0 || memcmp(w->groupings[i].columns, columns,
					   n_columns * sizeof(*columns)) == 0))
			return (int)i;
	return -1;
}

int
wanted_grouping(struct wanted *w, const int *columns, size_t n_columns)
{
	int found = wanted_find(w, columns, n_columns);
	struct wanted_grouping *new;
	size_t i;

	assert(n_columns <= WANTED_MAX_BY);
	if (found >= 0)
		return found;
	GROW(w->groupings, w->n_groupings, w->cap_groupings);
	new = &w->groupings[w->n_groupings];
	memset(new, 0, sizeof(*new));
	for (i = 0; i < n_columns; i++) {
		new->columns[i] = columns[i];
		w->columns[columns[i]].is_kept = true;
	}
	new->n_columns = n_columns;
	return (int)w->n_groupings++;
}

size_t
wanted_with(const struct wanted *w, int grouping, int column, int *columns)
{
	const struct wanted_grouping *gr = &w->groupings[grouping];
	bool is_there = false;
	size_t i;

	for (i = 0; i < gr->n_columns; i++) {
		columns[i] = gr->columns[i];
		is_there |= columns[i] == column;
	}
	if (!is_there)
		columns[i++] = column;
	return i;
}

size_t
wanted_without(const struct wanted *w, int grouping, int column, int *columns)
{
	const struct wanted_grouping *gr = &w->groupings[grouping];
	size_t n = 0, i;

	for (i = 0; i < gr->n_columns; i++)
		if (gr->columns[i] != column)
			columns[n++] = gr->columns[i];
	return n;
}

/* --- measures -------------------------------------------------------------
 */

int
wanted_measure(struct wanted *w, enum measure_kind kind, int where, int column,
    bool is_numeric)
{
	return wanted_ordered(w, kind, where, column, -1, is_numeric);
}

int
wanted_ordered(struct wanted *w, enum measure_kind kind, int where, int column,
    int order, bool is_numeric)
{
	size_t i;

	for (i = 0; i < w->n_measures; i++) {
		const struct wanted_measure *old = &w->measures[i];

		if (old->kind == kind && old->where == where &&
		    old->column == column && old->order == order &&
		    old->is_numeric == is_numeric)
			return (int)i;
	}
	GROW(w->measures, w->n_measures, w->cap_measures);
	w->measures[w->n_measures] = (struct wanted_measure){ .kind = kind,
		.where = where,
		.column = column,
		.order = order,
		.is_numeric = is_numeric };
	return (int)w->n_measures++;
}

void
wanted_by(struct wanted *w, int measure, int grouping)
{
	struct wanted_measure *m = &w->measures[measure];
	size_t i;

	for (i = 0; i < m->n_groupings; i++)
		if (m->groupings[i] == grouping)
			return;
	GROW(m->groupings, m->n_groupings, m->cap_groupings);
	m->groupings[m->n_groupings++] = grouping;
}

void
wanted_rank(struct wanted *w, int measure)
{
	struct wanted_measure *m = &w->measures[measure];

	m->is_ranked = true;
	w->columns[m->column].is_kept = true;
}
