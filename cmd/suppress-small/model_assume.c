/*
 * model_assume.c - figures for what an earlier release hid and no month tells.
 *
 * Who reads both releases knows of such a figure that it kept its label, that
 * it added up to what the release showed as the stream's own figures do, and,
 * where nothing shown fell, that it is at most what it is now. Any numbers
 * that are so will do: whether others are possible too is what protect.c asks
 * of them, as of those that are known.
 */
#include "model_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/solver.h"
#include "vardstrom/xalloc.h"

enum { MAX_STEPS = 300 /* programmes for the figures of one release */ };

enum state {
	STATE_FREE,   /* the release has no such figures */
	STATE_ABSENT, /* it has, and none in this scope */
	STATE_HIDDEN,
	STATE_KNOWN,
	STATE_TORN /* one number now, and several then */
};

/* What a number of the stream was at the earlier release. */
struct earlier {
	enum state state;
	bool is_now; /* a record of the stream has it */
	int64_t value, low, high;
	int column; /* in the solver; -1: none */
};

/* A number of a record that the release hid. */
struct hidden {
	uint32_t item, cell;
	int role;
	int64_t scale;
};

struct assume {
	struct model *m;
	struct items *items;
	uint32_t release;
	bool has_growth;
	struct keyset *places;    /* (indicator, scope) of the release */
	uint32_t *at;             /* each of these: the item */
	struct keyset *groupings; /* (indicator, grouping) that it has */
	struct keyset *fallen;    /* (indicator, grouping) of which one fell */
	struct earlier *cells;    /* of each cell of the model */
	struct hidden *list;      /* item by item */
	size_t n, cap, cap_at;
	uint32_t *n_rows; /* of each cell, that tell something */
	bool *is_live;    /* of each row */
	struct solver *solver;
	unsigned n_steps;
};

/* The key of a record's place, or of its grouping. */
static uint32_t
note(struct keyset *set, uint32_t indicator, uint32_t where)
{
	uint32_t key[2] = { indicator, where };

	return keyset_add(set, (const char *)key, sizeof(key), NULL);
}

static bool
find(const struct keyset *set, uint32_t indicator, uint32_t where, uint32_t *n)
{
	uint32_t key[2] = { indicator, where };

	return keyset_find(set, (const char *)key, sizeof(key), n);
}

static void
read_release(struct assume *a)
{
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];
		uint32_t number;

		if (!item->is_figure || item->release != a->release)
			continue;
		number = note(a->places, item->indicator, item->scope);
		GROW(a->at, number, a->cap_at);
		a->at[number] = (uint32_t)i;
		note(a->groupings, item->indicator, item->grouping);
	}
}

/* --- what it knew --------------------------------------------------------- */

/* What the numbers of a role are times the cell's: see per 1000. */
static int64_t
scale_of(const struct item *now, int role, const struct cell *c)
{
	return role < N_ROLES && c->value > 0 &&
		       now->number[role] % c->value == 0
		   ? now->number[role] / c->value
		   : 1;
}

static int64_t
number_of(const struct item *item, int role)
{
	const int64_t whole = item->number[ROLE_DENOMINATOR],
		      part = item->number[ROLE_NUMERATOR];

	if (role < N_ROLES)
		return item->number[role];
	return whole >= 0 && part >= 0 ? whole - part : ITEMS_MISSING;
}

static void
set_known(struct earlier *e, int64_t v)
{
	if (e->state == STATE_KNOWN && e->value != v)
		e->state = STATE_TORN;
	if (e->state == STATE_TORN)
		return;
	e->state = STATE_KNOWN;
	e->value = v;
}

static void
set_hidden(struct assume *a, size_t old, uint32_t cell, int role, int64_t scale)
{
	const struct item *item = &a->items->list[old];
	const struct cell *c = &a->m->cells[cell];
	struct earlier *e = &a->cells[cell];
	const bool is_count = role == ROLE_VALUE && c->is_count;

	GROW(a->list, a->n, a->cap);
	a->list[a->n++] = (struct hidden){ (uint32_t)old, cell, role, scale };
	if (e->state < STATE_HIDDEN)
		e->state = STATE_HIDDEN;
	if (!is_count || !rules_labels_are_known(a->items->rules))
		return;
	if (item->mark == MARK_SMALL && e->high >= item->rule->threshold)
		e->high = item->rule->threshold - 1;
	if (item->mark == MARK_COMPLEMENTARY && e->low < item->rule->threshold)
		e->low = item->rule->threshold;
}

