/* model_rows.c - which figures of a stream add up to which. */
#include "model_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

static int
by_scope(const void *x, const void *y)
{
	const struct addend *a = x, *b = y;

	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* --- the scope of a sum --------------------------------------------------- */

struct grouping
model_grouping_of(const struct builder *b, uint32_t number)
{
	struct grouping g;
	size_t len;
	const char *key = keyset_key(b->items->groupings, number, &len);

	memcpy(g.dimensions, key, len);
	g.n = len / sizeof(uint32_t);
	return g;
}

bool
model_has_dimension(const struct grouping *g, uint32_t dimension)
{
	for (size_t i = 0; i < g->n; i++) {
		if (g->dimensions[i] == dimension)
			return true;
	}
	return false;
}

/* Bring a scope's pairs to the dimensions of a grouping. */
static bool
lift(const struct builder *b, const struct item_pair *pairs, size_t n,
    const struct grouping *g, struct item_pair *to)
{
	for (size_t i = 0; i < g->n; i++) {
		size_t j = 0;

		to[i].dimension = g->dimensions[i];
		while (j < n && pairs[j].dimension != g->dimensions[i])
			j++;
		if (j < n) {
			to[i].value = pairs[j].value;
			continue;
		}
		for (j = 1; j < n; j++) {
			if (nesting_around(b->nesting, pairs[j],
				g->dimensions[i], &to[i].value))
				break;
		}
		if (j >= n)
			return false;
	}
	return true;
}

static bool
add(struct builder *b, const struct item_pair *pairs, size_t n,
    const struct grouping *g, struct addend one, struct addends *to)
{
	struct item_pair lifted[ITEMS_MAX_DIMENSIONS + 1];

	if (!lift(b, pairs, n, g, lifted))
		return false;
	one.scope = keyset_add(b->items->scopes, (const char *)lifted,
	    g->n * sizeof(lifted[0]), NULL);
	GROW(to->list, to->n, to->cap);
	to->list[to->n++] = one;
	return true;
}

/* --- ways ----------------------------------------------------------------- */

struct item_pair *
model_find_pair(struct item_pair *pairs, size_t n, uint32_t dimension)
{
	for (size_t i = 0; i < n; i++) {
		if (pairs[i].dimension == dimension)
			return &pairs[i];
	}
	return NULL;
}

void
model_read_months(
    struct builder *b, const struct column *c, struct months *months)
{
	const struct grouping g = model_grouping_of(b, c->grouping);

	months->n = 0;
	if (!model_has_dimension(&g, b->month))
		return;
	for (size_t i = 0; i < c->n; i++) {
		struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
		const size_t n = model_pairs_of(b, c->entries[i].scope, pairs);
		const struct item_pair *p = model_find_pair(pairs, n, b->month);
		const int month = p ? items_month(b->items, p->value) : -1;
		size_t at = months->n;

		if (month < 0)
			continue;
		while (at > 0 && months->list[at - 1].month > month)
			at--;
		if (at > 0 && months->list[at - 1].month == month)
			continue;
		GROW(months->list, months->n, months->cap);
		memmove(&months->list[at + 1], &months->list[at],
		    (months->n++ - at) * sizeof(*months->list));
		months->list[at] = (struct month_of){ month, p->value };
	}
}

static bool
add_cumulated(struct builder *b, struct item_pair *pairs, size_t n,
    const struct grouping *g, struct addend one, const struct months *months,
    struct addends *to)
{
	enum { YEAR = 12 };
	struct item_pair *p = model_find_pair(pairs, n, b->month);
	const int month = p ? items_month(b->items, p->value) : -1;

	if (month < 0)
		return false;
	for (size_t i = 0; i < months->n; i++) {
		const struct month_of *m = &months->list[i];

		if (m->month < month || m->month / YEAR != month / YEAR)
			continue;
		p->value = m->value;
		if (!add(b, pairs, n, g, one, to))
			return false;
	}
	return true;
}

/* The bin that an entry lies in, if the column is by exact numbers. */
static int32_t
weight_of(const struct builder *b, const struct item_pair *pairs, size_t n,
    uint32_t dimension)
{
	for (size_t i = 0; i < n; i++) {
		int64_t low, high;

		if (pairs[i].dimension == dimension &&
		    items_bin(b->items, pairs[i].value, &low, &high) &&
		    low == high)
			return (int32_t)low;
	}
	return -1;
}

static bool
add_entry(struct builder *b, const struct column *c, size_t i,
    const struct grouping *g, const struct derived *how, uint32_t bins,
    const struct months *months, struct addends *to)
{
	struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
	const size_t n = model_pairs_of(b, c->entries[i].scope, pairs);
	struct addend one = {
		.entry = (uint32_t)i, .weight = 1, .value = c->entries[i].value
	};
	const struct item_pair *p;
	int month;

	switch (how->way) {
	case WAY_CUMULATED:
		return add_cumulated(b, pairs, n, g, one, months, to);
	case WAY_WEIGHTED:
		one.weight = weight_of(b, pairs, n, bins);
		if (one.weight < 0)
			return false;
		one.value *= one.weight;
		return one.weight == 0 || add(b, pairs, n, g, one, to);
	case WAY_AT:
	case WAY_UNTIL:
		p = model_find_pair(pairs, n, b->month);
		month = p ? items_month(b->items, p->value) : -1;
		if (month < 0)
			return false;
		if (how->way == WAY_AT ? month != how->month
				       : month > how->month)
			return true;
		return add(b, pairs, n, g, one, to);
	default:
		return add(b, pairs, n, g, one, to);
	}
}

/* The dimension whose values are bins of an indicator of that name; 0. */
static uint32_t
bins_of(const struct builder *b, const struct column *c)
{
	const struct grouping g = model_grouping_of(b, c->grouping);

	for (size_t i = 1; i < g.n && c->role == ROLE_VALUE; i++) {
		uint32_t key[2] = { g.dimensions[i], ROLE_VALUE }, number;

		if (keyset_find(
			b->quantities, (const char *)key, sizeof(key), &number))
			return g.dimensions[i];
	}
	return 0;
}

/* Could the column be brought to the grouping this way at all? */
static bool
fits(const struct builder *b, const struct column *c, const struct grouping *g,
    const struct derived *how, uint32_t bins)
{
	const struct grouping own = model_grouping_of(b, c->grouping);

	switch (how->way) {
	case WAY_WEIGHTED:
		return bins != 0 && !model_has_dimension(g, bins);
	case WAY_CUMULATED:
		return model_has_dimension(&own, b->month) &&
		       model_has_dimension(g, b->month);
	case WAY_AT:
	case WAY_UNTIL:
		return model_has_dimension(&own, b->month) &&
		       !model_has_dimension(g, b->month);
	default:
		return how->grouping != c->grouping;
	}
}

/* What the column's entries add to, sorted by scope; false: they cannot be
   brought to the grouping. */
bool
model_derive(struct builder *b, const struct column *c,
    const struct derived *how, struct addends *to)
{
	const struct grouping g = model_grouping_of(b, how->grouping);
	const uint32_t bins = how->way == WAY_WEIGHTED ? bins_of(b, c) : 0;
	struct months months = { 0 };
	bool is_possible = fits(b, c, &g, how, bins);

	to->n = 0;
	if (is_possible && how->way == WAY_CUMULATED)
		model_read_months(b, c, &months);
	for (size_t i = 0; is_possible && i < c->n; i++)
		is_possible = add_entry(b, c, i, &g, how, bins, &months, to);
	free(months.list);
	if (is_possible && to->n > 1)
		qsort(to->list, to->n, sizeof(*to->list), by_scope);
	return is_possible && to->n > 0;
}

/* The sums as entries; how many. */
size_t
model_sum_up(const struct addends *a, struct entry *sums)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++) {
		if (i == 0 || a->list[i].scope != a->list[i - 1].scope)
			sums[n++] = (struct entry){ .scope = a->list[i].scope };
		sums[n - 1].value += a->list[i].value;
	}
	return n;
}

