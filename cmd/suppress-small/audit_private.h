/* audit_private.h - what an attacker holds in hand: numbers and equations. */
#ifndef SUPPRESS_SMALL_AUDIT_PRIVATE_H
#define SUPPRESS_SMALL_AUDIT_PRIVATE_H

#include "vardstrom/solver.h"

#include "audit.h"
#include "comparisons.h"

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
	struct comparisons *told;
	uint32_t month;       /* the dimension of that name */
	struct keyset *kinds; /* (indicator, role, release) */
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
	uint32_t *row_relation; /* of each row in the solver */
	size_t n_rows, cap_rows;
	uint32_t *of_column; /* the unknown of each column in the solver */
	int *same_column;    /* one that is equal, a forest to the least */
};

/* A part of a total, by the total's scope. */
struct part {
	uint32_t scope, unknown;
	int weight;
};

/* For qsort. */
int audit_by_scope(const void *x, const void *y);

/** A relation that is shown to hold so often: the equations that follow are
    part of it. */
void audit_believe(struct attacker *a, int n_shown);

/** A term of the equation at hand; a->n_equations counts it when all are
    there. */
void audit_term(struct attacker *a, uint32_t unknown, int sign);

/** The number of a kind in a scope; false where there is none. */
bool audit_find(
    const struct attacker *a, uint32_t kind, uint32_t scope, uint32_t *unknown);

/** The scope of a grouping that a scope lies in; false: there is none. */
bool audit_scope_in(const struct attacker *a, uint32_t scope, uint32_t grouping,
    uint32_t *outer);

/** Which earlier release a kind is of; 0: of none. */
uint32_t audit_release_of(const struct attacker *a, uint32_t kind);

/** The stream's own kind of the same name. */
uint32_t audit_own_kind(struct attacker *a, uint32_t kind);

/** Does what is shown allow that the parts, sorted by scope, add up to the
    totals of a kind? How many of these are shown to do, in *n_shown. */
bool audit_is_believable(const struct attacker *a, const struct part *parts,
    size_t n, uint32_t kind, int *n_shown);

/** An equation for each total. */
void audit_add_up(
    struct attacker *a, const struct part *parts, size_t n, uint32_t kind);

/** What comes together over months, and from release to release. */
void audit_over_time(struct attacker *a);

/** What is counted by bins of another number. */
void audit_by_bins(struct attacker *a);

/**
 * Find the interval of each hidden number that stands in an equation, from
 * all equations that are connected with it.
 */
void audit_attack(struct attacker *a, struct audit *result);

#endif