/* One number of the stream's own, and what the release has of it. */
static void
read_number(struct assume *a, const struct item *now, int role, uint32_t cell)
{
	const struct cell *c = &a->m->cells[cell];
	struct earlier *e = &a->cells[cell];
	const int64_t scale = scale_of(now, role, c);
	uint32_t place;
	const struct item *old;
	int64_t v;

	e->is_now = true;
	if (!find(a->places, now->indicator, now->scope, &place)) {
		if (e->state == STATE_FREE &&
		    find(a->groupings, now->indicator, now->grouping, &place))
			e->state = STATE_ABSENT;
		return;
	}
	old = &a->items->list[a->at[place]];
	v = number_of(old, role);
	if (v >= 0 && v % scale == 0)
		set_known(e, v / scale);
	else if (v == ITEMS_MISSING && old->mark != MARK_NONE)
		set_hidden(a, a->at[place], cell, role, scale);
	if (v > number_of(now, role))
		note(a->fallen, now->indicator, now->grouping);
}

static void
read_numbers(struct assume *a)
{
	for (size_t i = 0; i < a->m->n_cells; i++)
		a->cells[i] = (struct earlier){ .high = ITEMS_MAX_COUNT };
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *now = &a->items->list[i];

		for (int role = 0;
		     now->is_figure && !now->is_before && role <= N_ROLES;
		     role++) {
			const int32_t cell = a->m->of_item[i][role];

			if (cell != MODEL_NO_CELL)
				read_number(a, now, role, (uint32_t)cell);
		}
	}
}

/* Where nothing shown fell, nothing did. */
static void
bound_by_growth(struct assume *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct item *item = &a->items->list[a->list[i].item];
		const struct cell *c = &a->m->cells[a->list[i].cell];
		struct earlier *e = &a->cells[a->list[i].cell];
		uint32_t number;

		if (!find(
			a->fallen, item->indicator, item->grouping, &number) &&
		    e->high > c->value)
			e->high = c->value;
	}
}

/* --- rows ----------------------------------------------------------------- */

static bool
is_open(const struct earlier *e)
{
	return e->state == STATE_FREE || e->state == STATE_HIDDEN;
}

/* Could the row tell of what the release hid? What has no record was no part
   of a total; a total without one is no matter. */
static bool
tells(const struct assume *a, const struct row *row)
{
	const struct term *terms = &a->m->terms[row->first];
	bool has_open = false;

	for (uint32_t i = 0; i < row->n; i++) {
		const struct earlier *e = &a->cells[terms[i].cell];
		const struct cell *c = &a->m->cells[terms[i].cell];

		if ((!e->is_now && !c->is_made) || e->state == STATE_TORN ||
		    (e->state == STATE_ABSENT &&
			(row->is_least || terms[i].coefficient < 0)))
			return false;
		has_open |= is_open(e);
	}
	return has_open;
}

/* A number that the release has not, and that this row alone asks for as its
   total, can be whatever the row needs. */
static bool
is_empty(const struct assume *a, const struct row *row)
{
	const struct term *terms = &a->m->terms[row->first];
	const int sign = row->is_least ? 1 : -1;
	bool has_total = false;

	for (uint32_t i = 0; i < row->n; i++) {
		const uint32_t cell = terms[i].cell;

		if (terms[i].coefficient * sign > 0)
			has_total |= a->cells[cell].state == STATE_FREE &&
				     a->n_rows[cell] == 1;
	}
	return has_total;
}

static void
set_live(struct assume *a, size_t number, bool is_live)
{
	const struct row *row = &a->m->rows[number];

	a->is_live[number] = is_live;
	for (uint32_t i = 0; i < row->n; i++) {
		uint32_t *n = &a->n_rows[a->m->terms[row->first + i].cell];

		*n += is_live ? 1 : UINT32_MAX;
	}
}

static bool
has_near(const struct assume *a, const struct row *row, const bool *is_near)
{
	for (uint32_t i = 0; i < row->n; i++) {
		const uint32_t cell = a->m->terms[row->first + i].cell;

		if (is_near[cell] && is_open(&a->cells[cell]))
			return true;
	}
	return false;
}

