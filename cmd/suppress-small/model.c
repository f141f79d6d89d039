/* model.c - what the figures of a stream have to do with each other. */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "nesting.h"

/* A number in a scope. */
struct entry {
	uint32_t scope, item;
	int64_t value;
};

/* A member of an indicator's records, over the scopes of one grouping. */
struct column {
	uint32_t quantity; /* the indicator and the role */
	int role;
	uint32_t grouping;
	bool is_no_count;
	struct entry *entries; /* sorted by scope once read */
	size_t n, cap;
	uint32_t class;
};

struct builder {
	struct model *m;
	struct items *items;
	struct keyset *quantities; /* (indicator, role) */
	uint32_t *same_as;         /* a forest over quantities */
	size_t cap_same;
	struct keyset *keys; /* of columns: (quantity, grouping) */
	struct column *columns;
	size_t n_columns, cap_columns;
	struct keyset *classes; /* of columns with the same numbers */
	uint32_t *of_class;     /* the first column of each class */
	size_t cap_of_class;
	struct keyset *places; /* (class, scope): the number is the cell */
	struct strbuf key;     /* scratch */
};

static uint32_t
root(struct builder *b, uint32_t quantity)
{
	while (b->same_as[quantity] != quantity)
		quantity = b->same_as[quantity];
	return quantity;
}

/* --- columns -------------------------------------------------------------- */

static struct column *
column_of(struct builder *b, const struct item *item, int role)
{
	uint32_t key[2] = { item->indicator, (uint32_t)role }, number;
	bool is_new;

	number =
	    keyset_add(b->quantities, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(b->same_as, number, b->cap_same);
		b->same_as[number] = number;
	}
	key[0] = number;
	key[1] = item->grouping;
	number = keyset_add(b->keys, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(b->columns, b->n_columns, b->cap_columns);
		b->columns[b->n_columns++] = (struct column){
			.quantity = key[0], .role = role, .grouping = key[1]
		};
	}
	return &b->columns[number];
}

/* 271000 per 1000 visits is the number 271. */
static int64_t
without_scale(const struct item *item, int role)
{
	const int64_t v = item->number[role], n = item->number[ROLE_N];

	if (role != ROLE_NUMERATOR || n <= 0 || v < 100)
		return v;
	for (int64_t scale = 100; scale <= 100000; scale *= 10) {
		if (v == n * scale)
			return n;
	}
	return v;
}

static void
read_columns(struct builder *b)
{
	for (size_t i = 0; i < b->items->n; i++) {
		const struct item *item = &b->items->list[i];

		if (!item->is_figure || item->rule->threshold == 0)
			continue;
		for (int role = 0; role < N_ROLES; role++) {
			struct column *c;

			if (item->number[role] == ITEMS_MISSING ||
			    (role == ROLE_VALUE &&
				(item->rule->is_measure ||
				    item->number[ROLE_NUMERATOR] !=
					ITEMS_MISSING)))
				continue;
			c = column_of(b, item, role);
			if (item->number[role] == ITEMS_NO_COUNT) {
				c->is_no_count = true;
				continue;
			}
			GROW(c->entries, c->n, c->cap);
			c->entries[c->n++] = (struct entry){ item->scope,
				(uint32_t)i, without_scale(item, role) };
		}
	}
}

