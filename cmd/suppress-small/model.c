/* model.c - what the figures of a stream have to do with each other. */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "model_private.h"

uint32_t
model_root(const struct builder *b, uint32_t quantity)
{
	while (b->same_as[quantity] != quantity)
		quantity = b->same_as[quantity];
	return quantity;
}

/* --- columns -------------------------------------------------------------- */

/* The quantity of a role of an indicator; that of an earlier release is one
   with the stream's own where chance could make numbers the same. */
static uint32_t
quantity_of(struct builder *b, uint32_t indicator, int role, uint32_t release)
{
	uint32_t key[2] = { indicator, (uint32_t)role + release * N_ROLES };
	uint32_t number;
	bool is_new;

	number =
	    keyset_add(b->quantities, (const char *)key, sizeof(key), &is_new);
	if (!is_new)
		return number;
	GROW(b->same_as, number, b->cap_same);
	b->same_as[number] = number;
	if (release > 0) {
		const uint32_t own = quantity_of(b, indicator, role, 0);

		b->same_as[number] = model_root(b, own);
	}
	return number;
}

static struct column *
column_of(struct builder *b, const struct item *item, int role)
{
	uint32_t key[2], number;
	bool is_new;

	key[0] = quantity_of(b, item->indicator, role, item->release);
	key[1] = item->grouping;
	number = keyset_add(b->keys, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(b->columns, b->n_columns, b->cap_columns);
		b->columns[b->n_columns++] =
		    (struct column){ .quantity = key[0],
			    .indicator = item->indicator,
			    .release = item->release,
			    .role = role,
			    .grouping = key[1] };
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
			b->has_before |= item->is_before;
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

static void
sort_columns(struct builder *b)
{
	for (size_t i = 0; i < b->n_columns; i++)
		sort_entries(b->columns[i].entries, b->columns[i].n);
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
size_t
model_pairs_of(const struct builder *b, uint32_t scope, struct item_pair *pairs)
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
		n = model_pairs_of(b, c->entries[i].scope, pairs);
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

/* --- classes -------------------------------------------------------------- */

/* The key of a class in b->key: the numbers, with whose they are where
   chance could make them the same. */
void
model_class_key(struct builder *b, uint32_t quantity, uint32_t grouping,
    const struct entry *entries, size_t n)
{
	uint32_t whose = model_is_telling(b, entries, n)
			     ? UINT32_MAX
			     : model_root(b, quantity);

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

		if (c->is_no_count || !model_is_telling(b, c->entries, c->n))
			continue;
		model_class_key(b, c->quantity, c->grouping, c->entries, c->n);
		number = keyset_add(seen, b->key.s, b->key.len, &is_new);
		if (is_new) {
			GROW(first, number, cap);
			first[number] = c->quantity;
			continue;
		}
		b->same_as[model_root(b, c->quantity)] =
		    model_root(b, first[number]);
	}
	free(first);
	keyset_free(seen);
}

/* Columns that are no denominators, by their numbers. */
static struct keyset *
read_keys(struct builder *b)
{
	struct keyset *keys = keyset_new();

	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *c = &b->columns[i];

		if (c->role == ROLE_DENOMINATOR || c->is_no_count)
			continue;
		model_class_key(b, c->quantity, c->grouping, c->entries, c->n);
		keyset_add(keys, b->key.s, b->key.len, NULL);
	}
	return keys;
}

/* Denominators that another column has as they are stand as they are, and may
   be the same for all values of a dimension by chance. */
static void
spread_denominators(struct builder *b)
{
	struct keyset *keys = read_keys(b);

	for (size_t i = 0; i < b->n_columns; i++) {
		struct column *c = &b->columns[i];
		struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
		size_t which = 1;
		uint32_t number;

		if (c->role != ROLE_DENOMINATOR || c->n < 2)
			continue;
		model_class_key(b, c->quantity, c->grouping, c->entries, c->n);
		if (keyset_find(keys, b->key.s, b->key.len, &number))
			continue;
		while (which < model_pairs_of(b, c->entries[0].scope, pairs)) {
			if (!leave_out_dimension(b, c, which))
				which++;
		}
	}
	keyset_free(keys);
}

static void
number_classes(struct builder *b)
{
	for (size_t i = 0; i < b->n_columns; i++) {
		struct column *c = &b->columns[i];
		bool is_new;

		if (c->is_no_count)
			continue;
		model_class_key(b, c->quantity, c->grouping, c->entries, c->n);
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
	m->cells[m->n_cells] = (struct cell){ .value = value };
	for (int i = 0; i < N_SURENESSES; i++)
		m->cells[m->n_cells].span[i].high = ITEMS_MAX_COUNT;
	return (uint32_t)m->n_cells++;
}

uint32_t
model_cell_at(struct builder *b, uint32_t class, uint32_t scope, int64_t value)
{
	uint32_t key[2] = { class, scope }, number;
	bool is_new;

	number = keyset_add(b->places, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(b->cell_of, number, b->cap_cell_of);
		b->cell_of[number] = cell_new(b->m, value);
	}
	return b->cell_of[number];
}

bool
model_find_cell(
    const struct builder *b, uint32_t class, uint32_t scope, uint32_t *cell)
{
	uint32_t key[2] = { class, scope }, number;

	if (!keyset_find(b->places, (const char *)key, sizeof(key), &number))
		return false;
	*cell = b->cell_of[number];
	return true;
}

/* A number of one class is the other's too. */
static void
share_cell(struct builder *b, uint32_t class, uint32_t other, uint32_t scope,
    int64_t value)
{
	const uint32_t cell = model_cell_at(b, class, scope, value);
	uint32_t key[2] = { other, scope }, number;
	bool is_new;

	number = keyset_add(b->places, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(b->cell_of, number, b->cap_cell_of);
		b->cell_of[number] = cell;
	} else if (b->cell_of[number] != cell) {
		model_row_begin(b->m, false);
		model_row_add(b->m, cell, 1);
		model_row_add(b->m, b->cell_of[number], -1);
	}
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

/* Columns of one quantity of which one has scopes that the other has not: where
   both have one, it is one number. */
static void
share_cells(struct builder *b)
{
	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *x = &b->columns[i];

		for (size_t j = 0; j < i; j++) {
			const struct column *y = &b->columns[j];
			size_t at = 0;

			if (!model_are_beside(x, y) || x->class == y->class ||
			    model_root(b, x->quantity) !=
				model_root(b, y->quantity))
				continue;
			for (size_t k = 0; k < x->n; k++) {
				const struct entry *e = &x->entries[k], *o;

				while (at < y->n &&
				       y->entries[at].scope < e->scope)
					at++;
				o = &y->entries[at];
				if (at == y->n || o->scope != e->scope ||
				    o->value != e->value)
					continue;
				share_cell(
				    b, y->class, x->class, e->scope, e->value);
			}
		}
	}
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
			    model_cell_at(b, c->class, e->scope, e->value);

			m->of_item[e->item][c->role] = (int32_t)number;
			cell_add_item(&m->cells[number], e->item,
			    b->items->list[e->item].rule);
			if (c->role == ROLE_VALUE)
				m->cells[number].is_count = true;
		}
	}
}