/* All cells of a row are near if one is; does that make more? */
static bool
spread(const struct assume *a, const struct row *row, bool *is_near)
{
	const bool is_one = has_near(a, row, is_near);
	bool is_more = false;

	for (uint32_t i = 0; is_one && i < row->n; i++) {
		const uint32_t cell = a->m->terms[row->first + i].cell;

		is_more |= !is_near[cell];
		is_near[cell] = true;
	}
	return is_more;
}

/* Mark the cells that rows connect with what was hidden, and leave out the
   rows of all others. */
static void
leave_apart(struct assume *a)
{
	bool *is_near = xcalloc(a->m->n_cells + 1, sizeof(*is_near));
	bool is_more = true;

	for (size_t i = 0; i < a->n; i++)
		is_near[a->list[i].cell] = true;
	while (is_more) {
		is_more = false;
		for (size_t i = 0; i < a->m->n_rows; i++)
			is_more |=
			    a->is_live[i] && spread(a, &a->m->rows[i], is_near);
	}
	for (size_t i = 0; i < a->m->n_rows; i++)
		a->is_live[i] &= has_near(a, &a->m->rows[i], is_near);
	free(is_near);
}

static void
find_rows(struct assume *a)
{
	bool is_less = true;

	for (size_t i = 0; i < a->m->n_rows; i++) {
		if (tells(a, &a->m->rows[i]))
			set_live(a, i, true);
	}
	while (is_less) {
		is_less = false;
		for (size_t i = 0; i < a->m->n_rows; i++) {
			if (!a->is_live[i] || !is_empty(a, &a->m->rows[i]))
				continue;
			set_live(a, i, false);
			is_less = true;
		}
	}
	leave_apart(a);
}

/* --- numbers that are so -------------------------------------------------- */

static void
add_column(struct assume *a, uint32_t cell)
{
	struct earlier *e = &a->cells[cell];

	if (is_open(e) && e->column < 0)
		e->column = solver_column(
		    a->solver, (double)e->low, (double)e->high, 0);
}

static void
add_row(struct assume *a, const struct row *row)
{
	const struct term *terms = &a->m->terms[row->first];
	int64_t sum = 0;

	for (uint32_t i = 0; i < row->n; i++) {
		const struct earlier *e = &a->cells[terms[i].cell];

		add_column(a, terms[i].cell);
		if (e->state == STATE_KNOWN)
			sum += terms[i].coefficient * e->value;
	}
	solver_row(a->solver, -(double)sum,
	    row->is_least ? SOLVER_INFINITE : -(double)sum);
	for (uint32_t i = 0; i < row->n; i++) {
		const struct earlier *e = &a->cells[terms[i].cell];

		if (e->column >= 0)
			solver_term(a->solver, e->column, terms[i].coefficient);
	}
}

static void
make_problem(struct assume *a)
{
	solver_clear(a->solver);
	for (size_t i = 0; i < a->m->n_cells; i++)
		a->cells[i].column = -1;
	for (size_t i = 0; i < a->n; i++)
		add_column(a, a->list[i].cell);
	for (size_t i = 0; i < a->m->n_rows; i++) {
		if (a->is_live[i])
			add_row(a, &a->m->rows[i]);
	}
}

/* A hidden number that is no whole one; false: all are. */
static bool
find_fraction(const struct assume *a, const double *x, uint32_t *cell)
{
	for (size_t i = 0; i < a->n; i++) {
		const int column = a->cells[a->list[i].cell].column;

		*cell = a->list[i].cell;
		if (column >= 0 && fabs(x[column] - round(x[column])) > 1e-6)
			return true;
	}
	return false;
}

/* Give the record of a hidden number all of its own. */
static void
fill(const struct assume *a, size_t first, const double *x, struct item *item)
{
	const uint32_t which = a->list[first].item;

	for (size_t i = first; i < a->n && a->list[i].item == which; i++) {
		const struct earlier *e = &a->cells[a->list[i].cell];

		if (a->list[i].role == N_ROLES || e->state == STATE_TORN)
			continue;
		item->number[a->list[i].role] =
		    a->list[i].scale * (e->state == STATE_KNOWN
					       ? e->value
					       : llround(x[e->column]));
	}
}

