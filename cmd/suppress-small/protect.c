/* protect.c - hide what is small, and so much more that nobody can work it
   out. */
#include "protect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/solver.h"
#include "vardstrom/xalloc.h"

#include "protect_private.h"

enum {
	FEW_CELLS = 300,  /* so few are tidied up */
	REPAIRED = 0,     /* looked at first: no programme, but steps */
	NEAR_CELLS = 250, /* then */
	FAR_CELLS = 3000, /* then; at last all */
	MAX_TRIES = 4,    /* proposals that were no table */
	MAX_BRANCHES = 20 /* for each of them, until it is whole numbers */
};

/* --- who can see what ----------------------------------------------------- */

static bool
is_shown(const struct guard *g, const struct cell *c)
{
	if (c->is_made)
		return false;
	if (c->n_items == 0 || c->is_fixed)
		return true;
	for (uint32_t i = 0; i < c->n_items; i++) {
		if (g->items->list[c->items[i]].mark == MARK_NONE)
			return true;
	}
	return false;
}

bool
guard_is_known(const struct guard *g, const struct cell *c)
{
	return g->is_known[c - g->m->cells];
}

/* Records to hide before the cell is; at least a little. */
static double
price(const struct guard *g, const struct cell *c)
{
	double n = 0.001;

	for (uint32_t i = 0; i < c->n_items; i++)
		n += g->items->list[c->items[i]].mark == MARK_NONE;
	return n + 0.05 * (double)c->value / ((double)c->value + 100);
}

/* May the cell be hidden? A zero only where the rules allow it. */
static bool
can_hide(const struct guard *g, const struct cell *c)
{
	if (c->n_items == 0 || c->is_fixed)
		return false;
	return c->value > 0 || !c->is_count ||
	       rules_zeros(g->items->rules) != ZEROS_SHOWN;
}

/* What whoever reads knows of a hidden cell by its label, or would if that were
   as sure. */
void
guard_label_bounds(const struct guard *g, const struct cell *c,
    enum sureness sure, int64_t *low, int64_t *high)
{
	const bool is_shown = rules_zeros(g->items->rules) == ZEROS_SHOWN;

	*low = c->is_count && is_shown ? 1 : 0;
	*high = ITEMS_MAX_COUNT;
	if (!rules_labels_are_known(g->items->rules))
		return;
	*high = c->span[sure].high;
	if (c->span[sure].low > *low)
		*low = c->span[sure].low;
	if (c->value < *low)
		*low = 0;
}

static void
note_known(struct guard *g, const struct cell *c)
{
	g->is_known[c - g->m->cells] = is_shown(g, c);
}

/* Show or hide a record, and note what that means for its cells. */
static void
set_mark(struct guard *g, size_t i, enum mark mark)
{
	g->items->list[i].mark = mark;
	for (int role = 0; role <= N_ROLES; role++) {
		const int32_t cell = g->m->of_item[i][role];

		if (cell != MODEL_NO_CELL)
			note_known(g, &g->m->cells[cell]);
	}
}

/* What was hidden in an earlier release has the label of its numbers now. */
static void
relabel(struct guard *g)
{
	for (size_t i = 0; i < g->items->n; i++) {
		struct item *item = &g->items->list[i];

		if (item->is_figure && item->mark != MARK_NONE &&
		    (item->number[ROLE_VALUE] != ITEMS_MISSING ||
			item->number[ROLE_NUMERATOR] != ITEMS_MISSING))
			item->mark = items_label(item);
	}
}

/* Hide the records that show a cell: for its own sake, or for others'. */
static void
hide(struct guard *g, const struct cell *c, bool is_cover)
{
	for (uint32_t i = 0; i < c->n_items; i++) {
		struct item *item = &g->items->list[c->items[i]];

		if (item->mark != MARK_NONE || item->is_before)
			continue;
		item->is_cover = is_cover;
		set_mark(g, c->items[i], items_label(item));
	}
}

static void
find_small(struct guard *g)
{
	const int64_t first =
	    rules_zeros(g->items->rules) == ZEROS_HIDDEN ? 0 : 1;

	for (size_t i = 0; i < g->m->n_cells; i++) {
		struct cell *c = &g->m->cells[i];

		c->is_small = c->value >= first && c->value < c->threshold;
		for (uint32_t j = 0; j < c->n_items; j++) {
			const struct item *item = &g->items->list[c->items[j]];

			c->is_fixed |=
			    item->is_released ||
			    (item->is_before && item->mark == MARK_NONE);
		}
	}
	/* the rest of a whole is held to the rule only where it asks for it */
	for (size_t i = 0; i < g->items->n; i++) {
		const struct item *item = &g->items->list[i];
		const int32_t rest = g->m->of_item[i][N_ROLES];

		if (rest != MODEL_NO_CELL && (!item->rule->has_complement ||
						 g->m->cells[rest].value == 0))
			g->m->cells[rest].is_small = false;
	}
	for (size_t i = 0; i < g->m->n_cells; i++) {
		if (g->m->cells[i].is_small)
			hide(g, &g->m->cells[i], false);
	}
}

