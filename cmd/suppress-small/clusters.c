/* clusters.c - what the interval of a clustered count tells of its clusters. */
#include "clusters.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "nesting.h"

struct place {
	uint32_t indicator, scope;
};

/* How many parts of one grouping that a scope consists of are withheld. */
struct parts {
	uint32_t indicator, scope, grouping;
};

struct clusters {
	struct items *items;
	bool *is_clustered;   /* by the indicator's number: one has an effect */
	struct keyset *known; /* indicators that have figures */
	struct keyset *open;  /* places where a figure, or a bin, is hidden */
	struct keyset *bare;  /* places whose interval is withheld */
	struct keyset *parts; /* of these the numbers are in n_parts */
	uint32_t *n_parts;
	size_t cap_parts;
	const struct item *
	    *shapes; /* one item of each indicator and grouping */
	size_t n_shapes, cap_shapes;
	struct nesting *nesting;
	struct ndjson *reader;
};

static void
add_place(struct keyset *set, uint32_t indicator, uint32_t scope)
{
	struct place p = { indicator, scope };

	keyset_add(set, (const char *)&p, sizeof(p), NULL);
}

/* A hidden figure is of its scope; a bin is also of the scope that all bins
   are of. */
static void
note_hidden(struct clusters *c, const struct item *item)
{
	int64_t low, high;

	add_place(c->open, item->indicator, item->scope);
	for (uint32_t i = 0; i < item->n_pairs; i++) {
		struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
		uint32_t n = 0, scope;

		if (item->pairs[i].dimension == ITEMS_PERIOD ||
		    !items_bin(c->items, item->pairs[i].value, &low, &high))
			continue;
		for (uint32_t k = 0; k < item->n_pairs; k++)
			if (k != i)
				pairs[n++] = item->pairs[k];
		if (items_find_scope(c->items, pairs, n, &scope))
			add_place(c->open, item->indicator, scope);
	}
}

static void
note_all(struct clusters *c)
{
	const struct items *items = c->items;

	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];

		if (!item->is_figure)
			continue;
		keyset_add(c->known, (const char *)&item->indicator,
		    sizeof(item->indicator), NULL);
		if (item->has_design_effect)
			c->is_clustered[item->indicator] = true;
		if (item->mark != MARK_NONE)
			note_hidden(c, item);
	}
}

/* Does the sum of squares in a scope tell what is hidden? It does where no
   rule says what it is of, or where that has no figures at all. */
static bool
tells(const struct clusters *c, const struct rule *rule, uint32_t scope)
{
	const char *name;
	uint32_t number, at;

	if (!rules_cluster(rule, 0))
		return true;
	for (size_t i = 0; (name = rules_cluster(rule, i)); i++) {
		struct place p = { .scope = scope };

		if (!keyset_find(
			c->items->names, name, strlen(name), &number) ||
		    !keyset_find(
			c->known, (const char *)&number, sizeof(number), &at))
			return true;
		p.indicator = number;
		if (keyset_find(c->open, (const char *)&p, sizeof(p), &at))
			return true;
	}
	return false;
}

/* Is the design effect of everything in the period of a figure withheld? The
   limits of its parts would tell it. */
static bool
tells_of_all(const struct clusters *c, const struct item *item)
{
	struct place p = { .indicator = item->indicator };
	uint32_t at;

	/* the period is the first dimension: it has the smallest number */
	if (!items_find_scope(c->items, item->pairs, 1, &p.scope))
		return true;
	return keyset_find(c->bare, (const char *)&p, sizeof(p), &at) ||
	       tells(c, item->rule, p.scope);
}

/* Write a line again, without some of its members. */
static void
leave_out(
    struct clusters *c, size_t *at, size_t *len, struct field *fields, size_t n)
{
	struct strbuf *text = &c->items->text;
	struct strbuf line = STRBUF_INIT;
	struct record rec = RECORD_INIT;
	size_t error_at;

	strbuf_add(&line, text->s + *at, *len);
	while (line.len < *len + NDJSON_PADDING)
		strbuf_addch(&line, '\0');
	if (ndjson_parse(c->reader, line.s, *len, &rec, &error_at) != NDJSON_OK)
		BUG("a line that was read cannot be read again");
	for (size_t i = 0; i < n; i++)
		record_unset(&rec, &fields[i]);
	*at = text->len;
	record_format(&rec, text);
	*len = text->len - *at;
	record_release(&rec);
	strbuf_release(&line);
}

/* --- parts of a whole -------------------------------------------------------
 */

static bool
is_subject(const struct clusters *c, const struct item *item)
{
	return item->is_figure && !item->is_before &&
	       c->is_clustered[item->indicator];
}

static void
list_shapes(struct clusters *c)
{
	struct keyset *seen = keyset_new();

	for (size_t i = 0; i < c->items->n; i++) {
		const struct item *item = &c->items->list[i];
		uint32_t key[2] = { item->indicator, item->grouping };
		bool is_new = false;

		if (!is_subject(c, item))
			continue;
		keyset_add(seen, (const char *)key, sizeof(key), &is_new);
		if (!is_new)
			continue;
		GROW(c->shapes, c->n_shapes, c->cap_shapes);
		c->shapes[c->n_shapes++] = item;
	}
	keyset_free(seen);
}

