/* model_before.c - what the figures were that an earlier release hid. */
#include "model_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

static int
by_scope(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	return a->scope < b->scope ? -1 : a->scope > b->scope;
}

/* Both the sums and, once read, a column's entries are sorted by scope. */
static const struct entry *
find_entry(const struct entry *entries, size_t n, uint32_t scope)
{
	const struct entry key = { .scope = scope };

	return bsearch(&key, entries, n, sizeof(*entries), by_scope);
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

/* Is it a record of the column's that an earlier release hid? */
static bool
is_hidden_of(const struct item *item, const struct column *c)
{
	return item->is_figure && item->release == c->release &&
	       item->indicator == c->indicator &&
	       item->grouping == c->grouping && item->mark != MARK_NONE &&
	       item->number[c->role] == ITEMS_MISSING;
}

/* Take the numbers that the column's hidden records had from the sums. */
static void
fill(struct builder *b, struct column *c, const struct entry *sums, size_t n)
{
	for (size_t i = 0; i < b->items->n; i++) {
		struct item *item = &b->items->list[i];
		const struct entry *e;

		if (!is_hidden_of(item, c))
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

/* The numbers of a column as another has them: as they are, or by months. */
static bool
read_as(struct builder *b, const struct column *other,
    const struct derived *how, struct entry **sums, size_t *n)
{
	struct addends addends = { 0 };
	bool is_found = true;

	if (how->way == WAY_WHOLE) {
		*sums = xcalloc(other->n + 1, sizeof(**sums));
		*n = other->n;
		memcpy(*sums, other->entries, other->n * sizeof(**sums));
		return true;
	}
	is_found = model_derive(b, other, how, &addends);
	if (is_found) {
		*sums = xcalloc(addends.n, sizeof(**sums));
		*n = model_sum_up(&addends, *sums);
	}
	free(addends.list);
	return is_found;
}

/* Could the column's hidden figures be these, by all that it shows? */
static bool
is_told_by(const struct builder *b, const struct column *c,
    const struct entry *sums, size_t n)
{
	bool is_positive = false;

	for (size_t i = 0; i < c->n; i++)
		is_positive |= c->entries[i].value > 0;
	if (!is_positive || !agrees(c, sums, n))
		return false;
	for (size_t i = 0; i < b->items->n; i++) {
		struct item item;
		const struct entry *e;

		if (!is_hidden_of(&b->items->list[i], c))
			continue;
		item = b->items->list[i];
		e = find_entry(sums, n, item.scope);
		if (!e)
			return false;
		item.number[c->role] = e->value;
		if (items_label(&item) != item.mark)
			return false;
	}
	return true;
}

/* What came together until a month may be an indicator of its own. */
static bool
read_cumulated(struct builder *b, const struct column *c, int until,
    struct entry **sums, size_t *n)
{
	const struct derived how = {
		.grouping = c->grouping, .way = WAY_AT, .month = until
	};

	for (size_t i = 0; c->role == ROLE_VALUE && i < b->n_columns; i++) {
		const struct column *other = &b->columns[i];

		if (other->release != 0 || other->is_no_count ||
		    other->role != c->role ||
		    other->indicator == c->indicator ||
		    !read_as(b, other, &how, sums, n))
			continue;
		if (is_told_by(b, c, *sums, *n))
			return true;
		free(*sums);
	}
	return false;
}

/* The numbers of a column as they were at an earlier release: the same as
   now, or what came together until a month. False: there is no telling. */
static bool
read_earlier(struct builder *b, const struct column *c, int until,
    struct entry **sums, size_t *n)
{
	const struct grouping g = model_grouping_of(b, c->grouping);
	const bool is_same =
	    until == UNCHANGED || model_has_dimension(&g, b->month);
	const struct derived how = { .grouping = c->grouping,
		.way = is_same ? WAY_WHOLE : WAY_UNTIL,
		.month = until };

	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *own = &b->columns[i];

		if (own->release != 0 || own->is_no_count ||
		    own->indicator != c->indicator || own->role != c->role ||
		    (is_same && own->grouping != c->grouping))
			continue;
		if (read_as(b, own, &how, sums, n))
			return true;
	}
	return !is_same && read_cumulated(b, c, until, sums, n);
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

/* The last month that an earlier release has a record of; -1: none. */
static int
last_month(const struct builder *b, uint32_t release)
{
	int last = -1;

	for (size_t i = 0; i < b->items->n; i++) {
		const struct item *item = &b->items->list[i];

		for (size_t k = 0;
		     item->release == release && k < item->n_pairs; k++) {
			const struct item_pair *p = &item->pairs[k];
			const int month = p->dimension == b->month
					      ? items_month(b->items, p->value)
					      : -1;

			last = month > last ? month : last;
		}
	}
	return last;
}

/* Was it so at that release until the month? Each is tried once. */
static bool
is_until(struct builder *b, const struct column *one, int month,
    struct keyset *tried)
{
	bool is_new;

	keyset_add(tried, (const char *)&month, sizeof(month), &is_new);
	return is_new && was_so(b, one, month);
}

/* Until which month an earlier release had come: the last that it has itself,
   or the last that agrees. */
static bool
find_until(struct builder *b, const struct column *one, int *until)
{
	struct keyset *tried = keyset_new();
	struct months months = { 0 };
	bool is_found;

	*until = last_month(b, one->release);
	is_found = *until >= 0 && is_until(b, one, *until, tried);
	for (size_t i = 0; i < b->n_columns && !is_found; i++) {
		const struct column *own = &b->columns[i];

		if (own->release != 0 || own->is_no_count ||
		    own->indicator != one->indicator || own->role != one->role)
			continue;
		model_read_months(b, own, &months);
		for (size_t k = months.n; k > 0 && !is_found; k--) {
			*until = months.list[k - 1].month;
			is_found = is_until(b, one, *until, tried);
		}
	}
	free(months.list);
	keyset_free(tried);
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