/* --- another table -------------------------------------------------------- */

static void
add_near(struct guard *g, uint32_t cell, bool may_hide)
{
	const struct cell *c = &g->m->cells[cell];

	if (g->column[cell] >= 0 || c->is_fixed ||
	    (c->n_items == 0 && !c->is_made))
		return;
	if (guard_is_known(g, c) && (!may_hide || !can_hide(g, c)))
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

			if (!g->is_touched[number]) {
				g->is_touched[number] = true;
				GROW(g->touched, g->n_touched, g->cap_touched);
				g->touched[g->n_touched++] = number;
			}
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

/* How much more than 0 a row's sum is. */
int64_t
guard_slack(const struct guard *g, const struct row *row)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < row->n; i++) {
		const struct term *t = &g->m->terms[row->first + i];

		sum += t->coefficient * g->m->cells[t->cell].value;
	}
	return sum;
}

/* How many values are wanted for a cell. */
static int64_t
wanted(const struct guard *g, const struct cell *c)
{
	int64_t low, high, n = c->at_least;

	guard_label_bounds(g, c, SURE_LABEL, &low, &high);
	if (n > high - low + 1)
		n = high - low + 1;
	/* a ratio's label leaves 1 .. threshold - 1, and at the least two
	 * values */
	if (!c->is_count && n > c->threshold - 1)
		n = c->threshold > 3 ? c->threshold - 1 : 2;
	return n;
}

static bool
is_done(const struct guard *g, uint32_t cell)
{
	return g->most[cell] - g->least[cell] + 1 >=
	       wanted(g, &g->m->cells[cell]);
}

/* A zero that is hidden is a small figure to who reads: what the label says
   must stay as open of it. */
static bool
is_doubtful(const struct guard *g, const struct cell *c)
{
	return c->value == 0 && c->is_count && c->threshold > 1 &&
	       !guard_is_known(g, c);
}

static bool
is_in_danger(const struct guard *g, uint32_t cell)
{
	const struct cell *c = &g->m->cells[cell];

	return (c->is_small || is_doubtful(g, c)) && !c->is_fixed &&
	       c->n_items > 0 && !is_done(g, cell);
}

