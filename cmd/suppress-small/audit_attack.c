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

/* The equations of one group to the solver. */
static void
load_group(struct attacker *a, const struct placed *list, size_t n)
{
	solver_clear(a->solver);
	for (size_t i = 0; i < n; i++)
		a->unknowns[list[i].term.unknown].column = -1;
	for (size_t i = 0; i < n; i++) {
		struct unknown *u = &a->unknowns[list[i].term.unknown];

		if (!u->is_shown && u->column < 0)
			u->column = solver_column(a->solver, (double)u->low,
			    u->high == ITEMS_MAX_COUNT ? SOLVER_INFINITE
						       : (double)u->high,
			    0);
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
		solver_row(a->solver, -(double)known, -(double)known);
		for (size_t j = first; j < i; j++) {
			const struct unknown *u =
			    &a->unknowns[list[j].term.unknown];

			if (!u->is_shown)
				solver_term(
				    a->solver, u->column, list[j].term.sign);
		}
	}
}

/* The whole numbers that a hidden number can be. What the solver says is
   rounded inwards: a margin of 10^-5 is more than it errs by, and less than
   any whole number is away. */
static void
narrow(struct attacker *a, struct unknown *u)
{
	const double margin = 1e-5;
	double value;

	if (solver_extreme(a->solver, u->column, false, &value) == SOLVER_OK)
		u->low = (int64_t)ceil(value - margin);
	if (solver_extreme(a->solver, u->column, true, &value) == SOLVER_OK)
		u->high = (int64_t)floor(value + margin);
}

/* Believe no longer what is shown to hold least often; false: nothing is left
   that could be given up. */
static bool
give_up(struct attacker *a, const struct placed *list, size_t n)
{
	uint32_t weakest = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		const uint32_t r = list[i].term.relation;

		if (a->belief[r] >= 0 && (weakest == UINT32_MAX ||
					     a->belief[r] < a->belief[weakest]))
			weakest = r;
	}
	if (weakest == UINT32_MAX)
		return false;
	a->belief[weakest] = -1;
	return true;
}

/* Load a group with as much of what is believed as a table can satisfy. */
static bool
load_possible(struct attacker *a, const struct placed *list, size_t n)
{
	const double *x;

	load_group(a, list, n);
	while (solver_solve(a->solver, false, &x) == SOLVER_EINFEASIBLE) {
		if (!give_up(a, list, n))
			return false;
		load_group(a, list, n);
	}
	return true;
}

void
audit_attack(struct attacker *a, struct audit *result)
{
	struct placed *list;
	size_t n;

	group(a);
	list = place_terms(a, &n);

	for (size_t i = 0; i < n;) {
		const size_t first = i;
		int next = 0;

		for (; i < n && list[i].group == list[first].group; i++)
			;
		if (!load_possible(a, list + first, i - first)) {
			result->n_contradictory++;
			continue;
		}
		for (size_t j = first; j < i; j++) {
			struct unknown *u = &a->unknowns[list[j].term.unknown];

			if (u->is_shown || u->column != next)
				continue;
			next++;
			narrow(a, u);
		}
	}
	free(list);
}
