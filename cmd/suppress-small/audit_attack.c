/* audit_attack.c - how closely hidden numbers can be known. */
#include "audit_private.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "vardstrom/xalloc.h"

static uint32_t
group_of(struct attacker *a, uint32_t unknown)
{
	while (a->unknowns[unknown].group != unknown)
		unknown = a->unknowns[unknown].group =
		    a->unknowns[a->unknowns[unknown].group].group;
	return unknown;
}

/* Hidden numbers in one equation belong to one group. */
static void
group(struct attacker *a)
{
	for (size_t i = 0; i < a->n_terms;) {
		const size_t equation = a->terms[i].equation;
		uint32_t first = UINT32_MAX;

		for (; i < a->n_terms && a->terms[i].equation == equation;
		     i++) {
			const uint32_t u = a->terms[i].unknown;

			if (a->unknowns[u].is_shown)
				continue;
			if (first == UINT32_MAX)
				first = u;
			a->unknowns[group_of(a, u)].group = group_of(a, first);
		}
	}
}

/* The terms sorted by the group of their equation. */
struct placed {
	uint32_t group;
	struct term_of term;
};

static int
by_group(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->term.equation != b->term.equation)
		return a->term.equation < b->term.equation ? -1 : 1;
	return 0;
}

static struct placed *
place_terms(struct attacker *a, size_t *n)
{
	struct placed *list = xcalloc(a->n_terms + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < a->n_terms;) {
		const size_t first = i, equation = a->terms[i].equation;
		uint32_t of = UINT32_MAX;

		for (; i < a->n_terms && a->terms[i].equation == equation; i++)
			if (!a->unknowns[a->terms[i].unknown].is_shown)
				of = group_of(a, a->terms[i].unknown);
		for (size_t j = first; of != UINT32_MAX && j < i; j++)
			list[(*n)++] = (struct placed){ of, a->terms[j] };
	}
	qsort(list, *n, sizeof(*list), by_group);
	return list;
}

static int
root_column(const struct attacker *a, int column)
{
	while (a->same_column[column] != column)
		column = a->same_column[column];
	return column;
}

/* An equation that says that two hidden numbers are the same? */
static void
note_same(struct attacker *a, const struct placed *equation, size_t n)
{
	int x, y;

	if (n != 2 || equation[0].term.sign + equation[1].term.sign != 0 ||
	    a->unknowns[equation[0].term.unknown].is_shown ||
	    a->unknowns[equation[1].term.unknown].is_shown)
		return;
	x = root_column(a, a->unknowns[equation[0].term.unknown].column);
	y = root_column(a, a->unknowns[equation[1].term.unknown].column);
	a->same_column[x > y ? x : y] = x > y ? y : x;
}

/* The equations of one group to the solver. */
static void
load_group(struct attacker *a, const struct placed *list, size_t n)
{
	solver_clear(a->solver);
	a->n_rows = 0;
	for (size_t i = 0; i < n; i++)
		a->unknowns[list[i].term.unknown].column = -1;
	for (size_t i = 0; i < n; i++) {
		struct unknown *u = &a->unknowns[list[i].term.unknown];

		if (u->is_shown || u->column >= 0)
			continue;
		u->column = solver_column(a->solver, (double)u->low,
		    u->high == ITEMS_MAX_COUNT ? SOLVER_INFINITE
					       : (double)u->high,
		    0);
		a->of_column[u->column] = list[i].term.unknown;
		a->same_column[u->column] = u->column;
	}
	for (size_t i = 0; i < n;) {
		const size_t first = i, equation = list[i].term.equation;
		int64_t known = 0;

		for (; i < n && list[i].term.equation == equation; i++) {
			const struct unknown *u =
			    &a->unknowns[list[i].term.unknown];

			if (u->is_shown)
				known += list[i].term.sign * u->value;
		}
		if (a->belief[list[first].term.relation] < 0)
			continue;
		note_same(a, &list[first], i - first);
		solver_row(a->solver, -(double)known, -(double)known);
		GROW(a->row_relation, a->n_rows, a->cap_rows);
		a->row_relation[a->n_rows++] = list[first].term.relation;
		for (size_t j = first; j < i; j++) {
			const struct unknown *u =
			    &a->unknowns[list[j].term.unknown];

			if (!u->is_shown)
				solver_term(
				    a->solver, u->column, list[j].term.sign);
		}
	}
}

/* What the columns of a group were in the solutions that are known: where one
   was as far as its label lets it, nothing is to be solved. */
struct seen {
	double *least, *most;
	size_t n;
};

static void
note_solution(struct seen *seen, const double *x)
{
	for (size_t i = 0; i < seen->n; i++) {
		if (x[i] < seen->least[i])
			seen->least[i] = x[i];
		if (x[i] > seen->most[i])
			seen->most[i] = x[i];
	}
}