/* How far a cell may go up and down, and what that costs. */
static void
add_columns(struct guard *g, uint32_t cell, size_t i, unsigned try_no)
{
	const struct cell *c = &g->m->cells[cell];
	const struct span *span = &g->spans[cell];
	const enum sureness sure = g->is_loose       ? SURE_LABEL
				   : try_no % 2 == 0 ? SURE_NONE
						     : SURE_ALONE;
	double cost = price(g, c);
	int64_t low, high;

	guard_label_bounds(g, c, sure, &low, &high);
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
			hide(g, c, true);
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

	if (g->n_steps++ >= MAX_BRANCHES)
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

/* How a table is looked for. */
struct search {
	bool may_hide;
	bool is_loose; /* what is small in a ratio need not stay it */
	size_t max;    /* cells that may move */
};

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
static void
widen(struct guard *g, uint32_t cell, const struct search *how)
{
	const struct cell *c = &g->m->cells[cell];
	int64_t low, high, to;

	guard_label_bounds(
	    g, c, how->is_loose ? SURE_LABEL : SURE_ALONE, &low, &high);
	for (to = g->least[cell] + wanted(g, c) - 1;
	     to > g->most[cell] && !is_done(g, cell); to--) {
		if (to <= high && find_table(g, cell, to - c->value, how))
			break;
	}
	for (to = g->most[cell] - wanted(g, c) + 1;
	     to < g->least[cell] && !is_done(g, cell); to++) {
		if (to >= low && find_table(g, cell, to - c->value, how))
			break;
	}
}

/* --- all of it ------------------------------------------------------------ */

/* Near by first, and with what is hidden already. */
static void
protect_cell(struct guard *g, uint32_t cell)
{
	static const struct search searches[] = {
		{ false, false, REPAIRED },
		{ true, false, NEAR_CELLS },
		{ true, false, FAR_CELLS },
		{ true, false, SIZE_MAX },
		{ true, true, NEAR_CELLS },
		{ true, true, FAR_CELLS },
		{ true, true, SIZE_MAX },
	};

	for (size_t i = 0; i < sizeof(searches) / sizeof(searches[0]); i++) {
		if (!is_in_danger(g, cell))
			return;
		widen(g, cell, &searches[i]);
	}
}

static size_t
count_in_danger(const struct guard *g)
{
	size_t n = 0;

	for (uint32_t i = 0; i < g->m->n_cells; i++)
		n += is_in_danger(g, i);
	return n;
}

/* What hides a figure may hide a zero, which is another to protect: as long as
   that helps. */
static void
protect_all(struct guard *g)
{
	size_t n = SIZE_MAX, n_before;

	do {
		n_before = n;
		for (uint32_t i = 0; i < g->m->n_cells; i++)
			protect_cell(g, i);
		n = count_in_danger(g);
	} while (n > 0 && n < n_before);
}

/* Is every small cell still safe, with what is hidden now? Where only that is
   asked, the first that is not ends it. */
static bool
is_safe(struct guard *g, bool is_asked)
{
	static const struct search searches[] = {
		{ false, false, REPAIRED },
		{ false, false, FAR_CELLS },
		{ false, true, FAR_CELLS },
	};
	const size_t n = sizeof(searches) / sizeof(searches[0]);
	bool is_all = true;

	for (size_t i = 0; i < g->m->n_cells; i++)
		g->least[i] = g->most[i] = g->m->cells[i].value;
	for (uint32_t i = 0; i < g->m->n_cells; i++) {
		for (size_t k = 0; k < n && is_in_danger(g, i); k++)
			widen(g, i, &searches[k]);
		is_all &= !is_in_danger(g, i);
		if (!is_all && is_asked)
			return false;
	}
	return is_all;
}

/* Show again what need not be hidden. */
static void
tidy(struct guard *g)
{
	for (size_t i = 0; i < g->items->n; i++) {
		struct item *item = &g->items->list[i];

		const enum mark mark = item->mark;

		if (!item->is_cover)
			continue;
		set_mark(g, i, MARK_NONE);
		if (!is_safe(g, true))
			set_mark(g, i, mark);
		else
			item->is_cover = false;
	}
}

/* Does a record of the stream itself show the cell? */
static bool
is_of_now(const struct guard *g, const struct cell *c)
{
	for (uint32_t i = 0; i < c->n_items; i++) {
		if (!g->items->list[c->items[i]].is_before)
			return true;
	}
	return false;
}

static void
count(const struct guard *g, struct protection *result)
{
	for (size_t i = 0; i < g->items->n; i++) {
		const struct item *item = &g->items->list[i];

		if (item->is_before)
			continue;
		result->n_small += item->mark == MARK_SMALL;
		result->n_complementary += item->mark == MARK_COMPLEMENTARY;
	}
	for (uint32_t i = 0; i < g->m->n_cells; i++) {
		const struct cell *c = &g->m->cells[i];

		result->n_open += is_in_danger(g, i);
		result->n_released +=
		    c->is_small && c->is_fixed && is_of_now(g, c);
	}
}

void
protect(struct items *items, struct model *m, struct protection *result)
{
	struct guard g = { .items = items, .m = m };

	g.solver = solver_new();
	g.least = xcalloc(m->n_cells, sizeof(*g.least));
	g.most = xcalloc(m->n_cells, sizeof(*g.most));
	g.near = xcalloc(m->n_cells, sizeof(*g.near));
	g.spans = xcalloc(m->n_cells, sizeof(*g.spans));
	g.column = xcalloc(m->n_cells, sizeof(*g.column));
	g.move = xcalloc(m->n_cells, sizeof(*g.move));
	g.is_known = xcalloc(m->n_cells, sizeof(*g.is_known));
	g.is_touched = xcalloc(m->n_rows, sizeof(*g.is_touched));
	g.residual = xcalloc(m->n_rows, sizeof(*g.residual));
	memset(result, 0, sizeof(*result));
	for (size_t i = 0; i < m->n_cells; i++) {
		g.spans[i] = (struct span){ -ITEMS_MAX_COUNT, ITEMS_MAX_COUNT };
		g.column[i] = -1;
		g.least[i] = g.most[i] = m->cells[i].value;
	}
	relabel(&g);
	for (size_t i = 0; i < m->n_cells; i++)
		note_known(&g, &m->cells[i]);
	find_small(&g);
	protect_all(&g);
	if (m->n_cells <= FEW_CELLS)
		tidy(&g);
	if (m->n_cells <= FEW_CELLS)
		is_safe(&g, false);
	count(&g, result);
	solver_free(g.solver);
	free(g.least);
	free(g.most);
	free(g.near);
	free(g.spans);
	free(g.column);
	free(g.is_known);
	free(g.move);
	free(g.touched);
	free(g.is_touched);
	free(g.residual);
}
