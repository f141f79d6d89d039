/* protect_table.c - is what is proposed another table? */
#include "protect_private.h"

/* Does a record keep its label? */
static bool
keeps_label(const struct guard *g, uint32_t i, int sign)
{
	struct item item = g->items->list[i];
	const enum mark was = items_label(&item);

	for (int role = 0; role < N_ROLES; role++) {
		const int32_t cell = g->m->of_item[i][role];

		if (cell != MODEL_NO_CELL)
			item.number[role] += sign * g->move[cell];
	}
	return items_label(&item) == was;
}

/* A record of a cell that moves, which does not keep its label. */
bool
guard_find_mislabelled(const struct guard *g, int sign, uint32_t *which)
{
	if (!rules_labels_are_known(g->items->rules))
		return false;
	for (size_t i = 0; i < g->n_near; i++) {
		const struct cell *c = &g->m->cells[g->near[i]];

		for (uint32_t k = 0; g->move[g->near[i]] != 0 && k < c->n_items;
		     k++) {
			*which = c->items[k];
			if (!keeps_label(g, *which, sign))
				return true;
		}
	}
	return false;
}

/* Does the table that differs by sign * move satisfy everything? */
bool
guard_is_table(const struct guard *g, int sign)
{
	uint32_t which;

	for (size_t i = 0; i < g->n_near; i++) {
		const struct cell *c = &g->m->cells[g->near[i]];
		const int64_t v = c->value + sign * g->move[g->near[i]];
		int64_t low, high;

		guard_label_bounds(g, c, SURE_LABEL, &low, &high);
		if (g->move[g->near[i]] != 0 && (v < low || v > high))
			return false;
	}
	if (guard_find_mislabelled(g, sign, &which))
		return false;
	for (size_t i = 0; i < g->n_touched; i++) {
		const struct row *row = &g->m->rows[g->touched[i]];
		int64_t sum = 0;

		for (uint32_t k = 0; k < row->n; k++) {
			const struct term *t = &g->m->terms[row->first + k];

			sum += sign * t->coefficient * g->move[t->cell];
		}
		if (row->is_least ? sum + guard_slack(g, row) < 0 : sum != 0)
			return false;
	}
	return true;
}

/* Note how far hidden cells are from certain, now that a table is found. */
static void
note_table(struct guard *g, int sign)
{
	for (size_t i = 0; i < g->n_near; i++) {
		const uint32_t cell = g->near[i];
		const int64_t v =
		    g->m->cells[cell].value + sign * g->move[cell];

		if (v < g->least[cell])
			g->least[cell] = v;
		if (v > g->most[cell])
			g->most[cell] = v;
	}
}

/* One that differs the other way may be as good. */
void
guard_note_tables(struct guard *g)
{
	note_table(g, 1);
	if (guard_is_table(g, -1))
		note_table(g, -1);
}
