/* protect_private.h - what the parts of protect share. */
#ifndef SUPPRESS_SMALL_PROTECT_PRIVATE_H
#define SUPPRESS_SMALL_PROTECT_PRIVATE_H

#include "vardstrom/solver.h"

#include "protect.h"

struct guard {
	struct items *items;
	struct model *m;
	struct solver *solver;
	double max_work;       /* see PROTECT_MAX_WORK */
	double work;           /* of it, besides the solver's */
	int64_t *least, *most; /* of each cell, over the tables found */
	uint32_t *near;        /* cells that may move */
	size_t n_near;
	int *column;       /* of each cell that may move; -1: it may not */
	uint32_t *touched; /* rows of cells that may move */
	size_t n_touched, cap_touched;
	bool *is_touched;
	bool *is_known; /* of each cell */
	int64_t *move;  /* of each cell, scratch; 0 between calls */
	int64_t *
	    residual; /* of each row, likewise: what its cells' moves come to */
	struct span *spans;  /* how far each cell may move, in a programme */
	struct span *limits; /* of each cell, whatever is hidden */
	bool is_loose;       /* see struct search */
	bool is_hopeless;    /* no numbers at all satisfy it */
	unsigned n_steps;    /* of the repair at hand */
};

/* How many cells may move when a table is looked for. */
enum {
	REPAIRED = 0, /* no programme, but steps */
	NEAR_CELLS = 250,
	FAR_CELLS = 3000 /* SIZE_MAX: all */
};

/* How a table is looked for. */
struct search {
	bool may_hide;
	bool is_loose; /* what is small in a ratio need not stay it */
	size_t max;    /* cells that may move */
};

/** Is the cell seen, or known from elsewhere? */
bool guard_is_known(const struct guard *g, const struct cell *c);

/** May the cell be hidden? A zero only where the rules allow it. */
bool guard_can_hide(const struct guard *g, const struct cell *c);

/** Hide the records that show a cell: for its own sake, or for others'. */
void guard_hide(struct guard *g, const struct cell *c, bool is_cover);

/** How many values are wanted for a cell. */
int64_t guard_wanted(const struct guard *g, const struct cell *c);

/** Are there fewer than that of a figure that may not be seen? */
bool guard_is_in_danger(const struct guard *g, uint32_t cell);

/** What whoever reads knows of a hidden cell by its label, or would if that
    were as sure. */
void guard_label_bounds(const struct guard *g, const struct cell *c,
    enum sureness sure, int64_t *low, int64_t *high);

/** How much more than 0 a row's sum is. */
int64_t guard_slack(const struct guard *g, const struct row *row);

/** A record of a cell that moves, which does not keep its label. */
bool guard_find_mislabelled(const struct guard *g, int sign, uint32_t *which);

/** Find the limits: what labels and rows leave of each cell even where all is
    hidden that may be. */
void limits_find(struct guard *g);

/** Does the table that differs by sign * move satisfy everything? */
bool guard_is_table(const struct guard *g, int sign);

/** Note how far hidden cells are from certain, now that a table is found; one
    that differs the other way may be as good. */
void guard_note_tables(struct guard *g);

/**
 * Look for a table in which the cell differs by so much and only a few other
 * hidden cells do: mend a row that no longer holds with one of its cells, then
 * the rows that this broke, a limited number of steps.
 *
 * Returns: true with the cells that differ in near, their moves in move, and
 *          their rows in touched.
 */
bool repair_find(struct guard *g, uint32_t cell, int64_t by);

/** Was so much searched that no programme is made any more? */
bool search_is_at_an_end(const struct guard *g);

/** Widen what is known of a cell, upwards first, as far as is wanted. */
void search_widen(struct guard *g, uint32_t cell, const struct search *how);

/** Narrow the limits of a cell to what no table at all goes beyond. */
void search_limits(struct guard *g, uint32_t cell);

#endif
