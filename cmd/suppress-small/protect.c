/* protect.c - hide what is small, and so much more that nobody can work it
   out. */
#include "protect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/solver.h"
#include "vardstrom/xalloc.h"

#include "protect_private.h"

enum { FEW_CELLS = 300 /* so few are tidied up */ };

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

/* May the cell be hidden? A zero only where the rules allow it. */
bool
guard_can_hide(const struct guard *g, const struct cell *c)
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
void
guard_hide(struct guard *g, const struct cell *c, bool is_cover)
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
			guard_hide(g, &g->m->cells[i], false);
	}
}

/* --- what is asked ---------------------------------------------------------
 */

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
int64_t
guard_wanted(const struct guard *g, const struct cell *c)
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
	       guard_wanted(g, &g->m->cells[cell]);
}

/* A zero that is hidden is a small figure to who reads: what the label says
   must stay as open of it. */
static bool
is_doubtful(const struct guard *g, const struct cell *c)
{
	return c->value == 0 && c->is_count && c->threshold > 1 &&
	       !guard_is_known(g, c);
}

bool
guard_is_in_danger(const struct guard *g, uint32_t cell)
{
	const struct cell *c = &g->m->cells[cell];

	return (c->is_small || is_doubtful(g, c)) && !c->is_fixed &&
	       c->n_items > 0 && !is_done(g, cell);
}

/* --- all of it ------------------------------------------------------------ */

/* Is there no room for as many values as are wanted, whatever is hidden? */
static bool
is_narrow(const struct guard *g, uint32_t cell)
{
	const struct span *limits = &g->limits[cell];

	return limits->high - limits->low + 1 <
	       guard_wanted(g, &g->m->cells[cell]);
}

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
		if (!guard_is_in_danger(g, cell) || is_narrow(g, cell))
			return;
		search_widen(g, cell, &searches[i]);
	}
	if (guard_is_in_danger(g, cell))
		search_limits(g, cell);
}

static size_t
count_in_danger(const struct guard *g)
{
	size_t n = 0;

	for (uint32_t i = 0; i < g->m->n_cells; i++)
		n += guard_is_in_danger(g, i);
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
		for (size_t k = 0; k < n && guard_is_in_danger(g, i); k++)
			search_widen(g, i, &searches[k]);
		is_all &= !guard_is_in_danger(g, i);
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

static enum open_why
why_open(const struct guard *g, uint32_t cell)
{
	return is_narrow(g, cell)       ? OPEN_NARROW
	       : search_is_at_an_end(g) ? OPEN_ENDED
					: OPEN_NOWHERE;
}

/* Note a figure that is open with others of its indicator and grouping: by the
   stream's own record, if it has one. */
static void
note_open(const struct guard *g, uint32_t cell, struct protection *result)
{
	const struct cell *c = &g->m->cells[cell];
	const struct span *limits = &g->limits[cell];
	const struct item *item = &g->items->list[c->items[0]];
	struct open_figures one = { .why = why_open(g, cell), .n = 1 };
	struct open_figures *o;
	size_t i = 0;

	for (uint32_t k = 1; k < c->n_items && item->is_before; k++)
		item = &g->items->list[c->items[k]];
	one.indicator = item->indicator;
	one.grouping = item->grouping;
	one.wanted = guard_wanted(g, c);
	one.room = limits->high - limits->low + 1;
	result->n_open++;
	while (i < result->n_groups &&
	       (result->open[i].indicator != one.indicator ||
		   result->open[i].grouping != one.grouping ||
		   result->open[i].why != one.why))
		i++;
	if (i == result->n_groups) {
		GROW(result->open, result->n_groups, result->cap_groups);
		result->open[result->n_groups++] = one;
		return;
	}
	o = &result->open[i];
	o->n++;
	o->room = o->room < one.room ? o->room : one.room;
	o->wanted = o->wanted > one.wanted ? o->wanted : one.wanted;
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

		if (guard_is_in_danger(g, i))
			note_open(g, i, result);
		result->n_released +=
		    c->is_small && c->is_fixed && is_of_now(g, c);
	}
}

void
protection_release(struct protection *p)
{
	free(p->open);
}

void
protect(struct items *items, struct model *m, double max_work,
    struct protection *result)
{
	struct guard g = { .items = items, .m = m, .max_work = max_work };

	g.solver = solver_new();
	g.least = xcalloc(m->n_cells, sizeof(*g.least));
	g.most = xcalloc(m->n_cells, sizeof(*g.most));
	g.near = xcalloc(m->n_cells, sizeof(*g.near));
	g.spans = xcalloc(m->n_cells, sizeof(*g.spans));
	g.limits = xcalloc(m->n_cells, sizeof(*g.limits));
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
	limits_find(&g);
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
	free(g.limits);
	free(g.column);
	free(g.is_known);
	free(g.move);
	free(g.touched);
	free(g.is_touched);
	free(g.residual);
}