static int
by_scope(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static void
sort_entries(struct entry *entries, size_t n)
{
	if (n > 1)
		qsort(entries, n, sizeof(*entries), by_scope);
}

static uint32_t
number_of_grouping(struct builder *b, const struct item_pair *pairs, size_t n)
{
	uint32_t dimensions[ITEMS_MAX_DIMENSIONS + 1];

	for (size_t i = 0; i < n; i++)
		dimensions[i] = pairs[i].dimension;
	return keyset_add(b->items->groupings, (const char *)dimensions,
	    n * sizeof(uint32_t), NULL);
}

/* The scope of an entry as pairs. */
static size_t
pairs_of(const struct builder *b, uint32_t scope, struct item_pair *pairs)
{
	size_t len;
	const char *key = keyset_key(b->items->scopes, scope, &len);

	memcpy(pairs, key, len);
	return len / sizeof(*pairs);
}

/* A denominator that is the same for all values of a dimension is grouped
   without it. */
static bool
leave_out_dimension(struct builder *b, struct column *c, size_t which)
{
	struct entry *entries = xcalloc(c->n, sizeof(*entries));
	struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
	bool is_constant = true;
	size_t n_scopes = 0, n = 0;

	for (size_t i = 0; i < c->n; i++) {
		n = pairs_of(b, c->entries[i].scope, pairs);
		memmove(&pairs[which], &pairs[which + 1],
		    (n - which - 1) * sizeof(pairs[0]));
		entries[i] = c->entries[i];
		entries[i].scope = keyset_add(b->items->scopes,
		    (const char *)pairs, (n - 1) * sizeof(pairs[0]), NULL);
	}
	sort_entries(entries, c->n);
	for (size_t i = 0; i < c->n; i++) {
		if (i == 0 || entries[i].scope != entries[i - 1].scope)
			n_scopes++;
		else if (entries[i].value != entries[i - 1].value)
			is_constant = false;
	}
	if (!is_constant || n_scopes == c->n) {
		free(entries);
		return false;
	}
	free(c->entries);
	c->entries = entries;
	c->cap = c->n;
	c->grouping = number_of_grouping(b, pairs, n - 1);
	return true;
}

static void
spread_denominators(struct builder *b)
{
	for (size_t i = 0; i < b->n_columns; i++) {
		struct column *c = &b->columns[i];
		struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
		size_t which = 1;

		if (c->role != ROLE_DENOMINATOR || c->n < 2)
			continue;
		while (which < pairs_of(b, c->entries[0].scope, pairs)) {
			if (!leave_out_dimension(b, c, which))
				which++;
		}
	}
}

/* --- classes -------------------------------------------------------------- */

/* Numbers that no chance makes the same twice. */
static bool
is_telling(const struct entry *entries, size_t n)
{
	enum { MANY = 3, LARGE = 1000 };
	size_t n_more = 0;

	for (size_t i = 0; i < n; i++) {
		if (entries[i].value >= LARGE)
			return true;
		n_more += entries[i].value > 0;
	}
	return n_more >= MANY;
}

/* The key of a class in b->key: the numbers, with whose they are where
   chance could make them the same. */
static void
class_key(struct builder *b, uint32_t quantity, uint32_t grouping,
    const struct entry *entries, size_t n)
{
	uint32_t whose =
	    is_telling(entries, n) ? UINT32_MAX : root(b, quantity);

	strbuf_reset(&b->key);
	strbuf_add(&b->key, (const char *)&whose, sizeof(whose));
	strbuf_add(&b->key, (const char *)&grouping, sizeof(grouping));
	for (size_t i = 0; i < n; i++) {
		if (entries[i].value == 0 ||
		    (i > 0 && entries[i].scope == entries[i - 1].scope))
			continue;
		strbuf_add(&b->key, (const char *)&entries[i].scope,
		    sizeof(entries[i].scope));
		strbuf_add(&b->key, (const char *)&entries[i].value,
		    sizeof(entries[i].value));
	}
}

/* Quantities with the same telling numbers somewhere are one everywhere. */
static void
unite_quantities(struct builder *b)
{
	struct keyset *seen = keyset_new();
	uint32_t *first = NULL;
	size_t cap = 0;

	for (size_t i = 0; i < b->n_columns; i++) {
		struct column *c = &b->columns[i];
		uint32_t number;
		bool is_new;

		if (c->is_no_count || !is_telling(c->entries, c->n))
			continue;
		class_key(b, c->quantity, c->grouping, c->entries, c->n);
		number = keyset_add(seen, b->key.s, b->key.len, &is_new);
		if (is_new) {
			GROW(first, number, cap);
			first[number] = c->quantity;
			continue;
		}
		b->same_as[root(b, c->quantity)] = root(b, first[number]);
	}
	free(first);
	keyset_free(seen);
}

static void
number_classes(struct builder *b)
{
	for (size_t i = 0; i < b->n_columns; i++) {
		struct column *c = &b->columns[i];
		bool is_new;

		if (c->is_no_count)
			continue;
		class_key(b, c->quantity, c->grouping, c->entries, c->n);
		c->class =
		    keyset_add(b->classes, b->key.s, b->key.len, &is_new);
		if (!is_new)
			continue;
		GROW(b->of_class, c->class, b->cap_of_class);
		b->of_class[c->class] = (uint32_t)i;
	}
}

/* --- cells ---------------------------------------------------------------- */

static uint32_t
cell_new(struct model *m, int64_t value)
{
	GROW(m->cells, m->n_cells, m->cap_cells);
	m->cells[m->n_cells] =
	    (struct cell){ .value = value, .high = ITEMS_MAX_COUNT };
	return (uint32_t)m->n_cells++;
}

static uint32_t
cell_at(struct builder *b, uint32_t class, uint32_t scope, int64_t value)
{
	uint32_t key[2] = { class, scope }, number;
	bool is_new;

	number = keyset_add(b->places, (const char *)key, sizeof(key), &is_new);
	if (is_new)
		cell_new(b->m, value);
	return number;
}

static void
cell_add_item(struct cell *cell, uint32_t item, const struct rule *rule)
{
	if (cell->n_items == 0 || cell->items[cell->n_items - 1] != item) {
		GROW(cell->items, cell->n_items, cell->cap_items);
		cell->items[cell->n_items++] = item;
	}
	if (cell->threshold < rule->threshold)
		cell->threshold = rule->threshold;
	if (cell->at_least < rule->at_least)
		cell->at_least = rule->at_least;
}

/* A count is below its indicator's threshold, or it is not: its label tells. */
static void
cell_add_count(struct cell *cell, int64_t threshold)
{
	cell->is_count = true;
	if (cell->value >= threshold && cell->low < threshold)
		cell->low = threshold;
	if (cell->value < threshold && cell->high >= threshold)
		cell->high = threshold - 1;
}

static void
make_cells(struct builder *b)
{
	struct model *m = b->m;

	for (size_t i = 0; i < b->n_columns; i++) {
		struct column *c = &b->columns[i];

		if (c->is_no_count)
			continue;
		for (size_t j = 0; j < c->n; j++) {
			const struct entry *e = &c->entries[j];
			uint32_t number =
			    cell_at(b, c->class, e->scope, e->value);

			m->of_item[e->item][c->role] = (int32_t)number;
			cell_add_item(&m->cells[number], e->item,
			    b->items->list[e->item].rule);
			if (c->role == ROLE_VALUE)
				cell_add_count(&m->cells[number],
				    b->items->list[e->item].rule->threshold);
		}
	}
}

/* --- rows ----------------------------------------------------------------- */

static void
row_begin(struct model *m, bool is_least)
{
	GROW(m->rows, m->n_rows, m->cap_rows);
	m->rows[m->n_rows++] =
	    (struct row){ .first = m->n_terms, .is_least = is_least };
}

static void
row_add(struct model *m, uint32_t cell, int32_t coefficient)
{
	struct cell *c = &m->cells[cell];
	const uint32_t row = (uint32_t)m->n_rows - 1;

	GROW(m->terms, m->n_terms, m->cap_terms);
	m->terms[m->n_terms++] = (struct term){ cell, coefficient };
	m->rows[row].n++;
	GROW(c->rows, c->n_rows, c->cap_rows);
	c->rows[c->n_rows++] = (struct place){ row, coefficient };
}

/* a is at least b. */
static void
row_order(struct model *m, int32_t a, int32_t b)
{
	if (a == MODEL_NO_CELL || b == MODEL_NO_CELL || a == b)
		return;
	row_begin(m, true);
	row_add(m, (uint32_t)a, 1);
	row_add(m, (uint32_t)b, -1);
}

/* Bring a scope's pairs to the dimensions of a grouping. */
static bool
lift(const struct nesting *nesting, const struct item_pair *pairs, size_t n,
    const uint32_t *dimensions, size_t n_dimensions, struct item_pair *to)
{
	for (size_t i = 0; i < n_dimensions; i++) {
		size_t j = 0;

		to[i].dimension = dimensions[i];
		while (j < n && pairs[j].dimension != dimensions[i])
			j++;
		if (j < n) {
			to[i].value = pairs[j].value;
			continue;
		}
		for (j = 1; j < n; j++) {
			if (nesting_around(
				nesting, pairs[j], dimensions[i], &to[i].value))
				break;
		}
		if (j >= n)
			return false;
	}
	return true;
}

/* The column's entries with the scopes of another grouping; false where one
   has none. */
static bool
lift_all(struct builder *b, const struct nesting *nesting,
    const struct column *c, uint32_t grouping, struct entry *entries)
{
	size_t len;
	const char *key = keyset_key(b->items->groupings, grouping, &len);
	uint32_t dimensions[ITEMS_MAX_DIMENSIONS + 1];
	struct item_pair from[ITEMS_MAX_DIMENSIONS + 1];
	struct item_pair to[ITEMS_MAX_DIMENSIONS + 1];
	const size_t n_to = len / sizeof(uint32_t);

	memcpy(dimensions, key, len);
	for (size_t i = 0; i < c->n; i++) {
		const size_t n = pairs_of(b, c->entries[i].scope, from);

		entries[i] = c->entries[i];
		entries[i].item = (uint32_t)i;
		if (!lift(nesting, from, n, dimensions, n_to, to) ||
		    !items_find_scope(b->items, to, n_to, &entries[i].scope))
			return false;
	}
	return true;
}

/* One row for each scope: its parts less its total. */
static void
add_rows(struct builder *b, const struct column *c, uint32_t total,
    const struct entry *lifted)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e = &c->entries[lifted[i].item];

		if (i == 0 || lifted[i].scope != lifted[i - 1].scope)
			row_begin(b->m, false);
		row_add(b->m, cell_at(b, c->class, e->scope, e->value), 1);
		if (i + 1 == c->n || lifted[i + 1].scope != lifted[i].scope)
			row_add(
			    b->m, cell_at(b, total, lifted[i].scope, 0), -1);
	}
}

