/* kinds.c - which measures a kind of record can be counted into. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "book.h"

static void
release(struct kind *kind)
{
	free(kind->name);
	free(kind->measures);
	free(kind->cases);
	free(kind->lists);
}

void
kinds_release(struct kinds *ks)
{
	size_t i;

	for (i = 0; i < ks->n; i++)
		release(&ks->list[i]);
	release(&ks->any);
	free(ks->list);
}

static bool
is_of(const struct kind *kind, const struct ndjson_member *m)
{
	return kind->len == m->value_len &&
	       memcmp(kind->name, m->value, kind->len) == 0;
}

/** A measure, and what is left to ask for it. */
struct asked {
	struct expr_needle needle; /* its member is -1 where it has none */
	int measure;
};

/** Those that ask the same beside each other, lists after the rest. */
static int
compare_asked(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;

	if (x->needle.member != y->needle.member)
		return x->needle.member < y->needle.member ? -1 : 1;
	if (x->needle.bit != y->needle.bit)
		return x->needle.bit < y->needle.bit ? -1 : 1;
	if (x->needle.rest != y->needle.rest)
		return x->needle.rest < y->needle.rest ? -1 : 1;
	return (x->measure > y->measure) - (x->measure < y->measure);
}

static bool
is_same_case(const struct asked *a, const struct asked *b)
{
	return a->needle.member == b->needle.member &&
	       a->needle.bit == b->needle.bit &&
	       a->needle.rest == b->needle.rest;
}

/** What is left to ask for each measure; how many can hold. */
static size_t
ask(struct asked *asked, const struct kinds *ks, const struct book *b,
    bool is_any)
{
	size_t n = 0, i;

	for (i = 0; i < b->n_measures; i++) {
		int where = b->measures[i].where;

		if (where >= 0 && !is_any) {
			if (!expr_may_hold(b->exprs, where, ks->record))
				continue;
			where = expr_given(b->exprs, where, ks->record);
		}
		asked[n].needle =
		    (struct expr_needle){ .rest = where, .member = -1 };
		if (where >= 0 && ks->has_lists)
			expr_split_needle(b->exprs, where, &asked[n].needle);
		asked[n++].measure = (int)i;
	}
	qsort(asked, n, sizeof(*asked), compare_asked);
	return n;
}

/** Note where the cases of a text in a list begin, and those after it. */
static void
note_list(struct kind *kind, const struct expr_needle *needle, size_t at)
{
	struct kind_list *list = NULL;
	size_t i;

	if (kind->n_lists > 0)
		list = &kind->lists[kind->n_lists - 1];
	if (!list || list->member != needle->member) {
		GROW(kind->lists, kind->n_lists, kind->cap_lists);
		list = &kind->lists[kind->n_lists++];
		list->member = needle->member;
		for (i = 0; i <= KIND_MAX_BITS; i++)
			list->firsts[i] = at;
	}
	for (i = needle->bit + 1; i <= KIND_MAX_BITS; i++)
		list->firsts[i] = at + 1;
}

/** Make the cases for records like the one at hand, or for any. */
static void
fill(struct kind *kind, const struct kinds *ks, const struct book *b,
    bool is_any)
{
	struct asked *asked = xcalloc(b->n_measures + 1, sizeof(*asked));
	size_t n = ask(asked, ks, b, is_any), n_cases = 0, i;

	kind->measures = xcalloc(n + 1, sizeof(*kind->measures));
	kind->cases = xcalloc(n + 1, sizeof(*kind->cases));
	for (i = 0; i < n; i++) {
		const struct expr_needle *needle = &asked[i].needle;

		if (i == 0 || !is_same_case(&asked[i], &asked[i - 1])) {
			kind->cases[n_cases] =
			    (struct kind_case){ needle->rest, i, 0 };
			if (needle->member < 0)
				kind->n_cases++;
			else
				note_list(kind, needle, n_cases);
			n_cases++;
		}
		kind->cases[n_cases - 1].n++;
		kind->measures[i] = asked[i].measure;
	}
	free(asked);
}

static const struct kind *
find_any(struct kinds *ks, const struct book *b)
{
	if (!ks->any.cases)
		fill(&ks->any, ks, b, true);
	return &ks->any;
}

const struct kind *
kinds_find(struct kinds *ks, const struct book *b)
{
	const struct ndjson_member *m = expr_value(b->exprs, ks->record);
	size_t i;

	if (!m || m->type != NDJSON_STRING || m->value_escaped)
		return find_any(ks, b);
	if (ks->last < ks->n && is_of(&ks->list[ks->last], m))
		return &ks->list[ks->last];
	for (i = 0; i < ks->n; i++)
		if (is_of(&ks->list[i], m))
			break;
	if (i == ks->n) {
		if (ks->n == KINDS_MAX)
			return find_any(ks, b);
		GROW(ks->list, ks->n, ks->cap);
		memset(&ks->list[i], 0, sizeof(ks->list[i]));
		ks->list[i].name = xstrndup(m->value, m->value_len);
		ks->list[i].len = m->value_len;
		fill(&ks->list[i], ks, b, false);
		ks->n++;
	}
	ks->last = i;
	return &ks->list[i];
}
