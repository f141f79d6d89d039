/* model_private.h - what the parts of model share. */
#ifndef SUPPRESS_SMALL_MODEL_PRIVATE_H
#define SUPPRESS_SMALL_MODEL_PRIVATE_H

#include "model.h"
#include "nesting.h"

/* A number in a scope. */
struct entry {
	uint32_t scope, item;
	int64_t value;
};

/* A member of an indicator's records, over the scopes of one grouping. */
struct column {
	uint32_t quantity; /* the indicator, the role and the release */
	uint32_t indicator, release;
	int role;
	uint32_t grouping;
	bool is_no_count;
	struct entry *entries; /* sorted by scope once read */
	size_t n, cap;
	uint32_t class;
};

/* How sums are made of a column. */
enum way {
	WAY_WHOLE,     /* what lies within a scope, added up */
	WAY_WEIGHTED,  /* the same, each times its bin: patients by visits */
	WAY_CUMULATED, /* the months until each month */
	WAY_AT,        /* one month alone */
	WAY_UNTIL      /* the months until one */
};

/* Sums of the columns of a class over the scopes of a grouping. */
struct derived {
	uint32_t class, grouping;
	enum way way;
	int month;    /* for the last two: see items_month */
	bool is_made; /* there are cells for them */
};

struct builder {
	struct model *m;
	struct items *items;
	struct keyset *quantities; /* (indicator, role) */
	uint32_t *same_as;         /* a forest over quantities */
	size_t cap_same;
	struct keyset
	    *cumulated;      /* quantities that come together over months */
	struct keyset *keys; /* of columns: (quantity, grouping) */
	struct column *columns;
	size_t n_columns, cap_columns;
	struct keyset *classes; /* of columns with the same numbers */
	uint32_t *of_class;     /* the first column of each class */
	uint32_t n_classes;     /* that have a column */
	size_t cap_of_class;
	struct keyset *places; /* (class, scope) */
	uint32_t *cell_of;     /* each of these: the cell */
	size_t cap_cell_of;
	struct strbuf key; /* scratch */
	uint32_t month;    /* the dimension of that name */
	bool has_before;
	struct nesting *nesting;
	struct keyset *derived; /* keys of sums that are no column */
	struct derived *first;  /* what came to each of them first */
	size_t cap_first;
};

/** The number of the class of these numbers as a key in b->key. */
void model_class_key(struct builder *b, uint32_t quantity, uint32_t grouping,
    const struct entry *entries, size_t n);

/** Are they numbers that no chance makes the same twice? */
bool model_is_telling(
    const struct builder *b, const struct entry *entries, size_t n);

/** The quantity that stands for all that are one with this. */
uint32_t model_root(const struct builder *b, uint32_t quantity);

/** The cell of a class and a scope; where there is none, new with the value. */
uint32_t model_cell_at(
    struct builder *b, uint32_t class, uint32_t scope, int64_t value);

/** The same, where there is one. */
bool model_find_cell(
    const struct builder *b, uint32_t class, uint32_t scope, uint32_t *cell);

/** The scope of an entry as pairs; how many. */
size_t model_pairs_of(
    const struct builder *b, uint32_t scope, struct item_pair *pairs);

void model_row_begin(struct model *m, bool is_least);
void model_row_add(struct model *m, uint32_t cell, int32_t coefficient);

/* What one entry of a column adds to the sum of a scope. */
struct addend {
	uint32_t scope; /* of the sum */
	uint32_t entry; /* of the column */
	int32_t weight;
	int64_t value; /* weight and all */
};

struct addends {
	struct addend *list;
	size_t n, cap;
};

/* The dimensions of a grouping, ascending. */
struct grouping {
	uint32_t dimensions[ITEMS_MAX_DIMENSIONS + 1];
	size_t n;
};

/* The months of a column, as numbers and as values; ascending. */
struct months {
	struct month_of {
		int month;
		uint32_t value;
	} * list;
	size_t n, cap;
};

struct grouping model_grouping_of(const struct builder *b, uint32_t number);
bool model_has_dimension(const struct grouping *g, uint32_t dimension);

/** The months of a column; months->list is to be freed. */
void model_read_months(
    struct builder *b, const struct column *c, struct months *months);

/** What the column's entries add to, sorted by scope; false: they cannot be
    brought to the grouping. */
bool model_derive(struct builder *b, const struct column *c,
    const struct derived *how, struct addends *to);

/** The sums as entries, one for each scope; how many. */
size_t model_sum_up(const struct addends *a, struct entry *sums);

/** Give what an earlier release hid the numbers that follow from the stream's
    own, where these agree with all that it showed. */
void model_fill_before(struct builder *b);

/**
 * Give what an earlier release hid, and the stream's own do not tell, numbers
 * that it may have had. Those for which none are found are added to *n_untold.
 *
 * Returns: whether any record got one: the model is to be built anew.
 */
bool model_assume(struct model *m, struct items *items, size_t *n_untold);

/** The pair of a dimension; NULL: there is none. */
struct item_pair *model_find_pair(
    struct item_pair *pairs, size_t n, uint32_t dimension);

/** Are they numbers of one release in one grouping? */
bool model_are_beside(const struct column *x, const struct column *y);

/** Unite quantities that have the same numbers in several groupings, or in all
    scopes that they share. */
void model_unite_by_hunches(struct builder *b);

/** Add a row for what never falls. */
void model_find_order(struct builder *b);

/** Find what adds up to what, and add a row for each. */
void model_find_sums(struct builder *b);

#endif
