/* audit_private.h - what an attacker holds in hand: numbers and equations. */
#ifndef SUPPRESS_SMALL_AUDIT_PRIVATE_H
#define SUPPRESS_SMALL_AUDIT_PRIVATE_H

#include "vardstrom/solver.h"

#include "audit.h"

/* A number that is shown, or hidden and looked for. */
struct unknown {
	bool is_shown;
	int64_t value;     /* where it is shown */
	int64_t low, high; /* by its label, where it is not */
	uint32_t scope;
	uint32_t group; /* of those that rows connect, a forest */
	int column;     /* in the solver */
};

/* The numbers of one kind in one grouping. */
struct family {
	uint32_t kind, grouping;
	uint32_t *members; /* unknowns */
	size_t n, cap;
};

struct term_of {
	size_t equation;
	uint32_t relation; /* what it is believed with */
	uint32_t unknown;
	int sign;
};

struct attacker {
	struct items *items;
	struct keyset *kinds; /* (indicator, role) */
	uint32_t *same;       /* kinds that are one, a forest */
	size_t cap_same;
	struct keyset *places; /* (kind, scope): the unknown */
	struct unknown *unknowns;
	size_t cap_unknowns;
	struct keyset *family_keys;
	struct family *families;
	size_t cap_families;
	struct keyset *refuted; /* (inner, outer) dimensions */
	struct keyset *answers; /* (inner pair, outer dimension) */
	uint32_t *answer;
	size_t cap_answer;
	struct term_of *terms;
	size_t n_terms, cap_terms;
	size_t n_equations;
	int *belief; /* of each relation: how often it is shown to hold;
			-1: it is no longer believed */
	size_t n_beliefs, cap_beliefs;
	struct solver *solver;
};

/**
 * Find the interval of each hidden number that stands in an equation, from
 * all equations that are connected with it.
 */
void audit_attack(struct attacker *a, struct audit *result);

#endif
