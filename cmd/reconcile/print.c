/* print.c - the printed tables as numbers and the relations between them. */
#include "print.h"

#include <stdlib.h>
#include <string.h>

#include "base/forest.h"
#include "vardstrom/xalloc.h"

void
printed_range(const struct printed *p, const struct column *c,
    enum rounding rounding, struct range *r)
{
	if (p->beside != 0)
		range_beside(r, p->value, p->decimals, p->beside);
	else if (c->is_count)
		range_exact(r, p->value);
	else
		range_of_print(r, p->value, p->decimals, rounding);
}

void
print_range(const struct place *place, enum rounding rounding, struct range *r)
{
	printed_range(place_cell(place), place_column(place), rounding, r);
}

/* Where the number of a cell is kept; NULL: in a table of another print. */
static size_t *
slot_of(const struct print *print, size_t **slots, const struct place *place)
{
	const size_t cell =
	    place->row * place->table->n_columns + place->column;

	for (size_t i = 0; i < published_n(print->p); i++) {
		if (published_at(print->p, i) == place->table)
			return &slots[i][cell];
	}
	return NULL;
}

int
print_number(const struct print *print, const struct place *place)
{
	const size_t *slot = slot_of(print, print->numbers, place);

	return slot ? (int)*slot - 1 : PRINT_NONE;
}

const struct place *
print_place(const struct print *print, size_t number)
{
	return print->places[number].table ? &print->places[number] : NULL;
}

/* --- numbers -------------------------------------------------------------- */

static size_t
add_number(struct print *print, const struct place *place,
    const struct range *r, bool is_whole)
{
	const size_t number = system_number(print->system, r, is_whole);

	GROW(print->places, number, print->cap_places);
	print->places[number] = *place;
	return number;
}

static size_t
add_hidden(struct print *print, bool is_whole)
{
	const struct place nowhere = { 0 };
	struct range r;

	range_all(&r, is_whole);
	return add_number(print, &nowhere, &r, is_whole);
}

static void
add_cells(struct print *print)
{
	const size_t n = published_n(print->p);

	print->numbers = xcalloc(n + 1, sizeof(*print->numbers));
	print->withheld = xcalloc(n + 1, sizeof(*print->withheld));
	for (size_t i = 0; i < n; i++) {
		struct place place = { .table = published_at(print->p, i) };
		const struct printed_table *t = place.table;
		size_t cell = 0;

		print->numbers[i] = xcalloc(
		    t->n_rows * t->n_columns + 1, sizeof(**print->numbers));
		print->withheld[i] = xcalloc(
		    t->n_rows * t->n_columns + 1, sizeof(**print->withheld));
		for (place.row = 0; place.row < t->n_rows; place.row++) {
			for (place.column = 0; place.column < t->n_columns;
			     place.column++, cell++) {
				struct range r, whole;
				bool is_whole;

				if (!place_cell(&place)->is_number)
					continue;
				print_range(&place, print->rounding, &r);
				whole = r;
				range_whole(&whole);
				/* a count that is none speaks against the sums
				   it is in, not against all of the print */
				is_whole = place_column(&place)->is_count &&
					   !range_is_empty(&whole);
				print->numbers[i][cell] =
				    1 + add_number(print, &place, &r, is_whole);
			}
		}
	}
}

/* --- relations ------------------------------------------------------------ */

static void
told(struct print *print, size_t relation, enum print_kind kind, int result)
{
	GROW(print->relations, relation, print->cap_relations);
	print->relations[relation] =
	    (struct print_relation){ .kind = kind, .result = result };
}

/* A sum that comes to nothing: its result less its parts. */
static void
begin_sum(struct print *print, enum print_kind kind, int result)
{
	struct range nothing;

	range_exact(&nothing, dec_from_int(0));
	told(print, system_sum(print->system, &nothing), kind, result);
	if (result != PRINT_NONE)
		system_term(print->system, (size_t)result, 1);
}

