/* book.c - ask a book for columns, groupings and measures. */
#include "book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "overflow.h"

void
book_init(struct book *b)
{
	memset(b, 0, sizeof(*b));
	b->exprs = expr_set_new();
	b->kinds.record = expr_member(b->exprs, "record", 6);
	strbuf_init(&b->scratch);
}

void
book_release_slot(struct slot *slot)
{
	size_t g;

	if (slot->bests)
		for (g = 0; g < slot->n_groups; g++)
			free(slot->bests[g].s);
	free(slot->n);
	free(slot->sums);
	free(slot->bests);
	free(slot->distinct);
	if (slot->pile)
		free(slot->pile->entries);
	free(slot->pile);
	tally_free(slot->tally);
	tally_free(slot->spread);
}

void
book_release(struct book *b)
{
	size_t i, k;

	for (i = 0; i < b->n_columns; i++) {
		keyset_free(b->columns[i].keys);
		free(b->columns[i].met);
		bins_release(&b->columns[i].bins);
		free(b->columns[i].ranks);
	}
	for (i = 0; i < b->n_groupings; i++) {
		keyset_free(b->groupings[i].keys);
		free(b->groupings[i].met);
	}
	for (i = 0; i < b->n_measures; i++) {
		for (k = 0; k < b->measures[i].n_slots; k++)
			book_release_slot(&b->measures[i].slots[k]);
		if (b->measures[i].base)
			book_release_slot(b->measures[i].base);
		free(b->measures[i].slots);
		free(b->measures[i].base);
		free(b->measures[i].into);
	}
	free(b->hits);
	free(b->columns);
	free(b->groupings);
	free(b->measures);
	kinds_release(&b->kinds);
	overflow_free(b->overflow);
	nests_release(&b->nests);
	strbuf_release(&b->scratch);
	expr_set_free(b->exprs);
}

/* --- asking -----------------------------------------------------------------
 */

void
book_add_missing(struct column *c)
{
	struct value missing = value_of(NULL, NULL);

	keyset_add(c->keys, missing.s, missing.len, NULL);
}

struct tally *
book_new_tally(const struct book *b, int grouping)
{
	return b->groupings[grouping].n_columns == 0 ? tally_new_row()
						     : tally_new();
}

int
book_column(struct book *b, const char *name, size_t len)
{
	int member = expr_member(b->exprs, name, len);
	struct column *new;
	size_t i;

	for (i = 0; i < b->n_columns; i++)
		if (b->columns[i].member == member)
			return (int)i;
	GROW(b->columns, b->n_columns, b->cap_columns);
	new = &b->columns[b->n_columns];
	memset(new, 0, sizeof(*new));
	new->member = member;
	new->source = -1;
	new->keys = keyset_new();
	book_add_missing(new);
	new->met = xcalloc(COLUMN_N_MET, sizeof(*new->met));
	return (int)b->n_columns++;
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

bool
book_class(
    struct book *b, const char *name, const char *member, struct bins *bins)
{
	size_t n_before = b->n_columns, i;
	int source = expr_member(b->exprs, member, strlen(member));
	int column = book_column(b, name, strlen(name));
	struct column *c = &b->columns[column];

	if (b->n_columns == n_before)
		return c->source == source && c->n_first == 0 &&
		       are_same(&c->bins, bins);
	c->source = source;
	c->bins = *bins;
	memset(bins, 0, sizeof(*bins));
	for (i = 0; i < c->bins.n; i++)
		keyset_add(c->keys, c->bins.list[i].label,
		    strlen(c->bins.list[i].label), NULL);
	return true;
}

bool
book_beginning(
    struct book *b, const char *name, const char *member, unsigned n_first)
{
	size_t n_before = b->n_columns;
	int source = expr_member(b->exprs, member, strlen(member));
	int column = book_column(b, name, strlen(name));
	struct column *c = &b->columns[column];

	if (b->n_columns == n_before)
		return c->source == source && c->n_first == n_first;
	c->source = source;
	c->n_first = n_first;
	return true;
}

int
book_grouping(struct book *b, const int *columns, size_t n_columns)
{
	struct grouping *new;
	size_t i;

	assert(n_columns <= BOOK_MAX_JOINT);
	for (i = 0; i < b->n_groupings; i++)
		if (b->groupings[i].n_columns == n_columns &&
		    (n_columns == 0 || memcmp(b->groupings[i].columns, columns,
					   n_columns * sizeof(*columns)) == 0))
			return (int)i;
	GROW(b->groupings, b->n_groupings, b->cap_groupings);
	new = &b->groupings[b->n_groupings];
	memset(new, 0, sizeof(*new));
	for (i = 0; i < n_columns; i++) {
		new->columns[i] = columns[i];
		b->columns[columns[i]].is_kept = true;
	}
	new->n_columns = n_columns;
	if (n_columns > 1) {
		new->keys = keyset_new();
		new->met = xcalloc(
		    GROUPING_N_MET, (1 + n_columns) * sizeof(*new->met));
	}
	return (int)b->n_groupings++;
}

int
book_measure(struct book *b, enum measure_kind kind, int where, int column,
    bool is_numeric)
{
	struct measure *new;
	size_t i;

	for (i = 0; i < b->n_measures; i++) {
		const struct measure *old = &b->measures[i];

		if (old->kind == kind && old->where == where &&
		    old->column == column && old->is_numeric == is_numeric)
			return (int)i;
	}
	GROW(b->measures, b->n_measures, b->cap_measures);
	new = &b->measures[b->n_measures];
	memset(new, 0, sizeof(*new));
	new->kind = kind;
	new->where = where;
	new->column = column;
	new->is_numeric = is_numeric;
	return (int)b->n_measures++;
}

void
book_want(struct book *b, int measure, int grouping)
{
	struct measure *m = &b->measures[measure];
	struct slot *new;
	size_t i;

	for (i = 0; i < m->n_slots; i++)
		if (m->slots[i].grouping == grouping)
			return;
	GROW(m->slots, m->n_slots, m->cap_slots);
	new = &m->slots[m->n_slots++];
	memset(new, 0, sizeof(*new));
	new->grouping = grouping;
	if (m->kind == MEASURE_TALLY)
		new->tally = book_new_tally(b, grouping);
}
