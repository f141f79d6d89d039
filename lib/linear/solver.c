/* solver.c - linear programmes, solved by Clp. */
#include "vardstrom/solver.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <coin/Clp_C_Interface.h>

#include "vardstrom/xalloc.h"

/*
 * std::set_new_handler, by its name in the binary interface of C++ that GCC
 * and Clang share. Clp takes its memory by new; without a handler a thrown
 * std::bad_alloc, which no C can catch, aborts the program.
 */
typedef void no_memory_fn(void);
extern no_memory_fn *set_new_handler(no_memory_fn *handler) __asm__(
    "_ZSt15set_new_handlerPFvvE");

static void
on_no_memory(void)
{
	xalloc_failed();
}

struct solver_cell {
	int row, column;
	double coefficient;
};

struct solver {
	Clp_Simplex *model; /* of the last solve; NULL: none */
	double *low, *high, *cost;
	size_t n_columns, cap_low, cap_high, cap_cost;
	double *row_low, *row_high;
	size_t n_rows, cap_row_low, cap_row_high;
	struct solver_cell *cells;
	size_t n_cells, cap_cells;
	double work;
	double *conflict; /* by row, of the last solve; NULL: none */
};

struct solver *
solver_new(void)
{
	return xcalloc(1, sizeof(struct solver));
}

static void
forget_model(struct solver *s)
{
	if (s->conflict)
		Clp_freeRay(s->model, s->conflict);
	if (s->model)
		Clp_deleteModel(s->model);
	s->conflict = NULL;
	s->model = NULL;
}

void
solver_free(struct solver *s)
{
	if (!s)
		return;
	forget_model(s);
	free(s->low);
	free(s->high);
	free(s->cost);
	free(s->row_low);
	free(s->row_high);
	free(s->cells);
	free(s);
}

double
solver_work(const struct solver *s)
{
	return s->work;
}

void
solver_clear(struct solver *s)
{
	forget_model(s);
	s->n_columns = s->n_rows = s->n_cells = 0;
}

int
solver_column(struct solver *s, double low, double high, double cost)
{
	GROW(s->low, s->n_columns, s->cap_low);
	GROW(s->high, s->n_columns, s->cap_high);
	GROW(s->cost, s->n_columns, s->cap_cost);
	s->low[s->n_columns] = low;
	s->high[s->n_columns] = high;
	s->cost[s->n_columns] = cost;
	return (int)s->n_columns++;
}

void
solver_row(struct solver *s, double low, double high)
{
	GROW(s->row_low, s->n_rows, s->cap_row_low);
	GROW(s->row_high, s->n_rows, s->cap_row_high);
	s->row_low[s->n_rows] = low;
	s->row_high[s->n_rows++] = high;
}

void
solver_term(struct solver *s, int column, double coefficient)
{
	GROW(s->cells, s->n_cells, s->cap_cells);
	s->cells[s->n_cells++] =
	    (struct solver_cell){ (int)s->n_rows - 1, column, coefficient };
}

/* Hand the rows over, column by column. */
static void
load(struct solver *s)
{
	int *start = xcalloc(s->n_columns + 2, sizeof(*start));
	int *index = xcalloc(s->n_cells + 1, sizeof(*index));
	double *value = xcalloc(s->n_cells + 1, sizeof(*value));

	for (size_t i = 0; i < s->n_cells; i++)
		start[s->cells[i].column + 2]++;
	for (size_t i = 2; i < s->n_columns + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < s->n_cells; i++) {
		const int at = start[s->cells[i].column + 1]++;

		index[at] = s->cells[i].row;
		value[at] = s->cells[i].coefficient;
	}
	set_new_handler(on_no_memory);
	s->model = Clp_newModel();
	Clp_setLogLevel(s->model, 0);
	Clp_loadProblem(s->model, (int)s->n_columns, (int)s->n_rows, start,
	    index, value, s->low, s->high, s->cost, s->row_low, s->row_high);
	free(start);
	free(index);
	free(value);
}

static enum solver_status
status_of(Clp_Simplex *model)
{
	switch (Clp_status(model)) {
	case 0:
		return SOLVER_OK;
	case 1:
		return SOLVER_EINFEASIBLE;
	case 2:
		return SOLVER_EUNBOUNDED;
	default:
		return SOLVER_EGAVE_UP;
	}
}

static void
note_work(struct solver *s)
{
	s->work += (double)(s->n_columns + s->n_rows + s->n_cells) +
		   (double)Clp_numberIterations(s->model) * (double)s->n_rows;
}

enum solver_status
solver_solve(struct solver *s, bool is_greatest, const double **x)
{
	enum solver_status status;

	forget_model(s);
	load(s);
	Clp_setOptimizationDirection(s->model, is_greatest ? -1 : 1);
	Clp_dual(s->model, 0);
	status = status_of(s->model);
	note_work(s);
	*x = Clp_getColSolution(s->model);
	return status;
}

const double *
solver_conflict(struct solver *s)
{
	if (!s->conflict && s->model)
		s->conflict = Clp_infeasibilityRay(s->model);
	return s->conflict;
}

enum solver_status
solver_extreme(struct solver *s, int column, bool is_greatest, const double **x)
{
	enum solver_status status;

	if (!s->model) {
		load(s);
		Clp_dual(s->model, 0);
		note_work(s);
		status = status_of(s->model);
		if (status != SOLVER_OK && status != SOLVER_EUNBOUNDED)
			return status;
	}
	memset(Clp_objective(s->model), 0, s->n_columns * sizeof(double));
	Clp_objective(s->model)[column] = 1;
	Clp_setOptimizationDirection(s->model, is_greatest ? -1 : 1);
	Clp_primal(s->model, 0);
	status = status_of(s->model);
	note_work(s);
	*x = Clp_getColSolution(s->model);
	return status;
}