/* The first number of a record that would have another label; a->n: none. */
static size_t
find_mislabelled(const struct assume *a, const double *x)
{
	for (size_t i = 0; i < a->n; i++) {
		struct item item = a->items->list[a->list[i].item];

		if (i > 0 && a->list[i - 1].item == a->list[i].item)
			continue;
		fill(a, i, x, &item);
		if (rules_labels_are_known(a->items->rules) &&
		    items_label(&item) != item.mark)
			return i;
	}
	return a->n;
}

static bool branch(struct assume *a);

static bool
branch_within(struct assume *a, uint32_t cell, int64_t low, int64_t high)
{
	struct earlier *e = &a->cells[cell];
	const struct earlier was = *e;
	bool is_found;

	if (e->state != STATE_HIDDEN)
		return false;
	if (e->low < low)
		e->low = low;
	if (e->high > high)
		e->high = high;
	is_found = e->low <= e->high && branch(a);
	if (!is_found) {
		e->low = was.low;
		e->high = was.high;
	}
	return is_found;
}

/* Each number of the record in turn may be the small one, or none is. */
static bool
branch_by_label(struct assume *a, size_t first)
{
	const struct item *item = &a->items->list[a->list[first].item];
	const int64_t t = item->rule->threshold;

	for (size_t i = first;
	     i < a->n && a->list[i].item == a->list[first].item; i++) {
		const struct hidden *h = &a->list[i];

		if (h->role == N_ROLES && !item->rule->has_complement)
			continue;
		if (item->mark == MARK_SMALL
			? branch_within(a, h->cell, 1, t - 1)
			: a->cells[h->cell].low < t &&
			      branch_within(a, h->cell, t, ITEMS_MAX_COUNT))
			return true;
	}
	return false;
}

/* Solve; where a number is no whole one, or a record would have another label,
   again with one number held to either side. True: the records have them. */
static bool
branch(struct assume *a)
{
	const double *x;
	uint32_t cell;
	size_t first;

	if (a->n_steps++ >= MAX_STEPS)
		return false;
	make_problem(a);
	if (solver_solve(a->solver, false, &x) != SOLVER_OK)
		return false;
	if (find_fraction(a, x, &cell)) {
		const int64_t below = (int64_t)floor(x[a->cells[cell].column]);

		return branch_within(a, cell, 0, below) ||
		       branch_within(a, cell, below + 1, ITEMS_MAX_COUNT);
	}
	first = find_mislabelled(a, x);
	if (first < a->n)
		return branch_by_label(a, first);
	for (size_t i = 0; i < a->n; i++) {
		if (i == 0 || a->list[i - 1].item != a->list[i].item)
			fill(a, i, x, &a->items->list[a->list[i].item]);
	}
	return true;
}

static bool
assume_release(struct assume *a)
{
	bool is_found;

	a->places = keyset_new();
	a->groupings = keyset_new();
	a->fallen = keyset_new();
	read_release(a);
	read_numbers(a);
	if (a->has_growth)
		bound_by_growth(a);
	find_rows(a);
	is_found = a->n > 0 && branch(a);
	keyset_free(a->places);
	keyset_free(a->groupings);
	keyset_free(a->fallen);
	return is_found;
}

bool
model_assume(struct model *m, struct items *items, size_t *n_untold)
{
	bool is_found = false;

	for (uint32_t release = 1; release <= items->n_releases; release++) {
		bool is_so = false;
		size_t n = 0;

		for (int i = 0; i < 2 && !is_so; i++) {
			struct assume a = { .m = m,
				.items = items,
				.release = release,
				.has_growth = i == 0 };

			a.cells = xcalloc(m->n_cells + 1, sizeof(*a.cells));
			a.n_rows = xcalloc(m->n_cells + 1, sizeof(*a.n_rows));
			a.is_live = xcalloc(m->n_rows + 1, sizeof(*a.is_live));
			a.solver = solver_new();
			is_so = assume_release(&a);
			n = a.n;
			solver_free(a.solver);
			free(a.cells);
			free(a.n_rows);
			free(a.is_live);
			free(a.list);
			free(a.at);
		}
		is_found |= is_so;
		*n_untold += is_so ? 0 : n;
	}
	return is_found;
}