/* The least that a hidden number can be, or the greatest; true: there is one,
   or none is needed. */
static bool
find_end(struct attacker *a, int column, bool is_greatest, struct seen *seen,
    const double **x)
{
	const enum solver_status status =
	    solver_extreme(a->solver, column, is_greatest, x);

	if (status == SOLVER_OK)
		note_solution(seen, *x);
	else
		*x = NULL;
	return status == SOLVER_OK || status == SOLVER_EUNBOUNDED;
}

/* The whole numbers that a hidden number can be. What the solver says is
   rounded inwards: a margin of 10^-5 is more than it errs by, and less than
   any whole number is away. False: the solver gave up. */
static bool
narrow(struct attacker *a, struct unknown *u, struct seen *seen)
{
	const double margin = 1e-5;
	const int i = u->column;
	const double *x = NULL;
	bool is_solved = true;

	if (seen->least[i] > (double)u->low + margin)
		is_solved = find_end(a, i, false, seen, &x);
	if (x)
		u->low = (int64_t)ceil(x[i] - margin);
	x = NULL;
	if (seen->most[i] < (double)u->high - margin)
		is_solved &= find_end(a, i, true, seen, &x);
	if (x)
		u->high = (int64_t)floor(x[i] + margin);
	return is_solved;
}

/* Believe no longer, of what cannot hold together, what is shown to hold least
   often; false: nothing is left that could be given up. */
static bool
give_up(struct attacker *a)
{
	const double *conflict = solver_conflict(a->solver);
	const double much = 1e-9;
	uint32_t weakest = UINT32_MAX;

	for (size_t i = 0; i < a->n_rows; i++) {
		const uint32_t r = a->row_relation[i];

		if (conflict && fabs(conflict[i]) < much)
			continue;
		if (weakest == UINT32_MAX || a->belief[r] < a->belief[weakest])
			weakest = r;
	}
	if (weakest == UINT32_MAX)
		return false;
	a->belief[weakest] = -1;
	return true;
}

/* Load a group with as much of what is believed as a table can satisfy. */
static bool
load_possible(
    struct attacker *a, const struct placed *list, size_t n, struct seen *seen)
{
	const double *x;
	enum solver_status status;

	load_group(a, list, n);
	while ((status = solver_solve(a->solver, false, &x)) ==
	       SOLVER_EINFEASIBLE) {
		if (!give_up(a))
			return false;
		load_group(a, list, n);
	}
	seen->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct unknown *u = &a->unknowns[list[i].term.unknown];

		if (!u->is_shown && (size_t)u->column >= seen->n)
			seen->n = (size_t)u->column + 1;
	}
	for (size_t i = 0; i < seen->n; i++) {
		seen->least[i] = INFINITY;
		seen->most[i] = -INFINITY;
	}
	if (status == SOLVER_OK)
		note_solution(seen, x);
	return true;
}

/* False: the solver gave up on some of it, which may be known more closely. */
static bool
attack_group(
    struct attacker *a, const struct placed *list, size_t n, struct seen *seen)
{
	bool is_solved = true;
	int next = 0;

	for (size_t i = 0; i < n; i++) {
		struct unknown *u = &a->unknowns[list[i].term.unknown];
		const struct unknown *same;

		if (u->is_shown || u->column != next)
			continue;
		next++;
		same = &a->unknowns[a->of_column[root_column(a, u->column)]];
		if (same == u) {
			is_solved &= narrow(a, u, seen);
			continue;
		}
		u->low = same->low;
		u->high = same->high;
	}
	return is_solved;
}

void
audit_attack(struct attacker *a, struct audit *result)
{
	const size_t n_unknowns = keyset_n(a->places);
	struct seen seen = {
		.least = xcalloc(n_unknowns + 1, sizeof(*seen.least)),
		.most = xcalloc(n_unknowns + 1, sizeof(*seen.most)),
	};
	struct placed *list;
	size_t n;

	a->of_column = xcalloc(n_unknowns + 1, sizeof(*a->of_column));
	a->same_column = xcalloc(n_unknowns + 1, sizeof(*a->same_column));
	group(a);
	list = place_terms(a, &n);
	for (size_t i = 0; i < n;) {
		const size_t first = i;

		while (i < n && list[i].group == list[first].group)
			i++;
		if (!load_possible(a, list + first, i - first, &seen))
			result->n_contradictory++;
		else if (!attack_group(a, list + first, i - first, &seen))
			result->n_unsolved++;
	}
	free(list);
	free(a->of_column);
	free(a->same_column);
	free(seen.least);
	free(seen.most);
}
