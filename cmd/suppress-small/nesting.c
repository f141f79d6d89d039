/* nesting.c - which clinic lies within which provider, and the like. */
#include "nesting.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

/* A value of an inner dimension, and the outer dimension that is asked for. */
struct question {
	struct item_pair inner;
	uint32_t outer;
};

struct nesting {
	struct keyset *questions;
	uint32_t *answers;
	size_t cap_answers;
	struct keyset *refuted; /* pairs of dimensions that are not nested */
};

/* The figures of one value of a dimension, as one number. */
struct signature {
	struct item_pair pair;
	uint64_t hash;
	size_t n;
	bool is_taken;
};

/* What a record says speaks against a nesting; what was concluded does not
   speak against what a record says. */
static void
learn(struct nesting *n, struct item_pair inner, struct item_pair outer,
    bool is_said)
{
	struct question q = { inner, outer.dimension };
	uint32_t dimensions[2] = { inner.dimension, outer.dimension };
	uint32_t number;
	bool is_new;

	number = keyset_add(n->questions, (const char *)&q, sizeof(q), &is_new);
	if (is_new) {
		GROW(n->answers, number, n->cap_answers);
		n->answers[number] = outer.value;
	} else if (is_said && n->answers[number] != outer.value) {
		keyset_add(n->refuted, (const char *)dimensions,
		    sizeof(dimensions), NULL);
	}
}

static void
learn_links(struct nesting *n, const struct items *items)
{
	for (uint32_t i = 0; i < keyset_n(items->links); i++) {
		struct item_pair two[2];
		size_t len;

		memcpy(two, keyset_key(items->links, i, &len), sizeof(two));
		if (two[0].dimension != two[1].dimension)
			learn(n, two[0], two[1], true);
	}
}

static bool
is_refuted(const struct nesting *n, uint32_t inner, uint32_t outer)
{
	uint32_t dimensions[2] = { inner, outer }, number;

	return keyset_find(
	    n->refuted, (const char *)dimensions, sizeof(dimensions), &number);
}

bool
nesting_around(const struct nesting *n, struct item_pair inner, uint32_t outer,
    uint32_t *value)
{
	struct question q = { inner, outer };
	uint32_t number;

	if (is_refuted(n, inner.dimension, outer) ||
	    !keyset_find(n->questions, (const char *)&q, sizeof(q), &number))
		return false;
	*value = n->answers[number];
	return true;
}

/* --- from the figures ----------------------------------------------------- */

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h ^= v + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
	h *= UINT64_C(0xff51afd7ed558ccd);
	return h ^ (h >> 32);
}

/* Is the record grouped by one dimension only, besides the period? */
static bool
is_grouped_by(const struct item *item, uint32_t dimension)
{
	return item->is_figure && item->n_pairs == 2 &&
	       item->pairs[1].dimension == dimension;
}

/* Does the set hold this indicator, as one that a dimension has? */
static bool
has_indicator(const struct keyset *set, uint32_t dimension, uint32_t indicator)
{
	uint32_t key[2] = { dimension, indicator }, number;

	return keyset_find(set, (const char *)key, sizeof(key), &number);
}

static size_t
sign(const struct items *items, uint32_t dimension, uint32_t other,
    const struct keyset *known, struct signature **list)
{
	struct keyset *values = keyset_new();
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];
		struct signature *s;
		uint32_t number;
		bool is_new;

		if (!is_grouped_by(item, dimension) ||
		    !has_indicator(known, other, item->indicator))
			continue;
		number = keyset_add(values, (const char *)&item->pairs[1].value,
		    sizeof(uint32_t), &is_new);
		if (is_new) {
			GROW(*list, n, cap);
			(*list)[n++] =
			    (struct signature){ .pair = item->pairs[1] };
		}
		s = &(*list)[number];
		for (int role = 0; role < N_ROLES; role++) {
			uint64_t h = mix(item->indicator, (uint64_t)role);

			if (item->number[role] <= 0)
				continue;
			h = mix(h, item->pairs[0].value);
			s->hash += mix(h, (uint64_t)item->number[role]);
			s->n++;
		}
	}
	keyset_free(values);
	return n;
}