/* The value that a figure has in a dimension, or lies in; false: neither. */
static bool
find_value(const struct clusters *c, const struct item *item,
    uint32_t dimension, uint32_t *value)
{
	for (uint32_t i = 0; i < item->n_pairs; i++) {
		*value = item->pairs[i].value;
		if (item->pairs[i].dimension == dimension ||
		    nesting_around(
			c->nesting, item->pairs[i], dimension, value))
			return true;
	}
	return false;
}

/* The scope of such a shape that a figure lies in; false: none. */
static bool
find_around(const struct clusters *c, const struct item *item,
    const struct item *shape, uint32_t *scope)
{
	struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];

	for (uint32_t i = 0; i < shape->n_pairs; i++) {
		pairs[i].dimension = shape->pairs[i].dimension;
		if (!find_value(c, item, pairs[i].dimension, &pairs[i].value))
			return false;
	}
	return items_find_scope(c->items, pairs, shape->n_pairs, scope);
}

/* Count a figure that is withheld among the parts of all it lies in. */
static void
count_part(struct clusters *c, const struct item *item)
{
	for (size_t i = 0; i < c->n_shapes; i++) {
		const struct item *shape = c->shapes[i];
		struct parts p = { item->indicator, 0, item->grouping };
		bool is_new = false;
		uint32_t at;

		if (shape->indicator != item->indicator ||
		    shape->grouping == item->grouping ||
		    !find_around(c, item, shape, &p.scope))
			continue;
		at = keyset_add(c->parts, (const char *)&p, sizeof(p), &is_new);
		GROW(c->n_parts, at, c->cap_parts);
		if (is_new)
			c->n_parts[at] = 0;
		c->n_parts[at]++;
	}
}

static void
note_bare(struct clusters *c, const struct item *item)
{
	add_place(c->bare, item->indicator, item->scope);
	count_part(c, item);
}

/* A grouping of which a single part is withheld: what the shown ones leave of
   the whole is that part. False: there is none. */
static bool
find_single_part(
    const struct clusters *c, const struct item *whole, uint32_t *grouping)
{
	for (size_t i = 0; i < c->n_shapes; i++) {
		struct parts p = { whole->indicator, whole->scope,
			c->shapes[i]->grouping };
		uint32_t at;

		*grouping = p.grouping;
		if (keyset_find(c->parts, (const char *)&p, sizeof(p), &at) &&
		    c->n_parts[at] == 1)
			return true;
	}
	return false;
}

/* The smallest part that is still shown; the whole where there is none. */
static struct item *
choose_cover(const struct clusters *c, struct item *whole, uint32_t grouping)
{
	struct item *best = whole;
	uint32_t scope;

	for (size_t i = 0; i < c->items->n; i++) {
		struct item *item = &c->items->list[i];

		if (!is_subject(c, item) || item->is_bare ||
		    item->indicator != whole->indicator ||
		    item->grouping != grouping ||
		    !find_around(c, item, whole, &scope) ||
		    scope != whole->scope)
			continue;
		if (best == whole ||
		    item->number[ROLE_NUMERATOR] < best->number[ROLE_NUMERATOR])
			best = item;
	}
	return best;
}

/* Mark what is withheld, and what else must be so that it stays so. */
static void
mark_all(struct clusters *c)
{
	struct items *items = c->items;
	bool is_more = true;

	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->list[i];

		item->is_bare = is_subject(c, item) &&
				(item->mark != MARK_NONE ||
				    tells(c, item->rule, item->scope));
		if (item->is_bare)
			note_bare(c, item);
	}
	while (is_more) {
		is_more = false;
		for (size_t i = 0; i < items->n; i++) {
			struct item *item = &items->list[i];
			uint32_t grouping;

			if (!is_subject(c, item) || item->is_bare ||
			    !find_single_part(c, item, &grouping))
				continue;
			item = choose_cover(c, item, grouping);
			item->is_bare = is_more = true;
			note_bare(c, item);
		}
	}
}

/* -------------------------------------------------------------------------- */

static void
withhold(struct clusters *c, struct item *item)
{
	struct field own[] = { FIELD("low"), FIELD("high"),
		FIELD("design_effect") };
	struct field of_all[] = { FIELD("limits"), FIELD("signal") };

	if (item->is_bare) {
		leave_out(c, &item->line_at, &item->line_len, own, 3);
		if (item->is_alone)
			leave_out(c, &item->alone_at, &item->alone_len, own, 3);
	}
	if (tells_of_all(c, item)) {
		leave_out(c, &item->line_at, &item->line_len, of_all, 2);
		if (item->is_alone)
			leave_out(
			    c, &item->alone_at, &item->alone_len, of_all, 2);
	}
}

void
clusters_withhold(struct items *items)
{
	struct clusters c = { .items = items };

	c.is_clustered =
	    xcalloc((size_t)keyset_n(items->names) + 1, sizeof(bool));
	c.known = keyset_new();
	c.open = keyset_new();
	c.bare = keyset_new();
	c.parts = keyset_new();
	c.reader = ndjson_new();
	note_all(&c);
	list_shapes(&c);
	c.nesting = c.n_shapes > 0 ? nesting_new(items) : NULL;
	mark_all(&c);
	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->list[i];

		if (is_subject(&c, item) && item->mark == MARK_NONE)
			withhold(&c, item);
	}
	if (c.nesting)
		nesting_free(c.nesting);
	ndjson_free(c.reader);
	keyset_free(c.bare);
	keyset_free(c.parts);
	free(c.n_parts);
	free(c.shapes);
	keyset_free(c.open);
	keyset_free(c.known);
	free(c.is_clustered);
}
