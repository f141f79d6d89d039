/* print.h - the printed tables as numbers and the relations between them. */
#ifndef RECONCILE_PRINT_H
#define RECONCILE_PRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "published.h"
#include "system.h"

enum { PRINT_NONE = -1 };

/** What a relation is, for who reads of it. */
enum print_kind {
	PRINT_TOTAL, /* the rows add up to the total row */
	PRINT_SUM,
	PRINT_RATIO,
	PRINT_SHARE, /* of a count, and so of whole numbers */
	PRINT_MEAN,  /* likewise */
	PRINT_SAME,
	PRINT_BOUND,
	PRINT_ORDER,
	PRINT_ROWS
};

struct print {
	const struct published *p;
	enum rounding rounding;
	struct system *system;
	size_t **numbers;  /* by table and cell: which number, + 1; 0: none */
	size_t **withheld; /* the same of cells that do not tell theirs */
	struct place *places; /* by number; table NULL: not printed */
	size_t cap_places;
	struct print_relation {
		enum print_kind kind;
		int result;     /* the number that it makes up, or PRINT_NONE */
		bool is_strict; /* of an order: more, not as much */
	} * relations;          /* as the system's */
	size_t cap_relations;
	size_t n_unprinted; /* relations that name what is not printed */
};

/** Read the print as rounded so. */
struct print *print_new(const struct published *p, enum rounding rounding);
void print_free(struct print *print);

/** Which number a cell is; PRINT_NONE: it is none. */
int print_number(const struct print *print, const struct place *place);
/** Where it is printed; NULL: nowhere. */
const struct place *print_place(const struct print *print, size_t number);
/** What the number of a cell can be by its print alone. */
void print_range(
    const struct place *place, enum rounding rounding, struct range *r);
/** The same, were it printed so. */
void printed_range(const struct printed *p, const struct column *c,
    enum rounding rounding, struct range *r);

/** The numbers joined by relations: a component of each, 0-based. */
size_t print_components(const struct print *print, size_t *of_number);

#endif