/* The only one of the list with the same figures, or NULL. */
static struct signature *
match(struct signature *list, size_t n, const struct signature *s)
{
	enum { ENOUGH = 3 }; /* figures that are the same by no chance */
	struct signature *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (list[i].hash != s->hash || list[i].n != s->n)
			continue;
		if (found || s->n < ENOUGH)
			return NULL;
		found = &list[i];
	}
	return found;
}

/* All that is left lies within the one that is left. */
static void
learn_rest(struct nesting *n, const struct signature *inner, size_t n_inner,
    const struct signature *outer, size_t n_outer)
{
	const struct signature *rest = NULL;

	for (size_t i = 0; i < n_outer; i++) {
		if (outer[i].is_taken)
			continue;
		if (rest)
			return;
		rest = &outer[i];
	}
	for (size_t i = 0; rest && i < n_inner; i++) {
		if (!inner[i].is_taken)
			learn(n, inner[i].pair, rest->pair, false);
	}
}

static void
learn_figures(struct nesting *n, const struct items *items, uint32_t inner,
    uint32_t outer, const struct keyset *known)
{
	struct signature *a = NULL, *b = NULL;
	size_t n_a = sign(items, inner, outer, known, &a);
	size_t n_b = sign(items, outer, inner, known, &b), n_matched = 0;

	for (size_t i = 0; n_a > n_b && i < n_a; i++) {
		struct signature *s = match(b, n_b, &a[i]);

		if (!s)
			continue;
		a[i].is_taken = s->is_taken = true;
		learn(n, a[i].pair, s->pair, false);
		n_matched++;
	}
	if (n_matched > 0)
		learn_rest(n, a, n_a, b, n_b);
	free(a);
	free(b);
}

/* What lies within B, and B within C, lies within C. */
static void
learn_chains(struct nesting *n)
{
	const uint32_t n_known = keyset_n(n->questions);

	for (uint32_t i = 0; i < n_known; i++) {
		for (uint32_t j = 0; j < n_known; j++) {
			struct question a, b;
			size_t len;

			memcpy(
			    &a, keyset_key(n->questions, i, &len), sizeof(a));
			memcpy(
			    &b, keyset_key(n->questions, j, &len), sizeof(b));
			if (is_refuted(n, a.inner.dimension, a.outer) ||
			    is_refuted(n, b.inner.dimension, b.outer) ||
			    a.outer != b.inner.dimension ||
			    n->answers[i] != b.inner.value ||
			    b.outer == a.inner.dimension)
				continue;
			learn(n, a.inner,
			    (struct item_pair){ b.outer, n->answers[j] },
			    false);
		}
	}
}

struct nesting *
nesting_new(struct items *items)
{
	struct nesting *n = xcalloc(1, sizeof(*n));
	struct keyset *known = keyset_new(), *dimensions = keyset_new();

	n->questions = keyset_new();
	n->refuted = keyset_new();
	learn_links(n, items);
	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];
		uint32_t key[2] = { item->pairs[1].dimension, item->indicator };

		if (!item->is_figure || item->n_pairs != 2)
			continue;
		keyset_add(known, (const char *)key, sizeof(key), NULL);
		keyset_add(dimensions, (const char *)key, sizeof(key[0]), NULL);
	}
	for (uint32_t i = 0; i < keyset_n(dimensions); i++) {
		for (uint32_t j = 0; j < keyset_n(dimensions); j++) {
			uint32_t a, b;
			size_t len;

			memcpy(&a, keyset_key(dimensions, i, &len), sizeof(a));
			memcpy(&b, keyset_key(dimensions, j, &len), sizeof(b));
			if (i != j)
				learn_figures(n, items, a, b, known);
		}
	}
	if (keyset_n(n->questions) < 2000)
		learn_chains(n);
	keyset_free(known);
	keyset_free(dimensions);
	return n;
}

void
nesting_free(struct nesting *n)
{
	keyset_free(n->questions);
	keyset_free(n->refuted);
	free(n->answers);
	free(n);
}