/* Look for the total of the column's numbers over the scopes of a grouping. */
static void
find_total(struct builder *b, const struct nesting *nesting,
    const struct column *c, uint32_t grouping)
{
	struct entry *lifted = xcalloc(c->n, sizeof(*lifted));
	struct entry *sums = xcalloc(c->n, sizeof(*sums));
	size_t n = 0;
	uint32_t total;

	if (lift_all(b, nesting, c, grouping, lifted)) {
		sort_entries(lifted, c->n);
		for (size_t i = 0; i < c->n; i++) {
			if (i == 0 || lifted[i].scope != lifted[i - 1].scope)
				sums[n++] =
				    (struct entry){ .scope = lifted[i].scope };
			sums[n - 1].value += lifted[i].value;
		}
		class_key(b, c->quantity, grouping, sums, n);
		if (keyset_find(b->classes, b->key.s, b->key.len, &total) &&
		    total != c->class)
			add_rows(b, c, total, lifted);
	}
	free(lifted);
	free(sums);
}

static bool
has_repeats(const struct column *c)
{
	for (size_t i = 1; i < c->n; i++) {
		if (c->entries[i].scope == c->entries[i - 1].scope)
			return true;
	}
	return false;
}

/* A column of a class, each scope once. */
static void
unique_entries(struct column *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (n == 0 || c->entries[i].scope != c->entries[n - 1].scope)
			c->entries[n++] = c->entries[i];
	}
	c->n = n;
}