static void
add_quotient(struct print *print, enum print_kind kind, int quotient, int above,
    int below, int scale)
{
	told(print,
	    system_quotient(print->system, (size_t)quotient, (size_t)above,
		(size_t)below, scale),
	    kind, quotient);
}

static int
in_row(const struct print *print, const struct place *place, const char *name)
{
	struct place other = *place;

	if (!name)
		return PRINT_NONE;
	other.column = table_column(place->table, name);
	return other.column < place->table->n_columns
		   ? print_number(print, &other)
		   : PRINT_NONE;
}

/* a is at least b, or more. */
static void
add_order(struct print *print, int a, int b, bool is_strict)
{
	struct range right;
	size_t relation;

	range_all(&right, true);
	right.low.is_out = is_strict;
	relation = system_sum(print->system, &right);
	told(print, relation, PRINT_ORDER, PRINT_NONE);
	print->relations[relation].is_strict = is_strict;
	system_term(print->system, (size_t)a, 1);
	system_term(print->system, (size_t)b, -1);
}

static void
add_bound(struct print *print, int number, const struct column *c)
{
	struct range right;

	range_all(&right, false);
	if (c->has_least)
		right.low = (struct end){ .at = c->least };
	if (c->has_most)
		right.high = (struct end){ .at = c->most };
	told(print, system_sum(print->system, &right), PRINT_BOUND, PRINT_NONE);
	system_term(print->system, (size_t)number, 1);
}

/* What a cell's column says of it; *whole: how many its share is. */
static void
add_of_cell(struct print *print, const struct place *place, int *whole)
{
	const struct column *c = place_column(place);
	const int number = print_number(print, place);
	const int above = in_row(print, place, c->ratio[0]);
	const int below = in_row(print, place, c->ratio[1]);
	const int most = in_row(print, place, c->at_most);
	const char *of = c->share_of ? c->share_of : c->mean_of;
	const int n = in_row(print, place, of);

	*whole = PRINT_NONE;
	if (number == PRINT_NONE)
		return;
	if (c->has_least || c->has_most)
		add_bound(print, number, c);
	if (above != PRINT_NONE && below != PRINT_NONE)
		add_quotient(
		    print, PRINT_RATIO, number, above, below, c->scale);
	if (most != PRINT_NONE)
		add_order(print, most, number, false);
	if (n == PRINT_NONE)
		return;
	*whole = (int)add_hidden(print, true);
	if (c->share_of) /* a part is no more than the whole */
		add_order(print, n, *whole, false);
	add_quotient(print, c->share_of ? PRINT_SHARE : PRINT_MEAN, number,
	    *whole, n, c->share_of ? 100 : 1);
}

/* Whole numbers whose shares are all there are add up to the whole. */
static void
add_wholes(struct print *print, const struct place *row, const struct sum *s,
    const int *wholes)
{
	const char *of = NULL;

	for (size_t i = 0; i < s->n_parts; i++) {
		const size_t at = table_column(row->table, s->parts[i]);
		const struct column *c;

		if (at == row->table->n_columns || wholes[at] == PRINT_NONE)
			return;
		c = &row->table->columns[at];
		if (!c->share_of || (of && strcmp(of, c->share_of) != 0))
			return;
		of = c->share_of;
	}
	if (!of || s->total || dec_cmp(s->number, dec_from_int(100)) != 0)
		return;
	begin_sum(print, PRINT_SUM, in_row(print, row, of));
	for (size_t i = 0; i < s->n_parts; i++)
		system_term(print->system,
		    (size_t)wholes[table_column(row->table, s->parts[i])], -1);
}

