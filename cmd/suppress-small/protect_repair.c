/* protect_repair.c - another table near by, found row by row. */
#include "protect_private.h"

#include "vardstrom/xalloc.h"

enum {
	MAX_STEPS = 200, /* cells tried for one figure and one depth */
	MAX_CHOICES = 12 /* cells tried for one row */
};

static bool
can_move(const struct guard *g, uint32_t cell, int64_t by)
{
	const struct cell *c = &g->m->cells[cell];
	int64_t low, high;

	if (guard_is_known(g, c) || c->is_fixed || g->move[cell] != 0)
		return false;
	guard_label_bounds(g, c, SURE_ALONE, &low, &high);
	return c->value + by >= low && c->value + by <= high &&
	       c->value + by >= g->limits[cell].low &&
	       c->value + by <= g->limits[cell].high;
}

static void
move(struct guard *g, uint32_t cell, int64_t by)
{
	const struct cell *c = &g->m->cells[cell];

	g->move[cell] += by;
	for (uint32_t i = 0; i < c->n_rows; i++) {
		const uint32_t number = c->rows[i].row;

		g->residual[number] += by * c->rows[i].coefficient;
		if (g->is_touched[number])
			continue;
		g->is_touched[number] = true;
		GROW(g->touched, g->n_touched, g->cap_touched);
		g->touched[g->n_touched++] = number;
	}
}

/* How much a row lacks when its moves come to r; 0: it holds. */
static int64_t
lack(const struct guard *g, uint32_t number, int64_t r)
{
	const struct row *row = &g->m->rows[number];

	if (!row->is_least || r >= 0)
		return row->is_least ? 0 : -r;
	r += guard_slack(g, row);
	return r < 0 ? -r : 0;
}

/* The shortest row that does not hold, and how many there are. */
static unsigned
find_broken(const struct guard *g, uint32_t *which)
{
	uint32_t least = UINT32_MAX;
	unsigned n = 0;

	for (size_t i = 0; i < g->n_touched; i++) {
		const uint32_t number = g->touched[i];

		if (lack(g, number, g->residual[number]) == 0)
			continue;
		n++;
		if (g->m->rows[number].n < least) {
			least = g->m->rows[number].n;
			*which = number;
		}
	}
	return n;
}

/* How many rows more do not hold when a cell moves. */
static int
breaks(const struct guard *g, uint32_t cell, int64_t by)
{
	const struct cell *c = &g->m->cells[cell];
	int n = 0;

	for (uint32_t i = 0; i < c->n_rows; i++) {
		const uint32_t number = c->rows[i].row;
		const int64_t r = g->residual[number];

		n -= lack(g, number, r) != 0;
		n += lack(g, number, r + by * c->rows[i].coefficient) != 0;
	}
	return n;
}

struct choice {
	uint32_t cell;
	int64_t by;
	int breaks;
};

/* The cells that could mend a row, those first that break the fewest. */
static size_t
choose(const struct guard *g, uint32_t number, struct choice *list)
{
	const struct row *row = &g->m->rows[number];
	const int64_t by = lack(g, number, g->residual[number]);
	size_t n = 0;

	for (uint32_t i = 0; i < row->n; i++) {
		const struct term *t = &g->m->terms[row->first + i];
		struct choice new = { .cell = t->cell,
			.by = by / t->coefficient };
		size_t at;

		if (new.by * t->coefficient != by ||
		    !can_move(g, new.cell, new.by))
			continue;
		new.breaks = breaks(g, new.cell, new.by);
		at = n < MAX_CHOICES ? n++ : n;
		for (; at > 0 && list[at - 1].breaks > new.breaks; at--) {
			if (at < MAX_CHOICES)
				list[at] = list[at - 1];
		}
		if (at < MAX_CHOICES)
			list[at] = new;
	}
	return n;
}

static bool
mend(struct guard *g, unsigned depth)
{
	struct choice choices[MAX_CHOICES];
	uint32_t number = 0;
	const unsigned n_broken = find_broken(g, &number);
	size_t n;

	if (n_broken == 0)
		return true;
	if (depth == 0)
		return false;
	n = choose(g, number, choices);
	for (size_t i = 0; i < n && g->n_steps < MAX_STEPS; i++) {
		g->n_steps++;
		g->near[g->n_near++] = choices[i].cell;
		move(g, choices[i].cell, choices[i].by);
		if (mend(g, depth - 1))
			return true;
		move(g, choices[i].cell, -choices[i].by);
		g->n_near--;
	}
	return false;
}

bool
repair_find(struct guard *g, uint32_t cell, int64_t by)
{
	static const unsigned depths[] = { 3, 8, 16 };

	g->n_near = 0;
	if (!can_move(g, cell, by))
		return false;
	g->near[g->n_near++] = cell;
	move(g, cell, by);
	for (size_t i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
		g->n_steps = 0;
		if (mend(g, depths[i]))
			return true;
	}
	return false;
}