static void
find_totals(struct builder *b)
{
	struct nesting *nesting = nesting_new(b->items);
	const uint32_t n_classes = keyset_n(b->classes);

	for (uint32_t class = 0; class < n_classes; class ++) {
		struct column *c = &b->columns[b->of_class[class]];

		if (has_repeats(c))
			unique_entries(c);
		for (uint32_t g = 0; g < keyset_n(b->items->groupings); g++) {
			if (g != c->grouping && c->n > 0)
				find_total(b, nesting, c, g);
		}
	}
	nesting_free(nesting);
}

/* What holds within one record: the part, the rest and the whole. */
static void
relate_roles(struct builder *b)
{
	struct model *m = b->m;

	for (size_t i = 0; i < b->items->n; i++) {
		const struct item *item = &b->items->list[i];
		int32_t *of = m->of_item[i];
		int64_t rest;

		if (!item->is_figure)
			continue;
		if (of[ROLE_VALUE] != MODEL_NO_CELL &&
		    item->number[ROLE_VALUE] <= item->number[ROLE_N])
			row_order(m, of[ROLE_N], of[ROLE_VALUE]);
		if (!item->is_share || of[ROLE_NUMERATOR] == MODEL_NO_CELL ||
		    of[ROLE_DENOMINATOR] == MODEL_NO_CELL)
			continue;
		rest = item->number[ROLE_DENOMINATOR] -
		       item->number[ROLE_NUMERATOR];
		of[N_ROLES] = (int32_t)cell_new(m, rest);
		cell_add_item(&m->cells[of[N_ROLES]], (uint32_t)i, item->rule);
		row_begin(m, false);
		row_add(m, (uint32_t)of[ROLE_DENOMINATOR], 1);
		row_add(m, (uint32_t)of[ROLE_NUMERATOR], -1);
		row_add(m, (uint32_t)of[N_ROLES], -1);
	}
}

void
model_build(struct model *m, struct items *items)
{
	struct builder b = { .m = m, .items = items, .key = STRBUF_INIT };

	memset(m, 0, sizeof(*m));
	m->of_item = xcalloc(items->n, sizeof(*m->of_item));
	memset(m->of_item, 0xff, items->n * sizeof(*m->of_item));
	b.quantities = keyset_new();
	b.keys = keyset_new();
	b.classes = keyset_new();
	b.places = keyset_new();
	read_columns(&b);
	spread_denominators(&b);
	for (size_t i = 0; i < b.n_columns; i++)
		sort_entries(b.columns[i].entries, b.columns[i].n);
	unite_quantities(&b);
	number_classes(&b);
	make_cells(&b);
	find_totals(&b);
	relate_roles(&b);
	for (size_t i = 0; i < b.n_columns; i++)
		free(b.columns[i].entries);
	free(b.columns);
	free(b.same_as);
	free(b.of_class);
	strbuf_release(&b.key);
	keyset_free(b.quantities);
	keyset_free(b.keys);
	keyset_free(b.classes);
	keyset_free(b.places);
}

void
model_release(struct model *m)
{
	for (size_t i = 0; i < m->n_cells; i++) {
		free(m->cells[i].items);
		free(m->cells[i].rows);
	}
	free(m->cells);
	free(m->rows);
	free(m->terms);
	free(m->of_item);
}
