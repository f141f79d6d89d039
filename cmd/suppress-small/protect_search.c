/* protect_search.c - look for another table, by linear programming. */
#include "protect_private.h"

#include <math.h>
#include <stdlib.h>

#include "vardstrom/xalloc.h"

enum {
	MAX_TRIES = 4,    /* proposals that were no table */
	MAX_BRANCHES = 20 /* for each of them, until it is whole numbers */
};

/* Records to hide before the cell is; at least a little. */
static double
price(const struct guard *g, const struct cell *c)
{
	double n = 0.001;

	for (uint32_t i = 0; i < c->n_items; i++)
		n += g->items->list[c->items[i]].mark == MARK_NONE;
	return n + 0.05 * (double)c->value / ((double)c->value + 100);
}

bool
search_is_at_an_end(const struct guard *g)
{
	return solver_work(g->solver) + g->work > g->max_work;
}

/* --- another table -------------------------------------------------------- */

static void
add_near(struct guard *g, uint32_t cell, bool may_hide)
{
	const struct cell *c = &g->m->cells[cell];

	if (g->column[cell] >= 0 || c->is_fixed ||
	    (c->n_items == 0 && !c->is_made))
		return;
	if (guard_is_known(g, c) && (!may_hide || !guard_can_hide(g, c)))
		return;
	g->column[cell] = 0;
	g->near[g->n_near++] = cell;
}

/* The cells around one that may move, at most so many. */
static void
gather(struct guard *g, uint32_t cell, bool may_hide, size_t max)
{
	g->n_near = 0;
	add_near(g, cell, may_hide);
	for (size_t i = 0; i < g->n_near; i++) {
		const struct cell *c = &g->m->cells[g->near[i]];

		for (uint32_t j = 0; j < c->n_rows; j++) {
			const uint32_t number = c->rows[j].row;
			const struct row *row = &g->m->rows[number];

			if (g->is_touched[number])
				continue;
			g->is_touched[number] = true;
			GROW(g->touched, g->n_touched, g->cap_touched);
			g->touched[g->n_touched++] = number;
			g->work += row->n;
			for (uint32_t k = 0; k < row->n && g->n_near < max; k++)
				add_near(g, g->m->terms[row->first + k].cell,
				    may_hide);
		}
	}
}

static void
scatter(struct guard *g)
{
	for (size_t i = 0; i < g->n_near; i++) {
		g->column[g->near[i]] = -1;
		g->move[g->near[i]] = 0;
	}
	for (size_t i = 0; i < g->n_touched; i++) {
		g->is_touched[g->touched[i]] = false;
		g->residual[g->touched[i]] = 0;
	}
	g->n_near = g->n_touched = 0;
}

/* How far a cell may go up and down, and what that costs. */
static void
add_columns(struct guard *g, uint32_t cell, size_t i, unsigned try_no)
{
	const struct cell *c = &g->m->cells[cell];
	const struct span *span = &g->spans[cell];
	const struct span *limits = &g->limits[cell];
	const enum sureness sure = g->is_loose       ? SURE_LABEL
				   : try_no % 2 == 0 ? SURE_NONE
						     : SURE_ALONE;
	double cost = price(g, c);
	int64_t low, high;

	guard_label_bounds(g, c, sure, &low, &high);
	low = low > limits->low ? low : limits->low;
	high = high < limits->high ? high : limits->high;
	low = low - c->value > span->low ? low - c->value : span->low;
	high = high - c->value < span->high ? high - c->value : span->high;
	/* another corner, where the last was no whole numbers */
	cost *= 1 + 0.01 * (double)((i * 7919 + 13) * try_no % 31);
	solver_column(g->solver, low > 0 ? (double)low : 0,
	    high > 0 ? (double)high : 0, cost);
	solver_column(g->solver, high < 0 ? (double)-high : 0,
	    low < 0 ? (double)-low : 0, cost);
}