/* --- rows ----------------------------------------------------------------- */

/* One row for each scope: what adds up less the sum. */
static void
add_rows(struct builder *b, const struct column *c, const struct addends *a,
    uint32_t total, bool is_made)
{
	for (size_t i = 0; i < a->n;) {
		const size_t first = i;
		int64_t sum = 0;
		uint32_t cell;

		model_row_begin(b->m, false);
		for (; i < a->n && a->list[i].scope == a->list[first].scope;
		     i++) {
			const struct entry *e = &c->entries[a->list[i].entry];

			cell = model_cell_at(b, c->class, e->scope, e->value);
			model_row_add(b->m, cell, a->list[i].weight);
			sum += a->list[i].value;
		}
		cell = model_cell_at(b, total, a->list[first].scope, sum);
		if (is_made)
			b->m->cells[cell].is_made = true;
		model_row_add(b->m, cell, -1);
	}
}

/* A column that has at each month what another's months until then add up to,
   or at the last what another has in all. */
static void
note_cumulated(struct builder *b, const struct column *c, enum way way,
    const struct column *other, enum way others_way)
{
	uint32_t quantity;

	if (way == WAY_CUMULATED && others_way == WAY_WHOLE)
		c = other;
	else if (way != WAY_AT || others_way != WAY_WHOLE)
		return;
	quantity = model_root(b, c->quantity);
	keyset_add(
	    b->cumulated, (const char *)&quantity, sizeof(quantity), NULL);
}