static void
add_sum(struct print *print, const struct place *row, const struct sum *s)
{
	const int total = in_row(print, row, s->total);
	struct range right;

	for (size_t i = 0; i < s->n_parts; i++) {
		if (in_row(print, row, s->parts[i]) == PRINT_NONE)
			return;
	}
	if (s->total && total == PRINT_NONE)
		return;
	if (s->total) {
		begin_sum(print, PRINT_SUM, total);
	} else {
		range_exact(&right, s->number);
		told(print, system_sum(print->system, &right), PRINT_SUM,
		    PRINT_NONE);
	}
	for (size_t i = 0; i < s->n_parts; i++)
		system_term(print->system,
		    (size_t)in_row(print, row, s->parts[i]), s->total ? -1 : 1);
}

/* The next row that has a number is as much or more, or less. */
static void
add_order_of_rows(struct print *print, const struct place *place)
{
	const int order = place_column(place)->order;
	const int number = print_number(print, place);
	struct place next = *place;

	if (order == 0 || number == PRINT_NONE ||
	    table_is_total(place->table, place->row))
		return;
	for (next.row++; next.row < next.table->n_rows; next.row++) {
		const int other = print_number(print, &next);

		if (other == PRINT_NONE || table_is_total(next.table, next.row))
			continue;
		if (order > 0)
			add_order(print, other, number, false);
		else
			add_order(print, number, other, false);
		return;
	}
}

/* Is a number meant that is not told? A "-" is none, or 0. */
static bool
is_withheld(const struct place *place)
{
	const char *text = place_cell(place)->text;

	return strcmp(text, "..") == 0 || strcmp(text, "\xe2\x80\xa6") == 0;
}

/* What a total has of a part: its number, one that is not told, or none. */
static int
number_of_part(struct print *print, const struct place *part)
{
	const struct column *c = place_column(part);
	int number = print_number(print, part);
	size_t *slot;

	if (number != PRINT_NONE || !is_withheld(part))
		return number;
	/* one cell is one number, however many totals it is in */
	slot = slot_of(print, print->withheld, part);
	if (slot && *slot)
		return (int)*slot - 1;
	number = (int)add_hidden(print, c->is_count);
	if (c->has_least || c->has_most)
		add_bound(print, number, c);
	if (slot)
		*slot = (size_t)number + 1;
	return number;
}

static void
add_total(struct print *print, const struct place *total)
{
	struct place part = *total;
	const int number = print_number(print, total);
	int *parts;
	size_t n = 0;

	if (!place_column(total)->is_summed || number == PRINT_NONE)
		return;
	parts = xcalloc(part.table->n_rows + 1, sizeof(*parts));
	for (part.row = 0; part.row < part.table->n_rows; part.row++) {
		const int one = part.row == total->row
				    ? PRINT_NONE
				    : number_of_part(print, &part);

		if (one != PRINT_NONE)
			parts[n++] = one;
	}
	begin_sum(print, PRINT_TOTAL, number);
	for (size_t i = 0; i < n; i++)
		system_term(print->system, (size_t)parts[i], -1);
	free(parts);
}

static void
add_of_table(struct print *print, const struct printed_table *t)
{
	struct place place = { .table = t };
	int *wholes = xcalloc(t->n_columns + 1, sizeof(*wholes));

	for (place.row = 0; place.row < t->n_rows; place.row++) {
		for (size_t c = 0; c < t->n_columns; c++) {
			place.column = c;
			add_of_cell(print, &place, &wholes[c]);
			add_order_of_rows(print, &place);
			if (table_is_total(t, place.row))
				add_total(print, &place);
		}
		for (size_t i = 0; i < t->n_sums; i++) {
			add_sum(print, &place, &t->sums[i]);
			add_wholes(print, &place, &t->sums[i], wholes);
		}
	}
	free(wholes);
}

static int
named(const struct print *print, const struct cell_name *name)
{
	struct place place;

	return published_find(print->p, name, &place)
		   ? print_number(print, &place)
		   : PRINT_NONE;
}