/* Each cell that may move has two columns: up and down. */
static void
make_problem(struct guard *g, unsigned try_no)
{
	solver_clear(g->solver);
	for (size_t i = 0; i < g->n_near; i++) {
		g->column[g->near[i]] = 2 * (int)i;
		add_columns(g, g->near[i], i, try_no);
	}
	for (size_t i = 0; i < g->n_touched; i++) {
		const struct row *row = &g->m->rows[g->touched[i]];

		solver_row(g->solver,
		    row->is_least ? -(double)guard_slack(g, row) : 0,
		    row->is_least ? SOLVER_INFINITE : 0);
		for (uint32_t k = 0; k < row->n; k++) {
			const struct term *t = &g->m->terms[row->first + k];
			const int column = g->column[t->cell];

			if (column < 0)
				continue;
			solver_term(g->solver, column, t->coefficient);
			solver_term(g->solver, column + 1, -t->coefficient);
		}
	}
}

/* Take the proposal: hide what must move, and check in whole numbers. */
static bool
take(struct guard *g, const double *x)
{
	for (size_t i = 0; i < g->n_near; i++) {
		const uint32_t cell = g->near[i];
		const double moved =
		    x[g->column[cell]] - x[g->column[cell] + 1];

		g->move[cell] = llround(moved);
	}
	if (!guard_is_table(g, 1))
		return false;
	for (size_t i = 0; i < g->n_near; i++) {
		const struct cell *c = &g->m->cells[g->near[i]];

		if (g->move[g->near[i]] != 0 && guard_is_known(g, c))
			guard_hide(g, c, true);
	}
	guard_note_tables(g);
	return true;
}

/* The cell whose move is farthest from a whole number; false: all are one. */
static bool
find_fraction(
    const struct guard *g, const double *x, uint32_t *cell, double *moved)
{
	double most = 1e-6;
	bool is_found = false;

	for (size_t i = 0; i < g->n_near; i++) {
		const int column = g->column[g->near[i]];
		const double v = x[column] - x[column + 1];
		const double rest = fabs(v - round(v));

		if (rest <= most)
			continue;
		most = rest;
		*cell = g->near[i];
		*moved = v;
		is_found = true;
	}
	return is_found;
}

/* Does a cell near have more room when less is as sure? */
static bool
has_looser(const struct guard *g, enum sureness than)
{
	for (size_t i = 0; i < g->n_near; i++) {
		const struct span *span = g->m->cells[g->near[i]].span;

		if (span[than].low != span[than - 1].low ||
		    span[than].high != span[than - 1].high)
			return true;
	}
	return false;
}

static bool branch(struct guard *g, uint32_t cell, int64_t by, unsigned try_no);

/* Solve again with a cell's move held within a span besides. */
static bool
branch_within(struct guard *g, uint32_t cell, int64_t by, unsigned try_no,
    uint32_t split, struct span within)
{
	struct span *span = &g->spans[split];
	const struct span was = *span;
	bool is_found;

	if (span->low < within.low)
		span->low = within.low;
	if (span->high > within.high)
		span->high = within.high;
	is_found = span->low <= span->high && branch(g, cell, by, try_no);
	*span = was;
	return is_found;
}

/* Is it one of the numbers that a label may be for? */
static bool
is_labelled(const struct guard *g, uint32_t item, int role)
{
	return g->m->of_item[item][role] != MODEL_NO_CELL &&
	       (role != N_ROLES || g->items->list[item].rule->has_complement);
}

/* A label says that one number of the record is small: try each of them, first
   those that are. */
static bool
branch_by_label(
    struct guard *g, uint32_t cell, int64_t by, unsigned try_no, uint32_t item)
{
	const int64_t t = g->items->list[item].rule->threshold;
	bool is_found = false;

	for (int i = 0; i < 2 * (N_ROLES + 1) && !is_found; i++) {
		const int role = i % (N_ROLES + 1);
		const uint32_t of = (uint32_t)g->m->of_item[item][role];
		int64_t v;

		if (!is_labelled(g, item, role))
			continue;
		v = g->m->cells[of].value;
		if ((v > 0 && v < t) != (i <= N_ROLES))
			continue;
		is_found = branch_within(
		    g, cell, by, try_no, of, (struct span){ 1 - v, t - 1 - v });
	}
	return is_found;
}

/* Solve, and where a move is no whole number, solve again with it held to the
   whole numbers on either side; likewise where a label is not kept. */
