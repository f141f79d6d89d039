/*
 * solver.h - linear programmes, solved by Clp. Only here is <Clp_C_Interface.h>
 * met. An answer is in binary floating point: it is a proposal, and whoever
 * takes it checks it in whole numbers.
 */
#ifndef VARDSTROM_SOLVER_H
#define VARDSTROM_SOLVER_H

#include <stdbool.h>
#include <stddef.h>

/** No bound; a bound of this size or more is none either. */
#define SOLVER_INFINITE 1e30

enum solver_status {
	SOLVER_OK,
	SOLVER_EINFEASIBLE, /* nothing satisfies the rows */
	SOLVER_EUNBOUNDED,
	SOLVER_EGAVE_UP /* no answer within the iterations allowed */
};

struct solver;

struct solver *solver_new(void);
void solver_free(struct solver *s);
/** How much was done since solver_new, whatever the clock says: the numbers
   that were handed over, and each iteration times its rows. */
double solver_work(const struct solver *s);

/** Forget all columns and rows. */
void solver_clear(struct solver *s);

/** A new column; returns its number, 0-based. */
int solver_column(struct solver *s, double low, double high, double cost);
/** A new row; what follows by solver_term belongs to it. */
void solver_row(struct solver *s, double low, double high);
void solver_term(struct solver *s, int column, double coefficient);

/**
 * Find the least (or the greatest) sum of cost * column.
 *
 * Returns: SOLVER_OK with the columns' values in *x, borrowed until the next
 *          call.
 */
enum solver_status solver_solve(
    struct solver *s, bool is_greatest, const double **x);

/**
 * Why the last solve was infeasible: how much of each row in turn makes rows
 * that no numbers satisfy together; those with 0 are not needed for it.
 *
 * Returns: borrowed until the next solve; NULL: it is not known.
 */
const double *solver_conflict(struct solver *s);

/** The same rows and columns with one column's cost 1 and all others' 0. */
enum solver_status solver_extreme(
    struct solver *s, int column, bool is_greatest, const double **x);

#endif
