/*
 * audit.h - read a suppressed stream as an attacker would.
 *
 * This is another reading of what figures have to do with each other than
 * model.h, which sees all of them: it goes by names and by what is shown. A
 * relation is believed until something that is shown speaks against it.
 */
#ifndef SUPPRESS_SMALL_AUDIT_H
#define SUPPRESS_SMALL_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "items.h"

/** What can be known of a hidden number. */
struct audit_interval {
	size_t item;
	int role;          /* enum role; N_ROLES: the rest of a share */
	int64_t low, high; /* high ITEMS_MAX_COUNT: without end */
	bool is_narrow;    /* closer than the rules allow */
};

struct audit {
	struct audit_interval *list;
	size_t n, cap;
	size_t n_narrow;
	size_t n_contradictory; /* groups of figures that no table has */
	size_t n_unsolved;      /* groups that the solver gave up on */
};

void audit_run(struct audit *a, struct items *items);
void audit_release(struct audit *a);

#endif