/* Sums that no column has, but that two come to, are one number that nobody
   sees. The key is in b->key. */
static void
meet(struct builder *b, const struct column *c, const struct derived *how,
    const struct addends *a, bool is_telling)
{
	struct derived *first;
	uint32_t number, class;
	bool is_new;

	number = keyset_add(b->derived, b->key.s, b->key.len, &is_new);
	if (is_new) {
		GROW(b->first, number, b->cap_first);
		b->first[number] = *how;
		return;
	}
	first = &b->first[number];
	class = keyset_add(b->classes, b->key.s, b->key.len, NULL);
	if (is_telling) {
		const struct column *other =
		    &b->columns[b->of_class[first->class]];

		note_cumulated(b, c, how->way, other, first->way);
		note_cumulated(b, other, first->way, c, how->way);
	}
	if (!first->is_made) {
		const struct column *other =
		    &b->columns[b->of_class[first->class]];
		struct addends theirs = { 0 };

		if (model_derive(b, other, first, &theirs))
			add_rows(b, other, &theirs, class, true);
		free(theirs.list);
		first->is_made = true;
	}
	add_rows(b, c, a, class, true);
}

static bool
is_all_zero(const struct entry *sums, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (sums[i].value != 0)
			return false;
	}
	return true;
}

/* Bring a column to a grouping, and see what has the same numbers there. */
static void
relate(struct builder *b, const struct column *c, struct derived how,
    struct addends *scratch)
{
	struct entry *sums;
	uint32_t total;
	size_t n;

	how.class = c->class;
	if (!model_derive(b, c, &how, scratch))
		return;
	sums = xcalloc(scratch->n, sizeof(*sums));
	n = model_sum_up(scratch, sums);
	model_class_key(b, c->quantity, how.grouping, sums, n);
	if (!keyset_find(b->classes, b->key.s, b->key.len, &total) ||
	    total >= b->n_classes) {
		if (!is_all_zero(sums, n))
			meet(b, c, &how, scratch, model_is_telling(b, sums, n));
	} else if (total != c->class) {
		if (model_is_telling(b, sums, n))
			note_cumulated(b, c, how.way,
			    &b->columns[b->of_class[total]], WAY_WHOLE);
		add_rows(b, c, scratch, total, false);
	}
	free(sums);
}

/* Does a column stand for a class once? */
static bool
has_repeats(const struct column *c)
{
	for (size_t i = 1; i < c->n; i++) {
		if (c->entries[i].scope == c->entries[i - 1].scope)
			return true;
	}
	return false;
}

/* A column of a class, each scope once. */
static void
unique_entries(struct column *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (n == 0 || c->entries[i].scope != c->entries[n - 1].scope)
			c->entries[n++] = c->entries[i];
	}
	c->n = n;
}

/* Every part of a grouping is one too: two that have nothing else in common
   may have that. */
static void
add_groupings(struct builder *b)
{
	const uint32_t n_groupings = keyset_n(b->items->groupings);

	for (uint32_t i = 0; i < n_groupings; i++) {
		const struct grouping g = model_grouping_of(b, i);

		for (unsigned set = 0; set < 1u << (g.n - 1); set++) {
			struct grouping part = { .n = 1 };

			part.dimensions[0] = g.dimensions[0];
			for (size_t k = 1; k < g.n; k++) {
				if (set >> (k - 1) & 1)
					part.dimensions[part.n++] =
					    g.dimensions[k];
			}
			keyset_add(b->items->groupings,
			    (const char *)part.dimensions,
			    part.n * sizeof(uint32_t), NULL);
		}
	}
}

