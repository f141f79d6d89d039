/* cube_lists.c - count a record in the groups of its lists' elements. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "cube_private.h"

/* --- deciding ------------------------------------------------------------- */

/** The number of the list that a column is of; added where it is new. */
static int
find_list(struct cube *cube, int column)
{
	int source = cube->columns[column].is->source;
	size_t i;

	for (i = 0; i < cube->n_lists; i++)
		if (cube->lists[i].source == source)
			return (int)i;
	GROW(cube->lists, cube->n_lists, cube->cap_lists);
	cube->lists[cube->n_lists++] =
	    (struct list){ .source = source, .column = column };
	return (int)i;
}

/** Note that a slot is counted by the elements of a column's list. */
static void
add_list(const struct cube *cube, struct slot *slot, int column)
{
	int list = column < 0 ? -1 : cube->columns[column].list;
	size_t i;

	for (i = 0; i < slot->n_lists; i++)
		if (slot->lists[i] == list)
			return;
	if (list < 0)
		return;
	slot->lists =
	    xreallocarray(slot->lists, slot->n_lists + 1, sizeof(*slot->lists));
	slot->lists[slot->n_lists++] = list;
}

void
cube_lists_plan(struct cube *cube)
{
	const struct wanted *w = cube->wanted;
	size_t i, k, n;

	for (i = 0; i < w->n_columns; i++)
		cube->columns[i].list =
		    w->columns[i].is_each ? find_list(cube, (int)i) : -1;
	if (cube->n_lists == 0)
		return;
	cube->elements = xcalloc(w->n_columns, sizeof(*cube->elements));
	for (i = 0; i < w->n_measures; i++)
		for (k = 0; k < cube->measures[i].n_slots; k++) {
			struct slot *slot = &cube->measures[i].slots[k];
			const struct grouping *gr =
			    &cube->groupings[slot->grouping];

			for (n = 0; n < gr->n_columns; n++)
				add_list(cube, slot, gr->columns[n]);
			add_list(cube, slot, w->measures[i].column);
		}
}

void
cube_lists_release(struct cube *cube)
{
	size_t i;

	for (i = 0; cube->elements && i < cube->wanted->n_columns; i++)
		free(cube->elements[i].numbers);
	free(cube->elements);
	for (i = 0; i < cube->n_groupings; i++)
		free(cube->groupings[i].seen_in);
	free(cube->lists);
}

/* --- a record's lists ----------------------------------------------------- */

/** Note an element's number in each column of its list. */
static void
add_element(
    struct cube *cube, struct list *list, const struct ndjson_member *element)
{
	size_t i;

	for (i = 0; i < cube->wanted->n_columns; i++) {
		struct elements *own = &cube->elements[i];
		struct column *c = &cube->columns[i];

		if (c->list != (int)(list - cube->lists))
			continue;
		if (list->n == own->cap) {
			own->cap = 2 * list->n + 16;
			own->numbers = xreallocarray(
			    own->numbers, own->cap, sizeof(*own->numbers));
		}
		own->numbers[list->n] =
		    element ? cube_number_made(cube, c, element) : 0;
	}
	list->n++;
}

/** Without an element there is one that is missing. */
static void
gather(struct cube *cube, struct list *list)
{
	const struct ndjson_member *m =
	    expr_value_of(cube->wanted->exprs, list->source);
	struct ndjson_member element;
	struct ndjson_iter it;

	if (list->seen == cube->record_no)
		return;
	list->seen = cube->record_no;
	list->n = 0;
	if (!m || m->type != NDJSON_ARRAY) {
		add_element(cube, list, m);
		return;
	}
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &element))
		add_element(cube, list, &element);
	if (list->n == 0)
		add_element(cube, list, NULL);
}

/** Are these few enough together? One list may be as long as a line is. */
static bool
are_few(struct cube *cube, const struct slot *slot, struct cube_fault *fault)
{
	size_t product = 1, i;

	for (i = 0; i < slot->n_lists; i++) {
		struct list *list = &cube->lists[slot->lists[i]];

		gather(cube, list);
		if (i > 0 && product > CUBE_MAX_ELEMENTS / list->n) {
			fault->code = "too_many_elements";
			fault->message = "its elements and those of another "
					 "list make more than 65536 pairs";
			fault->field = wanted_name(cube->wanted, list->column);
			return false;
		}
		product *= list->n;
	}
	return true;
}

/* --- counting ------------------------------------------------------------- */

