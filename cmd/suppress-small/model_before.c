/* model_before.c - what the figures were that an earlier release hid. */
#include "model_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

static const struct entry *
find_entry(const struct entry *entries, size_t n, uint32_t scope)
{
	for (size_t i = 0; i < n; i++) {
		if (entries[i].scope == scope)
			return &entries[i];
	}
	return NULL;
}

/* Do the sums have all that the column shows? */
static bool
agrees(const struct column *c, const struct entry *sums, size_t n)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e =
		    find_entry(sums, n, c->entries[i].scope);

		if (!e || e->value != c->entries[i].value)
			return false;
	}
	return c->n > 0;
}

/* Take the numbers that the column's hidden records had from the sums. */
static void
fill(struct builder *b, struct column *c, const struct entry *sums, size_t n)
{
	for (size_t i = 0; i < b->items->n; i++) {
		struct item *item = &b->items->list[i];
		const struct entry *e;

		if (item->release != c->release || !item->is_figure ||
		    item->indicator != c->indicator ||
		    item->grouping != c->grouping || item->mark == MARK_NONE ||
		    item->number[c->role] != ITEMS_MISSING)
			continue;
		e = find_entry(sums, n, item->scope);
		if (!e)
			continue;
		item->number[c->role] = e->value;
		GROW(c->entries, c->n, c->cap);
		c->entries[c->n++] =
		    (struct entry){ item->scope, (uint32_t)i, e->value };
	}
}

enum { UNCHANGED = -1 };

/* The numbers of a column as they were at an earlier release: the same as
   now, or what came together until a month. False: there is no telling. */
static bool
read_earlier(struct builder *b, const struct column *c, int until,
    struct entry **sums, size_t *n)
{
	const struct grouping g = model_grouping_of(b, c->grouping);
	const bool is_same =
	    until == UNCHANGED || model_has_dimension(&g, b->month);
	struct addends addends = { 0 };
	bool is_found = false;

	for (size_t i = 0; i < b->n_columns && !is_found; i++) {
		const struct column *own = &b->columns[i];
		const struct derived how = { .grouping = c->grouping,
			.way = WAY_UNTIL,
			.month = until };

		if (own->release != 0 || own->is_no_count ||
		    own->indicator != c->indicator || own->role != c->role ||
		    (is_same && own->grouping != c->grouping))
			continue;
		is_found = is_same || model_derive(b, own, &how, &addends);
		if (!is_found)
			continue;
		*sums = xcalloc(own->n + addends.n + 1, sizeof(**sums));
		*n = is_same ? own->n : model_sum_up(&addends, *sums);
		if (is_same)
			memcpy(*sums, own->entries, own->n * sizeof(**sums));
	}
	free(addends.list);
	return is_found;
}

static bool
is_of_one(const struct column *a, const struct column *b)
{
	return a->release == b->release && a->indicator == b->indicator &&
	       a->role == b->role;
}

/* Was it so at that release in every grouping that can be told? */
static bool
was_so(struct builder *b, const struct column *one, int until)
{
	size_t n_agreed = 0;

	for (size_t i = 0; i < b->n_columns; i++) {
		struct entry *sums;
		bool is_agreed;
		size_t n;

		if (!is_of_one(&b->columns[i], one) ||
		    !read_earlier(b, &b->columns[i], until, &sums, &n))
			continue;
		is_agreed = agrees(&b->columns[i], sums, n);
		free(sums);
		if (!is_agreed)
			return false;
		n_agreed++;
	}
	return n_agreed > 0;
}

static void
fill_all(struct builder *b, const struct column *one, int until)
{
	const struct column like = *one;

	for (size_t i = 0; i < b->n_columns; i++) {
		struct entry *sums;
		size_t n;

		if (!is_of_one(&b->columns[i], &like) ||
		    !read_earlier(b, &b->columns[i], until, &sums, &n))
			continue;
		fill(b, &b->columns[i], sums, n);
		free(sums);
	}
}

/* Until which month an earlier release had come. */
static bool
find_until(struct builder *b, const struct column *one, int *until)
{
	struct months months = { 0 };
	bool is_found = false;

	for (size_t i = 0; i < b->n_columns && !is_found; i++) {
		const struct column *own = &b->columns[i];

		if (own->release != 0 || own->is_no_count ||
		    own->indicator != one->indicator || own->role != one->role)
			continue;
		model_read_months(b, own, &months);
		for (size_t k = 0; k < months.n && !is_found; k++) {
			*until = months.list[k].month;
			is_found = was_so(b, one, *until);
		}
	}
	free(months.list);
	return is_found;
}

void
model_fill_before(struct builder *b)
{
	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *c = &b->columns[i];
		bool is_first = c->release != 0 && !c->is_no_count;
		int until = UNCHANGED;

		for (size_t k = 0; k < i && is_first; k++)
			is_first = !is_of_one(&b->columns[k], c);
		if (is_first &&
		    (was_so(b, c, until) || find_until(b, c, &until)))
			fill_all(b, c, until);
	}
}
