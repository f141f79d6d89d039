/*
 * figures.h - the figures of two runs, side by side.
 *
 * Memory: the head and two values of each figure, and those of runs between.
 */
#ifndef COMPARE_FIGURES_FIGURES_H
#define COMPARE_FIGURES_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/figure.h"
#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/** A figure in one of the runs. */
struct side {
	bool is_there;
	bool has_value;
	struct dec value;
	char *not_assessed; /* NULL: no reason */
};

/** Which run: the old, the new, or RUN_BETWEEN and on. */
enum { RUN_OLD, RUN_NEW, RUN_BETWEEN, MAX_RUNS = RUN_BETWEEN + 4 };

/** A figure in all of them. */
struct pair {
	char *head; /* ,"indicator":...,"by":[...] and the group's members */
	struct side old, new;
	struct side between[MAX_RUNS - RUN_BETWEEN];
	/* once compared */
	struct dec difference; /* new - old; a value that is not there is 0 */
	struct dec share;      /* of the old value, in size; -1: of nothing */
	size_t no;             /* in the order of reading */
};

struct figures {
	struct keyset *keys;
	struct pair *pairs; /* by key */
	size_t cap_pairs;
	struct figure figure;
	struct strbuf key, scratch;
};

void figures_init(struct figures *fs);
void figures_release(struct figures *fs);

/**
 * Take a record of a run in.
 *
 * Returns: FIGURE_OK; FIGURE_EOTHER for another record; what is wrong. With
 *          *is_twice the figure was there before in this run.
 */
enum figure_status figures_add(
    struct figures *fs, const struct record *rec, size_t run, bool *is_twice);

/** Is a figure another in two runs: its value, or why there is none? */
bool figures_differ(const struct side *a, const struct side *b);

/**
 * What a record of an indicator, or a summary of its trace, says of whose
 * figure it is: members, each with a comma in front. New memory.
 */
char *figures_head(const struct record *rec);

/**
 * Compare all, and put those first that changed by more than a share: the
 * largest changes first, before them what appeared or went.
 *
 * Units:   least in parts of the old value: 0.05.
 * Returns: how many there are.
 */
size_t figures_rank(struct figures *fs, struct dec least);

#endif