/** Go to the next choice of an element of each list; false after the last. */
static bool
choose_next(struct cube *cube, const struct slot *slot)
{
	size_t i;

	for (i = 0; i < slot->n_lists; i++) {
		struct list *list = &cube->lists[slot->lists[i]];

		if (++list->at < list->n)
			return true;
		list->at = 0;
	}
	return false;
}

static uint32_t
chosen_number(struct cube *cube, int column)
{
	const struct column *c = &cube->columns[column];

	return c->list < 0
		   ? cube_number_here(cube, column)
		   : cube->elements[column].numbers[cube->lists[c->list].at];
}

static uint32_t
chosen_group(struct cube *cube, int grouping)
{
	const struct grouping *gr = &cube->groupings[grouping];
	uint32_t numbers[CUBE_MAX_BASE] = { 0 };
	size_t i;

	for (i = 0; i < gr->n_columns; i++)
		numbers[i] = chosen_number(cube, gr->columns[i]);
	return cube_group_of(cube, grouping, numbers);
}

/** Is the group new in this round? */
static bool
is_new_group(struct cube *cube, struct grouping *gr, uint32_t g)
{
	size_t n = gr->n_seen_in ? gr->n_seen_in : 64;

	if (g >= gr->n_seen_in) {
		while (n <= g)
			n *= 2;
		gr->seen_in =
		    xreallocarray(gr->seen_in, n, sizeof(*gr->seen_in));
		memset(gr->seen_in + gr->n_seen_in, 0,
		    (n - gr->n_seen_in) * sizeof(*gr->seen_in));
		gr->n_seen_in = n;
	}
	if (gr->seen_in[g] == cube->round)
		return false;
	gr->seen_in[g] = cube->round;
	return true;
}

/** The record's value of a column that is a member. */
static struct value
value_here(const struct cube *cube, int column, struct strbuf *scratch)
{
	return value_of(cube_column_value(cube, column), scratch);
}

/** What a measure that is no mere count holds of the record at hand. */
static void
look_at(struct cube *cube, const struct measure *m, struct holding *more,
    struct squares *squares, struct value *order)
{
	const enum measure_kind kind = m->is->kind;

	if (measure_has_sums(kind))
		dec_sum_add(&more->sum, m->number);
	if (kind == MEASURE_SQUARES)
		squares_add(squares, m->number);
	if (measure_has_bests(kind))
		more->best = value_here(cube, m->is->column, &cube->scratch);
	if (measure_has_orders(kind))
		*order = value_here(cube, m->is->order, &cube->order_scratch);
	more->squares = squares;
	more->order = order;
}

/** Count the record, or its chosen element, in the chosen group. */
static void
count_chosen(struct cube *cube, const struct measure *m, struct slot *slot)
{
	uint32_t g = chosen_group(cube, slot->grouping), key = 0;
	struct squares squares = { 0 };
	struct value order = { 0 };
	struct holding more = { .n = 1 };
	int column = m->is->column;

	if (column >= 0 && cube->columns[column].list >= 0) {
		key = chosen_number(cube, column);
		if (key == 0 ||
		    value_type(cube_value(cube, column, key)) == VALUE_NULL)
			return;
	} else if (!is_new_group(cube, &cube->groupings[slot->grouping], g)) {
		return;
	} else if (m->is->kind == MEASURE_TALLY) {
		key = cube_number_here(cube, column);
	}
	look_at(cube, m, &more, &squares, &order);
	if (!cube_hold(m, slot, g, &more))
		BUG("one record is more than can be counted");
	if (m->is->kind == MEASURE_TALLY) {
		cube->fresh_bytes += FRESH_BYTES;
		tally_add(slot->tally, g, key, 1);
	}
}

/** The slots of a measure that are counted by elements. */
static struct slot *const *
by_element(const struct measure *m)
{
	return m->into + m->n_into;
}

bool
cube_lists_add(
    struct cube *cube, const struct hits *hits, struct cube_fault *fault)
{
	const struct measure *m;
	size_t i, k;

	for (i = 0; i < hits->n; i++) {
		m = &cube->measures[hits->measures[i]];
		for (k = 0; k < m->n_by_element; k++)
			if (!are_few(cube, by_element(m)[k], fault))
				return false;
	}
	for (i = 0; i < hits->n; i++) {
		m = &cube->measures[hits->measures[i]];
		for (k = 0; k < m->n_by_element; k++) {
			cube->round++;
			do {
				count_chosen(cube, m, by_element(m)[k]);
			} while (choose_next(cube, by_element(m)[k]));
		}
	}
	return true;
}