/* --- rows --------------------------------------------------------------------
 */

void
model_row_begin(struct model *m, bool is_least)
{
	GROW(m->rows, m->n_rows, m->cap_rows);
	m->rows[m->n_rows++] =
	    (struct row){ .first = m->n_terms, .is_least = is_least };
}

void
model_row_add(struct model *m, uint32_t cell, int32_t coefficient)
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
	model_row_begin(m, true);
	model_row_add(m, (uint32_t)a, 1);
	model_row_add(m, (uint32_t)b, -1);
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
		model_row_begin(m, false);
		model_row_add(m, (uint32_t)of[ROLE_DENOMINATOR], 1);
		model_row_add(m, (uint32_t)of[ROLE_NUMERATOR], -1);
		model_row_add(m, (uint32_t)of[N_ROLES], -1);
	}
}

/* How many numbers of a record are small; the same number twice is one. */
static int
count_small(const struct model *m, const struct item *item, const int32_t *of)
{
	int n = 0;

	for (int i = 0; i <= N_ROLES; i++) {
		bool is_first = of[i] != MODEL_NO_CELL;

		for (int k = 0; k < i; k++)
			is_first &= of[k] != of[i];
		if (is_first && m->cells[of[i]].value > 0 &&
		    m->cells[of[i]].value < item->rule->threshold)
			n++;
	}
	return n;
}