/* Call with each number of the link's parts; false: one is not printed. */
static bool
each_part(struct print *print, const struct link *link, int except, int **list,
    size_t *n)
{
	size_t cap = 0;

	*n = 0;
	*list = NULL;
	for (size_t i = 0; i < link->n_cells; i++) {
		const int one = named(print, &link->cells[i]);

		if (one == PRINT_NONE)
			return false;
		GROW(*list, *n, cap);
		if (one != except)
			(*list)[(*n)++] = one;
	}
	for (size_t i = 0; i < published_n(print->p); i++) {
		struct place place = { .table = published_at(print->p, i) };

		if (!link->rows.table ||
		    strcmp(place.table->id, link->rows.table) != 0)
			continue;
		place.column = table_column(place.table, link->rows.column);
		for (; place.row < place.table->n_rows; place.row++) {
			int one;

			if (!published_has_row(
				place.table, &link->rows, place.row))
				continue;
			one = number_of_part(print, &place);
			if (one == PRINT_NONE || one == except)
				continue;
			GROW(*list, *n, cap);
			(*list)[(*n)++] = one;
		}
	}
	return *n > 0;
}

static bool
add_row_count(struct print *print, int cell, const struct row_set *set)
{
	struct range right;
	int64_t n = 0;

	for (size_t i = 0; i < published_n(print->p); i++) {
		const struct printed_table *t = published_at(print->p, i);

		if (strcmp(t->id, set->table) != 0)
			continue;
		if (t->is_absent)
			return false;
		for (size_t row = 0; row < t->n_rows; row++)
			n += published_has_row(t, set, row);
	}
	range_exact(&right, dec_from_int(n));
	told(print, system_sum(print->system, &right), PRINT_ROWS, PRINT_NONE);
	system_term(print->system, (size_t)cell, 1);
	return true;
}

/* Is a below b? 1: yes; 0: as it was rounded; -1: no. */
static int
is_below(const struct range *a, const struct range *b)
{
	struct range difference;

	range_sub(&difference, a, b);
	if (dec_sign(difference.high.at) < 0 ||
	    (dec_sign(difference.high.at) == 0 && difference.high.is_out))
		return 1;
	return dec_sign(difference.low.at) < 0 ? 0 : -1;
}

/* How many of the rows that have a number have one below. */
static bool
add_row_share(struct print *print, int cell, const struct link *link)
{
	const int below = named(print, &link->rows.below);
	int64_t n = 0, n_least = 0, n_most = 0;
	struct range all, some, right;

	for (size_t i = 0; below != PRINT_NONE && i < published_n(print->p);
	     i++) {
		struct place at = { .table = published_at(print->p, i) };

		if (strcmp(at.table->id, link->rows.table) != 0)
			continue;
		at.column = table_column(at.table, link->rows.column);
		for (; at.row < at.table->n_rows; at.row++) {
			const int one = print_number(print, &at);
			int is;

			if (one == PRINT_NONE ||
			    !published_has_row(at.table, &link->rows, at.row))
				continue;
			is = is_below(system_known(print->system, (size_t)one),
			    system_known(print->system, (size_t)below));
			n++;
			n_least += is > 0;
			n_most += is >= 0;
		}
	}
	range_exact(&all, dec_from_int(n));
	range_exact(&some, dec_from_int(n_least));
	some.high.at = dec_from_int(n_most);
	if (n == 0 || !range_div(&right, &some, &all, link->scale))
		return false;
	told(print, system_sum(print->system, &right), PRINT_ROWS, PRINT_NONE);
	system_term(print->system, (size_t)cell, 1);
	return true;
}

