/* model_unite.c - which numbers of a stream are one quantity. */
#include "model_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

/* How much it tells that two columns have the same numbers. */
struct evidence {
	uint32_t a, b; /* quantities */
	size_t n_more, n_zeros, bits;
};

static void
weigh(struct evidence *e, const struct entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		e->n_more += entries[i].value > 0;
		e->n_zeros += entries[i].value == 0;
		for (int64_t v = entries[i].value; v > 0; v /= 2)
			e->bits++;
	}
}

/* Numbers that no chance makes the same twice: three, or as many digits as so
   many columns ask for; where zeros are tells something too. To take two
   quantities for one by mistake costs records that need not be hidden, and no
   safety. */
static bool
is_enough(const struct builder *b, const struct evidence *e)
{
	enum { MANY = 3, BITS = 2, ZERO_BITS = 4 };
	const size_t zeros = e->n_zeros < ZERO_BITS ? e->n_zeros : ZERO_BITS;
	size_t need = BITS;

	for (size_t i = b->n_columns; i > 1; i /= 2)
		need++;
	return e->n_more >= MANY || (e->n_more > 0 && e->bits + zeros >= need);
}

bool
model_is_telling(const struct builder *b, const struct entry *entries, size_t n)
{
	struct evidence e = { .n_more = 0 };

	weigh(&e, entries, n);
	return is_enough(b, &e);
}

/* Is one the other's name with more behind it, as far_share is of far? */
static bool
is_named_after(const struct builder *b, uint32_t x, uint32_t y)
{
	size_t len_x, len_y, len;
	const char *name_x = keyset_key(b->items->names, x, &len_x);
	const char *name_y = keyset_key(b->items->names, y, &len_y);

	len = len_x < len_y ? len_x : len_y;
	return len_x != len_y && memcmp(name_x, name_y, len) == 0 &&
	       (len_x > len ? name_x : name_y)[len] == '_';
}

/* What the scopes that two columns share tell; both are sorted. False: they
   have different numbers in one. */
static bool
compare(const struct column *x, const struct column *y, struct evidence *e)
{
	size_t j = 0;

	for (size_t i = 0; i < x->n; i++) {
		while (j < y->n && y->entries[j].scope < x->entries[i].scope)
			j++;
		if (j == y->n || y->entries[j].scope != x->entries[i].scope)
			continue;
		if (y->entries[j].value != x->entries[i].value)
			return false;
		weigh(e, &x->entries[i], 1);
	}
	return true;
}

/* Are they numbers of one release in one grouping? */
bool
model_are_beside(const struct column *x, const struct column *y)
{
	return x->release == y->release && x->grouping == y->grouping &&
	       !x->is_no_count && !y->is_no_count;
}

/* Do two quantities have different numbers anywhere? */
static bool
are_two(const struct builder *b, const struct evidence *e)
{
	struct evidence none = { .n_more = 0 };

	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *x = &b->columns[i];

		for (size_t j = 0;
		     model_root(b, x->quantity) == e->a && j < b->n_columns;
		     j++) {
			const struct column *y = &b->columns[j];

			if (model_are_beside(x, y) &&
			    model_root(b, y->quantity) == e->b &&
			    !compare(x, y, &none))
				return true;
		}
	}
	return false;
}

struct hunches {
	struct keyset *pairs; /* of quantities */
	struct evidence *list;
	size_t cap;
};

/* Two columns have the same numbers, wherever both have one. */
static void
note_hunch(struct builder *b, struct hunches *h, const struct column *x,
    const struct column *y, const struct evidence *more)
{
	enum { ENOUGH = 3 }; /* more than a hunch */
	uint32_t one = model_root(b, x->quantity),
		 other = model_root(b, y->quantity);
	uint32_t two[2] = { one < other ? one : other,
		one < other ? other : one };
	struct evidence *e;
	uint32_t number;
	bool is_new;

	number = keyset_add(h->pairs, (const char *)two, sizeof(two), &is_new);
	if (is_new) {
		GROW(h->list, number, h->cap);
		h->list[number] = (struct evidence){ two[0], two[1], 0, 0, 0 };
	}
	e = &h->list[number];
	e->n_more += more->n_more;
	e->n_zeros += more->n_zeros;
	e->bits += more->bits;
	if (more->n_more > 0 && is_named_after(b, x->indicator, y->indicator))
		e->n_more += ENOUGH;
}

/* What has few numbers in one grouping may have the same in several; and one
   may have a scope that the other has not. */
void
model_unite_by_hunches(struct builder *b)
{
	struct hunches h = { .pairs = keyset_new() };

	for (size_t i = 0; i < b->n_columns; i++) {
		const struct column *x = &b->columns[i];

		for (size_t j = 0; j < i; j++) {
			const struct column *y = &b->columns[j];
			struct evidence e = { .n_more = 0 };

			if (model_are_beside(x, y) &&
			    model_root(b, x->quantity) !=
				model_root(b, y->quantity) &&
			    compare(x, y, &e) && e.n_more > 0)
				note_hunch(b, &h, x, y, &e);
		}
	}
	for (uint32_t i = 0; i < keyset_n(h.pairs); i++) {
		struct evidence *e = &h.list[i];

		e->a = model_root(b, e->a);
		e->b = model_root(b, e->b);
		if (e->a != e->b && is_enough(b, e) && !are_two(b, e))
			b->same_as[e->a] = e->b;
	}
	free(h.list);
	keyset_free(h.pairs);
}