/* The ways by months: the year until each of them where there was an earlier
   release, and otherwise what is cumulated at the last. */
static void
relate_months(struct builder *b, const struct column *c, uint32_t grouping,
    struct addends *scratch)
{
	struct months months = { 0 };

	model_read_months(b, c, &months);
	if (months.n > 1)
		relate(b, c,
		    (struct derived){
			.grouping = grouping, .way = WAY_CUMULATED },
		    scratch);
	for (size_t i = 0; i < months.n; i++) {
		struct derived how = { .grouping = grouping,
			.month = months.list[i].month };

		if (i + 1 < months.n && !b->has_before)
			continue;
		how.way = WAY_AT;
		relate(b, c, how, scratch);
		how.way = WAY_UNTIL;
		if (i + 1 < months.n)
			relate(b, c, how, scratch);
	}
	free(months.list);
}

/* --- spreads over bins ---------------------------------------------------- */

/* Patients with 6-10 visits had between 6 and 10 times as many visits. */
static void
bound_by_bins(struct builder *b, const struct column *c, uint32_t bins,
    const struct column *whole, struct addends *scratch)
{
	struct derived how = { .grouping = whole->grouping, .way = WAY_WHOLE };
	const struct grouping g = model_grouping_of(b, whole->grouping);

	if (model_has_dimension(&g, bins) || !model_derive(b, c, &how, scratch))
		return;
	for (size_t i = 0; i < scratch->n;) {
		const size_t first = i;
		int64_t least = 0, most = 0;
		const uint32_t scope = scratch->list[first].scope;
		uint32_t total;
		bool is_open = false;

		for (; i < scratch->n &&
		       scratch->list[i].scope == scratch->list[first].scope;
		     i++) {
			const struct entry *e =
			    &c->entries[scratch->list[i].entry];
			struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
			const size_t n = model_pairs_of(b, e->scope, pairs);
			const struct item_pair *p =
			    model_find_pair(pairs, n, bins);
			int64_t low, high;

			if (!p || !items_bin(b->items, p->value, &low, &high))
				return;
			scratch->list[i].value = high;
			scratch->list[i].weight = (int32_t)low;
			least += low * e->value;
			is_open |= high == ITEMS_MAX_COUNT;
			most += is_open ? 0 : high * e->value;
		}
		if (!model_find_cell(b, whole->class, scope, &total) ||
		    b->m->cells[total].value < least ||
		    (!is_open && b->m->cells[total].value > most))
			continue;
		for (int side = 0; side < 2 - is_open; side++) {
			model_row_begin(b->m, true);
			for (size_t k = first; k < i; k++) {
				const struct addend *a = &scratch->list[k];
				const struct entry *e = &c->entries[a->entry];

				if (side == 0 && a->weight == 0)
					continue;
				model_row_add(b->m,
				    model_cell_at(
					b, c->class, e->scope, e->value),
				    side == 0 ? -a->weight : (int32_t)a->value);
			}
			model_row_add(b->m, total, side == 0 ? 1 : -1);
		}
	}
}

static void
relate_bins(struct builder *b, const struct column *c, struct addends *scratch)
{
	const uint32_t bins = bins_of(b, c);

	for (size_t i = 0; bins != 0 && i < b->n_columns; i++) {
		uint32_t key[2] = { bins, ROLE_VALUE }, quantity;

		if (keyset_find(b->quantities, (const char *)key, sizeof(key),
			&quantity) &&
		    b->columns[i].quantity == quantity &&
		    !b->columns[i].is_no_count)
			bound_by_bins(b, c, bins, &b->columns[i], scratch);
	}
}

void
model_find_sums(struct builder *b)
{
	struct addends scratch = { 0 };

	b->n_classes = keyset_n(b->classes);
	b->derived = keyset_new();
	add_groupings(b);
	for (uint32_t class = 0; class < b->n_classes; class ++) {
		struct column *c = &b->columns[b->of_class[class]];

		if (has_repeats(c))
			unique_entries(c);
		for (uint32_t g = 0; g < keyset_n(b->items->groupings); g++) {
			struct derived how = { .grouping = g };

			relate(b, c, how, &scratch);
			how.way = WAY_WEIGHTED;
			relate(b, c, how, &scratch);
			relate_months(b, c, g, &scratch);
		}
		relate_bins(b, c, &scratch);
	}
	model_find_order(b);
	free(scratch.list);
	free(b->first);
	keyset_free(b->derived);
}