static void
add_parts(struct print *print, const struct link *link, int cell,
    const int *parts, size_t n)
{
	const int whole = named(print, &link->whole);
	int sum = cell;

	if (link->kind == RELATION_GREATEST || link->kind == RELATION_LEAST) {
		for (size_t i = 0; i < n; i++) {
			if (link->kind == RELATION_GREATEST)
				add_order(print, cell, parts[i], false);
			else
				add_order(print, parts[i], cell, false);
		}
		return;
	}
	if (link->kind == RELATION_SHARE) {
		sum = n == 1 ? parts[0] : (int)add_hidden(print, false);
		add_quotient(print, PRINT_RATIO, cell, sum, whole, link->scale);
		if (n == 1)
			return;
	}
	begin_sum(print, PRINT_SUM, sum);
	for (size_t i = 0; i < n; i++)
		system_term(print->system, (size_t)parts[i], -1);
}

/* Returns false where what it names is not printed. */
static bool
add_link(struct print *print, const struct link *link)
{
	const int cell = named(print, &link->cell);
	int *parts, other;
	size_t n;
	bool is_whole;

	if (cell == PRINT_NONE)
		return false;
	if (link->kind == RELATION_ROWS)
		return add_row_count(print, cell, &link->rows);
	if (link->kind == RELATION_ROW_SHARE)
		return add_row_share(print, cell, link);
	if (link->kind == RELATION_MORE || link->kind == RELATION_LESS) {
		other = named(print, &link->whole);
		if (other == PRINT_NONE)
			return false;
		if (link->kind == RELATION_MORE)
			add_order(print, cell, other, true);
		else
			add_order(print, other, cell, true);
		return true;
	}
	is_whole = each_part(print, link, cell, &parts, &n) &&
		   (link->kind != RELATION_SHARE ||
		       named(print, &link->whole) != PRINT_NONE);
	if (is_whole)
		add_parts(print, link, cell, parts, n);
	free(parts);
	return is_whole;
}

static bool
add_same(struct print *print, const struct same *same)
{
	const int a = named(print, &same->of[0]);
	const int b = named(print, &same->of[1]);

	if (a == PRINT_NONE || b == PRINT_NONE)
		return false;
	begin_sum(print, PRINT_SAME, a);
	system_term(print->system, (size_t)b, -1);
	return true;
}

struct print *
print_new(const struct published *p, enum rounding rounding)
{
	struct print *print = xcalloc(1, sizeof(*print));

	print->p = p;
	print->rounding = rounding;
	print->system = system_new();
	add_cells(print);
	for (size_t i = 0; i < published_n(p); i++)
		add_of_table(print, published_at(p, i));
	for (size_t i = 0; i < published_n_same(p); i++)
		print->n_unprinted += !add_same(print, published_same_at(p, i));
	for (size_t i = 0; i < published_n_links(p); i++)
		print->n_unprinted += !add_link(print, published_link_at(p, i));
	return print;
}

void
print_free(struct print *print)
{
	for (size_t i = 0; i < published_n(print->p); i++) {
		free(print->numbers[i]);
		free(print->withheld[i]);
	}
	free(print->numbers);
	free(print->withheld);
	free(print->places);
	free(print->relations);
	system_free(print->system);
	free(print);
}

size_t
print_components(const struct print *print, size_t *of_number)
{
	const struct system *s = print->system;
	const size_t n = system_n_numbers(s);
	uint32_t *parents = xcalloc(n + 1, sizeof(*parents));
	size_t n_components = 0;

	forest_init(parents, n);
	for (size_t i = 0; i < system_n_relations(s); i++) {
		size_t n_terms;
		const size_t *terms = system_numbers_of(s, i, &n_terms);

		for (size_t j = 1; j < n_terms; j++) {
			uint32_t a = forest_root(parents, (uint32_t)terms[0]);
			uint32_t b = forest_root(parents, (uint32_t)terms[j]);

			/* the least stands for all, so that it comes first */
			parents[a > b ? a : b] = a > b ? b : a;
		}
	}
	for (size_t i = 0; i < n; i++) {
		const uint32_t root = forest_root(parents, (uint32_t)i);

		of_number[i] = root == i ? n_components++ : of_number[root];
	}
	free(parents);
	return n_components;
}
