/* model_order.c - which figures never fall. */
#include "model_private.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

/* A number, and the one after it in time. */
struct step {
	uint32_t earlier, later; /* cells */
};

struct steps {
	struct step *list;
	size_t n, cap;
};

/* Rows that the later is at least the earlier; where this holds for all, and so
   many rise. */
static void
add_order(struct builder *b, const struct steps *steps, size_t enough)
{
	const struct cell *cells = b->m->cells;
	size_t n_rising = 0;

	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->list[i];

		if (cells[s->later].value < cells[s->earlier].value)
			return;
		n_rising += cells[s->later].value > cells[s->earlier].value;
	}
	for (size_t i = 0; n_rising >= enough && i < steps->n; i++) {
		const struct step *s = &steps->list[i];

		if (s->earlier == s->later)
			continue;
		model_row_begin(b->m, true);
		model_row_add(b->m, s->later, 1);
		model_row_add(b->m, s->earlier, -1);
	}
}

/* What comes together over the months of a year never falls. */
static void
order_months(struct builder *b, const struct column *c, struct steps *steps)
{
	enum { YEAR = 12, MANY = 8 /* by no chance */ };
	const uint32_t quantity = model_root(b, c->quantity);
	struct months months = { 0 };
	uint32_t number;

	steps->n = 0;
	model_read_months(b, c, &months);
	for (size_t i = 0; months.n > 1 && i < c->n; i++) {
		struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
		const size_t n = model_pairs_of(b, c->entries[i].scope, pairs);
		struct item_pair *p = model_find_pair(pairs, n, b->month);
		const int month = p ? items_month(b->items, p->value) : -1;
		struct step step;
		size_t k = 0;
		uint32_t scope;

		while (k < months.n && months.list[k].month <= month)
			k++;
		if (month < 0 || k == months.n ||
		    months.list[k].month / YEAR != month / YEAR)
			continue;
		p->value = months.list[k].value;
		if (!items_find_scope(b->items, pairs, n, &scope) ||
		    !model_find_cell(
			b, c->class, c->entries[i].scope, &step.earlier) ||
		    !model_find_cell(b, c->class, scope, &step.later))
			continue;
		GROW(steps->list, steps->n, steps->cap);
		steps->list[steps->n++] = step;
	}
	free(months.list);
	add_order(b, steps,
	    keyset_find(b->cumulated, (const char *)&quantity, sizeof(quantity),
		&number)
		? 1
		: MANY);
}

/* What came together until an earlier release has not fallen since. */
static void
order_releases(struct builder *b, const struct column *c, struct steps *steps)
{
	const struct column *now = NULL;

	for (size_t i = 0; i < b->n_columns && !now; i++) {
		const struct column *o = &b->columns[i];

		if (o->release == 0 && o->indicator == c->indicator &&
		    o->role == c->role && o->grouping == c->grouping &&
		    !o->is_no_count)
			now = o;
	}
	steps->n = 0;
	for (size_t i = 0; now && i < c->n; i++) {
		struct step step;

		if (!model_find_cell(
			b, c->class, c->entries[i].scope, &step.earlier) ||
		    !model_find_cell(
			b, now->class, c->entries[i].scope, &step.later))
			continue;
		GROW(steps->list, steps->n, steps->cap);
		steps->list[steps->n++] = step;
	}
	add_order(b, steps, 1);
}

void
model_find_order(struct builder *b)
{
	struct steps steps = { 0 };

	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *c = &b->columns[i];

		if (c->is_no_count)
			continue;
		if (b->of_class[c->class] == i)
			order_months(b, c, &steps);
		if (c->release > 0)
			order_releases(b, c, &steps);
	}
	free(steps.list);
}