static bool
branch(struct guard *g, uint32_t cell, int64_t by, unsigned try_no)
{
	uint32_t split;
	double moved;
	const double *x;

	if (g->n_steps++ >= MAX_BRANCHES || search_is_at_an_end(g))
		return false;
	make_problem(g, try_no);
	if (solver_solve(g->solver, false, &x) != SOLVER_OK) {
		g->is_hopeless |=
		    g->n_steps == 1 && (g->is_loose || try_no % 2 == 1 ||
					   !has_looser(g, SURE_NONE));
		return false;
	}
	if (find_fraction(g, x, &split, &moved))
		return branch_within(g, cell, by, try_no, split,
			   (struct span){
			       -ITEMS_MAX_COUNT, (int64_t)floor(moved) }) ||
		       branch_within(g, cell, by, try_no, split,
			   (struct span){
			       (int64_t)ceil(moved), ITEMS_MAX_COUNT });
	if (take(g, x))
		return true;
	return guard_find_mislabelled(g, 1, &split) &&
	       items_label(&g->items->list[split]) == MARK_SMALL &&
	       branch_by_label(g, cell, by, try_no, split);
}

/* Find a table in which the cell differs by so much. */
static bool
find_table(struct guard *g, uint32_t cell, int64_t by, const struct search *how)
{
	bool is_found = false;

	if (how->max == REPAIRED) {
		is_found = repair_find(g, cell, by) && guard_is_table(g, 1);
		if (is_found)
			guard_note_tables(g);
		scatter(g);
		return is_found;
	}
	if (search_is_at_an_end(g))
		return false;
	gather(g, cell, how->may_hide, how->max);
	g->is_loose = how->is_loose;
	g->is_hopeless = how->is_loose && how->max != SIZE_MAX &&
			 !has_looser(g, SURE_ALONE) &&
			 !has_looser(g, SURE_NONE);
	g->spans[cell] = (struct span){ by, by };
	for (unsigned i = 0; i < MAX_TRIES && !is_found && !g->is_hopeless;
	     i++) {
		g->n_steps = 0;
		is_found = branch(g, cell, by, i);
	}
	g->spans[cell] = (struct span){ -ITEMS_MAX_COUNT, ITEMS_MAX_COUNT };
	scatter(g);
	return is_found;
}

/* Widen what is known of a cell, upwards first, as far as is wanted. */
void
search_widen(struct guard *g, uint32_t cell, const struct search *how)
{
	const struct span *limits = &g->limits[cell];
	const struct cell *c = &g->m->cells[cell];
	int64_t low, high, to;

	guard_label_bounds(
	    g, c, how->is_loose ? SURE_LABEL : SURE_ALONE, &low, &high);
	low = low > limits->low ? low : limits->low;
	high = high < limits->high ? high : limits->high;
	for (to = g->least[cell] + guard_wanted(g, c) - 1;
	     to > g->most[cell] && guard_is_in_danger(g, cell); to--) {
		if (to <= high && find_table(g, cell, to - c->value, how))
			break;
	}
	for (to = g->most[cell] - guard_wanted(g, c) + 1;
	     to < g->least[cell] && guard_is_in_danger(g, cell); to++) {
		if (to >= low && find_table(g, cell, to - c->value, how))
			break;
	}
}

/* How far a cell can go from its value, up or down; -1: without end, or it is
   not known. */
static int64_t
farthest(struct guard *g, uint32_t cell, bool is_up)
{
	const struct span all = { -ITEMS_MAX_COUNT, ITEMS_MAX_COUNT };
	enum solver_status status;
	int64_t by = -1;
	const double *x;

	if (search_is_at_an_end(g))
		return -1;
	gather(g, cell, true, SIZE_MAX);
	g->is_loose = true;
	g->spans[cell] =
	    is_up ? (struct span){ 0, all.high } : (struct span){ all.low, 0 };
	make_problem(g, 0);
	status = solver_extreme(g->solver, g->column[cell] + !is_up, true, &x);
	if (status == SOLVER_OK)
		by = (int64_t)floor(x[g->column[cell] + !is_up] + 1e-6);
	g->spans[cell] = all;
	scatter(g);
	return by;
}

void
search_limits(struct guard *g, uint32_t cell)
{
	struct span *limits = &g->limits[cell];
	const int64_t v = g->m->cells[cell].value;
	const int64_t up = farthest(g, cell, true),
		      down = farthest(g, cell, false);

	if (up >= 0 && v + up < limits->high)
		limits->high = v + up;
	if (down >= 0 && v - down > limits->low)
		limits->low = v - down;
}