static void
narrow(struct span *span, int64_t value, int64_t low, int64_t high)
{
	if (span->low < low && value >= low)
		span->low = low;
	if (span->high > high && value <= high)
		span->high = high;
}

/* As sure as first says, and all that is less. */
static void
bound(struct cell *cell, int64_t low, int64_t high, enum sureness first)
{
	for (int i = (int)first; i < N_SURENESSES; i++)
		narrow(&cell->span[i], cell->value, low, high);
}

/* What the label tells of one of a record's numbers. That one of a ratio's is
   small does not say which: whoever moves them looks at the label itself. */
static void
bound_by_label(struct cell *cell, const struct item *item, int n_small)
{
	const int64_t threshold = item->rule->threshold;
	const bool is_ratio = item->number[ROLE_NUMERATOR] != ITEMS_MISSING;

	if (items_label(item) == MARK_COMPLEMENTARY)
		bound(cell, cell->value == 0 ? 0 : threshold,
		    cell->value == 0 ? 0 : ITEMS_MAX_COUNT, SURE_LABEL);
	else if (!is_ratio && cell->is_count)
		bound(cell, 0, threshold - 1, SURE_LABEL);
	else if (cell->value > 0 && cell->value < threshold)
		bound(cell, 1, threshold - 1,
		    n_small > 1 ? SURE_NONE : SURE_ALONE);
}

static void
bound_by_labels(struct builder *b)
{
	struct model *m = b->m;

	for (size_t i = 0; i < b->items->n; i++) {
		const struct item *item = &b->items->list[i];
		const int32_t *of = m->of_item[i];
		int n_small;

		if (!item->is_figure)
			continue;
		n_small = count_small(m, item, of);
		for (int role = 0; role <= N_ROLES; role++) {
			if (of[role] != MODEL_NO_CELL)
				bound_by_label(
				    &m->cells[of[role]], item, n_small);
		}
	}
}

static void
build(struct model *m, struct items *items)
{
	struct builder b = { .m = m, .items = items, .key = STRBUF_INIT };

	memset(m, 0, sizeof(*m));
	m->of_item = xcalloc(items->n, sizeof(*m->of_item));
	memset(m->of_item, 0xff, items->n * sizeof(*m->of_item));
	b.quantities = keyset_new();
	b.cumulated = keyset_new();
	b.keys = keyset_new();
	b.classes = keyset_new();
	b.places = keyset_new();
	b.month = keyset_add(items->names, "month", 5, NULL);
	b.nesting = nesting_new(items);
	read_columns(&b);
	sort_columns(&b);
	model_fill_before(&b);
	sort_columns(&b);
	spread_denominators(&b);
	unite_quantities(&b);
	model_unite_by_hunches(&b);
	number_classes(&b);
	share_cells(&b);
	make_cells(&b);
	model_find_sums(&b);
	nesting_free(b.nesting);
	relate_roles(&b);
	bound_by_labels(&b);
	for (size_t i = 0; i < b.n_columns; i++)
		free(b.columns[i].entries);
	free(b.columns);
	free(b.same_as);
	free(b.of_class);
	free(b.cell_of);
	strbuf_release(&b.key);
	keyset_free(b.quantities);
	keyset_free(b.cumulated);
	keyset_free(b.keys);
	keyset_free(b.classes);
	keyset_free(b.places);
}

void
model_build(struct model *m, struct items *items)
{
	size_t n_untold = 0;

	build(m, items);
	if (model_assume(m, items, &n_untold)) {
		model_release(m);
		build(m, items);
	}
	m->n_untold = n_untold;
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
